//! Triage, hospitals and their patients in words.

use crate::base::id::{CasualtyId, FacilityId};
use crate::event_log::event::Event;
use crate::plan::is_hospital;

use crate::report::names::Names;
use crate::report::text::arguments;

impl Names<'_> {
    /// Whether a facility is a hospital: it reports, where a gauge measures.
    pub(super) fn is_hospital(&self, facility: FacilityId) -> bool {
        is_hospital(self.drill.county.facilities[facility.index()].kind)
    }

    /// How casualties are sorted, and what hospitals do with their patients.
    pub(super) fn hospital_event(&self, event: &Event) -> String {
        let patient = |key: &str, casualty: CasualtyId, hospital: FacilityId| {
            let (casualty, hospital) = (self.casualty(casualty), self.facility(hospital));
            self.texts.fill(key, &arguments! { casualty: casualty, hospital: hospital })
        };
        match event {
            Event::CasualtyTriaged { casualty, team, category } => self.texts.fill(
                "event-casualty-triaged",
                &arguments! {
                    casualty: self.casualty(*casualty), team: self.team(*team),
                    category: self.get(&category.text()),
                },
            ),
            Event::PatientDiverted { casualty, team, from, hospital, .. } => self.texts.fill(
                "event-patient-diverted",
                &arguments! {
                    casualty: self.casualty(*casualty), team: self.team(*team),
                    from: self.facility(*from), hospital: self.facility(*hospital),
                },
            ),
            Event::PatientHandedOver { casualty, hospital, .. } => {
                patient("event-patient-handed-over", *casualty, *hospital)
            }
            Event::TreatmentStarted { casualty, hospital, .. } => {
                patient("event-treatment-started", *casualty, *hospital)
            }
            Event::TreatmentEnded { casualty, hospital } => {
                patient("event-treatment-ended", *casualty, *hospital)
            }
            Event::IntensiveCareNeeded { casualty, hospital } => {
                patient("event-intensive-care-needed", *casualty, *hospital)
            }
            Event::IntensiveCareStarted { casualty, hospital, .. } => {
                patient("event-intensive-care-started", *casualty, *hospital)
            }
            Event::CasualtySetOut { casualty, hospital } => {
                patient("event-casualty-set-out", *casualty, *hospital)
            }
            Event::CasualtyPresented { casualty, hospital } => {
                patient("event-casualty-presented", *casualty, *hospital)
            }
            Event::HospitalContaminated { hospital, casualty } => {
                patient("event-hospital-contaminated", *casualty, *hospital)
            }
            Event::CasualtyContaminated { .. } | Event::CasualtyWashed { .. } => {
                self.washing_event(event)
            }
            other => unreachable!("{} is no event of a hospital", other.variant()),
        }
    }

    /// Casualties who are contaminated, and who washes them.
    fn washing_event(&self, event: &Event) -> String {
        let text = |key: &str, casualty: CasualtyId| {
            self.texts.fill(key, &arguments! { casualty: self.casualty(casualty) })
        };
        match event {
            Event::CasualtyWashed { casualty, team: Some(team) } => self.texts.fill(
                "event-casualty-washed-by",
                &arguments! { casualty: self.casualty(*casualty), team: self.team(*team) },
            ),
            Event::CasualtyWashed { casualty, team: None } => {
                text("event-casualty-washed", *casualty)
            }
            Event::CasualtyContaminated { casualty } => {
                text("event-casualty-contaminated", *casualty)
            }
            other => unreachable!("{} is no event of washing", other.variant()),
        }
    }
}
