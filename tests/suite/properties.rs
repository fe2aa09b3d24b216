//! What holds of every run: over small counties, plans of several sizes, tiers and seeds, with and
//! without somebody at the console who orders teams about, nobody arrives before leaving, knows
//! before being told, or acts on what they do not hold, and nobody is lost. The rules are in
//! `audit`; the last test here shows that each of them can be broken.
//!
//! It has caught teams that turned round at a junction before they could have driven there, and
//! teams that were recalled and stood, later, where they had been bound.

use std::sync::Arc;

use muster::base::chance::{Draws, Purpose, Seed};
use muster::base::id::{DeskId, FacilityId, TaskId, TeamId};
use muster::base::key::Key;
use muster::base::time::Time;
use muster::event_log::event::Event;
use muster::files::drill::DrillFiles;
use muster::scenario::Tier;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::sim::{Simulation, play};
use muster::vocabulary::order::Order;

use crate::audit;
use crate::fixture;

/// Counties and plans at each tier.
const CASES: u64 = 12;

/// The shipped plan with other staff, teams and channels: from too few of everything to plenty.
fn varied(draws: &mut Draws) -> DrillFiles {
    let mut files = fixture::shipped_files();
    let plan = &mut files.plan.value;
    for staffing in plan.desks.iter_mut().map(|desk| &mut desk.staffing) {
        staffing.staff = 1 + u8::try_from(draws.below(4)).expect("small");
        staffing.lines = 1 + u8::try_from(draws.below(4)).expect("small");
    }
    for each in &mut plan.teams_each {
        each.count = 1 + u8::try_from(draws.below(2)).expect("small");
    }
    for channel in &mut plan.communications {
        channel.loss_percent = f64::from(draws.below(25));
        channel.latency_seconds *= 1 + draws.below(4);
    }
    files
}

fn prepared(case: u64, tier: Tier) -> Arc<Prepared> {
    let mut draws = Seed(case).draws(Purpose::Test, Key(tier as u64));
    let files = if case == 1 { fixture::shipped_files() } else { varied(&mut draws) };
    fixture::prepare(&files, &fixture::small_county(1 + case % 4), tier)
}

fn hold_at(tier: Tier) {
    for case in 1..=CASES {
        let prepared = prepared(case, tier);
        let log = play(&prepared, Seed(case), &[]);
        audit::check(&prepared, &log, &format!("{tier:?}, case {case}"));
    }
}

#[test]
fn invariants_hold_for_beginners() {
    hold_at(Tier::Beginner);
}

#[test]
fn invariants_hold_at_the_intermediate_tier() {
    hold_at(Tier::Intermediate);
}

#[test]
fn invariants_hold_for_the_advanced() {
    hold_at(Tier::Advanced);
}

/// A random order for a random team, or a seat that is taken or left.
fn action(draws: &mut Draws, prepared: &Prepared, tasks: u32) -> Action {
    let plan = &prepared.drill.plan;
    let below = |draws: &mut Draws, count: usize| draws.below(count as u32) as usize;
    let team = TeamId::from_index(below(draws, plan.teams.len()));
    let desk = plan.teams[team.index()].desk;
    let order = match draws.below(5) {
        0 => Order::Recall { team },
        1 => {
            let at = FacilityId::from_index(below(draws, prepared.drill.county.facilities.len()));
            Order::Stage { team, at }
        }
        2 | 3 if tasks > 0 => Order::Dispatch { team, task: TaskId(draws.below(tasks)) },
        _ => {
            let desk = DeskId::from_index(below(draws, plan.desks.len()));
            let seated = draws.happens(0.5);
            return if seated { Action::TakeSeat { desk } } else { Action::LeaveSeat { desk } };
        }
    };
    Action::GiveOrder { desk, order }
}

#[test]
fn invariants_hold_whatever_is_ordered_at_the_console() {
    for case in 1..=6 {
        let prepared = prepared(case, Tier::Intermediate);
        let mut draws = Seed(case).draws(Purpose::Test, Key(77));
        let mut simulation = Simulation::new(prepared.clone(), Seed(case));
        let mut sequence = 0;
        for minute in (10..720).step_by(10) {
            let at = Time::from_minutes(minute);
            simulation.advance_to(at);
            let is_task = |event: &Event| matches!(event, Event::TaskArose { .. });
            let records = simulation.log().records();
            let tasks = records.iter().filter(|record| is_task(&record.event)).count() as u32;
            for _ in 0..8 {
                let action = action(&mut draws, &prepared, tasks);
                simulation.submit(Input { at, sequence, action });
                sequence += 1;
            }
        }
        simulation.advance_to(Time::NEVER);
        audit::check(&prepared, simulation.log(), &format!("orders, case {case}"));
    }
}

/// Breaks a sound log in one place, in each of several ways, and sees that the audit says so.
#[test]
fn each_rule_can_be_broken() {
    let prepared = fixture::small(1, Tier::Advanced);
    let log = play(&prepared, Seed(1), &[]);
    assert_eq!(audit::audit(&prepared, &log, log.records()), [""; 0]);
    let broken = |what: &str, change: &dyn Fn(&Event) -> Option<Event>| {
        let mut records = log.records().to_vec();
        let found = records.iter().enumerate().rev().find_map(|(seq, record)| {
            change(&record.event).map(|event| (seq, event))
        });
        let (seq, event) = found.unwrap_or_else(|| panic!("no event to break: {what}"));
        records[seq].event = event;
        let said = audit::audit(&prepared, &log, &records).join("\n");
        assert!(said.contains(what), "expected \"{what}\" of #{seq}, found:\n{said}");
    };
    // What is left out is replaced by something that says nothing.
    let nothing = || Some(Event::InputTaken { input: 0 });
    broken("a message is sent, then delivered", &|event| match event {
        Event::MessageDelivered { .. } => nothing(),
        _ => None,
    });
    broken("did not hold what it sent", &|event| match event {
        Event::FactObserved { .. } => nothing(),
        _ => None,
    });
    broken("decided on what the desk did not hold", &|event| match event {
        Event::Decided { clause, inputs, .. } if !inputs.is_empty() => {
            let (desk, clause, inputs) = (DeskId(0), *clause, inputs.clone());
            Some(Event::Decided { desk, clause, inputs })
        }
        _ => None,
    });
    broken("ordered about what the desk did not know", &|event| match event {
        Event::OrderIssued { order, content, .. } if matches!(**content, Order::Dispatch { .. }) => {
            Some(Event::OrderIssued { order: *order, by: DeskId(0), content: content.clone() })
        }
        _ => None,
    });
    broken("arrived before it could", &|event| match event {
        Event::TeamDeparted { arcs, .. } if arcs.len() > 3 => nothing(),
        _ => None,
    });
    broken("a team has two tasks", &|event| match event {
        Event::TaskReleased { .. } => nothing(),
        _ => None,
    });
    broken("works where it is not", &|event| match event {
        Event::TeamArrived { task: Some(_), .. } => nothing(),
        _ => None,
    });
    broken("arrived who had not left", &|event| match event {
        Event::PeopleDeparted { .. } => nothing(),
        _ => None,
    });
    broken("people who are not there", &|event| match event {
        Event::PeopleDeparted { area, shelter, .. } => {
            Some(Event::PeopleDeparted { area: *area, people: 1_000_000, shelter: *shelter })
        }
        _ => None,
    });
    broken("a casualty was not where this begins", &|event| match event {
        Event::PatientLeft { .. } => nothing(),
        _ => None,
    });
    broken("nothing caused it", &|event| match event {
        Event::InjectDelivered { .. } => Some(Event::IncidentStabilised {
            incident: muster::base::id::IncidentId(0),
        }),
        _ => None,
    });
}
