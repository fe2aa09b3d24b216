//! Work on scene: tasks with predecessors, done at the rate of those present; what is waited for is
//! on record.

use super::agenda::Occurrence;
use super::desk::{STABILISED, WORKED_ON};
use super::post::born;
use super::stage::Stage;
use crate::base::id::{IncidentId, TaskId, TeamId};
use crate::base::key::Key;
use crate::event_log::event::{Event, Party, Seq, WaitReason};
use crate::scenario::catalogue::TaskTemplate;
use crate::scenario::timeline::Intervention;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};

impl Stage<'_, '_> {
    /// A team has come to its task: it works, or waits for what must be done first.
    pub fn arrive_at_task(&mut self, team: TeamId, id: TaskId, seq: Seq) {
        self.team_mut(team).waiting = false;
        if self.task(id).done.is_some() {
            return self.release(team, seq);
        }
        let place =
            self.task(id).present.iter().position(|other| self.key(*other) > self.key(team));
        let task = self.task_mut(id);
        let place = place.unwrap_or(task.present.len());
        task.present.insert(place, team);
        match (self.must_be_done_first(team, id), self.team(team).withdrawn) {
            (Some(on), _) => self.wait(team, id, (WaitReason::Predecessor, Some(on)), seq),
            (None, true) => self.wait(team, id, (WaitReason::Danger, None), seq),
            (None, false) => self.start_work(team, id, seq, None),
        }
    }

    /// What a team that is at its task has to wait for.
    pub fn must_be_done_first(&self, team: TeamId, id: TaskId) -> Option<TaskId> {
        let first = self.task(id).waits_for.first().copied();
        first.filter(|_| !self.goes_ahead(team, id))
    }

    /// A team at its task cannot begin, or go on.
    pub fn wait(
        &mut self,
        team: TeamId,
        id: TaskId,
        (reason, on): (WaitReason, Option<TaskId>),
        seq: Seq,
    ) {
        let seq = self.record(seq, Event::TeamWaited { team, task: id, reason, on });
        self.team_mut(team).waiting = true;
        self.change_state(team, TeamState::Waiting, seq);
    }

    /// A team begins to work; `after` is what ended its wait, where it waited.
    pub fn start_work(&mut self, team: TeamId, id: TaskId, cause: Seq, after: Option<Seq>) {
        self.team_mut(team).waiting = false;
        let seq = self.record(cause, Event::WorkStarted { team, task: id, after });
        self.change_state(team, TeamState::Working, seq);
        let rate = self.rate_percent(team, id);
        let now = self.now();
        let task = self.task_mut(id);
        task.begun.get_or_insert(seq);
        task.work_until(now);
        task.rate_percent += rate;
        let capability = self.capability(id);
        if capability == Capability::Medical {
            self.treat(team, self.task(id).incident, Some(seq));
        }
        self.plan_work(id);
        self.report_from_scene(team, self.task(id).incident, seq);
        self.enter_danger(team, id, seq);
    }

    /// Percent of the ordinary rate at which a team works on a task, by what it is equipped for.
    pub fn rate_percent(&self, team: TeamId, id: TaskId) -> u64 {
        let described = &self.plan().teams[team.index()];
        let equipment = &self.template(id).equipment;
        let has = |(capability, _): &&(Capability, u16)| described.capabilities.has(*capability);
        let ordinary = u64::from(described.work_rate_percent);
        equipment
            .iter()
            .filter(has)
            .fold(ordinary, |rate, (_, percent)| (rate * u64::from(*percent) / 100).max(1))
    }

    /// What the catalogue says of a task.
    pub fn template(&self, id: TaskId) -> &TaskTemplate {
        let task = self.task(id);
        let kind = self.incident(task.incident).card.kind;
        &self.drill().catalogue[kind.index()].tasks[task.number]
    }

    /// A team that begins to work at an incident which others must know of tells its desk that it
    /// is being worked on and how many are hurt, unless the same has been told from there.
    fn report_from_scene(&mut self, team: TeamId, id: IncidentId, seq: Seq) {
        let incident = self.incident(id);
        let hurt = self.hurt_at(id);
        let can_tell = !incident.told_substance && self.can_tell_substance(team);
        let substance = self.substance_at(id).filter(|_| can_tell);
        let is_news = incident.told_hurt != Some(hurt) || substance.is_some();
        if !incident.card.is_critical || !is_news {
            return;
        }
        let mut seen = vec![(FactKind::IncidentState, WORKED_ON)];
        if hurt > 0 {
            let hurt = i64::try_from(hurt).expect("few casualties");
            seen.push((FactKind::IncidentInjured, hurt));
        }
        let entry = self.incident_mut(id);
        entry.told_hurt = Some(hurt);
        entry.told_substance |= substance.is_some();
        seen.extend(substance.map(|substance| (FactKind::IncidentSubstance, substance)));
        let (now, mut last, mut versions) = (self.now(), seq, Vec::new());
        for (kind, value) in seen {
            let fact = Fact::new(kind, Subject::Incident(id));
            let (version, seq) = self.observe(Party::Team(team), fact, value, now, seq);
            versions.push(version);
            last = seq;
        }
        self.tell_desk(team, versions, last);
    }

    /// What an incident lets out, as facts say it.
    fn substance_at(&self, incident: IncidentId) -> Option<i64> {
        let release = self.drill().scenario.release.as_ref();
        let release = release.filter(|release| release.exposure.incident == incident);
        release.map(|release| i64::from(release.file.gas.code()) + 1)
    }

    /// Whether a team has the instruments that tell a substance.
    fn can_tell_substance(&self, team: TeamId) -> bool {
        let tells = [Capability::HazardousMaterials, Capability::EnvironmentalMonitoring];
        let capabilities = self.plan().teams[team.index()].capabilities;
        tells.into_iter().any(|capability| capabilities.has(capability))
    }

    /// What a task needs.
    pub fn capability(&self, id: TaskId) -> Capability {
        let task = self.task(id);
        self.incident(task.incident).card.tasks[task.number].capability
    }

    /// Enters the end of the work at the present rate.
    fn plan_work(&mut self, id: TaskId) {
        if self.water_changes(id) {
            return;
        }
        let key = self.key(id);
        let now = self.now();
        let task = self.task_mut(id);
        task.epoch += 1;
        let epoch = task.epoch;
        if let Some(left) = task.time_left() {
            let key = Key::born(born::STEP, &[key], epoch);
            self.enter(now + left, Occurrence::WorkEnds(id, epoch), key);
        }
    }

    /// The work of a task is done at the rate that was planned.
    pub fn work_ends(&mut self, id: TaskId, epoch: u32) {
        if self.task(id).epoch != epoch || self.task(id).done.is_some() {
            return;
        }
        let now = self.now();
        self.task_mut(id).work_until(now);
        let last = self.recorder.log.last_seq();
        if self.template(id).transports_casualties && self.load_patients(id) {
            // Who stays looks again after the time that loading takes.
            return self.plan_work(id);
        }
        self.complete(id, last);
    }

    /// A task is done: what follows from it, and who is free.
    pub fn complete(&mut self, id: TaskId, cause: Option<Seq>) {
        let starters = self.task(id).present.first().and_then(|team| self.team(*team).assigned);
        let seq = self.record(starters.or(cause), Event::TaskCompleted { task: id });
        let task = self.task_mut(id);
        task.done = Some(seq);
        task.rate_percent = 0;
        let teams = std::mem::take(&mut task.present);
        let incident = task.incident;
        self.take_effect(id, incident, teams.first().copied(), seq);
        self.let_successors_begin(id, incident, seq);
        self.stop_source(id, incident, seq);
        self.feed_is_cut(incident, self.task(id).number);
        let entry = self.incident_mut(incident);
        entry.open_tasks -= 1;
        let is_over = entry.open_tasks == 0;
        if is_over {
            self.stabilise(incident, teams.first().copied(), seq);
        }
        for team in teams {
            self.release(team, seq);
        }
    }

    /// What an incident lets out or feeds is stopped with the task that stops it.
    fn stop_source(&mut self, id: TaskId, incident: IncidentId, seq: Seq) {
        if self.drill().stops_hazard(incident, self.task(id).number) {
            self.intervene(Intervention::Stopped(incident, self.now()), seq);
        }
    }

    fn stabilise(&mut self, incident: IncidentId, team: Option<TeamId>, seq: Seq) {
        let seq = self.record(seq, Event::IncidentStabilised { incident });
        if let Some(area) = self.incident(incident).area
            && self.area(area).incident == Some(incident)
        {
            self.area_mut(area).incident = None;
        }
        if let Some(team) = team {
            let fact = Fact::new(FactKind::IncidentState, Subject::Incident(incident));
            let now = self.now();
            let (version, seq) = self.observe(Party::Team(team), fact, STABILISED, now, seq);
            self.tell_desk(team, vec![version], seq);
        }
    }

    /// Teams that waited for this task begin.
    fn let_successors_begin(&mut self, id: TaskId, incident: IncidentId, seq: Seq) {
        let tasks: Vec<TaskId> =
            self.incident(incident).card.tasks.iter().map(|card| card.task).collect();
        for other in tasks {
            let task = self.task_mut(other);
            if task.done.is_some() || !task.waits_for.contains(&id) {
                continue;
            }
            task.waits_for.retain(|first| *first != id);
            if task.waits_for.is_empty() {
                for team in task.present.clone() {
                    // Who has gone ahead works already; who is out stays out.
                    if self.team(team).waiting && !self.team(team).withdrawn {
                        self.start_work(team, other, seq, Some(seq));
                    }
                }
            }
        }
    }

    /// What the world has of a task that is done.
    fn take_effect(&mut self, id: TaskId, incident: IncidentId, team: Option<TeamId>, seq: Seq) {
        match self.capability(id) {
            Capability::RoadClearance => {
                let roads = std::mem::take(&mut self.incident_mut(incident).roads);
                for road in roads {
                    self.dig_out(road, team, seq);
                }
            }
            Capability::Rescue | Capability::SwiftWaterRescue | Capability::Evacuation => {
                if let (Some(area), Some(team)) = (self.incident(incident).area, team) {
                    self.rescue_people(area, team, seq);
                }
            }
            Capability::Reconnaissance => {
                if let Some(team) = team {
                    let zone = self.incident(incident).card.zone;
                    self.see_outdoors(zone, team, seq);
                }
            }
            Capability::Decontamination => {
                if let Some(team) = team {
                    self.set_up_washing(incident, team);
                }
            }
            Capability::Supply => {
                if let Some(team) = team {
                    self.deliver_supplies(incident, team, seq);
                }
            }
            _ => {}
        }
    }

    /// A team is free: it leaves the site and says so.
    pub fn release(&mut self, team: TeamId, cause: Seq) {
        let Some(seq) = self.leave_task(team, cause) else { return };
        self.change_state(team, TeamState::Available, seq);
        self.report_state(team, TeamState::Available, seq);
        self.go_home(team, seq);
    }

    /// A team leaves its task and the site; none where it has no task.
    pub fn leave_task(&mut self, team: TeamId, cause: Seq) -> Option<Seq> {
        let task = self.team_mut(team).task.take()?;
        let node = self.team(team).at;
        if self.task(task).done.is_none() && self.task(task).present.contains(&team) {
            self.task_mut(task).present.retain(|other| *other != team);
            self.stop_work(team, task);
        }
        let seq = self.record(cause, Event::TaskReleased { task, team });
        let seq = self.record(seq, Event::TeamLeft { team, node });
        let state = self.team_mut(team);
        state.assigned = Some(seq);
        state.waiting = false;
        state.withdrawn = false;
        Some(seq)
    }

    /// The work on a task goes on without a team.
    pub fn stop_work(&mut self, team: TeamId, id: TaskId) {
        let rate = self.rate_percent(team, id);
        let now = self.now();
        let was_working = self.team(team).activity == TeamState::Working;
        let task = self.task_mut(id);
        task.work_until(now);
        if was_working {
            task.rate_percent = task.rate_percent.saturating_sub(rate);
        }
        self.plan_work(id);
    }
}
