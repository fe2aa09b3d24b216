//! Organisations, desks and teams of a plan.

use super::file::Symbol;
use crate::base::id::{DeskId, FacilityId, NodeId, OrganisationId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::vocabulary::capability::CapabilitySet;
use crate::vocabulary::profile::Profile;

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Symbol on maps and charts.
    pub symbol: Symbol,
}

/// A desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Its organisation; villages and townships are organisations of their own for coordination,
    /// which the desk itself tells apart.
    pub organisation: OrganisationId,
    /// Where it sits.
    pub node: NodeId,
    /// Zone in which it sits.
    pub zone: ZoneId,
    /// Zone whose desk it is, for villages, townships and subdistricts.
    pub serves: Option<ZoneId>,
    /// People who take messages.
    pub staff: u8,
    /// Median time to take in a message.
    pub service: Duration,
    /// Standard deviation of the logarithm of that time.
    pub service_sigma: f64,
    /// Telephone lines.
    pub lines: u8,
    /// Whether a fixed line works when masts do not.
    pub landline: bool,
    /// Whether it has a satellite telephone.
    pub satellite: bool,
    /// Whether it is on the command platform.
    pub platform: bool,
    /// The desk above it.
    pub reports_to: Option<DeskId>,
    /// The desk that decides in its place.
    pub deputy: Option<DeskId>,
    /// The hospital for which it speaks.
    pub hospital: Option<FacilityId>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// First part of the name, for those that a plan writes once for many places.
    pub family: String,
    /// What it is called.
    pub title: Text,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The desk that sends it.
    pub desk: DeskId,
    /// Where it stands.
    pub station: NodeId,
    /// How it moves.
    pub profile: Profile,
    /// People.
    pub crew: u8,
    /// What it can do.
    pub capabilities: CapabilitySet,
    /// Percent of the ordinary work rate.
    pub work_rate_percent: u16,
    /// Median turnout by day and by night.
    pub turnout: [Duration; 2],
    /// Travel from beyond the map's edge to where it stands, for teams from outside.
    pub beyond: Duration,
    /// Seats for evacuees or patients.
    pub seats: u8,
    /// Depth of water that it can wade in mm, where it differs from its profile's.
    pub wading_mm: Option<u32>,
}
