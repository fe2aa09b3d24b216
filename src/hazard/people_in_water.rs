//! How dangerous flood water is to people in it. Who is in it, for how long, and who gets them out
//! is not here.
//!
//! Hazard rating `HR = d (v + 0.5) + DF` with depth `d` in m, velocity `v` in m/s and debris factor
//! `DF` 0.5 up to 0.25 m, 1 beyond it or above 2 m/s (DEFRA & Environment Agency 2006, FD2320/TR2
//! and FD2321; 2008 supplementary note). No published rate of harm per minute in the water was
//! found that fits: [`harm_per_minute`] is a placeholder by class.
//!
//! Valid for any depth and velocity from zero: below, water is dry or still. A rating that is no
//! number is danger for all.

use crate::base::math;

use super::assumption::Assumption;

crate::vocabulary::words! {
    /// Class of hazard to people.
    WaterHazard {
        /// Rating below 0.75.
        Low "低危险" "low hazard",
        /// Rating 0.75 to 1.25: children, the old and the frail.
        Some "对部分人危险" "danger for some",
        /// Rating 1.25 to 2: the general public.
        Most "对多数人危险" "danger for most",
        /// Rating above 2: emergency services as well.
        All "对所有人危险" "danger for all",
    }
}

/// The hazard rating of water of `depth_m` at `velocity_m_s`; zero where it is dry.
pub fn hazard_rating(depth_m: f64, velocity_m_s: f64) -> f64 {
    if depth_m <= 0.0 {
        return 0.0;
    }
    let debris = if depth_m > 0.25 || velocity_m_s > 2.0 { 1.0 } else { 0.5 };
    depth_m * (velocity_m_s.max(0.0) + 0.5) + debris
}

/// The class of a rating.
pub fn hazard_class(rating: f64) -> WaterHazard {
    match rating {
        rating if rating < 0.75 => WaterHazard::Low,
        rating if rating < 1.25 => WaterHazard::Some,
        rating if rating <= 2.0 => WaterHazard::Most,
        _ => WaterHazard::All,
    }
}

/// Rate per minute at which a person in water of this class comes to serious harm: a placeholder.
pub const fn harm_per_minute(class: WaterHazard) -> f64 {
    match class {
        WaterHazard::Low => 0.0,
        WaterHazard::Some => 0.000_2,
        WaterHazard::Most => 0.001,
        WaterHazard::All => 0.004,
    }
}

/// Probability of serious harm in `minutes` at a rate: `1 - exp(-rate minutes)`.
pub fn harm_probability(rate_per_minute: f64, minutes: f64) -> f64 {
    1.0 - math::exp(-rate_per_minute.max(0.0) * minutes.max(0.0))
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let rate =
        |key, zh, en, class| Assumption::placeholder(key, zh, en, harm_per_minute(class), "1/min");
    vec![
        rate(
            "people_in_water.some",
            "对部分人危险的水中每分钟伤亡率",
            "harm per minute in water dangerous for some",
            WaterHazard::Some,
        ),
        rate(
            "people_in_water.most",
            "对多数人危险的水中每分钟伤亡率",
            "harm per minute in water dangerous for most",
            WaterHazard::Most,
        ),
        rate(
            "people_in_water.all",
            "对所有人危险的水中每分钟伤亡率",
            "harm per minute in water dangerous for all",
            WaterHazard::All,
        ),
        Assumption::placeholder(
            "people_in_water.debris",
            "水深超过 0.25 米时的漂浮物系数",
            "debris factor beyond 0.25 m",
            1.0,
            "",
        )
        .recalled("DEFRA & Environment Agency 2006, FD2321"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ratings_and_classes_of_defra_2006_fd2321() {
        // d 0.25, v 0: 0.125 + 0.5; d 0.5, v 1: 0.75 + 1; d 1, v 2: 2.5 + 1; d 0.1, v 2.5: 0.3 + 1.
        for (depth, velocity, rating, class) in [
            (0.25, 0.0, 0.625, WaterHazard::Low),
            (0.25, 1.0, 0.875, WaterHazard::Some),
            (0.5, 1.0, 1.75, WaterHazard::Most),
            (0.1, 2.5, 1.3, WaterHazard::Most),
            (1.0, 2.0, 3.5, WaterHazard::All),
        ] {
            let computed = hazard_rating(depth, velocity);
            assert!((computed - rating).abs() < 1e-12);
            assert_eq!(hazard_class(computed), class);
        }
        assert_eq!(hazard_rating(0.0, 5.0), 0.0);
    }

    #[test]
    fn classes_begin_where_fd2320_has_them() {
        use WaterHazard::{All, Low, Most, Some};
        let classes = [0.0, 0.749_999, 0.75, 1.249_999, 1.25, 2.0, 2.000_001, f64::NAN];
        let expected = [Low, Low, Some, Some, Most, Most, All, All];
        assert_eq!(classes.map(hazard_class), expected);
        // The debris factor: half up to 0.25 m and 2 m/s, one beyond either.
        for (depth, velocity, rating) in [
            (0.1, 2.0, 0.75),
            (0.1, 2.000_001, 1.250_000_1),
            (0.250_001, 0.0, 1.125_000_5),
            (0.4, 0.3, 1.32),
            (2.0, 4.0, 10.0),
        ] {
            assert!((hazard_rating(depth, velocity) / rating - 1.0).abs() < 1e-12, "{depth}");
        }
    }

    proptest! {
        #[test]
        fn deeper_faster_and_longer_is_never_safer(
            depth in 0.0..3.0f64, velocity in 0.0..5.0f64, more in 0.0..2.0f64,
        ) {
            let class = |depth, velocity| hazard_class(hazard_rating(depth, velocity));
            prop_assert!(class(depth + more, velocity) >= class(depth, velocity));
            prop_assert!(class(depth, velocity + more) >= class(depth, velocity));
            let rate = harm_per_minute(class(depth, velocity));
            prop_assert!(harm_per_minute(class(depth + more, velocity)) >= rate);
            let (short, long) = (harm_probability(rate, 10.0), harm_probability(rate, 10.0 + more));
            prop_assert!((0.0..1.0).contains(&short) && long >= short);
        }
    }
}
