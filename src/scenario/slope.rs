//! Slopes of a storyline that give way: in which members of the ensemble and when, and because of
//! which rain or which shock. What lies on the road then is the incident's.
//!
//! Rain is the member's own at the slope; a slope that would have come down before play comes down
//! at its start. Shaking is that of main shock and aftershocks of the member, each computed apart:
//! no slope is weakened by a shock before. How strong a slope is, among those like it, is drawn
//! once for a member, so that no shock brings down what a stronger one has left standing.

use super::Drill;
use super::happening::{Happening, Trigger, When};
use super::timeline::{Change, Crossing};
use super::{aftershock, flood, shaking, water};
use crate::base::chance::{Purpose, Seed};
use crate::base::id::{FacilityId, HappeningId, NodeId};
use crate::base::key::Key;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::hazard::assumption::Assumption;
use crate::hazard::earthquake::Earthquake;
use crate::hazard::flood::{Flood, GaugeData};
use crate::hazard::landslide::Threshold;
use crate::hazard::quake_landslide::{ACCELERATION, MAGNITUDE, any_fails_probability};
use crate::vocabulary::fact::Fact;

/// Seed of the ensemble: members are the same in every run.
const ENSEMBLE: Seed = Seed(1);
/// Kind of the draw of how strong a slope is.
const STRENGTH: u32 = 21;
/// Seconds from a shock until the slope is down: a placeholder.
const SLIDING_SECONDS: u64 = 30;

/// Slopes that give way in a member, in the order of their happenings.
pub(super) fn crossings(drill: &Drill, flood: Option<&Flood>, member: u32) -> Vec<Crossing> {
    let happenings = &drill.scenario.happenings;
    let crossing = |(index, happening): (usize, &Happening)| {
        let (at, because) = failure(drill, flood, member, happening)?;
        let change = Change::Happens(HappeningId::from_index(index));
        Some(Crossing { at, key: happening.key, change, because })
    };
    happenings.iter().enumerate().filter_map(crossing).collect()
}

/// When the slope of a happening gives way in a member, and the fact that tells why; none where
/// it stands, or the happening is no slope.
pub(super) fn failure(
    drill: &Drill,
    flood: Option<&Flood>,
    member: u32,
    happening: &Happening,
) -> Option<(Time, Option<Fact>)> {
    let (When::SlopeFails(trigger), Some(site)) = (happening.when, &happening.site) else {
        return None;
    };
    let found = match trigger {
        Trigger::Rain(threshold, resistance) => {
            let place = place(drill, happening.key, site.node);
            by_rain(drill, flood?, member, (&place, threshold, resistance))
        }
        Trigger::Shaking(slopes, critical_g) => {
            let key = Key::born(STRENGTH, &[happening.key], member);
            let strength = ENSEMBLE.draws(Purpose::Hazard, key).uniform();
            by_shaking(drill, member, site.node, (slopes, critical_g, strength))
        }
    };
    found.filter(|(at, _)| *at <= Time::START + drill.scenario.duration)
}

/// A junction as a place of rain.
fn place(drill: &Drill, key: Key, node: NodeId) -> GaugeData {
    let node = &drill.county.network.nodes[node.index()];
    GaugeData { key, x_m: node.x_m, y_m: node.y_m }
}

fn by_rain(
    drill: &Drill,
    flood: &Flood,
    member: u32,
    (slope, threshold, resistance): (&GaugeData, Threshold, f64),
) -> Option<(Time, Option<Fact>)> {
    let rain = flood.rain(member, slope);
    let at = threshold.trigger(&rain, resistance).expect("it was asked about")?;
    Some((at, rain_before(drill, flood, member, (slope, at))))
}

/// The rain that gauges have told of last before a moment: at the nearest of those that have.
fn rain_before(
    drill: &Drill,
    flood: &Flood,
    member: u32,
    (slope, before): (&GaugeData, Time),
) -> Option<Fact> {
    let of_gauge = |id: FacilityId| {
        let facility = &drill.county.facilities[id.index()];
        let gauge = place(drill, facility.key, facility.node);
        let told = water::rain_facts(drill, id, &flood.rain(member, &gauge));
        let told = told.into_iter().filter(|(at, ..)| *at < before);
        let (_, fact, _) = told.max_by_key(|(at, fact, _)| (*at, *fact))?;
        let (east_m, north_m) = (gauge.x_m - slope.x_m, gauge.y_m - slope.y_m);
        Some((east_m * east_m + north_m * north_m, gauge.key, fact))
    };
    let told = flood::rain_gauges(drill).filter_map(of_gauge);
    let nearest = told.min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    nearest.map(|(.., fact)| fact)
}

fn by_shaking(
    drill: &Drill,
    member: u32,
    node: NodeId,
    (slopes, critical_g, strength): (u32, f64, f64),
) -> Option<(Time, Option<Fact>)> {
    let setting = drill.scenario.earthquake.as_ref()?;
    let node = &drill.county.network.nodes[node.index()];
    let brings_down = |earthquake: &Earthquake| {
        let Ok(shaking) = earthquake.at((node.x_m, node.y_m)) else { return false };
        let peak_g = shaking.acceleration_g.min(ACCELERATION.high);
        // Weaker shocks than the relation was fitted to are taken at its least magnitude.
        let magnitude = earthquake.data().magnitude.clamp(MAGNITUDE.low, MAGNITUDE.high);
        let fails = any_fails_probability(slopes, critical_g, peak_g, magnitude);
        strength < fails.expect("it was asked about")
    };
    let main = shaking::earthquake(drill, setting, member);
    let first = (setting.at, main, shaking::fact(setting));
    let after = aftershock::shocks(drill, member, main.data());
    let down = std::iter::once(first).chain(after).find(|(_, shock, _)| brings_down(shock));
    down.map(|(at, _, fact)| (at + Duration::from_seconds(SLIDING_SECONDS), Some(fact)))
}

/// Warns of slopes that give way in no member.
pub(super) fn warnings(drill: &Drill, file: &str, written: &[&str]) -> Vec<Problem> {
    let is_slope = |happening: &&Happening| matches!(happening.when, When::SlopeFails(_));
    let slopes: Vec<_> = drill.scenario.happenings.iter().filter(is_slope).collect();
    if slopes.is_empty() {
        return Vec::new();
    }
    let flood = flood::flood(drill);
    let members = u32::from(drill.scenario.members);
    let stands = |happening: &&Happening| {
        (0..members).all(|member| failure(drill, flood.as_ref(), member, happening).is_none())
    };
    let problem = |happening: &Happening| {
        let index = written.iter().position(|name| *name == happening.name).unwrap_or_default();
        let place = Place::path(file, format!("happenings[{index}].when.by"));
        let expected = Text::new(
            "至少在集合的一个成员中失稳的边坡（降低 resistance，或减小临界加速度、增加 slopes）",
            "a slope that gives way in some member: less resistance, weaker ground or more slopes",
        );
        Problem::warning(place, format!("\"{}\"", happening.name), expected)
    };
    slopes.into_iter().filter(stands).map(problem).collect()
}

/// What this assumes beyond the models.
pub fn assumptions() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    vec![
        line(
            "slope.least_magnitude",
            "边坡滑移量取用的最小震级（更小的余震按此取）",
            "least magnitude that slopes are moved by: weaker aftershocks count as this",
            MAGNITUDE.low,
            "",
        ),
        line(
            "slope.sliding",
            "地震动到滑坡体到位的时间",
            "time from a shock until the slope is down",
            SLIDING_SECONDS as f64,
            "s",
        ),
    ]
}
