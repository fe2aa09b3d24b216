//! What the router must say, found the slow way: Dijkstra over the last arcs of journeys instead of
//! junctions, so that a forbidden turn is a step that is not taken, and ties by the words of the
//! router's documentation.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::{Overlay, Route, Router};
use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// The last arcs of a journey, of which the last forbidden turn can have something to say: those
/// over whose roads one leads, the one before them, and no more than the longest one has.
type History = Vec<ArcId>;

/// How the journeys that end with a history are quickest, ms, and the history before that of the
/// first of them in order; none at the start.
type Best = (u64, Option<History>);

/// Quickest journeys from one junction.
pub(super) struct Oracle<'a> {
    router: &'a Router,
    profile: Profile,
    overlay: &'a Overlay,
    from: NodeId,
    /// Turns that the profile may not take: the junction, and the roads from the first to the last.
    forbidden: BTreeSet<(NodeId, Vec<RoadId>)>,
    /// Roads over which one of them leads.
    over: BTreeSet<RoadId>,
    best: BTreeMap<History, Best>,
}

impl<'a> Oracle<'a> {
    pub(super) fn new(
        router: &'a Router,
        profile: Profile,
        from: NodeId,
        overlay: &'a Overlay,
    ) -> Self {
        let obeyed: Vec<_> = router.network().turns.iter().collect();
        let obeyed = obeyed.into_iter().filter(|turn| turn.obeyed_by.has(profile));
        let over = obeyed.clone().flat_map(|turn| turn.over.iter().copied()).collect();
        let roads =
            obeyed.map(|turn| (turn.via, [&[turn.from], &turn.over[..], &[turn.to]].concat()));
        let (forbidden, best) = (roads.collect(), BTreeMap::new());
        let mut oracle = Self { router, profile, overlay, from, forbidden, over, best };
        oracle.run();
        oracle
    }

    fn run(&mut self) {
        let network = self.router.network();
        let mut heap = BinaryHeap::new();
        for arc in network.arcs_from(self.from) {
            let takes = self.weight(arc);
            heap.extend(takes.map(|takes| Reverse((takes, vec![arc], None))));
        }
        while let Some(Reverse((time, history, before))) = heap.pop() {
            let known = self.best.get(&history);
            let is_first = known.is_none_or(|(known, other)| {
                *known == time && self.order(before.as_ref()).lt(self.order(other.as_ref()))
            });
            if known.is_none() {
                for next in network.arcs_from(self.head(&history)) {
                    let takes = self.weight(next).filter(|_| self.may_turn(&history, next));
                    let longer = || (self.after(&history, next), Some(history.clone()));
                    heap.extend(takes.map(|takes| {
                        let (longer, before) = longer();
                        Reverse((time + takes, longer, before))
                    }));
                }
            }
            if is_first {
                self.best.insert(history, (time, before));
            }
        }
    }

    /// Whether one may go on by `next` with that history.
    fn may_turn(&self, history: &[ArcId], next: ArcId) -> bool {
        let network = self.router.network();
        let roads: Vec<RoadId> =
            history.iter().chain([&next]).map(|arc| network.road_of[arc.index()]).collect();
        let begins = |first: usize| (network.head[history[first].index()], roads[first..].to_vec());
        !(0..history.len()).any(|first| self.forbidden.contains(&begins(first)))
    }

    /// The history of whoever goes on by `next`.
    fn after(&self, history: &[ArcId], next: ArcId) -> History {
        let road_of = &self.router.network().road_of;
        let longest = self.forbidden.iter().map(|(_, roads)| roads.len() - 1).max().unwrap_or(1);
        let mut longer = [history, &[next]].concat();
        let is_before = |arc: &ArcId| !self.over.contains(&road_of[arc.index()]);
        let first = longer.iter().rposition(is_before).unwrap_or(0);
        longer.split_off(first.max(longer.len().saturating_sub(longest)))
    }

    fn head(&self, history: &[ArcId]) -> NodeId {
        self.router.network().head[history[history.len() - 1].index()]
    }

    fn weight(&self, arc: ArcId) -> Option<u64> {
        let time = self.router.arc_time_over(self.profile, arc, self.overlay)?;
        Some(time.milliseconds())
    }

    /// The arcs of the first of the quickest journeys that end with a history, the last one first.
    fn back<'b>(&'b self, history: Option<&'b History>) -> impl Iterator<Item = ArcId> + 'b {
        let histories = std::iter::successors(history, |history| self.best[*history].1.as_ref());
        histories.map(|history| history[history.len() - 1])
    }

    /// What decides between two of them.
    fn order<'b>(&'b self, history: Option<&'b History>) -> impl Iterator<Item = (Key, Key)> + 'b {
        let network = self.router.network();
        self.back(history).map(|arc| {
            (network.nodes[network.tail[arc.index()].index()].key, network.road(arc).key)
        })
    }

    /// The time of the quickest journey to `to`, if there is any.
    pub(super) fn time(&self, to: NodeId) -> Option<Duration> {
        let arriving = self.best.iter().filter(|(history, _)| self.head(history) == to);
        let least = arriving.map(|(_, (time, _))| *time).min();
        if to == self.from { Some(Duration::ZERO) } else { least.map(Duration::from_milliseconds) }
    }

    /// Histories with which a quickest journey to `to` can end.
    pub(super) fn last(&self, to: NodeId) -> Vec<&History> {
        let best = self.time(to).map(Duration::milliseconds).filter(|_| to != self.from);
        let is_best = |(history, (time, _)): &(&History, &Best)| {
            self.head(history) == to && best == Some(*time)
        };
        self.best.iter().filter(is_best).map(|(history, _)| history).collect()
    }

    /// The canonical route to `to`.
    pub(super) fn route(&self, to: NodeId) -> Option<Route> {
        let time = self.time(to)?;
        let order = |history: &&History| self.order(Some(*history)).collect::<Vec<_>>();
        let last = self.last(to).into_iter().min_by_key(order);
        let mut arcs: Vec<ArcId> = self.back(last).collect();
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
            let turns = place == 0 || self.may_turn(&route.arcs[..place], *arc);
            assert!(turns, "a forbidden turn is not taken");
        }
        assert_eq!((here, time), (to, route.time.milliseconds()));
    }
}
