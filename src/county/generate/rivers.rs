//! Rivers of the generated relief: channels, the reservoir above the town, and the reaches that
//! stretch between confluences. Names come from `names`; floods are `hazard`'s.

use std::collections::BTreeMap;

use super::names::Namer;
use super::relief::{DAM_EAST, Relief};
use super::scale::{CELL_M, Scale};
use super::site::Spot;
use crate::base::grid::Grid;
use crate::base::id::ReachId;
use crate::base::key::Key;
use crate::base::math;
use crate::base::text::Text;
use crate::county::channel;
use crate::county::drainage::{Flow, bank_height_m, neighbours};
use crate::county::place::Reach;

/// The waters of a county while it is being made.
#[derive(Debug, Clone)]
pub(super) struct Waters {
    /// The way down from every cell.
    pub flow: Flow,
    /// Cells that drain through each cell.
    pub area: Vec<u32>,
    /// Whether a cell holds a mapped channel.
    pub channel: Vec<bool>,
    /// Whether a cell lies in the reservoir.
    pub lake: Vec<bool>,
    /// Height above the nearest channel, m.
    pub above_m: Vec<f32>,
    /// Cells of the main river, from its source to its mouth.
    pub main: Vec<u32>,
    /// Cell of the dam, on the main river.
    pub dam: u32,
}

/// Width in m of a channel through which so many cells drain.
pub(super) fn width_m(cells: u32) -> f64 {
    channel::width_m(f64::from(cells) * CELL_M * CELL_M / 1e6)
}

/// Finds the channels of the relief, dams the main river, and cuts the channels into the ground.
pub(super) fn trace(scale: &Scale, relief: &mut Relief) -> Waters {
    let flow = Flow::to(&relief.elevation_m, &relief.mouths);
    let area = flow.accumulate();
    let channel: Vec<bool> = area.iter().map(|cells| *cells >= scale.channel_cells).collect();
    let main = main_river(&relief.elevation_m, &flow, &area, relief.mouths[0], scale.channel_cells);
    let (dam, lake_m) = place_dam(scale, &relief.elevation_m, &flow, &main);
    let mut lake = upstream_of(&flow, dam);
    lake[dam as usize] = false;
    for (cell, value) in relief.elevation_m.values.iter_mut().enumerate() {
        lake[cell] = lake[cell] && *value < lake_m;
        if lake[cell] {
            *value = lake_m;
        }
    }
    cut(&mut relief.elevation_m, &flow, &area, &channel, &lake);
    let above_m = heights(&relief.elevation_m, &flow, &channel);
    Waters { flow, area, channel, lake, above_m, main, dam }
}

/// The main river from source to mouth: down from the largest stream in the west of the main
/// valley, and up from there along the larger branch; where that leads to another mouth, up the
/// larger branches from the main mouth.
fn main_river(ground: &Grid<f32>, flow: &Flow, area: &[u32], mouth: u32, least: u32) -> Vec<u32> {
    let columns = ground.columns as u32;
    let leads_to_mouth = |cell: u32| {
        let mut at = cell;
        while flow.receiver[at as usize] != at {
            at = flow.receiver[at as usize];
        }
        at == mouth
    };
    let west = (0.14 * f64::from(columns)) as u32;
    let start = (0..ground.rows as u32)
        .map(|row| row * columns + west)
        .filter(|cell| area[*cell as usize] >= least && leads_to_mouth(*cell))
        .max_by_key(|cell| (area[*cell as usize], *cell))
        .unwrap_or(mouth);
    let mut up = vec![start];
    loop {
        let at = up[up.len() - 1];
        let feeders = neighbours(ground.columns, ground.rows, at)
            .map(|(near, _)| near)
            .filter(|near| flow.receiver[*near as usize] == at && *near != at);
        match feeders.max_by_key(|near| (area[*near as usize], *near)) {
            Some(next) if area[next as usize] >= least => up.push(next),
            _ => break,
        }
    }
    up.reverse();
    let mut at = start;
    while flow.receiver[at as usize] != at {
        at = flow.receiver[at as usize];
        up.push(at);
    }
    up
}

/// The cells that drain through `cell`.
fn upstream_of(flow: &Flow, cell: u32) -> Vec<bool> {
    let mut above = vec![false; flow.receiver.len()];
    above[cell as usize] = true;
    for &each in &flow.order {
        above[each as usize] |= above[flow.receiver[each as usize] as usize];
    }
    above
}

/// The place of the dam, where the storage needs the lake of least surface, and its level.
fn place_dam(scale: &Scale, ground: &Grid<f32>, flow: &Flow, main: &[u32]) -> (u32, f32) {
    let wanted_m3 = f64::from(scale.storage_thousand_m3) * 1_000.0;
    let (west, east) = (DAM_EAST.0 * scale.columns as f64, DAM_EAST.1 * scale.columns as f64);
    let inside: Vec<u32> = main
        .iter()
        .copied()
        .filter(|cell| (west..east).contains(&((*cell as usize % scale.columns) as f64)))
        .collect();
    let middle = main[main.len() * 2 / 5];
    let candidates: Vec<u32> = inside.iter().copied().step_by(6).collect();
    let mut best = (usize::MAX, middle, 0.0);
    for &cell in if candidates.is_empty() { std::slice::from_ref(&middle) } else { &candidates } {
        let above = upstream_of(flow, cell);
        let mut basin: Vec<f32> = (0..above.len())
            .filter(|each| above[*each] && *each != cell as usize)
            .map(|each| ground.values[each])
            .collect();
        basin.sort_unstable_by(f32::total_cmp);
        let (cells, level) = level_that_holds(&basin, wanted_m3);
        if cells < best.0 {
            best = (cells, cell, level);
        }
    }
    (best.1, best.2)
}

/// How many of the cells (lowest first) are flooded when they hold the volume, and to which level.
fn level_that_holds(basin_m: &[f32], wanted_m3: f64) -> (usize, f32) {
    let mut volume_m3 = 0.0;
    for (index, pair) in basin_m.windows(2).enumerate() {
        let more = f64::from(pair[1] - pair[0]) * (index + 1) as f64 * CELL_M * CELL_M;
        if volume_m3 + more >= wanted_m3 {
            let rise = (wanted_m3 - volume_m3) / ((index + 1) as f64 * CELL_M * CELL_M);
            return (index + 1, pair[0] + rise as f32);
        }
        volume_m3 += more;
    }
    (usize::MAX - 1, basin_m.last().copied().unwrap_or(0.0))
}

/// Sinks channels below the ground beside them: their elevation is the ordinary water level.
fn cut(ground: &mut Grid<f32>, flow: &Flow, area: &[u32], channel: &[bool], lake: &[bool]) {
    for &cell in &flow.order {
        let index = cell as usize;
        if !channel[index] || lake[index] {
            continue;
        }
        let km2 = f64::from(area[index]) * CELL_M * CELL_M / 1e6;
        let bank_m = bank_height_m(km2);
        let below = flow.receiver[index] as usize;
        let lowest = if below == index { f32::MIN } else { ground.values[below] + 0.02 };
        ground.values[index] = (ground.values[index] - bank_m as f32).max(lowest);
    }
}

/// Height of every cell above the channel that it drains to, m; the whole height above the map's
/// edge where there is none.
fn heights(ground: &Grid<f32>, flow: &Flow, channel: &[bool]) -> Vec<f32> {
    let mut water_m = ground.values.clone();
    for &cell in &flow.order {
        let (cell, below) = (cell as usize, flow.receiver[cell as usize] as usize);
        if !channel[cell] && below != cell {
            water_m[cell] = water_m[below];
        }
    }
    ground.values.iter().zip(water_m).map(|(own, water)| (own - water).max(0.0)).collect()
}

impl Waters {
    /// The place on the main river that lies so far east (0 to 1 of the width), as a cell.
    pub(super) fn main_at(&self, columns: usize, east: f64) -> u32 {
        let wanted = (east * columns as f64) as i64;
        let apart = |cell: &u32| ((*cell as usize % columns) as i64 - wanted).abs();
        *self.main.iter().min_by_key(|cell| apart(cell)).expect("the main river has cells")
    }
}

/// Reaches of the waters, upstream ones first, parted at confluences, at the dam, and where they
/// are long.
pub(super) fn reaches(
    waters: &Waters,
    ground: &Grid<f32>,
    spot: &Spot,
    namer: &mut Namer,
) -> Vec<Reach> {
    let chains = channel::chains(&waters.flow, &waters.channel, |cell| cell == waters.dam);
    let mut first_of_cell = BTreeMap::new();
    for (index, chain) in chains.iter().enumerate() {
        first_of_cell.insert(chain[0], index);
    }
    let (river_of, sizes) = rivers_of(waters, ground, &chains, &first_of_cell);
    let mut by_size: Vec<usize> = (0..sizes.len()).collect();
    by_size.sort_by_key(|river| (std::cmp::Reverse(sizes[*river]), *river));
    let mut named: Vec<(String, Text, usize)> = vec![Default::default(); sizes.len()];
    for (place, river) in by_size.into_iter().enumerate() {
        let (name, title) = namer.river(place == 0);
        named[river] = (name, title, 0);
    }
    let count = chains.len();
    let id_of = |index: usize| ReachId::from_index(count - 1 - index);
    let mut made = Vec::with_capacity(count);
    for index in (0..count).rev() {
        let chain = &chains[index];
        let river = &mut named[river_of[index]];
        river.2 += 1;
        let name = format!("{}-{}", river.0, river.2);
        let downstream = first_of_cell.get(&chain[chain.len() - 1]).copied().map(id_of);
        made.push(reach(waters, ground, spot, chain, name, river.1.clone(), downstream));
    }
    made
}

/// The river that each chain is a part of, and the size of each river: from the mouth upward, so
/// that a river goes on along its larger branch. The main river is the largest by decree.
fn rivers_of(
    waters: &Waters,
    ground: &Grid<f32>,
    chains: &[Vec<u32>],
    first_of_cell: &BTreeMap<u32, usize>,
) -> (Vec<usize>, Vec<u32>) {
    let before: BTreeMap<u32, u32> =
        waters.main.windows(2).map(|pair| (pair[1], pair[0])).collect();
    let mouth = waters.main[waters.main.len() - 1];
    let mut river_of: Vec<usize> = Vec::with_capacity(chains.len());
    let mut sizes: Vec<u32> = Vec::new();
    for chain in chains {
        let last = chain[chain.len() - 1];
        let entered = chain[chain.len() - 2];
        let branch =
            before.get(&last).copied().unwrap_or_else(|| main_branch(waters, ground, last));
        let continues = first_of_cell.get(&last).filter(|_| branch == entered);
        let river = continues.map_or_else(
            || {
                let main = last == mouth && branch == entered;
                sizes.push(if main { u32::MAX } else { waters.area[entered as usize] });
                sizes.len() - 1
            },
            |below| river_of[*below],
        );
        river_of.push(river);
    }
    (river_of, sizes)
}

/// The neighbour from which most water comes into a cell.
fn main_branch(waters: &Waters, ground: &Grid<f32>, cell: u32) -> u32 {
    neighbours(ground.columns, ground.rows, cell)
        .map(|(near, _)| near)
        .filter(|near| waters.flow.receiver[*near as usize] == cell && *near != cell)
        .max_by_key(|near| (waters.area[*near as usize], *near))
        .unwrap_or(cell)
}

/// One reach along a chain of cells.
fn reach(
    waters: &Waters,
    ground: &Grid<f32>,
    spot: &Spot,
    chain: &[u32],
    name: String,
    title: Text,
    downstream: Option<ReachId>,
) -> Reach {
    let points: Vec<(f64, f64)> = chain.iter().map(|cell| spot.of(*cell)).collect();
    let course = spot.smooth(&points);
    let length_m: f64 = course
        .windows(2)
        .map(|pair| math::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1))
        .sum();
    let (upper, lower) = (chain[0] as usize, chain[chain.len() - 1] as usize);
    let fall_m = f64::from(ground.values[upper] - ground.values[lower]);
    let middle = chain[chain.len() / 2];
    let taken = (waters.channel.as_slice(), waters.area.as_slice());
    let own = channel::own_cells(ground, &waters.flow, taken, chain);
    Reach {
        key: Key::written("reach", &name),
        name,
        title,
        downstream,
        length_m: tenth(length_m),
        slope: (fall_m / length_m).max(0.000_2).mul_round(1e6),
        width_m: tenth(width_m(waters.area[middle as usize]).max(3.0)),
        roughness: channel::roughness(fall_m / length_m),
        catchment_km2: (f64::from(own) * CELL_M * CELL_M / 1e6).mul_round(100.0),
        course: course.iter().map(|point| (tenth(point.0) as f32, tenth(point.1) as f32)).collect(),
    }
}

/// Rounds to a tenth, so that a map file holds the number exactly.
pub(super) fn tenth(value: f64) -> f64 {
    value.mul_round(10.0)
}

/// Rounding to a fraction.
trait MulRound {
    /// Rounds to a whole number of `1 / parts`.
    fn mul_round(self, parts: f64) -> f64;
}

impl MulRound for f64 {
    fn mul_round(self, parts: f64) -> f64 {
        (self * parts).round() / parts
    }
}
