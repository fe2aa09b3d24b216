//! A surface to draw on, over the SVG backend of plotters: rectangles, hatching, lines, text.

use plotters::coord::Shift;
use plotters::element::{PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, DrawingBackend, IntoDrawingArea, IntoFont, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, RGBColor, ShapeStyle};

use super::WIDTH;

/// plotters divides a font's size by this when it writes SVG.
const PLOTTERS_FONT_FACTOR: f64 = 1.24;

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// An axis-parallel rectangle: left, top, right, bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area(pub i32, pub i32, pub i32, pub i32);

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub size: i32,
    pub colour: RGBColor,
    pub bold: bool,
    pub align: Align,
}

impl Style {
    /// Text of this size, left-aligned, in ink.
    pub(super) const fn size(size: i32) -> Self {
        Self { size, colour: super::colour::INK, bold: false, align: Align::Left }
    }

    pub(super) const fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    pub(super) const fn coloured(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// What is drawn on. Drawing into a string cannot fail.
pub(super) struct Canvas<'a>(DrawingArea<SVGBackend<'a>, Shift>);

const INFALLIBLE: &str = "drawing into a string cannot fail";

impl Canvas<'_> {
    /// A filled rectangle.
    pub(super) fn fill(&self, area: Area, colour: RGBColor) {
        let Area(left, top, right, bottom) = area;
        let shape = Rectangle::new([(left, top), (right.max(left + 1), bottom)], colour.filled());
        self.0.draw(&shape).expect(INFALLIBLE);
    }

    /// The outline of a rectangle.
    pub(super) fn outline(&self, area: Area, colour: RGBColor) {
        let Area(left, top, right, bottom) = area;
        let shape = Rectangle::new([(left, top), (right.max(left + 1), bottom)], colour);
        self.0.draw(&shape).expect(INFALLIBLE);
    }

    /// A rectangle hatched by rising lines, with its outline.
    pub(super) fn hatch(&self, area: Area, colour: RGBColor) {
        let Area(left, top, right, bottom) = area;
        let (right, height) = (right.max(left + 2), bottom - top);
        let mut start = left - height;
        while start < right {
            // The line runs from (start, bottom) to (start + height, top), cut at both sides.
            let (from, to) = (start.max(left), (start + height).min(right));
            if from < to {
                let points = [(from, bottom - (from - start)), (to, bottom - (to - start))];
                self.line(&points, colour, 1);
            }
            start += 5;
        }
        self.outline(Area(left, top, right, bottom), colour);
    }

    /// A line through points.
    pub(super) fn line(&self, points: &[(i32, i32)], colour: RGBColor, width: u32) {
        let style = ShapeStyle::from(colour).stroke_width(width);
        self.0.draw(&PathElement::new(points.to_vec(), style)).expect(INFALLIBLE);
    }

    /// A filled polygon.
    pub(super) fn polygon(&self, points: &[(i32, i32)], colour: RGBColor) {
        self.0.draw(&Polygon::new(points.to_vec(), colour.filled())).expect(INFALLIBLE);
    }

    /// A text whose middle line runs through `at`.
    pub(super) fn text(&self, at: (i32, i32), text: &str, style: Style) {
        let horizontal = match style.align {
            Align::Left => HPos::Left,
            Align::Middle => HPos::Center,
            Align::Right => HPos::Right,
        };
        let mut font = ("sans-serif", f64::from(style.size) * PLOTTERS_FONT_FACTOR).into_font();
        if style.bold {
            font = font.style(FontStyle::Bold);
        }
        let font = font.color(&style.colour).pos(Pos::new(horizontal, VPos::Center));
        self.0.draw(&Text::new(text.to_owned(), at, font)).expect(INFALLIBLE);
    }

    /// A text, shortened with an ellipsis where it is wider than `width`.
    pub(super) fn text_within(&self, at: (i32, i32), text: &str, width: i32, style: Style) {
        self.text(at, &shorten(text, width, style.size), style);
    }
}

/// A chart of this height: an SVG element that takes the width that it is given, with `title` for
/// those who do not see it.
pub(super) fn chart(height: i32, title: &str, draw: impl FnOnce(&Canvas<'_>)) -> String {
    let mut svg = String::new();
    let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
    {
        let mut backend = SVGBackend::with_string(&mut svg, size);
        backend.ensure_prepared().expect(INFALLIBLE);
        let canvas = Canvas(backend.into_drawing_area());
        draw(&canvas);
        canvas.0.present().expect(INFALLIBLE);
    }
    let fixed = format!("<svg width=\"{}\" height=\"{}\" ", size.0, size.1);
    let escaped = title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let fluid = format!("<svg class=\"chart\" role=\"img\" aria-label=\"{escaped}\" ");
    assert!(svg.starts_with(&fixed), "plotters begins its SVG with the size");
    svg.replacen(&fixed, &fluid, 1)
        .replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" font-family=\"sans-serif\"", "")
}

/// About how wide a text is at this size: full-width characters take an em, others 0.56 of it.
pub fn text_width(text: &str, size: i32) -> i32 {
    let ems: f64 = text.chars().map(|letter| if is_wide(letter) { 1.0 } else { 0.56 }).sum();
    (ems * f64::from(size)).ceil() as i32
}

/// Whether a character is as wide as it is high: CJK, its marks, full-width forms.
fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6
        | 0x2018..=0x201D | 0x2026)
}

/// The text, cut with an ellipsis to fit.
fn shorten(text: &str, width: i32, size: i32) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if text_width(&kept, size) + text_width(&letter.to_string(), size) + size > width {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_letters_are_an_em_wide() {
        assert_eq!(text_width("石门镇", 12), 36);
        assert_eq!(text_width("abcd", 10), 23);
        assert_eq!(shorten("县交通运输局值班室", 60, 12), "县交通运…");
        assert_eq!(shorten("县交通局", 60, 12), "县交通局");
    }

    #[test]
    fn a_chart_is_fluid_and_its_text_stays_text() {
        let svg = chart(50, "a < b", |canvas| {
            canvas.text((10, 10), "下河桥 & 06:41", Style::size(12));
            canvas.hatch(Area(10, 10, 40, 20), super::super::colour::VERMILION);
        });
        assert!(svg.starts_with("<svg class=\"chart\""), "{svg}");
        assert!(svg.contains("aria-label=\"a &lt; b\""));
        assert!(svg.contains("下河桥 &amp; 06:41"));
        assert!(svg.contains("viewBox=\"0 0 780 50\""));
        assert!(svg.trim_end().ends_with("</svg>"));
    }
}
