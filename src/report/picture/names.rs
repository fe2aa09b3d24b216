//! Names on a map: each takes the first free place beside its point, the more important ones first;
//! a name without room is left out.

use std::fmt::Write as _;

use super::paper::{FIRST_WIDE, Paper, escape};

/// A name that wants a place.
#[derive(Debug, Clone)]
pub(in crate::report) struct Name {
    /// What it says.
    pub text: String,
    /// Point that it names, pixels.
    pub at: (f64, f64),
    /// Size of its letters, pixels.
    pub size_px: f64,
    /// Free space between point and name, pixels.
    pub gap_px: f64,
    /// Colour.
    pub colour: &'static str,
    /// Whether it is set bold.
    pub bold: bool,
    /// Whether it stands on its point rather than beside it.
    pub centred: bool,
}

/// What of the sheet is taken: boxes (left, top, right, bottom).
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Taken {
    boxes: Vec<(f64, f64, f64, f64)>,
}

impl Taken {
    /// Takes the square around a point, whether it is free or not.
    pub(in crate::report) fn square(&mut self, at: (f64, f64), size: f64) {
        self.rectangle(at, (size, size));
    }

    /// Whether the square around a point is free.
    pub(in crate::report) fn is_free(&self, at: (f64, f64), size: f64) -> bool {
        self.is_free_box(at, (size, size))
    }

    /// Takes the rectangle around a point.
    pub(in crate::report) fn rectangle(&mut self, at: (f64, f64), size: (f64, f64)) {
        self.boxes.push(around(at, size));
    }

    /// Whether the rectangle around a point is free.
    pub(in crate::report) fn is_free_box(&self, at: (f64, f64), size: (f64, f64)) -> bool {
        self.fits(around(at, size))
    }

    fn fits(&self, own: (f64, f64, f64, f64)) -> bool {
        self.boxes.iter().all(|other| {
            own.0 >= other.2 || own.2 <= other.0 || own.1 >= other.3 || own.3 <= other.1
        })
    }

    /// Sets names in order; each with a halo.
    pub(in crate::report) fn set(&mut self, paper: &mut Paper, names: &[Name]) {
        for name in names {
            let width = width_px(&name.text, name.size_px);
            let (x, y) = name.at;
            let (gap, half) = (name.gap_px, name.size_px * 0.6);
            let beside = [
                (x + gap, y - half),
                (x - gap - width, y - half),
                (x - width / 2.0, y - gap - 2.0 * half),
                (x - width / 2.0, y + gap),
                (x + 0.7 * gap, y - gap - half),
                (x + 0.7 * gap, y + 0.3 * gap),
            ];
            let centred = [(x - width / 2.0, y - half)];
            let places: &[(f64, f64)] = if name.centred { &centred } else { &beside };
            let free = places.iter().find(|(left, top)| {
                let own = (*left - 1.0, *top, left + width + 1.0, top + 2.0 * half);
                let inside = own.0 > 4.0
                    && own.1 > 4.0
                    && own.2 < paper.width_px - 4.0
                    && own.3 < paper.height_px - 4.0;
                inside && self.fits(own)
            });
            if let Some(&(left, top)) = free {
                self.boxes.push((left - 1.0, top, left + width + 1.0, top + 2.0 * half));
                paper.put(&text(name, left, top + half + name.size_px * 0.36));
            }
        }
    }
}

fn around(at: (f64, f64), (width, height): (f64, f64)) -> (f64, f64, f64, f64) {
    (at.0 - width / 2.0, at.1 - height / 2.0, at.0 + width / 2.0, at.1 + height / 2.0)
}

fn text(name: &Name, left: f64, base: f64) -> String {
    let mut svg = String::new();
    let weight = if name.bold { " font-weight=\"700\"" } else { "" };
    let _ = write!(
        svg,
        "<text x=\"{left:.1}\" y=\"{base:.1}\" font-size=\"{}\" fill=\"{}\"{weight} \
         stroke=\"#fff\" stroke-opacity=\"0.85\" stroke-width=\"3\" stroke-linejoin=\"round\" \
         paint-order=\"stroke\">{}</text>",
        name.size_px,
        name.colour,
        escape(&name.text)
    );
    svg
}

/// About how wide a text is: a Chinese character or mark is as wide as it is high, a Latin letter,
/// accented or not, about 0.56 of it in this font.
pub(in crate::report) fn width_px(text: &str, size_px: f64) -> f64 {
    let width = |letter: char| match letter {
        '\u{b7}' | '\u{2014}'..='\u{2027}' => 1.0,
        letter if letter < FIRST_WIDE => 0.56,
        _ => 1.0,
    };
    text.chars().map(width).sum::<f64>() * size_px
}
