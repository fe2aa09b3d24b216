//! A scenario and a catalogue as a person writes them in RON. What they mean together with a map
//! and a plan is a [`Drill`](super::Drill).

mod building_fire;
mod catalogue;
mod cold;
mod earthquake;
mod flood;
mod happening;
mod landslide_dam;
mod objectives;
mod outbreak;
mod own_way;
mod release;
mod rumour;
mod tiers;
mod traffic;
mod wildfire;
mod wind;

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::base::time::StartClock;
use crate::county::choice::PlaceChoice;
use crate::plan::file::Source;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::EventKind;

pub use building_fire::BuildingFireFile;
pub use catalogue::{
    CatalogueFile, DangerFile, EquipmentFile, IncidentKindFile, MetByFile, TaskTemplateFile,
    WorkSpread,
};
pub use cold::{CareFile, ColdFile, TentsFile};
pub use earthquake::{AftershockLaw, AftershocksFile, BuildingsFile, EarthquakeFile};
pub use flood::{BurstFile, EmbankmentFile, FloodFile, ReservoirFile};
pub use happening::{
    GrowthFile, HappeningFile, LawFile, PlaceFile, PreventionFile, Progress, SiteFile, SlopeFile,
    StopFile, WhenFile,
};
pub use landslide_dam::LandslideDamFile;
pub use objectives::{ExpectedFile, InjectFile, InjectTruth, Measure, ObjectiveFile, TellsFile};
pub use outbreak::{HomeFile, MeasureFile, OutbreakFile};
pub use own_way::OwnWayFile;
pub use release::{ExposedFile, ExposedPlaceFile, ReleaseFile};
pub use rumour::{CrowdFile, RumourFile};
pub use tiers::{Pressure, PressureFile, TiersFile};
pub use traffic::TrafficFile;
pub use wildfire::{FuelFile, SectorFile, WildfireFile};
pub use wind::{WindFile, WindSpellFile};

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
