//! What comes in from outside through closed windows: one well-mixed zone. What the gas does to
//! those inside is [`toxic`](super::toxic); gas made inside is not here.
//!
//! `dCi / dt = a (Co - Ci)` with `Ci` inside, `Co` outside in any one unit and `a` the air changes
//! per hour: the single-zone balance of ASHRAE Handbook Fundamentals (ventilation and infiltration)
//! and of Wilson 1987 on sheltering; recalled. `Co` is linear between its samples and the solution
//! exact. Nothing settles or is absorbed, which errs to the safe side. Over all time as much load
//! of exponent 1 arrives inside as outside: whoever shelters must air the room when the cloud is
//! gone. Rates of air change are placeholders. Valid range: to 60 changes an hour, samples 0.001 to
//! 60 minutes apart.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusals};

crate::vocabulary::words! {
    /// How tight a room is.
    Tightness {
        /// Windows open.
        Open "开窗" "windows open",
        /// Windows closed, ventilation off.
        Closed "关闭门窗和通风" "windows and ventilation shut",
        /// Windows closed and the gaps of one room taped and stuffed.
        Taped "关闭门窗并用胶带、湿毛巾封堵" "one room taped and stuffed",
    }
}

/// Air changes per hour of a room: a placeholder.
pub const fn air_changes_per_hour(tightness: Tightness) -> f64 {
    match tightness {
        Tightness::Open => 5.0,
        Tightness::Closed => 0.7,
        Tightness::Taped => 0.25,
    }
}

/// Concentration inside at each sample of that outside, in the unit of those; `inside` is the one
/// at the first sample.
///
/// # Errors
/// Everything out of range: air changes 0 to 60 per hour, samples 0.001 to 60 minutes apart,
/// concentrations from 0.
pub fn inside(
    outside: &[f64],
    step_minutes: f64,
    air_changes_per_hour: f64,
    inside: f64,
) -> Result<Vec<f64>, Refusals> {
    const SOURCE: &str = "ASHRAE Handbook Fundamentals";
    let mut refusals = Refusals::default();
    let concentration = Range::new(0.0, 1e12, "", "");
    refusals.hold(&Range::new(0.0, 60.0, "1/h", SOURCE), "air_changes", air_changes_per_hour);
    refusals.hold(&Range::new(0.001, 60.0, "min", ""), "step", step_minutes);
    refusals.hold(&concentration, "inside", inside);
    for (index, value) in outside.iter().enumerate() {
        refusals.hold(&concentration, format!("outside[{index}]"), *value);
    }
    refusals.into_result()?;
    let changes = air_changes_per_hour / 60.0 * step_minutes;
    let kept = math::exp(-changes);
    // The share of a ramp of one over the step that has come in by its end: `1 - (1 - e^-a) / a`.
    let ramp =
        if changes > 1e-4 { 1.0 - (1.0 - kept) / changes } else { changes * (0.5 - changes / 6.0) };
    let mut now = inside;
    let mut all = Vec::with_capacity(outside.len());
    for (index, value) in outside.iter().enumerate() {
        if index > 0 {
            let before = outside[index - 1];
            now = now * kept + before * (1.0 - kept) + (value - before) * ramp;
        }
        all.push(now.max(0.0));
    }
    Ok(all)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let rate = |key, zh, en, tightness| {
        Assumption::placeholder(key, zh, en, air_changes_per_hour(tightness), "1/h")
    };
    vec![
        rate("release.air_open", "开窗房间换气次数", "air changes, windows open", Tightness::Open),
        rate(
            "release.air_closed",
            "关窗房间换气次数",
            "air changes, windows shut",
            Tightness::Closed,
        ),
        rate("release.air_taped", "封堵房间换气次数", "air changes, room taped", Tightness::Taped),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_room_in_a_steady_cloud_fills_as_one_less_e_to_the_air_changes() {
        let filled = inside(&[100.0; 61], 1.0, 0.7, 0.0).unwrap();
        assert!((filled[60] - 100.0 * (1.0 - math::exp(-0.7))).abs() < 1e-9);
        let emptied = inside(&[0.0; 61], 1.0, 0.7, 80.0).unwrap();
        assert!((emptied[60] - 80.0 * math::exp(-0.7)).abs() < 1e-9);
        assert_eq!(inside(&[5.0, 5.0], 1.0, 0.0, 0.0).unwrap(), [0.0, 0.0]);
        assert_eq!(inside(&[], 1.0, 1.0, 0.0).unwrap(), Vec::<f64>::new());
        let refusals = inside(&[f64::NAN, -1.0], 0.0, 61.0, f64::INFINITY).unwrap_err();
        assert_eq!(refusals.0.len(), 5);
    }

    #[test]
    fn over_all_time_as_much_comes_in_as_passes_outside() {
        let outside: Vec<f64> =
            (0..3_000).map(|step| if (10..40).contains(&step) { 50.0 } else { 0.0 }).collect();
        let load = |series: &[f64]| series.iter().sum::<f64>();
        let found = inside(&outside, 1.0, 0.5, 0.0).unwrap();
        assert!((load(&found) / load(&outside) - 1.0).abs() < 1e-9);
        assert!(found.iter().copied().fold(0.0, f64::max) < 12.0);
    }

    proptest! {
        #[test]
        fn it_solves_its_equation_and_stays_between_what_is_there(
            first in 0.0..100.0f64, second in 0.0..100.0f64, rate in 0.0..20.0f64,
            start in 0.0..100.0f64, step in 0.01..20.0f64,
        ) {
            let found = inside(&[first, second], step, rate, start).unwrap()[1];
            // The slow oracle: midpoint steps of a two-thousandth.
            let (mut value, share) = (start, step / 60.0 / 2_000.0);
            for part in 0..2_000 {
                let at = |offset: f64| first + (second - first) * (f64::from(part) + offset) / 2e3;
                let middle = value + 0.5 * share * rate * (at(0.0) - value);
                value += share * rate * (at(0.5) - middle);
            }
            prop_assert!((found - value).abs() < 1e-3, "{} {}", found, value);
            let low = first.min(second).min(start);
            let high = first.max(second).max(start);
            prop_assert!(found >= low - 1e-9 && found <= high + 1e-9);
        }
    }
}
