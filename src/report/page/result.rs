//! The scorecard's parts as rows of the page's tables.

use std::collections::BTreeMap;

use serde::Serialize;

use super::front::length;
use crate::base::time::{Duration, Time};
use crate::plan::file::Leg;
use crate::report::clock;
use crate::report::finding;
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::score::rating::{CaseCounts, LimbResult, ObjectiveResult, Rating};
use crate::score::scorecard::{Finding, GapType, Named, Scorecard};

/// Rows of legs and percentiles at most.
const SUMMARIES_SHOWN: usize = 40;
/// Shortfalls of capacity at most.
const SHORTFALLS_SHOWN: usize = 20;

/// An objective with its rating.
#[derive(Debug, Serialize)]
pub(super) struct Objective {
    pub title: String,
    pub owner: String,
    pub target: String,
    pub value: String,
    pub rating: String,
    pub line: String,
    pub trace: Vec<String>,
    pub limbs: Vec<Limb>,
    pub gaps: Vec<usize>,
    /// How many more findings concern it.
    pub more: Option<String>,
}

/// Findings under one clause.
#[derive(Debug, Serialize)]
pub(super) struct OfClause {
    pub title: String,
    pub gap: String,
    pub findings: usize,
    pub not_derived: usize,
    pub excess: String,
    /// The interface that was longest over its limit.
    pub longest: String,
}

/// A limb of the rule for M.
#[derive(Debug, Serialize)]
pub(super) struct Limb {
    pub title: String,
    pub holds: String,
    pub evidence: Vec<Reference>,
    /// How many more there are.
    pub more: Option<String>,
}

/// A finding or an event that is referred to.
#[derive(Debug, Serialize)]
pub(super) struct Reference {
    pub text: String,
    pub link: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Capability {
    pub title: String,
    pub detection: String,
    pub coordination: String,
    pub capacity: String,
    pub findings: u32,
    pub tasks: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Area {
    pub title: String,
    pub people: u32,
    pub impact: String,
    pub warning: String,
    pub warned: u32,
    pub moved: u32,
    /// Not told of what is in the air: who has shut the windows is not caught.
    pub caught: String,
    pub rescued: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct Standard {
    pub title: String,
    pub legs: String,
    pub limit: String,
    pub share: String,
    pub median: String,
    pub p90: String,
    pub met: String,
    pub source: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Summary {
    pub capability: String,
    pub organisation: String,
    pub legs: String,
    pub cases: u32,
    pub median: String,
    pub p90: String,
    pub longest: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Count {
    pub title: String,
    pub name: &'static str,
    pub findings: u32,
    pub not_derived: u32,
    pub excess: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Detection {
    pub fact: String,
    pub known: u32,
    pub never_known: u32,
    pub median: String,
    pub longest: String,
    pub about: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Shortfall {
    pub clock: String,
    pub title: String,
    pub missing: u8,
    pub length: String,
    pub evidence: Vec<u32>,
}

#[derive(Debug, Serialize)]
pub(super) struct Total {
    pub rows: Vec<TotalRow>,
    pub weight: String,
    pub total: String,
}

#[derive(Debug, Serialize)]
pub(super) struct TotalRow {
    pub title: String,
    pub weight: String,
    pub tasks: String,
    pub share: String,
    pub points: String,
}

/// `P`, `S`, `M` or `U` with what it means; the other two by their words alone.
pub(crate) fn rating(names: &Names<'_>, rating: Rating) -> String {
    let letter = match rating {
        Rating::P => "P ",
        Rating::S => "S ",
        Rating::M => "M ",
        Rating::U => "U ",
        Rating::NotExercised | Rating::NotObserved => "",
    };
    format!("{letter}{}", names.get(&rating.text()).replace(',', comma(names)))
}

fn comma(names: &Names<'_>) -> &'static str {
    match names.language() {
        crate::base::text::Language::Chinese => "，",
        crate::base::text::Language::English => ",",
    }
}

/// A target or value of an objective with its unit.
fn measured(names: &Names<'_>, objective: &ObjectiveResult, value: Option<f64>) -> String {
    match value {
        None => names.texts.say("objective-no-case"),
        Some(value) if objective.unit == "min" => clock::minutes(names.language(), value),
        Some(value) => format!("{}%", clock::decimal(value)),
    }
}

fn counts(names: &Names<'_>, cases: CaseCounts) -> String {
    let arguments = arguments! {
        done: cases.done, late: cases.late, undone: cases.not_done, unseen: cases.not_observed,
    };
    names.texts.fill("tasks-counts", &arguments)
}

/// Numbers, from 1, of all findings by their ids, and whether the report writes them out.
pub(super) type Numbers<'a> = BTreeMap<&'a str, (usize, bool)>;

/// References listed at most under one heading.
const REFERENCES_SHOWN: usize = 12;

/// What of a limb's evidence the report lists.
pub(super) fn shown_evidence(limb: &LimbResult) -> impl Iterator<Item = &String> {
    limb.evidence.iter().take(REFERENCES_SHOWN)
}

/// How many of a list are not shown, in words; none where all are.
fn more(names: &Names<'_>, all: usize, shown: usize) -> Option<String> {
    let count = all - shown;
    (count > 0).then(|| names.texts.fill("references-more", &arguments! { count: count }))
}

/// The number of the event that a text refers to in its last word, as `#18231`, where the log has
/// it.
pub(super) fn event_number(text: &str, events: usize) -> Option<u32> {
    let number: u32 = text.rsplit(' ').next()?.strip_prefix('#')?.parse().ok()?;
    (number as usize).lt(&events).then_some(number)
}

pub(super) fn objectives(
    names: &Names<'_>,
    card: &Scorecard,
    numbers: &Numbers<'_>,
) -> Vec<Objective> {
    card.objectives.iter().map(|it| objective(names, numbers, it)).collect()
}

fn objective(names: &Names<'_>, numbers: &Numbers<'_>, it: &ObjectiveResult) -> Objective {
    let known = it.findings.iter().filter_map(|id| numbers.get(id.as_str()));
    let written = known.filter(|(_, is_shown)| *is_shown).map(|(number, _)| *number);
    let gaps: Vec<usize> = written.take(REFERENCES_SHOWN).collect();
    let owner = names.get(&it.owner.title);
    let target = measured(names, it, Some(it.target));
    let value = measured(names, it, it.value);
    let line = arguments! { owner: owner.clone(), target: target.clone(), value: value.clone() };
    Objective {
        title: names.get(&it.objective.title),
        line: names.texts.fill("objective-line", &line),
        owner,
        target,
        value,
        rating: rating(names, it.rating),
        trace: it.trace.iter().map(|step| names.get(step)).collect(),
        limbs: it.limbs.iter().map(|it| limb(names, numbers, it)).collect(),
        more: more(names, it.findings.len(), gaps.len()),
        gaps,
    }
}

fn limb(names: &Names<'_>, numbers: &Numbers<'_>, it: &LimbResult) -> Limb {
    let holds = names.texts.say(if it.holds { "limb-holds" } else { "limb-not" });
    let holds = if it.holds && it.provisional {
        format!("{holds}{}{}", comma(names), names.texts.say("limb-provisional"))
    } else {
        holds
    };
    let reference = |text: &String| {
        let event = event_number(text, names.log.records().len());
        let gap = text.split(' ').find_map(|word| numbers.get(word.trim_end_matches(':')));
        let words = text.split(' ').map(|word| match numbers.get(word.trim_end_matches(':')) {
            Some((number, _)) => number.to_string(),
            None => word.replace("->", "→"),
        });
        let text = words.collect::<Vec<_>>().join(" ");
        let link = match (event, gap) {
            (Some(seq), _) => Some(format!("e{seq}")),
            (None, Some((number, true))) => Some(format!("gap-{number}")),
            _ => None,
        };
        Reference { text, link }
    };
    let evidence: Vec<Reference> = shown_evidence(it).map(reference).collect();
    Limb {
        title: names.get(&it.limb.text()),
        holds,
        more: more(names, it.evidence.len(), evidence.len()),
        evidence,
    }
}

pub(super) fn capabilities(names: &Names<'_>, card: &Scorecard) -> Vec<Capability> {
    card.capabilities
        .iter()
        .map(|it| Capability {
            title: names.get(&it.capability.text()),
            detection: length(names, Some(it.detection)),
            coordination: length(names, Some(it.coordination)),
            capacity: length(names, Some(it.capacity)),
            findings: it.findings,
            tasks: counts(names, it.tasks),
        })
        .collect()
}

pub(super) fn areas(names: &Names<'_>, card: &Scorecard) -> Vec<Area> {
    let clock = |time: Option<Time>| time.map_or_else(|| "—".to_owned(), |at| names.clock(at));
    let is_in_the_air = names.drill.exposure().is_some();
    card.outcomes
        .areas
        .iter()
        .map(|it| Area {
            title: names.get(&it.area.title),
            people: it.people,
            impact: clock(it.impact),
            warning: clock(it.first_warning),
            warned: it.warned_before_impact,
            moved: it.moved_before_impact,
            caught: if is_in_the_air { "—".to_owned() } else { it.caught.to_string() },
            rescued: it.rescued,
        })
        .collect()
}

fn legs(names: &Names<'_>, from: Leg, to: Leg) -> String {
    let (from, to) = (names.get(&from.text()), names.get(&to.text()));
    names.texts.fill("legs-between", &arguments! { from: from, to: to })
}

pub(super) fn standards(names: &Names<'_>, card: &Scorecard) -> Vec<Standard> {
    let source = |it: &crate::plan::file::Source| {
        let (source, standing) = (names.get(&it.text), names.get(&it.standing.text()));
        names.texts.fill("source-standing", &arguments! { source: source, standing: standing })
    };
    card.standards
        .iter()
        .map(|it| {
            let met = match it.met {
                None => "standard-no-case",
                Some(true) => "standard-met",
                Some(false) => "standard-not-met",
            };
            let share = arguments! {
                within: it.within, cases: it.cases, share: it.share_percent,
            };
            Standard {
                title: names.get(&it.standard.title),
                legs: legs(names, it.from, it.to),
                limit: length(names, Some(it.limit)),
                share: names.texts.fill("standard-share", &share),
                median: length(names, it.median),
                p90: length(names, it.percentile_90),
                met: names.texts.say(met),
                source: source(&it.source),
            }
        })
        .collect()
}

pub(super) fn summaries(names: &Names<'_>, card: &Scorecard) -> Vec<Summary> {
    let organisation = |it: &Option<crate::score::scorecard::Named>| {
        it.as_ref().map_or_else(|| names.texts.say("organisation-all"), |it| names.get(&it.title))
    };
    card.chain_summaries
        .iter()
        .take(SUMMARIES_SHOWN)
        .map(|it| Summary {
            capability: names.get(&it.capability.text()),
            organisation: organisation(&it.organisation),
            legs: legs(names, it.from, it.to),
            cases: it.cases,
            median: length(names, Some(it.median)),
            p90: length(names, Some(it.percentile_90)),
            longest: length(names, Some(it.longest)),
        })
        .collect()
}

pub(super) fn gap_counts(names: &Names<'_>, card: &Scorecard) -> Vec<Count> {
    card.gap_counts
        .iter()
        .map(|it| Count {
            title: names.get(&it.title),
            name: it.gap.name(),
            findings: it.findings,
            not_derived: it.not_derived,
            excess: length(names, Some(it.excess)),
        })
        .collect()
}

/// Findings by the clause whose interface they are about, those first that cost most: what a
/// reader of thousands of findings looks at before any of them.
pub(super) fn clauses(names: &Names<'_>, card: &Scorecard) -> Vec<OfClause> {
    let mut by_clause: BTreeMap<(GapType, Option<&Named>), Vec<&Finding>> = BTreeMap::new();
    for gap in &card.gaps {
        by_clause.entry((gap.gap, gap.clause.as_ref())).or_default().push(gap);
    }
    let own = |gaps: &[&Finding]| {
        let own = gaps.iter().filter(|gap| gap.derived_from.is_none());
        own.fold((0, Duration::ZERO), |(count, sum), gap| (count + 1, sum + gap.excess))
    };
    let mut clauses: Vec<_> =
        by_clause.into_iter().map(|(of, gaps)| (own(&gaps), of, gaps)).collect();
    clauses.sort_by_key(|((_, excess), of, _)| (std::cmp::Reverse(*excess), *of));
    clauses
        .into_iter()
        .map(|((not_derived, excess), (gap, clause), gaps)| OfClause {
            title: clause
                .map_or_else(String::new, |it| format!("{} {}", it.name, names.get(&it.title))),
            gap: names.get(&gap.text()),
            findings: gaps.len(),
            not_derived,
            excess: length(names, Some(excess)),
            longest: gaps
                .iter()
                .rev()
                .max_by_key(|gap| (gap.derived_from.is_none(), gap.excess))
                .map_or_else(String::new, |gap| finding::interface(names, gap)),
        })
        .collect()
}

pub(super) fn detection(names: &Names<'_>, card: &Scorecard) -> Vec<Detection> {
    card.detection
        .iter()
        .map(|it| Detection {
            fact: names.get(&it.fact.text()),
            known: it.known,
            never_known: it.never_known,
            median: length(names, Some(it.median)),
            longest: length(names, Some(it.longest)),
            about: it.longest_about.as_ref().map_or_else(String::new, |it| names.get(&it.title)),
        })
        .collect()
}

/// The longest shortfalls, by time.
pub(super) fn capacity(names: &Names<'_>, card: &Scorecard) -> Vec<Shortfall> {
    let mut order: Vec<usize> = (0..card.capacity.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(card.capacity[*index].length), *index));
    order.truncate(SHORTFALLS_SHOWN);
    order.sort_unstable();
    order
        .into_iter()
        .map(|index| {
            let it = &card.capacity[index];
            let (incident, kind) = (names.get(&it.incident.title), names.get(&it.kind.text()));
            let capability = names.get(&it.capability.text());
            let arguments = arguments! { incident: incident, kind: kind, capability: capability };
            Shortfall {
                clock: names.clock(it.start),
                title: names.texts.fill("shortfall-of", &arguments),
                missing: it.missing,
                length: length(names, Some(it.length)),
                evidence: it.evidence.iter().map(|seq| seq.0).collect(),
            }
        })
        .collect()
}

pub(super) fn total(names: &Names<'_>, card: &Scorecard) -> Total {
    let none = || names.texts.say("total-none");
    let percent = |share: f64| format!("{}%", clock::decimal(share * 100.0));
    Total {
        rows: card
            .total
            .rows
            .iter()
            .map(|it| TotalRow {
                title: names.get(&it.of.title),
                weight: clock::decimal(it.weight),
                tasks: counts(names, it.cases),
                share: it.share.map_or_else(none, percent),
                points: clock::decimal(it.points),
            })
            .collect(),
        weight: clock::decimal(card.total.weight),
        total: card.total.total.map_or_else(none, clock::decimal),
    }
}
