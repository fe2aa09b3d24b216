//! Chains of cases in a population so large that it never runs out of people: a branching process
//! (Galton-Watson; Athreya & Ney 1972). Whether such chains end is
//! [`extinction`](super::extinction)'s; here are only those that do.
//!
//! A case infects others as a Poisson process while it is infectious; with an infectious period
//! exponential of the given mean, how many is geometric with the reproduction number as its mean,
//! and a chain has `1 / (1 - R)` cases on average, itself included. From a reproduction number of 1
//! on that is infinite: a chain need not end, and such a number is refused. Where people are few,
//! [`threshold`](super::threshold) has no such limit: there they run out. Valid range: reproduction
//! numbers from 0 to below 1.

use crate::base::chance::Draws;
use crate::base::text::Text;

use super::{PERIOD, REPRODUCTION};
use crate::hazard::range::{Refusal, Refusals};

/// A branching process that ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Branching {
    reproduction: f64,
    infectious_days: f64,
}

impl Branching {
    /// Of a mean number of people that a case infects, below 1, and a mean infectious period.
    ///
    /// # Errors
    /// Every number out of range; a reproduction number of 1 or more.
    pub fn new(reproduction: f64, infectious_days: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&REPRODUCTION, "reproduction", reproduction);
        refusals.hold(&PERIOD, "infectious_days", infectious_days);
        refusals.into_result()?;
        if reproduction < 1.0 {
            return Ok(Self { reproduction, infectious_days });
        }
        let expected = Text::new(
            "小于 1 的再生数，否则传播链不一定结束（Athreya & Ney 1972）",
            "a reproduction number below 1, else a chain need not end (Athreya & Ney 1972)",
        );
        Err(Refusals(vec![Refusal::new("reproduction", reproduction.to_string(), expected)]))
    }

    /// Mean number of cases of a chain, the first included.
    pub fn mean_chain(&self) -> f64 {
        1.0 / (1.0 - self.reproduction)
    }

    /// Days after a case has become infectious on which it infects somebody, in order.
    pub fn infects(&self, draws: &mut Draws) -> Vec<f64> {
        let period = draws.exponential(self.infectious_days);
        let mut days = Vec::new();
        if self.reproduction > 0.0 {
            let gap = self.infectious_days / self.reproduction;
            let mut day = draws.exponential(gap);
            while day < period {
                days.push(day);
                day += draws.exponential(gap);
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    #[test]
    fn a_chain_that_need_not_end_is_refused_with_its_source() {
        for ratio in [1.0, 1.5, 30.0] {
            let refusals = Branching::new(ratio, 2.5).unwrap_err();
            assert_eq!(refusals.0[0].path, "reproduction");
            assert!(refusals.0[0].expected.en.contains("(Athreya & Ney 1972)"));
        }
        assert!((Branching::new(0.999_999, 2.5).unwrap().mean_chain() - 1e6).abs() < 1.0);
        assert_eq!(Branching::new(f64::NAN, 0.0).unwrap_err().0.len(), 2);
        let mut draws = Seed(1).draws(Purpose::Test, Key(1));
        assert_eq!(Branching::new(0.0, 2.5).unwrap().infects(&mut draws), Vec::<f64>::new());
    }

    proptest! {
        #[test]
        fn chains_are_longer_the_more_a_case_infects_and_nobody_is_infected_later_for_it(
            reproduction in 0.0..0.99f64, part in 0.0..1.0f64, days in 0.1..100.0f64,
            key in 0..500u64,
        ) {
            let of = |reproduction| Branching::new(reproduction, days).unwrap();
            let (less, more) = (of(part * reproduction), of(reproduction));
            prop_assert!(1.0 <= less.mean_chain() && less.mean_chain() <= more.mean_chain());
            let infects = |it: Branching| it.infects(&mut Seed(5).draws(Purpose::Test, Key(key)));
            let (few, many) = (infects(less), infects(more));
            prop_assert!(few.len() <= many.len());
            prop_assert!(few.iter().zip(&many).all(|(later, sooner)| sooner <= later));
            prop_assert!(many.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }

    /// Dwass 1969 (J. Appl. Prob. 6:682-686): the size of a chain whose numbers infected are
    /// geometric is `n` with probability `C(2n-2, n-1)/n p^n q^(n-1)`, `p = 1/(1+R)`.
    #[test]
    fn sizes_of_chains_are_those_of_dwass_1969() {
        let (reproduction, runs) = (0.6, 10_000);
        let branching = Branching::new(reproduction, 2.5).unwrap();
        let mut sizes = [0u32; 12];
        let mut sum = 0;
        for run in 0..runs {
            let mut draws = Seed(51).draws(Purpose::Test, Key(run));
            let (mut open, mut size) = (1usize, 0usize);
            while open > 0 {
                open += branching.infects(&mut draws).len();
                (open, size) = (open - 1, size + 1);
            }
            sum += size;
            if let Some(count) = sizes.get_mut(size) {
                *count += 1;
            }
        }
        let p = 1.0 / (1.0 + reproduction);
        let mut catalan = 1.0;
        for (size, count) in sizes.iter().enumerate().skip(1) {
            let n = size as f64;
            let share = catalan * math::pow(p, n) * math::pow(1.0 - p, n - 1.0);
            let error = math::sqrt(share * (1.0 - share) / runs as f64);
            assert!((f64::from(*count) / runs as f64 - share).abs() < 4.0 * error, "{size}");
            catalan *= 2.0 * (2.0 * n - 1.0) / (n + 1.0);
        }
        // The variance of the size is s2 / (1 - R)^3, that of the number infected R (1 + R).
        let variance = reproduction * (1.0 + reproduction) / math::pow(1.0 - reproduction, 3.0);
        let mean = sum as f64 / runs as f64;
        let error = math::sqrt(variance / runs as f64);
        assert!((mean - branching.mean_chain()).abs() < 4.0 * error, "{mean}");
    }
}
