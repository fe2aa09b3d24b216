//! What a desk concludes from what it knows, where the plan has it assess: which hazard areas rain
//! has put at which stage, or a landslide dam above them, and what people downwind of an incident
//! must do.

use super::View;
use crate::base::id::{AreaId, NodeId, ReachId};
use crate::base::key::Key;
use crate::base::math;
use crate::plan::file::{Action, Downwind};
use crate::vocabulary::fact::{Fact, FactKind, OF_LANDSLIDE_DAMS, Subject};

/// What a desk concludes when it learns a fact, in order of the keys of what it is about.
pub fn conclude(view: &View<'_>, fact: Fact) -> Vec<(Fact, i64)> {
    match fact.kind {
        FactKind::RainOneHour | FactKind::RainThreeHours => stages(view, fact),
        kind if OF_LANDSLIDE_DAMS.contains(&kind) => below_dam(view, fact),
        FactKind::WindDirection | FactKind::IncidentSubstance | FactKind::Incident => {
            protection(view, fact)
        }
        _ => Vec::new(),
    }
}

/// The stages of hazard areas that a desk concludes from rain at a gauge: each area that watches
/// it, with the stage that its thresholds give for what the desk knows.
fn stages(view: &View<'_>, fact: Fact) -> Vec<(Fact, i64)> {
    let assesses = view.plan.rules.iter().any(|rule| {
        rule.then.contains(&Action::AssessAreas)
            && rule.when.iter().any(|condition| condition.fact == fact.kind)
            && view.is_meant(&rule.desk, fact)
    });
    let Subject::Facility(gauge) = fact.subject else { return Vec::new() };
    if !assesses {
        return Vec::new();
    }
    let rain = |kind| view.picture.value(Fact::new(kind, fact.subject)).unwrap_or(0);
    let (one_hour, three_hours) = (rain(FactKind::RainOneHour), rain(FactKind::RainThreeHours));
    let mut stages: Vec<(Fact, i64)> = Vec::new();
    for (index, area) in view.county.areas.iter().enumerate() {
        let Some(water) = area.water.as_ref().filter(|water| water.gauge == gauge) else {
            continue;
        };
        let [prepare_1h, prepare_3h, move_1h, move_3h] = water.thresholds_mm.map(i64::from);
        let stage = if one_hour >= move_1h || three_hours >= move_3h {
            2
        } else {
            i64::from(one_hour >= prepare_1h || three_hours >= prepare_3h)
        };
        let subject = Subject::Area(AreaId::from_index(index));
        let concluded = Fact::new(FactKind::AreaStage, subject);
        // A stage once reached is not taken back by rain that pauses: the second peak comes.
        let held = view.picture.value(concluded).unwrap_or(0);
        if stage > held {
            stages.push((concluded, stage));
        }
    }
    stages.sort_unstable_by_key(|(fact, _)| match fact.subject {
        Subject::Area(area) => view.county.areas[area.index()].key,
        _ => crate::base::key::Key(0),
    });
    stages
}

/// Kilometres along the river below a landslide dam within which a desk sees areas in danger.
pub const BELOW_DAM_KM: f64 = 15.0;

/// The stages of hazard areas that a desk concludes from what it knows of a landslide dam: those
/// within reach below it prepare to move when the river is blocked, and move when the lake or the
/// dam meets the plan's rule.
fn below_dam(view: &View<'_>, fact: Fact) -> Vec<(Fact, i64)> {
    let value = view.picture.value(fact).unwrap_or(0);
    let assesses = view.plan.rules.iter().any(|rule| {
        rule.then.contains(&Action::AssessAreas)
            && rule.when.iter().any(|it| it.fact == fact.kind && it.holds(value))
            && view.is_meant(&rule.desk, fact)
    });
    let (_, Some(reach)) = view.place_of(fact) else { return Vec::new() };
    if !assesses {
        return Vec::new();
    }
    let stage = if fact.kind == FactKind::RiverBlocked { 1 } else { 2 };
    let reaches = &view.county.reaches;
    let mut length_km = 0.0;
    let below = std::iter::successors(Some(reach), |reach| reaches[reach.index()].downstream);
    let below: Vec<ReachId> = below
        .take_while(|reach| {
            let is_near = length_km <= BELOW_DAM_KM;
            length_km += reaches[reach.index()].length_m / 1_000.0;
            is_near
        })
        .collect();
    let mut stages: Vec<(Key, Fact, i64)> = Vec::new();
    for (index, area) in view.county.areas.iter().enumerate() {
        let lies_there = area.water.as_ref().is_some_and(|water| below.contains(&water.reach));
        let concluded = Fact::new(FactKind::AreaStage, Subject::Area(AreaId::from_index(index)));
        if lies_there && stage > view.picture.value(concluded).unwrap_or(0) {
            stages.push((area.key, concluded, stage));
        }
    }
    stages.sort_unstable_by_key(|(key, ..)| *key);
    stages.into_iter().map(|(_, fact, stage)| (fact, stage)).collect()
}

/// The protective action that a desk concludes for the people near an incident and downwind of it.
/// What was once concluded is not taken back when the wind turns: the cloud is still there.
fn protection(view: &View<'_>, fact: Fact) -> Vec<(Fact, i64)> {
    let assessed = view.plan.rules.iter().filter(|rule| {
        rule.when.iter().any(|condition| condition.is_about(fact))
            && view.is_meant(&rule.desk, fact)
    });
    let assessed = assessed.flat_map(|rule| &rule.then).filter_map(|action| match action {
        Action::AssessDownwind(downwind) => Some(downwind),
        _ => None,
    });
    let wind = view.picture.of_kind(FactKind::WindDirection).map(|(_, held)| held.value).next();
    let nodes = &view.county.network.nodes;
    let place = |node: NodeId| (nodes[node.index()].x_m, nodes[node.index()].y_m);
    let mut actions: Vec<(Key, Fact, i64)> = Vec::new();
    for downwind in assessed {
        let cards = view.ledger.cards.values().filter(|card| {
            let needs = card.tasks.iter().any(|task| task.capability == downwind.capability);
            let subject = Subject::Incident(card.incident);
            let substance = view.picture.value(Fact::new(FactKind::IncidentSubstance, subject));
            let wanted = downwind.substance.map(|gas| i64::from(gas.code()) + 1);
            needs
                && view.picture.held(Fact::new(FactKind::Incident, subject)).is_some()
                && (wanted.is_none() || wanted == substance)
        });
        for card in cards {
            for (index, area) in view.county.areas.iter().enumerate() {
                // The water's areas have their own stages.
                if area.water.is_some() {
                    continue;
                }
                let action = action(downwind, place(card.node), place(area.node), wind);
                let subject = Subject::Area(AreaId::from_index(index));
                let concluded = Fact::new(FactKind::AreaProtection, subject);
                if action > view.picture.value(concluded).unwrap_or(0) {
                    actions.push((area.key, concluded, action));
                }
            }
        }
    }
    // Of several, the strongest.
    actions.sort_unstable_by_key(|(key, _, action)| (*key, -action));
    actions.dedup_by_key(|(key, ..)| *key);
    actions.into_iter().map(|(_, fact, action)| (fact, action)).collect()
}

/// What people at `to` must do about what comes from `from`, both in metres east and north: leave
/// within the distance of isolation, go in and shut the windows downwind of it.
fn action(downwind: &Downwind, from: (f64, f64), to: (f64, f64), wind: Option<i64>) -> i64 {
    let (east_m, north_m) = (to.0 - from.0, to.1 - from.1);
    let distance_m = math::hypot(east_m, north_m);
    if distance_m <= f64::from(downwind.isolation_m) {
        return 2;
    }
    let Some(wind) = wind.filter(|_| distance_m <= f64::from(downwind.protective_m)) else {
        return 0;
    };
    // Where the wind goes to is opposite to where it comes from.
    let bearing = math::atan2(east_m, north_m).to_degrees();
    let off = (bearing - (wind as f64 + 180.0)).rem_euclid(360.0);
    i64::from(off.min(360.0 - off) <= f64::from(downwind.half_angle_degrees))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::capability::Capability;

    #[test]
    fn near_it_people_leave_and_downwind_they_go_in() {
        let downwind = |isolation_m, protective_m| Downwind {
            capability: Capability::HazardousMaterials,
            substance: None,
            isolation_m,
            protective_m,
            half_angle_degrees: 45,
        };
        // The place lies 1,414 m to the south-east; a wind to there comes from the north-west.
        let action =
            |downwind: &Downwind, wind| action(downwind, (500.0, 500.0), (1_500.0, -500.0), wind);
        assert_eq!(action(&downwind(1_415, 1_415), None), 2);
        assert_eq!(action(&downwind(0, 5_000), None), 0);
        let far = downwind(1_000, 5_000);
        for (from, wanted) in [(315, 1), (271, 1), (359, 1), (1, 0), (269, 0), (135, 0), (-45, 1)] {
            assert_eq!(action(&far, Some(from)), wanted, "{from}");
        }
        assert_eq!(action(&downwind(0, 1_414), Some(315)), 0);
    }
}
