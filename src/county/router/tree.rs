//! Shortest-path trees over base weights: from a place to everywhere, or from everywhere to it.
//! They know no overlay; whether a path of theirs meets one is asked when the path is walked.

use super::overlay::Overlay;
use super::search::{Scratch, Sources};
use super::{Direction, Graph, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::vocabulary::profile::Profile;

/// Stands for "no arc".
const NO_ARC: ArcId = ArcId(u32::MAX);

/// A shortest-path tree.
#[derive(Debug)]
pub(super) struct Tree {
    root: NodeId,
    direction: Direction,
    /// Time between the root and each junction in ms; [`NEVER`] where no way leads.
    time: Vec<u32>,
    /// The arc towards the root: of a tree outward the canonical arc that arrives, of one inward
    /// a quickest arc that leaves.
    step: Vec<ArcId>,
    /// Of a tree inward: junctions that two quickest arcs leave, where the canonical path cannot
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
        let count = graph.node_count();
        let mut tree = Self {
            root,
            direction,
            time: vec![NEVER; count],
            step: vec![NO_ARC; count],
            tied: Vec::new(),
        };
        let sources = Sources { nodes: &[root], direction, limit_ms: NEVER - 1 };
        let reached = scratch.flood(graph, weight, &sources);
        for (node, time) in &reached {
            tree.time[node.index()] = *time;
        }
        match direction {
            Direction::Outward => tree.join_outward(graph, weight, &reached),
            Direction::Inward => tree.join_inward(graph, weight, &reached),
        }
        tree
    }

    fn join_outward(&mut self, graph: &Graph, weight: &[u32], reached: &[(NodeId, u32)]) {
        for (node, time) in reached.iter().filter(|(node, _)| *node != self.root) {
            let tight = |arc: &&ArcId| {
                let before = self.time[graph.tail(**arc).index()];
                before != NEVER && before.saturating_add(weight[arc.index()]) == *time
            };
            let arc = graph.arriving(*node).iter().find(tight);
            self.step[node.index()] = *arc.expect("what is reached has an arc that reaches it");
        }
    }

    fn join_inward(&mut self, graph: &Graph, weight: &[u32], reached: &[(NodeId, u32)]) {
        self.tied = vec![0; self.time.len().div_ceil(64)];
        for (node, time) in reached.iter().filter(|(node, _)| *node != self.root) {
            let mut tight = graph.network.arcs_from(*node).filter(|arc| {
                let after = self.time[graph.head(*arc).index()];
                after != NEVER && after.saturating_add(weight[arc.index()]) == *time
            });
            let arc = tight.next().expect("what reaches the root has an arc that leads there");
            if tight.next().is_some() {
                self.tied[node.index() / 64] |= 1 << (node.0 % 64);
            }
            self.step[node.index()] = arc;
        }
    }

    /// Where it grows from.
    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    /// Time between the root and `node` in ms, [`NEVER`] where no way leads.
    pub(super) fn time(&self, node: NodeId) -> u32 {
        self.time[node.index()]
    }

    /// Arcs between `node` and the root, beginning at `node`.
    fn steps<'a>(&'a self, graph: &'a Graph, node: NodeId) -> impl Iterator<Item = ArcId> + 'a {
        let mut here = node;
        std::iter::from_fn(move || {
            let arc = (here != self.root).then(|| self.step[here.index()])?;
            here = match self.direction {
                Direction::Outward => graph.tail(arc),
                Direction::Inward => graph.head(arc),
            };
            Some(arc)
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
        let raised = |arc: ArcId| overlay.raises(graph.network.road_of[arc.index()], profile);
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
        let mut arcs: Vec<ArcId> = self.steps(graph, node).collect();
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
        let tied = |arc: ArcId| {
            let tail = graph.tail(arc);
            self.tied[tail.index() / 64] >> (tail.0 % 64) & 1 == 1
        };
        let alone = !self.steps(graph, node).any(tied);
        (alone && self.is_clean(graph, profile, node, overlay))
            .then(|| self.steps(graph, node).collect())
    }
}
