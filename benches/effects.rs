//! What changes what, over 200 seeds. Every shipped storyline at its three tiers: the bench fails
//! where a tier is not worse than the one before in 80 % of seeds. The flash flood with and without
//! one change on the same seed: every measure and its direction stand here in [`effects`], written
//! down before the first run; the bench fails where a paired 95 % interval does not lie on the
//! named side of zero.
//!
//! `cargo bench --bench effects` takes minutes; with `-- --test` a few seeds show that it works,
//! and nothing is asserted of them. `cargo bench --bench effects -- NAME` measures the storylines
//! whose name has NAME in it, and leaves out the effects of single changes.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use muster::base::chance::Seed;
use muster::base::id::FacilityId;
use muster::base::math;
use muster::county::place::{County, FacilityKind};
use muster::files::drill::DrillFiles;
use muster::files::map;
use muster::plan::file::Leg;
use muster::scenario::{Drill, Tier};
use muster::score::{self, Scorecard, scorecard::GapType};
use muster::sim::{self, prepared::Prepared};
use muster::vocabulary::capability::Capability;

/// Seeds of a full measurement: the interval of a mean shrinks with their root.
const SEEDS: u64 = 200;
/// Seeds that only show that the bench works.
const TRIAL_SEEDS: u64 = 4;
/// Share of seeds in which the next tier has to be worse.
const WORSE_SHARE: f64 = 0.8;
/// Student's t for 199 degrees of freedom, two-sided 95 %.
const T_95: f64 = 1.972;

/// Something measured of a run.
#[derive(Clone, Copy)]
struct Measure {
    name: &'static str,
    of: fn(&Scorecard) -> f64,
}

/// The scenario's primary outcome.
const PRIMARY: Measure =
    Measure { name: "primary outcome", of: |card| card.outcomes.primary_value };

/// How late news came of which no earlier lateness is the reason.
const LATENESS: Measure = Measure {
    name: "hours of late notification that no earlier finding explains",
    of: |card| {
        let late = card.gaps.iter().filter(|gap| gap.gap == GapType::NotifyLate);
        late.filter(|gap| gap.derived_from.is_none()).map(|gap| gap.excess.minutes() / 60.0).sum()
    },
};

/// Until an adequate strength stood on scene, over rescues on land and in moving water; to the end
/// of play where none did.
const RESCUE_ARRIVAL: Measure = Measure {
    name: "minutes until rescues have an adequate strength on scene",
    of: |card| {
        until_adequate(card, |capability| {
            matches!(capability, Capability::Rescue | Capability::SwiftWaterRescue)
        })
    },
};

/// The same over all that fire stations are sent to.
const FIRE_ARRIVAL: Measure = Measure {
    name: "minutes until fires and rescues have an adequate strength on scene",
    of: |card| {
        until_adequate(card, |capability| {
            matches!(
                capability,
                Capability::Rescue | Capability::SwiftWaterRescue | Capability::FireSuppression
            )
        })
    },
};

fn until_adequate(card: &Scorecard, wanted: impl Fn(Capability) -> bool) -> f64 {
    let chains = card.tables.chains.iter().filter(|chain| wanted(chain.capability));
    chains
        .map(|chain| {
            let at = |leg| chain.legs.iter().find(|mark| mark.leg == leg).map(|mark| mark.at);
            let occurred = at(Leg::Occurred).unwrap_or(card.end);
            at(Leg::Arrived).unwrap_or(card.end).since(occurred).minutes()
        })
        .sum()
}

/// One change, the measure that it moves, and whether up or down.
struct Effect {
    name: &'static str,
    measure: Measure,
    rises: bool,
    with: Drill,
    without: Drill,
}

/// What is measured, and what is expected of it.
fn effects(files: &DrillFiles, county: &Arc<County>) -> Vec<Effect> {
    let near = station_by_the_river(county);
    let name_of = |station: FacilityId| county.facilities[station.index()].name.clone();
    let advanced = || drill(files, county, Tier::Advanced);

    let mut on_platform = files.clone();
    on_platform.scenario.value.tiers.advanced.retain(|pressure| pressure != "platform-off");

    let mut reinforced = files.clone();
    let teams = &mut reinforced.plan.value.teams;
    let mut team =
        teams.iter().find(|team| team.name == "high-clearance").expect("shipped").clone();
    team.name = "high-clearance-2".to_owned();
    team.at = name_of(near);
    teams.push(team);

    let mut unmanned = advanced();
    for (team, away) in unmanned.plan.teams.iter().zip(&mut unmanned.scenario.teams_away) {
        *away |= team.station == county.facilities[near.index()].node;
    }
    vec![
        Effect {
            name: "the command platform works",
            measure: LATENESS,
            rises: false,
            with: drill(&on_platform, county, Tier::Advanced),
            without: advanced(),
        },
        Effect {
            name: "one more high-clearance team",
            measure: RESCUE_ARRIVAL,
            rises: false,
            with: drill(&reinforced, county, Tier::Advanced),
            without: advanced(),
        },
        Effect {
            name: "the station nearest to a river stands empty",
            measure: FIRE_ARRIVAL,
            rises: true,
            with: unmanned,
            without: advanced(),
        },
    ]
}

fn drill(files: &DrillFiles, county: &Arc<County>, tier: Tier) -> Drill {
    files.drill(county, tier).unwrap_or_else(|problems| panic!("{problems}")).0
}

/// The fire station with the shortest way to a river's course.
fn station_by_the_river(county: &County) -> FacilityId {
    let distance_m = |id: &FacilityId| {
        let node = &county.network.nodes[county.facilities[id.index()].node.index()];
        let courses = county.reaches.iter().flat_map(|reach| &reach.course);
        courses
            .map(|(x_m, y_m)| math::hypot(node.x_m - f64::from(*x_m), node.y_m - f64::from(*y_m)))
            .fold(f64::INFINITY, f64::min)
    };
    (0..county.facilities.len())
        .map(FacilityId::from_index)
        .filter(|id| county.facilities[id.index()].kind == FacilityKind::FireStation)
        .min_by(|left, right| distance_m(left).total_cmp(&distance_m(right)))
        .expect("the county has a fire station")
}

/// The measure in every seed, on all cores.
fn measured(drill: Drill, measure: Measure, seeds: u64) -> Vec<f64> {
    let prepared = Arc::new(Prepared::new(Arc::new(drill)));
    let next = AtomicU64::new(1);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut values: Vec<(u64, f64)> = std::thread::scope(|scope| {
        let work = || {
            let mut values = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed > seeds {
                    return values;
                }
                let log = sim::play(&prepared, Seed(seed), &[]);
                let router = prepared.roads.router();
                let card = score::score(&prepared.drill, Some(router), &log);
                values.push((seed, (measure.of)(&card)));
            }
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no run panics")).collect()
    });
    values.sort_unstable_by_key(|(seed, _)| *seed);
    values.into_iter().map(|(_, value)| value).collect()
}

/// Mean of the differences and half the width of their 95 % interval.
fn paired(with: &[f64], without: &[f64]) -> (f64, f64) {
    let count = with.len() as f64;
    let differences = with.iter().zip(without).map(|(with, without)| with - without);
    let mean = differences.clone().sum::<f64>() / count;
    let squares: f64 = differences.map(|it| (it - mean) * (it - mean)).sum();
    (mean, T_95 * math::sqrt(squares / (count - 1.0) / count))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Folders of the shipped storylines.
fn storylines() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(scenarios()).expect("scenarios are shipped");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("it reads").path()).collect();
    folders.retain(|folder| folder.join("scenario.ron").is_file());
    folders.sort();
    folders
}

fn read(scenario: &Path) -> (DrillFiles, Arc<County>) {
    let files = DrillFiles::read(scenario, None, None).expect("the shipped scenario reads");
    let (county, ..) = map::read(&files.map).expect("the shipped map reads");
    (files, Arc::new(county))
}

/// The primary outcome of a storyline tier by tier, and how often the next tier is worse.
fn tiers(scenario: &Path, seeds: u64, failed: &mut Vec<String>) {
    let (files, county) = read(scenario);
    let name = &files.scenario.value.name;
    println!("{name}: {} over {seeds} seeds", files.scenario.value.primary_outcome.text().en);
    let mut before: Option<Vec<f64>> = None;
    for tier in Tier::ALL {
        let values = measured(drill(&files, &county, *tier), PRIMARY, seeds);
        let worse = before.as_ref().map(|before| {
            let worse = values.iter().zip(before).filter(|(now, before)| now > before).count();
            worse as f64 / values.len() as f64
        });
        let said =
            worse.map_or(String::new(), |share| format!("; worse in {:.1} %", 100.0 * share));
        println!("  {tier:?}: mean {:.0}{said}", mean(&values));
        if worse.is_some_and(|share| share < WORSE_SHARE) {
            failed.push(format!("{name}: {tier:?} is not worse often enough"));
        }
        before = Some(values);
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_trial = arguments.iter().any(|argument| argument == "--test");
    let wanted: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let seeds = if is_trial { TRIAL_SEEDS } else { SEEDS };
    let mut failed = Vec::new();
    for scenario in storylines() {
        let is_wanted = |name: &&String| scenario.to_string_lossy().contains(name.as_str());
        if wanted.is_empty() || wanted.iter().any(is_wanted) {
            tiers(&scenario, seeds, &mut failed);
        }
    }
    if wanted.is_empty() {
        changes(seeds, &mut failed);
    }
    if is_trial {
        println!("a trial over few seeds: nothing is concluded");
    } else {
        assert!(failed.is_empty(), "not as expected: {failed:?}");
    }
}

/// The flash flood with and without one change each.
fn changes(seeds: u64, failed: &mut Vec<String>) {
    let (files, county) = read(&scenarios().join("2026-q2-flash-flood"));
    for Effect { name, measure, rises, with, without } in effects(&files, &county) {
        let with = measured(with, measure, seeds);
        let without = measured(without, measure, seeds);
        let (difference, half_width) = paired(&with, &without);
        println!("{name}: {}, to {}", measure.name, if rises { "rise" } else { "fall" });
        println!(
            "  {:.1} without, {:.1} with: {difference:+.1}, 95 % from {:+.1} to {:+.1}",
            mean(&without),
            mean(&with),
            difference - half_width,
            difference + half_width
        );
        let on_the_named_side =
            if rises { difference > half_width } else { difference < -half_width };
        if !on_the_named_side {
            failed.push(name.to_owned());
        }
    }
}
