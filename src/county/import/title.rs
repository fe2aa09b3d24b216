//! What an imported county is called, where nobody said it.

use super::feature::features;
use super::names;
use super::source::{MemberKind, Relation, Source};
use super::zones::{self, Settlements};
use crate::base::text::Text;
use crate::county::frame::Frame;

/// Share of the settlements that lie within the bounds of what a county is named after.
const SHARE_WITHIN: f64 = 0.9;

/// As the largest administrative area whose border the source has whole and around nearly all of
/// the settlements; else as the smallest larger place that has a name (a region may be a range of
/// mountains, and says nothing); else as its seat.
pub(super) fn title(source: &Source, frame: Option<Frame>, settlements: &Settlements) -> Text {
    let bounded = bounded(source, frame, settlements);
    bounded.or_else(|| larger(source)).unwrap_or_else(|| settlements.list[0].title.clone())
}

fn bounded(source: &Source, frame: Option<Frame>, settlements: &Settlements) -> Option<Text> {
    let areas = source.relations.iter().filter(|area| area.tags.is("boundary", "administrative"));
    let bounds = areas.filter_map(|area| Some((area, bounds_m(source, frame, area)?)));
    let around = bounds.filter(|(_, (low, high))| {
        let is_within =
            |at: (f64, f64)| (low.0..=high.0).contains(&at.0) && (low.1..=high.1).contains(&at.1);
        let within = settlements.list.iter().filter(|place| is_within(place.at_m)).count();
        within as f64 >= SHARE_WITHIN * settlements.list.len() as f64
    });
    let named = around.filter_map(|(area, (low, high))| {
        let extent = (high.0 - low.0) * (high.1 - low.1);
        Some((extent, area.id, names::title(&area.tags)?.0))
    });
    let largest = named.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    largest.map(|(_, _, title)| title)
}

/// The corners of an area, south-west and north-east, of which no part is missing, in metres.
fn bounds_m(
    source: &Source,
    frame: Option<Frame>,
    area: &Relation,
) -> Option<((f64, f64), (f64, f64))> {
    let to_metres = zones::metres(frame);
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for member in area.members.iter().filter(|member| member.kind == MemberKind::Way) {
        for id in &source.way(member.id)?.vertices {
            let (x_m, y_m) = to_metres(source.place(source.vertex(*id)?));
            low = (low.0.min(x_m), low.1.min(y_m));
            high = (high.0.max(x_m), high.1.max(y_m));
        }
    }
    (low.0 < high.0 && low.1 < high.1).then_some((low, high))
}

fn larger(source: &Source) -> Option<Text> {
    let places = ["county", "district", "country", "state", "island"];
    places.iter().find_map(|kind| {
        let larger = features(source, |tags| tags.is("place", kind));
        let here = larger.iter().filter(|place| place.id.starts_with('n') || larger.len() == 1);
        here.filter_map(|place| names::title(place.tags)).map(|(title, _)| title).next()
    })
}
