//! What is prepared once for a drill and shared by all of its runs: the router, which masts cover a
//! place, members of the hazard's ensemble and their timelines.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock};

use super::roads::Roads;
use crate::base::chance::Seed;
use crate::base::id::{AreaId, FacilityId, NodeId, RoadId, ZoneId};
use crate::county::place::FacilityKind;
use crate::county::router::{Overlay, Router};
use crate::hazard::flood::Flood;
use crate::plan::takes_patients;
use crate::scenario::Drill;
use crate::scenario::timeline::{Intervention, Members, Timeline};
use crate::scenario::{flood, nature};
use crate::vocabulary::profile::Profile;

/// Forks that are kept: those of the runs that are under way, and of a seed that is played again.
/// Hardly two seeds have the same, and a flood's takes a megabyte.
pub const FORKS_KEPT: usize = 64;

/// A fork of a member: the interventions that led to it.
type Fork = (u32, Vec<Intervention>);

/// A drill with all that its runs share.
#[derive(Debug)]
pub struct Prepared {
    /// The drill.
    pub drill: Arc<Drill>,
    /// Roads.
    pub roads: Roads,
    /// The flood, if there is one.
    flood: Option<Flood>,
    /// Timelines of members as nature has them, made when first drawn.
    members: Vec<OnceLock<Arc<Timeline>>>,
    /// Members that are kept between runs, if any are.
    kept: Option<Arc<dyn Members>>,
    /// Timelines after interventions, those made last.
    forks: Mutex<VecDeque<(Fork, Arc<Timeline>)>>,
    /// Masts within whose range each junction lies.
    masts: Vec<Box<[FacilityId]>>,
    /// Roads of each zone that cars reach on an ordinary day, in order of their keys.
    zone_roads: Vec<Vec<RoadId>>,
    /// Hospitals, in order of their keys.
    pub hospitals: Vec<FacilityId>,
    /// The junction that the county is commanded from: what is cut off from it is cut off.
    pub centre: NodeId,
}

impl Prepared {
    /// Prepares a drill.
    pub fn new(drill: Arc<Drill>) -> Self {
        Self::with_members(drill, None)
    }

    /// Prepares a drill of which members of the ensemble may be kept already.
    pub fn with_members(drill: Arc<Drill>, kept: Option<Arc<dyn Members>>) -> Self {
        let county = &drill.county;
        let hospitals = {
            let mut found: Vec<FacilityId> = (0..county.facilities.len())
                .map(FacilityId::from_index)
                .filter(|id| takes_patients(county.facilities[id.index()].kind))
                .filter(|id| county.facilities[id.index()].kind != FacilityKind::Clinic)
                .collect();
            found.sort_unstable_by_key(|id| county.facilities[id.index()].key);
            found
        };
        let anchors: Vec<NodeId> = drill
            .plan
            .teams
            .iter()
            .map(|team| team.station)
            .chain(hospitals.iter().map(|id| county.facilities[id.index()].node))
            .chain(drill.plan.aid.iter().map(|aid| county.facilities[aid.staging.index()].node))
            .collect();
        let router = Arc::new(Router::new(county.network.clone(), &anchors));
        let centre = county
            .facilities
            .iter()
            .filter(|facility| facility.kind == FacilityKind::CommandPost)
            .min_by_key(|facility| (facility.name != "county-command", facility.key))
            .map_or(NodeId(0), |facility| facility.node);
        let reached = router.reachable(Profile::Road, centre, &Overlay::NONE);
        let members = (0..drill.scenario.members).map(|_| OnceLock::new()).collect();
        Self {
            flood: flood::flood(&drill),
            roads: Roads::new(router),
            members,
            kept,
            forks: Mutex::new(VecDeque::with_capacity(FORKS_KEPT)),
            masts: masts_by_node(&drill),
            zone_roads: roads_by_zone(&drill, &reached),
            hospitals,
            centre,
            drill,
        }
    }

    /// Which member a seed plays.
    pub fn member(&self, seed: Seed) -> u32 {
        nature::member(&self.drill, self.flood.as_ref(), seed)
    }

    /// Conveyance per depth^(2/3) of the ground of a hazard area, m^(1/3)/s; zero where no flood is
    /// played.
    pub fn ground_conveyance(&self, area: AreaId) -> f64 {
        let water = self.drill.county.areas[area.index()].water.as_ref();
        let flood = self.flood.as_ref().zip(water);
        flood.map_or(0.0, |(flood, water)| flood.ground_conveyance(water.reach.index()))
    }

    /// What nature does in a member after these interventions, in order of time.
    pub fn timeline(&self, member: u32, interventions: &[Intervention]) -> Arc<Timeline> {
        let make = |interventions: &[Intervention]| {
            let flood = self.flood.as_ref();
            Arc::new(nature::timeline(&self.drill, flood, member, interventions))
        };
        if interventions.is_empty() {
            let found = || self.kept.as_ref()?.find(member).map(Arc::new);
            let made = || {
                let made = make(&[]);
                if let Some(kept) = &self.kept {
                    kept.keep(member, &made);
                }
                made
            };
            let place = &self.members[member as usize];
            return place.get_or_init(|| found().unwrap_or_else(made)).clone();
        }
        let is_it = |((of, after), _): &&(Fork, _)| (*of, &after[..]) == (member, interventions);
        if let Some((_, found)) = self.forks.lock().expect("no fork panics").iter().find(is_it) {
            return found.clone();
        }
        let made = make(interventions);
        let mut forks = self.forks.lock().expect("no fork panics");
        forks.truncate(FORKS_KEPT - 1);
        forks.push_front(((member, interventions.to_vec()), made.clone()));
        made
    }

    /// Members and the interventions after which their timelines were made, the last first; no more
    /// than [`FORKS_KEPT`].
    pub fn forks(&self) -> Vec<(u32, Vec<Intervention>)> {
        self.forks.lock().expect("no fork panics").iter().map(|(fork, _)| fork.clone()).collect()
    }

    /// Masts within whose range a junction lies.
    pub fn masts_at(&self, node: NodeId) -> &[FacilityId] {
        &self.masts[node.index()]
    }

    /// Roads of a zone that cars reach on an ordinary day, in order of their keys: ordinary
    /// incidents happen there.
    pub fn roads_of(&self, zone: ZoneId) -> &[RoadId] {
        &self.zone_roads[zone.index()]
    }

    /// Hazard areas in the order of their keys.
    pub fn areas_by_key(&self) -> Vec<AreaId> {
        let areas = &self.drill.county.areas;
        let mut ids: Vec<AreaId> = (0..areas.len()).map(AreaId::from_index).collect();
        ids.sort_unstable_by_key(|id| areas[id.index()].key);
        ids
    }
}

fn masts_by_node(drill: &Drill) -> Vec<Box<[FacilityId]>> {
    let county = &drill.county;
    let nodes = &county.network.nodes;
    let mut masts: Vec<(FacilityId, f64, f64, f64)> = county
        .facilities
        .iter()
        .enumerate()
        .filter(|(_, facility)| facility.kind == FacilityKind::Mast)
        .map(|(index, facility)| {
            let node = &nodes[facility.node.index()];
            let range_m = f64::from(facility.range_m);
            (FacilityId::from_index(index), node.x_m, node.y_m, range_m * range_m)
        })
        .collect();
    masts.sort_unstable_by_key(|(id, ..)| county.facilities[id.index()].key);
    let covers = |x_m: f64, y_m: f64| {
        let near = masts.iter().filter(move |(_, mast_x, mast_y, squared)| {
            let (east, north) = (x_m - mast_x, y_m - mast_y);
            east * east + north * north <= *squared
        });
        near.map(|(id, ..)| *id).collect()
    };
    nodes.iter().map(|node| covers(node.x_m, node.y_m)).collect()
}

fn roads_by_zone(drill: &Drill, reached: &[bool]) -> Vec<Vec<RoadId>> {
    let county = &drill.county;
    let mut roads = vec![Vec::new(); county.zones.len()];
    for (index, setting) in county.road_settings.iter().enumerate() {
        let road = &county.network.roads[index];
        if !road.passable.has(Profile::Road) || !reached[road.from.index()] {
            continue;
        }
        roads[setting.zone.index()].push(RoadId::from_index(index));
    }
    for of_zone in &mut roads {
        of_zone.sort_unstable_by_key(|road| county.network.roads[road.index()].key);
    }
    roads
}
