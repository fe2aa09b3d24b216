//! Landslide dams: a river is blocked once, by the slide that is written to block it; a lake rises
//! only behind such a dam; and a dam is cut through once, when its lake has reached the crest.

use std::collections::BTreeMap;

use muster::event_log::event::Event;
use muster::vocabulary::fact::{FactKind, OF_LANDSLIDE_DAMS, Subject};

use super::Audit;

/// What has become of a dam.
#[derive(Debug, Clone, Copy)]
struct Dam {
    level_cm: i64,
    broken: bool,
}

pub(super) fn audit(audit: &mut Audit<'_>) {
    let written = &audit.prepared.drill.scenario.landslide_dams;
    let mut dams: BTreeMap<Subject, Dam> = BTreeMap::new();
    for (seq, record) in audit.records.iter().enumerate() {
        let Event::FactChanged { fact, value } = record.event else { continue };
        if !OF_LANDSLIDE_DAMS.contains(&fact.kind) {
            continue;
        }
        let cause = audit.event(record.cause);
        match fact.kind {
            FactKind::RiverBlocked => {
                let slide = written.iter().find(|dam| Subject::Zone(dam.zone) == fact.subject);
                let came = slide.map(|dam| Event::HappeningCame { happening: dam.happening });
                let first = Dam { level_cm: i64::MIN, broken: false };
                let is_first = dams.insert(fact.subject, first).is_none();
                let follows = came.is_some() && cause == came.as_ref() && is_first && value == 1;
                audit.expect(follows, seq, "a river is blocked by its own slide, and once");
            }
            FactKind::BarrierLakeLevel => {
                let dam = dams.get_mut(&fact.subject);
                let is_there = dam.is_some();
                dam.into_iter().for_each(|dam| dam.level_cm = value);
                audit.expect(is_there, seq, "a lake where nothing blocks the river");
            }
            _ => {
                let before = dams.get(&fact.subject).copied();
                let is_full = before.is_some_and(|dam| dam.level_cm >= 0 && !dam.broken);
                dams.entry(fact.subject).and_modify(|dam| dam.broken = true);
                audit.expect(is_full, seq, "a dam was cut through that no full lake stood behind");
            }
        }
    }
}
