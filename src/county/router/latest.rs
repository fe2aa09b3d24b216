//! The latest departures: until when one could leave, to be somewhere in time over roads that were
//! open at some times and closed at others.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::skeleton::{Part, Spot};
use super::{Direction, Router};
use crate::base::id::{ArcId, NodeId};
use crate::base::time::{Duration, Time};
use crate::vocabulary::profile::Profile;

impl Router {
    /// The latest moment at which one may leave each of the `wanted` junctions with `profile` and
    /// be at `to` by `due`; junctions from which there is none are left out. Not for
    /// [`Profile::Air`], which needs no roads.
    ///
    /// `enter` says when an arc that takes so long at best must be entered at the latest to be out
    /// of it by a moment; none where that is never. Waiting at a junction is allowed, so that its
    /// answer may not be later for an earlier moment.
    pub fn latest_departures(
        &self,
        profile: Profile,
        (to, due): (NodeId, Time),
        wanted: &BTreeSet<NodeId>,
        enter: impl Fn(ArcId, Duration, Time) -> Option<Time>,
    ) -> BTreeMap<NodeId, Time> {
        let skeleton = self.skeleton(profile);
        let graph = &skeleton.graph;
        let mut settled = vec![false; skeleton.spot_count()];
        let starts = skeleton.ends(to, Direction::Inward);
        let mut heap: BinaryHeap<(Time, Spot)> = starts.map(|spot| (due, spot)).collect();
        let mut latest = BTreeMap::new();
        while let Some((until, spot)) = heap.pop() {
            if latest.len() == wanted.len() {
                break;
            }
            if std::mem::replace(&mut settled[spot.index()], true) {
                continue;
            }
            let vertex = skeleton.vertex(spot);
            let node = graph.node(vertex);
            if wanted.contains(&node) && graph.is_end(vertex, node, Direction::Outward) {
                latest.insert(node, until);
            }
            for (stretch, tail) in skeleton.stretches(spot, Direction::Inward, Part::Edges) {
                if settled[tail.index()] {
                    continue;
                }
                // A part of single edges: each stretch is one arc.
                let arc = graph.arc(skeleton.edges(stretch)[0]);
                let takes = Duration::from_milliseconds(skeleton.time[stretch.index()].into());
                if let Some(leave) = enter(arc, takes, until) {
                    heap.push((leave, tail));
                }
            }
        }
        latest
    }
}
