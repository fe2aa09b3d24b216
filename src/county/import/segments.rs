//! The ways of a source that can be driven, cut into straight segments between neighbouring
//! vertices: the network as the source has it, before anything is cleaned, merged or left out.

use petgraph::graph::{DiGraph, NodeIndex};
use serde::Serialize;

use super::rules::{Driven, RoadRules, Verdict};
use super::source::{Source, Unit, Vertex, Way};
use crate::base::math;
use crate::county::frame;

/// A way that can be driven.
#[derive(Debug)]
pub struct DrivableWay<'a> {
    /// The way.
    pub way: &'a Way,
    /// What the rules make of it.
    pub verdict: Verdict,
    /// Its segments, in its order.
    pub segments: Vec<Segment>,
}

/// A straight piece of a way between two of its vertices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Place of its first vertex in [`Segments::vertices`].
    pub from: u32,
    /// Place of its last vertex.
    pub to: u32,
    /// Length in metres.
    pub length_m: f64,
}

/// Everything that can be driven.
#[derive(Debug)]
pub struct Segments<'a> {
    /// Vertices that a drivable way names and the source holds, by number.
    pub vertices: Vec<Vertex>,
    /// Ways, by number.
    pub ways: Vec<DrivableWay<'a>>,
    /// Mentions of vertices that the source lacks.
    pub missing: Vec<i64>,
    /// Pairs of neighbouring vertices that are one vertex.
    pub repeated: usize,
}

/// How much of a network there is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NetworkCounts {
    /// Ways that can be driven.
    pub drivable_ways: usize,
    /// Vertices, or junctions.
    pub graph_nodes: usize,
    /// Straight segments, or roads.
    pub way_segments: usize,
    /// Pairs of vertices that can be driven from one to the other directly.
    pub directed_edges: usize,
    /// Strongly connected parts: each vertex of one can be driven to from each other.
    pub n_scc: usize,
    /// Vertices of the largest.
    pub scc_nodes: usize,
    /// Length of all segments in km.
    pub length_km: f64,
}

impl<'a> Segments<'a> {
    /// How many vertices drivable ways name, one that several name as often.
    pub fn points_along(source: &Source, rules: &RoadRules) -> usize {
        let drivable = source.ways.iter().filter(|way| rules.judge(&way.tags).is_some());
        drivable.map(|way| way.vertices.len()).sum()
    }

    /// What of `source` can be driven by `rules`.
    pub fn of(source: &'a Source, rules: &RoadRules) -> Self {
        let drivable = source.ways.iter().filter_map(|way| Some((way, rules.judge(&way.tags)?)));
        let drivable: Vec<(&Way, Verdict)> = drivable.collect();
        let mut ids: Vec<i64> =
            drivable.iter().flat_map(|(way, _)| way.vertices.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        let (mut vertices, mut missing) = (Vec::with_capacity(ids.len()), Vec::new());
        for id in ids {
            match source.vertex(id) {
                Some(vertex) => vertices.push(vertex),
                None => missing.push(id),
            }
        }
        let mut segments = Self { vertices, ways: Vec::new(), missing, repeated: 0 };
        for (way, verdict) in drivable {
            let cut = segments.cut(source, way);
            segments.ways.push(DrivableWay { way, verdict, segments: cut });
        }
        segments
    }

    fn cut(&mut self, source: &Source, way: &Way) -> Vec<Segment> {
        let mut cut = Vec::with_capacity(way.vertices.len());
        for pair in way.vertices.windows(2) {
            if pair[0] == pair[1] {
                self.repeated += 1;
                continue;
            }
            if let (Some(from), Some(to)) = (self.place(pair[0]), self.place(pair[1])) {
                let ends = [from, to].map(|place| self.vertices[place as usize]);
                let length_m = length_m(source, ends[0], ends[1]);
                cut.push(Segment { from, to, length_m });
            }
        }
        cut
    }

    /// The place in [`Self::vertices`] of the vertex of that number.
    pub fn place(&self, id: i64) -> Option<u32> {
        self.vertices.binary_search_by_key(&id, |vertex| vertex.id).ok().map(|place| place as u32)
    }

    /// Pairs (from, to) of places that can be driven, as the ways run.
    pub fn driven(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.ways.iter().flat_map(|way| {
            let driven = way.verdict.driven;
            way.segments.iter().flat_map(move |segment| {
                let forward = (driven != Driven::Backward).then_some((segment.from, segment.to));
                let backward = (driven != Driven::Forward).then_some((segment.to, segment.from));
                forward.into_iter().chain(backward)
            })
        })
    }

    /// The part in which each vertex lies, by place: of vertices of one part each can be driven to
    /// from each other. Parts are numbered by size, the largest first, and then by their vertex of
    /// the smallest number.
    pub fn parts(&self) -> Vec<u32> {
        let mut graph = DiGraph::<(), (), u32>::with_capacity(self.vertices.len(), 0);
        self.vertices.iter().for_each(|_| {
            graph.add_node(());
        });
        for (from, to) in self.driven() {
            graph.add_edge(NodeIndex::new(from as usize), NodeIndex::new(to as usize), ());
        }
        let mut parts = petgraph::algo::kosaraju_scc(&graph);
        parts.sort_by_cached_key(|part| {
            (std::cmp::Reverse(part.len()), part.iter().map(|node| node.index()).min())
        });
        let mut of = vec![0; self.vertices.len()];
        for (number, part) in (0..).zip(&parts) {
            part.iter().for_each(|node| of[node.index()] = number);
        }
        of
    }

    /// How much there is.
    pub fn counts(&self) -> NetworkCounts {
        let mut driven: Vec<(u32, u32)> = self.driven().collect();
        driven.sort_unstable();
        driven.dedup();
        let parts = self.parts();
        let segments = self.ways.iter().flat_map(|way| &way.segments);
        let length_m: f64 = segments.clone().map(|segment| segment.length_m).sum();
        NetworkCounts {
            drivable_ways: self.ways.len(),
            graph_nodes: self.vertices.len(),
            way_segments: segments.count(),
            directed_edges: driven.len(),
            n_scc: parts.iter().max().map_or(0, |last| *last as usize + 1),
            scc_nodes: parts.iter().filter(|part| **part == 0).count(),
            length_km: length_m / 1_000.0,
        }
    }
}

/// Metres between two vertices: over the sphere where the source has degrees.
fn length_m(source: &Source, from: Vertex, to: Vertex) -> f64 {
    let (from, to) = (source.place(from), source.place(to));
    match source.unit {
        Unit::Degree => frame::distance_m(from, to),
        Unit::Millimetre => math::hypot(to.0 - from.0, to.1 - from.1),
    }
}
