//! The dispatch core against queueing theory: calls that come by a Poisson process to one desk,
//! which
//! sends c teams whose work is exponential, wait as Erlang C says (Erlang 1917). Messages, reading,
//! turnout and travel take no time here, so that nothing but dispatch is tested.
//!
//! 200 replications of 1,000 dispatches after warm-up; the mean over replications must lie within
//! four standard errors *between* replications of the formula. Waits inside one replication are
//! correlated, so that errors computed inside it would be far too small.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use muster::base::chance::Seed;
use muster::base::id::{IncidentId, TaskId};
use muster::base::math;
use muster::base::time::{Duration, Time};
use muster::event_log::event::Event;
use muster::plan::file::Audience;
use muster::scenario::file::WorkSpread;
use muster::sim::play;
use muster::sim::prepared::Prepared;

use crate::fixture::Tiny;

/// Teams.
const SERVERS: u32 = 3;
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

fn queue() -> Arc<Prepared> {
    let mut tiny = Tiny::new();
    tiny.station_at_site = true;
    tiny.scenario.duration_minutes = 5_760;
    tiny.scenario.background[0].daily_per_100000 = CALLS_PER_DAY;
    tiny.scenario.background[0].by_hour_percent = [100.0 / 24.0; 24];
    tiny.catalogue.incidents[0].noticed_minutes = 0.0;
    let task = &mut tiny.catalogue.incidents[0].tasks[0];
    task.work_team_minutes = WORK_MINUTES;
    task.work_spread = WorkSpread::Exponential;
    tiny.plan.call_taking[0].desk = "fire".to_owned();
    tiny.plan.flows.clear();
    for number in 2..=SERVERS {
        let mut team = tiny.plan.teams[0].clone();
        team.name = format!("engine-{number}");
        tiny.plan.teams.push(team);
    }
    assert_eq!(tiny.plan.rules[0].desk, Audience::Desk("fire".to_owned()));
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

/// Mean and standard error between replications.
fn mean_and_error(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = REPLICATIONS as f64;
    let mean = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
    (mean, math::sqrt(squares / (count - 1.0) / count))
}

#[test]
fn dispatch_agrees_with_erlang_c() {
    let queue = queue();
    let workers = 2;
    let results: Vec<(f64, f64)> = thread::scope(|scope| {
        let queue = &queue;
        let replicate_share = move |worker: u64| {
            (1..=REPLICATIONS)
                .filter(|seed| seed % workers == worker)
                .map(|seed| replicate(queue, seed))
                .collect::<Vec<_>>()
        };
        let handles: Vec<_> =
            (0..workers).map(|worker| scope.spawn(move || replicate_share(worker))).collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("it does not panic")).collect()
    });
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
