//! The map of a run: over the county's picture, the water at its highest, roads that were closed,
//! the routes of teams, incidents. What is drawn comes from the log.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::{ArcId, NodeId, ReachId, RoadId};
use crate::base::text::Text;
use crate::county::network::{Network, Road, RoadClass};
use crate::event_log::event::Event;
use crate::plan::file::Symbol;
use crate::vocabulary::fact::{FactKind, Subject};
use crate::vocabulary::profile::{Profile, ProfileSet};

use super::map_picture::{Layer, MapPicture, Mark, Ramp, Service};
use super::names::Names;
use super::picture::area;

/// Width of the picture in its own units; the page scales it.
const WIDTH_PX: f64 = 1_400.0;
/// Depths in cm at which the steps of the ramp begin.
const DEPTHS_CM: [i64; 4] = [0, 50, 100, 200];

/// What the log says about places.
#[derive(Default)]
struct Happened {
    stage_cm: BTreeMap<ReachId, i64>,
    closed: BTreeSet<RoadId>,
    tracks: BTreeSet<(Service, ArcId)>,
    incidents: BTreeSet<NodeId>,
}

fn happened(names: &Names<'_>) -> Happened {
    let county = &names.drill.county;
    let mut happened = Happened::default();
    for record in names.log.records() {
        match &record.event {
            Event::FactChanged { fact, value } => match (fact.kind, fact.subject) {
                (FactKind::RoadPassable, Subject::Road(road)) if is_closed(*value) => {
                    happened.closed.insert(road);
                }
                (FactKind::RiverStage, Subject::Area(area)) => {
                    if let Some(water) = &county.areas[area.index()].water {
                        happened.rise(water.reach, *value);
                    }
                }
                (FactKind::RiverStage, Subject::Facility(gauge)) => {
                    if let Some(reach) = county.facilities[gauge.index()].reach {
                        happened.rise(reach, *value);
                    }
                }
                _ => {}
            },
            Event::TeamDeparted { team, arcs, .. } => {
                let team = &names.drill.plan.teams[team.index()];
                let symbol = names.drill.plan.organisations[team.organisation.index()].symbol;
                happened.tracks.extend(arcs.iter().map(|arc| (service(symbol), *arc)));
            }
            Event::IncidentOccurred { incident, node, .. }
                if names.incident_kind(*incident).is_some_and(|(kind, _)| kind.critical) =>
            {
                happened.incidents.insert(*node);
            }
            _ => {}
        }
    }
    happened
}

impl Happened {
    fn rise(&mut self, reach: ReachId, stage_cm: i64) {
        let highest = self.stage_cm.entry(reach).or_default();
        *highest = stage_cm.max(*highest);
    }
}

/// Whether no land vehicle passes a road of this `ProfileSet`.
pub(super) fn is_closed(passable: i64) -> bool {
    let vehicles = ProfileSet::of(&[Profile::Road, Profile::HighClearance, Profile::OffRoad]);
    ProfileSet(u8::try_from(passable).unwrap_or(0)).and(vehicles) == ProfileSet::NONE
}

const fn service(symbol: Symbol) -> Service {
    match symbol {
        Symbol::Fire => Service::Fire,
        Symbol::Police => Service::Police,
        Symbol::Medical => Service::Medical,
        Symbol::Emergency => Service::Emergency,
        Symbol::Traffic => Service::Traffic,
        Symbol::Military => Service::Military,
        Symbol::RescueTeam => Service::Rescue,
        Symbol::Government | Symbol::Water | Symbol::Utility => Service::Other,
    }
}

pub(super) fn course(network: &Network, road: &Road) -> Vec<(f64, f64)> {
    let end = |node: NodeId| {
        let node = &network.nodes[node.index()];
        (node.x_m, node.y_m)
    };
    let bend = road.bend.iter().map(|(x_m, y_m)| (f64::from(*x_m), f64::from(*y_m)));
    std::iter::once(end(road.from)).chain(bend).chain([end(road.to)]).collect()
}

/// The map as an SVG element that takes the width that it is given, and whether water is on it.
pub(super) fn map(names: &Names<'_>) -> (String, bool) {
    let (county, happened) = (&names.drill.county, happened(names));
    let network = &county.network;
    let tracks = happened.tracks.iter().map(|(service, arc)| Mark::Track {
        line: course(network, network.road(*arc)),
        service: *service,
    });
    let closed = happened.closed.iter().map(|road| {
        let road = &network.roads[road.index()];
        Mark::Closed { line: course(network, road), ticked: road.class <= RoadClass::Secondary }
    });
    let incidents = happened.incidents.iter().map(|node| {
        let node = &network.nodes[node.index()];
        Mark::Incident { at: (node.x_m, node.y_m) }
    });
    let untitled = |marks: Vec<Mark>| Layer { marks, ..Layer::default() };
    let mut picture = MapPicture::of(county, names.language());
    picture.width_px = WIDTH_PX;
    let water = water(names, &happened);
    let of_water = !water.marks.is_empty();
    picture.layers = vec![
        water,
        untitled(tracks.collect()),
        untitled(closed.collect()),
        untitled(incidents.collect()),
    ];
    let title = names.texts.say("heading-map");
    let svg = picture.svg();
    let attributes = format!("<svg class=\"map\" role=\"img\" aria-label=\"{title}\" ");
    (svg.replacen("<svg ", &attributes, 1), of_water)
}

/// The water at the highest stage that the log tells of each reach, by depth; empty where the log
/// tells of none.
fn water(names: &Names<'_>, happened: &Happened) -> Layer {
    let terrain = &names.drill.county.terrain;
    let grid = &terrain.above_river_cm;
    let step = |column: usize, row: usize| {
        let reach = ReachId(u32::from(terrain.reach.at(column, row)));
        let stage = happened.stage_cm.get(&reach)?;
        depth_step(stage - i64::from(grid.at(column, row)))
    };
    let marks: Vec<Mark> = area::cells(grid, DEPTHS_CM.len(), step)
        .into_iter()
        .enumerate()
        .filter(|(_, outlines)| !outlines.is_empty())
        .map(|(step, outlines)| Mark::Hazard { outlines, step, lined: false })
        .collect();
    if marks.is_empty() {
        return Layer::default();
    }
    let title =
        Text::new("最大水深(由河段最高水位推算)", "greatest depth, from the highest stages");
    let steps = ["0–0.5", "0.5–1", "1–2", ">2"];
    let steps = steps.map(|metres| Text::new(format!("{metres} 米"), format!("{metres} m")));
    Layer { title, ramp: Ramp::Water, steps: steps.to_vec(), marks }
}

/// The step of a depth; none where it is dry.
fn depth_step(depth_cm: i64) -> Option<usize> {
    DEPTHS_CM.iter().rposition(|from| depth_cm > *from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::report::example;

    #[test]
    fn depths_fall_into_the_steps_of_the_ramp() {
        let steps = [-10, 0, 1, 50, 51, 150, 900].map(depth_step);
        assert_eq!(steps, [None, None, Some(0), Some(0), Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn the_map_shows_what_the_log_tells() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let names = Names::new(&drill, &log, Language::Chinese);
        let happened = happened(&names);
        assert_eq!(happened.closed, BTreeSet::from([example::BRIDGE]));
        assert_eq!(happened.incidents.len(), 1);
        assert_eq!(happened.stage_cm, BTreeMap::from([(ReachId(0), 210)]));
        let (svg, of_water) = map(&names);
        assert!(svg.contains("河湾村"));
        assert_eq!(svg.contains("最大水深"), of_water);
    }
}
