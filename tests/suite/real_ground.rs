//! The ground of a real place, from the public data that `MUSTER_REAL_DATA` names; skipped, and
//! said so, where it is not set.
//!
//! - A tile of the shuttle mission is read whole, its voids counted; known places have the
//!   elevations that maps give them, as far as samples 90 m apart can.
//! - The grid of a map over it has no hole, and says what was filled.

use std::path::PathBuf;

use muster::base::problem::Place;
use muster::county::frame::Frame;
use muster::county::import::elevation::Elevation;
use muster::county::import::ground::{Bounds, sampled};
use muster::county::import::source::Unit;

/// The bytes of a file of the public data; none where there are no public data.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn data(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("MUSTER_REAL_DATA") else {
        eprintln!("skipped: MUSTER_REAL_DATA is not set, so {name} is not read");
        return None;
    };
    Some(std::fs::read(PathBuf::from(folder).join(name)).unwrap())
}

/// The middle of Andorra.
const FRAME: Frame = Frame { longitude: 1.58, latitude: 42.54 };
const BOUNDS: Bounds =
    Bounds { west_m: -20_000.0, south_m: -18_000.0, east_m: 20_000.0, north_m: 18_000.0 };

fn andorra() -> Option<Elevation> {
    let file = ("N42E001.hgt.zip".to_owned(), data("dem/N42E001.hgt.zip")?);
    Some(Elevation::read(&[file], Unit::Degree).unwrap())
}

#[test]
fn known_places_have_their_elevation() {
    let Some(elevation) = andorra() else { return };
    assert_eq!(elevation.voids(), 7_652);
    // The church of Sant Esteve in Andorra la Vella, 1,020 m.
    let town_m = elevation.metres_at(1.521, 42.506).unwrap();
    assert!((town_m - 1_020.0).abs() < 40.0, "{town_m}");
    // Coma Pedrosa, 2,942 m: a summit lies lower in samples 90 m apart.
    let near = |step: i32| f64::from(step) * 0.000_8;
    let summit_m = (-5..=5)
        .flat_map(|east| (-5..=5).map(move |north| (1.444 + near(east), 42.592 + near(north))))
        .filter_map(|(x, y)| elevation.metres_at(x, y))
        .fold(0.0, f32::max);
    assert!((2_860.0..2_960.0).contains(&summit_m), "{summit_m}");
}

#[test]
fn the_grid_over_andorra_has_no_hole_and_says_what_was_filled() {
    let Some(elevation) = andorra() else { return };
    let ground = sampled(&elevation, Some(FRAME), &BOUNDS, 100.0, &Place::default()).unwrap();
    let grid = &ground.elevation_m;
    assert_eq!((grid.columns, grid.rows), (400, 360));
    // From the Segre's valley to Pica d'Estats, 3,143 m.
    assert!(grid.values.iter().all(|value| (600.0..3_150.0).contains(value)));
    let basis = ground.estimate.unwrap().basis.en;
    assert!(basis.contains("7652 voids in the source"), "{basis}");
}
