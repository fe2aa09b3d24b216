//! Routing for desks, teams and people: the router of the county over somebody's beliefs, or over
//! the roads as they truly are.

use std::sync::Arc;

use super::stage::RoadTruth;
use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::time::Duration;
use crate::county::network::Network;
use crate::county::router::Router;
use crate::county::router::{Overlay, RoadBelief};
use crate::knowledge::picture::Picture;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// The router with the network below it.
#[derive(Debug, Clone)]
pub struct Roads {
    router: Arc<Router>,
}

impl Roads {
    /// Over this router.
    pub const fn new(router: Arc<Router>) -> Self {
        Self { router }
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
        let passable = roads.iter().map(|truth| truth.passable(ProfileSet::ALL)).enumerate();
        let closed = passable.filter(|(_, passable)| *passable != ProfileSet::ALL);
        let belief = |(road, passable)| RoadBelief::passable(RoadId::from_index(road), passable);
        Overlay::new(closed.map(belief).collect())
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
