//! Buildings on fire: a fire lights its neighbours when the model says so, unless water comes
//! first; more of it, sooner, leaves fewer buildings burnt, and each names the one that lit it.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::hazard::structure_fire::{Growth, growth_kw_s2};
use muster::scenario::file::{BuildingFireFile, HappeningFile, WhenFile};
use muster::sim::play;
use muster::sim::prepared::Prepared;

use crate::fixture::{self, Tiny};

/// Metres between buildings.
const DISTANCE_M: f64 = 6.0;
/// Heat that lights wood there, kW: 12.5 kW/m2 of a share of 0.3 from a point.
const LIGHTS_KW: f64 = 12.5 * 4.0 * std::f64::consts::PI * DISTANCE_M * DISTANCE_M / 0.3;

fn building(name: &str, when: WhenFile, called_after_minutes: f64) -> HappeningFile {
    let mut building = fixture::accident(name, when, 1);
    if let Some(site) = &mut building.incident {
        site.cause = CasualtyCause::Fire;
        site.calls = vec![("119".into(), called_after_minutes)];
    }
    building
}

/// A row of four houses of which the first burns from minute 10 on, called in after some minutes.
fn row(called_after_minutes: f64, litres_s: f64, change: impl FnOnce(&mut Tiny)) -> EventLog {
    let mut tiny = Tiny::new();
    tiny.scenario.background.clear();
    let names = ["house-1", "house-2", "house-3", "house-4"];
    for (place, name) in names.into_iter().enumerate() {
        let when = match place.checked_sub(1) {
            None => WhenFile::AtMinutes(10.0),
            Some(before) => {
                WhenFile::LitBy { happening: names[before].into(), distance_m: DISTANCE_M }
            }
        };
        tiny.scenario.happenings.push(building(name, when, called_after_minutes));
        tiny.scenario.fires.push(BuildingFireFile {
            happening: name.into(),
            task: "rescue".into(),
            fed_until: None,
            growth: Growth::Medium,
            most_mw: 25.0,
            litres_s,
            source: tiny.scenario.people.source.clone(),
        });
    }
    change(&mut tiny);
    play(&Arc::new(Prepared::new(Arc::new(tiny.drill()))), Seed(1), &[])
}

fn minutes(log: &EventLog, is: impl Fn(&Event) -> bool) -> Vec<f64> {
    let all = log.records().iter().filter(|record| is(&record.event));
    all.map(|record| record.at.minutes()).collect()
}

fn burnt(log: &EventLog) -> Vec<f64> {
    minutes(log, |event| matches!(event, Event::HappeningCame { .. }))
}

#[test]
fn a_fire_that_nobody_fights_lights_its_neighbours_one_after_the_other() {
    let log = row(700.0, 12.0, |_| ());
    let between = (LIGHTS_KW / growth_kw_s2(Growth::Medium)).sqrt() / 60.0;
    let burnt = burnt(&log);
    assert_eq!(burnt.len(), 4, "{burnt:?}");
    for (place, minute) in burnt.iter().enumerate() {
        let expected = 10.0 + place as f64 * between;
        // A step of five seconds for each.
        assert!((minute - expected).abs() <= 0.1 * place as f64 + 1e-9, "{minute} {expected}");
    }
    // Each names the one that lit it.
    let mut before = None;
    for record in log.records() {
        if let Event::HappeningCame { .. } = record.event {
            let cause = record.cause.map(|cause| log.record(cause).event.clone());
            assert_eq!(cause, before);
            before = Some(record.event.clone());
        }
    }
}

#[test]
fn water_in_time_puts_it_out_and_spares_the_neighbour() {
    let log = row(1.0, 12.0, |_| ());
    assert_eq!(burnt(&log).len(), 1);
    let averted =
        log.records().iter().find(|record| matches!(record.event, Event::HappeningAverted { .. }));
    let averted = averted.expect("the neighbour is spared");
    let cause = log.record(averted.cause.expect("by somebody's work"));
    assert!(matches!(cause.event, Event::TaskCompleted { .. }), "{:?}", cause.event);
    // How long the work takes follows from what burns: who comes later has more to do.
    let work = |log: &EventLog| {
        let begun = minutes(log, |event| matches!(event, Event::WorkStarted { .. }))[0];
        minutes(log, |event| matches!(event, Event::TaskCompleted { .. }))[0] - begun
    };
    let later = row(6.0, 12.0, |_| ());
    assert!(work(&later) > work(&log), "{} {}", work(&later), work(&log));
}

#[test]
fn sooner_and_more_water_never_leaves_more_buildings_burnt() {
    let count = |called, litres| burnt(&row(called, litres, |_| ())).len();
    let by_call: Vec<usize> = [1.0, 8.0, 20.0, 40.0, 700.0].map(|it| count(it, 12.0)).into();
    assert!(by_call.is_sorted() && by_call[0] < by_call[4], "{by_call:?}");
    let by_water: Vec<usize> = [0.1, 4.0, 8.0, 12.0, 40.0].map(|it| count(8.0, it)).into();
    assert!(by_water.is_sorted_by(|one, other| one >= other), "{by_water:?}");
    assert!(by_water[0] > by_water[4], "{by_water:?}");
}

/// Burning gas is held and not put out before it is shut off.
#[test]
fn what_is_still_fed_is_held_and_not_out() {
    let fed = row(1.0, 12.0, |tiny| {
        let tasks = &mut tiny.catalogue.incidents[0].tasks;
        let mut cut = tasks[0].clone();
        // Its name is the later one: the only team is sent to the fire.
        (cut.name, cut.after) = ("shut".into(), vec!["rescue".into()]);
        tasks.push(cut);
        tiny.scenario.fires[0].fed_until = Some("shut".into());
    });
    assert_eq!(burnt(&fed).len(), 1, "it is held");
    assert!(minutes(&fed, |event| matches!(event, Event::TaskCompleted { .. })).is_empty());
}
