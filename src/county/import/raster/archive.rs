//! Zip archives of grids: unpacked in memory, up to a limit that the message states.

use std::io::{Cursor, Read};

use super::{Quantity, hgt, unknown_format};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// Bytes of all entries of an archive after unpacking.
pub(super) const UNPACKED_MAX: u64 = 256 << 20;
/// Entries that are looked at.
const ENTRIES_MAX: usize = 1_000;

/// Whether bytes begin as a zip archive does.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Names and bytes of the entries that hold grids of a quantity, in the order of the archive.
pub(super) fn unpack(
    quantity: Quantity,
    place: &Place,
    bytes: &[u8],
) -> Result<Vec<(String, Vec<u8>)>, Box<Problem>> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(place, &error))?;
    let mut unpacked = Vec::new();
    let mut left = UNPACKED_MAX;
    for index in 0..archive.len().min(ENTRIES_MAX) {
        let mut entry = archive.by_index(index).map_err(|error| damaged(place, &error))?;
        let name = entry.name().map_err(|error| damaged(place, &error))?.into_owned();
        let file = name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned();
        if !is_grid_of(quantity, &file) {
            continue;
        }
        // What the archive says of sizes is not trusted: the reading itself is limited.
        let mut content = Vec::new();
        let read = (&mut entry).take(left + 1).read_to_end(&mut content);
        read.map_err(|error| damaged(&Place::path(place.file.as_str(), name.as_str()), &error))?;
        let Some(rest) = left.checked_sub(content.len() as u64) else {
            return Err(Box::new(too_large(Place::path(place.file.as_str(), name))));
        };
        left = rest;
        unpacked.push((name, content));
    }
    if unpacked.is_empty() {
        return Err(Box::new(unknown_format(
            quantity,
            place.clone(),
            "no such entry in the archive",
        )));
    }
    Ok(unpacked)
}

/// Whether an entry is a grid of a quantity, by its name.
fn is_grid_of(quantity: Quantity, file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let is_hidden = file.starts_with('.') || file.starts_with("._");
    let is_raster = [".asc", ".tif", ".tiff"].iter().any(|end| lower.ends_with(end));
    let is_hgt = quantity == Quantity::Elevation && hgt::is_named_so(file);
    !is_hidden && (is_raster || is_hgt)
}

fn damaged(place: &Place, error: &dyn std::fmt::Display) -> Box<Problem> {
    let expected = Text::new("完好的 zip 文件", "a sound zip archive");
    let hint = Text::new("请重新下载该文件", "fetch the file again");
    Box::new(Problem::error(place.clone(), error.to_string(), expected).hint(hint))
}

fn too_large(place: Place) -> Problem {
    let expected = Text::new(
        format!("解压后合计至多 {UNPACKED_MAX} 字节"),
        format!("at most {UNPACKED_MAX} bytes unpacked, all entries together"),
    );
    Problem::error(place, "a larger one", expected).hint(Text::new(
        "文件可能损坏或是压缩炸弹;若确为真实数据,请先解压并裁剪",
        "the file may be damaged or made to fill memory; if it is real, unpack it and cut it first",
    ))
}
