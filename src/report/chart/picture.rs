//! What was true against what desks held, for one fact: a strip for the truth, one for each desk
//! that needed to know, hatched where it held something else. The hatched stretches are the gap.

use std::collections::BTreeMap;

use crate::base::id::DeskId;
use crate::base::time::Time;
use crate::event_log::event::{Event, Party};
use crate::vocabulary::fact::Fact;

use super::canvas::{Align, Area, Canvas, Style, chart, text_width};
use super::time_axis::{AXIS_HEIGHT, TimeAxis};
use super::{LEFT, RIGHT, colour};
use crate::report::names::Names;

const STRIP: i32 = 24;
const TOP: i32 = 26;

/// Values from moments on.
type Steps = Vec<(Time, i64)>;

/// What was true of a fact, and what each of `desks` held, as steps.
fn steps(names: &Names<'_>, fact: Fact, desks: &[DeskId]) -> (Steps, BTreeMap<DeskId, Steps>) {
    let mut truth: Steps = Vec::new();
    let mut held: BTreeMap<DeskId, Steps> = desks.iter().map(|desk| (*desk, vec![])).collect();
    for record in names.log.records() {
        match &record.event {
            Event::FactChanged { fact: changed, value } if *changed == fact => {
                truth.push((record.at, *value));
            }
            Event::FactObserved { fact: seen, value, by: Party::Desk(desk), .. }
                if *seen == fact =>
            {
                held.entry(*desk).and_modify(|steps| steps.push((record.at, *value)));
            }
            Event::MessageRead { message, .. } => {
                let Some(seq) = names.births.seq(*message) else { continue };
                let Event::MessageSent { to: Party::Desk(desk), versions, .. } =
                    &names.log.record(seq).event
                else {
                    continue;
                };
                let Some(steps) = held.get_mut(desk) else { continue };
                for version in versions {
                    let version = names.births.version(names.log, *version);
                    if let Some((_, value)) = version.filter(|(read, _)| *read == fact) {
                        steps.push((record.at, value));
                    }
                }
            }
            _ => {}
        }
    }
    (truth, held)
}

/// The value that holds at `time`; none before the first.
fn at(steps: &Steps, time: Time) -> Option<i64> {
    steps.iter().take_while(|(since, _)| *since <= time).last().map(|(_, value)| *value)
}

/// The chart for one fact; none where its truth never changed.
pub fn truth_and_pictures(
    names: &Names<'_>,
    axis: TimeAxis,
    fact: Fact,
    desks: &[DeskId],
) -> Option<String> {
    let (truth, held) = steps(names, fact, desks);
    truth.first()?;
    let title = format!("{} {}", names.subject(fact.subject), names.get(&fact.kind.text()));
    let bottom = TOP + STRIP * (1 + held.len() as i32);
    Some(chart(bottom + AXIS_HEIGHT, &title, |canvas| {
        canvas.text((4, 9), &title, Style::size(12).bold());
        axis.draw(canvas, TOP, bottom);
        let label = names.texts.say("chart-truth");
        strip(canvas, names, axis, (fact, &truth, &truth), (&label, TOP));
        for (number, (desk, steps)) in held.iter().enumerate() {
            let top = TOP + STRIP * (number as i32 + 1);
            strip(canvas, names, axis, (fact, &truth, steps), (&names.desk(*desk), top));
        }
    }))
}

/// One strip: plain where it agrees with the truth, hatched where not.
fn strip(
    canvas: &Canvas<'_>,
    names: &Names<'_>,
    axis: TimeAxis,
    (fact, truth, steps): (Fact, &Steps, &Steps),
    (label, top): (&str, i32),
) {
    let style = Style::size(11).aligned(Align::Right);
    canvas.text_within((LEFT - 8, top + 11), label, LEFT - 12, style);
    let mut moments: Vec<Time> = truth.iter().chain(steps).map(|(since, _)| *since).collect();
    moments.push(Time::START);
    moments.sort_unstable();
    moments.dedup();
    for (number, start) in moments.iter().enumerate() {
        let end = moments.get(number + 1).copied().unwrap_or(axis.end());
        let (left, right) = (axis.x(*start), axis.x(end));
        if right <= left {
            continue;
        }
        let area = Area(left, top + 4, right, top + 19);
        let (held, true_now) = (at(steps, *start), at(truth, *start));
        if true_now.is_some() && held != true_now {
            canvas.hatch(area, colour::VERMILION);
        } else if held.is_some() {
            canvas.fill(area, colour::SKY);
        } else {
            canvas.fill(area, colour::FAINT);
        }
        if let Some(value) = held.filter(|_| steps.iter().any(|(since, _)| since == start)) {
            let text = names.fact(fact, value);
            let subject = names.subject(fact.subject);
            let text = text.trim_start_matches(&subject).trim().to_owned();
            if text_width(&text, 10) + 6 < right - left {
                canvas.text((left + 4, top + 11), &text, Style::size(10));
            }
        }
    }
    canvas.line(&[(LEFT, top + STRIP - 1), (RIGHT, top + STRIP - 1)], colour::FAINT, 1);
}
