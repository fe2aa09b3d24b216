//! How casualties fare: survival by physiological score and deterioration while untreated. Sorting
//! them is [`triage`](super::triage)'s, cardiac arrest [`resuscitation`](super::resuscitation)'s;
//! who treats them, and when, is not here.
//!
//! RPM is the sum of respiration, pulse and motor response, 0 (worst) to 12: Sacco et al. 2005,
//!   Acad. Emerg. Med. 12:759-770, with survival by score and deterioration per 30 minutes from
//!   expert opinion by the Delphi method. Both tables agree in two independent public copies.

use crate::base::chance::Draws;
use crate::base::packed::packed_enum;

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

/// How badly those are hurt whom something hurts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SeverityMix {
    /// Every condition between dying and walking is alike likely: a placeholder.
    Any,
    /// These shares are beyond help, gravely and seriously hurt, the rest lightly.
    Shares {
        /// Beyond help: score 0.
        dead: f64,
        /// Gravely: scores 3 to 6, alike likely.
        grave: f64,
        /// Seriously: scores 7 to 10, alike likely.
        serious: f64,
    },
}

packed_enum!(SeverityMix {
    0 Any {},
    1 Shares { dead dead, grave grave, serious serious },
});

/// A condition at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Score.
    pub score: u8,
    /// Whether it is one that nobody dies of: the tables are of trauma, and take even those who
    /// walk for people who were badly hit.
    pub is_light: bool,
}

impl SeverityMix {
    /// Of ordinary emergencies: a placeholder.
    pub const ORDINARY: Self = Self::Shares { dead: 0.0, grave: 0.1, serious: 0.3 };

    /// The condition of one of them.
    pub fn draw(self, draws: &mut Draws) -> Condition {
        let within = |draws: &mut Draws, low: u8, count: u32| {
            low + u8::try_from(draws.below(count)).expect("few scores")
        };
        let Self::Shares { dead, grave, serious } = self else {
            return Condition { score: within(draws, 2, 11), is_light: false };
        };
        let part = draws.uniform();
        if part < dead {
            Condition { score: 0, is_light: false }
        } else if part < dead + grave {
            Condition { score: within(draws, 3, 4), is_light: false }
        } else if part < dead + grave + serious {
            Condition { score: within(draws, 7, 4), is_light: false }
        } else {
            Condition { score: RPM_MAX, is_light: true }
        }
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
        Assumption::placeholder(
            "casualty.grave_score_most",
            "重伤者初始 RPM 评分上限（3 至 6 分等概率）",
            "highest RPM at first of the gravely hurt (3 to 6, alike likely)",
            6.0,
            "RPM",
        ),
        Assumption::placeholder(
            "casualty.ordinary_grave",
            "日常急症中重症比例",
            "share of ordinary emergencies that are grave",
            0.1,
            "",
        ),
        Assumption::placeholder(
            "casualty.ordinary_serious",
            "日常急症中较重者比例",
            "share of ordinary emergencies that are serious",
            0.3,
            "",
        ),
        Assumption::placeholder(
            "casualty.light_deaths",
            "轻伤（轻症）者死亡比例",
            "share of the lightly hurt who die",
            0.0,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    #[test]
    fn severities_are_drawn_in_their_shares() {
        let severity = SeverityMix::Shares { dead: 0.1, grave: 0.2, serious: 0.3 };
        let mut draws = Seed(7).draws(Purpose::Casualty, Key(1));
        let mut counts = [0_u32; 4];
        for _ in 0..20_000 {
            let Condition { score, is_light } = severity.draw(&mut draws);
            let group = match score {
                0 => 0,
                3..=6 => 1,
                7..=10 => 2,
                _ => 3,
            };
            assert_eq!(is_light, group == 3);
            assert!(group < 3 || score == RPM_MAX);
            counts[group] += 1;
        }
        for (count, share) in counts.into_iter().zip([0.1, 0.2, 0.3, 0.4]) {
            let error = f64::sqrt(20_000.0 * share * (1.0 - share));
            assert!((f64::from(count) - 20_000.0 * share).abs() < 4.0 * error, "{counts:?}");
        }
        let any: Vec<u8> = (0..500).map(|_| SeverityMix::Any.draw(&mut draws).score).collect();
        assert_eq!((any.iter().min(), any.iter().max()), (Some(&2), Some(&12)));
    }

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
