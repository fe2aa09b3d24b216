//! The ground at any place, from one or more tiles of elevation.

use super::{Quantity, SAMPLES_MAX, Tile, read_file, unknown_format};
use crate::base::problem::{Place, Problems};
use crate::county::import::source::Unit;

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sample {
    /// Its elevation.
    Metres(f32),
    /// It lies in a tile that does not know it.
    Void,
    /// It lies in no tile.
    Outside,
}

/// Elevation of a place on Earth, or on a map, from one or more tiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Elevation {
    unit: Unit,
    /// The finest first, then by name.
    tiles: Vec<Tile>,
}

impl Elevation {
    /// The elevation that these files (name, bytes) say, for a map whose source counts in `unit`.
    ///
    /// # Errors
    /// What is wrong with each of them: place, found, expected, and how to mend it.
    pub fn read(files: &[(String, Vec<u8>)], unit: Unit) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut tiles = Vec::new();
        let mut left = SAMPLES_MAX;
        let what = (Quantity::Elevation, unit);
        for (file, bytes) in files {
            match read_file(&Place::path(file.as_str(), ""), bytes, what, &mut left) {
                Ok(read) => tiles.extend(read),
                Err(problem) => problems.push(*problem),
            }
        }
        if tiles.is_empty() && problems.0.is_empty() {
            problems.push(unknown_format(Quantity::Elevation, Place::default(), "no file"));
        }
        if problems.has_errors() {
            return Err(problems);
        }
        tiles.sort_by(|one, other| {
            one.step_m().total_cmp(&other.step_m()).then_with(|| one.file.cmp(&other.file))
        });
        Ok(Self { unit, tiles })
    }

    /// In what places are counted: degrees (longitude, latitude), or metres of the map.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// Samples of all tiles that say nothing.
    pub fn voids(&self) -> usize {
        let voids = |tile: &Tile| tile.samples.iter().filter(|sample| sample.is_nan()).count();
        self.tiles.iter().map(voids).sum()
    }

    /// Distance of the samples of the finest tile, m.
    pub fn step_m(&self) -> f64 {
        self.tiles[0].step_m()
    }

    /// Names of the files, the finest first.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.tiles.iter().map(|tile| tile.file.as_str())
    }

    /// The elevation at a place in degrees (longitude, latitude) or metres of the map, bilinear
    /// between the four samples around it; none where one of them is a void or there is no tile.
    pub fn metres_at(&self, x: f64, y: f64) -> Option<f32> {
        match self.at(x, y) {
            Sample::Metres(metres) => Some(metres),
            Sample::Void | Sample::Outside => None,
        }
    }

    /// What is known of a place: by the finest tile that knows it. Half a step beyond its outer
    /// samples a tile still knows, so that tiles of areas meet without a gap.
    pub fn at(&self, x: f64, y: f64) -> Sample {
        let mut found = Sample::Outside;
        for margin in [1e-6, 0.5] {
            for tile in &self.tiles {
                match tile.at(tile.place(x, y), margin) {
                    Sample::Metres(metres) => return Sample::Metres(metres),
                    Sample::Void => found = Sample::Void,
                    Sample::Outside => {}
                }
            }
        }
        found
    }
}
