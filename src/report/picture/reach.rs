//! What is reached in how long: ribbons of ground along the roads, the nearest the darkest, each
//! with an edge, and roads beyond reach broken up. Grey is enough to read them.

use std::collections::BTreeMap;

use super::base::road_px;
use super::overlay::{Layer, Mark};
use super::paper::Paper;
use crate::county::access::NEAR_M;
use crate::county::network::RoadClass;

/// Bands that can be told apart.
pub const BANDS_MAX: usize = 5;

/// Least width of a ribbon in pixels.
const LEAST_PX: f64 = 10.0;
/// How much of the relief it hides.
const OPACITY: f64 = 0.85;
/// Its edge.
const EDGE: &str = "#3d4a45";
/// Colours from near to far: none of them that of a warning level.
const COLOURS: [&str; BANDS_MAX] = ["#4f917b", "#7bab98", "#a2c5b6", "#c4dcd1", "#e6f1ec"];
/// Parts of a road beyond reach that are left out, and left.
const BROKEN: &str = "3.2 2.6";

/// The colour of a band among so many.
fn colour(band: usize, bands: usize) -> &'static str {
    let last = BANDS_MAX - 1;
    COLOURS[if bands < 2 { last / 2 } else { (band * last / (bands - 1)).min(last) }]
}

/// The ground along what is reached, under the roads: the nearer over the farther.
pub(in crate::report) fn ribbons(paper: &mut Paper, layers: &[Layer]) {
    for layer in layers {
        let mut bands: BTreeMap<usize, String> = BTreeMap::new();
        for mark in &layer.marks {
            if let Mark::Reached { line, band } = mark {
                bands.entry(*band).or_default().push_str(&paper.line(line.iter().copied(), false));
            }
        }
        if bands.is_empty() {
            continue;
        }
        let width = (2.0 * NEAR_M * paper.scale).max(LEAST_PX);
        paper.put(&format!("<g opacity=\"{OPACITY}\">"));
        for (band, lines) in bands.iter().rev() {
            for (colour, width) in [(EDGE, width + 1.8), (colour(*band, layer.steps.len()), width)]
            {
                paper.path(
                    lines,
                    &format!(
                        "fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width:.1}\" \
                         stroke-linecap=\"round\" stroke-linejoin=\"round\""
                    ),
                );
            }
        }
        paper.put("</g>");
    }
}

/// Breaks up the roads beyond reach.
pub(in crate::report) fn beyond(paper: &mut Paper, layers: &[Layer], detail: f64) {
    let mut classes: BTreeMap<RoadClass, String> = BTreeMap::new();
    for mark in layers.iter().flat_map(|layer| &layer.marks) {
        if let Mark::Beyond { line, class } = mark {
            classes.entry(*class).or_default().push_str(&paper.line(line.iter().copied(), false));
        }
    }
    for (class, lines) in &classes {
        paper.path(lines, &broken(*class, detail));
    }
}

/// What lies over a road beyond reach.
fn broken(class: RoadClass, detail: f64) -> String {
    let width = road_px(class, detail) + 2.0;
    format!(
        "fill=\"none\" stroke=\"#f1f1ec\" stroke-width=\"{width:.1}\" \
         stroke-dasharray=\"{BROKEN}\""
    )
}

/// A band in a legend.
pub(in crate::report) fn band_swatch(band: usize, bands: usize) -> String {
    let fill = colour(band, bands);
    format!(
        "<rect width=\"18\" height=\"12\" y=\"-10\" fill=\"#f1f1ec\"/><rect width=\"18\" \
         height=\"12\" y=\"-10\" fill=\"{fill}\" stroke=\"{EDGE}\" opacity=\"{OPACITY}\"/>"
    )
}

/// A road beyond reach in a legend.
pub(in crate::report) fn beyond_swatch(detail: f64) -> String {
    let class = RoadClass::Primary;
    let strokes: String = super::base::strokes(class, detail)
        .into_iter()
        .chain([broken(class, detail)])
        .map(|stroke| format!("<path d=\"M0 -4H20\" {stroke}/>"))
        .collect();
    format!("<rect width=\"20\" height=\"12\" y=\"-10\" fill=\"#f1f1ec\"/>{strokes}")
}
