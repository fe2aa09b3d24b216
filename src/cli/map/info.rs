//! `muster map info`: what there is, what cuts people off, who lives far from help.

use std::path::PathBuf;

use clap::Args;
use comfy_table::{ContentArrangement, Table};

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use crate::county::survey::{self, SurveyTable};
use crate::files::map;

/// Columns of what is printed, at most.
const COLUMNS: u16 = 100;

const EXAMPLES: &str = "\
Examples:
  muster map info maps/qingshan
  muster map info maps/qingshan --minutes 20 --json";

/// 统计一张地图,找出易成孤岛的桥路和远离救援的人口
///
/// Counts what a map holds, and finds roads whose loss isolates people and people far from a fire
/// station or a hospital.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Info {
    /// Folder of the map
    map: PathBuf,
    /// People who are more than so many minutes from help are far from it
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=1_440))]
    minutes: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Info {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let step = terminal.step();
        let (path, minutes) = (self.map, self.minutes);
        let read = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, warnings, _) = map::read(&path)?;
            step.now("统计", "surveying");
            Ok::<_, crate::files::Error>((survey::survey(&county, minutes), warnings))
        })?;
        let (survey, warnings) = read?;
        terminal.warn(&warnings);
        if self.json {
            let json = serde_json::to_string_pretty(&survey).expect("a survey is plain data");
            return terminal.result(&json);
        }
        let language = terminal.language();
        let mut text = format!("{}\n", survey.title.get(language));
        for SurveyTable { title, columns, rows } in survey.tables() {
            let mut table = Table::new();
            table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(COLUMNS);
            table.set_header(columns.iter().map(|column| column.get(language)));
            for row in &rows {
                table.add_row(row.iter().map(|cell| cell.get(language)));
            }
            text += &format!("\n{}\n{table}\n", title.get(language));
        }
        terminal.result(&text)
    }
}
