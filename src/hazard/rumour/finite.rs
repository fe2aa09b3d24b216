//! A rumour among a given number of people (Maki & Thompson 1973): exactly, how many are never
//! told; by chance, when each hears it. A spreader meets everybody else equally often.
//!
//! One spreader begins among `n` ignorants. With `x` ignorants left the next meeting that matters
//! makes one more spreader with probability `l x / (l x + a (n - x))` and one fewer otherwise,
//! until there is none; the number never told follows by going through all states (dynamic
//! programming, n^2/2 of them). With time, such meetings of `y` spreaders come at rate
//! `y (l x + a (n - x)) / n` (Gillespie 1977).
//!
//! Valid range: 1 to 5,000 ignorants exactly, up to a million by chance.

use crate::base::chance::Draws;

use super::Rumour;
use crate::hazard::range::{Range, Refusal};

impl Rumour {
    /// Probability that a meeting that matters tells an ignorant, with `left` of `others` ignorant.
    fn tells(&self, left: u32, others: u32) -> f64 {
        let telling = self.telling_per_hour * f64::from(left);
        telling / (telling + self.stifling_per_hour * f64::from(others - left))
    }

    /// Probability that exactly 0, 1, ... `ignorants` people are never told.
    ///
    /// # Errors
    /// A refusal of no ignorants or of more than 5,000, for which the large population holds.
    pub fn never_told_among(&self, ignorants: u32) -> Result<Vec<f64>, Refusal> {
        Range::new(1.0, 5_000.0, "", "").check("ignorants", f64::from(ignorants))?;
        let count = ignorants as usize;
        // Probability of ever having y spreaders while the number of ignorants is the outer one.
        let mut spreaders = vec![0.0; count + 3];
        spreaders[1] = 1.0;
        let mut never_told = vec![0.0; count + 1];
        for left in (0..=ignorants).rev() {
            let tells = self.tells(left, ignorants);
            let mut after = vec![0.0; count + 3];
            let highest = (ignorants - left + 1) as usize;
            for number in (1..=highest).rev() {
                let here = spreaders[number];
                after[number + 1] = here * tells;
                spreaders[number - 1] += here * (1.0 - tells);
            }
            never_told[left as usize] = spreaders[0];
            spreaders = after;
        }
        Ok(never_told)
    }

    /// Hours from the beginning at which those of `ignorants` people who are told hear it, in
    /// order.
    ///
    /// # Errors
    /// A refusal of more than a million people.
    pub fn hearing_hours(&self, ignorants: u32, draws: &mut Draws) -> Result<Vec<f64>, Refusal> {
        Range::new(0.0, 1e6, "", "").check("ignorants", f64::from(ignorants))?;
        let (mut left, mut spreaders, mut hours) = (ignorants, 1u32, 0.0);
        let mut heard = Vec::new();
        while spreaders > 0 && left > 0 {
            let telling = self.telling_per_hour * f64::from(left);
            let meetings = telling + self.stifling_per_hour * f64::from(ignorants - left);
            let per_hour = f64::from(spreaders) * meetings / f64::from(ignorants);
            hours += draws.exponential(1.0 / per_hour);
            if draws.happens(self.tells(left, ignorants)) {
                left -= 1;
                spreaders += 1;
                heard.push(hours);
            } else {
                spreaders -= 1;
            }
        }
        Ok(heard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    fn moments(shares: &[f64]) -> (f64, f64) {
        let sum = |power: fn(f64) -> f64| -> f64 {
            shares.iter().enumerate().map(|(number, share)| power(number as f64) * share).sum()
        };
        let mean = sum(|number| number);
        (mean, math::sqrt(sum(|number| number * number) - mean * mean))
    }

    #[test]
    fn exact_numbers_never_told_of_maki_thompson_1973() {
        let rumour = Rumour::new(1.0, 1.0).unwrap();
        // Published as 20.4519, 5.34476, 101.714 and 11.7284.
        for (people, mean, deviation) in
            [(100, 20.451_878_89, 5.344_757_954), (500, 101.713_984_22, 11.728_367_702)]
        {
            let shares = rumour.never_told_among(people).unwrap();
            let computed = moments(&shares);
            assert!((computed.0 / mean - 1.0).abs() < 1e-8, "{computed:?}");
            assert!((computed.1 / deviation - 1.0).abs() < 1e-8, "{computed:?}");
        }
        let mut draws = Seed(50).draws(Purpose::Test, Key(0));
        assert_eq!(rumour.hearing_hours(0, &mut draws), Ok(Vec::new()));
        assert!(rumour.hearing_hours(1_000_001, &mut draws).is_err());
        assert!(rumour.never_told_among(0).is_err());
        assert!(rumour.never_told_among(5_001).is_err());
        // Of one ignorant and one spreader the one is always told.
        assert_eq!(rumour.never_told_among(1), Ok(vec![1.0, 0.0]));
    }

    #[test]
    fn drawn_numbers_never_told_have_the_exact_moments() {
        for (people, telling) in [(100, 1.0), (500, 1.0), (60, 3.0)] {
            let rumour = Rumour::new(telling, 1.0).unwrap();
            let (mean, deviation) = moments(&rumour.never_told_among(people).unwrap());
            let runs = 10_000;
            let (mut sum, mut square) = (0.0, 0.0);
            for run in 0..runs {
                let mut draws = Seed(51).draws(Purpose::Test, Key(run));
                let heard = rumour.hearing_hours(people, &mut draws).unwrap();
                let left = f64::from(people) - heard.len() as f64 - mean;
                sum += left;
                square += left * left;
            }
            let runs = runs as f64;
            assert!((sum / runs).abs() < 4.0 * deviation / math::sqrt(runs), "{people}");
            // The fourth moment stays below six times the square of the variance.
            let ratio = square / runs / deviation / deviation;
            assert!((ratio - 1.0).abs() < 4.0 * math::sqrt(5.0 / runs), "{people} {ratio}");
        }
    }

    #[test]
    fn two_ignorants_hear_after_times_that_can_be_worked_out() {
        // The first is told at rate 2. Then two spreaders meet at rate 2 + 1, and tell the second
        // with probability 2/3; when that fails one is left, half as fast.
        let rumour = Rumour::new(2.0, 1.0).unwrap();
        let runs = 20_000;
        let (mut first, mut gap, mut gap_square, mut second) = (0.0, 0.0, 0.0, 0.0);
        for run in 0..runs {
            let mut draws = Seed(53).draws(Purpose::Test, Key(run));
            let heard = rumour.hearing_hours(2, &mut draws).unwrap();
            first += heard[0];
            if let [sooner, later] = heard[..] {
                gap += later - sooner;
                gap_square += (later - sooner) * (later - sooner);
                second += 1.0;
            }
        }
        let runs = runs as f64;
        assert!((first / runs - 0.5).abs() < 4.0 * 0.5 / math::sqrt(runs));
        let told = 2.0 / 3.0 + 1.0 / 3.0 * 2.0 / 3.0;
        assert!((second / runs - told).abs() < 4.0 * math::sqrt(told * (1.0 - told) / runs));
        let mean = (2.0 / 3.0 / 3.0 + 2.0 / 9.0 * 3.0 / 3.0) / told;
        let error = math::sqrt((gap_square / second - mean * mean) / second);
        assert!((gap / second - mean).abs() < 4.0 * error, "{} {mean}", gap / second);
    }

    #[test]
    fn hearing_in_time_follows_the_average_course() {
        let rumour = Rumour::new(2.0, 2.0).unwrap();
        let people = 20_000;
        let mut draws = Seed(52).draws(Purpose::Test, Key(3));
        let heard = rumour.hearing_hours(people, &mut draws).unwrap();
        assert!(heard.windows(2).all(|pair| pair[0] <= pair[1]));
        // From a twentieth told on, chance hardly matters: hours to a half.
        let hours = |share: f64| heard[(share * f64::from(people)) as usize];
        let course = rumour.course(1.0 / f64::from(people), None, 1_200).unwrap();
        let minute =
            |share: f64| course.iter().position(|now| 1.0 - now.ignorant >= share).unwrap();
        let expected = (minute(0.5) - minute(0.05)) as f64 / 60.0;
        assert!(((hours(0.5) - hours(0.05)) / expected - 1.0).abs() < 0.05);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn probabilities_sum_to_one_and_telling_more_leaves_fewer(
            people in 1u32..200, telling in 0.1..10.0f64, factor in 1.0..2.0f64,
        ) {
            let shares = Rumour::new(telling, 1.0).unwrap().never_told_among(people).unwrap();
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let keener = Rumour::new(telling * factor, 1.0).unwrap();
            let keener = moments(&keener.never_told_among(people).unwrap());
            prop_assert!(keener.0 <= moments(&shares).0 + 1e-9);
        }
    }
}
