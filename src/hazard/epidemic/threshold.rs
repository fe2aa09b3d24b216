//! An infection among known people, in continuous time: who of them is infected, and when. How it
//! goes in numbers of people, by steps, is [`chain`](super::chain)'s.
//!
//! Sellke 1983 (J. Appl. Prob. 20:390-394): each susceptible person has a threshold, exponential
//! with mean 1, and is infected when the pressure of infection on his zone, added up from the
//! beginning, passes it. Pressure on residents of a zone rises at the rate `R0 g m c`: `g` the
//! removal rate, `m` the share infectious among the people whom they meet
//! ([`zones`](super::zones)), `c` the share of ordinary contacts that measures leave. With
//! infectious periods exponential of mean `1/g` this is the SEIR model itself, without steps.
//!
//! Threshold and infectious period belong to a person and not to the moment: where contacts are cut
//! from some moment on, nobody is infected who would not have been otherwise, nor anybody earlier.
//! Contacts with those who have left are not made good by others. Valid range: that of
//! [`Disease`](super::Disease) and of the [`zones`](super::zones).

use crate::base::chance::Draws;

use super::zones::Epidemic;

/// What belongs to a person whatever happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// Place of his zone in the epidemic's list.
    pub zone: u32,
    /// Pressure at which he is infected.
    pub threshold: f64,
    /// How long he is infectious, once he is.
    pub infectious_days: f64,
}

/// What the infection has done to a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum State {
    /// Not yet infected.
    Susceptible,
    /// Infected, not yet infectious.
    Exposed,
    /// Infectious until this day.
    Infectious(f64),
    /// No longer infectious, or no longer there.
    Removed,
}

/// An infection among people as it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Spreading {
    epidemic: Epidemic,
    people: Vec<Person>,
    states: Vec<State>,
    /// Susceptible people by zone, the highest threshold first; those removed meanwhile included.
    waiting: Vec<Vec<u32>>,
    /// Pressure by zone.
    pressure: Vec<f64>,
    contact: f64,
    now_days: f64,
}

impl Person {
    /// Somebody of a zone, of a disease whose infectious period has this mean.
    pub fn drawn(zone: u32, infectious_days: f64, draws: &mut Draws) -> Self {
        let threshold = draws.exponential(1.0);
        Self { zone, threshold, infectious_days: draws.exponential(infectious_days) }
    }
}

impl Spreading {
    /// People among whom nobody is infected, on day 0.
    ///
    /// # Panics
    /// When somebody's zone is none of the epidemic's.
    pub fn new(epidemic: Epidemic, people: Vec<Person>) -> Self {
        let mut waiting = vec![Vec::new(); epidemic.zones.len()];
        for (index, person) in people.iter().enumerate() {
            waiting[person.zone as usize].push(u32::try_from(index).expect("few people"));
        }
        for waiting in &mut waiting {
            waiting.sort_by(|one, other| {
                let threshold = |person: &u32| people[*person as usize].threshold;
                threshold(other).total_cmp(&threshold(one)).then(other.cmp(one))
            });
        }
        let states = vec![State::Susceptible; people.len()];
        let pressure = vec![0.0; waiting.len()];
        Self { epidemic, people, states, waiting, pressure, contact: 1.0, now_days: 0.0 }
    }

    /// What the infection has done to somebody.
    pub fn state(&self, person: u32) -> State {
        self.states[person as usize]
    }

    /// Whether somebody is infectious, or is going to be.
    pub fn goes_on(&self) -> bool {
        self.states.iter().any(|state| matches!(state, State::Exposed | State::Infectious(_)))
    }

    /// The share of ordinary contacts that measures leave from now on, cut to 0..=1; no number
    /// counts as no contact.
    pub fn set_contact(&mut self, contact: f64) {
        self.contact = if contact.is_nan() { 0.0 } else { contact.clamp(0.0, 1.0) };
    }

    /// Somebody was infected by something else.
    pub fn expose(&mut self, person: u32) {
        if self.state(person) == State::Susceptible {
            self.states[person as usize] = State::Exposed;
        }
    }

    /// Somebody becomes infectious now, unless he has been.
    pub fn fall_ill(&mut self, person: u32) {
        if matches!(self.state(person), State::Susceptible | State::Exposed) {
            let until = self.now_days + self.people[person as usize].infectious_days;
            self.states[person as usize] = State::Infectious(until);
        }
    }

    /// Somebody leaves, or was immune: he infects nobody and is infected by nobody here.
    pub fn remove(&mut self, person: u32) {
        self.states[person as usize] = State::Removed;
    }

    /// Lets time pass up to `until_days`: who was infected, and on which day, in order.
    pub fn advance(&mut self, until_days: f64) -> Vec<(f64, u32)> {
        let mut infected = Vec::new();
        let mut met = vec![0.0; self.pressure.len()];
        while self.now_days < until_days {
            let next = self.end_of_a_period().map_or(until_days, |end| end.min(until_days));
            self.press(next, &mut met, &mut infected);
            self.now_days = next;
            for state in &mut self.states {
                if matches!(state, State::Infectious(until) if *until <= next) {
                    *state = State::Removed;
                }
            }
        }
        infected.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        infected
    }

    /// When the next infectious person ceases to be.
    fn end_of_a_period(&self) -> Option<f64> {
        let until = self.states.iter().filter_map(|state| match state {
            State::Infectious(until) => Some(*until),
            _ => None,
        });
        until.min_by(f64::total_cmp)
    }

    /// Pressure of those infectious now up to a day on which they all still are.
    fn press(&mut self, until_days: f64, met: &mut [f64], infected: &mut Vec<(f64, u32)>) {
        let mut infectious = vec![0.0; self.pressure.len()];
        for (state, person) in self.states.iter().zip(&self.people) {
            if let State::Infectious(_) = state {
                infectious[person.zone as usize] += 1.0;
            }
        }
        let disease = self.epidemic.disease;
        let transmission = disease.reproduction() * disease.removal_per_day() * self.contact;
        self.epidemic.mixing().meet(|zone| infectious[zone], met);
        for (zone, met) in met.iter().enumerate() {
            let (rate, before) = (transmission * met, self.pressure[zone]);
            let after = before + rate * (until_days - self.now_days);
            while let Some(person) = self.waiting[zone].last().copied() {
                let Person { threshold, .. } = self.people[person as usize];
                let is_susceptible = self.state(person) == State::Susceptible;
                if is_susceptible && threshold > after {
                    break;
                }
                self.waiting[zone].pop();
                if is_susceptible {
                    self.states[person as usize] = State::Exposed;
                    infected.push((self.now_days + (threshold - before) / rate, person));
                }
            }
            self.pressure[zone] = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Disease;
    use super::super::zones::{Travel, Zone};
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    const LATENT_DAYS: f64 = 0.3;
    const INFECTIOUS_DAYS: f64 = 0.5;

    fn among(reproduction: f64, populations: &[u32], away: f64) -> Epidemic {
        let disease = Disease::new(reproduction, LATENT_DAYS, INFECTIOUS_DAYS).unwrap();
        let zone = |population: &u32| Zone { population: *population, infectious: 0 };
        let zones: Vec<Zone> = populations.iter().map(zone).collect();
        let last = zones.len() as u32 - 1;
        let travel: Vec<Travel> = (0..last)
            .flat_map(|zone| [(zone, zone + 1), (zone + 1, zone)])
            .map(|(from, to)| Travel { from, to, share: away })
            .collect();
        Epidemic::new(disease, zones, &travel).unwrap()
    }

    fn people(epidemic: &Epidemic, seed: Seed) -> Vec<Person> {
        let zones = epidemic.zones.iter().enumerate();
        let all = zones.flat_map(|(zone, it)| (0..it.population).map(move |_| zone as u32));
        let draws = |index: usize| seed.draws(Purpose::Test, Key(index as u64));
        all.enumerate()
            .map(|(index, zone)| Person::drawn(zone, INFECTIOUS_DAYS, &mut draws(index)))
            .collect()
    }

    /// Everybody infected with the day of it, of the first `cases` people ill on day 0; contacts
    /// are cut to `contact` on day `cut`.
    fn play(epidemic: &Epidemic, seed: Seed, cases: u32, (cut, contact): (f64, f64)) -> Vec<f64> {
        let people = people(epidemic, seed);
        let mut days = vec![f64::INFINITY; people.len()];
        let mut spreading = Spreading::new(epidemic.clone(), people);
        (0..cases).for_each(|person| spreading.fall_ill(person));
        let mut ill: Vec<(f64, u32)> = Vec::new();
        let mut day = 0.0;
        while spreading.goes_on() {
            // The next who falls ill, or the cut, or a while in which nobody does either.
            ill.sort_by(|one, other| other.0.total_cmp(&one.0));
            let next = ill.last().map_or(day + 0.1, |it| it.0.min(day + 0.1));
            day = if day < cut { next.min(cut) } else { next };
            let infected = spreading.advance(day);
            ill.extend(infected.iter().map(|(at, person)| (at + LATENT_DAYS, *person)));
            infected.iter().for_each(|(at, person)| days[*person as usize] = *at);
            ill.retain(|(at, person)| {
                let falls_ill = *at <= day;
                if falls_ill {
                    spreading.fall_ill(*person);
                }
                !falls_ill
            });
            if day >= cut {
                spreading.set_contact(contact);
            }
        }
        days
    }

    const NEVER: (f64, f64) = (f64::INFINITY, 1.0);

    #[test]
    fn final_sizes_among_known_people_are_those_of_ball_1986() {
        let epidemic = among(1.8, &[16], 0.0);
        let exact = super::super::final_sizes(&epidemic.disease, 15, 1).unwrap();
        assert!((exact.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let runs = 10_000;
        let mut found = vec![0u32; exact.len()];
        for run in 0..runs {
            let days = play(&epidemic, Seed(1_000 + run), 1, NEVER);
            found[days.iter().filter(|day| day.is_finite()).count()] += 1;
        }
        for (share, found) in exact.into_iter().zip(found) {
            let error = math::sqrt(share * (1.0 - share) / runs as f64);
            assert!((f64::from(found) / runs as f64 - share).abs() < 4.0 * error, "{share}");
        }
    }

    #[test]
    fn whoever_left_or_was_immune_is_not_infected_and_infects_nobody() {
        let epidemic = among(20.0, &[30], 0.0);
        let people = people(&epidemic, Seed(4)).into_iter();
        let people = people.map(|person| Person { infectious_days: 1.0, ..person }).collect();
        let mut spreading = Spreading::new(epidemic, people);
        spreading.fall_ill(0);
        spreading.remove(1);
        let infected = spreading.advance(0.2);
        assert!(!infected.is_empty() && infected.iter().all(|(_, person)| *person != 1));
        spreading.remove(0);
        assert_eq!(spreading.advance(50.0), []);
        // Who never was infectious can still fall ill, once.
        spreading.fall_ill(infected[0].1);
        assert!(!spreading.advance(60.0).is_empty());
        spreading.fall_ill(infected[0].1);
        assert_eq!(spreading.state(infected[0].1), State::Removed);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn fewer_contacts_from_some_day_on_infect_nobody_else_and_nobody_earlier(
            reproduction in 0.5..8.0f64, populations in prop::collection::vec(1u32..40, 1..4),
            away in 0.0..0.4f64, seed in 0u64..10_000, cut in 0.0..3.0f64, contact in 0.0..1.0f64,
        ) {
            let epidemic = among(reproduction, &populations, away);
            let free = play(&epidemic, Seed(seed), 1, NEVER);
            let cut = play(&epidemic, Seed(seed), 1, (cut, contact));
            for (free, cut) in free.iter().zip(&cut) {
                prop_assert!(cut >= &(free - 1e-9), "{free} {cut}");
            }
        }
    }
}
