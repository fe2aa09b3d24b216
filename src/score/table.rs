//! Rows of the CSV tables: flat, one type a file. Chains and gaps are in the scorecard itself.

use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::scorecard::Named;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Seq;

/// Tables, one for each CSV file; gaps stand in `Scorecard::gaps`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tables {
    /// Incidents, the earliest first.
    pub incidents: Vec<IncidentRow>,
    /// Response-time chains, one a task, the earliest first.
    pub chains: Vec<Chain>,
    /// Teams that take part, by name.
    pub teams: Vec<TeamRow>,
    /// Messages of each desk that sent or got one, by name.
    pub messages_by_desk: Vec<DeskMessagesRow>,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// The incident.
    pub incident: Named,
    /// Its kind.
    pub kind: Named,
    /// Where.
    pub zone: Named,
    /// Whether its tasks count in the total.
    pub critical: bool,
    /// When it arose.
    pub occurred: Time,
    /// When a desk first knew.
    pub known: Option<Time>,
    /// When all its tasks were done.
    pub stabilised: Option<Time>,
    /// People trapped or hurt at first.
    pub people: u32,
    /// Its tasks.
    pub tasks: u32,
    /// Casualties.
    pub casualties: u32,
    /// Deaths.
    pub deaths: u32,
    /// The event in the log.
    pub evidence: Seq,
}

/// What a team did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// The team.
    pub team: Named,
    /// Its organisation.
    pub organisation: Named,
    /// The desk that sends it.
    pub desk: Named,
    /// Tasks that it was given.
    pub assigned: u32,
    /// Departures.
    pub departures: u32,
    /// Closures that it met unawares.
    pub turned_back: u32,
    /// Arrivals at a task.
    pub arrivals: u32,
    /// Time on its way to a site.
    pub en_route: Duration,
    /// Time at a site without working.
    pub waiting: Duration,
    /// Time at work.
    pub working: Duration,
    /// Time ready.
    pub available: Duration,
    /// Time otherwise engaged: turning out, carrying, handing over, returning.
    pub other: Duration,
}

/// Messages of one desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskMessagesRow {
    /// The desk.
    pub desk: Named,
    /// Sent.
    pub sent: u32,
    /// Sent to it.
    pub addressed: u32,
    /// That reached its inbox.
    pub delivered: u32,
    /// That it read.
    pub read: u32,
    /// That a newer one replaced before it was read.
    pub superseded: u32,
    /// To it, that were lost.
    pub lost: u32,
    /// In the inbox and unread when play ended.
    pub unread: u32,
    /// Median time in the inbox of those read, by the nearest rank.
    pub wait_median: Duration,
    /// Longest time in the inbox of those read.
    pub wait_longest: Duration,
    /// Longest queue of its inbox.
    pub queue_longest: u32,
}
