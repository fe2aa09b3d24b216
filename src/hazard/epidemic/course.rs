//! The expected course of an infection among zones, hour by hour: the SEIR equations by
//! Runge-Kutta of fourth order in steps of at most a tenth of a day and of a tenth of the shortest
//! period. Whole people are drawn in [`chain`](super::chain).
//!
//! Valid range: 1 to 1,000 days, and 100,000 days of zones.

use super::Compartments;
use super::zones::Epidemic;
use crate::hazard::range::{Range, Refusal};

/// The expected course.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    hours: Vec<Vec<Compartments<f64>>>,
    peak: Peak,
}

/// When most people are infectious at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// People infectious, all zones together.
    pub infectious: f64,
    /// Days from the beginning, between steps by a parabola.
    pub day: f64,
}

/// Susceptible, exposed and infectious people of a zone.
type State = [f64; 3];

impl Epidemic {
    /// The expected course over `days`, 1 to 1,000 and not above 100,000 days of zones.
    ///
    /// # Errors
    /// A refusal of a length out of range.
    pub fn course(&self, days: u32) -> Result<Course, Refusal> {
        let longest = (100_000.0 / self.zones.len() as f64).floor().min(1_000.0);
        Range::new(1.0, longest, "d", "").check("days", f64::from(days))?;
        let steps = self.disease.steps_per_hour();
        let step_days = 1.0 / 24.0 / f64::from(steps);
        let start = |zone: &super::zones::Zone| {
            let infectious = f64::from(zone.infectious);
            [f64::from(zone.population) - infectious, 0.0, infectious]
        };
        let mut states: Vec<State> = self.zones.iter().map(start).collect();
        let mut peaks = PeakFinder::new(step_days, infectious(&states));
        let mut hours = vec![self.compartments(&states)];
        for _ in 0..24 * days {
            for _ in 0..steps {
                self.step(&mut states, step_days);
                peaks.see(infectious(&states));
            }
            hours.push(self.compartments(&states));
        }
        Ok(Course { hours, peak: peaks.highest })
    }

    fn compartments(&self, states: &[State]) -> Vec<Compartments<f64>> {
        let with = |(zone, state): (&super::zones::Zone, &State)| {
            let [susceptible, exposed, infectious] = *state;
            let removed = f64::from(zone.population) - susceptible - exposed - infectious;
            Compartments { susceptible, exposed, infectious, removed: removed.max(0.0) }
        };
        self.zones.iter().zip(states).map(with).collect()
    }

    fn step(&self, states: &mut [State], step_days: f64) {
        let first = self.slopes(states);
        let second = self.slopes(&moved(states, &first, 0.5 * step_days));
        let third = self.slopes(&moved(states, &second, 0.5 * step_days));
        let fourth = self.slopes(&moved(states, &third, step_days));
        for (zone, state) in states.iter_mut().enumerate() {
            for (part, value) in state.iter_mut().enumerate() {
                let middle = second[zone][part] + third[zone][part];
                let sum = first[zone][part] + 2.0 * middle + fourth[zone][part];
                *value += step_days / 6.0 * sum;
            }
        }
    }

    fn slopes(&self, states: &[State]) -> Vec<State> {
        let disease = &self.disease;
        let (progression, removal) = (disease.progression_per_day(), disease.removal_per_day());
        let transmission = disease.reproduction() * removal;
        let mut met = vec![0.0; states.len()];
        self.mixing().meet(|zone| states[zone][2], &mut met);
        let slope = |([susceptible, exposed, infectious], met): (&State, f64)| {
            let infected = transmission * met * susceptible;
            let progressed = progression * exposed;
            [-infected, infected - progressed, progressed - removal * infectious]
        };
        states.iter().zip(met).map(slope).collect()
    }
}

fn moved(states: &[State], slopes: &[State], days: f64) -> Vec<State> {
    let moved = |(state, slope): (&State, &State)| {
        std::array::from_fn(|part| state[part] + days * slope[part])
    };
    states.iter().zip(slopes).map(moved).collect()
}

fn infectious(states: &[State]) -> f64 {
    states.iter().map(|state| state[2]).sum()
}

/// Looks for the highest of a row of values, between them by the parabola through three.
struct PeakFinder {
    step_days: f64,
    last: [f64; 2],
    seen: u32,
    highest: Peak,
}

impl PeakFinder {
    fn new(step_days: f64, first: f64) -> Self {
        let highest = Peak { infectious: first, day: 0.0 };
        Self { step_days, last: [first; 2], seen: 0, highest }
    }

    fn see(&mut self, value: f64) {
        self.seen += 1;
        let [before, middle] = self.last;
        self.last = [middle, value];
        if value > self.highest.infectious {
            self.highest = Peak { infectious: value, day: f64::from(self.seen) * self.step_days };
        }
        let bend = before - 2.0 * middle + value;
        if self.seen >= 2 && middle >= before && middle >= value && bend < 0.0 {
            let shift = 0.5 * (before - value) / bend;
            let infectious = middle - 0.25 * (before - value) * shift;
            if infectious >= self.highest.infectious {
                let day = (f64::from(self.seen - 1) + shift) * self.step_days;
                self.highest = Peak { infectious, day };
            }
        }
    }
}

impl Course {
    /// People by zone after `hour` hours; the end's beyond the end.
    pub fn hour(&self, hour: u32) -> &[Compartments<f64>] {
        &self.hours[(hour as usize).min(self.hours.len() - 1)]
    }

    /// When most people are infectious at once, all zones together.
    pub fn peak(&self) -> Peak {
        self.peak
    }
}

#[cfg(test)]
mod tests {
    use super::super::zones::{Travel, Zone};
    use super::super::{Disease, final_share};
    use super::*;
    use crate::base::math;
    use proptest::prelude::*;

    fn alone(disease: Disease, population: u32, infectious: u32) -> Epidemic {
        Epidemic::new(disease, vec![Zone { population, infectious }], &[]).unwrap()
    }

    #[test]
    fn peaks_and_final_sizes_of_the_seir_model() {
        for (reproduction, latent, infectious, peak, day, size) in [
            (2.5, 5.0, 7.0, 13_414.242, 96.267_748, 0.892_659_427),
            (3.0, 2.0, 3.0, 17_635.057, 32.832_679, 0.940_487_036),
        ] {
            let disease = Disease::new(reproduction, latent, infectious).unwrap();
            let course = alone(disease, 100_000, 10).course(600).unwrap();
            assert!((course.peak().infectious / peak - 1.0).abs() < 1e-6, "{:?}", course.peak());
            assert!((course.peak().day / day - 1.0).abs() < 1e-6, "{:?}", course.peak());
            assert!((course.hour(u32::MAX)[0].removed / 1e5 / size - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn cases_grow_at_the_rate_of_growth_while_all_are_susceptible() {
        let disease = Disease::new(2.5, 5.0, 7.0).unwrap();
        let course = alone(disease, u32::MAX, 100).course(60).unwrap();
        let [early, late] = [50, 60].map(|day| course.hour(24 * day)[0].infectious);
        let rate = 0.1 * math::ln(late / early);
        assert!((rate / disease.growth_per_day() - 1.0).abs() < 1e-4, "{rate}");
    }

    #[test]
    fn a_dying_infection_is_highest_at_once() {
        let course = alone(Disease::new(0.5, 1.0, 2.0).unwrap(), 1_000, 20).course(30).unwrap();
        assert_eq!(course.peak(), Peak { infectious: 20.0, day: 0.0 });
        let disease = Disease::new(0.5, 1.0, 2.0).unwrap();
        assert!(alone(disease, 9, 1).course(0).is_err());
        let many = Epidemic::new(disease, vec![Zone { population: 9, infectious: 1 }; 2_000], &[]);
        let many = many.unwrap();
        assert!(many.course(51).is_err() && many.course(1).is_ok());
    }

    #[test]
    fn zones_that_mix_wholly_are_one_population() {
        let disease = Disease::new(2.0, 2.0, 3.0).unwrap();
        // Residents of both spend half of their time in either.
        let travel = [Travel { from: 0, to: 1, share: 0.5 }, Travel { from: 1, to: 0, share: 0.5 }];
        let zones = vec![
            Zone { population: 30_000, infectious: 3 },
            Zone { population: 70_000, infectious: 7 },
        ];
        let mixed = Epidemic::new(disease, zones, &travel).unwrap().course(90).unwrap();
        let one = alone(disease, 100_000, 10).course(90).unwrap();
        for day in [0, 20, 40, 60, 90] {
            let together: f64 = mixed.hour(24 * day).iter().map(|zone| zone.infectious).sum();
            let expected = one.hour(24 * day)[0].infectious;
            assert!((together / expected - 1.0).abs() < 1e-9, "{day}");
        }
    }

    #[test]
    fn travel_carries_an_infection_and_no_travel_does_not() {
        let disease = Disease::new(2.0, 2.0, 3.0).unwrap();
        let zones = || {
            vec![
                Zone { population: 50_000, infectious: 10 },
                Zone { population: 50_000, infectious: 0 },
            ]
        };
        let day_of_half = |share: f64| {
            let travel = [Travel { from: 0, to: 1, share }];
            let course = Epidemic::new(disease, zones(), &travel).unwrap().course(300).unwrap();
            (0..300).find(|day| course.hour(24 * day)[1].removed > 10_000.0)
        };
        assert_eq!(day_of_half(0.0), None);
        let (slow, fast) = (day_of_half(0.001).unwrap(), day_of_half(0.1).unwrap());
        assert!(fast < slow, "{fast} {slow}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn people_are_conserved_and_the_end_is_the_final_size(
            reproduction in 0.0..8.0f64, latent in 0.5..5.0f64, infectious in 0.5..5.0f64,
            population in 10u32..1_000_000, start in 1u32..10,
        ) {
            let disease = Disease::new(reproduction, latent, infectious).unwrap();
            let course = alone(disease, population, start).course(1_000).unwrap();
            for hour in 0..24 * 1_000 {
                let [zone] = course.hour(hour) else { panic!("one zone") };
                let sum = zone.susceptible + zone.exposed + zone.infectious + zone.removed;
                prop_assert!((sum / f64::from(population) - 1.0).abs() < 1e-9);
                let least = zone.susceptible.min(zone.exposed).min(zone.infectious);
                prop_assert!(least >= 0.0);
            }
            let end = course.hour(u32::MAX)[0];
            prop_assume!(end.exposed + end.infectious < 1e-6);
            let susceptible = 1.0 - f64::from(start) / f64::from(population);
            let size = final_share(reproduction, susceptible).unwrap();
            prop_assert!((end.removed / f64::from(population) - size).abs() < 1e-6);
        }
    }
}
