//! Ways to break the rules about people and casualties.

use super::{CROWD, Forgery, Scene, seq_of};
use muster::base::id::{AreaId, FacilityId, IncidentId};
use muster::event_log::Record;
use muster::event_log::event::{CasualtyCause, Event, Seq};
use muster::vocabulary::fact::FactKind;

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "people who are not there", forge: too_many_depart },
    Forgery { rule: "people arrived who had not left", forge: other_people_arrive },
    Forgery { rule: "nobody arrived", forge: nobody_arrives },
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
    Forgery { rule: "somebody was warned twice", forge: all_are_warned_again },
    Forgery { rule: "neighbours got out who was not trapped", forge: too_many_are_freed },
];

fn too_many_depart(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleDeparted { area, shelter, .. } = scene.now().event else { return None };
    scene.instead(Event::PeopleDeparted { area, people: CROWD, shelter })
}

fn other_people_arrive(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleSheltered { .. } = scene.now().event else { return None };
    Some(vec![Record { cause: Some(Seq(0)), ..scene.now().clone() }])
}

/// A group of nobody sets out and arrives.
fn nobody_arrives(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::PeopleDeparted { area, shelter, .. } = scene.now().event else { return None };
    let mut records = scene.instead(Event::PeopleDeparted { area, people: 0, shelter })?;
    let event = Event::PeopleSheltered { area, people: 0, shelter };
    records.push(Record { cause: Some(scene.seq()), event, ..scene.now().clone() });
    Some(records)
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
