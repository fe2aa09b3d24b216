//! Ways to break the rules about landslide dams.

use super::{Forgery, Scene};
use muster::base::id::ZoneId;
use muster::event_log::Record;
use muster::event_log::event::Event;
use muster::vocabulary::fact::{Fact, FactKind, Subject};

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "a river is blocked by its own slide, and once", forge: blocked_by_nothing },
    Forgery { rule: "a lake where nothing blocks the river", forge: lake_of_nothing },
    Forgery { rule: "a dam was cut through that no full lake stood behind", forge: broken_dam },
];

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
