//! Which cells of the inundation are worked: tiles of a row with water in them and their
//! neighbours. What is done with them is not here.
//!
//! Water reaches the next cell in a step and no further. A tile of 16 cells is therefore worked
//! when it has water, when the cell beside it in its row has, or when the tile above or below has.

use super::FILM_M;
use super::flux;

/// Cells in a tile.
const TILE: usize = 16;

/// A stretch of worked cells in a row, from a column up to, but without, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) row: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The tiles of a grid.
#[derive(Debug, Clone)]
pub(super) struct Tiles {
    columns: usize,
    rows: usize,
    /// Tiles in a row.
    width: usize,
    /// Greatest depth of each, m.
    deepest: Vec<f64>,
    /// Which are worked.
    active: Vec<bool>,
    /// Stretches of worked cells, row by row.
    spans: Vec<Span>,
    /// Tiles that have just ceased to be worked.
    left: Vec<Span>,
}

impl Tiles {
    /// The tiles of a grid with these depths.
    pub(super) fn new(columns: usize, rows: usize, depth: &[f64]) -> Self {
        let width = columns.div_ceil(TILE);
        let mut tiles = Self {
            columns,
            rows,
            width,
            deepest: vec![0.0; width * rows],
            active: vec![false; width * rows],
            spans: Vec::new(),
            left: Vec::new(),
        };
        tiles.measure_all(depth);
        tiles
    }

    /// Stretches of worked cells, row by row.
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Tiles that ceased to be worked when the stretches were last drawn.
    pub(super) fn left(&self) -> &[Span] {
        &self.left
    }

    /// Greatest depth of all, m.
    pub(super) fn deepest(&self) -> f64 {
        flux::deepest(&self.deepest)
    }

    /// Cells of a tile of a row.
    fn span(&self, row: usize, tile: usize) -> Span {
        Span { row, from: tile * TILE, to: ((tile + 1) * TILE).min(self.columns) }
    }

    /// Notes the depths of the tile that holds a cell.
    pub(super) fn measure_at(&mut self, depth: &[f64], column: usize, row: usize) {
        let Span { from, to, .. } = self.span(row, column / TILE);
        let start = row * self.columns;
        self.deepest[row * self.width + column / TILE] =
            flux::deepest(&depth[start + from..start + to]);
    }

    /// Notes the depths of every tile.
    pub(super) fn measure_all(&mut self, depth: &[f64]) {
        for row in 0..self.rows {
            self.measure_row(depth, row, 0, self.columns);
        }
    }

    /// Notes the depths of the tiles of a stretch.
    pub(super) fn measure_row(&mut self, depth: &[f64], row: usize, from: usize, to: usize) {
        let start = row * self.columns;
        let cells = depth[start + from..start + to].chunks(TILE);
        let first = row * self.width + from / TILE;
        for (deepest, cells) in self.deepest[first..].iter_mut().zip(cells) {
            *deepest = flux::deepest(cells);
        }
    }

    /// Draws the stretches to be worked anew, from the depths as noted.
    pub(super) fn draw(&mut self, depth: &[f64]) {
        self.spans.clear();
        self.left.clear();
        for row in 0..self.rows {
            for tile in 0..self.width {
                let at = row * self.width + tile;
                let active = self.is_wanted(depth, row, tile);
                let span = self.span(row, tile);
                if self.active[at] && !active {
                    self.left.push(span);
                }
                self.active[at] = active;
                if !active {
                    continue;
                }
                match self.spans.last_mut() {
                    Some(last) if last.row == row && last.to == span.from => last.to = span.to,
                    _ => self.spans.push(span),
                }
            }
        }
    }

    /// Whether a tile has water or can get some in a step.
    fn is_wanted(&self, depth: &[f64], row: usize, tile: usize) -> bool {
        let at = row * self.width + tile;
        let is_wet = |at: usize| self.deepest[at] > FILM_M;
        let Span { from, to, .. } = self.span(row, tile);
        let start = row * self.columns;
        is_wet(at)
            || row > 0 && is_wet(at - self.width)
            || row + 1 < self.rows && is_wet(at + self.width)
            || tile > 0 && is_wet(at - 1) && depth[start + from - 1] > FILM_M
            || tile + 1 < self.width && is_wet(at + 1) && depth[start + to] > FILM_M
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_wet_cell_and_its_neighbours_are_worked_once(
            columns in 1..70usize, rows in 1..8usize,
            wet in proptest::collection::vec((0..70usize, 0..8usize), 0..12),
        ) {
            let mut depth = vec![0.5 * FILM_M; columns * rows];
            let wet: Vec<_> = wet.into_iter().filter(|(c, r)| *c < columns && *r < rows).collect();
            for (column, row) in &wet {
                depth[row * columns + column] = 1.0;
            }
            let mut tiles = Tiles::new(columns, rows, &depth);
            tiles.draw(&depth);
            let mut worked = vec![0; columns * rows];
            for span in tiles.spans() {
                for column in span.from..span.to {
                    worked[span.row * columns + column] += 1;
                }
            }
            prop_assert!(worked.iter().all(|times| *times <= 1));
            for (column, row) in &wet {
                for (other, cell) in worked.iter().enumerate() {
                    let apart = column.abs_diff(other % columns) + row.abs_diff(other / columns);
                    prop_assert!(apart > 1 || *cell == 1);
                }
            }
            prop_assert_eq!(tiles.deepest() > FILM_M, !wet.is_empty());
            // What dries is left.
            let count = worked.iter().sum::<usize>();
            depth.fill(0.0);
            tiles.measure_all(&depth);
            tiles.draw(&depth);
            prop_assert!(tiles.spans().is_empty());
            let left = tiles.left().iter().map(|span| span.to - span.from).sum::<usize>();
            prop_assert_eq!(left, count);
        }
    }
}
