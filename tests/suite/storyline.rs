//! What a storyline has happen: when it comes, what prevents it, how many it hurts; and that what a
//! drill does not use changes nothing in it.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::math;
use muster::base::text::Language;
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::files::drill::DrillFiles;
use muster::report::names::Names;
use muster::report::summary::summary;
use muster::scenario::Tier;
use muster::scenario::file::{
    BuildingsFile, EarthquakeFile, GrowthFile, HappeningFile, KnownFile, LawFile, Outcome,
    PlaceFile, PreventionFile, Progress, StopFile, WhenFile,
};
use muster::score::score;
use muster::score::scorecard::GapForm;
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::FactKind;
use muster::vocabulary::order::Order;
use muster::vocabulary::scale::EventKind;

use crate::fixture::{self, Tiny, accident};
use crate::{audit, tree};

/// The tiny drill without ordinary calls, played with these happenings.
fn log_of(happenings: Vec<HappeningFile>, seed: u64) -> EventLog {
    let mut tiny = Tiny::new();
    tiny.scenario.background.clear();
    tiny.scenario.happenings = happenings;
    play(&Arc::new(Prepared::new(Arc::new(tiny.drill()))), Seed(seed), &[])
}

/// Minutes at which things happened, and at which others were averted.
fn fate(log: &EventLog) -> (Vec<f64>, Vec<f64>) {
    let minutes = |is_it: fn(&Event) -> bool| {
        let all = log.records().iter().filter(move |record| is_it(&record.event));
        all.map(|record| record.at.milliseconds() as f64 / 60_000.0).collect()
    };
    (
        minutes(|event| matches!(event, Event::HappeningCame { .. })),
        minutes(|event| matches!(event, Event::HappeningAverted { .. })),
    )
}

fn unless(mut happening: HappeningFile, by: Progress) -> HappeningFile {
    let (other, task) = ("first".to_owned(), "rescue".to_owned());
    happening.unless.push(PreventionFile { happening: other, task, by });
    happening
}

fn after(minutes: f64) -> WhenFile {
    WhenFile::After { happening: "first".into(), minutes }
}

#[test]
fn what_follows_comes_in_time_unless_a_task_is_begun_or_done_by_then() {
    let first = || accident("first", WhenFile::AtMinutes(10.0), 0);
    let log = log_of(vec![first()], 1);
    let minute = |is_it: fn(&Event) -> bool| {
        let record = log.records().iter().find(|record| is_it(&record.event)).expect("it was");
        record.at.milliseconds() as f64 / 60_000.0 - 10.0
    };
    let begun = minute(|event| matches!(event, Event::WorkStarted { .. }));
    let done = minute(|event| matches!(event, Event::TaskCompleted { .. }));
    assert!(1.0 < begun && begun < done && done < 60.0, "{begun} {done}");
    for (by, reached) in [(Progress::Begun, begun), (Progress::Done, done)] {
        let early = unless(accident("second", after(reached - 0.5), 0), by);
        let (came, averted) = fate(&log_of(vec![first(), early], 1));
        assert_eq!((came, averted), (vec![10.0, 10.0 + reached - 0.5], vec![]), "{by:?}");
        let late = unless(accident("second", after(reached + 0.5), 0), by);
        let third = HappeningFile {
            when: WhenFile::After { happening: "second".into(), minutes: 1.0 },
            ..accident("third", WhenFile::AtMinutes(0.0), 0)
        };
        let (came, averted) = fate(&log_of(vec![first(), late, third], 1));
        // What follows from something averted does not come either.
        assert_eq!((came, averted), (vec![10.0], vec![10.0 + reached + 0.5]), "{by:?}");
    }
}

#[test]
fn an_averted_happening_names_the_work_that_averted_it() {
    let first = accident("first", WhenFile::AtMinutes(10.0), 0);
    let second = unless(accident("second", after(200.0), 0), Progress::Done);
    let log = log_of(vec![first, second], 1);
    let record = log
        .records()
        .iter()
        .find(|record| matches!(record.event, Event::HappeningAverted { .. }))
        .expect("it was averted");
    let cause = log.record(record.cause.expect("something averted it"));
    assert!(matches!(cause.event, Event::TaskCompleted { .. }), "{:?}", cause.event);
}

fn hurt(log: &EventLog) -> usize {
    let hurt = |event: &Event| matches!(event, Event::CasualtyOccurred { .. });
    log.records().iter().filter(|record| hurt(&record.event)).count()
}

#[test]
fn victims_are_a_poisson_process_until_somebody_stops_them() {
    let rate = 2.0;
    let growing = |until: Option<StopFile>| {
        let mut first = accident("first", WhenFile::AtMinutes(10.0), 0);
        let law = LawFile::PerMinute(rate);
        let site = first.incident.as_mut().expect("it has one");
        site.growth = Some(GrowthFile { law, at_most: 100_000, until });
        first
    };
    let stop = || Some(StopFile { task: "rescue".into(), by: Progress::Begun });
    let minutes = |log: &EventLog| {
        let begun = log.records().iter().find_map(|record| {
            matches!(record.event, Event::WorkStarted { .. }).then_some(record.at)
        });
        begun.expect("somebody came").milliseconds() as f64 / 60_000.0 - 10.0
    };
    let (mut seen, mut expected) = (0.0, 0.0);
    for seed in 1..=100 {
        let log = log_of(vec![growing(stop())], seed);
        seen += hurt(&log) as f64;
        expected += rate * minutes(&log);
    }
    let error = f64::sqrt(expected);
    assert!((seen - expected).abs() < 4.0 * error, "{seen} of {expected}");
    assert!(hurt(&log_of(vec![growing(None)], 1)) > 1_000, "nobody stops it");
}

#[test]
fn those_who_ate_fall_ill_as_the_agent_has_it() {
    let mut first = accident("first", WhenFile::AtMinutes(10.0), 0);
    let law = LawFile::Meal {
        agent: muster::hazard::food_poisoning::FoodAgent::Staphylococcus,
        eaters: 4_000,
        attacked_percent: 50.0,
        minutes_before: 60.0,
    };
    let site = first.incident.as_mut().expect("it has one");
    site.growth = Some(GrowthFile { law, at_most: 100_000, until: None });
    let log = log_of(vec![first], 3);
    // Of 2,000 attacked those fall ill in play whose incubation, of median 3 h and dispersion 1.5,
    // is between one hour and the twelve that are left of play and the hour before.
    let depth = |hours: f64| math::ln(hours / 3.0) / math::ln(1.5);
    let share = |hours: f64| math::normal_cumulative(depth(hours));
    let part = 0.5 * (share(12.0 - 10.0 / 60.0 + 1.0) - share(1.0));
    let (expected, error) = (4_000.0 * part, f64::sqrt(4_000.0 * part * (1.0 - part)));
    assert!((hurt(&log) as f64 - expected).abs() < 4.0 * error, "{} of {expected}", hurt(&log));
}

#[test]
fn a_kind_of_incident_that_a_drill_does_not_use_changes_nothing_in_it() {
    let mut files = fixture::shipped_files();
    let county = fixture::small_county(1);
    let digest = |files: &DrillFiles| {
        let prepared = fixture::prepare(files, &county, Tier::Advanced);
        play(&prepared, Seed(5), &[]).digest()
    };
    let before = digest(&files);
    let first = &mut files.catalogue[0].value.incidents;
    let mut more = first[0].clone();
    more.name = "another-kind".into();
    first.insert(0, more);
    assert_eq!(before, digest(&files));
}

/// An earthquake under the small county's first village, while the river floods.
fn shaken(magnitude: f64) -> Arc<Prepared> {
    let county = fixture::small_county(2);
    let mut files = fixture::shipped_files();
    let scenario = &mut files.scenario.value;
    let village = county.zones.iter().find(|zone| zone.parent.index() != 0).expect("a village");
    let buildings = muster::county::place::ZoneKind::ALL.iter().map(|zone| BuildingsFile {
        zone: *zone,
        class: muster::hazard::earthquake::fragility::BuildingClass::MasonryLow,
        percent: 100.0,
    });
    scenario.earthquake = Some(EarthquakeFile {
        at_minutes: 5.0,
        epicentre: village.name.clone(),
        offset_km: (0.0, 0.0),
        magnitude,
        depth_km: 9.0,
        strike_degrees: 30.0,
        attenuation: muster::hazard::earthquake::intensity::SeismicZone::Eastern,
        spread: (2.0, 0.5),
        indoors_percent: 95.0,
        buildings: buildings.collect(),
        incident: "landslide-burial".into(),
        aftershocks: None,
        source: scenario.people.source.clone(),
    });
    fixture::prepare(&files, &county, Tier::Beginner)
}

#[test]
fn a_stronger_earthquake_hurts_more_and_members_differ() {
    let hurt = |prepared: &Arc<Prepared>, seed: u64| {
        let log = play(prepared, Seed(seed), &[]);
        let buried = |event: &Event| {
            matches!(event, Event::CasualtyOccurred { cause: CasualtyCause::Burial, .. })
        };
        log.records().iter().filter(|record| buried(&record.event)).count()
    };
    let (weak, strong) = (shaken(5.5), shaken(6.5));
    let of = |prepared: &Arc<Prepared>| -> Vec<usize> {
        (1..=6).map(|seed| hurt(prepared, seed)).collect()
    };
    let (few, many) = (of(&weak), of(&strong));
    assert!(few.iter().zip(&many).all(|(few, many)| few < many), "{few:?} {many:?}");
    assert!(many.iter().any(|count| count != &many[0]), "{many:?}");
}

/// Fails where a run in which no danger came to people's homes is summed up as if one had.
#[track_caller]
fn speaks_of_no_danger(prepared: &Prepared, log: &EventLog) {
    let card = score(&prepared.drill, None, log);
    assert_eq!(
        (card.outcomes.areas_reached, card.outcomes.primary),
        (0, Outcome::PersonMinutesUntreated)
    );
    let names = Names::new(&prepared.drill, log, Language::English);
    let rows = summary(&names, &card).outcomes;
    let mut titles: Vec<&str> = rows.iter().map(|(title, ..)| title.as_str()).collect();
    let cut_off = card.outcomes.person_minutes_in_danger > 0.0;
    assert_eq!(titles.contains(&"person-minutes in danger"), cut_off);
    titles.retain(|title| !["person-minutes in danger", "responders hurt"].contains(title));
    // What people tell each other and do for each other is told of where there is any.
    let among_people = [
        "people who believed",
        "most people at once",
        "got out by neighbours",
        "infected from person to person",
        "infected in the end",
    ];
    titles.retain(|title| !among_people.iter().any(|start| title.starts_with(start)));
    assert_eq!(titles, ["person-minutes hurt and untreated", "deaths"]);
}

/// Every shipped storyline on its own map: it plays to the end, keeps the rules of every run, and
/// its incidents come about. The flash flood is played all over the suite.
#[test]
fn every_shipped_storyline_plays_at_every_tier() {
    let folders: Vec<_> = std::fs::read_dir(tree::root().join("scenarios"))
        .expect("scenarios are shipped")
        .map(|entry| entry.expect("it reads").path())
        .filter(|folder| folder.join("scenario.ron").is_file())
        .filter(|folder| !folder.ends_with("2026-q2-flash-flood"))
        .collect();
    assert!(folders.len() >= 3, "{folders:?}");
    let mut county = None;
    let (mut transfers, mut differing) = (0, 0);
    for folder in folders {
        let files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
        let county = county.get_or_insert_with(|| {
            let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
            Arc::new(county)
        });
        for tier in Tier::ALL {
            let prepared = fixture::prepare(&files, county, *tier);
            let log = play(&prepared, Seed(1), &[]);
            let complaints = audit::audit(&prepared, &log, log.records());
            assert!(complaints.is_empty(), "{folder:?} {tier:?}: {complaints:#?}");
            assert!(hurt(&log) > 0, "{folder:?} {tier:?}: nobody is hurt");
            assert!(!fate(&log).0.is_empty(), "{folder:?} {tier:?}: nothing happens");
            if prepared.drill.exposure().is_none() && !prepared.drill.has_rivers() {
                speaks_of_no_danger(&prepared, &log);
            }
            transfers += swamps_hospitals(&prepared, &log);
            let card = score(&prepared.drill, None, &log);
            let gaps = card.gaps.iter().filter(|gap| gap.form == GapForm::FiguresDiffer);
            differing += gaps.count();
        }
    }
    assert!(transfers > 0, "nobody is taken to the city for want of intensive care");
    assert!(differing > 0, "no two desks report different figures");
}

/// Where a storyline says so, people come to hospitals by themselves, and where a gas clings to
/// them one is closed, both at the latest at the advanced tier; how many patients other hospitals
/// sent.
#[track_caller]
fn swamps_hospitals(prepared: &Prepared, log: &EventLog) -> u32 {
    let count = |of: fn(&Event) -> bool| log.records().iter().filter(|it| of(&it.event)).count();
    let came = count(|event| matches!(event, Event::CasualtyPresented { .. }));
    let scenario = &prepared.drill.scenario;
    let is_last = scenario.tier == Tier::Advanced;
    let (come, name) = (!scenario.own_way.is_empty(), &scenario.name);
    assert!(come || came == 0, "{name}");
    assert!(!come || !is_last || came > 0, "{name}: nobody comes by himself");
    let closed = count(|event| matches!(event, Event::HospitalContaminated { .. }));
    let clings =
        scenario.release.as_ref().is_some_and(|release| release.file.contaminated_percent > 0.0);
    assert!(clings || closed == 0);
    assert!(!clings || !is_last || closed > 0, "{name}: no hospital is closed");
    score(&prepared.drill, None, log).hospitals.each.iter().map(|it| it.transferred).sum()
}

/// What `scenario` files of the shipped storylines hold, by the practice of exercises: objectives
/// that somebody can watch, injects each with the action that is expected, what is planted to go
/// wrong, a decision that hurts either way, a handout; each tier with pressures of its own.
#[test]
fn every_shipped_storyline_has_what_an_exercise_director_asks_for() {
    let folders = std::fs::read_dir(tree::root().join("scenarios")).expect("scenarios are shipped");
    let folders = folders.map(|entry| entry.expect("it reads").path());
    let mut seen = 0;
    for folder in folders.filter(|folder| folder.join("scenario.ron").is_file()) {
        let files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
        let (scenario, name) = (files.scenario.value, folder.display());
        assert!((3..=8).contains(&scenario.objectives.len()), "{name}: objectives");
        assert!((25..=40).contains(&scenario.injects.len()), "{name}: injects");
        assert!(scenario.injects.iter().all(|inject| inject.expected.is_some()), "{name}");
        let serves = |objective: &str| scenario.injects.iter().any(|it| it.objective == objective);
        assert!(scenario.objectives.iter().all(|it| serves(&it.name)), "{name}: objectives served");
        let texts = [&scenario.handout, &scenario.planted];
        assert!(texts.iter().all(|texts| texts.len() >= 4), "{name}: handout, planted failures");
        let dilemma = scenario.dilemma.iter();
        let all = texts.into_iter().flatten().chain(dilemma);
        assert!(all.clone().all(|text| !text.zh.is_empty() && !text.en.is_empty()), "{name}");
        assert!(scenario.dilemma.is_some(), "{name}: a decision that hurts");
        let tiers =
            [&scenario.tiers.beginner, &scenario.tiers.intermediate, &scenario.tiers.advanced];
        let harder = |pair: &[&Vec<String>]| pair[0].len() < pair[1].len();
        assert!(tiers.windows(2).all(harder), "{name}: pressures of the tiers");
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// Whoever waits at a site for more to be hurt there loads them when they are, without anybody else
/// having to come.
#[test]
fn those_hurt_later_are_fetched_by_those_who_stayed() {
    let county = fixture::small_county(1);
    let mut files = fixture::shipped_files();
    let mut first = accident("first", WhenFile::AtMinutes(1.0), 1);
    let site = first.incident.as_mut().expect("it has one");
    site.kind = "ordinary-medical".into();
    site.at = PlaceFile::Zone(county.zones[0].name.clone());
    site.calls.clear();
    site.severity = Some((0.0, 100.0));
    site.growth = Some(GrowthFile { law: LawFile::PerMinute(0.05), at_most: 12, until: None });
    let scenario = &mut files.scenario.value;
    fixture::without_embankments(scenario);
    scenario.happenings = vec![first];
    scenario.background.clear();
    scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
    let log = play(&fixture::prepare(&files, &county, Tier::Beginner), Seed(1), &[]);
    let blast = log.records().iter().filter_map(|record| match record.event {
        Event::CasualtyOccurred { casualty, cause: CasualtyCause::Blast, .. } => Some(casualty),
        _ => None,
    });
    let fetched = |wanted| {
        log.records().iter().any(|record| {
            matches!(record.event, Event::PatientLeft { casualty, .. } if casualty == wanted)
        })
    };
    let blast: Vec<_> = blast.collect();
    assert_eq!(blast.len(), 13);
    let left: Vec<_> = blast.iter().filter(|casualty| !fetched(**casualty)).collect();
    assert!(left.is_empty(), "{left:?} were never fetched");
}

/// What the plan does at a response level for a flood it does not do for an earthquake.
#[test]
fn a_level_counts_for_its_own_kind_of_event_alone() {
    let county = fixture::small_county(1);
    let evacuations = |event: EventKind| {
        let mut files = fixture::shipped_files();
        files.scenario.value.event = event;
        files.scenario.value.known_at_start = vec![KnownFile {
            desks: vec!["flood-office".into()],
            fact: FactKind::ResponseLevel,
            value: 3,
        }];
        let log = play(&fixture::prepare(&files, &county, Tier::Beginner), Seed(1), &[]);
        let is_order = |event: &Event| {
            matches!(event, Event::OrderIssued { content, .. }
                if matches!(**content, Order::Evacuate { .. }))
        };
        let early = log.records().iter().filter(|record| record.at < Time::from_minutes(30));
        early.filter(|record| is_order(&record.event)).count()
    };
    assert!(evacuations(EventKind::Flood) > 0);
    assert_eq!(evacuations(EventKind::Earthquake), 0);
}

/// An ambulance with a patient aboard that finds every road to a hospital closed waits there, and
/// is not at a hospital because it looked again.
#[test]
fn a_patient_stays_where_no_road_leads_to_a_hospital() {
    let county = fixture::small_county(1);
    let log_of = |cut_off_at: Option<f64>| {
        let mut files = fixture::shipped_files();
        let mut crash = accident("crash", WhenFile::AtMinutes(1.0), 1);
        let site = crash.incident.as_mut().expect("it has one");
        site.kind = "ordinary-medical".into();
        site.at = PlaceFile::Zone("yunling".into());
        site.calls.clear();
        site.severity = Some((100.0, 0.0));
        let mut slide = crash.clone();
        slide.name = "slide".into();
        let site = slide.incident.as_mut().expect("it has one");
        (site.at, site.people, site.hurt) = (PlaceFile::CutsOff("yunling".into()), 0, 0);
        slide.when = WhenFile::AtMinutes(cut_off_at.unwrap_or(0.0));
        let scenario = &mut files.scenario.value;
        fixture::without_embankments(scenario);
        scenario.happenings = vec![crash];
        scenario.happenings.extend(cut_off_at.map(|_| slide));
        scenario.background.clear();
        scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
        play(&fixture::prepare(&files, &county, Tier::Beginner), Seed(1), &[])
    };
    // The flood hurts others; the crash is the only blast.
    let course = |log: &EventLog| {
        let mut patient = None;
        let (mut left, mut arrived) = (None, None);
        for record in log.records() {
            match record.event {
                Event::CasualtyOccurred { casualty, cause: CasualtyCause::Blast, .. } => {
                    patient = Some(casualty);
                }
                Event::PatientLeft { casualty, .. } if patient == Some(casualty) => {
                    left = Some(record.at);
                }
                Event::PatientHandedOver { casualty, .. } if patient == Some(casualty) => {
                    arrived = Some(record.at);
                }
                _ => {}
            }
        }
        (left, arrived)
    };
    let (left, arrived) = course(&log_of(None));
    assert!(arrived.is_some());
    let minute = left.expect("it is fetched").milliseconds() as f64 / 60_000.0;
    let (still, never) = course(&log_of(Some(minute - 0.01)));
    assert_eq!((still, never), (left, None));
}
