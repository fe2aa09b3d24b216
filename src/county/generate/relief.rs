//! Relief: mountains raised by uplift and cut by rivers, with one main valley that runs from west
//! to east. Elevation only: rivers are drawn from it elsewhere.

use super::noise::{Noise, smooth_step};
use super::scale::{CELL_M, Scale};
use crate::base::chance::Seed;
use crate::base::grid::Grid;
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

/// Raises and cuts the county's relief.
pub(super) fn raise(scale: &Scale, seed: Seed) -> Relief {
    let (noise, wander) = (Noise::new(seed, "relief"), Noise::new(seed, "valley"));
    let (columns, rows) = (scale.columns, scale.rows);
    let mut uplift = Vec::with_capacity(scale.cells());
    let mut height = Grid::filled(columns, rows, CELL_M, 0.0f32);
    for row in 0..rows {
        for column in 0..columns {
            let east = column as f64 / columns as f64;
            let (x, y) = (column as f64 / rows as f64, row as f64 / rows as f64);
            let away = (y - axis(&wander, east)).abs();
            let rough = noise.octaves(x * 4.0, y * 4.0, 4);
            let broad = noise.at(x * 2.2 + 50.0, y * 2.2);
            let open = floor_width(east) * (1.0 + 0.5 * broad);
            let hills = smooth_step(open, open + 0.16, away);
            let side_basin = 1.0 - 0.72 * smooth_step(0.12, 0.34, broad) * hills;
            uplift.push((0.10 + 0.90 * hills * (0.75 + 0.7 * rough).max(0.25)) * side_basin);
            let start = 14.0 * away + 5.0 * (1.0 - east) + 4.0 * rough;
            height.set(column, row, start as f32);
        }
    }
    let mouths = mouths(scale, &wander);
    for (place, &mouth) in mouths.iter().enumerate() {
        height.values[mouth as usize] = if place == 0 { -4.0 } else { 4.0 };
    }
    for _ in 0..ROUNDS {
        erode(&mut height, &uplift, &mouths);
    }
    finish(scale, &noise, &mut height, &mouths);
    Relief { elevation_m: height, mouths }
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

/// The main river's mouth in the east, and two lesser ones for the far corners.
fn mouths(scale: &Scale, wander: &Noise) -> Vec<u32> {
    let (columns, rows) = (scale.columns, scale.rows);
    let row = (axis(wander, 1.0) * rows as f64).clamp(2.0, rows as f64 - 3.0) as usize;
    let north = (0.16 * columns as f64) as usize;
    let south = (rows - 1) * columns + (0.78 * columns as f64) as usize;
    vec![(row * columns + columns - 1) as u32, north as u32, south as u32]
}

/// One round of uplift and stream-power incision, solved implicitly from the mouths upward
/// (Braun and Willett 2013, equations 21-22 with n = 1), with the exponent 0.45 of the area.
fn erode(height: &mut Grid<f32>, uplift: &[f64], mouths: &[u32]) {
    const STEP: f64 = 2.0;
    let flow = Flow::to(height, mouths);
    let area = flow.accumulate();
    let columns = height.columns as u32;
    for &cell in &flow.order {
        let below = flow.receiver[cell as usize];
        if below == cell {
            continue;
        }
        let straight = cell % columns == below % columns || cell / columns == below / columns;
        let distance = if straight { 1.0 } else { std::f64::consts::SQRT_2 };
        let cut = STEP * math::pow(f64::from(area[cell as usize]), 0.45) / distance;
        let raised = f64::from(flow.filled_m[cell as usize]) + STEP * uplift[cell as usize];
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
    for row in 0..scale.rows {
        for column in 0..scale.columns {
            let (x, y) = (column as f64 / 9.0, row as f64 / 9.0);
            let wobble = 5.0 * noise.octaves(x, y, 3);
            let at = height.at(column, row);
            let steep = smooth_step(2.0, 60.0, f64::from(at) - MOUTH_M);
            height.set(column, row, at + (wobble * steep) as f32);
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
