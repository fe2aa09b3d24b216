//! Ways to break the rules about rumours and crowds.

use super::{Forgery, Scene, seq_of};
use muster::event_log::Record;
use muster::event_log::event::Event;
use muster::vocabulary::fact::{Fact, FactKind, Subject};

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] =
    &[Forgery { rule: "a rumour or a crowd that there is not", forge: believes_anything }];

/// A rumour about an incident that nobody tells any of.
fn believes_anything(scene: &Scene<'_>) -> Option<Vec<Record>> {
    let Event::IncidentOccurred { incident, .. } = *scene.before()? else { return None };
    let fact = Fact::new(FactKind::RumourBelief, Subject::Incident(incident));
    let cause = Some(seq_of(scene.place - 1));
    let event = Event::FactChanged { fact, value: 20 };
    Some(vec![Record { at: scene.now().at, cause, event }])
}
