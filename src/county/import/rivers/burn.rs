//! Leading water along the rivers of a source: a surface on which it runs where they run, in their
//! direction. Streams are "burnt" into the elevation, and the ground beside them leans towards them
//! (Hellweger 1997, AGREE: DEM surface reconditioning system, University of Texas at Austin). For
//! the way down alone: no height is taken from it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::lines::{Kind, Line};
use crate::base::grid::Grid;
use crate::base::math;
use crate::base::text::Text;
use crate::county::drainage::neighbours;
use crate::county::import::ground::Ground;
use crate::county::import::note::Note;

/// How far rivers are sunk, m: more than a river and its valley lie apart in height where a line
/// and the elevation are a cell or two apart.
const BURN_M: f32 = 60.0;
/// Cells beside a river that are sunk too, the less the farther.
const LEAN_CELLS: u32 = 3;
/// Fall from a cell to the next one of a river, m.
const FALL_M: f32 = 0.01;
/// Rise from its first point to its last, m, from which a line is taken to be drawn uphill: more
/// than a shuttle tile is wrong in a gorge.
const UPHILL_M: f32 = 25.0;

/// Stands for "no line passes here".
pub(super) const NO_LINE: u32 = u32::MAX;

/// Rivers on a grid.
#[derive(Debug)]
pub(super) struct Burnt {
    /// Elevation with the rivers sunk into it.
    pub(super) surface: Grid<f32>,
    /// The line that passes each cell, by its place in the list; of several the greatest.
    pub(super) line: Vec<u32>,
    /// The middle of that line in each cell that it passes, m.
    pub(super) middle: Vec<(f64, f64)>,
    /// Cells in which rivers come in from beyond the edge.
    pub(super) entries: Vec<u32>,
    /// First cells of all rivers.
    pub(super) heads: Vec<u32>,
    /// Lines of which no point lies on the grid.
    pub(super) is_off: Vec<bool>,
}

/// Sinks the lines into the ground; turns those that are drawn uphill.
pub(super) fn burn(ground: &Ground, lines: &mut [Line], notes: &mut Vec<Note>) -> Burnt {
    let grid = &ground.elevation_m;
    let cells = grid.values.len();
    let mut burnt = Burnt {
        surface: grid.clone(),
        line: vec![NO_LINE; cells],
        middle: vec![(0.0, 0.0); cells],
        entries: Vec::new(),
        heads: Vec::new(),
        is_off: vec![false; lines.len()],
    };
    let mut turned = Note::count(
        Text::new("逆坡绘制的水系线,按地势反转", "waterways drawn uphill, turned by the ground"),
        0,
    );
    let mut steps: Vec<(u32, u32)> = Vec::new();
    for index in by_greatness(lines) {
        let line = &mut lines[index];
        let mut passed = pass(grid, &line.points);
        if ground.is_measured && line.kind != Kind::Led && is_uphill(grid, &passed) {
            line.points.reverse();
            passed = pass(grid, &line.points);
            turned.add(line.way);
        }
        burnt.is_off[index] = passed.is_empty();
        burnt.mark(index, &passed);
        if line.kind == Kind::Led {
            continue;
        }
        let follows = |pair: &&[Passed]| is_beside(grid, pair[0].cell, pair[1].cell);
        steps.extend(passed.windows(2).filter(follows).map(|pair| (pair[0].cell, pair[1].cell)));
        if line.kind == Kind::River {
            burnt.heads.extend(passed.first().map(|first| first.cell));
            burnt.entries.extend(entries(grid, &passed));
        }
    }
    turned.push_to(notes);
    steps.sort_unstable();
    steps.dedup();
    sink(&mut burnt.surface, &steps);
    burnt
}

/// The cells at the edge from which a line runs inward: a run of neighbouring cells that begins
/// there and does not stay there.
fn entries(grid: &Grid<f32>, passed: &[Passed]) -> Vec<u32> {
    let runs = passed.chunk_by(|one, other| is_beside(grid, one.cell, other.cell));
    let comes_in = |run: &&[Passed]| {
        is_edge(grid, run[0].cell) && run.iter().any(|passed| !is_edge(grid, passed.cell))
    };
    runs.filter(comes_in).map(|run| run[0].cell).collect()
}

/// Whether a cell lies at the edge of the grid.
pub(super) fn is_edge(grid: &Grid<f32>, cell: u32) -> bool {
    let (column, row) = (cell as usize % grid.columns, cell as usize / grid.columns);
    column == 0 || row == 0 || column + 1 == grid.columns || row + 1 == grid.rows
}

/// Places of the lines in the list: rivers first, what people lead last, then by number.
fn by_greatness(lines: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|index| (lines[*index].kind, lines[*index].way));
    order
}

impl Burnt {
    /// Enters a line where no greater one passes.
    fn mark(&mut self, index: usize, passed: &[Passed]) {
        let mut sums: Vec<&Passed> = passed.iter().collect();
        sums.sort_by_key(|passed| passed.cell);
        for group in sums.chunk_by(|one, other| one.cell == other.cell) {
            let cell = group[0].cell as usize;
            if self.line[cell] != NO_LINE {
                continue;
            }
            let count: f64 = group.iter().map(|passed| passed.count).sum();
            let x: f64 = group.iter().map(|passed| passed.sum.0).sum();
            let y: f64 = group.iter().map(|passed| passed.sum.1).sum();
            self.line[cell] = index as u32;
            self.middle[cell] = (x / count, y / count);
        }
    }
}

/// A cell that a line passes, with the sum of the points in it.
#[derive(Debug)]
struct Passed {
    cell: u32,
    sum: (f64, f64),
    count: f64,
}

/// The cells that a line passes, in its order.
fn pass(grid: &Grid<f32>, points: &[(f64, f64)]) -> Vec<Passed> {
    let mut passed: Vec<Passed> = Vec::new();
    let diagonal_m = (grid.columns + grid.rows) as f64 * grid.cell_m;
    for pair in points.windows(2) {
        let (east, north) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length_m = math::hypot(east, north).min(4.0 * diagonal_m);
        let steps = (4.0 * length_m / grid.cell_m).ceil().max(1.0) as u32;
        for step in 0..=steps {
            let share = f64::from(step) / f64::from(steps);
            let (x, y) = (pair[0].0 + share * east, pair[0].1 + share * north);
            let Some((column, row)) = grid.cell_of(x, y) else { continue };
            let cell = (row * grid.columns + column) as u32;
            match passed.last_mut().filter(|last| last.cell == cell) {
                Some(last) => {
                    last.sum = (last.sum.0 + x, last.sum.1 + y);
                    last.count += 1.0;
                }
                None => passed.push(Passed { cell, sum: (x, y), count: 1.0 }),
            }
        }
    }
    passed
}

fn is_uphill(grid: &Grid<f32>, passed: &[Passed]) -> bool {
    let ends = passed.first().zip(passed.last());
    ends.is_some_and(|(first, last)| {
        grid.values[last.cell as usize] - grid.values[first.cell as usize] > UPHILL_M
    })
}

/// Whether two cells are neighbours: a line may leave the grid and come back elsewhere.
fn is_beside(grid: &Grid<f32>, one: u32, other: u32) -> bool {
    let place = |cell: u32| (cell as usize % grid.columns, cell as usize / grid.columns);
    let (one, other) = (place(one), place(other));
    one.0.abs_diff(other.0) <= 1 && one.1.abs_diff(other.1) <= 1
}

/// Sinks the cells of these steps (from, to; sorted), each at most as high as those before it.
/// Where rivers run in a circle, as around an island or a bend within a cell, its highest cell is
/// the first.
fn sink(surface: &mut Grid<f32>, steps: &[(u32, u32)]) {
    let mut cells: Vec<u32> = steps.iter().flat_map(|step| [step.0, step.1]).collect();
    cells.sort_unstable();
    cells.dedup();
    let place = |cell: u32| cells.binary_search(&cell).expect("every end of a step is a cell");
    let mut waiting = vec![0_u32; cells.len()];
    for step in steps {
        waiting[place(step.1)] += 1;
    }
    let mut by_height: Vec<u32> = (0..cells.len() as u32).collect();
    by_height.sort_by(|one, other| {
        let height = |index: u32| surface.values[cells[index as usize] as usize];
        height(*other).total_cmp(&height(*one)).then(one.cmp(other))
    });
    let mut is_done = vec![false; cells.len()];
    let mut ready: BinaryHeap<Reverse<u32>> = BinaryHeap::new();
    let springs = by_height.clone().into_iter().filter(|index| waiting[*index as usize] == 0);
    for first in springs.collect::<Vec<_>>().into_iter().chain(by_height) {
        ready.push(Reverse(first));
        while let Some(Reverse(index)) = ready.pop() {
            if std::mem::replace(&mut is_done[index as usize], true) {
                continue;
            }
            let cell = cells[index as usize];
            let lower = surface.values[cell as usize] - FALL_M;
            let from = steps.partition_point(|step| step.0 < cell);
            for step in steps[from..].iter().take_while(|step| step.0 == cell) {
                let next = place(step.1);
                if is_done[next] {
                    continue;
                }
                let level = &mut surface.values[step.1 as usize];
                *level = level.min(lower);
                waiting[next] = waiting[next].saturating_sub(1);
                if waiting[next] == 0 {
                    ready.push(Reverse(next as u32));
                }
            }
        }
    }
    for &cell in &cells {
        surface.values[cell as usize] -= BURN_M;
    }
    lean(surface, cells);
}

/// Leans the ground beside these cells towards them.
fn lean(surface: &mut Grid<f32>, cells: Vec<u32>) {
    let mut is_met = vec![false; surface.values.len()];
    for &cell in &cells {
        is_met[cell as usize] = true;
    }
    let mut rim = cells;
    for ring in 1..=LEAN_CELLS {
        let share = 1.0 - ring as f32 / (LEAN_CELLS + 1) as f32;
        let mut next = Vec::new();
        for cell in rim {
            for (near, _) in neighbours(surface.columns, surface.rows, cell) {
                if !std::mem::replace(&mut is_met[near as usize], true) {
                    surface.values[near as usize] -= share * BURN_M;
                    next.push(near);
                }
            }
        }
        rim = next;
    }
}
