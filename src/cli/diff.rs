//! `muster diff`: the first event at which two runs part, and what follows from it.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::terminal::Terminal;
use crate::files::{Error, recorded};
use crate::report::{diff, names::Names};

const EXAMPLES: &str = "\
Example:
  muster run 2026-q2-flash-flood --seed 7
  muster run 2026-q2-flash-flood --seed 7 --plan my-plan.ron --out runs/my-plan
  muster diff runs/2026-q2-flash-flood-beginner-7 runs/my-plan";

/// 两次推演从哪个事件起不同,后果如何
///
/// Names the first event at which two runs part, and what differs after it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Diff {
    /// Run folder
    left: PathBuf,
    /// The run folder to compare it with
    right: PathBuf,
}

impl Diff {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let read = terminal.work(move || {
            Ok::<_, Error>((recorded::read(&self.left)?, recorded::read(&self.right)?))
        })?;
        let (left, right) = read?;
        let language = terminal.language();
        let left = Names::new(&left.drill, &left.log, language);
        let right = Names::new(&right.drill, &right.log, language);
        terminal.result(&diff::diff(&left, &right).to_string())
    }
}
