//! What must not matter does not: the order of lists that have none, a team more, a message more.
//!
//! A run is a function of what was written, not of where it stands in a file: whatever goes by a
//! dense id, by the order of creation or by a count of all things would show here. It has caught
//! consultations that told their facts in the order of the map's files, and rivers that rose
//! seconds earlier where a confluence stood in another line of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{FacilityId, IncidentId, MessageId, TaskId, TeamId};
use muster::base::record::Field;
use muster::base::text::Text;
use muster::base::time::Time;
use muster::county::codec::{self, MapBytes};
use muster::county::place::{County, Facility, FacilityKind};
use muster::event_log::event::{About, Event, LossReason, Seq};
use muster::event_log::{EventLog, Record};
use muster::files::drill::DrillFiles;
use muster::plan::file::{Action, Audience, ConditionFile, PlanFile};
use muster::scenario::Tier;
use muster::scenario::file::{CatalogueFile, InjectFile, ScenarioFile};
use muster::score::score;
use muster::sim::control::{self, Input};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::channel::{Channel, Priority};
use muster::vocabulary::fact::{FactKind, TeamState};
use muster::vocabulary::order::Order;
use muster::vocabulary::profile::Profile;
use muster::vocabulary::scale::EventKind;
use serde_json::{Map, Value};

use crate::fixture::{self, Tiny};

/// Every list of a plan that has no declared order, the other way round.
fn turn_plan(plan: &mut PlanFile) {
    plan.clauses.reverse();
    plan.organisations.reverse();
    plan.desks.reverse();
    plan.desks_each.reverse();
    plan.teams.reverse();
    plan.teams_each.reverse();
    plan.communications.reverse();
    plan.call_taking.reverse();
    plan.monitoring.reverse();
    plan.flows.reverse();
    plan.duties.reverse();
    plan.aid.reverse();
    plan.stocks.reverse();
    plan.approvals.reverse();
    plan.rules.reverse();
    plan.reporting.reverse();
    plan.standards.reverse();
    let one_by_one = plan.teams.iter_mut().map(|team| &mut team.kind);
    let each = plan.teams_each.iter_mut().map(|team| &mut team.kind);
    one_by_one.chain(each).for_each(|kind| kind.capabilities.reverse());
    for rule in &mut plan.rules {
        // The first condition binds the subject.
        rule.when[1..].reverse();
        for action in &mut rule.then {
            if let Action::Convene(desks) = action {
                desks.reverse();
            }
        }
    }
    plan.reporting.iter_mut().for_each(|report| report.fields.reverse());
    if let Some(hospitals) = &mut plan.medical.hospitals {
        hospitals.specialties.reverse();
        hospitals.specialties.iter_mut().for_each(|hospital| hospital.has.reverse());
    }
}

/// The same of a scenario. Bursts keep their order: pressures call them by number.
fn turn_scenario(scenario: &mut ScenarioFile) {
    scenario.happenings.reverse();
    scenario.happenings.iter_mut().for_each(|happening| happening.fails.reverse());
    scenario.visitors.reverse();
    scenario.background.reverse();
    scenario.known_at_start.reverse();
    scenario.known_at_start.iter_mut().for_each(|known| known.desks.reverse());
    scenario.objectives.reverse();
    scenario.injects.reverse();
    scenario.not_tested.reverse();
    let tiers = &mut scenario.tiers;
    tiers.beginner.reverse();
    tiers.intermediate.reverse();
    tiers.advanced.reverse();
    tiers.pressures.values_mut().for_each(|pressure| pressure.effects.reverse());
}

/// The same of a catalogue.
fn turn_catalogue(catalogue: &mut CatalogueFile) {
    catalogue.incidents.reverse();
    for incident in &mut catalogue.incidents {
        incident.tasks.reverse();
        incident.tasks.iter_mut().for_each(|task| task.after.reverse());
    }
}

fn turn(files: &mut DrillFiles) {
    turn_plan(&mut files.plan.value);
    turn_scenario(&mut files.scenario.value);
    files.catalogue.reverse();
    files.catalogue.iter_mut().for_each(|file| turn_catalogue(&mut file.value));
}

/// The shipped files with what makes the order of more lists tell: rules that meet all hazard areas
/// at once, that differ in their later conditions alone, and a report of several facts.
fn demanding_files() -> DrillFiles {
    let mut files = fixture::shipped_files();
    let plan = &mut files.plan.value;
    let at_least = |fact, value| ConditionFile {
        fact,
        at_least: Some(value),
        at_most: None,
        subjects: 1,
        event: fact.is_level().then_some(EventKind::Flood),
    };
    let mut rule = plan.rules[0].clone();
    (rule.approval, rule.limit_minutes, rule.source) = (None, None, None);
    let stage = at_least(FactKind::AreaStage, 1);
    let (warned, responding) = (FactKind::WarningLevel, FactKind::ResponseLevel);
    let desk = |name: &str| Audience::Desk(name.to_owned());
    let rules = [
        (vec![at_least(warned, 0), at_least(responding, 3)], Action::Publish),
        (vec![at_least(responding, 0), at_least(warned, 1)], Action::Call(desk("emergency"))),
    ];
    for (others, action) in rules {
        rule.desk = desk("flood-office");
        rule.when = [vec![stage.clone()], others].concat();
        rule.then = vec![action];
        plan.rules.push(rule.clone());
    }
    let mut report = plan.reporting[0].clone();
    (report.from, report.to) = (desk("water"), desk("flood-office"));
    report.when = at_least(FactKind::ReservoirLevel, -10_000);
    report.fields = vec![FactKind::ReservoirOutflow, FactKind::ReservoirLevel];
    plan.reporting.push(report);
    files
}

/// A map with the rows of its tables and the entries of its lists the other way round: every id is
/// another one, every key the same. Grids stay.
fn turn_map(map: &MapBytes) -> MapBytes {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a map is text");
    let turned = map.iter().map(|(name, bytes)| {
        let bytes = match name.as_str() {
            codec::COUNTY => turn_runs(&text(bytes), |line| line.starts_with("        (")),
            codec::NODES | codec::ROADS | codec::TURNS | codec::ZONES | codec::COURSES => {
                let text = text(bytes);
                let header = text.lines().next().unwrap_or_default().to_owned();
                turn_runs(&text, |line| line != header)
            }
            _ => bytes.clone(),
        };
        (name.clone(), bytes)
    });
    turned.collect()
}

/// A text with the order of each run of such lines reversed.
fn turn_runs(text: &str, is_entry: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<&str> = Vec::new();
    for line in text.lines() {
        if is_entry(line) {
            run.push(line);
            continue;
        }
        run.drain(..).rev().chain([line]).for_each(|line| out.extend([line, "\n"]));
    }
    run.drain(..).rev().for_each(|line| out.extend([line, "\n"]));
    out.into_bytes()
}

fn read(map: &MapBytes) -> Arc<County> {
    let (county, _) = codec::decode(map).unwrap_or_else(|problems| panic!("{problems}"));
    Arc::new(county)
}

/// Fails at the first line in which two histories differ.
#[track_caller]
fn same_lines(case: &str, left: &[String], right: &[String]) {
    let place = left.iter().zip(right).position(|(left, right)| left != right);
    if let Some(place) = place {
        panic!("{case}: line {place} was\n{}\nand is\n{}", left[place], right[place]);
    }
    assert_eq!(left.len(), right.len(), "{case}: one goes on");
}

/// Log and scorecard of the shipped drill are the same bits, at every tier and over several small
/// counties, when every list of plan, scenario, catalogue and map that has no declared order is
/// written the other way round.
#[test]
fn reversing_every_list_that_has_no_declared_order_leaves_the_digest_unchanged() {
    let files = demanding_files();
    let mut turned_files = files.clone();
    turn(&mut turned_files);
    for seed in 1..=3 {
        let map = codec::encode(&fixture::small_county(seed));
        let (county, turned_county) = (read(&map), read(&turn_map(&map)));
        assert!(have_other_ids(&county, &turned_county));
        for tier in Tier::ALL {
            let play_and_score = |files: &DrillFiles, county| {
                let prepared = fixture::prepare(files, county, *tier);
                let log = play(&prepared, Seed(seed), &[]);
                let card = score(&prepared.drill, Some(prepared.roads.router()), &log);
                (log, serde_json::to_string_pretty(&card).expect("a scorecard is JSON"))
            };
            let (log, card) = play_and_score(&files, &county);
            let (turned_log, turned_card) = play_and_score(&turned_files, &turned_county);
            let (was, is) = (whole_history(&log), whole_history(&turned_log));
            same_lines(&format!("county {seed}, {tier:?}"), &was, &is);
            assert_eq!(log.digest(), turned_log.digest(), "county {seed}, {tier:?}");
            let differs = card.lines().zip(turned_card.lines()).find(|(was, is)| was != is);
            assert_eq!(differs, None, "county {seed}, {tier:?}: the scorecard");
        }
    }
}

/// Whether whatever stands first in a list of one county stands elsewhere in that of the other.
fn have_other_ids(county: &County, other: &County) -> bool {
    let first = |county: &County| {
        let network = &county.network;
        [
            network.nodes[0].key,
            network.roads[0].key,
            county.zones[0].key,
            county.facilities[0].key,
            county.areas[0].key,
            county.reaches[0].key,
        ]
    };
    first(county).iter().zip(first(other)).all(|(key, other)| *key != other)
}

/// What a log says without the events that are not kept: times, events with keys and names for
/// ids, and numbers of events counted over those that are kept.
fn history(log: &EventLog, is_kept: &[bool]) -> Vec<String> {
    let mut count = 0_u32;
    let mut number = |kept: &bool| {
        count += u32::from(*kept);
        kept.then_some(count)
    };
    let numbers: Vec<Option<u32>> = is_kept.iter().map(&mut number).collect();
    let line = |record: &Record| {
        let mut event = record.event.to_json(log.registry());
        // What a task comes after is a name, and stays.
        if let Some(after) = fields_mut(&mut event).get_mut("after")
            && let Some(seq) = after.as_u64()
        {
            let seq = usize::try_from(seq).expect("a place in the log");
            *after = numbers[seq].map_or(Value::Null, Value::from);
        }
        let cause = record.cause.and_then(|cause| numbers[cause.index()]).unwrap_or(0);
        format!("{} #{cause}: {event}", record.at)
    };
    let records = log.records().iter().zip(is_kept);
    records.filter(|(_, kept)| **kept).map(|(record, _)| line(record)).collect()
}

fn whole_history(log: &EventLog) -> Vec<String> {
    history(log, &vec![true; log.records().len()])
}

/// The fields of an event in JSON.
fn fields_mut(event: &mut Value) -> &mut Map<String, Value> {
    let fields = event.as_object_mut().and_then(|event| event.values_mut().next());
    fields.and_then(Value::as_object_mut).expect("an event is an object of fields")
}

/// Events that somebody at the console brought about.
fn from_outside(log: &EventLog) -> Vec<bool> {
    let mut is_outside: Vec<bool> = Vec::with_capacity(log.records().len());
    for record in log.records() {
        let is_input = matches!(record.event, Event::InputTaken { .. });
        is_outside.push(is_input || record.cause.is_some_and(|cause| is_outside[cause.index()]));
    }
    is_outside
}

/// A team that can do nothing stands in the middle of the roster, and somebody at the console sends
/// it about. Without what follows from that, which takes nobody's attention and no line, as radio
/// has none, the drill plays on as it did: event for event, instant for instant, cause for cause.
/// Every later team has another id than before, every later message and order too.
#[test]
fn a_team_without_capabilities_in_the_middle_of_the_roster_moves_nothing_else() {
    let files = fixture::shipped_files();
    let mut more_files = files.clone();
    let teams = &mut more_files.plan.value.teams;
    let mut team = teams[0].clone();
    team.name = "messenger".to_owned();
    team.kind.profile = Profile::Road;
    team.kind.capabilities.clear();
    teams.insert(teams.len() / 2, team);
    for (seed, tier) in [(1, Tier::Beginner), (2, Tier::Intermediate), (3, Tier::Advanced)] {
        let prepare = |files| fixture::prepare(files, &fixture::small_county(seed), tier);
        let (drill, more) = (prepare(&files), prepare(&more_files));
        let plan = &more.drill.plan;
        let place = plan.teams.iter().position(|team| team.name == "messenger").expect("it is in");
        assert!((2..plan.teams.len() - 2).contains(&place), "in the middle, not at {place}");
        let inputs = send_about(&more, TeamId::from_index(place));
        let (log, more_log) = (play(&drill, Seed(seed), &[]), play(&more, Seed(seed), &inputs));
        let is_kept: Vec<bool> = from_outside(&more_log).iter().map(|outside| !outside).collect();
        let moves = is_kept.iter().filter(|kept| !**kept).count();
        assert!(moves > 10, "{tier:?}: it was sent about, {moves} events");
        let left = whole_history(&log);
        same_lines(&format!("{tier:?}"), &left, &history(&more_log, &is_kept));
    }
}

/// Orders for a team to go to another station and back.
fn send_about(prepared: &Prepared, team: TeamId) -> Vec<Input> {
    let plan = &prepared.drill.plan;
    let (desk, station) = (plan.teams[team.index()].desk, plan.teams[team.index()].station);
    let facilities = &prepared.drill.county.facilities;
    let away = |facility: &Facility| {
        facility.kind == FacilityKind::PoliceStation && facility.node != station
    };
    let at = FacilityId::from_index(facilities.iter().position(away).expect("a police station"));
    let orders = [Order::Stage { team, at }, Order::Recall { team }];
    let minutes = [5, 47];
    let input = |(sequence, (order, minute))| Input {
        at: Time::from_minutes(minute),
        sequence,
        action: control::Action::GiveOrder { desk, order },
    };
    (0..).zip(orders.into_iter().zip(minutes)).map(input).collect()
}

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
