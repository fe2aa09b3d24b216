//! The stage: what every handler can reach, as one system parameter, and what runs share. Its
//! methods stand in the files of their subjects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bevy_ecs::entity::Entity;
use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Commands, Query, Res, ResMut, SystemParam};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::agenda::{Agenda, Occurrence};
use super::burning::Burning;
use super::opinion::{CrowdInPlay, RumourInPlay};
use super::outbreak::OutbreakInPlay;
use super::outdoors::{Relief, Tents, Township};
use super::prepared::Prepared;
use super::roads::RoadTruth;
use super::state::{
    AreaPeople, Call, Casualty, Coming, DeskState, Document, HospitalState, IncidentInField,
    Notice, Request, TaskInField, TeamInField,
};
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::id::Identified;
use crate::base::id::{
    AreaId, CasualtyId, DeskId, FacilityId, HappeningId, IncidentId, RoadId, TaskId, TeamId, ZoneId,
};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, Seq};
use crate::knowledge::message::Correspondence;
use crate::plan::Plan;
use crate::scenario::Drill;
use crate::scenario::timeline::{Intervention, Timeline};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// What runs of a drill share, and the seed of this one.
#[derive(Debug, Resource)]
pub struct Shared {
    /// The drill with what was prepared for it.
    pub prepared: Arc<Prepared>,
    /// The seed.
    pub seed: Seed,
}

/// Entities by id.
#[derive(Debug, Default, Resource)]
pub struct Index {
    /// Desks.
    pub desks: Vec<Entity>,
    /// Teams.
    pub teams: Vec<Entity>,
    /// Incidents.
    pub incidents: BTreeMap<IncidentId, Entity>,
    /// Tasks.
    pub tasks: Vec<Entity>,
    /// Casualties.
    pub casualties: Vec<Entity>,
    /// Hazard areas.
    pub areas: Vec<Entity>,
    /// Hospitals.
    pub hospitals: BTreeMap<FacilityId, Entity>,
}

/// The log and the time.
#[derive(Debug, Resource)]
pub struct Recorder {
    /// The log.
    pub log: EventLog,
    /// Now.
    pub now: Time,
}

/// What is true now of what can change.
#[derive(Debug, Resource, Default)]
pub struct Truth {
    /// Facts that have changed since the start, without those about the passage of roads.
    pub facts: IndexMap<Fact, Held, FxBuildHasher>,
    /// Every road as it is now.
    pub roads: Vec<RoadTruth>,
    /// Masts that do not work.
    pub dead_masts: BTreeMap<FacilityId, Seq>,
    /// The changes of nature that are still to come, and the place of the next one.
    pub timeline: Arc<Timeline>,
    /// The next change.
    pub next_change: usize,
    /// What was done to the hazard, in order of time.
    pub interventions: Vec<Intervention>,
    /// How often a decision has changed the timeline.
    pub forks: u32,
    /// For each change of the timeline, by place, the decision without which it would not come;
    /// empty before the first.
    pub decided: Vec<Option<Seq>>,
    /// Which junctions can be reached by road, as last looked at; none before anything closed.
    pub reachable: Option<Vec<bool>>,
    /// Whether a look at that is on the agenda.
    pub access_entered: bool,
    /// Relief kits in each depot.
    pub stocks: BTreeMap<FacilityId, u32>,
    /// Buildings on fire, by incident.
    pub fires: BTreeMap<IncidentId, Burning>,
    /// People out in the cold, by township.
    pub outdoors: BTreeMap<ZoneId, Township>,
    /// The incident of those of a settlement whom the cold or a stove has hurt.
    pub hurt_outdoors: BTreeMap<(ZoneId, CasualtyCause), IncidentId>,
    /// Outbreaks, by place in the scenario.
    pub outbreaks: Vec<OutbreakInPlay>,
    /// Whether it was published what stoves in closed tents do.
    pub stoves_published: bool,
    /// How many more may still be hurt at an incident of the storyline.
    pub growing: BTreeMap<IncidentId, u32>,
    /// What is due to happen because something else did, with the event of that.
    pub happened_after: BTreeMap<HappeningId, Seq>,
    /// When each zone was last shaken by an aftershock.
    pub shaken: BTreeMap<ZoneId, Time>,
    /// Rumours about incidents that arose, by their place in the scenario.
    pub rumours: BTreeMap<u32, RumourInPlay>,
    /// Crowds at incidents that arose, by their place in the scenario.
    pub crowds: BTreeMap<u32, CrowdInPlay>,
    /// The first statement about an incident.
    pub statements: BTreeMap<IncidentId, (Time, Seq)>,
    /// Roads that a desk has closed to traffic, with the order.
    pub closed_by_order: BTreeMap<RoadId, Seq>,
    /// Teams whose way leads over a road, with the place of the road's arc on it, by the road's
    /// place.
    pub travellers: Vec<Vec<(TeamId, u32)>>,
}

impl Truth {
    /// What a fact is; none where it has not changed since the start.
    pub fn fact(&self, fact: Fact) -> Option<Held> {
        match (fact.kind, fact.subject) {
            (FactKind::RoadPassable, Subject::Road(road)) => {
                let road = self.roads[road.index()];
                road.changed.map(|seq| (i64::from(road.passable().0), road.since, seq))
            }
            _ => self.facts.get(&fact).copied(),
        }
    }
}

/// The value of a fact, since when it holds, and the event that said so.
pub type Held = (i64, Time, Seq);

/// What is under way and has no entity: messages, documents, calls, requests, meetings.
#[derive(Debug, Resource, Default)]
pub struct Post {
    /// Versions and messages.
    pub mail: Correspondence,
    /// Documents.
    pub documents: Vec<Document>,
    /// Calls.
    pub calls: Vec<Call>,
    /// Requests.
    pub requests: Vec<Request>,
    /// Orders that have been given: who gave them and what they are.
    pub orders: Vec<(DeskId, crate::vocabulary::order::Order)>,
    /// Consultations: who convened, who takes part, and the event that they began with.
    pub meetings: Vec<(DeskId, Vec<DeskId>, Seq)>,
    /// Incidents that are going to arise.
    pub coming: Vec<Coming>,
    /// Things that are going to be noticed.
    pub notices: Vec<Notice>,
    /// Groups of walkers: how many, and by which event they left.
    pub departures: Vec<(u32, Seq)>,
    /// People who are going to be hurt: incident, area, how many, and the event behind it.
    pub hurt: Vec<(IncidentId, Option<AreaId>, u32, CasualtyCause, Seq)>,
    /// Supplies on their way from a shelter to people.
    pub relief: Vec<Relief>,
    /// Tents with stoves.
    pub tents: Vec<Tents>,
    /// Injects that were given or left out.
    pub injects_done: BTreeSet<crate::base::id::InjectId>,
    /// Inputs from outside, by number.
    pub inputs: Vec<super::control::Input>,
    /// How often something with the same key was born: the ordinal of the next one.
    pub ordinals: IndexMap<Key, u32, FxBuildHasher>,
}

/// What every handler can reach.
#[derive(SystemParam)]
pub struct Stage<'w, 's> {
    /// Makes entities; they can be reached from the next occurrence on.
    pub commands: Commands<'w, 's>,
    /// Entities by id.
    pub index: ResMut<'w, Index>,
    /// Drill, preparation, seed.
    pub shared: Res<'w, Shared>,
    /// Agenda.
    pub agenda: ResMut<'w, Agenda>,
    /// Log and time.
    pub recorder: ResMut<'w, Recorder>,
    /// Truth.
    pub truth: ResMut<'w, Truth>,
    /// Post.
    pub post: ResMut<'w, Post>,
    /// Desks.
    pub desks: Query<'w, 's, &'static mut DeskState>,
    /// Teams.
    pub teams: Query<'w, 's, &'static mut TeamInField>,
    /// Incidents.
    pub incidents: Query<'w, 's, &'static mut IncidentInField>,
    /// Tasks.
    pub tasks: Query<'w, 's, &'static mut TaskInField>,
    /// Casualties.
    pub casualties: Query<'w, 's, &'static mut Casualty>,
    /// Hazard areas.
    pub areas: Query<'w, 's, &'static mut AreaPeople>,
    /// Hospitals.
    pub hospitals: Query<'w, 's, &'static mut HospitalState>,
}

/// Declares access to a component by id.
macro_rules! access {
    ($(
        $(#[$doc:meta])*
        $read:ident, $write:ident, $query:ident, $id:ty, $component:ty, $find:expr;
    )*) => {
        impl Stage<'_, '_> {
            $(
                $(#[$doc])*
                pub fn $read(&self, id: $id) -> &$component {
                    let entity = ($find)(&self.index, id);
                    self.$query.get(entity).expect("indexed entities live as long as the run")
                }

                /// The same, to change it.
                pub fn $write(&mut self, id: $id) -> &mut $component {
                    let entity = ($find)(&self.index, id);
                    self.$query
                        .get_mut(entity)
                        .expect("indexed entities live as long as the run")
                        .into_inner()
                }
            )*
        }
    };
}

access! {
    /// A desk.
    desk, desk_mut, desks, DeskId, DeskState, |index: &Index, id: DeskId| index.desks[id.index()];
    /// A team.
    team, team_mut, teams, TeamId, TeamInField, |index: &Index, id: TeamId| index.teams[id.index()];
    /// An incident.
    incident, incident_mut, incidents, IncidentId, IncidentInField,
        |index: &Index, id: IncidentId| index.incidents[&id];
    /// A task.
    task, task_mut, tasks, TaskId, TaskInField, |index: &Index, id: TaskId| index.tasks[id.index()];
    /// A casualty.
    casualty, casualty_mut, casualties, CasualtyId, Casualty,
        |index: &Index, id: CasualtyId| index.casualties[id.index()];
    /// A hazard area's people.
    area, area_mut, areas, AreaId, AreaPeople, |index: &Index, id: AreaId| index.areas[id.index()];
    /// A hospital.
    hospital, hospital_mut, hospitals, FacilityId, HospitalState,
        |index: &Index, id: FacilityId| index.hospitals[&id];
}

impl Stage<'_, '_> {
    /// What was prepared, to hold while the stage is changed.
    pub fn prepared(&self) -> Arc<Prepared> {
        self.shared.prepared.clone()
    }

    /// The drill.
    pub fn drill(&self) -> &Drill {
        &self.shared.prepared.drill
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.shared.prepared.drill.plan
    }

    /// Now.
    pub fn now(&self) -> Time {
        self.recorder.now
    }

    /// Records what happened because of `cause`.
    pub fn record(&mut self, cause: impl Into<Option<Seq>>, event: Event) -> Seq {
        let now = self.recorder.now;
        self.recorder.log.append(now, cause.into(), event)
    }

    /// The stable key of an id.
    pub fn key<I: Identified>(&self, id: I) -> Key {
        self.recorder.log.registry().key(id)
    }

    /// Registers something born in the run.
    pub fn bear<I: Identified>(&mut self, key: Key) -> I {
        self.recorder.log.registry_mut().bear(key)
    }

    /// A key for something born of these keys, told from its like by an ordinal counted for
    /// exactly them.
    pub fn born_key(&mut self, kind: u32, about: &[Key]) -> Key {
        let base = Key::born(kind, about, 0);
        let ordinal = self.post.ordinals.entry(base).or_insert(0);
        *ordinal += 1;
        if *ordinal == 1 { base } else { Key::born(kind, about, *ordinal - 1) }
    }

    /// Draws for a purpose about something.
    pub fn draws(&self, purpose: Purpose, key: Key) -> Draws {
        self.shared.seed.draws(purpose, key)
    }

    /// Enters an occurrence.
    pub fn enter(&mut self, at: Time, occurrence: Occurrence, key: Key) {
        self.agenda.enter(at, occurrence, key);
    }
}
