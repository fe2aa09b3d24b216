//! `muster map generate`: writes a plausible county.

use std::path::PathBuf;

use clap::Args;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use crate::base::text::Text;
use crate::county::codec;
use crate::county::generate::{self, JUNCTIONS_MAX, JUNCTIONS_MIN, Settings};
use crate::files::folder::Existing;
use crate::files::map::{self, Outcome};

const EXAMPLES: &str = "\
Examples:
  muster map generate --seed 5 --junctions 2000 --out maps/five
  muster map draw maps/five -o five.svg";

/// 生成一个虚构的县
///
/// Writes a plausible fictional county: terrain, rivers, roads, villages with people, facilities.
/// The same seed and number of junctions give the same county everywhere.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Generate {
    /// Seed of everything in it
    #[arg(long)]
    seed: u64,
    /// Junctions that it has at least, 500 to 200000
    #[arg(long, value_parser = clap::value_parser!(u32)
        .range(JUNCTIONS_MIN as i64..=JUNCTIONS_MAX as i64))]
    junctions: u32,
    /// Folder of the map
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace another map that stands there
    #[arg(long)]
    force: bool,
}

impl Generate {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let (step, seed, junctions) = (terminal.step(), self.seed, self.junctions);
        let county = terminal.work(move || {
            step.now("生成县域", "generating the county");
            generate::generate(&Settings { seed, junctions })
        })?;
        let existing = if self.force { Existing::Replace } else { Existing::Keep };
        let outcome =
            map::write(&self.out, codec::encode(&county), existing, terminal.interrupt())?;
        let (nodes, zones) = (county.network.nodes.len(), county.zones.len());
        let out = self.out.display();
        terminal.say(&match outcome {
            Outcome::Written => Text::new(
                format!("{nodes} 个路口,{zones} 个乡镇和村。\n地图:{out}"),
                format!("{nodes} junctions, {zones} townships and villages.\nMap: {out}"),
            ),
            Outcome::Unchanged => Text::new(
                format!("同样的地图已在该处。\n地图:{out}"),
                format!("The same map stands there already.\nMap: {out}"),
            ),
        })
    }
}
