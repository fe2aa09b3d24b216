//! People out in the cold: no more than there are, fewer only where supplies came or the cold
//! overcame somebody, and nobody poisoned by a stove who was not given one.

use std::collections::BTreeMap;

use muster::base::id::ZoneId;
use muster::event_log::event::{CasualtyCause, Event, Seq};
use muster::vocabulary::fact::{Fact, FactKind, Subject};

use super::Audit;

/// How many fewer are out by an event, and whether supplies did it.
#[derive(Debug, Clone, Copy)]
struct Fewer {
    people: i64,
    by_supplies: bool,
}

pub(super) fn audit(audit: &mut Audit<'_>) {
    let mut out: BTreeMap<ZoneId, i64> = BTreeMap::new();
    let mut kits: BTreeMap<Fact, i64> = BTreeMap::new();
    // Kits that an event brought, until they are handed out.
    let mut brought: BTreeMap<Seq, i64> = BTreeMap::new();
    let mut fewer: BTreeMap<Seq, Fewer> = BTreeMap::new();
    for index in 0..audit.records.len() {
        let record = audit.records[index].clone();
        let seq = Seq(u32::try_from(index).expect("a place in the log"));
        match record.event {
            Event::FactChanged { fact, value } if fact.kind == FactKind::ShelterSupplies => {
                let before = kits.insert(fact, value).unwrap_or(0);
                brought.insert(seq, value - before);
            }
            Event::FactChanged {
                fact: Fact { kind: FactKind::PeopleUnsheltered, subject: Subject::Zone(zone) },
                value,
            } => {
                let before = out.insert(zone, value);
                let Some(before) = before else {
                    let there = people_of(audit, zone);
                    audit.expect(value <= there, index, "more people out than there are");
                    continue;
                };
                let people = before - value;
                let supplies = record.cause.and_then(|cause| brought.remove(&cause));
                let by_supplies = supplies.is_some();
                let most = supplies.unwrap_or(i64::MAX);
                let is_possible = 0 < people && people <= most && value >= 0;
                audit.expect(is_possible, index, "out of the cold without supplies for them");
                fewer.insert(seq, Fewer { people, by_supplies });
            }
            Event::CasualtyOccurred { cause, .. } => {
                let stove = match cause {
                    CasualtyCause::Cold => false,
                    CasualtyCause::CarbonMonoxide => true,
                    _ => continue,
                };
                let of = fewer_by(audit, &mut fewer, record.cause);
                let was = of.is_some_and(|of| {
                    of.people -= 1;
                    of.by_supplies == stove && of.people >= 0
                });
                audit.expect(was, index, "hurt by cold or stove who was not there");
            }
            _ => {}
        }
    }
}

/// What a casualty follows from: that fewer are out, at once or by the incident that it is of.
fn fewer_by<'a>(
    audit: &Audit<'_>,
    fewer: &'a mut BTreeMap<Seq, Fewer>,
    cause: Option<Seq>,
) -> Option<&'a mut Fewer> {
    let cause = match audit.event(cause) {
        Some(Event::IncidentOccurred { .. }) => audit.records[cause?.index()].cause,
        _ => cause,
    };
    fewer.get_mut(&cause?)
}

/// People in a township when play starts.
fn people_of(audit: &Audit<'_>, township: ZoneId) -> i64 {
    let drill = &audit.prepared.drill;
    let zones = drill.county.zones.iter().enumerate();
    let of = zones.filter(|(_, zone)| zone.parent == township);
    let start = muster::base::time::Time::START;
    of.map(|(index, _)| i64::from(drill.people_present(ZoneId::from_index(index), start))).sum()
}
