//! Embankments across streams that may give way: which stream, whose incident, what is refused.

use super::super::embankment::EmbankmentSetting;
use super::super::file::{EmbankmentFile, ScenarioFile};
use super::super::flood::FloodSetting;
use super::super::happening::Happening;
use super::super::riverside;
use super::happening::task;
use super::spreading::incident_kind;
use super::{Step, storyline};
use crate::base::id::{ReachId, ZoneId};
use crate::base::key::Key;
use crate::county::drainage::{drained_km2, largest, river_of};
use crate::county::place::County;
use crate::hazard::reservoir::{DAM_HEIGHT, DAM_VOLUME};

/// The flood with the embankments of the tier; what is wrong with any is noted at every tier.
pub(super) fn with_embankments(
    step: &mut Step,
    scenario: &ScenarioFile,
    flood: Option<Option<FloodSetting>>,
    happenings: &[Happening],
) -> Option<Option<FloodSetting>> {
    let mut flood = flood;
    let files = scenario.flood.iter().flat_map(|flood| &flood.embankments);
    let mut files: Vec<(usize, &EmbankmentFile)> = files.enumerate().collect();
    // Each takes a stream that none before it has taken.
    files.sort_by_key(|(_, file)| key(file));
    for (index, file) in files {
        let path = format!("flood.embankments[{index}]");
        check(step, &path, file);
        let kind = incident_kind(scenario, step, &file.happening);
        let incident = step.incident(&format!("{path}.happening"), &file.happening);
        let task =
            kind.and_then(|kind| task(step, &format!("{path}.held_by"), kind, &file.held_by));
        let found = happenings.iter().find(|one| one.name == file.happening);
        let site = found.and_then(|one| one.site.as_ref());
        let (Some(Some(flood)), Some(site), Some(incident), Some(held_by)) =
            (flood.as_mut(), site, incident, task)
        else {
            continue;
        };
        let Some(reach) = stream(step.county, site.zone, flood) else {
            step.check.error(
                &format!("{path}.happening"),
                format!("\"{}\"", file.happening),
                "河边的地点，其河流及上游支流尚无水库或路堤",
                "a place at a river that, or a stream above which, has no dam yet",
            );
            continue;
        };
        flood.embankments.push(EmbankmentSetting {
            key: key(file),
            file: file.clone(),
            incident,
            held_by,
            zone: site.zone,
            reach,
        });
    }
    flood
}

fn key(file: &EmbankmentFile) -> Key {
    Key::written("embankment", &file.happening)
}

fn check(step: &mut Step, path: &str, file: &EmbankmentFile) {
    let check = &mut step.check;
    storyline::hold(check, &format!("{path}.storage_m3"), &DAM_VOLUME, file.storage_m3);
    storyline::hold(check, &format!("{path}.height_m"), &DAM_HEIGHT, file.height_m);
    check.within(&format!("{path}.culvert_m3_s"), file.culvert_m3_s, 0.0..=1_000.0, "m3/s");
    check.within(&format!("{path}.crest_length_m"), file.crest_length_m, 1.0..=5_000.0, "m");
    let minutes = file.overtopped_minutes;
    check.within(&format!("{path}.overtopped_minutes"), minutes, 0.0..=1_440.0, "min");
    check.text(&format!("{path}.source.text"), &file.source.text);
}

/// Most that a stream drains across which an embankment stands, km2.
const STREAM_KM2: f64 = 60.0;

/// The nearest stream above a settlement, counted in reaches, that is small enough and has no dam
/// at its lower end; of several the largest. Where there is none, the river at the settlement.
fn stream(county: &County, zone: ZoneId, flood: &FloodSetting) -> Option<ReachId> {
    let dam = flood.reservoir.and_then(|id| riverside::lake(county, id)).map(|(dam, _)| dam);
    let drained = drained_km2(&county.reaches);
    let is_free =
        |id: &ReachId| dam != Some(*id) && flood.embankments.iter().all(|other| other.reach != *id);
    let river = river_of(county, zone)?;
    let mut level = vec![river];
    while !level.is_empty() {
        let feeds = |id: &ReachId| {
            let below = county.reaches[id.index()].downstream;
            // What stands above a reservoir is the reservoir's.
            dam != Some(*id) && below.is_some_and(|below| level.contains(&below))
        };
        let above = (0..county.reaches.len()).map(ReachId::from_index).filter(feeds);
        let above: Vec<ReachId> = above.collect();
        let small = above.iter().filter(|id| drained[id.index()] <= STREAM_KM2);
        let found = largest(county, &drained, small.copied().filter(is_free));
        if found.is_some() {
            return found;
        }
        level = above;
    }
    Some(river).filter(is_free)
}
