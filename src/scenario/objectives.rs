//! What is to be seen in a drill, resolved: objectives, and the injects that serve them.

use super::file::{InjectTruth, Measure};
use crate::base::id::{DeskId, ObjectiveId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::Fact;

/// An objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Desk that owns it.
    pub owner: DeskId,
    /// What is measured.
    pub measure: Measure,
    /// Target.
    pub target: f64,
    /// Weight.
    pub weight: f64,
    /// Where it can be seen.
    pub seen: Text,
}

/// An inject in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Inject {
    /// Stable key of `name`.
    pub key: Key,
    /// Number.
    pub name: String,
    /// When it is due.
    pub at: Time,
    /// Whom it comes from, in the story.
    pub from: Text,
    /// Desk that gets it.
    pub to: DeskId,
    /// Channel.
    pub channel: Channel,
    /// How urgent.
    pub priority: Priority,
    /// What it says.
    pub content: Text,
    /// What it tells.
    pub tells: Option<(Fact, i64, InjectTruth)>,
    /// Expected action, and in what time.
    pub expected: Option<(Text, Duration)>,
    /// Objective that it serves.
    pub objective: ObjectiveId,
}
