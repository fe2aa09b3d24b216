//! What the people of a place do and meet: warnings come to them one after the other and to the
//! share that their channels reach in the end, neighbours get some out before a team is there and
//! leave it less to do, private cars slow whoever drives behind them until they are turned back.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{AreaId, DeskId, RoadId};
use muster::base::text::Text;
use muster::base::time::{Duration, Time};
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::files::drill::DrillFiles;
use muster::scenario::Tier;
use muster::scenario::file::{
    HappeningFile, PlaceFile, Progress, SiteFile, StopFile, TrafficFile, WhenFile,
};
use muster::sim::Simulation;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::sim::warning::course_of;
use muster::vocabulary::channel::Channel;
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;

use crate::{audit, fixture};

/// The shipped files over the small county with nothing happening but what a test adds.
fn quiet(change: impl FnOnce(&mut DrillFiles)) -> Arc<Prepared> {
    let mut files = fixture::shipped_files();
    let scenario = &mut files.scenario.value;
    scenario.happenings.clear();
    scenario.flood = None;
    scenario.injects.clear();
    scenario.background.clear();
    scenario.people.return_early = (0.0, 0.0);
    scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
    change(&mut files);
    fixture::prepare(&files, &fixture::small_county(1), Tier::Beginner)
}

/// Plays with these orders, each by the county's duty office.
fn play(prepared: &Arc<Prepared>, seed: u64, orders: Vec<(u64, Order)>) -> EventLog {
    let mut simulation = Simulation::new(prepared.clone(), Seed(seed));
    let desks = &prepared.drill.plan.desks;
    let desk = desks.iter().position(|desk| desk.name == "duty-office").expect("it is on duty");
    let desk = DeskId::from_index(desk);
    for (sequence, (minutes, order)) in orders.into_iter().enumerate() {
        let action = Action::GiveOrder { desk, order };
        let sequence = u32::try_from(sequence).unwrap();
        simulation.submit(Input { at: Time::from_minutes(minutes), sequence, action });
    }
    simulation.advance_to(Time::NEVER);
    let log = simulation.into_log();
    let complaints: Vec<String> = audit::audit(prepared, &log, log.records())
        .into_iter()
        // A person may order what the desk has not been told of.
        .filter(|complaint| !complaint.contains("ordered about what the desk did not know"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    log
}

/// People of an area warned, by time.
fn warned(log: &EventLog, area: AreaId) -> Vec<(Time, u32)> {
    let records = log.records().iter();
    let of_area = records.filter_map(|record| match record.event {
        Event::PeopleWarned { area: of, people, .. } if of == area => Some((record.at, people)),
        _ => None,
    });
    of_area.collect()
}

#[test]
fn warnings_come_one_after_the_other_to_the_share_that_their_channels_reach() {
    let prepared = quiet(|_| {});
    let area = AreaId(0);
    let people = f64::from(prepared.drill.people_of_area(area));
    let warn = |channel| (10, Order::Warn { area, channel });
    // Play begins at midnight.
    let miss = |channel| 1.0 - course_of(channel, false).reach;
    let cases = [
        (vec![warn(Channel::Sms)], miss(Channel::Sms)),
        (vec![warn(Channel::Broadcast)], miss(Channel::Broadcast)),
        (
            vec![warn(Channel::Sms), warn(Channel::Broadcast)],
            miss(Channel::Sms) * miss(Channel::Broadcast),
        ),
    ];
    for (orders, missed) in cases {
        let steps = 5.0 * orders.len() as f64;
        let log = play(&prepared, 1, orders);
        let course = warned(&log, area);
        let all: u32 = course.iter().map(|(_, people)| people).sum();
        assert!((f64::from(all) - people * (1.0 - missed)).abs() <= steps + 1.0, "{all}");
        assert!(course.len() >= 4, "{course:?}");
        let (first, last) = (course[0].0, course[course.len() - 1].0);
        assert!(first > Time::from_minutes(10) && last > first + Duration::from_minutes(10));
    }
}

#[test]
fn who_is_evacuated_is_warned_at_the_door_before_leaving() {
    let prepared = quiet(|_| {});
    let area = AreaId(0);
    let shelter = prepared.drill.county.areas[0].shelter;
    let log = play(&prepared, 1, vec![(10, Order::Evacuate { area, shelter })]);
    let (mut warned, mut left) = (0, 0);
    for record in log.records() {
        match record.event {
            Event::PeopleWarned { area: of, people, .. } if of == area => warned += people,
            Event::PeopleDeparted { area: of, people, .. } if of == area => {
                left += people;
                assert!(left <= warned, "{left} left, {warned} warned");
            }
            _ => {}
        }
    }
    assert!(left > 0);
}

/// People buried at a village.
fn buried(people: u32) -> HappeningFile {
    HappeningFile {
        name: "slide".into(),
        title: Text::new("滑坡", "landslide"),
        when: WhenFile::AtMinutes(5.0),
        unless: Vec::new(),
        incident: Some(SiteFile {
            kind: "landslide-burial".into(),
            at: PlaceFile::Zone(fixture::small_county(1).zones[0].name.clone()),
            people,
            hurt: people,
            cause: CasualtyCause::Burial,
            severity: None,
            calls: vec![("119".into(), 20.0), ("120".into(), 21.0)],
            growth: None,
        }),
        fails: Vec::new(),
    }
}

#[test]
fn neighbours_get_some_out_and_leave_less_to_do() {
    // Nobody can help in a county of children; all else is the same.
    let outcome = |help: bool, seed| {
        let mut county = (*fixture::small_county(1)).clone();
        if !help {
            county.zones.iter_mut().for_each(|zone| zone.children = zone.residents);
        }
        let mut files = fixture::shipped_files();
        let scenario = &mut files.scenario.value;
        let mut houses = buried(24);
        houses.incident.as_mut().unwrap().kind = "collapsed-buildings".into();
        scenario.happenings = vec![houses];
        scenario.flood = None;
        scenario.injects.clear();
        scenario.background.clear();
        scenario.people.return_early = (0.0, 0.0);
        scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
        let prepared = fixture::prepare(&files, &Arc::new(county), Tier::Beginner);
        let log = play(&prepared, seed, Vec::new());
        let router = Some(prepared.roads.router());
        let outcomes = muster::score::score(&prepared.drill, router, &log).outcomes;
        (outcomes.freed_by_neighbours, outcomes.person_minutes_untreated)
    };
    for seed in 1..3 {
        let (with, without) = (outcome(true, seed), outcome(false, seed));
        assert!(with.0 > 0 && without.0 == 0, "{with:?} {without:?}");
        assert!(with.1 < without.1, "{with:?} {without:?}");
    }
}

/// How long each team was on its way to its task.
fn journeys(log: &EventLog) -> BTreeMap<u32, Duration> {
    let mut since = BTreeMap::new();
    let mut took = BTreeMap::new();
    for record in log.records() {
        match record.event {
            Event::TeamDeparted { team, .. } => {
                since.entry(team).or_insert(record.at);
            }
            Event::TeamArrived { team, .. } => {
                if let Some(left) = since.get(&team) {
                    took.entry(team.0).or_insert(record.at.since(*left));
                }
            }
            _ => {}
        }
    }
    took
}

/// A slide far from the county town, and cars on the way there from the beginning.
fn cars(cars_per_hour: Option<f64>) -> Arc<Prepared> {
    let county = fixture::small_county(1);
    let hospital = county
        .facilities
        .iter()
        .find(|facility| facility.name.starts_with("county-command"))
        .expect("it is commanded from somewhere");
    let (from, node) = (hospital.name.clone(), hospital.node);
    let far = county.zones.iter().max_by_key(|zone| {
        let place = |node: muster::base::id::NodeId| {
            let node = &county.network.nodes[node.index()];
            (node.x_m, node.y_m)
        };
        let ((east, north), (x_m, y_m)) = (place(zone.node), place(node));
        ((east - x_m).abs() + (north - y_m).abs()) as u64
    });
    let to = far.expect("there are zones").name.clone();
    quiet(|files| {
        let scenario = &mut files.scenario.value;
        let mut slide = buried(6);
        slide.when = WhenFile::AtMinutes(60.0);
        slide.incident.as_mut().unwrap().at = PlaceFile::Zone(to.clone());
        let mut jam = buried(0);
        jam.name = "jam".into();
        jam.incident.as_mut().unwrap().kind = "crowd-at-gate".into();
        jam.incident.as_mut().unwrap().at = PlaceFile::Zone(to.clone());
        // Nobody calls about it before play ends.
        jam.incident.as_mut().unwrap().calls = vec![("110".into(), 700.0)];
        scenario.happenings = vec![slide, jam];
        let source = scenario.people.source.clone();
        scenario.traffic = cars_per_hour.map_or_else(Vec::new, |cars_per_hour| {
            vec![TrafficFile {
                happening: "jam".into(),
                from,
                to,
                cars_per_hour,
                capacity_per_hour: 100.0,
                builds_up_minutes: 30.0,
                until: StopFile { task: "lane".into(), by: Progress::Begun },
                source,
            }]
        });
    })
}

#[test]
fn private_cars_slow_whoever_drives_behind_them_until_they_are_turned_back() {
    let (free, full) = (cars(None), cars(Some(300.0)));
    let (before, after) = (play(&free, 1, Vec::new()), play(&full, 1, Vec::new()));
    let (before, slowed) = (journeys(&before), journeys(&after));
    let later = before.iter().filter(|(team, took)| {
        slowed.get(team).is_some_and(|slowed| *slowed > **took + Duration::from_minutes(1))
    });
    assert!(later.count() > 0, "{before:?} {slowed:?}");
    assert!(before.iter().all(|(team, took)| slowed.get(team).is_none_or(|it| it >= took)));
    // A desk closes one of the roads: from the next look on all is free.
    let fact = |log: &EventLog| -> Vec<i64> {
        let told = log.records().iter().filter_map(|record| match record.event {
            Event::FactChanged {
                fact: Fact { kind: FactKind::TrafficSpeed, subject: Subject::Incident(_) },
                value,
            } => Some(value),
            _ => None,
        });
        told.collect()
    };
    let told = fact(&after);
    assert!(told.iter().any(|percent| *percent < 10), "{told:?}");
    let traffic = &full.drill.scenario.traffic[0];
    let profile = muster::vocabulary::profile::Profile::Road;
    let none = muster::county::router::Overlay::NONE;
    let way = full.roads.way(profile, traffic.from, traffic.to, &none).expect("a road leads there");
    let road: RoadId = full.drill.county.network.road_of[way[0].index()];
    let closed = play(&full, 1, vec![(90, Order::CloseRoad { road })]);
    assert_eq!(fact(&closed).last(), Some(&100));
}
