//! What an index holds of each thing that a log tells of: shapes and the smallest questions.

use std::collections::BTreeMap;

use crate::base::id::{
    ArcId, CasualtyId, DeskId, IncidentId, IncidentKindId, NodeId, OrderId, TaskId, TeamId,
    VersionId, ZoneId,
};
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Party, Seq, WaitReason};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::MessageKind;
use crate::vocabulary::fact::{Subject, TeamState};
use crate::vocabulary::order::Answer;
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// A moment and the event that marks it; ordered as the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// When.
    pub at: Time,
    /// The event.
    pub seq: Seq,
}

/// A message.
#[derive(Debug, Clone)]
pub(super) struct MessageTrack<'a> {
    /// From whom.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// What it is.
    pub kind: MessageKind,
    /// Versions that it holds.
    pub versions: &'a [VersionId],
    /// In the inbox.
    pub delivered: Option<Mark>,
    /// Read.
    pub read: Option<Mark>,
    /// Lost.
    pub lost: Option<Mark>,
    /// Superseded before it was read.
    pub superseded: Option<Mark>,
}

impl<'a> MessageTrack<'a> {
    /// A message that was just sent.
    pub(super) const fn new(
        from: Party,
        to: Party,
        kind: MessageKind,
        versions: &'a [VersionId],
    ) -> Self {
        let (delivered, read, lost, superseded) = (None, None, None, None);
        Self { from, to, kind, versions, delivered, read, lost, superseded }
    }
}

/// An incident.
#[derive(Debug, Clone)]
pub(super) struct IncidentTrack {
    /// Arose.
    pub occurred: Mark,
    /// Kind.
    pub kind: IncidentKindId,
    /// Where: the junction.
    pub node: NodeId,
    /// Where: the zone.
    pub zone: ZoneId,
    /// People trapped or hurt at first.
    pub people: u32,
    /// Its tasks.
    pub tasks: Vec<TaskId>,
    /// All tasks done.
    pub stabilised: Option<Mark>,
    /// Casualties: left the site, handed over, died.
    pub casualties: BTreeMap<CasualtyId, [Option<Mark>; 3]>,
}

impl IncidentTrack {
    /// An incident that just arose.
    pub(super) fn new(
        occurred: Mark,
        kind: IncidentKindId,
        (node, zone): (NodeId, ZoneId),
        people: u32,
    ) -> Self {
        let (tasks, stabilised, casualties) = (Vec::new(), None, BTreeMap::new());
        Self { occurred, kind, node, zone, people, tasks, stabilised, casualties }
    }
}

/// An assignment of a team to a task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assignment {
    /// When the team took it up.
    pub mark: Mark,
    /// The team.
    pub team: TeamId,
    /// The desk that sent it.
    pub by: DeskId,
    /// The order that led to it, where one did.
    pub ordered: Option<Mark>,
}

/// A wait on scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait {
    /// Who waited.
    pub team: TeamId,
    /// Why.
    pub reason: WaitReason,
    /// For which task.
    pub on: Option<TaskId>,
    /// From when.
    pub start: Mark,
    /// Until when; none: to the end of play.
    pub end: Option<Mark>,
}

/// A task.
#[derive(Debug, Clone)]
pub(super) struct TaskTrack {
    /// Arose.
    pub arose: Mark,
    /// Its incident.
    pub incident: IncidentId,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// Work in team-time.
    pub work: Duration,
    /// What must be done first.
    pub after: Option<TaskId>,
    /// Its template among those of the incident's kind.
    pub template: Option<usize>,
    /// Dispatch orders for it that were not withdrawn.
    pub orders: Vec<(Mark, TeamId, DeskId, OrderId)>,
    /// Orders that led to an assignment.
    pub used_orders: Vec<OrderId>,
    /// Assignments.
    pub assigned: Vec<Assignment>,
    /// Arrivals.
    pub arrivals: Vec<(Mark, TeamId)>,
    /// Releases.
    pub released: Vec<(Mark, TeamId)>,
    /// Starts of work.
    pub work_started: Vec<(Mark, TeamId)>,
    /// Waits of teams on scene.
    pub waits: Vec<Wait>,
    /// Done.
    pub completed: Option<Mark>,
}

impl TaskTrack {
    /// A task that just arose.
    pub(super) const fn new(
        arose: Mark,
        incident: IncidentId,
        capability: Capability,
        quantity: u8,
        work: Duration,
        after: Option<TaskId>,
    ) -> Self {
        Self {
            arose,
            incident,
            capability,
            quantity,
            work,
            after,
            template: None,
            orders: Vec::new(),
            used_orders: Vec::new(),
            assigned: Vec::new(),
            arrivals: Vec::new(),
            released: Vec::new(),
            work_started: Vec::new(),
            waits: Vec::new(),
            completed: None,
        }
    }

    /// A team took the task up: the latest order to it that is still unused led to this.
    pub(super) fn assign(&mut self, mark: Mark, team: TeamId, by: DeskId) {
        let led =
            self.orders.iter().rev().find(|(_, ordered, _, order)| {
                *ordered == team && !self.used_orders.contains(order)
            });
        let ordered = led.map(|(mark, ..)| *mark);
        let used = led.map(|(.., order)| *order);
        self.used_orders.extend(used);
        self.assigned.push(Assignment { mark, team, by, ordered });
    }

    /// The order that led to the assignment of `team` at `mark`.
    pub(super) fn ordered(&self, team: TeamId, mark: Mark) -> Option<Mark> {
        let same = |assignment: &&Assignment| assignment.team == team && assignment.mark == mark;
        self.assigned.iter().find(same).and_then(|assignment| assignment.ordered)
    }

    /// A team was taken off, or is done.
    pub(super) fn release(&mut self, team: TeamId, mark: Mark) {
        self.end_wait(team, mark);
        self.released.push((mark, team));
    }

    /// Whatever the team waited for, it waits no longer.
    pub(super) fn end_wait(&mut self, team: TeamId, mark: Mark) {
        for wait in self.waits.iter_mut().filter(|wait| wait.team == team && wait.end.is_none()) {
            wait.end = Some(mark);
        }
    }

    /// The arrival that first made the task adequately staffed: as many teams there, arrived and
    /// not released, as it needs.
    pub(super) fn adequate(&self) -> Option<(Mark, TeamId)> {
        let mut there: Vec<TeamId> = Vec::new();
        let mut released = self.released.iter().peekable();
        for (mark, team) in &self.arrivals {
            while let Some((_, gone)) = released.next_if(|(at, _)| at < mark) {
                there.retain(|present| present != gone);
            }
            if !there.contains(team) {
                there.push(*team);
            }
            if there.len() >= usize::from(self.quantity.max(1)) {
                return Some((*mark, *team));
            }
        }
        None
    }
}

/// Where a team is, from a moment on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// At a junction.
    At(NodeId),
    /// On its way along these arcs.
    Moving(&'a [ArcId]),
}

/// A team.
#[derive(Debug, Clone)]
pub(super) struct TeamTrack<'a> {
    /// States, each from its moment on; the first from the start.
    pub states: Vec<(Time, TeamState)>,
    /// Places, each from its moment on; the first from the start.
    pub places: Vec<(Mark, Place<'a>)>,
    /// From order to assignment: the team is spoken for.
    pub ordered: Vec<(Time, Time)>,
    /// Tasks that it was given.
    pub assigned: u32,
    /// Departures.
    pub departures: u32,
    /// Closures that it met unawares.
    pub turned_back: Vec<Mark>,
    /// Arrivals at a task.
    pub arrivals: u32,
}

impl TeamTrack<'_> {
    /// A team at its station, ready unless it is away.
    pub(super) fn new(station: NodeId, away: bool) -> Self {
        let state = if away { TeamState::Unavailable } else { TeamState::Available };
        Self {
            states: vec![(Time::START, state)],
            places: vec![(Mark { at: Time::START, seq: Seq(0) }, Place::At(station))],
            ordered: Vec::new(),
            assigned: 0,
            departures: 0,
            turned_back: Vec::new(),
            arrivals: 0,
        }
    }
}

/// A request.
#[derive(Debug, Clone)]
pub(super) struct RequestTrack {
    /// Made.
    pub made: Mark,
    /// By whom.
    pub by: DeskId,
    /// To whom.
    pub to: DeskId,
    /// For which task.
    pub task: TaskId,
    /// What is asked for.
    pub capability: Capability,
    /// How many teams.
    pub quantity: u8,
    /// By when.
    pub due: Time,
    /// Answers.
    pub answers: Vec<(Mark, DeskId, Answer)>,
}

/// A call-and-confirm.
#[derive(Debug, Clone)]
pub(super) struct CallTrack {
    /// Who calls.
    pub by: DeskId,
    /// Who is called.
    pub to: DeskId,
    /// Attempts.
    pub placed: Vec<Mark>,
    /// The post answered and understood.
    pub confirmed: Option<Mark>,
    /// The post did what the call was about.
    pub acted: Option<Mark>,
    /// The call went up.
    pub escalated: Vec<(Mark, DeskId)>,
}

impl CallTrack {
    /// A call that is about to be placed.
    pub(super) fn new(by: DeskId, to: DeskId) -> Self {
        let (placed, escalated) = (Vec::new(), Vec::new());
        Self { by, to, placed, confirmed: None, acted: None, escalated }
    }
}

/// A report upward.
#[derive(Debug, Clone)]
pub(super) struct ReportTrack {
    /// Filed.
    pub filed: Mark,
    /// By whom.
    pub by: DeskId,
    /// To whom.
    pub to: DeskId,
    /// About which incident, if about one.
    pub incident: Option<IncidentId>,
    /// Required facts that the reporter did not hold.
    pub missing: u8,
    /// What the facts in it are about.
    pub subjects: Vec<Subject>,
}

/// A level that was declared or ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct LevelTrack {
    /// When.
    pub mark: Mark,
    /// By whom.
    pub by: DeskId,
    /// Scale.
    pub scale: Scale,
    /// Kind of event.
    pub event: EventKind,
    /// The level; none: it ended.
    pub level: Option<Level>,
}
