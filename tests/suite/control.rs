//! What the exercise control says of a road is so: whoever would drive there is stopped although
//! nobody has told him, and goes on when it is open again.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::Event;
use muster::scenario::file::{InjectTruth, TellsFile, WhenFile};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::FactKind;
use muster::vocabulary::profile::{Profile, ProfileSet};

use crate::fixture::{self, Tiny, Town};

/// The tiny drill with an accident at minute 10, six kilometres of road away from its team, and
/// what the control makes of that road at these minutes. A desk hears of it that sends nobody.
fn over_a_road(control: &[(f64, ProfileSet)]) -> EventLog {
    let mut tiny = Tiny::new();
    tiny.town = Town::with_station(false);
    tiny.scenario.background.clear();
    tiny.scenario.happenings = vec![fixture::accident("first", WhenFile::AtMinutes(10.0), 0)];
    let inject = |(at_minutes, passable): &(f64, ProfileSet)| {
        let tells = TellsFile {
            fact: FactKind::RoadPassable,
            subject: "road:road".into(),
            value: i64::from(passable.0),
            truth: InjectTruth::Set,
        };
        fixture::told(&format!("road-{at_minutes}"), *at_minutes, "duty", tells)
    };
    tiny.scenario.injects = control.iter().map(inject).collect();
    play(&Arc::new(Prepared::new(Arc::new(tiny.drill()))), Seed(1), &[])
}

/// When the team was turned back, and when it came to its task.
fn course(log: &EventLog) -> (Vec<Time>, Option<Time>) {
    let times = |is: fn(&Event) -> bool| {
        let found = log.records().iter().filter(move |record| is(&record.event));
        found.map(|record| record.at)
    };
    let turned = times(|event| matches!(event, Event::TeamTurnedBack { .. }));
    let mut arrived = times(|event| matches!(event, Event::TeamArrived { task: Some(_), .. }));
    (turned.collect(), arrived.next())
}

#[test]
fn a_road_that_the_control_closes_is_closed_until_it_opens_it() {
    let on_foot = ProfileSet::of(&[Profile::Foot]);
    let (turned, arrived) = course(&over_a_road(&[]));
    let soon = arrived.expect("the road is open");
    assert!(turned.is_empty());
    let log = over_a_road(&[(5.0, on_foot)]);
    let (turned, arrived) = course(&log);
    assert!(!turned.is_empty() && arrived.is_none(), "{turned:?} {arrived:?}");
    let opens = Time::from_minutes(45);
    let (turned, arrived) = course(&over_a_road(&[(5.0, on_foot), (45.0, ProfileSet::ALL)]));
    assert!(!turned.is_empty() && turned.iter().all(|at| *at < opens));
    assert!(arrived.is_some_and(|at| at > opens && at > soon), "{arrived:?}");
    // The inject is the cause, and the change is told once.
    let changes = log.records().iter().filter(|record| match record.event {
        Event::FactChanged { fact, .. } => fact.kind == FactKind::RoadPassable,
        _ => false,
    });
    let causes: Vec<_> = changes.map(|record| &log.record(record.cause.unwrap()).event).collect();
    assert!(matches!(causes[..], [Event::InjectDelivered { .. }]), "{causes:?}");
}
