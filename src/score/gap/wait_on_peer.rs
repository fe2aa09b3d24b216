//! WAIT_ON_PEER 等待友邻.
//!
//! Test: a team waits on scene for a task, or for strength, that another organisation owes, for
//! longer than the limit; or work started before what must be done first was done (时序倒置).
//! Anchor: Chen 2008 (task flow); Comtois 2005.
//!
//! Who owes it: the desks of the teams assigned to the awaited task during the wait, else the desk
//! that leads its capability by the plan. Villages and townships are organisations of their own.

use super::{About, Bound, Draft, Found};
use crate::base::id::{DeskId, TaskId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Seq, WaitReason};
use crate::score::index::Index;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::{TaskTrack, Wait};

/// Tests every wait and every start of work.
pub(super) fn find(index: &Index, found: &mut Found) {
    for (id, task) in index.all_tasks() {
        for wait in &task.waits {
            waited(index, id, task, wait, found);
        }
        out_of_order(index, id, task, found);
    }
}

/// The organisation of a desk for coordination: itself, where it is a village's or a township's.
fn same_organisation(index: &Index, one: DeskId, other: DeskId) -> bool {
    let desks = &index.plan().desks;
    let (left, right) = (&desks[one.index()], &desks[other.index()]);
    let local = left.serves.is_some() || right.serves.is_some();
    one == other || (!local && left.organisation == right.organisation)
}

fn waited(index: &Index, id: TaskId, task: &TaskTrack, wait: &Wait, found: &mut Found) {
    let on = match (wait.reason, wait.on) {
        (WaitReason::Strength, on) => on.unwrap_or(id),
        (_, Some(on)) => on,
        (_, None) => return,
    };
    let needer = index.plan().teams[wait.team.index()].desk;
    let until = wait.end.map_or(index.end, |mark| mark.at);
    let Some((holder, proof)) = owed_by(index, (on, id), needer, (wait.start.at, until)) else {
        return;
    };
    let bound = Bound::from(&index.plan().limits.wait_on_peer);
    let mut draft =
        Draft::new(index, (GapType::WaitOnPeer, GapForm::Waiting), wait.start.at, bound, wait.end);
    let registry = index.names.registry();
    draft.keys = vec![registry.key(id), registry.key(wait.team)];
    draft.about = About {
        capability: Some(index.task(on).map_or(task.capability, |on| on.capability)),
        incident: Some(task.incident),
        task: Some(on),
        team: Some(wait.team),
        ..About::default()
    };
    let proof = proof.into_iter().chain([wait.start.seq]);
    found.drafts.push(draft.between(Some(holder), Some(needer)).evidence(proof));
}

/// The desk of another organisation that owes the awaited task, with the assignments that show
/// it; none where only the waiting organisation itself does.
fn owed_by(
    index: &Index,
    (on, own): (TaskId, TaskId),
    needer: DeskId,
    (start, until): (Time, Time),
) -> Option<(DeskId, Vec<Seq>)> {
    let awaited = index.task(on)?;
    let gone = |team, before: Time| {
        awaited.released.iter().any(|(mark, released)| *released == team && mark.at <= before)
    };
    // Where its own task is short of strength, a team does not wait for those who are there.
    let there =
        |team| on == own && awaited.arrivals.iter().any(|(mark, t)| *t == team && mark.at <= start);
    let mut peers: Vec<(bool, Key, DeskId, Seq)> = awaited
        .assigned
        .iter()
        .filter(|assignment| assignment.mark.at <= until && !gone(assignment.team, start))
        .filter(|assignment| !there(assignment.team))
        .map(|assignment| {
            let desk = index.plan().teams[assignment.team.index()].desk;
            let own = same_organisation(index, desk, needer);
            (own, index.desk_key(desk), desk, assignment.mark.seq)
        })
        .collect();
    peers.sort_unstable();
    if let Some((own, _, desk, seq)) = peers.first() {
        return (!own).then(|| (*desk, vec![*seq]));
    }
    let zone = index.incident(awaited.incident).map(|track| track.zone);
    let duty = index.plan().duty(awaited.capability)?;
    let lead = index.plan().audience(index.county(), &duty.lead, Some(needer), zone, None);
    let lead = lead.first().copied()?;
    (!same_organisation(index, lead, needer)).then(|| (lead, vec![awaited.arose.seq]))
}

/// Work that began before what must be done first was done, up to when that was.
fn out_of_order(index: &Index, id: TaskId, task: &TaskTrack, found: &mut Found) {
    let Some(before) = task.after.and_then(|before| index.task(before)) else { return };
    let Some((started, team)) = task.work_started.first().copied() else { return };
    if before.completed.is_some_and(|done| done <= started) {
        return;
    }
    let limits = &index.plan().limits.wait_on_peer;
    let bound =
        Bound { limit: Duration::ZERO, clause: limits.clause, source: limits.source.clone() };
    let gap = (GapType::WaitOnPeer, GapForm::OutOfOrder);
    let mut draft = Draft::new(index, gap, started.at, bound, before.completed);
    let holder = index.plan().teams[team.index()].desk;
    let needer = before.assigned.first().map(|a| index.plan().teams[a.team.index()].desk);
    draft.keys = vec![index.names.registry().key(id)];
    draft.about = About {
        capability: Some(task.capability),
        incident: Some(task.incident),
        task: Some(id),
        team: Some(team),
        ..About::default()
    };
    found.drafts.push(draft.between(Some(holder), needer).evidence([started.seq]));
}

#[cfg(test)]
mod tests {
    use crate::event_log::event::{Event, WaitReason};
    use crate::score::gap::testing::{between, of};
    use crate::score::scorecard::{GapForm, GapType, Scorecard};
    use crate::score::testing::Story;

    /// The engine waits at the landslide from 30 to `end` for the clearing that the digger owes.
    fn waited(end: Option<u64>, digger_assigned: bool) -> Scorecard {
        let mut story = Story::new();
        let (_, [clear, rescue]) = story.landslide(10);
        if digger_assigned {
            story.takes(12, "transport", "digger", clear);
        }
        story.takes(12, "fire", "engine-2", rescue);
        story.arrives(30, "engine-2", rescue);
        let (team, task) = (story.team("engine-2"), rescue);
        let (reason, on) = (WaitReason::Predecessor, Some(clear));
        story.happens(30, None, Event::TeamWaited { team, task, reason, on });
        if let Some(minute) = end {
            let done = story.happens(minute, None, Event::TaskCompleted { task: clear });
            let after = Some(done);
            story.happens(minute, Some(done), Event::WorkStarted { team, task, after });
        }
        story.ends(80)
    }

    #[test]
    fn a_wait_for_another_organisation_is_a_gap_beyond_its_limit() {
        let waiting = |card: &Scorecard| of(card, GapType::WaitOnPeer, GapForm::Waiting);
        assert_eq!(waiting(&waited(Some(40), true)), []);
        let late = [between("transport", "fire", 40, Some(47), 7)];
        assert_eq!(waiting(&waited(Some(47), true)), late);
        assert_eq!(waiting(&waited(Some(47), false)), late);
        assert_eq!(waiting(&waited(None, true)), [between("transport", "fire", 40, None, 40)]);
    }

    #[test]
    fn a_wait_for_ones_own_organisation_is_no_gap() {
        let mut story = Story::new();
        let (_, [_, rescue]) = story.landslide(10);
        for team in ["engine-1", "engine-2"] {
            story.takes(12, "fire", team, rescue);
        }
        story.arrives(30, "engine-2", rescue);
        let (team, task) = (story.team("engine-2"), rescue);
        let (reason, on) = (WaitReason::Strength, None);
        story.happens(30, None, Event::TeamWaited { team, task, reason, on });
        let card = story.ends(80);
        assert_eq!(of(&card, GapType::WaitOnPeer, GapForm::Waiting), []);
    }

    #[test]
    fn work_before_its_predecessor_is_done_is_out_of_order() {
        let mut story = Story::new();
        let (_, [clear, rescue]) = story.landslide(10);
        story.takes(12, "transport", "digger", clear);
        story.takes(12, "fire", "engine-2", rescue);
        let team = story.team("engine-2");
        story.happens(30, None, Event::WorkStarted { team, task: rescue, after: None });
        story.happens(50, None, Event::TaskCompleted { task: clear });
        let card = story.ends(80);
        let found = of(&card, GapType::WaitOnPeer, GapForm::OutOfOrder);
        assert_eq!(found, [between("fire", "transport", 30, Some(50), 20)]);
    }
}
