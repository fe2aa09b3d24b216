//! A toxic gas that an incident lets out, as it is written.

use serde::{Deserialize, Serialize};

use crate::hazard::release::dispersion::Terrain;
use crate::hazard::release::toxic::Gas;
use crate::plan::file::Source;

/// A release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    /// The happening whose incident lets the gas out, from its moment on.
    pub happening: String,
    /// The task of that incident that stops it when it is done.
    pub stopped_by: String,
    /// The gas.
    pub gas: Gas,
    /// What is let out, kg/s.
    pub rate_kg_s: f64,
    /// All that there is, kg.
    pub mass_kg: f64,
    /// Height of the leak above the ground, m.
    pub height_m: f64,
    /// Open or built-up country.
    pub terrain: Terrain,
    /// Percent of those hurt by it who are contaminated until they are washed.
    #[serde(default)]
    pub contaminated_percent: f64,
    /// Who is exposed.
    pub exposed: ExposedFile,
    /// Where the figures come from.
    pub source: Source,
}

/// Who is exposed to what spreads from an incident: the people of every settlement near it, and of
/// places apart. Each is a hazard area of its own, with the name of the settlement or facility and
/// `-exposed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExposedFile {
    /// Kilometres from the incident within which settlements count.
    pub within_km: f64,
    /// Percent of people who are out of doors.
    pub outdoors_percent: f64,
    /// Facilities with people of their own, who are in no settlement's number: schools, works.
    #[serde(default)]
    pub places: Vec<ExposedPlaceFile>,
    /// Kind of incident that people are who are hurt there.
    pub incident: String,
}

/// A facility with people of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExposedPlaceFile {
    /// The facility.
    pub facility: String,
    /// How many.
    pub people: u32,
}
