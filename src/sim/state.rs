//! Components: the state of desks, teams, incidents, tasks, casualties, hazard areas and hospitals.
//! State is a field, never a marker component.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use bevy_ecs::component::Component;

use super::errand::Errand;
use super::warning::Spread;
use crate::autopilot::ledger::{IncidentCard, Ledger};
use crate::base::id::{
    ArcId, AreaId, CasualtyId, DeskId, FacilityId, IncidentId, MessageId, NodeId, RoadId, TaskId,
    TeamId,
};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{CasualtyCause, Seq};
use crate::hazard::casualty::SeverityMix;
use crate::knowledge::inbox::Inbox;
use crate::knowledge::line::Lines;
use crate::knowledge::picture::Picture;
use crate::scenario::timeline::Danger;
use crate::vocabulary::care::Triage;
use crate::vocabulary::fact::TeamState;
use crate::vocabulary::safety::SafetyCheck;

/// A desk at work.
#[derive(Debug, Component)]
pub struct DeskState {
    /// Which.
    pub id: DeskId,
    /// Messages that wait.
    pub inbox: Inbox,
    /// Readers who are free; below zero while a consultation has taken one who is still reading.
    pub free_readers: i8,
    /// Whether a person sits at the desk, so that the plan does not decide there.
    pub seated: bool,
    /// The reading that ended last: what a message in the inbox waited for.
    pub last_read: Option<Seq>,
    /// What it knows.
    pub picture: Picture,
    /// What it has done.
    pub ledger: Ledger,
    /// Telephone lines.
    pub lines: Lines,
    /// Deadlines that it has set itself, by number.
    pub deadlines: Vec<crate::autopilot::Deadline>,
}

/// A way that a team is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Where to.
    pub to: NodeId,
    /// Arcs in order.
    pub arcs: Box<[ArcId]>,
    /// When the team comes to the end of each arc.
    pub ends: Vec<Time>,
    /// The arc before which it is stopped, if it is.
    pub stopped_at: Option<usize>,
}

/// A team in the field.
#[derive(Debug, Component)]
pub struct TeamInField {
    /// Which.
    pub id: TeamId,
    /// What it is doing.
    pub activity: TeamState,
    /// The junction where it is, or was last.
    pub at: NodeId,
    /// When it is there, if it was turned round on the road that leads there.
    pub there_from: Time,
    /// Its way, if it is on one.
    pub journey: Option<Journey>,
    /// Its task, if it has one.
    pub task: Option<TaskId>,
    /// Where it calls on the way to its task, in order, and how long it stays.
    pub stops: VecDeque<(NodeId, Duration)>,
    /// The event that it was assigned by.
    pub assigned: Option<Seq>,
    /// What it knows of roads.
    pub picture: Picture,
    /// Casualties aboard.
    pub aboard: Vec<CasualtyId>,
    /// The hospital that it is bound for.
    pub hospital: Option<FacilityId>,
    /// Counts changes of plan: an occurrence of an earlier count is void.
    pub epoch: u32,
    /// Whether a wait is on record that has not ended.
    pub waiting: bool,
    /// Whether it has been ordered out of the danger of its task, and not back in.
    pub withdrawn: bool,
    /// The junction on its way to the site by which it came, where that lies apart from it.
    pub came_by: Option<NodeId>,
    /// The danger that it works in, if it does.
    pub in_danger: Option<InDanger>,
    /// How many spells of work in danger it has begun.
    pub spells: u32,
}

/// A spell of work in danger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InDanger {
    /// Stable key.
    pub key: Key,
    /// How often it was looked at.
    pub looks: u32,
    /// For each danger of the task, the predicates that do not hold, and the event that says so.
    pub checked: Vec<(Vec<SafetyCheck>, Seq)>,
}

/// An incident.
#[derive(Debug, Component)]
pub struct IncidentInField {
    /// Which.
    pub id: IncidentId,
    /// What is said about it.
    pub card: Arc<IncidentCard>,
    /// The event that it began with.
    pub occurred: Seq,
    /// When.
    pub at: Time,
    /// The hazard area whose people are in danger, if it is about one.
    pub area: Option<AreaId>,
    /// People trapped at first.
    pub trapped: u32,
    /// People whom neighbours have got out.
    pub freed: u32,
    /// Casualties.
    pub casualties: Vec<CasualtyId>,
    /// The errand that it is, and the desk that leads it, if it is one.
    pub errand: Option<(Errand, DeskId)>,
    /// How many were hurt as a team told last from there.
    pub told_hurt: Option<usize>,
    /// Whether a team has told from there what it lets out.
    pub told_substance: bool,
    /// The team that set up the washing of people there, once it has.
    pub washing: Option<TeamId>,
    /// How badly people are hurt there.
    pub severity: SeverityMix,
    /// Roads that are open again when its clearance is done.
    pub roads: Vec<RoadId>,
    /// Tasks that are not done.
    pub open_tasks: u8,
}

/// A task.
#[derive(Debug, Component)]
pub struct TaskInField {
    /// Which.
    pub id: TaskId,
    /// Its incident.
    pub incident: IncidentId,
    /// Its place in the incident's card and in the catalogue's template.
    pub number: usize,
    /// Work left, in team-milliseconds at the ordinary rate times a hundred.
    pub work_left: u64,
    /// Percent of the ordinary rate at which it goes: the sum over the teams that work.
    pub rate_percent: u64,
    /// Since when.
    pub since: Time,
    /// Teams on scene, in order of their keys.
    pub present: Vec<TeamId>,
    /// Tasks that must be done first and are not.
    pub waits_for: Vec<TaskId>,
    /// What began the work on it.
    pub begun: Option<Seq>,
    /// What completed it.
    pub done: Option<Seq>,
    /// Counts changes of rate: an occurrence of an earlier count is void.
    pub epoch: u32,
}

/// Where a casualty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasualtyPlace {
    /// At the site, untreated.
    Untreated,
    /// At the site, treated.
    Treated,
    /// In an ambulance.
    Aboard(TeamId),
    /// On the way to a hospital without a crew, or before its door.
    OnOwnWay(FacilityId),
    /// In a hospital, waiting or in treatment.
    InHospital(FacilityId),
    /// Out of danger.
    Recovered,
    /// Dead.
    Dead,
}

/// A casualty.
#[derive(Debug, Component)]
pub struct Casualty {
    /// Which.
    pub id: CasualtyId,
    /// Its incident.
    pub incident: IncidentId,
    /// The event that it was hurt by.
    pub occurred: Seq,
    /// What hurt it.
    pub cause: CasualtyCause,
    /// Sacco score at first.
    pub first_score: u8,
    /// Sacco score now.
    pub score: u8,
    /// Whether it is hurt so lightly that it gets no worse.
    pub is_light: bool,
    /// Whether it left the site without a crew, so that nobody there counts it.
    pub left_alone: bool,
    /// Whether it is contaminated: nobody has washed it yet.
    pub contaminated: bool,
    /// Whether a hospital has counted it.
    pub counted: bool,
    /// Whether it has been in a theatre and needs none any more.
    pub operated: bool,
    /// How it was sorted, if it was.
    pub category: Option<Triage>,
    /// When it was hurt.
    pub at: Time,
    /// Where it is.
    pub place: CasualtyPlace,
    /// Last event about it.
    pub last: Seq,
}

/// The people of a hazard area.
#[derive(Debug, Component)]
pub struct AreaPeople {
    /// Which area.
    pub id: AreaId,
    /// People of the list at home.
    pub home: u32,
    /// People on no list, at the area.
    pub visitors: u32,
    /// Of those on no list, people who have heard a warning.
    pub visitors_warned: u32,
    /// Of those at home, people who refused to go.
    pub refused: u32,
    /// Of those there, people who have been warned.
    pub warned: u32,
    /// Warnings on their way among them, in the order in which they were given.
    pub spreads: Vec<Spread>,
    /// People on their way to a shelter, by group.
    pub walking: BTreeMap<u32, u32>,
    /// People in shelter.
    pub sheltered: u32,
    /// People brought out by teams.
    pub rescued: u32,
    /// People carried away hurt.
    pub hurt: u32,
    /// Of those at home and visiting, people whom the water has reached.
    pub in_water: u32,
    /// Of those, people cut off without help.
    pub cut_off: u32,
    /// Stage of the water here, cm above ordinary; zero where it does not reach the houses.
    pub stage_cm: i64,
    /// The event that last raised the water.
    pub stage_event: Option<Seq>,
    /// The danger from what spreads through the air or over the land.
    pub danger: Danger,
    /// The event that last changed its class.
    pub danger_event: Option<Seq>,
    /// Whether it is looked at who is hurt by it.
    pub is_watched: bool,
    /// People in harmful air.
    pub exposed: u32,
    /// Whether an evacuation is under way, and the event that ordered it.
    pub evacuation: Option<Seq>,
    /// The open incident of people in the water.
    pub incident: Option<IncidentId>,
    /// Counts incidents, groups and steps of this area.
    pub ordinal: u32,
}

/// A hospital.
#[derive(Debug, Component)]
pub struct HospitalState {
    /// Which.
    pub id: FacilityId,
    /// Free beds; below zero beds that had to be put up.
    pub beds: i64,
    /// What took the last free bed, while none is free.
    pub filled: Option<Seq>,
    /// Free theatres.
    pub theatres: u32,
    /// Patients who wait for a theatre: the gravest first, then by arrival, then by key.
    pub queue: BTreeSet<(u8, Time, Key, CasualtyId)>,
    /// What freed a theatre last.
    pub freed: Option<Seq>,
    /// Free places in intensive care.
    pub places: u32,
    /// Patients who wait for one: the gravest first, then by arrival, then by key.
    pub waiting: BTreeSet<(u8, Time, Key, CasualtyId)>,
    /// What freed a place last.
    pub place_freed: Option<Seq>,
    /// Until when its emergency department takes nobody.
    pub closed_until: Time,
    /// Casualties of the event whom it has taken in.
    pub received: i64,
}

/// A document on its way through an approval chain.
#[derive(Debug, Clone)]
pub struct Document {
    /// Stable key.
    pub key: Key,
    /// Who drafts it.
    pub by: DeskId,
    /// The approval that it goes through.
    pub approval: usize,
    /// What is done when it is signed.
    pub decisions: Vec<crate::autopilot::Decision>,
    /// Last event about it.
    pub last: Seq,
    /// When it was ready to be signed.
    pub ready: Time,
    /// Whether it has been reviewed.
    pub reviewed: bool,
}

/// A call-and-confirm.
#[derive(Debug, Clone)]
pub struct Call {
    /// Stable key.
    pub key: Key,
    /// Who calls.
    pub by: DeskId,
    /// The post.
    pub to: DeskId,
    /// What it is about.
    pub facts: Vec<crate::vocabulary::fact::Fact>,
    /// When it was first placed.
    pub since: Time,
    /// Attempts so far.
    pub attempts: u8,
    /// Whether the post confirmed.
    pub confirmed: bool,
    /// Whether the post did what the call was about.
    pub acted: bool,
    /// Whether it went up.
    pub escalated: bool,
    /// Last event about it.
    pub last: Seq,
    /// The attempt before.
    pub message: Option<MessageId>,
    /// How often was looked at what came of it.
    pub looks: u32,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Stable key.
    pub key: Key,
    /// Who asks.
    pub by: DeskId,
    /// Who is asked.
    pub to: DeskId,
    /// For which task.
    pub task: TaskId,
    /// What is needed.
    pub capability: crate::vocabulary::capability::Capability,
    /// How many teams.
    pub quantity: u8,
    /// By when.
    pub due: Time,
    /// The answer.
    pub answer: Option<crate::vocabulary::order::Answer>,
}

/// An incident that is going to arise.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Stable key of the incident.
    pub key: Key,
    /// Its id where it was written, none where it is born.
    pub id: Option<IncidentId>,
    /// Kind.
    pub kind: crate::base::id::IncidentKindId,
    /// Where.
    pub node: NodeId,
    /// In which zone.
    pub zone: crate::base::id::ZoneId,
    /// The hazard area that it is about.
    pub area: Option<AreaId>,
    /// People involved.
    pub people: u32,
    /// People hurt at once.
    pub hurt: u32,
    /// What hurt them.
    pub cause: CasualtyCause,
    /// How badly.
    pub severity: SeverityMix,
    /// Roads that its clearance opens.
    pub roads: Vec<RoadId>,
    /// Who is called when; empty: as its kind has it.
    pub calls: Vec<(DeskId, Duration)>,
    /// The errand that it is, and the desk that leads it, if it is one.
    pub errand: Option<(Errand, DeskId)>,
    /// The event that it follows from.
    pub from: Option<Seq>,
}

/// Something that somebody is going to notice.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Stable key.
    pub key: Key,
    /// What.
    pub fact: crate::vocabulary::fact::Fact,
    /// The value that was true when the notice was planned; it is looked at again then.
    pub value: i64,
    /// Since when it is true.
    pub since: Time,
    /// Who notices.
    pub by: crate::event_log::event::Party,
    /// Whom a caller calls; a desk keeps what it notices.
    pub calls: Option<DeskId>,
    /// The event that there is to notice.
    pub cause: Seq,
}

impl Coming {
    /// An incident of a kind at a place, that people call about as its kind has it.
    pub fn plain(
        key: Key,
        kind: crate::base::id::IncidentKindId,
        (node, zone): (NodeId, crate::base::id::ZoneId),
        cause: CasualtyCause,
        from: Option<Seq>,
    ) -> Self {
        Self {
            key,
            id: None,
            kind,
            node,
            zone,
            area: None,
            people: 0,
            hurt: 0,
            cause,
            severity: SeverityMix::Any,
            roads: Vec::new(),
            calls: Vec::new(),
            errand: None,
            from,
        }
    }

    /// Of the people involved, those who cannot get away: who is buried is hurt and trapped.
    pub fn trapped(&self) -> u32 {
        if self.cause == CasualtyCause::Burial { self.people } else { self.people - self.hurt }
    }
}

impl AreaPeople {
    /// People at the area now.
    pub const fn there(&self) -> u32 {
        self.home + self.visitors
    }

    /// People at the area who have not been warned.
    pub const fn unaware(&self) -> u32 {
        self.there().saturating_sub(self.warned)
    }

    /// People of the area, wherever they are: this never changes.
    pub fn everybody(&self) -> u32 {
        self.there()
            + self.walking.values().sum::<u32>()
            + self.sheltered
            + self.rescued
            + self.hurt
    }
}

impl TaskInField {
    /// Brings the work left up to `now` at the rate since the last look.
    pub fn work_until(&mut self, now: Time) {
        let done = now.since(self.since).milliseconds().saturating_mul(self.rate_percent);
        self.work_left = self.work_left.saturating_sub(done);
        self.since = now;
    }

    /// How long the work left takes at the present rate; none at no rate.
    pub fn time_left(&self) -> Option<Duration> {
        (self.rate_percent > 0)
            .then(|| Duration::from_milliseconds(self.work_left.div_ceil(self.rate_percent)))
    }
}
