//! Teams are ordered out of a danger upon news that the plan names, and back in when some time has
//! passed without more of it.

use super::{Deadline, Decisions, View};
use crate::base::id::{TaskId, TeamId};
use crate::base::key::Key;
use crate::plan::withdrawal::Withdrawal;
use crate::vocabulary::channel::Priority;
use crate::vocabulary::fact::Fact;
use crate::vocabulary::order::Order;

/// What a desk orders its teams when it learns a fact: out of the danger, those that are not out.
pub(super) fn out(view: &View<'_>, fact: Fact, decisions: &mut Decisions) {
    let all = view.plan.withdrawals.iter().enumerate();
    for (number, withdrawal) in all.filter(|(_, withdrawal)| withdrawal.fact == fact.kind) {
        let engaged = view.ledger.engaged.iter();
        let in_it = engaged.filter(|(_, task)| is_in(view, **task, withdrawal));
        let mut teams: Vec<TeamId> = in_it.map(|(team, _)| *team).collect();
        if teams.is_empty() {
            continue;
        }
        teams.retain(|team| !view.ledger.withdrawn.contains(team));
        order(view, withdrawal, &[fact], teams, |team| Order::Withdraw { team }, decisions);
        let back = view.now + withdrawal.back_after;
        decisions.deadlines.push((back, Deadline::BackIn(number)));
    }
}

/// What a desk orders its teams when nothing more may have come for a while: back in, unless
/// something has.
pub(super) fn back_in(view: &View<'_>, number: usize, decisions: &mut Decisions) {
    let withdrawal = &view.plan.withdrawals[number];
    if view.ledger.back_in.get(&number).is_some_and(|at| *at > view.now) {
        return;
    }
    let is_in_it = |team: &TeamId| {
        view.ledger.engaged.get(team).is_some_and(|task| is_in(view, *task, withdrawal))
    };
    let teams = view.ledger.withdrawn.iter().copied().filter(is_in_it).collect();
    order(view, withdrawal, &[], teams, |team| Order::GoBackIn { team }, decisions);
}

/// Orders teams about in order of their keys.
fn order(
    view: &View<'_>,
    withdrawal: &Withdrawal,
    facts: &[Fact],
    mut teams: Vec<TeamId>,
    order: impl Fn(TeamId) -> Order,
    decisions: &mut Decisions,
) {
    let key = |team: &TeamId| -> Key { view.plan.teams[team.index()].key };
    teams.sort_unstable_by_key(key);
    let first = decisions.orders.len();
    for team in teams {
        decisions.push(Some(withdrawal.clause), order(team), Priority::Flash);
    }
    let inputs = view.versions(facts);
    for decision in &mut decisions.orders[first..] {
        decision.inputs.clone_from(&inputs);
    }
}

/// Whether a task is worked on in the danger of a withdrawal.
fn is_in(view: &View<'_>, task: TaskId, withdrawal: &Withdrawal) -> bool {
    let mut cards = view.ledger.cards.values().flat_map(|card| &card.tasks);
    cards.any(|card| card.task == task && card.dangers.contains(withdrawal.danger))
}
