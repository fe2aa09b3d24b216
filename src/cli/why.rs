//! `muster why`: the causal chain of an event, in sentences.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::terminal::Terminal;
use crate::base::text::Text;
use crate::event_log::event::Seq;
use crate::files::recorded;
use crate::report::{names::Names, why};

const EXAMPLES: &str = "\
Examples:
  muster why runs/2026-q2-flash-flood-beginner-1 '#18231'
  muster why runs/2026-q2-flash-flood-beginner-1 18231 --lang en

The numbers of events stand in the report, behind each finding.";

/// 逐句说明一个事件的因果链
///
/// Tells the causal chain of an event, from the earliest cause to the event itself.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Why {
    /// Run folder
    run: PathBuf,
    /// Number of the event, as reports print it: #18231 or 18231
    #[arg(value_parser = event)]
    event: u32,
}

fn event(text: &str) -> Result<u32, String> {
    let number = text.strip_prefix('#').unwrap_or(text).parse();
    number.map_err(|_| "a number of an event such as 18231".to_owned())
}

impl Why {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let recorded = terminal.work(move || recorded::read(&self.run))??;
        let names = Names::new(&recorded.drill, &recorded.log, terminal.language());
        match why::why(&names, Seq(self.event)) {
            Ok(why) => terminal.result(&why.to_string()),
            Err(sentence) => Err(Failure::Usage(Text::new(&*sentence, &*sentence))),
        }
    }
}
