//! Tests of what is checked about scenarios and catalogues: the shipped drill with one thing broken
//! at a time, over a small county.

use std::sync::{Arc, OnceLock};

use super::super::file::{
    BuildingsFile, CatalogueFile, EarthquakeFile, PreventionFile, Progress, ScenarioFile, WhenFile,
};
use super::*;
use crate::base::problem::Severity;
use crate::base::written;
use crate::county::generate::{Settings, generate};
use crate::county::place::ZoneKind;
use crate::hazard::earthquake::fragility::BuildingClass;
use crate::hazard::earthquake::intensity::SeismicZone;
use crate::plan;
use crate::vocabulary::fact::FactKind;

pub(super) fn place() -> &'static (Arc<County>, Arc<Plan>) {
    static PLACE: OnceLock<(Arc<County>, Arc<Plan>)> = OnceLock::new();
    PLACE.get_or_init(|| {
        let county = generate(&Settings { seed: 1, junctions: 1_000 });
        let source = include_str!("../../../scenarios/plans/qingshan.ron");
        let file = written::parse("plan.ron", source).unwrap();
        let (plan, _) = plan::resolve(&file, "plan.ron", &county).unwrap();
        (Arc::new(county), Arc::new(plan))
    })
}

pub(super) type Files = (ScenarioFile, Vec<(String, CatalogueFile)>);

pub(super) fn shipped() -> Files {
    let scenario = include_str!("../../../scenarios/2026-q2-flash-flood/scenario.ron");
    let flood = include_str!("../../../scenarios/catalogue/flood.ron");
    let ordinary = include_str!("../../../scenarios/catalogue/ordinary.ron");
    let catalogue = |name: &str, source| (name.to_owned(), written::parse(name, source).unwrap());
    let catalogue = vec![catalogue("flood.ron", flood), catalogue("ordinary.ron", ordinary)];
    let file: ScenarioFile = written::parse("scenario.ron", scenario).unwrap();
    let filled = choice::fill(&mut Checker::new("scenario.ron"), &file, &file.places, &place().0);
    (filled.unwrap().document, catalogue)
}

/// Breaks the shipped drill; its problems at all tiers must then be just these: severity, path,
/// part of what was expected.
pub(super) fn check(change: impl FnOnce(&mut Files), expected: &[(Severity, &str, &str)]) {
    check_over(place(), change, expected);
}

/// The same over another county.
pub(super) fn check_over(
    (county, plan): &(Arc<County>, Arc<Plan>),
    change: impl FnOnce(&mut Files),
    expected: &[(Severity, &str, &str)],
) {
    let mut files = shipped();
    change(&mut files);
    let written =
        Written { scenario_name: "scenario.ron", scenario: &files.0, catalogue: &files.1 };
    let (Ok(found) | Err(found)) = check_tiers(written, county, plan);
    let mut listed: Vec<_> = found.0.iter().collect();
    listed.sort_by_key(|problem| problem.place.path.clone());
    let mut wanted = expected.to_vec();
    wanted.sort_by_key(|(_, path, _)| (*path).to_owned());
    assert_eq!(listed.len(), wanted.len(), "{found}");
    for (problem, (severity, path, part)) in listed.iter().zip(wanted) {
        assert_eq!((problem.severity, problem.place.path.as_str()), (severity, path), "{found}");
        assert!(problem.expected.en.contains(part), "{part}: {found}");
        assert!(!problem.expected.zh.is_empty());
    }
}

/// Name of a village of the small county.
pub(super) fn village() -> String {
    let zones = &place().0.zones;
    zones.iter().find(|zone| zone.kind == ZoneKind::Village).unwrap().name.clone()
}

pub(super) fn inject(files: &Files, name: &str) -> usize {
    files.0.injects.iter().position(|inject| inject.name == name).unwrap()
}

#[test]
fn every_problem_of_a_scenario_comes_at_once() {
    check(
        |(scenario, _)| {
            scenario.quarter = 5;
            scenario.lesson.zh = String::new();
            scenario.happenings[0].fails[0] = "county-command".into();
            scenario.happenings[1].when = WhenFile::AtMinutes(721.0);
            scenario.visitors[0].title.en = String::new();
            scenario.background[0].by_hour_percent[3] += 1.0;
            scenario.known_at_start[0].fact = FactKind::RiverStage;
            scenario.injects[0].objective = "reportng".into();
            scenario.injects[1].to = "township-shimeng".into();
            scenario.people.refuse_percent = -1.0;
        },
        &[
            (Severity::Error, "quarter", "from 1 to 4"),
            (Severity::Error, "lesson.zh", "a text"),
            (Severity::Error, "happenings[0].fails[0]", "a mast or a substation"),
            (Severity::Error, "happenings[1].when", "from 0 to 720 min"),
            (Severity::Error, "visitors[0].title.en", "a text"),
            (Severity::Error, "background[0].by_hour_percent", "sum to 100"),
            (Severity::Error, "known_at_start[0].fact", "warning level or response level"),
            (Severity::Error, "injects[0].objective", "the name of an objective"),
            (Severity::Error, "injects[1].to", "the name of a desk"),
            (Severity::Error, "people.refuse_percent", "from 0 to 100 %"),
        ],
    );
}

/// An earthquake under Yunling that has no problem.
pub(super) fn earthquake(scenario: &ScenarioFile) -> EarthquakeFile {
    let buildings = |zone: &ZoneKind| BuildingsFile {
        zone: *zone,
        class: BuildingClass::MasonryLow,
        percent: 100.0,
    };
    EarthquakeFile {
        at_minutes: 12.0,
        epicentre: "yunling".into(),
        offset_km: (0.0, 0.0),
        magnitude: 6.0,
        depth_km: 9.0,
        strike_degrees: 60.0,
        attenuation: SeismicZone::Moderate,
        spread: (1.0, 0.1),
        indoors_percent: 90.0,
        buildings: ZoneKind::ALL.iter().map(buildings).collect(),
        incident: "landslide-burial".into(),
        aftershocks: None,
        source: scenario.people.source.clone(),
    }
}

#[test]
fn what_would_come_after_the_end_of_play_is_an_error_once() {
    let after = |minutes: f64| WhenFile::After { happening: "yunling-landslide".into(), minutes };
    let chain = |first: f64, second: f64, third: f64| {
        move |(scenario, _): &mut Files| {
            scenario.happenings.truncate(2);
            scenario.flood.as_mut().unwrap().embankments.clear();
            scenario.tiers.pressures.get_mut("embankment").unwrap().effects.clear();
            let mut last = scenario.happenings[1].clone();
            last.name = "last".into();
            last.when = WhenFile::After { happening: "mast-a-and-10kv".into(), minutes: third };
            scenario.happenings.push(last);
            scenario.happenings[1].when = WhenFile::AtMinutes(first);
            scenario.happenings[0].when = after(second);
        }
    };
    check(chain(300.0, 400.0, 20.0), &[]);
    let late = |path, part| [(Severity::Error, path, part)];
    check(chain(300.0, 421.0, 20.0), &late("happenings[0].when.minutes", "from 0 to 420 min"));
    check(chain(300.0, 400.0, 21.0), &late("happenings[2].when.minutes", "from 0 to 20 min"));
    check(chain(721.0, 0.0, 0.0), &late("happenings[1].when", "from 0 to 720 min"));
    check(chain(0.0, 721.0, 0.0), &late("happenings[0].when.minutes", "from 0 to 720 min"));
}

#[test]
fn happenings_refer_to_each_other_and_to_tasks_by_names_that_are_there() {
    let prevention = |happening: &str, task: &str| PreventionFile {
        happening: happening.into(),
        task: task.into(),
        by: Progress::Done,
    };
    check(
        |(scenario, _)| {
            let slide = &mut scenario.happenings[1];
            slide.unless.push(prevention("mast-a-and-10kv", "clear"));
            slide.unless.push(prevention("yunling-landslide", "cleer"));
            slide.unless.push(prevention("yunling-landslip", "clear"));
            slide.when = WhenFile::After { happening: "mast-a-and-10kv".into(), minutes: -1.0 };
            let mast = &mut scenario.happenings[0];
            mast.when = WhenFile::After { happening: "yunling-landslide".into(), minutes: 1.0 };
            mast.fails.clear();
        },
        &[
            (Severity::Error, "happenings[0]", "an incident, or facilities that fail"),
            (Severity::Error, "happenings[0].when", "that does not follow from itself"),
            (Severity::Error, "happenings[1].when.minutes", "from 0 to 720 min"),
            (Severity::Error, "happenings[1].unless[0].happening", "one with an incident"),
            (Severity::Error, "happenings[1].unless[1].task", "a task of that incident"),
            (Severity::Error, "happenings[1].unless[2].happening", "the name of a happening"),
        ],
    );
}

#[test]
fn what_follows_from_something_that_does_not_happen_does_not_happen() {
    let (mut scenario, catalogue) = shipped();
    let (county, plan) = place();
    let beginner = |scenario: &ScenarioFile| {
        let written = Written { scenario_name: "scenario.ron", scenario, catalogue: &catalogue };
        let resolved = resolve(written, county.clone(), plan.clone(), Tier::Beginner);
        resolved.unwrap().0.scenario.happenings.len()
    };
    let mut mudflow = scenario.happenings[1].clone();
    mudflow.name = "mudflow".into();
    scenario.happenings.push(mudflow);
    assert_eq!(beginner(&scenario), 1);
    scenario.happenings.last_mut().unwrap().when =
        WhenFile::After { happening: "yunling-landslide".into(), minutes: 5.0 };
    assert_eq!(beginner(&scenario), 0);
}
