//! People out in the cold after an earthquake: counted by their township, overcome by the cold
//! while nothing heats them, given what supplies bring, and found in tents closed on a stove.
//! Nobody is lost: whoever was out is still out, under a heated roof, or hurt.

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use super::state::Coming;
use crate::base::chance::Purpose;
use crate::base::id::{FacilityId, IncidentId, IncidentKindId, TeamId, ZoneId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{CasualtyCause, Party, Seq};
use crate::hazard::casualty::SeverityMix;
use crate::hazard::cold::{TOLERANCE_SIGMA, overcomes};
use crate::scenario::cold::{ColdSetting, OVERCOME, STEP_MINUTES};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// The people of a township who are out, by settlement.
#[derive(Debug, Clone)]
pub struct Township {
    /// Shelter that supplies for them come to.
    shelter: FacilityId,
    /// Since when.
    since: Time,
    /// Settlements, in order of their keys.
    settlements: Vec<Settlement>,
    /// The incident at which they are cared for.
    care: Option<IncidentId>,
}

/// The people of a settlement who are out.
#[derive(Debug, Clone)]
struct Settlement {
    zone: ZoneId,
    /// People whom nothing heats.
    out: u32,
    /// Of them, the tolerance of each who has neither clothes, bedding nor fire.
    bare: Vec<f64>,
    /// Tents put up so far.
    tents: u32,
}

/// Supplies on their way from a township's shelter to its people, or in their tents.
#[derive(Debug, Clone, Copy)]
pub struct Relief {
    /// The township.
    township: ZoneId,
    /// Kits for so many people.
    kits: u32,
    /// What they follow from: that supplies came to the shelter.
    cause: Seq,
}

/// Tents of a settlement in which stoves were lit at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Tents {
    /// The township.
    township: ZoneId,
    /// The settlement.
    zone: ZoneId,
    /// Number of the first, and of the one after the last.
    numbers: (u32, u32),
    /// People in them.
    people: u32,
    /// What they follow from: that supplies were handed out.
    cause: Seq,
}

const fn unsheltered(township: ZoneId) -> Fact {
    Fact::new(FactKind::PeopleUnsheltered, Subject::Zone(township))
}

impl Township {
    fn out(&self) -> u32 {
        self.settlements.iter().map(|settlement| settlement.out).sum()
    }
}

impl Settlement {
    /// This many of them get something that heats them, those with nothing no sooner than others.
    fn take_in(&mut self, people: u32) {
        let left = self.out - people;
        let bare = f64::from(left) * self.bare.len() as f64 / f64::from(self.out.max(1));
        self.bare.truncate(bare.ceil() as usize);
        self.out = left;
    }

    /// Those whom an exposure has overcome by now.
    fn overcome(&mut self, exposure: f64) -> u32 {
        let before = self.bare.len();
        self.bare.retain(|tolerance| overcomes(*tolerance) > exposure);
        let hurt = u32::try_from(before - self.bare.len()).expect("no more than are out");
        self.out -= hurt;
        hurt
    }
}

impl Stage<'_, '_> {
    /// People of a settlement cannot go back into their houses.
    pub fn people_are_out(&mut self, zone: ZoneId, people: u32) {
        let prepared = self.prepared();
        let county = &prepared.drill.county;
        let township = county.zones[zone.index()].parent;
        let Some(cold) = &prepared.drill.scenario.cold else { return };
        let Some(shelter) = county.shelter_of(township) else { return };
        let bare = (f64::from(people) * cold.file.bare_percent / 100.0).round() as u32;
        let tolerance = |person: u32| {
            let key = Key::born(born::STEP, &[self.key(zone)], 300_000 + person);
            self.draws(Purpose::People, key).lognormal(1.0, TOLERANCE_SIGMA)
        };
        let bare = (0..bare).map(tolerance).collect();
        let since = self.now();
        if !self.truth.outdoors.contains_key(&township) {
            // Looked at once all of its settlements are known.
            self.enter(since, Occurrence::ColdBites(township, 0), self.key(township));
        }
        let place = self.truth.outdoors.get(&township).map_or(0, |entry| {
            entry.settlements.partition_point(|other| self.key(other.zone) < self.key(zone))
        });
        let empty = Township { shelter, since, settlements: Vec::new(), care: None };
        let entry = self.truth.outdoors.entry(township).or_insert(empty);
        entry.settlements.insert(place, Settlement { zone, out: people, bare, tents: 0 });
    }

    /// A look at a township's people who are out: the first finds how many there are.
    pub fn cold_bites(&mut self, township: ZoneId, step: u32) {
        let prepared = self.prepared();
        let Some(cold) = &prepared.drill.scenario.cold else { return };
        if step == 0 {
            self.begin_outdoors(township, cold);
        } else {
            self.look_at_the_cold(township, cold);
        }
        if self.truth.outdoors[&township].out() > 0 {
            let key = Key::born(born::STEP, &[self.key(township)], 300_000 + step);
            let at = self.now() + Duration::from_minutes(STEP_MINUTES);
            self.enter(at, Occurrence::ColdBites(township, step + 1), key);
        }
    }

    fn begin_outdoors(&mut self, township: ZoneId, cold: &ColdSetting) {
        let people = self.truth.outdoors[&township].out();
        self.outdoors_change(township, None);
        let node = self.drill().county.zones[township.index()].node;
        let key = Key::born(born::NOTICE, &[self.key(township), Key(3)], 0);
        let mut delay = self.notice_delay(cold.file.counted_minutes, key);
        if !self.has_mast(node) {
            delay += Duration::from_seconds_f64(60.0 * cold.file.runner_minutes);
        }
        self.enter(self.now() + delay, Occurrence::PeopleCounted(township), key);
        if people >= cold.file.care.least_people {
            let (.., seq) = self.truth.facts[&unsheltered(township)];
            let facility = self.truth.outdoors[&township].shelter;
            let node = self.drill().county.facilities[facility.index()].node;
            let key = self.born_key(born::INCIDENT, &[self.key(township)]);
            let cause = CasualtyCause::Cold;
            let coming = Coming::plain(key, cold.care, (node, township), cause, Some(seq));
            self.announce(coming, self.now() + delay);
        }
    }

    /// The number of those who are out is another one; the event of that.
    fn outdoors_change(&mut self, township: ZoneId, cause: Option<Seq>) -> Seq {
        let fact = unsheltered(township);
        self.fact_changes(fact, i64::from(self.truth.outdoors[&township].out()), cause);
        self.truth.facts[&fact].2
    }

    /// The township counts, or hears from its villages, how many are out.
    pub fn people_counted(&mut self, township: ZoneId) {
        let Some(desk) = self.plan().zone_desk[township.index()] else { return };
        let fact = unsheltered(township);
        let (value, since, seq) = self.truth.facts[&fact];
        self.observe(Party::Desk(desk), fact, value, since, seq);
    }

    /// A scout at a place where people are out sees them, and says how many.
    pub fn see_outdoors(&mut self, zone: ZoneId, team: TeamId, seq: Seq) {
        let township = self.drill().county.zones[zone.index()].parent;
        let fact = unsheltered(township);
        let Some((value, since, _)) = self.truth.facts.get(&fact).copied() else { return };
        let (version, seq) = self.observe(Party::Team(team), fact, value, since, seq);
        self.tell_desk(team, vec![version], seq);
    }

    /// Whom the cold has overcome since the last look.
    fn look_at_the_cold(&mut self, township: ZoneId, cold: &ColdSetting) {
        let now = self.now();
        let entry = self.truth.outdoors.get_mut(&township).expect("it was looked at before");
        let exposure = cold.exposure(entry.since, now);
        let hurt: Vec<(ZoneId, u32)> =
            entry.settlements.iter_mut().map(|it| (it.zone, it.overcome(exposure))).collect();
        if hurt.iter().all(|(_, people)| *people == 0) {
            return;
        }
        let before = self.truth.facts[&unsheltered(township)].2;
        let seq = self.outdoors_change(township, Some(before));
        for (zone, people) in hurt.into_iter().filter(|(_, people)| *people > 0) {
            let kind = (cold.hypothermia, CasualtyCause::Cold, OVERCOME);
            self.hurt_outdoors(zone, people, kind, seq);
        }
    }

    /// They are casualties of their settlement's incident of this kind, which arises with the first
    /// of them, or again when it was over.
    fn hurt_outdoors(
        &mut self,
        zone: ZoneId,
        people: u32,
        (kind, cause, severity): (IncidentKindId, CasualtyCause, SeverityMix),
        seq: Seq,
    ) {
        let open = self.truth.hurt_outdoors.get(&(zone, cause)).copied();
        let open = open.filter(|incident| self.incident(*incident).open_tasks > 0);
        let Some(incident) = open else {
            let node = self.drill().county.zones[zone.index()].node;
            let about = [self.key(zone), Key(u64::from(cause.code()))];
            let key = self.born_key(born::INCIDENT, &about);
            let coming = Coming::plain(key, kind, (node, zone), cause, Some(seq));
            return self.announce(Coming { people, hurt: people, severity, ..coming }, self.now());
        };
        self.post.hurt.push((incident, None, people, cause, seq));
        let number = u32::try_from(self.post.hurt.len() - 1).expect("few steps");
        let about = [self.key(zone), Key(u64::from(cause.code()))];
        let key = self.born_key(born::CASUALTY, &about);
        self.enter(self.now(), Occurrence::PeopleHurt(number), key);
    }

    /// An incident of people who are out has arisen: others who are hurt there are its casualties
    /// too, and who cares for a township's people is known.
    pub fn remember_outdoors(&mut self, coming: &Coming, incident: IncidentId) {
        let Some(cold) = self.drill().scenario.cold.as_ref() else { return };
        let is_care = coming.kind == cold.care;
        match coming.cause {
            CasualtyCause::Cold if is_care && coming.hurt == 0 => {
                if let Some(township) = self.truth.outdoors.get_mut(&coming.zone) {
                    township.care = Some(incident);
                }
            }
            CasualtyCause::Cold | CasualtyCause::CarbonMonoxide => {
                self.truth.hurt_outdoors.insert((coming.zone, coming.cause), incident);
            }
            _ => {}
        }
    }

    /// Supplies have come to a shelter: they go on to those who are out in its township.
    pub fn hand_on(&mut self, shelter: FacilityId, kits: u32, cause: Seq) {
        let prepared = self.prepared();
        let Some(cold) = &prepared.drill.scenario.cold else { return };
        let township = prepared.drill.county.facilities[shelter.index()].zone;
        let of_shelter = |entry: &Township| entry.shelter == shelter;
        if !self.truth.outdoors.get(&township).is_some_and(of_shelter) {
            return;
        }
        let number = u32::try_from(self.post.relief.len()).expect("few runs");
        self.post.relief.push(Relief { township, kits, cause });
        let key = self.born_key(born::STEP, &[self.key(shelter), Key(4)]);
        let at = self.now() + Duration::from_seconds_f64(60.0 * cold.file.hand_out_minutes);
        self.enter(at, Occurrence::KitsHandedOut(number), key);
    }

    /// Kits come to the people, in proportion to how many are out in each settlement.
    pub fn kits_handed_out(&mut self, number: u32) {
        let prepared = self.prepared();
        let Some(cold) = &prepared.drill.scenario.cold else { return };
        let Relief { township, kits, cause } = self.post.relief[number as usize];
        let entry = self.truth.outdoors.get_mut(&township).expect("somebody was out");
        let (mut kits, mut out) = (f64::from(kits), f64::from(entry.out()));
        let mut lit = Vec::new();
        for settlement in &mut entry.settlements {
            let of_settlement = f64::from(settlement.out);
            let people = (kits * of_settlement / out.max(1.0)).round().min(of_settlement) as u32;
            (kits, out) = (kits - f64::from(people), out - of_settlement);
            if people > 0 {
                settlement.take_in(people);
                let first = settlement.tents;
                settlement.tents += people.div_ceil(cold.file.tents.people);
                lit.push((settlement.zone, (first, settlement.tents), people));
            }
        }
        if lit.is_empty() {
            return;
        }
        let seq = self.outdoors_change(township, Some(cause));
        self.people_counted(township);
        for (zone, numbers, people) in lit {
            let number = u32::try_from(self.post.tents.len()).expect("few tents");
            self.post.tents.push(Tents { township, zone, numbers, people, cause: seq });
            let key = Key::born(born::STEP, &[self.key(zone), Key(5)], numbers.0);
            let at = self.now() + Duration::from_seconds_f64(60.0 * cold.file.tents.found_minutes);
            self.enter(at, Occurrence::TentsLookedInto(number), key);
        }
    }

    /// Somebody looks into the tents: what a stove has done in those that were closed.
    pub fn tents_looked_into(&mut self, number: u32) {
        let prepared = self.prepared();
        let Some(cold) = &prepared.drill.scenario.cold else { return };
        let Some(severity) = cold.found() else { return };
        let Tents { township, zone, numbers, people, cause } = self.post.tents[number as usize];
        let share = self.closed_share(township, zone, cold);
        let closed = (numbers.0..numbers.1).filter(|tent| {
            let key = Key::born(born::STEP, &[self.key(zone), Key(6)], *tent);
            self.draws(Purpose::People, key).uniform() < share
        });
        let closed = u32::try_from(closed.count()).expect("few tents");
        let hurt = people.min(closed * cold.file.tents.people);
        if hurt > 0 {
            let kind = (cold.monoxide, CasualtyCause::CarbonMonoxide, severity);
            self.hurt_outdoors(zone, hurt, kind, cause);
        }
    }

    /// Share of tents that are closed on a stove, after what was done against it.
    fn closed_share(&self, township: ZoneId, zone: ZoneId, cold: &ColdSetting) -> f64 {
        let (tents, care) = (&cold.file.tents, &cold.file.care);
        let mut percent = tents.closed_percent;
        let incident = self.truth.outdoors[&township].care;
        let task = incident.map(|id| self.incident(id).card.tasks[cold.care_task].task);
        if task.is_some_and(|task| self.task(task).begun.is_some()) {
            percent *= care.leaves_percent / 100.0;
        }
        let node = self.drill().county.zones[zone.index()].node;
        if self.truth.stoves_published && self.has_mast(node) {
            percent *= tents.told_leaves_percent / 100.0;
        }
        percent / 100.0
    }

    /// Something was published: where it is that stoves are handed out, what they do with it.
    pub fn warn_of_stoves(&mut self, facts: &[Fact]) {
        self.truth.stoves_published |=
            facts.iter().any(|fact| fact.kind == FactKind::ShelterSupplies);
    }
}
