//! Storylines, injects, tiers, objectives and the catalogue of incidents; validation of all that a
//! person wrote into a [`Drill`], past which nothing invalid can exist.
//!
#![doc = include_str!("elements.md")]

pub mod aftershock;
pub mod cloud;
pub mod cold;
pub mod embankment;
pub mod exposure;
pub mod field;
pub mod file;
pub mod fire;
pub mod happening;
pub mod intervened;
pub mod landslide_dam;
pub mod nature;
pub mod opinion;
pub mod outage;
pub mod outbreak;
pub mod own_way;
mod resolve;
mod riverside;
pub mod shaking;
pub mod slope;
pub mod template;
pub mod timeline;
pub mod traffic;
mod wind;

pub use resolve::{Written, check_tiers, resolve};

use std::sync::Arc;

use crate::base::id::{
    AreaId, DeskId, FacilityId, HappeningId, IncidentId, IncidentKindId, InjectId, ObjectiveId,
    ReachId, TeamId, ZoneId,
};
use crate::base::key::Key;
use crate::base::record::WrittenNames;
use crate::base::text::Text;
use crate::base::time::{Duration, StartClock, Time};
use crate::county::choice::ChosenPlace;
use crate::county::place::{County, Zone};
use crate::event_log::event::CasualtyCause;
use crate::hazard::structure_fire::StructureFire;
use crate::plan::Plan;
use crate::plan::file::Source;
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::{Fact, FactKind};
use crate::vocabulary::safety::{DangerKind, SafetyCheck};
use crate::vocabulary::scale::EventKind;
use cold::ColdSetting;
use exposure::Exposure;
use file::{
    AftershocksFile, DayFile, EarthquakeFile, EmbankmentFile, FloodFile, Form, InjectTruth,
    Measure, Notice, Outcome, ReleaseFile, WildfireFile, WindFile, WorkSpread,
};
use happening::{Happening, Law, Trigger, When};
use landslide_dam::LandslideDamSetting;
use opinion::{CrowdSetting, RumourSetting};
use outbreak::OutbreakSetting;
use own_way::OwnWay;
use traffic::TrafficSetting;

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

/// Written name of the kind of incident that hurt responders are: the simulation raises it by
/// itself.
pub const RESPONDERS_HURT: &str = "responders-hurt";

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

/// A kind of incident.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentKind {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The desk whose number people call.
    pub call_taker: DeskId,
    /// Median time until somebody calls, by day.
    pub noticed: Duration,
    /// Tasks.
    pub tasks: Vec<TaskTemplate>,
    /// Whether its tasks count in the drill's total.
    pub critical: bool,
    /// Where the figures come from.
    pub source: Source,
}

/// What is to be done at an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskTemplate {
    /// Written name inside the incident kind.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// Work in team-time.
    pub work: Duration,
    /// More work for each person involved, in team-time.
    pub work_per_person: Duration,
    /// How the work varies between incidents.
    pub work_spread: WorkSpread,
    /// Indices of the tasks that must be done first.
    pub after: Vec<usize>,
    /// Whether a team carries each casualty to a hospital when the work is done.
    pub transports_casualties: bool,
    /// From the incident until the task counts as late.
    pub deadline: Duration,
    /// In what dangers those are who work on it.
    pub danger: Vec<TaskDanger>,
    /// Percent of its rate at which a team works that can do this too.
    pub equipment: Vec<(Capability, u16)>,
}

/// A danger that a task is worked on in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDanger {
    /// Which.
    pub kind: DangerKind,
    /// The tasks, as their places in the incident's kind, that meet a predicate when all of them
    /// are done; where there are none, nobody meets it.
    pub met_by: Vec<(SafetyCheck, Vec<usize>)>,
    /// What a team can do that has the equipment which the danger asks for.
    pub equipped_as: CapabilitySet,
}

impl TaskTemplate {
    /// Whether a task of the incident's kind meets a predicate of a danger in which this one is
    /// worked on.
    pub fn is_made_safe_by(&self, task: usize) -> bool {
        let mut met_by = self.danger.iter().flat_map(|danger| &danger.met_by);
        met_by.any(|(_, tasks)| tasks.contains(&task))
    }
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

/// A flood over the county, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct FloodSetting {
    /// Figures as written; bursts and total are those in force.
    pub file: FloodFile,
    /// Zone at the storm's centre.
    pub centre: ZoneId,
    /// Reservoir, if one is operated.
    pub reservoir: Option<FacilityId>,
    /// Embankments that may give way at this tier.
    pub embankments: Vec<EmbankmentSetting>,
}

/// An embankment across a stream, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbankmentSetting {
    /// Stable key of its happening.
    pub key: Key,
    /// Figures as written.
    pub file: EmbankmentFile,
    /// The incident at which it is worked on.
    pub incident: IncidentId,
    /// The task that keeps it standing, as its place in the incident's kind.
    pub held_by: usize,
    /// The settlement below it.
    pub zone: ZoneId,
    /// The stream at whose lower end it stands.
    pub reach: ReachId,
}

/// An earthquake under the county, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct EarthquakeSetting {
    /// Stable key.
    pub key: Key,
    /// Figures as written.
    pub file: EarthquakeFile,
    /// When.
    pub at: Time,
    /// Zone that the epicentre is given from.
    pub zone: ZoneId,
    /// Kind of incident that collapsed buildings are.
    pub kind: IncidentKindId,
    /// What follows it, if anything does.
    pub aftershocks: Option<AftershockSetting>,
}

/// Aftershocks of an earthquake, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct AftershockSetting {
    /// Figures as written.
    pub file: AftershocksFile,
    /// Station that measures them.
    pub station: FacilityId,
    /// Kind of incident that buildings are which they bring down.
    pub kind: IncidentKindId,
    /// Those that the story tells: moment and magnitude.
    pub told: Vec<(Time, f64)>,
}

/// The wind over the county, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct WindSetting {
    /// Stable key.
    pub key: Key,
    /// Figures as written.
    pub file: WindFile,
    /// Station that measures it.
    pub station: FacilityId,
}

/// A release of gas, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseSetting {
    /// Figures as written.
    pub file: ReleaseFile,
    /// Who is exposed.
    pub exposure: Exposure,
    /// The task of its incident that stops it, as its place in the incident's kind.
    pub stopped_by: usize,
}

/// A wildfire, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct WildfireSetting {
    /// Figures as written.
    pub file: WildfireFile,
    /// Who is exposed.
    pub exposure: Exposure,
    /// Sectors in which it can be held at this tier.
    pub sectors: Vec<FireSector>,
}

/// A sector of a fire's edge, seen from where it broke out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FireSector {
    /// The incident at which it is worked for.
    pub incident: IncidentId,
    /// The task that holds the fire there when it is done, as its place in the incident's kind.
    pub held_by: usize,
    /// Where it begins, degrees clockwise from north.
    pub from_degrees: f64,
    /// How far it goes round from there, degrees.
    pub span_degrees: f64,
}

/// A building that burns from a happening on.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingFire {
    /// The happening that it begins with.
    pub happening: HappeningId,
    /// Its incident.
    pub incident: IncidentId,
    /// The task whose teams throw water, as its place in the incident's kind.
    pub task: usize,
    /// The task that cuts off what feeds it, if something does.
    pub fed_until: Option<usize>,
    /// How it burns.
    pub fire: StructureFire,
    /// Water that a team of the ordinary work rate throws, L/s.
    pub litres_s: f64,
    /// Where the figures come from.
    pub source: Source,
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

/// An objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Desk that owns it.
    pub owner: DeskId,
    /// What is measured.
    pub measure: Measure,
    /// Target.
    pub target: f64,
    /// Weight.
    pub weight: f64,
    /// Where it can be seen.
    pub seen: Text,
}

/// An inject in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Inject {
    /// Stable key of `name`.
    pub key: Key,
    /// Number.
    pub name: String,
    /// When it is due.
    pub at: Time,
    /// Whom it comes from, in the story.
    pub from: Text,
    /// Desk that gets it.
    pub to: DeskId,
    /// Channel.
    pub channel: Channel,
    /// How urgent.
    pub priority: Priority,
    /// What it says.
    pub content: Text,
    /// What it tells.
    pub tells: Option<(Fact, i64, InjectTruth)>,
    /// Expected action, and in what time.
    pub expected: Option<(Text, Duration)>,
    /// Objective that it serves.
    pub objective: ObjectiveId,
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

    /// People of a hazard area when play starts, those on no list included.
    pub fn people_of_area(&self, area: AreaId) -> u32 {
        self.county.areas[area.index()].people + self.scenario.visitors[area.index()]
    }

    /// People who are in a zone at a moment: at home by night, by day where they are on a working
    /// day, in or out of term, on a market day or on a holiday; on the way between in the morning
    /// and in the evening.
    pub fn people_present(&self, zone: ZoneId, at: Time) -> u32 {
        let zone = &self.county.zones[zone.index()];
        present(zone, self.scenario.start.minute_of_day(at), &self.scenario.day)
    }

    /// Of them, those who can lend a hand: neither old, nor children, nor unable to walk.
    pub fn able_present(&self, zone: ZoneId, at: Time) -> u32 {
        let there = self.people_present(zone, at);
        let zone = &self.county.zones[zone.index()];
        let others = zone.elderly + zone.children + zone.immobile;
        let able = zone.residents.saturating_sub(others);
        let share = f64::from(able) / f64::from(zone.residents.max(1));
        (f64::from(there) * share).round() as u32
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

/// Minutes of the day in which people go out in the morning.
const MORNING: std::ops::Range<u32> = 420..480;
/// Minutes of the day in which they come home.
const EVENING: std::ops::Range<u32> = 1_020..1_140;

/// People who are in a settlement at a minute of the day.
fn present(zone: &Zone, minute: u32, day: &DayFile) -> u32 {
    let night = f64::from(zone.presence.night);
    let part = |range: std::ops::Range<u32>| {
        let gone = f64::from(minute.clamp(range.start, range.end) - range.start);
        gone / f64::from(range.end - range.start)
    };
    let out = part(MORNING) - part(EVENING);
    (night + out * (by_day(zone, day) - night)).round() as u32
}

/// People who are in a settlement by day.
fn by_day(zone: &Zone, day: &DayFile) -> f64 {
    let presence = &zone.presence;
    if day.holiday {
        return f64::from(presence.holiday);
    }
    if day.market_day {
        return f64::from(presence.market_day);
    }
    let (night, workday) = (f64::from(presence.night), f64::from(presence.workday));
    // Out of term those who would be at school elsewhere stay where they live.
    let pupils = f64::from(zone.children) / f64::from(zone.residents.max(1));
    if day.school_term { workday } else { workday + pupils * (night - workday) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::NodeId;
    use crate::county::place::{Presence, ZoneKind};

    #[test]
    fn people_move_by_hour_between_home_work_school_and_market() {
        let zone = Zone {
            key: Key(1),
            name: "village".into(),
            title: Text::new("村", "village"),
            kind: ZoneKind::Village,
            parent: ZoneId(0),
            node: NodeId(0),
            residents: 1_000,
            households: 300,
            presence: Presence { night: 900, workday: 500, market_day: 1_300, holiday: 950 },
            elderly: 150,
            children: 200,
            immobile: 20,
        };
        let school_term = true;
        let day = DayFile { market_day: false, holiday: false, school_term };
        let at = |hour: f64, day: &DayFile| present(&zone, (60.0 * hour) as u32, day);
        let by_hour = [0.0, 6.9, 7.5, 8.0, 12.0, 17.0, 18.0, 19.0, 23.0].map(|hour| at(hour, &day));
        assert_eq!(by_hour, [900, 900, 700, 500, 500, 500, 700, 900, 900]);
        // A fifth of the village are pupils, who stay out of term.
        assert_eq!(at(12.0, &DayFile { school_term: false, ..day }), 580);
        assert_eq!(at(12.0, &DayFile { market_day: true, ..day }), 1_300);
        assert_eq!(at(12.0, &DayFile { market_day: true, holiday: true, ..day }), 950);
        assert_eq!(at(2.0, &DayFile { market_day: true, ..day }), 900);
    }
}
