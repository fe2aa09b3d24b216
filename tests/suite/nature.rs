//! Cascades of nature: what follows from what, in the timeline and in the log, so that `why` can
//! tell the chain. A mast stands in the flood and fails because of it; an embankment gives way and
//! floods what lies below, unless it was strengthened in time; a decision is the reason of what
//! would not have come without it, and of nothing else. It caught rain that a gate was said to
//! have brought.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{FacilityId, NodeId};
use muster::base::time::{Duration, Time};
use muster::county::drainage::NO_REACH;
use muster::county::place::{County, FacilityKind};
use muster::event_log::event::{Event, Seq};
use muster::event_log::{EventLog, Record};
use muster::scenario::timeline::{Change, Crossing, Intervention, Timeline};
use muster::scenario::{Drill, Tier, flood};
use muster::sim::play;
use muster::sim::prepared::{FORKS_KEPT, Prepared};
use muster::vocabulary::fact::{Fact, FactKind, Subject};

use crate::fixture;

/// When a fact of this kind changes, and how.
fn changes(timeline: &Timeline, kind: FactKind) -> Vec<(&Crossing, Fact)> {
    let of_kind = |crossing: &'_ Crossing| match crossing.change {
        Change::Fact(fact, _) if fact.kind == kind => Some(fact),
        _ => None,
    };
    let crossings = timeline.crossings().iter();
    crossings.filter_map(|crossing| Some((crossing, of_kind(crossing)?))).collect()
}

fn event(log: &EventLog, seq: Seq) -> &Record {
    &log.records()[seq.0 as usize]
}

/// The changes of facts of this kind in a log, each with its number and the event it names as its
/// cause.
fn logged(log: &EventLog, kind: FactKind) -> Vec<(Seq, Fact, Option<&Record>)> {
    let numbered = log.records().iter().enumerate();
    let found = numbered.filter_map(|(number, record)| match record.event {
        Event::FactChanged { fact, .. } if fact.kind == kind => {
            let seq = Seq(u32::try_from(number).unwrap());
            Some((seq, fact, record.cause.map(|cause| event(log, cause))))
        }
        _ => None,
    });
    found.collect()
}

/// The junction that lies deepest in a member's flood: not in a river's channel.
fn deepest_junction(drill: &Drill, member: u32) -> NodeId {
    let field = flood::flood(drill).expect("it floods").prepare(member, &[]);
    let (terrain, nodes) = (&drill.county.terrain, &drill.county.network.nodes);
    let minutes = (0..drill.scenario.duration.minutes() as u64).step_by(10);
    let times: Vec<Time> = minutes.map(Time::from_minutes).collect();
    let depth_cm = |node: &NodeId| {
        let node = &nodes[node.index()];
        let (column, row) = terrain.elevation_m.cell_of(node.x_m, node.y_m).unwrap();
        let (reach, above_cm) =
            (terrain.reach.at(column, row), terrain.above_river_cm.at(column, row));
        if reach == NO_REACH || above_cm == 0 {
            return i64::MIN;
        }
        let stages = times.iter().map(|at| field.stage_cm(usize::from(reach), *at) as i64);
        stages.max().expect("it lasts") - i64::from(above_cm)
    };
    (0..nodes.len()).map(NodeId::from_index).max_by_key(|node| (depth_cm(node), *node)).unwrap()
}

/// The shipped drill over a small county whose masts all stand on the plain where the flood is
/// deepest.
fn masts_by_the_river() -> Arc<Prepared> {
    let prepared = fixture::small(2, Tier::Advanced);
    let mut county = County::clone(&prepared.drill.county);
    let low = deepest_junction(&prepared.drill, prepared.member(Seed(1)));
    let (x_m, y_m) = {
        let node = &county.network.nodes[low.index()];
        (node.x_m, node.y_m)
    };
    let terrain = &mut county.terrain;
    let (column, row) = terrain.elevation_m.cell_of(x_m, y_m).unwrap();
    let (reach, above_cm) = (terrain.reach.at(column, row), terrain.above_river_cm.at(column, row));
    for (column, row) in terrain.elevation_m.cells_within(x_m, y_m, 300.0) {
        terrain.reach.set(column, row, reach);
        terrain.above_river_cm.set(column, row, above_cm);
    }
    for facility in &mut county.facilities {
        if facility.kind == FacilityKind::Mast {
            facility.node = low;
        }
    }
    let drill = Drill { county: Arc::new(county), ..Drill::clone(&prepared.drill) };
    Arc::new(Prepared::new(Arc::new(drill)))
}

#[test]
fn a_mast_that_stands_in_the_water_fails_because_of_it() {
    let prepared = masts_by_the_river();
    let member = prepared.member(Seed(1));
    let timeline = prepared.timeline(member, &[]);
    let wet = changes(&timeline, FactKind::FacilityDepth);
    assert!(!wet.is_empty(), "the flood reaches low ground");
    for (water, fact) in &wet {
        let Subject::Facility(mast) = fact.subject else { panic!("{fact:?}") };
        let fails = |crossing: &&Crossing| crossing.change == Change::Destroyed(mast);
        let failed = timeline.crossings().iter().find(fails).expect("it fails");
        assert_eq!((failed.at, failed.because), (water.at, Some(*fact)));
    }
    let log = play(&prepared, Seed(1), &[]);
    // A substation may stand in the water too.
    let mut silenced = logged(&log, FactKind::MastWorking);
    silenced.extend(logged(&log, FactKind::PowerSupplied));
    let mut because_of_water = 0;
    for (crossing, water) in &wet {
        let of_mast = |(_, fact, _): &&(Seq, Fact, _)| fact.subject == water.subject;
        let (seq, _, cause) = silenced.iter().find(of_mast).expect("it fails");
        let at = event(&log, *seq).at;
        // The storyline may have silenced it before.
        assert!(at <= crossing.at, "{water:?}");
        if at == crossing.at {
            let cause = cause.map(|record| &record.event);
            let is_water = matches!(cause, Some(Event::FactChanged { fact, .. }) if fact == water);
            assert!(is_water, "{water:?} because of {cause:?}");
            because_of_water += 1;
        }
    }
    assert!(because_of_water > 0);
}

/// The first of these members in which the embankment gives way, and when.
fn breach(prepared: &Prepared) -> Option<(u32, Time)> {
    (0..u32::from(prepared.drill.scenario.members)).find_map(|member| {
        let timeline = prepared.timeline(member, &[]);
        let (crossing, _) = *changes(&timeline, FactKind::EmbankmentBroken).first()?;
        Some((member, crossing.at))
    })
}

#[test]
fn an_embankment_gives_way_unless_it_is_strengthened_in_time() {
    let prepared = fixture::small(2, Tier::Advanced);
    let (member, at) = breach(&prepared).expect("it gives way in some member");
    let broken = prepared.timeline(member, &[]);
    let embankment = &prepared.drill.scenario.flood.as_ref().unwrap().embankments[0];
    let done = |at| [Intervention::Stopped(embankment.incident, at)];
    let in_time = prepared.timeline(member, &done(at - Duration::from_minutes(20)));
    assert!(changes(&in_time, FactKind::EmbankmentBroken).is_empty());
    let late = prepared.timeline(member, &done(at + Duration::from_minutes(6)));
    assert_eq!(late, broken);
    // What follows from it comes after it, and does not come where it holds.
    let (_, fact) = changes(&broken, FactKind::EmbankmentBroken)[0];
    let mut followers = 0;
    for (crossing, place) in broken.crossings().iter().zip(broken.places_in(&in_time)) {
        let follows = crossing.because == Some(fact);
        followers += usize::from(follows);
        assert!(!follows || crossing.at >= at && place.is_none(), "{crossing:?}");
        assert!(crossing.at >= at || place.is_some(), "{crossing:?}");
    }
    assert!(followers > 0, "its wave reaches something");
}

#[test]
fn the_log_tells_what_the_embankment_brought() {
    let prepared = fixture::small(2, Tier::Advanced);
    let (member, _) = breach(&prepared).expect("it gives way in some member");
    let seed = (1..10_000).find(|seed| prepared.member(Seed(*seed)) == member).unwrap();
    let log = play(&prepared, Seed(seed), &[]);
    let broken = logged(&log, FactKind::EmbankmentBroken);
    // Somebody may have strengthened it.
    let Some((seq, ..)) = broken.first() else { return };
    let brought = log.records().iter().filter(|record| record.cause == Some(*seq));
    assert!(brought.count() > 0);
}

#[test]
fn water_on_roads_is_told_of_at_whole_minutes() {
    let prepared = fixture::small(2, Tier::Advanced);
    let timeline = prepared.timeline(0, &[]);
    let roads = timeline.crossings().iter().filter(|it| matches!(it.change, Change::Road(..)));
    let times: Vec<u64> = roads.map(|crossing| crossing.at.milliseconds()).collect();
    assert!(!times.is_empty(), "water comes over some road");
    assert!(times.iter().all(|at| at % 60_000 == 0), "{times:?}");
}

#[test]
fn forks_that_hardly_another_run_has_do_not_pile_up() {
    let prepared = fixture::small(2, Tier::Advanced);
    let embankment = &prepared.drill.scenario.flood.as_ref().unwrap().embankments[0];
    let done = |minutes| [Intervention::Stopped(embankment.incident, Time::from_minutes(minutes))];
    let last = FORKS_KEPT as u64;
    let first = prepared.timeline(0, &done(0));
    (1..=last).for_each(|minutes| drop(prepared.timeline(0, &done(minutes))));
    let forks = prepared.forks();
    assert_eq!((forks.len(), &forks[0]), (FORKS_KEPT, &(0, done(last).to_vec())));
    assert!(!forks.contains(&(0, done(0).to_vec())));
    assert_eq!(prepared.timeline(0, &done(0)), first);
}

#[test]
fn a_gate_brings_no_rain() {
    let prepared = fixture::small(2, Tier::Advanced);
    let log = play(&prepared, Seed(1), &[]);
    for kind in [FactKind::RainOneHour, FactKind::RainThreeHours] {
        for (seq, fact, cause) in logged(&log, kind) {
            assert!(cause.is_none(), "{fact:?} at {seq:?} because of {cause:?}");
        }
    }
    // A facility's failure is told once.
    let mut silent: Vec<FacilityId> = Vec::new();
    for (_, fact, _) in logged(&log, FactKind::PowerSupplied) {
        let Subject::Facility(substation) = fact.subject else { panic!("{fact:?}") };
        assert!(!silent.contains(&substation));
        silent.push(substation);
    }
}

#[test]
fn what_embankments_assume_is_said_where_one_stands() {
    for (tier, stands) in [(Tier::Beginner, false), (Tier::Advanced, true)] {
        let assumed = muster::sim::assumed::assumptions(&fixture::small(2, tier).drill);
        for key in ["embankment.pond_below_crest", "embankment.valley_exponent", "breach.formation"]
        {
            assert_eq!(assumed.iter().any(|it| it.key == key), stands, "{tier:?} {key}");
        }
    }
}
