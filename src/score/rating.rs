//! Objectives achieved or not, their ratings with the trace of the rule, capabilities, critical
//! tasks, and the total with its arithmetic.

mod limbs;
mod measure;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::{Chain, TaskStatus};
use super::detection::Capacity;
use super::gap::{Cases, Draft};
use super::index::Index;
use super::outcome::Outcomes;
use super::safety::Safety;
use super::scorecard::{Finding, Named};
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::plan::file::Leg;
use crate::scenario::file::Measure;
use crate::vocabulary::capability::Capability;
use measure::concerns;

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

/// What ratings are made of.
pub(super) struct Basis<'a> {
    /// The log, indexed.
    pub index: &'a Index<'a>,
    /// Outcomes.
    pub outcomes: &'a Outcomes,
    /// Chains of all tasks.
    pub chains: &'a [Chain],
    /// Cases of the gap tests.
    pub cases: &'a Cases,
    /// Drafts and findings, at the same places.
    pub drafts: &'a [Draft],
    /// Findings.
    pub findings: &'a [Finding],
    /// Shortfalls of capacity.
    pub capacity: &'a [Capacity],
    /// Work in danger.
    pub safety: &'a Safety,
}

impl CaseCounts {
    /// Cases that can be judged.
    pub const fn judged(self) -> u32 {
        self.done + self.late + self.not_done
    }

    /// Share done in time, percent; none without a case.
    pub fn in_time_percent(self) -> Option<f64> {
        let judged = self.judged();
        (judged > 0).then(|| f64::from(self.done) * 100.0 / f64::from(judged))
    }

    /// (done + late / 2) / (done + late + not done); none without a case.
    pub fn share(self) -> Option<f64> {
        let judged = self.judged();
        let credit = f64::from(self.done) + f64::from(self.late) / 2.0;
        (judged > 0).then(|| credit / f64::from(judged))
    }

    fn add(&mut self, other: Self) {
        self.done += other.done;
        self.late += other.late;
        self.not_done += other.not_done;
        self.not_observed += other.not_observed;
    }

    /// Counts the state of a task.
    fn count_task(&mut self, status: TaskStatus) {
        match status {
            TaskStatus::Done => self.done += 1,
            TaskStatus::Late => self.late += 1,
            TaskStatus::NotDone => self.not_done += 1,
            TaskStatus::NotObserved => self.not_observed += 1,
        }
    }
}

/// Critical tasks.
pub(super) fn critical_tasks(chains: &[Chain]) -> CriticalTasks {
    let mut counts = CaseCounts::default();
    for chain in chains.iter().filter(|chain| chain.critical) {
        counts.count_task(chain.status);
    }
    CriticalTasks { counts }
}

/// Objectives with their ratings, in the order of the scenario.
pub(super) fn objectives(basis: &Basis) -> Vec<ObjectiveResult> {
    let objectives = &basis.index.drill.scenario.objectives;
    let against: Vec<Vec<usize>> = objectives
        .iter()
        .map(|objective| {
            let all = basis.findings.iter().enumerate();
            all.filter(|(_, finding)| concerns(&objective.measure, finding))
                .map(|(place, _)| place)
                .collect()
        })
        .collect();
    (0..objectives.len()).map(|place| objective(basis, &against, place)).collect()
}

fn objective(basis: &Basis, against: &[Vec<usize>], place: usize) -> ObjectiveResult {
    let objective = &basis.index.drill.scenario.objectives[place];
    let measured = basis.measure(&objective.measure, objective.target);
    let achieved = measured.value.map(|value| {
        if measured.more_is_better { value >= objective.target } else { value <= objective.target }
    });
    let findings = &against[place];
    let limbs = limbs::limbs(basis, against, place);
    let (rating, trace) = rate(achieved, measured.cases, &limbs, findings.len());
    let unit = if measured.more_is_better { "%" } else { "min" };
    ObjectiveResult {
        objective: Named::new(&objective.name, &objective.title),
        owner: basis.index.names.desk(objective.owner),
        measure: objective.measure.clone(),
        unit: unit.to_owned(),
        target: objective.target,
        value: measured.value,
        achieved,
        weight: objective.weight,
        cases: measured.cases,
        rating,
        trace,
        limbs,
        findings: findings.iter().map(|place| basis.findings[*place].id.clone()).collect(),
    }
}

/// The rule: U if the objective was not achieved; else M if a limb holds that needs no evaluator;
/// else S if any finding remains; else P.
fn rate(
    achieved: Option<bool>,
    cases: CaseCounts,
    limbs: &[LimbResult],
    findings: usize,
) -> (Rating, Vec<Text>) {
    let mut trace = Vec::new();
    let mut step = |zh: String, en: String| trace.push(Text::new(zh, en));
    let Some(achieved) = achieved else {
        let rating =
            if cases.not_observed > 0 { Rating::NotObserved } else { Rating::NotExercised };
        let text = rating.text();
        step(format!("没有可判定的事例:{}", text.zh), format!("no case to judge: {}", text.en));
        return (rating, trace);
    };
    if !achieved {
        step("目标未达到:U".into(), "objective not achieved: U".into());
        return (Rating::U, trace);
    }
    step("目标已达到".into(), "objective achieved".into());
    let mut major = false;
    for limb in limbs {
        let text = limb.limb.text();
        let (zh, en) = match (limb.holds, limb.provisional) {
            (false, _) => ("不成立", "does not hold"),
            (true, true) => {
                ("日志有迹象,待评估员确认,不计入", "indicated, not counted until confirmed")
            }
            (true, false) => ("成立", "holds"),
        };
        major |= limb.holds && !limb.provisional;
        step(format!("{}:{zh}", text.zh), format!("{}: {en}", text.en));
    }
    let rating = if major {
        Rating::M
    } else if findings > 0 {
        Rating::S
    } else {
        Rating::P
    };
    let text = rating.text();
    step(
        format!("相关缺口{findings}项:{rating:?}({})", text.zh),
        format!("findings that concern it: {findings}: {rating:?} ({})", text.en),
    );
    (rating, trace)
}

/// Results by capability, in order of capability.
pub(super) fn capabilities(basis: &Basis, objectives: &[ObjectiveResult]) -> Vec<CapabilityResult> {
    let mut results: BTreeMap<Capability, CapabilityResult> = BTreeMap::new();
    for chain in basis.chains {
        let result = results
            .entry(chain.capability)
            .or_insert_with(|| CapabilityResult::empty(chain.capability));
        result.tasks.count_task(chain.status);
        let occurred = chain.at(Leg::Occurred).unwrap_or_default();
        result.detection += chain.at(Leg::CallReceived).unwrap_or(basis.index.end).since(occurred);
    }
    for finding in basis.findings.iter().filter(|finding| finding.derived_from.is_none()) {
        let result = finding.about.capability.and_then(|capability| results.get_mut(&capability));
        if let Some(result) = result {
            result.coordination += finding.excess;
            result.findings += 1;
        }
    }
    for shortfall in basis.capacity {
        if let Some(result) = results.get_mut(&shortfall.capability) {
            result.capacity += shortfall.length;
        }
    }
    for objective in objectives {
        if let Measure::AdequateArrivalMinutes(capability) = objective.measure
            && let Some(result) = results.get_mut(&capability)
        {
            result.ratings.push((objective.objective.clone(), objective.rating));
        }
    }
    results.into_values().collect()
}

impl CapabilityResult {
    fn empty(capability: Capability) -> Self {
        Self {
            capability,
            tasks: CaseCounts::default(),
            detection: Duration::ZERO,
            coordination: Duration::ZERO,
            findings: 0,
            capacity: Duration::ZERO,
            ratings: Vec::new(),
        }
    }
}

/// The total: each objective's cases are its critical tasks; their share done, late ones counting
/// half, is weighted with the objective's weight. Objectives without a case are left out. Where
/// the scenario weighs nothing, the critical tasks count alone.
pub(super) fn total(objectives: &[ObjectiveResult], critical: &CriticalTasks) -> Total {
    let mut rows: Vec<TotalRow> = objectives
        .iter()
        .filter(|objective| objective.weight > 0.0)
        .map(|objective| {
            let (weight, cases) = (objective.weight, objective.cases);
            let of = objective.objective.clone();
            TotalRow { of, weight, cases, share: cases.share(), points: 0.0 }
        })
        .collect();
    if rows.is_empty() {
        let title = Text::new("关键任务", "critical tasks");
        let (of, cases) = (Named::new("critical-tasks", &title), critical.counts);
        rows.push(TotalRow { of, weight: 1.0, cases, share: cases.share(), points: 0.0 });
    }
    let weight: f64 = rows.iter().filter(|row| row.share.is_some()).map(|row| row.weight).sum();
    for row in &mut rows {
        row.points = row.share.map_or(0.0, |share| 100.0 * share * row.weight / weight);
    }
    let total = (weight > 0.0).then(|| rows.iter().map(|row| row.points).sum());
    Total { total, weight, rows }
}
