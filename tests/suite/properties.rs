//! What holds of every run: over small counties, plans of several sizes, tiers and seeds, with and
//! without somebody at the console who orders teams about, nobody arrives before leaving, knows
//! before being told, or acts on what they do not hold, and nobody is lost. The rules are in
//! `audit`; the last test here shows that each of them can be broken.
//!
//! It has caught teams that turned round at a junction before they could have driven there, and
//! teams that were recalled and stood, later, where they had been bound.

use std::sync::Arc;

use muster::base::chance::{Draws, Purpose, Seed};
use muster::base::key::Key;
use muster::files::drill::DrillFiles;
use muster::scenario::Tier;
use muster::sim::play;
use muster::sim::prepared::Prepared;

use crate::audit;
use crate::audit::forgery::{FORGERIES, Scene};
use crate::fixture;
use crate::tree;

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

/// Forged logs in which one rule of the audit is broken, and exactly that one is complained of.
#[test]
fn each_rule_of_the_audit_can_be_broken() {
    let played = |case| {
        let prepared = prepared(case, Tier::Advanced);
        let log = play(&prepared, Seed(case), &[]);
        (prepared, log)
    };
    let logs: Vec<_> = (1..=4).map(played).collect();
    for forgery in FORGERIES {
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
    let rules = ["causes", "field", "knowledge", "people"].map(|file| {
        let source = tree::text(&format!("tests/suite/audit/{file}.rs")).expect("it is text");
        source.matches("audit.expect(").count()
    });
    assert_eq!(rules.iter().sum::<usize>(), FORGERIES.len(), "a way to break each rule");
}
