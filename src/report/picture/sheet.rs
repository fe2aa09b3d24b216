//! A map with a column beside it: when it is, what its signs mean, where it is from. What the
//! column says is given.

use std::fmt::Write as _;

use super::font;
use super::names::width_px;
use super::paper::escape;

/// Width of the column, and its distance from the map, pixels.
pub(in crate::report) const COLUMN_PX: (f64, f64) = (256.0, 14.0);
/// Sizes of its text, pixels: of the heading, of what stands under it and in rows, of notes.
const SIZES_PX: [f64; 3] = [25.0, 13.5, 11.0];

/// A row of a legend.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct KeyRow {
    /// What it explains, around (9, -4); empty for the title of what follows.
    pub swatch: String,
    /// What it means.
    pub text: String,
}

/// What stands beside a map.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Column {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub lines: Vec<String>,
    /// Elements under that, 40 pixels high, with the text beside them.
    pub wind: Option<(String, String)>,
    /// The legend.
    pub rows: Vec<KeyRow>,
    /// Small print at the foot.
    pub notes: Vec<String>,
}

/// The map, an SVG element of so many pixels, with its column: an SVG element, as high as both
/// need, with so much white around.
pub(in crate::report) fn sheet(
    map: &str,
    size_px: (f64, f64),
    margin_px: f64,
    column: &Column,
) -> String {
    let left = size_px.0 + COLUMN_PX.1;
    let told = Told::of(column);
    let notes: Vec<String> =
        column.notes.iter().flat_map(|note| wrap(note, COLUMN_PX.0, SIZES_PX[2])).collect();
    let least_px = told.down + 24.0 + 15.0 * notes.len() as f64;
    let (width, height) = (left + COLUMN_PX.0, size_px.1.max(least_px));
    let (wide, high) = (width + 2.0 * margin_px, height + 2.0 * margin_px);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" \
         viewBox=\"{:.0} {:.0} {wide:.0} {high:.0}\" \
         width=\"{wide:.0}\" height=\"{high:.0}\" font-family=\"{}\">\n<rect x=\"{0:.0}\" \
         y=\"{1:.0}\" width=\"{wide:.0}\" height=\"{high:.0}\" fill=\"#fff\"/>\n{map}",
        -margin_px,
        -margin_px,
        font::FAMILIES
    );
    let _ = write!(svg, "<g transform=\"translate({left:.0} 0)\" fill=\"#222\">{}", told.text);
    for (number, line) in notes.iter().enumerate() {
        let y = height - 6.0 - 15.0 * (notes.len() - 1 - number) as f64;
        write_line(&mut svg, line, (0.0, y), SIZES_PX[2], " fill=\"#555\"");
    }
    svg += &told.swatches;
    svg += "</g>\n</svg>\n";
    svg
}

fn write_line(svg: &mut String, text: &str, (x, y): (f64, f64), size: f64, style: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{style}>{}</text>",
        escape(text)
    );
}

/// A column without its notes, and how far it goes down.
struct Told {
    text: String,
    swatches: String,
    down: f64,
}

impl Told {
    fn of(column: &Column) -> Self {
        let (mut text, mut swatches) = (String::new(), String::new());
        let mut y = SIZES_PX[0];
        for (number, line) in wrap(&column.heading, COLUMN_PX.0, SIZES_PX[0]).iter().enumerate() {
            y += if number == 0 { 0.0 } else { 28.0 };
            write_line(&mut text, line, (0.0, y), SIZES_PX[0], " font-weight=\"700\"");
        }
        for line in &column.lines {
            for line in wrap(line, COLUMN_PX.0, SIZES_PX[1]) {
                y += 20.0;
                write_line(&mut text, &line, (0.0, y), SIZES_PX[1], "");
            }
        }
        let mut wind = String::new();
        if let Some((arrow, words)) = &column.wind {
            write_line(&mut text, words, (44.0, y + 31.0), SIZES_PX[1], "");
            wind = format!("<g transform=\"translate(18 {:.1})\">{arrow}</g>", y + 27.0);
        }
        y += if column.wind.is_some() { 50.0 } else { 8.0 };
        for row in &column.rows {
            let title = row.swatch.is_empty();
            let (indent, style) = if title { (0.0, " font-weight=\"700\"") } else { (30.0, "") };
            y += if title { 10.0 } else { 0.0 };
            let lines = wrap(&row.text, COLUMN_PX.0 - indent, SIZES_PX[1]);
            for (number, line) in lines.iter().enumerate() {
                y += if number == 0 { 21.0 } else { 17.0 };
                if number == 0 {
                    let _ =
                        write!(swatches, "<g transform=\"translate(0 {y:.1})\">{}</g>", row.swatch);
                }
                write_line(&mut text, line, (indent, y), SIZES_PX[1], style);
            }
        }
        swatches += &wind;
        Self { text, swatches, down: y }
    }
}

/// The lines of a text so wide: Chinese breaks anywhere but before a mark, Latin between words.
fn wrap(text: &str, width: f64, size_px: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut words: Vec<String> = Vec::new();
    for letter in text.chars() {
        let glued = letter.is_ascii() && letter != ' ' || ",。;:、)”".contains(letter);
        match words.last_mut() {
            Some(word) if glued && !word.ends_with(' ') => word.push(letter),
            Some(word) if letter == ' ' => word.push(' '),
            _ => words.push(letter.to_string()),
        }
    }
    for word in words {
        let line = lines.last_mut().expect("there is one");
        if !line.is_empty() && width_px(&format!("{line}{}", word.trim_end()), size_px) > width {
            lines.push(word);
        } else {
            line.push_str(&word);
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_chinese_letters() {
        assert_eq!(wrap("most people in danger", 70.0, 10.0), ["most people", "in danger"]);
        assert_eq!(wrap("遇险人数最多的时候。", 60.0, 10.0), ["遇险人数最多", "的时候。"]);
        assert_eq!(wrap("水深12.5 m", 200.0, 10.0), ["水深12.5 m"]);
    }
}
