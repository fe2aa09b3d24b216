//! What each event of the log adds to the index.

use super::super::track::{
    CallTrack, IncidentTrack, LevelTrack, Mark, MessageTrack, Place, ReportTrack, RequestTrack,
    TaskTrack, Wait,
};
use super::{FactTrack, Index, Knowing, Version};
use crate::base::id::{CallId, CasualtyId, MessageId, OrderId, TaskId, VersionId};
use crate::event_log::event::{Event, Party, Seq};
use crate::scenario::catalogue::TaskTemplate;
use crate::vocabulary::channel::MessageKind;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::Order;
use crate::vocabulary::profile::ProfileSet;

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
    /// Finds the template of each task: within an incident and a capability, in order of quantity,
    /// work and whether something must be done first, as the log names tasks by key only.
    pub(super) fn match_templates(&mut self) {
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

    pub(super) fn knowledge(&mut self, mark: Mark, cause: Option<Seq>, event: &'a Event) {
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

    pub(super) fn work(&mut self, mark: Mark, event: &'a Event) {
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

    fn casualty(&mut self, casualty: CasualtyId, what: usize, mark: Mark) {
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

    pub(super) fn teams(&mut self, mark: Mark, event: &'a Event) {
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

    pub(super) fn command(&mut self, mark: Mark, event: &'a Event) {
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
}
