//! Private cars that drive towards a place and slow everybody on the road there, resolved.

use crate::base::id::{IncidentId, NodeId};
use crate::base::key::Key;
use crate::hazard::congestion::loaded_minutes;
use crate::scenario::file::Progress;

/// Minutes between two looks at the cars on a road.
pub const STEP_MINUTES: u32 = 10;
/// The most of its capacity that a road is loaded with: the model holds up to there.
const LOADED_MAX: f64 = 10.0;

/// Cars on a road.
#[derive(Debug, Clone, PartialEq)]
pub struct TrafficSetting {
    /// Stable key.
    pub key: Key,
    /// The incident that they are.
    pub incident: IncidentId,
    /// The junction that they come from.
    pub from: NodeId,
    /// The junction that they drive to.
    pub to: NodeId,
    /// Cars an hour at last.
    pub cars_per_hour: f64,
    /// Cars an hour that the road takes.
    pub capacity_per_hour: f64,
    /// Minutes in which they become so many.
    pub builds_up_minutes: f64,
    /// The task by which they are turned back, as its place in the incident's kind, and how far it
    /// must have come.
    pub until: (usize, Progress),
}

impl TrafficSetting {
    /// Share of the free speed that is left `minutes` after the first of them came (Bureau of
    /// Public Roads 1964), above 0, at most 1.
    pub fn speed_share(&self, minutes: f64) -> f64 {
        let part = if minutes < self.builds_up_minutes {
            minutes.max(0.0) / self.builds_up_minutes
        } else {
            1.0
        };
        let loaded = (part * self.cars_per_hour / self.capacity_per_hour).min(LOADED_MAX);
        1.0 / loaded_minutes(1.0, loaded).expect("no more than the model holds for")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_falls_while_cars_build_up_and_stays_as_the_law_has_it() {
        let cars = TrafficSetting {
            key: Key(1),
            incident: IncidentId(0),
            from: NodeId(0),
            to: NodeId(1),
            cars_per_hour: 400.0,
            capacity_per_hour: 200.0,
            builds_up_minutes: 60.0,
            until: (0, Progress::Begun),
        };
        assert_eq!(cars.speed_share(0.0), 1.0);
        // At capacity after half an hour, at twice that from the hour on.
        assert!((cars.speed_share(30.0) - 1.0 / 1.15).abs() < 1e-12);
        assert!((cars.speed_share(60.0) - 1.0 / 3.4).abs() < 1e-12);
        assert_eq!(cars.speed_share(600.0), cars.speed_share(60.0));
        let shares: Vec<f64> =
            (0..12).map(|step| cars.speed_share(10.0 * f64::from(step))).collect();
        assert!(shares.windows(2).all(|pair| pair[1] <= pair[0]));
        let at_once = TrafficSetting { builds_up_minutes: 0.0, cars_per_hour: 9e9, ..cars };
        assert!(at_once.speed_share(0.0) > 0.0);
    }
}
