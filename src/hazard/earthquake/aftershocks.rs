//! Aftershocks of one main shock: how many to expect, how likely one is, and a sequence of them.
//! How each shakes the ground is in [`Earthquake`](super::Earthquake).
//!
//! Reasenberg & Jones 1989: the rate of aftershocks of magnitude `M` or more, `t` days after a main
//! shock of magnitude `Mm`, is `10^(a + b (Mm - M)) (t + c)^-p` a day, hence between `t1` and `t2`
//! `N = 10^(a + b dm) ((t2 + c)^(1-p) - (t1 + c)^(1-p)) / (1 - p)`, and one or more happen with
//! probability `1 - e^-N`. Generic sequence: a -1.67, b 0.91, c 0.05, p 1.08 (recalled; fitted to
//! California, in want of a local one).
//!
//! A sequence is drawn by thinning (Lewis & Shedler 1979; Ogata 1981): the rate only falls, so
//! that the rate now bounds what follows. Magnitudes follow Gutenberg & Richter between the least
//! one asked for and the main shock's: a greater one would be another main shock, which is the
//! scenario's to tell, not chance's. Båth's law has the greatest about `Mm - 1.2`; it is not
//! imposed: of the generic sequence one within 1.0 of the main shock is to be expected in the first
//! four weeks.
//!
//! Valid range: `a` -5 to 1, `b` 0.3 to 2, `c` 1e-4 to 10 days, `p` 0.3 to 3; main shocks to
//! magnitude 9.5, aftershocks down to 6 below, a hundred years, 100,000 aftershocks.

use crate::base::chance::Draws;
use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal, Refusals};

/// Parameters of Reasenberg & Jones 1989.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AftershockRate {
    /// Productivity.
    a: f64,
    /// Slope of Gutenberg & Richter.
    b: f64,
    /// Delay before the decay, days.
    c_days: f64,
    /// Exponent of the decay.
    p: f64,
}

/// An aftershock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aftershock {
    /// Days after the main shock.
    pub days: f64,
    /// Magnitude.
    pub magnitude: f64,
}

const SOURCE: &str = "Reasenberg & Jones 1989";
/// Main shock less least aftershock, magnitudes.
pub const BELOW_MAIN: Range = Range::new(0.0, 6.0, "", SOURCE);
/// Days after the main shock.
pub const DAYS: Range = Range::new(0.0, 36_525.0, "days", "");
/// Aftershocks that a sequence may be expected to have.
const EXPECTED: Range = Range::new(0.0, 100_000.0, "", "");
/// Magnitudes of a main shock.
const MAIN: Range = Range::new(0.0, 9.5, "", "");

impl AftershockRate {
    /// The generic sequence.
    pub const GENERIC: Self = Self { a: -1.67, b: 0.91, c_days: 0.05, p: 1.08 };

    /// Parameters fitted to a region.
    ///
    /// # Errors
    /// Everything out of -5 to 1 (`a`), 0.3 to 2 (`b`), 1e-4 to 10 days (`c`) and 0.3 to 3 (`p`).
    pub fn new(a: f64, b: f64, c_days: f64, p: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(-5.0, 1.0, "", SOURCE), "a", a);
        refusals.hold(&Range::new(0.3, 2.0, "", SOURCE), "b", b);
        refusals.hold(&Range::new(1e-4, 10.0, "days", SOURCE), "c_days", c_days);
        refusals.hold(&Range::new(0.3, 3.0, "", SOURCE), "p", p);
        refusals.into_result().map(|()| Self { a, b, c_days, p })
    }

    /// Aftershocks a day at `days`, of magnitudes down to `below` less than the main shock's.
    fn rate(&self, below: f64, days: f64) -> f64 {
        math::pow(10.0, self.a + self.b * below) * math::pow(days + self.c_days, -self.p)
    }

    /// Number of aftershocks to expect between two times, in days after the main shock, of
    /// magnitudes down to `below_main` less than its own.
    ///
    /// # Errors
    /// A difference out of [`BELOW_MAIN`], times out of [`DAYS`] or in reverse.
    pub fn expected(&self, below_main: f64, from: f64, to: f64) -> Result<f64, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&BELOW_MAIN, "below_main", below_main);
        refusals.hold(&DAYS, "from", from);
        refusals.hold(&Range { low: from.max(0.0), ..DAYS }, "to", to);
        refusals.into_result()?;
        let productivity = math::pow(10.0, self.a + self.b * below_main);
        Ok(productivity * self.decay_between(from, to))
    }

    /// Integral of `(t + c)^-p` between two times.
    fn decay_between(&self, from: f64, to: f64) -> f64 {
        let exponent = 1.0 - self.p;
        let (first, ratio) =
            (from + self.c_days, math::ln((to + self.c_days) / (from + self.c_days)));
        // (e^(q ln r) - 1) / q without the loss of digits near q = 0, where it is ln r.
        let growth =
            if exponent.abs() < 1e-300 { ratio } else { math::exp_m1(exponent * ratio) / exponent };
        math::pow(first, exponent) * growth
    }

    /// Probability of one or more such aftershocks.
    ///
    /// # Errors
    /// As [`AftershockRate::expected`].
    pub fn probability(&self, below_main: f64, from: f64, to: f64) -> Result<f64, Refusals> {
        self.expected(below_main, from, to).map(|expected| -math::exp_m1(-expected))
    }

    /// Draws the aftershocks of a main shock between two times, in days after it, with magnitudes
    /// from `least` to the main shock's; in order of time.
    ///
    /// # Errors
    /// As [`AftershockRate::expected`]; and a main shock above magnitude 9.5, or more than 100,000
    /// aftershocks to expect.
    pub fn sequence(
        &self,
        main: f64,
        least: f64,
        (from, to): (f64, f64),
        draws: &mut Draws,
    ) -> Result<Vec<Aftershock>, Refusals> {
        let one = |refusal: Refusal| Refusals(vec![refusal]);
        let main = MAIN.check("main", main).map_err(one)?;
        let below = main - least;
        let expected = self.expected(below, from, to)?;
        EXPECTED.check("expected", expected).map_err(one)?;
        let mut sequence = Vec::new();
        let (mut days, mut bound) = (from, self.rate(below, from));
        loop {
            days += draws.exponential(1.0 / bound);
            if days.is_nan() || days >= to {
                return Ok(sequence);
            }
            let rate = self.rate(below, days);
            if draws.happens(rate / bound) {
                let magnitude = least + self.magnitude_above(below, draws.uniform());
                sequence.push(Aftershock { days, magnitude: magnitude.min(main) });
            }
            bound = rate;
        }
    }

    /// By how much a magnitude exceeds the least, at most by `width`, of a uniform number.
    fn magnitude_above(&self, width: f64, uniform: f64) -> f64 {
        let slope = self.b * std::f64::consts::LN_10;
        -math::ln(1.0 + uniform * math::exp_m1(-slope * width)) / slope
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let generic = AftershockRate::GENERIC;
    let number = |key, zh, en, value, unit| {
        Assumption::placeholder(key, zh, en, value, unit).recalled(SOURCE)
    };
    vec![
        number(
            "earthquake.aftershock_productivity",
            "余震产出率参数 a(通用)",
            "productivity a of aftershocks (generic)",
            generic.a,
            "",
        ),
        number(
            "earthquake.aftershock_magnitudes",
            "余震震级分布斜率 b(通用)",
            "slope b of the magnitudes of aftershocks (generic)",
            generic.b,
            "",
        ),
        number(
            "earthquake.aftershock_delay",
            "余震衰减起始时间 c(通用)",
            "delay c of the decay of aftershocks (generic)",
            generic.c_days,
            "days",
        ),
        number(
            "earthquake.aftershock_decay",
            "余震衰减指数 p(通用)",
            "exponent p of the decay of aftershocks (generic)",
            generic.p,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    const GENERIC: AftershockRate = AftershockRate::GENERIC;

    #[test]
    fn counts_and_probabilities_of_reasenberg_jones_1989() {
        // 1 - e^-7.01081 is 0.9990979, also where 0.999099 is printed.
        for (below, from, to, count, probability) in [
            (2.0, 0.01, 7.0, 7.010_811_74, 0.999_097_924),
            (1.0, 0.01, 7.0, 0.862_518_274, 0.577_902_215),
            (1.2, 0.01, 7.0, 1.311_500_03, 0.730_584_379),
            (0.0, 0.01, 7.0, 0.106_112_93, 0.100_676_918),
            (2.0, 0.0, 365.0, 11.425_016_8, 0.999_989_081),
        ] {
            let computed = GENERIC.expected(below, from, to).unwrap();
            assert!((computed / count - 1.0).abs() < 1e-8, "{computed}");
            let computed = GENERIC.probability(below, from, to).unwrap();
            assert!((computed - probability).abs() < 1e-9, "{computed}");
        }
        // What the module says of Båth's law.
        assert!((GENERIC.expected(1.0, 0.01, 28.0).unwrap() - 1.0).abs() < 0.1);
    }

    #[test]
    fn a_decay_of_one_is_the_limit_of_its_neighbours() {
        let count = |p| AftershockRate::new(-1.67, 0.91, 0.05, p).unwrap().expected(2.0, 0.0, 7.0);
        let at_one = count(1.0).unwrap();
        // 10^(-1.67 + 1.82) ln(7.05 / 0.05).
        assert!((at_one - math::pow(10.0, 0.15) * math::ln(141.0)).abs() < 1e-12);
        for p in [1.0 - 1e-9, 1.0 + 1e-9, 1.0 + 1e-15] {
            assert!((count(p).unwrap() / at_one - 1.0).abs() < 1e-7);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(AftershockRate::new(f64::NAN, 0.0, 0.0, 9.0).unwrap_err().0.len(), 4);
        assert_eq!(GENERIC.expected(f64::NAN, -1.0, f64::INFINITY).unwrap_err().0.len(), 3);
        assert!(GENERIC.expected(1.0, 2.0, 1.0).is_err());
        let mut draws = Seed(1).draws(Purpose::Test, Key(1));
        assert!(GENERIC.sequence(f64::NAN, 5.0, (0.0, 1.0), &mut draws).is_err());
        assert!(GENERIC.sequence(7.0, 7.5, (0.0, 1.0), &mut draws).is_err());
        assert!(
            AftershockRate::new(1.0, 2.0, 1e-4, 3.0)
                .unwrap()
                .sequence(7.0, 4.0, (0.0, 1.0), &mut draws)
                .is_err()
        );
    }

    /// 10,000 sequences of the first week after a main shock of 7, from magnitude 5 on.
    fn sequences() -> Vec<Vec<Aftershock>> {
        let sequence = |key| {
            let mut draws = Seed(2026).draws(Purpose::Test, Key(key));
            GENERIC.sequence(7.0, 5.0, (0.01, 7.0), &mut draws).unwrap()
        };
        (0..10_000).map(sequence).collect()
    }

    #[test]
    fn counts_are_poisson_with_the_expected_mean() {
        let sequences = sequences();
        let counts: Vec<f64> = sequences.iter().map(|each| each.len() as f64).collect();
        let mean = counts.iter().sum::<f64>() / 10_000.0;
        let square = |count: &f64| (count - mean) * (count - mean);
        let variance = counts.iter().map(square).sum::<f64>() / 10_000.0;
        let expected = 7.010_81;
        assert!((mean - expected).abs() < 4.0 * math::sqrt(expected / 10_000.0), "{mean}");
        // Variance over mean of a Poisson count is 1 with standard error sqrt(2 / n).
        assert!((variance / mean - 1.0).abs() < 4.0 * math::sqrt(2.0 / 10_000.0), "{variance}");
    }

    #[test]
    fn the_greatest_of_a_sequence_lies_where_its_counts_have_it() {
        // None within 1.2 of the main shock, Båth's difference, in e^-N of all sequences; N of
        // those drawn is without the greater ones that are not drawn.
        let count = |below| GENERIC.expected(below, 0.01, 7.0).unwrap();
        let share = math::pow(10.0, -0.91 * 0.8) - math::pow(10.0, -0.91 * 2.0);
        let drawn = count(2.0) * share / (1.0 - math::pow(10.0, -0.91 * 2.0));
        let expected = math::exp(-drawn);
        let is_low = |each: &&Vec<Aftershock>| each.iter().all(|shock| shock.magnitude < 5.8);
        let found = sequences().iter().filter(is_low).count() as f64 / 10_000.0;
        let error = math::sqrt(expected * (1.0 - expected) / 10_000.0);
        assert!((found - expected).abs() < 4.0 * error, "{found} {expected}");
    }

    /// Kolmogorov's statistic of values that should be uniform, times the root of their number;
    /// 1.628 is exceeded with probability 0.01.
    fn kolmogorov_smirnov(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        let count = values.len() as f64;
        let gap = |(index, value): (usize, &f64)| {
            (value - index as f64 / count).max((index as f64 + 1.0) / count - value)
        };
        math::sqrt(count) * values.iter().enumerate().map(gap).fold(0.0, f64::max)
    }

    #[test]
    fn times_in_units_of_the_expected_count_and_ranks_of_magnitudes_are_uniform() {
        let whole = GENERIC.decay_between(0.01, 7.0);
        let all: Vec<Aftershock> = sequences().into_iter().flatten().collect();
        let times = all.iter().map(|each| GENERIC.decay_between(0.01, each.days) / whole);
        let statistic = kolmogorov_smirnov(times.collect());
        assert!(statistic < 1.628, "{statistic}");
        let rank = |magnitude: f64| {
            (1.0 - math::pow(10.0, -0.91 * (magnitude - 5.0))) / (1.0 - math::pow(10.0, -1.82))
        };
        let statistic = kolmogorov_smirnov(all.iter().map(|each| rank(each.magnitude)).collect());
        assert!(statistic < 1.628, "{statistic}");
        assert!(all.iter().all(|each| (5.0..=7.0).contains(&each.magnitude)));
    }

    proptest! {
        #[test]
        fn counts_add_up_over_time_and_the_closed_form_is_the_integral_of_the_rate(
            a in -3.0..-1.0f64, b in 0.5..1.5f64, c in 0.01..1.0f64, p in 0.5..2.0f64,
            below in 0.0..3.0f64, first in 0.0..5.0f64, second in 0.1..5.0f64,
        ) {
            let rate = AftershockRate::new(a, b, c, p).unwrap();
            let count = |from, to| rate.expected(below, from, to).unwrap();
            let (middle, end) = (first + second, first + 2.0 * second);
            let parts = count(first, middle) + count(middle, end);
            prop_assert!((parts / count(first, end) - 1.0).abs() < 1e-10);
            // The slow oracle: Simpson's rule in 2,000 steps.
            let step = second / 2_000.0;
            let simpson: f64 = (0..2_000).map(|index| {
                let from = first + f64::from(index) * step;
                let at = |part: f64| rate.rate(below, from + part * step);
                step / 6.0 * (at(0.0) + 4.0 * at(0.5) + at(1.0))
            }).sum();
            prop_assert!((simpson / count(first, middle) - 1.0).abs() < 1e-6);
        }

        #[test]
        fn sequences_lie_in_their_window_in_order(key in 0..1_000u64, from in 0.0..3.0f64) {
            let mut draws = Seed(4).draws(Purpose::Test, Key(key));
            let found = GENERIC.sequence(6.5, 4.0, (from, from + 3.0), &mut draws).unwrap();
            prop_assert!(found.windows(2).all(|pair| pair[0].days < pair[1].days));
            prop_assert!(found.iter().all(|each| each.days >= from && each.days < from + 3.0));
        }
    }
}
