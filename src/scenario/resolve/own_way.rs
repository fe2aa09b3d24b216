//! Casualties who do not wait for a crew, to shares and hospitals.

use super::super::file::{OwnWayFile, ScenarioFile};
use super::super::own_way::OwnWay;
use super::Step;
use crate::base::id::FacilityId;
use crate::base::time::Duration;
use crate::plan::is_hospital;

/// Each cause at most once, in the order of the file.
pub(super) fn resolve(step: &mut Step, file: &ScenarioFile) -> Vec<OwnWay> {
    let mut list: Vec<OwnWay> = Vec::new();
    for (index, written) in file.own_way.iter().enumerate() {
        let path = format!("own_way[{index}]");
        if list.iter().any(|other| other.cause == written.cause) {
            let found = written.cause.text().en;
            let expected = ("未列过的致伤原因", "a cause that is not listed yet");
            step.check.error(&format!("{path}.cause"), found, expected.0, expected.1);
        }
        list.push(one(step, &path, written));
    }
    list
}

fn one(step: &mut Step, path: &str, written: &OwnWayFile) -> OwnWay {
    let check = &mut step.check;
    let (light, serious) = written.leave_percent;
    check.within(&format!("{path}.leave_percent[0]"), light, 0.0..=100.0, "%");
    check.within(&format!("{path}.leave_percent[1]"), serious, 0.0..=100.0, "%");
    check.within(&format!("{path}.delay_minutes"), written.delay_minutes, 0.1..=1_440.0, "min");
    if let Some(patience) = written.patience_minutes {
        check.within(&format!("{path}.patience_minutes"), patience, 0.1..=10_080.0, "min");
    }
    check.text(&format!("{path}.source.text"), &written.source.text);
    let mut to: Vec<(FacilityId, f64)> = Vec::new();
    let mut left = 100.0;
    for (index, (name, percent)) in written.to.iter().enumerate() {
        let path = format!("{path}.to[{index}]");
        step.check.within(&format!("{path}[1]"), *percent, 0.0..=left, "%");
        left -= percent.clamp(0.0, left);
        let Some(at) = step.facility(&format!("{path}[0]"), name) else { continue };
        let kind = step.county.facilities[at.index()].kind;
        if !is_hospital(kind) || to.iter().any(|(other, _)| *other == at) {
            let found = format!("\"{name}\" ({})", kind.text().en);
            let expected = ("未列过的医院", "a hospital that is not listed yet");
            step.check.error(&format!("{path}[0]"), found, expected.0, expected.1);
        }
        to.push((at, percent / 100.0));
    }
    let minutes = |minutes: f64| Duration::from_seconds_f64(60.0 * minutes.clamp(0.0, 1e5));
    OwnWay {
        cause: written.cause,
        leave: [light / 100.0, serious / 100.0],
        delay: minutes(written.delay_minutes),
        patience: written.patience_minutes.map(minutes),
        even_if_treated: written.even_if_treated,
        to,
        source: written.source.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::file::OwnWayFile;
    use super::super::tests::check;
    use crate::base::problem::Severity;
    use crate::event_log::event::CasualtyCause;

    #[test]
    fn everything_wrong_with_who_comes_by_himself_is_said_at_once() {
        check(
            |(scenario, _)| {
                let one = OwnWayFile {
                    cause: CasualtyCause::Collision,
                    leave_percent: (101.0, -1.0),
                    delay_minutes: 0.0,
                    patience_minutes: Some(0.0),
                    even_if_treated: false,
                    to: vec![
                        ("county-hospital".into(), 60.0),
                        ("tcm-hospital".into(), 50.0),
                        ("county-depot".into(), 0.0),
                    ],
                    source: scenario.people.source.clone(),
                };
                let twice = OwnWayFile {
                    leave_percent: (1.0, 1.0),
                    delay_minutes: 1.0,
                    patience_minutes: None,
                    to: Vec::new(),
                    ..one.clone()
                };
                scenario.own_way = vec![one, twice];
            },
            &[
                (Severity::Error, "own_way[0].leave_percent[0]", "from 0 to 100 %"),
                (Severity::Error, "own_way[0].leave_percent[1]", "from 0 to 100 %"),
                (Severity::Error, "own_way[0].delay_minutes", "from 0.1 to 1440 min"),
                (Severity::Error, "own_way[0].patience_minutes", "from 0.1 to 10080 min"),
                (Severity::Error, "own_way[0].to[1][1]", "from 0 to 40 %"),
                (Severity::Error, "own_way[0].to[2][0]", "a hospital that is not listed yet"),
                (Severity::Error, "own_way[1].cause", "not listed yet"),
            ],
        );
    }
}
