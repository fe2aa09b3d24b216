//! What the water of a drill's flood does in the county: what gauges and reservoirs tell, which
//! areas it reaches, which roads it closes.

use super::flood::{facilities, orders, rain_gauges};
use super::timeline::{Change, Crossing, Intervention};
use super::{Drill, embankment, landslide_dam, outage};
use crate::base::id::{AreaId, FacilityId, ReachId, RoadId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::county::place::FacilityKind;
use crate::hazard::flood::{self, Decision, Flood, FloodField};
use crate::hazard::rain::series::RainSeries;
use crate::hazard::vehicle;
use crate::vocabulary::fact::{Fact, FactKind, Materiality, Subject};
use crate::vocabulary::profile::{Profile, ProfileSet};

/// Steps in which the level of a reservoir is told, which is a number and no class, cm.
const LEVEL_STEP_CM: i64 = 50;

/// What water does, and what of it comes because an embankment or a landslide dam gives way, or
/// because a river is blocked.
pub(super) fn water(
    drill: &Drill,
    flood: &Flood,
    member: u32,
    interventions: &[Intervention],
    crossings: &mut Vec<Crossing>,
) {
    let slides = landslide_dam::slides(drill, flood, member);
    if drill.scenario.flood.is_none() && slides.is_empty() {
        return;
    }
    let people = orders(drill, interventions);
    let all = [&people[..], &slides[..]].concat();
    let prepared = |orders: &[flood::Intervention]| flood.prepare(member, orders);
    let field = prepared(&all);
    let mut found = of_field(drill, flood, &field);
    let mut breaches = embankment::breaches(drill, flood, &field);
    let (levels, cut_through) = landslide_dam::crossings(drill, (flood, &field), &all);
    breaches.extend(cut_through);
    if !breaches.is_empty() {
        let hold = embankment::all_strengthened(drill).chain(landslide_dam::all_hold(drill));
        let hold: Vec<_> = hold.collect();
        let held = |orders: &[flood::Intervention]| {
            of_field(drill, flood, &prepared(&[orders, &hold].concat()))
        };
        let mut without = held(&all);
        // Nor is a dam the reason of what comes where its slide does not.
        if !slides.is_empty() {
            without.extend(held(&people));
        }
        embankment::blame(&breaches, &without, &mut found);
    }
    // What a channel lets out is whoever cut it who lets it out.
    let is_drained = people.iter().any(|order| matches!(order.decision, Decision::Channel(..)));
    if !slides.is_empty() && !is_drained {
        let open = of_field(drill, flood, &prepared(&people));
        embankment::blame(&landslide_dam::blocked(drill, &slides), &open, &mut found);
    }
    crossings.extend(found);
    crossings.extend(breaches);
    crossings.extend(levels);
}

/// All that changes with a field of water.
fn of_field(drill: &Drill, flood: &Flood, field: &FloodField) -> Vec<Crossing> {
    let mut crossings = Vec::new();
    rain(drill, field, &mut crossings);
    river_gauges(drill, field, &mut crossings);
    reservoir_levels(drill, field, &mut crossings);
    areas(drill, field, &mut crossings);
    roads(drill, flood, field, &mut crossings);
    outage::crossings(drill, field, &mut crossings);
    crossings
}

fn push(crossings: &mut Vec<Crossing>, at: Time, key: Key, fact: Fact, value: i64) {
    let key = Key::born(u32::from(fact.kind.code()), &[key], 0);
    crossings.push(Crossing::new(at, key, Change::Fact(fact, value)));
}

/// The thresholds at which a kind of fact changes class.
pub(super) fn thresholds(kind: FactKind) -> Vec<f64> {
    match kind.materiality() {
        Materiality::Classes(classes) => classes.iter().map(|class| *class as f64).collect(),
        Materiality::Any | Materiality::Step(_) | Materiality::Bits(_) => Vec::new(),
    }
}

fn rain(drill: &Drill, field: &FloodField, crossings: &mut Vec<Crossing>) {
    for (place, id) in rain_gauges(drill).enumerate() {
        let key = drill.county.facilities[id.index()].key;
        for (at, fact, value) in rain_facts(drill, id, field.rain(place)) {
            push(crossings, at, key, fact, value);
        }
    }
}

/// What a gauge tells of the rain at it, and when.
pub(super) fn rain_facts(
    drill: &Drill,
    gauge: FacilityId,
    series: &RainSeries,
) -> Vec<(Time, Fact, i64)> {
    let mut facts = Vec::new();
    for (kind, minutes) in [(FactKind::RainOneHour, 60), (FactKind::RainThreeHours, 180)] {
        for crossing in series.crossings(minutes, &thresholds(kind), drill.scenario.duration) {
            let value = series.sum_mm(crossing.at, minutes).round() as i64;
            let fact = Fact::new(kind, Subject::Facility(gauge));
            facts.push((crossing.at, fact, class_value(kind, crossing.class, value)));
        }
    }
    facts
}

/// The measured value, put inside the class that the crossing says, since a value on the threshold
/// may round to the other side.
pub(super) fn class_value(kind: FactKind, class: u8, value: i64) -> i64 {
    let Materiality::Classes(classes) = kind.materiality() else { return value };
    let class = usize::from(class);
    let low = if class == 0 { i64::MIN } else { classes[class - 1] };
    let high = classes.get(class).map_or(i64::MAX, |next| next - 1);
    value.clamp(low, high)
}

fn river_gauges(drill: &Drill, field: &FloodField, crossings: &mut Vec<Crossing>) {
    for id in facilities(drill, FacilityKind::RiverGauge) {
        let facility = &drill.county.facilities[id.index()];
        let Some(reach) = facility.reach else { continue };
        let kind = FactKind::RiverStage;
        for crossing in field.crossings(reach.index(), 0.0, &thresholds(kind)) {
            let value = field.stage_cm(reach.index(), crossing.at).round() as i64;
            let fact = Fact::new(kind, Subject::Facility(id));
            let value = class_value(kind, crossing.class, value);
            push(crossings, crossing.at, facility.key, fact, value);
        }
    }
}

fn reservoir_levels(drill: &Drill, field: &FloodField, crossings: &mut Vec<Crossing>) {
    let Some(id) = drill.scenario.flood.as_ref().and_then(|flood| flood.reservoir) else { return };
    let key = drill.county.facilities[id.index()].key;
    let levels: Vec<i64> = (-10..=14).map(|step| step * LEVEL_STEP_CM).collect();
    let levels_cm: Vec<f64> = levels.iter().map(|level| *level as f64).collect();
    for crossing in field.level_crossings(0, &levels_cm) {
        let value = levels[usize::from(crossing.class).saturating_sub(1)];
        let fact = Fact::new(FactKind::ReservoirLevel, Subject::Facility(id));
        push(crossings, crossing.at, key, fact, value);
    }
    let kind = FactKind::ReservoirOutflow;
    let step = FloodField::STEP;
    let mut before = None;
    let mut at = Time::START;
    while at <= Time::START + drill.scenario.duration {
        let value = field.outflow_m3_s(0, at).round() as i64;
        if before.is_none_or(|before| kind.differs_materially(before, value)) {
            push(crossings, at, key, Fact::new(kind, Subject::Facility(id)), value);
            before = Some(value);
        }
        at += step;
    }
}

/// Fractions of a hazard area's height at which the water takes more of its houses.
const AREA_STEPS: u32 = 4;

/// Water at hazard areas: the stage when it reaches the lowest houses, each quarter of the way up,
/// and zero when it has left them.
fn areas(drill: &Drill, field: &FloodField, crossings: &mut Vec<Crossing>) {
    for (index, area) in drill.county.areas.iter().enumerate() {
        let Some(water) = &area.water else { continue };
        let span =
            f64::from(water.top_cm.saturating_sub(water.height_cm)).max(f64::from(AREA_STEPS));
        let steps: Vec<f64> = (0..=AREA_STEPS)
            .map(|step| (f64::from(step) / f64::from(AREA_STEPS) * span).max(1.0))
            .collect();
        let height_cm = f64::from(water.height_cm);
        for crossing in field.crossings(water.reach.index(), height_cm, &steps) {
            let stage = match crossing.class {
                0 => 0,
                class => (height_cm + steps[usize::from(class) - 1]).ceil() as i64,
            };
            let subject = Subject::Area(AreaId::from_index(index));
            push(crossings, crossing.at, area.key, Fact::new(FactKind::RiverStage, subject), stage);
        }
    }
}

fn roads(drill: &Drill, flood: &Flood, field: &FloodField, crossings: &mut Vec<Crossing>) {
    let classes: Vec<_> = (0..drill.county.reaches.len())
        .map(|reach| vehicle::depth_classes(flood.ground_conveyance(reach)))
        .collect();
    let limits: Vec<Vec<f64>> =
        classes.iter().map(|classes| vehicle::thresholds_cm(classes)).collect();
    for (index, setting) in drill.county.road_settings.iter().enumerate() {
        let Some(ReachId(reach)) = setting.reach else { continue };
        let reach = reach as usize;
        let height_cm = f64::from(setting.above_river_cm);
        let road = &drill.county.network.roads[index];
        let states = field.crossings(reach, height_cm, &limits[reach]);
        let states = states.into_iter().map(|crossing| {
            let class = &classes[reach][usize::from(crossing.class)];
            let cap = class.wading_km_h.min(255.0) as u8;
            // What is faster than the road itself slows nobody.
            let cap = if cap >= road.speed_km_h { u8::MAX } else { cap };
            (crossing.at, (water_only(road.passable.and(class.passable)), cap))
        });
        let dry = (water_only(road.passable), u8::MAX);
        for (at, (passable, cap)) in lasting(dry, states.collect()) {
            let change = Change::Road(RoadId::from_index(index), passable, cap);
            crossings.push(Crossing::new(at.round_up(Duration::from_minutes(1)), road.key, change));
        }
    }
}

/// Shortest time for which a road's state is told, minutes: half a step of the flood's field,
/// within which nothing but a straight line is known. So changes are told at whole minutes.
const LASTING_MINUTES: u64 = 3;

/// States in order of time, without those that change nothing and those that give way to the next
/// within [`LASTING_MINUTES`]; `before` is the state at first.
fn lasting<S: Copy + PartialEq>(before: S, states: Vec<(Time, S)>) -> Vec<(Time, S)> {
    let shortest = Duration::from_minutes(LASTING_MINUTES);
    let mut told: Vec<(Time, S)> = Vec::with_capacity(states.len());
    for (index, (at, state)) in states.iter().enumerate() {
        let short = states.get(index + 1).is_some_and(|(next, _)| *next < *at + shortest);
        let last = told.last().map_or(before, |(_, state)| *state);
        if !short && *state != last {
            told.push((*at, *state));
        }
    }
    told
}

/// Boats and aircraft do not need the road; the set that is logged says what the road lets pass.
fn water_only(passable: ProfileSet) -> ProfileSet {
    passable.with(Profile::Air)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_that_change_nothing_or_last_no_time_are_not_told() {
        let at = |minutes| Time::from_minutes(minutes);
        let states = vec![(at(0), 'd'), (at(10), 'w'), (at(11), 'c'), (at(40), 'c'), (at(90), 'd')];
        assert_eq!(lasting('d', states), [(at(11), 'c'), (at(90), 'd')]);
        let flicker = vec![(at(10), 'w'), (at(11), 'd'), (at(50), 'w')];
        assert_eq!(lasting('d', flicker), [(at(50), 'w')]);
        assert!(lasting('d', Vec::new()).is_empty());
    }
}
