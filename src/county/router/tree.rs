//! Shortest-path trees over base weights: from a place to everywhere, or from everywhere to it.
//! They know no overlay; whether a path of theirs meets one is asked when the path is walked.

use super::graph::{Edge, Graph, Vertex};
use super::overlay::Overlay;
use super::search::{self, Scratch, Sources};
use super::{Direction, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::vocabulary::profile::Profile;

/// Stands for "no edge".
const NO_EDGE: Edge = Edge(u32::MAX);

/// A shortest-path tree.
#[derive(Debug)]
pub(super) struct Tree {
    root: NodeId,
    direction: Direction,
    /// Time between the root and each vertex in ms; [`NEVER`] where no way leads.
    time: Vec<u32>,
    /// The edge towards the root: of a tree outward the canonical one that arrives, of one inward
    /// a quickest one that leaves.
    step: Vec<Edge>,
    /// Of a tree inward: vertices that two quickest edges leave, where the canonical path cannot
    /// be told from here. One bit each.
    tied: Vec<u64>,
}

impl Tree {
    /// The tree of `root`.
    pub(super) fn grow(
        graph: &Graph,
        weight: &[u32],
        root: NodeId,
        direction: Direction,
        scratch: &mut Scratch,
    ) -> Self {
        let count = graph.vertex_count();
        let mut tree = Self {
            root,
            direction,
            time: vec![NEVER; count],
            step: vec![NO_EDGE; count],
            tied: Vec::new(),
        };
        let sources = Sources { nodes: &[root], direction, limit_ms: NEVER - 1 };
        let reached = scratch.flood(graph, weight, &sources);
        for (vertex, time) in &reached {
            tree.time[vertex.index()] = *time;
        }
        match direction {
            Direction::Outward => tree.join_outward(graph, weight, &reached),
            Direction::Inward => tree.join_inward(graph, weight, &reached),
        }
        tree
    }

    fn join_outward(&mut self, graph: &Graph, weight: &[u32], reached: &[(Vertex, u32)]) {
        for (vertex, _) in reached.iter().filter(|(_, time)| *time > 0) {
            let edge = graph.entering(*vertex, weight, |other| self.time[other.index()]);
            let edge = edge.expect("what is reached has an edge that reaches it");
            self.step[vertex.index()] = edge;
        }
    }

    fn join_inward(&mut self, graph: &Graph, weight: &[u32], reached: &[(Vertex, u32)]) {
        self.tied = vec![0; self.time.len().div_ceil(64)];
        for (vertex, time) in reached.iter().filter(|(_, time)| *time > 0) {
            let mut tight = graph.edges(*vertex, Direction::Outward).filter(|(edge, head)| {
                let after = self.time[head.index()];
                after != NEVER && after.saturating_add(weight[edge.index()]) == *time
            });
            let (edge, _) = tight.next().expect("what reaches the root has an edge that leads on");
            if tight.next().is_some() {
                self.tied[vertex.index() / 64] |= 1 << (vertex.0 % 64);
            }
            self.step[vertex.index()] = edge;
        }
    }

    /// Where it grows from.
    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    /// Time between the root and a vertex in ms, [`NEVER`] where no way leads.
    pub(super) fn bound(&self, vertex: Vertex) -> u32 {
        self.time[vertex.index()]
    }

    /// Time of a journey between the root and a junction in ms, [`NEVER`] where no way leads.
    pub(super) fn time(&self, graph: &Graph, node: NodeId) -> u32 {
        let ends = graph.ends(node, self.direction.reverse());
        ends.map(|vertex| self.bound(vertex)).min().unwrap_or(NEVER)
    }

    /// The step of the tree's path between the root and `node` that is nearest to `node`; none at
    /// the root, and where no way leads.
    fn step(&self, graph: &Graph, node: NodeId) -> Option<Edge> {
        let step = |vertex: Vertex| {
            let step = self.step[vertex.index()];
            (step != NO_EDGE).then_some(step)
        };
        match self.direction {
            Direction::Inward => step(Vertex(node.0)),
            Direction::Outward if node == self.root => None,
            Direction::Outward => {
                let goals = graph.ends(node, Direction::Inward);
                search::first_of(graph, goals.map(|goal| (self.bound(goal), step(goal))))
            }
        }
    }

    /// Edges between `node` and the root, beginning at `node`.
    fn steps<'a>(&'a self, graph: &'a Graph, node: NodeId) -> impl Iterator<Item = Edge> + 'a {
        std::iter::successors(self.step(graph, node), move |edge| {
            let vertex = match self.direction {
                Direction::Outward => graph.tail(*edge),
                Direction::Inward => graph.head(*edge),
            };
            let step = self.step[vertex.index()];
            (step != NO_EDGE).then_some(step)
        })
    }

    /// Whether the tree's path between `node`, which it reaches, and the root meets nothing that
    /// `overlay` raises.
    pub(super) fn is_clean(
        &self,
        graph: &Graph,
        profile: Profile,
        node: NodeId,
        overlay: &Overlay,
    ) -> bool {
        let raised = |edge: Edge| overlay.raises(graph.road(edge), profile);
        overlay.is_empty() || !self.steps(graph, node).any(raised)
    }

    /// The canonical path from the root to `node`, which the tree reaches; none where `overlay`
    /// raises a part of it.
    pub(super) fn path_from_root(
        &self,
        graph: &Graph,
        profile: Profile,
        node: NodeId,
        overlay: &Overlay,
    ) -> Option<Vec<ArcId>> {
        debug_assert_eq!(self.direction, Direction::Outward);
        if !self.is_clean(graph, profile, node, overlay) {
            return None;
        }
        let mut arcs: Vec<ArcId> = self.steps(graph, node).map(|edge| graph.arc(edge)).collect();
        arcs.reverse();
        Some(arcs)
    }

    /// The path from `node`, which the tree reaches, to the root where it is the only quickest one;
    /// none where others tie with it or `overlay` raises a part of it.
    pub(super) fn only_path_to_root(
        &self,
        graph: &Graph,
        profile: Profile,
        node: NodeId,
        overlay: &Overlay,
    ) -> Option<Vec<ArcId>> {
        debug_assert_eq!(self.direction, Direction::Inward);
        let tied = |edge: Edge| {
            let tail = graph.tail(edge);
            self.tied[tail.index() / 64] >> (tail.0 % 64) & 1 == 1
        };
        let alone = !self.steps(graph, node).any(tied);
        (alone && self.is_clean(graph, profile, node, overlay))
            .then(|| self.steps(graph, node).map(|edge| graph.arc(edge)).collect())
    }
}
