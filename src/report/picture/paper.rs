//! The paper of a map: which part of the ground lies where on it, and SVG elements on it. What is
//! drawn is decided elsewhere.

use std::fmt::Write as _;

use super::viewport::Viewport;

/// How far beyond the sheet something may lie and still be seen on it, pixels: wide strokes.
const MARGIN_PX: f64 = 120.0;

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

    /// Adds an element around a place on the ground, where that is on the sheet.
    pub(in crate::report) fn put_at(&mut self, place_m: (f64, f64), element: &str) {
        let (x, y) = self.at(place_m.0, place_m.1);
        if self.holds((x, y), 0.0) {
            self.put(&format!("<g transform=\"translate({x:.1} {y:.1})\">{element}</g>"));
        }
    }

    /// Adds the path of many lines in one style; nothing where there is no line.
    pub(in crate::report) fn path(&mut self, lines: &str, style: &str) {
        if !lines.is_empty() {
            let _ = writeln!(self.svg, "<path d=\"{lines}\" {style}/>");
        }
    }

    /// A line as path data, to a tenth of a pixel; empty when it lies off the sheet.
    pub(in crate::report) fn line(
        &self,
        points: impl Iterator<Item = (f64, f64)>,
        closed: bool,
    ) -> String {
        let mut data = String::new();
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        let mut last = (f64::MIN, f64::MIN);
        let mut written = (0, 0);
        let mut waiting = None;
        let mut put = |at: (f64, f64)| {
            let next = ((10.0 * at.0).round() as i64, (10.0 * at.1).round() as i64);
            let letter = if data.is_empty() { 'M' } else { 'l' };
            let (right, down) = (next.0 - written.0, next.1 - written.1);
            let space = if down < 0 { "" } else { " " };
            let _ = write!(data, "{letter}{}{space}{}", Tenths(right), Tenths(down));
            written = next;
        };
        for (x_m, y_m) in points {
            let at = self.at(x_m, y_m);
            low = (low.0.min(at.0), low.1.min(at.1));
            high = (high.0.max(at.0), high.1.max(at.1));
            let near = (at.0 - last.0).abs() < 0.4 && (at.1 - last.1).abs() < 0.4;
            waiting = near.then_some(at);
            if !near {
                put(at);
                last = at;
            }
        }
        if let Some(at) = waiting {
            put(at);
        }
        if closed {
            data.push('Z');
        }
        let misses = |low: f64, high: f64, size: f64| high < -MARGIN_PX || low > size + MARGIN_PX;
        let is_off = misses(low.0, high.0, self.width_px) || misses(low.1, high.1, self.height_px);
        if is_off { String::new() } else { data }
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

/// A number of tenths, as short as it can be written.
struct Tenths(i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, whole, tenth) = (self.0 < 0, self.0.abs() / 10, self.0.abs() % 10);
        let sign = if sign { "-" } else { "" };
        match (whole, tenth) {
            (_, 0) => write!(formatter, "{sign}{whole}"),
            (0, _) => write!(formatter, "{sign}.{tenth}"),
            _ => write!(formatter, "{sign}{whole}.{tenth}"),
        }
    }
}

/// Text for SVG, with its special characters written out.
pub(in crate::report) fn escape(text: &str) -> String {
    let text = latin_apostrophes(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The apostrophe of typographers beside a Latin letter as that of typewriters: in Chinese fonts
/// the former is a quotation mark as wide as a character, whichever language it stands in.
fn latin_apostrophes(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_latin = |at: Option<usize>| {
        let letter = at.and_then(|at| letters.get(at));
        letter.is_some_and(|letter| letter.is_alphabetic() && *letter < FIRST_WIDE)
    };
    let plain = |(at, letter): (usize, &char)| match letter {
        '\u{2019}' | '\u{2018}' if is_latin(at.checked_sub(1)) || is_latin(Some(at + 1)) => '\'',
        letter => *letter,
    };
    letters.iter().enumerate().map(plain).collect()
}

/// The first of the characters that are as wide as they are high.
pub(in crate::report) const FIRST_WIDE: char = '\u{2e80}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_in_a_latin_word_is_latin() {
        assert_eq!(escape("l\u{2019}Aldosa医院 \u{2019}90"), "l'Aldosa医院 \u{2019}90");
        assert_eq!(escape("\u{2018}石门\u{2019}<"), "\u{2018}石门\u{2019}&lt;");
    }

    #[test]
    fn lines_are_written_in_steps_that_add_up() {
        let view = Viewport { west_m: 0.0, south_m: 0.0, width_m: 100.0, height_m: 100.0 };
        let paper = Paper::new(view, 100.0);
        let places = [(10.0, 90.0), (10.26, 89.0), (9.5, 91.04), (9.6, 91.1)];
        assert_eq!(paper.line(places.into_iter(), false), "M10 10l.3 1l-.8-2l.1-.1");
        assert_eq!(paper.line([(-500.0, 0.0), (-400.0, 0.0)].into_iter(), true), "");
        // What crosses the sheet is drawn, though none of its points is near.
        assert_eq!(
            paper.line([(-500.0, 50.0), (900.0, 50.0)].into_iter(), false),
            "M-500 50l1400 0"
        );
    }
}
