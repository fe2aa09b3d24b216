//! People out in the cold: weather, shares and tents within what the models hold for, kinds of
//! incident that the catalogue has.

use super::super::cold::ColdSetting;
use super::super::file::{ColdFile, ScenarioFile};
use super::Step;
use super::happening::task;
use crate::base::id::ZoneId;
use crate::base::problem::Problem;
use crate::county::place::{FacilityKind, ZoneKind};
use crate::hazard::cold::wind_chill_c;
use crate::hazard::shelter_air::{Room, emission_g_h};

const PERCENT: std::ops::RangeInclusive<f64> = 0.0..=100.0;
const MINUTES: std::ops::RangeInclusive<f64> = 0.0..=1_440.0;
/// Points of a line that a person writes.
const POINTS: std::ops::RangeInclusive<usize> = 1..=100;

/// What a scenario says of the cold. What its models would refuse is refused here, so that no drill
/// has it.
pub(super) fn cold(
    step: &mut Step,
    scenario: &ScenarioFile,
    file: &ColdFile,
) -> Option<ColdSetting> {
    if scenario.earthquake.is_none() {
        let expected = ("同时写明地震（earthquake）", "an earthquake (earthquake) beside it");
        step.check.error("cold", "cold", expected.0, expected.1);
    }
    line(step, "cold.air_c", &file.air_c, -60.0..=10.0, "°C");
    line(step, "cold.out_percent", &file.out_percent, PERCENT, "%");
    refusals(step, file);
    let (care, tents) = (&file.care, &file.tents);
    for (path, percent) in [
        ("cold.bare_percent", file.bare_percent),
        ("cold.care.leaves_percent", care.leaves_percent),
        ("cold.tents.closed_percent", tents.closed_percent),
        ("cold.tents.told_leaves_percent", tents.told_leaves_percent),
    ] {
        step.check.within(path, percent, PERCENT, "%");
    }
    for (path, minutes) in [
        ("cold.counted_minutes", file.counted_minutes),
        ("cold.runner_minutes", file.runner_minutes),
        ("cold.hand_out_minutes", file.hand_out_minutes),
    ] {
        step.check.within(path, minutes, MINUTES, "min");
    }
    step.check.within("cold.tents.people", tents.people, 1..=100, "");
    step.check.within("cold.care.least_people", care.least_people, 1..=100_000, "");
    step.check.text("cold.source.text", &file.source.text);
    townships_without_shelter(step);
    let kind = step.kind("cold.care.incident", &care.incident);
    let care_task = kind.and_then(|kind| task(step, "cold.care.task", kind, &care.task));
    let hypothermia = step.kind("cold.hypothermia", &file.hypothermia);
    let monoxide = step.kind("cold.tents.incident", &tents.incident);
    Some(ColdSetting {
        file: file.clone(),
        care: kind?,
        care_task: care_task?,
        hypothermia: hypothermia?,
        monoxide: monoxide?,
    })
}

/// A line through points in rising order, each of them within what it can be.
fn line(
    step: &mut Step,
    path: &str,
    points: &[(f64, f64)],
    range: std::ops::RangeInclusive<f64>,
    unit: &str,
) {
    step.check.within(path, points.len(), POINTS, "");
    let mut before = f64::NEG_INFINITY;
    for (index, (place, value)) in points.iter().enumerate() {
        if place.is_nan() || *place <= before {
            let path = format!("{path}[{index}][0]");
            step.check.error(&path, place, "大于上一个数", "a number above the one before it");
        }
        before = *place;
        step.check.within(&format!("{path}[{index}][1]"), *value, range.clone(), unit);
    }
}

/// What the models of cold and of air refuse, at the field that they refuse.
fn refusals(step: &mut Step, file: &ColdFile) {
    let mut refused = Vec::new();
    // The air's own range is that of the line above.
    if let Err(refusals) = wind_chill_c(0.0, file.wind_m_s) {
        refused.extend(refusals.0.into_iter().map(|it| ("cold.wind_m_s", it)));
    }
    let tents = &file.tents;
    let place = |path: &str| match path {
        "volume" => "cold.tents.volume_m3",
        "air_changes" => "cold.tents.air_changes_per_hour",
        _ => "cold.tents.found_minutes",
    };
    let room = Room::new(tents.volume_m3, tents.air_changes_per_hour);
    let found = room.and_then(|room| {
        room.blood_percent(emission_g_h(tents.stove), tents.found_minutes).map(|_| ())
    });
    if let Err(refusals) = found {
        refused.extend(refusals.0.into_iter().map(|it| (place(&it.path), it)));
    }
    step.check.within("cold.tents.found_minutes", tents.found_minutes, 10.0..=1_440.0, "min");
    for (path, refusal) in refused {
        let place = step.check.place(path);
        step.check.push(Problem::error(place, refusal.found, refusal.expected));
    }
}

/// Supplies go to the shelter of a township: where it has none, nobody there can be given any.
fn townships_without_shelter(step: &mut Step) {
    let county = step.county;
    for (index, zone) in county.zones.iter().enumerate() {
        if zone.kind == ZoneKind::Village || county.shelter_of(ZoneId::from_index(index)).is_some()
        {
            continue;
        }
        let shelter = FacilityKind::Shelter.text();
        step.check.warning(
            "cold",
            zone.title.en.clone(),
            &format!("有{}的乡镇", shelter.zh),
            &format!("a township with a {}", shelter.en),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::file::{CareFile, ColdFile, TentsFile};
    use super::super::tests::check;
    use crate::base::problem::Severity::Error;
    use crate::hazard::shelter_air::Stove;

    #[test]
    fn the_cold_is_checked_to_the_last_figure() {
        check(
            |(scenario, _)| {
                let kind = scenario.happenings[1].incident.as_ref().unwrap().kind.clone();
                scenario.cold = Some(ColdFile {
                    air_c: vec![(0.0, -9.0), (0.0, -61.0)],
                    wind_m_s: 40.0,
                    out_percent: vec![(7.0, 101.0)],
                    bare_percent: -1.0,
                    counted_minutes: f64::NAN,
                    runner_minutes: 0.0,
                    hand_out_minutes: 0.0,
                    care: CareFile {
                        incident: kind.clone(),
                        task: "caer".into(),
                        least_people: 0,
                        leaves_percent: 10.0,
                    },
                    hypothermia: "no-such-kind".into(),
                    tents: TentsFile {
                        people: 0,
                        volume_m3: 1.0,
                        air_changes_per_hour: -0.1,
                        stove: Stove::Coal,
                        closed_percent: 3.0,
                        told_leaves_percent: 50.0,
                        found_minutes: 5.0,
                        incident: kind,
                    },
                    source: scenario.people.source.clone(),
                });
            },
            &[
                (Error, "cold", "an earthquake"),
                (Error, "cold.air_c[1][0]", "above the one before"),
                (Error, "cold.air_c[1][1]", "from -60 to 10"),
                (Error, "cold.wind_m_s", "m/s"),
                (Error, "cold.out_percent[0][1]", "from 0 to 100"),
                (Error, "cold.bare_percent", "from 0 to 100"),
                (Error, "cold.counted_minutes", "min"),
                (Error, "cold.care.task", "a task of that incident"),
                (Error, "cold.care.least_people", "from 1 to"),
                (Error, "cold.hypothermia", "a kind of incident"),
                (Error, "cold.tents.people", "from 1 to 100"),
                (Error, "cold.tents.volume_m3", "m3"),
                (Error, "cold.tents.air_changes_per_hour", "1/h"),
                (Error, "cold.tents.found_minutes", "from 10 to"),
            ],
        );
    }
}
