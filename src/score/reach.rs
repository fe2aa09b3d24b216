//! From where, and until when, a place could still be reached in time over the roads as they truly
//! were. One search backwards from the place for each request and profile, bounded by the window
//! and by the teams in question.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::index::Index;
use super::track::Place;
use crate::base::id::{ArcId, NodeId, TeamId};
use crate::base::time::{Duration, Time};
use crate::county::router::Router;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// Searches backwards; what it keeps between them saves sorting and clearing.
#[derive(Debug, Default)]
pub(super) struct LatestDepartures {
    first_in: Vec<u32>,
    arcs_in: Vec<ArcId>,
    settled: Vec<bool>,
    touched: Vec<NodeId>,
}

impl LatestDepartures {
    /// Sorts the arcs into each junction, the first time.
    fn prepare(&mut self, index: &Index) {
        let network = &index.county().network;
        for node in self.touched.drain(..) {
            self.settled[node.index()] = false;
        }
        if !self.first_in.is_empty() {
            return;
        }
        self.settled = vec![false; network.nodes.len()];
        self.first_in = vec![0; network.nodes.len() + 1];
        for head in &network.head {
            self.first_in[head.index() + 1] += 1;
        }
        for node in 0..network.nodes.len() {
            self.first_in[node + 1] += self.first_in[node];
        }
        let mut next = self.first_in.clone();
        self.arcs_in = vec![ArcId(0); network.head.len()];
        for (arc, head) in network.head.iter().enumerate() {
            let place = &mut next[head.index()];
            self.arcs_in[*place as usize] = ArcId::from_index(arc);
            *place += 1;
        }
    }

    /// The latest moment at which one may leave each of the `wanted` junctions with `profile` and
    /// be at `site` in time: the window is from its start to when one must be there. Junctions
    /// from which that is before the window are left out. A road must be open from entering to
    /// leaving it; waiting at a junction for it to open is allowed.
    pub(super) fn to(
        &mut self,
        index: &Index,
        router: &Router,
        (profile, site): (Profile, NodeId),
        (from, due): (Time, Time),
        wanted: &BTreeSet<NodeId>,
    ) -> BTreeMap<NodeId, Time> {
        self.prepare(index);
        let mut latest = BTreeMap::new();
        let mut heap = BinaryHeap::from([(due, site)]);
        while let Some((until, node)) = heap.pop() {
            if latest.len() == wanted.len() {
                break;
            }
            if std::mem::replace(&mut self.settled[node.index()], true) {
                continue;
            }
            self.touched.push(node);
            if wanted.contains(&node) {
                latest.insert(node, until);
            }
            let into = self.first_in[node.index()]..self.first_in[node.index() + 1];
            for place in into {
                let arc = self.arcs_in[place as usize];
                let tail = index.county().network.tail[arc.index()];
                let Some(takes) = router.arc_time(profile, arc) else { continue };
                if self.settled[tail.index()] {
                    continue;
                }
                if let Some(leave) = latest_entry(index, profile, arc, takes, until)
                    && leave >= from
                {
                    heap.push((leave, tail));
                }
            }
        }
        latest
    }
}

/// The latest moment to enter an arc that takes so long, be out of it by `until`, and not be on it
/// while it is closed.
fn latest_entry(
    index: &Index,
    profile: Profile,
    arc: ArcId,
    takes: Duration,
    until: Time,
) -> Option<Time> {
    let road = index.county().network.road_of[arc.index()];
    let mut leave = before(until, takes)?;
    let Some(changes) = index.roads.get(&road) else { return Some(leave) };
    let mut closed_to = Time::NEVER;
    for (at, set) in changes.iter().rev() {
        let closed = !set.has(profile);
        // On the road while it was closed: out of it before that began.
        if closed && leave < closed_to && leave + takes > *at {
            leave = before(*at, takes)?;
        }
        closed_to = *at;
    }
    let first: ProfileSet = index.county().network.roads[road.index()].passable;
    let shut_at_first = !first.has(profile);
    (!(shut_at_first && leave < closed_to)).then_some(leave)
}

fn before(at: Time, takes: Duration) -> Option<Time> {
    let at = at.milliseconds();
    at.checked_sub(takes.milliseconds()).map(Time::from_milliseconds)
}

/// Where and when a team was idle in the window: at the start of each interval, and wherever it
/// came to be later in it.
pub(super) fn idle_places(
    index: &Index,
    router: &Router,
    team: TeamId,
    (from, due): (Time, Time),
) -> Vec<(Time, NodeId)> {
    let places = &index.teams[team.index()].places;
    let mut idle = Vec::new();
    for (start, end) in index.idle(team, from, due) {
        let later = places.iter().map(|(mark, _)| mark.at).filter(|at| start < *at && *at < end);
        for moment in std::iter::once(start).chain(later) {
            let place = place_at(index, router, team, moment);
            idle.extend(place.filter(|(at, _)| *at < end || *at == moment));
        }
    }
    idle
}

/// The first junction at which a team is at or after `moment`, and when.
fn place_at(index: &Index, router: &Router, team: TeamId, moment: Time) -> Option<(Time, NodeId)> {
    let places = &index.teams[team.index()].places;
    let (since, place) = places.iter().take_while(|(mark, _)| mark.at <= moment).last()?;
    match place {
        Place::At(node) => Some((moment, *node)),
        Place::Moving(arcs) => {
            let profile = index.plan().teams[team.index()].profile;
            let network = &index.county().network;
            let mut at = since.at;
            for arc in *arcs {
                if at >= moment {
                    return Some((at, network.tail[arc.index()]));
                }
                at += router.arc_time(profile, *arc).unwrap_or(Duration::ZERO);
            }
            arcs.last().map(|arc| (at.max(moment), network.head[arc.index()]))
        }
    }
}
