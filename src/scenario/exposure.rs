//! Who is exposed to what spreads through the air or over the land from an incident: settlements
//! near it and places apart, each a hazard area; and when their danger is told anew. Whether the
//! danger comes there is for the hazard's own file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{ExposedFile, PlaceFile, ScenarioFile};
use super::timeline::{DOSE_STEP_MINUTES, Danger};
use crate::base::id::{FacilityId, IncidentId, IncidentKindId, NodeId, ZoneId};
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
/// Class from which danger is harmful.
pub(super) const HARMFUL: u8 = 2;
/// A change of the share in danger by less than this is not told.
const TOLD_PERMILLE: u16 = 100;

/// Who is exposed, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The incident that the danger comes from.
    pub incident: IncidentId,
    /// The junction of that incident.
    pub node: NodeId,
    /// Where the danger comes from, metres east and north of that junction.
    pub offset_m: (f64, f64),
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
    /// Where the danger comes from, m east and north of the map's origin.
    pub fn source_m(&self, county: &County) -> (f64, f64) {
        let (east_m, north_m) = place_m(county, self.node);
        (east_m + self.offset_m.0, north_m + self.offset_m.1)
    }

    /// Whether those who have shut themselves in are out of harm's way: from gas, not from fire.
    pub fn spares_sheltering(&self) -> bool {
        self.cause == CasualtyCause::Poisoning
    }

    /// Minutes from the beginning of the danger to the end of play, rounded up.
    pub fn minutes(&self, duration: Duration) -> usize {
        let end = Time::START + duration;
        (end.minutes() - self.begins.minutes()).max(0.0).ceil() as usize
    }

    /// Where the people of each exposed area are, in order of the areas: a settlement's at its
    /// junctions, alike many at each; metres east and north of the map's origin, in an order that
    /// does not change.
    pub fn receptors_m(&self, county: &County) -> Vec<Vec<(f64, f64)>> {
        let areas = &county.areas[self.first_area..];
        let is_settlement = |area: &&HazardArea| area.node == county.zones[area.zone.index()].node;
        let mut nodes: BTreeMap<ZoneId, Vec<NodeId>> =
            areas.iter().filter(is_settlement).map(|area| (area.zone, vec![area.node])).collect();
        for (road, setting) in county.network.roads.iter().zip(&county.road_settings) {
            if let Some(nodes) = nodes.get_mut(&setting.zone) {
                nodes.push(road.from);
            }
        }
        let places = |area: &HazardArea| {
            let centre = place_m(county, area.node);
            let Some(nodes) = nodes.get(&area.zone).filter(|_| is_settlement(&area)) else {
                return vec![centre];
            };
            let near = |node: &&NodeId| distance_m(place_m(county, **node), centre) <= SETTLEMENT_M;
            let mut nodes: Vec<NodeId> = nodes.iter().filter(near).copied().collect();
            nodes.sort_unstable_by_key(|node| county.network.nodes[node.index()].key);
            nodes.dedup();
            let every = nodes.len().div_ceil(RECEPTORS_MAX);
            nodes.iter().step_by(every).map(|node| place_m(county, *node)).collect()
        };
        areas.iter().map(places).collect()
    }
}

/// Steps of doses in so many minutes.
pub(super) fn dose_steps(minutes: usize) -> usize {
    minutes.div_ceil(DOSE_STEP_MINUTES as usize)
}

/// In what danger an area is from which minute on, where that changes or has to be told again:
/// from the class of danger at each of its places, minute by minute.
pub(super) fn dangers(classes: &[Vec<u8>], told_again: Option<usize>) -> Vec<(u64, Danger)> {
    let mut told = Danger::default();
    let mut all = Vec::new();
    for minute in 0..classes.first().map_or(0, Vec::len) {
        let now = || classes.iter().map(|series| series[minute]);
        let harmful = now().filter(|class| *class >= HARMFUL).count();
        let danger = Danger {
            class: now().max().unwrap_or(0),
            permille: u16::try_from(1_000 * harmful / classes.len()).expect("a thousand at most"),
        };
        let moved = danger.permille.abs_diff(told.permille);
        let ends = danger.permille == 0 && told.permille > 0;
        let again = told_again == Some(minute);
        if danger.class != told.class || moved >= TOLD_PERMILLE || ends || again {
            all.push((minute as u64, danger));
            told = danger;
        }
    }
    all
}

/// A junction, m east and north of the map's origin.
pub(super) fn place_m(county: &County, node: NodeId) -> (f64, f64) {
    let node = &county.network.nodes[node.index()];
    (node.x_m, node.y_m)
}

/// Metres between two places.
pub fn distance_m(one: (f64, f64), other: (f64, f64)) -> f64 {
    math::hypot(one.0 - other.0, one.1 - other.1)
}

/// What of a scenario says who is exposed, and what the danger comes from.
pub(super) struct Written<'a> {
    /// Who is exposed.
    pub exposed: &'a ExposedFile,
    /// The happening that the danger comes from.
    pub happening: &'a str,
    /// Where it comes from, metres east and north of that happening's incident.
    pub offset_m: (f64, f64),
}

/// What a scenario says of it; none where nothing spreads.
pub(super) fn of_file(file: &ScenarioFile) -> Option<Written<'_>> {
    let release = file.release.as_ref().map(|it| (&it.exposed, it.happening.as_str(), (0.0, 0.0)));
    let wildfire = || {
        let it = file.wildfire.as_ref()?;
        Some((&it.exposed, it.happening.as_str(), it.offset_km))
    };
    let (exposed, happening, (east_km, north_km)) = release.or_else(wildfire)?;
    Some(Written { exposed, happening, offset_m: (1_000.0 * east_km, 1_000.0 * north_km) })
}

/// The county with a hazard area for each settlement and place that is exposed; the same where
/// nobody is, or where what is written has an error, which is told of elsewhere.
pub(super) fn expose(county: Arc<County>, file: &ScenarioFile) -> Arc<County> {
    let Some(Written { exposed, happening, offset_m }) = of_file(file) else { return county };
    let Some(source) = source_node(&county, file, happening) else { return county };
    let (east_m, north_m) = place_m(&county, source);
    let source = (east_m + offset_m.0, north_m + offset_m.1);
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
    super::presence::present(zone, file.start.minute_of_day(Time::START), &file.day)
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
