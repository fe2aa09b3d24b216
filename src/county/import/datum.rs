//! Coordinates that are shifted, as Chinese maps publish them, back to WGS 84. CGCS 2000 and WGS 84
//! agree within centimetres. The shift is published nowhere by those who made it; the formula is
//! the one that has been worked out from it and is used everywhere (eviltransform, 2013 and later),
//! good to about a metre.

use crate::base::math;

crate::vocabulary::words! {
    /// What coordinates in degrees refer to.
    Datum {
        /// WGS 84: satellite navigation, OpenStreetMap.
        Wgs84 "WGS 84" "WGS 84",
        /// The Chinese national datum.
        Cgcs2000 "2000 国家大地坐标系" "CGCS 2000",
        /// The shifted datum of public maps in China.
        Gcj02 "GCJ-02(加偏)" "GCJ-02 (shifted)",
        /// Shifted once more, by Baidu.
        Bd09 "BD-09(百度)" "BD-09 (Baidu)",
    }
}

/// Axis and eccentricity of the ellipsoid in the formula of the shift (Krasovsky 1940).
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
const PI: f64 = std::f64::consts::PI;

/// Whether a place lies where maps may be shifted: a box around China.
pub fn may_be_shifted((longitude, latitude): (f64, f64)) -> bool {
    (72.004..=137.8347).contains(&longitude) && (0.8293..=55.8271).contains(&latitude)
}

impl Datum {
    /// The place in WGS 84, degrees (longitude, latitude), of one in this datum.
    pub fn to_wgs84(self, place: (f64, f64)) -> (f64, f64) {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => place,
            Self::Gcj02 => unshifted(place),
            Self::Bd09 => unshifted(without_baidu(place)),
        }
    }
}

/// The place whose shifted image is `shifted`: found by taking away what the shift adds, until
/// nothing changes.
fn unshifted(shifted: (f64, f64)) -> (f64, f64) {
    let mut place = shifted;
    for _ in 0..10 {
        let image = shift(place);
        place = (place.0 + shifted.0 - image.0, place.1 + shifted.1 - image.1);
    }
    place
}

/// The image of a place of WGS 84 in GCJ-02.
fn shift((longitude, latitude): (f64, f64)) -> (f64, f64) {
    if !may_be_shifted((longitude, latitude)) {
        return (longitude, latitude);
    }
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let wave = |amount: f64, of: f64| amount * math::sin(of * PI);
    let common = (wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x)) * 2.0 / 3.0;
    let root = math::sqrt(x.abs());
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + (wave(20.0, y) + wave(40.0, y / 3.0)) * 2.0 / 3.0
        + (wave(160.0, y / 12.0) + wave(320.0, y / 30.0)) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + (wave(20.0, x) + wave(40.0, x / 3.0)) * 2.0 / 3.0
        + (wave(150.0, x / 12.0) + wave(300.0, x / 30.0)) * 2.0 / 3.0;
    let angle = latitude.to_radians();
    let sine = math::sin(angle);
    let magic = 1.0 - ECCENTRICITY_2 * sine * sine;
    let root = math::sqrt(magic);
    let north_degrees = north * 180.0 / (AXIS_M * (1.0 - ECCENTRICITY_2) / (magic * root) * PI);
    let east_degrees = east * 180.0 / (AXIS_M / root * math::cos(angle) * PI);
    (longitude + east_degrees, latitude + north_degrees)
}

/// The place in GCJ-02 of one in BD-09.
fn without_baidu((longitude, latitude): (f64, f64)) -> (f64, f64) {
    let turn = PI * 3_000.0 / 180.0;
    let (x, y) = (longitude - 0.0065, latitude - 0.006);
    let far = math::hypot(x, y) - 0.00002 * math::sin(y * turn);
    let angle = math::atan2(y, x) - 0.000003 * math::cos(x * turn);
    (far * math::cos(angle), far * math::sin(angle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::frame::distance_m;

    #[test]
    fn a_shift_moves_hundreds_of_metres_and_is_undone() {
        // Guixi, Jiangxi.
        let place = (117.24, 28.29);
        let shifted = shift(place);
        let far_m = distance_m(place, shifted);
        assert!((300.0..800.0).contains(&far_m), "{far_m}");
        assert!(distance_m(Datum::Gcj02.to_wgs84(shifted), place) < 0.01);
        assert_eq!(Datum::Cgcs2000.to_wgs84(place), place);
        // Outside China nothing is shifted.
        assert_eq!(shift((1.52, 42.5)), (1.52, 42.5));
    }

    #[test]
    fn the_shift_is_the_one_that_was_worked_out() {
        // Published test values of eviltransform: WGS 84 (31.1774276, 121.5272106) is GCJ-02
        // (31.17530398364597, 121.531541859215), and Baidu's (22.543847, 113.912316) is GCJ-02
        // (22.537796131, 113.905838).
        let shanghai = shift((121.527_210_6, 31.177_427_6));
        assert!(distance_m(shanghai, (121.531_541_859_215, 31.175_303_983_645_97)) < 0.5);
    }
}
