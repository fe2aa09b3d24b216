//! People out in the cold: the wind chill index and what it does to skin and body. Who is out, and
//! how they are dressed, comes from elsewhere.
//!
//! Wind chill (JAG/TI 2001, used in North America; recalled, checked against published charts):
//! `W = 13.12 + 0.6215 T - 11.37 V^0.16 + 0.3965 T V^0.16`, `T` the air in degrees C, `V` the wind
//! at 10 m in km/h, from 5 km/h; below, Environment Canada's line to the air's own temperature in a
//! calm: `W = T + (0.1345 T - 1.59) V / 5`. Valid from -60 to 10 degrees C and to 120 km/h.
//!
//! Limits of frostbite are Environment Canada's (recalled). Time to hypothermia is a placeholder:
//! hours in the dry that halve with every ten degrees of wind chill, a quarter of that when wet.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

crate::vocabulary::words! {
    /// How soon bare skin freezes.
    FrostbiteRisk {
        /// Wind chill above -28: unlikely.
        Low "低" "low",
        /// -28 to -40: within 10 to 30 minutes.
        Within30Minutes "较高(10 至 30 分钟内)" "within 10 to 30 minutes",
        /// -40 to -48: within 5 to 10 minutes.
        Within10Minutes "高(5 至 10 分钟内)" "within 5 to 10 minutes",
        /// -48 to -55: within 2 to 5 minutes.
        Within5Minutes "很高(2 至 5 分钟内)" "within 2 to 5 minutes",
        /// Below -55: within 2 minutes.
        Within2Minutes "极高(2 分钟内)" "within 2 minutes",
    }
}

crate::vocabulary::words! {
    /// What the cold has done to somebody's whole body.
    Hypothermia {
        /// Nothing that matters.
        None "无明显失温" "none",
        /// Shivering, clumsy.
        Mild "轻度失温" "mild",
        /// Confused, no more able to help themselves.
        Moderate "中度失温" "moderate",
        /// Unconscious, in danger of death.
        Severe "重度失温" "severe",
    }
}

/// The wind chill index of air in degrees C and a wind at 10 m in m/s.
///
/// # Errors
/// Everything out of range: -60 to 10 degrees C, 0 to 33.3 m/s.
pub fn wind_chill_c(air_c: f64, wind_m_s: f64) -> Result<f64, Refusals> {
    const SOURCE: &str = "JAG/TI 2001";
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(-60.0, 10.0, "°C", SOURCE), "air", air_c);
    refusals.hold(&Range::new(0.0, 120.0 / 3.6, "m/s", SOURCE), "wind", wind_m_s);
    refusals.into_result()?;
    let wind = 3.6 * wind_m_s;
    if wind < 5.0 {
        return Ok(air_c + (0.134_5 * air_c - 1.59) * wind / 5.0);
    }
    let power = math::pow(wind, 0.16);
    Ok(13.12 + 0.621_5 * air_c - 11.37 * power + 0.396_5 * air_c * power)
}

/// How soon bare skin freezes at a wind chill index.
pub fn frostbite_risk(wind_chill_c: f64) -> FrostbiteRisk {
    match wind_chill_c {
        chill if chill <= -55.0 => FrostbiteRisk::Within2Minutes,
        chill if chill <= -48.0 => FrostbiteRisk::Within5Minutes,
        chill if chill <= -40.0 => FrostbiteRisk::Within10Minutes,
        chill if chill <= -28.0 => FrostbiteRisk::Within30Minutes,
        _ => FrostbiteRisk::Low,
    }
}

/// Hours outside, dry and in winter clothes at a wind chill of zero, to mild hypothermia: a
/// placeholder.
pub const DRY_HOURS: f64 = 12.0;
/// Degrees of wind chill that halve that time: a placeholder.
pub const HALVING_C: f64 = 10.0;
/// Share of that time that remains when wet: a placeholder.
pub const WET_SHARE: f64 = 0.25;

/// Hours outside to mild hypothermia at a wind chill index: a placeholder. Twice as long brings
/// moderate, four times as long severe hypothermia.
pub fn hypothermia_hours(wind_chill_c: f64, wet: bool) -> f64 {
    let share = if wet { WET_SHARE } else { 1.0 };
    DRY_HOURS * share * math::pow(2.0, wind_chill_c.clamp(-100.0, 50.0) / HALVING_C)
}

/// Share per hour of the time to mild hypothermia that passes at a wind chill index; summed over
/// changing weather it is the exposure for [`hypothermia`].
pub fn exposure_per_hour(wind_chill_c: f64, wet: bool) -> f64 {
    1.0 / hypothermia_hours(wind_chill_c, wet)
}

/// Spread of people's tolerance: standard deviation of the logarithm of the exposure that brings
/// one of them to the same class. The old and the small are at one end. A placeholder.
pub const TOLERANCE_SIGMA: f64 = 0.5;

/// The exposure from which somebody of this tolerance (1 in the middle) can no more help himself.
pub fn overcomes(tolerance: f64) -> f64 {
    2.0 * tolerance
}

/// What an exposure has done: from 1 mild, from 2 moderate, from 4 severe.
pub fn hypothermia(exposure: f64) -> Hypothermia {
    match exposure {
        exposure if exposure >= 4.0 => Hypothermia::Severe,
        exposure if exposure >= 2.0 => Hypothermia::Moderate,
        exposure if exposure >= 1.0 => Hypothermia::Mild,
        _ => Hypothermia::None,
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number(
            "cold.dry_hours",
            "风寒温度 0 度、着冬装干燥时轻度失温时间",
            "time to mild hypothermia, dry, at a wind chill of zero",
            DRY_HOURS,
            "h",
        ),
        number(
            "cold.halving",
            "失温时间减半的风寒温差",
            "wind chill that halves the time to hypothermia",
            HALVING_C,
            "°C",
        ),
        number(
            "cold.wet",
            "衣物潮湿时失温时间比例",
            "share of the time to hypothermia when wet",
            WET_SHARE,
            "",
        ),
        number(
            "cold.tolerance",
            "个体耐寒差异（对数标准差）",
            "spread of people's tolerance of cold (sigma of its logarithm)",
            TOLERANCE_SIGMA,
            "",
        ),
        number(
            "cold.frostbite",
            "冻伤风险升高的风寒温度",
            "wind chill from which skin freezes within half an hour",
            -28.0,
            "°C",
        )
        .recalled("Environment Canada"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chill(air_c: f64, wind_km_h: f64) -> f64 {
        wind_chill_c(air_c, wind_km_h / 3.6).unwrap()
    }

    #[test]
    fn the_charts_of_environment_canada_and_of_the_weather_service() {
        for (air, wind, printed) in [
            (-10.0, 20.0, -18.0),
            (-20.0, 30.0, -33.0),
            (0.0, 40.0, -7.0),
            (-40.0, 60.0, -64.0),
            (-10.0, 5.0, -13.0),
        ] {
            assert!((chill(air, wind) - printed).abs() <= 0.5, "{air} {wind} {}", chill(air, wind));
        }
        // 0 F and 15 mph: -19 F.
        let fahrenheit = chill(-160.0 / 9.0, 15.0 * 1.609_344) * 1.8 + 32.0;
        assert!((fahrenheit + 19.0).abs() <= 0.5, "{fahrenheit}");
        assert_eq!(chill(-15.0, 0.0), -15.0);
        assert!((chill(-15.0, 4.999_999) - chill(-15.0, 5.000_001)).abs() < 0.05);
        assert_eq!(wind_chill_c(f64::NAN, -1.0).unwrap_err().0.len(), 2);
    }

    #[test]
    fn classes_and_their_limits() {
        let classes = [-27.9, -28.0, -40.0, -48.0, -55.0].map(frostbite_risk);
        assert_eq!(classes.as_slice(), FrostbiteRisk::ALL);
        assert_eq!(frostbite_risk(f64::NAN), FrostbiteRisk::Low);
        let classes = [0.99, 1.0, 2.0, 4.0].map(hypothermia);
        assert_eq!(classes.as_slice(), Hypothermia::ALL);
        assert!((hypothermia_hours(-10.0, true) - 1.5).abs() < 1e-12);
        assert!((exposure_per_hour(-20.0, false) - 1.0 / 3.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn colder_windier_and_wetter_is_never_warmer(
            air in -60.0..0.0f64, wind in 0.0..110.0f64, colder in 0.0..1.0f64,
            more in 0.1..10.0f64,
        ) {
            let base = chill(air, wind);
            prop_assert!(base <= air + 1e-9);
            prop_assert!(chill(air - colder * (air + 60.0), wind) <= base + 1e-9);
            // The two formulas meet at 5 km/h within two hundredths of a degree per degree.
            let meets = if wind < 5.0 && wind + more >= 5.0 { 0.1 } else { 1e-9 };
            prop_assert!(chill(air, wind + more) <= base + meets);
            prop_assert!(hypothermia_hours(base, true) < hypothermia_hours(base, false));
            prop_assert!(frostbite_risk(base - more) >= frostbite_risk(base));
        }
    }
}
