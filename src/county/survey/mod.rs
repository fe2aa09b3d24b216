//! What can be said of a county before anything happens in it: counts, parts that hang together,
//! roads whose loss cuts people off, people far from help. Says it as data and as tables in both
//! languages; prints nothing.

mod cut;
mod cut_bridge;
mod tables;

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;
use serde::Serialize;

use super::network::{Network, Structure};
use super::place::{County, FacilityKind, ZoneKind};
use super::router::{Direction, Overlay, Router};
use crate::base::id::{NodeId, RoadId, ZoneId};
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;
pub use tables::SurveyTable;

/// The survey of a county.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Survey {
    /// Written name of the county.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// How much of everything there is.
    pub counts: Counts,
    /// Parts of the road network for ordinary vehicles.
    pub components: Components,
    /// Roads whose loss cuts people off, most people first.
    pub isolating: Vec<Isolating>,
    /// People far from help, by kind of help.
    pub far: Vec<Far>,
}

/// How much of everything there is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counts {
    /// Junctions.
    pub nodes: usize,
    /// Roads, both directions together.
    pub roads: usize,
    /// Length of all roads in km.
    pub road_km: f64,
    /// Bridges; those of divided roads count once.
    pub bridges: usize,
    /// Zones by kind.
    pub zones: BTreeMap<ZoneKind, usize>,
    /// Registered residents.
    pub residents: u64,
    /// Residents who cannot walk out by themselves.
    pub immobile: u64,
    /// Facilities by kind.
    pub facilities: BTreeMap<FacilityKind, usize>,
    /// Flash-flood hazard areas.
    pub areas: usize,
    /// Households in hazard areas.
    pub area_households: u64,
    /// People on the lists of hazard areas.
    pub area_people: u64,
    /// River reaches.
    pub reaches: usize,
    /// Area of the terrain grid in km2.
    pub terrain_km2: f64,
    /// Cells of the terrain grid.
    pub cells: usize,
}

/// Parts of the network that no ordinary vehicle can leave, one-way rules aside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Components {
    /// How many there are, lone junctions included.
    pub count: usize,
    /// Junctions of the largest one.
    pub largest_nodes: usize,
    /// Residents who live in another one.
    pub people_outside: u64,
}

/// A road whose loss cuts people off from the rest of its part of the network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Isolating {
    /// Written name of the road.
    pub road: String,
    /// Written names of those that are lost with it: other carriageways of a bridge.
    pub beside: Vec<String>,
    /// What it is called, if it is called anything.
    pub title: Option<Text>,
    /// What it runs on.
    pub structure: Structure,
    /// What the zone nearest to it is called.
    pub near: Text,
    /// Residents on the side with fewer of them.
    pub people: u64,
    /// What the zones on that side are called, by written name.
    pub zones: Vec<Text>,
}

/// People who are farther than a limit from one kind of help.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Far {
    /// Kind of help.
    pub kind: FacilityKind,
    /// Limit in minutes of travel at free speed.
    pub limit_minutes: u32,
    /// Residents of zones beyond the limit, unreachable ones included.
    pub people: u64,
    /// Residents whom no road connects with it.
    pub unreachable_people: u64,
    /// Zones beyond the limit, farthest first.
    pub zones: Vec<FarZone>,
}

/// A zone far from help.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FarZone {
    /// Written name.
    pub zone: String,
    /// What it is called.
    pub title: Text,
    /// Residents.
    pub residents: u32,
    /// Minutes of travel at free speed; none where no road leads.
    pub minutes: Option<f64>,
}

/// Surveys `county`; far is more than `limit_minutes` from a fire station (engines come from it)
/// or from a hospital inside the county (ambulances go to it), at free speed.
pub fn survey(county: &County, limit_minutes: u32) -> Survey {
    let router = Router::new(county.network.clone(), &[]);
    let fire = (FacilityKind::FireStation, Profile::HighClearance, Direction::Outward);
    let hospital = (FacilityKind::Hospital, Profile::Road, Direction::Inward);
    Survey {
        name: county.name.clone(),
        title: county.title.clone(),
        counts: counts(county),
        components: components(county),
        isolating: isolating(county),
        far: [fire, hospital].map(|help| far(county, &router, help, limit_minutes)).into(),
    }
}

fn counts(county: &County) -> Counts {
    let network = &county.network;
    let mut zones = BTreeMap::new();
    let mut facilities = BTreeMap::new();
    county.zones.iter().for_each(|zone| *zones.entry(zone.kind).or_default() += 1);
    county.facilities.iter().for_each(|place| *facilities.entry(place.kind).or_default() += 1);
    let grid = &county.terrain.elevation_m;
    let length_mm: u64 = network.roads.iter().map(|road| u64::from(road.length_mm)).sum();
    let is_bridge = |structure| structure == Structure::Bridge;
    let beside: usize = county.divided_bridges.iter().map(|roads| roads.len() - 1).sum();
    Counts {
        nodes: network.nodes.len(),
        roads: network.roads.len(),
        road_km: length_mm as f64 / 1e6,
        bridges: network.roads.iter().filter(|road| is_bridge(road.structure)).count() - beside,
        zones,
        residents: county.zones.iter().map(|zone| u64::from(zone.residents)).sum(),
        immobile: county.zones.iter().map(|zone| u64::from(zone.immobile)).sum(),
        facilities,
        areas: county.areas.len(),
        area_households: county.areas.iter().map(|area| u64::from(area.households)).sum(),
        area_people: county.areas.iter().map(|area| u64::from(area.people)).sum(),
        reaches: county.reaches.len(),
        terrain_km2: grid.values.len() as f64 * grid.cell_m * grid.cell_m / 1e6,
        cells: grid.values.len(),
    }
}

/// Roads that ordinary vehicles can use, with their ends.
fn drivable(network: &Network) -> impl Iterator<Item = (RoadId, NodeId, NodeId)> {
    network
        .roads
        .iter()
        .enumerate()
        .filter(|(_, road)| road.passable.has(Profile::Road))
        .map(|(index, road)| (RoadId::from_index(index), road.from, road.to))
}

/// Residents by junction.
fn residents(county: &County) -> Vec<u64> {
    let mut residents = vec![0; county.network.nodes.len()];
    for zone in &county.zones {
        residents[zone.node.index()] += u64::from(zone.residents);
    }
    residents
}

fn components(county: &County) -> Components {
    let mut parts = UnionFind::<usize>::new(county.network.nodes.len());
    for (_, from, to) in drivable(&county.network) {
        parts.union(from.index(), to.index());
    }
    // Nodes and people by representative; sums and maxima, so its choice does not matter.
    let mut members: BTreeMap<usize, (usize, u64)> = BTreeMap::new();
    for (node, people) in residents(county).into_iter().enumerate() {
        let part = members.entry(parts.find_mut(node)).or_default();
        *part = (part.0 + 1, part.1 + people);
    }
    let (largest_nodes, people) = members.values().max().copied().unwrap_or_default();
    let all: u64 = members.values().map(|part| part.1).sum();
    Components { count: members.len(), largest_nodes, people_outside: all - people }
}

/// A road whose loss cuts people off, with the zones on the side with fewer people.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The road; of a bridge of a divided road all of them, by key.
    pub roads: Vec<RoadId>,
    /// Residents on that side.
    pub people: u64,
    /// Zones there, in the order of their written names.
    pub zones: Vec<ZoneId>,
}

/// Every road whose loss cuts people off: of most people first, then by key.
pub fn cuts(county: &County) -> Vec<Cut> {
    let mut zones: Vec<ZoneId> = (0..county.zones.len()).map(ZoneId::from_index).collect();
    let zone = |id: &ZoneId| &county.zones[id.index()];
    zones.sort_by(|first, second| zone(first).name.cmp(&zone(second).name));
    let (network, residents) = (&county.network, residents(county));
    let lost = |cuts_off: &dyn Fn(NodeId) -> bool| {
        zones.iter().copied().filter(|id| cuts_off(zone(id).node)).collect()
    };
    let single = cut::cut_roads(network, &residents).into_iter();
    let single = single.filter(|cut| county.lost_together(&cut.road).len() == 1);
    let mut found: Vec<Cut> = single
        .map(|cut| Cut {
            roads: vec![cut.road],
            people: cut.people,
            zones: lost(&|node| cut.cuts_off(node)),
        })
        .collect();
    let divided = cut_bridge::cut_bridges(network, &residents, &county.divided_bridges);
    found.extend(divided.iter().map(|cut| Cut {
        roads: cut.roads.to_vec(),
        people: cut.people,
        zones: lost(&|node| cut.cuts_off(node)),
    }));
    let key = |cut: &Cut| network.roads[cut.roads[0].index()].key;
    found.sort_by_key(|cut| (std::cmp::Reverse(cut.people), key(cut)));
    found
}

/// Bridges of which each cuts the same people off when it is lost: those of one road in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalBridges {
    /// The roads of each bridge, by key: one, or those of a divided road.
    pub bridges: Vec<Vec<RoadId>>,
    /// Residents who are cut off.
    pub people: u64,
    /// Zones that are, in the order of their written names.
    pub zones: Vec<ZoneId>,
}

/// Every bridge whose loss cuts people off, those together that cut the same zones off: of most
/// people first.
pub fn critical_bridges(county: &County) -> Vec<CriticalBridges> {
    let is_bridge =
        |cut: &Cut| county.network.roads[cut.roads[0].index()].structure == Structure::Bridge;
    let mut found: Vec<CriticalBridges> = Vec::new();
    for Cut { roads, people, zones } in cuts(county).into_iter().filter(is_bridge) {
        match found.iter_mut().find(|known| known.people == people && known.zones == zones) {
            Some(known) => known.bridges.push(roads),
            None => found.push(CriticalBridges { bridges: vec![roads], people, zones }),
        }
    }
    found
}

fn isolating(county: &County) -> Vec<Isolating> {
    let network = &county.network;
    let names: BTreeMap<RoadId, &Text> =
        network.road_names.iter().map(|(road, title)| (*road, title)).collect();
    let told = |cut: Cut| {
        let (first, beside) = (cut.roads[0], &cut.roads[1..]);
        let road = &network.roads[first.index()];
        let setting = &county.road_settings[first.index()];
        let name = |road: &RoadId| network.roads[road.index()].name.to_string();
        let title = |id: &ZoneId| county.zones[id.index()].title.clone();
        Isolating {
            road: road.name.to_string(),
            beside: beside.iter().map(name).collect(),
            title: names.get(&first).map(|title| (*title).clone()),
            structure: road.structure,
            near: title(&setting.zone),
            people: cut.people,
            zones: cut.zones.iter().map(title).collect(),
        }
    };
    cuts(county).into_iter().map(told).collect()
}

fn far(
    county: &County,
    router: &Router,
    (kind, profile, direction): (FacilityKind, Profile, Direction),
    limit_minutes: u32,
) -> Far {
    let places = county.facilities.iter().filter(|place| place.kind == kind);
    let places: Vec<NodeId> = places.map(|place| place.node).collect();
    let times = router.times_from_nearest(profile, &places, direction, &Overlay::NONE);
    let mut zones = Vec::new();
    for zone in &county.zones {
        let minutes = times[zone.node.index()].map(Duration::minutes);
        if minutes.is_none_or(|minutes| minutes > f64::from(limit_minutes)) {
            zones.push(FarZone {
                zone: zone.name.clone(),
                title: zone.title.clone(),
                residents: zone.residents,
                minutes,
            });
        }
    }
    let farness = |zone: &FarZone| zone.minutes.unwrap_or(f64::INFINITY);
    zones.sort_by(|first, second| {
        farness(second).total_cmp(&farness(first)).then_with(|| first.zone.cmp(&second.zone))
    });
    let unreachable = zones.iter().filter(|zone| zone.minutes.is_none());
    Far {
        kind,
        limit_minutes,
        people: zones.iter().map(|zone| u64::from(zone.residents)).sum(),
        unreachable_people: unreachable.map(|zone| u64::from(zone.residents)).sum(),
        zones,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::testing;

    #[test]
    fn a_survey_adds_up_and_speaks_both_languages() {
        let county = testing::county(4, 8, 8);
        let survey = survey(&county, 3);
        assert_eq!(survey.counts.nodes, 64);
        assert_eq!(survey.counts.zones.values().sum::<usize>(), county.zones.len());
        assert_eq!(survey.counts.facilities[&FacilityKind::Mast], 1);
        for far in &survey.far {
            assert!(far.people <= survey.counts.residents);
            assert!(far.unreachable_people <= far.people);
            assert!(far.zones.iter().all(|zone| zone.minutes.is_none_or(|far| far > 3.0)));
        }
        assert!(survey.components.largest_nodes <= 64);
        for table in survey.tables() {
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len());
                assert!(row.iter().all(|cell| cell.zh.is_empty() == cell.en.is_empty()));
            }
        }
        serde_json::to_string(&survey).unwrap();
    }

    #[test]
    fn parts_are_those_of_petgraph() {
        let mut apart = 0;
        for seed in 0..20 {
            let county = testing::county(seed, 4, 4);
            let mut graph = petgraph::graph::UnGraph::<(), ()>::new_undirected();
            let nodes: Vec<_> = county.network.nodes.iter().map(|_| graph.add_node(())).collect();
            for (_, from, to) in drivable(&county.network) {
                graph.add_edge(nodes[from.index()], nodes[to.index()], ());
            }
            let parts = components(&county);
            assert_eq!(parts.count, petgraph::algo::connected_components(&graph));
            assert!((parts.count == 1) == (parts.largest_nodes == nodes.len()));
            apart += usize::from(parts.count > 1);
        }
        assert!(apart > 0);
    }

    #[test]
    fn critical_bridges_are_all_the_cuts_that_are_bridges_each_once() {
        let mut several = 0;
        for seed in 0..12 {
            let mut county = testing::county(seed, 6, 6);
            let mut network = (*county.network).clone();
            network.roads.iter_mut().for_each(|road| road.structure = Structure::Bridge);
            county.network = network.into();
            let found = critical_bridges(&county);
            assert!(found.is_sorted_by(|one, other| one.people >= other.people));
            let mut told: Vec<_> = found
                .iter()
                .flat_map(|it| {
                    it.bridges.iter().map(|roads| (roads.clone(), it.people, it.zones.clone()))
                })
                .collect();
            let mut expected: Vec<_> =
                cuts(&county).into_iter().map(|cut| (cut.roads, cut.people, cut.zones)).collect();
            told.sort();
            expected.sort();
            assert_eq!(told, expected);
            let mut sides: Vec<_> = found.iter().map(|it| (it.people, &it.zones)).collect();
            sides.sort();
            sides.dedup();
            assert_eq!(sides.len(), found.len(), "those of one side are told once");
            several += found.iter().filter(|it| it.bridges.len() > 1).count();
        }
        assert!(several > 0);
    }

    #[test]
    fn a_limit_of_nothing_leaves_only_the_neighbours_of_help() {
        let county = testing::county(4, 8, 8);
        let hospital = &survey(&county, 0).far[1];
        let place = county.facilities.iter().find(|place| place.kind == hospital.kind).unwrap();
        let near = county.zones.iter().filter(|zone| zone.node == place.node).count();
        assert_eq!(hospital.zones.len(), county.zones.len() - near);
    }
}
