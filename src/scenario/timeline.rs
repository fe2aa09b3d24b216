//! What nature does over the county in one ensemble member: changes of the truth in time, stored as
//! class crossings. Prepared once for a member and its interventions, and shared by runs.

use crate::base::id::{IncidentKindId, NodeId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::hazard::casualty::SeverityMix;
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
    /// A road is blocked by what lies on it, or has lost its bridge.
    Buried(RoadId),
    /// People of a settlement are hit, by their place among the hits.
    Hit(u32),
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

/// People of a settlement who are hurt at one moment: an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Stable key of the incident.
    pub key: Key,
    /// Its kind.
    pub kind: IncidentKindId,
    /// The settlement.
    pub zone: ZoneId,
    /// The junction at which it is.
    pub node: NodeId,
    /// Roads that its clearance opens, blocked already.
    pub roads: Vec<RoadId>,
    /// People hurt.
    pub hurt: u32,
    /// How badly.
    pub severity: SeverityMix,
}

/// The changes of one member, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    crossings: Vec<Crossing>,
    hits: Vec<Hit>,
}

impl Timeline {
    /// Puts changes in order: time, then key.
    pub fn new(mut crossings: Vec<Crossing>, hits: Vec<Hit>) -> Self {
        crossings.sort_unstable_by_key(|crossing| (crossing.at, crossing.key, crossing.change));
        Self { crossings, hits }
    }

    /// A hit by its place.
    pub fn hit(&self, number: u32) -> &Hit {
        &self.hits[number as usize]
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
