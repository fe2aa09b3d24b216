//! The dispatch core against queueing theory: calls that come by a Poisson process to one desk,
//! which sends teams whose work is exponential. Messages, reading and turnout take no time here,
//! and travel none or milliseconds, so that nothing but dispatch is tested.
//!
//! - Teams at one place wait as Erlang C says (Erlang 1917).
//! - Patients wait for places in intensive care in the same way.
//! - Teams at three places, each call to the nearest that is free, are as busy as the hypercube has
//!   it (Larson & Odoni 1981, Urban Operations Research, 5.4.3 to 5.5.3).
//!
//! Many replications after warm-up; the mean over replications must lie within four standard errors
//! *between* replications of the formula. What happens inside one replication is correlated, so
//! that errors computed inside it would be far too small.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use muster::base::chance::Seed;
use muster::base::id::{CasualtyId, IncidentId, TaskId, TeamId, ZoneId};
use muster::base::math;
use muster::base::time::{Duration, Time};
use muster::event_log::event::{CasualtyCause, Event};
use muster::hazard::casualty;
use muster::hazard::hypercube::{DemandClass, Hypercube, WhenBusy};
use muster::plan::file::Audience;
use muster::plan::hospital::{HospitalsFile, IntensiveCareFile, PlacesFile};
use muster::scenario::file::{OwnWayFile, WorkSpread};
use muster::sim::play;
use muster::sim::prepared::Prepared;

use crate::fixture::{Tiny, Town};

/// Threads that play replications.
const WORKERS: u64 = 2;
/// Teams.
const SERVERS: u32 = 3;
/// Minutes of play of each replication.
const PLAY_MINUTES: u32 = 5_760;
/// Calls a day: 0.3 a minute.
const CALLS_PER_DAY: f64 = 432.0;
/// Mean work in minutes: 70 % of the teams' time.
const WORK_MINUTES: u32 = 7;
/// Dispatches that are left out at the start of each replication.
const WARM_UP: usize = 200;
/// Dispatches that are looked at in each replication.
const DISPATCHES: usize = 1_000;
/// Replications.
const REPLICATIONS: u64 = 200;

/// Probability of waiting and mean wait of M/M/c, in the unit of time of the rates.
fn erlang_c(servers: u32, arrival_rate: f64, service_rate: f64) -> (f64, f64) {
    let load = arrival_rate / service_rate;
    let mut term = 1.0;
    let mut sum = 0.0;
    for count in 0..servers {
        sum += term;
        term *= load / f64::from(count + 1);
    }
    let spare = f64::from(servers) - load;
    let waiting = term * f64::from(servers) / spare;
    let probability = waiting / (sum + waiting);
    (probability, probability / (spare * service_rate))
}

/// Published values: for c = 1 the probability is the load; for c = 2 it is a²/(2 + a).
#[test]
fn erlang_c_of_one_and_two_servers() {
    let (one, wait) = erlang_c(1, 0.8, 1.0);
    assert!((one - 0.8).abs() < 1e-12 && (wait - 4.0).abs() < 1e-12);
    let (two, _) = erlang_c(2, 1.2, 1.0);
    assert!((two - 1.2 * 1.2 / 3.2).abs() < 1e-12);
}

/// A tiny drill in which calls come all day at one rate to the desk that sends the teams, four days
/// long: per 100,000 residents so many calls a day, so many minutes of work each.
fn calls(town: Town, daily_per_100000: f64, work_minutes: u32) -> Tiny {
    let mut tiny = Tiny::new();
    tiny.town = town;
    tiny.scenario.duration_minutes = PLAY_MINUTES;
    tiny.scenario.background[0].daily_per_100000 = daily_per_100000;
    tiny.scenario.background[0].by_hour_percent = [100.0 / 24.0; 24];
    tiny.catalogue.incidents[0].noticed_minutes = 0.0;
    let task = &mut tiny.catalogue.incidents[0].tasks[0];
    task.work_team_minutes = work_minutes;
    task.work_spread = WorkSpread::Exponential;
    tiny.plan.call_taking[0].desk = "fire".to_owned();
    tiny.plan.flows.clear();
    assert_eq!(tiny.plan.rules[0].desk, Audience::Desk("fire".to_owned()));
    tiny
}

/// Another team like the first.
fn add_team(tiny: &mut Tiny, name: &str, station: &str) {
    let mut team = tiny.plan.teams[0].clone();
    (team.name, team.at) = (name.to_owned(), station.to_owned());
    tiny.plan.teams.push(team);
}

/// The drill, with nobody taking any time to read or to say something.
fn at_once(tiny: &Tiny) -> Arc<Prepared> {
    let mut drill = tiny.drill();
    let plan = Arc::make_mut(&mut drill.plan);
    for desk in &mut plan.desks {
        desk.service = Duration::ZERO;
    }
    for channel in plan.channels.iter_mut().flatten() {
        (channel.hold, channel.latency) = (Duration::ZERO, Duration::ZERO);
    }
    Arc::new(Prepared::new(Arc::new(drill)))
}

fn queue() -> Arc<Prepared> {
    let mut tiny = calls(Town::with_station(true), CALLS_PER_DAY, WORK_MINUTES);
    for number in 2..=SERVERS {
        add_team(&mut tiny, &format!("engine-{number}"), "station");
    }
    at_once(&tiny)
}

/// Share of calls that waited, and their mean wait in minutes, in one replication.
fn replicate(queue: &Arc<Prepared>, seed: u64) -> (f64, f64) {
    let log = play(queue, Seed(seed), &[]);
    let mut called: Vec<(IncidentId, Time)> = Vec::new();
    let mut task_of: BTreeMap<IncidentId, TaskId> = BTreeMap::new();
    let mut begun: BTreeMap<TaskId, Time> = BTreeMap::new();
    for record in log.records() {
        match record.event {
            Event::IncidentOccurred { incident, .. } => called.push((incident, record.at)),
            Event::TaskArose { task, incident, .. } => {
                task_of.insert(incident, task);
            }
            Event::WorkStarted { task, .. } => {
                let again = begun.insert(task, record.at);
                assert_eq!(again, None, "one team a call");
            }
            _ => {}
        }
    }
    let (mut waited, mut minutes) = (0, 0.0);
    for (incident, at) in called.iter().skip(WARM_UP).take(DISPATCHES) {
        let begun = begun.get(&task_of[incident]).expect("served long before the end of play");
        let wait = begun.since(*at);
        waited += usize::from(wait > Duration::ZERO);
        minutes += wait.minutes();
    }
    assert!(called.len() > WARM_UP + DISPATCHES + 50, "{} calls in four days", called.len());
    (waited as f64 / DISPATCHES as f64, minutes / DISPATCHES as f64)
}

/// What `replicate` gives for so many seeds.
fn replications<T: Send>(
    prepared: &Arc<Prepared>,
    count: u64,
    replicate: fn(&Arc<Prepared>, u64) -> T,
) -> Vec<T> {
    thread::scope(|scope| {
        let of_worker = move |worker: u64| {
            let seeds = (1..=count).filter(move |seed| seed % WORKERS == worker);
            seeds.map(|seed| replicate(prepared, seed)).collect::<Vec<_>>()
        };
        let handles: Vec<_> =
            (0..WORKERS).map(|worker| scope.spawn(move || of_worker(worker))).collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("it does not panic")).collect()
    })
}

/// Mean and standard error between replications.
fn mean_and_error(values: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
    (mean, math::sqrt(squares / (count - 1.0) / count))
}

#[test]
fn dispatch_agrees_with_erlang_c() {
    let results = replications(&queue(), REPLICATIONS, replicate);
    let (probability, wait) =
        erlang_c(SERVERS, CALLS_PER_DAY / 1_440.0, 1.0 / f64::from(WORK_MINUTES));
    let (share, share_error) = mean_and_error(results.iter().map(|result| result.0));
    let (mean, mean_error) = mean_and_error(results.iter().map(|result| result.1));
    let said = format!(
        "waited: {share:.4} ± {share_error:.4}, Erlang C {probability:.4}; \
         minutes: {mean:.4} ± {mean_error:.4}, Erlang C {wait:.4}"
    );
    assert!((share - probability).abs() < 4.0 * share_error, "{said}");
    assert!((mean - wait).abs() < 4.0 * mean_error, "{said}");
    assert!(mean_error < 0.03 * wait, "a test that sees a shift of an eighth: {said}");
}

/// Replications of intensive care, each of some 1,700 patients.
const WARDS: u64 = 80;
/// Ordinary emergencies a day of which seriously hurt people come.
const EMERGENCIES_PER_DAY: f64 = 1_680.0;
/// Mean stay in intensive care, hours: 70 % of the time of the places.
const STAY_HOURS: f64 = 7.0 / 60.0;
/// Seriously hurt patients who are left out at the start of each replication, and looked at.
const PATIENTS: (usize, usize) = (200, 1_000);

/// A hospital with three places in intensive care and more theatres than it needs. The seriously
/// hurt come by themselves, and whoever lives through the theatre needs a place.
fn ward() -> Arc<Prepared> {
    let mut town = Town::with_station(true);
    town.hospitals = vec![("hospital", 1)];
    town.zones[0].2 = 200_000;
    let mut tiny = calls(town, EMERGENCIES_PER_DAY / 2.0, WORK_MINUTES);
    let source = tiny.plan.medical.source.clone();
    tiny.catalogue.incidents[0].tasks[0].transports_casualties = true;
    tiny.plan.rules.clear();
    tiny.scenario.own_way = vec![OwnWayFile {
        cause: CasualtyCause::Ordinary,
        leave_percent: (0.0, 100.0),
        delay_minutes: 2.0,
        patience_minutes: None,
        even_if_treated: false,
        to: Vec::new(),
        source: source.clone(),
    }];
    let medical = &mut tiny.plan.medical;
    (medical.theatre_minutes, medical.theatre_below_score) = (5, 12);
    let places = vec![PlacesFile { at: "hospital".to_owned(), count: SERVERS }];
    let intensive_care = Some(IntensiveCareFile {
        beds_percent: 0.0,
        places,
        occupied_percent: 0,
        below_score: 12,
        stay_hours: STAY_HOURS,
        deaths_percent_per_hour: 0.0,
        transfer: None,
        source: source.clone(),
    });
    medical.hospitals = Some(HospitalsFile {
        occupied_percent: 0,
        specialty_detour_minutes: 0,
        specialties: Vec::new(),
        intensive_care,
        decontamination: None,
        source,
    });
    at_once(&tiny)
}

/// Share of patients who waited for a place, and their mean wait in minutes.
fn stay(ward: &Arc<Prepared>, seed: u64) -> (f64, f64) {
    let log = play(ward, Seed(seed), &[]);
    let mut needed: Vec<(CasualtyId, Time)> = Vec::new();
    let mut begun: BTreeMap<CasualtyId, Time> = BTreeMap::new();
    for record in log.records() {
        match record.event {
            Event::IntensiveCareNeeded { casualty, .. } => needed.push((casualty, record.at)),
            Event::IntensiveCareStarted { casualty, .. } => {
                begun.insert(casualty, record.at);
            }
            _ => {}
        }
    }
    let (warm_up, looked_at) = PATIENTS;
    assert!(needed.len() > warm_up + looked_at + 50, "{} patients", needed.len());
    let (mut waited, mut minutes) = (0, 0.0);
    for (patient, at) in needed.iter().skip(warm_up).take(looked_at) {
        let wait = begun[patient].since(*at);
        waited += usize::from(wait > Duration::ZERO);
        minutes += wait.minutes();
    }
    (waited as f64 / looked_at as f64, minutes / looked_at as f64)
}

#[test]
fn intensive_care_agrees_with_erlang_c() {
    // Three in ten are seriously hurt, with scores from 7 to 10 alike likely; Sacco et al. 2005.
    let lives = [7, 8, 9, 10].map(casualty::survival).iter().sum::<f64>() / 4.0;
    let arrivals = 0.3 * lives * EMERGENCIES_PER_DAY / 1_440.0;
    let (probability, wait) = erlang_c(SERVERS, arrivals, 1.0 / (60.0 * STAY_HOURS));
    let results = replications(&ward(), WARDS, stay);
    let (share, share_error) = mean_and_error(results.iter().map(|result| result.0));
    let (mean, mean_error) = mean_and_error(results.iter().map(|result| result.1));
    let said = format!(
        "waited: {share:.4} ± {share_error:.4}, Erlang C {probability:.4}; \
         minutes: {mean:.4} ± {mean_error:.4}, Erlang C {wait:.4}"
    );
    assert!((share - probability).abs() < 4.0 * share_error, "{said}");
    assert!((mean - wait).abs() < 4.0 * mean_error, "{said}");
    assert!(mean_error < 0.05 * wait, "a test that sees a shift of a fifth: {said}");
}

/// Minutes of play that the hypercube has to settle in: fifty services.
const SETTLING_MINUTES: u64 = 100;
/// Mean work in the hypercube, minutes.
const SERVICE_MINUTES: u32 = 2;
/// Replications of the hypercube, each of some 4,200 calls.
const HYPERCUBES: u64 = 200;
/// Units by their stations, and calls in the time of a service by what is nearest to them in turn.
const CLASSES: [(f64, [u32; 3]); 4] =
    [(0.50, [0, 1, 2]), (0.25, [0, 2, 1]), (0.35, [1, 0, 2]), (0.40, [2, 0, 1])];

/// Three stations half a metre apart on one street: the second, the first and the third from west
/// to east. Calls come from just beyond the outer ones, and from either side of the one in the
/// middle. The longest way takes 63 ms, a service two minutes.
fn three_stations() -> Arc<Prepared> {
    let unit_m = 0.05;
    let east = |units: i32| 1.0 + unit_m * f64::from(units);
    let town = Town {
        junctions: vec![
            ("west", east(-11)),
            ("second", east(-10)),
            ("before", east(-1)),
            ("first", east(0)),
            ("behind", east(1)),
            ("third", east(10)),
            ("east", east(11)),
        ],
        // Each begins where calls come from.
        roads: vec![("a", 0, 1), ("b", 2, 1), ("c", 2, 3), ("d", 4, 3), ("e", 4, 5), ("f", 6, 5)],
        zones: vec![
            ("one", 2, 50_000),
            ("two", 4, 25_000),
            ("three", 0, 35_000),
            ("four", 6, 40_000),
        ],
        stations: vec![("first", 3), ("second", 1), ("third", 5)],
        hospitals: Vec::new(),
    };
    // 1.5 calls of 150,000 people in the time of a service.
    let mut tiny = calls(town, 1_440.0 / f64::from(SERVICE_MINUTES), SERVICE_MINUTES);
    tiny.plan.teams[0].at = "first".to_owned();
    add_team(&mut tiny, "engine-2", "second");
    add_team(&mut tiny, "engine-3", "third");
    at_once(&tiny)
}

/// Of one replication, once it has settled: the share of time that each unit works, the share of
/// calls that wait, and of those that get another than their nearest unit.
fn hypercube(prepared: &Arc<Prepared>, seed: u64) -> [f64; 5] {
    let log = play(prepared, Seed(seed), &[]);
    let drill = &prepared.drill;
    let unit_of = |team: TeamId| {
        let name = drill.plan.teams[team.index()].name.as_str();
        ["engine-1", "engine-2", "engine-3"].iter().position(|unit| *unit == name).expect("one")
    };
    let nearest = |zone: ZoneId| {
        let name = drill.county.zones[zone.index()].name.as_str();
        let class = ["one", "two", "three", "four"].iter().position(|zone| *zone == name);
        CLASSES[class.expect("one of them")].1[0] as usize
    };
    let (start, end) = (Time::from_minutes(SETTLING_MINUTES), log.end());
    let mut calls: BTreeMap<IncidentId, (Time, usize)> = BTreeMap::new();
    let mut tasks: BTreeMap<TaskId, (Time, usize)> = BTreeMap::new();
    let mut since: [Option<(TaskId, Time)>; 3] = [None; 3];
    let (mut busy, mut waited, mut elsewhere, mut sent) = ([0.0; 3], 0, 0, 0);
    for record in log.records() {
        match record.event {
            Event::IncidentOccurred { incident, zone, .. } => {
                calls.insert(incident, (record.at, nearest(zone)));
            }
            Event::TaskArose { task, incident, .. } => {
                tasks.insert(task, calls[&incident]);
            }
            Event::TaskAssigned { task, team, .. } if record.at >= start => {
                let (called, nearest) = tasks[&task];
                sent += 1;
                waited += u32::from(record.at > called);
                elsewhere += u32::from(unit_of(team) != nearest);
            }
            Event::WorkStarted { team, task, .. } => {
                let before = since[unit_of(team)].replace((task, record.at));
                assert_eq!(before, None, "one call at a time");
            }
            Event::TaskCompleted { task } => {
                let unit = since.iter().position(|it| it.is_some_and(|(other, _)| other == task));
                let unit = unit.expect("a team worked there");
                let (_, began) = since[unit].take().expect("it was found");
                busy[unit] += record.at.max(start).since(began.max(start)).minutes();
            }
            _ => {}
        }
    }
    for (unit, began) in since.iter().enumerate() {
        busy[unit] += began.map_or(0.0, |(_, began)| end.since(began.max(start)).minutes());
    }
    let [first, second, third] = busy.map(|minutes| minutes / end.since(start).minutes());
    let share = |count: u32| f64::from(count) / f64::from(sent);
    [first, second, third, share(waited), share(elsewhere)]
}

#[test]
fn dispatch_agrees_with_the_hypercube_of_larson_and_odoni() {
    let class = |(per_hour, preference): (f64, [u32; 3])| DemandClass {
        per_hour,
        preference: preference.to_vec(),
    };
    let classes = CLASSES.map(class).to_vec();
    let system = Hypercube::new(SERVERS, 1.0, classes, WhenBusy::Waits).expect("it is in range");
    let exact = system.exact().expect("three units are few");
    let [first, second, third] = exact.busy[..] else { panic!("three units") };
    let formula = [first, second, third, exact.all_busy, system.out_of_area(&exact)];
    // Published: 0.5574, 0.4734, 0.4693, 0.23684, 0.43529.
    let published = [0.557_364, 0.473_372, 0.469_264, 0.236_842, 0.435_325];
    assert!(formula.iter().zip(published).all(|(one, other)| (one - other).abs() < 1e-6));
    let results = replications(&three_stations(), HYPERCUBES, hypercube);
    let seen = [
        ("first", 0.004),
        ("second", 0.004),
        ("third", 0.004),
        ("wait", 0.005),
        ("elsewhere", 0.004),
    ];
    for (place, (what, shift)) in seen.into_iter().enumerate() {
        let (mean, error) = mean_and_error(results.iter().map(|result| result[place]));
        let said = format!("{what}: {mean:.5} ± {error:.5}, formula {:.5}", formula[place]);
        assert!((mean - formula[place]).abs() < 4.0 * error, "{said}");
        assert!(4.0 * error < shift, "a test that sees a shift of {shift}: {said}");
    }
}
