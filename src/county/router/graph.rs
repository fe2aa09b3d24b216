//! The graph that is searched: the network where nothing is forbidden, and otherwise the network
//! with junctions split. An edge that some exits may not follow leads to a copy of its junction
//! that has the other exits only; an edge that forbids a turn at the end of other roads leads to a
//! copy of its junction from which the first of them leads to a copy of the next, and so on. A
//! plain graph remains, whose paths are exactly the routes that obey. Edges behind which the same
//! is forbidden share a copy.
//!
//! A journey begins at the junction itself, with all of its exits, and may end at any copy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Direction;
use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::key::Key;
use crate::county::network::{Network, Turn};

/// A vertex of the graph: junctions first, in the order of their ids, then copies, those of one
/// junction side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vertex(pub(super) u32);

/// An edge of the graph: arcs of the network first, in the order of their ids, then the exits of
/// the copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge(pub(super) u32);

impl Vertex {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Edge {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The network, split where some profiles may not turn, with what searches need besides.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) network: Arc<Network>,
    /// Where each vertex's edges begin; one more than there are vertices.
    first: Vec<u32>,
    head: Vec<Vertex>,
    tail: Vec<Vertex>,
    /// Junction of each copy, ascending.
    copies: Vec<NodeId>,
    /// Arc of each edge beyond those that are arcs.
    copied: Vec<ArcId>,
}

/// What may not be driven from a junction: arcs one after the other, ascending, of which none begin
/// another.
type Forbidden = Vec<Vec<ArcId>>;

/// A junction as those meet it who may not drive that from there.
type Split = (NodeId, Forbidden);

impl Graph {
    /// The graph of those who obey `turns`.
    pub(super) fn new(network: Arc<Network>, turns: &[Turn]) -> Self {
        let mut graph = Self {
            first: network.first_arc.clone(),
            head: network.head.iter().map(|node| Vertex(node.0)).collect(),
            tail: network.tail.iter().map(|node| Vertex(node.0)).collect(),
            copies: Vec::new(),
            copied: Vec::new(),
            network,
        };
        if !turns.is_empty() {
            graph.split(turns);
        }
        graph
    }

    /// Splits junctions where turns are forbidden, and those between an arc and the turn that is
    /// forbidden to whoever has come by it.
    fn split(&mut self, turns: &[Turn]) {
        let network = Arc::clone(&self.network);
        let head = |arc: ArcId| network.head[arc.index()];
        let begun = begun(&network, turns);
        let mut open: Vec<Split> =
            begun.iter().map(|(arc, forbidden)| (head(*arc), forbidden.clone())).collect();
        let mut copies = BTreeSet::new();
        while let Some(copy) = open.pop() {
            if !copies.contains(&copy) {
                let onward = |exit| Some((head(exit), behind(&begun, &copy, exit)?));
                open.extend(exits(&network, &copy).filter_map(onward));
                copies.insert(copy);
            }
        }
        // Arcs that leave one junction are numbered in the order of keys, so that its copies are
        // in that order too.
        let copies: Vec<Split> = copies.into_iter().collect();
        let junctions = network.nodes.len();
        let vertex_of = |node: NodeId, forbidden: &Forbidden| {
            let order = |copy: &Split| copy.0.cmp(&node).then_with(|| copy.1.cmp(forbidden));
            let place = copies.binary_search_by(order);
            vertex(junctions + place.expect("each of them is among the copies"))
        };
        for (arc, forbidden) in &begun {
            self.head[arc.index()] = vertex_of(head(*arc), forbidden);
        }
        for (place, copy) in copies.iter().enumerate() {
            for exit in exits(&network, copy) {
                self.head.push(match behind(&begun, copy, exit) {
                    Some(forbidden) => vertex_of(head(exit), &forbidden),
                    None => self.head[exit.index()],
                });
                self.tail.push(vertex(junctions + place));
                self.copied.push(exit);
            }
            self.copies.push(copy.0);
            self.first.push(self.head.len() as u32);
        }
    }

    pub(super) fn vertex_count(&self) -> usize {
        self.first.len() - 1
    }

    /// Whether any junction has copies.
    pub(super) fn is_split(&self) -> bool {
        !self.copies.is_empty()
    }

    /// The vertices of a junction at which a search in `direction` begins, or one against it ends:
    /// a journey leaves from the junction itself, and comes to it by any of its copies.
    #[inline]
    pub(super) fn ends(
        &self,
        node: NodeId,
        direction: Direction,
    ) -> impl Iterator<Item = Vertex> + Clone + use<> {
        let copies = match direction {
            Direction::Outward => 0..0,
            Direction::Inward => {
                let first = self.copies.partition_point(|other| *other < node);
                let count = self.copies[first..].partition_point(|other| *other == node);
                first..first + count
            }
        };
        let junctions = self.network.nodes.len();
        std::iter::once(Vertex(node.0)).chain(copies.map(move |copy| vertex(junctions + copy)))
    }

    /// Whether `vertex` is one of [`Self::ends`].
    #[inline]
    pub(super) fn is_end(&self, vertex: Vertex, node: NodeId, direction: Direction) -> bool {
        vertex.0 == node.0
            || direction == Direction::Inward && self.copy(vertex).is_some_and(|own| own == node)
    }

    /// The junction of a copy; none of a junction itself.
    #[inline]
    fn copy(&self, vertex: Vertex) -> Option<NodeId> {
        let copy = vertex.index().checked_sub(self.network.nodes.len())?;
        Some(self.copies[copy])
    }

    /// The junction of a vertex.
    #[inline]
    pub(super) fn node(&self, vertex: Vertex) -> NodeId {
        self.copy(vertex).unwrap_or(NodeId(vertex.0))
    }

    /// Every edge.
    pub(super) fn all_edges(&self) -> impl Iterator<Item = Edge> + use<> {
        (0..self.head.len() as u32).map(Edge)
    }

    /// The arc of an edge.
    #[inline]
    pub(super) fn arc(&self, edge: Edge) -> ArcId {
        match edge.index().checked_sub(self.network.head.len()) {
            Some(copied) => self.copied[copied],
            None => ArcId(edge.0),
        }
    }

    /// The road of an edge.
    #[inline]
    pub(super) fn road(&self, edge: Edge) -> RoadId {
        self.network.road_of[self.arc(edge).index()]
    }

    #[inline]
    pub(super) fn head(&self, edge: Edge) -> Vertex {
        self.head[edge.index()]
    }

    #[inline]
    pub(super) fn tail(&self, edge: Edge) -> Vertex {
        self.tail[edge.index()]
    }

    /// Edges that leave `vertex`.
    pub(super) fn leaving(&self, vertex: Vertex) -> impl Iterator<Item = Edge> + use<> {
        (self.first[vertex.index()]..self.first[vertex.index() + 1]).map(Edge)
    }

    /// What decides between two edges that enter a junction equally soon.
    pub(super) fn order(&self, edge: Edge) -> (Key, Key) {
        let tail = &self.network.nodes[self.node(self.tail(edge)).index()];
        (tail.key, self.network.roads[self.road(edge).index()].key)
    }
}

/// What each arc forbids to whoever has come by it.
fn begun(network: &Network, turns: &[Turn]) -> BTreeMap<ArcId, Forbidden> {
    let arc_of = |road: RoadId, from: NodeId| {
        network.arcs_from(from).find(|arc| network.road_of[arc.index()] == road)
    };
    // None where a road cannot be driven that way.
    let forbidden = |turn: &Turn| {
        let before = network.roads[turn.from.index()].other_end(turn.via)?;
        let mut here = turn.via;
        let mut onward = |road: &RoadId| {
            let arc = arc_of(*road, here)?;
            here = network.head[arc.index()];
            Some(arc)
        };
        let arcs: Option<Vec<ArcId>> =
            turn.over.iter().chain([&turn.to]).map(&mut onward).collect();
        Some((arc_of(turn.from, before)?, arcs?))
    };
    let mut begun: BTreeMap<ArcId, Forbidden> = BTreeMap::new();
    for (arc, arcs) in turns.iter().filter_map(forbidden) {
        begun.entry(arc).or_default().push(arcs);
    }
    begun.values_mut().for_each(put_in_order);
    begun
}

/// Arcs by which one may leave a copy.
fn exits<'a>(network: &Network, (node, forbidden): &'a Split) -> impl Iterator<Item = ArcId> + 'a {
    network.arcs_from(*node).filter(|exit| !forbidden.iter().any(|arcs| arcs[..] == [*exit]))
}

/// What is forbidden to whoever has left a copy by `arc`: what was forbidden there and begins with
/// it, and what the arc itself forbids; none where it is that alone.
fn behind(begun: &BTreeMap<ArcId, Forbidden>, copy: &Split, arc: ArcId) -> Option<Forbidden> {
    let rests = copy.1.iter().filter(|arcs| arcs[0] == arc).map(|arcs| arcs[1..].to_vec());
    let mut forbidden: Forbidden = rests.collect();
    if forbidden.is_empty() {
        return None;
    }
    forbidden.extend(begun.get(&arc).into_iter().flatten().cloned());
    put_in_order(&mut forbidden);
    Some(forbidden)
}

fn put_in_order(forbidden: &mut Forbidden) {
    forbidden.sort_unstable();
    forbidden.dedup_by(|arcs, kept| arcs.starts_with(kept));
}

fn vertex(index: usize) -> Vertex {
    Vertex(u32::try_from(index).expect("vertices within u32"))
}
