//! Names of the bridges that people refer to: on each sizeable river, the one nearest to a town
//! or township is named after it.

use super::names::Stem;
use super::people::Peopled;
use super::weave::Weave;
use crate::base::id::RoadId;
use crate::base::math;
use crate::base::name::ShortName;
use crate::base::text::Text;
use crate::county::network::{Network, Road, Structure};
use crate::county::place::ZoneKind;

/// Shorter bridges go without a name, mm.
const SHORTEST_MM: u32 = 40_000;

/// How far from a seat a bridge may be to bear its name, m.
const FARTHEST_M: f64 = 6_000.0;

/// Names the bridges; gives their names by road.
pub(super) fn name(network: &mut Network, peopled: &Peopled, weave: &Weave) -> Vec<(RoadId, Text)> {
    let mut named: Vec<(RoadId, Text)> = Vec::new();
    for (index, zone) in peopled.zones.iter().enumerate() {
        if zone.kind == ZoneKind::Village {
            continue;
        }
        let seat = weave.centre(peopled.cells[index]);
        let apart = |road: &Road| {
            let node = &network.nodes[road.from.index()];
            math::hypot(node.x_m - seat.0, node.y_m - seat.1)
        };
        let bridge = (0..network.roads.len())
            .filter(|road| {
                let road = &network.roads[*road];
                road.structure == Structure::Bridge && road.length_mm >= SHORTEST_MM
            })
            .filter(|road| !named.iter().any(|pair| pair.0.index() == *road))
            .map(|road| (apart(&network.roads[road]), road))
            .filter(|pair| pair.0 < FARTHEST_M)
            .min_by(|first, second| first.0.total_cmp(&second.0).then(first.1.cmp(&second.1)));
        let Some((_, bridge)) = bridge else { continue };
        let stem: &Stem = &peopled.stems[index];
        let name = ShortName::new(&format!("{}-bridge", stem.pinyin))
            .expect("names of townships are short");
        let road = &mut network.roads[bridge];
        road.key = Road::key_of(name);
        road.name = name;
        named.push((RoadId::from_index(bridge), stem.with("大桥", "Bridge")));
    }
    named.sort_by_key(|pair| pair.0);
    named
}
