//! Signs with a number or a ring that stand aside for one another: bridges that people depend on,
//! and places from which journeys begin. Black and white.

use super::count::free_place;
use super::names::Taken;
use super::overlay::{Layer, Mark, middle};
use super::paper::Paper;

/// Radius of a number's ring, pixels.
const RADIUS_PX: f64 = 9.5;
/// How near, in pixels, the same number need not stand again.
const AGAIN_PX: f64 = 60.0;

/// The place from which journeys begin.
pub(in crate::report) const ORIGIN: &str = "<circle r=\"7\" fill=\"#fff\" stroke=\"#111\" \
    stroke-width=\"2.2\"/><circle r=\"2.8\" fill=\"#111\"/>";

/// A number in its ring, around the origin.
pub(in crate::report) fn badge(number: usize) -> String {
    format!(
        "<circle r=\"{RADIUS_PX}\" fill=\"#fff\" stroke=\"#fff\" stroke-width=\"5\"/>\
         <circle r=\"{RADIUS_PX}\" fill=\"#fff\" stroke=\"#111\" stroke-width=\"2\"/>\
         <text y=\"4.4\" font-size=\"12.5\" font-weight=\"700\" text-anchor=\"middle\" \
         fill=\"#111\">{number}</text>"
    )
}

/// The two strokes of a bridge that people depend on: black, with a white core.
pub(in crate::report) const CRITICAL: [&str; 2] = [
    "fill=\"none\" stroke=\"#111\" stroke-width=\"9\"",
    "fill=\"none\" stroke=\"#fff\" stroke-width=\"4.4\"",
];

/// Draws them where there is room, and takes it.
pub(in crate::report) fn draw(layers: &[Layer], paper: &mut Paper, taken: &mut Taken) {
    let mut numbered: Vec<(usize, (f64, f64))> = Vec::new();
    for mark in layers.iter().flat_map(|layer| &layer.marks) {
        match mark {
            Mark::Origin { at } => {
                taken.square(paper.at(at.0, at.1), 16.0);
                paper.put_at(*at, ORIGIN);
            }
            Mark::Critical { line, number } => {
                let Some(place) = middle(line).map(|at| paper.at(at.0, at.1)) else { continue };
                let is_near = |(known, at): &(usize, (f64, f64))| {
                    let away = (at.0 - place.0).abs().max((at.1 - place.1).abs());
                    known == number && away < AGAIN_PX
                };
                if paper.holds(place, 0.0) && !numbered.iter().any(is_near) {
                    numbered.push((*number, place));
                }
            }
            _ => {}
        }
    }
    for (number, place) in numbered {
        let size = 2.0 * RADIUS_PX + 5.0;
        // Beside the bridge, so that it is not hidden.
        taken.square(place, 8.0);
        let (x, y) = free_place(paper, taken, place, (size, size));
        taken.square((x, y), size);
        paper.put(&format!(
            "<path d=\"M{:.1} {:.1}L{x:.1} {y:.1}\" stroke=\"#111\" stroke-width=\"1.2\"/>\
             <g transform=\"translate({x:.1} {y:.1})\">{}</g>",
            place.0,
            place.1,
            badge(number)
        ));
    }
}
