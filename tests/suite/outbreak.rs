//! An infection that passes from person to person in play: among people who live together it
//! infects as many as the exact law of a closed population has it, over ten thousand runs;
//! isolation that is ordered sooner never infects more, on any seed, and moves nobody else's draw;
//! whoever is taken home takes it along; desks are told of nobody before he is ill; and the report
//! says all of it.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{DeskId, TaskId};
use muster::base::text::{Language, Text};
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::files::drill::DrillFiles;
use muster::hazard::epidemic::{Disease, final_sizes};
use muster::hazard::food_poisoning::FoodAgent;
use muster::scenario::Tier;
use muster::scenario::file::{
    GrowthFile, HappeningFile, HomeFile, LawFile, MeasureFile, OutbreakFile, PreventionFile,
    Progress, StopFile, WhenFile,
};
use muster::score::outbreak::OutbreakOutcome;
use muster::sim::Simulation;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::vocabulary::order::Order;

use crate::fixture::{self, Tiny};
use crate::{audit, tree};

/// Four days, the longest that is played.
const PLAY_MINUTES: u32 = 5_760;

/// Lightly poisoned people whom nobody calls in.
fn cases(name: &str, minutes: f64, hurt: u32) -> HappeningFile {
    let mut cases = fixture::accident(name, WhenFile::AtMinutes(minutes), hurt);
    let site = cases.incident.as_mut().expect("an accident has a site");
    (site.cause, site.severity) = (CasualtyCause::Poisoning, Some((0.0, 0.0)));
    site.calls.clear();
    cases
}

/// An outbreak that one case begins among so many people, in the tiny drill.
fn school(people: u32, reproduction: f64, change: impl FnOnce(&mut Tiny)) -> Arc<Prepared> {
    let mut tiny = Tiny::new();
    tiny.scenario.background.clear();
    tiny.scenario.duration_minutes = PLAY_MINUTES;
    tiny.scenario.happenings = vec![cases("gate", 5.0, 0), cases("cases", 10.0, 1)];
    tiny.scenario.outbreaks = vec![OutbreakFile {
        name: "outbreak".into(),
        title: Text::new("疫情", "an outbreak"),
        happening: "cases".into(),
        people,
        houses: 1,
        elsewhere_percent: 0.0,
        reproduction,
        incubation: (2.4, 1.3),
        infectious_days: 0.1,
        measures: Vec::new(),
        home: None,
        source: tiny.scenario.people.source.clone(),
    }];
    change(&mut tiny);
    Arc::new(Prepared::new(Arc::new(tiny.drill())))
}

/// People infected by others: where they live together, and at home.
fn infected(log: &EventLog) -> (u32, u32) {
    let mut infected = (0, 0);
    for record in log.records() {
        if let Event::InfectionPassed { zone, people, .. } = record.event {
            match zone {
                Some(_) => infected.1 += people,
                None => infected.0 += people,
            }
        }
    }
    infected
}

fn play(prepared: &Arc<Prepared>, seed: u64) -> EventLog {
    let log = muster::sim::play(prepared, Seed(seed), &[]);
    audit::check(prepared, &log, "an outbreak");
    log
}

#[test]
fn final_sizes_in_play_are_those_of_ball_1986() {
    let (people, reproduction, runs) = (10, 1.8, 10_000);
    let prepared = school(people, reproduction, |tiny| {
        tiny.scenario.happenings.remove(0);
    });
    let disease = Disease::new(reproduction, 0.1, 0.1).unwrap();
    let exact = final_sizes(&disease, people - 1, 1).unwrap();
    let mut found = vec![0_u32; exact.len()];
    for seed in 0..runs {
        let log = muster::sim::play(&prepared, Seed(seed), &[]);
        found[infected(&log).0 as usize] += 1;
    }
    for (share, found) in exact.into_iter().zip(found) {
        let error = f64::sqrt(share * (1.0 - share) / runs as f64);
        let found = f64::from(found) / runs as f64;
        assert!((found - share).abs() < 4.0 * error, "{found} {share}");
    }
}

/// Sixty people, and a task that leaves a tenth of contacts; somebody at the seat of the only desk
/// that could have it done orders that after some minutes, or never.
fn isolated(seed: u64, after_minutes: Option<u64>) -> EventLog {
    let prepared = school(60, 4.0, |tiny| {
        let outbreak = &mut tiny.scenario.outbreaks[0];
        (outbreak.incubation, outbreak.infectious_days) = ((8.0, 1.3), 1.0);
        let (happening, task) = ("cases".into(), "rescue".into());
        let tasks = vec![PreventionFile { happening, task, by: Progress::Done }];
        outbreak.measures = vec![MeasureFile { tasks, leaves_percent: 10.0 }];
    });
    let plan = &prepared.drill.plan;
    let desk = DeskId::from_index(plan.desks.iter().position(|it| it.name == "fire").unwrap());
    let mut simulation = Simulation::new(prepared.clone(), Seed(seed));
    let action = Action::TakeSeat { desk };
    simulation.submit(Input { at: Time::START, sequence: 0, action });
    if let Some(minutes) = after_minutes {
        let at = Time::from_minutes(10 + minutes);
        simulation.advance_to(at);
        let arose: Vec<TaskId> = simulation
            .log()
            .records()
            .iter()
            .filter_map(|record| match record.event {
                Event::TaskArose { task, .. } => Some(task),
                _ => None,
            })
            .collect();
        // That of the gate came first.
        let order = Order::Dispatch { team: plan.teams_of(desk)[0], task: arose[1] };
        simulation.submit(Input { at, sequence: 1, action: Action::GiveOrder { desk, order } });
    }
    simulation.advance_to(Time::NEVER);
    simulation.into_log()
}

#[test]
fn isolation_ordered_sooner_infects_fewer_on_the_same_seed() {
    let mut sums = [0; 3];
    for seed in 1..=12 {
        let [early, late, never] =
            [Some(30), Some(1_440), None].map(|after| infected(&isolated(seed, after)).0);
        assert!(early <= late && late <= never, "{seed}: {early} {late} {never}");
        sums = [sums[0] + early, sums[1] + late, sums[2] + never];
    }
    assert!(2 * sums[0] < sums[1] && sums[1] < sums[2], "{sums:?}");
}

/// Up to the moment of the order everybody is infected as without it.
#[test]
fn isolation_moves_no_draw_of_what_comes_before_it() {
    let until = Time::from_minutes(10 + 2_160);
    let passed = |log: &EventLog| -> Vec<(Time, u32)> {
        let before = log.records().iter().take_while(|record| record.at < until);
        let passed = before.filter_map(|record| match record.event {
            Event::InfectionPassed { people, .. } => Some((record.at, people)),
            _ => None,
        });
        passed.collect()
    };
    let both = (1..=6).map(|seed| [Some(2_160), None].map(|after| passed(&isolated(seed, after))));
    let both: Vec<_> = both.collect();
    assert!(both.iter().all(|[with, without]| with == without), "{both:?}");
    assert!(both.iter().any(|[with, _]| with.len() > 1));
}

/// Forty people of whom half fall ill after a meal, and as many as ten are taken home.
pub(crate) fn taken_home(kept_by: Option<Progress>) -> Arc<Prepared> {
    school(40, 4.0, |tiny| {
        let site = tiny.scenario.happenings[1].incident.as_mut().unwrap();
        let agent = FoodAgent::Norovirus;
        let (eaters, attacked_percent, minutes_before) = (40, 50.0, 1_200.0);
        let law = LawFile::Meal { agent, eaters, attacked_percent, minutes_before };
        site.growth = Some(GrowthFile { law, at_most: 40, until: None });
        tiny.scenario.outbreaks[0].home = Some(HomeFile {
            fetched_from: "gate".into(),
            kept_by: kept_by.map(|by| StopFile { task: "rescue".into(), by }),
            per_minute: 0.4,
            at_most: 10,
            zones: vec!["town".into()],
            reproduction: 0.7,
            incident: "accident".into(),
        });
    })
}

#[test]
fn whoever_is_taken_home_takes_it_along_until_they_are_kept() {
    let taken = |log: &EventLog| -> u32 {
        let taken = log.records().iter().filter_map(|record| match record.event {
            Event::PeopleTakenHome { people, .. } => Some(people),
            _ => None,
        });
        taken.sum()
    };
    let (free, kept) = (taken_home(None), taken_home(Some(Progress::Begun)));
    let (mut at_home, mut ill_at_home) = (0, 0);
    for seed in 1..=6 {
        let log = play(&free, seed);
        assert_eq!(taken(&log), 10);
        let fewer = taken(&play(&kept, seed));
        assert!((1..10).contains(&fewer), "{fewer} until the team came");
        at_home += infected(&log).1;
        // A casualty at home is the incident's whose cause is that somebody carried it there.
        ill_at_home += log
            .records()
            .iter()
            .filter(|record| match record.event {
                Event::IncidentOccurred { .. } => record.cause.is_some_and(|cause| {
                    let zone = match log.record(cause).event {
                        Event::InfectionCarried { zone, .. }
                        | Event::InfectionPassed { zone, .. } => zone,
                        _ => None,
                    };
                    zone.is_some()
                }),
                _ => false,
            })
            .count();
    }
    assert!(at_home > 5 && ill_at_home > 10, "{at_home} {ill_at_home}");
}

/// What a desk or a team sees is how many are ill, never how many are infected.
#[test]
fn nobody_sees_who_is_infected_before_he_is_ill() {
    let prepared = taken_home(None);
    for seed in 1..=3 {
        let log = play(&prepared, seed);
        let (mut ill, mut most_told) = (0, 0);
        for record in log.records() {
            match record.event {
                Event::CasualtyOccurred { .. } => ill += 1,
                Event::FactObserved { value, fact, .. }
                    if fact.kind == muster::vocabulary::fact::FactKind::IncidentInjured =>
                {
                    assert!(value <= ill, "{value} of {ill}");
                    most_told = most_told.max(value);
                }
                _ => {}
            }
        }
        assert!(most_told > 0);
    }
}

fn storyline() -> DrillFiles {
    let folder = tree::root().join("scenarios/2026-q4-school-food-poisoning");
    DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"))
}

/// The storyline with nobody at any seat, and with somebody at one of them who decides nothing.
#[test]
fn in_the_storyline_isolation_and_keeping_pupils_decide_how_far_it_goes() {
    let files = storyline();
    let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
    let prepared = fixture::prepare(&files, &Arc::new(county), Tier::Advanced);
    let desk = |name: &str| {
        let desks = &prepared.drill.plan.desks;
        DeskId::from_index(desks.iter().position(|desk| desk.name == name).expect("shipped"))
    };
    let played = |seed: u64, idle: Option<&str>| {
        let inputs = idle.map(|name| {
            let action = Action::TakeSeat { desk: desk(name) };
            Input { at: Time::START, sequence: 0, action }
        });
        let log = muster::sim::play(&prepared, Seed(seed), inputs.as_slice());
        audit::check(&prepared, &log, "the storyline");
        let router = Some(prepared.roads.router());
        let card = muster::score::score(&prepared.drill, router, &log);
        let outcome: OutbreakOutcome = card.outcomes.outbreaks[0].clone();
        (log, card, outcome)
    };
    for seed in 1..=2 {
        let (log, card, decided) = played(seed, None);
        let (_, _, nobody_isolates) = played(seed, Some("disease-control"));
        let (_, _, nobody_keeps) = played(seed, Some("police"));
        assert!(decided.reproduction < 1.0 && nobody_isolates.reproduction > 1.0);
        assert!(decided.passed <= nobody_isolates.passed);
        assert!(5 * decided.expected < nobody_isolates.expected, "{decided:?} {nobody_isolates:?}");
        assert!(decided.taken_home < nobody_keeps.taken_home, "{decided:?} {nobody_keeps:?}");
        assert!(decided.carried_home <= nobody_keeps.carried_home);
        for (language, said) in
            [(Language::Chinese, "人传人感染"), (Language::English, "Sellke 1983")]
        {
            let facts = Default::default();
            let pages = muster::report::write(&prepared.drill, &log, &card, language, &facts);
            let page = String::from_utf8(pages["report.html"].clone()).expect("a page is text");
            assert!(page.contains(said), "{said}");
        }
    }
}
