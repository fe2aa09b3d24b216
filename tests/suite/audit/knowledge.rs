//! Who knew what, rebuilt from the log alone: pictures grow by seeing and by reading, and whatever
//! is sent, decided or ordered rests on what its desk or team held at that moment.

use std::collections::{BTreeMap, BTreeSet};

use muster::base::id::{AreaId, DeskId, MeetingId, MessageId, OrderId, RequestId, RoadId, TaskId};
use muster::base::id::{CasualtyId, FacilityId, IncidentId, TeamId, VersionId};
use muster::base::key::Key;
use muster::base::time::Time;
use muster::event_log::event::{About, Event, Party, Seq};
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;
use muster::vocabulary::profile::ProfileSet;
use muster::vocabulary::scale::EventKind;

use super::Audit;

/// A version as it was observed.
#[derive(Clone, Copy)]
struct Seen {
    fact: Fact,
    value: i64,
    newness: (Time, Key),
    by: Party,
}

/// What a party holds of a fact: the version, since when, and what gave way to it at that moment.
struct Held {
    version: VersionId,
    since: Time,
    gave_way: Vec<VersionId>,
}

/// A message on its way.
struct Letter {
    to: Party,
    versions: Box<[VersionId]>,
    about: About,
    /// 0 sent, 1 delivered, 2 read, 3 lost or superseded.
    step: u8,
}

#[derive(Default)]
struct Pictures {
    seen: BTreeMap<VersionId, Seen>,
    held: BTreeMap<(Party, Fact), Held>,
    letters: BTreeMap<MessageId, Letter>,
    meetings: BTreeMap<MeetingId, Vec<DeskId>>,
    incident_of: BTreeMap<TaskId, IncidentId>,
    requests: BTreeMap<RequestId, DeskId>,
    /// Tasks that a desk read, or gave itself, the order to take on.
    assigned: BTreeSet<(DeskId, TaskId)>,
    requests_read: BTreeSet<RequestId>,
    /// Patients whom a desk has read that a hospital cannot care for.
    asked_for: BTreeSet<(DeskId, CasualtyId)>,
    orders: BTreeMap<OrderId, Order>,
}

impl Pictures {
    fn take(&mut self, party: Party, version: VersionId, now: Time) {
        let Some(seen) = self.seen.get(&version).copied() else { return };
        let Some(held) = self.held.get_mut(&(party, seen.fact)) else {
            let held = Held { version, since: now, gave_way: Vec::new() };
            self.held.insert((party, seen.fact), held);
            return;
        };
        let old = self.seen[&held.version].newness;
        if old < seen.newness {
            if held.since < now {
                held.gave_way.clear();
            }
            held.gave_way.push(held.version);
            (held.version, held.since) = (version, now);
        } else if held.since == now && old.0 == seen.newness.0 {
            // Of two observations of one moment the greater key holds, whichever comes first.
            held.gave_way.push(version);
        }
    }

    /// Whether a party holds this version; one that gave way at this very moment counts, since
    /// what a party sees and reads at one moment it takes in one after the other.
    fn holds(&self, party: Party, version: VersionId, now: Time) -> bool {
        let Some(seen) = self.seen.get(&version) else { return false };
        self.held.get(&(party, seen.fact)).is_some_and(|held| {
            held.version == version || (held.since == now && held.gave_way.contains(&version))
        })
    }

    fn value(&self, party: Party, fact: Fact) -> Option<i64> {
        self.held.get(&(party, fact)).map(|held| self.seen[&held.version].value)
    }

    fn knows_of(&self, desk: DeskId, subject: Subject) -> bool {
        self.held
            .range((Party::Desk(desk), Fact::new(FactKind::RainOneHour, Subject::County))..)
            .take_while(|((party, _), _)| *party == Party::Desk(desk))
            .any(|((_, fact), _)| fact.subject == subject)
    }

    /// Whether a team believes any road closed, so that a hospital may have no way to it.
    fn knows_a_closure(&self, team: TeamId) -> bool {
        let party = Party::Team(team);
        let first = Fact::new(FactKind::RainOneHour, Subject::County);
        let facts = self.held.range((party, first)..).map(|((held_by, fact), _)| (held_by, fact));
        let mut own = facts.take_while(|(held_by, _)| **held_by == party);
        own.any(|(_, fact)| fact.kind == FactKind::RoadPassable)
    }

    fn may_send(&self, from: Party, about: &About, version: VersionId, now: Time) -> bool {
        match (from, about) {
            (_, About::Meeting { meeting }) => self.meetings.get(meeting).is_some_and(|desks| {
                desks.iter().any(|desk| self.holds(Party::Desk(*desk), version, now))
            }),
            (Party::Desk(_) | Party::Team(_), _) => self.holds(from, version, now),
            (Party::Control, _) => self
                .seen
                .get(&version)
                .is_some_and(|seen| matches!(seen.by, Party::Control | Party::People(_))),
            (Party::Sensor(_) | Party::People(_), _) => {
                self.seen.get(&version).is_some_and(|seen| seen.by == from)
            }
        }
    }
}

pub(super) fn audit(audit: &mut Audit<'_>) {
    let mut pictures = Pictures::default();
    for seq in 0..audit.records.len() {
        observe(audit, &mut pictures, seq);
        post(audit, &mut pictures, seq);
        decide(audit, &mut pictures, seq);
        field(audit, &pictures, seq);
    }
}

fn observe(audit: &mut Audit<'_>, pictures: &mut Pictures, seq: usize) {
    let record = &audit.records[seq];
    match &record.event {
        Event::FactObserved { version, fact, value, by, since } => {
            audit.expect(*since <= record.at, seq, "seen before it was so");
            let newness = (record.at, audit.registry.key(*version));
            let seen = Seen { fact: *fact, value: *value, newness, by: *by };
            let is_new = pictures.seen.insert(*version, seen).is_none();
            audit.expect(is_new, seq, "a version was observed twice");
            if matches!(by, Party::Desk(_) | Party::Team(_)) {
                pictures.take(*by, *version, record.at);
            }
        }
        Event::TaskArose { task, incident, .. } => {
            pictures.incident_of.insert(*task, *incident);
        }
        Event::MeetingConvened { meeting, by, desks } => {
            let there = desks.iter().copied().chain([*by]).collect();
            pictures.meetings.insert(*meeting, there);
        }
        _ => {}
    }
}

fn post(audit: &mut Audit<'_>, pictures: &mut Pictures, seq: usize) {
    let record = &audit.records[seq];
    let now = record.at;
    match &record.event {
        Event::MessageSent { message, from, to, versions, about, .. } => {
            let held =
                versions.iter().all(|version| pictures.may_send(*from, about, *version, now));
            audit.expect(held, seq, "the sender did not hold what it sent");
            let letter =
                Letter { to: *to, versions: versions.clone(), about: about.clone(), step: 0 };
            let is_new = pictures.letters.insert(*message, letter).is_none();
            audit.expect(is_new, seq, "a message was sent twice");
        }
        Event::MessageDelivered { message } => step(audit, pictures, seq, *message, 0, 1),
        Event::MessageLost { message, .. } => step(audit, pictures, seq, *message, 0, 3),
        Event::MessageSuperseded { message, .. } => step(audit, pictures, seq, *message, 1, 3),
        Event::MessageRead { message, .. } => {
            let in_person = pictures
                .letters
                .get(message)
                .is_some_and(|letter| matches!(letter.about, About::Meeting { .. }));
            step(audit, pictures, seq, *message, u8::from(!in_person), 2);
            let Some(letter) = pictures.letters.get(message) else { return };
            let (to, versions) = (letter.to, letter.versions.clone());
            if let About::Request { request } = letter.about
                && pictures.requests.get(&request).map(|desk| Party::Desk(*desk)) == Some(to)
            {
                pictures.requests_read.insert(request);
            }
            if let (About::Patient { casualty, .. }, Party::Desk(desk)) = (&letter.about, to) {
                pictures.asked_for.insert((desk, *casualty));
            }
            if let (About::Order { order }, Party::Desk(desk)) = (&letter.about, to)
                && let Some(Order::AssignTask { task, .. } | Order::OfferHandover { task, .. }) =
                    pictures.orders.get(order)
            {
                pictures.assigned.insert((desk, *task));
            }
            for version in &versions {
                pictures.take(to, *version, now);
            }
        }
        _ => {}
    }
}

fn step(
    audit: &mut Audit<'_>,
    pictures: &mut Pictures,
    seq: usize,
    message: MessageId,
    from: u8,
    to: u8,
) {
    let letter = pictures.letters.get_mut(&message);
    let in_order = letter.as_ref().is_some_and(|letter| letter.step == from);
    audit.expect(in_order, seq, "a message is sent, then delivered, then read");
    if let Some(letter) = letter {
        letter.step = to;
    }
}

fn decide(audit: &mut Audit<'_>, pictures: &mut Pictures, seq: usize) {
    let record = &audit.records[seq];
    let now = record.at;
    // A person at the console may know more than the desk in whose name they give an order; what is
    // sent with it is still what the desk holds.
    let from_outside = matches!(audit.event(record.cause), Some(Event::InputTaken { .. }));
    match &record.event {
        Event::Decided { desk, inputs, .. } => {
            let held =
                inputs.iter().all(|version| pictures.holds(Party::Desk(*desk), *version, now));
            audit.expect(held, seq, "decided on what the desk did not hold");
        }
        Event::OrderIssued { order, by, content } => {
            pictures.orders.insert(*order, (**content).clone());
            if let Order::AssignTask { task, to } | Order::OfferHandover { task, to } = **content
                && to == *by
            {
                pictures.assigned.insert((to, task));
            }
            let known = from_outside || knows_subject(audit, pictures, *by, content);
            audit.expect(known, seq, "ordered about what the desk did not know");
        }
        Event::RequestMade { request, by, to, task, .. } => {
            pictures.requests.insert(*request, *to);
            let known = from_outside || knows_task(pictures, *by, *task);
            audit.expect(known, seq, "asked for a task that the desk did not know");
        }
        Event::RequestAnswered { request, by, .. } => {
            let read = pictures.requests_read.contains(request);
            let theirs = pictures.requests.get(request) == Some(by);
            audit.expect(read && theirs, seq, "answered what it had not read");
        }
        Event::ReportFiled { by, incident: Some(incident), .. } => {
            let known = from_outside || pictures.knows_of(*by, Subject::Incident(*incident));
            audit.expect(known, seq, "reported an incident that it did not know");
        }
        _ => {}
    }
}

fn knows_task(pictures: &Pictures, desk: DeskId, task: TaskId) -> bool {
    // What is said about an incident comes with any fact about it.
    let incident = pictures.incident_of.get(&task);
    pictures.assigned.contains(&(desk, task))
        || incident.is_some_and(|incident| pictures.knows_of(desk, Subject::Incident(*incident)))
}

/// Whether a desk knows something of an area, or a level of a kind of event for which it has to act
/// in the areas that it answers for.
fn knows_area(audit: &Audit<'_>, pictures: &Pictures, desk: DeskId, area: AreaId) -> bool {
    let drill = &audit.prepared.drill;
    let zone = drill.county.areas[area.index()].zone;
    let answers = drill.plan.answers_for(&drill.county, desk, zone);
    let level = EventKind::ALL.iter().any(|event| pictures.knows_of(desk, Subject::Event(*event)));
    pictures.knows_of(desk, Subject::Area(area)) || (answers && level)
}

fn knows_subject(audit: &Audit<'_>, pictures: &Pictures, desk: DeskId, order: &Order) -> bool {
    match order {
        Order::Dispatch { task, .. } => knows_task(pictures, desk, *task),
        Order::Warn { area, .. } | Order::Evacuate { area, .. } | Order::AllowReturn { area } => {
            knows_area(audit, pictures, desk, *area)
        }
        Order::OpenShelter { shelter } => {
            let areas = audit.prepared.drill.county.areas.iter().enumerate();
            areas
                .filter(|(_, area)| area.shelter == *shelter)
                .any(|(index, _)| knows_area(audit, pictures, desk, AreaId::from_index(index)))
        }
        Order::CloseRoad { road } => pictures.knows_of(desk, Subject::Road(*road)),
        // Of a patient a desk knows by the hospital that asks for him.
        Order::TransferPatient { casualty, .. } => pictures.asked_for.contains(&(desk, *casualty)),
        Order::SetOutflow { reservoir, .. } => {
            pictures.knows_of(desk, Subject::Facility(*reservoir))
        }
        _ => true,
    }
}

/// Whether a patient leaves a hospital in which he was, so that others chose where he goes.
fn is_transfer(audit: &Audit<'_>, cause: Option<Seq>) -> bool {
    matches!(
        audit.event(cause),
        Some(
            Event::PatientHandedOver { .. }
                | Event::CasualtyPresented { .. }
                | Event::CasualtyWashed { team: None, .. }
                | Event::HospitalContaminated { .. }
                | Event::IntensiveCareNeeded { .. }
        )
    )
}

/// Teams know of their task by an order that they read, and of roads as anybody does.
fn field(audit: &mut Audit<'_>, pictures: &Pictures, seq: usize) {
    let record = &audit.records[seq];
    let county = &audit.prepared.drill.county;
    let closed = |team: TeamId, road: RoadId| {
        let fact = Fact::new(FactKind::RoadPassable, Subject::Road(road));
        let profile = audit.prepared.drill.plan.teams[team.index()].profile;
        let value =
            pictures.value(Party::Team(team), fact).and_then(|value| u8::try_from(value).ok());
        value.is_some_and(|mask| !ProfileSet(mask).has(profile))
    };
    match &record.event {
        Event::TaskAssigned { task, team, .. } => {
            let told = match audit.event(record.cause) {
                Some(Event::MessageRead { message, .. }) => {
                    pictures.letters.get(message).is_some_and(|letter| {
                        let About::Order { order } = letter.about else { return false };
                        letter.to == Party::Team(*team)
                            && pictures.orders.get(&order)
                                == Some(&Order::Dispatch { team: *team, task: *task })
                    })
                }
                _ => false,
            };
            audit.expect(told, seq, "a team took a task that it had read no order for");
        }
        Event::TeamDeparted { team, arcs, .. } => {
            let open = !arcs.iter().any(|arc| closed(*team, county.network.road_of[arc.index()]));
            audit.expect(open, seq, "set out over a road that the team believed closed");
        }
        Event::PatientLeft { team, hospital, .. }
        | Event::PatientDiverted { team, hospital, .. } => {
            let is_full = |hospital: FacilityId| {
                [FactKind::HospitalBeds, FactKind::HospitalAdmits].into_iter().any(|kind| {
                    let fact = Fact::new(kind, Subject::Facility(hospital));
                    pictures.value(Party::Team(*team), fact).is_some_and(|value| value <= 0)
                })
            };
            let open_door = audit.prepared.hospitals.iter().any(|id| !is_full(*id));
            let chosen =
                !is_transfer(audit, record.cause) && !pictures.knows_a_closure(*team) && open_door;
            let right = !chosen || !is_full(*hospital);
            audit.expect(right, seq, "bound for a hospital that the team believed full");
        }
        Event::TeamTurnedBack { team, road, .. } => {
            let unknown = !closed(*team, *road);
            audit.expect(unknown, seq, "surprised by a closure that the team knew of");
        }
        _ => {}
    }
}
