//! Teams: one task at a time, legal changes of state, routes that hang together, and no arrival
//! before leaving, or sooner than the road can be driven. Work begins on scene, after what must be
//! done first.

use std::collections::{BTreeMap, BTreeSet};

use muster::base::id::{ArcId, NodeId, TaskId, TeamId};
use muster::base::time::Time;
use muster::event_log::event::Event;
use muster::vocabulary::fact::TeamState;
use muster::vocabulary::profile::Profile;

use super::Audit;

/// A way that a team set out on: where it begins, when it can be there at the earliest, its arcs.
#[derive(Clone)]
struct Way {
    from: NodeId,
    start: Time,
    to: NodeId,
    arcs: Box<[ArcId]>,
}

struct Team {
    state: TeamState,
    task: Option<TaskId>,
    arrived_at: Option<TaskId>,
    at: NodeId,
    way: Option<Way>,
}

#[derive(Default)]
struct Tasks {
    after: BTreeMap<TaskId, Option<TaskId>>,
    started: BTreeSet<TaskId>,
    done: BTreeSet<TaskId>,
}

pub(super) fn audit(audit: &mut Audit<'_>) {
    let plan = &audit.prepared.drill.plan;
    let mut teams: Vec<Team> = plan
        .teams
        .iter()
        .map(|team| Team {
            state: TeamState::Available,
            task: None,
            arrived_at: None,
            at: team.station,
            way: None,
        })
        .collect();
    let mut tasks = Tasks::default();
    for seq in 0..audit.records.len() {
        assignments(audit, &mut teams, seq);
        movements(audit, &mut teams, seq);
        work(audit, &mut teams, &mut tasks, seq);
    }
}

fn assignments(audit: &mut Audit<'_>, teams: &mut [Team], seq: usize) {
    let record = &audit.records[seq];
    match &record.event {
        Event::TaskAssigned { task, team, .. } => {
            let free = teams[team.index()].task.replace(*task).is_none();
            audit.expect(free, seq, "a team has two tasks");
            teams[team.index()].arrived_at = None;
        }
        Event::TaskReleased { task, team } => {
            let team = &mut teams[team.index()];
            let had = team.task.take() == Some(*task);
            team.arrived_at = None;
            audit.expect(had, seq, "a team was released from a task that it did not have");
        }
        Event::TeamStateChanged { team, state } => {
            let team = &mut teams[team.index()];
            let legal = is_legal(team.state, *state);
            let what = format!("a team went from {:?} to {state:?}", team.state);
            team.state = *state;
            audit.expect(legal, seq, &what);
        }
        _ => {}
    }
}

fn is_legal(from: TeamState, to: TeamState) -> bool {
    use TeamState::{
        Available, EnRoute, HandingOver, Returning, Transporting, TurningOut, Unavailable, Waiting,
        Working,
    };
    match to {
        TurningOut => from == Available,
        EnRoute => matches!(from, Available | TurningOut | HandingOver),
        // On scene, or ordered out of the danger that it works in.
        Waiting => matches!(from, EnRoute | Working),
        Working => matches!(from, EnRoute | Waiting),
        Transporting => from == Working,
        HandingOver => from == Transporting,
        Returning => matches!(from, Working | Waiting | HandingOver),
        Available => !matches!(from, Available | Unavailable | Transporting),
        // Away from the start, or hurt at work.
        Unavailable => matches!(from, Available | Working),
    }
}

fn movements(audit: &mut Audit<'_>, teams: &mut [Team], seq: usize) {
    let record = &audit.records[seq];
    let now = record.at;
    match &record.event {
        Event::TeamDeparted { team, to, arcs } => depart(audit, teams, seq, *team, *to, arcs),
        Event::TeamTurnedBack { team, road, at } => {
            let network = &audit.prepared.drill.county.network;
            let way = teams[team.index()].way.take();
            let reached = way.as_ref().and_then(|way| {
                let place = way.arcs.iter().position(|arc| {
                    network.road_of[arc.index()] == *road && network.tail[arc.index()] == *at
                })?;
                Some(drive(audit, *team, way.start, &way.arcs[..place]))
            });
            let in_time = reached.is_some_and(|reached| reached <= now);
            audit.expect(in_time, seq, "turned back where it was not yet");
            teams[team.index()].at = *at;
        }
        Event::TeamArrived { team, node, .. } => {
            let way = teams[team.index()].way.take();
            let ok = way.as_ref().is_some_and(|way| {
                way.to == *node && drive(audit, *team, way.start, &way.arcs) <= now
            });
            audit.expect(ok, seq, "arrived before it could, or where it was not bound");
            teams[team.index()].at = *node;
        }
        Event::TeamStateChanged { team, state: TeamState::HandingOver } => {
            let way = teams[team.index()].way.take();
            let in_time =
                way.as_ref().is_some_and(|way| drive(audit, *team, way.start, &way.arcs) <= now);
            audit.expect(in_time, seq, "came to the hospital before it could");
            teams[team.index()].at = way.map_or(teams[team.index()].at, |way| way.to);
        }
        _ => {}
    }
}

/// A departure: the route hangs together, and begins where the team stands or on the way that it
/// was on, at a junction that it can have come to.
fn depart(
    audit: &mut Audit<'_>,
    teams: &mut [Team],
    seq: usize,
    team: TeamId,
    to: NodeId,
    arcs: &[ArcId],
) {
    let now = audit.records[seq].at;
    let network = &audit.prepared.drill.county.network;
    let is_air = audit.prepared.drill.plan.teams[team.index()].profile == Profile::Air;
    let linked =
        arcs.windows(2).all(|pair| network.head[pair[0].index()] == network.tail[pair[1].index()]);
    let ends = is_air || arcs.last().is_none_or(|last| network.head[last.index()] == to);
    audit.expect(linked && ends, seq, "a route with a gap");
    let state = &teams[team.index()];
    let from = arcs.first().map_or(to, |first| network.tail[first.index()]);
    let start = match &state.way {
        _ if is_air => Some(now),
        None => (from == state.at).then_some(now),
        Some(way) => turned_at(audit, team, way, from, now),
    };
    audit.expect(start.is_some(), seq, "set out from where it was not");
    let start = start.unwrap_or(now);
    let arcs = arcs.to_vec().into_boxed_slice();
    teams[team.index()].way = Some(Way { from, start, to, arcs });
}

/// When a team on its way is at a junction of it, if it can turn there now: at the first that it
/// has not passed even without any delay, or at one before that, or at the end.
fn turned_at(audit: &Audit<'_>, team: TeamId, way: &Way, node: NodeId, now: Time) -> Option<Time> {
    let network = &audit.prepared.drill.county.network;
    let mut at = way.start;
    if way.from == node && now <= at {
        return Some(at);
    }
    let mut found = (way.from == node).then_some(at);
    for arc in &way.arcs {
        let passed = at;
        at = drive(audit, team, at, std::slice::from_ref(arc));
        if network.head[arc.index()] == node {
            found = Some(at.max(now));
        }
        if passed > now {
            break;
        }
    }
    found.map(|at| at.max(now))
}

/// When a team that leaves at `start` has driven `arcs`, at the earliest.
fn drive(audit: &Audit<'_>, team: TeamId, start: Time, arcs: &[ArcId]) -> Time {
    let profile = audit.prepared.drill.plan.teams[team.index()].profile;
    arcs.iter().fold(start, |at, arc| at + audit.prepared.roads.arc_time(profile, *arc, u8::MAX))
}

fn work(audit: &mut Audit<'_>, teams: &mut [Team], tasks: &mut Tasks, seq: usize) {
    let record = &audit.records[seq];
    match &record.event {
        Event::TaskArose { task, after, .. } => {
            tasks.after.insert(*task, *after);
        }
        Event::TeamArrived { team, task: Some(task), .. } => {
            let team = &mut teams[team.index()];
            let own = team.task == Some(*task);
            team.arrived_at = Some(*task);
            audit.expect(own, seq, "arrived at a task that it does not have");
        }
        Event::WorkStarted { team, task, .. } => {
            let there = teams[team.index()].arrived_at == Some(*task);
            audit.expect(there, seq, "works where it is not");
            let first = tasks.after.get(task).copied().flatten();
            // Who does not wait for what makes the work safe may begin before it.
            let goes_ahead = audit.prepared.drill.scenario.goes_ahead[team.index()];
            let in_order = goes_ahead || first.is_none_or(|first| tasks.done.contains(&first));
            audit.expect(in_order, seq, "works before what must be done first");
            tasks.started.insert(*task);
        }
        Event::TaskCompleted { task } => {
            let once = tasks.started.contains(task) && tasks.done.insert(*task);
            audit.expect(once, seq, "a task is done once, and by work");
        }
        _ => {}
    }
}
