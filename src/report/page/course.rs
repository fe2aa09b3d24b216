//! The course of the exercise: its main events, and injects as planned and as executed.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::id::{AreaId, InjectId};
use crate::event_log::event::{Event, Seq};
use crate::report::clock;
use crate::report::course::caption;
use crate::report::course::picture::{self, MomentPicture};
use crate::report::names::Names;
use crate::report::sentence::Told;
use crate::report::text::arguments;
use crate::vocabulary::fact::{FactKind, Subject};
use crate::vocabulary::order::Order;

/// Events of the timeline at most.
const EVENTS_SHOWN: usize = 90;

/// One inject.
#[derive(Debug, Serialize)]
pub(super) struct Inject {
    pub name: String,
    pub planned: String,
    pub delivered: String,
    pub content: String,
    pub expected: String,
}

/// A moment of the course as a map.
#[derive(Debug, Serialize)]
pub(super) struct Moment {
    pub picture: String,
    pub caption: String,
}

/// The disaster at three moments, in a run of this seed.
pub(super) fn moments(names: &Names<'_>, seed: u64) -> Vec<Moment> {
    let figure = |(picture, number): (MomentPicture, usize)| {
        let caption = caption::caption(names, number, &picture);
        let label = caption.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let attributes = format!("<svg class=\"map\" role=\"img\" aria-label=\"{label}\" ");
        Moment { picture: picture.svg.replacen("<svg ", &attributes, 1), caption }
    };
    picture::pictures(names, seed).into_iter().zip(1..).map(figure).collect()
}

/// The injects in force, by planned time.
pub(super) fn injects(names: &Names<'_>) -> Vec<Inject> {
    let injects = &names.drill.scenario.injects;
    let mut order: Vec<usize> = (0..injects.len()).collect();
    order.sort_by_key(|index| (injects[*index].at, injects[*index].key));
    let delivered = |wanted: InjectId| {
        names.log.records().iter().find_map(|record| match &record.event {
            Event::InjectDelivered { inject, .. } if *inject == wanted => Some(record.at),
            _ => None,
        })
    };
    order
        .into_iter()
        .map(|index| {
            let inject = &injects[index];
            let expected = inject.expected.as_ref().map_or_else(String::new, |(action, within)| {
                let within = clock::length(names.language(), *within);
                let arguments = arguments! { action: names.get(action), within: within };
                names.texts.fill("inject-expected", &arguments)
            });
            let delivered = delivered(InjectId::from_index(index));
            Inject {
                name: inject.name.clone(),
                planned: names.clock(inject.at),
                delivered: delivered
                    .map_or_else(|| names.texts.say("inject-not-delivered"), |at| names.clock(at)),
                content: names.get(&inject.content),
                expected,
            }
        })
        .collect()
}

/// The main events, and a note that says how many others of their kinds are left out.
pub(super) fn timeline(names: &Names<'_>) -> (Vec<Told>, String) {
    let mut flooded = BTreeSet::new();
    let mut ranked: Vec<(u8, Seq)> = names
        .log
        .numbered()
        .filter_map(|(seq, record)| Some((rank(names, &record.event, &mut flooded)?, seq)))
        .collect();
    ranked.sort_unstable();
    let left_out = ranked.len().saturating_sub(EVENTS_SHOWN);
    ranked.truncate(EVENTS_SHOWN);
    let mut shown: Vec<Seq> = ranked.into_iter().map(|(_, seq)| seq).collect();
    shown.sort_unstable();
    let note = if left_out == 0 {
        names.texts.say("timeline-note-all")
    } else {
        names.texts.fill("timeline-note-some", &arguments! { count: left_out })
    };
    (shown.into_iter().map(|seq| names.tell(seq)).collect(), note)
}

/// How much an event says about the course: 0 most; none: it is not for the timeline.
fn rank(names: &Names<'_>, event: &Event, flooded: &mut BTreeSet<AreaId>) -> Option<u8> {
    let critical = |incident| names.incident_kind(incident).is_some_and(|(kind, _)| kind.critical);
    Some(match event {
        Event::RunStarted {}
        | Event::RunEnded {}
        | Event::LevelDeclared { .. }
        | Event::HappeningCame { .. }
        | Event::HappeningAverted { .. } => 0,
        Event::CasualtyDied { .. } => 1,
        Event::PeopleInDanger { area, people, .. } if *people > 0 && flooded.insert(*area) => 1,
        Event::IncidentOccurred { incident, .. } if critical(*incident) => 1,
        Event::TeamTurnedBack { .. } | Event::DeputyStoodIn { .. } => 2,
        Event::FactChanged { fact, value } => return rank_of_truth(names, *fact, *value),
        Event::OrderIssued { content, .. } => match **content {
            Order::SetOutflow { .. } => 1,
            Order::Evacuate { .. } | Order::AllowReturn { .. } => 3,
            Order::CloseRoad { .. } | Order::OpenShelter { .. } => 4,
            _ => return None,
        },
        Event::IncidentStabilised { incident } if critical(*incident) => 2,
        Event::PeopleReturned { .. } | Event::CallEscalated { .. } => 3,
        Event::MeetingConvened { .. } | Event::PeopleRescued { .. } => 3,
        Event::PeopleFreed { .. } => 3,
        Event::InjectDelivered { .. } | Event::DocumentSigned { .. } => 4,
        Event::PeopleWarned { .. } | Event::PeopleRefused { .. } => 5,
        _ => return None,
    })
}

/// The same for changes of the truth.
fn rank_of_truth(names: &Names<'_>, fact: crate::vocabulary::fact::Fact, value: i64) -> Option<u8> {
    let named =
        |road| names.drill.county.network.road_names.iter().any(|(named, _)| *named == road);
    Some(match (fact.kind, fact.subject) {
        (FactKind::ReservoirOutflow, _) => 1,
        (FactKind::ZoneReachable, _) if value == 0 => 2,
        (FactKind::PowerSupplied, _) if value == 0 => 2,
        (FactKind::MastWorking, _) if value == 0 => 3,
        (FactKind::RoadPassable, Subject::Road(road)) if named(road) => 3,
        _ => return None,
    })
}
