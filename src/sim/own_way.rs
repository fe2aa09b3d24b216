//! Casualties who do not wait for a crew: they leave by themselves or are driven, over the roads as
//! they truly are, to the hospital that lay people think of, and stand at its door. No desk knows.

use super::agenda::Occurrence;
use super::journey::RETRY_MINUTES;
use super::post::born;
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, FacilityId, IncidentId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::county::router::Candidate;
use crate::event_log::event::{CasualtyCause, Event};
use crate::vocabulary::profile::Profile;

impl Stage<'_, '_> {
    /// Enters when somebody who has just been hurt leaves, if he does not wait for ever.
    pub fn expect_to_leave(&mut self, id: CasualtyId, cause: CasualtyCause, score: u8) {
        let prepared = self.prepared();
        let Some(own) = prepared.drill.own_way(cause) else { return };
        let key = self.key(id);
        let mut draws = self.draws(Purpose::OwnWay, key);
        if let Some(wait) = own.leaves_after(score, &mut draws) {
            self.enter(self.now() + wait, Occurrence::LeavesAlone(id, 0), key);
        }
    }

    /// Somebody whom nobody has reached, or who does not stay to be treated, leaves if a road is
    /// open; else he looks again later.
    pub fn leaves_alone(&mut self, id: CasualtyId, attempt: u32) {
        let entry = self.casualty(id);
        let leaves = match entry.place {
            CasualtyPlace::Untreated => true,
            CasualtyPlace::Treated => {
                let own = self.drill().own_way(entry.cause);
                own.is_some_and(|own| own.leaves_treatment(entry.score))
            }
            _ => false,
        };
        if !leaves {
            return;
        }
        let key = self.key(id);
        let Some((hospital, way)) = self.lay_choice(id) else {
            let at = self.now() + Duration::from_minutes(RETRY_MINUTES);
            let key = Key::born(born::STEP, &[key], attempt + 1);
            return self.enter(at, Occurrence::LeavesAlone(id, attempt + 1), key);
        };
        let last = self.casualty(id).last;
        let seq = self.record(last, Event::CasualtySetOut { casualty: id, hospital });
        let entry = self.casualty_mut(id);
        entry.place = CasualtyPlace::OnOwnWay(hospital);
        entry.left_alone = true;
        entry.last = seq;
        self.enter(self.now() + way, Occurrence::Presents(id), key);
    }

    /// The hospital for which lay people make, and how long they take: the one that comes to mind,
    /// or the nearest; none where no road leads to any.
    fn lay_choice(&self, id: CasualtyId) -> Option<(FacilityId, Duration)> {
        let prepared = self.prepared();
        let entry = self.casualty(id);
        let from = self.incident(entry.incident).card.node;
        let own = prepared.drill.own_way(entry.cause)?;
        let key = Key::born(born::STEP, &[self.key(id)], 0);
        let thinks_of = own.thinks_of(&mut self.draws(Purpose::OwnWay, key));
        let roads = prepared.roads.true_roads(&self.truth.roads);
        let candidate = |id: &FacilityId| {
            let facility = &prepared.drill.county.facilities[id.index()];
            Candidate {
                profile: Profile::Road,
                from,
                to: facility.node,
                rank: (),
                beyond: Duration::from_minutes(u64::from(facility.access_minutes)),
                key: facility.key,
            }
        };
        let nearest_of = |hospitals: &[FacilityId]| {
            let candidates: Vec<_> = hospitals.iter().map(candidate).collect();
            let found = prepared.roads.router().nearest(&candidates, &roads, 1);
            found.first().map(|(place, way)| (hospitals[*place], *way))
        };
        let known = thinks_of.and_then(|id| nearest_of(&[id]));
        known.or_else(|| nearest_of(&prepared.hospitals))
    }

    /// Somebody who came without a crew stands at the door: it is open, or he waits before it, to
    /// be washed or until the department takes patients again.
    pub fn presents(&mut self, id: CasualtyId) {
        let CasualtyPlace::OnOwnWay(hospital) = self.casualty(id).place else { return };
        let last = self.casualty(id).last;
        let seq = self.record(last, Event::CasualtyPresented { casualty: id, hospital });
        self.casualty_mut(id).last = seq;
        match self.door_opens_at(hospital, self.casualty(id).contaminated) {
            Some(at) => self.enter(at, Occurrence::DoorOpens(id), self.key(id)),
            None => self.comes_in(id, hospital),
        }
    }

    /// When a hospital's door opens to whoever stands before it now; none: at once.
    pub fn door_opens_at(&self, hospital: FacilityId, contaminated: bool) -> Option<Time> {
        let closed_until = self.hospital(hospital).closed_until;
        let wash = self.door_wash(hospital).filter(|_| contaminated);
        let at = closed_until.max(self.now() + wash.unwrap_or(Duration::ZERO));
        (at > self.now()).then_some(at)
    }

    /// The door opens to somebody who waited before it; meanwhile he was washed.
    pub fn door_opens(&mut self, id: CasualtyId) {
        let CasualtyPlace::OnOwnWay(hospital) = self.casualty(id).place else { return };
        self.wash(id, None);
        self.comes_in(id, hospital);
    }

    /// Emergency departments turn nobody away who stands in them.
    fn comes_in(&mut self, id: CasualtyId, hospital: FacilityId) {
        self.contaminate(hospital, id);
        let entry = self.casualty(id);
        let (is_light, seq) = (entry.is_light, entry.last);
        if !is_light {
            self.take_beds(hospital, 1, seq);
        }
        self.begin_care(id, hospital, seq);
    }

    /// How many have been hurt at an incident as far as can be seen there: those who left without a
    /// crew are missing.
    pub fn hurt_at(&self, incident: IncidentId) -> usize {
        let casualties = &self.incident(incident).casualties;
        casualties.iter().filter(|id| !self.casualty(**id).left_alone).count()
    }
}
