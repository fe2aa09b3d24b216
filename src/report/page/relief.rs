//! Supplies for people out in the cold, by township: how many were out, what was ordered for them,
//! what came, who still has nothing, and whom the cold or a stove has hurt. Read off the log.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::id::{IncidentId, ZoneId};
use crate::event_log::event::{CasualtyCause, Event};
use crate::report::names::Names;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::Order;

/// A township in the table.
#[derive(Debug, Default, Serialize)]
pub(super) struct Township {
    title: String,
    out: i64,
    ordered: u32,
    came: i64,
    lacking: i64,
    cold: u32,
    monoxide: u32,
}

/// Townships whose people were out, those with most of them first.
pub(super) fn relief(names: &Names<'_>) -> Vec<Township> {
    let county = &names.drill.county;
    let mut rows: BTreeMap<ZoneId, Township> = BTreeMap::new();
    let mut township_of: BTreeMap<IncidentId, ZoneId> = BTreeMap::new();
    let at = |facility: crate::base::id::FacilityId| county.facilities[facility.index()].zone;
    for record in names.log.records() {
        match &record.event {
            Event::FactChanged { fact: Fact { kind, subject }, value } => match (kind, subject) {
                (FactKind::PeopleUnsheltered, Subject::Zone(zone)) => {
                    let row = rows.entry(*zone).or_insert_with(|| Township {
                        title: names.get(&county.zones[zone.index()].title),
                        out: *value,
                        ..Township::default()
                    });
                    row.lacking = *value;
                }
                (FactKind::ShelterSupplies, Subject::Facility(shelter)) => {
                    if let Some(row) = rows.get_mut(&at(*shelter)) {
                        row.came = *value;
                    }
                }
                _ => {}
            },
            Event::OrderIssued { content, .. } => {
                if let Order::ReleaseSupplies { to, quantity, .. } = **content
                    && let Some(row) = rows.get_mut(&at(to))
                {
                    row.ordered += quantity;
                }
            }
            Event::IncidentOccurred { incident, zone, .. } => {
                township_of.insert(*incident, county.zones[zone.index()].parent);
            }
            Event::CasualtyOccurred { incident, cause, .. } => {
                let row = township_of.get(incident).and_then(|zone| rows.get_mut(zone));
                match (row, cause) {
                    (Some(row), CasualtyCause::Cold) => row.cold += 1,
                    (Some(row), CasualtyCause::CarbonMonoxide) => row.monoxide += 1,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    let mut rows: Vec<(ZoneId, Township)> = rows.into_iter().collect();
    rows.sort_by_key(|(zone, row)| (-row.out, county.zones[zone.index()].key));
    rows.into_iter().map(|(_, row)| row).collect()
}
