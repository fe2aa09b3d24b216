//! A building on fire, resolved: its incident, how it burns, and which tasks fight it.

use crate::base::id::{HappeningId, IncidentId};
use crate::hazard::structure_fire::StructureFire;
use crate::plan::file::Source;

/// A building that burns from a happening on.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingFire {
    /// The happening that it begins with.
    pub happening: HappeningId,
    /// Its incident.
    pub incident: IncidentId,
    /// The task whose teams throw water, as its place in the incident's kind.
    pub task: usize,
    /// The task that cuts off what feeds it, if something does.
    pub fed_until: Option<usize>,
    /// How it burns.
    pub fire: StructureFire,
    /// Water that a team of the ordinary work rate throws, L/s.
    pub litres_s: f64,
    /// Where the figures come from.
    pub source: Source,
}
