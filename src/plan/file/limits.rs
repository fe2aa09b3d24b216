//! Limits that gaps are measured against and response-time standards, as they are written.

use serde::{Deserialize, Serialize};

use super::Source;
use crate::base::text::Text;
use crate::vocabulary::capability::Capability;

/// A limit with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitFile {
    /// Minutes.
    pub minutes: u32,
    /// Clause, where it has one.
    #[serde(default)]
    pub clause: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Limits that gaps are measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// From knowing a task to assigning a team, while one is idle.
    pub assign: LimitFile,
    /// Waiting on scene for another organisation.
    pub wait_on_peer: LimitFile,
    /// From knowing what starts a level to declaring it.
    pub level: LimitFile,
    /// From a request to its answer.
    pub answer: LimitFile,
    /// From a request to the arrival that it asks for.
    pub request: LimitFile,
    /// Intervals shorter than this are no finding.
    pub debounce: LimitFile,
    /// Two desks' reports of one count to one above them differ; where nothing is said, nobody
    /// minds.
    #[serde(default)]
    pub figures: Option<LimitFile>,
}

crate::vocabulary::words! {
    /// A moment of a response-time chain.
    Leg {
        /// It happened.
        Occurred "发生" "occurred",
        /// Somebody saw it.
        Detected "发现" "detected",
        /// A call about it was taken.
        CallReceived "接报" "call received",
        /// The adequate team was assigned.
        Assigned "派出指令" "assigned",
        /// It left.
        Departed "出动" "departed",
        /// The adequate quantity had arrived.
        Arrived "到达" "arrived",
        /// Work began.
        WorkStarted "展开处置" "work started",
        /// All tasks were done.
        Stabilised "处置完成" "stabilised",
        /// The patient left the site.
        PatientLeft "伤员离开" "patient left",
        /// The hospital took over.
        HandedOver "医院接收" "handed over",
    }
}

/// A response-time standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// For tasks of this capability.
    pub capability: Capability,
    /// Clock starts.
    pub from: Leg,
    /// Clock stops, at the adequate resource.
    pub to: Leg,
    /// Limit in seconds.
    pub limit_seconds: u32,
    /// Percent of cases that must be within it.
    pub share_percent: u8,
    /// Where it comes from.
    pub source: Source,
}
