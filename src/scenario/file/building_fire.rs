//! A building on fire as a scenario writes it.

use serde::{Deserialize, Serialize};

use crate::hazard::structure_fire::Growth;
use crate::plan::file::Source;

/// A building that burns from a happening on, until enough water falls on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingFireFile {
    /// The happening that it begins with.
    pub happening: String,
    /// The task of its incident whose teams throw water: it is done when the fire is out.
    pub task: String,
    /// The task that cuts off what feeds it, if something does: until that is done the fire can be
    /// held, and not put out.
    #[serde(default)]
    pub fed_until: Option<String>,
    /// How fast it grows.
    pub growth: Growth,
    /// The most that the building can burn, MW.
    pub most_mw: f64,
    /// Water that a team of the ordinary work rate throws, L/s.
    pub litres_s: f64,
    /// Where the figures come from.
    pub source: Source,
}
