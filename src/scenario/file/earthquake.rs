//! An earthquake under the county, as it is written.

use serde::{Deserialize, Serialize};

use crate::county::place::ZoneKind;
use crate::hazard::earthquake::etas::EtasLaw;
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
    /// What follows it.
    #[serde(default)]
    pub aftershocks: Option<AftershocksFile>,
    /// Where the figures about buildings and people come from.
    pub source: Source,
}

/// Aftershocks of an earthquake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AftershocksFile {
    /// Station that measures them, after the seismic network's own.
    pub station: String,
    /// Those that the story tells of: minute of play and magnitude, in order of time.
    #[serde(default)]
    pub told: Vec<(f64, f64)>,
    /// The law by which others come; without one none do.
    #[serde(default)]
    pub law: Option<AftershockLaw>,
    /// Least magnitude of those that a law gives: weaker ones bring nothing down.
    pub least: f64,
    /// Percent of people who are inside damaged buildings after the main shock.
    pub inside_percent: f64,
    /// Kind of incident that buildings are which they bring down.
    pub incident: String,
    /// Where the figures come from.
    pub source: Source,
}

/// A law by which aftershocks come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AftershockLaw {
    /// The generic sequence of Reasenberg & Jones 1989.
    Generic,
    /// Theirs with parameters fitted to a region.
    ReasenbergJones {
        /// Productivity.
        a: f64,
        /// Slope of magnitudes.
        b: f64,
        /// Delay of the decay, days.
        c_days: f64,
        /// Exponent of the decay.
        p: f64,
    },
    /// A branching sequence, Ogata 1988.
    Etas(EtasLaw),
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
