//! Rumours and crowds: only those that the drill has, each after its incident; nobody is crushed in
//! a crowd that is not dense.

use std::collections::BTreeMap;

use muster::base::id::IncidentId;
use muster::event_log::event::{About, CasualtyCause, Event};
use muster::hazard::crowd::CrowdDensity;
use muster::vocabulary::fact::{Fact, FactKind, Subject};

use super::Audit;

pub(super) fn audit(audit: &mut Audit<'_>) {
    let scenario = &audit.prepared.drill.scenario;
    let mut crowd_of: BTreeMap<IncidentId, IncidentId> = BTreeMap::new();
    let mut sizes: BTreeMap<IncidentId, i64> = BTreeMap::new();
    let mut occurred = Vec::new();
    for seq in 0..audit.records.len() {
        let record = &audit.records[seq];
        let rumoured = |id: &IncidentId| {
            occurred.contains(id) && scenario.rumours.iter().any(|it| it.incident == *id)
        };
        let mut holds = true;
        match &record.event {
            Event::IncidentOccurred { incident, .. } => {
                if let Some(Event::FactChanged { fact, .. }) = audit.event(record.cause)
                    && let Some(of) = crowd(*fact)
                {
                    crowd_of.insert(*incident, of);
                }
                occurred.push(*incident);
            }
            Event::FactChanged {
                fact: Fact { kind: FactKind::RumourBelief, subject: Subject::Incident(id) },
                value,
            } => holds = rumoured(id) && (0..=100).contains(value),
            Event::FactChanged { fact, value } if crowd(*fact).is_some() => {
                let id = crowd(*fact).expect("it is about one");
                holds = occurred.contains(&id) && audit.prepared.drill.crowd_at(id).is_some();
                sizes.insert(id, *value);
            }
            Event::MessageSent { about: About::Rumour { incident }, .. } => {
                holds = rumoured(incident);
            }
            Event::CasualtyOccurred { cause: CasualtyCause::Crush, incident, .. } => {
                if let Some(of) = crowd_of.get(incident) {
                    let there = audit.prepared.drill.crowd_at(*of);
                    let size = sizes.get(of).copied().unwrap_or(0) as f64;
                    holds = there.is_some_and(|it| it.density(size) >= CrowdDensity::Danger);
                }
            }
            _ => {}
        }
        audit.expect(holds, seq, "a rumour or a crowd that there is not");
    }
}

fn crowd(fact: Fact) -> Option<IncidentId> {
    match (fact.kind, fact.subject) {
        (FactKind::CrowdSize, Subject::Incident(incident)) => Some(incident),
        _ => None,
    }
}
