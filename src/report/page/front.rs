//! What stands first in a report: outcomes, what was not tested, cover, overview, settings.

use serde::Serialize;

use super::Row;
use crate::base::time::{Duration, Time};
use crate::event_log::event::CasualtyCause;
use crate::report::clock;
use crate::report::facts::RunFacts;
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::scenario::file::Outcome;
use crate::score::outcome::Outcomes;
use crate::score::scorecard::Scorecard;

/// One outcome, large.
#[derive(Debug, Serialize)]
pub(super) struct OutcomeBox {
    pub title: String,
    pub value: String,
    pub note: String,
}

pub(super) fn title(names: &Names<'_>) -> String {
    let scenario = names.get(&names.drill.scenario.title);
    names.texts.fill("page-title", &arguments! { scenario: scenario })
}

/// The date of the story.
fn date(names: &Names<'_>) -> String {
    names.drill.scenario.start.at(Time::START).date().to_string()
}

pub(super) fn headline(names: &Names<'_>, card: &Scorecard) -> String {
    let scenario = &names.drill.scenario;
    let (start, end) = (names.clock(Time::START), names.clock(card.end));
    let tier = names.get(&scenario.tier.text());
    format!("{} · {tier} · {} {start}–{end}", names.get(&scenario.title), date(names))
}

pub(super) fn subtitle(names: &Names<'_>, facts: &RunFacts) -> String {
    let arguments = arguments! {
        county: names.get(&names.drill.county.title), date: date(names),
        tier: names.get(&names.drill.scenario.tier.text()), seed: facts.seed.to_string(),
    };
    names.texts.fill("page-subtitle", &arguments)
}

/// The outcomes, the primary one first.
pub(super) fn outcomes(names: &Names<'_>, card: &Scorecard) -> Vec<OutcomeBox> {
    let (texts, outcomes) = (&names.texts, &card.outcomes);
    let hurt: u32 = outcomes.casualties.iter().map(|it| it.hurt).sum();
    let of_storyline = outcomes.casualties.iter().filter(|it| it.cause != CasualtyCause::Ordinary);
    let hurt_in_story: u32 = of_storyline.map(|it| it.hurt).sum();
    let handed: u32 = outcomes.casualties.iter().map(|it| it.handed_over).sum();
    let whole = |number: f64| format!("{:.0}", number.round());
    let parts = [
        ("outcome-in-water", outcomes.person_minutes_in_water),
        ("outcome-cut-off", outcomes.person_minutes_cut_off),
        ("outcome-exposed", outcomes.person_minutes_exposed),
    ];
    let parts = parts.into_iter().filter(|(_, minutes)| *minutes > 0.0);
    let parts: Vec<String> = parts
        .map(|(key, minutes)| texts.fill(key, &arguments! { minutes: whole(minutes) }))
        .collect();
    // What a storyline has nothing of is not put before the reader.
    let reaches_areas = names.drill.has_rivers() || outcomes.areas_reached > 0;
    let is_primary = |outcome: Outcome| outcome == outcomes.primary;
    let mut boxes = vec![(
        Outcome::Deaths,
        "outcome-deaths",
        outcomes.deaths.to_string(),
        texts.fill("outcome-deaths-note", &arguments! { hurt: hurt, handed: handed }),
    )];
    if outcomes.person_minutes_in_danger > 0.0 || is_primary(Outcome::PersonMinutesInDanger) {
        boxes.push((
            Outcome::PersonMinutesInDanger,
            "outcome-danger",
            whole(outcomes.person_minutes_in_danger),
            texts.list(&parts),
        ));
    }
    // Who has shut the windows is not caught because he has not left.
    let must_leave = reaches_areas && names.drill.exposure().is_none();
    if must_leave || is_primary(Outcome::CaughtUnmoved) {
        boxes.push((
            Outcome::CaughtUnmoved,
            "outcome-caught",
            outcomes.caught.to_string(),
            texts.fill("outcome-caught-note", &arguments! { areas: outcomes.areas_reached }),
        ));
    }
    if is_primary(Outcome::PersonMinutesUntreated) {
        boxes.push((
            Outcome::PersonMinutesUntreated,
            "outcome-untreated",
            whole(outcomes.person_minutes_untreated),
            texts.fill("outcome-untreated-note", &arguments! { hurt: hurt_in_story }),
        ));
    }
    let mut boxes: Vec<(bool, OutcomeBox)> = boxes
        .into_iter()
        .map(|(outcome, key, value, note)| {
            let primary = is_primary(outcome);
            let mark = if primary { texts.say("outcome-primary") } else { String::new() };
            let title = texts.say(key);
            (primary, OutcomeBox { title, value, note: format!("{note} {mark}").trim().to_owned() })
        })
        .collect();
    boxes.sort_by_key(|(primary, _)| !primary);
    let own = (outcomes.responders_hurt > 0).then(|| responders(names, outcomes));
    let boxes = boxes.into_iter().map(|(_, it)| it).chain(own);
    let ways_out = reaches_areas.then(|| out_of_its_way(names, outcomes));
    let opinion = super::opinion::boxes(names, outcomes);
    let outbreaks = super::outbreak::boxes(names, outcomes);
    boxes.chain(ways_out.into_iter().flatten()).chain(opinion).chain(outbreaks).collect()
}

/// Responders who were hurt.
fn responders(names: &Names<'_>, outcomes: &Outcomes) -> OutcomeBox {
    let note = arguments! { died: outcomes.responders_died };
    OutcomeBox {
        title: names.texts.say("outcome-responders"),
        value: outcomes.responders_hurt.to_string(),
        note: names.texts.fill("outcome-responders-note", &note),
    }
}

/// Who was warned of the danger, out of its way, and rescued from it.
fn out_of_its_way(names: &Names<'_>, outcomes: &Outcomes) -> [OutcomeBox; 3] {
    let texts = &names.texts;
    let [of, none] = match names.drill.exposure() {
        Some(_) => ["outcome-of-reached", "outcome-none-reached"],
        None => ["outcome-of", "outcome-none"],
    };
    let of = match outcomes.people_endangered {
        0 => texts.say(none),
        people => texts.fill(of, &arguments! { people: people }),
    };
    let rescued = arguments! { returned: outcomes.returned, refused: outcomes.refused };
    let rescued = texts.fill("outcome-rescued-note", &rescued);
    [
        ("outcome-warned", outcomes.warned_before_impact, of.clone()),
        ("outcome-moved", outcomes.moved_before_impact, of),
        ("outcome-rescued", outcomes.rescued, rescued),
    ]
    .map(|(key, value, note)| OutcomeBox {
        title: texts.say(key),
        value: value.to_string(),
        note,
    })
}

pub(super) fn not_tested(names: &Names<'_>) -> Vec<String> {
    names.drill.scenario.not_tested.iter().map(|text| names.get(text)).collect()
}

/// What the score does not judge, each with its reason.
pub(super) fn not_evaluated(names: &Names<'_>, card: &Scorecard) -> Vec<String> {
    let colon = match names.language() {
        crate::base::text::Language::Chinese => "：",
        crate::base::text::Language::English => ": ",
    };
    let line = |it: &crate::score::scorecard::NotEvaluated| {
        format!("{}{colon}{}", names.get(&it.what), names.get(&it.why))
    };
    card.not_evaluated.iter().map(line).collect()
}

/// A row whose text may break only between words.
fn row(names: &Names<'_>, key: &str, value: impl Into<String>) -> Row {
    (names.texts.say(key), value.into(), false)
}

/// A row of hexadecimal digits or a command.
fn code(names: &Names<'_>, key: &str, value: &str) -> Row {
    (names.texts.say(key), value.to_owned(), true)
}

pub(super) fn cover(names: &Names<'_>, card: &Scorecard, facts: &RunFacts) -> Vec<Row> {
    let say = |key: &str| names.texts.say(key);
    vec![
        row(names, "cover-title", title(names)),
        row(names, "cover-handling", say("cover-handling-text")),
        row(names, "cover-status", say("cover-status-text")),
        row(names, "cover-scenario", format!("{} · {}", card.scenario.name, card.plan.name)),
        row(names, "cover-version", facts.engine_version.clone()),
        code(names, "cover-digest", &card.log_digest),
        code(names, "cover-replay", &facts.replay_command),
    ]
}

pub(super) fn overview(names: &Names<'_>, card: &Scorecard, facts: &RunFacts) -> Vec<Row> {
    let (texts, scenario) = (&names.texts, &names.drill.scenario);
    let pressures: Vec<String> =
        scenario.pressures.iter().map(|(_, title)| names.get(title)).collect();
    let pressures =
        if pressures.is_empty() { texts.say("pressures-none") } else { texts.list(&pressures) };
    let length = clock::length(names.language(), card.end.since(Time::START));
    let time = arguments! {
        date: date(names), start: names.clock(Time::START), end: names.clock(card.end),
        length: length,
    };
    let plan = &names.drill.plan;
    let present = (0..plan.teams.len())
        .filter(|team| names.drill.takes_part(crate::base::id::TeamId::from_index(*team)))
        .count();
    let people = arguments! { desks: plan.desks.len(), teams: present };
    vec![
        row(names, "row-name", names.get(&scenario.title)),
        row(names, "row-place", names.get(&names.drill.county.title)),
        row(names, "row-event", names.get(&scenario.event.text())),
        row(names, "row-plan", names.get(&plan.title)),
        row(names, "row-form", names.get(&scenario.form.text())),
        row(names, "row-notice", names.get(&scenario.notice.text())),
        row(names, "row-tier", names.get(&scenario.tier.text())),
        row(names, "row-pressures", pressures),
        row(names, "row-time", texts.fill("row-time-text", &time)),
        row(names, "row-day", day(names)),
        row(names, "row-desks", texts.fill("row-desks-text", &people)),
        row(names, "row-seats", seats(names, facts)),
    ]
}

/// What kind of day it is.
fn day(names: &Names<'_>) -> String {
    let day = names.drill.scenario.day;
    let mut words = Vec::new();
    if day.market_day {
        words.push(names.texts.say("day-market"));
    }
    words.push(names.texts.say(if day.holiday { "day-holiday" } else { "day-workday" }));
    words.push(names.texts.say(if day.school_term { "day-term" } else { "day-no-term" }));
    names.texts.list(&words)
}

fn seats(names: &Names<'_>, facts: &RunFacts) -> String {
    names.texts.say(if facts.people_at_seats { "seats-taken" } else { "seats-none" })
}

pub(super) fn data_quality(names: &Names<'_>, card: &Scorecard, facts: &RunFacts) -> String {
    let arguments = arguments! { events: card.events, seats: seats(names, facts) };
    names.texts.fill("method-quality", &arguments)
}

/// Settings of the run, and what it takes to play it again.
pub(super) fn settings(names: &Names<'_>, card: &Scorecard, facts: &RunFacts) -> Vec<Row> {
    let (texts, scenario) = (&names.texts, &names.drill.scenario);
    let platform = if scenario.platform_on { "platform-on" } else { "platform-off" };
    let mut rows = vec![
        row(names, "setting-seed", facts.seed.to_string()),
        row(names, "row-tier", names.get(&scenario.tier.text())),
        row(names, "setting-platform", texts.say(platform)),
    ];
    let absences: Vec<String> = scenario
        .absences
        .iter()
        .map(|(desk, from, to)| {
            let (from, to) = (names.clock(*from), names.clock(*to));
            texts.fill("absence", &arguments! { desk: names.desk(*desk), from: from, to: to })
        })
        .collect();
    if !absences.is_empty() {
        rows.push(row(names, "setting-absences", texts.list(&absences)));
    }
    let teams = names.drill.plan.teams.iter().zip(&scenario.teams_away);
    let away: Vec<String> =
        teams.filter(|(_, away)| **away).map(|(team, _)| names.get(&team.title)).collect();
    if !away.is_empty() {
        rows.push(row(names, "setting-teams-away", texts.list(&away)));
    }
    if scenario.village_speed < 1.0 {
        let percent = clock::decimal(scenario.village_speed * 100.0);
        let speed = texts.fill("setting-village-speed-text", &arguments! { percent: percent });
        rows.push(row(names, "setting-village-speed", speed));
    }
    rows.push(row(names, "setting-engine", facts.engine_version.clone()));
    let map = format!("{} {}", names.get(&names.drill.county.title), facts.map_hash);
    rows.push(code(names, "setting-map", map.trim()));
    for (name, hash) in &facts.input_hashes {
        let label = texts.fill("setting-input", &arguments! { name: name.clone() });
        rows.push((label, hash.clone(), true));
    }
    rows.push(code(names, "setting-digest", &card.log_digest));
    rows.push(code(names, "setting-run", &facts.run_command));
    rows.push(code(names, "setting-replay", &facts.replay_command));
    rows
}

/// A length in the language of the names, or a dash for none.
pub(super) fn length(names: &Names<'_>, length: Option<Duration>) -> String {
    length.map_or_else(|| "—".to_owned(), |length| clock::length(names.language(), length))
}
