//! Kinds of incident and their tasks, as the catalogue has them, resolved.

use super::file::WorkSpread;
use crate::base::id::DeskId;
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::plan::file::Source;
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

/// Written name of the kind of incident that hurt responders are: the simulation raises it by
/// itself.
pub const RESPONDERS_HURT: &str = "responders-hurt";

/// A kind of incident.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentKind {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The desk whose number people call.
    pub call_taker: DeskId,
    /// Median time until somebody calls, by day.
    pub noticed: Duration,
    /// Tasks.
    pub tasks: Vec<TaskTemplate>,
    /// Whether its tasks count in the drill's total.
    pub critical: bool,
    /// Where the figures come from.
    pub source: Source,
}

/// What is to be done at an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskTemplate {
    /// Written name inside the incident kind.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// Work in team-time.
    pub work: Duration,
    /// More work for each person involved, in team-time.
    pub work_per_person: Duration,
    /// How the work varies between incidents.
    pub work_spread: WorkSpread,
    /// Indices of the tasks that must be done first.
    pub after: Vec<usize>,
    /// Whether a team carries each casualty to a hospital when the work is done.
    pub transports_casualties: bool,
    /// From the incident until the task counts as late.
    pub deadline: Duration,
    /// In what dangers those are who work on it.
    pub danger: Vec<TaskDanger>,
    /// Percent of its rate at which a team works that can do this too.
    pub equipment: Vec<(Capability, u16)>,
}

/// A danger that a task is worked on in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDanger {
    /// Which.
    pub kind: DangerKind,
    /// The tasks, as their places in the incident's kind, that meet a predicate when all of them
    /// are done; where there are none, nobody meets it.
    pub met_by: Vec<(SafetyCheck, Vec<usize>)>,
    /// What a team can do that has the equipment which the danger asks for.
    pub equipped_as: CapabilitySet,
}

impl TaskTemplate {
    /// Whether a task of the incident's kind meets a predicate of a danger in which this one is
    /// worked on.
    pub fn is_made_safe_by(&self, task: usize) -> bool {
        let mut met_by = self.danger.iter().flat_map(|danger| &danger.met_by);
        met_by.any(|(_, tasks)| tasks.contains(&task))
    }
}
