//! People out in the cold after an earthquake: the sooner supplies come, the fewer the cold
//! overcomes; whoever has a tent closes it on a stove unless somebody looks after it; and what
//! desks do not know they send nothing to.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{DeskId, FacilityId, ZoneId};
use muster::base::text::Text;
use muster::base::time::Time;
use muster::county::place::ZoneKind;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::files::drill::DrillFiles;
use muster::hazard::earthquake::fragility::BuildingClass;
use muster::hazard::earthquake::intensity::SeismicZone;
use muster::hazard::shelter_air::Stove;
use muster::plan::file::{
    Action, AidFile, Audience, ClauseFile, ConditionFile, FlowFile, Relief, RuleFile, Scope,
    TeamFile,
};
use muster::scenario::Tier;
use muster::scenario::file::{BuildingsFile, CareFile, ColdFile, EarthquakeFile, TentsFile};
use muster::sim::control::{Action as Doing, Input};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::capability::Capability;
use muster::vocabulary::channel::{Channel, Priority};
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::{Answer, Order};

use crate::{audit, fixture};

/// The small county of all these nights.
const COUNTY: u64 = 2;

fn cold(files: &DrillFiles) -> ColdFile {
    ColdFile {
        air_c: vec![(0.0, -9.0), (240.0, -14.0), (720.0, -5.0)],
        wind_m_s: 2.0,
        out_percent: vec![(6.0, 10.0), (8.0, 60.0)],
        bare_percent: 15.0,
        counted_minutes: 10.0,
        runner_minutes: 30.0,
        hand_out_minutes: 10.0,
        care: CareFile {
            incident: "people-in-the-cold".into(),
            task: "care".into(),
            least_people: 20,
            leaves_percent: 0.0,
        },
        hypothermia: "hypothermia".into(),
        tents: TentsFile {
            people: 4,
            volume_m3: 24.0,
            air_changes_per_hour: 0.3,
            stove: Stove::Coal,
            closed_percent: 20.0,
            told_leaves_percent: 50.0,
            found_minutes: 240.0,
            incident: "carbon-monoxide".into(),
        },
        source: files.scenario.value.people.source.clone(),
    }
}

/// An earthquake on a winter night under the small county, whose plan counts who is out and
/// releases supplies for them.
pub(crate) fn night(change: impl FnOnce(&mut DrillFiles)) -> Arc<Prepared> {
    let county = fixture::small_county(COUNTY);
    let mut files = fixture::shipped_files();
    let cold = cold(&files);
    let source = files.scenario.value.people.source.clone();
    let scenario = &mut files.scenario.value;
    let buildings = ZoneKind::ALL.iter().map(|zone| BuildingsFile {
        zone: *zone,
        class: BuildingClass::FrameMid,
        percent: 100.0,
    });
    scenario.earthquake = Some(EarthquakeFile {
        at_minutes: 5.0,
        epicentre: county.zones[0].name.clone(),
        offset_km: (0.0, 0.0),
        magnitude: 5.6,
        depth_km: 9.0,
        strike_degrees: 30.0,
        attenuation: SeismicZone::Eastern,
        spread: (0.5, 0.1),
        indoors_percent: 95.0,
        buildings: buildings.collect(),
        incident: "landslide-burial".into(),
        aftershocks: None,
        source: source.clone(),
    });
    scenario.cold = Some(cold);
    fixture::without_embankments(scenario);
    scenario.happenings.clear();
    scenario.background.clear();
    scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
    let plan = &mut files.plan.value;
    plan.clauses.push(ClauseFile { name: "cold".into(), title: Text::new("御寒", "cold") });
    let desk = |name: &str| Audience::Desk(name.to_owned());
    plan.flows.push(FlowFile {
        clause: "cold".into(),
        fact: FactKind::PeopleUnsheltered,
        at_least: Some(1),
        at_most: None,
        event: None,
        scope: Scope::All,
        from: Audience::TownshipOfSubject,
        to: vec![desk("emergency")],
        channels: vec![Channel::Phone, Channel::Satellite],
        priority: Priority::Urgent,
        limit_minutes: 30,
        source: source.clone(),
    });
    plan.rules.push(RuleFile {
        clause: "cold".into(),
        desk: desk("emergency"),
        when: vec![ConditionFile {
            fact: FactKind::PeopleUnsheltered,
            at_least: Some(1),
            at_most: None,
            subjects: 1,
            event: None,
        }],
        then: vec![Action::ReleaseSupplies(Relief { percent: 100, load: 400 })],
        approval: None,
        limit_minutes: None,
        source: None,
    });
    change(&mut files);
    fixture::prepare(&files, &county, Tier::Beginner)
}

fn played(prepared: &Arc<Prepared>, seed: u64) -> EventLog {
    let log = play(prepared, Seed(seed), &[]);
    audit::check(prepared, &log, "a cold night");
    log
}

fn hurt(log: &EventLog, by: CasualtyCause) -> usize {
    let is = |event: &Event| matches!(event, Event::CasualtyOccurred { cause, .. } if *cause == by);
    log.records().iter().filter(|record| is(&record.event)).count()
}

fn changes(log: &EventLog, kind: FactKind) -> Vec<(Time, Fact, i64)> {
    let of = |event: &Event| match event {
        Event::FactChanged { fact, value } if fact.kind == kind => Some((*fact, *value)),
        _ => None,
    };
    let all = log.records().iter();
    all.filter_map(|it| of(&it.event).map(|(fact, value)| (it.at, fact, value))).collect()
}

/// Without the rule nobody sends anything, and more are overcome.
fn without_rule(files: &mut DrillFiles) {
    files.plan.value.rules.pop();
}

#[test]
fn supplies_come_over_the_roads_and_whoever_gets_them_is_out_of_the_cold() {
    let (with, without) = (night(|_| ()), night(without_rule));
    for seed in 1..=3 {
        let (log, none) = (played(&with, seed), played(&without, seed));
        let came = changes(&log, FactKind::ShelterSupplies);
        assert!(!came.is_empty() && changes(&none, FactKind::ShelterSupplies).is_empty());
        let (fewer, more) = (hurt(&log, CasualtyCause::Cold), hurt(&none, CasualtyCause::Cold));
        assert!(fewer < more, "{seed}: {fewer} with supplies, {more} without");
        assert_eq!(hurt(&none, CasualtyCause::CarbonMonoxide), 0, "nobody has a stove");
        // Nobody is brought anything before a vehicle was loaded, drove and was unloaded.
        let ordered = log.records().iter().find(|record| {
            matches!(&record.event, Event::OrderIssued { content, .. }
                if matches!(**content, Order::ReleaseSupplies { .. }))
        });
        let ordered = ordered.expect("the rule releases supplies");
        assert!(came[0].0.since(ordered.at).minutes() > 40.0);
    }
}

/// The same seed, the same people: what comes sooner leaves fewer out.
#[test]
fn the_sooner_supplies_come_the_fewer_the_cold_overcomes() {
    let of = |turnout: u32| {
        let prepared = night(|files| {
            for team in &mut files.plan.value.teams {
                if team.kind.capabilities.contains(&Capability::Supply) {
                    team.kind.turnout_seconds = (turnout, turnout);
                }
            }
        });
        (1..=4).map(|seed| hurt(&played(&prepared, seed), CasualtyCause::Cold)).collect::<Vec<_>>()
    };
    let (soon, late) = (of(300), of(10_800));
    assert!(soon.iter().zip(&late).all(|(soon, late)| soon < late), "{soon:?} {late:?}");
}

#[test]
fn a_warmer_night_overcomes_fewer() {
    let of = |degrees: f64| {
        let prepared = night(|files| {
            without_rule(files);
            let cold = files.scenario.value.cold.as_mut().expect("it is written");
            cold.air_c.iter_mut().for_each(|(_, air)| *air += degrees);
        });
        (1..=3).map(|seed| hurt(&played(&prepared, seed), CasualtyCause::Cold)).collect::<Vec<_>>()
    };
    let (cold, mild, warm) = (of(-8.0), of(0.0), of(10.0));
    assert!(cold.iter().zip(&mild).all(|(cold, mild)| cold > mild), "{cold:?} {mild:?}");
    assert!(mild.iter().zip(&warm).all(|(mild, warm)| mild > warm), "{mild:?} {warm:?}");
}

/// Stoves in closed tents poison people, unless somebody cares for them or it was published.
#[test]
fn stoves_poison_where_nobody_looks_after_them() {
    let of = |change: fn(&mut DrillFiles)| -> usize {
        let prepared = night(change);
        let all = (1..=3).map(|seed| hurt(&played(&prepared, seed), CasualtyCause::CarbonMonoxide));
        all.sum()
    };
    // So few that nobody is sent to look after them.
    let alone: fn(&mut DrillFiles) = |files| {
        let cold = files.scenario.value.cold.as_mut().expect("it is written");
        cold.care.least_people = 100_000;
    };
    let told: fn(&mut DrillFiles) = |files| {
        let cold = files.scenario.value.cold.as_mut().expect("it is written");
        cold.care.least_people = 100_000;
        let mut rule = files.plan.value.rules.last().expect("it was added").clone();
        rule.when[0].fact = FactKind::ShelterSupplies;
        rule.then = vec![Action::Publish];
        files.plan.value.rules.push(rule);
    };
    let (alone, told, cared) = (of(alone), of(told), of(|_| ()));
    assert!(cared < told && told < alone, "{cared} {told} {alone}");
}

/// Who is not counted is sent nothing: where the township cannot say how many are out, nobody
/// orders anything.
#[test]
fn a_township_that_cannot_say_is_sent_nothing() {
    let silent = night(|files| {
        files.plan.value.flows.pop();
    });
    let log = played(&silent, 1);
    assert!(changes(&log, FactKind::PeopleUnsheltered).len() > 1);
    assert!(changes(&log, FactKind::ShelterSupplies).is_empty());
}

/// A person at the console releases supplies too, and each truck calls at its depot first.
#[test]
fn a_truck_calls_at_the_depot_that_it_brings_supplies_from() {
    let prepared = night(without_rule);
    let drill = &prepared.drill;
    let depot = drill.plan.stocks[0].at;
    let to = drill.county.shelter_of(ZoneId(0)).expect("the town has one");
    let desks = &drill.plan.desks;
    let desk = desks.iter().position(|desk| desk.name == "emergency").expect("shipped");
    let order = Order::ReleaseSupplies { depot, to, quantity: 50 };
    let action = Doing::GiveOrder { desk: DeskId::from_index(desk), order };
    let at = Time::from_minutes(30);
    let log = play(&prepared, Seed(1), &[Input { at, sequence: 0, action }]);
    audit::check(&prepared, &log, "supplies by order");
    let node = |facility: FacilityId| drill.county.facilities[facility.index()].node;
    let stops: Vec<_> = log
        .records()
        .iter()
        .filter_map(|record| match record.event {
            Event::TeamArrived { team, node, task } => Some((team, node, task.is_some())),
            _ => None,
        })
        .collect();
    let loaded = stops.iter().find(|(_, at, is_task)| *at == node(depot) && !is_task);
    let team = loaded.expect("it is loaded there").0;
    assert!(stops.contains(&(team, node(to), true)), "{stops:?}");
    let kits: Vec<i64> =
        changes(&log, FactKind::ShelterSupplies).iter().map(|(.., kits)| *kits).collect();
    assert_eq!(kits, [50]);
}

/// Mutual aid: who lives outside is asked last, answers, and comes by the staging area.
#[test]
fn teams_from_outside_are_asked_last_and_come_by_the_staging_area() {
    let prepared = night(|files| {
        let plan = &mut files.plan.value;
        let source = files.scenario.value.people.source.clone();
        // Nobody of the county itself can carry supplies.
        let mut truck: TeamFile = plan
            .teams
            .iter()
            .find(|team| team.kind.capabilities.contains(&Capability::Supply))
            .expect("shipped")
            .clone();
        for team in &mut plan.teams {
            team.kind.capabilities.retain(|of| *of != Capability::Supply);
        }
        plan.teams.retain(|team| !team.kind.capabilities.is_empty());
        truck.name = "from-outside".into();
        truck.at = "city-hospital-1".into();
        truck.kind.desk = Audience::Desk("city-flood-office".into());
        truck.kind.capabilities = vec![Capability::Supply];
        plan.teams.push(truck);
        plan.aid.push(AidFile {
            clause: "cold".into(),
            capability: Capability::Supply,
            from: vec![Audience::Desk("city-flood-office".into())],
            staging: "county-command".into(),
            briefing_minutes: 25,
            source,
        });
    });
    let log = played(&prepared, 1);
    let plan = &prepared.drill.plan;
    let mut course = Vec::new();
    for record in log.records() {
        let step = match &record.event {
            Event::RequestMade { capability: Capability::Supply, to, .. } => {
                plan.desks[to.index()].name.as_str()
            }
            Event::RequestAnswered { answer: Answer::Accept, .. } => "accepted",
            Event::TeamArrived { team, task, .. }
                if plan.teams[team.index()].name == "from-outside" =>
            {
                if task.is_some() {
                    "at the shelter"
                } else {
                    "stop"
                }
            }
            _ => continue,
        };
        course.push((step, record.at));
    }
    let first = |step: &str| {
        let found = course.iter().find(|(other, _)| *other == step);
        found.unwrap_or_else(|| panic!("{step}: {course:?}")).1
    };
    let (asked, accepted) = (first("city-flood-office"), first("accepted"));
    assert!(first("armed-forces") <= asked && asked < accepted);
    // Turned out, over the way to the map's edge, and over the roads to the staging area.
    let city = prepared.drill.county.facilities.iter().find(|it| it.name == "city-hospital-1");
    let beyond = f64::from(city.expect("generated").access_minutes);
    let staged = first("stop");
    assert!(beyond > 10.0 && staged.since(accepted).minutes() > beyond);
    let stops: Vec<Time> =
        course.iter().filter(|(step, _)| *step == "stop").map(|(_, at)| *at).collect();
    assert!(stops[1].since(staged).minutes() >= 25.0, "briefed, then to the depot");
    assert!(first("at the shelter") > stops[1]);
}

/// Nobody is out where the ground shook too little, and those who are out are people of theirs.
#[test]
fn no_more_are_out_than_are_there() {
    let prepared = night(|_| ());
    let log = played(&prepared, 2);
    let first = changes(&log, FactKind::PeopleUnsheltered);
    assert!(!first.is_empty());
    for (_, fact, people) in first {
        let Subject::Zone(township) = fact.subject else { panic!("{fact:?}") };
        let zones = &prepared.drill.county.zones;
        let of = zones.iter().filter(|zone| zone.parent == township);
        let there: u32 = of.map(|zone| zone.presence.night.max(zone.presence.workday)).sum();
        assert!(people <= i64::from(there), "{people} of {there}");
    }
}
