//! The steady Gaussian plume and the single Gaussian puff of a passive gas over open or built-up
//! country. A wind that changes, and what the gas does to people, are not here.
//!
//! Plume: `C = Q / (2 pi u sy sz) exp(-y^2 / 2 sy^2) [exp(-(z - H)^2 / 2 sz^2) +
//! exp(-(z + H)^2 / 2 sz^2)]`; puff: `C = M / ((2 pi)^1.5 sy^2 sz) exp(-(a^2 + y^2) / 2 sy^2)
//! [the same two terms]`, `a` ahead of its centre, with `sx = sy` (Pasquill 1961, Gifford 1961;
//! Turner 1970). `C` in kg/m3, `Q` in kg/s, `M` in kg, `u` in m/s, lengths in m; the ground
//! reflects everything. Sigmas of distance: Briggs 1973, rural and urban, recalled as printed in
//! common handbooks and checked by an independent computation.
//!
//! The sigmas were fitted to 100 m to 10 km. A distance at which a concentration is reached is
//! capped there and says so ([`Reach`]); nearer than 100 m it says that too. Wind 0.5 to 50 m/s,
//! sources up to 300 m high and 10 t/s. The gas is passive: see [`release`](super) about dense gas.

use std::f64::consts::PI;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal, Refusals};
use super::stability::Stability;
use crate::base::math;
use crate::base::text::Text;

crate::vocabulary::words! {
    /// What the gas moves over.
    Terrain {
        /// Open country.
        Rural "乡村开阔地" "open country",
        /// Built-up country.
        Urban "城镇建成区" "built-up country",
    }
}

/// Nearest distance that the sigmas were fitted to, m.
pub const NEAREST_M: f64 = 100.0;
/// Farthest distance that the sigmas were fitted to, m.
pub const FARTHEST_M: f64 = 10_000.0;
/// Speeds of wind for which a plume or a puff is no nonsense: below, gas drifts anywhere.
pub(super) const WIND: Range = Range::new(0.5, 50.0, "m/s", "Turner 1970");
pub(super) const HEIGHT: Range = Range::new(0.0, 300.0, "m", "Turner 1970");
/// Nearer than this the sigmas are held, because no source is a point; m.
const HELD_M: f64 = 1.0;

/// How far a cloud has spread, standard deviations in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sigmas {
    /// Across the wind.
    pub across_m: f64,
    /// Upwards.
    pub up_m: f64,
}

/// The sigmas of Briggs 1973 after `distance_m` of travel, held nearer than 1 m. Outside 100 m to
/// 10 km they extrapolate: whoever reports them says so.
pub fn sigmas(terrain: Terrain, stability: Stability, distance_m: f64) -> Sigmas {
    // What is no number counts as near.
    let x = if distance_m > HELD_M { distance_m.min(1e9) } else { HELD_M };
    let root = |rate: f64| 1.0 / math::sqrt(1.0 + rate * x);
    let (across, up) = match (terrain, stability) {
        (Terrain::Rural, Stability::A) => (0.22 * root(1e-4), 0.2),
        (Terrain::Rural, Stability::B) => (0.16 * root(1e-4), 0.12),
        (Terrain::Rural, Stability::C) => (0.11 * root(1e-4), 0.08 * root(2e-4)),
        (Terrain::Rural, Stability::D) => (0.08 * root(1e-4), 0.06 * root(1.5e-3)),
        (Terrain::Rural, Stability::E) => (0.06 * root(1e-4), 0.03 / (1.0 + 3e-4 * x)),
        (Terrain::Rural, Stability::F) => (0.04 * root(1e-4), 0.016 / (1.0 + 3e-4 * x)),
        (Terrain::Urban, Stability::A | Stability::B) => (0.32 * root(4e-4), 0.24 / root(1e-3)),
        (Terrain::Urban, Stability::C) => (0.22 * root(4e-4), 0.2),
        (Terrain::Urban, Stability::D) => (0.16 * root(4e-4), 0.14 * root(3e-4)),
        (Terrain::Urban, Stability::E | Stability::F) => (0.11 * root(4e-4), 0.08 * root(1.5e-3)),
    };
    Sigmas { across_m: across * x, up_m: up * x }
}

/// Both vertical terms at height `z_m` of gas let out at `height_m`, per metre.
pub(super) fn vertical(up_m: f64, height_m: f64, z_m: f64) -> f64 {
    let term = |distance_m: f64| {
        let part = distance_m / up_m;
        math::exp(-0.5 * part * part)
    };
    (term(z_m - height_m) + term(z_m + height_m)) / (math::sqrt(2.0 * PI) * up_m)
}

/// A steady plume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plume {
    rate_kg_s: f64,
    wind_m_s: f64,
    height_m: f64,
    terrain: Terrain,
    stability: Stability,
}

/// How far from the source a concentration is reached at the ground on the centreline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// Nowhere downwind.
    Nowhere,
    /// Nearer than the 100 m to which the sigmas were fitted: extrapolated.
    Near {
        /// Metres from the source.
        metres: f64,
    },
    /// Within the range of the sigmas.
    At {
        /// Metres from the source.
        metres: f64,
    },
    /// Farther than 10 km, where the sigmas hold no more.
    Beyond,
}

impl Reach {
    /// The distance as it is reported.
    pub fn text(&self) -> Text {
        match self {
            Self::Nowhere => Text::new("未达到", "nowhere"),
            Self::Near { metres } => Text::new(
                format!("{metres:.0} 米(小于 100 米,超出模型适用范围)"),
                format!("{metres:.0} m (nearer than 100 m, outside the model's range)"),
            ),
            Self::At { metres } => Text::new(format!("{metres:.0} 米"), format!("{metres:.0} m")),
            Self::Beyond => Text::new(">10 公里", ">10 km"),
        }
    }
}

impl Plume {
    /// A plume of `rate_kg_s` from `height_m` above the ground.
    ///
    /// # Errors
    /// Every number out of range: rate 0 to 10,000 kg/s, wind 0.5 to 50 m/s, height 0 to 300 m.
    pub fn new(
        rate_kg_s: f64,
        wind_m_s: f64,
        height_m: f64,
        terrain: Terrain,
        stability: Stability,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(0.0, 10_000.0, "kg/s", ""), "rate", rate_kg_s);
        refusals.hold(&WIND, "wind", wind_m_s);
        refusals.hold(&HEIGHT, "height", height_m);
        refusals.into_result()?;
        Ok(Self { rate_kg_s, wind_m_s, height_m, terrain, stability })
    }

    /// Concentration in kg/m3 at `x_m` downwind, `y_m` across and `z_m` above the ground; none
    /// upwind or below the ground.
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        if !(x_m > 0.0 && z_m >= 0.0 && y_m.is_finite()) {
            return 0.0;
        }
        let Sigmas { across_m, up_m } = sigmas(self.terrain, self.stability, x_m);
        let across = math::exp(-0.5 * (y_m / across_m) * (y_m / across_m))
            / (math::sqrt(2.0 * PI) * across_m);
        self.rate_kg_s / self.wind_m_s * across * vertical(up_m, self.height_m, z_m)
    }

    /// The farthest distance at which the ground on the centreline has `threshold_kg_m3`.
    ///
    /// # Errors
    /// A refusal of a threshold that is no concentration (1e-15 to 100 kg/m3).
    pub fn reach(&self, threshold_kg_m3: f64) -> Result<Reach, Refusal> {
        let range = Range::new(1e-15, 100.0, "kg/m3", "");
        let threshold = range.check("threshold", threshold_kg_m3)?;
        let ground = |ln_x: f64| self.concentration_kg_m3(math::exp(ln_x), 0.0, 0.0);
        // Along the ground there is one maximum (at the source for gas from the ground), because
        // `H^2 / sz^2` falls with distance faster than the ratio of the sigmas' slopes does.
        let (mut low, mut high) = (math::ln(HELD_M), math::ln(FARTHEST_M));
        if ground(high) >= threshold {
            return Ok(Reach::Beyond);
        }
        for _ in 0..100 {
            let (one, other) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
            if ground(one) <= ground(other) {
                low = one;
            } else {
                high = other;
            }
        }
        // The peak of a source at the ground is the nearest distance itself.
        let peak = if self.height_m > 0.0 { low } else { math::ln(HELD_M) };
        if ground(peak) < threshold {
            return Ok(Reach::Nowhere);
        }
        let (mut near, mut far) = (peak, math::ln(FARTHEST_M));
        for _ in 0..80 {
            let middle = 0.5 * (near + far);
            if ground(middle) >= threshold {
                near = middle;
            } else {
                far = middle;
            }
        }
        let metres = math::exp(near);
        Ok(if metres < NEAREST_M { Reach::Near { metres } } else { Reach::At { metres } })
    }
}

/// Concentration in kg/m3 of a puff of `mass_kg` let out at `height_m`, whose sigmas are these, at
/// `away_m` horizontally from its centre and `z_m` above the ground.
pub fn puff_kg_m3(mass_kg: f64, sigmas: &Sigmas, height_m: f64, away_m: f64, z_m: f64) -> f64 {
    let part = away_m / sigmas.across_m;
    let across = math::exp(-0.5 * part * part) / (2.0 * PI * sigmas.across_m * sigmas.across_m);
    mass_kg * across * vertical(sigmas.up_m, height_m, z_m)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "release.farthest",
            "高斯扩散参数适用的最远距离",
            "farthest distance of the sigmas",
            FARTHEST_M,
            "m",
        )
        .recalled("Briggs 1973"),
        Assumption::placeholder(
            "release.calm",
            "高斯扩散适用的最小风速",
            "least wind of a Gaussian plume",
            WIND.low,
            "m/s",
        )
        .recalled("Turner 1970"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, expected: f64, relative: f64) {
        assert!((found / expected - 1.0).abs() <= relative, "{found} {expected}");
    }

    fn plume(wind: f64, height: f64, terrain: Terrain, stability: Stability) -> Plume {
        Plume::new(1.0, wind, height, terrain, stability).unwrap()
    }

    /// Chlorine at 25 C: kg/m3 of one part in a million.
    const CHLORINE: f64 = 70.906 / 24.45 * 1e-6;

    #[test]
    fn sigmas_and_centreline_of_briggs_1973() {
        let found = sigmas(Terrain::Rural, Stability::D, 1_000.0);
        close(found.across_m, 76.277_0, 1e-6);
        close(found.up_m, 37.947_3, 1e-6);
        let found = sigmas(Terrain::Rural, Stability::F, 1_000.0);
        close(found.across_m, 38.138_5, 1e-6);
        close(found.up_m, 12.307_7, 1e-6);
        // Published as 5.49851e-5 and 3.39063e-4.
        let published = [(Stability::D, 5.498_512_81e-5), (Stability::F, 3.390_625_72e-4)];
        for (class, expected) in published {
            let found = plume(2.0, 0.0, Terrain::Rural, class);
            close(found.concentration_kg_m3(1_000.0, 0.0, 0.0), expected, 1e-8);
        }
        let urban = sigmas(Terrain::Urban, Stability::A, 1_000.0);
        close(urban.across_m, 320.0 / math::sqrt(1.4), 1e-12);
        close(urban.up_m, 240.0 * math::sqrt(2.0), 1e-12);
        let held = sigmas(Terrain::Urban, Stability::A, f64::NAN);
        assert_eq!(held, sigmas(Terrain::Urban, Stability::A, 1.0));
    }

    /// Sigmas across and upwards at 250 m, 2 km and 10 km, computed apart from Briggs' table.
    #[test]
    fn sigmas_of_every_terrain_and_class() {
        use Stability::{A, B, C, D, E, F};
        use Terrain::{Rural, Urban};
        for (terrain, class, pairs) in [
            (Rural, A, [(54.325_127_8, 50.0), (401.663_209, 400.0), (1_555.634_92, 2_000.0)]),
            (Rural, B, [(39.509_183_9, 30.0), (292.118_697, 240.0), (1_131.370_85, 1_200.0)]),
            (
                Rural,
                C,
                [
                    (27.162_563_9, 19.518_001_5),
                    (200.831_604, 135.224_681),
                    (777.817_459, 461.880_215),
                ],
            ),
            (Rural, D, [(19.754_591_9, 12.792_043), (146.059_349, 60.0), (565.685_425, 150.0)]),
            (Rural, E, [(14.815_943_9, 6.976_744_19), (109.544_512, 37.5), (424.264_069, 75.0)]),
            (Rural, F, [(9.877_295_97, 3.720_930_23), (73.029_674_3, 20.0), (282.842_712, 40.0)]),
            (
                Urban,
                A,
                [
                    (76.277_007_1, 67.082_039_3),
                    (477.027_835, 831.384_388),
                    (1_431.083_51, 7_959.899_5),
                ],
            ),
            (
                Urban,
                B,
                [
                    (76.277_007_1, 67.082_039_3),
                    (477.027_835, 831.384_388),
                    (1_431.083_51, 7_959.899_5),
                ],
            ),
            (Urban, C, [(52.440_442_4, 50.0), (327.956_637, 400.0), (983.869_91, 2_000.0)]),
            (
                Urban,
                D,
                [(38.138_503_6, 33.756_997_6), (238.513_918, 221.359_436), (715.541_753, 700.0)],
            ),
            (Urban, E, [(26.220_221_2, 17.056_057_3), (163.978_318, 80.0), (491.934_955, 200.0)]),
            (Urban, F, [(26.220_221_2, 17.056_057_3), (163.978_318, 80.0), (491.934_955, 200.0)]),
        ] {
            for (distance, (across, up)) in [250.0, 2_000.0, 10_000.0].into_iter().zip(pairs) {
                let found = sigmas(terrain, class, distance);
                close(found.across_m, across, 1e-8);
                close(found.up_m, up, 1e-8);
            }
        }
    }

    #[test]
    fn plumes_and_puffs_off_the_centreline_and_above_the_ground() {
        use Stability::{A, C, D, E};
        use Terrain::{Rural, Urban};
        for (plume, [x, y, z], expected) in [
            (Plume::new(2.5, 4.0, 20.0, Rural, C), [800.0, 60.0, 1.5], 2.905_793_14e-5),
            (Plume::new(0.3, 1.5, 10.0, Urban, E), [400.0, -25.0, 3.0], 4.696_155_49e-5),
            (Plume::new(10.0, 6.0, 50.0, Urban, A), [3_000.0, 500.0, 100.0], 4.210_928_29e-7),
        ] {
            close(plume.unwrap().concentration_kg_m3(x, y, z), expected, 1e-8);
        }
        // 30 m ahead and 40 m beside its centre, and 50 m away.
        let spread = sigmas(Rural, D, 1_000.0);
        close(puff_kg_m3(3.0, &spread, 10.0, math::hypot(30.0, 40.0), 2.0), 1.342_661_35e-6, 1e-8);
    }

    #[test]
    fn chlorine_distances_and_the_cap_at_ten_kilometres() {
        for (terrain, ppm, metres) in [
            (Terrain::Rural, 20.0, 565.25),
            (Terrain::Rural, 2.0, 2_317.1),
            (Terrain::Rural, 0.5, 6_071.7),
            (Terrain::Urban, 20.0, 230.1),
            (Terrain::Urban, 2.0, 790.8),
            (Terrain::Urban, 0.5, 1_782.7),
        ] {
            let reach = plume(5.0, 0.0, terrain, Stability::D).reach(ppm * CHLORINE).unwrap();
            let Reach::At { metres: found } = reach else { panic!("{reach:?}") };
            close(found, metres, 1e-3);
        }
        let calm = plume(1.5, 0.0, Terrain::Rural, Stability::F).reach(2.0 * CHLORINE).unwrap();
        assert_eq!(calm, Reach::Beyond);
        // By the bare formula it would be 42 km, where the sigmas hold no more.
        let raw = plume(1.5, 0.0, Terrain::Rural, Stability::F);
        close(raw.concentration_kg_m3(42_317.2, 0.0, 0.0), 2.0 * CHLORINE, 1e-5);
        assert_eq!(calm.text().en, ">10 km");
        let near = plume(5.0, 0.0, Terrain::Urban, Stability::D).reach(1_000.0 * CHLORINE).unwrap();
        assert!(matches!(near, Reach::Near { metres } if metres < 100.0), "{near:?}");
        assert!(near.text().en.contains("outside the model's range"));
        let high = plume(5.0, 200.0, Terrain::Rural, Stability::D);
        assert_eq!(high.reach(20.0 * CHLORINE).unwrap(), Reach::Nowhere);
    }

    #[test]
    fn a_stacks_maximum_is_near_sz_of_h_over_root_two() {
        // Class A and B rural have sz/sy nearly constant near the source.
        let stack = plume(3.0, 30.0, Terrain::Rural, Stability::B);
        let at = |x: f64| stack.concentration_kg_m3(x, 0.0, 0.0);
        let highest =
            (100..400).max_by(|one, other| at(f64::from(*one)).total_cmp(&at(f64::from(*other))));
        let up = sigmas(Terrain::Rural, Stability::B, f64::from(highest.unwrap())).up_m;
        close(up, 30.0 / math::sqrt(2.0), 0.02);
        // The farther of the two distances is reported.
        let Reach::At { metres } = stack.reach(at(150.0)).unwrap() else { panic!() };
        assert!(metres > 200.0);
        close(at(metres), at(150.0), 1e-9);
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        let refused = Plume::new(f64::NAN, 0.2, -1.0, Terrain::Rural, Stability::D);
        assert_eq!(refused.unwrap_err().0.len(), 3);
        let fine = plume(2.0, 0.0, Terrain::Rural, Stability::D);
        assert!(fine.reach(0.0).is_err() && fine.reach(f64::NAN).is_err());
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e-300] {
            for [x, y, z] in [[odd, 0.0, 0.0], [500.0, odd, 0.0], [500.0, 0.0, odd], [odd; 3]] {
                assert!(fine.concentration_kg_m3(x, y, z) >= 0.0);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_mass_flux_of_a_plume_and_the_mass_of_a_puff_are_what_was_let_out(
            class in 0..6usize, urban in any::<bool>(), x in 100.0..10_000.0f64,
            height in 0.0..100.0f64, wind in 0.5..20.0f64,
        ) {
            let terrain = if urban { Terrain::Urban } else { Terrain::Rural };
            let plume = plume(wind, height, terrain, Stability::ALL[class]);
            let sigmas = sigmas(terrain, Stability::ALL[class], x);
            let (wide, high) = (6.0 * sigmas.across_m, height + 6.0 * sigmas.up_m);
            let (mut flux, mut mass, steps) = (0.0, 0.0, 120);
            for one in 0..steps {
                let y = wide * ((f64::from(one) + 0.5) / 60.0 - 1.0);
                let ring = wide * (f64::from(one) + 0.5) / 120.0;
                for other in 0..steps {
                    let z = high * (f64::from(other) + 0.5) / 120.0;
                    flux += plume.concentration_kg_m3(x, y, z) * wind;
                    mass += puff_kg_m3(3.0, &sigmas, height, ring, z) * 2.0 * PI * ring;
                }
            }
            flux *= wide / 60.0 * high / 120.0;
            mass *= wide / 120.0 * high / 120.0;
            prop_assert!((flux - 1.0).abs() < 1e-4, "{}", flux);
            prop_assert!((mass / 3.0 - 1.0).abs() < 1e-3, "{}", mass);
        }

        #[test]
        fn the_reach_is_the_farthest_place_of_the_concentration(
            class in 0..6usize, height in 0.0..60.0f64, exponent in -9.0..-3.0f64,
        ) {
            let plume = plume(3.0, height, Terrain::Rural, Stability::ALL[class]);
            let threshold = math::pow(10.0, exponent);
            let at = |x: f64| plume.concentration_kg_m3(x, 0.0, 0.0);
            let place = |step| math::exp(math::ln(10_000.0) * f64::from(step) / 3_999.0);
            let steps = (0..4_000).map(place);
            let farthest = steps.filter(|x| at(*x) >= threshold).fold(None, |_, x| Some(x));
            match plume.reach(threshold).unwrap() {
                Reach::Nowhere => prop_assert!(farthest.is_none()),
                Reach::Beyond => prop_assert!(farthest.unwrap() > 9_990.0),
                Reach::Near { metres } | Reach::At { metres } => {
                    // A peak between two steps of the scan may escape the scan, never the reach.
                    prop_assert!(farthest.is_none_or(|x| metres >= x && metres < 1.003 * x));
                    prop_assert!(at(metres) >= threshold * (1.0 - 1e-9));
                }
            }
        }
    }
}
