//! Which pressures are in force at which tier and what each does, as they are written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;

/// Pressures of the three tiers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TiersFile {
    /// Pressures by name: what each does.
    pub pressures: BTreeMap<String, PressureFile>,
    /// Names in force at the beginner tier.
    pub beginner: Vec<String>,
    /// At the intermediate tier.
    pub intermediate: Vec<String>,
    /// At the advanced tier.
    pub advanced: Vec<String>,
}

/// What a pressure is called and what it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressureFile {
    /// What it is called.
    pub title: Text,
    /// What it does.
    pub effects: Vec<Pressure>,
}

/// One effect of a pressure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pressure {
    /// The command platform is off.
    PlatformOff,
    /// A channel is slower by this factor.
    ChannelSlow(Channel, f64),
    /// This happens, which without the pressure does not.
    Happening(String),
    /// Incidents of the storyline involve and hurt this many percent of the fact sheet's people.
    PeoplePercent(f64),
    /// The rain is this many percent of the fact sheet's.
    RainPercent(f64),
    /// The burst of this number (from 1) falls.
    Burst(u8),
    /// Visitors of this area are there.
    Visitors(String),
    /// Evacuees go back early.
    ReturnEarly,
    /// The key person of a desk is out of reach between two minutes of play.
    KeyPersonAway {
        /// The desk.
        desk: String,
        /// From.
        from_minutes: f64,
        /// To.
        to_minutes: f64,
    },
    /// Teams (by the first part of their name) are away for the whole drill.
    TeamsAway(String),
    /// Desks of every village have this percent of their ordinary speed.
    SlowVillages(f64),
    /// Teams (by the first part of their name) begin to work in danger without waiting for the
    /// tasks that meet its safety predicates.
    GoesAhead(String),
    /// Desks do not tell their teams at work of this.
    CrewsNotTold(FactKind),
    /// This rumour goes round, which without the pressure does not.
    Rumour(String),
    /// Radios of teams (by the first part of their name) are on another frequency: nobody reaches
    /// them by radio, and they reach nobody.
    RadioApart(String),
}
