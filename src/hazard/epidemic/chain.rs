//! The course of an infection in whole people, drawn hour by hour: a chain of binomial draws
//! (Reed-Frost generalised; Bailey 1975; Bretó et al. 2009). The expected course is
//! [`course`](super::course).
//!
//! In a step of `dt` each susceptible resident is infected with probability `1 - exp(-R0 p m)`, `m`
//! the share infectious among those met and `p = 1 - exp(-g dt)` the probability with which each
//! infectious person is removed; each exposed person becomes infectious with `1 - exp(-s dt)`. A
//! case infectious for a geometric number of steps of mean `1/p` thus infects `R0` people on
//! average whatever the step, and no rate exceeds a tenth in a step: the chain lags behind the
//! continuous course by about a step a generation. Valid range: that of
//! [`Disease`](super::Disease) and of the [`zones`](super::zones).

use crate::base::chance::Draws;
use crate::base::math;

use super::Compartments;
use super::zones::{Epidemic, Zone};

/// An infection among zones as it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Outbreak {
    epidemic: Epidemic,
    counts: Vec<Compartments<u32>>,
}

impl Epidemic {
    /// The infection as it begins, in whole people.
    pub fn outbreak(&self) -> Outbreak {
        let start = |zone: &Zone| Compartments {
            susceptible: zone.population - zone.infectious,
            infectious: zone.infectious,
            ..Compartments::default()
        };
        Outbreak { epidemic: self.clone(), counts: self.zones.iter().map(start).collect() }
    }
}

impl Outbreak {
    /// People by zone.
    pub fn counts(&self) -> &[Compartments<u32>] {
        &self.counts
    }

    /// Whether nobody is infected any more.
    pub fn is_over(&self) -> bool {
        self.counts.iter().all(|zone| zone.exposed == 0 && zone.infectious == 0)
    }

    /// Lets an hour pass. `contact` is the share of ordinary contacts that measures leave, cut to
    /// 0..=1; no number counts as no contact.
    pub fn advance_hour(&mut self, contact: f64, draws: &mut Draws) {
        let disease = &self.epidemic.disease;
        let steps = disease.steps_per_hour();
        let step_days = 1.0 / 24.0 / f64::from(steps);
        let removed = -math::exp_m1(-disease.removal_per_day() * step_days);
        let progressed = -math::exp_m1(-disease.progression_per_day() * step_days);
        let pressure = disease.reproduction() * removed * contact.clamp(0.0, 1.0);
        let mut met = vec![0.0; self.counts.len()];
        for _ in 0..steps {
            if self.is_over() {
                return;
            }
            let counts = &self.counts;
            self.epidemic.mixing().meet(|zone| f64::from(counts[zone].infectious), &mut met);
            for (zone, met) in self.counts.iter_mut().zip(&met) {
                zone.step([-math::exp_m1(-pressure * met), progressed, removed], draws);
            }
        }
    }
}

impl Compartments<u32> {
    /// Moves people on with these probabilities of infection, progression and removal.
    fn step(&mut self, probabilities: [f64; 3], draws: &mut Draws) {
        let [infected, progressed, removed] = [
            (self.susceptible, probabilities[0]),
            (self.exposed, probabilities[1]),
            (self.infectious, probabilities[2]),
        ]
        .map(|(people, probability)| draws.binomial(people, probability));
        self.susceptible -= infected;
        self.exposed = self.exposed + infected - progressed;
        self.infectious = self.infectious + progressed - removed;
        self.removed += removed;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Disease;
    use super::super::extinction::{Offspring, extinction};
    use super::super::zones::Travel;
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    fn alone(reproduction: f64, population: u32, infectious: u32) -> Epidemic {
        let disease = Disease::new(reproduction, 0.3, 0.5).unwrap();
        Epidemic::new(disease, vec![Zone { population, infectious }], &[]).unwrap()
    }

    /// Shares of runs that end with 0, 1, ... of `susceptible` infected: Ball 1986, Adv. Appl.
    /// Prob. 18:289-310, for infectious periods of a geometric number of steps.
    fn exact_final_sizes(epidemic: &Epidemic) -> Vec<f64> {
        let Zone { population, infectious } = epidemic.zones[0];
        let susceptible = population - infectious;
        let steps = 24.0 * f64::from(epidemic.disease.steps_per_hour());
        let removed = 1.0 - math::exp(-epidemic.disease.removal_per_day() / steps);
        let pressure = epidemic.disease.reproduction() * removed / f64::from(population);
        let transform = |left: u32| {
            let escape = math::exp(-pressure * f64::from(left));
            removed * escape / (1.0 - (1.0 - removed) * escape)
        };
        super::super::final_sizes_of(transform, susceptible, infectious)
    }

    #[test]
    fn final_sizes_of_a_small_population_are_those_of_ball_1986() {
        let epidemic = alone(1.8, 16, 1);
        let exact = exact_final_sizes(&epidemic);
        assert!((exact.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let runs = 10_000;
        let mut found = vec![0u32; exact.len()];
        for run in 0..runs {
            let mut draws = Seed(31).draws(Purpose::Test, Key(run));
            let mut outbreak = epidemic.outbreak();
            while !outbreak.is_over() {
                outbreak.advance_hour(1.0, &mut draws);
            }
            found[outbreak.counts()[0].removed as usize - 1] += 1;
        }
        for (share, found) in exact.into_iter().zip(found) {
            let error = math::sqrt(share * (1.0 - share) / runs as f64);
            assert!((f64::from(found) / runs as f64 - share).abs() < 4.0 * error, "{share}");
        }
    }

    #[test]
    fn chains_in_a_large_population_die_out_as_branching_says() {
        let epidemic = alone(2.0, 1_000_000, 1);
        let runs = 10_000;
        let mut ended = 0.0;
        for run in 0..runs {
            let mut draws = Seed(32).draws(Purpose::Test, Key(run));
            let mut outbreak = epidemic.outbreak();
            while !outbreak.is_over() && outbreak.counts()[0].removed < 60 {
                outbreak.advance_hour(1.0, &mut draws);
            }
            ended += f64::from(u8::from(outbreak.is_over()));
        }
        let chance = extinction(2.0, Offspring::Geometric, 1).unwrap();
        let error = math::sqrt(chance * (1.0 - chance) / runs as f64);
        assert!((ended / runs as f64 - chance).abs() < 4.0 * error, "{ended}");
    }

    #[test]
    fn in_many_people_the_chain_follows_the_expected_course() {
        let disease = Disease::new(2.5, 5.0, 7.0).unwrap();
        let zone = Zone { population: 100_000_000, infectious: 1_000_000 };
        let epidemic = Epidemic::new(disease, vec![zone], &[]).unwrap();
        let course = epidemic.course(40).unwrap();
        let mut outbreak = epidemic.outbreak();
        let mut draws = Seed(33).draws(Purpose::Test, Key(0));
        for hour in 1..=24 * 40 {
            outbreak.advance_hour(1.0, &mut draws);
            let (drawn, expected) = (outbreak.counts()[0], course.hour(hour)[0]);
            let ratio = f64::from(drawn.susceptible) / expected.susceptible;
            assert!((ratio - 1.0).abs() < 0.01, "{hour} {drawn:?} {expected:?}");
        }
        assert!(outbreak.counts()[0].susceptible < 60_000_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn people_are_conserved_and_no_contact_infects_nobody(
            populations in prop::collection::vec(1u32..5_000, 2..5), share in 0.0..0.3f64,
            reproduction in 0.0..30.0f64, seed in 0u64..1_000, stop in 0u32..48,
        ) {
            let disease = Disease::new(reproduction, 0.5, 1.0).unwrap();
            let zone = |population: &u32| Zone { population: *population, infectious: 1 };
            let zones: Vec<Zone> = populations.iter().map(zone).collect();
            let last = zones.len() as u32 - 1;
            let travel = [Travel { from: 0, to: last, share }, Travel { from: last, to: 0, share }];
            let mut outbreak = Epidemic::new(disease, zones, &travel).unwrap().outbreak();
            let mut draws = Seed(seed).draws(Purpose::Test, Key(2));
            for hour in 0..72 {
                let before = outbreak.counts().to_vec();
                let contact = if hour < stop { 1.0 } else { f64::NAN };
                outbreak.advance_hour(contact, &mut draws);
                for ((before, now), people) in
                    before.iter().zip(outbreak.counts()).zip(&populations)
                {
                    let sum = now.susceptible + now.exposed + now.infectious + now.removed;
                    prop_assert_eq!(sum, *people);
                    prop_assert!(now.susceptible <= before.susceptible);
                    prop_assert!(now.removed >= before.removed);
                    prop_assert!(hour < stop || now.susceptible == before.susceptible);
                }
            }
        }
    }
}
