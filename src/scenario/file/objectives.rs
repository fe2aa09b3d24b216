//! Objectives, and the injects that serve them, as they are written.

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;

/// An objective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Desk that owns it.
    pub owner: String,
    /// What is measured.
    pub measure: Measure,
    /// Target: at least (for shares), at most (for times).
    pub target: f64,
    /// Weight of it in the total.
    pub weight: f64,
    /// Where it can be seen.
    pub seen: Text,
}

/// What an objective measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Percent of people in endangered areas warned before the danger came.
    WarnedBeforeImpactPercent,
    /// Percent of people in endangered areas moved before the danger came.
    MovedBeforeImpactPercent,
    /// Percent of notifications of this fact that were in time.
    NotifiedInTimePercent(FactKind),
    /// Percent of critical tasks done in time.
    TasksInTimePercent,
    /// Percent of calls confirmed in time.
    CallsConfirmedPercent,
    /// Median minutes from an incident to the adequate resource for this capability.
    AdequateArrivalMinutes(Capability),
    /// Minutes from the facts that start a response level to its declaration.
    LevelDelayMinutes,
    /// Percent of reports upward that were in time.
    ReportsInTimePercent,
}

/// An inject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjectFile {
    /// Number, as the controllers call it.
    pub name: String,
    /// Minutes of play at which it is due.
    pub at_minutes: f64,
    /// Whom it comes from, in the story.
    pub from: Text,
    /// Desk that gets it.
    pub to: String,
    /// Over which channel.
    pub channel: Channel,
    /// How urgent.
    pub priority: Priority,
    /// What it says.
    pub content: Text,
    /// Fact that it tells, if it tells one: kind, subject by `kind:name`, value.
    #[serde(default)]
    pub tells: Option<TellsFile>,
    /// Action that is expected, and by when.
    #[serde(default)]
    pub expected: Option<ExpectedFile>,
    /// Objective that it serves.
    pub objective: String,
    /// Only at tiers with this pressure.
    #[serde(default)]
    pub with: Option<String>,
}

/// A fact that an inject tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellsFile {
    /// Kind.
    pub fact: FactKind,
    /// Subject: `zone:`, `facility:`, `area:`, `road:`, `incident:` or `event:` and a name.
    pub subject: String,
    /// Value; of no account where the fact is that there is an incident.
    #[serde(default)]
    pub value: i64,
    /// `set` makes it true; `false-report` leaves the truth alone.
    pub truth: InjectTruth,
}

crate::vocabulary::words! {
    /// How an inject stands to the simulated truth.
    InjectTruth {
        /// It says what is true; lint and play check that.
        Accurate "属实" "accurate",
        /// It makes true what it says.
        Set "设定为真" "sets the truth",
        /// It is wrong.
        FalseReport "误报" "false report",
    }
}

/// An action that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFile {
    /// What should be done.
    pub action: Text,
    /// Minutes after the inject.
    pub within_minutes: u32,
}
