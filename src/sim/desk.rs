//! Desks: what they learn, what the plan has them do about it, and what their orders do.

use std::cell::OnceCell;

use super::agenda::Occurrence;
use super::post::{Draft, born};
use super::stage::Stage;
use super::state::Request;
use crate::autopilot::ledger::Owed;
use crate::autopilot::{self, Deadline, Decision, Decisions, Occasion, View};
use crate::base::id::{
    AreaId, ClauseId, DeskId, FacilityId, MessageId, NodeId, OrderId, RequestId, TaskId, TeamId,
    VersionId,
};
use crate::base::key::Key;
use crate::base::record::Field;
use crate::base::time::{Duration, Time};
use crate::county::router::Candidate;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::knowledge::message::{Message, MessageState, Version};
use crate::knowledge::picture::Taken;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::{Answer, Order, Refusal, ReportKind};
use crate::vocabulary::scale::Level;

/// The state of an incident at which somebody works.
pub const WORKED_ON: i64 = 1;
/// The state of an incident of which nothing is left to do.
pub const STABILISED: i64 = 2;

impl Stage<'_, '_> {
    /// Versions reach a desk's picture, all of what was said at once; the desk acts on each that is
    /// new to it.
    pub fn learn(&mut self, desk: DeskId, versions: &[VersionId], from: Party, cause: Seq) {
        let news: Vec<(Version, Option<i64>)> =
            versions.iter().filter_map(|id| self.take_in(desk, *id, from)).collect();
        for (version, before) in news {
            self.act_on(desk, &version, before, from, cause);
        }
    }

    /// A version reaches a desk's picture: itself, and the value held before; none where it is no
    /// news.
    fn take_in(
        &mut self,
        desk: DeskId,
        id: VersionId,
        from: Party,
    ) -> Option<(Version, Option<i64>)> {
        let version = *self.post.mail.version(id);
        let (fact, now) = (version.fact, self.now());
        let card = match fact.subject {
            Subject::Incident(incident) => Some(self.incident(incident).card.clone()),
            _ => None,
        };
        let state = self.desk_mut(desk);
        if let Party::Desk(other) = from {
            state.ledger.told.insert((fact, other), version.value);
        }
        let before = match state.picture.take(id, &version, now, from) {
            Taken::New => None,
            Taken::Changed(before) => Some(before),
            // A team that is available once more has been away in between.
            Taken::Repeated if fact.kind == FactKind::TeamState => None,
            Taken::Repeated | Taken::Outdated => return None,
        };
        if let Some(card) = card {
            state.ledger.cards.entry(card.incident).or_insert_with(|| card.clone());
            if fact.kind == FactKind::IncidentState && version.value == STABILISED {
                card.tasks.iter().for_each(|task| state.ledger.close(task.task));
            }
        }
        Some((version, before))
    }

    /// A desk acts on what is new to it.
    fn act_on(
        &mut self,
        desk: DeskId,
        version: &Version,
        before: Option<i64>,
        from: Party,
        cause: Seq,
    ) {
        let fact = version.fact;
        if let (FactKind::TeamState, Subject::Team(team)) = (fact.kind, fact.subject) {
            return self.learn_of_team(desk, team, version.value, cause);
        }
        self.pass_on_to_crews(desk, fact, before, cause);
        self.tell_crews(desk, fact, from, cause);
        self.decide(desk, &Occasion::Learned { fact, before, from }, cause);
        for (stage_fact, stage) in self.concluded(desk, fact) {
            self.observe(Party::Desk(desk), stage_fact, stage, version.observed, cause);
        }
    }

    /// A desk hears how a team stands: one of its own that is free can be sent again, for one that
    /// is out of service another is sought.
    fn learn_of_team(&mut self, desk: DeskId, team: TeamId, state: i64, cause: Seq) {
        if self.plan().teams[team.index()].desk != desk {
            return;
        }
        if state == i64::from(TeamState::Unavailable.code()) {
            self.desk_mut(desk).ledger.free(team);
            return self.decide(desk, &Occasion::TeamReady, cause);
        }
        if state == i64::from(TeamState::Available.code()) {
            let ledger = &mut self.desk_mut(desk).ledger;
            // A team that is free again has done its task, or found that nothing is left of it.
            if let Some(task) = ledger.engaged.get(&team).copied() {
                ledger.close(task);
            }
            ledger.free(team);
            self.decide(desk, &Occasion::TeamReady, cause);
        }
    }

    fn concluded(&self, desk: DeskId, fact: Fact) -> Vec<(Fact, i64)> {
        let prepared = self.prepared();
        let state = self.desk(desk);
        let view = View {
            plan: &prepared.drill.plan,
            county: &prepared.drill.county,
            desk,
            picture: &state.picture,
            ledger: &state.ledger,
            now: self.now(),
            platform_on: prepared.drill.scenario.platform_on,
            nearest: &|_, _, _| Vec::new(),
        };
        autopilot::assessment::conclude(&view, fact)
    }

    /// The plan decides at a desk where nobody sits.
    pub fn decide(&mut self, desk: DeskId, occasion: &Occasion, cause: Seq) {
        let prepared = self.prepared();
        let state = self.desk(desk);
        if state.seated {
            return;
        }
        let believed = OnceCell::new();
        let nearest = |teams: &[TeamId], to: NodeId, count: usize| -> Vec<TeamId> {
            let candidate = |team: &TeamId| {
                let described = &prepared.drill.plan.teams[team.index()];
                let (profile, from, key) = (described.profile, described.station, described.key);
                Candidate { profile, from, to, rank: (), beyond: Duration::ZERO, key }
            };
            let candidates: Vec<_> = teams.iter().map(candidate).collect();
            let roads = believed.get_or_init(|| prepared.roads.believed(&state.picture));
            let found = prepared.roads.router().nearest(&candidates, roads, count);
            found.into_iter().map(|(place, _)| teams[place]).collect()
        };
        let view = View {
            plan: &prepared.drill.plan,
            county: &prepared.drill.county,
            desk,
            picture: &state.picture,
            ledger: &state.ledger,
            now: self.now(),
            platform_on: prepared.drill.scenario.platform_on,
            nearest: &nearest,
        };
        let decisions = autopilot::decide(&view, occasion);
        self.execute(desk, decisions, cause);
    }

    /// Carries out what a desk decided.
    pub fn execute(&mut self, desk: DeskId, decisions: Decisions, cause: Seq) {
        self.desk_mut(desk).ledger.apply(&decisions);
        for (at, deadline) in decisions.deadlines {
            self.set_deadline(desk, at, deadline);
        }
        let mut rest = decisions.orders.into_iter().peekable();
        while let Some(first) = rest.next() {
            let same = |other: &Decision| {
                (other.clause, &other.inputs, other.approval)
                    == (first.clause, &first.inputs, first.approval)
            };
            let mut group = vec![first.clone()];
            while let Some(next) = rest.next_if(same) {
                group.push(next);
            }
            self.carry_out(desk, group, cause);
        }
    }

    /// Decisions of one clause on the same inputs: together through approval, or at once.
    fn carry_out(&mut self, desk: DeskId, group: Vec<Decision>, cause: Seq) {
        let first = &group[0];
        let mut cause = cause;
        if let Some(clause) = first.clause
            && !first.inputs.is_empty()
        {
            let inputs = first.inputs.clone().into_boxed_slice();
            cause = self.record(cause, Event::Decided { desk, clause, inputs });
        }
        match first.approval {
            Some(approval) => self.open_document(desk, approval, group, cause),
            None => {
                for decision in group {
                    self.perform(desk, decision, cause);
                }
            }
        }
    }

    fn set_deadline(&mut self, desk: DeskId, at: Time, deadline: Deadline) {
        let key = self.key(desk);
        let number = u32::try_from(self.desk(desk).deadlines.len()).expect("few deadlines");
        self.desk_mut(desk).deadlines.push(deadline);
        let key = Key::born(born::DEADLINE, &[key], number);
        self.enter(at, Occurrence::DeadlineComes(desk, number), key);
    }

    /// An order takes effect, or sets out to.
    pub fn perform(&mut self, desk: DeskId, decision: Decision, cause: Seq) {
        let Decision { order, clause, priority, .. } = decision;
        match order {
            Order::Notify { to, channel, facts } => {
                self.tell(desk, to, MessageKind::Notification, channel, priority, &facts, cause);
            }
            Order::Report { to, channel, report, facts } => {
                self.file_report(desk, to, channel, report, &facts, clause, cause);
            }
            Order::Request { .. } => self.make_request(desk, &order, cause),
            Order::Reply { request, answer, .. } => self.reply(desk, request, answer, cause),
            Order::CallPost { post, facts } => self.start_call(desk, post, facts, cause),
            Order::Convene { desks } => self.convene(desk, desks, cause),
            // What was on its way to be signed is overtaken by a level as high.
            Order::DeclareLevel { scale, event, level }
                if self.is_in_force(desk, Fact::of_level(scale, event), level) => {}
            Order::DeclareLevel { scale, event, level } => {
                let level = Some(level);
                let seq =
                    self.record(cause, Event::LevelDeclared { by: desk, scale, event, level });
                self.announce_level(desk, Fact::of_level(scale, event), level, seq);
            }
            Order::EndLevel { scale, event } => {
                let seq = self
                    .record(cause, Event::LevelDeclared { by: desk, scale, event, level: None });
                self.announce_level(desk, Fact::of_level(scale, event), None, seq);
            }
            Order::TakeCommand { incident, function } => {
                self.record(cause, Event::CommandTaken { incident, function, by: desk });
            }
            Order::AppointDeputy { deputy } => {
                self.record(cause, Event::DeputyStoodIn { desk: deputy });
            }
            _ => self.issue(desk, order, cause),
        }
    }

    /// An order that is on record as such, and then acts.
    fn issue(&mut self, desk: DeskId, order: Order, cause: Seq) {
        let (id, key) = self.bear_order(desk, &order);
        let content = Box::new(order.clone());
        let seq = self.record(cause, Event::OrderIssued { order: id, by: desk, content });
        match order {
            Order::Dispatch { team, .. }
            | Order::Recall { team }
            | Order::Stage { team, .. }
            | Order::Withdraw { team }
            | Order::GoBackIn { team } => {
                self.order_team(desk, team, id, key, seq);
            }
            Order::Warn { area, channel } => {
                self.post_acted(desk, seq);
                match channel {
                    Channel::Loudspeaker | Channel::InPerson => {
                        self.order_village(desk, area, (id, key), seq);
                    }
                    _ => self.warn_area(area, channel, seq),
                }
            }
            Order::Evacuate { area, .. } => {
                self.post_acted(desk, seq);
                self.order_village(desk, area, (id, key), seq);
            }
            Order::AllowReturn { area } => self.people_return(area, 1.0, seq),
            Order::OpenShelter { shelter } => self.open_shelter(desk, shelter, seq),
            Order::SetOutflow { reservoir, .. } => {
                self.order_reservoir(desk, reservoir, (id, key), seq);
            }
            Order::AssignTask { to, .. } | Order::OfferHandover { to, .. } => {
                self.order_on_the_spot(desk, Some(to), (id, key), seq);
            }
            Order::HandOverCommand { incident, function, to } => {
                let released = Event::CommandReleased { incident, function, by: desk };
                let seq = self.record(seq, released);
                self.order_on_the_spot(desk, Some(to), (id, key), seq);
            }
            Order::AcceptHandover { task } => {
                let giver = self.desk_mut(desk).ledger.offered.remove(&task);
                match giver {
                    Some(giver) => {
                        self.order_on_the_spot(desk, Some(giver), (id, key), seq);
                        self.take_task(desk, task, seq);
                    }
                    None => {
                        let reason = Refusal::NotPossible;
                        self.record(seq, Event::OrderRefused { order: id, reason });
                    }
                }
            }
            Order::Publish { facts } => {
                self.refute(&facts, seq);
                self.warn_of_stoves(&facts);
            }
            Order::CloseRoad { road } => {
                self.truth.closed_by_order.entry(road).or_insert(seq);
            }
            Order::OpenRoad { road } => {
                self.truth.closed_by_order.remove(&road);
            }
            Order::Supersede { order } => self.supersede(desk, order, (id, seq)),
            Order::Acknowledge { message } => self.acknowledge(desk, message, (id, seq)),
            Order::TransferPatient { .. } | Order::ReleaseSupplies { .. } => {
                let lead = self.errand_lead(desk, &order);
                self.order_on_the_spot(desk, lead, (id, key), seq);
            }
            // They stand in the log for whoever reads it; nothing else moves by them. The rest is
            // performed before anything is issued.
            _ => {}
        }
    }

    fn bear_order(&mut self, desk: DeskId, order: &Order) -> (OrderId, Key) {
        let mut bytes = Vec::new();
        order.canonical(self.recorder.log.registry(), &mut bytes);
        let mut about = vec![self.key(desk)];
        about.extend(bytes.chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            Key(u64::from_le_bytes(word))
        }));
        let key = self.born_key(born::ORDER, &about);
        self.post.orders.push((desk, order.clone()));
        (self.bear(key), key)
    }

    /// Tells a desk facts that the teller holds.
    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    fn tell(
        &mut self,
        desk: DeskId,
        to: DeskId,
        kind: MessageKind,
        channel: Channel,
        priority: Priority,
        facts: &[Fact],
        cause: Seq,
    ) -> MessageId {
        let state = self.desk_mut(desk);
        let mut versions = Vec::with_capacity(facts.len());
        for fact in facts {
            if let Some(held) = state.picture.held(*fact).copied() {
                state.ledger.told.insert((*fact, to), held.value);
                versions.push(held.version);
            }
        }
        let draft = Draft {
            kind,
            from: Party::Desk(desk),
            to: Party::Desk(to),
            channel,
            priority,
            versions,
            about: (About::Facts {}, Key(0)),
            tried: 0,
        };
        self.send(draft, cause)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    fn file_report(
        &mut self,
        desk: DeskId,
        to: DeskId,
        channel: Channel,
        report: ReportKind,
        facts: &[Fact],
        clause: Option<ClauseId>,
        cause: Seq,
    ) {
        let plan = &self.prepared().drill.plan;
        let number = plan.reporting.iter().position(|rule| {
            let trigger = facts.first().map(|fact| fact.kind);
            Some(rule.clause) == clause && Some(rule.when.fact) == trigger
        });
        let subject = facts.first().map_or(Subject::County, |fact| fact.subject);
        let required = number.map_or(0, |number| plan.reporting[number].fields.len());
        let held = self.versions_held(desk, facts).len();
        let missing = (required + 1).saturating_sub(held);
        if let Some(number) = number {
            *self.desk_mut(desk).ledger.reported.entry((number, subject)).or_insert(0) += 1;
        }
        let incident = match subject {
            Subject::Incident(incident) => Some(incident),
            _ => None,
        };
        let missing = u8::try_from(missing).unwrap_or(u8::MAX);
        let seq =
            self.record(cause, Event::ReportFiled { by: desk, to, incident, report, missing });
        self.tell(desk, to, MessageKind::Report, channel, Priority::Urgent, facts, seq);
    }

    fn make_request(&mut self, desk: DeskId, order: &Order, cause: Seq) {
        let Order::Request { to, task, capability, quantity, due } = *order else { return };
        let about = [self.key(desk), self.key(to), self.key(task)];
        let key = self.born_key(born::REQUEST, &about);
        let request: RequestId = self.bear(key);
        let event = Event::RequestMade { request, by: desk, to, task, capability, quantity, due };
        let seq = self.record(cause, event);
        let answer = None;
        self.post.requests.push(Request {
            key,
            by: desk,
            to,
            task,
            capability,
            quantity,
            due,
            answer,
        });
        let incident = Subject::Incident(self.task(task).incident);
        let facts = [
            Fact::new(FactKind::Incident, incident),
            Fact::new(FactKind::IncidentTrapped, incident),
        ];
        let versions = self.versions_held(desk, &facts);
        let about = (About::Request { request }, key);
        self.send_urgent(desk, Party::Desk(to), MessageKind::Request, versions, about, seq);
    }

    fn reply(&mut self, desk: DeskId, request: RequestId, answer: Answer, cause: Seq) {
        let Some(entry) = self.post.requests.get_mut(request.index()) else { return };
        entry.answer = Some(answer);
        let (by, key) = (entry.by, entry.key);
        let seq = self.record(cause, Event::RequestAnswered { request, by: desk, answer });
        let about = (About::Request { request }, key);
        self.send_urgent(desk, Party::Desk(by), MessageKind::Reply, Vec::new(), about, seq);
    }

    fn versions_held(&self, desk: DeskId, facts: &[Fact]) -> Vec<VersionId> {
        let picture = &self.desk(desk).picture;
        facts.iter().filter_map(|fact| picture.held(*fact)).map(|held| held.version).collect()
    }

    /// Sends by the quickest channel that both ends have.
    pub fn send_urgent(
        &mut self,
        desk: DeskId,
        to: Party,
        kind: MessageKind,
        versions: Vec<VersionId>,
        about: (About, Key),
        cause: Seq,
    ) -> MessageId {
        let channel = self.quickest_channel(desk, to);
        let draft = Draft {
            kind,
            from: Party::Desk(desk),
            to,
            channel,
            priority: Priority::Flash,
            versions,
            about,
            tried: 0,
        };
        self.send(draft, cause)
    }

    /// The same message by the next channel, if there is one.
    fn send_again(&mut self, desk: DeskId, to: DeskId, id: MessageId, cause: Seq) {
        let message = self.post.mail.message(id);
        let platform_on = self.drill().scenario.platform_on;
        let desks = (desk, to);
        let next = self.plan().channel_between(Channel::AGAIN, desks, message.tried, platform_on);
        if let Some(channel) = next {
            self.send_over(id, channel, cause);
        }
    }

    /// A message that was lost, once more over another channel: of the same facts, and as whoever
    /// sends it knows them by now.
    fn send_over(&mut self, id: MessageId, channel: Channel, cause: Seq) {
        let message = self.post.mail.message(id);
        let picture = match message.from {
            Party::Desk(desk) => Some(&self.desk(desk).picture),
            Party::Team(team) => Some(&self.team(team).picture),
            Party::Sensor(_) | Party::People(_) | Party::Control => None,
        };
        let by_now = |version: &VersionId| {
            let fact = self.post.mail.version(*version).fact;
            picture.and_then(|picture| picture.held(fact)).map_or(*version, |held| held.version)
        };
        let draft = Draft {
            kind: message.kind,
            from: message.from,
            to: message.to,
            channel,
            priority: message.priority,
            versions: message.versions.iter().map(by_now).collect(),
            about: (message.about.clone(), message.key),
            tried: message.tried,
        };
        self.send(draft, cause);
    }

    /// An order that did not reach its team goes by the next channel. When none is left, the desk
    /// knows that the team does not have it, and looks for one again after a while.
    fn order_again(&mut self, desk: DeskId, id: MessageId, cause: Seq) {
        let message = self.post.mail.message(id);
        let About::Order { order } = message.about else { return };
        if let Some(channel) = self.next_spoken(id) {
            return self.send_over(id, channel, cause);
        }
        let (_, content) = self.post.orders[order.index()].clone();
        if let Order::Dispatch { team, task } = content {
            self.desk_mut(desk).ledger.free(team);
            let at = self.now() + self.plan().limits.assign.limit;
            self.set_deadline(desk, at, Deadline::AnswerOverdue(task));
        }
    }

    /// The channel by which a team is spoken to, or speaks, after those that were tried.
    fn next_spoken(&self, id: MessageId) -> Option<Channel> {
        let tried = self.post.mail.message(id).tried;
        [Channel::Radio, Channel::Phone, Channel::Satellite].into_iter().find(|channel| {
            tried >> channel.code() & 1 == 0
                && self.plan().channels[usize::from(channel.code())].is_some()
        })
    }

    /// A team, or the exercise control, that did not get through says the same over the next
    /// channel.
    pub fn say_again(&mut self, id: MessageId, cause: Seq) {
        if let Some(channel) = self.next_spoken(id) {
            self.send_over(id, channel, cause);
        }
    }

    fn quickest_channel(&self, desk: DeskId, to: Party) -> Channel {
        let plan = self.plan();
        let exists = |channel: Channel| plan.channels[usize::from(channel.code())].is_some();
        let on_platform = |desk: DeskId| plan.desks[desk.index()].platform;
        match to {
            Party::Team(_) if exists(Channel::Radio) => Channel::Radio,
            Party::Desk(other)
                if self.drill().scenario.platform_on
                    && exists(Channel::Platform)
                    && on_platform(desk)
                    && on_platform(other) =>
            {
                Channel::Platform
            }
            _ => Channel::Phone,
        }
    }

    /// What was read may ask for more than being known.
    pub fn heed(&mut self, desk: DeskId, message: &Message, seq: Seq) {
        match (&message.about, message.kind) {
            (About::Request { request }, MessageKind::Request) => {
                let entry = self.post.requests[request.index()].clone();
                let occasion = Occasion::Requested {
                    request: *request,
                    by: entry.by,
                    task: entry.task,
                    capability: entry.capability,
                    quantity: entry.quantity,
                    due: entry.due,
                };
                self.decide(desk, &occasion, seq);
            }
            (About::Request { request }, MessageKind::Reply) => {
                let entry = self.post.requests[request.index()].clone();
                if let Some(answer) = entry.answer {
                    self.desk_mut(desk).ledger.answered(entry.task, answer, entry.quantity);
                    self.decide(desk, &Occasion::Answered { task: entry.task }, seq);
                }
            }
            (About::Call { call }, _) => self.confirm_call(*call, seq),
            (About::Document { document }, _) => self.take_document(desk, *document, seq),
            (About::Order { order }, _) => self.follow_order(desk, *order, seq),
            (About::Patient { casualty, hospital }, MessageKind::Request) => {
                let occasion = Occasion::TransferAsked { casualty: *casualty, from: *hospital };
                self.decide(desk, &occasion, seq);
            }
            _ => {}
        }
    }

    /// A desk carries out an order that it or another gave: a reservoir opens its gates, a village
    /// warns its people from house to house or leads them out.
    fn follow_order(&mut self, desk: DeskId, order: OrderId, seq: Seq) {
        let (giver, content) = self.post.orders[order.index()].clone();
        match content {
            Order::SetOutflow { reservoir, outflow_m3_s } => {
                self.set_outflow(desk, reservoir, outflow_m3_s, seq);
            }
            Order::Warn { area, channel } => {
                self.warn_area(area, channel, seq);
                self.post_acted(desk, seq);
            }
            Order::Evacuate { area, .. } => {
                self.evacuate(area, seq);
                self.post_acted(desk, seq);
            }
            Order::TransferPatient { .. } | Order::ReleaseSupplies { .. } => {
                self.begin_errand(desk, order, &content, seq);
            }
            Order::AssignTask { task, .. } => self.take_task(desk, task, seq),
            Order::OfferHandover { task, .. } => {
                self.desk_mut(desk).ledger.offered.insert(task, giver);
                // A person at the desk decides whether to accept.
                if !self.desk(desk).seated {
                    self.issue(desk, Order::AcceptHandover { task }, seq);
                }
            }
            Order::AcceptHandover { task } => self.desk_mut(desk).ledger.close(task),
            Order::HandOverCommand { incident, function, .. } => {
                self.record(seq, Event::CommandTaken { incident, function, by: desk });
            }
            _ => {}
        }
    }

    /// A desk takes a task as its own and fills it with teams.
    fn take_task(&mut self, desk: DeskId, task: TaskId, cause: Seq) {
        let incident = self.task(task).incident;
        let card = self.incident(incident).card.clone();
        let Some(of_task) = card.tasks.iter().find(|card| card.task == task) else { return };
        let owed = Owed {
            incident,
            capability: of_task.capability,
            quantity: of_task.quantity,
            due: of_task.due,
            request: None,
            asked: 0,
            awaiting: false,
        };
        let ledger = &mut self.desk_mut(desk).ledger;
        ledger.cards.entry(incident).or_insert(card);
        ledger.owed.insert(task, owed);
        self.decide(desk, &Occasion::Answered { task }, cause);
    }

    /// A desk takes back an order of its own; a team that was sent by it is called back.
    fn supersede(&mut self, desk: DeskId, earlier: OrderId, (order, cause): (OrderId, Seq)) {
        let of_desk = self.post.orders.get(earlier.index()).filter(|(by, _)| *by == desk);
        let Some((_, content)) = of_desk.cloned() else {
            self.record(cause, Event::OrderRefused { order, reason: Refusal::NotPossible });
            return;
        };
        let seq = self.record(cause, Event::OrderEnded { order: earlier });
        if let Order::Dispatch { team, .. } = content {
            let recall = Order::Recall { team };
            self.desk_mut(desk).ledger.note(&recall);
            self.issue(desk, recall, seq);
        }
    }

    /// A desk tells the sender of a message that it has read it.
    fn acknowledge(&mut self, desk: DeskId, read: MessageId, (order, cause): (OrderId, Seq)) {
        let message = self.post.mail.messages.get(read.index()).filter(|message| {
            message.to == Party::Desk(desk)
                && message.state == MessageState::Read
                && matches!(message.from, Party::Desk(_) | Party::Team(_))
        });
        let Some((to, key)) = message.map(|message| (message.from, message.key)) else {
            self.record(cause, Event::OrderRefused { order, reason: Refusal::NoSuchThing });
            return;
        };
        let about = (About::Message { message: read }, key);
        self.send_urgent(desk, to, MessageKind::Acknowledgement, Vec::new(), about, cause);
    }

    /// An order about an area's people goes to its village.
    fn order_village(&mut self, desk: DeskId, area: AreaId, order: (OrderId, Key), seq: Seq) {
        let zone = self.drill().county.areas[area.index()].zone;
        let village = self.plan().zone_desk[zone.index()];
        self.order_on_the_spot(desk, village, order, seq);
    }

    /// An order goes to the desk that carries it out; a desk that sits there acts at once.
    fn order_on_the_spot(
        &mut self,
        desk: DeskId,
        keeper: Option<DeskId>,
        (order, key): (OrderId, Key),
        seq: Seq,
    ) {
        match keeper.filter(|keeper| *keeper != desk) {
            Some(keeper) => {
                let about = (About::Order { order }, key);
                let to = Party::Desk(keeper);
                self.send_urgent(desk, to, MessageKind::Order, Vec::new(), about, seq);
            }
            None => self.follow_order(desk, order, seq),
        }
    }

    /// The order goes to the desk at the reservoir.
    fn order_reservoir(
        &mut self,
        desk: DeskId,
        reservoir: FacilityId,
        order: (OrderId, Key),
        seq: Seq,
    ) {
        let prepared = self.prepared();
        let node = prepared.drill.county.facilities[reservoir.index()].node;
        let keeper = prepared
            .drill
            .plan
            .desks
            .iter()
            .enumerate()
            .filter(|(_, other)| other.node == node && other.serves.is_none())
            .min_by_key(|(_, other)| other.key)
            .map(|(index, _)| DeskId::from_index(index));
        self.order_on_the_spot(desk, keeper, order, seq);
    }

    /// Whether a desk knows a level at least as high to be in force.
    fn is_in_force(&self, desk: DeskId, fact: Option<Fact>, level: Level) -> bool {
        let held = fact.and_then(|fact| self.desk(desk).picture.value(fact));
        held.is_some_and(|held| held > i64::from(level.code()))
    }

    fn announce_level(&mut self, desk: DeskId, fact: Option<Fact>, level: Option<Level>, seq: Seq) {
        let Some(fact) = fact else { return };
        let value = level.map_or(0, |level| i64::from(level.code()) + 1);
        let since = self.now();
        self.truth.facts.insert(fact, (value, since, seq));
        self.observe(Party::Desk(desk), fact, value, since, seq);
    }

    fn open_shelter(&mut self, desk: DeskId, shelter: FacilityId, seq: Seq) {
        let fact = Fact::new(FactKind::ShelterOpen, Subject::Facility(shelter));
        if self.truth.facts.get(&fact).is_some_and(|(value, _, _)| *value == 1) {
            return;
        }
        let since = self.now();
        let seq = self.record(seq, Event::FactChanged { fact, value: 1 });
        self.truth.facts.insert(fact, (1, since, seq));
        self.observe(Party::Desk(desk), fact, 1, since, seq);
    }

    /// A desk's message did not get through: news go another way as the plan decides, an order, a
    /// request or an answer by the next channel.
    pub fn not_reached(&mut self, desk: DeskId, id: MessageId, seq: Seq) {
        let message = self.post.mail.message(id);
        let to = match message.to {
            Party::Desk(to) => to,
            Party::Team(_) => return self.order_again(desk, id, seq),
            _ => return,
        };
        if !matches!(message.about, About::Facts {}) {
            // Calls have attempts of their own.
            if !matches!(message.about, About::Call { .. }) {
                self.send_again(desk, to, id, seq);
            }
            return;
        }
        let facts: Vec<Fact> =
            message.versions.iter().map(|version| self.post.mail.version(*version).fact).collect();
        let report = (message.kind == MessageKind::Report).then_some(ReportKind::First);
        let (tried, priority) = (message.tried, message.priority);
        let occasion = Occasion::NotReached { to, facts, tried, priority, report };
        self.decide(desk, &occasion, seq);
    }
}
