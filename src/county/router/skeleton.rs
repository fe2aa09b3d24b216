//! The graph as one profile can use it, reduced to what a search that passes by must see.
//!
//! Most junctions of a county offer no choice: they lie along a road, or on the way to a dead end.
//! **Joints** are those that do. Between joints lead **stretches**, one or more edges one after the
//! other, each of which is every way there is between its ends that meets no other joint. All other
//! vertices are **hung** between joints or onto one; those that edges join are one **region**, and
//! a search enters a region only where it begins or ends there, by the joints that are its gates.
//! Every single edge is a stretch too: without the longer ones they are the whole graph.
//!
//! Which stretches there are does not depend on times, so that the skeleton is exact under every
//! overlay: alternatives between the same joints stay side by side.

use std::ops::Range;
use std::sync::Arc;

use super::graph::{Edge, Graph, Vertex};
use super::overlay::Overlay;
use super::{Direction, NEVER};
use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::key::Key;
use crate::vocabulary::profile::Profile;

/// A vertex in the order of searches: joints first, in the order of vertices, then the hung ones,
/// each behind those between which it hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot(pub(super) u32);

/// One or more edges with no choice between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch(pub(super) u32);

impl Spot {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Stretch {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which of the stretches at a spot are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Those between two joints: a search that passes by needs no others.
    Joints,
    /// Single edges, together all that there are.
    Edges,
    /// Single edges to or from a hung spot.
    Hung,
}

/// The least times between a hung spot and those between which it hangs, at most two each way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hung {
    /// From where, and how long in ms; [`NEVER`] where there is no such way.
    pub(super) arriving: [(Spot, u32); 2],
    /// Where to, and how long in ms; [`NEVER`] where there is no such way.
    pub(super) leaving: [(Spot, u32); 2],
}

/// Where a stretch leads and which of a list of edges it consists of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    pub(super) tail: Spot,
    pub(super) head: Spot,
    pub(super) first_edge: u32,
    pub(super) edge_count: u32,
}

/// How far a quickest path has been read back.
#[derive(Debug, Clone, Copy)]
struct Read {
    /// The stretch with which it ends.
    of: Stretch,
    /// The stretch that was come to, and which of its edges was read last.
    stretch: Stretch,
    at: usize,
}

/// Where the stretches of each spot begin in a list: those of several edges, then edges to or from
/// a joint, then edges to or from a hung spot. One more than there are spots.
#[derive(Debug)]
struct Rows(Vec<[u32; 3]>);

/// The skeleton of a graph for one profile.
#[derive(Debug)]
pub(super) struct Skeleton {
    pub(super) graph: Arc<Graph>,
    spot_of: Vec<Spot>,
    vertex_of: Vec<Vertex>,
    hung: Vec<Hung>,
    /// Region of each hung spot.
    region_of: Vec<u32>,
    /// Joints by the region that can be entered from there or left to there.
    gates: Vec<(u32, Spot)>,
    /// By stretch, in the order in which they leave spots.
    courses: Vec<Course>,
    /// Least time over each stretch in ms.
    pub(super) time: Vec<u32>,
    edges: Vec<Edge>,
    /// Of each of these edges.
    arcs: Vec<ArcId>,
    leaving: Rows,
    arriving: Rows,
    arriving_stretches: Vec<Stretch>,
    /// Where each road's stretches begin; one more than there are roads.
    first_of_road: Vec<u32>,
    of_road: Vec<u32>,
}

/// What a skeleton is put together from.
pub(super) struct Parts {
    /// By spot.
    pub(super) vertex_of: Vec<Vertex>,
    pub(super) hung: Vec<Hung>,
    pub(super) region_of: Vec<u32>,
    /// Stretches in any order.
    pub(super) drafts: Vec<Course>,
    pub(super) edges: Vec<Edge>,
}

impl Skeleton {
    /// Puts the parts in order; `weight` is the time of each edge.
    pub(super) fn new(graph: Arc<Graph>, weight: &[u32], parts: Parts) -> Self {
        let Parts { vertex_of, hung, region_of, drafts, edges: written } = parts;
        let joints = vertex_of.len() - hung.len();
        let mut spot_of = vec![Spot(0); vertex_of.len()];
        for (spot, vertex) in (0..).map(Spot).zip(&vertex_of) {
            spot_of[vertex.index()] = spot;
        }
        let kind = |draft: &Course, other: Spot| match draft.edge_count {
            1 => 1 + usize::from(other.index() >= joints),
            _ => 0,
        };
        let leaving = drafts.iter().map(|it| (it.tail, kind(it, it.head)));
        let (leaving, order) = Rows::new(vertex_of.len(), leaving);
        let (mut courses, mut edges) = (Vec::with_capacity(order.len()), Vec::new());
        edges.reserve_exact(written.len());
        for stretch in &order {
            let draft = drafts[stretch.index()];
            courses.push(Course { first_edge: edges.len() as u32, ..draft });
            edges.extend_from_slice(draft.of(&written));
        }
        let arriving = courses.iter().map(|it| (it.head, kind(it, it.tail)));
        let (arriving, arriving_stretches) = Rows::new(vertex_of.len(), arriving);
        let is_gate =
            |(joint, hung): &(Spot, Spot)| joint.index() < joints && hung.index() >= joints;
        let both = courses.iter().flat_map(|it| [(it.tail, it.head), (it.head, it.tail)]);
        let mut gates: Vec<(u32, Spot)> = both
            .filter(is_gate)
            .map(|(joint, hung)| (region_of[hung.index() - joints], joint))
            .collect();
        gates.sort_unstable();
        gates.dedup();
        let roads = edges.iter().map(|edge| graph.road(*edge).index()).collect();
        let (first_of_road, at_edge) = grouped(graph.network.roads.len(), roads);
        let stretches = (0..).zip(&courses);
        let stretch_of: Vec<u32> = stretches
            .flat_map(|(stretch, it)| std::iter::repeat_n(stretch, it.edge_count as usize))
            .collect();
        let of_road = at_edge.into_iter().map(|place| stretch_of[place as usize]).collect();
        let time = |course: &Course| {
            course.of(&edges).iter().map(|edge| weight[edge.index()]).fold(0, add)
        };
        Self {
            spot_of,
            vertex_of,
            hung,
            region_of,
            gates,
            time: courses.iter().map(time).collect(),
            courses,
            arcs: edges.iter().map(|edge| graph.arc(*edge)).collect(),
            edges,
            leaving,
            arriving,
            arriving_stretches,
            first_of_road,
            of_road,
            graph,
        }
    }

    #[inline]
    pub(super) fn joint_count(&self) -> usize {
        self.vertex_of.len() - self.hung.len()
    }

    pub(super) fn spot_count(&self) -> usize {
        self.vertex_of.len()
    }

    #[inline]
    pub(super) fn is_joint(&self, spot: Spot) -> bool {
        spot.index() < self.joint_count()
    }

    #[inline]
    pub(super) fn spot(&self, vertex: Vertex) -> Spot {
        self.spot_of[vertex.index()]
    }

    #[inline]
    pub(super) fn vertex(&self, spot: Spot) -> Vertex {
        self.vertex_of[spot.index()]
    }

    /// The spots of a junction at which a search in `direction` begins, or one against it ends.
    #[inline]
    pub(super) fn ends(
        &self,
        node: NodeId,
        direction: Direction,
    ) -> impl Iterator<Item = Spot> + Clone + '_ {
        self.graph.ends(node, direction).map(|vertex| self.spot(vertex))
    }

    /// Hung spots in their order, each with what it hangs between, which stands before it.
    pub(super) fn hung(&self) -> impl Iterator<Item = (Spot, &Hung)> {
        (self.joint_count() as u32..).map(Spot).zip(&self.hung)
    }

    /// The region of a hung spot; none of a joint.
    #[inline]
    pub(super) fn region(&self, spot: Spot) -> Option<u32> {
        let hung = spot.index().checked_sub(self.joint_count())?;
        Some(self.region_of[hung])
    }

    /// Joints by which a search enters or leaves a region.
    pub(super) fn gates(&self, region: u32) -> impl Iterator<Item = Spot> + '_ {
        let first = self.gates.partition_point(|gate| gate.0 < region);
        self.gates[first..].iter().take_while(move |gate| gate.0 == region).map(|gate| gate.1)
    }

    /// Edges of a stretch in the order of travel.
    #[inline]
    pub(super) fn edges(&self, stretch: Stretch) -> &[Edge] {
        self.courses[stretch.index()].of(&self.edges)
    }

    /// Arcs of a stretch in the order of travel.
    #[inline]
    pub(super) fn arcs(&self, stretch: Stretch) -> &[ArcId] {
        self.courses[stretch.index()].of(&self.arcs)
    }

    #[inline]
    pub(super) fn tail(&self, stretch: Stretch) -> Spot {
        self.courses[stretch.index()].tail
    }

    #[inline]
    pub(super) fn head(&self, stretch: Stretch) -> Spot {
        self.courses[stretch.index()].head
    }

    /// Stretches by which a journey goes on from `spot` (outward) or has come there (inward), each
    /// with the spot at its other end.
    #[inline]
    pub(super) fn stretches(
        &self,
        spot: Spot,
        direction: Direction,
        part: Part,
    ) -> impl Iterator<Item = (Stretch, Spot)> + '_ {
        let rows = match direction {
            Direction::Outward => &self.leaving,
            Direction::Inward => &self.arriving,
        };
        rows.of(spot, part).map(move |place| match direction {
            Direction::Outward => (Stretch(place), self.head(Stretch(place))),
            Direction::Inward => {
                let stretch = self.arriving_stretches[place as usize];
                (stretch, self.tail(stretch))
            }
        })
    }

    /// The time over a stretch in ms as `overlay` has it, the edges having the times `weight`.
    pub(super) fn time_over(
        &self,
        stretch: Stretch,
        weight: &[u32],
        profile: Profile,
        overlay: &Overlay,
    ) -> u32 {
        let time = |edge: &Edge| {
            let base = weight[edge.index()];
            let belief = overlay.belief(self.graph.road(*edge));
            belief.map_or(base, |belief| belief.weight(profile, base))
        };
        self.edges(stretch).iter().map(time).fold(0, add)
    }

    /// Stretches that lead over a road, in either direction.
    pub(super) fn of_road(&self, road: RoadId) -> impl Iterator<Item = Stretch> + '_ {
        let first = self.first_of_road[road.index()] as usize;
        let last = self.first_of_road[road.index() + 1] as usize;
        self.of_road[first..last].iter().map(|stretch| Stretch(*stretch))
    }

    /// What decides between two stretches that enter a junction equally soon.
    fn order(&self, stretch: Stretch) -> (Key, Key) {
        let last = self.edges(stretch).last();
        self.graph.order(*last.expect("a stretch has edges"))
    }

    /// The stretch by which the canonical path enters `spot`, given the times of all spots that are
    /// on a quickest path to it; none where nothing leads there.
    pub(super) fn entering(
        &self,
        spot: Spot,
        weight: &[u32],
        time: impl Fn(Spot) -> u32,
    ) -> Option<Stretch> {
        self.first(self.tight(spot, weight, &time), weight, &time)
    }

    /// The stretch by which the canonical path comes to a goal that has these spots, `step` being
    /// that by which it enters each.
    pub(super) fn coming(
        &self,
        goals: impl Iterator<Item = Spot> + Clone,
        step: impl Fn(Spot) -> Option<Stretch>,
        weight: &[u32],
        time: impl Fn(Spot) -> u32,
    ) -> Option<Stretch> {
        let soonest = goals.clone().map(&time).min()?;
        let goals = goals.filter(|goal| time(*goal) == soonest);
        self.first(goals.filter_map(&step), weight, &time)
    }

    /// Of stretches that end quickest paths to one junction, all equally quick, the one that ends
    /// the canonical path.
    fn first(
        &self,
        stretches: impl Iterator<Item = Stretch> + Clone,
        weight: &[u32],
        time: &impl Fn(Spot) -> u32,
    ) -> Option<Stretch> {
        let mut all = stretches.clone();
        let (first, second) = (all.next()?, all.next());
        if second.is_none() {
            return Some(first);
        }
        // A stretch and its own last edge are one way: the longer one is read at once.
        let key = |stretch: &Stretch| {
            (self.order(*stretch), std::cmp::Reverse(self.edges(*stretch).len()))
        };
        let first = [first].into_iter().chain(second).chain(all).min_by_key(key)?;
        if !self.graph.is_split() {
            return Some(first);
        }
        // One arc may leave several copies of its tail, and enter several of its head.
        let last = |stretch: Stretch| self.edges(stretch).last();
        let mut ties: Vec<Stretch> = stretches
            .filter(|other| last(*other) != last(first) && self.order(*other) == self.order(first))
            .collect();
        if ties.is_empty() {
            return Some(first);
        }
        ties.push(first);
        Some(self.first_before(&ties, weight, time))
    }

    /// Of stretches that end quickest paths to one junction with one arc, the one that ends the
    /// canonical path: the arcs before the last decide, read back over all of those paths at once
    /// until those that are left end with one stretch.
    fn first_before(
        &self,
        ends: &[Stretch],
        weight: &[u32],
        time: &impl Fn(Spot) -> u32,
    ) -> Stretch {
        let at_end = |of, stretch| Read { of, stretch, at: self.edges(stretch).len() - 1 };
        let mut read: Vec<Read> = ends.iter().map(|end| at_end(*end, *end)).collect();
        while read.iter().any(|other| other.of != read[0].of) {
            let mut before = Vec::new();
            for Read { of, stretch, at } in read {
                match at.checked_sub(1) {
                    Some(at) => before.push(Read { of, stretch, at }),
                    None => {
                        let tight = self.tight(self.tail(stretch), weight, time);
                        before.extend(tight.map(|stretch| at_end(of, stretch)));
                    }
                }
            }
            let edge = |read: &Read| self.edges(read.stretch)[read.at];
            before.sort_by_cached_key(|read| {
                (self.graph.order(edge(read)), edge(read), std::cmp::Reverse(read.at))
            });
            before.dedup_by_key(|read| edge(read));
            let first = before.first().map(|read| self.graph.order(edge(read)));
            before.retain(|read| Some(self.graph.order(edge(read))) == first);
            read = before;
        }
        read[0].of
    }

    /// Stretches that end quickest paths to `spot`.
    fn tight(
        &self,
        spot: Spot,
        weight: &[u32],
        time: &impl Fn(Spot) -> u32,
    ) -> impl Iterator<Item = Stretch> + Clone {
        let here = time(spot);
        let all = self.arriving.all(spot);
        let all = &self.arriving_stretches[all.start as usize..all.end as usize];
        all.iter().copied().filter(move |stretch| {
            let before = time(self.tail(*stretch));
            before != NEVER && add(before, weight[stretch.index()]) == here
        })
    }
}

impl Course {
    /// Its own part of what the list has of each edge.
    #[inline]
    fn of<T>(self, all: &[T]) -> &[T] {
        &all[self.first_edge as usize..][..self.edge_count as usize]
    }
}

impl Rows {
    /// Rows of `count` spots, and the stretches that they hold; of each stretch the spot and which
    /// of the three it belongs to.
    fn new(count: usize, stretches: impl Iterator<Item = (Spot, usize)>) -> (Self, Vec<Stretch>) {
        let places = stretches.map(|(spot, kind)| 3 * spot.index() + kind).collect();
        let (first, stretches) = grouped(3 * count, places);
        let mut rows: Vec<[u32; 3]> =
            first.chunks_exact(3).map(|first| [first[0], first[1], first[2]]).collect();
        rows.push([stretches.len() as u32; 3]);
        (Self(rows), stretches.into_iter().map(Stretch).collect())
    }

    #[inline]
    fn of(&self, spot: Spot, part: Part) -> Range<u32> {
        let [through, edges, hung] = self.0[spot.index()];
        match part {
            Part::Joints => through..hung,
            Part::Edges => edges..self.0[spot.index() + 1][0],
            Part::Hung => hung..self.0[spot.index() + 1][0],
        }
    }

    fn all(&self, spot: Spot) -> Range<u32> {
        self.0[spot.index()][0]..self.0[spot.index() + 1][0]
    }
}

/// The sum of two times in ms; [`NEVER`] where either is, or where it grows beyond all measure.
fn add(one: u32, other: u32) -> u32 {
    one.saturating_add(other)
}

/// Places of things by their groups, in order: where each of the `count` groups begins, and the
/// places.
fn grouped(count: usize, group_of: Vec<usize>) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0; count + 1];
    for group in &group_of {
        first[group + 1] += 1;
    }
    for group in 0..count {
        first[group + 1] += first[group];
    }
    let mut next = first.clone();
    let mut places = vec![0; group_of.len()];
    for (place, group) in (0..).zip(group_of) {
        places[next[group] as usize] = place;
        next[group] += 1;
    }
    (first, places)
}
