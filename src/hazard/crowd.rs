//! How a crowd grows, how dense it is felt to be, and how fast it can walk. Where it goes, and what
//! is done about it, is not here.
//!
//! - Growth is logistic (Verhulst 1838): `N' = r N (1 - N/K)`, hence
//!   `N(t) = K / (1 + (K/N0 - 1) exp(-r t))`; rates and room are the author's.
//! - Density: caution from 4 people per m2, danger from 6, of crushing from 7 (Fruin 1993; Still
//!   2014; recalled).
//! - Walking speed in m/s at density `k` in 1/m2 (Weidmann 1993, IVT 90):
//!   `v = 1.34 (1 - exp(-1.913 (1/k - 1/5.4)))`, nobody moves from 5.4 on.
//! - Flow per metre of width (Greenshields 1935, for pedestrians): `q = k 1.34 (1 - k/kj)`, highest
//!   at half the jam density `kj`.
//!
//! - Harm: from danger on each person is crushed at a rate per minute, a placeholder.
//! - Where those who keep order stand, the place fills no further than [`HELD_PER_M2`]: a
//!   placeholder.
//!
//! Valid range: densities 0 to 12 per m2, beyond which bodies do not fit.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusal, Refusals};

const DENSITY: Range = Range::new(0.0, 12.0, "1/m2", "Fruin 1993");
/// Speed of people who walk freely, m/s.
const FREE_M_S: f64 = 1.34;
/// Density at which walking stops, 1/m2.
pub const JAM_PER_M2: f64 = 5.4;

crate::vocabulary::words! {
    /// How dangerous the density of a crowd is, least first.
    CrowdDensity {
        /// Below 4 people per square metre.
        Free "密度正常" "free",
        /// From 4: people no longer choose where they step.
        Caution "密度偏高,需警戒" "caution",
        /// From 6: the crowd moves as one.
        Danger "密度危险" "danger",
        /// From 7: shock waves and crushing.
        Crushing "密度极度危险,可能踩踏" "danger of crushing",
    }
}

/// People per m2 from which a density is cautioned against, dangerous, and dangerous of crushing.
const THRESHOLDS: [f64; 3] = [4.0, 6.0, 7.0];

/// People per m2 up to which a place fills where order is kept: a placeholder, half of caution.
pub const HELD_PER_M2: f64 = 2.0;
/// Of those in a dangerous crowd, how many are hurt in a minute: placeholders for the two classes.
const CRUSHED_PER_MINUTE: [f64; 2] = [2e-5, 1e-4];
/// The slowest that a vehicle goes through people on foot, m/s: it waits and moves up.
const CREEP_M_S: f64 = 0.1;

/// A gathering that grows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gathering {
    first: f64,
    room: f64,
    per_minute: f64,
}

impl Gathering {
    /// People at first, the most who come (`K`), and the rate `r` per minute at which they attract
    /// each other while they are few.
    ///
    /// # Errors
    /// Every number out of range: 1 to 10 million people, rates of 0 to 10.
    pub fn new(first: f64, room: f64, per_minute: f64) -> Result<Self, Refusals> {
        const PEOPLE: Range = Range::new(1.0, 1e7, "", "");
        let mut refusals = Refusals::default();
        refusals.hold(&PEOPLE, "first", first);
        refusals.hold(&PEOPLE, "room", room);
        refusals.hold(&Range::new(0.0, 10.0, "1/min", ""), "per_minute", per_minute);
        refusals.into_result().map(|()| Self { first, room, per_minute })
    }

    /// People after `minutes`; before the beginning as at it.
    pub fn people(&self, minutes: f64) -> f64 {
        let decay = math::exp(-self.per_minute * minutes.max(0.0));
        self.room / (1.0 + (self.room / self.first - 1.0) * decay)
    }

    /// Minutes until there are `people` or more; none when there never are.
    pub fn minutes_until(&self, people: f64) -> Option<f64> {
        if people <= self.first {
            return Some(0.0);
        }
        // No number of people, and as many as there is room for, is never reached.
        let reached = people < self.room && self.per_minute > 0.0;
        let odds = |people: f64| self.room / people - 1.0;
        reached.then(|| math::ln(odds(self.first) / odds(people)) / self.per_minute)
    }
}

/// How dangerous `per_m2` people per square metre are.
///
/// # Errors
/// A refusal of a density out of range.
pub fn density_class(per_m2: f64) -> Result<CrowdDensity, Refusal> {
    let density = DENSITY.check("density", per_m2)?;
    let [caution, danger, crushing] = THRESHOLDS;
    Ok(match density {
        density if density >= crushing => CrowdDensity::Crushing,
        density if density >= danger => CrowdDensity::Danger,
        density if density >= caution => CrowdDensity::Caution,
        _ => CrowdDensity::Free,
    })
}

/// Walking speed in m/s among `per_m2` people per square metre (Weidmann 1993).
///
/// # Errors
/// A refusal of a density out of range.
pub fn walking_speed(per_m2: f64) -> Result<f64, Refusal> {
    let density = DENSITY.check("density", per_m2)?;
    if density >= JAM_PER_M2 {
        return Ok(0.0);
    }
    // At no density the exponent is minus infinity: people walk freely.
    Ok(-FREE_M_S * math::exp_m1(-1.913 * (1.0 / density.max(1e-300) - 1.0 / JAM_PER_M2)))
}

/// Probability that somebody in a crowd of this class is hurt within `minutes`.
pub fn crush_probability(class: CrowdDensity, minutes: f64) -> f64 {
    let [danger, crushing] = CRUSHED_PER_MINUTE;
    let rate = match class {
        CrowdDensity::Free | CrowdDensity::Caution => 0.0,
        CrowdDensity::Danger => danger,
        CrowdDensity::Crushing => crushing,
    };
    -math::exp_m1(-rate * minutes.max(0.0))
}

/// Mean speed in km/h over a road of `length_m`, free for `free_km_h`, on `stretch_m` of which
/// people stand at `per_m2`: there a vehicle goes at their pace.
///
/// # Errors
/// A refusal of a density out of range.
pub fn through_km_h(
    length_m: f64,
    free_km_h: f64,
    stretch_m: f64,
    per_m2: f64,
) -> Result<f64, Refusal> {
    let free_m_s = free_km_h / 3.6;
    let among_m_s = walking_speed(per_m2)?.clamp(CREEP_M_S, free_m_s.max(CREEP_M_S));
    let stretch_m = stretch_m.clamp(0.0, length_m);
    let seconds = (length_m - stretch_m) / free_m_s + stretch_m / among_m_s;
    Ok(3.6 * length_m / seconds)
}

/// People per second and metre of width who pass at `per_m2` people per square metre, with nobody
/// moving from `jam_per_m2` on (Greenshields 1935 with pedestrian speeds).
///
/// # Errors
/// Every number out of range; jam densities are 3 to 12 per m2.
pub fn flow(per_m2: f64, jam_per_m2: f64) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&DENSITY, "density", per_m2);
    refusals.hold(&Range::new(3.0, 12.0, "1/m2", "Weidmann 1993"), "jam_density", jam_per_m2);
    refusals.into_result()?;
    Ok((per_m2 * FREE_M_S * (1.0 - per_m2 / jam_per_m2)).max(0.0))
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let threshold = |key, zh, en, value| {
        Assumption::placeholder(key, zh, en, value, "1/m2").recalled("Fruin 1993; Still 2014")
    };
    let [caution, danger, crushing] = THRESHOLDS;
    vec![
        threshold("crowd.caution", "人群密度警戒值", "density of caution", caution),
        threshold("crowd.danger", "人群密度危险值", "dangerous density", danger),
        threshold("crowd.crushing", "人群密度极度危险值", "density of crushing", crushing),
        Assumption::placeholder("crowd.free_speed", "自由步行速度", "free speed", FREE_M_S, "m/s")
            .recalled("Weidmann 1993"),
        Assumption::placeholder(
            "crowd.held",
            "有人维持秩序时的人群密度上限",
            "density up to which a place fills where order is kept",
            HELD_PER_M2,
            "1/m2",
        ),
        Assumption::placeholder(
            "crowd.crushed_danger",
            "密度危险时每万人每分钟受伤人数",
            "hurt in a minute of 10,000 in a dangerous crowd",
            1e4 * CRUSHED_PER_MINUTE[0],
            "1/min",
        ),
        Assumption::placeholder(
            "crowd.crushed_crushing",
            "密度极度危险时每万人每分钟受伤人数",
            "the same at a density of crushing",
            1e4 * CRUSHED_PER_MINUTE[1],
            "1/min",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn walking_speeds_of_weidmann_1993() {
        // Published at 1 and 4 as 1.05806 and 0.156260.
        for (density, speed) in [
            (0.0, 1.34),
            (0.5, 1.298_375_7),
            (1.0, 1.058_062_86),
            (2.0, 0.606_238_421),
            (3.0, 0.330_694_766),
            (4.0, 0.156_260_053),
            (5.0, 0.037_443_498_2),
            (5.4, 0.0),
        ] {
            assert!((walking_speed(density).unwrap() - speed).abs() < 5e-9, "{density}");
        }
        assert_eq!(walking_speed(12.0), Ok(0.0));
        for none in [-0.1, 12.1, f64::NAN] {
            assert!(walking_speed(none).is_err() && density_class(none).is_err());
        }
    }

    #[test]
    fn classes_begin_at_their_thresholds() {
        let classes = [0.0, 3.99, 4.0, 5.99, 6.0, 6.99, 7.0, 12.0].map(density_class);
        use CrowdDensity::{Caution, Crushing, Danger, Free};
        let expected = [Free, Free, Caution, Caution, Danger, Danger, Crushing, Crushing];
        assert_eq!(classes, expected.map(Ok));
    }

    #[test]
    fn flow_is_highest_at_half_the_jam_density() {
        assert!((flow(2.7, 5.4).unwrap() - 1.34 * 5.4 / 4.0).abs() < 1e-12);
        assert!((flow(1.0, 4.0).unwrap() - 1.005).abs() < 1e-12);
        assert_eq!(flow(0.0, 5.4), Ok(0.0));
        assert_eq!(flow(6.0, 5.4), Ok(0.0));
        assert_eq!(flow(f64::NAN, 0.0).unwrap_err().0.len(), 2);
    }

    #[test]
    fn a_gathering_grows_by_verhulst_1838() {
        let gathering = Gathering::new(100.0, 2_000.0, 0.05).unwrap();
        assert!((gathering.people(0.0) - 100.0).abs() < 1e-9);
        let half = math::ln(19.0) / 0.05;
        assert!((gathering.people(half) - 1_000.0).abs() < 1e-9);
        assert!((gathering.minutes_until(1_000.0).unwrap() - half).abs() < 1e-9);
        assert!((gathering.people(f64::INFINITY) - 2_000.0).abs() < 1e-9);
        assert_eq!(gathering.minutes_until(50.0), Some(0.0));
        assert_eq!(gathering.minutes_until(2_000.0), None);
        assert_eq!(gathering.minutes_until(f64::NAN), None);
        assert_eq!(Gathering::new(10.0, 20.0, 0.0).unwrap().minutes_until(15.0), None);
        assert_eq!(Gathering::new(0.0, f64::INFINITY, -1.0).unwrap_err().0.len(), 3);
    }

    #[test]
    fn nobody_is_crushed_below_danger_and_more_are_the_denser_and_longer() {
        let [free, caution, danger, crushing] =
            [0, 1, 2, 3].map(|class: usize| crush_probability(CrowdDensity::ALL[class], 5.0));
        assert_eq!((free, caution), (0.0, 0.0));
        assert!(danger > 0.0 && crushing > danger);
        assert!((danger - 1e-4).abs() < 1e-8, "2e-5 a minute for five: {danger}");
        assert!(crush_probability(CrowdDensity::Danger, 10.0) > danger);
        assert_eq!(crush_probability(CrowdDensity::Crushing, -1.0), 0.0);
    }

    #[test]
    fn a_crowd_on_a_stretch_of_road_slows_the_whole_of_it() {
        // 900 m at 36 km/h take 90 s; 100 m at the walking speed of four per m2 take 640 s.
        let slowed = through_km_h(1_000.0, 36.0, 100.0, 4.0).unwrap();
        assert!((slowed - 3_600.0 / (90.0 + 100.0 / 0.156_260)).abs() < 1e-3, "{slowed}");
        assert_eq!(through_km_h(1_000.0, 36.0, 0.0, 4.0), Ok(36.0));
        // Longer than the road, and so dense that nobody walks: it moves up at a tenth of a metre.
        assert!((through_km_h(50.0, 36.0, 80.0, 6.0).unwrap() - 0.36).abs() < 1e-9);
        assert!(through_km_h(50.0, 36.0, 80.0, 13.0).is_err());
    }

    proptest! {
        #[test]
        fn denser_crowds_walk_no_faster(density in 0.0..12.0f64, more in 0.0..2.0f64) {
            let denser = (density + more).min(12.0);
            prop_assert!(walking_speed(denser).unwrap() <= walking_speed(density).unwrap());
            prop_assert!(density_class(denser).unwrap() >= density_class(density).unwrap());
            let speed = walking_speed(density).unwrap();
            prop_assert!((0.0..=FREE_M_S).contains(&speed));
            let other = (5.4 - density).max(0.0);
            let flow = |density| flow(density, 5.4).unwrap();
            prop_assert!((flow(density.min(5.4)) - flow(other)).abs() < 1e-12);
        }

        #[test]
        fn gatherings_solve_their_equation(
            first in 1.0..1e4f64, room in 1.0..1e5f64, rate in 0.001..1.0f64, at in 0.1..100.0f64,
        ) {
            let gathering = Gathering::new(first, room, rate).unwrap();
            let people = gathering.people(at);
            let step = 1e-4;
            let slope = (gathering.people(at + step) - gathering.people(at - step)) / (2.0 * step);
            let expected = rate * people * (1.0 - people / room);
            prop_assert!((slope - expected).abs() < 1e-5 * (people * rate + expected.abs()));
            prop_assert!(people >= first.min(room) - 1e-6 && people <= first.max(room) + 1e-6);
            if first < 0.9 * people && people < 0.999 * room {
                prop_assert!((gathering.minutes_until(people).unwrap() / at - 1.0).abs() < 1e-6);
            }
        }
    }
}
