//! Small hand-made counties for the tests of this folder: a lattice of junctions over a valley with
//! one river. Plausibility is the generator's business.

use super::derive::{Parts, complete};
use super::estimate::{Estimate, EstimateKind};
use super::frame::Frame;
use super::network::{Node, Road, RoadClass, Structure, Turn};
use super::place::Water;
use super::place::*;
use super::traffic::{ClassHours, HOURS, RoadFlow, Traffic};
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::text::Text;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// Metres between neighbouring junctions of the lattice.
const STEP_M: f64 = 400.0;

fn titled(name: &str) -> Text {
    Text::new(format!("{name}的中文名, \"引号\""), format!("the {name}"))
}

fn road(draws: &mut Draws, number: usize, from: NodeId, to: NodeId) -> Road {
    let name = ShortName::numbered('r', number);
    let class = RoadClass::ALL[draws.below(RoadClass::ALL.len() as u32) as usize];
    let wheels = if class == RoadClass::Track { "OF" } else { "RHOFB" };
    let passable = match wheels {
        "OF" => ProfileSet::of(&[Profile::OffRoad, Profile::Foot]),
        _ => ProfileSet::ALL.without(Profile::Air),
    };
    let bends = draws.below(3);
    Road {
        key: Road::key_of(name),
        name,
        from,
        to,
        class,
        structure: Structure::ALL[(draws.below(20) as usize).min(9) % 5],
        // Multiples of ten metres, so that paths of equal length are frequent.
        length_mm: 400_000 + 10_000 * draws.below(8),
        width_dm: 40 + draws.below(60) as u16,
        speed_km_h: [30, 40, 60][draws.below(3) as usize],
        one_way: draws.happens(0.08),
        low_m: draws.below(9_000) as f32 / 10.0,
        passable,
        bend: (0..bends).map(|bend| (bend as f32 + 10.5, 20.1 * bend as f32)).collect(),
    }
    .rounded()
}

impl Road {
    /// Bends and elevation in tenths of a metre, as a map holds them.
    fn rounded(mut self) -> Self {
        let round = |metres: f32| ((f64::from(metres) * 10.0).round() / 10.0) as f32;
        self.low_m = round(self.low_m);
        self.bend = self.bend.iter().map(|(x, y)| (round(*x), round(*y))).collect();
        self
    }
}

/// Junctions and roads of a lattice, a tenth of the roads left out.
pub(crate) fn lattice(draws: &mut Draws, columns: u32, rows: u32) -> (Vec<Node>, Vec<Road>) {
    let mut nodes = Vec::new();
    let mut roads = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let name = ShortName::numbered('n', nodes.len());
            let (x_m, y_m) = (f64::from(column) * STEP_M + 50.0, f64::from(row) * STEP_M + 50.5);
            nodes.push(Node::new(name, x_m, y_m, draws.below(3_000) as f32 / 10.0));
            let here = NodeId(row * columns + column);
            let neighbours = [
                (column > 0).then(|| NodeId(here.0 - 1)),
                (row > 0).then(|| NodeId(here.0 - columns)),
            ];
            for neighbour in neighbours.into_iter().flatten() {
                if !draws.happens(0.1) {
                    let number = roads.len();
                    let (from, to) =
                        if draws.happens(0.5) { (here, neighbour) } else { (neighbour, here) };
                    roads.push(road(draws, number, from, to));
                }
            }
        }
    }
    (nodes, roads)
}

/// Turns between these roads, each forbidden with the probability `share` to some profiles, turning
/// back included.
pub(crate) fn turns(draws: &mut Draws, roads: &[Road], share: f64) -> Vec<Turn> {
    let mut turns = Vec::new();
    let ids = || (0..roads.len()).map(RoadId::from_index);
    for from in ids() {
        for via in [roads[from.index()].from, roads[from.index()].to] {
            for to in ids().filter(|to| roads[to.index()].meets(via)) {
                let obeyed_by = ProfileSet(1 + draws.below(u32::from(ProfileSet::ALL.0)) as u8);
                if draws.happens(share) {
                    turns.push(Turn { from, via, over: Vec::new(), to, obeyed_by });
                }
            }
        }
    }
    turns
}

/// Turns at the end of one or two roads between these, at most `count`, forbidden to some profiles.
pub(crate) fn turns_over(draws: &mut Draws, roads: &[Road], count: usize) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for _ in 0..count {
        let from = RoadId(draws.below(roads.len() as u32));
        let ends = [roads[from.index()].from, roads[from.index()].to];
        let via = ends[draws.below(2) as usize];
        let mut next = |node| {
            let meeting: Vec<usize> =
                (0..roads.len()).filter(|road| roads[*road].meets(node)).collect();
            let road = meeting[draws.below(meeting.len() as u32) as usize];
            (RoadId::from_index(road), roads[road].other_end(node).expect("it meets the node"))
        };
        let (first, middle) = next(via);
        let (second, end) = next(middle);
        let (over, to) = match end.0 % 2 {
            0 => (vec![first], second),
            _ => (vec![first, second], next(end).0),
        };
        let obeyed_by = ProfileSet(1 + draws.below(u32::from(ProfileSet::ALL.0)) as u8);
        let turn = Turn { from, via, over, to, obeyed_by };
        if turns.iter().all(|other| other.clone().of_all() != turn.clone().of_all()) {
            turns.push(turn);
        }
    }
    turns
}

/// A county of `columns` x `rows` junctions.
pub(crate) fn county(seed: u64, columns: u32, rows: u32) -> County {
    let mut draws = Seed(seed).draws(Purpose::Test, Key(1));
    let (nodes, roads) = lattice(&mut draws, columns, rows);
    let cells = |junctions: u32| (f64::from(junctions) * STEP_M / 100.0) as usize + 2;
    let mut elevation_m = Grid::filled(cells(columns), cells(rows), 100.0, 0.0f32);
    let middle = elevation_m.columns / 2;
    for row in 0..elevation_m.rows {
        for column in 0..elevation_m.columns {
            let up = column.abs_diff(middle) * 7 + (elevation_m.rows - row) * 2;
            elevation_m.set(column, row, up as f32 + 0.3);
        }
    }
    let mut cover = elevation_m.map(|_| Cover::Farmland);
    cover.set(0, 0, Cover::Bare);
    let zones = zones(&mut draws, nodes.len() as u32);
    let facilities = facilities(nodes.len() as u32);
    let (x_m, top_m) = ((middle as f32 + 0.5) * 100.0, elevation_m.rows as f32 * 100.0);
    let reaches = reaches(x_m, top_m);
    let mut of_turns = Seed(seed).draws(Purpose::Test, Key(2));
    let mut turns = turns(&mut of_turns, &roads, 0.3);
    turns.extend(turns_over(&mut of_turns, &roads, 6));
    complete(Parts {
        name: "lattice".into(),
        title: titled("lattice"),
        source: titled("test"),
        road_names: roads.first().map(|_| (RoadId(0), titled("bridge"))).into_iter().collect(),
        frame: Some(Frame { longitude: 117.2, latitude: -28.25 }),
        estimates: vec![Estimate {
            kind: EstimateKind::Residents,
            basis: titled("by hand"),
            of: vec!["zone-0".into(), "zone-1".into()],
        }],
        nodes,
        roads,
        turns,
        traffic: Some(traffic()),
        zones,
        areas: areas(&facilities),
        facilities,
        reaches,
        waters: waters(),
        elevation_m,
        cover,
    })
}

/// A pond with an island, and a ditch.
fn waters() -> Vec<Water> {
    let square = |low: f32, high: f32| vec![(low, low), (high, low), (high, high), (low, high)];
    let pond = vec![square(0.0, 90.5), square(20.0, 40.0)];
    let ditch = vec![vec![(-3.0, 0.0), (50.0, 60.5)]];
    vec![
        Water { name: "pond".into(), title: Some(titled("pond")), width_m: None, lines: pond },
        Water { name: "ditch".into(), title: None, width_m: Some(1.5), lines: ditch },
    ]
}

fn traffic() -> Traffic {
    let mut slow_percent = [100; HOURS];
    (slow_percent[8], slow_percent[18]) = (130, 145);
    let mut cars_per_hour = [20; HOURS];
    cars_per_hour[8] = 1_100;
    Traffic {
        basis: titled("count"),
        classes: vec![ClassHours { class: RoadClass::Street, slow_percent }],
        flows: vec![RoadFlow { road: RoadId(0), capacity_per_hour: 900, cars_per_hour }],
    }
}

fn zones(draws: &mut Draws, node_count: u32) -> Vec<Zone> {
    let kinds = [ZoneKind::Subdistrict, ZoneKind::Township, ZoneKind::Village, ZoneKind::Village];
    let zone = |(index, kind): (usize, &ZoneKind)| {
        let name = format!("zone-{index}");
        let residents = 500 + draws.below(2_000);
        Zone {
            key: Key::written("zone", &name),
            title: titled(&name),
            name,
            kind: *kind,
            parent: ZoneId(if *kind == ZoneKind::Village { 1 } else { index as u32 }),
            node: NodeId(draws.below(node_count)),
            residents,
            households: residents / 3,
            presence: Presence {
                night: residents,
                workday: residents / 2,
                market_day: residents / 3,
                holiday: residents + 7,
            },
            elderly: residents / 5,
            children: residents / 6,
            immobile: residents / 50,
        }
    };
    kinds.iter().enumerate().map(zone).collect()
}

fn facilities(node_count: u32) -> Vec<Facility> {
    let kinds = [
        FacilityKind::FireStation,
        FacilityKind::Hospital,
        FacilityKind::Shelter,
        FacilityKind::RainGauge,
        FacilityKind::Mast,
        FacilityKind::Substation,
        FacilityKind::Reservoir,
    ];
    let facility = |(index, kind): (u32, FacilityKind)| {
        let name = format!("place-{index}");
        Facility {
            key: Key::written("facility", &name),
            title: titled(&name),
            name,
            kind,
            node: NodeId(index * 31 % node_count),
            zone: ZoneId(index % 4),
            capacity: if kind == FacilityKind::Hospital { 300 } else { 0 },
            theatres: 0,
            battery_minutes: if kind == FacilityKind::Mast { 240 } else { 0 },
            range_m: 0,
            power: (kind == FacilityKind::Mast).then_some(FacilityId(5)),
            reach: (kind == FacilityKind::Reservoir).then_some(ReachId(0)),
            storage_thousand_m3: if kind == FacilityKind::Reservoir { 38_000 } else { 0 },
            access_minutes: 0,
        }
    };
    (0..).zip(kinds).map(facility).collect()
}

fn reaches(x_m: f32, top_m: f32) -> Vec<Reach> {
    let reach = |name: &str, from_m: f32, to_m: f32, downstream| Reach {
        key: Key::written("reach", name),
        name: name.into(),
        title: titled(name),
        downstream,
        length_m: f64::from(from_m - to_m),
        slope: 0.004_321,
        width_m: 31.7,
        roughness: 0.035,
        catchment_km2: 1.0 / 3.0,
        course: vec![(x_m, from_m), (x_m, to_m)],
    };
    let middle_m = (top_m / 200.0).floor() * 100.0;
    let upper = reach("upper", top_m - 50.0, middle_m, Some(ReachId(1)));
    vec![upper, reach("lower", middle_m, 50.0, None)]
}

fn areas(facilities: &[Facility]) -> Vec<HazardArea> {
    let name = "area-1".to_owned();
    let of = |kind| facilities.iter().position(|place| place.kind == kind).unwrap();
    vec![HazardArea {
        key: Key::written("area", &name),
        title: titled(&name),
        name,
        zone: ZoneId(2),
        node: NodeId(2),
        households: 40,
        people: 131,
        shelter: FacilityId::from_index(of(FacilityKind::Shelter)),
        water: Some(AreaWater {
            reach: ReachId(1),
            height_cm: 180,
            top_cm: 420,
            gauge: FacilityId::from_index(of(FacilityKind::RainGauge)),
            thresholds_mm: [35, 60, 50, 90],
        }),
    }]
}
