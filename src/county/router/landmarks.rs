//! Lower bounds of travel times from landmarks (ALT: A*, landmarks, triangle inequality; Goldberg
//! and Harrelson 2005), over base weights, which every overlay can only raise.
//!
//! Landmarks are joints, chosen where the bounds are weakest ("avoid", Goldberg and Werneck 2005).
//! Of a time only the whole units are kept, so that all bounds of a spot lie side by side in one
//! line of a cache; what is lost by it is less than two units, of some 100 ms in a county.

use super::joints::{Flood, Joints};
use super::skeleton::{Hung, Skeleton, Spot};
use super::{Direction, NEVER};
use crate::base::id::NodeId;

/// Landmarks of a network, at most.
const LANDMARKS_MAX: usize = 16;
/// Stands for a time that no journey takes.
const NEVER_UNITS: u16 = u16::MAX;

/// Times between a spot and the landmarks, in units: from each, then to each.
type Row = [u16; 2 * LANDMARKS_MAX];

/// The same in ms.
type TimeRow = [u32; 2 * LANDMARKS_MAX];

/// Times between every spot and every landmark.
#[derive(Debug)]
pub(super) struct Landmarks {
    unit_ms: u32,
    rows: Vec<Row>,
}

/// Bounds of the time to one goal.
pub(super) struct Towards<'a> {
    landmarks: &'a Landmarks,
    at_goal: Row,
}

/// Times between joints and one landmark in ms.
#[derive(Debug)]
struct Times {
    from: Vec<u32>,
    to: Vec<u32>,
}

impl Landmarks {
    /// Chooses landmarks in the largest part of the skeleton.
    pub(super) fn choose(skeleton: &Skeleton) -> Self {
        let joints = Joints::new(skeleton);
        let part = largest_part(skeleton, &joints);
        let mut chosen: Vec<Times> = Vec::new();
        for attempt in 0..2 * LANDMARKS_MAX {
            if chosen.len() == LANDMARKS_MAX || part.is_empty() {
                break;
            }
            // Roots are spread over the part by the golden ratio.
            let root = part[(attempt * 40_503 % 65_536) * part.len() / 65_536];
            let tree = joints.flood(root, Direction::Outward);
            if let Some(landmark) = weakest(&tree, root, &chosen) {
                chosen.push(Times::of(&joints, landmark));
            }
        }
        Self::new(skeleton, &chosen)
    }

    fn new(skeleton: &Skeleton, chosen: &[Times]) -> Self {
        let mut rows = Vec::with_capacity(skeleton.spot_count());
        rows.resize(skeleton.joint_count(), [NEVER; 2 * LANDMARKS_MAX]);
        for (landmark, times) in chosen.iter().enumerate() {
            for ((row, from), to) in rows.iter_mut().zip(&times.from).zip(&times.to) {
                row[landmark] = *from;
                row[LANDMARKS_MAX + landmark] = *to;
            }
        }
        for (_, hung) in skeleton.hung() {
            rows.push(between(&rows, hung));
        }
        let known = rows.as_flattened().iter().copied().filter(|time| *time != NEVER);
        let longest = known.max().unwrap_or_default();
        let shift = (0..u32::BITS).find(|shift| longest >> shift < u32::from(NEVER_UNITS));
        let shift = shift.expect("a time of 32 bits has 16 of them in front");
        let units = |time: u32| if time == NEVER { NEVER_UNITS } else { (time >> shift) as u16 };
        Self { unit_ms: 1 << shift, rows: rows.into_iter().map(|row| row.map(units)).collect() }
    }

    #[inline]
    fn of(&self, spot: Spot) -> &Row {
        &self.rows[spot.index()]
    }

    /// The least time from each landmark to any end of the goal, and the greatest to it from any:
    /// what holds of the one at which a journey ends, whichever it is.
    fn at_goal(&self, goals: impl Iterator<Item = Spot>) -> Row {
        let mut row =
            std::array::from_fn(|slot| if slot < LANDMARKS_MAX { NEVER_UNITS } else { 0 });
        for goal in goals {
            for (slot, (units, own)) in row.iter_mut().zip(self.of(goal)).enumerate() {
                *units = if slot < LANDMARKS_MAX { *own.min(units) } else { *own.max(units) };
            }
        }
        row
    }

    /// Bounds towards `goal`; none where a landmark proves that there is no way from `start`.
    pub(super) fn towards(
        &self,
        skeleton: &Skeleton,
        start: NodeId,
        goal: NodeId,
    ) -> Option<Towards<'_>> {
        let at_goal = self.at_goal(skeleton.ends(goal, Direction::Inward));
        // From the landmark the start can be reached and the goal not; or the goal leads to the
        // landmark and the start does not: then no way leads from start to goal.
        let is_proof = |at_start: &Row| {
            let (from, to) = (0..LANDMARKS_MAX, LANDMARKS_MAX..2 * LANDMARKS_MAX);
            let misses = |one: u16, other: u16| one == NEVER_UNITS && other != NEVER_UNITS;
            from.into_iter().any(|slot| misses(at_goal[slot], at_start[slot]))
                || to.into_iter().any(|slot| misses(at_start[slot], at_goal[slot]))
        };
        let mut starts = skeleton.ends(start, Direction::Outward);
        let has_way = starts.any(|start| !is_proof(self.of(start)));
        has_way.then_some(Towards { landmarks: self, at_goal })
    }
}

impl Towards<'_> {
    /// Lower bound of the time from `spot` to the goal, in ms.
    ///
    /// The best of both sides of the triangle: the landmark's time to the goal less that to here,
    /// and the time from here to the landmark less that from the goal. Each is rounded down, so
    /// that their difference is too large by less than one unit.
    #[inline]
    pub(super) fn bound(&self, spot: Spot) -> u32 {
        let here = self.landmarks.of(spot);
        let mut best = [0; LANDMARKS_MAX];
        for (slot, best) in best.iter_mut().enumerate() {
            let (from, to) = (slot, LANDMARKS_MAX + slot);
            let by_from = self.at_goal[from].saturating_sub(here[from]);
            let by_to = here[to].saturating_sub(self.at_goal[to]);
            *best = by_from.max(by_to);
        }
        let best = best.into_iter().fold(0, u16::max);
        u32::from(best.saturating_sub(1)) * self.landmarks.unit_ms
    }
}

impl Times {
    /// Times between a landmark and all joints.
    fn of(joints: &Joints, landmark: Spot) -> Self {
        let times = |direction| joints.flood(landmark, direction).times;
        Self { from: times(Direction::Outward), to: times(Direction::Inward) }
    }

    /// Raises `bounds`, by joint, to what this landmark knows of the time from `root` at least.
    fn raise(&self, bounds: &mut [u32], root: Spot) {
        let ahead = |near: u32, far: u32| {
            let is_known = near != NEVER && far != NEVER;
            if is_known { far.saturating_sub(near) } else { 0 }
        };
        let (from_root, to_root) = (self.from[root.index()], self.to[root.index()]);
        for ((bound, from), to) in bounds.iter_mut().zip(&self.from).zip(&self.to) {
            *bound = ahead(from_root, *from).max(ahead(*to, to_root)).max(*bound);
        }
    }
}

/// Times of a hung spot, from those of the spots between which it hangs.
fn between(rows: &[TimeRow], hung: &Hung) -> TimeRow {
    let mut row = [NEVER; 2 * LANDMARKS_MAX];
    let (from, to) = row.split_at_mut(LANDMARKS_MAX);
    for (own, ends, first) in [(from, hung.arriving, 0), (to, hung.leaving, LANDMARKS_MAX)] {
        for (spot, more) in ends.iter().filter(|end| end.1 != NEVER) {
            for (own, time) in own.iter_mut().zip(&rows[spot.index()][first..]) {
                *own = time.saturating_add(*more).min(*own);
            }
        }
    }
    row
}

/// The end of the branch of a tree on which the bounds fall short by the most in sum, and on which
/// no landmark lies.
fn weakest(tree: &Flood, root: Spot, chosen: &[Times]) -> Option<Spot> {
    let count = tree.times.len();
    let mut short = vec![0_u64; count];
    let mut has_landmark = vec![false; count];
    let mut bounds = vec![0; count];
    chosen.iter().for_each(|times| times.raise(&mut bounds, root));
    for spot in &tree.reached {
        has_landmark[spot.index()] = chosen.iter().any(|times| times.from[spot.index()] == 0);
    }
    // Of each spot the branch that falls short by the most.
    let mut branch: Vec<Option<Spot>> = vec![None; count];
    let mut worst: Option<Spot> = None;
    for spot in tree.reached.iter().rev() {
        let place = spot.index();
        short[place] += u64::from(tree.times[place] - bounds[place]);
        if has_landmark[place] {
            short[place] = 0;
        } else if worst.is_none_or(|worst| short[worst.index()] < short[place]) {
            worst = Some(*spot);
        }
        if *spot != root {
            let before = tree.before[place].index();
            has_landmark[before] |= has_landmark[place];
            short[before] += short[place];
            let is_worse = |known: Spot| short[known.index()] < short[place];
            if !has_landmark[place] && branch[before].is_none_or(is_worse) {
                branch[before] = Some(*spot);
            }
        }
    }
    let worst = worst.filter(|worst| short[worst.index()] > 0)?;
    std::iter::successors(Some(worst), |spot| branch[spot.index()]).last()
}

/// Joints of the part of the skeleton that most of them can be reached in, by the key of their
/// junction.
fn largest_part(skeleton: &Skeleton, joints: &Joints) -> Vec<Spot> {
    let graph = &skeleton.graph;
    let key = |spot: &Spot| graph.network.nodes[graph.node(skeleton.vertex(*spot)).index()].key;
    let mut order: Vec<Spot> = (0..joints.count() as u32).map(Spot).collect();
    order.sort_by_cached_key(key);
    let mut is_seen = vec![false; joints.count()];
    let mut largest: Vec<Spot> = Vec::new();
    for spot in &order {
        if is_seen[spot.index()] {
            continue;
        }
        let reached = joints.flood(*spot, Direction::Outward).reached;
        reached.iter().for_each(|other| is_seen[other.index()] = true);
        if reached.len() > largest.len() {
            largest = reached;
        }
        // Nearly always the largest, and good enough where it is not.
        if 2 * largest.len() >= joints.count() {
            break;
        }
    }
    largest.sort_by_cached_key(key);
    largest
}
