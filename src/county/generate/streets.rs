//! Streets of the town and of township seats: grids turned into the line of the valley, on the
//! ground that each covers, joined over the water by few bridges. Village lanes are in `lanes`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::noise::Noise;
use super::places::{Places, slope};
use super::rivers::{Waters, width_m};
use super::scale::{CELL_M, Scale};
use super::weave::{Arrival, Edge, Weave, plain};
use crate::base::chance::{Purpose, Seed};
use crate::base::grid::Grid;
use crate::base::key::Key;
use crate::base::math;
use crate::county::network::{RoadClass, Structure};

/// The ground that a settlement's streets cover.
#[derive(Debug, Clone)]
pub(super) struct Quarter {
    /// Number, from 1; the town is 1.
    pub number: u16,
    /// Centre.
    pub centre: u32,
    /// Distance between streets, m.
    pub spacing_m: f64,
    /// Its cells.
    pub cells: Vec<u32>,
    /// Points of its streets; filled when they are laid.
    pub points: Vec<u32>,
}

/// Marks out the ground of the town and of each township seat; gives the number of the settlement
/// of each cell, 0 for open country.
pub(super) fn mark_out(
    scale: &Scale,
    seed: Seed,
    ground: &Grid<f32>,
    waters: &Waters,
    places: &Places,
) -> (Vec<Quarter>, Vec<u16>) {
    let noise = Noise::new(seed, "quarters");
    let mut ground_of = vec![0; scale.cells()];
    let mut quarters = Vec::new();
    let seats = places.townships.iter().map(|cell| (*cell, scale.township_streets, 78.0));
    let town = (places.town, scale.town_streets, 105.0);
    for (index, (centre, streets, spacing_m)) in std::iter::once(town).chain(seats).enumerate() {
        let number = index as u16 + 1;
        let wanted = (streets as f64 * spacing_m * spacing_m / (CELL_M * CELL_M) * 1.12).ceil();
        let open = |cell: u32| !waters.lake[cell as usize] && ground_of[cell as usize] == 0;
        let effort = |cell: u32| {
            let (column, row) = (cell as usize % scale.columns, cell as usize / scale.columns);
            let steep = slope(ground, column, row) / 0.05;
            let low = if waters.above_m[cell as usize] < 0.8 { 1.5 } else { 0.0 };
            let wide = f64::from(u8::from(waters.channel[cell as usize])) * 3.0;
            let taste = 1.0 + 0.9 * noise.at(column as f64 / 7.0, row as f64 / 7.0);
            (10.0 * (taste + steep * steep + low + wide)) as u32 + 1
        };
        let cells = spread(scale, centre, wanted as usize, &open, &effort);
        for &cell in &cells {
            ground_of[cell as usize] = number;
        }
        quarters.push(Quarter { number, centre, spacing_m, cells, points: Vec::new() });
    }
    (quarters, ground_of)
}

/// Cells reached with least effort from a centre.
fn spread(
    scale: &Scale,
    centre: u32,
    wanted: usize,
    open: &dyn Fn(u32) -> bool,
    effort: &dyn Fn(u32) -> u32,
) -> Vec<u32> {
    let mut seen = std::collections::BTreeSet::from([centre]);
    let mut heap = BinaryHeap::from([Reverse((0, centre))]);
    let mut cells = Vec::new();
    while let Some(Reverse((cost, cell))) = heap.pop() {
        cells.push(cell);
        if cells.len() >= wanted {
            break;
        }
        for (near, diagonal) in crate::county::drainage::neighbours(scale.columns, scale.rows, cell)
        {
            let (column, row) = (near as usize % scale.columns, near as usize / scale.columns);
            let inner = column > 1 && row > 1 && column + 2 < scale.columns && row + 2 < scale.rows;
            if !diagonal && inner && open(near) && seen.insert(near) {
                heap.push(Reverse((cost + effort(near), near)));
            }
        }
    }
    cells
}

/// Lays the streets of a quarter.
pub(super) fn pave(
    weave: &mut Weave,
    seed: Seed,
    quarter: &mut Quarter,
    waters: &Waters,
    ground_of: &[u16],
) {
    let lattice = Lattice::new(weave, seed, quarter, waters);
    let at = lattice.points(weave, waters, quarter, ground_of);
    let kind = Key::written("settlement", "streets");
    let mut draws =
        seed.draws(Purpose::Generation, Key::born(7, &[kind, Key(u64::from(quarter.centre))], 0));
    let large = quarter.cells.len() > 150;
    for (&(column, row), &point) in &at {
        for (next, line) in [((column + 1, row), row), ((column, row + 1), column)] {
            let avenue = large && line.rem_euclid(5) == 0;
            let left_out = draws.happens(if avenue { 0.0 } else { 0.16 });
            if let Some(&other) = at.get(&next)
                && !left_out
                && channel_between(weave, waters, point, other).is_none()
            {
                weave.edge(Edge { avenue, ..plain(point, other, RoadClass::Street) });
            }
        }
    }
    if large {
        lattice.bridges(weave, waters, &at);
    }
    quarter.points = at.values().copied().collect();
    unite(weave, waters, quarter);
}

/// A grid turned and bent.
struct Lattice {
    centre: (f64, f64),
    east: (f64, f64),
    spacing_m: f64,
    warp: Noise,
}

impl Lattice {
    fn new(weave: &Weave, seed: Seed, quarter: &Quarter, waters: &Waters) -> Self {
        let centre = cell_centre(weave, quarter.centre);
        let near: Vec<(f64, f64)> = weave
            .around(centre, 14)
            .filter(|cell| waters.channel[*cell] && waters.area[*cell] > 400)
            .map(|cell| cell_centre(weave, cell as u32))
            .collect();
        let angle = line_angle(&near);
        Self {
            centre,
            east: (math::cos(angle), math::sin(angle)),
            spacing_m: quarter.spacing_m,
            warp: Noise::new(seed, "streets"),
        }
    }

    /// Place of a crossing.
    fn place(&self, column: i32, row: i32) -> (f64, f64) {
        let (u, v) = (f64::from(column) * self.spacing_m, f64::from(row) * self.spacing_m);
        let (x, y) = (
            self.centre.0 + u * self.east.0 - v * self.east.1,
            self.centre.1 + u * self.east.1 + v * self.east.0,
        );
        let broad = |shift: f64| 170.0 * self.warp.at(x / 1_900.0 + shift, y / 1_900.0);
        let fine = |shift: f64| 34.0 * self.warp.at(x / 160.0 + shift, y / 160.0);
        (x + broad(0.0) + fine(5.0), y + broad(40.0) + fine(45.0))
    }

    /// Points of the crossings that lie on the quarter's dry ground.
    fn points(
        &self,
        weave: &mut Weave,
        waters: &Waters,
        quarter: &Quarter,
        ground_of: &[u16],
    ) -> BTreeMap<(i32, i32), u32> {
        let centre = cell_centre(weave, quarter.centre);
        let reach_m = quarter
            .cells
            .iter()
            .map(|cell| {
                let place = cell_centre(weave, *cell);
                math::hypot(place.0 - centre.0, place.1 - centre.1)
            })
            .fold(0.0, f64::max);
        let reach = ((reach_m + 350.0) / self.spacing_m).ceil() as i32;
        let mut at = BTreeMap::new();
        for column in -reach..=reach {
            for row in -reach..=reach {
                let place = self.place(column, row);
                let own = ground_of[weave.cell(place)] == quarter.number;
                if own && dry(weave, waters, place) {
                    at.insert((column, row), weave.point(place));
                }
            }
        }
        at
    }

    /// Every few streets, a bridge to the other bank.
    fn bridges(&self, weave: &mut Weave, waters: &Waters, at: &BTreeMap<(i32, i32), u32>) {
        for (&(column, row), &point) in at {
            for (step, line) in [((1, 0), row), ((0, 1), column)] {
                if line.rem_euclid(10) != 5 {
                    continue;
                }
                let far = (1..=5)
                    .find_map(|steps| at.get(&(column + steps * step.0, row + steps * step.1)));
                let Some(&far) = far else { continue };
                let longest_m = channel_between(weave, waters, point, far)
                    .map_or(0.0, |cell| 1.1 * width_m(waters.area[cell]) + 165.0);
                if weave.apart(point, far) < longest_m && clear(weave, point, far) {
                    weave.edge(Edge {
                        structure: Structure::Bridge,
                        avenue: true,
                        ..plain(point, far, RoadClass::Street)
                    });
                }
            }
        }
    }
}

/// Whether no other edge is crossed by a new one between two points.
pub(super) fn clear(weave: &Weave, from: u32, to: u32) -> bool {
    let (start, end) = (weave.points[from as usize], weave.points[to as usize]);
    let reach = (weave.apart(from, to) / CELL_M).ceil() as usize + 1;
    weave.around(start, reach).all(|cell| {
        weave.edges_in[cell].iter().all(|edge| {
            let edge = &weave.edges[*edge as usize];
            let shared = [edge.from, edge.to].iter().any(|point| *point == from || *point == to);
            shared
                || !crosses(
                    start,
                    end,
                    weave.points[edge.from as usize],
                    weave.points[edge.to as usize],
                )
        })
    })
}

/// Whether two segments cross.
fn crosses(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0) > 0.0
    };
    side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

/// Centre of a cell, metres east and north.
fn cell_centre(weave: &Weave, cell: u32) -> (f64, f64) {
    weave.centre(cell)
}

/// Angle of the line along which points lie, by their second moments; 0 for none.
fn line_angle(points: &[(f64, f64)]) -> f64 {
    let count = points.len().max(1) as f64;
    let mean =
        points.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0 / count, sum.1 + at.1 / count));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for point in points {
        let (dx, dy) = (point.0 - mean.0, point.1 - mean.1);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    0.5 * math::atan2(2.0 * xy, xx - yy)
}

/// Whether a place is clear of channels and the lake.
fn dry(weave: &Weave, waters: &Waters, place: (f64, f64)) -> bool {
    !waters.lake[weave.cell(place)]
        && weave.around(place, 1).filter(|cell| waters.channel[*cell]).all(|cell| {
            let water = cell_centre(weave, cell as u32);
            let bank_m = width_m(waters.area[cell]) / 2.0 + 32.0;
            math::hypot(water.0 - place.0, water.1 - place.1) > bank_m
        })
}

/// The channel cell that the line between two points passes, if any.
pub(super) fn channel_between(weave: &Weave, waters: &Waters, from: u32, to: u32) -> Option<usize> {
    let (start, end) = (weave.points[from as usize], weave.points[to as usize]);
    let steps = (weave.apart(from, to) / 15.0).ceil().max(1.0);
    let mut before = weave.cell(start);
    for step in 0..=steps as usize {
        let part = step as f64 / steps;
        let place = (start.0 + part * (end.0 - start.0), start.1 + part * (end.1 - start.1));
        let cell = weave.cell(place);
        if waters.channel[cell] {
            return Some(cell);
        }
        if let Some(between) = weave.corner(before, cell, &waters.channel) {
            return Some(between);
        }
        before = cell;
    }
    None
}

/// Joins the parts of a quarter's streets: the nearest points of two parts get an edge, a bridge
/// where water lies between.
fn unite(weave: &mut Weave, waters: &Waters, quarter: &Quarter) {
    loop {
        let part = parts(weave, &quarter.points);
        let Some(main) = largest(&part) else { return };
        let mut best = (f64::MAX, 0, 0);
        for &from in quarter.points.iter().filter(|point| part[point] != main) {
            for &to in quarter.points.iter().filter(|point| part[point] == main) {
                let apart_m = weave.apart(from, to);
                if apart_m < best.0 {
                    best = (apart_m, from, to);
                }
            }
        }
        if best.0 == f64::MAX {
            return;
        }
        let wet = channel_between(weave, waters, best.1, best.2).is_some();
        let structure = if wet { Structure::Bridge } else { Structure::None };
        weave.edge(Edge { structure, ..plain(best.1, best.2, RoadClass::Street) });
    }
}

/// The part that each point belongs to, named by its lowest point.
fn parts(weave: &Weave, points: &[u32]) -> BTreeMap<u32, u32> {
    let mut part = BTreeMap::new();
    for &start in points {
        if part.contains_key(&start) {
            continue;
        }
        part.insert(start, start);
        let mut open = vec![start];
        while let Some(point) = open.pop() {
            for &edge in &weave.at[point as usize] {
                let other = weave.other(edge, point);
                if part.insert(other, start).is_none() {
                    open.push(other);
                }
            }
        }
    }
    part
}

/// The part with most points.
fn largest(part: &BTreeMap<u32, u32>) -> Option<u32> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for name in part.values() {
        *sizes.entry(*name).or_default() += 1;
    }
    sizes.into_iter().max_by_key(|(name, size)| (*size, Reverse(*name))).map(|pair| pair.0)
}

/// Joins the roads that arrive to the streets, and leads the larger of them through to the centre.
pub(super) fn receive(
    weave: &mut Weave,
    waters: &Waters,
    quarters: &[Quarter],
    arrivals: &[Arrival],
) {
    for arrival in arrivals {
        let quarter = &quarters[usize::from(arrival.settlement) - 1];
        let nearest = |weave: &Weave, point: u32| {
            let wet = |other: u32| channel_between(weave, waters, point, other).is_some();
            let cost = |other: &u32| {
                weave.apart(point, *other)
                    + if weave.apart(point, *other) < 600.0 && wet(*other) { 400.0 } else { 0.0 }
            };
            quarter
                .points
                .iter()
                .copied()
                .min_by(|first, second| cost(first).total_cmp(&cost(second)))
        };
        let Some(gate) = nearest(weave, arrival.point) else { continue };
        let wet = channel_between(weave, waters, arrival.point, gate).is_some();
        let structure = if wet { Structure::Bridge } else { Structure::None };
        weave.edge(Edge { structure, ..plain(arrival.point, gate, arrival.class) });
        if arrival.class <= RoadClass::Secondary {
            let centre = cell_centre(weave, quarter.centre);
            let middle = quarter.points.iter().copied().min_by(|first, second| {
                let away = |point: &u32| {
                    let place = weave.points[*point as usize];
                    math::hypot(place.0 - centre.0, place.1 - centre.1)
                };
                away(first).total_cmp(&away(second))
            });
            lead_through(weave, gate, middle.unwrap_or(gate), arrival.class);
        }
    }
}

/// Raises the streets on the shortest way between two points to a class.
fn lead_through(weave: &mut Weave, from: u32, to: u32, class: RoadClass) {
    let mut reached: BTreeMap<u32, (u64, u32)> = BTreeMap::from([(from, (0, u32::MAX))]);
    let mut heap = BinaryHeap::from([Reverse((0u64, from))]);
    while let Some(Reverse((cost, point))) = heap.pop() {
        if point == to {
            break;
        }
        if cost > reached[&point].0 {
            continue;
        }
        for &edge in &weave.at[point as usize] {
            let other = weave.other(edge, point);
            let street = &weave.edges[edge as usize];
            let narrow = if street.avenue || street.class < RoadClass::Street { 1.0 } else { 2.0 };
            let total = cost + (narrow * weave.apart(point, other) * 10.0) as u64;
            if reached.get(&other).is_none_or(|known| total < known.0) {
                reached.insert(other, (total, edge));
                heap.push(Reverse((total, other)));
            }
        }
    }
    let mut at = to;
    while let Some(&(_, edge)) = reached.get(&at).filter(|known| known.1 != u32::MAX) {
        let street = &mut weave.edges[edge as usize];
        street.class = street.class.min(class);
        at = weave.other(edge, at);
    }
}
