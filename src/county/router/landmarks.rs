//! Lower bounds of travel times from landmarks (ALT: A*, landmarks, triangle inequality; Goldberg
//! and Harrelson 2005), over base weights, which every overlay can only raise.

use super::graph::{Graph, Vertex};
use super::search::{Scratch, Sources};
use super::{Direction, NEVER};
use crate::base::id::NodeId;

/// Landmarks of a network, at most.
const LANDMARKS_MAX: usize = 16;
/// Bounds that one query looks at: those that are best at its start. On 23,340 junctions a search
/// visits 2,034 of them with four bounds, 1,555 with eight, 1,295 with sixteen, 1,134 with all 32,
/// each of which costs: sixteen took the least time.
const ACTIVE: usize = 16;

/// Times between every vertex and every landmark.
#[derive(Debug)]
pub(super) struct Landmarks {
    /// Bounds of a vertex: two for each landmark.
    width: usize,
    /// By vertex, then by landmark: time from the landmark, time to it, in ms.
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
        let width = 2 * LANDMARKS_MAX;
        let mut landmarks = Self { width, times: vec![NEVER; graph.vertex_count() * width] };
        let mut nearest = vec![NEVER; graph.network.nodes.len()];
        let mut next = start(graph, weight, scratch);
        for landmark in 0..LANDMARKS_MAX {
            let Some(node) = next else { break };
            for (offset, direction) in [(0, Direction::Outward), (1, Direction::Inward)] {
                let sources = Sources { nodes: &[node], direction, limit_ms: NEVER - 1 };
                for (other, time) in scratch.flood(graph, weight, &sources) {
                    landmarks.times[other.index() * width + 2 * landmark + offset] = time;
                    if direction == Direction::Outward {
                        let nearest = &mut nearest[graph.node(other).index()];
                        *nearest = time.min(*nearest);
                    }
                }
            }
            next = farthest(graph, &nearest);
        }
        landmarks
    }

    fn of(&self, vertex: Vertex) -> &[u32] {
        &self.times[vertex.index() * self.width..][..self.width]
    }

    /// The least time from each landmark to any vertex of the goal, and the greatest to it from
    /// any: what holds of the one at which a journey ends, whichever it is.
    fn at_goal(&self, graph: &Graph, goal: NodeId) -> [u32; 2 * LANDMARKS_MAX] {
        let mut times = std::array::from_fn(|slot| if slot % 2 == 0 { NEVER } else { 0 });
        for vertex in graph.ends(goal, Direction::Inward) {
            for (slot, time) in times.iter_mut().enumerate() {
                let own = self.of(vertex)[slot];
                *time = if slot % 2 == 0 { own.min(*time) } else { own.max(*time) };
            }
        }
        times
    }

    /// Bounds towards `goal`, those that are best at `start`; none where a landmark proves that
    /// there is no way.
    pub(super) fn towards(
        &self,
        graph: &Graph,
        start: NodeId,
        goal: NodeId,
    ) -> Option<Towards<'_>> {
        let (at_start, at_goal) = (self.of(Vertex(start.0)), self.at_goal(graph, goal));
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
    /// Lower bound of the time from `vertex` to the goal, in ms.
    pub(super) fn bound(&self, vertex: Vertex) -> u32 {
        let here = self.landmarks.of(vertex);
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
    let mut largest: Vec<(Vertex, u32)> = Vec::new();
    for node in order {
        if seen[node.index()] {
            continue;
        }
        let sources =
            Sources { nodes: &[node], direction: Direction::Outward, limit_ms: NEVER - 1 };
        let reached = scratch.flood(graph, weight, &sources);
        reached.iter().for_each(|(other, _)| seen[graph.node(*other).index()] = true);
        if reached.len() > largest.len() {
            largest = reached;
        }
        // What is left cannot be larger.
        if 2 * largest.len() >= nodes.len() {
            break;
        }
    }
    let mut times = vec![NEVER; nodes.len()];
    for (vertex, time) in largest {
        let soonest = &mut times[graph.node(vertex).index()];
        *soonest = time.min(*soonest);
    }
    farthest(graph, &times)
}

/// The junction with the largest time that is reached at all, unless all are at zero.
fn farthest(graph: &Graph, times: &[u32]) -> Option<NodeId> {
    let far = (0..times.len()).filter(|node| times[*node] != NEVER && times[*node] > 0);
    let key = |node: &usize| (times[*node], std::cmp::Reverse(graph.network.nodes[*node].key));
    far.max_by_key(key).map(NodeId::from_index)
}
