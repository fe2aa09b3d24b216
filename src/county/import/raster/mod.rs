//! Grids of numbers from the files that the world publishes them in: elevation, and how many people
//! live where. Reads bytes, no file; the grid of a map is `ground`'s.
//!
//! 1. `hgt`, `ascii` and `geotiff` say what one file says, as a `Tile` of samples, and
//!    `archive` unpacks; what a file is, its content says, and its name only where the content
//!    cannot;
//! 2. [`Elevation`] holds the tiles of a place and answers [`Elevation::at`] between samples;
//!    [`Population`] holds one tile and shares its people out among places.

mod archive;
mod ascii;
mod elevation;
mod geotiff;
mod hgt;
mod mercator;
mod population;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use super::source::Unit;
use crate::base::math;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
pub use elevation::{Elevation, Sample};
use mercator::Zone;
pub use population::{Population, Shares};

/// Samples in all tiles of a place: 4 bytes each are held.
pub const SAMPLES_MAX: usize = 60_000_000;

/// What the samples of a tile are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    /// Elevation in metres.
    Elevation,
    /// People in the area of a cell.
    People,
}

impl Quantity {
    /// Between which numbers it lies; a sample beyond them is a void.
    const fn range(self) -> RangeInclusive<f32> {
        match self {
            Self::Elevation => -500.0..=9_000.0,
            Self::People => 0.0..=1_000_000.0,
        }
    }

    /// What a file of it must have at least.
    fn expected(self) -> Text {
        match self {
            Self::Elevation => {
                Text::new("至少一个有高程的格点", "at least one sample with an elevation")
            }
            Self::People => {
                Text::new("至少一格有人口数", "at least one cell with a number of people")
            }
        }
    }
}

/// In what the corners of a tile are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Coordinates {
    /// Degrees of WGS 84: longitude, latitude.
    Degrees,
    /// Metres in a zone of UTM.
    Utm(Zone),
    /// Metres east and north of the origin of a map that lies nowhere on Earth.
    Map,
}

/// Samples of one file: a regular grid, row by row from the north-west.
#[derive(Debug, Clone, PartialEq)]
struct Tile {
    /// The file as the user named it.
    file: String,
    coordinates: Coordinates,
    columns: usize,
    rows: usize,
    /// Place of the north-western sample.
    west: f64,
    north: f64,
    /// Distance of samples eastward and southward.
    step: (f64, f64),
    /// In the unit of what they are; not a number where there is a void.
    samples: Vec<f32>,
}

impl Tile {
    /// A place of the map's source in the tile's own coordinates.
    fn place(&self, x: f64, y: f64) -> (f64, f64) {
        match self.coordinates {
            Coordinates::Degrees | Coordinates::Map => (x, y),
            Coordinates::Utm(zone) => zone.metres(x, y),
        }
    }

    /// Distance of its samples, m; of a tile in degrees that along the meridian.
    fn step_m(&self) -> f64 {
        let (east, north) = self.step;
        match self.coordinates {
            Coordinates::Degrees => north * crate::county::frame::EARTH_RADIUS_M * DEGREE,
            Coordinates::Utm(_) | Coordinates::Map => east.max(north),
        }
    }

    /// What is known at a place, up to `margin` steps beyond the outer samples.
    fn at(&self, (x, y): (f64, f64), margin: f64) -> Sample {
        let along = |steps: f64, count: usize| {
            let last = (count - 1) as f64;
            let inside = (-margin..=last + margin).contains(&steps);
            inside.then(|| {
                let steps = steps.clamp(0.0, last);
                let first = (steps as usize).min(count.saturating_sub(2));
                (first, (steps - first as f64) as f32)
            })
        };
        let Some((column, right)) = along((x - self.west) / self.step.0, self.columns) else {
            return Sample::Outside;
        };
        let Some((row, down)) = along((self.north - y) / self.step.1, self.rows) else {
            return Sample::Outside;
        };
        let mut sum = 0.0;
        for (column, row, weight) in [
            (column, row, (1.0 - right) * (1.0 - down)),
            (column + 1, row, right * (1.0 - down)),
            (column, row + 1, (1.0 - right) * down),
            (column + 1, row + 1, right * down),
        ] {
            // A sample without weight may be a void, or lie beyond the last one.
            if weight > 0.0 {
                sum += weight * self.samples[row * self.columns + column];
            }
        }
        if sum.is_nan() { Sample::Void } else { Sample::Metres(sum) }
    }
}

/// Radians in a degree.
const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// The tiles of a file; `left` counts the samples that may still be held.
fn read_file(
    place: &Place,
    bytes: &[u8],
    (quantity, unit): (Quantity, Unit),
    left: &mut usize,
) -> Result<Vec<Tile>, Box<Problem>> {
    if !archive::is_archive(bytes) {
        return Ok(vec![read_tile(place, bytes, (quantity, unit), left)?]);
    }
    let mut tiles = Vec::new();
    for (name, unpacked) in archive::unpack(quantity, place, bytes)? {
        let place = Place::path(place.file.as_str(), name);
        tiles.push(read_tile(&place, &unpacked, (quantity, unit), left)?);
    }
    Ok(tiles)
}

/// The tile that bytes say which are no archive.
fn read_tile(
    place: &Place,
    bytes: &[u8],
    (quantity, unit): (Quantity, Unit),
    left: &mut usize,
) -> Result<Tile, Box<Problem>> {
    let mut tile = if geotiff::is_tiff(bytes) {
        geotiff::read(place, bytes, *left)?
    } else if quantity == Quantity::Elevation && hgt::is_named_so(name_of(place)) {
        hgt::read(place, bytes, *left)?
    } else if ascii::is_grid(bytes) {
        ascii::read(place, bytes, *left)?
    } else {
        return Err(Box::new(unknown_format(quantity, place.clone(), name_of(place))));
    };
    *left -= tile.samples.len();
    let range = quantity.range();
    tile.samples.iter_mut().filter(|it| !range.contains(*it)).for_each(|it| *it = f32::NAN);
    if tile.samples.iter().all(|sample| sample.is_nan()) {
        let found = "nothing but voids";
        return Err(Box::new(Problem::error(place.clone(), found, quantity.expected())));
    }
    check_unit(place, &tile, unit)?;
    Ok(tile)
}

/// The name of a file without its folders, inside an archive that of the entry.
fn name_of(place: &Place) -> &str {
    let whole = if place.path.is_empty() { &place.file } else { &place.path };
    whole.rsplit(['/', '\\']).next().unwrap_or(whole)
}

/// Refuses degrees for a map in metres, and metres of nowhere for a place on Earth.
fn check_unit(place: &Place, tile: &Tile, unit: Unit) -> Result<(), Box<Problem>> {
    let (x, y, step) = (tile.west, tile.north, tile.step.0);
    let (expected, hint) = match (unit, tile.coordinates) {
        (Unit::Degree, Coordinates::Degrees | Coordinates::Utm(_))
        | (Unit::Millimetre, Coordinates::Map) => return Ok(()),
        (Unit::Degree, Coordinates::Map) => (
            Text::new("WGS 84 经纬度(度)", "degrees of WGS 84, as the source of the map has them"),
            to_degrees(),
        ),
        (Unit::Millimetre, _) => (
            Text::new(
                "以米为单位、与地图同一原点的坐标",
                "metres from the origin of the map, which lies nowhere on Earth",
            ),
            Text::new(
                "请把栅格平移到地图坐标,例如 gdal_translate -a_ullr 西 北 东 南(米)",
                "place the grid on the map, for example: gdal_translate -a_ullr WEST NORTH EAST \
                 SOUTH (metres)",
            ),
        ),
    };
    let what = if tile.coordinates == Coordinates::Map { "metres" } else { "a place on Earth" };
    let found = format!("{what} (north-west {x} {y}, step {step})");
    Err(Box::new(Problem::error(place.clone(), found, expected).hint(hint)))
}

/// How anything that GDAL reads is brought to degrees.
fn to_degrees() -> Text {
    Text::new(
        "请先转换:gdalwarp -t_srs EPSG:4326 输入 输出.tif",
        "convert it first: gdalwarp -t_srs EPSG:4326 INPUT OUTPUT.tif",
    )
}

fn unknown_format(quantity: Quantity, place: Place, found: &str) -> Problem {
    let expected = match quantity {
        Quantity::Elevation => Text::new(
            "SRTM .hgt(文件名为 N42E001 之类)、ESRI ASCII 格网 .asc、GeoTIFF .tif,或含它们的 .zip",
            "SRTM .hgt (named like N42E001), an ESRI ASCII grid .asc, GeoTIFF .tif, or a .zip of \
             them",
        ),
        Quantity::People => Text::new(
            "ESRI ASCII 格网 .asc、GeoTIFF .tif,或含其一的 .zip",
            "an ESRI ASCII grid .asc, GeoTIFF .tif, or a .zip of one",
        ),
    };
    Problem::error(place, found, expected)
}

/// That a tile has no samples, or more than may still be held.
fn check_size(
    place: &Place,
    (columns, rows): (usize, usize),
    left: usize,
) -> Result<(), Box<Problem>> {
    let count = columns.checked_mul(rows);
    if columns >= 1 && rows >= 1 && count.is_some_and(|count| count <= left) {
        return Ok(());
    }
    let expected = Text::new(
        format!("行列数为正,全部栅格文件合计至多 {SAMPLES_MAX} 个格点"),
        format!("columns and rows, and at most {SAMPLES_MAX} samples in all files of a kind"),
    );
    let found = format!("{columns} x {rows}");
    Err(Box::new(Problem::error(place.clone(), found, expected).hint(Text::new(
        "请裁剪到一个县的范围,例如 gdalwarp -te 西 南 东 北",
        "cut the county out first, for example: gdalwarp -te WEST SOUTH EAST NORTH",
    ))))
}

/// Refuses corners off the Earth.
fn check_degrees(
    place: &Place,
    (west, south): (f64, f64),
    (east, north): (f64, f64),
) -> Result<(), Box<Problem>> {
    let within = |degrees: f64, limit: f64| degrees.abs() <= limit + 0.01;
    if [west, east].into_iter().all(|it| within(it, 360.0))
        && [south, north].into_iter().all(|it| within(it, 90.0))
    {
        return Ok(());
    }
    let expected = Text::new("经度 ±180、纬度 ±90 以内", "within ±180 east and ±90 north");
    let found = format!("{west} {south} .. {east} {north}");
    let swapped = Text::new("经纬度是否颠倒?", "are longitude and latitude swapped?");
    Err(Box::new(Problem::error(place.clone(), found, expected).hint(swapped)))
}

/// Whether numbers are what they should be of a grid's step.
fn is_step(step: f64) -> bool {
    step.is_finite() && step > 0.0 && math::ln(step).abs() < 30.0
}
