//! What happens in a storyline besides the hazard that a model computes, resolved.

use super::file::Progress;
use crate::base::id::{
    DeskId, FacilityId, HappeningId, IncidentId, IncidentKindId, NodeId, RoadId, ZoneId,
};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::event_log::event::CasualtyCause;
use crate::hazard::casualty::SeverityMix;
use crate::hazard::food_poisoning::TaintedMeal;
use crate::hazard::landslide::Threshold;

/// Something that happens, unless somebody prevents it.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// When.
    pub when: When,
    /// What keeps it from happening: each of these by itself.
    pub unless: Vec<Prevention>,
    /// The incident that it makes.
    pub site: Option<Site>,
    /// Masts and substations that fail, in the order of their keys.
    pub fails: Vec<FacilityId>,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// At this moment.
    At(Time),
    /// This long after the other.
    After(HappeningId, Duration),
    /// When the other's fire lights what is this many metres away.
    LitBy(HappeningId, f64),
    /// When the slope at its site gives way, in members in which it does.
    SlopeFails(Trigger),
}

/// What brings a slope down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trigger {
    /// Rain of so many times the threshold.
    Rain(Threshold, f64),
    /// Shaking of so many slopes, any of which is enough, each of this critical acceleration, g.
    Shaking(u32, f64),
}

/// What keeps something from happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prevention {
    /// The incident at which the task is done.
    pub incident: IncidentId,
    /// The task, as its place in the incident's kind.
    pub task: usize,
    /// How far it must have come.
    pub by: Progress,
}

/// An incident at a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The incident.
    pub incident: IncidentId,
    /// Its kind.
    pub kind: IncidentKindId,
    /// The junction at which it is.
    pub node: NodeId,
    /// The zone in which it is.
    pub zone: ZoneId,
    /// Roads that it blocks, in the order of their keys.
    pub roads: Vec<RoadId>,
    /// People involved.
    pub people: u32,
    /// Of them, hurt at once.
    pub hurt: u32,
    /// What hurts them.
    pub cause: CasualtyCause,
    /// How badly.
    pub severity: SeverityMix,
    /// Who is called when; empty: as its kind has it.
    pub calls: Vec<(DeskId, Duration)>,
    /// More who are hurt as time goes on.
    pub growth: Option<Growth>,
}

/// People who are hurt one after the other, until somebody stops it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// By what law.
    pub law: Law,
    /// At most.
    pub at_most: u32,
    /// The task of this incident that stops it, as its place in the kind, and how far it must have
    /// come.
    pub until: Option<(usize, Progress)>,
}

/// By what law people are hurt one after the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// As a Poisson process, so many in a minute.
    PerMinute(f64),
    /// As this many eaters fall ill after a meal that was this long before the incident.
    Meal(TaintedMeal, u32, Duration),
}
