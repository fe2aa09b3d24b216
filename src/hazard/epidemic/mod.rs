//! How an infection passes from person to person: its reproduction, growth and final size here, its
//! expected [`course`], its course by [`chain`] in whole people, by [`threshold`] among known ones,
//! whether it dies out by itself ([`extinction`]), how [`branching`] chains go that do, and how
//! [`zones`] infect each other. Who notices, and what is done, is not here.
//!
//! SEIR (Kermack & McKendrick 1927; Anderson & May 1991): people are susceptible S, exposed E,
//! infectious I or removed R, `N = S + E + I + R`, with mean latent period `1/s` and mean
//! infectious period `1/g`, both exponential, and transmission `b = R0 g`:
//! `S' = -b S I/N`, `E' = b S I/N - s E`, `I' = s E - g I`, `R' = g I`.
//!
//! - Growth at the start: `r` solves `(r + s)(r + g) = b s`.
//! - Final share infected: `z = 1 - s0 exp(-R0 z)`, `s0` the share susceptible at the start.
//!
//! Valid range: R0 0 to 30 (measles 12 to 18), periods 0.1 to 100 days. The parameters of a disease
//! are the author's: none is given here.

pub mod branching;
pub mod chain;
pub mod course;
pub mod extinction;
pub mod threshold;
pub mod zones;

use crate::base::math;

use super::range::{Range, Refusal, Refusals};

pub(super) const SOURCE: &str = "Anderson & May 1991";
/// Basic reproduction numbers for which the models hold.
pub(super) const REPRODUCTION: Range = Range::new(0.0, 30.0, "", SOURCE);
const PERIOD: Range = Range::new(0.1, 100.0, "d", SOURCE);
const SHARE: Range = Range::new(0.0, 1.0, "", "");
const FEW: Range = Range::new(0.0, 40.0, "", "Ball 1986");

/// What an infection does in a population nobody of which is immune.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disease {
    reproduction: f64,
    latent_days: f64,
    infectious_days: f64,
}

/// People of a zone by what the infection has done to them; shares of people in an expected course,
/// whole people in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compartments<T> {
    /// Not yet infected.
    pub susceptible: T,
    /// Infected, not yet infectious.
    pub exposed: T,
    /// Infectious.
    pub infectious: T,
    /// No longer infectious.
    pub removed: T,
}

impl Disease {
    /// A disease with basic reproduction number `R0`, mean latent and mean infectious period in
    /// days.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(
        reproduction: f64,
        latent_days: f64,
        infectious_days: f64,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&REPRODUCTION, "reproduction", reproduction);
        refusals.hold(&PERIOD, "latent_days", latent_days);
        refusals.hold(&PERIOD, "infectious_days", infectious_days);
        refusals.into_result()?;
        Ok(Self { reproduction, latent_days, infectious_days })
    }

    /// Basic reproduction number.
    pub fn reproduction(&self) -> f64 {
        self.reproduction
    }

    /// Rate per day at which exposed people become infectious.
    fn progression_per_day(&self) -> f64 {
        1.0 / self.latent_days
    }

    /// Rate per day at which infectious people are removed.
    fn removal_per_day(&self) -> f64 {
        1.0 / self.infectious_days
    }

    /// Steps of an hour in which no rate exceeds a tenth: a step is at most a tenth of a day.
    fn steps_per_hour(&self) -> u32 {
        let removal = self.removal_per_day();
        let fastest = removal.max(self.progression_per_day()).max(self.reproduction * removal);
        (fastest / 2.4).ceil().max(1.0) as u32
    }

    /// Exponential rate per day at which cases grow while nearly everybody is susceptible; negative
    /// below a reproduction number of 1.
    pub fn growth_per_day(&self) -> f64 {
        let (progression, removal) = (self.progression_per_day(), self.removal_per_day());
        let half = progression + removal;
        let product = 4.0 * progression * removal * (self.reproduction - 1.0);
        // The root of r^2 + (s + g) r + s g (1 - R0) in the form that loses no digits at R0 = 1.
        0.5 * product / (half + math::sqrt((half * half + product).max(0.0)))
    }
}

/// Final share of a well-mixed population that is infected: the largest root of
/// `z = 1 - s0 exp(-R0 z)` with `susceptible` the share `s0` susceptible at the start, all others
/// being infectious. Where all are susceptible this is a large outbreak's size; 0 up to R0 of 1.
///
/// # Errors
/// A refusal of a reproduction number or share out of range.
pub fn final_share(reproduction: f64, susceptible: f64) -> Result<f64, Refusal> {
    let reproduction = REPRODUCTION.check("reproduction", reproduction)?;
    let susceptible = SHARE.check("susceptible", susceptible)?;
    Ok(root_below_one(|z| {
        let escaped = susceptible * math::exp(-reproduction * z);
        let lost = susceptible * math::exp_m1(-reproduction * z);
        (z - (1.0 - susceptible) + lost, 1.0 - reproduction * escaped)
    }))
}

/// Probabilities that 0, 1, ... of `susceptible` people are infected in the end by those infected
/// at first, in a closed population of both: Ball 1986, Adv. Appl. Prob. 18:289-310, for infectious
/// periods that are exponential. Latent periods do not matter to it.
///
/// # Errors
/// A refusal of more than 40 people susceptible, of whom the sums would lose their digits.
pub fn final_sizes(
    disease: &Disease,
    susceptible: u32,
    infected: u32,
) -> Result<Vec<f64>, Refusal> {
    FEW.check("susceptible", f64::from(susceptible))?;
    let per_person = disease.reproduction() / f64::from((susceptible + infected).max(1));
    // The transform of an exponential period, in its mean.
    let transform = |left: u32| 1.0 / (1.0 + per_person * f64::from(left));
    Ok(final_sizes_of(transform, susceptible, infected))
}

/// The same for any infectious period: `transform` is the mean probability with which a case
/// infects nobody of so many.
fn final_sizes_of(transform: impl Fn(u32) -> f64, susceptible: u32, infected: u32) -> Vec<f64> {
    let choose = |n: u32, k: u32| {
        (1..=k).fold(1.0, |product, i| product * f64::from(n - k + i) / f64::from(i))
    };
    let mut shares: Vec<f64> = Vec::new();
    for j in 0..=susceptible {
        let escape = transform(susceptible - j);
        let power = |k: u32| math::pow(escape, f64::from(k + infected));
        let known: f64 =
            (0..j).map(|k| choose(susceptible - k, j - k) * shares[k as usize] / power(k)).sum();
        shares.push((choose(susceptible, j) - known) * power(j));
    }
    shares
}

/// The largest root in 0..=1 of a convex function that is not negative at 1, given with its slope:
/// Newton's steps from 1 come down to it and never pass it.
pub(super) fn root_below_one(function: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut z = 1.0;
    // A double root at 0 (reproduction of exactly 1) takes a halving each step.
    for _ in 0..200 {
        let (value, slope) = function(z);
        if value <= 0.0 || slope <= 0.0 {
            break;
        }
        z = (z - value / slope).max(0.0);
    }
    // What is left of a double root is rounding.
    if z < 1e-9 { 0.0 } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn growth_rates_and_final_sizes_of_the_seir_model() {
        for (reproduction, latent, infectious, growth, size) in
            // Published as 0.0973555, 0.892659, 0.295334 and 0.940487.
            [
                (2.5, 5.0, 7.0, 0.097_355_538_9, 0.892_659_427),
                (3.0, 2.0, 3.0, 0.295_333_645, 0.940_487_036),
            ]
        {
            let disease = Disease::new(reproduction, latent, infectious).unwrap();
            assert!((disease.growth_per_day() / growth - 1.0).abs() < 1e-8);
            assert!((final_share(reproduction, 1.0 - 1e-4).unwrap() - size).abs() < 1e-8);
        }
        assert_eq!(Disease::new(1.0, 5.0, 7.0).unwrap().growth_per_day(), 0.0);
    }

    #[test]
    fn final_sizes_at_the_ends_of_the_range() {
        assert!((final_share(2.5, 1.0).unwrap() - 0.892_644_753_609).abs() < 1e-11);
        for reproduction in [0.0, 0.5, 0.99, 1.0] {
            assert_eq!(final_share(reproduction, 1.0), Ok(0.0));
        }
        // Just above 1: z is about 2 (R0 - 1) / R0^2.
        assert!((final_share(1.000_1, 1.0).unwrap() / 2e-4 - 1.0).abs() < 1e-3);
        assert_eq!(final_share(5.0, 0.0), Ok(1.0));
        assert!((final_share(0.0, 0.7).unwrap() - 0.3).abs() < 1e-15);
        assert!(final_share(-0.1, 1.0).is_err() && final_share(2.0, 1.1).is_err());
        assert!(final_share(f64::NAN, 1.0).is_err() && final_share(2.0, f64::NAN).is_err());
    }

    #[test]
    fn all_that_is_out_of_range_is_refused() {
        for none in [f64::NAN, f64::INFINITY, -1.0] {
            assert_eq!(Disease::new(none, none, none).unwrap_err().0.len(), 3);
        }
        assert_eq!(Disease::new(2.0, 0.0, 101.0).unwrap_err().0.len(), 2);
    }

    proptest! {
        #[test]
        fn the_final_size_solves_its_equation_and_grows(
            reproduction in 0.0..30.0f64, more in 0.0..1.0f64, susceptible in 0.0..=1.0f64,
        ) {
            let size = final_share(reproduction, susceptible).unwrap();
            let back = 1.0 - susceptible * math::exp(-reproduction * size);
            prop_assert!((size - back).abs() < 1e-12);
            let higher = (reproduction + more).min(30.0);
            prop_assert!(final_share(higher, susceptible).unwrap() >= size - 1e-12);
        }

        #[test]
        fn the_growth_rate_solves_its_equation(
            reproduction in 0.0..30.0f64, latent in 0.1..100.0f64, infectious in 0.1..100.0f64,
        ) {
            let disease = Disease::new(reproduction, latent, infectious).unwrap();
            let r = disease.growth_per_day();
            let product = (r * latent + 1.0) * (r * infectious + 1.0);
            prop_assert!((product - reproduction).abs() < 1e-6 * (1.0 + reproduction));
            prop_assert_eq!(r > 0.0, reproduction > 1.0);
        }
    }
}
