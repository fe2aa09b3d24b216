//! Response-time chains: for each task the moments from occurrence to hand-over, percentiles of
//! the intervals between them, and the plan's standards held against them.

use serde::{Deserialize, Serialize};

use super::scorecard::Named;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Seq;
use crate::plan::file::{Leg, Source};
use crate::vocabulary::capability::Capability;

crate::vocabulary::words! {
    /// What became of a task.
    TaskStatus {
        /// Done within its deadline.
        Done "按时完成" "done in time",
        /// Done after its deadline.
        Late "逾期完成" "done late",
        /// Not done, and its deadline has passed.
        NotDone "未完成" "not done",
        /// Not done when play ended, before its deadline.
        NotObserved "未观察到" "not observed",
    }
}

/// A moment of a chain and the event that marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegMark {
    /// Which moment.
    pub leg: Leg,
    /// When.
    pub at: Time,
    /// The event in the log.
    pub evidence: Seq,
}

/// The response-time chain of one task.
///
/// Assigned, departed and arrived are those of the team whose arrival made the task adequately
/// staffed, not of the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The incident.
    pub incident: Named,
    /// Its kind.
    pub kind: Named,
    /// Where it is.
    pub zone: Named,
    /// The task.
    pub task: Named,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// Whether it counts in the total.
    pub critical: bool,
    /// The team that made the strength adequate, if one did.
    pub team: Option<Named>,
    /// Organisation of that team.
    pub organisation: Option<Named>,
    /// Moments that were reached, in order of [`Leg`].
    pub legs: Vec<LegMark>,
    /// When the task was done.
    pub completed: Option<Time>,
    /// When it would have been late.
    pub deadline: Time,
    /// What became of it.
    pub status: TaskStatus,
}

/// Percentiles of the interval between two moments, over the tasks of one capability and the
/// organisation that made the strength adequate. Percentiles are by the nearest rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainSummary {
    /// Capability.
    pub capability: Capability,
    /// Organisation; none: all of them together.
    pub organisation: Option<Named>,
    /// First moment.
    pub from: Leg,
    /// Second moment.
    pub to: Leg,
    /// How many tasks have both.
    pub cases: u32,
    /// Median.
    pub median: Duration,
    /// 90th percentile.
    pub percentile_90: Duration,
    /// Longest.
    pub longest: Duration,
}

/// A response-time standard held against the chains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardResult {
    /// Written name and title.
    pub standard: Named,
    /// For tasks of this capability.
    pub capability: Capability,
    /// Clock starts.
    pub from: Leg,
    /// Clock stops, at the adequate resource.
    pub to: Leg,
    /// Limit.
    pub limit: Duration,
    /// Percent of cases that must be within it.
    pub share_percent: u8,
    /// Where it comes from and how well it is founded.
    pub source: Source,
    /// How it may be called: a standard only where its source was seen, else a local setting.
    pub called: Text,
    /// Cases judged: the clock started, and it stopped or the limit ran out.
    pub cases: u32,
    /// Of them, within the limit.
    pub within: u32,
    /// Cases whose limit had not run out when play ended.
    pub not_judged: u32,
    /// Percent within; none without a case.
    pub achieved_percent: Option<f64>,
    /// Whether the share was reached; none without a case.
    pub met: Option<bool>,
    /// Median of the cases whose clock stopped.
    pub median: Option<Duration>,
    /// 90th percentile of the cases whose clock stopped, by the nearest rank.
    pub percentile_90: Option<Duration>,
}
