//! Figures of plan and scenario whose source has not been checked, and what the models assume.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::plan::file::{Source, Standing};
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::scenario::happening::Trigger;

/// Figures of one kind, standing and source.
#[derive(Debug, Serialize)]
pub(super) struct Assumption {
    pub what: String,
    pub standing: String,
    pub source: String,
    pub count: u32,
}

/// Every source of the drill with the key of what it is for.
fn sources<'a>(names: &'a Names<'_>) -> Vec<(&'static str, &'a Source)> {
    let (plan, scenario) = (&names.drill.plan, &names.drill.scenario);
    let limits = &plan.limits;
    let mut all: Vec<(&'static str, &Source)> = Vec::new();
    all.extend(plan.flows.iter().map(|it| ("assumption-flows", &it.source)));
    all.extend(plan.approvals.iter().map(|it| ("assumption-approvals", &it.source)));
    all.extend(
        plan.rules
            .iter()
            .filter_map(|it| it.limit.as_ref())
            .map(|(_, source)| ("assumption-rules", source)),
    );
    all.extend(plan.reporting.iter().map(|it| ("assumption-reporting", &it.source)));
    all.push(("assumption-calls", &plan.calls.source));
    let each = [
        &limits.assign,
        &limits.wait_on_peer,
        &limits.level,
        &limits.answer,
        &limits.request,
        &limits.debounce,
    ];
    all.extend(each.into_iter().chain(&limits.figures).map(|it| ("assumption-limits", &it.source)));
    all.extend(plan.standards.iter().map(|it| ("assumption-standards", &it.source)));
    all.extend(plan.stocks.iter().map(|it| ("assumption-stocks", &it.source)));
    all.extend(plan.aid.iter().map(|it| ("assumption-aid", &it.source)));
    all.extend(plan.withdrawals.iter().map(|it| ("assumption-withdrawals", &it.source)));
    all.push(("assumption-medical", &plan.medical.source));
    all.extend(plan.medical.hospitals.iter().map(|it| ("assumption-hospitals", &it.source)));
    all.extend(plan.intensive_care().map(|it| ("assumption-intensive-care", &it.source)));
    all.extend(plan.decontamination().map(|it| ("assumption-decontamination", &it.source)));
    all.extend(plan.channels.iter().flatten().map(|it| ("assumption-channels", &it.source)));
    let kinds = names.drill.catalogue.iter();
    all.extend(kinds.map(|it| ("assumption-incidents", &it.source)));
    let after = scenario.earthquake.iter().filter_map(|it| it.aftershocks.as_ref());
    all.extend(after.map(|it| ("assumption-aftershocks", &it.file.source)));
    let earthquake = scenario.earthquake.iter();
    all.extend(earthquake.map(|it| ("assumption-earthquake", &it.file.source)));
    let embankments = scenario.flood.iter().flat_map(|it| &it.file.embankments);
    all.extend(embankments.map(|it| ("assumption-embankment", &it.source)));
    let dams = scenario.landslide_dam_sources.iter();
    all.extend(dams.map(|it| ("assumption-landslide-dam", it)));
    all.extend(scenario.cold.iter().map(|it| ("assumption-cold", &it.file.source)));
    all.extend(scenario.slope_sources.iter().map(|it| ("assumption-slope", it)));
    all.extend(scenario.fires.iter().map(|it| ("assumption-building-fire", &it.source)));
    all.push(("assumption-people", &scenario.people_source));
    all.extend(scenario.own_way.iter().map(|it| ("assumption-own-way", &it.source)));
    all.extend(scenario.background.iter().map(|it| ("assumption-background", &it.source)));
    all.extend(scenario.wind.iter().map(|it| ("assumption-wind", &it.file.source)));
    all.extend(scenario.release.iter().map(|it| ("assumption-release", &it.file.source)));
    all.extend(scenario.wildfire.iter().map(|it| ("assumption-wildfire", &it.file.source)));
    all.extend(scenario.outbreaks.iter().map(|it| ("assumption-outbreak", &it.file.source)));
    all.extend(scenario.stir_sources.iter().map(|it| ("assumption-stir", it)));
    all
}

/// What has no checked source, and a line that counts it.
pub(super) fn assumptions(names: &Names<'_>) -> (Vec<Assumption>, String) {
    let all = sources(names);
    let mut grouped: BTreeMap<(&str, Standing, String), u32> = BTreeMap::new();
    for (key, source) in all.iter().filter(|(_, it)| it.standing != Standing::Confirmed) {
        *grouped.entry((key, source.standing, names.get(&source.text))).or_default() += 1;
    }
    let open: u32 = grouped.values().sum();
    let line = names.texts.fill("assumptions-line", &arguments! { all: all.len(), open: open });
    let assumptions = grouped
        .into_iter()
        .map(|((key, standing, source), count)| Assumption {
            what: names.texts.say(key),
            standing: names.get(&standing.text()),
            source,
            count,
        })
        .collect();
    (assumptions, line)
}

/// What the models assume, and what they leave out.
pub(super) fn models(names: &Names<'_>) -> Vec<String> {
    let scenario = &names.drill.scenario;
    let members = scenario.members;
    let slopes = |is_such: fn(Trigger) -> bool| scenario.triggers().any(is_such);
    let played = [
        (scenario.flood.is_some(), "models-flood"),
        (!scenario.landslide_dams.is_empty(), "models-landslide-dam"),
        (scenario.earthquake.is_some(), "models-earthquake"),
        (
            scenario.earthquake.as_ref().is_some_and(|it| it.aftershocks.is_some()),
            "models-aftershocks",
        ),
        (slopes(|it| matches!(it, Trigger::Rain(..))), "models-slope-rain"),
        (slopes(|it| matches!(it, Trigger::Shaking(..))), "models-slope-shaking"),
        (scenario.cold.is_some(), "models-cold"),
        (!scenario.fires.is_empty(), "models-building-fire"),
        (scenario.release.is_some(), "models-release"),
        (scenario.wildfire.is_some(), "models-fire"),
        (scenario.has_tainted_meal(), "models-meal"),
        (!scenario.outbreaks.is_empty(), "models-outbreak"),
        (!scenario.rumours.is_empty(), "models-rumour"),
        (!scenario.crowds.is_empty(), "models-crowd"),
        (!scenario.traffic.is_empty(), "models-traffic"),
    ];
    let played = played.into_iter().filter(|(is_played, _)| *is_played);
    let line = |(_, key)| names.texts.fill(key, &arguments! { members: members });
    let mut lines: Vec<String> = played.map(line).collect();
    lines.extend(
        ["models-route", "models-people", "models-casualty"].map(|key| names.texts.say(key)),
    );
    lines
}

/// Something of the map that was estimated.
#[derive(Debug, Serialize)]
pub(super) struct Estimated {
    pub what: String,
    pub basis: String,
    /// For how many things; empty: for all of them.
    pub count: String,
}

/// What of the map is estimated.
pub(super) fn estimates(names: &Names<'_>) -> Vec<Estimated> {
    let told = |it: &crate::county::estimate::Estimate| Estimated {
        what: names.get(&it.kind.text()),
        basis: names.get(&it.basis),
        count: if it.of.is_empty() { String::new() } else { it.of.len().to_string() },
    };
    names.drill.county.estimates.iter().map(told).collect()
}

/// What the places came to that plan and scenario choose by what they are.
pub(super) fn places(names: &Names<'_>) -> Vec<String> {
    names.drill.places().into_iter().map(|place| names.get(&place.told())).collect()
}

/// A number that a model of this run stands on.
#[derive(Debug, Serialize)]
pub(super) struct ModelNumber {
    pub what: String,
    pub value: String,
    pub standing: String,
    pub source: String,
}

/// The numbers that the models of this run stand on.
pub(super) fn numbers(names: &Names<'_>) -> Vec<ModelNumber> {
    let number = |it: crate::hazard::assumption::Assumption| ModelNumber {
        what: names.get(&it.text),
        value: format!("{} {}", it.value, it.unit).trim().to_owned(),
        standing: names.get(&it.evidence.text()),
        source: it.source.to_owned(),
    };
    crate::sim::assumed::assumptions(names.drill).into_iter().map(number).collect()
}
