//! Bad sources of maps: whatever the bytes are, an import ends with exit code 3, says what it found
//! and what to do, and writes nothing; limits on what is unpacked and held stand in the message. A
//! source is never a panic. What a reader says of single mistakes is held by its own tests.

use std::io::Write;

use muster::base::text::Language;
use muster::county::import::county::{Rasters, Settings, import};
use muster::county::import::limits::Limits;
use muster::county::import::osm;
use muster::county::import::rules::{STANDARD, built_in};

use crate::pbf_file::{Block, framed, header, length_delimited, number, packed};
use crate::real_place::check_refused;

/// A road of three points, in a file of a header and two blocks.
fn road() -> Vec<Vec<u8>> {
    let points = Block::points(&[(1, 42.5, 1.5), (2, 42.51, 1.5), (3, 42.52, 1.5)]);
    let ways = Block::ways(&[(7, &[1, 2, 3])]);
    vec![header(&["OsmSchema-V0.6", "DenseNodes"]), points.packed(), ways.packed()]
}

/// A road whose first point lies elsewhere.
fn road_from(latitude: f64, longitude: f64) -> Vec<u8> {
    let mut blocks = road();
    blocks[1] = Block::points(&[(1, latitude, longitude), (2, 42.51, 1.5)]).packed();
    blocks.concat()
}

fn said(bytes: &[u8]) -> Result<(), String> {
    let told = |problems: muster::base::problem::Problems| {
        problems.0.iter().map(|problem| problem.sentence(Language::English)).collect()
    };
    osm::read("a.osm.pbf", bytes).map(|_| ()).map_err(told)
}

#[test]
fn a_file_that_is_whole_is_imported() {
    let source = osm::read("a.osm.pbf", &road().concat()).unwrap();
    assert_eq!((source.vertices.len(), source.ways[0].vertices.as_slice()), (3, &[1, 2, 3][..]));
    assert_eq!(source.place(source.vertices[1]), (1.5, 42.51));
}

#[test]
fn a_pbf_that_is_cut_anywhere_is_refused_with_where_its_last_whole_block_ends() {
    let blocks = road();
    let whole = blocks.concat();
    let mut ends = vec![0];
    for block in &blocks {
        ends.push(ends[ends.len() - 1] + block.len());
    }
    // Fewer bytes are not known to be this format.
    for length in 15..whole.len() {
        let said = said(&whole[..length]);
        if ends.contains(&length) {
            // Nothing tells that a file should go on.
            assert_eq!(said, Ok(()), "{length}");
            continue;
        }
        let said = said.expect_err("cut");
        let last = ends.iter().rfind(|end| **end <= length).unwrap();
        let after_block = said.contains("bytes after the last block");
        assert!(after_block || said.contains(&format!("(after byte {last})")), "{length}: {said}");
        assert!(said.contains("download it again"), "{length}: {said}");
    }
    for length in [20, ends[1] + 2, ends[1] + 9, ends[2] - 1, whole.len() - 1] {
        check_refused("a.osm.pbf", &whole[..length], &[], 3, &["a.osm.pbf", "download it again"]);
    }
}

#[test]
fn changed_bytes_of_a_pbf_are_read_or_refused_and_packed_ones_are_always_refused() {
    let blocks = road();
    let whole = blocks.concat();
    let mut refused = 0;
    for place in 15..whole.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut bytes = whole.clone();
            bytes[place] ^= change;
            refused += usize::from(said(&bytes).is_err());
        }
    }
    assert!(refused > whole.len(), "{refused} of {}", 3 * whole.len());
    // What is packed has a checksum: of a change in the last block's data nothing is believed.
    let last = whole.len() - 12;
    for place in last..whole.len() - 4 {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x10;
        check_refused("a.osm.pbf", &bytes, &[], 3, &["block[2]", "zlib"]);
    }
}

#[test]
fn members_of_a_kind_that_nobody_knows_are_refused() {
    let with = |kind| [road(), vec![Block::relation(kind).packed()]].concat().concat();
    assert_eq!(said(&with(2)), Ok(()));
    let words = ["block[3]", "members of known kinds"];
    check_refused("a.osm.pbf", &with(3), &[], 3, &words);
}

#[test]
fn blocks_of_more_than_the_format_allows_are_refused_with_the_limit() {
    let limit = "at most 33554432 bytes, which is the format's limit";
    let refused = |bytes: &[u8], words: &[&str]| {
        let bytes = [road().swap_remove(0), bytes.to_vec()].concat();
        let words = [words, &["block[1]", "made to fill memory"]].concat();
        check_refused("a.osm.pbf", &bytes, &[], 3, &words);
    };
    let header = (1_u32 << 30).to_be_bytes();
    refused(&header, &["a header of 1073741824 bytes", "at most 65536 bytes"]);
    // A block that says that it is two gigabytes long, and one of less than nothing.
    for length in [i64::from(i32::MAX), -5] {
        let head = [length_delimited(1, b"OSMData"), number(3, length as u64)].concat();
        let bytes = [&(head.len() as u32).to_be_bytes()[..], &head, b"short"].concat();
        refused(&bytes, &[&format!("a block of {length} bytes"), limit]);
    }
    // 40 MB of nothing in 40 kB.
    let large = length_delimited(9, &vec![0; 40 << 20]);
    let bomb = framed("OSMData", &packed(&large));
    assert!(bomb.len() < 60_000, "{}", bomb.len());
    refused(&bomb, &["a block that unpacks to more", limit]);
    // Not packed, and too large all the same.
    refused(&framed("OSMData", &length_delimited(1, &large)), &[limit]);
    // Short enough, but of so many empty groups, words or ways that they would take gigabytes.
    let groups = length_delimited(2, b"").repeat(4 << 20);
    let words = length_delimited(1, &length_delimited(1, b"").repeat(4 << 20));
    let ways = length_delimited(2, &length_delimited(3, &number(1, 7)).repeat(4 << 20));
    for message in [groups, words, ways] {
        let bomb = framed("OSMData", &packed(&message));
        refused(&bomb, &["parts", "at most 1000000 parts of a block"]);
    }
}

#[test]
fn what_a_pbf_says_wrongly_is_named() {
    let refused = |bytes: &[u8], words: &[&str]| check_refused("a.osm.pbf", bytes, &[], 3, words);
    refused(&road_from(117.2, 28.3), &["block[1]", "lat 117.2, lon 28.3", "swapped"]);
    refused(&road_from(0.0, 300.0), &["lon 300", "-180 to 180 degrees"]);
    let mut blocks = road();
    blocks[0] = header(&["OsmSchema-V0.6", "HistoricalInformation"]);
    refused(&blocks.concat(), &["HistoricalInformation", "osmium time-filter"]);
    let mut blocks = road();
    blocks[2] = Block::ways(&[(7, &[1, 2, 3])]).with_tag(1, 99).packed();
    refused(&blocks.concat(), &["block[2]", "text in UTF-8"]);
    let mut blocks = road();
    blocks[2] = Block::ways(&[(7, &[1, 2, 3])]).with_word(&[0xBA, 0xD3]).packed();
    refused(&blocks.concat(), &["block[2]", "text in UTF-8"]);
    // Of a way that has lost all of its points it is said how many are missing.
    let mut blocks = road();
    blocks[2] = Block::ways(&[(7, &[11, 12, 13])]).packed();
    refused(&blocks.concat(), &["1 ways, none of them drivable", "3 points", "are missing"]);
    let lzma = framed("OSMData", &length_delimited(4, b"x"));
    refused(&[&road()[0], &lzma[..]].concat(), &["block[1]", "lzma", "osmium cat"]);
    // Points and no way.
    refused(&road()[..2].concat(), &["0 ways, none of them drivable", "highway=*"]);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_unpacks_to_fill_memory_is_refused_with_the_limit() {
    let spaces = [b"<osm>".to_vec(), vec![b' '; 3 << 20]].concat();
    let value = [b"<osm><node id=\"".to_vec(), vec![b'1'; 3 << 20]].concat();
    let nested = [b"<osm>".to_vec(), b"<a>".repeat(1 << 20)].concat();
    for (name, pack) in
        [("a.osm.gz", gzip as fn(&[u8]) -> Vec<u8>), ("a.osm.bz2", bzip2 as fn(&[u8]) -> Vec<u8>)]
    {
        let limit = &["at most 1048576 bytes an element", "made to fill memory"];
        check_refused(name, &pack(&spaces), &[], 3, limit);
        check_refused(name, &pack(&value), &[], 3, limit);
        let deep = &["64 elements inside each other", "at most 64 levels"];
        check_refused(name, &pack(&nested), &[], 3, deep);
        // Of all that is unpacked there is a limit too, which would take minutes to reach.
        let many = [b"<osm>".to_vec(), b"<a/>".repeat(1 << 18)].concat();
        let limits = Limits { unpacked: 1 << 19, ..Limits::USUAL };
        let problems = osm::read_within(name, &pack(&many), &limits).unwrap_err();
        let said = problems.0[0].sentence(Language::English);
        assert!(said.contains("at most 524288 bytes unpacked"), "{name}: {said}");
        // A packed file that is cut says so.
        let cut = pack(&many);
        check_refused(name, &cut[..cut.len() / 2], &[], 3, &["cut short"]);
    }
}

const ROAD: &str = r#"<osm><node id="1" lat="42.5" lon="1.5"/><node id="2" lat="42.6" lon="1.5"/>
    <way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>"#;

#[test]
fn degrees_and_metres_are_not_mistaken_for_each_other_anywhere() {
    let metres = ROAD.replace("42.5", "4705000");
    check_refused("a.osm", metres.as_bytes(), &[], 3, &["a.osm:1:", "degrees"]);
    let folder = tempfile::tempdir().unwrap();
    let dem = folder.path().join("m.asc");
    let grid = "ncols 2\nnrows 2\nxllcorner 500000\nyllcorner 4700000\ncellsize 30\n1 2\n3 4\n";
    std::fs::write(&dem, grid).unwrap();
    let with = ["--dem", dem.to_str().unwrap()];
    check_refused("a.osm", ROAD.as_bytes(), &with, 3, &["metres", "EPSG:4326"]);
    let stations = folder.path().join("s.csv");
    std::fs::write(&stations, "name,lon,lat\na,500000,4705000\n").unwrap();
    let layer = format!("fire-station={}", stations.display());
    check_refused("a.osm", ROAD.as_bytes(), &["--layer", &layer], 3, &["s.csv:2:", "metres"]);
}

#[test]
fn wrong_encodings_and_unclosed_tags_are_named_with_their_line() {
    let chinese = ROAD.replace("primary\"/>", "primary\"/>\n<tag k=\"name\" v=\"河湾\"/>");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&chinese);
    check_refused("a.osm", &bytes, &[], 3, &["a.osm:3:", "iconv"]);
    let declared = [b"<?xml version=\"1.0\" encoding=\"GB18030\"?>\n", &bytes[..]].concat();
    check_refused("a.osm", &declared, &[], 3, &["GB18030", "iconv"]);
    let unclosed = ROAD.replace("</way>", "");
    check_refused("a.osm", unclosed.as_bytes(), &[], 3, &["a.osm:2:", "way"]);
    check_refused("a.osm", ROAD.replace("</osm>", "").as_bytes(), &[], 3, &["</osm>", "cut short"]);
}

/// A grid of streets, every crossing a junction.
fn streets(side: i64) -> Vec<u8> {
    let points: Vec<(i64, f64, f64)> = (0..side * side)
        .map(|at| (at + 1, 42.5 + 0.001 * (at / side) as f64, 1.5 + 0.001 * (at % side) as f64))
        .collect();
    let rows = (0..side).map(|row| (0..side).map(|at| row * side + at + 1).collect());
    let columns = (0..side).map(|column| (0..side).map(|at| at * side + column + 1).collect());
    let ways: Vec<Vec<i64>> = rows.chain(columns).collect();
    let ways: Vec<(i64, &[i64])> = (1..).zip(ways.iter().map(Vec::as_slice)).collect();
    let blocks = [Block::points(&points).packed(), Block::ways(&ways).packed()];
    [header(&["OsmSchema-V0.6", "DenseNodes"]), blocks.concat()].concat()
}

#[test]
fn more_than_a_small_machine_holds_is_refused_with_what_there_is_and_the_limit() {
    let bytes = streets(20);
    let within = |limits: Limits| {
        let source = osm::read_within("a.osm.pbf", &bytes, &limits)?;
        let settings = Settings {
            name: "a".into(),
            title: None,
            rules: built_in(STANDARD).unwrap(),
            cell_m: 100.0,
            limits,
        };
        import("a.osm.pbf", &source, Rasters::default(), &settings)
    };
    // 20 streets each way of 20 points, with 19 roads each: 760, and as many points along as 800.
    let enough = Limits { held: 40_000, along: 800, roads: 760, ..Limits::USUAL };
    assert_eq!(within(enough).unwrap().county.network.roads.len(), 760);
    let check = |limits: Limits, words: &[&str]| {
        let problems = within(limits).expect_err("refused");
        let said = problems.0[0].sentence(Language::English);
        for word in words {
            assert!(said.contains(word), "no {word:?} in {said}");
        }
        assert!(said.contains("osmium extract"), "{said}");
    };
    let held = Limits { held: 5_000, ..enough };
    check(held, &["more than 5000 bytes: 312 points and 0 ways so far", "at most 5000 bytes"]);
    let along = Limits { along: 799, ..enough };
    check(along, &["found 800 points along ways that can be driven", "at most 799"]);
    let roads = Limits { roads: 759, ..enough };
    check(roads, &["found 760 roads between junctions", "at most 759"]);
}
