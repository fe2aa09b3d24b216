//! The cold as a scenario writes it: the weather of the night, who is out in it, and the stoves of
//! those who have a tent.

use serde::{Deserialize, Serialize};

use crate::hazard::shelter_air::Stove;
use crate::plan::file::Source;

/// People out in the cold after an earthquake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColdFile {
    /// Air in degrees C at minutes of play, in order; straight lines between.
    pub air_c: Vec<(f64, f64)>,
    /// Wind at 10 m, m/s.
    pub wind_m_s: f64,
    /// Percent of a settlement's people whose houses they cannot go back into, at intensities, in
    /// order; straight lines between, none below the first.
    pub out_percent: Vec<(f64, f64)>,
    /// Percent of those who have neither warm clothes, nor bedding, nor a fire.
    pub bare_percent: f64,
    /// Median minutes until a township has counted them; twice as long at night.
    pub counted_minutes: f64,
    /// Minutes more where its mast is silent and the count is carried on foot.
    pub runner_minutes: f64,
    /// Minutes from supplies at a township's shelter to the people in its villages.
    pub hand_out_minutes: f64,
    /// Kind of incident at a township's shelter: its people need care.
    pub care: CareFile,
    /// Kind of incident of those whom the cold has overcome.
    pub hypothermia: String,
    /// Stoves in tents.
    pub tents: TentsFile,
    /// Where the figures come from.
    pub source: Source,
}

/// The incident at which a township's people out in the cold are cared for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareFile {
    /// Kind in the catalogue.
    pub incident: String,
    /// Its task that looks after the stoves.
    pub task: String,
    /// Least number of people out for whom there is one.
    pub least_people: u32,
    /// Percent of closed tents that are left closed once that task is begun.
    pub leaves_percent: f64,
}

/// Tents with stoves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TentsFile {
    /// People in a tent.
    pub people: u32,
    /// Its air, m3.
    pub volume_m3: f64,
    /// Air changes an hour in a tent that is closed.
    pub air_changes_per_hour: f64,
    /// What heats it.
    pub stove: Stove,
    /// Percent of tents that are closed where nobody has said what that does.
    pub closed_percent: f64,
    /// Percent of them that are left closed where the danger was published and a mast works.
    pub told_leaves_percent: f64,
    /// Minutes from the stove's lighting until those inside are found.
    pub found_minutes: f64,
    /// Kind of incident of those who are found.
    pub incident: String,
}
