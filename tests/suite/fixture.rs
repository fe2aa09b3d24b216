//! Drills for the suite, made quickly: the shipped plan and storyline over generated counties of
//! 500 junctions, and a tiny drill of three desks and one team whose every time is fixed. Nothing
//! is judged here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use muster::base::check::Checker;
use muster::base::grid::Grid;
use muster::base::id::{NodeId, ZoneId};
use muster::base::key::Key;
use muster::base::name::ShortName;
use muster::base::text::Text;
use muster::base::time::Duration;
use muster::base::written;
use muster::county::choice::{PlaceChoice, fill};
use muster::county::derive::{Parts, complete};
use muster::county::generate::{Settings, generate};
use muster::county::network::{Node, Road, RoadClass, Structure};
use muster::county::place::{County, Cover, Facility, FacilityKind, Presence, Zone, ZoneKind};
use muster::event_log::event::CasualtyCause;
use muster::files::drill::DrillFiles;
use muster::plan::file::PlanFile;
use muster::scenario::file::{
    CatalogueFile, HappeningFile, InjectFile, PlaceFile, ScenarioFile, SiteFile, TellsFile,
    WhenFile,
};
use muster::scenario::{Drill, Tier};
use muster::sim::prepared::Prepared;
use muster::vocabulary::channel::{Channel, Priority};
use muster::vocabulary::profile::ProfileSet;

use serde::Serialize;
use serde::de::DeserializeOwned;

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

/// The files with the places put in that scenario and plans choose on this county, for whoever
/// looks for a thing by its written name.
pub(crate) fn filled(mut files: DrillFiles, county: &County) -> DrillFiles {
    fn put_in<T>(document: &mut T, places: &[PlaceChoice], county: &County)
    where
        T: Clone + Serialize + DeserializeOwned,
    {
        let filled = fill(&mut Checker::new(""), document, places, county);
        *document = filled.expect("the places are chosen").document;
    }
    let places = files.scenario.value.places.clone();
    put_in(&mut files.scenario.value, &places, county);
    // Special plans name the places of the plan that they add to.
    let of_plan = files.plan.value.places.clone();
    for special in &mut files.special_plans {
        let places = [of_plan.as_slice(), &special.value.places].concat();
        put_in(&mut special.value, &places, county);
    }
    put_in(&mut files.plan.value, &of_plan, county);
    files
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

/// Takes the embankments out of a storyline whose happenings are another's.
pub(crate) fn without_embankments(scenario: &mut ScenarioFile) {
    scenario.flood.iter_mut().for_each(|flood| flood.embankments.clear());
}

/// A happening of the tiny drill: an accident at its only zone, which is called in.
pub(crate) fn accident(name: &str, when: WhenFile, hurt: u32) -> HappeningFile {
    HappeningFile {
        name: name.into(),
        title: Text::new("情节", "happening"),
        when,
        unless: Vec::new(),
        incident: Some(SiteFile {
            kind: "accident".into(),
            at: PlaceFile::Zone("town".into()),
            people: hurt,
            hurt,
            cause: CasualtyCause::Blast,
            severity: None,
            calls: vec![("119".into(), 1.0)],
            growth: None,
        }),
        fails: Vec::new(),
    }
}

/// An inject of the tiny drill: a desk is telephoned about a fact at a minute.
pub(crate) fn told(name: &str, at_minutes: f64, to: &str, tells: TellsFile) -> InjectFile {
    InjectFile {
        name: name.into(),
        at_minutes,
        from: Text::new("测试", "test"),
        to: to.into(),
        channel: Channel::Phone,
        priority: Priority::Flash,
        content: Text::new("测试", "test"),
        tells: Some(tells),
        expected: None,
        objective: "arrival".into(),
        with: None,
    }
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
    /// Where it is.
    pub(crate) town: Town,
}

impl Tiny {
    /// As it stands in `tests/fixtures`.
    pub(crate) fn new() -> Self {
        Self {
            plan: parse("plan.ron"),
            catalogue: parse("catalogue.ron"),
            scenario: parse("scenario.ron"),
            town: Town::with_station(false),
        }
    }

    /// The drill that this is. Turnout takes no time: the shortest that can be written is a
    /// second, and it varies.
    #[track_caller]
    pub(crate) fn drill(&self) -> Drill {
        let county = Arc::new(self.town.county());
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

/// A town along one street: junctions from west to east or back, straight roads for 60 km/h between
/// them, zones and fire stations at junctions. Ordinary incidents of a zone happen where one of the
/// roads begins that lie nearest to it.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    /// Names of junctions, and how far east they lie, m.
    pub(crate) junctions: Vec<(&'static str, f64)>,
    /// Names of roads, and the junctions that they lead from and to.
    pub(crate) roads: Vec<(&'static str, u32, u32)>,
    /// Names of zones, their junctions and residents.
    pub(crate) zones: Vec<(&'static str, u32, u32)>,
    /// Names of fire stations and their junctions.
    pub(crate) stations: Vec<(&'static str, u32)>,
    /// Names of hospitals and their junctions: of beds and theatres each has more than enough.
    pub(crate) hospitals: Vec<(&'static str, u32)>,
}

impl Town {
    /// A zone of 100,000 at the `site`, from which a road leads six kilometres away; the station
    /// stands at the site or at the other end.
    pub(crate) fn with_station(at_site: bool) -> Self {
        Self {
            junctions: vec![("site", 0.0), ("far", 6_000.0)],
            roads: vec![("road", 0, 1)],
            zones: vec![("town", 0, 100_000)],
            stations: vec![("station", u32::from(!at_site))],
            hospitals: Vec::new(),
        }
    }

    fn county(&self) -> County {
        let title = |text: &str| Text::new(text, text);
        let name = |text: &str| ShortName::new(text).expect("a short name");
        // The street is in the middle of a row of cells.
        let junction =
            |(word, east_m): &(&str, f64)| Node::new(name(word), 250.0 + east_m, 250.0, 10.0);
        let east_m = |junction: u32| self.junctions[junction as usize].1;
        let roads = self.roads.iter().map(|(word, from, to)| {
            let length_mm = (1_000.0 * (east_m(*to) - east_m(*from)).abs()).round();
            road(name(word), NodeId(*from), NodeId(*to), length_mm as u32)
        });
        let command = facility("command", FacilityKind::CommandPost, NodeId(0));
        let station =
            |(word, at): &(&str, u32)| facility(word, FacilityKind::FireStation, NodeId(*at));
        let hospital = |(word, at): &(&str, u32)| Facility {
            capacity: 100_000,
            theatres: 10_000,
            ..facility(word, FacilityKind::Hospital, NodeId(*at))
        };
        let stations = self.stations.iter().map(station);
        let hospitals = self.hospitals.iter().map(hospital);
        let elevation_m = Grid::filled(70, 5, 100.0, 10.0_f32);
        complete(Parts {
            name: "tiny".to_owned(),
            title: title("tiny"),
            source: title("test"),
            frame: None,
            estimates: Vec::new(),
            nodes: self.junctions.iter().map(junction).collect(),
            roads: roads.collect(),
            turns: Vec::new(),
            traffic: None,
            road_names: Vec::new(),
            zones: self.zones.iter().map(|(word, at, people)| zone(word, *at, *people)).collect(),
            facilities: std::iter::once(command).chain(stations).chain(hospitals).collect(),
            areas: Vec::new(),
            reaches: Vec::new(),
            waters: Vec::new(),
            cover: elevation_m.map(|_| Cover::Farmland),
            elevation_m,
        })
    }
}

fn road(name: ShortName, from: NodeId, to: NodeId, length_mm: u32) -> Road {
    Road {
        key: Road::key_of(name),
        name,
        from,
        to,
        class: RoadClass::Primary,
        structure: Structure::None,
        length_mm,
        width_dm: 70,
        speed_km_h: 60,
        one_way: false,
        low_m: 10.0,
        passable: ProfileSet::ALL,
        bend: Vec::new(),
    }
}

fn zone(word: &str, junction: u32, residents: u32) -> Zone {
    Zone {
        key: Key::written("zone", word),
        name: word.to_owned(),
        title: Text::new(word, word),
        kind: ZoneKind::Subdistrict,
        parent: ZoneId(0),
        node: NodeId(junction),
        residents,
        households: 30_000,
        presence: Presence::default(),
        elderly: 0,
        children: 0,
        immobile: 0,
    }
}

fn facility(word: &str, kind: FacilityKind, node: NodeId) -> Facility {
    Facility::new(word.to_owned(), Text::new(word, word), kind, (node, ZoneId(0)))
}
