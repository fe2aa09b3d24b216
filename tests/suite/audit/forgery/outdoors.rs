//! Ways to break the rules about those whom nothing heats.

use super::{CROWD, Forgery, Scene};
use muster::event_log::Record;
use muster::event_log::event::{CasualtyCause, Event};
use muster::vocabulary::fact::{Fact, FactKind};

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "more people out than there are", forge: more_are_out },
    Forgery { rule: "out of the cold without supplies for them", forge: in_without_supplies },
    Forgery { rule: "hurt by cold or stove who was not there", forge: hurt_by_another_cold },
];

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
