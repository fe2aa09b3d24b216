//! The maps of the three moments: the hazard by its model, people and roads by the log, on one
//! extent and under one legend.

use std::collections::BTreeMap;

use super::key::{self, Shown};
use super::moment::{Followed, Moment, moments};
use super::situation::{Care, Situation};
use crate::base::chance::Seed;
use crate::base::grid::Grid;
use crate::base::id::NodeId;
use crate::base::text::Text;
use crate::county::network::{Road, RoadClass, Structure};
use crate::county::place::{FacilityKind, ZoneKind};
use crate::plan;
use crate::report::map::course;
use crate::report::map_picture::{Base, Counts, Layer, MapPicture, Mark, Sign, Viewport};
use crate::report::names::Names;
use crate::report::picture::area::{self, Outlines};
use crate::report::picture::frame::STRIP_PX;
use crate::report::picture::sheet;
use crate::report::text::arguments;
use crate::scenario::exposure::distance_m;
use crate::scenario::field::{Field, Fields, Quantity};
use crate::scenario::intervened::interventions;

/// The name of the ground that the three pictures share.
const GROUND: &str = "moment-ground";
/// Size of a map in pixels.
pub(super) const MAP_PX: (f64, f64) = (690.0, 600.0);
/// Widest ground on which streets and lanes that are closed are drawn, m.
const STREETS_M: f64 = 16_000.0;
/// Least distance between the ticks of closed roads, pixels.
const TICKS_PX: f64 = 16.0;
/// Fewest people that give a village a name where there is room for few names.
const NAMED_FROM: u32 = 10;
/// Least width of the ground shown, m, and how much is shown around what matters.
const LEAST_M: f64 = 3_600.0;
const MARGIN: f64 = 0.14;
/// Cells across the map in which what is smooth is sampled.
const SAMPLES: f64 = 150.0;
/// How far around its source a hazard that spreads is looked for when its extent is, and in cells
/// of which size, m.
const FAR_M: f64 = 24_000.0;
const COARSE_M: f64 = 200.0;

/// A moment as a map.
#[derive(Debug)]
pub(in crate::report) struct MomentPicture {
    /// When and why.
    pub moment: Moment,
    /// Whom the three moments follow.
    pub followed: Followed,
    /// What is so then.
    pub situation: Situation,
    /// The map with its legend, an SVG element.
    pub svg: String,
}

/// The three pictures of a run of this seed, in order; none where play was too short for them.
pub(in crate::report) fn pictures(names: &Names<'_>, seed: u64) -> Vec<MomentPicture> {
    let fields = Fields::new(names.drill, Seed(seed), &interventions(names.drill, names.log));
    let hazards = fields.at(names.log.end());
    let spreads = hazards.iter().any(|field| field.quantity != Quantity::Intensity);
    let Some((chosen, followed)) = moments(names, spreads) else { return Vec::new() };
    let told = chosen.map(|moment| Told::new(names, (moment, followed), &fields));
    let view = view(names, &fields, &told);
    let most = told.iter().flat_map(|one| one.people.values().flatten()).map(|one| *one.1).max();
    let key = key::rows(names, &Shown::of(&told, shows_streets(view)));
    let draw = |(told, base): (Told, Base)| {
        let mut map = MapPicture::of(&names.drill.county, names.language());
        map.viewport = view;
        map.width_px = MAP_PX.0;
        map.explained = false;
        map.pale = true;
        map.base = base;
        map.layers = fields.at(told.moment.at).iter().map(|field| hazard(field, view)).collect();
        let marks = marks(names, &told, view, most.unwrap_or(1));
        map.layers.push(Layer { marks, ..Layer::default() });
        let column = key::column(names, &told, fields.wind(told.moment.at), key.clone());
        let svg = sheet::sheet(&map.svg(), MAP_PX, 0.0, &column);
        let Told { moment, followed, situation, .. } = told;
        MomentPicture { moment, followed, situation, svg }
    };
    let bases = [Base::Named(GROUND), Base::Of(GROUND), Base::Of(GROUND)];
    told.into_iter().zip(bases).map(draw).collect()
}

/// A moment with what is to be shown of it.
#[derive(Debug)]
pub(super) struct Told {
    pub moment: Moment,
    pub followed: Followed,
    pub situation: Situation,
    /// What hazards there are.
    pub quantities: Vec<Quantity>,
    /// Numbers of people by where they are.
    pub people: BTreeMap<NodeId, BTreeMap<Sign, u32>>,
}

impl Told {
    fn new(names: &Names<'_>, (moment, followed): (Moment, Followed), fields: &Fields<'_>) -> Self {
        let county = &names.drill.county;
        let situation = Situation::at(names.drill, names.log, moment.at);
        let mut people: BTreeMap<NodeId, BTreeMap<Sign, u32>> = BTreeMap::new();
        let mut add = |node: NodeId, sign: Sign, count: u32| {
            *people.entry(node).or_default().entry(sign).or_default() += count;
        };
        for ((area, _), count) in &situation.danger {
            add(county.areas[area.index()].node, Sign::Danger, *count);
        }
        for (incident, care) in situation.hurt.values() {
            let site = situation.sites.get(incident).map(|site| site.0);
            let hospital = |id: crate::base::id::FacilityId| county.facilities[id.index()].node;
            match (*care, site) {
                (Care::Waiting, Some(site)) => add(site, Sign::Waiting, 1),
                (Care::Treated, Some(site)) => add(site, Sign::Treated, 1),
                (Care::InHospital(id), _) => add(hospital(id), Sign::InHospital, 1),
                (Care::Dead(Some(id)), _) => add(hospital(id), Sign::Dead, 1),
                (Care::Dead(None), Some(site)) => add(site, Sign::Dead, 1),
                (Care::Carried, _) | (_, None) => {}
            }
        }
        let quantities = fields.at(moment.at).iter().map(|field| field.quantity).collect();
        Self { moment, followed, situation, quantities, people }
    }

    /// The sites of open incidents at which no people are shown.
    pub(super) fn incidents(&self) -> impl Iterator<Item = NodeId> + '_ {
        let open = self.situation.open.iter().filter_map(|id| self.situation.sites.get(id));
        open.map(|site| site.0).filter(|node| !self.people.contains_key(node))
    }
}

fn place_m(names: &Names<'_>, node: NodeId) -> (f64, f64) {
    let node = &names.drill.county.network.nodes[node.index()];
    (node.x_m, node.y_m)
}

/// The ground that matters in any of the moments: where people are in danger or hurt, and as far as
/// gas or fire goes; hospitals of the county too where nothing spreads and nothing shook. The whole
/// county where nobody is.
fn view(names: &Names<'_>, fields: &Fields<'_>, told: &[Told; 3]) -> Viewport {
    let county = &names.drill.county;
    let has_field = told.iter().any(|one| !one.quantities.is_empty());
    let matters = |node: &NodeId| {
        let hospital = county
            .facilities
            .iter()
            .find(|facility| facility.node == *node && plan::takes_patients(facility.kind));
        hospital.is_none_or(|it| !has_field && it.kind != FacilityKind::CityHospital)
    };
    let mut places: Vec<(f64, f64)> = Vec::new();
    for one in told {
        let nodes = one.people.keys().filter(|node| matters(node));
        places.extend(nodes.map(|node| place_m(names, *node)));
        for field in fields.at(one.moment.at) {
            places.extend(extent(names, &field));
        }
    }
    let whole = Viewport::county(county);
    let view = around(&places).unwrap_or(whole);
    // The strip at the foot of the map may lie beyond the county.
    let strip_m = STRIP_PX * view.width_m / MAP_PX.0;
    let (south_m, height_m) = (whole.south_m - strip_m, whole.height_m + strip_m);
    view.within(Viewport { south_m, height_m, ..whole })
}

/// The outline of what gas or fire covers; empty for what covers the county.
fn extent(names: &Names<'_>, field: &Field<'_>) -> Vec<(f64, f64)> {
    let spreads = matches!(field.quantity, Quantity::Concentration(_) | Quantity::SinceFire);
    let Some(exposure) = names.drill.exposure().filter(|_| spreads) else { return Vec::new() };
    let limit = field.quantity.limits()[0];
    let (x_m, y_m) = exposure.source_m(&names.drill.county);
    let values = sampled(field, Viewport::around(x_m, y_m, FAR_M), COARSE_M, limit);
    area::contour(&values, limit).into_iter().flatten().collect()
}

/// Whether the scale has room for streets and lanes that are closed.
fn shows_streets(view: Viewport) -> bool {
    view.width_m < STREETS_M
}

/// The ground around places, with a margin, in the shape of the map; none where there is no place.
fn around(places: &[(f64, f64)]) -> Option<Viewport> {
    let first = *places.first()?;
    let mut corners = (first, first);
    for (x_m, y_m) in places {
        corners.0 = (corners.0.0.min(*x_m), corners.0.1.min(*y_m));
        corners.1 = (corners.1.0.max(*x_m), corners.1.1.max(*y_m));
    }
    let ((west, south), (east, north)) = corners;
    let shape = MAP_PX.0 / MAP_PX.1;
    let more = 1.0 + 2.0 * MARGIN;
    let width_m = (more * (east - west)).max(more * (north - south) * shape).max(LEAST_M);
    let height_m = width_m / shape;
    let (x_m, y_m) = (0.5 * (west + east), 0.5 * (south + north));
    let (west_m, south_m) = (x_m - 0.5 * width_m, y_m - 0.5 * height_m);
    Some(Viewport { west_m, south_m, width_m, height_m })
}

/// The values of a field on cells of so many metres.
fn sampled(field: &Field<'_>, view: Viewport, cell_m: f64, limit: f64) -> Grid<f64> {
    let count = |length_m: f64| (length_m / cell_m).ceil() as usize + 1;
    let mut grid = Grid::filled(count(view.width_m), count(view.height_m), cell_m, 0.0);
    (grid.west_m, grid.south_m) = (view.west_m, view.south_m);
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            // Far below the limit a value would draw the line between it and the next towards it.
            let value = field.value(grid.centre(column, row));
            grid.set(column, row, value.max(limit - limit.abs().max(30.0)));
        }
    }
    grid
}

/// The ground shown, widened to whole cells of the terrain, so that those of fire are met.
fn snapped(view: Viewport, terrain: &Grid<f32>, cell_m: f64) -> Viewport {
    let down = |at_m: f64, from_m: f64| from_m + ((at_m - from_m) / cell_m).floor() * cell_m;
    let (west_m, south_m) =
        (down(view.west_m, terrain.west_m), down(view.south_m, terrain.south_m));
    let (width_m, height_m) = (view.width_m + cell_m, view.height_m + cell_m);
    Viewport { west_m, south_m, width_m, height_m }
}

/// A hazard at a moment, by the classes of its quantity.
fn hazard(field: &Field<'_>, view: Viewport) -> Layer {
    let limits = field.quantity.limits();
    let terrain = &field.terrain().elevation_m;
    let by_class: Vec<Outlines> = match field.quantity {
        Quantity::WaterDepth => area::cells(terrain, limits.len(), |column, row| {
            let place = terrain.centre(column, row);
            let depth = view.holds(place, terrain.cell_m).then(|| field.value(place))?;
            limits.iter().rposition(|limit| depth >= *limit)
        }),
        quantity => {
            let cell_m = match quantity {
                Quantity::SinceFire => terrain.cell_m,
                _ => view.width_m / SAMPLES,
            };
            let values = sampled(field, snapped(view, terrain, cell_m), cell_m, limits[0]);
            let within: Vec<Outlines> =
                limits.iter().map(|limit| area::contour(&values, *limit)).collect();
            // A class is what its limit encloses without what the next one does.
            let next = within.iter().skip(1).cloned().chain([Outlines::new()]);
            within.iter().zip(next).map(|(own, next)| [own.clone(), next].concat()).collect()
        }
    };
    let lined = field.quantity != Quantity::WaterDepth;
    let marks = by_class.into_iter().enumerate().filter(|(_, outlines)| !outlines.is_empty());
    let marks = marks.map(|(step, outlines)| Mark::Hazard { outlines, step, lined }).collect();
    let (ramp, steps) = (key::ramp(field.quantity), vec![Text::default(); limits.len()]);
    Layer { ramp, steps, marks, ..Layer::default() }
}

/// What the log says of the moment.
fn marks(names: &Names<'_>, told: &Told, view: Viewport, most: u32) -> Vec<Mark> {
    let county = &names.drill.county;
    let situation = &told.situation;
    let mut marks = closed(names, situation, view);
    let is_counted = |node: &NodeId| told.people.contains_key(node);
    let cut_off = situation.cut_off.iter().map(|zone| county.zones[zone.index()].node);
    let cut_off = cut_off.filter(|node| !is_counted(node));
    marks.extend(cut_off.map(|node| Mark::CutOff { at: place_m(names, node) }));
    marks.extend(situation.silent.iter().map(|mast| {
        let mast = &county.facilities[mast.index()];
        Mark::Silent { at: place_m(names, mast.node) }
    }));
    marks.extend(told.incidents().map(|node| Mark::Incident { at: place_m(names, node) }));
    let counts = told.people.iter().map(|(node, signs)| Counts {
        at: place_m(names, *node),
        counts: signs.iter().map(|(sign, people)| (*sign, *people)).collect(),
        most,
        name: name(names, told, *node, view),
    });
    let mut counts: Vec<Counts> = counts.collect();
    // The greater numbers take their places first.
    let greatest = |counts: &Counts| counts.counts.iter().map(|one| one.1).max();
    counts.sort_by_key(|counts| std::cmp::Reverse(greatest(counts)));
    marks.extend(counts.into_iter().map(Mark::Counts));
    marks
}

/// The name of a place where people are counted: of the hospital, the hazard area or the facility
/// that they are at, else of the settlement. Where villages have no room for their names, few
/// people have none either.
fn name(names: &Names<'_>, told: &Told, node: NodeId, view: Viewport) -> Option<String> {
    let county = &names.drill.county;
    let signs = &told.people[&node];
    let zone = county.zones.iter().find(|zone| zone.node == node);
    let is_village = zone.is_none_or(|zone| zone.kind == ZoneKind::Village);
    let few = signs.values().all(|people| *people < NAMED_FROM);
    if is_village && few && !shows_streets(view) {
        return None;
    }
    if let Some(zone) = zone {
        return Some(names.get(&zone.title));
    }
    let facility = |wanted: fn(FacilityKind) -> bool| {
        let found = county.facilities.iter().find(|it| it.node == node && wanted(it.kind))?;
        Some(names.get(&found.title))
    };
    let hospital =
        || facility(plan::takes_patients).filter(|_| signs.contains_key(&Sign::InHospital));
    let area = || {
        let mut areas = told.situation.danger.keys().map(|(area, _)| *area);
        areas.find(|area| county.areas[area.index()].node == node).map(|area| names.area(area))
    };
    let site = || {
        facility(|kind| {
            let sites = [FacilityKind::Plant, FacilityKind::BusStation, FacilityKind::School];
            sites.contains(&kind)
        })
    };
    let settlement = || {
        let at = told.situation.sites.values().find(|site| site.0 == node)?;
        Some(names.texts.fill("place-near", &arguments! { name: names.zone(at.1) }))
    };
    hospital().or_else(area).or_else(site).or_else(settlement)
}

/// Roads that are closed: all where there is room for them, else those between places. Ticks keep
/// off one another.
fn closed(names: &Names<'_>, situation: &Situation, view: Viewport) -> Vec<Mark> {
    let network = &names.drill.county.network;
    let streets = shows_streets(view);
    let apart_m = TICKS_PX * view.width_m / MAP_PX.0;
    let mut ticked: Vec<(f64, f64)> = Vec::new();
    let roads = situation.closed.iter().map(|road| &network.roads[road.index()]);
    let shown = roads.filter(|road| {
        streets || road.class <= RoadClass::Secondary || road.structure == Structure::Bridge
    });
    let mark = |road: &Road| {
        let line = course(network, road);
        let middle = line[line.len() / 2];
        let is_free = |other: &(f64, f64)| distance_m(*other, middle) >= apart_m;
        let is_ticked = road.class <= RoadClass::Secondary && ticked.iter().all(is_free);
        ticked.extend(is_ticked.then_some(middle));
        Mark::Closed { line, ticked: is_ticked }
    };
    shown.map(mark).collect()
}
