//! Routes over the road network: immutable, shared by every run and thread. What is closed or
//! slowed is not in it: it lies over it as an [`Overlay`], the belief of whoever asks.
//!
//! Weights are whole milliseconds. An overlay only ever raises them, so three things stay true
//! whatever anybody believes: a shortest path of the base network that meets nothing raised is
//! still shortest; lower bounds from landmarks still hold; what the base network does not reach
//! cannot be reached. Hence a query takes the shortest-path tree of a place where teams are
//! stationed or call, if its path is clean, and otherwise A* over the believer's weights, with the
//! times of a tree as lower bounds or, where neither end has one, with landmarks (ALT; Goldberg and
//! Harrelson 2005).
//!
//! **Joints.** Most junctions offer no choice. A search passes them by on stretches between those
//! that do, and sees the others only where a journey begins or ends (`skeleton.rs`).
//!
//! **Turns.** Each profile has the graph of the turns that it must obey (`graph.rs`), shared by
//! those that obey the same; those that obey none search the network itself. All else is the same
//! for both.
//!
//! **Ties.** Among equally quick routes the one is taken that, read from its goal backwards, enters
//! each junction by the arc whose tail has the smallest key, and of those by the road with the
//! smallest key. It depends on written names alone, not on the order of any file; of how a graph is
//! split it knows nothing.

mod around;
mod contract;
mod graph;
mod joints;
mod landmarks;
mod latest;
mod nearest;
mod overlay;
mod search;
mod skeleton;
mod speed;
mod tree;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, OnceLock};

pub use nearest::Candidate;
pub use overlay::{Overlay, OverlayId, Overlays, RoadBelief, SLOW_PERCENT_MAX};
pub use speed::AIR_KM_H;

use super::network::{Network, Turn};
use crate::base::id::{ArcId, NodeId};
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;
use graph::Graph;
use landmarks::{Landmarks, Towards};
use search::{Scratch, Search};
use skeleton::{Skeleton, Spot};
use tree::Tree;

/// Stands for a time that no journey takes, and for an arc that a profile can never use.
const NEVER: u32 = u32::MAX;

/// Arcs for which a route has room before it grows: most have fewer.
const USUAL_ARCS: usize = 192;

/// A way through the network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// Arcs in the order of travel; none for a journey through the air, or to where one is.
    pub arcs: Vec<ArcId>,
    /// How long it takes.
    pub time: Duration,
}

/// Which way journeys are counted in a search around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the place to elsewhere.
    Outward,
    /// From elsewhere to the place.
    Inward,
}

impl Direction {
    /// The other way.
    const fn reverse(self) -> Self {
        match self {
            Self::Outward => Self::Inward,
            Self::Inward => Self::Outward,
        }
    }
}

/// What is known of the quickest time of a journey without a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It takes that long.
    Exactly(Duration),
    /// It takes at least that long.
    AtLeast(Duration),
}

/// The router of a county.
#[derive(Debug)]
pub struct Router {
    network: Arc<Network>,
    /// Vertices of the largest graph.
    vertex_count: usize,
    /// One for each profile, by its code; that of [`Profile::Air`] is empty.
    surfaces: Vec<Surface>,
    /// Junctions with trees of their own, sorted.
    anchors: Vec<NodeId>,
    /// Working memory that is not in use.
    idle: Mutex<Vec<Scratch>>,
}

/// What one profile needs; skeleton, landmarks and trees are made when first asked for.
#[derive(Debug)]
struct Surface {
    /// Shared with profiles that obey the same turns.
    graph: Arc<Graph>,
    /// Time of each edge in ms, the lowest that it can ever have.
    weight: Vec<u32>,
    skeleton: OnceLock<Skeleton>,
    landmarks: OnceLock<Landmarks>,
    /// Trees of the anchors: from them, and to them.
    outward: Vec<OnceLock<Tree>>,
    inward: Vec<OnceLock<Tree>>,
}

impl Router {
    /// A router over `network` with trees for `anchors`: where teams are stationed, hospitals.
    ///
    /// Costs the weights and an index; landmarks and trees are made when a query first needs them,
    /// or by [`Self::prepare`].
    pub fn new(network: Arc<Network>, anchors: &[NodeId]) -> Self {
        Self::weighted(network, anchors, speed::weights)
    }

    /// A router without trees over `network` for which every profile takes these times over each
    /// road, in ms, at least 1; none where nobody passes.
    ///
    /// # Panics
    /// When there is not one time for each road.
    pub fn with_times(network: Arc<Network>, times_ms: &[Option<u32>]) -> Self {
        assert_eq!(network.roads.len(), times_ms.len(), "one time for each road");
        let of_edge = |graph: &Graph, edge| {
            let time_ms = times_ms[graph.road(edge).index()];
            time_ms.map_or(NEVER, |time_ms| time_ms.clamp(1, NEVER - 1))
        };
        Self::weighted(network, &[], |graph, _| {
            graph.all_edges().map(|edge| of_edge(graph, edge)).collect()
        })
    }

    /// A router whose edges have the weights that `weights` gives for a profile.
    fn weighted(
        network: Arc<Network>,
        anchors: &[NodeId],
        weights: impl Fn(&Graph, Profile) -> Vec<u32>,
    ) -> Self {
        let mut anchors = anchors.to_vec();
        anchors.sort_unstable();
        anchors.dedup();
        assert!(anchors.last().is_none_or(|last| last.index() < network.nodes.len()));
        let mut graphs: Vec<(Vec<Turn>, Arc<Graph>)> = Vec::new();
        let mut graph_of = |profile: &Profile| {
            let obeyed = network.turns.iter().filter(|turn| turn.obeyed_by.has(*profile));
            let obeyed: Vec<Turn> = obeyed.map(|turn| turn.clone().of_all()).collect();
            if let Some((_, graph)) = graphs.iter().find(|(other, _)| *other == obeyed) {
                return Arc::clone(graph);
            }
            let graph = Arc::new(Graph::new(Arc::clone(&network), &obeyed));
            graphs.push((obeyed, Arc::clone(&graph)));
            graph
        };
        let surface = |profile: &Profile| {
            let trees = || (0..anchors.len()).map(|_| OnceLock::new()).collect();
            let graph = graph_of(profile);
            Surface {
                weight: weights(&graph, *profile),
                graph,
                skeleton: OnceLock::new(),
                landmarks: OnceLock::new(),
                outward: trees(),
                inward: trees(),
            }
        };
        let surfaces: Vec<Surface> = Profile::ALL.iter().map(surface).collect();
        let vertex_count = surfaces.iter().map(|surface| surface.graph.vertex_count()).max();
        Self {
            network,
            vertex_count: vertex_count.expect("there are profiles"),
            surfaces,
            anchors,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Makes skeletons and landmarks of these profiles now, so that no query waits for them.
    pub fn prepare(&self, profiles: &[Profile]) {
        for profile in profiles.iter().filter(|profile| **profile != Profile::Air) {
            self.landmarks(*profile);
        }
    }

    /// The network below.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How long `profile` takes over an arc at best; none where it can never pass.
    pub fn arc_time(&self, profile: Profile, arc: ArcId) -> Option<Duration> {
        duration(*self.surface(profile).weight.get(arc.index())?)
    }

    /// How long `profile` takes over an arc as `overlay` has it; none where it cannot pass.
    pub fn arc_time_over(
        &self,
        profile: Profile,
        arc: ArcId,
        overlay: &Overlay,
    ) -> Option<Duration> {
        let base = *self.surface(profile).weight.get(arc.index())?;
        let belief = overlay.belief(self.network.road_of[arc.index()]);
        duration(belief.map_or(base, |belief| belief.weight(profile, base)))
    }

    /// How long an aircraft takes between two junctions, in a straight line at [`AIR_KM_H`].
    pub fn air_time(&self, from: NodeId, to: NodeId) -> Duration {
        let nodes = &self.network.nodes;
        speed::air_time(&nodes[from.index()], &nodes[to.index()])
    }

    /// The quickest route over what `overlay` has open; none where there is no way. See the module
    /// about ties.
    pub fn route(
        &self,
        profile: Profile,
        from: NodeId,
        to: NodeId,
        overlay: &Overlay,
    ) -> Option<Route> {
        if profile == Profile::Air {
            return Some(Route { arcs: Vec::new(), time: self.air_time(from, to) });
        }
        if from == to {
            return Some(Route::default());
        }
        let skeleton = self.skeleton(profile);
        if let Some(tree) = self.tree(profile, from, Direction::Outward) {
            let time = duration(tree.time(skeleton, to))?;
            if let Some(arcs) = tree.path_from_root(skeleton, profile, to, overlay) {
                return Some(Route { arcs, time });
            }
        } else if let Some(tree) = self.tree(profile, to, Direction::Inward) {
            let time = duration(tree.time(skeleton, from))?;
            if let Some(arcs) = tree.only_path_to_root(skeleton, profile, from, overlay) {
                return Some(Route { arcs, time });
            }
        }
        let read = |scratch: &Scratch, weight: &[u32], cost| Route {
            arcs: scratch.trace(skeleton, weight, from, to),
            time: Duration::from_milliseconds(u64::from(cost)),
        };
        let (direction, is_open) = (Direction::Outward, overlay.is_empty());
        let search = Search { from, to, direction, limit: None, is_open };
        if let Some(tree) = self.tree(profile, to, Direction::Inward) {
            return self.search(profile, overlay, search, |spot| tree.bound(spot), read);
        }
        let towards = self.towards(profile, from, to)?;
        self.search(profile, overlay, search, |spot| towards.bound(spot), read)
    }

    /// How long the quickest route takes; none where there is no way. Cheaper than
    /// [`Self::route`] where either end is an anchor.
    pub fn time_to(
        &self,
        profile: Profile,
        from: NodeId,
        to: NodeId,
        overlay: &Overlay,
    ) -> Option<Duration> {
        match self.known(profile, (from, to), overlay)? {
            Known::Exactly(time) => Some(time),
            Known::AtLeast(_) => self.search_time(profile, (from, to), overlay, None),
        }
    }

    /// What is known without a search; none where it is clear that no way leads even over open
    /// roads.
    fn known(
        &self,
        profile: Profile,
        (from, to): (NodeId, NodeId),
        overlay: &Overlay,
    ) -> Option<Known> {
        if profile == Profile::Air {
            return Some(Known::Exactly(self.air_time(from, to)));
        }
        if from == to {
            return Some(Known::Exactly(Duration::ZERO));
        }
        if let Some((tree, other, _)) = self.tree_of_either(profile, (from, to)) {
            let skeleton = self.skeleton(profile);
            let time = duration(tree.time(skeleton, other))?;
            let is_clean = tree.is_clean(skeleton, profile, other, overlay);
            return Some(if is_clean { Known::Exactly(time) } else { Known::AtLeast(time) });
        }
        let towards = self.towards(profile, from, to)?;
        let starts = self.skeleton(profile).ends(from, Direction::Outward);
        let at_least = starts.map(|start| towards.bound(start)).min()?;
        duration(at_least).map(Known::AtLeast)
    }

    /// The time of a journey where it is at most `limit`. With the tree of the start it is sought
    /// backwards: that tree's times are the better bounds.
    fn search_time(
        &self,
        profile: Profile,
        (from, to): (NodeId, NodeId),
        overlay: &Overlay,
        limit: Option<Duration>,
    ) -> Option<Duration> {
        let read = |_: &Scratch, _: &[u32], cost| Duration::from_milliseconds(u64::from(cost));
        let is_open = overlay.is_empty();
        if let Some((tree, other, direction)) = self.tree_of_either(profile, (from, to)) {
            let direction = direction.reverse();
            let search = Search { from: other, to: tree.root(), direction, limit, is_open };
            return self.search(profile, overlay, search, |spot| tree.bound(spot), read);
        }
        let towards = self.towards(profile, from, to)?;
        let search = Search { from, to, direction: Direction::Outward, limit, is_open };
        self.search(profile, overlay, search, |spot| towards.bound(spot), read)
    }

    /// The tree of the start, or else that of the goal, if either is an anchor, with the other end
    /// and the direction of the tree.
    fn tree_of_either(
        &self,
        profile: Profile,
        (from, to): (NodeId, NodeId),
    ) -> Option<(&Tree, NodeId, Direction)> {
        let trees = [(from, to, Direction::Outward), (to, from, Direction::Inward)];
        trees.into_iter().find_map(|(root, other, direction)| {
            Some((self.tree(profile, root, direction)?, other, direction))
        })
    }

    fn surface(&self, profile: Profile) -> &Surface {
        &self.surfaces[usize::from(profile.code())]
    }

    fn graph(&self, profile: Profile) -> &Graph {
        &self.surface(profile).graph
    }

    fn skeleton(&self, profile: Profile) -> &Skeleton {
        let surface = self.surface(profile);
        surface.skeleton.get_or_init(|| contract::skeleton(&surface.graph, &surface.weight))
    }

    fn landmarks(&self, profile: Profile) -> &Landmarks {
        let choose = || Landmarks::choose(self.skeleton(profile));
        self.surface(profile).landmarks.get_or_init(choose)
    }

    /// Bounds from landmarks; none where they prove that there is no way.
    fn towards(&self, profile: Profile, from: NodeId, to: NodeId) -> Option<Towards<'_>> {
        self.landmarks(profile).towards(self.skeleton(profile), from, to)
    }

    /// The tree of `root`, if it is an anchor.
    fn tree(&self, profile: Profile, root: NodeId, direction: Direction) -> Option<&Tree> {
        let anchor = self.anchors.binary_search(&root).ok()?;
        let surface = self.surface(profile);
        let trees = match direction {
            Direction::Outward => &surface.outward,
            Direction::Inward => &surface.inward,
        };
        Some(trees[anchor].get_or_init(|| {
            self.with_scratch(|scratch| {
                Tree::grow(self.skeleton(profile), root, direction, scratch)
            })
        }))
    }

    /// What `read` reads from a search for the quickest way over these roads; none where it finds
    /// none.
    fn search<T>(
        &self,
        profile: Profile,
        overlay: &Overlay,
        search: Search,
        bound: impl Fn(Spot) -> u32,
        read: impl FnOnce(&Scratch, &[u32], u32) -> T,
    ) -> Option<T> {
        self.over(profile, overlay, |skeleton, scratch, weight| {
            let cost = scratch.find(skeleton, weight, &search, bound)?;
            Some(read(scratch, weight, cost))
        })
    }

    /// Lends working memory and the times over stretches as `overlay` has them.
    fn over<T>(
        &self,
        profile: Profile,
        overlay: &Overlay,
        work: impl FnOnce(&Skeleton, &mut Scratch, &[u32]) -> T,
    ) -> T {
        let (skeleton, base) = (self.skeleton(profile), &self.surface(profile).weight);
        self.with_scratch(|scratch| {
            scratch.over(skeleton, profile, base, overlay, |scratch, weight| {
                work(skeleton, scratch, weight)
            })
        })
    }

    /// Lends working memory. Which piece of it a query gets reaches no result.
    fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let poisoned = "nothing panics while it holds the pool";
        let idle = self.idle.lock().expect(poisoned).pop();
        let mut scratch = idle.unwrap_or_else(|| Scratch::new(self.vertex_count));
        let result = work(&mut scratch);
        self.idle.lock().expect(poisoned).push(scratch);
        result
    }
}

fn duration(milliseconds: u32) -> Option<Duration> {
    (milliseconds != NEVER).then(|| Duration::from_milliseconds(u64::from(milliseconds)))
}
