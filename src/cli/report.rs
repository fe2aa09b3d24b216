//! `muster report`: scores a run's log again and writes its report, in another language or with a
//! newer version of muster.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::play::{self, Played};
use super::terminal::Terminal;
use crate::base::text::Text;
use crate::county::router::Router;
use crate::files::folder::{self, Existing};
use crate::files::recorded::{self, Recorded};
use crate::files::run_folder::{RunFolder, SCORECARD};
use crate::score;

/// Page of the report.
const PAGE: &str = "report.html";
/// Folder of the tables.
const TABLES: &str = "tables";

const EXAMPLES: &str = "\
Examples:
  muster report runs/2026-q2-flash-flood-beginner-1 --lang en
      the page, in English, in place of the one in the run folder
  muster report runs/2026-q2-flash-flood-beginner-1 --format csv --out tables-for-excel
  muster report runs/2026-q2-flash-flood-beginner-1 --format json > scorecard.json";

/// 由日志重新评分并生成报告
///
/// Scores the log of a run again and writes its report. Nothing but the run folder is needed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Report {
    /// Run folder
    run: PathBuf,
    /// What is wanted: the page, the tables, or the scorecard (printed)
    #[arg(long, value_enum, default_value = "html")]
    format: Format,
    /// Write it there instead of into the run folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace what stands in --out
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// report.html
    Html,
    /// Tables
    Csv,
    /// scorecard.json
    Json,
}

impl Format {
    /// Whether a file of the report belongs to it.
    fn takes(self, name: &str) -> bool {
        match self {
            Self::Html => name == PAGE,
            Self::Csv => name.starts_with("tables/"),
            Self::Json => name == SCORECARD,
        }
    }

    /// Where it stands inside a folder.
    const fn place(self) -> &'static str {
        match self {
            Self::Html => PAGE,
            Self::Csv => TABLES,
            Self::Json => SCORECARD,
        }
    }
}

impl Report {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let (step, language) = (terminal.step(), terminal.language());
        let path = self.run.clone();
        let made = terminal.work(move || {
            step.now("读取运行目录", "reading the run folder");
            let recorded = recorded::read(&path)?;
            let Recorded { folder, settings, drill, log, .. } = recorded;
            step.now("评分", "scoring");
            let router = Router::new(drill.county.network.clone(), &[]);
            let card = score::score(&drill, Some(&router), &log);
            step.now("编写报告", "writing the report");
            let played = Played { log, card };
            let place = path.display().to_string();
            let files = play::report(&drill, &played, &folder, (&settings, &place), language);
            Ok::<_, crate::files::Error>((folder, files))
        })?;
        let (run, files) = made?;
        match &self.out {
            None if self.format == Format::Json => {
                let card = files.get(SCORECARD).map(Vec::as_slice).unwrap_or_default();
                terminal.result(&String::from_utf8_lossy(card))
            }
            None => {
                renew(terminal, &self.run, run, &files)?;
                terminal.say(&super::run::where_is(&self.run.join(self.format.place())))
            }
            Some(out) => {
                let wanted = files.into_iter().filter(|(name, _)| self.format.takes(name));
                let existing = if self.force { Existing::Replace } else { Existing::Keep };
                folder::write(out, &wanted.collect(), existing, terminal.interrupt())?;
                terminal.say(&where_is_format(out, self.format))
            }
        }
    }
}

fn where_is_format(out: &Path, format: Format) -> Text {
    super::run::where_is(&out.join(format.place()))
}

/// Puts the files in place of the run's own.
fn renew(
    terminal: &Terminal,
    target: &Path,
    mut run: RunFolder,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<(), Failure> {
    for (name, bytes) in files {
        run.put(name, bytes.clone());
    }
    run.write(target, false, terminal.interrupt())?;
    Ok(())
}
