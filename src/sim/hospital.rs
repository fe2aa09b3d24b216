//! Inside a hospital: beds, and theatres as a queue of the gravest first. How patients come there
//! is `delivery`'s and `own_way`'s, intensive care `intensive`'s.

use super::agenda::Occurrence;
use super::delivery::{beds_of, patients_of};
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, FacilityId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{CasualtyCause, Event, Party, Seq};
use crate::hazard::burn::Burn;
use crate::hazard::casualty;

/// Minutes between two rounds in which a hospital's desk counts its casualties: an assumption,
/// shown in the report.
pub const COUNT_MINUTES: u64 = 10;

impl Stage<'_, '_> {
    /// A hospital takes over a patient from a crew.
    pub fn admit(&mut self, id: CasualtyId, hospital: FacilityId) -> Seq {
        let last = self.casualty(id).last;
        let event = Event::PatientHandedOver { casualty: id, hospital, after: None };
        let seq = self.record(last, event);
        self.casualty_mut(id).last = seq;
        self.begin_care(id, hospital, seq);
        seq
    }

    /// A hospital has a patient for whom it keeps a bed, or who needs none: a theatre first where
    /// he is gravely hurt, then or at once intensive care. No surgeon helps the poisoned.
    pub fn begin_care(&mut self, id: CasualtyId, hospital: FacilityId, seq: Seq) {
        self.casualty_mut(id).place = CasualtyPlace::InHospital(hospital);
        self.count_patient(id, hospital, seq);
        let score = self.casualty(id).score;
        if self.needs_intensive_care(id) {
            self.wait_for_place(id, hospital);
        } else if score < self.plan().medical.theatre_below_score {
            let (now, key) = (self.now(), self.key(id));
            self.hospital_mut(hospital).queue.insert((score, now, key, id));
            self.operate(hospital);
        } else {
            let lives = self.survives(id);
            self.finish_treatment(id, hospital, lives);
        }
    }

    /// A hospital counts those whom the event has hurt, however they came, but nobody from another
    /// hospital.
    fn count_patient(&mut self, id: CasualtyId, hospital: FacilityId, seq: Seq) {
        let entry = self.casualty_mut(id);
        if entry.cause == CasualtyCause::Ordinary || entry.counted {
            return;
        }
        entry.counted = true;
        let state = self.hospital_mut(hospital);
        state.received += 1;
        let received = state.received;
        self.fact_changes(patients_of(hospital), received, Some(seq));
        let (.., changed) = self.truth.facts[&patients_of(hospital)];
        if let Some(desk) = self.plan().hospital_desk(hospital) {
            let round = COUNT_MINUTES * 60_000;
            let at = self.now().milliseconds().div_ceil(round) * round;
            let at = Time::from_milliseconds(at);
            let by = Party::Desk(desk);
            self.plan_notice(by, patients_of(hospital), received, None, at, changed);
        }
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

    /// An operation ends and the theatre is free; who lives may need intensive care.
    pub fn theatre_frees(&mut self, hospital: FacilityId, id: CasualtyId) {
        self.casualty_mut(id).operated = true;
        let lives = self.survives(id);
        let seq = if lives && self.needs_intensive_care(id) {
            self.wait_for_place(id, hospital)
        } else {
            self.finish_treatment(id, hospital, lives)
        };
        let state = self.hospital_mut(hospital);
        state.theatres += 1;
        state.freed = Some(seq);
        self.operate(hospital);
    }

    /// Whether a patient who is treated now lives: by Sacco's curve, and who is burnt by that of
    /// burns, whose size has a draw of its own.
    pub fn survives(&self, id: CasualtyId) -> bool {
        let (key, entry) = (self.key(id), self.casualty(id));
        let chance = match entry.cause {
            CasualtyCause::Fire => {
                let mut draws = self.draws(Purpose::Casualty, Key(key.0 ^ 2));
                let burn = Burn::draw(entry.first_score, &mut draws);
                burn.survival_after(entry.first_score, entry.score)
            }
            _ => casualty::survival(entry.score),
        };
        self.draws(Purpose::Casualty, key).happens(chance) || entry.is_light
    }

    /// Treatment ends, well or not. Who lives keeps the bed.
    pub fn finish_treatment(&mut self, id: CasualtyId, hospital: FacilityId, lives: bool) -> Seq {
        let event = if lives {
            Event::TreatmentEnded { casualty: id, hospital }
        } else {
            Event::CasualtyDied { casualty: id }
        };
        let cause = self.casualty(id).last;
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
