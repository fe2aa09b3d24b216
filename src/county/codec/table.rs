//! Reading CSV tables: columns by name in any order, every row, every problem with its place.
//! What the columns mean is not known here.

use std::ops::RangeInclusive;

use csv::{ByteRecord, ReaderBuilder};
use serde::Serialize;

use super::findings::Findings;
use super::names::NameIndex;
use super::number;
use super::words::Words;
use crate::base::problem::{Place, Problem, did_you_mean, nearest};
use crate::base::text::Text;

/// A CSV file whose header has been read.
pub(super) struct Table<'a> {
    file: &'static str,
    bytes: &'a [u8],
    /// Where each of the columns asked for stands in the file.
    field_of: Vec<Option<usize>>,
    field_count: usize,
}

/// One row of a table. Readings of what is missing or wrong report it and give a default, so that
/// the rest of the row is checked as well.
pub(super) struct Row<'r> {
    table: &'r Table<'r>,
    record: &'r ByteRecord,
    /// Number of the row from 0: its place in storage.
    pub(super) index: usize,
    /// Where problems go.
    pub(super) findings: &'r mut Findings,
}

impl<'a> Table<'a> {
    /// Reads the header: columns may come in any order, but all of them and no others.
    pub(super) fn open(
        file: &'static str,
        bytes: &'a [u8],
        columns: &'static [&'static str],
        findings: &mut Findings,
    ) -> Self {
        Self::open_with(file, bytes, (columns, columns.len()), findings)
    }

    /// Reads the header of a file that may lack all but the first `needed` of its columns.
    pub(super) fn open_with(
        file: &'static str,
        bytes: &'a [u8],
        (columns, needed): (&'static [&'static str], usize),
        findings: &mut Findings,
    ) -> Self {
        let mut record = ByteRecord::new();
        let read = reader(bytes).read_byte_record(&mut record);
        let mut table = Self {
            file,
            bytes,
            field_of: vec![None; columns.len()],
            field_count: if read.is_ok() { record.len() } else { 0 },
        };
        for (field, name) in record.iter().enumerate() {
            let column = columns.iter().position(|column| column.as_bytes() == name);
            let place = || table.place(&record, field);
            match column {
                Some(column) if table.field_of[column].is_none() => {
                    table.field_of[column] = Some(field);
                }
                Some(_) => findings.report(|| {
                    let expected = Text::new("每列只出现一次", "each column once");
                    Problem::error(place(), quoted(name), expected)
                }),
                None => findings.report(|| unknown_column(place(), name, columns)),
            }
        }
        for (column, name) in columns[..needed].iter().enumerate() {
            if table.field_of[column].is_none() {
                let expected = Text::new(format!("列 {name}"), format!("a column {name}"));
                findings.push(Problem::error(Place::line(file, 1, 1), "no such column", expected));
            }
        }
        table
    }

    /// Whether the file has that column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.field_of[column].is_some()
    }

    /// Hands every row to `read`, up to `rows_max`.
    pub(super) fn rows(
        &self,
        rows_max: usize,
        findings: &mut Findings,
        mut read: impl FnMut(&mut Row<'_>),
    ) {
        let mut reader = reader(self.bytes);
        let mut record = ByteRecord::new();
        let mut index = 0;
        // The header again.
        let _ = reader.read_byte_record(&mut record);
        while reader.read_byte_record(&mut record).expect("bytes in memory can be read") {
            if index == rows_max {
                findings.report(|| {
                    let expected = Text::new(
                        format!("至多 {rows_max} 行"),
                        format!("at most {rows_max} rows"),
                    );
                    Problem::error(self.place(&record, 0), "more rows", expected)
                });
                return;
            }
            if record.len() != self.field_count {
                findings.report(|| {
                    let count = self.field_count;
                    let expected = Text::new(format!("{count} 个字段"), format!("{count} fields"));
                    Problem::error(self.place(&record, 0), record.len().to_string(), expected)
                });
            }
            read(&mut Row { table: self, record: &record, index, findings });
            index += 1;
        }
    }

    /// Line and column of a field of a record.
    fn place(&self, record: &ByteRecord, field: usize) -> Place {
        let mut at = first_byte(self.bytes, record);
        let (mut passed, mut quoted) = (0, false);
        while at < self.bytes.len() && passed < field {
            match self.bytes[at] {
                b'"' => quoted = !quoted,
                b',' if !quoted => passed += 1,
                _ => {}
            }
            at += 1;
        }
        place_of_byte(self.file, self.bytes, at)
    }
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
}

/// Where a record begins: its position may lie before the line ends that precede it.
fn first_byte(bytes: &[u8], record: &ByteRecord) -> usize {
    let start = record.position().map_or(0, |position| position.byte() as usize);
    let rest = &bytes[start.min(bytes.len())..];
    let blank = rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    start + blank.unwrap_or(0)
}

/// Line and column, in characters, of the byte at `at`.
pub(in crate::county) fn place_of_byte(file: &str, bytes: &[u8], at: usize) -> Place {
    let before = &bytes[..at.min(bytes.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    // Every character has one byte that does not continue another.
    let letters = before[line_start..].iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Place::line(file, number(line), number(letters + 1))
}

/// What was found, as a reader sees it.
pub(in crate::county) fn quoted(bytes: &[u8]) -> String {
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
    format!("\"{shown}\"")
}

fn unknown_column(place: Place, name: &[u8], columns: &[&str]) -> Problem {
    let list = columns.join(", ");
    let expected = Text::new(format!("列 {list}"), format!("the columns {list}"));
    let problem = Problem::error(place, quoted(name), expected);
    match nearest(&String::from_utf8_lossy(name), columns.iter().copied()) {
        Some(near) => problem.hint(did_you_mean(near)),
        None => problem,
    }
}

impl Row<'_> {
    /// The field of a column, unless file or row lack it, which is reported elsewhere.
    fn field(&self, column: usize) -> Option<&[u8]> {
        self.table.field_of[column].and_then(|field| self.record.get(field))
    }

    /// Reports that the field of `column` is not what was expected.
    pub(super) fn wrong(&mut self, column: usize, expected: impl FnOnce() -> Text) {
        let found = quoted(self.field(column).unwrap_or_default());
        let place = || place(self.table, self.record, column);
        self.findings.report(|| Problem::error(place(), found, expected()));
    }

    /// A whole number in `range`.
    pub(super) fn whole(&mut self, column: usize, range: RangeInclusive<u32>) -> u32 {
        let Some(field) = self.field(column) else { return *range.start() };
        let value = number::whole(field).and_then(|value| u32::try_from(value).ok());
        if let Some(value) = value.filter(|value| range.contains(value)) {
            return value;
        }
        let (low, high) = (*range.start(), *range.end());
        self.wrong(column, || {
            Text::new(format!("{low} 至 {high} 的整数"), format!("a whole number {low} to {high}"))
        });
        low
    }

    /// Metres with at most one decimal, within `range`; none where there is no such number.
    pub(super) fn metres(&mut self, column: usize, range: RangeInclusive<i64>) -> Option<f64> {
        let field = self.field(column)?;
        let (low, high) = (*range.start(), *range.end());
        let tenths = number::tenths(field).filter(|value| (low * 10..=high * 10).contains(value));
        if tenths.is_none() {
            self.wrong(column, || {
                Text::new(
                    format!("{low} 至 {high} 的数,至多一位小数"),
                    format!("a number {low} to {high} with at most one decimal"),
                )
            });
        }
        tenths.map(number::from_tenths)
    }

    /// Text that is not empty.
    pub(super) fn text(&mut self, column: usize) -> String {
        let Some(field) = self.field(column) else { return String::new() };
        match std::str::from_utf8(field) {
            Ok(text) if !text.trim().is_empty() => text.to_owned(),
            Ok(_) => {
                self.wrong(column, || Text::new("文字", "text"));
                String::new()
            }
            Err(_) => {
                self.wrong(column, || {
                    Text::new("UTF-8 文字(请另存为 UTF-8 CSV)", "UTF-8 text (save as UTF-8 CSV)")
                });
                String::new()
            }
        }
    }

    /// One of a closed set of words.
    pub(super) fn word<T>(&mut self, column: usize, words: &Words<T>) -> Option<T>
    where
        T: Serialize + Copy + PartialEq,
    {
        let field = self.field(column)?;
        let word = words.get(field);
        if word.is_none() {
            let name = String::from_utf8_lossy(&field[..field.len().min(80)]).into_owned();
            let place = || place(self.table, self.record, column);
            self.findings.report(|| words.unknown(&name, place()));
        }
        word
    }

    /// What carries the name in the field.
    pub(super) fn reference(&mut self, column: usize, names: &NameIndex) -> Option<u32> {
        let (table, record) = (self.table, self.record);
        let field = table.field_of[column].and_then(|field| record.get(field))?;
        names.find(field, self.findings, || place(table, record, column))
    }

    /// What carries each of the names in the field, written `a;b;c`; `refusal` says what was
    /// expected where one does not fit behind those before it. None where any is wrong.
    pub(super) fn references(
        &mut self,
        column: usize,
        names: &NameIndex,
        mut refusal: impl FnMut(u32) -> Option<Text>,
    ) -> Option<Vec<u32>> {
        let (table, record) = (self.table, self.record);
        let field = table.field_of[column].and_then(|field| record.get(field)).unwrap_or_default();
        let (mut found, mut letters) = (Vec::new(), 0);
        for name in field.split(|byte| *byte == b';').filter(|_| !field.is_empty()) {
            let place = || {
                let at = place(table, record, column);
                Place { column: at.column + letters, ..at }
            };
            let index = names.find(name, self.findings, place)?;
            if let Some(expected) = refusal(index) {
                self.findings.report(|| Problem::error(place(), quoted(name), expected));
                return None;
            }
            letters += String::from_utf8_lossy(name).chars().count() as u32 + 1;
            found.push(index);
        }
        Some(found)
    }

    /// The row's own name, entered for its index; empty where it is no name.
    pub(super) fn own_name(
        &mut self,
        column: usize,
        names: &mut NameIndex,
        bytes_max: usize,
    ) -> &str {
        let (table, record) = (self.table, self.record);
        let Some(field) = table.field_of[column].and_then(|field| record.get(field)) else {
            return "";
        };
        names.admit(field, self.index, bytes_max, self.findings, || place(table, record, column));
        std::str::from_utf8(field).ok().filter(|name| name.len() <= bytes_max).unwrap_or("")
    }

    /// The field as it stands, to be parsed by the caller.
    pub(super) fn raw(&self, column: usize) -> Option<&[u8]> {
        self.field(column)
    }

    /// Where the row begins in the file, in bytes.
    pub(super) fn first_byte(&self) -> usize {
        first_byte(self.table.bytes, self.record)
    }

    /// Points written `x y;x y`, metres with at most one decimal, each within a million metres of
    /// the origin; empty for none.
    pub(super) fn points(&mut self, column: usize) -> Vec<(f32, f32)> {
        let Some(field) = self.field(column) else { return Vec::new() };
        if field.is_empty() {
            return Vec::new();
        }
        let points: Option<Vec<_>> = field.split(|byte| *byte == b';').map(point).collect();
        match points.filter(|points| points.len() <= super::POINTS_MAX) {
            Some(points) => points,
            None => {
                self.wrong(column, || {
                    Text::new(
                        "以分号分隔的点:东 北,米,至多一位小数",
                        "points `x y;x y` in metres with at most one decimal",
                    )
                });
                Vec::new()
            }
        }
    }
}

fn place(table: &Table<'_>, record: &ByteRecord, column: usize) -> Place {
    table.place(record, table.field_of[column].unwrap_or(0))
}

fn point(bytes: &[u8]) -> Option<(f32, f32)> {
    let space = bytes.iter().position(|byte| *byte == b' ')?;
    let coordinate = |bytes| {
        let tenths = number::tenths(bytes)?;
        (tenths.abs() <= 10 * super::bulk::COORDINATE_MAX_M)
            .then(|| number::from_tenths(tenths) as f32)
    };
    Some((coordinate(&bytes[..space])?, coordinate(&bytes[space + 1..])?))
}
