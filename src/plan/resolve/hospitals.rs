//! Hospitals as a plan has them, to figures by facility.

use super::super::hospital::{Hospitals, HospitalsFile};
use super::super::is_hospital;
use super::{Step, length};
use crate::base::id::FacilityId;

/// The place of hospitals in a plan.
const PATH: &str = "medical.hospitals";

/// What is assumed about hospitals; each has its specialties in one place, in order.
pub(super) fn resolve(step: &mut Step, written: &HospitalsFile) -> Hospitals {
    step.check.within(&format!("{PATH}.occupied_percent"), written.occupied_percent, 0..=100, "%");
    let detour = written.specialty_detour_minutes;
    step.check.within(&format!("{PATH}.specialty_detour_minutes"), detour, 0..=600, "min");
    step.source(PATH, &written.source);
    let mut specialties: Vec<(FacilityId, Vec<_>)> = Vec::new();
    for (index, hospital) in written.specialties.iter().enumerate() {
        let path = format!("{PATH}.specialties[{index}].at");
        let Some(at) = step.facility(&path, &hospital.at) else { continue };
        let kind = step.county.facilities[at.index()].kind;
        if !is_hospital(kind) || specialties.iter().any(|(other, _)| *other == at) {
            let found = format!("\"{}\" ({})", hospital.at, kind.text().en);
            let expected = ("未列过的医院", "a hospital that is not listed yet");
            step.check.error(&path, found, expected.0, expected.1);
            continue;
        }
        let mut has = hospital.has.clone();
        has.sort_unstable();
        specialties.push((at, has));
    }
    specialties.sort_by_key(|(at, _)| *at);
    Hospitals {
        occupied_percent: written.occupied_percent.min(100),
        specialty_detour: length(detour),
        specialties,
        source: written.source.clone(),
    }
}
