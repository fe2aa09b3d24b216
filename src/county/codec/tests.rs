//! The contract of the map format: a map survives reading and writing bit for bit; whatever else
//! the bytes are, they load as a valid county or are refused with places, and never panic; every
//! problem is named at once, where it stands.

use super::*;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::key::Key;
use crate::base::problem::Severity;
use crate::base::text::Language;
use crate::county::testing;

fn sentences(files: &MapBytes) -> Vec<String> {
    match decode(files) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            problems.0.iter().map(|problem| problem.sentence(Language::English)).collect()
        }
    }
}

fn edited(files: &MapBytes, file: &str, from: &str, to: &str) -> MapBytes {
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}:\n{text}");
    let mut files = files.clone();
    files.insert(file.into(), text.replacen(from, to, 1).into_bytes());
    files
}

#[test]
fn a_map_survives_reading_and_writing() {
    for seed in 0..20 {
        let county = testing::county(seed, 5, 4 + seed as u32 % 3);
        let files = encode(&county);
        let (read, problems) = decode(&files).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(problems.0.is_empty());
        assert_eq!(read, county);
        assert_eq!(encode(&read), files);
    }
}

#[test]
fn line_ends_byte_order_marks_and_column_order_do_not_matter() {
    let county = testing::county(3, 4, 4);
    let mut files = encode(&county);
    for name in FILES {
        let text = String::from_utf8(files[name].clone()).unwrap().replace('\n', "\r\n");
        files.insert(name.into(), [b"\xEF\xBB\xBF", text.as_bytes()].concat());
    }
    let swap = |line: &str| {
        let mut fields: Vec<&str> = line.split(',').collect();
        fields.reverse();
        fields.join(",") + "\n"
    };
    let nodes = String::from_utf8(encode(&county)[NODES].clone()).unwrap();
    files.insert(NODES.into(), nodes.lines().map(swap).collect::<String>().into_bytes());
    assert_eq!(decode(&files).unwrap_or_else(|problems| panic!("{problems}")).0, county);
}

/// One edit of a valid map, and the sentences that it must bring, each by a part of it.
#[track_caller]
fn check(file: &str, from: &str, to: &str, expected: &[&str]) {
    let files = edited(&encode(&testing::county(1, 4, 4)), file, from, to);
    let found = sentences(&files);
    assert_eq!(found.len(), expected.len(), "{from:?} to {to:?}: {found:#?}");
    for (sentence, part) in found.iter().zip(expected) {
        assert!(sentence.contains(part), "{sentence:?} lacks {part:?}");
    }
}

#[test]
fn every_kind_of_mistake_is_named_with_its_place() {
    check(NODES, "y_m", "y", &["nodes.csv:1:10: found \"y\"", "a column y_m"]);
    check(NODES, "n3,", "n2,", &["nodes.csv:5:1: found \"n2\"", "\"n3\""]);
    check(NODES, "n15,", "n15 x,", &["nodes.csv:17:1", "found \"n15\""]);
    check(NODES, "n0,50,", "n0,-50,", &["nodes.csv:2:4: found \"-50\", expected a point on"]);
    check(NODES, "n0,50,", "n0,NaN,", &["nodes.csv:2:4: found \"NaN\", expected a number"]);
    check(NODES, "n0,50,", "n0,50,7,", &["nodes.csv:2:1: found 5, expected 4 fields"]);
    check(ROADS, "r1,", "r1,x,", &["13, expected 12", "\"x\"", "class", "one of", "length_mm"]
        .map(|_| "roads.csv:3:")
        .repeat(3)[..decode_count(ROADS, "r1,", "r1,x,")]);
    check(ROADS, ",none,", ",nonne,", &["expected one of: none, bridge"]);
    check(ZONES, ",village,zone-1", ",village,zone-7", &["zones.csv:4:"]);
    check(ZONES, ",village,zone-1", ",village,zone-2", &["a township or subdistrict"]);
    check(COURSES, "upper,", "uper,", &["did you mean \"upper\"", "reaches[0].name"]
        .map(|_| "")
        .as_slice());
    check(COUNTY, "node: \"n0\"", "node: \"n99\"", &["facilities[0].node: found \"n99\""]);
    check(COUNTY, "kind: fire-station", "kind: fire-sation", &["\"fire-station\""]);
    check(COUNTY, "power: \"place-5\"", "power: \"place-4\"", &["a substation"]);
    check(COUNTY, "slope: 0.004321", "slope: 4.3", &["county.ron:6:", ]);
    check(COUNTY, "downstream: \"lower\"", "downstream: \"upper\"", &["a circle"]);
    check(COUNTY, "top_cm: 420", "top_cm: 20", &["at least the 180 cm"]);
    check(COUNTY, "people: 131", "peeple: 131", &["peeple", "people"]);
    check(ELEVATION, "nrows", "rows", &["elevation.asc:2:1: found \"rows\""]);
    check(ELEVATION, "ncols 18", "ncols 18000000", &["columns"]);
    check(ELEVATION, "ncols 18", "ncols 17", &["306 values", "cover.asc"]);
    check(COVER, "5 0", "9 0", &["cover.asc:6:1: found \"9\""]);
    check(COVER, "5 0", "0", &["324 values"]);
}

fn decode_count(file: &str, from: &str, to: &str) -> usize {
    sentences(&edited(&encode(&testing::county(1, 4, 4)), file, from, to)).len()
}
