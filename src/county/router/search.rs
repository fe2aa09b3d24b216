//! Searches over weighted stretches with working memory that is kept between them: A* from one
//! junction to another, Dijkstra around one or more. Results depend on nothing left over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::overlay::Overlay;
use super::skeleton::{Part, Skeleton, Spot, Stretch};
use super::{Direction, NEVER};
use crate::base::id::{ArcId, NodeId};
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// What a search knows of a spot.
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
    /// Whether all roads are at their best, so that bounds tell what is shut in.
    pub(super) is_open: bool,
}

/// Where a search around places begins, junctions or spots, and how far it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a, P> {
    pub(super) places: &'a [P],
    pub(super) direction: Direction,
    pub(super) limit_ms: u32,
}

/// Spots to look at, by time plus bound; ties by number, which reach no result: times are exact
/// when the search ends, and paths are read from times alone. Both are one number, so that one
/// comparison tells.
#[derive(Debug, Default)]
struct Heap(BinaryHeap<Reverse<u64>>);

impl Heap {
    #[inline]
    fn push(&mut self, estimate: u32, spot: Spot) {
        self.0.push(Reverse(u64::from(estimate) << 32 | u64::from(spot.0)));
    }

    #[inline]
    fn pop(&mut self) -> Option<(u32, Spot)> {
        let Reverse(entry) = self.0.pop()?;
        Some(((entry >> 32) as u32, Spot(entry as u32)))
    }
}

/// Spots that a search visits for each one that it visits behind its goal.
const BEHIND_EVERY: u32 = 4;

/// How far the spots behind a goal have been visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The place of the next one.
    Next(usize),
    /// One is a spot that the search has reached: a way leads to the goal.
    Met,
    /// All of them, and the search has reached none: no way leads there.
    ShutIn,
}

/// The ends of a journey, and the regions in which they hang: what a search may enter.
#[derive(Debug)]
struct Ends {
    goals: Vec<Spot>,
    regions: Vec<u32>,
    /// Joints from which those regions are entered or left.
    gates: Vec<Spot>,
}

/// Times over stretches as an overlay raises them.
#[derive(Debug, Default)]
struct Raised {
    overlay: Overlay,
    /// By stretch; empty until needed.
    weight: Vec<u32>,
}

/// Working memory of searches.
#[derive(Debug)]
pub(super) struct Scratch {
    labels: Vec<Label>,
    stamp: u32,
    heap: Heap,
    /// Spots from which the goal can be reached, in the order in which they were found, and the
    /// search that found each spot to be one.
    behind: Vec<Spot>,
    found_behind: Vec<u32>,
    /// For each profile by its code: overlays come again and again.
    raised: Vec<Raised>,
}

impl Ends {
    fn new(skeleton: &Skeleton, search: &Search) -> Self {
        let starts = skeleton.ends(search.from, search.direction);
        let goals: Vec<Spot> = skeleton.ends(search.to, search.direction.reverse()).collect();
        let ends = starts.chain(goals.iter().copied());
        let mut regions: Vec<u32> = ends.filter_map(|spot| skeleton.region(spot)).collect();
        regions.sort_unstable();
        regions.dedup();
        let mut gates: Vec<Spot> =
            regions.iter().flat_map(|region| skeleton.gates(*region)).collect();
        gates.sort_unstable();
        gates.dedup();
        Self { goals, regions, gates }
    }

    /// Stretches by which the search goes on from `spot`.
    #[inline]
    fn onward<'a>(
        &'a self,
        skeleton: &'a Skeleton,
        spot: Spot,
        direction: Direction,
    ) -> impl Iterator<Item = (Stretch, Spot)> + 'a {
        let part = if skeleton.is_joint(spot) { Part::Joints } else { Part::Edges };
        let is_gate = !self.gates.is_empty() && self.gates.binary_search(&spot).is_ok();
        let inside = is_gate.then(|| skeleton.stretches(spot, direction, Part::Hung));
        let is_open = |(_, other): &(Stretch, Spot)| {
            skeleton.region(*other).is_some_and(|region| self.regions.contains(&region))
        };
        let inside = inside.into_iter().flatten().filter(is_open);
        skeleton.stretches(spot, direction, part).chain(inside)
    }
}

impl Raised {
    /// Raises and lowers what the overlays differ in. `base` is the time of each edge.
    fn turn_to(&mut self, skeleton: &Skeleton, profile: Profile, base: &[u32], overlay: &Overlay) {
        if self.weight.is_empty() {
            self.weight.extend_from_slice(&skeleton.time);
        }
        if self.overlay == *overlay {
            return;
        }
        let before = std::mem::replace(&mut self.overlay, overlay.clone());
        let roads = overlay.differing(&before);
        let mut stretches: Vec<Stretch> = roads.flat_map(|road| skeleton.of_road(road)).collect();
        stretches.sort_unstable();
        stretches.dedup();
        for stretch in stretches {
            let time = skeleton.time_over(stretch, base, profile, overlay);
            let least = skeleton.time[stretch.index()];
            assert!(time >= least, "an overlay only raises weights");
            self.weight[stretch.index()] = time;
        }
    }
}

impl Scratch {
    pub(super) fn new(spot_count: usize) -> Self {
        Self {
            labels: vec![Label { stamp: 0, time: NEVER, bound: 0 }; spot_count],
            stamp: 0,
            heap: Heap::default(),
            behind: Vec::new(),
            found_behind: vec![0; spot_count],
            raised: Profile::ALL.iter().map(|_| Raised::default()).collect(),
        }
    }

    /// Runs `work` over the times of stretches for `profile` as `overlay` raises them; `base` is
    /// the time of each edge.
    pub(super) fn over<T>(
        &mut self,
        skeleton: &Skeleton,
        profile: Profile,
        base: &[u32],
        overlay: &Overlay,
        work: impl FnOnce(&mut Self, &[u32]) -> T,
    ) -> T {
        if overlay.is_empty() {
            return work(self, &skeleton.time);
        }
        let slot = usize::from(profile.code());
        let mut raised = std::mem::take(&mut self.raised[slot]);
        raised.turn_to(skeleton, profile, base, overlay);
        let result = work(self, &raised.weight);
        self.raised[slot] = raised;
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

    /// Time of a spot in this search; [`NEVER`] where it was not seen.
    #[inline]
    fn time(&self, spot: Spot) -> u32 {
        let label = &self.labels[spot.index()];
        if label.stamp == self.stamp { label.time } else { NEVER }
    }

    /// Spots that the search before has seen.
    #[cfg(test)]
    pub(super) fn seen(&self) -> usize {
        self.labels.iter().filter(|label| label.stamp == self.stamp).count()
    }

    /// The least time of a journey by A*, with every joint of every quickest path labelled exactly,
    /// and every hung spot of the regions where it begins and ends; none where there is no way
    /// within the limit. `bound` is a lower bound of the time between a spot and the goal,
    /// [`NEVER`] where no way leads there.
    ///
    /// In a flood many journeys end at a place that is shut in, and A* would visit all of the
    /// county to find that out: for every fourth spot that it visits, one is visited backwards from
    /// the goal, until they meet or nothing is left there. Over open roads the bounds know that.
    pub(super) fn find(
        &mut self,
        skeleton: &Skeleton,
        weight: &[u32],
        search: &Search,
        bound: impl Fn(Spot) -> u32,
    ) -> Option<u32> {
        let Search { from, direction, limit, .. } = *search;
        let limit_ms = limit.and_then(|limit| u32::try_from(limit.milliseconds()).ok());
        // What takes longer is of no interest.
        let mut until = limit_ms.unwrap_or(NEVER - 1);
        self.begin();
        let ends = Ends::new(skeleton, search);
        let mut first = NEVER;
        for start in skeleton.ends(from, direction) {
            first = first.min(bound(start));
            self.improve(start, 0, until, &bound);
        }
        self.behind.clear();
        for goal in &ends.goals {
            assert_eq!(bound(*goal), 0, "nothing is left at the goal");
            self.behind.push(*goal);
            self.found_behind[goal.index()] = self.stamp;
        }
        let mut behind = if search.is_open { Behind::Met } else { Behind::Next(0) };
        let (mut best, mut visited) = (NEVER, 0_u32);
        while let Some((estimate, spot)) = self.heap.pop() {
            // Not before the least estimate exceeds the goal's time is every tie labelled.
            if estimate > until {
                break;
            }
            let label = self.labels[spot.index()];
            let is_old = estimate != label.time.saturating_add(label.bound);
            if is_old || ends.goals.contains(&spot) {
                continue;
            }
            visited += 1;
            if let Behind::Next(next) = behind
                && visited.is_multiple_of(BEHIND_EVERY)
            {
                behind = self.look_behind(skeleton, weight, &ends, direction.reverse(), next);
                if behind == Behind::ShutIn {
                    return None;
                }
            }
            ends.onward(skeleton, spot, direction).for_each(|(stretch, other)| {
                let time = label.time.saturating_add(weight[stretch.index()]);
                let improved = self.improve(other, time, until, &bound);
                if improved && ends.goals.contains(&other) {
                    best = best.min(time);
                    until = until.min(time);
                }
            });
        }
        assert!(best >= first, "the bound of the start exceeds the time of the journey");
        (best != NEVER).then_some(best)
    }

    /// Whether a spot is reached sooner than known and leads on to the goal within `until`: it is
    /// labelled.
    #[inline]
    fn improve(&mut self, spot: Spot, time: u32, until: u32, bound: &impl Fn(Spot) -> u32) -> bool {
        let seen = &mut self.labels[spot.index()];
        let is_new = seen.stamp != self.stamp;
        if time > until || !is_new && time >= seen.time {
            return false;
        }
        let bound = if is_new { bound(spot) } else { seen.bound };
        let estimate = time.saturating_add(bound);
        if estimate > until {
            return false;
        }
        *seen = Label { stamp: self.stamp, time, bound };
        self.heap.push(estimate, spot);
        true
    }

    /// Visits the spot at `next` of those behind the goal.
    fn look_behind(
        &mut self,
        skeleton: &Skeleton,
        weight: &[u32],
        ends: &Ends,
        direction: Direction,
        next: usize,
    ) -> Behind {
        let Some(spot) = self.behind.get(next).copied() else { return Behind::ShutIn };
        for (stretch, other) in ends.onward(skeleton, spot, direction) {
            if weight[stretch.index()] == NEVER {
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
        skeleton: &Skeleton,
        weight: &[u32],
        from: NodeId,
        to: NodeId,
    ) -> Vec<ArcId> {
        let time = |spot| self.time(spot);
        let goals = skeleton.ends(to, Direction::Inward);
        let enter = |spot| skeleton.entering(spot, weight, time);
        let mut last = skeleton.coming(goals, enter, weight, time);
        let start = skeleton.ends(from, Direction::Outward).next();
        let mut arcs = Vec::with_capacity(super::USUAL_ARCS);
        while let Some(stretch) = last {
            arcs.extend(skeleton.arcs(stretch).iter().rev());
            let spot = skeleton.tail(stretch);
            last = if start == Some(spot) { None } else { enter(spot) };
        }
        arcs.reverse();
        arcs
    }

    /// Spots within the limit of the sources, with their times, by time and in no stated order of
    /// ties.
    pub(super) fn flood(
        &mut self,
        skeleton: &Skeleton,
        weight: &[u32],
        sources: &Sources<'_, Spot>,
    ) -> Vec<(Spot, u32)> {
        self.begin();
        let mut reached = Vec::new();
        for start in sources.places {
            self.improve(*start, 0, sources.limit_ms, &|_| 0);
        }
        while let Some((time, spot)) = self.heap.pop() {
            if time != self.labels[spot.index()].time {
                continue;
            }
            reached.push((spot, time));
            for (stretch, other) in skeleton.stretches(spot, sources.direction, Part::Edges) {
                let next = time.saturating_add(weight[stretch.index()]);
                self.improve(other, next, sources.limit_ms, &|_| 0);
            }
        }
        reached
    }

    /// Which junctions a way leads to from `from`.
    pub(super) fn reachable(&self, skeleton: &Skeleton, weight: &[u32], from: NodeId) -> Vec<bool> {
        let graph = &skeleton.graph;
        let mut reachable = vec![false; graph.network.nodes.len()];
        let mut seen = vec![false; skeleton.spot_count()];
        let mut open: Vec<Spot> = skeleton.ends(from, Direction::Outward).collect();
        open.iter().for_each(|start| seen[start.index()] = true);
        while let Some(spot) = open.pop() {
            reachable[graph.node(skeleton.vertex(spot)).index()] = true;
            for (stretch, head) in skeleton.stretches(spot, Direction::Outward, Part::Edges) {
                if weight[stretch.index()] != NEVER && !seen[head.index()] {
                    seen[head.index()] = true;
                    open.push(head);
                }
            }
        }
        reachable
    }
}
