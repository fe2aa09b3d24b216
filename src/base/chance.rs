//! Keyed chance: every draw comes from a ChaCha8 block named by (seed, purpose, key), the draw's
//! number being its word. One more team or message therefore moves nobody else's draw.

use super::key::Key;
use super::math;

/// What a draw decides; each has streams of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum Purpose {
    /// Which ensemble member a run plays.
    Member = 1,
    /// Terrain, roads and places of a generated county.
    Generation = 2,
    /// Whether a message is lost, and its latency.
    Channel = 3,
    /// How long a desk takes over a message.
    Service = 4,
    /// Turnout of a team.
    Turnout = 5,
    /// Background calls.
    BackgroundCall = 6,
    /// Work on a task.
    Work = 7,
    /// Condition of a casualty.
    Casualty = 8,
    /// Warning, departure, refusal and return of people.
    People = 9,
    /// Whether and when something is noticed.
    Observation = 10,
    /// Perturbation of a hazard in an ensemble member.
    Hazard = 11,
    /// Whether and when a telephone call is answered.
    Call = 12,
    /// Time in a hospital.
    Treatment = 13,
    /// Incidents that a storyline leaves to chance.
    Incident = 14,
    /// What a crew sees of a casualty, and how it sorts it.
    Triage = 15,
    /// Whether responders are hurt.
    Responder = 16,
    /// Whether and when a casualty makes for a hospital by itself, and for which.
    OwnWay = 17,
    /// Whom an infection passes to, and when it shows.
    Infection = 18,
    /// Draws that tests make.
    Test = 99,
}

/// The seed of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Seed {
    /// The stream of draws for `key` under `purpose`.
    pub fn draws(self, purpose: Purpose, key: Key) -> Draws {
        let mut words = [0; 8];
        for (index, value) in [self.0, u64::from(purpose as u32), key.0, DOMAIN].iter().enumerate()
        {
            words[2 * index] = *value as u32;
            words[2 * index + 1] = (*value >> 32) as u32;
        }
        Draws { key: words, block: chacha8_block(&words, 0), counter: 0, used: 0 }
    }
}

/// Keeps muster's blocks apart from anybody else's use of the same seed: `"muster 1"`.
const DOMAIN: u64 = u64::from_le_bytes(*b"muster 1");

/// A stream of draws: words of one ChaCha8 block, then of the next.
#[derive(Debug, Clone)]
pub struct Draws {
    key: [u32; 8],
    block: [u32; 16],
    counter: u64,
    used: usize,
}

impl Draws {
    /// The next 32-bit word.
    pub fn word(&mut self) -> u32 {
        if self.used == 16 {
            self.counter += 1;
            self.block = chacha8_block(&self.key, self.counter);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// A number in [0, 1) with 53 random bits; takes two words.
    pub fn uniform(&mut self) -> f64 {
        let low = u64::from(self.word());
        let high = u64::from(self.word());
        (((high << 32) | low) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// A whole number in `0..bound`, by multiplication (bias below 2^-32 per value).
    ///
    /// # Panics
    /// When `bound` is zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "a draw needs something to choose from");
        ((u64::from(self.word()) * u64::from(bound)) >> 32) as u32
    }

    /// A number in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// An exponential variate of the given mean, by inversion.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * math::ln(1.0 - self.uniform())
    }

    /// A standard normal variate (Box and Muller 1958, the cosine branch); takes four words.
    pub fn normal(&mut self) -> f64 {
        let radius = math::sqrt(-2.0 * math::ln(1.0 - self.uniform()));
        radius * math::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// A lognormal variate with the given median and standard deviation of the logarithm.
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * math::exp(sigma * self.normal())
    }

    /// How many of `trials` succeed, each with this probability: exact up to rounding. Fewer than
    /// ten expected successes (or failures) by inversion with one uniform, more by transformed
    /// rejection (Hörmann 1993, J. Stat. Comput. Simul. 46:101-110, BTRS), about 1.2 pairs.
    pub fn binomial(&mut self, trials: u32, probability: f64) -> u32 {
        if probability > 0.5 {
            return trials - self.binomial(trials, 1.0 - probability.min(1.0));
        }
        if trials == 0 || probability.is_nan() || probability <= 0.0 {
            0
        } else if f64::from(trials) * probability < 10.0 {
            self.binomial_by_inversion(trials, probability)
        } else {
            self.binomial_by_rejection(trials, probability)
        }
    }

    fn binomial_by_inversion(&mut self, trials: u32, probability: f64) -> u32 {
        let odds = probability / (1.0 - probability);
        let mut left = self.uniform();
        let mut share = math::exp(f64::from(trials) * math::ln_1p(-probability));
        let mut successes = 0;
        // Shares fall faster than any power: beyond 1e-300 nothing of the uniform is left.
        while left >= share && successes < trials && share > 1e-300 {
            left -= share;
            share *= odds * f64::from(trials - successes) / f64::from(successes + 1);
            successes += 1;
        }
        successes
    }

    fn binomial_by_rejection(&mut self, trials: u32, probability: f64) -> u32 {
        let count = f64::from(trials);
        let odds = probability / (1.0 - probability);
        let spread = math::sqrt(count * probability * (1.0 - probability));
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * probability;
        let mode = ((count + 1.0) * probability).floor();
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let edge = 0.5 - u.abs();
            let successes = ((2.0 * a / edge + b) * u + count * probability + 0.5).floor();
            if successes < 0.0 || successes > count {
                continue;
            }
            if edge >= 0.07 && v <= 0.92 - 4.2 / b {
                return successes as u32;
            }
            let height = v * (2.83 + 5.1 / b) * spread / (a / (edge * edge) + b);
            if math::ln(height) <= ln_share_over_mode(count, odds, mode, successes) {
                return successes as u32;
            }
        }
    }
}

/// Logarithm of a binomial share over that of the mode, by Stirling's formula with its tail, which
/// keeps its digits for large counts where a difference of logarithms of factorials loses them.
fn ln_share_over_mode(count: f64, odds: f64, mode: f64, successes: f64) -> f64 {
    let (mode_failures, failures) = (count - mode, count - successes);
    (mode + 0.5) * math::ln((mode + 1.0) / (odds * (mode_failures + 1.0)))
        + (count + 1.0) * math::ln((mode_failures + 1.0) / (failures + 1.0))
        + (successes + 0.5) * math::ln(odds * (failures + 1.0) / (successes + 1.0))
        + stirling_tail(mode)
        + stirling_tail(mode_failures)
        - stirling_tail(successes)
        - stirling_tail(failures)
}

/// `ln k!` less `ln sqrt(2 pi) + (k + 1/2) ln(k + 1) - (k + 1)`, to 1e-10: the series from twenty
/// on, below it by `tail(k) = tail(k + 1) + (k + 3/2) ln((k + 2)/(k + 1)) - 1`.
fn stirling_tail(k: f64) -> f64 {
    let (mut at, mut sum) = (k, 0.0);
    while at < 20.0 {
        sum += (at + 1.5) * math::ln_1p(1.0 / (at + 1.0)) - 1.0;
        at += 1.0;
    }
    let next = at + 1.0;
    let square = next * next;
    sum + (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1_260.0 * square)) / square) / next
}

/// One block of ChaCha with eight rounds (Bernstein 2008), 64-bit counter, zero nonce.
fn chacha8_block(key: &[u32; 8], counter: u64) -> [u32; 16] {
    let mut initial = [0; 16];
    initial[..4].copy_from_slice(&[0x6170_7865, 0x3320_646E, 0x7962_2D32, 0x6B20_6574]);
    initial[4..12].copy_from_slice(key);
    initial[12] = counter as u32;
    initial[13] = (counter >> 32) as u32;
    let mut state = initial;
    for _ in 0..4 {
        for [a, b, c, d] in [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]] {
            quarter_round(&mut state, a, b, c, d);
        }
        for [a, b, c, d] in [[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]] {
            quarter_round(&mut state, a, b, c, d);
        }
    }
    for (word, first) in state.iter_mut().zip(initial) {
        *word = word.wrapping_add(first);
    }
    state
}

fn quarter_round(state: &mut [u32; 16], a: usize, b: usize, c: usize, d: usize) {
    for [bits_d, bits_b] in [[16, 12], [8, 7]] {
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(bits_d);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(bits_b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn blocks_agree_with_rand_chacha() {
        for number in 0..200u64 {
            let mut draws = Seed(number * 77).draws(Purpose::Test, Key(number << 40 | 3));
            let mut bytes = [0; 32];
            for (chunk, word) in bytes.chunks_exact_mut(4).zip(draws.key) {
                chunk.copy_from_slice(&word.to_le_bytes());
            }
            let mut reference = ChaCha8Rng::from_seed(bytes);
            for _ in 0..70 {
                assert_eq!(draws.word(), reference.next_u32());
            }
        }
    }

    #[test]
    fn moments_are_right_within_four_standard_errors() {
        let count = 100_000;
        let mut draws = Seed(5).draws(Purpose::Test, Key(1));
        let (mut uniform, mut exponential, mut normal, mut square) = (0.0, 0.0, 0.0, 0.0);
        for _ in 0..count {
            uniform += draws.uniform();
            exponential += draws.exponential(3.0);
            let value = draws.normal();
            normal += value;
            square += value * value;
        }
        let count = f64::from(count);
        let error = 1.0 / math::sqrt(count);
        assert!((uniform / count - 0.5).abs() < 4.0 * 0.2887 * error);
        assert!((exponential / count - 3.0).abs() < 4.0 * 3.0 * error);
        assert!((normal / count).abs() < 4.0 * error);
        assert!((square / count - 1.0).abs() < 4.0 * std::f64::consts::SQRT_2 * error);
    }

    /// The share of exactly `successes`, as a product that no approximation enters.
    fn binomial_share(trials: u32, probability: f64, successes: u32) -> f64 {
        let ratio = |k: u32| {
            let chosen = math::ln(f64::from(trials - k + 1) / f64::from(k));
            chosen + math::ln(probability) - math::ln(1.0 - probability)
        };
        let none = f64::from(trials) * math::ln_1p(-probability);
        math::exp(none + (1..=successes).map(ratio).sum::<f64>())
    }

    #[test]
    fn binomial_counts_pass_pearsons_test_against_exact_shares() {
        let draws_each = 300_000;
        for (key, (trials, probability)) in
            [(7, 0.3), (25, 0.5), (40, 0.25), (60, 0.9), (1_000, 0.004), (3_000, 0.02)]
                .into_iter()
                .enumerate()
        {
            let mut draws = Seed(11).draws(Purpose::Test, Key(key as u64));
            let mut counts = vec![0u32; trials as usize + 1];
            for _ in 0..draws_each {
                counts[draws.binomial(trials, probability) as usize] += 1;
            }
            let (mut square, mut cells, mut rest) = (0.0, 0, (f64::from(draws_each), 0.0));
            for (successes, found) in counts.into_iter().enumerate() {
                let share = binomial_share(trials, probability, successes as u32);
                let expected = f64::from(draws_each) * share;
                if expected >= 10.0 {
                    cells += 1;
                    square += math::pow(f64::from(found) - expected, 2.0) / expected;
                    rest.0 -= expected;
                } else {
                    rest.1 += f64::from(found);
                }
            }
            // What is rare together makes one more cell.
            square += (rest.1 - rest.0) * (rest.1 - rest.0) / rest.0.max(1.0);
            let limit = f64::from(cells) + 4.0 * math::sqrt(2.0 * f64::from(cells));
            assert!(square < limit, "{trials} {probability}: {square} of {cells}");
        }
    }

    #[test]
    fn binomial_moments_hold_from_few_to_four_thousand_million_trials() {
        let count = 40_000;
        let cases = [
            (1, 0.5),
            (100, 0.099),
            (100, 0.101),
            (1_000_000, 0.3),
            (u32::MAX, 1e-9),
            (u32::MAX, 0.7),
        ];
        for (key, (trials, probability)) in cases.into_iter().enumerate() {
            let mut draws = Seed(12).draws(Purpose::Test, Key(key as u64));
            let mean = f64::from(trials) * probability;
            let variance = mean * (1.0 - probability);
            let (mut sum, mut square) = (0.0, 0.0);
            for _ in 0..count {
                let from_mean = f64::from(draws.binomial(trials, probability)) - mean;
                sum += from_mean;
                square += from_mean * from_mean;
            }
            let count = f64::from(count);
            let fourth = 3.0 + (1.0 - 6.0 * probability * (1.0 - probability)) / variance;
            let error = math::sqrt(variance / count);
            assert!((sum / count).abs() < 4.0 * error, "{trials} {probability}");
            let ratio = square / count / variance;
            assert!((ratio - 1.0).abs() < 4.0 * math::sqrt((fourth - 1.0).max(0.1) / count));
        }
    }

    #[test]
    fn binomial_counts_without_chance_are_certain() {
        let mut draws = Seed(13).draws(Purpose::Test, Key(1));
        for none in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(draws.binomial(1_000, none), 0);
        }
        for sure in [1.0, 2.0, f64::INFINITY] {
            assert_eq!(draws.binomial(1_000, sure), 1_000);
        }
        assert_eq!(draws.binomial(0, 0.5), 0);
    }

    #[test]
    fn stirlings_tail_gives_factorials() {
        let mut ln_factorial = 0.0;
        for k in 0..60u32 {
            let next = f64::from(k) + 1.0;
            let stirling = 0.5 * math::ln(2.0 * std::f64::consts::PI)
                + (f64::from(k) + 0.5) * math::ln(next)
                - next;
            assert!((stirling + stirling_tail(f64::from(k)) - ln_factorial).abs() < 1e-9, "{k}");
            ln_factorial += math::ln(next);
        }
    }

    #[test]
    fn streams_are_apart() {
        let first = |seed: u64, purpose, key| Seed(seed).draws(purpose, Key(key)).word();
        assert_ne!(first(1, Purpose::Test, 1), first(2, Purpose::Test, 1));
        assert_ne!(first(1, Purpose::Test, 1), first(1, Purpose::Call, 1));
        assert_ne!(first(1, Purpose::Test, 1), first(1, Purpose::Test, 2));
    }
}
