//! Infections that passed from person to person, as outcomes: how many by the end of play, and how
//! many are to be expected.

use super::front::OutcomeBox;
use crate::report::clock;
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::score::outbreak::OutbreakOutcome;
use crate::score::outcome::Outcomes;

/// Two outcomes for each outbreak that began.
pub(super) fn boxes(names: &Names<'_>, outcomes: &Outcomes) -> Vec<OutcomeBox> {
    outcomes.outbreaks.iter().flat_map(|it| [passed(names, it), expected(names, it)]).collect()
}

fn passed(names: &Names<'_>, it: &OutbreakOutcome) -> OutcomeBox {
    let texts = &names.texts;
    let note = arguments! {
        people: it.people, carried: it.carried, taken: it.taken_home, home: it.carried_home,
        zones: it.zones,
    };
    let home =
        if it.taken_home > 0 { "outcome-outbreak-home-note" } else { "outcome-outbreak-note" };
    OutcomeBox {
        title: texts.fill("outcome-outbreak", &arguments! { title: names.get(&it.title) }),
        value: it.passed.to_string(),
        note: texts.fill(home, &note),
    }
}

fn expected(names: &Names<'_>, it: &OutbreakOutcome) -> OutcomeBox {
    let texts = &names.texts;
    let note = arguments! { reproduction: clock::decimal(it.reproduction) };
    OutcomeBox {
        title: texts.fill("outcome-expected", &arguments! { title: names.get(&it.title) }),
        value: it.expected.to_string(),
        note: texts.fill("outcome-expected-note", &note),
    }
}
