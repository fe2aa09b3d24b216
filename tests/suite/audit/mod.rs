//! Audits a log: what must hold of any run of any drill, told from the log alone, with the drill's
//! map for distances. `knowledge` rebuilds every picture, `field` follows teams, `people` counts
//! people and casualties, `outdoors` those whom nothing heats, `safety` looks after responders,
//! `opinion` at rumours and crowds, `outbreak` at infections, `river` at landslide dams, `causes`
//! at the envelope. Plays nothing.

mod causes;
mod field;
pub(crate) mod forgery;
mod knowledge;
mod opinion;
mod outbreak;
mod outdoors;
mod people;
mod river;
mod safety;

use muster::base::record::{Field, Registry};
use muster::event_log::EventLog;
use muster::event_log::event::{Event, Seq};
use muster::event_log::{LogDigest, Record};
use muster::sim::prepared::Prepared;

/// Violations that are listed of one run; more would say the same.
const LISTED_MAX: usize = 12;

/// What an audit reads, and what it has found.
pub(crate) struct Audit<'a> {
    /// The drill.
    pub(crate) prepared: &'a Prepared,
    /// Names and keys.
    pub(crate) registry: &'a Registry,
    /// The log, or what a test made of it.
    pub(crate) records: &'a [Record],
    /// Violations.
    pub(crate) found: Vec<String>,
}

impl Audit<'_> {
    /// Takes note of a violation unless `holds`.
    fn expect(&mut self, holds: bool, seq: usize, what: &str) {
        if !holds && self.found.len() < LISTED_MAX {
            let record = &self.records[seq];
            let event = record.event.to_json(self.registry);
            self.found.push(format!("#{seq} {}: {what}: {event}", record.at));
        }
    }

    /// The event of that number, if there is one.
    fn event(&self, seq: Option<Seq>) -> Option<&Event> {
        self.records.get(seq?.index()).map(|record| &record.event)
    }
}

/// Every violation in `records`, which are those of `log` or made from them.
pub(crate) fn audit(prepared: &Prepared, log: &EventLog, records: &[Record]) -> Vec<String> {
    let registry = log.registry();
    let mut audit = Audit { prepared, registry, records, found: Vec::new() };
    causes::audit(&mut audit);
    knowledge::audit(&mut audit);
    field::audit(&mut audit);
    people::audit(&mut audit);
    safety::audit(&mut audit);
    opinion::audit(&mut audit);
    outdoors::audit(&mut audit);
    outbreak::audit(&mut audit);
    river::audit(&mut audit);
    audit.found
}

/// Fails with the first violations of a log, if it has any.
#[track_caller]
pub(crate) fn check(prepared: &Prepared, log: &EventLog, case: &str) -> LogDigest {
    let found = audit(prepared, log, log.records());
    assert!(found.is_empty(), "{case}:\n{}", found.join("\n"));
    log.digest()
}
