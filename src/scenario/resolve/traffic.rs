//! Cars that drive towards a place: from where, how many, until what.

use super::super::file::{ScenarioFile, TrafficFile};
use super::super::traffic::TrafficSetting;
use super::Step;
use super::happening::task;
use super::spreading::incident_kind;
use crate::base::key::Key;

/// Cars an hour.
const CARS: std::ops::RangeInclusive<f64> = 1.0..=10_000.0;

/// Traffic of the tier in the order of keys; that of other tiers is checked all the same.
pub(super) fn traffic(step: &mut Step, file: &ScenarioFile) -> Vec<TrafficSetting> {
    let sorted = step.check.by_name("traffic", "traffic", &file.traffic, |item| &item.happening);
    let mut traffic: Vec<TrafficSetting> = Vec::new();
    for (index, written) in sorted {
        traffic.extend(cars(step, &format!("traffic[{index}]"), file, written));
    }
    traffic.sort_by_key(|cars| cars.key);
    traffic
}

/// Cars; none where what they come with does not happen at this tier.
fn cars(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    written: &TrafficFile,
) -> Option<TrafficSetting> {
    step.check.text(&format!("{path}.source.text"), &written.source.text);
    step.check.within(&format!("{path}.cars_per_hour"), written.cars_per_hour, CARS, "1/h");
    step.check.within(&format!("{path}.capacity_per_hour"), written.capacity_per_hour, CARS, "1/h");
    let builds_up = written.builds_up_minutes;
    step.check.within(&format!("{path}.builds_up_minutes"), builds_up, 0.0..=1_440.0, "min");
    let from = step.facility(&format!("{path}.from"), &written.from);
    let to = step.zone(&format!("{path}.to"), &written.to);
    let incident = step.incident(&format!("{path}.happening"), &written.happening);
    let kind = incident_kind(file, step, &written.happening);
    let until = format!("{path}.until.task");
    let until = kind.and_then(|kind| task(step, &until, kind, &written.until.task));
    let (from, to) = (step.county.facilities[from?.index()].node, to?);
    let to = step.county.zones[to.index()].node;
    if from == to {
        let (found, path) = (format!("\"{}\"", written.to), format!("{path}.to"));
        step.check.error(&path, found, "与出发地不同的地点", "another place than they come from");
    }
    Some(TrafficSetting {
        key: Key::written("traffic", &written.happening),
        incident: incident?,
        from,
        to,
        cars_per_hour: written.cars_per_hour,
        capacity_per_hour: written.capacity_per_hour,
        builds_up_minutes: builds_up,
        until: (until?, written.until.by),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::file::{Progress, StopFile};
    use super::super::tests::check;
    use super::*;
    use crate::base::problem::Severity::Error;

    #[test]
    fn traffic_is_checked_to_the_last_figure() {
        check(
            |(scenario, _)| {
                scenario.traffic = vec![TrafficFile {
                    happening: "no-such-jam".into(),
                    from: "county-hospitl".into(),
                    to: "yunlin".into(),
                    cars_per_hour: 0.0,
                    capacity_per_hour: f64::NAN,
                    builds_up_minutes: -1.0,
                    until: StopFile { task: "control".into(), by: Progress::Begun },
                    source: scenario.people.source.clone(),
                }];
            },
            &[
                (Error, "traffic[0].cars_per_hour", "from 1 to"),
                (Error, "traffic[0].capacity_per_hour", "from 1 to"),
                (Error, "traffic[0].builds_up_minutes", "from 0 to"),
                (Error, "traffic[0].from", "the name of a facility"),
                (Error, "traffic[0].to", "a village or township"),
                (Error, "traffic[0].happening", "an incident of the storyline"),
            ],
        );
    }
}
