//! A county of six junctions in a row, a plan of six desks and four teams, and logs told by hand
//! over them, for the tests of this folder. Everything is found by name, so that the same story can
//! be told over lists in another order.

mod county;
mod plan;
mod scenario;

use std::sync::Arc;

use super::{Scorecard, score};
use crate::base::id::{
    AreaId, DeskId, IdKind, Identified, IncidentId, IncidentKindId, MessageId, NodeId, TaskId,
    TeamId, VersionId, ZoneId,
};
use crate::base::key::Key;
use crate::base::record::{Registry, WrittenNames};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::county::place::County;
use crate::county::router::Router;
use crate::event_log::EventLog;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::plan::Plan;
use crate::plan::file::{Source, Standing};
use crate::scenario::Drill;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::Order;
use county::county;
use plan::{TEAMS, desk_id, place, plan};
use scenario::{catalogue, scenario};

pub(super) const SHIMEN_ZONE: ZoneId = ZoneId(0);
pub(super) const HEWAN_ZONE: ZoneId = ZoneId(1);
pub(super) const AREA: AreaId = AreaId(0);

/// Minutes of play as a moment.
pub(super) const fn at(minutes: u64) -> Time {
    Time::from_minutes(minutes)
}

/// Minutes as a length.
pub(super) const fn minutes(minutes: u64) -> Duration {
    Duration::from_minutes(minutes)
}

fn text(word: &str) -> Text {
    Text::new(format!("{word}名"), word)
}

pub(super) fn source(standing: Standing) -> Source {
    Source { standing, text: text("annex") }
}

fn names(county: &County, plan: &Plan) -> WrittenNames {
    let mut names = WrittenNames::default();
    let network = &county.network;
    names.set(IdKind::NodeId, network.nodes.iter().map(|node| node.key).collect(), vec![]);
    let arcs = (0..network.head.len()).map(|arc| {
        let road = network.road_of[arc];
        let forward = network.tail[arc] == network.roads[road.index()].from;
        Key::born(1, &[network.roads[road.index()].key], u32::from(forward))
    });
    names.set(IdKind::ArcId, arcs.collect(), vec![]);
    let roads = network.roads.iter().map(|road| road.name.to_string());
    names.set(IdKind::RoadId, network.roads.iter().map(|road| road.key).collect(), roads.collect());
    names.set(IdKind::FacilityId, vec![Key(5)], vec!["gauge".into()]);
    macro_rules! set {
        ($kind:expr, $list:expr) => {
            names.set(
                $kind,
                $list.iter().map(|item| item.key).collect(),
                $list.iter().map(|item| item.name.clone()).collect(),
            );
        };
    }
    set!(IdKind::ZoneId, county.zones);
    set!(IdKind::AreaId, county.areas);
    set!(IdKind::OrganisationId, plan.organisations);
    set!(IdKind::DeskId, plan.desks);
    set!(IdKind::TeamId, plan.teams);
    set!(IdKind::ClauseId, plan.clauses);
    set!(IdKind::IncidentKindId, catalogue());
    names
}

/// A log in the telling, minute by minute in order.
pub(super) struct Story {
    /// The drill, free to be changed before the score.
    pub(super) drill: Drill,
    /// What happened so far.
    pub(super) log: EventLog,
    reversed: bool,
    /// Counts the keys of what is born.
    pub(super) born: u64,
}

impl Story {
    /// A story over the lists in order.
    pub(super) fn new() -> Self {
        Self::over(false)
    }

    /// A story over the lists in order or reversed.
    pub(super) fn over(reversed: bool) -> Self {
        let (county, plan) = (county(), plan(reversed));
        let names = Arc::new(names(&county, &plan));
        let log = EventLog::new(Registry::new(names.clone()));
        let drill = Drill {
            county: Arc::new(county),
            plan: Arc::new(plan),
            catalogue: Arc::new(catalogue()),
            scenario: scenario(reversed),
            names,
        };
        let mut story = Self { drill, log, reversed, born: 1_000 };
        story.happens(0, None, Event::RunStarted {});
        story
    }

    /// The plan, to change it.
    pub(super) fn plan(&mut self) -> &mut Plan {
        Arc::make_mut(&mut self.drill.plan)
    }

    pub(super) fn desk(&self, name: &str) -> DeskId {
        desk_id(name, self.reversed)
    }

    pub(super) fn team(&self, name: &str) -> TeamId {
        TeamId::from_index(place(&TEAMS, self.reversed, |team| team.0 == name))
    }

    pub(super) fn bear<I: Identified>(&mut self) -> I {
        self.born += 1;
        let key = Key(self.born);
        self.log.registry_mut().bear(key)
    }

    pub(super) fn happens(&mut self, minute: u64, cause: Option<Seq>, event: Event) -> Seq {
        self.log.append(at(minute), cause, event)
    }

    /// Somebody sees a version that has just become true.
    pub(super) fn sees(
        &mut self,
        minute: u64,
        by: Party,
        fact: Fact,
        value: i64,
    ) -> (VersionId, Seq) {
        let version = self.bear();
        let since = at(minute);
        let event = Event::FactObserved { version, fact, value, by, since };
        (version, self.happens(minute, None, event))
    }

    /// A notification of one version is sent.
    pub(super) fn sends(
        &mut self,
        minute: u64,
        ends: (Party, Party),
        version: VersionId,
        cause: Option<Seq>,
    ) -> (MessageId, Seq) {
        self.writes(minute, MessageKind::Notification, ends, version, cause)
    }

    /// A message of a kind with one version is sent.
    pub(super) fn writes(
        &mut self,
        minute: u64,
        kind: MessageKind,
        (from, to): (Party, Party),
        version: VersionId,
        cause: Option<Seq>,
    ) -> (MessageId, Seq) {
        let message = self.bear();
        let sent = Event::MessageSent {
            message,
            kind,
            from,
            to,
            channel: Channel::Phone,
            priority: Priority::Routine,
            versions: vec![version].into_boxed_slice(),
            about: About::Facts {},
        };
        let sent = self.happens(minute, cause, sent);
        (message, self.happens(minute, Some(sent), Event::MessageDelivered { message }))
    }

    /// It is read.
    pub(super) fn reads(&mut self, minute: u64, (message, sent): (MessageId, Seq)) -> Seq {
        self.happens(minute, Some(sent), Event::MessageRead { message, after: None })
    }

    /// A landslide at Hewan with its two tasks: clear, and then rescue.
    pub(super) fn landslide(&mut self, minute: u64) -> (IncidentId, [TaskId; 2]) {
        let (incident, kind) = (self.bear(), IncidentKindId(0));
        let (node, zone, people) = (NodeId(3), HEWAN_ZONE, 3);
        let event = Event::IncidentOccurred { incident, kind, node, zone, people };
        let cause = self.happens(minute, None, event);
        let tasks: [TaskId; 2] = [self.bear(), self.bear()];
        let [clear, rescue] = tasks;
        let arises = [
            (clear, Capability::RoadClearance, 1, None),
            (rescue, Capability::Rescue, 2, Some(clear)),
        ];
        for (task, capability, quantity, after) in arises {
            let work = minutes(40);
            let event = Event::TaskArose { task, incident, capability, quantity, work, after };
            self.happens(minute, Some(cause), event);
        }
        (incident, tasks)
    }

    /// A desk learns of an incident by itself.
    pub(super) fn knows(&mut self, minute: u64, desk: &str, incident: IncidentId) -> Seq {
        let by = Party::Desk(self.desk(desk));
        self.sees(minute, by, Fact::new(FactKind::Incident, Subject::Incident(incident)), 0).1
    }

    /// A desk orders a team to a task.
    pub(super) fn orders(&mut self, minute: u64, desk: &str, team: &str, task: TaskId) -> Seq {
        let (order, by, team) = (self.bear(), self.desk(desk), self.team(team));
        let content = Box::new(Order::Dispatch { team, task });
        self.happens(minute, None, Event::OrderIssued { order, by, content })
    }

    /// A team takes a task up.
    pub(super) fn takes(&mut self, minute: u64, desk: &str, team: &str, task: TaskId) -> Seq {
        let (by, team) = (self.desk(desk), self.team(team));
        let event = Event::TaskAssigned { task, team, by, after: None };
        let seq = self.happens(minute, None, event);
        let state = TeamState::TurningOut;
        self.happens(minute, Some(seq), Event::TeamStateChanged { team, state });
        seq
    }

    /// A team sets out along the row and arrives at the landslide.
    pub(super) fn arrives(&mut self, minute: u64, team: &str, task: TaskId) -> Seq {
        let (team, task) = (self.team(team), Some(task));
        self.happens(minute, None, Event::TeamArrived { team, node: NodeId(3), task })
    }

    /// Play ends and is scored, with a router.
    pub(super) fn ends(&mut self, minute: u64) -> Scorecard {
        self.happens(minute, None, Event::RunEnded {});
        self.scored()
    }

    /// The score of what has been told so far.
    pub(super) fn scored(&self) -> Scorecard {
        let router = Router::new(self.drill.county.network.clone(), &[]);
        score(&self.drill, Some(&router), &self.log)
    }
}
