//! What the documents of RoboCup Rescue say, element by element: the junctions, edges and areas of
//! a map, and the attributes of whatever stands in one.

use std::collections::BTreeMap;

use super::super::limits::{DEPTH_MAX, Limits, Metered, too_deep, too_large};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Namespace of the dialect that is read.
const NAMESPACE: &str = "urn:roborescue:map:gml";
/// Farthest coordinate that is believed, m.
const COORDINATE_MAX_M: f64 = 1_000_000.0;

/// An area: a road or a building.
#[derive(Debug, Default)]
pub(super) struct Face {
    pub(super) is_building: bool,
    pub(super) floors: Option<String>,
    /// Edges in order: number, whether they are run through backwards, the area beyond.
    pub(super) edges: Vec<(i64, bool, Option<i64>)>,
}

/// What a map says.
#[derive(Debug, Default)]
pub(super) struct Map {
    pub(super) nodes: BTreeMap<i64, (f64, f64)>,
    pub(super) edges: BTreeMap<i64, [i64; 2]>,
    pub(super) faces: BTreeMap<i64, Face>,
}

/// Reads every element of a document, with the place where it ends.
pub(super) fn elements<'a>(
    file: &'a str,
    bytes: &'a [u8],
    mut visit: impl FnMut(Step<'_>, &Place) -> Result<(), Box<Problem>>,
) -> Result<(), Box<Problem>> {
    let mut reader = Reader::from_reader(Metered::new(bytes, Limits::USUAL.unpacked));
    let (mut buffer, mut open) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        reader.get_mut().next_element();
        let event = reader.read_event_into(&mut buffer);
        let place = reader.get_ref().place(file);
        let event = event.map_err(|error| {
            let large = match &error {
                quick_xml::Error::Io(cause) => too_large(&place, cause, Limits::USUAL.unpacked),
                _ => None,
            };
            let expected = Text::new("完整的 XML", "well-formed XML");
            let broken = || Problem::error(place.clone(), error.to_string(), expected);
            Box::new(large.unwrap_or_else(broken))
        })?;
        match event {
            Event::Start(element) => {
                if open == DEPTH_MAX {
                    return Err(Box::new(too_deep(place)));
                }
                open += 1;
                visit(Step::Begin(&element), &place)?;
            }
            Event::Empty(element) => {
                visit(Step::Begin(&element), &place)?;
                visit(Step::End(local(element.name().as_ref())), &place)?;
            }
            Event::Text(text) => visit(Step::Said(&text), &place)?,
            Event::End(element) => {
                open = open.saturating_sub(1);
                visit(Step::End(local(element.name().as_ref())), &place)?;
            }
            Event::Eof if open > 0 => {
                let expected = Text::new("关闭所有元素", "every element closed");
                let hint = Text::new("文件可能没有下载完整", "the file may have been cut short");
                let problem = Problem::error(place, "the end of the file", expected);
                return Err(Box::new(problem.hint(hint)));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A step through a document.
pub(super) enum Step<'a> {
    Begin(&'a BytesStart<'a>),
    Said(&'a str),
    End(&'a str),
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attributes = element.attributes().flatten();
    let mut found = attributes.filter(|attribute| local(attribute.key.as_ref()) == name);
    let value = found.next()?.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// A whole number in an attribute; a reference may begin with `#`.
pub(super) fn number(
    element: &BytesStart<'_>,
    name: &str,
    place: &Place,
) -> Result<i64, Box<Problem>> {
    let found = attribute(element, name);
    let number = found.as_ref().and_then(|text| text.trim_start_matches('#').parse().ok());
    number.ok_or_else(|| {
        let path = format!("{}.{name}", element.name().as_ref());
        let place = Place { path, ..place.clone() };
        let found = found.map_or_else(|| "none".to_owned(), |text| format!("\"{text}\""));
        Box::new(Problem::error(place, found, Text::new("整数编号", "a whole number")))
    })
}

/// What stands around where a reading is.
#[derive(Default)]
struct Open {
    node: Option<i64>,
    edge: Option<(i64, Vec<i64>)>,
    face: Option<(i64, Face)>,
    takes_coordinates: bool,
}

pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Map, Box<Problem>> {
    let (mut map, mut open, mut is_checked) = (Map::default(), Open::default(), false);
    elements(file, bytes, |step, place| {
        match step {
            Step::Begin(element) => {
                if !is_checked {
                    root(element, place)?;
                    is_checked = true;
                }
                begin(element, place, &mut open)?;
            }
            Step::Said(text) if open.takes_coordinates => {
                if let Some(node) = open.node {
                    map.nodes.insert(node, coordinates(text, place)?);
                    open.takes_coordinates = false;
                }
            }
            Step::Said(_) => {}
            Step::End(name) => end(name, place, &mut open, &mut map)?,
        }
        Ok(())
    })?;
    if map.faces.values().all(|face| face.is_building) {
        let expected = Text::new("至少一条道路(rcr:road)", "at least one road (rcr:road)");
        return Err(Box::new(Problem::error(Place::path(file, ""), "none", expected)));
    }
    Ok(map)
}

/// Refuses every dialect but one, by name.
fn root(element: &BytesStart<'_>, place: &Place) -> Result<(), Box<Problem>> {
    let name = element.name().as_ref().to_owned();
    let spaces: Vec<String> = element
        .attributes()
        .flatten()
        .filter(|attribute| attribute.key.as_ref().starts_with("xmlns"))
        .filter_map(|it| it.normalized_value(XmlVersion::Implicit1_0).ok().map(Into::into))
        .collect();
    if local(&name) == "map" && spaces.iter().any(|space| space == NAMESPACE) {
        return Ok(());
    }
    let dialect = match local(&name) {
        "Topology" => "Meijo (2009)".to_owned(),
        "FeatureCollection" => "a GML feature collection".to_owned(),
        _ => format!("<{name}> {}", spaces.join(" ")),
    };
    let expected = Text::new(
        format!("RoboCup Rescue 的 rcr:map(命名空间 {NAMESPACE})"),
        format!("rcr:map of RoboCup Rescue (namespace {NAMESPACE})"),
    );
    let hint = Text::new(
        "这是较早或其他方言,请先用 RoboCup Rescue 自带的地图编辑器另存为现行格式",
        "an older or another dialect: save it in today's format with the map editor of RoboCup \
         Rescue first",
    );
    Err(Box::new(Problem::error(place.clone(), dialect, expected).hint(hint)))
}

fn begin(element: &BytesStart<'_>, place: &Place, open: &mut Open) -> Result<(), Box<Problem>> {
    match local(element.name().as_ref()) {
        "Node" => open.node = Some(number(element, "id", place)?),
        "coordinates" => open.takes_coordinates = true,
        "Edge" => open.edge = Some((number(element, "id", place)?, Vec::new())),
        "directedNode" => {
            if let Some((_, ends)) = &mut open.edge {
                ends.push(number(element, "href", place)?);
            }
        }
        name @ ("road" | "building" | "space") => {
            let face = Face { is_building: name != "road", ..Face::default() };
            open.face = Some((number(element, "id", place)?, face));
        }
        "Face" => {
            if let Some((_, face)) = &mut open.face {
                face.floors = attribute(element, "floors");
            }
        }
        "directedEdge" => {
            if let Some((_, face)) = &mut open.face {
                let edge = number(element, "href", place)?;
                let is_backward = attribute(element, "orientation").as_deref() == Some("-");
                let beyond = match attribute(element, "neighbour") {
                    Some(_) => Some(number(element, "neighbour", place)?),
                    None => None,
                };
                face.edges.push((edge, is_backward, beyond));
            }
        }
        _ => {}
    }
    Ok(())
}

fn end(name: &str, place: &Place, open: &mut Open, map: &mut Map) -> Result<(), Box<Problem>> {
    match name {
        "Node" => open.node = None,
        "Edge" => {
            let Some((id, ends)) = open.edge.take() else { return Ok(()) };
            let Ok(ends) = <[i64; 2]>::try_from(ends) else {
                let expected = Text::new("两个 gml:directedNode", "two of gml:directedNode");
                let found = format!("edge {id}");
                return Err(Box::new(Problem::error(place.clone(), found, expected)));
            };
            map.edges.insert(id, ends);
        }
        "road" | "building" | "space" => {
            if let Some((id, face)) = open.face.take() {
                map.faces.insert(id, face);
            }
        }
        _ => {}
    }
    Ok(())
}

fn coordinates(text: &str, place: &Place) -> Result<(f64, f64), Box<Problem>> {
    let parts: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match parts.as_deref() {
        Some([x, y]) if x.abs() <= COORDINATE_MAX_M && y.abs() <= COORDINATE_MAX_M => Ok((*x, *y)),
        _ => {
            let expected = Text::new(
                "两个数:东,北,以米计,绝对值至多一百万",
                "two numbers: metres east, north, of at most a million",
            );
            let found = format!("\"{}\"", text.chars().take(60).collect::<String>());
            Err(Box::new(Problem::error(place.clone(), found, expected)))
        }
    }
}
