//! Teams that come out of a danger: a desk that learns of a shock orders its teams out of damaged
//! buildings, and back in when half an hour has passed without another one; so can a person at its
//! seat at any time. Nothing is worked on meanwhile, nobody is in the danger, and the work goes on
//! where it stood.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{DeskId, TeamId};
use muster::base::text::Text;
use muster::base::time::{Duration, Time};
use muster::event_log::EventLog;
use muster::event_log::event::{Event, WaitReason};
use muster::plan::file::{Source, Standing};
use muster::plan::withdrawal::WithdrawalFile;
use muster::scenario::Tier;
use muster::scenario::file::{DangerFile, InjectTruth, MetByFile, TellsFile, WhenFile};
use muster::score::score;
use muster::sim::control::{Action, Input};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::FactKind;
use muster::vocabulary::order::{Order, Refusal};
use muster::vocabulary::safety::{DangerKind, SafetyCheck};

use crate::fixture::{self, Tiny};
use crate::{audit, tree};

/// The tiny drill with one accident, at which its team works for an hour and a half in a damaged
/// building, and with news of shocks at these minutes.
fn in_a_building(shocks: &[f64]) -> Arc<Prepared> {
    let mut tiny = Tiny::new();
    tiny.scenario.background.clear();
    tiny.scenario.happenings = vec![fixture::accident("first", WhenFile::AtMinutes(10.0), 0)];
    let accident = &mut tiny.catalogue.incidents[0];
    let mut hurt = accident.clone();
    hurt.name = "responders-hurt".into();
    accident.tasks[0].work_team_minutes = 90;
    let kind = DangerKind::WeakenedBuilding;
    let met_by = vec![MetByFile { check: SafetyCheck::BuildingAssessed, tasks: Vec::new() }];
    accident.tasks[0].danger = vec![DangerFile { kind, met_by, equipped_as: Vec::new() }];
    tiny.catalogue.incidents.push(hurt);
    tiny.plan.withdrawals = vec![WithdrawalFile {
        clause: "1".into(),
        fact: FactKind::Aftershock,
        danger: kind,
        back_after_minutes: 30,
        source: Source { standing: Standing::Placeholder, text: Text::new("测试", "test") },
    }];
    let news = |(number, minutes): (usize, &f64)| {
        let tells = TellsFile {
            fact: FactKind::Aftershock,
            subject: "facility:station".into(),
            value: 45 + i64::try_from(number).expect("few"),
            truth: InjectTruth::FalseReport,
        };
        fixture::told(&format!("shock-{number}"), *minutes, "fire", tells)
    };
    tiny.scenario.injects = shocks.iter().enumerate().map(news).collect();
    Arc::new(Prepared::new(Arc::new(tiny.drill())))
}

/// When the team began to work, when it came out, and when the work was done.
fn course(log: &EventLog) -> (Vec<Time>, Vec<Time>, Option<Time>) {
    let (mut began, mut out, mut done) = (Vec::new(), Vec::new(), None);
    for record in log.records() {
        match record.event {
            Event::WorkStarted { .. } => began.push(record.at),
            Event::TeamWaited { reason: WaitReason::Danger, .. } => out.push(record.at),
            Event::TaskCompleted { .. } => done = Some(record.at),
            _ => {}
        }
    }
    (began, out, done)
}

fn at(seconds: u64) -> Time {
    Time::START + Duration::from_seconds(seconds)
}

/// A run in which a team comes out and goes back in.
pub(crate) fn out_and_back_in() -> (Arc<Prepared>, EventLog) {
    let prepared = in_a_building(&[30.0, 45.0]);
    let log = play(&prepared, Seed(1), &[]);
    (prepared, log)
}

/// A shock of which the desk is told at 30:00 is read there 110 s later, and the order by radio is
/// there 10 s after that; of a second one it has read at 46:50, half an hour after which nothing
/// more has come.
#[test]
fn a_desk_orders_its_team_out_after_a_shock_and_back_in_half_an_hour_after_the_last() {
    let (prepared, log) = out_and_back_in();
    audit::check(&prepared, &log, "out and back in");
    let (began, out, done) = course(&log);
    assert_eq!((out, began[1..].to_vec()), (vec![at(32 * 60)], vec![at(77 * 60)]));
    let (_, _, without) = course(&play(&in_a_building(&[]), Seed(1), &[]));
    let pause = Duration::from_minutes(45);
    assert_eq!(score(&prepared.drill, None, &log).safety.withdrawn, 1);
    assert_eq!(done, without.map(|done| done + pause), "it works on where it stood");
    // Each order rests on a clause, the first one on the news.
    let decided = log.records().iter().find_map(|record| match &record.event {
        Event::OrderIssued { content, .. } if matches!(**content, Order::Withdraw { .. }) => {
            record.cause.map(|cause| &log.record(cause).event)
        }
        _ => None,
    });
    assert!(matches!(decided, Some(Event::Decided { .. })), "{decided:?}");
}

/// Orders of a person for the team at minutes of play.
fn ordered(prepared: &Arc<Prepared>, orders: &[(u64, Order)]) -> EventLog {
    let desk = prepared.drill.plan.teams[0].desk;
    let give = |(sequence, (minute, order)): (u32, &(u64, Order))| Input {
        at: Time::from_minutes(*minute),
        sequence,
        action: Action::GiveOrder { desk, order: order.clone() },
    };
    let inputs: Vec<Input> = (0..).zip(orders).map(give).collect();
    let log = play(prepared, Seed(1), &inputs);
    audit::check(prepared, &log, "ordered by a person");
    log
}

#[test]
fn a_person_orders_a_team_out_and_back_in_whenever_it_is_in_danger() {
    let prepared = in_a_building(&[]);
    let team = TeamId(0);
    let (out, back) = (Order::Withdraw { team }, Order::GoBackIn { team });
    let log = ordered(&prepared, &[(40, out.clone()), (60, back.clone())]);
    let (began, went_out, done) = course(&log);
    let (first, _, without) = course(&play(&prepared, Seed(1), &[]));
    assert_eq!(went_out, [at(40 * 60 + 10)]);
    assert_eq!(began, [first[0], at(60 * 60 + 10)]);
    assert_eq!(done, without.map(|done| done + Duration::from_minutes(20)));
    // On its way it learns that it must not go in.
    let early = first[0].milliseconds() / 60_000 - 2;
    let (began, went_out, _) = course(&ordered(&prepared, &[(early, out.clone()), (80, back)]));
    assert_eq!((began, went_out), (vec![at(80 * 60 + 10)], first));
    // Who is not ordered back stays out.
    let log = ordered(&prepared, &[(40, out.clone())]);
    assert_eq!((course(&log).0.len(), course(&log).2), (1, None));
    // Who has nothing dangerous to do has nothing to come out of.
    let refused = |log: &EventLog| {
        let is_refusal = |event: &Event| {
            matches!(event, Event::OrderRefused { reason: Refusal::NotPossible, .. })
        };
        log.records().iter().filter(|record| is_refusal(&record.event)).count()
    };
    assert_eq!(refused(&log), 0);
    assert_eq!(refused(&ordered(&prepared, &[(2, out), (3, Order::GoBackIn { team })])), 2);
}

/// The shipped earthquake: after the aftershock of 03:40 desks order their teams out of damaged
/// buildings and back in, by the clause of the plan.
#[test]
fn in_the_earthquake_teams_come_out_after_the_aftershock_and_go_back_in() {
    let folder = tree::root().join("scenarios/2026-q3-night-earthquake");
    let files = muster::files::drill::DrillFiles::read(&folder, None, None)
        .unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
    let prepared = fixture::prepare(&files, &Arc::new(county), Tier::Intermediate);
    let log = play(&prepared, Seed(1), &[]);
    let mut ordered: [Vec<(DeskId, TeamId)>; 2] = Default::default();
    for record in log.records() {
        let Event::OrderIssued { by, content, .. } = &record.event else { continue };
        match **content {
            Order::Withdraw { team } => ordered[0].push((*by, team)),
            Order::GoBackIn { team } => ordered[1].push((*by, team)),
            _ => {}
        }
    }
    let [out, back] = ordered;
    assert!(!out.is_empty() && !back.is_empty(), "{out:?} {back:?}");
    assert!(back.iter().all(|order| out.contains(order)));
    let (_, came_out, _) = course(&log);
    let shock = Time::from_minutes(160);
    assert!(came_out.iter().any(|at| *at > shock && at.since(shock) < Duration::from_minutes(30)));
}
