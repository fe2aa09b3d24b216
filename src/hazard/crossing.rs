//! Class crossings: when a series of samples reaches or leaves thresholds, in whole milliseconds.
//! What the thresholds mean is not known here.

use crate::base::time::{Duration, Time};

/// From `at` on, until the next crossing, the value reaches `class` thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crossing {
    /// When.
    pub at: Time,
    /// How many of the rising thresholds the value reaches from then on.
    pub class: u8,
}

/// How many of the rising `thresholds` the value reaches.
pub fn class(thresholds: &[f64], value: f64) -> u8 {
    let reached = thresholds.iter().take_while(|threshold| value >= **threshold).count();
    u8::try_from(reached).expect("a series has few thresholds")
}

/// The crossings of `samples`, taken every `step` from the start of play and linear in between.
/// At the start of play the class is 0 unless the first crossing says otherwise.
///
/// A rise counts from the first whole millisecond at which the threshold is reached, a fall from
/// the first at which it no longer is. Classes between two that share a millisecond are skipped.
///
/// # Panics
/// When the thresholds do not rise strictly, which is the caller's to ensure.
pub fn crossings(
    samples: impl IntoIterator<Item = f64>,
    step: Duration,
    thresholds: &[f64],
) -> Vec<Crossing> {
    assert!(thresholds.windows(2).all(|pair| pair[0] < pair[1]), "thresholds must rise");
    let mut found = Vec::new();
    let mut before: Option<f64> = None;
    for (index, value) in samples.into_iter().enumerate() {
        let Some(earlier) = before.replace(value) else {
            if class(thresholds, value) > 0 {
                found.push(Crossing { at: Time::START, class: class(thresholds, value) });
            }
            continue;
        };
        let start = Time::START + step * (index as u64 - 1);
        segment(&mut found, start, step, (earlier, value), thresholds);
    }
    found
}

/// Adds the crossings of one straight segment.
fn segment(
    found: &mut Vec<Crossing>,
    start: Time,
    step: Duration,
    (from, to): (f64, f64),
    thresholds: &[f64],
) {
    let (low, high) = (class(thresholds, from), class(thresholds, to));
    let length = step.milliseconds() as f64;
    for reached in low + 1..=high {
        let share = (thresholds[usize::from(reached) - 1] - from) / (to - from);
        push(found, start, (share * length).ceil(), reached);
    }
    for left in (high..low).rev() {
        let share = (from - thresholds[usize::from(left)]) / (from - to);
        push(found, start, (share * length).floor() + 1.0, left);
    }
}

/// Adds one crossing, or replaces the one before it in the same millisecond.
fn push(found: &mut Vec<Crossing>, start: Time, after_milliseconds: f64, class: u8) {
    let at = start + Duration::from_milliseconds(after_milliseconds.max(0.0) as u64);
    match found.last_mut() {
        Some(last) if last.at >= at => last.class = class,
        _ => found.push(Crossing { at, class }),
    }
    // A jump up and back within one millisecond leaves nothing.
    let kept = found.len();
    let unchanged = match kept {
        1 => found[0].class == 0,
        _ => found[kept - 1].class == found[kept - 2].class,
    };
    if unchanged {
        found.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(milliseconds: u64, class: u8) -> Crossing {
        Crossing { at: Time::from_milliseconds(milliseconds), class }
    }

    #[test]
    fn a_triangle_is_crossed_up_and_down() {
        let found = crossings([0.0, 10.0, 0.0], Duration::from_seconds(1), &[2.0, 5.0]);
        assert_eq!(found, [at(200, 1), at(500, 2), at(1_501, 1), at(1_801, 0)]);
    }

    #[test]
    fn what_is_wet_at_the_start_is_said_at_the_start() {
        let found = crossings([3.0, 3.0, 1.0], Duration::from_seconds(1), &[2.0, 5.0]);
        assert_eq!(found, [at(0, 1), at(1_501, 0)]);
    }

    #[test]
    fn a_leap_skips_the_classes_that_share_a_millisecond() {
        let found = crossings([0.0, 9.0], Duration::from_milliseconds(1), &[1.0, 2.0, 3.0]);
        assert_eq!(found, [at(1, 3)]);
    }

    proptest! {
        /// The slow oracle: the class of the interpolated value at each millisecond.
        #[test]
        fn crossings_agree_with_sampling_every_millisecond(
            samples in proptest::collection::vec(-5.0..15.0f64, 2..8),
        ) {
            let thresholds = [0.5, 4.0, 9.0];
            let step = 40;
            let length = Duration::from_milliseconds(step);
            let found = crossings(samples.iter().copied(), length, &thresholds);
            prop_assert!(found.windows(2).all(|pair| pair[0].at < pair[1].at));
            for millisecond in 0..(samples.len() as u64 - 1) * step {
                let index = (millisecond / step) as usize;
                let share = (millisecond % step) as f64 / step as f64;
                let value = samples[index] + share * (samples[index + 1] - samples[index]);
                if thresholds.iter().any(|threshold| (value - threshold).abs() < 1e-9) {
                    continue;
                }
                let held = found.iter().rfind(|each| each.at.milliseconds() <= millisecond);
                let held = held.map_or(0, |crossing| crossing.class);
                prop_assert_eq!(held, class(&thresholds, value), "at {} ms", millisecond);
            }
        }
    }
}
