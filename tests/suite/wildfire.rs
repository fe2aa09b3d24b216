//! A wildfire in play: it goes with the wind over what burns, threatens houses before it is there,
//! closes roads while it is at them, hurts who stays, and goes no farther where it is held.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{AreaId, DeskId, IncidentId};
use muster::base::problem::Severity;
use muster::base::text::{Language, Text};
use muster::base::time::Time;
use muster::county::place::{County, Cover, FacilityKind};
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::files::drill::DrillFiles;
use muster::hazard::release::stability::Sky;
use muster::hazard::wildfire::rate::Fuel;
use muster::scenario::Tier;
use muster::scenario::file::{
    ExposedFile, FuelFile, HappeningFile, PlaceFile, SectorFile, SiteFile, WhenFile, WildfireFile,
    WindFile, WindSpellFile,
};
use muster::scenario::timeline::{Change, Cover as Shelter, Intervention, Timeline};
use muster::sim::control::{Action, Input};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::order::Order;

use crate::{audit, fixture};

/// Kilometres from the settlement to where the fire breaks out, upwind of it.
const UPWIND_KM: f64 = 2.0;

/// The settlement of the small county that has forest upwind, and where that wind comes from.
fn exposed_settlement(county: &County) -> (String, f64) {
    for zone in &county.zones {
        let node = &county.network.nodes[zone.node.index()];
        for from_degrees in [0.0, 90.0, 180.0, 270.0] {
            let (east, north) = offset_km(from_degrees);
            let cover = &county.terrain.cover;
            let at = |share: f64| {
                let (east_m, north_m) = (1_000.0 * share * east, 1_000.0 * share * north);
                cover.sample(node.x_m + east_m, node.y_m + north_m)
            };
            let burns = |cover| matches!(cover, Some(Cover::Forest | Cover::Grass));
            if at(1.0) == Some(Cover::Forest)
                && (5..20).all(|part| burns(at(f64::from(part) / 20.0)))
            {
                return (zone.name.clone(), from_degrees);
            }
        }
    }
    panic!("no settlement of the small county has forest beside it");
}

fn offset_km(from_degrees: f64) -> (f64, f64) {
    match from_degrees as u32 {
        0 => (0.0, UPWIND_KM),
        90 => (UPWIND_KM, 0.0),
        180 => (0.0, -UPWIND_KM),
        _ => (-UPWIND_KM, 0.0),
    }
}

fn happening(name: &str, zone: &str, minutes: f64) -> HappeningFile {
    HappeningFile {
        name: name.into(),
        title: Text::new("起火", "fire"),
        when: WhenFile::AtMinutes(minutes),
        unless: Vec::new(),
        incident: Some(SiteFile {
            kind: "landslide-burial".into(),
            at: PlaceFile::Zone(zone.into()),
            people: 0,
            hurt: 0,
            cause: CasualtyCause::Fire,
            severity: None,
            calls: Vec::new(),
            growth: None,
        }),
        fails: Vec::new(),
    }
}

fn fuel(cover: Cover, fuel: Fuel, share_percent: f64) -> FuelFile {
    FuelFile { cover, fuel, share_percent, load_kg_m2: 0.3, height_m: 8.0 }
}

/// The shipped files over the small county with a forest fire upwind of a settlement, and no
/// flood. A second incident, from which the fire can be held all around, comes a minute later.
fn burning_files(change: impl FnOnce(&mut DrillFiles)) -> DrillFiles {
    let county = fixture::small_county(1);
    let (zone, from_degrees) = exposed_settlement(&county);
    let gauge = |one: &&muster::county::place::Facility| one.kind == FacilityKind::RainGauge;
    let station = county.facilities.iter().find(gauge).expect("a gauge").name.clone();
    let mut files = fixture::shipped_files();
    let scenario = &mut files.scenario.value;
    let source = scenario.people.source.clone();
    scenario.happenings = vec![happening("fire", &zone, 5.0), happening("line", &zone, 6.0)];
    scenario.background.clear();
    scenario.flood = None;
    scenario.visitors.clear();
    scenario.injects.clear();
    scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
    scenario.wind = Some(WindFile {
        spells: vec![WindSpellFile { at_minutes: 0.0, speed_m_s: 9.0, from_degrees }],
        spread: (15.0, 0.15, 5.0),
        sky: Sky::SlightSun,
        station,
        source: source.clone(),
    });
    scenario.wildfire = Some(WildfireFile {
        happening: "fire".into(),
        offset_km: offset_km(from_degrees),
        fuels: vec![
            fuel(Cover::Forest, Fuel::Pine, 100.0),
            fuel(Cover::Grass, Fuel::Cogon, 100.0),
            fuel(Cover::Farmland, Fuel::Cogon, 60.0),
        ],
        temperature_c: 33.0,
        humidity_percent: 15.0,
        sectors: vec![SectorFile {
            happening: "line".into(),
            task: "clear".into(),
            from_degrees: 0.0,
            to_degrees: 360.0,
        }],
        exposed: ExposedFile {
            within_km: 8.0,
            outdoors_percent: 30.0,
            places: Vec::new(),
            incident: "people-in-water".into(),
        },
        source,
    });
    change(&mut files);
    files
}

fn burning(change: impl FnOnce(&mut WildfireFile, &mut WindFile)) -> Arc<Prepared> {
    let files = burning_files(|files| {
        let scenario = &mut files.scenario.value;
        let wildfire = scenario.wildfire.as_mut().expect("it burns");
        change(wildfire, scenario.wind.as_mut().expect("the wind blows"));
    });
    fixture::prepare(&files, &fixture::small_county(1), Tier::Beginner)
}

/// When fire is at the houses of each area that it comes to.
fn reached(timeline: &Timeline) -> BTreeMap<AreaId, Time> {
    let mut areas = BTreeMap::new();
    for crossing in timeline.crossings() {
        if let Change::Danger(area, danger) = crossing.change
            && danger.class == 3
        {
            areas.entry(area).or_insert(crossing.at);
        }
    }
    areas
}

fn line(prepared: &Prepared) -> IncidentId {
    let wildfire = prepared.drill.scenario.wildfire.as_ref().expect("it burns");
    wildfire.sectors[0].incident
}

#[test]
fn a_fire_comes_to_houses_hurts_who_stays_and_the_log_holds() {
    let prepared = burning(|_, _| {});
    let log = play(&prepared, Seed(1), &[]);
    let complaints = audit::audit(&prepared, &log, log.records());
    assert!(complaints.is_empty(), "{complaints:#?}");
    let mut classes: BTreeMap<AreaId, Vec<i64>> = BTreeMap::new();
    let (mut burnt, mut closed) = (0, 0);
    for record in log.records() {
        match record.event {
            Event::FactChanged { fact: Fact { kind, subject }, value } => match (kind, subject) {
                (FactKind::AreaDanger, Subject::Area(area)) => {
                    classes.entry(area).or_default().push(value);
                }
                (FactKind::RoadPassable, _) => closed += 1,
                _ => {}
            },
            Event::CasualtyOccurred { cause: CasualtyCause::Fire, .. } => burnt += 1,
            _ => {}
        }
    }
    assert!(burnt > 0 && closed > 1, "{burnt} {closed}");
    // Where it comes to houses from afar, each class is told before the graver one.
    let first = |classes: &[i64], class: i64| classes.iter().position(|other| *other == class);
    let in_turn = classes.values().filter(|classes| {
        let [slight, harmful, deadly] = [1, 2, 3].map(|class| first(classes, class));
        deadly.is_some() && slight < harmful && harmful < deadly && slight.is_some()
    });
    let reached = classes.values().filter(|classes| classes.contains(&3));
    assert!(reached.count() > 0 && in_turn.count() > 0, "{classes:?}");
}

/// The first area in which fire is at the houses, and when.
fn first_reached(log: &EventLog) -> (AreaId, Time) {
    let reached = log.records().iter().find_map(|record| match record.event {
        Event::FactChanged {
            fact: Fact { kind: FactKind::AreaDanger, subject: Subject::Area(area) },
            value: 3,
        } => Some((area, record.at)),
        _ => None,
    });
    reached.expect("it comes to houses")
}

#[test]
fn who_is_burnt_on_the_way_does_not_arrive_and_nobody_is_lost() {
    let prepared = burning(|_, _| {});
    let (area, at) = first_reached(&play(&prepared, Seed(1), &[]));
    let shelter = prepared.drill.county.areas[area.index()].shelter;
    let desks = &prepared.drill.plan.desks;
    let desk = desks.iter().position(|desk| desk.name == "duty-office").expect("it is on duty");
    let desk = DeskId::from_index(desk);
    // They set out as the fire is about to be there.
    let at = Time::from_minutes(at.minutes() as u64 - 15);
    let action = Action::GiveOrder { desk, order: Order::Evacuate { area, shelter } };
    let log = play(&prepared, Seed(1), &[Input { at, sequence: 0, action }]);
    let (mut left, mut arrived) = (0, 0);
    for record in log.records() {
        match record.event {
            Event::PeopleDeparted { area: of, people, .. } if of == area => left += people,
            Event::PeopleSheltered { area: of, people, .. } if of == area => arrived += people,
            _ => {}
        }
    }
    assert!(0 < arrived && arrived < left, "{arrived} of {left}");
    let complaints: Vec<String> = audit::audit(&prepared, &log, log.records())
        .into_iter()
        // A person may order what the desk has not been told of.
        .filter(|complaint| !complaint.contains("ordered about what the desk did not know"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn when_a_sector_is_held_in_play_the_fire_goes_on_otherwise() {
    let prepared = burning(|_, _| {});
    let log = play(&prepared, Seed(1), &[]);
    let is_from = |record: &muster::event_log::Record| {
        let cause = record.cause.map(|cause| &log.records()[cause.index()].event);
        matches!(record.event, Event::FactChanged { .. })
            && matches!(cause, Some(Event::TaskCompleted { .. }))
    };
    assert!(log.records().iter().any(is_from), "nature follows from what was done");
}

#[test]
fn the_report_owns_up_to_what_the_fire_assumes() {
    let prepared = burning(|_, _| {});
    let log = play(&prepared, Seed(1), &[]);
    let card = muster::score::score(&prepared.drill, Some(prepared.roads.router()), &log);
    for (language, said) in [(Language::Chinese, "王正非"), (Language::English, "Wang Zhengfei")]
    {
        let files =
            muster::report::write(&prepared.drill, &log, &card, language, &Default::default());
        let page = String::from_utf8(files["report.html"].clone()).expect("a page is text");
        assert!(page.contains(said) && page.contains("Byram 1959"));
        let assumed = muster::sim::assumed::assumptions(&prepared.drill);
        assert!(assumed.windows(2).all(|pair| pair[0].key < pair[1].key));
        for number in assumed.iter().filter(|number| number.key.starts_with("fire.")) {
            assert!(page.contains(number.text.get(language)), "{}", number.key);
        }
        assert!(assumed.iter().filter(|number| number.key.starts_with("fire.")).count() > 8);
    }
}

#[test]
fn a_drier_day_and_a_stronger_wind_bring_it_earlier() {
    let first = |prepared: &Prepared| reached(&prepared.timeline(0, &[])).into_values().min();
    let as_written = first(&burning(|_, _| {})).expect("it comes to houses");
    let drier = first(&burning(|wildfire, _| wildfire.humidity_percent = 5.0));
    let windier = first(&burning(|_, wind| wind.spells[0].speed_m_s = 11.0));
    assert!(drier.is_some_and(|at| at < as_written), "{drier:?} {as_written:?}");
    assert!(windier.is_some_and(|at| at < as_written), "{windier:?} {as_written:?}");
}

#[test]
fn a_fire_that_is_held_earlier_comes_to_fewer_houses_and_what_it_threatened_is_told() {
    let prepared = burning(|_, _| {});
    let free = prepared.timeline(0, &[]);
    let all = reached(&free);
    let first = all.values().min().expect("it comes to houses").minutes() as u64;
    let hold = |minutes| Intervention::Stopped(line(&prepared), Time::from_minutes(minutes));
    let in_time = first.saturating_sub(50);
    let in_time_held = prepared.timeline(0, &[hold(in_time)]);
    assert!(reached(&in_time_held).is_empty());
    // Who was told that the fire comes within the hour is told that it does not.
    let (area, _) = all.iter().min_by_key(|(_, at)| **at).expect("it comes to houses");
    let classes = |timeline: &Timeline, from: usize, to: usize| -> Vec<u8> {
        let told = timeline.crossings()[from..to].iter().filter_map(|crossing| {
            let Change::Danger(of, danger) = crossing.change else { return None };
            (of == *area).then_some(danger.class)
        });
        told.collect()
    };
    let now = Time::from_minutes(in_time);
    assert_eq!(classes(&free, 0, free.first_after(now)), [1]);
    let end = in_time_held.crossings().len();
    assert_eq!(classes(&in_time_held, in_time_held.first_after(now), end), [0]);
    let timelines = [first + 5, first + 60].map(|at| prepared.timeline(0, &[hold(at)]));
    let [soon, later] = timelines.each_ref().map(|timeline| harm(&prepared, timeline));
    assert!(harm(&prepared, &in_time_held) == 0.0 && soon > 0.0);
    assert!(soon <= later && later <= harm(&prepared, &free) + 1e-12);
    assert!(soon < harm(&prepared, &free), "{soon}");
    // What burnt before does not burn otherwise.
    let held = reached(&timelines[1]);
    for (area, at) in all.iter().filter(|(_, at)| **at <= Time::from_minutes(first + 60)) {
        assert_eq!(held.get(area), Some(at));
    }
}

/// Shares of the people of all areas who are hurt out of doors, summed.
fn harm(prepared: &Prepared, timeline: &Timeline) -> f64 {
    let first = prepared.drill.exposure().expect("a fire exposes people").first_area;
    let areas = (first..prepared.drill.county.areas.len()).map(AreaId::from_index);
    let doses = areas.filter_map(|area| timeline.dose(area));
    doses.map(|dose| dose.hurt[0].last().copied().unwrap_or(0.0)).sum()
}

#[test]
fn a_sector_holds_its_own_directions() {
    let (_, from_degrees) = exposed_settlement(&fixture::small_county(1));
    let sector = |middle: f64| {
        let prepared = burning(|wildfire, _| {
            wildfire.sectors[0].from_degrees = (middle - 60.0).rem_euclid(360.0);
            wildfire.sectors[0].to_degrees = (middle + 60.0).rem_euclid(360.0);
        });
        let hold = Intervention::Stopped(line(&prepared), Time::from_minutes(7));
        [Vec::new(), vec![hold]].map(|interventions| reached(&prepared.timeline(0, &interventions)))
    };
    let [free, head_held] = sector(from_degrees + 180.0);
    let first = *free.iter().min_by_key(|(_, at)| **at).expect("it comes to houses").0;
    assert!(!head_held.contains_key(&first));
    let [_, rear_held] = sector(from_degrees);
    assert_eq!(rear_held.get(&first), free.get(&first));
}

#[test]
fn members_differ_and_shelter_hurts_less_than_the_open() {
    let prepared = burning(|_, _| {});
    let [one, other] = [0, 1].map(|member| prepared.timeline(member, &[]));
    assert_ne!(reached(&one), reached(&other));
    let dose = reached(&one).into_keys().find_map(|area| one.dose(area));
    let dose = dose.expect("where fire comes people are hurt");
    let last = |shelter: Shelter| dose.hurt[shelter as usize].last().copied().unwrap_or(0.0);
    assert!(last(Shelter::Sheltering) < last(Shelter::Indoors));
    assert!(last(Shelter::Indoors) < last(Shelter::Outdoors));
    assert!(dose.hurt.iter().flat_map(|hurt| hurt.windows(2)).all(|pair| pair[0] <= pair[1]));
}

#[test]
fn roads_close_when_fire_is_at_them_and_open_again() {
    let prepared = burning(|_, _| {});
    let timeline = prepared.timeline(0, &[]);
    let mut open: BTreeMap<_, bool> = BTreeMap::new();
    for crossing in timeline.crossings() {
        if let Change::Burning(road, burning) = crossing.change {
            let before = open.insert(road, !burning).unwrap_or(true);
            assert_eq!(before, burning, "{road:?} closes and opens in turn");
        }
    }
    assert!(!open.is_empty() && open.values().all(|open| *open));
}

/// The problems of a changed drill: their paths.
fn problems(change: impl FnOnce(&mut WildfireFile)) -> Vec<String> {
    let files = burning_files(|files| {
        change(files.scenario.value.wildfire.as_mut().expect("it burns"));
    });
    let Err(found) = files.drill(&fixture::small_county(1), Tier::Beginner) else {
        return Vec::new();
    };
    found
        .0
        .into_iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| it.place.path)
        .collect()
}

#[test]
fn bad_input_is_refused_with_its_place() {
    assert!(problems(|_| {}).is_empty());
    assert_eq!(problems(|it| it.happening = "fier".into()).len(), 1);
    let far = problems(|it| (it.offset_km, it.exposed.within_km) = ((20.0, 20.0), 30.0));
    assert_eq!(far, ["wildfire.offset_km"]);
    assert_eq!(
        problems(|it| it.fuels.retain(|it| it.cover != Cover::Forest)),
        ["wildfire.offset_km"]
    );
    let odd = problems(|it| {
        it.offset_km = (f64::NAN, -21.0);
        it.temperature_c = 51.0;
        it.humidity_percent = f64::NAN;
        it.fuels[1].cover = Cover::Water;
        it.fuels[2].cover = Cover::Forest;
        it.fuels[2].share_percent = 0.0;
        it.fuels[2].load_kg_m2 = f64::INFINITY;
        it.fuels[2].height_m = -1.0;
        it.sectors[0].task = "cleer".into();
        it.sectors[0].from_degrees = 361.0;
        it.sectors[0].to_degrees = 361.0;
        it.exposed.within_km = 31.0;
    });
    let mut odd: Vec<&str> = odd.iter().map(String::as_str).collect();
    odd.sort_unstable();
    odd.dedup();
    assert_eq!(
        odd,
        [
            "wildfire.exposed.within_km",
            "wildfire.fuels[1].cover",
            "wildfire.fuels[2].cover",
            "wildfire.fuels[2].height_m",
            "wildfire.fuels[2].load_kg_m2",
            "wildfire.fuels[2].share_percent",
            "wildfire.humidity_percent",
            "wildfire.offset_km[0]",
            "wildfire.offset_km[1]",
            "wildfire.sectors[0].from_degrees",
            "wildfire.sectors[0].task",
            "wildfire.sectors[0].to_degrees",
            "wildfire.temperature_c",
        ]
    );
    let wet = problems(|it| (it.temperature_c, it.humidity_percent) = (-30.0, 100.0));
    assert_eq!(wet, ["wildfire.humidity_percent"]);
}
