//! What a report shows of how a disaster went: for every shipped storyline, three maps of one
//! ground under one legend with units, in both languages. What they show of the hazard is what the
//! run played: the decisions that changed it are read back from the log, and with them the models
//! give what the log tells.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use muster::base::chance::Seed;
use muster::base::id::AreaId;
use muster::base::text::Language;
use muster::base::time::Time;
use muster::county::drainage::NO_REACH;
use muster::county::place::{County, Cover};
use muster::event_log::EventLog;
use muster::event_log::event::Event;
use muster::files::drill::DrillFiles;
use muster::hazard::flood::{self, Decision};
use muster::report::RunFacts;
use muster::report::names::Names;
use muster::report::page::{TEMPLATE, page};
use muster::scenario::field::{Field, Fields, Quantity};
use muster::scenario::intervened::interventions;
use muster::scenario::timeline::{Change, Intervention, Timeline};
use muster::scenario::{self, Tier};
use muster::score::score;
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind, Subject};

use crate::{fixture, tree};

/// The seed that is played.
const SEED: u64 = 1;

/// A shipped storyline at the advanced tier, played.
struct Played {
    prepared: Arc<Prepared>,
    log: EventLog,
}

fn played(name: &str) -> Played {
    static COUNTY: OnceLock<Arc<County>> = OnceLock::new();
    let folder = tree::root().join("scenarios").join(name);
    let files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
    let county = COUNTY.get_or_init(|| {
        let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
        Arc::new(county)
    });
    let prepared = fixture::prepare(&files, county, Tier::Advanced);
    let log = play(&prepared, Seed(SEED), &[]);
    Played { prepared, log }
}

/// Every shipped storyline, with what the legend of its pictures says in each language.
const LEGENDS: [(&str, [&str; 2]); 7] = [
    ("2026-q1-chlorine-release", ["毫克/立方米", "mg/m³"]),
    ("2026-q2-flash-flood", ["水深（米）", "Depth of water (m)"]),
    ("2026-q2-forest-fire", ["45分钟至2小时", "45 min to 2 h"]),
    ("2026-q3-gas-explosion", ["人员（数字为人数）", "numbers: persons"]),
    ("2026-q3-night-earthquake", ["地震烈度（度", "GB/T 17742"]),
    ("2026-q4-bus-station", ["人员（数字为人数）", "numbers: persons"]),
    ("2026-q4-school-food-poisoning", ["人员（数字为人数）", "numbers: persons"]),
];

/// The three figures of the moments: a picture and its caption each.
fn figures(page: &str) -> Vec<(&str, &str)> {
    let figures = page.split("<figure>").skip(1).filter_map(|figure| {
        let (picture, rest) = figure.split_once("<figcaption>")?;
        Some((picture, rest.split_once("</figcaption>")?.0))
    });
    figures.filter(|figure| figure.0.contains("moment-ground")).collect()
}

#[test]
fn every_storyline_has_three_maps_under_one_legend_with_units() {
    let shipped = std::fs::read_dir(tree::root().join("scenarios")).expect("they are shipped");
    let shipped = shipped.filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().join("scenario.ron").is_file())
    });
    assert_eq!(shipped.count(), LEGENDS.len());
    for (name, units) in LEGENDS {
        let Played { prepared, log } = played(name);
        let card = score(&prepared.drill, None, &log);
        let facts = RunFacts { seed: SEED, ..RunFacts::default() };
        for (language, unit) in [Language::Chinese, Language::English].into_iter().zip(units) {
            let names = Names::new(&prepared.drill, &log, language);
            let page = page(&names, &card, &facts, TEMPLATE).expect("our own template");
            let figures = figures(&page);
            assert_eq!(figures.len(), 3, "{name}");
            for (picture, caption) in &figures {
                assert!(picture.contains(unit), "{name}: no {unit:?}");
                assert!(picture.contains("aria-label=") && caption.contains("T+"), "{name}");
            }
            let times: BTreeSet<&str> =
                figures.iter().map(|it| it.1.split("T+").nth(1).expect("a time")).collect();
            assert_eq!(times.len(), 3, "{name}: {times:?}");
            shows_the_hazard(name, &figures);
        }
        changes_are_read_back(name, &prepared, &log);
        fields_are_those_of_the_run(name, &prepared, &log);
    }
}

/// Each picture has an area of the hazard, where it fills places, or else a number of people.
fn shows_the_hazard(name: &str, figures: &[(&str, &str)]) {
    let fills = ["chlorine", "flood", "fire", "earthquake"].iter().any(|word| name.contains(word));
    for (picture, _) in figures {
        let map = picture.split("</svg>").next().expect("the map comes first");
        let shown = if fills { "fill-rule=\"evenodd\"" } else { "font-weight=\"700\" text-anchor" };
        assert!(map.contains(shown), "{name}: nothing is shown");
    }
}

/// The decisions in the log, given to the models, make the changes that the log tells of.
fn changes_are_read_back(name: &str, prepared: &Prepared, log: &EventLog) {
    let read = interventions(&prepared.drill, log);
    let has = ["chlorine", "flood", "fire", "earthquake"].iter().any(|word| name.contains(word));
    assert_eq!(!read.is_empty(), has, "{name}: {read:?}");
    let Some(last) = read.iter().map(|intervention| when(*intervention)).max() else { return };
    let member = prepared.member(Seed(SEED));
    let told = told(log, last);
    assert!(!told.is_empty(), "{name}: nothing changed after the last decision");
    assert_eq!(changes(&prepared.timeline(member, &read), last, log.end()), told, "{name}");
}

fn when(intervention: Intervention) -> Time {
    match intervention {
        Intervention::Outflow(_, at, _) | Intervention::Stopped(_, at) => at,
    }
}

/// Kinds of fact that nature alone changes.
fn is_of_nature(fact: Fact) -> bool {
    let of_gauge = matches!(fact.subject, Subject::Facility(_) | Subject::Area(_));
    let kinds = [
        FactKind::RiverStage,
        FactKind::ReservoirLevel,
        FactKind::ReservoirOutflow,
        FactKind::AreaDanger,
    ];
    of_gauge && kinds.contains(&fact.kind) || fact.kind == FactKind::BarrierLakeLevel
}

/// What nature changed after a moment, as the log tells it.
fn told(log: &EventLog, after: Time) -> BTreeSet<(Time, Fact, i64)> {
    let later = log.records().iter().filter(|record| record.at > after);
    let change = |record: &muster::event_log::Record| match record.event {
        Event::FactChanged { fact, value } if is_of_nature(fact) => Some((record.at, fact, value)),
        _ => None,
    };
    later.filter_map(change).collect()
}

/// The same as a timeline has it: danger where its class changes.
fn changes(timeline: &Timeline, after: Time, end: Time) -> BTreeSet<(Time, Fact, i64)> {
    let mut classes: BTreeMap<AreaId, u8> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for crossing in timeline.crossings() {
        let change = match crossing.change {
            Change::Fact(fact, value) => Some((fact, value)),
            Change::Danger(area, danger) => {
                let before = classes.insert(area, danger.class).unwrap_or_default();
                let fact = Fact::new(FactKind::AreaDanger, Subject::Area(area));
                (before != danger.class).then_some((fact, i64::from(danger.class)))
            }
            _ => None,
        };
        let within = after < crossing.at && crossing.at <= end;
        all.extend(
            change
                .filter(|change| within && is_of_nature(change.0))
                .map(|(fact, value)| (crossing.at, fact, value)),
        );
    }
    all
}

/// A field is at every place what the hazard's model says of it.
fn fields_are_those_of_the_run(name: &str, prepared: &Prepared, log: &EventLog) {
    let drill = &prepared.drill;
    let read = interventions(drill, log);
    let fields = Fields::new(drill, Seed(SEED), &read);
    let mut deadly: BTreeSet<AreaId> = BTreeSet::new();
    for record in log.records().iter().filter(|record| record.at > Time::START) {
        let Event::FactChanged { fact, value } = record.event else { continue };
        let (FactKind::AreaDanger, Subject::Area(area)) = (fact.kind, fact.subject) else {
            continue;
        };
        if value == DEADLY {
            deadly.insert(area);
        }
        let danger = (value, deadly.contains(&area));
        for field in fields.at(record.at) {
            let here = places_of(prepared, area).map(|place| field.value(place));
            let worst = here.fold(f64::NEG_INFINITY, f64::max);
            agrees(name, field.quantity, worst, danger);
        }
    }
    let half = Time::from_milliseconds(log.end().milliseconds() / 2);
    for field in fields.at(half) {
        if field.quantity == Quantity::WaterDepth {
            depths_are_those_of_the_flood(prepared, &field, half, &read);
        }
    }
}

/// Where the people of an exposed area are.
fn places_of(prepared: &Prepared, area: AreaId) -> impl Iterator<Item = (f64, f64)> {
    let exposure = prepared.drill.exposure().expect("somebody is exposed");
    let places = exposure.receptors_m(&prepared.drill.county);
    places[area.index() - exposure.first_area].clone().into_iter()
}

/// The class of danger that is deadly.
const DEADLY: i64 = 3;

/// The danger told of an area is that of the field at its worst place: gas by guideline levels;
/// fire is not at the houses before the danger has been deadly, which it is from the cells beside
/// them on.
fn agrees(name: &str, quantity: Quantity, worst: f64, (danger, was_deadly): (i64, bool)) {
    match quantity {
        Quantity::Concentration(_) => {
            let reached = quantity.limits().iter().filter(|limit| worst >= **limit).count();
            assert_eq!(i64::try_from(reached).expect("few classes"), danger, "{name} {worst}");
        }
        Quantity::SinceFire => assert!(was_deadly || worst < 0.0, "{name} {worst}"),
        Quantity::WaterDepth | Quantity::Intensity => {}
    }
}

/// Water stands as deep as the flood's stage is above the ground, never less than nothing, and not
/// at all in lakes and where nothing drains to a river.
fn depths_are_those_of_the_flood(
    prepared: &Prepared,
    field: &Field<'_>,
    at: Time,
    read: &[Intervention],
) {
    let drill = &prepared.drill;
    let model = scenario::flood::flood(drill).expect("it has a flood");
    let orders = read.iter().filter_map(|intervention| match intervention {
        Intervention::Outflow(reservoir, at, outflow_m3_s) => Some(flood::Intervention {
            at: *at,
            reservoir: drill.county.facilities[reservoir.index()].key,
            decision: Decision::Outflow(f64::from(*outflow_m3_s)),
        }),
        Intervention::Stopped(incident, at) => {
            let flood = drill.scenario.flood.as_ref()?;
            let held = flood.embankments.iter().find(|one| one.incident == *incident)?;
            let decision = Decision::Strengthened;
            Some(flood::Intervention { at: *at, reservoir: held.key, decision })
        }
    });
    let water = model.prepare(prepared.member(Seed(SEED)), &orders.collect::<Vec<_>>());
    let terrain = &drill.county.terrain;
    let (mut wet, mut dry) = (0, 0);
    for row in 0..terrain.reach.rows {
        for column in 0..terrain.reach.columns {
            let depth_m = field.value(terrain.reach.centre(column, row));
            assert!(depth_m >= 0.0);
            let reach = terrain.reach.at(column, row);
            let above_cm = terrain.above_river_cm.at(column, row);
            if reach == NO_REACH || terrain.cover.at(column, row) == Cover::Water {
                assert_eq!(depth_m, 0.0);
                dry += 1;
            } else if above_cm > 0 {
                let mm = water.depth_mm(usize::from(reach), f64::from(above_cm), at);
                assert!((depth_m - mm / 1_000.0).abs() < 1e-9, "{depth_m} {mm}");
                wet += usize::from(depth_m > 0.0);
            }
        }
    }
    assert!(wet > 100 && dry > 100, "{wet} {dry}");
}
