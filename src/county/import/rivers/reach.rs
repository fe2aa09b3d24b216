//! Reaches along chains of channel cells: course, length, slope, width, catchment.

use std::collections::BTreeMap;

use super::burn::NO_LINE;
use super::lines::{Line, length_m};
use super::naming::Named;
use super::{Waters, channel};
use crate::base::grid::Grid;
use crate::base::id::ReachId;
use crate::base::key::Key;
use crate::county::import::names::{Numbering, stem};
use crate::county::place::Reach;

/// Slopes that a reach may have, m/m: what is flatter is not known to be from elevations of a
/// metre, and what is steeper is a fall that no flood formula holds for.
const SLOPE: (f64, f64) = (1e-4, 0.5);
/// The narrowest channel, m.
const WIDTH_MIN_M: f64 = 3.0;

/// Reaches of the chains, in reverse: upstream ones first.
pub(super) fn reaches(
    waters: &Waters,
    lines: &[Line],
    chains: &[Vec<u32>],
    named: &[Named],
) -> Vec<Reach> {
    let count = chains.len();
    let id_of = |index: usize| ReachId::from_index(count - 1 - index);
    let first: BTreeMap<u32, usize> =
        chains.iter().enumerate().map(|(index, chain)| (chain[0], index)).collect();
    let mut numbering = Numbering::default();
    let mut reaches = Vec::with_capacity(count);
    for (chain, named) in chains.iter().zip(named).rev() {
        let name = numbering.next(&stem(&named.title));
        let downstream = first.get(&chain[chain.len() - 1]).copied().map(id_of);
        reaches.push(Reach {
            key: Key::written("reach", &name),
            name,
            title: named.title.clone(),
            downstream,
            ..figures(waters, lines, chain)
        });
    }
    reaches
}

/// A reach without a name that joins nothing.
fn figures(waters: &Waters, lines: &[Line], chain: &[u32]) -> Reach {
    let points = course(waters, chain);
    let length_m = (length_m(&points) * 10.0).round().max(10.0) / 10.0;
    let level = |cell: u32| f64::from(waters.level_m.values[cell as usize]);
    let slope = (level(chain[0]) - level(chain[chain.len() - 1])) / length_m;
    let middle = chain[chain.len() / 2];
    let said = said_width_m(waters, lines, chain);
    let width_m =
        said.unwrap_or_else(|| channel::width_m(waters.drained_km2(middle)).max(WIDTH_MIN_M));
    let taken = (waters.channel.as_slice(), waters.area.as_slice());
    let own = channel::own_cells(&waters.level_m, &waters.flow, taken, chain);
    Reach {
        key: Key(0),
        name: String::new(),
        title: Default::default(),
        downstream: None,
        length_m,
        slope: (slope.clamp(SLOPE.0, SLOPE.1) * 1e6).round() / 1e6,
        width_m: (width_m * 10.0).round() / 10.0,
        roughness: channel::roughness(slope),
        catchment_km2: (f64::from(own) * waters.cell_km2 * 100.0).round() / 100.0,
        course: points.into_iter().map(|(x, y)| (x as f32, y as f32)).collect(),
    }
}

/// Where a reach runs: along its lines, and where there are none smoothly between cells.
fn course(waters: &Waters, chain: &[u32]) -> Vec<(f64, f64)> {
    let grid = &waters.level_m;
    let is_drawn = |cell: u32| waters.burnt.line[cell as usize] != NO_LINE;
    let at = |cell: u32| {
        let index = cell as usize;
        if is_drawn(cell) {
            waters.burnt.middle[index]
        } else {
            grid.centre(index % grid.columns, index / grid.columns)
        }
    };
    let points: Vec<(f64, f64)> = chain.iter().map(|cell| at(*cell)).collect();
    let smooth = |index: usize| {
        if index == 0 || index + 1 == points.len() || is_drawn(chain[index]) {
            return points[index];
        }
        let (before, own, after) = (points[index - 1], points[index], points[index + 1]);
        let mean = |axis: fn((f64, f64)) -> f64| {
            0.25 * axis(before) + 0.5 * axis(own) + 0.25 * axis(after)
        };
        (mean(|it| it.0), mean(|it| it.1))
    };
    (0..points.len()).map(|index| within(grid, smooth(index))).collect()
}

/// A point to a tenth of a metre that still lies on the grid.
fn within(grid: &Grid<f32>, (x, y): (f64, f64)) -> (f64, f64) {
    let inside = |value: f64, from: f64, count: usize| {
        let to = from + count as f64 * grid.cell_m - 0.1;
        ((value * 10.0).round() / 10.0).clamp(from, to)
    };
    (inside(x, grid.west_m, grid.columns), inside(y, grid.south_m, grid.rows))
}

/// The mean of the widths that the source says along a chain, if it says one for most of it.
fn said_width_m(waters: &Waters, lines: &[Line], chain: &[u32]) -> Option<f64> {
    let line = |cell: &u32| lines.get(waters.burnt.line[*cell as usize] as usize);
    let widths: Vec<f64> = chain.iter().filter_map(line).filter_map(|line| line.width_m).collect();
    let mean = || widths.iter().sum::<f64>() / widths.len() as f64;
    (2 * widths.len() >= chain.len()).then(mean)
}
