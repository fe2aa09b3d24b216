//! Objectives achieved or not, their ratings with the trace of the rule, capabilities, critical
//! tasks, and the total with its arithmetic.

use serde::{Deserialize, Serialize};

use super::scorecard::Named;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::scenario::file::Measure;
use crate::vocabulary::capability::Capability;

crate::vocabulary::words! {
    /// Rating of a capability target (HSEEP 2020), with the two values that are no rating.
    Rating {
        /// Performed without challenges.
        P "完成,无不足" "performed without challenges",
        /// Performed with some challenges.
        S "完成,有不足" "performed with some challenges",
        /// Performed with major challenges.
        M "完成,有重大不足" "performed with major challenges",
        /// Unable to be performed.
        U "未能完成" "unable to be performed",
        /// There was no case to exercise it.
        NotExercised "未演练" "not exercised",
        /// There may have been a case, but nothing that shows it.
        NotObserved "未观察到" "not observed",
    }
}

crate::vocabulary::words! {
    /// What stands between an objective and an unqualified rating.
    Limb {
        /// It pushed another target past its limit, by the log's causal chain.
        Causal "影响其他目标(因果)" "harmed another target (causal)",
        /// It put responders or the public at additional risk.
        Safety "增加人员风险(安全)" "additional risk (safety)",
        /// A plan clause, rule or law was not followed.
        Conformity "未执行有据条款(合规)" "clause not followed (conformity)",
    }
}

/// A limb of the rule for M.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimbResult {
    /// Which.
    pub limb: Limb,
    /// Whether the log shows it.
    pub holds: bool,
    /// Whether an evaluator has to confirm it before it may set M. Without one it does not.
    pub provisional: bool,
    /// Findings and events that show it, as text.
    pub evidence: Vec<String>,
}

/// How the cases of an objective went: its critical tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseCounts {
    /// In time.
    pub done: u32,
    /// Done, but late.
    pub late: u32,
    /// Not done although the time for it has passed.
    pub not_done: u32,
    /// Not done when play ended, with time left.
    pub not_observed: u32,
}

/// An objective of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveResult {
    /// Written name and title.
    pub objective: Named,
    /// Desk that owns it.
    pub owner: Named,
    /// What is measured.
    pub measure: Measure,
    /// Unit of target and value: `%` or `min`.
    pub unit: String,
    /// Target: at least for shares, at most for times.
    pub target: f64,
    /// What was measured; none without a case.
    pub value: Option<f64>,
    /// Whether the target was reached; none without a case.
    pub achieved: Option<bool>,
    /// Weight in the total.
    pub weight: f64,
    /// Its cases.
    pub cases: CaseCounts,
    /// Rating by the rule.
    pub rating: Rating,
    /// The steps of the rule as they went.
    pub trace: Vec<Text>,
    /// The limbs of the rule for M.
    pub limbs: Vec<LimbResult>,
    /// Ids of the findings that count against it.
    pub findings: Vec<String>,
}

/// Results by capability of tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapabilityResult {
    /// Capability.
    pub capability: Capability,
    /// All its tasks.
    pub tasks: CaseCounts,
    /// Detection: time from occurrence until some desk knew, added up over its tasks.
    pub detection: Duration,
    /// Coordination: excess of its findings that no earlier one explains.
    pub coordination: Duration,
    /// Number of those findings.
    pub findings: u32,
    /// Capacity: time for which nobody could, added up.
    pub capacity: Duration,
    /// Ratings of the objectives that measure it.
    pub ratings: Vec<(Named, Rating)>,
}

/// Critical tasks: those of incidents whose kind the catalogue marks as critical.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CriticalTasks {
    /// How they went.
    pub counts: CaseCounts,
}

/// One line of the total's arithmetic: weight times (done + late / 2) / (done + late + not done).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TotalRow {
    /// The objective, or the critical tasks as a whole.
    pub of: Named,
    /// Weight.
    pub weight: f64,
    /// Its cases.
    pub cases: CaseCounts,
    /// (done + late / 2) / (done + late + not done), 0 to 1; none without a case.
    pub share: Option<f64>,
    /// Points that it adds to the total.
    pub points: f64,
}

/// The total, for machines and trends. Reports lead with outcomes, minutes and ratings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// 0 to 100; none where nothing was exercised.
    pub total: Option<f64>,
    /// Sum of the weights that have cases.
    pub weight: f64,
    /// How it comes about.
    pub rows: Vec<TotalRow>,
}
