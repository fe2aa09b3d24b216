//! How far sparks of a wind-driven surface fire set new fires ahead of it: the greatest distance.
//! Whether a spark takes hold is not here beyond one placeholder.
//!
//! Albini 1983 (INT-309) in the form of Morris 1987 and BehavePlus, with lengths in feet, wind `U`
//! at 20 ft in miles per hour, distance in miles; recalled:
//! - Byram's intensity of the flame length `I = (L / 0.45)^(1/0.46)` in Btu/ft/s;
//! - energy of a thermal `f = 322 (0.474 U)^-1.01`, height of a spark `z = 1.055 sqrt(f I)`;
//! - cover height `h`, at least `2.2 z^0.337 - 4`;
//! - drift `0.000278 U z^0.643`;
//! - distance `0.000718 U sqrt h (0.362 + sqrt(z/h) / 2 ln(z/h)) + drift`.
//!
//! For flat ground, surface fires, no torching trees. Numbers go in and out in SI units. Valid
//! range: flames to 30 m, wind to 40 m/s, cover to 40 m.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusals};

const FEET: f64 = 1.0 / 0.3048;
const MILES_PER_HOUR: f64 = 1.0 / 0.447_04;
const MILE_M: f64 = 1_609.344;

/// The greatest distance in m at which sparks light fires, of flames of `flame_length_m` in a wind
/// of `wind_m_s` at 6 m over ground covered by plants of `cover_m`.
///
/// # Errors
/// Everything out of range: flames 0 to 30 m, wind 0 to 40 m/s, cover 0 to 40 m.
pub fn spotting_m(flame_length_m: f64, wind_m_s: f64, cover_m: f64) -> Result<f64, Refusals> {
    const SOURCE: &str = "Albini 1983";
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(0.0, 30.0, "m", SOURCE), "flame_length", flame_length_m);
    refusals.hold(&Range::new(0.0, 40.0, "m/s", SOURCE), "wind", wind_m_s);
    refusals.hold(&Range::new(0.0, 40.0, "m", SOURCE), "cover", cover_m);
    refusals.into_result()?;
    let wind = wind_m_s * MILES_PER_HOUR;
    if wind <= 1e-7 || flame_length_m <= 1e-7 {
        return Ok(0.0);
    }
    let energy = 322.0 * math::pow(0.474 * wind, -1.01);
    let intensity = math::pow(flame_length_m * FEET / 0.45, 1.0 / 0.46);
    let height = 1.055 * math::sqrt(energy * intensity);
    let cover = (cover_m * FEET).max(2.2 * math::pow(height, 0.337) - 4.0);
    if cover <= 1e-7 {
        return Ok(0.0);
    }
    let drift = 0.000_278 * wind * math::pow(height, 0.643);
    let ratio = height / cover;
    // A spark that rises little above the plants falls back among them: no less than nothing.
    let flight = (0.362 + 0.5 * math::sqrt(ratio) * math::ln(ratio)).max(0.0);
    Ok((0.000_718 * wind * math::sqrt(cover) * flight + drift) * MILE_M)
}

/// Share of sparks landing on dry fuel that take hold: a placeholder.
pub const IGNITION_SHARE: f64 = 0.05;

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number(
            "wildfire.spark_height",
            "飞火上升高度系数",
            "coefficient of a spark's height",
            1.055,
            "",
        )
        .recalled("Albini 1983, Morris 1987"),
        number(
            "wildfire.spark_ignition",
            "飞火落地引燃比例",
            "share of sparks that take hold",
            IGNITION_SHARE,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn albini_1983_worked_by_hand() {
        // 10 ft flames: I = (10/.45)^(1/.46) = 846.7; U = 20 mph: f = 322 * 9.48^-1.01 = 33.21;
        // z = 1.055 sqrt(28,119) = 176.9 ft; h = max(30, 2.2 * 5.722 - 4 = 8.59) = 30 ft;
        // drift = .000278 * 20 * 27.88 = .155; z/h = 5.897: .362 + 1.2142 * 1.7744 = 2.5165;
        // flat = .000718 * 20 * 5.4772 * 2.5165 = .1979; together .353 miles.
        let found = spotting_m(10.0 / FEET, 20.0 / MILES_PER_HOUR, 30.0 / FEET).unwrap();
        assert!((found / MILE_M - 0.353).abs() < 0.002, "{}", found / MILE_M);
        assert_eq!(spotting_m(0.0, 5.0, 5.0), Ok(0.0));
        assert_eq!(spotting_m(3.0, 0.0, 5.0), Ok(0.0));
        assert_eq!(spotting_m(f64::NAN, -1.0, f64::INFINITY).unwrap_err().0.len(), 3);
    }

    proptest! {
        #[test]
        fn longer_flames_and_more_wind_throw_farther(
            flame in 0.5..20.0f64, wind in 1.0..20.0f64, cover in 0.0..30.0f64,
            factor in 1.0..1.5f64,
        ) {
            let distance = |flame, wind| spotting_m(flame, wind, cover).unwrap();
            prop_assert!(distance(flame, wind) >= 0.0);
            prop_assert!(distance(flame * factor, wind) >= distance(flame, wind) - 1e-9);
            prop_assert!(distance(flame, wind * factor) >= distance(flame, wind) * 0.999);
        }
    }
}
