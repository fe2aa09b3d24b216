//! What desks decide, as it is written: rules with their conditions and actions, approvals, duties
//! and mutual aid.

use serde::{Deserialize, Serialize};

use super::{Audience, Source};
use crate::hazard::release::toxic::Gas;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// A condition on what a desk knows. The first of a rule binds the subject; the others hold for
/// the same subject, those about a level for the kind of event that they name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionFile {
    /// Kind of fact.
    pub fact: FactKind,
    /// At least this.
    #[serde(default)]
    pub at_least: Option<i64>,
    /// At most this.
    #[serde(default)]
    pub at_most: Option<i64>,
    /// About at least so many subjects.
    #[serde(default = "one")]
    pub subjects: u16,
    /// Of a level, the kind of event that it must be about.
    #[serde(default)]
    pub event: Option<EventKind>,
}

const fn one() -> u16 {
    1
}

/// What a desk does when it learns something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Clause.
    pub clause: String,
    /// Who acts.
    pub desk: Audience,
    /// When all of these hold in its picture.
    pub when: Vec<ConditionFile>,
    /// What it does, in order; once for each subject.
    pub then: Vec<Action>,
    /// Approval that it needs first.
    #[serde(default)]
    pub approval: Option<String>,
    /// Minutes in which it must be done, from the moment that the desk knows.
    #[serde(default)]
    pub limit_minutes: Option<u32>,
    /// Where the limit comes from.
    #[serde(default)]
    pub source: Option<Source>,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action<D = String> {
    /// Concludes the stage of every hazard area that watches the gauge which the rule is about, or
    /// that lies below the landslide dam which it is about.
    AssessAreas,
    /// Concludes what the people near an incident and downwind of it must do.
    AssessDownwind(Downwind),
    /// Declares a level.
    DeclareLevel(Scale, EventKind, Level),
    /// Telephones each of these until it confirms.
    Call(Audience<D>),
    /// Warns the people of the area over this channel.
    Warn(Channel),
    /// Moves the people of the area to its shelter.
    Evacuate,
    /// Opens the area's shelter.
    OpenShelter,
    /// Sets the outflow of the reservoir, m3/s.
    SetOutflow(u32),
    /// Closes the road.
    CloseRoad,
    /// Sends what the incident needs, after the duties.
    Dispatch,
    /// Calls these into a consultation.
    Convene(Vec<Audience<D>>),
    /// Publishes the fact.
    Publish,
    /// Takes overall command of the incident.
    TakeCommand,
    /// Releases supplies for people out in the cold, to the shelter of their township, from the
    /// nearest depots of the plan.
    ReleaseSupplies(Relief),
}

/// How many supplies a rule releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relief {
    /// Kits for every hundred people that the fact counts.
    pub percent: u16,
    /// Kits that one vehicle takes: one order each.
    pub load: u32,
}

/// How a desk assesses who is in danger downwind of an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Downwind {
    /// Incidents with a task that needs this.
    pub capability: Capability,
    /// Only where the incident is known to let out this gas.
    #[serde(default)]
    pub substance: Option<Gas>,
    /// Metres within which everybody leaves.
    pub isolation_m: u32,
    /// Metres downwind within which people go in and shut the windows.
    pub protective_m: u32,
    /// How far to each side of the wind that is, degrees.
    pub half_angle_degrees: u16,
}

/// How a document is approved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalFile {
    /// Written name.
    pub name: String,
    /// Clause.
    pub clause: String,
    /// Minutes to draft it.
    pub draft_minutes: u32,
    /// The desk that reviews it, if one does, and the minutes that takes.
    #[serde(default)]
    pub review: Option<(String, u32)>,
    /// The desk that signs it and the minutes that takes.
    pub sign: (String, u32),
    /// Minutes after which the deputy signs for a person out of reach; none: it waits.
    #[serde(default)]
    pub deputy_after_minutes: Option<u32>,
    /// Limit from draft to signature, minutes.
    pub limit_minutes: u32,
    /// Where the limit comes from.
    pub source: Source,
}

/// Who leads and supports a capability.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyFile {
    /// Clause.
    pub clause: String,
    /// What is to be done.
    pub capability: Capability,
    /// Who leads.
    pub lead: Audience,
    /// Who is asked next, in order.
    #[serde(default)]
    pub support: Vec<Audience>,
}

/// Mutual aid: who outside the county is asked when the county's own have not sent enough.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AidFile {
    /// Clause.
    pub clause: String,
    /// What is to be done.
    pub capability: Capability,
    /// Who is asked, in order, after the duty's supports.
    pub from: Vec<Audience>,
    /// The facility at which their teams arrive, are registered and briefed.
    pub staging: String,
    /// Minutes that this takes.
    pub briefing_minutes: u32,
    /// Where the figures come from.
    pub source: Source,
}
