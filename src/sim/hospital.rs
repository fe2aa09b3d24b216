//! Inside a hospital: beds, and theatres as a queue of the gravest first. How patients come there
//! is `delivery`'s.

use super::agenda::Occurrence;
use super::delivery::beds_of;
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, FacilityId};
use crate::base::time::Duration;
use crate::event_log::event::{Event, Seq};
use crate::hazard::casualty;

impl Stage<'_, '_> {
    /// A hospital takes over a patient for whom it keeps a bed, or who needs none.
    pub fn admit(&mut self, id: CasualtyId, hospital: FacilityId) -> Seq {
        let last = self.casualty(id).last;
        let event = Event::PatientHandedOver { casualty: id, hospital, after: None };
        let seq = self.record(last, event);
        let entry = self.casualty_mut(id);
        entry.place = CasualtyPlace::InHospital(hospital);
        entry.last = seq;
        let score = entry.score;
        if score < self.plan().medical.theatre_below_score {
            let (now, key) = (self.now(), self.key(id));
            self.hospital_mut(hospital).queue.insert((score, now, key, id));
            self.operate(hospital);
        } else {
            self.finish_treatment(id, hospital, seq);
        }
        seq
    }

    /// Beds of a hospital are taken, or given back where there are fewer than none; below zero they
    /// stand in the corridor.
    pub fn take_beds(&mut self, hospital: FacilityId, beds: i64, cause: Seq) {
        let state = self.hospital_mut(hospital);
        let before = state.beds.max(0);
        state.beds -= beds;
        let free = state.beds.max(0);
        if free != before {
            self.fact_changes(beds_of(hospital), free, Some(cause));
            let (.., seq) = self.truth.facts[&beds_of(hospital)];
            self.hospital_mut(hospital).filled = (free == 0).then_some(seq);
        }
    }

    /// Free theatres take the gravest of those who wait.
    fn operate(&mut self, hospital: FacilityId) {
        while self.hospital(hospital).theatres > 0 {
            let Some((_, since, key, id)) = self.hospital_mut(hospital).queue.pop_first() else {
                return;
            };
            let waited = since < self.now();
            let after = self.hospital(hospital).freed.filter(|_| waited);
            self.hospital_mut(hospital).theatres -= 1;
            let last = self.casualty(id).last;
            let event = Event::TreatmentStarted { casualty: id, hospital, after };
            let seq = self.record(last, event);
            self.casualty_mut(id).last = seq;
            let mean = self.plan().medical.theatre.seconds();
            let seconds = self.draws(Purpose::Treatment, key).exponential(mean);
            let at = self.now() + Duration::from_seconds_f64(seconds);
            self.enter(at, Occurrence::TheatreFrees(hospital, id), key);
        }
    }

    /// An operation ends and the theatre is free.
    pub fn theatre_frees(&mut self, hospital: FacilityId, id: CasualtyId) {
        let last = self.casualty(id).last;
        let seq = self.finish_treatment(id, hospital, last);
        let state = self.hospital_mut(hospital);
        state.theatres += 1;
        state.freed = Some(seq);
        self.operate(hospital);
    }

    /// Treatment ends: by Sacco's curve the patient lives, or not. Who lives keeps the bed.
    fn finish_treatment(&mut self, id: CasualtyId, hospital: FacilityId, cause: Seq) -> Seq {
        let (key, score) = (self.key(id), self.casualty(id).score);
        let survives = self.draws(Purpose::Casualty, key).happens(casualty::survival(score));
        let lives = survives || self.casualty(id).is_light;
        let event = if lives {
            Event::TreatmentEnded { casualty: id, hospital }
        } else {
            Event::CasualtyDied { casualty: id }
        };
        let seq = self.record(cause, event);
        let entry = self.casualty_mut(id);
        entry.place = if lives { CasualtyPlace::Recovered } else { CasualtyPlace::Dead };
        entry.last = seq;
        if !lives {
            self.take_beds(hospital, -1, seq);
        }
        seq
    }
}
