//! Portable mathematics: transcendental functions that give the same bits everywhere, through
//! `libm`. The standard library's `exp` differs in bits on one input in ten between platforms.

/// e to the power `x`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Logarithm to base ten.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `x` to the power `y`.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Square root; correctly rounded by IEEE 754, hence portable.
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Cube root.
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}

/// Sine of an angle in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of an angle in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Tangent of an angle in radians.
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// Angle in radians of the vector (`x`, `y`).
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// Hyperbolic tangent.
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// Length of the vector (`x`, `y`).
pub fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

/// The error function.
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// Natural logarithm of `1 + x`, exact for small `x`.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// e to the power `x`, less one, exact for small `x`.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Probability that a standard normal variate is at most `x`.
pub fn normal_cumulative(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value that a standard normal variate exceeds with probability `1 - share`: the inverse of
/// [`normal_cumulative`], to about 1e-15 relative (Wichura 1988, algorithm AS 241, PPND16).
/// Infinite at 0 and 1, no number outside.
pub fn normal_quantile(share: f64) -> f64 {
    let from_middle = share - 0.5;
    if from_middle.abs() <= 0.425 {
        let part = 0.180_625 - from_middle * from_middle;
        return from_middle * polynomial(&MIDDLE[0], part) / polynomial(&MIDDLE[1], part);
    }
    let tail = if from_middle < 0.0 { share } else { 1.0 - share };
    if tail == 0.0 {
        return f64::INFINITY.copysign(from_middle);
    }
    let depth = sqrt(-ln(tail));
    let ([above, below], offset) = if depth <= 5.0 { (&NEAR, 1.6) } else { (&FAR, 5.0) };
    let part = depth - offset;
    (polynomial(above, part) / polynomial(below, part)).copysign(from_middle)
}

/// `c[0] + c[1] x + c[2] x^2 + ...` by Horner's rule.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Numerator and denominator within 0.425 of the middle.
const MIDDLE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];
/// The same in the tails down to `exp(-25)`.
const NEAR: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.0507500716444169e-09,
    ],
];
/// The same beyond.
const FAR: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_of_tables_and_their_inverse() {
        for (share, value) in [
            (0.5, 0.0),
            (0.841_344_746_068_542_9, 1.0),
            (0.975, 1.959_963_984_540_054),
            (0.025, -1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813_5),
            (1e-12, -7.034_483_825_301_132),
        ] {
            assert!((normal_quantile(share) - value).abs() < 1e-12, "{share}");
        }
        for step in 1..2_000 {
            let value = f64::from(step - 1_000) * 0.008;
            let share = normal_cumulative(value);
            let tolerance = 1e-9_f64.max(1e-15 / exp(-0.5 * value * value));
            assert!((normal_quantile(share) - value).abs() < tolerance, "{value}");
        }
        for share in [1e-300, 1e-100, 1e-20, 1e-5, 0.07, 0.08, 0.3] {
            assert!((normal_cumulative(normal_quantile(share)) / share - 1.0).abs() < 1e-11);
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        for none in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(normal_quantile(none).is_nan());
        }
    }
}
