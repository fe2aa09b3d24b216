//! How far one comes in so many minutes: the stretches of road that are reached, cut where the time
//! ends, and the ground beside them.

use std::sync::Arc;

use geojson::{GeometryValue, JsonObject};
use serde_json::json;

use super::outline::{Polygon, polygons};
use super::{Place, Travel, by_beyond, csv, geo};
use crate::base::grid::Grid;
use crate::base::id::{ArcId, NodeId, RoadId};
use crate::base::math;
use crate::base::problem::Problem;
use crate::base::time::Duration;
use crate::county::derive::{along, course};
use crate::county::place::County;
use crate::county::router::{Direction, Router};

/// Limits that one question can have.
pub const ISOCHRONES_MAX: usize = 24;
/// How far from a reached stretch of road the ground counts as reached, in metres: a cell of the
/// terrain is in where its middle lies so near, or the stretch in it. Placeholder: two to three
/// minutes on foot.
pub const NEAR_M: f64 = 150.0;
/// Metres between points of a stretch that are looked at.
const STEP_M: f64 = 50.0;

/// A stretch of road.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The road.
    pub road: RoadId,
    /// Its course in metres east and north.
    pub course: Vec<(f64, f64)>,
    /// Place of the least limit within which all of it is reached.
    pub band: usize,
}

/// What is reached within each of some limits.
#[derive(Debug)]
pub struct Isochrones<'a> {
    county: &'a County,
    /// The limits, ascending.
    pub limits: Vec<Duration>,
    /// Junctions within the last one, by time and key.
    pub junctions: Vec<(NodeId, Duration)>,
    /// Stretches within the last one, by road, none of them twice.
    pub stretches: Vec<Stretch>,
    /// What is left of the roads, by road: not reached within the last limit, or not passable.
    pub beyond: Vec<(RoadId, Vec<(f64, f64)>)>,
}

/// What is reached from the nearest of `from` within each of `limits`, over roads.
///
/// # Panics
/// Where there is no limit, which callers check.
pub fn isochrones<'a>(
    travel: &Travel<'a>,
    from: &[Place],
    mut limits: Vec<Duration>,
) -> Isochrones<'a> {
    limits.sort_unstable();
    limits.dedup();
    let last = *limits.last().expect("callers check that there is a limit");
    let county = travel.county;
    let network = &county.network;
    let router = Router::new(Arc::clone(network), &[]);
    let (profile, overlay) = (travel.profile, &travel.overlay);
    let mut entered: Vec<Option<Duration>> = vec![None; network.head.len()];
    let mut times: Vec<Option<Duration>> = vec![None; network.nodes.len()];
    let sooner = |known: &mut Option<Duration>, time: Duration| {
        *known = Some(known.map_or(time, |known| known.min(time)));
    };
    for (beyond, nodes) in by_beyond(from) {
        if beyond > last {
            continue;
        }
        let left = last.saturating_sub(beyond);
        for (arc, time) in router.entries_within(profile, &nodes, left, overlay) {
            sooner(&mut entered[arc.index()], beyond + time);
        }
        let nearest = router.times_from_nearest(profile, &nodes, Direction::Outward, overlay);
        for (known, time) in times.iter_mut().zip(nearest) {
            time.into_iter().for_each(|time| sooner(known, beyond + time));
        }
    }
    let mut way: Vec<[Option<(f64, f64)>; 2]> = vec![[None; 2]; network.roads.len()];
    for arc in (0..entered.len()).map(ArcId::from_index) {
        let takes = router.arc_time_over(profile, arc, overlay);
        let Some((begun, takes)) = entered[arc.index()].zip(takes) else { continue };
        let road = network.road_of[arc.index()];
        let back = usize::from(network.tail[arc.index()] != network.roads[road.index()].from);
        way[road.index()][back] = Some((begun.seconds(), takes.seconds()));
    }
    let limits_s: Vec<f64> = limits.iter().map(|limit| limit.seconds()).collect();
    let (mut stretches, mut beyond) = (Vec::new(), Vec::new());
    for (road, way) in (0..).map(RoadId).zip(way) {
        let line: Vec<_> = course(network, &network.roads[road.index()]).collect();
        let (reached, left) = spans(way, &limits_s);
        for (first, last, band) in reached {
            stretches.push(Stretch { road, course: cut(&line, first, last), band });
        }
        beyond.extend(left.map(|(first, last)| (road, cut(&line, first, last))));
    }
    let nodes = (0..times.len()).map(NodeId::from_index);
    let within = nodes.zip(times).filter_map(|(node, time)| Some((node, time?)));
    let mut junctions: Vec<_> = within.filter(|(_, time)| *time <= last).collect();
    junctions.sort_by_key(|(node, time)| (*time, network.nodes[node.index()].key));
    Isochrones { county, limits, junctions, stretches, beyond }
}

/// From share to share of a road's length, and the place of the limit within which that is reached.
type Span = (f64, f64, usize);

/// Parts of a road, each from share to share of its length, with the place of the limit within
/// which it is reached. It is entered at its beginning or its end, or both, each with the second at
/// which that is and the seconds that all of the road takes. Then the part that no limit reaches.
fn spans(entered: [Option<(f64, f64)>; 2], limits_s: &[f64]) -> (Vec<Span>, Option<(f64, f64)>) {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut spans = Vec::new();
    for (band, limit_s) in limits_s.iter().enumerate() {
        let [ahead, back] =
            entered.map(|way| way.map_or(0.0, |(begun, takes)| (limit_s - begun) / takes));
        let (reached, other) = (low.max(ahead), high.min(1.0 - back));
        if reached >= other {
            spans.push((low, high, band));
            return (spans, None);
        }
        if reached > low {
            spans.push((low, reached, band));
        }
        if other < high {
            spans.push((other, high, band));
        }
        (low, high) = (reached, other);
    }
    (spans, Some((low, high)))
}

/// The part of a line between two shares of its length.
fn cut(line: &[(f64, f64)], first: f64, last: f64) -> Vec<(f64, f64)> {
    let step = |pair: &[(f64, f64)]| math::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
    let length_m: f64 = line.windows(2).map(step).sum();
    let (first_m, last_m) = (first * length_m, last * length_m);
    let mut part = Vec::new();
    let mut at_m = 0.0;
    for pair in line.windows(2) {
        let long_m = step(pair);
        let point = |to_m: f64| {
            let share = if long_m > 0.0 { ((to_m - at_m) / long_m).clamp(0.0, 1.0) } else { 0.0 };
            let [from, to] = [pair[0], pair[1]];
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
        };
        if at_m <= last_m && at_m + long_m >= first_m {
            part.push(point(first_m));
            part.push(point(last_m));
        }
        at_m += long_m;
    }
    part.dedup();
    // A line has two ends, even where it has no length.
    if part.len() == 1 {
        part.push(part[0]);
    }
    part
}

impl Isochrones<'_> {
    /// The ground that is reached within each limit, by limit: cells of the terrain near what is
    /// reached, see [`NEAR_M`].
    pub(super) fn areas(&self) -> Vec<Vec<Polygon>> {
        let mut cells: Grid<bool> = self.county.terrain.elevation_m.map(|_| false);
        let areas = (0..self.limits.len()).map(|band| {
            for stretch in self.stretches.iter().filter(|stretch| stretch.band == band) {
                along(&stretch.course, STEP_M, &mut |x_m, y_m| {
                    let own = cells.cell_of(x_m, y_m);
                    for (column, row) in cells.cells_within(x_m, y_m, NEAR_M).into_iter().chain(own)
                    {
                        cells.set(column, row, true);
                    }
                });
            }
            polygons(&cells)
        });
        areas.collect()
    }

    fn band(&self, time: Duration) -> usize {
        self.limits.partition_point(|limit| *limit < time)
    }

    fn minutes(&self, band: usize) -> f64 {
        self.limits[band].minutes()
    }

    /// Junctions: `junction,x_m,y_m,time_s,minutes`, the last being the least limit that they are
    /// within.
    pub fn csv(&self) -> Vec<u8> {
        let rows = self.junctions.iter().map(|(node, time)| {
            let node = &self.county.network.nodes[node.index()];
            vec![
                node.name.to_string(),
                node.x_m.to_string(),
                node.y_m.to_string(),
                time.seconds().to_string(),
                self.minutes(self.band(*time)).to_string(),
            ]
        });
        csv(&["junction", "x_m", "y_m", "time_s", "minutes"], rows)
    }

    /// An area for each limit, the widest first so that the others lie upon it, and every stretch.
    ///
    /// # Errors
    /// A map that lies nowhere on Earth.
    pub fn geojson(&self) -> Result<Vec<u8>, Box<Problem>> {
        let earth = geo::Earth::new(self.county)?;
        let properties = |kind: &str, band: usize| {
            let mut properties = JsonObject::new();
            properties.insert("kind".to_owned(), json!(kind));
            properties.insert("minutes".to_owned(), json!(self.minutes(band)));
            properties
        };
        let areas = self.areas().into_iter().enumerate().rev().map(|(band, area)| {
            let rings = |polygon: &Polygon| polygon.iter().map(|ring| earth.line(ring)).collect();
            let coordinates = area.iter().map(rings).collect();
            (GeometryValue::MultiPolygon { coordinates }, properties("area", band))
        });
        let stretches = self.stretches.iter().map(|stretch| {
            let mut properties = properties("road", stretch.band);
            let road = self.county.network.roads[stretch.road.index()].name.to_string();
            properties.insert("road".to_owned(), json!(road));
            let coordinates = earth.line(&stretch.course);
            (GeometryValue::LineString { coordinates }, properties)
        });
        Ok(earth.collection(areas.chain(stretches)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roads_are_cut_where_the_time_ends() {
        // 100 s long, entered after 50 s at the beginning: in a minute a tenth of it.
        let limits_s = [60.0, 120.0, 180.0];
        let one_way = [Some((50.0, 100.0)), None];
        let expected = vec![(0.0, 0.1, 0), (0.1, 0.7, 1), (0.7, 1.0, 2)];
        let close = |(found, left): (Vec<Span>, Option<_>),
                     expected: &[Span],
                     beyond: Option<(f64, f64)>| {
            let rounded = |part: (f64, f64)| ((1e6 * part.0).round(), (1e6 * part.1).round());
            assert_eq!(left.map(rounded), beyond.map(rounded));
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (one, other) in found.iter().zip(expected) {
                assert!((one.0 - other.0).abs() + (one.1 - other.1).abs() < 1e-9, "{found:?}");
                assert_eq!(one.2, other.2);
            }
        };
        close(spans(one_way, &limits_s), &expected, None);
        // From the other end as well, after 90 s: they meet within the second minute.
        let both = [Some((50.0, 100.0)), Some((90.0, 100.0))];
        close(spans(both, &limits_s), &[(0.0, 0.1, 0), (0.1, 1.0, 1)], None);
        let late = [None, Some((90.0, 100.0))];
        close(spans(late, &limits_s), &[(0.7, 1.0, 1), (0.1, 0.7, 2)], Some((0.0, 0.1)));
        close(spans([None, None], &limits_s), &[], Some((0.0, 1.0)));
        let line = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        assert_eq!(cut(&line, 0.25, 0.75), [(5.0, 0.0), (10.0, 0.0), (10.0, 5.0)]);
        assert_eq!(cut(&line, 0.0, 1.0), line);
    }
}
