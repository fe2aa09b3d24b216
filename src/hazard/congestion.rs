//! How long a journey takes where roads are full, where it is too short to reach full speed, and
//! where units are spread over an area: closed forms for plans and checks. Routing is not here.
//!
//! - Volume and delay (Bureau of Public Roads 1964): `t = t0 (1 + 0.15 (v/c)^4)`.
//! - Acceleration law (Kolesar, Walker & Hausner 1975; Larson & Odoni 1981, 3.7.2) for acceleration
//!   `a` and cruising speed `v`: `t = 2 sqrt(d/a)` up to `d = v^2/a`, `v/a + d/v` beyond; it meets
//!   there with equal slope.
//! - Square-root laws (Kolesar & Blum 1973; Larson & Odoni 1981, 3.7.1): the mean distance to the
//!   nearest of `n` units in an area `A` is a constant times `sqrt(A/n)`: 1/2 for units at random
//!   and straight lines, `sqrt(pi/8)` for units at random and right angles, `sqrt(2)/3` for units
//!   in regular diamonds and right angles.
//!
//! Valid range: up to ten times capacity (far above it the first form is only a penalty); the laws
//! hold for many units and leave the area's edge aside.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

const MINUTES: Range = Range::new(0.0, 100_000.0, "min", "");
const DISTANCE: Range = Range::new(0.0, 1e7, "m", "");
const SPEED: Range = Range::new(0.1, 100.0, "m/s", "");
const ACCELERATION: Range = Range::new(0.01, 20.0, "m/s2", "Kolesar et al. 1975");

/// Minutes on a road that takes `free_minutes` when empty, at `loaded` times its capacity.
///
/// # Errors
/// Every number out of range.
pub fn loaded_minutes(free_minutes: f64, loaded: f64) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&MINUTES, "free_minutes", free_minutes);
    refusals.hold(&Range::new(0.0, 10.0, "", "Bureau of Public Roads 1964"), "loaded", loaded);
    refusals.into_result()?;
    let square = loaded * loaded;
    Ok(free_minutes * (1.0 + 0.15 * square * square))
}

/// Seconds for a journey from rest to rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Acceleration {
    m_s2: f64,
    cruise_m_s: f64,
}

impl Acceleration {
    /// An acceleration in m/s2, which braking equals, and a cruising speed in m/s.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(m_s2: f64, cruise_m_s: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&ACCELERATION, "acceleration", m_s2);
        refusals.hold(&SPEED, "cruise", cruise_m_s);
        refusals.into_result().map(|()| Self { m_s2, cruise_m_s })
    }

    /// Metres up to which the cruising speed is not reached.
    pub fn switch_m(&self) -> f64 {
        self.cruise_m_s * self.cruise_m_s / self.m_s2
    }

    /// Seconds for `distance_m` metres.
    ///
    /// # Errors
    /// A distance out of range.
    pub fn seconds(&self, distance_m: f64) -> Result<f64, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&DISTANCE, "distance", distance_m);
        refusals.into_result()?;
        Ok(if distance_m <= self.switch_m() {
            2.0 * math::sqrt(distance_m / self.m_s2)
        } else {
            self.cruise_m_s / self.m_s2 + distance_m / self.cruise_m_s
        })
    }
}

/// How units stand in an area and how they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// At random, in straight lines.
    RandomStraight,
    /// At random, at right angles along two directions.
    RandomRightAngled,
    /// In the middle of regular diamonds, at right angles.
    DiamondsRightAngled,
}

/// Mean distance in km from an incident anywhere in `area_km2` to the nearest of `units`.
///
/// # Errors
/// No unit, or an area out of 0 to 10 million km2.
pub fn nearest_km(spacing: Spacing, area_km2: f64, units: u32) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(0.0, 1e7, "km2", "Larson & Odoni 1981"), "area", area_km2);
    refusals.hold(&Range::new(1.0, 1e6, "", ""), "units", f64::from(units));
    refusals.into_result()?;
    let factor = match spacing {
        Spacing::RandomStraight => 0.5,
        Spacing::RandomRightAngled => math::sqrt(std::f64::consts::PI / 8.0),
        Spacing::DiamondsRightAngled => std::f64::consts::SQRT_2 / 3.0,
    };
    Ok(factor * math::sqrt(area_km2 / f64::from(units)))
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "congestion.delay",
            "路段流量等于通行能力时的延误系数",
            "delay on a road at capacity",
            0.15,
            "",
        )
        .recalled("Bureau of Public Roads 1964"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    #[test]
    fn delays_of_the_bureau_of_public_roads_1964() {
        for (loaded, minutes) in [(0.0, 1.0), (1.0, 1.15), (1.5, 1.759_375), (2.0, 3.4)] {
            assert!((loaded_minutes(1.0, loaded).unwrap() - minutes).abs() < 1e-12);
            assert!((loaded_minutes(7.0, loaded).unwrap() - 7.0 * minutes).abs() < 1e-12);
        }
        assert_eq!(loaded_minutes(f64::NAN, -0.1).unwrap_err().0.len(), 2);
    }

    #[test]
    fn the_acceleration_law_switches_where_kolesar_1975_says() {
        let law = Acceleration::new(0.5, 16.67).unwrap();
        assert!((law.switch_m() - 555.78).abs() < 0.005);
        // 2 sqrt(200) up to the switch, 33.34 + 1000 / 16.67 beyond.
        assert!((law.seconds(100.0).unwrap() - 28.284_271).abs() < 1e-6);
        assert!((law.seconds(1_000.0).unwrap() - 93.328_002_4).abs() < 1e-6);
        assert_eq!(law.seconds(0.0), Ok(0.0));
        assert!(law.seconds(f64::INFINITY).is_err() && law.seconds(-1.0).is_err());
        assert_eq!(Acceleration::new(0.0, f64::NAN).unwrap_err().0.len(), 2);
    }

    #[test]
    fn square_root_laws_of_larson_odoni_1981() {
        for (spacing, factor) in [
            (Spacing::RandomStraight, 0.5),
            (Spacing::RandomRightAngled, 0.626_657_07),
            (Spacing::DiamondsRightAngled, 0.471_404_52),
        ] {
            assert!((nearest_km(spacing, 1.0, 1).unwrap() - factor).abs() < 1e-8);
            assert!((nearest_km(spacing, 80.0, 5).unwrap() - 4.0 * factor).abs() < 1e-7);
            assert_eq!(nearest_km(spacing, -1.0, 0).unwrap_err().0.len(), 2);
        }
    }

    #[test]
    fn a_diamond_is_as_wide_as_its_law_says() {
        // One unit in the middle of a diamond of 2 km2, whose edges are 1 km away at right angles:
        // the area within d is 2 d^2, so the mean is that of 4 d^2 / 2.
        let parts = 1_000_000;
        let middles = (0..parts).map(|part| (f64::from(part) + 0.5) / f64::from(parts));
        let mean: f64 = middles.map(|d| d * 4.0 * d / 2.0).sum::<f64>() / f64::from(parts);
        let law = nearest_km(Spacing::DiamondsRightAngled, 2.0, 1).unwrap();
        assert!((law / mean - 1.0).abs() < 1e-9, "{law} {mean}");
    }

    #[test]
    fn units_at_random_on_a_torus_are_as_near_as_the_laws_say() {
        let units = 100;
        let runs = 10_000;
        let mut draws = Seed(71).draws(Purpose::Test, Key(0));
        let mut sums = [[0.0; 2]; 2];
        for _ in 0..runs {
            let mut nearest = [f64::INFINITY; 2];
            for _ in 0..units {
                let [x, y] = [(); 2].map(|()| (draws.uniform() - 0.5).abs());
                nearest[0] = nearest[0].min(math::hypot(x, y));
                nearest[1] = nearest[1].min(x + y);
            }
            for (sum, distance) in sums.iter_mut().zip(nearest) {
                sum[0] += distance;
                sum[1] += distance * distance;
            }
        }
        let runs = f64::from(runs);
        let spacings = [Spacing::RandomStraight, Spacing::RandomRightAngled];
        for ([sum, square], spacing) in sums.into_iter().zip(spacings) {
            let mean = sum / runs;
            let error = math::sqrt((square / runs - mean * mean) / runs);
            // The laws are for a random number of units: a known one is farther by 1 + 3/(8 n).
            let law = nearest_km(spacing, 1.0, units).unwrap();
            let expected = law * (1.0 + 3.0 / 8.0 / f64::from(units));
            assert!((mean - expected).abs() < 4.0 * error, "{spacing:?} {mean} {expected}");
        }
    }

    proptest! {
        #[test]
        fn journeys_and_loads_only_add_time(
            m_s2 in 0.01..20.0f64, cruise in 0.1..100.0f64, distance in 0.0..1e6f64,
            more in 0.0..1e5f64, loaded in 0.0..9.0f64,
        ) {
            let law = Acceleration::new(m_s2, cruise).unwrap();
            let seconds = |distance| law.seconds(distance).unwrap();
            prop_assert!(seconds(distance + more) >= seconds(distance));
            // Never sooner than at cruising speed all the way.
            prop_assert!(seconds(distance) * cruise >= distance * (1.0 - 1e-12));
            let switch = law.switch_m();
            let (before, after) = (seconds(switch * (1.0 - 1e-7)), seconds(switch * (1.0 + 1e-7)));
            prop_assert!((after / before - 1.0).abs() < 1e-6);
            let slope = (after - before) / (2e-7 * switch);
            prop_assert!((slope * cruise - 1.0).abs() < 1e-3);
            let minutes = |loaded| loaded_minutes(3.0, loaded).unwrap();
            prop_assert!(minutes(loaded + 1.0) > minutes(loaded));
        }
    }
}
