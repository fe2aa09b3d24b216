//! The score: reads a drill and the log of one run, and says what became of the people, how long
//! each leg of the response took, which interfaces fell short, and what that adds up to. Pure; it
//! does not know what played the run.
//!
//! In reading order: [`scorecard`] is what comes out; the index is one pass over the log; moments
//! are when something became due; [`outcome`], [`hospital`], [`chain`], [`detection`], [`safety`]
//! and [`gap`] judge, each by itself; [`rating`] adds up; [`table`] lists.

pub mod chain;
mod coverage;
pub mod detection;
pub mod gap;
pub mod hospital;
mod index;
mod moment;
mod names;
pub mod opinion;
pub mod outbreak;
pub mod outcome;
#[cfg(test)]
mod properties;
pub mod rating;
mod reach;
pub mod safety;
pub mod scorecard;
pub mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod track;

pub use names::Names;
pub use scorecard::Scorecard;

use crate::county::router::Router;
use crate::event_log::EventLog;
use crate::scenario::Drill;
use index::Index;
use rating::Basis;
use scorecard::{Finding, GapCount, GapType, LevelChange, Named, SCORECARD_FORMAT};

/// Scores the log of one run of `drill`.
///
/// `router` is one over the drill's own network; without it, requests that were not met are listed
/// as not evaluated, as nobody can tell who could have come. The same arguments give the same
/// scorecard, whatever the order of lists that has no meaning.
pub fn score(drill: &Drill, router: Option<&Router>, log: &EventLog) -> Scorecard {
    let index = Index::new(drill, log);
    let clocks: Vec<_> = index.facts.iter().map(|track| moment::clocks(&index, track)).collect();
    let found = gap::find(&index, &clocks, router);
    let (drafts, gaps) = gap::findings(&index, found.drafts);
    let capacity: Vec<_> = found.capacity.into_iter().map(|(_, shortfall)| shortfall).collect();
    let outcomes = outcome::outcomes(drill, log, &index.names);
    let chains = chain::chains(&index);
    let critical_tasks = rating::critical_tasks(&chains);
    let safety = safety::safety(&index);
    let basis = Basis {
        index: &index,
        outcomes: &outcomes,
        chains: &chains,
        cases: &found.cases,
        drafts: &drafts,
        findings: &gaps,
        capacity: &capacity,
        safety: &safety,
    };
    let objectives = rating::objectives(&basis);
    let capabilities = rating::capabilities(&basis, &objectives);
    let (scenario, plan, county) = (&drill.scenario, &drill.plan, &drill.county);
    Scorecard {
        format: SCORECARD_FORMAT,
        time_unit: "ms".to_owned(),
        scenario: Named::new(&scenario.name, &scenario.title),
        plan: Named::new(&plan.name, &plan.title),
        county: Named::new(&county.name, &county.title),
        tier: scenario.tier,
        end: index.end,
        events: u32::try_from(log.records().len()).unwrap_or(u32::MAX),
        log_digest: log.digest().to_string(),
        total: rating::total(&objectives, &critical_tasks),
        objectives,
        capabilities,
        critical_tasks,
        chain_summaries: chain::summaries(&chains),
        standards: chain::standards(&index, &chains),
        gap_counts: gap_counts(&gaps),
        gaps,
        detection: detection::detection(&index, &clocks),
        capacity,
        levels: levels(&index),
        not_evaluated: coverage::not_evaluated(&index, &found.cases),
        tables: table::tables(&index, chains),
        outcomes,
        safety,
        hospitals: hospital::hospitals(log, &index.names),
    }
}

fn gap_counts(gaps: &[Finding]) -> Vec<GapCount> {
    let of_type = |gap: &GapType| {
        let mut count = GapCount {
            gap: *gap,
            title: gap.text(),
            findings: 0,
            not_derived: 0,
            excess: crate::base::time::Duration::ZERO,
        };
        for finding in gaps.iter().filter(|finding| finding.gap == *gap) {
            count.findings += 1;
            if finding.derived_from.is_none() {
                count.not_derived += 1;
                count.excess += finding.excess;
            }
        }
        count
    };
    GapType::EVALUATED.iter().map(of_type).collect()
}

fn levels(index: &Index) -> Vec<LevelChange> {
    let changes = index.levels.iter();
    changes
        .map(|change| LevelChange {
            at: change.mark.at,
            by: index.names.desk(change.by),
            scale: change.scale,
            event: change.event,
            level: change.level,
            evidence: change.mark.seq,
        })
        .collect()
}
