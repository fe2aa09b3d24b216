//! GeoJSON of what lies on a map that lies on Earth: degrees of WGS 84 to a centimetre, with where
//! the data come from.

use geojson::{Feature, FeatureCollection, GeometryValue, JsonObject, Position};
use serde_json::json;

use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::county::codec::COUNTY;
use crate::county::frame::Frame;
use crate::county::place::County;

/// Parts of a degree to which coordinates are written.
const PARTS: f64 = 1e7;

/// A county on Earth.
pub(super) struct Earth<'a> {
    county: &'a County,
    frame: Frame,
}

impl<'a> Earth<'a> {
    pub(super) fn new(county: &'a County) -> Result<Self, Box<Problem>> {
        let frame = county.frame.ok_or_else(|| {
            let expected = Text::new(
                "地图在地球上的位置(GeoJSON 以经纬度表示;虚构的县请输出 .csv)",
                "where on Earth the map lies (GeoJSON is in degrees; of a fictional county write \
                 .csv)",
            );
            Box::new(Problem::error(Place::path(COUNTY, "frame"), "no frame", expected))
        })?;
        Ok(Self { county, frame })
    }

    /// A point in metres east and north.
    pub(super) fn position(&self, place_m: (f64, f64)) -> Position {
        let (longitude, latitude) = self.frame.degrees(place_m);
        let round = |degrees: f64| (degrees * PARTS).round() / PARTS;
        Position::from([round(longitude), round(latitude)])
    }

    pub(super) fn line(&self, points_m: &[(f64, f64)]) -> Vec<Position> {
        points_m.iter().map(|point| self.position(*point)).collect()
    }

    /// The bytes of a file of these features.
    pub(super) fn collection(
        &self,
        features: impl Iterator<Item = (GeometryValue, JsonObject)>,
    ) -> Vec<u8> {
        let feature = |(geometry, properties): (GeometryValue, JsonObject)| Feature {
            bbox: None,
            geometry: Some(geometry.into()),
            id: None,
            properties: Some(properties),
            foreign_members: None,
        };
        let mut members = JsonObject::new();
        let source = &self.county.source;
        members.insert("attribution".to_owned(), json!({ "zh": source.zh, "en": source.en }));
        let collection = FeatureCollection {
            bbox: None,
            features: features.map(feature).collect(),
            foreign_members: Some(members),
        };
        let mut bytes = serde_json::to_vec(&collection).expect("features are plain data");
        bytes.push(b'\n');
        bytes
    }
}
