//! The contract of this folder: what stands in a table is what the router says, and what is drawn
//! lies on the map.

use geojson::GeoJson;

use super::*;
use crate::base::id::ArcId;
use crate::base::text::Language;
use crate::county::place::FacilityKind;
use crate::county::router::{Direction, Router};
use crate::county::testing;

fn travel(county: &County, hour: Option<usize>) -> Travel<'_> {
    Travel::new(county, Profile::Road, hour).expect("the county has traffic")
}

#[test]
fn a_matrix_is_what_the_router_says_pair_by_pair() {
    let mut county = testing::county(4, 8, 8);
    let hospital = county.facilities.iter().position(|it| it.kind == FacilityKind::Hospital);
    let beyond = Duration::from_minutes(40);
    county.facilities[hospital.expect("it has one")].access_minutes = 40;
    let router = Router::new(county.network.clone(), &[]);
    for hour in [None, Some(8)] {
        let travel = travel(&county, hour);
        let to = of_kind(&county, FacilityKind::Hospital);
        assert_eq!(to[0].beyond, beyond);
        let matrix = matrix(&travel, zones(&county), to);
        let text = String::from_utf8(matrix.csv()).unwrap();
        assert_eq!(text.lines().count(), 1 + matrix.from.len() * matrix.to.len());
        for (from, entry) in matrix.from.iter().zip(&matrix.entries) {
            let route = router.route(Profile::Road, from.node, matrix.to[0].node, &travel.overlay);
            assert_eq!(entry.map(|it| it.time), route.as_ref().map(|it| it.time + beyond));
            let road = |arc: &ArcId| county.network.road(*arc).length_mm;
            let length_mm = route.map(|it| it.arcs.iter().map(road).sum::<u32>());
            assert_eq!(entry.map(|it| it.length_m), length_mm.map(|it| f64::from(it) / 1_000.0));
        }
    }
}

#[test]
fn an_hour_needs_traffic_and_degrees_need_a_place_on_earth() {
    let county = County { traffic: None, frame: None, ..testing::county(4, 8, 8) };
    let said = |problem: Box<Problem>| problem.sentence(Language::English);
    let hour = Travel::new(&county, Profile::Road, Some(8)).map_err(said).unwrap_err();
    assert!(hour.starts_with("county.ron traffic: found no traffic"), "{hour}");
    let limit = Duration::from_minutes(5);
    let covered = coverage(&travel(&county, None), FacilityKind::FireStation, limit);
    let degrees = covered.geojson().map_err(said).unwrap_err();
    assert!(degrees.starts_with("county.ron frame: found no frame"), "{degrees}");
}

#[test]
fn coverage_counts_those_who_are_near() {
    let county = testing::county(4, 8, 8);
    let travel = travel(&county, None);
    let router = Router::new(county.network.clone(), &[]);
    for kind in [FacilityKind::FireStation, FacilityKind::Hospital] {
        let place = of_kind(&county, kind)[0].node;
        let covered = coverage(&travel, kind, Duration::from_minutes(2));
        let mut people = 0;
        for it in &covered.zones {
            let node = county.zones[it.zone.index()].node;
            let (from, to) = match direction(kind) {
                Direction::Outward => (place, node),
                Direction::Inward => (node, place),
            };
            assert_eq!(it.time, router.time_to(Profile::Road, from, to, &Overlay::NONE));
            assert_eq!(it.within, it.time.is_some_and(|time| time.minutes() <= 2.0));
            let residents = county.zones[it.zone.index()].residents;
            people += if it.within { u64::from(residents) } else { 0 };
        }
        assert_eq!(covered.residents().0, people);
        let all: u64 = county.zones.iter().map(|zone| u64::from(zone.residents)).sum();
        assert_eq!(covered.residents().1, all);
        let text = String::from_utf8(covered.csv()).unwrap();
        assert_eq!(text.lines().count(), 1 + county.zones.len());
        let GeoJson::FeatureCollection(points) =
            String::from_utf8(covered.geojson().unwrap()).unwrap().parse().unwrap()
        else {
            panic!("a collection")
        };
        assert_eq!(points.features.len(), county.zones.len());
        assert!(points.foreign_members.unwrap().contains_key("attribution"));
    }
}

#[test]
fn isochrones_hold_what_is_reached_and_grow_with_the_limit() {
    let county = testing::county(4, 8, 8);
    let travel = travel(&county, None);
    let from = [find(&county, "place-0").expect("it has a station")];
    let minutes = [1, 2, 4].map(Duration::from_minutes);
    let found = isochrones(&travel, &from, minutes.to_vec());
    let router = Router::new(county.network.clone(), &[]);
    for node in (0..county.network.nodes.len()).map(NodeId::from_index) {
        let time = router.time_to(Profile::Road, from[0].node, node, &Overlay::NONE);
        let listed = found.junctions.iter().find(|(other, _)| *other == node);
        let within = time.filter(|time| *time <= minutes[2]);
        assert_eq!(listed.map(|(_, time)| *time), within);
    }
    let lines = String::from_utf8(found.csv()).unwrap();
    assert_eq!(lines.lines().count(), 1 + found.junctions.len());
    let mut reached = vec![0.0; 3];
    for (band, area) in found.areas().iter().enumerate() {
        for ring in area.iter().flatten() {
            let doubled: f64 =
                ring.windows(2).map(|it| it[0].0 * it[1].1 - it[1].0 * it[0].1).sum();
            reached[band] += doubled / 2.0;
        }
    }
    assert!(0.0 < reached[0] && reached[0] < reached[1] && reached[1] < reached[2], "{reached:?}");
    let GeoJson::FeatureCollection(drawn) =
        String::from_utf8(found.geojson().unwrap()).unwrap().parse().unwrap()
    else {
        panic!("a collection")
    };
    assert_eq!(drawn.features.len(), 3 + found.stretches.len());
}

#[test]
fn names_in_a_table_are_found_or_named_with_their_place() {
    let county = testing::county(4, 8, 8);
    let found = listed(&county, "to.csv", b"\xEF\xBB\xBFnote,name\n,place-1\n,zone-2\n,n7\n");
    let names: Vec<String> = found.unwrap().into_iter().map(|place| place.name).collect();
    assert_eq!(names, ["place-1", "zone-2", "n7"]);
    let refused = |bytes: &[u8], expected: &str| {
        let problems = listed(&county, "to.csv", bytes).unwrap_err();
        let said = problems.0[0].sentence(Language::English);
        assert!(said.starts_with(expected), "{said}");
    };
    refused(b"name\nplace-1\nplase-1\n", "to.csv:3:1: found \"plase-1\", expected the name of");
    refused(b"names\nplace-1\n", "to.csv:1:1: found no such column, expected a column name");
    refused(b"name\n", "to.csv:2:1: found no rows");
}
