//! Journeys of teams over the roads that they believe open: what stops them on the way, what they
//! see there, and how they go on.

use super::agenda::Occurrence;
use super::field::state_of;
use super::roads::RoadTruth;
use super::stage::Stage;
use super::state::Journey;
use crate::base::id::{ArcId, NodeId, RoadId, TeamId, VersionId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Event, Party, Seq};
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::profile::Profile;

/// Minutes after which a team without a road looks again: an assumption, shown in the report.
pub const RETRY_MINUTES: u64 = 15;
/// Metres of road that a crew at a junction sees along: an assumption, shown in the report.
pub const SIGHT_M: u32 = 300;

impl Stage<'_, '_> {
    /// A team leaves for a place by the quickest road that it believes open.
    pub fn depart(&mut self, team: TeamId, to: NodeId, cause: Seq) {
        let prepared = self.prepared();
        let profile = prepared.drill.plan.teams[team.index()].profile;
        let state = self.team(team);
        let from = state.at;
        let beliefs = prepared.roads.believed(&state.picture);
        let Some(arcs) = prepared.roads.way(profile, from, to, &beliefs) else {
            return self.without_road(team, cause);
        };
        let boxed = arcs.clone().into_boxed_slice();
        let seq = self.record(cause, Event::TeamDeparted { team, to, arcs: boxed });
        let activity = match (state_of(self, team), self.team(team).task) {
            (TeamState::Transporting, _) => TeamState::Transporting,
            (_, Some(_)) => TeamState::EnRoute,
            (TeamState::Available, None) => TeamState::Available,
            (_, None) => TeamState::Returning,
        };
        self.change_state(team, activity, seq);
        if profile == Profile::Air {
            let end = self.now() + prepared.roads.air_time(from, to);
            let journey = Journey { to, arcs: Box::default(), ends: Vec::new(), stopped_at: None };
            self.team_mut(team).journey = Some(journey);
            return self.enter_end(team, end);
        }
        for (place, arc) in (0..).zip(&arcs) {
            let road = prepared.drill.county.network.road_of[arc.index()];
            self.truth.travellers[road.index()].push((team, place));
            self.truth.roads[road.index()].is_on_way = true;
        }
        self.team_mut(team).journey =
            Some(Journey { to, arcs: arcs.into_boxed_slice(), ends: Vec::new(), stopped_at: None });
        let start = self.now().max(self.team(team).there_from);
        self.plan_journey(team, 0, start);
    }

    /// Works out, over the roads as they truly are now, when a team comes to the end of each arc
    /// from the arc of this number on, and where it is stopped.
    fn plan_journey(&mut self, team: TeamId, first: usize, start: Time) {
        let prepared = self.prepared();
        let profile = prepared.drill.plan.teams[team.index()].profile;
        let network = &prepared.drill.county.network;
        let mut journey = self.team_mut(team).journey.take().expect("a journey is planned");
        journey.ends.truncate(first);
        journey.stopped_at = None;
        let mut at = start;
        for (index, arc) in journey.arcs.iter().enumerate().skip(first) {
            let road = network.road_of[arc.index()];
            let truth = self.truth.roads[road.index()];
            let Some(cap_km_h) = truth.passes(profile) else {
                journey.stopped_at = Some(index);
                break;
            };
            at += prepared.roads.arc_time(profile, *arc, cap_km_h);
            journey.ends.push(at);
        }
        self.team_mut(team).journey = Some(journey);
        self.enter_end(team, at);
    }

    fn enter_end(&mut self, team: TeamId, at: Time) {
        let epoch = self.next_epoch(team);
        self.enter(at, Occurrence::JourneyEnds(team, epoch), self.epoch_key(team, epoch));
    }

    /// A road is not what it was `before` under the teams whose way leads over it.
    pub fn road_changed(&mut self, road: RoadId, before: RoadTruth) {
        let truth = self.truth.roads[road.index()];
        let teams = &self.plan().teams;
        let matters = |(team, _): &&(TeamId, u32)| {
            let profile = teams[team.index()].profile;
            before.passes(profile) != truth.passes(profile)
        };
        let travellers = &self.truth.travellers[road.index()];
        let mut travellers: Vec<_> = travellers.iter().filter(matters).copied().collect();
        travellers.sort_unstable_by_key(|(team, place)| (self.key(*team), *place));
        for (team, place) in travellers {
            let place = place as usize;
            if let Some(start) = self.comes_to(team, place) {
                self.plan_journey(team, place, start);
            }
        }
    }

    /// When a team comes to an arc of its journey as that is planned; none where it has entered it
    /// before, or is stopped on the way to it.
    fn comes_to(&self, team: TeamId, place: usize) -> Option<Time> {
        let Journey { ends, .. } = self.team(team).journey.as_ref()?;
        let now = self.now();
        let current = ends.partition_point(|end| *end <= now);
        match place {
            // It stands before it.
            place if place == current && current == ends.len() => Some(now),
            place if place <= current || place > ends.len() => None,
            place => Some(ends[place - 1]),
        }
    }

    /// Takes a team off the road that it is on: it can turn at the junction ahead, and is there
    /// when it comes to the end of that road.
    pub fn halt(&mut self, team: TeamId) {
        let Some(journey) = self.team_mut(team).journey.take() else { return };
        let prepared = self.prepared();
        let network = &prepared.drill.county.network;
        self.leave_roads(team, &journey.arcs);
        let now = self.now();
        let current = journey.ends.partition_point(|end| *end < now);
        let last = current.min(journey.ends.len().saturating_sub(1));
        if let Some(end) = journey.ends.get(last) {
            let state = self.team_mut(team);
            state.at = network.head[journey.arcs[last].index()];
            state.there_from = *end;
        }
        self.next_epoch(team);
    }

    fn leave_roads(&mut self, team: TeamId, arcs: &[ArcId]) {
        let prepared = self.prepared();
        for arc in arcs {
            let road = prepared.drill.county.network.road_of[arc.index()];
            let travellers = &mut self.truth.travellers[road.index()];
            travellers.retain(|(other, _)| *other != team);
            self.truth.roads[road.index()].is_on_way = !travellers.is_empty();
        }
    }

    /// A team comes to the end of its way, or to the closure on it.
    pub fn journey_ends(&mut self, team: TeamId, epoch: u32) {
        if self.team(team).epoch != epoch {
            return;
        }
        let journey = self.team_mut(team).journey.take().expect("a journey that ends");
        self.leave_roads(team, &journey.arcs);
        let prepared = self.prepared();
        let network = &prepared.drill.county.network;
        if let Some(stopped) = journey.stopped_at {
            let arc = journey.arcs[stopped];
            self.team_mut(team).at = network.tail[arc.index()];
            return self.turn_back(team, network.road_of[arc.index()], journey.to);
        }
        let came_by = self.came_by(&journey);
        let entry = self.team_mut(team);
        entry.at = journey.to;
        entry.came_by = came_by;
        let task = entry.task;
        let cause = self.team(team).assigned;
        match (state_of(self, team), task) {
            (TeamState::Transporting, _) => self.at_hospital(team),
            (TeamState::Returning, _) | (TeamState::Available, None) => {
                if let Some(cause) = cause {
                    self.change_state(team, TeamState::Available, cause);
                }
            }
            (_, Some(task)) => {
                if let Some((_, stay)) = self.team(team).stops.front().copied() {
                    return self.at_stop(team, stay, cause);
                }
                let event = Event::TeamArrived { team, node: journey.to, task: Some(task) };
                let seq = self.record(cause, event);
                self.arrive_at_task(team, task, seq);
            }
            (_, None) => {
                self.record(cause, Event::TeamArrived { team, node: journey.to, task: None });
            }
        }
    }

    /// A closure that nobody had told the team of: it sees it and what else is in sight, says so,
    /// and takes another way.
    fn turn_back(&mut self, team: TeamId, road: RoadId, to: NodeId) {
        let at = self.team(team).at;
        let fact = Fact::new(FactKind::RoadPassable, Subject::Road(road));
        let (value, since, closed) =
            self.truth.fact(fact).expect("a road that stops somebody has changed");
        let seq = self.record(closed, Event::TeamTurnedBack { team, road, at });
        let (version, seen) = self.observe(Party::Team(team), fact, value, since, seq);
        let mut versions = vec![version];
        versions.extend(self.look_around(team));
        self.tell_desk(team, versions, seen);
        self.depart(team, to, seq);
    }

    /// A team looks at the roads of the junction where it stands and of the next ones in sight, and
    /// takes note of what is not as it believed.
    fn look_around(&mut self, team: TeamId) -> Vec<VersionId> {
        let prepared = self.prepared();
        let network = &prepared.drill.county.network;
        let at = self.team(team).at;
        let in_sight = |arc: &ArcId| network.road(*arc).length_mm <= 1_000 * SIGHT_M;
        let next = network.arcs_from(at).filter(in_sight).map(|arc| network.head[arc.index()]);
        let mut seen: Vec<(Key, Fact, i64, Time, Seq)> = Vec::new();
        for arc in std::iter::once(at).chain(next).flat_map(|node| network.arcs_from(node)) {
            let road = network.road_of[arc.index()];
            let fact = Fact::new(FactKind::RoadPassable, Subject::Road(road));
            if let Some((value, since, seq)) = self.truth.fact(fact)
                && self.team(team).picture.value(fact) != Some(value)
            {
                seen.push((self.key(road), fact, value, since, seq));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        seen.into_iter()
            .map(|(_, fact, value, since, seq)| {
                self.observe(Party::Team(team), fact, value, since, seq).0
            })
            .collect()
    }

    /// No road that the team believes open leads there: it waits and looks again.
    fn without_road(&mut self, team: TeamId, cause: Seq) {
        let task = self.team(team).task;
        if let Some(task) = task
            && !self.team(team).waiting
        {
            let reason = crate::event_log::event::WaitReason::Road;
            self.record(cause, Event::TeamWaited { team, task, reason, on: None });
            self.team_mut(team).waiting = true;
        }
        let epoch = self.next_epoch(team);
        let at = self.now() + Duration::from_minutes(RETRY_MINUTES);
        self.enter(at, Occurrence::RouteRetried(team, epoch), self.epoch_key(team, epoch));
    }

    /// A team that had no road looks at the roads around it and tries again.
    pub fn retry_route(&mut self, team: TeamId, epoch: u32) {
        if self.team(team).epoch != epoch {
            return;
        }
        let cause = self.team(team).assigned.expect("a team on its way was assigned");
        let versions = self.look_around(team);
        if !versions.is_empty() {
            self.tell_desk(team, versions, cause);
        }
        let hospital = self.team(team).hospital;
        match (hospital, self.team(team).task) {
            (Some(hospital), _) => {
                let to = self.drill().county.facilities[hospital.index()].node;
                self.depart(team, to, cause);
            }
            (None, Some(_)) => self.set_out(team, cause),
            (None, None) => self.go_home(team, cause),
        }
    }
}
