//! What a report says of a drill beside what happened: what its models leave out, and every figure
//! that nobody has checked. Each shipped storyline, on its own map, before anything has happened.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use muster::base::chance::Seed;
use muster::base::text::Language;
use muster::county::place::County;
use muster::files::drill::DrillFiles;
use muster::plan::file::Standing;
use muster::report::RunFacts;
use muster::report::names::Names;
use muster::report::page::{TEMPLATE, page};
use muster::scenario::Tier;
use muster::score::score;
use muster::sim::Simulation;
use serde::Serialize;
use serde_json::Value;

use crate::fixture;
use crate::tree;

/// Every shipped storyline.
const STORYLINES: [&str; 7] = [
    "2026-q1-chlorine-release",
    "2026-q2-flash-flood",
    "2026-q2-forest-fire",
    "2026-q3-gas-explosion",
    "2026-q3-night-earthquake",
    "2026-q4-bus-station",
    "2026-q4-school-food-poisoning",
];

/// The files of a shipped storyline, and the page of its report when play has just begun.
fn shipped(name: &str, language: Language) -> (DrillFiles, String) {
    static COUNTY: OnceLock<Arc<County>> = OnceLock::new();
    let folder = tree::root().join("scenarios").join(name);
    let files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
    let county = COUNTY.get_or_init(|| {
        let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
        Arc::new(county)
    });
    let prepared = fixture::prepare(&files, county, Tier::Beginner);
    let log = Simulation::new(prepared.clone(), Seed(1)).into_log();
    let card = score(&prepared.drill, None, &log);
    let names = Names::new(&prepared.drill, &log, language);
    let page = page(&names, &card, &RunFacts::default(), TEMPLATE).expect("our own template");
    (fixture::filled(files, county), unescaped(&page))
}

/// Text of HTML as it was before it was escaped.
fn unescaped(page: &str) -> String {
    let entities =
        [("&#x27;", "'"), ("&quot;", "\""), ("&#x2f;", "/"), ("&lt;", "<"), ("&gt;", ">")];
    let plain = |page: String, (entity, plain): &(&str, &str)| page.replace(entity, plain);
    entities.iter().fold(page.to_owned(), plain).replace("&amp;", "&")
}

#[test]
fn models_say_what_they_leave_out_where_they_are_played() {
    for name in STORYLINES {
        let played = ["flood", "earthquake", "food"].map(|model| name.contains(model));
        for (language, [of_flood, of_earthquake, of_meal]) in [
            (
                Language::English,
                ["Flow between houses", "fire after the earthquake", "Sartwell 1950)"],
            ),
            (Language::Chinese, ["街区内的水流", "震后火灾", "Sartwell，1950"]),
        ] {
            let (_, page) = shipped(name, language);
            let said = [of_flood, of_earthquake, of_meal].map(|part| page.contains(part));
            assert_eq!(said, played, "{name}");
        }
    }
}

/// The English texts of all sources in what was written that are not confirmed.
fn unconfirmed(written: &impl Serialize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![serde_json::to_value(written).expect("plain data")];
    while let Some(value) = waiting.pop() {
        if let (Some(standing), Some(text)) = (value.get("standing"), value.get("text"))
            && *standing != serde_json::to_value(Standing::Confirmed).expect("a word")
        {
            found.insert(text["en"].as_str().expect("a text").to_owned());
        }
        match value {
            Value::Array(values) => waiting.extend(values),
            Value::Object(fields) => waiting.extend(fields.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    found
}

#[test]
fn every_figure_of_plan_and_storyline_that_is_not_confirmed_is_listed_with_its_source() {
    let mut missing = BTreeSet::new();
    for name in STORYLINES {
        let (files, page) = shipped(name, Language::English);
        let mut sources = unconfirmed(&files.scenario.value);
        sources.extend(unconfirmed(&files.plan.value));
        sources.extend(files.special_plans.iter().flat_map(|plan| unconfirmed(&plan.value)));
        assert!(sources.len() > 10, "{sources:?}");
        let list = page.split("<section id=\"plan\">").nth(1).expect("the section is there");
        missing.extend(sources.into_iter().filter(|source| !list.contains(source)));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
