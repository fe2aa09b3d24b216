//! Desks: what they learn, and what the plan has them decide about it.

use std::cell::OnceCell;

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use crate::autopilot::{self, Deadline, Decision, Decisions, Occasion, View};
use crate::base::id::{DeskId, NodeId, TeamId, VersionId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::county::router::Candidate;
use crate::event_log::event::{Event, Party, Seq};
use crate::knowledge::message::Version;
use crate::knowledge::picture::Taken;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};

/// The state of an incident at which somebody works.
pub const WORKED_ON: i64 = 1;
/// The state of an incident of which nothing is left to do.
pub const STABILISED: i64 = 2;

impl Stage<'_, '_> {
    /// Versions reach a desk's picture, all of what was said at once; the desk acts on each that is
    /// new to it.
    pub fn learn(&mut self, desk: DeskId, versions: &[VersionId], from: Party, cause: Seq) {
        let news: Vec<(Version, Option<i64>)> =
            versions.iter().filter_map(|id| self.take_in(desk, *id, from)).collect();
        for (version, before) in news {
            self.act_on(desk, &version, before, from, cause);
        }
    }

    /// A version reaches a desk's picture: itself, and the value held before; none where it is no
    /// news.
    fn take_in(
        &mut self,
        desk: DeskId,
        id: VersionId,
        from: Party,
    ) -> Option<(Version, Option<i64>)> {
        let version = *self.post.mail.version(id);
        let (fact, now) = (version.fact, self.now());
        let card = match fact.subject {
            Subject::Incident(incident) => Some(self.incident(incident).card.clone()),
            _ => None,
        };
        let state = self.desk_mut(desk);
        if let Party::Desk(other) = from {
            state.ledger.told.insert((fact, other), version.value);
        }
        let before = match state.picture.take(id, &version, now, from) {
            Taken::New => None,
            Taken::Changed(before) => Some(before),
            // A team that is available once more has been away in between.
            Taken::Repeated if fact.kind == FactKind::TeamState => None,
            Taken::Repeated | Taken::Outdated => return None,
        };
        if let Some(card) = card {
            state.ledger.cards.entry(card.incident).or_insert_with(|| card.clone());
            if fact.kind == FactKind::IncidentState && version.value == STABILISED {
                card.tasks.iter().for_each(|task| state.ledger.close(task.task));
            }
        }
        Some((version, before))
    }

    /// A desk acts on what is new to it.
    fn act_on(
        &mut self,
        desk: DeskId,
        version: &Version,
        before: Option<i64>,
        from: Party,
        cause: Seq,
    ) {
        let fact = version.fact;
        if let (FactKind::TeamState, Subject::Team(team)) = (fact.kind, fact.subject) {
            return self.learn_of_team(desk, team, version.value, cause);
        }
        self.pass_on_to_crews(desk, fact, before, cause);
        self.tell_crews(desk, fact, from, cause);
        self.decide(desk, &Occasion::Learned { fact, before, from }, cause);
        for (stage_fact, stage) in self.concluded(desk, fact) {
            self.observe(Party::Desk(desk), stage_fact, stage, version.observed, cause);
        }
    }

    /// A desk hears how a team stands: one of its own that is free can be sent again, for one that
    /// is out of service another is sought.
    fn learn_of_team(&mut self, desk: DeskId, team: TeamId, state: i64, cause: Seq) {
        if self.plan().teams[team.index()].desk != desk {
            return;
        }
        if state == i64::from(TeamState::Unavailable.code()) {
            self.desk_mut(desk).ledger.free(team);
            return self.decide(desk, &Occasion::TeamReady, cause);
        }
        if state == i64::from(TeamState::Available.code()) {
            let ledger = &mut self.desk_mut(desk).ledger;
            // A team that is free again has done its task, or found that nothing is left of it.
            if let Some(task) = ledger.engaged.get(&team).copied() {
                ledger.close(task);
            }
            ledger.free(team);
            self.decide(desk, &Occasion::TeamReady, cause);
        }
    }

    fn concluded(&self, desk: DeskId, fact: Fact) -> Vec<(Fact, i64)> {
        let prepared = self.prepared();
        let state = self.desk(desk);
        let view = View {
            plan: &prepared.drill.plan,
            county: &prepared.drill.county,
            desk,
            picture: &state.picture,
            ledger: &state.ledger,
            now: self.now(),
            platform_on: prepared.drill.scenario.platform_on,
            nearest: &|_, _, _| Vec::new(),
        };
        autopilot::assessment::conclude(&view, fact)
    }

    /// The plan decides at a desk where nobody sits.
    pub fn decide(&mut self, desk: DeskId, occasion: &Occasion, cause: Seq) {
        let prepared = self.prepared();
        let state = self.desk(desk);
        if state.seated {
            return;
        }
        let believed = OnceCell::new();
        let nearest = |teams: &[TeamId], to: NodeId, count: usize| -> Vec<TeamId> {
            let candidate = |team: &TeamId| {
                let described = &prepared.drill.plan.teams[team.index()];
                let (profile, from, key) = (described.profile, described.station, described.key);
                Candidate { profile, from, to, rank: (), beyond: Duration::ZERO, key }
            };
            let candidates: Vec<_> = teams.iter().map(candidate).collect();
            let roads = believed.get_or_init(|| prepared.roads.believed(&state.picture));
            let found = prepared.roads.router().nearest(&candidates, roads, count);
            found.into_iter().map(|(place, _)| teams[place]).collect()
        };
        let view = View {
            plan: &prepared.drill.plan,
            county: &prepared.drill.county,
            desk,
            picture: &state.picture,
            ledger: &state.ledger,
            now: self.now(),
            platform_on: prepared.drill.scenario.platform_on,
            nearest: &nearest,
        };
        let decisions = autopilot::decide(&view, occasion);
        self.execute(desk, decisions, cause);
    }

    /// Carries out what a desk decided.
    pub fn execute(&mut self, desk: DeskId, decisions: Decisions, cause: Seq) {
        self.desk_mut(desk).ledger.apply(&decisions);
        for (at, deadline) in decisions.deadlines {
            self.set_deadline(desk, at, deadline);
        }
        let mut rest = decisions.orders.into_iter().peekable();
        while let Some(first) = rest.next() {
            let same = |other: &Decision| {
                (other.clause, &other.inputs, other.approval)
                    == (first.clause, &first.inputs, first.approval)
            };
            let mut group = vec![first.clone()];
            while let Some(next) = rest.next_if(same) {
                group.push(next);
            }
            self.carry_out(desk, group, cause);
        }
    }

    /// Decisions of one clause on the same inputs: together through approval, or at once.
    fn carry_out(&mut self, desk: DeskId, group: Vec<Decision>, cause: Seq) {
        let first = &group[0];
        let mut cause = cause;
        if let Some(clause) = first.clause
            && !first.inputs.is_empty()
        {
            let inputs = first.inputs.clone().into_boxed_slice();
            cause = self.record(cause, Event::Decided { desk, clause, inputs });
        }
        match first.approval {
            Some(approval) => self.open_document(desk, approval, group, cause),
            None => {
                for decision in group {
                    self.perform(desk, decision, cause);
                }
            }
        }
    }

    /// A desk will look at a thing again at a moment.
    pub fn set_deadline(&mut self, desk: DeskId, at: Time, deadline: Deadline) {
        let key = self.key(desk);
        let number = u32::try_from(self.desk(desk).deadlines.len()).expect("few deadlines");
        self.desk_mut(desk).deadlines.push(deadline);
        let key = Key::born(born::DEADLINE, &[key], number);
        self.enter(at, Occurrence::DeadlineComes(desk, number), key);
    }
}
