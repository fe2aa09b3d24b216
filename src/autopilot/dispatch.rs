//! Who is sent: the desk that leads a capability fills its tasks with the nearest teams that it
//! believes free, asks the supports of the plan in their order for the rest, and answers others.

use std::collections::BTreeSet;

use super::ledger::Owed;
use super::{Deadline, Decisions, Occasion, View};
use crate::base::id::{ClauseId, DeskId, IncidentId, NodeId, RequestId, TaskId, TeamId};
use crate::plan::rules::Duty;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::Priority;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::{Answer, Order};

/// A task that is to be filled now.
struct Need {
    task: TaskId,
    owed: Owed,
    missing: u8,
    node: NodeId,
}

/// Takes on the tasks of an incident that the desk leads: sends its teams and asks for the rest.
pub fn take_on(
    view: &View<'_>,
    incident: IncidentId,
    clause: Option<ClauseId>,
    decisions: &mut Decisions,
) {
    let Some(card) = view.ledger.cards.get(&incident) else { return };
    let mut needs: Vec<Need> = card
        .tasks
        .iter()
        .filter(|task| leads(view, task.capability, incident))
        .filter(|task| !view.ledger.owed.contains_key(&task.task))
        .map(|task| Need {
            task: task.task,
            owed: Owed {
                incident,
                capability: task.capability,
                quantity: task.quantity,
                due: task.due,
                request: None,
                asked: 0,
                awaiting: false,
            },
            missing: task.quantity,
            node: card.node,
        })
        .collect();
    decisions.owed.extend(needs.iter().map(|need| (need.task, need.owed)));
    fill(view, &mut needs, clause, decisions);
}

/// Whether the desk leads this capability for this incident.
pub fn leads(view: &View<'_>, capability: Capability, incident: IncidentId) -> bool {
    let fact = Fact::new(FactKind::Incident, Subject::Incident(incident));
    view.plan.duty(capability).is_some_and(|duty| view.is_meant(&duty.lead, fact))
}

/// Answers a request, or fills what is still owed when a team is ready or an answer has come.
pub fn respond(view: &View<'_>, occasion: &Occasion, decisions: &mut Decisions) {
    match occasion {
        Occasion::Requested { request, task, capability, quantity, due, .. } => {
            let owed = Owed {
                incident: view
                    .ledger
                    .cards
                    .values()
                    .find(|card| card.tasks.iter().any(|other| other.task == *task))
                    .map_or(IncidentId(u32::MAX), |card| card.incident),
                capability: *capability,
                quantity: *quantity,
                due: *due,
                request: Some(*request),
                asked: 0,
                awaiting: false,
            };
            answer(view, *request, *task, owed, decisions);
        }
        Occasion::Answered { task } | Occasion::Due(Deadline::AnswerOverdue(task)) => {
            fill(view, &mut open_needs(view, Some(*task)), None, decisions);
        }
        _ => fill(view, &mut open_needs(view, None), None, decisions),
    }
}

/// What is still owed and not being asked for, the earliest due first.
fn open_needs(view: &View<'_>, only: Option<TaskId>) -> Vec<Need> {
    let mut needs: Vec<Need> = view
        .ledger
        .owed
        .iter()
        .filter(|(task, _)| only.is_none_or(|only| only == **task))
        .filter_map(|(task, owed)| {
            let missing = view.ledger.shortfall(*task);
            let card = view.ledger.cards.get(&owed.incident)?;
            (missing > 0).then_some(Need { task: *task, owed: *owed, missing, node: card.node })
        })
        .collect();
    needs.sort_by_key(|need| (need.owed.due, need.owed.capability));
    needs
}

/// Accepts with what can be sent at once, or denies.
fn answer(
    view: &View<'_>,
    request: RequestId,
    task: TaskId,
    owed: Owed,
    decisions: &mut Decisions,
) {
    let Some(card) = view.ledger.cards.get(&owed.incident) else {
        let order = Order::Reply { request, answer: Answer::Deny, to: None };
        decisions.push(None, order, Priority::Urgent);
        return;
    };
    let teams = choose(view, owed.capability, card.node, owed.quantity, &mut BTreeSet::new());
    let answer = if teams.is_empty() { Answer::Deny } else { Answer::Accept };
    decisions.push(None, Order::Reply { request, answer, to: None }, Priority::Urgent);
    let accepted = u8::try_from(teams.len()).unwrap_or(owed.quantity);
    if accepted > 0 {
        decisions.owed.push((task, Owed { quantity: accepted, ..owed }));
    }
    for team in teams {
        decisions.push(None, Order::Dispatch { team, task }, Priority::Flash);
    }
}

/// Sends the desk's own teams, then asks the next support for what is missing.
fn fill(view: &View<'_>, needs: &mut [Need], clause: Option<ClauseId>, decisions: &mut Decisions) {
    let mut taken = BTreeSet::new();
    for need in needs {
        let teams = choose(view, need.owed.capability, need.node, need.missing, &mut taken);
        need.missing -= u8::try_from(teams.len()).unwrap_or(need.missing);
        for team in teams {
            decisions.push(clause, Order::Dispatch { team, task: need.task }, Priority::Flash);
        }
        if need.missing == 0 || need.owed.awaiting || need.owed.request.is_some() {
            continue;
        }
        let Some(to) = next_support(view, need) else { continue };
        let order = Order::Request {
            to,
            task: need.task,
            capability: need.owed.capability,
            quantity: need.missing,
            due: need.owed.due.max(view.now + view.plan.limits.request.limit),
        };
        decisions.push(clause, order, Priority::Flash);
        let overdue = view.now + view.plan.limits.answer.limit;
        decisions.deadlines.push((overdue, Deadline::AnswerOverdue(need.task)));
    }
}

/// The support that the plan names next, in turn; after the last one nobody is asked again.
fn next_support(view: &View<'_>, need: &Need) -> Option<DeskId> {
    let duty: &Duty = view.plan.duty(need.owed.capability)?;
    let fact = Fact::new(FactKind::Incident, Subject::Incident(need.owed.incident));
    let aid = view.plan.aid(need.owed.capability).into_iter().flat_map(|aid| &aid.from);
    let supports: Vec<DeskId> =
        duty.support.iter().chain(aid).flat_map(|audience| view.desks(audience, fact)).collect();
    supports.get(usize::from(need.owed.asked)).copied().filter(|desk| *desk != view.desk)
}

/// The nearest teams of the desk that have the capability and are believed free. Teams that no
/// believed road leads there are not chosen.
fn choose(
    view: &View<'_>,
    capability: Capability,
    node: NodeId,
    quantity: u8,
    taken: &mut BTreeSet<TeamId>,
) -> Vec<TeamId> {
    let candidates: Vec<TeamId> = view
        .plan
        .teams_of(view.desk)
        .iter()
        .copied()
        .filter(|team| is_free(view, *team) && !taken.contains(team))
        .filter(|team| view.plan.teams[team.index()].capabilities.has(capability))
        .collect();
    if candidates.is_empty() {
        return candidates;
    }
    let teams = (view.nearest)(&candidates, node, usize::from(quantity));
    taken.extend(&teams);
    teams
}

/// Whether the desk believes one of its teams free.
fn is_free(view: &View<'_>, team: TeamId) -> bool {
    let held = view.picture.value(Fact::new(FactKind::TeamState, Subject::Team(team)));
    let available = i64::from(TeamState::Available.code());
    !view.ledger.engaged.contains_key(&team) && held.is_none_or(|state| state == available)
}
