//! The earthquake: how a place shakes, and what that does to buildings, bridges, roads and those
//! under the rubble. Who lives there, and who comes to help, is not known here.
//!
//! Reading order: [`isoseismal`] is the ellipse that [`intensity`] and [`acceleration`] share;
//! [`Earthquake`] turns map metres into its axes. [`fragility`] says what shaking does to buildings
//! and bridges, [`debris`] what collapsed frontages leave of a road, [`burial`] how many of those
//! dug out are alive, [`aftershocks`] what follows, and [`etas`] whether a branching sequence may
//! be played at all.

pub mod acceleration;
pub mod aftershocks;
pub mod burial;
pub mod debris;
pub mod etas;
pub mod fragility;
pub mod intensity;
pub mod isoseismal;

use std::f64::consts::PI;

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusal, Refusals};
use acceleration::{GAL_PER_G, MotionField, instrumental_intensity, spectral_acceleration_g};
use intensity::{IntensityField, SeismicZone};
use isoseismal::MAGNITUDE;

/// Depths of the shallow earthquakes that the relations are of, km.
pub const DEPTH: Range = Range::new(0.0, 70.0, "km", "");
/// Direction of the major axis, degrees clockwise from north.
pub const STRIKE: Range = Range::new(0.0, 360.0, "degrees", "");
/// By how many standard deviations an earthquake may shake more or less than the median.
pub const RESIDUAL: Range = Range::new(-3.0, 3.0, "", "");
/// Coordinates of a map, m.
const COORDINATE: Range = Range::new(-1e7, 1e7, "m", "");

/// An earthquake as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EarthquakeData {
    /// Metres east and north of the map's origin.
    pub epicentre_m: (f64, f64),
    /// Surface-wave magnitude.
    pub magnitude: f64,
    /// Focal depth, km. The relations are of shallow earthquakes and do not use it: it is what
    /// the report of the earthquake says.
    pub depth_km: f64,
    /// Direction of the major axis, degrees clockwise from north.
    pub strike_degrees: f64,
    /// Zone of attenuation.
    pub zone: SeismicZone,
    /// By how many standard deviations it shakes more than the median everywhere.
    pub residual: f64,
}

/// How a place shakes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shaking {
    /// Macroseismic intensity, 1 to 12.
    pub intensity: f64,
    /// Peak ground acceleration, g.
    pub acceleration_g: f64,
    /// Peak ground velocity, m/s.
    pub velocity_m_s: f64,
}

/// A valid earthquake.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earthquake {
    data: EarthquakeData,
    /// Sine and cosine of the strike.
    strike: (f64, f64),
    intensity: IntensityField,
    motion: MotionField,
}

impl EarthquakeData {
    /// Notes what is out of range; `path` names the earthquake.
    pub fn check(&self, path: &str, refusals: &mut Refusals) {
        for (field, range, value) in [
            ("epicentre_m.0", &COORDINATE, self.epicentre_m.0),
            ("epicentre_m.1", &COORDINATE, self.epicentre_m.1),
            ("magnitude", &MAGNITUDE, self.magnitude),
            ("depth_km", &DEPTH, self.depth_km),
            ("strike_degrees", &STRIKE, self.strike_degrees),
            ("residual", &RESIDUAL, self.residual),
        ] {
            refusals.hold(range, format!("{path}.{field}"), value);
        }
    }
}

impl Earthquake {
    /// Checks an earthquake and prepares its fields.
    ///
    /// # Errors
    /// Everything that is out of range.
    pub fn new(data: EarthquakeData) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        data.check("earthquake", &mut refusals);
        refusals.into_result()?;
        let one = |refusal: Refusal| Refusals(vec![refusal]);
        let radians = data.strike_degrees * PI / 180.0;
        Ok(Self {
            data,
            strike: (math::sin(radians), math::cos(radians)),
            intensity: IntensityField::new(data.zone, data.magnitude).map_err(one)?,
            motion: MotionField::new(data.zone, data.magnitude).map_err(one)?,
        })
    }

    /// The earthquake as written.
    pub const fn data(&self) -> &EarthquakeData {
        &self.data
    }

    /// A point's place along the major and the minor axis, km.
    pub fn axes_km(&self, (x_m, y_m): (f64, f64)) -> (f64, f64) {
        let (sine, cosine) = self.strike;
        let (east, north) = (x_m - self.data.epicentre_m.0, y_m - self.data.epicentre_m.1);
        (0.001 * (east * sine + north * cosine), 0.001 * (east * cosine - north * sine))
    }

    /// How a point of the map, in metres east and north, shakes.
    ///
    /// # Errors
    /// A refusal of a point further than [`DISTANCE`](isoseismal::DISTANCE) along either axis.
    pub fn at(&self, point_m: (f64, f64)) -> Result<Shaking, Refusal> {
        let (along, across) = self.axes_km(point_m);
        let residual = self.data.residual;
        let intensity = self.intensity.at(along, across)? + residual * self.intensity.sigma();
        let acceleration = self.motion.acceleration_g(along, across)?;
        let velocity = self.motion.velocity_m_s(along, across)?;
        Ok(Shaking {
            intensity: intensity.clamp(1.0, 12.0),
            acceleration_g: acceleration * math::exp(residual * MotionField::ACCELERATION_SIGMA),
            velocity_m_s: velocity * math::exp(residual * MotionField::VELOCITY_SIGMA),
        })
    }

    /// Semi-axes of the isoseismal of an intensity, km; none where no place shakes as much.
    pub fn semi_axes_km(&self, intensity: f64) -> Option<(f64, f64)> {
        self.intensity.semi_axes_km(intensity - self.data.residual * self.intensity.sigma())
    }
}

impl Shaking {
    /// The intensity that an instrument there reads, 1 to 12.
    pub fn instrumental_intensity(&self) -> f64 {
        instrumental_intensity(0.01 * GAL_PER_G * self.acceleration_g, self.velocity_m_s)
    }

    /// Spectral acceleration at a period of 1 s, g.
    pub fn spectral_acceleration_g(&self) -> f64 {
        spectral_acceleration_g(self.velocity_m_s)
    }
}

/// What the models of this folder assume.
pub fn assumptions() -> Vec<Assumption> {
    let mut all = acceleration::assumptions();
    all.extend(fragility::assumptions());
    all.extend(debris::assumptions());
    all.extend(burial::assumptions());
    all.extend(aftershocks::assumptions());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn data() -> EarthquakeData {
        EarthquakeData {
            epicentre_m: (12_000.0, -3_000.0),
            magnitude: 7.0,
            depth_km: 14.0,
            strike_degrees: 90.0,
            zone: SeismicZone::Tibet,
            residual: 0.0,
        }
    }

    #[test]
    fn the_major_axis_follows_the_strike() {
        // Strike east: 20 km east of the epicentre is on the major axis, 20 km north on the minor.
        let earthquake = Earthquake::new(data()).unwrap();
        let intensity = |x, y| earthquake.at((x, y)).unwrap().intensity;
        assert!((intensity(32_000.0, -3_000.0) - 7.98885).abs() < 1e-5);
        assert!((intensity(12_000.0, 17_000.0) - 7.44708).abs() < 1e-5);
        let (major, minor) = earthquake.semi_axes_km(7.0).unwrap();
        assert!((intensity(12_000.0 + 1_000.0 * major, -3_000.0) - 7.0).abs() < 1e-9);
        assert!((intensity(12_000.0, -3_000.0 - 1_000.0 * minor) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn everything_out_of_range_is_refused_at_once() {
        let bad = EarthquakeData {
            epicentre_m: (f64::NAN, f64::INFINITY),
            magnitude: 9.0,
            depth_km: 300.0,
            strike_degrees: -1.0,
            residual: 4.0,
            ..data()
        };
        assert_eq!(Earthquake::new(bad).unwrap_err().0.len(), 6);
        assert!(Earthquake::new(data()).unwrap().at((f64::NAN, 0.0)).is_err());
        assert!(Earthquake::new(data()).unwrap().at((1e9, 0.0)).is_err());
    }

    proptest! {
        #[test]
        fn turning_the_map_turns_the_field_and_a_residual_shakes_all_alike(
            strike in 0.0..360.0f64, x in -1e5..1e5f64, y in -1e5..1e5f64, residual in 0.0..3.0f64,
        ) {
            let turned = EarthquakeData { strike_degrees: strike, ..data() };
            let here = Earthquake::new(turned).unwrap().at((x, y)).unwrap();
            let (east, north) = (x - 12_000.0, y + 3_000.0);
            let opposite = (12_000.0 - east, -3_000.0 - north);
            let there = Earthquake::new(turned).unwrap().at(opposite).unwrap();
            prop_assert!((here.intensity - there.intensity).abs() < 1e-9);
            let radians = (strike - 90.0) * PI / 180.0;
            let (sine, cosine) = (math::sin(radians), math::cos(radians));
            let (back_east, back_north) =
                (east * cosine - north * sine, east * sine + north * cosine);
            let back = (12_000.0 + back_east, -3_000.0 + back_north);
            let unturned = Earthquake::new(data()).unwrap().at(back).unwrap();
            prop_assert!((here.acceleration_g / unturned.acceleration_g - 1.0).abs() < 1e-6);
            let strong = Earthquake::new(EarthquakeData { residual, ..turned }).unwrap();
            let strong = strong.at((x, y)).unwrap();
            let log = math::ln(strong.acceleration_g / here.acceleration_g);
            prop_assert!((log - 0.5428 * residual).abs() < 1e-9);
            prop_assert!((strong.intensity - here.intensity - 0.6636 * residual).abs() < 1e-9
                || strong.intensity == 12.0);
        }
    }
}
