//! Hospitals as a plan has them: how full they are on an ordinary day, their intensive care, what
//! not every one of them does. How many beds and theatres each has is on the map.

use serde::{Deserialize, Serialize};

use super::file::Source;
use crate::base::id::{ClauseId, DeskId, FacilityId};
use crate::base::time::Duration;
use crate::vocabulary::care::Specialty;

/// What is assumed about hospitals, as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HospitalsFile {
    /// Percent of their beds that are taken when play starts.
    pub occupied_percent: u8,
    /// Minutes of a longer way that a crew takes upon itself with a gravely hurt patient to come to
    /// a hospital that has the specialty.
    pub specialty_detour_minutes: u32,
    /// Hospitals that have specialties.
    #[serde(default)]
    pub specialties: Vec<SpecialtiesFile>,
    /// Intensive care; where nothing is said nobody needs it.
    #[serde(default)]
    pub intensive_care: Option<IntensiveCareFile>,
    /// What is done about contaminated patients; where nothing is said they do no harm.
    #[serde(default)]
    pub decontamination: Option<DecontaminationFile>,
    /// Where the figures come from.
    pub source: Source,
}

/// Intensive care, as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntensiveCareFile {
    /// Places of a hospital that is not listed, in percent of its beds.
    pub beds_percent: f64,
    /// Hospitals whose number of places is known.
    #[serde(default)]
    pub places: Vec<PlacesFile>,
    /// Percent of the places that are taken when play starts.
    pub occupied_percent: u8,
    /// Sacco score below which a patient needs a place: after the theatre, or without one where
    /// he was poisoned.
    pub below_score: u8,
    /// Mean hours of a stay, which is exponential.
    pub stay_hours: f64,
    /// Percent of those who wait for a place who die in an hour of waiting.
    pub deaths_percent_per_hour: f64,
    /// Who sends those who wait elsewhere, and where to.
    #[serde(default)]
    pub transfer: Option<TransferFile>,
    /// Where the figures come from.
    pub source: Source,
}

/// The intensive-care places of a hospital, as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacesFile {
    /// The hospital.
    pub at: String,
    /// How many, taken ones included.
    pub count: u32,
}

/// What is done with patients for whom there is no place, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferFile {
    /// Clause.
    pub clause: String,
    /// The desk that hospitals ask.
    pub desk: String,
    /// Hospitals that take such patients, the preferred one first.
    pub to: Vec<String>,
}

/// What is done about contaminated patients, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecontaminationFile {
    /// Minutes from being hurt during which crews that know the substance leave a patient to be
    /// washed first, where somebody is to do that; 0: they never wait.
    pub crews_wait_minutes: u32,
    /// Minutes for which an emergency department takes nobody once it is contaminated.
    pub closed_minutes: u32,
    /// Minutes that washing takes at the door of a hospital that can.
    pub wash_minutes: u32,
    /// Hospitals that wash patients at the door.
    #[serde(default)]
    pub at: Vec<String>,
    /// Where the figures come from.
    pub source: Source,
}

/// The specialties of a hospital, as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialtiesFile {
    /// The hospital.
    pub at: String,
    /// What it has.
    pub has: Vec<Specialty>,
}

/// What is assumed about hospitals.
#[derive(Debug, Clone, PartialEq)]
pub struct Hospitals {
    /// Percent of their beds that are taken when play starts.
    pub occupied_percent: u8,
    /// How much longer a way is taken for a specialty.
    pub specialty_detour: Duration,
    /// Hospitals that have specialties, by id; each with what it has, in order.
    pub specialties: Vec<(FacilityId, Vec<Specialty>)>,
    /// Intensive care; none: nobody needs it.
    pub intensive_care: Option<IntensiveCare>,
    /// What is done about contaminated patients; none: they do no harm.
    pub decontamination: Option<Decontamination>,
    /// Where the figures come from.
    pub source: Source,
}

/// Intensive care.
#[derive(Debug, Clone, PartialEq)]
pub struct IntensiveCare {
    /// Places of a hospital that is not listed, as a share of its beds.
    pub of_beds: f64,
    /// Hospitals whose number of places is known, by id.
    pub places: Vec<(FacilityId, u32)>,
    /// Percent of the places that are taken when play starts.
    pub occupied_percent: u8,
    /// Sacco score below which a patient needs a place.
    pub below_score: u8,
    /// Mean stay.
    pub stay: Duration,
    /// Share of those who wait who die in an hour of waiting.
    pub deaths_per_hour: f64,
    /// What is done with patients for whom there is no place.
    pub transfer: Option<Transfer>,
    /// Where the figures come from.
    pub source: Source,
}

/// What is done with patients for whom there is no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Clause.
    pub clause: ClauseId,
    /// The desk that hospitals ask.
    pub desk: DeskId,
    /// Hospitals that take such patients, the preferred one first.
    pub to: Vec<FacilityId>,
}

/// What is done about contaminated patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decontamination {
    /// How long from being hurt crews that know the substance leave a patient to be washed first.
    pub crews_wait: Duration,
    /// How long a contaminated emergency department takes nobody.
    pub closed: Duration,
    /// How long washing takes at a hospital's door.
    pub wash: Duration,
    /// Hospitals that wash patients at the door, by id.
    pub at: Vec<FacilityId>,
    /// Where the figures come from.
    pub source: Source,
}

impl IntensiveCare {
    /// Places of a hospital with so many beds, taken ones included; rounded down.
    pub fn places(&self, hospital: FacilityId, beds: u32) -> u32 {
        match self.places.binary_search_by_key(&hospital, |(id, _)| *id) {
            Ok(found) => self.places[found].1,
            Err(_) => (f64::from(beds) * self.of_beds) as u32,
        }
    }

    /// How many of `count` places are free when play starts; rounded down.
    pub fn free_at_start(&self, count: u32) -> u32 {
        free(count, self.occupied_percent)
    }
}

/// How many of `count` are free when so many percent are taken; rounded down.
fn free(count: u32, occupied_percent: u8) -> u32 {
    u32::try_from(u64::from(count) * u64::from(100 - occupied_percent) / 100)
        .expect("no more than there are")
}

impl Hospitals {
    /// How many of `count` beds are free when play starts; rounded down.
    pub fn free_at_start(&self, count: u32) -> u32 {
        free(count, self.occupied_percent)
    }

    /// Whether a hospital has a specialty.
    pub fn has(&self, hospital: FacilityId, specialty: Specialty) -> bool {
        let found = self.specialties.binary_search_by_key(&hospital, |(id, _)| *id);
        found.is_ok_and(|place| self.specialties[place].1.contains(&specialty))
    }
}
