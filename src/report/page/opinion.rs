//! What people did among themselves, as outcomes: whom neighbours got out, how many believed a
//! rumour and how soon somebody published, how dense a crowd was and what it delayed.

use super::front::OutcomeBox;
use crate::report::clock;
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::score::opinion::{CrowdOutcome, RumourOutcome};
use crate::score::outcome::Outcomes;

/// An outcome for whom neighbours got out, for each rumour that went round and each crowd that
/// gathered.
pub(super) fn boxes(names: &Names<'_>, outcomes: &Outcomes) -> Vec<OutcomeBox> {
    let freed = (outcomes.freed_by_neighbours > 0).then(|| OutcomeBox {
        title: names.texts.say("outcome-freed"),
        value: outcomes.freed_by_neighbours.to_string(),
        note: names.texts.say("outcome-freed-note"),
    });
    let rumours = outcomes.rumours.iter().map(|it| rumour(names, it));
    let crowds = outcomes.crowds.iter().map(|it| crowd(names, it));
    freed.into_iter().chain(rumours).chain(crowds).collect()
}

fn rumour(names: &Names<'_>, it: &RumourOutcome) -> OutcomeBox {
    let texts = &names.texts;
    let statement = it.statement_after.map(|after| clock::length(names.language(), after));
    let statement = match statement {
        Some(length) => texts.fill("outcome-statement", &arguments! { length: length }),
        None => texts.say("outcome-no-statement"),
    };
    let note = arguments! {
        percent: it.most_percent, people: it.people, calls: it.calls, statement: statement,
    };
    OutcomeBox {
        title: texts.fill("outcome-rumour", &arguments! { title: names.get(&it.title) }),
        value: it.most_people.to_string(),
        note: texts.fill("outcome-rumour-note", &note),
    }
}

fn crowd(names: &Names<'_>, it: &CrowdOutcome) -> OutcomeBox {
    let texts = &names.texts;
    let place = names.get(&it.incident.title);
    let note = arguments! {
        density: clock::decimal(it.most_per_m2), class: names.get(&it.density.text()),
        hurt: it.hurt, teams: it.teams_slowed,
    };
    OutcomeBox {
        title: texts.fill("outcome-crowd", &arguments! { place: place }),
        value: it.most_people.to_string(),
        note: texts.fill("outcome-crowd-note", &note),
    }
}
