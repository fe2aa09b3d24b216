//! Which finding explains which. A finding is *explained* by an earlier one about the same fact,
//! incident or task without whose excess it would have been within its limit; it is *pushed* by
//! one about anything. Both follow the log's causal chain; no statistics.

use std::collections::BTreeMap;

use super::{Draft, Index};
use crate::base::id::{DeskId, IncidentId, TaskId};
use crate::event_log::event::Seq;
use crate::vocabulary::fact::{Fact, Subject};

/// What explains or pushed one finding, by place in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// The finding that wholly explains it.
    pub explained_by: Option<usize>,
    /// Findings without whose excess it would have been within its limit.
    pub pushed_by: Vec<usize>,
}

/// What two findings can have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Fact(Fact),
    Incident(IncidentId),
    Task(TaskId),
}

fn topics(draft: &Draft) -> Vec<Topic> {
    let about = &draft.about;
    let of_fact = about.fact.map(|(fact, _)| Topic::Fact(fact));
    let of_subject = match about.fact.map(|(fact, _)| fact.subject).or(about.subject) {
        Some(Subject::Incident(incident)) => Some(Topic::Incident(incident)),
        _ => None,
    };
    let incident = about.incident.map(Topic::Incident);
    let task = about.task.map(Topic::Task);
    [of_fact, of_subject, incident, task].into_iter().flatten().collect()
}

/// The links of every finding; `drafts` are in order of their start.
pub(super) fn derive(index: &Index, drafts: &[Draft]) -> Vec<Links> {
    let topics: Vec<Vec<Topic>> = drafts.iter().map(topics).collect();
    let mut ended_by: BTreeMap<Seq, Vec<usize>> = BTreeMap::new();
    let mut needed: BTreeMap<(Topic, DeskId), Vec<usize>> = BTreeMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        if let Some(end) = draft.end {
            ended_by.entry(end.seq).or_default().push(place);
        }
        if let Some(needer) = draft.needer {
            for topic in &topics[place] {
                needed.entry((*topic, needer)).or_default().push(place);
            }
        }
    }
    (0..drafts.len())
        .map(|place| {
            let pushed_by = pushed_by(index, drafts, &ended_by, place);
            let same = |other: &usize| topics[*other].iter().any(|t| topics[place].contains(t));
            let explained_by = pushed_by
                .iter()
                .copied()
                .find(|other| same(other) && *other < place)
                .or_else(|| still_open(drafts, &needed, &topics[place], place))
                .or_else(|| not_passed_on(drafts, &needed, place));
            Links { explained_by, pushed_by }
        })
        .collect()
}

/// Findings whose end is a causal ancestor of this one's end, and whose excess is at least as
/// long: had they ended in time, this one would have been in time.
fn pushed_by(
    index: &Index,
    drafts: &[Draft],
    ended_by: &BTreeMap<Seq, Vec<usize>>,
    place: usize,
) -> Vec<usize> {
    let draft = &drafts[place];
    let Some(end) = draft.end else { return Vec::new() };
    let chain = std::iter::successors(Some(end.seq), |seq| index.log.record(*seq).cause);
    let mut pushed: Vec<usize> = chain
        .filter_map(|seq| ended_by.get(&seq))
        .flatten()
        .copied()
        .filter(|other| *other != place && drafts[*other].excess >= draft.excess)
        .filter(|other| drafts[*other].end < draft.end || *other < place)
        .collect();
    pushed.sort_unstable();
    pushed.dedup();
    pushed
}

/// An earlier finding of the same type, clause and receiving side about the same thing that was
/// still open when this one's clock started: the desk was in the dark already.
fn still_open(
    drafts: &[Draft],
    needed: &BTreeMap<(Topic, DeskId), Vec<usize>>,
    topics: &[Topic],
    place: usize,
) -> Option<usize> {
    let draft = &drafts[place];
    let needer = draft.needer?;
    let earlier = topics.iter().filter_map(|topic| needed.get(&(*topic, needer))).flatten();
    earlier.copied().find(|other| {
        let earlier = &drafts[*other];
        *other < place
            && earlier.gap == draft.gap
            && earlier.form == draft.form
            && earlier.clause == draft.clause
            && earlier.end.is_none_or(|end| end.at >= draft.clock_start)
    })
}

/// Nobody told this desk because the desks that should have did not know themselves: each of them
/// is the receiving side of an earlier finding about the same fact, and each would have had the
/// whole limit left.
fn not_passed_on(
    drafts: &[Draft],
    needed: &BTreeMap<(Topic, DeskId), Vec<usize>>,
    place: usize,
) -> Option<usize> {
    let draft = &drafts[place];
    let (fact, _) = draft.about.fact?;
    let mut explained = None;
    for desk in &draft.passes_on {
        let earlier = needed.get(&(Topic::Fact(fact), *desk))?.iter().copied().find(|other| {
            let earlier = &drafts[*other];
            let in_time = match (earlier.end, draft.end) {
                (None, _) => true,
                (Some(told), Some(end)) => end.at <= told.at + draft.bound.limit,
                (Some(_), None) => false,
            };
            *other != place
                && earlier.clock_start <= draft.clock_start
                && (earlier.start, *other) < (draft.start, place)
                && in_time
        })?;
        explained = explained.or(Some(earlier));
    }
    explained
}

#[cfg(test)]
mod tests {
    use crate::score::gap::testing::{STAGE, between, desk, short, told};
    use crate::score::scorecard::Scorecard;
    use crate::score::testing::{Story, minutes};

    /// Shimen sees at 10, the headquarters reads at 30 (10 late), fire reads at `fire`.
    fn passed_on(fire: Option<u64>) -> Scorecard {
        let mut story = Story::new();
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        let station = desk(&story, "fire");
        let (version, seen) = story.sees(10, shimen, STAGE, 150);
        let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
        let read = story.reads(30, sent);
        let on = story.sends(30, (headquarters, station), version, Some(read));
        if let Some(minute) = fire {
            story.reads(minute, on);
        }
        story.ends(90)
    }

    #[test]
    fn who_is_late_because_its_teller_was_is_derived() {
        let card = passed_on(Some(30));
        assert_eq!(told(&card).len(), 2);
        let by = |name: &str| {
            card.gaps.iter().find(|gap| gap.needer.as_ref().unwrap().name == name).unwrap()
        };
        let (headquarters, fire) = (by("headquarters"), by("fire"));
        assert_eq!(headquarters.derived_from, None);
        assert_eq!(fire.derived_from.as_ref(), Some(&headquarters.id));
        assert_eq!(fire.pushed_by, std::slice::from_ref(&headquarters.id));
        assert_eq!(card.gap_counts[0].findings, 2);
        assert_eq!(card.gap_counts[0].not_derived, 1);
        assert_eq!(card.gap_counts[0].excess, minutes(10));
    }

    #[test]
    fn who_loses_more_time_than_its_teller_answers_for_itself() {
        let card = passed_on(Some(41));
        let fire =
            card.gaps.iter().find(|gap| gap.needer.as_ref().unwrap().name == "fire").unwrap();
        assert_eq!(short(fire), between("headquarters", "fire", 20, Some(41), 21));
        assert_eq!(fire.derived_from, None);
        assert!(fire.pushed_by.is_empty());
    }
}
