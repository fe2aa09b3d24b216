//! Charts as SVG whose text stays text, all on one time scale and one width, so that the eye can go
//! straight down a page. What is drawn comes from the log and the scorecard; nothing is computed
//! here that a table would not also show.

mod canvas;
pub mod chains;
pub mod danger;
pub mod gantt;
pub mod inbox;
pub mod picture;
pub mod time_axis;

pub use canvas::text_width;

/// Width of every chart, in the units of its view box.
pub const WIDTH: i32 = 780;
/// Where the time axis begins: to the left of it stand the names of rows.
const LEFT: i32 = 172;
/// Where it ends.
const RIGHT: i32 = WIDTH - 18;

/// Colours after Okabe and Ito (2008), safe for colour-blind readers, and greys.
mod colour {
    use plotters::style::RGBColor;

    pub(super) const INK: RGBColor = RGBColor(34, 34, 34);
    pub(super) const GREY: RGBColor = RGBColor(120, 120, 120);
    pub(super) const PALE: RGBColor = RGBColor(222, 222, 222);
    pub(super) const FAINT: RGBColor = RGBColor(240, 240, 240);
    pub(super) const WHITE: RGBColor = RGBColor(255, 255, 255);
    pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
    pub(super) const SKY: RGBColor = RGBColor(86, 180, 233);
    pub(super) const GREEN: RGBColor = RGBColor(0, 158, 115);
    pub(super) const VERMILION: RGBColor = RGBColor(213, 94, 0);
    pub(super) const PURPLE: RGBColor = RGBColor(204, 121, 167);
}
