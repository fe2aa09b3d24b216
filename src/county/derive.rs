//! What is computed from what was written: the network in CSR form, drainage, and where each road
//! lies. A county that was read and one that was generated are completed by the same function.

use std::sync::Arc;

use super::divided;
use super::drainage;
use super::estimate::Estimate;
use super::frame::Frame;
use super::network::{Network, Node, Road, RoadClass, Structure, Turn};
use super::place::{County, Cover, Facility, HazardArea, Reach, RoadSetting, Terrain, Water, Zone};
use super::traffic::Traffic;
use crate::base::grid::Grid;
use crate::base::id::{NodeId, ReachId, RoadId, ZoneId};
use crate::base::math;
use crate::base::text::Text;

/// What a person or the generator wrote of a county.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Where its data come from, and under which licence.
    pub source: Text,
    /// Where it lies on Earth; none where it is fictional.
    pub frame: Option<Frame>,
    /// What of it is estimated.
    pub estimates: Vec<Estimate>,
    /// Junctions by id.
    pub nodes: Vec<Node>,
    /// Roads by id.
    pub roads: Vec<Road>,
    /// Turns that are forbidden, in any order.
    pub turns: Vec<Turn>,
    /// Names of roads that people refer to.
    pub road_names: Vec<(RoadId, Text)>,
    /// How slow its roads are at which hour, if it says.
    pub traffic: Option<Traffic>,
    /// Zones by id.
    pub zones: Vec<Zone>,
    /// Facilities by id.
    pub facilities: Vec<Facility>,
    /// Hazard areas by id.
    pub areas: Vec<HazardArea>,
    /// Reaches by id, upstream ones before those that they flow into.
    pub reaches: Vec<Reach>,
    /// Water beside them, to be drawn.
    pub waters: Vec<Water>,
    /// Elevation in metres.
    pub elevation_m: Grid<f32>,
    /// Land cover, of the same shape.
    pub cover: Grid<Cover>,
}

/// The county with everything that is computed from its parts.
///
/// # Panics
/// When the parts contradict each other: ids out of range, grids of different shapes, no zone,
/// roads of a turn that do not meet.
pub fn complete(parts: Parts) -> County {
    assert_eq!(parts.elevation_m.values.len(), parts.cover.values.len(), "grids of one shape");
    assert!(!parts.zones.is_empty(), "a county has people");
    let mut network = Network::new(parts.nodes, parts.roads).with_turns(parts.turns);
    network.road_names = parts.road_names;
    let (reach, above_river_cm) = drainage::drain(&parts.elevation_m, &parts.reaches);
    let terrain =
        Terrain { elevation_m: parts.elevation_m, cover: parts.cover, reach, above_river_cm };
    let road_settings = road_settings(&network, &parts.zones, &parts.reaches, &terrain);
    let divided_bridges = divided::divided_bridges(&network);
    County {
        name: parts.name,
        title: parts.title,
        source: parts.source,
        frame: parts.frame,
        estimates: parts.estimates,
        network: Arc::new(network),
        traffic: parts.traffic,
        zones: parts.zones,
        facilities: parts.facilities,
        areas: parts.areas,
        reaches: parts.reaches,
        waters: parts.waters,
        terrain,
        road_settings,
        divided_bridges,
    }
}

/// Where each road lies.
fn road_settings(
    network: &Network,
    zones: &[Zone],
    reaches: &[Reach],
    terrain: &Terrain,
) -> Vec<RoadSetting> {
    let near = NearestZone::new(network, zones, &terrain.elevation_m);
    let banks_cm: Vec<u32> = drainage::drained_km2(reaches)
        .into_iter()
        .map(|km2| (100.0 * drainage::bank_height_m(km2)).round() as u32)
        .collect();
    let mut line = Vec::new();
    let mut settings = Vec::with_capacity(network.roads.len());
    for road in &network.roads {
        line.clear();
        line.extend(course(network, road));
        let (first, last) = (line[0], line[line.len() - 1]);
        let middle = ((first.0 + last.0) / 2.0, (first.1 + last.1) / 2.0);
        let water = lowest_above_river(&line, road, (reaches, &banks_cm), terrain);
        settings.push(RoadSetting {
            zone: near.zone(middle),
            reach: water.map(|(_, reach)| reach),
            above_river_cm: water.map_or(u32::MAX, |(above_cm, _)| above_cm),
        });
    }
    settings
}

/// The points that a road runs through, m east and north of the map's origin.
pub fn course<'a>(network: &Network, road: &'a Road) -> impl Iterator<Item = (f64, f64)> + use<'a> {
    let (from, to) = (place_of(network, road.from), place_of(network, road.to));
    let bend = road.bend.iter().map(|(x_m, y_m)| (f64::from(*x_m), f64::from(*y_m)));
    std::iter::once(from).chain(bend).chain(std::iter::once(to))
}

fn place_of(network: &Network, node: NodeId) -> (f64, f64) {
    let node = &network.nodes[node.index()];
    (node.x_m, node.y_m)
}

/// How high a road of this class is built above the ground beside a river, in cm: placeholders, as
/// roads are designed for rarer floods the more depends on them.
pub const fn embankment_cm(class: RoadClass) -> u32 {
    match class {
        RoadClass::Trunk => 350,
        RoadClass::Primary => 300,
        RoadClass::Secondary => 250,
        RoadClass::Street => 200,
        RoadClass::Village => 180,
        RoadClass::Track => 60,
    }
}

/// Height above the river of the point of a road that its water reaches first, in cm, and the
/// reach; none where nothing along the road drains to one.
///
/// A plain road lies on an embankment upon the ground, so the lowest height above the river of the
/// ground counts, and its embankment; in a cell that holds the channel it lies on its bank. What
/// runs over or under the ground (bridge, ford, culvert, underpass) lies at its own lowest surface;
/// of a tunnel only the mouths are met by water. Equally low reaches go by key.
fn lowest_above_river(
    line: &[(f64, f64)],
    road: &Road,
    (reaches, banks_cm): (&[Reach], &[u32]),
    terrain: &Terrain,
) -> Option<(u32, ReachId)> {
    let mut lowest: Option<(u32, crate::base::key::Key, ReachId)> = None;
    let mut sample = |x_m: f64, y_m: f64| {
        let Some((column, row)) = terrain.elevation_m.cell_of(x_m, y_m) else { return };
        let reach = terrain.reach.at(column, row);
        if reach == drainage::NO_REACH {
            return;
        }
        let ground_cm = u32::from(terrain.above_river_cm.at(column, row));
        let above_cm = match road.structure {
            Structure::None | Structure::Tunnel => {
                let ground_cm =
                    if ground_cm == 0 { banks_cm[usize::from(reach)] } else { ground_cm };
                ground_cm + embankment_cm(road.class)
            }
            _ => {
                let rise_m = f64::from(road.low_m) - f64::from(terrain.elevation_m.at(column, row));
                (f64::from(ground_cm) + 100.0 * rise_m).round().max(0.0) as u32
            }
        };
        let found = (above_cm, reaches[usize::from(reach)].key, ReachId(u32::from(reach)));
        if lowest.is_none_or(|lowest| found < lowest) {
            lowest = Some(found);
        }
    };
    if road.structure == Structure::Tunnel {
        [line[0], line[line.len() - 1]].into_iter().for_each(|(x_m, y_m)| sample(x_m, y_m));
    } else {
        along(line, terrain.elevation_m.cell_m / 2.0, &mut sample);
    }
    lowest.map(|(above_cm, _, reach)| (above_cm, reach))
}

/// Visits points of a line at most `step_m` apart, both ends included; the same points from either
/// end.
pub fn along(line: &[(f64, f64)], step_m: f64, visit: &mut impl FnMut(f64, f64)) {
    for pair in line.windows(2) {
        // Written from the smaller end, so that the direction of a road changes no rounding.
        let (low, high) = if pair[0] <= pair[1] { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        let length_m = math::hypot(high.0 - low.0, high.1 - low.1);
        let steps = (length_m / step_m).ceil().clamp(1.0, 1e6) as u32;
        for step in 0..=steps {
            let share = f64::from(step) / f64::from(steps);
            visit(low.0 + (high.0 - low.0) * share, low.1 + (high.1 - low.1) * share);
        }
    }
}

/// Finds the zone nearest to a point by straight line; equally near ones go by key.
struct NearestZone<'a> {
    zones: &'a [Zone],
    places: Vec<(f64, f64)>,
    buckets: Grid<u32>,
    /// Zones by bucket.
    members: Vec<Vec<u32>>,
}

impl<'a> NearestZone<'a> {
    fn new(network: &Network, zones: &'a [Zone], ground: &Grid<f32>) -> Self {
        let places: Vec<_> = zones.iter().map(|zone| place_of(network, zone.node)).collect();
        let width_m = ground.columns as f64 * ground.cell_m;
        let height_m = ground.rows as f64 * ground.cell_m;
        // About one zone to a bucket.
        let bucket_m = math::sqrt(width_m * height_m / zones.len() as f64);
        let count = |length_m: f64| (length_m / bucket_m).ceil().max(1.0) as usize;
        let mut buckets = Grid::filled(count(width_m), count(height_m), bucket_m, 0);
        (buckets.west_m, buckets.south_m) = (ground.west_m, ground.south_m);
        let mut members = vec![Vec::new(); buckets.values.len()];
        for (zone, (x_m, y_m)) in (0..).zip(&places) {
            let (column, row) = Self::bucket(&buckets, *x_m, *y_m);
            members[row * buckets.columns + column].push(zone);
        }
        Self { zones, places, buckets, members }
    }

    /// The bucket of a point, or the nearest one at the edge.
    fn bucket(buckets: &Grid<u32>, x_m: f64, y_m: f64) -> (usize, usize) {
        let inside = |value: f64, count: usize| value.floor().clamp(0.0, count as f64 - 1.0);
        let column = inside((x_m - buckets.west_m) / buckets.cell_m, buckets.columns);
        let north = inside((y_m - buckets.south_m) / buckets.cell_m, buckets.rows);
        (column as usize, buckets.rows - 1 - north as usize)
    }

    fn zone(&self, (x_m, y_m): (f64, f64)) -> ZoneId {
        let (column, row) = Self::bucket(&self.buckets, x_m, y_m);
        let mut best: Option<(f64, crate::base::key::Key, u32)> = None;
        for ring in 0..=self.buckets.columns.max(self.buckets.rows) {
            for bucket in self.ring(column, row, ring) {
                for &zone in &self.members[bucket] {
                    let (zone_x_m, zone_y_m) = self.places[zone as usize];
                    let (dx, dy) = (zone_x_m - x_m, zone_y_m - y_m);
                    let found = (dx * dx + dy * dy, self.zones[zone as usize].key, zone);
                    if best.is_none_or(|best| (found.0, found.1) < (best.0, best.1)) {
                        best = Some(found);
                    }
                }
            }
            // What is farther out than this ring is at least `ring` buckets away.
            let reached_m = ring as f64 * self.buckets.cell_m;
            if best.is_some_and(|best| best.0 < reached_m * reached_m) {
                break;
            }
        }
        ZoneId(best.expect("every zone is in a bucket").2)
    }

    /// Buckets exactly `ring` away from (`column`, `row`), as far as there are any.
    fn ring(&self, column: usize, row: usize, ring: usize) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.buckets.columns, self.buckets.rows);
        let top = row.saturating_sub(ring);
        (top..=(row + ring).min(rows - 1)).flat_map(move |other| {
            let whole = other.abs_diff(row) == ring;
            let west = column.checked_sub(ring);
            let east = Some(column + ring).filter(|east| *east < columns && ring > 0);
            let span = column.saturating_sub(ring)..=(column + ring).min(columns - 1);
            let all = whole.then_some(span).into_iter().flatten();
            let sides = (!whole).then_some([west, east]).into_iter().flatten().flatten();
            all.chain(sides).map(move |at| other * columns + at)
        })
    }
}
