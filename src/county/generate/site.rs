//! Cells and points: where in a cell roads and rivers pass, and how their lines are smoothed. No
//! knowledge of what the lines are.

use super::scale::{CELL_M, Scale};
use crate::base::chance::{Purpose, Seed};
use crate::base::key::Key;

/// Places of cells, each moved a little from its centre so that nothing runs in straight rows.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    columns: usize,
    rows: usize,
    seed: Seed,
}

impl Spot {
    /// Places in the county of that scale.
    pub(super) fn new(scale: &Scale, seed: Seed) -> Self {
        Self { columns: scale.columns, rows: scale.rows, seed }
    }

    /// The point of a cell through which roads and rivers pass, metres east and north.
    pub(super) fn of(&self, cell: u32) -> (f64, f64) {
        let (column, row) = (cell as usize % self.columns, cell as usize / self.columns);
        let key = Key::born(1, &[Key(column as u64), Key(row as u64)], 0);
        let mut draws = self.seed.draws(Purpose::Generation, key);
        let reach_m = 0.27 * CELL_M;
        let x_m = (column as f64 + 0.5) * CELL_M + draws.between(-reach_m, reach_m);
        let y_m = ((self.rows - row) as f64 - 0.5) * CELL_M + draws.between(-reach_m, reach_m);
        (x_m, y_m)
    }

    /// The line with its inner points drawn towards their neighbours: ends stay.
    pub(super) fn smooth(&self, points: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut smoothed = points.to_vec();
        for index in 1..points.len().saturating_sub(1) {
            let (before, own, after) = (points[index - 1], points[index], points[index + 1]);
            smoothed[index] = (
                0.25 * before.0 + 0.5 * own.0 + 0.25 * after.0,
                0.25 * before.1 + 0.5 * own.1 + 0.25 * after.1,
            );
        }
        smoothed
    }
}
