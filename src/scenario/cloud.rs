//! From a drill's release to what changes in the county: in which danger each exposed area is when,
//! and what its people take in out of doors, in a room, and in a room that they have shut.
//!
//! The classes are those of the acute exposure guideline levels for an hour, out of doors. Who
//! needs treatment, or dies without it, follows from the toxic load at each junction of an area,
//! taken in by then; those who change cover go on from the share that would be hurt under the new
//! one, a simplification.

use super::exposure::{Exposure, HARMFUL, dangers, place_m};
use super::file::ReleaseFile;
use super::happening::Site;
use super::timeline::{Change, Crossing, DOSE_STEP_MINUTES, Dose, Intervention, Peril};
use super::{Drill, wind};
use crate::base::id::AreaId;
use crate::base::problem::{Place, Problem};
use crate::base::time::Duration;
use crate::hazard::assumption::Assumption;
use crate::hazard::range::{Refusal, Refusals};
use crate::hazard::release::indoors::{Tightness, air_changes_per_hour, inside};
use crate::hazard::release::puffs::{Cloud, Source};
use crate::hazard::release::stability::stability;
use crate::hazard::release::toxic::{GuidelineLevel, Substance, substance};
use crate::vocabulary::safety::DangerKind;

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

/// Time of exposure that guideline levels and harm are taken for, minutes.
pub(super) const EXPOSURE_MINUTES: f64 = 60.0;
/// Minutes between two looks at the cloud.
const STEP_MINUTES: f64 = 1.0;

/// The cloud of a member, stopped or not.
pub(super) fn cloud(
    drill: &Drill,
    setting: &ReleaseSetting,
    member: u32,
    interventions: &[Intervention],
) -> Result<Cloud, Refusals> {
    let exposure = &setting.exposure;
    let begins = exposure.begins.minutes() * 60.0;
    let stopped = interventions.iter().filter_map(|intervention| match intervention {
        Intervention::Stopped(incident, at) if *incident == exposure.incident => {
            Some(at.minutes() * 60.0)
        }
        _ => None,
    });
    let runs_dry = begins + setting.file.mass_kg / setting.file.rate_kg_s;
    let ends = stopped.fold(runs_dry, f64::min).max(begins);
    let wind = drill.scenario.wind.as_ref().expect("a release has a wind");
    let winds = wind::spells(wind, member);
    let (x_m, y_m) = exposure.source_m(&drill.county);
    let source = Source {
        x_m,
        y_m,
        height_m: setting.file.height_m,
        begin_seconds: begins,
        duration_seconds: ends - begins,
        mass_kg: (ends - begins) * setting.file.rate_kg_s,
    };
    let speed_m_s = winds.first().map_or(f64::NAN, |spell| spell.speed_m_s);
    let class = stability(speed_m_s, wind.file.sky).map_err(|refusal| Refusals(vec![refusal]))?;
    Cloud::new(source, &winds, setting.file.terrain, class)
}

/// What the model refuses of a release, as problems of the scenario's `file`.
pub(super) fn refusals(drill: &Drill, file: &str) -> Vec<Problem> {
    let Some(setting) = &drill.scenario.release else { return Vec::new() };
    let Err(Refusals(refusals)) = cloud(drill, setting, 0, &[]) else { return Vec::new() };
    let placed = |refusal: &Refusal| {
        let path = match refusal.path.split_once('.') {
            Some((spell, field)) if spell.starts_with("winds") => {
                let field = if field == "from_seconds" { "at_minutes" } else { field };
                format!("wind.{}.{field}", spell.replace("winds", "spells"))
            }
            Some(("source", "height_m")) => "release.height_m".into(),
            Some(("source", "duration_seconds")) => "release.rate_kg_s".into(),
            Some(("source", "mass_kg")) => "release.mass_kg".into(),
            _ => "release".into(),
        };
        Problem::error(Place::path(file, path), &*refusal.found, refusal.expected.clone())
    };
    refusals.iter().map(placed).collect()
}

/// What a member's cloud does, and what people take in of it.
///
/// # Panics
/// When the model refuses the release: no drill is made without the model having been asked.
pub(super) fn crossings(
    drill: &Drill,
    member: u32,
    interventions: &[Intervention],
    (doses, perils): (&mut Vec<Dose>, &mut Vec<Peril>),
) -> Vec<Crossing> {
    let Some(setting) = &drill.scenario.release else { return Vec::new() };
    let cloud = cloud(drill, setting, member, interventions).expect("it was asked");
    let exposure = &setting.exposure;
    let gas = substance(setting.file.gas);
    let areas: Vec<usize> = (exposure.first_area..drill.county.areas.len()).collect();
    let mut places = exposure.receptors_m(&drill.county);
    let sites = drill.scenario.happenings.iter().filter_map(|happening| happening.site.as_ref());
    let sites: Vec<&Site> = sites.collect();
    // Whoever works at an incident breathes the air there.
    places.push(sites.iter().map(|site| place_m(&drill.county, site.node)).collect());
    let mut air: Vec<Vec<Vec<f64>>> =
        places.iter().map(|places| vec![Vec::new(); places.len()]).collect();
    for minute in 0..=exposure.minutes(drill.scenario.duration) {
        let seconds = 60.0 * (exposure.begins.minutes() + minute as f64 * STEP_MINUTES);
        let snapshot = cloud.at(seconds);
        for (air, places) in air.iter_mut().zip(&places) {
            for (series, (x_m, y_m)) in air.iter_mut().zip(places) {
                // Milligrams of kilograms.
                series.push(1e6 * snapshot.concentration_kg_m3(*x_m, *y_m));
            }
        }
    }
    let classes_at_sites = classes(&gas, &air.pop().unwrap_or_default());
    for (site, classes) in sites.iter().zip(&classes_at_sites) {
        perils.push(peril(&cloud, exposure, site, classes));
    }
    let mut crossings = Vec::new();
    for (area, air) in areas.into_iter().zip(&air) {
        let id = AreaId::from_index(area);
        let key = drill.county.areas[area].key;
        for (minute, danger) in dangers(&classes(&gas, air), None) {
            let at = exposure.begins + Duration::from_minutes(minute);
            crossings.push(Crossing::new(at, key, Change::Danger(id, danger)));
        }
        doses.extend(dose(exposure, &gas, id, air));
    }
    crossings
}

/// When the air is a danger to those who work at an incident, from its class there minute by
/// minute; at the source as long as the gas comes out.
fn peril(cloud: &Cloud, exposure: &Exposure, site: &Site, classes: &[u8]) -> Peril {
    let is_source = site.incident == exposure.incident;
    let begins = exposure.begins.minutes();
    let is_harmful = |minute: usize| {
        let leaks = || 60.0 * (begins + minute as f64 * STEP_MINUTES) < cloud.ends_seconds();
        classes[minute] >= HARMFUL || is_source && leaks()
    };
    let steps = (0..classes.len()).step_by(DOSE_STEP_MINUTES as usize);
    let within = |from: usize| from..(from + DOSE_STEP_MINUTES as usize).min(classes.len());
    Peril {
        kind: DangerKind::ToxicCloud,
        incident: site.incident,
        begins: exposure.begins,
        is_there: steps.map(|from| within(from).any(is_harmful)).collect(),
    }
}

/// The class of danger at each place of an area, minute by minute: how many guideline levels the
/// air there is at or above.
fn classes(gas: &Substance, air: &[Vec<f64>]) -> Vec<Vec<u8>> {
    let levels = [GuidelineLevel::One, GuidelineLevel::Two, GuidelineLevel::Three].map(|level| {
        let ppm = gas.guideline_ppm(level, EXPOSURE_MINUTES).expect("an hour is in range");
        gas.mg_m3(ppm)
    });
    let class = |mg_m3: &f64| levels.iter().map(|level| u8::from(mg_m3 >= level)).sum();
    air.iter().map(|series| series.iter().map(class).collect()).collect()
}

/// What the people of an area take in; none where nobody would be hurt.
fn dose(exposure: &Exposure, gas: &Substance, area: AreaId, air: &[Vec<f64>]) -> Option<Dose> {
    let step = DOSE_STEP_MINUTES as usize;
    let count = air.first().map_or(0, Vec::len) / step + 1;
    let mut hurt = [vec![0.0; count], vec![0.0; count], vec![0.0; count]];
    let (mut dying, mut seriously) = (0.0, 0.0);
    let covers = [None, Some(Tightness::Open), Some(Tightness::Closed)];
    for series in air.iter().filter(|series| series.iter().any(|value| *value > 0.0)) {
        for (cover, tightness) in covers.iter().enumerate() {
            let breathed = match tightness {
                None => series.clone(),
                Some(tightness) => {
                    let changes = air_changes_per_hour(*tightness);
                    inside(series, STEP_MINUTES, changes, 0.0).expect("air is in range")
                }
            };
            let mut load = 0.0;
            for (number, shares) in hurt[cover].iter_mut().enumerate() {
                let upto = (number * step).min(breathed.len() - 1);
                let from = upto.min((number.max(1) - 1) * step);
                load += gas.toxic_load(&breathed[from..=upto], STEP_MINUTES);
                let harm = gas.harm(load, EXPOSURE_MINUTES);
                *shares += (harm.dying + harm.needing_treatment) / air.len() as f64;
                if tightness.is_none() && number + 1 == count {
                    dying += harm.dying / air.len() as f64;
                    seriously += harm.seriously / air.len() as f64;
                }
            }
        }
    }
    let all = hurt[0].last().copied().unwrap_or(0.0);
    let somebody = hurt.iter().any(|shares| shares.last().is_some_and(|share| *share > 1e-6));
    let of_all = |part: f64| if all > 0.0 { (part / all).clamp(0.0, 1.0) } else { 0.0 };
    let (grave, serious) = (of_all(dying), of_all(seriously));
    somebody.then_some(Dose { area, begins: exposure.begins, hurt, grave, serious })
}

/// What this assumes beyond the models.
pub fn assumptions() -> Vec<Assumption> {
    let zh = "判定危险程度和伤亡所取的暴露时间";
    let en = "time of exposure that danger and harm are taken for";
    vec![Assumption::placeholder("cloud.exposure", zh, en, EXPOSURE_MINUTES, "min")]
}
