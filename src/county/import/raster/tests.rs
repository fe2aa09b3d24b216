//! Tiles of every format: what they say, what is refused, and that no bytes make a reader panic.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use tiff::encoder::{TiffEncoder, colortype};
use tiff::tags::Tag;

use super::*;
use crate::base::problem::Problems;
use crate::base::text::Language;

fn read(name: &str, bytes: Vec<u8>, unit: Unit) -> Result<Elevation, Problems> {
    Elevation::read(&[(name.to_owned(), bytes)], unit)
}

/// The one problem of these bytes, in English.
#[track_caller]
fn refused(name: &str, bytes: Vec<u8>, unit: Unit) -> String {
    let problems = read(name, bytes, unit).unwrap_err();
    assert_eq!(problems.0.len(), 1, "{problems}");
    problems.0[0].sentence(Language::English)
}

/// A tile of 3 seconds in which a sample is its column plus a thousand where it lies in the north.
fn hgt() -> Vec<u8> {
    let value = |cell: usize| (cell % 1_201 + if cell / 1_201 < 600 { 1_000 } else { 0 }) as i16;
    (0..1_201 * 1_201).flat_map(|cell| value(cell).to_be_bytes()).collect()
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A GeoTIFF of 3 x 2 cells of a quarter, its north-western corner at `corner`.
fn geotiff(keys: &[u16], corner: (f64, f64), step: f64) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).unwrap();
    let mut image = encoder.new_image::<colortype::Gray32Float>(3, 2).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::ModelPixelScaleTag, &[step, step, 0.0][..]).unwrap();
    tags.write_tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, corner.0, corner.1, 0.0][..]).unwrap();
    tags.write_tag(Tag::GeoKeyDirectoryTag, keys).unwrap();
    tags.write_tag(Tag::GdalNodata, "-32767").unwrap();
    image.write_data(&[10.0, 20.0, 30.0, 40.0, -32_767.0, 60.0]).unwrap();
    file.into_inner()
}

const DEGREES: [u16; 16] = [1, 1, 0, 3, 1_024, 0, 1, 2, 1_025, 0, 1, 1, 2_048, 0, 1, 4_326];

#[test]
fn a_tile_of_the_shuttle_is_placed_by_its_name() {
    let elevation = read("dem/N42E001.hgt", hgt(), Unit::Degree).unwrap();
    assert_eq!(elevation.voids(), 0);
    let step = 1.0 / 1_200.0;
    assert_eq!(elevation.metres_at(1.0, 43.0), Some(1_000.0));
    assert_eq!(elevation.metres_at(2.0, 42.0), Some(1_200.0));
    let between = elevation.metres_at(1.0 + 10.5 * step, 42.0 + 3.0 * step).unwrap();
    assert!((between - 10.5).abs() < 1e-3, "{between}");
    // Between the last row with a thousand more and the first without.
    let between = elevation.metres_at(1.0, 43.0 - 599.25 * step).unwrap();
    assert!((between - 750.0).abs() < 0.01, "{between}");
    assert_eq!(elevation.at(2.01, 42.5), Sample::Outside);
    let zip = zipped("folder/N42E001.hgt", &hgt());
    assert_eq!(read("N42E001.hgt.zip", zip, Unit::Degree).unwrap(), elevation);
}

#[test]
fn a_void_is_known_to_be_one_and_another_tile_may_know_better() {
    let mut bytes = hgt();
    bytes[..2].copy_from_slice(&(-32_768_i16).to_be_bytes());
    let file = ("N42E001.hgt".to_owned(), bytes);
    let elevation = Elevation::read(std::slice::from_ref(&file), Unit::Degree).unwrap();
    assert_eq!((elevation.voids(), elevation.at(1.0, 43.0)), (1, Sample::Void));
    assert_eq!(elevation.at(1.000_4, 42.999_7), Sample::Void);
    let other = ("a.tif".to_owned(), geotiff(&DEGREES, (0.75, 43.25), 0.25));
    let both = Elevation::read(&[other, file], Unit::Degree).unwrap();
    // The finer tile comes first; where it is void the coarser one answers.
    assert_eq!(both.files().collect::<Vec<_>>(), ["N42E001.hgt", "a.tif"]);
    assert_eq!(both.metres_at(1.5, 42.0), Some(600.0));
    assert_eq!(both.at(1.0, 43.0), Sample::Void, "the void of the other tile reaches there too");
    assert_eq!(both.metres_at(0.9, 43.2), Some(10.0 + 10.0 * 0.1), "beside the first sample");
}

#[test]
fn an_ascii_grid_lies_by_corner_or_by_centre() {
    let corner = b"ncols 2\nnrows 2\nxllcorner 100\nyllcorner 0\ncellsize 50\n\
        NODATA_value -1\n1.5 2\n3 -1\n";
    let elevation = read("a.asc", corner.to_vec(), Unit::Millimetre).unwrap();
    assert_eq!(elevation.metres_at(125.0, 75.0), Some(1.5));
    assert_eq!(elevation.metres_at(125.0, 50.0), Some(2.25));
    assert_eq!(elevation.at(175.0, 25.0), Sample::Void);
    assert_eq!(elevation.at(99.0, 25.0), Sample::Outside);
    let centre = b"NCOLS 2\r\nNROWS 2\r\nXLLCENTER 125\r\nYLLCENTER 25\r\nDX 50\r\nDY 50\r\n\
        1.5 2\r\n3 -9999\r\n";
    let same = read("a.asc", centre.to_vec(), Unit::Millimetre).unwrap();
    // A void is not equal to itself, what is written of it is.
    assert_eq!(format!("{same:?}"), format!("{elevation:?}"));
}

#[test]
fn degrees_and_metres_are_not_mistaken_for_each_other() {
    let degrees = b"ncols 2\nnrows 1\nxllcorner 1.5\nyllcorner 42\ncellsize 0.01\n1 2\n".to_vec();
    assert!(read("a.asc", degrees.clone(), Unit::Degree).is_ok());
    assert_eq!(
        refused("a.asc", degrees, Unit::Millimetre),
        "a.asc: found a place on Earth (north-west 1.505 42.005, step 0.01), expected metres from \
         the origin of the map, which lies nowhere on Earth; place the grid on the map, for \
         example: gdal_translate -a_ullr WEST NORTH EAST SOUTH (metres)"
    );
    let metres = b"ncols 2\nnrows 1\nxllcorner 500000\nyllcorner 0\ncellsize 30\n1 2\n".to_vec();
    assert!(refused("a.asc", metres, Unit::Degree).contains("gdalwarp -t_srs EPSG:4326"));
    let swapped = b"ncols 2\nnrows 1\nxllcorner 42\nyllcorner 101\ncellsize 0.01\n1 2\n".to_vec();
    assert!(refused("a.asc", swapped, Unit::Degree).contains("swapped?"));
}

#[test]
fn a_geotiff_lies_in_degrees_or_in_a_zone() {
    let elevation = read("a.tif", geotiff(&DEGREES, (1.0, 43.0), 0.25), Unit::Degree).unwrap();
    assert_eq!(elevation.voids(), 1);
    assert_eq!(elevation.metres_at(1.125, 42.875), Some(10.0));
    assert_eq!(elevation.metres_at(1.625, 42.75), Some(45.0));
    assert_eq!(elevation.at(1.375, 42.625), Sample::Void);
    // Three degrees east lies the meridian of zone 31, at 500 km; values stand for points.
    let zone = [1, 1, 0, 3, 1_024, 0, 1, 1, 1_025, 0, 1, 2, 3_072, 0, 1, 32_631];
    let elevation =
        read("a.tif", geotiff(&zone, (500_000.0, 10_000.0), 1_000.0), Unit::Degree).unwrap();
    let north = 10_000.0 / 0.9996 / 110_574.275_6;
    assert!((elevation.metres_at(3.0, north).unwrap() - 10.0).abs() < 0.01);
}

#[test]
fn what_is_no_elevation_is_refused_with_what_was_found() {
    let mercator = [1, 1, 0, 3, 1_024, 0, 1, 1, 1_025, 0, 1, 1, 3_072, 0, 1, 3_857];
    let sentence = refused("a.tif", geotiff(&mercator, (0.0, 0.0), 1.0), Unit::Degree);
    assert!(sentence.starts_with("a.tif: found EPSG:3857, expected degrees of WGS 84"));
    assert!(sentence.ends_with("convert it first: gdalwarp -t_srs EPSG:4326 INPUT OUTPUT.tif"));
    let none = refused("a.tif", geotiff(&[1, 1, 0, 0], (0.0, 0.0), 1.0), Unit::Degree);
    assert!(none.contains("found no coordinate system"), "{none}");
    let mut short = hgt();
    short.truncate(9_000);
    assert!(refused("N42E001.hgt", short, Unit::Degree).contains("found 9000 bytes"));
    assert!(refused("a.hgt", hgt(), Unit::Degree).contains("the south-western corner"));
    assert!(refused("a.png", b"\x89PNG\r\n".to_vec(), Unit::Degree).contains("found a.png"));
    assert!(refused("a.zip", zipped("a.png", b"1"), Unit::Degree).contains("no such entry"));
    let text = b"ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 50\n1 x2\n".to_vec();
    assert!(refused("a.asc", text, Unit::Millimetre).starts_with("a.asc:6:3: found \"x2\""));
    let text = b"ncols 2\nnrow 1\n".to_vec();
    assert!(refused("a.asc", text, Unit::Millimetre).ends_with("did you mean \"nrows\"?"));
    let huge = b"ncols 90000\nnrows 90000\nxllcorner 0\nyllcorner 0\ncellsize 50\n1".to_vec();
    assert!(refused("a.asc", huge, Unit::Millimetre).contains("at most 60000000 samples"));
    let voids = b"ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 50\n-9999".to_vec();
    assert!(refused("a.asc", voids, Unit::Millimetre).contains("nothing but voids"));
    assert!(Elevation::read(&[], Unit::Degree).is_err());
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused_with_the_limit() {
    let sentence = refused(
        "a.zip",
        zipped("N42E001.hgt", &vec![0; archive::UNPACKED_MAX as usize + 1]),
        Unit::Degree,
    );
    assert!(sentence.starts_with("a.zip N42E001.hgt: found a larger one"), "{sentence}");
    assert!(sentence.contains("at most 268435456 bytes unpacked"), "{sentence}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_a_reader_panic(
        which in 0..4_usize,
        cut in 0.0..1.2_f64,
        changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..6),
    ) {
        let ascii = b"ncols 3\nnrows 2\nxllcorner 1\nyllcorner 42\ncellsize 0.1\n1 2 3\n4 5 6\n";
        let (name, mut bytes) = match which {
            0 => ("a.asc", ascii.to_vec()),
            1 => ("a.tif", geotiff(&DEGREES, (1.0, 43.0), 0.25)),
            2 => ("a.zip", zipped("a.asc", ascii)),
            _ => ("a.zip", zipped("b.tif", &geotiff(&DEGREES, (1.0, 43.0), 0.25))),
        };
        bytes.truncate((cut * bytes.len() as f64) as usize);
        let length = bytes.len();
        for (place, value) in changes {
            if let Some(byte) = bytes.get_mut((place * length as f64) as usize) {
                *byte = value;
            }
        }
        match read(name, bytes, Unit::Degree) {
            Ok(elevation) => {
                let _ = elevation.at(1.2, 42.9);
            }
            Err(problems) => prop_assert!(problems.has_errors()),
        }
    }
}

/// A grid in degrees whose four cells of a hundredth have 100, 20, 3 and no people.
const PEOPLE: &[u8] = b"ncols 2\nnrows 2\nxllcorner 1.5\nyllcorner 42\ncellsize 0.01\n\
    NODATA_value -99999\n100 20\n3 -99999\n";

#[test]
fn people_of_a_grid_count_to_the_nearest_place_within_reach() {
    let population = Population::read("p.asc", PEOPLE, Unit::Degree).unwrap();
    let (west, east) = ((1.505, 42.014), (1.516, 42.015));
    assert_eq!(population.shares(&[west, east], 2_000.0).people, [Some(103.0), Some(20.0)]);
    // The two cells of the west lie 0.1 and 1.0 km away, that of the east 0.8 km.
    let near = population.shares(&[west], 500.0);
    assert_eq!(near, Shares { people: vec![Some(100.0)], far: 0.0 }, "what is beyond is not seen");
    let south = (1.505, 42.003);
    let apart = population.shares(&[west, south], 300.0);
    let people = vec![Some(100.0), Some(3.0)];
    assert_eq!(apart, Shares { people, far: 0.0 });
    // A void in the south-east, and the grid's end in the north.
    let unknown = population.shares(&[west, (1.515, 42.005), (1.505, 42.3)], 300.0);
    let people = vec![Some(100.0), None, None];
    assert_eq!(unknown, Shares { people, far: 23.0 }, "what is not known is not nobody");
    let far = population.shares(&[(1.505, 42.017), (1.519, 42.003)], 150.0);
    assert_eq!(far.far, 100.0 + 20.0 + 3.0, "nobody is lost between");
    assert_eq!(population.shares(&[], 500.0), Shares::default());
}

#[test]
fn a_grid_of_people_is_one_and_has_people() {
    let refused = |name: &str, bytes: &[u8]| {
        let problems = Population::read(name, bytes, Unit::Degree).unwrap_err();
        assert_eq!(problems.0.len(), 1, "{problems}");
        problems.0[0].sentence(Language::English)
    };
    let nobody = String::from_utf8(PEOPLE.to_vec()).unwrap();
    let nobody = nobody.replace("100 20", "-1 -1").replace("\n3 ", "\n-1 ");
    assert!(refused("p.asc", nobody.as_bytes()).contains("expected at least one cell"));
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.asc", "b.asc"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(PEOPLE).unwrap();
    }
    let two = archive.finish().unwrap().into_inner();
    let sentence = refused("p.zip", &two);
    assert!(sentence.contains("found 2 grids, expected one grid; "), "{sentence}");
}
