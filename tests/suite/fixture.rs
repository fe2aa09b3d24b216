//! Drills for the suite, made quickly: the shipped plan and storyline over generated counties of
//! 500 junctions, and a tiny drill of three desks and one team whose every time is fixed. Nothing
//! is judged here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use muster::base::grid::Grid;
use muster::base::id::{NodeId, ZoneId};
use muster::base::key::Key;
use muster::base::name::ShortName;
use muster::base::text::Text;
use muster::base::time::Duration;
use muster::base::written;
use muster::county::derive::{Parts, complete};
use muster::county::generate::{Settings, generate};
use muster::county::network::{Node, Road, RoadClass, Structure};
use muster::county::place::{County, Cover, Facility, FacilityKind, Presence, Zone, ZoneKind};
use muster::files::drill::DrillFiles;
use muster::plan::file::PlanFile;
use muster::scenario::file::{CatalogueFile, ScenarioFile};
use muster::scenario::{Drill, Tier};
use muster::sim::prepared::Prepared;
use muster::vocabulary::profile::ProfileSet;

use crate::tree;

/// A generated county of 500 junctions; each seed's is made once.
pub(crate) fn small_county(seed: u64) -> Arc<County> {
    static MADE: Mutex<BTreeMap<u64, Arc<OnceLock<Arc<County>>>>> = Mutex::new(BTreeMap::new());
    let slot = MADE.lock().expect("no maker panics").entry(seed).or_default().clone();
    slot.get_or_init(|| Arc::new(generate(&Settings::small(seed)))).clone()
}

/// The shipped plan, catalogue and storyline, as written.
pub(crate) fn shipped_files() -> DrillFiles {
    static READ: OnceLock<DrillFiles> = OnceLock::new();
    let read = || {
        let scenario = tree::root().join("scenarios/2026-q2-flash-flood");
        DrillFiles::read(&scenario, None, None).unwrap_or_else(|error| panic!("{error}"))
    };
    READ.get_or_init(read).clone()
}

/// A drill of these files over this county, prepared.
#[track_caller]
pub(crate) fn prepare(files: &DrillFiles, county: &Arc<County>, tier: Tier) -> Arc<Prepared> {
    let drill = files.drill(county, tier).unwrap_or_else(|problems| panic!("{problems}")).0;
    Arc::new(Prepared::new(Arc::new(drill)))
}

/// The shipped drill over a small county.
pub(crate) fn small(seed: u64, tier: Tier) -> Arc<Prepared> {
    prepare(&shipped_files(), &small_county(seed), tier)
}

/// A drill of three desks, `alarm`, `duty` and `fire`, and a team `engine-1`, as written, to be
/// changed before it is resolved.
#[derive(Debug, Clone)]
pub(crate) struct Tiny {
    /// The plan.
    pub(crate) plan: PlanFile,
    /// Its kinds of incident: `accident`.
    pub(crate) catalogue: CatalogueFile,
    /// Its storyline: ordinary calls alone.
    pub(crate) scenario: ScenarioFile,
    /// Whether the team's station stands where accidents happen, and not six kilometres away.
    pub(crate) station_at_site: bool,
}

impl Tiny {
    /// As it stands in `tests/fixtures`.
    pub(crate) fn new() -> Self {
        Self {
            plan: parse("plan.ron"),
            catalogue: parse("catalogue.ron"),
            scenario: parse("scenario.ron"),
            station_at_site: false,
        }
    }

    /// The drill that this is. Turnout takes no time: the shortest that can be written is a
    /// second, and it varies.
    #[track_caller]
    pub(crate) fn drill(&self) -> Drill {
        let county = Arc::new(two_junctions(self.station_at_site));
        let (mut plan, _) = muster::plan::resolve(&self.plan, "plan.ron", &county)
            .unwrap_or_else(|problems| panic!("{problems}"));
        for team in &mut plan.teams {
            team.turnout = [Duration::ZERO; 2];
        }
        let written = muster::scenario::Written {
            scenario_name: "scenario.ron",
            scenario: &self.scenario,
            catalogue: &[("catalogue.ron".to_owned(), self.catalogue.clone())],
        };
        muster::scenario::resolve(written, county, Arc::new(plan), Tier::Beginner)
            .unwrap_or_else(|problems| panic!("{problems}"))
            .0
    }
}

fn parse<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = format!("tests/fixtures/{name}");
    let source = tree::text(&path).expect("a fixture is text");
    written::parse(&path, &source).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A town of one zone and two junctions, six kilometres apart on a road for 60 km/h that begins at
/// the `site`: ordinary incidents, which happen where a road begins, all happen there.
fn two_junctions(station_at_site: bool) -> County {
    let name = |text: &str| ShortName::new(text).expect("a short name");
    let title = |text: &str| Text::new(text, text);
    let nodes = vec![
        Node::new(name("site"), 250.0, 250.0, 10.0),
        Node::new(name("far"), 6_250.0, 250.0, 10.0),
    ];
    let road = Road {
        key: Road::key_of(name("road")),
        name: name("road"),
        from: NodeId(0),
        to: NodeId(1),
        class: RoadClass::Primary,
        structure: Structure::None,
        length_mm: 6_000_000,
        width_dm: 70,
        speed_km_h: 60,
        one_way: false,
        low_m: 10.0,
        passable: ProfileSet::ALL,
        bend: Vec::new(),
    };
    let zone = Zone {
        key: Key::written("zone", "town"),
        name: "town".to_owned(),
        title: title("town"),
        kind: ZoneKind::Subdistrict,
        parent: ZoneId(0),
        node: NodeId(0),
        residents: 100_000,
        households: 30_000,
        presence: Presence::default(),
        elderly: 0,
        children: 0,
        immobile: 0,
    };
    let facility = |word: &str, kind, node| Facility {
        key: Key::written("facility", word),
        name: word.to_owned(),
        title: title(word),
        kind,
        node,
        zone: ZoneId(0),
        capacity: 0,
        theatres: 0,
        battery_minutes: 0,
        range_m: 0,
        power: None,
        reach: None,
        storage_thousand_m3: 0,
        access_minutes: 0,
    };
    let station = NodeId(u32::from(!station_at_site));
    let elevation_m = Grid::filled(70, 5, 100.0, 10.0_f32);
    complete(Parts {
        name: "tiny".to_owned(),
        title: title("tiny"),
        source: title("test"),
        nodes,
        roads: vec![road],
        road_names: Vec::new(),
        zones: vec![zone],
        facilities: vec![
            facility("command", FacilityKind::CommandPost, NodeId(0)),
            facility("station", FacilityKind::FireStation, station),
        ],
        areas: Vec::new(),
        reaches: Vec::new(),
        cover: elevation_m.map(|_| Cover::Farmland),
        elevation_m,
    })
}
