//! Tests of what is checked about scenarios and catalogues: the shipped drill with one thing broken
//! at a time, over a small county.

use std::sync::{Arc, OnceLock};

use super::super::file::{
    AftershockLaw, AftershocksFile, BuildingsFile, CatalogueFile, DangerFile, EarthquakeFile,
    EquipmentFile, InjectTruth, MetByFile, OwnWayFile, Pressure, PressureFile, PreventionFile,
    Progress, ScenarioFile, TellsFile, WhenFile,
};
use super::*;
use crate::base::problem::Severity;
use crate::base::written;
use crate::county::generate::{Settings, generate};
use crate::county::place::ZoneKind;
use crate::event_log::event::CasualtyCause;
use crate::hazard::earthquake::etas::EtasLaw;
use crate::hazard::earthquake::fragility::BuildingClass;
use crate::hazard::earthquake::intensity::SeismicZone;
use crate::plan;
use crate::scenario::catalogue::RESPONDERS_HURT;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

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

fn shipped() -> Files {
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

fn inject(files: &Files, name: &str) -> usize {
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
            let equipment = |capability, rate_percent| EquipmentFile { capability, rate_percent };
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
            (Severity::Error, "incidents[0].tasks[0].danger[0].met_by[0].tasks[0]", "the name of"),
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

#[test]
fn pressures_on_safety_name_a_team_and_what_teams_are_told() {
    check(
        |(scenario, _)| {
            let title = scenario.title.clone();
            let effects = vec![
                Pressure::GoesAhead("enginn".into()),
                Pressure::CrewsNotTold(FactKind::RiverStage),
                Pressure::CrewsNotTold(FactKind::WindDirection),
                Pressure::RadioApart("engin".into()),
            ];
            scenario.tiers.pressures.insert("hasty".into(), PressureFile { title, effects });
            scenario.tiers.advanced.push("hasty".into());
        },
        &[
            (Severity::Error, "tiers.pressures[\"hasty\"].effects[0]", "the name of a team"),
            (Severity::Error, "tiers.pressures[\"hasty\"].effects[1]", "crew_news"),
            (Severity::Error, "tiers.pressures[\"hasty\"].effects[3]", "the name of a team"),
        ],
    );
}

#[test]
fn everything_wrong_with_who_comes_by_himself_is_said_at_once() {
    check(
        |(scenario, _)| {
            let one = OwnWayFile {
                cause: CasualtyCause::Collision,
                leave_percent: (101.0, -1.0),
                delay_minutes: 0.0,
                patience_minutes: Some(0.0),
                even_if_treated: false,
                to: vec![
                    ("county-hospital".into(), 60.0),
                    ("tcm-hospital".into(), 50.0),
                    ("county-depot".into(), 0.0),
                ],
                source: scenario.people.source.clone(),
            };
            let twice = OwnWayFile {
                leave_percent: (1.0, 1.0),
                delay_minutes: 1.0,
                patience_minutes: None,
                to: Vec::new(),
                ..one.clone()
            };
            scenario.own_way = vec![one, twice];
        },
        &[
            (Severity::Error, "own_way[0].leave_percent[0]", "from 0 to 100 %"),
            (Severity::Error, "own_way[0].leave_percent[1]", "from 0 to 100 %"),
            (Severity::Error, "own_way[0].delay_minutes", "from 0.1 to 1440 min"),
            (Severity::Error, "own_way[0].patience_minutes", "from 0.1 to 10080 min"),
            (Severity::Error, "own_way[0].to[1][1]", "from 0 to 40 %"),
            (Severity::Error, "own_way[0].to[2][0]", "a hospital that is not listed yet"),
            (Severity::Error, "own_way[1].cause", "not listed yet"),
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
fn everything_wrong_with_an_earthquake_is_said_at_once_where_it_is_written() {
    check(|(scenario, _)| scenario.earthquake = Some(earthquake(scenario)), &[]);
    check(
        |(scenario, _)| {
            let mut bad = earthquake(scenario);
            bad.at_minutes = 9_999.0;
            bad.epicentre = "yunlinng".into();
            bad.offset_km = (-4_000.0, 9e9);
            (bad.magnitude, bad.depth_km, bad.strike_degrees) = (9.9, 300.0, -1.0);
            bad.spread = (60.0, 4.0);
            bad.buildings[0].percent = 100.5;
            scenario.earthquake = Some(bad);
        },
        &[
            (Severity::Error, "earthquake.at_minutes", "from 0 to 720 min"),
            (Severity::Error, "earthquake.buildings", "that sum to 100"),
            (Severity::Error, "earthquake.buildings[0].percent", "from 0 to 100 %"),
            (Severity::Error, "earthquake.depth_km", "0 to 70 km"),
            (Severity::Error, "earthquake.epicentre", "the name of a village"),
            (Severity::Error, "earthquake.magnitude", "4.5 to 8.5"),
            (Severity::Error, "earthquake.offset_km[0]", "from -200 to 200 km"),
            (Severity::Error, "earthquake.offset_km[1]", "from -200 to 200 km"),
            (Severity::Error, "earthquake.spread[0]", "from 0 to 50 km"),
            (Severity::Error, "earthquake.spread[1]", "from 0 to 1"),
            (Severity::Error, "earthquake.strike_degrees", "0 to 360 degrees"),
        ],
    );
}

#[test]
fn aftershocks_that_a_model_refuses_or_that_need_not_end_are_refused_where_they_are_written() {
    let after = |scenario: &mut ScenarioFile, change: &dyn Fn(&mut AftershocksFile)| {
        let mut aftershocks = AftershocksFile {
            station: "county-command".into(),
            told: vec![(60.0, 4.9), (90.0, 5.1)],
            law: Some(AftershockLaw::Generic),
            least: 4.5,
            inside_percent: 10.0,
            incident: "landslide-burial".into(),
            source: scenario.people.source.clone(),
        };
        change(&mut aftershocks);
        let main = earthquake(scenario);
        scenario.earthquake = Some(EarthquakeFile { aftershocks: Some(aftershocks), ..main });
    };
    check(|(scenario, _)| after(scenario, &|_| {}), &[]);
    let etas = EtasLaw { productivity: 0.02, alpha: 1.5, p: 1.2, c_days: 0.01, b: 1.0 };
    let law = |law| move |it: &mut AftershocksFile| it.law = Some(law);
    check(|(scenario, _)| after(scenario, &law(AftershockLaw::Etas(etas))), &[]);
    let endless = EtasLaw { productivity: 0.5, ..etas };
    check(
        |(scenario, _)| after(scenario, &law(AftershockLaw::Etas(endless))),
        &[(Severity::Error, "earthquake.aftershocks.law.branching_ratio", "(Ogata 1988)")],
    );
    let odd = AftershockLaw::ReasenbergJones { a: 2.0, b: 0.91, c_days: 0.05, p: f64::NAN };
    check(
        |(scenario, _)| after(scenario, &law(odd)),
        &[
            (Severity::Error, "earthquake.aftershocks.law.a", "-5 to 1 (Reasenberg & Jones"),
            (Severity::Error, "earthquake.aftershocks.law.p", "0.3 to 3 (Reasenberg & Jones"),
        ],
    );
    check(
        |(scenario, _)| {
            after(scenario, &|it| {
                it.station = "county-comand".into();
                it.told = vec![(60.0, 6.1), (12.0, 4.4)];
                it.least = 4.0;
                it.inside_percent = 101.0;
                it.incident = "landslide-buriel".into();
            });
        },
        &[
            (Severity::Error, "earthquake.aftershocks.incident", "the name of a kind"),
            (Severity::Error, "earthquake.aftershocks.inside_percent", "from 0 to 100 %"),
            (Severity::Error, "earthquake.aftershocks.least", "from 4.5 to 6"),
            (Severity::Error, "earthquake.aftershocks.station", "the name of a facility"),
            (Severity::Error, "earthquake.aftershocks.told[0][1]", "from 4.5 to 6"),
            (Severity::Error, "earthquake.aftershocks.told[1][0]", "later than"),
            (Severity::Error, "earthquake.aftershocks.told[1][1]", "from 4.5 to 6"),
        ],
    );
}

#[test]
fn an_earthquake_that_no_settlement_feels_enough_is_doubtful() {
    let far = |offset_km| {
        move |(scenario, _): &mut Files| {
            scenario.earthquake = Some(EarthquakeFile { offset_km, ..earthquake(scenario) });
        }
    };
    for offset_km in [(150.0, -120.0), (200.0, 200.0)] {
        check(
            far(offset_km),
            &[
                (Severity::Warning, "earthquake.epicentre", "to intensity 6,"),
                (Severity::Warning, "earthquake.offset_km", "an epicentre on the map"),
            ],
        );
    }
    // One beyond the border may well be felt.
    let beyond = |(scenario, _): &mut Files| {
        let offset_km = (60.0, 0.0);
        scenario.earthquake =
            Some(EarthquakeFile { offset_km, magnitude: 8.0, ..earthquake(scenario) });
    };
    check(beyond, &[(Severity::Warning, "earthquake.offset_km", "an epicentre on the map")]);
}

#[test]
fn everything_out_of_range_in_a_flood_is_said_with_its_range_and_source() {
    check(
        |(scenario, _)| {
            let flood = scenario.flood.as_mut().unwrap();
            (flood.total_mm, flood.half_width_km, flood.curve_number) = (0.0, f64::NAN, 101.0);
            flood.spread = (-0.1, 181.0);
            flood.centre = "shimn".into();
            flood.bursts[1].hour_mm = 251.0;
            flood.bursts[2].peak_minutes = 721.0;
            flood.bursts[3].width_minutes = 4.0;
            let reservoir = flood.reservoir.as_mut().unwrap();
            reservoir.facility = "county-command".into();
            (reservoir.level_at_start_cm, reservoir.outflow_m3_s) = (2_001, -1.0);
            reservoir.forced_release = (5_001, 50_001.0);
        },
        &[
            (Severity::Error, "flood.total_mm", "from 1 to 2000 mm"),
            (Severity::Error, "flood.half_width_km", "from 1 to 500 km"),
            (Severity::Error, "flood.curve_number", "30 to 100 (USDA TR-55 1986)"),
            (Severity::Error, "flood.spread[0]", "from 0 to 1"),
            (Severity::Error, "flood.spread[1]", "from 0 to 180 min"),
            (Severity::Error, "flood.centre", "the name of a village"),
            (Severity::Error, "flood.bursts[1].hour_mm", "0 to 250 mm (record hour"),
            (Severity::Error, "flood.bursts[2].peak_minutes", "from -1440 to 720 min"),
            (Severity::Error, "flood.bursts[3].width_minutes", "from 5 to 720 min"),
            (Severity::Error, "flood.reservoir.facility", "a reservoir on a reach"),
            (Severity::Error, "flood.reservoir.level_at_start_cm", "from -5000 to 2000 cm"),
            (Severity::Error, "flood.reservoir.outflow_m3_s", "from 0 to 20000 m3/s"),
            (Severity::Error, "flood.reservoir.forced_release[0]", "from -5000 to 5000 cm"),
            (Severity::Error, "flood.reservoir.forced_release[1]", "from 0 to 50000 m3/s"),
        ],
    );
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

#[test]
fn nine_objectives_are_too_many() {
    check(
        |(scenario, _)| {
            let mut ninth = scenario.objectives[0].clone();
            ninth.name = "ninth".into();
            scenario.objectives.push(ninth);
        },
        &[
            (Severity::Error, "objectives", "1 to 8"),
            (Severity::Warning, "objectives[8].name", "that an inject serves"),
        ],
    );
}

#[test]
fn an_inject_that_contradicts_the_truth_says_so_or_is_refused() {
    let tourists = inject(&shipped(), "I-04");
    let path = format!("injects[{tourists}].tells.value");
    let wrong = |truth| {
        move |(scenario, _): &mut Files| {
            let tells = scenario.injects[tourists].tells.as_mut().unwrap();
            (tells.value, tells.truth) = (45, truth);
        }
    };
    check(wrong(InjectTruth::Accurate), &[(Severity::Error, &path, "46, which is true then")]);
    check(wrong(InjectTruth::FalseReport), &[]);
    check(wrong(InjectTruth::Set), &[]);
}

#[test]
fn a_mast_is_down_from_its_outage_on() {
    let told = |minutes: f64, value| {
        move |files: &mut Files| {
            let silent = inject(files, "I-14");
            files.0.injects[silent].at_minutes = minutes;
            files.0.injects[silent].tells = Some(TellsFile {
                fact: FactKind::MastWorking,
                subject: "facility:hewan-mast".into(),
                value,
                truth: InjectTruth::Accurate,
            });
        }
    };
    let path = format!("injects[{}].tells.value", inject(&shipped(), "I-14"));
    check(told(352.0, 0), &[]);
    check(told(349.0, 1), &[]);
    check(told(352.0, 1), &[(Severity::Error, &path, "0, which is true then")]);
}

#[test]
fn what_the_simulation_computes_cannot_be_set() {
    let index = inject(&shipped(), "I-01");
    check(
        |(scenario, _)| {
            scenario.injects[index].tells = Some(TellsFile {
                fact: FactKind::RiverStage,
                subject: "zone:hewan".into(),
                value: 99_999,
                truth: InjectTruth::Set,
            });
        },
        &[
            (Severity::Error, &format!("injects[{index}].tells.subject"), "a facility or a hazard"),
            (Severity::Error, &format!("injects[{index}].tells.truth"), "accurate or false-report"),
            (Severity::Error, &format!("injects[{index}].tells.value"), "from -500 to 3000 cm"),
        ],
    );
}

#[test]
fn pressures_refer_to_what_there_is() {
    check(
        |(scenario, _)| {
            scenario.tiers.beginner.push("no-such-pressure".into());
            let away = Pressure::TeamsAway("swift-watr".into());
            scenario.tiers.pressures.get_mut("boats-away").unwrap().effects = vec![away];
            scenario.tiers.advanced.retain(|name| name != "rumour");
            scenario.injects.retain(|inject| inject.with.as_deref() != Some("rumour"));
        },
        &[
            (Severity::Error, "tiers.beginner[1]", "the name of a pressure"),
            (Severity::Error, "tiers.pressures[\"boats-away\"].effects[0]", "the name of a team"),
            (Severity::Warning, "tiers.pressures[\"rumour\"]", "that a tier uses"),
        ],
    );
}

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

#[test]
fn a_burst_that_does_not_fall_is_missing_from_the_total() {
    let (files, (county, plan)) = (shipped(), place());
    let written =
        Written { scenario_name: "scenario.ron", scenario: &files.0, catalogue: &files.1 };
    let flood = |tier| {
        let (drill, _) = resolve(written, county.clone(), plan.clone(), tier).unwrap();
        drill.scenario.flood.unwrap().file
    };
    let (beginner, advanced) = (flood(Tier::Beginner), flood(Tier::Advanced));
    assert_eq!((beginner.bursts.len(), advanced.bursts.len()), (3, 4));
    assert_eq!(advanced.total_mm, 310.0);
    assert!(beginner.total_mm < 0.7 * 310.0);
    assert!((beginner.bursts[2].hour_mm - 0.7 * 78.0).abs() < 1e-9);
}
