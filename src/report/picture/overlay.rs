//! What happens, drawn over the base map: hazards by a ramp with a legend, closed roads, what was
//! believed though it was false, tracks and symbols of teams.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::count::Counts;
use super::names::{Taken, width_px};
use super::paper::{Paper, escape};
use super::sign::CRITICAL;
use super::symbol::{self, Service};
use crate::base::math;
use crate::base::text::{Language, Text};
use crate::county::network::RoadClass;
use crate::county::place::FacilityKind;

/// A layer over the base map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// What it shows.
    pub title: Text,
    /// Colours of its steps.
    pub ramp: Ramp,
    /// Steps of its ramp, with their bounds and unit, such as `0.5-1 m`; empty where nothing in it
    /// is graded.
    pub steps: Vec<Text>,
    /// What is drawn, in order.
    pub marks: Vec<Mark>,
}

/// Something drawn. Places are metres east and north of the map's origin.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// What of a hazard is of one step in the layer's ramp, from 0.
    Hazard {
        /// Outlines; what lies within two of them is outside.
        outlines: Vec<Vec<(f64, f64)>>,
        /// Step in the ramp.
        step: usize,
        /// Whether the outlines themselves are drawn.
        lined: bool,
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
    /// Numbers of people.
    Counts(Counts),
    /// A stretch of road that is reached.
    Reached {
        /// Course.
        line: Vec<(f64, f64)>,
        /// Step of the layer, from 0: the nearest.
        band: usize,
    },
    /// A stretch of road that is not.
    Beyond {
        /// Course.
        line: Vec<(f64, f64)>,
        /// Class of the road.
        class: RoadClass,
    },
    /// Where journeys begin.
    Origin {
        /// Place.
        at: (f64, f64),
    },
    /// A bridge that people depend on, with its number in a list.
    Critical {
        /// Course.
        line: Vec<(f64, f64)>,
        /// Number.
        number: usize,
    },
    /// A mast that does not work: its letter, struck through.
    Silent {
        /// Place.
        at: (f64, f64),
    },
    /// A settlement that cannot be reached by road: a barred ring.
    CutOff {
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

/// One sequential ramp for each kind of hazard, which keep clear of the colours of warning levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ramp {
    /// Deeper is darker: teal to deep green-blue.
    #[default]
    Water,
    /// Denser is darker: purple.
    Gas,
    /// Longer ago is paler: black-brown to ash.
    Fire,
    /// Stronger is darker: plum.
    Shaking,
}

impl Ramp {
    const fn colours(self) -> [&'static str; 5] {
        match self {
            Self::Water => ["#b9dfe0", "#82c3c9", "#469fae", "#22758c", "#0d465f"],
            Self::Gas => ["#e6d5ee", "#c9a6d8", "#a36fbb", "#773f93", "#4b1a66"],
            Self::Fire => ["#43170c", "#7d5443", "#a98a7b", "#c9b6ab", "#e2d8d1"],
            Self::Shaking => ["#f2e3ea", "#dfbccd", "#c48daa", "#9c5880", "#66264f"],
        }
    }

    /// How much of the map it hides: what covers all of it, less.
    const fn opacity(self) -> f64 {
        match self {
            Self::Water => 0.85,
            Self::Gas | Self::Fire => 0.74,
            Self::Shaking => 0.55,
        }
    }

    /// The colour of a step among so many.
    fn colour(self, step: usize, steps: usize) -> &'static str {
        let colours = self.colours();
        let last = colours.len() - 1;
        colours[if steps < 2 { last / 2 } else { (step * last / (steps - 1)).min(last) }]
    }
}

/// Lines between the steps of a hazard: what is left of colour in black and white.
const LINED: &str = " stroke=\"#333\" stroke-width=\"0.7\" stroke-linejoin=\"round\"";

/// Red of closures; vermilion of Okabe and Ito is for fire services, so it is darker.
const CLOSED: &str = "#b2182b";

/// Lines of one style, in one element.
fn lines(paper: &mut Paper, layer: &Layer) {
    let mut tracks: BTreeMap<Service, String> = BTreeMap::new();
    let mut closed = [String::new(), String::new()];
    for mark in &layer.marks {
        match mark {
            Mark::Track { line, service } => {
                let data = paper.line(line.iter().copied(), false);
                tracks.entry(*service).or_default().push_str(&data);
            }
            Mark::Closed { line, ticked } => {
                closed[usize::from(*ticked)].push_str(&paper.line(line.iter().copied(), false));
            }
            _ => {}
        }
    }
    for (service, data) in &tracks {
        let colour = service.colour();
        paper.path(
            data,
            &format!(
                "fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.2\" stroke-opacity=\"0.85\" \
                 stroke-linejoin=\"round\""
            ),
        );
    }
    for (data, width) in closed.iter().zip([2.0, 3.5]) {
        paper.path(
            data,
            &format!(
                "fill=\"none\" stroke=\"{CLOSED}\" stroke-width=\"{width}\" \
                 stroke-linecap=\"round\""
            ),
        );
    }
}

/// Draws a layer: its lines under all signs.
pub(in crate::report) fn draw(paper: &mut Paper, layer: &Layer, language: Language) {
    lines(paper, layer);
    for mark in &layer.marks {
        match mark {
            Mark::Hazard { outlines, step, lined } => {
                let line = |outline: &Vec<_>| paper.line(outline.iter().copied(), true);
                let data: String = outlines.iter().map(line).collect();
                let fill = layer.ramp.colour(*step, layer.steps.len());
                let opacity = layer.ramp.opacity();
                let stroke = if *lined { LINED } else { "" };
                paper.path(
                    &data,
                    &format!(
                        "fill=\"{fill}\" fill-opacity=\"{opacity}\" fill-rule=\"evenodd\"{stroke}"
                    ),
                );
            }
            Mark::Closed { line, ticked: true } => tick(paper, line),
            Mark::Closed { ticked: false, .. } | Mark::Track { .. } => {}
            Mark::BelievedFalsely { line } => {
                let data = paper.line(line.iter().copied(), false);
                paper.path(
                    &data,
                    "fill=\"none\" stroke=\"#222\" stroke-width=\"7\" stroke-dasharray=\"1.5 3\"",
                );
            }
            Mark::Incident { at } => paper.put_at(*at, INCIDENT),
            // They stand aside for one another: drawn when all else is.
            Mark::Counts(_) | Mark::Origin { .. } => {}
            // They belong to the roads of the base.
            Mark::Reached { .. } | Mark::Beyond { .. } => {}
            Mark::Critical { line, .. } => {
                let data = paper.line(line.iter().copied(), false);
                CRITICAL.iter().for_each(|stroke| paper.path(&data, stroke));
            }
            Mark::Silent { at } => paper.put_at(*at, &silent(language)),
            Mark::CutOff { at } => paper.put_at(*at, CUT_OFF),
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
pub(in crate::report) const INCIDENT: &str = "<path d=\"M0 -10l10 10l-10 10l-10 -10z\" \
    fill=\"#111\" stroke=\"#fff\" stroke-width=\"1.5\"/><path d=\"M0 -6v7m0 2.4v2\" \
    stroke=\"#fff\" stroke-width=\"2.2\"/>";

/// A settlement that cannot be reached by road.
pub(in crate::report) const CUT_OFF: &str = "<circle r=\"8\" fill=\"#fff\" stroke=\"#b2182b\" \
    stroke-width=\"2.4\"/><path d=\"M-4.6 0h9.2\" stroke=\"#b2182b\" stroke-width=\"3\"/>";

/// A mast that does not work.
pub(in crate::report) fn silent(language: Language) -> String {
    let (service, letter, _) = symbol::facility(FacilityKind::Mast, language);
    let mast = symbol::draw(service, letter, (0.0, 0.0), 15.0);
    format!(
        "{mast}<path d=\"M-10 8L10 -8\" stroke=\"#fff\" stroke-width=\"5\"/>\
             <path d=\"M-10 8L10 -8\" stroke=\"{CLOSED}\" stroke-width=\"2.6\"/>"
    )
}

/// The cross over the middle of a closed road.
fn tick(paper: &mut Paper, line: &[(f64, f64)]) {
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
pub(in crate::report) fn middle(line: &[(f64, f64)]) -> Option<(f64, f64)> {
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

/// A closed road in a legend.
pub(in crate::report) fn closed_swatch() -> String {
    format!("<path d=\"M0 -4h18M5 -8l8 8m0 -8l-8 8\" stroke=\"{CLOSED}\" stroke-width=\"2.4\"/>")
}

/// A step of a ramp in a legend.
pub(in crate::report) fn step_swatch(ramp: Ramp, step: usize, steps: usize) -> String {
    let (fill, opacity) = (ramp.colour(step, steps), ramp.opacity());
    format!(
        "<rect width=\"18\" height=\"12\" y=\"-10\" fill=\"{fill}\" fill-opacity=\"{opacity}\" \
         stroke=\"#777\" stroke-width=\"0.5\"/>"
    )
}

/// Legend rows of the kinds of line that a layer has.
fn line_rows(layer: &Layer, language: Language) -> Vec<(String, String)> {
    let has = |wanted: fn(&Mark) -> bool| layer.marks.iter().any(wanted);
    let mut rows = Vec::new();
    if has(|mark| matches!(mark, Mark::Closed { .. })) {
        rows.push((closed_swatch(), Text::new("道路封闭", "road closed")));
    }
    if has(|mark| matches!(mark, Mark::BelievedFalsely { .. })) {
        let swatch = "<path d=\"M0 -4h18\" stroke=\"#222\" stroke-width=\"7\" \
                      stroke-dasharray=\"1.5 3\"/>";
        rows.push((swatch.to_owned(), Text::new("态势认知有误", "believed, but false")));
    }
    rows.into_iter().map(|(swatch, text)| (swatch, text.get(language).to_owned())).collect()
}

/// The legends of the layers that are graded or use marks of their own, in the upper right corner,
/// which they take.
pub(in crate::report) fn legends(
    paper: &mut Paper,
    taken: &mut Taken,
    layers: &[Layer],
    language: Language,
) {
    let mut rows: Vec<(String, String)> = Vec::new();
    for layer in layers {
        if layer.steps.is_empty() && layer.title.get(language).is_empty() {
            continue;
        }
        rows.push((String::new(), layer.title.get(language).to_owned()));
        for (step, text) in layer.steps.iter().enumerate() {
            let swatch = step_swatch(layer.ramp, step, layer.steps.len());
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
    taken.rectangle((left + 0.5 * width, 16.0 + 0.5 * height), (width, height));
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
