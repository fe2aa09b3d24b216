//! Which hospital a crew goes to: by what it knows of roads and beds, never by what is true. Full
//! ones send it on, and word of them travels. Where intensive care is full, those who wait are
//! taken to the city by the plan, and die of waiting where nobody takes them. Who comes without a
//! crew is in the hospital's number alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster::base::chance::{Purpose, Seed};
use muster::base::id::{CasualtyId, FacilityId, TeamId};
use muster::base::key::Key;
use muster::base::text::Text;
use muster::county::place::County;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event, Party};
use muster::files::drill::DrillFiles;
use muster::hazard::burn::Burn;
use muster::plan::hospital::{HospitalsFile, IntensiveCareFile, PlacesFile, SpecialtiesFile};
use muster::scenario::Tier;
use muster::scenario::file::{HappeningFile, OwnWayFile, PlaceFile, SiteFile, WhenFile};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::care::{Specialty, Triage};
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;

use crate::{audit, fixture, tree};

/// The shipped plan over a small county in which nothing happens but one accident in the county
/// town, to be changed before it is played.
pub(crate) struct Accident {
    /// The files.
    pub(crate) files: DrillFiles,
    /// The county.
    pub(crate) county: County,
}

impl Accident {
    /// So many are hurt, all of them seriously or all gravely, by `cause`; four crews are adequate.
    pub(crate) fn new(hurt: u32, gravely: bool, cause: CasualtyCause) -> Self {
        let mut files = fixture::shipped_files();
        let county = (*fixture::small_county(1)).clone();
        let severity = if gravely { (100.0, 0.0) } else { (0.0, 100.0) };
        let scenario = &mut files.scenario.value;
        scenario.happenings = vec![HappeningFile {
            name: "accident".into(),
            title: Text::new("事故", "an accident"),
            when: WhenFile::AtMinutes(1.0),
            unless: Vec::new(),
            incident: Some(SiteFile {
                kind: "ordinary-medical".into(),
                at: PlaceFile::Zone(county.zones[0].name.clone()),
                people: hurt,
                hurt,
                cause,
                severity: Some(severity),
                calls: Vec::new(),
                growth: None,
            }),
            fails: Vec::new(),
        }];
        scenario.background.clear();
        scenario.flood = None;
        scenario.injects.clear();
        scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
        let incidents = files.catalogue.iter_mut().flat_map(|file| &mut file.value.incidents);
        for incident in incidents.filter(|incident| incident.name == "ordinary-medical") {
            incident.tasks[0].quantity = 4;
        }
        Self { files, county }
    }

    /// What the plan assumes about hospitals.
    pub(crate) fn hospitals(&mut self) -> &mut HospitalsFile {
        self.files.plan.value.medical.hospitals.as_mut().expect("the shipped plan has it")
    }

    /// What it assumes about intensive care.
    fn intensive_care(&mut self) -> &mut IntensiveCareFile {
        self.hospitals().intensive_care.as_mut().expect("the shipped plan has it")
    }

    /// Those hurt by this, so many percent of the lightly and seriously hurt, leave after about so
    /// many minutes.
    fn leave_alone(&mut self, cause: CasualtyCause, percent: f64, delay_minutes: f64) {
        let source = self.hospitals().source.clone();
        self.files.scenario.value.own_way = vec![OwnWayFile {
            cause,
            leave_percent: (percent, percent),
            delay_minutes,
            patience_minutes: None,
            even_if_treated: false,
            to: Vec::new(),
            source,
        }];
    }

    /// The drill.
    pub(crate) fn prepare(&self) -> Arc<Prepared> {
        fixture::prepare(&self.files, &Arc::new(self.county.clone()), Tier::Beginner)
    }

    /// Its log, which keeps the rules of every run.
    #[track_caller]
    pub(crate) fn play(&self) -> EventLog {
        let prepared = self.prepare();
        let log = play(&prepared, Seed(1), &[]);
        audit::check(&prepared, &log, "an accident");
        log
    }

    /// Leaves a hospital so many free beds.
    pub(crate) fn leave_beds(&mut self, hospital: FacilityId, beds: u32) {
        let taken = u32::from(self.hospitals().occupied_percent);
        self.county.facilities[hospital.index()].capacity = beds * 100 / (100 - taken);
    }
}

/// A drill in which crews come to a hospital that is full, and know it from then on.
pub(crate) fn with_a_full_hospital() -> Arc<Prepared> {
    let mut accident = Accident::new(12, false, CasualtyCause::Collision);
    let first = nearest(&accident);
    accident.leave_beds(first, 1);
    // Whoever needs a bed needs a theatre, and then a place that nobody has.
    accident.files.plan.value.medical.theatre_below_score = 11;
    let care = accident.intensive_care();
    (care.below_score, care.occupied_percent, care.transfer) = (11, 100, None);
    accident.prepare()
}

/// Who left for which hospital, in order; those sent on once more with the next one.
fn bound_for(log: &EventLog) -> Vec<(TeamId, FacilityId)> {
    let bound = log.records().iter().filter_map(|record| match record.event {
        Event::PatientLeft { team, hospital, .. }
        | Event::PatientDiverted { team, hospital, .. } => Some((team, hospital)),
        _ => None,
    });
    bound.collect()
}

/// How each was sorted who was taken away, and to which hospital.
fn bound_by_category(log: &EventLog) -> Vec<(Triage, FacilityId)> {
    let mut sorted = BTreeMap::new();
    let mut bound = Vec::new();
    for record in log.records() {
        match record.event {
            Event::CasualtyTriaged { casualty, category, .. } => {
                sorted.insert(casualty, category);
            }
            Event::PatientLeft { casualty, hospital, .. } => {
                bound.push((sorted[&casualty], hospital));
            }
            _ => {}
        }
    }
    bound
}

fn diversions(log: &EventLog) -> usize {
    let diverted = |event: &Event| matches!(event, Event::PatientDiverted { .. });
    log.records().iter().filter(|record| diverted(&record.event)).count()
}

fn taken_over(log: &EventLog) -> Vec<(CasualtyId, FacilityId)> {
    let taken = log.records().iter().filter_map(|record| match record.event {
        Event::PatientHandedOver { casualty, hospital, .. } => Some((casualty, hospital)),
        _ => None,
    });
    taken.collect()
}

/// The hospital that crews go to as long as it has beds.
fn nearest(accident: &Accident) -> FacilityId {
    bound_for(&accident.play())[0].1
}

#[test]
fn a_full_hospital_sends_crews_on_and_says_what_filled_it() {
    let mut accident = Accident::new(6, false, CasualtyCause::Collision);
    let first = nearest(&accident);
    accident.leave_beds(first, 2);
    let log = accident.play();
    let taken = taken_over(&log);
    assert_eq!(taken.len(), 6, "everybody has a place in the end");
    assert_eq!(taken.iter().filter(|(_, hospital)| *hospital == first).count(), 2);
    let beds = Fact::new(FactKind::HospitalBeds, Subject::Facility(first));
    let full = Event::FactChanged { fact: beds, value: 0 };
    let mut sent_on = 0;
    for record in log.records() {
        if let Event::PatientDiverted { from, hospital, after, .. } = record.event {
            assert!(from == first && hospital != first, "{:?}", record.event);
            assert_eq!(log.record(after.expect("something filled it")).event, full);
            sent_on += 1;
        }
    }
    assert!(sent_on > 0);
}

#[test]
fn nobody_is_spared_the_way_by_a_figure_that_did_not_reach_them() {
    let mut accident = Accident::new(6, false, CasualtyCause::Collision);
    let first = nearest(&accident);
    accident.leave_beds(first, 1);
    let with_word = accident.play();
    // Crews that are told by nobody each find out at the door.
    let plan = &mut accident.files.plan.value;
    plan.monitoring.retain(|monitoring| monitoring.fact != FactKind::HospitalBeds);
    plan.communications.iter_mut().for_each(|channel| channel.latency_seconds = 3_600);
    for desk in &mut plan.desks {
        desk.staffing.service_seconds = 1;
    }
    let without = accident.play();
    assert!(diversions(&with_word) < diversions(&without), "{}", diversions(&with_word));
    let seen = without.records().iter().filter_map(|record| match record.event {
        Event::FactObserved { fact, by: Party::Team(team), value: 0, .. }
            if fact.kind == FactKind::HospitalBeds =>
        {
            Some((team, fact))
        }
        _ => None,
    });
    let seen: BTreeSet<(TeamId, Fact)> = seen.collect();
    assert_eq!(seen.len(), diversions(&without), "each crew saw it once for itself");
}

#[test]
fn where_every_hospital_is_full_patients_are_taken_all_the_same() {
    let mut accident = Accident::new(5, true, CasualtyCause::Collision);
    accident.hospitals().occupied_percent = 100;
    let log = accident.play();
    assert_eq!(taken_over(&log).len(), 5);
    let hospitals = accident.prepare().hospitals.len();
    assert!(diversions(&log) >= hospitals - 1, "the first crew asks at every door");
}

#[test]
fn a_burnt_patient_goes_farther_for_the_specialty_but_not_too_far() {
    let mut accident = Accident::new(3, true, CasualtyCause::Fire);
    accident.hospitals().specialty_detour_minutes = 0;
    // A free place in intensive care is worth the same way.
    accident.hospitals().intensive_care = None;
    let first = nearest(&accident);
    let county = &accident.county;
    let other = accident.prepare().hospitals.iter().copied().find(|id| {
        let there = &county.facilities[id.index()];
        *id != first && there.theatres > 0 && there.access_minutes == 0
    });
    let other = other.expect("a second hospital in the county");
    let at = accident.county.facilities[other.index()].name.clone();
    accident.hospitals().specialties = vec![SpecialtiesFile { at, has: vec![Specialty::Burns] }];
    for (detour, expected) in [(0, first), (300, other)] {
        accident.hospitals().specialty_detour_minutes = detour;
        let bound = bound_by_category(&accident.play());
        assert!(bound.iter().any(|(category, _)| *category == Triage::Immediate));
        for (category, hospital) in bound {
            // Who was not sorted as immediate is in no need of it as far as the crew can tell.
            let right = if category == Triage::Immediate { expected } else { first };
            assert_eq!(hospital, right, "{detour} min, {category:?}");
        }
    }
    // Whom something else hurt needs no such place.
    let mut crash = Accident::new(3, true, CasualtyCause::Collision);
    *crash.hospitals() = accident.hospitals().clone();
    assert!(bound_for(&crash.play()).iter().all(|(_, hospital)| *hospital == first));
}

/// Patients by the event that is asked for.
fn patients(log: &EventLog, of: fn(&Event) -> Option<CasualtyId>) -> Vec<CasualtyId> {
    log.records().iter().filter_map(|record| of(&record.event)).collect()
}

fn needed(event: &Event) -> Option<CasualtyId> {
    match event {
        Event::IntensiveCareNeeded { casualty, .. } => Some(*casualty),
        _ => None,
    }
}

/// Twenty who are gravely hurt, all of whom need intensive care once they were operated on.
fn with_full_intensive_care() -> Accident {
    let mut accident = Accident::new(20, true, CasualtyCause::Collision);
    accident.intensive_care().below_score = 12;
    accident
}

#[test]
fn where_intensive_care_is_full_the_health_desk_has_patients_taken_to_the_city() {
    let accident = with_full_intensive_care();
    let log = accident.play();
    let city: BTreeSet<FacilityId> = accident
        .prepare()
        .hospitals
        .iter()
        .copied()
        .filter(|id| accident.county.facilities[id.index()].access_minutes > 0)
        .collect();
    let mut ordered = BTreeSet::new();
    let mut moved = 0;
    let mut inside = BTreeSet::new();
    for record in log.records() {
        match &record.event {
            Event::OrderIssued { content, .. } => {
                if let Order::TransferPatient { casualty, hospital } = **content {
                    assert!(city.contains(&hospital));
                    ordered.insert(casualty);
                }
            }
            Event::PatientHandedOver { casualty, hospital, .. } if !inside.insert(*casualty) => {
                assert!(ordered.contains(casualty) && city.contains(hospital));
                moved += 1;
            }
            _ => {}
        }
    }
    assert!(moved > 0, "{} orders", ordered.len());
    // A plan that says nothing of it leaves them where they are.
    let mut without = with_full_intensive_care();
    without.intensive_care().transfer = None;
    let log = without.play();
    let orders = log.records().iter().filter(|record| {
        matches!(&record.event, Event::OrderIssued { content, .. }
            if matches!(**content, Order::TransferPatient { .. }))
    });
    assert_eq!(orders.count(), 0);
}

/// Of those who are gravely burnt and operated on as many live as burns of that size and age let
/// live, less what waiting has cost them.
#[test]
fn who_is_burnt_lives_as_often_as_burns_are_survived() {
    let mut accident = Accident::new(80, true, CasualtyCause::Fire);
    accident.intensive_care().deaths_percent_per_hour = 0.0;
    let log = accident.play();
    let (mut scores, mut treated, mut died) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for record in log.records() {
        match record.event {
            Event::CasualtyOccurred { casualty, score, .. } => {
                scores.insert(casualty, (score, score));
            }
            Event::CasualtyDeteriorated { casualty, score } => {
                scores.entry(casualty).and_modify(|(_, now)| *now = score);
            }
            Event::TreatmentStarted { casualty, .. } => treated.push(casualty),
            Event::CasualtyDied { casualty } => {
                died.insert(casualty);
            }
            _ => {}
        }
    }
    // Whoever is on the table when play ends lives so far.
    let (mut lived, mut expected, mut variance) = (0.0, 0.0, 0.0);
    for casualty in &treated {
        let key = log.registry().key(*casualty);
        let (first, now) = scores[casualty];
        let burn = Burn::draw(first, &mut Seed(1).draws(Purpose::Casualty, Key(key.0 ^ 2)));
        let chance = burn.survival_after(first, now);
        lived += f64::from(u8::from(!died.contains(casualty)));
        (expected, variance) = (expected + chance, variance + chance * (1.0 - chance));
    }
    assert!(treated.len() > 10, "{} of 80 were treated", treated.len());
    assert!((lived - expected).abs() < 4.0 * f64::sqrt(variance), "{lived} of {expected}");
}

#[test]
fn who_waits_for_intensive_care_dies_of_it_at_the_rate_of_the_plan() {
    let died_waiting = |percent: f64| {
        let mut accident = with_full_intensive_care();
        let care = accident.intensive_care();
        (care.transfer, care.occupied_percent) = (None, 100);
        care.deaths_percent_per_hour = percent;
        let log = accident.play();
        let waited: BTreeSet<CasualtyId> = patients(&log, needed).into_iter().collect();
        let died = patients(&log, |event| match event {
            Event::CasualtyDied { casualty } => Some(*casualty),
            _ => None,
        });
        (waited.len(), died.iter().filter(|id| waited.contains(id)).count())
    };
    let (waited, died) = died_waiting(0.0);
    assert!(waited > 5 && died == 0, "{died} of {waited}");
    assert_eq!(died_waiting(99.0).1, waited, "nobody lives for hours at that rate");
}

#[test]
fn a_place_that_frees_is_named_by_who_waited_for_it() {
    let mut accident = with_full_intensive_care();
    let hospitals = accident.prepare().hospitals.clone();
    let name = |id: &FacilityId| accident.county.facilities[id.index()].name.clone();
    let places = hospitals.iter().map(|id| PlacesFile { at: name(id), count: 1 }).collect();
    let care = accident.intensive_care();
    (care.transfer, care.places, care.occupied_percent) = (None, places, 0);
    care.stay_hours = 0.5;
    let log = accident.play();
    let mut after_a_wait = 0;
    for record in log.records() {
        if let Event::IntensiveCareStarted { hospital, after: Some(after), .. } = record.event {
            let freed = &log.record(after).event;
            let ends =
                matches!(freed, Event::TreatmentEnded { hospital: at, .. } if *at == hospital);
            assert!(ends || matches!(freed, Event::CasualtyDied { .. }), "{freed:?}");
            after_a_wait += 1;
        }
    }
    assert!(after_a_wait > 0);
}

#[test]
fn who_leaves_without_a_crew_is_in_the_number_of_the_hospital_alone() {
    let mut accident = Accident::new(20, false, CasualtyCause::Collision);
    let kinds = accident.files.catalogue.iter_mut().flat_map(|file| &mut file.value.incidents);
    // Of such incidents crews tell how many are hurt.
    kinds.filter(|it| it.name == "ordinary-medical").for_each(|it| it.critical = true);
    accident.leave_alone(CasualtyCause::Collision, 50.0, 1.0);
    let log = accident.play();
    let presented = patients(&log, |event| match event {
        Event::CasualtyPresented { casualty, .. } => Some(*casualty),
        _ => None,
    });
    let carried = taken_over(&log).len();
    assert!(presented.len() > 4 && carried > 4, "{} came, {carried} were taken", presented.len());
    let mut counted: BTreeMap<Fact, i64> = BTreeMap::new();
    let mut told = None;
    for record in log.records() {
        match record.event {
            Event::FactChanged { fact, value } if fact.kind == FactKind::HospitalPatients => {
                counted.insert(fact, value);
            }
            Event::FactObserved { fact, by: Party::Team(_), value, .. }
                if fact.kind == FactKind::IncidentInjured =>
            {
                told = Some(value);
            }
            _ => {}
        }
    }
    assert_eq!(counted.values().sum::<i64>(), 20, "hospitals have everybody");
    assert_eq!(told, Some(carried as i64), "the crew counts whom it finds");
    // Nobody leaves where nobody is said to.
    accident.leave_alone(CasualtyCause::Fire, 50.0, 1.0);
    assert_eq!(taken_over(&accident.play()).len(), 20);
}

/// How many leave the site of the shipped chlorine release unwashed with a crew, where crews that
/// know the substance wait so long; and how often a hospital is closed by any of them.
fn unwashed(crews_wait_minutes: u32) -> (usize, usize) {
    let folder = tree::root().join("scenarios/2026-q1-chlorine-release");
    let mut files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
    files.scenario.value.own_way.clear();
    let hospitals = files.plan.value.medical.hospitals.as_mut().expect("the shipped plan has it");
    let washing = hospitals.decontamination.as_mut().expect("the shipped plan has it");
    (washing.crews_wait_minutes, washing.at) = (crews_wait_minutes, Vec::new());
    let prepared = fixture::prepare(&files, &Arc::new(county), Tier::Beginner);
    let log = play(&prepared, Seed(1), &[]);
    audit::check(&prepared, &log, "a release");
    let mut contaminated = BTreeSet::new();
    let (mut left, mut closed) = (0, 0);
    for record in log.records() {
        match record.event {
            Event::CasualtyContaminated { casualty } => {
                contaminated.insert(casualty);
            }
            Event::CasualtyWashed { casualty, .. } => {
                contaminated.remove(&casualty);
            }
            Event::PatientLeft { casualty, .. } => {
                left += usize::from(contaminated.contains(&casualty));
            }
            Event::FactChanged { fact, value: 0 } if fact.kind == FactKind::HospitalAdmits => {
                closed += 1;
            }
            _ => {}
        }
    }
    (left, closed)
}

#[test]
fn crews_that_know_the_substance_and_wait_bring_fewer_unwashed_patients() {
    let (at_once, waiting) = (unwashed(0), unwashed(1_440));
    assert!(waiting.0 < at_once.0, "{waiting:?}, and at once {at_once:?}");
    assert!(at_once.1 > 0 && waiting.1 <= at_once.1, "{waiting:?}, and at once {at_once:?}");
}
