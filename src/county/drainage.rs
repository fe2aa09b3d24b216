//! Where water goes on an elevation grid: the way down from every cell, and the height of every
//! cell above the river that it drains to. No rain and no floods: those are `hazard`'s.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::place::{County, Reach};
use crate::base::grid::Grid;
use crate::base::id::{ReachId, ZoneId};
use crate::base::math;

/// Stands in a grid of reaches for "drains to none".
pub const NO_REACH: u16 = u16::MAX;

/// Rise per cell, m, that leads water over flats and out of depressions.
const FLAT_RISE_M: f32 = 0.002;

/// Height of a river's banks above its ordinary stage, m, by the area that it drains in km2: a
/// placeholder of the form of hydraulic geometry (Leopold and Maddock 1953).
pub fn bank_height_m(drained_km2: f64) -> f64 {
    0.7 + 0.33 * math::pow(drained_km2, 0.33)
}

/// The river reach at a settlement: of its hazard area, else of its centre; none where nothing
/// drains to one.
pub fn river_of(county: &County, zone: ZoneId) -> Option<ReachId> {
    let mut areas = county.areas.iter().filter(|area| area.zone == zone);
    if let Some(water) = areas.find_map(|area| area.water.as_ref()) {
        return Some(water.reach);
    }
    let node = &county.network.nodes[county.zones[zone.index()].node.index()];
    let (column, row) = county.terrain.elevation_m.cell_of(node.x_m, node.y_m)?;
    let reach = county.terrain.reach.at(column, row);
    (reach != NO_REACH).then_some(ReachId(u32::from(reach)))
}

/// The reaches that flow into one.
pub fn feeders(county: &County, below: ReachId) -> impl Iterator<Item = ReachId> {
    let ids = (0..county.reaches.len()).map(ReachId::from_index);
    ids.filter(move |id| county.reaches[id.index()].downstream == Some(below))
}

/// The reach of these that drains most, by what each of the county's drains ([`drained_km2`]); of
/// equals that of the greatest key.
pub fn largest(
    county: &County,
    drained_km2: &[f64],
    reaches: impl Iterator<Item = ReachId>,
) -> Option<ReachId> {
    let key = |id: &ReachId| county.reaches[id.index()].key;
    reaches.max_by(|one, other| {
        let [one_km2, other_km2] = [one, other].map(|id| drained_km2[id.index()]);
        one_km2.total_cmp(&other_km2).then(key(one).cmp(&key(other)))
    })
}

/// Area that drains through the lower end of each reach, km2. Reaches that flow in a circle count
/// what reaches them once.
pub fn drained_km2(reaches: &[Reach]) -> Vec<f64> {
    let mut sums: Vec<f64> = reaches.iter().map(|reach| reach.catchment_km2).collect();
    for index in springs_first(reaches) {
        if let Some(below) = below(reaches, index) {
            sums[below] += sums[index];
        }
    }
    sums
}

/// The reach that one flows into. Upstream reaches come before those that they flow into: one that
/// does not flows in a circle.
fn below(reaches: &[Reach], index: usize) -> Option<usize> {
    let below = reaches[index].downstream.map(ReachId::index);
    below.filter(|below| *below > index)
}

/// Reaches by how many of them lie below, the most first, and by key: upstream ones come before
/// those that they flow into, and no tie goes by the order of a file.
fn springs_first(reaches: &[Reach]) -> Vec<usize> {
    let mut steps = vec![0_u32; reaches.len()];
    for index in (0..reaches.len()).rev() {
        if let Some(below) = below(reaches, index) {
            steps[index] = steps[below] + 1;
        }
    }
    let mut order: Vec<usize> = (0..reaches.len()).collect();
    order.sort_unstable_by_key(|index| (Reverse(steps[*index]), reaches[*index].key));
    order
}

/// The way down from every cell of a grid.
///
/// Cells are numbered row by row from the north-west, as in [`Grid::values`].
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The neighbour that a cell drains to; itself where the water leaves (a seed).
    pub receiver: Vec<u32>,
    /// Cells in an order in which every receiver comes before what drains into it.
    pub order: Vec<u32>,
    /// Elevation with depressions filled, m: falls strictly from every cell to its receiver.
    pub filled_m: Vec<f32>,
}

impl Flow {
    /// Routes the water of `elevation_m` to `seeds` by priority flood (Barnes, Lehman and Mulla
    /// 2014, algorithm 3, with a small rise over flats); then every cell drains to its steepest
    /// lower neighbour among the eight (O'Callaghan and Mark 1984). Ties go to the cell with the
    /// lower number, which is a place and not an id.
    ///
    /// # Panics
    /// When there is no seed, or an elevation is not a number.
    pub fn to(elevation_m: &Grid<f32>, seeds: &[u32]) -> Self {
        assert!(!seeds.is_empty(), "water needs a way out");
        let (order, filled_m, parent) = flood(elevation_m, seeds);
        let mut receiver = parent;
        for &cell in &order {
            if receiver[cell as usize] != cell {
                receiver[cell as usize] = steepest(elevation_m, &filled_m, cell, &receiver);
            }
        }
        Self { receiver, order, filled_m }
    }

    /// The number of cells that drain through each cell, itself included.
    pub fn accumulate(&self) -> Vec<u32> {
        let mut area = vec![1; self.receiver.len()];
        for &cell in self.order.iter().rev() {
            let below = self.receiver[cell as usize];
            if below != cell {
                area[below as usize] += area[cell as usize];
            }
        }
        area
    }
}

/// Floods the grid from its seeds: order, filled elevations, and whence each cell was reached.
fn flood(elevation_m: &Grid<f32>, seeds: &[u32]) -> (Vec<u32>, Vec<f32>, Vec<u32>) {
    let count = elevation_m.values.len();
    let mut filled_m = elevation_m.values.clone();
    let mut parent = vec![u32::MAX; count];
    let mut order = Vec::with_capacity(count);
    let mut heap = BinaryHeap::with_capacity(count / 8 + seeds.len());
    for &seed in seeds {
        parent[seed as usize] = seed;
        heap.push(Reverse(rank(filled_m[seed as usize], seed)));
    }
    while let Some(Reverse(next)) = heap.pop() {
        let cell = next as u32;
        order.push(cell);
        let lowest = filled_m[cell as usize] + FLAT_RISE_M;
        for (near, _) in neighbours(elevation_m.columns, elevation_m.rows, cell) {
            if parent[near as usize] == u32::MAX {
                parent[near as usize] = cell;
                let level = filled_m[near as usize].max(lowest);
                filled_m[near as usize] = level;
                heap.push(Reverse(rank(level, near)));
            }
        }
    }
    (order, filled_m, parent)
}

/// The neighbour to which `cell` falls most steeply, or the one that it was flooded from.
fn steepest(elevation_m: &Grid<f32>, filled_m: &[f32], cell: u32, receiver: &[u32]) -> u32 {
    let own = filled_m[cell as usize];
    let mut best = (0.0, receiver[cell as usize]);
    for (near, diagonal) in neighbours(elevation_m.columns, elevation_m.rows, cell) {
        let fall = own - filled_m[near as usize];
        let slope = if diagonal { fall * std::f32::consts::FRAC_1_SQRT_2 } else { fall };
        if slope > best.0 {
            best = (slope, near);
        }
    }
    best.1
}

/// Orders cells by elevation and then by place, in one number.
fn rank(elevation_m: f32, cell: u32) -> u64 {
    assert!(elevation_m.is_finite(), "an elevation is a number");
    let bits = elevation_m.to_bits();
    let ordered = if bits >> 31 == 1 { !bits } else { bits | 1 << 31 };
    u64::from(ordered) << 32 | u64::from(cell)
}

/// The up to eight neighbours of a cell in ascending order, and whether each is a diagonal one.
pub(crate) fn neighbours(
    columns: usize,
    rows: usize,
    cell: u32,
) -> impl Iterator<Item = (u32, bool)> {
    let (column, row) = (cell as usize % columns, cell as usize / columns);
    (0..9usize).filter_map(move |place| {
        let (right, down) = (place % 3, place / 3);
        let inside = (right > 0 || column > 0)
            && (down > 0 || row > 0)
            && column + right <= columns
            && row + down <= rows
            && place != 4;
        inside.then(|| {
            let near = (row + down - 1) * columns + column + right - 1;
            (near as u32, right != 1 && down != 1)
        })
    })
}

/// The reach that each cell drains to ([`NO_REACH`]: none, its water leaves over the edge), and
/// its height above that reach in cm (at most 65,535).
///
/// Height above nearest drainage, after Nobre, Cuartas, Hodnett et al. 2011 (Journal of Hydrology
/// 404, 13-29): the elevation of a cell less that of the channel cell that its water meets first
/// on its way down, not below zero. Channel cells are those that a reach's course passes; where two
/// reaches pass one cell, it belongs to the one downstream: the one with fewer reaches below it,
/// and of two with as many the one with the greater key.
pub fn drain(elevation_m: &Grid<f32>, reaches: &[Reach]) -> (Grid<u16>, Grid<u16>) {
    let mut reach = elevation_m.map(|_| NO_REACH);
    for index in springs_first(reaches) {
        let number = u16::try_from(index).expect("reaches within u16, limited at load");
        for pair in reaches[index].course.windows(2) {
            for cell in cells_between(elevation_m, pair[0], pair[1]) {
                reach.values[cell as usize] = number;
            }
        }
    }
    let mut above = elevation_m.map(|_| 0);
    if elevation_m.values.is_empty() {
        return (reach, above);
    }
    let seeds = outlets(elevation_m, &reach);
    let flow = Flow::to(elevation_m, &seeds);
    let mut channel_m = elevation_m.values.clone();
    for &cell in &flow.order {
        let (cell, below) = (cell as usize, flow.receiver[cell as usize] as usize);
        if cell != below {
            reach.values[cell] = reach.values[below];
            channel_m[cell] = channel_m[below];
        }
        let height_cm = (elevation_m.values[cell] - channel_m[cell]) * 100.0;
        above.values[cell] = height_cm.round().clamp(0.0, 65_535.0) as u16;
    }
    (reach, above)
}

/// Channel cells, and cells at the edge from which no way leads down inside the grid.
fn outlets(elevation_m: &Grid<f32>, reach: &Grid<u16>) -> Vec<u32> {
    let (columns, rows) = (elevation_m.columns, elevation_m.rows);
    let values = &elevation_m.values;
    let is_seed = |cell: &u32| {
        let (column, row) = (*cell as usize % columns, *cell as usize / columns);
        let edge = column == 0 || row == 0 || column + 1 == columns || row + 1 == rows;
        let lowest = || {
            neighbours(columns, rows, *cell)
                .all(|(near, _)| values[near as usize] >= values[*cell as usize])
        };
        reach.values[*cell as usize] != NO_REACH || (edge && lowest())
    };
    (0..values.len() as u32).filter(is_seed).collect()
}

/// The cells that the straight line between two points passes, sampled at a third of a cell.
pub(crate) fn cells_between<T: Copy>(grid: &Grid<T>, from: (f32, f32), to: (f32, f32)) -> Vec<u32> {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let longest = dx.abs().max(dy.abs());
    let diagonal = (grid.columns + grid.rows) as f64;
    let steps = (3.0 * longest / grid.cell_m).ceil().clamp(1.0, 3.0 * diagonal + 1.0);
    let mut cells: Vec<u32> = Vec::with_capacity(steps as usize + 1);
    for step in 0..=steps as usize {
        let part = step as f64 / steps;
        let (x_m, y_m) = (f64::from(from.0) + part * dx, f64::from(from.1) + part * dy);
        if let Some((column, row)) = grid.cell_of(x_m, y_m) {
            let cell = (row * grid.columns + column) as u32;
            if cells.last() != Some(&cell) {
                cells.push(cell);
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::key::Key;
    use crate::base::text::Text;
    use proptest::prelude::*;

    fn reach(name: &str, course: Vec<(f32, f32)>, downstream: Option<u32>) -> Reach {
        Reach {
            key: Key::written("reach", name),
            name: name.to_owned(),
            title: Text::default(),
            downstream: downstream.map(ReachId),
            length_m: 100.0,
            slope: 0.001,
            width_m: 10.0,
            roughness: 0.035,
            catchment_km2: 1.0,
            course,
        }
    }

    #[test]
    fn heights_on_a_tilted_valley_are_those_computed_by_hand() {
        // A valley along the middle row, 2 m lower each cell to the east, its sides rising by 10 m.
        let mut ground = Grid::filled(5, 5, 100.0, 0.0f32);
        for row in 0..5usize {
            for column in 0..5 {
                let side = row.abs_diff(2) as f32;
                ground.set(column, row, 20.0 - 2.0 * column as f32 + 10.0 * side);
            }
        }
        let (reach, above) =
            drain(&ground, &[reach("r", vec![(50.0, 250.0), (450.0, 250.0)], None)]);
        assert!(reach.values.iter().all(|each| *each == 0));
        assert_eq!((above.at(3, 2), above.at(0, 2)), (0, 0));
        // Straight down falls 10 m a cell, diagonally 12 m over 1.41: straight is steeper.
        assert_eq!((above.at(1, 1), above.at(1, 0), above.at(4, 4)), (1_000, 2_000, 2_000));
    }

    #[test]
    fn what_leaves_over_the_edge_drains_to_no_reach() {
        // A ridge down the middle; a river at the eastern edge only.
        let mut ground = Grid::filled(7, 4, 100.0, 0.0f32);
        for row in 0..4 {
            for column in 0..7usize {
                ground.set(column, row, 50.0 - 10.0 * column.abs_diff(3) as f32);
            }
        }
        let (reach, above) =
            drain(&ground, &[reach("r", vec![(650.0, 50.0), (650.0, 350.0)], None)]);
        assert_eq!((reach.at(0, 1), reach.at(1, 1)), (NO_REACH, NO_REACH));
        assert_eq!((reach.at(4, 1), reach.at(6, 1)), (0, 0));
        assert_eq!(above.at(5, 1), 1_000);
    }

    proptest! {
        #[test]
        fn water_always_finds_its_way_down(values in prop::collection::vec(0u8..40, 12 * 9)) {
            let mut ground = Grid::filled(12, 9, 100.0, 0.0f32);
            for (cell, value) in ground.values.iter_mut().zip(&values) {
                *cell = f32::from(*value);
            }
            let flow = Flow::to(&ground, &[107, 3]);
            prop_assert_eq!(flow.order.len(), 108);
            let mut seen = [false; 108];
            for &cell in &flow.order {
                let below = flow.receiver[cell as usize];
                prop_assert!(below == cell || seen[below as usize]);
                prop_assert!(
                    below == cell || flow.filled_m[below as usize] < flow.filled_m[cell as usize]
                );
                prop_assert!(flow.filled_m[cell as usize] >= ground.values[cell as usize]);
                seen[cell as usize] = true;
            }
            let area = flow.accumulate();
            prop_assert_eq!(area[107] + area[3], 108);
        }

        #[test]
        fn channels_have_height_zero_and_what_drains_to_them_has_a_height(
            values in prop::collection::vec(0u8..40, 12 * 9),
            bend in 1usize..8,
        ) {
            let mut ground = Grid::filled(12, 9, 100.0, 0.0f32);
            for (cell, value) in ground.values.iter_mut().zip(&values) {
                *cell = f32::from(*value);
            }
            let place = |column: usize, row: usize| {
                let at = ground.centre(column, row);
                (at.0 as f32, at.1 as f32)
            };
            let course = vec![place(0, 4), place(5, bend), place(11, 4)];
            let (reach, above) = drain(&ground, &[reach("r", course.clone(), None)]);
            for pair in course.windows(2) {
                for cell in cells_between(&ground, pair[0], pair[1]) {
                    prop_assert_eq!(above.values[cell as usize], 0);
                    prop_assert_eq!(reach.values[cell as usize], 0);
                }
            }
        }
    }
}
