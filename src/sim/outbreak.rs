//! Infections that pass from person to person where people live together: those who fall ill at a
//! happening pass it on, in continuous time, until they are taken away; what is done against it
//! leaves a part of the contacts. No desk knows who is infected before he is ill. Those who were
//! taken home are `outbreak_home`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::agenda::Occurrence;
use super::outbreak_home::HomeCase;
use super::post::born;
use super::stage::Stage;
use super::state::{CasualtyPlace, Coming};
use crate::base::chance::Purpose;
use crate::base::id::{HappeningId, IncidentId, ZoneId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{CasualtyCause, Event, Seq};
use crate::hazard::epidemic::threshold::{Person, Spreading, State};
use crate::scenario::happening::{Law, Prevention, Site};
use crate::scenario::outbreak::{OutbreakSetting, STEP_MINUTES};

/// Kinds of draws and of births of a person, beside those of the model.
pub mod about {
    /// Order in which people are taken home.
    pub const ORDER: u32 = 1;
    /// Incubation.
    pub const INCUBATION: u32 = 2;
    /// Zone in which somebody lives.
    pub const HOME: u32 = 3;
    /// Whom somebody infects at home.
    pub const INFECTS: u32 = 4;
}

/// An outbreak as it goes on.
#[derive(Debug, Clone)]
pub struct OutbreakInPlay {
    /// Those who live together.
    pub spreading: Spreading,
    /// The event with which it began, once it has.
    pub begun: Option<Seq>,
    /// Whether those who fall ill at its happening are casualties.
    is_seen: bool,
    /// Those who live together and have been infected, with the event of that, until they are ill.
    pub infected: BTreeMap<u32, Seq>,
    /// Those who were taken home, and where that is.
    pub at_home: BTreeMap<u32, ZoneId>,
    /// The others in the order in which they would be taken, the next one last.
    pub order: Vec<u32>,
    /// People infected or ill at home, in order of birth.
    pub cases: Vec<HomeCase>,
    /// Who is ill at which incident.
    pub groups: Vec<Group>,
    looks: u32,
    is_looked_at: bool,
}

/// Those who are ill at an incident, in the order in which they became its casualties.
#[derive(Debug, Clone)]
pub struct Group {
    /// At home in this zone, or where people live together.
    pub zone: Option<ZoneId>,
    /// Stable key of what the incident comes from.
    key: Key,
    /// The incident, once it has arisen.
    pub incident: Option<IncidentId>,
    /// People who live together, or cases at home, by number.
    pub ill: Vec<u32>,
}

/// Those whom a happening makes ill, by number.
struct Attacked {
    /// Ill when it comes: as many as are hurt at once.
    ill: Vec<u32>,
    /// Infected, and ill later.
    carrying: Vec<u32>,
    /// Over it by then.
    immune: Vec<u32>,
}

impl Stage<'_, '_> {
    /// The people of every outbreak, before anybody is infected.
    pub fn set_up_outbreaks(&mut self) {
        let prepared = self.prepared();
        for setting in &prepared.drill.scenario.outbreaks {
            let people = (0..setting.file.people).map(|person| {
                let mut draws = self.draws(Purpose::Infection, person_key(setting, person));
                let house = setting.house_of(person);
                Person::drawn(house, setting.file.infectious_days, &mut draws)
            });
            let spreading = Spreading::new(setting.epidemic.clone(), people.collect());
            let part = |person: &u32| {
                let key = Key::born(about::ORDER, &[person_key(setting, *person)], 0);
                self.draws(Purpose::Infection, key).uniform()
            };
            let mut order: Vec<u32> = Vec::new();
            if setting.home.is_some() {
                let mut sorted: Vec<(f64, u32)> =
                    (0..setting.file.people).map(|person| (part(&person), person)).collect();
                sorted.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
                order.extend(sorted.into_iter().map(|(_, person)| person));
            }
            self.truth.outbreaks.push(OutbreakInPlay {
                spreading,
                begun: None,
                is_seen: false,
                infected: BTreeMap::new(),
                at_home: BTreeMap::new(),
                order,
                cases: Vec::new(),
                groups: Vec::new(),
                looks: 0,
                is_looked_at: false,
            });
        }
    }

    /// A happening has come, or was averted: whom it makes ill passes that on.
    pub fn outbreak_begins(&mut self, id: HappeningId, seq: Seq, comes: bool) {
        let prepared = self.prepared();
        let Some((number, _)) = prepared.drill.outbreak_of(id) else { return };
        let happening = &prepared.drill.scenario.happenings[id.index()];
        let Some(site) = &happening.site else { return };
        if let (Some(growth), false) = (site.growth, comes) {
            self.expect_growth(id, growth, 0);
        }
        let Attacked { ill, carrying, immune } = self.attacked(number, id, site);
        let days = days(self.now());
        let entry = &mut self.truth.outbreaks[number as usize];
        entry.begun = Some(seq);
        entry.is_seen = comes;
        // Nobody is infectious yet: this is when it begins.
        entry.spreading.advance(days);
        immune.iter().for_each(|person| entry.spreading.remove(*person));
        ill.iter().for_each(|person| entry.spreading.fall_ill(*person));
        let (at_home, here): (Vec<u32>, Vec<u32>) =
            carrying.into_iter().partition(|person| entry.at_home.contains_key(person));
        here.iter().for_each(|person| entry.spreading.expose(*person));
        let people = u32::try_from(ill.len() + here.len()).expect("few people");
        let incident = comes.then_some(site.incident);
        entry.groups.push(Group { zone: None, key: happening.key, incident, ill });
        if people > 0 {
            let event = Event::InfectionCarried { happening: id, zone: None, people };
            let carried = self.record(seq, event);
            let entry = &mut self.truth.outbreaks[number as usize];
            entry.infected.extend(here.into_iter().map(|person| (person, carried)));
        }
        self.carried_home(number, id, &at_home, seq);
        self.look_at_outbreak_later(number);
    }

    /// Whom a happening makes ill: of a meal each eater is the person of his number, else the first
    /// of those who live together.
    fn attacked(&self, number: u32, id: HappeningId, site: &Site) -> Attacked {
        let entry = &self.truth.outbreaks[number as usize];
        let mut attacked = Attacked { ill: Vec::new(), carrying: Vec::new(), immune: Vec::new() };
        let Some((Law::Meal(meal, eaters, before), most)) =
            site.growth.map(|growth| (growth.law, growth.at_most as usize))
        else {
            attacked.ill.extend(0..site.hurt);
            return attacked;
        };
        let mut early: Vec<(f64, u32)> = Vec::new();
        for (minutes, eater) in self.ill_of_meal(id, (meal, eaters, before)) {
            if minutes < 0.0 {
                early.push((minutes, eater));
            } else if attacked.carrying.len() < most {
                attacked.carrying.push(eater);
            }
        }
        // Those who fell ill last before it are found ill; of others the last by number.
        early.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let carrying: BTreeSet<u32> = attacked.carrying.iter().copied().collect();
        let fallen: BTreeSet<u32> = early.iter().map(|(_, eater)| *eater).collect();
        let people = self.drill().scenario.outbreaks[number as usize].file.people;
        let others = (0..people).rev().filter(|it| !carrying.contains(it) && !fallen.contains(it));
        let is_here = |person: &u32| !entry.at_home.contains_key(person);
        let early = early.into_iter().map(|(_, eater)| eater);
        let found = early.clone().chain(others).filter(is_here).take(site.hurt as usize);
        attacked.ill = found.collect();
        attacked.immune = early.filter(|eater| !attacked.ill.contains(eater)).collect();
        attacked
    }

    /// One more of those whom a happening makes ill falls ill: whether as a casualty of its
    /// incident.
    pub fn falls_ill_here(&mut self, id: HappeningId, ordinal: u32) -> bool {
        let prepared = self.prepared();
        let Some((number, _)) = prepared.drill.outbreak_of(id) else { return true };
        let site = prepared.drill.scenario.happenings[id.index()].site.as_ref();
        let person = match site.map(|site| (site.hurt, site.growth.map(|growth| growth.law))) {
            Some((hurt, Some(Law::PerMinute(_)))) => hurt + ordinal,
            _ => ordinal,
        };
        self.let_outbreak_spread(number);
        let entry = &mut self.truth.outbreaks[number as usize];
        let infected = entry.infected.remove(&person);
        if let (Some(zone), Some(seq)) = (entry.at_home.get(&person).copied(), infected) {
            self.falls_ill_at_home(number, person, zone, seq);
            return false;
        }
        if infected.is_none() {
            // Nobody could know when it began that he would be one of them.
            let begun = entry.begun;
            self.record(begun, Event::InfectionCarried { happening: id, zone: None, people: 1 });
        }
        let entry = &mut self.truth.outbreaks[number as usize];
        entry.spreading.fall_ill(person);
        let is_seen = entry.is_seen;
        if is_seen {
            entry.groups[0].ill.push(person);
        }
        self.look_at_outbreak_later(number);
        is_seen
    }

    /// A look at an outbreak.
    pub fn infection_spreads(&mut self, number: u32) {
        self.truth.outbreaks[number as usize].is_looked_at = false;
        self.let_outbreak_spread(number);
        self.look_at_outbreak_later(number);
    }

    fn look_at_outbreak_later(&mut self, number: u32) {
        let entry = &mut self.truth.outbreaks[number as usize];
        if entry.is_looked_at || !entry.spreading.goes_on() {
            return;
        }
        entry.is_looked_at = true;
        entry.looks += 1;
        let looks = entry.looks;
        let setting = &self.drill().scenario.outbreaks[number as usize];
        let key = Key::born(born::STEP, &[setting.key], looks);
        let at = self.now() + Duration::from_minutes(u64::from(STEP_MINUTES));
        self.enter(at, Occurrence::InfectionSpreads(number, looks), key);
    }

    /// An outbreak up to now: whom others infected since the last look, and when they fall ill;
    /// then what is done against it now, and who has been taken away.
    pub fn let_outbreak_spread(&mut self, number: u32) {
        let prepared = self.prepared();
        let setting = &prepared.drill.scenario.outbreaks[number as usize];
        let (now, today) = (self.now(), days(self.now()));
        let entry = &mut self.truth.outbreaks[number as usize];
        let passed = entry.spreading.advance(today);
        if let (Some(begun), false) = (entry.begun, passed.is_empty()) {
            let people = u32::try_from(passed.len()).expect("few people");
            let happening = setting.happening;
            let event = Event::InfectionPassed { happening, zone: None, people };
            let seq = self.record(begun, event);
            for (day, person) in passed {
                let key = person_key(setting, person);
                let wait =
                    Duration::from_seconds_f64(86_400.0 * day) + self.incubates(setting, key);
                self.truth.outbreaks[number as usize].infected.insert(person, seq);
                let at = now.max(Time::START + wait);
                self.enter(at, Occurrence::PersonFallsIll(number, person), key);
            }
        }
        let contact = self.contacts_left(setting);
        let gone = self.taken_away(number);
        let entry = &mut self.truth.outbreaks[number as usize];
        entry.spreading.set_contact(contact);
        gone.into_iter().for_each(|person| entry.spreading.remove(person));
    }

    /// How long somebody incubates.
    pub fn incubates(&self, setting: &OutbreakSetting, key: Key) -> Duration {
        let key = Key::born(about::INCUBATION, &[key], 0);
        let rank = self.draws(Purpose::Infection, key).uniform();
        Duration::from_seconds_f64(3_600.0 * setting.incubation.hours(rank))
    }

    /// Share of contacts that what is done leaves where people live together.
    fn contacts_left(&self, setting: &OutbreakSetting) -> f64 {
        let has_come = |it: &Prevention| self.progress(it.incident, it.task, it.by).is_some();
        let done = setting.measures.iter().filter(|it| it.tasks.iter().any(has_come));
        done.map(|measure| measure.leaves).product()
    }

    /// Those ill where people live together who are there no longer.
    fn taken_away(&self, number: u32) -> Vec<u32> {
        let entry = &self.truth.outbreaks[number as usize];
        let groups = entry.groups.iter().filter(|group| group.zone.is_none());
        let ill = groups.flat_map(|group| group.ill.iter().zip(0..).map(move |it| (group, it)));
        let is_infectious =
            |person: u32| matches!(entry.spreading.state(person), State::Infectious(_));
        ill.filter(|(group, (person, place))| {
            is_infectious(**person) && !self.is_still_there(group, *place)
        })
        .map(|(_, (person, _))| *person)
        .collect()
    }

    /// Whether the casualty that somebody of a group is has not left.
    pub fn is_still_there(&self, group: &Group, place: usize) -> bool {
        let incident = group.incident.filter(|id| self.index.incidents.contains_key(id));
        let casualty = incident.and_then(|id| self.incident(id).casualties.get(place).copied());
        let there = [CasualtyPlace::Untreated, CasualtyPlace::Treated];
        casualty.is_none_or(|id| there.contains(&self.casualty(id).place))
    }

    /// Somebody whom others infected where they live together falls ill: there, or at home.
    pub fn person_falls_ill(&mut self, number: u32, person: u32) {
        self.let_outbreak_spread(number);
        let entry = &mut self.truth.outbreaks[number as usize];
        let Some(seq) = entry.infected.remove(&person) else { return };
        if let Some(zone) = entry.at_home.get(&person).copied() {
            return self.falls_ill_at_home(number, person, zone, seq);
        }
        entry.spreading.fall_ill(person);
        self.becomes_casualty(number, None, person, seq);
        self.look_at_outbreak_later(number);
    }

    /// Somebody is ill: a casualty of the incident there is where he is, or of a new one.
    pub fn becomes_casualty(&mut self, number: u32, zone: Option<ZoneId>, who: u32, seq: Seq) {
        let prepared = self.prepared();
        let setting = &prepared.drill.scenario.outbreaks[number as usize];
        let is_open = |group: &Group| {
            let arisen = group.incident.filter(|id| self.index.incidents.contains_key(id));
            group.zone == zone && arisen.is_some_and(|id| self.incident(id).open_tasks > 0)
        };
        let place = self.truth.outbreaks[number as usize].groups.iter().rposition(is_open);
        let cause = CasualtyCause::Infection;
        if let Some(place) = place {
            let group = &mut self.truth.outbreaks[number as usize].groups[place];
            group.ill.push(who);
            let incident = group.incident.expect("an open one has arisen");
            self.post.hurt.push((incident, None, 1, cause, seq));
            let hurt = u32::try_from(self.post.hurt.len() - 1).expect("few steps");
            return self.people_hurt(hurt);
        }
        let happening = &prepared.drill.scenario.happenings[setting.happening.index()];
        let Some(site) = &happening.site else { return };
        let (kind, at) = match (zone, &setting.home) {
            (Some(zone), Some(home)) => {
                (home.kind, (prepared.drill.county.zones[zone.index()].node, zone))
            }
            _ => (site.kind, (site.node, site.zone)),
        };
        let about = [setting.key, zone.map_or(Key(0), |zone| self.key(zone))];
        let key = self.born_key(born::INCIDENT, &about);
        let group = Group { zone, key, incident: None, ill: vec![who] };
        self.truth.outbreaks[number as usize].groups.push(group);
        let coming = Coming::plain(key, kind, at, cause, Some(seq));
        let severity = site.severity;
        self.announce(Coming { people: 1, hurt: 1, severity, ..coming }, self.now());
    }

    /// An incident has arisen: it is that of people who are ill, or those come with it who take
    /// others home.
    pub fn remember_outbreak(&mut self, coming: &Coming, incident: IncidentId) {
        for entry in &mut self.truth.outbreaks {
            let group = entry.groups.iter_mut().find(|group| group.key == coming.key);
            if let Some(group) = group.filter(|group| group.incident.is_none()) {
                group.incident = Some(incident);
            }
        }
        let prepared = self.prepared();
        for (number, setting) in (0..).zip(&prepared.drill.scenario.outbreaks) {
            if setting.home.as_ref().is_some_and(|home| home.incident == incident) {
                let key = Key::born(born::STEP, &[setting.key], 0);
                self.enter(self.now(), Occurrence::PeopleTakenHome(number, 0), key);
            }
        }
    }
}

/// Days since the start of play.
pub fn days(at: Time) -> f64 {
    at.since(Time::START).minutes() / 1_440.0
}

/// The stable key of one of those who live together.
pub fn person_key(setting: &OutbreakSetting, person: u32) -> Key {
    Key::born(born::CASUALTY, &[setting.key], person)
}
