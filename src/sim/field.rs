//! Teams in the field: ordered, turned out, sent from stop to stop, and what they tell their desk.
//! How they travel is in `journey`.

use std::collections::VecDeque;

use super::agenda::Occurrence;
use super::errand::Errand;
use super::post::{Draft, born};
use super::stage::Stage;
use crate::base::chance::Purpose;
use crate::base::id::{DeskId, FacilityId, MessageId, NodeId, OrderId, TaskId, TeamId, VersionId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::knowledge::message::{MessageState, Version};
use crate::scenario::DAY_MINUTES;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::{Order, Refusal};

/// Standard deviation of the logarithm of turnout times: an assumption, shown in the report.
pub const TURNOUT_SIGMA: f64 = 0.25;
/// Minutes to load supplies at a depot: an assumption, shown in the report.
pub const LOADING_MINUTES: u64 = 20;

impl Stage<'_, '_> {
    /// An order goes to a team by radio, with the closures and what else of use the desk knows and
    /// the team, as far as the desk can tell, does not.
    pub fn order_team(&mut self, desk: DeskId, team: TeamId, order: OrderId, key: Key, seq: Seq) {
        let mut news: Vec<(Key, VersionId)> = Vec::new();
        for (road, _) in self.desk(desk).picture.roads() {
            let fact = Fact::new(FactKind::RoadPassable, Subject::Road(road));
            let held = self.desk(desk).picture.held(fact).map(|held| held.version);
            if held != self.team(team).picture.held(fact).map(|held| held.version)
                && let Some(version) = held
            {
                news.push((self.key(road), version));
            }
        }
        news.sort_unstable();
        let mut versions: Vec<VersionId> = news.into_iter().map(|(_, version)| version).collect();
        versions.extend(self.care_news(desk, team));
        if let Order::Dispatch { task, .. } = self.post.orders[order.index()].1 {
            let mut news = self.crew_news(desk, team, task);
            news.retain(|version| !versions.contains(version));
            versions.extend(news);
        }
        let about = (About::Order { order }, key);
        self.send_urgent(desk, Party::Team(team), MessageKind::Order, versions, about, seq);
    }

    /// A team reads what reaches it at once: one crew, one radio.
    pub fn team_reads(&mut self, team: TeamId, id: MessageId) {
        let message = self.post.mail.message(id).clone();
        let seq = self.record(message.last, Event::MessageRead { message: id, after: None });
        let entry = self.post.mail.message_mut(id);
        entry.state = MessageState::Read;
        entry.last = seq;
        let now = self.now();
        for version in &message.versions {
            let held: Version = *self.post.mail.version(*version);
            self.team_mut(team).picture.take(*version, &held, now, message.from);
        }
        if let About::Order { order } = message.about {
            self.obey(team, order, seq);
        }
    }

    fn obey(&mut self, team: TeamId, order: OrderId, seq: Seq) {
        let (by, content) = self.post.orders[order.index()].clone();
        if self.team(team).activity == TeamState::Unavailable {
            // It is away for the whole drill, whatever a person at the console orders.
            self.record(seq, Event::OrderRefused { order, reason: Refusal::NotPossible });
            return;
        }
        match content {
            Order::Dispatch { task, .. } => self.assign(team, task, by, order, seq),
            Order::Recall { .. } if self.team(team).aboard.is_empty() => self.recall(team, seq),
            Order::Stage { at, .. } if self.team(team).task.is_none() => {
                let to = self.drill().county.facilities[at.index()].node;
                self.halt(team);
                self.team_mut(team).assigned = Some(seq);
                self.depart(team, to, seq);
            }
            Order::Withdraw { .. } if self.has_dangerous_task(team) => self.withdraw(team, seq),
            Order::GoBackIn { .. } if self.team(team).withdrawn => self.go_back_in(team, seq),
            Order::Withdraw { .. } | Order::GoBackIn { .. } => {
                let reason = Refusal::NotPossible;
                self.record(seq, Event::OrderRefused { order, reason });
            }
            Order::Recall { .. } | Order::Stage { .. } => {
                let reason = Refusal::TeamEngaged;
                self.record(seq, Event::OrderRefused { order, reason });
            }
            _ => {}
        }
    }

    /// A team turns for home where it is, with or without a task.
    fn recall(&mut self, team: TeamId, seq: Seq) {
        self.halt(team);
        if self.team(team).task.is_some() {
            return self.release(team, seq);
        }
        self.team_mut(team).assigned = Some(seq);
        self.go_home(team, seq);
    }

    /// A team takes a task, unless it has one or the task is over.
    fn assign(&mut self, team: TeamId, task: TaskId, by: DeskId, order: OrderId, seq: Seq) {
        let refusal = if self.task(task).done.is_some() {
            Some(Refusal::NoSuchThing)
        } else if self.team(team).task.is_some() {
            Some(Refusal::TeamEngaged)
        } else {
            None
        };
        if let Some(reason) = refusal {
            let seq = self.record(seq, Event::OrderRefused { order, reason });
            if reason == Refusal::NoSuchThing {
                self.report_state(team, TeamState::Available, seq);
            }
            return;
        }
        let seq = self.record(seq, Event::TaskAssigned { task, team, by, after: None });
        self.halt(team);
        let stops = self.stops_of(team, task);
        let state = self.team_mut(team);
        state.task = Some(task);
        state.stops = stops;
        state.assigned = Some(seq);
        let prepared = self.prepared();
        let described = &prepared.drill.plan.teams[team.index()];
        if self.team(team).at != described.station {
            return self.set_out(team, seq);
        }
        self.change_state(team, TeamState::TurningOut, seq);
        let is_day = DAY_MINUTES.contains(&prepared.drill.scenario.start.minute_of_day(self.now()));
        let median = described.turnout[usize::from(!is_day)].seconds();
        let incident = self.task(task).incident;
        let key = Key::born(born::TURNOUT, &[described.key, self.key(incident)], 0);
        let seconds = self.draws(Purpose::Turnout, key).lognormal(median, TURNOUT_SIGMA);
        let epoch = self.next_epoch(team);
        let at = self.now() + Duration::from_seconds_f64(seconds) + described.beyond;
        self.enter(at, Occurrence::TurnoutEnds(team, epoch), self.epoch_key(team, epoch));
    }

    /// A new turn in a team's plans: what was entered before it is void.
    pub fn next_epoch(&mut self, team: TeamId) -> u32 {
        let state = self.team_mut(team);
        state.epoch += 1;
        state.epoch
    }

    /// The key of what a team does in that turn of its plans.
    pub fn epoch_key(&self, team: TeamId, epoch: u32) -> Key {
        Key::born(born::TEAM_EPOCH, &[self.key(team)], epoch)
    }

    /// Records what a team is doing now.
    pub fn change_state(&mut self, team: TeamId, state: TeamState, cause: Seq) -> Seq {
        if self.team(team).activity == state {
            return cause;
        }
        let entry = self.team_mut(team);
        entry.activity = state;
        // Whatever it does next, it does not work there now.
        entry.in_danger = None;
        self.record(cause, Event::TeamStateChanged { team, state })
    }

    /// A team is ready to leave for its task.
    pub fn turnout_ends(&mut self, team: TeamId, epoch: u32) {
        if self.team(team).epoch != epoch {
            return;
        }
        if let Some(seq) = self.team(team).assigned {
            self.set_out(team, seq);
        }
    }

    /// A team sets out for its task.
    pub fn set_out(&mut self, team: TeamId, cause: Seq) {
        let Some(task) = self.team(team).task else { return };
        let stop = self.team(team).stops.front().map(|(node, _)| *node);
        let to = stop.unwrap_or_else(|| self.incident(self.task(task).incident).card.node);
        self.depart(team, to, cause);
    }

    /// Where a team calls before it goes to a task: whoever comes from outside at the staging area
    /// of the plan, whoever carries supplies at their depot.
    fn stops_of(&self, team: TeamId, task: TaskId) -> VecDeque<(NodeId, Duration)> {
        let drill = self.drill();
        let node = |facility: FacilityId| drill.county.facilities[facility.index()].node;
        let desk = drill.plan.teams[team.index()].desk;
        let aid = drill.plan.aid_of(self.capability(task), desk);
        let staging = aid.map(|aid| (node(aid.staging), aid.briefing));
        let depot = match self.incident(self.task(task).incident).errand {
            Some((Errand::Supplies { depot, .. }, _)) => {
                Some((node(depot), Duration::from_minutes(LOADING_MINUTES)))
            }
            _ => None,
        };
        staging.into_iter().chain(depot).collect()
    }

    /// A team has come to a stop on its way, and goes on after a while.
    pub fn at_stop(&mut self, team: TeamId, stay: Duration, cause: Option<Seq>) {
        let node = self.team(team).at;
        let seq = self.record(cause, Event::TeamArrived { team, node, task: None });
        self.team_mut(team).stops.pop_front();
        self.team_mut(team).assigned = Some(seq);
        let epoch = self.next_epoch(team);
        self.enter(
            self.now() + stay,
            Occurrence::TurnoutEnds(team, epoch),
            self.epoch_key(team, epoch),
        );
    }

    /// A team goes back to its station.
    pub fn go_home(&mut self, team: TeamId, cause: Seq) {
        let station = self.plan().teams[team.index()].station;
        if self.team(team).at == station {
            self.change_state(team, TeamState::Available, cause);
        } else {
            self.depart(team, station, cause);
        }
    }

    /// A team tells its desk by radio what it saw, or how it stands.
    pub fn tell_desk(&mut self, team: TeamId, versions: Vec<VersionId>, cause: Seq) {
        let prepared = self.prepared();
        let plan = &prepared.drill.plan;
        let radio = plan.channels[usize::from(Channel::Radio.code())].is_some();
        let draft = Draft {
            kind: MessageKind::Status,
            from: Party::Team(team),
            to: Party::Desk(plan.teams[team.index()].desk),
            channel: if radio { Channel::Radio } else { Channel::Phone },
            priority: Priority::Urgent,
            versions,
            about: (About::Facts {}, Key(0)),
            tried: 0,
        };
        self.send(draft, cause);
    }

    /// A team reports its state to its desk.
    pub fn report_state(&mut self, team: TeamId, state: TeamState, cause: Seq) {
        let fact = Fact::new(FactKind::TeamState, Subject::Team(team));
        let value = i64::from(state.code());
        let (version, seq) = self.observe(Party::Team(team), fact, value, self.now(), cause);
        self.tell_desk(team, vec![version], seq);
    }
}

/// What a team is doing.
pub fn state_of(stage: &Stage<'_, '_>, team: TeamId) -> TeamState {
    stage.team(team).activity
}
