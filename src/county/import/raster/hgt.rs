//! SRTM tiles `.hgt`: a square of one degree, 1201 or 3601 samples wide, its south-western corner
//! in its name (NASA: SRTM Topography, version 2.1 documentation, section 2.1). Sixteen-bit signed
//! numbers, the high byte first; -32768 is a void.

use super::{Coordinates, Tile, check_size, name_of};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// Samples along an edge: 3 and 1 seconds of arc.
const EDGES: [usize; 2] = [1_201, 3_601];
/// What stands for a void.
const VOID: i16 = -32_768;

/// Whether a file says by its name that it is a tile.
pub(super) fn is_named_so(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".hgt") || corner(name).is_some()
}

/// South-western corner (longitude, latitude) in whole degrees, of a name like `N42E001`.
fn corner(name: &str) -> Option<(f64, f64)> {
    let name = name.as_bytes().get(..7)?;
    let sign = |letter: u8, positive: u8, negative: u8| {
        let letter = letter.to_ascii_uppercase();
        (letter == positive || letter == negative).then_some(if letter == positive {
            1.0
        } else {
            -1.0
        })
    };
    let number = |digits: &[u8]| {
        let digit =
            |sum: u32, byte: &u8| byte.is_ascii_digit().then(|| 10 * sum + u32::from(byte - b'0'));
        digits.iter().try_fold(0, digit).map(f64::from)
    };
    let north = sign(name[0], b'N', b'S')? * number(&name[1..3])?;
    let east = sign(name[3], b'E', b'W')? * number(&name[4..7])?;
    let is_place = (-90.0..90.0).contains(&north) && (-180.0..180.0).contains(&east);
    is_place.then_some((east, north))
}

/// The tile that these bytes say.
pub(super) fn read(place: &Place, bytes: &[u8], left: usize) -> Result<Tile, Box<Problem>> {
    let name = name_of(place);
    let Some((west, south)) = corner(name) else {
        let expected = Text::new(
            "以西南角命名的文件,如 N42E001.hgt",
            "a name that says the south-western corner, like N42E001.hgt",
        );
        return Err(Box::new(Problem::error(place.clone(), name, expected)));
    };
    let Some(edge) = EDGES.into_iter().find(|edge| bytes.len() == 2 * edge * edge) else {
        let sizes = EDGES.map(|edge| (2 * edge * edge).to_string());
        let expected = Text::new(
            format!("{} 字节(1201 或 3601 见方)", sizes.join(" 或 ")),
            format!("{} bytes (1201 or 3601 square)", sizes.join(" or ")),
        );
        let found = format!("{} bytes", bytes.len());
        let problem = Problem::error(place.clone(), found, expected);
        let cut = Text::new("文件可能不完整,请重新下载", "it may be cut short: fetch it again");
        return Err(Box::new(problem.hint(cut)));
    };
    check_size(place, (edge, edge), left)?;
    let value = |pair: &[u8]| {
        let value = i16::from_be_bytes([pair[0], pair[1]]);
        if value == VOID { f32::NAN } else { f32::from(value) }
    };
    let step = 1.0 / (edge - 1) as f64;
    Ok(Tile {
        file: name.to_owned(),
        coordinates: Coordinates::Degrees,
        columns: edge,
        rows: edge,
        west,
        north: south + 1.0,
        step: (step, step),
        samples: bytes.chunks_exact(2).map(value).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_corner() {
        let cases = [
            ("N42E001.hgt", Some((1.0, 42.0))),
            ("s07w079.SRTMGL1.hgt", Some((-79.0, -7.0))),
            ("N42E181.hgt", None),
            ("N9XE001.hgt", None),
            ("andorra.hgt", None),
            ("N42", None),
            ("安道尔.hgt", None),
        ];
        for (name, expected) in cases {
            assert_eq!(corner(name), expected, "{name}");
        }
    }
}
