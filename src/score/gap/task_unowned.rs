//! TASK_UNOWNED 任务无人认领.
//!
//! Test: a task known to some desk, and no team assigned to it by then + the limit while a capable
//! team is idle. Only time during which one is idle counts; the rest is a shortfall of capacity.
//! Anchor: Chen 2008 (task flow).
//!
//! What decides cases: a task that waits for another one can be taken from when that is done. The
//! assignment counts from the order that led to it. Capable teams are those with the capability
//! whose desk leads or supports it by the plan; of a capability without a duty, all that have it.
//! Of them those count that could have come by the task's deadline, over the roads as they truly
//! were; without a router, all.

use std::collections::BTreeMap;

use super::{About, Bound, Draft, Found};
use crate::base::id::{DeskId, TaskId, TeamId, ZoneId};
use crate::base::time::{Duration, Time};
use crate::county::router::Router;
use crate::score::detection::{Capacity, CapacityKind};
use crate::score::index::Index;
use crate::score::reach;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::{Mark, TaskTrack};
use crate::vocabulary::capability::Capability;

/// Desks that lead and support a capability in a zone, the leading one first.
type Duties = BTreeMap<(Capability, ZoneId), Option<Vec<DeskId>>>;

/// Tests every task.
pub(super) fn find(index: &Index, router: Option<&Router>, found: &mut Found) {
    let mut duties = Duties::new();
    for (id, task) in index.all_tasks() {
        one(index, (id, task), &mut duties, router, found);
    }
}

fn one(
    index: &Index,
    (id, task): (TaskId, &TaskTrack),
    duties: &mut Duties,
    router: Option<&Router>,
    found: &mut Found,
) {
    let Some((knower, known)) = index.incident_known(task.incident) else { return };
    let ready = match task.after {
        Some(before) => match index.task(before).and_then(|before| before.completed) {
            Some(done) => done.max(task.arose),
            None => return,
        },
        None => task.arose,
    };
    let start = known.max(ready);
    let taken = task.assigned.iter().map(|a| a.ordered.unwrap_or(a.mark)).min();
    let stabilised = index.incident(task.incident).and_then(|incident| incident.stabilised);
    let end = [taken, task.completed, stabilised].into_iter().flatten().min();
    let until = end.map_or(index.end, |mark| mark.at);
    if until <= start.at {
        return;
    }
    let zone = index.incident(task.incident).map(|incident| incident.zone);
    let Some(zone) = zone else { return };
    let desks = duties
        .entry((task.capability, zone))
        .or_insert_with(|| desks_for(index, task.capability, zone));
    let mut teams = capable(index, task.capability, desks.as_deref());
    let deadline = index.template(task).map_or(Duration::ZERO, |template| template.deadline);
    if let (Some(router), Some(incident)) = (router, index.incident(task.incident)) {
        let window = (start.at, index.end.min(start.at + deadline));
        let site = (task.capability, incident.node);
        let able = reach::able(index, router, site, window);
        teams.retain(|team| able.contains(team));
    }
    let idle = idle_time(index, &teams, start.at, until);
    let limit = &index.plan().limits.assign;
    if let Some(over) = moment_of(&idle, limit.limit) {
        let lead = desks.as_ref().and_then(|desks| desks.first().copied());
        let mut draft = Draft::new(
            index,
            (GapType::TaskUnowned, GapForm::Unassigned),
            start.at,
            Bound::from(limit),
            end,
        );
        draft.start = over;
        draft.excess = total(&idle).saturating_sub(limit.limit);
        let duty = index.plan().duty(task.capability).map(|duty| duty.clause);
        draft.clause = duty.or(draft.clause);
        draft.keys = vec![index.names.registry().key(id)];
        draft.about = about(id, task);
        draft.idle_teams = idle_between(index, &teams, over, until);
        let proof = [known.seq, task.arose.seq, start.seq];
        found.drafts.push(draft.between(lead.or(Some(knower)), Some(knower)).evidence(proof));
    }
    let without = until.since(start.at).saturating_sub(total(&idle));
    if without > limit.limit {
        found.capacity.push((
            index.names.registry().key(id),
            shortfall(index, (id, task), (start, end), without, knower),
        ));
    }
}

fn about(id: TaskId, task: &TaskTrack) -> About {
    About {
        capability: Some(task.capability),
        incident: Some(task.incident),
        task: Some(id),
        ..About::default()
    }
}

fn shortfall(
    index: &Index,
    (id, task): (TaskId, &TaskTrack),
    (start, end): (Mark, Option<Mark>),
    length: Duration,
    knower: DeskId,
) -> Capacity {
    Capacity {
        kind: CapacityKind::TaskWithoutTeam,
        capability: task.capability,
        missing: task.quantity,
        start: start.at,
        end: end.map(|mark| mark.at),
        length,
        needer: Some(index.names.desk(knower)),
        incident: index.incident_name(task.incident).expect("a task has its incident"),
        task: index.task_name(id).expect("the task is known"),
        evidence: [Some(start.seq), end.map(|mark| mark.seq)].into_iter().flatten().collect(),
    }
}

/// The desks that the plan's duty means, the leading one first; none without a duty.
fn desks_for(index: &Index, capability: Capability, zone: ZoneId) -> Option<Vec<DeskId>> {
    let plan = index.plan();
    let duty = plan.duty(capability)?;
    let mut desks = plan.audience(index.county(), &duty.lead, None, Some(zone), None);
    let lead = desks.first().copied();
    for audience in &duty.support {
        for desk in plan.audience(index.county(), audience, lead, Some(zone), None) {
            if !desks.contains(&desk) {
                desks.push(desk);
            }
        }
    }
    Some(desks)
}

fn capable(index: &Index, capability: Capability, desks: Option<&[DeskId]>) -> Vec<TeamId> {
    let teams = index.plan().teams.iter().enumerate();
    teams
        .filter(|(_, team)| team.capabilities.has(capability))
        .filter(|(_, team)| desks.is_none_or(|desks| desks.contains(&team.desk)))
        .map(|(number, _)| TeamId::from_index(number))
        .filter(|team| index.drill.takes_part(*team))
        .collect()
}

/// When at least one of the teams was idle within the interval: disjoint, in order.
fn idle_time(index: &Index, teams: &[TeamId], from: Time, to: Time) -> Vec<(Time, Time)> {
    let mut all: Vec<(Time, Time)> =
        teams.iter().flat_map(|team| index.idle(*team, from, to)).collect();
    all.sort_unstable();
    let mut merged: Vec<(Time, Time)> = Vec::new();
    for (start, end) in all {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

fn total(intervals: &[(Time, Time)]) -> Duration {
    intervals.iter().fold(Duration::ZERO, |sum, (start, end)| sum + end.since(*start))
}

/// The moment from which more than `limit` of the intervals has passed.
fn moment_of(intervals: &[(Time, Time)], limit: Duration) -> Option<Time> {
    let mut left = limit;
    for (start, end) in intervals {
        let length = end.since(*start);
        if length > left {
            return Some(*start + left);
        }
        left = left.saturating_sub(length);
    }
    None
}

fn idle_between(index: &Index, teams: &[TeamId], from: Time, to: Time) -> Vec<TeamId> {
    let mut idle: Vec<TeamId> = teams
        .iter()
        .copied()
        .filter(|team| index.idle(*team, from, to).iter().any(|(start, end)| start < end))
        .collect();
    idle.sort_unstable_by_key(|team| index.plan().teams[team.index()].key);
    idle
}

#[cfg(test)]
mod tests {
    use crate::event_log::event::Event;
    use crate::score::detection::CapacityKind;
    use crate::score::gap::testing::{Short, between, of};
    use crate::score::scorecard::{GapForm, GapType, Scorecard};
    use crate::score::testing::{Story, minutes};
    use crate::vocabulary::capability::Capability;
    use crate::vocabulary::fact::TeamState;

    /// The landslide at 10, known to transport at 12; the digger is ordered and assigned as given.
    fn clearing(ordered: Option<(u64, u64)>, digger_busy: bool) -> Scorecard {
        let mut story = Story::new();
        if digger_busy {
            let team = story.team("digger");
            story.happens(5, None, Event::TeamStateChanged { team, state: TeamState::Working });
        }
        let (incident, [clear, _]) = story.landslide(10);
        story.knows(12, "transport", incident);
        if let Some((order, assigned)) = ordered {
            story.orders(order, "transport", "digger", clear);
            story.takes(assigned, "transport", "digger", clear);
        }
        story.ends(60)
    }

    fn unowned(card: &Scorecard) -> Vec<Short> {
        of(card, GapType::TaskUnowned, GapForm::Unassigned)
    }

    #[test]
    fn a_task_is_unowned_while_a_capable_team_is_idle() {
        assert_eq!(unowned(&clearing(Some((17, 17)), false)), []);
        let late = [between("transport", "-", 17, Some(20), 3)];
        assert_eq!(unowned(&clearing(Some((20, 20)), false)), late);
        assert_eq!(unowned(&clearing(None, false)), [between("transport", "-", 17, None, 43)]);
    }

    #[test]
    fn an_assignment_counts_from_the_order_that_led_to_it() {
        assert_eq!(unowned(&clearing(Some((16, 30)), false)), []);
    }

    #[test]
    fn a_task_without_an_idle_team_is_capacity_and_no_gap() {
        let card = clearing(None, true);
        assert_eq!(unowned(&card), []);
        let short: Vec<_> = card.capacity.iter().map(|it| (it.kind, it.capability)).collect();
        assert_eq!(short, [(CapacityKind::TaskWithoutTeam, Capability::RoadClearance)]);
        assert_eq!(card.capacity[0].length, minutes(48));
    }

    #[test]
    fn a_task_that_waits_for_another_is_not_unowned_before_that_is_done() {
        // The rescue waits for the clearing, which is never done, while both engines stand idle.
        let card = clearing(Some((13, 13)), false);
        assert_eq!(unowned(&card), []);
    }
}
