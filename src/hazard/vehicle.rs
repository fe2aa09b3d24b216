//! What water on a road does to whoever would pass: who still can, and how fast. Depths are of the
//! water above the road; routing around it is not here.
//!
//! - Speed: `v = 0.0009 w^2 - 0.5529 w + 86.9448` km/h with `w` in mm, and 0 from 300 mm on
//!   (Pregnolato et al. 2017, Transp. Res. D 55:67-81). The raw quadratic rises again beyond its
//!   minimum at 307 mm, hence the cut.
//! - Stability: a vehicle stands while depth, depth times velocity and velocity stay within limits
//!   (Smith, Modra & Felder 2017, WRL TR2017/07, in Australian Rainfall and Runoff): small cars
//!   0.3 m and 0.3 m2/s, large cars 0.4 m and 0.45 m2/s, large four-wheel drives 0.5 m and 0.6
//!   m2/s, all up to 3 m/s. Ordinary traffic is held to the small car's. People: children and the
//!   frail 0.5 m and 0.4 m2/s (Cox, Shand & Blacka 2010, AR&R project 10).
//! - Velocity over a road is that of the river's slope and roughness at the depth on the road,
//!   `v = a d^(2/3)` with `a = sqrt(S) / n`, so each limit is a depth in closed form.
//!
//! Valid for any depth and velocity from zero; below, the road is dry and the water still. At a
//! limit itself nobody passes: classes of depth begin at their limits. In water of no number nobody
//! passes either.

use crate::base::math;
use crate::vocabulary::profile::{Profile, ProfileSet};

use super::assumption::Assumption;

/// Depth at which water begins to slow traffic, mm: a placeholder.
const WET_MM: f64 = 10.0;
/// Depths at which the speed of traffic is stepped down, mm. Within a class the speed is that of
/// its middle.
const SLOWER_MM: [f64; 4] = [WET_MM, 100.0, 200.0, 300.0];
/// Depth at which ordinary vehicles stop (Pregnolato et al. 2017), mm.
const STOP_MM: f64 = 300.0;
/// Speed of vehicles that wade deeper than ordinary ones can go, km/h: a placeholder.
const WADING_KM_H: f64 = 5.0;
/// Velocity at which neither vehicles nor people stand at any depth, m/s.
const VELOCITY_LIMIT_M_S: f64 = 3.0;
/// Velocity that a rescue boat holds against, m/s: a placeholder.
const BOAT_LIMIT_M_S: f64 = 2.5;
/// Wading limit of vehicles with a high air intake, mm: a placeholder, of 500 to 700.
const HIGH_CLEARANCE_MM: f64 = 600.0;

/// What a profile withstands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// Depth, mm.
    pub depth_mm: f64,
    /// Depth times velocity, m2/s.
    pub depth_velocity_m2_s: f64,
    /// Velocity, m/s.
    pub velocity_m_s: f64,
}

crate::vocabulary::words! {
    /// A vehicle of the stability criteria.
    Vehicle {
        /// Shorter than 4.3 m.
        SmallCar "小型轿车" "small car",
        /// Longer.
        LargeCar "大型轿车" "large car",
        /// Longer than 4.5 m with a high clearance.
        LargeFourWheelDrive "大型四驱车" "large four-wheel drive",
    }
}

/// What a vehicle withstands (WRL TR2017/07).
pub const fn stability(vehicle: Vehicle) -> Limit {
    let (depth_mm, depth_velocity_m2_s) = match vehicle {
        Vehicle::SmallCar => (300.0, 0.3),
        Vehicle::LargeCar => (400.0, 0.45),
        Vehicle::LargeFourWheelDrive => (500.0, 0.6),
    };
    Limit { depth_mm, depth_velocity_m2_s, velocity_m_s: VELOCITY_LIMIT_M_S }
}

/// What a profile withstands; infinite where water does not limit it so.
pub const fn limit(profile: Profile) -> Limit {
    let none = f64::INFINITY;
    let (depth_mm, depth_velocity_m2_s, velocity_m_s) = match profile {
        Profile::Road => return stability(Vehicle::SmallCar),
        Profile::HighClearance => (HIGH_CLEARANCE_MM, 0.6, VELOCITY_LIMIT_M_S),
        Profile::OffRoad => return stability(Vehicle::LargeFourWheelDrive),
        Profile::Foot => (500.0, 0.4, VELOCITY_LIMIT_M_S),
        Profile::Boat => (none, none, BOAT_LIMIT_M_S),
        Profile::Air => (none, none, none),
    };
    Limit { depth_mm, depth_velocity_m2_s, velocity_m_s }
}

/// Speed in km/h that ordinary traffic keeps in water of `depth_mm` (Pregnolato et al. 2017): a cap
/// on its free speed.
pub fn speed_cap_km_h(depth_mm: f64) -> f64 {
    if depth_mm.is_nan() || depth_mm >= STOP_MM {
        return 0.0;
    }
    let depth = depth_mm.max(0.0);
    0.0009 * depth * depth - 0.5529 * depth + 86.9448
}

/// Who can pass water of this depth and velocity.
pub fn passable(depth_mm: f64, velocity_m_s: f64) -> ProfileSet {
    let passes = |profile: &Profile| {
        let limit = limit(*profile);
        depth_mm <= 0.0
            || depth_mm < limit.depth_mm
                && depth_mm / 1_000.0 * velocity_m_s < limit.depth_velocity_m2_s
                && velocity_m_s < limit.velocity_m_s
    };
    let profiles: Vec<Profile> = Profile::ALL.iter().copied().filter(passes).collect();
    ProfileSet::of(&profiles)
}

/// Velocity in m/s of water of `depth_mm` beside a river of this conveyance, `sqrt(S) / n`.
pub fn velocity_m_s(depth_mm: f64, conveyance: f64) -> f64 {
    conveyance * math::pow(depth_mm.max(0.0) / 1_000.0, 2.0 / 3.0)
}

/// Depth in mm at which a profile is stopped beside a river of this conveyance; infinite where it
/// never is. A conveyance of zero is still water.
pub fn stop_depth_mm(profile: Profile, conveyance: f64) -> f64 {
    let limit = limit(profile);
    if conveyance <= 0.0 {
        return limit.depth_mm;
    }
    let by_both = math::pow(limit.depth_velocity_m2_s / conveyance, 0.6);
    let by_velocity = math::pow(limit.velocity_m_s / conveyance, 1.5);
    limit.depth_mm.min(1_000.0 * by_both).min(1_000.0 * by_velocity)
}

/// A class of depth on a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DepthClass {
    /// Least depth of the class, mm; that of the first is 0 and holds the dry road.
    pub from_mm: f64,
    /// Who can pass.
    pub passable: ProfileSet,
    /// Cap on the speed of ordinary vehicles, km/h; infinite on a dry road.
    pub road_km_h: f64,
    /// Cap on the speed of high-clearance and off-road vehicles, km/h.
    pub wading_km_h: f64,
}

/// The classes of depth on a road beside a river of this conveyance: their limits are where
/// somebody is stopped or slowed. A crossing of [`thresholds_cm`] has as its class a place in this
/// list.
pub fn depth_classes(conveyance: f64) -> Vec<DepthClass> {
    let stops = Profile::ALL.iter().map(|profile| stop_depth_mm(*profile, conveyance));
    let mut limits: Vec<f64> =
        stops.chain(SLOWER_MM).filter(|limit| limit.is_finite()).chain([0.0]).collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    let class = |index: usize| {
        let from_mm = limits[index];
        let going = |profile: &Profile| index == 0 || from_mm < stop_depth_mm(*profile, conveyance);
        let profiles: Vec<Profile> = Profile::ALL.iter().copied().filter(going).collect();
        let to_mm = SLOWER_MM.into_iter().find(|limit| *limit > from_mm);
        let start_mm = SLOWER_MM.into_iter().rfind(|limit| *limit <= from_mm);
        let road_km_h = match (start_mm, to_mm) {
            (None, _) => f64::INFINITY,
            (Some(start), Some(end)) => speed_cap_km_h(0.5 * (start + end)),
            (Some(_), None) => 0.0,
        };
        DepthClass {
            from_mm,
            passable: ProfileSet::of(&profiles),
            road_km_h,
            wading_km_h: road_km_h.max(WADING_KM_H),
        }
    };
    (0..limits.len()).map(class).collect()
}

/// Where the classes after the first begin, in cm: thresholds for `flood::FloodField::crossings`.
pub fn thresholds_cm(classes: &[DepthClass]) -> Vec<f64> {
    classes.iter().skip(1).map(|class| class.from_mm / 10.0).collect()
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let placeholder = Assumption::placeholder;
    vec![
        placeholder(
            "vehicle.wet",
            "积水开始影响车速的深度",
            "depth that slows traffic",
            WET_MM,
            "mm",
        ),
        placeholder("vehicle.stop", "普通车辆停驶水深", "depth that stops cars", STOP_MM, "mm")
            .recalled("Pregnolato et al. 2017"),
        placeholder(
            "vehicle.high_clearance",
            "高底盘车辆涉水深度上限",
            "wading limit of high-clearance vehicles",
            HIGH_CLEARANCE_MM,
            "mm",
        ),
        placeholder(
            "vehicle.off_road",
            "越野车辆涉水深度上限",
            "wading limit of off-road vehicles",
            stability(Vehicle::LargeFourWheelDrive).depth_mm,
            "mm",
        )
        .recalled("WRL TR2017/07"),
        placeholder(
            "vehicle.foot",
            "老人儿童涉水深度上限",
            "wading limit of children and the frail",
            500.0,
            "mm",
        )
        .recalled("Cox, Shand & Blacka 2010"),
        placeholder(
            "vehicle.wading_speed",
            "深水涉水车速",
            "speed of vehicles wading deep",
            WADING_KM_H,
            "km/h",
        ),
        placeholder(
            "vehicle.boat_velocity",
            "舟艇可逆流速上限",
            "velocity that a rescue boat holds against",
            BOAT_LIMIT_M_S,
            "m/s",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn speeds_of_pregnolato_2017_and_zero_from_300_mm() {
        let published = [(0.0, 86.9448), (100.0, 40.6548), (150.0, 24.2598), (200.0, 12.3648)];
        for (depth, speed) in published.into_iter().chain([(299.0, 2.0886), (300.0, 0.0)]) {
            assert!((speed_cap_km_h(depth) - speed).abs() < 1e-9, "{depth} mm");
        }
        // Beyond 307 mm the raw quadratic would rise again.
        for depth in [307.0, 615.0, 900.0, f64::INFINITY, f64::NAN] {
            assert_eq!(speed_cap_km_h(depth), 0.0);
        }
        assert_eq!(speed_cap_km_h(-5.0), speed_cap_km_h(0.0));
        assert!((0..299).all(|mm| speed_cap_km_h(f64::from(mm + 1)) < speed_cap_km_h(mm.into())));
    }

    #[test]
    fn stability_of_wrl_tr2017_07() {
        for (vehicle, depth_mm, depth_velocity_m2_s) in [
            (Vehicle::SmallCar, 300.0, 0.3),
            (Vehicle::LargeCar, 400.0, 0.45),
            (Vehicle::LargeFourWheelDrive, 500.0, 0.6),
        ] {
            let limit = Limit { depth_mm, depth_velocity_m2_s, velocity_m_s: 3.0 };
            assert_eq!(stability(vehicle), limit);
        }
        for (depth_mm, velocity_m_s) in [(f64::NAN, 0.0), (50.0, f64::NAN)] {
            assert_eq!(passable(depth_mm, velocity_m_s), ProfileSet::of(&[]));
        }
        let passes = |profile, depth, velocity| passable(depth, velocity).has(profile);
        assert!(passes(Profile::Road, 299.0, 0.5) && !passes(Profile::Road, 300.0, 0.0));
        assert!(!passes(Profile::Road, 200.0, 1.6), "0.2 m at 1.6 m/s exceeds 0.3 m2/s");
        assert!(passes(Profile::OffRoad, 499.0, 1.0) && !passes(Profile::OffRoad, 400.0, 1.6));
        assert!(passes(Profile::HighClearance, 599.0, 0.5));
        assert!(!passes(Profile::Foot, 300.0, 1.5) && !passes(Profile::HighClearance, 50.0, 3.0));
        assert!(passes(Profile::Boat, 2_000.0, 2.0) && !passes(Profile::Boat, 2_000.0, 2.5));
        assert!(passes(Profile::Air, 5_000.0, 9.0));
        assert_eq!(passable(0.0, 0.0), ProfileSet::ALL);
    }

    #[test]
    fn classes_of_still_water() {
        let classes = depth_classes(0.0);
        let limits: Vec<f64> = classes.iter().map(|class| class.from_mm).collect();
        assert_eq!(limits, [0.0, 10.0, 100.0, 200.0, 300.0, 500.0, 600.0]);
        assert_eq!(thresholds_cm(&classes), [1.0, 10.0, 20.0, 30.0, 50.0, 60.0]);
        assert_eq!(classes[0].passable, ProfileSet::ALL);
        assert_eq!(classes[0].road_km_h, f64::INFINITY);
        assert!((classes[2].road_km_h - 24.2598).abs() < 1e-4);
        assert_eq!(classes[4].road_km_h, 0.0);
        assert_eq!(classes[4].wading_km_h, 5.0);
        assert!(!classes[4].passable.has(Profile::Road));
        assert!(classes[5].passable.has(Profile::HighClearance));
        assert_eq!(classes[6].passable, ProfileSet::of(&[Profile::Boat, Profile::Air]));
    }

    proptest! {
        #[test]
        fn classes_agree_with_passable_at_every_depth(
            conveyance in 0.0..6.0f64,
            depth_mm in 0.1..2_000.0f64,
        ) {
            let classes = depth_classes(conveyance);
            prop_assume!(classes.iter().all(|class| (class.from_mm - depth_mm).abs() > 1e-6));
            let class = classes.iter().rfind(|class| class.from_mm <= depth_mm).unwrap();
            prop_assert_eq!(class.passable, passable(depth_mm, velocity_m_s(depth_mm, conveyance)));
            let falls = |pair: &[DepthClass]| {
                pair[0].from_mm < pair[1].from_mm
                    && pair[0].passable.and(pair[1].passable) == pair[1].passable
                    && pair[1].road_km_h <= pair[0].road_km_h
            };
            prop_assert!(classes.windows(2).all(falls));
        }
    }
}
