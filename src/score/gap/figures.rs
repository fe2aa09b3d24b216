//! REPORT_LATE 迟报(超时)/未报/要素不全: two desks report different figures to one above them.
//!
//! Test: of one count (people hurt, trapped, dead or hurt in a zone) a desk has read reports of two
//! others, the last of either differs materially from the other's, and stays so longer than the
//! limit. What the exercise control says is nobody's report. A plan without such a limit has no
//! such finding. Never called false or concealed: intent is for people to find.
//! Anchor: State Council Order 493; local rules.

use std::collections::BTreeMap;

use super::{About, Bound, Draft, Found};
use crate::base::id::DeskId;
use crate::event_log::event::Party;
use crate::score::index::Index;
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::Mark;
use crate::vocabulary::channel::MessageKind;
use crate::vocabulary::fact::{Fact, FactKind};

/// Counts of people.
const COUNTS: [FactKind; 3] =
    [FactKind::ZoneCasualties, FactKind::IncidentTrapped, FactKind::IncidentInjured];

/// A figure of a report that was read.
#[derive(Clone, Copy)]
struct Figure {
    read: Mark,
    by: DeskId,
    value: i64,
}

/// Tests what each desk has read in reports.
pub(super) fn find(index: &Index, found: &mut Found) {
    let Some(limit) = &index.plan().limits.figures else { return };
    for ((to, fact), mut figures) in figures(index) {
        figures.sort_unstable_by_key(|figure| figure.read);
        let mut last: BTreeMap<DeskId, Figure> = BTreeMap::new();
        let mut open: Option<(Figure, Figure)> = None;
        let mut draft = |(older, newer): (Figure, Figure), end: Option<Mark>| {
            let gap = (GapType::ReportLate, GapForm::FiguresDiffer);
            let mut draft = Draft::new(index, gap, newer.read.at, Bound::from(limit), end);
            draft.keys = vec![fact.key(index.names.registry()), index.desk_key(older.by)];
            draft.about = About { fact: Some((fact, newer.value)), ..About::default() };
            let draft = draft.between(Some(older.by), Some(to));
            found.drafts.push(draft.evidence([older.read.seq, newer.read.seq]));
        };
        for figure in figures {
            last.insert(figure.by, figure);
            let differs = other(index, &last, fact, figure);
            match (open, differs) {
                (None, Some(older)) => open = Some((older, figure)),
                (Some(pair), None) if all_agree(&last, fact) => {
                    draft(pair, Some(figure.read));
                    open = None;
                }
                _ => {}
            }
        }
        if let Some(pair) = open {
            draft(pair, None);
        }
    }
}

/// The figures of every count that each desk has read in reports of other desks.
fn figures(index: &Index) -> BTreeMap<(DeskId, Fact), Vec<Figure>> {
    let mut figures: BTreeMap<(DeskId, Fact), Vec<Figure>> = BTreeMap::new();
    for message in index.messages.iter().flatten() {
        let (Party::Desk(by), Party::Desk(to), Some(read)) =
            (message.from, message.to, message.read)
        else {
            continue;
        };
        if message.kind != MessageKind::Report {
            continue;
        }
        for version in message.versions {
            let version = index.version(*version);
            let fact = index.facts[version.fact].fact;
            if COUNTS.contains(&fact.kind) {
                let figure = Figure { read, by, value: version.value };
                figures.entry((to, fact)).or_default().push(figure);
            }
        }
    }
    figures
}

/// The last figure of another desk that differs from this one; of several the first that was read.
fn other(
    index: &Index,
    last: &BTreeMap<DeskId, Figure>,
    fact: Fact,
    figure: Figure,
) -> Option<Figure> {
    let others = last.values().filter(|other| other.by != figure.by);
    let differing =
        others.filter(|other| fact.kind.differs_materially(other.value, figure.value)).copied();
    differing.min_by_key(|other| (other.read, index.desk_key(other.by)))
}

/// Whether no two desks' last figures differ.
fn all_agree(last: &BTreeMap<DeskId, Figure>, fact: Fact) -> bool {
    let values = || last.values().map(|figure| figure.value);
    values().all(|one| values().all(|two| !fact.kind.differs_materially(one, two)))
}

#[cfg(test)]
mod tests {
    use crate::score::gap::testing::{Short, between, desk, short};
    use crate::score::scorecard::GapForm;
    use crate::score::testing::{HEWAN_ZONE, Story};
    use crate::vocabulary::channel::MessageKind;
    use crate::vocabulary::fact::{Fact, FactKind, Subject};

    /// Shimen reports so many hurt at Hewan to the headquarters, and so does transport, at minutes
    /// of play; each is read a minute later.
    fn counted(figures: &[(u64, &str, i64)], kind: MessageKind, end: u64) -> Vec<(GapForm, Short)> {
        let fact = Fact::new(FactKind::ZoneCasualties, Subject::Zone(HEWAN_ZONE));
        let mut story = Story::new();
        story.plan().flows.clear();
        let headquarters = desk(&story, "headquarters");
        for (minute, by, value) in figures {
            let by = desk(&story, by);
            let (version, seen) = story.sees(*minute, by, fact, *value);
            let sent = story.writes(*minute, kind, (by, headquarters), version, Some(seen));
            story.reads(*minute + 1, sent);
        }
        let card = story.ends(end);
        card.gaps.iter().map(|finding| (finding.form, short(finding))).collect()
    }

    #[test]
    fn two_figures_that_differ_for_longer_than_the_limit_are_a_gap_between_reporter_and_superior() {
        let report = MessageKind::Report;
        let two = [(10, "shimen", 3), (20, "transport", 5)];
        let gap = |end, excess| {
            (GapForm::FiguresDiffer, between("shimen", "headquarters", 51, end, excess))
        };
        assert_eq!(counted(&two, report, 90), [gap(None, 39)]);
        // Exactly at the limit; the same figure; one that nobody reported.
        assert_eq!(counted(&two, report, 51), []);
        assert_eq!(counted(&[(10, "shimen", 3), (20, "transport", 3)], report, 90), []);
        assert_eq!(counted(&two, MessageKind::Notification, 90), []);
        // Set right in time, and late.
        let right = |minute| [two[0], two[1], (minute, "shimen", 5)];
        assert_eq!(counted(&right(50), report, 90), []);
        assert_eq!(counted(&right(60), report, 90), [gap(Some(61), 10)]);
        // One desk alone may count more and more.
        assert_eq!(counted(&[(10, "shimen", 3), (20, "shimen", 5)], report, 90), []);
    }
}
