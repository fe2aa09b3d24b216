//! Response-time chains: for each task the moments from occurrence to hand-over, percentiles of
//! the intervals between them, and the plan's standards held against them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::index::Index;
use super::scorecard::Named;
use super::track::{IncidentTrack, Mark, Place, TaskTrack};
use crate::base::id::{TaskId, TeamId};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Seq;
use crate::plan::file::{Leg, Source, Standing};
use crate::plan::limits::Standard;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

crate::vocabulary::words! {
    /// What became of a task.
    TaskStatus {
        /// Done within its deadline.
        Done "按时完成" "done in time",
        /// Done after its deadline.
        Late "逾期完成" "done late",
        /// Not done, and its deadline has passed.
        NotDone "未完成" "not done",
        /// Not done when play ended, before its deadline.
        NotObserved "未观察到" "not observed",
    }
}

/// A moment of a chain and the event that marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegMark {
    /// Which moment.
    pub leg: Leg,
    /// When.
    pub at: Time,
    /// The event in the log.
    pub evidence: Seq,
}

/// The response-time chain of one task.
///
/// Assigned, departed and arrived are those of the team whose arrival made the task adequately
/// staffed, not of the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The incident.
    pub incident: Named,
    /// Its kind.
    pub kind: Named,
    /// Where it is.
    pub zone: Named,
    /// The task.
    pub task: Named,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// Whether it counts in the total.
    pub critical: bool,
    /// The team that made the strength adequate, if one did.
    pub team: Option<Named>,
    /// Organisation of that team.
    pub organisation: Option<Named>,
    /// Moments that were reached, in order of [`Leg`].
    pub legs: Vec<LegMark>,
    /// When the task was done.
    pub completed: Option<Time>,
    /// When it would have been late.
    pub deadline: Time,
    /// What became of it.
    pub status: TaskStatus,
}

/// Percentiles of the interval between two moments, over the tasks of one capability and the
/// organisation that made the strength adequate. Percentiles are by the nearest rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainSummary {
    /// Capability.
    pub capability: Capability,
    /// Organisation; none: all of them together.
    pub organisation: Option<Named>,
    /// First moment.
    pub from: Leg,
    /// Second moment.
    pub to: Leg,
    /// How many tasks have both.
    pub cases: u32,
    /// Median.
    pub median: Duration,
    /// 90th percentile.
    pub percentile_90: Duration,
    /// Longest.
    pub longest: Duration,
}

/// A response-time standard held against the chains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardResult {
    /// Written name and title.
    pub standard: Named,
    /// For tasks of this capability.
    pub capability: Capability,
    /// Clock starts.
    pub from: Leg,
    /// Clock stops, at the adequate resource.
    pub to: Leg,
    /// Limit.
    pub limit: Duration,
    /// Percent of cases that must be within it.
    pub share_percent: u8,
    /// Where it comes from and how well it is founded.
    pub source: Source,
    /// How it may be called: a standard only where its source was seen, else a local setting.
    pub called: Text,
    /// Cases judged: the clock started, and it stopped or the limit ran out.
    pub cases: u32,
    /// Of them, within the limit.
    pub within: u32,
    /// Cases whose limit had not run out when play ended.
    pub not_judged: u32,
    /// Percent within; none without a case.
    pub achieved_percent: Option<f64>,
    /// Whether the share was reached; none without a case.
    pub met: Option<bool>,
    /// Median of the cases whose clock stopped.
    pub median: Option<Duration>,
    /// 90th percentile of the cases whose clock stopped, by the nearest rank.
    pub percentile_90: Option<Duration>,
}

/// The chains of all tasks, in the order in which their incidents arose.
pub(super) fn chains(index: &Index) -> Vec<Chain> {
    let registry = index.names.registry();
    let mut keyed: Vec<_> = index
        .all_tasks()
        .filter_map(|(id, task)| {
            let incident = index.incident(task.incident)?;
            let order = (incident.occurred.at, registry.key(task.incident), registry.key(id));
            Some((order, chain(index, id, task, incident)))
        })
        .collect();
    keyed.sort_by_key(|(order, _)| *order);
    keyed.into_iter().map(|(_, chain)| chain).collect()
}

fn chain(index: &Index, id: TaskId, task: &TaskTrack, incident: &IncidentTrack) -> Chain {
    let kind = &index.drill.catalogue[incident.kind.index()];
    let template = index.template(task);
    let deadline =
        template.map_or(Time::NEVER, |template| incident.occurred.at + template.deadline);
    let status = match task.completed {
        Some(done) if done.at <= deadline => TaskStatus::Done,
        Some(_) => TaskStatus::Late,
        None if deadline < index.end => TaskStatus::NotDone,
        None => TaskStatus::NotObserved,
    };
    let team = adequate_team(task);
    let organisation = team.map(|team| index.plan().teams[team.index()].organisation);
    Chain {
        incident: index.incident_name(task.incident).expect("the incident is known"),
        kind: index.names.incident_kind(incident.kind),
        zone: index.names.zone(incident.zone),
        task: index.task_name(id).expect("the task is known"),
        capability: task.capability,
        quantity: task.quantity,
        critical: kind.critical,
        team: team.map(|team| index.names.team(team)),
        organisation: organisation.map(|id| index.names.organisation(id)),
        legs: legs(index, task, incident, team),
        completed: task.completed.map(|mark| mark.at),
        deadline,
        status,
    }
}

/// The team whose arrival made the strength adequate; where that never was, the one whose
/// assignment would have.
fn adequate_team(task: &TaskTrack) -> Option<TeamId> {
    if let Some((_, team)) = task.adequate() {
        return Some(team);
    }
    let mut teams: Vec<TeamId> = Vec::new();
    for assignment in &task.assigned {
        if !teams.contains(&assignment.team) {
            teams.push(assignment.team);
        }
    }
    teams.get(usize::from(task.quantity.max(1)) - 1).copied()
}

fn legs(
    index: &Index,
    task: &TaskTrack,
    incident: &IncidentTrack,
    team: Option<TeamId>,
) -> Vec<LegMark> {
    let fact = Fact::new(FactKind::Incident, Subject::Incident(task.incident));
    let seen = index.fact(fact).and_then(|track| track.versions.first());
    let detected = seen.map(|version| index.version(*version).seen);
    let known = index.incident_known(task.incident).map(|(_, mark)| mark);
    let arrived = task.adequate().map(|(mark, _)| mark);
    let assigned = team.and_then(|team| {
        let mut before = task.assigned.iter().filter(|assignment| {
            assignment.team == team && arrived.is_none_or(|arrived| assignment.mark <= arrived)
        });
        before.next_back().map(|assignment| assignment.mark)
    });
    let departed = assigned.zip(team).and_then(|(assigned, team)| {
        let places = index.teams[team.index()].places.iter();
        places
            .filter(|(mark, place)| *mark >= assigned && matches!(place, Place::Moving(_)))
            .map(|(mark, _)| *mark)
            .find(|mark| arrived.is_none_or(|arrived| *mark <= arrived))
    });
    let marks = [
        (Leg::Occurred, Some(incident.occurred)),
        (Leg::Detected, detected),
        (Leg::CallReceived, known),
        (Leg::Assigned, assigned),
        (Leg::Departed, departed),
        (Leg::Arrived, arrived),
        (Leg::WorkStarted, task.work_started.first().map(|(mark, _)| *mark)),
        (Leg::Stabilised, incident.stabilised),
        (Leg::PatientLeft, last_patient(incident, 0)),
        (Leg::HandedOver, last_patient(incident, 1)),
    ];
    marks
        .into_iter()
        .filter_map(|(leg, mark)| mark.map(|mark| LegMark { leg, at: mark.at, evidence: mark.seq }))
        .collect()
}

/// When the last of those who live had left (0) or been handed over (1); none while one had not.
fn last_patient(incident: &IncidentTrack, what: usize) -> Option<Mark> {
    let mut last = None;
    for marks in incident.casualties.values() {
        match (marks[what], marks[2]) {
            (Some(mark), _) => last = last.max(Some(mark)),
            (None, Some(_)) => {}
            (None, None) => return None,
        }
    }
    last
}

impl Chain {
    /// When a moment was reached.
    pub fn at(&self, leg: Leg) -> Option<Time> {
        self.legs.iter().find(|mark| mark.leg == leg).map(|mark| mark.at)
    }

    /// How long it took between two moments that were both reached.
    pub fn between(&self, from: Leg, to: Leg) -> Option<Duration> {
        Some(self.at(to)?.since(self.at(from)?))
    }
}

/// The value at a percentile by the nearest rank: the smallest one that at least so many percent
/// do not exceed. None of no values.
pub(super) fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Intervals that are summarised: each leg, and from occurrence to adequate arrival.
const INTERVALS: [(Leg, Leg); 9] = [
    (Leg::Occurred, Leg::Detected),
    (Leg::Detected, Leg::CallReceived),
    (Leg::CallReceived, Leg::Assigned),
    (Leg::Assigned, Leg::Departed),
    (Leg::Departed, Leg::Arrived),
    (Leg::Arrived, Leg::WorkStarted),
    (Leg::WorkStarted, Leg::Stabilised),
    (Leg::PatientLeft, Leg::HandedOver),
    (Leg::Occurred, Leg::Arrived),
];

/// Percentiles of each leg by capability, over all organisations and by organisation.
pub(super) fn summaries(chains: &[Chain]) -> Vec<ChainSummary> {
    let mut groups: BTreeMap<(Capability, Option<&Named>), Vec<&Chain>> = BTreeMap::new();
    for chain in chains {
        groups.entry((chain.capability, None)).or_default().push(chain);
        if let Some(organisation) = &chain.organisation {
            groups.entry((chain.capability, Some(organisation))).or_default().push(chain);
        }
    }
    let mut summaries = Vec::new();
    for ((capability, organisation), chains) in groups {
        for (from, to) in INTERVALS {
            let mut lengths: Vec<Duration> =
                chains.iter().filter_map(|chain| chain.between(from, to)).collect();
            lengths.sort_unstable();
            let (Some(median), Some(percentile_90)) =
                (percentile(&lengths, 50), percentile(&lengths, 90))
            else {
                continue;
            };
            summaries.push(ChainSummary {
                capability,
                organisation: organisation.cloned(),
                from,
                to,
                cases: u32::try_from(lengths.len()).unwrap_or(u32::MAX),
                median,
                percentile_90,
                longest: lengths[lengths.len() - 1],
            });
        }
    }
    summaries
}

/// The plan's standards held against the chains. A case whose clock started and did not stop is
/// outside the limit once that has run out, and not judged before. Exactly at the limit is within.
pub(super) fn standards(index: &Index, chains: &[Chain]) -> Vec<StandardResult> {
    index.plan().standards.iter().map(|standard| held(standard, chains, index.end)).collect()
}

fn held(standard: &Standard, chains: &[Chain], end: Time) -> StandardResult {
    let (mut within, mut cases, mut not_judged) = (0, 0, 0);
    let mut lengths = Vec::new();
    for chain in chains.iter().filter(|chain| chain.capability == standard.capability) {
        let Some(start) = chain.at(standard.from) else { continue };
        match chain.at(standard.to) {
            Some(stop) => {
                cases += 1;
                within += u32::from(stop.since(start) <= standard.limit);
                lengths.push(stop.since(start));
            }
            None if start + standard.limit < end => cases += 1,
            None => not_judged += 1,
        }
    }
    lengths.sort_unstable();
    let achieved = (cases > 0).then(|| f64::from(within) * 100.0 / f64::from(cases));
    let called = match standard.source.standing {
        Standing::Confirmed => Text::new("标准", "standard"),
        _ => Text::new("本地设定", "local setting"),
    };
    StandardResult {
        standard: Named::new(&standard.name, &standard.title),
        capability: standard.capability,
        from: standard.from,
        to: standard.to,
        limit: standard.limit,
        share_percent: standard.share_percent,
        source: standard.source.clone(),
        called,
        cases,
        within,
        not_judged,
        achieved_percent: achieved,
        met: achieved.map(|percent| percent >= f64::from(standard.share_percent)),
        median: percentile(&lengths, 50),
        percentile_90: percentile(&lengths, 90),
    }
}
