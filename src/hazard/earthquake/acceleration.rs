//! Peak ground acceleration and velocity around an epicentre, by the four Chinese zones, and the
//! intensity that an instrument reads from them. Macroseismic intensity is in
//! [`intensity`](super::intensity).
//!
//! - Yu, Li & Xiao 2013: `ln Y = a + b M + c ln(sqrt(R^2 + 15^2) + d e^(e M))`, `Y` in gal or cm/s,
//!   `R` in km a semi-axis, coefficients by axis and to either side of M 6.5, read from OpenQuake
//!   (`yu_2013.py`), as are the standard deviations of `ln Y`, 0.5428 and 0.6233; checked on the
//!   axes. 15 km is a fixed depth: the earthquake's own does not enter.
//! - Off the axes a site lies on an ellipse that leaves the fixed depth out, as in OpenQuake:
//!   `a + b M + c ln(R + d e^(e M))` falls from the epicentre as far along one semi-axis as along
//!   the other, `1 + minor / (d e^(e M)) = (1 + major / (d e^(e M)))^(c_major / c_minor)` with the
//!   `d` and `e` of each. With the fixed depth the two semi-axes of an ellipse differ, most near
//!   the epicentre, where the direction matters by a fifth: their logarithms are weighted by the
//!   squares of cosine and sine of the site's eccentric angle. That is exact on both axes and
//!   continuous but at the epicentre itself, which has the value of the major axis. (OpenQuake
//!   equates the values themselves, not how far they fall, which differs where the axes disagree
//!   at the epicentre; and it weights by the azimuth from north, whatever the strike.)
//! - The table is kept as published though two of its parts do not fit: in Tibet the major axis of
//!   acceleration falls by a fifth as the magnitude passes 6.5, and up to it exceeds the minor one
//!   at the epicentre by as much; every other pair agrees to 9 %.
//! - Instrumental intensity, GB/T 17742-2020 (recalled): `IA = 3.17 lg PGA + 6.59`,
//!   `IV = 3.00 lg PGV + 9.77` in m/s2 and m/s; `IV` when both are 6 or more, else their mean;
//!   clipped to 1..12.
//! - Spectral acceleration at 1 s from velocity: `Sa = 1.65 * 2 pi PGV / (1 s * g)` (Newmark & Hall
//!   1982 as in HAZUS, recalled).
//!
//! Valid range: magnitudes 4.5 to 8.5, to 300 km along either axis; both are placeholders. Peaks of
//! an instrument below zero, or none, are stillness.

use std::f64::consts::PI;

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::Refusal;
use super::intensity::SeismicZone;
use super::isoseismal::{DISTANCE, Isoseismal, MAGNITUDE};

/// Gal in one g, as the published values have it.
pub const GAL_PER_G: f64 = 981.0;
/// Depth in the relation, km.
const DEPTH_KM: f64 = 15.0;
/// Magnitude up to which the first pair of coefficients holds.
const BRANCH: f64 = 6.5;

/// Coefficients of one axis: `a` and `b` up to M 6.5, `a` and `b` above it, and `c`.
type Coefficients = [f64; 5];

/// A peak of ground motion and its standard deviation of `ln Y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peak {
    Acceleration,
    Velocity,
}

/// Coefficients of the major and the minor axis.
const fn coefficients(peak: Peak, zone: SeismicZone) -> (Coefficients, Coefficients) {
    match (peak, zone) {
        (Peak::Acceleration, SeismicZone::Xinjiang) => {
            ([4.1193, 1.656, 7.8269, 1.0856, -2.389], [2.2609, 1.6399, 6.003, 1.0649, -2.118])
        }
        (Peak::Acceleration, SeismicZone::Tibet) => {
            ([5.4901, 1.4835, 8.7561, 0.9453, -2.416], [2.3069, 1.4007, 5.6511, 0.8924, -1.854])
        }
        (Peak::Acceleration, SeismicZone::Eastern) => {
            ([4.5517, 1.5433, 8.1259, 0.9936, -2.315], [2.7048, 1.518, 6.3319, 0.9614, -2.004])
        }
        (Peak::Acceleration, SeismicZone::Moderate) => {
            ([5.5591, 1.1454, 8.5238, 0.6854, -2.079], [3.9445, 1.0833, 6.187, 0.7383, -1.723])
        }
        (Peak::Velocity, SeismicZone::Xinjiang) => {
            ([-1.2581, 1.932, 3.013, 1.2742, -2.181], [-3.1073, 1.9389, 1.3087, 1.2627, -1.945])
        }
        (Peak::Velocity, SeismicZone::Tibet) => {
            ([-0.1472, 1.7618, 3.9422, 1.1293, -2.205], [-2.9923, 1.7043, 1.0189, 1.0902, -1.696])
        }
        (Peak::Velocity, SeismicZone::Eastern) => {
            ([-0.8349, 1.8193, 3.3051, 1.1799, -2.103], [-2.6381, 1.8124, 1.6376, 1.1546, -1.825])
        }
        (Peak::Velocity, SeismicZone::Moderate) => {
            ([0.2139, 1.4283, 3.772, 0.8786, -1.889], [-1.3547, 1.3823, 1.5433, 0.9361, -1.559])
        }
    }
}

/// Coefficients `d` and `e` of the major and of the minor axis, the same for both peaks.
const fn saturation(zone: SeismicZone) -> ([f64; 2], [f64; 2]) {
    match zone {
        SeismicZone::Xinjiang => ([1.772, 0.424], [0.825, 0.465]),
        SeismicZone::Tibet => ([2.647, 0.366], [0.612, 0.457]),
        SeismicZone::Eastern => ([2.088, 0.399], [0.944, 0.447]),
        SeismicZone::Moderate => ([2.802, 0.295], [1.295, 0.331]),
    }
}

/// Motion along one axis.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Axis {
    /// `a + b M`.
    constant: f64,
    slope: f64,
    /// `d e^(e M)`, km.
    saturation_km: f64,
}

impl Axis {
    fn new(
        [a, b, above_a, above_b, slope]: Coefficients,
        [d, e]: [f64; 2],
        magnitude: f64,
    ) -> Self {
        let (a, b) = if magnitude > BRANCH { (above_a, above_b) } else { (a, b) };
        let saturation_km = d * math::exp(e * magnitude);
        Self { constant: a + b * magnitude, slope, saturation_km }
    }

    /// `ln Y` at a distance that counts as it stands.
    fn log_at(&self, km: f64) -> f64 {
        self.constant + self.slope * math::ln(km + self.saturation_km)
    }

    /// `ln Y` at a semi-axis, with the fixed depth.
    fn log_motion(&self, km: f64) -> f64 {
        self.log_at(math::sqrt(km * km + DEPTH_KM * DEPTH_KM))
    }
}

/// Both axes of one peak of motion.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Relation {
    major: Axis,
    minor: Axis,
}

impl Relation {
    fn new(peak: Peak, zone: SeismicZone, magnitude: f64) -> Self {
        let (major, minor) = coefficients(peak, zone);
        let (major_km, minor_km) = saturation(zone);
        Self {
            major: Axis::new(major, major_km, magnitude),
            minor: Axis::new(minor, minor_km, magnitude),
        }
    }

    fn log_at(&self, along_km: f64, across_km: f64) -> Result<f64, Refusal> {
        let ratio = self.major.slope / self.minor.slope;
        let minor_of = |major_km: f64| {
            let fall = ratio * math::ln(1.0 + major_km / self.major.saturation_km);
            self.minor.saturation_km * math::exp_m1(fall)
        };
        let ellipse = Isoseismal::through(along_km, across_km, minor_of)?;
        Ok(ellipse.blend(|km| self.major.log_motion(km), |km| self.minor.log_motion(km)))
    }
}

/// Peak ground motion of one earthquake around its epicentre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MotionField {
    acceleration: Relation,
    velocity: Relation,
}

impl MotionField {
    /// Standard deviation of the logarithm of an observed acceleration around the median.
    pub const ACCELERATION_SIGMA: f64 = 0.5428;
    /// Standard deviation of the logarithm of an observed velocity around the median.
    pub const VELOCITY_SIGMA: f64 = 0.6233;

    /// The field of an earthquake of surface-wave magnitude `magnitude`.
    ///
    /// # Errors
    /// A refusal of a magnitude out of [`MAGNITUDE`].
    pub fn new(zone: SeismicZone, magnitude: f64) -> Result<Self, Refusal> {
        let magnitude = MAGNITUDE.check("magnitude", magnitude)?;
        let relation = |peak| Relation::new(peak, zone, magnitude);
        Ok(Self { acceleration: relation(Peak::Acceleration), velocity: relation(Peak::Velocity) })
    }

    /// Median peak ground acceleration in g at `along_km` along the major and `across_km` along the
    /// minor axis.
    ///
    /// # Errors
    /// A refusal of a coordinate out of [`DISTANCE`] to either side.
    pub fn acceleration_g(&self, along_km: f64, across_km: f64) -> Result<f64, Refusal> {
        Ok(math::exp(self.acceleration.log_at(along_km, across_km)?) / GAL_PER_G)
    }

    /// Median peak ground velocity in m/s at the same place.
    ///
    /// # Errors
    /// A refusal of a coordinate out of [`DISTANCE`] to either side.
    pub fn velocity_m_s(&self, along_km: f64, across_km: f64) -> Result<f64, Refusal> {
        Ok(0.01 * math::exp(self.velocity.log_at(along_km, across_km)?))
    }
}

/// Instrumental intensity of peaks in m/s2 and m/s, 1 to 12.
pub fn instrumental_intensity(acceleration_m_s2: f64, velocity_m_s: f64) -> f64 {
    let (acceleration, velocity) =
        (acceleration_intensity(acceleration_m_s2), velocity_intensity(velocity_m_s));
    let strong = acceleration >= 6.0 && velocity >= 6.0;
    let intensity = if strong { velocity } else { 0.5 * (acceleration + velocity) };
    // Stillness has no logarithm: minus infinity, hence 1.
    if intensity > 1.0 { intensity.min(12.0) } else { 1.0 }
}

/// Intensity of a peak acceleration in m/s2 alone, not clipped.
pub fn acceleration_intensity(acceleration_m_s2: f64) -> f64 {
    3.17 * math::log10(acceleration_m_s2.max(0.0)) + 6.59
}

/// Intensity of a peak velocity in m/s alone, not clipped.
pub fn velocity_intensity(velocity_m_s: f64) -> f64 {
    3.00 * math::log10(velocity_m_s.max(0.0)) + 9.77
}

/// Amplification of velocity in [`spectral_acceleration_g`].
const VELOCITY_AMPLIFICATION: f64 = 1.65;

/// Spectral acceleration at a period of 1 s in g, of a peak velocity in m/s.
pub fn spectral_acceleration_g(velocity_m_s: f64) -> f64 {
    VELOCITY_AMPLIFICATION * 2.0 * PI * velocity_m_s.max(0.0) / (0.01 * GAL_PER_G)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let standard = "GB/T 17742-2020";
    let number = Assumption::placeholder;
    vec![
        number(
            "earthquake.instrumental_acceleration",
            "仪器烈度公式中 1 m/s2 加速度对应的烈度",
            "instrumental intensity of an acceleration of 1 m/s2",
            acceleration_intensity(1.0),
            "",
        )
        .recalled(standard),
        number(
            "earthquake.instrumental_velocity",
            "仪器烈度公式中 1 m/s 速度对应的烈度",
            "instrumental intensity of a velocity of 1 m/s",
            velocity_intensity(1.0),
            "",
        )
        .recalled(standard),
        number(
            "earthquake.velocity_amplification",
            "由峰值速度推算 1 秒谱加速度的放大系数",
            "amplification from peak velocity to spectral acceleration at 1 s",
            VELOCITY_AMPLIFICATION,
            "",
        )
        .recalled("Newmark & Hall 1982"),
        number(
            "earthquake.focal_depth",
            "加速度衰减关系中的固定震源深度",
            "fixed focal depth in the relation of acceleration",
            DEPTH_KM,
            "km",
        )
        .checked("Yu, Li & Xiao 2013, as in OpenQuake"),
        number(
            "earthquake.distance_max",
            "衰减关系的最大使用距离",
            "greatest distance at which attenuation is computed",
            DISTANCE.high,
            "km",
        ),
        number(
            "earthquake.magnitude_max",
            "衰减关系的最大使用震级",
            "greatest magnitude for which attenuation is computed",
            MAGNITUDE.high,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accelerations_on_the_axes_of_yu_2013() {
        let eastern = MotionField::new(SeismicZone::Eastern, 7.0).unwrap();
        let tibet = MotionField::new(SeismicZone::Tibet, 6.5).unwrap();
        for (field, km, g) in
            [(eastern, 10.0, 0.38284), (eastern, 20.0, 0.28628), (tibet, 10.0, 0.35451)]
        {
            let computed = field.acceleration_g(km, 0.0).unwrap();
            assert!((computed - g).abs() < 6e-6, "{computed}");
        }
        // Computed apart: both branches, both axes, and a velocity.
        let xinjiang = MotionField::new(SeismicZone::Xinjiang, 6.0).unwrap();
        let moderate = MotionField::new(SeismicZone::Moderate, 8.0).unwrap();
        for (computed, expected) in [
            (eastern.acceleration_g(0.0, 10.0), 0.301_433_432),
            (xinjiang.acceleration_g(30.0, 0.0), 0.085_942_527),
            (xinjiang.acceleration_g(0.0, 30.0), 0.052_777_953),
            (moderate.acceleration_g(50.0, 0.0), 0.130_024_739),
            (moderate.velocity_m_s(50.0, 0.0), 0.119_333_170),
        ] {
            assert!((computed.unwrap() / expected - 1.0).abs() < 1e-7);
        }
    }

    /// Accelerations in g at 5 km along the major and the minor axis and at 40 km along either, for
    /// magnitudes 5.0, 6.5, 6.6 and 8.0, computed apart from the appendix of Yu et al. 2013.
    const APART: [(SeismicZone, [[f64; 4]; 4]); 4] = [
        (
            SeismicZone::Xinjiang,
            [
                [0.069_946_573_9, 0.041_539_975_5, 0.015_478_988_8, 0.008_546_012_44],
                [0.357_296_244, 0.257_071_198, 0.113_550_67, 0.072_195_346_1],
                [0.373_153_561, 0.272_849_447, 0.121_545_512, 0.078_415_623_9],
                [0.622_355_06, 0.524_208_7, 0.281_969_862, 0.210_130_351],
            ],
        ),
        (
            SeismicZone::Tibet,
            [
                [0.092_766_595_5, 0.037_100_171_4, 0.021_464_807_6, 0.008_366_746_79],
                [0.398_804_293, 0.194_336_948, 0.126_910_49, 0.055_296_079_8],
                [0.328_128_944, 0.213_185_483, 0.106_685_346, 0.061_766_226_8],
                [0.513_790_708, 0.400_871_422, 0.223_179_922, 0.152_998_946],
            ],
        ),
        (
            SeismicZone::Eastern,
            [
                [0.075_609_175_4, 0.049_051_614_4, 0.017_896_558_2, 0.011_171_618_9],
                [0.349_174_795, 0.265_123_502, 0.115_084_155, 0.080_389_540_8],
                [0.363_827_238, 0.280_983_769, 0.122_635_419, 0.087_011_769_7],
                [0.585_776_327, 0.503_245_217, 0.267_098_164, 0.210_961_729],
            ],
        ),
        (
            SeismicZone::Moderate,
            [
                [0.079_301_039_7, 0.055_083_650_1, 0.019_594_715_3, 0.014_256_220_1],
                [0.281_235_756, 0.206_415_13, 0.085_653_070_7, 0.062_600_604_3],
                [0.283_917_483, 0.217_005_84, 0.087_744_297_2, 0.066_596_910_2],
                [0.441_307_659, 0.416_292_816, 0.167_937_968, 0.152_808_191],
            ],
        ),
    ];

    #[test]
    fn accelerations_of_all_zones_axes_and_branches_of_yu_2013() {
        for (zone, rows) in APART {
            for (magnitude, expected) in [5.0, 6.5, 6.6, 8.0].into_iter().zip(rows) {
                let field = MotionField::new(zone, magnitude).unwrap();
                let at = |along, across| field.acceleration_g(along, across).unwrap();
                let found = [at(5.0, 0.0), at(0.0, 5.0), at(-40.0, 0.0), at(0.0, -40.0)];
                for (found, expected) in found.into_iter().zip(expected) {
                    assert!((found / expected - 1.0).abs() < 1e-8, "{zone:?} {magnitude} {found}");
                }
            }
        }
    }

    #[test]
    fn axes_agree_at_the_epicentre_and_branches_at_their_magnitude_but_for_tibet() {
        for zone in SeismicZone::ALL {
            for peak in [Peak::Acceleration, Peak::Velocity] {
                let at = |magnitude| Relation::new(peak, *zone, magnitude);
                let odd = (peak, *zone) == (Peak::Acceleration, SeismicZone::Tibet);
                for (magnitude, off) in [(5.5, odd), (6.5, odd), (7.5, false)] {
                    let relation = at(magnitude);
                    let difference = relation.major.log_at(0.0) - relation.minor.log_at(0.0);
                    let allowed = if off { 0.16..0.24 } else { -0.09..0.09 };
                    assert!(allowed.contains(&difference), "{zone:?} {magnitude} {difference}");
                }
                let step = |axis: fn(&Relation) -> Axis| {
                    axis(&at(6.5 + 1e-9)).log_at(20.0) - axis(&at(6.5)).log_at(20.0)
                };
                let allowed = if odd { -0.24..-0.22 } else { -0.05..0.05 };
                assert!(allowed.contains(&step(|relation| relation.major)), "{zone:?} {peak:?}");
                assert!(step(|relation| relation.minor).abs() < 0.05, "{zone:?} {peak:?}");
            }
        }
    }

    #[test]
    fn instrumental_intensities_of_gb_t_17742_2020() {
        assert!((acceleration_intensity(1.0) - 6.59).abs() < 1e-12);
        assert!((velocity_intensity(1.0) - 9.77).abs() < 1e-12);
        // Both at least 6: the velocity's. PGV 0.1: 6.77; 0.01: 3.77, mean with 6.59 is 5.18.
        assert!((instrumental_intensity(1.0, 0.1) - 6.77).abs() < 1e-12);
        assert!((instrumental_intensity(1.0, 0.01) - 5.18).abs() < 1e-12);
        // The mean where only one reaches 6, and the velocity's from where both do.
        let (weak, strong) = (math::pow(10.0, -3.78 / 3.0), math::pow(10.0, -3.76 / 3.0));
        assert!((instrumental_intensity(1.0, weak) - 0.5 * (6.59 + 5.99)).abs() < 1e-9);
        assert!((instrumental_intensity(1.0, strong) - 6.01).abs() < 1e-9);
        // 3.17 lg 0.5 + 6.59 = 5.635735 and 3 lg 0.2 + 9.77 = 7.673090: mean 6.654412.
        assert!((instrumental_intensity(0.5, 0.2) - 6.654_412_450).abs() < 1e-9);
        assert_eq!(instrumental_intensity(0.0, 0.0), 1.0);
        assert_eq!(instrumental_intensity(1e9, 1e9), 12.0);
        for value in [f64::NAN, -1.0, f64::INFINITY] {
            assert!((1.0..=12.0).contains(&instrumental_intensity(value, 0.1)));
        }
        // 1.65 * 2 pi / 9.81.
        assert!((spectral_acceleration_g(1.0) - 1.056_804).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn motion_falls_along_every_ray_and_stays_between_the_axes(
            zone in 0..4u8, magnitude in 4.5..8.5f64,
            radius in 0.5..150.0f64, degrees in 0.0..90.0f64, more in 1.05..2.0f64,
        ) {
            let zone = SeismicZone::from_code(zone).unwrap();
            let field = MotionField::new(zone, magnitude).unwrap();
            let (sine, cosine) = (math::sin(degrees * PI / 180.0), math::cos(degrees * PI / 180.0));
            let near = field.acceleration_g(radius * cosine, radius * sine).unwrap();
            let far = field.acceleration_g(more * radius * cosine, more * radius * sine).unwrap();
            // Within some 200 m of the epicentre the weights change faster than the motion.
            prop_assert!(far < near * (1.0 + 1e-4));
            let along = field.acceleration_g(radius, 0.0).unwrap();
            let across = field.acceleration_g(0.0, radius).unwrap();
            prop_assert!(near >= 0.97 * along.min(across) && near <= 1.03 * along.max(across));
            let velocity = field.velocity_m_s(radius * cosine, radius * sine).unwrap();
            prop_assert!(velocity > 0.0 && velocity < 10.0);
        }

        #[test]
        fn motion_does_not_jump_at_the_axes(
            zone in 0..4u8, magnitude in 4.5..8.5f64, km in 1.0..200.0f64,
        ) {
            let zone = SeismicZone::from_code(zone).unwrap();
            let field = MotionField::new(zone, magnitude).unwrap();
            let at = |along, across| field.acceleration_g(along, across).unwrap();
            prop_assert!((at(km, 1e-7) / at(km, 0.0) - 1.0).abs() < 1e-4);
            prop_assert!((at(1e-7, km) / at(0.0, km) - 1.0).abs() < 1e-4);
        }
    }
}
