//! A reach's channel, prismatic and wide: the depth, velocity and flow in it by Manning.
//!
//! Normal depth `h = (q n / sqrt(S))^0.6`, `q = Q / W`; hence velocity
//! `v = (sqrt(S) / n)^0.6 q^0.4` and celerity `c = 5/3 v`. What stands on the ground beside it is
//! `rating`'s, waves are `reach`'s.
//!
//! Valid range: lengths 1 m to 500 km, slopes 1e-5 to 0.5, widths 0.5 to 5,000 m, roughness 0.01 to
//! 0.2.

use super::range::{Range, Refusals};
use crate::base::math;

/// Celerity over velocity in a wide channel by Manning.
pub(super) const CELERITY: f64 = 5.0 / 3.0;

/// A reach's channel: prismatic and wide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Channel {
    /// Length in metres.
    pub length_m: f64,
    /// Slope of the bed, m/m.
    pub slope: f64,
    /// Width in metres.
    pub width_m: f64,
    /// Manning's roughness, s/m^(1/3).
    pub roughness: f64,
}

/// `x^(2/5)` for `x >= 0`, in plain arithmetic and a few nanoseconds, where routing spends time:
/// mantissa by a polynomial through the Chebyshev nodes (to 2e-7), exponent by fifths, then one of
/// Newton's steps on `y^5 = x^2` (to 1e-13).
fn two_fifths(x: f64) -> f64 {
    /// `2^(2 r / 5)` for r = 0 to 4.
    const FIFTHS: [f64; 5] = [
        1.0,
        1.319_507_910_772_894_2,
        1.741_101_126_592_248_2,
        2.297_396_709_994_07,
        3.031_433_133_020_796,
    ];
    if x < f64::MIN_POSITIVE {
        return 0.0;
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i32 - 1_023;
    let m = f64::from_bits(bits & ((1 << 52) - 1) | 1_023 << 52);
    const SERIES: [f64; 7] = [
        0.370_071_209,
        1.038_031_966,
        -0.675_548_762,
        0.380_956_707,
        -0.140_434_556,
        0.029_632_773,
        -0.002_709_091,
    ];
    let root = SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * m + coefficient);
    // Doubling the quotient of the exponent by five gives the exponent's share of the power.
    let power = (1_023 + 2 * exponent.div_euclid(5)) as u64;
    let scale = f64::from_bits(power << 52);
    let y = root * FIFTHS[exponent.rem_euclid(5) as usize] * scale;
    let square = y * y;
    0.8 * y + 0.2 * x * x / (square * square)
}

const LENGTH: Range = Range::new(1.0, 500_000.0, "m", "");
const SLOPE: Range = Range::new(1e-5, 0.5, "m/m", "");
const WIDTH: Range = Range::new(0.5, 5_000.0, "m", "");
const ROUGHNESS: Range = Range::new(0.01, 0.2, "s/m^(1/3)", "Chow 1959, table 5-6");

impl Channel {
    /// Notes what is out of range; `path` names the reach.
    pub fn check(&self, path: &str, refusals: &mut Refusals) {
        refusals.hold(&LENGTH, format!("{path}.length_m"), self.length_m);
        refusals.hold(&SLOPE, format!("{path}.slope"), self.slope);
        refusals.hold(&WIDTH, format!("{path}.width_m"), self.width_m);
        refusals.hold(&ROUGHNESS, format!("{path}.roughness"), self.roughness);
    }

    /// Manning's conveyance of a wide channel per depth^(2/3): `sqrt(S) / n`, m^(1/3)/s.
    pub fn conveyance(&self) -> f64 {
        math::sqrt(self.slope) / self.roughness
    }

    /// Normal depth in metres of a flow in m3/s.
    pub fn depth_m(&self, flow_m3_s: f64) -> f64 {
        let ratio = (flow_m3_s / self.width_m).max(0.0) / self.conveyance();
        if ratio > 0.0 { ratio / two_fifths(ratio) } else { 0.0 }
    }

    /// Mean velocity in m/s of a flow in m3/s.
    pub fn velocity_m_s(&self, flow_m3_s: f64) -> f64 {
        let unit_flow = (flow_m3_s / self.width_m).max(0.0);
        let conveyance = self.conveyance();
        conveyance / two_fifths(conveyance) * two_fifths(unit_flow)
    }

    /// Flow in m3/s of a normal depth in metres.
    pub fn flow_m3_s(&self, depth_m: f64) -> f64 {
        self.width_m * self.conveyance() * math::pow(depth_m.max(0.0), CELERITY)
    }

    /// Cunge's K in seconds and X for a stretch of `stretch_m` around `flow_m3_s`.
    pub fn cunge(&self, flow_m3_s: f64, stretch_m: f64) -> (f64, f64) {
        let celerity = CELERITY * self.velocity_m_s(flow_m3_s);
        let diffusion = flow_m3_s / self.width_m / (self.slope * celerity * stretch_m);
        (stretch_m / celerity, 0.5 * (1.0 - diffusion))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_fifths_is_the_power_to_thirteen_digits() {
        for step in -600..600 {
            let x = math::pow(1.07, f64::from(step));
            assert!((two_fifths(x) / math::pow(x, 0.4) - 1.0).abs() < 2e-13, "{x}");
        }
        assert_eq!(two_fifths(0.0), 0.0);
    }

    #[test]
    fn manning_normal_depth_of_a_wide_channel() {
        // q = 5 m2/s, n = 0.035, S = 0.004: h = (5 * 0.035 / 0.0632456)^0.6 = 1.841640.
        let channel = Channel { length_m: 1_000.0, slope: 0.004, width_m: 20.0, roughness: 0.035 };
        let depth = channel.depth_m(100.0);
        assert!((depth - math::exp(0.6 * math::ln(0.175 / math::sqrt(0.004)))).abs() < 1e-12);
        assert!((depth / 1.841_640_392_878 - 1.0).abs() < 1e-12);
        assert!((channel.velocity_m_s(100.0) * depth * 20.0 - 100.0).abs() < 1e-9);
        assert!((channel.flow_m3_s(depth) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn cunge_1969_parameters_of_a_stretch() {
        const VALLEY: Channel =
            Channel { length_m: 8_000.0, slope: 0.003, width_m: 40.0, roughness: 0.04 };
        let (seconds, weight) = VALLEY.cunge(400.0, 2_000.0);
        let celerity = 5.0 / 3.0 * VALLEY.velocity_m_s(400.0);
        assert!((seconds - 2_000.0 / celerity).abs() < 1e-9);
        assert!((weight - 0.5 * (1.0 - 10.0 / (0.003 * celerity * 2_000.0))).abs() < 1e-12);
    }
}
