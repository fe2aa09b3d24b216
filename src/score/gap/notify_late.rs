//! NOTIFY_LATE 通知迟滞.
//!
//! Test: a fact f and a desk o that the plan lists for it: kn(o, f) - t0(f) > the flow's limit, or
//! infinite at the end of the exercise. t0 is when any desk or team first knew; a clock starts for
//! each version that differs materially from the one before and meets the flow's condition, and
//! knowing a later version satisfies it. Exactly at the limit is in time.
//! Anchor: Bharosa 2010; JESIP *communicate*.
//!
//! The giving side is the desk that had to pass it on where it knew in time to, else the desk
//! (or the desk of the team) that first knew.

use std::collections::BTreeMap;

use super::{About, Bound, CaseCounts, Draft, Found, Timing};
use crate::base::id::{DeskId, FlowId};
use crate::event_log::event::Party;
use crate::plan::Flow;
use crate::score::index::{FactTrack, Index};
use crate::score::moment::Clock;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::Mark;
use crate::vocabulary::fact::Fact;

/// When each desk came to know which version: (seen, known), in the order of knowing.
type Known = BTreeMap<DeskId, Vec<(Mark, Mark)>>;

/// Tests every flow against every fact that it carries.
pub(super) fn find(index: &Index, clocks: &[(Vec<Clock>, u32)], found: &mut Found) {
    let plan = index.plan();
    found.cases.notifications = vec![CaseCounts::default(); plan.flows.len()];
    for (track, (clocks, _)) in index.facts.iter().zip(clocks) {
        let mut known: Option<Known> = None;
        for (id, flow) in plan.flows_of(track.fact.kind) {
            let meeting: Vec<&Clock> =
                clocks.iter().filter(|clock| flow.when.holds(clock.value)).collect();
            if meeting.is_empty() {
                continue;
            }
            let known = known.get_or_insert_with(|| known_by_desk(index, track));
            flow_over_fact(index, (id, flow), track.fact, &meeting, known, found);
        }
    }
}

fn known_by_desk(index: &Index, track: &FactTrack) -> Known {
    let mut known = Known::new();
    for knowing in &track.knowings {
        if let Party::Desk(desk) = knowing.party {
            let seen = index.version(knowing.version).seen;
            known.entry(desk).or_default().push((seen, knowing.mark));
        }
    }
    known
}

/// When the desk knew this version or a later one.
fn knew(known: &Known, desk: DeskId, clock: &Clock) -> Option<Mark> {
    let of_desk = known.get(&desk)?;
    of_desk.iter().find(|(seen, _)| *seen >= clock.seen).map(|(_, known)| *known)
}

fn flow_over_fact(
    index: &Index,
    (id, flow): (FlowId, &Flow),
    fact: Fact,
    clocks: &[&Clock],
    known: &Known,
    found: &mut Found,
) {
    let from = index.audience(&flow.from, None, fact);
    let mut needers = needers(index, flow, &from, fact);
    needers.retain(|desk| {
        let concerns = |incident, desk| index.concerns(incident, desk);
        flow.covers(index.county(), fact.subject, *desk, concerns)
    });
    for clock in clocks {
        for desk in &needers {
            let end = knew(known, *desk, clock);
            let due = clock.start.at + flow.limit;
            let timing = Timing::of(due, end.map(|mark| mark.at), index.end);
            found.cases.notifications[id.index()].count(timing);
            if matches!(timing, Timing::Late | Timing::Never) {
                found.drafts.push(draft(index, flow, fact, (clock, *desk, end), &from, known));
            }
        }
    }
}

/// Everybody whom the flow lists for the fact, in order of their keys.
fn needers(index: &Index, flow: &Flow, from: &[DeskId], fact: Fact) -> Vec<DeskId> {
    let acting: Vec<Option<DeskId>> =
        if from.is_empty() { vec![None] } else { from.iter().copied().map(Some).collect() };
    let mut needers: Vec<DeskId> = Vec::new();
    for audience in &flow.to {
        for desk in &acting {
            needers.extend(index.audience(audience, *desk, fact));
        }
    }
    needers.sort_unstable_by_key(|desk| index.desk_key(*desk));
    needers.dedup();
    needers
}

fn draft(
    index: &Index,
    flow: &Flow,
    fact: Fact,
    (clock, desk, end): (&Clock, DeskId, Option<Mark>),
    from: &[DeskId],
    known: &Known,
) -> Draft {
    let bound = Bound { limit: flow.limit, clause: Some(flow.clause), source: flow.source.clone() };
    let gap = (GapType::NotifyLate, GapForm::NotTold);
    let mut draft = Draft::new(index, gap, clock.start.at, bound, end);
    let until = end.map_or(draft.start, |mark| mark.at);
    let passer = from
        .iter()
        .filter_map(|desk| Some((knew(known, *desk, clock)?, *desk)))
        .filter(|(mark, passer)| mark.at <= until && *passer != desk)
        .min_by_key(|(mark, _)| *mark)
        .map(|(_, passer)| passer);
    let first = match clock.by {
        Party::Desk(desk) => Some(desk),
        Party::Team(team) => Some(index.plan().teams[team.index()].desk),
        _ => None,
    };
    draft.keys = vec![fact.key(index.names.registry())];
    draft.about = About { fact: Some((fact, clock.value)), ..About::default() };
    draft.passes_on = from.iter().copied().filter(|passer| *passer != desk).collect();
    let passed = passer.and_then(|passer| knew(known, passer, clock)).map(|mark| mark.seq);
    let proof = [Some(clock.seen.seq), Some(clock.start.seq), passed];
    draft.between(passer.or(first), Some(desk)).evidence(proof.into_iter().flatten())
}
