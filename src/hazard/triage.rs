//! Sorting casualties by what can be seen at once (START), and how often a crew sorts wrongly. How
//! they fare is [`casualty`](super::casualty)'s.
//!
//! START (Super 1984; Benson, Koenig & Schultz 1996, Prehosp. Disaster Med. 11:117-124): who walks
//! is minor; who does not breathe after the airway is opened is dead; more than 30 breaths a
//! minute, capillary refill over 2 s, or not obeying commands is immediate; all others are delayed.
//!
//! No published table leads from an RPM score to these signs. The score is the sum of three codes,
//! 0 to 4 each (Sacco et al. 2005, Acad. Emerg. Med. 12:759-770: breaths a minute none, 1-9, over
//! 35, 25-35, 10-24; pulse none, 1-40, 41-60, over 120, 61-120; motor response none, extends or
//! flexes, withdraws, localises, obeys), and here every way to make up the sum is alike likely:
//! an assumption, as is what the codes leave open.
//!
//! Valid for any signs and for scores 0 to 12; higher ones count as 12.

use super::assumption::Assumption;
use super::casualty::RPM_MAX;
use crate::base::chance::Draws;
use crate::vocabulary::care::Triage;

/// Highest code of respiration, pulse or motor response: the best.
const CODE_MAX: u8 = 4;
/// Score from which a casualty breathes, if need be once the airway is open: an assumption.
const BREATHES_FROM: u8 = 3;
/// Share of those with 25 to 35 breaths a minute who have more than 30, and of those with a pulse
/// over 120 whose refill is slow: an assumption.
const OPEN_SIGN: f64 = 0.5;
/// Share of casualties whom crews put into a more urgent category than the method has it.
const OVER: f64 = 0.08;
/// Share of casualties whom crews put into a less urgent one.
const UNDER: f64 = 0.11;

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

impl Signs {
    /// The signs of a casualty who does not walk, from what is counted: breaths a minute after the
    /// airway is opened and seconds of capillary refill. What could not be counted, no number, is
    /// no breath and a slow refill.
    pub fn counted(breaths_per_minute: f64, refill_seconds: f64, obeys: bool) -> Self {
        Self {
            walks: false,
            breathes: breaths_per_minute > 0.0,
            breathes_fast: breaths_per_minute > 30.0,
            refills_slowly: refill_seconds.is_nan() || refill_seconds > 2.0,
            obeys,
        }
    }
}

/// The category of a casualty by START.
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

/// Signs of a casualty with this score; above 12 as at 12. Who is hurt `lightly` walks, and so does
/// who has nothing wrong.
pub fn signs_of(score: u8, lightly: bool, draws: &mut Draws) -> Signs {
    let score = score.min(RPM_MAX);
    let walks = lightly || score == RPM_MAX;
    let first = u8::from(score >= BREATHES_FROM);
    let codes =
        (first..=CODE_MAX).flat_map(|breath| (0..=CODE_MAX).map(move |pulse| (breath, pulse)));
    let adds_up =
        |(breath, pulse): &(u8, u8)| breath + pulse <= score && score - breath - pulse <= CODE_MAX;
    let ways: Vec<(u8, u8)> = codes.filter(adds_up).collect();
    let count = u32::try_from(ways.len()).expect("few ways");
    let (breath, pulse) = ways[draws.below(count) as usize];
    let (breath_open, pulse_open) = (draws.happens(OPEN_SIGN), draws.happens(OPEN_SIGN));
    Signs {
        walks,
        breathes: breath > 0,
        breathes_fast: breath == 2 || (breath == 3 && breath_open),
        refills_slowly: pulse <= 1 || (pulse == 3 && pulse_open),
        obeys: score - breath - pulse == CODE_MAX,
    }
}

/// The category that a crew gives a casualty of this category: mostly it, sometimes the next more
/// or less urgent one. Nobody who breathes is taken for dead, nor the other way round.
pub fn as_sorted(category: Triage, draws: &mut Draws) -> Triage {
    let chance = draws.uniform();
    let (over, under) = (chance < OVER, chance >= 1.0 - UNDER);
    match category {
        Triage::Delayed if over => Triage::Immediate,
        Triage::Minor if over => Triage::Delayed,
        Triage::Immediate if under => Triage::Delayed,
        Triage::Delayed if under => Triage::Minor,
        same => same,
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let source = "Lerner et al. 2010 (SALT), as tabulated in PMC4187211, table 3";
    vec![
        Assumption::placeholder(
            "triage.over",
            "检伤分类偏重的比例（SALT 演练数据）",
            "share sorted as more urgent than they are (SALT exercise)",
            OVER,
            "",
        )
        .checked(source),
        Assumption::placeholder(
            "triage.under",
            "检伤分类偏轻的比例（SALT 演练数据）",
            "share sorted as less urgent than they are (SALT exercise)",
            UNDER,
            "",
        )
        .checked(source),
        Assumption::placeholder(
            "triage.open_sign",
            "RPM 分项不能确定的体征取较重一档的比例",
            "share of signs that an RPM code leaves open taken as the worse one",
            OPEN_SIGN,
            "",
        ),
        Assumption::placeholder(
            "triage.breathes_from",
            "开放气道后有呼吸的最低 RPM 评分",
            "lowest RPM score at which a casualty breathes once the airway is open",
            f64::from(BREATHES_FROM),
            "RPM",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    const fn signs(table: [u8; 5]) -> Signs {
        let [walks, breathes, breathes_fast, refills_slowly, obeys] = table;
        Signs {
            walks: walks == 1,
            breathes: breathes == 1,
            breathes_fast: breathes_fast == 1,
            refills_slowly: refills_slowly == 1,
            obeys: obeys == 1,
        }
    }

    #[test]
    fn truth_table_of_super_1984_in_sixteen_cases() {
        use Triage::{Dead, Delayed, Immediate};
        // Breathes, fast, refills slowly, obeys.
        for (row, expected) in [
            ([0, 0, 0, 0], Dead),
            ([0, 0, 0, 1], Dead),
            ([0, 0, 1, 0], Dead),
            ([0, 0, 1, 1], Dead),
            ([0, 1, 0, 0], Dead),
            ([0, 1, 0, 1], Dead),
            ([0, 1, 1, 0], Dead),
            ([0, 1, 1, 1], Dead),
            ([1, 0, 0, 0], Immediate),
            ([1, 0, 0, 1], Delayed),
            ([1, 0, 1, 0], Immediate),
            ([1, 0, 1, 1], Immediate),
            ([1, 1, 0, 0], Immediate),
            ([1, 1, 0, 1], Immediate),
            ([1, 1, 1, 0], Immediate),
            ([1, 1, 1, 1], Immediate),
        ] {
            let [breathes, fast, slowly, obeys] = row;
            assert_eq!(start(signs([0, breathes, fast, slowly, obeys])), expected, "{row:?}");
            assert_eq!(start(signs([1, breathes, fast, slowly, obeys])), Triage::Minor);
        }
    }

    #[test]
    fn thresholds_themselves_are_not_passed() {
        assert_eq!(start(Signs::counted(30.0, 2.0, true)), Triage::Delayed);
        assert_eq!(start(Signs::counted(30.5, 2.0, true)), Triage::Immediate);
        assert_eq!(start(Signs::counted(30.0, 2.1, true)), Triage::Immediate);
        assert_eq!(start(Signs::counted(20.0, f64::NAN, true)), Triage::Immediate);
        assert_eq!(start(Signs::counted(f64::NAN, 1.0, true)), Triage::Dead);
        assert_eq!(start(Signs::counted(0.0, 1.0, true)), Triage::Dead);
    }

    /// Categories of 20,000 casualties of one score, in shares.
    fn shares(score: u8, lightly: bool) -> [f64; 4] {
        let mut draws = Seed(5).draws(Purpose::Test, Key(u64::from(score)));
        let mut counts = [0.0; 4];
        for _ in 0..20_000 {
            counts[start(signs_of(score, lightly, &mut draws)) as usize] += 1.0 / 20_000.0;
        }
        counts
    }

    /// Worked out by hand. Of the six ways to 10 one has somebody obey whose breath and pulse are
    /// beyond doubt (4, 2, 4), one leaves both open (3, 3, 4): (1 + 1/4) / 6 are delayed. Of the
    /// three to 11, those who obey each leave one open: 1/3. Of the three to 1, one breathes.
    #[test]
    fn signs_are_the_ways_to_make_up_the_score() {
        let error = 4.0 * f64::sqrt(0.25 / 20_000.0);
        for (score, expected) in [
            (0, [0.0, 0.0, 0.0, 1.0]),
            (1, [1.0 / 3.0, 0.0, 0.0, 2.0 / 3.0]),
            (3, [1.0, 0.0, 0.0, 0.0]),
            (10, [1.0 - 1.25 / 6.0, 1.25 / 6.0, 0.0, 0.0]),
            (11, [2.0 / 3.0, 1.0 / 3.0, 0.0, 0.0]),
            (12, [0.0, 0.0, 1.0, 0.0]),
        ] {
            for (seen, expected) in shares(score, false).into_iter().zip(expected) {
                assert!((seen - expected).abs() <= error, "{score}: {seen} for {expected}");
            }
        }
        assert!(shares(7, true)[2] > 0.999_999, "who is hurt lightly walks");
    }

    #[test]
    fn crews_err_in_their_shares_and_never_take_the_living_for_dead() {
        let mut draws = Seed(6).draws(Purpose::Test, Key(1));
        let mut counts = [[0.0; 4]; 4];
        for category in Triage::ALL.iter().flat_map(|category| [*category; 20_000]) {
            let sorted = as_sorted(category, &mut draws);
            counts[category as usize][sorted as usize] += 1.0 / 20_000.0;
        }
        let expected = [
            [1.0 - UNDER, UNDER, 0.0, 0.0],
            [OVER, 1.0 - OVER - UNDER, UNDER, 0.0],
            [0.0, OVER, 1.0 - OVER, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ];
        for (seen, expected) in counts.iter().flatten().zip(expected.iter().flatten()) {
            let error = 4.0 * f64::sqrt(expected * (1.0 - expected) / 20_000.0);
            assert!((seen - expected).abs() <= error + 1e-9, "{counts:?}");
        }
    }

    proptest! {
        #[test]
        fn a_worse_sign_is_never_less_urgent(
            breaths in 1.0..60.0f64, faster in 0.0..20.0f64, refill in 0.0..5.0f64,
            slower in 0.0..3.0f64, obeys in any::<bool>(),
        ) {
            let category = start(Signs::counted(breaths, refill, obeys));
            prop_assert!(start(Signs::counted(breaths + faster, refill, obeys)) <= category);
            prop_assert!(start(Signs::counted(breaths, refill + slower, obeys)) <= category);
            prop_assert!(start(Signs::counted(breaths, refill, false)) <= category);
        }
    }
}
