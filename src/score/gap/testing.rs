//! What the tests of gaps share: findings in short, over a log told by hand. Limits are those of
//! the plan in [`crate::score::testing`]: notify 10, report 20 (follow-up 30), assign 5, wait 10,
//! level 15, call 10, act 20, escalate 10 minutes; shorter than a minute is no finding.

use crate::base::time::Time;
use crate::event_log::event::Party;
use crate::score::scorecard::{Finding, GapForm, GapType, Named, Scorecard};
use crate::score::testing::{HEWAN_ZONE, Story};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

pub(super) const STAGE: Fact = Fact::new(FactKind::RiverStage, Subject::Zone(HEWAN_ZONE));

/// The interface of a finding, its interval in minutes (open: none) and its excess in minutes.
pub(super) type Short = (String, String, u64, Option<u64>, u64);

pub(super) fn short(finding: &Finding) -> Short {
    let desk = |desk: &Option<Named>| {
        desk.as_ref().map_or_else(|| "-".to_owned(), |desk| desk.name.clone())
    };
    let minute = |time: Time| time.milliseconds() / 60_000;
    (
        desk(&finding.holder),
        desk(&finding.needer),
        minute(finding.start),
        finding.end.map(minute),
        finding.excess.milliseconds() / 60_000,
    )
}

pub(super) fn of(card: &Scorecard, gap: GapType, form: GapForm) -> Vec<Short> {
    let found = card.gaps.iter().filter(|finding| (finding.gap, finding.form) == (gap, form));
    found.map(short).collect()
}

pub(super) fn told(card: &Scorecard) -> Vec<Short> {
    of(card, GapType::NotifyLate, GapForm::NotTold)
}

pub(super) fn between(from: &str, to: &str, start: u64, end: Option<u64>, excess: u64) -> Short {
    (from.to_owned(), to.to_owned(), start, end, excess)
}

pub(super) fn desk(story: &Story, name: &str) -> Party {
    Party::Desk(story.desk(name))
}
