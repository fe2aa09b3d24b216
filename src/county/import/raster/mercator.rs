//! Universal transverse Mercator on the ellipsoid of WGS 84, from degrees to metres: Krüger's
//! series in the third flattening (Karney 2011, J. Geodesy 85:475-485, equations 7-12 and 35), to
//! fourth order: below a millimetre within a zone.

use crate::base::math;

/// Equatorial radius in metres, WGS 84.
const RADIUS_M: f64 = 6_378_137.0;
/// Flattening, WGS 84.
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// Scale on the central meridian.
const SCALE: f64 = 0.999_6;

/// A zone of UTM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone {
    /// 1 to 60, from 180 degrees west.
    number: u8,
    is_north: bool,
}

impl Zone {
    /// The zone of an EPSG code: WGS 84 (326xx, 327xx) or ETRS89 (258xx), which lie within a metre.
    pub(super) fn of_epsg(code: u16) -> Option<Self> {
        let (number, is_north) = match code {
            32_601..=32_660 => (code - 32_600, true),
            32_701..=32_760 => (code - 32_700, false),
            25_828..=25_838 => (code - 25_800, true),
            _ => return None,
        };
        Some(Self { number: number as u8, is_north })
    }

    /// Metres east and north in the zone, of a place in degrees.
    pub(super) fn metres(self, longitude: f64, latitude: f64) -> (f64, f64) {
        let n = FLATTENING / (2.0 - FLATTENING);
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        let alpha = [
            n / 2.0 - n2 * 2.0 / 3.0 + n3 * 5.0 / 16.0 + n4 * 41.0 / 180.0,
            n2 * 13.0 / 48.0 - n3 * 3.0 / 5.0 + n4 * 557.0 / 1_440.0,
            n3 * 61.0 / 240.0 - n4 * 103.0 / 140.0,
            n4 * 49_561.0 / 161_280.0,
        ];
        let rectifying_m = RADIUS_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
        let meridian = 6.0 * f64::from(self.number) - 183.0;
        let east = (longitude - meridian).to_radians();
        let sine = math::sin(latitude.to_radians());
        let eccentricity = math::sqrt(FLATTENING * (2.0 - FLATTENING));
        let conformal = area_tangent(sine) - eccentricity * area_tangent(eccentricity * sine);
        // Tangent of the conformal latitude.
        let tangent = 0.5 * (math::exp(conformal) - math::exp(-conformal));
        let (sin_east, cos_east) = (math::sin(east), math::cos(east));
        let xi = math::atan2(tangent, cos_east);
        let eta = area_tangent(sin_east / math::sqrt(1.0 + tangent * tangent));
        let (mut x, mut y) = (eta, xi);
        for (order, alpha) in (1..).zip(alpha) {
            let (along, across) = (2.0 * f64::from(order) * xi, 2.0 * f64::from(order) * eta);
            let (grown, shrunk) = (math::exp(across), math::exp(-across));
            x += alpha * math::cos(along) * 0.5 * (grown - shrunk);
            y += alpha * math::sin(along) * 0.5 * (grown + shrunk);
        }
        let north_m = if self.is_north { 0.0 } else { 10_000_000.0 };
        let scale = SCALE * rectifying_m;
        (500_000.0 + scale * x, north_m + scale * y)
    }
}

/// The inverse of the hyperbolic tangent.
fn area_tangent(x: f64) -> f64 {
    0.5 * (math::ln_1p(x) - math::ln_1p(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: u16, place: (f64, f64), metres: (f64, f64), within_m: f64) {
        let (x, y) = Zone::of_epsg(code).unwrap().metres(place.0, place.1);
        let apart_m = math::hypot(x - metres.0, y - metres.1);
        assert!(apart_m < within_m, "{code}: {x} {y}, {apart_m} m off");
    }

    #[test]
    fn known_places() {
        // On the central meridian: a quarter of the meridian is 10 001 965.729 m (WGS 84).
        check(32_631, (3.0, 90.0), (500_000.0, SCALE * 10_001_965.729), 0.001);
        check(32_631, (3.0, 0.0), (500_000.0, 0.0), 1e-6);
        check(32_731, (3.0, 0.0), (500_000.0, 10_000_000.0), 1e-6);
        // The edge of a zone at the equator: 166 021.443 m.
        check(32_631, (0.0, 0.0), (166_021.443, 0.0), 0.001);
        // CN Tower, 17N: 630 084 E 4 833 438 N, to the metre.
        check(32_617, (-79.387_139, 43.642_567), (630_084.0, 4_833_438.0), 1.0);
    }

    #[test]
    fn other_codes_are_no_zone() {
        for code in [0, 4_326, 32_600, 32_661, 32_761, 25_827, 3_857] {
            assert_eq!(Zone::of_epsg(code), None);
        }
    }
}
