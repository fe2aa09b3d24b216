//! Simulated time: whole milliseconds since the start of play. No wall clock exists here.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

use serde::{Deserialize, Serialize};

use super::text::Text;

/// A moment, in milliseconds since the start of play.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(u64);

/// A length of time in milliseconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Duration(u64);

impl Time {
    /// The start of play, T+0.
    pub const START: Self = Self(0);
    /// Later than anything that happens in a run.
    pub const NEVER: Self = Self(u64::MAX);

    /// The moment `milliseconds` after the start.
    pub const fn from_milliseconds(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// The moment `minutes` after the start.
    pub const fn from_minutes(minutes: u64) -> Self {
        Self(minutes * 60_000)
    }

    /// Milliseconds since the start.
    pub const fn milliseconds(self) -> u64 {
        self.0
    }

    /// Minutes since the start, with their fraction.
    pub fn minutes(self) -> f64 {
        self.0 as f64 / 60_000.0
    }

    /// The first moment from this one on that is a whole number of steps after the start; a step is
    /// at least a millisecond.
    pub const fn round_up(self, step: Duration) -> Self {
        let step = if step.0 == 0 { 1 } else { step.0 };
        Self(self.0.div_ceil(step) * step)
    }

    /// How long after `earlier` this is; zero where it is not after it.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length of `milliseconds`.
    pub const fn from_milliseconds(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// A length of `seconds`.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds * 1_000)
    }

    /// A length of `minutes`.
    pub const fn from_minutes(minutes: u64) -> Self {
        Self(minutes * 60_000)
    }

    /// A length of `seconds`, rounded to the millisecond; zero for what is negative or no number.
    pub fn from_seconds_f64(seconds: f64) -> Self {
        Self((seconds * 1_000.0).round().max(0.0) as u64)
    }

    /// The length in milliseconds.
    pub const fn milliseconds(self) -> u64 {
        self.0
    }

    /// The length in seconds, with its fraction.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    /// The length in minutes, with its fraction.
    pub fn minutes(self) -> f64 {
        self.0 as f64 / 60_000.0
    }

    /// This less `other`, or zero.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add<Duration> for Time {
    type Output = Self;
    /// `Time::NEVER` stays what it is.
    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl AddAssign<Duration> for Time {
    fn add_assign(&mut self, length: Duration) {
        *self = *self + length;
    }
}

impl Sub<Duration> for Time {
    type Output = Self;
    fn sub(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl fmt::Display for Time {
    /// `T+03:25:07`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "T+{}", Duration(self.0))
    }
}

impl fmt::Display for Duration {
    /// `03:25:07`, hours as many as there are.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1_000;
        write!(formatter, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }
}

/// The date and time of day at which play starts; turns moments into clock times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct StartClock(pub jiff::civil::DateTime);

impl<'de> Deserialize<'de> for StartClock {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = || {
            super::written::refuse(&Text::new(
                "日期和时刻，如 \"2026-06-25T22:30:00\"",
                "a date and time such as \"2026-06-25T22:30:00\"",
            ))
        };
        String::deserialize(deserializer)?.parse().map(Self).map_err(|_| expected())
    }
}

impl StartClock {
    /// The civil date and time at `time`, to the millisecond.
    pub fn at(self, time: Time) -> jiff::civil::DateTime {
        let milliseconds = i64::try_from(time.milliseconds()).unwrap_or(i64::MAX);
        self.0.saturating_add(jiff::SignedDuration::from_millis(milliseconds))
    }

    /// `06:41`, with `D+1` in front from the second day on.
    pub fn clock(self, time: Time) -> String {
        let moment = self.at(time);
        let days = (moment.date() - self.0.date()).get_days();
        let clock = format!("{:02}:{:02}", moment.hour(), moment.minute());
        if days == 0 { clock } else { format!("D+{days} {clock}") }
    }

    /// Minutes since midnight at `time`, 0 to 1439.
    pub fn minute_of_day(self, time: Time) -> u32 {
        let Self(start) = self;
        let hours = u64::from(start.hour().unsigned_abs());
        let minutes = hours * 60 + u64::from(start.minute().unsigned_abs());
        let seconds = minutes * 60 + u64::from(start.second().unsigned_abs());
        let minute = (seconds + time.milliseconds() / 1_000) / 60 % (24 * 60);
        u32::try_from(minute).expect("below a day's 1440")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_counts_days() {
        let start = StartClock("2026-06-25T22:30:00".parse().unwrap());
        assert_eq!(start.clock(Time::from_minutes(11)), "22:41");
        assert_eq!(start.clock(Time::from_minutes(100)), "D+1 00:10");
        for minutes in [0, 89, 90, 100, 1_529, 1_530, 5_000] {
            let (time, moment) =
                (Time::from_minutes(minutes), start.at(Time::from_minutes(minutes)));
            let minute = i32::from(moment.hour()) * 60 + i32::from(moment.minute());
            assert_eq!(i64::from(start.minute_of_day(time)), i64::from(minute), "{time}");
        }
    }

    #[test]
    fn moments_are_rounded_up_to_steps() {
        let minute = Duration::from_minutes(1);
        let rounded = |milliseconds| Time::from_milliseconds(milliseconds).round_up(minute);
        let whole = [0, 1, 1, 2].map(Time::from_minutes);
        assert_eq!([0, 1, 60_000, 60_001].map(rounded), whole);
        assert_eq!(Time::from_milliseconds(7).round_up(Duration::ZERO).milliseconds(), 7);
    }

    #[test]
    fn never_stays_never() {
        assert_eq!(Time::NEVER + Duration::from_minutes(5), Time::NEVER);
        assert_eq!(Time::from_minutes(205).to_string(), "T+03:25:00");
    }
}
