//! How much longer roads take at which hour of an ordinary day than at best: by class of road, and
//! by the cars on a road where those have been counted (Bureau of Public Roads 1964). Times of
//! journeys on paper are made with it; a drill plays the cars that its scenario puts on the roads.

use crate::base::id::RoadId;
use crate::base::text::Text;
use crate::hazard::congestion::loaded_minutes;
use crate::vocabulary::profile::{Profile, ProfileSet};

use super::network::{Network, RoadClass};
use super::router::{Overlay, RoadBelief, SLOW_PERCENT_MAX};

/// Hours of a day, that from midnight first.
pub const HOURS: usize = 24;
/// Cars on a road in times of its capacity, at most: the model holds up to there.
pub const LOADED_MAX: u32 = 10;

/// What a map says of its traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct Traffic {
    /// Where the numbers come from: a sentence.
    pub basis: Text,
    /// Classes that are slower at some hour, each once.
    pub classes: Vec<ClassHours>,
    /// Roads whose cars have been counted, each once; for them their class does not count.
    pub flows: Vec<RoadFlow>,
}

/// How slow a class of roads is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassHours {
    /// The class.
    pub class: RoadClass,
    /// Time over such a road by hour, in per cent of the best, 100 to [`SLOW_PERCENT_MAX`].
    pub slow_percent: [u16; HOURS],
}

/// The cars on a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadFlow {
    /// The road.
    pub road: RoadId,
    /// Cars an hour that it takes in the fuller direction, above 0.
    pub capacity_per_hour: u32,
    /// Cars an hour in the fuller direction by hour, at most [`LOADED_MAX`] times the capacity.
    pub cars_per_hour: [u32; HOURS],
}

impl RoadFlow {
    /// Time over the road at an hour, in per cent of the best.
    fn slow_percent(&self, hour: usize) -> u16 {
        let loaded = f64::from(self.cars_per_hour[hour]) / f64::from(self.capacity_per_hour);
        let loaded = loaded.min(f64::from(LOADED_MAX));
        let percent = loaded_minutes(100.0, loaded).expect("no more than the model holds for");
        percent.round().min(f64::from(SLOW_PERCENT_MAX)) as u16
    }
}

impl Traffic {
    /// What it makes of the roads for `profile` at an hour, 0 to 23. Cars do not slow whoever walks
    /// or flies.
    pub fn overlay(&self, network: &Network, profile: Profile, hour: usize) -> Overlay {
        if matches!(profile, Profile::Foot | Profile::Air) {
            return Overlay::NONE;
        }
        let mut slow_percent: Vec<u16> = vec![100; network.roads.len()];
        for (slow, road) in slow_percent.iter_mut().zip(&network.roads) {
            if let Some(own) = self.classes.iter().find(|own| own.class == road.class) {
                *slow = own.slow_percent[hour];
            }
        }
        for flow in &self.flows {
            slow_percent[flow.road.index()] = flow.slow_percent(hour);
        }
        let belief = |(road, slow_percent)| RoadBelief {
            road: RoadId::from_index(road),
            passable: ProfileSet::ALL,
            slow_percent,
        };
        Overlay::new(slow_percent.into_iter().enumerate().map(belief).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::testing;

    #[test]
    fn counted_cars_go_before_the_class_and_walkers_before_both() {
        let county = testing::county(1, 4, 4);
        let network = &county.network;
        let class = network.roads[0].class;
        let like = (1..network.roads.len()).find(|road| network.roads[*road].class == class);
        let like = RoadId::from_index(like.expect("two roads of one class"));
        let mut slow_percent = [100; HOURS];
        slow_percent[8] = 160;
        let mut cars_per_hour = [0; HOURS];
        (cars_per_hour[8], cars_per_hour[17]) = (900, 1_800);
        let traffic = Traffic {
            basis: Text::new("测试", "a test"),
            classes: vec![ClassHours { class, slow_percent }],
            flows: vec![RoadFlow { road: RoadId(0), capacity_per_hour: 900, cars_per_hour }],
        };
        let slow = |hour, road| {
            let overlay = traffic.overlay(network, Profile::Road, hour);
            overlay.belief(road).map(|belief| belief.slow_percent)
        };
        // At capacity 15 per cent longer, at twice that 240 per cent.
        assert_eq!([8, 17, 3].map(|hour| slow(hour, RoadId(0))), [Some(115), Some(340), None]);
        assert_eq!([8, 17, 3].map(|hour| slow(hour, like)), [Some(160), None, None]);
        assert!(traffic.overlay(network, Profile::Foot, 8).is_empty());
    }

    #[test]
    fn the_fullest_road_is_as_slow_as_a_road_can_be() {
        let flow = RoadFlow { road: RoadId(0), capacity_per_hour: 1, cars_per_hour: [10; HOURS] };
        assert_eq!(flow.slow_percent(0), SLOW_PERCENT_MAX);
    }
}
