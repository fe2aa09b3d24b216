//! How many of those who are buried, or stand in the water, their neighbours get out before any
//! team is there. What the teams do afterwards is not here.
//!
//! Each of the trapped is got out at a constant rate where enough people stand by who can help, and
//! at a rate in proportion to them where they are fewer: within `t` hours with probability
//! `1 - exp(-r min(1, able / (m n)) t)` for `n` trapped and `m` helpers to one of them. Both are
//! placeholders. Valid range: any numbers of people.

use crate::base::math;

use super::assumption::Assumption;

/// Rate per hour at which neighbours get somebody out: a placeholder.
const FREED_PER_HOUR: f64 = 0.25;
/// People who can help that it takes for one of the trapped: a placeholder.
const HELPERS_EACH: f64 = 6.0;

/// Probability that one of the `trapped` is got out within `minutes` by `able` people.
pub fn freed_probability(able: u32, trapped: u32, minutes: f64) -> f64 {
    if trapped == 0 {
        return 0.0;
    }
    let enough = f64::from(able) / (HELPERS_EACH * f64::from(trapped));
    -math::exp_m1(-FREED_PER_HOUR * enough.min(1.0) * minutes.max(0.0) / 60.0)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let placeholder = Assumption::placeholder;
    vec![
        placeholder(
            "neighbours.freed",
            "邻里每小时救出被困人员的速率",
            "rate at which neighbours get the trapped out",
            FREED_PER_HOUR,
            "1/h",
        ),
        placeholder(
            "neighbours.helpers",
            "救出一名被困人员所需的邻里人数",
            "neighbours that it takes for one of the trapped",
            HELPERS_EACH,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn with_enough_helpers_a_quarter_an_hour_and_in_proportion_below() {
        let enough = freed_probability(60, 10, 60.0);
        assert!((enough - (1.0 - math::exp(-0.25))).abs() < 1e-12);
        assert_eq!(freed_probability(6_000, 10, 60.0), enough);
        let half = freed_probability(30, 10, 60.0);
        assert!((half - (1.0 - math::exp(-0.125))).abs() < 1e-12);
        assert_eq!(freed_probability(0, 10, 60.0), 0.0);
        assert_eq!(freed_probability(10, 0, 60.0), 0.0);
        assert_eq!(freed_probability(60, 10, -1.0), 0.0);
    }

    proptest! {
        #[test]
        fn more_helpers_and_more_time_free_more(
            able in 0u32..1_000, more in 0u32..1_000, trapped in 1u32..500,
            minutes in 0.0..600.0f64,
        ) {
            let probability = freed_probability(able, trapped, minutes);
            prop_assert!((0.0..=1.0).contains(&probability));
            prop_assert!(freed_probability(able + more, trapped, minutes) >= probability);
            prop_assert!(freed_probability(able, trapped, minutes + 1.0) >= probability);
            prop_assert!(freed_probability(able, trapped + more, minutes) <= probability);
        }
    }
}
