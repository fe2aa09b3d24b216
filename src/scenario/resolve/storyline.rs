//! What a storyline says besides hazards and happenings: people on no list, behaviour, ordinary
//! calls, what is known at the start.

use super::super::Background;
use super::super::file::ScenarioFile;
use super::Step;
use super::pressure::Forces;
use crate::base::check::Checker;
use crate::base::id::DeskId;
use crate::base::problem::Problem;
use crate::base::time::Time;
use crate::hazard::range::Range;
use crate::vocabulary::fact::{Fact, Subject};

/// Difference from 100 that percentages may sum to.
const SUM_TOLERANCE_PERCENT: f64 = 0.01;

/// Holds a value to the range of its model, which names its source.
pub(super) fn hold(check: &mut Checker, path: &str, range: &Range, value: f64) {
    if let Err(refusal) = range.check(path, value) {
        let place = check.place(refusal.path);
        check.push(Problem::error(place, refusal.found, refusal.expected));
    }
}

/// People on no list, by hazard area.
pub(super) fn visitors(step: &mut Step, file: &ScenarioFile, forces: &Forces) -> Vec<u32> {
    let mut visitors = vec![0_u32; step.county.areas.len()];
    for (index, written) in file.visitors.iter().enumerate() {
        let path = format!("visitors[{index}]");
        step.check.text(&format!("{path}.title"), &written.title);
        step.check.within(&format!("{path}.people"), written.people, 1..=10_000, "");
        let Some(area) = step.area(&format!("{path}.area"), &written.area) else { continue };
        if forces.visitors(&written.area) {
            let there = &mut visitors[area.index()];
            *there = there.saturating_add(written.people);
        }
    }
    visitors
}

/// Checks how people behave; the fraction that goes back early, and when, where some do.
pub(super) fn people(step: &mut Step, file: &ScenarioFile, forces: &Forces) -> Option<(f64, Time)> {
    let people = &file.people;
    let check = &mut step.check;
    check.within("people.refuse_percent", people.refuse_percent, 0.0..=100.0, "%");
    let median = people.departure_median_minutes;
    check.within("people.departure_median_minutes", median, 0.1..=720.0, "min");
    check.text("people.source.text", &people.source.text);
    let (percent, minutes) = people.return_early;
    check.within("people.return_early[0]", percent, 0.0..=100.0, "%");
    let at = step.moment("people.return_early[1]", minutes);
    (forces.return_early && percent > 0.0).then_some((percent / 100.0, at))
}

/// Ordinary calls in the whole county, in the order of their kinds.
pub(super) fn background(step: &mut Step, file: &ScenarioFile) -> Vec<Background> {
    let mut residents: u64 = 0;
    for zone in &step.county.zones {
        residents += u64::from(zone.residents);
    }
    let mut background: Vec<Background> = Vec::new();
    for (index, written) in file.background.iter().enumerate() {
        let path = format!("background[{index}]");
        let daily = written.daily_per_100000;
        step.check.within(&format!("{path}.daily_per_100000"), daily, 0.0..=1_000.0, "");
        step.check.text(&format!("{path}.source.text"), &written.source.text);
        let shares_path = format!("{path}.by_hour_percent");
        for (hour, share) in written.by_hour_percent.iter().enumerate() {
            step.check.within(&format!("{shares_path}[{hour}]"), *share, 0.0..=100.0, "%");
        }
        let sum_percent: f64 = written.by_hour_percent.iter().sum();
        if (sum_percent - 100.0).abs() > SUM_TOLERANCE_PERCENT {
            let zh = "24 小时占比之和为 100";
            step.check.error(&shares_path, sum_percent, zh, "24 shares that sum to 100");
        }
        let path = format!("{path}.incident");
        let Some(kind) = step.kind(&path, &written.incident) else { continue };
        if background.iter().any(|earlier| earlier.kind == kind) {
            let found = format!("\"{}\"", written.incident);
            step.check.error(&path, found, "未列过的险情类别", "a kind not yet listed");
        }
        background.push(Background {
            kind,
            daily: daily * residents as f64 / 100_000.0,
            by_hour: written.by_hour_percent.map(|share| share / 100.0),
            source: written.source.clone(),
        });
    }
    background.sort_by_key(|calls| calls.kind);
    background
}

/// What desks know at the start, by desk and fact.
pub(super) fn known_at_start(step: &mut Step, file: &ScenarioFile) -> Vec<(DeskId, Fact, i64)> {
    let mut known: Vec<(DeskId, Fact, i64)> = Vec::new();
    for (index, written) in file.known_at_start.iter().enumerate() {
        let path = format!("known_at_start[{index}]");
        if !written.fact.is_level() {
            step.check.error(
                &format!("{path}.fact"),
                written.fact.text().en,
                "预警级别或应急响应级别",
                "warning level or response level",
            );
        }
        step.check.within(&format!("{path}.value"), written.value, 0..=4, "");
        for (place, name) in written.desks.iter().enumerate() {
            let path = format!("{path}.desks[{place}]");
            let Some(desk) = step.desk(&path, name) else { continue };
            let fact = Fact::new(written.fact, Subject::Event(file.event));
            if known.iter().any(|(holder, held, _)| (*holder, *held) == (desk, fact)) {
                let found = format!("\"{name}\"");
                step.check.error(&path, found, "未列过的岗位", "a desk that does not know it yet");
            }
            known.push((desk, fact, written.value));
        }
    }
    known.sort_unstable_by_key(|(desk, fact, _)| (*desk, *fact));
    known
}
