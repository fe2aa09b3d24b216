//! The contract of imports, held to public maps: what is counted and timed here was counted and
//! timed by others with other tools. The maps are not ours to ship: these tests run where
//! `MUSTER_REAL_DATA` names their folder, and say that they were skipped where it does not.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use muster::base::id::NodeId;
use muster::county::codec;
use muster::county::estimate::EstimateKind;
use muster::county::import::county::{Imported, Rasters, Settings, import};
use muster::county::import::layers::{self, Layer, LayerKind};
use muster::county::import::limits::Limits;
use muster::county::import::osm;
use muster::county::import::robocup;
use muster::county::import::rules::{STANDARD, built_in};
use muster::county::import::segments::Segments;
use muster::county::import::source::Source;
use muster::county::itinerary::{Index, Journey, Means};
use muster::county::network::Network;
use muster::county::place::{FacilityKind, ZoneKind};
use muster::county::router::{Overlay, Router};
use muster::vocabulary::profile::Profile;

/// A file of the real data; none, said on the standard error, where there are no real data.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn file(path: &str) -> Option<PathBuf> {
    match std::env::var_os("MUSTER_REAL_DATA") {
        Some(folder) => Some(PathBuf::from(folder).join(path)),
        None => {
            eprintln!("skipped: MUSTER_REAL_DATA is not set, so {path} is not read");
            None
        }
    }
}

pub(crate) fn source(path: &str) -> Option<Source> {
    let bytes = std::fs::read(file(path)?).unwrap();
    Some(osm::read(path, &bytes).unwrap_or_else(|problems| panic!("{problems}")))
}

/// Every map with its name in the reference.
const MAPS: [(&str, &str); 4] = [
    ("osm/guixi.osm", "guixi"),
    ("osm/liechtenstein.osm.pbf", "liechtenstein"),
    ("osm/andorra.osm.pbf", "andorra"),
    ("osm/andorra.osm.gz", "andorra"),
];

#[test]
fn counts_before_cleaning_are_those_of_the_reference() {
    for (path, name) in MAPS {
        let (Some(source), Some(summary)) =
            (source(path), file(&format!("reference/{name}.summary.json")))
        else {
            return;
        };
        let summary = std::fs::read_to_string(summary).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        let rules = built_in("reference-1").unwrap();
        let counts = Segments::of(&source, &rules).counts();
        let counts = serde_json::to_value(counts).unwrap();
        let named = [
            "drivable_ways",
            "graph_nodes",
            "directed_edges",
            "way_segments",
            "n_scc",
            "scc_nodes",
        ];
        for what in named {
            assert_eq!(counts[what], summary[what], "{path} {what}");
        }
    }
}

/// The network of a source by the reference rules, as numbers that can be compared.
type Shape = (Vec<(i64, i32, i32)>, Vec<(i64, Vec<(u32, u32, u64)>)>);

fn shape(source: &Source) -> Shape {
    let segments = Segments::of(source, &built_in("reference-1").unwrap());
    let vertices = segments.vertices.iter().map(|vertex| (vertex.id, vertex.x, vertex.y));
    let ways = segments.ways.iter().map(|way| {
        let each = way.segments.iter().map(|it| (it.from, it.to, it.length_m.to_bits()));
        (way.way.id, each.collect())
    });
    (vertices.collect(), ways.collect())
}

#[test]
fn one_place_in_two_formats_is_one_graph() {
    let [Some(pbf), Some(xml)] = ["osm/andorra.osm.pbf", "osm/andorra.osm.gz"].map(source) else {
        return;
    };
    assert!(shape(&pbf) == shape(&xml), "vertices, ways and lengths are the same");
}

pub(crate) fn imported(source: &Source, name: &str) -> Imported {
    let settings = Settings {
        name: name.to_owned(),
        title: None,
        rules: built_in(STANDARD).unwrap(),
        cell_m: 100.0,
        limits: Limits::USUAL,
    };
    import(name, source, Rasters::default(), &settings)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// A table of the reference: a map from column to field for each row.
fn table(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let text = std::fs::read_to_string(file(path)?).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    Some(reader.deserialize().map(Result::unwrap).collect())
}

#[test]
fn times_are_those_of_the_reference_also_with_ways_closed() {
    for (path, name) in &MAPS[..3] {
        let Some(source) = source(path) else { return };
        // By the standard rules: what the reference drives is in it.
        let imported = imported(&source, name);
        let network = &imported.county.network;
        let index = Index::new(network, Some(&imported.origin));
        let pairs = table(&format!("reference/{name}.od50.csv")).unwrap();
        let ask = |row: &BTreeMap<String, String>, closed: bool| Journey {
            from: index.stop(&row["origin_node"]).unwrap(),
            to: index.stop(&row["dest_node"]).unwrap(),
            closed: closed.then(|| index.closed(&row["closed_way_id"]).unwrap()),
        };
        let routes = |rules: &str, journeys: &[Journey]| {
            index.routes(&Means::Rules(Box::new(built_in(rules).unwrap())), journeys)
        };
        let open: Vec<Journey> = pairs.iter().map(|row| ask(row, false)).collect();
        let by = [("reference-1", "time_class_s"), ("reference-1-maxspeed", "time_maxspeed_s")];
        for (rules, column) in by {
            for (row, taken) in pairs.iter().zip(routes(rules, &open)) {
                let expected_s: f64 = row[column].parse().unwrap();
                let segments: f64 = row["segments_of_fastest_class"].parse().unwrap();
                let found_s = taken.expect("a pair of the largest part").time_ms as f64 / 1e3;
                let apart_s = (found_s - expected_s).abs();
                assert!(apart_s <= 0.0005 * segments, "{name} {rules} {row:?}: {found_s}");
                if rules == "reference-1" {
                    let expected_m: f64 = row["dist_of_fastest_class_m"].parse().unwrap();
                    let found_m = taken.unwrap().length_mm as f64 / 1e3;
                    assert!((found_m - expected_m).abs() < 0.02, "{name} {row:?}: {found_m}");
                }
            }
        }
        let Some(closures) = closures(name) else { continue };
        let journeys: Vec<Journey> = closures.iter().map(|row| ask(row, true)).collect();
        for (row, taken) in closures.iter().zip(routes("reference-1", &journeys)) {
            let expected_s: Option<f64> =
                row["time_closed_s"].parse().ok().filter(|time: &f64| time.is_finite());
            let found_s = taken.map(|taken| taken.time_ms as f64 / 1e3);
            let is_same = match (found_s, expected_s) {
                (Some(found_s), Some(expected_s)) => (found_s - expected_s).abs() <= 0.05,
                (found_s, expected_s) => found_s == expected_s,
            };
            assert!(is_same, "{name} {row:?}: {found_s:?}");
        }
    }
}

#[test]
fn every_turn_restriction_is_obeyed_or_counted_and_cuts_nothing_off() {
    // In force; for some vehicles only; not fitting the roads, as the source lacks a way. None of
    // them leads over a way: those are drawn in the tests of the import.
    let expected = [[0, 0, 0], [2, 0, 1], [0, 0, 0]];
    for ((path, name), expected) in MAPS[..3].iter().zip(expected) {
        let Some(source) = source(path) else { return };
        let Imported { county, report, .. } = imported(&source, name);
        let count = |what: &str| {
            let note = report.notes.iter().find(|note| note.what.en.starts_with(what));
            note.map_or(0, |note| note.count)
        };
        let found = [
            count("turn restrictions (in force)"),
            count("turn restrictions of which"),
            count("turn restrictions that do not fit"),
        ];
        assert_eq!(found, expected, "{name}");
        let all = source.relations.iter().filter(|it| it.tags.is("type", "restriction"));
        assert_eq!(found.iter().sum::<u64>(), all.count() as u64, "{name}");
        let free = Network { turns: Vec::new(), ..Network::clone(&county.network) };
        let [obeying, free] = [Arc::clone(&county.network), Arc::new(free)].map(|network| {
            Router::new(network, &[]).reachable(Profile::Road, NodeId(0), &Overlay::NONE)
        });
        assert_eq!(obeying, free, "{name}");
    }
}

/// The pairs with a way closed; Andorra has none.
fn closures(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let path = format!("reference/{name}.closure50.csv");
    file(&path).filter(|path| path.exists()).and_then(|_| table(&path))
}

#[test]
fn an_imported_county_survives_writing_and_says_what_of_it_is_estimated() {
    for (path, name) in MAPS {
        let Some(source) = source(path) else { return };
        let Imported { county, origin, report } = imported(&source, name);
        let files = codec::encode(&county);
        let (read, problems) = codec::decode(&files).unwrap_or_else(|found| panic!("{found}"));
        assert!(problems.0.is_empty(), "{name}: {problems}");
        assert!(read == county, "{name}");
        let beside = codec::encode_origin(&origin, &county.network);
        assert_eq!(codec::decode_origin(&beside, &county.network).unwrap(), Some(origin));
        assert_eq!(report.after.n_scc, 1);
        assert!(county.source.en.contains("OpenStreetMap contributors"));
        let kinds: Vec<EstimateKind> =
            county.estimates.iter().map(|estimate| estimate.kind).collect();
        for kind in [EstimateKind::Relief, EstimateKind::Residents, EstimateKind::Capacities] {
            assert!(kinds.contains(&kind), "{name} {kind:?}");
        }
    }
}

#[test]
fn people_and_facilities_are_those_that_the_map_shows() {
    let Some(source) = source("osm/andorra.osm.pbf") else { return };
    let county = imported(&source, "andorra").county;
    // The tags say 83,888 in all and 24,678 in the capital; the rest is shared and rounded.
    let residents: u32 = county.zones.iter().map(|zone| zone.residents).sum();
    assert!(residents.abs_diff(83_888) < 50, "{residents}");
    assert_eq!((&*county.zones[0].title.zh, county.zones[0].residents), ("安道尔城", 24_678));
    let count = |kind| county.facilities.iter().filter(|it| it.kind == kind).count();
    assert_eq!(count(FacilityKind::Hospital), 7);
    assert_eq!(county.zones.iter().filter(|it| it.kind == ZoneKind::Township).count(), 6);
    assert_eq!(county.title.en, "Andorra");
    let Some(source) = self::source("osm/liechtenstein.osm.pbf") else { return };
    let county = imported(&source, "liechtenstein").county;
    assert_eq!(county.title.en, "Liechtenstein");
    let stations = county.facilities.iter().filter(|it| it.kind == FacilityKind::FireStation);
    assert_eq!(stations.count(), 6);
}

#[test]
fn the_robocup_map_and_its_scenario_are_there() {
    let (Some(map), Some(scenario)) = (file("rcrs/test/map.gml"), file("rcrs/test/scenario.xml"))
    else {
        return;
    };
    let [map, scenario] = [map, scenario].map(|path| std::fs::read(path).unwrap());
    let source = robocup::read(("map.gml", &map), Some(("scenario.xml", &scenario)));
    let source = source.unwrap_or_else(|problems| panic!("{problems}"));
    let county = imported(&source, "test").county;
    assert_eq!(county.frame, None);
    // Five civilians in building 254; two refuges of 2 and 3 beds; a brigade, a force and a team.
    assert_eq!(county.zones.iter().map(|zone| zone.residents).collect::<Vec<_>>(), [5]);
    let capacities = |kind| -> Vec<u32> {
        let mut all: Vec<u32> =
            county.facilities.iter().filter(|it| it.kind == kind).map(|it| it.capacity).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(capacities(FacilityKind::Shelter), [2, 3]);
    for kind in [FacilityKind::FireStation, FacilityKind::PoliceStation] {
        assert_eq!(capacities(kind), [1], "{kind:?}");
    }
    assert_eq!(capacities(FacilityKind::AmbulanceStation), [1]);
    // 58 roads and 37 buildings, each reached at its middle, and edges between them.
    assert_eq!(county.network.nodes.len(), 95);
}

/// Streets of a square lattice over Charlotte, a hundredth of a degree apart, as GeoJSON.
fn lattice() -> String {
    let at = |east: i32, north: i32| {
        format!("[{:.2},{:.2}]", -81.1 + f64::from(east) / 1e2, 34.9 + f64::from(north) / 1e2)
    };
    let street = |from: String, to: String| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"highway\":\"residential\"}},\"geometry\":\
             {{\"type\":\"LineString\",\"coordinates\":[{from},{to}]}}}}"
        )
    };
    let mut streets = Vec::new();
    for east in 0..60 {
        for north in 0..70 {
            streets.push(street(at(east, north), at(east + 1, north)));
            streets.push(street(at(east, north), at(east, north + 1)));
        }
    }
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", streets.join(","))
}

#[test]
fn stations_and_hospitals_of_a_county_are_snapped_with_their_distances() {
    let kinds = [
        ("geojson/mecknc-fire_stations.geojson", FacilityKind::FireStation),
        ("geojson/mecknc-hospitals.geojson", FacilityKind::Hospital),
    ];
    let mut files = Vec::new();
    for (path, kind) in kinds {
        let Some(path) = file(path) else { return };
        files.push((path.display().to_string(), std::fs::read(path).unwrap(), kind));
    }
    let roads = lattice();
    let roads = Layer { file: "roads", bytes: roads.as_bytes(), kind: LayerKind::Roads };
    let facilities = files.iter().map(|(file, bytes, kind)| Layer {
        file,
        bytes,
        kind: LayerKind::Facilities(*kind),
    });
    let all: Vec<Layer<'_>> = std::iter::once(roads).chain(facilities).collect();
    let source = layers::read(&all, None).unwrap_or_else(|problems| panic!("{problems}"));
    let Imported { county, report, .. } = imported(&source, "mecknc");
    for (_, bytes, kind) in &files {
        let text = std::str::from_utf8(bytes).unwrap();
        let told = text.matches("\"Point\"").count();
        assert!(told > 5, "{told}");
        let count = county.facilities.iter().filter(|it| it.kind == *kind).count();
        assert_eq!(count, told, "{kind:?}");
        let snapped = report.snapped.iter().filter(|it| it.kind == Some(*kind));
        // Half a diagonal of the lattice's squares is 720 m.
        assert!(snapped.clone().all(|it| it.distance_m <= 730.0), "{snapped:?}");
        assert_eq!(snapped.count(), told);
    }
}
