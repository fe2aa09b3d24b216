//! Searches over weighted arcs with working memory that is kept between them: A* from one junction
//! to another, Dijkstra around one or more. Results depend on nothing left over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{Edge, Graph, Vertex};
use super::overlay::Overlay;
use super::{Direction, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// What a search knows of a vertex.
#[derive(Debug, Clone, Copy)]
struct Label {
    /// The search that wrote this.
    stamp: u32,
    /// Time so far, ms.
    time: u32,
    /// Lower bound of the time from here to the goal, ms.
    bound: u32,
}

/// A search from one junction to another: outward for a journey that leads there, inward for one
/// that comes from there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) direction: Direction,
    /// Longest time that is of interest; none: any.
    pub(super) limit: Option<Duration>,
}

/// Where a search around places begins, and how far it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) nodes: &'a [NodeId],
    pub(super) direction: Direction,
    pub(super) limit_ms: u32,
}

/// Vertices to look at, by time plus bound; ties by id, which reach no result: times are exact
/// when the search ends, and paths are read from times alone. Both are one number, so that one
/// comparison tells.
#[derive(Debug, Default)]
struct Heap(BinaryHeap<Reverse<u64>>);

impl Heap {
    fn push(&mut self, estimate: u32, vertex: Vertex) {
        self.0.push(Reverse(u64::from(estimate) << 32 | u64::from(vertex.0)));
    }

    fn pop(&mut self) -> Option<(u32, Vertex)> {
        let Reverse(entry) = self.0.pop()?;
        Some(((entry >> 32) as u32, Vertex(entry as u32)))
    }
}

/// Vertices that a search visits for each one that it visits behind its goal.
const BEHIND_EVERY: u32 = 4;

/// How far the vertices behind a goal have been visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The place of the next one.
    Next(usize),
    /// One is a vertex that the search has reached: a way leads to the goal.
    Met,
    /// All of them, and the search has reached none: no way leads there.
    ShutIn,
}

/// Working memory of searches.
#[derive(Debug)]
pub(super) struct Scratch {
    labels: Vec<Label>,
    stamp: u32,
    heap: Heap,
    /// Vertices from which the goal can be reached, in the order in which they were found, and
    /// the search that found each vertex to be one.
    behind: Vec<Vertex>,
    found_behind: Vec<u32>,
    /// Base weights of each profile by its code, to be raised and restored; empty until needed.
    weights: Vec<Vec<u32>>,
}

impl Scratch {
    pub(super) fn new(vertex_count: usize) -> Self {
        Self {
            labels: vec![Label { stamp: 0, time: NEVER, bound: 0 }; vertex_count],
            stamp: 0,
            heap: Heap::default(),
            behind: Vec::new(),
            found_behind: vec![0; vertex_count],
            weights: vec![Vec::new(); Profile::ALL.len()],
        }
    }

    /// Runs `work` over the weights of `profile` as `overlay` raises them.
    pub(super) fn over<T>(
        &mut self,
        graph: &Graph,
        profile: Profile,
        base: &[u32],
        overlay: &Overlay,
        work: impl FnOnce(&mut Self, &[u32]) -> T,
    ) -> T {
        if overlay.is_empty() {
            return work(self, base);
        }
        let slot = usize::from(profile.code());
        let mut weight = std::mem::take(&mut self.weights[slot]);
        if weight.is_empty() {
            weight.extend_from_slice(base);
        }
        let raised = || {
            overlay.beliefs().iter().flat_map(|belief| {
                graph.of_road(belief.road).iter().map(move |edge| (belief, edge.index()))
            })
        };
        for (belief, edge) in raised() {
            weight[edge] = belief.weight(profile, base[edge]);
            assert!(weight[edge] >= base[edge], "an overlay only raises weights");
        }
        let result = work(self, &weight);
        for (_, edge) in raised() {
            weight[edge] = base[edge];
        }
        self.weights[slot] = weight;
        result
    }

    /// Forgets the labels of the search before.
    fn begin(&mut self) {
        self.heap.0.clear();
        if self.stamp == u32::MAX {
            self.labels.fill(Label { stamp: 0, time: NEVER, bound: 0 });
            self.found_behind.fill(0);
            self.stamp = 0;
        }
        self.stamp += 1;
    }

    /// Time of a vertex in this search; [`NEVER`] where it was not seen.
    fn time(&self, vertex: Vertex) -> u32 {
        let label = &self.labels[vertex.index()];
        if label.stamp == self.stamp { label.time } else { NEVER }
    }

    /// Vertices that the search before has seen.
    #[cfg(test)]
    pub(super) fn seen(&self) -> usize {
        self.labels.iter().filter(|label| label.stamp == self.stamp).count()
    }

    /// The least time of a journey by A*, with every vertex of every quickest path labelled
    /// exactly; none where there is no way within the limit. `bound` is a lower bound of the time
    /// between a vertex and the goal, [`NEVER`] where no way leads there.
    ///
    /// In a flood many journeys end at a place that is shut in, and A* would visit all of the
    /// county to find that out: for every fourth vertex that it visits, one is visited backwards
    /// from the goal, until they meet or nothing is left there.
    pub(super) fn find(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        search: &Search,
        bound: impl Fn(Vertex) -> u32,
    ) -> Option<u32> {
        let Search { from, to, direction, limit } = *search;
        let limit_ms = limit.and_then(|limit| u32::try_from(limit.milliseconds()).ok());
        let limit_ms = limit_ms.unwrap_or(NEVER);
        self.begin();
        let mut first = NEVER;
        for start in graph.ends(from, direction) {
            first = first.min(bound(start));
            self.improve(start, 0, &bound);
        }
        self.behind.clear();
        for goal in graph.ends(to, direction.reverse()) {
            assert_eq!(bound(goal), 0, "nothing is left at the goal");
            self.behind.push(goal);
            self.found_behind[goal.index()] = self.stamp;
        }
        let mut behind = Behind::Next(0);
        let (mut best, mut visited) = (NEVER, 0_u32);
        while let Some((estimate, vertex)) = self.heap.pop() {
            // Not before the least estimate exceeds the goal's time is every tie labelled.
            if estimate > best.min(limit_ms) {
                break;
            }
            let label = self.labels[vertex.index()];
            let is_old = estimate != label.time.saturating_add(label.bound);
            if is_old || graph.is_end(vertex, to, direction.reverse()) {
                continue;
            }
            visited += 1;
            if let Behind::Next(next) = behind
                && visited.is_multiple_of(BEHIND_EVERY)
            {
                behind = self.look_behind(graph, weight, direction.reverse(), next);
                if behind == Behind::ShutIn {
                    return None;
                }
            }
            for (edge, other) in graph.edges(vertex, direction) {
                let time = label.time.saturating_add(weight[edge.index()]);
                let improved = self.improve(other, time, &bound);
                if improved && graph.is_end(other, to, direction.reverse()) {
                    best = best.min(time);
                }
            }
        }
        assert!(best >= first, "the bound of the start exceeds the time of the journey");
        (best != NEVER && best <= limit_ms).then_some(best)
    }

    /// Whether a vertex is reached sooner than known and leads on to the goal: it is labelled.
    fn improve(&mut self, vertex: Vertex, time: u32, bound: &impl Fn(Vertex) -> u32) -> bool {
        let seen = &mut self.labels[vertex.index()];
        if seen.stamp != self.stamp {
            let bound = if time == NEVER { NEVER } else { bound(vertex) };
            if bound == NEVER {
                return false;
            }
            *seen = Label { stamp: self.stamp, time, bound };
        } else if time < seen.time {
            seen.time = time;
        } else {
            return false;
        }
        self.heap.push(time.saturating_add(seen.bound), vertex);
        true
    }

    /// Visits the vertex at `next` of those behind the goal.
    fn look_behind(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        direction: Direction,
        next: usize,
    ) -> Behind {
        let Some(vertex) = self.behind.get(next).copied() else { return Behind::ShutIn };
        for (edge, other) in graph.edges(vertex, direction) {
            if weight[edge.index()] == NEVER {
                continue;
            }
            if self.labels[other.index()].stamp == self.stamp {
                return Behind::Met;
            }
            if self.found_behind[other.index()] != self.stamp {
                self.found_behind[other.index()] = self.stamp;
                self.behind.push(other);
            }
        }
        Behind::Next(next + 1)
    }

    /// The canonical path of the search before, as the module describes it.
    pub(super) fn trace(
        &self,
        graph: &Graph,
        weight: &[u32],
        from: NodeId,
        to: NodeId,
    ) -> Vec<ArcId> {
        let time = |vertex| self.time(vertex);
        let goals = graph.ends(to, Direction::Inward);
        let enter = |vertex| graph.entering(vertex, weight, time);
        let mut last = first_of(graph, goals.map(|goal| (time(goal), enter(goal))));
        let mut arcs = Vec::new();
        while let Some(edge) = last {
            arcs.push(graph.arc(edge));
            let vertex = graph.tail(edge);
            last = if vertex == Vertex(from.0) { None } else { enter(vertex) };
        }
        arcs.reverse();
        arcs
    }

    /// Vertices within the limit of the sources, with their times, in no stated order of ties.
    pub(super) fn flood(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        sources: &Sources<'_>,
    ) -> Vec<(Vertex, u32)> {
        self.begin();
        let mut reached = Vec::new();
        for node in sources.nodes {
            for start in graph.ends(*node, sources.direction) {
                self.lower(start, 0, sources.limit_ms);
            }
        }
        while let Some((time, vertex)) = self.heap.pop() {
            if time != self.labels[vertex.index()].time {
                continue;
            }
            reached.push((vertex, time));
            for (edge, other) in graph.edges(vertex, sources.direction) {
                let next = time.saturating_add(weight[edge.index()]);
                self.lower(other, next, sources.limit_ms);
            }
        }
        reached
    }

    /// Which junctions a way leads to from `from`.
    pub(super) fn reachable(&self, graph: &Graph, weight: &[u32], from: NodeId) -> Vec<bool> {
        let mut reachable = vec![false; graph.network.nodes.len()];
        let mut seen = vec![false; graph.vertex_count()];
        let mut open = vec![Vertex(from.0)];
        seen[from.index()] = true;
        while let Some(vertex) = open.pop() {
            reachable[graph.node(vertex).index()] = true;
            for (edge, head) in graph.edges(vertex, Direction::Outward) {
                if weight[edge.index()] != NEVER && !seen[head.index()] {
                    seen[head.index()] = true;
                    open.push(head);
                }
            }
        }
        reachable
    }

    fn lower(&mut self, vertex: Vertex, time: u32, limit_ms: u32) {
        if time <= limit_ms && time < self.time(vertex) {
            self.labels[vertex.index()] = Label { stamp: self.stamp, time, bound: 0 };
            self.heap.push(time, vertex);
        }
    }
}

/// Of the vertices of a goal, each with its time and the edge that enters it, the edge by which the
/// canonical path comes: the soonest, and of those the first in order.
pub(super) fn first_of(
    graph: &Graph,
    goals: impl Iterator<Item = (u32, Option<Edge>)>,
) -> Option<Edge> {
    let entered = goals.filter_map(|(time, edge)| Some((time, edge?)));
    entered.min_by_key(|(time, edge)| (*time, graph.order(*edge))).map(|(_, edge)| edge)
}
