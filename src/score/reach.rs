//! From where, and until when, a place could still be reached in time over the roads as they truly
//! were. One search backwards from the place for each request and profile, bounded by the window
//! and by the teams in question.

use std::collections::{BTreeMap, BTreeSet};

use super::index::Index;
use super::track::Place;
use crate::base::id::{ArcId, NodeId, TeamId};
use crate::base::time::{Duration, Time};
use crate::county::router::{Overlay, Router};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::profile::Profile;

/// Teams that were idle and could have come in time, in order of their keys: with the capability,
/// from when and where they were idle in the window, turned out, over the roads as they truly were,
/// to be at the site before it ends.
pub(super) fn able(
    index: &Index,
    router: &Router,
    (capability, site): (Capability, NodeId),
    window: (Time, Time),
) -> Vec<TeamId> {
    let mut able: Vec<TeamId> = Vec::new();
    for profile in Profile::ALL {
        let near = near(index, router, capability, (*profile, site), window);
        if *profile == Profile::Air {
            able.extend(near.iter().map(|(team, ..)| *team));
        } else if !near.is_empty() {
            let wanted: BTreeSet<NodeId> = near.iter().map(|(.., node)| *node).collect();
            let latest = latest(index, router, (*profile, site), window, &wanted);
            let in_time = |ready: Time, node| latest.get(&node).is_some_and(|at| ready <= *at);
            let in_time = near.iter().filter(|(_, ready, node)| in_time(*ready, *node));
            able.extend(in_time.map(|(team, ..)| *team));
        }
    }
    able.sort_unstable_by_key(|team| index.plan().teams[team.index()].key);
    able.dedup();
    able
}

/// The latest moment at which one may leave each of the `wanted` junctions with `profile` and be
/// at `site` in time: the window is from its start to when one must be there. Junctions from which
/// that is before the window are left out. A road must be open from entering to leaving it; waiting
/// at a junction for it to open is allowed.
fn latest(
    index: &Index,
    router: &Router,
    (profile, site): (Profile, NodeId),
    (from, due): (Time, Time),
    wanted: &BTreeSet<NodeId>,
) -> BTreeMap<NodeId, Time> {
    router.latest_departures(profile, (site, due), wanted, |arc, takes, until| {
        latest_entry(index, profile, arc, takes, until).filter(|leave| *leave >= from)
    })
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
    Some(leave)
}

fn before(at: Time, takes: Duration) -> Option<Time> {
    let at = at.milliseconds();
    at.checked_sub(takes.milliseconds()).map(Time::from_milliseconds)
}

/// Capable teams that were idle at a junction and could have left it, turned out, early enough if
/// every road had been open: team, when ready, junction.
fn near(
    index: &Index,
    router: &Router,
    capability: Capability,
    (profile, site): (Profile, NodeId),
    (from, due): (Time, Time),
) -> Vec<(TeamId, Time, NodeId)> {
    let open = Overlay::default();
    let travel = |node: NodeId| router.time_to(profile, node, site, &open);
    let mut near = Vec::new();
    for (number, team) in index.plan().teams.iter().enumerate() {
        let id = TeamId::from_index(number);
        let capable = team.profile == profile && team.capabilities.has(capability);
        if !capable || !index.drill.takes_part(id) {
            continue;
        }
        let turnout = team.turnout[0].max(team.turnout[1]);
        let places = idle_places(index, router, id, (from, due));
        near.extend(places.into_iter().filter_map(|(at, node)| {
            let ready = at + turnout;
            (ready + travel(node)? <= due).then_some((id, ready, node))
        }));
    }
    near
}

/// Where and when a team was idle in the window: at the start of each interval, and wherever it
/// came to be later in it.
fn idle_places(
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
