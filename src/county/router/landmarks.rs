//! Lower bounds of travel times from landmarks (ALT: A*, landmarks, triangle inequality; Goldberg
//! and Harrelson 2005), over base weights, which every overlay can only raise.
//!
//! Landmarks are joints, chosen where the bounds are weakest ("avoid", Goldberg and Werneck 2005).
//! Of a time only the whole units are kept, so that all bounds of a spot lie side by side in one
//! line of a cache; what is lost by it is less than two units, of some 100 ms in a county.

use super::graph::Graph;
use super::search::{Scratch, Sources};
use super::skeleton::{Part, Skeleton, Spot, Stretch};
use super::{Direction, NEVER};
use crate::base::id::NodeId;

/// Landmarks of a network, at most.
const LANDMARKS_MAX: usize = 16;
/// Stands for a time that no journey takes.
const NEVER_UNITS: u16 = u16::MAX;

/// Times between a spot and the landmarks, in units: from each, then to each.
type Row = [u16; 2 * LANDMARKS_MAX];

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

/// Times between spots and one landmark in ms.
#[derive(Debug)]
struct Times {
    from: Vec<u32>,
    to: Vec<u32>,
}

impl Landmarks {
    /// Chooses landmarks in the largest part of the skeleton.
    pub(super) fn choose(skeleton: &Skeleton, scratch: &mut Scratch) -> Self {
        let part = largest_part(skeleton, scratch);
        let mut chosen: Vec<Times> = Vec::new();
        for attempt in 0..2 * LANDMARKS_MAX {
            if chosen.len() == LANDMARKS_MAX || part.is_empty() {
                break;
            }
            // Roots are spread over the part by the golden ratio.
            let root = part[(attempt * 40_503 % 65_536) * part.len() / 65_536];
            if let Some(spot) = Avoid::new(skeleton, root, scratch).weakest(skeleton, &chosen) {
                chosen.push(Times::of(skeleton, spot, scratch));
            }
        }
        chosen.iter_mut().for_each(|times| times.reach_hung(skeleton));
        Self::new(skeleton.spot_count(), &chosen)
    }

    fn new(count: usize, times: &[Times]) -> Self {
        let all = times.iter().flat_map(|times| times.from.iter().chain(&times.to));
        let longest = all.copied().filter(|time| *time != NEVER).max().unwrap_or_default();
        let unit_ms = longest / u32::from(NEVER_UNITS) + 1;
        let units = |time: u32| match time {
            NEVER => NEVER_UNITS,
            time => u16::try_from(time / unit_ms).expect("the longest time has fewer units"),
        };
        let mut rows = vec![[NEVER_UNITS; 2 * LANDMARKS_MAX]; count];
        for (landmark, times) in times.iter().enumerate() {
            for ((row, from), to) in rows.iter_mut().zip(&times.from).zip(&times.to) {
                row[landmark] = units(*from);
                row[LANDMARKS_MAX + landmark] = units(*to);
            }
        }
        Self { unit_ms, rows }
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
    fn of(skeleton: &Skeleton, landmark: Spot, scratch: &mut Scratch) -> Self {
        let mut both = [Direction::Outward, Direction::Inward].map(|direction| {
            let mut times = vec![NEVER; skeleton.spot_count()];
            let sources = Sources { spots: &[landmark], direction, limit_ms: NEVER - 1 };
            for (spot, time) in scratch.flood(skeleton, &skeleton.time, &sources, Part::Joints) {
                times[spot.index()] = time;
            }
            times
        });
        let [from, to] = &mut both;
        Self { from: std::mem::take(from), to: std::mem::take(to) }
    }

    /// Adds the times of hung spots, each from those between which it hangs.
    fn reach_hung(&mut self, skeleton: &Skeleton) {
        let least = |times: &[u32], ends: &[(Spot, u32)]| {
            let time = ends.iter().map(|(spot, more)| times[spot.index()].saturating_add(*more));
            time.min().unwrap_or(NEVER)
        };
        for (spot, hung) in skeleton.hung() {
            self.from[spot.index()] = least(&self.from, &hung.arriving);
            self.to[spot.index()] = least(&self.to, &hung.leaving);
        }
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

/// A shortest-path tree over joints, to find where a landmark is missing.
struct Avoid {
    root: Spot,
    /// By time.
    reached: Vec<(Spot, u32)>,
    /// By joint.
    times: Vec<u32>,
}

impl Avoid {
    fn new(skeleton: &Skeleton, root: Spot, scratch: &mut Scratch) -> Self {
        let direction = Direction::Outward;
        let sources = Sources { spots: &[root], direction, limit_ms: NEVER - 1 };
        let reached = scratch.flood(skeleton, &skeleton.time, &sources, Part::Joints);
        let mut times = vec![NEVER; skeleton.joint_count()];
        for (spot, time) in &reached {
            times[spot.index()] = *time;
        }
        Self { root, reached, times }
    }

    /// The joint before `spot` on a quickest path from the root.
    fn before(&self, skeleton: &Skeleton, spot: Spot) -> Option<Spot> {
        let here = self.times[spot.index()];
        let mut arriving = skeleton.stretches(spot, Direction::Inward, Part::Joints);
        let is_tight = |(stretch, tail): &(Stretch, Spot)| {
            let over = skeleton.time[stretch.index()];
            self.times[tail.index()].saturating_add(over) == here
        };
        arriving.find(is_tight).map(|(_, tail)| tail)
    }

    /// The end of the branch on which the bounds fall short by the most in sum, and on which no
    /// landmark lies.
    fn weakest(&self, skeleton: &Skeleton, chosen: &[Times]) -> Option<Spot> {
        let mut short = vec![0_u64; self.times.len()];
        let mut has_landmark = vec![false; self.times.len()];
        let mut bounds = vec![0; self.times.len()];
        chosen.iter().for_each(|times| times.raise(&mut bounds, self.root));
        // Of each spot the branch that falls short by the most.
        let mut branch: Vec<Option<Spot>> = vec![None; self.times.len()];
        let mut worst: Option<Spot> = None;
        for (spot, time) in self.reached.iter().rev() {
            let place = spot.index();
            has_landmark[place] |= chosen.iter().any(|times| times.from[place] == 0);
            short[place] += u64::from(time - bounds[place]);
            if has_landmark[place] {
                short[place] = 0;
            } else if worst.is_none_or(|worst| short[worst.index()] < short[place]) {
                worst = Some(*spot);
            }
            if let Some(before) = self.before(skeleton, *spot).filter(|_| *spot != self.root) {
                let place = before.index();
                has_landmark[place] |= has_landmark[spot.index()];
                short[place] += short[spot.index()];
                let is_worse = |known: Spot| short[known.index()] < short[spot.index()];
                if !has_landmark[spot.index()] && branch[place].is_none_or(is_worse) {
                    branch[place] = Some(*spot);
                }
            }
        }
        let worst = worst.filter(|worst| short[worst.index()] > 0)?;
        std::iter::successors(Some(worst), |spot| branch[spot.index()]).last()
    }
}

/// Joints of the part of the skeleton that most of them can be reached in, by the key of their
/// junction.
fn largest_part(skeleton: &Skeleton, scratch: &mut Scratch) -> Vec<Spot> {
    let graph: &Graph = &skeleton.graph;
    let key = |spot: &Spot| graph.network.nodes[graph.node(skeleton.vertex(*spot)).index()].key;
    let joint_count = skeleton.joint_count();
    let mut order: Vec<Spot> = (0..joint_count as u32).map(Spot).collect();
    order.sort_by_cached_key(key);
    let mut seen = vec![false; joint_count];
    let mut largest: Vec<Spot> = Vec::new();
    for spot in order {
        if seen[spot.index()] {
            continue;
        }
        let direction = Direction::Outward;
        let sources = Sources { spots: &[spot], direction, limit_ms: NEVER - 1 };
        let reached = scratch.flood(skeleton, &skeleton.time, &sources, Part::Joints);
        reached.iter().for_each(|(other, _)| seen[other.index()] = true);
        if reached.len() > largest.len() {
            largest = reached.into_iter().map(|(spot, _)| spot).collect();
        }
        // Nearly always the largest, and good enough where it is not.
        if 2 * largest.len() >= joint_count {
            break;
        }
    }
    largest.sort_by_cached_key(key);
    largest
}
