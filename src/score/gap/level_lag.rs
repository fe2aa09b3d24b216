//! LEVEL_LAG 响应/预警升级滞后.
//!
//! Test: what starts a level is true on facts known to the authority at t: no such level, or a
//! higher one of the same scale and kind of event, by t + the limit. The limit is the rule's, else
//! the plan's for levels. A level already in force at t satisfies it.
//! Anchor: Emergency Response Law; JESIP.
//!
//! The authority is the desk of the rule that declares the level; each rule is judged the first
//! time that it holds. Not tested here: two public messages with values that do not agree.

use super::{About, Bound, Draft, Found, Timing};
use crate::base::time::Time;
use crate::event_log::event::{Event, Seq};
use crate::plan::file::Action;
use crate::plan::rules::Rule;
use crate::score::index::Index;
use crate::score::moment::{Moment, obligations};
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::Mark;
use crate::vocabulary::fact::Fact;
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// Tests every rule that declares a level.
pub(super) fn find(index: &Index, found: &mut Found) {
    for rule in &index.plan().rules {
        for action in &rule.then {
            if let Action::DeclareLevel(scale, event, level) = action
                && let Some(moment) = obligations(index, &rule.desk, &rule.when).first()
            {
                one(index, rule, (*scale, *event, *level), moment, found);
            }
        }
    }
}

fn one(
    index: &Index,
    rule: &Rule,
    level: (Scale, EventKind, Level),
    moment: &Moment,
    found: &mut Found,
) {
    if in_force(index, level, moment.mark.at) {
        return;
    }
    let bound = match &rule.limit {
        Some((limit, source)) => {
            Bound { limit: *limit, clause: Some(rule.clause), source: source.clone() }
        }
        None => Bound::from(&index.plan().limits.level),
    };
    let declared = index
        .levels
        .iter()
        .find(|change| change.mark.at >= moment.mark.at && satisfies(change, level));
    let end = declared.map(|change| change.mark);
    let due = moment.mark.at + bound.limit;
    let timing = Timing::of(due, end.map(|mark| mark.at), index.end);
    if level.0 == Scale::ResponseLevel {
        let took = end.map_or(index.end, |mark| mark.at).since(moment.mark.at);
        found.cases.response_levels.push((timing, took));
    }
    if !matches!(timing, Timing::Late | Timing::Never) {
        return;
    }
    let gap = (GapType::LevelLag, GapForm::LevelLate);
    let mut draft = Draft::new(index, gap, moment.mark.at, bound, end);
    draft.clause = Some(rule.clause);
    let code = (u64::from(level.0.code()) << 16)
        | (u64::from(level.1.code()) << 8)
        | u64::from(level.2.code());
    draft.keys = vec![crate::base::key::Key(code)];
    draft.about = About { level: Some(level), subject: Some(moment.subject), ..About::default() };
    let signer = rule.approval.map(|place| index.plan().approvals[place].sign.0);
    let holder = signer.unwrap_or(moment.desk);
    let proof = moment.evidence.iter().copied().chain(documents(index, end));
    let proof: Vec<Seq> = proof.chain([moment.mark.seq]).collect();
    found.drafts.push(draft.between(Some(holder), Some(moment.desk)).evidence(proof));
}

fn satisfies(
    change: &crate::score::track::LevelTrack,
    (scale, event, level): (Scale, EventKind, Level),
) -> bool {
    change.scale == scale
        && change.event == event
        && change.level.is_some_and(|declared| declared >= level)
}

/// Whether the level or a higher one was declared before `at` and has not ended, or, where none
/// was declared in play, is known to be in force since before it.
fn in_force(index: &Index, level: (Scale, EventKind, Level), at: Time) -> bool {
    let mut declared = index.levels.iter();
    let last = declared
        .rfind(|change| change.mark.at < at && (change.scale, change.event) == (level.0, level.1));
    match last {
        Some(change) => satisfies(change, level),
        None => known_in_force(index, level.0, level.1, at).is_some_and(|value| {
            // Zero stands for none, one for the lowest level.
            value > i64::from(level.2.code())
        }),
    }
}

/// The value of what was seen last, before `at`, of the level in force.
fn known_in_force(index: &Index, scale: Scale, event: EventKind, at: Time) -> Option<i64> {
    let fact = Fact::of_level(scale, event)?;
    let track = index.facts.iter().find(|track| track.fact == fact)?;
    let mut versions = track.versions.iter().map(|version| index.version(*version));
    versions.rfind(|version| version.seen.at <= at).map(|version| version.value)
}

/// The drafting, review and signature through which the level came.
fn documents(index: &Index, end: Option<Mark>) -> Vec<Seq> {
    let Some(end) = end else { return Vec::new() };
    let chain = index.log.causes(end.seq);
    let of_document = |seq: &Seq| {
        matches!(
            index.log.record(*seq).event,
            Event::DocumentDrafted { .. }
                | Event::DocumentReviewed { .. }
                | Event::DocumentSigned { .. }
        )
    };
    chain.into_iter().filter(of_document).collect()
}

#[cfg(test)]
mod tests {
    use crate::event_log::event::Event;
    use crate::score::gap::testing::{between, desk, of};
    use crate::score::scorecard::{GapForm, GapType, Scorecard};
    use crate::score::testing::Story;
    use crate::vocabulary::fact::{Fact, FactKind, Subject};
    use crate::vocabulary::scale::{EventKind, Level, Scale};

    /// The headquarters know of an orange warning at 10 and declare these levels.
    fn declared(levels: &[(u64, Option<Level>)], end: u64) -> Scorecard {
        let mut story = Story::new();
        let declare = |story: &mut Story, (minute, level): (u64, Option<Level>)| {
            let (by, scale) = (story.desk("headquarters"), Scale::ResponseLevel);
            let event = EventKind::Flood;
            story.happens(minute, None, Event::LevelDeclared { by, scale, event, level });
        };
        for level in levels.iter().filter(|(minute, _)| *minute < 10) {
            declare(&mut story, *level);
        }
        let by = desk(&story, "headquarters");
        story.sees(10, by, Fact::new(FactKind::WarningLevel, Subject::Event(EventKind::Flood)), 3);
        for level in levels.iter().filter(|(minute, _)| *minute >= 10) {
            declare(&mut story, *level);
        }
        story.ends(end)
    }

    #[test]
    fn a_level_is_due_when_its_authority_knows_what_starts_it() {
        let lag = |card: &Scorecard| of(card, GapType::LevelLag, GapForm::LevelLate);
        let between = |end, excess| between("headquarters", "-", 25, end, excess);
        assert_eq!(lag(&declared(&[(25, Some(Level::Two))], 60)), []);
        assert_eq!(lag(&declared(&[(28, Some(Level::Two))], 60)), [between(Some(28), 3)]);
        // A lower level does not do; a higher one does.
        let levels = [(15, Some(Level::Three)), (30, Some(Level::One))];
        assert_eq!(lag(&declared(&levels, 60)), [between(Some(30), 5)]);
        assert_eq!(lag(&declared(&[], 60)), [between(None, 35)]);
        assert_eq!(lag(&declared(&[], 25)), []);
        // In force before; ended before.
        assert_eq!(lag(&declared(&[(5, Some(Level::Two))], 60)), []);
        assert_eq!(lag(&declared(&[(5, Some(Level::Two)), (8, None)], 60)), [between(None, 35)]);
    }
}
