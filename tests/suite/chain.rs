//! A chain of three desks with known service times and latencies gives exactly the arrival times
//! that are computed by hand. The drill is `fixture::Tiny`; nothing in it varies.
//!
//! | | holds a line | latency | reading |
//! |---|---|---|---|
//! | phone | 30 s | 10 s | 100 % |
//! | platform | 5 s (it has no lines) | 20 s | 50 % |
//! | radio | 4 s | 6 s | a crew reads at once |
//!
//! Service: `alarm` 60 s, `duty` 40 s, `fire` 70 s; one reader and one line each.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{DeskId, MessageId};
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::{Event, Party};
use muster::plan::Plan;
use muster::sim::play;
use muster::sim::prepared::Prepared;

use crate::fixture::Tiny;

fn desk(plan: &Plan, name: &str) -> DeskId {
    let index = plan.desks.iter().position(|desk| desk.name == name).expect("a desk of the plan");
    DeskId::from_index(index)
}

/// Messages to a desk from minute `from` on, in order of delivery: when each was sent, delivered
/// and read, in whole seconds of play.
fn traffic(log: &EventLog, to: DeskId, from: Time) -> Vec<[u64; 3]> {
    let when = |wanted: &dyn Fn(&Event) -> bool| {
        let record = log.records().iter().find(|record| wanted(&record.event));
        record.map_or(u64::MAX, |record| {
            assert_eq!(record.at.milliseconds() % 1_000, 0, "{:?}", record.event);
            record.at.milliseconds() / 1_000
        })
    };
    let mut times = Vec::new();
    for record in log.records() {
        let Event::MessageSent { message, to: Party::Desk(desk), .. } = record.event else {
            continue;
        };
        if desk != to || record.at < from {
            continue;
        }
        let is = |other: &MessageId| *other == message;
        times.push([
            record.at.milliseconds() / 1_000,
            when(&|event| matches!(event, Event::MessageDelivered { message } if is(message))),
            when(&|event| matches!(event, Event::MessageRead { message, .. } if is(message))),
        ]);
    }
    times.sort_unstable_by_key(|[_, delivered, _]| *delivered);
    times
}

/// From a caller through three desks to a team on scene, counted from the call:
///
/// - phone to `alarm`: 30 + 10 + 60 = 100 s;
/// - platform to `duty`: 5 + 20 + 20 = 45 s, so that it knows at 145 s;
/// - phone to `fire`: 30 + 10 + 70 = 110 s, so that it knows at 255 s and orders the team at once;
/// - radio: 4 + 6 = 10 s, no turnout: the team leaves at 265 s;
/// - 6 km at 60 km/h are 360 s: it arrives at 625 s;
/// - ten team-minutes of work end at 1,225 s.
#[test]
fn a_call_brings_the_team_after_exactly_ten_minutes_and_25_seconds() {
    let prepared = Arc::new(Prepared::new(Arc::new(Tiny::new().drill())));
    let alone = (1..100).map(Seed).map(|seed| play(&prepared, seed, &[])).find(|log| {
        let is_incident = |event: &Event| matches!(event, Event::IncidentOccurred { .. });
        let incidents: Vec<Time> = log
            .records()
            .iter()
            .filter(|record| is_incident(&record.event))
            .map(|record| record.at)
            .collect();
        incidents.len() == 1 && incidents[0] < Time::from_minutes(600)
    });
    let log = alone.expect("some seed of a hundred has one incident, in the first ten hours");
    let seconds_after_call = |wanted: &dyn Fn(&Event) -> bool| {
        let first = |wanted: &dyn Fn(&Event) -> bool| {
            log.records().iter().find(|record| wanted(&record.event)).expect("it happened").at
        };
        let call = first(&|event| matches!(event, Event::MessageSent { .. }));
        first(wanted).since(call).milliseconds()
    };
    assert_eq!(seconds_after_call(&|event| matches!(event, Event::Decided { .. })), 255_000);
    assert_eq!(seconds_after_call(&|event| matches!(event, Event::TaskAssigned { .. })), 265_000);
    assert_eq!(seconds_after_call(&|event| matches!(event, Event::TeamDeparted { .. })), 265_000);
    assert_eq!(seconds_after_call(&|event| matches!(event, Event::TeamArrived { .. })), 625_000);
    assert_eq!(
        seconds_after_call(&|event| matches!(event, Event::TaskCompleted { .. })),
        1_225_000
    );
}
