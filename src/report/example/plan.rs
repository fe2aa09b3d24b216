//! The plan of the example: its desks and teams, one flow, limits and a standard.

use super::{
    AMBULANCE, DIGGER, ENGINE_1, ENGINE_2, FIRE, HEALTH, HEWAN, SHIMEN, TRANSPORT, source,
};
use crate::base::id::{ClauseId, DeskId, NodeId, OrganisationId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::plan::file::{Audience, Leg, Scope, Standing, Symbol};
use crate::plan::limits::{Limit, Limits, Standard};
use crate::plan::messages::{Calls, Flow};
use crate::plan::people::{Desk, Organisation, Team};
use crate::plan::rules::Condition;
use crate::plan::{Clause, Medical, Plan};
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::profile::Profile;

fn desk(name: &str, zh: &str, en: &str) -> Desk {
    Desk {
        key: Key::written("desk", name),
        name: name.into(),
        title: Text::new(zh, en),
        organisation: OrganisationId(0),
        node: NodeId(19),
        zone: ZoneId(0),
        serves: None,
        staff: 2,
        service: Duration::from_seconds(60),
        service_sigma: 0.5,
        lines: 2,
        landline: true,
        satellite: false,
        platform: true,
        reports_to: None,
        deputy: None,
        hospital: None,
    }
}

fn team(name: &str, zh: &str, en: &str, desk: DeskId, can: &[Capability]) -> Team {
    Team {
        key: Key::written("team", name),
        name: name.into(),
        family: name.into(),
        title: Text::new(zh, en),
        organisation: OrganisationId(0),
        desk,
        station: NodeId(19),
        profile: Profile::Road,
        crew: 6,
        capabilities: CapabilitySet::of(can),
        work_rate_percent: 100,
        turnout: [Duration::from_seconds(60), Duration::from_seconds(90)],
        beyond: Duration::ZERO,
        seats: 0,
        wading_mm: None,
    }
}

fn limit(minutes: u64, standing: Standing) -> Limit {
    Limit {
        limit: Duration::from_minutes(minutes),
        clause: Some(ClauseId(0)),
        source: source(standing),
    }
}

fn calls() -> Calls {
    let minutes = Duration::from_minutes;
    Calls {
        clause: ClauseId(0),
        channels: vec![Channel::Phone],
        retry: minutes(3),
        confirm: minutes(10),
        act: minutes(20),
        escalate: minutes(10),
        escalate_to: Audience::Desk(SHIMEN),
        source: source(Standing::Recalled),
    }
}

fn limits() -> Limits {
    Limits {
        assign: limit(5, Standing::Local),
        wait_on_peer: limit(10, Standing::Placeholder),
        level: limit(15, Standing::Local),
        answer: limit(10, Standing::Local),
        request: limit(60, Standing::Placeholder),
        debounce: limit(1, Standing::Local),
        figures: None,
    }
}

fn standard() -> Standard {
    let minutes = Duration::from_minutes;
    Standard {
        name: "rescue".into(),
        title: Text::new("救援力量到场", "rescue on scene"),
        capability: Capability::Rescue,
        from: Leg::CallReceived,
        to: Leg::Arrived,
        limit: minutes(30),
        share_percent: 90,
        source: source(Standing::Local),
    }
}

fn medical() -> Medical {
    let minutes = Duration::from_minutes;
    Medical {
        on_scene: minutes(15),
        handover: minutes(10),
        theatre: minutes(90),
        theatre_below_score: 7,
        hospitals: None,
        source: source(Standing::Placeholder),
    }
}

fn clause() -> Clause {
    Clause {
        key: Key::written("clause", "4.2.3"),
        name: "4.2.3".into(),
        title: Text::new("道路桥梁险情通报", "Notice of roads and bridges"),
    }
}

pub(super) fn plan() -> Plan {
    let minutes = Duration::from_minutes;
    Plan {
        name: "qingshan".into(),
        title: Text::new("青山县防汛应急预案", "Qingshan flood plan"),
        clauses: vec![clause()],
        organisations: vec![Organisation {
            key: Key::written("organisation", "county"),
            name: "county".into(),
            title: Text::new("青山县", "Qingshan county"),
            symbol: Symbol::Fire,
        }],
        desks: vec![
            desk("shimen", "石门镇值班室", "Shimen township"),
            desk("transport", "县交通局", "county transport"),
            desk("fire", "县消防救援大队", "county fire and rescue"),
            desk("headquarters", "县防汛指挥部", "flood headquarters"),
            desk("hewan", "河湾村", "Hewan village"),
            desk("health", "县急救中心", "ambulance control"),
        ],
        teams: vec![
            team("engine-1", "消防二站一车", "Engine 1", FIRE, &[Capability::Rescue]),
            team("engine-2", "消防二站二车", "Engine 2", FIRE, &[Capability::Rescue]),
            team("ambulance", "120急救3车", "Ambulance 3", HEALTH, &[Capability::Medical]),
            team("digger", "交通抢险队", "Road crew", TRANSPORT, &[Capability::RoadClearance]),
        ],
        channels: vec![],
        call_taking: vec![],
        monitoring: vec![],
        crew_news: vec![],
        withdrawals: vec![],
        flows: vec![Flow {
            scope: Scope::All,
            clause: ClauseId(0),
            when: Condition {
                fact: FactKind::RoadPassable,
                at_least: 0,
                at_most: 0,
                subjects: 1,
                event: None,
            },
            from: Audience::Itself,
            to: vec![Audience::Desk(TRANSPORT), Audience::Desk(FIRE)],
            channels: vec![Channel::Phone],
            priority: Priority::Urgent,
            limit: minutes(10),
            source: source(Standing::Local),
        }],
        duties: vec![],
        aid: vec![],
        approvals: vec![],
        rules: vec![],
        reporting: vec![],
        calls: calls(),
        consultation: minutes(20),
        limits: limits(),
        standards: vec![standard()],
        medical: medical(),
        stocks: vec![],
        places: vec![],
        zone_desk: vec![Some(SHIMEN), Some(HEWAN), None],
        desk_teams: vec![
            vec![],
            vec![DIGGER],
            vec![ENGINE_1, ENGINE_2],
            vec![],
            vec![],
            vec![AMBULANCE],
        ],
    }
}
