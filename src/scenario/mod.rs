//! Storylines, injects, tiers, objectives and the catalogue of incidents; validation of all that a
//! person wrote into a [`Drill`], past which nothing invalid can exist.
//!
#![doc = include_str!("elements.md")]

pub mod aftershock;
pub mod building_fire;
pub mod catalogue;
pub mod cloud;
pub mod cold;
pub mod embankment;
pub mod exposure;
pub mod field;
pub mod file;
pub mod fire;
pub mod flood;
pub mod happening;
pub mod intervened;
pub mod landslide_dam;
pub mod nature;
pub mod objectives;
pub mod opinion;
pub mod outage;
pub mod outbreak;
pub mod own_way;
mod presence;
mod resolve;
mod riverside;
pub mod shaking;
pub mod slope;
pub mod template;
pub mod timeline;
pub mod traffic;
mod water;
pub mod wind;

pub use resolve::{Written, check_tiers, resolve};

use std::sync::Arc;

use crate::base::id::{DeskId, IncidentId, IncidentKindId, InjectId, TeamId};
use crate::base::record::WrittenNames;
use crate::base::text::Text;
use crate::base::time::{Duration, StartClock, Time};
use crate::county::choice::ChosenPlace;
use crate::county::place::County;
use crate::event_log::event::CasualtyCause;
use crate::plan::Plan;
use crate::plan::file::Source;
use crate::vocabulary::fact::{Fact, FactKind};
use crate::vocabulary::safety::DangerKind;
use crate::vocabulary::scale::EventKind;
use building_fire::BuildingFire;
use catalogue::{IncidentKind, RESPONDERS_HURT};
use cloud::ReleaseSetting;
use cold::ColdSetting;
use exposure::Exposure;
use file::{DayFile, Form, Notice, Outcome};
use fire::WildfireSetting;
use flood::FloodSetting;
use happening::{Happening, Law, Trigger, When};
use landslide_dam::LandslideDamSetting;
use objectives::{Inject, Objective};
use opinion::{CrowdSetting, RumourSetting};
use outbreak::OutbreakSetting;
use own_way::OwnWay;
use shaking::EarthquakeSetting;
use traffic::TrafficSetting;
use wind::WindSetting;

crate::vocabulary::words! {
    /// How hard a drill is.
    Tier {
        /// One site, complete facts, all present.
        Beginner "初级" "beginner",
        /// Some facts late, one channel slow, one key resource away.
        Intermediate "中级" "intermediate",
        /// Cascades, conflicting facts, networks cut, the key person out of reach.
        Advanced "高级" "advanced",
    }
}

/// From this minute of the day it is day, and to this one: people are elsewhere, turnout times and
/// notice differ.
pub const DAY_MINUTES: std::ops::Range<u32> = 420..1_260;

/// All that a run needs: names resolved, nothing invalid. Shared by every run of it.
#[derive(Debug, Clone)]
pub struct Drill {
    /// The place.
    pub county: Arc<County>,
    /// The plan.
    pub plan: Arc<Plan>,
    /// Kinds of incident by id.
    pub catalogue: Arc<Vec<IncidentKind>>,
    /// The storyline at the tier that is played.
    pub scenario: Scenario,
    /// Keys and names of all that was written.
    pub names: Arc<WrittenNames>,
}

/// A storyline at one tier, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Places that it names by what they are, in its own order.
    pub places: Vec<ChosenPlace>,
    /// What happens.
    pub summary: Text,
    /// The inquiry that it learns from.
    pub lesson: Text,
    /// What participants are handed before play: paragraphs.
    pub handout: Vec<Text>,
    /// What is built in to go wrong.
    pub planted: Vec<Text>,
    /// The decision that hurts either way.
    pub dilemma: Option<Text>,
    /// Kind of event.
    pub event: EventKind,
    /// Quarter.
    pub quarter: u8,
    /// Form.
    pub form: Form,
    /// Notice.
    pub notice: Notice,
    /// Tier.
    pub tier: Tier,
    /// Names and titles of the pressures in force.
    pub pressures: Vec<(String, Text)>,
    /// When play starts.
    pub start: StartClock,
    /// How long it lasts.
    pub duration: Duration,
    /// What day it is.
    pub day: DayFile,
    /// The flood, if there is one; its bursts are those in force.
    pub flood: Option<FloodSetting>,
    /// The earthquake, if there is one.
    pub earthquake: Option<EarthquakeSetting>,
    /// People out in the cold after it, if there are any.
    pub cold: Option<ColdSetting>,
    /// The wind, where a hazard goes with it.
    pub wind: Option<WindSetting>,
    /// The release of a gas, if there is one.
    pub release: Option<ReleaseSetting>,
    /// The wildfire, if there is one.
    pub wildfire: Option<WildfireSetting>,
    /// What can happen besides, by id.
    pub happenings: Vec<Happening>,
    /// Rivers that slopes block at this tier, in the order of their keys.
    pub landslide_dams: Vec<LandslideDamSetting>,
    /// Rumours that can go round, in the order of their keys.
    pub rumours: Vec<RumourSetting>,
    /// Crowds that can gather, in the order of their keys.
    pub crowds: Vec<CrowdSetting>,
    /// Cars that drive towards a place, in the order of their keys.
    pub traffic: Vec<TrafficSetting>,
    /// Where the figures about rumours, crowds and traffic come from, those of other tiers
    /// included.
    pub stir_sources: Vec<Source>,
    /// Where the figures of slopes come from, those of other tiers included.
    pub slope_sources: Vec<Source>,
    /// The same of landslide dams.
    pub landslide_dam_sources: Vec<Source>,
    /// Buildings on fire.
    pub fires: Vec<BuildingFire>,
    /// Infections that pass from person to person, in the order of their keys.
    pub outbreaks: Vec<OutbreakSetting>,
    /// People on no list, by hazard area.
    pub visitors: Vec<u32>,
    /// Percent who refuse at the first warning, as a fraction.
    pub refuse: f64,
    /// Median time from the warning to departure.
    pub departure_median: Duration,
    /// Fraction of evacuees who go back too early, and when; none at tiers without it.
    pub return_early: Option<(f64, Time)>,
    /// Where the figures about people come from.
    pub people_source: Source,
    /// Casualties who do not wait for a crew, by what hurt them.
    pub own_way: Vec<OwnWay>,
    /// Ordinary calls.
    pub background: Vec<Background>,
    /// What desks know at the start, all about the county.
    pub known_at_start: Vec<(DeskId, Fact, i64)>,
    /// Objectives by id.
    pub objectives: Vec<Objective>,
    /// Injects in force by id.
    pub injects: Vec<Inject>,
    /// The primary outcome.
    pub primary_outcome: Outcome,
    /// What the drill does not test.
    pub not_tested: Vec<Text>,
    /// Ensemble members.
    pub members: u16,
    /// Whether the command platform works.
    pub platform_on: bool,
    /// Factor on hold and latency of each channel, by its code.
    pub channel_factor: Vec<f64>,
    /// When the key person of a desk is out of reach.
    pub absences: Vec<(DeskId, Time, Time)>,
    /// Whether each team is away for the whole drill, by team.
    pub teams_away: Vec<bool>,
    /// Speed of village desks, as a fraction of the ordinary.
    pub village_speed: f64,
    /// Whether each team goes ahead in danger without waiting for what makes it safe, by team.
    pub goes_ahead: Vec<bool>,
    /// Whether a team's radio is on another frequency, by team.
    pub radio_apart: Vec<bool>,
    /// What desks do not tell their teams at work.
    pub crews_not_told: Vec<FactKind>,
}

/// Ordinary calls of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// Kind of incident.
    pub kind: IncidentKindId,
    /// Calls a day in the whole county.
    pub daily: f64,
    /// Share of the day's calls in each hour; the sum is 1.
    pub by_hour: [f64; 24],
    /// Where the figures come from.
    pub source: Source,
}

impl Scenario {
    /// What brings its slopes down.
    pub fn triggers(&self) -> impl Iterator<Item = Trigger> {
        self.happenings.iter().filter_map(|happening| match happening.when {
            When::SlopeFails(trigger) => Some(trigger),
            _ => None,
        })
    }

    /// Whether people fall ill after a meal in it.
    pub fn has_tainted_meal(&self) -> bool {
        let sites = self.happenings.iter().filter_map(|happening| happening.site.as_ref());
        let mut laws = sites.filter_map(|site| site.growth).map(|growth| growth.law);
        laws.any(|law| matches!(law, Law::Meal(..)))
    }

    /// Whether people can be buried in it.
    pub fn has_burials(&self) -> bool {
        let mut sites = self.happenings.iter().filter_map(|happening| happening.site.as_ref());
        self.earthquake.is_some() || sites.any(|site| site.cause == CasualtyCause::Burial)
    }
}

impl Drill {
    /// The places that plan and scenario choose by what they are, the plan's first, each once.
    pub fn places(&self) -> Vec<&ChosenPlace> {
        let mut places: Vec<&ChosenPlace> = Vec::new();
        for place in self.plan.places.iter().chain(&self.scenario.places) {
            if place.how.is_some() && !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Who is exposed to what spreads from an incident, if anybody is.
    pub fn exposure(&self) -> Option<&Exposure> {
        let release = self.scenario.release.as_ref().map(|release| &release.exposure);
        release.or(self.scenario.wildfire.as_ref().map(|wildfire| &wildfire.exposure))
    }

    /// Whether a danger is what spreads in it.
    pub fn spreads(&self, danger: DangerKind) -> bool {
        match danger {
            DangerKind::FireLine => self.scenario.wildfire.is_some(),
            DangerKind::ToxicCloud => self.scenario.release.is_some(),
            _ => false,
        }
    }

    /// Whether rivers can rise in it: in a storm, or where a slope blocks one.
    pub const fn has_rivers(&self) -> bool {
        self.scenario.flood.is_some() || !self.scenario.landslide_dams.is_empty()
    }

    /// Whether a task of an incident, when it is done, stops what spreads from there: a leak, a
    /// fire in a sector, the water behind an embankment or a landslide dam.
    pub fn stops_hazard(&self, incident: IncidentId, task: usize) -> bool {
        let release = self.scenario.release.as_ref();
        let sectors = self.scenario.wildfire.iter().flat_map(|wildfire| &wildfire.sectors);
        let embankments = self.scenario.flood.iter().flat_map(|flood| &flood.embankments);
        let dams = &self.scenario.landslide_dams;
        release.is_some_and(|it| (it.exposure.incident, it.stopped_by) == (incident, task))
            || embankments.into_iter().any(|it| (it.incident, it.held_by) == (incident, task))
            || dams.iter().any(|it| (it.incident, it.drained_by) == (incident, task))
            || sectors.into_iter().any(|it| (it.incident, it.held_by) == (incident, task))
    }

    /// The kind of incident that hurt responders are; none where nobody works in danger.
    pub fn responders_hurt(&self) -> Option<IncidentKindId> {
        let place = self.catalogue.iter().position(|kind| kind.name == RESPONDERS_HURT);
        place.map(IncidentKindId::from_index)
    }

    /// Whether a team takes part.
    pub fn takes_part(&self, team: TeamId) -> bool {
        !self.scenario.teams_away[team.index()]
    }

    /// The inject of that id.
    pub fn inject(&self, inject: InjectId) -> &Inject {
        &self.scenario.injects[inject.index()]
    }
}
