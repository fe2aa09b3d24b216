//! Fires over even ground against the exact ellipse, over patches against their own symmetries.

use super::*;
use proptest::prelude::*;

fn cell(head_m_min: f64, toward_degrees: f64, length_to_breadth: f64) -> CellFire {
    CellFire { head_m_min, toward_degrees, length_to_breadth }
}

fn even(cells: usize, cell_m: f64, fire: CellFire) -> Grid<CellFire> {
    Grid::filled(cells, cells, cell_m, fire)
}

fn steady(fire: Grid<CellFire>) -> Ground {
    Ground::new(&[Period { from_minutes: 0.0, fire }]).unwrap()
}

fn at(column: usize, row: usize) -> Ignition {
    Ignition { column, row, minutes: 0.0 }
}

/// Offset of a cell from the middle of a grid of 10 m cells, metres east and north.
fn offset(column: usize, row: usize, middle: f64) -> (f64, f64) {
    ((column as f64 - middle) * 10.0, (middle - row as f64) * 10.0)
}

#[test]
fn a_circle_has_its_area_within_five_percent() {
    let ground = steady(even(151, 10.0, cell(10.0, 0.0, 1.0)));
    let arrivals = ground.arrivals(&[at(75, 75)], &[], 60.0);
    let area = std::f64::consts::PI * 600.0 * 600.0 / 10_000.0;
    let share = burnt_hectares(&arrivals, 60.0) / area;
    assert!((share - 1.0).abs() < 0.01, "{share}");
    // More than eight or sixteen directions alone can reach, polygons with their corners on it:
    // 0.9003 and 0.97204 of the circle (0.97205 in print).
    let polygon = |turns: &[f64]| {
        let part = |degrees: &f64| 0.5 * math::sin(degrees.to_radians());
        turns.iter().map(part).sum::<f64>() * 360.0 / turns.iter().sum::<f64>()
    };
    let knight = math::atan2(1.0, 2.0).to_degrees();
    let (eight, sixteen) = (polygon(&[45.0]), polygon(&[knight, 45.0 - knight]));
    assert!((eight / std::f64::consts::PI - 0.900_316).abs() < 1e-6);
    assert!((sixteen / std::f64::consts::PI - 0.972_044).abs() < 1e-6);
    assert!(share > sixteen / std::f64::consts::PI);
    for row in 0..151 {
        for column in 0..151 {
            let (x, y) = offset(column, row, 75.0);
            let exact = math::hypot(x, y) / 10.0;
            let found = arrivals.at(column, row);
            let late = if exact < 10.0 { 1.03 } else { 1.01 };
            assert!(found.is_infinite() || found >= exact - 1e-9);
            assert!(found <= late * exact || exact > 59.0, "{found} {exact}");
        }
    }
}

#[test]
fn ellipses_of_anderson_1983_in_any_direction() {
    assert!((length_to_breadth(0.0) - 1.0).abs() < 1e-12);
    let five: f64 = 0.936 * math::exp(1.283) + 0.461 * math::exp(-0.774) - 0.397;
    assert!((length_to_breadth(5.0) - five).abs() < 1e-12);
    assert_eq!([length_to_breadth(50.0), length_to_breadth(f64::NAN)], [8.0, 1.0]);
    for (ratio, tolerance) in [(1.5, 0.01), (2.5, 0.03), (4.0, 0.08)] {
        for toward in [0.0, 13.3, 45.0, 200.0] {
            let ground = steady(even(201, 10.0, cell(20.0, toward, ratio)));
            let arrivals = ground.arrivals(&[at(100, 100)], &[], 45.0);
            let eccentricity = math::sqrt(1.0 - 1.0 / (ratio * ratio));
            let half_m = 900.0 / (1.0 + eccentricity);
            let area = std::f64::consts::PI * half_m * half_m / ratio / 10_000.0;
            let share = burnt_hectares(&arrivals, 45.0) / area;
            assert!(share < 1.005 && share > 1.0 - tolerance, "{ratio} {toward} {share}");
        }
    }
}

#[test]
fn a_wind_that_turns_turns_the_fire() {
    let periods = [(0.0, 90.0), (30.0, 0.0)].map(|(from_minutes, toward)| Period {
        from_minutes,
        fire: even(121, 10.0, cell(10.0, toward, 3.0)),
    });
    let turned = Ground::new(&periods).unwrap();
    let arrivals = turned.arrivals(&[at(20, 100)], &[], 60.0);
    // East at 10 m/min for half an hour, from there north.
    assert!((arrivals.at(50, 100) - 30.0).abs() < 1e-6);
    assert!((arrivals.at(50, 80) - 50.0).abs() < 1.0, "{}", arrivals.at(50, 80));
    assert!(arrivals.at(75, 100) > 60.0);
    // A rate that doubles: 300 m, then 20 m/min, through a line that is being crossed.
    let periods = [(0.0, 10.0), (30.3, 20.0)].map(|(from_minutes, head)| Period {
        from_minutes,
        fire: even(121, 10.0, cell(head, 0.0, 1.0)),
    });
    let arrivals = Ground::new(&periods).unwrap().arrivals(&[at(0, 60)], &[], 100.0);
    let expected = 30.3 + (900.0 - 303.0) / 20.0;
    // Where it changes, a front is taken for straight in time over one cell more.
    assert!((arrivals.at(90, 60) - expected).abs() < 0.02, "{} {expected}", arrivals.at(90, 60));
    // Nothing burns until the second period.
    let periods = [(0.0, 0.0), (30.0, 10.0)].map(|(from_minutes, head)| Period {
        from_minutes,
        fire: even(21, 10.0, cell(head, 0.0, 1.0)),
    });
    let arrivals = Ground::new(&periods).unwrap().arrivals(&[at(10, 10)], &[], 60.0);
    assert!((arrivals.at(15, 10) - 35.0).abs() < 1e-9);
}

#[test]
fn lines_hold_when_they_are_closed_in_time_and_even_when_they_run_aslant() {
    let ground = steady(even(41, 10.0, cell(10.0, 0.0, 1.0)));
    let wall = |from_minutes: f64, aslant: bool| -> Vec<Barrier> {
        let column = |row: usize| if aslant { 40 - row } else { 30 };
        (0..41).map(|row| Barrier { column: column(row), row, from_minutes }).collect()
    };
    let beyond = |barriers: &[Barrier]| {
        ground.arrivals(&[at(5, 5)], barriers, 1_000.0).at(38, 38).is_finite()
    };
    assert!(beyond(&[]));
    assert!(!beyond(&wall(0.0, false)) && !beyond(&wall(0.0, true)));
    assert!(beyond(&wall(500.0, false)), "the fire was there before the line");
    let mut gap = wall(0.0, false);
    gap.remove(3);
    assert!(beyond(&gap));
    // Water one cell wide, aslant, holds as well.
    let mut fire = even(41, 10.0, cell(10.0, 0.0, 1.0));
    (0..41).for_each(|row| fire.set(40 - row, row, cell(0.0, 0.0, 1.0)));
    let arrivals = steady(fire).arrivals(&[at(5, 5), at(0, 40)], &[], 1_000.0);
    assert!(arrivals.at(38, 38).is_infinite() && arrivals.at(10, 29).is_finite());
    assert!(arrivals.at(0, 40).is_infinite(), "nothing burns there");
}

#[test]
fn odd_ground_is_refused_and_odd_fires_are_passed_over() {
    assert!(Ground::new(&[]).is_err());
    let mut fire = even(5, 0.5, cell(10.0, 0.0, 1.0));
    fire.set(1, 1, cell(f64::NAN, -1.0, 9.0));
    let period = |from_minutes| Period { from_minutes, fire: fire.clone() };
    let refusals = Ground::new(&[period(5.0), period(f64::NAN)]).unwrap_err();
    assert_eq!(refusals.0.len(), 8, "{refusals}");
    let ground = steady(even(5, 10.0, cell(10.0, 0.0, 1.0)));
    let odd = Ignition { minutes: f64::NAN, ..at(1, 1) };
    let far = Barrier { column: 9, row: 9, from_minutes: f64::NAN };
    let arrivals = ground.arrivals(&[odd, at(7, 7)], &[far], f64::INFINITY);
    assert!(arrivals.values.iter().all(|minutes| minutes.is_infinite()));
    let arrivals = ground.arrivals(&[at(1, 1)], &[], f64::NAN);
    assert_eq!(burnt_hectares(&arrivals, 1e9), 0.0);
}

/// Rates that differ from cell to cell, some of them zero.
fn patchwork(seed: u32, ratio: f64) -> Grid<CellFire> {
    let mut fire = even(31, 10.0, cell(0.0, 0.0, 1.0));
    for (number, value) in fire.values.iter_mut().enumerate() {
        let mixed = (number as u32 ^ seed).wrapping_mul(2_654_435_761) >> 16;
        let head = f64::from(mixed % 9) * 2.0;
        *value = cell(head, f64::from(mixed % 360), ratio);
    }
    fire
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn more_fires_never_arrive_later_and_more_lines_never_earlier(
        seed in any::<u32>(), ratio in 1.0..3.0f64, column in 0..31usize, row in 0..31usize,
    ) {
        let ground = steady(patchwork(seed, ratio));
        let one = ground.arrivals(&[at(15, 15)], &[], 1e6);
        let both = ground.arrivals(&[at(15, 15), at(column, row)], &[], 1e6);
        let wall: Vec<Barrier> =
            (0..20).map(|column| Barrier { column, row, from_minutes: 3.0 }).collect();
        let held = ground.arrivals(&[at(15, 15)], &wall, 1e6);
        for index in 0..one.values.len() {
            let (one, both, held) = (one.values[index], both.values[index], held.values[index]);
            prop_assert!(both <= one + 1e-3, "{} {}", both, one);
            prop_assert!(held >= one - 1e-3, "{} {}", held, one);
        }
    }

    #[test]
    fn a_mirror_mirrors_the_fire(seed in any::<u32>(), ratio in 1.0..4.0f64) {
        let fire = patchwork(seed, ratio);
        let mut mirrored = fire.clone();
        for row in 0..31 {
            for column in 0..31 {
                let mut value = fire.at(30 - column, row);
                value.toward_degrees = (360.0 - value.toward_degrees) % 360.0;
                mirrored.set(column, row, value);
            }
        }
        let one = steady(fire).arrivals(&[at(12, 14)], &[], 1e6);
        let other = steady(mirrored).arrivals(&[at(18, 14)], &[], 1e6);
        for row in 0..31 {
            for column in 0..31 {
                let (one, other) = (one.at(30 - column, row), other.at(column, row));
                prop_assert!(one == other || (one - other).abs() < 1e-3, "{} {}", one, other);
            }
        }
    }

    #[test]
    fn who_starts_earlier_never_arrives_later_when_the_wind_changes(
        change in 1.0..40.0f64, turn in 0.0..360.0f64, earlier in 0.0..20.0f64,
    ) {
        let periods = [(0.0, 0.0), (change, turn)].map(|(from_minutes, toward)| Period {
            from_minutes,
            fire: even(31, 10.0, cell(5.0 + 0.01 * toward, toward, 2.0)),
        });
        let ground = Ground::new(&periods).unwrap();
        let from = |minutes| ground.arrivals(&[Ignition { minutes, ..at(15, 15) }], &[], 1e6);
        let (one, other) = (from(0.0), from(earlier));
        for (one, other) in one.values.iter().zip(&other.values) {
            prop_assert!(*one <= other + 0.001, "{} {}", one, other);
        }
    }
}
