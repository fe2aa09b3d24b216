//! Routing for desks, teams and people: the router of the county over somebody's beliefs, or over
//! the roads as they truly are.

use std::sync::Arc;

use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::time::{Duration, Time};
use crate::county::network::{Network, Road, RoadClass, Structure};
use crate::county::router::Router;
use crate::county::router::{Overlay, RoadBelief};
use crate::event_log::event::Seq;
use crate::knowledge::picture::Picture;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// A road as it truly is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoadTruth {
    /// Profiles that can pass in ordinary times.
    pub ordinary: ProfileSet,
    /// Whether people watch it: the roads of the county and of townships, and bridges.
    pub is_watched: bool,
    /// Whether a team's way leads over it, as `Truth::travellers` has it. It stands here so that a
    /// flood, which changes roads by the ten thousand, need not look there.
    pub is_on_way: bool,
    /// The event that said which profiles can pass; none where that is as it was at the start.
    pub changed: Option<Seq>,
    /// Since when they can.
    pub since: Time,
    /// Profiles that the water lets pass.
    pub water: ProfileSet,
    /// Most km/h in the water; 255 where water is no matter.
    pub water_km_h: u8,
    /// Most km/h through a crowd; 255 where none stands on it.
    pub crowd_km_h: u8,
    /// Most km/h among the cars on it; 255 where it is free.
    pub traffic_km_h: u8,
    /// Profiles that the exercise control lets pass.
    pub by_control: ProfileSet,
    /// Whether debris lies on it.
    pub buried: bool,
    /// Whether fire is at it.
    pub burning: bool,
}

impl RoadTruth {
    /// A road before anything has happened.
    fn ordinary(road: &Road) -> Self {
        let is_major =
            matches!(road.class, RoadClass::Trunk | RoadClass::Primary | RoadClass::Secondary);
        Self {
            ordinary: road.passable,
            is_watched: is_major || road.structure == Structure::Bridge,
            is_on_way: false,
            changed: None,
            since: Time::START,
            water: ProfileSet::ALL,
            water_km_h: u8::MAX,
            crowd_km_h: u8::MAX,
            traffic_km_h: u8::MAX,
            by_control: ProfileSet::ALL,
            buried: false,
            burning: false,
        }
    }

    /// Most km/h at which a profile can pass, 255 where nothing slows it; none where it cannot.
    pub fn passes(self, profile: Profile) -> Option<u8> {
        let cap_km_h = self.water_km_h.min(self.crowd_km_h).min(self.traffic_km_h);
        self.passable().has(profile).then_some(cap_km_h)
    }

    /// Profiles that can pass.
    pub fn passable(self) -> ProfileSet {
        let debris = ProfileSet::of(&[Profile::Foot, Profile::Air]);
        let mut passable = self.ordinary.and(self.water).and(self.by_control);
        if self.buried {
            passable = passable.and(debris);
        }
        if self.burning {
            passable = passable.and(ProfileSet::of(&[Profile::Air]));
        }
        passable
    }
}

/// The router with the network below it, and the roads before anything has happened.
#[derive(Debug, Clone)]
pub struct Roads {
    router: Arc<Router>,
    ordinary: Vec<RoadTruth>,
}

impl Roads {
    /// Over this router.
    pub fn new(router: Arc<Router>) -> Self {
        let ordinary = router.network().roads.iter().map(RoadTruth::ordinary).collect();
        Self { router, ordinary }
    }

    /// Every road before anything has happened.
    pub fn ordinary(&self) -> &[RoadTruth] {
        &self.ordinary
    }

    /// The router.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// The network.
    pub fn network(&self) -> &Network {
        self.router.network()
    }

    /// Roads as a picture has them.
    pub fn believed(&self, picture: &Picture) -> Overlay {
        let beliefs = picture.roads().map(|(road, passable)| RoadBelief::passable(road, passable));
        Overlay::new(beliefs.collect())
    }

    /// Roads as they truly are, without their slowing.
    pub fn true_roads(&self, roads: &[RoadTruth]) -> Overlay {
        let closed = roads.iter().enumerate().filter_map(|(road, truth)| {
            let passable = truth.passable();
            let is_closed = passable != truth.ordinary;
            is_closed.then(|| RoadBelief::passable(RoadId::from_index(road), passable))
        });
        Overlay::new(closed.collect())
    }

    /// Travel time of a profile; none where no road is open.
    pub fn time(
        &self,
        profile: Profile,
        from: NodeId,
        to: NodeId,
        overlay: &Overlay,
    ) -> Option<Duration> {
        self.router.time_to(profile, from, to, overlay)
    }

    /// The quickest way; none where no road is open.
    pub fn way(
        &self,
        profile: Profile,
        from: NodeId,
        to: NodeId,
        overlay: &Overlay,
    ) -> Option<Vec<ArcId>> {
        self.router.route(profile, from, to, overlay).map(|route| route.arcs)
    }

    /// Time of flight.
    pub fn air_time(&self, from: NodeId, to: NodeId) -> Duration {
        self.router.air_time(from, to)
    }

    /// How long a profile takes over an arc at no more than `cap_km_h`.
    pub fn arc_time(&self, profile: Profile, arc: ArcId, cap_km_h: u8) -> Duration {
        let base = self.router.arc_time(profile, arc).expect("routes lead over usable arcs");
        if cap_km_h == u8::MAX {
            return base;
        }
        // 1 mm at 1 km/h takes 3.6 ms.
        let length_mm = u64::from(self.network().road(arc).length_mm);
        let slowest = length_mm * 36 / (10 * u64::from(cap_km_h.max(1)));
        base.max(Duration::from_milliseconds(slowest))
    }

    /// Every junction that a profile can reach from a place over these roads.
    pub fn reachable(&self, profile: Profile, from: NodeId, overlay: &Overlay) -> Vec<bool> {
        self.router.reachable(profile, from, overlay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_slows_most_slows_and_whatever_closes_closes() {
        let ordinary = RoadTruth {
            ordinary: ProfileSet::ALL.without(Profile::Boat),
            is_watched: false,
            is_on_way: false,
            changed: None,
            since: Time::START,
            water: ProfileSet::ALL,
            water_km_h: 20,
            crowd_km_h: u8::MAX,
            traffic_km_h: 35,
            by_control: ProfileSet::ALL,
            buried: false,
            burning: false,
        };
        let water = ProfileSet::ALL.without(Profile::Road);
        let passes = |truth: RoadTruth| -> Vec<Option<u8>> {
            Profile::ALL.iter().map(|profile| truth.passes(*profile)).collect()
        };
        let [road, clear, off, foot, air] = [Some(20); 5];
        assert_eq!(passes(ordinary), [road, clear, off, foot, None, air]);
        assert_eq!(passes(RoadTruth { water, ..ordinary }), [None, clear, off, foot, None, air]);
        let buried = RoadTruth { buried: true, ..ordinary };
        assert_eq!(passes(buried), [None, None, None, foot, None, air]);
        let by_control = RoadTruth { by_control: ProfileSet::of(&[Profile::OffRoad]), ..ordinary };
        assert_eq!(passes(by_control), [None, None, off, None, None, None]);
        let burning = RoadTruth { burning: true, ..buried };
        assert_eq!(passes(burning), [None, None, None, None, None, air]);
    }
}
