//! How many people live where, from one grid of counts.

use super::{Coordinates, DEGREE, Quantity, SAMPLES_MAX, Tile, read_file};
use crate::base::math;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::county::frame::EARTH_RADIUS_M;
use crate::county::import::source::Unit;

/// People by cells of a grid: WorldPop, GHS-POP in degrees, or one's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    tile: Tile,
}

/// Whose the people of a grid are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shares {
    /// People of each place.
    pub people: Vec<f64>,
    /// People between the places who live too far from any of them.
    pub far: f64,
}

impl Population {
    /// The grid that a file (name, bytes) says, for a map whose source counts in `unit`.
    ///
    /// # Errors
    /// What is wrong with it: place, found, expected, and how to mend it.
    pub fn read(file: &str, bytes: &[u8], unit: Unit) -> Result<Self, Problems> {
        let place = Place::path(file, "");
        let mut left = SAMPLES_MAX;
        let refused = |problem: Box<Problem>| Problems(vec![*problem]);
        let tiles = read_file(&place, bytes, (Quantity::People, unit), &mut left);
        let mut tiles = tiles.map_err(refused)?;
        match (tiles.pop(), tiles.len()) {
            (Some(tile), 0) => Ok(Self { tile }),
            (_, others) => {
                let expected = Text::new("一个栅格", "one grid");
                let hint = Text::new(
                    "重叠的栅格会重复计数:请先用 gdal_merge.py 合并",
                    "grids that overlap would count people twice: join them first, for example \
                     with gdal_merge.py",
                );
                let found = format!("{} grids", others + 1);
                Err(refused(Box::new(Problem::error(place, found, expected).hint(hint))))
            }
        }
    }

    /// The file.
    pub fn file(&self) -> &str {
        &self.tile.file
    }

    /// Shares the people of each cell to the nearest of `places`, in degrees (longitude, latitude)
    /// or metres of the map, up to `reach_m` away; of equally near ones to the first.
    ///
    /// Only cells between the outermost places and within reach of them are looked at.
    pub fn shares(&self, places: &[(f64, f64)], reach_m: f64) -> Shares {
        let tile = &self.tile;
        let mut shares = Shares { people: vec![0.0; places.len()], far: 0.0 };
        let Some(first) = places.first() else { return shares };
        let scale = self.metres_per_unit(first.1);
        let at: Vec<(f64, f64)> = places.iter().map(|(x, y)| tile.place(*x, *y)).collect();
        let range = |of: fn(&(f64, f64)) -> f64, margin: f64| {
            let values = at.iter().map(of);
            let low = values.clone().fold(f64::MAX, f64::min) - margin;
            (low, values.fold(f64::MIN, f64::max) + margin)
        };
        let (west, east) = range(|at| at.0, reach_m / scale.0);
        let (south, north) = range(|at| at.1, reach_m / scale.1);
        let steps = |from: f64, to: f64, step: f64, count: usize| {
            let first = (from / step).ceil().max(0.0) as usize;
            first..((to / step).floor().max(-1.0) + 1.0).min(count as f64) as usize
        };
        let columns = steps(west - tile.west, east - tile.west, tile.step.0, tile.columns);
        for row in steps(tile.north - north, tile.north - south, tile.step.1, tile.rows) {
            let y = tile.north - row as f64 * tile.step.1;
            for column in columns.clone() {
                let people = tile.samples[row * tile.columns + column];
                // A void is not greater than nobody.
                if people > 0.0 {
                    let x = tile.west + column as f64 * tile.step.0;
                    match nearest(&at, (x, y), scale).filter(|(_, far_m)| *far_m <= reach_m) {
                        Some((place, _)) => shares.people[place] += f64::from(people),
                        None => shares.far += f64::from(people),
                    }
                }
            }
        }
        shares
    }

    /// Metres to a unit of the grid's coordinates, east and north, near a latitude.
    fn metres_per_unit(&self, latitude: f64) -> (f64, f64) {
        let degree_m = EARTH_RADIUS_M * DEGREE;
        match self.tile.coordinates {
            Coordinates::Degrees => (degree_m * math::cos(latitude * DEGREE), degree_m),
            Coordinates::Utm(_) | Coordinates::Map => (1.0, 1.0),
        }
    }
}

/// The nearest of some places, and how far it is in metres.
fn nearest(places: &[(f64, f64)], (x, y): (f64, f64), scale: (f64, f64)) -> Option<(usize, f64)> {
    let squared = |place: &(f64, f64)| {
        let apart = ((place.0 - x) * scale.0, (place.1 - y) * scale.1);
        apart.0 * apart.0 + apart.1 * apart.1
    };
    let all = places.iter().map(squared).enumerate();
    let near = all.min_by(|one, other| one.1.total_cmp(&other.1))?;
    Some((near.0, near.1.sqrt()))
}
