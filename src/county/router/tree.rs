//! Shortest-path trees over base weights: from a place to everywhere, or from everywhere to it.
//! They know no overlay; whether a path of theirs meets one is asked when the path is walked.

use super::overlay::Overlay;
use super::search::{Scratch, Sources};
use super::skeleton::{Part, Skeleton, Spot, Stretch};
use super::{Direction, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::vocabulary::profile::Profile;

/// Stands for "no stretch".
const NO_STRETCH: Stretch = Stretch(u32::MAX);

/// A shortest-path tree.
#[derive(Debug)]
pub(super) struct Tree {
    root: NodeId,
    direction: Direction,
    /// Time between the root and each spot in ms; [`NEVER`] where no way leads.
    time: Vec<u32>,
    /// The stretch towards the root: of a tree outward the canonical one that arrives, of one
    /// inward a quickest one that leaves.
    step: Vec<Stretch>,
    /// Of a tree inward: spots that two quickest edges leave, where the canonical path cannot be
    /// told from here. One bit each.
    tied: Vec<u64>,
}

impl Tree {
    /// The tree of `root`.
    pub(super) fn grow(
        skeleton: &Skeleton,
        root: NodeId,
        direction: Direction,
        scratch: &mut Scratch,
    ) -> Self {
        let count = skeleton.spot_count();
        let mut tree = Self {
            root,
            direction,
            time: vec![NEVER; count],
            step: vec![NO_STRETCH; count],
            tied: Vec::new(),
        };
        let spots: Vec<Spot> = skeleton.ends(root, direction).collect();
        let sources = Sources { spots: &spots, direction, limit_ms: NEVER - 1 };
        let reached = scratch.flood(skeleton, &skeleton.time, &sources, Part::Edges);
        for (spot, time) in &reached {
            tree.time[spot.index()] = *time;
        }
        match direction {
            Direction::Outward => tree.join_outward(skeleton, &reached),
            Direction::Inward => tree.join_inward(skeleton, &reached),
        }
        tree
    }

    fn join_outward(&mut self, skeleton: &Skeleton, reached: &[(Spot, u32)]) {
        for (spot, _) in reached.iter().filter(|(_, time)| *time > 0) {
            let step = skeleton.entering(*spot, &skeleton.time, |other| self.time[other.index()]);
            let step = step.expect("what is reached has an edge that reaches it");
            self.step[spot.index()] = step;
        }
    }

    fn join_inward(&mut self, skeleton: &Skeleton, reached: &[(Spot, u32)]) {
        self.tied = vec![0; self.time.len().div_ceil(64)];
        for (spot, time) in reached.iter().filter(|(_, time)| *time > 0) {
            let tight = |part| {
                let stretches = skeleton.stretches(*spot, Direction::Outward, part);
                stretches.filter(|(stretch, head)| {
                    let over = skeleton.time[stretch.index()];
                    self.time[head.index()].saturating_add(over) == *time
                })
            };
            // Long stretches come first among those between joints, and begin with an edge.
            let long = skeleton.is_joint(*spot).then(|| tight(Part::Joints).next()).flatten();
            let mut edges = tight(Part::Edges);
            let edge = edges.next();
            let is_tied = edges.next().is_some();
            let (step, _) = long.or(edge).expect("what reaches the root has an edge that leads on");
            if is_tied {
                self.tied[spot.index() / 64] |= 1 << (spot.0 % 64);
            }
            self.step[spot.index()] = step;
        }
    }

    /// Where it grows from.
    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    /// Time between the root and a spot in ms, [`NEVER`] where no way leads.
    #[inline]
    pub(super) fn bound(&self, spot: Spot) -> u32 {
        self.time[spot.index()]
    }

    /// Time of a journey between the root and a junction in ms, [`NEVER`] where no way leads.
    pub(super) fn time(&self, skeleton: &Skeleton, node: NodeId) -> u32 {
        let ends = skeleton.ends(node, self.direction.reverse());
        ends.map(|spot| self.bound(spot)).min().unwrap_or(NEVER)
    }

    #[inline]
    fn step(&self, spot: Spot) -> Option<Stretch> {
        let step = self.step[spot.index()];
        (step != NO_STRETCH).then_some(step)
    }

    /// The step of the tree's path between the root and `node` that is nearest to `node`; none at
    /// the root, and where no way leads.
    fn first_step(&self, skeleton: &Skeleton, node: NodeId) -> Option<Stretch> {
        let mut ends = skeleton.ends(node, self.direction.reverse());
        match self.direction {
            Direction::Inward => ends.next().and_then(|spot| self.step(spot)),
            Direction::Outward if node == self.root => None,
            Direction::Outward => {
                let time = |spot| self.bound(spot);
                skeleton.coming(ends, |spot| self.step(spot), &skeleton.time, time)
            }
        }
    }

    /// Stretches between `node` and the root, beginning at `node`.
    fn steps<'a>(
        &'a self,
        skeleton: &'a Skeleton,
        node: NodeId,
    ) -> impl Iterator<Item = Stretch> + 'a {
        std::iter::successors(self.first_step(skeleton, node), move |stretch| {
            self.step(match self.direction {
                Direction::Outward => skeleton.tail(*stretch),
                Direction::Inward => skeleton.head(*stretch),
            })
        })
    }

    /// Whether the tree's path between `node`, which it reaches, and the root meets nothing that
    /// `overlay` raises.
    pub(super) fn is_clean(
        &self,
        skeleton: &Skeleton,
        profile: Profile,
        node: NodeId,
        overlay: &Overlay,
    ) -> bool {
        let mut edges = self.steps(skeleton, node).flat_map(|step| skeleton.edges(step));
        overlay.is_empty() || !edges.any(|edge| overlay.raises(skeleton.graph.road(*edge), profile))
    }

    /// The canonical path from the root to `node`, which the tree reaches; none where `overlay`
    /// raises a part of it.
    pub(super) fn path_from_root(
        &self,
        skeleton: &Skeleton,
        profile: Profile,
        node: NodeId,
        overlay: &Overlay,
    ) -> Option<Vec<ArcId>> {
        debug_assert_eq!(self.direction, Direction::Outward);
        if !self.is_clean(skeleton, profile, node, overlay) {
            return None;
        }
        let mut arcs = Vec::with_capacity(super::USUAL_ARCS);
        for step in self.steps(skeleton, node) {
            let edges = skeleton.edges(step).iter().rev();
            arcs.extend(edges.map(|edge| skeleton.graph.arc(*edge)));
        }
        arcs.reverse();
        Some(arcs)
    }

    /// The path from `node`, which the tree reaches, to the root where it is the only quickest one;
    /// none where others tie with it or `overlay` raises a part of it.
    pub(super) fn only_path_to_root(
        &self,
        skeleton: &Skeleton,
        profile: Profile,
        node: NodeId,
        overlay: &Overlay,
    ) -> Option<Vec<ArcId>> {
        debug_assert_eq!(self.direction, Direction::Inward);
        let graph = &skeleton.graph;
        let mut edges = self.steps(skeleton, node).flat_map(|step| skeleton.edges(step));
        let is_tied = edges.any(|edge| {
            let tail = skeleton.spot(graph.tail(*edge));
            self.tied[tail.index() / 64] >> (tail.0 % 64) & 1 == 1
        });
        if is_tied || !self.is_clean(skeleton, profile, node, overlay) {
            return None;
        }
        let edges = self.steps(skeleton, node).flat_map(|step| skeleton.edges(step));
        Some(edges.map(|edge| graph.arc(*edge)).collect())
    }
}
