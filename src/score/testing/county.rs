//! The county of the story: six junctions in a row with five roads, a township and a village.

use std::sync::Arc;

use super::{HEWAN_ZONE, SHIMEN_ZONE, text};
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId};
use crate::base::key::Key;
use crate::base::name::ShortName;
use crate::county::network::{Network, Node, Road, RoadClass, Structure};
use crate::county::place::{
    AreaWater, County, Cover, HazardArea, Presence, RoadSetting, Terrain, Zone, ZoneKind,
};
use crate::vocabulary::profile::ProfileSet;

fn network() -> Network {
    let nodes = (0..6)
        .map(|number| {
            let name = ShortName::numbered('n', number);
            Node::new(name, 5_000.0 * number as f64, 0.0, 100.0)
        })
        .collect();
    let roads = (0..5)
        .map(|number| {
            let name = ShortName::numbered('r', number);
            Road {
                key: Road::key_of(name),
                name,
                from: NodeId::from_index(number),
                to: NodeId::from_index(number + 1),
                class: RoadClass::Trunk,
                structure: Structure::None,
                length_mm: 5_000_000,
                width_dm: 90,
                speed_km_h: 60,
                one_way: false,
                low_m: 100.0,
                passable: ProfileSet::ALL,
                bend: vec![],
            }
        })
        .collect();
    Network::new(nodes, roads)
}

fn zone(name: &str, kind: ZoneKind, node: u32) -> Zone {
    Zone {
        key: Key::written("zone", name),
        name: name.into(),
        title: text(name),
        kind,
        parent: SHIMEN_ZONE,
        node: NodeId(node),
        residents: 1_000,
        households: 300,
        presence: Presence::default(),
        elderly: 200,
        children: 100,
        immobile: 10,
    }
}

pub(super) fn county() -> County {
    let network = network();
    let road_settings = vec![
        RoadSetting { zone: HEWAN_ZONE, reach: None, above_river_cm: 300 };
        network.roads.len()
    ];
    County {
        name: "row".into(),
        title: text("row"),
        source: text("by hand"),
        frame: None,
        estimates: vec![],
        network: Arc::new(network),
        traffic: None,
        zones: vec![zone("shimen", ZoneKind::Township, 0), zone("hewan", ZoneKind::Village, 3)],
        facilities: vec![],
        areas: vec![HazardArea {
            key: Key::written("area", "hewan-low"),
            name: "hewan-low".into(),
            title: text("hewan-low"),
            zone: HEWAN_ZONE,
            node: NodeId(3),
            households: 30,
            people: 100,
            shelter: FacilityId(0),
            water: Some(AreaWater {
                reach: ReachId(0),
                height_cm: 180,
                top_cm: 400,
                gauge: FacilityId(0),
                thresholds_mm: [35, 60, 50, 90],
            }),
        }],
        reaches: vec![],
        waters: Vec::new(),
        terrain: Terrain {
            elevation_m: Grid::filled(2, 2, 1_000.0, 100.0),
            cover: Grid::filled(2, 2, 1_000.0, Cover::Farmland),
            reach: Grid::filled(2, 2, 1_000.0, u16::MAX),
            above_river_cm: Grid::filled(2, 2, 1_000.0, 0),
        },
        road_settings,
        divided_bridges: Vec::new(),
    }
}
