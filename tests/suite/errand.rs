//! Errands by order: a patient who waits goes to another hospital, supplies go to a shelter; and
//! what cannot be is refused.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{CasualtyId, DeskId, FacilityId};
use muster::base::time::{Duration, Time};
use muster::county::place::FacilityKind;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::scenario::Tier;
use muster::scenario::file::{HappeningFile, PlaceFile, SiteFile, WhenFile};
use muster::sim::Simulation;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;

use crate::{audit, fixture};

/// The shipped drill over a small county whose hospitals have one theatre each, with more gravely
/// hurt people than those can take at once.
fn crowded() -> Arc<Prepared> {
    let mut files = fixture::shipped_files();
    let mut county = (*fixture::small_county(1)).clone();
    for facility in &mut county.facilities {
        facility.theatres = facility.theatres.min(1);
    }
    let town = county.zones[0].name.clone();
    fixture::without_embankments(&mut files.scenario.value);
    files.scenario.value.happenings = vec![HappeningFile {
        name: "crash".into(),
        title: muster::base::text::Text::new("车祸", "a crash"),
        when: WhenFile::AtMinutes(1.0),
        unless: Vec::new(),
        incident: Some(SiteFile {
            kind: "ordinary-medical".into(),
            at: PlaceFile::Zone(town),
            people: 20,
            hurt: 20,
            cause: CasualtyCause::Collision,
            severity: Some((100.0, 0.0)),
            calls: Vec::new(),
            growth: None,
        }),
        fails: Vec::new(),
    }];
    let tiers = &mut files.scenario.value.tiers;
    for pressure in tiers.pressures.values_mut() {
        pressure.effects.clear();
    }
    fixture::prepare(&files, &Arc::new(county), Tier::Beginner)
}

fn desk(prepared: &Prepared, name: &str) -> DeskId {
    let desks = &prepared.drill.plan.desks;
    DeskId::from_index(desks.iter().position(|desk| desk.name == name).expect("shipped"))
}

fn facilities(prepared: &Prepared, kind: FacilityKind) -> Vec<FacilityId> {
    let all = prepared.drill.county.facilities.iter().enumerate();
    all.filter(|(_, it)| it.kind == kind).map(|(index, _)| FacilityId::from_index(index)).collect()
}

/// Plays until `at`, gives the order there, and plays on to the end.
fn play_with(
    prepared: &Arc<Prepared>,
    at: Time,
    order: impl FnOnce(&EventLog) -> (DeskId, Order),
) -> EventLog {
    let mut simulation = Simulation::new(prepared.clone(), Seed(1));
    simulation.advance_to(at);
    let (desk, order) = order(simulation.log());
    simulation.submit(Input { at, sequence: 0, action: Action::GiveOrder { desk, order } });
    simulation.advance_to(Time::NEVER);
    let log = simulation.into_log();
    audit::check(prepared, &log, "an errand");
    log
}

/// A patient who was handed over, was not treated, and has not died yet; and where.
fn waiting(log: &EventLog) -> (CasualtyId, FacilityId) {
    let mut waiting = Vec::new();
    for record in log.records() {
        match record.event {
            Event::PatientHandedOver { casualty, hospital, .. } => {
                waiting.push((casualty, hospital));
            }
            Event::TreatmentStarted { casualty, .. }
            | Event::TreatmentEnded { casualty, .. }
            | Event::CasualtyDied { casualty } => {
                waiting.retain(|(other, _)| *other != casualty);
            }
            _ => {}
        }
    }
    *waiting.last().expect("somebody waits for a theatre")
}

fn refusals(log: &EventLog) -> usize {
    let refused = |event: &Event| matches!(event, Event::OrderRefused { .. });
    log.records().iter().filter(|record| refused(&record.event)).count()
}

#[test]
fn a_patient_who_waits_is_taken_to_the_other_hospital() {
    let prepared = crowded();
    let city = facilities(&prepared, FacilityKind::CityHospital);
    let mut chosen = None;
    let at = Time::START + Duration::from_minutes(150);
    let health = desk(&prepared, "health");
    let log = play_with(&prepared, at, |log| {
        let (casualty, from) = waiting(log);
        let hospital = *city.iter().find(|hospital| **hospital != from).expect("there are two");
        chosen = Some((casualty, hospital));
        (health, Order::TransferPatient { casualty, hospital })
    });
    let (patient, to) = chosen.expect("it was ordered");
    let steps: Vec<&Event> = log
        .records()
        .iter()
        .filter(|record| record.at > at)
        .map(|record| &record.event)
        .filter(|event| match event {
            Event::PatientLeft { casualty, .. } | Event::PatientHandedOver { casualty, .. } => {
                *casualty == patient
            }
            _ => false,
        })
        .collect();
    assert!(
        matches!(steps[..], [
            Event::PatientLeft { hospital: bound, .. },
            Event::PatientHandedOver { hospital: there, .. },
        ] if *bound == to && *there == to),
        "{steps:?}"
    );
}

#[test]
fn supplies_leave_the_depot_once_and_come_to_the_shelter() {
    let files = fixture::shipped_files();
    let county = fixture::small_county(1);
    let prepared = fixture::prepare(&files, &county, Tier::Beginner);
    let at = Time::START + Duration::from_minutes(30);
    let depot = prepared.drill.plan.stocks[0].at;
    let stock = prepared.drill.plan.stocks[0].kits;
    let to = county.areas[0].shelter;
    let civil = desk(&prepared, "civil-affairs");
    let release = |quantity| {
        play_with(&prepared, at, |_| (civil, Order::ReleaseSupplies { depot, to, quantity }))
    };
    let came = |log: &EventLog| -> Vec<i64> {
        let fact = Fact::new(FactKind::ShelterSupplies, Subject::Facility(to));
        let changes = log.records().iter().filter_map(|record| match record.event {
            Event::FactChanged { fact: changed, value } if changed == fact => Some(value),
            _ => None,
        });
        changes.collect()
    };
    let log = release(stock);
    assert_eq!((came(&log), refusals(&log)), (vec![i64::from(stock)], 0));
    for quantity in [0, stock + 1] {
        let log = release(quantity);
        assert_eq!((came(&log), refusals(&log)), (vec![], 1), "{quantity} of {stock}");
    }
}

#[test]
fn nobody_is_transferred_who_does_not_wait_in_a_hospital() {
    let prepared = crowded();
    let hospital = facilities(&prepared, FacilityKind::CityHospital)[0];
    let health = desk(&prepared, "health");
    let casualty = CasualtyId(0);
    let at = Time::START + Duration::from_minutes(3);
    let order = Order::TransferPatient { casualty, hospital };
    let log = play_with(&prepared, at, |_| (health, order));
    assert_eq!(refusals(&log), 1);
}
