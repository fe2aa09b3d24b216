//! `muster replay`: plays a run again from its inputs alone and compares.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::play;
use super::terminal::Terminal;
use crate::base::text::Text;
use crate::event_log::EventLog;
use crate::event_log::event::Seq;
use crate::files::recorded::{self, ENGINE, Recorded};
use crate::report::{diff, names::Names};

const EXAMPLES: &str = "\
Example:
  muster replay runs/2026-q2-flash-flood-beginner-1

Exit code 0: the run is what its inputs give. Exit code 5: it is not, and the first event that
differs is named, or the file (in the log: the line) that was changed since.";

/// 用运行目录中的输入重新推演并比对摘要
///
/// Plays a run again from its own inputs and compares digests.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Replay {
    /// Run folder
    run: PathBuf,
}

impl Replay {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let step = terminal.step();
        let path = self.run.clone();
        let done = terminal.work(move || {
            step.now("读取运行目录", "reading the run folder");
            let recorded = recorded::read(&path)?;
            let (_, log) = play::play(&recorded.drill, recorded.settings.seed, None, &step);
            Ok::<_, crate::files::Error>((recorded, log))
        })?;
        let (recorded, log) = done?;
        let digest = log.digest();
        if recorded.log.digest() == digest {
            let (events, run) = (log.records().len(), self.run.display());
            return terminal.say(&Text::new(
                format!("摘要一致:{digest}\n{run} 可由其输入重现,共 {events} 个事件。"),
                format!("Same digest: {digest}\n{run} follows from its inputs: {events} events."),
            ));
        }
        Err(Failure::Differs(difference(terminal, &recorded, &log)))
    }
}

/// Where a replay parts from what was recorded.
fn difference(terminal: &Terminal, recorded: &Recorded, log: &EventLog) -> Text {
    let language = terminal.language();
    let at = diff::parting(&recorded.log, log).unwrap_or_default();
    let told = |log: &EventLog| {
        let is_there = at < log.records().len();
        let seq = Seq(u32::try_from(at).expect("fewer than 2^32 events"));
        is_there.then(|| Names::new(&recorded.drill, log, language).tell(seq).to_string())
    };
    let (before, after) = (told(&recorded.log), told(log));
    let shown = |told: &Option<String>| told.clone().unwrap_or_else(|| "-".to_owned());
    // The header is line 1, so event `n` stands in line `n + 2`.
    let line = at + 2;
    let engine = &recorded.header.engine;
    let version = if engine == ENGINE {
        Text::default()
    } else {
        Text::new(
            format!("\n该运行由 muster {engine} 生成,本程序为 {ENGINE}。"),
            format!("\nThe run was played by muster {engine}; this is {ENGINE}."),
        )
    };
    Text::new(
        format!(
            "重演结果不同,首个不同处为事件 #{at}(log.jsonl 第 {line} 行):\n  记录  {}\n  重演  {}{}",
            shown(&before),
            shown(&after),
            version.zh
        ),
        format!(
            "The replay differs, first at event #{at} (log.jsonl, line {line}):\n  \
             recorded  {}\n  replayed  {}{}",
            shown(&before),
            shown(&after),
            version.en
        ),
    )
}
