//! Rumours that go round after an incident, and crowds that gather at one, as they are written.

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::plan::file::Source;

/// A rumour: what is said about an incident and is not so. Until somebody publishes what is true of
/// that incident it passes by word of mouth; who believes it calls, or goes to see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RumourFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What is said.
    pub claim: Text,
    /// The happening whose incident it is about. A statement about that incident refutes it.
    pub about: String,
    /// Minutes from that incident until it begins.
    pub after_minutes: f64,
    /// Zones whose people can hear it.
    pub zones: Vec<String>,
    /// People who spread it at first.
    pub first: u32,
    /// Rate per hour at which somebody who spreads it tells somebody who has not heard it.
    pub telling_per_hour: f64,
    /// Rate per hour at which he falls silent on meeting somebody who has.
    pub stifling_per_hour: f64,
    /// Rate per hour at which a statement reaches each person who believes it.
    pub refuting_per_hour: f64,
    /// Numbers that people call who hear it, and how many calls a thousand of them make.
    #[serde(default)]
    pub calls: Vec<(String, f64)>,
    /// Where the figures come from.
    pub source: Source,
}

/// A crowd at an incident: it grows while people draw people, and is held where order is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrowdFile {
    /// The happening at whose incident it gathers, from its moment on.
    pub happening: String,
    /// The task of that incident by which order is kept, from the moment that it is begun.
    pub held_by: String,
    /// The ground on which it stands, m2.
    pub area_m2: f64,
    /// People at first.
    pub first: u32,
    /// People who come at most, without those whom a rumour draws.
    pub room: u32,
    /// Rate per minute at which it grows while it is small.
    pub per_minute: f64,
    /// A rumour that draws people, and how many of a hundred who believe it come.
    #[serde(default)]
    pub drawn_by: Option<(String, f64)>,
    /// Kind of incident that people are who are crushed.
    pub crush: String,
    /// Where the figures come from.
    pub source: Source,
}
