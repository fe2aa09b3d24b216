//! Who reaches what, and how soon: matrices of travel times, isochrones, and the people whom a kind
//! of facility covers, as data, as CSV tables and as GeoJSON. Reads and writes no file.

mod coverage;
mod geo;
mod isochrone;
mod matrix;
mod outline;
mod place;

use std::collections::BTreeMap;

pub use coverage::{Coverage, Covered, coverage, direction};
pub use isochrone::{ISOCHRONES_MAX, Isochrones, NEAR_M, Stretch, isochrones};
pub use matrix::{Matrix, PAIRS_MAX, matrix};
pub use place::{Place, find, listed, of_kind, unknown, zones};

use super::codec::COUNTY;
use super::place::County;
use super::router::Overlay;
use crate::base::id::NodeId;
use crate::base::problem::{Place as Where, Problem};
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// Who travels, and what slows him.
#[derive(Debug)]
pub struct Travel<'a> {
    county: &'a County,
    profile: Profile,
    /// What slows him.
    pub overlay: Overlay,
}

impl<'a> Travel<'a> {
    /// Over open roads: at best, or at an hour, 0 to 23, as the map has its traffic.
    ///
    /// # Errors
    /// An hour where the map says nothing of its traffic.
    pub fn new(
        county: &'a County,
        profile: Profile,
        hour: Option<usize>,
    ) -> Result<Self, Box<Problem>> {
        let overlay = match (hour, &county.traffic) {
            (None, _) => Overlay::NONE,
            (Some(hour), Some(traffic)) => traffic.overlay(&county.network, profile, hour),
            (Some(_), None) => {
                let expected = Text::new(
                    "分时段的道路拥堵数据(否则请勿指定时刻)",
                    "how slow roads are at which hour (or else ask for no hour)",
                );
                let place = Where::path(COUNTY, "traffic");
                return Err(Box::new(Problem::error(place, "no traffic", expected)));
            }
        };
        Ok(Self { county, profile, overlay })
    }
}

/// Junctions of places by what lies beyond them: the time between the junction and the place.
fn by_beyond(places: &[Place]) -> BTreeMap<Duration, Vec<NodeId>> {
    let mut groups: BTreeMap<Duration, Vec<NodeId>> = BTreeMap::new();
    for place in places {
        groups.entry(place.beyond).or_default().push(place.node);
    }
    groups
}

/// A table as CSV: each row as long as the header.
fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let taken = "memory takes every row";
    writer.write_record(header).expect(taken);
    for row in rows {
        writer.write_record(row).expect(taken);
    }
    writer.into_inner().expect(taken)
}

/// What a table has where no way leads.
const UNREACHABLE: &str = "unreachable";

#[cfg(test)]
mod tests;
