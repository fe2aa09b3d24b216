//! From scenario, catalogue, map and plan to a [`Drill`] at one tier: names to ids, pressures
//! applied, everything in an order that does not depend on the files'. Nothing invalid exists past
//! here. Files are not opened here.

mod building_fire;
mod catalogue;
mod cold;
mod cut_off;
mod danger;
mod earthquake;
mod embankment;
mod flood;
mod happening;
mod landslide_dam;
mod names;
mod objectives;
mod opinion;
mod outbreak;
mod own_way;
mod pressure;
mod slope;
mod spreading;
mod storyline;
#[cfg(test)]
mod tests;
mod traffic;

use std::sync::Arc;

use super::catalogue::IncidentKind;
use super::cloud::ReleaseSetting;
use super::cold::ColdSetting;
use super::file::{CatalogueFile, ScenarioFile};
use super::fire::WildfireSetting;
use super::flood::FloodSetting;
use super::happening::Happening;
use super::landslide_dam::LandslideDamSetting;
use super::shaking::EarthquakeSetting;
use super::wind::WindSetting;
use super::{Drill, Scenario, Tier, cloud, exposure, fire};
use crate::base::check::{Checker, Lookup};
use crate::base::id::{AreaId, DeskId, FacilityId, IncidentKindId, RoadId, ZoneId};
use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::county::choice::{self, ChosenPlace};
use crate::county::place::County;
use crate::plan::Plan;
use crate::vocabulary::scale::EventKind;
use crate::vocabulary::subject::SubjectKind;
use pressure::Forces;

/// Minutes that a drill can last: from half an hour to four days.
const PLAY_MINUTES: std::ops::RangeInclusive<u32> = 30..=5_760;

/// What was written for a drill, each with the name of its file.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// File of the scenario.
    pub scenario_name: &'a str,
    /// The scenario.
    pub scenario: &'a ScenarioFile,
    /// Files of the catalogue.
    pub catalogue: &'a [(String, CatalogueFile)],
}

/// Resolves a drill at `tier`.
///
/// # Errors
/// Every problem that was found, as soon as one of them is an error. With the drill come the
/// warnings.
pub fn resolve(
    written: Written,
    county: Arc<County>,
    plan: Arc<Plan>,
    tier: Tier,
) -> Result<(Drill, Problems), Problems> {
    let mut check = Checker::new(written.scenario_name);
    let file = written.scenario;
    let Some(filled) = choice::fill(&mut check, file, &file.places, &county) else {
        return Err(check.into_problems());
    };
    let written = Written { scenario: &filled.document, ..written };
    let mut problems = check.into_problems();
    match resolve_filled(written, filled.places, (county, plan), tier) {
        Ok((drill, found)) => {
            problems.extend(found);
            problems.refuse_errors(drill)
        }
        Err(found) => {
            problems.extend(found);
            Err(problems)
        }
    }
}

/// Resolves a scenario whose places have been put in.
fn resolve_filled(
    written: Written,
    places: Vec<ChosenPlace>,
    (county, plan): (Arc<County>, Arc<Plan>),
    tier: Tier,
) -> Result<(Drill, Problems), Problems> {
    let mut problems = Problems::default();
    let areas_of_map = county.areas.len();
    let county = exposure::expose(county, written.scenario);
    let catalogue = catalogue::resolve(written.catalogue, written.scenario, &plan, &mut problems);
    let check = Checker::new(written.scenario_name);
    let names = Names::new(&county, &plan, &catalogue);
    let play = Duration::from_minutes(u64::from(written.scenario.duration_minutes));
    let incidents = happening::Incidents::none();
    let mut step = Step {
        check,
        names,
        county: &county,
        plan: &plan,
        catalogue: &catalogue,
        catalogue_files: written.catalogue,
        incidents,
        areas_of_map,
        play,
    };
    let scenario = scenario(&mut step, written.scenario, tier);
    problems.extend(step.check.into_problems());
    let Some(mut scenario) = scenario.filter(|_| !problems.has_errors()) else {
        return Err(problems);
    };
    scenario.places = places;
    let names = Arc::new(names::written(&county, &plan, &catalogue, &scenario));
    let catalogue = Arc::new(catalogue);
    let drill = Drill { county, plan, catalogue, scenario, names };
    problems.0.extend(super::flood::refusals(&drill, written.scenario_name));
    problems.0.extend(cloud::refusals(&drill, written.scenario_name));
    problems.0.extend(fire::refusals(&drill, written.scenario_name));
    if !problems.has_errors() {
        let names = written.scenario.happenings.iter().map(|happening| happening.name.as_str());
        let names: Vec<&str> = names.collect();
        problems.0.extend(super::slope::warnings(&drill, written.scenario_name, &names));
    }
    problems.refuse_errors(drill)
}

/// Problems of all three tiers, those that are the same named once.
///
/// # Errors
/// Every problem, as soon as one of them is an error.
pub fn check_tiers(
    written: Written,
    county: &Arc<County>,
    plan: &Arc<Plan>,
) -> Result<Problems, Problems> {
    let mut all = Problems::default();
    for tier in Tier::ALL {
        let found = match resolve(written, county.clone(), plan.clone(), *tier) {
            Ok((_, warnings)) => warnings,
            Err(problems) => problems,
        };
        for problem in found.0 {
            if !all.0.contains(&problem) {
                all.push(problem);
            }
        }
    }
    all.refuse_errors(()).map(|((), warnings)| warnings)
}

/// Names that a scenario can refer to.
struct Names {
    desks: Lookup,
    zones: Lookup,
    facilities: Lookup,
    areas: Lookup,
    roads: Lookup,
    kinds: Lookup,
    events: Lookup,
}

impl Names {
    fn new(county: &County, plan: &Plan, catalogue: &[IncidentKind]) -> Self {
        let roads = &county.network.roads;
        Self {
            desks: Lookup::new(
                Text::new("岗位", "a desk"),
                plan.desks.iter().map(|desk| desk.name.as_str()),
            ),
            zones: Lookup::new(
                Text::new("村镇", "a village or township"),
                county.zones.iter().map(|zone| zone.name.as_str()),
            ),
            facilities: Lookup::new(
                Text::new("设施", "a facility"),
                county.facilities.iter().map(|facility| facility.name.as_str()),
            ),
            areas: Lookup::new(
                Text::new("危险区", "a hazard area"),
                county.areas.iter().map(|area| area.name.as_str()),
            ),
            roads: Lookup::new(
                Text::new("道路", "a road"),
                roads.iter().map(|road| road.name.as_str()),
            ),
            kinds: Lookup::new(
                Text::new("险情类别", "a kind of incident"),
                catalogue.iter().map(|kind| kind.name.as_str()),
            ),
            events: Lookup::new(
                SubjectKind::Event.text(),
                EventKind::ALL.iter().map(|event| event.word()),
            ),
        }
    }
}

/// What each part of the step from file to drill needs.
struct Step<'a> {
    check: Checker<'a>,
    names: Names,
    county: &'a County,
    plan: &'a Plan,
    catalogue: &'a [IncidentKind],
    catalogue_files: &'a [(String, CatalogueFile)],
    incidents: happening::Incidents,
    /// How many hazard areas the map has; the scenario's own come after them.
    areas_of_map: usize,
    play: Duration,
}

impl Step<'_> {
    fn desk(&mut self, path: &str, name: &str) -> Option<DeskId> {
        self.check.find(&self.names.desks, path, name).map(DeskId::from_index)
    }

    fn zone(&mut self, path: &str, name: &str) -> Option<ZoneId> {
        self.check.find(&self.names.zones, path, name).map(ZoneId::from_index)
    }

    fn facility(&mut self, path: &str, name: &str) -> Option<FacilityId> {
        self.check.find(&self.names.facilities, path, name).map(FacilityId::from_index)
    }

    fn area(&mut self, path: &str, name: &str) -> Option<AreaId> {
        self.check.find(&self.names.areas, path, name).map(AreaId::from_index)
    }

    fn road(&mut self, path: &str, name: &str) -> Option<RoadId> {
        self.check.find(&self.names.roads, path, name).map(RoadId::from_index)
    }

    fn event(&mut self, path: &str, name: &str) -> Option<EventKind> {
        let found = self.check.find(&self.names.events, path, name)?;
        Some(EventKind::ALL[found])
    }

    /// A kind of incident; one that the catalogue has with an error has been told of there.
    fn kind(&mut self, path: &str, name: &str) -> Option<IncidentKindId> {
        let mut written = self.catalogue_files.iter().flat_map(|(_, file)| &file.incidents);
        if self.names.kinds.get(name).is_none() && written.any(|kind| kind.name == name) {
            return None;
        }
        self.check.find(&self.names.kinds, path, name).map(IncidentKindId::from_index)
    }

    /// A moment of play; one outside play is an error.
    fn moment(&mut self, path: &str, minutes: f64) -> Time {
        self.check.within(path, minutes, 0.0..=self.play.minutes(), "min");
        Time::START + Duration::from_seconds_f64(60.0 * minutes)
    }
}

fn scenario(step: &mut Step, file: &ScenarioFile, tier: Tier) -> Option<Scenario> {
    head(step, file);
    let forces = Forces::new(step, file, tier);
    let happenings = happening::happenings(step, file, &forces);
    let hazards = hazards(step, file, &forces, &happenings);
    let fires = building_fire::fires(step, file, &happenings);
    let rumours = opinion::rumours(step, file, &forces);
    let crowds = opinion::crowds(step, file, &happenings, &rumours);
    let outbreaks = outbreak::outbreaks(step, file, &forces, &happenings);
    let visitors = storyline::visitors(step, file, &forces);
    let return_early = storyline::people(step, file, &forces);
    let objectives = objectives::objectives(step, file);
    let truth = objectives::Truth { visitors: &visitors, happenings: &happenings };
    let injects = objectives::injects(step, file, &forces, &truth);
    let Hazards { flood, landslide_dams, earthquake, cold, wind, release, wildfire } = hazards?;
    Some(Scenario {
        name: file.name.clone(),
        title: file.title.clone(),
        places: Vec::new(),
        summary: file.summary.clone(),
        lesson: file.lesson.clone(),
        handout: file.handout.clone(),
        planted: file.planted.clone(),
        dilemma: file.dilemma.clone(),
        event: file.event,
        quarter: file.quarter,
        form: file.form,
        notice: file.notice,
        tier,
        pressures: forces.titles,
        start: file.start,
        duration: step.play,
        day: file.day,
        flood,
        earthquake,
        cold,
        wind,
        release,
        wildfire,
        happenings,
        landslide_dams,
        rumours,
        crowds,
        traffic: traffic::traffic(step, file),
        stir_sources: opinion::sources(file),
        slope_sources: slope::sources(file),
        landslide_dam_sources: file.landslide_dams.iter().map(|dam| dam.source.clone()).collect(),
        fires,
        outbreaks,
        visitors,
        refuse: file.people.refuse_percent / 100.0,
        departure_median: Duration::from_seconds_f64(60.0 * file.people.departure_median_minutes),
        return_early,
        people_source: file.people.source.clone(),
        own_way: own_way::resolve(step, file),
        background: storyline::background(step, file),
        known_at_start: storyline::known_at_start(step, file),
        objectives,
        injects,
        primary_outcome: file.primary_outcome,
        not_tested: file.not_tested.clone(),
        members: file.members,
        platform_on: forces.platform_on,
        channel_factor: forces.channel_factor,
        absences: forces.absences,
        teams_away: forces.teams_away,
        village_speed: forces.village_speed,
        goes_ahead: forces.goes_ahead,
        radio_apart: forces.radio_apart,
        crews_not_told: forces.crews_not_told,
    })
}

/// The hazards of a scenario.
struct Hazards {
    flood: Option<FloodSetting>,
    landslide_dams: Vec<LandslideDamSetting>,
    earthquake: Option<EarthquakeSetting>,
    cold: Option<ColdSetting>,
    wind: Option<WindSetting>,
    release: Option<ReleaseSetting>,
    wildfire: Option<WildfireSetting>,
}

/// Checks every hazard; none where one has an error.
fn hazards(
    step: &mut Step,
    file: &ScenarioFile,
    forces: &Forces,
    happenings: &[Happening],
) -> Option<Hazards> {
    let flood = file.flood.as_ref().map(|flood| flood::flood(step, flood, forces));
    let flood = embankment::with_embankments(step, file, flood, happenings);
    let rains = flood.as_ref().and_then(Option::as_ref);
    let landslide_dams = landslide_dam::landslide_dams(step, file, happenings, rains);
    let earthquake = file.earthquake.as_ref().map(|file| earthquake::earthquake(step, file));
    let cold = file.cold.as_ref().map(|cold| cold::cold(step, file, cold));
    let wind = file.wind.as_ref().map(|wind| spreading::wind(step, wind));
    let release = file.release.as_ref();
    let release = release.map(|release| spreading::release(step, file, release, happenings));
    let wildfire = file.wildfire.as_ref();
    let wildfire = wildfire.map(|wildfire| spreading::wildfire(step, file, wildfire, happenings));
    Some(Hazards {
        flood: sound(flood)?,
        landslide_dams,
        earthquake: sound(earthquake)?,
        cold: sound(cold)?,
        wind: sound(wind)?,
        release: sound(release)?,
        wildfire: sound(wildfire)?,
    })
}

/// What was written, resolved or not there; none where it has an error.
fn sound<T>(resolved: Option<Option<T>>) -> Option<Option<T>> {
    resolved.map_or(Some(None), |resolved| resolved.map(Some))
}

/// What stands at the head of a scenario.
fn head(step: &mut Step, file: &ScenarioFile) {
    let check = &mut step.check;
    check.text("title", &file.title);
    check.text("summary", &file.summary);
    check.text("lesson", &file.lesson);
    check.within("quarter", file.quarter, 1..=4, "");
    check.within("duration_minutes", file.duration_minutes, PLAY_MINUTES, "min");
    check.within("members", file.members, 1..=1_000, "");
    for (index, text) in file.not_tested.iter().enumerate() {
        check.text(&format!("not_tested[{index}]"), text);
    }
    for (list, texts) in [("handout", &file.handout), ("planted", &file.planted)] {
        for (index, text) in texts.iter().enumerate() {
            check.text(&format!("{list}[{index}]"), text);
        }
    }
    if let Some(dilemma) = &file.dilemma {
        check.text("dilemma", dilemma);
    }
    if file.not_tested.is_empty() {
        check.warning(
            "not_tested",
            "[]",
            "本次演练未检验的内容（报告首页列出）",
            "what the drill does not test, for the report's first page",
        );
    }
}
