//! The people who are within so many minutes of a kind of facility.

use std::sync::Arc;

use geojson::{GeometryValue, JsonObject};
use serde_json::json;

use super::{Travel, UNREACHABLE, by_beyond, csv, geo, of_kind};
use crate::base::id::ZoneId;
use crate::base::problem::Problem;
use crate::base::time::Duration;
use crate::county::place::{County, FacilityKind, Zone};
use crate::county::router::{Direction, Router};

/// Which way journeys count: people are brought to hospitals and shelters, and help comes from
/// everywhere else.
pub const fn direction(kind: FacilityKind) -> Direction {
    match kind {
        FacilityKind::Hospital
        | FacilityKind::CityHospital
        | FacilityKind::Clinic
        | FacilityKind::Shelter => Direction::Inward,
        _ => Direction::Outward,
    }
}

/// A zone and its nearest facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The zone.
    pub zone: ZoneId,
    /// Time of the journey; none where no way leads.
    pub time: Option<Duration>,
    /// Whether that is within the limit.
    pub within: bool,
}

/// Whom a kind of facility covers.
#[derive(Debug)]
pub struct Coverage<'a> {
    county: &'a County,
    /// Zones by name.
    pub zones: Vec<Covered>,
}

/// Whom facilities of `kind` cover within `limit`, over roads.
pub fn coverage<'a>(travel: &Travel<'a>, kind: FacilityKind, limit: Duration) -> Coverage<'a> {
    let county = travel.county;
    let router = Router::new(Arc::clone(&county.network), &[]);
    let groups = by_beyond(&of_kind(county, kind));
    let times: Vec<_> = groups
        .iter()
        .map(|(beyond, nodes)| {
            let (profile, overlay) = (travel.profile, &travel.overlay);
            (*beyond, router.times_from_nearest(profile, nodes, direction(kind), overlay))
        })
        .collect();
    let mut zones: Vec<ZoneId> = (0..county.zones.len()).map(ZoneId::from_index).collect();
    zones.sort_by_key(|zone| &county.zones[zone.index()].name);
    let covered = |zone: ZoneId| {
        let node = county.zones[zone.index()].node.index();
        let time = times.iter().filter_map(|(beyond, times)| Some(*beyond + times[node]?)).min();
        Covered { zone, time, within: time.is_some_and(|time| time <= limit) }
    };
    Coverage { county, zones: zones.into_iter().map(covered).collect() }
}

impl Coverage<'_> {
    fn zone(&self, covered: &Covered) -> &Zone {
        &self.county.zones[covered.zone.index()]
    }

    /// Residents within the limit, and all.
    pub fn residents(&self) -> (u64, u64) {
        let residents = |covered: &Covered| u64::from(self.zone(covered).residents);
        let within = self.zones.iter().filter(|covered| covered.within);
        (within.map(residents).sum(), self.zones.iter().map(residents).sum())
    }

    /// `zone,zh,en,kind,residents,elderly,children,immobile,time_s,within`.
    pub fn csv(&self) -> Vec<u8> {
        let rows = self.zones.iter().map(|covered| {
            let zone = self.zone(covered);
            let time_s = covered.time.map(|time| time.seconds().to_string());
            vec![
                zone.name.clone(),
                zone.title.zh.clone(),
                zone.title.en.clone(),
                zone.kind.word(),
                zone.residents.to_string(),
                zone.elderly.to_string(),
                zone.children.to_string(),
                zone.immobile.to_string(),
                time_s.unwrap_or_else(|| UNREACHABLE.to_owned()),
                u8::from(covered.within).to_string(),
            ]
        });
        let header = [
            "zone",
            "zh",
            "en",
            "kind",
            "residents",
            "elderly",
            "children",
            "immobile",
            "time_s",
            "within",
        ];
        csv(&header, rows)
    }

    /// The zones as points.
    ///
    /// # Errors
    /// A map that lies nowhere on Earth.
    pub fn geojson(&self) -> Result<Vec<u8>, Box<Problem>> {
        let earth = geo::Earth::new(self.county)?;
        let feature = |covered: &Covered| {
            let zone = self.zone(covered);
            let node = &self.county.network.nodes[zone.node.index()];
            let mut properties = JsonObject::new();
            properties.insert("zone".to_owned(), json!(zone.name));
            properties.insert("zh".to_owned(), json!(zone.title.zh));
            properties.insert("en".to_owned(), json!(zone.title.en));
            properties.insert("residents".to_owned(), json!(zone.residents));
            properties.insert("time_s".to_owned(), json!(covered.time.map(Duration::seconds)));
            properties.insert("within".to_owned(), json!(covered.within));
            let coordinates = earth.position((node.x_m, node.y_m));
            (GeometryValue::Point { coordinates }, properties)
        };
        Ok(earth.collection(self.zones.iter().map(feature)))
    }
}
