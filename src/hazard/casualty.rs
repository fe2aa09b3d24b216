//! How casualties fare: survival by physiological score, deterioration while untreated, and triage.
//! Who treats them, and when, is not here.
//!
//! - RPM is the sum of respiration, pulse and motor response, 0 (worst) to 12: Sacco et al. 2005,
//!   Acad. Emerg. Med. 12:759-770, with survival by score and deterioration per 30 minutes from
//!   expert opinion by the Delphi method. Both tables agree in two independent public copies.
//! - START: walking is minor; not breathing after the airway is opened is dead; more than 30
//!   breaths a minute, capillary refill over 2 s, or not obeying commands is immediate; all others
//!   are delayed (Super 1984; Benson, Koenig & Schultz 1996).

use crate::base::math;

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

crate::vocabulary::words! {
    /// Category of triage, most urgent first.
    Triage {
        /// Treated first.
        Immediate "红色(立即)" "immediate",
        /// Can wait.
        Delayed "黄色(延迟)" "delayed",
        /// Walking wounded.
        Minor "绿色(轻伤)" "minor",
        /// Dead or expected to die.
        Dead "黑色(死亡)" "dead",
    }
}

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
    let steps = (minutes.max(0.0) / STEP_MINUTES).floor();
    let before = survival(score_after(first, steps * STEP_MINUTES));
    let after = survival(score_after(first, (steps + 1.0) * STEP_MINUTES));
    let share = minutes.max(0.0) / STEP_MINUTES - steps;
    before + share * (after - before)
}

/// What triage looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Walks when told to.
    pub walks: bool,
    /// Breathes, if need be after the airway is opened.
    pub breathes: bool,
    /// Breathes more than 30 times a minute.
    pub breathes_fast: bool,
    /// Capillary refill takes more than two seconds, or there is no pulse at the wrist.
    pub refills_slowly: bool,
    /// Obeys simple commands.
    pub obeys: bool,
}

/// START triage.
pub const fn start(signs: Signs) -> Triage {
    if signs.walks {
        Triage::Minor
    } else if !signs.breathes {
        Triage::Dead
    } else if signs.breathes_fast || signs.refills_slowly || !signs.obeys {
        Triage::Immediate
    } else {
        Triage::Delayed
    }
}

/// Category of a score where only the score is known: a placeholder for drawing casualties, with
/// the usual reading of Sacco's groups (expectant up to 1, critical to 8, serious to 11).
pub const fn triage_of_score(score: u8) -> Triage {
    match score {
        0 => Triage::Dead,
        1..=8 => Triage::Immediate,
        9..=11 => Triage::Delayed,
        _ => Triage::Minor,
    }
}

/// Probability of survival from cardiac arrest (Larsen et al. 1993): `0.67 - 0.023 cpr -
/// 0.011 defibrillation - 0.021 advanced`, minutes from collapse, not below zero.
pub fn cardiac_survival(
    cpr_minutes: f64,
    defibrillation_minutes: f64,
    advanced_minutes: f64,
) -> f64 {
    let share =
        0.67 - 0.023 * cpr_minutes - 0.011 * defibrillation_minutes - 0.021 * advanced_minutes;
    share.clamp(0.0, 0.67)
}

/// The same by Valenzuela et al. 1997: `1 / (1 + exp(-0.260 + 0.106 cpr + 0.139 defibrillation))`.
/// An alternative to [`cardiac_survival`]; the two are never multiplied.
pub fn cardiac_survival_valenzuela(cpr_minutes: f64, defibrillation_minutes: f64) -> f64 {
    let exponent = -0.260 + 0.106 * cpr_minutes.max(0.0) + 0.139 * defibrillation_minutes.max(0.0);
    1.0 / (1.0 + math::exp(exponent))
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
        Assumption::placeholder(
            "casualty.immediate_below",
            "按 RPM 评分归入红色的上限",
            "highest RPM that counts as immediate",
            8.0,
            "RPM",
        ),
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
    fn start_truth_table_of_sixteen_cases() {
        for case in 0..16u8 {
            let bit = |place: u8| case >> place & 1 == 1;
            // A casualty who does not breathe shows neither rate: those cases fold together.
            let signs = Signs {
                walks: false,
                breathes: bit(0),
                breathes_fast: bit(1),
                refills_slowly: bit(2),
                obeys: bit(3),
            };
            let expected = match (bit(0), bit(1), bit(2), bit(3)) {
                (false, _, _, _) => Triage::Dead,
                (true, false, false, true) => Triage::Delayed,
                _ => Triage::Immediate,
            };
            assert_eq!(start(signs), expected, "{signs:?}");
            assert_eq!(start(Signs { walks: true, ..signs }), Triage::Minor);
        }
    }

    #[test]
    fn larsen_1993_and_valenzuela_1997() {
        assert!((cardiac_survival(1.0, 3.0, 5.0) - 0.509).abs() < 1e-9);
        assert!(cardiac_survival(12.2, 12.2, 12.2) < 0.001);
        assert!((cardiac_survival_valenzuela(1.0, 5.0) - 0.367_955).abs() < 1e-6);
        assert!((cardiac_survival_valenzuela(1.0, 10.0) - 0.225_133).abs() < 1e-6);
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
