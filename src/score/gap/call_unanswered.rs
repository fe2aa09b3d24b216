//! CALL_UNANSWERED 叫应未达.
//!
//! Test: what makes a call due is known to the caller at t: the post has not confirmed by t + the
//! limit; or it confirmed, the plan has it act, and it has not by then + the limit to act; or the
//! call went unanswered and did not go up by its first attempt + the limit to escalate.
//! Anchor: local call-and-confirm rule.
//!
//! What makes a call due is a rule of the plan that calls; a call placed outside any rule starts
//! its clock when it is first placed.

use std::collections::BTreeSet;

use super::{About, Bound, Draft, Found, Timing};
use crate::base::id::{CallId, DeskId};
use crate::base::time::{Duration, Time};
use crate::county::place::HazardArea;
use crate::event_log::event::Seq;
use crate::plan::file::Action;
use crate::score::index::Index;
use crate::score::moment::obligations;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::{CallTrack, Mark};
use crate::vocabulary::fact::{Fact, Subject};

/// A call that was due: to whom, by whom, since when, about what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    start: Mark,
    by: DeskId,
    post: DeskId,
    about: Option<(Fact, i64)>,
    evidence: Vec<Seq>,
}

/// Tests every call that was due or placed.
pub(super) fn find(index: &Index, found: &mut Found) {
    let mut used = BTreeSet::new();
    for due in due(index) {
        let call = index
            .all_calls()
            .filter(|(id, call)| {
                (call.by, call.to) == (due.by, due.post) && !used.contains(id) && serves(call, &due)
            })
            .min_by_key(|(_, call)| call.placed.first().copied());
        used.extend(call.map(|(id, _)| id));
        judge(index, &due, call.map(|(_, call)| call), found);
    }
    let mut rest: Vec<(CallId, &CallTrack)> =
        index.all_calls().filter(|(id, _)| !used.contains(id)).collect();
    rest.sort_by_key(|(_, call)| call.placed.first().copied());
    for (_, call) in rest {
        let Some(start) = call.placed.first().copied() else { continue };
        let due = Due { start, by: call.by, post: call.to, about: None, evidence: vec![start.seq] };
        judge(index, &due, Some(call), found);
    }
}

/// A call serves a duty that arose before it was placed, or while it was going on.
fn serves(call: &CallTrack, due: &Due) -> bool {
    call.placed.first().is_some_and(|placed| *placed >= due.start)
        || call.confirmed.is_some_and(|confirmed| confirmed >= due.start)
        || (call.confirmed.is_none() && call.placed.last().is_some_and(|at| *at >= due.start))
}

/// Every call that a rule makes due, one for each post and moment.
fn due(index: &Index) -> Vec<Due> {
    let mut all = BTreeSet::new();
    for rule in &index.plan().rules {
        for action in &rule.then {
            let Action::Call(audience) = action else { continue };
            for moment in obligations(index, &rule.desk, &rule.when) {
                let fact = Fact::new(rule.when[0].fact, moment.subject);
                for post in index.audience(audience, Some(moment.desk), fact) {
                    all.insert(Due {
                        start: moment.mark,
                        by: moment.desk,
                        post,
                        about: Some((fact, moment.value)),
                        evidence: moment.evidence.clone(),
                    });
                }
            }
        }
    }
    let mut all: Vec<Due> = all.into_iter().collect();
    all.sort_by_key(|due| (due.start, index.desk_key(due.by), index.desk_key(due.post)));
    all.dedup_by_key(|due| (due.start, due.by, due.post));
    all
}

fn judge(index: &Index, due: &Due, call: Option<&CallTrack>, found: &mut Found) {
    let calls = &index.plan().calls;
    let placed = call.and_then(|call| call.placed.first().copied());
    let confirmed = call.and_then(|call| call.confirmed);
    let at = confirmed.map(|mark| mark.at);
    let timing = Timing::of(due.start.at + calls.confirm, at, index.end);
    found.cases.calls.count(timing);
    if matches!(timing, Timing::Late | Timing::Never) {
        let form = if placed.is_some() { GapForm::Unconfirmed } else { GapForm::NotCalled };
        let clock = (due.start, calls.confirm);
        found.drafts.push(
            draft(index, due, form, clock, confirmed)
                .evidence(due.evidence.iter().copied().chain(placed.map(|mark| mark.seq))),
        );
    }
    let (Some(call), Some(placed)) = (call, placed) else { return };
    if let Some(confirmed) = confirmed.filter(|_| has_to_act(index, due)) {
        let acted = call.acted;
        let timing = Timing::of(confirmed.at + calls.act, acted.map(|mark| mark.at), index.end);
        if matches!(timing, Timing::Late | Timing::Never) {
            let clock = (confirmed, calls.act);
            let draft = draft(index, due, GapForm::NotActed, clock, acted);
            found.drafts.push(draft.evidence([placed.seq, confirmed.seq]));
        }
    }
    escalated(index, due, call, placed, found);
}

/// Whether the plan has the post do something for people when it knows what it is called about. A
/// township without a hazard area has confirmed, and is done.
fn has_to_act(index: &Index, due: &Due) -> bool {
    let Some((fact, value)) = due.about else { return false };
    let plan = index.plan();
    let answers_for = |area: &HazardArea| plan.answers_for(index.county(), due.post, area.zone);
    let is_about_areas = matches!(fact.subject, Subject::Area(_))
        || (fact.kind.is_level() && index.county().areas.iter().any(answers_for));
    is_about_areas
        && plan.rules.iter().any(|rule| {
            let first = &rule.when[0];
            let for_people = |action: &Action<DeskId>| {
                matches!(action, Action::Warn(_) | Action::Evacuate | Action::OpenShelter)
            };
            first.is_about(fact)
                && first.holds(value)
                && rule.then.iter().any(for_people)
                && index.audience(&rule.desk, None, fact).contains(&due.post)
        })
}

/// An unanswered call goes up; one that was confirmed before it had to does not.
fn escalated(index: &Index, due: &Due, call: &CallTrack, placed: Mark, found: &mut Found) {
    let limit = index.plan().calls.escalate;
    let deadline: Time = placed.at + limit;
    if call.confirmed.is_some_and(|confirmed| confirmed.at <= deadline) {
        return;
    }
    let up = call.escalated.first().map(|(mark, _)| *mark);
    let end = [up, call.confirmed].into_iter().flatten().min();
    let timing = Timing::of(deadline, end.map(|mark| mark.at), index.end);
    if matches!(timing, Timing::Late | Timing::Never) {
        let draft = draft(index, due, GapForm::NotEscalated, (placed, limit), end);
        found.drafts.push(draft.evidence([placed.seq]));
    }
}

fn draft(
    index: &Index,
    due: &Due,
    form: GapForm,
    (start, limit): (Mark, Duration),
    end: Option<Mark>,
) -> Draft {
    let calls = &index.plan().calls;
    let bound = Bound { limit, clause: Some(calls.clause), source: calls.source.clone() };
    let gap = (GapType::CallUnanswered, form);
    let mut draft = Draft::new(index, gap, start.at, bound, end);
    let registry = index.names.registry();
    draft.keys = due.about.iter().map(|(fact, _)| fact.key(registry)).collect();
    draft.keys.push(index.desk_key(due.by));
    draft.about = About {
        fact: due.about,
        subject: due.about.is_none().then_some(Subject::Desk(due.post)),
        ..About::default()
    };
    draft.between(Some(due.by), Some(due.post))
}

#[cfg(test)]
mod tests {
    use crate::base::id::CallId;
    use crate::event_log::event::Event;
    use crate::score::gap::testing::{between, desk, of, short};
    use crate::score::scorecard::{GapForm, GapType, Scorecard};
    use crate::score::testing::{AREA, Story};
    use crate::vocabulary::fact::{Fact, FactKind, Subject};

    /// The headquarters know at 10 that the area must prepare, and call Hewan as given.
    fn called(placed: Option<u64>, rest: &[(u64, &str)], end: u64) -> Scorecard {
        let mut story = Story::new();
        let by = desk(&story, "headquarters");
        story.sees(10, by, Fact::new(FactKind::AreaStage, Subject::Area(AREA)), 1);
        let call: CallId = story.bear();
        if let Some(minute) = placed {
            let (by, to) = (story.desk("headquarters"), story.desk("hewan"));
            story.happens(minute, None, Event::CallPlaced { call, by, to, attempt: 1 });
        }
        for (minute, what) in rest {
            let to = story.desk("shimen");
            let event = match *what {
                "confirmed" => Event::CallConfirmed { call },
                "acted" => Event::CallActed { call },
                _ => Event::CallEscalated { call, to },
            };
            story.happens(*minute, None, event);
        }
        story.ends(end)
    }

    #[test]
    fn a_post_must_be_called_confirm_and_act_and_a_silent_call_go_up() {
        let forms = |card: &Scorecard| {
            card.gaps.iter().map(|finding| (finding.form, short(finding))).collect::<Vec<_>>()
        };
        let between = |start, end, excess| between("headquarters", "hewan", start, end, excess);
        assert_eq!(forms(&called(Some(11), &[(20, "confirmed"), (40, "acted")], 90)), []);
        assert_eq!(forms(&called(None, &[], 90)), [(GapForm::NotCalled, between(20, None, 70))]);
        assert_eq!(
            forms(&called(Some(19), &[(25, "confirmed"), (30, "acted")], 90)),
            [(GapForm::Unconfirmed, between(20, Some(25), 5))]
        );
        assert_eq!(
            forms(&called(Some(11), &[(12, "confirmed"), (35, "acted")], 90)),
            [(GapForm::NotActed, between(32, Some(35), 3))]
        );
        let silent = forms(&called(Some(11), &[], 30));
        assert!(silent.contains(&(GapForm::Unconfirmed, between(20, None, 10))));
        assert!(silent.contains(&(GapForm::NotEscalated, between(21, None, 9))));
        assert_eq!(silent.len(), 2);
        let escalated = forms(&called(Some(11), &[(20, "escalated")], 30));
        assert_eq!(escalated, [(GapForm::Unconfirmed, between(20, None, 10))]);
    }

    #[test]
    fn a_call_outside_any_rule_starts_its_clock_when_it_is_placed() {
        let mut story = Story::new();
        let call: CallId = story.bear();
        let (by, to) = (story.desk("shimen"), story.desk("hewan"));
        story.happens(30, None, Event::CallPlaced { call, by, to, attempt: 1 });
        story.happens(42, None, Event::CallConfirmed { call });
        let card = story.ends(60);
        let found = of(&card, GapType::CallUnanswered, GapForm::Unconfirmed);
        assert_eq!(found, [between("shimen", "hewan", 40, Some(42), 2)]);
    }
}
