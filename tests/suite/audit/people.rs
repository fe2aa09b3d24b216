//! Nobody is lost: the people of each hazard area are always somewhere, and each casualty goes from
//! the site to one end, through legal steps only, with a crew or without, and from one hospital to
//! another only by order. Hospitals count whom they take in, and nobody is in intensive care beyond
//! its places.

use std::collections::{BTreeMap, BTreeSet};

use muster::base::id::{AreaId, CasualtyId, FacilityId, IncidentId, OrderId, TaskId, TeamId};
use muster::event_log::event::{CasualtyCause, Event, PeopleState};
use muster::vocabulary::capability::Capability;
use muster::vocabulary::care::Triage;
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;

use super::Audit;

/// People of an area by where they are. Signed, so that taking more than there are shows.
#[derive(Debug, Clone, Copy)]
struct People {
    there: i64,
    walking: i64,
    sheltered: i64,
    rescued: i64,
    hurt: i64,
    /// Hurt by what spreads (gas or fire), and not yet known whether at home or on their way: still
    /// among those there or walking.
    struck: i64,
}

impl People {
    fn is_possible(self) -> bool {
        let Self { there, walking, sheltered, rescued, hurt, struck } = self;
        let places = [there, walking, sheltered, rescued, hurt, struck];
        places.iter().all(|count| *count >= 0) && struck <= there + walking
    }
}

/// Where a casualty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Site { reached: bool },
    Aboard(TeamId, FacilityId),
    OnOwnWay(FacilityId),
    Door(FacilityId),
    Hospital(FacilityId),
    Theatre(FacilityId),
    Waiting(FacilityId),
    IntensiveCare(FacilityId),
    Recovered,
    Dead,
}

pub(super) fn audit(audit: &mut Audit<'_>) {
    areas(audit);
    casualties(audit);
    contamination(audit);
    triage(audit);
    warned(audit);
    freed(audit);
}

/// Nobody is warned twice: of an area no more people than it has.
fn warned(audit: &mut Audit<'_>) {
    let mut warned: BTreeMap<AreaId, u32> = BTreeMap::new();
    for seq in 0..audit.records.len() {
        let Event::PeopleWarned { area, people, .. } = audit.records[seq].event else { continue };
        let (all, most) =
            (warned.entry(area).or_default(), audit.prepared.drill.people_of_area(area));
        // More than there are at all has been told of.
        *all += if people > most { 0 } else { people };
        let holds = *all <= most;
        audit.expect(holds, seq, "somebody was warned twice");
    }
}

/// Neighbours get out only who is trapped, and nobody once a team works at it.
fn freed(audit: &mut Audit<'_>) {
    let mut trapped: BTreeMap<IncidentId, u32> = BTreeMap::new();
    let mut task_of: BTreeMap<TaskId, IncidentId> = BTreeMap::new();
    let mut rescued: BTreeSet<IncidentId> = BTreeSet::new();
    for seq in 0..audit.records.len() {
        match audit.records[seq].event {
            Event::IncidentOccurred { incident, people, .. } => {
                trapped.insert(incident, people);
            }
            Event::TaskArose { task, incident, capability, .. } => {
                let rescues = [Capability::Rescue, Capability::SwiftWaterRescue];
                if rescues.contains(&capability) {
                    task_of.insert(task, incident);
                }
            }
            Event::TaskCompleted { task } => {
                rescued.extend(task_of.get(&task).copied());
            }
            Event::PeopleFreed { incident, area, people } => {
                let left = trapped.get(&incident).copied().unwrap_or(0);
                // More people of an area may come into the water than were in it at first.
                let holds = (area.is_some() || people <= left) && !rescued.contains(&incident);
                trapped.insert(incident, left.saturating_sub(people));
                audit.expect(holds, seq, "neighbours got out who was not trapped");
            }
            _ => {}
        }
    }
}

fn areas(audit: &mut Audit<'_>) {
    let drill = &audit.prepared.drill;
    let at_first = |index| i64::from(drill.people_of_area(AreaId::from_index(index)));
    let mut people: Vec<People> = (0..drill.county.areas.len())
        .map(|index| People {
            there: at_first(index),
            walking: 0,
            sheltered: 0,
            rescued: 0,
            hurt: 0,
            struck: 0,
        })
        .collect();
    let mut area_of: BTreeMap<IncidentId, AreaId> = BTreeMap::new();
    let mut of_responders: BTreeSet<IncidentId> = BTreeSet::new();
    for seq in 0..audit.records.len() {
        if let Event::IncidentOccurred { incident, .. } = audit.records[seq].event
            && let Some(Event::RespondersHurt { .. }) = audit.event(audit.records[seq].cause)
        {
            of_responders.insert(incident);
        }
        // Hurt responders are nobody of an area.
        if let Event::CasualtyOccurred { incident, .. } = audit.records[seq].event
            && of_responders.contains(&incident)
        {
            continue;
        }
        if let Event::IncidentOccurred { incident, .. } = audit.records[seq].event
            && let Some(area) = audit.event(audit.records[seq].cause).and_then(endangered)
        {
            area_of.insert(incident, area);
        }
        if let Event::PeopleSheltered { people: arrived, .. } = audit.records[seq].event {
            audit.expect(arrived > 0, seq, "nobody arrived");
        }
        let Some(area) = move_people(audit, seq, &mut people, &area_of) else { continue };
        let state = people[area.index()];
        audit.expect(state.is_possible(), seq, "people who are not there");
    }
}

/// The area whose people an incident is that an event led to.
fn endangered(event: &Event) -> Option<AreaId> {
    match event {
        Event::PeopleInDanger { area, .. }
        | Event::FactChanged {
            fact: Fact { kind: FactKind::AreaDanger, subject: Subject::Area(area) },
            ..
        } => Some(*area),
        _ => None,
    }
}

fn move_people(
    audit: &mut Audit<'_>,
    seq: usize,
    people: &mut [People],
    area_of: &BTreeMap<IncidentId, AreaId>,
) -> Option<AreaId> {
    let record = &audit.records[seq];
    match &record.event {
        Event::PeopleDeparted { area, people: count, .. } => {
            people[area.index()].there -= i64::from(*count);
            people[area.index()].walking += i64::from(*count);
            Some(*area)
        }
        Event::PeopleSheltered { area, people: count, shelter } => {
            let set_out = match audit.event(record.cause) {
                Some(Event::PeopleDeparted { area: from, people, shelter: to })
                    if (from, to) == (area, shelter) =>
                {
                    i64::from(*people)
                }
                _ => -1,
            };
            // Who does not arrive was hurt on the way by what spreads.
            let hurt = set_out - i64::from(*count);
            let left = (0..=people[area.index()].struck).contains(&hurt);
            audit.expect(left, seq, "people arrived who had not left");
            let hurt = if left { hurt } else { 0 };
            people[area.index()].walking -= i64::from(*count) + hurt;
            people[area.index()].sheltered += i64::from(*count);
            people[area.index()].struck -= hurt;
            people[area.index()].hurt += hurt;
            Some(*area)
        }
        Event::PeopleReturned { area, people: count } => {
            people[area.index()].sheltered -= i64::from(*count);
            people[area.index()].there += i64::from(*count);
            Some(*area)
        }
        Event::PeopleRescued { area, people: count, .. } => {
            people[area.index()].there -= i64::from(*count);
            people[area.index()].rescued += i64::from(*count);
            Some(*area)
        }
        Event::PeopleFreed { area: Some(area), people: count, .. } => {
            people[area.index()].there -= i64::from(*count);
            people[area.index()].rescued += i64::from(*count);
            Some(*area)
        }
        Event::CasualtyOccurred { incident, cause: CasualtyCause::Water, .. } => {
            let area = area_of.get(incident).copied();
            audit.expect(area.is_some(), seq, "hurt by water where nobody was in it");
            people[area?.index()].there -= 1;
            people[area?.index()].hurt += 1;
            area
        }
        Event::CasualtyOccurred {
            incident,
            cause: CasualtyCause::Poisoning | CasualtyCause::Fire,
            ..
        } => {
            // Where it leaks or breaks out nobody is of an area.
            let area = area_of.get(incident).copied();
            people[area?.index()].struck += 1;
            area
        }
        Event::PeopleInDanger { area, people: count, .. }
        | Event::PeopleWarned { area, people: count, .. }
        | Event::PeopleRefused { area, people: count } => {
            let People { there, walking, struck, .. } = people[area.index()];
            // Who is on the way is exposed too, who is hurt no longer.
            let state = PeopleState::Exposed;
            let exposed =
                matches!(record.event, Event::PeopleInDanger { state: of, .. } if of == state);
            let all = if exposed { there + walking - struck } else { there };
            audit.expect(i64::from(*count) <= all, seq, "more people than are there");
            None
        }
        _ => None,
    }
}

fn casualties(audit: &mut Audit<'_>) {
    let mut places: BTreeMap<CasualtyId, Place> = BTreeMap::new();
    let mut scores: BTreeMap<CasualtyId, u8> = BTreeMap::new();
    let mut transfers: BTreeMap<OrderId, (CasualtyId, FacilityId)> = BTreeMap::new();
    for seq in 0..audit.records.len() {
        let event = audit.records[seq].event.clone();
        if let Event::CasualtyOccurred { casualty, score, .. } = event {
            let is_new = places.insert(casualty, Place::Site { reached: false }).is_none();
            scores.insert(casualty, score);
            audit.expect(is_new, seq, "a casualty occurred twice");
        }
        if let Event::CasualtyDeteriorated { casualty, score } = event {
            let before = scores.insert(casualty, score);
            let untreated = matches!(
                places.get(&casualty),
                Some(Place::Site { reached: false } | Place::OnOwnWay(_) | Place::Door(_))
            );
            let worse = before.is_some_and(|before| score < before);
            audit.expect(worse && untreated, seq, "only the untreated get worse, and never better");
        }
        if let Event::OrderIssued { order, ref content, .. } = event
            && let Order::TransferPatient { casualty, hospital } = **content
        {
            transfers.insert(order, (casualty, hospital));
        }
        if let Event::OrderRefused { order, .. } = event {
            transfers.remove(&order);
        }
        if let Event::PatientLeft { casualty, hospital, .. } = event
            && let Some(Place::Hospital(_) | Place::Waiting(_)) = places.get(&casualty)
        {
            let is_this =
                |(_, to): &(&OrderId, &(CasualtyId, FacilityId))| **to == (casualty, hospital);
            let order = transfers.iter().find(is_this).map(|(order, _)| *order);
            // One order moves a patient once.
            let ordered = order.and_then(|order| transfers.remove(&order)).is_some();
            audit.expect(ordered, seq, "left a hospital without an order");
        }
        let Some((casualty, from, to)) = moved(&event, &places) else { continue };
        audit.expect(from, seq, "a casualty was not where this begins");
        let before = places.insert(casualty, to);
        if let (Some(Place::IntensiveCare(at)), _) | (_, Place::IntensiveCare(at)) = (before, to) {
            let there = places.values().filter(|place| **place == Place::IntensiveCare(at));
            let fits = there.count() <= places_of(audit, at);
            audit.expect(fits, seq, "more in intensive care than it has places");
        }
    }
    hospitals(audit, &places);
}

/// Places in intensive care that are free when play starts.
fn places_of(audit: &Audit<'_>, hospital: FacilityId) -> usize {
    let drill = &audit.prepared.drill;
    let beds = drill.county.facilities[hospital.index()].capacity;
    let care = drill.plan.intensive_care();
    care.map_or(0, |care| care.free_at_start(care.places(hospital, beds)) as usize)
}

/// A hospital counts each once whom the event hurt and who was handed over to it from a site or
/// came by himself. In the end everybody who is in a hospital is in some hospital's number, and
/// nobody who is at a site, on the way or before a door.
fn hospitals(audit: &mut Audit<'_>, places: &BTreeMap<CasualtyId, Place>) {
    let mut hurt: BTreeSet<CasualtyId> = BTreeSet::new();
    let mut counted: BTreeSet<CasualtyId> = BTreeSet::new();
    let mut numbers: BTreeMap<FacilityId, i64> = BTreeMap::new();
    for seq in 0..audit.records.len() {
        let record = &audit.records[seq];
        match record.event {
            Event::CasualtyOccurred { casualty, cause, .. } if cause != CasualtyCause::Ordinary => {
                hurt.insert(casualty);
            }
            Event::FactChanged {
                fact: Fact { kind: FactKind::HospitalPatients, subject: Subject::Facility(at) },
                value,
            } => {
                let casualty = audit.event(record.cause).and_then(taken_in);
                let is_new = casualty.is_some_and(|it| hurt.contains(&it) && counted.insert(it));
                let number = numbers.entry(at).or_insert(0);
                *number += 1;
                let right = is_new && value == *number;
                audit.expect(right, seq, "a hospital counted whom it had not taken in");
            }
            _ => {}
        }
    }
    let right = hurt.iter().all(|casualty| match places[casualty] {
        Place::Site { .. } | Place::OnOwnWay(_) | Place::Door(_) => !counted.contains(casualty),
        Place::Aboard(..) | Place::Dead => true,
        _ => counted.contains(casualty),
    });
    audit.expect(right, audit.records.len() - 1, "hospitals do not count who is in them");
}

/// Whom a hospital takes in with an event.
fn taken_in(event: &Event) -> Option<CasualtyId> {
    match event {
        Event::PatientHandedOver { casualty, .. }
        | Event::CasualtyPresented { casualty, .. }
        | Event::CasualtyWashed { casualty, .. }
        | Event::HospitalContaminated { casualty, .. } => Some(*casualty),
        _ => None,
    }
}

/// Who is contaminated is so from the first on, is washed or contaminates a hospital once, and no
/// hospital is contaminated by anybody else, or with nobody to blame.
fn contamination(audit: &mut Audit<'_>) {
    let mut contaminated: BTreeSet<CasualtyId> = BTreeSet::new();
    for seq in 0..audit.records.len() {
        let record = &audit.records[seq];
        let right = match record.event {
            Event::CasualtyContaminated { casualty } => {
                let hurt = match audit.event(record.cause) {
                    Some(Event::CasualtyOccurred { casualty, .. }) => Some(*casualty),
                    _ => None,
                };
                hurt == Some(casualty) && contaminated.insert(casualty)
            }
            Event::CasualtyWashed { casualty, .. }
            | Event::HospitalContaminated { casualty, .. } => contaminated.remove(&casualty),
            Event::FactChanged { fact: Fact { kind: FactKind::HospitalAdmits, .. }, value: 0 } => {
                matches!(audit.event(record.cause), Some(Event::HospitalContaminated { .. }))
            }
            _ => true,
        };
        audit.expect(right, seq, "washed or contaminated without being contaminated");
    }
}

/// Casualties are sorted once, and leave their site in the order of that.
fn triage(audit: &mut Audit<'_>) {
    let mut at_site: BTreeMap<CasualtyId, (IncidentId, Option<Triage>)> = BTreeMap::new();
    // Whoever is to be washed first stays.
    let mut unwashed: BTreeSet<CasualtyId> = BTreeSet::new();
    for seq in 0..audit.records.len() {
        match audit.records[seq].event {
            Event::CasualtyOccurred { casualty, incident, .. } => {
                at_site.insert(casualty, (incident, None));
            }
            Event::CasualtyTriaged { casualty, category, .. } => {
                let before =
                    at_site.get_mut(&casualty).and_then(|(_, known)| known.replace(category));
                audit.expect(before.is_none(), seq, "a casualty was sorted twice");
            }
            Event::PatientLeft { casualty, .. } => {
                let left = at_site.remove(&casualty);
                let first = left.is_none_or(|(incident, category)| {
                    let mut others = at_site
                        .iter()
                        .filter(|(id, (other, _))| *other == incident && !unwashed.contains(id));
                    others.all(|(_, (_, other))| other.is_none() || category <= *other)
                });
                audit.expect(first, seq, "left before somebody more urgent");
            }
            Event::CasualtyDied { casualty } | Event::CasualtySetOut { casualty, .. } => {
                at_site.remove(&casualty);
            }
            Event::CasualtyContaminated { casualty } => {
                unwashed.insert(casualty);
            }
            Event::CasualtyWashed { casualty, .. } => {
                unwashed.remove(&casualty);
            }
            _ => {}
        }
    }
}

/// The place that an event takes a casualty to, and whether it was where that can begin.
fn moved(event: &Event, places: &BTreeMap<CasualtyId, Place>) -> Option<(CasualtyId, bool, Place)> {
    let place = |casualty: &CasualtyId| places.get(casualty).copied();
    let at_site = |casualty| matches!(place(casualty), Some(Place::Site { .. }));
    Some(match event {
        Event::CasualtyReached { casualty, .. } => {
            let from = place(casualty) == Some(Place::Site { reached: false });
            (*casualty, from, Place::Site { reached: true })
        }
        Event::PatientLeft { casualty, team, hospital } => {
            // A patient who waits in one hospital can be taken to another.
            let waits = matches!(
                place(casualty),
                Some(Place::Hospital(from) | Place::Waiting(from)) if from != *hospital
            );
            (*casualty, at_site(casualty) || waits, Place::Aboard(*team, *hospital))
        }
        Event::PatientDiverted { casualty, team, from, hospital, .. } => {
            let bound = place(casualty) == Some(Place::Aboard(*team, *from)) && from != hospital;
            (*casualty, bound, Place::Aboard(*team, *hospital))
        }
        Event::PatientHandedOver { casualty, hospital, .. } => {
            let from = matches!(place(casualty), Some(Place::Aboard(_, to)) if to == *hospital);
            (*casualty, from, Place::Hospital(*hospital))
        }
        Event::TreatmentStarted { casualty, hospital, .. } => {
            let from = [Some(Place::Hospital(*hospital)), Some(Place::Door(*hospital))];
            (*casualty, from.contains(&place(casualty)), Place::Theatre(*hospital))
        }
        Event::TreatmentEnded { casualty, hospital } => {
            let inside = [Place::Hospital, Place::Theatre, Place::IntensiveCare, Place::Door];
            let inside = inside.map(|place| place(*hospital));
            let from = place(casualty).is_some_and(|place| inside.contains(&place));
            (*casualty, from, Place::Recovered)
        }
        Event::CasualtyDied { casualty } => {
            let from = !matches!(
                place(casualty),
                None | Some(
                    Place::Site { reached: true }
                        | Place::Aboard(..)
                        | Place::Recovered
                        | Place::Dead
                )
            );
            (*casualty, from, Place::Dead)
        }
        _ => return own_way(event, place),
    })
}

/// The same of events of casualties who come without a crew, and of intensive care.
fn own_way(
    event: &Event,
    place: impl Fn(&CasualtyId) -> Option<Place>,
) -> Option<(CasualtyId, bool, Place)> {
    Some(match event {
        Event::CasualtySetOut { casualty, hospital } => {
            let from = matches!(place(casualty), Some(Place::Site { .. }));
            (*casualty, from, Place::OnOwnWay(*hospital))
        }
        Event::CasualtyPresented { casualty, hospital } => {
            let from = place(casualty) == Some(Place::OnOwnWay(*hospital));
            (*casualty, from, Place::Door(*hospital))
        }
        Event::IntensiveCareNeeded { casualty, hospital } => {
            let inside = [Place::Hospital, Place::Theatre, Place::Door];
            let inside = inside.map(|place| place(*hospital));
            let from = place(casualty).is_some_and(|place| inside.contains(&place));
            (*casualty, from, Place::Waiting(*hospital))
        }
        Event::IntensiveCareStarted { casualty, hospital, .. } => {
            let from = place(casualty) == Some(Place::Waiting(*hospital));
            (*casualty, from, Place::IntensiveCare(*hospital))
        }
        _ => return None,
    })
}
