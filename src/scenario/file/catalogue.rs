//! Kinds of incident and their tasks, as they are written.

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::plan::file::Source;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

/// The catalogue of incident kinds and their task templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueFile {
    /// Kinds of incident.
    pub incidents: Vec<IncidentKindFile>,
}

/// A kind of incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentKindFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The number that people call: 110, 119, 120.
    pub number: String,
    /// Median minutes until somebody calls, by day; at night twice as long.
    pub noticed_minutes: f64,
    /// Tasks.
    pub tasks: Vec<TaskTemplateFile>,
    /// Whether the tasks' completion is what the drill's total counts.
    #[serde(default)]
    pub critical: bool,
    /// Where the figures come from.
    pub source: Source,
}

/// What is to be done at an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskTemplateFile {
    /// Written name inside the incident kind.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// Work in team-minutes.
    pub work_team_minutes: u32,
    /// More work for each person involved, in team-minutes.
    #[serde(default)]
    pub work_per_person_team_minutes: f64,
    /// How the work varies between incidents.
    #[serde(default = "fixed")]
    pub work_spread: WorkSpread,
    /// Tasks of the same incident that must be done first.
    #[serde(default)]
    pub after: Vec<String>,
    /// Whether a team must carry each casualty to a hospital when the work is done.
    #[serde(default)]
    pub transports_casualties: bool,
    /// Minutes from the incident after which the task counts as late.
    pub deadline_minutes: u32,
    /// In what dangers those are who work on it.
    #[serde(default)]
    pub danger: Vec<DangerFile>,
    /// What else a team can do that makes it faster or slower at it.
    #[serde(default)]
    pub equipment: Vec<EquipmentFile>,
}

/// A danger that a task is worked on in, and what meets the safety predicates that are declared
/// for it. Those that neither tasks nor equipment meet are judged by what is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DangerFile {
    /// Which.
    pub kind: DangerKind,
    /// Which tasks of the same incident meet a predicate when all of them are done; with none it is
    /// not met by anybody.
    #[serde(default)]
    pub met_by: Vec<MetByFile>,
    /// A team with one of these capabilities has the equipment that the danger asks for.
    #[serde(default)]
    pub equipped_as: Vec<Capability>,
}

/// What meets a safety predicate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetByFile {
    /// The predicate.
    pub check: SafetyCheck,
    /// Tasks of the same incident.
    pub tasks: Vec<String>,
}

/// What equipment does for the work on a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentFile {
    /// A team that can do this too
    pub capability: Capability,
    /// works at this many percent of its rate.
    pub rate_percent: u16,
}

crate::vocabulary::words! {
    /// How the work of a task varies between incidents of its kind.
    WorkSpread {
        /// It is always the same.
        Fixed "固定" "fixed",
        /// It is exponential with the given mean, as in the queueing models that dispatch centres
        /// are staffed by (Erlang 1917; Larson 1974).
        Exponential "指数分布" "exponential",
    }
}

const fn fixed() -> WorkSpread {
    WorkSpread::Fixed
}
