//! What the router must say, found the slow way: Dijkstra over arcs instead of junctions, so that a
//! forbidden turn is a step that is not taken, and ties by the words of the router's documentation.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::{Overlay, Route, Router};
use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// Quickest journeys from one junction.
pub(super) struct Oracle<'a> {
    router: &'a Router,
    profile: Profile,
    overlay: &'a Overlay,
    from: NodeId,
    /// Turns that the profile may not take: from, via, to.
    forbidden: BTreeSet<(RoadId, NodeId, RoadId)>,
    /// Least time, in ms, of a journey that ends with each arc.
    time: Vec<Option<u64>>,
}

impl<'a> Oracle<'a> {
    pub(super) fn new(
        router: &'a Router,
        profile: Profile,
        from: NodeId,
        overlay: &'a Overlay,
    ) -> Self {
        let network = router.network();
        let obeyed = network.turns.iter().filter(|turn| turn.obeyed_by.has(profile));
        let forbidden = obeyed.map(|turn| (turn.from, turn.via, turn.to)).collect();
        let time = vec![None; network.head.len()];
        let mut oracle = Self { router, profile, overlay, from, forbidden, time };
        let mut heap = BinaryHeap::new();
        let reach = |heap: &mut BinaryHeap<_>, before: u64, arc: ArcId| {
            if let Some(takes) = oracle.weight(arc) {
                heap.push(Reverse((before + takes, arc)));
            }
        };
        network.arcs_from(from).for_each(|arc| reach(&mut heap, 0, arc));
        let mut time = oracle.time.clone();
        while let Some(Reverse((at, arc))) = heap.pop() {
            if time[arc.index()].is_some() {
                continue;
            }
            time[arc.index()] = Some(at);
            for next in network.arcs_from(network.head[arc.index()]) {
                if oracle.may_turn(arc, next) {
                    reach(&mut heap, at, next);
                }
            }
        }
        oracle.time = time;
        oracle
    }

    /// Whether one may go on by `next` when one has come by `arc`.
    fn may_turn(&self, arc: ArcId, next: ArcId) -> bool {
        let network = self.router.network();
        let [from, to] = [arc, next].map(|arc| network.road_of[arc.index()]);
        !self.forbidden.contains(&(from, network.head[arc.index()], to))
    }

    fn weight(&self, arc: ArcId) -> Option<u64> {
        let time = self.router.arc_time_over(self.profile, arc, self.overlay)?;
        Some(time.milliseconds())
    }

    fn arcs(&self) -> impl Iterator<Item = ArcId> + use<> {
        (0..self.time.len()).map(ArcId::from_index)
    }

    /// The time of the quickest journey to `to`, if there is any.
    pub(super) fn time(&self, to: NodeId) -> Option<Duration> {
        let network = self.router.network();
        let arriving = self.arcs().filter(|arc| network.head[arc.index()] == to);
        let least = arriving.filter_map(|arc| self.time[arc.index()]).min();
        if to == self.from { Some(Duration::ZERO) } else { least.map(Duration::from_milliseconds) }
    }

    /// Arcs with which a quickest journey to `to` can end.
    pub(super) fn last(&self, to: NodeId) -> Vec<ArcId> {
        let network = self.router.network();
        let best = self.time(to).map(Duration::milliseconds);
        let ends = |arc: &ArcId| network.head[arc.index()] == to && self.time[arc.index()] == best;
        self.arcs().filter(|arc| to != self.from && best.is_some() && ends(arc)).collect()
    }

    /// The canonical route to `to`.
    pub(super) fn route(&self, to: NodeId) -> Option<Route> {
        let network = self.router.network();
        let time = self.time(to)?;
        let order = |arc: &ArcId| {
            (network.nodes[network.tail[arc.index()].index()].key, network.road(*arc).key)
        };
        let mut arcs = Vec::new();
        let mut last = self.last(to).into_iter().min_by_key(order);
        while let Some(arc) = last {
            arcs.push(arc);
            let before = self.time[arc.index()].unwrap() - self.weight(arc).unwrap();
            let comes = |previous: &ArcId| {
                network.head[previous.index()] == network.tail[arc.index()]
                    && self.time[previous.index()] == Some(before)
                    && self.may_turn(*previous, arc)
            };
            last = self.arcs().filter(comes).min_by_key(order);
        }
        arcs.reverse();
        Some(Route { arcs, time })
    }

    /// Asserts that `route` can be travelled from the start to `to`, in the time that it states.
    #[track_caller]
    pub(super) fn check(&self, route: &Route, to: NodeId) {
        let network = self.router.network();
        let (mut here, mut time) = (self.from, 0);
        for (place, arc) in route.arcs.iter().enumerate() {
            assert_eq!(network.tail[arc.index()], here, "arcs join");
            here = network.head[arc.index()];
            time += self.weight(*arc).expect("what is closed is not travelled");
            let next = route.arcs.get(place + 1);
            let turns = next.is_none_or(|next| self.may_turn(*arc, *next));
            assert!(turns, "a forbidden turn is not taken");
        }
        assert_eq!((here, time), (to, route.time.milliseconds()));
    }
}
