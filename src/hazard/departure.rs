//! When warned people leave, who refuses, and who comes back too early. Where they go, on what, and
//! whether the road holds is not here.
//!
//! - [`Departure::Rayleigh`]: `1 - exp(-t^2 / (2 s^2))`; Tweedie et al. 1986 with a scale of 30
//!   minutes is `1 - exp(-t^2 / 1800)`.
//! - [`Departure::Logistic`]: `1 / (1 + exp(-a (t - h)))`, with half time `h` and slope `a`.
//! - Refusal and early return are shares of people: placeholders.
//!
//! Valid range: scales and half times 0.1 to 1,440 min, slopes 1e-4 to 10 a minute, shares 0 to 1.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

/// How soon people leave after they have been warned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Departure {
    /// A Rayleigh curve.
    Rayleigh {
        /// Scale `s`, minutes: the moment at which most leave.
        scale_minutes: f64,
    },
    /// A logistic curve, cut at zero.
    Logistic {
        /// Slope `a`, per minute.
        slope_per_minute: f64,
        /// Half time `h`, minutes.
        half_minutes: f64,
    },
}

/// Tweedie et al. 1986: Rayleigh with a scale of 30 minutes.
pub const TWEEDIE_1986: Departure = Departure::Rayleigh { scale_minutes: 30.0 };

/// Shares of people who do otherwise than they are asked: placeholders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Willingness {
    /// Share of warned people who refuse to leave at first.
    pub refusal: f64,
    /// Share of those who leave after all when an officer stands at the door.
    pub persuaded: f64,
    /// Share of evacuees who return in a lull unless somebody keeps them.
    pub early_return: f64,
}

impl Default for Willingness {
    /// The placeholders that [`assumptions`] lists.
    fn default() -> Self {
        Self { refusal: 0.15, persuaded: 0.7, early_return: 0.2 }
    }
}

impl Willingness {
    /// Shares in range.
    ///
    /// # Errors
    /// Every share that is none.
    pub fn check(self) -> Result<Self, Refusals> {
        const SHARE: Range = Range::new(0.0, 1.0, "", "");
        let mut refusals = Refusals::default();
        refusals.hold(&SHARE, "refusal", self.refusal);
        refusals.hold(&SHARE, "persuaded", self.persuaded);
        refusals.hold(&SHARE, "early_return", self.early_return);
        refusals.into_result().map(|()| self)
    }

    /// Share of people who leave in the end, visited at the door or not.
    pub fn leaving(&self, visited: bool) -> f64 {
        1.0 - self.refusal * if visited { 1.0 - self.persuaded } else { 1.0 }
    }
}

impl Departure {
    /// The same curve when its numbers are in range.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn check(self) -> Result<Self, Refusals> {
        const MINUTES: Range = Range::new(0.1, 1_440.0, "min", "");
        let mut refusals = Refusals::default();
        match self {
            Self::Rayleigh { scale_minutes } => {
                refusals.hold(&MINUTES, "scale_minutes", scale_minutes);
            }
            Self::Logistic { slope_per_minute, half_minutes } => {
                let slope = Range::new(1e-4, 10.0, "1/min", "");
                refusals.hold(&slope, "slope_per_minute", slope_per_minute);
                refusals.hold(&MINUTES, "half_minutes", half_minutes);
            }
        }
        refusals.into_result().map(|()| self)
    }

    /// Share that has left `minutes` after the warning, of those who leave.
    pub fn share(&self, minutes: f64) -> f64 {
        // Nobody leaves before the warning; some at once, where a logistic curve is cut.
        if minutes.is_nan() || minutes < 0.0 {
            return 0.0;
        }
        match *self {
            Self::Rayleigh { scale_minutes } => {
                let ratio = minutes / scale_minutes;
                1.0 - math::exp(-0.5 * ratio * ratio)
            }
            Self::Logistic { slope_per_minute, half_minutes } => {
                1.0 / (1.0 + math::exp(-slope_per_minute * (minutes - half_minutes)))
            }
        }
    }

    /// Minutes after the warning at which a household of this rank (uniform in 0..1) leaves: the
    /// inverse of [`Departure::share`].
    pub fn minutes(&self, rank: f64) -> f64 {
        let rank = rank.clamp(0.0, 1.0 - 1e-12);
        match *self {
            Self::Rayleigh { scale_minutes } => {
                scale_minutes * math::sqrt(-2.0 * math::ln(1.0 - rank))
            }
            Self::Logistic { slope_per_minute, half_minutes } => {
                let odds = math::ln(rank.max(1e-12) / (1.0 - rank));
                (half_minutes + odds / slope_per_minute).max(0.0)
            }
        }
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let placeholder = Assumption::placeholder;
    let shares = Willingness::default();
    vec![
        placeholder(
            "departure.refusal",
            "收到预警后起初拒绝转移的比例",
            "share of warned people who refuse at first",
            shares.refusal,
            "",
        ),
        placeholder(
            "departure.persuaded",
            "上门劝导后同意转移的比例",
            "share of them who leave when visited",
            shares.persuaded,
            "",
        ),
        placeholder(
            "departure.early_return",
            "雨歇时擅自返回的比例",
            "share of evacuees who return in a lull",
            shares.early_return,
            "",
        ),
        placeholder(
            "departure.scale",
            "收到预警后离家时间尺度",
            "scale of departure after the warning",
            30.0,
            "min",
        )
        .recalled("Tweedie et al. 1986"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tweedie_1986_rayleigh_departures() {
        for (minutes, share) in [(15.0, 0.117_503), (30.0, 0.393_469), (60.0, 0.864_665)] {
            assert!((TWEEDIE_1986.share(minutes) - share).abs() < 5e-7);
        }
        // 1 - e^-(1/72) and 1 - e^-4.5.
        for (minutes, share) in [(5.0, 0.013_792_883), (90.0, 0.988_891_003)] {
            assert!((TWEEDIE_1986.share(minutes) - share).abs() < 1e-9);
        }
    }

    #[test]
    fn a_logistic_curve_is_half_at_its_half_time() {
        let curve = Departure::Logistic { slope_per_minute: 0.1, half_minutes: 45.0 };
        assert_eq!(curve.check().unwrap().share(45.0), 0.5);
        assert!((curve.share(55.0) - 0.731_059).abs() < 1e-6);
        // What the curve gives at the warning leaves at once; nobody leaves before it.
        assert!((curve.share(0.0) - 0.010_986_943).abs() < 1e-9);
        assert_eq!(curve.minutes(0.005), 0.0);
        for before in [-1e-9, f64::NEG_INFINITY, f64::NAN] {
            assert_eq!((curve.share(before), TWEEDIE_1986.share(before)), (0.0, 0.0));
        }
        assert_eq!((curve.share(f64::INFINITY), TWEEDIE_1986.share(f64::INFINITY)), (1.0, 1.0));
        assert!(Departure::Rayleigh { scale_minutes: 0.0 }.check().is_err());
        let shares = Willingness { refusal: 1.5, persuaded: f64::NAN, early_return: 0.0 };
        assert_eq!(shares.check().unwrap_err().0.len(), 2);
    }

    #[test]
    fn a_visit_persuades() {
        let shares = Willingness { refusal: 0.2, persuaded: 0.5, early_return: 0.0 };
        assert!((shares.leaving(false) - 0.8).abs() < 1e-12);
        assert!((shares.leaving(true) - 0.9).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn more_have_left_later(
            scale in 0.1..1_440.0f64, slope in 1e-4..10.0f64, at in 0.0..2_000.0f64,
            more in 0.0..100.0f64,
        ) {
            for curve in [
                Departure::Rayleigh { scale_minutes: scale },
                Departure::Logistic { slope_per_minute: slope, half_minutes: scale },
            ] {
                let curve = curve.check().unwrap();
                let (before, after) = (curve.share(at), curve.share(at + more));
                prop_assert!((0.0..=1.0).contains(&before) && after >= before);
            }
        }

        #[test]
        fn the_inverse_inverts(rank in 0.05..0.999f64, scale in 1.0..120.0f64) {
            let rayleigh = Departure::Rayleigh { scale_minutes: scale };
            prop_assert!((rayleigh.share(rayleigh.minutes(rank)) - rank).abs() < 1e-9);
            let logistic = Departure::Logistic { slope_per_minute: 0.2, half_minutes: 30.0 };
            prop_assert!((logistic.share(logistic.minutes(rank)) - rank).abs() < 1e-9);
        }
    }
}
