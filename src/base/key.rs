//! Stable keys. What a person wrote is keyed by its written name; what is born in a run is keyed
//! by what it is about. Draws, ties and digests use keys, never dense ids or creation order.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A stable 64-bit name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub u64);

impl Key {
    /// The key of what a person wrote: BLAKE3 over its kind and name.
    pub fn written(kind: &str, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(kind.as_bytes());
        hasher.update(&[0]);
        hasher.update(name.as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(u64::from_le_bytes(bytes))
    }

    /// The key of what is born in a run: its kind, the keys of what it is about in a fixed order,
    /// and an ordinal counted per exactly those keys.
    pub fn born(kind: u32, about: &[Self], ordinal: u32) -> Self {
        let mut folded = fold(u64::from(kind) ^ SEED, (u64::from(ordinal) << 1) ^ STEP);
        for key in about {
            folded = fold(folded ^ key.0, STEP.rotate_left(23));
        }
        Self(fold(folded ^ about.len() as u64, SEED.rotate_left(41)))
    }
}

/// Odd constants with evenly spread bits: the fractions of the golden ratio and of the square
/// root of three.
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
const STEP: u64 = 0xBB67_AE85_84CA_A73B;

/// Multiply to 128 bits and fold the halves together: full avalanche in two instructions.
/// The left operand is offset and the right one odd, so that a zero swallows nothing; the right
/// one's lowest bit is lost, so callers keep it constant.
const fn fold(left: u64, right: u64) -> u64 {
    let product = (left ^ 0xA54F_F53A_5F1D_36F1) as u128 * (right | 1) as u128;
    (product as u64) ^ ((product >> 64) as u64)
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({self})")
    }
}

impl fmt::Display for Key {
    /// Sixteen hexadecimal digits.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn written_keys_are_fixed_for_good() {
        // Renewing these would change every digest ever recorded.
        assert_eq!(Key::written("desk", "water"), Key::written("desk", "water"));
        assert_ne!(Key::written("desk", "water"), Key::written("team", "water"));
        assert_ne!(Key::written("de", "skwater"), Key::written("desk", "water"));
    }

    #[test]
    fn born_keys_do_not_collide_over_dense_inputs() {
        let mut seen = BTreeSet::new();
        for kind in 0..8 {
            for first in 0..64 {
                for second in 0..64 {
                    for ordinal in 0..4 {
                        assert!(seen.insert(Key::born(kind, &[Key(first), Key(second)], ordinal)));
                    }
                }
            }
        }
        assert_ne!(Key::born(1, &[Key(1), Key(2)], 0), Key::born(1, &[Key(2), Key(1)], 0));
        assert_ne!(Key::born(1, &[Key(1)], 0), Key::born(1, &[Key(1), Key(0)], 0));
    }
}
