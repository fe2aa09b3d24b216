//! How things become known in a plan: channels, sensors, flows, reports upward, call-and-confirm.

use super::file::{Audience, Scope, Source};
use super::rules::Condition;
use crate::base::id::{ClauseId, DeskId, IncidentId};
use crate::base::time::Duration;
use crate::county::place::County;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::{FactKind, Subject};

/// A channel as the county has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelSetting {
    /// How long a message holds a line of its sender.
    pub hold: Duration,
    /// Median latency from leaving the line to the inbox.
    pub latency: Duration,
    /// Standard deviation of the logarithm of the latency.
    pub latency_sigma: f64,
    /// Probability that a message is lost for no reason that is modelled.
    pub loss: f64,
    /// Percent of a desk's ordinary service time that reading takes.
    pub reading_percent: u16,
    /// Whether it needs a working mast at either end that has no landline.
    pub needs_mast: bool,
    /// Where the figures come from.
    pub source: Source,
}

/// What sensors report by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitoring {
    /// What is measured.
    pub fact: FactKind,
    /// Who gets it.
    pub to: Vec<Audience<DeskId>>,
    /// Time between measurements.
    pub every: Duration,
    /// Channels, the preferred one first.
    pub channels: Vec<Channel>,
}

/// Who must be told what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Clause.
    pub clause: ClauseId,
    /// Condition on the fact.
    pub when: Condition,
    /// About which subjects.
    pub scope: Scope,
    /// Who passes it on.
    pub from: Audience<DeskId>,
    /// Who must know.
    pub to: Vec<Audience<DeskId>>,
    /// Channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// How urgent.
    pub priority: Priority,
    /// From the moment that anybody knows until each of them must.
    pub limit: Duration,
    /// Where the limit comes from.
    pub source: Source,
}

impl Flow {
    /// Whether the flow tells `to` about a subject; `concerns` knows which incidents concern it.
    pub fn covers(
        &self,
        county: &County,
        subject: Subject,
        to: DeskId,
        concerns: impl Fn(IncidentId, DeskId) -> bool,
    ) -> bool {
        match (self.scope, subject) {
            (Scope::RoadsFrom(class), Subject::Road(road)) => {
                county.network.roads[road.index()].class <= class
            }
            (Scope::ConcernedIncidents, Subject::Incident(incident)) => concerns(incident, to),
            _ => true,
        }
    }
}

/// A report upward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Clause.
    pub clause: ClauseId,
    /// Who reports.
    pub from: Audience<DeskId>,
    /// To whom.
    pub to: Audience<DeskId>,
    /// What makes a report due.
    pub when: Condition,
    /// What it must contain, about the same subject.
    pub fields: Vec<FactKind>,
    /// Channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// Until the first report.
    pub first: Duration,
    /// Between follow-ups.
    pub follow_up: Option<Duration>,
    /// Where the limit comes from.
    pub source: Source,
}

/// Call-and-confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calls {
    /// Clause.
    pub clause: ClauseId,
    /// The channel of each attempt.
    pub channels: Vec<Channel>,
    /// Between attempts.
    pub retry: Duration,
    /// In which a post must confirm.
    pub confirm: Duration,
    /// In which a post that confirmed must have acted.
    pub act: Duration,
    /// After which an unanswered call goes up.
    pub escalate: Duration,
    /// To whom, seen from the post.
    pub escalate_to: Audience<DeskId>,
    /// Where the limits come from.
    pub source: Source,
}
