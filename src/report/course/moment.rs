//! The three moments at which a report shows how a disaster stands, chosen from its log by a rule
//! that the captions state.
//!
//! Where a hazard spreads, they follow the people in danger; where it does not, those who were hurt
//! and are in no hospital. The first moment is [`ONSET_MINUTES`] after somebody was first in danger
//! or hurt, so that there is something to see; the last when that was last so, or the end of play;
//! the middle one when most people were. Where that is too near to another one, it is when their
//! number had first fallen half way to what it was at last, or half way in time.

use super::situation::Situation;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Event;
use crate::report::names::Names;

/// Minutes from the first people in danger to the first moment.
pub(in crate::report) const ONSET_MINUTES: u64 = 20;
/// Least time between two moments.
const APART: Duration = Duration::from_minutes(5);

/// Why a moment is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Why {
    /// Soon after people were first in danger or hurt.
    Onset,
    /// A quarter of play, as nobody came to harm.
    Quarter,
    /// Most people were in danger, or hurt and in no hospital.
    Most,
    /// Half of what their number was to fall by.
    Half,
    /// Half way between the other two.
    Middle,
    /// The last minute in which it was so of anybody.
    Last,
    /// The end of play.
    End,
}

/// Whom the moments follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Followed {
    /// The people in danger.
    InDanger,
    /// Those who are hurt, live and are in no hospital.
    Hurt,
}

/// A moment that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Moment {
    /// When.
    pub at: Time,
    /// Why.
    pub why: Why,
}

/// People whom the moments follow, from a moment on.
type Step = (Time, u32);

/// The moments of a run, in order, and whom they follow; none where play is too short to have
/// three. `spreads`: whether its hazard does.
pub(in crate::report) fn moments(
    names: &Names<'_>,
    spreads: bool,
) -> Option<([Moment; 3], Followed)> {
    let mut situation = Situation::default();
    let (mut danger, mut hurt): (Vec<Step>, Vec<Step>) = (Vec::new(), Vec::new());
    for record in names.log.records() {
        situation.take(names.drill, &record.event);
        if !is_of_people(&record.event) {
            continue;
        }
        note(&mut danger, record.at, situation.people_in_danger());
        note(&mut hurt, record.at, situation.out_of_hospital());
    }
    let first = |steps: &[Step]| steps.iter().find(|step| step.1 > 0).map(|step| step.0);
    let begun = first(&danger).into_iter().chain(first(&hurt)).min();
    let in_danger = danger.iter().any(|step| step.1 > 0);
    let follows_danger = spreads && in_danger;
    let (steps, followed) =
        if follows_danger { (&danger, Followed::InDanger) } else { (&hurt, Followed::Hurt) };
    Some((choose(begun, steps, names.log.end())?, followed))
}

/// Whether an event may change the numbers of people.
fn is_of_people(event: &Event) -> bool {
    matches!(
        event,
        Event::PeopleInDanger { .. }
            | Event::CasualtyOccurred { .. }
            | Event::PatientHandedOver { .. }
            | Event::CasualtyDied { .. }
    )
}

/// Notes a number where it changed; at one instant the last counts.
fn note(steps: &mut Vec<Step>, at: Time, people: u32) {
    match steps.last_mut() {
        Some(last) if last.0 == at => last.1 = people,
        Some(last) if last.1 == people => {}
        _ => steps.push((at, people)),
    }
}

/// The rule: from when people were first in danger or hurt, and the numbers that are followed.
fn choose(begun: Option<Time>, steps: &[Step], end: Time) -> Option<[Moment; 3]> {
    if end < Time::START + APART * 6 {
        return None;
    }
    let fraction = |from: Time, to: Time, part: u64| {
        let span = to.milliseconds() - from.milliseconds();
        Time::from_milliseconds(from.milliseconds() + span / part)
    };
    let onset = begun.map(|begun| begun + Duration::from_minutes(ONSET_MINUTES));
    let first = match onset.filter(|onset| *onset + APART * 2 <= end) {
        Some(at) => Moment { at, why: Why::Onset },
        None => Moment { at: fraction(Time::START, end, 4), why: Why::Quarter },
    };
    let last = match last_of(steps).filter(|last| first.at + APART * 2 <= *last) {
        Some(at) => Moment { at, why: Why::Last },
        None => Moment { at: end, why: Why::End },
    };
    let window =
        first.at + APART..=Time::from_milliseconds(last.at.milliseconds() - APART.milliseconds());
    let most = steps.iter().max_by_key(|step| (step.1, std::cmp::Reverse(step.0)));
    let most = most.filter(|step| step.1 > 0 && window.contains(&step.0)).map(|step| step.0);
    let middle = match (most, half(steps, first.at, last.at)) {
        (Some(at), _) => Moment { at, why: Why::Most },
        (None, Some(at)) if window.contains(&at) => Moment { at, why: Why::Half },
        _ => Moment { at: fraction(first.at, last.at, 2), why: Why::Middle },
    };
    Some([first, middle, last])
}

/// The last minute in which the number was not zero; none where it never was or still is at last.
fn last_of(steps: &[Step]) -> Option<Time> {
    let (until, 0) = steps.last()? else { return None };
    let before = until.milliseconds().saturating_sub(60_000);
    steps.iter().any(|step| step.1 > 0).then(|| Time::from_milliseconds(before))
}

/// When the number was first no more than half way between what it was at two moments; none where
/// it did not fall between them.
fn half(steps: &[Step], from: Time, to: Time) -> Option<Time> {
    let at = |moment: Time| {
        let place = steps.partition_point(|step| step.0 <= moment);
        place.checked_sub(1).map_or(0, |place| steps[place].1)
    };
    let (high, low) = (at(from), at(to));
    let fallen = |step: &&Step| from < step.0 && 2 * step.1 <= high + low;
    steps.iter().find(fallen).filter(|_| high > low).map(|step| step.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(begun: Option<u64>, steps: &[(u64, u32)], end: u64) -> Option<Vec<(f64, Why)>> {
        let steps: Vec<Step> =
            steps.iter().map(|(at, people)| (Time::from_minutes(*at), *people)).collect();
        let moments = choose(begun.map(Time::from_minutes), &steps, Time::from_minutes(end));
        Some(moments?.map(|moment| (moment.at.minutes(), moment.why)).to_vec())
    }

    #[test]
    fn the_moments_are_soon_after_the_first_at_the_most_and_at_the_last() {
        let steps = [(20, 3), (60, 40), (90, 70), (95, 70), (150, 10), (180, 0)];
        let expected = vec![(40.0, Why::Onset), (90.0, Why::Most), (179.0, Why::Last)];
        assert_eq!(chosen(Some(20), &steps, 240), Some(expected));
        // Somebody was hurt before anybody was in danger.
        assert_eq!(chosen(Some(5), &steps, 240).unwrap()[0], (25.0, Why::Onset));
    }

    #[test]
    fn where_it_never_ends_the_last_moment_is_the_end_of_play() {
        let steps = [(20, 3), (60, 40), (90, 7)];
        assert_eq!(chosen(Some(20), &steps, 240).unwrap()[2], (240.0, Why::End));
    }

    #[test]
    fn where_most_were_hurt_at_once_the_middle_moment_is_at_half_of_them() {
        let steps = [(12, 80), (60, 70), (100, 45), (101, 30), (300, 10)];
        let expected = vec![(32.0, Why::Onset), (100.0, Why::Half), (400.0, Why::End)];
        assert_eq!(chosen(Some(12), &steps, 400), Some(expected));
        // A number that does not fall has no half.
        assert_eq!(chosen(Some(12), &[(12, 80)], 400).unwrap()[1], (216.0, Why::Middle));
    }

    #[test]
    fn where_nobody_came_to_harm_the_moments_part_play() {
        let expected = vec![(60.0, Why::Quarter), (150.0, Why::Middle), (240.0, Why::End)];
        assert_eq!(chosen(None, &[(0, 0)], 240), Some(expected));
        assert_eq!(chosen(None, &[(0, 0)], 20), None);
    }

    #[test]
    fn moments_are_in_order_and_apart_whatever_the_numbers() {
        for begun in 0..60 {
            for peak in 0..60 {
                for last in peak + 1..62 {
                    let steps = [(begun.min(peak), 1), (peak, 9), (last, 0)];
                    let at: Vec<f64> =
                        chosen(Some(begun), &steps, 60).unwrap().iter().map(|it| it.0).collect();
                    let far = |pair: &[f64]| pair[1] - pair[0] >= APART.minutes();
                    assert!(
                        at.windows(2).all(far) && at[2] <= 60.0,
                        "{begun} {peak} {last} {at:?}"
                    );
                }
            }
        }
    }
}
