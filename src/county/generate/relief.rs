//! Relief: mountains raised by uplift and cut by rivers, with one main valley that runs from west
//! to east. Elevation only: rivers are drawn from it elsewhere.

use super::noise::{Noise, smooth_step};
use super::scale::{CELL_M, Scale};
use crate::base::chance::{Purpose, Seed};
use crate::base::grid::Grid;
use crate::base::key::Key;
use crate::base::math;
use crate::county::drainage::Flow;

/// Elevation of the river where it leaves the county, m.
const MOUTH_M: f64 = 62.0;

/// Rounds of uplift and incision: enough for the ridges to stop wandering.
const ROUNDS: u32 = 22;

/// The relief of a county, and where its waters leave it.
#[derive(Debug, Clone)]
pub(super) struct Relief {
    /// Elevation, m.
    pub elevation_m: Grid<f32>,
    /// Cells at the edge where water leaves: the main river's mouth first.
    pub mouths: Vec<u32>,
}

/// Where along the width of the map (west 0, east 1) the main valley has what.
pub(super) const SHIMEN_EAST: f64 = 0.20;
/// The dam's stretch.
pub(super) const DAM_EAST: (f64, f64) = (0.35, 0.45);
/// The town's basin.
pub(super) const TOWN_EAST: f64 = 0.60;
/// The lower township.
pub(super) const XIAHE_EAST: f64 = 0.82;

/// Raises and cuts the county's relief: first on cells of twice the size, then on its own.
pub(super) fn raise(scale: &Scale, seed: Seed) -> Relief {
    let land = Land { noise: Noise::new(seed, "relief"), wander: Noise::new(seed, "valley"), seed };
    let (columns, rows) = (scale.columns.div_ceil(2), scale.rows.div_ceil(2));
    let mut coarse = Grid::filled(columns, rows, 2.0 * CELL_M, 0.0f32);
    land.start(&mut coarse);
    land.cut(&mut coarse, ROUNDS);
    let mut height = Grid::filled(scale.columns, scale.rows, CELL_M, 0.0f32);
    for row in 0..scale.rows {
        for column in 0..scale.columns {
            height.set(column, row, between(&coarse, column as f64 * 0.5, row as f64 * 0.5));
        }
    }
    land.cut(&mut height, ROUNDS / 4);
    let mouths = land.mouths(&height);
    finish(scale, &land.noise, &mut height, &mouths);
    Relief { elevation_m: height, mouths }
}

/// The land before it has relief: where it rises, how hard it is, and where its water may leave.
struct Land {
    noise: Noise,
    wander: Noise,
    seed: Seed,
}

impl Land {
    /// A surface that leans to the main valley and down it.
    fn start(&self, height: &mut Grid<f32>) {
        for row in 0..height.rows {
            for column in 0..height.columns {
                let (east, x, y) = self.place(height, column, row);
                let away = (y - axis(&self.wander, east)).abs();
                let rough = self.noise.octaves(x * 4.0, y * 4.0, 4);
                let lean = 16.0 * away.min(0.3) + 7.0 * (1.0 - east) + 4.0 * rough;
                height.set(column, row, lean as f32);
            }
        }
        for (place, &mouth) in self.mouths(height).iter().enumerate() {
            height.values[mouth as usize] = if place == 0 { -4.0 } else { 3.0 };
        }
    }

    /// Where a cell lies: share of the width, and both ways in heights of the map.
    fn place(&self, grid: &Grid<f32>, column: usize, row: usize) -> (f64, f64, f64) {
        let rows = grid.rows as f64;
        let (x, y) = (column as f64 / rows, row as f64 / rows);
        (column as f64 / grid.columns as f64, x, y)
    }

    /// Uplift of a cell for each round: little in the main valley and in side basins.
    fn uplift(&self, grid: &Grid<f32>, column: usize, row: usize) -> f64 {
        let (east, x, y) = self.place(grid, column, row);
        let away = (y - axis(&self.wander, east)).abs();
        let rough = self.noise.octaves(x * 4.0, y * 4.0, 4);
        let broad = self.noise.at(x * 2.6 + 50.0, y * 2.6);
        let open = floor_width(east) * (1.0 + 0.5 * broad);
        let hills = smooth_step(open, open + 0.22, away);
        let basin = 1.0 - 0.7 * smooth_step(0.05, 0.30, broad) * hills;
        (0.07 + 0.93 * hills * (0.7 + 0.8 * rough).max(0.2)) * basin
    }

    /// Rounds of uplift and incision.
    fn cut(&self, height: &mut Grid<f32>, rounds: u32) {
        let mouths = self.mouths(height);
        let mut draws = self.seed.draws(Purpose::Generation, Key::written("relief", "unevenness"));
        let mut uplift = Vec::with_capacity(height.values.len());
        let mut softness = Vec::with_capacity(height.values.len());
        let mut uneven = Vec::with_capacity(height.values.len());
        for row in 0..height.rows {
            for column in 0..height.columns {
                let (_, x, y) = self.place(height, column, row);
                let rock = self.noise.octaves(x * 34.0 + 7.0, y * 34.0, 2);
                uplift.push(self.uplift(height, column, row));
                softness.push(math::exp(1.5 * rock));
                uneven.push(draws.between(-0.45, 0.45) as f32);
            }
        }
        for _ in 0..rounds {
            erode(height, &uplift, &softness, &uneven, &mouths);
            for &mouth in &mouths[1..] {
                height.values[mouth as usize] += 0.30;
            }
            creep(height, &mouths);
        }
    }

    /// The main river's mouth in the east, and two lesser ones for the far corners.
    fn mouths(&self, grid: &Grid<f32>) -> Vec<u32> {
        let (columns, rows) = (grid.columns, grid.rows);
        let row = axis(&self.wander, 1.0) * rows as f64;
        let row = row.clamp(2.0, rows as f64 - 3.0) as usize;
        let north = (0.16 * columns as f64) as usize;
        let south = (rows - 1) * columns + (0.78 * columns as f64) as usize;
        vec![(row * columns + columns - 1) as u32, north as u32, south as u32]
    }
}

/// The value between four cells; places in cells from the north-western one.
fn between(grid: &Grid<f32>, x: f64, y: f64) -> f32 {
    let x = (x - 0.25).clamp(0.0, grid.columns as f64 - 1.001);
    let y = (y - 0.25).clamp(0.0, grid.rows as f64 - 1.001);
    let (column, row) = (x as usize, y as usize);
    let (right, down) = ((x - column as f64) as f32, (y - row as f64) as f32);
    let upper = grid.at(column, row) * (1.0 - right) + grid.at(column + 1, row) * right;
    let lower = grid.at(column, row + 1) * (1.0 - right) + grid.at(column + 1, row + 1) * right;
    upper * (1.0 - down) + lower * down
}

/// Soil that creeps downhill: every cell moves a part of the way to the mean of its neighbours,
/// which rounds ridges and keeps the smallest gullies apart (linear diffusion).
fn creep(height: &mut Grid<f32>, mouths: &[u32]) {
    const SHARE: f32 = 0.30;
    let before = height.clone();
    for row in 0..height.rows {
        for column in 0..height.columns {
            let near = [
                before.at(column.saturating_sub(1), row),
                before.at((column + 1).min(height.columns - 1), row),
                before.at(column, row.saturating_sub(1)),
                before.at(column, (row + 1).min(height.rows - 1)),
            ];
            let mean = near.iter().sum::<f32>() * 0.25;
            let own = before.at(column, row);
            height.set(column, row, own + SHARE * (mean - own));
        }
    }
    for &mouth in mouths {
        height.values[mouth as usize] = before.values[mouth as usize];
    }
}

/// How far down the map (0 to 1) the main valley lies at a share of its width.
fn axis(wander: &Noise, east: f64) -> f64 {
    0.5 + 0.34 * wander.at(east * 1.9 + 0.5, 0.5) + 0.05 * wander.at(east * 7.0, 3.5)
}

/// Half width of the valley floor, as a share of the map's height: narrow at the dam, wide at the
/// town.
fn floor_width(east: f64) -> f64 {
    let basin = |centre: f64, reach: f64| {
        let apart = (east - centre) / reach;
        math::exp(-apart * apart)
    };
    0.008
        + 0.085 * basin(TOWN_EAST + 0.01, 0.085)
        + 0.035 * basin(XIAHE_EAST, 0.07)
        + 0.022 * basin(SHIMEN_EAST, 0.05)
        + 0.03 * smooth_step(0.66, 1.0, east)
}

/// One round of uplift and stream-power incision, solved implicitly from the mouths upward
/// (Braun and Willett 2013, equations 21-22 with n = 1), with the exponent 0.45 of the area. Water
/// finds its way over an uneven surface, so that valleys do not run in the grid's directions.
fn erode(height: &mut Grid<f32>, uplift: &[f64], softness: &[f64], uneven: &[f32], mouths: &[u32]) {
    const STEP: f64 = 2.0;
    let mut rough = height.clone();
    for (value, uneven) in rough.values.iter_mut().zip(uneven) {
        *value += uneven;
    }
    for &mouth in mouths {
        rough.values[mouth as usize] = height.values[mouth as usize];
    }
    let flow = Flow::to(&rough, mouths);
    let area = flow.accumulate();
    let columns = height.columns as u32;
    for &cell in &flow.order {
        let below = flow.receiver[cell as usize];
        if below == cell {
            continue;
        }
        let straight = cell % columns == below % columns || cell / columns == below / columns;
        let distance = if straight { 1.0 } else { std::f64::consts::SQRT_2 };
        let cut = STEP * softness[cell as usize] * math::pow(f64::from(area[cell as usize]), 0.45)
            / distance;
        let raised = f64::from(height.values[cell as usize]) + STEP * uplift[cell as usize];
        let lower = f64::from(height.values[below as usize]);
        height.values[cell as usize] = ((raised + cut * lower) / (1.0 + cut)) as f32;
    }
}

/// Gives the relief its height in metres, a little roughness, and flat valley floors.
fn finish(scale: &Scale, noise: &Noise, height: &mut Grid<f32>, mouths: &[u32]) {
    let base = f64::from(height.values[mouths[0] as usize]);
    let mut sorted = height.values.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let top = f64::from(sorted[sorted.len() * 995 / 1000]) - base;
    let stretch = scale.relief_m / top;
    for value in &mut height.values {
        *value = (MOUTH_M + stretch * (f64::from(*value) - base)) as f32;
    }
    level_floors(scale, height, mouths);
    level_floors(scale, height, mouths);
    for row in 0..scale.rows {
        for column in 0..scale.columns {
            let (x, y) = (column as f64 / 9.0, row as f64 / 9.0);
            let wobble = noise.octaves(x, y, 3);
            let at = height.at(column, row);
            let rough = 2.0 + 9.0 * smooth_step(60.0, 300.0, f64::from(at) - MOUTH_M);
            height.set(column, row, at + (wobble * rough) as f32);
        }
    }
    let flow = Flow::to(height, mouths);
    height.values = flow.filled_m;
}

/// Lays sediment over the valley floors: ground a little above a stream sinks towards it, the more
/// so the larger the stream.
fn level_floors(scale: &Scale, height: &mut Grid<f32>, mouths: &[u32]) {
    let flow = Flow::to(height, mouths);
    let area = flow.accumulate();
    let least = scale.channel_cells / 3;
    let mut stream = vec![(0.0f64, 0u32); height.values.len()];
    for &cell in &flow.order {
        let cell = cell as usize;
        let below = flow.receiver[cell] as usize;
        let here = (f64::from(flow.filled_m[cell]), area[cell]);
        stream[cell] = if area[cell] >= least || below == cell { here } else { stream[below] };
    }
    for (cell, value) in height.values.iter_mut().enumerate() {
        let (water_m, cells) = stream[cell];
        let above = (f64::from(flow.filled_m[cell]) - water_m).max(0.0);
        let floor = 3.4 * math::pow(f64::from(cells) / f64::from(least.max(1)), 0.33);
        let kept = smooth_step(floor * 0.3, floor * 2.6, above);
        *value = (water_m + above * (0.10 + 0.90 * kept)) as f32;
    }
}
