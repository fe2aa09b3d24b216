//! The catalogue: kinds of incident and their tasks, from several files into one list.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::super::catalogue::{IncidentKind, RESPONDERS_HURT, TaskTemplate};
use super::super::exposure;
use super::super::file::{CatalogueFile, IncidentKindFile, ScenarioFile};
use super::danger;
use crate::base::check::{Checker, Lookup, is_name};
use crate::base::key::Key;
use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::plan::Plan;

/// Kinds of incident in the order of their names; those with an error are left out, and those that
/// the scenario does not use where the plan has nobody who answers for them: the catalogue serves
/// many plans.
pub(super) fn resolve(
    files: &[(String, CatalogueFile)],
    scenario: &ScenarioFile,
    plan: &Plan,
    problems: &mut Problems,
) -> Vec<IncidentKind> {
    let used = used(scenario);
    let mut kinds: BTreeMap<&str, IncidentKind> = BTreeMap::new();
    let mut files: Vec<&(String, CatalogueFile)> = files.iter().collect();
    files.sort_by(|left, right| left.0.cmp(&right.0));
    for (name, file) in &files {
        let mut check = Checker::new(name);
        for (index, written) in file.incidents.iter().enumerate() {
            let path = format!("incidents[{index}]");
            if !is_name(&written.name) || kinds.contains_key(written.name.as_str()) {
                check.error(
                    &format!("{path}.name"),
                    format!("\"{}\"", written.name),
                    "未用过的名称（字母、数字、连字符和点）",
                    "a name not yet used, of letters, digits, hyphens and dots",
                );
                continue;
            }
            if !used.contains(written.name.as_str()) && !is_answered_for(written, plan) {
                continue;
            }
            if let Some(kind) = kind(&mut check, &path, written, plan) {
                kinds.insert(&written.name, kind);
            }
        }
        problems.extend(check.into_problems());
    }
    let kinds: Vec<IncidentKind> = kinds.into_values().collect();
    if let Some((file, _)) = files.first().filter(|_| danger::lacks_kind(&kinds)) {
        let mut check = Checker::new(file);
        check.error(
            "incidents",
            "-",
            &format!("有任务标明危险时，要有名为“{RESPONDERS_HURT}”的险情（救援人员受伤）"),
            &format!(
                "a kind of incident \"{RESPONDERS_HURT}\", since tasks are worked on in danger"
            ),
        );
        problems.extend(check.into_problems());
    }
    kinds
}

/// Kinds that a scenario names, or that its hazard raises.
fn used(scenario: &ScenarioFile) -> BTreeSet<&str> {
    let background = scenario.background.iter().map(|calls| calls.incident.as_str());
    let sites = scenario.happenings.iter().filter_map(|happening| happening.incident.as_ref());
    // The simulation raises this by itself.
    let has_water = scenario.flood.is_some() || !scenario.landslide_dams.is_empty();
    let by_water = has_water.then_some("people-in-water");
    let by_shaking = scenario.earthquake.iter().map(|earthquake| earthquake.incident.as_str());
    let by_spreading = exposure::of_file(scenario).map(|it| it.exposed.incident.as_str());
    let after = scenario.earthquake.iter().filter_map(|it| it.aftershocks.as_ref());
    let by_shaking = by_shaking.chain(after.map(|aftershocks| aftershocks.incident.as_str()));
    let by_nature = by_water.into_iter().chain(by_shaking).chain(by_spreading);
    background.chain(sites.map(|site| site.kind.as_str())).chain(by_nature).collect()
}

/// Whether a plan has a desk for the calls about such an incident and for each of its tasks.
fn is_answered_for(written: &IncidentKindFile, plan: &Plan) -> bool {
    plan.call_taking.iter().any(|(number, _)| *number == written.number)
        && written.tasks.iter().all(|task| plan.duty(task.capability).is_some())
}

fn kind(
    check: &mut Checker,
    path: &str,
    written: &IncidentKindFile,
    plan: &Plan,
) -> Option<IncidentKind> {
    check.text(&format!("{path}.title"), &written.title);
    check.text(&format!("{path}.source.text"), &written.source.text);
    check.within(&format!("{path}.noticed_minutes"), written.noticed_minutes, 0.0..=1_440.0, "min");
    let numbers = plan.call_taking.iter().map(|(number, _)| number.as_str());
    let numbers =
        Lookup::new(Text::new("预案中有人接听的号码", "a number that a desk answers"), numbers);
    let call_taker = check.find(&numbers, &format!("{path}.number"), &written.number);
    if written.tasks.is_empty() {
        check.error(&format!("{path}.tasks"), "[]", "至少一项任务", "at least one task");
    }
    let tasks = tasks(check, path, written, plan);
    Some(IncidentKind {
        key: Key::written("incident-kind", &written.name),
        name: written.name.clone(),
        title: written.title.clone(),
        call_taker: plan.call_taking[call_taker?].1,
        noticed: Duration::from_seconds_f64(60.0 * written.noticed_minutes),
        tasks,
        critical: written.critical,
        source: written.source.clone(),
    })
}

/// Tasks in the order of their names, so that predecessors are indices into that order.
fn tasks(
    check: &mut Checker,
    path: &str,
    written: &IncidentKindFile,
    plan: &Plan,
) -> Vec<TaskTemplate> {
    let list = format!("{path}.tasks");
    let sorted = check.by_name(&list, "task", &written.tasks, |task| &task.name);
    let names = sorted.iter().map(|(_, task)| task.name.as_str());
    let names = Lookup::new(Text::new("本险情的任务", "a task of this incident"), names);
    let mut tasks = Vec::with_capacity(sorted.len());
    for (index, task) in sorted {
        let path = format!("{list}[{index}]");
        check.text(&format!("{path}.title"), &task.title);
        check.within(&format!("{path}.quantity"), task.quantity, 1..=100, "");
        let work = task.work_team_minutes;
        check.within(&format!("{path}.work_team_minutes"), work, 1..=20_000, "min");
        let more = task.work_per_person_team_minutes;
        check.within(&format!("{path}.work_per_person_team_minutes"), more, 0.0..=1_000.0, "min");
        let deadline = task.deadline_minutes;
        check.within(&format!("{path}.deadline_minutes"), deadline, 1..=10_080, "min");
        if plan.duty(task.capability).is_none() {
            let text = task.capability.text();
            check.error(
                &format!("{path}.capability"),
                &text.en,
                &format!("预案中有牵头岗位的任务（“{}”无人负责）", text.zh),
                "a capability with a duty in the plan: nobody is responsible for this one",
            );
        }
        let after = listed(check, &format!("{path}.after"), &names, &task.after);
        let danger = danger::dangers(check, &path, task, &names);
        let equipment = danger::equipment(check, &path, task);
        tasks.push(TaskTemplate {
            name: task.name.clone(),
            title: task.title.clone(),
            capability: task.capability,
            quantity: task.quantity,
            work: Duration::from_minutes(u64::from(work)),
            work_per_person: Duration::from_seconds_f64(60.0 * more),
            work_spread: task.work_spread,
            after,
            transports_casualties: task.transports_casualties,
            deadline: Duration::from_minutes(u64::from(deadline)),
            danger,
            equipment,
        });
    }
    cycles(check, &list, &tasks);
    tasks
}

/// The places of tasks that are listed by name, in order, each once.
pub(super) fn listed(
    check: &mut Checker,
    path: &str,
    names: &Lookup,
    written: &[String],
) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::new();
    for (place, name) in written.iter().enumerate() {
        places.extend(check.find(names, &format!("{path}[{place}]"), name));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// An error for tasks that wait for each other in a circle.
fn cycles(check: &mut Checker, list: &str, tasks: &[TaskTemplate]) {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = tasks.iter().map(|_| graph.add_node(())).collect();
    for (index, task) in tasks.iter().enumerate() {
        for before in &task.after {
            graph.add_edge(nodes[index], nodes[*before], ());
        }
    }
    for component in tarjan_scc(&graph) {
        let alone = component.len() == 1 && graph.find_edge(component[0], component[0]).is_none();
        if !alone {
            let mut names: Vec<&str> =
                component.iter().map(|node| tasks[node.index()].name.as_str()).collect();
            names.sort_unstable();
            check.error(list, names.join(", "), "不互相等待的任务", "tasks that form no circle");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::tests::{check, place, shipped};
    use super::super::{Written, check_tiers};
    use crate::base::problem::Severity;
    use crate::plan::Plan;
    use crate::vocabulary::capability::Capability;

    #[test]
    fn the_catalogue_is_checked_across_files() {
        check(
            |(_, catalogue)| {
                let again = catalogue[0].1.incidents[0].clone();
                catalogue[1].1.incidents.push(again);
                let tasks = &mut catalogue[0].1.incidents[0].tasks;
                tasks[0].after = vec!["treat".into()];
                tasks[1].quantity = 0;
                catalogue[0].1.incidents[2].number = "911".into();
                catalogue[0].1.incidents[2].tasks[0].after = vec!["tret".into()];
            },
            &[
                (Severity::Error, "incidents[7].name", "not yet used"),
                (Severity::Error, "incidents[0].tasks", "no circle"),
                (Severity::Error, "incidents[0].tasks[1].quantity", "from 1 to 100"),
                (Severity::Error, "incidents[2].number", "a number that a desk answers"),
                (Severity::Error, "incidents[2].tasks[0].after[0]", "a task of this incident"),
            ],
        );
    }

    #[test]
    fn a_task_that_nobody_is_responsible_for_is_refused() {
        let (files, (county, plan)) = (shipped(), place());
        let mut plan = Plan::clone(plan);
        plan.duties.retain(|duty| duty.capability != Capability::SwiftWaterRescue);
        let written =
            Written { scenario_name: "scenario.ron", scenario: &files.0, catalogue: &files.1 };
        let problems = check_tiers(written, county, &Arc::new(plan)).unwrap_err();
        let paths: Vec<(&str, &str)> = problems
            .0
            .iter()
            .map(|problem| (problem.place.file.as_str(), problem.place.path.as_str()))
            .collect();
        // A task of a kind that the flood raises needs it, and one objective measures it.
        assert!(paths.contains(&("flood.ron", "incidents[0].tasks[0].capability")), "{problems}");
        assert!(paths.contains(&("scenario.ron", "objectives[5].measure")), "{problems}");
    }
}
