//! The contract of the router: as quick as Dijkstra says, over arcs that join and turns that are
//! allowed, canonical in its ties, the same from tree and from search, and blind to the order of
//! files.

use proptest::prelude::*;

use super::oracle::Oracle;
use super::skeleton::Stretch;
use super::*;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::id::RoadId;
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::time::Time;
use crate::county::generate::{Settings, generate};
use crate::county::network::{Road, Turn};
use crate::county::testing::{lattice, turns, turns_over};
use crate::vocabulary::profile::ProfileSet;

const PROFILES: [Profile; 4] =
    [Profile::Road, Profile::HighClearance, Profile::OffRoad, Profile::Foot];

/// A lattice with a few roads across, some of them beside another, and with turns forbidden: none,
/// few or half of them, and in half of the lattices some at the end of one or two roads.
fn small(seed: u64) -> (Draws, Arc<Network>) {
    let mut draws = Seed(seed).draws(Purpose::Test, Key(3));
    let (columns, rows) = (2 + draws.below(5), 2 + draws.below(5));
    let (nodes, mut roads) = lattice(&mut draws, columns, rows);
    for _ in 0..draws.below(6) {
        let [from, to] = [(); 2].map(|()| NodeId(draws.below(nodes.len() as u32)));
        if let Some(like) = roads.first().filter(|_| from != to) {
            let name = ShortName::numbered('s', roads.len());
            let one_way = draws.happens(0.3);
            roads.push(Road { key: Road::key_of(name), name, from, to, one_way, ..like.clone() });
        }
    }
    let share = [0.0, 0.05, 0.2, 0.5][draws.below(4) as usize];
    let mut turns = turns(&mut draws, &roads, share);
    if !roads.is_empty() && draws.happens(0.5) {
        let count = [2, 10, 40][draws.below(3) as usize];
        turns.extend(turns_over(&mut draws, &roads, count));
    }
    (draws, Arc::new(Network::new(nodes, roads).with_turns(turns)))
}

fn shuffle<T>(draws: &mut Draws, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, draws.below(last as u32 + 1) as usize);
    }
}

/// Where each of `count` things stands in an order drawn by lot.
fn places(draws: &mut Draws, count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    shuffle(draws, &mut places);
    places
}

fn put<T: Clone>(items: &[T], places: &[usize]) -> Vec<T> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|index| places[*index]);
    order.into_iter().map(|index| items[index].clone()).collect()
}

/// A network that differs in the order of its lists alone, with the new ids of its junctions and
/// roads.
struct Shuffled {
    network: Arc<Network>,
    node: Vec<usize>,
    road: Vec<usize>,
}

impl Shuffled {
    fn new(draws: &mut Draws, network: &Network) -> Self {
        let node = places(draws, network.nodes.len());
        let road = places(draws, network.roads.len());
        let moved = |old: NodeId| NodeId::from_index(node[old.index()]);
        let mut roads = put(&network.roads, &road);
        for road in &mut roads {
            (road.from, road.to) = (moved(road.from), moved(road.to));
        }
        let moved_road = |old: RoadId| RoadId::from_index(road[old.index()]);
        let turn = |turn: &Turn| Turn {
            from: moved_road(turn.from),
            via: moved(turn.via),
            over: turn.over.iter().map(|road| moved_road(*road)).collect(),
            to: moved_road(turn.to),
            obeyed_by: turn.obeyed_by,
        };
        let mut turns: Vec<Turn> = network.turns.iter().map(turn).collect();
        shuffle(draws, &mut turns);
        let network = Network::new(put(&network.nodes, &node), roads).with_turns(turns);
        Self { network: Arc::new(network), node, road }
    }

    fn node(&self, old: NodeId) -> NodeId {
        NodeId::from_index(self.node[old.index()])
    }

    fn overlay(&self, overlay: &Overlay) -> Overlay {
        let moved = |belief: &RoadBelief| RoadBelief {
            road: RoadId::from_index(self.road[belief.road.index()]),
            ..*belief
        };
        Overlay::new(overlay.beliefs().iter().map(moved).collect())
    }
}

/// Keys of the roads of a route, and its time.
fn keys(router: &Router, route: Option<Route>) -> Option<(Vec<Key>, Duration)> {
    let road = |arc: &ArcId| router.network().road(*arc).key;
    route.map(|route| (route.arcs.iter().map(road).collect(), route.time))
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

/// Whether a turn is forbidden to a profile at the end of other roads.
fn is_over(network: &Network, profile: Profile) -> bool {
    network.turns.iter().any(|turn| turn.obeyed_by.has(profile) && !turn.over.is_empty())
}

/// Queries of the test below, spread over worlds of their own.
const QUERIES: u64 = 10_000;
const QUERIES_A_WORLD: u64 = 40;

#[test]
fn ten_thousand_random_queries_agree_with_the_oracle() {
    let (mut found, mut split, mut over, mut raised) = (0, 0, 0, 0);
    for seed in 0..QUERIES / QUERIES_A_WORLD {
        let (mut draws, network) = small(seed);
        let count = network.nodes.len() as u32;
        let shuffled = Shuffled::new(&mut draws, &network);
        let anchors = [NodeId(draws.below(count)), NodeId(draws.below(count))];
        let moved = anchors.map(|anchor| shuffled.node(anchor));
        let anchored = Router::new(Arc::clone(&network), &anchors);
        let plain = Router::new(network, &[]);
        let others = if draws.happens(0.5) { &moved[..] } else { &[] };
        let other = Router::new(Arc::clone(&shuffled.network), others);
        for _ in 0..QUERIES_A_WORLD {
            let profile = PROFILES[draws.below(4) as usize];
            let overlay = match draws.below(4) {
                0 => Overlay::NONE,
                _ => beliefs(&mut draws, plain.network.roads.len()),
            };
            let pair = (NodeId(draws.below(count)), NodeId(draws.below(count)));
            let ends = [pair, (anchors[0], pair.1), (pair.0, anchors[1])];
            let (from, to) = ends[draws.below(3) as usize];
            let oracle = Oracle::new(&plain, profile, from, &overlay);
            let expected = oracle.route(to);
            for router in [&anchored, &plain] {
                let route = router.route(profile, from, to, &overlay);
                route.iter().for_each(|route| oracle.check(route, to));
                assert_eq!(route, expected, "world {seed}: {profile:?} from {from} to {to}");
                assert_eq!(router.time_to(profile, from, to, &overlay), oracle.time(to));
            }
            let ends = (shuffled.node(from), shuffled.node(to));
            let route = other.route(profile, ends.0, ends.1, &shuffled.overlay(&overlay));
            found += u32::from(route.is_some());
            assert_eq!(keys(&other, route), keys(&plain, expected));
            split += u32::from(plain.graph(profile).is_split());
            over += u32::from(is_over(&plain.network, profile));
            raised += u32::from(!overlay.is_empty());
        }
    }
    // Neither are ways rare, nor forbidden turns, nor beliefs.
    assert!(found > 5_000 && split > 5_000 && raised > 5_000, "{found} {split} {raised}");
    assert!(over > 4_000, "{over}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

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
        let count = network.nodes.len();
        let place = NodeId(draws.below(count as u32));
        let router = Router::new(network, &[]);
        let profile = PROFILES[draws.below(4) as usize];
        let limit = Duration::from_seconds(u64::from(draws.below(200)));
        let all = || (0..count).map(NodeId::from_index);
        let from = |node| Oracle::new(&router, profile, node, &overlay);
        let outward = from(place);
        let times = [
            (Direction::Outward, all().map(|node| outward.time(node)).collect::<Vec<_>>()),
            (Direction::Inward, all().map(|node| from(node).time(place)).collect()),
        ];
        for (direction, times) in times {
            let reached = router.reach_within(profile, place, limit, direction, &overlay);
            let within = times.iter().flatten().filter(|time| **time <= limit).count();
            prop_assert_eq!(reached.len(), within);
            prop_assert!(reached.windows(2).all(|pair| pair[0].1 <= pair[1].1));
            for (node, time) in &reached {
                prop_assert_eq!(Some(*time), times[node.index()]);
            }
            let nearest = router.times_from_nearest(profile, &[place], direction, &overlay);
            prop_assert_eq!(&nearest, &times);
        }
        let reachable: Vec<_> = all().map(|node| outward.time(node).is_some()).collect();
        prop_assert_eq!(router.reachable(profile, place, &overlay), reachable);
    }
}

#[test]
fn the_latest_departure_is_as_long_before_as_the_journey_takes() {
    for seed in 0..40 {
        let (mut draws, network) = small(seed);
        let count = network.nodes.len();
        let to = NodeId(draws.below(count as u32));
        let profile = PROFILES[draws.below(4) as usize];
        let router = Router::new(network, &[]);
        let due = Time::from_milliseconds(100_000_000);
        let before = |at: Time, takes: Duration| at.milliseconds() - takes.milliseconds();
        let wanted = (0..count).map(NodeId::from_index).collect();
        let latest = router.latest_departures(profile, (to, due), &wanted, |_, takes, until| {
            Some(Time::from_milliseconds(before(until, takes)))
        });
        for node in wanted {
            let time = Oracle::new(&router, profile, node, &Overlay::NONE).time(to);
            let expected = time.map(|time| Time::from_milliseconds(before(due, time)));
            assert_eq!(latest.get(&node).copied(), expected, "world {seed}: from {node}");
        }
    }
}

#[test]
fn ties_are_frequent_enough_for_the_tests_above() {
    let mut tied = 0;
    for seed in 0..80 {
        let (_, network) = small(seed);
        let router = Router::new(network, &[]);
        let open = Overlay::NONE;
        let oracle = Oracle::new(&router, Profile::Foot, NodeId(0), &open);
        let nodes = (1..router.network().nodes.len()).map(NodeId::from_index);
        tied += nodes.filter(|node| oracle.last(*node).len() > 1).count();
    }
    assert!(tied > 20, "{tied}");
}

#[test]
fn landmarks_spare_most_of_a_search() {
    let mut draws = Seed(6).draws(Purpose::Test, Key(1));
    let (nodes, roads) = lattice(&mut draws, 40, 40);
    let turns = turns(&mut draws, &roads, 0.05);
    let count = nodes.len() as u32;
    let router = Router::new(Arc::new(Network::new(nodes, roads).with_turns(turns)), &[]);
    let (profile, open) = (Profile::Foot, Overlay::NONE);
    let (mut plain, mut spared) = (0, 0);
    for _ in 0..100 {
        let (from, to) = (NodeId(draws.below(count)), NodeId(draws.below(count)));
        let Some(towards) = router.towards(profile, from, to).filter(|_| from != to) else {
            continue;
        };
        let (direction, limit, is_open) = (Direction::Outward, None, true);
        let search = Search { from, to, direction, limit, is_open };
        let read = |scratch: &Scratch, _: &[u32], cost| (cost, scratch.seen());
        let dijkstra = router.search(profile, &open, search, |_| 0, read);
        let alt = router.search(profile, &open, search, |spot| towards.bound(spot), read);
        assert_eq!(dijkstra.map(|found| found.0), alt.map(|found| found.0));
        plain += dijkstra.map_or(0, |found| found.1);
        spared += alt.map_or(0, |found| found.1);
    }
    assert!(spared * 4 < plain, "{spared} {plain}");
}

#[test]
fn stretches_join_and_most_junctions_of_a_county_offer_no_choice() {
    let county = generate(&Settings::small(3));
    let router = Router::new(Arc::clone(&county.network), &[]);
    let skeleton = router.skeleton(Profile::Road);
    let graph = &skeleton.graph;
    assert!(2 * skeleton.joint_count() < skeleton.spot_count());
    let weight = &router.surface(Profile::Road).weight;
    let mut longest = 0;
    for (number, time) in (0..).zip(&skeleton.time) {
        let stretch = Stretch(number);
        let edges = skeleton.edges(stretch);
        let (first, last) = (edges[0], edges[edges.len() - 1]);
        let ends = [graph.tail(first), graph.head(last)].map(|vertex| skeleton.spot(vertex));
        assert_eq!(ends, [skeleton.tail(stretch), skeleton.head(stretch)]);
        assert_eq!(edges.iter().map(|edge| weight[edge.index()]).sum::<u32>(), *time);
        for pair in edges.windows(2) {
            assert_eq!(graph.head(pair[0]), graph.tail(pair[1]));
            assert!(!skeleton.is_joint(skeleton.spot(graph.head(pair[0]))), "it lies between");
        }
        longest = longest.max(edges.len());
    }
    assert!(longest > 2, "{longest}");
}

#[test]
fn profiles_that_obey_the_same_share_a_graph() {
    let (_, network) = small(2);
    let road = network.roads.iter().position(|road| !road.one_way).expect("it has a road");
    let id = RoadId::from_index(road);
    let back = Turn {
        from: id,
        via: network.roads[road].to,
        over: Vec::new(),
        to: id,
        obeyed_by: ProfileSet::of(&[Profile::Road, Profile::HighClearance]),
    };
    let free = Network { turns: Vec::new(), ..Network::clone(&network) };
    let router = Router::new(Arc::new(free.with_turns(vec![back])), &[]);
    let graph = |profile| &router.surface(profile).graph;
    assert!(graph(Profile::Road).is_split());
    assert!(Arc::ptr_eq(graph(Profile::Road), graph(Profile::HighClearance)));
    assert!(!graph(Profile::Foot).is_split());
    assert!(Arc::ptr_eq(graph(Profile::Foot), graph(Profile::OffRoad)));
    // One junction, of which one copy lacks the way back.
    assert_eq!(graph(Profile::Road).vertex_count(), graph(Profile::Foot).vertex_count() + 1);
}

/// A line of junctions with roads 0, 1, 2 and 4 between them, and road 3 beside the first.
fn line() -> Network {
    let mut draws = Seed(1).draws(Purpose::Test, Key(5));
    let (nodes, roads) = lattice(&mut draws, 4, 2);
    let (nodes, like) = (nodes[..5].to_vec(), Road { one_way: false, ..roads[0].clone() });
    let road = |(number, from): (usize, u32)| {
        let name = ShortName::numbered('l', number);
        let (from, to) = (NodeId(from), NodeId(from + 1));
        Road { key: Road::key_of(name), name, from, to, ..like.clone() }
    };
    Network::new(nodes, [0, 1, 2, 0, 3].into_iter().enumerate().map(road).collect())
}

/// What whoever has come to the second junction of the line may not do.
fn turn(from: u32, over: &[u32], to: u32) -> Turn {
    Turn {
        from: RoadId(from),
        via: NodeId(1),
        over: over.iter().map(|road| RoadId(*road)).collect(),
        to: RoadId(to),
        obeyed_by: ProfileSet::of(&[Profile::Foot]),
    }
}

#[test]
fn a_turn_at_the_end_of_other_roads_splits_each_junction_on_the_way() {
    let graph = |turns: Vec<Turn>| {
        let router = Router::new(Arc::new(line().with_turns(turns)), &[]);
        let graph = router.graph(Profile::Foot);
        let size = (graph.vertex_count() - 5, graph.all_edges().count() - 10);
        let route = router.route(Profile::Foot, NodeId(0), NodeId(3), &Overlay::NONE);
        (size, route.map(|route| route.arcs.len()))
    };
    assert_eq!(graph(Vec::new()), ((0, 0), Some(3)));
    // One copy of junction 1, which has all three exits, and one of junction 2, which has one.
    let over = turn(0, &[1], 2);
    assert_eq!(graph(vec![over.clone()]), ((2, 4), Some(3)), "by the road beside the first");
    let both = vec![over.clone(), turn(3, &[1], 2)];
    assert_eq!(graph(both.clone()), ((2, 4), Some(5)), "back on the road between, and on again");
    // Without turning back on it there is no way; what is forbidden at once needs no copy beyond.
    let back = vec![turn(0, &[1], 1), turn(3, &[1], 1)];
    assert_eq!(graph([both, back].concat()), ((2, 3), None));
    assert_eq!(graph(vec![over, turn(0, &[], 1)]), ((1, 2), Some(3)));
}

#[test]
fn ties_are_broken_as_far_back_as_need_be() {
    // Equally quick by road 0 and by road 3, of which either forbids to turn back beyond.
    for from in [0, 3] {
        let network = Arc::new(line().with_turns(vec![turn(from, &[1, 2], 2)]));
        for anchors in [&[][..], &[NodeId(0)]] {
            let router = Router::new(Arc::clone(&network), anchors);
            let (profile, open) = (Profile::Foot, Overlay::NONE);
            let oracle = Oracle::new(&router, profile, NodeId(0), &open);
            for to in [NodeId(2), NodeId(3), NodeId(4)] {
                let route = router.route(profile, NodeId(0), to, &open);
                assert_eq!(route, oracle.route(to), "from {from} to {to}");
            }
        }
    }
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
