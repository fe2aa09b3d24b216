//! A drill's flood, resolved, and the setting that the flood model takes: storm, reaches,
//! reservoirs, gauges. What its water does in the county is in `water`.

use super::embankment::EmbankmentSetting;
use super::file::{BurstFile, FloodFile};
use super::landslide_dam::LandslideDamSetting;
use super::timeline::Intervention;
use super::{Drill, embankment, landslide_dam, riverside};
use crate::base::chance::Seed;
use crate::base::id::{FacilityId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::problem::{Place, Problem};
use crate::county::place::FacilityKind;
use crate::hazard::flood::{
    self, Decision, Flood, FloodField, GaugeData, ORDINARY_M3_S_KM2, ReachData, Release,
    ReservoirData,
};
use crate::hazard::manning::Channel;
use crate::hazard::rain::member::Spread;
use crate::hazard::rain::{Burst, Footprint, Storm};
use crate::hazard::range::Refusal;
use crate::hazard::rating::Strip;
use crate::hazard::reservoir::Reservoir;
use crate::hazard::runoff::Antecedent;

/// A flood over the county, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct FloodSetting {
    /// Figures as written; bursts and total are those in force.
    pub file: FloodFile,
    /// Zone at the storm's centre.
    pub centre: ZoneId,
    /// Reservoir, if one is operated.
    pub reservoir: Option<FacilityId>,
    /// Embankments that may give way at this tier.
    pub embankments: Vec<EmbankmentSetting>,
}

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
pub fn flood_setting(drill: &Drill) -> Option<flood::FloodSetting> {
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
    Some(flood::FloodSetting {
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

fn storm(drill: &Drill, written: &FloodSetting) -> Storm {
    let county = &drill.county;
    let file = &written.file;
    let centre = &county.network.nodes[county.zones[written.centre.index()].node.index()];
    // A bell curve falls to half at 1.1774 of its standard deviation.
    let spread_m = file.half_width_km * 1_000.0 / 1.1774;
    let burst = |burst: &BurstFile| Burst {
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

/// Facilities of a kind, in the order of their ids.
pub(super) fn facilities(drill: &Drill, kind: FacilityKind) -> impl Iterator<Item = FacilityId> {
    drill
        .county
        .facilities
        .iter()
        .enumerate()
        .filter(move |(_, facility)| facility.kind == kind)
        .map(|(index, _)| FacilityId::from_index(index))
}

/// The orders to reservoirs and the work at embankments and landslide dams among these
/// interventions.
pub(super) fn orders(drill: &Drill, interventions: &[Intervention]) -> Vec<flood::Intervention> {
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
