//! Ways to break the rules about infections.

use super::{CROWD, Forgery, Scene};
use muster::event_log::Record;
use muster::event_log::event::{CasualtyCause, Event};

/// A way to break each rule.
pub(super) const FORGERIES: &[Forgery] = &[
    Forgery { rule: "taken home who does not live there", forge: too_many_are_taken_home },
    Forgery { rule: "infected where nobody carried it, or too many", forge: all_are_infected },
    Forgery { rule: "ill who was not infected", forge: ill_without_infection },
];

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
