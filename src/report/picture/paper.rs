//! The paper of a map: which part of the ground lies where on it, and SVG elements on it. What is
//! drawn is decided elsewhere.

use std::fmt::Write as _;

/// Part of the ground that a map shows, metres east and north of the map's origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Western edge.
    pub west_m: f64,
    /// Southern edge.
    pub south_m: f64,
    /// Width.
    pub width_m: f64,
    /// Height.
    pub height_m: f64,
}

/// A sheet of SVG under way.
#[derive(Debug, Clone)]
pub(in crate::report) struct Paper {
    view: Viewport,
    /// Pixels per metre of ground.
    pub scale: f64,
    /// Width in pixels.
    pub width_px: f64,
    /// Height in pixels.
    pub height_px: f64,
    svg: String,
}

impl Paper {
    /// A sheet `width_px` wide that shows `view`.
    pub(in crate::report) fn new(view: Viewport, width_px: f64) -> Self {
        let scale = width_px / view.width_m;
        Self { view, scale, width_px, height_px: view.height_m * scale, svg: String::new() }
    }

    /// Where a place on the ground lies on the sheet, pixels right and down.
    pub(in crate::report) fn at(&self, x_m: f64, y_m: f64) -> (f64, f64) {
        let top_m = self.view.south_m + self.view.height_m;
        ((x_m - self.view.west_m) * self.scale, (top_m - y_m) * self.scale)
    }

    /// Whether a point of the sheet is on it, with a margin in pixels.
    pub(in crate::report) fn holds(&self, at: (f64, f64), margin: f64) -> bool {
        at.0 > -margin
            && at.1 > -margin
            && at.0 < self.width_px + margin
            && at.1 < self.height_px + margin
    }

    /// Adds an element as it stands.
    pub(in crate::report) fn put(&mut self, element: &str) {
        self.svg.push_str(element);
        self.svg.push('\n');
    }

    /// Adds the path of many lines in one style; nothing where there is no line.
    pub(in crate::report) fn path(&mut self, lines: &str, style: &str) {
        if !lines.is_empty() {
            let _ = writeln!(self.svg, "<path d=\"{lines}\" {style}/>");
        }
    }

    /// A line as path data; empty when it lies off the sheet.
    pub(in crate::report) fn line(
        &self,
        points: impl Iterator<Item = (f64, f64)>,
        closed: bool,
    ) -> String {
        let mut data = String::new();
        let mut on_sheet = false;
        let mut last = (f64::MIN, f64::MIN);
        let mut waiting = None;
        for (x_m, y_m) in points {
            let at = self.at(x_m, y_m);
            on_sheet |= self.holds(at, 120.0);
            let near = (at.0 - last.0).abs() < 0.4 && (at.1 - last.1).abs() < 0.4;
            if near {
                waiting = Some(at);
                continue;
            }
            waiting = None;
            let letter = if data.is_empty() { 'M' } else { 'L' };
            let _ = write!(data, "{letter}{:.1} {:.1}", at.0, at.1);
            last = at;
        }
        if let Some(at) = waiting {
            let _ = write!(data, "L{:.1} {:.1}", at.0, at.1);
        }
        if closed {
            data.push('Z');
        }
        if on_sheet { data } else { String::new() }
    }

    /// The finished sheet with its definitions.
    pub(in crate::report) fn finish(self, definitions: &str, font: &str) -> String {
        let (width, height) = (self.width_px.round(), self.height_px.round());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" font-family=\"{font}\">\n\
             <defs>{definitions}</defs>\n{}</svg>\n",
            self.svg
        )
    }
}

/// Text for SVG, with its special characters written out.
pub(in crate::report) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
