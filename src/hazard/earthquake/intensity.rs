//! Macroseismic intensity around an epicentre, by the four Chinese zones. Acceleration, and what
//! intensity does to buildings, are not here.
//!
//! `I = A + B Ms + C lg(R + R0)`, with `R` in km the major or the minor semi-axis of the isoseismal
//! from its centre outwards, each with coefficients of its own (Xiao Liang & Yu Yanxiang, the basis
//! of GB 18306-2015). The table was checked; `R0` was recovered from it: with these values the two
//! axes agree at `R = 0` to 4e-4 in every zone. Off the axes a site has the intensity of the
//! ellipse through it ([`isoseismal`](super::isoseismal)). Values are those of the formula, neither
//! rounded nor clipped to the scale.
//!
//! Valid range: magnitudes 4.5 to 8.5, to 300 km along either axis; both are placeholders.

use crate::base::math;

use super::super::range::Refusal;
use super::isoseismal::{Isoseismal, MAGNITUDE};

crate::vocabulary::words! {
    /// Zone of attenuation.
    SeismicZone {
        /// Eastern China, zones of strong earthquakes.
        Eastern "东部强震区" "eastern, strong earthquakes",
        /// Zones of moderate earthquakes: the stable part of China.
        Moderate "中强地震区" "moderate earthquakes",
        /// Xinjiang.
        Xinjiang "新疆区" "Xinjiang",
        /// The plateau of Tibet and Qinghai.
        Tibet "青藏区" "Tibetan plateau",
    }
}

/// Coefficients `A`, `B`, `C` and `R0` of one axis.
type Coefficients = [f64; 4];

/// Coefficients of the major and the minor axis and the standard deviation of a zone.
const fn coefficients(zone: SeismicZone) -> (Coefficients, Coefficients, f64) {
    match zone {
        SeismicZone::Eastern => {
            ([5.7123, 1.3626, -4.2903, 25.0], [3.6588, 1.3626, -3.5406, 13.0], 0.5826)
        }
        SeismicZone::Moderate => {
            ([5.8410, 1.0710, -3.6570, 15.0], [3.9440, 1.0710, -2.8450, 7.0], 0.5200)
        }
        SeismicZone::Xinjiang => {
            ([5.6018, 1.4347, -4.4899, 25.0], [3.6113, 1.4347, -3.8477, 13.0], 0.5924)
        }
        SeismicZone::Tibet => {
            ([6.4580, 1.2746, -4.4709, 25.0], [3.3682, 1.2746, -3.3119, 9.0], 0.6636)
        }
    }
}

/// Intensity along one axis.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Axis {
    /// `A + B Ms`.
    constant: f64,
    slope: f64,
    offset_km: f64,
}

impl Axis {
    fn new([a, b, slope, offset_km]: Coefficients, magnitude: f64) -> Self {
        Self { constant: a + b * magnitude, slope, offset_km }
    }

    fn intensity(&self, km: f64) -> f64 {
        self.constant + self.slope * math::log10(km + self.offset_km)
    }

    /// The semi-axis of an intensity, km; below zero where it is not reached.
    fn km(&self, intensity: f64) -> f64 {
        math::pow(10.0, (intensity - self.constant) / self.slope) - self.offset_km
    }
}

/// The intensity of one earthquake around its epicentre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntensityField {
    major: Axis,
    minor: Axis,
    sigma: f64,
}

impl IntensityField {
    /// The field of an earthquake of surface-wave magnitude `magnitude`.
    ///
    /// # Errors
    /// A refusal of a magnitude out of [`MAGNITUDE`].
    pub fn new(zone: SeismicZone, magnitude: f64) -> Result<Self, Refusal> {
        let magnitude = MAGNITUDE.check("magnitude", magnitude)?;
        let (major, minor, sigma) = coefficients(zone);
        Ok(Self { major: Axis::new(major, magnitude), minor: Axis::new(minor, magnitude), sigma })
    }

    /// Mean intensity at `along_km` along the major and `across_km` along the minor axis.
    ///
    /// # Errors
    /// A refusal of a coordinate out of [`DISTANCE`](super::isoseismal::DISTANCE) to either side.
    pub fn at(&self, along_km: f64, across_km: f64) -> Result<f64, Refusal> {
        let minor_of = |major_km: f64| self.minor.km(self.major.intensity(major_km)).max(0.0);
        let ellipse = Isoseismal::through(along_km, across_km, minor_of)?;
        Ok(ellipse.blend(|km| self.major.intensity(km), |km| self.minor.intensity(km)))
    }

    /// Major and minor semi-axis of an isoseismal, km; none where the epicentre shakes less.
    pub fn semi_axes_km(&self, intensity: f64) -> Option<(f64, f64)> {
        let major_km = self.major.km(intensity);
        (major_km.is_finite() && major_km >= 0.0)
            .then(|| (major_km, self.minor.km(intensity).max(0.0)))
    }

    /// Standard deviation of an observed intensity around the mean.
    pub const fn sigma(&self) -> f64 {
        self.sigma
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn intensities_on_the_axes_of_gb_18306_2015() {
        for (zone, magnitude, km, major, minor) in [
            (SeismicZone::Tibet, 7.0, 20.0, 7.98885, 7.44708),
            (SeismicZone::Moderate, 6.0, 10.0, 7.15473, 6.86937),
        ] {
            let field = IntensityField::new(zone, magnitude).unwrap();
            assert!((field.at(km, 0.0).unwrap() - major).abs() < 6e-6);
            assert!((field.at(0.0, km).unwrap() - minor).abs() < 6e-6);
        }
    }

    /// Magnitude, semi-axis, and the intensity on the major and on the minor axis, computed apart
    /// from the published table.
    const APART: [(SeismicZone, [[f64; 4]; 4]); 4] = [
        (
            SeismicZone::Eastern,
            [
                [5.5, 12.0, 6.478_544_143, 6.203_553_605],
                [6.4, 35.0, 6.804_137_690, 6.426_837_275],
                [7.0, 20.0, 8.157_722_352, 7.820_549_544],
                [8.0, 150.0, 6.989_793_860, 6.727_128_568],
            ],
        ),
        (
            SeismicZone::Moderate,
            [
                [5.5, 12.0, 6.497_002_714, 6.196_446_005],
                [6.4, 35.0, 6.482_266_694, 6.180_255_769],
                [7.0, 20.0, 7.691_343_162, 7.368_770_091],
                [8.0, 150.0, 6.299_661_216, 6.264_665_489],
            ],
        ),
        (
            SeismicZone::Xinjiang,
            [
                [5.5, 12.0, 6.451_581_079, 6.123_296_229],
                [6.4, 35.0, 6.800_158_701, 6.324_468_091],
                [7.0, 20.0, 8.221_941_134, 7.811_413_914],
                [8.0, 150.0, 7.008_383_465, 6.577_065_755],
            ],
        ),
        (
            SeismicZone::Tibet,
            [
                [5.5, 12.0, 6.457_026_912, 5.999_441_918],
                [6.4, 35.0, 6.665_503_575, 6.082_689_081],
                [7.0, 20.0, 7.988_852_172, 7.447_084_071],
                [8.0, 150.0, 6.626_401_188, 6.274_192_864],
            ],
        ),
    ];

    #[test]
    fn intensities_of_all_zones_on_both_axes() {
        for (zone, rows) in APART {
            for [magnitude, km, major, minor] in rows {
                let field = IntensityField::new(zone, magnitude).unwrap();
                let (along, across) = (field.at(km, 0.0).unwrap(), field.at(0.0, -km).unwrap());
                assert!((along - major).abs() < 1e-8, "{zone:?} {magnitude} {along}");
                assert!((across - minor).abs() < 1e-8, "{zone:?} {magnitude} {across}");
            }
        }
        let sigmas = SeismicZone::ALL.iter().map(|zone| IntensityField::new(*zone, 6.0));
        let sigmas: Vec<f64> = sigmas.map(|field| field.unwrap().sigma()).collect();
        assert_eq!(sigmas, [0.5826, 0.52, 0.5924, 0.6636]);
    }

    #[test]
    fn off_both_axes_a_site_has_the_intensity_of_its_ellipse() {
        // Solved apart, by bisection over the intensity.
        for (zone, magnitude, along, across, intensity) in [
            (SeismicZone::Tibet, 7.0, 15.0, 10.0, 7.844_422_026),
            (SeismicZone::Tibet, 8.0, 3.0, 100.0, 6.816_914_632),
            (SeismicZone::Eastern, 6.4, 20.0, 15.0, 6.983_795_881),
            (SeismicZone::Moderate, 5.5, 5.0, 8.0, 6.435_404_553),
            (SeismicZone::Xinjiang, 7.5, 60.0, 40.0, 7.241_560_185),
        ] {
            let field = IntensityField::new(zone, magnitude).unwrap();
            for [along, across] in [[along, across], [along, -across], [-along, across]] {
                assert!((field.at(along, across).unwrap() - intensity).abs() < 1e-8, "{zone:?}");
            }
        }
    }

    #[test]
    fn both_axes_agree_at_the_epicentre_of_every_zone() {
        for zone in SeismicZone::ALL {
            let field = IntensityField::new(*zone, 6.5).unwrap();
            let difference = field.major.intensity(0.0) - field.minor.intensity(0.0);
            assert!(difference.abs() < 4e-4, "{zone:?} {difference}");
        }
    }

    #[test]
    fn magnitudes_out_of_range_are_refused_and_intensities_not_reached_have_no_line() {
        for magnitude in [4.49, 8.51, f64::NAN, f64::INFINITY] {
            assert!(IntensityField::new(SeismicZone::Tibet, magnitude).is_err());
        }
        let field = IntensityField::new(SeismicZone::Moderate, 5.0).unwrap();
        for intensity in [12.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(field.semi_axes_km(intensity), None);
        }
    }

    proptest! {
        #[test]
        fn isoseismals_are_ellipses_and_shaking_falls_outwards(
            zone in 0..4u8, magnitude in 4.5..8.5f64,
            along in 0.0..140.0f64, across in 0.0..140.0f64, more in 1.0..2.0f64,
            step in 0.1..50.0f64,
        ) {
            let field = IntensityField::new(SeismicZone::from_code(zone).unwrap(), magnitude);
            let field = field.unwrap();
            let here = field.at(along, across).unwrap();
            prop_assert!(field.at(along * more, across * more).unwrap() <= here + 1e-9);
            prop_assert!(field.at(along + step, across).unwrap() < here);
            prop_assert!(field.at(along, across + step).unwrap() < here);
            prop_assert_eq!(field.at(-along, across).unwrap(), here);
            // Near the centre the two axes differ by up to 4e-4, and a line may be of one only.
            if along > 1.0 && across > 1.0 {
                let (a, b) = field.semi_axes_km(here).unwrap();
                let sum = (along / a) * (along / a) + (across / b) * (across / b);
                prop_assert!((sum - 1.0).abs() < 1e-6, "{sum} {a} {b}");
            }
        }
    }
}
