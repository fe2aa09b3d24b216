//! The picture of a county: a calm base of relief, water, roads and names, and layers of what
//! happened over it. SVG with text; PNG where the feature is on.

use std::collections::{BTreeMap, BTreeSet};

pub use super::picture::count::{Counts, Sign};
#[cfg(feature = "png")]
pub use super::picture::font::{Fonts, Missing};
use super::picture::names::{Name, Taken};
use super::picture::overlay;
pub use super::picture::overlay::{Layer, Mark, Ramp};
use super::picture::paper::Paper;
#[cfg(feature = "png")]
pub use super::picture::pixels::{PixelError, png};
use super::picture::symbol;
pub use super::picture::symbol::Service;
pub use super::picture::viewport::Viewport;
use super::picture::{base, count, font, frame, sign};
use crate::base::math;
use crate::base::text::{Language, Text};
use crate::county::network::Node;
use crate::county::place::{County, FacilityKind, Water, ZoneKind};

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
    /// Whether the base is paled, for people and hazards that are told over it.
    pub pale: bool,
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
            pale: false,
            base: Base::Own,
        }
    }

    /// The picture as SVG.
    pub fn svg(&self) -> String {
        self.drawn().0
    }

    /// The picture as SVG, and the kinds of facility for which there was room.
    pub(super) fn drawn(&self) -> (String, BTreeSet<FacilityKind>) {
        let mut paper = Paper::new(self.viewport, self.width_px);
        self.base(&mut paper);
        for layer in &self.layers {
            overlay::draw(&mut paper, layer, self.language);
        }
        let mut taken = Taken::default();
        frame::draw(self, &mut paper, &mut taken);
        if self.explained {
            overlay::legends(&mut paper, &mut taken, &self.layers, self.language);
        }
        sign::draw(&self.layers, &mut paper, &mut taken);
        let places = count::draw(self.counts(), &mut paper, &mut taken);
        taken.set(&mut paper, &places);
        let mut kinds = BTreeSet::new();
        let names = self.names(&mut paper, &mut taken, &mut kinds);
        taken.set(&mut paper, &names);
        (paper.finish("", font::FAMILIES), kinds)
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

    /// Pixels per kilometre of ground.
    pub(super) fn detail(&self) -> f64 {
        1_000.0 * self.width_px / self.viewport.width_m
    }

    /// Draws symbols, and gathers names, the more important first.
    fn names(
        &self,
        paper: &mut Paper,
        taken: &mut Taken,
        kinds: &mut BTreeSet<FacilityKind>,
    ) -> Vec<Name> {
        let mut names = Vec::new();
        let near = self.detail();
        for kind in [ZoneKind::Subdistrict, ZoneKind::Township, ZoneKind::Village] {
            let radius = base::settlement_px(kind, near);
            if kind == ZoneKind::Village && radius.is_none() {
                continue;
            }
            for zone in self.county.zones.iter().filter(|zone| zone.kind == kind) {
                let node = &self.county.network.nodes[zone.node.index()];
                let at = paper.at(node.x_m, node.y_m);
                if !paper.holds(at, 0.0) || self.is_named(node) {
                    continue;
                }
                let size_px = match kind {
                    ZoneKind::Subdistrict => {
                        if near < 55.0 {
                            13.0
                        } else {
                            17.0
                        }
                    }
                    ZoneKind::Township => 15.0,
                    ZoneKind::Village => 12.5,
                };
                if let Some(radius) = radius.filter(|radius| taken.is_free(at, 2.0 * radius)) {
                    taken.square(at, 2.0 * radius);
                    paper.put(&base::dot(at, radius));
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
        kinds.extend(self.symbols(paper, taken, &mut names));
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

    /// Symbols of facilities that the scale has room for. Gives their kinds.
    fn symbols(
        &self,
        paper: &mut Paper,
        taken: &mut Taken,
        names: &mut Vec<Name>,
    ) -> BTreeSet<FacilityKind> {
        let mut kinds = BTreeSet::new();
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
            kinds.insert(facility.kind);
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
        kinds
    }

    /// How large a water is, as rivers are compared, and where its name stands; none where it is
    /// too small for one.
    fn water_name(&self, paper: &Paper, water: &Water) -> Option<(f64, (f64, f64))> {
        let line = &water.lines[0];
        let (mut low, mut high) = (line[0], line[0]);
        for point in line {
            low = (low.0.min(point.0), low.1.min(point.1));
            high = (high.0.max(point.0), high.1.max(point.1));
        }
        let (east_m, north_m) = (f64::from(high.0 - low.0), f64::from(high.1 - low.1));
        let (size, named_from) = match water.width_m {
            Some(width_m) => ((east_m + north_m) * math::sqrt(width_m), width_m > 12.0),
            None => {
                let wide_px = east_m.min(north_m) * paper.scale;
                (math::sqrt(east_m * north_m), wide_px > 24.0)
            }
        };
        let middle = match water.width_m {
            Some(_) => line[line.len() / 2],
            None => ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0),
        };
        if water.width_m.is_none() && !water.holds(middle) {
            return None;
        }
        let at = paper.at(f64::from(middle.0), f64::from(middle.1));
        (named_from && paper.holds(at, -30.0)).then_some((size, at))
    }

    /// The name of each larger river, at the middle of its longest reach on the sheet.
    fn river_names(&self, paper: &Paper, names: &mut Vec<Name>) {
        let mut longest: BTreeMap<&Text, (f64, (f64, f64))> = BTreeMap::new();
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
        for water in &self.county.waters {
            let Some(title) = &water.title else { continue };
            if let Some((size, at)) = self.water_name(paper, water) {
                let known = longest.entry(title).or_insert((0.0, at));
                if size > known.0 {
                    *known = (size, at);
                }
            }
        }
        for (title, (_, at)) in longest {
            names.push(Name {
                text: title.get(self.language).to_owned(),
                at,
                size_px: 12.5,
                gap_px: 8.0,
                colour: "#2f5c7a",
                bold: false,
                centred: false,
            });
        }
    }
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
        let fonts = Fonts::default();
        assert_eq!(fonts.missing_glyphs(&svg), Vec::<char>::new());
        let bytes = png(&svg, 1.0, &fonts).unwrap();
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        assert!(matches!(png(&svg, 1_000.0, &fonts), Err(PixelError::Size { .. })));
        assert!(matches!(png("<svg", 1.0, &fonts), Err(PixelError::Svg(_))));
    }

    #[cfg(feature = "png")]
    #[test]
    fn a_character_that_only_another_font_has_is_drawn_with_it() {
        let rare = '\u{fffd}';
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><text x=\"4\" \
             y=\"30\" font-size=\"30\">{rare}</text></svg>"
        );
        let other = super::super::picture::font::testing::font_with(rare);
        let [without, with] =
            [Fonts::default(), Fonts::with(vec![other])].map(|it| png(&svg, 1.0, &it).unwrap());
        assert_ne!(without, with);
    }
}
