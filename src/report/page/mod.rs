//! The report as one self-contained HTML page: what it holds and how it is rendered. The template
//! is `page.html`; a county can give its own.

mod assumption;
mod course;
mod front;
mod opinion;
mod outbreak;
mod relief;
mod hospital;
mod result;
mod safety;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::chart::time_axis::TimeAxis;
use super::chart::{chains, danger, gantt, inbox, picture};
use super::facts::RunFacts;
use super::finding::{self, FindingText};
use super::map;
use super::names::Names;
use super::sentence::Told;
use super::text::arguments;
use crate::base::id::DeskId;
use crate::event_log::event::{Event, Party, Seq};
use crate::score::scorecard::{GapType, Scorecard};
use crate::vocabulary::fact::Fact;

/// The template that is used where none is given.
pub const TEMPLATE: &str = include_str!("page.html");

/// Findings written out at most; the rest are in the tables.
const FINDINGS_SHOWN: usize = 60;
/// Facts whose truth is drawn against pictures.
const PICTURES_SHOWN: usize = 2;
/// Desks in such a drawing at most.
const DESKS_IN_PICTURE: usize = 8;

/// What the drill is called, with county, date, tier and the end of play.
pub(super) fn headline(names: &Names<'_>, card: &Scorecard) -> String {
    front::headline(names, card)
}

/// Outcomes as rows: what, how much, with what beside it; the primary one first.
pub(super) fn outcome_rows(names: &Names<'_>, card: &Scorecard) -> Vec<(String, String, String)> {
    front::outcomes(names, card).into_iter().map(|it| (it.title, it.value, it.note)).collect()
}

/// Objectives as rows: what, measured against target, rating.
pub(super) fn objective_rows(names: &Names<'_>, card: &Scorecard) -> Vec<(String, String, String)> {
    result::objectives(names, card, &result::Numbers::new())
        .into_iter()
        .map(|it| (it.title, format!("{} / {}", it.value, it.target), it.rating))
        .collect()
}

pub(super) use result::rating;
pub(super) use safety::task as task_in_danger;

/// A label and what stands beside it; `digest` for what may break anywhere.
pub(crate) type Row = (String, String, bool);

/// All that the template shows.
#[derive(Debug, Serialize)]
struct Page {
    language: &'static str,
    title: String,
    subtitle: String,
    t: BTreeMap<String, String>,
    outcomes: Vec<front::OutcomeBox>,
    costliest: Vec<FindingText>,
    not_tested: Vec<String>,
    planted: Vec<String>,
    dilemma: Option<String>,
    handout: Vec<String>,
    not_evaluated: Vec<String>,
    cover: Vec<Row>,
    summary: String,
    lesson: String,
    overview: Vec<Row>,
    data_quality: String,
    objectives: Vec<result::Objective>,
    capabilities: Vec<result::Capability>,
    map: Option<String>,
    map_of_water: bool,
    moments: Vec<course::Moment>,
    timeline: Vec<Told>,
    timeline_note: String,
    injects: Vec<course::Inject>,
    danger: Option<String>,
    gantt: Option<String>,
    gantt_caption: String,
    areas: Vec<result::Area>,
    safety: safety::Safety,
    relief: Vec<relief::Township>,
    hospitals: Vec<hospital::Hospital>,
    two_counts: String,
    chains: Option<String>,
    chains_caption: String,
    standards: Vec<result::Standard>,
    summaries: Vec<result::Summary>,
    gap_counts: Vec<result::Count>,
    clauses: Vec<result::OfClause>,
    findings: Vec<FindingText>,
    findings_left_out: Option<String>,
    pictures: Vec<String>,
    inbox: Option<String>,
    detection: Vec<result::Detection>,
    capacity: Vec<result::Shortfall>,
    assumptions_line: String,
    assumptions: Vec<assumption::Assumption>,
    models: Vec<String>,
    estimates: Vec<assumption::Estimated>,
    places: Vec<String>,
    model_numbers: Vec<assumption::ModelNumber>,
    total: result::Total,
    settings: Vec<Row>,
    log: Vec<Cited>,
    attribution: String,
}

/// An event of the log extract.
#[derive(Debug, Serialize)]
struct Cited {
    told: Told,
    cause: Option<u32>,
    cause_shown: bool,
}

/// The page in the language of the names.
///
/// # Errors
/// What is wrong with the template, when a county gives its own.
pub fn page(
    names: &Names<'_>,
    card: &Scorecard,
    facts: &RunFacts,
    template: &str,
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template("page.html", template)?;
    environment
        .get_template("page.html")?
        .render(minijinja::value::Serde(content(names, card, facts)))
}

/// The number of each gap, and whether it is told in full.
fn numbers<'a>(card: &'a Scorecard, findings: &[FindingText]) -> result::Numbers<'a> {
    let shown: BTreeSet<usize> = findings.iter().map(|finding| finding.number).collect();
    let numbered = card.gaps.iter().zip(1..);
    numbered.map(|(gap, number)| (gap.id.as_str(), (number, shown.contains(&number)))).collect()
}

fn content(names: &Names<'_>, card: &Scorecard, facts: &RunFacts) -> Page {
    let texts = &names.texts;
    let writer = finding::Writer::new(names, card);
    let costliest: Vec<FindingText> =
        finding::costliest(card, 3).into_iter().map(|index| writer.text(index)).collect();
    let (findings, findings_left_out) = shown(names, card, &writer);
    let axis = TimeAxis::new(names.drill.scenario.start, card.end);
    let numbers = numbers(card, &findings);
    let gantt = gantt::gantt(names, axis);
    let chains = chains::chains(names, card, axis);
    let (timeline, timeline_note) = course::timeline(names);
    let (assumptions, assumptions_line) = assumption::assumptions(names);
    let capacity = result::capacity(names, card);
    let (map, map_of_water) = map::map(names);
    Page {
        language: names.language().tag(),
        title: front::title(names),
        subtitle: front::subtitle(names, facts),
        t: texts.labels(),
        outcomes: front::outcomes(names, card),
        not_tested: front::not_tested(names),
        planted: names.drill.scenario.planted.iter().map(|text| names.get(text)).collect(),
        dilemma: names.drill.scenario.dilemma.as_ref().map(|text| names.get(text)),
        handout: names.drill.scenario.handout.iter().map(|text| names.get(text)).collect(),
        not_evaluated: front::not_evaluated(names, card),
        cover: front::cover(names, card, facts),
        summary: names.get(&names.drill.scenario.summary),
        lesson: names.get(&names.drill.scenario.lesson),
        overview: front::overview(names, card, facts),
        data_quality: front::data_quality(names, card, facts),
        objectives: result::objectives(names, card, &numbers),
        capabilities: result::capabilities(names, card),
        map: Some(map),
        map_of_water,
        moments: course::moments(names, facts.seed),
        timeline,
        timeline_note,
        injects: course::injects(names),
        danger: danger::danger(names, axis),
        gantt_caption: caption(names, "gantt-caption", gantt.as_ref().map_or(0, |it| it.1)),
        gantt: gantt.map(|it| it.0),
        areas: result::areas(names, card),
        safety: safety::safety(names, card),
        relief: relief::relief(names),
        hospitals: hospital::hospitals(names, card),
        two_counts: hospital::two_counts(names, card),
        chains_caption: caption(names, "chains-caption", chains.as_ref().map_or(0, |it| it.1)),
        chains: chains.map(|it| it.0),
        standards: result::standards(names, card),
        summaries: result::summaries(names, card),
        gap_counts: result::gap_counts(names, card),
        clauses: result::clauses(names, card),
        pictures: pictures(names, card, axis),
        inbox: inbox::inbox(names, axis),
        detection: result::detection(names, card),
        assumptions_line,
        assumptions,
        models: assumption::models(names),
        estimates: assumption::estimates(names),
        places: assumption::places(names),
        model_numbers: assumption::numbers(names),
        total: result::total(names, card),
        settings: front::settings(names, card, facts),
        log: cited(names, card, &costliest, &findings, &capacity),
        costliest,
        findings,
        findings_left_out,
        capacity,
        attribution: texts
            .fill("attribution", &arguments! { source: names.get(&names.drill.county.source) }),
    }
}

/// A caption, with how many things are left out where some are.
fn caption(names: &Names<'_>, key: &str, left_out: usize) -> String {
    if left_out == 0 {
        return names.texts.say(key);
    }
    names.texts.fill(&format!("{key}-more"), &arguments! { count: left_out })
}

/// The findings to write out: those furthest over their limit, in the order of the scorecard.
fn shown(
    names: &Names<'_>,
    card: &Scorecard,
    writer: &finding::Writer<'_>,
) -> (Vec<FindingText>, Option<String>) {
    let mut order: Vec<usize> = (0..card.gaps.len()).collect();
    order.sort_by_key(|index| {
        let gap = &card.gaps[*index];
        (gap.derived_from.is_some(), std::cmp::Reverse(gap.excess), *index)
    });
    let kept: BTreeSet<usize> = order.into_iter().take(FINDINGS_SHOWN).collect();
    let left_out = card.gaps.len() - kept.len();
    let findings = kept.into_iter().map(|index| writer.text(index)).collect();
    let note = (left_out > 0)
        .then(|| names.texts.fill("findings-left-out", &arguments! { count: left_out }));
    (findings, note)
}

/// Truth against pictures for the facts of the late notifications that are furthest over.
fn pictures(names: &Names<'_>, card: &Scorecard, axis: TimeAxis) -> Vec<String> {
    let mut late: Vec<_> = card.gaps.iter().filter(|gap| gap.gap == GapType::NotifyLate).collect();
    late.sort_by_key(|gap| (std::cmp::Reverse(gap.excess), gap.id.clone()));
    let mut facts: Vec<Fact> = Vec::new();
    let mut charts = Vec::new();
    for gap in late {
        let Some((fact, _)) = finding::fact(names, gap) else { continue };
        if facts.contains(&fact) || charts.len() == PICTURES_SHOWN {
            continue;
        }
        facts.push(fact);
        let desks = concerned(names, card, fact);
        charts.extend(picture::truth_and_pictures(names, axis, fact, &desks));
    }
    charts
}

/// The desks that a fact concerns: those in findings about it, then those that were told.
fn concerned(names: &Names<'_>, card: &Scorecard, fact: Fact) -> Vec<DeskId> {
    let desks = &names.drill.plan.desks;
    let mut concerned: Vec<DeskId> = Vec::new();
    let mut add = |desk: DeskId| {
        if !concerned.contains(&desk) && concerned.len() < DESKS_IN_PICTURE {
            concerned.push(desk);
        }
    };
    for gap in card.gaps.iter().filter(|gap| gap.gap == GapType::NotifyLate) {
        if finding::fact(names, gap).is_none_or(|(about, _)| about != fact) {
            continue;
        }
        for named in [&gap.holder, &gap.needer].into_iter().flatten() {
            let index = desks.iter().position(|desk| desk.name == named.name);
            if let Some(index) = index {
                add(DeskId::from_index(index));
            }
        }
    }
    for record in names.log.records() {
        if let Event::FactObserved { fact: seen, by: Party::Desk(desk), .. } = &record.event
            && *seen == fact
        {
            add(*desk);
        }
    }
    concerned
}

/// Every event that the page links to, in order of the log.
fn cited(
    names: &Names<'_>,
    card: &Scorecard,
    costliest: &[FindingText],
    findings: &[FindingText],
    capacity: &[result::Shortfall],
) -> Vec<Cited> {
    let findings = costliest.iter().chain(findings).flat_map(|finding| &finding.evidence);
    let capacity = capacity.iter().flat_map(|it| &it.evidence);
    let limbs = card.objectives.iter().flat_map(|it| &it.limbs).flat_map(result::shown_evidence);
    let limbs = limbs.filter_map(|text| result::event_number(text, names.log.records().len()));
    let safety = safety::shown(card).flat_map(|case| &case.evidence).map(|seq| seq.0);
    let cited = findings.chain(capacity).copied().chain(limbs).chain(safety);
    let all: BTreeSet<u32> = cited.collect();
    all.iter()
        .map(|seq| {
            let cause = names.log.record(Seq(*seq)).cause.map(|cause| cause.0);
            let cause_shown = cause.is_some_and(|cause| all.contains(&cause));
            Cited { told: names.tell(Seq(*seq)), cause, cause_shown }
        })
        .collect()
}
