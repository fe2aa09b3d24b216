//! What frames a map: scale bar, north, source, date, and what the map is for.

use std::fmt::Write as _;

use super::names::Taken;
use super::paper::{Paper, escape};
use crate::base::text::Text;
use crate::report::map_picture::MapPicture;

/// Height of the strip at the foot of a map, pixels.
pub(in crate::report) const STRIP_PX: f64 = 30.0;

/// Scale bar, north, source, date, and what the map is for.
pub(in crate::report) fn draw(map: &MapPicture<'_>, paper: &mut Paper, taken: &mut Taken) {
    let (width, height) = (paper.width_px, paper.height_px);
    let strip = STRIP_PX;
    let notice = Text::new("示意图,仅供演练使用", "Sketch map, for exercise use only");
    let source = Text::new("来源:", "Source: ");
    let mut line = format!("{}{}", source.get(map.language), map.county.source.get(map.language));
    if !map.explained {
        line.clear();
    }
    if !map.date.is_empty() {
        let _ = write!(line, "  {}", map.date);
    }
    let bar_m = scale_bar_m(map.viewport.width_m);
    let bar = bar_m * paper.scale;
    let label =
        if bar_m >= 1_000.0 { format!("{} km", bar_m / 1_000.0) } else { format!("{bar_m} m") };
    let top = height - strip;
    paper.put(&format!(
        "<g><rect y=\"{top:.1}\" width=\"{width}\" height=\"{strip}\" fill=\"#fff\" \
         fill-opacity=\"0.9\"/>\
         <path d=\"M18 {:.1}v5h{bar:.1}v-5\" fill=\"none\" stroke=\"#222\" \
         stroke-width=\"1.4\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\" fill=\"#222\">{label}</text>\
         <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\" fill=\"#222\" \
         font-weight=\"700\">{}</text>\
         <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#555\" \
         text-anchor=\"end\">{}</text></g>",
        top + 12.0,
        24.0 + bar,
        top + 19.0,
        84.0 + bar,
        top + 19.0,
        notice.get(map.language),
        width - 14.0,
        top + 19.0,
        escape(&line)
    ));
    taken.square((width / 2.0, height + width / 2.0 - strip), width);
    let north = Text::new("北", "N");
    paper.put(&format!(
        "<g transform=\"translate(30 44)\"><path d=\"M0 -22L8 8L0 2L-8 8Z\" fill=\"#222\" \
         stroke=\"#fff\" stroke-width=\"1\"/><text y=\"24\" font-size=\"14\" \
         text-anchor=\"middle\" fill=\"#222\" stroke=\"#fff\" stroke-width=\"3\" \
         paint-order=\"stroke\">{}</text></g>",
        north.get(map.language)
    ));
    taken.square((30.0, 44.0), 56.0);
}

/// A round length of about an eighth of the width.
fn scale_bar_m(width_m: f64) -> f64 {
    let wanted = width_m / 8.0;
    let steps = [100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0];
    steps.into_iter().rev().find(|step| *step <= wanted).unwrap_or(50.0)
}
