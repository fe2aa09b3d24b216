//! Casualties who do not wait for a crew: who leaves when, and for which hospital. Pure; that they
//! are still there then, and the way, are the simulation's.

use super::Drill;
use crate::base::chance::Draws;
use crate::base::id::FacilityId;
use crate::base::time::Duration;
use crate::event_log::event::CasualtyCause;
use crate::hazard::assumption::Assumption;
use crate::hazard::casualty::RPM_MAX;
use crate::plan::file::Source;

/// Standard deviation of the logarithm of the time until somebody leaves: an assumption.
const DELAY_SIGMA: f64 = 0.5;
/// Lowest Sacco score of the seriously hurt: below it nobody is moved by lay people.
const SERIOUS_SCORE_LEAST: u8 = 7;
/// Lowest Sacco score of those who count as lightly hurt.
const LIGHT_SCORE_LEAST: u8 = RPM_MAX - 1;

/// Those hurt by one thing who make for a hospital by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWay {
    /// What hurt them.
    pub cause: CasualtyCause,
    /// Shares of the lightly and of the seriously hurt who do not mean to wait.
    pub leave: [f64; 2],
    /// Median time until those leave.
    pub delay: Duration,
    /// Mean time after which others lose patience; none: they wait.
    pub patience: Option<Duration>,
    /// Whether the lightly hurt leave even while they are treated.
    pub even_if_treated: bool,
    /// Hospitals that everybody thinks of, with the share of people who go there.
    pub to: Vec<(FacilityId, f64)>,
    /// Where the figures come from.
    pub source: Source,
}

impl OwnWay {
    /// How long after being hurt somebody leaves whom nobody has reached by then; none who waits.
    pub fn leaves_after(&self, score: u8, draws: &mut Draws) -> Option<Duration> {
        let share = match score {
            LIGHT_SCORE_LEAST.. => self.leave[0],
            SERIOUS_SCORE_LEAST.. => self.leave[1],
            _ => return None,
        };
        if draws.happens(share) {
            let seconds = draws.lognormal(self.delay.seconds(), DELAY_SIGMA);
            return Some(Duration::from_seconds_f64(seconds));
        }
        let patience = self.patience.filter(|_| share > 0.0)?;
        Some(Duration::from_seconds_f64(draws.exponential(patience.seconds())))
    }

    /// Whether somebody of this score leaves whom a crew treats.
    pub fn leaves_treatment(&self, score: u8) -> bool {
        self.even_if_treated && score >= LIGHT_SCORE_LEAST
    }

    /// The hospital that everybody thinks of; none for those who go to the nearest.
    pub fn thinks_of(&self, draws: &mut Draws) -> Option<FacilityId> {
        let mut part = draws.uniform();
        let found = self.to.iter().find(|(_, share)| {
            let is_this = part < *share;
            part -= share;
            is_this
        });
        found.map(|(hospital, _)| *hospital)
    }
}

impl Drill {
    /// How those hurt by `cause` make for a hospital by themselves, if any do.
    pub fn own_way(&self, cause: CasualtyCause) -> Option<&OwnWay> {
        self.scenario.own_way.iter().find(|own| own.cause == cause)
    }
}

/// What is assumed of them beyond the scenario.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "own_way.delay_sigma",
            "自行就医出发时间的离散程度（对数标准差）",
            "spread of the time until casualties leave by themselves (sigma of its logarithm)",
            DELAY_SIGMA,
            "",
        ),
        Assumption::placeholder(
            "own_way.score_least",
            "可自行就医者的最低 RPM 评分",
            "lowest RPM score of those who leave by themselves",
            f64::from(SERIOUS_SCORE_LEAST),
            "RPM",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::text::Text;
    use crate::plan::file::Standing;

    fn own_way() -> OwnWay {
        OwnWay {
            cause: CasualtyCause::Violence,
            leave: [0.6, 0.2],
            delay: Duration::from_minutes(10),
            patience: Some(Duration::from_minutes(30)),
            even_if_treated: true,
            to: vec![(FacilityId(4), 0.5), (FacilityId(2), 0.3)],
            source: Source { standing: Standing::Placeholder, text: Text::new("试", "test") },
        }
    }

    #[test]
    fn shares_delays_and_hospitals_are_as_written() {
        let (own, count) = (own_way(), 20_000);
        let stream = |key| Seed(1).draws(Purpose::OwnWay, Key(key));
        let impatient = OwnWay { patience: None, ..own.clone() };
        for (score, share) in [(12, 0.6), (11, 0.6), (10, 0.2), (7, 0.2), (6, 0.0), (0, 0.0)] {
            let delays: Vec<f64> = (0..count)
                .filter_map(|key| impatient.leaves_after(score, &mut stream(key)))
                .map(Duration::minutes)
                .collect();
            let error = f64::sqrt(share * (1.0 - share) * count as f64);
            let off = delays.len() as f64 - share * count as f64;
            assert!(off.abs() <= 4.0 * error, "{score}: {}", delays.len());
            let early = delays.iter().filter(|minutes| **minutes < 10.0).count() as f64;
            let half = 0.5 * delays.len() as f64;
            assert!((early - half).abs() <= 4.0 * f64::sqrt(half / 2.0), "{score}: {early}");
            // Who would wait loses patience, but nobody moves the gravely hurt.
            let leaves = |key| own.leaves_after(score, &mut stream(key)).is_some();
            assert!((0..100).all(|key| leaves(key) == (share > 0.0)));
            assert_eq!(own.leaves_treatment(score), score >= 11);
        }
        let places: Vec<_> = (0..count).map(|key| own.thinks_of(&mut stream(key))).collect();
        for (place, share) in [(Some(FacilityId(4)), 0.5), (Some(FacilityId(2)), 0.3), (None, 0.2)]
        {
            let found = places.iter().filter(|other| **other == place).count() as f64;
            let error = f64::sqrt(share * (1.0 - share) * count as f64);
            assert!((found - share * count as f64).abs() < 4.0 * error, "{place:?}: {found}");
        }
    }
}
