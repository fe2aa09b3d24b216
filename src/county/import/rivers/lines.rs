//! Waterways of a source as lines in metres. What ground they run over is not known here.

use crate::base::math;
use crate::base::text::Text;
use crate::county::frame::Frame;
use crate::county::import::names;
use crate::county::import::note::Note;
use crate::county::import::source::{Source, Tags, Way};

/// A buried stretch longer than this is led through a hill rather than under a town, m.
const BURIED_M: f64 = 1_000.0;

/// What kind of waterway a line is, the more of a river first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A river.
    River,
    /// A stream.
    Stream,
    /// Led by people, and therefore not always down the valley.
    Led,
}

impl Kind {
    /// How wide it is drawn where nothing is said, m: a placeholder, of which nothing else is made.
    pub(super) const fn usual_m(self) -> f64 {
        match self {
            Self::River => 20.0,
            Self::Stream => 3.0,
            Self::Led => 6.0,
        }
    }
}

/// A waterway.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Number of its way in the source.
    pub(super) way: i64,
    pub(super) kind: Kind,
    /// What it is called, and whether a language was missing; none where it has no name.
    pub(super) name: Option<(Text, bool)>,
    /// Width that the source says, m.
    pub(super) width_m: Option<f64>,
    /// Points in the order of the source, metres east and north.
    pub(super) points: Vec<(f64, f64)>,
}

/// The rivers, streams and canals of a source; what of them is missing is noted.
pub(super) fn lines(source: &Source, frame: Option<Frame>, notes: &mut Vec<Note>) -> Vec<Line> {
    let mut broken = Note::count(
        Text::new(
            "水系线引用了数据中没有的点",
            "waterways that name points which the source does not hold",
        ),
        0,
    );
    let mut lines = Vec::new();
    for way in &source.ways {
        let Some(kind) = way.tags.get("waterway").and_then(kind) else { continue };
        let places: Vec<(f64, f64)> = way
            .vertices
            .iter()
            .filter_map(|id| source.vertex(*id))
            .map(|vertex| source.place(vertex))
            .map(|place| frame.map_or(place, |frame| frame.metres(place)))
            .collect();
        if places.len() < way.vertices.len() {
            broken.add(way.id);
        }
        if places.len() > 1 {
            lines.push(line(way, kind, places));
        }
    }
    broken.push_to(notes);
    lines
}

fn kind(value: &str) -> Option<Kind> {
    match value {
        "river" => Some(Kind::River),
        "stream" => Some(Kind::Stream),
        "canal" => Some(Kind::Led),
        _ => None,
    }
}

fn line(way: &Way, kind: Kind, points: Vec<(f64, f64)>) -> Line {
    let is_buried = way.tags.get("tunnel").is_some_and(|tunnel| tunnel != "no");
    let is_led = is_buried && length_m(&points) > BURIED_M;
    Line {
        way: way.id,
        kind: if is_led { Kind::Led } else { kind },
        name: names::title(&way.tags),
        width_m: width_m(&way.tags),
        points,
    }
}

/// Length of a line, m.
pub(super) fn length_m(points: &[(f64, f64)]) -> f64 {
    points.windows(2).map(|pair| math::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1)).sum()
}

/// The width that tags say, in metres unless they say otherwise, which is not read.
fn width_m(tags: &Tags) -> Option<f64> {
    let text = tags.get("width")?.trim();
    let number = text.strip_suffix('m').map_or(text, str::trim_end);
    let metres: f64 = number.parse().ok()?;
    (0.5..=5_000.0).contains(&metres).then_some(metres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_metres_or_nothing() {
        let width = |value: &str| width_m(&Tags(vec![("width".into(), value.into())]));
        assert_eq!((width("12"), width("3.5 m"), width(" 8m")), (Some(12.0), Some(3.5), Some(8.0)));
        assert_eq!(
            (width("12'"), width("wide"), width("0"), width("nan")),
            (None, None, None, None)
        );
    }
}
