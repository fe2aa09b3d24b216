//! The contract of the map format: a map survives reading and writing bit for bit; whatever else
//! the bytes are, they load as a valid county or are refused with places, and never panic; every
//! problem is named at once, where it stands.

use super::*;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::key::Key;
use crate::base::problem::Severity;
use crate::base::text::Language;
use crate::county::network::Turn;
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

/// One edit of a valid map, and what it must bring: each of the parts stands in a sentence, and no
/// sentence has none of them.
#[track_caller]
fn check(file: &str, from: &str, to: &str, parts: &[&str]) {
    let files = edited(&encode(&testing::county(1, 4, 4)), file, from, to);
    let found = sentences(&files);
    for part in parts {
        let said = found.iter().any(|sentence| sentence.contains(part));
        assert!(said, "{from:?} to {to:?}: nothing says {part:?} in {found:#?}");
    }
    for sentence in &found {
        let meant = parts.iter().any(|part| sentence.contains(part));
        assert!(meant, "{from:?} to {to:?}: not meant: {sentence}");
    }
}

#[test]
fn every_mistake_in_a_table_is_named_with_its_place() {
    check(NODES, "y_m", "y", &["nodes.csv:1:10: found \"y\"", "a column y_m"]);
    check(NODES, "n3,", "n2,", &["nodes.csv:5:1: found \"n2\"", "\"n3\""]);
    check(NODES, "n15,", "n15 x,", &["nodes.csv:17:1", "found \"n15\""]);
    check(NODES, "n0,50,", "n0,-50,", &["nodes.csv:2:4: found \"-50\", expected a point on"]);
    check(NODES, "n0,50,", "n0,NaN,", &["nodes.csv:2:4: found \"NaN\", expected a number"]);
    check(NODES, "n0,50,", "n0,50,50,", &["nodes.csv:2:1: found 5, expected 4 fields"]);
    check(ROADS, "none", "nonne", &["\"nonne\", expected one of: none, bridge"]);
    check(ROADS, "structure", "class", &["roads.csv:1:20: found \"class\"", "a column structure"]);
    check(TURNS, "via", "junction", &["turns.csv:1:6: found \"junction\"", "a column via"]);
    check(TURNS, "\nr", "\nq", &["turns.csv:2:1: found \"q", "the name of a road"]);
    check(TURNS, ",n", ",m", &["turns.csv:2:", "the name of a junction"]);
    check(ZONES, ",village,zone-1", ",village,zone-7", &["zones.csv:4:", "\"zone-7\""]);
    check(ZONES, ",village,zone-1", ",village,zone-2", &["a township or subdistrict"]);
    let reach = ["courses.csv:2:1: found \"uper\"", "reaches[0].name: found \"upper\""];
    check(COURSES, "upper,", "uper,", &reach);
}

/// The map of the test above with other turns.
fn with_turns(rows: &str) -> MapBytes {
    let mut files = encode(&testing::county(1, 4, 4));
    // A row with roads between has a column more.
    let over = if rows.contains(",R,") { ",over" } else { "" };
    let table = format!("from,via,to,obeyed_by{over}\n{rows}");
    files.insert(TURNS.into(), table.into_bytes());
    files
}

#[test]
fn every_mistake_in_a_turn_is_named_with_its_place() {
    // r0 leads from n0 to n1, and r1 from n2 to n1.
    let fine = decode(&with_turns("r0,n1,r1,RF\nr1,n1,r1,R\n")).expect("it is a map").0;
    assert_eq!(fine.network.turns.len(), 2);
    let refused = |rows: &str, expected: &str| {
        let found = sentences(&with_turns(rows));
        assert!(found.len() == 1 && found[0].contains(expected), "{rows:?}: {found:#?}");
    };
    refused("r0,n0,r1,R\n", "turns.csv:2:7: found \"r1\", expected a road that meets");
    refused("r0,n2,r1,R\n", "turns.csv:2:1: found \"r0\", expected a road that meets");
    refused("r0,n1,r1,\n", "turns.csv:2:10: found \"\", expected at least one profile");
    refused("r0,n1,r1,RX\n", "turns.csv:2:10: found \"RX\", expected initials");
    refused("r0,n1,r1,R\nr0,n1,r1,F\n", "turns.csv:3:1: found \"r0\", expected a turn");
}

#[test]
fn every_mistake_in_the_roads_between_is_named_with_its_place() {
    // From n0 by r0 to n1, by r1 to n2 and there on, or back by r1 and r0.
    let fine = decode(&with_turns("r0,n1,r1,R,r1\nr0,n1,r0,R,r1;r1\nr0,n1,r1,R,\n"));
    let county = fine.expect("it is a map").0;
    let over: Vec<usize> = county.network.turns.iter().map(|turn| turn.over.len()).collect();
    assert_eq!(over, [0, 1, 2]);
    let found = &encode(&county)[TURNS];
    let table = "from,via,to,obeyed_by,over\nr0,n1,r1,R,\nr0,n1,r1,R,r1\nr0,n1,r0,R,r1;r1\n";
    assert_eq!(String::from_utf8_lossy(found), table);
    let refused = |rows: &str, expected: &[&str]| {
        let found = sentences(&with_turns(rows));
        let is_said = expected.iter().all(|part| found[0].contains(part));
        assert!(found.len() == 1 && is_said, "{rows:?}: {found:#?}");
    };
    let unknown = ["turns.csv:2:15: found \"r00\", expected the name of a road", "\"r0\""];
    refused("r0,n1,r1,R,r1;r00\n", &unknown);
    let apart =
        "turns.csv:2:12: found \"r0\", expected a road that begins where the one before ends";
    refused("r1,n2,r1,R,r0\n", &[apart]);
    let end = "turns.csv:2:7: found \"r0\", expected a road that meets";
    refused("r0,n1,r0,R,r1\n", &[end]);
    refused("r0,n1,r1,R,r1\nr0,n1,r1,R,r1\n", &["turns.csv:3:1: found \"r0\", expected a turn"]);
    let many = format!("r0,n1,r1,R,{}\n", ["r1"; Turn::OVER_MAX + 1].join(";"));
    refused(&many, &["turns.csv:2:312: found \"r1\", expected at most 100 roads"]);
}

#[test]
fn a_map_that_forbids_no_turn_has_no_file_of_them() {
    let mut files = encode(&testing::county(1, 4, 4));
    let county = decode(&files).expect("it is a map").0;
    assert!(!county.network.turns.is_empty() && files.contains_key(TURNS));
    files.remove(TURNS);
    let county = decode(&files).expect("it is a map").0;
    assert!(county.network.turns.is_empty());
    assert_eq!(encode(&county), files);
}

#[test]
fn every_mistake_in_a_water_is_named_and_a_map_without_any_is_one() {
    let mut files = encode(&testing::county(1, 4, 4));
    let table = String::from_utf8(files[WATERS].clone()).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    // An area of two rings, and a line.
    assert!(rows[1].starts_with("pond,") && rows[1].ends_with(",,0 0;90.5 0;90.5 90.5;0 90.5"));
    assert!(rows[2].starts_with("pond,") && rows[3] == "ditch,,,1.5,-3 0;50 60.5");
    check(WATERS, ",1.5,", ",wide,", &["waters.csv:4:9: found \"wide\", expected a number"]);
    check(WATERS, "ditch,,,1.5", "pond,,,1.5", &["waters.csv:4:1: found \"pond\""]);
    check(WATERS, ",-3 0;50 60.5", ",-3 0", &["waters.csv:4:13: found", "at least 2 points"]);
    check(WATERS, "ditch,,,", "ditch,渠,,", &["waters.csv:4:", "expected text"]);
    files.remove(WATERS);
    let county = decode(&files).expect("it is a map").0;
    assert!(county.waters.is_empty());
    assert_eq!(encode(&county), files);
}

#[test]
fn every_mistake_in_the_written_document_is_named_with_its_place() {
    let gone = "county.ron:14:108 facilities[0].node: found \"n99\"";
    check(COUNTY, "node: \"n0\"", "node: \"n99\"", &[gone]);
    check(COUNTY, "kind: fire-station", "kind: fire-sation", &["facilities[0].kind"]);
    check(COUNTY, "power: \"place-5\"", "power: \"place-4\"", &["expected a substation"]);
    check(COUNTY, "slope: 0.004321", "slope: 4.3", &["county.ron:10:", "reaches[0].slope"]);
    check(COUNTY, "downstream: \"lower\"", "downstream: \"upper\"", &["a circle"]);
    check(COUNTY, "top_cm: 420", "top_cm: 20", &["areas[0].top_cm: found 20"]);
    check(COUNTY, "people: 131", "peeple: 131", &["areas[0]"]);
    check(COUNTY, "(35, 60, 50, 90)", "(35, 60, 30, 90)", &["areas[0].thresholds_mm"]);
    check(COUNTY, "latitude: -28.25", "latitude: 117.0", &["frame.latitude: found 117"]);
    check(COUNTY, "kind: residents", "kind: residence", &["estimates[0].kind", "residents"]);
    check(COUNTY, "class: street", "class: strete", &["traffic.classes[0].class", "street"]);
    let hours = "24 numbers 100 to 10000, one for each hour";
    check(COUNTY, ", 145,", ",", &["classes[0].slow_percent: found 23 numbers, expected 24"]);
    check(COUNTY, ", 145,", ", 99,", &["classes[0].slow_percent: found 99", hours]);
    check(COUNTY, "road: \"r0\", cap", "road: \"q0\", cap", &["traffic.flows[0].road", "a road"]);
    check(
        COUNTY,
        "capacity_per_hour: 900",
        "capacity_per_hour: 0",
        &["flows[0].capacity_per_hour: found 0", "flows[0].cars_per_hour: found 20"],
    );
}

#[test]
fn every_mistake_in_a_grid_is_named_with_its_place() {
    check(ELEVATION, "nrows", "rows", &["elevation.asc:2:1: found \"rows\""]);
    check(ELEVATION, "ncols 18", "ncols 18000000", &["elevation.asc:1:1: found columns"]);
    check(ELEVATION, "ncols 18", "ncols 17", &["expected 306 values"]);
    check(ELEVATION, "cellsize 100", "cellsize 99", &["another shape"]);
    check(COVER, "5 0", "9 0", &["cover.asc:6:1: found \"9\""]);
    check(COVER, "5 0", "0", &["found 323, expected 324 values"]);
}

#[test]
fn missing_files_are_all_named() {
    let found = sentences(&MapBytes::from([("node.csv".into(), Vec::new())]));
    assert_eq!(found.len(), FILES.len() - OPTIONAL.len(), "{found:#?}");
    assert!(found.iter().any(|said| said.contains("did you mean \"node.csv\"?")), "{found:#?}");
}

#[test]
fn more_problems_than_can_be_read_are_counted() {
    let mut files = encode(&testing::county(1, 20, 20));
    let text = String::from_utf8(files[NODES].clone()).unwrap().replace(",50.5,", ",x,");
    files.insert(NODES.into(), text.into_bytes());
    let text = String::from_utf8(files[ROADS].clone()).unwrap().replace(",1,", ",11,");
    let broken = text.matches(",11,").count() + 20;
    files.insert(ROADS.into(), text.replace("n1", "m1").into_bytes());
    let found = sentences(&files);
    assert_eq!(found.len(), PROBLEMS_MAX + 1);
    assert!(broken > 20 && found[PROBLEMS_MAX].contains("found +"), "{}", found[PROBLEMS_MAX]);
}

#[test]
fn the_order_of_rows_changes_dense_ids_only() {
    let files = encode(&testing::county(7, 6, 5));
    let mut reversed = files.clone();
    for name in [NODES, ROADS, ZONES, COURSES, TURNS] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        reversed.insert(name.into(), format!("{header}\n{}\n", rows.join("\n")).into_bytes());
    }
    let by_key = |files: &MapBytes| {
        let county = decode(files).unwrap_or_else(|problems| panic!("{problems}")).0;
        let network = &county.network;
        let roads = network.roads.iter().zip(&county.road_settings).map(|(road, setting)| {
            let ends = [road.from, road.to].map(|node| network.nodes[node.index()].key);
            let reach = setting.reach.map(|reach| county.reaches[reach.index()].key);
            (road.key, ends, county.zones[setting.zone.index()].key, reach, setting.above_river_cm)
        });
        let mut roads: Vec<_> = roads.collect();
        roads.sort_unstable();
        let arcs = |node: usize| {
            let arcs = network.arcs_from(crate::base::id::NodeId::from_index(node));
            arcs.map(|arc| network.road(arc).key).collect::<Vec<Key>>()
        };
        let mut nodes: Vec<_> =
            (0..network.nodes.len()).map(|node| (network.nodes[node].key, arcs(node))).collect();
        nodes.sort_unstable();
        let road = |id: crate::base::id::RoadId| network.roads[id.index()].key;
        let turns = network.turns.iter().map(|turn| {
            let via = network.nodes[turn.via.index()].key;
            let over: Vec<Key> = turn.over.iter().map(|id| road(*id)).collect();
            (road(turn.from), via, over, road(turn.to), turn.obeyed_by)
        });
        (roads, nodes, turns.collect::<Vec<_>>())
    };
    assert_eq!(by_key(&files), by_key(&reversed));
}

/// Decodes anything: a county that survives writing (true), or errors that have places.
fn survives(files: &MapBytes) -> bool {
    match decode(files) {
        Ok((county, _)) => {
            let again = encode(&county);
            assert_eq!(decode(&again).unwrap_or_else(|problems| panic!("{problems}")).0, county);
            return true;
        }
        Err(problems) => {
            assert!(problems.0.iter().any(|problem| problem.severity == Severity::Error));
            for problem in &problems.0 {
                let place = &problem.place;
                let known = FILES.contains(&place.file.as_str()) || place.file == "map";
                assert!(known, "{problem:?}");
                // What is wrong with a document stands somewhere in it.
                let whole = problem.found == "no file" || place.file == "map";
                assert!(whole || place.line > 0 || files[&place.file].is_empty(), "{problem:?}");
            }
        }
    }
    false
}

fn mutated(draws: &mut Draws, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=draws.below(3) {
        let at = draws.below(bytes.len() as u32 + 1) as usize;
        let until = (at + draws.below(12) as usize).min(bytes.len());
        let interesting = b"-.,;:()[]\"'\n\r 0123456789eENaninf\xFF\xE5\x00";
        let letter = interesting[draws.below(interesting.len() as u32) as usize];
        match draws.below(5) {
            0 => drop(bytes.splice(at..until, [])),
            1 => drop(bytes.splice(at..at, [letter])),
            2 if at < bytes.len() => bytes[at] = letter,
            3 => bytes.truncate(at),
            _ => {
                let copy = bytes[at..until].to_vec();
                drop(bytes.splice(at..at, copy));
            }
        }
    }
    bytes
}

#[test]
fn two_thousand_mutations_of_each_file_load_or_are_refused() {
    let files = encode(&testing::county(2, 3, 3));
    let mut loaded = 0;
    for (number, name) in (1..).zip(FILES) {
        let mut draws = Seed(9).draws(Purpose::Test, Key(number));
        for _ in 0..2_000 {
            let mut changed = files.clone();
            changed.insert(name.into(), mutated(&mut draws, &files[name]));
            loaded += u32::from(survives(&changed));
        }
    }
    // The mutations are small enough that some of them leave a valid map.
    assert!(loaded > 500, "{loaded}");
}

#[test]
fn two_thousand_random_byte_strings_are_refused() {
    let files = encode(&testing::county(2, 3, 3));
    let mut draws = Seed(10).draws(Purpose::Test, Key(1));
    for number in 0..2_000 {
        let count = draws.below(300);
        let noise =
            (0..count).map(|_| draws.word() as u8 & if number % 2 == 0 { 0x7F } else { 0xFF });
        let mut changed = files.clone();
        changed.insert(FILES[number % FILES.len()].into(), noise.collect());
        survives(&changed);
    }
}
