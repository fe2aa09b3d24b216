//! The road network as points and edges while it is woven: cells turned into points, bridges set on
//! their banks. The junctions that come of it are `network`'s.

use std::collections::BTreeMap;

use super::rivers::{Waters, width_m};
use super::scale::{CELL_M, Scale};
use super::site::Spot;
use super::ways::Ways;
use crate::base::math;
use crate::county::network::{RoadClass, Structure};

/// An edge between two points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// One end.
    pub from: u32,
    /// The other end.
    pub to: u32,
    /// Class.
    pub class: RoadClass,
    /// What it runs on.
    pub structure: Structure,
    /// Whether it is a wide street.
    pub avenue: bool,
}

/// Points, edges, and which edges meet where.
#[derive(Debug, Clone)]
pub(super) struct Weave {
    columns: usize,
    rows: usize,
    /// Places of the points, metres east and north.
    pub points: Vec<(f64, f64)>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Edges at each point.
    pub at: Vec<Vec<u32>>,
    /// Points in each cell.
    pub points_in: Vec<Vec<u32>>,
    /// Edges that pass each cell.
    pub edges_in: Vec<Vec<u32>>,
    /// Points where the number of roads is not two.
    pub junctions: usize,
}

impl Weave {
    /// Nothing yet.
    pub(super) fn new(scale: &Scale) -> Self {
        Self {
            columns: scale.columns,
            rows: scale.rows,
            points: Vec::new(),
            edges: Vec::new(),
            at: Vec::new(),
            points_in: vec![Vec::new(); scale.cells()],
            edges_in: vec![Vec::new(); scale.cells()],
            junctions: 0,
        }
    }

    /// The cell of a point, held inside the map.
    pub(super) fn cell(&self, point: (f64, f64)) -> usize {
        let column = (point.0 / CELL_M).clamp(0.0, self.columns as f64 - 1.0) as usize;
        let from_south = (point.1 / CELL_M).clamp(0.0, self.rows as f64 - 1.0) as usize;
        (self.rows - 1 - from_south) * self.columns + column
    }

    /// Cells around the cell of a point, itself included.
    pub(super) fn around(&self, point: (f64, f64), reach: usize) -> impl Iterator<Item = usize> {
        let cell = self.cell(point);
        let (column, row) = (cell % self.columns, cell / self.columns);
        let columns = self.columns;
        let right = (column + reach + 1).min(self.columns);
        let rows = row.saturating_sub(reach)..(row + reach + 1).min(self.rows);
        rows.flat_map(move |y| (column.saturating_sub(reach)..right).map(move |x| y * columns + x))
    }

    /// Adds a point.
    pub(super) fn point(&mut self, place: (f64, f64)) -> u32 {
        let id = self.points.len() as u32;
        let cell = self.cell(place);
        self.points.push(place);
        self.at.push(Vec::new());
        self.points_in[cell].push(id);
        self.junctions += 1;
        id
    }

    /// Adds an edge, unless its ends are joined already.
    pub(super) fn edge(&mut self, edge: Edge) {
        if edge.from == edge.to || self.joined(edge.from, edge.to) {
            return;
        }
        let id = self.edges.len() as u32;
        for end in [edge.from, edge.to] {
            self.junctions -= usize::from(self.at[end as usize].len() != 2);
            self.at[end as usize].push(id);
            self.junctions += usize::from(self.at[end as usize].len() != 2);
        }
        let (from, to) = (self.points[edge.from as usize], self.points[edge.to as usize]);
        let length_m = math::hypot(to.0 - from.0, to.1 - from.1);
        let steps = (length_m / 40.0).ceil().max(1.0);
        for step in 0..=steps as usize {
            let part = step as f64 / steps;
            let place = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
            let cell = self.cell(place);
            if self.edges_in[cell].last() != Some(&id) {
                self.edges_in[cell].push(id);
            }
        }
        self.edges.push(edge);
    }

    /// Takes back the point added last, which has no edge yet.
    pub(super) fn drop_last_point(&mut self) {
        let place = self.points.pop().expect("a point was added");
        assert!(self.at.pop().is_some_and(|edges| edges.is_empty()), "a point with edges stays");
        let cell = self.cell(place);
        self.points_in[cell].pop();
        self.junctions -= 1;
    }

    /// Centre of a cell, metres east and north.
    pub(super) fn centre(&self, cell: u32) -> (f64, f64) {
        let (column, row) = (cell as usize % self.columns, cell as usize / self.columns);
        ((column as f64 + 0.5) * CELL_M, ((self.rows - row) as f64 - 0.5) * CELL_M)
    }

    /// A marked cell between two cells that meet at a corner with both cells of the other diagonal
    /// marked: a line from one to the other slips between them.
    pub(super) fn corner(&self, from: usize, to: usize, marked: &[bool]) -> Option<usize> {
        let (column, row) = (from % self.columns, from / self.columns);
        let (next_column, next_row) = (to % self.columns, to / self.columns);
        if column == next_column || row == next_row {
            return None;
        }
        let (first, second) = (row * self.columns + next_column, next_row * self.columns + column);
        (marked[first] && marked[second]).then_some(first)
    }

    /// Whether an edge joins two points.
    pub(super) fn joined(&self, first: u32, second: u32) -> bool {
        self.at[first as usize].iter().any(|edge| self.other(*edge, first) == second)
    }

    /// The end of an edge that is not `point`.
    pub(super) fn other(&self, edge: u32, point: u32) -> u32 {
        let edge = &self.edges[edge as usize];
        if edge.from == point { edge.to } else { edge.from }
    }

    /// Distance between two points, m.
    pub(super) fn apart(&self, first: u32, second: u32) -> f64 {
        let (from, to) = (self.points[first as usize], self.points[second as usize]);
        math::hypot(to.0 - from.0, to.1 - from.1)
    }
}

/// A road that arrives at the ground of a settlement: the settlement, and the point outside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival {
    /// Number of the settlement, from 1.
    pub settlement: u16,
    /// Point of the road just outside.
    pub point: u32,
    /// Class of the road.
    pub class: RoadClass,
}

/// Turns the links between cells into points and edges, outside the ground of settlements with
/// streets of their own; says where roads arrive there.
pub(super) fn unroll(
    weave: &mut Weave,
    ways: &Ways,
    waters: &Waters,
    spot: &Spot,
    ground_of: &[u16],
) -> Vec<Arrival> {
    let mut point_of: BTreeMap<u32, u32> = BTreeMap::new();
    let mut arrivals = Vec::new();
    let cells = ground_of.len() as u32;
    for cell in 0..cells {
        let open = ways.has_road(cell) && !waters.channel[cell as usize];
        if open && ground_of[cell as usize] == 0 {
            point_of.insert(cell, weave.point(spot.of(cell)));
        }
    }
    for cell in 0..cells {
        for direction in 0..4 {
            let Some(class) = ways.link(cell, direction) else { continue };
            let next = ways.step(cell, direction).expect("links stay inside the map");
            if waters.channel[cell as usize] {
                let before = ways.step(cell, direction + 4).expect("a bridge has two banks");
                let banks = bridge(waters, spot, (before, cell, next));
                let reaches = [(before, banks[0]), (next, banks[1])];
                if reaches.iter().all(|end| ground_of[end.0 as usize] != 0) {
                    continue;
                }
                span(weave, banks, class, &reaches, &point_of, ground_of, &mut arrivals);
            } else if !waters.channel[next as usize] {
                match (point_of.get(&cell), point_of.get(&next)) {
                    (Some(&from), Some(&to)) => weave.edge(plain(from, to, class)),
                    (Some(&point), None) => {
                        let settlement = ground_of[next as usize];
                        arrivals.push(Arrival { settlement, point, class });
                    }
                    (None, Some(&point)) => {
                        let settlement = ground_of[cell as usize];
                        arrivals.push(Arrival { settlement, point, class });
                    }
                    (None, None) => {}
                }
            }
        }
    }
    arrivals
}

/// An ordinary edge.
pub(super) fn plain(from: u32, to: u32, class: RoadClass) -> Edge {
    Edge { from, to, class, structure: Structure::None, avenue: false }
}

/// Places of the two ends of a bridge over a channel cell.
fn bridge(waters: &Waters, spot: &Spot, cells: (u32, u32, u32)) -> [(f64, f64); 2] {
    let middle = spot.of(cells.1);
    let half_m = width_m(waters.area[cells.1 as usize]) / 2.0 + 12.0;
    [cells.0, cells.2].map(|bank| {
        let bank = spot.of(bank);
        let (dx, dy) = (bank.0 - middle.0, bank.1 - middle.1);
        let part = (half_m / math::hypot(dx, dy)).min(0.8);
        (middle.0 + part * dx, middle.1 + part * dy)
    })
}

/// Adds a bridge and the road at both of its ends.
fn span(
    weave: &mut Weave,
    banks: [(f64, f64); 2],
    class: RoadClass,
    reaches: &[(u32, (f64, f64)); 2],
    point_of: &BTreeMap<u32, u32>,
    ground_of: &[u16],
    arrivals: &mut Vec<Arrival>,
) {
    let ends = banks.map(|bank| weave.point(bank));
    weave.edge(Edge { structure: Structure::Bridge, ..plain(ends[0], ends[1], class) });
    for (end, reach) in ends.iter().zip(reaches) {
        match point_of.get(&reach.0) {
            Some(&point) => weave.edge(plain(*end, point, class)),
            None => arrivals.push(Arrival {
                settlement: ground_of[reach.0 as usize],
                point: *end,
                class,
            }),
        }
    }
}

/// Distance of a point from a segment.
pub(super) fn distance(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    math::hypot(point.0 - from.0 - along * dx, point.1 - from.1 - along * dy)
}
