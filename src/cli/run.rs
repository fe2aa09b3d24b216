//! `muster run`: plays a drill, writes its run folder and prints the short table.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};

use super::criteria::Criteria;
use super::failure::Failure;
use super::play::{self, Played};
use super::terminal::Terminal;
use crate::base::problem::Problems;
use crate::base::text::{Language, Text};
use crate::files::drill::{self as drill_files, Loaded};
use crate::files::load::gather;
use crate::files::members::{KeptMembers, cache_folder};
use crate::files::recorded::{self, tier_name};
use crate::files::run_folder::{Outcome, RunFolder, Settings};
use crate::report::{names::Names, summary};
use crate::scenario::timeline::Members;
use crate::scenario::{Drill, Tier};

const EXAMPLES: &str = "\
Examples:
  muster run 2026-q2-flash-flood
      the scenario of that name under scenarios/, beginner tier, seed 1;
      writes runs/2026-q2-flash-flood-beginner-1 and says where the report is
  muster run 2026-q2-flash-flood --tier advanced --seed 7 --lang en
  muster run 2026-q2-flash-flood --plan my-plan.ron --out runs/my-plan
      another plan on the same drill: the same seed has the same storm
  muster run 2026-q2-flash-flood --json | jq .outcomes.deaths
  muster run 2026-q2-flash-flood --check limits.ron
      exit code 1 unless the run keeps these limits:
      ( outcomes_at_most: { \"deaths\": 0 }, score_at_least: 60,
    gaps_at_most: { \"NOTIFY_LATE\": 5 } )";

/// 推演一次并写出报告
///
/// Plays a drill once, writes its run folder (inputs, log, scorecard, tables, report) and prints
/// outcomes, ratings and the three worst gaps.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Run {
    /// Folder of a scenario, or its name under scenarios/
    scenario: PathBuf,
    /// How hard: beginner 初级, intermediate 中级, advanced 高级
    #[arg(long, default_value = "beginner", value_parser = tier, value_name = "TIER")]
    tier: Tier,
    /// Seed: the same seed gives the same run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plan (RON) in place of the scenario's
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Map folder in place of the scenario's
    #[arg(long)]
    map: Option<PathBuf>,
    /// Run folder [default: runs/SCENARIO-TIER-SEED]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print one JSON object instead of the table
    #[arg(long)]
    json: bool,
    /// Criteria (RON); exit code 1 where the run does not meet them
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// Replace another run that stands in the run folder
    #[arg(long)]
    force: bool,
}

/// The tier of that name, in either language.
fn tier(text: &str) -> Result<Tier, String> {
    let named = |tier: &&Tier| tier_name(**tier) == text || tier.text().zh == text;
    Tier::ALL.iter().find(named).copied().ok_or_else(|| {
        let names: Vec<String> = Tier::ALL.iter().map(|tier| tier_name(*tier)).collect();
        format!("one of {}", names.join(", "))
    })
}

/// The scenario that was meant: a path that exists, or a name under `scenarios/`.
fn scenario_path(given: &Path) -> PathBuf {
    let named = Path::new("scenarios").join(given);
    if given.exists() || given.components().count() != 1 { given.to_owned() } else { named }
}

/// All that a run made.
struct Made {
    drill: Arc<Drill>,
    settings: Settings,
    played: Played,
    folder: RunFolder,
}

impl Run {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let mut problems = Problems::default();
        let criteria = match &self.check {
            Some(path) => gather(Criteria::read(path), &mut problems)?,
            None => None,
        };
        let (scenario, map, plan) = (scenario_path(&self.scenario), self.map, self.plan);
        let step = terminal.step();
        let tier = self.tier;
        let overrides = (given(plan.as_deref()), given(map.as_deref()));
        let loaded = terminal.work(move || {
            step.now("读取地图、预案和情景", "reading map, plan and scenario");
            drill_files::load(&scenario, map.as_deref(), plan.as_deref(), tier)
        })?;
        let loaded = gather(loaded, &mut problems)?;
        let criteria = criteria.map(|criteria| match &loaded {
            Some(loaded) => criteria.resolve(&loaded.drill).map_err(|it| problems.extend(it)).ok(),
            None => None,
        });
        let (Some(loaded), false) = (loaded, problems.has_errors()) else {
            return Err(problems.into());
        };
        let settings = Settings {
            scenario: loaded.drill.scenario.name.clone(),
            tier: tier_name(tier),
            seed: self.seed,
            plan: overrides.0,
            map: overrides.1,
        };
        let name = format!("{}-{}-{}", settings.scenario, settings.tier, settings.seed);
        let out = self.out.unwrap_or_else(|| Path::new("runs").join(name));
        let warnings = loaded.warnings.clone();
        say_places(terminal, &loaded.drill);
        let made = make(terminal, loaded, settings, &out)?;
        let outcome = made.folder.write(&out, self.force, terminal.interrupt())?;
        terminal.warn(&warnings);
        if self.json {
            terminal.result(&format!("{:#}", object(&made, &out)))?;
        } else {
            print(terminal, &made, outcome, &out)?;
        }
        let unmet = criteria.flatten().map_or_else(Vec::new, |it| it.unmet(&made.played.card));
        if unmet.is_empty() { Ok(()) } else { Err(Failure::NotMet(unmet)) }
    }
}

/// What the places of plan and scenario come to that are not chosen by their written names.
fn say_places(terminal: &Terminal, drill: &Drill) {
    for place in drill.places() {
        terminal.note(place.told().get(terminal.language()));
    }
}

fn given(path: Option<&Path>) -> Option<String> {
    path.map(|path| path.display().to_string())
}

/// Plays, scores, reports.
fn make(
    terminal: &Terminal,
    loaded: Loaded,
    settings: Settings,
    out: &Path,
) -> Result<Made, Failure> {
    let (step, language) = (terminal.step(), terminal.language());
    let place = out.display().to_string();
    let kept = cache_folder().map(|folder| Arc::new(KeptMembers::new(folder, &loaded)));
    let members = kept.clone().map(|kept| kept as Arc<dyn Members>);
    let made = terminal.work(move || {
        let drill = Arc::new(loaded.drill);
        let played = play::play_and_score(&drill, settings.seed, members, &step);
        step.now("编写报告", "writing the report");
        let mut folder = recorded::folder(&drill, &settings, &loaded.inputs, &played.log);
        let files = play::report(&drill, &played, &folder, (&settings, &place), language);
        for (name, bytes) in files {
            folder.put(&name, bytes);
        }
        Made { drill, settings, played, folder }
    })?;
    for note in kept.iter().flat_map(|kept| kept.take_notes()) {
        terminal.note(note.get(language));
    }
    Ok(made)
}

/// The short table, and where the report is.
fn print(terminal: &Terminal, made: &Made, outcome: Outcome, out: &Path) -> Result<(), Failure> {
    let language = terminal.language();
    let names = Names::new(&made.drill, &made.played.log, language);
    let mut text = summary::summary(&names, &made.played.card).to_string();
    let standing = match (outcome, language) {
        (Outcome::Created, _) => "",
        (Outcome::Unchanged, Language::Chinese) => "同一次推演已在该目录,未作改动。\n",
        (Outcome::Unchanged, Language::English) => "The same run stands there already.\n",
        (Outcome::Renewed, Language::Chinese) => "同一次推演已在该目录,报告已更新。\n",
        (Outcome::Renewed, Language::English) => "The same run stood there; its report is new.\n",
        (Outcome::Replaced, Language::Chinese) => "已替换原目录中的另一次推演。\n",
        (Outcome::Replaced, Language::English) => "Another run stood there and was replaced.\n",
    };
    text += standing;
    terminal.result(&text)?;
    terminal.say(&where_is(&out.join("report.html")))
}

/// The last line: where the report is.
pub(super) fn where_is(path: &Path) -> Text {
    let path = path.display();
    Text::new(format!("报告:{path}"), format!("Report: {path}"))
}

/// What `--json` prints.
fn object(made: &Made, out: &Path) -> Value {
    let card = &made.played.card;
    let mut outcomes = serde_json::to_value(&card.outcomes).expect("outcomes are plain data");
    if let Some(outcomes) = outcomes.as_object_mut() {
        // Lists by place are in the scorecard.
        outcomes.retain(|name, _| name != "areas" && name != "zones");
    }
    let ratings = card.objectives.iter().map(|result| {
        let rating = serde_json::to_value(result.rating).expect("a rating is a word");
        (result.objective.name.clone(), rating)
    });
    let gaps = card.gap_counts.iter().map(|it| (it.gap.name().to_owned(), json!(it.findings)));
    json!({
        "scenario": card.scenario.name,
        "tier": tier_name(card.tier),
        "seed": made.settings.seed,
        "plan": card.plan.name,
        "map": card.county.name,
        "digest": card.log_digest,
        "score": card.total.total,
        "outcomes": outcomes,
        "ratings": ratings.collect::<Map<_, _>>(),
        "gaps": gaps.collect::<Map<_, _>>(),
        "events": card.events,
        "run": out.display().to_string(),
    })
}
