//! Response-time chains of critical tasks, one bar a task, with the limits that apply to them.

use crate::base::time::Time;
use crate::plan::file::Leg;
use crate::score::chain::{Chain, StandardResult};
use crate::score::scorecard::Scorecard;

use super::canvas::{Align, Area, Canvas, Style, chart, text_width};
use super::time_axis::{AXIS_HEIGHT, TimeAxis};
use super::{LEFT, RIGHT, colour};
use crate::report::clock;
use crate::report::names::Names;

/// Tasks drawn at most.
const ROWS_MAX: usize = 30;
const ROW: i32 = 26;
const TOP: i32 = 24;

/// The chart and how many tasks it leaves out; none without a critical task.
pub fn chains(names: &Names<'_>, card: &Scorecard, axis: TimeAxis) -> Option<(String, usize)> {
    let all: Vec<&Chain> = card.tables.chains.iter().filter(|chain| chain.critical).collect();
    if all.is_empty() {
        return None;
    }
    let shown = &all[..all.len().min(ROWS_MAX)];
    let bottom = TOP + ROW * shown.len() as i32 + 2;
    let title = names.texts.say("chart-chains");
    let svg = chart(bottom + AXIS_HEIGHT, &title, |canvas| {
        legend(canvas, names);
        axis.draw(canvas, TOP, bottom);
        for (number, chain) in shown.iter().enumerate() {
            let top = TOP + ROW * number as i32 + 2;
            draw_chain(canvas, names, axis, chain, top);
            for standard in &card.standards {
                draw_limit(canvas, names, axis, (chain, standard), top);
            }
        }
    });
    Some((svg, all.len() - shown.len()))
}

/// What lies between a mark and the one before it: nobody knew, on its way to the assignment,
/// turnout, travel, not yet at work, work.
fn draw_part(canvas: &Canvas<'_>, part: Part, left: i32, right: i32, top: i32) {
    let full = Area(left, top + 2, right, top + 16);
    match part {
        Part::Unknown => canvas.outline(full, colour::GREY),
        Part::Assigning => canvas.hatch(full, colour::VERMILION),
        Part::TurningOut => canvas.fill(full, colour::PALE),
        Part::Travelling => canvas.fill(Area(left, top + 6, right, top + 12), colour::BLUE),
        Part::Waiting => canvas.hatch(full, colour::GREY),
        Part::Working => canvas.fill(full, colour::GREEN),
    }
}

/// Part of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Unknown,
    Assigning,
    TurningOut,
    Travelling,
    Waiting,
    Working,
}

impl Part {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Unknown, "chain-unknown"),
        (Self::Assigning, "chain-assigning"),
        (Self::TurningOut, "chain-turnout"),
        (Self::Travelling, "chain-travel"),
        (Self::Waiting, "chain-waiting"),
        (Self::Working, "chain-work"),
    ];

    /// The part that ends with this mark.
    const fn before(leg: Leg) -> Option<Self> {
        Some(match leg {
            Leg::Occurred => return None,
            Leg::Detected => Self::Unknown,
            Leg::CallReceived | Leg::Assigned => Self::Assigning,
            Leg::Departed => Self::TurningOut,
            Leg::Arrived => Self::Travelling,
            Leg::WorkStarted => Self::Waiting,
            Leg::Stabilised | Leg::PatientLeft | Leg::HandedOver => Self::Working,
        })
    }
}

fn draw_chain(canvas: &Canvas<'_>, names: &Names<'_>, axis: TimeAxis, chain: &Chain, top: i32) {
    let label = Style::size(11).aligned(Align::Right);
    let incident = names.get(&chain.incident.title);
    canvas.text_within((LEFT - 8, top + 5), &incident, LEFT - 12, label);
    let task = names.get(&chain.task.title);
    let small = Style::size(9).aligned(Align::Right).coloured(colour::GREY);
    canvas.text_within((LEFT - 8, top + 17), &task, LEFT - 12, small);
    canvas.line(&[(LEFT, top + 23), (RIGHT, top + 23)], colour::FAINT, 1);
    let mut last: Option<Time> = None;
    for mark in &chain.legs {
        if let (Some(start), Some(part)) = (last, Part::before(mark.leg)) {
            let (left, right) = (axis.x(start), axis.x(mark.at));
            if right > left {
                draw_part(canvas, part, left, right, top);
            }
        }
        last = Some(mark.at);
    }
    let end = match (chain.completed, last) {
        (Some(completed), Some(start)) if completed > start => {
            draw_part(canvas, Part::Working, axis.x(start), axis.x(completed), top);
            completed
        }
        (_, Some(last)) => last,
        _ => return,
    };
    if chain.completed.is_none() {
        let status = names.get(&chain.status.text());
        let left = (axis.x(end) + 4).min(RIGHT - text_width(&status, 10));
        canvas.text((left, top + 9), &status, Style::size(10));
    }
}

/// The limit as a thin line where it runs out, with its length.
fn draw_limit(
    canvas: &Canvas<'_>,
    names: &Names<'_>,
    axis: TimeAxis,
    (chain, standard): (&Chain, &StandardResult),
    top: i32,
) {
    if standard.capability != chain.capability {
        return;
    }
    let Some(from) = chain.legs.iter().find(|mark| mark.leg == standard.from) else { return };
    let x = axis.x(from.at + standard.limit);
    canvas.line(&[(x, top - 1), (x, top + 20)], colour::INK, 2);
    let text = clock::length(names.language(), standard.limit);
    let style = Style::size(9);
    if x + text_width(&text, 9) + 4 < RIGHT {
        canvas.text((x + 4, top + 19), &text, style);
    } else {
        canvas.text((x - 4, top + 19), &text, style.aligned(Align::Right));
    }
}

fn legend(canvas: &Canvas<'_>, names: &Names<'_>) {
    let mut x = 4;
    for (part, key) in Part::ALL {
        draw_part(canvas, part, x, x + 22, 0);
        let text = names.texts.say(key);
        canvas.text((x + 27, 9), &text, Style::size(10));
        x += 27 + text_width(&text, 10) + 12;
    }
    canvas.line(&[(x + 2, 1), (x + 2, 18)], colour::INK, 2);
    canvas.text((x + 8, 9), &names.texts.say("chain-limit"), Style::size(10));
}
