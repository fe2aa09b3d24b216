//! How many of those dug out of rubble are alive, by the time until they are. Who digs, and how
//! fast, is not here.
//!
//! Tangshan 1976 (checked, as quoted by emeict.com): alive among those recovered within half an
//! hour 99.3 %, on day 1 81.0, 2 53.7, 3 36.7, 4 19.0, 5 7.4 %; Kobe 1995: day 1 74, 2 26, 3 20,
//! 4 6 %, of which the first half-hour is not published and taken from Tangshan.
//!
//! These are shares alive *among those recovered in a window*, by who was found and who was left
//! for later, not the survival of a cohort under the rubble: the curve serves to say whether one
//! who is brought out after so long is alive, and must not be differentiated into a rate of death
//! of those still buried. A window's share stands at its end; in between, the logarithm of the
//! share is linear in time; beyond the last window it goes on as in it (a placeholder). Some copies
//! have 33.7 for day 2, below day 3: not used. Valid range: 0 to 504 hours.
//!
//! It is not played upon those who are hurt under rubble: they are dead at once in HAZUS' share and
//! get worse by Sacco's table ([`casualty`](crate::hazard::casualty)), and both together leave as
//! many alive on the first day as these records have, so that a third would count the same deaths
//! twice. A test holds that. For drills of several days the unhurt would have to die as well.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal};

/// Hours until somebody is dug out: no share is given beyond three weeks.
pub const HOURS: Range = Range::new(0.0, 504.0, "h", "");

crate::vocabulary::words! {
    /// The earthquake after which survivors were counted.
    RescueRecord {
        /// Tangshan 1976.
        Tangshan "唐山地震(1976)" "Tangshan 1976",
        /// Kobe 1995.
        Kobe "阪神地震(1995)" "Kobe 1995",
    }
}

impl RescueRecord {
    /// Hours since the collapse and share alive among those recovered in the window ending then.
    const fn windows(self) -> &'static [(f64, f64)] {
        match self {
            Self::Tangshan => &[
                (0.5, 0.993),
                (24.0, 0.810),
                (48.0, 0.537),
                (72.0, 0.367),
                (96.0, 0.190),
                (120.0, 0.074),
            ],
            Self::Kobe => &[(0.5, 0.993), (24.0, 0.74), (48.0, 0.26), (72.0, 0.20), (96.0, 0.06)],
        }
    }

    /// Share alive among those recovered `hours` after the collapse.
    ///
    /// # Errors
    /// A refusal of a time out of [`HOURS`].
    pub fn alive_share(self, hours: f64) -> Result<f64, Refusal> {
        let hours = HOURS.check("hours", hours)?;
        let windows = self.windows();
        if hours <= windows[0].0 {
            return Ok(windows[0].1);
        }
        let last = windows.len() - 1;
        let end = windows.iter().position(|(end, _)| hours <= *end).unwrap_or(last);
        let ((from, before), (to, after)) = (windows[end - 1], windows[end]);
        if hours == to {
            return Ok(after);
        }
        let part = (hours - from) / (to - from);
        Ok(before * math::exp(part * math::ln(after / before)))
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let share = |key, zh, en, record: RescueRecord, window: usize| {
        Assumption::placeholder(key, zh, en, record.windows()[window].1, "")
    };
    vec![
        share(
            "earthquake.alive_day_1",
            "首日救出者存活比例(唐山)",
            "share alive of those recovered on the first day (Tangshan)",
            RescueRecord::Tangshan,
            1,
        )
        .checked("Tangshan 1976, quoted by emeict.com"),
        share(
            "earthquake.alive_day_3",
            "第三日救出者存活比例(唐山)",
            "share alive of those recovered on the third day (Tangshan)",
            RescueRecord::Tangshan,
            3,
        )
        .checked("Tangshan 1976, quoted by emeict.com"),
        share(
            "earthquake.alive_kobe_half_hour",
            "半小时内救出者存活比例(阪神,借用唐山数据)",
            "share alive of those recovered within half an hour (Kobe, borrowed from Tangshan)",
            RescueRecord::Kobe,
            0,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::fragility::BuildingClass;
    use super::*;
    use crate::hazard::casualty;
    use proptest::prelude::*;

    #[test]
    fn shares_at_the_end_of_each_window_of_tangshan_and_kobe() {
        for (record, hours, share) in [
            (RescueRecord::Tangshan, 0.0, 0.993),
            (RescueRecord::Tangshan, 0.5, 0.993),
            (RescueRecord::Tangshan, 24.0, 0.810),
            (RescueRecord::Tangshan, 48.0, 0.537),
            (RescueRecord::Tangshan, 72.0, 0.367),
            (RescueRecord::Tangshan, 96.0, 0.190),
            (RescueRecord::Tangshan, 120.0, 0.074),
            (RescueRecord::Kobe, 24.0, 0.74),
            (RescueRecord::Kobe, 48.0, 0.26),
            (RescueRecord::Kobe, 72.0, 0.20),
            (RescueRecord::Kobe, 96.0, 0.06),
        ] {
            assert_eq!(record.alive_share(hours).unwrap(), share, "{record:?} {hours}");
        }
        // Half way through a window it is the geometric mean, beyond the last it goes on.
        let tangshan = |hours| RescueRecord::Tangshan.alive_share(hours).unwrap();
        assert!((tangshan(36.0) - math::sqrt(0.810 * 0.537)).abs() < 1e-12);
        assert!((tangshan(144.0) - 0.074 * 0.074 / 0.190).abs() < 1e-12);
    }

    #[test]
    fn times_that_are_none_are_refused() {
        for hours in [-0.1, 504.1, f64::NAN, f64::INFINITY] {
            assert!(RescueRecord::Kobe.alive_share(hours).is_err());
        }
    }

    /// Those inside a collapse of masonry, hurt in HAZUS' shares, get worse by Sacco's table until
    /// somebody brings them out at any time of the first day: as many are alive as were.
    #[test]
    fn who_is_hurt_and_gets_worse_in_play_is_alive_as_often_as_on_the_first_day_of_both_records() {
        let [first_aid, hospital, critical, dead] = BuildingClass::MasonryLow.severity_shares();
        let steps = 48_u32;
        // Share alive over the half-hours of a day of scores that are alike likely.
        let alive = |scores: [u8; 4]| {
            let at =
                |score: u8, step: u32| casualty::score_after(score, 30.0 * f64::from(step)) > 0;
            let all = scores.iter().flat_map(|score| (0..steps).map(move |step| at(*score, step)));
            let count = f64::from(4 * steps);
            all.filter(|is_alive| *is_alive).count() as f64 / count
        };
        let unhurt = 1.0 - first_aid - hospital - critical - dead;
        let found =
            unhurt + first_aid + hospital * alive([7, 8, 9, 10]) + critical * alive([3, 4, 5, 6]);
        let [kobe, tangshan] = [RescueRecord::Kobe, RescueRecord::Tangshan]
            .map(|record| record.alive_share(24.0).unwrap());
        assert!(found > kobe - 0.05 && found < tangshan + 0.05, "{kobe} {found} {tangshan}");
    }

    proptest! {
        #[test]
        fn nobody_fares_better_for_waiting_and_the_curve_has_no_jumps(
            record in 0..2u8, hours in 0.0..503.0f64, more in 0.0..1.0f64,
        ) {
            let record = RescueRecord::from_code(record).unwrap();
            let share = |hours| record.alive_share(hours).unwrap();
            prop_assert!(share(hours + more) <= share(hours));
            prop_assert!(share(hours + more) > 0.0);
            prop_assert!(share(hours) - share(hours + 1e-6) < 1e-6);
        }
    }
}
