//! How many people an attack harms until the police are there: a number that grows with the time
//! they take. Nothing else about an attack is modelled, and nothing is meant to be.
//!
//! Victims are a Poisson process at a constant rate until the police arrive, hence a Poisson number
//! of mean `rate x minutes`. The rate is a placeholder that a scenario replaces. Valid range: rates
//! up to 10 a minute, arrival within 240 minutes.

use crate::base::chance::Draws;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

/// Victims per minute until the police arrive: a placeholder.
pub const VICTIMS_PER_MINUTE: f64 = 0.5;

/// An attack that lasts until the police arrive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attack {
    per_minute: f64,
    arrival_minutes: f64,
}

impl Attack {
    /// Victims per minute, and minutes until the police arrive.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(per_minute: f64, arrival_minutes: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(0.0, 10.0, "1/min", ""), "per_minute", per_minute);
        refusals.hold(&Range::new(0.0, 240.0, "min", ""), "arrival_minutes", arrival_minutes);
        refusals.into_result().map(|()| Self { per_minute, arrival_minutes })
    }

    /// Victims expected.
    pub fn expected(&self) -> f64 {
        self.per_minute * self.arrival_minutes
    }

    /// Minutes at which people are harmed, in order. The same draws with a later arrival give the
    /// same victims and those who follow.
    pub fn minutes(&self, draws: &mut Draws) -> Vec<f64> {
        let mut harmed = Vec::new();
        if self.per_minute <= 0.0 {
            return harmed;
        }
        let mut minutes = draws.exponential(1.0 / self.per_minute);
        while minutes < self.arrival_minutes {
            harmed.push(minutes);
            minutes += draws.exponential(1.0 / self.per_minute);
        }
        harmed
    }
}

/// What this model assumes of an attack of this rate.
pub fn assumptions(per_minute: f64) -> Vec<Assumption> {
    vec![Assumption::placeholder(
        "attack_victims.rate",
        "暴力事件警力到达前每分钟受害人数",
        "victims per minute of an attack until the police arrive",
        per_minute,
        "1/min",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_victims_are_poisson() {
        let attack = Attack::new(VICTIMS_PER_MINUTE, 9.0).unwrap();
        let mean = attack.expected();
        assert_eq!(mean, 4.5);
        let runs = 20_000;
        let (mut sum, mut square, mut none) = (0.0, 0.0, 0.0);
        for run in 0..runs {
            let victims = attack.minutes(&mut Seed(61).draws(Purpose::Test, Key(run))).len() as f64;
            sum += victims;
            square += (victims - mean) * (victims - mean);
            none += f64::from(u8::from(victims == 0.0));
        }
        let runs = runs as f64;
        assert!((sum / runs - mean).abs() < 4.0 * math::sqrt(mean / runs));
        let fourth = mean * (1.0 + 3.0 * mean);
        let error = math::sqrt((fourth - mean * mean) / runs);
        assert!((square / runs - mean).abs() < 4.0 * error);
        let nobody = math::exp(-mean);
        assert!((none / runs - nobody).abs() < 4.0 * math::sqrt(nobody / runs));
    }

    #[test]
    fn bad_numbers_are_refused_and_no_rate_harms_nobody() {
        assert_eq!(Attack::new(f64::NAN, -1.0).unwrap_err().0.len(), 2);
        assert_eq!(Attack::new(f64::INFINITY, 241.0).unwrap_err().0.len(), 2);
        let mut draws = Seed(62).draws(Purpose::Test, Key(0));
        assert!(Attack::new(0.0, 240.0).unwrap().minutes(&mut draws).is_empty());
        assert!(Attack::new(10.0, 0.0).unwrap().minutes(&mut draws).is_empty());
    }

    proptest! {
        #[test]
        fn a_later_arrival_adds_victims_and_changes_none(
            rate in 0.0..10.0f64, minutes in 0.0..60.0f64, later in 0.0..60.0f64,
            seed in 0u64..1_000,
        ) {
            let victims = |arrival| {
                let attack = Attack::new(rate, arrival).unwrap();
                attack.minutes(&mut Seed(seed).draws(Purpose::Test, Key(1)))
            };
            let (soon, late) = (victims(minutes), victims(minutes + later));
            prop_assert!(late.starts_with(&soon));
            prop_assert!(late[soon.len()..].iter().all(|minute| *minute >= minutes));
        }
    }
}
