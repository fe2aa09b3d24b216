//! What nature does over the county in one ensemble member: changes of the truth in time, stored as
//! class crossings. Prepared once for a member and its interventions, and shared by runs.

use crate::base::id::RoadId;
use crate::base::key::Key;
use crate::base::time::Time;
use crate::vocabulary::fact::Fact;
use crate::vocabulary::profile::ProfileSet;

/// A change of the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A fact takes a value: rain and stages at gauges, a reservoir's level and outflow, the
    /// water's stage at a hazard area.
    Fact(Fact, i64),
    /// Water leaves a road to these profiles, at no more than this many km/h.
    Road(RoadId, ProfileSet, u8),
}

/// A change with its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// When.
    pub at: Time,
    /// Stable key of what changes: orders changes of one instant.
    pub key: Key,
    /// What changes.
    pub change: Change,
}

/// The changes of one member, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    crossings: Vec<Crossing>,
}

impl Timeline {
    /// Puts changes in order: time, then key.
    pub fn new(mut crossings: Vec<Crossing>) -> Self {
        crossings.sort_unstable_by_key(|crossing| (crossing.at, crossing.key, crossing.change));
        Self { crossings }
    }

    /// The changes, in order.
    pub fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }

    /// The place of the first change after `time`.
    pub fn first_after(&self, time: Time) -> usize {
        self.crossings.partition_point(|crossing| crossing.at <= time)
    }
}
