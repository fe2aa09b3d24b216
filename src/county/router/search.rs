//! Searches over weighted arcs with working memory that is kept between them: A* with landmarks
//! from one junction to another, Dijkstra around one or more. Results depend on nothing left over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::landmarks::Landmarks;
use super::overlay::Overlay;
use super::{Direction, Graph, NEVER};
use crate::base::id::{ArcId, NodeId};
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

/// Where a search around places begins, and how far it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) nodes: &'a [NodeId],
    pub(super) direction: Direction,
    pub(super) limit_ms: u32,
}

/// Working memory of searches.
#[derive(Debug)]
pub(super) struct Scratch {
    labels: Vec<Label>,
    stamp: u32,
    /// Junctions to look at, by time plus bound; ties by id, which reach no result: times are
    /// exact when the search ends, and paths are read from times alone.
    heap: BinaryHeap<Reverse<(u32, NodeId)>>,
    /// Base weights of each profile by its code, to be raised and restored; empty until needed.
    weights: Vec<Vec<u32>>,
}

impl Scratch {
    pub(super) fn new(node_count: usize) -> Self {
        Self {
            labels: vec![Label { stamp: 0, time: NEVER, bound: 0 }; node_count],
            stamp: 0,
            heap: BinaryHeap::new(),
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
        self.heap.clear();
        if self.stamp == u32::MAX {
            self.labels.fill(Label { stamp: 0, time: NEVER, bound: 0 });
            self.stamp = 0;
        }
        self.stamp += 1;
    }

    /// Time of a junction in this search; [`NEVER`] where it was not seen.
    fn time(&self, node: NodeId) -> u32 {
        let label = &self.labels[node.index()];
        if label.stamp == self.stamp { label.time } else { NEVER }
    }

    /// Whether no way leads from `from` to `to`: both sides are visited in turn, until they meet or
    /// one is at its end. In a flood many journeys end at a place that is shut in, and A* would
    /// visit the whole county to find that out.
    pub(super) fn are_apart(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        from: NodeId,
        to: NodeId,
    ) -> bool {
        self.begin();
        let mut sides = [vec![from], vec![to]];
        self.labels[from.index()] = Label { stamp: self.stamp, time: 0, bound: 0 };
        self.labels[to.index()] = Label { stamp: self.stamp, time: 1, bound: 0 };
        for next in 0.. {
            for (number, side) in sides.iter_mut().enumerate() {
                let Some(node) = side.get(next).copied() else { return true };
                let arcs_out = graph.network.arcs_from(node).filter(|_| number == 0);
                let arcs_in = graph.arriving(node).iter().copied().filter(|_| number == 1);
                for arc in arcs_out.chain(arcs_in) {
                    if weight[arc.index()] == NEVER {
                        continue;
                    }
                    let other = if number == 0 { graph.head(arc) } else { graph.tail(arc) };
                    let label = &mut self.labels[other.index()];
                    if label.stamp != self.stamp {
                        *label = Label { stamp: self.stamp, time: number as u32, bound: 0 };
                        side.push(other);
                    } else if label.time != number as u32 {
                        return false;
                    }
                }
            }
        }
        unreachable!("a side ends where there are no more junctions")
    }

    /// The least time from `from` to `to` by A*, with every junction of every quickest path
    /// labelled exactly; none where there is no way.
    pub(super) fn find(
        &mut self,
        graph: &Graph,
        weight: &[u32],
        landmarks: &Landmarks,
        from: NodeId,
        to: NodeId,
    ) -> Option<u32> {
        let goal = landmarks.towards(from, to)?;
        self.begin();
        assert_eq!(goal.bound(to), 0, "nothing is left at the goal");
        let first = goal.bound(from);
        let stamp = self.stamp;
        self.labels[from.index()] = Label { stamp, time: 0, bound: first };
        self.heap.push(Reverse((first, from)));
        let mut best = NEVER;
        while let Some(Reverse((estimate, node))) = self.heap.pop() {
            // Not before the least estimate exceeds the goal's time is every tie labelled.
            if estimate > best {
                break;
            }
            let label = self.labels[node.index()];
            if estimate != label.time.saturating_add(label.bound) || node == to {
                continue;
            }
            for arc in graph.network.arcs_from(node) {
                let time = label.time.saturating_add(weight[arc.index()]);
                let head = graph.head(arc);
                let seen = &mut self.labels[head.index()];
                if seen.stamp != stamp {
                    if time == NEVER {
                        continue;
                    }
                    *seen = Label { stamp, time, bound: goal.bound(head) };
                } else if time < seen.time {
                    seen.time = time;
                } else {
                    continue;
                }
                if head == to {
                    best = time;
                }
                self.heap.push(Reverse((time.saturating_add(seen.bound), head)));
            }
        }
        assert!(best >= first, "the bound of the start exceeds the time of the journey");
        (best != NEVER).then_some(best)
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
        while let Some(Reverse((time, node))) = self.heap.pop() {
            if time != self.labels[node.index()].time {
                continue;
            }
            reached.push((node, time));
            match sources.direction {
                Direction::Outward => {
                    for arc in graph.network.arcs_from(node) {
                        let next = time.saturating_add(weight[arc.index()]);
                        self.lower(graph.head(arc), next, sources.limit_ms);
                    }
                }
                Direction::Inward => {
                    for arc in graph.arriving(node) {
                        let next = time.saturating_add(weight[arc.index()]);
                        self.lower(graph.tail(*arc), next, sources.limit_ms);
                    }
                }
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
            for arc in graph.network.arcs_from(node) {
                let head = graph.head(arc);
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
            self.heap.push(Reverse((time, node)));
        }
    }
}
