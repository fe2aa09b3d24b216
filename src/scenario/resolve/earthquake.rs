//! An earthquake and its aftershocks, within what the models hold for.

use std::ops::RangeInclusive;

use super::super::aftershock::{self, AftershockSetting};
use super::super::file::{AftershocksFile, EarthquakeFile};
use super::super::shaking::{self, EarthquakeSetting, LEAST_INTENSITY};
use super::Step;
use super::storyline::hold;
use crate::base::chance::{Purpose, Seed};
use crate::base::id::ZoneId;
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::county::place::ZoneKind;
use crate::hazard::earthquake::isoseismal::MAGNITUDE;
use crate::hazard::earthquake::{DEPTH, STRIKE};
use crate::hazard::range::Refusals;

/// Kilometres that an epicentre can lie from the zone that it is given from.
const OFFSET_KM: RangeInclusive<f64> = -200.0..=200.0;

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

#[cfg(test)]
mod tests {
    use super::super::super::file::{AftershockLaw, AftershocksFile, EarthquakeFile, ScenarioFile};
    use super::super::tests::{Files, check, earthquake};
    use crate::base::problem::Severity;
    use crate::hazard::earthquake::etas::EtasLaw;

    #[test]
    fn everything_wrong_with_an_earthquake_is_said_at_once_where_it_is_written() {
        check(|(scenario, _)| scenario.earthquake = Some(earthquake(scenario)), &[]);
        check(
            |(scenario, _)| {
                let mut bad = earthquake(scenario);
                bad.at_minutes = 9_999.0;
                bad.epicentre = "yunlinng".into();
                bad.offset_km = (-4_000.0, 9e9);
                (bad.magnitude, bad.depth_km, bad.strike_degrees) = (9.9, 300.0, -1.0);
                bad.spread = (60.0, 4.0);
                bad.buildings[0].percent = 100.5;
                scenario.earthquake = Some(bad);
            },
            &[
                (Severity::Error, "earthquake.at_minutes", "from 0 to 720 min"),
                (Severity::Error, "earthquake.buildings", "that sum to 100"),
                (Severity::Error, "earthquake.buildings[0].percent", "from 0 to 100 %"),
                (Severity::Error, "earthquake.depth_km", "0 to 70 km"),
                (Severity::Error, "earthquake.epicentre", "the name of a village"),
                (Severity::Error, "earthquake.magnitude", "4.5 to 8.5"),
                (Severity::Error, "earthquake.offset_km[0]", "from -200 to 200 km"),
                (Severity::Error, "earthquake.offset_km[1]", "from -200 to 200 km"),
                (Severity::Error, "earthquake.spread[0]", "from 0 to 50 km"),
                (Severity::Error, "earthquake.spread[1]", "from 0 to 1"),
                (Severity::Error, "earthquake.strike_degrees", "0 to 360 degrees"),
            ],
        );
    }

    #[test]
    fn aftershocks_that_a_model_refuses_or_that_need_not_end_are_refused_where_they_are_written() {
        let after = |scenario: &mut ScenarioFile, change: &dyn Fn(&mut AftershocksFile)| {
            let mut aftershocks = AftershocksFile {
                station: "county-command".into(),
                told: vec![(60.0, 4.9), (90.0, 5.1)],
                law: Some(AftershockLaw::Generic),
                least: 4.5,
                inside_percent: 10.0,
                incident: "landslide-burial".into(),
                source: scenario.people.source.clone(),
            };
            change(&mut aftershocks);
            let main = earthquake(scenario);
            scenario.earthquake = Some(EarthquakeFile { aftershocks: Some(aftershocks), ..main });
        };
        check(|(scenario, _)| after(scenario, &|_| {}), &[]);
        let etas = EtasLaw { productivity: 0.02, alpha: 1.5, p: 1.2, c_days: 0.01, b: 1.0 };
        let law = |law| move |it: &mut AftershocksFile| it.law = Some(law);
        check(|(scenario, _)| after(scenario, &law(AftershockLaw::Etas(etas))), &[]);
        let endless = EtasLaw { productivity: 0.5, ..etas };
        check(
            |(scenario, _)| after(scenario, &law(AftershockLaw::Etas(endless))),
            &[(Severity::Error, "earthquake.aftershocks.law.branching_ratio", "(Ogata 1988)")],
        );
        let odd = AftershockLaw::ReasenbergJones { a: 2.0, b: 0.91, c_days: 0.05, p: f64::NAN };
        check(
            |(scenario, _)| after(scenario, &law(odd)),
            &[
                (Severity::Error, "earthquake.aftershocks.law.a", "-5 to 1 (Reasenberg & Jones"),
                (Severity::Error, "earthquake.aftershocks.law.p", "0.3 to 3 (Reasenberg & Jones"),
            ],
        );
        check(
            |(scenario, _)| {
                after(scenario, &|it| {
                    it.station = "county-comand".into();
                    it.told = vec![(60.0, 6.1), (12.0, 4.4)];
                    it.least = 4.0;
                    it.inside_percent = 101.0;
                    it.incident = "landslide-buriel".into();
                });
            },
            &[
                (Severity::Error, "earthquake.aftershocks.incident", "the name of a kind"),
                (Severity::Error, "earthquake.aftershocks.inside_percent", "from 0 to 100 %"),
                (Severity::Error, "earthquake.aftershocks.least", "from 4.5 to 6"),
                (Severity::Error, "earthquake.aftershocks.station", "the name of a facility"),
                (Severity::Error, "earthquake.aftershocks.told[0][1]", "from 4.5 to 6"),
                (Severity::Error, "earthquake.aftershocks.told[1][0]", "later than"),
                (Severity::Error, "earthquake.aftershocks.told[1][1]", "from 4.5 to 6"),
            ],
        );
    }

    #[test]
    fn an_earthquake_that_no_settlement_feels_enough_is_doubtful() {
        let far = |offset_km| {
            move |(scenario, _): &mut Files| {
                scenario.earthquake = Some(EarthquakeFile { offset_km, ..earthquake(scenario) });
            }
        };
        for offset_km in [(150.0, -120.0), (200.0, 200.0)] {
            check(
                far(offset_km),
                &[
                    (Severity::Warning, "earthquake.epicentre", "to intensity 6,"),
                    (Severity::Warning, "earthquake.offset_km", "an epicentre on the map"),
                ],
            );
        }
        // One beyond the border may well be felt.
        let beyond = |(scenario, _): &mut Files| {
            let offset_km = (60.0, 0.0);
            scenario.earthquake =
                Some(EarthquakeFile { offset_km, magnitude: 8.0, ..earthquake(scenario) });
        };
        check(beyond, &[(Severity::Warning, "earthquake.offset_km", "an epicentre on the map")]);
    }
}
