//! Lower bounds of travel times from landmarks (ALT: A*, landmarks, triangle inequality; Goldberg
//! and Harrelson 2005), over base weights, which every overlay can only raise.

use super::search::{Scratch, Sources};
use super::{Direction, Graph, NEVER};
use crate::base::id::NodeId;

/// Landmarks of a network, at most.
const LANDMARKS_MAX: usize = 16;
/// Bounds that one query looks at: those that are best at its start. Eight take less time than four
/// on 21,301 junctions.
const ACTIVE: usize = 8;

/// Times between every junction and every landmark.
#[derive(Debug)]
pub(super) struct Landmarks {
    /// Bounds of a junction: two for each landmark.
    width: usize,
    /// By junction, then by landmark: time from the landmark, time to it, in ms.
    times: Vec<u32>,
}

/// One bound of a query.
#[derive(Debug, Clone, Copy, Default)]
struct Active {
    slot: usize,
    at_goal: u32,
}

/// Bounds of the time to one goal.
pub(super) struct Towards<'a> {
    landmarks: &'a Landmarks,
    active: [Active; ACTIVE],
}

impl Landmarks {
    /// Chooses landmarks far apart in the largest part of the network, each the junction farthest
    /// from those chosen before, ties by key.
    pub(super) fn choose(graph: &Graph, weight: &[u32], scratch: &mut Scratch) -> Self {
        let count = graph.node_count();
        let width = 2 * LANDMARKS_MAX;
        let mut landmarks = Self { width, times: vec![NEVER; count * width] };
        let mut nearest = vec![NEVER; count];
        let mut next = start(graph, weight, scratch);
        for landmark in 0..LANDMARKS_MAX {
            let Some(node) = next else { break };
            for (offset, direction) in [(0, Direction::Outward), (1, Direction::Inward)] {
                let sources = Sources { nodes: &[node], direction, limit_ms: NEVER - 1 };
                for (other, time) in scratch.flood(graph, weight, &sources) {
                    landmarks.times[other.index() * width + 2 * landmark + offset] = time;
                    if direction == Direction::Outward {
                        nearest[other.index()] = nearest[other.index()].min(time);
                    }
                }
            }
            next = farthest(graph, &nearest);
        }
        landmarks
    }

    fn of(&self, node: NodeId) -> &[u32] {
        &self.times[node.index() * self.width..][..self.width]
    }

    /// Bounds towards `goal`, those that are best at `start`; none where a landmark proves that
    /// there is no way.
    pub(super) fn towards(&self, start: NodeId, goal: NodeId) -> Option<Towards<'_>> {
        let (at_start, at_goal) = (self.of(start), self.of(goal));
        let mut bounds = [(0, Active::default()); 2 * LANDMARKS_MAX];
        for (slot, entry) in bounds.iter_mut().enumerate() {
            let (at_start, at_goal) = (at_start[slot], at_goal[slot]);
            // From the landmark the start can be reached and the goal not; or the goal leads to
            // the landmark and the start does not: then no way leads from start to goal.
            let (reaches, misses) =
                if slot % 2 == 0 { (at_start, at_goal) } else { (at_goal, at_start) };
            if misses == NEVER && reaches != NEVER {
                return None;
            }
            let active = Active { slot, at_goal };
            *entry = (active.bound(at_start), active);
        }
        bounds.sort_by_key(|(bound, active)| (std::cmp::Reverse(*bound), active.slot));
        let active = std::array::from_fn(|rank| bounds[rank].1);
        Some(Towards { landmarks: self, active })
    }
}

impl Active {
    /// Lower bound, in ms, of the time to the goal from where the landmark's time is `here`.
    fn bound(self, here: u32) -> u32 {
        if self.slot.is_multiple_of(2) {
            self.at_goal.saturating_sub(here)
        } else {
            here.saturating_sub(self.at_goal)
        }
    }
}

impl Towards<'_> {
    /// Lower bound of the time from `node` to the goal, in ms.
    pub(super) fn bound(&self, node: NodeId) -> u32 {
        let here = self.landmarks.of(node);
        self.active.iter().map(|active| active.bound(here[active.slot])).fold(0, u32::max)
    }
}

/// The junction farthest from the one with the smallest key in the part of the network that most
/// junctions can be reached in.
fn start(graph: &Graph, weight: &[u32], scratch: &mut Scratch) -> Option<NodeId> {
    let nodes = &graph.network.nodes;
    let mut order: Vec<NodeId> = (0..nodes.len()).map(NodeId::from_index).collect();
    order.sort_by_key(|node| nodes[node.index()].key);
    let mut seen = vec![false; nodes.len()];
    let mut largest: Vec<(NodeId, u32)> = Vec::new();
    for node in order {
        if seen[node.index()] {
            continue;
        }
        let sources =
            Sources { nodes: &[node], direction: Direction::Outward, limit_ms: NEVER - 1 };
        let reached = scratch.flood(graph, weight, &sources);
        reached.iter().for_each(|(other, _)| seen[other.index()] = true);
        if reached.len() > largest.len() {
            largest = reached;
        }
        // What is left cannot be larger.
        if 2 * largest.len() >= nodes.len() {
            break;
        }
    }
    let mut times = vec![NEVER; nodes.len()];
    largest.into_iter().for_each(|(node, time)| times[node.index()] = time);
    farthest(graph, &times)
}

/// The junction with the largest time that is reached at all, unless all are at zero.
fn farthest(graph: &Graph, times: &[u32]) -> Option<NodeId> {
    let far = (0..times.len()).filter(|node| times[*node] != NEVER && times[*node] > 0);
    let key = |node: &usize| (times[*node], std::cmp::Reverse(graph.network.nodes[*node].key));
    far.max_by_key(key).map(NodeId::from_index)
}
