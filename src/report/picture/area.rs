//! Outlines of areas from what a grid holds: smooth lines of one value, and cells as they are.
//! Places are metres east and north of the map's origin.

use std::collections::BTreeMap;

use crate::base::grid::Grid;

/// Outlines, each closed.
pub(in crate::report) type Outlines = Vec<Vec<(f64, f64)>>;

/// The cells of each step, from 0 to less than `steps`: those of one step in one row together.
pub(in crate::report) fn cells<T: Copy>(
    grid: &Grid<T>,
    steps: usize,
    step: impl Fn(usize, usize) -> Option<usize>,
) -> Vec<Outlines> {
    let mut outlines = vec![Outlines::new(); steps];
    for row in 0..grid.rows {
        let mut start = 0;
        while start < grid.columns {
            let first = step(start, row);
            let end = (start + 1..grid.columns).find(|column| step(*column, row) != first);
            let end = end.unwrap_or(grid.columns);
            if let Some(step) = first {
                outlines[step].push(stretch(grid, row, start, end));
            }
            start = end;
        }
    }
    outlines
}

/// The outline of cells `start` to `end` (not included) of a row.
fn stretch<T: Copy>(grid: &Grid<T>, row: usize, start: usize, end: usize) -> Vec<(f64, f64)> {
    let half = grid.cell_m / 2.0;
    let ((west, y), (east, _)) = (grid.centre(start, row), grid.centre(end - 1, row));
    let (west, east) = (west - half, east + half);
    vec![(west, y - half), (east, y - half), (east, y + half), (west, y + half)]
}

/// Where the values of a grid reach `limit`, between the centres of its cells as straight lines go
/// (marching squares, Lorensen and Cline 1987 in two dimensions). Beyond the grid nothing does;
/// where it cannot be told which of two corners hang together, those that reach it do.
pub(in crate::report) fn contour(values: &Grid<f64>, limit: f64) -> Outlines {
    let lattice = Lattice { values, limit };
    let mut next: BTreeMap<Edge, Edge> = BTreeMap::new();
    for row in -1..values.rows as i64 {
        for column in -1..values.columns as i64 {
            lattice.join(column, row, &mut next);
        }
    }
    let mut outlines = Outlines::new();
    while let Some((first, mut edge)) = next.pop_first() {
        let mut outline = vec![lattice.point(first)];
        while edge != first {
            outline.push(lattice.point(edge));
            edge = next.remove(&edge).expect("a line ends where another begins");
        }
        outlines.push(outline);
    }
    outlines
}

/// Between two centres beside (`false`) or below each other: row and column of the first.
type Edge = (i64, i64, bool);

/// The centres of a grid, with a ring around them that does not reach the limit.
struct Lattice<'a> {
    values: &'a Grid<f64>,
    limit: f64,
}

impl Lattice<'_> {
    fn value(&self, column: i64, row: i64) -> f64 {
        let (Ok(column), Ok(row)) = (usize::try_from(column), usize::try_from(row)) else {
            return f64::NEG_INFINITY;
        };
        let is_in = column < self.values.columns && row < self.values.rows;
        if is_in { self.values.at(column, row) } else { f64::NEG_INFINITY }
    }

    /// The lines through the square whose upper left corner is that centre: from where its edge,
    /// gone round clockwise, leaves what reaches the limit to where it comes back.
    fn join(&self, column: i64, row: i64, next: &mut BTreeMap<Edge, Edge>) {
        let reaches = |column, row| self.value(column, row) >= self.limit;
        let corners = [
            reaches(column, row),
            reaches(column + 1, row),
            reaches(column + 1, row + 1),
            reaches(column, row + 1),
        ];
        let edges = [
            (row, column, false),
            (row, column + 1, true),
            (row + 1, column, false),
            (row, column, true),
        ];
        for leaving in 0..4 {
            if !corners[leaving] || corners[(leaving + 1) % 4] {
                continue;
            }
            let back = (1..4).map(|step| (leaving + step) % 4);
            let back = back.into_iter().find(|edge| !corners[*edge] && corners[(edge + 1) % 4]);
            next.insert(edges[leaving], edges[back.expect("what is left is come back to")]);
        }
    }

    /// Where the limit lies on an edge.
    fn point(&self, (row, column, below): Edge) -> (f64, f64) {
        let other = if below { (column, row + 1) } else { (column + 1, row) };
        let (from, to) = (self.value(column, row), self.value(other.0, other.1));
        let share = (self.limit - from) / (to - from);
        let share = if from.is_finite() && to.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
        let cell_m = self.values.cell_m;
        let x_m = self.values.west_m + (column as f64 + 0.5) * cell_m;
        let y_m = self.values.south_m + (self.values.rows as f64 - row as f64 - 0.5) * cell_m;
        if below { (x_m, y_m - share * cell_m) } else { (x_m + share * cell_m, y_m) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::math;
    use proptest::prelude::*;

    /// The area within outlines; those that go the other way round count against it.
    fn area_m2(outlines: &Outlines) -> f64 {
        let of_one = |outline: &Vec<(f64, f64)>| {
            let next = outline.iter().skip(1).chain(outline.first());
            outline.iter().zip(next).map(|(one, next)| one.0 * next.1 - next.0 * one.1).sum::<f64>()
        };
        outlines.iter().map(of_one).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn a_cone_has_a_circle_for_a_contour() {
        let mut cone = Grid::filled(41, 41, 10.0, 0.0);
        for row in 0..41 {
            for column in 0..41 {
                let (x_m, y_m) = cone.centre(column, row);
                cone.set(column, row, 150.0 - math::hypot(x_m - 205.0, y_m - 205.0));
            }
        }
        let outlines = contour(&cone, 50.0);
        assert_eq!(outlines.len(), 1);
        let circle_m2 = std::f64::consts::PI * 100.0 * 100.0;
        assert!((area_m2(&outlines) / circle_m2 - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_ring_has_two_lines_and_the_edge_of_the_grid_closes_one() {
        let mut ring = Grid::filled(5, 5, 1.0, 1.0);
        ring.set(2, 2, 0.0);
        let outlines = contour(&ring, 0.5);
        assert_eq!(outlines.len(), 2);
        assert!(area_m2(&outlines) > 20.0);
        assert!(contour(&Grid::filled(3, 3, 1.0, f64::NEG_INFINITY), 0.0).is_empty());
    }

    proptest! {
        #[test]
        fn every_line_closes_and_greater_limits_enclose_less(
            values in prop::collection::vec(-3.0..3.0f64, 36), limit in -2.0..2.0f64,
        ) {
            let grid = Grid { values, ..Grid::filled(6, 6, 1.0, 0.0) };
            let (wide, narrow) = (contour(&grid, limit), contour(&grid, limit + 0.5));
            prop_assert!(wide.iter().all(|outline| outline.len() >= 4));
            prop_assert!(area_m2(&narrow) <= area_m2(&wide) + 1e-9);
        }
    }

    #[test]
    fn cells_of_one_step_in_a_row_lie_together() {
        let grid = Grid { values: vec![0, 1, 1, 9, 1, 0], ..Grid::filled(3, 2, 10.0, 0) };
        let step = |column, row| Some(grid.at(column, row)).filter(|step| *step < 2);
        let outlines = cells(&grid, 2, step);
        assert_eq!(outlines[0].len(), 2);
        assert_eq!(outlines[1][0], [(10.0, 10.0), (30.0, 10.0), (30.0, 20.0), (10.0, 20.0)]);
        assert_eq!(area_m2(&outlines[1]), 300.0);
    }
}
