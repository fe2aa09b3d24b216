//! Logs that break the rules of the audit, each forged from a true one: up to some event all is as
//! it was, then something happens that cannot, and play ends there. Judges nothing.

use muster::base::id::{
    AreaId, DeskId, FacilityId, IncidentId, NodeId, RoadId, TeamId, VersionId, ZoneId,
};
use muster::base::time::{Duration, Time};
use muster::event_log::event::{CasualtyCause, Event, Seq, WaitReason};
use muster::event_log::{EventLog, Record};
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use muster::vocabulary::order::Order;
use muster::vocabulary::safety::{DangerKind, SafetyCheck};

/// Puts something else in the place of the true event; none where it cannot.
type Forge = fn(&Scene<'_>) -> Option<Vec<Record>>;

/// A true log up to some event.
pub(crate) struct Scene<'a> {
    /// The drill.
    pub(crate) prepared: &'a Prepared,
    /// The log.
    pub(crate) records: &'a [Record],
    /// The event in whose place something else happens.
    pub(crate) place: usize,
}

impl Scene<'_> {
    /// The true event.
    fn now(&self) -> &Record {
        &self.records[self.place]
    }

    fn seq(&self) -> Seq {
        seq_of(self.place)
    }

    /// What happened before it.
    fn past(&self) -> &[Record] {
        &self.records[..self.place]
    }

    /// The last event before it.
    fn before(&self) -> Option<&Event> {
        self.past().last().map(|record| &record.event)
    }

    /// When and why the true event happened, another one.
    fn instead(&self, event: Event) -> Option<Vec<Record>> {
        Some(vec![Record { event, ..self.now().clone() }])
    }

    /// When and why the event before happened, another one as well.
    fn once_more(&self, event: Event) -> Option<Vec<Record>> {
        Some(vec![Record { event, ..self.past().last()?.clone() }])
    }
}

fn seq_of(place: usize) -> Seq {
    Seq(u32::try_from(place).expect("a place in the log"))
}

/// A rule, as the audit words it, and how to break it.
pub(crate) struct Forgery {
    /// What the audit says.
    pub(crate) rule: &'static str,
    /// How it is broken.
    forge: Forge,
}

impl Forgery {
    /// What the audit says of the log of a scene in which this rule is broken; none where it cannot
    /// be broken there.
    pub(crate) fn complaints(&self, scene: &Scene<'_>, log: &EventLog) -> Option<Vec<String>> {
        let forged = (self.forge)(scene)?;
        let mut records = [scene.past(), &forged].concat();
        if scene.place + 1 < scene.records.len() {
            let at = forged.last()?.at;
            records.push(Record { at, cause: None, event: Event::RunEnded {} });
        }
        Some(super::audit(scene.prepared, log, &records))
    }
}

/// A way to break each rule, in the order of the audit's files.
pub(crate) const FORGERIES: &[Forgery] = &[
    // causes
    Forgery { rule: "time ran backwards", forge: backwards },
    Forgery { rule: "the cause comes later", forge: own_cause },
    Forgery { rule: "waited for what came later", forge: waited_for_later },
    Forgery { rule: "nothing caused it", forge: without_cause },
    Forgery { rule: "not caused by what it happens after", forge: happens_by_the_start },
    Forgery { rule: "not caused by the casualty's step before", forge: worse_by_the_start },
    Forgery { rule: "a run starts and ends with itself", forge: two_starts },
    Forgery { rule: "not caused by the message's step before", forge: delivered_by_the_start },
    // field
    Forgery { rule: "a team has two tasks", forge: assigned_again },
    Forgery { rule: "released from a task that it did not have", forge: released_from_another },
    Forgery { rule: "a team went from Available to Waiting", forge: waits_at_its_station },
    Forgery { rule: "turned back where it was not yet", forge: turned_back_elsewhere },
    Forgery { rule: "arrived before it could", forge: arrived_elsewhere },
    Forgery { rule: "came to the hospital before it could", forge: at_the_hospital_at_once },
    Forgery { rule: "a route with a gap", forge: route_to_elsewhere },
    Forgery { rule: "set out from where it was not", forge: route_from_elsewhere },
    Forgery { rule: "arrived at a task that it does not have", forge: arrived_at_another },
    Forgery { rule: "works where it is not", forge: works_elsewhere },
    Forgery { rule: "works before what must be done first", forge: works_too_early },
    Forgery { rule: "a task is done once, and by work", forge: done_again },
    // knowledge
    Forgery { rule: "seen before it was so", forge: seen_too_early },
    Forgery { rule: "a version was observed twice", forge: observed_again },
    Forgery { rule: "the sender did not hold what it sent", forge: sends_what_it_has_not },
    Forgery { rule: "a message was sent twice", forge: sent_again },
    Forgery { rule: "a message is sent, then delivered, then read", forge: delivered_again },
    Forgery { rule: "decided on what the desk did not hold", forge: decided_on_anything },
    Forgery { rule: "ordered about what the desk did not know", forge: closes_any_road },
    Forgery { rule: "asked for a task that the desk did not know", forge: another_asks },
    Forgery { rule: "answered what it had not read", forge: another_answers },
    Forgery { rule: "reported an incident that it did not know", forge: another_reports },
    Forgery { rule: "took a task that it had read no order for", forge: another_is_assigned },
    Forgery { rule: "set out over a road that the team believed closed", forge: over_a_closure },
    Forgery { rule: "bound for a hospital that the team believed full", forge: to_a_full_one },
    Forgery { rule: "surprised by a closure that the team knew of", forge: surprised_again },
    // people
    Forgery { rule: "people who are not there", forge: too_many_depart },
    Forgery { rule: "people arrived who had not left", forge: other_people_arrive },
    Forgery { rule: "hurt by water where nobody was in it", forge: hurt_on_dry_land },
    Forgery { rule: "more people than are there", forge: too_many_are_warned },
    Forgery { rule: "a casualty occurred twice", forge: hurt_again },
    Forgery { rule: "only the untreated get worse, and never better", forge: better },
    Forgery { rule: "more in intensive care than it has places", forge: one_place_too_many },
    Forgery { rule: "left a hospital without an order", forge: leaves_the_hospital },
    Forgery { rule: "a casualty was not where this begins", forge: dies_again },
    Forgery { rule: "a hospital counted whom it had not taken in", forge: counted_again },
    Forgery { rule: "hospitals do not count who is in them", forge: not_counted },
    Forgery { rule: "washed or contaminated without being contaminated", forge: washes_the_clean },
    Forgery { rule: "a casualty was sorted twice", forge: sorted_again },
    Forgery { rule: "left before somebody more urgent", forge: lighter_first },
    // safety
    Forgery { rule: "came out without an order", forge: comes_out },
    Forgery { rule: "went back in without an order", forge: goes_back_in },
    Forgery { rule: "looked at where it does not work", forge: looked_at_elsewhere },
    Forgery { rule: "lacks what is not declared for the danger", forge: lacks_anything },
    Forgery { rule: "hurt in a danger that is not on record", forge: hurt_without_danger },
    Forgery { rule: "more are hurt than a crew has", forge: a_crowd_is_hurt },
    Forgery { rule: "a team was hurt twice", forge: hurt_twice },
    Forgery { rule: "responders were hurt who are no casualties", forge: hurt_by_name_alone },
    Forgery { rule: "another number than were hurt", forge: more_are_there },
    Forgery { rule: "more casualties than responders were hurt", forge: more_casualties },
    Forgery { rule: "a team that stood down works", forge: works_on },
    Forgery { rule: "somebody was warned twice", forge: all_are_warned_again },
    Forgery { rule: "neighbours got out who was not trapped", forge: too_many_are_freed },
    // opinion
    Forgery { rule: "a rumour or a crowd that there is not", forge: believes_anything },
    // outdoors
    Forgery { rule: "more people out than there are", forge: more_are_out },
    Forgery { rule: "out of the cold without supplies for them", forge: in_without_supplies },
    Forgery { rule: "hurt by cold or stove who was not there", forge: hurt_by_another_cold },
    // outbreak
    Forgery { rule: "taken home who does not live there", forge: too_many_are_taken_home },
    Forgery { rule: "infected where nobody carried it, or too many", forge: all_are_infected },
    Forgery { rule: "ill who was not infected", forge: ill_without_infection },
    // river
    Forgery { rule: "a river is blocked by its own slide, and once", forge: blocked_by_nothing },
    Forgery { rule: "a lake where nothing blocks the river", forge: lake_of_nothing },
    Forgery { rule: "a dam was cut through that no full lake stood behind", forge: broken_dam },
];

/// More people than any area has.
const CROWD: u32 = 1_000_000;

fn backwards(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let last = scene.past().last()?.at.milliseconds().checked_sub(1)?;
    let Event::CallPlaced { .. } = scene.now().event else { return None };
    Some(vec![Record { at: Time::from_milliseconds(last), ..scene.now().clone() }])
}

fn own_cause(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CallPlaced { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: Some(scene.seq()), ..scene.now().clone() }])
}

fn waited_for_later(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::MessageRead { message, .. } = scene.now().event else { return None };
    scene.instead(Event::MessageRead { message, after: Some(scene.seq()) })
}

fn without_cause(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CallPlaced { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: None, ..scene.now().clone() }])
}

fn happens_by_the_start(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::HappeningCame { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: Some(Seq(0)), ..scene.now().clone() }])
}

fn worse_by_the_start(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CasualtyDeteriorated { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: Some(Seq(0)), ..scene.now().clone() }])
}

fn two_starts(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::RunEnded {} = scene.now().event else { return None };
    scene.instead(Event::RunStarted {})
}

fn delivered_by_the_start(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::MessageDelivered { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: Some(Seq(0)), ..scene.now().clone() }])
}

fn assigned_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::TaskAssigned { .. } = event else { return None };
    scene.once_more(event)
}

fn released_from_another(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TaskReleased { team, task } = scene.now().event else { return None };
    let other = scene.past().iter().find_map(|record| match record.event {
        Event::TaskArose { task: other, .. } if other != task => Some(other),
        _ => None,
    });
    scene.instead(Event::TaskReleased { team, task: other? })
}

fn waits_at_its_station(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamStateChanged { team, state: TeamState::TurningOut } = scene.now().event else {
        return None;
    };
    scene.instead(Event::TeamStateChanged { team, state: TeamState::Waiting })
}

fn turned_back_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamTurnedBack { team, road, at } = scene.now().event else { return None };
    scene.instead(Event::TeamTurnedBack { team, road: RoadId(u32::from(road.0 == 0)), at })
}

fn arrived_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamArrived { team, node, task } = scene.now().event else { return None };
    scene.instead(Event::TeamArrived { team, node: other_node(node), task })
}

fn other_node(node: NodeId) -> NodeId {
    NodeId(u32::from(node.0 == 0))
}

fn at_the_hospital_at_once(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let team = match scene.before()? {
        Event::TeamStateChanged { team, state: TeamState::Transporting } => *team,
        Event::TeamDeparted { team, .. } => *team,
        _ => return None,
    };
    let state = TeamState::HandingOver;
    scene.once_more(Event::TeamStateChanged { team, state })
}

fn route_to_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamDeparted { team, to, arcs } = scene.now().event.clone() else { return None };
    scene.instead(Event::TeamDeparted { team, to: other_node(to), arcs })
}

fn route_from_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamDeparted { team, to, arcs } = scene.now().event.clone() else { return None };
    let rest = arcs.get(2..).filter(|rest| !rest.is_empty())?;
    scene.instead(Event::TeamDeparted { team, to, arcs: rest.into() })
}

fn arrived_at_another(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamArrived { team, node, task: Some(task) } = scene.now().event else {
        return None;
    };
    let other = scene.past().iter().find_map(|record| match record.event {
        Event::TaskArose { task: other, .. } if other != task => Some(other),
        _ => None,
    });
    scene.instead(Event::TeamArrived { team, node, task: Some(other?) })
}

fn works_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::WorkStarted { team, task, after } = scene.now().event else { return None };
    scene.instead(Event::WorkStarted { team: other_team(team), task, after })
}

fn other_team(team: TeamId) -> TeamId {
    TeamId(u32::from(team.0 == 0))
}

fn works_too_early(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamWaited { team, task, .. } = scene.now().event else { return None };
    scene.instead(Event::WorkStarted { team, task, after: None })
}

fn done_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::TaskCompleted { .. } = event else { return None };
    scene.once_more(event)
}

fn seen_too_early(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::FactObserved { version, fact, value, by, .. } = scene.now().event else {
        return None;
    };
    let since = scene.now().at + Duration::from_seconds(1);
    scene.instead(Event::FactObserved { version, fact, value, by, since })
}

fn observed_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::FactObserved { .. } = event else { return None };
    scene.once_more(event)
}

fn last_version(records: &[Record]) -> Option<VersionId> {
    records.iter().rev().find_map(|record| match record.event {
        Event::FactObserved { version, .. } => Some(version),
        _ => None,
    })
}

fn sends_what_it_has_not(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let last = last_version(scene.past())?;
    let mut event = scene.now().event.clone();
    let Event::MessageSent { versions, .. } = &mut event else { return None };
    *versions = [last].into();
    scene.instead(event)
}

fn sent_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::MessageSent { .. } = event else { return None };
    scene.once_more(event)
}

fn delivered_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::MessageDelivered { .. } = event else { return None };
    scene.once_more(event)
}

fn decided_on_anything(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::Decided { desk, clause, .. } = scene.now().event else { return None };
    let inputs = [last_version(scene.past())?].into();
    scene.instead(Event::Decided { desk, clause, inputs })
}

fn closes_any_road(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::OrderIssued { order, by, .. } = scene.now().event else { return None };
    let content = Box::new(Order::CloseRoad { road: RoadId(0) });
    scene.instead(Event::OrderIssued { order, by, content })
}

fn other_desk(desk: DeskId) -> DeskId {
    DeskId(u32::from(desk.0 == 0))
}

fn another_asks(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::RequestMade { by, .. } = &mut event else { return None };
    *by = other_desk(*by);
    scene.instead(event)
}

fn another_answers(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::RequestAnswered { request, by, answer } = scene.now().event else { return None };
    scene.instead(Event::RequestAnswered { request, by: other_desk(by), answer })
}

fn another_reports(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::ReportFiled { by, incident: Some(_), .. } = &mut event else { return None };
    *by = other_desk(*by);
    scene.instead(event)
}

fn another_is_assigned(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TaskAssigned { task, team, by, after } = scene.now().event else { return None };
    scene.instead(Event::TaskAssigned { task, team: other_team(team), by, after })
}

/// After it has turned back and seen why, the team goes on over the same road.
fn over_a_closure(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamDeparted { team, to, .. } = scene.now().event else { return None };
    let of_team = |record: &&Record| match record.event {
        Event::TeamDeparted { team: other, .. } | Event::TeamTurnedBack { team: other, .. } => {
            other == team
        }
        _ => false,
    };
    let mut earlier = scene.past().iter().rev().filter(of_team);
    let Event::TeamTurnedBack { at, .. } = earlier.next()?.event else { return None };
    let Event::TeamDeparted { arcs, .. } = &earlier.next()?.event else { return None };
    let network = &scene.prepared.drill.county.network;
    let driven = arcs.iter().position(|arc| network.tail[arc.index()] == at)?;
    scene.instead(Event::TeamDeparted { team, to, arcs: arcs[driven..].into() })
}

/// A crew that has seen that a hospital is full leaves for it.
fn to_a_full_one(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PatientLeft { casualty, team, .. } = scene.now().event else { return None };
    let hospital = scene.past().iter().find_map(|record| match record.event {
        Event::PatientDiverted { team: other, from, .. } if other == team => Some(from),
        _ => None,
    });
    scene.instead(Event::PatientLeft { casualty, team, hospital: hospital? })
}

/// It sees the closure, and then is surprised by it.
fn surprised_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamTurnedBack { .. } = scene.now().event else { return None };
    let seen = scene.records.get(scene.place + 1)?;
    let Event::FactObserved { .. } = seen.event else { return None };
    let seen = Record { cause: scene.now().cause, ..seen.clone() };
    Some(vec![seen, scene.now().clone()])
}

fn too_many_depart(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleDeparted { area, shelter, .. } = scene.now().event else { return None };
    scene.instead(Event::PeopleDeparted { area, people: CROWD, shelter })
}

fn other_people_arrive(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleSheltered { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: Some(Seq(0)), ..scene.now().clone() }])
}

fn hurt_on_dry_land(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CasualtyOccurred { casualty, score, .. } = scene.now().event else { return None };
    let incident = scene.past().iter().find_map(|record| match (record.cause, &record.event) {
        (None, Event::IncidentOccurred { incident, .. }) => Some(*incident),
        _ => None,
    });
    let incident: IncidentId = incident?;
    let cause = CasualtyCause::Water;
    scene.instead(Event::CasualtyOccurred { casualty, incident, cause, score })
}

fn too_many_are_warned(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleWarned { area, channel, .. } = scene.now().event else { return None };
    let area: AreaId = area;
    scene.instead(Event::PeopleWarned { area, people: CROWD, channel })
}

/// Everybody of an area whose people have just been warned is warned once more.
fn all_are_warned_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleWarned { area, channel, .. } = *scene.before()? else { return None };
    let people = scene.prepared.drill.people_of_area(area);
    scene.once_more(Event::PeopleWarned { area, people, channel })
}

/// Neighbours get more people out than an incident has.
fn too_many_are_freed(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::IncidentOccurred { incident, .. } = *scene.before()? else { return None };
    let event = Event::PeopleFreed { incident, area: None, people: CROWD };
    let cause = Some(seq_of(scene.place - 1));
    Some(vec![Record { at: scene.now().at, cause, event }])
}

/// A rumour about an incident that nobody tells any of.
fn believes_anything(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::IncidentOccurred { incident, .. } = *scene.before()? else { return None };
    let fact = Fact::new(FactKind::RumourBelief, Subject::Incident(incident));
    let cause = Some(seq_of(scene.place - 1));
    let event = Event::FactChanged { fact, value: 20 };
    Some(vec![Record { at: scene.now().at, cause, event }])
}

fn hurt_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CasualtyOccurred { casualty, incident, score, .. } = *scene.before()? else {
        return None;
    };
    let cause = CasualtyCause::Ordinary;
    scene.once_more(Event::CasualtyOccurred { casualty, incident, cause, score })
}

fn better(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CasualtyDeteriorated { casualty, .. } = scene.now().event else { return None };
    scene.instead(Event::CasualtyDeteriorated { casualty, score: 12 })
}

/// A patient whom one hospital has just taken over goes to another with the same team.
fn leaves_the_hospital(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PatientHandedOver { casualty, hospital, .. } = *scene.before()? else { return None };
    let team = scene.past().iter().rev().find_map(|record| match record.event {
        Event::PatientLeft { casualty: other, team, .. } if other == casualty => Some(team),
        _ => None,
    })?;
    let hospital = FacilityId(u32::from(hospital.0 == 0));
    let event = Event::PatientLeft { casualty, team, hospital };
    Some(vec![Record { at: scene.now().at, cause: Some(seq_of(scene.place - 1)), event }])
}

fn dies_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::CasualtyDied { .. } = event else { return None };
    let cause = Some(seq_of(scene.place - 1));
    Some(vec![Record { at: scene.now().at, cause, event }])
}

/// Who has begun to wait for a full ward is taken in there all the same.
fn one_place_too_many(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::IntensiveCareNeeded { casualty, hospital } = *scene.before()? else { return None };
    if let Event::IntensiveCareStarted { .. } = scene.now().event {
        return None;
    }
    let cause = Some(seq_of(scene.place - 1));
    let event = Event::IntensiveCareStarted { casualty, hospital, after: None };
    Some(vec![Record { at: scene.now().at, cause, event }])
}

fn counted_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::FactChanged { fact, value } = *scene.before()? else { return None };
    if fact.kind != FactKind::HospitalPatients {
        return None;
    }
    scene.once_more(Event::FactChanged { fact, value: value + 1 })
}

/// Play ends when somebody has just been taken in.
fn not_counted(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::FactChanged { fact, .. } = scene.now().event else { return None };
    if fact.kind != FactKind::HospitalPatients {
        return None;
    }
    let Some(Event::PatientHandedOver { .. }) = scene.before() else { return None };
    scene.instead(Event::RunEnded {})
}

/// Somebody who was never contaminated is washed.
fn washes_the_clean(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::CasualtyOccurred { casualty, .. } = *scene.before()? else { return None };
    if let Event::CasualtyContaminated { .. } = scene.now().event {
        return None;
    }
    let cause = Some(seq_of(scene.place - 1));
    let event = Event::CasualtyWashed { casualty, team: None };
    Some(vec![Record { at: scene.now().at, cause, event }])
}

fn sorted_again(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let event = scene.before()?.clone();
    let Event::CasualtyTriaged { .. } = event else { return None };
    let cause = Some(seq_of(scene.place - 1));
    Some(vec![Record { at: scene.now().at, cause, event }])
}

fn comes_out(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamWaited { team, task, reason: WaitReason::Predecessor, .. } = scene.now().event
    else {
        return None;
    };
    scene.instead(Event::TeamWaited { team, task, reason: WaitReason::Danger, on: None })
}

fn goes_back_in(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::TeamWaited { team, task, reason: WaitReason::Danger, .. } = *scene.before()? else {
        return None;
    };
    scene.instead(Event::WorkStarted { team, task, after: None })
}

fn looked_at_elsewhere(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::SafetyChecked { team, .. } = &mut event else { return None };
    *team = other_team(*team);
    scene.instead(event)
}

fn lacks_anything(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::SafetyChecked { unmet, .. } = &mut event else { return None };
    *unmet = SafetyCheck::ALL.into();
    scene.instead(event)
}

/// The team that has just been looked at, and its people hurt, in the place of what comes next.
fn hurt(scene: &Scene<'_>, danger: Option<DangerKind>, people: u32) -> Option<Record> {
    let Event::SafetyChecked { team, task, danger: checked, .. } = *scene.before()? else {
        return None;
    };
    let danger = danger.unwrap_or(checked);
    let event = Event::RespondersHurt { team, task, danger, people };
    Some(Record { at: scene.now().at, cause: Some(seq_of(scene.place - 1)), event })
}

fn hurt_without_danger(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::SafetyChecked { danger, .. } = scene.before()? else { return None };
    let other = DangerKind::ALL.iter().find(|other| *other != danger)?;
    Some(vec![hurt(scene, Some(*other), 1)?])
}

fn a_crowd_is_hurt(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::SafetyChecked { team, .. } = scene.before()? else { return None };
    let crew = u32::from(scene.prepared.drill.plan.teams[team.index()].crew);
    Some(vec![hurt(scene, None, crew + 1)?])
}

fn hurt_twice(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let hurt = hurt(scene, None, 1)?;
    Some(vec![hurt.clone(), hurt])
}

fn hurt_by_name_alone(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let hurt = hurt(scene, None, 1)?;
    let at = hurt.at + Duration::from_seconds(1);
    Some(vec![hurt, Record { at, cause: None, event: Event::RunEnded {} }])
}

/// The incident that hurt people are, with so many of them: one that was there before.
fn with_incident(scene: &Scene<'_>, of: u32) -> Option<(IncidentId, Vec<Record>)> {
    let hurt = hurt(scene, None, 1)?;
    let mut event = scene.past().iter().find_map(|record| match &record.event {
        event @ Event::IncidentOccurred { .. } => Some(event.clone()),
        _ => None,
    })?;
    let Event::IncidentOccurred { incident, people, .. } = &mut event else { return None };
    *people = of;
    let incident = *incident;
    let occurred = Record { at: hurt.at, cause: Some(scene.seq()), event };
    Some((incident, vec![hurt, occurred]))
}

fn more_are_there(scene: &Scene<'_>) -> Option<Vec<Record>> {
    with_incident(scene, 2).map(|(_, records)| records)
}

/// Two who are hurt later are hurt here in the place of one.
fn more_casualties(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let (of, mut records) = with_incident(scene, 1)?;
    let later = scene.records[scene.place..].iter().filter_map(|record| match record.event {
        Event::CasualtyOccurred { casualty, score, .. } => {
            let cause = CasualtyCause::Ordinary;
            Some(Event::CasualtyOccurred { casualty, incident: of, cause, score })
        }
        _ => None,
    });
    let (at, cause) = (scene.now().at, Some(scene.seq()));
    records.extend(later.take(2).map(|event| Record { at, cause, event }));
    (records.len() == 4).then_some(records)
}

fn works_on(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::SafetyChecked { team, task, .. } = *scene.before()? else { return None };
    let hurt = hurt(scene, None, 1)?;
    let event = Event::WorkStarted { team, task, after: None };
    Some(vec![hurt.clone(), Record { event, ..hurt }])
}

/// The last who was sorted leaves in the place of somebody more urgent.
fn lighter_first(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PatientLeft { casualty, team, hospital } = scene.now().event else { return None };
    let mut sorted =
        scene.past().iter().enumerate().filter_map(|(place, record)| match record.event {
            Event::CasualtyTriaged { casualty, category, .. } => Some((place, casualty, category)),
            _ => None,
        });
    let urgent = sorted.clone().find(|(_, other, _)| *other == casualty)?.2;
    let (place, other, _) = sorted.rfind(|(.., category)| *category > urgent)?;
    let event = Event::PatientLeft { casualty: other, team, hospital };
    Some(vec![Record { at: scene.now().at, cause: Some(seq_of(place)), event }])
}

fn unsheltered(event: &Event) -> Option<(Fact, i64)> {
    match event {
        Event::FactChanged { fact, value } if fact.kind == FactKind::PeopleUnsheltered => {
            Some((*fact, *value))
        }
        _ => None,
    }
}

fn more_are_out(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let (fact, _) = unsheltered(&scene.now().event)?;
    let is_first = !scene.past().iter().any(|it| unsheltered(&it.event).is_some());
    let value = i64::from(CROWD);
    if is_first { scene.instead(Event::FactChanged { fact, value }) } else { None }
}

/// More come out of the cold than the supplies that came are for.
fn in_without_supplies(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let (fact, value) = unsheltered(&scene.now().event)?;
    scene.now().cause?;
    scene.instead(Event::FactChanged { fact, value: value - i64::from(CROWD) })
}

/// Somebody is hurt by the cold because somebody was brought supplies.
fn hurt_by_another_cold(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::CasualtyOccurred { cause, .. } = &mut event else { return None };
    if !matches!(*cause, CasualtyCause::Cold) {
        return None;
    }
    *cause = CasualtyCause::CarbonMonoxide;
    scene.instead(event)
}

fn too_many_are_taken_home(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleTakenHome { happening, zone, .. } = scene.now().event else { return None };
    scene.instead(Event::PeopleTakenHome { happening, zone, people: CROWD })
}

fn all_are_infected(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::InfectionPassed { happening, zone, .. } = scene.now().event else { return None };
    scene.instead(Event::InfectionPassed { happening, zone, people: CROWD })
}

/// Somebody whom something else hurt is said to have been infected.
fn ill_without_infection(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let mut event = scene.now().event.clone();
    let Event::CasualtyOccurred { cause, .. } = &mut event else { return None };
    if *cause != CasualtyCause::Poisoning {
        return None;
    }
    *cause = CasualtyCause::Infection;
    scene.instead(event)
}

/// What is said of a landslide dam above the county's first settlement, where a fact changed.
fn of_a_dam(scene: &Scene<'_>, kind: FactKind, value: i64) -> Option<Vec<Record>> {
    let Event::FactChanged { .. } = scene.now().event else { return None };
    let fact = Fact::new(kind, Subject::Zone(ZoneId(0)));
    scene.instead(Event::FactChanged { fact, value })
}

fn blocked_by_nothing(scene: &Scene<'_>) -> Option<Vec<Record>> {
    of_a_dam(scene, FactKind::RiverBlocked, 1)
}

fn lake_of_nothing(scene: &Scene<'_>) -> Option<Vec<Record>> {
    of_a_dam(scene, FactKind::BarrierLakeLevel, -100)
}

fn broken_dam(scene: &Scene<'_>) -> Option<Vec<Record>> {
    of_a_dam(scene, FactKind::LandslideDamBroken, 1)
}
