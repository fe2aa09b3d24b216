//! A rectangular grid of values over the ground: rows from north to south, square cells.

use serde::{Deserialize, Serialize};

/// A grid of `columns` x `rows` square cells. Row 0 is the northernmost; coordinates are metres
/// east and north of the map's origin, and (`west_m`, `south_m`) is the lower left corner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid<T> {
    /// Number of columns.
    pub columns: usize,
    /// Number of rows.
    pub rows: usize,
    /// Edge of a cell in metres.
    pub cell_m: f64,
    /// Western edge in metres.
    pub west_m: f64,
    /// Southern edge in metres.
    pub south_m: f64,
    /// Values, row by row from the north-west.
    pub values: Vec<T>,
}

impl<T: Copy> Grid<T> {
    /// A grid of one value with its south-west corner at the origin.
    pub fn filled(columns: usize, rows: usize, cell_m: f64, value: T) -> Self {
        Self {
            columns,
            rows,
            cell_m,
            west_m: 0.0,
            south_m: 0.0,
            values: vec![value; columns * rows],
        }
    }

    /// The value of the cell.
    pub fn at(&self, column: usize, row: usize) -> T {
        self.values[row * self.columns + column]
    }

    /// Sets the value of the cell.
    pub fn set(&mut self, column: usize, row: usize, value: T) {
        self.values[row * self.columns + column] = value;
    }

    /// The cell (column, row) that holds the point, or none off the grid.
    pub fn cell_of(&self, x_m: f64, y_m: f64) -> Option<(usize, usize)> {
        let column = ((x_m - self.west_m) / self.cell_m).floor();
        let from_south = ((y_m - self.south_m) / self.cell_m).floor();
        let inside = column >= 0.0
            && from_south >= 0.0
            && column < self.columns as f64
            && from_south < self.rows as f64;
        inside.then(|| (column as usize, self.rows - 1 - from_south as usize))
    }

    /// The cells whose centre is within `radius_m` of a point, and the cell of the point itself,
    /// row by row; none where the point is off the grid.
    pub fn cells_within(&self, x_m: f64, y_m: f64, radius_m: f64) -> Vec<(usize, usize)> {
        let Some(home) = self.cell_of(x_m, y_m) else { return Vec::new() };
        let steps = (radius_m / self.cell_m).ceil() as usize + 1;
        let near = |at: usize, count: usize| at.saturating_sub(steps)..(at + steps + 1).min(count);
        let cells = near(home.1, self.rows)
            .flat_map(|row| near(home.0, self.columns).map(move |column| (column, row)));
        let is_near = |cell: &(usize, usize)| {
            let (cell_x_m, cell_y_m) = self.centre(cell.0, cell.1);
            let (east_m, north_m) = (cell_x_m - x_m, cell_y_m - y_m);
            *cell == home || east_m * east_m + north_m * north_m <= radius_m * radius_m
        };
        cells.filter(is_near).collect()
    }

    /// Centre of the cell in metres east and north of the origin.
    pub fn centre(&self, column: usize, row: usize) -> (f64, f64) {
        let x_m = self.west_m + (column as f64 + 0.5) * self.cell_m;
        let y_m = self.south_m + ((self.rows - row) as f64 - 0.5) * self.cell_m;
        (x_m, y_m)
    }

    /// The value at a point, or none off the grid.
    pub fn sample(&self, x_m: f64, y_m: f64) -> Option<T> {
        self.cell_of(x_m, y_m).map(|(column, row)| self.at(column, row))
    }

    /// The same grid with every value mapped.
    pub fn map<U>(&self, mapping: impl FnMut(&T) -> U) -> Grid<U> {
        Grid {
            columns: self.columns,
            rows: self.rows,
            cell_m: self.cell_m,
            west_m: self.west_m,
            south_m: self.south_m,
            values: self.values.iter().map(mapping).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_within_a_radius_are_those_whose_centres_are() {
        let grid = Grid::filled(7, 5, 100.0, 0);
        let all = (0..5).flat_map(|row| (0..7).map(move |column| (column, row)));
        for (x_m, y_m) in [(350.0, 250.0), (10.0, 10.0), (699.0, 499.0)] {
            for radius_m in [0.0, 100.0, 260.0] {
                let is_near = |cell: &(usize, usize)| {
                    let (cell_x_m, cell_y_m) = grid.centre(cell.0, cell.1);
                    let (east_m, north_m) = (cell_x_m - x_m, cell_y_m - y_m);
                    east_m * east_m + north_m * north_m <= radius_m * radius_m
                        || grid.cell_of(x_m, y_m) == Some(*cell)
                };
                let expected: Vec<_> = all.clone().filter(is_near).collect();
                assert_eq!(grid.cells_within(x_m, y_m, radius_m), expected, "{x_m} {radius_m}");
            }
        }
        assert!(grid.cells_within(-1.0, 0.0, 500.0).is_empty());
    }

    #[test]
    fn centre_and_cell_are_inverse() {
        let mut grid = Grid::filled(7, 5, 100.0, 0);
        grid.west_m = -250.0;
        grid.south_m = 40.0;
        for row in 0..5 {
            for column in 0..7 {
                let (x_m, y_m) = grid.centre(column, row);
                assert_eq!(grid.cell_of(x_m, y_m), Some((column, row)));
            }
        }
        assert_eq!(grid.cell_of(-250.1, 100.0), None);
        assert_eq!(grid.cell_of(0.0, 540.0), None);
    }
}
