//! What hospitals had to bear: who came with a crew and who without, how many were in theatres and
//! in intensive care at once, how long they waited for either, when a department was closed; and
//! the number that dispatch counts beside the one that hospitals have. One pass over the log.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::names::Names;
use super::scorecard::Named;
use crate::base::id::{CasualtyId, FacilityId};
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, Seq};
use crate::vocabulary::fact::{FactKind, Subject};

/// What hospitals had to bear, all together and each by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hospitals {
    /// Casualties of the event whom crews took to hospitals: what dispatch counts.
    pub carried: u32,
    /// Casualties of the event whom hospitals took in: what hospitals count.
    pub taken_in: u32,
    /// When the two numbers were farthest apart, and by how many; none where they never were.
    pub farthest_apart: Option<(Time, u32)>,
    /// The event from which on they were.
    pub evidence: Option<Seq>,
    /// Hospitals to which anybody came, those with most patients first.
    pub each: Vec<HospitalLoad>,
}

/// What one hospital had to bear, ordinary emergencies included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HospitalLoad {
    /// The hospital.
    pub hospital: Named,
    /// Patients whom crews brought from a site.
    pub by_crew: u32,
    /// Patients who came without one.
    pub by_themselves: u32,
    /// Patients from other hospitals.
    pub transferred: u32,
    /// Crews' patients who were sent on.
    pub sent_on: u32,
    /// Fewest free beds; none where nobody ever needed one.
    pub beds_least: Option<i64>,
    /// Most patients in theatres at once.
    pub theatres_most: u32,
    /// Longest wait for a theatre, of those still waiting at the end too.
    pub theatre_wait: Duration,
    /// Most patients in intensive care at once, of those of this drill.
    pub places_most: u32,
    /// Longest wait for a place in intensive care, of those still waiting at the end too.
    pub place_wait: Duration,
    /// How long its emergency department was closed because it was contaminated.
    pub closed: Duration,
}

/// Where a patient is in a hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stay {
    /// Waits for a theatre, or for nothing.
    Inside,
    Theatre,
    Waiting,
    IntensiveCare,
}

/// One hospital while the log is read.
#[derive(Debug, Clone, Default)]
struct Tally {
    by_crew: u32,
    by_themselves: u32,
    transferred: u32,
    sent_on: u32,
    beds_least: Option<i64>,
    theatres: u32,
    theatres_most: u32,
    theatre_wait: Duration,
    places: u32,
    places_most: u32,
    place_wait: Duration,
    closed_since: Option<Time>,
    closed: Duration,
}

/// Everything while the log is read.
#[derive(Debug, Default)]
struct Tallies {
    hospitals: BTreeMap<FacilityId, Tally>,
    causes: BTreeMap<CasualtyId, CasualtyCause>,
    stays: BTreeMap<CasualtyId, (FacilityId, Stay, Time)>,
    seen: BTreeMap<CasualtyId, FacilityId>,
    all: Hospitals,
}

/// What the log says of hospitals.
pub fn hospitals(log: &EventLog, names: &Names) -> Hospitals {
    let mut tallies = Tallies::default();
    for (seq, record) in log.numbered() {
        tallies.arrivals(record.at, seq, &record.event);
        tallies.inside(record.at, &record.event);
        tallies.facts(record.at, &record.event);
    }
    tallies.finish(log.end(), names)
}

impl Tallies {
    fn hospital(&mut self, hospital: FacilityId) -> &mut Tally {
        self.hospitals.entry(hospital).or_default()
    }

    /// Who comes how, and what the two counts make of it.
    fn arrivals(&mut self, at: Time, seq: Seq, event: &Event) {
        match *event {
            Event::CasualtyOccurred { casualty, cause, .. } => {
                self.causes.insert(casualty, cause);
            }
            Event::PatientHandedOver { casualty, hospital, .. } => {
                let is_new = self.seen.insert(casualty, hospital).is_none();
                let tally = self.hospital(hospital);
                match is_new {
                    true => tally.by_crew += 1,
                    false => tally.transferred += 1,
                }
                if is_new && self.is_of_event(casualty) {
                    self.all.carried += 1;
                    self.all.taken_in += 1;
                }
                self.stays.insert(casualty, (hospital, Stay::Inside, at));
            }
            Event::CasualtyPresented { casualty, hospital } => {
                self.seen.insert(casualty, hospital);
                self.hospital(hospital).by_themselves += 1;
                self.stays.insert(casualty, (hospital, Stay::Inside, at));
                if self.is_of_event(casualty) {
                    self.all.taken_in += 1;
                    let apart = self.all.taken_in - self.all.carried;
                    if self.all.farthest_apart.is_none_or(|(_, before)| before < apart) {
                        self.all.farthest_apart = Some((at, apart));
                        self.all.evidence = Some(seq);
                    }
                }
            }
            Event::PatientDiverted { from, .. } => self.hospital(from).sent_on += 1,
            _ => {}
        }
    }

    fn is_of_event(&self, casualty: CasualtyId) -> bool {
        self.causes.get(&casualty).is_some_and(|cause| *cause != CasualtyCause::Ordinary)
    }

    /// What becomes of patients inside.
    fn inside(&mut self, at: Time, event: &Event) {
        match *event {
            Event::TreatmentStarted { casualty, .. } => self.moves(casualty, Stay::Theatre, at),
            Event::IntensiveCareNeeded { casualty, .. } => self.moves(casualty, Stay::Waiting, at),
            Event::IntensiveCareStarted { casualty, .. } => {
                self.moves(casualty, Stay::IntensiveCare, at);
            }
            // Who is taken to another hospital leaves this one as whoever recovers or dies.
            Event::TreatmentEnded { casualty, .. }
            | Event::CasualtyDied { casualty }
            | Event::PatientLeft { casualty, .. } => self.leaves(casualty, at),
            _ => {}
        }
    }

    fn moves(&mut self, casualty: CasualtyId, to: Stay, at: Time) {
        let Some((hospital, from, since)) = self.stays.get(&casualty).copied() else { return };
        let wait = at.since(since);
        self.leaves(casualty, at);
        self.stays.insert(casualty, (hospital, to, at));
        let tally = self.hospital(hospital);
        match to {
            Stay::Theatre => {
                tally.theatre_wait = tally.theatre_wait.max(wait);
                tally.theatres += 1;
                tally.theatres_most = tally.theatres_most.max(tally.theatres);
            }
            Stay::IntensiveCare => {
                debug_assert_eq!(from, Stay::Waiting, "it is needed before it begins");
                tally.places += 1;
                tally.places_most = tally.places_most.max(tally.places);
            }
            Stay::Inside | Stay::Waiting => {}
        }
    }

    /// Somebody is no longer where he was; a wait for intensive care ends with that.
    fn leaves(&mut self, casualty: CasualtyId, at: Time) {
        let Some((hospital, from, since)) = self.stays.remove(&casualty) else { return };
        let wait = at.since(since);
        let tally = self.hospital(hospital);
        match from {
            Stay::Inside => {}
            Stay::Theatre => tally.theatres -= 1,
            Stay::Waiting => tally.place_wait = tally.place_wait.max(wait),
            Stay::IntensiveCare => tally.places -= 1,
        }
    }

    /// Beds, and departments that are closed.
    fn facts(&mut self, at: Time, event: &Event) {
        let Event::FactChanged { fact, value } = *event else { return };
        let Subject::Facility(hospital) = fact.subject else { return };
        match fact.kind {
            FactKind::HospitalBeds => {
                let tally = self.hospital(hospital);
                tally.beds_least = Some(tally.beds_least.map_or(value, |least| least.min(value)));
            }
            FactKind::HospitalAdmits if value == 0 => {
                self.hospital(hospital).closed_since.get_or_insert(at);
            }
            FactKind::HospitalAdmits => self.reopens(hospital, at),
            _ => {}
        }
    }

    fn reopens(&mut self, hospital: FacilityId, at: Time) {
        let tally = self.hospital(hospital);
        if let Some(since) = tally.closed_since.take() {
            tally.closed += at.since(since);
        }
    }

    fn finish(mut self, end: Time, names: &Names) -> Hospitals {
        for (casualty, (hospital, stay, since)) in self.stays.clone() {
            // Who needs nothing is treated at once: who is still inside waits for a theatre, or
            // before a closed door.
            let tally = self.hospital(hospital);
            if stay == Stay::Inside && tally.closed_since.is_none() {
                tally.theatre_wait = tally.theatre_wait.max(end.since(since));
            }
            self.leaves(casualty, end);
        }
        for hospital in self.hospitals.keys().copied().collect::<Vec<_>>() {
            self.reopens(hospital, end);
        }
        let mut each: Vec<HospitalLoad> = self
            .hospitals
            .iter()
            .filter(|(_, tally)| tally.by_crew + tally.by_themselves + tally.transferred > 0)
            .map(|(hospital, tally)| tally.load(names.facility(*hospital)))
            .collect();
        each.sort_by(|left, right| {
            let patients = |it: &HospitalLoad| it.by_crew + it.by_themselves + it.transferred;
            patients(right).cmp(&patients(left)).then_with(|| left.hospital.cmp(&right.hospital))
        });
        Hospitals { each, ..self.all }
    }
}

impl Tally {
    fn load(&self, hospital: Named) -> HospitalLoad {
        HospitalLoad {
            hospital,
            by_crew: self.by_crew,
            by_themselves: self.by_themselves,
            transferred: self.transferred,
            sent_on: self.sent_on,
            beds_least: self.beds_least,
            theatres_most: self.theatres_most,
            theatre_wait: self.theatre_wait,
            places_most: self.places_most,
            place_wait: self.place_wait,
            closed: self.closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{Story, at, minutes};
    use super::*;
    use crate::base::id::{NodeId, ZoneId};
    use crate::base::key::Key;
    use crate::base::text::Text;
    use crate::county::place::{Facility, FacilityKind};
    use crate::vocabulary::fact::Fact;

    #[test]
    fn a_hospital_has_whoever_came_and_dispatch_whom_it_brought() {
        let mut story = Story::new();
        let county = Arc::make_mut(&mut story.drill.county);
        let (title, site) = (Text::new("医院", "a hospital"), (NodeId(0), ZoneId(0)));
        // The key is that of the one facility that the story's table of names has.
        county.facilities.push(Facility {
            key: Key(5),
            capacity: 100,
            theatres: 1,
            ..Facility::new("hospital".into(), title, FacilityKind::Hospital, site)
        });
        let (incident, _) = story.landslide(1);
        let hospital = FacilityId(0);
        let [carried, alone, ordinary]: [CasualtyId; 3] =
            [story.bear(), story.bear(), story.bear()];
        for (casualty, cause) in [
            (carried, CasualtyCause::Burial),
            (alone, CasualtyCause::Burial),
            (ordinary, CasualtyCause::Ordinary),
        ] {
            let score = 4;
            story.happens(1, None, Event::CasualtyOccurred { casualty, incident, cause, score });
        }
        let after = None;
        let admits = Fact::new(FactKind::HospitalAdmits, Subject::Facility(hospital));
        for (minute, event) in [
            (10, Event::PatientHandedOver { casualty: carried, hospital, after }),
            (15, Event::PatientHandedOver { casualty: ordinary, hospital, after }),
            (20, Event::CasualtyPresented { casualty: alone, hospital }),
            (20, Event::TreatmentEnded { casualty: alone, hospital }),
            (25, Event::FactChanged { fact: admits, value: 0 }),
            (30, Event::TreatmentStarted { casualty: carried, hospital, after }),
            (60, Event::IntensiveCareNeeded { casualty: carried, hospital }),
            (85, Event::FactChanged { fact: admits, value: 1 }),
            (95, Event::IntensiveCareStarted { casualty: carried, hospital, after }),
        ] {
            story.happens(minute, None, event);
        }
        let found = story.ends(200).hospitals;
        assert_eq!((found.carried, found.taken_in), (1, 2));
        assert_eq!(found.farthest_apart, Some((at(20), 1)));
        let [load] = &found.each[..] else { panic!("{found:?}") };
        assert_eq!((load.by_crew, load.by_themselves, load.transferred), (2, 1, 0));
        assert_eq!((load.theatres_most, load.places_most), (1, 1));
        // The ordinary patient still waits for a theatre when play ends.
        assert_eq!((load.theatre_wait, load.place_wait), (minutes(185), minutes(35)));
        assert_eq!(load.closed, minutes(60));
    }
}
