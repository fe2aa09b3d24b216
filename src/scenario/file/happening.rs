//! What happens in a storyline besides the hazard that a model computes: incidents, outages, and
//! what follows from them unless somebody prevents it.

use serde::{Deserialize, Serialize};

use crate::base::text::Text;
use crate::event_log::event::CasualtyCause;
use crate::hazard::food_poisoning::FoodAgent;
use crate::hazard::landslide::RainThreshold;
use crate::hazard::quake_landslide::Slope;
use crate::plan::file::Source;

/// Something that happens: at a moment, or after something else did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HappeningFile {
    /// Written name; its incident has the same.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// When.
    pub when: WhenFile,
    /// What keeps it from happening: each of these by itself.
    #[serde(default)]
    pub unless: Vec<PreventionFile>,
    /// The incident that it makes.
    #[serde(default)]
    pub incident: Option<SiteFile>,
    /// Facilities that fail: masts at once, masts behind a substation when batteries end.
    #[serde(default)]
    pub fails: Vec<String>,
}

/// When something happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenFile {
    /// At this minute of play.
    AtMinutes(f64),
    /// After another happening, if that happens.
    After {
        /// The other.
        happening: String,
        /// Minutes from it.
        minutes: f64,
    },
    /// When the building that burns from another happening on lights this one.
    LitBy {
        /// The other.
        happening: String,
        /// Metres between the two.
        distance_m: f64,
    },
    /// When the slope at its own incident gives way, in those members of the ensemble in which it
    /// does.
    SlopeFails {
        /// What brings it down.
        by: SlopeFile,
        /// Where the figures come from.
        source: Source,
    },
}

/// What brings a slope down, and how much of it takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum SlopeFile {
    /// The rain of the member at the slope itself.
    Rain {
        /// Published threshold of mean intensity and duration.
        threshold: RainThreshold,
        /// The multiple of the threshold that brings this slope down.
        resistance: f64,
    },
    /// The main shock or an aftershock, by how the member has the slope shaken.
    Shaking {
        /// The ground.
        ground: Slope,
        /// How many such slopes stand above the place, any of which is enough.
        slopes: u32,
    },
}

/// What keeps something from happening: a task at another happening's incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreventionFile {
    /// The other happening.
    pub happening: String,
    /// The task at its incident.
    pub task: String,
    /// How far the task must have come.
    pub by: Progress,
}

crate::vocabulary::words! {
    /// How far a task has come.
    Progress {
        /// Somebody works on it.
        Begun "开始处置" "begun",
        /// It is done.
        Done "处置完成" "done",
    }
}

/// An incident at a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// Kind in the catalogue.
    pub kind: String,
    /// Where.
    pub at: PlaceFile,
    /// People involved: trapped, in danger or hurt.
    pub people: u32,
    /// Of them, hurt at once.
    #[serde(default)]
    pub hurt: u32,
    /// What hurts them.
    pub cause: CasualtyCause,
    /// Percent of the hurt who are gravely and who are seriously hurt, the rest lightly; where it
    /// is not given every condition is alike likely.
    #[serde(default)]
    pub severity: Option<(f64, f64)>,
    /// Who is called, in the place of the number and time of the kind: number and minutes.
    #[serde(default)]
    pub calls: Vec<(String, f64)>,
    /// More who are hurt as time goes on.
    #[serde(default)]
    pub growth: Option<GrowthFile>,
}

/// Where an incident is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceFile {
    /// At a zone's centre.
    Zone(String),
    /// At a facility.
    Facility(String),
    /// On a road, which it blocks.
    Road(String),
    /// On the fewest roads whose loss cuts this zone off from the county's command, which it
    /// blocks.
    CutsOff(String),
}

/// People who are hurt one after the other, until somebody stops it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrowthFile {
    /// By what law.
    pub law: LawFile,
    /// At most.
    pub at_most: u32,
    /// What stops it, if anything does.
    #[serde(default)]
    pub until: Option<StopFile>,
}

/// By what law people are hurt one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LawFile {
    /// As a Poisson process: how many in a minute, on the average.
    PerMinute(f64),
    /// As people fall ill after a meal.
    Meal {
        /// What it was tainted with.
        agent: FoodAgent,
        /// How many ate of it.
        eaters: u32,
        /// Percent of them who fall ill.
        attacked_percent: f64,
        /// Minutes before the incident at which they ate.
        minutes_before: f64,
    },
}

/// A task of the incident that stops it from growing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopFile {
    /// The task.
    pub task: String,
    /// How far it must have come.
    pub by: Progress,
}
