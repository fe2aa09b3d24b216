//! ESRI ASCII grids as GDAL and ArcInfo write them: cell corners or centres, square
//! cells or `dx` and `dy`, decimals, `NODATA_value`. The grid of a map itself is `codec`'s.

use super::{Coordinates, Tile, check_degrees, check_size, is_step};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::county::codec::raster::{Tokens, unknown_entry};
use crate::county::codec::table::{place_of_byte, quoted};

/// Names of the header's entries: place and step east come before north.
const HEADER: [&str; 10] = [
    "ncols",
    "nrows",
    "xllcorner",
    "yllcorner",
    "xllcenter",
    "yllcenter",
    "cellsize",
    "dx",
    "dy",
    "nodata_value",
];
/// What stands for a void unless the header says otherwise.
const VOID: f64 = -9_999.0;

/// Whether bytes begin as a grid does: with an entry of the header.
pub(super) fn is_grid(bytes: &[u8]) -> bool {
    let bytes = without_mark(bytes);
    let first = Tokens { bytes, at: 0 }.next();
    first.is_some_and(|(_, name)| entry(name).is_some())
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn entry(name: &[u8]) -> Option<usize> {
    HEADER.iter().position(|entry| name.eq_ignore_ascii_case(entry.as_bytes()))
}

/// What the header says.
struct Header {
    columns: usize,
    rows: usize,
    /// Place of the south-western sample.
    west: f64,
    south: f64,
    step: (f64, f64),
    void: f64,
}

/// The tile that these bytes say.
pub(super) fn read(place: &Place, bytes: &[u8], left: usize) -> Result<Tile, Box<Problem>> {
    let bytes = without_mark(bytes);
    let mut tokens = Tokens { bytes, at: 0 };
    let header = header(place, &mut tokens)?;
    check_size(place, (header.columns, header.rows), left)?;
    let count = header.columns * header.rows;
    // Each value takes two bytes at least, so a small file cannot ask for a large grid.
    if bytes.len() / 2 + 1 < count {
        return Err(wrong_count(at(place, bytes, bytes.len()), bytes.len() / 2 + 1, count));
    }
    let mut samples = Vec::with_capacity(count);
    for (start, token) in tokens {
        if samples.len() == count {
            return Err(wrong_count(at(place, bytes, start), count + 1, count));
        }
        let Some(value) = number(token) else {
            let expected = Text::new("数值", "a number");
            return Err(Box::new(Problem::error(at(place, bytes, start), quoted(token), expected)));
        };
        samples.push(if value == header.void { f32::NAN } else { value as f32 });
    }
    if samples.len() < count {
        return Err(wrong_count(at(place, bytes, bytes.len()), samples.len(), count));
    }
    tile(place, &header, samples)
}

fn tile(place: &Place, header: &Header, samples: Vec<f32>) -> Result<Tile, Box<Problem>> {
    let north = header.south + (header.rows - 1) as f64 * header.step.1;
    let east = header.west + (header.columns - 1) as f64 * header.step.0;
    // Cells of a degree or less about a place on the globe: a map in metres has larger ones.
    let on_globe = [header.west, east].into_iter().all(|degrees| degrees.abs() <= 360.0)
        && [header.south, north].into_iter().all(|degrees| degrees.abs() <= 360.0);
    let is_degrees = on_globe && header.step.0 < 0.5 && header.step.1 < 0.5;
    if is_degrees {
        check_degrees(place, (header.west, header.south), (east, north))?;
    }
    Ok(Tile {
        file: super::name_of(place).to_owned(),
        coordinates: if is_degrees { Coordinates::Degrees } else { Coordinates::Map },
        columns: header.columns,
        rows: header.rows,
        west: header.west,
        north,
        step: header.step,
        samples,
    })
}

/// Where a byte stands, in the file or the entry of an archive.
fn at(place: &Place, bytes: &[u8], byte: usize) -> Place {
    let found = place_of_byte(&place.file, bytes, byte);
    Place { path: place.path.clone(), ..found }
}

fn number(token: &[u8]) -> Option<f64> {
    // The standard library also reads "nan" and "inf", which some tools write for a void.
    std::str::from_utf8(token).ok()?.parse().ok()
}

fn wrong_count(place: Place, found: usize, count: usize) -> Box<Problem> {
    let expected = Text::new(format!("{count} 个值"), format!("{count} values"));
    let hint = Text::new(
        "行列数与数值个数应相符;文件可能不完整",
        "columns times rows; the file may be cut short",
    );
    Box::new(Problem::error(place, found.to_string(), expected).hint(hint))
}

/// The header: names with their numbers, in any order and case.
fn header(place: &Place, tokens: &mut Tokens<'_>) -> Result<Header, Box<Problem>> {
    let mut said = [None; HEADER.len()];
    let mut before = tokens.at;
    while let Some((start, name)) = tokens.next() {
        if !name[0].is_ascii_alphabetic() || number(name).is_some() {
            tokens.at = before;
            break;
        }
        let here = || at(place, tokens.bytes, start);
        let Some(entry) = entry(name) else {
            return Err(Box::new(unknown_entry(here(), name, &HEADER)));
        };
        let value = tokens.next().and_then(|(_, value)| number(value));
        if said[entry].is_some() || value.is_none() {
            let expected = Text::new("每项一次,后跟数值", "each entry once, with its number");
            return Err(Box::new(Problem::error(here(), quoted(name), expected)));
        }
        said[entry] = value;
        before = tokens.at;
    }
    header_of(said).ok_or_else(|| {
        let expected = Text::new(
            "表头 ncols、nrows、xllcorner 与 yllcorner(或 xllcenter 与 yllcenter)、cellsize,数值合理",
            "a header with sound ncols, nrows, xllcorner and yllcorner (or xllcenter and \
             yllcenter), and cellsize",
        );
        let said: Vec<String> = HEADER
            .iter()
            .zip(said)
            .filter_map(|(name, value)| Some(format!("{name} {}", value?)))
            .collect();
        let found = if said.is_empty() { "no header".to_owned() } else { said.join(", ") };
        Box::new(Problem::error(at(place, tokens.bytes, 0), found, expected))
    })
}

/// What the entries mean together, unless something is missing or cannot be.
fn header_of(said: [Option<f64>; HEADER.len()]) -> Option<Header> {
    let [columns, rows, west, south, west_centre, south_centre, cell, dx, dy, void] = said;
    let whole = |value: Option<f64>| {
        let value = value.filter(|it| it.fract() == 0.0 && (1.0..=1e9).contains(it))?;
        Some(value as usize)
    };
    let step = (dx.or(cell)?, dy.or(cell)?);
    let is_sound = is_step(step.0) && is_step(step.1);
    let first = |corner: Option<f64>, centre: Option<f64>, step: f64| {
        let place = centre.or_else(|| corner.map(|corner| corner + 0.5 * step))?;
        (place.abs() < 1e8).then_some(place)
    };
    is_sound.then_some(Header {
        columns: whole(columns)?,
        rows: whole(rows)?,
        west: first(west, west_centre, step.0)?,
        south: first(south, south_centre, step.1)?,
        step,
        void: void.unwrap_or(VOID),
    })
}
