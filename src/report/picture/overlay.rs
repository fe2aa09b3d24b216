//! What happens, drawn over the base map: hazards by a ramp with a legend, closed roads, what was
//! believed though it was false, tracks and symbols of teams.

use std::fmt::Write as _;

use super::names::width_px;
use super::paper::{Paper, escape};
use super::symbol::{self, Service};
use crate::base::math;
use crate::base::text::{Language, Text};

/// A layer over the base map.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What it shows.
    pub title: Text,
    /// Steps of its ramp from least to most, with their bounds and unit, such as `0.5-1 m`; empty
    /// where nothing in it is graded.
    pub steps: Vec<Text>,
    /// What is drawn, in order.
    pub marks: Vec<Mark>,
}

/// Something drawn. Places are metres east and north of the map's origin.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// An area of a hazard: its outline, and its step in the layer's ramp from 0.
    Hazard {
        /// Outline.
        outline: Vec<(f64, f64)>,
        /// Step in the ramp.
        step: usize,
    },
    /// A cell of a hazard grid.
    HazardCell {
        /// Centre.
        at: (f64, f64),
        /// Edge in metres.
        edge_m: f64,
        /// Step in the ramp.
        step: usize,
    },
    /// A road that is closed: red.
    Closed {
        /// Course.
        line: Vec<(f64, f64)>,
        /// Whether it has a cross tick: where every street had one, no map would be left to see.
        ticked: bool,
    },
    /// A road whose state somebody believed wrongly: hatched.
    BelievedFalsely {
        /// Course.
        line: Vec<(f64, f64)>,
    },
    /// Where a team went.
    Track {
        /// Course.
        line: Vec<(f64, f64)>,
        /// Whose team.
        service: Service,
    },
    /// An incident: a dark diamond with an exclamation mark.
    Incident {
        /// Place.
        at: (f64, f64),
    },
    /// A symbol with an optional label.
    Symbol {
        /// Place.
        at: (f64, f64),
        /// Whose.
        service: Service,
        /// Label.
        label: Option<Text>,
    },
}

/// One sequential ramp, light to dark, that keeps clear of the colours of warning levels: teal to
/// deep green-blue.
const RAMP: [&str; 5] = ["#d3e8e6", "#9fd0d0", "#5fb0b7", "#2f8597", "#145a73"];

/// The colour of a step among so many.
fn ramp(step: usize, steps: usize) -> &'static str {
    let last = RAMP.len() - 1;
    RAMP[if steps < 2 { last / 2 } else { (step * last / (steps - 1)).min(last) }]
}

/// Red of closures; vermilion of Okabe and Ito is for fire services, so it is darker.
const CLOSED: &str = "#b2182b";

/// Draws a layer.
pub(in crate::report) fn draw(paper: &mut Paper, layer: &Layer, language: Language) {
    for mark in &layer.marks {
        match mark {
            Mark::Hazard { outline, step } => {
                let data = paper.line(outline.iter().copied(), true);
                let fill = ramp(*step, layer.steps.len());
                paper.path(&data, &format!("fill=\"{fill}\" fill-opacity=\"0.72\""));
            }
            Mark::HazardCell { at, edge_m, step } => {
                let (x, y) = paper.at(at.0 - edge_m / 2.0, at.1 + edge_m / 2.0);
                let edge = edge_m * paper.scale + 0.3;
                let fill = ramp(*step, layer.steps.len());
                if paper.holds((x, y), edge) {
                    paper.put(&format!(
                        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{edge:.1}\" height=\"{edge:.1}\" \
                         fill=\"{fill}\" fill-opacity=\"0.72\"/>"
                    ));
                }
            }
            Mark::Closed { line, ticked } => closed(paper, line, *ticked),
            Mark::BelievedFalsely { line } => {
                let data = paper.line(line.iter().copied(), false);
                paper.path(
                    &data,
                    "fill=\"none\" stroke=\"#222\" stroke-width=\"7\" stroke-dasharray=\"1.5 3\"",
                );
            }
            Mark::Track { line, service } => {
                let data = paper.line(line.iter().copied(), false);
                let colour = service.colour();
                paper.path(
                    &data,
                    &format!(
                        "fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.2\" \
                         stroke-opacity=\"0.85\" stroke-linejoin=\"round\""
                    ),
                );
            }
            Mark::Incident { at } => incident(paper, *at),
            Mark::Symbol { at, service, label } => {
                let place = paper.at(at.0, at.1);
                paper.put(&symbol::draw(*service, service.letter(language), place, 16.0));
                if let Some(label) = label {
                    paper.put(&beside(place, label.get(language)));
                }
            }
        }
    }
}

fn beside(at: (f64, f64), label: &str) -> String {
    format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"13\" fill=\"#111\" stroke=\"#fff\" \
         stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
        at.0 + 12.0,
        at.1 + 5.0,
        escape(label)
    )
}

/// An incident, legible in black and white.
fn incident(paper: &mut Paper, at: (f64, f64)) {
    let (x, y) = paper.at(at.0, at.1);
    if paper.holds((x, y), 0.0) {
        paper.put(&format!(
            "<path d=\"M{x:.1} {:.1}l10 10l-10 10l-10 -10z\" fill=\"#111\" stroke=\"#fff\" \
             stroke-width=\"1.5\"/><path d=\"M{x:.1} {:.1}v7m0 2.4v2\" stroke=\"#fff\" \
             stroke-width=\"2.2\"/>",
            y - 10.0,
            y - 6.0
        ));
    }
}

/// A closed road: the line in red, and where it is ticked a cross over its middle.
fn closed(paper: &mut Paper, line: &[(f64, f64)], ticked: bool) {
    let data = paper.line(line.iter().copied(), false);
    let width = if ticked { 3.5 } else { 2.0 };
    paper.path(
        &data,
        &format!(
            "fill=\"none\" stroke=\"{CLOSED}\" stroke-width=\"{width}\" stroke-linecap=\"round\""
        ),
    );
    if !ticked {
        return;
    }
    let Some((x, y)) = middle(line).map(|place| paper.at(place.0, place.1)) else { return };
    if paper.holds((x, y), 0.0) {
        paper.put(&format!(
            "<path d=\"M{:.1} {:.1}l11 11m0 -11l-11 11\" stroke=\"#fff\" \
             stroke-width=\"5\"/><path d=\"M{:.1} {:.1}l11 11m0 -11l-11 11\" \
             stroke=\"{CLOSED}\" stroke-width=\"2.6\"/>",
            x - 5.5,
            y - 5.5,
            x - 5.5,
            y - 5.5
        ));
    }
}

/// The place half way along a line.
fn middle(line: &[(f64, f64)]) -> Option<(f64, f64)> {
    let length = |pair: &[(f64, f64)]| math::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
    let mut left = line.windows(2).map(length).sum::<f64>() / 2.0;
    for pair in line.windows(2) {
        let own = length(pair);
        if own >= left && own > 0.0 {
            let part = left / own;
            let (from, to) = (pair[0], pair[1]);
            return Some((from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1)));
        }
        left -= own;
    }
    line.first().copied()
}

/// Legend rows of the kinds of line that a layer has.
fn line_rows(layer: &Layer, language: Language) -> Vec<(String, String)> {
    let has = |wanted: fn(&Mark) -> bool| layer.marks.iter().any(wanted);
    let mut rows = Vec::new();
    if has(|mark| matches!(mark, Mark::Closed { .. })) {
        let swatch = format!(
            "<path d=\"M0 -4h18M5 -8l8 8m0 -8l-8 8\" stroke=\"{CLOSED}\" stroke-width=\"2.4\"/>"
        );
        rows.push((swatch, Text::new("道路封闭", "road closed")));
    }
    if has(|mark| matches!(mark, Mark::BelievedFalsely { .. })) {
        let swatch = "<path d=\"M0 -4h18\" stroke=\"#222\" stroke-width=\"7\" \
                      stroke-dasharray=\"1.5 3\"/>";
        rows.push((swatch.to_owned(), Text::new("态势认知有误", "believed, but false")));
    }
    rows.into_iter().map(|(swatch, text)| (swatch, text.get(language).to_owned())).collect()
}

/// The legends of the layers that are graded or use marks of their own, in the upper right corner.
pub(in crate::report) fn legends(paper: &mut Paper, layers: &[Layer], language: Language) {
    let mut rows: Vec<(String, String)> = Vec::new();
    for layer in layers {
        if layer.steps.is_empty() && layer.title.get(language).is_empty() {
            continue;
        }
        rows.push((String::new(), layer.title.get(language).to_owned()));
        for (step, text) in layer.steps.iter().enumerate() {
            let fill = ramp(step, layer.steps.len());
            let swatch = format!(
                "<rect width=\"18\" height=\"12\" y=\"-10\" fill=\"{fill}\" stroke=\"#777\" \
                 stroke-width=\"0.5\"/>"
            );
            rows.push((swatch, text.get(language).to_owned()));
        }
        rows.extend(line_rows(layer, language));
    }
    if rows.is_empty() {
        return;
    }
    let widest = rows.iter().map(|row| width_px(&row.1, 13.0)).fold(0.0, f64::max);
    let (width, height) = (widest + 52.0, 20.0 * rows.len() as f64 + 14.0);
    let left = paper.width_px - width - 16.0;
    let mut svg = format!(
        "<g transform=\"translate({left:.1} 16)\"><rect width=\"{width:.1}\" \
         height=\"{height:.1}\" fill=\"#fff\" fill-opacity=\"0.88\"/>"
    );
    for (index, (swatch, text)) in rows.iter().enumerate() {
        let (indent, weight) = if swatch.is_empty() { (10, "700") } else { (36, "400") };
        let down = 20 * index + 22;
        let _ = write!(
            svg,
            "<g transform=\"translate(10 {down})\">{swatch}</g><text x=\"{indent}\" y=\"{down}\" \
             font-size=\"13\" font-weight=\"{weight}\" fill=\"#222\">{}</text>",
            escape(text)
        );
    }
    svg.push_str("</g>");
    paper.put(&svg);
}
