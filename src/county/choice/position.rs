//! Where things of a map are: their junction, zone, place and water.

use super::Thing;
use super::rank::ranked;
use crate::base::id::{NodeId, ReachId, ZoneId};
use crate::base::math;
use crate::county::drainage::{NO_REACH, river_of};
use crate::county::place::County;

/// How far from the water a zone's centre may be that lies by it, m.
const BY_WATER_M: f64 = 2_000.0;

/// The junction of a thing; of a river that of the zone nearest to the middle of its course.
pub(super) fn node(county: &County, thing: Thing) -> NodeId {
    match thing {
        Thing::Zone(id) => county.zones[id.index()].node,
        Thing::Facility(id) => county.facilities[id.index()].node,
        Thing::Area(id) => county.areas[id.index()].node,
        Thing::Road(id) => county.network.roads[id.index()].from,
        Thing::County | Thing::Reach(_) => {
            zone_of(county, thing).map_or(NodeId(0), |zone| county.zones[zone.index()].node)
        }
    }
}

/// The zone that a thing is, lies in or is nearest to.
pub(super) fn zone_of(county: &County, thing: Thing) -> Option<ZoneId> {
    match thing {
        Thing::Zone(id) => Some(id),
        Thing::Facility(id) => Some(county.facilities[id.index()].zone),
        Thing::Area(id) => Some(county.areas[id.index()].zone),
        Thing::Road(id) => Some(county.road_settings[id.index()].zone),
        Thing::County | Thing::Reach(_) => {
            let at = position_m(county, thing);
            let zones = (0..county.zones.len()).map(ZoneId::from_index);
            let scored = zones.map(|id| (apart_m(position_m(county, Thing::Zone(id)), at), id));
            ranked(scored, |id| county.zones[id.index()].key).first().copied()
        }
    }
}

/// Where a thing is, m east and north of the map's origin; a river in the middle of its course.
pub(super) fn position_m(county: &County, thing: Thing) -> (f64, f64) {
    let of_node = |node: NodeId| {
        let node = &county.network.nodes[node.index()];
        (node.x_m, node.y_m)
    };
    match thing {
        Thing::Zone(_) | Thing::Facility(_) | Thing::Area(_) => of_node(node(county, thing)),
        Thing::Road(id) => {
            let road = &county.network.roads[id.index()];
            let (from, to) = (of_node(road.from), of_node(road.to));
            ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0)
        }
        Thing::Reach(id) => {
            let course = &county.reaches[id.index()].course;
            course.get(course.len() / 2).map_or((0.0, 0.0), |it| (it.0.into(), it.1.into()))
        }
        Thing::County => {
            let grid = &county.terrain.elevation_m;
            let half = |count: usize| count as f64 * grid.cell_m / 2.0;
            (grid.west_m + half(grid.columns), grid.south_m + half(grid.rows))
        }
    }
}

/// Metres in a straight line.
pub(super) fn apart_m(one: (f64, f64), other: (f64, f64)) -> f64 {
    math::hypot(one.0 - other.0, one.1 - other.1)
}

/// The reach that a thing stands at.
pub(super) fn reach_of(county: &County, thing: Thing) -> Option<ReachId> {
    let of_itself = match thing {
        Thing::Reach(reach) => Some(reach),
        Thing::Facility(id) => county.facilities[id.index()].reach,
        Thing::Area(id) => county.areas[id.index()].water.as_ref().map(|water| water.reach),
        Thing::Zone(id) => return river_of(county, id),
        Thing::Road(id) => county.road_settings[id.index()].reach,
        Thing::County => None,
    };
    of_itself.or_else(|| {
        let (x_m, y_m) = position_m(county, thing);
        let reach = county.terrain.reach.sample(x_m, y_m)?;
        (reach != NO_REACH).then_some(ReachId(u32::from(reach)))
    })
}

/// The reach at whose water a zone's centre lies.
pub(super) fn by_water(county: &County, zone: ZoneId) -> Option<ReachId> {
    let reach = river_of(county, zone)?;
    let at = position_m(county, Thing::Zone(zone));
    let course = &county.reaches[reach.index()].course;
    let away = course.iter().map(|point| apart_m((point.0.into(), point.1.into()), at));
    (away.fold(f64::INFINITY, f64::min) <= BY_WATER_M).then_some(reach)
}

/// Metres along the water from one reach to another below it, the lengths of those before it;
/// none where the water does not flow there.
pub(super) fn way_down_m(county: &County, above: ReachId, below: ReachId) -> Option<f64> {
    let (mut at, mut length_m) = (above, 0.0);
    for _ in 0..=county.reaches.len() {
        if at == below {
            return Some(length_m);
        }
        length_m += county.reaches[at.index()].length_m;
        at = county.reaches[at.index()].downstream?;
    }
    None
}

/// Where one place lies as seen from another, degrees clockwise from north.
pub(super) fn bearing_degrees(from: (f64, f64), to: (f64, f64)) -> f64 {
    math::atan2(to.0 - from.0, to.1 - from.1).to_degrees()
}

/// Whether a place lies to the right of the way from one place towards another.
pub(super) fn is_right_of(from: (f64, f64), to: (f64, f64), place: (f64, f64)) -> bool {
    let turn = bearing_degrees(from, place) - bearing_degrees(from, to);
    turn.rem_euclid(360.0) < 180.0
}
