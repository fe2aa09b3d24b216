//! Journeys around a place: what is within reach of it, and how long it takes from or to the
//! nearest of several.

use super::graph::Vertex;
use super::search::Sources;
use super::skeleton::Spot;
use super::{Direction, NEVER, Overlay, Router, duration};
use crate::base::id::{ArcId, NodeId};
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

impl Router {
    /// Every junction within `limit` of `place`, with its time, ordered by time and then by key.
    /// Not for [`Profile::Air`], which needs no roads: nothing is within reach of it here.
    pub fn reach_within(
        &self,
        profile: Profile,
        place: NodeId,
        limit: Duration,
        direction: Direction,
        overlay: &Overlay,
    ) -> Vec<(NodeId, Duration)> {
        let sources = Sources { places: &[place], direction, limit_ms: limit_ms(limit) };
        let mut reached = self.flood(profile, &sources, overlay);
        let nodes = &self.network.nodes;
        reached.sort_by_cached_key(|(node, time)| (*time, nodes[node.index()].key));
        reached
            .into_iter()
            .map(|(node, time)| (node, Duration::from_milliseconds(u64::from(time))))
            .collect()
    }

    /// For every junction how long it takes from the nearest of `places` (outward) or to it
    /// (inward); none where no way leads.
    pub fn times_from_nearest(
        &self,
        profile: Profile,
        places: &[NodeId],
        direction: Direction,
        overlay: &Overlay,
    ) -> Vec<Option<Duration>> {
        let mut times = vec![None; self.network.nodes.len()];
        let sources = Sources { places, direction, limit_ms: NEVER - 1 };
        for (node, time) in self.flood(profile, &sources, overlay) {
            times[node.index()] = duration(time);
        }
        times
    }

    /// Arcs that can be entered within `limit` of the nearest of `places`, each with the least time
    /// until then. Not for [`Profile::Air`].
    pub fn entries_within(
        &self,
        profile: Profile,
        places: &[NodeId],
        limit: Duration,
        overlay: &Overlay,
    ) -> Vec<(ArcId, Duration)> {
        let (direction, limit_ms) = (Direction::Outward, limit_ms(limit));
        let sources = Sources { places, direction, limit_ms };
        let graph = self.graph(profile);
        let mut entries = Vec::new();
        for (vertex, time) in self.vertices_within(profile, &sources, overlay) {
            entries.extend(graph.leaving(vertex).map(|edge| (graph.arc(edge), time)));
        }
        entries.sort_unstable();
        entries.dedup_by_key(|(arc, _)| *arc);
        let entry = |(arc, time)| (arc, Duration::from_milliseconds(u64::from(time)));
        entries.into_iter().map(entry).collect()
    }

    /// Which junctions a way leads to from `from`. Not for [`Profile::Air`].
    pub fn reachable(&self, profile: Profile, from: NodeId, overlay: &Overlay) -> Vec<bool> {
        self.over(profile, overlay, |skeleton, scratch, weight| {
            scratch.reachable(skeleton, weight, from)
        })
    }

    /// Junctions within the limit of `places`, each once, with the times of journeys that begin at
    /// the junction itself (inward) or end at any copy of it (outward).
    fn flood(
        &self,
        profile: Profile,
        sources: &Sources<'_, NodeId>,
        overlay: &Overlay,
    ) -> Vec<(NodeId, u32)> {
        let graph = self.graph(profile);
        let reached = self.vertices_within(profile, sources, overlay);
        let ends = |(vertex, time): (Vertex, u32)| {
            let node = graph.node(vertex);
            graph.is_end(vertex, node, sources.direction.reverse()).then_some((node, time))
        };
        let mut reached: Vec<_> = reached.into_iter().filter_map(ends).collect();
        if graph.is_split() {
            reached.sort_unstable();
            reached.dedup_by_key(|(node, _)| *node);
        }
        reached
    }

    fn vertices_within(
        &self,
        profile: Profile,
        sources: &Sources<'_, NodeId>,
        overlay: &Overlay,
    ) -> Vec<(Vertex, u32)> {
        if profile == Profile::Air {
            return Vec::new();
        }
        let Sources { places, direction, limit_ms } = *sources;
        self.over(profile, overlay, |skeleton, scratch, weight| {
            let spots = places.iter().flat_map(|place| skeleton.ends(*place, direction));
            let spots: Vec<Spot> = spots.collect();
            let sources = Sources { places: &spots, direction, limit_ms };
            let reached = scratch.flood(skeleton, weight, &sources);
            reached.into_iter().map(|(spot, time)| (skeleton.vertex(spot), time)).collect()
        })
    }
}

/// The limit of a search in ms.
fn limit_ms(limit: Duration) -> u32 {
    u32::try_from(limit.milliseconds()).unwrap_or(NEVER - 1).min(NEVER - 1)
}
