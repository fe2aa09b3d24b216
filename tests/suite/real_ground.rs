//! The ground of a real place, from the public data that `MUSTER_REAL_DATA` names; skipped, and
//! said so, where it is not set.
//!
//! - A tile of the shuttle mission is read whole, its voids counted; known places have the
//!   elevations that maps give them, as far as samples 90 m apart can.
//! - The grid of a map over it has no hole, and says what was filled.
//! - Its rivers run where they run, and drain what they drain; none flows uphill.

use std::path::PathBuf;

use muster::base::grid::Grid;
use muster::base::math;
use muster::base::problem::Place;
use muster::county::drainage::drained_km2;
use muster::county::frame::Frame;
use muster::county::import::cover::cover;
use muster::county::import::ground::{Bounds, Ground, sampled};
use muster::county::import::osm;
use muster::county::import::raster::Elevation;
use muster::county::import::rivers::{Rivers, rivers};
use muster::county::import::source::Unit;
use muster::county::place::Cover;

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

/// The rivers of Andorra on its ground, and how long that took, from bytes on.
fn andorra_rivers() -> Option<(Ground, Rivers)> {
    let elevation = andorra()?;
    let source = osm::read("andorra.osm.pbf", &data("osm/andorra.osm.pbf")?).unwrap();
    let ground = sampled(&elevation, Some(FRAME), &BOUNDS, 100.0, &Place::default()).unwrap();
    let rivers = rivers(&source, Some(FRAME), &ground);
    Some((ground, rivers))
}

#[test]
fn the_valira_gathers_the_waters_of_andorra() {
    let Some((_, rivers)) = andorra_rivers() else { return };
    let reaches = &rivers.reaches;
    let drained_km2 = drained_km2(reaches);
    let called = |name: &str| {
        let is_called = |index: &usize| reaches[*index].title.en == name;
        (0..reaches.len()).filter(is_called).collect::<Vec<_>>()
    };
    let main = called("Valira");
    for branch in ["Valira del Nord", "Valira d'Orient"] {
        let branch = called(branch);
        assert!(branch.len() > 4);
        // From the spring down: within the branch, then within the main river.
        let mut at = branch[0];
        let mut passed = vec![at];
        while let Some(below) = reaches[at].downstream {
            assert!(below.index() > at, "{}: upstream reaches come first", reaches[at].name);
            at = below.index();
            passed.push(at);
        }
        assert!(branch.iter().all(|index| passed.contains(index)));
        assert!(passed.ends_with(&main), "{passed:?} {main:?}");
    }
    // At la Farga de Moles, where it leaves the country: 468 km2, less what drains to France, more
    // what comes from Os de Civis in Spain.
    let (x_m, y_m) = FRAME.metres((1.4632, 42.4355));
    let apart_m = |index: &usize| {
        let (x, y) = *reaches[*index].course.last().unwrap();
        math::hypot(f64::from(x) - x_m, f64::from(y) - y_m)
    };
    let border = main.into_iter().min_by(|a, b| apart_m(a).total_cmp(&apart_m(b))).unwrap();
    let km2 = drained_km2[border];
    assert!(apart_m(&border) < 1_500.0 && (440.0..500.0).contains(&km2), "{km2} km2");
}

#[test]
fn no_reach_of_andorra_flows_uphill_beyond_the_noise_of_the_elevation() {
    let Some((ground, rivers)) = andorra_rivers() else { return };
    for reach in &rivers.reaches {
        let at = |grid: &Grid<f32>, (x, y): (f32, f32)| {
            grid.sample(f64::from(x), f64::from(y)).expect("a course lies on the grid")
        };
        let (upper, lower) = (reach.course[0], reach.course[reach.course.len() - 1]);
        let fall = |grid: &Grid<f32>| at(grid, upper) - at(grid, lower);
        // As measured within the noise of a gorge, as cut within the rounding of a map.
        assert!(fall(&ground.elevation_m) > -30.0, "{}", reach.name);
        assert!(fall(&rivers.elevation_m) > -0.2, "{}", reach.name);
        assert!((1e-4..=0.5).contains(&reach.slope), "{}", reach.name);
    }
}

#[test]
fn the_forests_of_andorra_are_covered() {
    let Some((ground, rivers)) = andorra_rivers() else { return };
    let source = osm::read("andorra.osm.pbf", &data("osm/andorra.osm.pbf").unwrap()).unwrap();
    let mut notes = Vec::new();
    let (cover, estimate) =
        cover(&source, Some(FRAME), &ground.elevation_m, &rivers.reaches, &mut notes);
    let km2 = |class: Cover| cover.values.iter().filter(|own| **own == class).count() / 100;
    assert!((100..180).contains(&km2(Cover::Forest)), "{}", km2(Cover::Forest));
    assert!((2..20).contains(&km2(Cover::Built)) && km2(Cover::Water) < 10);
    assert!(estimate.is_some() && notes.iter().all(|note| note.count < 20), "{notes:?}");
}
