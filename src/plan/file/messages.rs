//! How things become known, as it is written: channels, the calls of the public, sensors, flows,
//! reports upward, call-and-confirm.

use serde::{Deserialize, Serialize};

use super::rules::ConditionFile;
use super::{Audience, Source};
use crate::county::network::RoadClass;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::EventKind;

/// A channel as the county has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelFile {
    /// Which.
    pub channel: Channel,
    /// Seconds that a message holds a line.
    pub hold_seconds: u32,
    /// Median seconds from leaving the line to the inbox.
    pub latency_seconds: u32,
    /// Standard deviation of the logarithm of the latency.
    #[serde(default)]
    pub latency_sigma: f64,
    /// Percent of messages lost for no reason that is modelled.
    #[serde(default)]
    pub loss_percent: f64,
    /// Percent of a desk's ordinary service time that reading takes.
    #[serde(default = "super::hundred")]
    pub reading_percent: u16,
    /// Whether it needs a working mast at either end that has no landline.
    pub needs_mast: bool,
    /// Where the figures come from.
    pub source: Source,
}

/// Which desk answers calls from the public about an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallTakingFile {
    /// The number: 110, 119, 120, 12345.
    pub number: String,
    /// The desk.
    pub desk: String,
}

/// Which desk a kind of sensor reports to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitoringFile {
    /// What is measured.
    pub fact: FactKind,
    /// Desks that get it by themselves.
    pub to: Vec<Audience>,
    /// Minutes between measurements.
    pub every_minutes: u32,
    /// Over which channels, the preferred one first.
    pub channels: Vec<Channel>,
}

/// Who must be told what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowFile {
    /// Clause.
    pub clause: String,
    /// What.
    pub fact: FactKind,
    /// Only from this value on.
    #[serde(default)]
    pub at_least: Option<i64>,
    /// Only up to this value.
    #[serde(default)]
    pub at_most: Option<i64>,
    /// Of a level, the kind of event that it must be about; any where none is given.
    #[serde(default)]
    pub event: Option<EventKind>,
    /// About which subjects.
    #[serde(default)]
    pub scope: Scope,
    /// Who passes it on.
    pub from: Audience,
    /// Who must know.
    pub to: Vec<Audience>,
    /// Over which channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// How urgent.
    pub priority: Priority,
    /// Minutes from the moment that anybody knows until each of them must.
    pub limit_minutes: u32,
    /// Where the limit comes from.
    pub source: Source,
}

/// Which subjects a flow is about: what every office needs to know of is less than all there is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// Roads of this class and the classes above it.
    RoadsFrom(RoadClass),
    /// Incidents that concern the receiver: of a kind that the catalogue calls critical, or with a
    /// task that the receiver leads.
    ConcernedIncidents,
}

/// A report upward.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingFile {
    /// Clause.
    pub clause: String,
    /// Who reports.
    pub from: Audience,
    /// To whom.
    pub to: Audience,
    /// What makes a report due.
    pub when: ConditionFile,
    /// What it must contain, about the same subject.
    pub fields: Vec<FactKind>,
    /// Over which channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// Minutes until the first report.
    pub first_minutes: u32,
    /// Minutes between follow-up reports while it goes on; none: no follow-up.
    #[serde(default)]
    pub follow_up_minutes: Option<u32>,
    /// Where the limit comes from.
    pub source: Source,
}

/// Call-and-confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallsFile {
    /// Clause.
    pub clause: String,
    /// How the post is called, attempt by attempt; where one end has not got a channel, by the next
    /// that both have. After the last the calls end.
    pub channels: Vec<Channel>,
    /// Minutes between attempts.
    pub retry_minutes: u32,
    /// Minutes in which a post must confirm.
    pub confirm_minutes: u32,
    /// Minutes in which a post that confirmed must have acted.
    pub act_minutes: u32,
    /// Minutes after which an unanswered call goes up.
    pub escalate_minutes: u32,
    /// To whom it goes up, seen from the post.
    pub escalate_to: Audience,
    /// Where the limits come from.
    pub source: Source,
}
