//! `muster lint`: every problem in plans, scenarios, catalogues and maps, with places and hints.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::notice;
use super::terminal::Terminal;
use crate::files::{Error, lint};

const EXAMPLES: &str = "\
Examples:
  muster lint scenarios maps
      all that is in these folders
  muster lint scenarios/2026-q2-flash-flood
      a scenario with its plan, catalogue and map, at all three tiers
  muster lint my-plan.ron --map maps/qingshan
      a plan over a map

Exit code 3 where there is an error; warnings alone give 0.";

/// 检查预案、情景、目录和地图,一次列出全部问题
///
/// Finds every problem in plans, scenarios, catalogues and maps, with its place and how to mend it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Lint {
    /// Files or folders: plans, scenarios, catalogues, maps, or folders of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Map over which plans and scenarios are checked, in place of the scenario's
    #[arg(long)]
    map: Option<PathBuf>,
}

impl Lint {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let step = terminal.step();
        let found = terminal.work(move || {
            step.now("检查", "checking");
            let linted = lint::lint(&self.paths, self.map.as_deref())?;
            Ok::<_, Error>(linted)
        })?;
        let lint::Linted { problems, places, documents } = found?;
        let language = terminal.language();
        for (path, place) in &places {
            terminal.note(&format!("{}: {}", path.display(), place.told().get(language)));
        }
        let mut text = String::new();
        if !problems.0.is_empty() {
            text += &terminal.draw(&problems);
        }
        let count = notice::count(&problems, language);
        text += &match language {
            crate::base::text::Language::Chinese => format!("已检查 {documents} 项:{count}"),
            crate::base::text::Language::English => format!("{documents} checked: {count}"),
        };
        terminal.result(&text)?;
        if problems.has_errors() { Err(Failure::Invalid) } else { Ok(()) }
    }
}
