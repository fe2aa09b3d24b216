//! The outline of a set of grid cells, as polygons.

use std::collections::BTreeMap;

use crate::base::grid::Grid;

/// A corner of cells: column and row of the lattice, rows counted southwards.
type Corner = (i64, i64);

/// A polygon in metres east and north: its outer ring, counterclockwise, then its holes, clockwise;
/// each ends where it began and touches itself nowhere.
pub(super) type Polygon = Vec<Vec<(f64, f64)>>;

/// The polygons that cover these cells and no others. Cells that touch in a corner alone may belong
/// to two.
pub(super) fn polygons(cells: &Grid<bool>) -> Vec<Polygon> {
    let (outer, holes): (Vec<Vec<Corner>>, Vec<Vec<Corner>>) =
        rings(cells).into_iter().partition(|ring| area(ring) > 0);
    let mut polygons: Vec<Vec<Vec<Corner>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let cell = left_of(hole[0], hole[1]);
        let around = polygons.iter_mut().filter(|polygon| surrounds(&polygon[0], cell));
        let own = around.min_by_key(|polygon| area(&polygon[0]));
        own.expect("a hole is in something").push(hole);
    }
    let place = |(column, row): &Corner| {
        let (column, row) = (*column as f64, cells.rows as f64 - *row as f64);
        (cells.west_m + column * cells.cell_m, cells.south_m + row * cells.cell_m)
    };
    let straight = |ring: &Vec<Corner>| bends(ring).iter().map(place).collect();
    polygons.iter().map(|polygon| polygon.iter().map(straight).collect()).collect()
}

/// Edges of the cells beyond which there is none, the cell to their left, joined to rings that
/// touch themselves nowhere; each ends where it began.
fn rings(cells: &Grid<bool>) -> Vec<Vec<Corner>> {
    let mut next = edges(cells);
    let mut rings = Vec::new();
    while let Some(start) = next.keys().next().copied() {
        let mut path = vec![start];
        loop {
            let here = path[path.len() - 1];
            let Some(heads) = next.get_mut(&here) else { break };
            path.push(heads.pop().expect("a corner without edges is gone"));
            if heads.is_empty() {
                next.remove(&here);
            }
            let head = path[path.len() - 1];
            let before = path.iter().position(|corner| *corner == head);
            let before = before.expect("the last corner is in the path");
            if before < path.len() - 1 {
                rings.push(path[before..].to_vec());
                path.truncate(before + 1);
            }
        }
    }
    rings
}

fn edges(cells: &Grid<bool>) -> BTreeMap<Corner, Vec<Corner>> {
    let (columns, rows) = (cells.columns as i64, cells.rows as i64);
    let is_in = |column: i64, row: i64| {
        let inside = (0..columns).contains(&column) && (0..rows).contains(&row);
        inside && cells.at(column as usize, row as usize)
    };
    let mut next: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for row in 0..rows {
        for column in (0..columns).filter(|column| is_in(*column, row)) {
            let (east, south) = (column + 1, row + 1);
            let sides = [
                (is_in(column, south), (column, south), (east, south)),
                (is_in(east, row), (east, south), (east, row)),
                (is_in(column, row - 1), (east, row), (column, row)),
                (is_in(column - 1, row), (column, row), (column, south)),
            ];
            for (_, tail, head) in sides.into_iter().filter(|(neighbour, _, _)| !neighbour) {
                next.entry(tail).or_default().push(head);
            }
        }
    }
    next
}

/// Twice the area in cells, positive where the ring runs counterclockwise as seen from above.
fn area(ring: &[Corner]) -> i64 {
    ring.windows(2).map(|pair| pair[1].0 * pair[0].1 - pair[0].0 * pair[1].1).sum()
}

/// The cell to the left of an edge.
fn left_of(tail: Corner, head: Corner) -> Corner {
    match (head.0 - tail.0, head.1 - tail.1) {
        (1, _) => (tail.0, tail.1 - 1),
        (-1, _) => (head.0, head.1),
        (_, -1) => (tail.0 - 1, head.1),
        _ => (tail.0, tail.1),
    }
}

/// Whether the middle of a cell is inside the ring: a ray to the west crosses it an odd number of
/// times.
fn surrounds(ring: &[Corner], cell: Corner) -> bool {
    let crosses = ring.windows(2).filter(|pair| {
        let (low, high) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
        pair[0].0 == pair[1].0 && pair[0].0 <= cell.0 && low <= cell.1 && cell.1 < high
    });
    crosses.count() % 2 == 1
}

/// The corners at which a ring turns.
fn bends(ring: &[Corner]) -> Vec<Corner> {
    let open = &ring[..ring.len() - 1];
    let turns = |index: &usize| {
        let before = open[(index + open.len() - 1) % open.len()];
        let after = open[(index + 1) % open.len()];
        before.0 != after.0 && before.1 != after.1
    };
    let mut bends: Vec<Corner> = (0..open.len()).filter(turns).map(|index| open[index]).collect();
    bends.push(bends[0]);
    bends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;

    fn of(rows: &[&str]) -> Vec<Polygon> {
        let mut cells = Grid::filled(rows[0].len(), rows.len(), 10.0, false);
        for (row, line) in rows.iter().enumerate() {
            for (column, letter) in line.chars().enumerate() {
                cells.set(column, row, letter == '#');
            }
        }
        polygons(&cells)
    }

    #[test]
    fn a_square_has_four_corners_and_an_island_in_a_lake_is_another_polygon() {
        let square = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)];
        let [polygon] = &of(&["#"])[..] else { panic!("one polygon") };
        let corners = |ring: &[(f64, f64)]| {
            let mut corners: Vec<_> =
                ring[1..].iter().map(|(x, y)| (*x as i32, *y as i32)).collect();
            corners.sort_unstable();
            corners
        };
        assert_eq!(corners(&polygon[0]), corners(&square));
        let lake = of(&["#####", "#...#", "#.#.#", "#...#", "#####"]);
        let mut rings: Vec<usize> = lake.iter().map(Vec::len).collect();
        rings.sort_unstable();
        assert_eq!(rings, [1, 2]);
    }

    #[test]
    fn outlines_of_random_cells_hold_them_and_no_others() {
        let mut draws = Seed(5).draws(Purpose::Test, Key(1));
        for _ in 0..300 {
            let share = 0.2 + 0.6 * draws.uniform();
            let mut cells = Grid::filled(9, 7, 1.0, false);
            cells.values.iter_mut().for_each(|cell| *cell = draws.happens(share));
            let polygons = polygons(&cells);
            let mut count = 0.0;
            for polygon in &polygons {
                for (index, ring) in polygon.iter().enumerate() {
                    let doubled: f64 =
                        ring.windows(2).map(|it| it[0].0 * it[1].1 - it[1].0 * it[0].1).sum();
                    assert_eq!(doubled > 0.0, index == 0, "holes run the other way");
                    count += doubled / 2.0;
                    let mut corners: Vec<_> =
                        ring[1..].iter().map(|(x, y)| (*x as i32, *y as i32)).collect();
                    corners.sort_unstable();
                    assert!(corners.windows(2).all(|pair| pair[0] != pair[1]), "{ring:?}");
                }
            }
            let expected = cells.values.iter().filter(|cell| **cell).count();
            assert_eq!(count as usize, expected);
            for row in 0..cells.rows {
                for column in 0..cells.columns {
                    let (x, y) = cells.centre(column, row);
                    let inside = |ring: &Vec<(f64, f64)>| {
                        let crosses = ring.windows(2).filter(|it| {
                            let (low, high) = (it[0].1.min(it[1].1), it[0].1.max(it[1].1));
                            it[0].0 == it[1].0 && it[0].0 < x && low < y && y < high
                        });
                        crosses.count() % 2 == 1
                    };
                    let covered = polygons
                        .iter()
                        .filter(|rings| rings.iter().filter(|it| inside(it)).count() == 1);
                    assert_eq!(covered.count() == 1, cells.at(column, row), "{column} {row}");
                }
            }
        }
    }
}
