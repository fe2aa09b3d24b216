//! Outcomes, chains, ratings and the total over logs told by hand.

use super::chain::TaskStatus;
use super::rating::{Limb, Rating};
use super::scorecard::Scorecard;
use super::testing::{AREA, HEWAN_ZONE, Story, at, minutes};
use crate::base::id::{CasualtyId, FacilityId, IncidentId, IncidentKindId, NodeId, RoadId};
use crate::event_log::event::{CasualtyCause, Event, Party, PeopleState};
use crate::plan::file::Leg;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::safety::{DangerKind, SafetyCheck};
use crate::vocabulary::scale::{EventKind, Level, Scale};

const STAGE: Fact = Fact::new(FactKind::RiverStage, Subject::Zone(HEWAN_ZONE));
const WATER: Fact = Fact::new(FactKind::RiverStage, Subject::Area(AREA));

/// 120 people, 20 of them on no list: 90 warned before the water comes at 60, 70 out by then, 10
/// of whom go back before it comes again at 120.
fn flood() -> Story {
    let mut story = Story::new();
    let (area, channel, shelter) = (AREA, Channel::Loudspeaker, FacilityId(0));
    let unlisted = Fact::new(FactKind::AreaUnlisted, Subject::Area(AREA));
    let hewan = Party::Desk(story.desk("hewan"));
    story.sees(20, hewan, unlisted, 15);
    story.happens(30, None, Event::PeopleWarned { area, people: 90, channel });
    story.happens(35, None, Event::PeopleRefused { area, people: 5 });
    story.happens(40, None, Event::PeopleDeparted { area, people: 70, shelter });
    story.happens(50, None, Event::FactChanged { fact: WATER, value: 180 });
    story.happens(60, None, Event::FactChanged { fact: WATER, value: 181 });
    let state = PeopleState::InWater;
    story.happens(60, None, Event::PeopleInDanger { area, state, people: 50 });
    story.happens(70, None, Event::PeopleWarned { area, people: 90, channel });
    story.sees(75, hewan, unlisted, 20);
    let team = story.team("engine-1");
    story.happens(80, None, Event::PeopleRescued { area, people: 20, team });
    story.happens(80, None, Event::PeopleInDanger { area, state, people: 30 });
    story.happens(90, None, Event::FactChanged { fact: WATER, value: 0 });
    story.happens(90, None, Event::PeopleInDanger { area, state, people: 0 });
    story.happens(100, None, Event::PeopleReturned { area, people: 10 });
    story.happens(120, None, Event::FactChanged { fact: WATER, value: 200 });
    let state = PeopleState::CutOff;
    story.happens(120, None, Event::PeopleInDanger { area, state, people: 10 });
    story
}

#[test]
fn people_are_warned_moved_and_caught_by_the_moment_of_impact() {
    let card = flood().ends(130);
    let outcomes = &card.outcomes;
    assert_eq!((outcomes.areas_reached, outcomes.people_endangered), (1, 120));
    assert_eq!((outcomes.warned_before_impact, outcomes.warned_after_impact), (90, 30));
    assert_eq!(outcomes.moved_before_impact, 70);
    // 50 at first, and the 10 who went back when it came again.
    assert_eq!(outcomes.caught, 60);
    assert_eq!((outcomes.rescued, outcomes.refused, outcomes.returned), (20, 5, 10));
    assert_eq!(outcomes.areas[0].impact, Some(at(60)));
}

#[test]
fn person_minutes_are_the_integral_over_both_states_up_to_the_end() {
    let card = flood().ends(130);
    let outcomes = &card.outcomes;
    assert_eq!(outcomes.person_minutes_in_water, 50.0 * 20.0 + 30.0 * 10.0);
    assert_eq!(outcomes.person_minutes_cut_off, 100.0);
    assert_eq!(outcomes.primary_value, 1_400.0);
}

#[test]
fn people_still_in_harmful_air_at_the_end_count_up_to_it() {
    let mut story = Story::new();
    let state = PeopleState::Exposed;
    story.happens(30, None, Event::PeopleInDanger { area: AREA, state, people: 40 });
    let outcomes = story.ends(50).outcomes;
    assert_eq!(outcomes.person_minutes_exposed, 40.0 * 20.0);
    assert_eq!(outcomes.areas[0].person_minutes_in_danger, 40.0 * 20.0);
}

#[test]
fn people_on_no_list_count_as_known_only_before_the_water_came() {
    let outcomes = flood().ends(130).outcomes;
    assert_eq!((outcomes.on_no_list, outcomes.on_no_list_endangered), (20, 20));
    assert_eq!(outcomes.on_no_list_known_before_impact, 15);
}

#[test]
fn hours_cut_off_and_deaths_by_cause() {
    let mut story = Story::new();
    let reachable = Fact::new(FactKind::ZoneReachable, Subject::Zone(HEWAN_ZONE));
    story.happens(30, None, Event::FactChanged { fact: reachable, value: 0 });
    let (incident, _) = story.landslide(40);
    for (cause, dies) in [(CasualtyCause::Burial, true), (CasualtyCause::Water, false)] {
        let casualty: CasualtyId = story.bear();
        let score = 6;
        let event = Event::CasualtyOccurred { casualty, incident, cause, score };
        story.happens(40, None, event);
        if dies {
            story.happens(40, None, Event::CasualtyDied { casualty });
        }
    }
    story.happens(90, None, Event::FactChanged { fact: reachable, value: 1 });
    story.happens(120, None, Event::FactChanged { fact: reachable, value: 0 });
    let card = story.ends(150);
    let outcomes = &card.outcomes;
    assert_eq!((outcomes.zone_hours_cut_off, outcomes.person_hours_cut_off), (1.5, 1_500.0));
    assert_eq!(outcomes.deaths, 1);
    let buried = outcomes.casualties.iter().find(|it| it.cause == CasualtyCause::Burial).unwrap();
    assert_eq!((buried.hurt, buried.died), (1, 1));
    assert_eq!((card.tables.incidents[0].casualties, card.tables.incidents[0].deaths), (2, 1));
}

/// Both tasks of a landslide at 10: cleared at 50, rescued at `rescued`; two engines come at 30
/// and 55.
fn landslide(rescued: Option<u64>) -> Story {
    let mut story = Story::new();
    let (incident, [clear, rescue]) = story.landslide(10);
    story.knows(12, "fire", incident);
    let departs = |story: &mut Story, minute, name: &str| {
        let (team, state) = (story.team(name), TeamState::EnRoute);
        let arcs = vec![].into_boxed_slice();
        let to = crate::base::id::NodeId(3);
        story.happens(minute, None, Event::TeamDeparted { team, to, arcs });
        story.happens(minute, None, Event::TeamStateChanged { team, state });
    };
    story.takes(13, "transport", "digger", clear);
    story.takes(14, "fire", "engine-2", rescue);
    departs(&mut story, 15, "engine-2");
    story.takes(20, "fire", "engine-1", rescue);
    departs(&mut story, 22, "engine-1");
    story.arrives(30, "engine-2", rescue);
    story.happens(50, None, Event::TaskCompleted { task: clear });
    story.arrives(55, "engine-1", rescue);
    let team = story.team("engine-1");
    story.happens(56, None, Event::WorkStarted { team, task: rescue, after: None });
    if let Some(minute) = rescued {
        let done = story.happens(minute, None, Event::TaskCompleted { task: rescue });
        story.happens(minute, Some(done), Event::IncidentStabilised { incident });
    }
    story
}

#[test]
fn the_clock_stops_at_the_adequate_team_and_not_at_the_first() {
    let card = landslide(Some(100)).ends(150);
    let chain = card.tables.chains.iter().find(|it| it.capability == Capability::Rescue).unwrap();
    assert_eq!(chain.task.title.en, "rescue");
    assert_eq!(chain.team.as_ref().unwrap().name, "engine-1");
    let legs = [
        (Leg::Occurred, 10),
        (Leg::Detected, 12),
        (Leg::CallReceived, 12),
        (Leg::Assigned, 20),
        (Leg::Departed, 22),
        (Leg::Arrived, 55),
        (Leg::WorkStarted, 56),
        (Leg::Stabilised, 100),
    ];
    for (leg, minute) in legs {
        assert_eq!(chain.at(leg), Some(at(minute)), "{leg:?}");
    }
    assert_eq!(chain.at(Leg::HandedOver), None);
    // Received at 12, adequate at 55: 43 minutes against 30.
    let standard = &card.standards[0];
    assert_eq!((standard.cases, standard.within, standard.met), (1, 0, Some(false)));
    assert_eq!(standard.median, Some(minutes(43)));
}

#[test]
fn a_team_that_was_taken_off_does_not_make_the_strength_adequate() {
    let mut story = Story::new();
    let (_, [_, task]) = story.landslide(10);
    story.arrives(30, "engine-2", task);
    let team = story.team("engine-2");
    story.happens(40, None, Event::TaskReleased { task, team });
    story.arrives(55, "engine-1", task);
    let card = story.ends(100);
    let chain = card.tables.chains.iter().find(|it| it.capability == Capability::Rescue).unwrap();
    assert_eq!(chain.at(Leg::Arrived), None);
}

#[test]
fn a_task_is_done_late_not_done_or_not_observed_by_its_deadline() {
    let rescue = |card: &Scorecard| {
        let chains = &card.tables.chains;
        chains.iter().find(|it| it.capability == Capability::Rescue).unwrap().status
    };
    // Due 90 minutes after the landslide at 10; exactly then is in time.
    assert_eq!(rescue(&landslide(Some(100)).ends(150)), TaskStatus::Done);
    assert_eq!(rescue(&landslide(Some(101)).ends(150)), TaskStatus::Late);
    assert_eq!(rescue(&landslide(None).ends(150)), TaskStatus::NotDone);
    assert_eq!(rescue(&landslide(None).ends(90)), TaskStatus::NotObserved);
}

#[test]
fn the_total_is_the_weighted_share_done_with_late_ones_counting_half() {
    // Tasks: one done, one late. Stages: nobody saw one, so their weight falls away.
    let card = landslide(Some(101)).ends(150);
    assert_eq!((card.critical_tasks.counts.done, card.critical_tasks.counts.late), (1, 1));
    assert_eq!(card.total.total, Some(75.0));
    assert_eq!(card.total.weight, 3.0);
    // Stages: two desks needed one, the headquarters in time and fire never.
    let mut story = landslide(Some(101));
    let (shimen, headquarters) =
        (Party::Desk(story.desk("shimen")), Party::Desk(story.desk("headquarters")));
    let (version, seen) = story.sees(110, shimen, STAGE, 150);
    let sent = story.sends(110, (shimen, headquarters), version, Some(seen));
    story.reads(111, sent);
    let card = story.ends(150);
    // 1/4 of 50 points and 3/4 of 75 points.
    assert_eq!(card.total.total, Some(68.75));
    let points: f64 = card.total.rows.iter().map(|row| row.points).sum();
    assert_eq!(Some(points), card.total.total);
}

fn rating(card: &Scorecard, name: &str) -> Rating {
    card.objectives.iter().find(|it| it.objective.name == name).unwrap().rating
}

/// Stages told to the headquarters at `read`, and fire told at once after it.
fn rated(read: u64) -> Scorecard {
    let mut story = Story::new();
    let desk = |story: &Story, name: &str| Party::Desk(story.desk(name));
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let fire = desk(&story, "fire");
    let (version, seen) = story.sees(10, shimen, STAGE, 150);
    let on = |story: &mut Story, from, to, cause| story.sends(11, (from, to), version, cause);
    let sent = on(&mut story, shimen, headquarters, Some(seen));
    let told = on(&mut story, shimen, fire, Some(seen));
    story.reads(11, told);
    story.reads(read, sent);
    story.ends(150)
}

#[test]
fn ratings_follow_the_rule() {
    // Two cases, both in time: P. One of them late, target 50 % reached: S. Nothing seen: neither.
    assert_eq!(rating(&rated(20), "stages"), Rating::P);
    assert_eq!(rating(&rated(25), "stages"), Rating::S);
    assert_eq!(rating(&rated(25), "tasks"), Rating::NotExercised);
    assert_eq!(rating(&landslide(None).ends(65), "tasks"), Rating::P);
    assert_eq!(rating(&flood().ends(130), "stages"), Rating::NotExercised);
}

#[test]
fn an_objective_that_was_not_achieved_is_rated_u() {
    let mut story = Story::new();
    story.landslide(10);
    let card = story.ends(150);
    assert_eq!(rating(&card, "tasks"), Rating::U);
    let objective = &card.objectives[1];
    assert_eq!((objective.value, objective.achieved), (Some(0.0), Some(false)));
    assert_eq!(objective.trace.len(), 1);
}

/// The headquarters read of a stage 15 minutes late and declare the level from it 3 minutes late,
/// by the causal chain or by itself; a second needer of stages is told in time.
fn pushed(by_chain: bool) -> Scorecard {
    let mut story = Story::new();
    let desk = |story: &Story, name: &str| Party::Desk(story.desk(name));
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let fire = desk(&story, "fire");
    let (version, seen) = story.sees(10, shimen, STAGE, 150);
    let told = story.sends(10, (shimen, fire), version, Some(seen));
    story.reads(10, told);
    let warning = Fact::new(FactKind::WarningLevel, Subject::Event(EventKind::Flood));
    story.sees(20, headquarters, warning, 3);
    let sent = story.sends(30, (shimen, headquarters), version, Some(seen));
    let read = story.reads(35, sent);
    let (by, scale) = (story.desk("headquarters"), Scale::ResponseLevel);
    let (event, level) = (EventKind::Flood, Some(Level::Two));
    let cause = by_chain.then_some(read);
    story.happens(38, cause, Event::LevelDeclared { by, scale, event, level });
    story.ends(150)
}

#[test]
fn a_target_that_pushed_another_past_its_limit_is_rated_m() {
    let card = pushed(true);
    let stages = &card.objectives[0];
    assert_eq!(stages.rating, Rating::M);
    let causal = &stages.limbs[0];
    assert_eq!((causal.limb, causal.holds, causal.provisional), (Limb::Causal, true, false));
    assert_eq!(rating(&card, "level"), Rating::S);
    // The same minutes without the causal link.
    assert_eq!(rating(&pushed(false), "stages"), Rating::S);
}

#[test]
fn safety_and_conformity_are_indications_and_never_set_m() {
    let mut story = Story::new();
    let hewan = Party::Desk(story.desk("hewan"));
    let road = Fact::new(FactKind::RoadPassable, Subject::Road(RoadId(1)));
    let (version, seen) = story.sees(10, hewan, road, 0);
    let fire = Party::Desk(story.desk("fire"));
    let sent = story.sends(10, (hewan, fire), version, Some(seen));
    story.reads(11, sent);
    let (team, at) = (story.team("digger"), crate::base::id::NodeId(2));
    story.happens(30, None, Event::TeamTurnedBack { team, road: RoadId(1), at });
    let card = story.ends(150);
    let roads = &card.objectives[3];
    let safety = &roads.limbs[1];
    assert_eq!((safety.limb, safety.holds, safety.provisional), (Limb::Safety, true, true));
    assert!(!roads.limbs[2].holds, "the limit of roads is a local setting");
    assert_eq!(roads.rating, Rating::S);
}

/// A team works in danger, first without its equipment, which then holds; two of it are hurt.
fn in_danger() -> Story {
    let mut story = Story::new();
    let (_, [_, task]) = story.landslide(10);
    let team = story.team("engine-1");
    let danger = DangerKind::WeakenedBuilding;
    let lacks =
        |checks: &[SafetyCheck]| Event::SafetyChecked { team, task, danger, unmet: checks.into() };
    let state = TeamState::Working;
    let began = story.happens(100, None, Event::TeamStateChanged { team, state });
    let both = [SafetyCheck::BuildingAssessed, SafetyCheck::SettledAfterShock];
    let seq = story.happens(100, Some(began), lacks(&both));
    story.happens(110, Some(seq), lacks(&[]));
    let hurt = Event::RespondersHurt { team, task, danger, people: 2 };
    let hurt = story.happens(115, Some(seq), hurt);
    let incident: IncidentId = story.bear();
    let event = Event::IncidentOccurred {
        incident,
        kind: IncidentKindId(0),
        node: NodeId(0),
        zone: HEWAN_ZONE,
        people: 2,
    };
    story.happens(115, Some(hurt), event);
    for score in [3, 9] {
        let casualty: CasualtyId = story.bear();
        let cause = CasualtyCause::Burial;
        let event = Event::CasualtyOccurred { casualty, incident, cause, score };
        let occurred = story.happens(115, Some(hurt), event);
        if score == 3 {
            story.happens(115, Some(occurred), Event::CasualtyDied { casualty });
        }
    }
    let state = TeamState::Unavailable;
    story.happens(115, Some(hurt), Event::TeamStateChanged { team, state });
    story
}

#[test]
fn work_in_danger_is_told_with_what_was_lacking_and_who_was_hurt() {
    let card = in_danger().ends(150);
    assert_eq!((card.safety.spells, card.safety.all_met), (1, 0));
    let [case] = &card.safety.cases[..] else { panic!("one case: {:?}", card.safety) };
    assert_eq!((case.start, case.end, case.hurt), (at(100), Some(at(115)), 2));
    assert_eq!(case.unmet, [SafetyCheck::BuildingAssessed, SafetyCheck::SettledAfterShock]);
    assert_eq!((case.team.name.as_str(), case.evidence.len()), ("engine-1", 2));
    assert_eq!((card.outcomes.responders_hurt, card.outcomes.responders_died), (2, 1));
    // It is an indication against the target that measures these tasks, and never sets M.
    let tasks = card.objectives.iter().find(|it| it.objective.name == "tasks").unwrap();
    let safety = tasks.limbs.iter().find(|limb| limb.limb == Limb::Safety).unwrap();
    let evidence: Vec<String> = case.evidence.iter().map(ToString::to_string).collect();
    assert!(safety.holds && safety.provisional && safety.evidence == evidence);
    assert_ne!(tasks.rating, Rating::M);
    let quiet = landslide(None).ends(150);
    assert_eq!((quiet.safety.spells, quiet.outcomes.responders_hurt), (0, 0));
}

#[test]
fn a_scorecard_reads_back_from_json_as_it_was() {
    let card = flood().ends(130);
    let json = serde_json::to_string_pretty(&card).unwrap();
    assert_eq!(serde_json::from_str::<Scorecard>(&json).unwrap(), card);
    assert!(json.contains("\"hewan-low\""));
}

#[test]
fn messages_and_teams_are_counted_by_name() {
    let card = rated(25);
    let rows = &card.tables.messages_by_desk;
    let names: Vec<&str> = rows.iter().map(|row| row.desk.name.as_str()).collect();
    assert_eq!(names, ["fire", "headquarters", "shimen"]);
    assert_eq!((rows[2].sent, rows[1].read, rows[1].wait_longest), (2, 1, minutes(14)));
    assert_eq!(rows[1].queue_longest, 1);
    let card = landslide(Some(100)).ends(150);
    let engine = card.tables.teams.iter().find(|row| row.team.name == "engine-1").unwrap();
    assert_eq!((engine.assigned, engine.departures, engine.arrivals), (1, 1, 1));
    assert_eq!(engine.available, minutes(20));
}
