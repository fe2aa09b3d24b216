//! The ground of an inundation as written, and what is refused of it. How water moves on it is not
//! here.

use crate::base::grid::Grid;
use crate::base::text::Text;

use super::super::super::range::{Range, Refusal, Refusals};
use super::SOURCE;

const CELL: Range = Range::new(1.0, 1_000.0, "m", SOURCE);
const BED: Range = Range::new(-500.0, 9_000.0, "m", "");
const ROUGHNESS: Range = Range::new(0.008, 0.5, "s/m^(1/3)", "Chow 1959");
const DEPTH: Range = Range::new(0.0, 500.0, "m", "");
const EDGE_SLOPE: Range = Range::new(1e-5, 0.1, "", "");

/// An edge of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edge {
    /// Nothing passes.
    Closed,
    /// Water leaves as uniform flow on a slope.
    Open {
        /// Fall over distance.
        slope: f64,
    },
}

/// A piece of ground and the water that stands on it at first.
#[derive(Debug, Clone, PartialEq)]
pub struct InundationData {
    /// Height of the ground, m.
    pub bed: Grid<f64>,
    /// Manning coefficient, s/m^(1/3), on the same grid.
    pub roughness: Grid<f64>,
    /// Depth of water at first, m, on the same grid.
    pub depth: Grid<f64>,
    /// Western, eastern, northern and southern edge.
    pub edges: [Edge; 4],
}

impl InundationData {
    /// Everything out of range; of a grid only the first value.
    pub(super) fn check(&self) -> Refusals {
        let mut refusals = Refusals::default();
        refusals.hold(&CELL, "bed.cell_m", self.bed.cell_m);
        let (columns, rows) = (self.bed.columns, self.bed.rows);
        for (name, grid, range) in [
            ("bed", &self.bed, &BED),
            ("roughness", &self.roughness, &ROUGHNESS),
            ("depth", &self.depth, &DEPTH),
        ] {
            let same = (grid.columns, grid.rows) == (columns, rows);
            let count = columns.checked_mul(rows).filter(|count| *count > 0);
            if !same || count != Some(grid.values.len()) {
                let found = format!("{} x {}, {}", grid.columns, grid.rows, grid.values.len());
                let expected = Text::new("与地面同样大小的格网", "a grid of the size of the bed");
                refusals.push(Refusal::new(name, found, expected));
            }
            let bad = grid
                .values
                .iter()
                .enumerate()
                .find(|(_, value)| range.check(name, **value).is_err());
            if let Some((index, value)) = bad {
                refusals.hold(range, format!("{name}[{index}]"), *value);
            }
        }
        for (index, edge) in self.edges.iter().enumerate() {
            if let Edge::Open { slope } = edge {
                refusals.hold(&EDGE_SLOPE, format!("edges[{index}].slope"), *slope);
            }
        }
        refusals
    }
}
