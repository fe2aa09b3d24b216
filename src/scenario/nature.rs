//! From a drill's flood to what changes in the county: the setting that the flood model takes, and
//! the timeline that one of its members gives.

use super::landslide_dam::LandslideDamSetting;
use super::timeline::{Change, Crossing, Intervention, Timeline};
use super::{
    Drill, cloud, embankment, fire, landslide_dam, outage, riverside, shaking, slope, wind,
};
use crate::base::chance::{Purpose, Seed};
use crate::base::id::{AreaId, FacilityId, ReachId, RoadId};
use crate::base::key::Key;
use crate::base::problem::{Place, Problem};
use crate::base::time::{Duration, Time};
use crate::county::place::FacilityKind;
use crate::hazard::flood::{
    self, Decision, Flood, FloodField, FloodSetting, GaugeData, ORDINARY_M3_S_KM2, ReachData,
    Release, ReservoirData,
};
use crate::hazard::rain::{Burst, Footprint, RainSeries, Spread, Storm};
use crate::hazard::range::Refusal;
use crate::hazard::rating::Strip;
use crate::hazard::reach::Channel;
use crate::hazard::reservoir::Reservoir;
use crate::hazard::runoff::Antecedent;
use crate::hazard::vehicle;
use crate::vocabulary::fact::{Fact, FactKind, Materiality, Subject};
use crate::vocabulary::profile::{Profile, ProfileSet};

/// Minutes between two looks at a level that is a number and no class.
const LEVEL_STEP_CM: i64 = 50;

/// The flood of a drill, checked and ready to give members; none where it has none.
///
/// # Panics
/// When the model refuses the setting: no drill is made without the model having been asked.
pub fn flood(drill: &Drill) -> Option<Flood> {
    let setting = flood_setting(drill)?;
    Some(Flood::new(setting).expect("validation asked the model"))
}

/// What the flood model refuses of a drill in the making, as problems of the scenario's `file`.
/// What it refuses of the map's rivers is named at the flood that asks for them.
pub(super) fn refusals(drill: &Drill, file: &str) -> Vec<Problem> {
    let Some(Err(refusals)) = flood_setting(drill).map(Flood::new) else { return Vec::new() };
    let problem = |refusal: &Refusal| {
        let field = refusal.path.rsplit('.').next().unwrap_or_default();
        let path = match refusal.path.split(['.', '[']).next().unwrap_or_default() {
            _ if field == "curve_number" => "flood.curve_number",
            "horizon" => "duration_minutes",
            "reservoirs" if drill.scenario.flood.is_none() => "landslide_dams",
            "reservoirs" if refusal.path.starts_with("reservoirs[0]") => "flood.reservoir",
            "reservoirs" => "flood.embankments",
            "spread" if field == "rain_sigma" => "flood.spread[0]",
            "spread" => "flood.spread[1]",
            "storm" if refusal.path.starts_with("storm.bursts") => "flood.bursts",
            "storm" if refusal.path.starts_with("storm.footprint") => "flood.half_width_km",
            "storm" if field == "total_mm" => "flood.total_mm",
            "storm" if field == "begin_minutes" => "flood.begin_minutes",
            "storm" if field == "end_minutes" => "flood.end_minutes",
            _ => "flood",
        };
        let found = format!("{} = {}", refusal.path, refusal.found);
        Problem::error(Place::path(file, path), found, refusal.expected.clone())
    };
    let mut problems: Vec<Problem> = refusals.0.iter().map(problem).collect();
    // Every reach repeats what is said of all of them.
    problems.sort();
    problems
        .dedup_by(|one, other| one.place == other.place && one.place.path == "flood.curve_number");
    problems
}

/// What the flood model is given; none where no river can rise.
pub fn flood_setting(drill: &Drill) -> Option<FloodSetting> {
    if !drill.has_rivers() {
        return None;
    }
    let county = &drill.county;
    let written = drill.scenario.flood.as_ref();
    let storm = written.map_or_else(dry, |written| storm(drill, written));
    let spread = written.map_or(NO_SPREAD, |written| Spread {
        rain_sigma: written.file.spread.0,
        shift_minutes: written.file.spread.1,
        ..Spread::default()
    });
    let curve_number = written.map_or(DRY_CURVE_NUMBER, |written| written.file.curve_number);
    Some(FloodSetting {
        seed: Seed(1),
        storm,
        spread,
        antecedent: Antecedent::Average,
        ordinary_m3_s_km2: ORDINARY_M3_S_KM2,
        reaches: reaches(drill, curve_number),
        reservoirs: reservoirs(drill),
        gauges: rain_gauges(drill)
            .map(|id| {
                let facility = &county.facilities[id.index()];
                let node = &county.network.nodes[facility.node.index()];
                GaugeData { key: facility.key, x_m: node.x_m, y_m: node.y_m }
            })
            .collect(),
        horizon: drill.scenario.duration,
    })
}

/// Curve number where it does not rain, and members that do not differ: nothing follows from them.
const DRY_CURVE_NUMBER: f64 = 75.0;
const NO_SPREAD: Spread =
    Spread { rain_sigma: 0.0, shift_minutes: 0.0, displacement_m: 0.0, local_sigma: 0.0 };

/// No rain at all: the rivers carry their ordinary flow.
fn dry() -> Storm {
    Storm {
        key: Key::written("storm", ""),
        begin_minutes: 0,
        end_minutes: 60,
        total_mm: 0.0,
        bursts: Vec::new(),
        footprint: Footprint {
            x_m: 0.0,
            y_m: 0.0,
            along_m: 1_000.0,
            across_m: 1_000.0,
            bearing_degrees: 0.0,
            floor: 1.0,
        },
    }
}

fn storm(drill: &Drill, written: &super::FloodSetting) -> Storm {
    let county = &drill.county;
    let file = &written.file;
    let centre = &county.network.nodes[county.zones[written.centre.index()].node.index()];
    // A bell curve falls to half at 1.1774 of its standard deviation.
    let spread_m = file.half_width_km * 1_000.0 / 1.1774;
    let burst = |burst: &super::file::BurstFile| Burst {
        centre_minutes: burst.peak_minutes,
        hour_mm: burst.hour_mm,
        spread_minutes: burst.width_minutes,
    };
    Storm {
        key: Key::written("storm", &drill.scenario.name),
        begin_minutes: file.begin_minutes,
        end_minutes: file.end_minutes,
        total_mm: file.total_mm,
        bursts: file.bursts.iter().map(burst).collect(),
        footprint: Footprint {
            x_m: centre.x_m,
            y_m: centre.y_m,
            along_m: spread_m,
            across_m: spread_m,
            bearing_degrees: 0.0,
            floor: 0.2,
        },
    }
}

fn reaches(drill: &Drill, curve_number: f64) -> Vec<ReachData> {
    let county = &drill.county;
    let slopes = riverside::slopes(&county.reaches);
    let lake = operated(drill).map_or_else(Vec::new, |(_, _, lake)| lake);
    let reach = |(index, ground): (usize, Vec<Strip>)| {
        let reach = &county.reaches[index];
        let (x_m, y_m) = reach.course.get(reach.course.len() / 2).copied().unwrap_or((0.0, 0.0));
        ReachData {
            key: reach.key,
            downstream: reach.downstream.map(|downstream| downstream.0),
            channel: Channel {
                length_m: reach.length_m,
                slope: slopes[index],
                width_m: reach.width_m,
                roughness: reach.roughness,
            },
            ground,
            lake_of: lake.contains(&ReachId::from_index(index)).then_some(0),
            catchment_km2: reach.catchment_km2,
            catchment_slope: (3.0 * reach.slope).clamp(0.01, 0.3),
            curve_number,
            x_m: f64::from(x_m),
            y_m: f64::from(y_m),
        }
    };
    riverside::ground(county).into_iter().enumerate().map(reach).collect()
}

/// The reservoir that the drill operates, the reach at whose lower end it stands, and the reaches
/// in its lake; none where it operates none that stands at a river.
fn operated(drill: &Drill) -> Option<(FacilityId, ReachId, Vec<ReachId>)> {
    let written = drill.scenario.flood.as_ref()?;
    let id = written.reservoir.filter(|_| written.file.reservoir.is_some())?;
    let (reach, lake) = riverside::lake(&drill.county, id)?;
    Some((id, reach, lake))
}

/// The reservoir that the drill operates, then the ponds behind embankments and the lakes behind
/// landslide dams, as level-pool data. Figures of the reservoir follow from storage and dam; what
/// the county's data do not hold is assumed and listed in [`assumed`].
fn reservoirs(drill: &Drill) -> Vec<ReservoirData> {
    let embankments = drill.scenario.flood.iter().flat_map(|flood| &flood.embankments);
    let ponds = embankments.map(embankment::pond);
    let lakes = drill.scenario.landslide_dams.iter().map(LandslideDamSetting::lake);
    operated_reservoir(drill).into_iter().chain(ponds).chain(lakes).collect()
}

/// The reservoir that the drill operates: the first of all, if there is one.
fn operated_reservoir(drill: &Drill) -> Option<ReservoirData> {
    let (Some(written), Some((id, reach, _))) = (&drill.scenario.flood, operated(drill)) else {
        return None;
    };
    let file = written.file.reservoir.as_ref().expect("it is operated as written");
    let facility = &drill.county.facilities[id.index()];
    let storage_m3 = f64::from(facility.storage_thousand_m3) * 1_000.0;
    Some(ReservoirData {
        key: facility.key,
        reach: reach.0,
        reservoir: Reservoir {
            storage_m3,
            area_m2: storage_m3 / assumed::MEAN_DEPTH_M,
            depth_m: 3.0 * assumed::MEAN_DEPTH_M,
            initial_level_m: f64::from(file.level_at_start_cm) / 100.0,
            gate_capacity_m3_s: assumed::GATE_CAPACITY_M3_S,
            forced_level_m: f64::from(file.forced_release.0) / 100.0,
            forced_m3_s: file.forced_release.1,
            spillway_level_m: assumed::SPILLWAY_ABOVE_LIMIT_M,
            spillway_width_m: assumed::SPILLWAY_WIDTH_M,
            crest_level_m: assumed::CREST_ABOVE_LIMIT_M,
            crest_length_m: assumed::CREST_LENGTH_M,
        },
        schedule: vec![Release { at_minutes: file_begin(drill), outflow_m3_s: file.outflow_m3_s }],
        gives_way: None,
        stands: true,
    })
}

fn file_begin(drill: &Drill) -> i32 {
    drill.scenario.flood.as_ref().map_or(0, |flood| flood.file.begin_minutes)
}

/// What is assumed of a reservoir beyond its storage: placeholders for local experts.
pub mod assumed {
    /// Mean depth, m.
    pub const MEAN_DEPTH_M: f64 = 14.0;
    /// What the gates can pass, m3/s.
    pub const GATE_CAPACITY_M3_S: f64 = 900.0;
    /// Crest of the ungated spillway above the flood-limit level, m.
    pub const SPILLWAY_ABOVE_LIMIT_M: f64 = 3.0;
    /// Width of the spillway, m.
    pub const SPILLWAY_WIDTH_M: f64 = 40.0;
    /// Crest of the dam above the flood-limit level, m.
    pub const CREST_ABOVE_LIMIT_M: f64 = 6.0;
    /// Length of the crest, m.
    pub const CREST_LENGTH_M: f64 = 280.0;
}

/// Rain gauges, in the order in which the flood is asked.
pub(super) fn rain_gauges(drill: &Drill) -> impl Iterator<Item = FacilityId> {
    facilities(drill, FacilityKind::RainGauge)
}

fn facilities(drill: &Drill, kind: FacilityKind) -> impl Iterator<Item = FacilityId> {
    drill
        .county
        .facilities
        .iter()
        .enumerate()
        .filter(move |(_, facility)| facility.kind == kind)
        .map(|(index, _)| FacilityId::from_index(index))
}

/// The member of the ensemble that a run of this seed plays.
pub fn member(drill: &Drill, flood: Option<&Flood>, seed: Seed) -> u32 {
    let members = u32::from(drill.scenario.members);
    let scenario = &drill.scenario;
    let key =
        (scenario.earthquake.as_ref().map(|it| it.key)).or(scenario.wind.as_ref().map(|it| it.key));
    // A storm's members are its own; where none falls, a river does not set them.
    match (flood.filter(|_| scenario.flood.is_some()), key) {
        (Some(flood), _) => flood.drawn_member(seed, members),
        (None, Some(key)) => seed.draws(Purpose::Member, key).below(members),
        (None, None) => 0,
    }
}

/// What a member does over the county after these interventions.
pub fn timeline(
    drill: &Drill,
    flood: Option<&Flood>,
    member: u32,
    interventions: &[Intervention],
) -> Timeline {
    let (mut hits, mut shocks) = (Vec::new(), Vec::new());
    let (mut doses, mut perils) = (Vec::new(), Vec::new());
    let mut crossings = shaking::crossings(drill, member, (&mut hits, &mut shocks));
    if let Some(flood) = flood {
        water(drill, flood, member, interventions, &mut crossings);
    }
    crossings.extend(slope::crossings(drill, flood, member));
    crossings.extend(wind::crossings(drill, member));
    let followed = (&mut doses, &mut perils);
    crossings.extend(cloud::crossings(drill, member, interventions, followed));
    let followed = (&mut doses, &mut perils);
    crossings.extend(fire::crossings(drill, member, interventions, followed));
    Timeline::new(crossings, (hits, shocks), doses, perils)
}

/// The orders to reservoirs and the work at embankments and landslide dams among these
/// interventions.
fn orders(drill: &Drill, interventions: &[Intervention]) -> Vec<flood::Intervention> {
    let orders = interventions.iter().filter_map(|intervention| match intervention {
        Intervention::Outflow(facility, at, outflow_m3_s) => Some(flood::Intervention {
            at: *at,
            reservoir: drill.county.facilities[facility.index()].key,
            decision: Decision::Outflow(f64::from(*outflow_m3_s)),
        }),
        Intervention::Stopped(incident, at) => embankment::strengthened(drill, *incident, *at)
            .or_else(|| landslide_dam::drained(drill, *incident, *at)),
    });
    orders.collect()
}

/// The water of a member after these interventions.
pub(super) fn flood_field(
    drill: &Drill,
    flood: &Flood,
    member: u32,
    interventions: &[Intervention],
) -> FloodField {
    let slides = landslide_dam::slides(drill, flood, member);
    flood.prepare(member, &[orders(drill, interventions), slides].concat())
}

/// What water does, and what of it comes because an embankment or a landslide dam gives way, or
/// because a river is blocked.
fn water(
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
