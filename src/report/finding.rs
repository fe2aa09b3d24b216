//! A coordination gap as it should read: who, what, when, against which limit, with what
//! consequence, how we know. The finding itself comes from the scorecard.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::{RoadId, TeamId};
use crate::base::time::Time;
use crate::event_log::event::{Event, Seq};
use crate::plan::file::Standing;
use crate::score::scorecard::{Finding, GapForm, GapType, Named, Scorecard};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

use super::clock;
use super::names::Names;
use super::text::arguments;

/// Teams named as idle at most.
const IDLE_NAMED: usize = 4;

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FindingText {
    /// Its number in the report, from 1.
    pub number: usize,
    /// Stable id.
    pub id: String,
    /// Type, printed name: `NOTIFY_LATE`.
    pub gap: String,
    /// `协同缺口 7 · 通知迟滞 · 石门镇 → 县交通局(预案 4.2.3)`.
    pub heading: String,
    /// What happened against which limit.
    pub sentence: String,
    /// What followed, as far as the log shows it.
    pub consequences: Vec<String>,
    /// Limit, source and standing.
    pub limit: String,
    /// Whether the limit is a confirmed standard; else it is a local setting.
    pub limit_confirmed: bool,
    /// Number of the finding that explains it.
    pub derived_from: Option<usize>,
    /// The sentence that says so.
    pub derived: Option<String>,
    /// Clock of its beginning.
    pub clock: String,
    /// Minutes over the limit.
    pub excess_minutes: String,
    /// Events that prove it.
    pub evidence: Vec<u32>,
}

/// Puts findings of one scorecard into words; what several of them need is gathered once.
pub struct Writer<'a> {
    names: &'a Names<'a>,
    card: &'a Scorecard,
    /// Number of each finding, from 1, by its id.
    numbers: BTreeMap<&'a str, usize>,
    /// Numbers of the findings that each one explains or pushed.
    led_to: Vec<Vec<usize>>,
    /// Teams that turned back at each road, in order of the log.
    turned_back: BTreeMap<RoadId, Vec<(Time, TeamId)>>,
}

impl<'a> Writer<'a> {
    /// A writer for the findings of `card`.
    pub fn new(names: &'a Names<'a>, card: &'a Scorecard) -> Self {
        let gaps = card.gaps.iter().enumerate();
        let numbers: BTreeMap<&str, usize> =
            gaps.clone().map(|(index, gap)| (gap.id.as_str(), index + 1)).collect();
        let mut led_to = vec![Vec::new(); card.gaps.len()];
        for (index, gap) in gaps {
            let earlier: BTreeSet<&String> =
                gap.derived_from.iter().chain(&gap.pushed_by).collect();
            for number in earlier.into_iter().filter_map(|id| numbers.get(id.as_str())) {
                led_to[number - 1].push(index + 1);
            }
        }
        let mut turned_back: BTreeMap<RoadId, Vec<(Time, TeamId)>> = BTreeMap::new();
        for record in names.log.records() {
            if let Event::TeamTurnedBack { team, road, .. } = &record.event {
                turned_back.entry(*road).or_default().push((record.at, *team));
            }
        }
        Self { names, card, numbers, led_to, turned_back }
    }

    /// The finding at `index` of the scorecard's list in words.
    pub fn text(&self, index: usize) -> FindingText {
        let (names, gap) = (self.names, &self.card.gaps[index]);
        let texts = &names.texts;
        let explained_by = gap.derived_from.as_deref();
        let derived_from = explained_by.and_then(|id| self.numbers.get(id).copied());
        let limit = clock::length(names.language(), gap.limit.limit);
        let standing = names.get(&gap.limit.source.standing.text());
        let source = names.get(&gap.limit.source.text);
        FindingText {
            number: index + 1,
            id: gap.id.clone(),
            gap: gap.gap.name().to_owned(),
            heading: heading(names, gap, index + 1),
            sentence: super::sentence::capitalise(&sentence(names, gap)),
            consequences: self.consequences(index),
            limit: texts.fill(
                "finding-limit-source",
                &arguments! { limit: limit, source: source, standing: standing },
            ),
            limit_confirmed: gap.limit.source.standing == Standing::Confirmed,
            derived_from,
            derived: derived_from
                .map(|number| texts.fill("finding-derived", &arguments! { number: number })),
            clock: names.clock(gap.clock_start),
            excess_minutes: clock::decimal(gap.excess.minutes()),
            evidence: gap.evidence.iter().map(|seq| seq.0).collect(),
        }
    }

    /// What followed from a finding: idle teams, turn-backs at the road that nobody told of,
    /// findings that it explains.
    fn consequences(&self, index: usize) -> Vec<String> {
        let (names, gap) = (self.names, &self.card.gaps[index]);
        let mut said = Vec::new();
        if !gap.idle_teams.is_empty() {
            let teams: Vec<String> =
                gap.idle_teams.iter().take(IDLE_NAMED).map(|team| names.get(&team.title)).collect();
            let teams = names.texts.list(&teams);
            said.push(names.texts.fill("finding-idle", &arguments! { teams: teams }));
        }
        if gap.gap == GapType::NotifyLate
            && let Some((Fact { kind: FactKind::RoadPassable, subject: Subject::Road(road) }, _)) =
                fact(names, gap)
        {
            said.extend(self.turned_back(gap, road));
        }
        if !self.led_to[index].is_empty() {
            let led_to: Vec<String> = self.led_to[index].iter().map(ToString::to_string).collect();
            let arguments = arguments! { numbers: names.texts.list(&led_to) };
            said.push(names.texts.fill("finding-causes", &arguments));
        }
        said
    }

    /// Teams that turned back at `road` while the finding lasted, in one sentence.
    fn turned_back(&self, gap: &Finding, road: RoadId) -> Option<String> {
        let names = self.names;
        let until = gap.end.unwrap_or(names.log.end());
        let teams: Vec<String> = (self.turned_back.get(&road)?.iter())
            .filter(|(at, _)| gap.clock_start <= *at && *at <= until)
            .map(|(at, team)| {
                let (team, clock) = (names.team(*team), names.clock(*at));
                names.texts.fill("finding-team-at", &arguments! { team: team, clock: clock })
            })
            .collect();
        if teams.is_empty() {
            return None;
        }
        let arguments = arguments! { teams: names.texts.list(&teams), road: names.road(road) };
        Some(names.texts.fill("finding-turned-back", &arguments))
    }
}

/// The findings that cost most: those that no other explains, by minutes over the limit, one for
/// each type and clause; indices into the scorecard's list.
pub fn costliest(card: &Scorecard, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..card.gaps.len()).collect();
    order.retain(|index| card.gaps[*index].derived_from.is_none());
    order.sort_by_key(|index| (std::cmp::Reverse(card.gaps[*index].excess), *index));
    let mut seen = BTreeSet::new();
    order.retain(|index| {
        let gap = &card.gaps[*index];
        seen.insert((gap.gap, gap.clause.as_ref()))
    });
    order.truncate(count);
    order
}

fn title(names: &Names<'_>, named: Option<&Named>) -> String {
    named.map_or_else(|| names.texts.say("finding-somebody"), |named| names.get(&named.title))
}

/// Who fell short towards whom, with the clause.
pub fn interface(names: &Names<'_>, gap: &Finding) -> String {
    let texts = &names.texts;
    let between = match (&gap.holder, &gap.needer) {
        (Some(holder), Some(needer)) if holder != needer => texts.fill(
            "finding-interface",
            &arguments! { holder: names.get(&holder.title), needer: names.get(&needer.title) },
        ),
        (one, other) => title(names, one.as_ref().or(other.as_ref())),
    };
    let clause = gap.clause.as_ref().map_or_else(String::new, |clause| {
        texts.fill("finding-clause", &arguments! { clause: clause.name.clone() })
    });
    format!("{between}{clause}")
}

/// Number, type and interface.
fn heading(names: &Names<'_>, gap: &Finding, number: usize) -> String {
    let interface = interface(names, gap);
    let gap = names.get(&gap.gap.text());
    let arguments = arguments! { number: number, gap: gap, interface: interface };
    names.texts.fill("finding-heading", &arguments)
}

const fn key(form: GapForm) -> &'static str {
    match form {
        GapForm::NotTold => "finding-not-told",
        GapForm::ReportLate => "finding-report-late",
        GapForm::Unreported => "finding-unreported",
        GapForm::Incomplete => "finding-incomplete",
        GapForm::FollowUpLate => "finding-follow-up-late",
        GapForm::Unassigned => "finding-unassigned",
        GapForm::RequestUnmet => "finding-request-unmet",
        GapForm::Waiting => "finding-waiting",
        GapForm::OutOfOrder => "finding-out-of-order",
        GapForm::LevelLate => "finding-level-late",
        GapForm::NotCalled => "finding-not-called",
        GapForm::Unconfirmed => "finding-unconfirmed",
        GapForm::NotActed => "finding-not-acted",
        GapForm::NotEscalated => "finding-not-escalated",
        GapForm::FiguresDiffer => "finding-figures-differ",
    }
}

/// What happened, in one sentence.
fn sentence(names: &Names<'_>, gap: &Finding) -> String {
    let language = names.language();
    let level =
        gap.about.level.map_or_else(String::new, |(scale, _, level)| names.level(scale, level));
    let team = gap.about.team.as_ref();
    let end = gap.end.map_or_else(String::new, |end| names.clock(end));
    names.texts.fill(
        key(gap.form),
        &arguments! {
            open: if gap.end.is_none() { "yes" } else { "no" },
            start: names.clock(gap.clock_start), end: end,
            holder: title(names, gap.holder.as_ref()),
            needer: title(names, gap.needer.as_ref()),
            what: what(names, gap), task: task(names, gap), team: title(names, team),
            limit: clock::length(language, gap.limit.limit),
            excess: clock::length(language, gap.excess),
            missing: gap.missing_fields, level: level,
        },
    )
}

/// The fact that the evidence shows first, if the evidence holds one of the finding's kind.
pub fn fact(names: &Names<'_>, gap: &Finding) -> Option<(Fact, i64)> {
    let kind = gap.about.fact?;
    gap.evidence.iter().find_map(|seq| {
        facts_of(names, *seq).into_iter().find(|(fact, value)| {
            fact.kind == kind && gap.about.value.is_none_or(|wanted| wanted == *value)
        })
    })
}

/// The facts that an event is about, with values.
fn facts_of(names: &Names<'_>, seq: Seq) -> Vec<(Fact, i64)> {
    let sent = |message: &crate::base::id::MessageId| {
        let seq = names.births.seq(*message)?;
        match &names.log.record(seq).event {
            Event::MessageSent { versions, .. } => Some(versions),
            _ => None,
        }
    };
    let versions = match &names.log.record(seq).event {
        Event::FactObserved { fact, value, .. } => return vec![(*fact, *value)],
        Event::MessageSent { versions, .. } => Some(versions),
        Event::MessageDelivered { message } | Event::MessageRead { message, .. } => sent(message),
        _ => None,
    };
    let versions = versions.map_or(&[][..], |versions| &versions[..]);
    versions.iter().filter_map(|version| names.births.version(names.log, *version)).collect()
}

/// What was known or not.
fn what(names: &Names<'_>, gap: &Finding) -> String {
    if let Some((fact, value)) = fact(names, gap) {
        return names.fact(fact, value);
    }
    if let Some(incident) = &gap.about.incident {
        return names.get(&incident.title);
    }
    let subject = gap.about.subject.as_ref().map(|subject| names.get(&subject.title));
    let kind = gap.about.fact.map(|kind| names.get(&kind.text()));
    match (subject, kind) {
        (Some(place), Some(kind)) => {
            names.texts.fill("incident-at", &arguments! { place: place, kind: kind })
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => names.texts.say("content-none"),
    }
}

/// What was to be done.
fn task(names: &Names<'_>, gap: &Finding) -> String {
    let about = &gap.about;
    let task = about.task.as_ref().map(|task| names.get(&task.title));
    let task = task.or_else(|| about.capability.map(|capability| names.get(&capability.text())));
    match (task, &about.incident) {
        (Some(task), Some(incident)) => {
            let incident = names.get(&incident.title);
            names.texts.fill("task-at", &arguments! { task: task, incident: incident })
        }
        (Some(one), None) => one,
        (None, Some(incident)) => names.get(&incident.title),
        (None, None) => what(names, gap),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::report::example;

    fn texts(language: Language) -> Vec<FindingText> {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let card = example::card::card(&drill, &log);
        let names = Names::new(&drill, &log, language);
        let writer = Writer::new(&names, &card);
        (0..card.gaps.len()).map(|index| writer.text(index)).collect()
    }

    #[test]
    fn a_finding_reads_as_it_should() {
        let chinese = &texts(Language::Chinese)[0];
        assert_eq!(chinese.heading, "协同缺口1 · 通知迟滞 · 石门镇值班室 → 县交通局（预案4.2.3）");
        assert_eq!(
            chinese.sentence,
            "06:41石门镇值班室已掌握“下河桥不能通行”，县交通局07:18才获知，限时10分钟，超出27分钟。"
        );
        assert_eq!(
            chinese.consequences[0],
            "其间消防二站一车（07:05）、消防二站二车（07:07）在下河桥折返。"
        );
        let english = &texts(Language::English)[0];
        assert_eq!(
            english.sentence,
            "At 06:41 Shimen township knew “Xiahe bridge cannot be used”; county transport learned \
             of it at 07:18, 27 minutes over the limit of 10 minutes."
        );
    }

    #[test]
    fn every_form_has_a_sentence_open_and_closed() {
        for language in [Language::Chinese, Language::English] {
            for finding in texts(language) {
                assert!(finding.sentence.ends_with(['。', '.']), "{finding:?}");
                assert!(!finding.heading.contains("  "), "{finding:?}");
            }
        }
    }

    #[test]
    fn the_costliest_are_not_those_that_others_explain() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let card = example::card::card(&drill, &log);
        let costliest = costliest(&card, 3);
        assert_eq!(costliest.len(), 3);
        assert_eq!(card.gaps[costliest[0]].excess.minutes(), 27.0);
        assert!(costliest.iter().all(|index| card.gaps[*index].derived_from.is_none()));
    }
}
