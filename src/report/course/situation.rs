//! What the log of a run says of one moment: who is in danger, where the injured are, which roads
//! are closed, which masts are silent.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::{AreaId, CasualtyId, FacilityId, IncidentId, NodeId, RoadId, ZoneId};
use crate::base::time::Time;
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, PeopleState};
use crate::report::map::is_closed;
use crate::scenario::Drill;
use crate::vocabulary::fact::{FactKind, Subject};

/// Where somebody who was hurt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Care {
    /// On the site, and nobody who can treat has come.
    Waiting,
    /// On the site, with a crew.
    Treated,
    /// On the way to a hospital.
    Carried,
    /// In a hospital.
    InHospital(FacilityId),
    /// Dead, in a hospital or on the site.
    Dead(Option<FacilityId>),
}

/// What is so at a moment.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Situation {
    /// People in danger by hazard area and state, those that are not none.
    pub danger: BTreeMap<(AreaId, PeopleState), u32>,
    /// Everybody who was hurt, but for ordinary emergencies: at which incident, and where they are.
    pub hurt: BTreeMap<CasualtyId, (IncidentId, Care)>,
    /// Sites of incidents, and the settlements that they are in.
    pub sites: BTreeMap<IncidentId, (NodeId, ZoneId)>,
    /// Incidents of kinds that the drill is about and that are not over.
    pub open: BTreeSet<IncidentId>,
    /// Roads that no land vehicle passes.
    pub closed: BTreeSet<RoadId>,
    /// Masts that do not work.
    pub silent: BTreeSet<FacilityId>,
    /// Settlements that cannot be reached by road.
    pub cut_off: BTreeSet<ZoneId>,
}

impl Situation {
    /// What is so at `until`, all that happened then included.
    pub(in crate::report) fn at(drill: &Drill, log: &EventLog, until: Time) -> Self {
        let mut situation = Self::default();
        for record in log.records().iter().take_while(|record| record.at <= until) {
            situation.take(drill, &record.event);
        }
        situation
    }

    /// What an event changes.
    pub(in crate::report) fn take(&mut self, drill: &Drill, event: &Event) {
        match event {
            Event::PeopleInDanger { area, state, people: 0 } => {
                self.danger.remove(&(*area, *state));
            }
            Event::PeopleInDanger { area, state, people } => {
                self.danger.insert((*area, *state), *people);
            }
            Event::IncidentOccurred { incident, kind, node, zone, .. } => {
                self.sites.insert(*incident, (*node, *zone));
                if drill.catalogue[kind.index()].critical {
                    self.open.insert(*incident);
                }
            }
            Event::IncidentStabilised { incident } => {
                self.open.remove(incident);
            }
            Event::CasualtyOccurred { casualty, incident, cause, .. }
                if *cause != CasualtyCause::Ordinary =>
            {
                self.hurt.insert(*casualty, (*incident, Care::Waiting));
            }
            Event::CasualtyReached { casualty, .. } => self.care(*casualty, Care::Treated),
            Event::PatientLeft { casualty, .. } | Event::CasualtySetOut { casualty, .. } => {
                self.care(*casualty, Care::Carried);
            }
            Event::PatientHandedOver { casualty, hospital, .. }
            | Event::CasualtyPresented { casualty, hospital } => {
                self.care(*casualty, Care::InHospital(*hospital));
            }
            Event::CasualtyDied { casualty } => {
                let hospital = match self.hurt.get(casualty) {
                    Some((_, Care::InHospital(hospital))) => Some(*hospital),
                    _ => None,
                };
                self.care(*casualty, Care::Dead(hospital));
            }
            Event::FactChanged { fact, value } => self.truth(fact.kind, fact.subject, *value),
            _ => {}
        }
    }

    fn care(&mut self, casualty: CasualtyId, care: Care) {
        if let Some((_, now)) = self.hurt.get_mut(&casualty) {
            *now = care;
        }
    }

    fn truth(&mut self, kind: FactKind, subject: Subject, value: i64) {
        match (kind, subject) {
            (FactKind::RoadPassable, Subject::Road(road)) => {
                set(&mut self.closed, road, is_closed(value));
            }
            (FactKind::MastWorking, Subject::Facility(mast)) => {
                set(&mut self.silent, mast, value == 0);
            }
            (FactKind::ZoneReachable, Subject::Zone(zone)) => {
                set(&mut self.cut_off, zone, value == 0);
            }
            _ => {}
        }
    }

    /// People in danger.
    pub(in crate::report) fn people_in_danger(&self) -> u32 {
        self.danger.values().sum()
    }

    /// How many of those hurt are so.
    pub(in crate::report) fn count(&self, is_so: impl Fn(Care) -> bool) -> u32 {
        let count = self.hurt.values().filter(|(_, care)| is_so(*care)).count();
        u32::try_from(count).expect("few casualties")
    }

    /// People who are hurt, live and are in no hospital.
    pub(in crate::report) fn out_of_hospital(&self) -> u32 {
        self.count(|care| matches!(care, Care::Waiting | Care::Treated | Care::Carried))
    }
}

fn set<T: Ord>(all: &mut BTreeSet<T>, one: T, is_in: bool) {
    if is_in {
        all.insert(one);
    } else {
        all.remove(&one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    #[test]
    fn what_is_so_follows_the_log_until_then() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let at =
            |seconds: u64| Situation::at(&drill, &log, Time::from_milliseconds(1_000 * seconds));
        let cares = |situation: &Situation| -> Vec<Care> {
            situation.hurt.values().map(|(_, care)| *care).collect()
        };
        assert!(at(2_399).closed.is_empty() && at(2_399).hurt.is_empty());
        let early = at(3_600);
        assert_eq!(early.closed, BTreeSet::from([example::BRIDGE]));
        assert_eq!((early.people_in_danger(), early.out_of_hospital()), (37, 1));
        assert_eq!(cares(&early), [Care::Waiting]);
        assert_eq!(cares(&at(4_800)), [Care::Treated]);
        assert_eq!((cares(&at(6_000)), at(6_000).people_in_danger()), (vec![Care::Carried], 59));
        let late = at(9_000);
        assert_eq!(cares(&late), [Care::InHospital(FacilityId(1))]);
        assert!(late.closed.is_empty() && late.danger.is_empty() && late.out_of_hospital() == 0);
    }

    #[test]
    fn who_sets_out_alone_is_on_the_way_and_then_in_hospital() {
        let drill = example::drill();
        let (casualty, incident, hospital) = (CasualtyId(7), IncidentId(0), FacilityId(1));
        let mut situation = Situation::default();
        let mut after = |event: Event| {
            situation.take(&drill, &event);
            situation.hurt[&casualty].1
        };
        let cause = CasualtyCause::Violence;
        let hurt = Event::CasualtyOccurred { casualty, incident, cause, score: 11 };
        assert_eq!(after(hurt), Care::Waiting);
        assert_eq!(after(Event::CasualtySetOut { casualty, hospital }), Care::Carried);
        let there = after(Event::CasualtyPresented { casualty, hospital });
        assert_eq!(there, Care::InHospital(hospital));
    }
}
