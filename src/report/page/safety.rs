//! The safety of responders as a table: which team, at which task, what of that which is declared
//! did not hold, and what happened. No person, no blame.

use serde::Serialize;

use crate::report::names::Names;
use crate::report::text::arguments;
use crate::score::safety::SafetyCase;
use crate::score::scorecard::Scorecard;

/// Rows at most; all are in the table beside the report.
const CASES_SHOWN: usize = 40;

/// The table and the line above it.
#[derive(Debug, Serialize)]
pub(super) struct Safety {
    /// None where nobody worked in danger.
    pub line: Option<String>,
    pub cases: Vec<Case>,
    pub more: Option<String>,
}

/// A spell of work in danger.
#[derive(Debug, Serialize)]
pub(super) struct Case {
    pub clock: String,
    pub team: String,
    pub task: String,
    pub danger: String,
    pub unmet: String,
    pub came: String,
    pub evidence: Vec<u32>,
}

/// The cases that the page lists: those in which somebody was hurt, then the earliest, in order of
/// time.
pub(super) fn shown(card: &Scorecard) -> impl Iterator<Item = &SafetyCase> {
    let mut places: Vec<usize> = (0..card.safety.cases.len()).collect();
    places.sort_by_key(|place| card.safety.cases[*place].hurt == 0);
    places.truncate(CASES_SHOWN);
    places.sort_unstable();
    places.into_iter().map(|place| &card.safety.cases[place])
}

pub(super) fn safety(names: &Names<'_>, card: &Scorecard) -> Safety {
    let of = &card.safety;
    let line = arguments! {
        spells: of.spells, met: of.all_met, hurt: card.outcomes.responders_hurt,
        withdrawn: of.withdrawn,
    };
    let cases: Vec<Case> = shown(card).map(|it| case(names, it)).collect();
    let left_out = of.cases.len() - cases.len();
    Safety {
        line: (of.spells > 0).then(|| names.texts.fill("safety-line", &line)),
        more: (left_out > 0)
            .then(|| names.texts.fill("safety-more", &arguments! { count: left_out })),
        cases,
    }
}

/// A task at its incident, in words.
pub(crate) fn task(names: &Names<'_>, case: &SafetyCase) -> String {
    let titles = [&case.incident, &case.task].into_iter().flatten();
    let titles: Vec<String> = titles.map(|named| names.get(&named.title)).collect();
    titles.join(" · ")
}

fn case(names: &Names<'_>, it: &SafetyCase) -> Case {
    let none = || "—".to_owned();
    let came = arguments! { people: it.hurt };
    Case {
        clock: names.clock(it.start),
        team: names.get(&it.team.title),
        task: task(names, it),
        danger: names.get(&it.danger.text()),
        unmet: if it.unmet.is_empty() { none() } else { names.checks(&it.unmet) },
        came: if it.hurt > 0 { names.texts.fill("safety-hurt", &came) } else { none() },
        evidence: it.evidence.iter().map(|seq| seq.0).collect(),
    }
}
