//! Bridges of divided roads. A map shows such a bridge as one-way roads side by side, one for each
//! direction; for people it is one bridge: what takes it away takes all of them.

use petgraph::unionfind::UnionFind;

use super::derive::{along, course};
use super::network::{Network, Road, Structure};
use crate::base::id::RoadId;
use crate::base::math;
use crate::vocabulary::profile::Profile;

/// How far apart the centre lines of two carriageways of one bridge are at most, m: a placeholder,
/// two roads of four lanes each with their verges and a gap as wide as one of them between.
pub const BESIDE_MAX_M: f64 = 40.0;
/// How far from opposite their directions are at most, degrees: a placeholder, which keeps ramps
/// that merely cross each other apart.
pub const OFF_OPPOSITE_MAX_DEGREES: f64 = 30.0;
/// How far apart points are at which the distance is looked at, at most, m.
const STEP_M: f64 = 10.0;

/// The bridges of divided roads: of each its roads, and all of them, by key. Two roads are of one
/// bridge where both are bridges of one class, driven one way, opposite, and the shorter keeps
/// within [`BESIDE_MAX_M`] of the other along its whole length: it crosses what the other crosses.
pub(super) fn divided_bridges(network: &Network) -> Vec<Vec<RoadId>> {
    let mut decks: Vec<Deck> = network
        .roads
        .iter()
        .enumerate()
        .filter(|(_, road)| is_deck(road))
        .map(|(index, _)| Deck::new(network, RoadId::from_index(index)))
        .collect();
    decks.sort_by_key(|deck| deck.road(network).key);
    let mut together = UnionFind::<usize>::new(decks.len());
    for (one, deck) in decks.iter().enumerate() {
        for (other, next) in decks.iter().enumerate().skip(one + 1) {
            if deck.is_beside(next, network) {
                together.union(one, other);
            }
        }
    }
    let mut bridges: Vec<Vec<RoadId>> = vec![Vec::new(); decks.len()];
    let mut first = vec![None; decks.len()];
    for (place, deck) in decks.iter().enumerate() {
        // The first by key stands for its bridge, whichever the set calls its representative.
        let of = *first[together.find(place)].get_or_insert(place);
        bridges[of].push(deck.id);
    }
    bridges.retain(|roads| roads.len() > 1);
    bridges
}

/// Whether a road can be one carriageway of a bridge.
fn is_deck(road: &Road) -> bool {
    road.structure == Structure::Bridge && road.one_way && road.passable.has(Profile::Road)
}

/// A carriageway of a bridge.
struct Deck {
    id: RoadId,
    line: Vec<(f64, f64)>,
    /// Its least and greatest metres east and north.
    box_m: [(f64, f64); 2],
}

impl Deck {
    fn new(network: &Network, id: RoadId) -> Self {
        let line: Vec<(f64, f64)> = course(network, &network.roads[id.index()]).collect();
        let end = |start: f64, of: fn(f64, f64) -> f64| {
            let both = line.iter().fold((start, start), |it, at| (of(it.0, at.0), of(it.1, at.1)));
            (both.0, both.1)
        };
        let box_m = [end(f64::INFINITY, f64::min), end(f64::NEG_INFINITY, f64::max)];
        Self { id, line, box_m }
    }

    fn road<'a>(&self, network: &'a Network) -> &'a Road {
        &network.roads[self.id.index()]
    }

    fn is_beside(&self, other: &Self, network: &Network) -> bool {
        let (one_road, other_road) = (self.road(network), other.road(network));
        if one_road.class != other_road.class || !self.is_near(other) || !self.is_opposite(other) {
            return false;
        }
        let key = |road: &Road| (road.length_mm, road.key);
        let (short, long) =
            if key(one_road) < key(other_road) { (self, other) } else { (other, self) };
        let mut keeps = true;
        along(&short.line, STEP_M, &mut |x_m, y_m| {
            keeps = keeps && apart_m((x_m, y_m), &long.line) <= BESIDE_MAX_M;
        });
        keeps
    }

    /// Whether their boxes are near enough.
    fn is_near(&self, other: &Self) -> bool {
        let ([low, high], [other_low, other_high]) = (self.box_m, other.box_m);
        let gap = |low: f64, high: f64| low - high <= BESIDE_MAX_M;
        gap(low.0, other_high.0)
            && gap(other_low.0, high.0)
            && gap(low.1, other_high.1)
            && gap(other_low.1, high.1)
    }

    /// Whether they lead opposite ways, from end to end.
    fn is_opposite(&self, other: &Self) -> bool {
        let way = |line: &[(f64, f64)]| {
            let (from, to) = (line[0], line[line.len() - 1]);
            (to.0 - from.0, to.1 - from.1)
        };
        let (one, other) = (way(&self.line), way(&other.line));
        let lengths = math::hypot(one.0, one.1) * math::hypot(other.0, other.1);
        let least = math::cos(OFF_OPPOSITE_MAX_DEGREES.to_radians());
        one.0 * other.0 + one.1 * other.1 < -least * lengths
    }
}

/// How far a point is from a line, m.
fn apart_m(at: (f64, f64), line: &[(f64, f64)]) -> f64 {
    let from_piece = |pair: &[(f64, f64)]| {
        let (from, to) = (pair[0], pair[1]);
        let (east, north) = (to.0 - from.0, to.1 - from.1);
        let square = east * east + north * north;
        let part = (at.0 - from.0) * east + (at.1 - from.1) * north;
        let part = if square > 0.0 { (part / square).clamp(0.0, 1.0) } else { 0.0 };
        math::hypot(at.0 - from.0 - part * east, at.1 - from.1 - part * north)
    };
    line.windows(2).map(from_piece).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::NodeId;
    use crate::base::name::ShortName;
    use crate::county::network::{Node, RoadClass};
    use crate::vocabulary::profile::ProfileSet;

    /// Bridges from point to point, one way each.
    fn network(lines: &[[(f64, f64); 2]]) -> Network {
        let name = |of: &str, index: usize| ShortName::new(&format!("{of}{index}")).unwrap();
        let ends = lines.iter().flatten().enumerate();
        let nodes = ends.map(|(index, at)| Node::new(name("n", index), at.0, at.1, 0.0)).collect();
        let road = |(index, line): (usize, &[(f64, f64); 2])| {
            let [from, to] = *line;
            let name = name("b", index);
            Road {
                key: Road::key_of(name),
                name,
                from: NodeId::from_index(2 * index),
                to: NodeId::from_index(2 * index + 1),
                class: RoadClass::Primary,
                structure: Structure::Bridge,
                length_mm: (1_000.0 * math::hypot(to.0 - from.0, to.1 - from.1)) as u32,
                width_dm: 70,
                speed_km_h: 60,
                one_way: true,
                low_m: 3.0,
                passable: ProfileSet::ALL,
                bend: Vec::new(),
            }
        };
        Network::new(nodes, lines.iter().enumerate().map(road).collect())
    }

    /// The bridges by the numbers of their roads, in order.
    fn found(network: &Network) -> Vec<Vec<u32>> {
        let sorted = |mut roads: Vec<u32>| {
            roads.sort_unstable();
            roads
        };
        let bridges = divided_bridges(network).into_iter();
        let mut found: Vec<Vec<u32>> =
            bridges.map(|it| sorted(it.iter().map(|road| road.0).collect())).collect();
        found.sort();
        found
    }

    const OVER: [(f64, f64); 2] = [(0.0, 0.0), (0.0, 200.0)];
    const BACK: [(f64, f64); 2] = [(12.0, 205.0), (12.0, -5.0)];

    #[test]
    fn two_carriageways_are_one_bridge_and_nothing_else_is() {
        let far = [(60.0, 205.0), (60.0, -5.0)];
        let across = [(-100.0, 90.0), (100.0, 110.0)];
        let same_way = [(-9.0, 0.0), (-9.0, 200.0)];
        assert_eq!(found(&network(&[OVER, BACK])), [[0, 1]]);
        assert_eq!(found(&network(&[OVER, far])), Vec::<Vec<u32>>::new());
        assert_eq!(found(&network(&[OVER, across])), Vec::<Vec<u32>>::new());
        assert_eq!(found(&network(&[OVER, same_way])), Vec::<Vec<u32>>::new());
        let fork = [(0.0, 200.0), (80.0, 20.0)];
        assert_eq!(found(&network(&[OVER, fork])), Vec::<Vec<u32>>::new(), "it leads away");
    }

    #[test]
    fn what_is_no_bridge_of_the_same_road_one_way_is_another() {
        let none = Vec::<Vec<u32>>::new();
        let changed = |change: fn(&mut Road)| {
            let mut network = network(&[OVER, BACK]);
            change(&mut network.roads[1]);
            found(&network)
        };
        assert_eq!(changed(|road| road.one_way = false), none);
        assert_eq!(changed(|road| road.structure = Structure::Tunnel), none);
        assert_eq!(changed(|road| road.class = RoadClass::Street), none);
        assert_eq!(changed(|road| road.passable = ProfileSet(0)), none);
    }

    #[test]
    fn a_carriageway_in_parts_is_one_bridge_with_the_other_whatever_the_order_of_roads() {
        let [near, far] = [[(0.0, 0.0), (0.0, 90.0)], [(0.0, 90.0), (0.0, 200.0)]];
        let elsewhere = [[(900.0, 0.0), (900.0, 60.0)], [(910.0, 60.0), (910.0, 0.0)]];
        let lines = [near, elsewhere[0], BACK, far, elsewhere[1]];
        let network = network(&lines);
        assert_eq!(found(&network), [vec![0, 2, 3], vec![1, 4]]);
        let names = |network: &Network| -> Vec<Vec<String>> {
            let name = |road: &RoadId| network.roads[road.index()].name.to_string();
            let bridges = divided_bridges(network);
            bridges.iter().map(|roads| roads.iter().map(name).collect()).collect()
        };
        let mut turned = network.clone();
        turned.roads.reverse();
        assert_eq!(names(&turned), names(&network));
    }
}
