//! Slopes that block rivers when they come down: which river, whose incident, what is refused.

use super::super::file::{LandslideDamFile, ScenarioFile, WhenFile};
use super::super::flood::FloodSetting;
use super::super::happening::Happening;
use super::super::landslide_dam::LandslideDamSetting;
use super::super::riverside;
use super::Step;
use super::happening::task;
use super::spreading::incident_kind;
use super::storyline::hold;
use crate::base::id::{HappeningId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::county::drainage::{drained_km2, feeders, largest, river_of};
use crate::county::place::County;
use crate::hazard::flood::ORDINARY_M3_S_KM2;
use crate::hazard::reservoir::{DAM_HEIGHT, DAM_VOLUME};

/// The landslide dams of the tier, in the order of their keys; what is wrong with any is noted at
/// every tier.
pub(super) fn landslide_dams(
    step: &mut Step,
    scenario: &ScenarioFile,
    happenings: &[Happening],
    flood: Option<&FloodSetting>,
) -> Vec<LandslideDamSetting> {
    let mut files: Vec<_> = scenario.landslide_dams.iter().enumerate().collect();
    // Of two across one river the first keeps it.
    files.sort_by_key(|(_, file)| key(file));
    let mut dams: Vec<LandslideDamSetting> = Vec::new();
    for (index, file) in files {
        let path = format!("landslide_dams[{index}]");
        if let Some(dam) = landslide_dam(step, &path, (file, scenario), happenings) {
            is_free(step, &path, &dam, (&dams, flood));
            fills(step, &path, &dam, flood);
            dams.push(dam);
        }
    }
    dams
}

fn key(file: &LandslideDamFile) -> Key {
    Key::written("landslide-dam", &file.happening)
}

fn landslide_dam(
    step: &mut Step,
    path: &str,
    (file, scenario): (&LandslideDamFile, &ScenarioFile),
    happenings: &[Happening],
) -> Option<LandslideDamSetting> {
    check(step, path, file);
    is_slide(step, path, file, scenario);
    let incident = step.incident(&format!("{path}.happening"), &file.happening);
    let kind = incident_kind(scenario, step, &file.happening);
    let task =
        kind.and_then(|kind| task(step, &format!("{path}.drained_by"), kind, &file.drained_by));
    let found = happenings.iter().position(|one| one.name == file.happening);
    let zone = found.and_then(|found| Some(happenings[found].site.as_ref()?.zone))?;
    let Some(reach) = above(step.county, zone) else {
        step.check.error(
            &format!("{path}.happening"),
            format!("\"{}\"", file.happening),
            "河边的地点（滑坡堵塞其上游河道）",
            "a place at a river: the slide blocks it above that place",
        );
        return None;
    };
    let (storage_m3, area_m2) = held(step, path, file, reach)?;
    Some(LandslideDamSetting {
        key: key(file),
        file: file.clone(),
        happening: HappeningId::from_index(found?),
        incident: incident?,
        drained_by: task?,
        zone,
        reach,
        storage_m3,
        area_m2,
    })
}

/// Figures out of range, each with its source where it has one.
fn check(step: &mut Step, path: &str, file: &LandslideDamFile) {
    let check = &mut step.check;
    hold(check, &format!("{path}.height_m"), &DAM_HEIGHT, file.height_m);
    check.within(&format!("{path}.crest_length_m"), file.crest_length_m, 1.0..=5_000.0, "m");
    check.within(&format!("{path}.seepage_m3_s"), file.seepage_m3_s, 0.0..=1_000.0, "m3/s");
    let minutes = file.overtopped_minutes;
    check.within(&format!("{path}.overtopped_minutes"), minutes, 0.0..=1_440.0, "min");
    if DAM_HEIGHT.check("", file.height_m).is_ok() {
        let depth_m = 0.5..=0.9 * file.height_m;
        check.within(&format!("{path}.channel_depth_m"), file.channel_depth_m, depth_m, "m");
    }
    check.within(&format!("{path}.channel_width_m"), file.channel_width_m, 0.5..=200.0, "m");
    check.text(&format!("{path}.source.text"), &file.source.text);
}

/// Notes a happening that is no slope, and one that something prevents.
fn is_slide(step: &mut Step, path: &str, file: &LandslideDamFile, scenario: &ScenarioFile) {
    let Some(happening) = scenario.happenings.iter().find(|one| one.name == file.happening) else {
        return;
    };
    let is_slope = matches!(happening.when, WhenFile::SlopeFails { .. });
    if !is_slope || !happening.unless.is_empty() {
        step.check.error(
            &format!("{path}.happening"),
            format!("\"{}\"", file.happening),
            "边坡失稳（slope-fails）且无 unless 的情节",
            "a happening whose slope gives way (slope-fails), without unless",
        );
    }
}

/// What the lake holds at the crest, m3, and its surface then, m2: as written, in the shape of the
/// map's valley, or as that valley holds.
fn held(
    step: &mut Step,
    path: &str,
    file: &LandslideDamFile,
    reach: ReachId,
) -> Option<(f64, f64)> {
    if DAM_HEIGHT.check("", file.height_m).is_err() {
        return None;
    }
    let (valley_m3, valley_m2) = riverside::valley(step.county, reach, file.height_m);
    let storage_m3 = file.storage_m3.unwrap_or(valley_m3);
    hold(&mut step.check, &format!("{path}.storage_m3"), &DAM_VOLUME, storage_m3);
    if DAM_VOLUME.check("", storage_m3).is_err() {
        return None;
    }
    let pond = 0.0..=0.99 * storage_m3;
    step.check.within(&format!("{path}.pond_m3"), file.pond_m3, pond, "m3");
    Some((storage_m3, valley_m2 * storage_m3 / valley_m3))
}

/// The reach above a settlement at whose lower end a slide blocks the river: of those that flow
/// into the river there the one that drains most, else that river itself.
fn above(county: &County, zone: ZoneId) -> Option<ReachId> {
    let river = river_of(county, zone)?;
    let drained = drained_km2(&county.reaches);
    largest(county, &drained, feeders(county, river)).or(Some(river))
}

/// Notes a river that is blocked there already.
fn is_free(
    step: &mut Step,
    path: &str,
    dam: &LandslideDamSetting,
    (dams, flood): (&[LandslideDamSetting], Option<&FloodSetting>),
) {
    let reservoir = flood.and_then(|flood| flood.reservoir);
    let reservoir = reservoir.and_then(|id| riverside::lake(step.county, id));
    let mut taken = reservoir.iter().flat_map(|(_, lake)| lake.iter().copied());
    let ponds = flood.iter().flat_map(|flood| &flood.embankments);
    let is_taken = taken.any(|reach| reach == dam.reach)
        || ponds.into_iter().any(|pond| pond.reach == dam.reach)
        || dams.iter().any(|other| other.reach == dam.reach || other.zone == dam.zone);
    if is_taken {
        step.check.error(
            &format!("{path}.happening"),
            format!("\"{}\"", dam.file.happening),
            "上游河段尚无水库、路堤或其他堰塞体的地点",
            "a place above which no reservoir, embankment or other slide holds the river",
        );
    }
}

/// Warns of a lake that does not fill in play, where no rain helps it.
fn fills(step: &mut Step, path: &str, dam: &LandslideDamSetting, flood: Option<&FloodSetting>) {
    let drained = drained_km2(&step.county.reaches)[dam.reach.index()];
    let inflow_m3_s = ORDINARY_M3_S_KM2 * drained - dam.file.seepage_m3_s;
    let hours = (dam.storage_m3 - dam.file.pond_m3) / inflow_m3_s.max(1e-6) / 3_600.0;
    let hours_of_play = step.play.minutes() / 60.0;
    if flood.is_none() && hours > hours_of_play {
        step.check.warning(
            &format!("{path}.height_m"),
            format!("{} m, {:.0} m3", dam.file.height_m, dam.storage_m3),
            &format!(
                "推演时段内能蓄满的堰塞湖（来水 {inflow_m3_s:.2} m3/s，蓄满需 {hours:.0} 小时）"
            ),
            &format!("a lake that fills in play: at {inflow_m3_s:.2} m3/s it takes {hours:.0} h"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Files, check};
    use super::*;
    use crate::base::problem::Severity;
    use crate::base::text::Text;
    use crate::plan::file::{Source, Standing};
    use crate::scenario::file::{PlaceFile, PreventionFile, Progress};

    /// The shipped drill without its embankment, its slide lying across the river above Hewan.
    fn with_dam(change: impl FnOnce(&mut Files)) -> impl FnOnce(&mut Files) {
        move |files| {
            let scenario = &mut files.0;
            scenario.flood.as_mut().unwrap().embankments.clear();
            scenario.happenings[1].incident.as_mut().unwrap().at = PlaceFile::Zone("hewan".into());
            let text = Text::new("演练设定", "an assumption of the test");
            scenario.landslide_dams.push(LandslideDamFile {
                happening: "yunling-landslide".into(),
                drained_by: "clear".into(),
                height_m: 12.0,
                crest_length_m: 60.0,
                storage_m3: Some(400_000.0),
                pond_m3: 0.0,
                seepage_m3_s: 0.1,
                overtopped_minutes: 30.0,
                channel_depth_m: 3.0,
                channel_width_m: 4.0,
                source: Source { standing: Standing::Placeholder, text },
            });
            change(files);
        }
    }

    #[test]
    fn a_slide_across_a_river_is_sound_with_or_without_a_written_storage() {
        check(with_dam(|_| {}), &[]);
        check(with_dam(|(scenario, _)| scenario.landslide_dams[0].storage_m3 = None), &[]);
    }

    #[test]
    fn everything_out_of_range_is_said_at_once_with_range_and_source() {
        let change = |(scenario, _): &mut Files| {
            let dam = &mut scenario.landslide_dams[0];
            (dam.crest_length_m, dam.seepage_m3_s) = (0.0, -1.0);
            (dam.storage_m3, dam.overtopped_minutes) = (Some(9_000.0), f64::NAN);
            (dam.channel_depth_m, dam.channel_width_m) = (11.0, 0.0);
            dam.source.text.zh = String::new();
        };
        let wrong = [
            ("crest_length_m", "from 1 to 5000 m"),
            ("seepage_m3_s", "from 0 to 1000 m3/s"),
            ("overtopped_minutes", "from 0 to 1440 min"),
            ("channel_depth_m", "from 0.5 to 10.8"),
            ("channel_width_m", "from 0.5 to 200 m"),
            ("storage_m3", "(Froehlich 1995, 22 dams)"),
        ]
        .map(|(field, part)| (format!("landslide_dams[0].{field}"), part));
        let wrong = wrong.iter().map(|(path, part)| (Severity::Error, path.as_str(), *part));
        let text = (Severity::Error, "landslide_dams[0].source.text.zh", "");
        check(with_dam(change), &wrong.chain([text]).collect::<Vec<_>>());
        let low = (Severity::Error, "landslide_dams[0].height_m", "3 to 100 m (Froehlich 1995");
        check(with_dam(|(scenario, _)| scenario.landslide_dams[0].height_m = 2.9), &[low]);
        let pond = (Severity::Error, "landslide_dams[0].pond_m3", "from 0 to 396000 m3");
        check(with_dam(|(scenario, _)| scenario.landslide_dams[0].pond_m3 = 4e5), &[pond]);
    }

    #[test]
    fn names_that_are_not_there_are_told_with_the_nearest() {
        let happening =
            (Severity::Error, "landslide_dams[0].happening", "an incident of the story");
        check(
            with_dam(|(scenario, _)| {
                scenario.landslide_dams[0].happening = "yunling-landslid".into();
            }),
            &[happening],
        );
        let task = (Severity::Error, "landslide_dams[0].drained_by", "a task of that incident");
        check(
            with_dam(|(scenario, _)| scenario.landslide_dams[0].drained_by = "cleer".into()),
            &[task],
        );
    }

    #[test]
    fn what_blocks_a_river_is_a_slope_that_nothing_prevents_and_lies_where_none_is_held() {
        let path = "landslide_dams[0].happening";
        let slope = (Severity::Error, path, "a happening whose slope gives way");
        check(
            with_dam(|(scenario, _)| {
                scenario.happenings[1].when = WhenFile::AtMinutes(60.0);
            }),
            &[slope],
        );
        check(
            with_dam(|(scenario, _)| {
                scenario.happenings[1].unless.push(PreventionFile {
                    happening: "hewan-embankment".into(),
                    task: "close".into(),
                    by: Progress::Done,
                });
            }),
            &[slope],
        );
        // A second one across the same river.
        check(
            with_dam(|(scenario, _)| {
                let other = scenario.landslide_dams[0].clone();
                scenario.landslide_dams.push(other);
            }),
            &[(Severity::Error, "landslide_dams[1].happening", "above which no reservoir")],
        );
    }
}
