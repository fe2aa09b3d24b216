//! Survival of a burn that is treated: the revised Baux score. Who is burnt, and how he gets worse
//! untreated, is not here.
//!
//! `score = age + area + 17 inhalation`, `age` in years, `area` burnt in percent of the body's
//! surface, `inhalation` 1 where airways are hurt and else 0; probability of death
//! `1 / (1 + exp(8.8163 - 0.0775 score))` (Osler, Glance & Hosmer 2010, J. Trauma 68:690-697, from
//! 39,888 patients of the American burn repository; the score checked, the two coefficients
//! recalled). Half die at a score of 113.8. It is the survival of patients in burn centres: in a
//! county hospital it will be lower.
//!
//! Valid range: ages 0 to 110 years, areas 0 to 100 %.

use crate::base::chance::Draws;
use crate::base::math;

use super::assumption::Assumption;
use super::casualty;
use super::range::{Range, Refusals};

const SOURCE: &str = "Osler, Glance & Hosmer 2010";
/// What hurt airways count in the score, years or percent.
const INHALATION: f64 = 17.0;
/// Logarithm of the odds to live at a score of nought, and what each point takes from it.
const ODDS: [f64; 2] = [8.8163, 0.0775];

/// Ages of those who are burnt, alike likely: a placeholder, years.
const AGES: (f64, f64) = (10.0, 80.0);
/// Percent of the body that is burnt of who is hurt lightly, seriously, gravely, and beyond help,
/// alike likely within: placeholders.
const AREAS: [(f64, f64); 4] = [(1.0, 10.0), (15.0, 40.0), (40.0, 75.0), (75.0, 100.0)];
/// Share of the gravely burnt whose airways are hurt: a placeholder.
const INHALED: f64 = 0.4;
/// Area from which airways may be hurt, percent: that of the gravely burnt.
const GRAVE_PERCENT: f64 = AREAS[2].0;

/// A burn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burn {
    age_years: f64,
    area_percent: f64,
    inhalation: bool,
}

impl Burn {
    /// A burn of so much of the body's surface.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(age_years: f64, area_percent: f64, inhalation: bool) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(0.0, 110.0, "years", SOURCE), "age", age_years);
        refusals.hold(&Range::new(0.0, 100.0, "%", SOURCE), "area", area_percent);
        refusals.into_result().map(|()| Self { age_years, area_percent, inhalation })
    }

    /// The burn of somebody whose first score of respiration, pulse and motor response this is.
    /// Takes three draws whatever comes of them.
    pub fn draw(first_score: u8, draws: &mut Draws) -> Self {
        let (low, high) = match first_score {
            11.. => AREAS[0],
            7..=10 => AREAS[1],
            3..=6 => AREAS[2],
            0..=2 => AREAS[3],
        };
        let age_years = draws.between(AGES.0, AGES.1);
        let area_percent = draws.between(low, high);
        let inhalation = draws.happens(INHALED) && area_percent >= GRAVE_PERCENT;
        Self { age_years, area_percent, inhalation }
    }

    /// The revised Baux score.
    pub fn score(&self) -> f64 {
        let inhalation = if self.inhalation { INHALATION } else { 0.0 };
        self.age_years + self.area_percent + inhalation
    }

    /// Probability of survival when treated at once.
    pub fn survival(&self) -> f64 {
        let [at_nought, each] = ODDS;
        1.0 / (1.0 + math::exp(each * self.score() - at_nought))
    }

    /// Probability of survival of somebody who has got worse untreated, from one score of
    /// respiration, pulse and motor response to another: of what a burn lets live the share that
    /// waiting has left ([`casualty::survival`], Sacco et al. 2005), a simplification of our own.
    pub fn survival_after(&self, first_score: u8, score: u8) -> f64 {
        let left = casualty::survival(score.min(first_score)) / casualty::survival(first_score);
        self.survival() * left
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number(
            "burn.odds",
            "修正 Baux 评分存活概率公式常数",
            "constant of survival by the revised Baux score",
            ODDS[0],
            "",
        )
        .recalled(SOURCE),
        number(
            "burn.odds_each",
            "修正 Baux 评分存活概率公式斜率",
            "slope of survival by the revised Baux score",
            ODDS[1],
            "",
        )
        .recalled(SOURCE),
        number(
            "burn.grave_area",
            "重伤烧伤面积下限",
            "least area burnt of the gravely hurt",
            GRAVE_PERCENT,
            "%",
        ),
        number(
            "burn.inhaled",
            "重度烧伤者中吸入性损伤比例",
            "share of the gravely burnt whose airways are hurt",
            INHALED,
            "",
        ),
        number("burn.oldest", "烧伤者年龄上限", "greatest age of those burnt", AGES.1, "years"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    fn burn(age: f64, area: f64, inhalation: bool) -> Burn {
        Burn::new(age, area, inhalation).unwrap()
    }

    #[test]
    fn the_revised_baux_score_of_osler_2010() {
        assert_eq!(burn(40.0, 30.0, false).score(), 70.0);
        assert_eq!(burn(40.0, 30.0, true).score(), 87.0);
        // Computed apart: 1 / (1 + exp(0.0775 score - 8.8163)).
        for (age, area, inhalation, survival) in [
            (0.0, 0.0, false, 0.999_851_725_9),
            (40.0, 30.0, false, 0.967_431_529_7),
            (40.0, 30.0, true, 0.888_330_475_9),
            (60.0, 50.0, false, 0.572_314_364_6),
            (75.0, 90.0, true, 0.005_022_961_3),
        ] {
            let found = burn(age, area, inhalation).survival();
            assert!((found / survival - 1.0).abs() < 1e-8, "{age} {area} {inhalation} {found}");
        }
        // Half die where the odds are even.
        assert!((burn(50.0, 8.8163 / 0.0775 - 50.0, false).survival() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        assert_eq!(Burn::new(-1.0, 100.1, false).unwrap_err().0.len(), 2);
        assert_eq!(Burn::new(f64::NAN, f64::INFINITY, true).unwrap_err().0.len(), 2);
    }

    #[test]
    fn drawn_burns_have_the_mean_area_of_their_group_within_four_standard_errors() {
        for (score, (low, high), inhaled) in [
            (12, AREAS[0], 0.0),
            (8, AREAS[1], 0.0),
            (4, AREAS[2], INHALED),
            (1, AREAS[3], INHALED),
        ] {
            let mut draws = Seed(21).draws(Purpose::Test, Key(u64::from(score)));
            let burns: Vec<Burn> = (0..10_000).map(|_| Burn::draw(score, &mut draws)).collect();
            let mean = burns.iter().map(|burn| burn.area_percent).sum::<f64>() / 10_000.0;
            let error = (high - low) / math::sqrt(12.0 * 10_000.0);
            assert!((mean - 0.5 * (low + high)).abs() < 4.0 * error, "{score} {mean}");
            let share = burns.iter().filter(|burn| burn.inhalation).count() as f64 / 10_000.0;
            let error = math::sqrt(inhaled * (1.0 - inhaled) / 10_000.0);
            assert!((share - inhaled).abs() <= 4.0 * error, "{score} {share}");
        }
    }

    proptest! {
        #[test]
        fn older_larger_and_deeper_burns_are_never_survived_more_often(
            age in 0.0..110.0f64, area in 0.0..100.0f64, more in 0.0..1.0f64,
        ) {
            let base = burn(age, area, false).survival();
            prop_assert!((0.0..=1.0).contains(&base));
            prop_assert!(burn(age + more * (110.0 - age), area, false).survival() <= base);
            prop_assert!(burn(age, area + more * (100.0 - area), false).survival() <= base);
            prop_assert!(burn(age, area, true).survival() < base);
            let first = (age / 10.0) as u8;
            let after = |score| burn(age, area, false).survival_after(first, score);
            prop_assert!((after(first) / base - 1.0).abs() < 1e-12);
            prop_assert!((1..=first).all(|score| after(score - 1) < after(score)));
        }
    }
}
