//! A log that tells of every kind of event and of every order once, so that none lacks a sentence.

use super::log::Writer;
use super::{BRIDGE, ENGINE_1, FIRE, HEADQUARTERS, HEALTH, HEWAN};
use crate::base::id::{
    AreaId, ClauseId, FacilityId, HappeningId, IncidentId, IncidentKindId, NodeId, OrderId, TaskId,
    ZoneId,
};
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, DocumentKind, Event, Party, Seq, WaitReason};
use crate::scenario::Drill;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::care::Triage;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::{CommandFunction, Order, Refusal, ReportKind};
use crate::vocabulary::safety::{DangerKind, SafetyCheck};
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// The log: that of the example, with what it lacks behind it.
pub(crate) fn log(drill: &Drill) -> EventLog {
    let mut writer = super::log::writer(drill);
    let second = 180 * 60;
    let incident: IncidentId = writer.bear();
    let kind = IncidentKindId(0);
    let (node, zone) = (NodeId(21), ZoneId(1));
    let event = Event::IncidentOccurred { incident, kind, node, zone, people: 0 };
    writer.tell(second, None, event);
    let task: TaskId = writer.bear();
    let (capability, work) = (Capability::Rescue, Duration::from_minutes(4));
    let event = Event::TaskArose { task, incident, capability, quantity: 1, work, after: None };
    writer.tell(second, None, event);
    for event in people(&mut writer, incident, task).into_iter().chain(desks(&mut writer, incident))
    {
        writer.tell(second, None, event);
    }
    for content in orders(&mut writer, incident, task) {
        let order = writer.bear();
        let event = Event::OrderIssued { order, by: FIRE, content: Box::new(content) };
        writer.tell(second, None, event);
        writer.tell(second, None, Event::OrderRefused { order, reason: Refusal::NoRoute });
        writer.tell(second, None, Event::OrderEnded { order });
    }
    writer.finish()
}

fn people(writer: &mut Writer, incident: IncidentId, task: TaskId) -> Vec<Event> {
    let casualty = writer.bear();
    let hospital = FacilityId(1);
    let (message, by) = (writer.bear(), writer.bear());
    let team = ENGINE_1;
    let version = writer.bear();
    let fact = Fact::new(FactKind::TeamState, Subject::Team(team));
    let observed = |by, value| {
        let since = Time::START;
        Event::FactObserved { version, fact, value, by, since }
    };
    vec![
        Event::InputTaken { input: 1 },
        Event::HappeningCame { happening: HappeningId(0) },
        Event::HappeningAverted { happening: HappeningId(0) },
        Event::IncidentStabilised { incident },
        Event::PeopleReturned { area: AreaId(0), people: 1 },
        Event::CasualtyOccurred { casualty, incident, cause: CasualtyCause::Burial, score: 9 },
        Event::CasualtyDeteriorated { casualty, score: 4 },
        Event::CasualtyDied { casualty },
        Event::CasualtyTriaged { casualty, team, category: Triage::Immediate },
        Event::SafetyChecked { team, task, danger: DangerKind::FireLine, unmet: [].into() },
        Event::SafetyChecked {
            team,
            task,
            danger: DangerKind::FireLine,
            unmet: [SafetyCheck::Lookout, SafetyCheck::WindTold].into(),
        },
        Event::RespondersHurt { team, task, danger: DangerKind::FireLine, people: 2 },
        Event::TeamWaited { team, task, reason: WaitReason::Danger, on: None },
        Event::PeopleFreed { incident, area: None, people: 3 },
        Event::InfectionCarried { happening: HappeningId(0), zone: None, people: 3 },
        Event::InfectionCarried { happening: HappeningId(0), zone: Some(ZoneId(1)), people: 1 },
        Event::InfectionPassed { happening: HappeningId(0), zone: None, people: 2 },
        Event::InfectionPassed { happening: HappeningId(0), zone: Some(ZoneId(1)), people: 1 },
        Event::PeopleTakenHome { happening: HappeningId(0), zone: ZoneId(1), people: 5 },
        Event::PatientDiverted {
            casualty,
            team,
            from: hospital,
            hospital: FacilityId(2),
            after: Some(Seq(0)),
        },
        Event::TreatmentStarted { casualty, hospital, after: Some(Seq(0)) },
        Event::TreatmentEnded { casualty, hospital },
        Event::IntensiveCareNeeded { casualty, hospital },
        Event::IntensiveCareStarted { casualty, hospital, after: Some(Seq(0)) },
        Event::CasualtySetOut { casualty, hospital },
        Event::CasualtyPresented { casualty, hospital },
        Event::CasualtyContaminated { casualty },
        Event::CasualtyWashed { casualty, team: None },
        Event::CasualtyWashed { casualty, team: Some(team) },
        Event::HospitalContaminated { hospital, casualty },
        Event::MessageSuperseded { message, by },
        observed(Party::Control, TeamState::Waiting as i64),
        observed(Party::Team(team), 99),
        Event::TeamArrived { team, node: NodeId(3), task: None },
    ]
}

fn desks(writer: &mut Writer, incident: IncidentId) -> Vec<Event> {
    let (meeting, call, document) = (writer.bear(), writer.bear(), writer.bear());
    let (by, function) = (HEADQUARTERS, CommandFunction::Overall);
    let level = |scale, level| Event::LevelDeclared { by, scale, event: EventKind::Flood, level };
    let mut events = vec![
        Event::Decided { desk: by, clause: ClauseId(0), inputs: [].into() },
        Event::DocumentDrafted { document, by, kind: DocumentKind::Warning },
        Event::DocumentReviewed { document, by },
        Event::MeetingConvened { meeting, by, desks: [FIRE, HEALTH].into() },
        Event::MeetingEnded { meeting },
        Event::CallPlaced { call, by, to: HEWAN, attempt: 1 },
        Event::CallConfirmed { call },
        Event::CallActed { call },
        Event::CommandTaken { incident, function, by },
        Event::CommandReleased { incident, function, by },
        Event::DeputyStoodIn { desk: by },
    ];
    for scale in Scale::ALL {
        events.push(level(*scale, None));
        events.extend(Level::ALL.iter().map(|one| level(*scale, Some(*one))));
    }
    events
}

fn orders(writer: &mut Writer, incident: IncidentId, task: TaskId) -> Vec<Order> {
    let (team, to, area, road) = (ENGINE_1, FIRE, AreaId(0), BRIDGE);
    let (shelter, hospital) = (FacilityId(2), FacilityId(1));
    let facts: Vec<Fact> = [FactKind::RoadPassable, FactKind::Incident, FactKind::RiverStage]
        .map(|kind| Fact::new(kind, Subject::Road(road)))
        .to_vec();
    let (channel, function) = (Channel::Phone, CommandFunction::Tactical);
    let answer = crate::vocabulary::order::Answer::Accept;
    let (scale, event, level) = (Scale::WarningLevel, EventKind::Flood, Level::One);
    let report = ReportKind::First;
    let order: OrderId = writer.bear();
    vec![
        Order::Dispatch { team, task },
        Order::Recall { team },
        Order::Withdraw { team },
        Order::GoBackIn { team },
        Order::Stage { team, at: shelter },
        Order::AssignTask { task, to },
        Order::ReleaseTask { task },
        Order::Request { to, task, capability: Capability::Medical, quantity: 1, due: Time::START },
        Order::Reply { request: writer.bear(), answer, to: None },
        Order::Acknowledge { message: writer.bear() },
        Order::Notify { to, channel, facts: facts.clone() },
        Order::Report { to, channel, report, facts: facts.clone() },
        Order::Convene { desks: vec![FIRE, HEALTH] },
        Order::DeclareLevel { scale, event, level },
        Order::EndLevel { scale, event },
        Order::CallPost { post: HEWAN, facts: facts.clone() },
        Order::Warn { area, channel },
        Order::Evacuate { area, shelter },
        Order::AllowReturn { area },
        Order::OpenShelter { shelter },
        Order::CloseRoad { road },
        Order::OpenRoad { road },
        Order::Cordon { incident },
        Order::SetOutflow { reservoir: shelter, outflow_m3_s: 600 },
        Order::TakeCommand { incident, function },
        Order::HandOverCommand { incident, function, to },
        Order::OfferHandover { task, to },
        Order::AcceptHandover { task },
        Order::TransferPatient { casualty: writer.bear(), hospital },
        Order::ReleaseSupplies { depot: shelter, to: hospital, quantity: 20 },
        Order::Publish { facts },
        Order::AppointDeputy { deputy: to },
        Order::Supersede { order },
    ]
}
