//! The plan of the story: six desks, four teams, and what they owe each other.

use super::{HEWAN_ZONE, SHIMEN_ZONE, minutes, source, text};
use crate::base::id::{ClauseId, DeskId, NodeId, OrganisationId, TeamId, ZoneId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::plan::file::{Action, Audience, Leg, Scope, Standing, Symbol};
use crate::plan::limits::{Limit, Limits, Standard};
use crate::plan::messages::{Calls, Flow, Reporting};
use crate::plan::people::{Desk, Organisation, Team};
use crate::plan::rules::{Condition, Duty, Rule};
use crate::plan::{Clause, Medical, Plan};
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::profile::Profile;
use crate::vocabulary::scale::{EventKind, Level, Scale};

const DESKS: [(&str, Option<ZoneId>); 6] = [
    ("fire", None),
    ("headquarters", None),
    ("health", None),
    ("hewan", Some(HEWAN_ZONE)),
    ("shimen", Some(SHIMEN_ZONE)),
    ("transport", None),
];

/// Name, desk, junction, capability.
pub(super) const TEAMS: [(&str, &str, u32, Capability); 4] = [
    ("ambulance", "health", 0, Capability::Medical),
    ("digger", "transport", 5, Capability::RoadClearance),
    ("engine-1", "fire", 0, Capability::Rescue),
    ("engine-2", "fire", 1, Capability::Rescue),
];

/// The place of a name in a list that may be written in reverse.
pub(super) fn place<T>(list: &[T], reversed: bool, is: impl Fn(&T) -> bool) -> usize {
    let found = list.iter().position(is).expect("the name is in the list");
    if reversed { list.len() - 1 - found } else { found }
}

pub(super) fn desk_id(name: &str, reversed: bool) -> DeskId {
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
pub(super) fn plan(reversed: bool) -> Plan {
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
