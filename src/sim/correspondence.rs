//! What desks tell, report, ask and answer, what they heed of what they read, and which way it goes
//! again when it did not get through.

use super::post::{Draft, born};
use super::stage::Stage;
use super::state::Request;
use crate::autopilot::{Deadline, Occasion};
use crate::base::id::{ClauseId, DeskId, MessageId, OrderId, RequestId, VersionId};
use crate::base::key::Key;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::knowledge::message::{Message, MessageState};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::{Answer, Order, Refusal, ReportKind};

impl Stage<'_, '_> {
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

    /// Tells a desk facts that the teller holds.
    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    pub fn tell(
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

    /// A desk files a report upward, as far as it holds what the report must contain.
    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    pub fn file_report(
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

    /// A desk asks another for teams at a task.
    pub fn make_request(&mut self, desk: DeskId, order: &Order, cause: Seq) {
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

    /// A desk answers a request.
    pub fn reply(&mut self, desk: DeskId, request: RequestId, answer: Answer, cause: Seq) {
        let Some(entry) = self.post.requests.get_mut(request.index()) else { return };
        entry.answer = Some(answer);
        let (by, key) = (entry.by, entry.key);
        let seq = self.record(cause, Event::RequestAnswered { request, by: desk, answer });
        let about = (About::Request { request }, key);
        self.send_urgent(desk, Party::Desk(by), MessageKind::Reply, Vec::new(), about, seq);
    }

    /// A desk tells the sender of a message that it has read it.
    pub fn acknowledge(&mut self, desk: DeskId, read: MessageId, (order, cause): (OrderId, Seq)) {
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
}
