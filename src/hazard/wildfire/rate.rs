//! The rate at which a forest fire spreads, in the form of Wang Zhengfei that Chinese practice
//! uses. Its course over the ground is [`spread`](super::spread).
//!
//! `R = R0 Ks Kw Kphi` in m/min, with
//! - `R0 = 0.03 T + 0.05 W + 0.01 (100 - h) - 0.3` at temperature `T` in degrees C, wind force `W`
//!   in Beaufort, relative humidity `h` in percent; below zero it is zero;
//! - `Ks` of the fuel;
//! - `Kw = exp(0.1783 V cos theta)`, wind `V` in m/s, `theta` between where it blows to and where
//!   the fire goes;
//! - `Kphi = exp(3.533 (tan phi)^1.2)` uphill, its inverse downhill, `phi` the slope in the
//!   direction in which the fire goes.
//!
//! Wang Zhengfei 1992 (forest fire behaviour; wind and slope factors after Wang and Mao), recalled.
//! Another published fit is `R0 = 0.053 T + 0.048 W + 0.275`, without humidity: not used. Wind
//! counts twice, in `W` and in `V`: that is the published form. It holds below about 12 m/s and 42
//! degrees: beyond, `Kw` and `Kphi` stay what they are there and the result says so.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusals};

crate::vocabulary::words! {
    /// What burns, as Wang Zhengfei's fuel factor knows it.
    Fuel {
        /// Needles lying flat.
        FlatNeedles "平铺针叶" "flat needles",
        /// Dead branches and leaves.
        Litter "枯枝落叶" "dead branches and leaves",
        /// Cogon and other grass under or between trees.
        Cogon "茅草杂草" "cogon and other grass",
        /// Sedge and dwarf birch.
        Sedge "莎草矮桦" "sedge and dwarf birch",
        /// Pasture and steppe.
        Steppe "牧场草原" "pasture and steppe",
        /// Stands of Korean, Armand or Yunnan pine.
        Pine "红松、华山松、云南松等林地" "pine stands",
    }
}

const SOURCE: &str = "Wang Zhengfei 1992";
/// Wind beyond which the factor is capped, m/s.
pub const WIND_CAP_M_S: f64 = 12.0;
/// Slope beyond which the factor is capped, degrees.
pub const SLOPE_CAP_DEGREES: f64 = 42.0;
const WIND_RATE: f64 = 0.1783;
const SLOPE_RATE: f64 = 3.533;
const SLOPE_POWER: f64 = 1.2;

/// Degrees between the directions in which the head is sought first, and how often that is halved.
const STEP_DEGREES: f64 = 2.0;
const HALVINGS: usize = 8;

/// The factor `Ks` of a fuel.
pub const fn fuel_factor(fuel: Fuel) -> f64 {
    match fuel {
        Fuel::FlatNeedles => 0.8,
        Fuel::Litter => 1.2,
        Fuel::Cogon => 1.6,
        Fuel::Sedge => 1.8,
        Fuel::Steppe => 2.0,
        Fuel::Pine => 1.0,
    }
}

/// Weather and slope at one place, valid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    base_m_min: f64,
    wind_m_s: f64,
    toward_degrees: f64,
    /// Tangent of the steepest slope, capped.
    slope: f64,
    uphill_degrees: f64,
    capped: bool,
}

/// What decides on the spread at one place. Directions are degrees clockwise from north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// Temperature, degrees C.
    pub temperature_c: f64,
    /// Relative humidity, percent.
    pub humidity_percent: f64,
    /// Wind at 10 m, m/s.
    pub wind_m_s: f64,
    /// Where it blows to.
    pub toward_degrees: f64,
}

/// A rate of spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Metres per minute.
    pub m_min: f64,
    /// Whether wind or slope were beyond what the model holds for, and capped.
    pub capped: bool,
}

/// The fastest rate of spread and where it goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// The rate.
    pub rate: Rate,
    /// Where it goes, degrees clockwise from north.
    pub toward_degrees: f64,
    /// The wind that would drive the fire as fast on flat ground, m/s at the height of the wind.
    pub effective_wind_m_s: f64,
}

/// The base rate `R0` in m/min, at least zero.
///
/// # Errors
/// Everything out of range: -40 to 50 degrees C, 0 to 12 Beaufort, 0 to 100 percent.
pub fn base_m_min(temperature_c: f64, beaufort: f64, humidity: f64) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(-40.0, 50.0, "°C", SOURCE), "temperature", temperature_c);
    refusals.hold(&Range::new(0.0, 12.0, "Beaufort", SOURCE), "wind_force", beaufort);
    refusals.hold(&Range::new(0.0, 100.0, "%", SOURCE), "humidity", humidity);
    refusals.into_result()?;
    Ok((0.03 * temperature_c + 0.05 * beaufort + 0.01 * (100.0 - humidity) - 0.3).max(0.0))
}

/// The wind factor `Kw` of the wind's component along the spread, in m/s.
pub fn wind_factor(along_m_s: f64) -> f64 {
    math::exp(WIND_RATE * along_m_s)
}

/// The slope factor `Kphi` of a slope along the spread: its tangent, negative downhill.
pub fn slope_factor(tangent: f64) -> f64 {
    math::exp((SLOPE_RATE * math::pow(tangent.abs(), SLOPE_POWER)).copysign(tangent))
}

/// Force of a wind at 10 m in Beaufort, `W = (V / 0.836)^(2/3)` to the nearest whole.
pub fn beaufort(wind_m_s: f64) -> f64 {
    math::pow(wind_m_s.max(0.0) / 0.836, 2.0 / 3.0).round().min(12.0)
}

impl Conditions {
    /// Conditions on a slope of `slope_degrees` that rises toward `uphill_degrees`.
    ///
    /// # Errors
    /// Everything out of range: wind 0 to 60 m/s, slope 0 to 89 degrees, directions 0 to 360.
    pub fn new(
        weather: &Weather,
        slope_degrees: f64,
        uphill_degrees: f64,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let direction = Range::new(0.0, 360.0, "°", "");
        refusals.hold(&Range::new(0.0, 60.0, "m/s", ""), "wind", weather.wind_m_s);
        refusals.hold(&direction, "toward", weather.toward_degrees);
        refusals.hold(&Range::new(0.0, 89.0, "°", ""), "slope", slope_degrees);
        refusals.hold(&direction, "uphill", uphill_degrees);
        let force = beaufort(weather.wind_m_s);
        let base = base_m_min(weather.temperature_c, force, weather.humidity_percent);
        let base_m_min = base.unwrap_or_else(|more| {
            // The wind is refused once, as wind.
            refusals.0.extend(more.0.into_iter().filter(|each| each.path != "wind_force"));
            0.0
        });
        refusals.into_result()?;
        let slope = math::tan(slope_degrees.min(SLOPE_CAP_DEGREES).to_radians());
        Ok(Self {
            base_m_min,
            wind_m_s: weather.wind_m_s.min(WIND_CAP_M_S),
            toward_degrees: weather.toward_degrees,
            slope,
            uphill_degrees,
            capped: weather.wind_m_s > WIND_CAP_M_S || slope_degrees > SLOPE_CAP_DEGREES,
        })
    }

    /// The exponent of `Kw Kphi` toward a direction in radians.
    fn drive(&self, radians: f64) -> f64 {
        let along = |degrees: f64| math::cos(radians - degrees.to_radians());
        let slope = self.slope * along(self.uphill_degrees);
        WIND_RATE * self.wind_m_s * along(self.toward_degrees)
            + (SLOPE_RATE * math::pow(slope.abs(), SLOPE_POWER)).copysign(slope)
    }

    fn rate(&self, fuel_factor: f64, drive: f64) -> Rate {
        let m_min = self.base_m_min * fuel_factor.max(0.0) * math::exp(drive);
        Rate { m_min, capped: self.capped }
    }

    /// Rate of spread toward a direction in degrees clockwise from north, in a fuel of this factor.
    pub fn toward(&self, fuel_factor: f64, degrees: f64) -> Rate {
        self.rate(fuel_factor, self.drive(degrees.to_radians()))
    }

    /// The fastest spread: the direction to a hundredth of a degree. It lies between where the wind
    /// goes and where the ground rises: beyond either, a direction as far to its other side, or one
    /// nearer to it, is nearer to both. There it is sought by steps of two degrees, then around the
    /// best of those by halves.
    pub fn head(&self, fuel_factor: f64) -> Head {
        let wind = self.toward_degrees;
        let mut best = (wind, self.drive(wind.to_radians()));
        let look = |best: &mut (f64, f64), degrees: f64| {
            let drive = self.drive(degrees.to_radians());
            if drive > best.1 {
                *best = (degrees, drive);
            }
        };
        let rise = (self.uphill_degrees - wind + 180.0).rem_euclid(360.0) - 180.0;
        // Where it rises against the wind, both sides are alike.
        let both = 180.0 - rise.abs() <= STEP_DEGREES;
        let steps = (rise.abs() / STEP_DEGREES).ceil() as i32 + 1;
        let (left, right) = (both || rise < 0.0, both || rise > 0.0);
        let first = if left { -steps.min(90) } else { 0 };
        let last = if right { steps.min(90) } else { 0 };
        for step in first..=last {
            look(&mut best, wind + STEP_DEGREES * f64::from(step));
        }
        let mut step = STEP_DEGREES;
        for _ in 0..HALVINGS {
            step *= 0.5;
            let centre = best.0;
            [-step, step].into_iter().for_each(|aside| look(&mut best, centre + aside));
        }
        let (toward, drive) = best;
        Head {
            rate: self.rate(fuel_factor, drive),
            toward_degrees: toward.rem_euclid(360.0),
            effective_wind_m_s: (drive / WIND_RATE).max(0.0),
        }
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let recalled = |key, zh, en, value, unit| {
        Assumption::placeholder(key, zh, en, value, unit).recalled(SOURCE)
    };
    vec![
        recalled("wildfire.wind_rate", "风速更正系数", "wind factor's rate", WIND_RATE, "s/m"),
        recalled("wildfire.slope_rate", "地形坡度更正系数", "slope factor's rate", SLOPE_RATE, ""),
        recalled("wildfire.wind_cap", "风速适用上限", "cap of wind", WIND_CAP_M_S, "m/s"),
        recalled("wildfire.slope_cap", "坡度适用上限", "cap of slope", SLOPE_CAP_DEGREES, "°"),
        recalled(
            "wildfire.fuel_steppe",
            "牧场草原可燃物更正系数",
            "fuel factor of steppe",
            fuel_factor(Fuel::Steppe),
            "",
        ),
        recalled(
            "wildfire.fuel_needles",
            "平铺针叶可燃物更正系数",
            "fuel factor of flat needles",
            fuel_factor(Fuel::FlatNeedles),
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weather(temperature_c: f64, humidity_percent: f64, wind_m_s: f64) -> Weather {
        Weather { temperature_c, humidity_percent, wind_m_s, toward_degrees: 90.0 }
    }

    #[test]
    fn the_factors_of_wang_zhengfei_1992() {
        assert!((base_m_min(20.0, 3.0, 40.0).unwrap() - 1.05).abs() < 1e-12);
        assert!((base_m_min(30.0, 5.0, 20.0).unwrap() - 1.65).abs() < 1e-12);
        assert_eq!(base_m_min(-10.0, 0.0, 95.0), Ok(0.0));
        // Published as 2.43879, 2.06981 and 5.04782.
        assert!((wind_factor(5.0) / 2.438_785_09 - 1.0).abs() < 1e-8);
        let tangent = math::tan(15_f64.to_radians());
        assert!((slope_factor(tangent) / 2.069_807_79 - 1.0).abs() < 1e-8);
        assert!((wind_factor(5.0) * slope_factor(tangent) / 5.047_816_38 - 1.0).abs() < 1e-8);
        assert!((slope_factor(tangent) * slope_factor(-tangent) - 1.0).abs() < 1e-12);
        assert_eq!((wind_factor(0.0), slope_factor(0.0)), (1.0, 1.0));
        assert!((wind_factor(12.0) / 8.496_038_534 - 1.0).abs() < 1e-9);
        let steepest = math::tan(42_f64.to_radians());
        assert!((slope_factor(steepest) / 22.535_129_23 - 1.0).abs() < 1e-9);
        let factors = Fuel::ALL.iter().map(|fuel| fuel_factor(*fuel)).collect::<Vec<f64>>();
        assert_eq!(factors, [0.8, 1.2, 1.6, 1.8, 2.0, 1.0]);
    }

    #[test]
    fn wind_across_the_slope_and_the_spread_counts_by_its_part() {
        // 5 m/s toward the east, a slope of 15 degrees that rises to the north; computed apart.
        let conditions = Conditions::new(&weather(20.0, 40.0, 5.0), 15.0, 0.0).unwrap();
        for (degrees, expected) in [
            (90.0, 1.05 * 2.438_785_09),
            (0.0, 1.05 * 2.069_807_79),
            (180.0, 1.05 / 2.069_807_79),
            (45.0, 3.187_119_935),
        ] {
            let found = conditions.toward(1.0, degrees).m_min;
            assert!((found / expected - 1.0).abs() < 1e-7, "{degrees} {found}");
        }
    }

    #[test]
    fn wind_up_a_slope_is_the_product_and_the_caps_are_told() {
        // 5 m/s is 3 Beaufort.
        let conditions = Conditions::new(&weather(20.0, 40.0, 5.0), 15.0, 90.0).unwrap();
        let rate = conditions.toward(1.0, 90.0);
        assert!((rate.m_min / (1.05 * 5.047_82) - 1.0).abs() < 1e-6 && !rate.capped);
        let back = conditions.toward(1.0, 270.0);
        assert!((back.m_min * rate.m_min / (1.05 * 1.05) - 1.0).abs() < 1e-9);
        let head = conditions.head(1.0);
        assert!((head.toward_degrees - 90.0).abs() < 0.01 && head.rate == rate);
        let flat = |wind| Conditions::new(&weather(20.0, 40.0, wind), 0.0, 0.0).unwrap();
        assert!((flat(5.0).head(1.0).effective_wind_m_s - 5.0).abs() < 1e-9);
        let storm = flat(30.0).head(1.0);
        assert!(storm.rate.capped && (storm.effective_wind_m_s - 12.0).abs() < 1e-9);
        let steep = |slope| Conditions::new(&weather(20.0, 40.0, 5.0), slope, 90.0).unwrap();
        assert_eq!(steep(60.0).toward(1.0, 90.0).m_min, steep(42.0).toward(1.0, 90.0).m_min);
        assert!(steep(60.0).toward(1.0, 90.0).capped && !steep(42.0).toward(1.0, 90.0).capped);
    }

    #[test]
    fn everything_wrong_is_refused_at_once() {
        let odd = weather(f64::NAN, 101.0, f64::INFINITY);
        let refusals = Conditions::new(&odd, 90.0, -1.0).unwrap_err();
        assert_eq!(refusals.0.len(), 5, "{refusals}");
        assert_eq!(beaufort(f64::NAN), 0.0);
        assert_eq!([beaufort(0.2), beaufort(5.0), beaufort(60.0)], [0.0, 3.0, 12.0]);
        let fine = Conditions::new(&weather(20.0, 40.0, 5.0), 0.0, 0.0).unwrap();
        assert_eq!(fine.toward(f64::NAN, 0.0).m_min, 0.0);
    }

    /// The head by a look all around and nine at each halving.
    fn slow_head(conditions: &Conditions) -> (f64, f64) {
        let (mut best, mut step) = (conditions.toward_degrees, 2.0);
        let mut drive = conditions.drive(best.to_radians());
        for count in [90, 4, 4, 4, 4, 4, 4, 4, 4] {
            let centre = best;
            for part in -count..=count {
                let degrees = centre + step * f64::from(part);
                let found = conditions.drive(degrees.to_radians());
                if found > drive {
                    (best, drive) = (degrees, found);
                }
            }
            step *= 0.5;
        }
        (drive, best.rem_euclid(360.0))
    }

    #[test]
    fn the_head_is_that_of_a_look_all_around_to_the_bit() {
        for wind in (0..=60).map(|step| 0.5 + 0.237 * f64::from(step)) {
            let weather = Weather { toward_degrees: 0.0, ..weather(28.0, 25.0, wind) };
            for slope in 0..=42 {
                for uphill in (0..=18).map(|step| 10.0 * f64::from(step)) {
                    let conditions = Conditions::new(&weather, f64::from(slope), uphill).unwrap();
                    let (drive, toward) = slow_head(&conditions);
                    let found = conditions.head(1.0);
                    let same = found.toward_degrees.to_bits() == toward.to_bits()
                        && found.rate == conditions.rate(1.0, drive);
                    assert!(same, "{wind} m/s, {slope} to {uphill}: {found:?}, {toward}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_head_is_the_fastest_and_more_wind_slope_heat_and_drought_are_faster(
            wind in 0.0..12.0f64, slope in 0.0..42.0f64, uphill in 0.0..360.0f64,
            degrees in 0.0..360.0f64, more in 0.0..1.0f64,
        ) {
            let rate = |temperature, humidity, wind, slope| {
                Conditions::new(&weather(temperature, humidity, wind), slope, uphill).unwrap()
            };
            let base = rate(25.0, 40.0, wind, slope);
            let head = base.head(1.2);
            prop_assert!(head.rate.m_min >= base.toward(1.2, degrees).m_min * (1.0 - 1e-6));
            let again = base.toward(1.2, head.toward_degrees).m_min;
            prop_assert!((again / head.rate.m_min - 1.0).abs() < 1e-9);
            let hotter = rate(25.0 + 10.0 * more, 40.0 - 30.0 * more, wind, slope).head(1.2);
            prop_assert!(hotter.rate.m_min >= head.rate.m_min);
            let steeper = rate(25.0, 40.0, wind, slope + more * (42.0 - slope));
            let up = |conditions: Conditions| conditions.toward(1.2, uphill).m_min;
            prop_assert!(up(steeper) >= up(base));
        }
    }
}
