//! Responders in danger: whether what is declared for their safety holds as they begin to work and
//! while they do, who of them is hurt, and what becomes of their team.
//!
//! A team of which somebody is hurt stands down: it leaves its task, stays with its own people and
//! takes no other task in this drill. That is a simplification; how many of its crew were hurt is
//! on record.

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use super::state::{Coming, InDanger, Journey};
use crate::base::chance::Purpose;
use crate::base::id::{DeskId, IncidentId, NodeId, TaskId, TeamId, VersionId, ZoneId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::time::Duration;
use crate::event_log::event::{About, CasualtyCause, Event, Party, Seq, WaitReason};
use crate::hazard::people_in_water::WaterHazard;
use crate::hazard::responder::{self, Situation};
use crate::plan::people::Team;
use crate::scenario::DAY_MINUTES;
use crate::scenario::catalogue::TaskDanger;
use crate::scenario::exposure::distance_m;
use crate::vocabulary::channel::{Channel, MessageKind};
use crate::vocabulary::fact::{Fact, FactKind, IS_THERE, Subject, TeamState};
use crate::vocabulary::profile::Profile;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

/// Minutes between two looks at a team that works in danger.
const LOOK_MINUTES: u64 = 5;
/// Metres from the site within which the way by which a team came says nothing of its approach.
const APPROACH_M: f64 = 400.0;
/// Metres within which an explosion hurts responders: a placeholder, shown in the report.
pub const EXPLOSION_M: f64 = 150.0;
/// Class from which the danger at a hazard area is one to responders there.
const HARMFUL: u8 = 2;

impl Stage<'_, '_> {
    /// Whether a team begins to work on a task although what makes it safe is not done: nothing
    /// else must be done first, and the team is one that does not wait for that.
    pub fn goes_ahead(&self, team: TeamId, id: TaskId) -> bool {
        let template = self.template(id);
        let incident = self.incident(self.task(id).incident);
        self.drill().scenario.goes_ahead[team.index()]
            && self.task(id).waits_for.iter().all(|first| {
                let place = incident.card.tasks.iter().position(|card| card.task == *first);
                place.is_some_and(|place| template.is_made_safe_by(place))
            })
    }

    /// A team begins to work: where that is in danger, it is looked at whether it is safe.
    pub fn enter_danger(&mut self, team: TeamId, id: TaskId, cause: Seq) {
        let dangers = self.template(id).danger.clone();
        if dangers.is_empty() {
            return;
        }
        let key = self.born_key(born::DANGER, &[self.key(team), self.key(id)]);
        let checked = dangers.iter().map(|danger| {
            let unmet = self.unmet(team, id, danger);
            let kind = danger.kind;
            let event = Event::SafetyChecked {
                team,
                task: id,
                danger: kind,
                unmet: unmet.clone().into_boxed_slice(),
            };
            let seq = self.record(cause, event);
            (unmet, seq)
        });
        let checked = checked.collect();
        let entry = self.team_mut(team);
        entry.in_danger = Some(InDanger { key, looks: 0, checked });
        entry.spells += 1;
        self.enter_look(team);
    }

    /// Whether a team has a task that is worked on in a danger.
    pub fn has_dangerous_task(&self, team: TeamId) -> bool {
        let task = self.team(team).task;
        task.is_some_and(|task| !self.template(task).danger.is_empty())
    }

    /// A team comes out of the danger that it works in, or does not go in when it is there, until
    /// it is ordered back.
    pub fn withdraw(&mut self, team: TeamId, seq: Seq) {
        self.team_mut(team).withdrawn = true;
        let Some(task) = self.team(team).task else { return };
        if self.team(team).activity == TeamState::Working {
            self.stop_work(team, task);
            self.wait(team, task, (WaitReason::Danger, None), seq);
        }
    }

    /// A team that came out goes back in, unless something else keeps it waiting.
    pub fn go_back_in(&mut self, team: TeamId, seq: Seq) {
        self.team_mut(team).withdrawn = false;
        let Some(task) = self.team(team).task else { return };
        let is_there = self.task(task).present.contains(&team);
        if is_there && self.team(team).waiting && self.must_be_done_first(team, task).is_none() {
            self.start_work(team, task, seq, Some(seq));
        }
    }

    /// Enters the next look at a team in danger.
    fn enter_look(&mut self, team: TeamId) {
        let entry = self.team(team);
        let Some(in_danger) = &entry.in_danger else { return };
        let (spell, key) = (entry.spells, Key::born(born::STEP, &[in_danger.key], in_danger.looks));
        let at = self.now() + Duration::from_minutes(LOOK_MINUTES);
        self.enter(at, Occurrence::DangerLookedAt(team, spell), key);
    }

    /// A team that works in danger is looked at: what does not hold any more, and who was hurt
    /// since the last look, where the danger was there.
    pub fn look_at_team(&mut self, team: TeamId, spell: u32) {
        let entry = self.team(team);
        let (Some(task), Some(in_danger)) = (entry.task, entry.in_danger.clone()) else { return };
        if entry.spells != spell {
            return;
        }
        let dangers = self.template(task).danger.clone();
        for (place, danger) in dangers.iter().enumerate() {
            // It was there with what held as it was looked at last.
            let (unmet, seq) = &in_danger.checked[place];
            if self.is_there(danger.kind, self.task(task).incident) {
                let key = Key::born(born::STEP, &[in_danger.key], 1_000_000 + in_danger.looks);
                let steps = LOOK_MINUTES as f64;
                if self.may_be_hurt(team, task, danger.kind, (unmet.len(), steps), (key, *seq)) {
                    return;
                }
            }
            self.check_again(team, task, place, danger);
        }
        if let Some(in_danger) = &mut self.team_mut(team).in_danger {
            in_danger.looks += 1;
        }
        self.enter_look(team);
    }

    /// What does not hold for a team is on record anew where it has changed.
    fn check_again(&mut self, team: TeamId, id: TaskId, place: usize, danger: &TaskDanger) {
        let unmet = self.unmet(team, id, danger);
        let Some(in_danger) = &self.team(team).in_danger else { return };
        let (before, seq) = &in_danger.checked[place];
        if *before == unmet {
            return;
        }
        let (cause, kind) = (*seq, danger.kind);
        let boxed = unmet.clone().into_boxed_slice();
        let event = Event::SafetyChecked { team, task: id, danger: kind, unmet: boxed };
        let seq = self.record(cause, event);
        if let Some(in_danger) = &mut self.team_mut(team).in_danger {
            in_danger.checked[place] = (unmet, seq);
        }
    }

    /// An explosion comes to whoever works near it.
    pub fn explosion_comes(&mut self, node: NodeId, key: Key, cause: Seq) {
        let near = |stage: &Self, incident: IncidentId| {
            let at = stage.place_m(stage.incident(incident).card.node);
            distance_m(at, stage.place_m(node)) <= EXPLOSION_M
        };
        self.comes_at_once(DangerKind::Explosion, key, cause, near);
    }

    /// A shock comes to whoever works in a weakened building there.
    pub fn shock_comes(&mut self, zones: &[ZoneId], key: Key, cause: Seq) {
        let there = |stage: &Self, incident: IncidentId| {
            zones.contains(&stage.incident(incident).card.zone)
        };
        self.comes_at_once(DangerKind::WeakenedBuilding, key, cause, there);
    }

    /// A danger comes at one moment to every team that works in it where it comes to.
    fn comes_at_once(
        &mut self,
        kind: DangerKind,
        key: Key,
        cause: Seq,
        is_there: impl Fn(&Self, IncidentId) -> bool,
    ) {
        let mut teams: Vec<TeamId> = (0..self.plan().teams.len()).map(TeamId::from_index).collect();
        teams.retain(|team| self.team(*team).in_danger.is_some());
        teams.sort_unstable_by_key(|team| self.key(*team));
        for team in teams {
            let entry = self.team(team);
            let (Some(task), Some(in_danger)) = (entry.task, &entry.in_danger) else { continue };
            let key = Key::born(born::STEP, &[in_danger.key, key], 0);
            let dangers = &self.template(task).danger;
            let Some(place) = dangers.iter().position(|danger| danger.kind == kind) else {
                continue;
            };
            if is_there(self, self.task(task).incident) {
                let danger = dangers[place].clone();
                let unmet = self.unmet(team, task, &danger).len();
                self.check_again(team, task, place, &danger);
                self.may_be_hurt(team, task, kind, (unmet, 1.0), (key, cause));
            }
        }
    }

    /// Whether a danger that hurts as time goes on is there now.
    fn is_there(&self, kind: DangerKind, id: IncidentId) -> bool {
        let area = self.incident(id).area;
        match kind {
            DangerKind::FireLine | DangerKind::ToxicCloud => match area {
                Some(area) => self.drill().spreads(kind) && self.area(area).danger.class >= HARMFUL,
                None => self.truth.timeline.is_perilous(kind, id, self.now()),
            },
            DangerKind::MovingWater => area.is_none_or(|area| {
                self.area(area).in_water > 0 && self.water_hazard(area) != WaterHazard::Low
            }),
            DangerKind::UnsecuredScene => self.still_grows(id),
            DangerKind::WeakenedBuilding | DangerKind::Explosion => false,
        }
    }

    /// People of a team may be hurt, each with the same probability in each of so many steps;
    /// whether somebody was.
    fn may_be_hurt(
        &mut self,
        team: TeamId,
        task: TaskId,
        danger: DangerKind,
        (unmet, steps): (usize, f64),
        (key, cause): (Key, Seq),
    ) -> bool {
        let crew = u32::from(self.plan().teams[team.index()].crew);
        let key = Key::born(born::DANGER, &[key], u32::from(danger.code()));
        let mut draws = self.draws(Purpose::Responder, key);
        let people = responder::hurt(crew, responder::harm(danger, unmet), steps, &mut draws);
        let Some(kind) = self.drill().responders_hurt().filter(|_| people > 0) else {
            return false;
        };
        let event = Event::RespondersHurt { team, task, danger, people };
        let seq = self.record(cause, event);
        let at = self.incident(self.task(task).incident).card.clone();
        let coming = Coming {
            key: Key::born(born::INCIDENT, &[self.key(team), self.key(task)], 0),
            id: None,
            kind,
            node: at.node,
            zone: at.zone,
            area: None,
            people,
            hurt: people,
            cause: cause_of(danger),
            severity: responder::SEVERITY,
            roads: Vec::new(),
            calls: Vec::new(),
            errand: None,
            from: Some(seq),
        };
        self.announce(coming, self.now());
        self.stand_down(team, seq);
        true
    }

    /// A team takes no further part, and says so.
    fn stand_down(&mut self, team: TeamId, cause: Seq) {
        let Some(seq) = self.leave_task(team, cause) else { return };
        self.change_state(team, TeamState::Unavailable, seq);
        self.report_state(team, TeamState::Unavailable, seq);
    }

    /// Whoever is with hurt responders tells their desk of them.
    pub fn call_for_own(&mut self, coming: &Coming, incident: IncidentId, occurred: Seq) {
        let led = coming.from.map(|from| &self.recorder.log.record(from).event);
        if let Some(Event::RespondersHurt { team, .. }) = led {
            let by = Party::Team(*team);
            let fact = Fact::new(FactKind::Incident, Subject::Incident(incident));
            self.plan_notice(by, fact, IS_THERE, None, self.now(), occurred);
        }
    }

    /// The predicates of a danger that do not hold for a team.
    fn unmet(&self, team: TeamId, id: TaskId, danger: &TaskDanger) -> Vec<SafetyCheck> {
        let asks = |check: SafetyCheck| danger.kind.checks().contains(&check);
        let incident = self.incident(self.task(id).incident);
        let done = danger.met_by.iter().filter(|(_, tasks)| {
            let is_done =
                |place: &usize| self.task(incident.card.tasks[*place].task).done.is_some();
            !tasks.is_empty() && tasks.iter().all(is_done)
        });
        let described = &self.plan().teams[team.index()];
        let is_equipped = described.capabilities.0 & danger.equipped_as.0 != 0
            || danger.kind == DangerKind::MovingWater && described.profile == Profile::Boat;
        let situation = Situation {
            done: done.map(|(check, _)| *check).collect(),
            is_reachable: self.can_be_reached(team),
            has_way_out: !asks(SafetyCheck::EscapeRoute) || self.has_way_out(team, described),
            wind: self.wind_of(team),
            is_day: DAY_MINUTES.contains(&self.drill().scenario.start.minute_of_day(self.now())),
            approach_degrees: self.approach_degrees(team),
            is_equipped,
            knows_substance: self.knows_substance(team),
            minutes_since_shock: self.minutes_since_shock(id, danger),
        };
        responder::unmet(danger.kind, &situation)
    }

    /// Whether a team has radio contact where it is: the county has a radio, a mast in range works
    /// where that needs one, and the team is on its frequency.
    fn can_be_reached(&self, team: TeamId) -> bool {
        let radio = self.plan().channels[usize::from(Channel::Radio.code())].as_ref();
        let party = Party::Team(team);
        !self.is_on_air_apart(party)
            && radio.is_some_and(|radio| !radio.needs_mast || self.has_network(party))
    }

    /// Whether some road truly leads a team from where it is to its station.
    fn has_way_out(&self, team: TeamId, described: &Team) -> bool {
        let prepared = &self.shared.prepared;
        let at = self.team(team).at;
        let roads = prepared.roads.true_roads(&self.truth.roads);
        described.profile == Profile::Air
            || prepared.roads.time(described.profile, at, described.station, &roads).is_some()
    }

    /// The wind that a team believes in and the true one; before anybody has told it, the wind with
    /// which play began.
    fn wind_of(&self, team: TeamId) -> Option<(f64, f64)> {
        let setting = self.drill().scenario.wind.as_ref()?;
        let fact = Fact::new(FactKind::WindDirection, Subject::Facility(setting.station));
        let now = self.truth.fact(fact).map(|(value, ..)| value)?;
        let told = self.team(team).picture.value(fact);
        let first = setting.file.spells.first()?.from_degrees;
        Some((told.map_or(first, |told| told as f64), now as f64))
    }

    /// Where a team came from, seen from the source of what is in the air, degrees.
    fn approach_degrees(&self, team: TeamId) -> Option<f64> {
        let came_by = self.team(team).came_by?;
        let source = self.drill().exposure()?.source_m(&self.drill().county);
        let from = self.place_m(came_by);
        let (east, north) = (from.0 - source.0, from.1 - source.1);
        Some(math::atan2(east, north).to_degrees().rem_euclid(360.0))
    }

    /// Whether a team has been told what is in the air.
    fn knows_substance(&self, team: TeamId) -> bool {
        let release = self.drill().scenario.release.as_ref();
        release.is_some_and(|release| {
            let subject = Subject::Incident(release.exposure.incident);
            let fact = Fact::new(FactKind::IncidentSubstance, subject);
            self.team(team).picture.value(fact).is_some()
        })
    }

    /// Minutes since the last shock at a task's place, where nobody has assessed it since.
    fn minutes_since_shock(&self, id: TaskId, danger: &TaskDanger) -> Option<f64> {
        let incident = self.incident(self.task(id).incident);
        let shock = *self.truth.shaken.get(&incident.card.zone)?;
        let assessed = danger.met_by.iter().flat_map(|(_, tasks)| tasks).any(|place| {
            let done = self.task(incident.card.tasks[*place].task).done;
            done.is_some_and(|done| self.recorder.log.record(done).at > shock)
        });
        (!assessed).then(|| self.now().since(shock).minutes())
    }

    fn place_m(&self, node: NodeId) -> (f64, f64) {
        let node = &self.drill().county.network.nodes[node.index()];
        (node.x_m, node.y_m)
    }

    /// The last junction of a way that lies apart from its end; none where none does.
    pub fn came_by(&self, journey: &Journey) -> Option<NodeId> {
        let end = self.place_m(journey.to);
        let network = &self.drill().county.network;
        let mut nodes = journey.arcs.iter().rev().map(|arc| network.tail[arc.index()]);
        nodes.find(|node| distance_m(self.place_m(*node), end) >= APPROACH_M)
    }

    /// A desk tells its teams at work what the plan wants them told.
    pub fn tell_crews(&mut self, desk: DeskId, fact: Fact, from: Party, cause: Seq) {
        if !self.is_crew_news(fact.kind) {
            return;
        }
        let Some(version) = self.desk(desk).picture.held(fact).map(|held| held.version) else {
            return;
        };
        let ledger = &self.desk(desk).ledger;
        let concerns = |task: &TaskId| match fact.subject {
            Subject::Incident(incident) => self.task(*task).incident == incident,
            _ => !self.template(*task).danger.is_empty(),
        };
        let engaged = ledger.engaged.iter().filter(|(_, task)| concerns(task));
        let mut teams: Vec<TeamId> = engaged.map(|(team, _)| *team).collect();
        teams.retain(|team| Party::Team(*team) != from);
        teams.sort_unstable_by_key(|team| self.key(*team));
        for team in teams {
            let about = (About::Facts {}, Key(0));
            let kind = MessageKind::Notification;
            self.send_urgent(desk, Party::Team(team), kind, vec![version], about, cause);
        }
    }

    /// Whether the plan has teams told of such a fact, and nothing keeps it from them.
    pub fn is_crew_news(&self, kind: FactKind) -> bool {
        self.plan().crew_news.contains(&kind)
            && !self.drill().scenario.crews_not_told.contains(&kind)
    }

    /// What of that a desk knows and a team that it sends to a task does not.
    pub fn crew_news(&self, desk: DeskId, team: TeamId, task: TaskId) -> Vec<VersionId> {
        let incident = self.task(task).incident;
        let mut news: Vec<(Key, VersionId)> = Vec::new();
        for kind in self.plan().crew_news.iter().filter(|kind| self.is_crew_news(**kind)) {
            for (subject, held) in self.desk(desk).picture.of_kind(*kind) {
                let fact = Fact::new(*kind, subject);
                let known = self.team(team).picture.held(fact).map(|held| held.version);
                let elsewhere = matches!(subject, Subject::Incident(other) if other != incident);
                if known != Some(held.version) && !elsewhere {
                    news.push((fact.key(self.recorder.log.registry()), held.version));
                }
            }
        }
        news.sort_unstable();
        news.into_iter().map(|(_, version)| version).collect()
    }
}

/// What a danger does to those whom it hurts.
const fn cause_of(danger: DangerKind) -> CasualtyCause {
    match danger {
        DangerKind::FireLine => CasualtyCause::Fire,
        DangerKind::ToxicCloud => CasualtyCause::Poisoning,
        DangerKind::WeakenedBuilding => CasualtyCause::Burial,
        DangerKind::MovingWater => CasualtyCause::Water,
        DangerKind::Explosion => CasualtyCause::Blast,
        DangerKind::UnsecuredScene => CasualtyCause::Violence,
    }
}
