//! One pass over the log into what the rest of the score reads: who knew what when, messages,
//! tasks, teams, requests, calls, reports, levels. Nothing here judges.

use std::collections::BTreeMap;

use super::names::Names;
use super::scorecard::Named;
use super::track::{
    CallTrack, IncidentTrack, LevelTrack, Mark, MessageTrack, Place, ReportTrack, RequestTrack,
    TaskTrack, TeamTrack, Wait,
};
use crate::base::id::{
    CallId, DeskId, IncidentId, MessageId, OrderId, RequestId, RoadId, TaskId, TeamId, VersionId,
    ZoneId,
};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::county::place::County;
use crate::event_log::EventLog;
use crate::event_log::event::{Event, Party, Seq};
use crate::plan::Plan;
use crate::plan::audience::reach_of;
use crate::plan::file::Audience;
use crate::scenario::Drill;
use crate::scenario::catalogue::TaskTemplate;
use crate::vocabulary::channel::MessageKind;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::Order;
use crate::vocabulary::profile::ProfileSet;

/// A version of a fact, as one observer saw it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Version {
    /// Index of its fact in [`Index::facts`].
    pub fact: usize,
    /// Value.
    pub value: i64,
    /// The observation: versions are newer in the order of these.
    pub seen: Mark,
    /// When it became true.
    pub since: Time,
}

/// Somebody came to know a version: saw it, concluded it, or read of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knowing {
    /// When, and the event.
    pub mark: Mark,
    /// A desk or a team.
    pub party: Party,
    /// What.
    pub version: VersionId,
}

/// A fact and what became known of it.
#[derive(Debug, Clone)]
pub(super) struct FactTrack {
    /// The fact.
    pub fact: Fact,
    /// Its versions, in the order in which they were seen.
    pub versions: Vec<VersionId>,
    /// Who came to know which of them, in the order of the log.
    pub knowings: Vec<Knowing>,
}

/// What the log says, ready to be asked. Vectors by id have gaps where the log mentions no such
/// thing.
#[derive(Debug)]
pub(super) struct Index<'a> {
    /// The drill.
    pub drill: &'a Drill,
    /// The log.
    pub log: &'a EventLog,
    /// Names and titles.
    pub names: Names<'a>,
    /// When play ended.
    pub end: Time,
    /// Facts, in the order of their first version.
    pub facts: Vec<FactTrack>,
    /// What each desk came to know, in the order of the log, by desk.
    pub desk_knowings: Vec<Vec<(Mark, VersionId)>>,
    /// Messages by id.
    pub messages: Vec<Option<MessageTrack<'a>>>,
    /// Incidents by id.
    pub incidents: Vec<Option<IncidentTrack>>,
    /// Tasks by id.
    pub tasks: Vec<Option<TaskTrack>>,
    /// Teams by id.
    pub teams: Vec<TeamTrack<'a>>,
    /// Requests by id.
    pub requests: Vec<Option<RequestTrack>>,
    /// Calls by id.
    pub calls: Vec<Option<CallTrack>>,
    /// Reports in the order of the log.
    pub reports: Vec<ReportTrack>,
    /// Levels declared and ended, in the order of the log.
    pub levels: Vec<LevelTrack>,
    /// Which profiles could truly pass a road, from when on; before that as in ordinary times.
    pub roads: BTreeMap<RoadId, Vec<(Time, ProfileSet)>>,
    versions: Vec<Option<Version>>,
    fact_number: BTreeMap<Fact, usize>,
    report_of: BTreeMap<Seq, usize>,
    orders: Vec<Option<(TaskId, TeamId)>>,
}

/// The slot of an id in storage that grows as the log mentions more.
fn slot<T>(storage: &mut Vec<Option<T>>, index: usize) -> &mut Option<T> {
    if storage.len() <= index {
        storage.resize_with(index + 1, || None);
    }
    &mut storage[index]
}

/// The thing of that index, if the log has told of it.
fn of<T>(storage: &mut [Option<T>], index: usize) -> Option<&mut T> {
    storage.get_mut(index).and_then(Option::as_mut)
}

impl<'a> Index<'a> {
    /// Reads the log.
    pub(super) fn new(drill: &'a Drill, log: &'a EventLog) -> Self {
        let teams = drill.plan.teams.iter().zip(&drill.scenario.teams_away);
        let mut index = Self {
            drill,
            log,
            names: Names::new(drill, log.registry()),
            end: log.end(),
            facts: Vec::new(),
            desk_knowings: vec![Vec::new(); drill.plan.desks.len()],
            messages: Vec::new(),
            incidents: Vec::new(),
            tasks: Vec::new(),
            teams: teams.map(|(team, away)| TeamTrack::new(team.station, *away)).collect(),
            requests: Vec::new(),
            calls: Vec::new(),
            reports: Vec::new(),
            levels: Vec::new(),
            roads: BTreeMap::new(),
            versions: Vec::new(),
            fact_number: BTreeMap::new(),
            report_of: BTreeMap::new(),
            orders: Vec::new(),
        };
        for (seq, record) in log.numbered() {
            let mark = Mark { at: record.at, seq };
            index.knowledge(mark, record.cause, &record.event);
            index.work(mark, &record.event);
            index.teams(mark, &record.event);
            index.command(mark, &record.event);
        }
        index.match_templates();
        index
    }

    /// Finds the template of each task: within an incident and a capability, in order of quantity,
    /// work and whether something must be done first, as the log names tasks by key only.
    fn match_templates(&mut self) {
        for incident in self.incidents.iter().flatten() {
            let kind = &self.drill.catalogue[incident.kind.index()];
            let work = |template: &TaskTemplate| {
                template.work + template.work_per_person * u64::from(incident.people)
            };
            let mut templates: Vec<usize> = (0..kind.tasks.len()).collect();
            templates.sort_by_key(|place| {
                let template = &kind.tasks[*place];
                let first = template.after.is_empty();
                (template.capability, template.quantity, work(template), !first, *place)
            });
            let mut tasks = incident.tasks.clone();
            tasks.sort_by_key(|id| {
                let task = self.task(*id).expect("an incident's tasks are known");
                let key = self.names.registry().key(*id);
                (task.capability, task.quantity, task.work, task.after.is_some(), key)
            });
            for id in tasks {
                let Some(Some(task)) = self.tasks.get_mut(id.index()) else { continue };
                let matching =
                    templates.iter().position(|t| kind.tasks[*t].capability == task.capability);
                task.template = matching.map(|place| templates.remove(place));
            }
        }
    }

    /// Whether an incident concerns a desk: the catalogue calls its kind critical, or the desk
    /// leads a task of it.
    pub(super) fn concerns(&self, id: IncidentId, desk: DeskId) -> bool {
        self.incident(id).is_some_and(|track| {
            let kind = &self.drill.catalogue[track.kind.index()];
            let capabilities = kind.tasks.iter().map(|task| task.capability);
            kind.critical || self.plan().leads_any(self.county(), desk, track.zone, capabilities)
        })
    }

    /// The template of a task.
    pub(super) fn template(&self, task: &TaskTrack) -> Option<&'a TaskTemplate> {
        let incident = self.incident(task.incident)?;
        self.drill.catalogue[incident.kind.index()].tasks.get(task.template?)
    }

    /// A task by the name of its template.
    pub(super) fn task_name(&self, id: TaskId) -> Option<Named> {
        let task = self.task(id)?;
        let title = self.template(task).map(|template| template.title.clone());
        let title = title.unwrap_or_else(|| task.capability.text());
        Some(Named { name: self.names.registry().name(id), title })
    }

    /// An incident by its kind and place.
    pub(super) fn incident_name(&self, id: IncidentId) -> Option<Named> {
        let track = self.incident(id)?;
        Some(self.names.incident(id, track.kind, track.zone))
    }

    /// A version that the log has told of.
    ///
    /// # Panics
    /// When it has not: a message cannot hold what nobody saw.
    pub(super) fn version(&self, version: VersionId) -> Version {
        self.versions[version.index()].expect("a version is seen before it is told")
    }

    /// The track of a fact.
    pub(super) fn fact(&self, fact: Fact) -> Option<&FactTrack> {
        self.fact_number.get(&fact).map(|number| &self.facts[*number])
    }

    /// An incident that the log has told of.
    pub(super) fn incident(&self, incident: IncidentId) -> Option<&IncidentTrack> {
        self.incidents.get(incident.index()).and_then(Option::as_ref)
    }

    /// A task that the log has told of.
    pub(super) fn task(&self, task: TaskId) -> Option<&TaskTrack> {
        self.tasks.get(task.index()).and_then(Option::as_ref)
    }

    /// Every task with its id.
    pub(super) fn all_tasks(&self) -> impl Iterator<Item = (TaskId, &TaskTrack)> {
        self.tasks
            .iter()
            .enumerate()
            .filter_map(|(index, task)| Some((TaskId::from_index(index), task.as_ref()?)))
    }

    /// The first desk that knew of an incident, and when.
    pub(super) fn incident_known(&self, incident: IncidentId) -> Option<(DeskId, Mark)> {
        let track = self.fact(Fact::new(FactKind::Incident, Subject::Incident(incident)))?;
        track.knowings.iter().find_map(|knowing| match knowing.party {
            Party::Desk(desk) => Some((desk, knowing.mark)),
            _ => None,
        })
    }

    /// The zone where a subject lies.
    pub(super) fn zone_of(&self, subject: Subject) -> Option<ZoneId> {
        let incident = |id| self.incident(id).map(|track| track.zone);
        self.plan().zone_of(self.county(), subject, incident)
    }

    /// The desks that `audience` means for a subject, seen from `acting`; in order of their keys.
    pub(super) fn audience(
        &self,
        audience: &Audience<DeskId>,
        acting: Option<DeskId>,
        fact: Fact,
    ) -> Vec<DeskId> {
        let (zone, reach) = (self.zone_of(fact.subject), reach_of(self.county(), fact));
        self.plan().audience(self.county(), audience, acting, zone, reach)
    }

    /// The plan.
    pub(super) fn plan(&self) -> &'a Plan {
        &self.drill.plan
    }

    /// The county.
    pub(super) fn county(&self) -> &'a County {
        &self.drill.county
    }

    /// The stable key of a desk.
    pub(super) fn desk_key(&self, desk: DeskId) -> Key {
        self.plan().desks[desk.index()].key
    }

    fn knowledge(&mut self, mark: Mark, cause: Option<Seq>, event: &'a Event) {
        match event {
            Event::FactObserved { version, fact, value, by, since } => {
                let number = self.fact_number_of(*fact);
                let seen = Version { fact: number, value: *value, seen: mark, since: *since };
                *slot(&mut self.versions, version.index()) = Some(seen);
                self.facts[number].versions.push(*version);
                self.learn(mark, *by, *version);
            }
            Event::MessageSent { message, kind, from, to, versions, .. } => {
                let track = MessageTrack::new(*from, *to, *kind, versions);
                *slot(&mut self.messages, message.index()) = Some(track);
                if *kind == MessageKind::Report
                    && let Some(number) = cause.and_then(|cause| self.report_of.get(&cause))
                {
                    let told = versions.iter().map(|v| self.facts[self.version(*v).fact].fact);
                    let subjects: Vec<Subject> = told.map(|fact| fact.subject).collect();
                    self.reports[*number].subjects.extend(subjects);
                }
            }
            Event::MessageDelivered { message } => {
                self.message(*message, |track| track.delivered = Some(mark));
            }
            Event::MessageLost { message, .. } => {
                self.message(*message, |track| track.lost = Some(mark));
            }
            Event::MessageSuperseded { message, .. } => {
                self.message(*message, |track| track.superseded = Some(mark));
            }
            Event::MessageRead { message, .. } => {
                self.message(*message, |track| track.read = Some(mark));
                let Some(track) = of(&mut self.messages, message.index()) else { return };
                let (to, versions) = (track.to, track.versions);
                for version in versions {
                    self.learn(mark, to, *version);
                }
            }
            Event::FactChanged {
                fact: Fact { kind: FactKind::RoadPassable, subject: Subject::Road(road) },
                value,
            } => {
                let set = ProfileSet(u8::try_from(*value).unwrap_or(0));
                self.roads.entry(*road).or_default().push((mark.at, set));
            }
            _ => {}
        }
    }

    fn fact_number_of(&mut self, fact: Fact) -> usize {
        let next = self.facts.len();
        let number = *self.fact_number.entry(fact).or_insert(next);
        if number == next {
            self.facts.push(FactTrack { fact, versions: Vec::new(), knowings: Vec::new() });
        }
        number
    }

    /// Desks and teams know what they see; what a sensor or a caller sees, nobody knows yet.
    fn learn(&mut self, mark: Mark, party: Party, version: VersionId) {
        if !matches!(party, Party::Desk(_) | Party::Team(_)) {
            return;
        }
        let fact = self.version(version).fact;
        self.facts[fact].knowings.push(Knowing { mark, party, version });
        if let Party::Desk(desk) = party {
            self.desk_knowings[desk.index()].push((mark, version));
        }
    }

    fn message(&mut self, message: MessageId, change: impl FnOnce(&mut MessageTrack<'a>)) {
        if let Some(track) = of(&mut self.messages, message.index()) {
            change(track);
        }
    }

    fn work(&mut self, mark: Mark, event: &'a Event) {
        match event {
            Event::IncidentOccurred { incident, kind, node, zone, people } => {
                let track = IncidentTrack::new(mark, *kind, (*node, *zone), *people);
                *slot(&mut self.incidents, incident.index()) = Some(track);
            }
            Event::TaskArose { task, incident, capability, quantity, work, after } => {
                let track = TaskTrack::new(mark, *incident, *capability, *quantity, *work, *after);
                *slot(&mut self.tasks, task.index()) = Some(track);
                if let Some(incident) = of(&mut self.incidents, incident.index()) {
                    incident.tasks.push(*task);
                }
            }
            Event::IncidentStabilised { incident } => {
                if let Some(incident) = of(&mut self.incidents, incident.index()) {
                    incident.stabilised = Some(mark);
                }
            }
            Event::CasualtyOccurred { casualty, incident, .. } => {
                if let Some(incident) = of(&mut self.incidents, incident.index()) {
                    incident.casualties.insert(*casualty, [None; 3]);
                }
            }
            Event::PatientLeft { casualty, .. } => self.casualty(*casualty, 0, mark),
            Event::PatientHandedOver { casualty, .. } => self.casualty(*casualty, 1, mark),
            // Crews have nobody to carry who is dead or has gone without them.
            Event::CasualtyDied { casualty } | Event::CasualtySetOut { casualty, .. } => {
                self.casualty(*casualty, 2, mark);
            }
            Event::TaskCompleted { task } => {
                self.task_mut(*task, |track| track.completed = Some(mark));
            }
            Event::TeamWaited { team, task, reason, on } => {
                let wait = Wait { team: *team, reason: *reason, on: *on, start: mark, end: None };
                self.task_mut(*task, |track| track.waits.push(wait));
            }
            Event::WorkStarted { team, task, .. } => self.task_mut(*task, |track| {
                track.end_wait(*team, mark);
                track.work_started.push((mark, *team));
            }),
            _ => {}
        }
    }

    fn casualty(&mut self, casualty: crate::base::id::CasualtyId, what: usize, mark: Mark) {
        let incident =
            self.incidents.iter_mut().flatten().find(|i| i.casualties.contains_key(&casualty));
        if let Some(marks) = incident.and_then(|i| i.casualties.get_mut(&casualty)) {
            marks[what].get_or_insert(mark);
        }
    }

    fn task_mut(&mut self, task: TaskId, change: impl FnOnce(&mut TaskTrack)) {
        if let Some(track) = of(&mut self.tasks, task.index()) {
            change(track);
        }
    }

    fn teams(&mut self, mark: Mark, event: &'a Event) {
        match event {
            Event::OrderIssued { order, by, content } => {
                if let Order::Dispatch { team, task } = **content {
                    *slot(&mut self.orders, order.index()) = Some((task, team));
                    self.task_mut(task, |track| track.orders.push((mark, team, *by, *order)));
                }
            }
            Event::OrderRefused { order, .. } | Event::OrderEnded { order } => {
                self.withdraw(*order);
            }
            Event::TaskAssigned { task, team, by, .. } => {
                self.task_mut(*task, |track| track.assign(mark, *team, *by));
                let ordered = self.task(*task).and_then(|track| track.ordered(*team, mark));
                let track = &mut self.teams[team.index()];
                track.assigned += 1;
                track.ordered.push((ordered.unwrap_or(mark).at, mark.at));
            }
            Event::TaskReleased { task, team } => {
                self.task_mut(*task, |track| track.release(*team, mark));
            }
            Event::TeamStateChanged { team, state } => {
                self.teams[team.index()].states.push((mark.at, *state));
            }
            Event::TeamDeparted { team, arcs, .. } => {
                let track = &mut self.teams[team.index()];
                track.departures += 1;
                track.places.push((mark, Place::Moving(arcs)));
            }
            Event::TeamTurnedBack { team, at, .. } => {
                let track = &mut self.teams[team.index()];
                track.turned_back.push(mark);
                track.places.push((mark, Place::At(*at)));
            }
            Event::TeamArrived { team, node, task } => {
                let track = &mut self.teams[team.index()];
                track.places.push((mark, Place::At(*node)));
                if let Some(task) = task {
                    track.arrivals += 1;
                    self.task_mut(*task, |track| track.arrivals.push((mark, *team)));
                }
            }
            _ => {}
        }
    }

    /// An order that was refused, or that ended before its team was assigned, took nothing up.
    fn withdraw(&mut self, order: OrderId) {
        let Some(Some((task, _))) = self.orders.get(order.index()).copied() else { return };
        self.task_mut(task, |track| {
            let used = track.used_orders.contains(&order);
            if !used {
                track.orders.retain(|issued| issued.3 != order);
            }
        });
    }

    fn command(&mut self, mark: Mark, event: &'a Event) {
        match event {
            Event::RequestMade { request, by, to, task, capability, quantity, due } => {
                let track = RequestTrack {
                    made: mark,
                    by: *by,
                    to: *to,
                    task: *task,
                    capability: *capability,
                    quantity: *quantity,
                    due: *due,
                    answers: Vec::new(),
                };
                *slot(&mut self.requests, request.index()) = Some(track);
            }
            Event::RequestAnswered { request, by, answer } => {
                if let Some(track) = of(&mut self.requests, request.index()) {
                    track.answers.push((mark, *by, *answer));
                }
            }
            Event::CallPlaced { call, by, to, .. } => {
                let track = slot(&mut self.calls, call.index());
                track.get_or_insert_with(|| CallTrack::new(*by, *to)).placed.push(mark);
            }
            Event::CallConfirmed { call } => self.call(*call, |track| track.confirmed = Some(mark)),
            Event::CallActed { call } => self.call(*call, |track| track.acted = Some(mark)),
            Event::CallEscalated { call, to } => {
                self.call(*call, |track| track.escalated.push((mark, *to)));
            }
            Event::ReportFiled { by, to, incident, missing, .. } => {
                self.report_of.insert(mark.seq, self.reports.len());
                self.reports.push(ReportTrack {
                    filed: mark,
                    by: *by,
                    to: *to,
                    incident: *incident,
                    missing: *missing,
                    subjects: Vec::new(),
                });
            }
            Event::LevelDeclared { by, scale, event, level } => self.levels.push(LevelTrack {
                mark,
                by: *by,
                scale: *scale,
                event: *event,
                level: *level,
            }),
            _ => {}
        }
    }

    fn call(&mut self, call: CallId, change: impl FnOnce(&mut CallTrack)) {
        if let Some(track) = of(&mut self.calls, call.index()) {
            change(track);
        }
    }

    /// Every request with its id.
    pub(super) fn all_requests(&self) -> impl Iterator<Item = (RequestId, &RequestTrack)> {
        self.requests
            .iter()
            .enumerate()
            .filter_map(|(index, request)| Some((RequestId::from_index(index), request.as_ref()?)))
    }

    /// Every call with its id.
    pub(super) fn all_calls(&self) -> impl Iterator<Item = (CallId, &CallTrack)> {
        self.calls
            .iter()
            .enumerate()
            .filter_map(|(index, call)| Some((CallId::from_index(index), call.as_ref()?)))
    }

    /// When a team was ready and not ordered anywhere, within `[from, to]`.
    pub(super) fn idle(&self, team: TeamId, from: Time, to: Time) -> Vec<(Time, Time)> {
        let track = &self.teams[team.index()];
        let mut idle = Vec::new();
        let ends = track.states.iter().skip(1).map(|(at, _)| *at).chain([self.end]);
        for ((start, state), end) in track.states.iter().zip(ends) {
            if *state != TeamState::Available {
                continue;
            }
            let mut start = (*start).max(from);
            let end = end.min(to);
            for (ordered, assigned) in &track.ordered {
                if *assigned <= start || *ordered >= end {
                    continue;
                }
                if *ordered > start {
                    idle.push((start, *ordered));
                }
                start = start.max(*assigned);
            }
            if start < end || (start == end && start == to && from <= to) {
                idle.push((start, end));
            }
        }
        idle
    }
}
