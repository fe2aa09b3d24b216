//! Searches over weighted arcs with working memory that is kept between them: A* from one junction
//! to another, Dijkstra around one or more. Results depend on nothing left over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::overlay::Overlay;
use super::{Direction, Graph, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// What a search knows of a junction.
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

/// Junctions to look at, by time plus bound; ties by id, which reach no result: times are exact
/// when the search ends, and paths are read from times alone. Both are one number, so that one
/// comparison tells.
#[derive(Debug, Default)]
struct Heap(BinaryHeap<Reverse<u64>>);

impl Heap {
    fn push(&mut self, estimate: u32, node: NodeId) {
        self.0.push(Reverse(u64::from(estimate) << 32 | u64::from(node.0)));
    }

    fn pop(&mut self) -> Option<(u32, NodeId)> {
        let Reverse(entry) = self.0.pop()?;
        Some(((entry >> 32) as u32, NodeId(entry as u32)))
    }
}

/// How far the junctions behind a goal have been visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The place of the next one.
    Next(usize),
    /// One is a junction that the search has reached: a way leads to the goal.
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
    /// Junctions from which the goal can be reached, in the order in which they were found, and
    /// the search that found each junction to be one.
    behind: Vec<NodeId>,
    found_behind: Vec<u32>,
    /// Base weights of each profile by its code, to be raised and restored; empty until needed.
    weights: Vec<Vec<u32>>,
}

impl Scratch {
    pub(super) fn new(node_count: usize) -> Self {
        Self {
            labels: vec![Label { stamp: 0, time: NEVER, bound: 0 }; node_count],
            stamp: 0,
            heap: Heap::default(),
            behind: Vec::new(),
            found_behind: vec![0; node_count],
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
            let arcs = |road| graph.arcs_of_road.get::<usize>(road).copied().into_iter().flatten();
            overlay.beliefs().iter().flat_map(move |belief| {
                arcs(belief.road.index()).map(move |arc: ArcId| (belief, arc.index()))
            })
        };
        for (belief, arc) in raised() {
            weight[arc] = belief.weight(profile, base[arc]);
            assert!(weight[arc] >= base[arc], "an overlay only raises weights");
        }
        let result = work(self, &weight);
        for (_, arc) in raised() {
            weight[arc] = base[arc];
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

    /// Time of a junction in this search; [`NEVER`] where it was not seen.
    fn time(&self, node: NodeId) -> u32 {
        let label = &self.labels[node.index()];
        if label.stamp == self.stamp { label.time } else { NEVER }
    }

    /// The least time of a journey by A*, with every junction of every quickest path labelled
    /// exactly; none where there is no way within the limit. `bound` is a lower bound of the time
    /// between a junction and the goal, [`NEVER`] where no way leads there.
    ///
    /// In a flood many journeys end at a place that is shut in, and A* would visit all of the
    /// county to find that out: for each junction that it visits, one is visited backwards from the
    /// goal, until they meet or nothing is left there.
    pub(super) fn find(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        search: &Search,
        bound: impl Fn(NodeId) -> u32,
    ) -> Option<u32> {
        let Search { from, to, direction, limit } = *search;
        let limit_ms = limit.and_then(|limit| u32::try_from(limit.milliseconds()).ok());
        let limit_ms = limit_ms.unwrap_or(NEVER);
        self.begin();
        assert_eq!(bound(to), 0, "nothing is left at the goal");
        let (first, stamp) = (bound(from), self.stamp);
        self.labels[from.index()] = Label { stamp, time: 0, bound: first };
        self.heap.push(first, from);
        self.behind.clear();
        self.behind.push(to);
        self.found_behind[to.index()] = stamp;
        let mut behind = Behind::Next(0);
        let mut best = NEVER;
        while let Some((estimate, node)) = self.heap.pop() {
            // Not before the least estimate exceeds the goal's time is every tie labelled.
            if estimate > best.min(limit_ms) {
                break;
            }
            let label = self.labels[node.index()];
            if estimate != label.time.saturating_add(label.bound) || node == to {
                continue;
            }
            if let Behind::Next(next) = behind {
                behind = self.look_behind(graph, weight, direction.reverse(), next);
                if behind == Behind::ShutIn {
                    return None;
                }
            }
            for (arc, other) in graph.arcs(node, direction) {
                let time = label.time.saturating_add(weight[arc.index()]);
                if self.improve(other, time, &bound) && other == to {
                    best = time;
                }
            }
        }
        assert!(best >= first, "the bound of the start exceeds the time of the journey");
        (best != NEVER && best <= limit_ms).then_some(best)
    }

    /// Whether a junction is reached sooner than known and leads on to the goal: it is labelled.
    fn improve(&mut self, node: NodeId, time: u32, bound: &impl Fn(NodeId) -> u32) -> bool {
        let seen = &mut self.labels[node.index()];
        if seen.stamp != self.stamp {
            let bound = if time == NEVER { NEVER } else { bound(node) };
            if bound == NEVER {
                return false;
            }
            *seen = Label { stamp: self.stamp, time, bound };
        } else if time < seen.time {
            seen.time = time;
        } else {
            return false;
        }
        self.heap.push(time.saturating_add(seen.bound), node);
        true
    }

    /// Visits the junction at `next` of those behind the goal.
    fn look_behind(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        direction: Direction,
        next: usize,
    ) -> Behind {
        let Some(node) = self.behind.get(next).copied() else { return Behind::ShutIn };
        for (arc, other) in graph.arcs(node, direction) {
            if weight[arc.index()] == NEVER {
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
        let mut arcs = Vec::new();
        let mut node = to;
        while node != from {
            let time = self.time(node);
            let tight = |arc: &&ArcId| {
                let before = self.time(graph.tail(**arc));
                before != NEVER && before.saturating_add(weight[arc.index()]) == time
            };
            let arc = *graph.arriving(node).iter().find(tight).expect("a label has an arc");
            arcs.push(arc);
            node = graph.tail(arc);
        }
        arcs.reverse();
        arcs
    }

    /// Junctions within the limit of the sources, with their times, in no stated order of ties.
    pub(super) fn flood(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        sources: &Sources<'_>,
    ) -> Vec<(NodeId, u32)> {
        self.begin();
        let mut reached = Vec::new();
        for node in sources.nodes {
            self.lower(*node, 0, sources.limit_ms);
        }
        while let Some((time, node)) = self.heap.pop() {
            if time != self.labels[node.index()].time {
                continue;
            }
            reached.push((node, time));
            for (arc, other) in graph.arcs(node, sources.direction) {
                let next = time.saturating_add(weight[arc.index()]);
                self.lower(other, next, sources.limit_ms);
            }
        }
        reached
    }

    /// Which junctions a way leads to from `from`.
    pub(super) fn reachable(&self, graph: &Graph, weight: &[u32], from: NodeId) -> Vec<bool> {
        let mut reachable = vec![false; graph.node_count()];
        reachable[from.index()] = true;
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            for (arc, head) in graph.arcs(node, Direction::Outward) {
                if weight[arc.index()] != NEVER && !reachable[head.index()] {
                    reachable[head.index()] = true;
                    open.push(head);
                }
            }
        }
        reachable
    }

    fn lower(&mut self, node: NodeId, time: u32, limit_ms: u32) {
        if time <= limit_ms && time < self.time(node) {
            self.labels[node.index()] = Label { stamp: self.stamp, time, bound: 0 };
            self.heap.push(time, node);
        }
    }
}
