//! The time scale that all charts of a page share: clock times, and T+ below them.

use crate::base::time::{StartClock, Time};

use super::canvas::{Align, Canvas, Style};
use super::{LEFT, RIGHT, colour};
use crate::report::clock;

/// Height that the axis takes at the foot of a chart.
pub(super) const AXIS_HEIGHT: i32 = 34;

/// Steps between ticks in minutes.
const STEPS: [u64; 7] = [10, 15, 30, 60, 120, 240, 480];

/// Play from its start to its end, over the width between the names and the right edge.
#[derive(Debug, Clone, Copy)]
pub struct TimeAxis {
    clock: StartClock,
    end: Time,
}

impl TimeAxis {
    /// The scale of a run that starts at `clock` and ends at `end`.
    pub fn new(clock: StartClock, end: Time) -> Self {
        Self { clock, end: end.max(Time::from_minutes(1)) }
    }

    /// When play ended.
    pub(super) const fn end(self) -> Time {
        self.end
    }

    /// The place of a moment.
    pub(super) fn x(self, time: Time) -> i32 {
        let share = time.milliseconds() as f64 / self.end.milliseconds() as f64;
        LEFT + (share.min(1.0) * f64::from(RIGHT - LEFT)).round() as i32
    }

    /// Moments that get a tick: whole steps of the clock, at most nine.
    fn ticks(self) -> Vec<Time> {
        let length = self.end.milliseconds() / 60_000;
        let step = STEPS.into_iter().find(|step| length / step <= 8).unwrap_or(960);
        let offset = u64::from(self.clock.minute_of_day(Time::START));
        let first = (step - offset % step) % step;
        (0..)
            .map(|number| Time::from_minutes(first + number * step))
            .take_while(|time| *time <= self.end)
            .collect()
    }

    /// Grid lines from `top` to `bottom`, and the labels below.
    pub(super) fn draw(self, canvas: &Canvas<'_>, top: i32, bottom: i32) {
        for tick in self.ticks() {
            let x = self.x(tick);
            canvas.line(&[(x, top), (x, bottom)], colour::PALE, 1);
            let style = Style::size(11).aligned(Align::Middle);
            canvas.text((x, bottom + 9), &self.clock.clock(tick), style);
            let style = Style::size(9).aligned(Align::Middle).coloured(colour::GREY);
            canvas.text((x, bottom + 22), &clock::elapsed(tick), style);
        }
        canvas.line(&[(LEFT, bottom), (RIGHT, bottom)], colour::GREY, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_on_whole_steps_of_the_clock() {
        let start = StartClock("2026-06-25T00:20:00".parse().unwrap());
        let axis = TimeAxis::new(start, Time::from_minutes(720));
        let clocks: Vec<String> = axis.ticks().iter().map(|tick| start.clock(*tick)).collect();
        assert_eq!(clocks, ["02:00", "04:00", "06:00", "08:00", "10:00", "12:00"]);
        assert_eq!(axis.x(Time::START), LEFT);
        assert_eq!(axis.x(Time::from_minutes(720)), RIGHT);
        assert_eq!(axis.x(Time::from_minutes(9_999)), RIGHT);
    }
}
