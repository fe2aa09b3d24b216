//! The log of the example: what a run of it would tell.

use super::{
    AMBULANCE, BRIDGE, DIGGER, ENGINE_1, ENGINE_2, FIRE, HEADQUARTERS, HEALTH, HEWAN, SHIMEN,
    TRANSPORT,
};
use crate::base::id::{
    ArcId, AreaId, CasualtyId, FacilityId, Identified, IncidentId, IncidentKindId, InjectId,
    NodeId, TaskId, TeamId, VersionId, ZoneId,
};
use crate::base::key::Key;
use crate::base::record::Registry;
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{
    About, CasualtyCause, DocumentKind, Event, LossReason, Party, PeopleState, Seq, WaitReason,
};
use crate::scenario::Drill;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::{Answer, Order, ReportKind};
use crate::vocabulary::profile::ProfileSet;
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// A log in the making; events may be told in any order of time.
pub(crate) struct Writer {
    registry: Registry,
    events: Vec<(u64, Option<usize>, Event)>,
    born: u64,
}

impl Writer {
    pub(crate) fn new(drill: &Drill) -> Self {
        Self { registry: Registry::new(drill.names.clone()), events: Vec::new(), born: 0 }
    }

    pub(crate) fn bear<I: Identified>(&mut self) -> I {
        self.born += 1;
        self.registry.bear(Key(1_000_000 + self.born))
    }

    /// Tells an event at a second of play, caused by an earlier one; returns its place.
    pub(crate) fn tell(&mut self, second: u64, cause: Option<usize>, event: Event) -> usize {
        self.events.push((second, cause, event));
        self.events.len() - 1
    }

    /// A version of a fact seen by somebody.
    pub(crate) fn see(
        &mut self,
        second: u64,
        cause: usize,
        (fact, value): (Fact, i64),
        by: Party,
    ) -> (usize, VersionId) {
        let version = self.bear();
        let since = Time::from_milliseconds((second - 60) * 1_000);
        let event = Event::FactObserved { version, fact, value, by, since };
        (self.tell(second, Some(cause), event), version)
    }

    /// A message that is sent, delivered and read at these seconds.
    pub(crate) fn message(
        &mut self,
        [sent, delivered, read]: [u64; 3],
        cause: usize,
        (from, to, kind): (Party, Party, MessageKind),
        (versions, about): (&[VersionId], About),
    ) -> usize {
        let message = self.bear();
        let event = Event::MessageSent {
            message,
            kind,
            from,
            to,
            channel: Channel::Phone,
            priority: Priority::Urgent,
            versions: versions.into(),
            about,
        };
        let sent = self.tell(sent, Some(cause), event);
        let delivered = self.tell(delivered, Some(sent), Event::MessageDelivered { message });
        self.tell(read, Some(delivered), Event::MessageRead { message, after: None })
    }

    /// The log: events sorted by time, causes following them.
    pub(crate) fn finish(self) -> EventLog {
        let mut order: Vec<usize> = (0..self.events.len()).collect();
        order.sort_by_key(|index| (self.events[*index].0, *index));
        let mut place = vec![Seq(0); order.len()];
        let mut log = EventLog::new(self.registry);
        for index in order {
            let (second, cause, event) = self.events[index].clone();
            let at = Time::from_milliseconds(second * 1_000);
            place[index] = log.append(at, cause.map(|cause| place[cause]), event);
        }
        log
    }
}

/// Closed to all vehicles.
const CLOSED: i64 = 0;

/// The example's log.
pub(crate) fn log(drill: &Drill) -> EventLog {
    writer(drill).finish()
}

/// The same, still open.
pub(crate) fn writer(drill: &Drill) -> Writer {
    let mut writer = Writer::new(drill);
    let start = writer.tell(0, None, Event::RunStarted {});
    command(&mut writer, start);
    let incident = writer.bear();
    let bridge = bridge(&mut writer, start);
    rescue(&mut writer, bridge, incident);
    people(&mut writer, start);
    writer.tell(180 * 60, None, Event::RunEnded {});
    writer
}

/// Warning, response level, call-and-confirm, inject.
fn command(writer: &mut Writer, start: usize) {
    let rain = Fact::new(FactKind::RainOneHour, Subject::Facility(FacilityId(3)));
    let truth = writer.tell(300, Some(start), Event::FactChanged { fact: rain, value: 52 });
    let (seen, version) = writer.see(360, truth, (rain, 52), Party::Sensor(FacilityId(3)));
    let desks = (Party::Sensor(FacilityId(3)), Party::Desk(HEADQUARTERS), MessageKind::Report);
    let read = writer.message([361, 400, 480], seen, desks, (&[version], About::Facts {}));
    let document = writer.bear();
    let (by, kind) = (HEADQUARTERS, DocumentKind::ResponseLevel);
    let drafted = writer.tell(600, Some(read), Event::DocumentDrafted { document, by, kind });
    let event = Event::DocumentSigned { document, by: HEADQUARTERS, after: None };
    let signed = writer.tell(2_400, Some(drafted), event);
    let event = Event::LevelDeclared {
        by: HEADQUARTERS,
        scale: Scale::ResponseLevel,
        event: EventKind::Flood,
        level: Some(Level::Two),
    };
    writer.tell(2_400, Some(signed), event);
    let call = writer.bear();
    for (second, attempt) in [(700, 1), (880, 2)] {
        let event = Event::CallPlaced { call, by: HEADQUARTERS, to: HEWAN, attempt };
        writer.tell(second, Some(read), event);
    }
    writer.tell(1_000, Some(read), Event::CallEscalated { call, to: SHIMEN });
    let inject = Event::InjectDelivered { inject: InjectId(0), to: SHIMEN };
    writer.tell(1_200, Some(start), inject);
}

/// The bridge goes under water; transport is told late.
fn bridge(writer: &mut Writer, start: usize) -> usize {
    let road = Fact::new(FactKind::RoadPassable, Subject::Road(BRIDGE));
    let event = Event::FactChanged { fact: road, value: CLOSED };
    let truth = writer.tell(2_400, Some(start), event);
    let (seen, version) = writer.see(2_460, truth, (road, CLOSED), Party::Desk(HEWAN));
    let way = (Party::Desk(HEWAN), Party::Desk(SHIMEN), MessageKind::Report);
    let shimen = writer.message([2_470, 2_520, 3_300], seen, way, (&[version], About::Facts {}));
    let way = (Party::Desk(SHIMEN), Party::Desk(TRANSPORT), MessageKind::Notification);
    writer.message([3_400, 3_460, 4_680], shimen, way, (&[version], About::Facts {}));
    let message = writer.bear();
    let event = Event::MessageSent {
        message,
        kind: MessageKind::Notification,
        from: Party::Desk(SHIMEN),
        to: Party::Desk(FIRE),
        channel: Channel::Phone,
        priority: Priority::Urgent,
        versions: [version].into(),
        about: About::Facts {},
    };
    let sent = writer.tell(3_410, Some(shimen), event);
    let reason = LossReason::RecipientOffNetwork;
    writer.tell(3_420, Some(sent), Event::MessageLost { message, reason });
    let reopened = Event::FactChanged { fact: road, value: i64::from(ProfileSet::ALL.0) };
    writer.tell(8_000, Some(start), reopened);
    seen
}

/// Two engines turn back at the bridge; the rescue waits.
fn rescue(writer: &mut Writer, bridge: usize, incident: IncidentId) {
    let fact = Fact::new(FactKind::Incident, Subject::Incident(incident));
    let occurred = writer.tell(
        2_700,
        Some(bridge),
        Event::IncidentOccurred {
            incident,
            kind: IncidentKindId(0),
            node: NodeId(21),
            zone: ZoneId(1),
            people: 7,
        },
    );
    let mut tasks = Vec::new();
    for (capability, quantity) in
        [(Capability::Rescue, 2), (Capability::Medical, 1), (Capability::RoadClearance, 1)]
    {
        let task: TaskId = writer.bear();
        let work = Duration::from_minutes(40);
        let event = Event::TaskArose { task, incident, capability, quantity, work, after: None };
        writer.tell(2_700, Some(occurred), event);
        tasks.push(task);
    }
    let casualty = writer.bear();
    let event =
        Event::CasualtyOccurred { casualty, incident, cause: CasualtyCause::Water, score: 9 };
    writer.tell(2_760, Some(occurred), event);
    let (seen, version) = writer.see(2_940, occurred, (fact, 0), Party::People(ZoneId(1)));
    let way = (Party::People(ZoneId(1)), Party::Desk(FIRE), MessageKind::Report);
    let known = writer.message([2_950, 2_960, 3_000], seen, way, (&[version], About::Facts {}));
    let request = writer.bear();
    let event = Event::RequestMade {
        request,
        by: FIRE,
        to: TRANSPORT,
        task: tasks[2],
        capability: Capability::RoadClearance,
        quantity: 1,
        due: Time::from_minutes(80),
    };
    let asked = writer.tell(3_050, Some(known), event);
    let answered = Event::RequestAnswered { request, by: TRANSPORT, answer: Answer::Accept };
    writer.tell(4_700, Some(asked), answered);
    engines(writer, known, &tasks);
    crew(writer, asked, tasks[2]);
    ambulance(writer, known, tasks[1], casualty);
    let report = Event::ReportFiled {
        by: SHIMEN,
        to: HEADQUARTERS,
        incident: Some(incident),
        report: ReportKind::First,
        missing: 2,
    };
    writer.tell(5_000, Some(known), report);
}

fn send(writer: &mut Writer, second: u64, cause: usize, team: TeamId, task: TaskId) -> usize {
    let by = if team == AMBULANCE {
        HEALTH
    } else if team == DIGGER {
        TRANSPORT
    } else {
        FIRE
    };
    let order = writer.bear();
    let content = Box::new(Order::Dispatch { team, task });
    let issued = writer.tell(second, Some(cause), Event::OrderIssued { order, by, content });
    let event = Event::TaskAssigned { task, team, by, after: None };
    let assigned = writer.tell(second + 30, Some(issued), event);
    let state = |state| Event::TeamStateChanged { team, state };
    writer.tell(second + 30, Some(assigned), state(TeamState::TurningOut));
    writer.tell(second + 120, Some(assigned), state(TeamState::EnRoute));
    let arcs = [ArcId(10), ArcId(14), ArcId(18)].into();
    let event = Event::TeamDeparted { team, to: NodeId(21), arcs };
    writer.tell(second + 120, Some(assigned), event)
}

fn engines(writer: &mut Writer, known: usize, tasks: &[TaskId]) {
    for (team, shift) in [(ENGINE_1, 0), (ENGINE_2, 120)] {
        let state = |state| Event::TeamStateChanged { team, state };
        let left = send(writer, 3_120 + shift, known, team, tasks[0]);
        let event = Event::TeamTurnedBack { team, road: BRIDGE, at: NodeId(20) };
        let turned = writer.tell(3_900 + shift, Some(left), event);
        let event = Event::TeamDeparted { team, to: NodeId(21), arcs: [ArcId(3)].into() };
        let again = writer.tell(3_960 + shift, Some(turned), event);
        let event = Event::TeamArrived { team, node: NodeId(21), task: Some(tasks[0]) };
        let arrived = writer.tell(5_400 + shift, Some(again), event);
        writer.tell(5_400 + shift, Some(arrived), state(TeamState::Waiting));
        let (task, on, reason) = (tasks[0], Some(tasks[2]), WaitReason::Predecessor);
        writer.tell(5_400 + shift, Some(arrived), Event::TeamWaited { team, task, reason, on });
        let event = Event::WorkStarted { team, task, after: None };
        let work = writer.tell(6_900, Some(arrived), event);
        writer.tell(6_900, Some(work), state(TeamState::Working));
        if team == ENGINE_2 {
            writer.tell(8_400, Some(work), Event::TaskCompleted { task });
        }
        writer.tell(8_400, Some(work), Event::TaskReleased { task, team });
        writer.tell(8_460, Some(work), Event::TeamLeft { team, node: NodeId(21) });
        writer.tell(8_460, Some(work), state(TeamState::Returning));
        writer.tell(9_600, Some(work), state(TeamState::Available));
    }
}

fn crew(writer: &mut Writer, asked: usize, task: TaskId) {
    let team = DIGGER;
    let left = send(writer, 4_720, asked, team, task);
    let event = Event::TeamArrived { team, node: NodeId(21), task: Some(task) };
    let arrived = writer.tell(6_000, Some(left), event);
    let state = |state| Event::TeamStateChanged { team, state };
    let work = writer.tell(6_000, Some(arrived), Event::WorkStarted { team, task, after: None });
    writer.tell(6_000, Some(work), state(TeamState::Working));
    writer.tell(6_900, Some(work), Event::TaskCompleted { task });
    writer.tell(6_960, Some(work), state(TeamState::Returning));
}

fn ambulance(writer: &mut Writer, known: usize, task: TaskId, casualty: CasualtyId) {
    let team = AMBULANCE;
    let hospital = FacilityId(1);
    let left = send(writer, 3_300, known, team, task);
    let event = Event::TeamArrived { team, node: NodeId(21), task: Some(task) };
    let arrived = writer.tell(4_800, Some(left), event);
    let state = |state| Event::TeamStateChanged { team, state };
    writer.tell(4_800, Some(arrived), Event::CasualtyReached { casualty, team });
    let work = writer.tell(4_800, Some(arrived), Event::WorkStarted { team, task, after: None });
    writer.tell(4_800, Some(work), state(TeamState::Working));
    writer.tell(6_000, Some(work), Event::PatientLeft { casualty, team, hospital });
    writer.tell(6_000, Some(work), state(TeamState::Transporting));
    writer.tell(7_500, Some(work), state(TeamState::HandingOver));
    let event = Event::PatientHandedOver { casualty, hospital, after: None };
    writer.tell(8_100, Some(work), event);
    writer.tell(8_100, Some(work), state(TeamState::Returning));
}

/// The people of the hazard area.
fn people(writer: &mut Writer, start: usize) {
    let (area, shelter) = (AreaId(0), FacilityId(2));
    let channel = Channel::Loudspeaker;
    let event = Event::PeopleWarned { area, people: 120, channel };
    let warned = writer.tell(1_500, Some(start), event);
    writer.tell(2_000, Some(warned), Event::PeopleDeparted { area, people: 90, shelter });
    writer.tell(2_100, Some(warned), Event::PeopleRefused { area, people: 12 });
    writer.tell(2_900, Some(warned), Event::PeopleSheltered { area, people: 90, shelter });
    let stage = Fact::new(FactKind::RiverStage, Subject::Area(area));
    let water = writer.tell(3_600, Some(start), Event::FactChanged { fact: stage, value: 210 });
    let danger = |state, people| Event::PeopleInDanger { area, state, people };
    writer.tell(3_600, Some(water), danger(PeopleState::InWater, 37));
    writer.tell(4_200, Some(water), danger(PeopleState::CutOff, 22));
    let event = Event::PeopleRescued { area, people: 37, team: ENGINE_1 };
    let rescued = writer.tell(8_300, Some(water), event);
    writer.tell(8_300, Some(rescued), danger(PeopleState::InWater, 0));
    writer.tell(9_000, Some(water), danger(PeopleState::CutOff, 0));
}
