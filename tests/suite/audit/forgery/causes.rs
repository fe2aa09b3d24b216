//! Ways to break the rules about what happened why and when.

use super::{Forgery, Scene};
use muster::base::time::Time;
use muster::event_log::Record;
use muster::event_log::event::{Event, Seq};

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "time ran backwards", forge: backwards },
    Forgery { rule: "the cause comes later", forge: own_cause },
    Forgery { rule: "waited for what came later", forge: waited_for_later },
    Forgery { rule: "nothing caused it", forge: without_cause },
    Forgery { rule: "not caused by what it happens after", forge: happens_by_the_start },
    Forgery { rule: "not caused by the casualty's step before", forge: worse_by_the_start },
    Forgery { rule: "a run starts and ends with itself", forge: two_starts },
    Forgery { rule: "not caused by the message's step before", forge: delivered_by_the_start },
];

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
