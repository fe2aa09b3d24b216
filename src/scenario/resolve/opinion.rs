//! Rumours and crowds: what they are about, how they go, what they lead to.

use super::super::file::{CrowdFile, RumourFile, ScenarioFile};
use super::super::happening::Happening;
use super::super::opinion::{CrowdSetting, RumourSetting};
use super::Step;
use super::happening::{call_taker, task};
use super::pressure::Forces;
use super::spreading::incident_kind;
use crate::base::check::Lookup;
use crate::base::id::{DeskId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::hazard::rumour::Rumour;
use crate::plan::file::Source;
use crate::vocabulary::capability::Capability;

/// Calls of a thousand people who hear a rumour.
const CALLS_PER_1000: std::ops::RangeInclusive<f64> = 0.0..=200.0;
/// Rates per hour of telling, stifling and refuting.
const PER_HOUR: std::ops::RangeInclusive<f64> = 0.001..=100.0;
/// People of a crowd.
const CROWD: std::ops::RangeInclusive<u32> = 1..=100_000;

/// Rumours of the tier in the order of their keys; those of other tiers are checked all the same.
pub(super) fn rumours(step: &mut Step, file: &ScenarioFile, forces: &Forces) -> Vec<RumourSetting> {
    let sorted = step.check.by_name("rumours", "rumour", &file.rumours, |item| &item.name);
    let mut rumours: Vec<RumourSetting> = Vec::new();
    for (index, written) in sorted {
        let path = format!("rumours[{index}]");
        without_effect(step, &path, file, written);
        let first = file.rumours.iter().find(|other| other.about == written.about);
        if first.is_some_and(|first| first.name != written.name) {
            let found = format!("\"{}\"", written.about);
            let expected = ("尚无谣言的险情", "an incident that no other rumour is about");
            step.check.error(&format!("{path}.about"), found, expected.0, expected.1);
        }
        let rumour = rumour(step, &path, written);
        rumours.extend(rumour.filter(|_| forces.rumour(&written.name)));
    }
    rumours.sort_by_key(|rumour| rumour.key);
    rumours
}

/// Where the figures come from, in the order of the files.
pub(super) fn sources(file: &ScenarioFile) -> Vec<Source> {
    let rumours = file.rumours.iter().map(|it| &it.source);
    let crowds = file.crowds.iter().map(|it| &it.source);
    rumours.chain(crowds).chain(file.traffic.iter().map(|it| &it.source)).cloned().collect()
}

/// A warning for a rumour that changes nothing.
fn without_effect(step: &mut Step, path: &str, file: &ScenarioFile, written: &RumourFile) {
    let mut drawn = file.crowds.iter().filter_map(|crowd| crowd.drawn_by.as_ref());
    if written.calls.is_empty() && !drawn.any(|(name, _)| *name == written.name) {
        let found = format!("\"{}\"", written.name);
        let expected =
            ("有人因此来电或聚集的谣言", "a rumour that people call about or gather for");
        step.check.warning(path, found, expected.0, expected.1);
    }
}

/// A rumour; none where what it is about does not happen at this tier.
fn rumour(step: &mut Step, path: &str, written: &RumourFile) -> Option<RumourSetting> {
    step.check.text(&format!("{path}.title"), &written.title);
    step.check.text(&format!("{path}.claim"), &written.claim);
    step.check.text(&format!("{path}.source.text"), &written.source.text);
    let play = step.play.minutes();
    step.check.within(&format!("{path}.after_minutes"), written.after_minutes, 0.0..=play, "min");
    step.check.within(&format!("{path}.first"), written.first, CROWD, "");
    let (telling, stifling) = (written.telling_per_hour, written.stifling_per_hour);
    step.check.within(&format!("{path}.telling_per_hour"), telling, PER_HOUR, "1/h");
    step.check.within(&format!("{path}.stifling_per_hour"), stifling, PER_HOUR, "1/h");
    let refuting = written.refuting_per_hour;
    step.check.within(&format!("{path}.refuting_per_hour"), refuting, PER_HOUR, "1/h");
    let model = Rumour::new(telling, stifling);
    if model.is_err() && PER_HOUR.contains(&telling) && PER_HOUR.contains(&stifling) {
        let ratio = telling / stifling;
        step.check.within(&format!("{path}.telling_per_hour"), ratio, 0.01..=20.0, "α⁻¹");
    }
    let zones = zones(step, path, &written.zones);
    let calls = calls(step, path, written);
    let incident = step.incident(&format!("{path}.about"), &written.about)?;
    Some(RumourSetting {
        key: Key::written("rumour", &written.name),
        name: written.name.clone(),
        title: written.title.clone(),
        claim: written.claim.clone(),
        incident,
        after: Duration::from_seconds_f64(60.0 * written.after_minutes.clamp(0.0, play)),
        zones,
        first: written.first,
        model: model.ok()?,
        refuting_per_hour: refuting,
        calls,
    })
}

/// Zones by name, in the order of their keys: at least one, none twice.
pub(super) fn zones(step: &mut Step, path: &str, names: &[String]) -> Vec<ZoneId> {
    if names.is_empty() {
        let expected = ("至少一个村镇", "at least one village or township");
        step.check.error(&format!("{path}.zones"), "[]", expected.0, expected.1);
    }
    let mut zones: Vec<ZoneId> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let path = format!("{path}.zones[{index}]");
        let Some(zone) = step.zone(&path, name) else { continue };
        if zones.contains(&zone) {
            let found = format!("\"{name}\"");
            step.check.error(&path, found, "未列过的村镇", "a settlement that is not listed yet");
        }
        zones.push(zone);
    }
    zones.sort_by_key(|zone| step.county.zones[zone.index()].key);
    zones
}

fn calls(step: &mut Step, path: &str, written: &RumourFile) -> Vec<(DeskId, f64)> {
    let mut calls: Vec<(DeskId, f64)> = Vec::new();
    for (index, (number, per_1000)) in written.calls.iter().enumerate() {
        let path = format!("{path}.calls[{index}]");
        step.check.within(&format!("{path}[1]"), *per_1000, CALLS_PER_1000, "");
        let Some(desk) = call_taker(step, &format!("{path}[0]"), number) else { continue };
        if calls.iter().any(|(other, _)| *other == desk) {
            let found = format!("\"{number}\"");
            step.check.error(&path, found, "未列过的号码", "a number that is not listed yet");
        }
        calls.push((desk, per_1000 / 1_000.0));
    }
    calls.sort_by_key(|(desk, _)| step.plan.desks[desk.index()].key);
    calls
}

/// Crowds of the tier in the order of their keys; those of other tiers are checked all the same.
pub(super) fn crowds(
    step: &mut Step,
    file: &ScenarioFile,
    happenings: &[Happening],
    rumours: &[RumourSetting],
) -> Vec<CrowdSetting> {
    let sorted = step.check.by_name("crowds", "crowd", &file.crowds, |item| &item.happening);
    let mut crowds: Vec<CrowdSetting> = Vec::new();
    for (index, written) in sorted {
        let path = format!("crowds[{index}]");
        crowds.extend(crowd(step, &path, file, written, happenings, rumours));
    }
    crowds.sort_by_key(|crowd| crowd.key);
    crowds
}

/// A crowd; none where the incident at which it gathers does not happen at this tier.
fn crowd(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    written: &CrowdFile,
    happenings: &[Happening],
    rumours: &[RumourSetting],
) -> Option<CrowdSetting> {
    step.check.text(&format!("{path}.source.text"), &written.source.text);
    step.check.within(&format!("{path}.area_m2"), written.area_m2, 10.0..=1e6, "m2");
    step.check.within(&format!("{path}.first"), written.first, CROWD, "");
    step.check.within(&format!("{path}.room"), written.room, written.first..=*CROWD.end(), "");
    step.check.within(&format!("{path}.per_minute"), written.per_minute, 0.001..=2.0, "1/min");
    let incident = step.incident(&format!("{path}.happening"), &written.happening);
    let kind = incident_kind(file, step, &written.happening);
    let held = format!("{path}.held_by");
    let held_by = kind.and_then(|kind| {
        let task = task(step, &held, kind, &written.held_by)?;
        needs(step, &held, kind.index(), task, Capability::PublicOrder);
        Some(task)
    });
    let drawn_by = written.drawn_by.as_ref().and_then(|(name, percent)| {
        let known = file.rumours.iter().map(|rumour| rumour.name.as_str());
        let known = Lookup::new(Text::new("谣言", "a rumour"), known);
        step.check.within(&format!("{path}.drawn_by[1]"), *percent, 0.0..=100.0, "%");
        step.check.find(&known, &format!("{path}.drawn_by[0]"), name)?;
        let place = rumours.iter().position(|rumour| rumour.name == *name)?;
        Some((place, percent / 100.0))
    });
    let crush = step.kind(&format!("{path}.crush"), &written.crush)?;
    let treats = &step.catalogue[crush.index()].tasks;
    if !treats.iter().any(|task| task.capability == Capability::Medical) {
        let found = format!("\"{}\"", written.crush);
        let expected = ("有救治任务的险情类别", "a kind of incident at which somebody treats");
        step.check.error(&format!("{path}.crush"), found, expected.0, expected.1);
    }
    let (incident, held_by) = (incident?, held_by?);
    let mut sites = happenings.iter().filter_map(|happening| happening.site.as_ref());
    let site = sites.find(|site| site.incident == incident)?;
    Some(CrowdSetting {
        key: Key::written("crowd", &written.happening),
        incident,
        node: site.node,
        zone: site.zone,
        held_by,
        area_m2: written.area_m2,
        first: written.first,
        room: written.room,
        per_minute: written.per_minute,
        drawn_by,
        crush,
    })
}

/// An error where a task needs something else.
fn needs(step: &mut Step, path: &str, kind: usize, task: usize, capability: Capability) {
    let task = &step.catalogue[kind].tasks[task];
    if task.capability != capability {
        let (found, text) = (format!("\"{}\"", task.name), capability.text());
        let zh = format!("需要“{}”的任务", text.zh);
        step.check.error(path, found, &zh, &format!("a task that needs {}", text.en));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Files, check};
    use super::*;
    use crate::base::problem::Severity::{Error, Warning};

    /// Gives the shipped drill a rumour about its landslide and a crowd there.
    fn stirred((scenario, _): &mut Files) {
        let source = scenario.people.source.clone();
        let about = scenario.happenings.iter().find(|it| it.incident.is_some()).unwrap();
        let about = about.name.clone();
        scenario.rumours = vec![RumourFile {
            name: "dam".into(),
            title: Text::new("溃坝", "the dam breaks"),
            claim: Text::new("水库要垮", "the dam breaks"),
            about: about.clone(),
            after_minutes: 5.0,
            zones: vec!["yunling".into()],
            first: 10,
            telling_per_hour: 4.0,
            stifling_per_hour: 4.0,
            refuting_per_hour: 2.0,
            calls: vec![("110".into(), 5.0)],
            source: source.clone(),
        }];
        scenario.crowds = vec![CrowdFile {
            happening: about,
            held_by: "clear".into(),
            area_m2: 200.0,
            first: 10,
            room: 100,
            per_minute: 0.1,
            drawn_by: Some(("dam".into(), 1.0)),
            crush: "landslide-burial".into(),
            source,
        }];
    }

    #[test]
    fn a_rumour_is_checked_to_the_last_figure() {
        check(
            |files| {
                stirred(files);
                files.0.crowds.clear();
                let rumour = &mut files.0.rumours[0];
                rumour.after_minutes = -1.0;
                rumour.zones = vec!["yunlin".into(), "yunling".into(), "yunling".into()];
                (rumour.first, rumour.telling_per_hour) = (0, 0.0);
                rumour.refuting_per_hour = f64::NAN;
                rumour.calls = vec![("119".into(), 300.0), ("911".into(), 1.0)];
                let mut again = rumour.clone();
                again.name = "nothing".into();
                again.about = "no-such-thing".into();
                again.zones.clear();
                again.calls.clear();
                (again.first, again.telling_per_hour, again.stifling_per_hour) = (1, 90.0, 1.0);
                (again.after_minutes, again.refuting_per_hour) = (0.0, 1.0);
                files.0.rumours.push(again);
            },
            &[
                (Error, "rumours[0].after_minutes", "from 0 to"),
                (Error, "rumours[0].zones[0]", "a village or township"),
                (Error, "rumours[0].zones[2]", "not listed yet"),
                (Error, "rumours[0].first", "from 1 to"),
                (Error, "rumours[0].telling_per_hour", "from 0.001 to 100"),
                (Error, "rumours[0].refuting_per_hour", "from 0.001 to 100"),
                (Error, "rumours[0].calls[0][1]", "from 0 to 200"),
                (Error, "rumours[0].calls[1][0]", "a number that a desk answers"),
                (Warning, "rumours[1]", "call about or gather for"),
                (Error, "rumours[1].telling_per_hour", "from 0.01 to 20"),
                (Error, "rumours[1].zones", "at least one"),
                (Error, "rumours[1].about", "an incident of the storyline"),
            ],
        );
    }

    #[test]
    fn a_crowd_is_held_by_those_who_keep_order_and_its_crushed_are_treated() {
        check(
            |files| {
                stirred(files);
                let crowd = &mut files.0.crowds[0];
                (crowd.area_m2, crowd.per_minute) = (1.0, 5.0);
                (crowd.first, crowd.room) = (50, 10);
                crowd.drawn_by = Some(("damm".into(), 101.0));
            },
            &[
                (Error, "crowds[0].area_m2", "from 10 to"),
                (Error, "crowds[0].room", "from 50 to"),
                (Error, "crowds[0].per_minute", "from 0.001 to 2"),
                (Error, "crowds[0].held_by", "public order"),
                (Error, "crowds[0].drawn_by[0]", "the name of a rumour"),
                (Error, "crowds[0].drawn_by[1]", "from 0 to 100"),
            ],
        );
    }

    #[test]
    fn two_rumours_about_one_incident_are_refused() {
        check(
            |files| {
                stirred(files);
                files.0.crowds.clear();
                let again = RumourFile { name: "other".into(), ..files.0.rumours[0].clone() };
                files.0.rumours.push(again);
            },
            &[(Error, "rumours[1].about", "no other rumour")],
        );
    }
}
