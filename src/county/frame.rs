//! Where a map's metres lie on Earth: a transverse Mercator projection about the middle of the
//! county, on a sphere. Conformal; 50 km from its meridian a length is wrong by 3 in 100,000, and
//! the lengths of roads are never taken from it. What has no place on Earth has no frame.

use serde::{Deserialize, Serialize};

use crate::base::math;

/// Mean radius of the Earth in metres (IUGG: (2a + b) / 3 of GRS 80).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The place on Earth of the point (0, 0) of a map, in degrees of WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Degrees east of Greenwich.
    pub longitude: f64,
    /// Degrees north of the equator.
    pub latitude: f64,
}

impl Frame {
    /// Metres east and north of the frame's point, of a place in degrees (longitude, latitude).
    pub fn metres(self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        let east = (longitude - self.longitude).to_radians();
        let north = latitude.to_radians();
        let lean = math::cos(north) * math::sin(east);
        let x = 0.5 * (math::ln_1p(lean) - math::ln_1p(-lean));
        let y = math::atan2(math::tan(north), math::cos(east)) - self.latitude.to_radians();
        (EARTH_RADIUS_M * x, EARTH_RADIUS_M * y)
    }

    /// Degrees (longitude, latitude) of a point in metres east and north.
    pub fn degrees(self, (x_m, y_m): (f64, f64)) -> (f64, f64) {
        let (x, d) = (x_m / EARTH_RADIUS_M, y_m / EARTH_RADIUS_M + self.latitude.to_radians());
        let sinh = 0.5 * (math::exp(x) - math::exp(-x));
        let cosh = 0.5 * (math::exp(x) + math::exp(-x));
        let east = math::atan2(sinh, math::cos(d));
        let sine = math::sin(d) / cosh;
        let north = math::atan2(sine, math::sqrt((1.0 - sine * sine).max(0.0)));
        (self.longitude + east.to_degrees(), north.to_degrees())
    }
}

/// Metres between two places in degrees (longitude, latitude) over the sphere: the haversine
/// formula (Sinnott 1984).
pub fn distance_m(one: (f64, f64), other: (f64, f64)) -> f64 {
    let half = |degrees: f64| math::sin(degrees.to_radians() / 2.0);
    let (east, north) = (half(other.0 - one.0), half(other.1 - one.1));
    let (low, high) = (one.1.to_radians(), other.1.to_radians());
    let chord = north * north + math::cos(low) * math::cos(high) * east * east;
    let root = math::sqrt(chord.min(1.0));
    2.0 * EARTH_RADIUS_M * math::atan2(root, math::sqrt((1.0 - chord).max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANDORRA: Frame = Frame { longitude: 1.52, latitude: 42.5 };

    #[test]
    fn a_degree_of_latitude_is_111_195_metres() {
        let metres = distance_m((1.52, 42.0), (1.52, 43.0));
        assert!((metres - 111_195.08).abs() < 0.01, "{metres}");
        let (x_m, y_m) = ANDORRA.metres((1.52, 43.5));
        assert!(x_m.abs() < 1e-6 && (y_m - 111_195.08).abs() < 0.01, "{x_m} {y_m}");
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(east in -1.0..1.0_f64, north in -1.0..1.0_f64) {
            let place = (1.52 + east, 42.5 + north);
            let (longitude, latitude) = ANDORRA.degrees(ANDORRA.metres(place));
            prop_assert!((longitude - place.0).abs() < 1e-9, "{longitude}");
            prop_assert!((latitude - place.1).abs() < 1e-9, "{latitude}");
        }

        #[test]
        fn lengths_are_those_on_the_sphere(
            east in -0.4..0.4_f64,
            north in -0.4..0.4_f64,
            angle in 0.0..6.3_f64,
        ) {
            let (one, step) = ((1.52 + east, 42.5 + north), 0.01);
            let other = (one.0 + step * math::cos(angle), one.1 + step * math::sin(angle));
            let (from, to) = (ANDORRA.metres(one), ANDORRA.metres(other));
            let flat_m = math::hypot(to.0 - from.0, to.1 - from.1);
            let share = flat_m / distance_m(one, other);
            prop_assert!((share - 1.0).abs() < 3e-5, "{share}");
        }
    }
}
