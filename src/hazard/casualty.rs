//! How casualties fare: survival by physiological score and deterioration while untreated. Sorting
//! them is [`triage`](super::triage)'s, cardiac arrest [`resuscitation`](super::resuscitation)'s;
//! who treats them, and when, is not here.
//!
//! RPM is the sum of respiration, pulse and motor response, 0 (worst) to 12: Sacco et al. 2005,
//!   Acad. Emerg. Med. 12:759-770, with survival by score and deterioration per 30 minutes from
//!   expert opinion by the Delphi method. Both tables agree in two independent public copies.

use super::assumption::Assumption;
use super::range::{Range, Refusal};

/// Highest score: unhurt.
pub const RPM_MAX: u8 = 12;
/// Minutes in a step of deterioration.
pub const STEP_MINUTES: f64 = 30.0;

/// Probability of survival by score when treated at once.
const SURVIVAL: [f64; 13] =
    [0.052, 0.089, 0.15, 0.23, 0.35, 0.49, 0.63, 0.75, 0.84, 0.90, 0.94, 0.97, 0.98];

/// Score after 30, 60, ... minutes untreated, by the first score; what follows is the last.
const DETERIORATION: [&[u8]; 13] = [
    &[0],
    &[0],
    &[0],
    &[1, 0],
    &[2, 1, 0],
    &[3, 2, 1, 0],
    &[4, 3, 2, 1, 0],
    &[6, 5, 4, 3, 2, 1, 0],
    &[8, 7, 6, 5, 4, 3, 2, 1, 0],
    &[9, 8, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    &[10, 9, 9, 8, 8, 7, 6, 6, 5, 5, 4, 4],
    &[11, 11, 10, 10, 9, 8, 8, 7, 7, 6, 6, 5],
    &[12, 12, 11, 11, 10, 10, 10, 10, 9, 9, 8, 8],
];

/// A score in range.
///
/// # Errors
/// A refusal above 12.
pub fn rpm(score: u8) -> Result<u8, Refusal> {
    let range = Range::new(0.0, f64::from(RPM_MAX), "RPM", "Sacco et al. 2005");
    range.check("rpm", f64::from(score)).map(|_| score)
}

/// Probability of survival of a casualty treated at this score; above 12 as at 12.
pub fn survival(score: u8) -> f64 {
    SURVIVAL[usize::from(score.min(RPM_MAX))]
}

/// Score of a casualty whose first score is known, after `minutes` untreated; whole steps of thirty
/// minutes count.
pub fn score_after(first: u8, minutes: f64) -> u8 {
    let row = DETERIORATION[usize::from(first.min(RPM_MAX))];
    let steps = (minutes.max(0.0) / STEP_MINUTES).floor() as usize;
    match steps {
        0 => first.min(RPM_MAX),
        steps => row[steps.min(row.len()) - 1],
    }
}

/// Probability of survival after `minutes` untreated, linear between steps of thirty minutes, so
/// that minutes count.
pub fn survival_after(first: u8, minutes: f64) -> f64 {
    // Nothing changes after the last row, but infinity has no parts.
    let minutes = if minutes > 0.0 { minutes.min(1e6) } else { 0.0 };
    let steps = (minutes / STEP_MINUTES).floor();
    let before = survival(score_after(first, steps * STEP_MINUTES));
    let after = survival(score_after(first, (steps + 1.0) * STEP_MINUTES));
    let share = minutes / STEP_MINUTES - steps;
    before + share * (after - before)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "casualty.survival_rpm_6",
            "RPM 评分 6 分伤员立即救治的存活率",
            "survival at RPM 6 when treated at once",
            SURVIVAL[6],
            "",
        )
        .checked("Sacco et al. 2005, two independent public copies"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sacco_2005_tables() {
        assert_eq!(survival(0), 0.052);
        assert_eq!(survival(12), 0.98);
        assert_eq!(score_after(7, 30.0), 6);
        assert_eq!(score_after(9, 95.0), 8);
        assert_eq!(score_after(10, 360.0), 4);
        assert_eq!(score_after(4, 600.0), 0);
        assert_eq!(score_after(8, 29.9), 8);
        assert!((survival_after(6, 15.0) - 0.5 * (0.63 + 0.35)).abs() < 1e-12);
        assert!(rpm(12).is_ok() && rpm(13).is_err());
    }

    #[test]
    fn whole_rows_of_sacco_2005() {
        for (first, row) in DETERIORATION.into_iter().enumerate() {
            let first = first as u8;
            assert_eq!(score_after(first, 0.0), first);
            for (score, step) in row.iter().zip(1..) {
                assert_eq!(score_after(first, 30.0 * f64::from(step)), *score);
                assert_eq!(survival_after(first, 30.0 * f64::from(step)), survival(*score));
            }
            let last = row[row.len() - 1];
            assert_eq!(score_after(first, f64::INFINITY), last);
            assert_eq!(survival_after(first, f64::INFINITY), survival(last));
            assert_eq!(survival_after(first, f64::NAN), survival(first));
            assert_eq!(survival_after(first, -5.0), survival(first));
        }
    }

    proptest! {
        #[test]
        fn nobody_recovers_untreated(
            first in 0u8..=12, minutes in 0.0..600.0f64, more in 0.0..90.0f64,
        ) {
            prop_assert!(score_after(first, minutes + more) <= score_after(first, minutes));
            let (sooner, later) =
                (survival_after(first, minutes), survival_after(first, minutes + more));
            prop_assert!(later <= sooner + 1e-12 && sooner <= survival(first) + 1e-12);
        }
    }
}
