//! Which roads must be lost so that a zone is cut off from the county's command.

use std::collections::{BTreeMap, VecDeque};

use super::Step;
use crate::base::id::{NodeId, RoadId, ZoneId};
use crate::base::problem::Problem;
use crate::base::text::Text;
use crate::county::network::{Network, RoadClass};
use crate::vocabulary::profile::Profile;

/// Facility from which a zone is cut off.
const COMMAND: &str = "county-command";
/// Roads that can be lost at one place.
const ROADS_MAX: usize = 3;

/// The fewest roads whose loss cuts a zone off from the county's command, and the junction on the
/// command's side of the first of them.
pub(super) fn cut_off(step: &mut Step, path: &str, zone: ZoneId) -> Option<(Vec<RoadId>, NodeId)> {
    let county = step.county;
    let found = format!("\"{}\"", county.zones[zone.index()].name);
    let Some(command) = county.facilities.iter().find(|facility| facility.name == COMMAND) else {
        let zh = format!("设有“{COMMAND}”的地图");
        step.check.error(path, found, &zh, &format!("a map with a facility \"{COMMAND}\""));
        return None;
    };
    let from = county.zones[zone.index()].node;
    let cut = cut_nearest_to(&county.network, from, command.node, ROADS_MAX);
    if cut.is_none() {
        let expected = Text::new(
            format!("阻断不超过 {ROADS_MAX} 条道路即与县城断开的村镇"),
            format!("a zone that the loss of at most {ROADS_MAX} roads cuts off"),
        );
        let hint = Text::new(
            "可用 muster map info 查看哪些道路中断会使居民受困",
            "`muster map info` lists the roads whose loss isolates people",
        );
        let problem = Problem::error(step.check.place(path), found, expected).hint(hint);
        step.check.push(problem);
    }
    cut
}

/// The fewest roads whose loss separates `from` from `to` for ordinary vehicles, at most `most` of
/// them, and the junction on the far side of the first; none where there is no such cut. Of the
/// smallest cuts it is the one nearest to `from`. Town streets are never cut: slopes do not slide
/// onto them.
///
/// The maximum flow by shortest augmenting paths (Edmonds and Karp, 1972), one unit a road; what
/// remains reachable is the smallest of the sets that a smallest cut can enclose, and so does not
/// depend on the order in which paths are found.
fn cut_nearest_to(
    network: &Network,
    from: NodeId,
    to: NodeId,
    most: usize,
) -> Option<(Vec<RoadId>, NodeId)> {
    let beside = neighbours(network);
    let mut flow: BTreeMap<RoadId, i8> = BTreeMap::new();
    for _ in 0..=most {
        let came = search(network, &beside, &flow, from);
        if came[to.index()].is_none() {
            let inside = |node: NodeId| came[node.index()].is_some();
            return boundary(network, &flow, inside);
        }
        augment(network, &came, &mut flow, (from, to))?;
    }
    None
}

/// Roads for ordinary vehicles at each junction, with the junction at their other end.
fn neighbours(network: &Network) -> Vec<Vec<(NodeId, RoadId)>> {
    let mut beside = vec![Vec::new(); network.nodes.len()];
    for (index, road) in network.roads.iter().enumerate() {
        if road.passable.has(Profile::Road) {
            beside[road.from.index()].push((road.to, RoadId::from_index(index)));
            beside[road.to.index()].push((road.from, RoadId::from_index(index)));
        }
    }
    beside
}

/// The direction in which a road is left from `tail`.
fn direction(network: &Network, road: RoadId, tail: NodeId) -> i8 {
    if network.roads[road.index()].from == tail { 1 } else { -1 }
}

fn can_slide(network: &Network, road: RoadId) -> bool {
    network.roads[road.index()].class != RoadClass::Street
}

/// By which road each junction was first reached from `from` over what capacity is left, if it was;
/// the start by none of them: it carries its own number and any road.
fn search(
    network: &Network,
    beside: &[Vec<(NodeId, RoadId)>],
    flow: &BTreeMap<RoadId, i8>,
    from: NodeId,
) -> Vec<Option<(NodeId, RoadId)>> {
    let mut came = vec![None; network.nodes.len()];
    came[from.index()] = Some((from, RoadId(0)));
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for (next, road) in &beside[node.index()] {
            let used = flow.get(road).copied().unwrap_or(0) == direction(network, *road, node);
            if came[next.index()].is_none() && !(used && can_slide(network, *road)) {
                came[next.index()] = Some((node, *road));
                queue.push_back(*next);
            }
        }
    }
    came
}

/// Sends one unit back along the way that was found; none where it runs over streets alone, which
/// no landslide can cut.
fn augment(
    network: &Network,
    came: &[Option<(NodeId, RoadId)>],
    flow: &mut BTreeMap<RoadId, i8>,
    (from, to): (NodeId, NodeId),
) -> Option<()> {
    let mut cuttable = None;
    let mut node = to;
    while node != from {
        let (before, road) = came[node.index()].expect("the way leads back to the start");
        if can_slide(network, road) {
            cuttable = Some(());
            *flow.entry(road).or_insert(0) += direction(network, road, before);
        }
        node = before;
    }
    cuttable
}

/// The roads that leave the set of junctions, in the order of their keys, and the junction outside
/// at the first of them.
fn boundary(
    network: &Network,
    flow: &BTreeMap<RoadId, i8>,
    inside: impl Fn(NodeId) -> bool,
) -> Option<(Vec<RoadId>, NodeId)> {
    let road = |id: &RoadId| &network.roads[id.index()];
    let mut cut: Vec<RoadId> =
        flow.keys().filter(|id| inside(road(id).from) != inside(road(id).to)).copied().collect();
    cut.sort_by_key(|id| road(id).key);
    let first = road(cut.first()?);
    let node = if inside(first.from) { first.to } else { first.from };
    Some((cut, node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::name::ShortName;
    use crate::county::network::{Node, Road, Structure};
    use crate::vocabulary::profile::ProfileSet;
    use petgraph::algo::connected_components;
    use petgraph::graph::UnGraph;
    use proptest::prelude::*;

    fn network(nodes: usize, roads: &[(u32, u32, bool)]) -> Network {
        let node = |index| Node::new(ShortName::numbered('n', index), 0.0, 0.0, 0.0);
        let road = |(index, (from, to, street)): (usize, &(u32, u32, bool))| {
            let name = ShortName::numbered('r', index);
            Road {
                key: Road::key_of(name),
                name,
                from: NodeId(*from),
                to: NodeId(*to),
                class: if *street { RoadClass::Street } else { RoadClass::Secondary },
                structure: Structure::None,
                length_mm: 1_000,
                width_dm: 60,
                speed_km_h: 40,
                one_way: false,
                low_m: 0.0,
                passable: ProfileSet::ALL,
                bend: Vec::new(),
            }
        };
        let roads = roads.iter().enumerate().map(road).collect();
        Network::new((0..nodes).map(node).collect(), roads)
    }

    /// Whether `from` and `to` are apart without these roads.
    fn apart(network: &Network, without: &[RoadId], from: u32, to: u32) -> bool {
        let mut graph = UnGraph::<(), ()>::new_undirected();
        let nodes: Vec<_> = network.nodes.iter().map(|_| graph.add_node(())).collect();
        for (index, road) in network.roads.iter().enumerate() {
            if !without.contains(&RoadId::from_index(index)) {
                graph.add_edge(nodes[road.from.index()], nodes[road.to.index()], ());
            }
        }
        let before = connected_components(&graph);
        graph.add_edge(nodes[from as usize], nodes[to as usize], ());
        connected_components(&graph) < before
    }

    #[test]
    fn of_two_bridges_in_a_row_the_nearer_one_is_buried() {
        // 0 =street= 1 - 2 = 3 (two roads) - 4
        let roads = [(0, 1, true), (1, 2, false), (2, 3, false), (2, 3, false), (3, 4, false)];
        let network = network(5, &roads);
        let cut = cut_nearest_to(&network, NodeId(0), NodeId(4), 3);
        assert_eq!(cut, Some((vec![RoadId(1)], NodeId(2))));
    }

    #[test]
    fn a_street_is_never_buried() {
        let network = network(3, &[(0, 1, true), (1, 2, true)]);
        assert_eq!(cut_nearest_to(&network, NodeId(0), NodeId(2), 3), None);
    }

    proptest! {
        #[test]
        fn the_cut_separates_and_no_smaller_one_does(
            roads in prop::collection::vec((0_u32..7, 0_u32..7, any::<bool>()), 4..16),
        ) {
            let roads: Vec<_> = roads.into_iter().filter(|road| road.0 != road.1).collect();
            let network = network(7, &roads);
            prop_assume!(!apart(&network, &[], 0, 6));
            let plain: Vec<RoadId> = (0..roads.len())
                .filter(|index| !roads[*index].2)
                .map(RoadId::from_index)
                .collect();
            // The oracle: every set of at most three roads.
            let smallest = (1_u32..1 << plain.len())
                .filter(|mask| mask.count_ones() <= 3)
                .filter(|mask| {
                    let set: Vec<RoadId> = (0..plain.len())
                        .filter(|bit| mask >> bit & 1 == 1)
                        .map(|bit| plain[bit])
                        .collect();
                    apart(&network, &set, 0, 6)
                })
                .map(u32::count_ones)
                .min();
            match cut_nearest_to(&network, NodeId(0), NodeId(6), 3) {
                Some((cut, _)) => {
                    prop_assert!(apart(&network, &cut, 0, 6));
                    prop_assert_eq!(Some(cut.len()), smallest.map(|count| count as usize));
                }
                None => prop_assert_eq!(smallest, None),
            }
        }
    }
}
