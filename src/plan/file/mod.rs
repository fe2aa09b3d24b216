//! A plan as a person writes it in RON. What it means is [`Plan`](super::Plan); the step between
//! is `resolve`. Times stand in minutes or seconds, as the field's name says.

mod limits;
mod messages;
mod people;
mod rules;

use serde::{Deserialize, Serialize};

use super::hospital::HospitalsFile;
use super::withdrawal::WithdrawalFile;
use crate::base::text::Text;
use crate::county::choice::PlaceChoice;
use crate::vocabulary::fact::FactKind;

pub use limits::{Leg, LimitFile, LimitsFile, StandardFile};
pub use messages::{
    CallTakingFile, CallsFile, ChannelFile, FlowFile, MonitoringFile, ReportingFile, Scope,
};
pub use people::{
    DeskEachFile, DeskFile, OrganisationFile, StaffingFile, Symbol, TeamEachFile, TeamFile,
    TeamKindFile, TeamPlace,
};
pub use rules::{
    Action, AidFile, ApprovalFile, ConditionFile, Downwind, DutyFile, Relief, RuleFile,
};

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Places that it names by what they are.
    #[serde(default)]
    pub places: Vec<PlaceChoice>,
    /// Clauses that rules, flows, duties and limits refer to.
    pub clauses: Vec<ClauseFile>,
    /// Organisations.
    pub organisations: Vec<OrganisationFile>,
    /// Desks that are named one by one.
    pub desks: Vec<DeskFile>,
    /// Desks of which every village, township or subdistrict has one.
    #[serde(default)]
    pub desks_each: Vec<DeskEachFile>,
    /// Teams that are named one by one.
    #[serde(default)]
    pub teams: Vec<TeamFile>,
    /// Teams of which every facility of a kind, or every zone of a kind, has some.
    #[serde(default)]
    pub teams_each: Vec<TeamEachFile>,
    /// How messages travel.
    pub communications: Vec<ChannelFile>,
    /// Which desk answers the public's calls.
    pub call_taking: Vec<CallTakingFile>,
    /// Which desk each kind of sensor reports to.
    pub monitoring: Vec<MonitoringFile>,
    /// What desks tell their teams at work as soon as they know it, since it bears on their safety:
    /// the wind, a shock, a substance.
    #[serde(default)]
    pub crew_news: Vec<FactKind>,
    /// On what news desks order their teams out of a danger.
    #[serde(default)]
    pub withdrawals: Vec<WithdrawalFile>,
    /// Who must be told which fact, by when.
    pub flows: Vec<FlowFile>,
    /// Who leads and who supports which capability.
    pub duties: Vec<DutyFile>,
    /// Who outside the county is asked next.
    #[serde(default)]
    pub aid: Vec<AidFile>,
    /// How documents are reviewed and signed.
    #[serde(default)]
    pub approvals: Vec<ApprovalFile>,
    /// What a desk does when it learns something.
    pub rules: Vec<RuleFile>,
    /// Reports upward, with their deadlines.
    #[serde(default)]
    pub reporting: Vec<ReportingFile>,
    /// Call-and-confirm.
    pub calls: CallsFile,
    /// Minutes that a consultation lasts.
    pub consultation_minutes: u32,
    /// Limits that gaps are measured against.
    pub limits: LimitsFile,
    /// Response-time standards.
    #[serde(default)]
    pub standards: Vec<StandardFile>,
    /// Hospital choice, treatment times and what else is assumed about medical care.
    pub medical: MedicalFile,
    /// What lies in the depots.
    #[serde(default)]
    pub stocks: Vec<StockFile>,
}

/// What lies in a depot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockFile {
    /// The depot.
    pub at: String,
    /// Relief kits, each for a person and a day.
    pub kits: u32,
    /// Where the figure comes from.
    pub source: Source,
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseFile {
    /// Its number, as people cite it: `4.2.3`.
    pub name: String,
    /// What it says, in one line.
    pub title: Text,
}

/// Some desks, seen from a subject and from the desk that acts. `D` is how a desk is named: its
/// written name in a file, its id in a [`Plan`](super::Plan).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience<D = String> {
    /// This desk.
    Desk(D),
    /// The desk of the village where the subject lies.
    VillageOfSubject,
    /// The desk of the township or subdistrict where the subject lies.
    TownshipOfSubject,
    /// The desk above the one that acts.
    Superior,
    /// The desk that acts.
    Itself,
    /// Every township and subdistrict.
    Townships,
    /// Every village.
    Villages,
    /// Villages and townships with hazard areas on the subject's reach or downstream of it.
    Downstream,
}

impl<D> Audience<D> {
    /// The word for it as it is written, without the desk's name.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Desk(_) => "desk",
            Self::VillageOfSubject => "village-of-subject",
            Self::TownshipOfSubject => "township-of-subject",
            Self::Superior => "superior",
            Self::Itself => "itself",
            Self::Townships => "townships",
            Self::Villages => "villages",
            Self::Downstream => "downstream",
        }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// How well it is founded.
    pub standing: Standing,
    /// Document and clause, or who set it.
    pub text: Text,
}

crate::vocabulary::words! {
    /// How well a figure is founded: only a confirmed one is printed as a standard.
    Standing {
        /// Seen in the source that is named.
        Confirmed "已核对出处" "confirmed",
        /// Recalled; to be verified before it is quoted.
        Recalled "待核实" "recalled",
        /// Set by the county.
        Local "本地设定" "local setting",
        /// A placeholder to be calibrated.
        Placeholder "暂定值" "placeholder",
    }
}

/// What is assumed about medical care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MedicalFile {
    /// Minutes of treatment on scene before transport.
    pub on_scene_minutes: u32,
    /// Minutes to hand a patient over.
    pub handover_minutes: u32,
    /// Mean minutes in a theatre for a grave case.
    pub theatre_minutes: u32,
    /// Sacco score below which a theatre is needed.
    pub theatre_below_score: u8,
    /// What is assumed about hospitals; where nothing is, all their beds are free.
    #[serde(default)]
    pub hospitals: Option<HospitalsFile>,
    /// Where the figures come from.
    pub source: Source,
}

/// The ordinary, in percent.
const fn hundred() -> u16 {
    100
}
