//! An earthquake under the county, as it is written.

use serde::{Deserialize, Serialize};

use crate::county::place::ZoneKind;
use crate::hazard::earthquake::fragility::BuildingClass;
use crate::hazard::earthquake::intensity::SeismicZone;
use crate::plan::file::Source;

/// An earthquake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarthquakeFile {
    /// Minutes of play.
    pub at_minutes: f64,
    /// Zone that the epicentre is given from.
    pub epicentre: String,
    /// Kilometres east and north of it.
    #[serde(default)]
    pub offset_km: (f64, f64),
    /// Surface-wave magnitude.
    pub magnitude: f64,
    /// Focal depth, km.
    pub depth_km: f64,
    /// Direction of the major axis, degrees clockwise from north.
    pub strike_degrees: f64,
    /// Zone of attenuation.
    pub attenuation: SeismicZone,
    /// Spread of the ensemble: standard deviation of the epicentre in km, and of the shaking in
    /// standard deviations of the relation.
    pub spread: (f64, f64),
    /// Percent of people who are indoors.
    pub indoors_percent: f64,
    /// In what people live.
    pub buildings: Vec<BuildingsFile>,
    /// Kind of incident that collapsed buildings are.
    pub incident: String,
    /// Where the figures about buildings and people come from.
    pub source: Source,
}

/// What share of the people of a kind of settlement lives in a class of buildings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingsFile {
    /// Kind of settlement.
    pub zone: ZoneKind,
    /// Class of building.
    pub class: BuildingClass,
    /// Percent of the people; those of a kind of settlement sum to 100.
    pub percent: f64,
}
