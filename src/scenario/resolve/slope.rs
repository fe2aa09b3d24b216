//! Slopes that give way: by what, and what of that is refused.

use super::super::file::{ScenarioFile, SlopeFile, WhenFile};
use super::super::happening::Trigger;
use super::Step;
use super::storyline::hold;
use crate::base::problem::Problem;
use crate::hazard::earthquake::isoseismal;
use crate::hazard::landslide::RESISTANCE;
use crate::hazard::quake_landslide::{CRITICAL, MAGNITUDE, SLOPES, Slope};
use crate::hazard::range::Refusals;
use crate::plan::file::Source;

/// Where the figures of slopes come from, those of other tiers included.
pub(super) fn sources(file: &ScenarioFile) -> Vec<Source> {
    let slopes = file.happenings.iter().filter_map(|happening| match &happening.when {
        WhenFile::SlopeFails { source, .. } => Some(source.clone()),
        _ => None,
    });
    slopes.collect()
}

/// What brings a slope down; everything wrong with it is noted.
pub(super) fn trigger(
    step: &mut Step,
    path: &str,
    written: &SlopeFile,
    file: &ScenarioFile,
) -> Option<Trigger> {
    match written {
        SlopeFile::Rain { threshold, resistance } => {
            hold(&mut step.check, &format!("{path}.resistance"), &RESISTANCE, *resistance);
            if file.flood.is_none() {
                let (zh, en) = ("写有 flood（降雨）的情景", "a scenario with rain (flood)");
                step.check.error(path, "rain", zh, en);
            }
            Some(Trigger::Rain(threshold.numbers(), *resistance))
        }
        SlopeFile::Shaking { ground, slopes } => {
            hold(&mut step.check, &format!("{path}.slopes"), &SLOPES, f64::from(*slopes));
            match &file.earthquake {
                // The relation of slopes is of fewer magnitudes than those of shaking.
                Some(quake) if isoseismal::MAGNITUDE.check("", quake.magnitude).is_ok() => {
                    hold(&mut step.check, "earthquake.magnitude", &MAGNITUDE, quake.magnitude);
                }
                Some(_) => {}
                None => {
                    let (zh, en) =
                        ("写有 earthquake（地震）的情景", "a scenario with an earthquake");
                    step.check.error(path, "shaking", zh, en);
                }
            }
            critical_g(step, &format!("{path}.ground"), ground)
                .map(|critical_g| Trigger::Shaking(*slopes, critical_g))
        }
    }
}

/// The acceleration at which ground begins to slide, g; none where the model refuses it.
fn critical_g(step: &mut Step, path: &str, ground: &Slope) -> Option<f64> {
    match ground.critical_g() {
        Ok(critical_g) => {
            if let Err(refusal) = CRITICAL.check("critical_g", critical_g) {
                let found = format!("critical_g = {}", refusal.found);
                let place = step.check.place(path);
                step.check.push(Problem::error(place, found, refusal.expected));
            }
            Some(critical_g)
        }
        Err(Refusals(refusals)) => {
            for refusal in refusals {
                let field = refusal.path.rsplit('.').next().unwrap_or_default();
                let place = step.check.place(format!("{path}.{field}"));
                step.check.push(Problem::error(place, refusal.found, refusal.expected));
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Files, check};
    use super::*;
    use crate::base::problem::Severity;
    use crate::hazard::landslide::RainThreshold;

    /// Lets the landslide of the shipped drill come by this.
    fn by(by: SlopeFile) -> impl FnOnce(&mut Files) {
        move |(scenario, _)| {
            let source = scenario.people.source.clone();
            scenario.happenings[1].when = WhenFile::SlopeFails { by, source };
        }
    }

    const GROUND: Slope = Slope {
        cohesion_kpa: 5.0,
        friction_degrees: 34.0,
        weight_kn_m3: 18.0,
        thickness_m: 3.0,
        inclination_degrees: 36.0,
        wet_share: 0.0,
    };

    #[test]
    fn the_shipped_slope_is_sound_and_one_that_no_member_brings_down_is_warned_of() {
        let rain = |resistance| SlopeFile::Rain { threshold: RainThreshold::Caine, resistance };
        check(by(rain(1.0)), &[]);
        let stands = (Severity::Warning, "happenings[1].when.by", "gives way in some member");
        check(by(rain(20.0)), &[stands]);
        let weak = (Severity::Error, "happenings[1].when.by.resistance", "0.5 to 20");
        check(by(rain(0.1)), &[weak]);
    }

    #[test]
    fn ground_out_of_the_models_ranges_is_refused_with_range_and_source() {
        let quake = (Severity::Error, "happenings[1].when.by", "a scenario with an earthquake");
        let ground = Slope { cohesion_kpa: -1.0, friction_degrees: 70.0, ..GROUND };
        let source = "(Jibson, Harp & Michael 2000)";
        let wrong = [
            quake,
            (Severity::Error, "happenings[1].when.by.slopes", "1 to 1000"),
            (Severity::Error, "happenings[1].when.by.ground.cohesion_kpa", source),
            (Severity::Error, "happenings[1].when.by.ground.friction_degrees", source),
        ];
        check(by(SlopeFile::Shaking { ground, slopes: 0 }), &wrong);
        // It does not stand by itself.
        let ground = Slope { cohesion_kpa: 0.0, ..GROUND };
        let falls = (Severity::Error, "happenings[1].when.by.ground", "(Jibson 2007)");
        check(by(SlopeFile::Shaking { ground, slopes: 5 }), &[quake, falls]);
    }

    #[test]
    fn a_slope_is_at_an_incident() {
        check(
            |(scenario, _)| {
                let slide = &mut scenario.happenings[1];
                slide.incident = None;
                slide.fails = vec!["shimen-mast".into()];
            },
            &[(Severity::Error, "happenings[1].when", "an incident, where the slope is")],
        );
    }
}
