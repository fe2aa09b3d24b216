//! Shortest-path trees over base weights: from a place to everywhere, or from everywhere to it.
//! They know no overlay; whether a path of theirs meets one is asked when the path is walked.

use super::overlay::Overlay;
use super::search::{Scratch, Sources};
use super::skeleton::{Part, Skeleton, Spot, Stretch};
use super::{Direction, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::vocabulary::profile::Profile;

/// One step towards a root.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// The stretch that is taken.
    stretch: Stretch,
    /// Where it leads to, towards the root; the root's own spots, and what the tree does not
    /// reach, lead to themselves.
    next: Spot,
    /// Edges from here to the root.
    edges: u32,
}

/// A shortest-path tree.
#[derive(Debug)]
pub(super) struct Tree {
    root: NodeId,
    direction: Direction,
    /// Time between the root and each spot in ms; [`NEVER`] where no way leads.
    time: Vec<u32>,
    /// By spot: of a tree outward the canonical stretch that arrives, of one inward a quickest one
    /// that leaves.
    step: Vec<Step>,
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
            step: (0..count as u32).map(Spot).map(Step::none).collect(),
            tied: Vec::new(),
        };
        let spots: Vec<Spot> = skeleton.ends(root, direction).collect();
        let sources = Sources { places: &spots, direction, limit_ms: NEVER - 1 };
        let reached = scratch.flood(skeleton, &skeleton.time, &sources);
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
            self.join(skeleton, *spot, step, skeleton.tail(step));
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
            let step = long.or(edge).expect("what reaches the root has an edge that leads on");
            if is_tied {
                self.tied[spot.index() / 64] |= 1 << (spot.0 % 64);
            }
            self.join(skeleton, *spot, step.0, step.1);
        }
    }

    /// Joins a spot to `next`, which has been joined: it is nearer to the root.
    fn join(&mut self, skeleton: &Skeleton, spot: Spot, stretch: Stretch, next: Spot) {
        let edges = self.step[next.index()].edges + skeleton.edges(stretch).len() as u32;
        self.step[spot.index()] = Step { stretch, next, edges };
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

    /// The stretch by which the journey between the root and a spot comes there, or leaves it.
    #[inline]
    fn step(&self, spot: Spot) -> Option<Stretch> {
        let Step { stretch, next, .. } = self.step[spot.index()];
        (next != spot).then_some(stretch)
    }

    /// The spot of `node` at which the journey between it and the root begins or ends; none where
    /// there is no such journey.
    fn end(&self, skeleton: &Skeleton, node: NodeId) -> Option<Spot> {
        let mut ends = skeleton.ends(node, self.direction.reverse());
        match self.direction {
            Direction::Inward => ends.next(),
            Direction::Outward if node == self.root => None,
            Direction::Outward => {
                let (step, time) = (|spot| self.step(spot), |spot| self.bound(spot));
                let coming = skeleton.coming(ends, step, &skeleton.time, time);
                coming.map(|stretch| skeleton.head(stretch))
            }
        }
    }

    /// Stretches between a spot and the root, beginning at the spot.
    #[inline]
    fn steps(&self, from: Option<Spot>) -> impl Iterator<Item = Stretch> + '_ {
        let mut at = from;
        std::iter::from_fn(move || {
            let spot = at?;
            let Step { stretch, next, .. } = self.step[spot.index()];
            at = Some(next);
            (next != spot).then_some(stretch)
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
        if overlay.is_empty() {
            return true;
        }
        let mut edges = self.steps(self.end(skeleton, node)).flat_map(|step| skeleton.edges(step));
        !edges.any(|edge| overlay.raises(skeleton.graph.road(*edge), profile))
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
        let Some(end) = self.end(skeleton, node) else { return Some(Vec::new()) };
        // Filled from its end: a tree is walked towards its root.
        let mut arcs = vec![ArcId(0); self.step[end.index()].edges as usize];
        let mut places = arcs.iter_mut().rev();
        for step in self.steps(Some(end)) {
            for (arc, place) in skeleton.arcs(step).iter().rev().zip(&mut places) {
                *place = *arc;
            }
        }
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
        let steps = || self.steps(self.end(skeleton, node));
        let is_tied = steps().flat_map(|step| skeleton.edges(step)).any(|edge| {
            let tail = skeleton.spot(skeleton.graph.tail(*edge));
            self.tied[tail.index() / 64] >> (tail.0 % 64) & 1 == 1
        });
        if is_tied || !self.is_clean(skeleton, profile, node, overlay) {
            return None;
        }
        Some(steps().flat_map(|step| skeleton.arcs(step)).copied().collect())
    }
}

impl Step {
    const fn none(spot: Spot) -> Self {
        Self { stretch: Stretch(u32::MAX), next: spot, edges: 0 }
    }
}
