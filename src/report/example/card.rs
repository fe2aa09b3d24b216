//! A scorecard of the example, put together by hand: what each part of a report needs, no more.

use super::{BRIDGE, DIGGER, ENGINE_1, ENGINE_2, FIRE, SHIMEN, TRANSPORT, source};
use crate::base::id::{ClauseId, OrganisationId};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{Event, Seq};
use crate::plan::file::{Leg, Standing};
use crate::scenario::Drill;
use crate::scenario::file::Measure;
use crate::score::Names;
use crate::score::chain::*;
use crate::score::detection::*;
use crate::score::outcome::outcomes;
use crate::score::rating::*;
use crate::score::safety::{Safety, SafetyCase};
use crate::score::scorecard::*;
use crate::score::table::*;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};
use crate::vocabulary::scale::EventKind;

/// The number of the first event that is of this kind.
pub(crate) fn first(log: &EventLog, wanted: impl Fn(&Event) -> bool) -> Seq {
    log.numbered().find(|(_, record)| wanted(&record.event)).expect("the example has it").0
}

fn named(zh: &str, en: &str) -> Named {
    Named { name: en.to_lowercase().replace(' ', "-"), title: Text::new(zh, en) }
}

fn finding(log: &EventLog, drill: &Drill) -> Finding {
    let names = Names::new(drill, log.registry());
    let seconds = |seconds: u64| Time::from_milliseconds(seconds * 1_000);
    let seen = first(log, |event| {
        matches!(event, Event::FactObserved { fact, .. }
                if fact.kind == FactKind::RoadPassable)
    });
    let read = log
        .numbered()
        .filter(|(_, record)| matches!(record.event, Event::MessageRead { .. }))
        .find(|(_, record)| record.at == seconds(4_680))
        .map(|(seq, _)| seq)
        .expect("transport reads of it");
    Finding {
        id: "NOTIFY_LATE-1".into(),
        gap: GapType::NotifyLate,
        form: GapForm::NotTold,
        clock_start: seconds(2_460),
        start: seconds(3_060),
        end: Some(seconds(4_680)),
        excess: Duration::from_minutes(27),
        holder: Some(names.desk(SHIMEN)),
        needer: Some(names.desk(TRANSPORT)),
        clause: Some(names.clause(ClauseId(0))),
        limit: FindingLimit {
            limit: Duration::from_minutes(10),
            clause: Some(names.clause(ClauseId(0))),
            source: source(Standing::Local),
        },
        about: FindingSubject {
            fact: Some(FactKind::RoadPassable),
            value: Some(0),
            subject: Some(names.road(BRIDGE)),
            ..FindingSubject::default()
        },
        idle_teams: vec![],
        missing_fields: 0,
        evidence: vec![seen, read],
        derived_from: None,
        pushed_by: vec![],
    }
}

/// Every form of finding once, besides the one above.
fn findings(log: &EventLog, drill: &Drill) -> Vec<Finding> {
    let base = finding(log, drill);
    let names = Names::new(drill, log.registry());
    let mut findings = vec![base.clone()];
    for (number, form) in GapForm::ALL.iter().enumerate() {
        findings.push(Finding {
            id: format!("EXAMPLE-{number}"),
            form: *form,
            gap: match form {
                GapForm::NotTold => GapType::NotifyLate,
                GapForm::ReportLate
                | GapForm::Unreported
                | GapForm::Incomplete
                | GapForm::FollowUpLate
                | GapForm::FiguresDiffer => GapType::ReportLate,
                GapForm::Unassigned => GapType::TaskUnowned,
                GapForm::RequestUnmet => GapType::ReqUnmetAvailable,
                GapForm::Waiting | GapForm::OutOfOrder => GapType::WaitOnPeer,
                GapForm::LevelLate => GapType::LevelLag,
                _ => GapType::CallUnanswered,
            },
            end: base.end.filter(|_| number % 2 == 0),
            excess: Duration::from_minutes(3 + number as u64),
            about: FindingSubject {
                capability: Some(Capability::Rescue),
                incident: Some(named("河湾村房屋进水人员被困", "Hewan flooded houses")),
                task: Some(named("涉水救人", "rescue from the water")),
                team: Some(names.team(ENGINE_1)),
                level: Some((
                    crate::vocabulary::scale::Scale::ResponseLevel,
                    EventKind::Flood,
                    crate::vocabulary::scale::Level::Two,
                )),
                ..base.about.clone()
            },
            idle_teams: vec![names.team(ENGINE_2), names.team(DIGGER)],
            missing_fields: 2,
            derived_from: (number == 0).then(|| base.id.clone()),
            ..base.clone()
        });
    }
    findings
}

fn chain(capability: Capability, critical: bool) -> Chain {
    let seconds = |seconds: u64| Time::from_milliseconds(seconds * 1_000);
    let mark = |leg, at| LegMark { leg, at: seconds(at), evidence: Seq(3) };
    let late = capability == Capability::Rescue;
    Chain {
        incident: named("河湾村房屋进水人员被困", "Hewan flooded houses"),
        kind: named("房屋进水人员被困", "flooded houses"),
        zone: named("河湾村", "Hewan village"),
        task: Named { name: "#1".into(), title: capability.text() },
        capability,
        quantity: 2,
        critical,
        team: Some(named("消防二站二车", "Engine 2")),
        organisation: Some(named("县消防救援大队", "fire")),
        legs: vec![
            mark(Leg::Occurred, 2_700),
            mark(Leg::Detected, 2_940),
            mark(Leg::CallReceived, 3_000),
            mark(Leg::Assigned, 3_270),
            mark(Leg::Departed, 3_360),
            mark(Leg::Arrived, 5_520),
            mark(Leg::WorkStarted, 6_900),
        ],
        completed: late.then(|| seconds(8_400)),
        deadline: seconds(6_300),
        status: if late { TaskStatus::Late } else { TaskStatus::NotDone },
    }
}

fn counts() -> CaseCounts {
    CaseCounts { done: 1, late: 1, not_done: 1, not_observed: 0 }
}

fn objective() -> ObjectiveResult {
    ObjectiveResult {
        objective: named("道路险情及时通报", "Roads are told in time"),
        owner: named("石门镇值班室", "Shimen township"),
        measure: Measure::NotifiedInTimePercent(FactKind::RoadPassable),
        unit: "%".into(),
        target: 90.0,
        value: Some(50.0),
        achieved: Some(false),
        weight: 1.0,
        cases: counts(),
        rating: Rating::U,
        trace: vec![
            Text::new(
                "目标不低于90%,实测50%:未达到。",
                "Target at least 90 %, measured 50 %: not met.",
            ),
            Text::new("未达到目标,评定为U。", "Not met: rated U."),
        ],
        limbs: vec![LimbResult {
            limb: Limb::Causal,
            holds: true,
            provisional: false,
            evidence: vec!["NOTIFY_LATE-1".into()],
        }],
        findings: vec!["NOTIFY_LATE-1".into()],
    }
}

fn standard() -> StandardResult {
    StandardResult {
        standard: named("救援力量到场", "rescue on scene"),
        capability: Capability::Rescue,
        from: Leg::CallReceived,
        to: Leg::Arrived,
        limit: Duration::from_minutes(30),
        share_percent: 90,
        source: source(Standing::Local),
        called: Standing::Local.text(),
        cases: 1,
        within: 0,
        not_judged: 0,
        achieved_percent: Some(0.0),
        met: Some(false),
        median: Some(Duration::from_minutes(42)),
        percentile_90: Some(Duration::from_minutes(42)),
    }
}

fn tables(log: &EventLog, drill: &Drill) -> Tables {
    let names = Names::new(drill, log.registry());
    let minutes = Duration::from_minutes;
    Tables {
        incidents: vec![IncidentRow {
            incident: named("河湾村房屋进水人员被困", "Hewan flooded houses"),
            kind: named("房屋进水人员被困", "flooded houses"),
            zone: named("河湾村", "Hewan village"),
            critical: true,
            occurred: Time::from_minutes(45),
            known: Some(Time::from_minutes(50)),
            stabilised: None,
            people: 7,
            tasks: 3,
            casualties: 1,
            deaths: 0,
            evidence: first(log, |event| matches!(event, Event::IncidentOccurred { .. })),
        }],
        chains: vec![chain(Capability::Rescue, true), chain(Capability::Medical, true)],
        teams: vec![TeamRow {
            team: names.team(ENGINE_1),
            organisation: names.organisation(OrganisationId(0)),
            desk: names.desk(FIRE),
            assigned: 1,
            departures: 2,
            turned_back: 1,
            arrivals: 1,
            en_route: minutes(36),
            waiting: minutes(25),
            working: minutes(25),
            available: minutes(60),
            other: minutes(34),
        }],
        messages_by_desk: vec![DeskMessagesRow {
            desk: names.desk(SHIMEN),
            sent: 2,
            addressed: 1,
            delivered: 1,
            read: 1,
            superseded: 0,
            lost: 0,
            unread: 0,
            wait_median: minutes(13),
            wait_longest: minutes(13),
            queue_longest: 1,
        }],
    }
}

fn legs() -> ChainSummary {
    let minutes = Duration::from_minutes;
    ChainSummary {
        capability: Capability::Rescue,
        organisation: None,
        from: Leg::CallReceived,
        to: Leg::Arrived,
        cases: 1,
        median: minutes(42),
        percentile_90: minutes(42),
        longest: minutes(42),
    }
}

fn total() -> Total {
    Total {
        total: Some(50.0),
        weight: 1.0,
        rows: vec![TotalRow {
            of: named("道路险情及时通报", "Roads are told in time"),
            weight: 1.0,
            cases: counts(),
            share: Some(0.5),
            points: 50.0,
        }],
    }
}

fn capacity(drill: &Drill, log: &EventLog) -> Capacity {
    let names = Names::new(drill, log.registry());
    let minutes = Duration::from_minutes;
    Capacity {
        kind: CapacityKind::TaskWithoutTeam,
        capability: Capability::RoadClearance,
        missing: 1,
        start: Time::from_minutes(45),
        end: Some(Time::from_minutes(78)),
        length: minutes(33),
        needer: Some(names.desk(FIRE)),
        incident: named("河湾村房屋进水人员被困", "Hewan flooded houses"),
        task: named("道路抢通", "clearing the road"),
        evidence: vec![first(log, |event| matches!(event, Event::RequestMade { .. }))],
    }
}

fn safety(names: &Names<'_>, log: &EventLog) -> Safety {
    let case = |unmet, hurt| SafetyCase {
        start: Time::from_minutes(95),
        end: Some(Time::from_minutes(110)),
        team: names.team(ENGINE_1),
        task: Some(named("破拆救人", "digging out")),
        incident: Some(named("河湾村房屋进水人员被困", "Hewan flooded houses")),
        capability: Some(Capability::Rescue),
        critical: true,
        danger: DangerKind::MovingWater,
        unmet,
        hurt,
        evidence: vec![first(log, |event| matches!(event, Event::TeamArrived { .. }))],
    };
    Safety {
        spells: 3,
        all_met: 1,
        withdrawn: 0,
        cases: vec![case(vec![SafetyCheck::WaterTrained], 1), case(vec![], 2)],
    }
}

/// The example's scorecard.
pub(crate) fn card(drill: &Drill, log: &EventLog) -> Scorecard {
    let names = Names::new(drill, log.registry());
    let minutes = Duration::from_minutes;
    Scorecard {
        format: SCORECARD_FORMAT,
        time_unit: "ms".into(),
        scenario: Named::new(&drill.scenario.name, &drill.scenario.title),
        plan: Named::new(&drill.plan.name, &drill.plan.title),
        county: Named::new(&drill.county.name, &drill.county.title),
        tier: drill.scenario.tier,
        end: log.end(),
        events: log.records().len() as u32,
        log_digest: log.digest().to_string(),
        outcomes: outcomes(drill, log, &names),
        hospitals: crate::score::hospital::hospitals(log, &names),
        objectives: vec![objective()],
        capabilities: vec![CapabilityResult {
            capability: Capability::Rescue,
            tasks: counts(),
            detection: minutes(4),
            coordination: minutes(27),
            findings: 1,
            capacity: minutes(0),
            ratings: vec![(named("道路险情及时通报", "Roads are told in time"), Rating::U)],
        }],
        critical_tasks: CriticalTasks { counts: counts() },
        total: total(),
        chain_summaries: vec![legs()],
        standards: vec![standard()],
        gaps: findings(log, drill),
        gap_counts: GapType::EVALUATED
            .iter()
            .map(|gap| GapCount {
                gap: *gap,
                title: gap.text(),
                findings: 2,
                not_derived: 1,
                excess: minutes(27),
            })
            .collect(),
        detection: vec![Detection {
            fact: FactKind::RoadPassable,
            known: 1,
            never_known: 0,
            median: minutes(1),
            percentile_90: minutes(1),
            longest: minutes(1),
            longest_about: Some(names.road(BRIDGE)),
            evidence: vec![],
        }],
        capacity: vec![capacity(drill, log)],
        levels: vec![],
        safety: safety(&names, log),
        not_evaluated: vec![NotEvaluated {
            what: Text::new("共同态势迟缓等12类缺口", "12 other types of gap"),
            why: Text::new("本版本尚未检验", "not tested for in this version"),
            cases: None,
        }],
        tables: tables(log, drill),
    }
}
