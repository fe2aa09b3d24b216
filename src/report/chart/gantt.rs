//! What each team did, minute by minute: turnout, travel, waiting with whom it waited for, work,
//! carrying and handing over, return; a turn-back is a notch.

use std::collections::BTreeMap;

use crate::base::id::TeamId;
use crate::base::time::Time;
use crate::event_log::event::Event;
use crate::vocabulary::fact::TeamState;

use super::canvas::{Align, Area, Canvas, Style, chart, text_width};
use super::time_axis::{AXIS_HEIGHT, TimeAxis};
use super::{LEFT, RIGHT, WIDTH, colour};
use crate::report::names::Names;

/// Teams drawn at most; the chart says how many are left out.
const ROWS_MAX: usize = 40;
const ROW_HEIGHT: i32 = 20;
const LEGEND_HEIGHT: i32 = 24;

/// One team's row.
#[derive(Debug, Clone, Default)]
struct Row {
    states: Vec<(Time, TeamState)>,
    waits: Vec<(Time, String)>,
    turned_back: Vec<Time>,
    first: Option<Time>,
}

/// The chart, and how many engaged teams it leaves out; none where no team was engaged.
pub fn gantt(names: &Names<'_>, axis: TimeAxis) -> Option<(String, usize)> {
    let mut rows = rows(names);
    rows.sort_by_key(|(team, row)| (row.first, names.drill.plan.teams[team.index()].key));
    if rows.is_empty() {
        return None;
    }
    let left_out = rows.len().saturating_sub(ROWS_MAX);
    rows.truncate(ROWS_MAX);
    let bottom = LEGEND_HEIGHT + ROW_HEIGHT * rows.len() as i32 + 4;
    let title = names.texts.say("chart-gantt");
    let svg = chart(bottom + AXIS_HEIGHT, &title, |canvas| {
        legend(canvas, names);
        axis.draw(canvas, LEGEND_HEIGHT, bottom);
        for (number, (team, row)) in rows.iter().enumerate() {
            let top = LEGEND_HEIGHT + ROW_HEIGHT * number as i32 + 2;
            draw_row(canvas, names, axis, (*team, row), top);
        }
    });
    Some((svg, left_out))
}

/// The rows of all teams that were sent out.
fn rows(names: &Names<'_>) -> Vec<(TeamId, Row)> {
    let mut rows: BTreeMap<TeamId, Row> = BTreeMap::new();
    for record in names.log.records() {
        let at = record.at;
        match &record.event {
            Event::TeamStateChanged { team, state } => {
                let row = rows.entry(*team).or_default();
                row.states.push((at, *state));
                if *state != TeamState::Unavailable && *state != TeamState::Available {
                    row.first.get_or_insert(at);
                }
            }
            Event::TeamTurnedBack { team, .. } => {
                rows.entry(*team).or_default().turned_back.push(at);
            }
            Event::TeamWaited { team, reason, on, .. } => {
                let whom = on.map_or_else(|| names.get(&reason.text()), |on| names.task_alone(on));
                rows.entry(*team).or_default().waits.push((at, whom));
            }
            _ => {}
        }
    }
    rows.into_iter().filter(|(_, row)| row.first.is_some()).collect()
}

/// The bar of a state: offsets of its top and bottom in the row, and how it is filled.
fn draw_state(canvas: &Canvas<'_>, state: TeamState, left: i32, right: i32, top: i32) {
    let full = Area(left, top + 1, right, top + 15);
    let thin = Area(left, top + 5, right, top + 11);
    match state {
        TeamState::Available => {}
        TeamState::TurningOut => canvas.outline(full, colour::GREY),
        TeamState::EnRoute => canvas.fill(thin, colour::BLUE),
        TeamState::Waiting => canvas.hatch(full, colour::VERMILION),
        TeamState::Working => canvas.fill(full, colour::GREEN),
        TeamState::Transporting => canvas.fill(full, colour::SKY),
        TeamState::HandingOver => canvas.fill(full, colour::PURPLE),
        TeamState::Returning => canvas.fill(Area(left, top + 7, right, top + 9), colour::GREY),
        TeamState::Unavailable => {
            canvas.line(&[(left, top + 2), (right, top + 14)], colour::PALE, 1);
            canvas.outline(full, colour::PALE);
        }
    }
}

/// The letter that stands in a bar, for those who print black.
fn letter(names: &Names<'_>, state: TeamState) -> Option<String> {
    let key = match state {
        TeamState::Working => "gantt-letter-work",
        TeamState::Transporting => "gantt-letter-carry",
        TeamState::HandingOver => "gantt-letter-handover",
        _ => return None,
    };
    Some(names.texts.say(key))
}

fn draw_row(
    canvas: &Canvas<'_>,
    names: &Names<'_>,
    axis: TimeAxis,
    (team, row): (TeamId, &Row),
    top: i32,
) {
    let middle = top + 8;
    let label = Style::size(11).aligned(Align::Right);
    canvas.text_within((LEFT - 8, middle), &names.team(team), LEFT - 12, label);
    canvas.line(&[(LEFT, top + 18), (RIGHT, top + 18)], colour::FAINT, 1);
    let ends = row.states.iter().skip(1).map(|(at, _)| *at).chain([axis.end()]);
    for ((start, state), end) in row.states.iter().zip(ends) {
        let (left, right) = (axis.x(*start), axis.x(end));
        if right <= left {
            continue;
        }
        draw_state(canvas, *state, left, right, top);
        if let Some(letter) = letter(names, *state).filter(|_| right - left >= 14) {
            let style = Style::size(10).aligned(Align::Middle).coloured(colour::WHITE);
            canvas.text(((left + right) / 2, middle), &letter, style);
        }
        if *state == TeamState::Waiting {
            draw_whom(canvas, row, (*start, end), (left, right), middle);
        }
    }
    for at in &row.turned_back {
        let x = axis.x(*at);
        canvas.polygon(&[(x - 5, top), (x + 5, top), (x, top + 9)], colour::INK);
    }
}

/// Whom the team waited for, in the hatched bar where there is room.
fn draw_whom(
    canvas: &Canvas<'_>,
    row: &Row,
    (start, end): (Time, Time),
    (left, right): (i32, i32),
    middle: i32,
) {
    let Some((_, whom)) = row.waits.iter().find(|(at, _)| start <= *at && *at < end) else {
        return;
    };
    let width = text_width(whom, 10);
    if width + 8 <= right - left {
        let centre = (left + right) / 2;
        let half = width / 2 + 2;
        canvas.fill(Area(centre - half, middle - 6, centre + half, middle + 6), colour::WHITE);
        canvas.text((centre, middle), whom, Style::size(10).aligned(Align::Middle));
    }
}

/// What the bars mean, in one line above them.
fn legend(canvas: &Canvas<'_>, names: &Names<'_>) {
    let states = [
        TeamState::TurningOut,
        TeamState::EnRoute,
        TeamState::Waiting,
        TeamState::Working,
        TeamState::Transporting,
        TeamState::HandingOver,
        TeamState::Returning,
    ];
    let mut x = 4;
    for state in states {
        draw_state(canvas, state, x, x + 22, 1);
        if let Some(letter) = letter(names, state) {
            let style = Style::size(10).aligned(Align::Middle).coloured(colour::WHITE);
            canvas.text((x + 11, 9), &letter, style);
        }
        let text = names.get(&state.text());
        canvas.text((x + 27, 9), &text, Style::size(10));
        x += 27 + text_width(&text, 10) + 12;
    }
    canvas.polygon(&[(x, 2), (x + 10, 2), (x + 5, 11)], colour::INK);
    let room = WIDTH - x - 14;
    canvas.text_within((x + 14, 9), &names.texts.say("gantt-turned-back"), room, Style::size(10));
}
