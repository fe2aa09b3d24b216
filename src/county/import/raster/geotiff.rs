//! GeoTIFF (OGC 19-008r4, GeoTIFF 1.1): one band, placed by scale and tie point or by a
//! matrix without rotation, in degrees of WGS 84 or a zone of UTM. Others are refused with the way
//! to convert them.

use std::io::Cursor;

use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::mercator::Zone;
use super::{Coordinates, Tile, check_degrees, check_size, is_step, to_degrees};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// Geographic systems that lie within a metre of WGS 84: itself, ETRS89, NAD83, CGCS2000.
const GEOGRAPHIC: [u16; 4] = [4_326, 4_258, 4_269, 4_490];

/// Keys of the geographic directory (OGC 19-008r4, annex C).
const MODEL_TYPE: u16 = 1_024;
const RASTER_TYPE: u16 = 1_025;
const GEOGRAPHIC_TYPE: u16 = 2_048;
const PROJECTED_TYPE: u16 = 3_072;

type Source<'a> = Decoder<Cursor<&'a [u8]>>;

/// Whether bytes begin as a TIFF does.
pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|mark| bytes.starts_with(*mark))
}

/// The tile that these bytes say.
pub(super) fn read(place: &Place, bytes: &[u8], left: usize) -> Result<Tile, Box<Problem>> {
    let broken = |error: TiffError| unreadable(place, &error);
    let mut limits = Limits::default();
    limits.decoding_buffer_size = 8 * super::SAMPLES_MAX;
    let mut source = Decoder::new(Cursor::new(bytes)).map_err(broken)?.with_limits(limits);
    let (columns, rows) = source.dimensions().map_err(broken)?;
    let (columns, rows) = (columns as usize, rows as usize);
    check_size(place, (columns, rows), left)?;
    let colours = source.colortype().map_err(broken)?;
    if !matches!(colours, ColorType::Gray(_)) {
        let expected = Text::new("只有一个波段", "one band");
        let hint = Text::new("gdal_translate -b 1 可取出一个波段", "gdal_translate -b 1 takes one");
        let found = format!("{colours:?}");
        return Err(Box::new(Problem::error(place.clone(), found, expected).hint(hint)));
    }
    let (coordinates, is_area) = system(place, &mut source)?;
    let (west, north, step) = placed(place, &mut source, is_area)?;
    let void = void(&mut source);
    let values = source.read_image().map_err(broken)?;
    let samples = samples(place, values, void)?;
    if samples.len() != columns * rows {
        let expected = Text::new("每格一个值", "one value to a cell");
        let found = format!("{} values in {columns} x {rows}", samples.len());
        return Err(Box::new(Problem::error(place.clone(), found, expected)));
    }
    if coordinates == Coordinates::Degrees {
        let east = west + (columns - 1) as f64 * step.0;
        check_degrees(place, (west, north - (rows - 1) as f64 * step.1), (east, north))?;
    }
    let file = super::name_of(place).to_owned();
    Ok(Tile { file, coordinates, columns, rows, west, north, step, samples })
}

/// The values as numbers of one kind.
fn samples(
    place: &Place,
    values: DecodingResult,
    void: Option<f64>,
) -> Result<Vec<f32>, Box<Problem>> {
    fn numbers<T: Copy + Into<f64>>(values: &[T], void: Option<f64>) -> Vec<f32> {
        let number = |value: &T| {
            let value: f64 = (*value).into();
            // A void that was written as text may have lost digits of the value.
            let is_void = void.is_some_and(|void| value as f32 == void as f32);
            if is_void { f32::NAN } else { value as f32 }
        };
        values.iter().map(number).collect()
    }
    Ok(match values {
        DecodingResult::U8(values) => numbers(&values, void),
        DecodingResult::I8(values) => numbers(&values, void),
        DecodingResult::U16(values) => numbers(&values, void),
        DecodingResult::I16(values) => numbers(&values, void),
        DecodingResult::U32(values) => numbers(&values, void),
        DecodingResult::I32(values) => numbers(&values, void),
        DecodingResult::F32(values) => numbers(&values, void),
        DecodingResult::F64(values) => numbers(&values, void),
        DecodingResult::U64(_) | DecodingResult::I64(_) | DecodingResult::F16(_) => {
            let expected = Text::new(
                "8 至 32 位整数,或 32、64 位浮点数",
                "integers of 8 to 32 bits, or numbers of 32 or 64 bits",
            );
            let hint = Text::new("gdal_translate -ot Float32 可转换", "gdal_translate -ot Float32");
            let problem = Problem::error(place.clone(), "another kind of number", expected);
            return Err(Box::new(problem.hint(hint)));
        }
    })
}

/// What stands for a void, if the file says that.
fn void(source: &mut Source<'_>) -> Option<f64> {
    let text = source.get_tag_ascii_string(Tag::GdalNodata).ok()?;
    text.trim_matches(['\0', ' ']).parse().ok()
}

/// The coordinate system, and whether a value stands for the area of a cell or for a point.
fn system(place: &Place, source: &mut Source<'_>) -> Result<(Coordinates, bool), Box<Problem>> {
    let keys = source.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
    // Four numbers to a key: key, where its value stands (0: here), count, value.
    let value = |wanted: u16| {
        let entries = keys.chunks_exact(4).skip(1);
        entries.filter(|entry| entry[0] == wanted && entry[1] == 0).map(|entry| entry[3]).next()
    };
    let is_area = value(RASTER_TYPE) != Some(2);
    let (model, geographic) = (value(MODEL_TYPE), value(GEOGRAPHIC_TYPE));
    let projected = value(PROJECTED_TYPE);
    let coordinates = match (model, geographic, projected) {
        (Some(2), Some(code), _) if GEOGRAPHIC.contains(&code) => Some(Coordinates::Degrees),
        (Some(1), _, Some(code)) => Zone::of_epsg(code).map(Coordinates::Utm),
        _ => None,
    };
    coordinates.map(|coordinates| (coordinates, is_area)).ok_or_else(|| {
        let found = match (projected.or(geographic), model) {
            (Some(code), _) if code != 32_767 => format!("EPSG:{code}"),
            (None, None) => "no coordinate system".to_owned(),
            _ => "a coordinate system of its own".to_owned(),
        };
        let expected = Text::new(
            "WGS 84 或 CGCS2000 经纬度,或 WGS 84 的 UTM 分带(EPSG:326xx、327xx)",
            "degrees of WGS 84, or a zone of UTM on it (EPSG:326xx, 327xx)",
        );
        Box::new(Problem::error(place.clone(), found, expected).hint(to_degrees()))
    })
}

/// Place of the north-western sample, and the step.
fn placed(
    place: &Place,
    source: &mut Source<'_>,
    is_area: bool,
) -> Result<(f64, f64, (f64, f64)), Box<Problem>> {
    let scale = source.get_tag_f64_vec(Tag::ModelPixelScaleTag).unwrap_or_default();
    let tie = source.get_tag_f64_vec(Tag::ModelTiepointTag).unwrap_or_default();
    let matrix = source.get_tag_f64_vec(Tag::ModelTransformationTag).unwrap_or_default();
    // Where the outer corner (of areas) or the first sample (of points) lies, and the step.
    let corner = match (scale.as_slice(), tie.as_slice(), matrix.as_slice()) {
        ([east, south, ..], [column, row, _, x, y, _], _) => {
            Some((x - column * east, y + row * south, (*east, *south)))
        }
        (_, _, [east, turn, _, x, tilt, south, _, y, ..]) if *turn == 0.0 && *tilt == 0.0 => {
            Some((*x, *y, (*east, -south)))
        }
        _ => None,
    };
    let sound = corner.filter(|(x, y, step)| {
        x.abs() < 1e8 && y.abs() < 1e8 && is_step(step.0) && is_step(step.1)
    });
    let Some((x, y, step)) = sound else {
        let expected = Text::new(
            "像元尺寸与一个控制点(北在上、无旋转)",
            "the scale of a cell with one tie point, north up and not turned",
        );
        let found = format!("scale {scale:?}, tie points {tie:?}, matrix {matrix:?}");
        let found = found.chars().take(200).collect::<String>();
        return Err(Box::new(Problem::error(place.clone(), found, expected).hint(to_degrees())));
    };
    let half = if is_area { 0.5 } else { 0.0 };
    Ok((x + half * step.0, y - half * step.1, step))
}

fn unreadable(place: &Place, error: &TiffError) -> Box<Problem> {
    let expected = Text::new(
        "完好的 TIFF,不压缩或以 DEFLATE、LZW 压缩",
        "a sound TIFF, plain or compressed by DEFLATE or LZW",
    );
    let hint = Text::new(
        "gdal_translate -co COMPRESS=DEFLATE 可转换",
        "gdal_translate -co COMPRESS=DEFLATE converts it",
    );
    Box::new(Problem::error(place.clone(), error.to_string(), expected).hint(hint))
}
