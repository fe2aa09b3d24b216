//! Contaminated casualties: washed at the site or at a hospital's door, or carried unwashed into an
//! emergency department, which then takes nobody until it is clean.

use super::agenda::Occurrence;
use super::delivery::admits_of;
use super::post::born;
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, FacilityId, IncidentId, TeamId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::event_log::event::{CasualtyCause, Event};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;

impl Stage<'_, '_> {
    /// Whether somebody of this key whom `cause` hurts is contaminated: by what a release lets out.
    pub fn is_contaminated(&self, casualty: Key, cause: CasualtyCause) -> bool {
        let release = self.drill().scenario.release.as_ref();
        let release = release.filter(|_| cause == CasualtyCause::Poisoning);
        let percent = release.map_or(0.0, |release| release.file.contaminated_percent);
        let key = Key::born(born::STEP, &[casualty], 1);
        percent > 0.0 && self.draws(Purpose::People, key).happens(percent / 100.0)
    }

    /// The washing of people at an incident is set up: those who are there are washed, and those
    /// who come.
    pub fn set_up_washing(&mut self, incident: IncidentId, team: TeamId) {
        self.incident_mut(incident).washing = Some(team);
        self.wash_those_there(incident);
    }

    /// Whoever is contaminated at an incident is washed, where that has been set up.
    pub fn wash_those_there(&mut self, incident: IncidentId) {
        let Some(team) = self.incident(incident).washing else { return };
        let mut ids = self.incident(incident).casualties.clone();
        ids.retain(|id| {
            let place = self.casualty(*id).place;
            matches!(place, CasualtyPlace::Untreated | CasualtyPlace::Treated)
        });
        ids.sort_unstable_by_key(|id| self.key(*id));
        for id in ids {
            self.wash(id, Some(team));
        }
    }

    /// Somebody is washed clean, if he was not.
    pub fn wash(&mut self, id: CasualtyId, team: Option<TeamId>) {
        if !self.casualty(id).contaminated {
            return;
        }
        let last = self.casualty(id).last;
        let seq = self.record(last, Event::CasualtyWashed { casualty: id, team });
        let entry = self.casualty_mut(id);
        entry.contaminated = false;
        entry.last = seq;
    }

    /// How long washing takes at a hospital's door; none where nobody washes there.
    pub fn door_wash(&self, hospital: FacilityId) -> Option<Duration> {
        let plan = self.plan().decontamination()?;
        plan.at.contains(&hospital).then_some(plan.wash)
    }

    /// Somebody who may be contaminated comes into an emergency department. If he is, and the plan
    /// knows what that means, it takes nobody until it is clean.
    pub fn contaminate(&mut self, hospital: FacilityId, id: CasualtyId) {
        let closed = self.plan().decontamination().map(|plan| plan.closed);
        let Some(closed) = closed.filter(|_| self.casualty(id).contaminated) else { return };
        let last = self.casualty(id).last;
        let event = Event::HospitalContaminated { hospital, casualty: id };
        let seq = self.record(last, event);
        let entry = self.casualty_mut(id);
        entry.contaminated = false;
        entry.last = seq;
        let until = self.now() + closed;
        if until <= self.hospital(hospital).closed_until {
            return;
        }
        let was_open = self.hospital(hospital).closed_until <= self.now();
        self.hospital_mut(hospital).closed_until = until;
        if was_open {
            self.fact_changes(admits_of(hospital), 0, Some(seq));
        }
        let key = Key::born(born::STEP, &[self.key(hospital)], 0);
        self.enter(until, Occurrence::DepartmentOpens(hospital), key);
    }

    /// A department is clean again, unless somebody contaminated it anew.
    pub fn department_opens(&mut self, hospital: FacilityId) {
        if self.hospital(hospital).closed_until == self.now() {
            let (.., closed) = self.truth.facts[&admits_of(hospital)];
            self.fact_changes(admits_of(hospital), 1, Some(closed));
        }
    }

    /// Whether a crew leaves somebody at the site to be washed first: it knows of a substance, the
    /// plan has it wait, and a team is still to wash there.
    pub fn waits_for_washing(&self, team: TeamId, incident: IncidentId, id: CasualtyId) -> bool {
        let entry = self.casualty(id);
        let Some(plan) = self.plan().decontamination().filter(|_| entry.contaminated) else {
            return false;
        };
        let picture = &self.team(team).picture;
        let knows = picture.of_kind(FactKind::IncidentSubstance).next().is_some();
        let cards = &self.incident(incident).card.tasks;
        let washes = cards.iter().any(|card| {
            card.capability == Capability::Decontamination && self.task(card.task).done.is_none()
        });
        knows && washes && self.now() < entry.at + plan.crews_wait
    }
}
