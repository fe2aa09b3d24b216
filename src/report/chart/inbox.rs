//! Unread messages at the desks with the longest queues, one band a desk.

use std::collections::BTreeMap;

use crate::base::id::DeskId;
use crate::base::time::Time;
use crate::event_log::event::{Event, Party};

use super::canvas::{Align, Area, Style, chart};
use super::time_axis::{AXIS_HEIGHT, TimeAxis};
use super::{LEFT, RIGHT, colour};
use crate::report::names::Names;
use crate::report::text::arguments;

/// Desks drawn.
const DESKS: usize = 8;
const BAND: i32 = 30;
const TOP: i32 = 4;

/// How many messages lay unread at each desk, as steps.
fn queues(names: &Names<'_>) -> BTreeMap<DeskId, Vec<(Time, i32)>> {
    let mut queues: BTreeMap<DeskId, Vec<(Time, i32)>> = BTreeMap::new();
    let mut waiting = std::collections::BTreeSet::new();
    for record in names.log.records() {
        let (message, change) = match &record.event {
            Event::MessageDelivered { message } => (*message, 1),
            Event::MessageRead { message, .. } | Event::MessageSuperseded { message, .. } => {
                (*message, -1)
            }
            _ => continue,
        };
        // A message that was superseded before it arrived never lay in an inbox.
        let counts = if change > 0 { waiting.insert(message) } else { waiting.remove(&message) };
        let Some(seq) = names.births.seq(message).filter(|_| counts) else { continue };
        let Event::MessageSent { to: Party::Desk(desk), .. } = &names.log.record(seq).event else {
            continue;
        };
        let steps = queues.entry(*desk).or_insert_with(|| vec![(Time::START, 0)]);
        let length = steps.last().map_or(0, |(_, length)| *length) + change;
        match steps.last_mut() {
            Some(last) if last.0 == record.at => last.1 = length,
            _ => steps.push((record.at, length)),
        }
    }
    queues
}

/// The chart; none where no message lay in an inbox.
pub fn inbox(names: &Names<'_>, axis: TimeAxis) -> Option<String> {
    let longest =
        |steps: &[(Time, i32)]| steps.iter().map(|(_, length)| *length).max().unwrap_or(0);
    let mut desks: Vec<(DeskId, Vec<(Time, i32)>)> = queues(names).into_iter().collect();
    desks.retain(|(_, steps)| longest(steps) > 0);
    desks.sort_by_key(|(desk, steps)| (-longest(steps), names.drill.plan.desks[desk.index()].key));
    desks.truncate(DESKS);
    let most = desks.iter().map(|(_, steps)| longest(steps)).max()?;
    let bottom = TOP + BAND * desks.len() as i32;
    let title = names.texts.say("chart-inbox");
    Some(chart(bottom + AXIS_HEIGHT, &title, |canvas| {
        axis.draw(canvas, TOP, bottom);
        for (number, (desk, steps)) in desks.iter().enumerate() {
            let base = TOP + BAND * (number as i32 + 1);
            for (index, (start, length)) in steps.iter().enumerate().filter(|(_, step)| step.1 > 0)
            {
                let end = steps.get(index + 1).map_or(axis.end(), |(at, _)| *at);
                let height = (f64::from(*length) / f64::from(most) * f64::from(BAND - 4)) as i32;
                let area = Area(axis.x(*start), base - height.max(1), axis.x(end), base);
                canvas.fill(area, colour::BLUE);
            }
            let label = Style::size(11).aligned(Align::Right);
            canvas.text_within((LEFT - 8, base - 17), &names.desk(*desk), LEFT - 12, label);
            let text = names.texts.fill("chart-inbox-most", &arguments! { count: longest(steps) });
            let style = Style::size(9).aligned(Align::Right).coloured(colour::GREY);
            canvas.text((LEFT - 8, base - 5), &text, style);
            canvas.line(&[(LEFT, base), (RIGHT, base)], colour::PALE, 1);
        }
    }))
}
