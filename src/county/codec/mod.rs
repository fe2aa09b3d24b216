//! The map format: bytes in, county out, and back. Reads and writes no file itself.
//!
//! A map folder holds what people edit in [`COUNTY`] (RON: names, facilities, hazard areas,
//! reaches, names of roads, traffic) and what comes in bulk beside it: [`NODES`], [`ROADS`],
//! [`ZONES`] and [`COURSES`] as CSV, [`ELEVATION`] and [`COVER`] as ESRI ASCII grids, and [`TURNS`]
//! where any turn is forbidden, and [`WATERS`] where water is to be drawn. Everything refers to
//! everything else by written name. Coordinates, elevations and grid values are metres with at most
//! one decimal, so that a map survives any number of readings and writings bit for bit; [`encode`]
//! rounds to that. What can be computed is not written: see [`super::derive`].
//!
//! Every problem of every file is found in one reading, up to [`PROBLEMS_MAX`].

mod bulk;
mod findings;
mod linked;
mod names;
mod number;
mod origin;
pub(in crate::county) mod raster;
pub(in crate::county) mod table;
mod waters;
mod words;
mod write;
mod written;

use std::collections::BTreeMap;

use super::derive::{self, Parts};
use super::place::County;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written as base_written;
use findings::Findings;
pub use origin::{VERTICES, WAYS, decode_origin, encode_origin};

/// The files of a map by name.
pub type MapBytes = BTreeMap<String, Vec<u8>>;

/// What people edit.
pub const COUNTY: &str = "county.ron";
/// Junctions: `name,x_m,y_m,elevation_m`.
pub const NODES: &str = "nodes.csv";
/// Roads, with their bends as `x y;x y` in metres.
pub const ROADS: &str = "roads.csv";
/// Zones with their people.
pub const ZONES: &str = "zones.csv";
/// Courses of the reaches: `reach,course`, the course as `x y;x y` in metres, downstream.
pub const COURSES: &str = "courses.csv";
/// Elevation in metres.
pub const ELEVATION: &str = "elevation.asc";
/// Land cover, as codes of [`super::place::Cover`].
pub const COVER: &str = "cover.asc";
/// Turns that are forbidden: `from,via,to,obeyed_by,over`, the road by which one comes, the
/// junction, the road by which one may not go on, the profiles that obey, and as `a;b` the roads
/// between, where it is at their end that one may not turn. The last column may be missing.
pub const TURNS: &str = "turns.csv";
/// Water beside the reaches, to be drawn: `name,zh,en,width_m,course`, a line with its width, or
/// without one a ring of an area. Rows of one name that follow each other are one area.
pub const WATERS: &str = "waters.csv";
/// Every file of a map.
pub const FILES: [&str; 9] =
    [COUNTY, NODES, ROADS, ZONES, COURSES, ELEVATION, COVER, TURNS, WATERS];
/// Those that a map need not have.
pub const OPTIONAL: [&str; 2] = [TURNS, WATERS];

/// Problems that are listed; the last one says how many more there are.
pub const PROBLEMS_MAX: usize = 200;
/// Junctions in a map.
pub const NODES_MAX: usize = 10_000_000;
/// Roads in a map.
pub const ROADS_MAX: usize = 20_000_000;
/// Turns that a map forbids.
pub const TURNS_MAX: usize = 20_000_000;
/// Rows of water in a map.
pub const WATERS_MAX: usize = 1_000_000;
/// Zones in a map.
pub const ZONES_MAX: usize = 100_000;
/// Reaches in a map; one number of `u16` is kept for "none".
pub const REACHES_MAX: usize = 65_000;
/// Facilities, and hazard areas, in a map.
pub const PLACES_MAX: usize = 1_000_000;
/// Cells in a grid.
pub const CELLS_MAX: usize = 100_000_000;
/// Points in one bend or course.
pub const POINTS_MAX: usize = 100_000;
/// Bytes in a written name.
pub const NAME_BYTES_MAX: usize = 64;

/// The county that these files describe, with what should be looked at although it can be played.
///
/// # Errors
/// Every problem, when at least one of them is an error: with file, line and column wherever the
/// file has one.
pub fn decode(files: &MapBytes) -> Result<(County, Problems), Problems> {
    let mut findings = Findings::new(PROBLEMS_MAX);
    let written = written::read(file(files, COUNTY, &mut findings), &mut findings);
    let elevation_m = file(files, ELEVATION, &mut findings)
        .and_then(|bytes| raster::elevation(bytes, &mut findings));
    let cover = file(files, COVER, &mut findings).and_then(|bytes| {
        let shape = elevation_m.as_ref().map(raster::Shape::of);
        raster::cover(bytes, shape, &mut findings)
    });
    let nodes = bulk::nodes(
        file(files, NODES, &mut findings),
        elevation_m.as_ref().map(raster::Shape::of),
        &mut findings,
    );
    let (roads, road_names) =
        bulk::roads(file(files, ROADS, &mut findings), &nodes.1, &mut findings);
    let turns = optional(files, TURNS)
        .map(|bytes| bulk::turns(bytes, &nodes.1, (&roads, &road_names), &mut findings));
    let zones = bulk::zones(file(files, ZONES, &mut findings), &nodes.1, &mut findings);
    let courses = bulk::courses(file(files, COURSES, &mut findings), &mut findings);
    let waters = optional(files, WATERS).map(|bytes| waters::waters(bytes, &mut findings));
    let linked = written.map(|written| {
        let tables = linked::Tables {
            nodes: &nodes.1,
            roads: &road_names,
            zones: &zones.1,
            courses: &courses,
            elevation_m: elevation_m.as_ref(),
        };
        linked::link(written, &tables, &mut findings)
    });
    let mut problems = findings.into_problems();
    place_in_county(&mut problems, files);
    if problems.has_errors() {
        return Err(problems);
    }
    let missing = "a map without errors has all of its files";
    let linked = linked.expect(missing);
    let county = derive::complete(Parts {
        name: linked.name,
        title: linked.title,
        source: linked.source,
        frame: linked.frame,
        estimates: linked.estimates,
        nodes: nodes.0,
        roads,
        turns: turns.unwrap_or_default(),
        traffic: linked.traffic,
        road_names: linked.road_names,
        zones: zones.0,
        facilities: linked.facilities,
        areas: linked.areas,
        reaches: linked.reaches,
        waters: waters.unwrap_or_default(),
        elevation_m: elevation_m.expect(missing),
        cover: cover.expect(missing),
    });
    Ok((county, problems))
}

/// Gives line and column to the problems of `county.ron` that are known by their path.
fn place_in_county(problems: &mut Problems, files: &MapBytes) {
    let source = files.get(COUNTY).and_then(|bytes| std::str::from_utf8(bytes).ok());
    if let Some(source) = source.filter(|_| !problems.0.is_empty()) {
        base_written::place_all(problems, &BTreeMap::from([(COUNTY, source)]));
    }
}

/// The files of a county. Coordinates and elevations are rounded to a tenth of a metre.
pub fn encode(county: &County) -> MapBytes {
    let mut files = MapBytes::from([
        (COUNTY.to_owned(), write::written(county)),
        (NODES.to_owned(), write::nodes(county)),
        (ROADS.to_owned(), write::roads(county)),
        (ZONES.to_owned(), write::zones(county)),
        (COURSES.to_owned(), write::courses(county)),
        (ELEVATION.to_owned(), write::elevation(&county.terrain.elevation_m)),
        (COVER.to_owned(), write::cover(&county.terrain.cover)),
    ]);
    if !county.network.turns.is_empty() {
        files.insert(TURNS.to_owned(), write::turns(county));
    }
    if !county.waters.is_empty() {
        files.insert(WATERS.to_owned(), waters::write(county));
    }
    files
}

/// The bytes of a file without a byte-order mark, if the map has it.
fn optional<'a>(files: &'a MapBytes, name: &str) -> Option<&'a [u8]> {
    files.get(name).map(|bytes| bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
}

/// The bytes of a file without a byte-order mark, or a problem.
fn file<'a>(files: &'a MapBytes, name: &str, findings: &mut Findings) -> Option<&'a [u8]> {
    let bytes = optional(files, name);
    if bytes.is_none() {
        let expected = Text::new("地图文件夹中有此文件", "this file in the map folder");
        let mut problem = Problem::error(Place::line(name, 0, 0), "no file", expected);
        let others = files.keys().map(String::as_str).filter(|other| !FILES.contains(other));
        if let Some(near) = crate::base::problem::nearest(name, others) {
            problem = problem.hint(crate::base::problem::did_you_mean(near));
        }
        findings.push(problem);
    }
    bytes
}

#[cfg(test)]
mod tests;
