//! Bridges of divided roads whose loss cuts people off: all their roads are lost at once, which
//! may part the network into more than two pieces.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use petgraph::unionfind::UnionFind;

use crate::base::id::{NodeId, RoadId};
use crate::base::key::Key;
use crate::county::network::Network;

/// A bridge whose loss cuts people off.
pub(super) struct CutBridge<'a> {
    /// Its roads, by key.
    pub(super) roads: &'a [RoadId],
    /// Residents who are cut off.
    pub(super) people: u64,
    /// Blocks that are cut off.
    lost: BTreeSet<usize>,
    block_of: Rc<[usize]>,
}

impl CutBridge<'_> {
    /// Whether `node` is cut off.
    pub(super) fn cuts_off(&self, node: NodeId) -> bool {
        self.lost.contains(&self.block_of[node.index()])
    }
}

/// What hangs together, and who lives there: how many, and the smallest key of a junction where
/// people live.
type Piece = (u64, std::cmp::Reverse<Option<Key>>, Vec<usize>);

/// Every one of `bridges` whose loss cuts somebody off. Of the pieces into which it parts what
/// hangs together the one with most residents is the rest, among equals that with the smallest key
/// of a junction where people live, as for single roads.
pub(super) fn cut_bridges<'a>(
    network: &Network,
    residents: &[u64],
    bridges: &'a [Vec<RoadId>],
) -> Vec<CutBridge<'a>> {
    let of_bridges: BTreeSet<RoadId> = bridges.iter().flatten().copied().collect();
    let mut joined = UnionFind::<usize>::new(network.nodes.len());
    for (_, from, to) in super::drivable(network).filter(|road| !of_bridges.contains(&road.0)) {
        joined.union(from.index(), to.index());
    }
    // Blocks that hang together without any of the bridges.
    let block_of: Rc<[usize]> = joined.into_labeling().into();
    let mut blocks = Blocks::default();
    for road in &of_bridges {
        let road = &network.roads[road.index()];
        blocks.add(block_of[road.from.index()]);
        blocks.add(block_of[road.to.index()]);
    }
    for (node, people) in residents.iter().enumerate().filter(|(_, people)| **people > 0) {
        blocks.live(block_of[node], *people, network.nodes[node].key);
    }
    let ends = |road: &RoadId| {
        let road = &network.roads[road.index()];
        [road.from, road.to].map(|node| blocks.place[&block_of[node.index()]])
    };
    let found = bridges.iter().map(|roads| {
        let mut without = UnionFind::<usize>::new(blocks.lived.len());
        let others = of_bridges.iter().filter(|road| !roads.contains(road));
        others.for_each(|road| {
            let [from, to] = ends(road);
            without.union(from, to);
        });
        let mut with = without.clone();
        roads.iter().for_each(|road| {
            let [from, to] = ends(road);
            with.union(from, to);
        });
        let (people, lost) = blocks.lost(&without.into_labeling(), &with.into_labeling());
        CutBridge { roads, people, lost, block_of: Rc::clone(&block_of) }
    });
    found.filter(|cut| cut.people > 0).collect()
}

/// Blocks at which bridges end.
#[derive(Default)]
struct Blocks {
    /// Where each stands, by its number.
    place: BTreeMap<usize, usize>,
    /// Number, residents and smallest key of a junction where people live, by place.
    lived: Vec<(usize, u64, Option<Key>)>,
}

impl Blocks {
    fn add(&mut self, block: usize) {
        let next = self.lived.len();
        if *self.place.entry(block).or_insert(next) == next {
            self.lived.push((block, 0, None));
        }
    }

    fn live(&mut self, block: usize, people: u64, key: Key) {
        let Some(place) = self.place.get(&block) else { return };
        let (_, lived, first) = &mut self.lived[*place];
        *lived += people;
        *first = Some(first.map_or(key, |known| known.min(key)));
    }

    /// Residents and blocks that are cut off: all but the first piece, without the bridge, of what
    /// hangs together with it.
    fn lost(&self, without: &[usize], with: &[usize]) -> (u64, BTreeSet<usize>) {
        let mut parts: BTreeMap<usize, BTreeMap<usize, Piece>> = BTreeMap::new();
        for (place, (block, people, first)) in self.lived.iter().enumerate() {
            let pieces = parts.entry(with[place]).or_default();
            let empty = (0, std::cmp::Reverse(None), Vec::new());
            let piece = pieces.entry(without[place]).or_insert(empty);
            piece.0 += people;
            let known = piece.1.0;
            piece.1 = std::cmp::Reverse(known.into_iter().chain(*first).min());
            piece.2.push(*block);
        }
        let (mut people, mut lost) = (0, BTreeSet::new());
        for pieces in parts.into_values() {
            let mut pieces: Vec<Piece> = pieces.into_values().collect();
            pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.0), std::cmp::Reverse(piece.1)));
            for (lived, _, blocks) in pieces.into_iter().skip(1) {
                people += lived;
                lost.extend(blocks);
            }
        }
        (people, lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::testing;

    /// Who is cut off from the greatest piece, by taking the roads away.
    fn slow(network: &Network, residents: &[u64], roads: &[RoadId]) -> u64 {
        let joined = |without: &[RoadId]| {
            let mut joined = UnionFind::<usize>::new(residents.len());
            for (road, from, to) in super::super::drivable(network) {
                if !without.contains(&road) {
                    joined.union(from.index(), to.index());
                }
            }
            joined.into_labeling()
        };
        let (before, after) = (joined(&[]), joined(roads));
        let mut people: BTreeMap<usize, BTreeMap<usize, u64>> = BTreeMap::new();
        for node in 0..residents.len() {
            let part = people.entry(before[node]).or_default();
            *part.entry(after[node]).or_default() += residents[node];
        }
        people.values().map(|part| part.values().sum::<u64>() - part.values().max().unwrap()).sum()
    }

    #[test]
    fn a_cut_bridge_parts_as_many_as_taking_its_roads_away_does() {
        let (mut some, mut none) = (0, 0);
        for seed in 0..25 {
            let county = testing::county(seed, 5, 5);
            let mut residents = super::super::residents(&county);
            residents.iter_mut().step_by(3).for_each(|people| *people += 11);
            let roads: Vec<RoadId> =
                super::super::drivable(&county.network).map(|road| road.0).collect();
            // Any two or three roads, each in one bridge.
            let (pairs, triples) = roads.split_at(roads.len() / 2);
            let bridges: Vec<Vec<RoadId>> =
                pairs.chunks_exact(2).chain(triples.chunks_exact(3)).map(<[_]>::to_vec).collect();
            let cuts = cut_bridges(&county.network, &residents, &bridges);
            for roads in &bridges {
                let cut = cuts.iter().find(|cut| cut.roads == roads);
                let people = slow(&county.network, &residents, roads);
                assert_eq!(cut.map_or(0, |cut| cut.people), people);
                let Some(cut) = cut else {
                    none += 1;
                    continue;
                };
                let nodes = (0..residents.len()).map(NodeId::from_index);
                let lost = nodes.filter(|node| cut.cuts_off(*node));
                assert_eq!(lost.map(|node| residents[node.index()]).sum::<u64>(), people);
                some += 1;
            }
        }
        assert!(some > 20 && none > 20, "{some} {none}");
    }
}
