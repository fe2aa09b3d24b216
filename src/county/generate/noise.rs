//! Smooth noise over the plane, from keyed draws: relief, forests, the wobble of roads.

use crate::base::chance::{Purpose, Seed};
use crate::base::key::Key;
use crate::base::math;

/// Gradient noise (Perlin 2002) over one table of permuted places and drawn directions.
#[derive(Debug, Clone)]
pub(super) struct Noise {
    permutation: [u8; 256],
    gradients: Vec<(f64, f64)>,
}

impl Noise {
    /// The noise of that name under `seed`.
    pub(super) fn new(seed: Seed, name: &str) -> Self {
        let mut draws = seed.draws(Purpose::Generation, Key::written("noise", name));
        let mut permutation: [u8; 256] = std::array::from_fn(|index| index as u8);
        for index in (1..256usize).rev() {
            permutation.swap(index, draws.below(index as u32 + 1) as usize);
        }
        let gradients = (0..256)
            .map(|_| {
                let angle = draws.between(0.0, 2.0 * std::f64::consts::PI);
                (math::cos(angle), math::sin(angle))
            })
            .collect();
        Self { permutation, gradients }
    }

    /// Noise at a point, about -0.7 to 0.7, of wavelength 1.
    pub(super) fn at(&self, x: f64, y: f64) -> f64 {
        let (column, row) = (x.floor(), y.floor());
        let (right, down) = (x - column, y - row);
        let corner = |dx: f64, dy: f64| {
            let place = (column + dx) as i64 & 255;
            let row = (row + dy) as i64 & 255;
            let mixed = self.permutation[place as usize].wrapping_add(row as u8);
            let gradient = self.gradients[usize::from(self.permutation[usize::from(mixed)])];
            gradient.0 * (right - dx) + gradient.1 * (down - dy)
        };
        let (u, v) = (fade(right), fade(down));
        let upper = corner(0.0, 0.0) * (1.0 - u) + corner(1.0, 0.0) * u;
        let lower = corner(0.0, 1.0) * (1.0 - u) + corner(1.0, 1.0) * u;
        upper * (1.0 - v) + lower * v
    }

    /// A sum of `octaves`, each of half the wavelength and half the height of the one before.
    pub(super) fn octaves(&self, x: f64, y: f64, octaves: u32) -> f64 {
        let (mut sum, mut height, mut frequency) = (0.0, 1.0, 1.0);
        for octave in 0..octaves {
            let shift = f64::from(octave) * 37.3;
            sum += height * self.at(x * frequency + shift, y * frequency - shift);
            height *= 0.5;
            frequency *= 2.0;
        }
        sum
    }
}

fn fade(part: f64) -> f64 {
    part * part * part * (part * (part * 6.0 - 15.0) + 10.0)
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(super) fn smooth_step(low: f64, high: f64, value: f64) -> f64 {
    let part = ((value - low) / (high - low)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_and_its_own() {
        let (noise, other) = (Noise::new(Seed(1), "a"), Noise::new(Seed(1), "b"));
        let mut apart = 0.0;
        for step in 0..2_000 {
            let x = f64::from(step) * 0.013 - 9.0;
            let rise = (noise.at(x, 0.3) - noise.at(x + 0.001, 0.3)).abs();
            assert!(rise < 0.01, "a step of {rise} at {x}");
            assert!(noise.at(x, 0.3).abs() <= 1.0);
            apart += (noise.at(x, 0.3) - other.at(x, 0.3)).abs();
        }
        assert!(apart > 100.0);
    }
}
