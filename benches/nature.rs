//! What nature costs in each shipped storyline at its advanced tier, in milliseconds:
//!
//! - **members**: preparing those of its ensemble, without and with the user's cache;
//! - **hazards in the loop** of a run whose member and forks are prepared, beside the [`LOOP_MS`]
//!   that are wanted: what the handlers of [`OF_HAZARDS`] take, with all that these set off at
//!   once. The truth is changed and recorded, a notice of it is entered, and for teams under way
//!   over a road that changed it is worked out anew when they come to the end of their way. No
//!   route is sought in there: a team seeks one when it meets the closure. What two readings of
//!   the clock cost is taken off;
//! - **access**, apart from that, since it is a search of the roads, every quarter of an hour in
//!   which roads have changed: which places can still be reached;
//! - **forks** of a run: how many of its decisions change a hazard, and what it takes to make the
//!   field after each anew.
//!
//! With `-- --test` two seeds show that it works; with `-- flood` only storylines of such a name.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a bench measures time and prints it"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use muster::base::chance::Seed;
use muster::base::time::Time;
use muster::files::drill::{Loaded, load};
use muster::files::members::KeptMembers;
use muster::scenario::timeline::Members;
use muster::scenario::{Drill, Tier};
use muster::scenario::{flood, nature};
use muster::sim::Simulation;
use muster::sim::agenda::Kind;
use muster::sim::prepared::Prepared;

/// Milliseconds that hazards should take in the loop of a run at most.
const LOOP_MS: f64 = 3.0;
/// Seeds that are played for that.
const SEEDS: u64 = 16;
/// Seeds that only show that the bench works.
const TRIAL_SEEDS: u64 = 2;
/// How often a measurement is repeated.
const REPEATS: usize = 3;
/// What hazards do in the loop.
const OF_HAZARDS: [Kind; 3] = [Kind::NatureChanges, Kind::WaterHurts, Kind::ExposureHurts];

fn storylines() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folders = std::fs::read_dir(root).expect("the scenarios are there");
    let folders = folders.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = folders.filter(|path| path.join("scenario.ron").exists()).collect();
    found.sort();
    found
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    1e3 * began.elapsed().as_secs_f64()
}

/// Milliseconds to prepare every member of a drill.
fn prepare_all(drill: &Arc<Drill>, kept: Option<Arc<dyn Members>>) -> f64 {
    let prepared = Prepared::with_members(drill.clone(), kept);
    milliseconds(|| {
        for member in 0..u32::from(drill.scenario.members) {
            std::hint::black_box(prepared.timeline(member, &[]));
        }
    })
}

fn preparation(loaded: &Loaded, drill: &Arc<Drill>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let kept = || {
        let kept = KeptMembers::new(folder.path().to_owned(), loaded);
        Some(Arc::new(kept) as Arc<dyn Members>)
    };
    let without = prepare_all(drill, None);
    let filling = prepare_all(drill, kept());
    let with = prepare_all(drill, kept());
    let files = std::fs::read_dir(folder.path()).expect("the folder is there");
    let bytes_of = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.and_then(|entry| entry.metadata()).expect("a file that was kept").len()
    };
    let bytes: u64 = files.map(bytes_of).sum();
    let members = drill.scenario.members;
    println!(
        "{:30} {members:>8} {without:>12.1} {filling:>12.1} {with:>12.2} {:>12}",
        drill.scenario.name,
        bytes / u64::from(members)
    );
}

/// Milliseconds of one run.
#[derive(Clone, Copy)]
struct Took {
    all: f64,
    hazards: f64,
    access: f64,
}

/// Milliseconds that a measurement of nothing shows.
fn clock_ms() -> f64 {
    const READINGS: u32 = 100_000;
    let shown: f64 = (0..READINGS).map(|_| milliseconds(|| ())).sum();
    shown / f64::from(READINGS)
}

fn play(prepared: &Arc<Prepared>, seed: u64, clock_ms: f64) -> Took {
    let mut simulation = Simulation::new(prepared.clone(), Seed(seed));
    let mut took = Took { all: 0.0, hazards: 0.0, access: 0.0 };
    loop {
        let began = Instant::now();
        let Some(kind) = simulation.step(Time::NEVER) else { break };
        let step = 1e3 * began.elapsed().as_secs_f64() - clock_ms;
        took.all += step;
        took.hazards += if OF_HAZARDS.contains(&kind) { step } else { 0.0 };
        took.access += if kind == Kind::AccessChanges { step } else { 0.0 };
    }
    took
}

/// The least of a few runs of a seed, part by part: what else runs on the machine only adds.
fn least(prepared: &Arc<Prepared>, seed: u64, clock_ms: f64) -> Took {
    // The first one makes what the others find.
    play(prepared, seed, clock_ms);
    let runs = std::iter::repeat_with(|| play(prepared, seed, clock_ms)).take(REPEATS);
    let least = |one: Took, other: Took| Took {
        all: one.all.min(other.all),
        hazards: one.hazards.min(other.hazards),
        access: one.access.min(other.access),
    };
    runs.reduce(least).expect("some repeats")
}

/// What hazards take in a run and what its forks take.
fn in_the_loop(drill: &Arc<Drill>, seeds: u64) {
    let prepared = Arc::new(Prepared::new(drill.clone()));
    let clock_ms = clock_ms();
    let runs: Vec<Took> = (1..=seeds).map(|seed| least(&prepared, seed, clock_ms)).collect();
    let mean = |part: fn(&Took) -> f64| runs.iter().map(part).sum::<f64>() / seeds as f64;
    let forks = prepared.forks();
    let flood = flood::flood(drill);
    let remake = |(member, made): &(u32, Vec<_>)| {
        let remade = || {
            milliseconds(|| {
                std::hint::black_box(nature::timeline(drill, flood.as_ref(), *member, made));
            })
        };
        std::iter::repeat_with(remade).take(REPEATS).fold(f64::INFINITY, f64::min)
    };
    let forking = forks.iter().map(remake).sum::<f64>();
    println!(
        "{:30} {:>8.1} {:>12.2} {:>12.2} {:>12.1} {:>12.2} {:>12.2}",
        drill.scenario.name,
        mean(|it| it.all),
        mean(|it| it.hazards),
        mean(|it| it.access),
        forks.len() as f64 / seeds as f64,
        forking / seeds as f64,
        forking / forks.len().max(1) as f64,
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_trial = arguments.iter().any(|argument| argument == "--test");
    let wanted: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let seeds = if is_trial { TRIAL_SEEDS } else { SEEDS };
    let is_wanted = |scenario: &&PathBuf| {
        let scenario = scenario.to_string_lossy();
        wanted.is_empty() || wanted.iter().any(|name| scenario.contains(name.as_str()))
    };
    let loaded: Vec<Loaded> = storylines()
        .iter()
        .filter(is_wanted)
        .map(|path| load(path, None, None, Tier::Advanced).expect("a shipped scenario is valid"))
        .collect();
    let drills: Vec<Arc<Drill>> = loaded.iter().map(|it| Arc::new(it.drill.clone())).collect();
    println!(
        "\n{:30} {:>8} {:>12} {:>12} {:>12} {:>12}",
        "all members", "members", "made ms", "and kept ms", "found ms", "bytes each"
    );
    for (loaded, drill) in loaded.iter().zip(&drills) {
        preparation(loaded, drill);
    }
    println!(
        "\n{:30} {:>8} {:>12} {:>12} {:>12} {:>12} {:>12}",
        "in the loop, a run", "all ms", "hazards ms", "access ms", "forks", "forks ms", "ms a fork"
    );
    drills.iter().for_each(|drill| in_the_loop(drill, seeds));
    println!("\nwanted: {LOOP_MS} ms a run for hazards in the loop");
}
