//! Hospitals as a plan has them: how full they are on an ordinary day, what not every one of them
//! does. How many beds and theatres each has is on the map.

use serde::{Deserialize, Serialize};

use super::file::Source;
use crate::base::id::FacilityId;
use crate::base::time::Duration;
use crate::vocabulary::care::Specialty;

/// What is assumed about hospitals, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hospitals {
    /// Percent of their beds that are taken when play starts.
    pub occupied_percent: u8,
    /// How much longer a way is taken for a specialty.
    pub specialty_detour: Duration,
    /// Hospitals that have specialties, by id; each with what it has, in order.
    pub specialties: Vec<(FacilityId, Vec<Specialty>)>,
    /// Where the figures come from.
    pub source: Source,
}

impl Hospitals {
    /// How many of `count` beds are free when play starts; rounded down.
    pub fn free_at_start(&self, count: u32) -> u32 {
        u32::try_from(u64::from(count) * u64::from(100 - self.occupied_percent) / 100)
            .expect("no more than there are")
    }

    /// Whether a hospital has a specialty.
    pub fn has(&self, hospital: FacilityId, specialty: Specialty) -> bool {
        let found = self.specialties.binary_search_by_key(&hospital, |(id, _)| *id);
        found.is_ok_and(|place| self.specialties[place].1.contains(&specialty))
    }
}
