//! What people did to a drill's hazards, read back from the log of a run: with it whoever has drill
//! and log can say what nature did.

use std::collections::BTreeMap;

use super::Drill;
use super::timeline::Intervention;
use crate::base::id::{IncidentId, TaskId};
use crate::event_log::EventLog;
use crate::event_log::event::{Event, Party};
use crate::vocabulary::fact::{FactKind, Subject};

/// The incident of each task and its place there: those of an incident arise in the order of its
/// kind's.
pub fn tasks(log: &EventLog) -> BTreeMap<TaskId, (IncidentId, usize)> {
    let mut tasks: BTreeMap<TaskId, (IncidentId, usize)> = BTreeMap::new();
    let mut arisen: BTreeMap<IncidentId, usize> = BTreeMap::new();
    for record in log.records() {
        if let Event::TaskArose { task, incident, .. } = &record.event {
            let number = arisen.entry(*incident).or_default();
            tasks.insert(*task, (*incident, *number));
            *number += 1;
        }
    }
    tasks
}

/// The decisions that changed what nature does, in order.
///
/// A desk that sees the outflow of a reservoir itself has just set it.
pub fn interventions(drill: &Drill, log: &EventLog) -> Vec<Intervention> {
    let tasks = tasks(log);
    let mut all = Vec::new();
    for record in log.records() {
        match &record.event {
            Event::TaskCompleted { task } => {
                let of_task = tasks.get(task).filter(|it| drill.stops_hazard(it.0, it.1));
                all.extend(of_task.map(|it| Intervention::Stopped(it.0, record.at)));
            }
            Event::FactObserved { fact, value, by: Party::Desk(_), .. }
                if fact.kind == FactKind::ReservoirOutflow =>
            {
                if let (Subject::Facility(reservoir), Ok(outflow_m3_s)) =
                    (fact.subject, u32::try_from(*value))
                {
                    all.push(Intervention::Outflow(reservoir, record.at, outflow_m3_s));
                }
            }
            _ => {}
        }
    }
    all
}
