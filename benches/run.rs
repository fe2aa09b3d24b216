//! The shipped flash flood, step by step: reading it, preparing it, one run at each tier, the
//! score, the report. After the measurements comes the budget table: what one run costs by event,
//! and how many runs one core plays in a second.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a bench measures time and prints it"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use muster::base::chance::Seed;
use muster::base::text::Language;
use muster::event_log::EventLog;
use muster::files::drill::{Loaded, load};
use muster::report::{self, RunFacts};
use muster::scenario::{Drill, Tier};
use muster::score::{self, Scorecard};
use muster::sim::{self, prepared::Prepared};

/// Seeds that the budget table plays.
const SEEDS: u64 = 16;

fn loaded(tier: Tier) -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenario = root.join("scenarios/2026-q2-flash-flood");
    load(&scenario, None, None, tier).expect("the shipped scenario is valid")
}

fn prepared(tier: Tier) -> Arc<Prepared> {
    Arc::new(Prepared::new(Arc::new(loaded(tier).drill)))
}

fn play(prepared: &Arc<Prepared>, seed: u64) -> EventLog {
    sim::play(prepared, Seed(seed), &[])
}

fn scored(prepared: &Prepared, log: &EventLog) -> Scorecard {
    score::score(&prepared.drill, Some(prepared.roads.router()), log)
}

fn reported(drill: &Drill, log: &EventLog, card: &Scorecard) -> BTreeMap<String, Vec<u8>> {
    let facts = RunFacts {
        seed: 1,
        engine_version: "muster".to_owned(),
        map_hash: String::new(),
        input_hashes: Vec::new(),
        run_command: String::new(),
        replay_command: String::new(),
        people_at_seats: false,
    };
    report::write(drill, log, card, Language::Chinese, &facts)
}

fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Beginner => "beginner",
        Tier::Intermediate => "intermediate",
        Tier::Advanced => "advanced",
    }
}

fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("drill");
    group.sample_size(10);
    group.bench_function("read", |bencher| bencher.iter(|| loaded(Tier::Advanced)));
    let drill = Arc::new(loaded(Tier::Advanced).drill);
    group.bench_function("prepare", |bencher| {
        bencher.iter(|| {
            let prepared = Prepared::new(Arc::clone(&drill));
            let member = prepared.member(Seed(1));
            black_box(prepared.timeline(member, &[]));
            prepared
        });
    });
    for tier in Tier::ALL {
        let prepared = prepared(*tier);
        group.bench_function(format!("play {}", tier_name(*tier)), |bencher| {
            bencher.iter(|| play(&prepared, 1));
        });
    }
    let prepared = prepared(Tier::Advanced);
    let log = play(&prepared, 1);
    group.bench_function("score", |bencher| bencher.iter(|| scored(&prepared, &log)));
    let card = scored(&prepared, &log);
    group.bench_function("report", |bencher| {
        bencher.iter(|| reported(&prepared.drill, &log, &card));
    });
    group.finish();
}

/// Most memory that this process has held so far, where the system tells.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1_024)
}

/// Runs one after another on one core, each with its score: what a stress test does. Members of the
/// ensemble are prepared when first drawn, and count.
fn budget(_: &mut Criterion) {
    println!(
        "\n{:12} {:>12} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "tier", "events/run", "ns/event", "play ms", "score ms", "runs/s", "peak MB"
    );
    for tier in Tier::ALL {
        let prepared = prepared(*tier);
        let (mut events, mut playing, mut scoring) = (0_usize, 0.0, 0.0);
        for seed in 1..=SEEDS {
            let began = Instant::now();
            let log = play(&prepared, seed);
            playing += began.elapsed().as_secs_f64();
            events += log.records().len();
            let began = Instant::now();
            black_box(scored(&prepared, &log));
            scoring += began.elapsed().as_secs_f64();
        }
        let runs = SEEDS as f64;
        println!(
            "{:12} {:>12.0} {:>10.0} {:>10.1} {:>10.1} {:>10.1} {:>10}",
            tier_name(*tier),
            events as f64 / runs,
            1e9 * playing / events as f64,
            1e3 * playing / runs,
            1e3 * scoring / runs,
            runs / (playing + scoring),
            peak_megabytes().map_or_else(|| "-".to_owned(), |peak| peak.to_string()),
        );
    }
}

criterion_group!(benches, steps, budget);
criterion_main!(benches);
