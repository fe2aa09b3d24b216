//! Names of the bridges that people refer to: the sizeable one nearest to a town or township is
//! named after it; the lower township's is the one on the way to the village across the river.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::names::Stem;
use super::people::Peopled;
use super::weave::Weave;
use crate::base::id::{NodeId, RoadId};
use crate::base::math;
use crate::base::name::ShortName;
use crate::base::text::Text;
use crate::county::network::{Network, Road, Structure};
use crate::county::place::ZoneKind;

/// Shorter bridges go without a name, mm.
const SHORTEST_MM: u32 = 40_000;

/// How far from a seat a bridge may be to bear its name, m.
const FARTHEST_M: f64 = 6_000.0;

/// Names the bridges; gives their names by road.
pub(super) fn name(network: &mut Network, peopled: &Peopled, weave: &Weave) -> Vec<(RoadId, Text)> {
    let mut named: Vec<(RoadId, Text)> = Vec::new();
    let node_of = |stem: &str| {
        let index = peopled.stems.iter().position(|each| each.pinyin == stem);
        peopled.zones[index.expect("every county has the places of the storylines")].node
    };
    let way = shortest(network, node_of("hewan"), node_of("xiahe"));
    let widest = way
        .into_iter()
        .filter(|road| network.roads[road.index()].structure == Structure::Bridge)
        .max_by_key(|road| (network.roads[road.index()].length_mm, *road));
    if let Some(bridge) = widest {
        let stem = Stem { zh: "下河".to_owned(), pinyin: "xiahe".to_owned() };
        christen(network, &mut named, bridge, &stem);
    }
    for (index, zone) in peopled.zones.iter().enumerate() {
        if zone.kind == ZoneKind::Village {
            continue;
        }
        let seat = weave.centre(peopled.cells[index]);
        let apart = |road: &Road| {
            let node = &network.nodes[road.from.index()];
            math::hypot(node.x_m - seat.0, node.y_m - seat.1)
        };
        let bridge = (0..network.roads.len())
            .filter(|road| {
                let road = &network.roads[*road];
                road.structure == Structure::Bridge && road.length_mm >= SHORTEST_MM
            })
            .filter(|road| !named.iter().any(|pair| pair.0.index() == *road))
            .map(|road| (apart(&network.roads[road]), road))
            .filter(|pair| pair.0 < FARTHEST_M)
            .min_by(|first, second| first.0.total_cmp(&second.0).then(first.1.cmp(&second.1)));
        let Some((_, bridge)) = bridge else { continue };
        let stem = &peopled.stems[index];
        if stem.pinyin != "xiahe" || widest.is_none() {
            christen(network, &mut named, RoadId::from_index(bridge), stem);
        }
    }
    named.sort_by_key(|pair| pair.0);
    named
}

/// Gives a bridge its names.
fn christen(network: &mut Network, named: &mut Vec<(RoadId, Text)>, bridge: RoadId, stem: &Stem) {
    let name =
        ShortName::new(&format!("{}-bridge", stem.pinyin)).expect("names of townships are short");
    let road = &mut network.roads[bridge.index()];
    road.key = Road::key_of(name);
    road.name = name;
    named.push((bridge, stem.with("大桥", "Bridge")));
}

/// Roads of the shortest way between two junctions by length; none where there is no way.
fn shortest(network: &Network, from: NodeId, to: NodeId) -> Vec<RoadId> {
    let mut reached = vec![(u64::MAX, None); network.nodes.len()];
    reached[from.index()].0 = 0;
    let mut heap = BinaryHeap::from([Reverse((0u64, from))]);
    while let Some(Reverse((length, node))) = heap.pop() {
        if node == to {
            break;
        }
        if length > reached[node.index()].0 {
            continue;
        }
        for arc in network.arcs_from(node) {
            let total = length + u64::from(network.road(arc).length_mm);
            let head = network.head[arc.index()];
            if total < reached[head.index()].0 {
                reached[head.index()] = (total, Some(arc));
                heap.push(Reverse((total, head)));
            }
        }
    }
    let mut roads = Vec::new();
    let mut at = to;
    while let Some(arc) = reached[at.index()].1 {
        roads.push(network.road_of[arc.index()]);
        at = network.tail[arc.index()];
    }
    roads
}
