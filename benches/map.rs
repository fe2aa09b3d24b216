//! Reading a map, preparing its router, and single queries, on a generated county of 20,000
//! junctions. petgraph stands beside the router as the yardstick: read the ratios.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use muster::base::chance::{Purpose, Seed};
use muster::base::id::{NodeId, RoadId};
use muster::base::key::Key;
use muster::county::codec;
use muster::county::generate::{Settings, generate};
use muster::county::place::County;
use muster::county::router::{Overlay, RoadBelief, Router};
use muster::vocabulary::profile::{Profile, ProfileSet};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// Pairs of junctions that every kind of query is asked about, in turn.
const PAIRS: usize = 256;

fn pairs(county: &County) -> Vec<(NodeId, NodeId)> {
    let mut draws = Seed(1).draws(Purpose::Test, Key(1));
    let count = county.network.nodes.len() as u32;
    (0..PAIRS).map(|_| (NodeId(draws.below(count)), NodeId(draws.below(count)))).collect()
}

/// Two hundred roads closed or slowed: a bad day.
fn bad_day(county: &County) -> Overlay {
    let mut draws = Seed(2).draws(Purpose::Test, Key(2));
    let mut roads: Vec<u32> =
        (0..200).map(|_| draws.below(county.network.roads.len() as u32)).collect();
    roads.sort_unstable();
    roads.dedup();
    let belief = |road: u32| RoadBelief {
        road: RoadId(road),
        passable: if road.is_multiple_of(2) { ProfileSet::NONE } else { ProfileSet::ALL },
        slow_percent: 200,
    };
    Overlay::new(roads.into_iter().map(belief).collect())
}

fn reading(criterion: &mut Criterion, county: &County) {
    let files = codec::encode(county);
    let mut group = criterion.benchmark_group("map");
    group.sample_size(10);
    group.bench_function("encode", |bencher| bencher.iter(|| codec::encode(county)));
    group.bench_function("decode", |bencher| {
        bencher.iter(|| codec::decode(&files).expect("a generated map is valid"));
    });
    group.bench_function("router", |bencher| {
        bencher.iter(|| {
            let router = Router::new(Arc::clone(&county.network), &[]);
            router.prepare(&[Profile::Road]);
            router
        });
    });
    group.finish();
}

fn queries(criterion: &mut Criterion, county: &County) {
    let pairs = pairs(county);
    let anchor = pairs[0].0;
    let router = Router::new(Arc::clone(&county.network), &[anchor]);
    let bad_day = bad_day(county);
    let mut group = criterion.benchmark_group("query");
    let mut next = 0;
    let mut pair = || {
        next = (next + 1) % PAIRS;
        pairs[next]
    };
    group.bench_function("alt", |bencher| {
        bencher.iter(|| {
            let (from, to) = pair();
            router.time_to(Profile::Road, black_box(from), to, &Overlay::NONE)
        });
    });
    group.bench_function("alt route over 200 beliefs", |bencher| {
        bencher.iter(|| {
            let (from, to) = pair();
            router.route(Profile::Road, black_box(from), to, &bad_day)
        });
    });
    group.bench_function("tree time", |bencher| {
        bencher.iter(|| router.time_to(Profile::Road, anchor, black_box(pair().1), &Overlay::NONE));
    });
    group.bench_function("tree path", |bencher| {
        bencher.iter(|| router.route(Profile::Road, anchor, black_box(pair().1), &Overlay::NONE));
    });
    group.finish();
}

fn yardstick(criterion: &mut Criterion, county: &County) {
    let pairs = pairs(county);
    let network = &county.network;
    let router = Router::new(Arc::clone(network), &[]);
    let mut graph = DiGraph::<(f64, f64), u32>::new();
    for node in &network.nodes {
        graph.add_node((node.x_m, node.y_m));
    }
    for arc in (0..network.head.len()).map(muster::base::id::ArcId::from_index) {
        let ends = [network.tail[arc.index()], network.head[arc.index()]];
        let [tail, head] = ends.map(|node| NodeIndex::new(node.index()));
        if let Some(time) = router.arc_time(Profile::Road, arc) {
            graph.add_edge(tail, head, time.milliseconds() as u32);
        }
    }
    let mut group = criterion.benchmark_group("yardstick");
    group.sample_size(20);
    let mut next = 0;
    let mut pair = || {
        next = (next + 1) % PAIRS;
        let (from, to) = pairs[next];
        (NodeIndex::new(from.index()), NodeIndex::<u32>::new(to.index()))
    };
    group.bench_function("petgraph dijkstra", |bencher| {
        bencher.iter(|| {
            let (from, to) = pair();
            petgraph::algo::dijkstra(&graph, from, Some(to), |edge| u64::from(*edge.weight()))
                .get(&to)
                .copied()
        });
    });
    group.bench_function("petgraph astar", |bencher| {
        bencher.iter(|| {
            let (from, to) = pair();
            let (goal_x, goal_y) = graph[to];
            // At 120 km/h, no road being quicker.
            let bound = |node: NodeIndex| {
                let (x, y) = graph[node];
                ((goal_x - x).abs().max((goal_y - y).abs()) * 30.0) as u64
            };
            let cost = |edge: petgraph::graph::EdgeReference<'_, u32>| {
                debug_assert_ne!(edge.source(), edge.target());
                u64::from(*edge.weight())
            };
            petgraph::algo::astar(&graph, from, |node| node == to, cost, bound).map(|found| found.0)
        });
    });
    group.finish();
}

fn benches(criterion: &mut Criterion) {
    let county = generate(&Settings::QINGSHAN);
    reading(criterion, &county);
    queries(criterion, &county);
    yardstick(criterion, &county);
}

criterion_group!(map, benches);
criterion_main!(map);
