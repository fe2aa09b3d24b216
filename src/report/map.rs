//! The map of a run: rivers and main roads, the hazard areas that the water reached, roads that
//! were closed, the routes of teams, incidents. A sketch over the county's base data.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::base::id::{ArcId, AreaId, NodeId, RoadId};
use crate::county::network::{Road, RoadClass};
use crate::county::place::ZoneKind;
use crate::event_log::event::Event;
use crate::vocabulary::fact::{FactKind, Subject};
use crate::vocabulary::profile::{Profile, ProfileSet};

use super::chart::{WIDTH, text_width};
use super::names::Names;
use super::text::arguments;

/// Room around the county in units of the view box.
const MARGIN: f64 = 14.0;
/// Room for the legend at the foot.
const FOOT: f64 = 44.0;
/// Above this many roads only the main classes are drawn.
const ROADS_ALL: usize = 2_000;

/// From metres to the view box.
struct Frame {
    west: f64,
    north: f64,
    units_per_m: f64,
    height: f64,
}

impl Frame {
    fn of(names: &Names<'_>) -> Self {
        let nodes = &names.drill.county.network.nodes;
        let bound = |pick: fn(f64, f64) -> f64, get: fn(&crate::county::network::Node) -> f64| {
            nodes.iter().map(get).reduce(pick).unwrap_or(0.0)
        };
        let (west, east) = (bound(f64::min, |it| it.x_m), bound(f64::max, |it| it.x_m));
        let (south, north) = (bound(f64::min, |it| it.y_m), bound(f64::max, |it| it.y_m));
        let units_per_m = (f64::from(WIDTH) - 2.0 * MARGIN) / (east - west).max(1.0);
        let height = (north - south) * units_per_m + 2.0 * MARGIN;
        Self { west, north, units_per_m, height }
    }

    fn place(&self, x_m: f64, y_m: f64) -> (f64, f64) {
        (
            MARGIN + (x_m - self.west) * self.units_per_m,
            MARGIN + (self.north - y_m) * self.units_per_m,
        )
    }
}

/// What the log says about places.
#[derive(Default)]
struct Happened {
    closed: BTreeSet<RoadId>,
    tracks: BTreeMap<ArcId, u32>,
    flooded: BTreeSet<AreaId>,
    incidents: Vec<NodeId>,
}

fn happened(names: &Names<'_>) -> Happened {
    let mut happened = Happened::default();
    let vehicles = ProfileSet::of(&[Profile::Road, Profile::HighClearance, Profile::OffRoad]);
    for record in names.log.records() {
        match &record.event {
            Event::FactChanged { fact, value } => match (fact.kind, fact.subject) {
                (FactKind::RoadPassable, Subject::Road(road)) => {
                    let passable = ProfileSet(u8::try_from(*value).unwrap_or(0));
                    if passable.and(vehicles) == ProfileSet::NONE {
                        happened.closed.insert(road);
                    }
                }
                (FactKind::RiverStage, Subject::Area(area)) if *value > 0 => {
                    happened.flooded.insert(area);
                }
                _ => {}
            },
            Event::TeamDeparted { arcs, .. } => {
                for arc in arcs {
                    *happened.tracks.entry(*arc).or_default() += 1;
                }
            }
            Event::IncidentOccurred { incident, node, .. } => {
                if names.incident_kind(*incident).is_some_and(|(kind, _)| kind.critical) {
                    happened.incidents.push(*node);
                }
            }
            _ => {}
        }
    }
    happened
}

/// The map as an SVG element whose text stays text.
pub fn map(names: &Names<'_>) -> String {
    let frame = Frame::of(names);
    let happened = happened(names);
    let total = frame.height + FOOT;
    let mut svg = String::new();
    let mut say = |line: String| svg.push_str(&line);
    say(format!(
        "<svg class=\"map\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {WIDTH} {total:.0}\" \
         xmlns=\"http://www.w3.org/2000/svg\" font-size=\"11\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\">\n",
        escape(&names.texts.say("heading-map"))
    ));
    say(format!(
        "<rect x=\"0\" y=\"0\" width=\"{WIDTH}\" height=\"{:.0}\" fill=\"#f7f6f1\"/>\n",
        frame.height
    ));
    say(rivers(names, &frame));
    say(roads(names, &frame));
    say(tracks(names, &frame, &happened));
    say(closures(names, &frame, &happened));
    say(areas(names, &frame, &happened));
    say(incidents(names, &frame, &happened));
    say(places(names, &frame));
    say(foot(names, &frame));
    say("</svg>".to_owned());
    svg
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The `d` of a path through points in metres.
fn path(frame: &Frame, points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut d = String::new();
    for (number, (x_m, y_m)) in points.enumerate() {
        let (x, y) = frame.place(x_m, y_m);
        let letter = if number == 0 { 'M' } else { 'L' };
        write!(d, "{letter}{x:.1} {y:.1}").expect("writing to a string");
    }
    d
}

fn road_path(names: &Names<'_>, frame: &Frame, road: &Road) -> String {
    let nodes = &names.drill.county.network.nodes;
    let end = |node: NodeId| (nodes[node.index()].x_m, nodes[node.index()].y_m);
    let bend = road.bend.iter().map(|(x_m, y_m)| (f64::from(*x_m), f64::from(*y_m)));
    path(frame, std::iter::once(end(road.from)).chain(bend).chain([end(road.to)]))
}

fn stroke(d: &str, colour: &str, width: f64, more: &str) -> String {
    format!("<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{more}/>\n")
}

fn rivers(names: &Names<'_>, frame: &Frame) -> String {
    let reaches = &names.drill.county.reaches;
    let course = |reach: &crate::county::place::Reach| {
        let points = reach.course.iter().map(|(x, y)| (f64::from(*x), f64::from(*y)));
        stroke(&path(frame, points), "#9db8c7", (reach.width_m / 14.0).clamp(0.8, 4.0), "")
    };
    reaches.iter().map(course).collect()
}

/// One path a class, the lesser below.
fn roads(names: &Names<'_>, frame: &Frame) -> String {
    let roads = &names.drill.county.network.roads;
    let classes = [
        (RoadClass::Village, "#dddad2", 0.6),
        (RoadClass::Street, "#d5d2c9", 0.5),
        (RoadClass::Secondary, "#cfcbc1", 0.8),
        (RoadClass::Primary, "#b5b0a5", 1.2),
        (RoadClass::Trunk, "#948f84", 2.0),
    ];
    let mut svg = String::new();
    for (class, colour, width) in classes {
        let lesser = !matches!(class, RoadClass::Primary | RoadClass::Trunk);
        if lesser && roads.len() > ROADS_ALL && class != RoadClass::Secondary {
            continue;
        }
        let lines = roads.iter().filter(|road| road.class == class);
        let d: String = lines.map(|road| road_path(names, frame, road)).collect();
        if !d.is_empty() {
            svg.push_str(&stroke(&d, colour, width, ""));
        }
    }
    svg
}

fn tracks(names: &Names<'_>, frame: &Frame, happened: &Happened) -> String {
    let network = &names.drill.county.network;
    let d: String =
        happened.tracks.keys().map(|arc| road_path(names, frame, network.road(*arc))).collect();
    if d.is_empty() { d } else { stroke(&d, "#0072B2", 1.6, " stroke-opacity=\"0.75\"") }
}

/// Closed roads in red with a cross tick in their middle.
fn closures(names: &Names<'_>, frame: &Frame, happened: &Happened) -> String {
    let network = &names.drill.county.network;
    let mut d = String::new();
    let mut ticks = String::new();
    for road in &happened.closed {
        let road = &network.roads[road.index()];
        d.push_str(&road_path(names, frame, road));
        let (from, to) = (&network.nodes[road.from.index()], &network.nodes[road.to.index()]);
        let (x, y) = frame.place((from.x_m + to.x_m) / 2.0, (from.y_m + to.y_m) / 2.0);
        write!(ticks, "M{:.1} {:.1}l6 6m0 -6l-6 6", x - 3.0, y - 3.0).expect("writing to a string");
    }
    if d.is_empty() {
        return d;
    }
    stroke(&d, "#c0392b", 2.2, "") + &stroke(&ticks, "#c0392b", 1.4, "")
}

fn areas(names: &Names<'_>, frame: &Frame, happened: &Happened) -> String {
    let county = &names.drill.county;
    let mut svg = String::new();
    for area in &happened.flooded {
        let node = &county.network.nodes[county.areas[area.index()].node.index()];
        let (x, y) = frame.place(node.x_m, node.y_m);
        svg.push_str(&area_symbol(x, y));
    }
    svg
}

fn area_symbol(x: f64, y: f64) -> String {
    format!(
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"7\" fill=\"#56B4E9\" fill-opacity=\"0.45\" \
         stroke=\"#0a5c8a\" stroke-width=\"1.2\"/>\n"
    )
}

fn incidents(names: &Names<'_>, frame: &Frame, happened: &Happened) -> String {
    let nodes = &names.drill.county.network.nodes;
    let mut svg = String::new();
    for node in &happened.incidents {
        let (x, y) = frame.place(nodes[node.index()].x_m, nodes[node.index()].y_m);
        svg.push_str(&incident_symbol(x, y));
    }
    svg
}

fn incident_symbol(x: f64, y: f64) -> String {
    format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"#D55E00\" stroke=\"#fff\" \
         stroke-width=\"0.8\"/>\n",
        x - 3.5,
        y - 3.5
    )
}

fn label(x: f64, y: f64, text: &str, more: &str) -> String {
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"#222\" stroke=\"#fff\" stroke-width=\"3\" \
         paint-order=\"stroke\"{more}>{}</text>\n",
        escape(text)
    )
}

/// Townships and subdistricts, where their names do not cover one another.
fn places(names: &Names<'_>, frame: &Frame) -> String {
    let county = &names.drill.county;
    let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut svg = String::new();
    let mut order: Vec<usize> = (0..county.zones.len()).collect();
    order.sort_by_key(|index| (county.zones[*index].kind, county.zones[*index].key));
    let many = county.zones.len() > 40;
    for zone in order.into_iter().map(|index| &county.zones[index]) {
        if many && zone.kind == ZoneKind::Village {
            continue;
        }
        let node = &county.network.nodes[zone.node.index()];
        let (x, y) = frame.place(node.x_m, node.y_m);
        let title = names.get(&zone.title);
        let width = f64::from(text_width(&title, 11));
        let left = if x + width + 10.0 > f64::from(WIDTH) { x - width - 6.0 } else { x + 6.0 };
        let own = (left, y - 10.0, left + width, y + 6.0);
        let clash = |it: &(f64, f64, f64, f64)| {
            own.0 < it.2 && it.0 < own.2 && own.1 < it.3 && it.1 < own.3
        };
        if taken.iter().any(clash) {
            continue;
        }
        taken.push(own);
        write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" fill=\"#444\"/>\n")
            .expect("writing to a string");
        svg.push_str(&label(left, y + 4.0, &title, ""));
    }
    svg
}

/// Legend, scale, north and the note that this is a sketch.
fn foot(names: &Names<'_>, frame: &Frame) -> String {
    let texts = &names.texts;
    let (upper, lower) = (frame.height + 16.0, frame.height + 36.0);
    let mut svg = format!(
        "<rect x=\"0\" y=\"{:.1}\" width=\"{WIDTH}\" height=\"{FOOT}\" fill=\"#fff\"/>\n",
        frame.height
    );
    svg.push_str(&stroke(&format!("M6 {upper:.1}h22"), "#c0392b", 2.2, ""));
    svg.push_str(&stroke(&format!("M14 {:.1}l6 6m0 -6l-6 6", upper - 3.0), "#c0392b", 1.4, ""));
    let mut x = 34.0;
    let mut item = |svg: &mut String, symbol: String, key: &str, before: f64| {
        svg.push_str(&symbol);
        let text = texts.say(key);
        svg.push_str(&label(x + before, upper + 4.0, &text, ""));
        x += before + f64::from(text_width(&text, 11)) + 16.0;
        x
    };
    let next = item(&mut svg, String::new(), "map-closed", 0.0);
    let track = stroke(&format!("M{next:.1} {upper:.1}h22"), "#0072B2", 1.6, "");
    let next = item(&mut svg, track, "map-track", 28.0);
    let next = item(&mut svg, area_symbol(next + 7.0, upper), "map-area", 20.0);
    item(&mut svg, incident_symbol(next + 4.0, upper), "map-incident", 14.0);
    svg.push_str(&scale(names, frame, lower));
    let right = f64::from(WIDTH) - 6.0;
    let anchor = " text-anchor=\"end\"";
    svg.push_str(&label(right, lower + 4.0, &texts.say("map-note"), anchor));
    svg.push_str(&label(right - 4.0, 30.0, &texts.say("map-north"), anchor));
    svg.push_str(&stroke(&format!("M{:.1} 18l-4 -8l-4 8z", right - 6.0), "#222", 1.0, ""));
    svg
}

/// A scale bar of a round number of kilometres, about a fifth of the width.
fn scale(names: &Names<'_>, frame: &Frame, y: f64) -> String {
    let wide = f64::from(WIDTH) / 5.0 / frame.units_per_m / 1_000.0;
    let kilometres = [50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2]
        .into_iter()
        .find(|step| *step <= wide)
        .unwrap_or(0.1);
    let length = kilometres * 1_000.0 * frame.units_per_m;
    let bar = stroke(&format!("M6 {:.1}v5h{length:.1}v-5", y - 3.0), "#222", 1.2, "");
    let kilometres = super::clock::decimal(kilometres);
    let text = names.texts.fill("map-scale", &arguments! { kilometres: kilometres });
    bar + &label(12.0 + length, y + 4.0, &text, "")
}
