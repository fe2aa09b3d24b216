//! Water to be drawn, as a CSV table and back.

use super::bulk::COORDINATE_MAX_M;
use super::findings::Findings;
use super::names::NameIndex;
use super::number::{to_tenths, write_tenths};
use super::table::{Row, Table};
use super::write::{header, write_field, write_points};
use super::{NAME_BYTES_MAX, WATERS, WATERS_MAX};
use crate::base::text::{Language, Text};
use crate::county::place::{County, Water};

const COLUMNS: [&str; 5] = ["name", "zh", "en", "width_m", "course"];
/// Width of a line, in metres.
const WIDTH_M: std::ops::RangeInclusive<i64> = 0..=COORDINATE_MAX_M;

/// The waters; rings of one area stand in rows of one name that follow each other.
pub(super) fn waters(bytes: &[u8], findings: &mut Findings) -> Vec<Water> {
    let table = Table::open(WATERS, bytes, &COLUMNS, findings);
    let mut names = NameIndex::new(Text::new("水体", "a water"));
    let mut waters: Vec<Water> = Vec::new();
    table.rows(WATERS_MAX, findings, |row| {
        let is_area = row.raw(3).is_some_and(<[u8]>::is_empty);
        let course = row.points(4);
        let least = if is_area { 3 } else { 2 };
        if course.len() < least && table.has(4) {
            row.wrong(4, || {
                Text::new(format!("至少 {least} 个点"), format!("at least {least} points"))
            });
        }
        let last = waters.last_mut().filter(|last| is_area && last.width_m.is_none());
        if let Some(last) = last.filter(|last| row.raw(0) == Some(last.name.as_bytes())) {
            return last.lines.push(course);
        }
        let name = row.own_name(0, &mut names, NAME_BYTES_MAX).to_owned();
        let width_m = if is_area { None } else { row.metres(3, WIDTH_M) };
        waters.push(Water { name, title: title(row), width_m, lines: vec![course] });
    });
    waters
}

/// What a water is called: both languages, or neither.
fn title(row: &mut Row<'_>) -> Option<Text> {
    let is_said = |column| row.raw(column).is_some_and(|field| !field.is_empty());
    (is_said(1) || is_said(2)).then(|| Text::new(row.text(1), row.text(2)))
}

/// `waters.csv`.
pub(super) fn write(county: &County) -> Vec<u8> {
    let mut out = header(&COLUMNS);
    for water in &county.waters {
        for line in &water.lines {
            write_field(&mut out, &water.name);
            for text in [Language::Chinese, Language::English] {
                out.push(b',');
                let title = water.title.as_ref().map_or("", |title| title.get(text));
                write_field(&mut out, title);
            }
            out.push(b',');
            if let Some(width_m) = water.width_m {
                write_tenths(&mut out, to_tenths(width_m));
            }
            out.push(b',');
            write_points(&mut out, line);
            out.push(b'\n');
        }
    }
    out
}
