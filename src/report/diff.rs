//! How two runs differ: the first event at which their logs part, how many events of each kind
//! follow on either side, and what came of it. Compared in canonical form, so that dense numbers
//! do not matter.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, ContentArrangement, Table};

use crate::base::id::AreaId;
use crate::base::record::Field;
use crate::base::time::Time;
use crate::event_log::EventLog;
use crate::event_log::event::{Event, PeopleState, Seq};

use super::clock;
use super::names::Names;
use super::sentence::Told;
use super::text::arguments;

/// Kinds of event shown at most.
const KINDS_SHOWN: usize = 15;

/// How two runs differ.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Diff {
    /// Number of the first event that differs; none: the logs are the same.
    pub parts_at: Option<u32>,
    /// That event in the first log; none: it ends there.
    pub left: Option<Told>,
    /// That event in the second log.
    pub right: Option<Told>,
    /// Kinds of event whose number after the parting differs: kind, first log, second log; the
    /// greatest difference first.
    pub kinds: Vec<(String, u32, u32)>,
    /// Figures of both runs.
    pub figures: Vec<Figure>,
    words: Vec<String>,
}

/// One figure of both runs.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Figure {
    /// What it is.
    pub title: String,
    /// In the first run.
    pub left: f64,
    /// In the second run.
    pub right: f64,
}

/// The canonical form of one record, without the number of its cause, which moves with others.
fn canonical(log: &EventLog, index: usize) -> Option<Vec<u8>> {
    let record = log.records().get(index)?;
    let mut bytes = Vec::new();
    record.at.canonical(log.registry(), &mut bytes);
    record.event.canonical(log.registry(), &mut bytes);
    Some(bytes)
}

/// The number of the first event that differs; none where the logs are the same.
pub fn parting(left: &EventLog, right: &EventLog) -> Option<usize> {
    let length = left.records().len().max(right.records().len());
    (0..length).find(|index| {
        let cause = |log: &EventLog| log.records().get(*index).map(|record| record.cause);
        canonical(left, *index) != canonical(right, *index) || cause(left) != cause(right)
    })
}

/// How the runs behind `left` and `right` differ; sentences are in the language of the names.
pub fn diff(left: &Names<'_>, right: &Names<'_>) -> Diff {
    let parts_at = parting(left.log, right.log);
    let tell = |names: &Names<'_>| {
        let at = parts_at.filter(|at| *at < names.log.records().len())?;
        Some(names.tell(Seq(u32::try_from(at).expect("fewer than 2^32 events"))))
    };
    let from = parts_at.unwrap_or(usize::MAX);
    let (before, after) = (counts(left.log, from), counts(right.log, from));
    let all: std::collections::BTreeSet<&str> =
        before.keys().chain(after.keys()).copied().collect();
    let count = |counts: &BTreeMap<&str, u32>, kind| counts.get(kind).copied().unwrap_or(0);
    let mut kinds: Vec<(String, u32, u32)> = all
        .into_iter()
        .map(|kind| (kind.to_owned(), count(&before, kind), count(&after, kind)))
        .filter(|(_, left, right)| left != right)
        .collect();
    kinds.sort_by_key(|(kind, left, right)| {
        (std::cmp::Reverse(left.abs_diff(*right)), kind.clone())
    });
    let figures = figures(left.log)
        .into_iter()
        .zip(figures(right.log))
        .map(|((key, before), (_, after))| Figure {
            title: left.texts.say(key),
            left: before,
            right: after,
        })
        .collect();
    let (left_told, right_told) = (tell(left), tell(right));
    Diff {
        parts_at: parts_at.map(|at| at as u32),
        left: left_told,
        right: right_told,
        kinds,
        figures,
        words: words(left, parts_at),
    }
}

/// The words around the figures, in the order in which they are printed.
fn words(names: &Names<'_>, parts_at: Option<usize>) -> Vec<String> {
    let texts = &names.texts;
    let first = match parts_at {
        None => texts.fill("diff-same", &arguments! { count: names.log.records().len() }),
        Some(at) => texts.fill("diff-parts", &arguments! { seq: at }),
    };
    let keys = [
        "diff-left",
        "diff-right",
        "diff-none",
        "diff-kinds",
        "diff-event",
        "diff-outcomes",
        "diff-figure",
        "diff-change",
    ];
    std::iter::once(first).chain(keys.map(|key| texts.say(key))).collect()
}

/// How many events of each kind there are from number `from` on.
fn counts(log: &EventLog, from: usize) -> BTreeMap<&'static str, u32> {
    let mut counts = BTreeMap::new();
    for record in log.records().iter().skip(from) {
        *counts.entry(record.event.variant()).or_default() += 1;
    }
    counts
}

/// Figures of a run, read from its log alone: key of the text, value.
fn figures(log: &EventLog) -> Vec<(&'static str, f64)> {
    let total = |value: &dyn Fn(&Event) -> u32| -> f64 {
        log.records().iter().map(|record| f64::from(value(&record.event))).sum()
    };
    let number = |wanted: fn(&Event) -> bool| total(&|event| u32::from(wanted(event)));
    let people = |event: &Event| match event {
        Event::PeopleSheltered { people, .. } => *people,
        _ => 0,
    };
    let rescued = |event: &Event| match event {
        Event::PeopleRescued { people, .. } | Event::PeopleFreed { people, .. } => *people,
        _ => 0,
    };
    vec![
        ("figure-person-minutes", person_minutes(log)),
        ("figure-sheltered", total(&people)),
        ("figure-rescued", total(&rescued)),
        ("figure-deaths", number(|event| matches!(event, Event::CasualtyDied { .. }))),
        ("figure-tasks-completed", number(|event| matches!(event, Event::TaskCompleted { .. }))),
        ("figure-turned-back", number(|event| matches!(event, Event::TeamTurnedBack { .. }))),
        ("figure-messages-read", number(|event| matches!(event, Event::MessageRead { .. }))),
        ("figure-messages-lost", number(|event| matches!(event, Event::MessageLost { .. }))),
    ]
}

/// Person-minutes in danger: the integral of people in danger over time.
fn person_minutes(log: &EventLog) -> f64 {
    let mut now: BTreeMap<(AreaId, PeopleState), (Time, u32)> = BTreeMap::new();
    let mut milliseconds = 0_u64;
    for record in log.records() {
        if let Event::PeopleInDanger { area, state, people } = &record.event {
            let before = now.insert((*area, *state), (record.at, *people));
            let (since, count) = before.unwrap_or((record.at, 0));
            milliseconds += record.at.since(since).milliseconds() * u64::from(count);
        }
    }
    for (since, people) in now.values() {
        milliseconds += log.end().since(*since).milliseconds() * u64::from(*people);
    }
    milliseconds as f64 / 60_000.0
}

impl std::fmt::Display for Diff {
    /// The parting, counts by kind, figures: at most 100 columns where the terminal can show it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [parts, left, right, none, kinds, event, outcomes, figure, change] = &self.words[..]
        else {
            unreachable!("as many words as `words` makes");
        };
        writeln!(formatter, "{parts}")?;
        if self.parts_at.is_none() {
            return Ok(());
        }
        for (name, told) in [(left, &self.left), (right, &self.right)] {
            let told = told.as_ref().map_or_else(|| none.clone(), ToString::to_string);
            writeln!(formatter, "{name}  {told}")?;
        }
        if !self.kinds.is_empty() {
            let rows = self.kinds.iter().take(KINDS_SHOWN).map(|(kind, before, after)| {
                let change = i64::from(*after) - i64::from(*before);
                [kind.clone(), before.to_string(), after.to_string(), format!("{change:+}")]
            });
            let table = table([event, left, right, change], rows);
            writeln!(formatter, "\n{kinds}\n{table}")?;
        }
        let rows = self.figures.iter().map(|it| {
            let change = it.right - it.left;
            let sign = if change > 0.0 { "+" } else { "" };
            let change = format!("{sign}{}", clock::decimal(change));
            [it.title.clone(), clock::decimal(it.left), clock::decimal(it.right), change]
        });
        let table = table([figure, left, right, change], rows);
        writeln!(formatter, "\n{outcomes}\n{table}")
    }
}

/// A plain table: first column to the left, numbers to the right.
fn table(header: [&String; 4], rows: impl Iterator<Item = [String; 4]>) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::report::example;

    #[test]
    fn a_log_does_not_differ_from_itself() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let names = Names::new(&drill, &log, Language::English);
        let diff = diff(&names, &names);
        assert_eq!(diff.parts_at, None);
        assert!(diff.to_string().starts_with("Both logs are the same"));
    }

    #[test]
    fn the_first_event_that_differs_is_named_and_what_follows_is_counted() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let mut other = EventLog::new(log.registry().clone());
        let parted =
            example::card::first(&log, |event| matches!(event, Event::TeamTurnedBack { .. }));
        for (seq, record) in log.numbered().take_while(|(seq, _)| *seq < parted) {
            assert_eq!(other.append(record.at, record.cause, record.event.clone()), seq);
        }
        let left = Names::new(&drill, &log, Language::Chinese);
        let right = Names::new(&drill, &other, Language::Chinese);
        let diff = diff(&left, &right);
        assert_eq!(diff.parts_at, Some(parted.0));
        assert!(diff.left.as_ref().unwrap().sentence.contains("折返"));
        assert_eq!(diff.right, None);
        assert!(diff.kinds.contains(&("TeamTurnedBack".to_owned(), 2, 0)));
        let text = diff.to_string();
        assert!(text.contains("记录到此为止") && text.contains("遇险人·分钟"), "{text}");
    }

    #[test]
    fn person_minutes_are_the_integral_over_time() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        // 37 people from 3,600 s to 8,300 s and 22 from 4,200 s to 9,000 s.
        let seconds = 37 * (8_300 - 3_600) + 22 * (9_000 - 4_200);
        assert!((person_minutes(&log) - f64::from(seconds) / 60.0).abs() < 1e-9);
    }
}
