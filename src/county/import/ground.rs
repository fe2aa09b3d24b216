//! The elevation grid of a map, from what is known of the Earth: sampled through the map's frame,
//! voids filled and said. Without elevation the ground is flat, and that is said too.

use std::collections::BTreeSet;

use super::raster::{Elevation, Sample};
use super::voids;
use crate::base::grid::Grid;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::county::codec::CELLS_MAX;
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::frame::Frame;

/// Share of the grid that may lie outside all tiles and is filled.
const OUTSIDE_MAX: f64 = 0.02;
/// Share of the grid that may be unknown in all.
const UNKNOWN_MAX: f64 = 0.3;
/// Samples along an edge of a cell at most, of which its elevation is the mean.
const SAMPLES_ALONG_MAX: usize = 4;

/// What of the Earth a map shows, in metres east and north of its origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Western edge.
    pub west_m: f64,
    /// Southern edge.
    pub south_m: f64,
    /// Eastern edge.
    pub east_m: f64,
    /// Northern edge.
    pub north_m: f64,
}

/// The ground of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// Elevation in metres, to a tenth.
    pub elevation_m: Grid<f32>,
    /// Whether any of it was measured: without that, water knows no way down.
    pub is_measured: bool,
    /// What of it is estimated; of kind [`EstimateKind::Relief`].
    pub estimate: Option<Estimate>,
}

impl Bounds {
    /// A grid of one value whose cells cover the bounds; the south-western corner is theirs, to a
    /// tenth of a metre downward.
    ///
    /// # Errors
    /// A problem of `place` where there would be no cell or more than a map holds.
    pub fn grid<T: Copy>(
        &self,
        cell_m: f64,
        value: T,
        place: &Place,
    ) -> Result<Grid<T>, Box<Problem>> {
        let count = |from_m: f64, to_m: f64| {
            let cells = ((to_m - from_m) / cell_m).ceil();
            (1.0..=CELLS_MAX as f64).contains(&cells).then_some(cells as usize)
        };
        let corner = |metres: f64| (metres * 10.0).floor() / 10.0;
        let (west_m, south_m) = (corner(self.west_m), corner(self.south_m));
        let columns = count(west_m, self.east_m);
        let rows = count(south_m, self.north_m);
        let shape = columns.zip(rows).filter(|(columns, rows)| {
            columns.checked_mul(*rows).is_some_and(|cells| cells <= CELLS_MAX)
        });
        let Some((columns, rows)) = shape.filter(|_| cell_m > 0.0) else {
            let (width_m, height_m) = (self.east_m - self.west_m, self.north_m - self.south_m);
            let found = format!("{width_m:.0} m x {height_m:.0} m");
            let expected = Text::new(
                format!("格距 {cell_m} 米时 1 至 {CELLS_MAX} 格的范围"),
                format!("an extent of 1 to {CELLS_MAX} cells of {cell_m} m"),
            );
            let hint = Text::new(
                "请裁剪到一个县的范围,或加大格距",
                "cut the county out first, or take larger cells",
            );
            return Err(Box::new(Problem::error(place.clone(), found, expected).hint(hint)));
        };
        let values = vec![value; columns * rows];
        Ok(Grid { columns, rows, cell_m, west_m, south_m, values })
    }
}

/// The ground within the bounds; `frame` says where on Earth they lie, none where the elevation is
/// in metres of the map itself. `place` is what a problem is about.
///
/// # Errors
/// Where the grid is too large, or too little of it is known: which tiles are missing.
pub fn sampled(
    elevation: &Elevation,
    frame: Option<Frame>,
    bounds: &Bounds,
    cell_m: f64,
    place: &Place,
) -> Result<Ground, Box<Problem>> {
    let mut ground = bounds.grid(cell_m, f32::NAN, place)?;
    let outside = sample(elevation, frame, &mut ground);
    let cells = ground.values.len();
    let unknown = ground.values.iter().filter(|value| value.is_nan()).count();
    let share = |count: usize| count as f64 / cells as f64;
    if share(outside) > OUTSIDE_MAX || share(unknown) > UNKNOWN_MAX {
        return Err(Box::new(too_little(place, (outside, unknown, cells), frame, &ground)));
    }
    voids::fill(&mut ground);
    round(&mut ground);
    let estimate = (unknown > 0).then(|| filled((outside, unknown, cells), elevation));
    Ok(Ground { elevation_m: ground, is_measured: true, estimate })
}

/// Ground of which nothing is known: level at zero.
///
/// # Errors
/// Where the grid is too large.
pub fn flat(bounds: &Bounds, cell_m: f64, place: &Place) -> Result<Ground, Box<Problem>> {
    let basis = Text::new(
        "没有高程数据:地面按海拔 0 米的平地处理,不能推演山洪、滑坡等依赖地形的情景",
        "there is no elevation: the ground is level at 0 m, and nothing that needs relief (floods, \
         slopes) can be played",
    );
    let estimate = Estimate { kind: EstimateKind::Relief, basis, of: Vec::new() };
    Ok(Ground {
        elevation_m: bounds.grid(cell_m, 0.0, place)?,
        is_measured: false,
        estimate: Some(estimate),
    })
}

/// Samples every cell: the mean of what is known at places spread evenly over it, as close as the
/// elevation's own samples; a cell of which less than half is known stays unknown. Says how many
/// cells lie outside all tiles.
///
/// Places between the corners of a cell are taken to lie evenly on the Earth, which is wrong by a
/// millimetre in a cell of 100 m.
fn sample(elevation: &Elevation, frame: Option<Frame>, ground: &mut Grid<f32>) -> usize {
    let place_of = |x_m: f64, y_m: f64| frame.map_or((x_m, y_m), |it| it.degrees((x_m, y_m)));
    let along = (ground.cell_m / elevation.step_m()).round().clamp(1.0, SAMPLES_ALONG_MAX as f64);
    let along = along as usize;
    let corners = |row: usize| -> Vec<(f64, f64)> {
        let y_m = ground.south_m + (ground.rows - row) as f64 * ground.cell_m;
        let corner = |column| place_of(ground.west_m + column as f64 * ground.cell_m, y_m);
        (0..=ground.columns).map(corner).collect()
    };
    let mut outside = 0;
    let mut values = Vec::with_capacity(ground.values.len());
    let mut upper = corners(0);
    for row in 0..ground.rows {
        let lower = corners(row + 1);
        for column in 0..ground.columns {
            let cell = [upper[column], upper[column + 1], lower[column], lower[column + 1]];
            let (value, is_outside) = mean(elevation, &cell, along);
            values.push(value);
            outside += usize::from(is_outside);
        }
        upper = lower;
    }
    ground.values = values;
    outside
}

/// The mean elevation of a cell with these corners (north-west, north-east, south-west,
/// south-east), not a number where too little is known; and whether that is for want of a tile.
fn mean(elevation: &Elevation, corners: &[(f64, f64); 4], along: usize) -> (f32, bool) {
    let (mut sum, mut known, mut outside) = (0.0, 0, 0);
    for place in 0..along * along {
        let share = |step: usize| (step as f64 + 0.5) / along as f64;
        let (right, down) = (share(place % along), share(place / along));
        let between = |axis: fn(&(f64, f64)) -> f64| {
            let [nw, ne, sw, se] = corners.each_ref().map(axis);
            let (north, south) = (nw + right * (ne - nw), sw + right * (se - sw));
            north + down * (south - north)
        };
        match elevation.at(between(|it| it.0), between(|it| it.1)) {
            Sample::Metres(metres) => (sum, known) = (sum + metres, known + 1),
            Sample::Void => {}
            Sample::Outside => outside += 1,
        }
    }
    if 2 * known >= along * along {
        return (sum / known as f32, false);
    }
    (f32::NAN, 2 * outside > along * along)
}

/// Rounds to a tenth, as a map file holds it.
fn round(ground: &mut Grid<f32>) {
    for value in &mut ground.values {
        *value = (*value * 10.0).round() / 10.0;
    }
}

/// That voids were filled: how many, and how.
fn filled((outside, unknown, cells): (usize, usize, usize), elevation: &Elevation) -> Estimate {
    let percent = 100.0 * unknown as f64 / cells as f64;
    let voids = elevation.voids();
    let (mut zh, mut en) = (
        format!(
            "{cells} 格中有 {unknown} 格({percent:.2}%)没有高程,由周边按拉普拉斯方程(薄膜面)\
             填补;源数据空值 {voids} 个"
        ),
        format!(
            "{unknown} of {cells} cells ({percent:.2} %) have no elevation and are filled from \
             around them by Laplace's equation (a membrane); {voids} voids in the source"
        ),
    );
    if outside > 0 {
        zh += &format!(",其中 {outside} 格在所有高程图幅之外");
        en += &format!("; {outside} of the cells lie outside all tiles");
    }
    Estimate { kind: EstimateKind::Relief, basis: Text::new(zh, en), of: Vec::new() }
}

/// That too little of a grid is known, and on Earth which tiles of a degree it lies on.
fn too_little(
    place: &Place,
    (outside, unknown, cells): (usize, usize, usize),
    frame: Option<Frame>,
    ground: &Grid<f32>,
) -> Problem {
    let percent = |count: usize| 100.0 * count as f64 / cells as f64;
    let found = format!(
        "{:.1} % of the map without elevation, {:.1} % outside all tiles",
        percent(unknown),
        percent(outside)
    );
    let (most, most_outside) = (100.0 * UNKNOWN_MAX, 100.0 * OUTSIDE_MAX);
    let expected = Text::new(
        format!("地图至多 {most:.0}% 没有高程、至多 {most_outside:.0}% 在图幅之外"),
        format!("at most {most:.0} % without, and {most_outside:.0} % outside"),
    );
    let problem = Problem::error(place.clone(), found, expected);
    let Some(frame) = frame else { return problem };
    let tiles = tiles_needed(frame, ground).into_iter().collect::<Vec<_>>().join(", ");
    problem.hint(Text::new(
        format!("这张地图需要覆盖这些一度图幅的高程:{tiles}"),
        format!("this map needs elevation on these tiles of a degree: {tiles}"),
    ))
}

/// Names of the tiles of a degree on which cells without elevation lie.
fn tiles_needed(frame: Frame, ground: &Grid<f32>) -> BTreeSet<String> {
    let unknown = (0..ground.values.len()).filter(|cell| ground.values[*cell].is_nan());
    let name = |cell: usize| {
        let (x_m, y_m) = ground.centre(cell % ground.columns, cell / ground.columns);
        let (longitude, latitude) = frame.degrees((x_m, y_m));
        let (east, north) = (longitude.floor() as i32, latitude.floor() as i32);
        let (we, sn) = (if east < 0 { 'W' } else { 'E' }, if north < 0 { 'S' } else { 'N' });
        format!("{sn}{:02}{we}{:03}", north.abs(), east.abs())
    };
    unknown.map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::county::import::source::Unit;

    const FRAME: Frame = Frame { longitude: 1.5, latitude: 42.5 };

    fn place() -> Place {
        Place::path("a.hgt", "")
    }

    /// A tile that rises 1 m with each sample to the east, with some voids in its middle.
    fn elevation(voids: usize) -> Elevation {
        let mut bytes = Vec::with_capacity(2 * 1_201 * 1_201);
        for row in 0..1_201_usize {
            for column in 0..1_201_usize {
                let is_void = row.abs_diff(600) < voids && column.abs_diff(600) < voids;
                let value = if is_void { -32_768 } else { column as i16 };
                bytes.extend(value.to_be_bytes());
            }
        }
        Elevation::read(&[("N42E001.hgt".to_owned(), bytes)], Unit::Degree).unwrap()
    }

    fn bounds(half_m: f64) -> Bounds {
        Bounds { west_m: -half_m, south_m: -half_m, east_m: half_m, north_m: half_m }
    }

    #[test]
    fn the_grid_lies_where_the_frame_says() {
        let ground =
            sampled(&elevation(0), Some(FRAME), &bounds(5_000.0), 100.0, &place()).unwrap();
        let grid = &ground.elevation_m;
        assert_eq!((grid.columns, grid.rows, grid.west_m), (100, 100, -5_000.0));
        assert_eq!((ground.is_measured, &ground.estimate), (true, &None));
        for (column, row) in [(0, 0), (50, 50), (99, 20)] {
            let (longitude, _) = FRAME.degrees(grid.centre(column, row));
            let expected = (longitude - 1.0) * 1_200.0;
            let apart = f64::from(grid.at(column, row)) - expected;
            assert!(apart.abs() < 0.06, "{column} {row}: {apart}");
        }
    }

    #[test]
    fn voids_are_filled_counted_and_said() {
        let ground =
            sampled(&elevation(5), Some(FRAME), &bounds(5_000.0), 100.0, &place()).unwrap();
        let estimate = ground.estimate.unwrap();
        assert_eq!(estimate.kind, EstimateKind::Relief);
        assert!(estimate.basis.en.contains("81 voids in the source"), "{}", estimate.basis.en);
        let grid = &ground.elevation_m;
        let (longitude, _) = FRAME.degrees(grid.centre(50, 50));
        let apart = f64::from(grid.at(50, 50)) - (longitude - 1.0) * 1_200.0;
        assert!(apart.abs() < 0.5, "{apart}");
    }

    #[test]
    fn a_map_that_leaves_its_tiles_is_refused_with_their_names() {
        let far = Bounds { west_m: 0.0, ..bounds(60_000.0) };
        let problem = sampled(&elevation(0), Some(FRAME), &far, 1_000.0, &place()).unwrap_err();
        let sentence = problem.sentence(Language::English);
        let tiles = "N41E001, N41E002, N42E002, N43E001, N43E002";
        assert!(sentence.ends_with(tiles), "{sentence}");
        let much = sampled(&elevation(400), Some(FRAME), &bounds(9_000.0), 100.0, &place());
        assert!(much.unwrap_err().found.starts_with("100.0 % of the map"));
    }

    #[test]
    fn without_elevation_the_ground_is_flat_and_says_so() {
        let ground = flat(&bounds(500.0), 100.0, &place()).unwrap();
        assert!(!ground.is_measured && ground.elevation_m.values == [0.0; 100]);
        let estimate = ground.estimate.unwrap();
        assert_eq!((estimate.kind, estimate.of.len()), (EstimateKind::Relief, 0));
        for (half_m, cell_m) in [(9e9, 100.0), (f64::NAN, 100.0), (-1.0, 100.0), (1e3, 0.0)] {
            let problem = flat(&bounds(half_m), cell_m, &place()).unwrap_err();
            assert!(problem.expected.en.contains("cells"), "{half_m} {cell_m}");
        }
    }
}
