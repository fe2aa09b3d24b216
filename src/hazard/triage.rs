//! Sorting casualties by what can be seen at once (START). How they fare is
//! [`casualty`](super::casualty)'s; no published table leads from its score to these categories, so
//! none is here.
//!
//! START (Super 1984; Benson, Koenig & Schultz 1996, Prehosp. Disaster Med. 11:117-124): who walks
//! is minor; who does not breathe after the airway is opened is dead; more than 30 breaths a
//! minute, capillary refill over 2 s, or not obeying commands is immediate; all others are delayed.

crate::vocabulary::words! {
    /// Category of triage, most urgent first.
    Triage {
        /// Treated first.
        Immediate "红色(立即)" "immediate",
        /// Can wait.
        Delayed "黄色(延迟)" "delayed",
        /// Walking wounded.
        Minor "绿色(轻微)" "minor",
        /// Dead or expected to die.
        Dead "黑色(死亡)" "dead",
    }
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

#[cfg(test)]
mod tests {
    use super::*;
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
