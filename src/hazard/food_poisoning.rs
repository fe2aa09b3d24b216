//! Who falls ill after a meal, and when: incubation of the agent and the share of eaters attacked.
//! Passing the infection on is [`epidemic`](super::epidemic)'s; who notices is not here.
//!
//! Sartwell 1950 (Am. J. Hyg. 51:310-318): incubation periods are lognormal; a median `m` and a
//! dispersion `d` (the standard deviation as a factor) give `P(t) = Phi(ln(t/m) / ln d)`, so that
//! two thirds fall ill between `m/d` and `m d`. Hours. The law is published; medians and
//! dispersions of agents, and shares attacked and severe, are placeholders of the usual order.
//!
//! Valid range: medians 0.1 to 10,000 h, dispersions 1.01 to 5.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

crate::vocabulary::words! {
    /// What a meal was tainted with.
    FoodAgent {
        /// Enterotoxin of staphylococci.
        Staphylococcus "金黄色葡萄球菌肠毒素" "staphylococcal enterotoxin",
        /// Clostridium perfringens.
        ClostridiumPerfringens "产气荚膜梭菌" "Clostridium perfringens",
        /// Salmonella other than typhoid.
        Salmonella "沙门氏菌" "Salmonella",
        /// Norovirus.
        Norovirus "诺如病毒" "norovirus",
    }
}

/// A lognormal incubation period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Incubation {
    median_hours: f64,
    dispersion: f64,
}

/// A tainted meal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaintedMeal {
    incubation: Incubation,
    attacked: f64,
}

impl Incubation {
    /// A median in hours, 0.1 to 10,000, and a dispersion, 1.01 to 5.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(median_hours: f64, dispersion: f64) -> Result<Self, Refusals> {
        const SOURCE: &str = "Sartwell 1950";
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(0.1, 10_000.0, "h", SOURCE), "median_hours", median_hours);
        refusals.hold(&Range::new(1.01, 5.0, "", SOURCE), "dispersion", dispersion);
        refusals.into_result().map(|()| Self { median_hours, dispersion })
    }

    /// Share of those attacked who have fallen ill `hours` after the meal.
    pub fn share(&self, hours: f64) -> f64 {
        if hours.is_nan() || hours <= 0.0 {
            return 0.0;
        }
        let depth = math::ln(hours / self.median_hours) / math::ln(self.dispersion);
        math::normal_cumulative(depth)
    }

    /// Hours after the meal at which the person of this rank among those attacked falls ill: the
    /// inverse of [`Incubation::share`]. Ranks are cut to 1e-9 from either end, six dispersions.
    pub fn hours(&self, rank: f64) -> f64 {
        let depth = math::normal_quantile(rank.clamp(1e-9, 1.0 - 1e-9));
        self.median_hours * math::exp(depth * math::ln(self.dispersion))
    }
}

impl FoodAgent {
    /// Incubation of the agent: placeholders.
    pub const fn incubation(self) -> Incubation {
        let (median_hours, dispersion) = match self {
            Self::Staphylococcus => (3.0, 1.5),
            Self::ClostridiumPerfringens => (11.0, 1.5),
            Self::Salmonella => (24.0, 1.8),
            Self::Norovirus => (33.0, 1.5),
        };
        Incubation { median_hours, dispersion }
    }

    /// Share of eaters attacked: a placeholder.
    pub const fn attacked(self) -> f64 {
        match self {
            Self::Staphylococcus => 0.6,
            Self::ClostridiumPerfringens => 0.5,
            Self::Salmonella => 0.4,
            Self::Norovirus => 0.5,
        }
    }

    /// Share of the ill who need a hospital bed: a placeholder.
    pub const fn severe(self) -> f64 {
        match self {
            Self::Staphylococcus => 0.05,
            Self::ClostridiumPerfringens => 0.01,
            Self::Salmonella => 0.1,
            Self::Norovirus => 0.02,
        }
    }

    /// Whether those who fell ill pass it on from person to person: none of the toxins is, and
    /// Salmonella hardly.
    pub const fn is_passed_on(self) -> bool {
        matches!(self, Self::Norovirus)
    }
}

impl TaintedMeal {
    /// A meal tainted with `agent` that attacks a share of its eaters.
    ///
    /// # Errors
    /// A share out of 0 to 1.
    pub fn new(agent: FoodAgent, attacked: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(0.0, 1.0, "", ""), "attacked", attacked);
        refusals.into_result().map(|()| Self { incubation: agent.incubation(), attacked })
    }

    /// Share of all eaters who have fallen ill `hours` after the meal.
    pub fn ill(&self, hours: f64) -> f64 {
        self.attacked * self.incubation.share(hours)
    }

    /// Hours after the meal at which the eater of this rank (uniform in 0..1) falls ill; none who
    /// is not attacked. The inverse of [`TaintedMeal::ill`].
    pub fn onset_hours(&self, rank: f64) -> Option<f64> {
        (rank < self.attacked).then(|| self.incubation.hours(rank / self.attacked))
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let placeholder = Assumption::placeholder;
    let row = |agent: FoodAgent, keys: [&'static str; 4]| {
        let Incubation { median_hours, dispersion } = agent.incubation();
        let [median, spread, attacked, severe] = keys;
        [
            placeholder(median, "食源性疾病潜伏期中位数", "median incubation", median_hours, "h"),
            placeholder(spread, "潜伏期离散系数", "dispersion of incubation", dispersion, ""),
            placeholder(attacked, "罹患率", "share of eaters attacked", agent.attacked(), ""),
            placeholder(
                severe,
                "需住院比例",
                "share of the ill who need a bed",
                agent.severe(),
                "",
            ),
        ]
    };
    macro_rules! keys {
        ($agent:literal) => {
            [
                concat!("food_poisoning.", $agent, "_median"),
                concat!("food_poisoning.", $agent, "_dispersion"),
                concat!("food_poisoning.", $agent, "_attacked"),
                concat!("food_poisoning.", $agent, "_severe"),
            ]
        };
    }
    let rows = [
        row(FoodAgent::Staphylococcus, keys!("staphylococcus")),
        row(FoodAgent::ClostridiumPerfringens, keys!("clostridium_perfringens")),
        row(FoodAgent::Salmonella, keys!("salmonella")),
        row(FoodAgent::Norovirus, keys!("norovirus")),
    ];
    rows.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    #[test]
    fn medians_and_dispersions_of_sartwell_1950() {
        for (agent, median, dispersion) in [
            (FoodAgent::Staphylococcus, 3.0, 1.5),
            (FoodAgent::ClostridiumPerfringens, 11.0, 1.5),
            (FoodAgent::Salmonella, 24.0, 1.8),
            (FoodAgent::Norovirus, 33.0, 1.5),
        ] {
            let incubation = agent.incubation();
            assert_eq!(incubation.share(median), 0.5);
            assert!((incubation.share(median * dispersion) - 0.841_344_746_069).abs() < 1e-9);
            assert!((incubation.share(median / dispersion) - 0.158_655_253_931).abs() < 1e-9);
            assert!((incubation.hours(0.5) - median).abs() < 1e-12);
            assert!(Incubation::new(median, dispersion).is_ok());
            assert!(TaintedMeal::new(agent, agent.attacked()).is_ok());
        }
    }

    #[test]
    fn nobody_is_ill_before_the_meal_and_bad_numbers_are_refused() {
        let incubation = Incubation::new(10.0, 1.5).unwrap();
        for hours in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(incubation.share(hours), 0.0);
        }
        assert_eq!(incubation.share(f64::INFINITY), 1.0);
        for rank in [0.0, 1.0, -5.0, f64::INFINITY] {
            assert!(incubation.hours(rank).is_finite());
        }
        assert_eq!(Incubation::new(f64::NAN, 1.0).unwrap_err().0.len(), 2);
        assert!(TaintedMeal::new(FoodAgent::Salmonella, 1.2).is_err());
        let meal = TaintedMeal::new(FoodAgent::Salmonella, 0.0).unwrap();
        assert!(meal.onset_hours(0.0).is_none());
    }

    #[test]
    fn drawn_onsets_have_the_share_and_mean_of_the_lognormal() {
        let eaters = 40_000;
        let meal = TaintedMeal::new(FoodAgent::ClostridiumPerfringens, 0.5).unwrap();
        let mut draws = Seed(41).draws(Purpose::Test, Key(0));
        let onsets: Vec<f64> =
            (0..eaters).filter_map(|_| meal.onset_hours(draws.uniform())).collect();
        let (ill, eaters) = (onsets.len() as f64, f64::from(eaters));
        assert!((ill / eaters - 0.5).abs() < 4.0 * 0.5 / math::sqrt(eaters));
        let sigma = math::ln(1.5);
        let mean = 11.0 * math::exp(0.5 * sigma * sigma);
        let deviation = mean * math::sqrt(math::exp_m1(sigma * sigma));
        let found = onsets.iter().sum::<f64>() / ill;
        assert!((found - mean).abs() < 4.0 * deviation / math::sqrt(ill), "{found} {mean}");
    }

    #[test]
    fn only_the_norovirus_goes_on_from_those_who_fell_ill() {
        let agents = FoodAgent::ALL.iter().filter(|agent| agent.is_passed_on());
        assert_eq!(agents.collect::<Vec<_>>(), [&FoodAgent::Norovirus]);
    }

    proptest! {
        #[test]
        fn onsets_rise_with_rank_and_invert(
            median in 0.1..10_000.0f64, dispersion in 1.01..5.0f64, attacked in 0.01..=1.0f64,
            rank in 0.000_1..0.999_9f64, more in 0.0..0.1f64,
        ) {
            let incubation = Incubation::new(median, dispersion).unwrap();
            prop_assert!((incubation.share(incubation.hours(rank)) - rank).abs() < 1e-9);
            let meal = TaintedMeal { incubation, attacked };
            let onset = meal.onset_hours(rank);
            prop_assert_eq!(onset.is_some(), rank < attacked);
            if let (Some(onset), Some(later)) = (onset, meal.onset_hours(rank + more)) {
                prop_assert!(later >= onset);
                prop_assert!((meal.ill(onset) - rank).abs() < 1e-9);
            }
        }
    }
}
