//! `county.ron`: what people edit, as written. Names are not resolved here.

use serde::Deserialize;

use super::COUNTY;
use super::findings::Findings;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::base::written;
use crate::county::estimate::Estimate;
use crate::county::frame::Frame;
use crate::county::network::RoadClass;
use crate::county::place::FacilityKind;

/// The whole document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCounty {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) source: Text,
    pub(super) frame: Option<Frame>,
    #[serde(default)]
    pub(super) estimates: Vec<Estimate>,
    pub(super) reaches: Vec<WrittenReach>,
    pub(super) facilities: Vec<WrittenFacility>,
    pub(super) areas: Vec<WrittenArea>,
    #[serde(default)]
    pub(super) road_names: Vec<WrittenRoadName>,
    pub(super) traffic: Option<WrittenTraffic>,
}

/// A reach; its course stands in `courses.csv`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenReach {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) downstream: Option<String>,
    pub(super) length_m: f64,
    pub(super) slope: f64,
    pub(super) width_m: f64,
    pub(super) roughness: f64,
    pub(super) catchment_km2: f64,
}

/// A facility; figures that its kind has no use for are left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenFacility {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) kind: FacilityKind,
    pub(super) node: String,
    pub(super) zone: String,
    #[serde(default)]
    pub(super) capacity: u32,
    #[serde(default)]
    pub(super) theatres: u32,
    #[serde(default)]
    pub(super) battery_minutes: u32,
    #[serde(default)]
    pub(super) range_m: u32,
    pub(super) power: Option<String>,
    pub(super) reach: Option<String>,
    #[serde(default)]
    pub(super) storage_thousand_m3: u32,
    #[serde(default)]
    pub(super) access_minutes: u32,
}

/// A hazard area.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenArea {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) zone: String,
    pub(super) node: String,
    pub(super) reach: String,
    pub(super) height_cm: u32,
    pub(super) top_cm: u32,
    pub(super) households: u32,
    pub(super) people: u32,
    pub(super) gauge: String,
    pub(super) shelter: String,
    pub(super) thresholds_mm: [u32; 4],
}

/// The name of a road that people refer to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRoadName {
    pub(super) road: String,
    pub(super) title: Text,
}

/// Traffic by hour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenTraffic {
    pub(super) basis: Text,
    #[serde(default)]
    pub(super) classes: Vec<WrittenClassHours>,
    #[serde(default)]
    pub(super) flows: Vec<WrittenRoadFlow>,
}

/// A class of roads by hour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenClassHours {
    pub(super) class: RoadClass,
    pub(super) slow_percent: Vec<u32>,
}

/// A road whose cars have been counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRoadFlow {
    pub(super) road: String,
    pub(super) capacity_per_hour: u32,
    pub(super) cars_per_hour: Vec<u32>,
}

/// Reads the document, or reports everything that is wrong with its form.
pub(super) fn read(bytes: Option<&[u8]>, findings: &mut Findings) -> Option<WrittenCounty> {
    let bytes = bytes?;
    let source = match std::str::from_utf8(bytes) {
        Ok(source) => source,
        Err(error) => {
            let place = super::table::place_of_byte(COUNTY, bytes, error.valid_up_to());
            let byte = format!("0x{:02X}", bytes[error.valid_up_to()]);
            findings.push(Problem::error(place, byte, Text::new("UTF-8 文字", "UTF-8 text")));
            return None;
        }
    };
    match written::parse(COUNTY, source) {
        Ok(county) => Some(county),
        Err(problems) => {
            problems.0.into_iter().for_each(|problem| findings.push(problem));
            None
        }
    }
}

/// A problem of meaning at a path of the document.
pub(super) fn wrong(path: &str, found: impl Into<String>, expected: Text) -> Problem {
    Problem::error(Place::path(COUNTY, path), found, expected)
}
