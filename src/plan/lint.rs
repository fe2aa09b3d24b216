//! Whether a resolved plan can work: duties without teams, senders who never learn what they must
//! pass on, audiences that are empty in this county, channels that the county does not have.
//! Names, ranges and shapes are checked before, in [`super::resolve`].

mod learning;

use super::Plan;
use super::file::{PlanFile, TeamPlace};
use crate::base::check::Checker;
use crate::base::text::Text;
use crate::county::place::County;

/// What a kind of place is called.
pub(super) fn place_text(place: TeamPlace) -> Text {
    match place {
        TeamPlace::Facility(kind) => kind.text(),
        TeamPlace::Zone(kind) => kind.text(),
    }
}

/// Adds what is doubtful about `plan`, which `file` was resolved into, to `check`.
pub(super) fn lint(check: &mut Checker, file: &PlanFile, plan: &Plan, county: &County) {
    learning::senders(check, file, plan, county);
}
