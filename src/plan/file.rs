//! A plan as a person writes it in RON. What it means is [`Plan`](super::Plan); the step between
//! is `resolve`. Times stand in minutes or seconds, as the field's name says.

use serde::{Deserialize, Serialize};

use super::hospital::HospitalsFile;
use super::withdrawal::WithdrawalFile;
use crate::base::text::Text;
use crate::county::choice::PlaceChoice;
use crate::county::network::RoadClass;
use crate::county::place::{FacilityKind, ZoneKind};
use crate::hazard::release::toxic::Gas;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::profile::Profile;
use crate::vocabulary::scale::{EventKind, Level, Scale};

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

crate::vocabulary::words! {
    /// Which symbol an organisation has on maps and charts.
    Symbol {
        /// 消, square.
        Fire "消" "fire",
        /// 警, shield.
        Police "警" "police",
        /// 医, cross.
        Medical "医" "medical",
        /// 急, circle.
        Emergency "急" "emergency management",
        /// 交, diamond.
        Traffic "交" "traffic",
        /// 军, triangle.
        Military "军" "military",
        /// 社, hexagon.
        RescueTeam "社" "registered rescue team",
        /// 政, circle: governments and offices.
        Government "政" "government",
        /// 水, circle: water and weather.
        Water "水" "water and weather",
        /// 工, diamond: power, telecoms and other utilities.
        Utility "工" "utility",
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Symbol.
    pub symbol: Symbol,
}

/// A desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Its organisation.
    pub organisation: String,
    /// The facility where it sits.
    pub at: String,
    /// Who takes messages and how fast.
    pub staffing: StaffingFile,
    /// The desk above it.
    #[serde(default)]
    pub reports_to: Option<String>,
    /// The desk that decides in its place when its key person is out of reach.
    #[serde(default)]
    pub deputy: Option<String>,
    /// The hospital for which it speaks: it counts the casualties whom that takes in, and asks for
    /// transfers.
    #[serde(default)]
    pub hospital: Option<String>,
}

/// Staff of a desk and its lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffingFile {
    /// People who take messages, each one at a time.
    pub staff: u8,
    /// Median seconds to take in a message that is spoken or written to the desk.
    pub service_seconds: u32,
    /// Standard deviation of the logarithm of that time; 0: always the same.
    #[serde(default)]
    pub service_sigma: f64,
    /// Telephone lines.
    pub lines: u8,
    /// Whether a fixed line works when masts do not.
    #[serde(default)]
    pub landline: bool,
    /// Whether it has a satellite telephone.
    #[serde(default)]
    pub satellite: bool,
    /// Whether it is on the county's command platform.
    #[serde(default)]
    pub platform: bool,
}

/// A desk that every zone of a kind has. Its name is `{name}-{zone}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskEachFile {
    /// First part of its name.
    pub name: String,
    /// What it is called, with `{}` where the zone's name goes.
    pub title: Text,
    /// Organisation of all of them (each zone is its own for coordination).
    pub organisation: String,
    /// Kind of zone.
    pub each: ZoneKind,
    /// Staff and lines.
    pub staffing: StaffingFile,
    /// The desk above it: a desk by name, or the township's.
    pub reports_to: Audience,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The facility where it stands.
    pub at: String,
    /// What it is.
    pub kind: TeamKindFile,
}

/// What a team is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamKindFile {
    /// Its organisation.
    pub organisation: String,
    /// The desk that sends it: a desk by name, or the desk of its zone.
    pub desk: Audience,
    /// How it moves.
    pub profile: Profile,
    /// People.
    pub crew: u8,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Percent of the ordinary work rate: training and equipment; 100 is ordinary.
    #[serde(default = "hundred")]
    pub work_rate_percent: u16,
    /// Median seconds from assignment to leaving, by day and by night.
    pub turnout_seconds: (u32, u32),
    /// Seats for evacuees or patients besides its crew.
    #[serde(default)]
    pub seats: u8,
    /// Depth of water in mm that it can wade; none: as its profile.
    #[serde(default)]
    pub wading_mm: Option<u32>,
}

const fn hundred() -> u16 {
    100
}

/// Teams that every facility or zone of a kind has: `{name}-{facility or zone}-{number}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamEachFile {
    /// First part of the name.
    pub name: String,
    /// What it is called, with `{}` where the place's name goes.
    pub title: Text,
    /// Where.
    pub each: TeamPlace,
    /// How many at each.
    pub count: u8,
    /// What they are.
    pub kind: TeamKindFile,
}

/// At what teams stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TeamPlace {
    /// Every facility of this kind.
    Facility(FacilityKind),
    /// Every zone of this kind.
    Zone(ZoneKind),
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

/// A channel as the county has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelFile {
    /// Which.
    pub channel: Channel,
    /// Seconds that a message holds a line.
    pub hold_seconds: u32,
    /// Median seconds from leaving the line to the inbox.
    pub latency_seconds: u32,
    /// Standard deviation of the logarithm of the latency.
    #[serde(default)]
    pub latency_sigma: f64,
    /// Percent of messages lost for no reason that is modelled.
    #[serde(default)]
    pub loss_percent: f64,
    /// Percent of a desk's ordinary service time that reading takes.
    #[serde(default = "hundred")]
    pub reading_percent: u16,
    /// Whether it needs a working mast at either end that has no landline.
    pub needs_mast: bool,
    /// Where the figures come from.
    pub source: Source,
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

/// Which desk answers calls from the public about an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallTakingFile {
    /// The number: 110, 119, 120, 12345.
    pub number: String,
    /// The desk.
    pub desk: String,
}

/// Which desk a kind of sensor reports to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitoringFile {
    /// What is measured.
    pub fact: FactKind,
    /// Desks that get it by themselves.
    pub to: Vec<Audience>,
    /// Minutes between measurements.
    pub every_minutes: u32,
    /// Over which channels, the preferred one first.
    pub channels: Vec<Channel>,
}

/// Who must be told what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowFile {
    /// Clause.
    pub clause: String,
    /// What.
    pub fact: FactKind,
    /// Only from this value on.
    #[serde(default)]
    pub at_least: Option<i64>,
    /// Only up to this value.
    #[serde(default)]
    pub at_most: Option<i64>,
    /// Of a level, the kind of event that it must be about; any where none is given.
    #[serde(default)]
    pub event: Option<EventKind>,
    /// About which subjects.
    #[serde(default)]
    pub scope: Scope,
    /// Who passes it on.
    pub from: Audience,
    /// Who must know.
    pub to: Vec<Audience>,
    /// Over which channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// How urgent.
    pub priority: Priority,
    /// Minutes from the moment that anybody knows until each of them must.
    pub limit_minutes: u32,
    /// Where the limit comes from.
    pub source: Source,
}

/// Which subjects a flow is about: what every office needs to know of is less than all there is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// Roads of this class and the classes above it.
    RoadsFrom(RoadClass),
    /// Incidents that concern the receiver: of a kind that the catalogue calls critical, or with a
    /// task that the receiver leads.
    ConcernedIncidents,
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

/// A report upward.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingFile {
    /// Clause.
    pub clause: String,
    /// Who reports.
    pub from: Audience,
    /// To whom.
    pub to: Audience,
    /// What makes a report due.
    pub when: ConditionFile,
    /// What it must contain, about the same subject.
    pub fields: Vec<FactKind>,
    /// Over which channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// Minutes until the first report.
    pub first_minutes: u32,
    /// Minutes between follow-up reports while it goes on; none: no follow-up.
    #[serde(default)]
    pub follow_up_minutes: Option<u32>,
    /// Where the limit comes from.
    pub source: Source,
}

/// Call-and-confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallsFile {
    /// Clause.
    pub clause: String,
    /// How the post is called, attempt by attempt; where one end has not got a channel, by the next
    /// that both have. After the last the calls end.
    pub channels: Vec<Channel>,
    /// Minutes between attempts.
    pub retry_minutes: u32,
    /// Minutes in which a post must confirm.
    pub confirm_minutes: u32,
    /// Minutes in which a post that confirmed must have acted.
    pub act_minutes: u32,
    /// Minutes after which an unanswered call goes up.
    pub escalate_minutes: u32,
    /// To whom it goes up, seen from the post.
    pub escalate_to: Audience,
    /// Where the limits come from.
    pub source: Source,
}

/// A limit with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitFile {
    /// Minutes.
    pub minutes: u32,
    /// Clause, where it has one.
    #[serde(default)]
    pub clause: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Limits that gaps are measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// From knowing a task to assigning a team, while one is idle.
    pub assign: LimitFile,
    /// Waiting on scene for another organisation.
    pub wait_on_peer: LimitFile,
    /// From knowing what starts a level to declaring it.
    pub level: LimitFile,
    /// From a request to its answer.
    pub answer: LimitFile,
    /// From a request to the arrival that it asks for.
    pub request: LimitFile,
    /// Intervals shorter than this are no finding.
    pub debounce: LimitFile,
    /// Two desks' reports of one count to one above them differ; where nothing is said, nobody
    /// minds.
    #[serde(default)]
    pub figures: Option<LimitFile>,
}

crate::vocabulary::words! {
    /// A moment of a response-time chain.
    Leg {
        /// It happened.
        Occurred "发生" "occurred",
        /// Somebody saw it.
        Detected "发现" "detected",
        /// A call about it was taken.
        CallReceived "接报" "call received",
        /// The adequate team was assigned.
        Assigned "派出指令" "assigned",
        /// It left.
        Departed "出动" "departed",
        /// The adequate quantity had arrived.
        Arrived "到达" "arrived",
        /// Work began.
        WorkStarted "展开处置" "work started",
        /// All tasks were done.
        Stabilised "处置完成" "stabilised",
        /// The patient left the site.
        PatientLeft "伤员离开" "patient left",
        /// The hospital took over.
        HandedOver "医院接收" "handed over",
    }
}

/// A response-time standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// For tasks of this capability.
    pub capability: Capability,
    /// Clock starts.
    pub from: Leg,
    /// Clock stops, at the adequate resource.
    pub to: Leg,
    /// Limit in seconds.
    pub limit_seconds: u32,
    /// Percent of cases that must be within it.
    pub share_percent: u8,
    /// Where it comes from.
    pub source: Source,
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
