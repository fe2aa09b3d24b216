//! What every generated county holds: junctions as asked, one connected network, the places that
//! storylines name in their roles, figures that add up, and the same county for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, UnGraph};

use super::*;
use crate::base::id::NodeId;
use crate::county::network::{RoadClass, Structure};
use crate::county::place::{FacilityKind, ZoneKind};
use crate::vocabulary::profile::Profile;

fn zone<'a>(county: &'a County, name: &str) -> &'a crate::county::place::Zone {
    county.zones.iter().find(|zone| zone.name == name).expect("every county has it")
}

fn junctions(county: &County) -> usize {
    let mut roads = vec![0; county.network.nodes.len()];
    for road in &county.network.roads {
        roads[road.from.index()] += 1;
        roads[road.to.index()] += 1;
    }
    roads.iter().filter(|count| **count != 2).count()
}

#[test]
fn small_counties_hold_the_contract() {
    for seed in 1..=12 {
        let county = generate(&Settings::small(seed));
        assert!(junctions(&county) >= 500, "seed {seed}");
        strongly_connected(&county);
        roles(&county);
        figures(&county);
        written_names(&county);
    }
}

#[test]
fn a_middling_county_holds_the_contract() {
    let county = generate(&Settings { seed: 7, junctions: 3_000 });
    assert!(junctions(&county) >= 3_000);
    strongly_connected(&county);
    roles(&county);
    figures(&county);
    written_names(&county);
}

#[test]
fn the_same_seed_gives_the_same_county_and_another_does_not() {
    let first = generate(&Settings::small(3));
    assert!(first == generate(&Settings::small(3)));
    assert!(first != generate(&Settings::small(4)));
}

/// For all vehicles together, and for ordinary ones on every road that they can use.
fn strongly_connected(county: &County) {
    let network = &county.network;
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = network.nodes.iter().map(|_| graph.add_node(())).collect();
    let mut driven = DiGraph::<(), ()>::new();
    let mut reached = BTreeMap::new();
    for (arc, head) in network.head.iter().enumerate() {
        let tail = network.tail[arc];
        graph.add_edge(nodes[tail.index()], nodes[head.index()], ());
        let road = &network.roads[network.road_of[arc].index()];
        if road.passable.has(Profile::Road) {
            let [from, to] = [tail, *head]
                .map(|node| *reached.entry(node).or_insert_with(|| driven.add_node(())));
            driven.add_edge(from, to, ());
        }
    }
    assert_eq!(tarjan_scc(&graph).len(), 1);
    assert_eq!(tarjan_scc(&driven).len(), 1);
    for node in county.zones.iter().map(|zone| zone.node) {
        assert!(reached.contains_key(&node), "a road vehicle reaches every zone");
    }
}

fn roles(county: &County) {
    let town = zone(county, "chengguan");
    let [shimen, xiahe, hewan] = ["shimen", "xiahe", "hewan"].map(|name| zone(county, name));
    let place = |node: NodeId| county.network.nodes[node.index()];
    assert!(place(shimen.node).x_m < place(town.node).x_m);
    assert!(place(town.node).x_m < place(xiahe.node).x_m);
    assert!(county.zones[hewan.parent.index()].name == "xiahe");
    assert!(county.areas.iter().any(|area| county.zones[area.zone.index()].name == "hewan"));
    assert!(county.facilities.iter().any(|each| each.name == "fire-station-2"));
    let gauge = county.facilities.iter().find(|each| each.name == "shimen-gauge");
    assert_eq!(gauge.expect("the gauge of the storyline").title.en, "Shimen gauge");
    let reservoir = county.facilities.iter().find(|each| each.kind == FacilityKind::Reservoir);
    assert!(place(reservoir.expect("a reservoir").node).x_m < place(town.node).x_m);
    assert!(reservoir.is_some_and(|each| each.reach.is_some()));
    single_road(county);
}

/// Some one road cuts Yunling's seat off from the town.
fn single_road(county: &County) {
    let network = &county.network;
    let (town, yunling) = (zone(county, "chengguan").node, zone(county, "yunling").node);
    let joined = |without: usize| {
        let mut graph = UnGraph::<(), ()>::new_undirected();
        let nodes: Vec<_> = network.nodes.iter().map(|_| graph.add_node(())).collect();
        for (index, road) in network.roads.iter().enumerate() {
            if index != without {
                graph.add_edge(nodes[road.from.index()], nodes[road.to.index()], ());
            }
        }
        petgraph::algo::has_path_connecting(
            &graph,
            nodes[town.index()],
            nodes[yunling.index()],
            None,
        )
    };
    let primary =
        (0..network.roads.len()).filter(|index| network.roads[*index].class == RoadClass::Primary);
    assert!(primary.into_iter().any(|road| !joined(road)), "Yunling has a single road");
}

fn figures(county: &County) {
    let kinds: BTreeSet<_> = county.facilities.iter().map(|each| each.kind).collect();
    assert_eq!(kinds.len(), FacilityKind::ALL.len(), "a facility of every kind");
    for each in &county.zones {
        assert!(each.elderly + each.children < each.residents);
        assert!(each.presence.night > 0 && each.presence.workday > 0);
    }
    for area in &county.areas {
        let village = &county.zones[area.zone.index()];
        assert_eq!(village.kind, ZoneKind::Village);
        assert!(area.households > 0 && area.people >= area.households);
        let water = area.water.as_ref().expect("a river threatens it");
        assert!(water.height_cm < water.top_cm);
        let kind = |id: crate::base::id::FacilityId| county.facilities[id.index()].kind;
        assert_eq!(kind(water.gauge), FacilityKind::RainGauge);
        assert_eq!(kind(area.shelter), FacilityKind::Shelter);
    }
    for (index, reach) in county.reaches.iter().enumerate() {
        assert!(reach.downstream.is_none_or(|below| below.index() > index));
        assert!(reach.length_m > 0.0 && reach.slope > 0.0 && reach.course.len() > 1);
    }
    for mast in county.facilities.iter().filter(|each| each.kind == FacilityKind::Mast) {
        let power = mast.power.expect("a substation feeds it");
        assert_eq!(county.facilities[power.index()].kind, FacilityKind::Substation);
        assert!(mast.battery_minutes > 0 && mast.range_m > 0);
    }
    let bridges = county.network.roads.iter().filter(|road| road.structure == Structure::Bridge);
    assert!(bridges.count() > 0);
}

fn written_names(county: &County) {
    let unique = |names: Vec<&str>| {
        let all = names.len();
        assert_eq!(names.into_iter().collect::<BTreeSet<_>>().len(), all, "names are unique");
    };
    unique(county.zones.iter().map(|each| each.name.as_str()).collect());
    unique(county.zones.iter().map(|each| each.title.zh.as_str()).collect());
    unique(county.facilities.iter().map(|each| each.name.as_str()).collect());
    unique(county.areas.iter().map(|each| each.name.as_str()).collect());
    unique(county.reaches.iter().map(|each| each.name.as_str()).collect());
    unique(county.network.roads.iter().map(|each| each.name.as_str()).collect());
}

#[test]
fn a_village_in_the_bend_is_reached_over_the_bridge_or_by_the_longer_way_round() {
    for (seed, junctions) in [(2, 2_000), (3, 2_000), (7, 3_000)] {
        let county = generate(&Settings { seed, junctions });
        let network = &county.network;
        let bridge = network.roads.iter().position(|road| road.name.as_str() == "xiahe-bridge");
        let bridge = bridge.expect("the storyline's bridge");
        assert!(network.road_names.iter().any(|pair| pair.1.zh == "下河大桥"));
        let from = zone(&county, "chengguan").node;
        let station = county.facilities.iter().find(|each| each.name == "fire-station-2");
        let from = station.map_or(from, |station| station.node);
        let to = zone(&county, "hewan").node;
        let seconds = |without: Option<usize>| {
            let mut graph = UnGraph::<(), u64>::new_undirected();
            let nodes: Vec<_> = network.nodes.iter().map(|_| graph.add_node(())).collect();
            for (index, road) in network.roads.iter().enumerate() {
                if Some(index) != without && road.passable.has(Profile::Road) {
                    let time = u64::from(road.length_mm) * 36 / u64::from(road.speed_km_h) / 10_000;
                    graph.add_edge(nodes[road.from.index()], nodes[road.to.index()], time);
                }
            }
            let to = nodes[to.index()];
            petgraph::algo::astar(
                &graph,
                nodes[from.index()],
                |at| at == to,
                |e| *e.weight(),
                |_| 0,
            )
            .map(|found| found.0)
        };
        let (over, round) = (seconds(None), seconds(Some(bridge)));
        let over = over.expect("a road");
        assert!(round.is_none_or(|round| over < round), "seed {seed}");
    }
}

#[test]
fn a_generated_county_is_the_same_after_it_was_written_and_read() {
    let county = generate(&Settings::small(5));
    let files = crate::county::codec::encode(&county);
    let (read, problems) = crate::county::codec::decode(&files).expect("it is valid");
    assert!(problems.0.is_empty(), "no warnings either");
    assert!(read == county);
}
