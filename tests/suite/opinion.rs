//! Rumours and crowds in play: a rumour passes until somebody publishes about the incident that it
//! is about, and the sooner that is, the fewer believe it and call; a crowd that a rumour draws is
//! dangerous where nobody keeps order, slows vehicles and hurts people, and is held where somebody
//! does. Each follows from what stands in the log before it.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{DeskId, IncidentId};
use muster::base::text::{Language, Text};
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::{About, CasualtyCause, Event, Seq};
use muster::hazard::crowd::CrowdDensity;
use muster::scenario::Tier;
use muster::scenario::file::{
    CrowdFile, HappeningFile, PlaceFile, RumourFile, ScenarioFile, SiteFile, WhenFile,
};
use muster::score::outcome::Outcomes;
use muster::sim::Simulation;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;

use crate::{audit, fixture};

/// Minutes of play at which parents come to a place.
const PARENTS_MINUTES: f64 = 5.0;

/// Parents at a zone's centre, whom somebody calls about after so many minutes.
fn parents(zone: &str, called_minutes: f64) -> HappeningFile {
    HappeningFile {
        name: "parents".into(),
        title: Text::new("家长聚集", "parents gather"),
        when: WhenFile::AtMinutes(PARENTS_MINUTES),
        unless: Vec::new(),
        incident: Some(SiteFile {
            kind: "crowd-at-gate".into(),
            at: PlaceFile::Zone(zone.into()),
            people: 0,
            hurt: 0,
            cause: CasualtyCause::Ordinary,
            severity: None,
            calls: vec![("110".into(), called_minutes)],
            growth: None,
        }),
        fails: Vec::new(),
    }
}

fn rumour(scenario: &ScenarioFile, zones: Vec<String>) -> RumourFile {
    RumourFile {
        name: "money".into(),
        title: Text::new("先交钱", "money first"),
        claim: Text::new("医院先收钱", "the hospital wants money first"),
        about: "parents".into(),
        after_minutes: 5.0,
        zones,
        first: 60,
        telling_per_hour: 8.0,
        stifling_per_hour: 8.0,
        refuting_per_hour: 3.0,
        calls: vec![("110".into(), 3.0), ("12345".into(), 1.0)],
        source: scenario.people.source.clone(),
    }
}

/// The shipped files over the small county without a flood: parents, a rumour, a crowd of which so
/// many percent of the believers come.
fn prepare(called_minutes: f64, drawn_percent: f64) -> Arc<Prepared> {
    let county = fixture::small_county(1);
    let mut files = fixture::shipped_files();
    let scenario = &mut files.scenario.value;
    let zones: Vec<String> = county.zones.iter().map(|zone| zone.name.clone()).collect();
    scenario.happenings = vec![parents(&zones[0], called_minutes)];
    scenario.flood = None;
    scenario.visitors.clear();
    scenario.injects.clear();
    scenario.background.clear();
    scenario.duration_minutes = 300;
    scenario.people.return_early = (0.0, 0.0);
    scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
    scenario.rumours = vec![rumour(scenario, zones)];
    scenario.crowds = vec![CrowdFile {
        happening: "parents".into(),
        held_by: "calm".into(),
        area_m2: 100.0,
        first: 20,
        room: 60,
        per_minute: 0.12,
        drawn_by: Some(("money".into(), drawn_percent)),
        crush: "crowd-crush".into(),
        source: scenario.people.source.clone(),
    }];
    fixture::prepare(&files, &county, Tier::Beginner)
}

fn incident(prepared: &Prepared) -> IncidentId {
    prepared.drill.scenario.rumours[0].incident
}

/// Plays, with a statement about the parents at some minute; the log is audited.
fn play(prepared: &Arc<Prepared>, seed: u64, statement_minutes: Option<u64>) -> EventLog {
    let mut simulation = Simulation::new(prepared.clone(), Seed(seed));
    if let Some(minutes) = statement_minutes {
        let desks = &prepared.drill.plan.desks;
        let desk = desks.iter().position(|desk| desk.name == "publicity").expect("it publishes");
        let subject = Subject::Incident(incident(prepared));
        let facts = vec![Fact::new(FactKind::Incident, subject)];
        let desk = DeskId::from_index(desk);
        let action = Action::GiveOrder { desk, order: Order::Publish { facts } };
        simulation.submit(Input { at: Time::from_minutes(minutes), sequence: 0, action });
    }
    simulation.advance_to(Time::NEVER);
    let log = simulation.into_log();
    let complaints: Vec<String> = audit::audit(prepared, &log, log.records())
        .into_iter()
        // A person may publish what the desk has not been told.
        .filter(|complaint| !complaint.contains("ordered about what the desk did not know"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    log
}

fn outcomes(prepared: &Prepared, log: &EventLog) -> Outcomes {
    muster::score::score(&prepared.drill, Some(prepared.roads.router()), log).outcomes
}

#[test]
fn the_sooner_somebody_publishes_the_fewer_believe_and_call() {
    let prepared = prepare(2.0, 0.5);
    for seed in 1..4 {
        let of = |minutes| {
            let outcomes = outcomes(&prepared, &play(&prepared, seed, minutes));
            let rumour = &outcomes.rumours[0];
            (rumour.most_people, rumour.calls)
        };
        let [early, late, never] = [of(Some(20)), of(Some(120)), of(None)];
        assert!(early.0 < late.0 && late.0 <= never.0, "{early:?} {late:?} {never:?}");
        assert!(early.1 < late.1 && late.1 <= never.1, "{early:?} {late:?} {never:?}");
        assert!(early.1 > 0, "who has heard it already calls");
    }
}

#[test]
fn calls_of_believers_take_lines_and_readers_and_tell_nothing() {
    let prepared = prepare(2.0, 0.5);
    let log = play(&prepared, 1, None);
    let calls: Vec<_> = log
        .records()
        .iter()
        .filter_map(|record| match &record.event {
            Event::MessageSent { message, about: About::Rumour { .. }, versions, .. } => {
                assert!(versions.is_empty());
                Some(*message)
            }
            _ => None,
        })
        .collect();
    assert!(calls.len() > 20, "{}", calls.len());
    let read = log.records().iter().filter(|record| {
        matches!(record.event, Event::MessageRead { message, .. } if calls.contains(&message))
    });
    assert!(read.count() > calls.len() / 2);
}

/// The events that led to one, the last first.
fn chain(log: &EventLog, seq: usize) -> Vec<&Event> {
    let step = |seq: &usize| log.records()[*seq].cause.map(Seq::index);
    std::iter::successors(Some(seq), step).map(|seq| &log.records()[seq].event).collect()
}

#[test]
fn an_incident_leads_to_a_rumour_that_to_a_crowd_and_that_to_the_crushed() {
    let prepared = prepare(280.0, 4.0);
    let log = play(&prepared, 1, None);
    let hurt = log.records().iter().position(|record| {
        matches!(record.event, Event::CasualtyOccurred { cause: CasualtyCause::Crush, .. })
    });
    let chain = chain(&log, hurt.expect("somebody is crushed"));
    let kinds: Vec<FactKind> = chain
        .iter()
        .filter_map(|event| match event {
            Event::FactChanged { fact, .. } => Some(fact.kind),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, [FactKind::CrowdSize, FactKind::RumourBelief]);
    let first = chain.iter().rev().find(|event| matches!(event, Event::IncidentOccurred { .. }));
    let id = incident(&prepared);
    assert!(matches!(first, Some(Event::IncidentOccurred { incident, .. }) if *incident == id));
    let outcomes = outcomes(&prepared, &log);
    assert!(outcomes.crowds[0].hurt > 0 && outcomes.crowds[0].density >= CrowdDensity::Danger);
}

#[test]
fn a_crowd_that_police_hold_does_not_become_dangerous() {
    for seed in 1..3 {
        let density = |called_minutes| {
            let prepared = prepare(called_minutes, 4.0);
            outcomes(&prepared, &play(&prepared, seed, None)).crowds[0].density
        };
        let (held, free) = (density(0.5), density(280.0));
        assert!(held < CrowdDensity::Danger && free >= CrowdDensity::Danger, "{held:?} {free:?}");
    }
}

#[test]
fn the_report_tells_of_rumours_and_crowds() {
    let prepared = prepare(2.0, 0.5);
    let log = play(&prepared, 1, Some(60));
    let card = muster::score::score(&prepared.drill, Some(prepared.roads.router()), &log);
    for (language, said) in
        [(Language::Chinese, "事发55分钟后首次发布"), (Language::English, "money first")]
    {
        let files =
            muster::report::write(&prepared.drill, &log, &card, language, &Default::default());
        let page = String::from_utf8(files["report.html"].clone()).expect("a page is text");
        assert!(page.contains(said), "{said}");
    }
}
