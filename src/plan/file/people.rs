//! Organisations, desks and teams as they are written: one by one, and those of which every zone or
//! facility of a kind has some.

use serde::{Deserialize, Serialize};

use super::Audience;
use crate::base::text::Text;
use crate::county::place::{FacilityKind, ZoneKind};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::profile::Profile;

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
    #[serde(default = "super::hundred")]
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
