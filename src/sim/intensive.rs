//! Intensive care: places as a queue of the gravest first. Who waits may die of waiting, and the
//! hospital asks whom the plan names to have him taken where there is room.

use super::agenda::Occurrence;
use super::delivery::places_of;
use super::post::{Draft, born};
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, FacilityId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::time::Duration;
use crate::event_log::event::{About, CasualtyCause, Event, Party, Seq};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};

impl Stage<'_, '_> {
    /// Whether a patient needs a place now: after the theatre, or without one where he was
    /// poisoned.
    pub fn needs_intensive_care(&self, id: CasualtyId) -> bool {
        let Some(care) = self.plan().intensive_care() else { return false };
        let entry = self.casualty(id);
        let is_ready = entry.operated || entry.cause == CasualtyCause::Poisoning;
        is_ready && entry.score < care.below_score && !entry.is_light
    }

    /// A patient needs a place: he gets one, or waits for it.
    pub fn wait_for_place(&mut self, id: CasualtyId, hospital: FacilityId) -> Seq {
        let last = self.casualty(id).last;
        let needed = self.record(last, Event::IntensiveCareNeeded { casualty: id, hospital });
        self.casualty_mut(id).last = needed;
        let (score, now, key) = (self.casualty(id).score, self.now(), self.key(id));
        self.hospital_mut(hospital).waiting.insert((score, now, key, id));
        self.fill_places(hospital);
        if self.waits_for_place(id, hospital) {
            self.expect_harm(id, hospital);
            self.ask_for_transfer(id, hospital, needed);
        }
        needed
    }

    /// Whether a patient waits for a place in this hospital.
    pub fn waits_for_place(&self, id: CasualtyId, hospital: FacilityId) -> bool {
        self.hospital(hospital).waiting.iter().any(|(.., waiting)| *waiting == id)
    }

    /// Free places take the gravest of those who wait.
    fn fill_places(&mut self, hospital: FacilityId) {
        while self.hospital(hospital).places > 0 {
            let Some((_, since, _, id)) = self.hospital_mut(hospital).waiting.pop_first() else {
                return;
            };
            let waited = since < self.now();
            let after = self.hospital(hospital).place_freed.filter(|_| waited);
            let last = self.casualty(id).last;
            let event = Event::IntensiveCareStarted { casualty: id, hospital, after };
            let seq = self.record(last, event);
            self.casualty_mut(id).last = seq;
            self.hospital_mut(hospital).places -= 1;
            self.places_change(hospital, seq);
            self.expect_end_of_stay(id, hospital);
        }
    }

    fn places_change(&mut self, hospital: FacilityId, cause: Seq) {
        let places = i64::from(self.hospital(hospital).places);
        self.fact_changes(places_of(hospital), places, Some(cause));
    }

    /// Enters the end of a stay: exponential. Who was not operated on, and does not survive, dies
    /// in the time that a theatre would have taken.
    fn expect_end_of_stay(&mut self, id: CasualtyId, hospital: FacilityId) {
        let plan = self.plan();
        let stay = plan.intensive_care().map_or(Duration::ZERO, |care| care.stay);
        let lives = self.casualty(id).operated || self.survives(id);
        let mean = if lives { stay } else { plan.medical.theatre };
        let key = Key::born(born::STEP, &[self.key(id)], 1);
        let seconds = self.draws(Purpose::Treatment, key).exponential(mean.seconds());
        let at = self.now() + Duration::from_seconds_f64(seconds);
        self.enter(at, Occurrence::PlaceFrees(hospital, id), key);
    }

    /// A stay ends and the place is free.
    pub fn place_frees(&mut self, hospital: FacilityId, id: CasualtyId) {
        let lives = self.casualty(id).operated || self.survives(id);
        let seq = self.finish_treatment(id, hospital, lives);
        let state = self.hospital_mut(hospital);
        state.places += 1;
        state.place_freed = Some(seq);
        self.places_change(hospital, seq);
        self.fill_places(hospital);
    }

    /// Enters the death of a patient who waits too long: at a constant rate while he waits.
    fn expect_harm(&mut self, id: CasualtyId, hospital: FacilityId) {
        let per_hour = self.plan().intensive_care().map_or(0.0, |care| care.deaths_per_hour);
        if per_hour <= 0.0 {
            return;
        }
        let mean_hours = -1.0 / math::ln(1.0 - per_hour);
        let key = Key::born(born::STEP, &[self.key(id), self.key(hospital)], 0);
        let seconds = self.draws(Purpose::Treatment, key).exponential(3_600.0 * mean_hours);
        let at = self.now() + Duration::from_seconds_f64(seconds);
        self.enter(at, Occurrence::WaitKills(hospital, id), key);
    }

    /// A patient who still waits dies of it.
    pub fn wait_kills(&mut self, hospital: FacilityId, id: CasualtyId) {
        if !self.waits_for_place(id, hospital) {
            return;
        }
        self.hospital_mut(hospital).waiting.retain(|(.., waiting)| *waiting != id);
        self.finish_treatment(id, hospital, false);
    }

    /// A hospital without a free place asks for somebody who waits to be taken elsewhere; those
    /// that take such patients keep them.
    fn ask_for_transfer(&mut self, id: CasualtyId, hospital: FacilityId, needed: Seq) {
        let Some(care) = self.plan().intensive_care() else { return };
        let Some(transfer) = care.transfer.as_ref() else { return };
        if transfer.to.contains(&hospital) {
            return;
        }
        let desk = transfer.desk;
        let speaker = self.plan().hospital_desk(hospital);
        let from = speaker.map_or(Party::Sensor(hospital), Party::Desk);
        let (_, since, _) = self.truth.facts[&places_of(hospital)];
        let (version, seen) = self.observe(from, places_of(hospital), 0, since, needed);
        let draft = Draft {
            kind: MessageKind::Request,
            from,
            to: Party::Desk(desk),
            channel: Channel::Phone,
            priority: Priority::Urgent,
            versions: vec![version],
            about: (About::Patient { casualty: id, hospital }, self.key(id)),
            tried: 0,
        };
        self.send(draft, seen);
    }

    /// The hospital in which a patient waits for a theatre or for intensive care, if he does.
    pub fn waits_in(&self, id: CasualtyId) -> Option<FacilityId> {
        self.index.casualties.get(id.index())?;
        let CasualtyPlace::InHospital(hospital) = self.casualty(id).place else { return None };
        let for_theatre = self.hospital(hospital).queue.iter().any(|(.., waiting)| *waiting == id);
        (for_theatre || self.waits_for_place(id, hospital)).then_some(hospital)
    }

    /// A patient leaves the hospital in which he waited, if he did.
    pub fn discharge(&mut self, id: CasualtyId, cause: Seq) {
        let Some(hospital) = self.waits_in(id) else { return };
        let state = self.hospital_mut(hospital);
        state.queue.retain(|(.., waiting)| *waiting != id);
        state.waiting.retain(|(.., waiting)| *waiting != id);
        self.take_beds(hospital, -1, cause);
    }
}
