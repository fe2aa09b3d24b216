//! REPORT_LATE 迟报(超时)/未报/要素不全.
//!
//! Test: what makes a report due is known by o, and o has filed no report upward by then + the
//! limit; or a report lacked required fields, from its filing until one that lacks none; or, where
//! the plan asks for follow-ups, more than its interval passed without one while it went on.
//! Never called false or concealed: intent is for people to find.
//! Anchor: State Council Order 493; local rules.
//!
//! Numbers that differ between two reporters are in [`figures`](super::figures). A report says what
//! its reporter holds: nothing else can be filed.

use super::{About, Bound, Draft, Found, Timing};
use crate::base::time::{Duration, Time};
use crate::plan::messages::Reporting;
use crate::score::index::Index;
use crate::score::moment::{Moment, obligations};
use crate::score::scorecard::{GapForm, GapType};
use crate::score::track::{Mark, ReportTrack};
use crate::vocabulary::fact::{Fact, Subject};

/// Tests every duty to report.
pub(super) fn find(index: &Index, found: &mut Found) {
    for reporting in &index.plan().reporting {
        let conditions = std::slice::from_ref(&reporting.when);
        for moment in obligations(index, &reporting.from, conditions) {
            one(index, reporting, &moment, found);
        }
    }
}

fn one(index: &Index, reporting: &Reporting, moment: &Moment, found: &mut Found) {
    let fact = Fact::new(reporting.when.fact, moment.subject);
    let to = index.audience(&reporting.to, Some(moment.desk), fact);
    if to.is_empty() {
        return;
    }
    let reports: Vec<&ReportTrack> = index
        .reports
        .iter()
        .filter(|report| report.by == moment.desk && to.contains(&report.to))
        .filter(|report| report.filed >= moment.mark && is_about(report, moment.subject))
        .collect();
    let first = reports.first().map(|report| report.filed);
    let due = moment.mark.at + reporting.first;
    let timing = Timing::of(due, first.map(|mark| mark.at), index.end);
    found.cases.reports.count(timing);
    let form = match timing {
        Timing::Late => Some(GapForm::ReportLate),
        Timing::Never => Some(GapForm::Unreported),
        Timing::InTime | Timing::NotObserved => None,
    };
    let draft = |form, start, limit, end: Option<Mark>| {
        let bound =
            Bound { limit, clause: Some(reporting.clause), source: reporting.source.clone() };
        let mut draft = Draft::new(index, (GapType::ReportLate, form), start, bound, end);
        draft.keys = vec![fact.key(index.names.registry())];
        draft.about = about(fact, moment.value);
        draft.between(Some(moment.desk), to.first().copied())
    };
    if let Some(form) = form {
        let draft = draft(form, moment.mark.at, reporting.first, first);
        found.drafts.push(draft.evidence(moment.evidence.iter().copied()));
    }
    if let Some(lacking) = reports.iter().find(|report| report.missing > 0) {
        let complete = reports
            .iter()
            .find(|report| report.filed > lacking.filed && report.missing == 0)
            .map(|report| report.filed);
        let start = lacking.filed;
        let mut draft = draft(GapForm::Incomplete, start.at, Duration::ZERO, complete);
        draft.missing_fields = lacking.missing;
        found.drafts.push(draft.evidence([start.seq]));
    }
    if let Some(interval) = reporting.follow_up {
        for (before, after) in follow_ups(index, moment.subject, &reports, interval) {
            let draft = draft(GapForm::FollowUpLate, before.at, interval, after);
            found.drafts.push(draft.evidence([before.seq]));
        }
    }
}

/// Pairs of a report and the next one that came later than the interval allows. What is about an
/// incident goes on until that is stabilised, everything else to the end of play.
fn follow_ups(
    index: &Index,
    subject: Subject,
    reports: &[&ReportTrack],
    interval: Duration,
) -> Vec<(Mark, Option<Mark>)> {
    let over = match subject {
        Subject::Incident(incident) => index.incident(incident).and_then(|track| track.stabilised),
        _ => None,
    };
    let until: Time = over.map_or(index.end, |mark| mark.at);
    let next = reports.iter().skip(1).map(|report| Some(report.filed)).chain([None]);
    reports
        .iter()
        .zip(next)
        .map(|(report, next)| (report.filed, next))
        .filter(|(before, next)| {
            let due = before.at + interval;
            due < next.map_or(until, |mark| mark.at.min(until))
        })
        .map(|(before, next)| (before, next.filter(|mark| mark.at <= until).or(over)))
        .collect()
}

/// A report is about the incident that it names, or about what its facts are about. One that
/// names neither counts for whatever its sender had to report.
fn is_about(report: &ReportTrack, subject: Subject) -> bool {
    match (report.incident, subject) {
        (Some(incident), Subject::Incident(asked)) => incident == asked,
        (Some(_), _) => report.subjects.contains(&subject),
        (None, Subject::County) => true,
        (None, _) => report.subjects.is_empty() || report.subjects.contains(&subject),
    }
}

fn about(fact: Fact, value: i64) -> About {
    let incident = match fact.subject {
        Subject::Incident(incident) => Some(incident),
        _ => None,
    };
    About { fact: Some((fact, value)), incident, ..About::default() }
}

#[cfg(test)]
mod tests {
    use crate::event_log::event::Event;
    use crate::score::gap::testing::{between, short};
    use crate::score::scorecard::{GapForm, GapType, Scorecard};
    use crate::score::testing::Story;
    use crate::vocabulary::order::ReportKind;

    /// The landslide at 10, known to Shimen at 12; reports as given: minute and fields missing.
    fn reported(reports: &[(u64, u8)], end: u64) -> Scorecard {
        let mut story = Story::new();
        let (incident, _) = story.landslide(10);
        story.knows(12, "shimen", incident);
        for (minute, missing) in reports {
            let (by, to) = (story.desk("shimen"), story.desk("headquarters"));
            let (incident, missing) = (Some(incident), *missing);
            let report = ReportKind::First;
            story.happens(*minute, None, Event::ReportFiled { by, to, incident, report, missing });
        }
        story.ends(end)
    }

    #[test]
    fn a_report_is_late_unfiled_incomplete_or_not_followed_up() {
        let forms = |card: &Scorecard| {
            let found = card.gaps.iter().filter(|finding| finding.gap == GapType::ReportLate);
            found.map(|finding| (finding.form, short(finding))).collect::<Vec<_>>()
        };
        let between = |start, end, excess| between("shimen", "headquarters", start, end, excess);
        assert_eq!(forms(&reported(&[(32, 0)], 60)), []);
        assert_eq!(
            forms(&reported(&[(35, 0)], 60)),
            [(GapForm::ReportLate, between(32, Some(35), 3))]
        );
        assert_eq!(forms(&reported(&[], 60)), [(GapForm::Unreported, between(32, None, 28))]);
        assert_eq!(
            forms(&reported(&[(20, 2), (45, 0)], 60)),
            [(GapForm::Incomplete, between(20, Some(45), 25))]
        );
        assert_eq!(
            forms(&reported(&[(20, 0), (50, 0)], 95)),
            [(GapForm::FollowUpLate, between(80, None, 15))]
        );
    }
}
