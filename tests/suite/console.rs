//! Somebody at the console who gives orders for any desk, of every kind that the simulation carries
//! out, at random moments. Orders are valid: what they name exists, and a reply answers a request
//! that its desk has read. Whether they are wise does not matter. Judges nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster::base::chance::{Draws, Seed};
use muster::base::id::{
    AreaId, CasualtyId, DeskId, FacilityId, IncidentId, InjectId, MessageId, RequestId, RoadId,
    TaskId, TeamId,
};
use muster::base::time::{Duration, Time};
use muster::county::place::FacilityKind;
use muster::event_log::EventLog;
use muster::event_log::event::{About, Event, Party};
use muster::sim::Simulation;
use muster::sim::control::{Action, Input};
use muster::sim::prepared::Prepared;
use muster::vocabulary::capability::Capability;
use muster::vocabulary::channel::Channel;
use muster::vocabulary::fact::Fact;
use muster::vocabulary::order::{Answer, CommandFunction, Order, ReportKind};
use muster::vocabulary::scale::{EventKind, Level, Scale};

/// Minutes between two looks at the console, on the average.
const PAUSE_MINUTES: f64 = 12.0;

/// Plays a drill while somebody orders everybody about.
pub(crate) fn play_with_orders(
    prepared: &Arc<Prepared>,
    seed: Seed,
    draws: &mut Draws,
) -> EventLog {
    let mut simulation = Simulation::new(prepared.clone(), seed);
    let end = Time::START + prepared.drill.scenario.duration;
    let mut at = Time::START;
    let mut sequence = 0;
    loop {
        at += Duration::from_seconds_f64(60.0 * draws.exponential(PAUSE_MINUTES));
        if at >= end {
            break;
        }
        simulation.advance_to(at);
        let seen = Seen::of(simulation.log());
        for _ in 0..=draws.below(3) {
            let action = Console { prepared, seen: &seen, draws }.action();
            simulation.submit(Input { at, sequence, action });
            sequence += 1;
        }
    }
    simulation.advance_to(Time::NEVER);
    simulation.into_log()
}

/// What was born so far.
#[derive(Default)]
struct Seen {
    tasks: Vec<TaskId>,
    incidents: Vec<IncidentId>,
    facts: Vec<Fact>,
    /// Requests with the desks that have read them.
    requests: Vec<(RequestId, DeskId)>,
    /// Patients whom hospitals took over.
    patients: Vec<CasualtyId>,
    /// Messages of desks and teams with the desks that have read them.
    read: Vec<(MessageId, DeskId)>,
}

impl Seen {
    fn of(log: &EventLog) -> Self {
        let mut seen = Self::default();
        let mut asked: BTreeMap<RequestId, DeskId> = BTreeMap::new();
        let mut letters: BTreeMap<MessageId, RequestId> = BTreeMap::new();
        let mut sent: BTreeMap<MessageId, DeskId> = BTreeMap::new();
        for record in log.records() {
            match &record.event {
                Event::TaskArose { task, .. } => seen.tasks.push(*task),
                Event::IncidentOccurred { incident, .. } => seen.incidents.push(*incident),
                Event::FactObserved { fact, .. } => seen.facts.push(*fact),
                Event::PatientHandedOver { casualty, .. } => seen.patients.push(*casualty),
                Event::RequestMade { request, to, .. } => {
                    asked.insert(*request, *to);
                }
                Event::MessageSent {
                    message,
                    from: Party::Desk(_) | Party::Team(_),
                    to,
                    about,
                    ..
                } => {
                    if let About::Request { request } = about {
                        letters.insert(*message, *request);
                    }
                    if let Party::Desk(to) = to {
                        sent.insert(*message, *to);
                    }
                }
                Event::MessageRead { message, .. } => {
                    seen.read.extend(sent.get(message).map(|desk| (*message, *desk)));
                    let read = letters.get(message);
                    seen.requests.extend(read.map(|request| (*request, asked[request])));
                }
                _ => {}
            }
        }
        seen
    }
}

/// Somebody who is about to do something.
struct Console<'a> {
    prepared: &'a Prepared,
    seen: &'a Seen,
    draws: &'a mut Draws,
}

impl Console<'_> {
    fn below(&mut self, bound: usize) -> usize {
        self.draws.below(u32::try_from(bound).expect("few")) as usize
    }

    fn one_of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.below(list.len())].clone())
    }

    fn desk(&mut self) -> DeskId {
        DeskId::from_index(self.below(self.prepared.drill.plan.desks.len()))
    }

    fn team(&mut self) -> TeamId {
        TeamId::from_index(self.below(self.prepared.drill.plan.teams.len()))
    }

    fn area(&mut self) -> AreaId {
        AreaId::from_index(self.below(self.prepared.drill.county.areas.len()))
    }

    fn facility(&mut self, is_meant: impl Fn(FacilityKind) -> bool) -> Option<FacilityId> {
        let facilities = &self.prepared.drill.county.facilities;
        let meant = facilities.iter().enumerate().filter(|(_, facility)| is_meant(facility.kind));
        let meant: Vec<_> = meant.map(|(index, _)| FacilityId::from_index(index)).collect();
        self.one_of(&meant)
    }

    fn facts(&mut self) -> Vec<Fact> {
        let count = self.below(3);
        (0..count).filter_map(|_| self.one_of(&self.seen.facts)).collect()
    }

    fn channel(&mut self) -> Channel {
        self.one_of(Channel::ALL).expect("there are channels")
    }

    fn action(&mut self) -> Action {
        let injects = self.prepared.drill.scenario.injects.len();
        let inject = InjectId::from_index(self.below(injects));
        match self.below(16) {
            0 => Action::TakeSeat { desk: self.desk() },
            1 => Action::LeaveSeat { desk: self.desk() },
            2 => Action::SkipInject { inject },
            3 => Action::GiveInject { inject },
            _ => loop {
                let desk = self.desk();
                if let Some((desk, order)) = self.order(desk) {
                    break Action::GiveOrder { desk, order };
                }
            },
        }
    }

    /// An order for a desk, or for the one whose business it is; none where there is nothing to
    /// order about.
    fn order(&mut self, desk: DeskId) -> Option<(DeskId, Order)> {
        let team = self.team();
        let sender = self.prepared.drill.plan.teams[team.index()].desk;
        Some(match self.below(20) {
            0..=3 => (sender, Order::Dispatch { team, task: self.one_of(&self.seen.tasks)? }),
            4..=5 => (sender, Order::Recall { team }),
            6 => (sender, Order::Withdraw { team }),
            7 => (sender, Order::GoBackIn { team }),
            8 => (sender, Order::Stage { team, at: self.facility(|_| true)? }),
            9 => {
                let (request, desk) = self.one_of(&self.seen.requests)?;
                let answer = self.one_of(Answer::ALL)?;
                (desk, Order::Reply { request, answer, to: None })
            }
            10 => {
                let (message, desk) = self.one_of(&self.seen.read)?;
                (desk, Order::Acknowledge { message })
            }
            11..=13 => (desk, self.word(desk)?),
            14..=17 => (desk, self.measure()?),
            _ => (desk, self.paper()?),
        })
    }

    /// Something said to another desk.
    fn word(&mut self, desk: DeskId) -> Option<Order> {
        let to = Some(self.desk()).filter(|to| *to != desk)?;
        let (channel, facts) = (self.channel(), self.facts());
        let task = self.one_of(&self.seen.tasks)?;
        let due = Time::from_minutes(400);
        Some(match self.below(8) {
            0 => Order::Notify { to, channel, facts },
            5 => Order::AssignTask { task, to },
            6 => Order::OfferHandover { task, to },
            7 => Order::AcceptHandover { task },
            1 => Order::Report { to, channel, report: ReportKind::First, facts },
            2 => Order::CallPost { post: to, facts },
            3 => Order::Convene { desks: vec![to] },
            _ => Order::Request { to, task, capability: Capability::Rescue, quantity: 1, due },
        })
    }

    /// Something done to people, roads and water.
    fn measure(&mut self) -> Option<Order> {
        let area = self.area();
        let shelter = self.prepared.drill.county.areas[area.index()].shelter;
        let roads = self.prepared.drill.county.network.roads.len();
        Some(match self.below(7) {
            5 => {
                let depot = self.facility(|kind| kind == FacilityKind::Depot)?;
                Order::ReleaseSupplies { depot, to: shelter, quantity: 100 * self.draws.below(8) }
            }
            0 => Order::Warn { area, channel: self.channel() },
            1 => Order::Evacuate { area, shelter },
            2 => Order::AllowReturn { area },
            3 => Order::OpenShelter { shelter },
            4 => Order::CloseRoad { road: RoadId::from_index(self.below(roads)) },
            _ => {
                let reservoir = self.facility(|kind| kind == FacilityKind::Reservoir)?;
                Order::SetOutflow { reservoir, outflow_m3_s: 100 * self.draws.below(10) }
            }
        })
    }

    /// Something declared, taken over or published.
    fn paper(&mut self) -> Option<Order> {
        let incident = self.one_of(&self.seen.incidents)?;
        let (scale, level) = (self.one_of(Scale::ALL)?, self.one_of(Level::ALL)?);
        let event = EventKind::Flood;
        let function = CommandFunction::Overall;
        Some(match self.below(8) {
            0 => Order::DeclareLevel { scale, event, level },
            6 => Order::HandOverCommand { incident, function, to: self.desk() },
            7 => Order::ReleaseTask { task: self.one_of(&self.seen.tasks)? },
            1 => Order::EndLevel { scale, event },
            2 => Order::TakeCommand { incident, function },
            3 => Order::Publish { facts: self.facts() },
            5 => Order::TransferPatient {
                casualty: self.one_of(&self.seen.patients)?,
                hospital: self.facility(|kind| kind == FacilityKind::Hospital)?,
            },
            4 => Order::AppointDeputy { deputy: self.desk() },
            _ => Order::Cordon { incident },
        })
    }
}
