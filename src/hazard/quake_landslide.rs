//! When shaking brings a slope down: how far it slides, and how likely it fails. Rain does so in
//! [`landslide`](super::landslide); how a place shakes is in [`earthquake`](super::earthquake).
//!
//! - Factor of safety of an infinite slope, `FS = c / (w t sin A) + tan F / tan A - m ww tan F /
//!   (w tan A)`, with cohesion `c`, friction `F`, unit weights `w` of the ground and `ww` of water,
//!   thickness `t` normal to the slope, inclination `A` and wet share `m` of the thickness
//!   (Jibson, Harp & Michael 2000, equation 2; recalled).
//! - Critical acceleration `ac = (FS - 1) sin A` in g (Newmark 1965).
//! - Displacement of a rigid block on it, Jibson 2007, equation 6: `lg D = 0.215 +
//!   lg((1 - ac/amax)^2.341 (ac/amax)^-1.438)`, with magnitude, equation 7: `lg D = -2.710 +
//!   lg((1 - ac/amax)^2.335 (ac/amax)^-1.478) + 0.424 M`, `D` in cm; standard deviations of `lg D`
//!   0.510 and 0.454. Recalled; agrees with SLAMMER, the program of the same author (USGS).
//! - Share of slopes that fail, Jibson, Harp & Michael 2000, equation 5: `P = 0.335 (1 -
//!   exp(-0.048 D^1.565))`. Recalled; agrees with SLAMMER. It was fitted to Northridge 1994.
//!
//! A slope that shakes less than its critical acceleration does not move. The regressions were
//! fitted to ratios from about 0.05: below it the ratio is held there and the value says so. Valid
//! range: critical accelerations 0.01 to 10 g, peaks to 10 g, magnitudes 5.3 to 7.6, slopes of 5 to
//! 60 degrees.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusal, Refusals};

/// Least ratio of critical to peak acceleration that the regressions are taken at.
const LEAST_RATIO: f64 = 0.05;
/// Greatest share of slopes that fail.
const FAILURE_MAX: f64 = 0.335;
/// Unit weight of water, kN/m3.
const WATER_KN_M3: f64 = 9.81;

/// Accelerations, g.
pub const ACCELERATION: Range = Range::new(0.0, 10.0, "g", "");
/// Critical accelerations, g: below the least a slope hardly stands by itself.
pub const CRITICAL: Range = Range::new(0.01, 10.0, "g", "Jibson 2007");
/// Magnitudes of the regression with magnitude.
pub const MAGNITUDE: Range = Range::new(5.3, 7.6, "", "Jibson 2007");

/// Slopes among which the share that fails is drawn as one: what a scenario may ask for.
pub const SLOPES: Range = Range::new(1.0, 1_000.0, "", "");

/// A slope of earth or weak rock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slope {
    /// Effective cohesion, kPa.
    pub cohesion_kpa: f64,
    /// Effective angle of friction, degrees.
    pub friction_degrees: f64,
    /// Unit weight, kN/m3.
    pub weight_kn_m3: f64,
    /// Thickness of what may slide, normal to the slope, m.
    pub thickness_m: f64,
    /// Inclination, degrees.
    pub inclination_degrees: f64,
    /// Share of the thickness that is saturated, 0 to 1.
    pub wet_share: f64,
}

/// How far a slope slides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Displacement {
    /// Median displacement, cm.
    pub cm: f64,
    /// Whether the slope is weaker than those that the regression was fitted to: `cm` is then a
    /// lower bound.
    pub is_capped: bool,
}

impl Slope {
    /// Notes what is out of range; `path` names the slope.
    pub fn check(&self, path: &str, refusals: &mut Refusals) {
        const SOURCE: &str = "Jibson, Harp & Michael 2000";
        for (field, low, high, unit, value) in [
            ("cohesion_kpa", 0.0, 500.0, "kPa", self.cohesion_kpa),
            ("friction_degrees", 0.0, 60.0, "degrees", self.friction_degrees),
            ("weight_kn_m3", 10.0, 30.0, "kN/m3", self.weight_kn_m3),
            ("thickness_m", 0.5, 50.0, "m", self.thickness_m),
            ("inclination_degrees", 5.0, 60.0, "degrees", self.inclination_degrees),
            ("wet_share", 0.0, 1.0, "", self.wet_share),
        ] {
            refusals.hold(&Range::new(low, high, unit, SOURCE), format!("{path}.{field}"), value);
        }
    }

    /// Static factor of safety: 1 where the slope just stands.
    ///
    /// # Errors
    /// Everything out of range.
    pub fn safety(&self) -> Result<f64, Refusals> {
        let mut refusals = Refusals::default();
        self.check("slope", &mut refusals);
        refusals.into_result()?;
        let incline = self.inclination_degrees * PI / 180.0;
        let friction = math::tan(self.friction_degrees * PI / 180.0);
        let cohesive =
            self.cohesion_kpa / (self.weight_kn_m3 * self.thickness_m * math::sin(incline));
        let dry = 1.0 - self.wet_share * WATER_KN_M3 / self.weight_kn_m3;
        Ok(cohesive + dry * friction / math::tan(incline))
    }

    /// Acceleration at which the slope begins to slide, g; zero where it does not stand by itself.
    ///
    /// # Errors
    /// Everything out of range.
    pub fn critical_g(&self) -> Result<f64, Refusals> {
        let safety = self.safety()?;
        Ok((safety - 1.0).max(0.0) * math::sin(self.inclination_degrees * PI / 180.0))
    }
}

impl Displacement {
    /// Standard deviation of `lg D` of [`Displacement::median`].
    pub const SIGMA: f64 = 0.510;
    /// Standard deviation of `lg D` of [`Displacement::of_magnitude`].
    pub const SIGMA_OF_MAGNITUDE: f64 = 0.454;

    /// Median displacement of a slope of critical acceleration `critical_g` under a peak of
    /// `peak_g` (Jibson 2007, equation 6).
    ///
    /// # Errors
    /// Everything out of [`CRITICAL`] and [`ACCELERATION`].
    pub fn median(critical_g: f64, peak_g: f64) -> Result<Self, Refusals> {
        accelerations(critical_g, peak_g).into_result()?;
        Ok(Self::regression(critical_g, peak_g, [0.215, 2.341, -1.438]))
    }

    /// The same with the magnitude, which says how long it shakes (Jibson 2007, equation 7).
    ///
    /// # Errors
    /// Everything out of [`CRITICAL`], [`ACCELERATION`] and [`MAGNITUDE`].
    pub fn of_magnitude(critical_g: f64, peak_g: f64, magnitude: f64) -> Result<Self, Refusals> {
        let mut refusals = accelerations(critical_g, peak_g);
        refusals.hold(&MAGNITUDE, "magnitude", magnitude);
        refusals.into_result()?;
        Ok(Self::regression(critical_g, peak_g, [-2.710 + 0.424 * magnitude, 2.335, -1.478]))
    }

    fn regression(critical_g: f64, peak_g: f64, [constant, rest, ratio_power]: [f64; 3]) -> Self {
        if peak_g <= critical_g {
            return Self { cm: 0.0, is_capped: false };
        }
        let ratio = critical_g / peak_g;
        let held = ratio.max(LEAST_RATIO);
        let cm =
            math::pow(10.0, constant) * math::pow(1.0 - held, rest) * math::pow(held, ratio_power);
        Self { cm, is_capped: ratio < LEAST_RATIO }
    }
}

/// Notes accelerations out of range.
fn accelerations(critical_g: f64, peak_g: f64) -> Refusals {
    let mut refusals = Refusals::default();
    refusals.hold(&CRITICAL, "critical_g", critical_g);
    refusals.hold(&ACCELERATION, "peak_g", peak_g);
    refusals
}

/// Share of slopes displaced so far, in cm, that fail.
///
/// # Errors
/// A refusal of a displacement out of 0 to 10,000 cm.
pub fn failure_probability(displacement_cm: f64) -> Result<f64, Refusal> {
    let displacement =
        Range::new(0.0, 10_000.0, "cm", "").check("displacement_cm", displacement_cm)?;
    Ok(-FAILURE_MAX * math::exp_m1(-0.048 * math::pow(displacement, 1.565)))
}

/// How likely at least one fails of `slopes` like slopes, each by itself, under a peak of `peak_g`
/// in an earthquake of this magnitude.
///
/// # Errors
/// Everything out of [`CRITICAL`], [`ACCELERATION`], [`MAGNITUDE`] and [`SLOPES`].
pub fn any_fails_probability(
    slopes: u32,
    critical_g: f64,
    peak_g: f64,
    magnitude: f64,
) -> Result<f64, Refusals> {
    let mut refusals = accelerations(critical_g, peak_g);
    refusals.hold(&MAGNITUDE, "magnitude", magnitude);
    refusals.hold(&SLOPES, "slopes", f64::from(slopes));
    refusals.into_result()?;
    let moved = Displacement::of_magnitude(critical_g, peak_g, magnitude)?;
    let fails = failure_probability(moved.cm).map_err(|refusal| Refusals(vec![refusal]))?;
    Ok(1.0 - math::pow(1.0 - fails, f64::from(slopes)))
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let at_half = |key, zh, en, displacement: f64, source| {
        Assumption::placeholder(key, zh, en, displacement, "cm").recalled(source)
    };
    let regression = |coefficients| Displacement::regression(0.1, 0.2, coefficients).cm;
    vec![
        at_half(
            "quake_landslide.displacement",
            "临界加速度为峰值一半时的滑移量",
            "displacement at a critical acceleration of half the peak",
            regression([0.215, 2.341, -1.438]),
            "Jibson 2007, equation 6",
        ),
        Assumption::placeholder(
            "quake_landslide.failure_max",
            "地震滑坡破坏概率上限(北岭地震拟合)",
            "greatest share of slopes that fail (fitted to Northridge)",
            FAILURE_MAX,
            "",
        )
        .recalled("Jibson, Harp & Michael 2000"),
        Assumption::placeholder(
            "quake_landslide.least_ratio",
            "滑移回归式取用的最小临界加速度比",
            "least critical acceleration ratio that the regression is taken at",
            LEAST_RATIO,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slope() -> Slope {
        Slope {
            cohesion_kpa: 10.0,
            friction_degrees: 32.0,
            weight_kn_m3: 18.0,
            thickness_m: 2.5,
            inclination_degrees: 35.0,
            wet_share: 0.0,
        }
    }

    #[test]
    fn displacements_of_jibson_2007_and_failures_of_jibson_2000() {
        // Ratio 0.5: 10^0.215 * 0.5^(2.341 - 1.438) = 0.877344 cm.
        let half = Displacement::median(0.1, 0.2).unwrap();
        assert!((half.cm - 0.877_344).abs() < 1e-6 && !half.is_capped, "{half:?}");
        // With M 7: 10^(-2.710 + 2.968) * 0.5^0.857 = 1.000040 cm.
        let seven = Displacement::of_magnitude(0.1, 0.2, 7.0).unwrap();
        assert!((seven.cm - 1.000_040).abs() < 1e-6, "{seven:?}");
        // D 10 cm: 0.335 (1 - exp(-0.048 * 10^1.565)) = 0.277535.
        assert!((failure_probability(10.0).unwrap() - 0.277_535).abs() < 1e-6);
        assert_eq!(failure_probability(0.0).unwrap(), 0.0);
    }

    #[test]
    fn a_slope_that_shakes_less_than_its_critical_acceleration_stays() {
        for peak in [0.0, 0.1, 0.2] {
            assert_eq!(Displacement::median(0.2, peak).unwrap().cm, 0.0);
        }
        let capped = Displacement::median(0.01, 1.0).unwrap();
        assert!(capped.is_capped);
        assert_eq!(capped.cm, Displacement::median(0.05, 1.0).unwrap().cm);
    }

    #[test]
    fn safety_of_an_infinite_slope() {
        // 10 / (18 * 2.5 * sin 35) + tan 32 / tan 35 = 0.387433 + 0.892406.
        assert!((slope().safety().unwrap() - 1.279_839).abs() < 1e-6);
        // A dry cohesionless slope at its angle of friction just stands.
        let talus = Slope { cohesion_kpa: 0.0, inclination_degrees: 32.0, ..slope() };
        assert!((talus.safety().unwrap() - 1.0).abs() < 1e-12);
        let wet = Slope { wet_share: 1.0, ..talus };
        assert!((wet.safety().unwrap() - (1.0 - 9.81 / 18.0)).abs() < 1e-12);
        assert_eq!(wet.critical_g().unwrap(), 0.0);
    }

    #[test]
    fn of_many_slopes_one_is_likelier_to_fail() {
        let one = |slopes| any_fails_probability(slopes, 0.1, 0.3, 6.4).unwrap();
        let each = failure_probability(Displacement::of_magnitude(0.1, 0.3, 6.4).unwrap().cm);
        assert!((one(1) - each.unwrap()).abs() < 1e-15);
        assert!((one(3) - (1.0 - math::pow(1.0 - one(1), 3.0))).abs() < 1e-15);
        assert_eq!(any_fails_probability(50, 0.3, 0.3, 6.4).unwrap(), 0.0);
        assert_eq!(any_fails_probability(0, 0.0, -1.0, 9.0).unwrap_err().0.len(), 4);
    }

    #[test]
    fn what_is_out_of_range_is_refused_at_once() {
        let bad = Slope {
            cohesion_kpa: f64::NAN,
            friction_degrees: 90.0,
            weight_kn_m3: 0.0,
            thickness_m: 0.0,
            inclination_degrees: 0.0,
            wet_share: 1.5,
        };
        assert_eq!(bad.safety().unwrap_err().0.len(), 6);
        assert_eq!(Displacement::of_magnitude(0.0, f64::NAN, 9.0).unwrap_err().0.len(), 3);
        assert!(failure_probability(f64::INFINITY).is_err());
    }

    proptest! {
        #[test]
        fn weaker_wetter_and_more_shaken_slopes_move_and_fail_no_less(
            cohesion_kpa in 0.0..50.0f64, inclination_degrees in 15.0..45.0f64,
            wet_share in 0.0..0.9f64, critical in 0.01..0.5f64, peak in 0.0..2.0f64,
            more in 1.0..2.0f64, magnitude in 5.3..7.5f64,
        ) {
            let here = Slope { cohesion_kpa, inclination_degrees, wet_share, ..slope() };
            let wetter = Slope { wet_share: wet_share + 0.1, ..here };
            prop_assert!(wetter.critical_g().unwrap() <= here.critical_g().unwrap());
            let moved = |critical, peak| {
                let median = Displacement::median(critical, peak).unwrap().cm;
                (median, Displacement::of_magnitude(critical, peak, magnitude).unwrap().cm)
            };
            let (one, other) = moved(critical, peak);
            let (stronger_one, stronger_other) = moved(critical, peak * more);
            let (firmer_one, firmer_other) = moved(critical * more, peak);
            prop_assert!(stronger_one >= one && stronger_other >= other);
            prop_assert!(firmer_one <= one && firmer_other <= other);
            let longer = Displacement::of_magnitude(critical, peak, magnitude + 0.1).unwrap().cm;
            prop_assert!(longer >= other);
            let fails = failure_probability(one).unwrap();
            prop_assert!((0.0..=FAILURE_MAX).contains(&fails));
            prop_assert!(failure_probability(stronger_one).unwrap() >= fails);
        }
    }
}
