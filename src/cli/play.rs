//! Playing a drill and making all files of its run; what `run`, `replay` and `report` share.

use std::sync::Arc;

use super::terminal::Step;
use crate::base::chance::Seed;
use crate::base::text::Language;
use crate::event_log::EventLog;
use crate::files::recorded;
use crate::files::run_folder::{RunFolder, Settings};
use crate::report::{self, RunFacts};
use crate::scenario::Drill;
use crate::scenario::timeline::Members;
use crate::score::{self, Scorecard};
use crate::sim::{self, prepared::Prepared};

/// What came of a drill.
pub(super) struct Played {
    pub(super) log: EventLog,
    pub(super) card: Scorecard,
}

/// Plays a drill from start to end, with the members of its ensemble that are kept between runs.
pub(super) fn play(
    drill: &Arc<Drill>,
    seed: u64,
    kept: Option<Arc<dyn Members>>,
    step: &Step,
) -> (Arc<Prepared>, EventLog) {
    step.now("准备路网与灾害过程", "preparing roads and hazards");
    let prepared = Arc::new(Prepared::with_members(drill.clone(), kept));
    step.now("推演", "playing");
    let log = sim::play(&prepared, Seed(seed), &[]);
    (prepared, log)
}

/// Plays a drill and scores it.
pub(super) fn play_and_score(
    drill: &Arc<Drill>,
    seed: u64,
    kept: Option<Arc<dyn Members>>,
    step: &Step,
) -> Played {
    let (prepared, log) = play(drill, seed, kept, step);
    step.now("评分", "scoring");
    let card = score::score(drill, Some(prepared.roads.router()), &log);
    Played { log, card }
}

/// A word of a command line, in quotes where a shell needs them.
fn word(text: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "-_./=:@".contains(it);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// The command that plays a run again.
fn run_command(settings: &Settings) -> String {
    let mut command = format!(
        "muster run {} --tier {} --seed {}",
        word(&settings.scenario),
        settings.tier,
        settings.seed
    );
    for (option, value) in [("--plan", &settings.plan), ("--map", &settings.map)] {
        if let Some(value) = value {
            command += &format!(" {option} {}", word(value));
        }
    }
    command
}

/// Makes the files of the report of a run that stands, or will stand, at `place`.
pub(super) fn report(
    drill: &Drill,
    played: &Played,
    folder: &RunFolder,
    (settings, place): (&Settings, &str),
    language: Language,
) -> std::collections::BTreeMap<String, Vec<u8>> {
    let hashes = folder.input_hashes();
    let facts = RunFacts {
        seed: settings.seed,
        engine_version: format!("muster {}", recorded::ENGINE),
        map_hash: hashes.get("map").cloned().unwrap_or_default(),
        input_hashes: hashes.into_iter().collect(),
        run_command: run_command(settings),
        replay_command: format!("muster replay {}", word(place)),
        people_at_seats: false,
    };
    report::write(drill, &played.log, &played.card, language, &facts)
}
