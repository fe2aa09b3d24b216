//! What a desk keeps of its own doings: whom it told, which rules it has acted on, which teams it
//! sent where, what it still owes. It holds no truth, only decisions and their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Deadline;
use crate::base::id::{
    DeskId, FacilityId, IncidentId, IncidentKindId, NodeId, RequestId, TaskId, TeamId, ZoneId,
};
use crate::base::time::Time;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, Subject};
use crate::vocabulary::order::{Answer, Order};
use crate::vocabulary::safety::DangerSet;

/// What is said about an incident when it is reported: it travels with the fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentCard {
    /// The incident.
    pub incident: IncidentId,
    /// Its kind, as reported.
    pub kind: IncidentKindId,
    /// Whether other offices must know of it: the catalogue calls its kind critical.
    pub is_critical: bool,
    /// Where.
    pub node: NodeId,
    /// In which zone.
    pub zone: ZoneId,
    /// What is to be done, in the order of the catalogue.
    pub tasks: Vec<TaskCard>,
}

/// A task, as the incident's kind implies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskCard {
    /// The task.
    pub task: TaskId,
    /// What it needs.
    pub capability: Capability,
    /// How many teams are adequate.
    pub quantity: u8,
    /// When it counts as late.
    pub due: Time,
    /// In what it is worked on.
    pub dangers: DangerSet,
}

/// A task that the desk has to fill with teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// The incident.
    pub incident: IncidentId,
    /// What is needed.
    pub capability: Capability,
    /// How many teams it owes.
    pub quantity: u8,
    /// When it counts as late.
    pub due: Time,
    /// The request that it answers; none where the desk leads.
    pub request: Option<RequestId>,
    /// How many of the plan's supports were asked.
    pub asked: u8,
    /// Whether an answer is awaited.
    pub awaiting: bool,
}

/// A desk's own bookkeeping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// What the desk told, or heard from, each other desk last.
    pub told: BTreeMap<(Fact, DeskId), i64>,
    /// Rules that it has acted on, by number and subject.
    pub fired: BTreeSet<(usize, Subject)>,
    /// Reports that it has made: by rule of reporting and subject, how many.
    pub reported: BTreeMap<(usize, Subject), u32>,
    /// Incidents that it knows.
    pub cards: BTreeMap<IncidentId, Arc<IncidentCard>>,
    /// Tasks that it has to fill.
    pub owed: BTreeMap<TaskId, Owed>,
    /// Tasks that other desks have offered it, with who did.
    pub offered: BTreeMap<TaskId, DeskId>,
    /// Teams that it sent.
    pub sent: BTreeMap<TaskId, Vec<TeamId>>,
    /// Teams of its own that are engaged, as it believes.
    pub engaged: BTreeMap<TeamId, TaskId>,
    /// Teams of its own that it has ordered out of the danger that they work in.
    pub withdrawn: BTreeSet<TeamId>,
    /// When such teams are ordered back in, by number of the plan's withdrawal.
    pub back_in: BTreeMap<usize, Time>,
    /// Kits that it has had released, by depot.
    pub released: BTreeMap<FacilityId, u32>,
}

impl Ledger {
    /// Takes note of what the desk has decided, order by order.
    pub fn apply(&mut self, decisions: &super::Decisions) {
        self.fired.extend(decisions.fired.iter().copied());
        self.owed.extend(decisions.owed.iter().copied());
        for (at, deadline) in &decisions.deadlines {
            if let Deadline::BackIn(number) = deadline {
                self.back_in.insert(*number, *at);
            }
        }
        for decision in &decisions.orders {
            self.note(&decision.order);
        }
    }

    /// Takes note of what the desk has ordered.
    pub fn note(&mut self, order: &Order) {
        match order {
            Order::Dispatch { team, task } => {
                self.engaged.insert(*team, *task);
                self.sent.entry(*task).or_default().push(*team);
            }
            Order::Recall { team } => self.free(*team),
            Order::Withdraw { team } => {
                self.withdrawn.insert(*team);
            }
            Order::GoBackIn { team } => {
                self.withdrawn.remove(team);
            }
            Order::Request { task, .. } => {
                if let Some(owed) = self.owed.get_mut(task) {
                    owed.asked += 1;
                    owed.awaiting = true;
                }
            }
            Order::ReleaseTask { task } => {
                self.owed.remove(task);
            }
            Order::ReleaseSupplies { depot, quantity, .. } => {
                *self.released.entry(*depot).or_insert(0) += quantity;
            }
            _ => {}
        }
    }

    /// A team of its own is free again, or was never sent.
    pub fn free(&mut self, team: TeamId) {
        self.withdrawn.remove(&team);
        if let Some(task) = self.engaged.remove(&team)
            && let Some(sent) = self.sent.get_mut(&task)
        {
            sent.retain(|other| *other != team);
        }
    }

    /// The task is over: nothing is owed to it.
    pub fn close(&mut self, task: TaskId) {
        self.owed.remove(&task);
    }

    /// An answer came.
    pub fn answered(&mut self, task: TaskId, answer: Answer, quantity: u8) {
        if let Some(owed) = self.owed.get_mut(&task) {
            owed.awaiting = false;
            if answer == Answer::Accept {
                owed.quantity = owed.quantity.saturating_sub(quantity);
            }
        }
    }

    /// How many more teams of its own a task is owed.
    pub fn shortfall(&self, task: TaskId) -> u8 {
        let sent = self.sent.get(&task).map_or(0, Vec::len);
        let owed = self.owed.get(&task).map_or(0, |owed| usize::from(owed.quantity));
        u8::try_from(owed.saturating_sub(sent)).unwrap_or(u8::MAX)
    }
}
