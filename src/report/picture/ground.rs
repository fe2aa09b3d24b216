//! Relief and land cover as a small image inside the map: shaded from the north-west, pale, one
//! pixel a cell. PNG without compression, since the image is small and nothing else is needed.

use std::ops::{Range, RangeInclusive};

use crate::base::math;
use crate::county::place::{County, Cover, Terrain};

/// Brightness of a slope in shade and of one in the light: in black and white no slope is as dark
/// as water.
const SHADED: f64 = 0.86;
const LIT: f64 = 1.12;
/// Shades of each cover in the palette.
const SHADES: usize = 40;

/// These columns and rows of the terrain as a PNG in a data address. Where areas of water are drawn
/// with their outlines, their cells are grass.
pub(in crate::report) fn image(
    county: &County,
    columns: Range<usize>,
    rows: Range<usize>,
) -> String {
    let terrain = &county.terrain;
    let outlined = outlined(county);
    let mut lines = Vec::with_capacity((columns.len() + 1) * rows.len());
    for row in rows.clone() {
        lines.push(0);
        for column in columns.clone() {
            let cover = match terrain.cover.at(column, row) {
                Cover::Water if outlined.iter().any(|area| area.has(column, row)) => Cover::Grass,
                cover => cover,
            } as usize;
            let shade = (shade(terrain, column, row) * (SHADES - 1) as f64).round() as usize;
            lines.push((cover * SHADES + shade) as u8);
        }
    }
    format!("data:image/png;base64,{}", base64(&png(columns.len(), rows.len(), &palette(), &lines)))
}

/// Columns and rows around an area of water.
struct Around {
    columns: RangeInclusive<usize>,
    rows: RangeInclusive<usize>,
}

impl Around {
    fn has(&self, column: usize, row: usize) -> bool {
        self.columns.contains(&column) && self.rows.contains(&row)
    }
}

/// Where areas of water are drawn with their outlines, with a cell beside them.
fn outlined(county: &County) -> Vec<Around> {
    let grid = &county.terrain.cover;
    let cells = |points: &mut dyn Iterator<Item = f64>, first_m: f64, count: usize| {
        let cells = points.map(|at_m| (at_m - first_m) / grid.cell_m);
        let (low, high) =
            cells.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        let cell = |at: f64| at.clamp(0.0, count as f64) as usize;
        cell(low - 1.0)..=cell(high + 1.0)
    };
    let areas = county.waters.iter().filter(|water| water.width_m.is_none());
    let around = areas.map(|water| {
        let points = || water.lines.iter().flatten();
        let mut east = points().map(|point| f64::from(point.0));
        // Rows count from the north.
        let mut south = points().map(|point| -f64::from(point.1));
        let north_m = grid.south_m + grid.rows as f64 * grid.cell_m;
        Around {
            columns: cells(&mut east, grid.west_m, grid.columns),
            rows: cells(&mut south, -north_m, grid.rows),
        }
    });
    around.collect()
}

/// How bright a slope is, 0 to 1: light from the north-west, 45 degrees high, heights doubled
/// (Horn 1981, without his smoothing).
fn shade(terrain: &Terrain, column: usize, row: usize) -> f64 {
    let ground = &terrain.elevation_m;
    if terrain.cover.at(column, row) == Cover::Water {
        return 0.7;
    }
    let at = |column: usize, row: usize| {
        f64::from(ground.at(column.min(ground.columns - 1), row.min(ground.rows - 1)))
    };
    let run = 2.0 * ground.cell_m / 1.6;
    let east = (at(column + 1, row) - at(column.saturating_sub(1), row)) / run;
    let south = (at(column, row + 1) - at(column, row.saturating_sub(1))) / run;
    let steep = math::sqrt(1.0 + east * east + south * south);
    let light = (0.5 * east + 0.5 * south + std::f64::consts::FRAC_1_SQRT_2) / steep;
    light.clamp(0.0, 1.0)
}

/// Pale colours of the covers from shaded to lit.
fn palette() -> Vec<u8> {
    let mut colours = Vec::with_capacity(Cover::ALL.len() * SHADES * 3);
    for cover in Cover::ALL {
        let base: [f64; 3] = match cover {
            Cover::Farmland => [246.0, 244.0, 232.0],
            Cover::Forest => [228.0, 236.0, 222.0],
            Cover::Grass => [238.0, 240.0, 226.0],
            Cover::Built => [228.0, 225.0, 222.0],
            Cover::Water => WATER,
            Cover::Bare => [238.0, 236.0, 233.0],
        };
        for shade in 0..SHADES {
            let light = shade as f64 / (SHADES - 1) as f64;
            let factor = if *cover == Cover::Water { 1.0 } else { SHADED + (LIT - SHADED) * light };
            colours.extend(base.iter().map(|part| (part * factor).min(255.0) as u8));
        }
    }
    colours
}

/// The one blue-grey of water.
pub(in crate::report) const WATER: [f64; 3] = [142.0, 171.0, 192.0];

/// A PNG of indexed colours (ISO/IEC 15948), its lines stored without compression (RFC 1951,
/// 3.2.4). Each line begins with its filter byte.
fn png(columns: usize, rows: usize, palette: &[u8], lines: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend((columns as u32).to_be_bytes());
    header.extend((rows as u32).to_be_bytes());
    header.extend([8, 3, 0, 0, 0]);
    chunk(&mut bytes, b"IHDR", &header);
    chunk(&mut bytes, b"PLTE", palette);
    let mut stream = vec![0x78, 0x01];
    let blocks = lines.chunks(65_535);
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.enumerate() {
        stream.push(u8::from(index == last));
        stream.extend((block.len() as u16).to_le_bytes());
        stream.extend((!(block.len() as u16)).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(lines).to_be_bytes());
    chunk(&mut bytes, b"IDAT", &stream);
    chunk(&mut bytes, b"IEND", &[]);
    bytes
}

fn chunk(bytes: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    bytes.extend((data.len() as u32).to_be_bytes());
    let from = bytes.len();
    bytes.extend(kind);
    bytes.extend(data);
    let check = crc32(&bytes[from..]);
    bytes.extend(check.to_be_bytes());
}

/// The cyclic check of PNG (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0u32; 256];
    for (index, entry) in table.iter_mut().enumerate() {
        let mut value = index as u32;
        for _ in 0..8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
        }
        *entry = value;
    }
    !bytes
        .iter()
        .fold(u32::MAX, |sum, byte| table[((sum ^ u32::from(*byte)) & 255) as usize] ^ (sum >> 8))
}

/// The check of zlib (RFC 1950).
fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1u32, 0u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    high << 16 | low
}

/// Bytes as letters (RFC 4648, 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let word = part
            .iter()
            .enumerate()
            .fold(0u32, |word, (index, byte)| word | u32::from(*byte) << (16 - 8 * index));
        for index in 0..4 {
            if index <= part.len() {
                text.push(char::from(LETTERS[(word >> (18 - 6 * index) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_agree_with_published_values() {
        // RFC 1950 and ISO 3309 as every catalogue of checks prints them.
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn base64_agrees_with_rfc_4648_section_10() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    }
}
