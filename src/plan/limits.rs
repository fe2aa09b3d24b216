//! Limits that gaps are measured against and response-time standards.

use super::file::{Leg, Source};
use crate::base::id::ClauseId;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::vocabulary::capability::Capability;

/// A limit with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How long.
    pub limit: Duration,
    /// Clause, where it has one.
    pub clause: Option<ClauseId>,
    /// Where it comes from.
    pub source: Source,
}

/// Limits that gaps are measured against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// From knowing a task to assigning a team, while one is idle.
    pub assign: Limit,
    /// Waiting on scene for another organisation.
    pub wait_on_peer: Limit,
    /// From knowing what starts a level to declaring it.
    pub level: Limit,
    /// From a request to its answer.
    pub answer: Limit,
    /// From a request to the arrival that it asks for.
    pub request: Limit,
    /// Intervals shorter than this are no finding.
    pub debounce: Limit,
    /// Two desks' reports of one count to one above them differ.
    pub figures: Option<Limit>,
}

/// A response-time standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// For tasks of this capability.
    pub capability: Capability,
    /// Clock starts.
    pub from: Leg,
    /// Clock stops.
    pub to: Leg,
    /// Limit.
    pub limit: Duration,
    /// Percent of cases that must be within it.
    pub share_percent: u8,
    /// Where it comes from.
    pub source: Source,
}
