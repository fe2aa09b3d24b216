//! What holds for every score, over logs told by chance: a message that nobody needs changes no
//! finding, and the order of lists changes nothing at all.

use proptest::prelude::*;

use super::scorecard::{GapType, Scorecard};
use super::testing::{AREA, HEWAN_ZONE, Story, minutes};
use crate::base::id::{IncidentId, RoadId, TaskId};
use crate::event_log::event::{Event, Party};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::ReportKind;
use crate::vocabulary::scale::EventKind;

const STAGE: Fact = Fact::new(FactKind::RiverStage, Subject::Zone(HEWAN_ZONE));

/// A step of a story that proptest tells; numbers are taken modulo what there is.
type Step = (u8, u8, u8, u8);

const DESK_NAMES: [&str; 6] = ["fire", "headquarters", "health", "hewan", "shimen", "transport"];
const TEAM_NAMES: [&str; 4] = ["ambulance", "digger", "engine-1", "engine-2"];

fn facts() -> [(Fact, i64); 5] {
    let road = Subject::Road(RoadId(1));
    [
        (STAGE, 150),
        (STAGE, 250),
        (Fact::new(FactKind::RoadPassable, road), 0),
        (Fact::new(FactKind::WarningLevel, Subject::Event(EventKind::Flood)), 3),
        (Fact::new(FactKind::AreaStage, Subject::Area(AREA)), 1),
    ]
}

/// Tells the steps over lists in order or reversed; `extra` after step number so many is a message
/// that no flow, rule or report asks for.
fn tell(steps: &[Step], reversed: bool, extra: Option<usize>) -> Scorecard {
    let mut story = Story::over(reversed);
    let mut incidents: Vec<(IncidentId, [TaskId; 2])> = Vec::new();
    let mut unread = Vec::new();
    let mut versions = Vec::new();
    let mut minute = 0;
    for (number, (kind, first, second, wait)) in steps.iter().enumerate() {
        minute += u64::from(wait % 12);
        let name = DESK_NAMES[usize::from(*first) % 6];
        let desk = Party::Desk(story.desk(name));
        let other = Party::Desk(story.desk(DESK_NAMES[usize::from(*second) % 6]));
        match kind % 8 {
            0 if incidents.len() < 3 => incidents.push(story.landslide(minute)),
            0 | 1 => {
                let (fact, value) = facts()[usize::from(*second) % 5];
                versions.push(story.sees(minute, desk, fact, value));
            }
            2 | 3 => {
                if let Some((version, seen)) = versions.last().copied() {
                    let sent = story.sends(minute, (desk, other), version, Some(seen));
                    unread.push(sent);
                }
            }
            4 => {
                if let Some(sent) = unread.pop() {
                    story.reads(minute, sent);
                }
            }
            5 => {
                if let Some((incident, [clear, rescue])) = incidents.last().copied() {
                    story.knows(minute, name, incident);
                    let team = TEAM_NAMES[usize::from(*second) % 4];
                    let task = if second % 2 == 0 { clear } else { rescue };
                    story.orders(minute, name, team, task);
                    story.takes(minute, name, team, task);
                }
            }
            6 => {
                let (by, to) = (story.desk(name), story.desk("headquarters"));
                let (report, missing) = (ReportKind::First, second % 2);
                let incident = incidents.last().map(|(incident, _)| *incident);
                let event = Event::ReportFiled { by, to, incident, report, missing };
                story.happens(minute, None, event);
            }
            _ => {
                if let Some((_, [clear, _])) = incidents.last().copied() {
                    story.happens(minute, None, Event::TaskCompleted { task: clear });
                }
            }
        }
        if extra == Some(number) {
            // What is born for it has keys of its own, as in a run.
            let born = std::mem::replace(&mut story.born, 1_000_000);
            let beds = Fact::new(FactKind::HospitalBeds, Subject::Zone(HEWAN_ZONE));
            let (version, seen) = story.sees(minute, desk, beds, 7);
            let sent = story.sends(minute, (desk, other), version, Some(seen));
            story.reads(minute, sent);
            story.born = born;
        }
    }
    story.ends(minute + 60)
}

/// Findings without the numbers of their evidence, which any event moves.
fn findings(card: &Scorecard) -> Vec<String> {
    let gaps = card.gaps.iter().cloned().map(|mut finding| {
        finding.evidence.clear();
        format!("{finding:?}")
    });
    gaps.collect()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>()), 5..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_score_does_not_depend_on_the_order_of_lists(steps in steps()) {
        let (straight, reversed) = (tell(&steps, false, None), tell(&steps, true, None));
        prop_assert_eq!(straight.log_digest.clone(), reversed.log_digest.clone());
        prop_assert_eq!(straight, reversed);
    }

    #[test]
    fn a_message_that_nobody_needs_changes_no_finding(
        steps in steps(),
        place in any::<prop::sample::Index>(),
    ) {
        let plain = tell(&steps, false, None);
        let more = tell(&steps, false, Some(place.index(steps.len())));
        prop_assert_eq!(findings(&plain), findings(&more));
        prop_assert_eq!(plain.objectives, more.objectives);
    }

    #[test]
    fn findings_are_well_formed(steps in steps()) {
        let card = tell(&steps, false, None);
        let mut ids: Vec<&str> = card.gaps.iter().map(|gap| gap.id.as_str()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), all, "ids are unique");
        for gap in &card.gaps {
            prop_assert!(gap.excess >= minutes(1));
            prop_assert!(gap.clock_start <= gap.start && gap.start <= card.end);
            prop_assert!(gap.end.is_none_or(|end| gap.start <= end && end <= card.end));
            prop_assert!(!gap.evidence.is_empty() && gap.evidence.is_sorted());
            prop_assert!(gap.holder.is_some() || gap.needer.is_some());
            let explains = |id: &String| card.gaps.iter().any(|other| &other.id == id);
            prop_assert!(gap.derived_from.iter().chain(&gap.pushed_by).all(explains));
            prop_assert!(GapType::EVALUATED.contains(&gap.gap));
        }
    }
}
