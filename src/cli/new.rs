//! `muster new`: a drill for a map from a storyline, ready to be edited.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::terminal::Terminal;
use crate::base::text::{Language, Text};
use crate::county::choice::ChosenPlace;
use crate::files::folder::Existing;
use crate::files::new::{self, Made};
use crate::scenario::template::{STORYLINES, Storyline};

const EXAMPLES: &str = "\
Examples:
  muster new --map maps/mycounty --storyline flash-flood --out drills/flood
      writes drills/flood: scenario, plans, catalogue, and the map with proposed stations
  muster lint drills/flood
  muster run drills/flood --tier intermediate

Exit code 3 where the map cannot carry the storyline: what it lacks is said, nothing is written.";

/// 为任意县域地图生成一套可修改的情景和预案
///
/// Writes a drill for a map from a storyline: scenario and plans with this county's places, ready
/// to be edited. Stations that the map lacks are proposed by published ratios, and marked.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct New {
    /// Folder of the map
    #[arg(long)]
    map: PathBuf,
    /// What happens
    #[arg(long, value_parser = storyline, value_name = "NAME")]
    storyline: &'static Storyline,
    /// Folder of the drill
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace another drill that stands there
    #[arg(long)]
    force: bool,
}

/// The storyline of that name.
fn storyline(text: &str) -> Result<&'static Storyline, String> {
    STORYLINES.iter().find(|storyline| storyline.name == text).ok_or_else(|| {
        let names: Vec<&str> = STORYLINES.iter().map(|storyline| storyline.name).collect();
        format!("one of {}", names.join(", "))
    })
}

impl New {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let step = terminal.step();
        let (map, out, storyline) = (self.map, self.out.clone(), self.storyline);
        let made = terminal.work(move || {
            step.now("选取地点、生成情景和预案", "choosing places, writing scenario and plans");
            new::make(&map, storyline, &out)
        })??;
        let existing = if self.force { Existing::Replace } else { Existing::Keep };
        made.write(&self.out, existing, terminal.interrupt())?;
        terminal.warn(&made.warnings);
        let language = terminal.language();
        let mut text = String::new();
        for line in lines(&made) {
            text += line.get(language);
            text.push('\n');
        }
        let out = self.out.display();
        text += &match language {
            Language::Chinese => format!("演练：{out}（muster run {out}）"),
            Language::English => format!("Drill: {out} (muster run {out})"),
        };
        terminal.result(&text)
    }
}

/// What the places came to, what was proposed and what was left out.
fn lines(made: &Made) -> Vec<Text> {
    let skeleton = &made.skeleton;
    let mut lines: Vec<Text> = Vec::new();
    for told in skeleton.places.iter().map(ChosenPlace::told) {
        if !lines.contains(&told) {
            lines.push(told);
        }
    }
    lines.extend(skeleton.proposed.iter().map(|estimate| {
        let (count, Text { zh, en }) = (estimate.of.len(), &estimate.basis);
        Text::new(format!("暂设 {count} 处：{zh}"), format!("{count} proposed: {en}"))
    }));
    lines.extend(skeleton.absent.iter().map(|name| {
        Text::new(
            format!("地图上没有可作 {{{name}}} 的地点，涉及它的内容已略去"),
            format!("the map has nothing for {{{name}}}: what speaks of it is left out"),
        )
    }));
    lines
}
