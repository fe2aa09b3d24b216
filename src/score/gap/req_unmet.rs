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
