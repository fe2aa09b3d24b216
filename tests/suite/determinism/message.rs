//! A message more moves no draw, and only whom it reaches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{IncidentId, MessageId, TaskId};
use muster::base::record::Field;
use muster::base::text::Text;
use muster::base::time::Time;
use muster::event_log::event::{About, Event, LossReason, Seq};
use muster::event_log::{EventLog, Record};
use muster::scenario::Tier;
use muster::scenario::file::InjectFile;
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::channel::{Channel, Priority};
use muster::vocabulary::fact::TeamState;
use serde_json::Value;

use super::fields_mut;
use crate::fixture::{self, Tiny};

/// An event as it can be found in another run: when and what.
type Told = (Time, String);

/// What differs between two runs, and what follows from what.
struct Difference {
    told: Told,
    /// From when on it can move others: a message keeps the lines of its ends from the moment that
    /// it is sent, whenever it comes through.
    since: Time,
    /// What brought it about.
    cause: Option<Told>,
    /// Whom and what it is about: desks, teams, people, incidents, tasks, areas, hospitals, papers.
    parties: BTreeSet<String>,
}

/// Members of events, and of what they hold, that name somebody who can do something, or something
/// that can have been done.
const PARTIES: [&str; 18] = [
    "area", "by", "call", "casualty", "desk", "desks", "document", "from", "hospital", "incident",
    "inject", "meeting", "order", "post", "request", "task", "team", "to",
];

fn parties(event: &Value, letters: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![event];
    while let Some(value) = waiting.pop() {
        let Some(fields) = value.as_object() else { continue };
        for (name, value) in fields {
            waiting.push(value);
            if PARTIES.contains(&name.as_str()) {
                let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                let bare = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
                found.extend(names.iter().filter_map(Value::as_str).map(bare));
            }
            if let Some(ends) = value.as_str().and_then(|message| letters.get(message)) {
                found.extend(ends.iter().cloned());
            }
        }
    }
    found
}

/// What one log says that another does not.
fn said_only_by(log: &EventLog, other: &BTreeSet<Told>) -> Vec<Difference> {
    let mut letters: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for record in log.records() {
        let event = record.event.to_json(log.registry());
        if let Event::MessageSent { message, .. } = &record.event {
            let ends = parties(&event, &BTreeMap::new());
            letters.insert(log.registry().name(*message), ends);
        }
        let told = tell(log, record);
        if !other.contains(&told) {
            let since = match (&record.event, record.cause) {
                (Event::MessageDelivered { .. }, Some(sent)) => log.record(sent).at,
                _ => record.at,
            };
            let cause = record.cause.map(|cause| tell(log, log.record(cause)));
            found.push(Difference { told, since, cause, parties: parties(&event, &letters) });
        }
    }
    found
}

fn tell(log: &EventLog, record: &Record) -> Told {
    let mut event = record.event.to_json(log.registry());
    // The number of an event says nothing in another run.
    if fields_mut(&mut event).get("after").is_some_and(|after| after.is_u64() || after.is_null()) {
        fields_mut(&mut event).remove("after");
    }
    (record.at, event.to_string())
}

fn all_told(log: &EventLog) -> BTreeSet<Told> {
    log.records().iter().map(|record| tell(log, record)).collect()
}

/// Follows what differs between two runs from the inject `first` on, instant by instant: a
/// difference must follow from an earlier one, by its cause or because an earlier one was about a
/// party to it. Fails at a difference from nowhere.
#[track_caller]
fn spread(case: &str, first: &str, mut differences: Vec<Difference>) {
    let mut reached = BTreeSet::from([first.to_owned()]);
    let mut told: BTreeSet<Told> = BTreeSet::new();
    differences.sort_by(|left, right| (left.since, &left.told).cmp(&(right.since, &right.told)));
    for instant in differences.chunk_by(|left, right| left.since == right.since) {
        let mut open: Vec<&Difference> = instant.iter().collect();
        while !open.is_empty() {
            let before = open.len();
            open.retain(|difference| {
                let follows = difference.cause.as_ref().is_some_and(|cause| told.contains(cause))
                    || !difference.parties.is_disjoint(&reached);
                if follows {
                    reached.extend(difference.parties.iter().cloned());
                    told.insert(difference.told.clone());
                }
                !follows
            });
            let first = &open.first().map(|difference| &difference.told);
            assert!(open.len() < before, "{case}: differs out of nothing: {first:?}");
        }
    }
}

/// What chance decided in a run, by what it decided about: when ordinary incidents arose and the
/// work that they made, condition of casualties, loss of messages and how long they travel where
/// no line keeps them, time to read what no other reading kept, turnouts by day and by night.
fn decided_by_chance(log: &EventLog) -> BTreeMap<String, String> {
    let registry = log.registry();
    let mut chance = BTreeMap::new();
    let mut incidents: BTreeMap<TaskId, IncidentId> = BTreeMap::new();
    for record in log.records() {
        let cause = record.cause.map(|cause| log.record(cause));
        let taken = cause.map(|cause| record.at.since(cause.at));
        let (about, value) = match (&record.event, cause.map(|cause| &cause.event)) {
            (Event::IncidentOccurred { incident, .. }, None) => {
                (registry.name(*incident), record.at.to_string())
            }
            (Event::TaskArose { task, work, incident, .. }, _) => {
                incidents.insert(*task, *incident);
                let is_ordinary = cause.is_some_and(|incident| incident.cause.is_none());
                let value = if is_ordinary { format!("{work:?}") } else { continue };
                (registry.name(*task), value)
            }
            (Event::CasualtyOccurred { casualty, score, .. }, _) => {
                (registry.name(*casualty), score.to_string())
            }
            (Event::MessageDelivered { message }, Some(Event::MessageSent { channel, .. })) => {
                let travelled = taken.filter(|_| *channel != Channel::Phone);
                (format!("way of {}", registry.name(*message)), format!("{travelled:?}"))
            }
            (Event::MessageLost { message, reason: LossReason::Channel }, _) => {
                (format!("way of {}", registry.name(*message)), "into nowhere".to_owned())
            }
            (Event::MessageRead { message, after: None }, Some(Event::MessageDelivered { .. })) => {
                (format!("reading of {}", registry.name(*message)), format!("{taken:?}"))
            }
            (Event::TeamDeparted { team, .. }, Some(Event::TaskAssigned { task, .. })) => {
                let changed = log.record(Seq(record.cause.map_or(0, |cause| cause.0 + 1)));
                let turned_out =
                    Event::TeamStateChanged { team: *team, state: TeamState::TurningOut };
                if changed.event != turned_out {
                    continue;
                }
                let is_day = (420..1_260).contains(&(changed.at.milliseconds() / 60_000));
                let incident = registry.name(incidents[task]);
                let about = format!("{} to {incident}, by day: {is_day}", registry.name(*team));
                (about, format!("{taken:?}"))
            }
            _ => continue,
        };
        chance.insert(about, value);
    }
    chance
}

/// An inject that says nothing goes by telephone to a desk in the middle of the shipped drill. It
/// takes a line and a reader, so that what the desk hears and reads moves, and what follows from
/// that. Compared are the events of both runs, without their numbers:
///
/// - each that only one of them has must follow from the inject: its cause is such an event, or an
///   earlier such event was about a party to it, be it the desk that reads, either end of a line,
///   a team, a task or an incident. Nobody else's moments move;
/// - whatever chance decided about the same thing in both, it decided alike, also where it came at
///   another moment.
#[test]
fn one_more_message_moves_no_draw_and_only_whom_it_reaches() {
    let files = fixture::shipped_files();
    let mut moved = 0;
    // Two messages that keep a busy desk from much, one that does from little, one from nothing.
    let cases =
        [(1, "weather", 285.0), (1, "weather", 375.0), (2, "water", 345.0), (2, "fire", 345.0)];
    for (seed, to, minute) in cases {
        let county = fixture::small_county(seed);
        let mut more_files = files.clone();
        let injects = &mut more_files.scenario.value.injects;
        let mut inject = injects[0].clone();
        inject.name = "I-02b".to_owned();
        inject.at_minutes = minute;
        inject.to = to.to_owned();
        inject.tells = None;
        injects.insert(2, inject);
        let run = |files| play(&fixture::prepare(files, &county, Tier::Advanced), Seed(seed), &[]);
        let (log, more_log) = (run(&files), run(&more_files));
        let mut differences = said_only_by(&log, &all_told(&more_log));
        differences.extend(said_only_by(&more_log, &all_told(&log)));
        moved += differences.len();
        let few = log.records().len() / 10;
        assert!(differences.len() < few, "{to}: most of the drill is as it was");
        spread(to, "I-02b", differences);
        let (chance, more_chance) = (decided_by_chance(&log), decided_by_chance(&more_log));
        let both = chance
            .iter()
            .filter_map(|(about, value)| more_chance.get(about).map(|other| (about, value, other)));
        assert!(both.clone().count() > 500, "{to}: much was decided in both runs");
        for (about, value, other) in both {
            assert_eq!(value, other, "{to}: {about}");
        }
    }
    assert!(moved > 100, "a message that moves something");
}

/// Three messages to one desk with one line and one reader, in seconds of play. The desk `alarm`
/// takes 60 s to hear what it is told by telephone and 30 s to read what comes over the platform.
///
/// | | sent | line | in the inbox | read |
/// |---|---|---|---|---|
/// | first, routine, phone | 600 | 600 to 630 | 640 | 640 to 700 |
/// | second, routine, phone | 606 | 630 to 660 | 670 | 730 to 790 |
/// | third, flash, platform | 660 | it has none | 685 | 700 to 730 |
///
/// A telephone message holds the line for 30 s and is there 10 s later; over the platform one is
/// there after 5 s and 20 s. The third comes last and is read second: it is more urgent. What each
/// waited for is the reading that ended before its own began.
#[test]
fn three_messages_queue_as_worked_out_by_hand() {
    let mut tiny = Tiny::new();
    tiny.scenario.background.clear();
    let inject = |name: &str, at_seconds: f64, channel, priority| InjectFile {
        name: name.to_owned(),
        at_minutes: at_seconds / 60.0,
        from: Text::new("测试", "test"),
        to: "alarm".to_owned(),
        channel,
        priority,
        content: Text::new("测试", "test"),
        tells: None,
        expected: None,
        objective: "arrival".to_owned(),
        with: None,
    };
    tiny.scenario.injects = vec![
        inject("1", 600.0, Channel::Phone, Priority::Routine),
        inject("2", 606.0, Channel::Phone, Priority::Routine),
        inject("3", 660.0, Channel::Platform, Priority::Flash),
    ];
    let log = play(&Arc::new(Prepared::new(Arc::new(tiny.drill()))), Seed(1), &[]);
    let seconds = |at: Time| at.milliseconds() as f64 / 1_000.0;
    let mut sent: BTreeMap<MessageId, u32> = BTreeMap::new();
    let mut steps: Vec<(f64, &str, u32)> = Vec::new();
    for record in log.records() {
        let (what, message) = match &record.event {
            Event::MessageSent { message, about: About::Inject { inject }, .. } => {
                sent.insert(*message, inject.0 + 1);
                ("sent", message)
            }
            Event::MessageDelivered { message } => ("delivered", message),
            Event::MessageRead { message, .. } => ("read", message),
            _ => continue,
        };
        steps.push((seconds(record.at), what, sent[message]));
    }
    let expected = [
        (600.0, "sent", 1),
        (606.0, "sent", 2),
        (640.0, "delivered", 1),
        (660.0, "sent", 3),
        (670.0, "delivered", 2),
        (685.0, "delivered", 3),
        (700.0, "read", 1),
        (730.0, "read", 3),
        (790.0, "read", 2),
    ];
    assert_eq!(steps, expected);
    let waited = |of: u32| {
        let read = log.records().iter().find_map(|record| match record.event {
            Event::MessageRead { message, after } if sent[&message] == of => Some(after),
            _ => None,
        });
        let after = read.expect("it was read")?;
        match log.record(after).event {
            Event::MessageRead { message, .. } => Some(sent[&message]),
            _ => None,
        }
    };
    assert_eq!([1, 2, 3].map(waited), [None, Some(3), Some(1)]);
}
