//! From a drill's earthquake to what changes in the county: who is hurt in which settlement, which
//! bridges are closed and which streets lie under rubble, in each member of the ensemble.
//!
//! Casualties are binomial: of the people indoors in each class of building the share in buildings
//! that collapse, times HAZUS' shares of severity. Those who need first aid alone are left out:
//! they help themselves and each other.

use super::aftershock::AftershockSetting;
use super::file::EarthquakeFile;
use super::timeline::{Change, Crossing, Hit, Shock};
use super::{Drill, aftershock};
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::id::{IncidentKindId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::county::network::{RoadClass, Structure};
use crate::county::place::{County, Zone};
use crate::hazard::assumption::Assumption;
use crate::hazard::casualty::SeverityMix;
use crate::hazard::earthquake::debris::{Frontage, Street, is_blocked};
use crate::hazard::earthquake::fragility::{BridgeClass, BuildingClass, Severity};
use crate::hazard::earthquake::{Earthquake, EarthquakeData, RESIDUAL, Shaking};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// An earthquake under the county, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct EarthquakeSetting {
    /// Stable key.
    pub key: Key,
    /// Figures as written.
    pub file: EarthquakeFile,
    /// When.
    pub at: Time,
    /// Zone that the epicentre is given from.
    pub zone: ZoneId,
    /// Kind of incident that collapsed buildings are.
    pub kind: IncidentKindId,
    /// What follows it, if anything does.
    pub aftershocks: Option<AftershockSetting>,
}

/// Intensity below which nothing collapses.
pub(super) const LEAST_INTENSITY: f64 = 6.0;
/// Length from which a bridge has several spans, and from which it counts as a major one, m.
const SPANS_M: (f64, f64) = (30.0, 150.0);
/// Height of a town street's houses and how far they stand back from it, m: an assumption.
const FRONTAGE: Frontage = Frontage { height_m: 9.0, setback_m: 1.0 };
/// Which class a town street's houses are of: an assumption.
const FRONTAGE_CLASS: BuildingClass = BuildingClass::MasonryMid;
/// Seed of the ensemble: members are the same in every run.
const ENSEMBLE: Seed = Seed(1);

/// Kinds of draws of a member.
mod about {
    pub(super) const EVENT: u32 = 1;
    pub(super) const ZONE: u32 = 2;
    pub(super) const ROAD: u32 = 3;
}

/// The earthquake off the middle of the ensemble by so many standard deviations: of the epicentre
/// to the east and to the north, and of the shaking.
fn event(county: &County, file: &EarthquakeFile, zone: ZoneId, off: [f64; 3]) -> EarthquakeData {
    let at = &county.network.nodes[county.zones[zone.index()].node.index()];
    let (km, residual) = file.spread;
    let shifted = |at_m: f64, offset_km: f64, off: f64| at_m + 1_000.0 * (offset_km + km * off);
    EarthquakeData {
        epicentre_m: (
            shifted(at.x_m, file.offset_km.0, off[0]),
            shifted(at.y_m, file.offset_km.1, off[1]),
        ),
        magnitude: file.magnitude,
        depth_km: file.depth_km,
        strike_degrees: file.strike_degrees,
        zone: file.attenuation,
        residual: (residual * off[2]).clamp(RESIDUAL.low, RESIDUAL.high),
    }
}

/// Whether the epicentre in the middle of the ensemble lies on the map.
pub(super) fn is_on_map(county: &County, file: &EarthquakeFile, zone: ZoneId) -> bool {
    let (x_m, y_m) = event(county, file, zone, [0.0; 3]).epicentre_m;
    county.terrain.elevation_m.cell_of(x_m, y_m).is_some()
}

/// The greatest intensity of a settlement in the middle of the ensemble, 1 where the relations do
/// not reach; none where the model refuses the earthquake.
pub(super) fn strongest(county: &County, file: &EarthquakeFile, zone: ZoneId) -> Option<f64> {
    let earthquake = Earthquake::new(event(county, file, zone, [0.0; 3])).ok()?;
    let intensity = |zone: &Zone| {
        let node = &county.network.nodes[zone.node.index()];
        earthquake.at((node.x_m, node.y_m)).map_or(1.0, |shaking| shaking.intensity)
    };
    Some(county.zones.iter().map(intensity).fold(1.0, f64::max))
}

fn draws(member: u32, about: u32, key: Key) -> Draws {
    ENSEMBLE.draws(Purpose::Hazard, Key::born(about, &[key], member))
}

/// How the settlements of a county are shaken by an earthquake.
pub(super) struct Shaken {
    /// The earthquake.
    pub(super) event: EarthquakeData,
    /// By zone; none below [`LEAST_INTENSITY`].
    pub(super) zones: Vec<Option<Shaking>>,
}

impl Shaken {
    /// How an earthquake shakes the settlements of a drill.
    pub(super) fn new(drill: &Drill, earthquake: &Earthquake) -> Self {
        let shaking = |zone: &Zone| {
            let node = &drill.county.network.nodes[zone.node.index()];
            let shaking = earthquake.at((node.x_m, node.y_m)).ok();
            shaking.filter(|shaking| shaking.intensity >= LEAST_INTENSITY)
        };
        let zones = drill.county.zones.iter().map(shaking).collect();
        Self { event: *earthquake.data(), zones }
    }
}

/// The earthquake of a member.
///
/// # Panics
/// When the model refuses it: no drill is made with one out of its ranges.
pub(super) fn earthquake(drill: &Drill, setting: &EarthquakeSetting, member: u32) -> Earthquake {
    let mut draws = draws(member, about::EVENT, setting.key);
    let off = std::array::from_fn(|_| draws.normal());
    let event = event(&drill.county, &setting.file, setting.zone, off);
    Earthquake::new(event).expect("a drill's earthquake is in range")
}

/// The fact that tells of an earthquake.
pub(super) const fn fact(setting: &EarthquakeSetting) -> Fact {
    Fact { kind: FactKind::Earthquake, subject: Subject::Zone(setting.zone) }
}

/// What a member's earthquake and its aftershocks do, and whom they hit.
///
/// # Panics
/// When the model refuses the earthquake: no drill is made with one out of its ranges.
pub(super) fn crossings(
    drill: &Drill,
    member: u32,
    (hits, shocks): (&mut Vec<Hit>, &mut Vec<Shock>),
) -> Vec<Crossing> {
    let Some(setting) = &drill.scenario.earthquake else { return Vec::new() };
    let earthquake = earthquake(drill, setting, member);
    let mut crossings = Vec::new();
    let fact = fact(setting);
    let value = (10.0 * setting.file.magnitude).round() as i64;
    // Before all that follows from it at the same moment.
    crossings.push(Crossing::new(setting.at, Key(0), Change::Fact(fact, value)));
    let mut push = |key: Key, change: Change| {
        crossings.push(Crossing { at: setting.at, key, change, because: Some(fact) });
    };
    let main = Shaken::new(drill, &earthquake);
    let shaken = &main.zones;
    let mut blocked: Vec<Vec<RoadId>> = vec![Vec::new(); drill.county.zones.len()];
    let roads = &drill.county.network.roads;
    for index in 0..roads.len() {
        let road_id = RoadId::from_index(index);
        // A bridge of a divided road falls as one.
        let first = drill.county.lost_together(&road_id)[0];
        let road = &roads[first.index()];
        let zone = drill.county.road_settings[first.index()].zone;
        let Some(shaking) = &shaken[zone.index()] else { continue };
        let mut draws = draws(member, about::ROAD, road.key);
        let is_lost = match (road.structure, road.class) {
            (Structure::Bridge, _) => falls(road.length_mm, shaking, &mut draws),
            (_, RoadClass::Street) => fills(f64::from(road.width_dm) / 10.0, shaking, &mut draws),
            _ => false,
        };
        if is_lost {
            push(roads[index].key, Change::Buried(road_id));
            if road.structure != Structure::Bridge {
                blocked[zone.index()].push(road_id);
            }
        }
    }
    for (index, shaking) in shaken.iter().enumerate() {
        let Some(shaking) = shaking else { continue };
        let zone = ZoneId::from_index(index);
        let roads = std::mem::take(&mut blocked[index]);
        let hit = hit(drill, setting, member, (zone, shaking), roads);
        let hurt = hit.as_ref().map_or(0, |hit| hit.hurt);
        let out =
            out(drill, setting, (zone, shaking)).min(drill.people_present(zone, setting.at) - hurt);
        if out > 0 {
            push(drill.county.zones[index].key, Change::Out(zone, out));
        }
        if let Some(hit) = hit {
            let number = u32::try_from(hits.len()).expect("few settlements");
            push(hit.key, Change::Hit(number));
            hits.push(hit);
        }
    }
    crossings.extend(aftershock::crossings(drill, member, &main, (hits, shocks)));
    crossings
}

/// Whether a bridge is closed.
pub(super) fn falls(length_mm: u32, shaking: &Shaking, draws: &mut Draws) -> bool {
    let length_m = f64::from(length_mm) / 1_000.0;
    let class = if length_m > SPANS_M.1 {
        BridgeClass::Major
    } else if length_m > SPANS_M.0 {
        BridgeClass::MultiSpan
    } else {
        BridgeClass::SingleSpan
    };
    let probability = class.closure_probability(shaking.spectral_acceleration_g().min(10.0));
    draws.happens(probability.unwrap_or(1.0))
}

/// Whether rubble fills a town's street.
pub(super) fn fills(width_m: f64, shaking: &Shaking, draws: &mut Draws) -> bool {
    let probability = FRONTAGE_CLASS.collapse_probability(shaking.acceleration_g.min(10.0));
    let probability = probability.unwrap_or(1.0);
    let side = |draws: &mut Draws| draws.happens(probability).then_some(FRONTAGE);
    let sides = [side(draws), side(draws)];
    if sides == [None, None] {
        return false;
    }
    Street::new(width_m, sides).is_ok_and(|street| is_blocked(street.drawn_clear_width_m(draws)))
}

/// How many of a settlement's people cannot go back into their houses.
fn out(drill: &Drill, setting: &EarthquakeSetting, (zone, shaking): (ZoneId, &Shaking)) -> u32 {
    let Some(cold) = &drill.scenario.cold else { return 0 };
    let present = f64::from(drill.people_present(zone, setting.at));
    (present * cold.out_share(shaking.intensity)).round() as u32
}

/// Who is hurt in a settlement; none where nobody is.
fn hit(
    drill: &Drill,
    setting: &EarthquakeSetting,
    member: u32,
    (zone_id, shaking): (ZoneId, &Shaking),
    roads: Vec<RoadId>,
) -> Option<Hit> {
    let zone = &drill.county.zones[zone_id.index()];
    let present = drill.people_present(zone_id, setting.at);
    let indoors = f64::from(present) * setting.file.indoors_percent / 100.0;
    let mut draws = draws(member, about::ZONE, zone.key);
    let mut counts = [0_u32; 4];
    for buildings in setting.file.buildings.iter().filter(|one| one.zone == zone.kind) {
        let people = (indoors * buildings.percent / 100.0).round() as u32;
        let class = buildings.class;
        let collapse = class.collapse_probability(shaking.acceleration_g.min(10.0)).unwrap_or(1.0);
        let mut left = people;
        for (severity, share) in class.severity_shares().into_iter().enumerate() {
            let hurt = draws.binomial(people, (collapse * share).clamp(0.0, 1.0)).min(left);
            left -= hurt;
            counts[severity] += hurt;
        }
    }
    let of = |severity: Severity| counts[usize::from(severity.code())];
    let (hospital, critical, dead) =
        (of(Severity::Hospital), of(Severity::Critical), of(Severity::Dead));
    let hurt = hospital + critical + dead;
    if hurt == 0 {
        return None;
    }
    let share = |count: u32| f64::from(count) / f64::from(hurt);
    Some(Hit {
        key: Key::born(about::ZONE, &[zone.key, setting.key], 0),
        kind: setting.kind,
        zone: zone_id,
        node: zone.node,
        roads,
        hurt,
        severity: SeverityMix::Shares {
            dead: share(dead),
            grave: share(critical),
            serious: share(hospital),
        },
    })
}

/// What this assumes beyond the models.
pub fn assumptions() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    vec![
        line(
            "shaking.bridge_major",
            "按特大桥计的桥长",
            "length from which a bridge counts as a major one",
            SPANS_M.1,
            "m",
        ),
        line(
            "shaking.bridge_spans",
            "按多跨桥计的桥长",
            "length from which a bridge has several spans",
            SPANS_M.0,
            "m",
        ),
        line(
            "shaking.frontage_height",
            "城区临街建筑高度",
            "height of the houses along town streets",
            FRONTAGE.height_m,
            "m",
        ),
        line(
            "shaking.frontage_setback",
            "城区临街建筑退距",
            "how far the houses stand back from town streets",
            FRONTAGE.setback_m,
            "m",
        ),
        line(
            "shaking.least_intensity",
            "不计倒塌的烈度上限",
            "intensity below which nothing collapses",
            LEAST_INTENSITY,
            "",
        ),
    ]
}
