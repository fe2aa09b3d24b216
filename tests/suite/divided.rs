//! A bridge of a divided road is one bridge: two one-way roads side by side. Whoever asks for the
//! bridge whose loss isolates most people gets it; as many are isolated as by the loss of the same
//! bridge in one road; and what blocks, closes or shakes down one carriageway has both.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::check::Checker;
use muster::base::id::{NodeId, RoadId};
use muster::base::key::Key;
use muster::base::math;
use muster::base::name::ShortName;
use muster::base::written;
use muster::county::choice::{PlaceChoice, choose};
use muster::county::codec::{decode, encode};
use muster::county::import::county::Imported;
use muster::county::network::{Network, Node, Road, Structure};
use muster::county::place::County;
use muster::county::survey::{CriticalBridges, critical_bridges};
use muster::event_log::EventLog;
use muster::event_log::event::Event;
use muster::files::drill::DrillFiles;
use muster::files::{Interrupt, folder, map, new};
use muster::scenario::Tier;
use muster::scenario::file::{InjectTruth, PlaceFile, TellsFile, WhenFile};
use muster::scenario::template::STORYLINES;
use muster::sim::play;
use muster::vocabulary::fact::{Fact, FactKind, Subject};
use muster::vocabulary::profile::{Profile, ProfileSet};

use crate::{fixture, real_data};

/// Metres between two carriageways.
const APART_M: f64 = 12.0;

/// The county with every bridge for ordinary vehicles in two carriageways, the one of its old name
/// and one that ends in `b`, joined at both ends.
fn divided(county: &County) -> County {
    let mut nodes = county.network.nodes.clone();
    let mut roads = county.network.roads.clone();
    for index in 0..roads.len() {
        let old = roads[index].clone();
        if old.structure != Structure::Bridge || !old.passable.has(Profile::Road) {
            continue;
        }
        roads[index].one_way = true;
        let (from, to) = (nodes[old.from.index()], nodes[old.to.index()]);
        let length_m = math::hypot(to.x_m - from.x_m, to.y_m - from.y_m).max(1.0);
        let aside =
            (APART_M * (to.y_m - from.y_m) / length_m, APART_M * (from.x_m - to.x_m) / length_m);
        let tenth = |metres: f64| (metres * 10.0).round() / 10.0;
        let mut beside = |node: Node, end: &str| {
            let name = ShortName::new(&format!("{}{end}", old.name)).unwrap();
            let (x_m, y_m) = (tenth(node.x_m + aside.0), tenth(node.y_m + aside.1));
            nodes.push(Node::new(name, x_m, y_m, node.elevation_m));
            NodeId::from_index(nodes.len() - 1)
        };
        let (new_from, new_to) = (beside(from, "x"), beside(to, "y"));
        let mut add = |end: &str, ends: (NodeId, NodeId), like: Road| {
            let name = ShortName::new(&format!("{}{end}", old.name)).unwrap();
            roads.push(Road { key: Road::key_of(name), name, from: ends.0, to: ends.1, ..like });
        };
        let bend = old.bend.iter().rev();
        let aside = |(x_m, y_m): &(f32, f32)| {
            let east_m = tenth(f64::from(*x_m) + aside.0) as f32;
            (east_m, tenth(f64::from(*y_m) + aside.1) as f32)
        };
        let back = Road { one_way: true, bend: bend.map(aside).collect(), ..old.clone() };
        add("b", (new_to, new_from), back);
        let link = Road {
            structure: Structure::None,
            length_mm: (1_000.0 * APART_M) as u32,
            bend: Vec::new(),
            ..old.clone()
        };
        add("c", (old.from, new_from), link.clone());
        add("d", (old.to, new_to), link);
    }
    let mut made = county.clone();
    let mut network = Network::new(nodes, roads);
    network.road_names.clone_from(&county.network.road_names);
    made.network = Arc::new(network);
    decode(&encode(&made)).unwrap_or_else(|problems| panic!("{problems}")).0
}

/// A county with a bridge whose loss isolates people, as it is and divided.
fn counties() -> (Arc<County>, Arc<County>) {
    let such = (1..).map(fixture::small_county).find(|it| !critical_bridges(it).is_empty());
    let county = such.expect("some county has one");
    let parted = Arc::new(divided(&county));
    (county, parted)
}

fn name(county: &County, road: RoadId) -> String {
    county.network.roads[road.index()].name.to_string()
}

/// Names of the bridges in one road, people, zones.
fn told(county: &County, bridges: &CriticalBridges) -> (BTreeSet<String>, u64, Vec<String>) {
    let roads = bridges.bridges.iter().map(|roads| {
        let mut names = roads.iter().map(|road| name(county, *road));
        names.find(|name| !name.ends_with('b')).unwrap_or_default()
    });
    let zones = bridges.zones.iter().map(|zone| county.zones[zone.index()].name.clone());
    (roads.collect(), bridges.people, zones.collect())
}

#[test]
fn its_loss_isolates_as_many_as_that_of_the_same_bridge_in_one_road() {
    let (county, parted) = counties();
    let (whole, pairs) = (critical_bridges(&county), critical_bridges(&parted));
    let all = |county: &County, of: &[CriticalBridges]| {
        of.iter().map(|bridges| told(county, bridges)).collect::<Vec<_>>()
    };
    let key = |it: &(BTreeSet<String>, u64, Vec<String>)| (it.1, it.2.clone());
    let (mut whole, mut parts) = (all(&county, &whole), all(&parted, &pairs));
    whole.sort_by_key(key);
    parts.sort_by_key(key);
    assert_eq!(whole, parts);
    let roads = pairs.iter().flat_map(|it| &it.bridges);
    assert!(roads.into_iter().all(|roads| roads.len() == 2), "each has two carriageways");
    assert!(parted.divided_bridges.len() >= pairs.len());
}

/// What a selector chooses.
fn chosen(county: &County, selector: &str) -> String {
    let list = format!("[(name: \"bridge\", choose: {selector})]");
    let list: Vec<PlaceChoice> = written::parse("p", &list).unwrap();
    let mut check = Checker::new("p");
    let chosen = choose(&mut check, "places", &list, county);
    assert_eq!(check.into_problems().0, []);
    chosen[0].written.clone()
}

const ISOLATING: &str = "isolating-road(structures: [bridge])";

/// Roads that ordinary vehicles cannot use from some minute on, and when, by name.
fn closed(county: &County, log: &EventLog) -> BTreeMap<String, f64> {
    let mut closed = BTreeMap::new();
    for record in log.records() {
        if let Event::FactChanged { fact, value } = record.event
            && let Fact { kind: FactKind::RoadPassable, subject: Subject::Road(road) } = fact
            && !ProfileSet(u8::try_from(value).unwrap()).has(Profile::Road)
        {
            closed.entry(name(county, road)).or_insert(record.at.minutes());
        }
    }
    closed
}

/// Plays the shipped flood over the county, with its bridge blocked at one minute and closed by the
/// control at another where these are given.
fn played(
    county: &Arc<County>,
    blocked_at: Option<f64>,
    set_at: Option<f64>,
) -> BTreeMap<String, f64> {
    let bridge = chosen(county, ISOLATING);
    let mut files = fixture::filled(fixture::shipped_files(), county);
    let scenario = &mut files.scenario.value;
    if let Some(minutes) = blocked_at {
        let mut happening = fixture::accident("bridge-lost", WhenFile::AtMinutes(minutes), 0);
        let site = happening.incident.as_mut().unwrap();
        (site.kind, site.at) = ("road-blocked".into(), PlaceFile::Road(bridge.clone()));
        scenario.happenings.push(happening);
    }
    if let Some(minutes) = set_at {
        let tells = TellsFile {
            fact: FactKind::RoadPassable,
            subject: format!("road:{bridge}"),
            value: 0,
            truth: InjectTruth::Set,
        };
        let mut inject = fixture::told("bridge-shut", minutes, "duty-office", tells);
        inject.objective = "road-information".into();
        scenario.injects.push(inject);
    }
    let prepared = fixture::prepare(&files, county, Tier::Beginner);
    closed(county, &play(&prepared, Seed(1), &[]))
}

#[test]
fn a_scenario_that_names_it_by_selector_blocks_or_shuts_both_carriageways() {
    let (_, county) = counties();
    let roads = critical_bridges(&county)[0].bridges[0].clone();
    let names: Vec<String> = roads.iter().map(|road| name(&county, *road)).collect();
    assert!(names.contains(&chosen(&county, ISOLATING)));
    let blocked = played(&county, Some(3.0), None);
    assert!(names.iter().all(|name| blocked.get(name) == Some(&3.0)), "{names:?} {blocked:?}");
    let shut = played(&county, None, Some(4.0));
    assert!(names.iter().all(|name| shut.get(name) == Some(&4.0)), "{names:?} {shut:?}");
}

/// The drill of a storyline that is made for a county, and the county with what is proposed for it.
fn drill_of(storyline: &str, county: &County) -> (DrillFiles, Arc<County>) {
    let storyline = STORYLINES.iter().find(|it| it.name == storyline).unwrap();
    let around = tempfile::tempdir().unwrap();
    let (at, out) = (around.path().join("map"), around.path().join("drill"));
    map::write(&at, encode(county), folder::Existing::Keep, &Interrupt::default()).unwrap();
    let made = new::make(&at, storyline, &out).unwrap_or_else(|error| panic!("{error}"));
    made.write(&out, folder::Existing::Keep, &Interrupt::default()).unwrap();
    let files = DrillFiles::read(&out, None, None).unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = map::read(&files.map).unwrap_or_else(|error| panic!("{error}"));
    (files, Arc::new(county))
}

#[test]
fn an_earthquake_brings_both_carriageways_down_or_neither() {
    let (_, county) = counties();
    let (files, county) = drill_of("earthquake", &county);
    let (mut fallen, mut stand) = (0, 0);
    // The shock is followed by others, whose roads are drawn apart.
    for (tier, seed) in [(Tier::Beginner, 1), (Tier::Beginner, 2), (Tier::Advanced, 1)] {
        let prepared = fixture::prepare(&files, &county, tier);
        let log = play(&prepared, Seed(seed), &[]);
        let lost = closed(&county, &log);
        for roads in &county.divided_bridges {
            let of: Vec<Option<&f64>> =
                roads.iter().map(|road| lost.get(&name(&county, *road))).collect();
            assert!(of.iter().all(|at| at == &of[0]), "{roads:?}: {of:?}");
            fallen += usize::from(of[0].is_some());
            stand += usize::from(of[0].is_none());
        }
    }
    assert!(fallen > 0 && stand > 0, "{fallen} fall, {stand} stand");
}

#[test]
fn guixi_has_a_critical_bridge_of_two_carriageways() {
    let Some(source) = real_data::source("osm/guixi.osm") else { return };
    let Imported { county, .. } = real_data::imported(&source, "guixi");
    let found = critical_bridges(&county);
    let names: Vec<Vec<String>> = found
        .iter()
        .flat_map(|it| &it.bridges)
        .map(|roads| roads.iter().map(|road| name(&county, *road)).collect())
        .collect();
    // Both directions of 贵溪大道 over the railway in the north.
    assert_eq!(names.len(), 1, "{names:?}");
    let pair: BTreeSet<&str> = names[0].iter().map(String::as_str).collect();
    assert_eq!(pair, BTreeSet::from(["w706344679", "w706344680"]));
    assert!(found[0].people > 0 && !found[0].zones.is_empty());
    assert!(pair.contains(chosen(&county, ISOLATING).as_str()));
    // Where they stand in a file changes nothing.
    let keys = |roads: &[RoadId]| -> Vec<Key> {
        roads.iter().map(|road| county.network.roads[road.index()].key).collect()
    };
    assert!(county.divided_bridges.iter().all(|roads| keys(roads).is_sorted()));
}
