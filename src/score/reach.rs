//! From where, and until when, a place could still be reached in time over the roads as they truly
//! were. One search backwards from the place for each request and profile; no search forward.

use std::collections::{BTreeMap, BinaryHeap};

use super::index::Index;
use super::track::Place;
use crate::base::id::{ArcId, NodeId, TeamId};
use crate::base::time::{Duration, Time};
use crate::vocabulary::profile::{Profile, ProfileSet};

/// How long each arc takes at its best; the county's router knows.
pub trait TravelTimes {
    /// Milliseconds over `arc` with `profile`; [`u32::MAX`] where it can never pass.
    fn arc_milliseconds(&self, profile: Profile, arc: ArcId) -> u32;
}

/// The latest moment at which one may leave each junction and still be there in time; junctions
/// from which that is before the window are left out.
pub type Latest = BTreeMap<NodeId, Time>;

/// Searches made so far: the arcs into each junction are sorted out once.
#[derive(Debug, Default)]
pub struct LatestDepartures {
    first_in: Vec<u32>,
    arcs_in: Vec<ArcId>,
}

impl LatestDepartures {
    /// Sorts the arcs into each junction, the first time.
    fn prepare(&mut self, index: &Index) {
        let network = &index.county().network;
        if !self.first_in.is_empty() {
            return;
        }
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

    /// The latest departures to `site` with `profile` in a window from its start to when one must
    /// be there. A road must be open from entering to leaving it; waiting at a junction for it to
    /// open is allowed.
    pub fn to(
        &mut self,
        index: &Index,
        travel: &dyn TravelTimes,
        profile: Profile,
        site: NodeId,
        (from, due): (Time, Time),
    ) -> Latest {
        self.prepare(index);
        let mut latest = Latest::new();
        let mut heap = BinaryHeap::from([(due, site)]);
        while let Some((until, node)) = heap.pop() {
            if latest.contains_key(&node) {
                continue;
            }
            latest.insert(node, until);
            let into = self.first_in[node.index()]..self.first_in[node.index() + 1];
            for place in into {
                let arc = self.arcs_in[place as usize];
                let tail = index.county().network.tail[arc.index()];
                let takes = travel.arc_milliseconds(profile, arc);
                if takes == u32::MAX || latest.contains_key(&tail) {
                    continue;
                }
                let takes = Duration::from_milliseconds(u64::from(takes));
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

/// Whether a team was idle at some moment of the window, at a junction that it could still leave
/// in time after its turnout.
pub fn in_time(
    index: &Index,
    travel: &dyn TravelTimes,
    team: TeamId,
    turnout: Duration,
    (from, due): (Time, Time),
    latest: &Latest,
) -> bool {
    index.idle(team, from, due).into_iter().any(|(start, end)| {
        let later = index.teams[team.index()]
            .places
            .iter()
            .filter(|(mark, _)| start < mark.at && mark.at < end)
            .map(|(mark, _)| mark.at);
        std::iter::once(start).chain(later).any(|moment| {
            place_at(index, travel, team, moment).is_some_and(|(at, node)| {
                at < end.max(moment + Duration::from_milliseconds(1))
                    && latest.get(&node).is_some_and(|leave| at + turnout <= *leave)
            })
        })
    })
}

/// The first junction at which a team is at or after `moment`, and when.
fn place_at(
    index: &Index,
    travel: &dyn TravelTimes,
    team: TeamId,
    moment: Time,
) -> Option<(Time, NodeId)> {
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
                let takes = travel.arc_milliseconds(profile, *arc);
                at += Duration::from_milliseconds(u64::from(takes));
            }
            arcs.last().map(|arc| (at.max(moment), network.head[arc.index()]))
        }
    }
}
