//! A scenario and a catalogue as a person writes them in RON. What they mean together with a map
//! and a plan is a [`Drill`](super::Drill).

mod building_fire;
mod cold;
mod earthquake;
mod flood;
mod happening;
mod landslide_dam;
mod outbreak;
mod own_way;
mod release;
mod rumour;
mod traffic;
mod wildfire;
mod wind;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::base::time::StartClock;
use crate::county::choice::PlaceChoice;
use crate::plan::file::Source;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};
use crate::vocabulary::scale::EventKind;

pub use building_fire::BuildingFireFile;
pub use cold::{CareFile, ColdFile, TentsFile};
pub use earthquake::{AftershockLaw, AftershocksFile, BuildingsFile, EarthquakeFile};
pub use flood::{BurstFile, EmbankmentFile, FloodFile, ReservoirFile};
pub use landslide_dam::LandslideDamFile;
pub use outbreak::{HomeFile, MeasureFile, OutbreakFile};
pub use own_way::OwnWayFile;
pub use release::{ExposedFile, ExposedPlaceFile, ReleaseFile};
pub use rumour::{CrowdFile, RumourFile};
pub use traffic::TrafficFile;
pub use wildfire::{FuelFile, SectorFile, WildfireFile};
pub use wind::{WindFile, WindSpellFile};

pub use happening::{
    GrowthFile, HappeningFile, LawFile, PlaceFile, PreventionFile, Progress, SiteFile, SlopeFile,
    StopFile, WhenFile,
};

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

/// A whole scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Places that it names by what they are.
    #[serde(default)]
    pub places: Vec<PlaceChoice>,
    /// What happens, for the report's overview.
    pub summary: Text,
    /// The public inquiry that it learns from, and what it does not claim.
    pub lesson: Text,
    /// What participants are handed before play: paragraphs.
    #[serde(default)]
    pub handout: Vec<Text>,
    /// What is built in to go wrong, each with the inquiry or practice that it is taken from.
    #[serde(default)]
    pub planted: Vec<Text>,
    /// The decision that hurts either way, for the evaluators.
    #[serde(default)]
    pub dilemma: Option<Text>,
    /// Kind of event.
    pub event: EventKind,
    /// Map that it is written for, beside `maps/`.
    pub map: String,
    /// Plan that it is written for, beside `scenarios/plans/`.
    pub plan: String,
    /// Special plans that it is written for, in the same place.
    #[serde(default)]
    pub special_plans: Vec<String>,
    /// Quarter in which the drill is held, 1 to 4.
    pub quarter: u8,
    /// Form of the exercise.
    pub form: Form,
    /// Notice given to the participants.
    pub notice: Notice,
    /// Date and time at which play starts.
    pub start: StartClock,
    /// Minutes of play.
    pub duration_minutes: u32,
    /// Whether the day is a market day, and whether school is in term.
    pub day: DayFile,
    /// The hazard.
    pub flood: Option<FloodFile>,
    /// An earthquake.
    #[serde(default)]
    pub earthquake: Option<EarthquakeFile>,
    /// People out in the cold after it.
    #[serde(default)]
    pub cold: Option<ColdFile>,
    /// The wind, where a hazard goes with it.
    #[serde(default)]
    pub wind: Option<WindFile>,
    /// A toxic gas that an incident lets out.
    #[serde(default)]
    pub release: Option<ReleaseFile>,
    /// A wildfire that an incident begins with.
    #[serde(default)]
    pub wildfire: Option<WildfireFile>,
    /// What happens besides, each by itself or upon another.
    #[serde(default)]
    pub happenings: Vec<HappeningFile>,
    /// Rivers that slopes block when they come down.
    #[serde(default)]
    pub landslide_dams: Vec<LandslideDamFile>,
    /// Rumours about what happens.
    #[serde(default)]
    pub rumours: Vec<RumourFile>,
    /// Crowds that gather where it happens.
    #[serde(default)]
    pub crowds: Vec<CrowdFile>,
    /// Cars that drive to where it happens.
    #[serde(default)]
    pub traffic: Vec<TrafficFile>,
    /// Buildings on fire.
    #[serde(default)]
    pub fires: Vec<BuildingFireFile>,
    /// Infections that pass from person to person.
    #[serde(default)]
    pub outbreaks: Vec<OutbreakFile>,
    /// People who are on no list.
    #[serde(default)]
    pub visitors: Vec<VisitorsFile>,
    /// Behaviour of the people.
    pub people: PeopleFile,
    /// Casualties who do not wait for a crew, by what hurt them.
    #[serde(default)]
    pub own_way: Vec<OwnWayFile>,
    /// Ordinary calls.
    pub background: Vec<BackgroundFile>,
    /// What desks know at the start: warnings issued before play.
    #[serde(default)]
    pub known_at_start: Vec<KnownFile>,
    /// Objectives, at most eight.
    pub objectives: Vec<ObjectiveFile>,
    /// Injects.
    #[serde(default)]
    pub injects: Vec<InjectFile>,
    /// The primary outcome, of which more is worse.
    pub primary_outcome: Outcome,
    /// Pressures of each tier.
    pub tiers: TiersFile,
    /// What the drill does not test, for the report's first page.
    pub not_tested: Vec<Text>,
    /// Ensemble members of the hazard.
    #[serde(default = "thirty_two")]
    pub members: u16,
}

const fn thirty_two() -> u16 {
    32
}

crate::vocabulary::words! {
    /// Form of an exercise.
    Form {
        /// Facilitated discussion.
        Tabletop "桌面推演" "tabletop",
        /// Clocked, with seats and injects.
        Functional "功能性演练" "functional exercise",
        /// In the field.
        Live "实战演练" "live exercise",
    }
}

crate::vocabulary::words! {
    /// What participants know beforehand.
    Notice {
        /// A script.
        Scripted "有脚本" "scripted",
        /// The plan, without a script.
        PlanWithoutScript "有预案无脚本" "plan without script",
        /// The day, not the content.
        SingleBlind "单盲" "single-blind",
        /// Neither day, place nor content.
        DoubleBlind "双盲" "double-blind",
    }
}

crate::vocabulary::words! {
    /// A number of which more is worse.
    Outcome {
        /// Person-minutes in the water or cut off without help.
        PersonMinutesInDanger "遇险人·分钟" "person-minutes in danger",
        /// Person-minutes from being hurt until somebody who can treat is there, or death.
        PersonMinutesUntreated "伤员待救治人·分钟" "person-minutes hurt and untreated",
        /// Deaths.
        Deaths "死亡人数" "deaths",
        /// People who were not out before the danger came.
        CaughtUnmoved "未及转移人数" "people caught before they moved",
    }
}

/// What day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayFile {
    /// Market day of the townships.
    pub market_day: bool,
    /// Holiday.
    pub holiday: bool,
    /// School in term.
    pub school_term: bool,
}

/// People who are on no list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorsFile {
    /// Hazard area where they are.
    pub area: String,
    /// How many.
    pub people: u32,
    /// Who they are.
    pub title: Text,
}

/// Behaviour of the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleFile {
    /// Percent who refuse to go at the first warning.
    pub refuse_percent: f64,
    /// Median minutes from the warning to departure.
    pub departure_median_minutes: f64,
    /// Percent of evacuees who go back too early, and the minute of play at which they do.
    pub return_early: (f64, f64),
    /// Where the figures come from.
    pub source: Source,
}

/// Ordinary calls of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackgroundFile {
    /// Kind of incident.
    pub incident: String,
    /// Calls a day for 100,000 residents.
    pub daily_per_100000: f64,
    /// Share of the day's calls in each of 24 hours, percent; the sum is 100.
    pub by_hour_percent: [f64; 24],
    /// Where the figures come from.
    pub source: Source,
}

/// Something that desks know when play starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFile {
    /// Who knows.
    pub desks: Vec<String>,
    /// What, about the county.
    pub fact: FactKind,
    /// Its value.
    pub value: i64,
}

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
