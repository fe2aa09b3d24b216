//! OpenStreetMap: XML, also packed by gzip or bzip2, and PBF. What the first bytes say decides, not
//! the name of the file.

mod blob;
mod pbf;
mod sound;
mod xml;

#[cfg(test)]
mod tests;

use std::io::BufReader;

use super::limits::Limits;
use super::source::Source;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;

/// Whom data of OpenStreetMap are from, and under which licence.
fn attribution() -> Text {
    Text::new(
        "© OpenStreetMap 贡献者，ODbL 1.0 (openstreetmap.org/copyright)",
        "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)",
    )
}

/// What a file of OpenStreetMap says.
///
/// # Errors
/// Where it is no such file, is damaged, or holds more than the limits allow: with the line, where
/// it has lines.
pub fn read(file: &str, bytes: &[u8]) -> Result<Source, Problems> {
    read_within(file, bytes, &Limits::USUAL)
}

/// The same with limits of one's own.
///
/// # Errors
/// As [`read`].
pub fn read_within(file: &str, bytes: &[u8], limits: &Limits) -> Result<Source, Problems> {
    let read = match bytes {
        [0x1F, 0x8B, ..] => {
            let unpacked = flate2::bufread::MultiGzDecoder::new(bytes);
            xml::read(file, BufReader::new(unpacked), limits)
        }
        [b'B', b'Z', b'h', ..] => {
            let unpacked = bzip2::bufread::MultiBzDecoder::new(bytes);
            xml::read(file, BufReader::new(unpacked), limits)
        }
        _ if pbf::is_pbf(bytes) => pbf::read(file, bytes, limits.held),
        _ => xml::read(file, bytes, limits),
    };
    read.map_err(|problem| Problems(vec![*problem]))
}

/// What to do about a file that ends too early.
fn cut() -> Text {
    Text::new(
        "文件可能没有下载完整，请重新下载",
        "the file may have been cut short while it was downloaded: download it again",
    )
}

/// A coordinate out of range, with a guess at why.
fn out_of_range(place: Place, longitude: f64, latitude: f64) -> Box<Problem> {
    let expected = Text::new(
        "纬度 -90 至 90、经度 -180 至 180 度",
        "a latitude of -90 to 90 and a longitude of -180 to 180 degrees",
    );
    let problem = Problem::error(place, format!("lat {latitude}, lon {longitude}"), expected);
    let swapped = latitude.abs() <= 180.0 && longitude.abs() <= 90.0;
    Box::new(problem.hint(if swapped {
        Text::new("经纬度可能写反了", "latitude and longitude may be swapped")
    } else {
        Text::new(
            "若坐标以米计，请先转换为 WGS 84 经纬度",
            "if these are metres, convert them to degrees of WGS 84 first",
        )
    }))
}
