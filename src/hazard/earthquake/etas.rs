//! Whether a branching sequence of earthquakes dies out: the mean number of direct aftershocks of
//! one event. No sequence is played here.
//!
//! ETAS (Ogata 1988): an event of magnitude `m` at `t0` brings about others at the rate
//! `K e^(alpha (m - Mc)) (t - t0 + c)^-p`. With magnitudes of Gutenberg & Richter between `Mc` and
//! `Mc + dM` and `beta = b ln 10`, the branching ratio is
//! `n = K c^(1-p) / (p - 1) * beta / (beta - alpha) * (1 - e^(-(beta - alpha) dM)) /
//! (1 - e^(-beta dM))`. Below 1 a cluster has `1 / (1 - n)` events on average; at 1 or above it
//! need never end, and such parameters are refused.

use std::f64::consts::LN_10;

use crate::base::chance::Draws;
use crate::base::math;
use crate::base::text::Text;

use super::super::range::{Range, Refusal, Refusals};
use super::aftershocks::Aftershock;

/// Parameters of a branching sequence that dies out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Branching {
    ratio: f64,
}

/// Parameters of ETAS as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EtasData {
    /// Productivity `K`, events a day times days to the power `p`.
    pub productivity: f64,
    /// Growth of productivity with magnitude, `alpha`, natural logarithm.
    pub alpha: f64,
    /// Exponent of the decay, `p`, above 1.
    pub p: f64,
    /// Delay of the decay, `c`, days.
    pub c_days: f64,
    /// Slope of Gutenberg & Richter, `b`.
    pub b: f64,
    /// Span of magnitudes, `dM`.
    pub span: f64,
}

const SOURCE: &str = "Ogata 1988";

impl EtasData {
    fn check(&self) -> Result<(), Refusals> {
        let mut refusals = Refusals::default();
        for (path, low, high, unit, value) in [
            ("productivity", 0.0, 100.0, "", self.productivity),
            ("alpha", 0.0, 5.0, "", self.alpha),
            ("p", 1.0 + 1e-6, 3.0, "", self.p),
            ("c_days", 1e-6, 10.0, "days", self.c_days),
            ("b", 0.3, 2.0, "", self.b),
            ("span", 0.1, 10.0, "", self.span),
        ] {
            refusals.hold(&Range::new(low, high, unit, SOURCE), path, value);
        }
        refusals.into_result()
    }

    /// The branching ratio `n`.
    fn ratio(&self) -> f64 {
        let beta = self.b * LN_10;
        let excess = beta - self.alpha;
        let direct = self.productivity * math::pow(self.c_days, 1.0 - self.p) / (self.p - 1.0);
        // (1 - e^(-x dM)) / x, which is dM where x is nought.
        let mean = if excess.abs() < 1e-300 {
            self.span
        } else {
            -math::exp_m1(-excess * self.span) / excess
        };
        direct * beta * mean / -math::exp_m1(-beta * self.span)
    }
}

/// Parameters of a branching sequence without the range of its magnitudes, as a scenario gives
/// them.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EtasLaw {
    /// Productivity `K`, of an event of the least magnitude, in days^(p-1).
    pub productivity: f64,
    /// Growth of productivity with magnitude.
    pub alpha: f64,
    /// Exponent of the decay.
    pub p: f64,
    /// Delay of the decay, days.
    pub c_days: f64,
    /// Slope of Gutenberg & Richter.
    pub b: f64,
}

impl EtasLaw {
    /// The same with magnitudes over this range.
    pub const fn over(self, span: f64) -> EtasData {
        let Self { productivity, alpha, p, c_days, b } = self;
        EtasData { productivity, alpha, p, c_days, b, span }
    }

    /// Draws the aftershocks of a main shock between two times, in days after it, with magnitudes
    /// from `least` to the main shock's, each with aftershocks of its own; in order of time.
    ///
    /// Those of an event come at `K e^(alpha (m - least)) (t + c)^-p` a day: a Poisson process,
    /// whose expected count is drawn in steps that are exponential and turned back into time.
    ///
    /// # Errors
    /// As [`Branching::new`].
    pub fn sequence(
        self,
        main: f64,
        least: f64,
        (from, to): (f64, f64),
        draws: &mut Draws,
    ) -> Result<Vec<Aftershock>, Refusals> {
        let span = main - least;
        Branching::new(&self.over(span))?;
        let beta = self.b * LN_10;
        let exponent = 1.0 - self.p;
        let whole = math::pow(self.c_days, exponent);
        let mut all: Vec<Aftershock> = Vec::new();
        let mut parents = vec![Aftershock { days: 0.0, magnitude: main }];
        while let Some(parent) = parents.pop() {
            let rate = self.productivity * math::exp(self.alpha * (parent.magnitude - least));
            let mut expected = 0.0;
            loop {
                expected += draws.exponential(1.0);
                // What is left of the decay when so many have come.
                let left = whole - expected * (self.p - 1.0) / rate;
                if left.is_nan() || left <= 0.0 {
                    break;
                }
                let days = parent.days + math::pow(left, 1.0 / exponent) - self.c_days;
                if days >= to {
                    break;
                }
                let above = -math::ln(1.0 + draws.uniform() * math::exp_m1(-beta * span)) / beta;
                let child = Aftershock { days, magnitude: (least + above).min(main) };
                parents.push(child);
                all.push(child);
            }
        }
        all.retain(|shock| shock.days >= from);
        all.sort_by(|one, other| one.days.total_cmp(&other.days));
        Ok(all)
    }
}

impl Branching {
    /// Checks parameters as they are loaded.
    ///
    /// # Errors
    /// Everything out of range; a branching ratio of 1 or more.
    pub fn new(data: &EtasData) -> Result<Self, Refusals> {
        data.check()?;
        let ratio = data.ratio();
        if ratio < 1.0 {
            return Ok(Self { ratio });
        }
        let expected = Text::new(
            "分枝比小于 1 的参数(否则余震序列不会终止;依据:Ogata 1988)",
            "parameters with a branching ratio below 1, else a sequence need not end (Ogata 1988)",
        );
        Err(Refusals(vec![Refusal::new("branching_ratio", ratio.to_string(), expected)]))
    }

    /// Mean number of direct aftershocks of an event, below 1.
    pub const fn ratio(&self) -> f64 {
        self.ratio
    }

    /// Mean number of events in a cluster, its first included.
    pub fn mean_cluster(&self) -> f64 {
        1.0 / (1.0 - self.ratio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    const DATA: EtasData =
        EtasData { productivity: 0.02, alpha: 1.5, p: 1.2, c_days: 0.01, b: 1.0, span: 5.0 };

    #[test]
    fn branching_ratio_and_mean_cluster_of_ogata_1988() {
        let branching = Branching::new(&DATA).unwrap();
        assert!((branching.ratio() - 0.707_628).abs() < 1e-6);
        assert!((branching.mean_cluster() - 3.4203).abs() < 1e-4);
    }

    #[test]
    fn equal_slopes_are_the_limit_of_their_neighbours() {
        let ratio = |alpha| EtasData { alpha, productivity: 1e-4, ..DATA }.ratio();
        let equal = ratio(LN_10);
        for alpha in [LN_10 - 1e-9, LN_10 + 1e-9] {
            assert!((ratio(alpha) / equal - 1.0).abs() < 1e-8);
        }
    }

    #[test]
    fn sequences_that_need_not_end_are_refused() {
        let unstable = EtasData { productivity: 0.03, ..DATA };
        let refusals = Branching::new(&unstable).unwrap_err();
        assert_eq!(refusals.0[0].path, "branching_ratio");
        // n is proportional to K: just below and just above 1.
        let critical = 0.02 / Branching::new(&DATA).unwrap().ratio();
        let at = |part: f64| Branching::new(&EtasData { productivity: part * critical, ..DATA });
        assert!(at(1.0 - 1e-9).is_ok() && at(1.0 + 1e-9).is_err());
        let bad = EtasData {
            productivity: f64::NAN,
            alpha: -1.0,
            p: 1.0,
            c_days: 0.0,
            b: f64::INFINITY,
            span: 0.0,
        };
        assert_eq!(Branching::new(&bad).unwrap_err().0.len(), 6);
    }

    #[test]
    fn drawn_sequences_have_the_mean_of_their_branching_within_four_standard_errors() {
        let law = EtasLaw { productivity: 0.02, alpha: 1.5, p: 1.2, c_days: 0.01, b: 1.0 };
        let (main, least) = (5.5, 4.5);
        let ratio = Branching::new(&law.over(main - least)).unwrap().ratio();
        // Its own aftershocks, each the first of a cluster.
        let own = 0.02 * math::exp(1.5) * math::pow(0.01, -0.2) / 0.2;
        let (mean, runs) = (own / (1.0 - ratio), 10_000_u32);
        let counts: Vec<f64> = (0..runs)
            .map(|key| {
                let mut draws = Seed(7).draws(Purpose::Test, Key(u64::from(key)));
                let found = law.sequence(main, least, (0.0, f64::INFINITY), &mut draws).unwrap();
                assert!(found.windows(2).all(|pair| pair[0].days <= pair[1].days));
                assert!(found.iter().all(|each| (least..=main).contains(&each.magnitude)));
                found.len() as f64
            })
            .collect();
        let seen = counts.iter().sum::<f64>() / f64::from(runs);
        let square = |count: &f64| (count - seen) * (count - seen);
        let variance = counts.iter().map(square).sum::<f64>() / f64::from(runs);
        let error = math::sqrt(variance / f64::from(runs));
        assert!((seen - mean).abs() < 4.0 * error, "{seen} of {mean}");
        let mut draws = Seed(7).draws(Purpose::Test, Key(1));
        let wild = EtasLaw { productivity: 0.5, ..law };
        assert!(wild.sequence(main, least, (0.0, 1.0), &mut draws).is_err());
    }

    proptest! {
        #[test]
        fn the_ratio_is_the_mean_productivity_over_magnitudes(
            alpha in 0.0..4.0f64, p in 1.05..2.0f64, c in 0.001..1.0f64,
            b in 0.5..1.5f64, span in 0.5..6.0f64,
        ) {
            let data = EtasData { productivity: 1e-3, alpha, p, c_days: c, b, span };
            // The slow oracle: Simpson's rule over the density of magnitudes.
            let beta = b * LN_10;
            let whole = -math::exp_m1(-beta * span);
            let density = |m: f64| beta * math::exp((alpha - beta) * m) / whole;
            let step = span / 1_000.0;
            let mean: f64 = (0..1_000).map(|index| {
                let from = f64::from(index) * step;
                let at = |part: f64| density(from + part * step);
                step / 6.0 * (at(0.0) + 4.0 * at(0.5) + at(1.0))
            }).sum();
            let expected = 1e-3 * math::pow(c, 1.0 - p) / (p - 1.0) * mean;
            prop_assert!((data.ratio() / expected - 1.0).abs() < 1e-8);
            let more = EtasData { productivity: 2e-3, ..data };
            prop_assert!(more.ratio() > data.ratio());
        }
    }
}
