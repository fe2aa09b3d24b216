//! Rain at one place in steps of ten minutes: its running sums, and when they cross thresholds.

use super::super::crossing::{self, Crossing};
use super::STEP_MINUTES;
use crate::base::time::{Duration, Time};

/// Rain at one place in steps of ten minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct RainSeries {
    /// Start of the first step, minutes from the start of play.
    pub(super) first_minutes: i32,
    /// Rain from the first step's start to the end of each step, mm; begins with 0.
    pub(super) cumulative_mm: Vec<f64>,
}

impl RainSeries {
    /// A series from rain per step of ten minutes, the first of which starts at `first_minutes`.
    pub fn new(first_minutes: i32, step_mm: &[f64]) -> Self {
        let mut cumulative_mm = vec![0.0];
        let mut sum = 0.0;
        for mm in step_mm {
            sum += mm;
            cumulative_mm.push(sum);
        }
        Self { first_minutes, cumulative_mm }
    }

    /// The same series times `factor`.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let cumulative_mm = self.cumulative_mm.iter().map(|mm| factor * mm).collect();
        Self { first_minutes: self.first_minutes, cumulative_mm }
    }

    /// Start of the first step, minutes from the start of play.
    pub const fn first_minutes(&self) -> i32 {
        self.first_minutes
    }

    /// End of the last step, minutes from the start of play.
    pub fn last_minutes(&self) -> i32 {
        self.first_minutes + STEP_MINUTES * (self.cumulative_mm.len() as i32 - 1)
    }

    /// Rain in each step, mm.
    pub fn steps_mm(&self) -> impl Iterator<Item = f64> {
        self.cumulative_mm.windows(2).map(|pair| pair[1] - pair[0])
    }

    /// All rain of the series, mm.
    pub fn total_mm(&self) -> f64 {
        *self.cumulative_mm.last().expect("a series begins with zero")
    }

    /// Rain from the series' start to `minutes`, mm, even within each step.
    pub fn until_mm(&self, minutes: f64) -> f64 {
        let steps = (minutes - f64::from(self.first_minutes)) / f64::from(STEP_MINUTES);
        if steps <= 0.0 {
            return 0.0;
        }
        let index = steps.floor() as usize;
        let Some(after) = self.cumulative_mm.get(index + 1) else {
            return self.total_mm();
        };
        let before = self.cumulative_mm[index];
        before + (steps - steps.floor()) * (after - before)
    }

    /// Rain in the `window_minutes` that end at `at`, mm: what a gauge shows.
    pub fn sum_mm(&self, at: Time, window_minutes: u32) -> f64 {
        let to = at.minutes();
        self.until_mm(to) - self.until_mm(to - f64::from(window_minutes))
    }

    /// When the running sum over `window_minutes` (a multiple of ten) reaches and leaves
    /// `thresholds_mm`, up to `horizon`.
    pub fn crossings(
        &self,
        window_minutes: u32,
        thresholds_mm: &[f64],
        horizon: Duration,
    ) -> Vec<Crossing> {
        let step = Duration::from_minutes(STEP_MINUTES as u64);
        let steps = horizon.milliseconds() / step.milliseconds();
        let samples =
            (0..=steps).map(|index| self.sum_mm(Time::START + step * index, window_minutes));
        crossing::crossings(samples, step, thresholds_mm)
    }
}
