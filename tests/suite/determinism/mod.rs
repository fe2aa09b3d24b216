//! What must not matter does not: the order of lists that have none, a team more, a message more.
//!
//! A run is a function of what was written, not of where it stands in a file: whatever goes by a
//! dense id, by the order of creation or by a count of all things would show here. It has caught
//! consultations that told their facts in the order of the map's files, and rivers that rose
//! seconds earlier where a confluence stood in another line of them.

mod message;
mod order;
mod roster;

use muster::base::record::Field;
use muster::event_log::{EventLog, Record};
use serde_json::{Map, Value};

/// Fails at the first line in which two histories differ.
#[track_caller]
fn same_lines(case: &str, left: &[String], right: &[String]) {
    let place = left.iter().zip(right).position(|(left, right)| left != right);
    if let Some(place) = place {
        panic!("{case}: line {place} was\n{}\nand is\n{}", left[place], right[place]);
    }
    assert_eq!(left.len(), right.len(), "{case}: one goes on");
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
