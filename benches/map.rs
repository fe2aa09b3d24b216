//! Reading a map, preparing its router, and single queries, on a generated county of 22,000
//! junctions, with every turn allowed and with a plausible share forbidden. After the measurements
//! comes the table: the router beside a plain Dijkstra search over the same compressed rows and
//! beside petgraph, in one run: read the ratios. Then what a large county takes in memory.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a bench measures time and prints it"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use muster::base::chance::{Purpose, Seed};
use muster::base::id::{ArcId, NodeId, RoadId};
use muster::base::key::Key;
use muster::county::codec;
use muster::county::generate::{Settings, generate};
use muster::county::network::{Network, Turn};
use muster::county::place::County;
use muster::county::router::{Overlay, RoadBelief, Router};
use muster::files::folder::Existing;
use muster::files::{Interrupt, map};
use muster::vocabulary::profile::{Profile, ProfileSet};
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};

/// The county of all measurements but the last.
const COUNTY: Settings = Settings { seed: 3, junctions: 22_000 };
/// The county of the last one.
const LARGE: Settings = Settings { seed: 3, junctions: 100_000 };
/// Share of the junctions of three roads and more where a turn is forbidden, and turning back on
/// the road that one would turn from: more than maps of towns have, as far as these were looked at.
const RESTRICTED: f64 = 0.1;
/// Pairs of junctions that every kind of query is asked about, in turn.
const PAIRS: usize = 256;
/// Passes over the pairs, of which the middle one counts.
const PASSES: usize = 5;
/// Routes around closures that are timed one by one.
const REROUTES: usize = 4_096;
/// Holds the folder of a map in a process that is to read it and to say how large it is.
const LOAD: &str = "MUSTER_BENCH_LOAD";

/// Turns at crossings, forbidden to everything on wheels.
fn turns(network: &Network) -> Vec<Turn> {
    let mut draws = Seed(4).draws(Purpose::Test, Key(4));
    let wheels = ProfileSet::ALL.without(Profile::Foot).without(Profile::Air);
    let mut turns = Vec::new();
    for via in (0..network.nodes.len()).map(NodeId::from_index) {
        let roads: Vec<RoadId> =
            network.arcs_from(via).map(|arc| network.road_of[arc.index()]).collect();
        if roads.len() < 3 || !draws.happens(RESTRICTED) {
            continue;
        }
        let from = draws.below(roads.len() as u32) as usize;
        let to = (from + 1 + draws.below(roads.len() as u32 - 1) as usize) % roads.len();
        for to in [from, to] {
            let (from, over, to) = (roads[from], Vec::new(), roads[to]);
            turns.push(Turn { from, via, over, to, obeyed_by: wheels });
        }
    }
    turns
}

/// A county, without and with forbidden turns.
fn networks(county: &County) -> [(&'static str, Arc<Network>); 2] {
    let network = Network::clone(&county.network);
    let turns = turns(&network);
    [
        ("all turns", Arc::clone(&county.network)),
        ("forbidden turns", Arc::new(network.with_turns(turns))),
    ]
}

/// Pairs of junctions; those that end a journey have one vertex in every graph here.
fn pairs(network: &Network, count: usize) -> Vec<(NodeId, NodeId)> {
    let mut draws = Seed(1).draws(Purpose::Test, Key(1));
    let split: BTreeSet<NodeId> = turns(network).iter().map(|turn| turn.via).collect();
    let nodes = network.nodes.len() as u32;
    let mut pairs = Vec::new();
    while pairs.len() < count {
        let (from, to) = (NodeId(draws.below(nodes)), NodeId(draws.below(nodes)));
        if from != to && !split.contains(&to) {
            pairs.push((from, to));
        }
    }
    pairs
}

/// So many of a thousand roads closed.
fn closed(network: &Network, per_thousand: u32) -> Overlay {
    let mut draws = Seed(2).draws(Purpose::Test, Key(2));
    let roads = (0..network.roads.len()).map(RoadId::from_index);
    let closed = roads.filter(|_| draws.below(1_000) < per_thousand);
    Overlay::new(closed.map(|road| RoadBelief::passable(road, ProfileSet::NONE)).collect())
}

/// What the rivals search: the network with its junctions split, made here by itself.
struct Plain {
    first: Vec<u32>,
    head: Vec<u32>,
    weight: Vec<u32>,
}

impl Plain {
    fn new(router: &Router) -> Self {
        let network = router.network();
        let mut without: BTreeMap<ArcId, Vec<ArcId>> = BTreeMap::new();
        let arcs = || (0..network.head.len()).map(ArcId::from_index);
        let mut arriving: BTreeMap<(RoadId, NodeId), ArcId> = BTreeMap::new();
        arcs().for_each(|arc| {
            arriving.insert((network.road_of[arc.index()], network.head[arc.index()]), arc);
        });
        for turn in network.turns.iter().filter(|turn| turn.obeyed_by.has(Profile::Road)) {
            let exit = network.arcs_from(turn.via);
            let exit = exit.filter(|arc| network.road_of[arc.index()] == turn.to);
            if let Some(arc) = arriving.get(&(turn.from, turn.via)) {
                without.entry(*arc).or_default().extend(exit);
            }
        }
        let mut copies: BTreeMap<(NodeId, Vec<ArcId>), u32> = BTreeMap::new();
        let mut head: Vec<u32> = network.head.iter().map(|head| head.0).collect();
        let mut exits: Vec<Vec<ArcId>> = (0..network.nodes.len())
            .map(|node| network.arcs_from(NodeId::from_index(node)).collect())
            .collect();
        for (arc, mut forbidden) in without {
            forbidden.sort_unstable();
            let via = network.head[arc.index()];
            head[arc.index()] = *copies.entry((via, forbidden.clone())).or_insert_with(|| {
                let left = network.arcs_from(via).filter(|exit| !forbidden.contains(exit));
                exits.push(left.collect());
                exits.len() as u32 - 1
            });
        }
        let mut plain = Self { first: vec![0], head: Vec::new(), weight: Vec::new() };
        for arc in exits.into_iter().flat_map(|exits| exits.into_iter().map(Some).chain([None])) {
            match arc.map(|arc| (arc, router.arc_time(Profile::Road, arc))) {
                Some((arc, Some(time))) => {
                    plain.head.push(head[arc.index()]);
                    plain.weight.push(time.milliseconds() as u32);
                }
                Some((_, None)) => {}
                None => plain.first.push(plain.head.len() as u32),
            }
        }
        plain
    }

    fn edges(&self, vertex: u32) -> std::ops::Range<usize> {
        self.first[vertex as usize] as usize..self.first[vertex as usize + 1] as usize
    }

    fn petgraph(&self, network: &Network) -> DiGraph<(f64, f64), u32> {
        let mut graph = DiGraph::new();
        for vertex in 0..self.first.len() - 1 {
            // Where a copy lies does not matter to Dijkstra, and A* needs it below only to be as
            // near as its junction: every edge into it says which that is.
            let place = network.nodes.get(vertex).map_or((0.0, 0.0), |node| (node.x_m, node.y_m));
            graph.add_node(place);
        }
        for tail in 0..self.first.len() as u32 - 1 {
            for edge in self.edges(tail) {
                let [tail, head] = [tail, self.head[edge]].map(|it| NodeIndex::new(it as usize));
                graph.add_edge(tail, head, self.weight[edge]);
            }
        }
        graph
    }
}

/// Dijkstra over compressed rows, as good as it gets without bounds: a binary heap of one number
/// each, labels that are valid by their stamp, an end as soon as the goal is settled.
struct Dijkstra<'a> {
    plain: &'a Plain,
    /// Stamp, time, and the edge and the vertex before.
    labels: Vec<(u32, u32, u32, u32)>,
    stamp: u32,
    heap: BinaryHeap<Reverse<u64>>,
    settled: u64,
}

impl<'a> Dijkstra<'a> {
    fn new(plain: &'a Plain) -> Self {
        let labels = vec![(0, 0, 0, 0); plain.first.len() - 1];
        Self { plain, labels, stamp: 0, heap: BinaryHeap::new(), settled: 0 }
    }

    /// Time and edges of a quickest path.
    fn path(&mut self, from: u32, to: u32) -> Option<(u32, Vec<u32>)> {
        self.stamp += 1;
        self.heap.clear();
        self.labels[from as usize] = (self.stamp, 0, 0, from);
        self.heap.push(Reverse(u64::from(from)));
        while let Some(Reverse(entry)) = self.heap.pop() {
            let (time, vertex) = ((entry >> 32) as u32, entry as u32);
            if time != self.labels[vertex as usize].1 {
                continue;
            }
            self.settled += 1;
            if vertex == to {
                return Some((time, self.trace(from, to)));
            }
            for edge in self.plain.edges(vertex) {
                let head = self.plain.head[edge];
                let (known, next) =
                    (&mut self.labels[head as usize], time + self.plain.weight[edge]);
                if known.0 != self.stamp || next < known.1 {
                    *known = (self.stamp, next, edge as u32, vertex);
                    self.heap.push(Reverse(u64::from(next) << 32 | u64::from(head)));
                }
            }
        }
        None
    }

    fn trace(&self, from: u32, to: u32) -> Vec<u32> {
        let (mut path, mut vertex) = (Vec::new(), to);
        while vertex != from {
            let (_, _, edge, before) = self.labels[vertex as usize];
            path.push(edge);
            vertex = before;
        }
        path.reverse();
        path
    }
}

/// Microseconds that a query takes in the middle pass over all pairs, and its answers in ms.
fn timed(
    pairs: &[(NodeId, NodeId)],
    mut query: impl FnMut(NodeId, NodeId) -> Option<u32>,
) -> (f64, Vec<Option<u32>>) {
    let mut passes = Vec::new();
    let mut answers = Vec::new();
    for _ in 0..PASSES {
        let began = Instant::now();
        answers = pairs.iter().map(|(from, to)| black_box(query(*from, *to))).collect();
        passes.push(1e6 * began.elapsed().as_secs_f64() / pairs.len() as f64);
    }
    passes.sort_by(f64::total_cmp);
    (passes[PASSES / 2], answers)
}

fn row(name: &str, micros: f64, against: f64) {
    println!("  {name:44} {micros:>10.2} us {:>9.2} x", micros / against);
}

/// The rivals beside the router, each as often as long as the router takes.
fn rivals(network: &Arc<Network>, router: &Router, pairs: &[(NodeId, NodeId)]) {
    let route = |from, to| {
        let route = router.route(Profile::Road, from, to, &Overlay::NONE)?;
        Some(route.time.milliseconds() as u32)
    };
    let (alt, answers) = timed(pairs, route);
    row("ALT, path", alt, alt);
    let plain = Plain::new(router);
    let mut dijkstra = Dijkstra::new(&plain);
    let (time, found) = timed(pairs, |from, to| {
        dijkstra.path(from.0, to.0).map(|(time, path)| black_box((time, path)).0)
    });
    assert_eq!(found, answers);
    row("Dijkstra over compressed rows, path", time, alt);
    println!("  {:44} {:>10}", "  vertices settled", dijkstra.settled / (PASSES * PAIRS) as u64);
    let graph = plain.petgraph(network);
    let index = |node: NodeId| NodeIndex::<u32>::new(node.index());
    let weight = |edge: EdgeReference<'_, u32>| *edge.weight();
    let (time, found) = timed(pairs, |from, to| {
        let found = petgraph::algo::dijkstra(&graph, index(from), Some(index(to)), weight);
        found.get(&index(to)).copied()
    });
    assert_eq!(found, answers);
    row("petgraph Dijkstra, time alone", time, alt);
    let (time, found) = timed(pairs, |from, to| {
        let goal = graph[index(to)];
        // At 120 km/h, no road being quicker; nothing is known of copies.
        let bound = |vertex: NodeIndex| {
            let (x_m, y_m) = graph[vertex];
            let far_m = (goal.0 - x_m).abs().max((goal.1 - y_m).abs());
            if vertex.index() < network.nodes.len() { (far_m * 30.0) as u32 } else { 0 }
        };
        let is_goal = |vertex| vertex == index(to);
        petgraph::algo::astar(&graph, index(from), is_goal, weight, bound).map(|found| found.0)
    });
    assert_eq!(found, answers);
    row("petgraph A*, path", time, alt);
}

/// Routes around 5 % of the roads, those that have a way and those that have none, many places
/// being shut in: half of them take up to p50, 99 of 100 up to p99.
fn reroutes(name: &str, router: &Router, pairs: &[(NodeId, NodeId)], overlay: &Overlay) {
    let (mut with_way, mut without) = (Vec::new(), Vec::new());
    for (from, to) in pairs {
        let began = Instant::now();
        let route = black_box(router.route(Profile::Road, *from, *to, overlay));
        let micros = 1e6 * began.elapsed().as_secs_f64();
        if route.is_some() { with_way.push(micros) } else { without.push(micros) }
    }
    for (kind, mut micros) in [("a way", with_way), ("no way", without)] {
        micros.sort_by(f64::total_cmp);
        let share = 100 * micros.len() / pairs.len();
        let at = |share: usize| micros.get(micros.len() * share / 100).copied().unwrap_or_default();
        let (half, most) = (at(50), at(99));
        println!("  {name:44} p50 {half:>7.1} us, p99 {most:>7.1} us, {share} % have {kind}");
    }
}

/// A router that has its landmarks, and how long it took in the middle pass.
fn prepared(network: &Arc<Network>) -> Router {
    let prepare = |_| {
        let began = Instant::now();
        let router = Router::new(Arc::clone(network), &[]);
        router.prepare(&[Profile::Road]);
        (began.elapsed().as_secs_f64(), router)
    };
    let mut passes: Vec<(f64, Router)> = (0..PASSES).map(prepare).collect();
    passes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (seconds, router) = passes.swap_remove(PASSES / 2);
    println!("  {:44} {:>10.1} ms", "preparation", 1e3 * seconds);
    router
}

fn table(_: &mut Criterion) {
    let county = generate(&COUNTY);
    for (name, network) in networks(&county) {
        let (nodes, arcs) = (network.nodes.len(), network.head.len());
        println!("\n{name}: {nodes} junctions, {arcs} arcs, {} turns", network.turns.len());
        let router = prepared(&network);
        let all = pairs(&network, REROUTES);
        rivals(&network, &router, &all[..PAIRS]);
        let anchor = all[0].1;
        let from_anchor = Router::new(Arc::clone(&network), &[anchor]);
        let of_tree: Vec<_> = all[..PAIRS].iter().map(|pair| (anchor, pair.1)).collect();
        let (time, _) = timed(&of_tree, |from, to| {
            let route = from_anchor.route(Profile::Road, from, to, &Overlay::NONE)?;
            Some(black_box(route).time.milliseconds() as u32)
        });
        println!("  {:44} {time:>10.2} us", "tree, path");
        let shut = closed(&network, 50);
        reroutes("5 % of roads closed, anywhere to anywhere", &router, &all, &shut);
        let to_anchor: Vec<_> = all.iter().map(|pair| (pair.0, anchor)).collect();
        reroutes("5 % of roads closed, towards a tree", &from_anchor, &to_anchor, &shut);
    }
    memory();
}

/// Memory that this process holds, in MB, where the system tells.
fn resident_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1_024.0)
}

/// Reads the map in `folder` and says how large this process has become.
fn load(folder: &Path) {
    let before = resident_megabytes().unwrap_or_default();
    let (county, _, files) = map::read(folder).expect("a generated map is valid");
    drop(files);
    let loaded = resident_megabytes().unwrap_or_default();
    let router = Router::new(Arc::clone(&county.network), &[]);
    router.prepare(&[Profile::Road]);
    let prepared = resident_megabytes().unwrap_or_default();
    let nodes = county.network.nodes.len();
    println!(
        "\n{nodes} junctions: {:.0} MB loaded, {:.0} MB with a router that has its landmarks",
        loaded - before,
        prepared - before
    );
}

/// Has another process load a large county: this one holds too much by now.
fn memory() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("large");
    map::write(&target, codec::encode(&generate(&LARGE)), Existing::Keep, &Interrupt::default())
        .expect("a map is written");
    let own = std::env::current_exe().expect("a bench is a program");
    let status = Command::new(own).env(LOAD, &target).status().expect("it runs again");
    assert!(status.success());
}

fn reading(criterion: &mut Criterion, county: &County) {
    let files = codec::encode(county);
    let mut group = criterion.benchmark_group("map");
    group.sample_size(10);
    group.bench_function("encode", |bencher| bencher.iter(|| codec::encode(county)));
    group.bench_function("decode", |bencher| {
        bencher.iter(|| codec::decode(&files).expect("a generated map is valid"));
    });
    group.finish();
}

fn queries(criterion: &mut Criterion, name: &str, network: &Arc<Network>) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    group.bench_function("router", |bencher| {
        bencher.iter(|| {
            let router = Router::new(Arc::clone(network), &[]);
            router.prepare(&[Profile::Road]);
            router
        });
    });
    let pairs = pairs(network, PAIRS);
    let anchor = pairs[0].0;
    let router = Router::new(Arc::clone(network), &[anchor]);
    let shut = closed(network, 8);
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
    group.bench_function("alt route over 0.8 % closed", |bencher| {
        bencher.iter(|| {
            let (from, to) = pair();
            router.route(Profile::Road, black_box(from), to, &shut)
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

fn measurements(criterion: &mut Criterion) {
    if let Some(folder) = std::env::var_os(LOAD) {
        load(Path::new(&folder));
        std::process::exit(0);
    }
    let county = generate(&COUNTY);
    reading(criterion, &county);
    for (name, network) in networks(&county) {
        queries(criterion, name, &network);
    }
}

criterion_group!(map, measurements, table);
criterion_main!(map);
