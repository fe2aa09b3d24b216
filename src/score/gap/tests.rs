//! Each gap test over a log told by hand: what it finds, and what it must not find. Limits are
//! those of the plan in `testing`: notify 10, report 20 (follow-up 30), assign 5, wait 10, level
//! 15, call 10, act 20, escalate 10 minutes; shorter than a minute is no finding.

use crate::base::id::{CallId, NodeId, RequestId, TaskId};
use crate::base::time::Time;
use crate::event_log::event::{Event, Party, Seq, WaitReason};
use crate::score::detection::CapacityKind;
use crate::score::scorecard::{Finding, GapForm, GapType, Scorecard};
use crate::score::testing::{AREA, HEWAN_ZONE, Story, at, minutes};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::MessageKind;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::ReportKind;
use crate::vocabulary::scale::{EventKind, Level, Scale};

const STAGE: Fact = Fact::new(FactKind::RiverStage, Subject::Zone(HEWAN_ZONE));

/// The interface of a finding, its interval in minutes (open: none) and its excess in minutes.
type Short = (String, String, u64, Option<u64>, u64);

fn short(finding: &Finding) -> Short {
    let desk = |desk: &Option<crate::score::scorecard::Named>| {
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

fn of(card: &Scorecard, gap: GapType, form: GapForm) -> Vec<Short> {
    let found = card.gaps.iter().filter(|finding| (finding.gap, finding.form) == (gap, form));
    found.map(short).collect()
}

fn told(card: &Scorecard) -> Vec<Short> {
    of(card, GapType::NotifyLate, GapForm::NotTold)
}

fn between(from: &str, to: &str, start: u64, end: Option<u64>, excess: u64) -> Short {
    (from.to_owned(), to.to_owned(), start, end, excess)
}

fn desk(story: &Story, name: &str) -> Party {
    Party::Desk(story.desk(name))
}

/// Shimen sees a stage at minute 10 and the headquarters reads of it at `read`.
fn stage_told(read: Option<u64>, end: u64) -> Scorecard {
    let mut story = Story::new();
    story.plan().flows.truncate(2);
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let (version, seen) = story.sees(10, shimen, STAGE, 150);
    let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
    if let Some(read) = read {
        story.reads(read, sent);
    }
    story.ends(end)
}

#[test]
fn a_desk_told_exactly_at_the_limit_is_in_time() {
    assert_eq!(told(&stage_told(Some(20), 60)), []);
    let late = [between("shimen", "headquarters", 20, Some(25), 5)];
    assert_eq!(told(&stage_told(Some(25), 60)), late);
}

#[test]
fn a_desk_never_told_is_a_gap_to_the_end_of_play() {
    let open = [between("shimen", "headquarters", 20, None, 40)];
    assert_eq!(told(&stage_told(None, 60)), open);
    // Play ended before the limit ran out.
    assert_eq!(told(&stage_told(None, 19)), []);
}

#[test]
fn a_late_notification_names_its_evidence_limit_and_clause() {
    let card = stage_told(Some(25), 60);
    let finding = &card.gaps[0];
    assert_eq!(finding.clock_start, at(10));
    assert_eq!(finding.limit.limit, minutes(10));
    assert_eq!(finding.clause.as_ref().unwrap().name, "4.1");
    assert_eq!(finding.evidence, [Seq(1), Seq(4)]);
    assert!(finding.id.starts_with("NOTIFY_LATE-"));
}

#[test]
fn intervals_below_the_debounce_are_dropped_and_those_at_it_kept() {
    assert_eq!(told(&stage_told(Some(21), 60)).len(), 1);
    let mut story = Story::new();
    story.plan().flows.truncate(2);
    story.plan().limits.debounce.limit = minutes(6);
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let (version, seen) = story.sees(10, shimen, STAGE, 150);
    let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
    story.reads(25, sent);
    assert_eq!(told(&story.ends(60)), []);
}

#[test]
fn a_gauge_that_repeats_itself_starts_no_clock() {
    let mut story = Story::new();
    story.plan().flows.truncate(2);
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let (version, seen) = story.sees(10, shimen, STAGE, 150);
    let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
    story.reads(12, sent);
    // Still between 100 and 200 cm: the same class.
    story.sees(20, shimen, STAGE, 180);
    // Another class, and nobody tells the headquarters.
    story.sees(40, shimen, STAGE, 210);
    let card = story.ends(90);
    assert_eq!(told(&card), [between("shimen", "headquarters", 50, None, 40)]);
    assert_eq!(card.gaps[0].about.value, Some(210));
}

#[test]
fn a_later_version_satisfies_the_clock_of_an_earlier_one() {
    let mut story = Story::new();
    story.plan().flows.truncate(2);
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    story.sees(10, shimen, STAGE, 150);
    let (version, seen) = story.sees(15, shimen, STAGE, 250);
    let sent = story.sends(16, (shimen, headquarters), version, Some(seen));
    story.reads(20, sent);
    assert_eq!(told(&story.ends(90)), []);
}

#[test]
fn a_superseded_message_tells_nobody() {
    let mut story = Story::new();
    story.plan().flows.truncate(2);
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let (old, seen) = story.sees(10, shimen, STAGE, 150);
    let (message, sent) = story.sends(11, (shimen, headquarters), old, Some(seen));
    let (new, seen) = story.sees(12, shimen, STAGE, 250);
    let newer = story.sends(13, (shimen, headquarters), new, Some(seen));
    let by = newer.0;
    story.happens(13, Some(sent), Event::MessageSuperseded { message, by });
    story.reads(30, newer);
    let card = story.ends(90);
    // Both clocks end with the reading; the desk was in the dark already when the second began.
    let first = between("shimen", "headquarters", 20, Some(30), 10);
    let second = between("shimen", "headquarters", 22, Some(30), 8);
    assert_eq!(told(&card), [first, second]);
    assert_eq!(card.gaps[0].derived_from, None);
    assert_eq!(card.gaps[1].derived_from.as_ref(), Some(&card.gaps[0].id));
}

#[test]
fn a_stage_below_the_flows_condition_concerns_nobody() {
    let mut story = Story::new();
    let shimen = desk(&story, "shimen");
    story.sees(10, shimen, STAGE, 99);
    assert_eq!(told(&story.ends(90)), []);
}

#[test]
fn a_flow_about_a_floods_level_lists_nobody_for_an_accidents() {
    let told_of = |event| {
        let mut story = Story::new();
        let mut flow = story.plan().flows[1].clone();
        flow.when.fact = FactKind::ResponseLevel;
        flow.when.at_least = 1;
        flow.when.event = Some(EventKind::Flood);
        story.plan().flows = vec![flow];
        let shimen = desk(&story, "shimen");
        story.sees(10, shimen, Fact::new(FactKind::ResponseLevel, Subject::Event(event)), 2);
        told(&story.ends(60))
    };
    assert_eq!(told_of(EventKind::Flood), [between("shimen", "headquarters", 20, None, 40)]);
    assert_eq!(told_of(EventKind::Industrial), []);
}

#[test]
fn nobody_needs_what_nobody_knows() {
    let mut story = Story::new();
    let sensor = Party::Sensor(crate::base::id::FacilityId(0));
    story.sees(10, sensor, STAGE, 150);
    let card = story.ends(90);
    assert_eq!(told(&card), []);
    let stages = card.detection.iter().find(|kind| kind.fact == FactKind::RiverStage).unwrap();
    assert_eq!((stages.known, stages.never_known), (0, 1));
}

#[test]
fn a_sensors_clock_starts_when_the_first_desk_reads_it() {
    let mut story = Story::new();
    story.plan().flows.truncate(2);
    let sensor = Party::Sensor(crate::base::id::FacilityId(0));
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let (version, seen) = story.sees(10, sensor, STAGE, 150);
    let sent = story.sends(10, (sensor, shimen), version, Some(seen));
    let read = story.reads(30, sent);
    let on = story.sends(31, (shimen, headquarters), version, Some(read));
    story.reads(45, on);
    let card = story.ends(90);
    assert_eq!(told(&card), [between("shimen", "headquarters", 40, Some(45), 5)]);
    let stages = card.detection.iter().find(|kind| kind.fact == FactKind::RiverStage).unwrap();
    assert_eq!((stages.known, stages.longest), (1, minutes(20)));
}

/// Shimen sees at 10, the headquarters reads at 30 (10 late), fire reads at `fire`.
fn passed_on(fire: Option<u64>) -> Scorecard {
    let mut story = Story::new();
    let (shimen, headquarters) = (desk(&story, "shimen"), desk(&story, "headquarters"));
    let station = desk(&story, "fire");
    let (version, seen) = story.sees(10, shimen, STAGE, 150);
    let sent = story.sends(11, (shimen, headquarters), version, Some(seen));
    let read = story.reads(30, sent);
    let on = story.sends(30, (headquarters, station), version, Some(read));
    if let Some(minute) = fire {
        story.reads(minute, on);
    }
    story.ends(90)
}

#[test]
fn who_is_late_because_its_teller_was_is_derived() {
    let card = passed_on(Some(30));
    assert_eq!(told(&card).len(), 2);
    let by = |name: &str| {
        card.gaps.iter().find(|gap| gap.needer.as_ref().unwrap().name == name).unwrap()
    };
    let (headquarters, fire) = (by("headquarters"), by("fire"));
    assert_eq!(headquarters.derived_from, None);
    assert_eq!(fire.derived_from.as_ref(), Some(&headquarters.id));
    assert_eq!(fire.pushed_by, std::slice::from_ref(&headquarters.id));
    assert_eq!(card.gap_counts[0].findings, 2);
    assert_eq!(card.gap_counts[0].not_derived, 1);
    assert_eq!(card.gap_counts[0].excess, minutes(10));
}

#[test]
fn who_loses_more_time_than_its_teller_answers_for_itself() {
    let card = passed_on(Some(41));
    let fire = card.gaps.iter().find(|gap| gap.needer.as_ref().unwrap().name == "fire").unwrap();
    assert_eq!(short(fire), between("headquarters", "fire", 20, Some(41), 21));
    assert_eq!(fire.derived_from, None);
    assert!(fire.pushed_by.is_empty());
}

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
    assert_eq!(forms(&reported(&[(35, 0)], 60)), [(GapForm::ReportLate, between(32, Some(35), 3))]);
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

/// Shimen reports so many hurt at Hewan to the headquarters, and so does transport, at minutes of
/// play; each is read a minute later.
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
    let gap =
        |end, excess| (GapForm::FiguresDiffer, between("shimen", "headquarters", 51, end, excess));
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

/// The landslide at 10, known to transport at 12; the digger is ordered and assigned as given.
fn clearing(ordered: Option<(u64, u64)>, digger_busy: bool) -> Scorecard {
    let mut story = Story::new();
    if digger_busy {
        let team = story.team("digger");
        story.happens(5, None, Event::TeamStateChanged { team, state: TeamState::Working });
    }
    let (incident, [clear, _]) = story.landslide(10);
    story.knows(12, "transport", incident);
    if let Some((order, assigned)) = ordered {
        story.orders(order, "transport", "digger", clear);
        story.takes(assigned, "transport", "digger", clear);
    }
    story.ends(60)
}

fn unowned(card: &Scorecard) -> Vec<Short> {
    of(card, GapType::TaskUnowned, GapForm::Unassigned)
}

#[test]
fn a_task_is_unowned_while_a_capable_team_is_idle() {
    assert_eq!(unowned(&clearing(Some((17, 17)), false)), []);
    let late = [between("transport", "-", 17, Some(20), 3)];
    assert_eq!(unowned(&clearing(Some((20, 20)), false)), late);
    assert_eq!(unowned(&clearing(None, false)), [between("transport", "-", 17, None, 43)]);
}

#[test]
fn an_assignment_counts_from_the_order_that_led_to_it() {
    assert_eq!(unowned(&clearing(Some((16, 30)), false)), []);
}

#[test]
fn a_task_without_an_idle_team_is_capacity_and_no_gap() {
    let card = clearing(None, true);
    assert_eq!(unowned(&card), []);
    let short: Vec<_> = card.capacity.iter().map(|it| (it.kind, it.capability)).collect();
    assert_eq!(short, [(CapacityKind::TaskWithoutTeam, Capability::RoadClearance)]);
    assert_eq!(card.capacity[0].length, minutes(48));
}

#[test]
fn a_task_that_waits_for_another_is_not_unowned_before_that_is_done() {
    // The rescue waits for the clearing, which is never done, while both engines stand idle.
    let card = clearing(Some((13, 13)), false);
    assert_eq!(unowned(&card), []);
}

/// Headquarters ask fire at 20 for one team at the landslide by 60; `arrives` is when one does,
/// `blocked` when the road at the site's side is closed, and `busy` whether the engines are.
fn asked(arrives: Option<u64>, blocked: Option<u64>, busy: bool) -> Scorecard {
    let mut story = Story::new();
    if busy {
        for team in [story.team("engine-1"), story.team("engine-2")] {
            story.happens(5, None, Event::TeamStateChanged { team, state: TeamState::Working });
        }
    }
    let (_, [_, task]) = story.landslide(10);
    let block = |story: &mut Story, minute| {
        let fact = Fact::new(FactKind::RoadPassable, Subject::Road(crate::base::id::RoadId(2)));
        story.happens(minute, None, Event::FactChanged { fact, value: 0 });
    };
    if let Some(minute) = blocked.filter(|minute| *minute <= 20) {
        block(&mut story, minute);
    }
    let (by, to) = (story.desk("headquarters"), story.desk("fire"));
    let request: RequestId = story.bear();
    let (capability, quantity, due) = (Capability::Rescue, 1, at(60));
    let event = Event::RequestMade { request, by, to, task, capability, quantity, due };
    story.happens(20, None, event);
    if let Some(minute) = blocked.filter(|minute| *minute > 20) {
        block(&mut story, minute);
    }
    if let Some(minute) = arrives {
        story.takes(40, "fire", "engine-1", task);
        story.arrives(minute, "engine-1", task);
    }
    story.ends(100)
}

fn unmet(card: &Scorecard) -> Vec<Short> {
    of(card, GapType::ReqUnmetAvailable, GapForm::RequestUnmet)
}

#[test]
fn a_request_unmet_while_an_engine_could_have_come_is_a_gap() {
    assert_eq!(unmet(&asked(Some(60), None, false)), []);
    let card = asked(None, None, false);
    assert_eq!(unmet(&card), [between("fire", "headquarters", 60, None, 40)]);
    let idle: Vec<&str> = card
        .gaps
        .iter()
        .find(|gap| gap.gap == GapType::ReqUnmetAvailable)
        .map(|gap| gap.idle_teams.iter().map(|team| team.name.as_str()).collect())
        .unwrap();
    assert_eq!(idle.len(), 2);
    let late = [between("fire", "headquarters", 60, Some(75), 15)];
    assert_eq!(unmet(&asked(Some(75), None, false)), late);
}

#[test]
fn a_request_that_nobody_could_meet_is_capacity_and_no_gap() {
    let capacity = |card: &Scorecard| {
        let of_kind = card.capacity.iter().filter(|it| it.kind == CapacityKind::RequestUnmet);
        of_kind.map(|it| (it.missing, it.length)).collect::<Vec<_>>()
    };
    let busy = asked(None, None, true);
    assert_eq!(unmet(&busy), []);
    assert_eq!(capacity(&busy), [(1, minutes(40))]);
    let blocked = asked(None, Some(15), false);
    assert_eq!(unmet(&blocked), []);
    assert_eq!(capacity(&blocked), [(1, minutes(40))]);
}

#[test]
fn a_road_that_closes_later_leaves_time_for_who_could_have_passed_before() {
    // From junction 1 it is ten minutes, and two to turn out: over the closed road from 27 to 32.
    assert_eq!(unmet(&asked(None, Some(32), false)).len(), 1);
    assert_eq!(unmet(&asked(None, Some(31), false)), []);
}

#[test]
fn without_a_router_an_unmet_request_is_listed_as_not_evaluated() {
    let mut story = Story::new();
    let (_, [_, task]) = story.landslide(10);
    let (by, to) = (story.desk("headquarters"), story.desk("fire"));
    let request = story.bear();
    let (capability, quantity, due) = (Capability::Rescue, 1, at(60));
    let event = Event::RequestMade { request, by, to, task, capability, quantity, due };
    story.happens(20, None, event);
    story.ends(100);
    let card = crate::score::score(&story.drill, None, &story.log);
    assert_eq!(unmet(&card), []);
    assert!(card.not_evaluated.iter().any(|item| item.cases == Some(1)));
}

/// The engine waits at the landslide from 30 to `end` for the clearing that the digger owes.
fn waited(end: Option<u64>, digger_assigned: bool) -> Scorecard {
    let mut story = Story::new();
    let (_, [clear, rescue]) = story.landslide(10);
    if digger_assigned {
        story.takes(12, "transport", "digger", clear);
    }
    story.takes(12, "fire", "engine-2", rescue);
    story.arrives(30, "engine-2", rescue);
    let (team, task) = (story.team("engine-2"), rescue);
    let (reason, on) = (WaitReason::Predecessor, Some(clear));
    story.happens(30, None, Event::TeamWaited { team, task, reason, on });
    if let Some(minute) = end {
        let done = story.happens(minute, None, Event::TaskCompleted { task: clear });
        let after = Some(done);
        story.happens(minute, Some(done), Event::WorkStarted { team, task, after });
    }
    story.ends(80)
}

#[test]
fn a_wait_for_another_organisation_is_a_gap_beyond_its_limit() {
    let waiting = |card: &Scorecard| of(card, GapType::WaitOnPeer, GapForm::Waiting);
    assert_eq!(waiting(&waited(Some(40), true)), []);
    let late = [between("transport", "fire", 40, Some(47), 7)];
    assert_eq!(waiting(&waited(Some(47), true)), late);
    assert_eq!(waiting(&waited(Some(47), false)), late);
    assert_eq!(waiting(&waited(None, true)), [between("transport", "fire", 40, None, 40)]);
}

#[test]
fn a_wait_for_ones_own_organisation_is_no_gap() {
    let mut story = Story::new();
    let (_, [_, rescue]) = story.landslide(10);
    for team in ["engine-1", "engine-2"] {
        story.takes(12, "fire", team, rescue);
    }
    story.arrives(30, "engine-2", rescue);
    let (team, task) = (story.team("engine-2"), rescue);
    let (reason, on) = (WaitReason::Strength, None);
    story.happens(30, None, Event::TeamWaited { team, task, reason, on });
    let card = story.ends(80);
    assert_eq!(of(&card, GapType::WaitOnPeer, GapForm::Waiting), []);
}

#[test]
fn work_before_its_predecessor_is_done_is_out_of_order() {
    let mut story = Story::new();
    let (_, [clear, rescue]) = story.landslide(10);
    story.takes(12, "transport", "digger", clear);
    story.takes(12, "fire", "engine-2", rescue);
    let team = story.team("engine-2");
    story.happens(30, None, Event::WorkStarted { team, task: rescue, after: None });
    story.happens(50, None, Event::TaskCompleted { task: clear });
    let card = story.ends(80);
    let found = of(&card, GapType::WaitOnPeer, GapForm::OutOfOrder);
    assert_eq!(found, [between("fire", "transport", 30, Some(50), 20)]);
}

/// The headquarters know of an orange warning at 10 and declare these levels.
fn declared(levels: &[(u64, Option<Level>)], end: u64) -> Scorecard {
    let mut story = Story::new();
    let declare = |story: &mut Story, (minute, level): (u64, Option<Level>)| {
        let (by, scale) = (story.desk("headquarters"), Scale::ResponseLevel);
        let event = EventKind::Flood;
        story.happens(minute, None, Event::LevelDeclared { by, scale, event, level });
    };
    for level in levels.iter().filter(|(minute, _)| *minute < 10) {
        declare(&mut story, *level);
    }
    let by = desk(&story, "headquarters");
    story.sees(10, by, Fact::new(FactKind::WarningLevel, Subject::Event(EventKind::Flood)), 3);
    for level in levels.iter().filter(|(minute, _)| *minute >= 10) {
        declare(&mut story, *level);
    }
    story.ends(end)
}

#[test]
fn a_level_is_due_when_its_authority_knows_what_starts_it() {
    let lag = |card: &Scorecard| of(card, GapType::LevelLag, GapForm::LevelLate);
    let between = |end, excess| between("headquarters", "-", 25, end, excess);
    assert_eq!(lag(&declared(&[(25, Some(Level::Two))], 60)), []);
    assert_eq!(lag(&declared(&[(28, Some(Level::Two))], 60)), [between(Some(28), 3)]);
    // A lower level does not do; a higher one does.
    let levels = [(15, Some(Level::Three)), (30, Some(Level::One))];
    assert_eq!(lag(&declared(&levels, 60)), [between(Some(30), 5)]);
    assert_eq!(lag(&declared(&[], 60)), [between(None, 35)]);
    assert_eq!(lag(&declared(&[], 25)), []);
    // In force before; ended before.
    assert_eq!(lag(&declared(&[(5, Some(Level::Two))], 60)), []);
    assert_eq!(lag(&declared(&[(5, Some(Level::Two)), (8, None)], 60)), [between(None, 35)]);
}

/// The headquarters know at 10 that the area must prepare, and call Hewan as given.
fn called(placed: Option<u64>, rest: &[(u64, &str)], end: u64) -> Scorecard {
    let mut story = Story::new();
    let by = desk(&story, "headquarters");
    story.sees(10, by, Fact::new(FactKind::AreaStage, Subject::Area(AREA)), 1);
    let call: CallId = story.bear();
    if let Some(minute) = placed {
        let (by, to) = (story.desk("headquarters"), story.desk("hewan"));
        story.happens(minute, None, Event::CallPlaced { call, by, to, attempt: 1 });
    }
    for (minute, what) in rest {
        let to = story.desk("shimen");
        let event = match *what {
            "confirmed" => Event::CallConfirmed { call },
            "acted" => Event::CallActed { call },
            _ => Event::CallEscalated { call, to },
        };
        story.happens(*minute, None, event);
    }
    story.ends(end)
}

#[test]
fn a_post_must_be_called_confirm_and_act_and_a_silent_call_go_up() {
    let forms = |card: &Scorecard| {
        card.gaps.iter().map(|finding| (finding.form, short(finding))).collect::<Vec<_>>()
    };
    let between = |start, end, excess| between("headquarters", "hewan", start, end, excess);
    assert_eq!(forms(&called(Some(11), &[(20, "confirmed"), (40, "acted")], 90)), []);
    assert_eq!(forms(&called(None, &[], 90)), [(GapForm::NotCalled, between(20, None, 70))]);
    assert_eq!(
        forms(&called(Some(19), &[(25, "confirmed"), (30, "acted")], 90)),
        [(GapForm::Unconfirmed, between(20, Some(25), 5))]
    );
    assert_eq!(
        forms(&called(Some(11), &[(12, "confirmed"), (35, "acted")], 90)),
        [(GapForm::NotActed, between(32, Some(35), 3))]
    );
    let silent = forms(&called(Some(11), &[], 30));
    assert!(silent.contains(&(GapForm::Unconfirmed, between(20, None, 10))));
    assert!(silent.contains(&(GapForm::NotEscalated, between(21, None, 9))));
    assert_eq!(silent.len(), 2);
    let escalated = forms(&called(Some(11), &[(20, "escalated")], 30));
    assert_eq!(escalated, [(GapForm::Unconfirmed, between(20, None, 10))]);
}

#[test]
fn a_call_outside_any_rule_starts_its_clock_when_it_is_placed() {
    let mut story = Story::new();
    let call: CallId = story.bear();
    let (by, to) = (story.desk("shimen"), story.desk("hewan"));
    story.happens(30, None, Event::CallPlaced { call, by, to, attempt: 1 });
    story.happens(42, None, Event::CallConfirmed { call });
    let card = story.ends(60);
    let found = of(&card, GapType::CallUnanswered, GapForm::Unconfirmed);
    assert_eq!(found, [between("shimen", "hewan", 40, Some(42), 2)]);
}

#[test]
fn only_evaluated_types_are_found_and_the_others_are_said_to_be_missing() {
    let card = clearing(None, false);
    assert!(card.gaps.iter().all(|gap| GapType::EVALUATED.contains(&gap.gap)));
    let missing = |gap: &GapType| {
        card.not_evaluated.iter().any(|item| {
            item.what.en.contains(&format!("{},", gap.name()))
                || item.what.en.contains(&format!("{} (", gap.name()))
        })
    };
    for gap in GapType::ALL {
        assert_eq!(missing(gap), !GapType::EVALUATED.contains(gap), "{}", gap.name());
    }
}

#[test]
fn a_team_on_its_way_counts_from_the_next_junction() {
    // Engine 1 is ordered nowhere and drives home over the row when the request comes.
    let mut story = Story::new();
    let network = story.drill.county.network.clone();
    let arc = |from: u32, to: u32| {
        network.arcs_from(NodeId(from)).find(|arc| network.head[arc.index()] == NodeId(to)).unwrap()
    };
    let engine_2 = story.team("engine-2");
    let state = TeamState::Working;
    story.happens(1, None, Event::TeamStateChanged { team: engine_2, state });
    let (_, [_, task]): (_, [TaskId; 2]) = story.landslide(10);
    let team = story.team("engine-1");
    let arcs = vec![arc(0, 1), arc(1, 2)].into_boxed_slice();
    story.happens(17, None, Event::TeamDeparted { team, to: NodeId(2), arcs });
    let (by, to) = (story.desk("headquarters"), story.desk("fire"));
    // At 20 it is on the first road; at junction 1 at 22, ready at 24, at the site at 34.
    for (due, found) in [(at(33), 0), (at(34), 1)] {
        let mut story_log = story.log.clone();
        let request = story_log.registry_mut().bear(crate::base::key::Key(77));
        let (capability, quantity) = (Capability::Rescue, 1);
        let event = Event::RequestMade { request, by, to, task, capability, quantity, due };
        story_log.append(at(20), None, event);
        story_log.append(at(100), None, Event::RunEnded {});
        let router = crate::county::router::Router::new(network.clone(), &[]);
        let card = crate::score::score(&story.drill, Some(&router), &story_log);
        assert_eq!(unmet(&card).len(), found, "due {due}");
    }
}
