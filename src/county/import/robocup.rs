//! Maps of RoboCup Rescue (GML, in metres) and their scenarios (people and teams). Roads and
//! buildings are areas there that share edges: an area is reached at its middle, and one goes from
//! area to area over the middle of the edge that they share.

mod gml;

use std::collections::{BTreeMap, BTreeSet};

use super::collect::Collector;
use super::source::{Source, Tags, Unit, Vertex, Way};
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use gml::{Face, Map, Step, attribute, elements, local, number, parse};

/// Whether bytes are of RoboCup Rescue, of whatever dialect.
pub fn is_robocup(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]);
    start.contains("roborescue") || start.contains("<Topology") || start.contains("<rcr:map")
}

/// What a map and, where there is one, its scenario say, each with the name that problems use.
///
/// # Errors
/// Every reference that leads nowhere; what is no such map; an older dialect, by its name.
pub fn read(map: (&str, &[u8]), scenario: Option<(&str, &[u8])>) -> Result<Source, Problems> {
    let (file, bytes) = map;
    let parsed = parse(file, bytes).map_err(|problem| Problems(vec![*problem]))?;
    let mut problems = Problems::default();
    problems.0.extend(in_degrees(file, &parsed));
    let middles = middles(file, &parsed, &mut problems);
    let standing = scenario.map(|(file, bytes)| agents(file, bytes, &middles, &mut problems));
    if problems.has_errors() {
        return Err(problems);
    }
    source(file, &parsed, &middles, standing.unwrap_or_default())
        .map_err(|problem| Problems(vec![*problem]))
}

/// That a map lies within a metre, as one does whose coordinates are degrees.
fn in_degrees(file: &str, map: &Map) -> Option<Problem> {
    let extent = |of: fn(&(f64, f64)) -> f64| {
        let all = map.nodes.values().map(of);
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
            (low.min(at), high.max(at))
        });
        high - low
    };
    let (east_m, north_m) = (extent(|at| at.0), extent(|at| at.1));
    if map.nodes.is_empty() || east_m.max(north_m) >= 1.0 {
        return None;
    }
    let found = format!("a map of {east_m:.3} by {north_m:.3} m");
    let expected = Text::new("以米计的坐标", "coordinates in metres");
    Some(Problem::error(Place::path(file, ""), found, expected).hint(Text::new(
        "坐标可能以度计：请先转换为米制投影坐标",
        "these may be degrees: convert them to metres of a projection first",
    )))
}

/// Corners of an area in order.
fn corners(map: &Map, face: &Face) -> Option<Vec<i64>> {
    let corner = |(edge, is_backward, _): &(i64, bool, Option<i64>)| {
        map.edges.get(edge).map(|ends| ends[usize::from(*is_backward)])
    };
    face.edges.iter().map(corner).collect()
}

/// The middle of every area; what leads nowhere is a problem.
fn middles(file: &str, map: &Map, problems: &mut Problems) -> BTreeMap<i64, (f64, f64)> {
    let mut middles = BTreeMap::new();
    let mut lacks = |path: String, found: i64, zh: &str, en: &str| {
        let expected = Text::new(format!("地图中的{zh}"), format!("{en} of the map"));
        problems.push(Problem::error(Place::path(file, path), found.to_string(), expected));
    };
    for (id, ends) in &map.edges {
        for end in ends.iter().filter(|end| !map.nodes.contains_key(end)) {
            lacks(format!("edge[{id}]"), *end, "节点", "a node");
        }
    }
    for (id, face) in &map.faces {
        for (edge, _, beyond) in &face.edges {
            if !map.edges.contains_key(edge) {
                lacks(format!("face[{id}]"), *edge, "边", "an edge");
            }
            if let Some(beyond) = beyond.filter(|beyond| !map.faces.contains_key(beyond)) {
                lacks(format!("face[{id}]"), beyond, "相邻区域", "an area");
            }
        }
        let corners = corners(map, face).unwrap_or_default();
        let places: Vec<_> = corners.iter().filter_map(|node| map.nodes.get(node)).collect();
        if places.is_empty() {
            lacks(format!("face[{id}]"), 0, "边界", "a boundary");
            continue;
        }
        let sum = places.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        let count = places.len() as f64;
        middles.insert(*id, (sum.0 / count, sum.1 / count));
    }
    middles
}

/// How many of each kind of agent stand where: kind, area, beds of a refuge.
type Standing = BTreeMap<(String, i64), (u32, Option<u32>)>;

fn agents(
    file: &str,
    bytes: &[u8],
    middles: &BTreeMap<i64, (f64, f64)>,
    problems: &mut Problems,
) -> Standing {
    const KINDS: [&str; 9] = [
        "ambulancecentre",
        "ambulanceteam",
        "civilian",
        "fire",
        "firebrigade",
        "firestation",
        "policeforce",
        "policeoffice",
        "refuge",
    ];
    let mut standing = Standing::new();
    let read = elements(file, bytes, |step, place| {
        let Step::Begin(element) = step else { return Ok(()) };
        let name = local(element.name().as_ref()).to_owned();
        if !KINDS.contains(&&*name) {
            return Ok(());
        }
        let at = number(element, "location", place)?;
        if !middles.contains_key(&at) {
            let expected = Text::new("地图中的道路或建筑", "a road or building of the map");
            let place = Place { path: name, ..place.clone() };
            problems.push(Problem::error(place, at.to_string(), expected));
            return Ok(());
        }
        let beds = attribute(element, "bedCapacity").and_then(|beds| beds.parse().ok());
        let (count, own) = standing.entry((name, at)).or_default();
        *count += 1;
        *own = own.or(beds);
        Ok(())
    });
    if let Err(problem) = read {
        problems.push(*problem);
    }
    standing
}

/// The map and what stands in it as points, ways and tags.
fn source(
    file: &str,
    map: &Map,
    middles: &BTreeMap<i64, (f64, f64)>,
    standing: Standing,
) -> Result<Source, Box<Problem>> {
    let attribution = Text::new(
        "RoboCup Rescue 地图(许可见其来源)",
        "RoboCup Rescue map (licence: see where it comes from)",
    );
    let mut collector = Collector::new(file, attribution, Unit::Millimetre);
    let vertex = |id: i64, (x_m, y_m): (f64, f64)| {
        let millimetres = |metres: f64| (metres * 1e3).round() as i32;
        Vertex { id, x: millimetres(x_m), y: millimetres(y_m) }
    };
    for (id, place) in &map.nodes {
        collector.vertex(vertex(*id, *place), Tags::default())?;
    }
    for (id, place) in middles {
        collector.vertex(vertex(*id, *place), Tags::default())?;
    }
    // What stands in one area may be several things, each a point of its own.
    let mut next = -1;
    for ((kind, area), (count, beds)) in standing {
        if let Some(tags) = tags(area, &kind, count, beds) {
            collector.vertex(vertex(next, middles[&area]), tags)?;
            next -= 1;
        }
    }
    for (id, way) in shapes(map).into_iter().chain(joins(map, middles)).enumerate() {
        if let Some((middle, place)) = way.1 {
            collector.vertex(vertex(middle, place), Tags::default())?;
        }
        collector.way(Way { id: id as i64 + 1, ..way.0 })?;
    }
    Ok(collector.finish())
}

/// A way, and a vertex that only it has.
type Joined = (Way, Option<(i64, (f64, f64))>);

fn tagged(pairs: &[(&str, String)]) -> Tags {
    Tags(pairs.iter().map(|(key, value)| ((*key).into(), value.as_str().into())).collect())
}

/// Outlines of buildings.
fn shapes(map: &Map) -> Vec<Joined> {
    let mut shapes = Vec::new();
    for face in map.faces.values().filter(|face| face.is_building) {
        let mut vertices = corners(map, face).unwrap_or_default();
        vertices.extend(vertices.first().copied());
        let levels = face.floors.clone().unwrap_or_else(|| "1".to_owned());
        let tags = tagged(&[("building", "yes".to_owned()), ("building:levels", levels)]);
        shapes.push((Way { id: 0, vertices, tags }, None));
    }
    shapes
}

/// Ways between areas that share an edge, each pair once.
fn joins(map: &Map, middles: &BTreeMap<i64, (f64, f64)>) -> Vec<Joined> {
    let mut joined = BTreeSet::new();
    let mut ways = Vec::new();
    for (id, face) in &map.faces {
        for (edge, _, beyond) in &face.edges {
            let Some(beyond) = *beyond else { continue };
            if !joined.insert((*id.min(&beyond), *id.max(&beyond))) {
                continue;
            }
            let is_entrance = face.is_building || map.faces[&beyond].is_building;
            let highway = if is_entrance { "service" } else { "residential" };
            let tags = tagged(&[("highway", highway.to_owned())]);
            let ends = map.edges[edge].map(|node| map.nodes[&node]);
            let middle = ((ends[0].0 + ends[1].0) / 2.0, (ends[0].1 + ends[1].1) / 2.0);
            debug_assert!(middles.contains_key(id) && middles.contains_key(&beyond));
            let way = Way { id: 0, vertices: vec![*id, *edge, beyond], tags };
            ways.push((way, Some((*edge, middle))));
        }
    }
    ways
}

/// What an agent is among the things of a map; none of what is no thing (a fire that breaks out).
fn tags(area: i64, kind: &str, count: u32, beds: Option<u32>) -> Option<Tags> {
    let capacity = ("capacity", beds.unwrap_or(count).to_string());
    let amenity = |value: &str| ("amenity", value.to_owned());
    Some(match kind {
        "civilian" => tagged(&[
            ("place", "hamlet".to_owned()),
            ("name", format!("Building {area}")),
            ("name:zh", format!("建筑 {area}")),
            ("population", count.to_string()),
        ]),
        "refuge" => tagged(&[("social_facility", "shelter".to_owned()), capacity]),
        "firebrigade" | "firestation" => tagged(&[amenity("fire_station"), capacity]),
        "policeforce" | "policeoffice" => tagged(&[amenity("police"), capacity]),
        "ambulanceteam" | "ambulancecentre" => {
            tagged(&[("emergency", "ambulance_station".to_owned()), capacity])
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;

    /// Two square roads side by side, and a building at the second.
    const MAP: &str = r##"<rcr:map xmlns:rcr="urn:roborescue:map:gml"
      xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gml="http://www.opengis.net/gml">
      NODES
      EDGES
      <rcr:road gml:id="50"><gml:Face>
        <gml:directedEdge orientation="+" xlink:href="#20"/>
        <gml:directedEdge orientation="+" xlink:href="#21" rcr:neighbour="51"/>
        <gml:directedEdge orientation="+" xlink:href="#22"/>
        <gml:directedEdge orientation="+" xlink:href="#23"/></gml:Face></rcr:road>
      <rcr:road gml:id="51"><gml:Face>
        <gml:directedEdge orientation="+" xlink:href="#24"/>
        <gml:directedEdge orientation="+" xlink:href="#25" rcr:neighbour="52"/>
        <gml:directedEdge orientation="+" xlink:href="#26"/>
        <gml:directedEdge orientation="-" xlink:href="#21" rcr:neighbour="50"/></gml:Face>
      </rcr:road><rcr:building gml:id="52"><gml:Face rcr:floors="3">
        <gml:directedEdge orientation="+" xlink:href="#27"/>
        <gml:directedEdge orientation="+" xlink:href="#28"/>
        <gml:directedEdge orientation="+" xlink:href="#29"/>
        <gml:directedEdge orientation="-" xlink:href="#25" rcr:neighbour="51"/></gml:Face>
      </rcr:building></rcr:map>"##;

    const SCENARIO: &str = r#"<s:scenario xmlns:s="urn:roborescue:map:scenario">
      <s:refuge s:location="52" s:bedCapacity="7"/><s:civilian s:location="52"/>
      <s:civilian s:location="52"/><s:firebrigade s:location="50"/><s:fire s:location="51"/>
      </s:scenario>"#;

    fn map() -> String {
        let corners = [(0, 0), (10, 0), (20, 0), (30, 0), (30, 10), (20, 10), (10, 10), (0, 10)];
        let nodes: String = (1..).zip(corners).map(|(id, (x, y))| format!(
            "<gml:Node gml:id=\"{id}\"><gml:coordinates>{x}.5,{y}</gml:coordinates></gml:Node>"
        )).collect();
        let ends = [(1, 2), (2, 7), (7, 8), (8, 1), (2, 3), (3, 6), (6, 7), (3, 4), (4, 5), (5, 6)];
        let edges: String = (20..)
            .zip(ends)
            .map(|(id, (from, to))| {
                format!(
                    "<gml:Edge gml:id=\"{id}\"><gml:directedNode xlink:href=\"#{from}\"/>\
             <gml:directedNode xlink:href=\"#{to}\"/></gml:Edge>"
                )
            })
            .collect();
        MAP.replace("NODES", &nodes).replace("EDGES", &edges)
    }

    fn refused(map: &str, scenario: &str) -> String {
        let scenario = Some(("scenario.xml", scenario.as_bytes()));
        let problems = read(("map.gml", map.as_bytes()), scenario).expect_err("refused");
        problems.0.iter().map(|problem| problem.sentence(Language::English) + "\n").collect()
    }

    #[test]
    fn areas_become_ways_and_agents_things() {
        let scenario = Some(("scenario.xml", SCENARIO.as_bytes()));
        let source = read(("map.gml", map().as_bytes()), scenario).unwrap();
        let ways: Vec<(Vec<i64>, Option<&str>)> =
            source.ways.iter().map(|way| (way.vertices.clone(), way.tags.get("highway"))).collect();
        let expected = [
            (vec![3, 4, 5, 6, 3], None),
            (vec![50, 21, 51], Some("residential")),
            (vec![51, 25, 52], Some("service")),
        ];
        assert_eq!(ways, expected);
        assert_eq!(source.place(source.vertex(51).unwrap()), (15.5, 5.0));
        let points: Vec<(Option<&str>, Option<&str>)> = source
            .points
            .iter()
            .map(|point| (point.tags.get("population"), point.tags.get("capacity")))
            .collect();
        assert_eq!(points.len(), 3);
        assert!(points.contains(&(Some("2"), None)) && points.contains(&(None, Some("7"))));
    }

    #[test]
    fn what_leads_nowhere_and_other_dialects_are_named() {
        let said = refused(&map(), &SCENARIO.replacen("52", "99", 2));
        assert_eq!(said.matches("found 99").count(), 2, "{said}");
        let said = refused(&map().replace("\"#28\"", "\"#77\""), SCENARIO);
        assert!(said.contains("face[52]: found 77, expected an edge"), "{said}");
        let said = refused("<Topology/>", SCENARIO);
        assert!(said.contains("Meijo (2009)") && said.contains("map editor"), "{said}");
        let degrees = map().replace("0.5,", "0.00005,").replace(",10<", ",0.0001<");
        let degrees = degrees.replace(">1", ">0").replace(">2", ">0").replace(">3", ">0");
        let said = refused(&degrees, SCENARIO);
        assert!(
            said.contains("expected coordinates in metres") && said.contains("degrees"),
            "{said}"
        );
        let said = refused(&map().replace("0.5,10", "deep,10"), SCENARIO);
        assert!(said.contains("map.gml:3:") && said.contains("deep"), "{said}");
        let said = refused(&map().replace("</rcr:map>", ""), SCENARIO);
        assert!(said.contains("every element closed"), "{said}");
    }
}
