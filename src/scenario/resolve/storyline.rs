//! What happens: rain, people on no list, behaviour, ordinary calls, what is known at the
//! start.

use std::ops::RangeInclusive;

use super::super::Background;
use super::super::aftershock;
use super::super::aftershock::AftershockSetting;
use super::super::file::{AftershocksFile, BurstFile, EarthquakeFile, FloodFile, ScenarioFile};
use super::super::flood::FloodSetting;
use super::super::shaking::EarthquakeSetting;
use super::super::shaking::{self, LEAST_INTENSITY};
use super::Step;
use super::pressure::Forces;
use crate::base::chance::{Purpose, Seed};
use crate::base::check::Checker;
use crate::base::id::{DeskId, ZoneId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::problem::Problem;
use crate::base::time::Time;
use crate::county::place::{FacilityKind, ZoneKind};
use crate::hazard::earthquake::isoseismal::MAGNITUDE;
use crate::hazard::earthquake::{DEPTH, STRIKE};
use crate::hazard::rain::HOUR;
use crate::hazard::range::Range;
use crate::hazard::range::Refusals;
use crate::hazard::runoff::CURVE_NUMBER;
use crate::vocabulary::fact::{Fact, Subject};

/// Difference from 100 that percentages may sum to.
const SUM_TOLERANCE_PERCENT: f64 = 0.01;

/// Kilometres that an epicentre can lie from the zone that it is given from.
const OFFSET_KM: RangeInclusive<f64> = -200.0..=200.0;

/// Rain that a burst brings in all, mm: that of its wettest hour over its bell curve in time.
fn volume_mm(burst: &BurstFile) -> f64 {
    let bell_minutes = burst.width_minutes * math::sqrt(2.0 * std::f64::consts::PI);
    burst.hour_mm * (bell_minutes / 60.0).max(1.0)
}

/// Holds a value to the range of its model, which names its source.
pub(super) fn hold(check: &mut Checker, path: &str, range: &Range, value: f64) {
    if let Err(refusal) = range.check(path, value) {
        let place = check.place(refusal.path);
        check.push(Problem::error(place, refusal.found, refusal.expected));
    }
}

/// The flood with the bursts in force: where a burst does not fall, its rain is missing from the
/// total, and the others fall as they do where all fall.
pub(super) fn flood(step: &mut Step, file: &FloodFile, forces: &Forces) -> Option<FloodSetting> {
    let check = &mut step.check;
    check.within("flood.total_mm", file.total_mm, 1.0..=2_000.0, "mm");
    check.within("flood.half_width_km", file.half_width_km, 1.0..=500.0, "km");
    check.within("flood.spread[0]", file.spread.0, 0.0..=1.0, "");
    check.within("flood.spread[1]", file.spread.1, 0.0..=180.0, "min");
    hold(check, "flood.curve_number", &CURVE_NUMBER, file.curve_number);
    for (index, burst) in file.bursts.iter().enumerate() {
        let path = format!("flood.bursts[{index}]");
        let play_minutes = step.play.minutes();
        let peak = burst.peak_minutes;
        check.within(&format!("{path}.peak_minutes"), peak, -1_440.0..=play_minutes, "min");
        hold(check, &format!("{path}.hour_mm"), &HOUR, burst.hour_mm);
        check.within(&format!("{path}.width_minutes"), burst.width_minutes, 5.0..=720.0, "min");
    }
    let mut in_force = file.clone();
    in_force.bursts = (file.bursts.iter().zip(1..))
        .filter(|(_, number)| forces.burst(*number))
        .map(|(burst, _)| *burst)
        .collect();
    in_force.bursts.sort_by(|left, right| {
        let key = |burst: &BurstFile| (burst.peak_minutes, burst.hour_mm, burst.width_minutes);
        key(left).partial_cmp(&key(right)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let missing_mm: f64 = (file.bursts.iter().zip(1..))
        .filter(|(_, number)| !forces.burst(*number))
        .map(|(burst, _)| volume_mm(burst))
        .sum();
    in_force.total_mm = (file.total_mm - missing_mm).max(1.0) * forces.rain;
    for burst in &mut in_force.bursts {
        burst.hour_mm *= forces.rain;
    }
    if in_force.bursts.is_empty() {
        step.check.error("flood.bursts", "[]", "至少一个雨峰", "at least one burst at every tier");
    }
    let centre = step.zone("flood.centre", &file.centre);
    let reservoir = match &file.reservoir {
        Some(reservoir) => Some(reservoir_facility(step, reservoir)?),
        None => None,
    };
    let embankments = Vec::new();
    Some(FloodSetting { file: in_force, centre: centre?, reservoir, embankments })
}

fn reservoir_facility(
    step: &mut Step,
    file: &super::super::file::ReservoirFile,
) -> Option<crate::base::id::FacilityId> {
    let path = "flood.reservoir";
    let level = file.level_at_start_cm;
    step.check.within(&format!("{path}.level_at_start_cm"), level, -5_000..=2_000, "cm");
    step.check.within(&format!("{path}.outflow_m3_s"), file.outflow_m3_s, 0.0..=20_000.0, "m3/s");
    let (level_cm, release) = file.forced_release;
    step.check.within(&format!("{path}.forced_release[0]"), level_cm, -5_000..=5_000, "cm");
    step.check.within(&format!("{path}.forced_release[1]"), release, 0.0..=50_000.0, "m3/s");
    let id = step.facility(&format!("{path}.facility"), &file.facility)?;
    let facility = &step.county.facilities[id.index()];
    if facility.kind != FacilityKind::Reservoir || facility.reach.is_none() {
        let found = facility.kind.text().en;
        let path = format!("{path}.facility");
        step.check.error(&path, found, "河道上的水库", "a reservoir on a reach");
    }
    Some(id)
}

/// People on no list, by hazard area.
pub(super) fn visitors(step: &mut Step, file: &ScenarioFile, forces: &Forces) -> Vec<u32> {
    let mut visitors = vec![0_u32; step.county.areas.len()];
    for (index, written) in file.visitors.iter().enumerate() {
        let path = format!("visitors[{index}]");
        step.check.text(&format!("{path}.title"), &written.title);
        step.check.within(&format!("{path}.people"), written.people, 1..=10_000, "");
        let Some(area) = step.area(&format!("{path}.area"), &written.area) else { continue };
        if forces.visitors(&written.area) {
            let there = &mut visitors[area.index()];
            *there = there.saturating_add(written.people);
        }
    }
    visitors
}

/// Checks how people behave; the fraction that goes back early, and when, where some do.
pub(super) fn people(step: &mut Step, file: &ScenarioFile, forces: &Forces) -> Option<(f64, Time)> {
    let people = &file.people;
    let check = &mut step.check;
    check.within("people.refuse_percent", people.refuse_percent, 0.0..=100.0, "%");
    let median = people.departure_median_minutes;
    check.within("people.departure_median_minutes", median, 0.1..=720.0, "min");
    check.text("people.source.text", &people.source.text);
    let (percent, minutes) = people.return_early;
    check.within("people.return_early[0]", percent, 0.0..=100.0, "%");
    let at = step.moment("people.return_early[1]", minutes);
    (forces.return_early && percent > 0.0).then_some((percent / 100.0, at))
}

/// Ordinary calls in the whole county, in the order of their kinds.
pub(super) fn background(step: &mut Step, file: &ScenarioFile) -> Vec<Background> {
    let mut residents: u64 = 0;
    for zone in &step.county.zones {
        residents += u64::from(zone.residents);
    }
    let mut background: Vec<Background> = Vec::new();
    for (index, written) in file.background.iter().enumerate() {
        let path = format!("background[{index}]");
        let daily = written.daily_per_100000;
        step.check.within(&format!("{path}.daily_per_100000"), daily, 0.0..=1_000.0, "");
        step.check.text(&format!("{path}.source.text"), &written.source.text);
        let shares_path = format!("{path}.by_hour_percent");
        for (hour, share) in written.by_hour_percent.iter().enumerate() {
            step.check.within(&format!("{shares_path}[{hour}]"), *share, 0.0..=100.0, "%");
        }
        let sum_percent: f64 = written.by_hour_percent.iter().sum();
        if (sum_percent - 100.0).abs() > SUM_TOLERANCE_PERCENT {
            let zh = "24 小时占比之和为 100";
            step.check.error(&shares_path, sum_percent, zh, "24 shares that sum to 100");
        }
        let path = format!("{path}.incident");
        let Some(kind) = step.kind(&path, &written.incident) else { continue };
        if background.iter().any(|earlier| earlier.kind == kind) {
            let found = format!("\"{}\"", written.incident);
            step.check.error(&path, found, "未列过的险情类别", "a kind not yet listed");
        }
        background.push(Background {
            kind,
            daily: daily * residents as f64 / 100_000.0,
            by_hour: written.by_hour_percent.map(|share| share / 100.0),
            source: written.source.clone(),
        });
    }
    background.sort_by_key(|calls| calls.kind);
    background
}

/// What desks know at the start, by desk and fact.
pub(super) fn known_at_start(step: &mut Step, file: &ScenarioFile) -> Vec<(DeskId, Fact, i64)> {
    let mut known: Vec<(DeskId, Fact, i64)> = Vec::new();
    for (index, written) in file.known_at_start.iter().enumerate() {
        let path = format!("known_at_start[{index}]");
        if !written.fact.is_level() {
            step.check.error(
                &format!("{path}.fact"),
                written.fact.text().en,
                "预警级别或应急响应级别",
                "warning level or response level",
            );
        }
        step.check.within(&format!("{path}.value"), written.value, 0..=4, "");
        for (place, name) in written.desks.iter().enumerate() {
            let path = format!("{path}.desks[{place}]");
            let Some(desk) = step.desk(&path, name) else { continue };
            let fact = Fact::new(written.fact, Subject::Event(file.event));
            if known.iter().any(|(holder, held, _)| (*holder, *held) == (desk, fact)) {
                let found = format!("\"{name}\"");
                step.check.error(&path, found, "未列过的岗位", "a desk that does not know it yet");
            }
            known.push((desk, fact, written.value));
        }
    }
    known.sort_unstable_by_key(|(desk, fact, _)| (*desk, *fact));
    known
}

/// The earthquake. What its model would refuse is refused here, so that no drill has it.
pub(super) fn earthquake(step: &mut Step, file: &EarthquakeFile) -> Option<EarthquakeSetting> {
    let path = "earthquake";
    for (field, range, value) in [
        ("magnitude", &MAGNITUDE, file.magnitude),
        ("depth_km", &DEPTH, file.depth_km),
        ("strike_degrees", &STRIKE, file.strike_degrees),
    ] {
        hold(&mut step.check, &format!("{path}.{field}"), range, value);
    }
    let at = step.moment("earthquake.at_minutes", file.at_minutes);
    step.check.within("earthquake.offset_km[0]", file.offset_km.0, OFFSET_KM, "km");
    step.check.within("earthquake.offset_km[1]", file.offset_km.1, OFFSET_KM, "km");
    step.check.within("earthquake.spread[0]", file.spread.0, 0.0..=50.0, "km");
    step.check.within("earthquake.spread[1]", file.spread.1, 0.0..=1.0, "");
    step.check.within("earthquake.indoors_percent", file.indoors_percent, 0.0..=100.0, "%");
    step.check.text("earthquake.source.text", &file.source.text);
    for (index, buildings) in file.buildings.iter().enumerate() {
        let path = format!("earthquake.buildings[{index}].percent");
        step.check.within(&path, buildings.percent, 0.0..=100.0, "%");
    }
    for kind in ZoneKind::ALL {
        let of_kind = file.buildings.iter().filter(|buildings| buildings.zone == *kind);
        let sum: f64 = of_kind.map(|buildings| buildings.percent).sum();
        if (sum - 100.0).abs() > 0.01 {
            let text = kind.text();
            step.check.error(
                "earthquake.buildings",
                format!("{}: {sum} %", text.en),
                &format!("“{}”各类房屋人口占比合计 100", text.zh),
                &format!("percents of a {} that sum to 100", text.en),
            );
        }
    }
    let zone = step.zone("earthquake.epicentre", &file.epicentre);
    let kind = step.kind("earthquake.incident", &file.incident);
    if let Some(zone) = zone {
        reach(step, file, zone);
    }
    let after = file.aftershocks.as_ref().map(|after| aftershocks(step, file, after));
    Some(EarthquakeSetting {
        key: Key::written(path, path),
        file: file.clone(),
        at,
        zone: zone?,
        kind: kind?,
        aftershocks: match after {
            Some(after) => Some(after?),
            None => None,
        },
    })
}

/// Warns of an earthquake that the county hardly feels.
fn reach(step: &mut Step, file: &EarthquakeFile, epicentre: ZoneId) {
    let (east_km, north_km) = file.offset_km;
    if !OFFSET_KM.contains(&east_km) || !OFFSET_KM.contains(&north_km) {
        return;
    }
    if !shaking::is_on_map(step.county, file, epicentre) {
        step.check.warning(
            "earthquake.offset_km",
            format!("({east_km}, {north_km})"),
            "地图范围内的震中（图外的县城、道路和人员不参与推演）",
            "an epicentre on the map: what lies off it takes no part in play",
        );
    }
    if let Some(strongest) = shaking::strongest(step.county, file, epicentre)
        && strongest < LEAST_INTENSITY
    {
        step.check.warning(
            "earthquake.epicentre",
            format!("\"{}\": {strongest:.1}", file.epicentre),
            &format!("使至少一个村镇烈度达到 {LEAST_INTENSITY} 度的震中和震级（低于此值不计倒塌）"),
            &format!(
                "an epicentre and a magnitude that shake some settlement to intensity \
                 {LEAST_INTENSITY}, below which nothing collapses"
            ),
        );
    }
}

/// What follows an earthquake: a law that the models refuse, or that need not end, is none.
fn aftershocks(
    step: &mut Step,
    main: &EarthquakeFile,
    file: &AftershocksFile,
) -> Option<AftershockSetting> {
    let path = "earthquake.aftershocks";
    let least = (MAGNITUDE.low, main.magnitude);
    step.check.within(&format!("{path}.least"), file.least, least.0..=least.1, "");
    step.check.within(&format!("{path}.inside_percent"), file.inside_percent, 0.0..=100.0, "%");
    step.check.text(&format!("{path}.source.text"), &file.source.text);
    let mut told = Vec::with_capacity(file.told.len());
    let mut before = main.at_minutes;
    for (index, (minutes, magnitude)) in file.told.iter().enumerate() {
        let path = format!("{path}.told[{index}]");
        step.check.within(&format!("{path}[1]"), *magnitude, least.0..=least.1, "");
        told.push((step.moment(&format!("{path}[0]"), *minutes), *magnitude));
        if *minutes <= before {
            let (zh, en) = ("晚于主震和前一次余震", "later than main shock and aftershock before");
            step.check.error(&format!("{path}[0]"), minutes, zh, en);
        }
        before = *minutes;
    }
    let hours = (step.play.minutes() - main.at_minutes) / 60.0;
    let mut draws = Seed(1).draws(Purpose::Hazard, Key(0));
    let range = (main.magnitude, file.least);
    // A main shock out of range is told of where it stands.
    let is_sound = main.magnitude <= MAGNITUDE.high && (least.0..=least.1).contains(&file.least);
    if let Some(law) = file.law.filter(|_| is_sound)
        && let Err(Refusals(refusals)) = aftershock::drawn(law, range, hours, &mut draws)
    {
        for refusal in refusals {
            let place = step.check.place(format!("{path}.law.{}", refusal.path));
            step.check.push(Problem::error(place, refusal.found, refusal.expected));
        }
    }
    let station = step.facility(&format!("{path}.station"), &file.station);
    let kind = step.kind(&format!("{path}.incident"), &file.incident);
    Some(AftershockSetting { file: file.clone(), station: station?, kind: kind?, told })
}
