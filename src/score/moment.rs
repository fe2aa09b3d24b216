//! When conditions of the plan first held in a desk's picture, and which versions of a fact
//! started a clock. Pictures are rebuilt from what the log says each desk saw and read.

use std::collections::{BTreeMap, BTreeSet};

use super::index::{FactTrack, Index};
use super::track::Mark;
use crate::base::id::{DeskId, VersionId};
use crate::base::time::Time;
use crate::event_log::event::{Party, Seq};
use crate::plan::file::Audience;
use crate::plan::rules::Condition;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// The first moment at which conditions held for a subject in the picture of one desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// The desk.
    pub desk: DeskId,
    /// The subject that the first condition binds; the county where it counts subjects.
    pub subject: Subject,
    /// When, and the event by which the last condition came to hold.
    pub mark: Mark,
    /// The knowings on which it rests, in order of the log.
    pub evidence: Vec<Seq>,
    /// Value of the first condition's fact.
    pub value: i64,
}

/// What a desk holds of one fact: when it was seen, its value, when the desk came to know.
type Held = BTreeMap<(FactKind, Subject), (Mark, i64, Mark)>;

/// The first moment at which `conditions` held in the picture of `desk`, for each subject.
///
/// The first condition binds the subject; the others hold for the same subject, those about a
/// level for the kind of event that they name. What the desk does not hold meets no condition.
pub(super) fn first_moments(index: &Index, desk: DeskId, conditions: &[Condition]) -> Vec<Moment> {
    let Some(first) = conditions.first() else { return Vec::new() };
    let mut held = Held::new();
    let mut fired = BTreeSet::new();
    let mut moments = Vec::new();
    for (mark, version) in &index.desk_knowings[desk.index()] {
        let version = index.version(*version);
        let Fact { kind, subject } = index.facts[version.fact].fact;
        if !conditions.iter().any(|condition| condition.is_about(Fact { kind, subject })) {
            continue;
        }
        let entry = held.entry((kind, subject)).or_insert((version.seen, version.value, *mark));
        if version.seen >= entry.0 {
            *entry = (version.seen, version.value, *mark);
        }
        for subject in bound_subjects(first, &held, kind, subject) {
            if fired.contains(&subject) {
                continue;
            }
            if let Some((evidence, value)) = all_hold(conditions, &held, subject) {
                fired.insert(subject);
                moments.push(Moment { desk, subject, mark: *mark, evidence, value });
            }
        }
    }
    moments
}

/// The subjects for which a change of (`kind`, `changed`) may make the conditions hold.
fn bound_subjects(
    first: &Condition,
    held: &Held,
    kind: FactKind,
    changed: Subject,
) -> Vec<Subject> {
    if first.subjects > 1 {
        vec![Subject::County]
    } else if first.is_about(Fact::new(kind, changed)) {
        vec![changed]
    } else {
        let facts = held.keys().map(|(kind, subject)| Fact::new(*kind, *subject));
        facts.filter(|fact| first.is_about(*fact)).map(|fact| fact.subject).collect()
    }
}

fn all_hold(conditions: &[Condition], held: &Held, subject: Subject) -> Option<(Vec<Seq>, i64)> {
    let mut evidence = Vec::new();
    let mut value = None;
    for condition in conditions {
        let (seqs, held_value) = holds(condition, held, subject)?;
        evidence.extend(seqs);
        value = value.or(Some(held_value));
    }
    evidence.sort_unstable();
    evidence.dedup();
    Some((evidence, value?))
}

fn holds(condition: &Condition, held: &Held, subject: Subject) -> Option<(Vec<Seq>, i64)> {
    if condition.subjects > 1 {
        let of_kind = held.iter().filter(|((kind, _), (_, value, _))| {
            *kind == condition.fact && condition.holds(*value)
        });
        let met: Vec<(Seq, i64)> =
            of_kind.map(|(_, (_, value, known))| (known.seq, *value)).collect();
        let highest = met.iter().map(|(_, value)| *value).max()?;
        let enough = met.len() >= usize::from(condition.subjects);
        return enough.then(|| (met.iter().map(|(seq, _)| *seq).collect(), highest));
    }
    let (_, value, known) = held.get(&(condition.fact, condition.subject(subject)))?;
    condition.holds(*value).then(|| (vec![known.seq], *value))
}

/// The first moments of every desk that `audience` means for the subject, in order of the log.
pub(super) fn obligations(
    index: &Index,
    audience: &Audience<DeskId>,
    conditions: &[Condition],
) -> Vec<Moment> {
    let Some(first) = conditions.first() else { return Vec::new() };
    let desks: Vec<DeskId> = match audience {
        Audience::Desk(desk) => vec![*desk],
        _ => (0..index.desk_knowings.len()).map(DeskId::from_index).collect(),
    };
    let mut audiences: BTreeMap<Subject, Vec<DeskId>> = BTreeMap::new();
    let mut moments = Vec::new();
    for desk in desks {
        for moment in first_moments(index, desk, conditions) {
            let meant = audiences.entry(moment.subject).or_insert_with(|| {
                index.audience(audience, None, Fact::new(first.fact, moment.subject))
            });
            if meant.contains(&desk) {
                moments.push(moment);
            }
        }
    }
    moments.sort_by_key(|moment| (moment.mark, index.desk_key(moment.desk)));
    moments
}

/// A version that started a clock: it differs materially from the one that did before, and
/// somebody knew it while nobody knew anything newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// The version.
    pub version: VersionId,
    /// When what it says was first seen: versions since then that say the same, and all later ones,
    /// satisfy its clock.
    pub seen: Mark,
    /// When it became true.
    pub since: Time,
    /// Value.
    pub value: i64,
    /// When a desk or team first knew, and by which event.
    pub start: Mark,
    /// Who that was.
    pub by: Party,
}

/// The clocks of a fact, in the order in which its versions were seen, and how many material
/// versions nobody ever knew.
pub(super) fn clocks(index: &Index, track: &FactTrack) -> (Vec<Clock>, u32) {
    let mut first: BTreeMap<VersionId, (Mark, Party)> = BTreeMap::new();
    for knowing in &track.knowings {
        first.entry(knowing.version).or_insert((knowing.mark, knowing.party));
    }
    let mut known = Vec::with_capacity(track.versions.len());
    let mut earliest_later: Option<Mark> = None;
    for version in track.versions.iter().rev() {
        let start = first.get(version).copied();
        let stale = start.is_some_and(|(mark, _)| earliest_later.is_some_and(|later| later < mark));
        if let Some((mark, _)) = start {
            earliest_later = Some(earliest_later.map_or(mark, |later| later.min(mark)));
        }
        if !stale {
            known.push((*version, start, earliest_later.is_some()));
        }
    }
    let (mut clocks, mut never, mut held) = (Vec::new(), 0, None::<i64>);
    let first_alike = first_alike(index, track);
    for (version, start, newer_known) in known.into_iter().rev() {
        let seen = index.version(version);
        if held.is_some_and(|held| !track.fact.kind.differs_materially(held, seen.value)) {
            continue;
        }
        match start {
            Some((start, by)) => {
                held = Some(seen.value);
                let (value, since) = (seen.value, seen.since);
                let seen = first_alike.get(&version).copied().unwrap_or(seen.seen);
                clocks.push(Clock { version, seen, since, value, start, by });
            }
            None if !newer_known => {
                held = Some(seen.value);
                never += 1;
            }
            None => {}
        }
    }
    (clocks, never)
}

/// For each version when the first of those was seen that, without a material change in between,
/// say the same: two witnesses of one thing make two versions of it.
fn first_alike(index: &Index, track: &FactTrack) -> BTreeMap<VersionId, Mark> {
    let mut run: Option<(i64, Mark)> = None;
    let mut first = BTreeMap::new();
    for version in &track.versions {
        let seen = index.version(*version);
        let (value, since) = match run {
            Some(run) if !track.fact.kind.differs_materially(run.0, seen.value) => run,
            _ => (seen.value, seen.seen),
        };
        run = Some((value, since));
        first.insert(*version, since);
    }
    first
}
