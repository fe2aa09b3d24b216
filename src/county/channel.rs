//! Channels of rivers on a grid: their stretches between confluences, and figures by what drains
//! through them. Which cells hold a channel is known elsewhere, and so is what a river is called.

use super::drainage::{Flow, neighbours};
use crate::base::grid::Grid;
use crate::base::math;

/// Longest stretch of a reach, cells: longer ones are parted.
const LONGEST_CELLS: usize = 48;

/// Slope from which a bed is one of cobbles and boulders: a placeholder.
const STEEP: f64 = 0.006;

/// Width of a channel in m by the area that drains through it (hydraulic geometry, Leopold and
/// Maddock 1953: the square root of the discharge; the factor is a placeholder).
pub(crate) fn width_m(drained_km2: f64) -> f64 {
    2.7 * math::sqrt(drained_km2)
}

/// Manning's roughness of a channel, s/m^(1/3): of a steep bed with cobbles, else of a winding one
/// with some stones and weeds (Chow 1959, table 5-6).
pub(crate) fn roughness(slope: f64) -> f64 {
    if slope > STEEP { 0.045 } else { 0.035 }
}

/// Chains of channel cells from upper to lower end, the lower end shared with the next chain;
/// chains nearer to a mouth come first. A channel goes on as one on the way down. Parted at
/// confluences, at the cells that `parts` names, and where they are long.
pub(crate) fn chains(flow: &Flow, channel: &[bool], parts: impl Fn(u32) -> bool) -> Vec<Vec<u32>> {
    let mut feeders = vec![0u8; channel.len()];
    for (cell, &below) in flow.receiver.iter().enumerate() {
        if channel[cell] && below as usize != cell {
            feeders[below as usize] += 1;
        }
    }
    let starts = |cell: u32| feeders[cell as usize] != 1 || parts(cell);
    let begins = |cell: &&u32| channel[**cell as usize] && starts(**cell);
    let mut chains = Vec::new();
    for &begin in flow.order.iter().filter(begins) {
        let mut chain = vec![begin];
        let mut at = begin;
        loop {
            let below = flow.receiver[at as usize];
            if below == at {
                break;
            }
            chain.push(below);
            at = below;
            if starts(at) {
                break;
            }
        }
        if chain.len() > 1 {
            chains.extend(part(&chain).into_iter().rev());
        }
    }
    chains
}

/// Parts a long chain into equal ones that share their ends.
fn part(chain: &[u32]) -> Vec<Vec<u32>> {
    let pieces = (chain.len() - 1).div_ceil(LONGEST_CELLS);
    let steps = chain.len() - 1;
    (0..pieces)
        .map(|piece| chain[piece * steps / pieces..=(piece + 1) * steps / pieces].to_vec())
        .collect()
}

/// The channel cells from which water comes straight into one.
pub(crate) fn feeders<'a, T: Copy>(
    grid: &Grid<T>,
    flow: &'a Flow,
    channel: &'a [bool],
    cell: u32,
) -> impl Iterator<Item = u32> + use<'a, T> {
    neighbours(grid.columns, grid.rows, cell)
        .map(|(near, _)| near)
        .filter(move |near| flow.receiver[*near as usize] == cell && *near != cell)
        .filter(|near| channel[*near as usize])
}

/// Cells that drain into a chain itself: `area` through its end less what other channels bring to
/// its upper end.
pub(crate) fn own_cells<T: Copy>(
    grid: &Grid<T>,
    flow: &Flow,
    (channel, area): (&[bool], &[u32]),
    chain: &[u32],
) -> u32 {
    let inflow: u32 = feeders(grid, flow, channel, chain[0]).map(|near| area[near as usize]).sum();
    area[chain[chain.len() - 2] as usize].saturating_sub(inflow)
}
