//! People in danger over time: in the water, cut off without help, in harmful air or before a fire.

use std::collections::BTreeMap;

use super::canvas::{Align, Area, Canvas, Style, chart};
use super::time_axis::{AXIS_HEIGHT, TimeAxis};
use super::{LEFT, RIGHT, colour};
use crate::base::id::AreaId;
use crate::base::time::Time;
use crate::event_log::event::{Event, PeopleState};
use crate::report::names::Names;

const TOP: i32 = 14;
const PLOT_HEIGHT: i32 = 130;
const STATES: usize = PeopleState::ALL.len();

/// Moments and the numbers of people from then on, by state.
pub fn people_in_danger(names: &Names<'_>) -> Vec<(Time, [u32; STATES])> {
    let mut now: BTreeMap<(AreaId, PeopleState), u32> = BTreeMap::new();
    let mut steps: Vec<(Time, [u32; STATES])> = vec![(Time::START, [0; STATES])];
    for record in names.log.records() {
        let Event::PeopleInDanger { area, state, people } = &record.event else { continue };
        now.insert((*area, *state), *people);
        let mut numbers = [0; STATES];
        for ((_, state), people) in &now {
            numbers[*state as usize] += people;
        }
        match steps.last_mut() {
            Some(last) if last.0 == record.at => last.1 = numbers,
            _ => steps.push((record.at, numbers)),
        }
    }
    steps
}

/// The chart; none where nobody was ever in danger.
pub fn danger(names: &Names<'_>, axis: TimeAxis) -> Option<String> {
    let steps = people_in_danger(names);
    let most = steps.iter().map(|(_, numbers)| numbers.iter().sum::<u32>()).max()?;
    if most == 0 {
        return None;
    }
    let title = names.texts.say("chart-danger");
    Some(chart(TOP + PLOT_HEIGHT + AXIS_HEIGHT, &title, |canvas| {
        let bottom = TOP + PLOT_HEIGHT;
        axis.draw(canvas, TOP, bottom);
        let y = |people: u32| {
            bottom - (f64::from(people) / f64::from(most) * f64::from(PLOT_HEIGHT)) as i32
        };
        for (number, (start, numbers)) in steps.iter().enumerate() {
            let end = steps.get(number + 1).map_or(axis.end(), |(at, _)| *at);
            let (left, right) = (axis.x(*start), axis.x(end));
            let mut below = 0;
            for state in PeopleState::ALL {
                let people = numbers[*state as usize];
                if right > left && people > 0 {
                    draw(canvas, *state, Area(left, y(below + people), right, y(below)));
                }
                below += people;
            }
        }
        label(canvas, names, y(most), bottom, most);
        let occurs = |state: &&PeopleState| steps.iter().any(|(_, it)| it[**state as usize] > 0);
        legend(canvas, names, &PeopleState::ALL.iter().filter(occurs).copied().collect::<Vec<_>>());
    }))
}

/// People of one state: told apart by pattern as well as by colour.
fn draw(canvas: &Canvas<'_>, state: PeopleState, area: Area) {
    match state {
        PeopleState::InWater => canvas.fill(area, colour::BLUE),
        PeopleState::CutOff => canvas.hatch(area, colour::VERMILION),
        PeopleState::Exposed => canvas.fill(area, colour::PURPLE),
    }
}

fn label(canvas: &Canvas<'_>, names: &Names<'_>, top: i32, bottom: i32, most: u32) {
    let right = Style::size(11).aligned(Align::Right);
    let people = names.texts.say("unit-people");
    canvas.text((LEFT - 6, top), &format!("{most} {people}"), right);
    canvas.text((LEFT - 6, bottom), "0", right);
    canvas.line(&[(LEFT, top), (RIGHT, top)], colour::PALE, 1);
}

fn legend(canvas: &Canvas<'_>, names: &Names<'_>, states: &[PeopleState]) {
    let mut middle = TOP + PLOT_HEIGHT / 2 - 11 * (states.len() as i32 - 1);
    for state in states {
        draw(canvas, *state, Area(6, middle - 6, 24, middle + 6));
        canvas.text((30, middle), &names.get(&state.text()), Style::size(11));
        middle += 22;
    }
}
