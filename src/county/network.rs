//! The road network: a directed graph in compressed sparse row form, immutable once built. Closures
//! are not in it; they lie over it, as somebody's belief or as the truth.

use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::text::Text;
use crate::vocabulary::profile::ProfileSet;

crate::vocabulary::words! {
    /// Class of a road.
    RoadClass {
        /// Trunk road down the valley.
        Trunk "干线公路" "trunk road",
        /// Road between townships.
        Primary "县道" "county road",
        /// Road from a township to its villages.
        Secondary "乡道" "township road",
        /// Village road.
        Village "村道" "village road",
        /// Town street.
        Street "城区街道" "town street",
        /// Unpaved track: off-road vehicles and people on foot.
        Track "机耕路" "track",
    }
}

crate::vocabulary::words! {
    /// What a road runs on or through.
    Structure {
        /// The ground.
        None "普通路段" "plain road",
        /// A bridge.
        Bridge "桥梁" "bridge",
        /// A tunnel.
        Tunnel "隧道" "tunnel",
        /// A ford: passable for high vehicles, and only at low water.
        Ford "漫水路" "ford",
        /// A culvert.
        Culvert "涵洞" "culvert",
        /// An underpass, which fills with water first.
        Underpass "下穿通道" "underpass",
    }
}

/// A junction. Metres east and north of the map's origin, elevation in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name, unique among junctions: `n123`, or a word where people refer to it.
    pub name: ShortName,
    /// Metres east of the origin.
    pub x_m: f64,
    /// Metres north of the origin.
    pub y_m: f64,
    /// Elevation in metres.
    pub elevation_m: f32,
}

impl Node {
    /// The junction of that written name at that place.
    pub fn new(name: ShortName, x_m: f64, y_m: f64, elevation_m: f32) -> Self {
        Self { key: Key::written("node", name.as_str()), name, x_m, y_m, elevation_m }
    }
}

/// A road between two junctions.
#[derive(Debug, Clone, PartialEq)]
pub struct Road {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name, unique among roads: `r123`, or a word where people refer to it.
    pub name: ShortName,
    /// One end.
    pub from: NodeId,
    /// The other end.
    pub to: NodeId,
    /// Class.
    pub class: RoadClass,
    /// What it runs on.
    pub structure: Structure,
    /// Length in millimetres.
    pub length_mm: u32,
    /// Width of the carriageway in decimetres.
    pub width_dm: u16,
    /// Free speed in km/h.
    pub speed_km_h: u8,
    /// Whether it may be driven from `from` to `to` only.
    pub one_way: bool,
    /// Lowest elevation of its surface in metres: what water reaches first.
    pub low_m: f32,
    /// Profiles that can use it in ordinary times.
    pub passable: ProfileSet,
    /// Points between its ends, for drawing: metres east and north.
    pub bend: Vec<(f32, f32)>,
}

/// A turn that is forbidden: whoever obeys it, and has come to a junction by one road, may not go
/// on by the other, neither at once nor at the end of roads between them. Both are one road where
/// it is turning back that is forbidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The road by which one comes.
    pub from: RoadId,
    /// The junction to which one has come.
    pub via: NodeId,
    /// The roads over which one then goes on, in that order; none where it is at `via` that one may
    /// not turn.
    pub over: Vec<RoadId>,
    /// The road by which one may not go on.
    pub to: RoadId,
    /// Profiles that obey it.
    pub obeyed_by: ProfileSet,
}

/// The network: roads and junctions, and arcs in CSR form.
///
/// The arcs that leave node `n` are `first_arc[n]..first_arc[n + 1]`, ordered by the key of their
/// head and then of their road, so that ties do not depend on the order of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// Junctions by id.
    pub nodes: Vec<Node>,
    /// Roads by id.
    pub roads: Vec<Road>,
    /// Where each node's arcs begin; one more than there are nodes.
    pub first_arc: Vec<u32>,
    /// Node that each arc leads to.
    pub head: Vec<NodeId>,
    /// Node that each arc comes from.
    pub tail: Vec<NodeId>,
    /// Road that each arc belongs to.
    pub road_of: Vec<RoadId>,
    /// Written names of roads that people refer to (trunk roads, bridges); others go by number.
    pub road_names: Vec<(RoadId, Text)>,
    /// Turns that are forbidden, by the keys of the junction, of the road by which one comes, of
    /// those between and of the last; [`Network::with_turns`] puts them here.
    pub turns: Vec<Turn>,
}

impl Turn {
    /// Roads over which one turn leads, at most.
    pub const OVER_MAX: usize = 100;

    /// The same turn, forbidden to all.
    #[must_use]
    pub fn of_all(self) -> Self {
        Self { obeyed_by: ProfileSet::ALL, ..self }
    }

    /// The junction at which one may not go on; none where the roads before it do not join up.
    pub fn end(&self, roads: &[Road]) -> Option<NodeId> {
        let start = roads[self.from.index()].meets(self.via).then_some(self.via);
        let mut over = self.over.iter().map(|road| &roads[road.index()]);
        over.try_fold(start?, |node, road| road.other_end(node))
    }
}

impl Road {
    /// Whether the road ends at `node`.
    pub fn meets(&self, node: NodeId) -> bool {
        self.from == node || self.to == node
    }

    /// Its end that is not `node`; none where it does not meet `node`.
    pub fn other_end(&self, node: NodeId) -> Option<NodeId> {
        let other = if self.from == node { self.to } else { self.from };
        self.meets(node).then_some(other)
    }

    /// The key of a road of that written name.
    pub fn key_of(name: ShortName) -> Key {
        Key::written("road", name.as_str())
    }
}

impl Network {
    /// Builds the CSR form over these junctions and roads.
    pub fn new(nodes: Vec<Node>, roads: Vec<Road>) -> Self {
        let mut arcs: Vec<(NodeId, Key, Key, NodeId, RoadId)> = Vec::with_capacity(2 * roads.len());
        for (index, road) in roads.iter().enumerate() {
            let id = RoadId::from_index(index);
            arcs.push((road.from, nodes[road.to.index()].key, road.key, road.to, id));
            if !road.one_way {
                arcs.push((road.to, nodes[road.from.index()].key, road.key, road.from, id));
            }
        }
        arcs.sort_unstable();
        let mut first_arc = vec![0; nodes.len() + 1];
        for arc in &arcs {
            first_arc[arc.0.index() + 1] += 1;
        }
        for node in 0..nodes.len() {
            first_arc[node + 1] += first_arc[node];
        }
        Self {
            nodes,
            roads,
            first_arc,
            head: arcs.iter().map(|arc| arc.3).collect(),
            tail: arcs.iter().map(|arc| arc.0).collect(),
            road_of: arcs.iter().map(|arc| arc.4).collect(),
            road_names: Vec::new(),
            turns: Vec::new(),
        }
    }

    /// The network with these turns forbidden, given in any order.
    ///
    /// # Panics
    /// When the roads of a turn do not join up, or a turn comes twice.
    #[must_use]
    pub fn with_turns(mut self, mut turns: Vec<Turn>) -> Self {
        for turn in &turns {
            let end = turn.end(&self.roads);
            let meets = end.is_some_and(|end| self.roads[turn.to.index()].meets(end));
            assert!(meets, "roads of a turn join up: {turn:?}");
        }
        let keys = |turn: &Turn| {
            let road = |id: RoadId| self.roads[id.index()].key;
            let over: Vec<Key> = turn.over.iter().map(|id| road(*id)).collect();
            (self.nodes[turn.via.index()].key, road(turn.from), over, road(turn.to))
        };
        turns.sort_by_cached_key(keys);
        let once = turns.windows(2).all(|pair| keys(&pair[0]) != keys(&pair[1]));
        assert!(once, "each turn is forbidden once");
        self.turns = turns;
        self
    }

    /// The arcs that leave `node`.
    pub fn arcs_from(&self, node: NodeId) -> impl Iterator<Item = ArcId> + use<> {
        (self.first_arc[node.index()]..self.first_arc[node.index() + 1]).map(ArcId)
    }

    /// The road of an arc.
    pub fn road(&self, arc: ArcId) -> &Road {
        &self.roads[self.road_of[arc.index()].index()]
    }
}
