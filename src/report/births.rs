//! Where in the log each thing that is born in a run was first told of: what a message said, what a
//! version was of, which incident a task belongs to. An index, without words.

use crate::base::id::{CasualtyId, IdKind, Identified, TaskId};
use crate::event_log::EventLog;
use crate::event_log::event::{Event, Seq};
use crate::vocabulary::fact::Fact;

/// The event that introduced each born thing, by kind and dense number.
#[derive(Debug, Clone)]
pub struct Births {
    introduced: Vec<Vec<Option<Seq>>>,
    casualty_number: Vec<u32>,
}

impl Births {
    /// Reads the log once.
    pub fn of(log: &EventLog) -> Self {
        let count = |kind: &IdKind| vec![None; log.registry().count(*kind)];
        let mut births = Self {
            introduced: IdKind::ALL.iter().map(count).collect(),
            casualty_number: Vec::new(),
        };
        let mut casualties = std::collections::BTreeMap::new();
        for (seq, record) in log.numbered() {
            births.read(seq, &record.event);
            if let Event::CasualtyOccurred { casualty, incident, .. } = &record.event {
                let number: &mut u32 = casualties.entry(*incident).or_default();
                *number += 1;
                births.number_casualty(*casualty, *number);
            }
        }
        births
    }

    fn read(&mut self, seq: Seq, event: &Event) {
        match event {
            Event::IncidentOccurred { incident, .. } => self.introduce(*incident, seq),
            Event::TaskArose { task, .. } => self.introduce(*task, seq),
            Event::CasualtyOccurred { casualty, .. } => self.introduce(*casualty, seq),
            Event::FactObserved { version, .. } => self.introduce(*version, seq),
            Event::MessageSent { message, .. } => self.introduce(*message, seq),
            Event::OrderIssued { order, .. } => self.introduce(*order, seq),
            Event::RequestMade { request, .. } => self.introduce(*request, seq),
            Event::DocumentDrafted { document, .. } => self.introduce(*document, seq),
            Event::MeetingConvened { meeting, .. } => self.introduce(*meeting, seq),
            Event::CallPlaced { call, .. } => self.introduce(*call, seq),
            _ => {}
        }
    }

    fn introduce<I: Identified>(&mut self, id: I, seq: Seq) {
        let kind = &mut self.introduced[I::KIND as usize];
        let index = id.number() as usize;
        if kind.len() <= index {
            kind.resize(index + 1, None);
        }
        kind[index].get_or_insert(seq);
    }

    fn number_casualty(&mut self, casualty: CasualtyId, number: u32) {
        let index = casualty.index();
        if self.casualty_number.len() <= index {
            self.casualty_number.resize(index + 1, 0);
        }
        self.casualty_number[index] = number;
    }

    /// The event that introduced `id`; none where the log never told of it.
    pub fn seq<I: Identified>(&self, id: I) -> Option<Seq> {
        self.introduced[I::KIND as usize].get(id.number() as usize).copied().flatten()
    }

    /// The number of a casualty among those of its incident, from 1; 0 where the log never told.
    pub fn number_of(&self, casualty: CasualtyId) -> u32 {
        self.casualty_number.get(casualty.index()).copied().unwrap_or(0)
    }

    /// The fact and value of a version.
    pub fn version(
        &self,
        log: &EventLog,
        version: crate::base::id::VersionId,
    ) -> Option<(Fact, i64)> {
        match &log.record(self.seq(version)?).event {
            Event::FactObserved { fact, value, .. } => Some((*fact, *value)),
            _ => None,
        }
    }

    /// The incident of a task.
    pub fn incident_of(&self, log: &EventLog, task: TaskId) -> Option<crate::base::id::IncidentId> {
        match &log.record(self.seq(task)?).event {
            Event::TaskArose { incident, .. } => Some(*incident),
            _ => None,
        }
    }
}
