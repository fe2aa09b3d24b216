//! Whether an infection dies out by itself: the chance that the chains begun by a few cases end
//! before most people are reached. How long that takes is not here.
//!
//! Galton-Watson branching: `q` is the smallest root of `q = G(q)`, `G` the generating function of
//! how many people a case infects (Athreya & Ney 1972; Lloyd-Smith et al. 2005, Nature
//! 438:355-359):
//!
//! - infectious periods all alike, Poisson contacts: `G(q) = exp(-R0 (1 - q))`;
//! - dispersion `k`: `G(q) = (1 + R0 (1 - q) / k)^-k`, negative binomial numbers, which is also
//!   what infectious periods of a gamma distribution with shape `k` give; `k = 1` is the
//!   exponential period of the SEIR model, with `q = 1/R0`.
//!
//! `q = 1` up to R0 of 1. Valid range: R0 0 to 30, `k` 0.01 to 1,000; independent chains, hence few
//! cases in a large population.

use crate::base::math;

use super::{REPRODUCTION, root_below_one};
use crate::hazard::range::{Range, Refusals};

/// How the number of people that a case infects varies from case to case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Offspring {
    /// Poisson: all infectious periods alike.
    Poisson,
    /// Geometric: exponential infectious periods, as in the SEIR model.
    Geometric,
    /// Negative binomial: gamma infectious periods of that shape, or some cases infecting many.
    NegativeBinomial {
        /// Dispersion `k`: the smaller, the fewer cases infect anybody.
        dispersion: f64,
    },
}

/// Chance that the chains of `cases` cases all end by themselves.
///
/// # Errors
/// Every number out of range.
pub fn extinction(reproduction: f64, offspring: Offspring, cases: u32) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&REPRODUCTION, "reproduction", reproduction);
    if let Offspring::NegativeBinomial { dispersion } = offspring {
        let range = Range::new(0.01, 1_000.0, "", "Lloyd-Smith et al. 2005");
        refusals.hold(&range, "dispersion", dispersion);
    }
    refusals.into_result()?;
    // The root is sought for the chance that a case's chain goes on, which may be small.
    let goes_on = root_below_one(|z| {
        let (lost, slope) = ended(reproduction, offspring, z);
        (z + lost, 1.0 + slope)
    });
    Ok(math::exp(f64::from(cases) * math::ln_1p(-goes_on)))
}

/// `G(1 - z) - 1` and its slope.
fn ended(reproduction: f64, offspring: Offspring, z: f64) -> (f64, f64) {
    let dispersion = match offspring {
        Offspring::Poisson => {
            let exponent = -reproduction * z;
            return (math::exp_m1(exponent), -reproduction * math::exp(exponent));
        }
        Offspring::Geometric => 1.0,
        Offspring::NegativeBinomial { dispersion } => dispersion,
    };
    let logarithm = math::ln_1p(reproduction * z / dispersion);
    let slope = -reproduction * math::exp(-(dispersion + 1.0) * logarithm);
    (math::exp_m1(-dispersion * logarithm), slope)
}

#[cfg(test)]
mod tests {
    use super::super::final_share;
    use super::*;
    use crate::base::chance::{Draws, Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    fn negative_binomial(dispersion: f64) -> Offspring {
        Offspring::NegativeBinomial { dispersion }
    }

    #[test]
    fn chances_of_one_case_at_a_reproduction_of_2_5() {
        for (offspring, chance, tolerance) in [
            (Offspring::Geometric, 0.4, 1e-12),
            // Published as 0.10736, 0.27530 and 0.86069.
            (Offspring::Poisson, 0.107_355_246, 1e-9),
            (negative_binomial(2.0), 0.275_304_923, 1e-9),
            (negative_binomial(0.1), 0.860_685_392, 1e-9),
            (negative_binomial(0.5), 0.558_257_569, 1e-9),
            (negative_binomial(1.0), 0.4, 1e-12),
        ] {
            let computed = extinction(2.5, offspring, 1).unwrap();
            assert!((computed - chance).abs() < tolerance, "{offspring:?}: {computed}");
        }
        for (reproduction, alike, two, tenth) in [
            (1.6, 0.358_018_683, 0.525_255_129, 0.922_554_976),
            (5.0, 0.006_977_154, 0.093_774_225, 0.779_966_138),
        ] {
            let chance = |offspring| extinction(reproduction, offspring, 1).unwrap();
            assert!((chance(Offspring::Poisson) - alike).abs() < 1e-9);
            assert!((chance(Offspring::Geometric) - 1.0 / reproduction).abs() < 1e-12);
            assert!((chance(negative_binomial(2.0)) - two).abs() < 1e-9);
            assert!((chance(negative_binomial(0.1)) - tenth).abs() < 1e-9);
        }
        let ten = extinction(2.5, Offspring::Geometric, 10).unwrap();
        assert!((ten / math::pow(0.4, 10.0) - 1.0).abs() < 1e-10);
        assert_eq!(extinction(2.5, Offspring::Poisson, 0), Ok(1.0));
    }

    #[test]
    fn below_one_every_chain_ends() {
        for offspring in [Offspring::Geometric, Offspring::Poisson, negative_binomial(0.1)] {
            for reproduction in [0.0, 0.9, 1.0] {
                assert_eq!(extinction(reproduction, offspring, 1), Ok(1.0));
            }
        }
        let refusals = extinction(f64::NAN, negative_binomial(0.0), 1).unwrap_err();
        assert_eq!(refusals.0.len(), 2);
    }

    /// Whether the chain of one case ends: contacts of exponential gaps within its period.
    fn ends(reproduction: f64, period: impl Fn(&mut Draws) -> f64, draws: &mut Draws) -> bool {
        let mut open = 1u32;
        // Two hundred open cases have no chance left to end worth counting.
        while open > 0 && open < 200 {
            open -= 1;
            let mut left = period(draws) * reproduction;
            loop {
                left -= draws.exponential(1.0);
                if left < 0.0 {
                    break;
                }
                open += 1;
            }
        }
        open == 0
    }

    #[test]
    fn simulated_chains_end_as_often() {
        let runs = 10_000;
        let gamma = |draws: &mut Draws| draws.exponential(0.5) + draws.exponential(0.5);
        for (offspring, period) in [
            (Offspring::Poisson, (|_: &mut Draws| 1.0) as fn(&mut Draws) -> f64),
            (Offspring::Geometric, |draws| draws.exponential(1.0)),
            (negative_binomial(2.0), gamma),
        ] {
            let mut draws = Seed(21).draws(Purpose::Test, Key(1));
            let ended = (0..runs).filter(|_| ends(1.6, period, &mut draws)).count() as f64;
            let chance = extinction(1.6, offspring, 1).unwrap();
            let error = math::sqrt(chance * (1.0 - chance) / f64::from(runs));
            assert!((ended / f64::from(runs) - chance).abs() < 4.0 * error, "{offspring:?}");
        }
    }

    proptest! {
        #[test]
        fn the_chance_is_a_fixed_point_and_falls(
            reproduction in 0.0..30.0f64, more in 0.0..1.0f64, dispersion in 0.01..1_000.0f64,
        ) {
            let offspring = negative_binomial(dispersion);
            let q = extinction(reproduction, offspring, 1).unwrap();
            let back = math::pow(1.0 + reproduction * (1.0 - q) / dispersion, -dispersion);
            prop_assert!((q - back).abs() < 1e-9);
            prop_assert!(reproduction <= 1.0 || q < 1.0);
            let higher = extinction((reproduction + more).min(30.0), offspring, 1).unwrap();
            prop_assert!(higher <= q + 1e-12);
            let exponential = extinction(reproduction, Offspring::Geometric, 1).unwrap();
            prop_assert!((exponential - (1.0 / reproduction).min(1.0)).abs() < 1e-9);
            let alike = extinction(reproduction, Offspring::Poisson, 1).unwrap();
            prop_assert!((alike + final_share(reproduction, 1.0).unwrap() - 1.0).abs() < 1e-12);
        }
    }
}
