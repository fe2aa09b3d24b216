//! The contract of the router: as quick as Dijkstra says, over arcs that connect, canonical in its
//! ties, the same from tree and from search, and blind to the order of files.

use proptest::prelude::*;

use super::*;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::id::RoadId;
use crate::base::key::Key;
use crate::county::network::{Node, Road};
use crate::county::testing::lattice;
use crate::vocabulary::profile::ProfileSet;

const PROFILES: [Profile; 3] = [Profile::Road, Profile::OffRoad, Profile::Foot];

fn network(nodes: Vec<Node>, roads: Vec<Road>) -> Arc<Network> {
    Arc::new(Network::new(nodes, roads))
}

fn small(seed: u64) -> (Draws, Arc<Network>) {
    let mut draws = Seed(seed).draws(Purpose::Test, Key(3));
    let (columns, rows) = (2 + draws.below(9), 2 + draws.below(9));
    let (nodes, roads) = lattice(&mut draws, columns, rows);
    (draws, network(nodes, roads))
}

fn beliefs(draws: &mut Draws, roads: usize) -> Overlay {
    let mut beliefs = Vec::new();
    for road in 0..roads {
        match draws.below(12) {
            0 => beliefs.push(RoadBelief::passable(RoadId::from_index(road), ProfileSet::NONE)),
            1 => {
                let wheels = ProfileSet::of(&[Profile::Foot, Profile::OffRoad]);
                beliefs.push(RoadBelief::passable(RoadId::from_index(road), wheels));
            }
            2 => beliefs.push(RoadBelief {
                road: RoadId::from_index(road),
                passable: ProfileSet::ALL,
                slow_percent: 100 + 25 * draws.below(9) as u16,
            }),
            _ => {}
        }
    }
    Overlay::new(beliefs)
}

/// The slow oracle: times from `from` by Bellman and Ford's relaxation, over weights worked out
/// here from the belief of each arc.
fn oracle_times(router: &Router, profile: Profile, from: NodeId, overlay: &Overlay) -> Vec<u64> {
    let network = router.network();
    let mut times = vec![u64::MAX; network.nodes.len()];
    times[from.index()] = 0;
    loop {
        let mut changed = false;
        for arc in (0..network.head.len()).map(ArcId::from_index) {
            let Some(weight) = router.arc_time_over(profile, arc, overlay) else { continue };
            let before = times[network.tail[arc.index()].index()];
            let head = network.head[arc.index()].index();
            if before != u64::MAX && before + weight.milliseconds() < times[head] {
                times[head] = before + weight.milliseconds();
                changed = true;
            }
        }
        if !changed {
            return times;
        }
    }
}

/// The canonical path by the words of the module's documentation.
fn oracle_path(
    router: &Router,
    (profile, overlay): (Profile, &Overlay),
    times: &[u64],
    (from, to): (NodeId, NodeId),
) -> Vec<ArcId> {
    let network = router.network();
    let (mut path, mut node) = (Vec::new(), to);
    while node != from {
        let arriving = (0..network.head.len()).map(ArcId::from_index).filter(|arc| {
            let before = times[network.tail[arc.index()].index()];
            let weight = router.arc_time_over(profile, *arc, overlay);
            network.head[arc.index()] == node
                && before != u64::MAX
                && weight
                    .is_some_and(|weight| before + weight.milliseconds() == times[node.index()])
        });
        let by_key = |arc: &ArcId| {
            (network.nodes[network.tail[arc.index()].index()].key, network.road(*arc).key)
        };
        let arc = arriving.min_by_key(by_key).unwrap();
        path.push(arc);
        node = network.tail[arc.index()];
    }
    path.reverse();
    path
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn routes_are_as_quick_as_the_oracle_and_canonical(seed: u64) {
        let (mut draws, network) = small(seed);
        let count = network.nodes.len() as u32;
        let overlay = beliefs(&mut draws, network.roads.len());
        let anchors = [NodeId(draws.below(count)), NodeId(draws.below(count))];
        let anchored = Router::new(Arc::clone(&network), &anchors);
        let plain = Router::new(network, &[]);
        for _ in 0..24 {
            let profile = PROFILES[draws.below(3) as usize];
            let pair = (NodeId(draws.below(count)), NodeId(draws.below(count)));
            let ends = [pair, (anchors[0], pair.1), (pair.0, anchors[1])];
            let (from, to) = ends[draws.below(3) as usize];
            for overlay in [&overlay, &Overlay::NONE] {
                let times = oracle_times(&plain, profile, from, overlay);
                let best = (times[to.index()] != u64::MAX)
                    .then(|| Duration::from_milliseconds(times[to.index()]));
                for router in [&anchored, &plain] {
                    prop_assert_eq!(router.time_to(profile, from, to, overlay), best);
                    let route = router.route(profile, from, to, overlay);
                    prop_assert_eq!(route.as_ref().map(|route| route.time), best);
                    if let Some(route) = route {
                        let path = oracle_path(router, (profile, overlay), &times, (from, to));
                        prop_assert_eq!(route.arcs, path);
                    }
                }
            }
        }
    }

    #[test]
    fn the_nearest_are_those_whose_times_are_least(seed: u64) {
        let (mut draws, network) = small(seed);
        let count = network.nodes.len() as u32;
        let overlay = beliefs(&mut draws, network.roads.len());
        let anchors = [NodeId(draws.below(count)), NodeId(draws.below(count))];
        let router = Router::new(network, &anchors);
        let mut candidate = |number: u32| {
            let pair = (NodeId(draws.below(count)), NodeId(draws.below(count)));
            let ends = [pair, (anchors[0], pair.1), (pair.0, anchors[1]), (anchors[0], anchors[1])];
            let (from, to) = ends[draws.below(4) as usize];
            let beyond = Duration::from_seconds(u64::from(draws.below(3) * draws.below(100)));
            let profile = [Profile::Road, Profile::Foot, Profile::Air][draws.below(3) as usize];
            let (rank, key) = (draws.below(2), Key(u64::from(number)));
            Candidate { profile, from, to, rank, beyond, key }
        };
        let candidates: Vec<_> = (0..12).map(&mut candidate).collect();
        for overlay in [&overlay, &Overlay::NONE] {
            let timed = candidates.iter().enumerate().filter_map(|(place, it)| {
                let time = router.time_to(it.profile, it.from, it.to, overlay)?;
                Some((it.rank, time + it.beyond, it.key, place))
            });
            let mut timed: Vec<_> = timed.collect();
            timed.sort_unstable();
            for count in [0, 1, 3, 12] {
                let least = timed.iter().take(count).map(|(_, time, _, place)| (*place, *time));
                let found = router.nearest(&candidates, overlay, count);
                prop_assert_eq!(found, least.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn searches_around_a_place_agree_with_the_oracle(seed: u64) {
        let (mut draws, network) = small(seed);
        let overlay = beliefs(&mut draws, network.roads.len());
        let place = NodeId(draws.below(network.nodes.len() as u32));
        let router = Router::new(network, &[]);
        let limit = Duration::from_seconds(u64::from(draws.below(200)));
        let times = oracle_times(&router, Profile::Foot, place, &overlay);
        let reached =
            router.reach_within(Profile::Foot, place, limit, Direction::Outward, &overlay);
        let within = times.iter().filter(|time| **time <= limit.milliseconds()).count();
        prop_assert_eq!(reached.len(), within);
        prop_assert!(reached.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        for (node, time) in &reached {
            prop_assert_eq!(time.milliseconds(), times[node.index()]);
        }
        let inward = router.reach_within(Profile::Foot, place, limit, Direction::Inward, &overlay);
        for (node, time) in inward {
            prop_assert_eq!(router.time_to(Profile::Foot, node, place, &overlay), Some(time));
        }
    }

    #[test]
    fn the_order_of_files_changes_no_route(seed: u64) {
        let (mut draws, first) = small(seed);
        let last = first.nodes.len() as u32 - 1;
        let mut nodes = first.nodes.clone();
        nodes.reverse();
        let turned = |road: &Road| Road {
            from: NodeId(last - road.from.0),
            to: NodeId(last - road.to.0),
            ..road.clone()
        };
        let second = network(nodes, first.roads.iter().rev().map(turned).collect());
        let anchor = NodeId(draws.below(last + 1));
        let routers =
            [Router::new(first, &[anchor]), Router::new(second, &[NodeId(last - anchor.0)])];
        for _ in 0..20 {
            let pair = (NodeId(draws.below(last + 1)), NodeId(draws.below(last + 1)));
            let (from, to) = [pair, (anchor, pair.1), (pair.0, anchor)][draws.below(3) as usize];
            let by_key = |router: &Router, from, to| {
                let route = router.route(Profile::Foot, from, to, &Overlay::NONE)?;
                let keys = route.arcs.iter().map(|arc| router.network().road(*arc).key);
                Some((keys.collect::<Vec<Key>>(), route.time))
            };
            prop_assert_eq!(
                by_key(&routers[0], from, to),
                by_key(&routers[1], NodeId(last - from.0), NodeId(last - to.0))
            );
        }
    }
}

#[test]
fn ties_are_frequent_enough_for_the_tests_above() {
    let mut tied = 0;
    for seed in 0..20 {
        let (_, network) = small(seed);
        let router = Router::new(network, &[]);
        let times = oracle_times(&router, Profile::Foot, NodeId(0), &Overlay::NONE);
        let network = router.network();
        for node in (1..network.nodes.len()).map(NodeId::from_index) {
            let tight = router.graph.arriving(node).iter().filter(|arc| {
                let weight = router.arc_time(Profile::Foot, **arc);
                let before = times[router.graph.tail(**arc).index()];
                weight.is_some_and(|weight| {
                    before != u64::MAX && before + weight.milliseconds() == times[node.index()]
                })
            });
            tied += usize::from(tight.count() > 1);
        }
    }
    assert!(tied > 20, "{tied}");
}

#[test]
fn aircraft_need_no_road_and_nobody_travels_to_where_they_are() {
    let (_, network) = small(5);
    let router = Router::new(network, &[NodeId(0)]);
    let (from, to) = (NodeId(0), NodeId(1));
    let flight = router.route(Profile::Air, from, to, &Overlay::NONE).unwrap();
    assert_eq!(flight, Route { arcs: Vec::new(), time: router.air_time(from, to) });
    // 400 m at 200 km/h.
    assert_eq!(flight.time, Duration::from_milliseconds(7_200));
    for profile in Profile::ALL {
        let stay = router.time_to(*profile, from, from, &Overlay::NONE);
        assert_eq!(stay, Some(Duration::ZERO));
    }
}

#[test]
fn threads_share_a_router() {
    let (_, network) = small(11);
    let count = network.nodes.len() as u32;
    let router = Router::new(network, &[NodeId(1)]);
    let all = |router: &Router| {
        let pair = |index: u32| (NodeId(index % count), NodeId(index * 7 % count));
        let time = |(from, to)| router.time_to(Profile::Foot, from, to, &Overlay::NONE);
        (0..200).map(|index| time(pair(index))).collect::<Vec<_>>()
    };
    let alone = all(&router);
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| all(&router))).collect();
        for other in others {
            assert_eq!(other.join().unwrap(), alone);
        }
    });
}
