//! The scenario of the example, with its kinds of incident.

use super::{FIRE, SHIMEN, source};
use crate::base::id::ObjectiveId;
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::{Duration, StartClock, Time};
use crate::plan::file::Standing;
use crate::scenario::catalogue::{IncidentKind, TaskTemplate};
use crate::scenario::file::{DayFile, Form, Measure, Notice, Outcome, WorkSpread};
use crate::scenario::happening::{Happening, When};
use crate::scenario::objectives::{Inject, Objective};
use crate::scenario::{Scenario, Tier};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::EventKind;

fn task(name: &str, zh: &str, en: &str, capability: Capability, quantity: u8) -> TaskTemplate {
    TaskTemplate {
        name: name.into(),
        title: Text::new(zh, en),
        capability,
        quantity,
        work: Duration::from_minutes(40),
        work_per_person: Duration::ZERO,
        work_spread: WorkSpread::Fixed,
        after: vec![],
        transports_casualties: false,
        deadline: Duration::from_minutes(60),
        danger: vec![],
        equipment: vec![],
    }
}

pub(super) fn catalogue() -> Vec<IncidentKind> {
    vec![IncidentKind {
        key: Key::written("incident-kind", "flooded-houses"),
        name: "flooded-houses".into(),
        title: Text::new("房屋进水人员被困", "people trapped in flooded houses"),
        call_taker: FIRE,
        noticed: Duration::from_minutes(4),
        tasks: vec![
            task("rescue", "涉水救人", "rescue from the water", Capability::Rescue, 2),
            task("treat", "现场救治", "treatment on scene", Capability::Medical, 1),
            task("clear", "道路抢通", "clearing the road", Capability::RoadClearance, 1),
        ],
        critical: true,
        source: source(Standing::Placeholder),
    }]
}

fn mud_flow() -> Happening {
    Happening {
        key: Key::written("happening", "mudflow"),
        name: "mudflow".into(),
        title: Text::new("泥石流", "mud flow"),
        when: When::At(Time::from_minutes(170)),
        unless: vec![],
        site: None,
        fails: vec![],
    }
}

fn notify() -> Objective {
    Objective {
        key: Key::written("objective", "notify"),
        name: "notify".into(),
        title: Text::new("道路险情及时通报", "Roads are told in time"),
        owner: SHIMEN,
        measure: Measure::NotifiedInTimePercent(FactKind::RoadPassable),
        target: 90.0,
        weight: 1.0,
        seen: Text::new("信息流转记录", "the messages"),
    }
}

fn inject() -> Inject {
    Inject {
        key: Key::written("inject", "I-01"),
        name: "I-01".into(),
        at: Time::from_minutes(20),
        from: Text::new("游客家属", "a tourist's family"),
        to: SHIMEN,
        channel: Channel::Phone,
        priority: Priority::Urgent,
        content: Text::new("河湾村农家乐有游客失联。", "Tourists at Hewan do not answer."),
        tells: None,
        expected: None,
        objective: ObjectiveId(0),
    }
}

pub(super) fn scenario() -> Scenario {
    Scenario {
        name: "flash-flood".into(),
        title: Text::new("二季度山洪演练", "Flash flood, second quarter"),
        summary: Text::new(
            "上游夜间强降雨,水库下泄,下河桥桥面过水,河湾村低洼片群众需要转移。",
            "Heavy rain at night in the upper valley, a release from the reservoir, water over \
             Xiahe bridge, and people of Hewan who have to move.",
        ),
        lesson: Text::new(
            "借鉴公开的灾害调查报告,不对应任何真实地点。",
            "Learns from a public inquiry; stands for no real place.",
        ),
        handout: vec![Text::new("你在防汛值班岗位。", "You sit at the flood duty desk.")],
        planted: vec![Text::new("预警与响应脱节。", "A warning that starts no response.")],
        dilemma: Some(Text::new("先转移还是先抢险？", "Move the people or hold the bank?")),
        event: EventKind::Flood,
        quarter: 2,
        form: Form::Functional,
        notice: Notice::DoubleBlind,
        tier: Tier::Advanced,
        pressures: vec![("outage".into(), Text::new("基站断电", "masts without power"))],
        start: StartClock("2026-06-25T06:00:00".parse().unwrap()),
        duration: Duration::from_minutes(180),
        day: DayFile { market_day: true, holiday: false, school_term: true },
        flood: None,
        earthquake: None,
        cold: None,
        fires: Vec::new(),
        wind: None,
        release: None,
        wildfire: None,
        happenings: vec![mud_flow()],
        landslide_dams: Vec::new(),
        rumours: Vec::new(),
        crowds: Vec::new(),
        traffic: Vec::new(),
        stir_sources: Vec::new(),
        outbreaks: Vec::new(),
        slope_sources: Vec::new(),
        landslide_dam_sources: Vec::new(),
        visitors: vec![24],
        refuse: 0.05,
        departure_median: Duration::from_minutes(15),
        return_early: None,
        people_source: source(Standing::Placeholder),
        own_way: vec![],
        background: vec![],
        known_at_start: vec![],
        objectives: vec![notify()],
        injects: vec![inject()],
        primary_outcome: Outcome::PersonMinutesInDanger,
        not_tested: vec![
            Text::new("夜间直升机救援", "helicopter rescue at night"),
            Text::new("跨县增援", "support from other counties"),
        ],
        members: 1,
        platform_on: false,
        channel_factor: vec![1.0; Channel::ALL.len()],
        absences: vec![],
        teams_away: vec![false; 4],
        village_speed: 1.0,
        goes_ahead: vec![false; 4],
        radio_apart: vec![false; 4],
        crews_not_told: vec![],
        places: vec![],
    }
}
