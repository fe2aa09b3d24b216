//! People in danger over time: in the water, and cut off without help.

use crate::base::id::AreaId;
use crate::base::time::Time;
use crate::event_log::event::{Event, PeopleState};
use std::collections::BTreeMap;

use super::canvas::{Align, Area, Canvas, Style, chart};
use super::time_axis::{AXIS_HEIGHT, TimeAxis};
use super::{LEFT, RIGHT, colour};
use crate::report::names::Names;

const TOP: i32 = 14;
const PLOT_HEIGHT: i32 = 130;

/// Moments and the numbers of people from then on: in the water, cut off.
pub fn people_in_danger(names: &Names<'_>) -> Vec<(Time, [u32; 2])> {
    let mut now: BTreeMap<(AreaId, PeopleState), u32> = BTreeMap::new();
    let mut steps: Vec<(Time, [u32; 2])> = vec![(Time::START, [0, 0])];
    for record in names.log.records() {
        let Event::PeopleInDanger { area, state, people } = &record.event else { continue };
        now.insert((*area, *state), *people);
        let count = |wanted: PeopleState| {
            now.iter().filter(|((_, state), _)| *state == wanted).map(|(_, people)| people).sum()
        };
        let numbers = [count(PeopleState::InWater), count(PeopleState::CutOff)];
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
    let most = steps.iter().map(|(_, [water, cut]): &(Time, [u32; 2])| water + cut).max()?;
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
        for (number, (start, [water, cut])) in steps.iter().enumerate() {
            let end = steps.get(number + 1).map_or(axis.end(), |(at, _)| *at);
            let (left, right) = (axis.x(*start), axis.x(end));
            if right > left && *water > 0 {
                canvas.fill(Area(left, y(*water), right, bottom), colour::BLUE);
            }
            if right > left && *cut > 0 {
                canvas.hatch(Area(left, y(water + cut), right, y(*water)), colour::VERMILION);
            }
        }
        label(canvas, names, y(most), bottom, most);
    }))
}

fn label(canvas: &Canvas<'_>, names: &Names<'_>, top: i32, bottom: i32, most: u32) {
    let right = Style::size(11).aligned(Align::Right);
    canvas.text((LEFT - 6, top), &most.to_string(), right);
    canvas.text((LEFT - 6, bottom), "0", right);
    canvas.line(&[(LEFT, top), (RIGHT, top)], colour::PALE, 1);
    let middle = (top + bottom) / 2;
    canvas.fill(Area(6, middle - 17, 24, middle - 5), colour::BLUE);
    canvas.text((30, middle - 11), &names.get(&PeopleState::InWater.text()), Style::size(11));
    canvas.hatch(Area(6, middle + 5, 24, middle + 17), colour::VERMILION);
    canvas.text((30, middle + 11), &names.get(&PeopleState::CutOff.text()), Style::size(11));
}
