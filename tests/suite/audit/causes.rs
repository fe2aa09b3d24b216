//! The envelope: causes precede effects, only some things begin by themselves, and each step of a
//! storyline, a message, an order or a casualty follows from the step before it.

use std::collections::BTreeMap;

use muster::base::id::CasualtyId;
use muster::base::id::MessageId;
use muster::base::time::Time;
use muster::event_log::Record;
use muster::event_log::event::{About, Event, Seq};
use muster::scenario::happening::{Trigger, When};
use muster::vocabulary::fact::FactKind;

use super::Audit;

pub(super) fn audit(audit: &mut Audit<'_>) {
    let mut last = Time::START;
    let mut casualties: BTreeMap<CasualtyId, usize> = BTreeMap::new();
    for (seq, record) in audit.records.iter().enumerate() {
        audit.expect(record.at >= last, seq, "time ran backwards");
        last = record.at;
        let earlier = record.cause.is_none_or(|cause| cause.index() < seq);
        audit.expect(earlier, seq, "the cause comes later");
        if !earlier {
            continue;
        }
        let after = after(&record.event);
        audit.expect(after.is_none_or(|after| after < seq), seq, "waited for what came later");
        if record.cause.is_none() {
            audit.expect(begins_by_itself(&record.event), seq, "nothing caused it");
        }
        if let Event::HappeningCame { happening } = record.event {
            let follows = match audit.prepared.drill.scenario.happenings[happening.index()].when {
                When::At(_) => record.cause.is_none(),
                When::SlopeFails(trigger) => is_brought_down(audit, record, trigger),
                When::After(happening, _) | When::LitBy(happening, _) => {
                    audit.event(record.cause) == Some(&Event::HappeningCame { happening })
                }
            };
            audit.expect(follows, seq, "not caused by what it happens after");
        }
        message_step(audit, seq);
        if let Some((casualty, is_first)) = casualty_of(&record.event) {
            let before = casualties.insert(casualty, seq);
            let follows = before == record.cause.map(Seq::index);
            audit.expect(is_first || follows, seq, "not caused by the casualty's step before");
        }
    }
    let ends = audit.records.last().is_some_and(|record| record.event == Event::RunEnded {});
    let begins = audit.records.first().is_some_and(|record| record.event == Event::RunStarted {});
    let end = audit.records.len() - 1;
    audit.expect(ends && begins, end, "a run starts and ends with itself");
}

/// Whether a slope gave way because of what brings it down: the rain that gauges told of, if they
/// have told of any, or a shock.
fn is_brought_down(audit: &Audit<'_>, record: &Record, trigger: Trigger) -> bool {
    let is_rain = |event: &Event| {
        let kinds = [FactKind::RainOneHour, FactKind::RainThreeHours];
        matches!(event, Event::FactChanged { fact, .. } if kinds.contains(&fact.kind))
    };
    let is_shock = |event: &Event| {
        let kinds = [FactKind::Earthquake, FactKind::Aftershock];
        matches!(event, Event::FactChanged { fact, .. } if kinds.contains(&fact.kind))
    };
    match (trigger, audit.event(record.cause)) {
        (Trigger::Rain(..), Some(event)) => is_rain(event),
        (Trigger::Rain(..), None) => {
            let earlier = audit.records.iter().take_while(|earlier| earlier.at < record.at);
            !earlier.into_iter().any(|earlier| is_rain(&earlier.event))
        }
        (Trigger::Shaking(..), event) => event.is_some_and(is_shock),
    }
}

fn after(event: &Event) -> Option<usize> {
    match event {
        Event::MessageRead { after, .. }
        | Event::WorkStarted { after, .. }
        | Event::TaskAssigned { after, .. }
        | Event::DocumentSigned { after, .. }
        | Event::TreatmentStarted { after, .. }
        | Event::IntensiveCareStarted { after, .. }
        | Event::PatientDiverted { after, .. }
        | Event::PatientHandedOver { after, .. } => after.map(Seq::index),
        _ => None,
    }
}

/// Nature, ordinary life, control and inputs from outside.
fn begins_by_itself(event: &Event) -> bool {
    matches!(
        event,
        Event::RunStarted {}
            | Event::RunEnded {}
            | Event::InputTaken { .. }
            | Event::InjectDelivered { .. }
            | Event::HappeningCame { .. }
            | Event::FactChanged { .. }
            | Event::IncidentOccurred { .. }
    )
}

fn message_step(audit: &mut Audit<'_>, seq: usize) {
    let record = &audit.records[seq];
    let before = audit.event(record.cause);
    #[rustfmt::skip]
    let sent = |id: &MessageId| {
        matches!(before, Some(Event::MessageSent { message, .. }) if message == id)
    };
    #[rustfmt::skip]
    let arrived = |id: &MessageId| {
        matches!(before, Some(Event::MessageDelivered { message }) if message == id)
    };
    let follows = match &record.event {
        Event::MessageDelivered { message } | Event::MessageLost { message, .. } => sent(message),
        Event::MessageRead { message, .. } => match before {
            Some(Event::MessageSent { about: About::Meeting { .. }, .. }) => sent(message),
            _ => arrived(message),
        },
        Event::MessageSuperseded { by, .. } => arrived(by),
        _ => return,
    };
    audit.expect(follows, seq, "not caused by the message's step before");
}

fn casualty_of(event: &Event) -> Option<(CasualtyId, bool)> {
    Some(match event {
        Event::CasualtyOccurred { casualty, .. } => (*casualty, true),
        // A team reaches a casualty because it works there.
        Event::CasualtyReached { casualty, .. } => (*casualty, true),
        Event::CasualtyDeteriorated { casualty, .. }
        | Event::CasualtyDied { casualty }
        | Event::CasualtyTriaged { casualty, .. }
        | Event::PatientLeft { casualty, .. }
        | Event::PatientDiverted { casualty, .. }
        | Event::PatientHandedOver { casualty, .. }
        | Event::TreatmentStarted { casualty, .. }
        | Event::IntensiveCareNeeded { casualty, .. }
        | Event::IntensiveCareStarted { casualty, .. }
        | Event::CasualtySetOut { casualty, .. }
        | Event::CasualtyPresented { casualty, .. }
        | Event::CasualtyContaminated { casualty }
        | Event::CasualtyWashed { casualty, .. }
        | Event::HospitalContaminated { casualty, .. }
        | Event::TreatmentEnded { casualty, .. } => (*casualty, false),
        _ => return None,
    })
}
