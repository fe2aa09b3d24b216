//! People of an outbreak who were taken home: what they carry passes on there, in chains that end.
//! Those who live together are `outbreak`'s.

use std::collections::BTreeMap;

use super::agenda::Occurrence;
use super::outbreak::{about, person_key};
use super::post::born;
use super::stage::Stage;
use crate::base::chance::Purpose;
use crate::base::id::{HappeningId, ZoneId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::event_log::event::{Event, Seq};
use crate::hazard::epidemic::threshold::State;
use crate::scenario::happening::Law;
use crate::scenario::outbreak::{HomeSetting, OutbreakSetting};

/// Minutes between two looks at who is taken home.
const TAKEN_MINUTES: u32 = 5;

/// Somebody infected at home, or ill there.
#[derive(Debug, Clone, Copy)]
pub struct HomeCase {
    key: Key,
    zone: ZoneId,
    /// The case that infected him at home, by number; none who brought it.
    from: Option<u32>,
    /// The event by which he was infected; before that of the one who infects him.
    seq: Seq,
}

impl Stage<'_, '_> {
    /// A look at who is taken home: nobody any more once they are kept.
    pub fn people_taken_home(&mut self, number: u32, step: u32) {
        let prepared = self.prepared();
        let setting = &prepared.drill.scenario.outbreaks[number as usize];
        let (Some(home), Some(file)) = (&setting.home, &setting.file.home) else { return };
        let kept = home.kept_by;
        if kept.is_some_and(|(task, by)| self.progress(home.incident, task, by).is_some()) {
            return;
        }
        self.let_outbreak_spread(number);
        let minutes = f64::from(TAKEN_MINUTES) * f64::from(step + 1);
        let so_far = ((file.per_minute * minutes) as u32).min(file.at_most);
        let mut taken: BTreeMap<(Key, ZoneId), u32> = BTreeMap::new();
        let mut carrying: Vec<u32> = Vec::new();
        let reserved = self.who_stays(setting);
        while self.truth.outbreaks[number as usize].at_home.len() < so_far as usize {
            let Some(person) = self.truth.outbreaks[number as usize].order.pop() else { break };
            let state = self.truth.outbreaks[number as usize].spreading.state(person);
            if person < reserved || !matches!(state, State::Susceptible | State::Exposed) {
                continue;
            }
            let zone = self.home_of(home, person_key(setting, person));
            let entry = &mut self.truth.outbreaks[number as usize];
            entry.spreading.remove(person);
            entry.at_home.insert(person, zone);
            *taken.entry((self.key(zone), zone)).or_default() += 1;
            if state == State::Exposed {
                carrying.push(person);
            }
        }
        let seq = self.incident(home.incident).occurred;
        let happening = setting.happening;
        for ((_, zone), people) in taken {
            self.record(seq, Event::PeopleTakenHome { happening, zone, people });
        }
        self.carried_home(number, happening, &carrying, seq);
        if so_far < file.at_most {
            let key = Key::born(born::STEP, &[setting.key], step + 1);
            let at = self.now() + Duration::from_minutes(u64::from(TAKEN_MINUTES));
            self.enter(at, Occurrence::PeopleTakenHome(number, step + 1), key);
        }
    }

    /// How many of the first are not taken: those who fall ill where they live, where it is not a
    /// meal that says who.
    fn who_stays(&self, setting: &OutbreakSetting) -> u32 {
        let site = self.drill().scenario.happenings[setting.happening.index()].site.as_ref();
        site.map_or(0, |site| match site.growth.map(|growth| (growth.law, growth.at_most)) {
            Some((Law::Meal(..), _)) => 0,
            Some((Law::PerMinute(_), most)) => site.hurt + most,
            None => site.hurt,
        })
    }

    /// The zone in which somebody lives, by residents.
    fn home_of(&self, home: &HomeSetting, key: Key) -> ZoneId {
        let zones = &self.drill().county.zones;
        let residents = |zone: &ZoneId| zones[zone.index()].residents;
        let all: u32 = home.zones.iter().map(residents).sum();
        let key = Key::born(about::HOME, &[key], 0);
        let mut left = self.draws(Purpose::Infection, key).below(all.max(1));
        let found = home.zones.iter().find(|zone| {
            let is_here = left < residents(zone);
            left = left.saturating_sub(residents(zone));
            is_here
        });
        *found.unwrap_or(&home.zones[0])
    }

    /// These who carry it are at home now.
    pub fn carried_home(&mut self, number: u32, id: HappeningId, people: &[u32], seq: Seq) {
        let mut by_zone: BTreeMap<(Key, ZoneId), Vec<u32>> = BTreeMap::new();
        for person in people {
            let zone = self.truth.outbreaks[number as usize].at_home[person];
            by_zone.entry((self.key(zone), zone)).or_default().push(*person);
        }
        for ((_, zone), who) in by_zone {
            let people = u32::try_from(who.len()).expect("few people");
            let event = Event::InfectionCarried { happening: id, zone: Some(zone), people };
            let carried = self.record(seq, event);
            let entry = &mut self.truth.outbreaks[number as usize];
            entry.infected.extend(who.into_iter().map(|person| (person, carried)));
        }
    }

    /// Somebody who was infected before he was taken home falls ill there.
    pub fn falls_ill_at_home(&mut self, number: u32, person: u32, zone: ZoneId, seq: Seq) {
        let prepared = self.prepared();
        let setting = &prepared.drill.scenario.outbreaks[number as usize];
        let key = person_key(setting, person);
        let case = self.bear_case(number, HomeCase { key, zone, from: None, seq });
        self.home_case_falls_ill(number, case);
    }

    fn bear_case(&mut self, number: u32, case: HomeCase) -> u32 {
        let cases = &mut self.truth.outbreaks[number as usize].cases;
        cases.push(case);
        u32::try_from(cases.len() - 1).expect("few cases")
    }

    /// Somebody at home falls ill: a casualty there, and infectious to those who live with him.
    pub fn home_case_falls_ill(&mut self, number: u32, case: u32) {
        let prepared = self.prepared();
        let setting = &prepared.drill.scenario.outbreaks[number as usize];
        let Some(home) = &setting.home else { return };
        let HomeCase { key, zone, seq, .. } = self.home_case(number, case);
        self.becomes_casualty(number, Some(zone), case, seq);
        let draws = Key::born(about::INFECTS, &[key], 0);
        let infects = home.branching.infects(&mut self.draws(Purpose::Infection, draws));
        for (ordinal, day) in (0..).zip(infects) {
            let key = Key::born(born::CASUALTY, &[key], ordinal);
            let next = self.bear_case(number, HomeCase { key, zone, from: Some(case), seq });
            let at = self.now() + Duration::from_seconds_f64(86_400.0 * day);
            self.enter(at, Occurrence::InfectedAtHome(number, next), key);
        }
    }

    fn home_case(&self, number: u32, case: u32) -> HomeCase {
        self.truth.outbreaks[number as usize].cases[case as usize]
    }

    /// A case at home infects somebody there, unless it has been taken away.
    pub fn infected_at_home(&mut self, number: u32, case: u32) {
        let prepared = self.prepared();
        let setting = &prepared.drill.scenario.outbreaks[number as usize];
        let HomeCase { key, zone, from, seq } = self.home_case(number, case);
        let entry = &self.truth.outbreaks[number as usize];
        let at = entry.groups.iter().find_map(|group| {
            let is_it = |ill: &u32| group.zone == Some(zone) && Some(*ill) == from;
            Some((group, group.ill.iter().position(is_it)?))
        });
        if at.is_some_and(|(group, place)| !self.is_still_there(group, place)) {
            return;
        }
        let (happening, zone) = (setting.happening, Some(zone));
        let seq = self.record(seq, Event::InfectionPassed { happening, zone, people: 1 });
        self.truth.outbreaks[number as usize].cases[case as usize].seq = seq;
        let at = self.now() + self.incubates(setting, key);
        self.enter(at, Occurrence::FallsIllAtHome(number, case), key);
    }
}
