//! The event log: facts that happened, in order, and the only thing that scoring, review and
//! reports read. Append-only; its digest runs over a canonical form with stable keys. Files are
//! written elsewhere.

pub mod codec;
pub mod event;
pub mod fault;

use crate::base::record::{Field, Registry};
use crate::base::time::Time;
use event::{Event, Seq};

/// Version of the canonical form and of the JSON form. A change of either changes every digest.
pub const FORMAT_VERSION: u32 = 1;

/// Events that a log has room for at first: about as many as a large drill has.
const EVENTS: usize = 1 << 16;

/// Bytes of the canonical form that are hashed at a time.
const BLOCK: usize = 1 << 16;

/// One line of the log: what happened, when, and the event without which it would not have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// When.
    pub at: Time,
    /// The event that caused this one; none for what begins by itself.
    pub cause: Option<Seq>,
    /// What happened.
    pub event: Event,
}

/// The log of one run, with the keys and names of all that it mentions.
#[derive(Debug, Clone)]
pub struct EventLog {
    records: Vec<Record>,
    registry: Registry,
}

/// Size of the canonical form in bytes and its BLAKE3 digest: a change of the first says that the
/// encoding changed, of the second alone that values did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogDigest {
    /// Bytes of the canonical form.
    pub bytes: u64,
    /// BLAKE3 over them.
    pub hash: blake3::Hash,
}

impl std::fmt::Display for LogDigest {
    /// `blake3 hex/bytes`, as printed and compared.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.hash.to_hex(), self.bytes)
    }
}

impl EventLog {
    /// An empty log over these names.
    pub fn new(registry: Registry) -> Self {
        Self { records: Vec::with_capacity(EVENTS), registry }
    }

    /// Appends what happened.
    ///
    /// # Panics
    /// When time runs backwards or an effect precedes its cause.
    pub fn append(&mut self, at: Time, cause: Option<Seq>, event: Event) -> Seq {
        let seq = Seq(u32::try_from(self.records.len()).expect("fewer than 2^32 events"));
        assert!(self.records.last().is_none_or(|last| last.at <= at), "time runs forward");
        assert!(cause.is_none_or(|cause| cause < seq), "a cause precedes its effect");
        self.records.push(Record { at, cause, event });
        seq
    }

    /// The digest of all that has been appended: works through the whole log.
    pub fn digest(&self) -> LogDigest {
        let (mut hasher, mut bytes) = (blake3::Hasher::new(), 0);
        let mut block = Vec::with_capacity(2 * BLOCK);
        for Record { at, cause, event } in &self.records {
            at.canonical(&self.registry, &mut block);
            cause.canonical(&self.registry, &mut block);
            event.canonical(&self.registry, &mut block);
            if block.len() >= BLOCK {
                bytes += block.len() as u64;
                hasher.update(&block);
                block.clear();
            }
        }
        hasher.update(&block);
        LogDigest { bytes: bytes + block.len() as u64, hash: hasher.finalize() }
    }

    /// Every record, in order; the place of each is its number.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record of that number.
    pub fn record(&self, seq: Seq) -> &Record {
        &self.records[seq.index()]
    }

    /// Every record with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (Seq, &Record)> {
        self.records.iter().enumerate().map(|(index, record)| {
            (Seq(u32::try_from(index).expect("fewer than 2^32 events")), record)
        })
    }

    /// The number of the last event.
    pub fn last_seq(&self) -> Option<Seq> {
        u32::try_from(self.records.len()).ok()?.checked_sub(1).map(Seq)
    }

    /// When the last event happened; the start where there is none.
    pub fn end(&self) -> Time {
        self.records.last().map_or(Time::START, |record| record.at)
    }

    /// Keys and names of all that the log mentions.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The same, to register what is born.
    pub fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }

    /// The chain of causes of an event, itself first.
    pub fn causes(&self, seq: Seq) -> Vec<Seq> {
        std::iter::successors(Some(seq), |seq| self.record(*seq).cause).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{DeskId, IdKind, TeamId};
    use crate::base::key::Key;
    use crate::base::record::WrittenNames;
    use crate::vocabulary::fact::TeamState;
    use std::sync::Arc;

    /// A log over two teams in the given order of their file.
    fn log_over(names: [&str; 2]) -> EventLog {
        let mut written = WrittenNames::default();
        let keys = names.iter().map(|name| Key::written("team", name)).collect();
        written.set(IdKind::TeamId, keys, names.iter().map(ToString::to_string).collect());
        written.set(IdKind::DeskId, vec![Key(7)], vec!["fire".into()]);
        EventLog::new(Registry::new(Arc::new(written)))
    }

    fn event_about(log: &EventLog, name: &str) -> Event {
        let written = log.registry().written();
        let number = (0..2).find(|number| written.name(IdKind::TeamId, *number) == Some(name));
        Event::TeamStateChanged { team: TeamId(number.unwrap()), state: TeamState::EnRoute }
    }

    #[test]
    fn the_digest_does_not_depend_on_the_order_of_a_file() {
        let mut digests = Vec::new();
        for names in [["one", "two"], ["two", "one"]] {
            let mut log = log_over(names);
            let event = event_about(&log, "two");
            let cause = log.append(Time::START, None, Event::RunStarted {});
            log.append(Time::from_minutes(1), Some(cause), event);
            digests.push(log.digest());
        }
        assert_eq!(digests[0], digests[1]);
    }

    #[test]
    fn a_digest_shows_a_changed_time_cause_or_name() {
        let play = |at: u64, caused: bool, name: &str| {
            let mut log = log_over(["one", "two"]);
            let event = event_about(&log, name);
            let start = log.append(Time::START, None, Event::RunStarted {});
            log.append(Time::from_minutes(at), caused.then_some(start), event);
            log.digest().hash
        };
        let base = play(1, true, "one");
        assert_ne!(base, play(2, true, "one"));
        assert_ne!(base, play(1, false, "one"));
        assert_ne!(base, play(1, true, "two"));
    }

    #[test]
    fn events_survive_json() {
        let mut log = log_over(["one", "two"]);
        let meeting = log.registry_mut().bear(Key(99));
        let desks = vec![DeskId(0)].into_boxed_slice();
        let event = Event::MeetingConvened { meeting, by: DeskId(0), desks };
        let json = event.to_json(log.registry());
        let mut other = log_over(["two", "one"]);
        assert_eq!(Event::from_json(&json, other.registry_mut()).unwrap(), event);
        assert!(
            Event::from_json(&serde_json::json!({"Nothing": {}}), other.registry_mut()).is_err()
        );
    }
}
