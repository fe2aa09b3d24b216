//! The CSV tables of a map: junctions, roads, forbidden turns, zones, courses of reaches.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::names::NameIndex;
use super::raster::Shape;
use super::table::{Row, Table};
use super::words::{Words, profiles};
use super::{
    COURSES, NAME_BYTES_MAX, NODES, NODES_MAX, REACHES_MAX, ROADS, ROADS_MAX, TURNS, TURNS_MAX,
    ZONES, ZONES_MAX,
};
use crate::base::id::{NodeId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::county::network::{Node, Road, RoadClass, Structure, Turn};
use crate::county::place::{Presence, Zone, ZoneKind};
use crate::vocabulary::profile::ProfileSet;

/// How far from the origin anything may lie, in metres.
pub(super) const COORDINATE_MAX_M: i64 = 1_000_000;
/// Elevations of junctions and roads, in metres.
const ELEVATION_M: std::ops::RangeInclusive<i64> = -500..=9_000;
/// Length of one road, in millimetres: a thousand kilometres.
const LENGTH_MAX_MM: u32 = 1_000_000_000;
/// People in one zone.
const PEOPLE_MAX: u32 = 100_000_000;

/// What a row without a usable reference refers to; a map with such a row is refused.
const NOWHERE: u32 = 0;

pub(super) const NODE_COLUMNS: [&str; 4] = ["name", "x_m", "y_m", "elevation_m"];

/// The junctions and their names.
pub(super) fn nodes(
    bytes: Option<&[u8]>,
    shape: Option<Shape>,
    findings: &mut Findings,
) -> (Vec<Node>, NameIndex) {
    let what = Text::new("路口", "a junction");
    let Some(bytes) = bytes else { return (Vec::new(), NameIndex::unreadable(what)) };
    let table = Table::open(NODES, bytes, &NODE_COLUMNS, findings);
    let mut names = NameIndex::new(what);
    names.readable = table.has(0);
    let mut nodes = Vec::new();
    table.rows(NODES_MAX, findings, |row| {
        let name = short_name(row, &mut names);
        let x_m = row.metres(1, -COORDINATE_MAX_M..=COORDINATE_MAX_M);
        let y_m = row.metres(2, -COORDINATE_MAX_M..=COORDINATE_MAX_M);
        let elevation_m = row.metres(3, ELEVATION_M).unwrap_or_default() as f32;
        if let (Some(shape), Some(x_m), Some(y_m)) = (shape, x_m, y_m)
            && !shape.holds(x_m, y_m)
        {
            row.wrong(1, || Text::new("位于高程格网之内", "a point on the elevation grid"));
        }
        nodes.push(Node::new(name, x_m.unwrap_or_default(), y_m.unwrap_or_default(), elevation_m));
    });
    refuse_empty(NODES, nodes.is_empty(), findings);
    refuse_collisions(NODES, nodes.iter().map(|node| node.key), findings);
    (nodes, names)
}

pub(super) const ROAD_COLUMNS: [&str; 12] = [
    "name",
    "from",
    "to",
    "class",
    "structure",
    "length_mm",
    "width_dm",
    "speed_km_h",
    "one_way",
    "low_m",
    "passable",
    "bend",
];

/// The roads and their names.
pub(super) fn roads(
    bytes: Option<&[u8]>,
    nodes: &NameIndex,
    findings: &mut Findings,
) -> (Vec<Road>, NameIndex) {
    let what = Text::new("道路", "a road");
    let Some(bytes) = bytes else { return (Vec::new(), NameIndex::unreadable(what)) };
    let table = Table::open(ROADS, bytes, &ROAD_COLUMNS, findings);
    let mut names = NameIndex::new(what);
    names.readable = table.has(0);
    let (classes, structures) = (Words::new(RoadClass::ALL), Words::new(Structure::ALL));
    let mut roads = Vec::new();
    table.rows(ROADS_MAX, findings, |row| {
        let name = short_name(row, &mut names);
        let (from, to) = (row.reference(1, nodes), row.reference(2, nodes));
        if from.is_some() && from == to {
            row.wrong(2, || Text::new("与起点不同的路口", "another junction than `from`"));
        }
        roads.push(Road {
            key: Road::key_of(name),
            name,
            from: NodeId(from.unwrap_or(NOWHERE)),
            to: NodeId(to.unwrap_or(NOWHERE)),
            class: row.word(3, &classes).unwrap_or(RoadClass::Track),
            structure: row.word(4, &structures).unwrap_or(Structure::None),
            length_mm: row.whole(5, 1..=LENGTH_MAX_MM),
            width_dm: row.whole(6, 1..=1_000) as u16,
            speed_km_h: row.whole(7, 1..=150) as u8,
            one_way: row.whole(8, 0..=1) == 1,
            low_m: row.metres(9, ELEVATION_M).unwrap_or_default() as f32,
            passable: passable(row, 10),
            bend: row.points(11),
        });
    });
    refuse_empty(ROADS, roads.is_empty(), findings);
    refuse_collisions(ROADS, roads.iter().map(|road| road.key), findings);
    (roads, names)
}

fn passable(row: &mut Row<'_>, column: usize) -> ProfileSet {
    let set = row.raw(column).map(profiles);
    if set == Some(None) {
        row.wrong(column, || {
            Text::new(
                "通行方式首字母 R H O F B A 的组合",
                "initials of profiles: R road, H high-clearance, O off-road, F foot, B boat, A air",
            )
        });
    }
    set.flatten().unwrap_or(ProfileSet::NONE)
}

/// A map may lack the last one.
pub(super) const TURN_COLUMNS: [&str; 5] = ["from", "via", "to", "obeyed_by", "over"];

/// The turns that are forbidden.
pub(super) fn turns(
    bytes: &[u8],
    nodes: &NameIndex,
    (roads, names): (&[Road], &NameIndex),
    findings: &mut Findings,
) -> Vec<Turn> {
    let needed = TURN_COLUMNS.len() - 1;
    let table = Table::open_with(TURNS, bytes, (&TURN_COLUMNS, needed), findings);
    let (mut turns, mut seen) = (Vec::new(), BTreeSet::new());
    table.rows(TURNS_MAX, findings, |row| {
        let via = row.reference(1, nodes).map(NodeId);
        let from = meeting(row, (0, via), (roads, names));
        let (over, end) = over(row, via, (roads, names));
        let to = meeting(row, (2, end), (roads, names));
        let obeyed_by = passable(row, 3);
        if row.raw(3).is_some_and(<[u8]>::is_empty) {
            row.wrong(3, || Text::new("至少一种通行方式", "at least one profile"));
        }
        let (Some(from), Some(via), Some(over), Some(to)) = (from, via, over, to) else { return };
        if seen.insert((from, via, over.clone(), to)) {
            turns.push(Turn { from, via, over, to, obeyed_by });
        } else {
            row.wrong(0, || Text::new("未列出过的转向", "a turn that no row above forbids"));
        }
    });
    turns
}

/// The road of a column, which meets `node` where that is known.
fn meeting(
    row: &mut Row<'_>,
    (column, node): (usize, Option<NodeId>),
    (roads, names): (&[Road], &NameIndex),
) -> Option<RoadId> {
    let road = row.reference(column, names).map(RoadId)?;
    let meets = node.is_none_or(|node| roads[road.index()].meets(node));
    if !meets {
        row.wrong(column, || Text::new("在此路口相接的道路", "a road that meets the junction"));
    }
    meets.then_some(road)
}

/// The roads between `via` and the turn, and the junction to which they lead.
fn over(
    row: &mut Row<'_>,
    via: Option<NodeId>,
    (roads, names): (&[Road], &NameIndex),
) -> (Option<Vec<RoadId>>, Option<NodeId>) {
    let (mut here, mut count) = (via, 0);
    let found = row.references(4, names, |road| {
        count += 1;
        if count > Turn::OVER_MAX {
            let most = Turn::OVER_MAX;
            let [zh, en] = [format!("至多 {most} 条道路"), format!("at most {most} roads")];
            return Some(Text::new(zh, en));
        }
        here = roads[road as usize].other_end(here?);
        here.is_none().then(|| {
            Text::new("与前一条道路终点相接的道路", "a road that begins where the one before ends")
        })
    });
    let here = here.filter(|_| found.is_some());
    (found.map(|roads| roads.into_iter().map(RoadId).collect()), here)
}

pub(super) const ZONE_COLUMNS: [&str; 15] = [
    "name",
    "zh",
    "en",
    "kind",
    "parent",
    "node",
    "residents",
    "households",
    "night",
    "workday",
    "market_day",
    "holiday",
    "elderly",
    "children",
    "immobile",
];

/// The zones and their names.
pub(super) fn zones(
    bytes: Option<&[u8]>,
    nodes: &NameIndex,
    findings: &mut Findings,
) -> (Vec<Zone>, NameIndex) {
    let what = Text::new("村镇", "a zone");
    let Some(bytes) = bytes else { return (Vec::new(), NameIndex::unreadable(what)) };
    let table = Table::open(ZONES, bytes, &ZONE_COLUMNS, findings);
    let mut names = NameIndex::new(what);
    names.readable = table.has(0);
    let kinds = Words::new(ZoneKind::ALL);
    let mut zones = Vec::new();
    table.rows(ZONES_MAX, findings, |row| zones.push(zone(row, &mut names, nodes, &kinds)));
    // Parents may stand below their villages, so they are looked up when all names are known.
    table.rows(ZONES_MAX, findings, |row| parent(row, &names, &mut zones));
    refuse_empty(ZONES, zones.is_empty(), findings);
    refuse_collisions(ZONES, zones.iter().map(|zone| zone.key), findings);
    (zones, names)
}

fn zone(
    row: &mut Row<'_>,
    names: &mut NameIndex,
    nodes: &NameIndex,
    kinds: &Words<ZoneKind>,
) -> Zone {
    let name = row.own_name(0, names, NAME_BYTES_MAX).to_owned();
    let residents = row.whole(6, 0..=PEOPLE_MAX);
    Zone {
        key: Key::written("zone", &name),
        name,
        title: Text::new(row.text(1), row.text(2)),
        kind: row.word(3, kinds).unwrap_or(ZoneKind::Village),
        parent: ZoneId(NOWHERE),
        node: NodeId(row.reference(5, nodes).unwrap_or(NOWHERE)),
        residents,
        households: row.whole(7, 0..=residents),
        presence: Presence {
            night: row.whole(8, 0..=PEOPLE_MAX),
            workday: row.whole(9, 0..=PEOPLE_MAX),
            market_day: row.whole(10, 0..=PEOPLE_MAX),
            holiday: row.whole(11, 0..=PEOPLE_MAX),
        },
        elderly: row.whole(12, 0..=residents),
        children: row.whole(13, 0..=residents),
        immobile: row.whole(14, 0..=residents),
    }
}

fn parent(row: &mut Row<'_>, names: &NameIndex, zones: &mut [Zone]) {
    let Some(parent) = row.reference(4, names) else { return };
    let own = row.index;
    zones[own].parent = ZoneId(parent);
    let village = zones[own].kind == ZoneKind::Village;
    if village && zones[parent as usize].kind == ZoneKind::Village {
        row.wrong(4, || Text::new("乡镇或街道的名称", "a township or subdistrict"));
    } else if !village && parent as usize != own {
        row.wrong(4, || Text::new("本乡镇(街道)自身的名称", "its own name"));
    }
}

/// The course of each reach by its written name.
pub(super) struct Courses<'a> {
    /// Courses, upper end first, with the byte of the file where each row begins.
    pub(super) by_reach: BTreeMap<String, (Vec<(f32, f32)>, usize)>,
    /// Whether the file could be read.
    pub(super) readable: bool,
    /// The file.
    pub(super) bytes: &'a [u8],
}

pub(super) const COURSE_COLUMNS: [&str; 2] = ["reach", "course"];

/// The courses of the reaches.
pub(super) fn courses<'a>(bytes: Option<&'a [u8]>, findings: &mut Findings) -> Courses<'a> {
    let readable = bytes.is_some();
    let bytes = bytes.unwrap_or_default();
    let mut courses = Courses { by_reach: BTreeMap::new(), readable, bytes };
    if !readable {
        return courses;
    }
    let table = Table::open(COURSES, bytes, &COURSE_COLUMNS, findings);
    courses.readable = table.has(0) && table.has(1);
    let mut names = NameIndex::new(Text::new("河段", "a reach"));
    table.rows(REACHES_MAX, findings, |row| {
        let name = row.own_name(0, &mut names, NAME_BYTES_MAX).to_owned();
        let course = row.points(1);
        if course.len() < 2 && courses.readable {
            row.wrong(1, || Text::new("至少两个点", "at least two points"));
        }
        courses.by_reach.insert(name, (course, row.first_byte()));
    });
    courses
}

fn short_name(row: &mut Row<'_>, names: &mut NameIndex) -> ShortName {
    let name = row.own_name(0, names, ShortName::BYTES_MAX);
    ShortName::new(name).expect("a longer name is given as empty")
}

fn refuse_empty(file: &str, empty: bool, findings: &mut Findings) {
    if empty {
        let expected = Text::new("至少一行数据", "at least one row");
        findings.push(Problem::error(Place::line(file, 2, 1), "no rows", expected));
    }
}

/// Two names with one key would be one thing to every draw and digest.
pub(super) fn refuse_collisions(
    file: &str,
    keys: impl Iterator<Item = Key>,
    findings: &mut Findings,
) {
    let mut sorted: Vec<Key> = keys.collect();
    sorted.sort_unstable();
    for pair in sorted.windows(2).filter(|pair| pair[0] == pair[1]) {
        // Names that repeat have been reported where they stand; without them this is the rare
        // case of two names that hash to one key.
        if findings.is_empty() {
            let expected = Text::new("与其他名称不同键值的名称", "names with keys of their own");
            let found = format!("two names with the key {}", pair[0]);
            findings.push(Problem::error(Place::line(file, 0, 0), found, expected));
        }
    }
}
