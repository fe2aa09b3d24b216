//! Slopes that give way by rain or by shaking: in which members, when, and that the log names the
//! rain or the shock that brought each down. More rain, a stronger shock or weaker ground brings
//! none down later or in fewer members; where a slope stands, nothing happens that follows from it.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::HappeningId;
use muster::base::text::Text;
use muster::base::time::{Duration, Time};
use muster::county::place::ZoneKind;
use muster::event_log::EventLog;
use muster::event_log::event::{Event, Seq};
use muster::hazard::earthquake::fragility::BuildingClass;
use muster::hazard::earthquake::intensity::SeismicZone;
use muster::hazard::landslide::RainThreshold;
use muster::hazard::quake_landslide::Slope;
use muster::plan::file::{Source, Standing};
use muster::scenario::Tier;
use muster::scenario::file::{
    AftershocksFile, BuildingsFile, EarthquakeFile, HappeningFile, ScenarioFile, SlopeFile,
    WhenFile,
};
use muster::scenario::timeline::Change;
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind};

use crate::{audit, fixture};

const SLIDE: &str = "yunling-landslide";
/// Members that are looked at.
const MEMBERS: u32 = 12;

fn source() -> Source {
    let text = Text::new("演练设定", "an assumption of the test");
    Source { standing: Standing::Placeholder, text }
}

fn rain(resistance: f64) -> SlopeFile {
    SlopeFile::Rain { threshold: RainThreshold::Caine, resistance }
}

/// Slopes of this cohesion, kPa: without any they just stand.
fn shaking(cohesion_kpa: f64, slopes: u32) -> SlopeFile {
    let ground = Slope {
        cohesion_kpa,
        friction_degrees: 34.0,
        weight_kn_m3: 18.0,
        thickness_m: 3.0,
        inclination_degrees: 33.0,
        wet_share: 0.0,
    };
    SlopeFile::Shaking { ground, slopes }
}

/// An earthquake under a settlement, and the minutes and magnitudes of its aftershocks.
fn earthquake(epicentre: &str, magnitude: f64, told: Vec<(f64, f64)>) -> EarthquakeFile {
    let buildings = ZoneKind::ALL.iter().map(|zone| BuildingsFile {
        zone: *zone,
        class: BuildingClass::FrameMid,
        percent: 100.0,
    });
    EarthquakeFile {
        at_minutes: 5.0,
        epicentre: epicentre.into(),
        offset_km: (0.0, 0.0),
        magnitude,
        depth_km: 9.0,
        strike_degrees: 30.0,
        attenuation: SeismicZone::Eastern,
        spread: (2.0, 0.8),
        indoors_percent: 95.0,
        buildings: buildings.collect(),
        incident: "landslide-burial".into(),
        aftershocks: Some(AftershocksFile {
            station: "county-command".into(),
            told,
            law: None,
            least: 4.5,
            inside_percent: 0.0,
            incident: "landslide-burial".into(),
            source: source(),
        }),
        source: source(),
    }
}

/// The shipped flood over a small county, with the slope brought down by this and all else that a
/// test wants; at a tier that has the slope.
fn drill(by: SlopeFile, change: impl FnOnce(&mut ScenarioFile)) -> Arc<Prepared> {
    let county = fixture::small_county(2);
    let mut files = fixture::filled(fixture::shipped_files(), &county);
    let scenario = &mut files.scenario.value;
    let slide = scenario.happenings.iter_mut().find(|one| one.name == SLIDE).expect("shipped");
    slide.when = WhenFile::SlopeFails { by, source: source() };
    change(scenario);
    fixture::prepare(&files, &county, Tier::Advanced)
}

/// The same with an earthquake of this magnitude under the slope's township, and aftershocks.
fn shaken(by: SlopeFile, magnitude: f64, told: &[(f64, f64)]) -> Arc<Prepared> {
    let county = fixture::small_county(2);
    let village = county.zones.iter().find(|zone| zone.parent.index() != 0).expect("a village");
    let quake = earthquake(&village.name, magnitude, told.to_vec());
    drill(by, |scenario| scenario.earthquake = Some(quake))
}

/// When the slope gives way in a member, and because of what.
fn failure(prepared: &Prepared, member: u32) -> Option<(Time, Option<Fact>)> {
    let timeline = prepared.timeline(member, &[]);
    let mut falls = timeline.crossings().iter().filter_map(|crossing| match crossing.change {
        Change::Happens(happening) => {
            let name = &prepared.drill.scenario.happenings[happening.index()].name;
            (name == SLIDE).then_some((crossing.at, crossing.because))
        }
        _ => None,
    });
    let first = falls.next();
    assert_eq!(falls.next(), None, "it comes down once");
    first
}

/// When it does in each of some members; never where it stands.
fn moments(prepared: &Prepared) -> Vec<Time> {
    let at = |member| failure(prepared, member).map_or(Time::NEVER, |(at, _)| at);
    (0..MEMBERS).map(at).collect()
}

/// No member's slope comes down later than in the other.
fn is_no_later(sooner: &[Time], later: &[Time]) -> bool {
    sooner.iter().zip(later).all(|(one, other)| one <= other)
}

/// What of this name came in a log, with its number and the number of its cause.
fn came(prepared: &Prepared, log: &EventLog, name: &str) -> Vec<(Seq, Time, Option<Seq>)> {
    let happenings = &prepared.drill.scenario.happenings;
    let place = happenings.iter().position(|one| one.name == name).expect("it is in force");
    let wanted = Event::HappeningCame { happening: HappeningId::from_index(place) };
    let all = log.numbered().filter(|(_, record)| record.event == wanted);
    all.map(|(seq, record)| (seq, record.at, record.cause)).collect()
}

/// The first seed that plays a member.
fn seed_of(prepared: &Prepared, member: u32) -> Seed {
    (1..10_000).map(Seed).find(|seed| prepared.member(*seed) == member).expect("it is drawn")
}

#[test]
fn rain_brings_a_slope_down_and_the_log_names_it() {
    let prepared = drill(rain(2.0), |_| {});
    let found = (0..MEMBERS).find_map(|member| Some((member, failure(&prepared, member)?)));
    let (member, (at, because)) = found.expect("it comes down in some member");
    let because = because.expect("gauges have told of rain");
    assert!([FactKind::RainOneHour, FactKind::RainThreeHours].contains(&because.kind));
    let log = play(&prepared, seed_of(&prepared, member), &[]);
    audit::check(&prepared, &log, "a slope in the rain");
    let slides = came(&prepared, &log, SLIDE);
    let &[(seq, when, Some(cause))] = &slides[..] else { panic!("{slides:?}") };
    assert_eq!(when, at);
    let cause = &log.records()[cause.index()].event;
    assert!(matches!(cause, Event::FactChanged { fact, .. } if *fact == because), "{cause:?}");
    // Its incident follows from it, and its road is blocked because of it.
    let follows = |is: fn(&Event) -> bool| {
        log.records().iter().any(|record| record.cause == Some(seq) && is(&record.event))
    };
    assert!(follows(|event| matches!(event, Event::IncidentOccurred { .. })));
    assert!(follows(|event| {
        matches!(event, Event::FactChanged { fact, .. } if fact.kind == FactKind::RoadPassable)
    }));
}

#[test]
fn a_stronger_slope_or_less_rain_never_fails_sooner() {
    let of = |resistance| moments(&drill(rain(resistance), |_| {}));
    let mut before = of(0.5);
    for resistance in [1.0, 2.0, 4.0, 20.0] {
        let stronger = of(resistance);
        assert!(is_no_later(&before, &stronger), "{resistance}: {before:?} {stronger:?}");
        before = stronger;
    }
    assert!(before.iter().all(|at| *at == Time::NEVER), "no rain is twenty times the threshold");
    let less = moments(&drill(rain(2.0), |scenario| {
        let flood = scenario.flood.as_mut().expect("it is a flood");
        flood.total_mm *= 0.8;
        flood.bursts.iter_mut().for_each(|burst| burst.hour_mm *= 0.8);
    }));
    assert!(is_no_later(&of(2.0), &less));
}

#[test]
fn where_a_slope_stands_nothing_follows_from_it() {
    let mud = HappeningFile {
        name: "mud".into(),
        when: WhenFile::After { happening: SLIDE.into(), minutes: 5.0 },
        ..fixture::shipped_files().scenario.value.happenings[1].clone()
    };
    let with_mud = |resistance| {
        let mud = mud.clone();
        drill(rain(resistance), |scenario| scenario.happenings.push(mud))
    };
    let (falls, stands) = (with_mud(1.0), with_mud(20.0));
    let log = play(&falls, Seed(1), &[]);
    let (slide, mud) = (came(&falls, &log, SLIDE), came(&falls, &log, "mud"));
    let (&[(seq, at, _)], &[(_, later, cause)]) = (&slide[..], &mud[..]) else {
        panic!("{slide:?} {mud:?}")
    };
    assert_eq!((later, cause), (at + Duration::from_minutes(5), Some(seq)));
    let log = play(&stands, Seed(1), &[]);
    assert!(came(&stands, &log, SLIDE).is_empty() && came(&stands, &log, "mud").is_empty());
}

#[test]
fn the_main_shock_brings_slopes_down_and_the_log_names_it() {
    let prepared = shaken(shaking(0.5, 100), 6.5, &[]);
    let quake = Time::from_minutes(5);
    let down = quake + Duration::from_seconds(30);
    for member in 0..MEMBERS {
        let (at, because) = failure(&prepared, member).expect("hardly any stands");
        assert_eq!((at, because.map(|fact| fact.kind)), (down, Some(FactKind::Earthquake)));
    }
    let log = play(&prepared, Seed(1), &[]);
    audit::check(&prepared, &log, "a slope that was shaken");
    let &[(_, _, Some(cause))] = &came(&prepared, &log, SLIDE)[..] else { panic!("it came") };
    let record = &log.records()[cause.index()];
    let Event::FactChanged { fact, value } = record.event else { panic!("{record:?}") };
    assert_eq!((record.at, fact.kind, value), (quake, FactKind::Earthquake, 65));
}

#[test]
fn an_aftershock_brings_down_what_the_main_shock_left_standing() {
    let told: Vec<(f64, f64)> = (1..=8).map(|hour| (60.0 * f64::from(hour), 6.5)).collect();
    let prepared = shaken(shaking(6.0, 12), 6.5, &told);
    let by_aftershock = |member: &u32| {
        let found = failure(&prepared, *member);
        found.is_some_and(|(_, because)| because.unwrap().kind == FactKind::Aftershock)
    };
    let mut members = 0..u32::from(prepared.drill.scenario.members);
    let member = members.find(by_aftershock).expect("a stronger aftershock somewhere");
    let log = play(&prepared, seed_of(&prepared, member), &[]);
    audit::check(&prepared, &log, "an aftershock");
    let slides = came(&prepared, &log, SLIDE);
    let &[(_, at, Some(cause))] = &slides[..] else { panic!("{slides:?}") };
    let cause = &log.records()[cause.index()];
    assert_eq!(at, cause.at + Duration::from_seconds(30));
    assert!(told.iter().any(|(minutes, _)| cause.at.minutes() == *minutes), "{cause:?}");
    // Without aftershocks the slope stands there.
    assert_eq!(failure(&shaken(shaking(6.0, 12), 6.5, &[]), member), None);
}

#[test]
fn stronger_shocks_and_weaker_ground_bring_down_no_less() {
    let mut before = vec![Time::NEVER; MEMBERS as usize];
    for magnitude in [5.4, 5.8, 6.2, 6.5] {
        let stronger = moments(&shaken(shaking(6.0, 12), magnitude, &[]));
        assert!(is_no_later(&stronger, &before), "{magnitude}: {stronger:?} {before:?}");
        before = stronger;
    }
    for (cohesion_kpa, slopes) in [(12.0, 12), (6.0, 6)] {
        let firmer = moments(&shaken(shaking(cohesion_kpa, slopes), 6.5, &[]));
        assert!(is_no_later(&before, &firmer), "{cohesion_kpa} kPa, {slopes}");
    }
    let (some, all) = (before.iter().filter(|at| **at < Time::NEVER).count(), before.len());
    assert!(0 < some && some < all, "{some} of {all} come down: the test compares nothing");
}

#[test]
fn one_slope_more_moves_no_other() {
    let alone = shaken(shaking(6.0, 12), 6.2, &[(90.0, 5.5)]);
    let county = fixture::small_county(2);
    let village = county.zones.iter().find(|zone| zone.parent.index() != 0).expect("a village");
    let quake = earthquake(&village.name, 6.2, vec![(90.0, 5.5)]);
    let more = drill(shaking(6.0, 12), |scenario| {
        let mut other = scenario.happenings[1].clone();
        other.name = "another-slope".into();
        scenario.happenings.insert(0, other);
        scenario.earthquake = Some(quake);
    });
    for member in 0..MEMBERS {
        assert_eq!(failure(&alone, member), failure(&more, member));
    }
}
