//! The dangers that tasks are worked on in, what meets their safety predicates, and what equipment
//! does for the work.

use std::collections::BTreeSet;

use super::super::catalogue::{IncidentKind, RESPONDERS_HURT, TaskDanger};
use super::super::file::{DangerFile, TaskTemplateFile};
use super::catalogue::listed;
use crate::base::check::{Checker, Lookup};
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

/// Percent of its rate that equipment can give a team.
const RATE_PERCENT: std::ops::RangeInclusive<u16> = 10..=1_000;

/// Whether tasks are worked on in danger while no kind says what hurt responders are.
pub(super) fn lacks_kind(kinds: &[IncidentKind]) -> bool {
    let mut tasks = kinds.iter().flat_map(|kind| &kind.tasks);
    tasks.any(|task| !task.danger.is_empty())
        && kinds.iter().all(|kind| kind.name != RESPONDERS_HURT)
}

/// The dangers of a task, in order of declaration; `names` are the tasks of its incident.
pub(super) fn dangers(
    check: &mut Checker,
    path: &str,
    task: &TaskTemplateFile,
    names: &Lookup,
) -> Vec<TaskDanger> {
    let mut kinds: BTreeSet<DangerKind> = BTreeSet::new();
    let mut dangers = Vec::with_capacity(task.danger.len());
    for (index, written) in task.danger.iter().enumerate() {
        let path = format!("{path}.danger[{index}]");
        if !kinds.insert(written.kind) {
            let (zh, en) = ("同一任务每种危险只列一次", "each kind of danger once");
            check.error(&format!("{path}.kind"), written.kind.word(), zh, en);
        }
        let met_by = met_by(check, &path, written, names);
        equipped(check, &path, written);
        let equipped_as = CapabilitySet::of(&written.equipped_as);
        dangers.push(TaskDanger { kind: written.kind, met_by, equipped_as });
    }
    dangers.sort_by_key(|danger| danger.kind);
    dangers
}

/// The tasks that meet the predicates: each predicate that tasks meet is named once, and no other.
fn met_by(
    check: &mut Checker,
    path: &str,
    written: &DangerFile,
    names: &Lookup,
) -> Vec<(SafetyCheck, Vec<usize>)> {
    let by_tasks = written.kind.checks().iter().filter(|check| check.is_met_by_tasks());
    let wanted: Vec<String> = by_tasks.map(|check| check.word()).collect();
    let mut left: BTreeSet<String> = wanted.iter().cloned().collect();
    let mut met_by = Vec::with_capacity(wanted.len());
    for (place, one) in written.met_by.iter().enumerate() {
        let path = format!("{path}.met_by[{place}]");
        if !left.remove(&one.check.word()) {
            let wanted = wanted.join(", ");
            let zh = format!("{} 由任务满足的安全要素，各列一次：{wanted}", written.kind.word());
            let en = format!("what tasks meet of {}, each once: {wanted}", written.kind.word());
            check.error(&format!("{path}.check"), one.check.word(), &zh, &en);
        }
        met_by.push((one.check, listed(check, &format!("{path}.tasks"), names, &one.tasks)));
    }
    if !left.is_empty() {
        let left = left.into_iter().collect::<Vec<_>>().join(", ");
        let zh = format!("写明由哪些任务满足（没有任务则写 []）：{left}");
        let en = format!("which tasks meet it, [] for none: {left}");
        check.error(&format!("{path}.met_by"), written.kind.word(), &zh, &en);
    }
    met_by.sort();
    met_by
}

/// Equipment is named where a predicate asks for it, and nowhere else.
fn equipped(check: &mut Checker, path: &str, written: &DangerFile) {
    let asks = written.kind.checks().iter().any(|check| check.is_met_by_equipment());
    let path = format!("{path}.equipped_as");
    match (asks, written.equipped_as.is_empty()) {
        (true, true) => check.error(
            &path,
            "[]",
            "具备防护装备的队伍所具能力",
            "the capabilities of teams that have the equipment",
        ),
        (false, false) => {
            check.error(
                &path,
                written.kind.word(),
                "此危险不看装备，留空",
                "nothing: it asks for none",
            );
        }
        _ => {}
    }
}

/// What equipment does for the work on a task.
pub(super) fn equipment(
    check: &mut Checker,
    path: &str,
    task: &TaskTemplateFile,
) -> Vec<(Capability, u16)> {
    let mut seen: BTreeSet<Capability> = BTreeSet::new();
    let mut all = Vec::with_capacity(task.equipment.len());
    for (index, one) in task.equipment.iter().enumerate() {
        let path = format!("{path}.equipment[{index}]");
        check.within(&format!("{path}.rate_percent"), one.rate_percent, RATE_PERCENT, "%");
        if !seen.insert(one.capability) || one.capability == task.capability {
            let zh = "任务所需能力以外的能力，各列一次";
            let en = "a capability other than the one that the task needs, each once";
            check.error(&format!("{path}.capability"), one.capability.word(), zh, en);
        }
        all.push((one.capability, one.rate_percent));
    }
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::super::super::file::{DangerFile, EquipmentFile, MetByFile};
    use super::super::tests::check;
    use crate::base::problem::Severity;
    use crate::scenario::catalogue::RESPONDERS_HURT;
    use crate::vocabulary::capability::Capability;
    use crate::vocabulary::safety::{DangerKind, SafetyCheck};

    #[test]
    fn everything_wrong_with_a_danger_or_equipment_is_said_where_it_is_written() {
        let met_by = |check, tasks: &[&str]| MetByFile {
            check,
            tasks: tasks.iter().map(|name| (*name).into()).collect(),
        };
        check(
            |(_, catalogue)| {
                let tasks = &mut catalogue[0].1.incidents[0].tasks;
                let kind = DangerKind::FireLine;
                tasks[0].danger = vec![
                    DangerFile {
                        kind,
                        met_by: vec![
                            met_by(SafetyCheck::Lookout, &["tread"]),
                            met_by(SafetyCheck::Lookout, &[]),
                            met_by(SafetyCheck::WindTold, &[]),
                            met_by(SafetyCheck::EscapeRoute, &[]),
                        ],
                        equipped_as: vec![Capability::Rescue],
                    },
                    DangerFile {
                        kind: DangerKind::ToxicCloud,
                        met_by: vec![met_by(SafetyCheck::SubstanceKnown, &["treat"])],
                        equipped_as: vec![],
                    },
                    DangerFile { kind, met_by: vec![], equipped_as: vec![] },
                ];
                let equipment =
                    |capability, rate_percent| EquipmentFile { capability, rate_percent };
                tasks[0].equipment = vec![
                    equipment(tasks[0].capability, 100),
                    equipment(Capability::Search, 0),
                    equipment(Capability::Search, 100),
                ];
                catalogue[1].1.incidents.retain(|kind| kind.name != RESPONDERS_HURT);
            },
            &[
                (Severity::Error, "incidents", "responders-hurt"),
                (Severity::Error, "incidents[0].tasks[0].danger[0].equipped_as", "nothing"),
                (Severity::Error, "incidents[0].tasks[0].danger[0].met_by", "safety-zone"),
                (
                    Severity::Error,
                    "incidents[0].tasks[0].danger[0].met_by[0].tasks[0]",
                    "the name of",
                ),
                (Severity::Error, "incidents[0].tasks[0].danger[0].met_by[1].check", "each once"),
                (Severity::Error, "incidents[0].tasks[0].danger[0].met_by[2].check", "each once"),
                (Severity::Error, "incidents[0].tasks[0].danger[1].equipped_as", "capabilities"),
                (Severity::Error, "incidents[0].tasks[0].danger[2].kind", "once"),
                (Severity::Error, "incidents[0].tasks[0].danger[2].met_by", "[] for none"),
                (Severity::Error, "incidents[0].tasks[0].equipment[0].capability", "other than"),
                (Severity::Error, "incidents[0].tasks[0].equipment[1].rate_percent", "from 10 to"),
                (Severity::Error, "incidents[0].tasks[0].equipment[2].capability", "each once"),
            ],
        );
    }
}
