//! A flood: rain and reservoir within what the models hold for, its bursts in force.

use super::super::file::{BurstFile, FloodFile, ReservoirFile};
use super::super::flood::FloodSetting;
use super::Step;
use super::pressure::Forces;
use super::storyline::hold;
use crate::base::id::FacilityId;
use crate::base::math;
use crate::county::place::FacilityKind;
use crate::hazard::rain::HOUR;
use crate::hazard::runoff::CURVE_NUMBER;

/// Rain that a burst brings in all, mm: that of its wettest hour over its bell curve in time.
fn volume_mm(burst: &BurstFile) -> f64 {
    let bell_minutes = burst.width_minutes * math::sqrt(2.0 * std::f64::consts::PI);
    burst.hour_mm * (bell_minutes / 60.0).max(1.0)
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

fn reservoir_facility(step: &mut Step, file: &ReservoirFile) -> Option<FacilityId> {
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

#[cfg(test)]
mod tests {
    use super::super::super::Tier;
    use super::super::tests::{check, place, shipped};
    use super::super::{Written, resolve};
    use crate::base::problem::Severity;

    #[test]
    fn everything_out_of_range_in_a_flood_is_said_with_its_range_and_source() {
        check(
            |(scenario, _)| {
                let flood = scenario.flood.as_mut().unwrap();
                (flood.total_mm, flood.half_width_km, flood.curve_number) = (0.0, f64::NAN, 101.0);
                flood.spread = (-0.1, 181.0);
                flood.centre = "shimn".into();
                flood.bursts[1].hour_mm = 251.0;
                flood.bursts[2].peak_minutes = 721.0;
                flood.bursts[3].width_minutes = 4.0;
                let reservoir = flood.reservoir.as_mut().unwrap();
                reservoir.facility = "county-command".into();
                (reservoir.level_at_start_cm, reservoir.outflow_m3_s) = (2_001, -1.0);
                reservoir.forced_release = (5_001, 50_001.0);
            },
            &[
                (Severity::Error, "flood.total_mm", "from 1 to 2000 mm"),
                (Severity::Error, "flood.half_width_km", "from 1 to 500 km"),
                (Severity::Error, "flood.curve_number", "30 to 100 (USDA TR-55 1986)"),
                (Severity::Error, "flood.spread[0]", "from 0 to 1"),
                (Severity::Error, "flood.spread[1]", "from 0 to 180 min"),
                (Severity::Error, "flood.centre", "the name of a village"),
                (Severity::Error, "flood.bursts[1].hour_mm", "0 to 250 mm (record hour"),
                (Severity::Error, "flood.bursts[2].peak_minutes", "from -1440 to 720 min"),
                (Severity::Error, "flood.bursts[3].width_minutes", "from 5 to 720 min"),
                (Severity::Error, "flood.reservoir.facility", "a reservoir on a reach"),
                (Severity::Error, "flood.reservoir.level_at_start_cm", "from -5000 to 2000 cm"),
                (Severity::Error, "flood.reservoir.outflow_m3_s", "from 0 to 20000 m3/s"),
                (Severity::Error, "flood.reservoir.forced_release[0]", "from -5000 to 5000 cm"),
                (Severity::Error, "flood.reservoir.forced_release[1]", "from 0 to 50000 m3/s"),
            ],
        );
    }

    #[test]
    fn a_burst_that_does_not_fall_is_missing_from_the_total() {
        let (files, (county, plan)) = (shipped(), place());
        let written =
            Written { scenario_name: "scenario.ron", scenario: &files.0, catalogue: &files.1 };
        let flood = |tier| {
            let (drill, _) = resolve(written, county.clone(), plan.clone(), tier).unwrap();
            drill.scenario.flood.unwrap().file
        };
        let (beginner, advanced) = (flood(Tier::Beginner), flood(Tier::Advanced));
        assert_eq!((beginner.bursts.len(), advanced.bursts.len()), (3, 4));
        assert_eq!(advanced.total_mm, 310.0);
        assert!(beginner.total_mm < 0.7 * 310.0);
        assert!((beginner.bursts[2].hour_mm - 0.7 * 78.0).abs() < 1e-9);
    }
}
