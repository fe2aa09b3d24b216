//! How large a county of so many junctions is, and how much of everything it has. Counts only:
//! where things lie is the business of the other files.

use crate::base::math;

/// Junctions of the county after which the others are scaled: Qingshan.
const REFERENCE_JUNCTIONS: f64 = 20_000.0;

/// Counts and sizes of a county. Qingshan's are those of a mountain county in southern China; they
/// are fiction, scaled by the area for other sizes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// Columns of the terrain grid.
    pub columns: usize,
    /// Rows of the terrain grid.
    pub rows: usize,
    /// Area as a share of the reference county's 2,000 km2.
    pub ratio: f64,
    /// Junctions to reach.
    pub junctions: usize,
    /// Subdistricts of the town.
    pub subdistricts: usize,
    /// Townships.
    pub townships: usize,
    /// Villages.
    pub villages: usize,
    /// Hamlets, which have lanes but no office.
    pub hamlets: usize,
    /// Junctions of the town's street grid.
    pub town_streets: usize,
    /// Junctions of a township's street grid.
    pub township_streets: usize,
    /// Registered residents.
    pub residents: u32,
    /// Flash-flood hazard areas.
    pub hazard_areas: usize,
    /// Storage of the reservoir, thousand m3.
    pub storage_thousand_m3: u32,
    /// Relief between the river's mouth and the high ridges, m.
    pub relief_m: f64,
    /// Cells that feed a river: what drains less is not mapped.
    pub channel_cells: u32,
}

/// Edge of a terrain cell, m.
pub(super) const CELL_M: f64 = 100.0;

impl Scale {
    /// The scale of a county with so many junctions. The area grows with the power 0.75, so that
    /// small counties keep room for their townships and large ones are denser.
    pub(super) fn of(junctions: u32) -> Self {
        let ratio = math::pow(f64::from(junctions) / REFERENCE_JUNCTIONS, 0.75);
        let times = |at_reference: f64, power: f64, least: f64| {
            (at_reference * math::pow(ratio, power)).round().max(least) as usize
        };
        let cells = 200_000.0 * ratio;
        let rows = math::sqrt(cells * 0.8).round();
        Self {
            columns: (cells / rows).ceil() as usize,
            rows: rows as usize,
            ratio,
            junctions: junctions as usize,
            subdistricts: times(5.0, 0.5, 2.0).min(6),
            townships: times(18.0, 0.6, 4.0).min(48),
            villages: times(250.0, 0.9, 10.0),
            hamlets: times(700.0, 1.0, 10.0),
            town_streets: (0.11 * f64::from(junctions)).round() as usize,
            township_streets: (0.0042 * f64::from(junctions)).round().clamp(5.0, 260.0) as usize,
            residents: (600_000.0 * ratio).round() as u32,
            hazard_areas: times(14.0, 0.6, 3.0),
            storage_thousand_m3: (38_000.0 * ratio).round() as u32,
            relief_m: 1_250.0 * math::pow(ratio, 0.25),
            channel_cells: times(800.0, 0.45, 60.0) as u32,
        }
    }

    /// Cells of the terrain grid.
    pub(super) fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// A length that is `at_reference_m` in Qingshan, scaled by the county's width, in cells.
    pub(super) fn reach_cells(&self, at_reference_m: f64) -> f64 {
        at_reference_m / CELL_M * math::sqrt(self.ratio)
    }
}
