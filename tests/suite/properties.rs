//! What holds of every run: over small counties, plans of several sizes, tiers and seeds, with and
//! without somebody at the console who orders teams about, nobody arrives before leaving, knows
//! before being told, or acts on what they do not hold, and nobody is lost. The rules are in
//! `audit`; the last test here shows that each of them can be broken.
//!
//! It has caught teams that turned round at a junction before they could have driven there, teams
//! that were recalled and stood, later, where they had been bound, and teams away for the whole
//! drill that came when the console called them.

use std::sync::Arc;

use muster::base::chance::{Draws, Purpose, Seed};
use muster::base::id::TeamId;
use muster::base::key::Key;
use muster::base::time::Time;
use muster::event_log::Record;
use muster::event_log::event::Event;
use muster::files::drill::DrillFiles;
use muster::scenario::Tier;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::sim::{Simulation, play};
use muster::vocabulary::order::Order;

use crate::audit;
use crate::audit::forgery::{Scene, forgeries};
use crate::console;
use crate::fixture::{self, Tiny};
use crate::hospital;
use crate::outbreak;
use crate::outdoors;
use crate::tree;
use crate::withdrawal;

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

/// The same while somebody at the console gives any order that is possible, wise or not.
#[test]
fn invariants_hold_whatever_the_console_orders() {
    for case in 1..=3 * CASES {
        let tier = Tier::ALL[usize::try_from(case).expect("small") % Tier::ALL.len()];
        let prepared = prepared(case, tier);
        let mut draws = Seed(case).draws(Purpose::Test, Key(99));
        let log = console::play_with_orders(&prepared, Seed(case), &mut draws);
        audit::check(&prepared, &log, &format!("{tier:?}, case {case}"));
    }
}

/// A team that is sent to a task that is over says that it is free. Ordered there four times at one
/// moment it says so four times at another, and what it holds afterwards is the version with the
/// greatest key, not the last: it sends what it has just seen all the same.
#[test]
fn a_team_may_say_several_times_at_one_moment_how_it_stands() {
    let mut tiny = Tiny::new();
    tiny.scenario.background[0].daily_per_100000 = 40.0;
    let prepared = Arc::new(Prepared::new(Arc::new(tiny.drill())));
    let mut simulation = Simulation::new(prepared.clone(), Seed(1));
    let at = Time::from_minutes(600);
    simulation.advance_to(at);
    let over = simulation.log().records().iter().find_map(|record| match record.event {
        Event::TaskCompleted { task } => Some(task),
        _ => None,
    });
    let task = over.expect("a task was done in ten hours");
    let team = TeamId(0);
    let desk = prepared.drill.plan.teams[0].desk;
    for sequence in 0..4 {
        let order = Order::Dispatch { team, task };
        simulation.submit(Input { at, sequence, action: Action::GiveOrder { desk, order } });
    }
    simulation.advance_to(Time::NEVER);
    let log = simulation.into_log();
    let is_refusal = |record: &&Record| matches!(record.event, Event::OrderRefused { .. });
    assert_eq!(log.records().iter().filter(is_refusal).count(), 4);
    audit::check(&prepared, &log, "four orders at once");
}

/// Forged logs in which one rule of the audit is broken, and exactly that one is complained of.
#[test]
fn each_rule_of_the_audit_can_be_broken() {
    let played = |case| {
        let prepared = prepared(case, Tier::Advanced);
        let log = play(&prepared, Seed(case), &[]);
        (prepared, log)
    };
    let mut logs: Vec<_> = (1..=4).map(played).collect();
    let crowded = hospital::with_a_full_hospital();
    let log = play(&crowded, Seed(1), &[]);
    logs.push((crowded, log));
    let cold = outdoors::night(|_| ());
    let log = play(&cold, Seed(1), &[]);
    logs.push((cold, log));
    let sick = outbreak::taken_home(None);
    let log = play(&sick, Seed(1), &[]);
    logs.push((sick, log));
    logs.push(withdrawal::out_and_back_in());
    for forgery in forgeries() {
        let mut last = None;
        let alone = logs.iter().any(|(prepared, log)| {
            let records = log.records();
            (1..records.len()).any(|place| {
                let scene = Scene { prepared, records, place };
                let Some(complaints) = forgery.complaints(&scene, log) else { return false };
                let is_alone = !complaints.is_empty()
                    && complaints.iter().all(|complaint| complaint.contains(forgery.rule));
                last = Some(complaints);
                is_alone
            })
        });
        assert!(alone, "{} was never the only complaint; at last: {last:#?}", forgery.rule);
    }
    let files = [
        "causes",
        "field",
        "knowledge",
        "opinion",
        "outbreak",
        "outdoors",
        "people",
        "river",
        "safety",
    ];
    let rules = files.map(|file| {
        let source = tree::text(&format!("tests/suite/audit/{file}.rs")).expect("it is text");
        source.matches("audit.expect(").count()
    });
    assert_eq!(rules.iter().sum::<usize>(), forgeries().count(), "a way to break each rule");
}
