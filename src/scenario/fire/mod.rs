//! From a drill's wildfire to what changes in the county: in which danger each exposed area is
//! when, which roads fire closes, which masts and substations it destroys, and who is hurt by it.
//!
//! Fire is at a place when a cell of the map beside its own burns. The classes of danger are ours:
//! 1 when the fire will be at the houses within an hour, 2 within twenty minutes or when its sparks
//! land there, 3 when it is there. Sparks tell of danger and set no fires ahead. A cell burns once,
//! so that ground which fire has passed is safe. What a held sector does not burn does not burn
//! later either.

mod ground;

use super::Drill;
use super::exposure::{self, Exposure, HARMFUL, dangers, dose_steps};
use super::file::WildfireFile;
use super::happening::Site;
use super::timeline::{Change, Crossing, DOSE_STEP_MINUTES, Dose, Intervention, Peril};
use crate::base::grid::Grid;
use crate::base::id::{AreaId, FacilityId, IncidentId, RoadId};
use crate::base::math;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::county::derive::{along, course};
use crate::county::network::Structure;
use crate::county::place::FacilityKind;
use crate::hazard::assumption::Assumption;
use crate::hazard::range::{Refusal, Refusals};
use crate::hazard::wildfire;
use crate::vocabulary::safety::DangerKind;
use ground::{FireGround, Sparks, is_within};

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

/// Minutes before the fire is at the houses from which danger is slight, and harmful: ours.
const AHEAD_MINUTES: (f64, f64) = (60.0, 20.0);
/// Minutes for which fire stays at a place, houses and roads alike: a placeholder.
pub const FRONT_MINUTES: f64 = 45.0;
/// Minutes for which sparks that have landed keep people there in danger: a placeholder.
const SPARK_MINUTES: f64 = 20.0;
/// How far off the wind sparks land, degrees: a placeholder.
const SPARK_DEGREES: f64 = 15.0;
/// Minutes in which those are hurt whom fire hurts at a place: a placeholder.
const PASSAGE_MINUTES: f64 = 10.0;
/// Of people where fire is, the share hurt out of doors, in a room unaware, and in a room that they
/// have shut: placeholders; evidence is that houses shelter better than the open.
const HURT: [f64; 3] = [0.3, 0.1, 0.05];
/// Of those hurt, the share who die without treatment: a placeholder.
const GRAVE: f64 = 0.25;

/// What the model refuses of a wildfire, as problems of the scenario's `file`.
pub(super) fn refusals(drill: &Drill, file: &str) -> Vec<Problem> {
    let Some(setting) = &drill.scenario.wildfire else { return Vec::new() };
    let problem = |path: &str, found: String, expected: Text| {
        vec![Problem::error(Place::path(file, path), found, expected)]
    };
    let (east_km, north_km) = setting.file.offset_km;
    let found = format!("({east_km}, {north_km})");
    let (column, row) = ground::ignition(drill, setting);
    let cover = drill.county.terrain.cover.at(column, row);
    if setting.file.fuels.iter().all(|fuel| fuel.cover != cover) {
        let found = format!("{found}: {}", cover.text().en);
        let expected = Text::new(
            "起火点的地表类型为 fuels 所列之一",
            "a place where fire breaks out whose land cover is among the fuels",
        );
        return problem("wildfire.offset_km", found, expected);
    }
    match FireGround::new(drill, setting, 0) {
        Ok(ground) if ground.catches() => Vec::new(),
        Ok(_) => {
            let found = format!("{} %", setting.file.humidity_percent);
            let expected = Text::new("火势能够蔓延的天气", "weather in which fire spreads");
            problem("wildfire.humidity_percent", found, expected)
        }
        Err(Refusals(refusals)) => {
            let placed = |refusal: &Refusal| {
                let of_wind = refusal.path.starts_with("periods");
                let path = if of_wind { "wind.spells" } else { "wildfire" };
                Problem::error(Place::path(file, path), &*refusal.found, refusal.expected.clone())
            };
            refusals.iter().map(placed).collect()
        }
    }
}

/// A member's fire.
struct Fire {
    /// When fire is at each cell, in minutes of play.
    near: Grid<f64>,
    sparks: Vec<Sparks>,
    /// When, in minutes of play, and in which direction, in degrees, it is too fierce for crews.
    fierce: Vec<(f64, f64)>,
    /// When play ends, minutes.
    end: f64,
}

impl Fire {
    fn new(
        drill: &Drill,
        setting: &WildfireSetting,
        member: u32,
        held: &[(f64, f64, f64)],
    ) -> Self {
        let ground = FireGround::new(drill, setting, member).expect("it was asked");
        let end = (Time::START + drill.scenario.duration).minutes();
        let begins = setting.exposure.begins.minutes();
        // What comes within the hour after play is a danger in it.
        let arrivals = ground.arrivals(begins, held, end + AHEAD_MINUTES.0);
        let sparks = ground.sparks(setting, &arrivals, 1.5 * arrivals.cell_m);
        let fierce = ground.fierce(setting, &arrivals);
        Self { near: beside(&arrivals), sparks, fierce, end }
    }

    /// When fire is at a place, minutes; infinite where it does not come or is not followed.
    fn at(&self, (x_m, y_m): (f64, f64)) -> f64 {
        self.near.sample(x_m, y_m).unwrap_or(f64::INFINITY)
    }

    /// South-western and north-eastern corner of where fire comes to, metres; none where nothing
    /// burns.
    fn extent_m(&self) -> Option<((f64, f64), (f64, f64))> {
        let Grid { columns, cell_m, .. } = self.near;
        let burnt = self.near.values.iter().enumerate().filter(|(_, at)| at.is_finite());
        let centres = burnt.map(|(cell, _)| self.near.centre(cell % columns, cell / columns));
        let half_m = cell_m / 2.0;
        centres.fold(None, |extent, (x_m, y_m)| {
            let (low, high) = extent.unwrap_or(((x_m, y_m), (x_m, y_m)));
            let low = (low.0.min(x_m - half_m), low.1.min(y_m - half_m));
            Some((low, (high.0.max(x_m + half_m), high.1.max(y_m + half_m))))
        })
    }

    /// The class of danger at a place, minute by minute from the outbreak on.
    fn classes(&self, place: (f64, f64), begins: f64, minutes: usize) -> Vec<u8> {
        let mut classes = vec![0_u8; minutes + 1];
        let mut raise = |from: f64, to: f64, class: u8| {
            let first = (from - begins).ceil().clamp(0.0, classes.len() as f64) as usize;
            let last = (to - begins).ceil().clamp(first as f64, classes.len() as f64) as usize;
            for value in &mut classes[first..last] {
                *value = class.max(*value);
            }
        };
        let arrival = self.at(place);
        if arrival.is_finite() {
            raise(arrival - AHEAD_MINUTES.0, arrival, 1);
            raise(arrival - AHEAD_MINUTES.1, arrival, 2);
            raise(arrival, arrival + FRONT_MINUTES, 3);
        }
        // From the first sparks that land there until some time after the last.
        let cosine = math::cos(SPARK_DEGREES.to_radians());
        let (mut first, mut last) = (f64::INFINITY, f64::NEG_INFINITY);
        for sparks in &self.sparks {
            let (east, north) = (place.0 - sparks.from_m.0, place.1 - sparks.from_m.1);
            let squared = east * east + north * north;
            let along = east * sparks.toward.0 + north * sparks.toward.1;
            let near = squared <= sparks.reach_m * sparks.reach_m;
            if near && along > 0.0 && along * along >= cosine * cosine * squared {
                (first, last) = (first.min(sparks.minutes), last.max(sparks.minutes));
            }
        }
        if first.is_finite() {
            raise(first, last + SPARK_MINUTES, 2);
        }
        classes
    }
}

/// The earliest of each cell and those beside it.
fn beside(arrivals: &Grid<f64>) -> Grid<f64> {
    let mut near = arrivals.clone();
    for row in 0..arrivals.rows {
        for column in 0..arrivals.columns {
            let rows = row.saturating_sub(1)..=(row + 1).min(arrivals.rows - 1);
            let columns = column.saturating_sub(1)..=(column + 1).min(arrivals.columns - 1);
            let all = rows.flat_map(|row| columns.clone().map(move |column| (column, row)));
            let first = all.map(|(column, row)| arrivals.at(column, row));
            near.set(column, row, first.fold(f64::INFINITY, f64::min));
        }
    }
    near
}

/// The sectors that are held: from which degree, how far round, from which minute on.
fn held(setting: &WildfireSetting, interventions: &[Intervention]) -> Vec<(f64, f64, f64)> {
    let mut all = Vec::new();
    for intervention in interventions {
        let Intervention::Stopped(incident, at) = intervention else { continue };
        let sectors = setting.sectors.iter().filter(|sector| sector.incident == *incident);
        all.extend(sectors.map(|it| (it.from_degrees, it.span_degrees, at.minutes())));
    }
    all
}

/// When the fire of a member comes to each cell, minutes of play; infinite where it does not in
/// it.
///
/// # Panics
/// When the model refuses the wildfire: no drill is made without the model having been asked.
pub(super) fn arrivals(
    drill: &Drill,
    setting: &WildfireSetting,
    member: u32,
    interventions: &[Intervention],
) -> Grid<f64> {
    let ground = FireGround::new(drill, setting, member).expect("it was asked");
    let end = (Time::START + drill.scenario.duration).minutes();
    ground.arrivals(setting.exposure.begins.minutes(), &held(setting, interventions), end)
}

/// What a member's fire does, and whom it hurts.
///
/// # Panics
/// When the model refuses the wildfire: no drill is made without the model having been asked.
pub(super) fn crossings(
    drill: &Drill,
    member: u32,
    interventions: &[Intervention],
    (doses, perils): (&mut Vec<Dose>, &mut Vec<Peril>),
) -> Vec<Crossing> {
    let Some(setting) = &drill.scenario.wildfire else { return Vec::new() };
    let held = held(setting, interventions);
    let fire = Fire::new(drill, setting, member, &held);
    let mut crossings = Vec::new();
    areas(drill, setting, &fire, &held, &mut crossings, doses);
    roads(drill, &fire, &mut crossings);
    facilities(drill, &fire, &mut crossings);
    let sites = drill.scenario.happenings.iter().filter_map(|happening| happening.site.as_ref());
    perils.extend(sites.map(|site| peril(drill, setting, &fire, site)));
    crossings
}

/// When the fire is a danger to those who work at an incident: where a sector is worked for,
/// whenever it burns there more fiercely than crews can stand; else when it is near the place.
fn peril(drill: &Drill, setting: &WildfireSetting, fire: &Fire, site: &Site) -> Peril {
    let exposure = &setting.exposure;
    let (begins, minutes) = (exposure.begins.minutes(), exposure.minutes(drill.scenario.duration));
    let step = DOSE_STEP_MINUTES as usize;
    let mut is_there = vec![false; dose_steps(minutes) + 1];
    let sectors = setting.sectors.iter().filter(|sector| sector.incident == site.incident);
    let sectors: Vec<(f64, f64)> =
        sectors.map(|sector| (sector.from_degrees, sector.span_degrees)).collect();
    for (at, bearing) in &fire.fierce {
        let place = ((at - begins) / step as f64).max(0.0) as usize;
        if place < is_there.len() && sectors.iter().any(|sector| is_within(*bearing, *sector)) {
            is_there[place] = true;
        }
    }
    let place = exposure::place_m(&drill.county, site.node);
    let near = fire.classes(place, begins, minutes);
    for (minute, _) in near.iter().enumerate().filter(|(_, class)| **class >= HARMFUL) {
        is_there[minute / step] = true;
    }
    let (kind, incident) = (DangerKind::FireLine, site.incident);
    Peril { kind, incident, begins: exposure.begins, is_there }
}

/// The danger of exposed areas and what it does to their people.
fn areas(
    drill: &Drill,
    setting: &WildfireSetting,
    fire: &Fire,
    held: &[(f64, f64, f64)],
    crossings: &mut Vec<Crossing>,
    doses: &mut Vec<Dose>,
) {
    let exposure = &setting.exposure;
    let begins = exposure.begins.minutes();
    let minutes = exposure.minutes(drill.scenario.duration);
    // Danger looks ahead, so that what is held changes it at once: it is told again then.
    let last = held
        .iter()
        .map(|(.., at)| *at)
        .fold(None, |last: Option<f64>, at| Some(last.map_or(at, |last| last.max(at))));
    let told_again = last.map(|at| (at - begins).max(-1.0).floor() as i64 + 1);
    let told_again = told_again.and_then(|minute| usize::try_from(minute).ok());
    for (area, places) in (exposure.first_area..).zip(exposure.receptors_m(&drill.county)) {
        let classes: Vec<Vec<u8>> =
            places.iter().map(|place| fire.classes(*place, begins, minutes)).collect();
        let id = AreaId::from_index(area);
        let key = drill.county.areas[area].key;
        for (minute, danger) in dangers(&classes, told_again) {
            let at = exposure.begins + Duration::from_minutes(minute);
            crossings.push(Crossing::new(at, key, Change::Danger(id, danger)));
        }
        let arrivals: Vec<f64> = places.iter().map(|place| fire.at(*place)).collect();
        doses.extend(dose(exposure, id, &arrivals, minutes));
    }
}

/// Whom the fire hurts at the places of an area; none where it comes to none of them.
fn dose(exposure: &Exposure, area: AreaId, arrivals: &[f64], minutes: usize) -> Option<Dose> {
    let begins = exposure.begins.minutes();
    let end = begins + minutes as f64;
    arrivals.iter().any(|arrival| *arrival < end).then_some(())?;
    let passed = |step: usize| {
        let at = begins + (step as u64 * DOSE_STEP_MINUTES) as f64;
        let share = |arrival: &f64| ((at - arrival) / PASSAGE_MINUTES).clamp(0.0, 1.0);
        arrivals.iter().map(share).sum::<f64>() / arrivals.len() as f64
    };
    let passed: Vec<f64> = (0..=dose_steps(minutes)).map(passed).collect();
    let hurt = HURT.map(|share| passed.iter().map(|passed| share * passed).collect());
    // Who is burnt at the houses and lives is seriously hurt.
    let (grave, serious) = (GRAVE, 1.0 - GRAVE);
    Some(Dose { area, begins: exposure.begins, hurt, grave, serious })
}

/// Roads at which fire is, and when it has gone on.
fn roads(drill: &Drill, fire: &Fire, crossings: &mut Vec<Crossing>) {
    let network = &drill.county.network;
    let Some((low, high)) = fire.extent_m() else { return };
    let mut line = Vec::new();
    let mut arrivals: Vec<f64> = Vec::new();
    for (index, road) in network.roads.iter().enumerate() {
        line.clear();
        line.extend(course(network, road));
        let west_or_east =
            line.iter().all(|(x_m, _)| *x_m < low.0) || line.iter().all(|(x_m, _)| *x_m > high.0);
        let south_or_north =
            line.iter().all(|(_, y_m)| *y_m < low.1) || line.iter().all(|(_, y_m)| *y_m > high.1);
        if west_or_east || south_or_north {
            continue;
        }
        arrivals.clear();
        let mut sample = |x_m: f64, y_m: f64| {
            arrivals.extend(Some(fire.at((x_m, y_m))).filter(|arrival| *arrival <= fire.end));
        };
        if road.structure == Structure::Tunnel {
            [line[0], line[line.len() - 1]].into_iter().for_each(|(x_m, y_m)| sample(x_m, y_m));
        } else {
            along(&line, fire.near.cell_m / 2.0, &mut sample);
        }
        arrivals.sort_unstable_by(f64::total_cmp);
        let mut until = f64::NEG_INFINITY;
        let mut push = |minutes: f64, burning: bool| {
            let change = Change::Burning(RoadId::from_index(index), burning);
            crossings.push(Crossing::new(moment(minutes), road.key, change));
        };
        for arrival in &arrivals {
            if *arrival > until {
                if until.is_finite() {
                    push(until, false);
                }
                push(*arrival, true);
            }
            until = arrival + FRONT_MINUTES;
        }
        if until.is_finite() {
            push(until, false);
        }
    }
}

/// Masts and substations to which fire comes.
fn facilities(drill: &Drill, fire: &Fire, crossings: &mut Vec<Crossing>) {
    for (index, facility) in drill.county.facilities.iter().enumerate() {
        let arrival = fire.at(exposure::place_m(&drill.county, facility.node));
        let fails = matches!(facility.kind, FacilityKind::Mast | FacilityKind::Substation);
        if fails && arrival <= fire.end {
            let change = Change::Destroyed(FacilityId::from_index(index));
            crossings.push(Crossing::new(moment(arrival), facility.key, change));
        }
    }
}

fn moment(minutes: f64) -> Time {
    Time::START + Duration::from_seconds_f64(60.0 * minutes)
}

/// What of the models this uses, and what it assumes beyond them.
pub fn assumptions() -> Vec<Assumption> {
    // Where crews flee to is not followed, and no spark lights a fire.
    let unused = ["safety_zone", "escape_margin", "spark_ignition"];
    let mut all = wildfire::rate::assumptions();
    all.extend(wildfire::spread::assumptions());
    all.extend(wildfire::spotting::assumptions());
    all.extend(wildfire::safety::assumptions());
    all.retain(|it| unused.iter().all(|name| it.key != format!("wildfire.{name}")));
    all.extend(of_danger());
    all.extend(of_harm());
    all
}

/// What it assumes of when and where fire is a danger.
fn of_danger() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    let minutes = |key, zh, en, value| line(key, zh, en, value, "min");
    vec![
        minutes(
            "fire.ahead",
            "火头预计到达民房前多久为轻微威胁（自定）",
            "time before fire is at the houses from which danger is slight (ours)",
            AHEAD_MINUTES.0,
        ),
        minutes(
            "fire.ahead_harmful",
            "火头预计到达民房前多久为有害威胁（自定）",
            "time before fire is at the houses from which danger is harmful (ours)",
            AHEAD_MINUTES.1,
        ),
        minutes(
            "fire.front",
            "火线在一处停留、道路因烟火中断的时间",
            "time for which fire stays at a place and closes its roads",
            FRONT_MINUTES,
        ),
        minutes(
            "fire.passage",
            "火线经过致人伤亡的时间",
            "time in which passing fire hurts people",
            PASSAGE_MINUTES,
        ),
        minutes(
            "fire.sparks",
            "飞火落地后的威胁时间",
            "time for which landed sparks are a danger",
            SPARK_MINUTES,
        ),
        line(
            "fire.spark_angle",
            "飞火偏离下风向的角度",
            "angle off the wind at which sparks land",
            SPARK_DEGREES,
            "°",
        ),
    ]
}

/// What it assumes of the wind at the flames, and of whom fire hurts.
fn of_harm() -> Vec<Assumption> {
    let percent =
        |key, zh, en, share: f64| Assumption::placeholder(key, zh, en, 100.0 * share, "%");
    vec![
        percent(
            "fire.midflame",
            "火焰高度风速占10米风速的比例",
            "share of the wind at 10 m that is felt at the flames",
            ground::MIDFLAME_SHARE,
        ),
        percent(
            "fire.hurt_outdoors",
            "火到时户外人员伤亡比例",
            "share of people out of doors whom fire hurts",
            HURT[0],
        ),
        percent(
            "fire.hurt_indoors",
            "火到时室内未防备人员伤亡比例",
            "share of people in unprepared rooms whom fire hurts",
            HURT[1],
        ),
        percent(
            "fire.hurt_sheltering",
            "火到时室内已防备人员伤亡比例",
            "share of people in rooms that they have shut whom fire hurts",
            HURT[2],
        ),
        percent(
            "fire.grave",
            "烧伤人员中不救治即死亡的比例",
            "share of those hurt by fire who die without treatment",
            GRAVE,
        ),
    ]
}

#[cfg(test)]
mod tests;
