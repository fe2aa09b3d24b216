//! NOTIFY_LATE 通知迟滞.
//!
//! Test: a fact f and a desk o that the plan lists for it: kn(o, f) - t0(f) > the shortest limit of
//! the flows that list it, or infinite at the end of the exercise. t0 is when any desk or team
//! first knew; a clock starts for each version that differs materially from the one before and
//! meets the flow's condition, and knowing a later version satisfies it. Exactly at the limit is in
//! time.
//! Anchor: Bharosa 2010; JESIP *communicate*.
//!
//! The giving side is the desk that had to pass it on where it knew in time to, else the desk
//! (or the desk of the team) that first knew.

use std::collections::BTreeMap;

use super::{About, Bound, CaseCounts, Draft, Found, Timing};
use crate::base::id::{DeskId, FlowId};
use crate::base::key::Key;
use crate::event_log::event::Party;
use crate::plan::messages::Flow;
use crate::score::index::{FactTrack, Index};
use crate::score::moment::Clock;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::Mark;
use crate::vocabulary::fact::Fact;

/// When each desk came to know which version: (seen, known), in the order of knowing.
type Known = BTreeMap<DeskId, Vec<(Mark, Mark)>>;

/// A flow that lists a desk for a fact.
struct Listing<'a> {
    id: FlowId,
    flow: &'a Flow,
    /// The desks that have to pass it on.
    from: Vec<DeskId>,
}

/// Tests every fact that a flow carries at every desk that one lists for it.
pub(super) fn find(index: &Index, clocks: &[(Vec<Clock>, u32)], found: &mut Found) {
    let plan = index.plan();
    found.cases.notifications = vec![CaseCounts::default(); plan.flows.len()];
    for (track, (clocks, _)) in index.facts.iter().zip(clocks) {
        if clocks.is_empty() || plan.flows_of(track.fact.kind).next().is_none() {
            continue;
        }
        let known = known_by_desk(index, track);
        for (desk, listings) in listings(index, track.fact) {
            for clock in clocks {
                desk_and_clock(index, track.fact, (desk, &listings), clock, &known, found);
            }
        }
    }
}

/// Every desk that flows list for a fact, in order of their keys, with those flows.
fn listings<'a>(index: &Index<'a>, fact: Fact) -> Vec<(DeskId, Vec<Listing<'a>>)> {
    let mut of_desk: BTreeMap<(Key, DeskId), Vec<Listing>> = BTreeMap::new();
    let flows = index.plan().flows_of(fact.kind);
    for (id, flow) in flows.filter(|(_, flow)| flow.when.is_about(fact)) {
        let from = index.audience(&flow.from, None, fact);
        for desk in needers(index, flow, &from, fact) {
            let listing = Listing { id, flow, from: from.clone() };
            of_desk.entry((index.desk_key(desk), desk)).or_default().push(listing);
        }
    }
    of_desk.into_iter().map(|((_, desk), listings)| (desk, listings)).collect()
}

/// One case: the limit is the shortest of the flows that list the desk for this version.
fn desk_and_clock(
    index: &Index,
    fact: Fact,
    (desk, listings): (DeskId, &[Listing]),
    clock: &Clock,
    known: &Known,
    found: &mut Found,
) {
    let listings: Vec<&Listing> =
        listings.iter().filter(|listing| listing.flow.when.holds(clock.value)).collect();
    let Some(strictest) = listings.iter().min_by_key(|listing| listing.flow.limit) else { return };
    let end = knew(known, desk, clock);
    let due = clock.start.at + strictest.flow.limit;
    let timing = Timing::of(due, end.map(|mark| mark.at), index.end);
    found.cases.notifications[strictest.id.index()].count(timing);
    if matches!(timing, Timing::Late | Timing::Never) {
        let mut from: Vec<DeskId> =
            listings.iter().flat_map(|listing| &listing.from).copied().collect();
        from.sort_unstable_by_key(|desk| index.desk_key(*desk));
        from.dedup();
        found.drafts.push(draft(index, strictest.flow, fact, (clock, desk, end), &from, known));
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

/// Everybody whom the flow lists for the fact.
fn needers(index: &Index, flow: &Flow, from: &[DeskId], fact: Fact) -> Vec<DeskId> {
    let acting: Vec<Option<DeskId>> =
        if from.is_empty() { vec![None] } else { from.iter().copied().map(Some).collect() };
    let mut needers: Vec<DeskId> = Vec::new();
    for audience in &flow.to {
        for desk in &acting {
            needers.extend(index.audience(audience, *desk, fact));
        }
    }
    needers.sort_unstable();
    needers.dedup();
    needers.retain(|desk| {
        let concerns = |incident, desk| index.concerns(incident, desk);
        flow.covers(index.county(), fact.subject, *desk, concerns)
    });
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

#[cfg(test)]
mod tests {
    use crate::base::id::FacilityId;
    use crate::event_log::event::{Event, Party, Seq};
    use crate::score::gap::testing::{STAGE, between, desk, told};
    use crate::score::scorecard::Scorecard;
    use crate::score::testing::{Story, at, minutes};
    use crate::vocabulary::fact::{Fact, FactKind, Subject};
    use crate::vocabulary::scale::EventKind;

    /// Shimen sees a stage at minute 10 and the headquarters reads of it at `read`.
    fn stage_told(read: Option<u64>, end: u64) -> Scorecard {
        let mut story = Story::new();
        story.plan().flows.truncate(2);
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        let (version, seen) = story.sees(10, shimen, STAGE, 150);
        let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
        if let Some(read) = read {
            story.reads(read, sent);
        }
        story.ends(end)
    }

    #[test]
    fn a_desk_told_exactly_at_the_limit_is_in_time() {
        assert_eq!(told(&stage_told(Some(20), 60)), []);
        let late = [between("shimen", "headquarters", 20, Some(25), 5)];
        assert_eq!(told(&stage_told(Some(25), 60)), late);
    }

    #[test]
    fn a_desk_never_told_is_a_gap_to_the_end_of_play() {
        let open = [between("shimen", "headquarters", 20, None, 40)];
        assert_eq!(told(&stage_told(None, 60)), open);
        // Play ended before the limit ran out.
        assert_eq!(told(&stage_told(None, 19)), []);
    }

    #[test]
    fn a_late_notification_names_its_evidence_limit_and_clause() {
        let card = stage_told(Some(25), 60);
        let finding = &card.gaps[0];
        assert_eq!(finding.clock_start, at(10));
        assert_eq!(finding.limit.limit, minutes(10));
        assert_eq!(finding.clause.as_ref().unwrap().name, "4.1");
        assert_eq!(finding.evidence, [Seq(1), Seq(4)]);
        assert!(finding.id.starts_with("NOTIFY_LATE-"));
    }

    #[test]
    fn intervals_below_the_debounce_are_dropped_and_those_at_it_kept() {
        assert_eq!(told(&stage_told(Some(21), 60)).len(), 1);
        let mut story = Story::new();
        story.plan().flows.truncate(2);
        story.plan().limits.debounce.limit = minutes(6);
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        let (version, seen) = story.sees(10, shimen, STAGE, 150);
        let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
        story.reads(25, sent);
        assert_eq!(told(&story.ends(60)), []);
    }

    #[test]
    fn a_gauge_that_repeats_itself_starts_no_clock() {
        let mut story = Story::new();
        story.plan().flows.truncate(2);
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        let (version, seen) = story.sees(10, shimen, STAGE, 150);
        let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
        story.reads(12, sent);
        // Still between 100 and 200 cm: the same class.
        story.sees(20, shimen, STAGE, 180);
        // Another class, and nobody tells the headquarters.
        story.sees(40, shimen, STAGE, 210);
        let card = story.ends(90);
        assert_eq!(told(&card), [between("shimen", "headquarters", 50, None, 40)]);
        assert_eq!(card.gaps[0].about.value, Some(210));
    }

    #[test]
    fn a_later_version_satisfies_the_clock_of_an_earlier_one() {
        let mut story = Story::new();
        story.plan().flows.truncate(2);
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        story.sees(10, shimen, STAGE, 150);
        let (version, seen) = story.sees(15, shimen, STAGE, 250);
        let sent = story.sends(16, (shimen, headquarters), version, Some(seen));
        story.reads(20, sent);
        assert_eq!(told(&story.ends(90)), []);
    }

    #[test]
    fn a_superseded_message_tells_nobody() {
        let mut story = Story::new();
        story.plan().flows.truncate(2);
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        let (old, seen) = story.sees(10, shimen, STAGE, 150);
        let (message, sent) = story.sends(11, (shimen, headquarters), old, Some(seen));
        let (new, seen) = story.sees(12, shimen, STAGE, 250);
        let newer = story.sends(13, (shimen, headquarters), new, Some(seen));
        let by = newer.0;
        story.happens(13, Some(sent), Event::MessageSuperseded { message, by });
        story.reads(30, newer);
        let card = story.ends(90);
        // Both clocks end with the reading; the desk was in the dark already when the second began.
        let first = between("shimen", "headquarters", 20, Some(30), 10);
        let second = between("shimen", "headquarters", 22, Some(30), 8);
        assert_eq!(told(&card), [first, second]);
        assert_eq!(card.gaps[0].derived_from, None);
        assert_eq!(card.gaps[1].derived_from.as_ref(), Some(&card.gaps[0].id));
    }

    #[test]
    fn a_stage_below_the_flows_condition_concerns_nobody() {
        let mut story = Story::new();
        let shimen = desk(&story, "shimen");
        story.sees(10, shimen, STAGE, 99);
        assert_eq!(told(&story.ends(90)), []);
    }

    #[test]
    fn a_flow_about_a_floods_level_lists_nobody_for_an_accidents() {
        let told_of = |event| {
            let mut story = Story::new();
            let mut flow = story.plan().flows[1].clone();
            flow.when.fact = FactKind::ResponseLevel;
            flow.when.at_least = 1;
            flow.when.event = Some(EventKind::Flood);
            story.plan().flows = vec![flow];
            let shimen = desk(&story, "shimen");
            story.sees(10, shimen, Fact::new(FactKind::ResponseLevel, Subject::Event(event)), 2);
            told(&story.ends(60))
        };
        assert_eq!(told_of(EventKind::Flood), [between("shimen", "headquarters", 20, None, 40)]);
        assert_eq!(told_of(EventKind::Industrial), []);
    }

    #[test]
    fn nobody_needs_what_nobody_knows() {
        let mut story = Story::new();
        let sensor = Party::Sensor(FacilityId(0));
        story.sees(10, sensor, STAGE, 150);
        let card = story.ends(90);
        assert_eq!(told(&card), []);
        let stages = card.detection.iter().find(|kind| kind.fact == FactKind::RiverStage).unwrap();
        assert_eq!((stages.known, stages.never_known), (0, 1));
    }

    #[test]
    fn a_sensors_clock_starts_when_the_first_desk_reads_it() {
        let mut story = Story::new();
        story.plan().flows.truncate(2);
        let sensor = Party::Sensor(FacilityId(0));
        let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
        let (version, seen) = story.sees(10, sensor, STAGE, 150);
        let sent = story.sends(10, (sensor, shimen), version, Some(seen));
        let read = story.reads(30, sent);
        let on = story.sends(31, (shimen, headquarters), version, Some(read));
        story.reads(45, on);
        let card = story.ends(90);
        assert_eq!(told(&card), [between("shimen", "headquarters", 40, Some(45), 5)]);
        let stages = card.detection.iter().find(|kind| kind.fact == FactKind::RiverStage).unwrap();
        assert_eq!((stages.known, stages.longest), (1, minutes(20)));
    }
}
