//! Lanes of villages and hamlets: short ways that grow from the roads that pass, turn at right
//! angles more or less, and close into rings where they meet (after Parish and Müller 2001).

use std::f64::consts::PI;

use super::places::{Places, slope};
use super::rivers::Waters;
use super::scale::{CELL_M, Scale};
use super::streets::{channel_between, clear};
use super::weave::{Weave, distance, plain};
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::grid::Grid;
use crate::base::key::Key;
use crate::base::math;
use crate::county::network::RoadClass;

/// Nearer than this, m, a lane ends at a point that is there already.
const SNAP_M: f64 = 27.0;

/// Passes over all settlements before the county is taken to have no more room.
const PASSES_MAX: u32 = 400;

/// A place where lanes grow.
struct Plot {
    centre: (f64, f64),
    draws: Draws,
    points: Vec<u32>,
    share: u32,
    radius_m: f64,
}

/// Grows lanes until the county has its junctions.
///
/// # Panics
/// When there is no room for them, which the scale of the county makes impossible.
pub(super) fn grow(
    weave: &mut Weave,
    scale: &Scale,
    seed: Seed,
    ground: &Grid<f32>,
    waters: &Waters,
    places: &Places,
) {
    let mut plots = plots(weave, seed, places);
    for pass in 0..PASSES_MAX {
        for plot in &mut plots {
            for _ in 0..plot.share {
                if weave.junctions >= scale.junctions {
                    return;
                }
                sprout(weave, ground, waters, plot);
            }
            if pass % 6 == 5 {
                plot.radius_m += 18.0;
            }
        }
    }
    assert!(weave.junctions >= scale.junctions, "no room for {} junctions", scale.junctions);
}

/// Every settlement with the points that it can grow from.
fn plots(weave: &Weave, seed: Seed, places: &Places) -> Vec<Plot> {
    let villages = places.villages.iter().map(|village| (village.0, 4, 150.0));
    let hamlets = places.hamlets.iter().map(|hamlet| (*hamlet, 1, 110.0));
    let seats = places.townships.iter().map(|seat| (*seat, 4, 420.0));
    villages
        .chain(hamlets)
        .chain(seats)
        .map(|(cell, share, radius_m)| {
            let centre = weave.centre(cell);
            let near = |point: &u32| {
                let place = weave.points[*point as usize];
                math::hypot(place.0 - centre.0, place.1 - centre.1) < 900.0
            };
            let points = weave
                .around(centre, 9)
                .flat_map(|cell| weave.points_in[cell].iter().copied())
                .filter(near)
                .collect();
            let draws = seed.draws(Purpose::Generation, Key::born(8, &[Key(u64::from(cell))], 0));
            Plot { centre, draws, points, share, radius_m }
        })
        .collect()
}

/// Tries to grow one lane.
fn sprout(weave: &mut Weave, ground: &Grid<f32>, waters: &Waters, plot: &mut Plot) {
    if plot.points.is_empty() {
        return;
    }
    let base = plot.points[plot.draws.below(plot.points.len() as u32) as usize];
    let place = weave.points[base as usize];
    let away_m = math::hypot(place.0 - plot.centre.0, place.1 - plot.centre.1);
    let turn = [0.5, -0.5, 1.0][plot.draws.below(3) as usize] * std::f64::consts::PI;
    let bent = plot.draws.between(-0.22, 0.22);
    let length_m = plot.draws.between(38.0, 82.0);
    if away_m > plot.radius_m || weave.at[base as usize].is_empty() {
        return;
    }
    let along = weave.at[base as usize][0];
    if weave.at[base as usize].len() >= 4 {
        return;
    }
    let toward = weave.points[weave.other(along, base) as usize];
    let angle = math::atan2(toward.1 - place.1, toward.0 - place.0) + turn + bent;
    let end = (place.0 + length_m * math::cos(angle), place.1 + length_m * math::sin(angle));
    if !buildable(weave, ground, waters, end) || !open_angle(weave, base, angle) {
        return;
    }
    let class = class_from(weave, base, plot);
    match nearest(weave, end, SNAP_M) {
        Some(near) => {
            let open = near != base && weave.at[near as usize].len() < 4;
            let dry = channel_between(weave, waters, base, near).is_none();
            let same_kind = class == RoadClass::Track
                || weave.at[near as usize]
                    .iter()
                    .any(|edge| weave.edges[*edge as usize].class != RoadClass::Track);
            if open && dry && same_kind && clear(weave, base, near) {
                let back = math::atan2(
                    place.1 - weave.points[near as usize].1,
                    place.0 - weave.points[near as usize].0,
                );
                if open_angle(weave, near, back) && open_angle(weave, base, back + PI) {
                    weave.edge(plain(base, near, class));
                }
            }
        }
        None => {
            let point = weave.point(end);
            let dry = channel_between(weave, waters, base, point).is_none();
            if dry && apart_from_edges(weave, end, base) && clear(weave, base, point) {
                weave.edge(plain(base, point, class));
                plot.points.push(point);
            } else {
                weave.drop_last_point();
            }
        }
    }
}

/// A lane from tracks alone is a track; others sometimes are.
fn class_from(weave: &Weave, base: u32, plot: &mut Plot) -> RoadClass {
    let tracks = weave.at[base as usize]
        .iter()
        .all(|edge| weave.edges[*edge as usize].class == RoadClass::Track);
    if tracks || plot.draws.happens(0.08) { RoadClass::Track } else { RoadClass::Village }
}

/// Whether a lane may end at a place.
fn buildable(weave: &Weave, ground: &Grid<f32>, waters: &Waters, place: (f64, f64)) -> bool {
    let (width_m, height_m) = (ground.columns as f64 * CELL_M, ground.rows as f64 * CELL_M);
    let inside = place.0 > 150.0
        && place.1 > 150.0
        && place.0 < width_m - 150.0
        && place.1 < height_m - 150.0;
    if !inside {
        return false;
    }
    let cell = weave.cell(place);
    let (column, row) = (cell % ground.columns, cell / ground.columns);
    !waters.channel[cell] && !waters.lake[cell] && slope(ground, column, row) < 0.45
}

/// Whether a direction keeps at least 50 degrees from the roads that leave a point.
fn open_angle(weave: &Weave, point: u32, angle: f64) -> bool {
    let own = weave.points[point as usize];
    weave.at[point as usize].iter().all(|edge| {
        let other = weave.points[weave.other(*edge, point) as usize];
        let taken = math::atan2(other.1 - own.1, other.0 - own.0);
        math::cos(taken - angle) < 0.64
    })
}

/// The nearest point within a distance.
fn nearest(weave: &Weave, place: (f64, f64), reach_m: f64) -> Option<u32> {
    weave
        .around(place, 1)
        .flat_map(|cell| weave.points_in[cell].iter().copied())
        .map(|point| {
            let at = weave.points[point as usize];
            (math::hypot(at.0 - place.0, at.1 - place.1), point)
        })
        .filter(|pair| pair.0 < reach_m)
        .min_by(|first, second| first.0.total_cmp(&second.0).then(first.1.cmp(&second.1)))
        .map(|pair| pair.1)
}

/// Whether a place keeps its distance from all roads that do not leave from `base`.
fn apart_from_edges(weave: &Weave, place: (f64, f64), base: u32) -> bool {
    weave.around(place, 1).flat_map(|cell| weave.edges_in[cell].iter()).all(|edge| {
        let edge = &weave.edges[*edge as usize];
        let own = edge.from == base || edge.to == base;
        let (from, to) = (weave.points[edge.from as usize], weave.points[edge.to as usize]);
        own || distance(place, from, to) > 20.0
    })
}
