//! The command line: what a person types, and the exit code that a script reads. One file for each
//! subcommand; what they do is done by the modules below.
//!
//! Help is in English and opens each command with a line of Chinese. What is said about a drill,
//! problems included, is in Chinese unless `--lang en` is given. Results go to the standard output,
//! everything else to the standard error.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done; a drill that went badly is still a drill played |
//! | 1 | criteria not met (`run --check`) |
//! | 2 | usage |
//! | 3 | invalid map, plan, scenario or criteria; warnings alone give 0 |
//! | 4 | input or output failed |
//! | 5 | a replay differs, or a run folder is not as it was written |
//! | 130 | interrupted |

mod completions;
mod criteria;
mod diff;
mod failure;
mod lint;
mod map;
mod new;
mod notice;
mod play;
mod replay;
mod report;
mod run;
mod terminal;
mod why;

pub use notice::Notice;
pub use terminal::{Stop, Terminal};

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::base::text::Language;

const ABOUT: &str = "在县域地图上推演应急预案,逐分钟看谁迟了、谁在等、谁不知道\n\
    Plays a county's emergency plan against a disaster, minute by minute, and shows who was late,\n\
    who waited for whom, who did not know, and what that cost";

const EXAMPLES: &str = "\
Begin here:
  muster run 2026-q2-flash-flood              play the flash flood; the last line names the report
  muster run 2026-q2-flash-flood --tier advanced --seed 7 --lang en
  muster replay runs/2026-q2-flash-flood-beginner-1
  muster lint scenarios maps                  every problem in what you wrote, with its place
  muster new --map MAP --storyline flash-flood --out DIR     the same storyline in your county

Exit codes:
  0 done   1 criteria not met   2 usage   3 invalid map, plan or scenario
  4 input or output failed   5 replay differs   130 interrupted

Environment:
  MUSTER_CACHE_DIR   folder that keeps prepared hazards between runs, or off; without it only the
                     waiting differs [default: muster in the user's cache folder]
  NO_COLOR           no colour";

/// What a person types.
#[derive(Debug, Parser)]
#[command(name = "muster", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// Language of what is printed and written
    #[arg(long, global = true, value_enum, default_value = "zh", value_name = "LANGUAGE")]
    lang: LanguageArgument,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Run),
    Replay(replay::Replay),
    Why(why::Why),
    Diff(diff::Diff),
    Report(report::Report),
    Lint(lint::Lint),
    New(new::New),
    Map(map::Map),
    Completions(completions::Completions),
}

/// A language as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageArgument {
    /// 中文
    #[value(alias = "zh-CN", alias = "zh-cn")]
    Zh,
    /// English
    En,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::Zh => Self::Chinese,
            LanguageArgument::En => Self::English,
        }
    }
}

/// Does what `arguments` (the program's name first) say, and gives the exit code.
///
/// `show` draws problems for a person to read; `stop` is raised by whoever handles signals.
pub fn main(
    arguments: impl IntoIterator<Item = OsString>,
    show: fn(&[Notice]) -> String,
    stop: &Stop,
) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too; a closed pipe leaves nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let terminal = Terminal::new(cli.lang.into(), show, stop.clone());
    let result = match cli.command {
        Command::Run(run) => run.run(&terminal),
        Command::Replay(replay) => replay.run(&terminal),
        Command::Why(why) => why.run(&terminal),
        Command::Diff(diff) => diff.run(&terminal),
        Command::Report(report) => report.run(&terminal),
        Command::Lint(lint) => lint.run(&terminal),
        Command::New(new) => new.run(&terminal),
        Command::Map(map) => map.run(&terminal),
        Command::Completions(completions) => completions.run(&terminal),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.complain(&failure);
            ExitCode::from(failure.code())
        }
    }
}
