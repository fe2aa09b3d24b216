//! When rain brings a slope down: the moment at which intensity and duration exceed a published
//! threshold. Where slopes are, how large a slide is and what it blocks are not here.
//!
//! A threshold is `I = alpha D^-beta`, mean intensity in mm/h over a duration in h, below which no
//! shallow slide was recorded: a slope stronger than the weakest needs a multiple of it, its
//! resistance. Of all windows that end at a moment, the one that exceeds most counts.
//!
//! Valid range: the durations that each was fitted to, resistances 0.5 to 20.

use crate::base::math;
use crate::base::time::{Duration, Time};

use super::assumption::Assumption;
use super::rain;
use super::rain::series::RainSeries;
use super::range::{Range, Refusal};

/// An intensity-duration threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Intensity at one hour, mm/h.
    pub alpha: f64,
    /// Exponent of duration.
    pub beta: f64,
    /// Shortest duration that it was fitted to, h.
    pub shortest_hours: f64,
    /// Longest duration that it was fitted to, h.
    pub longest_hours: f64,
}

/// Caine 1980 (Geogr. Ann. A 62:23-27): world-wide, shallow slides and debris flows, 10 minutes to
/// 10 days.
pub const CAINE_1980: Threshold =
    Threshold { alpha: 14.82, beta: 0.39, shortest_hours: 1.0 / 6.0, longest_hours: 240.0 };

/// Guzzetti et al. 2008 (Landslides 5:3-17): world-wide minimum of 2,626 events, 10 minutes to 35
/// days.
pub const GUZZETTI_2008: Threshold =
    Threshold { alpha: 2.2, beta: 0.44, shortest_hours: 1.0 / 6.0, longest_hours: 840.0 };

crate::vocabulary::words! {
    /// A published threshold, by name.
    RainThreshold {
        /// [`CAINE_1980`].
        Caine "凯恩（1980）" "Caine 1980",
        /// [`GUZZETTI_2008`].
        Guzzetti "古泽蒂等（2008）" "Guzzetti et al. 2008",
    }
}

impl RainThreshold {
    /// Its numbers.
    pub const fn numbers(self) -> Threshold {
        match self {
            Self::Caine => CAINE_1980,
            Self::Guzzetti => GUZZETTI_2008,
        }
    }
}

/// Resistance of a slope as a multiple of the threshold: what a scenario may ask for.
pub const RESISTANCE: Range = Range::new(0.5, 20.0, "", "");

impl Threshold {
    /// Threshold intensity for a duration, mm/h.
    ///
    /// # Errors
    /// A refusal outside the durations that it was fitted to.
    pub fn intensity_mm_h(&self, duration_hours: f64) -> Result<f64, Refusal> {
        Range::new(self.shortest_hours, self.longest_hours, "h", "Caine 1980; Guzzetti et al. 2008")
            .check("duration_hours", duration_hours)
            .map(|hours| self.alpha * math::pow(hours, -self.beta))
    }

    /// The first moment of play, to ten minutes, at which some window of rain that ends then is at
    /// least `resistance` times the threshold; the start of play when that was so before it.
    ///
    /// # Errors
    /// A refusal of a resistance out of [`RESISTANCE`].
    pub fn trigger(&self, rain: &RainSeries, resistance: f64) -> Result<Option<Time>, Refusal> {
        let resistance = RESISTANCE.check("resistance", resistance)?;
        let step_hours = f64::from(rain::STEP_MINUTES) / 60.0;
        let steps: Vec<f64> = rain.steps_mm().collect();
        let shortest = (self.shortest_hours / step_hours).round().max(1.0) as usize;
        let longest = (self.longest_hours / step_hours).floor() as usize;
        // Rain that a window of each length needs, mm.
        let needed: Vec<f64> = (1..=steps.len().min(longest))
            .map(|length| {
                let hours = length as f64 * step_hours;
                resistance * self.alpha * math::pow(hours, 1.0 - self.beta)
            })
            .collect();
        let triggered = (0..steps.len()).find(|end| {
            let mut sum = 0.0;
            let windows = steps[..=*end].iter().rev().zip(&needed).enumerate();
            windows.into_iter().any(|(index, (mm, needed))| {
                sum += mm;
                index + 1 >= shortest && sum >= *needed
            })
        });
        Ok(triggered.map(|end| {
            let minutes = rain.first_minutes() + rain::STEP_MINUTES * (end as i32 + 1);
            Time::START + Duration::from_minutes(u64::try_from(minutes).unwrap_or(0))
        }))
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let alpha = |key, zh, en, value| Assumption::placeholder(key, zh, en, value, "mm/h");
    vec![
        alpha(
            "landslide.caine_alpha",
            "滑坡降雨阈值(1小时雨强,凯恩)",
            "landslide threshold at one hour (Caine)",
            CAINE_1980.alpha,
        )
        .recalled("Caine 1980"),
        alpha(
            "landslide.guzzetti_alpha",
            "滑坡降雨阈值(1小时雨强,古泽蒂等)",
            "landslide threshold at one hour (Guzzetti et al.)",
            GUZZETTI_2008.alpha,
        )
        .recalled("Guzzetti et al. 2008"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::rain::member::Perturbation;
    use super::super::rain::tests::flagship;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thresholds_of_caine_1980_and_guzzetti_2008() {
        // 14.82 * 24^-0.39 = 4.2914; 2.20 * 24^-0.44 = 0.5434.
        assert_eq!(CAINE_1980.intensity_mm_h(1.0).unwrap(), 14.82);
        assert!((CAINE_1980.intensity_mm_h(24.0).unwrap() - 4.2914).abs() < 1e-3);
        assert!((GUZZETTI_2008.intensity_mm_h(24.0).unwrap() - 0.5434).abs() < 1e-3);
        assert!(CAINE_1980.intensity_mm_h(0.1).is_err());
        assert!(CAINE_1980.intensity_mm_h(f64::NAN).is_err());
    }

    #[test]
    fn steady_rain_triggers_when_its_duration_reaches_the_curve() {
        // 10 mm/h exceeds 14.82 D^-0.39 from D = 1.482^(1/0.39) = 2.742 h on: at 2 h 50 min.
        let rain = RainSeries::new(0, &[10.0 / 6.0; 60]);
        assert_eq!(CAINE_1980.trigger(&rain, 1.0).unwrap(), Some(Time::from_minutes(170)));
        assert_eq!(CAINE_1980.trigger(&rain, 4.0).unwrap(), None);
        assert!(CAINE_1980.trigger(&rain, 0.0).is_err());
    }

    #[test]
    fn what_failed_before_play_has_failed_at_its_start() {
        let rain = RainSeries::new(-600, &[20.0; 12]);
        assert_eq!(CAINE_1980.trigger(&rain, 1.0).unwrap(), Some(Time::START));
    }

    proptest! {
        #[test]
        fn stronger_slopes_fail_later_and_more_rain_sooner(
            resistance in 0.5..8.0f64, more in 1.0..2.0f64,
        ) {
            let rain = flagship().hyetograph().unwrap().series(&Perturbation::NONE);
            let at = |rain: &RainSeries, resistance| {
                CAINE_1980.trigger(rain, resistance).unwrap().unwrap_or(Time::NEVER)
            };
            prop_assert!(at(&rain, resistance) <= at(&rain, resistance * more));
            prop_assert!(at(&rain.scaled(more), resistance) <= at(&rain, resistance));
        }
    }
}
