//! A slope that the earthquake brings down blocks a river: the lake behind it rises, runs over, and
//! cuts the dam through, and the wave comes to those below. The log names each step by the one
//! before. A channel in time leaves no wave; where the slope stands, or the river is nobody's
//! matter, nothing of it happens and nothing else is otherwise. The seed draws the same member of
//! the earthquake with and without it.

use std::sync::{Arc, OnceLock};

use muster::base::chance::Seed;
use muster::base::text::Text;
use muster::base::time::{Duration, Time};
use muster::event_log::EventLog;
use muster::event_log::Record;
use muster::event_log::event::{Event, Party};
use muster::files::drill::DrillFiles;
use muster::plan::file::{Source, Standing};
use muster::scenario::Tier;
use muster::scenario::file::{LandslideDamFile, PlaceFile, ScenarioFile, SlopeFile, WhenFile};
use muster::scenario::landslide_dam::LandslideDamSetting;
use muster::scenario::timeline::{Change, Crossing, Intervention, Timeline};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind, OF_LANDSLIDE_DAMS, Subject};

use crate::{audit, fixture, tree};

/// The slide, and the pressure that it is.
const SLIDE: &str = "xiaqingwan-slide";
const PRESSURE: &str = "blocked-river";
/// A step of the flood's field: a lake stands one after its slide.
const STEP: Duration = Duration::from_minutes(5);

/// The shipped earthquake at the advanced tier, with a change.
fn changed(change: impl FnOnce(&mut ScenarioFile)) -> Arc<Prepared> {
    let folder = tree::root().join("scenarios/2026-q3-night-earthquake");
    let files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
    let mut files = fixture::filled(files, &county);
    change(&mut files.scenario.value);
    fixture::prepare(&files, &Arc::new(county), Tier::Advanced)
}

fn shipped() -> &'static Arc<Prepared> {
    static SHIPPED: OnceLock<Arc<Prepared>> = OnceLock::new();
    SHIPPED.get_or_init(|| changed(|_| {}))
}

fn without_pressure(scenario: &mut ScenarioFile) {
    scenario.tiers.advanced.retain(|name| name != PRESSURE);
}

fn dam(prepared: &Prepared) -> &LandslideDamSetting {
    &prepared.drill.scenario.landslide_dams[0]
}

/// When a fact of this kind takes a value in a timeline.
fn changes(timeline: &Timeline, kind: FactKind) -> Vec<(Time, Fact, i64)> {
    let of_kind = |(at, change): (Time, Change)| match change {
        Change::Fact(fact, value) if fact.kind == kind => Some((at, fact, value)),
        _ => None,
    };
    let all = timeline.crossings().iter().map(|crossing| (crossing.at, crossing.change));
    all.filter_map(of_kind).collect()
}

/// When the dam is cut through in a member, if it is.
fn broken(timeline: &Timeline) -> Option<Time> {
    changes(timeline, FactKind::LandslideDamBroken).first().map(|change| change.0)
}

/// Highest stage told of hazard areas, cm.
fn wave_cm(timeline: &Timeline) -> i64 {
    let all = changes(timeline, FactKind::RiverStage);
    let of_areas = all.iter().filter(|(_, fact, _)| matches!(fact.subject, Subject::Area(_)));
    of_areas.map(|(.., stage_cm)| *stage_cm).max().unwrap_or(0)
}

/// A log in which the dam is cut through.
fn log() -> &'static EventLog {
    static LOG: OnceLock<EventLog> = OnceLock::new();
    LOG.get_or_init(|| {
        let is_broken = |log: &EventLog| {
            log.records().iter().any(|record| is_about(record, FactKind::LandslideDamBroken))
        };
        let mut logs = (1..20).map(|seed| play(shipped(), Seed(seed), &[]));
        logs.find(is_broken).expect("it is cut through in some run")
    })
}

fn is_about(record: &Record, kind: FactKind) -> bool {
    matches!(record.event, Event::FactChanged { fact, .. } if fact.kind == kind)
}

/// Whether an event comes, step by step, from a change of each of these, the nearest first.
fn comes_by(log: &EventLog, record: &Record, chain: &[FactKind]) -> bool {
    let mut record = record;
    for kind in chain {
        match record.cause {
            Some(cause) if is_about(log.record(cause), *kind) => record = log.record(cause),
            _ => return false,
        }
    }
    true
}

#[test]
fn the_log_tells_the_chain_from_the_shock_to_the_wave() {
    let log = log();
    audit::check(shipped(), log, "a blocked river");
    let chain = [FactKind::LandslideDamBroken, FactKind::BarrierLakeLevel, FactKind::RiverBlocked];
    let brought = |kind: FactKind| {
        let of_kind = log.records().iter().filter(move |record| is_about(record, kind));
        of_kind.filter(|record| comes_by(log, record, &chain)).count()
    };
    assert!(brought(FactKind::RiverStage) > 0, "the wave comes to houses");
    assert!(brought(FactKind::RoadPassable) > 0, "the wave is over roads");
    // The river is blocked by the slide, and that came by a shock.
    let blocked = log.records().iter().find(|record| is_about(record, FactKind::RiverBlocked));
    let slide = log.record(blocked.expect("it is blocked").cause.expect("by a slide"));
    let Event::HappeningCame { happening } = slide.event else { panic!("{slide:?}") };
    assert_eq!(shipped().drill.scenario.happenings[happening.index()].name, SLIDE);
    let shocks = [FactKind::Earthquake, FactKind::Aftershock];
    assert!(shocks.iter().any(|kind| comes_by(log, slide, &[*kind])), "{slide:?}");
}

#[test]
fn those_below_hear_of_it_and_move_before_the_wave() {
    let (log, prepared) = (log(), shipped());
    let village = prepared.drill.plan.zone_desk[dam(prepared).zone.index()].expect("it has a post");
    let at = |is: &dyn Fn(&Event) -> bool| {
        log.records().iter().find(|record| is(&record.event)).map(|record| record.at)
    };
    let seen = at(&|event| {
        matches!(event, Event::FactObserved { fact, by: Party::Desk(desk), .. }
            if *desk == village && fact.kind == FactKind::RiverBlocked)
    });
    let below = prepared.drill.county.areas_of(dam(prepared).zone).next().expect("it has houses");
    let left = at(&|event| matches!(event, Event::PeopleDeparted { area, .. } if *area == below));
    let mut broken = log.records().iter().filter(|it| is_about(it, FactKind::LandslideDamBroken));
    let wave = broken.next().map(|record| record.at);
    let (seen, left, wave) = (seen.unwrap(), left.expect("people leave"), wave.unwrap());
    assert!(seen < left && left < wave, "{seen} {left} {wave}");
}

#[test]
fn a_channel_in_time_leaves_no_wave_and_a_late_one_changes_nothing() {
    let prepared = shipped();
    let mut members = 0..u32::from(prepared.drill.scenario.members);
    let timeline = |member| prepared.timeline(member, &[]);
    let (member, at) = members
        .find_map(|member| Some((member, broken(&timeline(member))?)))
        .expect("it is cut through in some member");
    let whole = timeline(member);
    assert!(wave_cm(&whole) > 0, "the wave comes to houses");
    let done = |at| [Intervention::Stopped(dam(prepared).incident, at)];
    let early = prepared.timeline(member, &done(at - Duration::from_minutes(120)));
    assert_eq!((broken(&early), wave_cm(&early)), (None, 0));
    let levels = changes(&early, FactKind::BarrierLakeLevel);
    let lowest = levels.iter().map(|change| change.2).min().expect("a lake stands there");
    assert!(lowest <= -200, "the channel draws it down: {levels:?}");
    let late = prepared.timeline(member, &done(at + Duration::from_minutes(6)));
    assert_eq!(changes(&late, FactKind::RiverStage), changes(&whole, FactKind::RiverStage));
    assert_eq!(broken(&late), Some(at));
}

#[test]
fn where_the_slope_stands_the_river_is_not_blocked() {
    let firm = changed(|scenario| {
        let slide = scenario.happenings.iter_mut().find(|one| one.name == SLIDE).expect("shipped");
        let WhenFile::SlopeFails { by: SlopeFile::Shaking { ground, .. }, .. } = &mut slide.when
        else {
            panic!("the earthquake brings it down")
        };
        ground.cohesion_kpa = 60.0;
    });
    let log = play(&firm, Seed(1), &[]);
    let of_dams = |record: &Record| OF_LANDSLIDE_DAMS.iter().any(|kind| is_about(record, *kind));
    assert!(!log.records().iter().any(of_dams));
    assert!(!log.records().iter().any(|record| is_about(record, FactKind::RiverStage)));
}

#[test]
fn a_tier_without_it_is_the_drill_without_it_and_members_stay_the_earthquakes() {
    let easier = changed(without_pressure);
    let never = changed(|scenario| {
        without_pressure(scenario);
        scenario.landslide_dams.clear();
    });
    let digests = [&easier, &never].map(|prepared| play(prepared, Seed(3), &[]).digest());
    assert_eq!(digests[0], digests[1]);
    for seed in 0..100 {
        assert_eq!(shipped().member(Seed(seed)), easier.member(Seed(seed)));
    }
}

/// The flood over a small county, whose slope comes down by rain; across the river above Hewan
/// where it blocks one.
fn in_the_rain(blocks: bool) -> Arc<Prepared> {
    let county = fixture::small_county(2);
    let mut files = fixture::filled(fixture::shipped_files(), &county);
    let scenario = &mut files.scenario.value;
    fixture::without_embankments(scenario);
    let slide = scenario.happenings.iter_mut().find(|one| one.name == "yunling-landslide");
    slide.unwrap().incident.as_mut().unwrap().at = PlaceFile::Zone("hewan".into());
    let text = Text::new("演练设定", "an assumption of the test");
    let dam = LandslideDamFile {
        happening: "yunling-landslide".into(),
        drained_by: "clear".into(),
        height_m: 12.0,
        crest_length_m: 40.0,
        storage_m3: Some(150_000.0),
        pond_m3: 0.0,
        seepage_m3_s: 0.0,
        overtopped_minutes: 20.0,
        channel_depth_m: 3.0,
        channel_width_m: 4.0,
        source: Source { standing: Standing::Placeholder, text },
    };
    scenario.landslide_dams.extend(blocks.then_some(dam));
    fixture::prepare(&files, &county, Tier::Advanced)
}

#[test]
fn rain_brings_a_slope_across_a_river_down_and_fills_the_lake() {
    let (prepared, open) = (in_the_rain(true), in_the_rain(false));
    let mut members = 0..u32::from(prepared.drill.scenario.members);
    let member = members
        .find(|member| broken(&prepared.timeline(*member, &[])).is_some())
        .expect("it is cut through in some member");
    let (timeline, before) = (prepared.timeline(member, &[]), open.timeline(member, &[]));
    let slid = changes(&timeline, FactKind::BarrierLakeLevel)[0].0;
    let until = |timeline: &Timeline| {
        let all = timeline.crossings().iter().filter(|crossing| crossing.at + STEP < slid);
        all.copied().collect::<Vec<_>>()
    };
    assert_eq!(until(&timeline), until(&before), "nothing is otherwise before the slide");
    let fact = |kind| Some(dam(&prepared).fact(kind));
    let because = |kind| {
        let all =
            timeline.crossings().iter().filter(move |crossing| crossing.because == fact(kind));
        all.count()
    };
    assert!(because(FactKind::RiverBlocked) > 0 && because(FactKind::BarrierLakeLevel) == 1);
    // What it brings does not come where the river is open.
    for crossing in timeline.crossings().iter().filter(|one| one.because.is_some()) {
        let of_dam = OF_LANDSLIDE_DAMS.map(|kind| fact(kind).unwrap());
        let is_brought = of_dam.contains(&crossing.because.unwrap());
        let is_it = |other: &Crossing| (other.at, other.change) == (crossing.at, crossing.change);
        assert!(!is_brought || !before.crossings().iter().any(is_it), "{crossing:?}");
    }
    let seed = (1..10_000).map(Seed).find(|seed| prepared.member(*seed) == member).unwrap();
    audit::check(&prepared, &play(&prepared, seed, &[]), "a river blocked in the rain");
}

#[test]
fn what_the_dam_assumes_is_said() {
    let has = |prepared: &Prepared, key: &str| {
        muster::sim::assumed::assumptions(&prepared.drill).iter().any(|it| it.key == key)
    };
    let easier = changed(without_pressure);
    for key in ["autopilot.below_dam", "breach.formation", "flood.ordinary_flow"] {
        assert!(has(shipped(), key) && !has(&easier, key), "{key}");
    }
    // It does not rain.
    assert!(!has(shipped(), "rain.member_sigma"));
}
