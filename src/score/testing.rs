//! A county of six junctions in a row, a plan of six desks and four teams, and logs told by hand
//! over them, for the tests of this folder. Everything is found by name, so that the same story can
//! be told over lists in another order.

use std::sync::Arc;

use super::{Scorecard, score};
use crate::base::grid::Grid;
use crate::base::id::*;
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::record::{Registry, WrittenNames};
use crate::base::text::Text;
use crate::base::time::{Duration, StartClock, Time};
use crate::county::network::{Network, Node, Road, RoadClass, Structure};
use crate::county::place::*;
use crate::county::router::Router;
use crate::event_log::EventLog;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::plan::file::{Action, Audience, Leg, Scope, Source, Standing, Symbol};
use crate::plan::limits::{Limit, Limits, Standard};
use crate::plan::messages::{Calls, Flow, Reporting};
use crate::plan::people::{Desk, Organisation, Team};
use crate::plan::rules::{Condition, Duty, Rule};
use crate::plan::{Clause, Medical, Plan};
use crate::scenario::catalogue::{IncidentKind, TaskTemplate};
use crate::scenario::file::{DayFile, Form, Measure, Notice, Outcome, WorkSpread};
use crate::scenario::objectives::Objective;
use crate::scenario::{Drill, Scenario, Tier};
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::order::Order;
use crate::vocabulary::profile::{Profile, ProfileSet};
use crate::vocabulary::scale::{EventKind, Level, Scale};

pub(super) const SHIMEN_ZONE: ZoneId = ZoneId(0);
pub(super) const HEWAN_ZONE: ZoneId = ZoneId(1);
pub(super) const AREA: AreaId = AreaId(0);

/// Minutes of play as a moment.
pub(super) const fn at(minutes: u64) -> Time {
    Time::from_minutes(minutes)
}

/// Minutes as a length.
pub(super) const fn minutes(minutes: u64) -> Duration {
    Duration::from_minutes(minutes)
}

fn text(word: &str) -> Text {
    Text::new(format!("{word}名"), word)
}

pub(super) fn source(standing: Standing) -> Source {
    Source { standing, text: text("annex") }
}

fn network() -> Network {
    let nodes = (0..6)
        .map(|number| {
            let name = ShortName::numbered('n', number);
            Node::new(name, 5_000.0 * number as f64, 0.0, 100.0)
        })
        .collect();
    let roads = (0..5)
        .map(|number| {
            let name = ShortName::numbered('r', number);
            Road {
                key: Road::key_of(name),
                name,
                from: NodeId::from_index(number),
                to: NodeId::from_index(number + 1),
                class: RoadClass::Trunk,
                structure: Structure::None,
                length_mm: 5_000_000,
                width_dm: 90,
                speed_km_h: 60,
                one_way: false,
                low_m: 100.0,
                passable: ProfileSet::ALL,
                bend: vec![],
            }
        })
        .collect();
    Network::new(nodes, roads)
}

fn zone(name: &str, kind: ZoneKind, node: u32) -> Zone {
    Zone {
        key: Key::written("zone", name),
        name: name.into(),
        title: text(name),
        kind,
        parent: SHIMEN_ZONE,
        node: NodeId(node),
        residents: 1_000,
        households: 300,
        presence: Presence::default(),
        elderly: 200,
        children: 100,
        immobile: 10,
    }
}

fn county() -> County {
    let network = network();
    let road_settings = vec![
        RoadSetting { zone: HEWAN_ZONE, reach: None, above_river_cm: 300 };
        network.roads.len()
    ];
    County {
        name: "row".into(),
        title: text("row"),
        source: text("by hand"),
        frame: None,
        estimates: vec![],
        network: Arc::new(network),
        traffic: None,
        zones: vec![zone("shimen", ZoneKind::Township, 0), zone("hewan", ZoneKind::Village, 3)],
        facilities: vec![],
        areas: vec![HazardArea {
            key: Key::written("area", "hewan-low"),
            name: "hewan-low".into(),
            title: text("hewan-low"),
            zone: HEWAN_ZONE,
            node: NodeId(3),
            households: 30,
            people: 100,
            shelter: FacilityId(0),
            water: Some(AreaWater {
                reach: ReachId(0),
                height_cm: 180,
                top_cm: 400,
                gauge: FacilityId(0),
                thresholds_mm: [35, 60, 50, 90],
            }),
        }],
        reaches: vec![],
        waters: Vec::new(),
        terrain: Terrain {
            elevation_m: Grid::filled(2, 2, 1_000.0, 100.0),
            cover: Grid::filled(2, 2, 1_000.0, Cover::Farmland),
            reach: Grid::filled(2, 2, 1_000.0, u16::MAX),
            above_river_cm: Grid::filled(2, 2, 1_000.0, 0),
        },
        road_settings,
    }
}

const DESKS: [(&str, Option<ZoneId>); 6] = [
    ("fire", None),
    ("headquarters", None),
    ("health", None),
    ("hewan", Some(HEWAN_ZONE)),
    ("shimen", Some(SHIMEN_ZONE)),
    ("transport", None),
];

/// Name, desk, junction, capability.
const TEAMS: [(&str, &str, u32, Capability); 4] = [
    ("ambulance", "health", 0, Capability::Medical),
    ("digger", "transport", 5, Capability::RoadClearance),
    ("engine-1", "fire", 0, Capability::Rescue),
    ("engine-2", "fire", 1, Capability::Rescue),
];

/// The place of a name in a list that may be written in reverse.
fn place<T>(list: &[T], reversed: bool, is: impl Fn(&T) -> bool) -> usize {
    let found = list.iter().position(is).expect("the name is in the list");
    if reversed { list.len() - 1 - found } else { found }
}

fn desk_id(name: &str, reversed: bool) -> DeskId {
    DeskId::from_index(place(&DESKS, reversed, |desk| desk.0 == name))
}

fn desks(reversed: bool) -> Vec<Desk> {
    let mut desks: Vec<Desk> = DESKS
        .iter()
        .enumerate()
        .map(|(number, (name, serves))| Desk {
            key: Key::written("desk", name),
            name: (*name).into(),
            title: text(name),
            organisation: OrganisationId::from_index(number),
            node: NodeId(0),
            zone: serves.unwrap_or(SHIMEN_ZONE),
            serves: *serves,
            staff: 2,
            service: minutes(1),
            service_sigma: 0.0,
            lines: 2,
            landline: true,
            satellite: false,
            platform: true,
            reports_to: None,
            deputy: None,
            hospital: None,
        })
        .collect();
    if reversed {
        desks.reverse();
    }
    desks
}

fn teams(reversed: bool) -> Vec<Team> {
    let mut teams: Vec<Team> = TEAMS
        .iter()
        .map(|(name, desk, node, capability)| Team {
            key: Key::written("team", name),
            name: (*name).into(),
            family: (*name).into(),
            title: text(name),
            organisation: desks(false)[desk_id(desk, false).index()].organisation,
            desk: desk_id(desk, reversed),
            station: NodeId(*node),
            profile: Profile::Road,
            crew: 6,
            capabilities: CapabilitySet::of(&[*capability]),
            work_rate_percent: 100,
            turnout: [minutes(1), minutes(2)],
            beyond: Duration::ZERO,
            seats: 0,
            wading_mm: None,
        })
        .collect();
    if reversed {
        teams.reverse();
    }
    teams
}

fn flows(reversed: bool) -> Vec<Flow> {
    let desk = |name| Audience::Desk(desk_id(name, reversed));
    let flow = |fact, (at_least, at_most), from, to, limit| Flow {
        scope: Scope::All,
        clause: ClauseId(0),
        when: Condition { fact, at_least, at_most, subjects: 1, event: None },
        from,
        to,
        channels: vec![Channel::Phone],
        priority: Priority::Urgent,
        limit: minutes(limit),
        source: source(Standing::Local),
    };
    let (any, hewan) = (i64::MAX, Audience::VillageOfSubject);
    let mut flows = vec![
        flow(FactKind::RoadPassable, (0, 0), hewan, vec![desk("fire"), desk("transport")], 10),
        flow(FactKind::RiverStage, (100, any), desk("shimen"), vec![desk("headquarters")], 10),
        flow(FactKind::Incident, (0, any), desk("headquarters"), vec![desk("fire")], 10),
    ];
    // From the headquarters on: whoever it had to tell is late because it was.
    flows.push(flow(
        FactKind::RiverStage,
        (100, any),
        desk("headquarters"),
        vec![desk("fire")],
        10,
    ));
    if reversed {
        flows.reverse();
    }
    flows
}

fn rules(reversed: bool) -> Vec<Rule> {
    let headquarters = Audience::Desk(desk_id("headquarters", reversed));
    let rule = |fact, at_least, action| Rule {
        clause: ClauseId(1),
        desk: headquarters.clone(),
        when: vec![Condition { fact, at_least, at_most: i64::MAX, subjects: 1, event: None }],
        then: vec![action],
        approval: None,
        limit: None,
    };
    let level = Action::DeclareLevel(Scale::ResponseLevel, EventKind::Flood, Level::Two);
    let warn = rule(FactKind::AreaStage, 1, Action::Warn(Channel::Loudspeaker));
    vec![
        rule(FactKind::WarningLevel, 3, level),
        rule(FactKind::AreaStage, 1, Action::Call(Audience::VillageOfSubject)),
        Rule { desk: Audience::VillageOfSubject, ..warn },
    ]
}

fn limit(allowed: u64) -> Limit {
    Limit { limit: minutes(allowed), clause: Some(ClauseId(1)), source: source(Standing::Local) }
}

#[allow(clippy::too_many_lines, reason = "a plan is one table")]
fn plan(reversed: bool) -> Plan {
    let desk = |name: &str| desk_id(name, reversed);
    let clause = |name: &str| Clause {
        key: Key::written("clause", name),
        name: name.into(),
        title: text(name),
    };
    let duty = |capability, lead: &str| Duty {
        clause: ClauseId(0),
        capability,
        lead: Audience::Desk(desk(lead)),
        support: vec![],
    };
    let teams = teams(reversed);
    Plan {
        name: "plan".into(),
        title: text("plan"),
        clauses: vec![clause("4.1"), clause("5.2")],
        organisations: DESKS
            .iter()
            .map(|(name, _)| Organisation {
                key: Key::written("organisation", name),
                name: (*name).into(),
                title: text(name),
                symbol: Symbol::Government,
            })
            .collect(),
        desks: desks(reversed),
        channels: vec![],
        call_taking: vec![],
        monitoring: vec![],
        crew_news: vec![],
        withdrawals: vec![],
        flows: flows(reversed),
        aid: vec![],
        duties: vec![
            duty(Capability::Rescue, "fire"),
            duty(Capability::RoadClearance, "transport"),
            duty(Capability::Medical, "health"),
        ],
        approvals: vec![],
        rules: rules(reversed),
        reporting: vec![Reporting {
            clause: ClauseId(1),
            from: Audience::TownshipOfSubject,
            to: Audience::Desk(desk("headquarters")),
            when: Condition {
                fact: FactKind::Incident,
                at_least: 0,
                at_most: i64::MAX,
                subjects: 1,
                event: None,
            },
            fields: vec![],
            channels: vec![Channel::Phone],
            first: minutes(20),
            follow_up: Some(minutes(30)),
            source: source(Standing::Confirmed),
        }],
        calls: Calls {
            clause: ClauseId(1),
            channels: vec![Channel::Phone],
            retry: minutes(3),
            confirm: minutes(10),
            act: minutes(20),
            escalate: minutes(10),
            escalate_to: Audience::TownshipOfSubject,
            source: source(Standing::Recalled),
        },
        consultation: minutes(20),
        limits: Limits {
            assign: limit(5),
            wait_on_peer: limit(10),
            level: limit(15),
            answer: limit(10),
            request: limit(60),
            debounce: limit(1),
            figures: Some(limit(30)),
        },
        standards: vec![Standard {
            name: "rescue".into(),
            title: text("rescue"),
            capability: Capability::Rescue,
            from: Leg::CallReceived,
            to: Leg::Arrived,
            limit: minutes(30),
            share_percent: 90,
            source: source(Standing::Local),
        }],
        medical: Medical {
            on_scene: minutes(15),
            handover: minutes(10),
            theatre: minutes(90),
            theatre_below_score: 7,
            hospitals: None,
            source: source(Standing::Placeholder),
        },
        stocks: vec![],
        places: vec![],
        zone_desk: vec![Some(desk("shimen")), Some(desk("hewan"))],
        desk_teams: (0..DESKS.len())
            .map(|number| {
                let own = |team: &TeamId| teams[team.index()].desk.index() == number;
                (0..teams.len()).map(TeamId::from_index).filter(own).collect()
            })
            .collect(),
        teams,
    }
}

fn catalogue() -> Vec<IncidentKind> {
    let task = |name: &str, capability, quantity, after, deadline| TaskTemplate {
        name: name.into(),
        title: text(name),
        capability,
        quantity,
        work: minutes(40),
        work_spread: WorkSpread::Fixed,
        work_per_person: Duration::ZERO,
        after,
        transports_casualties: false,
        deadline: minutes(deadline),
        danger: vec![],
        equipment: vec![],
    };
    vec![IncidentKind {
        key: Key::written("incident-kind", "landslide"),
        name: "landslide".into(),
        title: text("landslide"),
        call_taker: DeskId(0),
        noticed: minutes(4),
        tasks: vec![
            task("clear", Capability::RoadClearance, 1, vec![], 60),
            task("rescue", Capability::Rescue, 2, vec![0], 90),
        ],
        critical: true,
        source: source(Standing::Placeholder),
    }]
}

/// An objective of a desk: what is measured, its target and weight.
fn objective(
    name: &str,
    owner: DeskId,
    (measure, target, weight): (Measure, f64, f64),
) -> Objective {
    Objective {
        key: Key::written("objective", name),
        name: name.into(),
        title: text(name),
        owner,
        measure,
        target,
        weight,
        seen: text("log"),
    }
}

fn scenario(reversed: bool) -> Scenario {
    let owner = desk_id("headquarters", reversed);
    let objective =
        |name: &str, measure, target, weight| objective(name, owner, (measure, target, weight));
    Scenario {
        name: "scenario".into(),
        title: text("scenario"),
        summary: text("summary"),
        lesson: text("lesson"),
        handout: vec![],
        planted: vec![],
        dilemma: None,
        event: EventKind::Flood,
        quarter: 2,
        form: Form::Functional,
        notice: Notice::DoubleBlind,
        tier: Tier::Advanced,
        pressures: vec![],
        start: StartClock("2026-06-25T06:00:00".parse().unwrap()),
        duration: minutes(240),
        day: DayFile { market_day: false, holiday: false, school_term: true },
        flood: None,
        earthquake: None,
        cold: None,
        fires: Vec::new(),
        wind: None,
        release: None,
        wildfire: None,
        happenings: vec![],
        landslide_dams: Vec::new(),
        rumours: Vec::new(),
        crowds: Vec::new(),
        traffic: Vec::new(),
        stir_sources: Vec::new(),
        outbreaks: Vec::new(),
        slope_sources: Vec::new(),
        landslide_dam_sources: Vec::new(),
        visitors: vec![20],
        refuse: 0.0,
        departure_median: minutes(10),
        return_early: None,
        people_source: source(Standing::Placeholder),
        own_way: vec![],
        background: vec![],
        known_at_start: vec![],
        objectives: vec![
            objective("stages", Measure::NotifiedInTimePercent(FactKind::RiverStage), 50.0, 1.0),
            objective("tasks", Measure::TasksInTimePercent, 50.0, 3.0),
            objective("level", Measure::LevelDelayMinutes, 30.0, 0.0),
            objective("roads", Measure::NotifiedInTimePercent(FactKind::RoadPassable), 50.0, 0.0),
        ],
        injects: vec![],
        primary_outcome: Outcome::PersonMinutesInDanger,
        not_tested: vec![],
        members: 1,
        platform_on: true,
        channel_factor: vec![],
        absences: vec![],
        teams_away: vec![false; TEAMS.len()],
        village_speed: 1.0,
        goes_ahead: vec![false; TEAMS.len()],
        radio_apart: vec![false; TEAMS.len()],
        crews_not_told: vec![],
        places: vec![],
    }
}

fn names(county: &County, plan: &Plan) -> WrittenNames {
    let mut names = WrittenNames::default();
    let network = &county.network;
    names.set(IdKind::NodeId, network.nodes.iter().map(|node| node.key).collect(), vec![]);
    let arcs = (0..network.head.len()).map(|arc| {
        let road = network.road_of[arc];
        let forward = network.tail[arc] == network.roads[road.index()].from;
        Key::born(1, &[network.roads[road.index()].key], u32::from(forward))
    });
    names.set(IdKind::ArcId, arcs.collect(), vec![]);
    let roads = network.roads.iter().map(|road| road.name.to_string());
    names.set(IdKind::RoadId, network.roads.iter().map(|road| road.key).collect(), roads.collect());
    names.set(IdKind::FacilityId, vec![Key(5)], vec!["gauge".into()]);
    macro_rules! set {
        ($kind:expr, $list:expr) => {
            names.set(
                $kind,
                $list.iter().map(|item| item.key).collect(),
                $list.iter().map(|item| item.name.clone()).collect(),
            );
        };
    }
    set!(IdKind::ZoneId, county.zones);
    set!(IdKind::AreaId, county.areas);
    set!(IdKind::OrganisationId, plan.organisations);
    set!(IdKind::DeskId, plan.desks);
    set!(IdKind::TeamId, plan.teams);
    set!(IdKind::ClauseId, plan.clauses);
    set!(IdKind::IncidentKindId, catalogue());
    names
}

/// A log in the telling, minute by minute in order.
pub(super) struct Story {
    /// The drill, free to be changed before the score.
    pub(super) drill: Drill,
    /// What happened so far.
    pub(super) log: EventLog,
    reversed: bool,
    /// Counts the keys of what is born.
    pub(super) born: u64,
}

impl Story {
    /// A story over the lists in order.
    pub(super) fn new() -> Self {
        Self::over(false)
    }

    /// A story over the lists in order or reversed.
    pub(super) fn over(reversed: bool) -> Self {
        let (county, plan) = (county(), plan(reversed));
        let names = Arc::new(names(&county, &plan));
        let log = EventLog::new(Registry::new(names.clone()));
        let drill = Drill {
            county: Arc::new(county),
            plan: Arc::new(plan),
            catalogue: Arc::new(catalogue()),
            scenario: scenario(reversed),
            names,
        };
        let mut story = Self { drill, log, reversed, born: 1_000 };
        story.happens(0, None, Event::RunStarted {});
        story
    }

    /// The plan, to change it.
    pub(super) fn plan(&mut self) -> &mut Plan {
        Arc::make_mut(&mut self.drill.plan)
    }

    pub(super) fn desk(&self, name: &str) -> DeskId {
        desk_id(name, self.reversed)
    }

    pub(super) fn team(&self, name: &str) -> TeamId {
        TeamId::from_index(place(&TEAMS, self.reversed, |team| team.0 == name))
    }

    pub(super) fn bear<I: Identified>(&mut self) -> I {
        self.born += 1;
        let key = Key(self.born);
        self.log.registry_mut().bear(key)
    }

    pub(super) fn happens(&mut self, minute: u64, cause: Option<Seq>, event: Event) -> Seq {
        self.log.append(at(minute), cause, event)
    }

    /// Somebody sees a version that has just become true.
    pub(super) fn sees(
        &mut self,
        minute: u64,
        by: Party,
        fact: Fact,
        value: i64,
    ) -> (VersionId, Seq) {
        let version = self.bear();
        let since = at(minute);
        let event = Event::FactObserved { version, fact, value, by, since };
        (version, self.happens(minute, None, event))
    }

    /// A notification of one version is sent.
    pub(super) fn sends(
        &mut self,
        minute: u64,
        ends: (Party, Party),
        version: VersionId,
        cause: Option<Seq>,
    ) -> (MessageId, Seq) {
        self.writes(minute, MessageKind::Notification, ends, version, cause)
    }

    /// A message of a kind with one version is sent.
    pub(super) fn writes(
        &mut self,
        minute: u64,
        kind: MessageKind,
        (from, to): (Party, Party),
        version: VersionId,
        cause: Option<Seq>,
    ) -> (MessageId, Seq) {
        let message = self.bear();
        let sent = Event::MessageSent {
            message,
            kind,
            from,
            to,
            channel: Channel::Phone,
            priority: Priority::Routine,
            versions: vec![version].into_boxed_slice(),
            about: About::Facts {},
        };
        let sent = self.happens(minute, cause, sent);
        (message, self.happens(minute, Some(sent), Event::MessageDelivered { message }))
    }

    /// It is read.
    pub(super) fn reads(&mut self, minute: u64, (message, sent): (MessageId, Seq)) -> Seq {
        self.happens(minute, Some(sent), Event::MessageRead { message, after: None })
    }

    /// A landslide at Hewan with its two tasks: clear, and then rescue.
    pub(super) fn landslide(&mut self, minute: u64) -> (IncidentId, [TaskId; 2]) {
        let (incident, kind) = (self.bear(), IncidentKindId(0));
        let (node, zone, people) = (NodeId(3), HEWAN_ZONE, 3);
        let event = Event::IncidentOccurred { incident, kind, node, zone, people };
        let cause = self.happens(minute, None, event);
        let tasks: [TaskId; 2] = [self.bear(), self.bear()];
        let [clear, rescue] = tasks;
        let arises = [
            (clear, Capability::RoadClearance, 1, None),
            (rescue, Capability::Rescue, 2, Some(clear)),
        ];
        for (task, capability, quantity, after) in arises {
            let work = minutes(40);
            let event = Event::TaskArose { task, incident, capability, quantity, work, after };
            self.happens(minute, Some(cause), event);
        }
        (incident, tasks)
    }

    /// A desk learns of an incident by itself.
    pub(super) fn knows(&mut self, minute: u64, desk: &str, incident: IncidentId) -> Seq {
        let by = Party::Desk(self.desk(desk));
        self.sees(minute, by, Fact::new(FactKind::Incident, Subject::Incident(incident)), 0).1
    }

    /// A desk orders a team to a task.
    pub(super) fn orders(&mut self, minute: u64, desk: &str, team: &str, task: TaskId) -> Seq {
        let (order, by, team) = (self.bear(), self.desk(desk), self.team(team));
        let content = Box::new(Order::Dispatch { team, task });
        self.happens(minute, None, Event::OrderIssued { order, by, content })
    }

    /// A team takes a task up.
    pub(super) fn takes(&mut self, minute: u64, desk: &str, team: &str, task: TaskId) -> Seq {
        let (by, team) = (self.desk(desk), self.team(team));
        let event = Event::TaskAssigned { task, team, by, after: None };
        let seq = self.happens(minute, None, event);
        let state = TeamState::TurningOut;
        self.happens(minute, Some(seq), Event::TeamStateChanged { team, state });
        seq
    }

    /// A team sets out along the row and arrives at the landslide.
    pub(super) fn arrives(&mut self, minute: u64, team: &str, task: TaskId) -> Seq {
        let (team, task) = (self.team(team), Some(task));
        self.happens(minute, None, Event::TeamArrived { team, node: NodeId(3), task })
    }

    /// Play ends and is scored, with a router.
    pub(super) fn ends(&mut self, minute: u64) -> Scorecard {
        self.happens(minute, None, Event::RunEnded {});
        self.scored()
    }

    /// The score of what has been told so far.
    pub(super) fn scored(&self) -> Scorecard {
        let router = Router::new(self.drill.county.network.clone(), &[]);
        score(&self.drill, Some(&router), &self.log)
    }
}
