//! A county to the bytes of its files. The order is that of storage; nothing is checked here.

use std::fmt::Write;

use super::bulk::{COURSE_COLUMNS, NODE_COLUMNS, ROAD_COLUMNS, TURN_COLUMNS, ZONE_COLUMNS};
use super::number::{to_tenths, write_tenths, write_whole};
use super::words::{Words, write_profiles};
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId, RoadId};
use crate::base::name::ShortName;
use crate::base::text::Text;
use crate::county::frame::Frame;
use crate::county::network::{RoadClass, Structure};
use crate::county::place::{
    County, Cover, Facility, FacilityKind, HazardArea, Reach, Zone, ZoneKind,
};
use crate::county::traffic::Traffic;

/// `nodes.csv`.
pub(super) fn nodes(county: &County) -> Vec<u8> {
    let mut out = header(&NODE_COLUMNS);
    for node in &county.network.nodes {
        out.extend_from_slice(node.name.as_str().as_bytes());
        for metres in [node.x_m, node.y_m, f64::from(node.elevation_m)] {
            out.push(b',');
            write_tenths(&mut out, to_tenths(metres));
        }
        out.push(b'\n');
    }
    out
}

/// `roads.csv`.
pub(super) fn roads(county: &County) -> Vec<u8> {
    let (classes, structures) = (Words::new(RoadClass::ALL), Words::new(Structure::ALL));
    let network = &county.network;
    let mut out = header(&ROAD_COLUMNS);
    for road in &network.roads {
        let (from, to) = (&network.nodes[road.from.index()], &network.nodes[road.to.index()]);
        let words = [
            road.name.as_str(),
            from.name.as_str(),
            to.name.as_str(),
            classes.written(road.class),
            structures.written(road.structure),
        ];
        for word in words {
            out.extend_from_slice(word.as_bytes());
            out.push(b',');
        }
        let figures = [
            u64::from(road.length_mm),
            u64::from(road.width_dm),
            u64::from(road.speed_km_h),
            u64::from(road.one_way),
        ];
        for figure in figures {
            write_whole(&mut out, figure);
            out.push(b',');
        }
        write_tenths(&mut out, to_tenths(f64::from(road.low_m)));
        out.push(b',');
        write_profiles(&mut out, road.passable);
        out.push(b',');
        write_points(&mut out, &road.bend);
        out.push(b'\n');
    }
    out
}

/// `turns.csv`.
pub(super) fn turns(county: &County) -> Vec<u8> {
    let network = &county.network;
    let road = |id: RoadId| network.roads[id.index()].name;
    let mut out = header(&TURN_COLUMNS);
    for turn in &network.turns {
        let via = network.nodes[turn.via.index()].name;
        for name in [road(turn.from), via, road(turn.to)] {
            out.extend_from_slice(name.as_str().as_bytes());
            out.push(b',');
        }
        write_profiles(&mut out, turn.obeyed_by);
        out.push(b',');
        let over: Vec<ShortName> = turn.over.iter().map(|id| road(*id)).collect();
        out.extend_from_slice(
            over.iter().map(ShortName::as_str).collect::<Vec<_>>().join(";").as_bytes(),
        );
        out.push(b'\n');
    }
    out
}

/// `zones.csv`.
pub(super) fn zones(county: &County) -> Vec<u8> {
    let kinds = Words::new(ZoneKind::ALL);
    let mut out = header(&ZONE_COLUMNS);
    for zone in &county.zones {
        let words = [
            zone.name.as_str(),
            &zone.title.zh,
            &zone.title.en,
            kinds.written(zone.kind),
            &county.zones[zone.parent.index()].name,
            node(county, zone.node),
        ];
        for word in words {
            write_field(&mut out, word);
            out.push(b',');
        }
        for (index, figure) in figures(zone).into_iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_whole(&mut out, u64::from(figure));
        }
        out.push(b'\n');
    }
    out
}

fn figures(zone: &Zone) -> [u32; 9] {
    let presence = zone.presence;
    [
        zone.residents,
        zone.households,
        presence.night,
        presence.workday,
        presence.market_day,
        presence.holiday,
        zone.elderly,
        zone.children,
        zone.immobile,
    ]
}

/// `courses.csv`.
pub(super) fn courses(county: &County) -> Vec<u8> {
    let mut out = header(&COURSE_COLUMNS);
    for reach in &county.reaches {
        out.extend_from_slice(reach.name.as_bytes());
        out.push(b',');
        write_points(&mut out, &reach.course);
        out.push(b'\n');
    }
    out
}

/// `elevation.asc`.
pub(super) fn elevation(grid: &Grid<f32>) -> Vec<u8> {
    raster(grid, |out, metres| write_tenths(out, to_tenths(f64::from(*metres))))
}

/// `cover.asc`.
pub(super) fn cover(grid: &Grid<Cover>) -> Vec<u8> {
    raster(grid, |out, cover| write_whole(out, u64::from(cover.code())))
}

fn raster<T>(grid: &Grid<T>, write_value: impl Fn(&mut Vec<u8>, &T)) -> Vec<u8> {
    let mut out = Vec::with_capacity(200 + 6 * grid.values.len());
    let header = [
        ("ncols", 10 * grid.columns as i64),
        ("nrows", 10 * grid.rows as i64),
        ("xllcorner", to_tenths(grid.west_m)),
        ("yllcorner", to_tenths(grid.south_m)),
        ("cellsize", to_tenths(grid.cell_m)),
    ];
    for (name, tenths) in header {
        out.extend_from_slice(name.as_bytes());
        out.push(b' ');
        write_tenths(&mut out, tenths);
        out.push(b'\n');
    }
    for row in grid.values.chunks_exact(grid.columns) {
        for (column, value) in row.iter().enumerate() {
            if column > 0 {
                out.push(b' ');
            }
            write_value(&mut out, value);
        }
        out.push(b'\n');
    }
    out
}

pub(super) fn header(columns: &[&str]) -> Vec<u8> {
    (columns.join(",") + "\n").into_bytes()
}

pub(super) fn write_points(out: &mut Vec<u8>, points: &[(f32, f32)]) {
    for (index, (x_m, y_m)) in points.iter().enumerate() {
        if index > 0 {
            out.push(b';');
        }
        write_tenths(out, to_tenths(f64::from(*x_m)));
        out.push(b' ');
        write_tenths(out, to_tenths(f64::from(*y_m)));
    }
}

/// Writes a field, in quotes where the format needs them.
pub(super) fn write_field(out: &mut Vec<u8>, text: &str) {
    if text.contains(['"', ',', '\n', '\r']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// `county.ron`: one line for each reach, facility, hazard area and name of a road.
pub(super) fn written(county: &County) -> Vec<u8> {
    let kinds = Words::new(FacilityKind::ALL);
    let mut out = String::from("(\n");
    line(&mut out, format_args!("    name: {:?},", county.name));
    line(&mut out, format_args!("    title: {},", text(&county.title)));
    line(&mut out, format_args!("    source: {},", text(&county.source)));
    if let Some(Frame { longitude, latitude }) = county.frame {
        let frame = format_args!("    frame: (longitude: {longitude:?}, latitude: {latitude:?}),");
        line(&mut out, frame);
    }
    if !county.estimates.is_empty() {
        list(&mut out, "estimates", &county.estimates, |out, item| {
            put_bare(out, "kind", &item.kind.word());
            put_bare(out, "basis", &text(&item.basis));
            if !item.of.is_empty() {
                put(out, "of", &item.of);
            }
        });
    }
    list(&mut out, "reaches", &county.reaches, |out, item| reach(out, county, item));
    list(&mut out, "facilities", &county.facilities, |out, item| {
        facility(out, county, &kinds, item);
    });
    list(&mut out, "areas", &county.areas, |out, item| area(out, county, item));
    list(&mut out, "road_names", &county.network.road_names, |out, (road, title)| {
        let name = &county.network.roads[road.index()].name;
        put(out, "road", &name.as_str());
        put_bare(out, "title", &text(title));
    });
    if let Some(traffic) = &county.traffic {
        write_traffic(&mut out, county, traffic);
    }
    out.push_str(")\n");
    out.into_bytes()
}

fn write_traffic(out: &mut String, county: &County, traffic: &Traffic) {
    line(out, format_args!("    traffic: ("));
    line(out, format_args!("    basis: {},", text(&traffic.basis)));
    list(out, "classes", &traffic.classes, |out, item| {
        put_bare(out, "class", &item.class.word());
        put(out, "slow_percent", &item.slow_percent);
    });
    list(out, "flows", &traffic.flows, |out, item| {
        put(out, "road", &county.network.roads[item.road.index()].name.as_str());
        put(out, "capacity_per_hour", &item.capacity_per_hour);
        put(out, "cars_per_hour", &item.cars_per_hour);
    });
    out.push_str("    ),\n");
}

fn line(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    writeln!(out, "{arguments}").expect("a string takes everything");
}

fn list<T>(out: &mut String, name: &str, items: &[T], write_item: impl Fn(&mut String, &T)) {
    line(out, format_args!("    {name}: ["));
    for item in items {
        out.push_str("        (");
        write_item(out, item);
        // The last comma and blank of the fields.
        out.truncate(out.len() - 2);
        out.push_str("),\n");
    }
    out.push_str("    ],\n");
}

/// Writes a field as Rust shows it, which RON reads: quoted text, shortest exact numbers.
fn put(out: &mut String, name: &str, value: &impl std::fmt::Debug) {
    write!(out, "{name}: {value:?}, ").expect("a string takes everything");
}

/// Writes a field as it stands.
fn put_bare(out: &mut String, name: &str, value: &str) {
    write!(out, "{name}: {value}, ").expect("a string takes everything");
}

fn text(text: &Text) -> String {
    format!("(zh: {:?}, en: {:?})", text.zh, text.en)
}

fn node(county: &County, id: NodeId) -> &str {
    county.network.nodes[id.index()].name.as_str()
}

fn reach_name(county: &County, id: ReachId) -> &str {
    &county.reaches[id.index()].name
}

fn facility_name(county: &County, id: FacilityId) -> &str {
    &county.facilities[id.index()].name
}

fn reach(out: &mut String, county: &County, reach: &Reach) {
    put(out, "name", &reach.name);
    put_bare(out, "title", &text(&reach.title));
    if let Some(below) = reach.downstream {
        put(out, "downstream", &reach_name(county, below));
    }
    put(out, "length_m", &reach.length_m);
    put(out, "slope", &reach.slope);
    put(out, "width_m", &reach.width_m);
    put(out, "roughness", &reach.roughness);
    put(out, "catchment_km2", &reach.catchment_km2);
}

fn facility(out: &mut String, county: &County, kinds: &Words<FacilityKind>, facility: &Facility) {
    put(out, "name", &facility.name);
    put_bare(out, "title", &text(&facility.title));
    put_bare(out, "kind", kinds.written(facility.kind));
    put(out, "node", &node(county, facility.node));
    put(out, "zone", &county.zones[facility.zone.index()].name);
    let figures = [
        ("capacity", facility.capacity),
        ("theatres", facility.theatres),
        ("battery_minutes", facility.battery_minutes),
        ("range_m", facility.range_m),
        ("storage_thousand_m3", facility.storage_thousand_m3),
        ("access_minutes", facility.access_minutes),
    ];
    for (name, figure) in figures.into_iter().filter(|(_, figure)| *figure > 0) {
        put(out, name, &figure);
    }
    if let Some(power) = facility.power {
        put(out, "power", &facility_name(county, power));
    }
    if let Some(reach) = facility.reach {
        put(out, "reach", &reach_name(county, reach));
    }
}

fn area(out: &mut String, county: &County, area: &HazardArea) {
    put(out, "name", &area.name);
    put_bare(out, "title", &text(&area.title));
    put(out, "zone", &county.zones[area.zone.index()].name);
    put(out, "node", &node(county, area.node));
    if let Some(water) = &area.water {
        put(out, "reach", &reach_name(county, water.reach));
        put(out, "height_cm", &water.height_cm);
        put(out, "top_cm", &water.top_cm);
    }
    put(out, "households", &area.households);
    put(out, "people", &area.people);
    if let Some(water) = &area.water {
        put(out, "gauge", &facility_name(county, water.gauge));
    }
    put(out, "shelter", &facility_name(county, area.shelter));
    if let Some(water) = &area.water {
        let thresholds = water.thresholds_mm.map(|limit| limit.to_string()).join(", ");
        put_bare(out, "thresholds_mm", &format!("({thresholds})"));
    }
}
