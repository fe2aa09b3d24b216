//! The ellipse of equal shaking through a site, for relations that say how shaking falls along the
//! major and along the minor axis. The relations themselves are not here.
//!
//! Chinese attenuation relations come in pairs: one for the major, one for the minor semi-axis of
//! the isoseismals (Chen & Liu 1989, the convention of GB 18306-2015). A site off both axes lies on
//! the one ellipse `(x/a)^2 + (y/b)^2 = 1` whose semi-axes shake alike. `b` rises with `a`, hence
//! the left side falls in `a`, and bisection finds it. Valid range: to 300 km along either axis.

use super::super::range::{Range, Refusal};

/// Distances from the epicentre for which attenuation is computed, km (placeholder).
pub const DISTANCE: Range = Range::new(0.0, 300.0, "km", "");

/// Magnitudes for which attenuation is computed (placeholder).
pub const MAGNITUDE: Range = Range::new(4.5, 8.5, "", "");

/// An ellipse of equal shaking around the epicentre and where on it a site lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Isoseismal {
    /// Semi-axis along the fault, km.
    pub(super) major_km: f64,
    /// Semi-axis across it, km.
    pub(super) minor_km: f64,
    /// Square of the cosine of the site's eccentric angle: 1 on the major axis, 0 on the minor.
    pub(super) along_share: f64,
}

impl Isoseismal {
    /// The ellipse through a site; `minor_of` gives the minor semi-axis of a major one, rising and
    /// without bound.
    ///
    /// # Errors
    /// A refusal of a coordinate out of [`DISTANCE`] to either side.
    pub(super) fn through(
        along_km: f64,
        across_km: f64,
        minor_of: impl Fn(f64) -> f64,
    ) -> Result<Self, Refusal> {
        let along = DISTANCE.check("along_km", along_km.abs())?;
        let across = DISTANCE.check("across_km", across_km.abs())?;
        if across == 0.0 {
            return Ok(Self { major_km: along, minor_km: minor_of(along), along_share: 1.0 });
        }
        let square = |part: f64, whole: f64| (part / whole) * (part / whole);
        let outside = |major: f64| {
            let minor = minor_of(major);
            // A minor axis of nothing holds no site across it.
            minor <= 0.0 || square(along, major) + square(across, minor) > 1.0
        };
        let (mut low, mut high) = (along, along + across);
        while outside(high) {
            (low, high) = (high, 2.0 * high);
        }
        while high - low > 1e-13 * high {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if outside(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if along == 0.0 {
            return Ok(Self { major_km: high, minor_km: across, along_share: 0.0 });
        }
        let along_share = square(along, high).min(1.0);
        Ok(Self { major_km: high, minor_km: minor_of(high), along_share })
    }

    /// A value that is `major` of the major and `minor` of the minor semi-axis, weighted by where
    /// the site lies between the two.
    pub(super) fn blend(&self, major: impl Fn(f64) -> f64, minor: impl Fn(f64) -> f64) -> f64 {
        let across_share = 1.0 - self.along_share;
        self.along_share * major(self.major_km) + across_share * minor(self.minor_km)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sites_too_far_and_no_numbers_are_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 300.001] {
            assert!(Isoseismal::through(value, 1.0, |major| major).is_err());
            assert!(Isoseismal::through(1.0, value, |major| major).is_err());
        }
        let centre = Isoseismal::through(0.0, 0.0, |major| 0.5 * major).unwrap();
        assert_eq!((centre.major_km, centre.minor_km, centre.along_share), (0.0, 0.0, 1.0));
    }

    proptest! {
        #[test]
        fn the_site_lies_on_its_ellipse_on_every_side(
            along in 0.0..300.0f64, across in 0.0..300.0f64,
            ratio in 0.2..1.5f64, lag in 0.0..10.0f64,
        ) {
            let minor_of = |major: f64| (ratio * major - lag).max(0.0);
            let found = Isoseismal::through(along, across, minor_of).unwrap();
            let (x, y) = (along / found.major_km, across / found.minor_km);
            prop_assert!((x * x + y * y - 1.0).abs() < 1e-9);
            prop_assert!((x * x - found.along_share).abs() < 1e-9);
            prop_assert_eq!(found, Isoseismal::through(-along, -across, minor_of).unwrap());
        }
    }
}
