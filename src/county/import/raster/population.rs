//! How many people live where, from one grid of counts.

use std::collections::BTreeMap;
use std::ops::Range;

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
    /// People of each place; none of one where the grid knows nothing.
    pub people: Vec<Option<f64>>,
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
        let at: Vec<(f64, f64)> = places.iter().map(|(x, y)| tile.place(*x, *y)).collect();
        let known = |at: &(f64, f64)| self.knows(*at).then_some(0.0);
        let mut shares = Shares { people: at.iter().map(known).collect(), far: 0.0 };
        let Some(first) = places.first() else { return shares };
        let near = Near::new(&at, self.metres_per_unit(first.1), reach_m);
        let (west, east) = near.range(|at| at.0, reach_m / near.scale.0);
        let (south, north) = near.range(|at| at.1, reach_m / near.scale.1);
        let columns = steps(west - tile.west, east - tile.west, tile.step.0, tile.columns);
        for row in steps(tile.north - north, tile.north - south, tile.step.1, tile.rows) {
            let y = tile.north - row as f64 * tile.step.1;
            for column in columns.clone() {
                let people = tile.samples[row * tile.columns + column];
                // A void is not greater than nobody.
                if people > 0.0 {
                    let x = tile.west + column as f64 * tile.step.0;
                    match near.nearest((x, y)).and_then(|place| shares.people[place].as_mut()) {
                        Some(own) => *own += f64::from(people),
                        None => shares.far += f64::from(people),
                    }
                }
            }
        }
        shares
    }

    /// Whether the cell at a place in the grid's own coordinates says how many live there.
    fn knows(&self, (x, y): (f64, f64)) -> bool {
        let tile = &self.tile;
        let along = |steps: f64, count: usize| {
            let cell = steps.round();
            (0.0..count as f64).contains(&cell).then_some(cell as usize)
        };
        let column = along((x - tile.west) / tile.step.0, tile.columns);
        let row = along((tile.north - y) / tile.step.1, tile.rows);
        let sample = column.zip(row).map(|(column, row)| tile.samples[row * tile.columns + column]);
        sample.is_some_and(|people| !people.is_nan())
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

/// Cells of a grid between two distances from its edge.
fn steps(from: f64, to: f64, step: f64, count: usize) -> Range<usize> {
    let first = (from / step).ceil().max(0.0) as usize;
    first..((to / step).floor().max(-1.0) + 1.0).min(count as f64) as usize
}

/// Places by squares as wide as one looks, so that only few are compared.
struct Near<'a> {
    places: &'a [(f64, f64)],
    /// Metres to a unit, east and north.
    scale: (f64, f64),
    reach_m: f64,
    squares: BTreeMap<(i64, i64), Vec<usize>>,
}

impl<'a> Near<'a> {
    fn new(places: &'a [(f64, f64)], scale: (f64, f64), reach_m: f64) -> Self {
        let mut near = Self { places, scale, reach_m, squares: BTreeMap::new() };
        for (index, place) in places.iter().enumerate() {
            near.squares.entry(near.square(*place)).or_default().push(index);
        }
        near
    }

    fn square(&self, (x, y): (f64, f64)) -> (i64, i64) {
        let number = |units: f64, scale: f64| (units * scale / self.reach_m).floor() as i64;
        (number(x, self.scale.0), number(y, self.scale.1))
    }

    /// The least and the greatest of a coordinate, and so much beyond.
    fn range(&self, of: fn(&(f64, f64)) -> f64, margin: f64) -> (f64, f64) {
        let values = self.places.iter().map(of);
        let low = values.clone().fold(f64::MAX, f64::min);
        (low - margin, values.fold(f64::MIN, f64::max) + margin)
    }

    /// The nearest place within reach, of equally near ones the first.
    fn nearest(&self, (x, y): (f64, f64)) -> Option<usize> {
        let (column, row) = self.square((x, y));
        let around = self.squares.range((column - 1, row - 1)..=(column + 1, row + 1));
        let around = around.filter(|((_, other), _)| (row - 1..=row + 1).contains(other));
        let squared = |place: usize| {
            let at = self.places[place];
            let apart = ((at.0 - x) * self.scale.0, (at.1 - y) * self.scale.1);
            apart.0 * apart.0 + apart.1 * apart.1
        };
        let all = around.flat_map(|(_, places)| places).map(|place| (squared(*place), *place));
        let near = all.min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))?;
        (near.0 <= self.reach_m * self.reach_m).then_some(near.1)
    }
}
