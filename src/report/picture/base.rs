//! The base of a map: relief, water, roads by class, and what of them is reached in how long. What
//! happens is drawn over it elsewhere.

use std::ops::Range;

use super::paper::Paper;
use super::{ground, reach};
use crate::county::derive::course;
use crate::county::network::{Road, RoadClass, Structure};
use crate::county::place::ZoneKind;
use crate::report::map_picture::{Base, MapPicture};
use crate::report::picture::viewport::Viewport;

/// Pixels per kilometre from which the two edges of a street have room.
const NEAR: f64 = 90.0;

impl MapPicture<'_> {
    /// Relief, water and roads; paler where people and hazards are told beside them.
    pub(in crate::report) fn base(&self, paper: &mut Paper) {
        match self.base {
            Base::Of(name) => return paper.put(&format!("<use href=\"#{name}\"/>")),
            Base::Named(name) => paper.put(&format!("<g id=\"{name}\">")),
            Base::Own => {}
        }
        self.relief(paper);
        reach::ribbons(paper, &self.layers);
        self.rivers(paper);
        self.roads(paper);
        reach::beyond(paper, &self.layers, self.detail());
        if self.pale {
            let (width, height) = (paper.width_px, paper.height_px);
            paper.put(&format!(
                "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\" fill-opacity=\"0.35\"/>"
            ));
        }
        if let Base::Named(_) = self.base {
            paper.put("</g>");
        }
    }

    fn relief(&self, paper: &mut Paper) {
        let (width, height) = (paper.width_px, paper.height_px);
        paper.put(&format!("<rect width=\"{width}\" height=\"{height}\" fill=\"#f1f1ec\"/>"));
        let Some((shown, columns, rows)) = self.cells_shown() else { return };
        let (x, y) = paper.at(shown.west_m, shown.south_m + shown.height_m);
        paper.put(&format!(
            "<image x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" \
             preserveAspectRatio=\"none\" href=\"{}\"/>",
            shown.width_m * paper.scale,
            shown.height_m * paper.scale,
            ground::image(self.county, columns, rows)
        ));
    }

    /// The part of the terrain under the sheet, as whole cells; none where there is none.
    fn cells_shown(&self) -> Option<(Viewport, Range<usize>, Range<usize>)> {
        let grid = &self.county.terrain.elevation_m;
        let cells = |from_m: f64, width_m: f64, count: usize| {
            let first = (from_m / grid.cell_m).floor().clamp(0.0, count as f64);
            let end = ((from_m + width_m) / grid.cell_m).ceil().clamp(0.0, count as f64);
            (first < end).then_some(first as usize..end as usize)
        };
        let view = self.viewport;
        let columns = cells(view.west_m - grid.west_m, view.width_m, grid.columns)?;
        let north_m = grid.south_m + grid.rows as f64 * grid.cell_m;
        let rows = cells(north_m - view.south_m - view.height_m, view.height_m, grid.rows)?;
        let shown = Viewport {
            west_m: grid.west_m + columns.start as f64 * grid.cell_m,
            south_m: north_m - rows.end as f64 * grid.cell_m,
            width_m: columns.len() as f64 * grid.cell_m,
            height_m: rows.len() as f64 * grid.cell_m,
        };
        Some((shown, columns, rows))
    }

    fn rivers(&self, paper: &mut Paper) {
        let point = |at: &(f32, f32)| (f64::from(at.0), f64::from(at.1));
        for water in &self.county.waters {
            let lines = water.lines.iter();
            let data: String = lines
                .map(|line| paper.line(line.iter().map(point), water.width_m.is_none()))
                .collect();
            match water.width_m {
                Some(width_m) => paper.path(&data, &river(width_m, paper.scale)),
                None => paper.path(&data, AREA),
            }
        }
        for reach in &self.county.reaches {
            let data = paper.line(reach.course.iter().map(point), false);
            paper.path(&data, &river(reach.width_m, paper.scale));
        }
    }

    /// Tunnels, and over them the other roads: from the least class to the greatest.
    fn roads(&self, paper: &mut Paper) {
        let detail = self.detail();
        for class in CLASSES.into_iter().rev() {
            let tunnels = self.lines(paper, class, |on| on == Structure::Tunnel);
            tunnel(class, detail).iter().for_each(|stroke| paper.path(&tunnels, stroke));
        }
        for class in CLASSES.into_iter().rev() {
            if shows_bridges(detail) {
                let bridges = self.lines(paper, class, |on| on == Structure::Bridge);
                paper.path(&bridges, &bridge(class, detail));
            }
            let lines = self.lines(paper, class, |on| on != Structure::Tunnel);
            strokes(class, detail).iter().for_each(|stroke| paper.path(&lines, stroke));
        }
    }

    /// The roads of a class that are shown and run on such structures.
    fn lines(&self, paper: &Paper, class: RoadClass, is_on: fn(Structure) -> bool) -> String {
        let network = &self.county.network;
        let roads = network.roads.iter().filter(|road| road.class == class);
        let shown = roads.filter(|road| is_on(road.structure) && shows(road, self.detail()));
        shown.map(|road| paper.line(course(network, road), false)).collect()
    }
}

/// Whether a road is large enough for so many pixels per kilometre.
pub(in crate::report) fn shows(road: &Road, detail: f64) -> bool {
    match road.class {
        RoadClass::Track => detail > 70.0,
        RoadClass::Village => detail > 55.0 || road.length_mm > 260_000,
        _ => true,
    }
}

/// The style of an area of water; its edge closes the seams between areas that touch.
const AREA: &str = "fill=\"#8eabc0\" fill-rule=\"evenodd\" stroke=\"#8eabc0\" stroke-width=\"0.6\"";

/// The style of a river so wide at so many pixels a metre.
pub(in crate::report) fn river(width_m: f64, scale: f64) -> String {
    let width = (width_m * scale).max(0.35 + 0.035 * width_m).max(0.7);
    format!(
        "fill=\"none\" stroke=\"#8eabc0\" stroke-width=\"{width:.1}\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\""
    )
}

/// Classes of road, those that lie over the others first.
pub(in crate::report) const CLASSES: [RoadClass; 6] = [
    RoadClass::Trunk,
    RoadClass::Primary,
    RoadClass::Secondary,
    RoadClass::Street,
    RoadClass::Village,
    RoadClass::Track,
];

/// Width of a class of road without its edges in pixels, at so many pixels per kilometre: as on the
/// ground, but never less than can be told from the lesser classes.
pub(in crate::report) fn road_px(class: RoadClass, detail: f64) -> f64 {
    let (ground_m, least_px) = match class {
        RoadClass::Trunk => (22.0, 3.6),
        RoadClass::Primary => (16.0, 2.2),
        RoadClass::Secondary => (12.0, 1.5),
        RoadClass::Street => (9.0, 0.7),
        RoadClass::Village => (5.0, 0.9),
        RoadClass::Track => (3.0, 0.7),
    };
    (ground_m * detail / 1_000.0).max(least_px * (0.55 + detail / 110.0).min(1.3))
}

/// The strokes of a class of road, one over the other. Classes differ in width, grey, edges and
/// dashes: black and white is enough.
pub(in crate::report) fn strokes(class: RoadClass, detail: f64) -> Vec<String> {
    let width = road_px(class, detail);
    let line = |colour: &str, width: f64| {
        format!(
            "fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" \
             stroke=\"{colour}\" stroke-width=\"{width:.1}\""
        )
    };
    let is_near = detail > NEAR;
    match class {
        RoadClass::Trunk => {
            vec![
                line("#fff", width + 1.6),
                line("#3f3f3f", width),
                line("#f4f4f4", (0.26 * width).max(0.7)),
            ]
        }
        RoadClass::Primary => vec![line("#fff", width + 1.6), line("#5a5a5a", width)],
        RoadClass::Secondary if is_near => {
            vec![line("#6c6c6c", width + 1.8), line("#c9c9c9", width)]
        }
        RoadClass::Secondary => vec![line("#fff", width + 1.6), line("#858585", width)],
        RoadClass::Street if is_near => vec![line("#8a8a8a", width + 1.3), line("#fff", width)],
        RoadClass::Street => vec![line("#b0b0b0", width)],
        RoadClass::Village => vec![line("#858585", width)],
        RoadClass::Track => vec![format!(
            "fill=\"none\" stroke-linejoin=\"round\" stroke-dasharray=\"4 3\" \
             stroke=\"#8f897b\" stroke-width=\"{width:.1}\""
        )],
    }
}

/// Whether edges of bridges have room.
pub(in crate::report) fn shows_bridges(detail: f64) -> bool {
    detail > 60.0
}

/// The edge of a bridge of a class of road, under its strokes.
pub(in crate::report) fn bridge(class: RoadClass, detail: f64) -> String {
    let width = road_px(class, detail) + 4.0;
    format!("fill=\"none\" stroke-linejoin=\"round\" stroke=\"#444\" stroke-width=\"{width:.1}\"")
}

/// The strokes of a tunnel of a class of road, one over the other: broken dark edges and white
/// between them, as wide as the class.
pub(in crate::report) fn tunnel(class: RoadClass, detail: f64) -> [String; 2] {
    let width = road_px(class, detail);
    let line = |colour: &str, more: &str, width: f64| {
        format!(
            "fill=\"none\" stroke-linejoin=\"round\" stroke=\"{colour}\"{more} \
             stroke-width=\"{width:.1}\""
        )
    };
    [line("#333", " stroke-dasharray=\"3.4 2.2\"", width + 3.0), line("#fff", "", width)]
}

/// Radius of the ring of a settlement in pixels; none where it has none.
pub(in crate::report) fn settlement_px(kind: ZoneKind, detail: f64) -> Option<f64> {
    match kind {
        ZoneKind::Subdistrict => None,
        ZoneKind::Township => Some(3.4),
        ZoneKind::Village => (detail >= 55.0).then_some(2.0),
    }
}

/// The ring of a settlement.
pub(in crate::report) fn dot(at: (f64, f64), radius: f64) -> String {
    format!(
        "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\" fill=\"#fff\" stroke=\"#222\" \
         stroke-width=\"1.4\"/>",
        at.0, at.1
    )
}
