//! One pass over the log into what the rest of the score reads: who knew what when, messages,
//! tasks, teams, requests, calls, reports, levels. Nothing here judges.

mod reading;

use std::collections::BTreeMap;

use super::names::Names;
use super::scorecard::Named;
use super::track::{
    CallTrack, IncidentTrack, LevelTrack, Mark, MessageTrack, ReportTrack, RequestTrack, TaskTrack,
    TeamTrack,
};
use crate::base::id::{
    CallId, DeskId, IncidentId, RequestId, RoadId, TaskId, TeamId, VersionId, ZoneId,
};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::county::place::County;
use crate::event_log::EventLog;
use crate::event_log::event::{Party, Seq};
use crate::plan::Plan;
use crate::plan::audience::reach_of;
use crate::plan::file::Audience;
use crate::scenario::Drill;
use crate::scenario::catalogue::TaskTemplate;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
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
