//! A small county, plan and drill made by hand, for the tests of this folder: a bridge goes under
//! water, one desk is told late, two engines turn back. Its log is in `log`, its score in `card`.

pub(crate) mod card;
pub(crate) mod everything;
pub(crate) mod log;

use std::sync::Arc;

use crate::base::grid::Grid;
use crate::base::id::*;
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::record::WrittenNames;
use crate::base::text::Text;
use crate::base::time::{Duration, StartClock, Time};
use crate::county::network::{Network, Node, Road, RoadClass, Structure};
use crate::county::place::*;
use crate::plan::file::{Audience, Leg, Scope, Source, Standing, Symbol};
use crate::plan::limits::{Limit, Limits, Standard};
use crate::plan::messages::{Calls, Flow};
use crate::plan::people::{Desk, Organisation, Team};
use crate::plan::rules::Condition;
use crate::plan::{Clause, Medical, Plan};
use crate::scenario::catalogue::{IncidentKind, TaskTemplate};
use crate::scenario::file::{DayFile, Form, Measure, Notice, Outcome, WorkSpread};
use crate::scenario::happening::{Happening, When};
use crate::scenario::objectives::{Inject, Objective};
use crate::scenario::{Drill, Scenario, Tier};
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::profile::{Profile, ProfileSet};
use crate::vocabulary::scale::EventKind;

pub(crate) const BRIDGE: RoadId = RoadId(4);
pub(crate) const SHIMEN: DeskId = DeskId(0);
pub(crate) const TRANSPORT: DeskId = DeskId(1);
pub(crate) const FIRE: DeskId = DeskId(2);
pub(crate) const HEADQUARTERS: DeskId = DeskId(3);
pub(crate) const HEWAN: DeskId = DeskId(4);
pub(crate) const HEALTH: DeskId = DeskId(5);
pub(crate) const ENGINE_1: TeamId = TeamId(0);
pub(crate) const ENGINE_2: TeamId = TeamId(1);
pub(crate) const AMBULANCE: TeamId = TeamId(2);
pub(crate) const DIGGER: TeamId = TeamId(3);

const COLUMNS: usize = 8;
const ROWS: usize = 5;

/// A source of this standing.
pub(crate) fn source(standing: Standing) -> Source {
    Source {
        standing, text: Text::new("青山县防汛应急预案附表", "Qingshan flood plan, annex")
    }
}

fn network() -> Network {
    let mut nodes = Vec::new();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let shift = if row % 2 == 0 { 0.0 } else { 400.0 };
            let (x_m, y_m) = (1_000.0 + 2_500.0 * column as f64, 1_000.0 + 2_500.0 * row as f64);
            let name = ShortName::numbered('n', row * COLUMNS + column);
            nodes.push(Node::new(name, x_m + shift, y_m + shift / 2.0, 200.0));
        }
    }
    let mut roads = Vec::new();
    let mut add = |from: usize, to: usize, class: RoadClass| {
        let structure =
            if roads.len() == BRIDGE.index() { Structure::Bridge } else { Structure::None };
        roads.push(Road {
            key: Road::key_of(ShortName::numbered('r', roads.len())),
            name: ShortName::numbered('r', roads.len()),
            from: NodeId::from_index(from),
            to: NodeId::from_index(to),
            class,
            structure,
            length_mm: 2_600_000,
            width_dm: 70,
            speed_km_h: 60,
            one_way: false,
            low_m: 200.0,
            passable: ProfileSet::ALL.without(Profile::Boat),
            bend: vec![],
        });
    };
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let node = row * COLUMNS + column;
            let class = if row == 2 { RoadClass::Trunk } else { RoadClass::Secondary };
            if column + 1 < COLUMNS {
                add(node, node + 1, class);
            }
            if row + 1 < ROWS {
                add(node, node + COLUMNS, RoadClass::Village);
            }
        }
    }
    let mut network = Network::new(nodes, roads);
    network.road_names = vec![(BRIDGE, Text::new("下河桥", "Xiahe bridge"))];
    network
}

fn zone(name: &str, zh: &str, en: &str, kind: ZoneKind, node: u32) -> Zone {
    Zone {
        key: Key::written("zone", name),
        name: name.into(),
        title: Text::new(zh, en),
        kind,
        parent: ZoneId(0),
        node: NodeId(node),
        residents: 3_200,
        households: 900,
        presence: Presence { night: 3_200, workday: 2_900, market_day: 4_000, holiday: 3_000 },
        elderly: 600,
        children: 400,
        immobile: 50,
    }
}

fn facility(name: &str, zh: &str, en: &str, kind: FacilityKind, node: u32) -> Facility {
    Facility {
        key: Key::written("facility", name),
        name: name.into(),
        title: Text::new(zh, en),
        kind,
        node: NodeId(node),
        zone: ZoneId(0),
        capacity: 300,
        theatres: 2,
        battery_minutes: 180,
        range_m: 8_000,
        power: None,
        reach: Some(ReachId(0)),
        storage_thousand_m3: 38_000,
        access_minutes: 0,
    }
}

pub(crate) fn county() -> County {
    let network = network();
    let road_settings = network
        .roads
        .iter()
        .map(|_| RoadSetting { zone: ZoneId(0), reach: Some(ReachId(0)), above_river_cm: 300 })
        .collect();
    let zones = vec![
        zone("shimen", "石门镇", "Shimen township", ZoneKind::Township, 17),
        zone("hewan", "河湾村", "Hewan village", ZoneKind::Village, 21),
        zone("chengguan", "城关街道", "Chengguan subdistrict", ZoneKind::Subdistrict, 19),
    ];
    let area = HazardArea {
        key: Key::written("area", "hewan-low"),
        name: "hewan-low".into(),
        title: Text::new("河湾村低洼片", "Hewan low ground"),
        zone: ZoneId(1),
        node: NodeId(21),
        households: 46,
        people: 164,
        shelter: FacilityId(2),
        water: Some(AreaWater {
            reach: ReachId(0),
            height_cm: 180,
            top_cm: 400,
            gauge: FacilityId(3),
            thresholds_mm: [35, 60, 50, 90],
        }),
    };
    let reach = Reach {
        key: Key::written("reach", "qing-1"),
        name: "qing-1".into(),
        title: Text::new("清水河", "Qingshui river"),
        downstream: None,
        length_m: 20_000.0,
        slope: 0.004,
        width_m: 40.0,
        roughness: 0.04,
        catchment_km2: 210.0,
        course: vec![(0.0, 7_400.0), (6_000.0, 6_900.0), (13_000.0, 5_200.0), (20_000.0, 5_600.0)],
    };
    County {
        name: "qingshan".into(),
        title: Text::new("青山县", "Qingshan county"),
        source: Text::new("虚构地图,程序生成", "fictional map, generated"),
        frame: None,
        estimates: Vec::new(),
        network: Arc::new(network),
        traffic: None,
        zones,
        facilities: vec![
            facility("fire-2", "消防救援二站", "Fire station 2", FacilityKind::FireStation, 19),
            facility("hospital", "县人民医院", "County hospital", FacilityKind::Hospital, 20),
            facility("school", "石门中学", "Shimen school", FacilityKind::Shelter, 18),
            facility("gauge", "石门雨量站", "Shimen gauge", FacilityKind::RainGauge, 16),
        ],
        areas: vec![area],
        reaches: vec![reach],
        waters: Vec::new(),
        terrain: Terrain {
            elevation_m: Grid::filled(20, 12, 1_000.0, 200.0),
            cover: Grid::filled(20, 12, 1_000.0, Cover::Forest),
            reach: Grid::filled(20, 12, 1_000.0, 0),
            above_river_cm: Grid::filled(20, 12, 1_000.0, 500),
        },
        road_settings,
    }
}

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

fn plan() -> Plan {
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

fn catalogue() -> Vec<IncidentKind> {
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

fn scenario() -> Scenario {
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

fn written(county: &County, plan: &Plan, scenario: &Scenario) -> WrittenNames {
    let mut names = WrittenNames::default();
    let network = &county.network;
    let mut set = |kind, pairs: Vec<(Key, String)>| {
        let (keys, words): (Vec<Key>, Vec<String>) = pairs.into_iter().unzip();
        names.set(kind, keys, words);
    };
    let bare = |keys: Vec<Key>, word: &str| {
        keys.into_iter()
            .enumerate()
            .map(|(index, key)| (key, format!("{word}{index}")))
            .collect::<Vec<_>>()
    };
    set(IdKind::NodeId, bare(network.nodes.iter().map(|node| node.key).collect(), "n"));
    set(IdKind::RoadId, bare(network.roads.iter().map(|road| road.key).collect(), "r"));
    let arc = |index: usize| Key::written("arc", &format!("a{index}"));
    set(IdKind::ArcId, bare((0..network.head.len()).map(arc).collect(), "a"));
    set(IdKind::ZoneId, county.zones.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::FacilityId, county.facilities.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::AreaId, county.areas.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::ReachId, county.reaches.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::DeskId, plan.desks.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::TeamId, plan.teams.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::ClauseId, plan.clauses.iter().map(|it| (it.key, it.name.clone())).collect());
    let happenings = scenario.happenings.iter();
    set(IdKind::HappeningId, happenings.map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::InjectId, scenario.injects.iter().map(|it| (it.key, it.name.clone())).collect());
    let kinds = catalogue();
    set(IdKind::IncidentKindId, kinds.iter().map(|it| (it.key, it.name.clone())).collect());
    names
}

/// The drill.
pub(crate) fn drill() -> Drill {
    let (county, plan, scenario) = (county(), plan(), scenario());
    let names = written(&county, &plan, &scenario);
    Drill {
        county: Arc::new(county),
        plan: Arc::new(plan),
        catalogue: Arc::new(catalogue()),
        scenario,
        names: Arc::new(names),
    }
}
