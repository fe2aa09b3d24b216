//! From what a source says to a county: the parts of the import put together.

use std::collections::BTreeSet;

use super::areas::{self, Settled};
use super::cleaned::{self, CleanRoad, Cleaned};
use super::cover;
use super::facilities::{self, Shown, Site};
use super::ground::{self, Bounds, Ground};
use super::limits::{Limits, too_many};
use super::names::{self, Numbering};
use super::note::Note;
use super::raster::{Elevation, Population};
use super::report::{Report, Snapped};
use super::rivers;
use super::rules::{Driven, RoadRules};
use super::segments::{DrivableWay, Segments};
use super::snap::Snap;
use super::source::{Source, Unit};
use super::title;
use super::turns::{self, Crossings};
use super::waters;
use super::zones::{self, Counted, Settlements};
use crate::base::grid::Grid;
use crate::base::id::{NodeId, RoadId};

use crate::base::name::ShortName;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::county::derive::{self, Parts};
use crate::county::divided::{BESIDE_MAX_M, OFF_OPPOSITE_MAX_DEGREES};
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::frame::Frame;
use crate::county::network::{Node, Road, Structure};
use crate::county::origin::{Origin, RoadOrigin, SourceWay};
use crate::county::place::{County, Cover, Reach};

/// Ground around the roads that a map shows, m.
const MARGIN_M: f64 = 1_000.0;
/// Cells of the terrain beyond which larger ones are taken.
const CELLS_USUAL: f64 = 4e6;
/// How high a bridge leads above the lowest ground below it at least, m: placeholder.
const BRIDGE_RISE_M: f32 = 3.0;

/// What an import is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Written name of the county.
    pub name: String,
    /// What it is called; none: as the source calls the largest place.
    pub title: Option<Text>,
    /// Which ways can be driven.
    pub rules: RoadRules,
    /// Edge of a cell of the terrain in metres.
    pub cell_m: f64,
    /// How large the network may be.
    pub limits: Limits,
}

/// Grids that lie over a source.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rasters<'a> {
    /// Elevation of the ground.
    pub elevation: Option<&'a Elevation>,
    /// How many people live where.
    pub population: Option<&'a Population>,
}

/// An imported county.
#[derive(Debug)]
pub struct Imported {
    /// The county.
    pub county: County,
    /// Where its roads come from.
    pub origin: Origin,
    /// What was done.
    pub report: Report,
}

/// Imports a county from a source; `file` is what problems are about.
///
/// # Errors
/// Where there is no road that can be driven, or more of them than the limits allow, or less ground
/// is known than a map needs.
pub fn import(
    file: &str,
    source: &Source,
    rasters: Rasters<'_>,
    settings: &Settings,
) -> Result<Imported, Problems> {
    let Limits { along, roads, .. } = settings.limits;
    let points = Segments::points_along(source, &settings.rules);
    let what = Text::new("可通行道路沿线的点", "points along ways that can be driven");
    few_enough(file, points, along, &what)?;
    let segments = Segments::of(source, &settings.rules);
    if segments.ways.iter().all(|way| way.segments.is_empty()) {
        return Err(Problems(vec![no_road(file, source, &segments, &settings.rules)]));
    }
    let before = segments.counts();
    let is_kept = cleaned::largest_part(&segments);
    let frame = frame(source, &segments, &is_kept);
    let import = Import { source, segments: &segments, frame };
    let mut notes = source.notes.clone();
    let (mut settlements, shown) = import.features(&is_kept, settings, &mut notes);
    let counted = rasters
        .population
        .map(|population| zones::counted(population, &settlements, frame, &mut notes));
    let counted = counted.transpose().map_err(|problem| Problems(vec![*problem]))?;
    let snap = Snap::over(&segments, &is_kept, |vertex| import.metres(source.place(vertex)));
    let places = settlements.list.iter().map(|place| place.at_m);
    let all_m: Vec<(f64, f64)> = places.chain(shown.iter().map(|shown| shown.at_m)).collect();
    let snapped: Vec<(u32, f64)> =
        all_m.iter().map(|at| snap.nearest(*at).expect("a part of the network is kept")).collect();
    let restricted = turns::vias(source).filter_map(|id| segments.place(id));
    let wanted: BTreeSet<u32> = snapped.iter().map(|(place, _)| *place).chain(restricted).collect();
    let cleaned = cleaned::clean(&segments, &is_kept, &wanted);
    let what = Text::new("路口之间的道路", "roads between junctions");
    few_enough(file, cleaned.roads.len(), roads, &what)?;
    notes.append(&mut settlements.notes);
    notes.extend(cleaned.notes.iter().cloned());
    let bounds = import.bounds(&cleaned);
    let place = Place::path(file, "");
    let ground = terrain(rasters.elevation, import.frame, &bounds, settings.cell_m, &place)
        .map_err(|problem| Problems(vec![*problem]))?;
    let settled = (&settlements, counted.as_ref());
    let made = import.make(&cleaned, settled, (&shown, &snapped), ground, settings, &mut notes);
    let report = Report {
        source: made.0.source.clone(),
        rules: settings.rules.name.clone(),
        before,
        after: cleaned.counts,
        notes,
        snapped: import.report_snapped(&settlements, &shown, &snapped),
        estimates: made.0.estimates.clone(),
    };
    Ok(Imported { county: made.0, origin: made.1, report })
}

/// Refuses more of something than a map may have, before more memory is spent on it.
fn few_enough(file: &str, found: usize, limit: usize, what: &Text) -> Result<(), Problems> {
    if found <= limit {
        return Ok(());
    }
    let expected =
        Text::new(format!("至多 {limit} 个{}", what.zh), format!("at most {limit} {}", what.en));
    let problem = too_many(Place::path(file, ""), format!("{found} {}", what.en), expected);
    Err(Problems(vec![problem]))
}

fn no_road(file: &str, source: &Source, segments: &Segments<'_>, rules: &RoadRules) -> Problem {
    let mut found = format!("{} ways, none of them drivable", source.ways.len());
    if !segments.missing.is_empty() {
        let missing = segments.missing.len();
        found += &format!(": {missing} points that they are made of are missing");
    }
    let expected = Text::new(
        format!("至少一条按“{}”可通行的道路(highway=*)", rules.title.zh),
        format!("at least one way (highway=*) that can be driven by the {}", rules.title.en),
    );
    Problem::error(Place::path(file, ""), found, expected)
}

/// The frame about the middle of what is kept, to a ten-thousandth of a degree.
fn frame(source: &Source, segments: &Segments<'_>, is_kept: &[bool]) -> Option<Frame> {
    if source.unit != Unit::Degree {
        return None;
    }
    let kept = segments.vertices.iter().zip(is_kept).filter(|(_, kept)| **kept);
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for (vertex, _) in kept {
        let (longitude, latitude) = source.place(*vertex);
        low = (low.0.min(longitude), low.1.min(latitude));
        high = (high.0.max(longitude), high.1.max(latitude));
    }
    let middle = |low: f64, high: f64| ((low + high) / 2.0 * 1e4).round() / 1e4;
    Some(Frame { longitude: middle(low.0, high.0), latitude: middle(low.1, high.1) })
}

fn terrain(
    elevation: Option<&Elevation>,
    frame: Option<Frame>,
    bounds: &Bounds,
    cell_m: f64,
    place: &Place,
) -> Result<Ground, Box<Problem>> {
    let area_m2 = (bounds.east_m - bounds.west_m) * (bounds.north_m - bounds.south_m);
    let mut cell_m = cell_m;
    while area_m2 / (cell_m * cell_m) > CELLS_USUAL {
        cell_m *= 2.0;
    }
    match elevation {
        Some(elevation) => ground::sampled(elevation, frame, bounds, cell_m, place),
        None => ground::flat(bounds, cell_m, place),
    }
}

/// What the parts are made from.
struct Import<'a> {
    source: &'a Source,
    segments: &'a Segments<'a>,
    frame: Option<Frame>,
}

/// A tenth of a metre, as maps are written.
pub(super) fn tenth(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}

impl Import<'_> {
    fn metres(&self, at: (f64, f64)) -> (f64, f64) {
        zones::metres(self.frame)(at)
    }

    fn vertex_m(&self, place: u32) -> (f64, f64) {
        let vertex = self.segments.vertices[place as usize];
        let (x_m, y_m) = self.metres(self.source.place(vertex));
        (tenth(x_m), tenth(y_m))
    }

    /// Settlements, at least one, and facilities.
    fn features(
        &self,
        is_kept: &[bool],
        settings: &Settings,
        notes: &mut Vec<Note>,
    ) -> (Settlements, Vec<Shown>) {
        let mut settlements = zones::settlements(self.source, self.frame);
        if settlements.list.is_empty() {
            let title = Text::new(&*settings.name, &*settings.name);
            let title = settings.title.as_ref().unwrap_or(&title);
            let first = is_kept.iter().position(|kept| *kept).expect("a part is kept");
            let middle = self.frame.map_or_else(|| self.vertex_m(first as u32), |_| (0.0, 0.0));
            settlements.list.push(zones::stand_in(title, middle));
            let what = Text::new(
                "数据中没有居民点:以路网中部的一个假定居民点代替",
                "no settlement in the data: one is assumed in the middle of the roads",
            );
            notes.push(Note::count(what, 1));
        }
        let shown = facilities::shown(self.source, self.frame, notes);
        (settlements, shown)
    }

    /// The ground that the roads cover, with a margin.
    fn bounds(&self, cleaned: &Cleaned) -> Bounds {
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for place in cleaned.roads.iter().flat_map(|road| &road.vertices) {
            let (x_m, y_m) = self.vertex_m(*place);
            low = (low.0.min(x_m), low.1.min(y_m));
            high = (high.0.max(x_m), high.1.max(y_m));
        }
        Bounds {
            west_m: low.0 - MARGIN_M,
            south_m: low.1 - MARGIN_M,
            east_m: high.0 + MARGIN_M,
            north_m: high.1 + MARGIN_M,
        }
    }

    fn make(
        &self,
        cleaned: &Cleaned,
        (settlements, counted): (&Settlements, Option<&Counted>),
        (shown, snapped): (&[Shown], &[(u32, f64)]),
        ground: Ground,
        settings: &Settings,
        notes: &mut Vec<Note>,
    ) -> (County, Origin) {
        let node_of = |place: u32| {
            let found = cleaned.junctions.binary_search(&place);
            NodeId::from_index(found.expect("what is wanted is a junction"))
        };
        let nodes: Vec<Node> =
            cleaned.junctions.iter().map(|place| self.node(*place, &ground)).collect();
        let (roads, origin, road_names) = self.roads(cleaned, node_of, &ground);
        let zone_nodes: Vec<NodeId> =
            snapped[..settlements.list.len()].iter().map(|(place, _)| node_of(*place)).collect();
        let mut estimates: Vec<Estimate> = ground.estimate.iter().cloned().collect();
        let mut numbering = Numbering::default();
        let (zones, of_zones) = zones::zones(
            self.source,
            settlements,
            &zone_nodes,
            self.frame,
            counted,
            &mut numbering,
        );
        let zone_at_m: Vec<(f64, f64)> =
            settlements.list.iter().map(|settlement| settlement.at_m).collect();
        let (reaches, elevation_m, cover) = self.land(ground, &mut estimates, notes);
        let bounds = self.bounds(cleaned);
        let waters = waters::waters(self.source, self.frame, &bounds, !reaches.is_empty(), notes);
        let site = Site { zones: &zones, zone_at_m: &zone_at_m };
        let of_shown = snapped[settlements.list.len()..].iter().map(|(place, _)| node_of(*place));
        let shown: Vec<(Shown, NodeId)> = shown.iter().cloned().zip(of_shown).collect();
        let shown = facilities::on_rivers(shown, &elevation_m, &reaches, notes);
        let (mut facilities, of_facilities) =
            facilities::facilities(&site, &shown, &mut Numbering::default());
        estimates.extend(of_zones);
        estimates.extend(of_facilities);
        estimates.push(of_roads(&settings.rules));
        let settled = Settled {
            zones: &zones,
            nodes: &nodes,
            reaches: &reaches,
            elevation_m: &elevation_m,
            cover: &cover,
        };
        let (areas, of_areas) = areas::areas(&settled, &mut facilities, notes);
        estimates.extend(of_areas);
        let ids = cleaned.junctions.iter().map(|it| self.segments.vertices[*it as usize].id);
        let turns = match settings.rules.obeys_turns() {
            true => turns::turns(self.source, &Crossings::new(&origin, &roads, ids), notes),
            false => Vec::new(),
        };
        let named = || title::title(self.source, self.frame, settlements);
        let county = derive::complete(Parts {
            name: settings.name.clone(),
            title: settings.title.clone().unwrap_or_else(named),
            source: self.source.attribution.clone(),
            frame: self.frame,
            estimates,
            nodes,
            turns,
            traffic: None,
            roads,
            road_names,
            zones,
            facilities,
            areas,
            reaches,
            waters,
            elevation_m,
            cover,
        });
        (county, origin)
    }

    /// Rivers where the ground was measured, the ground with their channels, and what covers it.
    fn land(
        &self,
        ground: Ground,
        estimates: &mut Vec<Estimate>,
        notes: &mut Vec<Note>,
    ) -> (Vec<Reach>, Grid<f32>, Grid<Cover>) {
        let (mut reaches, mut elevation_m) = (Vec::new(), ground.elevation_m.clone());
        if ground.is_measured {
            let water = rivers::rivers(self.source, self.frame, &ground);
            (reaches, elevation_m) = (water.reaches, water.elevation_m);
            estimates.extend(water.estimates);
            notes.extend(water.notes);
        }
        let (cover, of_cover) =
            cover::cover(self.source, self.frame, &elevation_m, &reaches, notes);
        estimates.extend(of_cover);
        (reaches, elevation_m, cover)
    }

    fn node(&self, place: u32, ground: &Ground) -> Node {
        let (x_m, y_m) = self.vertex_m(place);
        let id = self.segments.vertices[place as usize].id;
        let name = ShortName::new(&format!("n{id}")).expect("a number has at most 20 digits");
        let elevation_m = ground.elevation_m.sample(x_m, y_m).expect("junctions lie on the ground");
        Node::new(name, x_m, y_m, elevation_m)
    }

    fn roads(
        &self,
        cleaned: &Cleaned,
        node_of: impl Fn(u32) -> NodeId,
        ground: &Ground,
    ) -> (Vec<Road>, Origin, Vec<(RoadId, Text)>) {
        let (mut roads, mut road_names) = (Vec::new(), Vec::new());
        let mut origin = Origin::default();
        let mut last_way = None;
        for clean in &cleaned.roads {
            let way = &self.segments.ways[clean.way as usize];
            if last_way != Some(clean.way) {
                last_way = Some(clean.way);
                origin.ways.push(SourceWay { id: way.way.id, tags: way.way.tags.clone() });
            }
            let along_mm = clean.along_m.iter().map(|metres| (metres * 1e3).round() as u32);
            let ids = clean.vertices.iter().map(|place| self.segments.vertices[*place as usize].id);
            let mut vertices: Vec<(i64, u32)> = ids.zip(along_mm).collect();
            let last = vertices.last_mut().expect("a road has ends");
            last.1 = last.1.max(1);
            let length_mm = last.1;
            origin.roads.push(RoadOrigin {
                way: (origin.ways.len() - 1) as u32,
                is_reversed: clean.is_reversed,
                vertices,
            });
            let ends = [clean.vertices[0], clean.vertices[clean.vertices.len() - 1]].map(&node_of);
            let road = self.road(clean, way, (ends, length_mm), ground);
            if road.structure == Structure::Bridge
                && let Some((title, _)) = names::title(&way.way.tags)
            {
                road_names.push((RoadId::from_index(roads.len()), title));
            }
            roads.push(road);
        }
        (roads, origin, road_names)
    }

    fn road(
        &self,
        clean: &CleanRoad,
        way: &DrivableWay<'_>,
        (ends, length_mm): ([NodeId; 2], u32),
        ground: &Ground,
    ) -> Road {
        let verdict = &way.verdict;
        let written = match clean.piece {
            0 => format!("w{}", way.way.id),
            piece => format!("w{}-{}", way.way.id, piece + 1),
        };
        let name = ShortName::new(&written).expect("two numbers are short");
        let line: Vec<(f64, f64)> =
            clean.vertices.iter().map(|place| self.vertex_m(*place)).collect();
        let inside = &line[1..line.len() - 1];
        Road {
            key: Road::key_of(name),
            name,
            from: ends[0],
            to: ends[1],
            class: verdict.class,
            structure: verdict.structure,
            length_mm,
            width_dm: verdict.width_dm.max(1),
            speed_km_h: verdict.speed_km_h.round().clamp(1.0, 150.0) as u8,
            one_way: verdict.driven != Driven::BothWays,
            low_m: low_m(&line, verdict.structure, &ground.elevation_m),
            passable: verdict.passable,
            bend: inside.iter().map(|(x_m, y_m)| (*x_m as f32, *y_m as f32)).collect(),
        }
    }

    fn report_snapped(
        &self,
        settlements: &Settlements,
        shown: &[Shown],
        snapped: &[(u32, f64)],
    ) -> Vec<Snapped> {
        let of_settlements = settlements.list.iter().map(|it| (&it.id, it.title.clone(), None));
        let of_shown = shown.iter().map(|it| (&it.id, it.label(), Some(it.kind)));
        let all = of_settlements.chain(of_shown).zip(snapped);
        let one = |((id, title, kind), (_, distance_m)): ((&String, Text, _), &(u32, f64))| {
            Snapped { id: id.clone(), title, kind, distance_m: tenth(*distance_m) }
        };
        all.map(one).collect()
    }
}

/// Lowest elevation of a road's surface, to a tenth of a metre.
fn low_m(line: &[(f64, f64)], structure: Structure, elevation_m: &Grid<f32>) -> f32 {
    let at = |(x_m, y_m): (f64, f64)| elevation_m.sample(x_m, y_m).unwrap_or(0.0);
    let ends_m = at(line[0]).min(at(line[line.len() - 1]));
    let mut lowest_m = f32::MAX;
    derive::along(line, elevation_m.cell_m / 2.0, &mut |x_m, y_m| {
        lowest_m = lowest_m.min(at((x_m, y_m)));
    });
    let low_m = match structure {
        Structure::Tunnel => ends_m,
        Structure::Bridge => ends_m.max(lowest_m + BRIDGE_RISE_M),
        _ => lowest_m,
    };
    tenth(f64::from(low_m)) as f32
}

fn of_roads(rules: &RoadRules) -> Estimate {
    let basis = Text::new(
        format!(
            "未注明的车速、路宽按“{}”取等级值;桥面至少高出桥下最低处 {BRIDGE_RISE_M} 米，\
             同等级、方向相反（偏差至多 {OFF_OPPOSITE_MAX_DEGREES} 度）、\
             相距不超过 {BESIDE_MAX_M} 米的并行单行桥视为一座桥(暂定值)",
            rules.title.zh
        ),
        format!(
            "speeds and widths that are not signed are those of the class by the {}; a bridge \
             leads {BRIDGE_RISE_M} m above the lowest ground below it at least, and opposite \
             one-way bridges (within {OFF_OPPOSITE_MAX_DEGREES} degrees) of one class within \
             {BESIDE_MAX_M} m of each other are one (placeholders)",
            rules.title.en
        ),
    );
    Estimate { kind: EstimateKind::Roads, basis, of: Vec::new() }
}
