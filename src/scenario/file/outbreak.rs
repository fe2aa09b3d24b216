//! An infection that passes from person to person, as it is written.

use serde::{Deserialize, Serialize};

use super::{PreventionFile, StopFile};
use crate::base::text::Text;
use crate::plan::file::Source;

/// An outbreak among people who live together: those who fall ill at a happening pass it on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutbreakFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The happening whose incident's casualties pass it on. Where it is averted they fall ill all
    /// the same, with somebody who cares for them, and are no casualties.
    pub happening: String,
    /// People who live together there, those who fall ill included.
    pub people: u32,
    /// In how many houses, alike in size.
    pub houses: u32,
    /// Percent of their time that they spend in the other houses.
    pub elsewhere_percent: f64,
    /// People whom a case would infect if all others could be and nobody did anything against it.
    pub reproduction: f64,
    /// Median hours from infection until somebody is ill, and infectious, and their dispersion.
    pub incubation: (f64, f64),
    /// Mean days for which somebody is infectious.
    pub infectious_days: f64,
    /// What is done against it where they live together.
    #[serde(default)]
    pub measures: Vec<MeasureFile>,
    /// Who takes them home, and what they do there.
    #[serde(default)]
    pub home: Option<HomeFile>,
    /// Where the figures come from.
    pub source: Source,
}

/// Something that leaves a part of the contacts by which an infection passes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureFile {
    /// The tasks by which it is done: each of these by itself.
    pub tasks: Vec<PreventionFile>,
    /// Percent of contacts that it leaves.
    pub leaves_percent: f64,
}

/// People who live together are taken home by others, and take with them what they carry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeFile {
    /// The happening with whose incident those come who fetch them.
    pub fetched_from: String,
    /// The task of that incident with which nobody is taken any more.
    #[serde(default)]
    pub kept_by: Option<StopFile>,
    /// How many are taken in a minute.
    pub per_minute: f64,
    /// At most.
    pub at_most: u32,
    /// Zones in which they live, by their residents.
    pub zones: Vec<String>,
    /// People whom a case infects at home, below 1: there are always others there.
    pub reproduction: f64,
    /// Kind of incident that people are who fall ill there.
    pub incident: String,
}
