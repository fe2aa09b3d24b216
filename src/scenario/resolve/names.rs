//! Keys and names of everything that people wrote, for the log's name table.

use super::super::Scenario;
use super::super::catalogue::IncidentKind;
use crate::base::id::{FlowId, IdKind, NodeId};
use crate::base::key::Key;
use crate::base::record::WrittenNames;
use crate::county::network::Network;
use crate::county::place::County;
use crate::plan::Plan;

/// The key of one direction of a road: it runs upward when its tail's key is the smaller one.
pub(super) fn arc_key(road: Key, tail: Key, head: Key) -> Key {
    Key::born(IdKind::ArcId as u32, &[road], u32::from(tail > head))
}

fn arc_keys(network: &Network) -> Vec<Key> {
    let key = |node: NodeId| network.nodes[node.index()].key;
    (network.road_of.iter().zip(network.tail.iter().zip(&network.head)))
        .map(|(road, (tail, head))| {
            arc_key(network.roads[road.index()].key, key(*tail), key(*head))
        })
        .collect()
}

/// Keys and names of map, plan, catalogue and scenario.
pub(super) fn written(
    county: &County,
    plan: &Plan,
    catalogue: &[IncidentKind],
    scenario: &Scenario,
) -> WrittenNames {
    /// Keys and names of the items, both from their names.
    macro_rules! named {
        ($items:expr) => {{
            let items = $items;
            let names = items.iter().map(|item| item.name.to_string()).collect();
            (items.iter().map(|item| item.key).collect(), names)
        }};
    }
    let network = &*county.network;
    let flows: Vec<String> =
        (0..plan.flows.len()).map(|index| plan.flow_name(FlowId::from_index(index))).collect();
    let flow_keys = flows.iter().map(|name| Key::written("flow", name)).collect();
    let incident = |name: &str| Key::written("incident", name);
    let with_incident = || scenario.happenings.iter().filter(|happening| happening.site.is_some());
    let incidents = with_incident().map(|happening| incident(&happening.name)).collect();
    let incident_names = with_incident().map(|happening| happening.name.clone()).collect();
    let node_keys = network.nodes.iter().map(|node| node.key).collect();
    let mut names = WrittenNames::default();
    let mut set = |kind, (keys, written): (Vec<Key>, Vec<String>)| names.set(kind, keys, written);
    set(IdKind::NodeId, (node_keys, Vec::new()));
    set(IdKind::ArcId, (arc_keys(network), Vec::new()));
    set(IdKind::RoadId, named!(&network.roads));
    set(IdKind::ZoneId, named!(&county.zones));
    set(IdKind::FacilityId, named!(&county.facilities));
    set(IdKind::AreaId, named!(&county.areas));
    set(IdKind::ReachId, named!(&county.reaches));
    set(IdKind::OrganisationId, named!(&plan.organisations));
    set(IdKind::DeskId, named!(&plan.desks));
    set(IdKind::TeamId, named!(&plan.teams));
    set(IdKind::ClauseId, named!(&plan.clauses));
    set(IdKind::FlowId, (flow_keys, flows));
    set(IdKind::IncidentKindId, named!(catalogue));
    set(IdKind::InjectId, named!(&scenario.injects));
    set(IdKind::ObjectiveId, named!(&scenario.objectives));
    set(IdKind::HappeningId, named!(&scenario.happenings));
    set(IdKind::IncidentId, (incidents, incident_names));
    names
}
