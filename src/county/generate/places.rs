//! Where people settle: the town, the seats of townships, villages and hamlets, each where the
//! ground is level, near water and above it. Streets and people come later.

use super::noise::Noise;
use super::relief::{SHIMEN_EAST, TOWN_EAST, XIAHE_EAST};
use super::rivers::Waters;
use super::scale::{CELL_M, Scale};
use crate::base::chance::{Purpose, Seed};
use crate::base::grid::Grid;
use crate::base::key::Key;
use crate::base::math;

/// The places of a county, as cells.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// Centre of the county town.
    pub town: u32,
    /// Seats of the townships: the upper, the lower, the one at the end of a single road, others.
    pub townships: Vec<u32>,
    /// Villages (first the one across the river from the lower township), and the township (by
    /// index) or the town (`None`) that each belongs to.
    pub villages: Vec<(u32, Option<usize>)>,
    /// Hamlets.
    pub hamlets: Vec<u32>,
    /// Cells on the lower township's bank of the main river, around its seat.
    pub lower_bank: Vec<bool>,
    /// Township whose seat is nearest to each cell; the number of townships: the town.
    pub realm: Vec<u8>,
}

/// Index of the township at the end of a single road.
pub(super) const YUNLING: usize = 2;

/// Chooses the places.
pub(super) fn settle(scale: &Scale, seed: Seed, ground: &Grid<f32>, waters: &Waters) -> Places {
    let worth = worth(scale, seed, ground, waters);
    let near = |east: f64, reach: usize| {
        best_near(scale, &worth, waters.main_at(scale.columns, east), reach)
    };
    let reach = (scale.reach_cells(1_500.0) as usize).max(6);
    let town = near(TOWN_EAST, reach);
    let mut taken = Taken::new(scale);
    let town_cells = scale.reach_cells(5_200.0).max(12.0);
    taken.block(town, town_cells);
    let spacing = 0.72 * math::sqrt(scale.cells() as f64 / (scale.townships + 1) as f64);
    let mut townships = vec![near(SHIMEN_EAST, reach), near(XIAHE_EAST, reach)];
    for &seat in &townships {
        taken.block(seat, spacing);
    }
    let seats = priorities(scale, seed, &worth, "township", 0.35);
    taken.fill(&seats, scale.townships, spacing, &mut townships);
    let realm = realm(scale, town, &townships);
    lonely_third(scale, waters, town, &realm, ground, &mut townships);
    let realm = self::realm(scale, town, &townships);
    let mut centres = townships.clone();
    centres.push(town);
    let lower_bank = lower_bank(scale, waters, townships[XIAHE]);
    let across = across(scale, &worth, waters, &lower_bank, townships[XIAHE]);
    let (villages, hamlets) = scatter(scale, seed, &worth, &centres, across);
    let parent = |cell: u32| {
        let township = usize::from(realm[cell as usize]);
        let across = (cell == across).then_some(XIAHE);
        across.or_else(|| (township < townships.len()).then_some(township))
    };
    let villages = villages.into_iter().map(|cell| (cell, parent(cell))).collect();
    Places { town, townships, villages, hamlets, lower_bank, realm }
}

/// Index of the township below the town.
pub(super) const XIAHE: usize = 1;

/// How far around the lower township's seat its bank is looked at, in cells.
fn bank_reach(scale: &Scale) -> i64 {
    scale.reach_cells(5_000.0).max(14.0) as i64
}

/// The ground around a seat that can be reached without crossing the main river.
fn lower_bank(scale: &Scale, waters: &Waters, seat: u32) -> Vec<bool> {
    let mut bank = vec![false; scale.cells()];
    let mut river = vec![false; scale.cells()];
    for &cell in &waters.main {
        river[cell as usize] = true;
    }
    let reach = bank_reach(scale) as usize;
    let (column, row) = (seat as usize % scale.columns, seat as usize / scale.columns);
    let mut open = vec![seat];
    bank[seat as usize] = true;
    while let Some(cell) = open.pop() {
        for (near, diagonal) in crate::county::drainage::neighbours(scale.columns, scale.rows, cell)
        {
            let index = near as usize;
            let close = (index % scale.columns).abs_diff(column) <= reach
                && (index / scale.columns).abs_diff(row) <= reach;
            if !diagonal && close && !bank[index] && !river[index] {
                bank[index] = true;
                open.push(near);
            }
        }
    }
    bank
}

/// The best low ground across the river from a seat, one to three kilometres away.
fn across(scale: &Scale, worth: &[f32], waters: &Waters, bank: &[bool], seat: u32) -> u32 {
    let place = |cell: usize| ((cell % scale.columns) as f64, (cell / scale.columns) as f64);
    let own = place(seat as usize);
    let mut best = (-1.0, seat);
    for (cell, worth) in worth.iter().enumerate() {
        let at = place(cell);
        let away = math::hypot(at.0 - own.0, at.1 - own.1);
        if bank[cell] || !(7.0..bank_reach(scale) as f64).contains(&away) {
            continue;
        }
        let above = f64::from(waters.above_m[cell]);
        let low = math::exp(-(above - 2.5).abs() / 3.0);
        let far = math::exp(-(away - 14.0).abs() / 10.0);
        let value = f64::from(*worth) * low * far;
        if value > best.0 {
            best = (value, cell as u32);
        }
    }
    best.1
}

/// Villages, and hamlets between them.
fn scatter(
    scale: &Scale,
    seed: Seed,
    worth: &[f32],
    centres: &[u32],
    across: u32,
) -> (Vec<u32>, Vec<u32>) {
    let mut taken = Taken::new(scale);
    let spacing = 0.62 * math::sqrt(scale.cells() as f64 / scale.villages as f64);
    for (index, &centre) in centres.iter().enumerate() {
        let town = index + 1 == centres.len();
        let reach = if town { 1.9 * town_radius(scale) } else { spacing * 0.8 };
        taken.block(centre, reach);
    }
    let mut villages = vec![across];
    taken.block(across, spacing);
    let order = priorities(scale, seed, worth, "village", 1.0);
    taken.fill(&order, scale.villages, spacing, &mut villages);
    let mut taken = Taken::new(scale);
    let spacing = 0.55 * math::sqrt(scale.cells() as f64 / scale.hamlets as f64);
    taken.block(centres[centres.len() - 1], 1.3 * town_radius(scale));
    for &cell in villages.iter().chain(centres) {
        taken.block(cell, spacing);
    }
    let mut hamlets = Vec::new();
    let order = priorities(scale, seed, worth, "hamlet", 1.0);
    taken.fill(&order, scale.hamlets, spacing, &mut hamlets);
    (villages, hamlets)
}

/// Radius of the town's ground if it were a disc, in cells.
pub(super) fn town_radius(scale: &Scale) -> f64 {
    math::sqrt(scale.town_streets as f64 * 1.1 / std::f64::consts::PI).max(2.0)
}

/// How good each cell is to settle on, 0 to 1.
fn worth(scale: &Scale, seed: Seed, ground: &Grid<f32>, waters: &Waters) -> Vec<f32> {
    let noise = Noise::new(seed, "settling");
    let margin = 4;
    let mut worth = vec![0.0; scale.cells()];
    for row in margin..scale.rows - margin {
        for column in margin..scale.columns - margin {
            let cell = row * scale.columns + column;
            if waters.lake[cell] || waters.channel[cell] {
                continue;
            }
            let slope = slope(ground, column, row);
            let above = f64::from(waters.above_m[cell]);
            let dry = if above < 1.2 { 0.15 } else { 1.0 };
            let low = math::exp(-(above - 4.0).max(0.0) / 90.0);
            let taste = 0.75 + 0.6 * noise.at(column as f64 / 23.0, row as f64 / 23.0);
            let level = math::exp(-slope / 0.075);
            worth[cell] = (level * dry * (0.25 + 0.75 * low) * taste.max(0.1)) as f32;
        }
    }
    worth
}

/// Steepest rise between a cell and its four neighbours.
pub(super) fn slope(ground: &Grid<f32>, column: usize, row: usize) -> f64 {
    let own = ground.at(column, row);
    let left = ground.at(column.saturating_sub(1), row);
    let right = ground.at((column + 1).min(ground.columns - 1), row);
    let up = ground.at(column, row.saturating_sub(1));
    let down = ground.at(column, (row + 1).min(ground.rows - 1));
    let rise = [left, right, up, down].iter().map(|near| (near - own).abs()).fold(0.0, f32::max);
    f64::from(rise) / CELL_M
}

/// The best cell within a square around a cell, the nearer the better.
fn best_near(scale: &Scale, worth: &[f32], cell: u32, reach: usize) -> u32 {
    let (column, row) = (cell as usize % scale.columns, cell as usize / scale.columns);
    let mut best = (f64::MIN, cell);
    for y in row.saturating_sub(reach)..(row + reach + 1).min(scale.rows) {
        for x in column.saturating_sub(reach)..(column + reach + 1).min(scale.columns) {
            let away = math::hypot(x as f64 - column as f64, y as f64 - row as f64);
            let value = f64::from(worth[y * scale.columns + x]) / (1.0 + away / reach as f64);
            if value > best.0 {
                best = (value, (y * scale.columns + x) as u32);
            }
        }
    }
    best.1
}

/// Cells in the order in which they are tried: better ones earlier, with chance (weighted order of
/// Efraimidis and Spirakis 2006; `sharpness` below 1 lets chance count more).
fn priorities(scale: &Scale, seed: Seed, worth: &[f32], what: &str, sharpness: f64) -> Vec<u32> {
    let kind = Key::written("settling", what);
    let mut order: Vec<(f64, u32)> = worth
        .iter()
        .enumerate()
        .filter(|(_, value)| **value > 0.006)
        .map(|(cell, value)| {
            let place =
                [kind, Key((cell % scale.columns) as u64), Key((cell / scale.columns) as u64)];
            let mut draws = seed.draws(Purpose::Generation, Key::born(5, &place, 0));
            let weight = math::pow(f64::from(*value), 1.5 / sharpness);
            (draws.exponential(1.0) / weight, cell as u32)
        })
        .collect();
    order.sort_unstable_by(|first, second| {
        first.0.total_cmp(&second.0).then(first.1.cmp(&second.1))
    });
    order.into_iter().map(|pair| pair.1).collect()
}

/// Township whose seat is nearest to each cell, in a straight line; the town's ground counts for
/// the town.
fn realm(scale: &Scale, town: u32, townships: &[u32]) -> Vec<u8> {
    let place = |cell: u32| {
        ((cell as usize % scale.columns) as f64, (cell as usize / scale.columns) as f64)
    };
    let mut centres: Vec<(f64, f64)> = townships.iter().map(|cell| place(*cell)).collect();
    centres.push(place(town));
    (0..scale.cells() as u32)
        .map(|cell| {
            let (x, y) = place(cell);
            let apart = |centre: &(f64, f64)| {
                (centre.0 - x) * (centre.0 - x) + (centre.1 - y) * (centre.1 - y)
            };
            let nearest = (0..centres.len()).min_by(|first, second| {
                apart(&centres[*first]).total_cmp(&apart(&centres[*second]))
            });
            nearest.expect("a county has a town") as u8
        })
        .collect()
}

/// Moves to the third place the township that suits a single road: off the main river, far from
/// the town and high.
fn lonely_third(
    scale: &Scale,
    waters: &Waters,
    town: u32,
    realm: &[u8],
    ground: &Grid<f32>,
    townships: &mut [u32],
) {
    let mut on_main = vec![false; townships.len() + 1];
    for &cell in &waters.main {
        on_main[usize::from(realm[cell as usize])] = true;
    }
    let away = |cell: u32| {
        let dx = (cell as usize % scale.columns) as f64 - (town as usize % scale.columns) as f64;
        let dy = (cell as usize / scale.columns) as f64 - (town as usize / scale.columns) as f64;
        math::hypot(dx, dy) / scale.columns as f64
    };
    let value = |index: &usize| {
        let height = f64::from(ground.values[townships[*index] as usize]) / scale.relief_m;
        away(townships[*index]) + height - if on_main[*index] { 2.0 } else { 0.0 }
    };
    let best = (2..townships.len()).max_by(|first, second| value(first).total_cmp(&value(second)));
    if let Some(best) = best {
        townships.swap(YUNLING, best);
    }
}

/// Which cells are too near to a place that is already chosen.
struct Taken {
    columns: usize,
    rows: usize,
    cells: Vec<bool>,
}

impl Taken {
    fn new(scale: &Scale) -> Self {
        Self { columns: scale.columns, rows: scale.rows, cells: vec![false; scale.cells()] }
    }

    /// Blocks the disc around a cell.
    fn block(&mut self, cell: u32, radius: f64) {
        let (column, row) = (cell as usize % self.columns, cell as usize / self.columns);
        let reach = radius.ceil() as usize;
        for y in row.saturating_sub(reach)..(row + reach + 1).min(self.rows) {
            for x in column.saturating_sub(reach)..(column + reach + 1).min(self.columns) {
                if math::hypot(x as f64 - column as f64, y as f64 - row as f64) <= radius {
                    self.cells[y * self.columns + x] = true;
                }
            }
        }
    }

    /// Takes cells in order until there are `wanted`, closer together if need be.
    fn fill(&mut self, order: &[u32], wanted: usize, spacing: f64, chosen: &mut Vec<u32>) {
        let base = self.cells.clone();
        let mut spacing = spacing;
        loop {
            for &cell in order {
                if chosen.len() >= wanted {
                    return;
                }
                if !self.cells[cell as usize] {
                    self.block(cell, spacing);
                    chosen.push(cell);
                }
            }
            if spacing < 1.0 {
                return;
            }
            spacing *= 0.8;
            self.cells.clone_from(&base);
            for &cell in chosen.iter() {
                self.block(cell, spacing);
            }
        }
    }
}
