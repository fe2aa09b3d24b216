//! Layers of a planner's own: GeoJSON, and tables in CSV (UTF-8 or GB18030), of roads, settlements
//! with people and facilities. Their fields have the names of OpenStreetMap's tags, or the usual
//! Chinese ones; what a layer is of is said when it is named.

use std::collections::BTreeMap;

use geojson::{Feature, GeoJson, Geometry, GeometryValue};
use serde_json::Value;

use super::collect::Collector;
use super::datum::{Datum, may_be_shifted};
use super::limits::{LAYER_BYTES_MAX, too_many};
use super::note::Note;
use super::source::{Source, Tags, Unit, Vertex, Way};
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::county::place::FacilityKind;

/// What a layer is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// Whatever the fields of its features say, as in OpenStreetMap.
    Tagged,
    /// Roads; a road that does not say its `highway` is unclassified.
    Roads,
    /// Settlements with people; one that does not say its `place` is a village.
    Zones,
    /// Facilities of a kind.
    Facilities(FacilityKind),
}

/// A layer before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// The name that problems use.
    pub file: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What it is of.
    pub kind: LayerKind,
}

/// The key under which a layer says what kind its facilities are, in our own words.
pub(super) const OWN_KIND: &str = "muster";
/// Numbers of what layers hold go down from here: no other source has such numbers.
const FIRST_NUMBER: i64 = -(1 << 40);

/// Fields of tables and features by other names than OpenStreetMap's.
const ALIASES: [(&str, &str); 16] = [
    ("名称", "name"),
    ("人口", "population"),
    ("residents", "population"),
    ("床位", "beds"),
    ("容量", "capacity"),
    ("道路等级", "highway"),
    ("限速", "maxspeed"),
    ("宽度", "width"),
    ("单行", "oneway"),
    ("经度", "lon"),
    ("纬度", "lat"),
    ("longitude", "lon"),
    ("latitude", "lat"),
    ("lng", "lon"),
    ("类别", "place"),
    ("NAME", "name"),
];

/// What layers say, together.
///
/// # Errors
/// Every problem of every layer: with line where it has lines, with the feature's number otherwise;
/// that the datum must be named, where coordinates lie in China and `datum` is none.
pub fn read(layers: &[Layer<'_>], datum: Option<Datum>) -> Result<Source, Problems> {
    let mut reader = LayerReader {
        collector: Collector::new("", attribution(layers), Unit::Degree),
        places: BTreeMap::new(),
        next_way: FIRST_NUMBER,
        datum,
        problems: Problems::default(),
        unclassified: Note::count(
            Text::new("未注等级的道路(按一般道路处理)", "roads without a class (unclassified)"),
            0,
        ),
    };
    for layer in layers {
        reader.layer(layer);
    }
    if reader.problems.has_errors() {
        return Err(reader.problems);
    }
    let mut source = reader.collector.finish();
    reader.unclassified.push_to(&mut source.notes);
    Ok(source)
}

/// Whether bytes are GeoJSON rather than another format.
pub fn is_geojson(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn attribution(layers: &[Layer<'_>]) -> Text {
    let names: Vec<&str> = layers
        .iter()
        .map(|layer| layer.file.rsplit(['/', '\\']).next().unwrap_or(layer.file))
        .collect();
    let names = names.join(", ");
    Text::new(
        format!("图层 {names}(许可见其来源)"),
        format!("layers {names} (licence: see where they come from)"),
    )
}

struct LayerReader {
    collector: Collector,
    /// Points by place in ten-millionths of a degree: lines meet where their points agree.
    places: BTreeMap<(i32, i32), i64>,
    next_way: i64,
    datum: Option<Datum>,
    problems: Problems,
    unclassified: Note,
}

impl LayerReader {
    fn wrong(&mut self, place: Place, found: impl Into<String>, expected: Text) {
        self.problems.push(Problem::error(place, found, expected));
    }

    fn layer(&mut self, layer: &Layer<'_>) {
        if layer.bytes.len() > LAYER_BYTES_MAX {
            let found = format!("{} bytes", layer.bytes.len());
            let expected = Text::new(
                format!("至多 {LAYER_BYTES_MAX} 字节的图层"),
                format!("a layer of at most {LAYER_BYTES_MAX} bytes"),
            );
            let problem = too_many(Place::path(layer.file, ""), found, expected);
            return self.problems.push(problem);
        }
        let Some(text) = self.decoded(layer) else { return };
        if is_geojson(text.as_bytes()) {
            self.features(layer, &text);
        } else {
            self.table(layer, &text);
        }
    }

    /// The text of a layer: UTF-8, or else GB18030.
    fn decoded(&mut self, layer: &Layer<'_>) -> Option<String> {
        let bytes = layer.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(layer.bytes);
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Some(text.to_owned());
        }
        let (text, _, is_wrong) = encoding_rs::GB18030.decode(bytes);
        if is_wrong {
            let expected = Text::new("UTF-8 或 GB18030 文字", "text in UTF-8 or GB18030");
            self.wrong(Place::path(layer.file, ""), "another encoding", expected);
            return None;
        }
        Some(text.into_owned())
    }

    fn features(&mut self, layer: &Layer<'_>, text: &str) {
        let features = match text.parse::<GeoJson>() {
            Ok(GeoJson::FeatureCollection(collection)) => collection.features,
            Ok(GeoJson::Feature(feature)) => vec![feature],
            Ok(GeoJson::Geometry(_)) => {
                let expected = Text::new("FeatureCollection", "a FeatureCollection");
                return self.wrong(Place::path(layer.file, "type"), "a geometry", expected);
            }
            Err(error) => {
                let expected = Text::new("合法的 GeoJSON", "valid GeoJSON");
                return self.wrong(Place::path(layer.file, ""), error.to_string(), expected);
            }
        };
        for (index, feature) in features.into_iter().enumerate() {
            let place = Place::path(layer.file, format!("features[{index}]"));
            let tags = self.tags(layer.kind, properties(&feature));
            match feature.geometry {
                Some(geometry) => self.geometry(&place, &geometry, &tags),
                None => {
                    self.wrong(place, "no geometry", Text::new("几何形状", "a geometry"));
                }
            }
        }
    }

    fn geometry(&mut self, place: &Place, geometry: &Geometry, tags: &Tags) {
        let at = |position: &geojson::Position| -> Vec<f64> { position.as_slice().to_vec() };
        let line =
            |line: &Vec<geojson::Position>| -> Vec<Vec<f64>> { line.iter().map(at).collect() };
        match &geometry.value {
            GeometryValue::Point { coordinates } => self.point(place, &at(coordinates), tags),
            GeometryValue::MultiPoint { coordinates } => {
                coordinates.iter().for_each(|position| self.point(place, &at(position), tags));
            }
            GeometryValue::LineString { coordinates } => self.line(place, &line(coordinates), tags),
            GeometryValue::MultiLineString { coordinates } => {
                coordinates.iter().for_each(|part| self.line(place, &line(part), tags));
            }
            GeometryValue::Polygon { coordinates } => {
                coordinates.iter().take(1).for_each(|ring| self.line(place, &line(ring), tags));
            }
            GeometryValue::MultiPolygon { coordinates } => {
                let outer = coordinates.iter().filter_map(|rings| rings.first());
                outer.for_each(|ring| self.line(place, &line(ring), tags));
            }
            GeometryValue::GeometryCollection { geometries } => {
                geometries.iter().for_each(|part| self.geometry(place, part, tags));
            }
        }
    }

    fn table(&mut self, layer: &Layer<'_>, text: &str) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(|name| plain(name).to_owned()).collect(),
            Err(error) => {
                let expected = Text::new("CSV 表头", "a header of CSV");
                return self.wrong(Place::line(layer.file, 1, 1), error.to_string(), expected);
            }
        };
        let ends = ["from_lon", "from_lat", "to_lon", "to_lat"];
        let is_road = layer.kind == LayerKind::Roads;
        let needed: &[&str] = if is_road { &ends } else { &["lon", "lat"] };
        let mut columns = Vec::new();
        for name in needed {
            match header.iter().position(|own| own == name) {
                Some(column) => columns.push(column),
                None => {
                    let expected = Text::new(format!("列 {name}"), format!("a column {name}"));
                    self.wrong(Place::line(layer.file, 1, 1), header.join(","), expected);
                }
            }
        }
        if columns.len() < needed.len() {
            return;
        }
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line) as u32;
                    let expected = Text::new("CSV 行", "a row of CSV");
                    self.wrong(Place::line(layer.file, line, 1), error.to_string(), expected);
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line) as u32;
            let place = Place::line(layer.file, line, 1);
            let fields = header.iter().cloned().zip(record.iter().map(str::to_owned));
            let tags = self.tags(layer.kind, fields.collect());
            let number = |column: &usize| record.get(*column)?.trim().parse::<f64>().ok();
            let Some(numbers) = columns.iter().map(number).collect::<Option<Vec<f64>>>() else {
                let found: Vec<&str> =
                    columns.iter().map(|column| record.get(*column).unwrap_or("")).collect();
                let names = needed.join(", ");
                let expected =
                    Text::new(format!("数:{names}(度)"), format!("numbers: {names} in degrees"));
                self.wrong(place, found.join(", "), expected);
                continue;
            };
            if is_road {
                self.line(&place, &[numbers[..2].to_vec(), numbers[2..].to_vec()], &tags);
            } else {
                self.point(&place, &numbers, &tags);
            }
        }
    }

    /// Tags by their plain names, and what the layer is of.
    fn tags(&mut self, kind: LayerKind, fields: Vec<(String, String)>) -> Tags {
        let fields = fields.into_iter().filter(|(_, value)| !value.trim().is_empty());
        let mut tags =
            Tags(fields.map(|(key, value)| (plain(&key).into(), value.trim().into())).collect());
        let implied = match kind {
            LayerKind::Tagged => None,
            LayerKind::Roads => Some(("highway", "unclassified".to_owned())),
            LayerKind::Zones => Some(("place", "village".to_owned())),
            LayerKind::Facilities(kind) => Some((OWN_KIND, kind.word())),
        };
        if let Some((key, value)) = implied
            && tags.get(key).is_none()
        {
            if kind == LayerKind::Roads {
                self.unclassified.add(tags.get("name").unwrap_or("-").to_owned());
            }
            tags.0.insert(0, (key.into(), value.as_str().into()));
        }
        tags
    }

    /// The vertex at a position, known or new; none where it is no place on Earth.
    fn vertex(&mut self, place: &Place, position: &[f64]) -> Option<Vertex> {
        let [longitude, latitude, ..] = *position else {
            let expected = Text::new("经度、纬度", "longitude, latitude");
            self.wrong(place.clone(), format!("{position:?}"), expected);
            return None;
        };
        if !(longitude.abs() <= 180.0 && latitude.abs() <= 90.0) {
            let expected = Text::new(
                "经度 -180 至 180、纬度 -90 至 90 度",
                "a longitude of -180 to 180 and a latitude of -90 to 90 degrees",
            );
            let hint = Text::new(
                "经纬度可能写反了,或坐标以米计(请先转换为经纬度)",
                "they may be swapped, or metres: convert them to degrees first",
            );
            let found = format!("{longitude}, {latitude}");
            let problem = Problem::error(place.clone(), found, expected).hint(hint);
            self.problems.push(problem);
            return None;
        }
        if self.datum.is_none() && may_be_shifted((longitude, latitude)) {
            let expected = Text::new(
                "指明坐标系:--datum wgs84、cgcs2000、gcj02 或 bd09",
                "its datum: --datum wgs84, cgcs2000, gcj02 or bd09",
            );
            let hint = Text::new(
                "国内地图坐标可能加偏数百米,来源未说明时不能猜",
                "maps of China may be shifted by hundreds of metres; what does not say is not \
                 guessed",
            );
            let is_new = !self.problems.0.iter().any(|it| it.expected == expected);
            if is_new {
                let found = "coordinates in China without a datum";
                self.problems.push(Problem::error(place.clone(), found, expected).hint(hint));
            }
            return None;
        }
        let datum = self.datum.unwrap_or(Datum::Wgs84);
        let (longitude, latitude) = datum.to_wgs84((longitude, latitude));
        let unit = |degrees: f64| (degrees * 1e7).round() as i32;
        let at = (unit(longitude), unit(latitude));
        let next = FIRST_NUMBER - self.places.len() as i64;
        let id = *self.places.entry(at).or_insert(next);
        Some(Vertex { id, x: at.0, y: at.1 })
    }

    fn keep(&mut self, taken: Result<(), Box<Problem>>) {
        if let Err(problem) = taken
            && !self.problems.0.contains(&problem)
        {
            self.problems.push(*problem);
        }
    }

    fn point(&mut self, place: &Place, position: &[f64], tags: &Tags) {
        if let Some(vertex) = self.vertex(place, position) {
            // A number of its own, so that two facilities at one place are two.
            let id = FIRST_NUMBER - self.places.len() as i64;
            self.places.insert((i32::MIN, self.places.len() as i32), id);
            let taken = self.collector.vertex(Vertex { id, ..vertex }, tags.clone());
            self.keep(taken);
        }
    }

    fn line(&mut self, place: &Place, positions: &[Vec<f64>], tags: &Tags) {
        let mut vertices = Vec::with_capacity(positions.len());
        for position in positions {
            let Some(vertex) = self.vertex(place, position) else { return };
            vertices.push(vertex.id);
            let taken = self.collector.vertex(vertex, Tags::default());
            self.keep(taken);
        }
        let id = self.next_way;
        self.next_way -= 1;
        let taken = self.collector.way(Way { id, vertices, tags: tags.clone() });
        self.keep(taken);
    }
}

/// The name of a field as OpenStreetMap has it.
fn plain(name: &str) -> &str {
    let name = name.trim();
    ALIASES.iter().find(|(other, _)| *other == name).map_or(name, |(_, plain)| plain)
}

fn properties(feature: &Feature) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(if *is { "yes" } else { "no" }.to_owned()),
        _ => None,
    };
    let properties = feature.properties.iter().flatten();
    properties.filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;

    fn layer<'a>(file: &'a str, bytes: &'a [u8], kind: LayerKind) -> Layer<'a> {
        Layer { file, bytes, kind }
    }

    fn refused(bytes: &[u8], kind: LayerKind) -> String {
        let problems = read(&[layer("layer", bytes, kind)], None).expect_err("refused");
        problems.0.iter().map(|problem| problem.sentence(Language::English) + "\n").collect()
    }

    const ROADS: &str = r#"{"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"highway": "primary", "maxspeed": 40, "oneway": true},
       "geometry": {"type": "LineString", "coordinates": [[1.5, 42.5], [1.51, 42.5]]}},
      {"type": "Feature", "properties": {"NAME": "lane"},
       "geometry": {"type": "LineString", "coordinates": [[1.51, 42.5], [1.51, 42.51]]}}]}"#;

    #[test]
    fn lines_meet_where_their_points_agree() {
        let stations = "名称,经度,纬度,容量\n一号站,1.5,42.5,2\n二号站,1.5,42.5,\n";
        let (stations, _, _) = encoding_rs::GB18030.encode(stations);
        let layers = [
            layer("roads.geojson", ROADS.as_bytes(), LayerKind::Roads),
            layer("s.csv", &stations, LayerKind::Facilities(FacilityKind::FireStation)),
        ];
        let source = read(&layers, None).unwrap();
        let [first, second] = &source.ways[..] else { panic!("two roads") };
        // Ways are numbered downward, so that the first stands last.
        assert_eq!(first.vertices[0], second.vertices[1]);
        assert_eq!(second.tags.get("maxspeed"), Some("40"));
        assert_eq!(second.tags.get("oneway"), Some("yes"));
        assert_eq!(first.tags.get("highway"), Some("unclassified"));
        let names: Vec<Option<&str>> =
            source.points.iter().map(|point| point.tags.get("name")).collect();
        assert_eq!(names, [Some("二号站"), Some("一号站")]);
        assert!(source.points.iter().all(|point| point.tags.is(OWN_KIND, "fire-station")));
        assert!(source.notes.iter().any(|note| note.what.en.contains("without a class")));
    }

    #[test]
    fn what_is_wrong_with_a_layer_is_said_with_its_place() {
        let zones = LayerKind::Zones;
        let said = refused(b"name,lon,lat\na,1,2\nb,42.5,117.2\nc,x,2\n", zones);
        assert!(said.contains("layer:3:1") && said.contains("swapped"), "{said}");
        assert!(said.contains("layer:4:1: found x, 2"), "{said}");
        assert!(refused(b"name,x,y\n", zones).contains("a column lon"));
        assert!(refused(b"{\"type\": \"FeatureCollection\"", zones).contains("valid GeoJSON"));
        let metres = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
            "properties": {}, "geometry": {"type": "Point", "coordinates": [500000, 3100000]}}]}"#;
        let said = refused(metres.as_bytes(), zones);
        assert!(said.contains("features[0]") && said.contains("metres"), "{said}");
        assert!(refused(b"\xFF\xFF\xFF", zones).contains("GB18030"));
        let said = refused(&vec![b' '; LAYER_BYTES_MAX + 1], zones);
        assert!(said.contains("134217729 bytes") && said.contains("at most 134217728"), "{said}");
    }

    #[test]
    fn coordinates_in_china_need_a_datum() {
        let table = b"name,lon,lat\na,117.2431,28.2850\n";
        let said = refused(table, LayerKind::Zones);
        assert!(said.contains("--datum") && said.contains("not guessed"), "{said}");
        let at = |datum| {
            let layers = [layer("zones.csv", table, LayerKind::Zones)];
            let source = read(&layers, Some(datum)).unwrap();
            source.place(source.vertices[0])
        };
        let apart_m = crate::county::frame::distance_m(at(Datum::Cgcs2000), at(Datum::Gcj02));
        assert!((200.0..800.0).contains(&apart_m), "{apart_m}");
    }
}
