//! Land cover of a map from the areas of a source: the class at the middle of each cell.

use super::note::Note;
use super::rings::{Area, areas};
use super::source::{Source, Tags};
use crate::base::grid::Grid;
use crate::base::text::Text;
use crate::county::drainage::cells_between;
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::frame::Frame;
use crate::county::place::{Cover, Reach};

/// What covers the ground where nothing is said of it.
const UNSAID: Cover = Cover::Grass;

/// Share of a cell that a river is wide at least to cover it with water, as in a generated county.
const RIVER_SHARE: f64 = 0.45;

/// Values of keys, and the class that they are: the first that fits counts.
const CLASSES: [(&str, &[&str], Cover); 13] = [
    ("natural", &["water", "bay", "strait"], Cover::Water),
    ("waterway", &["riverbank", "dock"], Cover::Water),
    ("landuse", &["reservoir", "basin", "salt_pond", "aquaculture"], Cover::Water),
    ("natural", &["wood"], Cover::Forest),
    ("landuse", &["forest"], Cover::Forest),
    ("natural", &["scrub", "heath", "grassland", "fell", "tundra", "wetland"], Cover::Grass),
    ("landuse", &["meadow", "grass", "village_green", "recreation_ground"], Cover::Grass),
    ("natural", &["bare_rock", "scree", "shingle", "sand", "beach", "glacier"], Cover::Bare),
    ("landuse", &["quarry", "landfill"], Cover::Bare),
    ("landuse", &["farmland", "orchard", "vineyard", "paddy", "allotments"], Cover::Farmland),
    ("landuse", &["plant_nursery", "greenhouse_horticulture"], Cover::Farmland),
    ("landuse", &["residential", "industrial", "commercial", "retail"], Cover::Built),
    (
        "landuse",
        &["construction", "garages", "railway", "farmyard", "education", "religious", "military"],
        Cover::Built,
    ),
];

/// The class that tags say.
fn class(tags: &Tags) -> Option<Cover> {
    let fits = |(key, values, _): &&(&str, &[&str], Cover)| {
        tags.get(key).is_some_and(|value| values.contains(&value))
    };
    CLASSES.iter().find(fits).map(|(_, _, cover)| *cover)
}

/// Whether tags say water.
pub(super) fn is_water(tags: &Tags) -> bool {
    class(tags) == Some(Cover::Water)
}

/// Land cover on the cells of `ground`: of the smallest area that holds the middle of a cell, and
/// water where a wide river runs. Says of which share nothing is known.
pub fn cover(
    source: &Source,
    frame: Option<Frame>,
    ground: &Grid<f32>,
    reaches: &[Reach],
    notes: &mut Vec<Note>,
) -> (Grid<Cover>, Option<Estimate>) {
    let mut areas = areas(source, frame, |tags| class(tags).is_some(), notes);
    // The larger first, so that what lies in it is painted upon it; equal ones as in the source.
    areas.sort_by(|one, other| other.surface_m2().total_cmp(&one.surface_m2()));
    let mut said: Grid<Option<Cover>> = ground.map(|_| None);
    for area in &areas {
        paint(&mut said, area, class(area.tags));
    }
    for reach in reaches.iter().filter(|reach| reach.width_m >= RIVER_SHARE * ground.cell_m) {
        for pair in reach.course.windows(2) {
            for cell in cells_between(ground, pair[0], pair[1]) {
                said.values[cell as usize] = Some(Cover::Water);
            }
        }
    }
    let unsaid = said.values.iter().filter(|class| class.is_none()).count();
    let estimate = (unsaid > 0).then(|| estimate(unsaid, said.values.len()));
    (said.map(|class| class.unwrap_or(UNSAID)), estimate)
}

fn estimate(unsaid: usize, cells: usize) -> Estimate {
    let percent = 100.0 * unsaid as f64 / cells as f64;
    let class = UNSAID.text();
    let basis = Text::new(
        format!("{percent:.0}% 的格子数据没有说明土地覆盖,按{}处理", class.zh),
        format!("the source does not say what covers {percent:.0} % of the cells: {}", class.en),
    );
    Estimate { kind: EstimateKind::Cover, basis, of: Vec::new() }
}

/// Paints the cells whose middle lies in an odd number of the area's rings.
fn paint(cover: &mut Grid<Option<Cover>>, area: &Area<'_>, class: Option<Cover>) {
    let points = || area.rings.iter().flatten();
    let low = points().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let high = points().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    // Rows from the north whose middle lies between the lowest and the highest point.
    let from_north = |y: f64| {
        let north = cover.south_m + cover.rows as f64 * cover.cell_m;
        ((north - y) / cover.cell_m - 0.5).clamp(-1.0, cover.rows as f64)
    };
    let first = from_north(high).ceil().max(0.0) as usize;
    let last = (from_north(low).floor() + 1.0) as usize;
    let mut crossings = Vec::new();
    for row in first..last.min(cover.rows) {
        let y = cover.centre(0, row).1;
        crossings.clear();
        for ring in &area.rings {
            let next = ring.iter().cycle().skip(1);
            for (one, other) in ring.iter().zip(next) {
                // The lower end belongs to a side, the upper one does not.
                if (one.1 <= y) != (other.1 <= y) {
                    crossings.push(one.0 + (y - one.1) / (other.1 - one.1) * (other.0 - one.0));
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        for pair in crossings.chunks_exact(2) {
            let column = |x: f64| {
                let column = ((x - cover.west_m) / cover.cell_m - 0.5).ceil();
                column.clamp(0.0, cover.columns as f64) as usize
            };
            let (from, to) = (column(pair[0]), column(pair[1]));
            let start = row * cover.columns;
            cover.values[start + from..start + to.max(from)].fill(class);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::import::source::{Member, MemberKind, Relation};
    use crate::county::import::testing::{reach, source, tags};

    fn square(from: f64, to: f64) -> [(f64, f64); 5] {
        [(from, from), (to, from), (to, to), (from, to), (from, from)]
    }

    /// The cover of ten by ten cells as letters, row by row from the north.
    fn drawn(source: &Source, notes: &mut Vec<Note>) -> Vec<String> {
        let ground = Grid::filled(10, 10, 100.0, 0.0_f32);
        let (cover, _) = cover(source, None, &ground, &[], notes);
        let letter = |cover: &Cover| match cover {
            Cover::Farmland => 'f',
            Cover::Forest => 'F',
            Cover::Grass => '.',
            Cover::Built => 'B',
            Cover::Water => 'W',
            Cover::Bare => 'x',
        };
        let all: Vec<char> = cover.values.iter().map(letter).collect();
        all.chunks(10).map(|row| row.iter().collect()).collect()
    }

    #[test]
    fn the_smallest_area_over_the_middle_of_a_cell_counts() {
        let (small, large, beyond) =
            (square(200.0, 540.0), square(100.0, 760.0), square(700.0, 5_000.0));
        let source = source(&[
            (1, &[("natural", "water")], &small),
            (2, &[("landuse", "forest")], &large),
            (3, &[("landuse", "residential")], &beyond),
            (4, &[("highway", "primary")], &beyond),
        ]);
        let mut notes = Vec::new();
        let rows = drawn(&source, &mut notes);
        assert_eq!(
            rows,
            [
                ".......BBB",
                ".......BBB",
                ".FFFFFFFBB",
                ".FFFFFFF..",
                ".FFFFFFF..",
                ".FWWWFFF..",
                ".FWWWFFF..",
                ".FWWWFFF..",
                ".FFFFFFF..",
                "..........",
            ]
        );
        assert_eq!(notes, []);
    }

    #[test]
    fn an_area_may_reach_beyond_the_map_on_every_side() {
        let (all, west) = (square(-5_000.0, 9_000.0), square(-900.0, -100.0));
        let source = source(&[
            (1, &[("natural", "wood")], &all),
            (2, &[("natural", "water")], &west),
            (
                3,
                &[("natural", "water")],
                &[(0.0, 3_000.0), (500.0, 2_000.0), (900.0, 3_000.0), (0.0, 3_000.0)],
            ),
        ]);
        let rows = drawn(&source, &mut Vec::new());
        assert!(rows.iter().all(|row| row == "FFFFFFFFFF"), "{rows:?}");
    }

    #[test]
    fn a_multipolygon_has_holes_and_what_is_broken_is_counted() {
        let (outer, inner) = (square(0.0, 1_000.0), square(300.0, 700.0));
        let mut source = source(&[
            (1, &[], &outer[..3]),
            (2, &[], &outer[2..]),
            (3, &[("natural", "scree")], &inner),
            (4, &[("landuse", "forest")], &[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]),
        ]);
        let member = |id, role: &str| Member { kind: MemberKind::Way, id, role: role.into() };
        let members = vec![member(1, "outer"), member(2, "outer"), member(3, "inner")];
        let said = tags(&[("type", "multipolygon"), ("natural", "wood")]);
        source.relations.push(Relation { id: 8, members, tags: said.clone() });
        let members = vec![member(1, "outer"), member(77, "outer")];
        source.relations.push(Relation { id: 9, members, tags: said });
        let mut notes = Vec::new();
        let rows = drawn(&source, &mut notes);
        assert_eq!((&*rows[0], &*rows[4]), ("FFFFFFFFFF", "FFFxxxxFFF"));
        let notes: Vec<(u64, Vec<String>)> =
            notes.into_iter().map(|note| (note.count, note.examples)).collect();
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(notes, [(2, named(&["9", "4"])), (1, named(&["9"]))]);
    }

    #[test]
    fn where_nothing_is_said_that_is_said_and_a_wide_river_is_water() {
        let ground = Grid::filled(10, 10, 100.0, 0.0_f32);
        let fields = source(&[(1, &[("landuse", "farmland")], &square(0.0, 1_000.0))]);
        let (all, estimate) = cover(&fields, None, &ground, &[], &mut Vec::new());
        assert!(estimate.is_none() && all.values.iter().all(|class| *class == Cover::Farmland));
        let river = reach("r", 60.0, &[(50.0, 550.0), (950.0, 550.0)]);
        let none = source(&[]);
        let (wet, estimate) = cover(&none, None, &ground, &[river], &mut Vec::new());
        let water = wet.values.iter().filter(|class| **class == Cover::Water).count();
        assert_eq!(water, 10);
        let estimate = estimate.unwrap();
        assert_eq!(estimate.kind, EstimateKind::Cover);
        assert!(estimate.basis.en.contains("90 % of the cells"), "{}", estimate.basis.en);
    }
}
