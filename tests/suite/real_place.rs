//! A real place in three commands: `map import`, `new`, `run`. What a map cannot carry is refused
//! with the reason, and whatever is wrong with a source is said with exit code 3 while nothing is
//! written. Logs of plays in a real place hold the rules of `audit`. Where `MUSTER_REAL_DATA` is
//! not set, only what needs no real data is held.

use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use assert_cmd::Command;
use muster::base::chance::Seed;
use muster::files::drill::DrillFiles;
use muster::files::map;
use muster::scenario::Tier;

use crate::real_data::file;
use crate::{anywhere, audit, fixture};

/// Runs muster in a folder of its own.
fn muster(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("muster").unwrap();
    let command = command.current_dir(folder).env("MUSTER_CACHE_DIR", folder.join("cache"));
    let Output { status, stdout, stderr } = command.args(arguments).output().unwrap();
    let said = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (status.code().expect("no signal"), said)
}

/// Imports a file of the real data as `maps/NAME`.
fn import(folder: &Path, name: &str, source: &Path, more: &[&str]) {
    let out = format!("maps/{name}");
    let mut arguments = vec!["map", "import", source.to_str().unwrap(), "--out", &out];
    arguments.extend(more);
    let (code, said) = muster(folder, &arguments);
    assert_eq!(code, 0, "{name}: {said}");
}

/// Makes a drill of a storyline and plays it at a tier.
fn play(folder: &Path, name: &str, storyline: &str, tier: &str) {
    let (map, out) = (format!("maps/{name}"), format!("drills/{name}-{storyline}"));
    if !folder.join(&out).exists() {
        let made = muster(folder, &["new", "--map", &map, "--storyline", storyline, "--out", &out]);
        assert_eq!(made.0, 0, "{name} {storyline}: {}", made.1);
        let lint = muster(folder, &["lint", &out]);
        assert_eq!(lint.0, 0, "{name} {storyline}: {}", lint.1);
    }
    let (code, said) = muster(folder, &["run", &out, "--tier", tier, "--lang", "en"]);
    assert_eq!(code, 0, "{name} {storyline} {tier}: {said}");
}

/// Holds the log of a drill that was made in a folder, played at a tier, to the rules of all logs.
fn check_log(folder: &Path, drill: &str, tier: Tier) {
    let files = DrillFiles::read(&folder.join("drills").join(drill), None, None);
    let files = files.unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = map::read(&files.map).unwrap_or_else(|error| panic!("{error}"));
    let prepared = fixture::prepare(&files, &Arc::new(county), tier);
    let log = muster::sim::play(&prepared, Seed(1), &[]);
    audit::check(&prepared, &log, &format!("{drill} {tier:?}"));
}

#[test]
fn a_river_is_drawn_where_there_is_no_elevation() {
    let Some(source) = file("osm/guixi.osm") else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, "guixi", &source, &[]);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert!(read("maps/guixi/waters.csv").contains("信江"));
    assert!(read("maps/guixi/import.json").contains("kept to be drawn"));
    let (code, said) = muster(folder, &["map", "draw", "maps/guixi", "-o", "guixi.svg"]);
    assert_eq!(code, 0, "{said}");
    let svg = read("guixi.svg");
    assert!(svg.contains("信江") && svg.contains("OpenStreetMap"));
}

#[test]
fn a_fire_in_andorra_is_told_of_without_naming_one_parish_for_two() {
    let (Some(source), Some(dem)) = (file("osm/andorra.osm.pbf"), file("dem/N42E001.hgt.zip"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, "andorra", &source, &["--dem", dem.to_str().unwrap()]);
    let arguments = ["new", "--map", "maps/andorra", "--storyline", "forest-fire", "--out", "fire"];
    let (code, said) = muster(folder, &arguments);
    assert_eq!(code, 0, "{said}");
    let files = DrillFiles::read(&folder.join("fire"), None, None);
    let files = files.unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = map::read(&files.map).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(anywhere::townships_named_twice(&files, &county), Vec::<String>::new());
}

#[test]
fn a_drill_is_played_in_andorra() {
    let (Some(source), Some(dem)) = (file("osm/andorra.osm.pbf"), file("dem/N42E001.hgt.zip"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, "andorra", &source, &["--dem", dem.to_str().unwrap()]);
    for storyline in ["flash-flood", "earthquake", "release", "gas-explosion", "forest-fire"] {
        for (tier, word) in [(Tier::Beginner, "beginner"), (Tier::Advanced, "advanced")] {
            play(folder, "andorra", storyline, word);
            check_log(folder, &format!("andorra-{storyline}"), tier);
        }
    }
    let report = std::fs::read_dir(folder.join("runs")).unwrap();
    let reports: Vec<String> = report
        .map(|run| std::fs::read_to_string(run.unwrap().path().join("report.html")).unwrap())
        .collect();
    assert_eq!(reports.len(), 10);
    for report in reports {
        assert!(report.contains("OpenStreetMap contributors"), "whom the map is from");
        assert!(report.contains("Andorra la Vella") && report.contains("Sant Juli"));
        assert!(report.contains("Laplace"), "what of the map is estimated");
        for stranger in ["Qingshan", "Xiahe", "Hewan", "Shimen"] {
            assert!(!report.contains(stranger), "{stranger}");
        }
    }
}

#[test]
fn other_maps_carry_what_they_can() {
    for name in ["liechtenstein.osm.pbf", "guixi.osm"] {
        let Some(source) = file(&format!("osm/{name}")) else { return };
        let name = name.split('.').next().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        import(folder, name, &source, &[]);
        for storyline in ["earthquake", "release", "gas-explosion"] {
            play(folder, name, storyline, "advanced");
        }
        // Without elevation no water knows its way, and no fire what is uphill.
        let map = format!("maps/{name}");
        for storyline in ["flash-flood", "forest-fire"] {
            let new = ["new", "--map", &map, "--storyline", storyline, "--out", "drills/none"];
            let (code, said) = muster(folder, &[&new[..], &["--lang", "en"]].concat());
            assert_eq!(code, 3, "{said}");
            assert!(said.contains("elevation"), "{said}");
            assert!(!folder.join("drills/none").exists());
        }
    }
}

/// Writes a source, imports it, and holds that it is refused with these words.
#[track_caller]
pub(crate) fn check_refused(name: &str, bytes: &[u8], more: &[&str], code: i32, words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let arguments = [&["map", "import", name, "--out", "map", "--lang", "en"], more].concat();
    let (found, said) = muster(folder.path(), &arguments);
    assert_eq!(found, code, "{name} {more:?}: {said}");
    // However wide the lines are in which it is said.
    let said = said.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(said.contains(word), "{name} {more:?}: no {word:?} in {said}");
    }
    assert!(!folder.path().join("map").exists(), "nothing is written");
}

const ROAD: &str = r#"<osm><node id="1" lat="42.5" lon="1.5"/><node id="2" lat="42.6" lon="1.5"/>
    <way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>"#;

#[test]
fn what_is_wrong_with_a_source_is_said_and_nothing_is_written() {
    let path = ROAD.replace("primary", "footway");
    check_refused("a.osm", path.as_bytes(), &[], 3, &["1 ways, none of them drivable"]);
    check_refused("a.osm", &ROAD.as_bytes()[..150], &[], 3, &["a.osm:2:", "cut short"]);
    let swapped = ROAD.replace("lat=\"42.5\" lon=\"1.5\"", "lat=\"117.2\" lon=\"28.3\"");
    check_refused("a.osm", swapped.as_bytes(), &[], 3, &["a.osm:1:", "swapped"]);
    check_refused("a.gml", b"<Topology/>", &[], 3, &["Meijo", "map editor"]);
    let china = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":
        {"highway":"primary"},"geometry":{"type":"LineString","coordinates":
        [[117.2,28.3],[117.3,28.3]]}}]}"#;
    check_refused("a.geojson", china.as_bytes(), &[], 3, &["--datum"]);
    let rules = ["--profile", "reference-2"];
    check_refused("a.osm", ROAD.as_bytes(), &rules, 2, &["did you mean reference-1"]);
    let layer = ["--layer", "fire-sation=x.csv"];
    check_refused("a.osm", ROAD.as_bytes(), &layer, 2, &["fire-station"]);
    check_refused("a.osm", ROAD.as_bytes(), &["--dem", "a.osm"], 3, &["a.osm"]);
}

#[test]
fn a_grid_of_people_says_how_many_live_where_tags_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let places = [
        r#"<node id="8" lat="42.5" lon="1.5"><tag k="place" v="town"/><tag k="name" v="Told"/>
            <tag k="population" v="4321"/></node>"#,
        r#"<node id="9" lat="42.6" lon="1.5"><tag k="place" v="village"/>
            <tag k="name" v="Counted"/></node></osm>"#,
    ];
    std::fs::write(folder.join("a.osm"), ROAD.replace("</osm>", &places.concat())).unwrap();
    let grid = "ncols 1\nnrows 3\nxllcorner 1.49\nyllcorner 42.46\ncellsize 0.06\n\
        NODATA_value -1\n250\n40\n7\n";
    std::fs::write(folder.join("p.asc"), grid).unwrap();
    import(folder, "a", &folder.join("a.osm"), &["--population", "p.asc"]);
    let zones = std::fs::read_to_string(folder.join("maps/a/zones.csv")).unwrap();
    assert!(zones.contains(",4321,") && zones.contains(",250,"), "{zones}");
    let report = std::fs::read_to_string(folder.join("maps/a/import.json")).unwrap();
    assert!(report.contains("the grid p.asc") && report.contains("not counted"), "{report}");
    check_refused("b.osm", ROAD.as_bytes(), &["--population", "b.osm"], 3, &["b.osm", ".tif"]);
    let elsewhere = folder.join("elsewhere.asc");
    std::fs::write(&elsewhere, grid.replace("yllcorner 42", "yllcorner 12")).unwrap();
    let elsewhere = ["--population", elsewhere.to_str().unwrap()];
    check_refused("b.osm", ROAD.as_bytes(), &elsewhere, 3, &["found none of 1 places within it"]);
}

#[test]
fn a_map_of_one_road_is_imported_and_asked_for_routes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("a.osm"), ROAD).unwrap();
    import(folder, "a", &folder.join("a.osm"), &[]);
    let ask = |pairs: &str, profile: &str| {
        std::fs::write(folder.join("pairs.csv"), pairs).unwrap();
        let asked = ["map", "routes", "maps/a", "--pairs", "pairs.csv", "-o", "times.csv"];
        let more = ["--profile", profile, "--lang", "en"];
        let (code, said) = muster(folder, &[&asked[..], &more[..]].concat());
        (code, said, std::fs::read_to_string(folder.join("times.csv")).unwrap_or_default())
    };
    // 0.1 degrees of latitude are 11,119.508 m; at 70 km/h 571.860 s.
    let pairs = "who,origin_node,dest_node,closed_way_id\na,1,2,\nb,2,1,7\n";
    let (code, said, times) = ask(pairs, "reference-1");
    assert_eq!(code, 0, "{said}");
    let expected = "who,origin_node,dest_node,closed_way_id,time_s,length_m\n\
                    a,1,2,,571.860,11119.508\nb,2,1,7,unreachable,\n";
    assert_eq!(times, expected);
    let (code, said, _) = ask("origin_node,dest_node\n1,9\n8,2\n", "road");
    assert_eq!(code, 3);
    assert!(said.contains("pairs.csv:2:") && said.contains("pairs.csv:3:"), "{said}");
    let (code, said, _) = ask("origin,dest_node\n1,2\n", "road");
    assert_eq!(code, 3);
    assert!(said.contains("a column origin_node"), "{said}");
    assert_eq!(ask(pairs, "lorry").0, 2);
}
