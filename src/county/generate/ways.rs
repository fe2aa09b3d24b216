//! Roads between places while they are being laid: links between neighbouring cells, and the search
//! for the cheapest way over the ground. Streets and lanes inside places are not here.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::noise::Noise;
use super::rivers::{Waters, width_m};
use super::scale::Scale;
use crate::base::chance::Seed;
use crate::base::grid::Grid;
use crate::county::network::RoadClass;

/// The eight directions: column and row steps, clockwise from east. The opposite is four on.
const STEPS: [(i64, i64); 8] =
    [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];

/// Marks a direction without a link.
const NO_LINK: u8 = u8::MAX;

/// Links between neighbouring cells, with their class.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    columns: usize,
    rows: usize,
    links: Vec<[u8; 8]>,
}

/// What a way costs over the ground.
pub(super) struct Ground<'a> {
    elevation_m: &'a Grid<f32>,
    waters: &'a Waters,
    wobble: Vec<u8>,
}

/// Where a search may go and where it ends.
pub(super) struct Errand<'a> {
    /// Class of the road to be laid.
    pub class: RoadClass,
    /// Where it starts.
    pub from: u32,
    /// Where it ends; none: at the first road.
    pub to: Option<u32>,
    /// Whether a cell may be entered.
    pub may_enter: &'a dyn Fn(u32) -> bool,
}

/// Scratch space of the search, kept between searches.
pub(super) struct Scratch {
    cost: Vec<u32>,
    came: Vec<u8>,
    touched: Vec<u32>,
}

impl Scratch {
    /// Scratch for so many cells.
    pub(super) fn new(cells: usize) -> Self {
        Self { cost: vec![u32::MAX; cells], came: vec![NO_LINK; cells], touched: Vec::new() }
    }
}

impl<'a> Ground<'a> {
    /// The ground of a county, with a drawn unevenness that makes roads wander.
    pub(super) fn new(
        scale: &Scale,
        seed: Seed,
        elevation_m: &'a Grid<f32>,
        waters: &'a Waters,
    ) -> Self {
        let noise = Noise::new(seed, "ways");
        let wobble = (0..scale.cells())
            .map(|cell| {
                let (x, y) = ((cell % scale.columns) as f64, (cell / scale.columns) as f64);
                let value = 0.5 + noise.at(x / 9.0, y / 9.0) + 0.5 * noise.at(x / 3.1, y / 3.1);
                (100.0 * value.clamp(0.0, 1.4)) as u8
            })
            .collect();
        Self { elevation_m, waters, wobble }
    }

    /// Cost of a new link between two dry neighbours, in metres of level road.
    fn cost(&self, from: u32, to: u32, diagonal: bool, class: RoadClass) -> u32 {
        let length = if diagonal { 141.4 } else { 100.0 };
        let rise = self.elevation_m.values[to as usize] - self.elevation_m.values[from as usize];
        let grade = f64::from(rise.abs()) / length;
        let ease = match class {
            RoadClass::Trunk => 0.035,
            RoadClass::Primary => 0.05,
            _ => 0.075,
        };
        let steep = (grade / ease) * (grade / ease);
        let wet = match self.waters.above_m[to as usize] {
            above if above < 1.0 => 1.2,
            above if above < 3.0 && class == RoadClass::Trunk => 0.6,
            _ => 0.0,
        };
        let wobble = f64::from(self.wobble[to as usize]) / 100.0;
        (length * (1.0 + steep.min(60.0) + wet + wobble)) as u32
    }

    /// Cost of a bridge over a channel cell.
    fn bridge_cost(&self, over: u32, class: RoadClass) -> u32 {
        let width = width_m(self.waters.area[over as usize]);
        let thrift = match class {
            RoadClass::Trunk => 1.0,
            RoadClass::Primary => 1.3,
            RoadClass::Secondary => 2.0,
            _ => 3.0,
        };
        (thrift * (700.0 + 12.0 * width)) as u32
    }
}

impl Ways {
    /// No roads yet.
    pub(super) fn new(scale: &Scale) -> Self {
        Self { columns: scale.columns, rows: scale.rows, links: vec![[NO_LINK; 8]; scale.cells()] }
    }

    /// The neighbour of a cell in a direction.
    pub(super) fn step(&self, cell: u32, direction: usize) -> Option<u32> {
        let (dx, dy) = STEPS[direction];
        let column = (cell as usize % self.columns) as i64 + dx;
        let row = (cell as usize / self.columns) as i64 + dy;
        let inside =
            column >= 0 && row >= 0 && column < self.columns as i64 && row < self.rows as i64;
        inside.then(|| (row as usize * self.columns + column as usize) as u32)
    }

    /// Class of the link that leaves a cell in a direction.
    pub(super) fn link(&self, cell: u32, direction: usize) -> Option<RoadClass> {
        RoadClass::from_code(self.links[cell as usize][direction])
    }

    /// Whether any road passes a cell.
    pub(super) fn has_road(&self, cell: u32) -> bool {
        self.links[cell as usize] != [NO_LINK; 8]
    }

    fn set(&mut self, cell: u32, direction: usize, class: RoadClass) {
        let other = self.step(cell, direction).expect("links stay inside the map");
        for (cell, direction) in [(cell, direction), (other, (direction + 4) % 8)] {
            let link = &mut self.links[cell as usize][direction];
            *link = (*link).min(class.code());
        }
    }

    /// Lays the cheapest way of an errand, if there is one; gives its cells from end to start.
    pub(super) fn lay(
        &mut self,
        ground: &Ground<'_>,
        errand: &Errand<'_>,
        scratch: &mut Scratch,
    ) -> Option<Vec<u32>> {
        let end = self.search(ground, errand, scratch);
        let mut path = Vec::new();
        if let Some(end) = end {
            let mut at = end;
            path.push(at);
            while at != errand.from {
                let back = (usize::from(scratch.came[at as usize]) + 4) % 8;
                let mut before = self.step(at, back).expect("a way came from inside");
                self.set(at, back, errand.class);
                if ground.waters.channel[before as usize] {
                    self.set(before, back, errand.class);
                    path.push(before);
                    before = self.step(before, back).expect("a bridge has two banks");
                }
                at = before;
                path.push(at);
            }
        }
        for cell in scratch.touched.drain(..) {
            scratch.cost[cell as usize] = u32::MAX;
            scratch.came[cell as usize] = NO_LINK;
        }
        end.map(|_| path)
    }

    /// Finds the end of the cheapest way; how it came there is left in the scratch space. Ties go
    /// to the lower cell number, which is a place.
    fn search(
        &self,
        ground: &Ground<'_>,
        errand: &Errand<'_>,
        scratch: &mut Scratch,
    ) -> Option<u32> {
        let mut heap = BinaryHeap::new();
        let guess = |cell: u32| errand.to.map_or(0, |to| self.least_cost(cell, to));
        scratch.cost[errand.from as usize] = 0;
        scratch.touched.push(errand.from);
        heap.push(Reverse((guess(errand.from), errand.from, 0)));
        while let Some(Reverse((_, cell, cost))) = heap.pop() {
            if cost > scratch.cost[cell as usize] {
                continue;
            }
            let found = match errand.to {
                Some(to) => cell == to,
                None => cell != errand.from && self.has_road(cell),
            };
            if found {
                return Some(cell);
            }
            for direction in 0..8 {
                let Some((next, more)) = self.advance(ground, errand, cell, direction) else {
                    continue;
                };
                let total = cost.saturating_add(more);
                if total < scratch.cost[next as usize] {
                    if scratch.cost[next as usize] == u32::MAX {
                        scratch.touched.push(next);
                    }
                    scratch.cost[next as usize] = total;
                    scratch.came[next as usize] = direction as u8;
                    heap.push(Reverse((total + guess(next), next, total)));
                }
            }
        }
        None
    }

    /// One move of the search: where it leads and what it costs.
    fn advance(
        &self,
        ground: &Ground<'_>,
        errand: &Errand<'_>,
        cell: u32,
        direction: usize,
    ) -> Option<(u32, u32)> {
        let next = self.step(cell, direction)?;
        let diagonal = direction % 2 == 1;
        let channel = &ground.waters.channel;
        let existing = self.link(cell, direction).is_some();
        let plain = if diagonal { 141 } else { 100 };
        if channel[next as usize] {
            let far = self.step(next, direction)?;
            let dry = !channel[far as usize] && !ground.waters.lake[far as usize];
            let free = existing || !self.has_road(next);
            let crosses = diagonal
                && !existing
                && (self.crosses(cell, direction) || self.crosses(next, direction));
            if !dry || !free || crosses || !(errand.may_enter)(far) {
                return None;
            }
            let built = ground.bridge_cost(next, errand.class) + 2 * plain;
            return Some((far, if existing { plain * 7 / 10 } else { built }));
        }
        if ground.waters.lake[next as usize] || !(errand.may_enter)(next) {
            return None;
        }
        if existing {
            return Some((next, plain * 35 / 100));
        }
        if diagonal && self.blocked(channel, cell, direction) {
            return None;
        }
        Some((next, ground.cost(cell, next, diagonal, errand.class)))
    }

    /// Whether a diagonal move would cross another road or slip between two channel cells.
    fn blocked(&self, channel: &[bool], cell: u32, direction: usize) -> bool {
        let wet = |turn: usize| {
            self.step(cell, (direction + turn) % 8).is_none_or(|side| channel[side as usize])
        };
        self.crosses(cell, direction) || (wet(7) && wet(1))
    }

    /// Whether another road runs across a diagonal move.
    fn crosses(&self, cell: u32, direction: usize) -> bool {
        self.step(cell, (direction + 7) % 8)
            .is_some_and(|side| self.link(side, (direction + 2) % 8).is_some())
    }

    /// What a way between two cells costs at least: along existing roads all the way.
    fn least_cost(&self, from: u32, to: u32) -> u32 {
        let dx = (from as usize % self.columns).abs_diff(to as usize % self.columns) as u32;
        let dy = (from as usize / self.columns).abs_diff(to as usize / self.columns) as u32;
        let (long, short) = (dx.max(dy), dx.min(dy));
        (long - short) * 35 + short * 49
    }
}
