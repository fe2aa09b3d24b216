//! REQ_UNMET_AVAILABLE 有资源未满足.
//!
//! Test: when a request falls due, fewer capable teams than asked for have arrived, and a capable
//! team u was idle at some s in [request, due] with s + turnout + travel <= due, over the roads as
//! they truly were. Without such a team it is a shortfall of capacity, not a gap.
//! Anchor: Chen 2008 (resource).
//!
//! What decides cases: teams count that were assigned to the task by anybody but the requester and
//! arrived between request and due; a task adequately staffed or done by then satisfies it. For
//! turnout the longer of a team's two medians counts, so that doubt falls on the side of capacity.
//! Slowing by water is not in the log as a fact of roads, so roads are open or closed here.

use super::{About, Bound, Draft, Found};
use crate::base::id::{RequestId, TeamId};
use crate::base::time::{Duration, Time};
use crate::county::router::Router;
use crate::score::detection::{Capacity, CapacityKind};
use crate::score::index::Index;
use crate::score::reach;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::{Mark, RequestTrack, TaskTrack};

/// Tests every request that fell due during play.
pub(super) fn find(index: &Index, router: Option<&Router>, found: &mut Found) {
    for (id, request) in index.all_requests() {
        let Some(task) = index.task(request.task) else { continue };
        if request.due >= index.end {
            continue;
        }
        let (arrived, met) = arrived(task, request);
        if arrived >= usize::from(request.quantity) || satisfied(task, request.due) {
            continue;
        }
        let Some(router) = router else {
            found.cases.requests_not_judged += 1;
            continue;
        };
        let Some(incident) = index.incident(task.incident) else { continue };
        let window = (request.made.at, request.due);
        let able = reach::able(index, router, (request.capability, incident.node), window);
        if able.is_empty() {
            let missing = usize::from(request.quantity).saturating_sub(arrived);
            let missing = u8::try_from(missing).unwrap_or(u8::MAX);
            found.capacity.push(shortfall(index, id, request, missing, met));
        } else {
            found.drafts.push(draft(index, id, request, able, met));
        }
    }
}

/// How many teams came for the request by the time it was due, and the arrival that met it.
fn arrived(task: &TaskTrack, request: &RequestTrack) -> (usize, Option<Mark>) {
    let sent = |team: TeamId, at: Mark| {
        task.assigned.iter().any(|a| a.team == team && a.mark <= at && a.by != request.by)
    };
    let mut teams: Vec<TeamId> = Vec::new();
    let (mut in_time, mut met) = (0, None);
    for (mark, team) in &task.arrivals {
        if *mark < request.made || teams.contains(team) || !sent(*team, *mark) {
            continue;
        }
        teams.push(*team);
        if mark.at <= request.due {
            in_time = teams.len();
        }
        if teams.len() == usize::from(request.quantity) {
            met = Some(*mark);
        }
    }
    let later = [met, task.completed].into_iter().flatten().min();
    (in_time, later)
}

fn satisfied(task: &TaskTrack, due: Time) -> bool {
    let done = task.completed.is_some_and(|done| done.at <= due);
    done || task.adequate().is_some_and(|(mark, _)| mark.at <= due)
}

fn about(index: &Index, request: &RequestTrack) -> About {
    About {
        capability: Some(request.capability),
        incident: index.task(request.task).map(|task| task.incident),
        task: Some(request.task),
        ..About::default()
    }
}

fn draft(
    index: &Index,
    id: RequestId,
    request: &RequestTrack,
    able: Vec<TeamId>,
    met: Option<Mark>,
) -> Draft {
    let limit = &index.plan().limits.request;
    // What was asked for is the limit; the plan's says where such dates come from.
    let allowed = request.due.since(request.made.at);
    let bound = Bound { limit: allowed, ..Bound::from(limit) };
    let gap = (GapType::ReqUnmetAvailable, GapForm::RequestUnmet);
    let mut draft = Draft::new(index, gap, request.made.at, bound, met);
    draft.keys = vec![index.names.registry().key(id)];
    draft.about = about(index, request);
    draft.idle_teams = able;
    let answers = request.answers.iter().map(|(mark, ..)| mark.seq);
    let proof: Vec<_> = answers.chain([request.made.seq]).collect();
    draft.between(Some(request.to), Some(request.by)).evidence(proof)
}

fn shortfall(
    index: &Index,
    id: RequestId,
    request: &RequestTrack,
    missing: u8,
    met: Option<Mark>,
) -> (crate::base::key::Key, Capacity) {
    let task = index.task(request.task).expect("judged requests have a task");
    let length: Duration = met.map_or(index.end, |mark| mark.at).since(request.due);
    let capacity = Capacity {
        kind: CapacityKind::RequestUnmet,
        capability: request.capability,
        missing,
        start: request.due,
        end: met.map(|mark| mark.at),
        length,
        needer: Some(index.names.desk(request.by)),
        incident: index.incident_name(task.incident).expect("a task has its incident"),
        task: index.task_name(request.task).expect("the task is known"),
        evidence: [Some(request.made.seq), met.map(|mark| mark.seq)]
            .into_iter()
            .flatten()
            .collect(),
    };
    (index.names.registry().key(id), capacity)
}

#[cfg(test)]
mod tests {
    use crate::base::id::{NodeId, RequestId, RoadId, TaskId};
    use crate::base::key::Key;
    use crate::county::router::Router;
    use crate::event_log::event::Event;
    use crate::score::detection::CapacityKind;
    use crate::score::gap::testing::{Short, between, of};
    use crate::score::score;
    use crate::score::scorecard::{GapForm, GapType, Scorecard};
    use crate::score::testing::{Story, at, minutes};
    use crate::vocabulary::capability::Capability;
    use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};

    /// Headquarters ask fire at 20 for one team at the landslide by 60; `arrives` is when one does,
    /// `blocked` when the road at the site's side is closed, and `busy` whether the engines are.
    fn asked(arrives: Option<u64>, blocked: Option<u64>, busy: bool) -> Scorecard {
        let mut story = Story::new();
        if busy {
            for team in [story.team("engine-1"), story.team("engine-2")] {
                story.happens(5, None, Event::TeamStateChanged { team, state: TeamState::Working });
            }
        }
        let (_, [_, task]) = story.landslide(10);
        let block = |story: &mut Story, minute| {
            let fact = Fact::new(FactKind::RoadPassable, Subject::Road(RoadId(2)));
            story.happens(minute, None, Event::FactChanged { fact, value: 0 });
        };
        if let Some(minute) = blocked.filter(|minute| *minute <= 20) {
            block(&mut story, minute);
        }
        let (by, to) = (story.desk("headquarters"), story.desk("fire"));
        let request: RequestId = story.bear();
        let (capability, quantity, due) = (Capability::Rescue, 1, at(60));
        let event = Event::RequestMade { request, by, to, task, capability, quantity, due };
        story.happens(20, None, event);
        if let Some(minute) = blocked.filter(|minute| *minute > 20) {
            block(&mut story, minute);
        }
        if let Some(minute) = arrives {
            story.takes(40, "fire", "engine-1", task);
            story.arrives(minute, "engine-1", task);
        }
        story.ends(100)
    }

    fn unmet(card: &Scorecard) -> Vec<Short> {
        of(card, GapType::ReqUnmetAvailable, GapForm::RequestUnmet)
    }

    #[test]
    fn a_request_unmet_while_an_engine_could_have_come_is_a_gap() {
        assert_eq!(unmet(&asked(Some(60), None, false)), []);
        let card = asked(None, None, false);
        assert_eq!(unmet(&card), [between("fire", "headquarters", 60, None, 40)]);
        let idle: Vec<&str> = card
            .gaps
            .iter()
            .find(|gap| gap.gap == GapType::ReqUnmetAvailable)
            .map(|gap| gap.idle_teams.iter().map(|team| team.name.as_str()).collect())
            .unwrap();
        assert_eq!(idle.len(), 2);
        let late = [between("fire", "headquarters", 60, Some(75), 15)];
        assert_eq!(unmet(&asked(Some(75), None, false)), late);
    }

    #[test]
    fn a_request_that_nobody_could_meet_is_capacity_and_no_gap() {
        let capacity = |card: &Scorecard| {
            let of_kind = card.capacity.iter().filter(|it| it.kind == CapacityKind::RequestUnmet);
            of_kind.map(|it| (it.missing, it.length)).collect::<Vec<_>>()
        };
        let busy = asked(None, None, true);
        assert_eq!(unmet(&busy), []);
        assert_eq!(capacity(&busy), [(1, minutes(40))]);
        let blocked = asked(None, Some(15), false);
        assert_eq!(unmet(&blocked), []);
        assert_eq!(capacity(&blocked), [(1, minutes(40))]);
    }

    #[test]
    fn a_road_that_closes_later_leaves_time_for_who_could_have_passed_before() {
        // From junction 1 it is ten minutes, and two to turn out: over the closed road from 27 to
        // 32.
        assert_eq!(unmet(&asked(None, Some(32), false)).len(), 1);
        assert_eq!(unmet(&asked(None, Some(31), false)), []);
    }

    #[test]
    fn without_a_router_an_unmet_request_is_listed_as_not_evaluated() {
        let mut story = Story::new();
        let (_, [_, task]) = story.landslide(10);
        let (by, to) = (story.desk("headquarters"), story.desk("fire"));
        let request = story.bear();
        let (capability, quantity, due) = (Capability::Rescue, 1, at(60));
        let event = Event::RequestMade { request, by, to, task, capability, quantity, due };
        story.happens(20, None, event);
        story.ends(100);
        let card = score(&story.drill, None, &story.log);
        assert_eq!(unmet(&card), []);
        assert!(card.not_evaluated.iter().any(|item| item.cases == Some(1)));
    }

    #[test]
    fn a_team_on_its_way_counts_from_the_next_junction() {
        // Engine 1 is ordered nowhere and drives home over the row when the request comes.
        let mut story = Story::new();
        let network = story.drill.county.network.clone();
        let arc = |from: u32, to: u32| {
            network
                .arcs_from(NodeId(from))
                .find(|arc| network.head[arc.index()] == NodeId(to))
                .unwrap()
        };
        let engine_2 = story.team("engine-2");
        let state = TeamState::Working;
        story.happens(1, None, Event::TeamStateChanged { team: engine_2, state });
        let (_, [_, task]): (_, [TaskId; 2]) = story.landslide(10);
        let team = story.team("engine-1");
        let arcs = vec![arc(0, 1), arc(1, 2)].into_boxed_slice();
        story.happens(17, None, Event::TeamDeparted { team, to: NodeId(2), arcs });
        let (by, to) = (story.desk("headquarters"), story.desk("fire"));
        // At 20 it is on the first road; at junction 1 at 22, ready at 24, at the site at 34.
        for (due, found) in [(at(33), 0), (at(34), 1)] {
            let mut story_log = story.log.clone();
            let request = story_log.registry_mut().bear(Key(77));
            let (capability, quantity) = (Capability::Rescue, 1);
            let event = Event::RequestMade { request, by, to, task, capability, quantity, due };
            story_log.append(at(20), None, event);
            story_log.append(at(100), None, Event::RunEnded {});
            let router = Router::new(network.clone(), &[]);
            let card = score(&story.drill, Some(&router), &story_log);
            assert_eq!(unmet(&card).len(), found, "due {due}");
        }
    }
}
