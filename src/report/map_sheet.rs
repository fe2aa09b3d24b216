//! The map that `muster map draw` gives: the picture of a county with a column beside it, which
//! says what lines and signs mean, what was computed over which roads, and where data are from.

use std::collections::{BTreeMap, BTreeSet};

use super::map_picture::{Layer, MapPicture, Mark, Viewport};
use super::picture::sheet::{Column, KeyRow, sheet};
use super::picture::sign::{ORIGIN, badge};
use super::picture::{base, reach, symbol};
use crate::base::id::RoadId;
use crate::base::text::{Language, Text, thousands};
use crate::county::access::{Isochrones, NEAR_M, Place};
use crate::county::derive::course;
use crate::county::network::{RoadClass, Structure};
use crate::county::place::{County, FacilityKind, ZoneKind};
use crate::county::survey::{self, CriticalBridges};
use crate::vocabulary::profile::Profile;

pub use super::picture::reach::BANDS_MAX;

/// Width of the map in pixels.
const WIDTH_PX: f64 = 1_600.0;
/// White around the sheet, pixels.
const MARGIN_PX: f64 = 18.0;
/// Places that a legend names one by one.
const NAMED_MAX: usize = 3;

/// A map to be drawn with all that explains it.
#[derive(Debug)]
pub struct MapSheet<'a> {
    /// The county.
    pub county: &'a County,
    /// Part of it that is shown.
    pub viewport: Viewport,
    /// Language of all text.
    pub language: Language,
    /// What is reached in how long, if that is asked for.
    pub reach: Option<Reach<'a>>,
    /// How many of the bridges that people depend on are marked, at most.
    pub bridges: usize,
}

/// What is reached in how long, and what was asked.
#[derive(Debug)]
pub struct Reach<'a> {
    /// What was found: at most [`BANDS_MAX`] limits can be told apart.
    pub found: &'a Isochrones<'a>,
    /// Where journeys begin.
    pub from: &'a [Place],
    /// Their kind, where all facilities of one kind were asked for.
    pub kind: Option<FacilityKind>,
    /// Who travels.
    pub profile: Profile,
    /// At which hour; at free speed where at none.
    pub hour: Option<u8>,
}

/// What a legend says before anything that it explains.
fn title(zh: &str, en: &str) -> (String, Text) {
    (String::new(), Text::new(zh, en))
}

/// A sentence in a legend, without a sign.
fn plain(text: Text) -> (String, Text) {
    ("<g/>".to_owned(), text)
}

fn small(sign: &str) -> String {
    format!("<g transform=\"translate(9 -4) scale(0.85)\">{sign}</g>")
}

impl MapSheet<'_> {
    /// The sheet as SVG.
    pub fn svg(&self) -> String {
        let mut picture = MapPicture::of(self.county, self.language);
        (picture.viewport, picture.width_px) = (self.viewport, WIDTH_PX);
        picture.explained = false;
        let bridges = self.bridges_shown();
        picture.layers.extend(self.reach.as_ref().map(|reach| self.reached(reach)));
        picture.layers.push(Layer { marks: self.critical(&bridges), ..Layer::default() });
        let size = (WIDTH_PX, WIDTH_PX * self.viewport.height_m / self.viewport.width_m);
        let (map, kinds) = picture.drawn();
        sheet(&map, size, MARGIN_PX, &self.column(&bridges, &kinds, picture.detail()))
    }

    /// Those of the bridges on the sheet whose loss cuts most people off.
    fn bridges_shown(&self) -> Vec<CriticalBridges> {
        let network = &self.county.network;
        let on_sheet = |road: &RoadId| {
            let mut places = course(network, &network.roads[road.index()]);
            places.any(|place| self.viewport.holds(place, 0.0))
        };
        let all = survey::critical_bridges(self.county).into_iter();
        all.filter(|these| these.bridges.iter().flatten().any(on_sheet))
            .take(self.bridges)
            .collect()
    }

    fn reached(&self, reach: &Reach<'_>) -> Layer {
        let network = &self.county.network;
        let stretches = reach.found.stretches.iter();
        let mut marks: Vec<Mark> = stretches
            .map(|stretch| Mark::Reached { line: stretch.course.clone(), band: stretch.band })
            .collect();
        marks.extend(reach.found.beyond.iter().map(|(road, line)| Mark::Beyond {
            line: line.clone(),
            class: network.roads[road.index()].class,
        }));
        marks.extend(reach.from.iter().map(|place| {
            let node = &network.nodes[place.node.index()];
            Mark::Origin { at: (node.x_m, node.y_m) }
        }));
        Layer { marks, steps: bands(reach.found), ..Layer::default() }
    }

    fn critical(&self, bridges: &[CriticalBridges]) -> Vec<Mark> {
        let network = &self.county.network;
        let line = |road: &RoadId| course(network, &network.roads[road.index()]).collect();
        let numbered = (1..).zip(bridges);
        let marks = numbered.flat_map(|(number, these)| {
            these
                .bridges
                .iter()
                .flatten()
                .map(move |road| Mark::Critical { line: line(road), number })
        });
        marks.collect()
    }

    fn column(
        &self,
        bridges: &[CriticalBridges],
        kinds: &BTreeSet<FacilityKind>,
        detail: f64,
    ) -> Column {
        let source = Text::new("来源:", "Source: ");
        let get = |text: &Text| text.get(self.language).to_owned();
        let mut rows = Vec::new();
        if let Some(reach) = &self.reach {
            rows.extend(self.reach_rows(reach, detail));
        }
        if self.bridges > 0 {
            rows.extend(self.bridge_rows(bridges));
        }
        rows.extend(self.road_rows(detail));
        rows.extend(self.place_rows(kinds, detail));
        let row = |(swatch, text): (String, Text)| KeyRow { swatch, text: get(&text) };
        Column {
            heading: get(&self.county.title),
            lines: Vec::new(),
            wind: None,
            rows: rows.into_iter().map(row).collect(),
            notes: vec![format!("{}{}", get(&source), get(&self.county.source))],
        }
    }

    fn reach_rows(&self, reach: &Reach<'_>, detail: f64) -> Vec<(String, Text)> {
        let from = self.origin(reach);
        let hour = match reach.hour {
            None => Text::new("道路畅通", "at free speed"),
            Some(hour) => Text::new(format!("{hour} 时路况"), format!("traffic as at {hour}:00")),
        };
        let who = reach.profile.text();
        let mut rows = vec![
            title("行程时间", "Travel time"),
            plain(Text::new(
                format!("自{}出发;{};{}", from.zh, who.zh, hour.zh),
                format!("from {}; {}; {}", from.en, who.en, hour.en),
            )),
            (small(ORIGIN), Text::new("出发点", "journeys begin here")),
        ];
        let steps = bands(reach.found);
        let count = steps.len();
        rows.extend(
            steps
                .into_iter()
                .enumerate()
                .map(|(band, text)| (reach::band_swatch(band, count), text)),
        );
        let last = minutes(reach.found, count - 1);
        rows.push((
            reach::beyond_swatch(detail),
            Text::new(
                format!("{last} 分钟内到不了,或不能通行"),
                format!("not within {last} min, or not passable"),
            ),
        ));
        rows.push(plain(Text::new(
            format!("色带:可达路段两侧 {NEAR_M} 米。按该方式可走的全部道路计算,不计封闭"),
            format!(
                "Bands: ground within {NEAR_M} m of what is reached, over all roads that can be \
                 used so; none is taken to be closed"
            ),
        )));
        rows
    }

    /// Where journeys begin, in words.
    fn origin(&self, reach: &Reach<'_>) -> Text {
        let count = reach.from.len();
        if let Some(kind) = reach.kind.map(FacilityKind::text) {
            return match count {
                1 => Text::new(kind.zh, format!("the {}", kind.en)),
                _ => Text::new(
                    format!("最近的{}(共 {count} 处)", kind.zh),
                    format!("the nearest {} (of {count})", kind.en),
                ),
            };
        }
        let titles: Vec<Text> = reach.from.iter().map(|place| self.title(&place.name)).collect();
        let named = &titles[..count.min(NAMED_MAX)];
        let join = |of: fn(&Text) -> &str, comma: &str| {
            named.iter().map(of).collect::<Vec<_>>().join(comma)
        };
        let (zh, en) = (join(|text| &text.zh, "、"), join(|text| &text.en, ", "));
        match (count, count.saturating_sub(NAMED_MAX)) {
            (1, _) => Text::new(zh, en),
            (_, 0) => Text::new(format!("{zh}中最近处"), format!("the nearest of {en}")),
            (_, more) => Text::new(
                format!("{zh}等 {count} 处中最近处"),
                format!("the nearest of {en} and {more} more"),
            ),
        }
    }

    /// What a place of that written name is called.
    fn title(&self, name: &str) -> Text {
        let facility = self.county.facilities.iter().find(|it| it.name == name);
        let zone = || self.county.zones.iter().find(|it| it.name == name).map(|it| &it.title);
        let title = facility.map(|it| &it.title).or_else(zone).cloned();
        title.unwrap_or_else(|| Text::new(format!("路口 {name}"), format!("junction {name}")))
    }

    fn bridge_rows(&self, bridges: &[CriticalBridges]) -> Vec<(String, Text)> {
        if bridges.is_empty() {
            let none = Text::new(
                "图上没有单独损毁即隔绝居民的桥",
                "none: no bridge on this map cuts people off by its loss alone",
            );
            return vec![title("关键桥梁", "Critical bridges"), plain(none)];
        }
        let mut rows = vec![title(
            "关键桥梁:损毁即隔绝的居民",
            "Critical bridges: people cut off by their loss",
        )];
        rows.extend(
            (1..)
                .zip(bridges)
                .map(|(number, these)| (small(&badge(number)), self.bridges_told(these))),
        );
        rows
    }

    fn bridges_told(&self, these: &CriticalBridges) -> Text {
        let network = &self.county.network;
        let name = these
            .bridges
            .iter()
            .flatten()
            .find_map(|road| network.road_names.iter().find(|(named, _)| named == road));
        let near = self.county.road_settings[these.bridges[0][0].index()].zone;
        let near = &self.county.zones[near.index()].title;
        let count = these.bridges.len();
        let what = match (name, count) {
            (Some((_, title)), 1) => title.clone(),
            (Some((_, title)), _) => Text::new(
                format!("{}等 {count} 座之一", title.zh),
                format!("{}, or another of {count} in a row", title.en),
            ),
            (None, 1) => Text::new(format!("{}附近的桥", near.zh), format!("near {}", near.en)),
            (None, _) => Text::new(
                format!("{}附近 {count} 座桥之一", near.zh),
                format!("any of {count} near {}", near.en),
            ),
        };
        let (people, zones) = (thousands(these.people), these.zones.len());
        let zones_en =
            if zones == 1 { "1 settlement".into() } else { format!("{zones} settlements") };
        Text::new(
            format!("{}:{people} 人,{zones} 个村镇", what.zh),
            format!("{}: {people} in {zones_en}", what.en),
        )
    }

    /// Classes of road on the sheet, bridges, tunnels, water.
    fn road_rows(&self, detail: f64) -> Vec<(String, Text)> {
        let network = &self.county.network;
        let on_sheet = |class: RoadClass, on: Option<Structure>| {
            let such = network.roads.iter();
            let such = such.filter(|road| road.class == class && base::shows(road, detail));
            let such = such.filter(|road| on.is_none_or(|on| road.structure == on));
            such.into_iter()
                .any(|road| course(network, road).any(|place| self.viewport.holds(place, 0.0)))
        };
        let drawn = |styles: &[String]| -> String {
            let line = |style: &String| format!("<path d=\"M0 -4H20\" {style}/>");
            styles.iter().map(line).collect()
        };
        let classes = base::CLASSES.into_iter().filter(|class| on_sheet(*class, None));
        let mut rows = vec![title("道路与水系", "Roads and water")];
        rows.extend(
            classes.clone().map(|class| (drawn(&base::strokes(class, detail)), class.text())),
        );
        let with = |on: Structure| classes.clone().filter(move |class| on_sheet(*class, Some(on)));
        let mut with_bridge = with(Structure::Bridge);
        if let Some(class) = with_bridge.next().filter(|_| base::shows_bridges(detail)) {
            let mut styles = vec![base::bridge(class, detail)];
            styles.extend(base::strokes(class, detail));
            rows.push((drawn(&styles), Structure::Bridge.text()));
        }
        if let Some(class) = with(Structure::Tunnel).next() {
            rows.push((drawn(&base::tunnel(class, detail)), Structure::Tunnel.text()));
        }
        if !self.county.reaches.is_empty() || !self.county.waters.is_empty() {
            let river = drawn(&[base::river(60.0, 0.05)]);
            rows.push((river, Text::new("河流、水域", "river, water")));
        }
        rows
    }

    /// Settlements for which the scale has room, and these kinds of facility.
    fn place_rows(&self, kinds: &BTreeSet<FacilityKind>, detail: f64) -> Vec<(String, Text)> {
        let network = &self.county.network;
        let is_shown = |node: crate::base::id::NodeId| {
            let node = &network.nodes[node.index()];
            self.viewport.holds((node.x_m, node.y_m), 0.0)
        };
        let mut rows = vec![title("村镇与设施", "Settlements and facilities")];
        for kind in [ZoneKind::Township, ZoneKind::Village] {
            let mut zones = self.county.zones.iter().filter(|zone| zone.kind == kind);
            if zones.any(|zone| is_shown(zone.node))
                && let Some(radius) = base::settlement_px(kind, detail)
            {
                let dot = base::dot((9.0, -4.0), radius);
                rows.push((dot, kind.text()));
            }
        }
        let mut signs: BTreeMap<(symbol::Service, &str), Vec<FacilityKind>> = BTreeMap::new();
        for kind in kinds {
            let (service, letter, _) = symbol::facility(*kind, self.language);
            signs.entry((service, letter)).or_default().push(*kind);
        }
        rows.extend(signs.into_iter().map(|((service, letter), kinds)| {
            let sign = symbol::draw(service, letter, (9.0, -4.0), 15.0);
            let texts: Vec<Text> = kinds.iter().map(|kind| kind.text()).collect();
            let join = |of: fn(&Text) -> &str, comma: &str| {
                texts.iter().map(of).collect::<Vec<_>>().join(comma)
            };
            (sign, Text::new(join(|text| &text.zh, "、"), join(|text| &text.en, ", ")))
        }));
        rows
    }
}

/// A limit in minutes.
fn minutes(found: &Isochrones<'_>, band: usize) -> f64 {
    found.limits[band].minutes()
}

/// What the bands are.
fn bands(found: &Isochrones<'_>) -> Vec<Text> {
    let band = |band: usize| {
        let upto = minutes(found, band);
        match band.checked_sub(1).map(|before| minutes(found, before)) {
            None => Text::new(format!("{upto} 分钟以内"), format!("within {upto} min")),
            Some(from) => Text::new(format!("{from}–{upto} 分钟"), format!("{from}–{upto} min")),
        }
    };
    (0..found.limits.len()).map(band).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Duration;
    use crate::county::access::{Travel, isochrones, of_kind};
    use crate::county::generate::{Settings, generate};

    const KIND: FacilityKind = FacilityKind::FireStation;

    fn sheet_of(county: &County, language: Language, bridges: usize) -> String {
        let travel = Travel::new(county, Profile::Road, None).unwrap();
        let from = of_kind(county, KIND);
        let limits = [3, 9].map(Duration::from_minutes).to_vec();
        let found = isochrones(&travel, &from, limits);
        assert!(!found.beyond.is_empty());
        let profile = Profile::Road;
        let reach = Reach { found: &found, from: &from, kind: Some(KIND), profile, hour: None };
        let viewport = Viewport::county(county);
        MapSheet { county, viewport, language, reach: Some(reach), bridges }.svg()
    }

    /// The words of a picture, without the spaces at which lines break.
    fn words(svg: &str) -> String {
        let texts = svg.split('>').filter_map(|part| part.split_once("</text"));
        texts.flat_map(|(text, _)| text.chars()).filter(|letter| *letter != ' ').collect()
    }

    #[test]
    fn a_sheet_says_what_was_computed_and_what_everything_means() {
        let county = generate(&Settings::small(1));
        let critical = survey::critical_bridges(&county);
        assert!(critical.len() > 1);
        let most = thousands(critical[0].people);
        for (language, said) in [
            (
                Language::Chinese,
                ["消防救援站", "普通车辆", "3分钟以内", "3–9分钟", "9分钟内到不了"],
            ),
            (Language::English, ["fireand", "roadvehicle", "within3", "3–9min", "notwithin9"]),
        ] {
            let svg = sheet_of(&county, language, 1);
            let words = words(&svg);
            let detail = 1_000.0 * WIDTH_PX / Viewport::county(&county).width_m;
            let plain = |text: &Text| text.get(language).replace(' ', "");
            for word in said {
                assert!(words.contains(word), "{word}: {words}");
            }
            assert!(words.contains(&most) && words.contains(&plain(&county.source)), "{words}");
            for class in base::CLASSES {
                let mut such = county.network.roads.iter().filter(|road| road.class == class);
                let is_there = such.any(|road| base::shows(road, detail));
                assert_eq!(words.contains(&plain(&class.text())), is_there, "{class:?}");
            }
            assert_eq!(svg, sheet_of(&county, language, 1));
        }
    }

    #[test]
    fn every_symbol_on_the_map_is_in_the_column() {
        let county = generate(&Settings::small(2));
        let (viewport, language) = (Viewport::town(&county, 6_000.0), Language::English);
        let sheet = MapSheet { county: &county, viewport, language, reach: None, bridges: 0 };
        let svg = sheet.svg();
        let (map, column) = svg.split_once("</svg>").unwrap();
        let mut kinds = 0;
        for kind in FacilityKind::ALL {
            let (service, letter, _) = symbol::facility(*kind, language);
            let sign = format!("fill=\"{}\">{letter}</text></g>", service.ink());
            let told = column.contains(&sign) && column.contains(&kind.text().en);
            kinds += usize::from(told);
            assert!(map.contains(&sign) || !told, "{kind:?} is in the column alone");
            assert!(column.contains(&sign) || !map.contains(&sign), "{kind:?} is on the map alone");
        }
        assert!(kinds > 5);
        assert!(!svg.contains("Critical"));
    }

    #[test]
    fn bridges_off_the_sheet_are_not_listed() {
        let county = generate(&Settings::small(1));
        let nowhere = Viewport { west_m: -9e5, south_m: -9e5, width_m: 1e3, height_m: 1e3 };
        let language = Language::English;
        let sheet =
            MapSheet { county: &county, viewport: nowhere, language, reach: None, bridges: 5 };
        assert!(sheet.bridges_shown().is_empty());
        assert!(sheet.svg().contains("no bridge on this map"));
    }
}
