//! Private cars on the only road, as they are written.

use serde::{Deserialize, Serialize};

use super::StopFile;
use crate::plan::file::Source;

/// Cars that drive towards a place until somebody turns them back, and slow everybody on that road.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrafficFile {
    /// The happening from whose moment on they come.
    pub happening: String,
    /// Facility that they come from.
    pub from: String,
    /// Zone that they drive to, by the quickest road of ordinary times.
    pub to: String,
    /// Cars an hour when all have heard of it.
    pub cars_per_hour: f64,
    /// Cars an hour that the road takes: less than in ordinary times where they stop and turn.
    pub capacity_per_hour: f64,
    /// Minutes in which they become so many.
    pub builds_up_minutes: f64,
    /// The task by which they are turned back; to close one of the roads does so too.
    pub until: StopFile,
    /// Where the figures come from.
    pub source: Source,
}
