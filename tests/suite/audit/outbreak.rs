//! Infections that pass from person to person: nobody is taken home who does not live there, nobody
//! is infected where nobody carried it or by more than there are, and nobody is ill of it who was
//! not infected.

use std::collections::BTreeMap;

use muster::base::id::{HappeningId, ZoneId};
use muster::event_log::event::{CasualtyCause, Event, Seq};

use super::Audit;

pub(super) fn audit(audit: &mut Audit<'_>) {
    let mut taken: BTreeMap<HappeningId, u32> = BTreeMap::new();
    let mut infected: BTreeMap<(HappeningId, Option<ZoneId>), u32> = BTreeMap::new();
    // People whom an event says to be infected, until they are ill.
    let mut ill: BTreeMap<Seq, u32> = BTreeMap::new();
    for index in 0..audit.records.len() {
        let record = audit.records[index].clone();
        let seq = Seq(u32::try_from(index).expect("a place in the log"));
        match record.event {
            Event::PeopleTakenHome { happening, zone, people } => {
                let (most, zones) = home_of(audit, happening);
                let all = taken.entry(happening).or_default();
                *all = all.saturating_add(people);
                let holds = *all <= most && zones.contains(&zone);
                audit.expect(holds, index, "taken home who does not live there");
            }
            Event::InfectionCarried { happening, zone, people } => {
                *infected.entry((happening, zone)).or_default() += people;
                ill.insert(seq, people);
            }
            Event::InfectionPassed { happening, zone, people } => {
                let there = people_of(audit, happening, zone);
                let all = infected.get_mut(&(happening, zone));
                let holds = all.is_some_and(|all| {
                    *all = all.saturating_add(people);
                    *all <= there
                });
                audit.expect(holds, index, "infected where nobody carried it, or too many");
                ill.insert(seq, people);
            }
            Event::CasualtyOccurred { cause: CasualtyCause::Infection, .. } => {
                let cause = match audit.event(record.cause) {
                    Some(Event::IncidentOccurred { .. }) => {
                        record.cause.and_then(|cause| audit.records[cause.index()].cause)
                    }
                    _ => record.cause,
                };
                let holds = cause.and_then(|cause| ill.get_mut(&cause)).is_some_and(|left| {
                    let was = *left > 0;
                    *left = left.saturating_sub(1);
                    was
                });
                audit.expect(holds, index, "ill who was not infected");
            }
            _ => {}
        }
    }
}

/// How many may be taken home, and to which zones.
fn home_of(audit: &Audit<'_>, happening: HappeningId) -> (u32, Vec<ZoneId>) {
    let outbreak = audit.prepared.drill.outbreak_of(happening).map(|(_, outbreak)| outbreak);
    let home = outbreak.and_then(|it| Some((it.home.as_ref()?, it.file.home.as_ref()?)));
    home.map_or((0, Vec::new()), |(home, file)| (file.at_most, home.zones.clone()))
}

/// People who can be infected: where they live together, or in a zone.
fn people_of(audit: &Audit<'_>, happening: HappeningId, zone: Option<ZoneId>) -> u32 {
    let drill = &audit.prepared.drill;
    match zone {
        Some(zone) => drill.county.zones[zone.index()].residents,
        None => drill.outbreak_of(happening).map_or(0, |(_, outbreak)| outbreak.file.people),
    }
}
