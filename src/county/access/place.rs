//! Places that people name: facilities, zones, junctions.

use crate::base::id::NodeId;
use crate::base::problem::{Place as Where, Problem, Problems, did_you_mean, nearest};
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::place::{County, Facility, FacilityKind, Zone};

/// Where a journey begins or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Written name.
    pub name: String,
    /// Its junction.
    pub node: NodeId,
    /// Time between the junction and the place, for what lies outside the map.
    pub beyond: Duration,
}

fn of_facility(facility: &Facility) -> Place {
    let beyond = Duration::from_minutes(u64::from(facility.access_minutes));
    Place { name: facility.name.clone(), node: facility.node, beyond }
}

fn of_zone(zone: &Zone) -> Place {
    Place { name: zone.name.clone(), node: zone.node, beyond: Duration::ZERO }
}

fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by(|one, other| one.name.cmp(&other.name));
    places
}

/// Facilities of a kind, by name.
pub fn of_kind(county: &County, kind: FacilityKind) -> Vec<Place> {
    let facilities = county.facilities.iter().filter(|place| place.kind == kind);
    sorted(facilities.map(of_facility).collect())
}

/// All zones, by name.
pub fn zones(county: &County) -> Vec<Place> {
    sorted(county.zones.iter().map(of_zone).collect())
}

/// The facility of that name, or else the zone, or else the junction.
pub fn find(county: &County, name: &str) -> Option<Place> {
    let facility = county.facilities.iter().find(|place| place.name == name).map(of_facility);
    let zone = || county.zones.iter().find(|zone| zone.name == name).map(of_zone);
    let node = || {
        let node = county.network.nodes.iter().position(|node| node.name.as_str() == name)?;
        let node = NodeId::from_index(node);
        Some(Place { name: name.to_owned(), node, beyond: Duration::ZERO })
    };
    facility.or_else(zone).or_else(node)
}

/// The problem of a name that nothing carries. Names of junctions are no hints: they are numbers.
pub fn unknown(county: &County, place: Where, name: &str) -> Problem {
    let expected =
        Text::new("设施、村镇或路口的名称", "the name of a facility, a zone or a junction");
    let facilities = county.facilities.iter().map(|place| place.name.as_str());
    let zones = county.zones.iter().map(|zone| zone.name.as_str());
    let problem = Problem::error(place, format!("\"{name}\""), expected);
    match nearest(name, facilities.chain(zones)) {
        Some(near) => problem.hint(did_you_mean(near)),
        None => problem,
    }
}

/// The places that a table names in its column `name`, in its order.
///
/// # Errors
/// Every problem, with line and column.
pub fn listed(county: &County, file: &str, bytes: &[u8]) -> Result<Vec<Place>, Problems> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let mut problems = Problems::default();
    let column = reader.headers().ok().and_then(|names| names.iter().position(|it| it == "name"));
    let Some(column) = column else {
        let expected = Text::new("列 name", "a column name");
        problems.push(Problem::error(Where::line(file, 1, 1), "no such column", expected));
        return Err(problems);
    };
    let mut places = Vec::new();
    for record in reader.byte_records() {
        let record = record.expect("bytes in memory can be read");
        let line = record.position().map_or(0, |position| position.line() as u32);
        let name = String::from_utf8_lossy(record.get(column).unwrap_or_default());
        match find(county, &name) {
            Some(place) => places.push(place),
            None => problems.push(unknown(county, Where::line(file, line, 1), &name)),
        }
    }
    if places.is_empty() && problems.0.is_empty() {
        let expected = Text::new("至少一行数据", "at least one row");
        problems.push(Problem::error(Where::line(file, 2, 1), "no rows", expected));
    }
    problems.refuse_errors(places).map(|(places, _)| places)
}
