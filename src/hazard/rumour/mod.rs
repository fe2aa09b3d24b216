//! How a rumour passes by word of mouth and what an official refutation does to it, on average; in
//! [`finite`] among a given number of people. What people do who believe it is not here.
//!
//! Daley & Kendall 1965 (J. Inst. Math. Appl. 1:42-55), Maki & Thompson 1973: people are ignorant
//! of the rumour, spread it, or have heard it and spread it no more. A spreader tells an ignorant
//! at rate `l`, and stops on meeting somebody who has heard it at rate `a`. With shares `i`, `s`
//! and `b`, the share that believes it, and a refutation from `t0` on that reaches each person who
//! believes it at rate `q` and ends belief and spreading:
//! `i' = -l i s`, `s' = l i s - a s (1 - i) - q s`, `b' = l i s - q b` (`q = 0` before `t0`).
//!
//! - Without refutation the share never told is the root below 1 of
//!   `x = exp(-(1 + l/a) (1 - x))`: 0.203188 for `l = a`, where both models agree.
//! - The refutation's effect on belief is a simplification of its own; its rate is the author's.
//!
//! Valid range: `l/a` 0.01 to 20, rates up to 100 an hour; people mix evenly.

pub mod finite;

use crate::base::math;

use super::epidemic::final_share;
use super::range::{Range, Refusals};

const SOURCE: &str = "Daley & Kendall 1965";
const RATE: Range = Range::new(0.001, 100.0, "1/h", SOURCE);

/// How a rumour passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rumour {
    telling_per_hour: f64,
    stifling_per_hour: f64,
}

/// An official refutation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refutation {
    /// Minutes from the beginning of the rumour.
    pub minute: u32,
    /// Rate per hour at which it reaches each person who believes the rumour.
    pub per_hour: f64,
}

/// Shares of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hearing {
    /// Never told.
    pub ignorant: f64,
    /// Spreading it.
    pub spreading: f64,
    /// Believing it: those who spread it and those who no longer do, unless refuted.
    pub believing: f64,
}

impl Rumour {
    /// A rumour whose spreaders tell ignorants at one rate and fall silent at another on meeting
    /// those who have heard it, per hour and spreader.
    ///
    /// # Errors
    /// Every rate out of range, and a ratio of telling to stifling out of 0.01 to 20.
    pub fn new(telling_per_hour: f64, stifling_per_hour: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&RATE, "telling_per_hour", telling_per_hour);
        refusals.hold(&RATE, "stifling_per_hour", stifling_per_hour);
        if refusals.0.is_empty() {
            let ratio = telling_per_hour / stifling_per_hour;
            refusals.hold(&Range::new(0.01, 20.0, "", SOURCE), "telling/stifling", ratio);
        }
        refusals.into_result().map(|()| Self { telling_per_hour, stifling_per_hour })
    }

    /// Share of a large population that a rumour begun by few never reaches.
    pub fn never_told(&self) -> f64 {
        let exponent = 1.0 + self.telling_per_hour / self.stifling_per_hour;
        let told = final_share(exponent, 1.0).expect("the ratio is in range");
        math::exp(-exponent * told)
    }

    /// Shares by minute, the beginning included, when a share of people begins to spread the rumour
    /// at minute 0.
    ///
    /// # Errors
    /// A share of spreaders out of 1e-9 to 1, more than 20,160 minutes, a rate of refutation out of
    /// 0 to 100 per hour.
    pub fn course(
        &self,
        spreading: f64,
        refutation: Option<Refutation>,
        minutes: u32,
    ) -> Result<Vec<Hearing>, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(1e-9, 1.0, "", ""), "spreading", spreading);
        refusals.hold(&Range::new(0.0, 20_160.0, "min", ""), "minutes", f64::from(minutes));
        let per_hour = refutation.map_or(0.0, |refutation| refutation.per_hour);
        refusals.hold(&Range::new(0.0, 100.0, "1/h", ""), "refutation.per_hour", per_hour);
        refusals.into_result()?;
        let fastest = self.telling_per_hour.max(self.stifling_per_hour) + per_hour;
        // No rate exceeds a fiftieth in a step, and a minute is a whole number of steps.
        let steps = (fastest / 1.2).ceil().max(1.0) as u32;
        let mut now = Hearing { ignorant: 1.0 - spreading, spreading, believing: spreading };
        let mut course = vec![now];
        for minute in 0..minutes {
            let refuted = refutation.is_some_and(|refutation| minute >= refutation.minute);
            for _ in 0..steps {
                let refuting = if refuted { per_hour } else { 0.0 };
                now = self.step(now, refuting, 1.0 / 60.0 / f64::from(steps));
            }
            course.push(now);
        }
        Ok(course)
    }

    /// One step of Runge-Kutta of fourth order.
    fn step(&self, now: Hearing, refuting: f64, hours: f64) -> Hearing {
        let first = self.slope(now, refuting);
        let second = self.slope(now.moved(first, 0.5 * hours), refuting);
        let third = self.slope(now.moved(second, 0.5 * hours), refuting);
        let fourth = self.slope(now.moved(third, hours), refuting);
        let sixth = hours / 6.0;
        now.moved(first, sixth)
            .moved(second, 2.0 * sixth)
            .moved(third, 2.0 * sixth)
            .moved(fourth, sixth)
    }

    fn slope(&self, now: Hearing, refuting: f64) -> Hearing {
        let told = self.telling_per_hour * now.ignorant * now.spreading;
        let stifled = self.stifling_per_hour * now.spreading * (1.0 - now.ignorant);
        Hearing {
            ignorant: -told,
            spreading: told - stifled - refuting * now.spreading,
            believing: told - refuting * now.believing,
        }
    }
}

impl Hearing {
    fn moved(self, slope: Self, hours: f64) -> Self {
        Self {
            ignorant: self.ignorant + hours * slope.ignorant,
            spreading: self.spreading + hours * slope.spreading,
            believing: self.believing + hours * slope.believing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_never_told_of_daley_kendall_1965() {
        // 0.2031878700 is -W(-2 exp(-2)) / 2 with Lambert's W.
        for (telling, stifling, share, tolerance) in [
            (1.0, 1.0, 0.203_187_869_979_98, 1e-12),
            (2.0, 2.0, 0.203_187_869_979_98, 1e-12),
            (2.0, 1.0, 0.059_520_209_29, 1e-11),
            (1.0, 2.0, 0.417_188_356_1, 1e-10),
            (5.0, 1.0, 0.002_516_462_266, 1e-11),
        ] {
            let computed = Rumour::new(telling, stifling).unwrap().never_told();
            assert!((computed - share).abs() < tolerance, "{telling} {stifling}: {computed}");
        }
    }

    #[test]
    fn all_that_is_out_of_range_is_refused() {
        assert_eq!(Rumour::new(f64::NAN, 0.0).unwrap_err().0.len(), 2);
        assert_eq!(Rumour::new(100.0, 1.0).unwrap_err().0.len(), 1);
        let rumour = Rumour::new(1.0, 1.0).unwrap();
        let refutation = Refutation { minute: 3, per_hour: f64::INFINITY };
        assert_eq!(rumour.course(0.0, Some(refutation), 20_161).unwrap_err().0.len(), 3);
        assert_eq!(rumour.course(0.5, None, 0).unwrap().len(), 1);
    }

    #[test]
    fn a_rumour_begun_by_few_ends_at_the_share_never_told() {
        for (telling, stifling) in [(1.0, 1.0), (2.0, 1.0), (1.0, 2.0), (90.0, 60.0)] {
            let rumour = Rumour::new(telling, stifling).unwrap();
            let course = rumour.course(1e-9, None, 20_000).unwrap();
            let end = course[course.len() - 1];
            assert!((end.ignorant - rumour.never_told()).abs() < 1e-6);
            assert!((end.ignorant + end.believing - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_refuted_is_forgotten_at_the_rate_of_the_refutation() {
        let rumour = Rumour::new(3.0, 3.0).unwrap();
        let refutation = Refutation { minute: 0, per_hour: 0.5 };
        // Nobody is left to be told: belief only decays, by e^-1 in two hours.
        let course = rumour.course(1.0, Some(refutation), 120).unwrap();
        assert!((course[120].believing - math::exp(-1.0)).abs() < 1e-9);
        assert_eq!(course[120].ignorant, 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_sooner_or_stronger_refutation_leaves_more_people_untold(
            telling in 0.5..10.0f64, ratio in 0.2..5.0f64, begun in 0.001..0.05f64,
            minute in 0u32..400, per_hour in 0.0..5.0f64, sooner in 0u32..200, more in 0.0..5.0f64,
        ) {
            let rumour = Rumour::new(telling, telling / ratio).unwrap();
            let course = |minute, per_hour| {
                rumour.course(begun, Some(Refutation { minute, per_hour }), 3_000).unwrap()
            };
            let refuted = course(minute, per_hour);
            let end = refuted[3_000];
            let without = rumour.course(begun, None, 3_000).unwrap()[3_000];
            prop_assert!(end.ignorant >= without.ignorant - 1e-9);
            let other = course(minute.saturating_sub(sooner), per_hour + more)[3_000];
            prop_assert!(other.ignorant >= end.ignorant - 1e-9);
            // Belief at one moment need not be less: what is slowed comes later.
            for pair in refuted.windows(2) {
                let [before, now] = [pair[0], pair[1]];
                prop_assert!(now.ignorant <= before.ignorant);
                prop_assert!(now.spreading >= 0.0 && now.believing >= now.spreading - 1e-12);
                prop_assert!(now.ignorant + now.believing <= 1.0 + 1e-12);
            }
            // From the refutation on the spreaders are a function of the ignorants.
            let (from, stifling) = (refuted[minute as usize], 1.0 / ratio);
            let told = from.ignorant - end.ignorant;
            let silenced = (stifling + per_hour / telling) * math::ln(from.ignorant / end.ignorant);
            let left = from.spreading + told * (1.0 + stifling) - silenced;
            prop_assert!((left - end.spreading).abs() < 1e-6);
        }
    }
}
