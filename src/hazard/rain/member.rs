//! How a member of the ensemble differs from the storm as written.

use super::SHIFT_LIMIT_MINUTES;
use crate::base::chance::{Purpose, Seed};
use crate::base::key::Key;

/// How an ensemble member differs from the storm as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Perturbation {
    /// Factor on all rain.
    pub rain_factor: f64,
    /// Shift in time, minutes, later positive.
    pub shift_minutes: f64,
    /// Displacement of the centre to the east, metres.
    pub east_m: f64,
    /// Displacement of the centre to the north, metres.
    pub north_m: f64,
    /// Standard deviation of the logarithm of the factor that each place has for itself.
    pub local_sigma: f64,
    /// Key of the local factors.
    pub key: Key,
    /// Seed of the ensemble.
    pub seed: Seed,
}

/// How widely members differ; each is a placeholder for local experts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Standard deviation of the logarithm of the factor on all rain.
    pub rain_sigma: f64,
    /// Standard deviation of the shift in time, minutes; cut at [`SHIFT_LIMIT_MINUTES`].
    pub shift_minutes: f64,
    /// Standard deviation of the displacement in either direction, metres.
    pub displacement_m: f64,
    /// Standard deviation of the logarithm of each place's own factor.
    pub local_sigma: f64,
}

impl Default for Spread {
    /// The placeholders that [`super::assumptions`] lists.
    fn default() -> Self {
        Self { rain_sigma: 0.12, shift_minutes: 15.0, displacement_m: 3_000.0, local_sigma: 0.08 }
    }
}

impl Perturbation {
    /// The storm as written.
    pub const NONE: Self = Self {
        rain_factor: 1.0,
        shift_minutes: 0.0,
        east_m: 0.0,
        north_m: 0.0,
        local_sigma: 0.0,
        key: Key(0),
        seed: Seed(0),
    };

    /// The perturbation of one member: keyed by the ensemble's seed, the storm and the member, so
    /// that no other number in the setting changes it.
    pub fn of_member(seed: Seed, storm: Key, member: u32, spread: &Spread) -> Self {
        let key = Key::born(KIND_MEMBER, &[storm], member);
        let mut draws = seed.draws(Purpose::Hazard, key);
        let limit = f64::from(SHIFT_LIMIT_MINUTES);
        Self {
            rain_factor: draws.lognormal(1.0, spread.rain_sigma),
            shift_minutes: (spread.shift_minutes * draws.normal()).clamp(-limit, limit),
            east_m: spread.displacement_m * draws.normal(),
            north_m: spread.displacement_m * draws.normal(),
            local_sigma: spread.local_sigma,
            key,
            seed,
        }
    }

    /// The factor that the place of this key has for itself.
    pub fn local_factor(&self, place: Key) -> f64 {
        if self.local_sigma == 0.0 {
            return 1.0;
        }
        let key = Key::born(KIND_PLACE, &[self.key, place], 0);
        self.seed.draws(Purpose::Hazard, key).lognormal(1.0, self.local_sigma)
    }
}

/// Kinds of born key in this file.
const KIND_MEMBER: u32 = 0x5241_0001;
const KIND_PLACE: u32 = 0x5241_0002;
