//! What a report says of a drill beside what happened: what its models leave out, and every figure
//! that nobody has checked. Each shipped storyline, on its own map, before anything has happened.

use std::sync::{Arc, OnceLock};

use muster::base::chance::Seed;
use muster::base::text::Language;
use muster::county::place::County;
use muster::files::drill::DrillFiles;
use muster::report::RunFacts;
use muster::report::names::Names;
use muster::report::page::{TEMPLATE, page};
use muster::scenario::Tier;
use muster::score::score;
use muster::sim::Simulation;

use crate::fixture;
use crate::tree;

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
    (files, unescaped(&page))
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
    for (name, flood, earthquake, meal) in [
        ("2026-q2-flash-flood", true, false, false),
        ("2026-q3-gas-explosion", false, false, false),
        ("2026-q3-night-earthquake", false, true, false),
        ("2026-q4-school-food-poisoning", false, false, true),
    ] {
        for (language, [of_flood, of_earthquake, of_meal]) in [
            (
                Language::English,
                ["Flow between houses", "fire after the earthquake", "Sartwell 1950)"],
            ),
            (Language::Chinese, ["街区内的水流", "震后火灾", "Sartwell，1950"]),
        ] {
            let (_, page) = shipped(name, language);
            let said = [of_flood, of_earthquake, of_meal].map(|part| page.contains(part));
            assert_eq!(said, [flood, earthquake, meal], "{name}");
        }
    }
}
