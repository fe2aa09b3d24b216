//! Filling what an elevation grid does not know from what lies around it.

use crate::base::grid::Grid;

/// Overrelaxation factor, below two.
const FACTOR: f32 = 1.8;
/// Change in one round, m, below which the surface is at rest.
const REST_M: f32 = 0.01;
/// Rounds at most: what is left of an error in the middle of a void of a thousand cells is small
/// beside what nobody knows of it.
const ROUNDS_MAX: usize = 1_000;

/// Fills the cells that are not a number with the surface of a membrane held by the rim: the
/// discrete equation of Laplace, by successive overrelaxation (Young 1954, Trans. Amer. Math. Soc.
/// 76:92-111), with no slope across the edge of the grid. Says how many cells there were; nothing
/// where no cell is known.
pub(super) fn fill(ground: &mut Grid<f32>) -> Option<usize> {
    let mut voids: Vec<u32> = (0..ground.values.len() as u32)
        .filter(|cell| ground.values[*cell as usize].is_nan())
        .collect();
    if voids.len() == ground.values.len() {
        return None;
    }
    let count = voids.len();
    begin(ground, &mut voids);
    for _ in 0..ROUNDS_MAX {
        let mut most_m = 0.0_f32;
        for &cell in &voids {
            let own = ground.values[cell as usize];
            let change = FACTOR * (mean_beside(ground, cell) - own);
            ground.values[cell as usize] = own + change;
            most_m = most_m.max(change.abs());
        }
        if most_m < REST_M {
            break;
        }
    }
    Some(count)
}

/// A first surface: rim by rim inward, each cell the mean of what is known beside it. Leaves the
/// cells in that order.
fn begin(ground: &mut Grid<f32>, voids: &mut Vec<u32>) {
    let mut waiting = std::mem::take(voids);
    while !waiting.is_empty() {
        let mut rim = Vec::new();
        let mut inner = Vec::with_capacity(waiting.len());
        for cell in waiting {
            let mean = mean_beside(ground, cell);
            if mean.is_nan() { inner.push(cell) } else { rim.push((cell, mean)) }
        }
        for &(cell, mean) in &rim {
            ground.values[cell as usize] = mean;
        }
        voids.extend(rim.into_iter().map(|(cell, _)| cell));
        waiting = inner;
    }
}

/// The mean of the known cells north, south, east and west of one; not a number where there are
/// none.
fn mean_beside(ground: &Grid<f32>, cell: u32) -> f32 {
    let (cell, columns) = (cell as usize, ground.columns);
    let (column, row) = (cell % columns, cell / columns);
    let beside = [
        (column > 0).then(|| cell - 1),
        (column + 1 < columns).then_some(cell + 1),
        (row > 0).then(|| cell - columns),
        (row + 1 < ground.rows).then_some(cell + columns),
    ];
    let (mut sum, mut count) = (0.0, 0.0);
    for near in beside.into_iter().flatten() {
        let value = ground.values[near];
        if !value.is_nan() {
            sum += value;
            count += 1.0;
        }
    }
    sum / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_in_a_plane_is_filled_with_the_plane() {
        let plane = |column: usize, row: usize| 100.0 + 3.0 * column as f32 - 2.0 * row as f32;
        let mut ground = Grid::filled(30, 20, 100.0, 0.0);
        for row in 0..20 {
            for column in 0..30 {
                let is_void = (8..22).contains(&column) && (5..14).contains(&row);
                ground.set(column, row, if is_void { f32::NAN } else { plane(column, row) });
            }
        }
        assert_eq!(fill(&mut ground), Some(14 * 9));
        for row in 0..20 {
            for column in 0..30 {
                let apart = ground.at(column, row) - plane(column, row);
                assert!(apart.abs() < 0.05, "{column} {row}: {apart}");
            }
        }
        assert_eq!(fill(&mut ground), Some(0));
    }

    #[test]
    fn what_lies_outside_is_level_and_nothing_known_gives_nothing() {
        let mut ground = Grid::filled(5, 1, 100.0, f32::NAN);
        assert_eq!(fill(&mut ground), None);
        ground.values[1] = 7.0;
        assert_eq!(fill(&mut ground), Some(4));
        assert!(ground.values.iter().all(|value| (value - 7.0).abs() < 0.01));
    }
}
