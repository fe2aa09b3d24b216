//! How times, lengths of time and numbers are written for a reader. Formatting only.

use crate::base::text::Language;
use crate::base::time::{Duration, StartClock, Time};

/// `T+03:25`, hours as many as there are; seconds are cut off.
pub fn elapsed(time: Time) -> String {
    let minutes = time.milliseconds() / 60_000;
    format!("T+{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `06:41 T+00:11`: the clock first, and T+ beside it.
pub fn moment(clock: StartClock, time: Time) -> String {
    format!("{} {}", clock.clock(time), elapsed(time))
}

/// A number with one decimal at most, and none where it is a whole one.
pub fn decimal(number: f64) -> String {
    let tenths = (number * 10.0).round() / 10.0;
    // A negative zero would print its sign.
    let tenths = if tenths == 0.0 { 0.0 } else { tenths };
    if tenths.fract() == 0.0 { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

/// A length in minutes with one decimal at most: `27分钟`, `1.5 minutes`; from three hours on in
/// hours: `4.5小时`.
pub fn length(language: Language, length: Duration) -> String {
    minutes(language, length.minutes())
}

/// The same for a number of minutes, which may be negative.
pub fn minutes(language: Language, minutes: f64) -> String {
    let hours = minutes.abs() >= 180.0;
    let number = decimal(if hours { minutes / 60.0 } else { minutes });
    match (language, hours) {
        (Language::Chinese, false) => format!("{number}分钟"),
        (Language::Chinese, true) => format!("{number}小时"),
        (Language::English, false) if number == "1" => "1 minute".to_owned(),
        (Language::English, false) => format!("{number} minutes"),
        (Language::English, true) if number == "1" => "1 hour".to_owned(),
        (Language::English, true) => format!("{number} hours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_decimal_at_most() {
        assert_eq!(decimal(27.0), "27");
        assert_eq!(decimal(27.04), "27");
        assert_eq!(decimal(-0.01), "0");
        assert_eq!(decimal(1.25), "1.3");
        assert_eq!(length(Language::Chinese, Duration::from_seconds(90)), "1.5分钟");
        assert_eq!(length(Language::English, Duration::from_minutes(1)), "1 minute");
        assert_eq!(length(Language::English, Duration::from_minutes(270)), "4.5 hours");
    }

    #[test]
    fn the_clock_comes_first() {
        let start = StartClock("2026-06-25T06:30:00".parse().unwrap());
        assert_eq!(moment(start, Time::from_milliseconds(11 * 60_000 + 59_999)), "06:41 T+00:11");
        assert_eq!(moment(start, Time::from_minutes(1_500)), "D+1 07:30 T+25:00");
    }
}
