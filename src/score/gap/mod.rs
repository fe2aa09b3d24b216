//! Coordination gaps: one test a file, and here what they share: drafts, the debounce, ids,
//! derivation. A gap is about an interface between desks, or a clause, never about a person.

mod call_unanswered;
mod derive;
mod figures;
mod level_lag;
mod notify_late;
mod report_late;
mod req_unmet;
mod task_unowned;
#[cfg(test)]
mod testing;
mod wait_on_peer;

use super::detection::Capacity;
use super::index::Index;
use super::moment::Clock;
use super::scorecard::{Finding, FindingLimit, FindingSubject, GapForm, GapType};
use super::track::Mark;
use crate::base::id::{ClauseId, DeskId, IncidentId, TaskId, TeamId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::county::router::Router;
use crate::event_log::event::Seq;
use crate::plan::file::Source;
use crate::plan::limits::Limit;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, Subject};
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// Cases that a test looked at: in time, late, never, and those whose limit had not run out.
pub use super::rating::CaseCounts;

/// What a finding is about, by ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct About {
    /// Fact and its value.
    pub fact: Option<(Fact, i64)>,
    /// Subject, where no single fact is meant.
    pub subject: Option<Subject>,
    /// Capability.
    pub capability: Option<Capability>,
    /// Incident.
    pub incident: Option<IncidentId>,
    /// Task.
    pub task: Option<TaskId>,
    /// Team that waited.
    pub team: Option<TeamId>,
    /// Level that was due.
    pub level: Option<(Scale, EventKind, Level)>,
}

/// A limit with the clause that sets it.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// How long.
    pub limit: Duration,
    /// Clause.
    pub clause: Option<ClauseId>,
    /// Source.
    pub source: Source,
}

impl From<&Limit> for Bound {
    fn from(limit: &Limit) -> Self {
        Self { limit: limit.limit, clause: limit.clause, source: limit.source.clone() }
    }
}

/// A finding before it is named.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Type.
    pub gap: GapType,
    /// In which way.
    pub form: GapForm,
    /// Keys of what it is about, for its id.
    pub keys: Vec<Key>,
    /// The clock started.
    pub clock_start: Time,
    /// The limit ran out.
    pub start: Time,
    /// It ended.
    pub end: Option<Mark>,
    /// How far over the limit.
    pub excess: Duration,
    /// Giving side.
    pub holder: Option<DeskId>,
    /// Receiving side.
    pub needer: Option<DeskId>,
    /// Clause whose interface this is.
    pub clause: Option<ClauseId>,
    /// Limit.
    pub bound: Bound,
    /// What it is about.
    pub about: About,
    /// Desks that had to pass it on.
    pub passes_on: Vec<DeskId>,
    /// Idle teams.
    pub idle_teams: Vec<TeamId>,
    /// Fields that a report lacked.
    pub missing_fields: u8,
    /// Proof.
    pub evidence: Vec<Seq>,
}

impl Draft {
    /// A draft of an interval from where the limit ran out to `end`, open where there is none.
    pub(super) fn new(
        index: &Index,
        gap: (GapType, GapForm),
        clock_start: Time,
        bound: Bound,
        end: Option<Mark>,
    ) -> Self {
        let start = clock_start + bound.limit;
        let excess = end.map_or(index.end, |mark| mark.at).since(start);
        Self {
            gap: gap.0,
            form: gap.1,
            keys: Vec::new(),
            clock_start,
            start,
            end,
            excess,
            holder: None,
            needer: None,
            clause: bound.clause,
            bound,
            about: About::default(),
            passes_on: Vec::new(),
            idle_teams: Vec::new(),
            missing_fields: 0,
            evidence: Vec::new(),
        }
    }

    /// The same, with both sides of the interface.
    pub(super) fn between(mut self, holder: Option<DeskId>, needer: Option<DeskId>) -> Self {
        self.holder = holder;
        self.needer = needer.filter(|needer| Some(*needer) != holder);
        self
    }

    /// Starting event, ending event and whatever else proves it, in order of the log.
    pub(super) fn evidence(mut self, proof: impl IntoIterator<Item = Seq>) -> Self {
        self.evidence.extend(proof);
        self.evidence.extend(self.end.map(|mark| mark.seq));
        self.evidence.sort_unstable();
        self.evidence.dedup();
        self
    }
}

/// How a case stands to its limit. Exactly at the limit is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    /// Done by the limit.
    InTime,
    /// Done after it.
    Late,
    /// Not done, and the limit has run out.
    Never,
    /// Not done, and play ended first.
    NotObserved,
}

impl Timing {
    /// Of something due at `due` and done at `done`.
    pub(super) fn of(due: Time, done: Option<Time>, end: Time) -> Self {
        match done {
            Some(done) if done <= due => Self::InTime,
            Some(_) => Self::Late,
            None if due < end => Self::Never,
            None => Self::NotObserved,
        }
    }
}

impl CaseCounts {
    /// Counts one case.
    pub(super) fn count(&mut self, timing: Timing) {
        match timing {
            Timing::InTime => self.done += 1,
            Timing::Late => self.late += 1,
            Timing::Never => self.not_done += 1,
            Timing::NotObserved => self.not_observed += 1,
        }
    }
}

/// What the tests hand to ratings besides findings.
#[derive(Debug, Clone, Default)]
pub(super) struct Cases {
    /// Notifications, by flow.
    pub notifications: Vec<CaseCounts>,
    /// First reports and follow-ups upward.
    pub reports: CaseCounts,
    /// Confirmations of calls.
    pub calls: CaseCounts,
    /// Starts of a response level: how they stand to the limit, and how long each took, up to the
    /// end of play where it never came.
    pub response_levels: Vec<(Timing, Duration)>,
    /// Requests that could not be judged because no router was given.
    pub requests_not_judged: u32,
}

/// What the tests found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Drafts.
    pub drafts: Vec<Draft>,
    /// Shortfalls of capacity, with the key that orders them.
    pub capacity: Vec<(Key, Capacity)>,
    /// Cases.
    pub cases: Cases,
}

/// Runs every test.
pub(super) fn find(index: &Index, clocks: &[(Vec<Clock>, u32)], router: Option<&Router>) -> Found {
    let mut found = Found::default();
    notify_late::find(index, clocks, &mut found);
    report_late::find(index, &mut found);
    figures::find(index, &mut found);
    req_unmet::find(index, router, &mut found);
    task_unowned::find(index, router, &mut found);
    wait_on_peer::find(index, &mut found);
    level_lag::find(index, &mut found);
    call_unanswered::find(index, &mut found);
    let debounce = index.plan().limits.debounce.limit;
    found.drafts.retain(|draft| draft.excess > Duration::ZERO && draft.excess >= debounce);
    found.capacity.retain(|(_, capacity)| capacity.length >= debounce);
    found.capacity.sort_by(|left, right| {
        (left.1.start, left.1.kind, left.0).cmp(&(right.1.start, right.1.kind, right.0))
    });
    found
}

/// Orders and names the drafts, and says which of them another explains. Each finding stands at
/// the place of its draft.
pub(super) fn findings(index: &Index, drafts: Vec<Draft>) -> (Vec<Draft>, Vec<Finding>) {
    let mut keyed: Vec<(Key, Draft)> =
        drafts.into_iter().map(|draft| (draft_key(index, &draft), draft)).collect();
    keyed.sort_by_key(|(key, draft)| (draft.start, draft.gap, *key, draft.clock_start));
    let ids = ids(&keyed);
    let drafts: Vec<Draft> = keyed.into_iter().map(|(_, draft)| draft).collect();
    let derived = derive::derive(index, &drafts);
    let mut findings = Vec::with_capacity(drafts.len());
    for ((draft, id), links) in drafts.iter().zip(&ids).zip(derived) {
        let mut finding = named(index, draft.clone(), id.clone());
        finding.derived_from = links.explained_by.map(|other| ids[other].clone());
        finding.pushed_by = links.pushed_by.iter().map(|other| ids[*other].clone()).collect();
        findings.push(finding);
    }
    (drafts, findings)
}

fn draft_key(index: &Index, draft: &Draft) -> Key {
    let desk = |desk: Option<DeskId>| desk.map_or(Key(0), |desk| index.desk_key(desk));
    let clause = draft.clause.map_or(Key(0), |id| index.plan().clauses[id.index()].key);
    // The receiving side and the clause name the interface; who knew first may differ by seed.
    let mut keys = vec![desk(draft.needer), clause];
    keys.extend(&draft.keys);
    let number = (draft.gap.number() << 8) | u32::from(draft.form.code());
    Key::born(number, &keys, 0)
}

/// Type and key, with an ordinal from the second of the same key on.
fn ids(keyed: &[(Key, Draft)]) -> Vec<String> {
    let mut seen = std::collections::BTreeMap::new();
    keyed
        .iter()
        .map(|(key, draft)| {
            let ordinal = seen.entry(*key).or_insert(0_u32);
            *ordinal += 1;
            match *ordinal {
                1 => format!("{}-{key}", draft.gap.name()),
                again => format!("{}-{key}-{again}", draft.gap.name()),
            }
        })
        .collect()
}

fn named(index: &Index, draft: Draft, id: String) -> Finding {
    let names = &index.names;
    let incident = |id: IncidentId| index.incident_name(id);
    let subject = |subject: Subject| match subject {
        Subject::Incident(id) => incident(id).unwrap_or_else(|| names.subject(subject)),
        _ => names.subject(subject),
    };
    let about = &draft.about;
    let task = about.task.and_then(|id| index.task_name(id));
    let about = FindingSubject {
        fact: about.fact.map(|(fact, _)| fact.kind),
        value: about.fact.map(|(_, value)| value),
        subject: about.fact.map(|(fact, _)| fact.subject).or(about.subject).map(subject),
        capability: about.capability,
        incident: about.incident.and_then(incident),
        task,
        team: about.team.map(|team| names.team(team)),
        level: about.level,
    };
    Finding {
        id,
        gap: draft.gap,
        form: draft.form,
        clock_start: draft.clock_start,
        start: draft.start,
        end: draft.end.map(|mark| mark.at),
        excess: draft.excess,
        holder: draft.holder.map(|desk| names.desk(desk)),
        needer: draft.needer.map(|desk| names.desk(desk)),
        clause: draft.clause.map(|clause| names.clause(clause)),
        limit: FindingLimit {
            limit: draft.bound.limit,
            clause: draft.bound.clause.map(|clause| names.clause(clause)),
            source: draft.bound.source,
        },
        about,
        idle_teams: draft.idle_teams.iter().map(|team| names.team(*team)).collect(),
        missing_fields: draft.missing_fields,
        evidence: draft.evidence,
        derived_from: None,
        pushed_by: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::score::scorecard::GapType;
    use crate::score::testing::Story;

    #[test]
    fn only_evaluated_types_are_found_and_the_others_are_said_to_be_missing() {
        let mut story = Story::new();
        let (incident, _) = story.landslide(10);
        story.knows(12, "transport", incident);
        let card = story.ends(60);
        assert!(card.gaps.iter().all(|gap| GapType::EVALUATED.contains(&gap.gap)));
        let missing = |gap: &GapType| {
            card.not_evaluated.iter().any(|item| {
                item.what.en.contains(&format!("{},", gap.name()))
                    || item.what.en.contains(&format!("{} (", gap.name()))
            })
        };
        for gap in GapType::ALL {
            assert_eq!(missing(gap), !GapType::EVALUATED.contains(gap), "{}", gap.name());
        }
    }
}
