//! Byram's intensity and flame length, and whether a crew is safe from a fire: the size of a safety
//! zone, the flight before it. Where fire and crew are is not here.
//!
//! - `I = H w R` in kW/m with the heat of combustion `H` in kJ/kg, fuel consumed `w` in kg/m2 and
//!   rate of spread `R` in m/s (Byram 1959); flame length `L = 0.0775 I^0.46` in m.
//! - A safety zone's radius is at least four flame heights (Butler & Cohen 1998, flat ground, from
//!   radiation alone; recalled). Flame length, which is never less, stands for height here.
//! - A crew escapes when it reaches its zone a margin before the fire reaches its way. The margin
//!   and the height of flames in which hand crews can still work are placeholders.
//!
//! Valid range: fuel 0 to 50 kg/m2, rates 0 to 1,000 m/min; lengths below zero, or none, are zero.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusals};

/// Heat of combustion of forest fuel, kJ/kg (Byram 1959; recalled).
pub const HEAT_KJ_KG: f64 = 18_620.0;
/// Flame heights to the edge of a safety zone (Butler & Cohen 1998; recalled).
pub const ZONE_FLAMES: f64 = 4.0;
/// Flame length up to which crews with hand tools can work at the head (Rothermel 1983; recalled).
pub const HAND_CREW_FLAME_M: f64 = 1.2;
/// Minutes by which a crew should be in its zone before the fire: a placeholder.
pub const ESCAPE_MARGIN_MINUTES: f64 = 10.0;

/// Byram's intensity in kW/m of fuel of which `fuel_kg_m2` burns while the fire runs at
/// `rate_m_min`.
///
/// # Errors
/// Everything out of range: fuel 0 to 50 kg/m2, rate 0 to 1,000 m/min.
pub fn intensity_kw_m(fuel_kg_m2: f64, rate_m_min: f64) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(0.0, 50.0, "kg/m2", "Byram 1959"), "fuel", fuel_kg_m2);
    refusals.hold(&Range::new(0.0, 1_000.0, "m/min", "Byram 1959"), "rate", rate_m_min);
    refusals.into_result()?;
    Ok(HEAT_KJ_KG * fuel_kg_m2 * rate_m_min / 60.0)
}

/// Flame length in m of an intensity in kW/m (Byram 1959).
pub fn flame_length_m(intensity_kw_m: f64) -> f64 {
    0.0775 * math::pow(intensity_kw_m.max(0.0), 0.46)
}

/// Intensity in kW/m of a flame length in m: the inverse of [`flame_length_m`].
pub fn intensity_of_flame_kw_m(flame_length_m: f64) -> f64 {
    math::pow(flame_length_m.max(0.0) / 0.0775, 1.0 / 0.46)
}

/// Least radius of a safety zone in m before flames of this length.
pub fn safety_zone_m(flame_length_m: f64) -> f64 {
    ZONE_FLAMES * flame_length_m.max(0.0)
}

/// Whether a zone of this radius is large enough.
pub fn is_safe_zone(radius_m: f64, flame_length_m: f64) -> bool {
    radius_m >= safety_zone_m(flame_length_m)
}

/// Minutes that a crew has to spare: positive when it is in its zone the margin before the fire
/// arrives there or on its way. `fire_minutes` is the earliest arrival along the way from now,
/// infinite when none comes.
pub fn escape_margin_minutes(way_m: f64, pace_m_min: f64, fire_minutes: f64) -> f64 {
    let walk_minutes = if way_m <= 0.0 { 0.0 } else { way_m / pace_m_min.max(0.0) };
    fire_minutes - walk_minutes - ESCAPE_MARGIN_MINUTES
}

/// Whether a crew escapes with the margin to spare; never when any number is none.
pub fn escapes(way_m: f64, pace_m_min: f64, fire_minutes: f64) -> bool {
    escape_margin_minutes(way_m, pace_m_min, fire_minutes) >= 0.0
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number("wildfire.heat", "森林可燃物热值", "heat of forest fuel", HEAT_KJ_KG, "kJ/kg")
            .recalled("Byram 1959"),
        number(
            "wildfire.safety_zone",
            "安全区半径与火焰高度之比",
            "radius of a safety zone in flame heights",
            ZONE_FLAMES,
            "",
        )
        .recalled("Butler & Cohen 1998"),
        number(
            "wildfire.hand_crew",
            "手工具扑打火头的火焰长度上限",
            "flame length up to which hand crews work at the head",
            HAND_CREW_FLAME_M,
            "m",
        )
        .recalled("Rothermel 1983"),
        number(
            "wildfire.escape_margin",
            "避险撤离时间余量",
            "margin of an escape",
            ESCAPE_MARGIN_MINUTES,
            "min",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn byram_1959_and_butler_and_cohen_1998() {
        // 18,620 kJ/kg of 1 kg/m2 at 6 m/min: 0.1 m/s.
        let intensity = intensity_kw_m(1.0, 6.0).unwrap();
        assert!((intensity - 1_862.0).abs() < 1e-9);
        // Computed apart.
        for (intensity, flame) in [
            (100.0, 0.644_616_922_604_6),
            (1_000.0, 1.859_095_512_240),
            (1_862.0, 2.474_527_894_138),
            (30_000.0, 8.887_456_328_214),
        ] {
            assert!((flame_length_m(intensity) / flame - 1.0).abs() < 1e-12, "{intensity}");
        }
        assert_eq!(flame_length_m(0.0), 0.0);
        assert_eq!(safety_zone_m(20.0), 80.0);
        assert!(is_safe_zone(80.0, 20.0) && !is_safe_zone(79.9, 20.0));
        assert_eq!(intensity_kw_m(-1.0, f64::NAN).unwrap_err().0.len(), 2);
        assert_eq!(flame_length_m(f64::NAN), 0.0);
    }

    #[test]
    fn a_crew_escapes_with_its_margin_or_not_at_all() {
        assert!(escapes(600.0, 30.0, 30.0) && !escapes(601.0, 30.0, 30.0));
        assert!(escapes(600.0, 30.0, f64::INFINITY) && !escapes(600.0, 0.0, 500.0));
        assert!(!escapes(600.0, f64::NAN, 500.0) && !escapes(600.0, 30.0, f64::NAN));
        assert!(!escapes(600.0, 0.0, f64::INFINITY));
        assert!(!is_safe_zone(f64::NAN, 1.0));
    }

    proptest! {
        #[test]
        fn more_fuel_and_speed_make_longer_flames_and_the_inverse_holds(
            fuel in 0.01..16.0f64, rate in 0.01..200.0f64, factor in 1.0..3.0f64,
        ) {
            let intensity = intensity_kw_m(fuel, rate).unwrap();
            let flame = flame_length_m(intensity);
            prop_assert!(flame_length_m(intensity_kw_m(fuel * factor, rate).unwrap()) >= flame);
            prop_assert!(flame_length_m(intensity_kw_m(fuel, rate * factor).unwrap()) >= flame);
            prop_assert!((intensity_of_flame_kw_m(flame) / intensity - 1.0).abs() < 1e-9);
            prop_assert!(escape_margin_minutes(100.0, 30.0 * factor, 60.0)
                >= escape_margin_minutes(100.0, 30.0, 60.0));
        }
    }
}
