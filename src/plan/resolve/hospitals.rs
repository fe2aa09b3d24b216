//! Hospitals as a plan has them, to figures by facility.

use super::super::hospital::{
    Decontamination, DecontaminationFile, Hospitals, HospitalsFile, IntensiveCare,
    IntensiveCareFile, Transfer, TransferFile,
};
use super::super::is_hospital;
use super::{Step, length};
use crate::base::id::FacilityId;
use crate::base::time::Duration;

/// The place of hospitals in a plan.
const PATH: &str = "medical.hospitals";
/// Intensive-care places that one hospital can have.
const PLACES_MAX: u32 = 10_000;

/// What is assumed about hospitals; each has its specialties in one place, in order.
pub(super) fn resolve(step: &mut Step, written: &HospitalsFile) -> Hospitals {
    step.check.within(&format!("{PATH}.occupied_percent"), written.occupied_percent, 0..=100, "%");
    let detour = written.specialty_detour_minutes;
    step.check.within(&format!("{PATH}.specialty_detour_minutes"), detour, 0..=600, "min");
    step.source(PATH, &written.source);
    let mut specialties: Vec<(FacilityId, Vec<_>)> = Vec::new();
    for (index, hospital) in written.specialties.iter().enumerate() {
        let path = format!("{PATH}.specialties[{index}].at");
        let known = |at| specialties.iter().any(|(other, _)| *other == at);
        let Some(at) = new_hospital(step, &path, &hospital.at, known) else { continue };
        let mut has = hospital.has.clone();
        has.sort_unstable();
        specialties.push((at, has));
    }
    specialties.sort_by_key(|(at, _)| *at);
    Hospitals {
        occupied_percent: written.occupied_percent.min(100),
        specialty_detour: length(detour),
        specialties,
        intensive_care: written.intensive_care.as_ref().map(|it| intensive_care(step, it)),
        decontamination: written.decontamination.as_ref().map(|it| decontamination(step, it)),
        source: written.source.clone(),
    }
}

/// A hospital by name.
pub(super) fn one(step: &mut Step, path: &str, name: &str) -> Option<FacilityId> {
    new_hospital(step, path, name, |_| false)
}

/// A hospital that has not been listed yet.
fn new_hospital(
    step: &mut Step,
    path: &str,
    name: &str,
    is_listed: impl Fn(FacilityId) -> bool,
) -> Option<FacilityId> {
    let at = step.facility(path, name)?;
    let kind = step.county.facilities[at.index()].kind;
    if is_hospital(kind) && !is_listed(at) {
        return Some(at);
    }
    let found = format!("\"{name}\" ({})", kind.text().en);
    let expected = ("未列过的医院", "a hospital that is not listed yet");
    step.check.error(path, found, expected.0, expected.1);
    None
}

/// Hospitals by name, in the order in which they are written.
fn hospitals(step: &mut Step, path: &str, names: &[String]) -> Vec<FacilityId> {
    let mut list: Vec<FacilityId> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let at = new_hospital(step, &path, name, |at| list.contains(&at));
        list.extend(at);
    }
    list
}

fn intensive_care(step: &mut Step, written: &IntensiveCareFile) -> IntensiveCare {
    let path = format!("{PATH}.intensive_care");
    let check = &mut step.check;
    check.within(&format!("{path}.beds_percent"), written.beds_percent, 0.0..=100.0, "%");
    check.within(&format!("{path}.occupied_percent"), written.occupied_percent, 0..=100, "%");
    // Sacco et al. 2005: respiration, pulse and motor response, 0 to 4 each.
    check.within(&format!("{path}.below_score"), written.below_score, 0..=12, "");
    check.within(&format!("{path}.stay_hours"), written.stay_hours, 0.01..=10_000.0, "h");
    let deaths = written.deaths_percent_per_hour;
    check.within(&format!("{path}.deaths_percent_per_hour"), deaths, 0.0..=99.0, "%");
    step.source(&path, &written.source);
    let mut places: Vec<(FacilityId, u32)> = Vec::new();
    for (index, of_hospital) in written.places.iter().enumerate() {
        let path = format!("{path}.places[{index}]");
        step.check.within(&format!("{path}.count"), of_hospital.count, 0..=PLACES_MAX, "");
        let known = |at| places.iter().any(|(other, _)| *other == at);
        let at = new_hospital(step, &format!("{path}.at"), &of_hospital.at, known);
        places.extend(at.map(|at| (at, of_hospital.count)));
    }
    places.sort_unstable();
    let transfer = written.transfer.as_ref().and_then(|it| transfer(step, &path, it));
    IntensiveCare {
        of_beds: written.beds_percent / 100.0,
        places,
        occupied_percent: written.occupied_percent.min(100),
        below_score: written.below_score,
        stay: Duration::from_seconds_f64(3_600.0 * written.stay_hours),
        deaths_per_hour: deaths / 100.0,
        transfer,
        source: written.source.clone(),
    }
}

fn transfer(step: &mut Step, path: &str, written: &TransferFile) -> Option<Transfer> {
    let path = format!("{path}.transfer");
    let clause = step.clause(&path, &written.clause);
    let desk = step.desk(&format!("{path}.desk"), &written.desk);
    if written.to.is_empty() {
        step.check.error(&format!("{path}.to"), "[]", "至少一家医院", "at least one hospital");
    }
    let to = hospitals(step, &format!("{path}.to"), &written.to);
    Some(Transfer { clause: clause?, desk: desk?, to })
}

fn decontamination(step: &mut Step, written: &DecontaminationFile) -> Decontamination {
    let path = format!("{PATH}.decontamination");
    let mut within = |name: &str, minutes: u32, most: u32| {
        step.check.within(&format!("{path}.{name}"), minutes, 0..=most, "min");
    };
    within("crews_wait_minutes", written.crews_wait_minutes, 1_440);
    within("closed_minutes", written.closed_minutes, 10_080);
    within("wash_minutes", written.wash_minutes, 600);
    step.source(&path, &written.source);
    let mut at = hospitals(step, &format!("{path}.at"), &written.at);
    at.sort_unstable();
    Decontamination {
        crews_wait: length(written.crews_wait_minutes),
        closed: length(written.closed_minutes),
        wash: length(written.wash_minutes),
        at,
        source: written.source.clone(),
    }
}
