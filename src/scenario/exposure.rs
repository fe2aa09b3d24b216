//! Who is exposed to what spreads through the air or over the land from an incident: settlements
//! near it and places apart, each a hazard area. Whether the danger comes there is for the hazard's
//! own file.

use std::sync::Arc;

use super::file::{ExposedFile, PlaceFile, ScenarioFile};
use super::timeline::DOSE_STEP_MINUTES;
use crate::base::id::{FacilityId, IncidentId, IncidentKindId, NodeId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::time::{Duration, Time};
use crate::county::place::{County, Facility, FacilityKind, HazardArea};
use crate::event_log::event::CasualtyCause;

/// Junctions at which the people of a settlement are followed, at most.
const RECEPTORS_MAX: usize = 16;
/// How far from a settlement's centre its people are followed, m.
const SETTLEMENT_M: f64 = 1_200.0;
/// A shelter nearer to the incident than this is none, m.
const SHELTER_M: f64 = 2_000.0;

/// Who is exposed, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The incident that the danger comes from.
    pub incident: IncidentId,
    /// The junction of that incident.
    pub node: NodeId,
    /// When it begins.
    pub begins: Time,
    /// The first of the exposed areas; all that come after it in the county are exposed too.
    pub first_area: usize,
    /// Share of people who are out of doors.
    pub outdoors: f64,
    /// Kind of incident that people are who are hurt.
    pub kind: IncidentKindId,
    /// What hurts them.
    pub cause: CasualtyCause,
}

impl Exposure {
    /// The incident's junction, m east and north of the map's origin.
    pub fn source_m(&self, county: &County) -> (f64, f64) {
        place_m(county, self.node)
    }

    /// Where the people of an exposed area are: a settlement's at its junctions, alike many at
    /// each; metres east and north of the map's origin, in an order that does not change.
    pub fn receptors_m(&self, county: &County, area: usize) -> Vec<(f64, f64)> {
        let area = &county.areas[area];
        let centre = place_m(county, area.node);
        if area.node != county.zones[area.zone.index()].node {
            return vec![centre];
        }
        let mut nodes: Vec<NodeId> = county
            .road_settings
            .iter()
            .enumerate()
            .filter(|(_, setting)| setting.zone == area.zone)
            .map(|(road, _)| county.network.roads[RoadId::from_index(road).index()].from)
            .chain([area.node])
            .filter(|node| distance_m(place_m(county, *node), centre) <= SETTLEMENT_M)
            .collect();
        nodes.sort_unstable_by_key(|node| county.network.nodes[node.index()].key);
        nodes.dedup();
        let every = nodes.len().div_ceil(RECEPTORS_MAX);
        nodes.iter().step_by(every).map(|node| place_m(county, *node)).collect()
    }
}

/// Steps of doses in a stretch of time.
pub fn dose_steps(duration: Duration) -> usize {
    (duration.minutes() / DOSE_STEP_MINUTES as f64).ceil() as usize
}

fn place_m(county: &County, node: NodeId) -> (f64, f64) {
    let node = &county.network.nodes[node.index()];
    (node.x_m, node.y_m)
}

/// Metres between two places.
pub fn distance_m(one: (f64, f64), other: (f64, f64)) -> f64 {
    math::hypot(one.0 - other.0, one.1 - other.1)
}

/// What of a scenario says who is exposed, and the happening that the danger comes from.
pub(super) fn of_file(file: &ScenarioFile) -> Option<(&ExposedFile, &str)> {
    let release = file.release.as_ref()?;
    Some((&release.exposed, &release.happening))
}

/// The county with a hazard area for each settlement and place that is exposed; the same where
/// nobody is, or where what is written has an error, which is told of elsewhere.
pub(super) fn expose(county: Arc<County>, file: &ScenarioFile) -> Arc<County> {
    let Some((exposed, happening)) = of_file(file) else { return county };
    let Some(source) = source_node(&county, file, happening) else { return county };
    let source = place_m(&county, source);
    let mut zones: Vec<(Key, ZoneId)> = (0..county.zones.len())
        .map(ZoneId::from_index)
        .filter(|zone| {
            let node = county.zones[zone.index()].node;
            distance_m(place_m(&county, node), source) <= 1_000.0 * exposed.within_km
        })
        .map(|zone| (county.zones[zone.index()].key, zone))
        .collect();
    zones.sort_unstable();
    let mut areas = county.areas.clone();
    areas.extend(zones.iter().map(|(_, zone)| {
        let of_zone = &county.zones[zone.index()];
        let name = format!("{}-exposed", of_zone.name);
        let shelter = shelter(&county, of_zone.node, source);
        HazardArea {
            key: Key::written("area", &name),
            name,
            title: of_zone.title.clone(),
            zone: *zone,
            node: of_zone.node,
            households: of_zone.households,
            people: present(of_zone, file),
            shelter,
            water: None,
        }
    }));
    let places = exposed.places.iter().filter_map(|place| {
        let facility = county.facilities.iter().find(|one| one.name == place.facility)?;
        let name = format!("{}-exposed", facility.name);
        Some(HazardArea {
            key: Key::written("area", &name),
            name,
            title: facility.title.clone(),
            zone: facility.zone,
            node: facility.node,
            households: 0,
            people: place.people,
            shelter: shelter(&county, facility.node, source),
            water: None,
        })
    });
    let mut places: Vec<HazardArea> = places.collect();
    places.sort_by_key(|area| area.key);
    areas.extend(places);
    Arc::new(County { areas, ..(*county).clone() })
}

/// People in a settlement when play starts.
fn present(zone: &crate::county::place::Zone, file: &ScenarioFile) -> u32 {
    super::present(&zone.presence, file.start.minute_of_day(Time::START), &file.day)
}

/// The junction of the incident of a happening; none where it has none that can be found.
fn source_node(county: &County, file: &ScenarioFile, happening: &str) -> Option<NodeId> {
    let happening = file.happenings.iter().find(|one| one.name == happening)?;
    match &happening.incident.as_ref()?.at {
        PlaceFile::Zone(name) => {
            county.zones.iter().find(|zone| zone.name == *name).map(|zone| zone.node)
        }
        PlaceFile::Facility(name) => {
            county.facilities.iter().find(|one| one.name == *name).map(|one| one.node)
        }
        PlaceFile::Road(name) => county
            .network
            .roads
            .iter()
            .find(|road| road.name.as_str() == name)
            .map(|road| road.from),
        PlaceFile::CutsOff(_) => None,
    }
}

/// The nearest shelter that is not near the incident itself; the farthest from that where all are.
fn shelter(county: &County, node: NodeId, source: (f64, f64)) -> FacilityId {
    let at = |facility: &Facility| place_m(county, facility.node);
    let shelters = || {
        let all = county.facilities.iter().enumerate();
        all.filter(|(_, facility)| facility.kind == FacilityKind::Shelter)
    };
    let here = place_m(county, node);
    let nearest = shelters()
        .filter(|(_, facility)| distance_m(at(facility), source) >= SHELTER_M)
        .min_by(|(_, one), (_, other)| {
            let (one_m, other_m) = (distance_m(at(one), here), distance_m(at(other), here));
            one_m.total_cmp(&other_m).then(one.key.cmp(&other.key))
        });
    let farthest = || {
        shelters().max_by(|(_, one), (_, other)| {
            let (one_m, other_m) = (distance_m(at(one), source), distance_m(at(other), source));
            one_m.total_cmp(&other_m).then(one.key.cmp(&other.key))
        })
    };
    let found = nearest.or_else(farthest);
    FacilityId::from_index(found.map_or(0, |(index, _)| index))
}
