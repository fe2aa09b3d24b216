//! A wildfire that an incident begins with, as it is written.

use serde::{Deserialize, Serialize};

use super::release::ExposedFile;
use crate::county::place::Cover;
use crate::hazard::wildfire::rate::Fuel;
use crate::plan::file::Source;

/// A wildfire. It goes with the wind of the scenario over the cells of the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WildfireFile {
    /// The happening whose incident is the fire, which breaks out at its moment.
    pub happening: String,
    /// Where it breaks out: kilometres east and north of that incident's settlement or facility,
    /// where those who fight it gather.
    #[serde(default)]
    pub offset_km: (f64, f64),
    /// What burns; land cover that is not named here does not.
    pub fuels: Vec<FuelFile>,
    /// Temperature, degrees C.
    pub temperature_c: f64,
    /// Relative humidity, percent.
    pub humidity_percent: f64,
    /// Sectors in which the fire can be held.
    #[serde(default)]
    pub sectors: Vec<SectorFile>,
    /// Who is exposed; distances count from where the fire breaks out.
    pub exposed: ExposedFile,
    /// Where the figures come from.
    pub source: Source,
}

/// What burns on land of one cover.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FuelFile {
    /// The land cover.
    pub cover: Cover,
    /// The fuel.
    pub fuel: Fuel,
    /// Percent of the ground that bears it: the fire is slower in proportion.
    pub share_percent: f64,
    /// What of it burns, kg/m2.
    pub load_kg_m2: f64,
    /// Height of the plants, m.
    pub height_m: f64,
}

/// A sector of the fire's edge, seen from where it broke out. When the task is done, what does not
/// burn there yet does not catch fire any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectorFile {
    /// The happening at whose incident it is worked for.
    pub happening: String,
    /// The task of that incident.
    pub task: String,
    /// Where the sector begins, degrees clockwise from north.
    pub from_degrees: f64,
    /// Where it ends, clockwise from there; `0` to `360` is all around.
    pub to_degrees: f64,
}
