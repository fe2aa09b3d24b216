//! What people tell each other and where they gather: rumours that pass until somebody publishes
//! what is true, calls of those who believe them, crowds that grow, slow vehicles and hurt.

use super::agenda::Occurrence;
use super::post::{Draft, born};
use super::stage::Stage;
use super::state::Coming;
use crate::base::chance::Purpose;
use crate::base::id::{IncidentId, ZoneId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{About, CasualtyCause, Party, Seq};
use crate::hazard::casualty::SeverityMix;
use crate::hazard::crowd::{self, CrowdDensity, Gathering, HELD_PER_M2};
use crate::hazard::rumour::Hearing;
use crate::scenario::file::Progress;
use crate::scenario::opinion::{CrowdSetting, RumourSetting, STEP_MINUTES};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// Width of a road that people stand on, m: an assumption, shown in the report.
pub const CROWDED_ROAD_WIDTH_M: f64 = 7.0;
/// Calls about one rumour to one desk that can be told apart.
const CALLS_MAX: u32 = 1 << 20;

/// A rumour that goes round.
#[derive(Debug, Clone)]
pub struct RumourInPlay {
    /// When it began.
    begins: Time,
    /// People who can hear it.
    people: u32,
    /// Shares by minute from its beginning.
    course: Vec<Hearing>,
    /// What its course follows from: the incident, or the first statement.
    cause: Seq,
    /// The event that last changed how many believe it.
    changed: Option<Seq>,
    /// Calls made or entered, by desk called.
    calls: Vec<u32>,
}

/// A crowd that has gathered.
#[derive(Debug, Clone)]
pub struct CrowdInPlay {
    /// The event of the incident at which it gathers.
    cause: Seq,
    /// People.
    people: f64,
    /// People as last on record.
    told: i64,
    /// How dense it was then.
    density: CrowdDensity,
    /// The event that last said how many they are.
    changed: Option<Seq>,
    /// The key of the incident that those are who were crushed, and that incident once it arose.
    crush: Option<(Key, Option<IncidentId>)>,
}

impl RumourInPlay {
    fn at(&self, minute: u32) -> Hearing {
        let last = self.course.len() - 1;
        self.course[(minute as usize).min(last)]
    }

    fn minute(&self, now: Time) -> u32 {
        (now.since(self.begins).milliseconds() / 60_000) as u32
    }
}

impl Stage<'_, '_> {
    /// An incident has arisen: rumours about it are going to begin, a crowd gathers at it, or it is
    /// the one of those who were crushed in a crowd.
    pub fn stir_opinion(&mut self, incident: IncidentId, key: Key, occurred: Seq) {
        let prepared = self.prepared();
        for crowd in self.truth.crowds.values_mut() {
            if let Some((of, arisen)) = crowd.crush.as_mut()
                && *of == key
            {
                *arisen = Some(incident);
            }
        }
        for (index, rumour) in prepared.drill.scenario.rumours.iter().enumerate() {
            if rumour.incident == incident {
                let number = u32::try_from(index).expect("few rumours");
                let begins = self.now() + rumour.after;
                let people = prepared.drill.hearers(rumour, begins);
                let calls = vec![0; rumour.calls.len()];
                let (course, changed, cause) = (Vec::new(), None, occurred);
                let in_play = RumourInPlay { begins, people, course, cause, changed, calls };
                self.truth.rumours.insert(number, in_play);
                self.enter(begins, Occurrence::RumourSpreads(number, 0), rumour.key);
            }
        }
        for (index, crowd) in prepared.drill.scenario.crowds.iter().enumerate() {
            if crowd.incident == incident {
                let number = u32::try_from(index).expect("few crowds");
                let in_play = CrowdInPlay {
                    cause: occurred,
                    people: f64::from(crowd.first),
                    told: 0,
                    density: CrowdDensity::Free,
                    changed: None,
                    crush: None,
                };
                self.truth.crowds.insert(number, in_play);
                self.enter(self.now(), Occurrence::CrowdGathers(number, 0), crowd.key);
            }
        }
    }

    /// A look at a rumour: how many believe it, and who of them is going to call.
    pub fn rumour_spreads(&mut self, number: u32, step: u32) {
        let prepared = self.prepared();
        let rumour = &prepared.drill.scenario.rumours[number as usize];
        if step == 0 {
            // What was published beforehand is known when it begins.
            let refuted = self.truth.statements.contains_key(&rumour.incident).then_some(0);
            self.plot_course(number, rumour, refuted);
        }
        let in_play = &self.truth.rumours[&number];
        let minute = step * STEP_MINUTES;
        let percent = (100.0 * in_play.at(minute).believing).round() as i64;
        let cause = in_play.cause;
        let fact = Fact::new(FactKind::RumourBelief, Subject::Incident(rumour.incident));
        let known = self.truth.facts.get(&fact).map_or(0, |(value, ..)| *value);
        if fact.kind.differs_materially(known, percent) {
            self.fact_changes(fact, percent, Some(cause));
            let changed = self.truth.facts[&fact].2;
            self.truth.rumours.get_mut(&number).expect("it goes round").changed = Some(changed);
        }
        self.expect_calls(number, rumour, minute);
        let at = self.now() + Duration::from_minutes(u64::from(STEP_MINUTES));
        let key = Key::born(born::STEP, &[rumour.key], step + 1);
        self.enter(at, Occurrence::RumourSpreads(number, step + 1), key);
    }

    /// How a rumour goes until play ends.
    fn plot_course(&mut self, number: u32, rumour: &RumourSetting, refuted: Option<u32>) {
        let end = Time::START + self.drill().scenario.duration;
        let in_play = self.truth.rumours.get_mut(&number).expect("it goes round");
        let minutes = in_play.minute(end.max(in_play.begins)) + STEP_MINUTES;
        in_play.course = rumour.course(in_play.people, refuted, minutes);
    }

    /// Enters the calls of those who hear a rumour until the next look at it.
    fn expect_calls(&mut self, number: u32, rumour: &RumourSetting, minute: u32) {
        let in_play = &self.truth.rumours[&number];
        let heard = 1.0 - in_play.at(minute + STEP_MINUTES).ignorant;
        let heard = heard * f64::from(in_play.people);
        for (place, (desk, each)) in rumour.calls.iter().enumerate() {
            let in_play = self.truth.rumours.get_mut(&number).expect("it goes round");
            let made = in_play.calls[place];
            let calls = ((heard * each) as u32).min(CALLS_MAX - 1).max(made);
            in_play.calls[place] = calls;
            let key = self.key(*desk);
            for ordinal in made..calls {
                let part = f64::from(ordinal - made) / f64::from(calls - made);
                let seconds = 60.0 * f64::from(STEP_MINUTES) * part;
                let at = self.now() + Duration::from_seconds_f64(seconds);
                let key = Key::born(born::STEP, &[rumour.key, key], ordinal);
                let call = u32::try_from(place).expect("few numbers") * CALLS_MAX + ordinal;
                self.enter(at, Occurrence::RumourCalled(number, call), key);
            }
        }
    }

    /// Somebody who believes a rumour calls: a line and a reader are taken with it.
    pub fn rumour_called(&mut self, number: u32, call: u32) {
        let prepared = self.prepared();
        let rumour = &prepared.drill.scenario.rumours[number as usize];
        let (place, ordinal) = (call / CALLS_MAX, call % CALLS_MAX);
        let (desk, _) = rumour.calls[place as usize];
        let key = Key::born(born::STEP, &[rumour.key, self.key(desk)], ordinal);
        let from = Party::People(self.caller(rumour, key));
        let in_play = &self.truth.rumours[&number];
        let cause = in_play.changed.unwrap_or(in_play.cause);
        let draft = Draft {
            kind: MessageKind::Report,
            from,
            to: Party::Desk(desk),
            channel: Channel::Phone,
            // What a call is about is only known once it has been heard.
            priority: Priority::Flash,
            versions: Vec::new(),
            about: (About::Rumour { incident: rumour.incident }, key),
            tried: 0,
        };
        self.send(draft, cause);
    }

    /// In which zone somebody calls, by how many people are there.
    fn caller(&self, rumour: &RumourSetting, key: Key) -> ZoneId {
        let people = |zone: &ZoneId| self.drill().people_present(*zone, self.now());
        let all: u32 = rumour.zones.iter().map(people).sum();
        let mut left = self.draws(Purpose::People, key).below(all.max(1));
        let found = rumour.zones.iter().find(|zone| {
            let is_here = left < people(zone);
            left = left.saturating_sub(people(zone));
            is_here
        });
        *found.unwrap_or(&rumour.zones[0])
    }

    /// Somebody publishes: rumours about the same incident are refuted from now on.
    pub fn refute(&mut self, facts: &[Fact], seq: Seq) {
        let prepared = self.prepared();
        for fact in facts {
            let Subject::Incident(incident) = fact.subject else { continue };
            if self.truth.statements.contains_key(&incident) {
                continue;
            }
            let now = self.now();
            self.truth.statements.insert(incident, (now, seq));
            for (index, rumour) in prepared.drill.scenario.rumours.iter().enumerate() {
                let number = u32::try_from(index).expect("few rumours");
                let Some(in_play) = self.truth.rumours.get_mut(&number) else { continue };
                if rumour.incident == incident && !in_play.course.is_empty() {
                    in_play.cause = seq;
                    let minute = in_play.minute(now);
                    self.plot_course(number, rumour, Some(minute));
                }
            }
        }
    }

    /// A look at a crowd: how many are there, what they slow, who of them is hurt.
    pub fn crowd_gathers(&mut self, number: u32, step: u32) {
        let prepared = self.prepared();
        let crowd = &prepared.drill.scenario.crowds[number as usize];
        let held = self.progress(crowd.incident, crowd.held_by, Progress::Begun);
        let (room, drawn) = self.room_of(crowd);
        let in_play = &self.truth.crowds[&number];
        let (people, since) = (in_play.people, in_play.told);
        let cause = held.or(drawn).unwrap_or(in_play.cause);
        let density = crowd.density(people);
        let fact = Fact::new(FactKind::CrowdSize, Subject::Incident(crowd.incident));
        let told = people.round() as i64;
        if fact.kind.differs_materially(since, told) || density != in_play.density {
            let was = in_play.density;
            self.fact_changes(fact, told, Some(cause));
            let seq = self.truth.facts[&fact].2;
            let in_play = self.truth.crowds.get_mut(&number).expect("it has gathered");
            (in_play.told, in_play.density, in_play.changed) = (told, density, Some(seq));
            if density != was {
                self.crowd_slows(crowd, people, density, seq);
            }
        }
        self.crowd_hurts(number, crowd, step, density);
        let room = if held.is_some() { room.min(HELD_PER_M2 * crowd.area_m2) } else { room };
        let in_play = self.truth.crowds.get_mut(&number).expect("it has gathered");
        let grown = Gathering::new(in_play.people.max(1.0), room.max(1.0), crowd.per_minute)
            .expect("validation asked the model");
        in_play.people = grown.people(f64::from(STEP_MINUTES));
        let at = self.now() + Duration::from_minutes(u64::from(STEP_MINUTES));
        let key = Key::born(born::STEP, &[crowd.key], step + 1);
        self.enter(at, Occurrence::CrowdGathers(number, step + 1), key);
    }

    /// How many come to a place at most now, and what a rumour that draws most of them has done.
    fn room_of(&self, crowd: &CrowdSetting) -> (f64, Option<Seq>) {
        let own = f64::from(crowd.room);
        let rumour = crowd.drawn_by.and_then(|(place, share)| {
            let number = u32::try_from(place).expect("few rumours");
            let in_play = self.truth.rumours.get(&number)?;
            let begun = !in_play.course.is_empty() && in_play.begins <= self.now();
            let hearing = begun.then(|| in_play.at(in_play.minute(self.now())))?;
            Some((share * hearing.believing * f64::from(in_play.people), in_play.changed))
        });
        match rumour {
            Some((drawn, changed)) => (own + drawn, changed.filter(|_| drawn > own)),
            None => (own, None),
        }
    }

    /// Vehicles on the roads at a crowd go as people let them through.
    fn crowd_slows(&mut self, crowd: &CrowdSetting, people: f64, density: CrowdDensity, seq: Seq) {
        let prepared = self.prepared();
        let network = &prepared.drill.county.network;
        let mut roads: Vec<_> =
            network.arcs_from(crowd.node).map(|arc| network.road_of[arc.index()]).collect();
        roads.sort_unstable_by_key(|road| network.roads[road.index()].key);
        roads.dedup();
        for id in roads {
            let road = &network.roads[id.index()];
            let length_m = f64::from(road.length_mm) / 1_000.0;
            let stretch_m = crowd.area_m2 / CROWDED_ROAD_WIDTH_M;
            let free_km_h = f64::from(road.speed_km_h);
            let per_m2 = crowd.per_m2(people);
            let km_h = match density {
                CrowdDensity::Free => u8::MAX,
                _ => crowd::through_km_h(length_m, free_km_h, stretch_m, per_m2)
                    .expect("no denser than people stand")
                    .max(1.0) as u8,
            };
            self.change_road(id, Some(seq), |truth| truth.crowd_km_h = km_h);
        }
    }

    /// In a dangerous crowd people may be crushed: casualties of an incident of their own.
    fn crowd_hurts(&mut self, number: u32, crowd: &CrowdSetting, step: u32, density: CrowdDensity) {
        let probability = crowd::crush_probability(density, f64::from(STEP_MINUTES));
        let in_play = &self.truth.crowds[&number];
        let Some(seq) = in_play.changed.filter(|_| probability > 0.0) else { return };
        let key = Key::born(born::CASUALTY, &[crowd.key], step);
        let mut draws = self.draws(Purpose::People, key);
        let hurt = draws.binomial(in_play.people as u32, probability);
        if hurt == 0 {
            return;
        }
        let arisen = in_play.crush.and_then(|(_, incident)| incident);
        let open = arisen.filter(|incident| self.incident(*incident).open_tasks > 0);
        let in_play = self.truth.crowds.get_mut(&number).expect("it has gathered");
        in_play.people -= f64::from(hurt);
        match open {
            Some(incident) => {
                self.post.hurt.push((incident, None, hurt, CasualtyCause::Crush, seq));
                let hurt = u32::try_from(self.post.hurt.len() - 1).expect("few steps");
                self.enter(self.now(), Occurrence::PeopleHurt(hurt), key);
            }
            None => {
                let key = self.born_key(born::INCIDENT, &[crowd.key]);
                let in_play = self.truth.crowds.get_mut(&number).expect("it has gathered");
                in_play.crush = Some((key, None));
                let coming = Coming {
                    key,
                    id: None,
                    kind: crowd.crush,
                    node: crowd.node,
                    zone: crowd.zone,
                    area: None,
                    people: hurt,
                    hurt,
                    cause: CasualtyCause::Crush,
                    severity: SeverityMix::Any,
                    roads: Vec::new(),
                    calls: Vec::new(),
                    errand: None,
                    from: Some(seq),
                };
                self.announce(coming, self.now());
            }
        }
    }
}
