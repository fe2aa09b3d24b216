//! Which vertices of a graph are joints: all others are taken out one after the other, those with
//! at most two neighbours, and what led through them is joined to stretches.

use std::sync::Arc;

use petgraph::unionfind::UnionFind;
use smallvec::SmallVec;

use super::NEVER;
use super::graph::{Edge, Graph, Vertex};
use super::skeleton::{Course, Hung, Parts, Skeleton, Spot};

/// A way between two vertices that are left.
#[derive(Debug, Clone, Copy)]
struct Piece {
    tail: Vertex,
    head: Vertex,
    time: u32,
    of: Of,
}

/// What a piece consists of.
#[derive(Debug, Clone, Copy)]
enum Of {
    Edge(Edge),
    Two(Place, Place),
}

/// The place of a piece among all.
type Place = u32;

/// Places of the pieces at a vertex: few have more.
type Few = SmallVec<[Place; 4]>;

/// Least times from and to the neighbours of a vertex when it was taken out.
type Neighbours = [(Vertex, u32); 2];

/// A graph of which some vertices have been taken out.
struct Contraction {
    pieces: Vec<Piece>,
    /// Places of the pieces that leave and that enter each vertex that is left.
    leaving: Vec<Few>,
    arriving: Vec<Few>,
    is_out: Vec<bool>,
    /// Those taken out, in that order, with where one comes from and goes to.
    out: Vec<(Vertex, Neighbours, Neighbours)>,
}

/// The skeleton of `graph` for a profile that takes `weight` over its edges.
pub(super) fn skeleton(graph: &Arc<Graph>, weight: &[u32]) -> Skeleton {
    let mut contraction = Contraction::new(graph, weight);
    let edge_count = contraction.pieces.len() as Place;
    contraction.run();
    Skeleton::new(Arc::clone(graph), weight, contraction.parts(edge_count))
}

impl Contraction {
    /// Nothing taken out yet. Edges that nobody can pass lead nowhere, nor do those that come back
    /// to where they began.
    fn new(graph: &Graph, weight: &[u32]) -> Self {
        let count = graph.vertex_count();
        let mut contraction = Self {
            // Nearly half as many more are put together.
            pieces: Vec::with_capacity(graph.all_edges().count() * 3 / 2),
            leaving: vec![Few::new(); count],
            arriving: vec![Few::new(); count],
            is_out: vec![false; count],
            out: Vec::new(),
        };
        for edge in graph.all_edges() {
            let (tail, head, time) = (graph.tail(edge), graph.head(edge), weight[edge.index()]);
            if time != NEVER && tail != head {
                contraction.add(Piece { tail, head, time, of: Of::Edge(edge) });
            }
        }
        contraction
    }

    fn add(&mut self, piece: Piece) {
        let place = self.pieces.len() as Place;
        self.leaving[piece.tail.index()].push(place);
        self.arriving[piece.head.index()].push(place);
        self.pieces.push(piece);
    }

    fn piece(&self, place: Place) -> &Piece {
        &self.pieces[place as usize]
    }

    /// Takes out all that can be.
    fn run(&mut self) {
        let mut open: Vec<Vertex> = (0..self.is_out.len() as u32).rev().map(Vertex).collect();
        while let Some(vertex) = open.pop() {
            if !self.is_out[vertex.index()]
                && let Some(neighbours) = self.few_neighbours(vertex)
            {
                self.take_out(vertex);
                open.extend(neighbours.into_iter().flatten());
            }
        }
    }

    /// The neighbours of a vertex that offers no choice: there are at most two, and with two there
    /// is at most one way to and from each.
    fn few_neighbours(&self, vertex: Vertex) -> Option<[Option<Vertex>; 2]> {
        let mut found = [None; 2];
        let mut ways = [[0; 2]; 2];
        let heads = self.leaving[vertex.index()].iter().map(|it| (0, self.piece(*it).head));
        let tails = self.arriving[vertex.index()].iter().map(|it| (1, self.piece(*it).tail));
        for (direction, other) in heads.chain(tails) {
            let place = found.iter().position(|known| known.is_none_or(|known| known == other))?;
            found[place] = Some(other);
            ways[place][direction] += 1;
        }
        (found[1].is_none() || ways.as_flattened().iter().all(|ways| *ways <= 1)).then_some(found)
    }

    fn take_out(&mut self, vertex: Vertex) {
        let leaving = std::mem::take(&mut self.leaving[vertex.index()]);
        let arriving = std::mem::take(&mut self.arriving[vertex.index()]);
        for piece in &leaving {
            let head = self.piece(*piece).head.index();
            self.arriving[head].retain(|other| *other != *piece);
        }
        for piece in &arriving {
            let tail = self.piece(*piece).tail.index();
            self.leaving[tail].retain(|other| *other != *piece);
        }
        for first in &arriving {
            for second in &leaving {
                let (one, two) = (*self.piece(*first), *self.piece(*second));
                if one.tail != two.head {
                    let time = one.time.saturating_add(two.time);
                    let of = Of::Two(*first, *second);
                    self.add(Piece { tail: one.tail, head: two.head, time, of });
                }
            }
        }
        self.is_out[vertex.index()] = true;
        let from = arriving.iter().map(|piece| (self.piece(*piece).tail, self.piece(*piece).time));
        let to = leaving.iter().map(|piece| (self.piece(*piece).head, self.piece(*piece).time));
        let out = (vertex, least(from), least(to));
        self.out.push(out);
    }

    /// All that the skeleton consists of; the first `edge_count` pieces are edges.
    fn parts(mut self, edge_count: Place) -> Parts {
        self.out.reverse();
        let count = self.is_out.len() as u32;
        let mut vertex_of: Vec<Vertex> =
            (0..count).map(Vertex).filter(|vertex| !self.is_out[vertex.index()]).collect();
        let joint_count = vertex_of.len();
        vertex_of.extend(self.out.iter().map(|(vertex, ..)| *vertex));
        let mut spot_of = vec![Spot(0); vertex_of.len()];
        for (spot, vertex) in (0..).map(Spot).zip(&vertex_of) {
            spot_of[vertex.index()] = spot;
        }
        let spots = |ends: Neighbours| ends.map(|(vertex, time)| (spot_of[vertex.index()], time));
        let hung = self
            .out
            .iter()
            .map(|(_, from, to)| Hung { arriving: spots(*from), leaving: spots(*to) });
        let hung = hung.collect();
        let left = self.leaving.iter().flatten().copied().filter(|piece| *piece >= edge_count);
        let (mut drafts, mut edges, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for piece in (0..edge_count).chain(left) {
            let first_edge = edges.len() as u32;
            open.push(piece);
            self.expand(&mut open, &mut edges);
            let Piece { tail, head, .. } = self.piece(piece);
            let [tail, head] = [tail, head].map(|vertex| spot_of[vertex.index()]);
            let edge_count = edges.len() as u32 - first_edge;
            drafts.push(Course { tail, head, first_edge, edge_count });
        }
        let mut joined = UnionFind::<u32>::new(vertex_of.len());
        for Course { tail, head, .. } in &drafts[..edge_count as usize] {
            if tail.index().min(head.index()) >= joint_count {
                joined.union(tail.0, head.0);
            }
        }
        let region_of = joined.into_labeling().split_off(joint_count);
        Parts { vertex_of, hung, region_of, drafts, edges }
    }

    /// Appends the edges of the open pieces, from the last of them on, in the order of travel.
    fn expand(&self, open: &mut Vec<Place>, edges: &mut Vec<Edge>) {
        while let Some(piece) = open.pop() {
            match self.piece(piece).of {
                Of::Edge(edge) => edges.push(edge),
                Of::Two(first, second) => open.extend([second, first]),
            }
        }
    }
}

/// The least time for each of at most two vertices; [`NEVER`] in places that are left.
fn least(times: impl Iterator<Item = (Vertex, u32)>) -> Neighbours {
    let mut ends = [(Vertex(0), NEVER); 2];
    for (vertex, time) in times {
        let is_place = |end: &(Vertex, u32)| end.1 == NEVER || end.0 == vertex;
        let place = ends.iter().position(is_place).expect("at most two neighbours");
        ends[place] = (vertex, time.min(ends[place].1));
    }
    ends
}
