//! Ways to break the rules about who knows what.

use super::{Forgery, Scene, other_team};
use muster::base::id::{DeskId, RoadId, VersionId};
use muster::base::time::Duration;
use muster::event_log::Record;
use muster::event_log::event::Event;
use muster::vocabulary::order::Order;

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "seen before it was so", forge: seen_too_early },
    Forgery { rule: "a version was observed twice", forge: observed_again },
    Forgery { rule: "the sender did not hold what it sent", forge: sends_what_it_has_not },
    Forgery { rule: "a message was sent twice", forge: sent_again },
    Forgery { rule: "a message is sent, then delivered, then read", forge: delivered_again },
    Forgery { rule: "decided on what the desk did not hold", forge: decided_on_anything },
    Forgery { rule: "ordered about what the desk did not know", forge: closes_any_road },
    Forgery { rule: "asked for a task that the desk did not know", forge: another_asks },
    Forgery { rule: "answered what it had not read", forge: another_answers },
    Forgery { rule: "reported an incident that it did not know", forge: another_reports },
    Forgery { rule: "took a task that it had read no order for", forge: another_is_assigned },
    Forgery { rule: "set out over a road that the team believed closed", forge: over_a_closure },
    Forgery { rule: "bound for a hospital that the team believed full", forge: to_a_full_one },
    Forgery { rule: "surprised by a closure that the team knew of", forge: surprised_again },
];

fn seen_too_early(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::FactObserved { version, fact, value, by, .. } = scene.now().event else {
        return None;
    };
    let since = scene.now().at + Duration::from_seconds(1);
    scene.instead(Event::FactObserved { version, fact, value, by, since })
}

fn observed_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::FactObserved { .. } = event else { return None };
    scene.once_more(event)
}

fn last_version(records: &[Record]) -> Option<VersionId> {
    records.iter().rev().find_map(|record| match record.event {
        Event::FactObserved { version, .. } => Some(version),
        _ => None,
    })
}

fn sends_what_it_has_not(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let last = last_version(scene.past())?;
    let mut event = scene.now().event.clone();
    let Event::MessageSent { versions, .. } = &mut event else { return None };
    *versions = [last].into();
    scene.instead(event)
}

fn sent_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::MessageSent { .. } = event else { return None };
    scene.once_more(event)
}

fn delivered_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::MessageDelivered { .. } = event else { return None };
    scene.once_more(event)
}

fn decided_on_anything(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::Decided { desk, clause, .. } = scene.now().event else { return None };
    let inputs = [last_version(scene.past())?].into();
    scene.instead(Event::Decided { desk, clause, inputs })
}

fn closes_any_road(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::OrderIssued { order, by, .. } = scene.now().event else { return None };
    let content = Box::new(Order::CloseRoad { road: RoadId(0) });
    scene.instead(Event::OrderIssued { order, by, content })
}

fn other_desk(desk: DeskId) -> DeskId {
    DeskId(u32::from(desk.0 == 0))
}

fn another_asks(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::RequestMade { by, .. } = &mut event else { return None };
    *by = other_desk(*by);
    scene.instead(event)
}

fn another_answers(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::RequestAnswered { request, by, answer } = scene.now().event else { return None };
    scene.instead(Event::RequestAnswered { request, by: other_desk(by), answer })
}

fn another_reports(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::ReportFiled { by, incident: Some(_), .. } = &mut event else { return None };
    *by = other_desk(*by);
    scene.instead(event)
}

fn another_is_assigned(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TaskAssigned { task, team, by, after } = scene.now().event else { return None };
    scene.instead(Event::TaskAssigned { task, team: other_team(team), by, after })
}

/// After it has turned back and seen why, the team goes on over the same road.
fn over_a_closure(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamDeparted { team, to, .. } = scene.now().event else { return None };
    let of_team = |record: &&Record| match record.event {
        Event::TeamDeparted { team: other, .. } | Event::TeamTurnedBack { team: other, .. } => {
            other == team
        }
        _ => false,
    };
    let mut earlier = scene.past().iter().rev().filter(of_team);
    let Event::TeamTurnedBack { at, .. } = earlier.next()?.event else { return None };
    let Event::TeamDeparted { arcs, .. } = &earlier.next()?.event else { return None };
    let network = &scene.prepared.drill.county.network;
    let driven = arcs.iter().position(|arc| network.tail[arc.index()] == at)?;
    scene.instead(Event::TeamDeparted { team, to, arcs: arcs[driven..].into() })
}

/// A crew that has seen that a hospital is full leaves for it.
fn to_a_full_one(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PatientLeft { casualty, team, .. } = scene.now().event else { return None };
    let hospital = scene.past().iter().find_map(|record| match record.event {
        Event::PatientDiverted { team: other, from, .. } if other == team => Some(from),
        _ => None,
    });
    scene.instead(Event::PatientLeft { casualty, team, hospital: hospital? })
}

/// It sees the closure, and then is surprised by it.
fn surprised_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamTurnedBack { .. } = scene.now().event else { return None };
    let seen = scene.records.get(scene.place + 1)?;
    let Event::FactObserved { .. } = seen.event else { return None };
    let seen = Record { cause: scene.now().cause, ..seen.clone() };
    Some(vec![seen, scene.now().clone()])
}
