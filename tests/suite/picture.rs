//! Pictures of maps in black and white. A sheet of the shipped county, at the scale of the county
//! and of the town, with what is reached in how long, is rendered and made grey:
//!
//! - every two signs of its legend differ: by how dark they are, or by width, dashes, edges, letter
//!   or shape;
//! - the nearer a band, the darker it is, on the map itself as in the legend;
//! - water is darker than any slope of the relief;
//! - every text stands out from what is under it by 4.5 to 1 (WCAG 2.1, 1.4.3), letters on symbols
//!   by 3 to 1 (1.4.11).

use std::sync::{Arc, LazyLock};

use muster::base::math;
use muster::base::text::Language;
use muster::base::time::Duration;
use muster::county::access::{Isochrones, Travel, isochrones, of_kind};
use muster::county::network::{RoadClass, Structure};
use muster::county::place::{County, Cover, FacilityKind};
use muster::files::map;
use muster::report::map_picture::{Fonts, Viewport, png};
use muster::report::map_sheet::{MapSheet, Reach};
use muster::vocabulary::profile::Profile;
use resvg::tiny_skia::Pixmap;

use crate::tree;

/// Least difference of two bands, of water from any slope, and of two signs on the mean of where
/// either has ink, in parts of 255.
const APART: f64 = 14.0;
/// Signs that are less apart differ in so many pixels at least by so much.
const CLEAR_PIXELS: usize = 12;
const CLEAR: f64 = 64.0;
/// On what signs of a legend are compared: a slope in the light.
const GROUND: &str = "#e4e6de";

/// The shipped county, which has no tunnel, with every ninth of its greater roads in one.
static COUNTY: LazyLock<County> = LazyLock::new(|| {
    let mut county = map::read(&tree::root().join("maps/qingshan")).unwrap().0;
    let network = Arc::make_mut(&mut county.network);
    let greater = network.roads.iter_mut().filter(|road| road.class <= RoadClass::Secondary);
    greater.step_by(9).for_each(|road| road.structure = Structure::Tunnel);
    county
});

/// The two scales: what is shown, in which language, and the minutes of its bands.
fn scales() -> [(Viewport, Language, Vec<u64>); 2] {
    [
        (Viewport::county(&COUNTY), Language::Chinese, vec![10, 20, 30]),
        (Viewport::town(&COUNTY, 6_000.0), Language::English, vec![2, 4, 6, 8, 10]),
    ]
}

fn reached(minutes: &[u64]) -> Isochrones<'static> {
    let travel = Travel::new(&COUNTY, Profile::Road, None).unwrap();
    let limits = minutes.iter().map(|minutes| Duration::from_minutes(*minutes)).collect();
    isochrones(&travel, &of_kind(&COUNTY, FacilityKind::FireStation), limits)
}

fn sheet(viewport: Viewport, language: Language, found: &Isochrones<'_>) -> String {
    let from = of_kind(&COUNTY, FacilityKind::FireStation);
    let kind = Some(FacilityKind::FireStation);
    let reach = Reach { found, from: &from, kind, profile: Profile::Road, hour: None };
    MapSheet { county: &COUNTY, viewport, language, reach: Some(reach), bridges: 5 }.svg()
}

/// A picture in grey.
struct Grey {
    width: usize,
    height: usize,
    /// How bright each pixel looks, 0 to 255 (ITU-R BT.709).
    values: Vec<f64>,
}

impl Grey {
    fn of(svg: &str, zoom: f32) -> Self {
        let pixels = Pixmap::decode_png(&png(svg, zoom, &Fonts::default()).unwrap()).unwrap();
        let grey = |bytes: &[u8]| {
            0.2126 * f64::from(bytes[0])
                + 0.7152 * f64::from(bytes[1])
                + 0.0722 * f64::from(bytes[2])
        };
        let values = pixels.data().chunks_exact(4).map(grey).collect();
        Self { width: pixels.width() as usize, height: pixels.height() as usize, values }
    }

    fn at(&self, (x, y): (f64, f64)) -> Option<f64> {
        let is_in = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
        is_in.then(|| self.values[y as usize * self.width + x as usize])
    }

    /// The value of which so great a share of a box is darker.
    fn share(&self, low: (f64, f64), high: (f64, f64), share: f64) -> f64 {
        let range = |low: f64, high: f64, count: usize| {
            low.floor().max(0.0) as usize..(high.ceil().max(0.0) as usize).min(count)
        };
        let columns = range(low.0, high.0, self.width);
        let rows = range(low.1, high.1, self.height);
        let row = |row: usize| &self.values[row * self.width..][columns.clone()];
        middle(rows.flat_map(row).copied().collect(), share)
    }
}

fn middle(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share) as usize]
}

/// What stands between two strings, each time.
fn between<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).filter_map(move |part| part.split_once(to).map(|it| it.0))
}

fn number(text: &str, name: &str) -> Option<f64> {
    between(text, &format!(" {name}=\""), "\"").next()?.parse().ok()
}

/// The map of a sheet, and the column beside it.
fn parted(sheet: &str) -> (String, &str) {
    let (map, column) = sheet.split_once("</svg>").unwrap();
    let from = map.match_indices("<svg").nth(1).unwrap().0;
    (format!("{}</svg>", &map[from..]), column)
}

/// The signs of a legend: each row that has one.
fn signs(column: &str) -> Vec<&str> {
    let column = column.rsplit_once("</g>\n</svg>").unwrap().0;
    let rows = column.split("<g transform=\"translate(0 ").skip(1);
    rows.filter_map(|row| {
        let (_, sign) = row.split_once("\">")?;
        let end = sign.rfind("</g>")?;
        let sign = &sign[..end];
        (!sign.is_empty() && sign != "<g/>").then_some(sign)
    })
    .collect()
}

/// A sign of a legend as pixels.
fn drawn(sign: &str) -> Grey {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"26\" height=\"26\" font-family=\"'Noto \
         Sans SC'\"><rect width=\"26\" height=\"26\" fill=\"{GROUND}\"/><g \
         transform=\"translate(3 17)\">{sign}</g></svg>"
    );
    Grey::of(&svg, 1.0)
}

/// How many pixels of two signs differ clearly: letters in the same box.
fn clear(one: &Grey, other: &Grey) -> usize {
    let pairs = one.values.iter().zip(&other.values);
    pairs.filter(|(one, other)| (*one - *other).abs() >= CLEAR).count()
}

/// Mean difference of two signs where either has ink.
fn apart(one: &Grey, other: &Grey) -> f64 {
    let ground = drawn("");
    let pairs = one.values.iter().zip(&other.values).zip(&ground.values);
    let inked = pairs.filter(|((one, other), ground)| {
        (*one - *ground).abs() > 4.0 || (*other - *ground).abs() > 4.0
    });
    let (sum, count) = inked.fold((0.0, 0.0), |(sum, count), ((one, other), _)| {
        (sum + (one - other).abs(), count + 1.0)
    });
    if count > 0.0 { sum / count } else { 0.0 }
}

/// The relative luminance of a grey of 0 to 255 (WCAG 2.1).
fn luminance(grey: f64) -> f64 {
    let part = grey / 255.0;
    if part <= 0.04045 { part / 12.92 } else { math::pow((part + 0.055) / 1.055, 2.4) }
}

fn contrast(one: f64, other: f64) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The grey of a colour `#rgb` or `#rrggbb`.
fn grey(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let part = |index: usize| {
        let (from, step) = if digits.len() == 3 { (index, 1) } else { (2 * index, 2) };
        let part = u32::from_str_radix(&digits[from..from + step], 16).unwrap();
        f64::from(if step == 1 { 17 * part } else { part })
    };
    0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
}

#[test]
fn every_two_signs_of_a_legend_differ_in_grey() {
    for (viewport, language, minutes) in scales() {
        let svg = sheet(viewport, language, &reached(&minutes));
        let (_, column) = parted(&svg);
        let tunnel = Structure::Tunnel.text();
        assert!(column.contains(tunnel.get(language)), "tunnels are explained");
        let mut signs = signs(column);
        // Numbers of bridges are read, not told apart.
        signs.retain(|sign| !sign.contains(">2</text>") && !sign.contains(">3</text>"));
        signs.retain(|sign| !sign.contains(">4</text>") && !sign.contains(">5</text>"));
        assert!(signs.len() > 14, "{} signs", signs.len());
        let drawn: Vec<Grey> = signs.iter().map(|sign| drawn(sign)).collect();
        for (index, one) in drawn.iter().enumerate() {
            for (other_index, other) in drawn.iter().enumerate().skip(index + 1) {
                let (apart, clear) = (apart(one, other), clear(one, other));
                let (one, other) = (signs[index], signs[other_index]);
                assert!(
                    apart >= APART || clear >= CLEAR_PIXELS,
                    "{apart:.1} apart: {one} and {other}"
                );
            }
        }
    }
}

#[test]
fn nearer_bands_are_darker_on_the_map() {
    for (viewport, language, minutes) in scales() {
        let found = reached(&minutes);
        let svg = sheet(viewport, language, &found);
        let map = parted(&svg).0;
        let picture = Grey::of(&map, 1.0);
        let scale = picture.width as f64 / viewport.width_m;
        let north_m = viewport.south_m + viewport.height_m;
        let mut bands: Vec<Vec<f64>> = vec![Vec::new(); minutes.len()];
        for stretch in &found.stretches {
            // Beside the middle of the stretch, off its strokes and on its ribbon.
            let middle = stretch.course.len() / 2;
            let pair = [stretch.course[middle - 1], stretch.course[middle]];
            let (east, north) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let length = math::hypot(east, north).max(1e-9);
            let aside_m = 4.4 / scale;
            let x_m = 0.5 * (pair[0].0 + pair[1].0) - aside_m * north / length;
            let y_m = 0.5 * (pair[0].1 + pair[1].1) + aside_m * east / length;
            let at = ((x_m - viewport.west_m) * scale, (north_m - y_m) * scale);
            bands[stretch.band].extend(picture.at(at));
        }
        let greys: Vec<f64> = bands.into_iter().map(|band| middle(band, 0.5)).collect();
        let is_apart = greys.windows(2).all(|pair| pair[1] - pair[0] >= APART);
        assert!(is_apart, "{minutes:?} minutes: {greys:?}");
    }
}

#[test]
fn water_is_darker_than_any_slope() {
    let (viewport, language, minutes) = scales().into_iter().next().unwrap();
    let svg = sheet(viewport, language, &reached(&minutes));
    let map = parted(&svg).0;
    let relief = between(&map, "<image", "/>").next().unwrap();
    let head = &map[..map.find('>').unwrap() + 1];
    let picture = Grey::of(&format!("{head}<image{relief}/></svg>"), 1.0);
    let cover = &COUNTY.terrain.cover;
    let scale = picture.width as f64 / viewport.width_m;
    let north_m = viewport.south_m + viewport.height_m;
    let (mut water, mut slopes) = (Vec::new(), Vec::new());
    for row in 1..cover.rows - 1 {
        for column in 1..cover.columns - 1 {
            let (x_m, y_m) = cover.centre(column, row);
            let at = ((x_m - viewport.west_m) * scale, (north_m - y_m) * scale);
            let Some(grey) = picture.at(at) else { continue };
            // Cells whose neighbours are of their kind: others are blended with them.
            let is_water = |column, row| cover.at(column, row) == Cover::Water;
            let near = (row - 1..=row + 1)
                .flat_map(|row| (column - 1..=column + 1).map(move |it| (it, row)));
            let wet = near.filter(|(column, row)| is_water(*column, *row)).count();
            match wet {
                0 => slopes.push(grey),
                9 => water.push(grey),
                _ => {}
            }
        }
    }
    assert!(water.len() > 20 && slopes.len() > 10_000, "{} {}", water.len(), slopes.len());
    let lightest = middle(water, 1.0);
    let darkest = middle(slopes, 0.0);
    assert!(darkest - lightest >= APART, "water {lightest:.0}, the darkest slope {darkest:.0}");
}

#[test]
fn every_text_stands_out() {
    for (viewport, language, minutes) in scales() {
        let svg = sheet(viewport, language, &reached(&minutes));
        let (map, _) = parted(&svg);
        let mut bare = String::new();
        for part in map.split("<text") {
            bare += if bare.is_empty() { part } else { part.split_once("</text>").unwrap().1 };
        }
        let picture = Grey::of(&bare, 1.0);
        let mut texts = 0;
        for text in between(&map, "<text", "</text>") {
            let (attributes, said) = text.split_once('>').unwrap();
            let fill = between(attributes, " fill=\"", "\"").next().unwrap();
            let place = (number(attributes, "x"), number(attributes, "y"));
            let ((Some(x), Some(y)), Some(size)) = (place, number(attributes, "font-size")) else {
                continue;
            };
            if attributes.contains("text-anchor") {
                continue;
            }
            let wide =
                size * said.chars().map(|it| if it.is_ascii() { 0.5 } else { 1.0 }).sum::<f64>();
            // Not the darkest pixel, which a line that crosses the text has, but what is usual.
            let mut under = picture.share((x, y - 0.8 * size), (x + wide, y + 0.2 * size), 0.3);
            if let Some(halo) = number(attributes, "stroke-opacity") {
                under = halo * 255.0 + (1.0 - halo) * under;
            }
            let ratio = contrast(grey(fill), under);
            assert!(ratio >= 4.5, "{ratio:.1} to 1: {said} in {fill} on {under:.0}");
            texts += 1;
        }
        assert!(texts > 5, "{texts} texts");
    }
}

#[test]
fn letters_stand_out_from_their_symbols() {
    for (viewport, language, minutes) in scales() {
        let svg = sheet(viewport, language, &reached(&minutes));
        let (_, column) = parted(&svg);
        let mut letters = 0;
        for sign in signs(column).into_iter().filter(|sign| sign.contains("<g fill=\"#")) {
            let fill = between(sign, "<g fill=\"", "\"").next().unwrap();
            let text = between(sign, "<text", ">").next().unwrap();
            let ink = between(text, " fill=\"", "\"").next().unwrap();
            let ratio = contrast(grey(fill), grey(ink));
            assert!(ratio >= 3.0, "{ratio:.1} to 1: {ink} on {fill}");
            letters += 1;
        }
        assert!(letters > 4, "{letters} letters");
    }
}
