//! What each measure of an objective comes to in one run, and from how many cases.

use super::super::chain::percentile;
use super::super::gap::Timing;
use super::super::scorecard::{Finding, GapForm, GapType};
use super::{Basis, CaseCounts, critical_tasks};
use crate::base::time::Duration;
use crate::plan::file::Leg;
use crate::scenario::file::Measure;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::Scale;

/// What an objective measured: its value, whether more is better, its cases.
pub(super) struct Measured {
    pub(super) value: Option<f64>,
    pub(super) more_is_better: bool,
    pub(super) cases: CaseCounts,
}

impl Basis<'_> {
    pub(super) fn measure(&self, measure: &Measure, target: f64) -> Measured {
        let share = |cases: CaseCounts| Measured {
            value: cases.in_time_percent(),
            more_is_better: true,
            cases,
        };
        match measure {
            Measure::WarnedBeforeImpactPercent => share(self.warned()),
            Measure::MovedBeforeImpactPercent => share(self.moved()),
            Measure::NotifiedInTimePercent(kind) => {
                let mut cases = CaseCounts::default();
                for (flow, _) in self.index.plan().flows_of(*kind) {
                    cases.add(self.cases.notifications[flow.index()]);
                }
                share(cases)
            }
            Measure::TasksInTimePercent => share(critical_tasks(self.chains).counts),
            Measure::CallsConfirmedPercent => share(self.cases.calls),
            Measure::ReportsInTimePercent => share(self.cases.reports),
            Measure::AdequateArrivalMinutes(capability) => self.arrival(*capability, target),
            Measure::LevelDelayMinutes => self.level_delay(target),
        }
    }

    /// People of the areas that the water reached: warned before, only after, or never.
    fn warned(&self) -> CaseCounts {
        let outcomes = self.outcomes;
        let (done, late) = (outcomes.warned_before_impact, outcomes.warned_after_impact);
        let not_done = outcomes.people_endangered.saturating_sub(done + late);
        CaseCounts { done, late, not_done, not_observed: 0 }
    }

    /// People of the areas that the water reached: out before, got out by rescue, or neither.
    fn moved(&self) -> CaseCounts {
        let areas = self.outcomes.areas.iter().filter(|area| area.impact.is_some());
        let mut cases = CaseCounts::default();
        for area in areas {
            let stayed = area.people.saturating_sub(area.moved_before_impact);
            let late = area.rescued.min(stayed);
            cases.add(CaseCounts {
                done: area.moved_before_impact,
                late,
                not_done: stayed - late,
                not_observed: 0,
            });
        }
        cases
    }

    /// Critical tasks of a capability by the minutes from the incident to the adequate resource.
    /// One that never came counts with the time up to the end of play.
    fn arrival(&self, capability: Capability, target: f64) -> Measured {
        let mut minutes = Vec::new();
        let mut cases = CaseCounts::default();
        let of_capability =
            self.chains.iter().filter(|chain| chain.critical && chain.capability == capability);
        for chain in of_capability {
            let Some(occurred) = chain.at(Leg::Occurred) else { continue };
            let arrived = chain.at(Leg::Arrived);
            let took = arrived.unwrap_or(self.index.end).since(occurred);
            match (arrived.is_some(), took.minutes() <= target) {
                (true, true) => cases.done += 1,
                (true, false) => cases.late += 1,
                (false, false) => cases.not_done += 1,
                (false, true) => {
                    cases.not_observed += 1;
                    continue;
                }
            }
            minutes.push(took);
        }
        minutes.sort_unstable();
        let value = percentile(&minutes, 50).map(Duration::minutes);
        Measured { value, more_is_better: false, cases }
    }

    /// The longest delay of a response level that the known facts started. One that was never
    /// declared counts with the time up to the end of play.
    fn level_delay(&self, target: f64) -> Measured {
        let mut cases = CaseCounts::default();
        let mut longest: Option<Duration> = None;
        for (timing, took) in &self.cases.response_levels {
            let within = took.minutes() <= target;
            match (timing, within) {
                (Timing::InTime | Timing::Late, true) => cases.done += 1,
                (Timing::InTime | Timing::Late, false) => cases.late += 1,
                (Timing::Never | Timing::NotObserved, false) => cases.not_done += 1,
                (Timing::Never | Timing::NotObserved, true) => {
                    cases.not_observed += 1;
                    continue;
                }
            }
            longest = longest.max(Some(*took));
        }
        Measured { value: longest.map(Duration::minutes), more_is_better: false, cases }
    }
}

/// Whether a finding counts against an objective with this measure.
pub(super) fn concerns(measure: &Measure, finding: &Finding) -> bool {
    let fact = finding.about.fact;
    match (measure, finding.gap) {
        (Measure::NotifiedInTimePercent(kind), GapType::NotifyLate) => fact == Some(*kind),
        (Measure::WarnedBeforeImpactPercent, GapType::NotifyLate) => {
            matches!(fact, Some(FactKind::AreaStage | FactKind::WarningLevel))
        }
        (Measure::MovedBeforeImpactPercent, GapType::NotifyLate) => {
            fact == Some(FactKind::AreaStage)
        }
        (Measure::MovedBeforeImpactPercent | Measure::CallsConfirmedPercent, gap) => {
            gap == GapType::CallUnanswered
        }
        (Measure::WarnedBeforeImpactPercent, gap) => {
            gap == GapType::CallUnanswered && finding.form != GapForm::NotActed
        }
        (Measure::ReportsInTimePercent, gap) => gap == GapType::ReportLate,
        (Measure::LevelDelayMinutes, gap) => {
            let scale = finding.about.level.map(|(scale, ..)| scale);
            gap == GapType::LevelLag && scale == Some(Scale::ResponseLevel)
        }
        (Measure::TasksInTimePercent, gap) => about_tasks(gap),
        (Measure::AdequateArrivalMinutes(capability), gap) => {
            about_tasks(gap) && finding.about.capability == Some(*capability)
        }
        _ => false,
    }
}

const fn about_tasks(gap: GapType) -> bool {
    matches!(gap, GapType::TaskUnowned | GapType::ReqUnmetAvailable | GapType::WaitOnPeer)
}
