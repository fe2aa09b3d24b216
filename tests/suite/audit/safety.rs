//! The safety of responders: a team is looked at where it works, what does not hold is declared for
//! the danger, nobody is hurt without a danger on record, no more than a crew and no crew twice,
//! whoever is hurt is a casualty, and their team does nothing more. Who stays out of a danger was
//! ordered to, and works on when it has been ordered back.

use std::collections::{BTreeMap, BTreeSet};

use muster::base::id::{IncidentId, TaskId, TeamId};
use muster::base::time::Time;
use muster::event_log::event::{Event, WaitReason};
use muster::vocabulary::fact::TeamState;
use muster::vocabulary::order::Order;
use muster::vocabulary::safety::DangerKind;

use super::Audit;

#[derive(Default)]
struct Work {
    /// What each team works on.
    at: BTreeMap<TeamId, TaskId>,
    /// Dangers that it was looked at in since it began.
    checked: BTreeSet<(TeamId, DangerKind)>,
    /// Teams of which somebody was hurt.
    down: BTreeSet<TeamId>,
    /// When somebody was hurt last.
    hurt_at: Time,
    /// Teams that were ordered out of a danger and have come out, and those that were ordered back.
    out: BTreeSet<TeamId>,
    ordered_out: BTreeSet<TeamId>,
    ordered_back: BTreeSet<TeamId>,
    /// People hurt of whom no incident is on record yet, by the event that hurt them.
    without_incident: BTreeMap<usize, u32>,
    /// People hurt who are not yet casualties, by incident.
    expected: BTreeMap<IncidentId, u32>,
}

pub(super) fn audit(audit: &mut Audit<'_>) {
    let mut work = Work::default();
    for seq in 0..audit.records.len() {
        step(audit, &mut work, seq);
        stays_out(audit, &mut work, seq);
    }
}

/// Who comes out of a danger, and goes back in.
fn stays_out(audit: &mut Audit<'_>, work: &mut Work, seq: usize) {
    match &audit.records[seq].event {
        Event::OrderIssued { content, .. } => match **content {
            Order::Withdraw { team } => drop(work.ordered_out.insert(team)),
            Order::GoBackIn { team } => drop(work.ordered_back.insert(team)),
            _ => {}
        },
        Event::TeamWaited { team, reason: WaitReason::Danger, .. } => {
            audit.expect(work.ordered_out.contains(team), seq, "came out without an order");
            work.out.insert(*team);
            work.ordered_back.remove(team);
        }
        Event::WorkStarted { team, .. } => {
            let was_out = work.out.remove(team);
            let may = !was_out || work.ordered_back.contains(team);
            audit.expect(may, seq, "went back in without an order");
        }
        Event::TaskReleased { team, .. } => drop(work.out.remove(team)),
        _ => {}
    }
}

fn step(audit: &mut Audit<'_>, work: &mut Work, seq: usize) {
    let record = &audit.records[seq];
    if record.at > work.hurt_at {
        // They are casualties at the same moment.
        let all = work.without_incident.is_empty() && work.expected.values().all(|left| *left == 0);
        audit.expect(all, seq, "responders were hurt who are no casualties");
        work.without_incident.clear();
        work.expected.clear();
    }
    match &record.event {
        Event::WorkStarted { team, task, .. } => {
            audit.expect(!work.down.contains(team), seq, "a team that stood down works");
            work.at.insert(*team, *task);
            work.checked.retain(|(other, _)| other != team);
        }
        Event::TeamStateChanged { team, state } if *state != TeamState::Working => {
            work.at.remove(team);
        }
        Event::SafetyChecked { team, task, danger, unmet } => {
            let works = work.at.get(team) == Some(task);
            audit.expect(works, seq, "looked at where it does not work");
            let declared = unmet.iter().all(|check| danger.checks().contains(check));
            audit.expect(declared, seq, "lacks what is not declared for the danger");
            work.checked.insert((*team, *danger));
        }
        Event::RespondersHurt { team, task, danger, people } => {
            let known = work.checked.contains(&(*team, *danger));
            let works = work.at.get(team) == Some(task) && known;
            audit.expect(works, seq, "hurt in a danger that is not on record");
            let crew = u32::from(audit.prepared.drill.plan.teams[team.index()].crew);
            audit.expect((1..=crew).contains(people), seq, "more are hurt than a crew has");
            audit.expect(work.down.insert(*team), seq, "a team was hurt twice");
            work.without_incident.insert(seq, *people);
            work.hurt_at = record.at;
        }
        Event::IncidentOccurred { incident, people, .. } => {
            let cause = record.cause.map(muster::event_log::event::Seq::index);
            let hurt = cause.and_then(|cause| work.without_incident.remove(&cause));
            if let Some(hurt) = hurt {
                audit.expect(hurt == *people, seq, "another number than were hurt");
                work.expected.insert(*incident, hurt);
            }
        }
        Event::CasualtyOccurred { incident, .. } => {
            if let Some(left) = work.expected.get_mut(incident) {
                let is_one = *left > 0;
                *left = left.saturating_sub(1);
                audit.expect(is_one, seq, "more casualties than responders were hurt");
            }
        }
        _ => {}
    }
}
