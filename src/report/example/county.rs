//! The county of the example: a lattice of roads with a bridge, two zones and what stands in them.

use std::sync::Arc;

use super::BRIDGE;
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::base::text::Text;
use crate::county::network::{Network, Node, Road, RoadClass, Structure};
use crate::county::place::{
    AreaWater, County, Cover, Facility, FacilityKind, HazardArea, Presence, Reach, RoadSetting,
    Terrain, Zone, ZoneKind,
};
use crate::vocabulary::profile::{Profile, ProfileSet};

const COLUMNS: usize = 8;
const ROWS: usize = 5;

fn network() -> Network {
    let mut nodes = Vec::new();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let shift = if row % 2 == 0 { 0.0 } else { 400.0 };
            let (x_m, y_m) = (1_000.0 + 2_500.0 * column as f64, 1_000.0 + 2_500.0 * row as f64);
            let name = ShortName::numbered('n', row * COLUMNS + column);
            nodes.push(Node::new(name, x_m + shift, y_m + shift / 2.0, 200.0));
        }
    }
    let mut roads = Vec::new();
    let mut add = |from: usize, to: usize, class: RoadClass| {
        let structure =
            if roads.len() == BRIDGE.index() { Structure::Bridge } else { Structure::None };
        roads.push(Road {
            key: Road::key_of(ShortName::numbered('r', roads.len())),
            name: ShortName::numbered('r', roads.len()),
            from: NodeId::from_index(from),
            to: NodeId::from_index(to),
            class,
            structure,
            length_mm: 2_600_000,
            width_dm: 70,
            speed_km_h: 60,
            one_way: false,
            low_m: 200.0,
            passable: ProfileSet::ALL.without(Profile::Boat),
            bend: vec![],
        });
    };
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let node = row * COLUMNS + column;
            let class = if row == 2 { RoadClass::Trunk } else { RoadClass::Secondary };
            if column + 1 < COLUMNS {
                add(node, node + 1, class);
            }
            if row + 1 < ROWS {
                add(node, node + COLUMNS, RoadClass::Village);
            }
        }
    }
    let mut network = Network::new(nodes, roads);
    network.road_names = vec![(BRIDGE, Text::new("下河桥", "Xiahe bridge"))];
    network
}

fn zone(name: &str, zh: &str, en: &str, kind: ZoneKind, node: u32) -> Zone {
    Zone {
        key: Key::written("zone", name),
        name: name.into(),
        title: Text::new(zh, en),
        kind,
        parent: ZoneId(0),
        node: NodeId(node),
        residents: 3_200,
        households: 900,
        presence: Presence { night: 3_200, workday: 2_900, market_day: 4_000, holiday: 3_000 },
        elderly: 600,
        children: 400,
        immobile: 50,
    }
}

fn facility(name: &str, zh: &str, en: &str, kind: FacilityKind, node: u32) -> Facility {
    Facility {
        key: Key::written("facility", name),
        name: name.into(),
        title: Text::new(zh, en),
        kind,
        node: NodeId(node),
        zone: ZoneId(0),
        capacity: 300,
        theatres: 2,
        battery_minutes: 180,
        range_m: 8_000,
        power: None,
        reach: Some(ReachId(0)),
        storage_thousand_m3: 38_000,
        access_minutes: 0,
    }
}

pub(crate) fn county() -> County {
    let network = network();
    let road_settings = network
        .roads
        .iter()
        .map(|_| RoadSetting { zone: ZoneId(0), reach: Some(ReachId(0)), above_river_cm: 300 })
        .collect();
    let zones = vec![
        zone("shimen", "石门镇", "Shimen township", ZoneKind::Township, 17),
        zone("hewan", "河湾村", "Hewan village", ZoneKind::Village, 21),
        zone("chengguan", "城关街道", "Chengguan subdistrict", ZoneKind::Subdistrict, 19),
    ];
    let area = HazardArea {
        key: Key::written("area", "hewan-low"),
        name: "hewan-low".into(),
        title: Text::new("河湾村低洼片", "Hewan low ground"),
        zone: ZoneId(1),
        node: NodeId(21),
        households: 46,
        people: 164,
        shelter: FacilityId(2),
        water: Some(AreaWater {
            reach: ReachId(0),
            height_cm: 180,
            top_cm: 400,
            gauge: FacilityId(3),
            thresholds_mm: [35, 60, 50, 90],
        }),
    };
    let reach = Reach {
        key: Key::written("reach", "qing-1"),
        name: "qing-1".into(),
        title: Text::new("清水河", "Qingshui river"),
        downstream: None,
        length_m: 20_000.0,
        slope: 0.004,
        width_m: 40.0,
        roughness: 0.04,
        catchment_km2: 210.0,
        course: vec![(0.0, 7_400.0), (6_000.0, 6_900.0), (13_000.0, 5_200.0), (20_000.0, 5_600.0)],
    };
    County {
        name: "qingshan".into(),
        title: Text::new("青山县", "Qingshan county"),
        source: Text::new("虚构地图,程序生成", "fictional map, generated"),
        frame: None,
        estimates: Vec::new(),
        network: Arc::new(network),
        traffic: None,
        zones,
        facilities: vec![
            facility("fire-2", "消防救援二站", "Fire station 2", FacilityKind::FireStation, 19),
            facility("hospital", "县人民医院", "County hospital", FacilityKind::Hospital, 20),
            facility("school", "石门中学", "Shimen school", FacilityKind::Shelter, 18),
            facility("gauge", "石门雨量站", "Shimen gauge", FacilityKind::RainGauge, 16),
        ],
        areas: vec![area],
        reaches: vec![reach],
        waters: Vec::new(),
        terrain: Terrain {
            elevation_m: Grid::filled(20, 12, 1_000.0, 200.0),
            cover: Grid::filled(20, 12, 1_000.0, Cover::Forest),
            reach: Grid::filled(20, 12, 1_000.0, 0),
            above_river_cm: Grid::filled(20, 12, 1_000.0, 500),
        },
        road_settings,
        divided_bridges: Vec::new(),
    }
}
