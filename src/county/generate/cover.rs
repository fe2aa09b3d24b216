//! Land cover of the generated ground.

use super::noise::Noise;
use super::places::{Places, slope};
use super::rivers::{Waters, width_m};
use super::scale::Scale;
use crate::base::chance::Seed;
use crate::base::grid::Grid;
use crate::county::place::Cover;

/// Water, built-up land, fields on gentle low ground, rock and grass on the heights, and forest.
pub(super) fn cover(
    scale: &Scale,
    seed: Seed,
    ground: &Grid<f32>,
    waters: &Waters,
    places: &Places,
    ground_of: &[u16],
) -> Grid<Cover> {
    let noise = Noise::new(seed, "cover");
    let mut settled = vec![false; scale.cells()];
    for &(cell, _) in &places.villages {
        settled[cell as usize] = true;
    }
    let mut cover = ground.map(|_| Cover::Forest);
    for row in 0..scale.rows {
        for column in 0..scale.columns {
            let cell = row * scale.columns + column;
            let steep = slope(ground, column, row);
            let taste = noise.octaves(column as f64 / 26.0, row as f64 / 26.0, 3);
            let height = f64::from(ground.values[cell]) / scale.relief_m;
            let river = waters.channel[cell] && width_m(waters.area[cell]) >= 45.0;
            cover.values[cell] = if waters.lake[cell] || river {
                Cover::Water
            } else if ground_of[cell] != 0 || settled[cell] {
                Cover::Built
            } else if steep < 0.10 + 0.06 * taste && height < 0.75 {
                Cover::Farmland
            } else if height > 0.93 + 0.1 * taste && steep > 0.25 {
                Cover::Bare
            } else if height > 0.78 + 0.15 * taste || (taste > 0.42 && steep < 0.3) {
                Cover::Grass
            } else {
                Cover::Forest
            };
        }
    }
    cover
}
