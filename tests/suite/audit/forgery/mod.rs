//! Logs that break the rules of the audit, each forged from a true one: up to some event all is as
//! it was, then something happens that cannot, and play ends there. Judges nothing.

mod causes;
mod field;
mod knowledge;
mod opinion;
mod outbreak;
mod outdoors;
mod people;
mod river;
mod safety;

use muster::base::id::TeamId;
use muster::event_log::event::{Event, Seq};
use muster::event_log::{EventLog, Record};
use muster::sim::prepared::Prepared;

/// Puts something else in the place of the true event; none where it cannot.
type Forge = fn(&Scene<'_>) -> Option<Vec<Record>>;

/// A true log up to some event.
pub(crate) struct Scene<'a> {
    /// The drill.
    pub(crate) prepared: &'a Prepared,
    /// The log.
    pub(crate) records: &'a [Record],
    /// The event in whose place something else happens.
    pub(crate) place: usize,
}

impl Scene<'_> {
    /// The true event.
    fn now(&self) -> &Record {
        &self.records[self.place]
    }

    fn seq(&self) -> Seq {
        seq_of(self.place)
    }

    /// What happened before it.
    fn past(&self) -> &[Record] {
        &self.records[..self.place]
    }

    /// The last event before it.
    fn before(&self) -> Option<&Event> {
        self.past().last().map(|record| &record.event)
    }

    /// When and why the true event happened, another one.
    fn instead(&self, event: Event) -> Option<Vec<Record>> {
        Some(vec![Record { event, ..self.now().clone() }])
    }

    /// When and why the event before happened, another one as well.
    fn once_more(&self, event: Event) -> Option<Vec<Record>> {
        Some(vec![Record { event, ..self.past().last()?.clone() }])
    }
}

fn seq_of(place: usize) -> Seq {
    Seq(u32::try_from(place).expect("a place in the log"))
}

/// A rule, as the audit words it, and how to break it.
pub(crate) struct Forgery {
    /// What the audit says.
    pub(crate) rule: &'static str,
    /// How it is broken.
    forge: Forge,
}

impl Forgery {
    /// What the audit says of the log of a scene in which this rule is broken; none where it cannot
    /// be broken there.
    pub(crate) fn complaints(&self, scene: &Scene<'_>, log: &EventLog) -> Option<Vec<String>> {
        let forged = (self.forge)(scene)?;
        let mut records = [scene.past(), &forged].concat();
        if scene.place + 1 < scene.records.len() {
            let at = forged.last()?.at;
            records.push(Record { at, cause: None, event: Event::RunEnded {} });
        }
        Some(super::audit(scene.prepared, log, &records))
    }
}

/// A way to break each rule, in the order of the audit's files.
pub(crate) fn forgeries() -> impl Iterator<Item = &'static Forgery> {
    let files = [
        causes::FORGERIES,
        field::FORGERIES,
        knowledge::FORGERIES,
        people::FORGERIES,
        safety::FORGERIES,
        opinion::FORGERIES,
        outdoors::FORGERIES,
        outbreak::FORGERIES,
        river::FORGERIES,
    ];
    files.into_iter().flatten()
}

/// More people than any area has.
const CROWD: u32 = 1_000_000;

fn other_team(team: TeamId) -> TeamId {
    TeamId(u32::from(team.0 == 0))
}
