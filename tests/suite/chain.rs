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
use muster::base::time::Time;
use muster::event_log::event::Event;
use muster::sim::play;
use muster::sim::prepared::Prepared;

use crate::fixture::Tiny;

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
