//! How stable the air is: Pasquill's classes, by wind and sky.

use super::super::range::{Range, Refusal};

crate::vocabulary::words! {
    /// Pasquill's class of stability, from the most mixing to the least.
    Stability {
        /// Very unstable.
        A "A类(极不稳定)" "A (very unstable)",
        /// Unstable.
        B "B类(不稳定)" "B (unstable)",
        /// Slightly unstable.
        C "C类(弱不稳定)" "C (slightly unstable)",
        /// Neutral.
        D "D类(中性)" "D (neutral)",
        /// Slightly stable.
        E "E类(较稳定)" "E (slightly stable)",
        /// Stable.
        F "F类(稳定)" "F (stable)",
    }
}

crate::vocabulary::words! {
    /// What of the sky decides on stability.
    Sky {
        /// Clear, sun higher than 60 degrees.
        StrongSun "强日照" "strong sun",
        /// Sun between 35 and 60 degrees, or strong sun behind broken cloud.
        ModerateSun "中等日照" "moderate sun",
        /// Sun between 15 and 35 degrees, or moderate sun behind broken cloud.
        SlightSun "弱日照" "slight sun",
        /// Wholly covered, by day or by night.
        Overcast "阴天" "overcast",
        /// Night with at least half of the sky covered.
        CloudyNight "多云夜间" "cloudy night",
        /// Night with less than half of the sky covered.
        ClearNight "晴朗夜间" "clear night",
    }
}

/// The class of stability of wind at 10 m and sky (Pasquill 1961, Turner 1970; recalled). Where the
/// table names two classes the more stable one, which carries gas farther; nights below 2 m/s,
/// which it leaves blank, are E and F.
///
/// # Errors
/// A refusal of a wind out of range.
pub fn stability(wind_m_s: f64, sky: Sky) -> Result<Stability, Refusal> {
    let wind = Range::new(0.0, 100.0, "m/s", "Pasquill 1961").check("wind", wind_m_s)?;
    use Stability::{A, B, C, D, E, F};
    let [strong, moderate, slight, cloudy, clear] = match wind {
        wind if wind < 2.0 => [A, B, B, E, F],
        wind if wind < 3.0 => [B, B, C, E, F],
        wind if wind < 5.0 => [B, C, C, D, E],
        wind if wind < 6.0 => [C, D, D, D, D],
        _ => [C, D, D, D, D],
    };
    Ok(match sky {
        Sky::StrongSun => strong,
        Sky::ModerateSun => moderate,
        Sky::SlightSun => slight,
        Sky::Overcast => D,
        Sky::CloudyNight => cloudy,
        Sky::ClearNight => clear,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_that_of_pasquills_table() {
        for (wind, sky, class) in [
            (1.0, Sky::StrongSun, Stability::A),
            (2.5, Sky::SlightSun, Stability::C),
            (1.5, Sky::ClearNight, Stability::F),
            (4.0, Sky::CloudyNight, Stability::D),
            (4.0, Sky::ClearNight, Stability::E),
            (7.0, Sky::StrongSun, Stability::C),
            (1.0, Sky::Overcast, Stability::D),
        ] {
            assert_eq!(stability(wind, sky), Ok(class));
        }
        assert!(stability(f64::NAN, Sky::Overcast).is_err());
    }
}
