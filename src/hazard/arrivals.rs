//! Calls that come by themselves: a Poisson process whose rate changes with the hour, by exact
//! inversion of its cumulative rate or by thinning. What the calls are about is not here.
//!
//! - Inversion (Çınlar 1975): with hourly rates the cumulative rate is a broken line; unit-rate
//!   exponential gaps are added up and looked up on it. Exact, and each draw is one call.
//! - Thinning (Lewis & Shedler 1979): candidates at the highest rate, kept with probability
//!   rate over highest rate. For rates that are no step function.
//!
//! Valid range: rates to 10,000 an hour, a bound for thinning of 1e-9 to a million an hour.

use crate::base::chance::Draws;
use crate::base::time::{Duration, Time};

use super::range::{Range, Refusal, Refusals};

/// Calls per hour for each hour of the day.
#[derive(Debug, Clone, PartialEq)]
pub struct HourlyRates {
    rates: [f64; 24],
}

const RATE: Range = Range::new(0.0, 10_000.0, "1/h", "");

impl HourlyRates {
    /// Rates in calls per hour, from midnight.
    ///
    /// # Errors
    /// Every rate out of range.
    pub fn new(rates: [f64; 24]) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        for (hour, rate) in rates.iter().enumerate() {
            refusals.hold(&RATE, format!("rates[{hour}]"), *rate);
        }
        refusals.into_result().map(|()| Self { rates })
    }

    /// Calls expected from the start of play, at `start_minute_of_day`, to `horizon`.
    pub fn expected(&self, start_minute_of_day: u32, horizon: Duration) -> f64 {
        self.pieces(start_minute_of_day, horizon).map(|piece| piece.calls()).sum()
    }

    /// The hours of play, in order.
    fn pieces(&self, start_minute_of_day: u32, horizon: Duration) -> impl Iterator<Item = Piece> {
        let start = f64::from(start_minute_of_day);
        let end = start + horizon.minutes();
        let first_hour = start_minute_of_day / 60;
        let hours = first_hour..(end / 60.0).ceil() as u32;
        hours.map(move |hour| {
            let from = (60.0 * f64::from(hour)).max(start) - start;
            let to = (60.0 * f64::from(hour + 1)).min(end) - start;
            Piece { from, to, rate_per_minute: self.rates[(hour % 24) as usize] / 60.0 }
        })
    }

    /// The calls of play, in order of time, by inversion.
    pub fn calls(
        &self,
        start_minute_of_day: u32,
        horizon: Duration,
        draws: &mut Draws,
    ) -> Vec<Time> {
        let mut calls = Vec::new();
        let mut next = draws.exponential(1.0);
        let mut passed = 0.0;
        for piece in self.pieces(start_minute_of_day, horizon) {
            let after = passed + piece.calls();
            while next < after {
                let minutes = piece.from + (next - passed) / piece.rate_per_minute;
                calls.push(Time::START + Duration::from_seconds_f64(60.0 * minutes));
                next += draws.exponential(1.0);
            }
            passed = after;
        }
        calls
    }
}

/// A stretch of constant rate, in minutes from the start of play.
struct Piece {
    from: f64,
    to: f64,
    rate_per_minute: f64,
}

impl Piece {
    fn calls(&self) -> f64 {
        (self.to - self.from).max(0.0) * self.rate_per_minute
    }
}

/// The arrivals up to `horizon` of a process with any rate per hour at `t` hours, by thinning;
/// `highest_per_hour` bounds the rate, and rates above it are cut to it.
///
/// # Errors
/// A refusal of a bound that is not above zero.
pub fn thinned(
    rate_per_hour: impl Fn(f64) -> f64,
    highest_per_hour: f64,
    horizon: Duration,
    draws: &mut Draws,
) -> Result<Vec<Time>, Refusal> {
    let highest = Range::new(1e-9, 1e6, "1/h", "").check("highest_per_hour", highest_per_hour)?;
    let end = horizon.minutes() / 60.0;
    let mut arrivals = Vec::new();
    let mut hours = draws.exponential(1.0 / highest);
    while hours < end {
        if draws.happens(rate_per_hour(hours) / highest) {
            arrivals.push(Time::START + Duration::from_seconds_f64(3_600.0 * hours));
        }
        hours += draws.exponential(1.0 / highest);
    }
    Ok(arrivals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    const DAYS: u32 = 10_000;

    fn quarters(days: impl Fn(&mut Draws) -> Vec<Time>) -> ([f64; 4], f64, f64) {
        let mut sums = [0.0; 4];
        let (mut sum, mut square) = (0.0, 0.0);
        for day in 0..DAYS {
            let calls = days(&mut Seed(4).draws(Purpose::Test, Key(u64::from(day))));
            assert!(calls.windows(2).all(|pair| pair[0] <= pair[1]));
            for call in &calls {
                sums[(call.milliseconds() / 21_600_000) as usize] += 1.0;
            }
            sum += calls.len() as f64;
            square += (calls.len() * calls.len()) as f64;
        }
        let mean = sum / f64::from(DAYS);
        let variance = square / f64::from(DAYS) - mean * mean;
        (sums.map(|each| each / f64::from(DAYS)), mean, variance / mean)
    }

    #[test]
    fn lewis_shedler_1979_thinning_of_a_daily_sine() {
        let rate = |hours: f64| 1.0 + 0.8 * math::sin(std::f64::consts::PI / 12.0 * (hours - 8.0));
        let day = Duration::from_minutes(1_440);
        let (quarters, mean, dispersion) =
            quarters(|draws| thinned(rate, 1.8, day, draws).unwrap());
        for (computed, expected) in
            quarters.into_iter().zip([1.825_73, 7.118_49, 10.174_27, 4.881_51])
        {
            let error = math::sqrt(expected / f64::from(DAYS));
            assert!((computed - expected).abs() < 4.0 * error, "{computed} {expected}");
        }
        assert!((mean - 24.0).abs() < 4.0 * math::sqrt(24.0 / f64::from(DAYS)));
        assert!((dispersion - 1.0).abs() < 0.05);
    }

    /// Whether times are a Poisson process of the given cumulative rate: gaps of the cumulative
    /// rate are then exponential with mean 1 (Kolmogorov and Smirnov at the level of 0.01).
    fn gaps_are_exponential(times: &[Time], cumulative: impl Fn(f64) -> f64) -> bool {
        let hours = times.iter().map(|time| time.milliseconds() as f64 / 3_600_000.0);
        let passed: Vec<f64> = std::iter::once(0.0).chain(hours.map(cumulative)).collect();
        let gap = |pair: &[f64]| -math::exp_m1(pair[0] - pair[1]);
        let mut shares: Vec<f64> = passed.windows(2).map(gap).collect();
        shares.sort_unstable_by(f64::total_cmp);
        let count = shares.len() as f64;
        let farthest = shares.iter().zip(0..).fold(0.0_f64, |farthest, (share, before)| {
            let before = f64::from(before);
            farthest.max((before + 1.0) / count - share).max(share - before / count)
        });
        farthest * math::sqrt(count) < 1.628
    }

    #[test]
    fn times_pass_kolmogorovs_test_on_the_cumulative_rate() {
        let horizon = Duration::from_minutes(1_440 * 200);
        let pi = std::f64::consts::PI;
        let rate = |hours: f64| 1.0 + 0.8 * math::sin(pi / 12.0 * (hours - 8.0));
        let cumulative = |hours: f64| {
            let waves = math::cos(pi / 12.0 * -8.0) - math::cos(pi / 12.0 * (hours - 8.0));
            hours + 0.8 * 12.0 / pi * waves
        };
        let mut draws = Seed(6).draws(Purpose::Test, Key(1));
        let times = thinned(rate, 1.8, horizon, &mut draws).unwrap();
        assert!(times.len() > 4_000 && gaps_are_exponential(&times, cumulative));
        // The test tells a rate that is wrong from one that is right.
        assert!(!gaps_are_exponential(&times, |hours| hours));

        let rates = HourlyRates::new(std::array::from_fn(|hour| 0.1 * hour as f64)).unwrap();
        let times = rates.calls(0, horizon, &mut draws);
        let expected = |hours: f64| rates.expected(0, Duration::from_seconds_f64(3_600.0 * hours));
        assert!(times.len() > 4_000 && gaps_are_exponential(&times, expected));
        assert!(!gaps_are_exponential(&times, |hours| 27.6 / 24.0 * hours));
    }

    #[test]
    fn within_an_hour_calls_come_evenly() {
        let rates = HourlyRates::new([2.0; 24]).unwrap();
        let mut draws = Seed(7).draws(Purpose::Test, Key(1));
        let calls = rates.calls(0, Duration::from_minutes(1_440 * 200), &mut draws);
        let count = calls.len() as f64;
        for tenth in 0..10 {
            let inside = |call: &&Time| call.milliseconds() % 3_600_000 / 360_000 == tenth;
            let share = calls.iter().filter(inside).count() as f64 / count;
            assert!((share - 0.1).abs() < 4.0 * math::sqrt(0.1 * 0.9 / count), "{tenth} {share}");
        }
    }

    #[test]
    fn inversion_gives_poisson_counts_of_the_hourly_rates() {
        let rates = HourlyRates::new(std::array::from_fn(|hour| 0.1 * hour as f64)).unwrap();
        let day = Duration::from_minutes(1_440);
        let (quarters, mean, dispersion) = quarters(|draws| rates.calls(0, day, draws));
        for (computed, expected) in quarters.into_iter().zip([1.5, 5.1, 8.7, 12.3]) {
            let error = math::sqrt(expected / f64::from(DAYS));
            assert!((computed - expected).abs() < 4.0 * error, "{computed} {expected}");
        }
        assert!((mean - rates.expected(0, day)).abs() < 4.0 * math::sqrt(27.6 / 1e4));
        assert!((dispersion - 1.0).abs() < 0.05);
    }

    #[test]
    fn play_that_starts_within_an_hour_and_passes_midnight_counts_its_own_minutes() {
        let rates = HourlyRates::new(std::array::from_fn(|hour| hour as f64)).unwrap();
        // 22:30 to 01:15: half of 22, all of 23, of 0 and a quarter of 1.
        let expected = rates.expected(1_350, Duration::from_minutes(165));
        assert!((expected - (11.0 + 23.0 + 0.0 + 0.25)).abs() < 1e-9);
        let mut bad = [1.0; 24];
        bad[3] = f64::NAN;
        bad[7] = -1.0;
        assert_eq!(HourlyRates::new(bad).unwrap_err().0.len(), 2);
        assert!(
            thinned(|_| 1.0, 0.0, Duration::ZERO, &mut Seed(1).draws(Purpose::Test, Key(0)))
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn expected_calls_add_up_and_calls_come_in_order_while_there_is_a_rate(
            rates in prop::collection::vec(0.0..20.0f64, 24), silent in 0usize..24,
            start in 0u32..1_440, first in 0u64..2_000, second in 0u64..2_000, seed in 0u64..1_000,
        ) {
            let mut rates: [f64; 24] = rates.try_into().expect("twenty-four");
            rates[silent] = 0.0;
            let hourly = HourlyRates::new(rates).unwrap();
            let minutes = Duration::from_minutes;
            let expected = |start, length| hourly.expected(start, minutes(length));
            let later = start + u32::try_from(first).expect("few");
            let parts = expected(start, first) + expected(later, second);
            prop_assert!((expected(start, first + second) - parts).abs() < 1e-9);
            let doubled = HourlyRates::new(rates.map(|rate| 2.0 * rate)).unwrap();
            let twice = doubled.expected(start, minutes(first));
            prop_assert!((twice - 2.0 * expected(start, first)).abs() < 1e-9);
            let mut draws = Seed(seed).draws(Purpose::Test, Key(3));
            let calls = hourly.calls(start, minutes(first), &mut draws);
            prop_assert!(calls.windows(2).all(|pair| pair[0] <= pair[1]));
            for call in calls {
                let minute = call.milliseconds() / 60_000;
                prop_assert!(minute <= first);
                let hour = (u64::from(start) + minute) / 60 % 24;
                // Rounding takes a call at the very end of an hour into the next.
                let at_edge = call.milliseconds() % 60_000 == 0;
                prop_assert!(hour != silent as u64 || at_edge);
            }
        }
    }
}
