//! Water of a source that is kept to be drawn: its areas, which a grid of cells shows coarsely, and
//! its lines where no reach is made of them. Nothing else is made of it.

use super::county::tenth;
use super::cover::is_water;
use super::ground::Bounds;
use super::note::Note;
use super::rings::areas;
use super::source::Source;
use super::{names, rivers};
use crate::base::text::Text;
use crate::county::codec::POINTS_MAX;
use crate::county::frame::Frame;
use crate::county::place::Water;

/// How far from the origin a map can hold a point, m.
const FAR_M: f32 = 1_000_000.0;

/// The water within these bounds, areas first, in the order of the source; what of it is kept is
/// noted. Whether there are reaches says whether lines are drawn already.
pub(super) fn waters(
    source: &Source,
    frame: Option<Frame>,
    bounds: &Bounds,
    has_reaches: bool,
    notes: &mut Vec<Note>,
) -> Vec<Water> {
    // Broken ones are counted with the land cover.
    let areas = areas(source, frame, is_water, &mut Vec::new()).into_iter();
    let mut kept: Vec<Water> = areas
        .map(|area| Water {
            title: names::title(area.tags).map(|(title, _)| title),
            width_m: None,
            lines: area.rings.iter().map(|ring| written(ring)).collect(),
            name: area.name,
        })
        .collect();
    let what = Text::new("仅供绘图的水面", "areas of water, kept to be drawn");
    kept.retain(|water| is_on_map(water, bounds));
    Note::count(what, kept.len()).push_to(notes);
    if !has_reaches {
        let mut lines = rivers::drawn(source, frame, notes);
        // A closed way may be both: its area is drawn already.
        let is_area = |line: &Water| kept.iter().any(|area| area.name == line.name);
        lines.retain(|water| is_on_map(water, bounds) && !is_area(water));
        let what = Text::new(
            "仅供绘图的水系线(没有高程,不能推算河流;未注明宽度的按类别绘制)",
            "waterways, kept to be drawn (without elevation no river is made of them; as wide as \
             their kind where no width is said)",
        );
        Note::count(what, lines.len()).push_to(notes);
        kept.extend(lines);
    }
    kept
}

/// A line as maps hold it: to a tenth of a metre, with no more points than a map takes.
pub(super) fn written(line: &[(f64, f64)]) -> Vec<(f32, f32)> {
    let step = line.len().div_ceil(POINTS_MAX).max(1);
    let points = line.iter().step_by(step);
    points.map(|(x_m, y_m)| (tenth(*x_m) as f32, tenth(*y_m) as f32)).collect()
}

/// Whether any of it may lie on the map, and all of it where a map can hold it.
fn is_on_map(water: &Water, bounds: &Bounds) -> bool {
    let points = || water.lines.iter().flatten();
    let reach = |of: fn(&(f32, f32)) -> f32| {
        let all = || points().map(of);
        (all().fold(f32::MAX, f32::min), all().fold(f32::MIN, f32::max))
    };
    let (east, north) = (reach(|point| point.0), reach(|point| point.1));
    points().all(|point| point.0.abs() <= FAR_M && point.1.abs() <= FAR_M)
        && f64::from(east.1) >= bounds.west_m
        && f64::from(east.0) <= bounds.east_m
        && f64::from(north.1) >= bounds.south_m
        && f64::from(north.0) <= bounds.north_m
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::county::import::testing::source;

    const BOUNDS: Bounds = Bounds { west_m: 0.0, south_m: 0.0, east_m: 1_000.0, north_m: 1_000.0 };
    const RING: [(f64, f64); 4] = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 0.0)];

    #[test]
    fn areas_are_always_kept_and_lines_where_there_are_no_reaches() {
        let far: Vec<(f64, f64)> = RING.iter().map(|(x, y)| (x + 1_500.0, *y)).collect();
        let source = source(&[
            (1, &[("natural", "water"), ("name", "泮塘")], &RING),
            (2, &[("waterway", "river"), ("name", "信江")], &[(500.0, -9.0), (500.0, 900.0)]),
            (3, &[("waterway", "stream"), ("width", "7.5")], &[(10.0, 10.0), (20.0, 20.0)]),
            (4, &[("natural", "water")], &far),
            (5, &[("natural", "wood")], &RING),
            (6, &[("natural", "water"), ("waterway", "canal")], &RING),
        ]);
        let told = |has_reaches| {
            let mut notes = Vec::new();
            let kept = waters(&source, None, &BOUNDS, has_reaches, &mut notes);
            let counts: Vec<u64> = notes.iter().map(|note| note.count).collect();
            (kept, counts)
        };
        let (kept, counts) = told(false);
        let said: Vec<_> = kept.iter().map(|water| (&*water.name, water.width_m)).collect();
        let expected = [("w1", None), ("w6", None), ("w2", Some(20.0)), ("w3", Some(7.5))];
        assert_eq!(said, expected);
        assert_eq!(kept[0].title.as_ref().unwrap().zh, "泮塘");
        // The first point of a ring is not repeated, whichever it is.
        let corners = BTreeSet::from([(0, 0), (90, 0), (90, 90)]);
        let ring = kept[0].lines[0].iter().map(|point| (point.0 as i32, point.1 as i32));
        assert_eq!((kept[0].lines[0].len(), ring.collect()), (3, corners));
        assert_eq!((kept[3].title.as_ref(), counts), (None, vec![2, 2]));
        let (kept, counts) = told(true);
        assert_eq!((kept.len(), counts), (2, vec![2]));
    }
}
