//! The three limbs of the rule for M (HSEEP 2020). The log decides the first; the other two are
//! indications that an evaluator has to confirm, and never set M by themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Basis, Limb, LimbResult};
use crate::base::id::RoadId;
use crate::event_log::event::Event;
use crate::plan::file::Standing;
use crate::scenario::file::Measure;
use crate::score::safety::SafetyCase;
use crate::score::track::Mark;
use crate::vocabulary::fact::Subject;

/// The limbs of the objective at `place`; `against` holds the findings of every objective.
pub(super) fn limbs(basis: &Basis, against: &[Vec<usize>], place: usize) -> Vec<LimbResult> {
    vec![
        limb(Limb::Causal, false, causal(basis, against, place)),
        limb(Limb::Safety, true, safety(basis, &against[place], place)),
        limb(Limb::Conformity, true, conformity(basis, &against[place])),
    ]
}

fn limb(limb: Limb, provisional: bool, evidence: Vec<String>) -> LimbResult {
    LimbResult { limb, holds: !evidence.is_empty(), provisional, evidence }
}

/// A finding of this target pushed one of another target, and not of this one, past its limit.
fn causal(basis: &Basis, against: &[Vec<usize>], place: usize) -> Vec<String> {
    let own: BTreeSet<usize> = against[place].iter().copied().collect();
    let ids: BTreeSet<&String> = own.iter().map(|finding| &basis.findings[*finding].id).collect();
    let others = against.iter().enumerate().filter(|(other, _)| *other != place);
    let mut evidence = BTreeSet::new();
    for pushed in others.flat_map(|(_, findings)| findings).filter(|place| !own.contains(place)) {
        let pushed = &basis.findings[*pushed];
        let by = pushed.pushed_by.iter().filter(|id| ids.contains(id));
        evidence.extend(by.map(|id| format!("{id} -> {}", pushed.id)));
    }
    evidence.into_iter().collect()
}

/// Declared predicates: a team worked in danger at a task of this target while what is declared
/// for its safety did not hold, or somebody of it was hurt; while a finding about a road lasted,
/// counted from when somebody knew, a team met the closure unawares; or people were caught in the
/// area that a finding is about.
fn safety(basis: &Basis, own: &[usize], place: usize) -> Vec<String> {
    let mut turned_back: BTreeMap<RoadId, Vec<Mark>> = BTreeMap::new();
    for mark in basis.index.teams.iter().flat_map(|team| &team.turned_back) {
        if let Event::TeamTurnedBack { road, .. } = &basis.index.log.record(mark.seq).event {
            turned_back.entry(*road).or_default().push(*mark);
        }
    }
    let mut evidence = BTreeSet::new();
    let measure = &basis.index.drill.scenario.objectives[place].measure;
    for case in basis.safety.cases.iter().filter(|case| is_of(case, measure)) {
        evidence.extend(case.evidence.iter().map(ToString::to_string));
    }
    for finding in own {
        let (draft, id) = (&basis.drafts[*finding], &basis.findings[*finding].id);
        let until = draft.end.map_or(basis.index.end, |mark| mark.at);
        match draft.about.fact.map(|(fact, _)| fact.subject) {
            Some(Subject::Road(road)) => {
                let there = turned_back.get(&road).into_iter().flatten();
                let there = there.filter(|mark| draft.clock_start <= mark.at && mark.at <= until);
                evidence.extend(there.map(|mark| format!("{id}: {}", mark.seq)));
            }
            Some(Subject::Area(area)) => {
                let name = basis.index.names.area(area).name;
                let caught = basis.outcomes.areas.iter().find(|outcome| {
                    let during = |at| draft.clock_start <= at && at <= until;
                    outcome.area.name == name
                        && outcome.caught > 0
                        && outcome.impact.is_some_and(during)
                });
                let impact = caught.and_then(|outcome| outcome.impact_evidence);
                evidence.extend(impact.map(|seq| format!("{id}: {seq}")));
            }
            _ => {}
        }
    }
    evidence.into_iter().collect()
}

/// Whether work in danger was on a task that a target measures.
fn is_of(case: &SafetyCase, measure: &Measure) -> bool {
    match measure {
        Measure::TasksInTimePercent => case.critical,
        Measure::AdequateArrivalMinutes(capability) => {
            case.critical && case.capability == Some(*capability)
        }
        _ => false,
    }
}

/// A limit was not kept whose source was seen; local settings, recalled figures and placeholders
/// never lead here.
fn conformity(basis: &Basis, own: &[usize]) -> Vec<String> {
    let findings = own.iter().map(|finding| &basis.findings[*finding]);
    findings
        .filter(|finding| finding.limit.source.standing == Standing::Confirmed)
        .map(|finding| finding.id.clone())
        .collect()
}
