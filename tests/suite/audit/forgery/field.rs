//! Ways to break the rules about where teams are and what they do.

use super::{Forgery, Scene, other_team};
use muster::base::id::{NodeId, RoadId};
use muster::event_log::Record;
use muster::event_log::event::Event;
use muster::vocabulary::fact::TeamState;

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "a team has two tasks", forge: assigned_again },
    Forgery { rule: "released from a task that it did not have", forge: released_from_another },
    Forgery { rule: "a team went from Available to Waiting", forge: waits_at_its_station },
    Forgery { rule: "turned back where it was not yet", forge: turned_back_elsewhere },
    Forgery { rule: "arrived before it could", forge: arrived_elsewhere },
    Forgery { rule: "came to the hospital before it could", forge: at_the_hospital_at_once },
    Forgery { rule: "a route with a gap", forge: route_to_elsewhere },
    Forgery { rule: "set out from where it was not", forge: route_from_elsewhere },
    Forgery { rule: "arrived at a task that it does not have", forge: arrived_at_another },
    Forgery { rule: "works where it is not", forge: works_elsewhere },
    Forgery { rule: "works before what must be done first", forge: works_too_early },
    Forgery { rule: "a task is done once, and by work", forge: done_again },
];

fn assigned_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::TaskAssigned { .. } = event else { return None };
    scene.once_more(event)
}

fn released_from_another(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TaskReleased { team, task } = scene.now().event else { return None };
    let other = scene.past().iter().find_map(|record| match record.event {
        Event::TaskArose { task: other, .. } if other != task => Some(other),
        _ => None,
    });
    scene.instead(Event::TaskReleased { team, task: other? })
}

fn waits_at_its_station(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamStateChanged { team, state: TeamState::TurningOut } = scene.now().event else {
        return None;
    };
    scene.instead(Event::TeamStateChanged { team, state: TeamState::Waiting })
}

fn turned_back_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamTurnedBack { team, road, at } = scene.now().event else { return None };
    scene.instead(Event::TeamTurnedBack { team, road: RoadId(u32::from(road.0 == 0)), at })
}

fn arrived_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamArrived { team, node, task } = scene.now().event else { return None };
    scene.instead(Event::TeamArrived { team, node: other_node(node), task })
}

fn other_node(node: NodeId) -> NodeId {
    NodeId(u32::from(node.0 == 0))
}

fn at_the_hospital_at_once(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let team = match scene.before()? {
        Event::TeamStateChanged { team, state: TeamState::Transporting } => *team,
        Event::TeamDeparted { team, .. } => *team,
        _ => return None,
    };
    let state = TeamState::HandingOver;
    scene.once_more(Event::TeamStateChanged { team, state })
}

fn route_to_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamDeparted { team, to, arcs } = scene.now().event.clone() else { return None };
    scene.instead(Event::TeamDeparted { team, to: other_node(to), arcs })
}

fn route_from_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamDeparted { team, to, arcs } = scene.now().event.clone() else { return None };
    let rest = arcs.get(2..).filter(|rest| !rest.is_empty())?;
    scene.instead(Event::TeamDeparted { team, to, arcs: rest.into() })
}

fn arrived_at_another(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamArrived { team, node, task: Some(task) } = scene.now().event else {
        return None;
    };
    let other = scene.past().iter().find_map(|record| match record.event {
        Event::TaskArose { task: other, .. } if other != task => Some(other),
        _ => None,
    });
    scene.instead(Event::TeamArrived { team, node, task: Some(other?) })
}

fn works_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::WorkStarted { team, task, after } = scene.now().event else { return None };
    scene.instead(Event::WorkStarted { team: other_team(team), task, after })
}

fn works_too_early(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamWaited { team, task, .. } = scene.now().event else { return None };
    scene.instead(Event::WorkStarted { team, task, after: None })
}

fn done_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::TaskCompleted { .. } = event else { return None };
    scene.once_more(event)
}
