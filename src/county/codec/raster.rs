//! ESRI ASCII grids: header, then values row by row from the north-west. Values are checked one by
//! one; nothing is allocated on the word of a header alone.

use super::findings::Findings;
use super::number;
use super::table::{place_of_byte, quoted};
use super::{CELLS_MAX, COVER, ELEVATION};
use crate::base::grid::Grid;
use crate::base::problem::{Place, Problem, did_you_mean, nearest};
use crate::base::text::Text;
use crate::county::place::Cover;

/// Where a grid lies and how it is divided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    columns: usize,
    rows: usize,
    cell_m: f64,
    west_m: f64,
    south_m: f64,
}

impl Shape {
    /// The shape of a grid.
    pub(super) fn of<T>(grid: &Grid<T>) -> Self {
        Self {
            columns: grid.columns,
            rows: grid.rows,
            cell_m: grid.cell_m,
            west_m: grid.west_m,
            south_m: grid.south_m,
        }
    }

    /// Whether the point lies on the grid.
    pub(super) fn holds(&self, x_m: f64, y_m: f64) -> bool {
        let (x, y) = ((x_m - self.west_m) / self.cell_m, (y_m - self.south_m) / self.cell_m);
        x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64
    }

    fn grid<T>(self, values: Vec<T>) -> Grid<T> {
        let Self { columns, rows, cell_m, west_m, south_m } = self;
        Grid { columns, rows, cell_m, west_m, south_m, values }
    }
}

/// Elevations between which every cell must lie, in metres.
const ELEVATION_M: std::ops::RangeInclusive<i64> = -500..=9_000;

/// The grid of elevations in metres.
pub(super) fn elevation(bytes: &[u8], findings: &mut Findings) -> Option<Grid<f32>> {
    let (shape, values) = read(ELEVATION, bytes, findings, |token| {
        let tenths = number::tenths(token)?;
        let (low, high) = (ELEVATION_M.start() * 10, ELEVATION_M.end() * 10);
        (low..=high).contains(&tenths).then(|| number::from_tenths(tenths) as f32)
    })?;
    Some(shape.grid(values))
}

/// The grid of land cover, of the same shape as the elevations.
pub(super) fn cover(
    bytes: &[u8],
    expected: Option<Shape>,
    findings: &mut Findings,
) -> Option<Grid<Cover>> {
    let (shape, values) = read(COVER, bytes, findings, |token| {
        let code = u8::try_from(number::whole(token)?).ok()?;
        Cover::from_code(code)
    })?;
    if expected.is_some_and(|expected| expected != shape) {
        let same = Text::new(
            "与 elevation.asc 相同的行列数、范围和格距",
            "the columns, rows, corner and cell size of elevation.asc",
        );
        findings.push(Problem::error(Place::line(COVER, 1, 1), "another shape", same));
        return None;
    }
    Some(shape.grid(values))
}

/// Names of the header's entries.
const HEADER: [&str; 5] = ["ncols", "nrows", "xllcorner", "yllcorner", "cellsize"];

/// Tokens of a grid: what stands between white space, with where it begins.
pub(in crate::county) struct Tokens<'a> {
    /// Where they stand.
    pub(in crate::county) bytes: &'a [u8],
    /// Where the next one is looked for.
    pub(in crate::county) at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.bytes[self.at..];
        let start = self.at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let rest = &self.bytes[start..];
        let length = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        self.at = start + length;
        Some((start, &rest[..length]))
    }
}

/// Header and values; nothing where the header is wrong or values are missing, too many or wrong.
fn read<T>(
    file: &'static str,
    bytes: &[u8],
    findings: &mut Findings,
    value_of: impl Fn(&[u8]) -> Option<T>,
) -> Option<(Shape, Vec<T>)> {
    let mut tokens = Tokens { bytes, at: 0 };
    let shape = header(file, &mut tokens, findings)?;
    let cells = shape.columns * shape.rows;
    let mut values = Vec::with_capacity(cells);
    let mut wrong = 0usize;
    for (at, token) in tokens.by_ref() {
        if values.len() + wrong == cells {
            let expected = Text::new(format!("{cells} 个值"), format!("{cells} values"));
            findings.push(Problem::error(
                place_of_byte(file, bytes, at),
                format!("{} ...", quoted(token)),
                expected,
            ));
            return None;
        }
        match value_of(token) {
            Some(value) => values.push(value),
            None => {
                wrong += 1;
                findings.report(|| {
                    let place = place_of_byte(file, bytes, at);
                    Problem::error(place, quoted(token), value_expected(file))
                });
            }
        }
    }
    if values.len() + wrong < cells {
        let expected = Text::new(format!("{cells} 个值"), format!("{cells} values"));
        let place = place_of_byte(file, bytes, bytes.len());
        findings.push(Problem::error(place, (values.len() + wrong).to_string(), expected));
        return None;
    }
    (wrong == 0).then_some((shape, values))
}

fn value_expected(file: &str) -> Text {
    if file == COVER {
        let list = |name: fn(Text) -> String| {
            let entry = |cover: &Cover| format!("{} {}", cover.code(), name(cover.text()));
            Cover::ALL.iter().map(entry).collect::<Vec<_>>().join(", ")
        };
        let zh = format!("地表覆盖代码:{}", list(|text| text.zh));
        return Text::new(zh, format!("a land-cover code: {}", list(|text| text.en)));
    }
    let (low, high) = (ELEVATION_M.start(), ELEVATION_M.end());
    Text::new(
        format!("高程,{low} 至 {high} 米,至多一位小数"),
        format!("an elevation of {low} to {high} m with at most one decimal"),
    )
}

/// The header: five names with their numbers, in any order and case.
fn header(file: &'static str, tokens: &mut Tokens<'_>, findings: &mut Findings) -> Option<Shape> {
    let mut tenths = [None; HEADER.len()];
    let mut sound = true;
    let mut before = tokens.at;
    while let Some((at, name)) = tokens.next() {
        if !name[0].is_ascii_alphabetic() {
            tokens.at = before;
            break;
        }
        let value = tokens.next().and_then(|(_, value)| number::tenths(value));
        let place = || place_of_byte(file, tokens.bytes, at);
        match HEADER.iter().position(|entry| name.eq_ignore_ascii_case(entry.as_bytes())) {
            Some(entry) if tenths[entry].is_none() && value.is_some() => tenths[entry] = value,
            Some(_) => {
                sound = false;
                let expected = Text::new("每项一次,后跟数值", "each entry once, with its number");
                findings.report(|| Problem::error(place(), quoted(name), expected));
            }
            None => {
                sound = false;
                findings.report(|| unknown_entry(place(), name, &HEADER));
            }
        }
        before = tokens.at;
    }
    for (entry, value) in HEADER.iter().zip(tenths) {
        if value.is_none() && sound {
            let expected = Text::new(format!("表头项 {entry}"), format!("a header entry {entry}"));
            findings.push(Problem::error(Place::line(file, 1, 1), "no such entry", expected));
        }
    }
    let [Some(columns), Some(rows), Some(west), Some(south), Some(cell)] = tenths else {
        return None;
    };
    let shape = checked_shape([columns, rows, west, south, cell], tokens.bytes.len());
    if shape.is_none() {
        let expected = Text::new(
            format!("行列数为正整数,总格数不超过 {CELLS_MAX} 且与文件大小相符,格距 1 至 10000 米"),
            format!(
                "whole columns and rows, at most {CELLS_MAX} cells and no more than the file \
                 holds, cells of 1 to 10000 m"
            ),
        );
        let found = "columns, rows, corner or cell size out of range";
        findings.push(Problem::error(Place::line(file, 1, 1), found, expected));
    }
    shape.filter(|_| sound)
}

/// The shape that the header's five numbers, in tenths, say, unless they cannot be true.
fn checked_shape([columns, rows, west, south, cell]: [i64; 5], bytes: usize) -> Option<Shape> {
    let whole = |tenths: i64| {
        let count = usize::try_from(tenths / 10).ok()?;
        (tenths % 10 == 0 && (1..=CELLS_MAX).contains(&count)).then_some(count)
    };
    let (columns, rows) = (whole(columns)?, whole(rows)?);
    // Each value takes a byte at least, so a small file cannot ask for a large grid.
    let cells = columns.checked_mul(rows)?;
    let corner_max = 10 * super::bulk::COORDINATE_MAX_M;
    let sound = cells <= CELLS_MAX
        && cells <= bytes
        && (10..=100_000).contains(&cell)
        && west.abs() <= corner_max
        && south.abs() <= corner_max;
    sound.then(|| Shape {
        columns,
        rows,
        cell_m: number::from_tenths(cell),
        west_m: number::from_tenths(west),
        south_m: number::from_tenths(south),
    })
}

/// A name in a header that has no entry of that name.
pub(in crate::county) fn unknown_entry(place: Place, name: &[u8], header: &[&str]) -> Problem {
    let list = header.join(", ");
    let expected = Text::new(format!("表头项 {list}"), format!("the header entries {list}"));
    let problem = Problem::error(place, quoted(name), expected);
    match nearest(&String::from_utf8_lossy(name).to_lowercase(), header.iter().copied()) {
        Some(near) => problem.hint(did_you_mean(near)),
        None => problem,
    }
}
