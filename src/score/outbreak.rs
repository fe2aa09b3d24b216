//! What came of infections that pass from person to person: whom others infected by the end of
//! play, who was taken home, and how many are to be expected as things stand then. One pass over
//! the log.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::id::{HappeningId, TaskId, ZoneId};
use crate::base::text::Text;
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, Seq};
use crate::scenario::Drill;
use crate::scenario::file::Progress;
use crate::scenario::happening::Prevention;
use crate::scenario::intervened::tasks;
use crate::scenario::outbreak::{Extent, OutbreakSetting};

/// What came of an outbreak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutbreakOutcome {
    /// What it is called.
    pub title: Text,
    /// People who live together where it began.
    pub people: u32,
    /// People who carried it without having it from a person: ill by the happening, then or later.
    pub carried: u32,
    /// People infected by others by the end of play, ill or not yet.
    pub passed: u32,
    /// Of them, at home.
    pub passed_at_home: u32,
    /// Of them, ill by then.
    pub ill: u32,
    /// People who were taken home.
    pub taken_home: u32,
    /// Of them, those who carried it.
    pub carried_home: u32,
    /// Zones to which somebody carried it.
    pub zones: u32,
    /// People whom a case infects where they live together, with what was done by the end of play.
    pub reproduction: f64,
    /// People infected by others in the end, if everything stays as it was at the end of play.
    pub expected: u32,
    /// The events that say so: the first and the last infection by a person.
    pub evidence: Vec<Seq>,
}

/// An outbreak while the log is read.
#[derive(Debug, Clone, Default)]
struct Tally {
    extent: Extent,
    begun: bool,
    zones: BTreeSet<ZoneId>,
    carried: u32,
    passed: Vec<Seq>,
    ill: u32,
}

/// What came of the outbreaks that began.
pub fn outbreaks(drill: &Drill, log: &EventLog) -> Vec<OutbreakOutcome> {
    if drill.scenario.outbreaks.is_empty() {
        return Vec::new();
    }
    let tasks = tasks(log);
    let mut tallies: BTreeMap<HappeningId, Tally> = BTreeMap::new();
    let mut done: BTreeSet<Prevention> = BTreeSet::new();
    let came = |task: &TaskId, by| {
        tasks.get(task).map(|(incident, task)| Prevention { incident: *incident, task: *task, by })
    };
    for (seq, record) in log.numbered() {
        match &record.event {
            Event::WorkStarted { task, .. } => {
                done.extend(came(task, Progress::Begun));
            }
            Event::TaskCompleted { task } => {
                done.extend(came(task, Progress::Done));
            }
            Event::CasualtyOccurred { cause: CasualtyCause::Infection, .. } => {
                if let Some(happening) = infected_in(log, record.cause) {
                    tallies.entry(happening).or_default().ill += 1;
                }
            }
            event => {
                let cause = record.cause.map(|cause| &log.record(cause).event);
                count(&mut tallies, seq, event, cause);
            }
        }
    }
    let outcome = |setting: &OutbreakSetting| {
        let tally = tallies.get(&setting.happening).filter(|tally| tally.begun)?;
        let measures = setting.measures.iter();
        let measures = measures.filter(|it| it.tasks.iter().any(|task| done.contains(task)));
        let contact: f64 = measures.map(|measure| measure.leaves).product();
        Some(tally.outcome(setting, contact))
    };
    drill.scenario.outbreaks.iter().filter_map(outcome).collect()
}

/// The outbreak in which somebody was infected by others whose illness follows from this, at once
/// or as the first casualty of an incident.
fn infected_in(log: &EventLog, cause: Option<Seq>) -> Option<HappeningId> {
    let record = log.record(cause?);
    match record.event {
        Event::InfectionPassed { happening, .. } => Some(happening),
        Event::IncidentOccurred { .. } => infected_in(log, record.cause),
        _ => None,
    }
}

fn count(
    tallies: &mut BTreeMap<HappeningId, Tally>,
    seq: Seq,
    event: &Event,
    cause: Option<&Event>,
) {
    match event {
        Event::HappeningCame { happening } | Event::HappeningAverted { happening } => {
            tallies.entry(*happening).or_default().begun = true;
        }
        Event::InfectionCarried { happening, zone, people } => {
            let tally = tallies.entry(*happening).or_default();
            tally.zones.extend(*zone);
            // Who is taken home with it later had it before.
            if !matches!(cause, Some(Event::IncidentOccurred { .. })) {
                tally.carried += people;
            }
            match zone {
                Some(_) => tally.extent.carried_home += people,
                None => tally.extent.carried += people,
            }
        }
        Event::InfectionPassed { happening, zone, people } => {
            let tally = tallies.entry(*happening).or_default();
            tally.passed.push(seq);
            match zone {
                Some(_) => tally.extent.passed_home += people,
                None => tally.extent.passed += people,
            }
        }
        Event::PeopleTakenHome { happening, people, .. } => {
            tallies.entry(*happening).or_default().extent.taken_home += people;
        }
        _ => {}
    }
}

impl Tally {
    fn outcome(&self, setting: &OutbreakSetting, contact: f64) -> OutbreakOutcome {
        let extent = Extent { contact, ..self.extent };
        let mut evidence: Vec<Seq> = self.passed.first().copied().into_iter().collect();
        evidence.extend(self.passed.last().filter(|_| self.passed.len() > 1));
        OutbreakOutcome {
            title: setting.file.title.clone(),
            people: setting.file.people,
            carried: self.carried,
            passed: extent.passed + extent.passed_home,
            passed_at_home: extent.passed_home,
            ill: self.ill,
            taken_home: extent.taken_home,
            carried_home: extent.carried_home,
            zones: u32::try_from(self.zones.len()).unwrap_or(u32::MAX),
            reproduction: setting.reproduction(&extent),
            expected: setting.expected(&extent).round() as u32,
            evidence,
        }
    }
}
