//! How fast each profile travels over each road at best: the base weights. What rain, water and
//! darkness take from it lies in overlays and hazards, not here.

use super::NEVER;
use super::graph::Graph;
use crate::base::math;
use crate::base::time::Duration;
use crate::county::network::{Node, Road};
use crate::vocabulary::profile::Profile;

/// Cruising speed of an aircraft in km/h. Placeholder: a light helicopter, without time to start.
pub const AIR_KM_H: u32 = 200;

/// Fastest that a fire engine or a lorry goes, in km/h. Placeholder.
const HIGH_CLEARANCE_MAX_KM_H: u32 = 80;
/// Fastest that an off-road vehicle goes, in km/h. Placeholder.
const OFF_ROAD_MAX_KM_H: u32 = 90;
/// Fastest that a boat goes on its trailer by road, in km/h. Placeholder.
const TRAILER_MAX_KM_H: u32 = 60;
/// Walking speed in tenths of a km/h: 1.34 m/s on the level, the mean of Weidmann 1993.
/// Assumption: slopes do not slow it.
const WALKING_TENTH_KM_H: u32 = 48;

/// Speed of `profile` on `road` in tenths of a km/h; none where it can never pass.
fn speed_tenth_km_h(profile: Profile, road: &Road) -> Option<u32> {
    let free = u32::from(road.speed_km_h);
    let speed = match profile {
        Profile::Road => 10 * free,
        Profile::HighClearance => 10 * free.min(HIGH_CLEARANCE_MAX_KM_H),
        Profile::OffRoad => 10 * free.min(OFF_ROAD_MAX_KM_H),
        Profile::Foot => WALKING_TENTH_KM_H,
        Profile::Boat => 10 * free.min(TRAILER_MAX_KM_H),
        Profile::Air => return None,
    };
    (road.passable.has(profile) && speed > 0).then_some(speed)
}

/// Time of every edge for `profile` in ms, rounded up, at least 1; [`NEVER`] where it cannot pass.
pub(super) fn weights(graph: &Graph, profile: Profile) -> Vec<u32> {
    let of_road = |road: &Road| {
        let Some(speed) = speed_tenth_km_h(profile, road) else { return NEVER };
        // 1 km/h is 1/3.6 mm/ms, a tenth of it 1/36.
        let time = (u64::from(road.length_mm) * 36).div_ceil(u64::from(speed));
        u32::try_from(time).unwrap_or(NEVER - 1).clamp(1, NEVER - 1)
    };
    let by_road: Vec<u32> = graph.network.roads.iter().map(of_road).collect();
    graph.all_edges().map(|edge| by_road[graph.road(edge).index()]).collect()
}

/// Time in a straight line at [`AIR_KM_H`].
pub(super) fn air_time(from: &Node, to: &Node) -> Duration {
    let metres = math::hypot(from.x_m - to.x_m, from.y_m - to.y_m);
    Duration::from_seconds_f64(metres * 3.6 / f64::from(AIR_KM_H))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::name::ShortName;
    use crate::county::network::Network;

    #[test]
    fn a_kilometre_at_sixty_takes_a_minute() {
        let county = crate::county::testing::county(1, 3, 3);
        let mut road = county.network.roads[0].clone();
        (road.length_mm, road.speed_km_h) = (1_000_000, 60);
        road.passable = crate::vocabulary::profile::ProfileSet::ALL;
        let network = Network::new(county.network.nodes.clone(), vec![road]);
        let graph = Graph::new(Arc::new(network), &[]);
        assert_eq!(weights(&graph, Profile::Road)[0], 60_000);
        assert_eq!(weights(&graph, Profile::Foot)[0], 750_000);
        assert_eq!(weights(&graph, Profile::Air)[0], NEVER);
    }

    #[test]
    fn aircraft_fly_straight() {
        let node = |x_m, y_m| Node::new(ShortName::numbered('n', 0), x_m, y_m, 0.0);
        let time = air_time(&node(0.0, 0.0), &node(3_000.0, 4_000.0));
        assert_eq!(time, Duration::from_seconds(90));
    }
}
