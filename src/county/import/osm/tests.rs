//! What the readers of OpenStreetMap hold: whatever the bytes are, they are read or refused with
//! a place, within the limits, and never with a panic.

use std::io::Write;

use super::*;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::key::Key;
use crate::base::text::Language;
use crate::county::import::source::Unit;

const SMALL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="by hand">
  <node id="3" lat="28.3" lon="117.2"><tag k="place" v="village"/><tag k="name" v="河湾"/></node>
  <node id="1" lat="28.29999995" lon="-117.25"/>
  <node id="2" lat="28.31" lon="117.26"/>
  <node id="2" lat="28.32" lon="117.26"/>
  <node id="9" lat="0" lon="0"/>
  <way id="7">
    <nd ref="1"/><nd ref="2"/><nd ref="4"/>
    <tag k="highway" v="primary"/><tag k="name" v="A &amp; B"/><tag k="opening_hours" v="24/7"/>
  </way>
  <relation id="5">
    <member type="way" ref="7" role="from"/><tag k="type" v="restriction"/>
  </relation>
</osm>
"#;

fn refused(bytes: &[u8]) -> String {
    let problems = read("map.osm", bytes).expect_err("refused");
    problems.0.iter().map(|problem| problem.sentence(Language::English)).collect()
}

#[test]
fn what_is_said_is_kept_and_what_is_left_is_counted() {
    let source = read("map.osm", SMALL.as_bytes()).unwrap();
    assert_eq!(source.unit, Unit::Degree);
    let vertices: Vec<(i64, i32, i32)> =
        source.vertices.iter().map(|vertex| (vertex.id, vertex.x, vertex.y)).collect();
    // Half a ten-millionth is rounded away from zero; of two points of a number the last counts.
    let expected = [
        (1, -1_172_500_000, 283_000_000),
        (2, 1_172_600_000, 283_200_000),
        (3, 1_172_000_000, 283_000_000),
    ];
    assert_eq!(vertices, expected);
    assert_eq!(source.ways[0].vertices, [1, 2, 4]);
    assert_eq!(source.ways[0].tags.get("name"), Some("A & B"));
    assert_eq!(source.ways[0].tags.get("opening_hours"), None);
    assert_eq!(source.points[0].tags.get("name"), Some("河湾"));
    assert_eq!(&*source.relations[0].members[0].role, "from");
    let notes: Vec<(&str, u64)> =
        source.notes.iter().map(|note| (&*note.what.en, note.count)).collect();
    let twice = "points of a number twice (the last is kept)";
    assert_eq!(notes, [(twice, 1), ("points that nothing kept is made of", 1)]);
}

#[test]
fn packed_files_say_the_same() {
    let plain = read("map.osm", SMALL.as_bytes()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(SMALL.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    assert_eq!(read("map.osm.gz", &gzip).unwrap(), plain);
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(SMALL.as_bytes()).unwrap();
    assert_eq!(read("map.osm.bz2", &bzip2.finish().unwrap()).unwrap(), plain);
    let said = refused(&gzip[..gzip.len() / 2]);
    assert!(said.contains("cut short"), "{said}");
}

#[test]
fn what_unpacks_to_more_than_it_looks_is_refused_with_the_limit() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(b"<osm>").unwrap();
    gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    let gzip = gzip.finish().unwrap();
    assert!(gzip.len() < 4_000);
    let limits = Limits { unpacked: 100_000, ..Limits::USUAL };
    let said = read_within("map.osm.gz", &gzip, &limits).unwrap_err().to_string();
    assert!(said.contains("100000"), "{said}");
}

#[test]
fn mistakes_are_named_with_their_line() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        assert!(SMALL.contains(from));
        let said = refused(SMALL.replacen(from, to, 1).as_bytes());
        for part in expected {
            assert!(said.contains(part), "{from:?} to {to:?}: no {part:?} in {said}");
        }
    };
    let swapped = "lat=\"117.2\" lon=\"28.3\"";
    check("lat=\"28.3\" lon=\"117.2\"", swapped, &["map.osm:3:", "swapped"]);
    check("lat=\"28.3\"", "lat=\"3100000.0\"", &["map.osm:3:", "degrees"]);
    check("lat=\"28.3\"", "let=\"28.3\"", &["map.osm:3:", "did you mean \"let\""]);
    check("lat=\"28.3\"", "lat=\"north\"", &["node.lat", "\"north\""]);
    check("lat=\"28.31\"", "lat=\"500\"", &["map.osm:5:", "-90 to 90"]);
    check("id=\"7\"", "id=\"seven\"", &["map.osm:8:", "way.id", "\"seven\""]);
    check("  </way>\n", "", &["map.osm:"]);
    check("</osm>\n", "", &["</osm>", "cut short"]);
    check("encoding=\"UTF-8\"", "encoding=\"GB18030\"", &["GB18030", "iconv"]);
    check("<osm version", "<gpx version", &["<gpx>", "<osm>"]);
    let said = refused(b"hello");
    assert!(said.contains("<osm>"), "{said}");
    let gbk = SMALL.replacen("河湾", "\u{1}", 1).into_bytes();
    let gbk: Vec<u8> = gbk
        .iter()
        .flat_map(|byte| if *byte == 1 { vec![0xBA, 0xD3] } else { vec![*byte] })
        .collect();
    let said = refused(&gbk);
    assert!(said.contains("map.osm:3:"), "{said}");
}

#[test]
fn two_thousand_mutations_are_read_or_refused() {
    let mut draws: Draws = Seed(4).draws(Purpose::Test, Key(1));
    for _ in 0..2_000 {
        let mut bytes = SMALL.as_bytes().to_vec();
        for _ in 0..1 + draws.below(4) {
            let place = draws.below(bytes.len() as u32) as usize;
            bytes[place] = draws.below(256) as u8;
        }
        bytes.truncate(draws.below(2 * bytes.len() as u32) as usize);
        let _ = read("map.osm", &bytes);
    }
}
