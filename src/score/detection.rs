//! What is *not* a coordination gap: what nobody knew (detection) and what nobody could do
//! (capacity). Both are reported apart, so that no interface is blamed for them.

use serde::{Deserialize, Serialize};

use super::scorecard::Named;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Seq;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;

/// How long facts of one kind were true before any desk or team knew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detection {
    /// Kind of fact.
    pub fact: FactKind,
    /// Material versions that some desk or team came to know.
    pub known: u32,
    /// Material versions that somebody saw or a sensor measured and no desk or team ever knew.
    pub never_known: u32,
    /// Median latency of those known, by the nearest rank.
    pub median: Duration,
    /// 90th percentile.
    pub percentile_90: Duration,
    /// Longest.
    pub longest: Duration,
    /// What the longest was about.
    pub longest_about: Option<Named>,
    /// The observation and the first knowing of the longest.
    pub evidence: Vec<Seq>,
}

crate::vocabulary::words! {
    /// What could not be done for want of means.
    CapacityKind {
        /// A request fell due and no capable idle team could have come in time.
        RequestUnmet "请求到期时无可用力量" "request unmet, no team could have come in time",
        /// A task waited and no capable team was idle.
        TaskWithoutTeam "任务等待期间无待命力量" "task waited, no capable team idle",
    }
}

/// A shortfall of capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// What it was.
    pub kind: CapacityKind,
    /// What was short.
    pub capability: Capability,
    /// Teams missing.
    pub missing: u8,
    /// From when.
    pub start: Time,
    /// Until when; none: to the end of play.
    pub end: Option<Time>,
    /// How long, up to the end of play where it stayed open.
    pub length: Duration,
    /// Who needed it.
    pub needer: Option<Named>,
    /// The incident.
    pub incident: Named,
    /// The task.
    pub task: Named,
    /// Events that prove it.
    pub evidence: Vec<Seq>,
}
