//! What the county's terrain says of its rivers, as the flood model takes it: the ground beside
//! each reach by its height, the slope that its water has, and which reaches lie in a reservoir's
//! lake. What the water of a flood does is in `water`.

use crate::base::id::{FacilityId, ReachId};
use crate::county::drainage::{NO_REACH, bank_height_m, drained_km2, feeders};
use crate::county::place::{County, Cover, Reach};
use crate::hazard::rating::Strip;

/// Heights above the ordinary stage by which ground is put together, cm: upper ends.
const BANDS_CM: [u16; 22] = [
    25, 50, 75, 100, 125, 150, 175, 200, 225, 250, 275, 300, 350, 400, 450, 500, 600, 700, 800,
    1_000, 1_200, 1_500,
];

/// Most that a channel's own cells are wider than a straight row of them: they go zigzag.
const ZIGZAG: f64 = 1.5;

/// Length over which the slope of a reach's water is taken, m: a short flat or steep piece of bed
/// does not set its own water's slope.
const SLOPE_OVER_M: f64 = 4_000.0;

/// Ground beside each reach: area of the cells that drain to it, by height above it, over its
/// length (Zheng et al. 2018, as in `hazard::rating`). The part of a channel's own cells that the
/// channel does not fill lies at the height of its banks; lakes are no ground.
pub(super) fn ground(county: &County) -> Vec<Vec<Strip>> {
    let terrain = &county.terrain;
    let mut cells = vec![[0_u32; BANDS_CM.len()]; county.reaches.len()];
    let mut channel_cells = vec![0_u32; county.reaches.len()];
    for (cell, &reach) in terrain.reach.values.iter().enumerate() {
        if reach == NO_REACH {
            continue;
        }
        let above_cm = terrain.above_river_cm.values[cell];
        if above_cm == 0 {
            channel_cells[usize::from(reach)] += 1;
        } else if terrain.cover.values[cell] != Cover::Water {
            let band = BANDS_CM.partition_point(|end_cm| *end_cm < above_cm);
            if let Some(count) = cells[usize::from(reach)].get_mut(band) {
                *count += 1;
            }
        }
    }
    let cell_m = terrain.elevation_m.cell_m;
    let drained = drained_km2(&county.reaches);
    let strips = |(index, reach): (usize, &Reach)| {
        let width_m = |count: u32| f64::from(count) * cell_m * cell_m / reach.length_m;
        let own_m = width_m(channel_cells[index]).min(ZIGZAG * cell_m) - reach.width_m;
        let bank = Strip { height_m: bank_height_m(drained[index]), width_m: own_m.max(0.0) };
        let band = |(band, count): (usize, &u32)| {
            let from_cm = if band == 0 { 0 } else { BANDS_CM[band - 1] };
            let middle_cm = 0.5 * f64::from(from_cm + BANDS_CM[band]);
            Strip { height_m: middle_cm / 100.0, width_m: width_m(*count) }
        };
        let banded = cells[index].iter().enumerate().map(band);
        std::iter::once(bank).chain(banded).filter(|strip| strip.width_m > 0.0).collect()
    };
    county.reaches.iter().enumerate().map(strips).collect()
}

/// Slope of the water of each reach: of its bed with that of the reaches below it, as far as
/// `SLOPE_OVER_M` reaches.
pub(super) fn slopes(reaches: &[Reach]) -> Vec<f64> {
    let slope = |reach: &Reach| {
        let (mut length_m, mut fall_m) = (0.0, 0.0);
        let mut next = Some(reach);
        while let Some(reach) = next.filter(|_| length_m < SLOPE_OVER_M) {
            length_m += reach.length_m;
            fall_m += reach.slope * reach.length_m;
            next = reach.downstream.map(|below| &reaches[below.index()]);
        }
        fall_m / length_m
    };
    reaches.iter().map(slope).collect()
}

/// What a dam of this height at a reach's lower end holds up to its crest, m3, and the surface
/// then, m2: in a valley of the reach's own slope, channel and ground, which gets shallower up the
/// river until the bed is as high as the crest. Ground above 15 m over the river is not told apart:
/// the valley's sides are steep there.
pub(super) fn valley(county: &County, reach: ReachId, height_m: f64) -> (f64, f64) {
    let slope = slopes(&county.reaches)[reach.index()];
    let channel = Strip { height_m: 0.0, width_m: county.reaches[reach.index()].width_m };
    let strips = ground(county).swap_remove(reach.index());
    let (mut storage_m3, mut area_m2) = (0.0, 0.0);
    for strip in strips.iter().chain([&channel]) {
        let depth_m = (height_m - strip.height_m).max(0.0);
        storage_m3 += 0.5 * strip.width_m * depth_m * depth_m / slope;
        area_m2 += strip.width_m * depth_m / slope;
    }
    (storage_m3, area_m2)
}

/// The reach at whose lower end a reservoir's dam stands, and those that lie in its lake. The
/// facility stands at the lowest of them, or at the reach that the dam lets its water into.
pub(super) fn lake(county: &County, reservoir: FacilityId) -> Option<(ReachId, Vec<ReachId>)> {
    let at = county.facilities[reservoir.index()].reach?;
    let feeds = |below: ReachId| feeders(county, below);
    let largest = |left: &ReachId, right: &ReachId| {
        let (left, right) = (&county.reaches[left.index()], &county.reaches[right.index()]);
        left.width_m.total_cmp(&right.width_m).then(left.key.cmp(&right.key))
    };
    let found = std::iter::once(at)
        .chain(feeds(at).max_by(largest))
        .find_map(|id| lake_level_m(county, id).map(|level_m| (id, level_m)));
    let Some((dam, level_m)) = found else { return Some((at, Vec::new())) };
    let mut lake = vec![dam];
    let mut next = 0;
    while let Some(below) = lake.get(next).copied() {
        next += 1;
        let same = |id: &ReachId| {
            lake_level_m(county, *id).is_some_and(|own_m| (own_m - level_m).abs() < LEVEL_M)
        };
        lake.extend(feeds(below).filter(same));
    }
    Some((dam, lake))
}

/// Difference in elevation within a lake, m.
const LEVEL_M: f32 = 0.5;

/// The level of the lake that a reach lies in: of most of its course, water of one elevation.
fn lake_level_m(county: &County, reach: ReachId) -> Option<f32> {
    let terrain = &county.terrain;
    let place = |&(x_m, y_m): &(f32, f32)| {
        let (column, row) = terrain.elevation_m.cell_of(f64::from(x_m), f64::from(y_m))?;
        let is_water = terrain.cover.at(column, row) == Cover::Water;
        is_water.then(|| terrain.elevation_m.at(column, row))
    };
    let course = &county.reaches[reach.index()].course;
    let mut levels: Vec<f32> = course.iter().filter_map(place).collect();
    levels.sort_by(f32::total_cmp);
    let level_m = *levels.get(levels.len() / 2)?;
    let same = levels.iter().filter(|own_m| (*own_m - level_m).abs() < LEVEL_M / 10.0);
    (2 * same.count() > course.len()).then_some(level_m)
}
