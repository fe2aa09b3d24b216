//! The picture of a county: a calm base of relief, water, roads and names, and layers of what
//! happened over it. SVG with text; PNG where the feature is on.

use std::ops::Range;

pub use super::picture::count::{Counts, Sign};
#[cfg(feature = "png")]
pub use super::picture::font::*;
use super::picture::names::{Name, Taken};
use super::picture::overlay;
pub use super::picture::overlay::{Layer, Mark, Ramp};
use super::picture::paper::Paper;
#[cfg(feature = "png")]
pub use super::picture::pixels::{PixelError, png};
use super::picture::symbol;
pub use super::picture::symbol::Service;
pub use super::picture::viewport::Viewport;
use super::picture::{count, font, frame, ground};
use crate::base::math;
use crate::base::text::{Language, Text};
use crate::county::network::{Node, Road, RoadClass, Structure};
use crate::county::place::{County, FacilityKind, ZoneKind};

/// A map to be drawn.
#[derive(Debug, Clone)]
pub struct MapPicture<'a> {
    /// The county.
    pub county: &'a County,
    /// Part of it that is shown.
    pub viewport: Viewport,
    /// Language of all text.
    pub language: Language,
    /// Width of the picture in pixels.
    pub width_px: f64,
    /// Date line, such as the date of the map's data; empty for none.
    pub date: String,
    /// What is drawn over the base map, in order.
    pub layers: Vec<Layer>,
    /// Whether legend and source stand on the map; else they stand beside it.
    pub explained: bool,
    /// Where the base is drawn.
    pub base: Base,
}

/// Where the base of a map is drawn: pictures of the same ground on one page need it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// In this picture.
    #[default]
    Own,
    /// In this picture, under a name for others.
    Named(&'static str),
    /// In another picture, under that name.
    Of(&'static str),
}

impl<'a> MapPicture<'a> {
    /// The whole county without layers, 1,600 pixels wide.
    pub fn of(county: &'a County, language: Language) -> Self {
        Self {
            county,
            viewport: Viewport::county(county),
            language,
            width_px: 1_600.0,
            date: String::new(),
            layers: Vec::new(),
            explained: true,
            base: Base::Own,
        }
    }

    /// The picture as SVG.
    pub fn svg(&self) -> String {
        let mut paper = Paper::new(self.viewport, self.width_px);
        self.base(&mut paper);
        for layer in &self.layers {
            overlay::draw(&mut paper, layer, self.language);
        }
        let mut taken = Taken::default();
        frame::draw(self, &mut paper, &mut taken);
        let places = count::draw(self.counts(), &mut paper, &mut taken);
        taken.set(&mut paper, &places);
        let names = self.names(&mut paper, &mut taken);
        taken.set(&mut paper, &names);
        if self.explained {
            overlay::legends(&mut paper, &self.layers, self.language);
        }
        paper.finish("", font::FAMILIES)
    }

    /// Numbers of people that are shown.
    fn counts(&self) -> impl Iterator<Item = &Counts> {
        self.layers.iter().flat_map(|layer| &layer.marks).filter_map(|mark| match mark {
            Mark::Counts(counts) => Some(counts),
            _ => None,
        })
    }

    /// Whether the numbers of people at a junction bring its name with them.
    fn is_named(&self, node: &Node) -> bool {
        self.counts().any(|counts| counts.name.is_some() && counts.at == (node.x_m, node.y_m))
    }

    /// Relief, water and roads; paler where people and hazards are told beside them.
    fn base(&self, paper: &mut Paper) {
        match self.base {
            Base::Of(name) => return paper.put(&format!("<use href=\"#{name}\"/>")),
            Base::Named(name) => paper.put(&format!("<g id=\"{name}\">")),
            Base::Own => {}
        }
        self.relief(paper);
        self.rivers(paper);
        self.roads(paper);
        if !self.explained {
            let (width, height) = (paper.width_px, paper.height_px);
            paper.put(&format!(
                "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\" fill-opacity=\"0.35\"/>"
            ));
        }
        if let Base::Named(_) = self.base {
            paper.put("</g>");
        }
    }

    /// Pixels per kilometre of ground.
    fn detail(&self) -> f64 {
        1_000.0 * self.width_px / self.viewport.width_m
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
            ground::image(&self.county.terrain, columns, rows)
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
        for reach in &self.county.reaches {
            let course = reach.course.iter().map(|at| (f64::from(at.0), f64::from(at.1)));
            let data = paper.line(course, false);
            let width = (reach.width_m * paper.scale).max(0.35 + 0.035 * reach.width_m).max(0.7);
            paper.path(
                &data,
                &format!(
                    "fill=\"none\" stroke=\"#9eb8cb\" stroke-width=\"{width:.1}\" \
                     stroke-linecap=\"round\" stroke-linejoin=\"round\""
                ),
            );
        }
    }

    /// Roads from the least class to the greatest, the greater ones with a pale edge.
    fn roads(&self, paper: &mut Paper) {
        let mut classes: Vec<RoadClass> = RoadClass::ALL.to_vec();
        classes.sort_by_key(|class| std::cmp::Reverse(drawing_rank(*class)));
        for class in classes {
            let (near_m, colour, least_px) = pen(class);
            let width =
                (near_m * paper.scale).max(least_px * (0.55 + self.detail() / 110.0).min(1.3));
            let mut lines = String::new();
            let mut bridges = String::new();
            for road in self.county.network.roads.iter().filter(|road| road.class == class) {
                if !self.shows(road) {
                    continue;
                }
                let data = paper.line(self.course(road), false);
                lines.push_str(&data);
                if road.structure == Structure::Bridge && self.detail() > 60.0 {
                    bridges.push_str(&data);
                }
            }
            let join = "fill=\"none\" stroke-linejoin=\"round\"";
            let round = "stroke-linecap=\"round\"";
            paper.path(
                &bridges,
                &format!("{join} stroke=\"#555\" stroke-width=\"{:.1}\"", width + 4.0),
            );
            if class <= RoadClass::Secondary || self.detail() > 90.0 && class != RoadClass::Track {
                let (edge, inner) =
                    if self.detail() > 90.0 { ("#8d8d8d", "#fff") } else { ("#fff", colour) };
                let more = if self.detail() > 90.0 { 1.3 } else { 1.6 };
                let inner = if class <= RoadClass::Primary { colour } else { inner };
                paper.path(
                    &lines,
                    &format!(
                        "{join} {round} stroke=\"{edge}\" stroke-width=\"{:.1}\"",
                        width + more
                    ),
                );
                paper.path(
                    &lines,
                    &format!("{join} {round} stroke=\"{inner}\" stroke-width=\"{width:.1}\""),
                );
            } else {
                let dash =
                    if class == RoadClass::Track { "stroke-dasharray=\"4 3\"" } else { round };
                paper.path(
                    &lines,
                    &format!("{join} {dash} stroke=\"{colour}\" stroke-width=\"{width:.1}\""),
                );
            }
        }
    }

    /// Whether a road is large enough for the scale.
    fn shows(&self, road: &Road) -> bool {
        let near = self.detail();
        match road.class {
            RoadClass::Track => near > 70.0,
            RoadClass::Village => near > 55.0 || road.length_mm > 260_000,
            _ => true,
        }
    }

    fn course<'b>(&'b self, road: &'b Road) -> impl Iterator<Item = (f64, f64)> + 'b {
        let end = |id: crate::base::id::NodeId| {
            let node = &self.county.network.nodes[id.index()];
            (node.x_m, node.y_m)
        };
        let bend = road.bend.iter().map(|at| (f64::from(at.0), f64::from(at.1)));
        std::iter::once(end(road.from)).chain(bend).chain(std::iter::once(end(road.to)))
    }

    /// Draws symbols, and gathers names, the more important first.
    fn names(&self, paper: &mut Paper, taken: &mut Taken) -> Vec<Name> {
        let mut names = Vec::new();
        let near = self.detail();
        for kind in [ZoneKind::Subdistrict, ZoneKind::Township, ZoneKind::Village] {
            if kind == ZoneKind::Village && near < 55.0 {
                continue;
            }
            for zone in self.county.zones.iter().filter(|zone| zone.kind == kind) {
                let node = &self.county.network.nodes[zone.node.index()];
                let at = paper.at(node.x_m, node.y_m);
                if !paper.holds(at, 0.0) || self.is_named(node) {
                    continue;
                }
                let (size_px, radius) = match kind {
                    ZoneKind::Subdistrict => (if near < 55.0 { 13.0 } else { 17.0 }, 0.0),
                    ZoneKind::Township => (15.0, 3.4),
                    ZoneKind::Village => (12.5, 2.0),
                };
                if radius > 0.0 && taken.is_free(at, 2.0 * radius) {
                    taken.square(at, 2.0 * radius);
                    paper.put(&dot(at, radius));
                }
                names.push(Name {
                    text: zone.title.get(self.language).to_owned(),
                    at,
                    size_px,
                    gap_px: 7.0,
                    colour: if kind == ZoneKind::Subdistrict { "#333" } else { "#1c1c1c" },
                    bold: kind == ZoneKind::Township,
                    centred: kind == ZoneKind::Subdistrict,
                });
            }
        }
        names.splice(0..0, self.town_name(paper));
        // What people look for first gets its room before any symbol.
        let later = names.iter().position(|name| name.size_px < 13.0).unwrap_or(names.len());
        let villages = names.split_off(later);
        taken.set(paper, &names);
        let mut names = villages;
        self.symbols(paper, taken, &mut names);
        self.river_names(paper, &mut names);
        names
    }

    /// The county's name over its town, at the scale of the county.
    fn town_name(&self, paper: &Paper) -> Option<Name> {
        if self.detail() >= 55.0 {
            return None;
        }
        let town = self.county.zones.iter().find(|zone| zone.kind == ZoneKind::Subdistrict)?;
        let node = &self.county.network.nodes[town.node.index()];
        let (x, y) = paper.at(node.x_m, node.y_m);
        let text = self.county.title.get(self.language).to_owned();
        Some(Name {
            text,
            at: (x, y - 26.0),
            size_px: 21.0,
            gap_px: 0.0,
            colour: "#111",
            bold: true,
            centred: true,
        })
    }

    /// Symbols of facilities that the scale has room for.
    fn symbols(&self, paper: &mut Paper, taken: &mut Taken, names: &mut Vec<Name>) {
        let size = if self.detail() < 55.0 { 13.0 } else { 16.0 };
        let mut order: Vec<_> = self.county.facilities.iter().collect();
        let from = |kind| symbol::facility(kind, self.language).2;
        order.sort_by(|first, second| {
            from(first.kind).total_cmp(&from(second.kind)).then(first.key.cmp(&second.key))
        });
        for facility in order {
            let (service, letter, from_scale) = symbol::facility(facility.kind, self.language);
            if self.detail() < from_scale {
                continue;
            }
            let node = &self.county.network.nodes[facility.node.index()];
            if facility.kind == FacilityKind::Hospital && self.is_named(node) {
                continue;
            }
            let (x, y) = paper.at(node.x_m, node.y_m);
            let beside = [(0.0, 0.0), (1.2, 0.0), (-1.2, 0.0), (0.0, 1.2), (0.0, -1.2)];
            let free = beside
                .iter()
                .map(|step| (x + step.0 * size, y + step.1 * size))
                .find(|at| paper.holds(*at, -size) && taken.is_free(*at, 1.3 * size));
            let Some(at) = free else { continue };
            taken.square(at, 1.3 * size);
            paper.put(&symbol::draw(service, letter, at, size));
            let named = matches!(facility.kind, FacilityKind::Reservoir)
                || (self.detail() > 55.0
                    && matches!(facility.kind, FacilityKind::FireStation | FacilityKind::Hospital));
            if named {
                names.push(Name {
                    text: facility.title.get(self.language).to_owned(),
                    at,
                    size_px: 12.5,
                    gap_px: size * 0.8,
                    colour: "#333",
                    bold: false,
                    centred: false,
                });
            }
        }
    }

    /// The name of each larger river, at the middle of its longest reach on the sheet.
    fn river_names(&self, paper: &Paper, names: &mut Vec<Name>) {
        let mut longest: std::collections::BTreeMap<&Text, (f64, (f64, f64))> =
            std::collections::BTreeMap::new();
        for reach in &self.county.reaches {
            let middle = reach.course[reach.course.len() / 2];
            let at = paper.at(f64::from(middle.0), f64::from(middle.1));
            let length = reach.length_m * math::sqrt(reach.width_m);
            if paper.holds(at, -30.0) && reach.width_m > 12.0 {
                let known = longest.entry(&reach.title).or_insert((0.0, at));
                if length > known.0 {
                    *known = (length, at);
                }
            }
        }
        for (title, (_, at)) in longest {
            names.push(Name {
                text: title.get(self.language).to_owned(),
                at,
                size_px: 12.5,
                gap_px: 8.0,
                colour: "#4a7390",
                bold: false,
                centred: false,
            });
        }
    }
}

/// The order in which classes lie over one another: the least first.
fn drawing_rank(class: RoadClass) -> u8 {
    match class {
        RoadClass::Trunk => 0,
        RoadClass::Primary => 1,
        RoadClass::Secondary => 2,
        RoadClass::Street => 3,
        RoadClass::Village => 4,
        RoadClass::Track => 5,
    }
}

/// Width on the ground in metres, colour, and least width in pixels of a class of road.
fn pen(class: RoadClass) -> (f64, &'static str, f64) {
    match class {
        RoadClass::Trunk => (22.0, "#4a4a4a", 3.0),
        RoadClass::Primary => (16.0, "#6e6e6e", 2.1),
        RoadClass::Secondary => (10.0, "#8a8a8a", 1.4),
        RoadClass::Village => (5.0, "#a3a3a3", 0.8),
        RoadClass::Street => (9.0, "#a9a9a9", 0.7),
        RoadClass::Track => (3.0, "#a8a294", 0.7),
    }
}

fn dot(at: (f64, f64), radius: f64) -> String {
    format!(
        "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\" fill=\"#fff\" stroke=\"#222\" \
         stroke-width=\"1.4\"/>",
        at.0, at.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::generate::{Settings, generate};

    /// A picture with one mark of every kind.
    fn marked(county: &County, language: Language) -> MapPicture<'_> {
        let line = vec![(2_000.0, 3_000.0), (4_000.0, 3_500.0), (5_000.0, 5_000.0)];
        let outline = vec![(6_000.0, 2_000.0), (7_500.0, 2_100.0), (7_000.0, 3_000.0)];
        let marks = vec![
            Mark::Hazard { outlines: vec![outline], step: 1, lined: true },
            Mark::Closed { line: line.clone(), ticked: true },
            Mark::BelievedFalsely { line: line.clone() },
            Mark::Track { line, service: Service::Fire },
            Mark::Symbol {
                at: (5_000.0, 5_000.0),
                service: Service::Medical,
                label: Some(Text::new("急救<1>", "Medical <1>")),
            },
        ];
        let steps = vec![Text::new("0.3 m 以下", "below 0.3 m"), Text::new("0.3 m 以上", "above")];
        let title = Text::new("积水深度", "Depth of water");
        let mut picture = MapPicture::of(county, language);
        picture.layers = vec![Layer { title, ramp: Ramp::Water, steps, marks }];
        picture
    }

    #[test]
    fn a_picture_says_what_it_is_for_in_both_languages_and_stays_small() {
        let county = generate(&Settings::small(1));
        for (language, notice, legend) in [
            (Language::Chinese, "示意图,仅供演练使用", "积水深度"),
            (Language::English, "for exercise use only", "Depth of water"),
        ] {
            let svg = marked(&county, language).svg();
            assert!(svg.contains(notice) && svg.contains(legend));
            assert!(svg.contains("&lt;1&gt;") && !svg.contains("<1>"));
            assert!(svg.len() < 3_000_000);
            assert_eq!(svg, marked(&county, language).svg());
        }
    }

    #[cfg(feature = "png")]
    #[test]
    fn a_picture_becomes_pixels_and_its_names_have_glyphs() {
        let county = generate(&Settings::small(1));
        let mut picture = marked(&county, Language::Chinese);
        picture.width_px = 400.0;
        let svg = picture.svg();
        assert_eq!(missing_glyphs(&svg), Vec::<char>::new());
        let bytes = png(&svg, 1.0).unwrap();
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert!(matches!(png(&svg, 1_000.0), Err(PixelError::Size { .. })));
        assert!(matches!(png("<svg", 1.0), Err(PixelError::Svg(_))));
    }
}
