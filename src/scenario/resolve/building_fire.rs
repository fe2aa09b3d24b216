//! Buildings on fire: what the model takes, a task that throws water, and neighbours that stand
//! where a fire can light them.

use std::collections::BTreeMap;

use super::super::building_fire::BuildingFire;
use super::super::file::{BuildingFireFile, ScenarioFile, WhenFile};
use super::super::happening::Happening;
use super::Step;
use super::happening::task;
use crate::base::id::{HappeningId, IncidentKindId};
use crate::base::problem::Problem;
use crate::hazard::structure_fire::{EFFECTIVE_MJ_L, StructureFire, ignition_distance_m};

/// Litres per second that a team can throw.
const LITRES_S: std::ops::RangeInclusive<f64> = 0.1..=500.0;
/// Metres between two buildings of which one lights the other.
const DISTANCE_M: std::ops::RangeInclusive<f64> = 0.1..=200.0;

/// Fires of the tier in the order of their happenings; those of other tiers are checked all the
/// same.
pub(super) fn fires(
    step: &mut Step,
    file: &ScenarioFile,
    happenings: &[Happening],
) -> Vec<BuildingFire> {
    let mut fires = Vec::new();
    let mut most_mw: BTreeMap<&str, f64> = BTreeMap::new();
    for (index, written) in file.fires.iter().enumerate() {
        let path = format!("fires[{index}]");
        most_mw.entry(&written.happening).or_insert(written.most_mw);
        if file.fires[..index].iter().any(|other| other.happening == written.happening) {
            let found = format!("\"{}\"", written.happening);
            let expected = ("未列过的情节", "a happening that is not listed yet");
            step.check.error(&format!("{path}.happening"), found, expected.0, expected.1);
        }
        fires.extend(fire(step, &path, file, written, happenings));
    }
    fires.sort_by_key(|fire| fire.happening);
    neighbours(step, file, &most_mw);
    fires
}

fn fire(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    written: &BuildingFireFile,
    happenings: &[Happening],
) -> Option<BuildingFire> {
    step.check.within(&format!("{path}.litres_s"), written.litres_s, LITRES_S, "L/s");
    step.check.text(&format!("{path}.source.text"), &written.source.text);
    let fire = StructureFire::new(written.growth, 1_000.0 * written.most_mw, EFFECTIVE_MJ_L);
    if let Err(refusals) = &fire {
        for refusal in &refusals.0 {
            let place = step.check.place(format!("{path}.most_mw"));
            let found = format!("{} MW", written.most_mw);
            step.check.push(Problem::error(place, found, refusal.expected.clone()));
        }
    }
    let site = file.happenings.iter().find(|one| one.name == written.happening);
    let Some(site) = site.and_then(|one| one.incident.as_ref()) else {
        let found = format!("\"{}\"", written.happening);
        let expected = ("有 incident 的情节", "a happening with an incident");
        step.check.error(&format!("{path}.happening"), found, expected.0, expected.1);
        return None;
    };
    let kind = step.names.kinds.get(&site.kind).map(IncidentKindId::from_index)?;
    let throws = task(step, &format!("{path}.task"), kind, &written.task)?;
    let fed_until = match &written.fed_until {
        Some(name) => Some(task(step, &format!("{path}.fed_until"), kind, name)?),
        None => None,
    };
    let place = happenings.iter().position(|one| one.name == written.happening)?;
    Some(BuildingFire {
        happening: HappeningId::from_index(place),
        incident: happenings[place].site.as_ref()?.incident,
        task: throws,
        fed_until,
        fire: fire.ok()?,
        litres_s: written.litres_s,
        source: written.source.clone(),
    })
}

/// What is lit by another is lit by a fire, and stands where that can light it.
fn neighbours(step: &mut Step, file: &ScenarioFile, most_mw: &BTreeMap<&str, f64>) {
    for (index, written) in file.happenings.iter().enumerate() {
        let WhenFile::LitBy { happening, distance_m } = &written.when else { continue };
        let path = format!("happenings[{index}].when");
        step.check.within(&format!("{path}.distance_m"), *distance_m, DISTANCE_M, "m");
        let Some(most_mw) = most_mw.get(happening.as_str()) else {
            let found = format!("\"{happening}\"");
            let expected = ("列于 fires 的情节", "a happening that is listed among the fires");
            step.check.error(&format!("{path}.happening"), found, expected.0, expected.1);
            continue;
        };
        let reach_m = ignition_distance_m(1_000.0 * most_mw);
        if *distance_m > reach_m {
            step.check.error(
                &format!("{path}.distance_m"),
                distance_m,
                &format!("至多 {reach_m:.1} m（该火灾能引燃的距离）"),
                &format!("at most {reach_m:.1} m, as far as that fire can light"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::file::WhenFile;
    use super::super::tests::check;
    use super::*;
    use crate::base::problem::Severity::Error;
    use crate::hazard::structure_fire::Growth;

    #[test]
    fn a_fire_is_checked_to_the_last_figure() {
        check(
            |(scenario, _)| {
                let source = scenario.people.source.clone();
                let slide = scenario.happenings[1].name.clone();
                let fire = |happening: &str, task: &str, most_mw: f64| BuildingFireFile {
                    happening: happening.into(),
                    task: task.into(),
                    fed_until: None,
                    growth: Growth::Fast,
                    most_mw,
                    litres_s: 10.0,
                    source: source.clone(),
                };
                scenario.fires.push(fire(&slide, "clear", 8.0));
                scenario.fires.push(BuildingFireFile {
                    litres_s: 0.0,
                    fed_until: Some("rescu".into()),
                    ..fire(&slide, "cleer", f64::NAN)
                });
                scenario.fires.push(fire("no-such", "clear", 8.0));
                let far = WhenFile::LitBy { happening: slide, distance_m: 9.0 };
                let mut next = scenario.happenings[1].clone();
                (next.name, next.when) = ("next".into(), far);
                let mut other = next.clone();
                let by = WhenFile::LitBy { happening: "next".into(), distance_m: 0.0 };
                (other.name, other.when) = ("other".into(), by);
                scenario.happenings.extend([next, other]);
            },
            &[
                (Error, "fires[1].happening", "not listed yet"),
                (Error, "fires[1].litres_s", "from 0.1 to 500"),
                (Error, "fires[1].most_mw", "kW"),
                (Error, "fires[1].task", "a task of that incident"),
                (Error, "fires[2].happening", "with an incident"),
                (Error, "happenings[3].when.distance_m", "at most"),
                (Error, "happenings[4].when.distance_m", "from 0.1 to 200"),
                (Error, "happenings[4].when.happening", "among the fires"),
            ],
        );
    }
}
