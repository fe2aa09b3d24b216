//! What desks of a plan decide: rules with their conditions, approvals, duties and mutual aid.

use super::file::{Action, Audience, Source};
use crate::base::id::{ClauseId, DeskId, FacilityId};
use crate::base::time::Duration;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::scale::EventKind;

/// A condition on what a desk knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Kind of fact.
    pub fact: FactKind,
    /// At least this.
    pub at_least: i64,
    /// At most this.
    pub at_most: i64,
    /// About at least so many subjects.
    pub subjects: u16,
    /// Of a level, the kind of event that it must be about; any where it is none.
    pub event: Option<EventKind>,
}

impl Condition {
    /// Whether it speaks of a fact.
    pub fn is_about(&self, fact: Fact) -> bool {
        self.fact == fact.kind && self.subject(fact.subject) == fact.subject
    }

    /// What it speaks of where the first condition of its rule is bound to `bound`.
    pub fn subject(&self, bound: Subject) -> Subject {
        self.event.map_or(bound, Subject::Event)
    }

    /// Whether a value meets it.
    pub const fn holds(&self, value: i64) -> bool {
        self.at_least <= value && value <= self.at_most
    }
}

/// What a desk does when it learns something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Clause.
    pub clause: ClauseId,
    /// Who acts.
    pub desk: Audience<DeskId>,
    /// Conditions; the first binds the subject.
    pub when: Vec<Condition>,
    /// Actions, in order.
    pub then: Vec<Action<DeskId>>,
    /// Index of the approval in [`Plan::approvals`](super::Plan::approvals).
    pub approval: Option<usize>,
    /// In which it must be done, from the moment that the desk knows, and where that comes from.
    pub limit: Option<(Duration, Source)>,
}

/// How a document is approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Clause.
    pub clause: ClauseId,
    /// Time to draft.
    pub draft: Duration,
    /// Who reviews, and how long that takes.
    pub review: Option<(DeskId, Duration)>,
    /// Who signs, and how long that takes.
    pub sign: (DeskId, Duration),
    /// When the deputy signs for a person out of reach; none: it waits.
    pub deputy_after: Option<Duration>,
    /// Limit from draft to signature.
    pub limit: Duration,
    /// Where the limit comes from.
    pub source: Source,
}

/// Who leads and supports a capability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Clause.
    pub clause: ClauseId,
    /// What is to be done.
    pub capability: Capability,
    /// Who leads.
    pub lead: Audience<DeskId>,
    /// Who is asked next, in order.
    pub support: Vec<Audience<DeskId>>,
}

/// Who outside the county is asked for a capability, and where their teams arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aid {
    /// Clause.
    pub clause: ClauseId,
    /// What is to be done.
    pub capability: Capability,
    /// Who is asked, in order, after the duty's supports.
    pub from: Vec<Audience<DeskId>>,
    /// Where their teams arrive, are registered and briefed.
    pub staging: FacilityId,
    /// How long that takes.
    pub briefing: Duration,
    /// Where the figures come from.
    pub source: Source,
}
