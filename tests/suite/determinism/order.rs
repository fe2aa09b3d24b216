//! The order of lists that have no declared one does not matter.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::county::codec::{self, MapBytes};
use muster::county::place::County;
use muster::files::drill::DrillFiles;
use muster::plan::file::{Action, Audience, ConditionFile, PlanFile};
use muster::scenario::Tier;
use muster::scenario::file::{CatalogueFile, ScenarioFile};
use muster::score::score;
use muster::sim::play;
use muster::vocabulary::fact::FactKind;
use muster::vocabulary::scale::EventKind;

use super::{same_lines, whole_history};
use crate::fixture;

/// Every list of a plan that has no declared order, the other way round.
fn turn_plan(plan: &mut PlanFile) {
    plan.clauses.reverse();
    plan.organisations.reverse();
    plan.desks.reverse();
    plan.desks_each.reverse();
    plan.teams.reverse();
    plan.teams_each.reverse();
    plan.communications.reverse();
    plan.call_taking.reverse();
    plan.monitoring.reverse();
    plan.flows.reverse();
    plan.duties.reverse();
    plan.aid.reverse();
    plan.stocks.reverse();
    plan.approvals.reverse();
    plan.rules.reverse();
    plan.reporting.reverse();
    plan.standards.reverse();
    let one_by_one = plan.teams.iter_mut().map(|team| &mut team.kind);
    let each = plan.teams_each.iter_mut().map(|team| &mut team.kind);
    one_by_one.chain(each).for_each(|kind| kind.capabilities.reverse());
    for rule in &mut plan.rules {
        // The first condition binds the subject.
        rule.when[1..].reverse();
        for action in &mut rule.then {
            if let Action::Convene(desks) = action {
                desks.reverse();
            }
        }
    }
    plan.reporting.iter_mut().for_each(|report| report.fields.reverse());
    if let Some(hospitals) = &mut plan.medical.hospitals {
        hospitals.specialties.reverse();
        hospitals.specialties.iter_mut().for_each(|hospital| hospital.has.reverse());
    }
}

/// The same of a scenario. Bursts keep their order: pressures call them by number.
fn turn_scenario(scenario: &mut ScenarioFile) {
    scenario.happenings.reverse();
    scenario.happenings.iter_mut().for_each(|happening| happening.fails.reverse());
    scenario.visitors.reverse();
    scenario.background.reverse();
    scenario.known_at_start.reverse();
    scenario.known_at_start.iter_mut().for_each(|known| known.desks.reverse());
    scenario.objectives.reverse();
    scenario.injects.reverse();
    scenario.not_tested.reverse();
    let tiers = &mut scenario.tiers;
    tiers.beginner.reverse();
    tiers.intermediate.reverse();
    tiers.advanced.reverse();
    tiers.pressures.values_mut().for_each(|pressure| pressure.effects.reverse());
}

/// The same of a catalogue.
fn turn_catalogue(catalogue: &mut CatalogueFile) {
    catalogue.incidents.reverse();
    for incident in &mut catalogue.incidents {
        incident.tasks.reverse();
        incident.tasks.iter_mut().for_each(|task| task.after.reverse());
    }
}

fn turn(files: &mut DrillFiles) {
    turn_plan(&mut files.plan.value);
    turn_scenario(&mut files.scenario.value);
    files.catalogue.reverse();
    files.catalogue.iter_mut().for_each(|file| turn_catalogue(&mut file.value));
}

/// The shipped files with what makes the order of more lists tell: rules that meet all hazard areas
/// at once, that differ in their later conditions alone, and a report of several facts.
fn demanding_files() -> DrillFiles {
    let mut files = fixture::shipped_files();
    let plan = &mut files.plan.value;
    let at_least = |fact, value| ConditionFile {
        fact,
        at_least: Some(value),
        at_most: None,
        subjects: 1,
        event: fact.is_level().then_some(EventKind::Flood),
    };
    let mut rule = plan.rules[0].clone();
    (rule.approval, rule.limit_minutes, rule.source) = (None, None, None);
    let stage = at_least(FactKind::AreaStage, 1);
    let (warned, responding) = (FactKind::WarningLevel, FactKind::ResponseLevel);
    let desk = |name: &str| Audience::Desk(name.to_owned());
    let rules = [
        (vec![at_least(warned, 0), at_least(responding, 3)], Action::Publish),
        (vec![at_least(responding, 0), at_least(warned, 1)], Action::Call(desk("emergency"))),
    ];
    for (others, action) in rules {
        rule.desk = desk("flood-office");
        rule.when = [vec![stage.clone()], others].concat();
        rule.then = vec![action];
        plan.rules.push(rule.clone());
    }
    let mut report = plan.reporting[0].clone();
    (report.from, report.to) = (desk("water"), desk("flood-office"));
    report.when = at_least(FactKind::ReservoirLevel, -10_000);
    report.fields = vec![FactKind::ReservoirOutflow, FactKind::ReservoirLevel];
    plan.reporting.push(report);
    files
}

/// A map with the rows of its tables and the entries of its lists the other way round: every id is
/// another one, every key the same. Grids stay.
fn turn_map(map: &MapBytes) -> MapBytes {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a map is text");
    let turned = map.iter().map(|(name, bytes)| {
        let bytes = match name.as_str() {
            codec::COUNTY => turn_runs(&text(bytes), |line| line.starts_with("        (")),
            codec::NODES | codec::ROADS | codec::TURNS | codec::ZONES | codec::COURSES => {
                let text = text(bytes);
                let header = text.lines().next().unwrap_or_default().to_owned();
                turn_runs(&text, |line| line != header)
            }
            _ => bytes.clone(),
        };
        (name.clone(), bytes)
    });
    turned.collect()
}

/// A text with the order of each run of such lines reversed.
fn turn_runs(text: &str, is_entry: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<&str> = Vec::new();
    for line in text.lines() {
        if is_entry(line) {
            run.push(line);
            continue;
        }
        run.drain(..).rev().chain([line]).for_each(|line| out.extend([line, "\n"]));
    }
    run.drain(..).rev().for_each(|line| out.extend([line, "\n"]));
    out.into_bytes()
}

fn read(map: &MapBytes) -> Arc<County> {
    let (county, _) = codec::decode(map).unwrap_or_else(|problems| panic!("{problems}"));
    Arc::new(county)
}

/// Log and scorecard of the shipped drill are the same bits, at every tier and over several small
/// counties, when every list of plan, scenario, catalogue and map that has no declared order is
/// written the other way round.
#[test]
fn reversing_every_list_that_has_no_declared_order_leaves_the_digest_unchanged() {
    let files = demanding_files();
    let mut turned_files = files.clone();
    turn(&mut turned_files);
    for seed in 1..=3 {
        let map = codec::encode(&fixture::small_county(seed));
        let (county, turned_county) = (read(&map), read(&turn_map(&map)));
        assert!(have_other_ids(&county, &turned_county));
        for tier in Tier::ALL {
            let play_and_score = |files: &DrillFiles, county| {
                let prepared = fixture::prepare(files, county, *tier);
                let log = play(&prepared, Seed(seed), &[]);
                let card = score(&prepared.drill, Some(prepared.roads.router()), &log);
                (log, serde_json::to_string_pretty(&card).expect("a scorecard is JSON"))
            };
            let (log, card) = play_and_score(&files, &county);
            let (turned_log, turned_card) = play_and_score(&turned_files, &turned_county);
            let (was, is) = (whole_history(&log), whole_history(&turned_log));
            same_lines(&format!("county {seed}, {tier:?}"), &was, &is);
            assert_eq!(log.digest(), turned_log.digest(), "county {seed}, {tier:?}");
            let differs = card.lines().zip(turned_card.lines()).find(|(was, is)| was != is);
            assert_eq!(differs, None, "county {seed}, {tier:?}: the scorecard");
        }
    }
}

/// Whether whatever stands first in a list of one county stands elsewhere in that of the other.
fn have_other_ids(county: &County, other: &County) -> bool {
    let first = |county: &County| {
        let network = &county.network;
        [
            network.nodes[0].key,
            network.roads[0].key,
            county.zones[0].key,
            county.facilities[0].key,
            county.areas[0].key,
            county.reaches[0].key,
        ]
    };
    first(county).iter().zip(first(other)).all(|(key, other)| *key != other)
}
