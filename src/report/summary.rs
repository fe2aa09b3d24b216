//! The short table that a run prints: outcomes, ratings, the three gaps furthest over their limit.
//! Data, and text at most 100 columns wide in which Chinese counts double.

use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde::Serialize;

use super::finding;
use super::names::Names;
use super::page;
use super::text::arguments;
use crate::score::scorecard::Scorecard;

/// Columns of the text at most.
const COLUMNS: u16 = 100;

/// What a run prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// What the drill is called, with tier and date.
    pub title: String,
    /// Outcomes: what, how much, with what beside it.
    pub outcomes: Vec<(String, String, String)>,
    /// Objectives: what, measured against target, rating.
    pub objectives: Vec<(String, String, String)>,
    /// The gaps furthest over their limit: type, interface and clause, minutes over.
    pub gaps: Vec<(String, String, String)>,
    /// How many gaps there are in all.
    pub gap_line: String,
    headers: [[String; 3]; 3],
    none: String,
}

/// The summary of a run.
pub fn summary(names: &Names<'_>, card: &Scorecard) -> Summary {
    let texts = &names.texts;
    let header = |keys: [&str; 3]| {
        keys.map(|key| if key.is_empty() { String::new() } else { texts.say(key) })
    };
    let own = card.gaps.iter().filter(|gap| gap.derived_from.is_none()).count();
    Summary {
        title: page::headline(names, card),
        outcomes: page::outcome_rows(names, card),
        objectives: page::objective_rows(names, card),
        gaps: gaps(names, card),
        gap_line: texts.fill("summary-not-derived", &arguments! { all: card.gaps.len(), own: own }),
        headers: [
            header(["summary-outcomes", "summary-value", ""]),
            header(["summary-objectives", "column-measured", "summary-rating"]),
            header(["summary-gaps", "summary-interface", "summary-over"]),
        ],
        none: texts.say("summary-none"),
    }
}

fn gaps(names: &Names<'_>, card: &Scorecard) -> Vec<(String, String, String)> {
    finding::costliest(card, 3)
        .into_iter()
        .map(|index| {
            let gap = &card.gaps[index];
            let over = super::clock::length(names.language(), gap.excess);
            let gap_type = names.get(&gap.gap.text());
            (format!("{} {gap_type}", index + 1), finding::interface(names, gap), over)
        })
        .collect()
}

/// A table of three columns, numbers to the right in the one named.
fn table(header: &[String; 3], rows: &[(String, String, String)], right: usize) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(COLUMNS);
    table.set_header(header);
    for (one, two, three) in rows {
        table.add_row([one, two, three]);
    }
    if let Some(column) = table.column_mut(right) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

impl std::fmt::Display for Summary {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [outcomes, objectives, gaps] = &self.headers;
        writeln!(formatter, "{}", self.title)?;
        writeln!(formatter, "{}", table(outcomes, &self.outcomes, 1))?;
        if !self.objectives.is_empty() {
            writeln!(formatter, "{}", table(objectives, &self.objectives, 1))?;
        }
        if self.gaps.is_empty() {
            return writeln!(formatter, "{}", self.none);
        }
        writeln!(formatter, "{}", table(gaps, &self.gaps, 2))?;
        writeln!(formatter, "{}", self.gap_line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::report::example;

    #[test]
    fn the_text_is_at_most_100_columns_wide_and_names_outcomes_and_gaps() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let card = example::card::card(&drill, &log);
        for language in [Language::Chinese, Language::English] {
            let text = summary(&Names::new(&drill, &log, language), &card).to_string();
            for line in text.lines() {
                let wide = line.chars().filter(|it| ('\u{2e80}'..='\u{ffe6}').contains(it)).count();
                assert!(line.chars().count() + wide <= usize::from(COLUMNS), "{line}");
            }
            let wanted = match language {
                Language::Chinese => {
                    ["遇险人·分钟", "通知迟滞", "石门镇值班室 → 县交通局", "27分钟"]
                }
                Language::English => {
                    ["person-minutes", "late notification", "Shimen township → ", "27 minutes"]
                }
            };
            for part in wanted {
                assert!(text.contains(part), "{part} is not in\n{text}");
            }
        }
    }
}
