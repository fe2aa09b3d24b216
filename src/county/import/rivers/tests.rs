//! Rivers of made-up sources on made-up ground: where they run, what they drain, what is said.

use proptest::prelude::*;

use super::*;
use crate::county::codec::POINTS_MAX;
use crate::county::drainage::drained_km2;
use crate::county::import::testing::{Drawn, source};

/// Ground of 60 x 40 cells that falls 1 m a cell to the east, its valley floor along the middle.
fn valley() -> Ground {
    let mut grid = Grid::filled(60, 40, 100.0, 0.0_f32);
    for row in 0..40_usize {
        for column in 0..60 {
            grid.set(column, row, 200.0 - column as f32 + 8.0 * row.abs_diff(20) as f32);
        }
    }
    Ground { elevation_m: grid, is_measured: true, estimate: None }
}

#[track_caller]
fn holds(rivers: &Rivers) {
    for (index, reach) in rivers.reaches.iter().enumerate() {
        assert!(reach.downstream.is_none_or(|below| below.index() > index), "{}", reach.name);
        assert!((1e-5..=0.5).contains(&reach.slope) && reach.length_m >= 1.0, "{reach:?}");
        assert!((2..=POINTS_MAX).contains(&reach.course.len()));
        for (x, y) in &reach.course {
            let cell = rivers.elevation_m.cell_of(f64::from(*x), f64::from(*y));
            assert!(cell.is_some(), "{} leaves the grid at {x} {y}", reach.name);
        }
        if let Some(below) = reach.downstream {
            let joins = &rivers.reaches[below.index()];
            assert_eq!(reach.course.last(), joins.course.first(), "{}", reach.name);
        }
    }
}

#[test]
fn a_river_runs_where_the_source_says_and_drains_its_valley() {
    // Two cells beside the valley floor, drawn from west to east, with a tributary from the north.
    let main: &[(f64, f64)] = &[(-500.0, 2_130.0), (3_000.0, 2_130.0), (6_500.0, 2_130.0)];
    let side: &[(f64, f64)] = &[(3_050.0, 3_950.0), (3_050.0, 2_130.0)];
    let tags: &[(&str, &str)] = &[("waterway", "river"), ("name", "青河"), ("width", "12")];
    let stream: &[(&str, &str)] = &[("waterway", "stream")];
    let source = source(&[(7, tags, main), (9, stream, side)]);
    let rivers = rivers(&source, None, &valley());
    holds(&rivers);
    let last = rivers.reaches.last().unwrap();
    assert_eq!((&*last.name, &*last.title.zh, last.width_m), ("qinghe-2", "青河", 12.0));
    assert!(last.course.iter().all(|(_, y)| (y - 2_130.0).abs() < 1.0), "{:?}", last.course);
    assert!((last.slope - 0.01).abs() < 5e-4 && last.roughness == 0.045, "{last:?}");
    let drained = drained_km2(&rivers.reaches);
    assert!((20.0..24.0).contains(drained.last().unwrap()), "{drained:?} of 24 km2");
    let kinds: Vec<EstimateKind> = rivers.estimates.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [EstimateKind::Channels, EstimateKind::Names]);
    let notes: Vec<(u64, &str)> =
        rivers.notes.iter().map(|note| (note.count, &*note.examples[0])).collect();
    // The river comes from beyond the map; the stream drains two square kilometres.
    assert_eq!(notes, [(1, "Qinghe"), (1, "9")], "{:?}", rivers.notes);
    // The water stands below the ground beside it.
    let cut_m = valley().elevation_m.at(40, 18) - rivers.elevation_m.at(40, 18);
    assert!(cut_m > 1.0, "{cut_m}");
}

#[test]
fn a_river_drawn_uphill_is_turned_and_said() {
    let main: &[(f64, f64)] = &[(5_950.0, 1_950.0), (50.0, 1_950.0)];
    let source = source(&[(7, &[("waterway", "river"), ("name", "Inn")], main)]);
    let rivers = rivers(&source, None, &valley());
    holds(&rivers);
    assert_eq!(
        (rivers.notes[0].count, &*rivers.notes[0].what.en),
        (1, "waterways drawn uphill, turned by the ground")
    );
    let course = &rivers.reaches.last().unwrap().course;
    assert!(course[0].0 < course[course.len() - 1].0);
}

#[test]
fn where_the_source_shows_none_the_ground_says_where_water_runs() {
    let rivers = rivers(&source(&[]), None, &valley());
    holds(&rivers);
    let names: Vec<String> = rivers.reaches.iter().map(|reach| reach.name.clone()).collect();
    // Long, and therefore parted.
    assert_eq!(names, ["unnamed-stream-1", "unnamed-stream-2"]);
    let kinds: Vec<EstimateKind> = rivers.estimates.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [EstimateKind::Channels, EstimateKind::Rivers, EstimateKind::Names]);
    assert_eq!(rivers.estimates[1].of, names);
}

#[test]
fn on_flat_ground_only_rivers_of_the_source_count_in_their_direction() {
    let mut ground = valley();
    ground.elevation_m.values.fill(0.0);
    ground.is_measured = false;
    let main: &[(f64, f64)] = &[(5_950.0, 1_950.0), (1_000.0, 1_250.0), (50.0, 1_950.0)];
    let stream: &[(f64, f64)] = &[(3_050.0, 3_950.0), (3_050.0, 2_130.0)];
    let source = source(&[
        (7, &[("waterway", "river"), ("name:zh", "莱茵河"), ("int_name", "Rhine")], main),
        (8, &[("waterway", "stream")], stream),
    ]);
    let rivers = rivers(&source, None, &ground);
    holds(&rivers);
    assert!(rivers.reaches.iter().all(|reach| reach.title.en == "Rhine" && reach.slope == 1e-4));
    assert!(rivers.reaches[0].course[0].0 > 5_900.0);
    assert_eq!(rivers.elevation_m, ground.elevation_m);
    let kinds: Vec<EstimateKind> = rivers.estimates.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [EstimateKind::Channels]);
}

#[test]
fn what_is_broken_or_off_the_map_is_counted() {
    let far: &[(f64, f64)] = &[(50_000.0, 0.0), (51_000.0, 0.0)];
    let mut source =
        source(&[(7, &[("waterway", "river")], far), (8, &[("waterway", "canal")], far)]);
    source.ways[1].vertices.push(99);
    let rivers = rivers(&source, None, &valley());
    let notes: Vec<(u64, &str)> =
        rivers.notes.iter().map(|note| (note.count, &*note.what.en)).collect();
    assert_eq!(
        notes,
        [
            (1, "waterways that name points which the source does not hold"),
            (2, "waterways off the map")
        ]
    );
}

#[test]
fn rivers_in_a_circle_still_flow_away() {
    // Around an island and back to where it came from.
    let round: &[(f64, f64)] = &[
        (1_050.0, 1_950.0),
        (2_050.0, 2_450.0),
        (3_050.0, 1_950.0),
        (2_050.0, 1_450.0),
        (1_050.0, 1_950.0),
    ];
    let rivers = rivers(&source(&[(7, &[("waterway", "river")], round)]), None, &valley());
    holds(&rivers);
    assert_eq!(rivers.reaches.iter().filter(|reach| reach.downstream.is_none()).count(), 1);
}

#[test]
fn a_channel_drains_a_thousandth_of_the_map_within_bounds() {
    let least = [10.0, 5_000.0, 20_000.0, 1e6].map(least_km2);
    assert_eq!(least, [3.0, 5.0, 8.0, 50.0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_drawn_becomes_reaches_that_hold(
        heights in prop::collection::vec(0_u8..100, 12 * 9),
        is_measured in any::<bool>(),
        ways in prop::collection::vec(
            prop::collection::vec((-900.0..7_000.0_f64, -900.0..5_000.0_f64), 2..7),
            0..6,
        ),
    ) {
        // Twelve by nine hills, each of five by five cells.
        let mut grid = Grid::filled(60, 45, 100.0, 0.0_f32);
        for row in 0..45 {
            for column in 0..60 {
                let height = heights[row / 5 * 12 + column / 5];
                grid.set(column, row, if is_measured { 3.0 * f32::from(height) } else { 0.0 });
            }
        }
        let ground = Ground { elevation_m: grid, is_measured, estimate: None };
        let kinds = ["river", "stream", "canal"];
        let tags: Vec<[(&str, &str); 1]> =
            (0..ways.len()).map(|way| [("waterway", kinds[way % 3])]).collect();
        let drawn: Vec<Drawn<'_>> = ways
            .iter()
            .zip(&tags)
            .enumerate()
            .map(|(id, (points, tags))| (id as i64, &tags[..], &points[..]))
            .collect();
        let rivers = rivers(&source(&drawn), None, &ground);
        holds(&rivers);
        let drained: f64 = rivers.reaches.iter().map(|reach| reach.catchment_km2).sum();
        prop_assert!(drained <= 27.0 + 0.01 * rivers.reaches.len() as f64, "{drained} of 27 km2");
        prop_assert!(rivers.elevation_m.values.iter().all(|value| value.is_finite()));
    }
}
