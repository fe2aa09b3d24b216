//! What the storyline has happen: incidents and outages, unless somebody was there in time.

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use super::state::Coming;
use crate::base::chance::Purpose;
use crate::base::id::{FacilityId, HappeningId, IncidentId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::county::place::FacilityKind;
use crate::event_log::event::{Event, Seq};
use crate::hazard::food_poisoning::TaintedMeal;
use crate::scenario::file::Progress;
use crate::scenario::happening::{Growth, Law, Site, When};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

impl Stage<'_, '_> {
    /// Something is due to happen: it does, and what follows from it is entered, or it was
    /// prevented.
    pub fn happening_due(&mut self, id: HappeningId) {
        let prepared = self.prepared();
        let happening = &prepared.drill.scenario.happenings[id.index()];
        let from = self.truth.happened_after.remove(&id);
        let prevented =
            happening.unless.iter().find_map(|one| self.progress(one.incident, one.task, one.by));
        if let Some(by) = prevented {
            let seq = self.record(by, Event::HappeningAverted { happening: id });
            return self.outbreak_begins(id, seq, false);
        }
        let seq = self.record(from, Event::HappeningCame { happening: id });
        if let Some(site) = &happening.site {
            self.open_site(site, happening.key, seq);
            if let Some(growth) = site.growth {
                self.expect_growth(id, growth, 0);
            }
        }
        for dam in prepared.drill.scenario.landslide_dams.iter().filter(|dam| dam.happening == id) {
            self.fact_changes(dam.fact(FactKind::RiverBlocked), 1, Some(seq));
        }
        self.outbreak_begins(id, seq, true);
        self.catch_fire(id, seq);
        for facility in &happening.fails {
            self.fail(*facility, Some(seq));
        }
        for (index, other) in prepared.drill.scenario.happenings.iter().enumerate() {
            if let When::After(before, wait) = other.when
                && before == id
            {
                let next = HappeningId::from_index(index);
                self.truth.happened_after.insert(next, seq);
                self.enter(self.now() + wait, Occurrence::HappeningDue(next), other.key);
            }
        }
    }

    /// The event by which a task of an incident has come so far, if it has.
    pub fn progress(&self, incident: IncidentId, task: usize, by: Progress) -> Option<Seq> {
        self.index.incidents.get(&incident)?;
        let task = self.task(self.incident(incident).card.tasks[task].task);
        match by {
            Progress::Begun => task.begun,
            Progress::Done => task.done,
        }
    }

    /// An incident of the storyline blocks its roads and arises.
    fn open_site(&mut self, site: &Site, key: Key, seq: Seq) {
        for road in &site.roads {
            self.bury(*road, true, Some(seq));
        }
        let coming = Coming {
            key,
            id: Some(site.incident),
            kind: site.kind,
            node: site.node,
            zone: site.zone,
            area: None,
            people: site.people,
            hurt: site.hurt,
            cause: site.cause,
            severity: site.severity,
            roads: site.roads.clone(),
            calls: site.calls.clone(),
            errand: None,
            from: Some(seq),
        };
        self.announce(coming, self.now());
    }

    /// A mast fails at once, the masts behind a substation when their batteries end. What has
    /// failed already does not fail again.
    pub fn fail(&mut self, id: FacilityId, cause: Option<Seq>) {
        let prepared = self.prepared();
        let facilities = &prepared.drill.county.facilities;
        if facilities[id.index()].kind == FacilityKind::Mast {
            return self.mast_fails(id, cause);
        }
        let fact = Fact::new(FactKind::PowerSupplied, Subject::Facility(id));
        if self.truth.facts.get(&fact).is_some_and(|(power, ..)| *power == 0) {
            return;
        }
        self.fact_changes(fact, 0, cause);
        for (index, facility) in facilities.iter().enumerate() {
            if facility.power == Some(id) && facility.kind == FacilityKind::Mast {
                let mast = FacilityId::from_index(index);
                let minutes = u64::from(facility.battery_minutes);
                let at = self.now() + Duration::from_minutes(minutes);
                self.enter(at, Occurrence::BatteryEnds(mast), facility.key);
            }
        }
    }

    /// Enters those who are going to be hurt at an incident: of a Poisson process the next one, of
    /// a meal all of its eaters who fall ill after the incident.
    pub fn expect_growth(&mut self, id: HappeningId, growth: Growth, ordinal: u32) {
        let incident = self.site(id).incident;
        self.truth.growing.insert(incident, growth.at_most.saturating_sub(ordinal));
        if ordinal >= growth.at_most {
            return;
        }
        let of = self.key(id);
        let key = |ordinal: u32| Key::born(born::STEP, &[of], ordinal);
        match growth.law {
            Law::PerMinute(rate) => {
                let key = key(ordinal);
                let seconds = self.draws(Purpose::People, key).exponential(60.0 / rate);
                let at = self.now() + Duration::from_seconds_f64(seconds);
                self.enter(at, Occurrence::HurtGrows(id, ordinal), key);
            }
            Law::Meal(meal, eaters, before) => {
                let ill = self.ill_of_meal(id, (meal, eaters, before)).into_iter();
                let ill = ill.filter(|(minutes, _)| *minutes >= 0.0);
                let ill: Vec<_> = ill.take(growth.at_most as usize).collect();
                let expected = u32::try_from(ill.len()).expect("at most as many as may");
                self.truth.growing.insert(incident, expected);
                for (minutes, eater) in ill {
                    let wait = Duration::from_seconds_f64(60.0 * minutes);
                    self.enter(self.now() + wait, Occurrence::HurtGrows(id, eater), key(eater));
                }
            }
        }
    }

    /// Those of a meal's eaters who fall ill, in the order of their numbers: minutes after the
    /// incident, below zero before it.
    pub fn ill_of_meal(
        &self,
        id: HappeningId,
        (meal, eaters, before): (TaintedMeal, u32, Duration),
    ) -> Vec<(f64, u32)> {
        let onset = |eater: u32| {
            let key = Key::born(born::STEP, &[self.key(id)], eater);
            let rank = self.draws(Purpose::People, key).uniform();
            Some((60.0 * meal.onset_hours(rank)? - before.minutes(), eater))
        };
        (0..eaters).filter_map(onset).collect()
    }

    fn site(&self, id: HappeningId) -> &Site {
        let site = &self.drill().scenario.happenings[id.index()].site;
        site.as_ref().expect("it grows at a site")
    }

    /// One more is hurt, unless somebody has put an end to it.
    pub fn hurt_grows(&mut self, id: HappeningId, ordinal: u32) {
        let site = self.site(id);
        let (incident, cause) = (site.incident, site.cause);
        let Some(growth) = site.growth else { return };
        if self.is_stopped(incident, growth) {
            return;
        }
        if let Some(left) = self.truth.growing.get_mut(&incident) {
            *left = left.saturating_sub(1);
        }
        if self.falls_ill_here(id, ordinal) {
            let seq = self.incident(incident).occurred;
            self.post.hurt.push((incident, None, 1, cause, seq));
            let number = u32::try_from(self.post.hurt.len() - 1).expect("few steps");
            self.people_hurt(number);
        }
        if let Law::PerMinute(_) = growth.law {
            self.expect_growth(id, growth, ordinal + 1);
        }
    }

    /// Whether more may still be hurt at an incident, so that whoever treats there stays.
    pub fn still_grows(&self, incident: IncidentId) -> bool {
        let happenings = &self.drill().scenario.happenings;
        let site = happenings
            .iter()
            .filter_map(|happening| happening.site.as_ref())
            .find(|site| site.incident == incident);
        let growth = site.and_then(|site| site.growth);
        growth.is_some_and(|growth| !self.is_stopped(incident, growth))
            && self.truth.growing.get(&incident).is_some_and(|left| *left > 0)
    }

    /// Whether the task that stops an incident from growing has come far enough.
    fn is_stopped(&self, incident: IncidentId, growth: Growth) -> bool {
        growth.until.is_some_and(|(task, by)| self.progress(incident, task, by).is_some())
    }
}
