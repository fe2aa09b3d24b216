//! Ways to break the rules about responders.

use super::{Forgery, Scene, other_team, seq_of};
use muster::base::id::IncidentId;
use muster::base::time::Duration;
use muster::event_log::Record;
use muster::event_log::event::{CasualtyCause, Event, WaitReason};
use muster::vocabulary::safety::{DangerKind, SafetyCheck};

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
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
];

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
