//! Roads that are the only way between two sides of the network, and how many people live on the
//! lesser side: bridges in the sense of graph theory (Tarjan 1974), found in one depth-first walk.

use std::rc::Rc;

use crate::base::id::{NodeId, RoadId};
use crate::county::network::Network;

/// Stands for a junction that the walk has not reached.
const UNSEEN: u32 = u32::MAX;

/// A road whose loss cuts people off.
pub(super) struct CutRoad {
    pub(super) road: RoadId,
    /// Residents on the side with fewer of them.
    pub(super) people: u64,
    /// Ranks of the walk on the far side of the road, first and one past the last.
    below: (u32, u32),
    /// Ranks of the whole part of the network.
    part: (u32, u32),
    /// Whether the lesser side is the one that the walk found below the road.
    is_below: bool,
    ranks: Rc<[u32]>,
}

impl CutRoad {
    /// Whether `node` lies on the side that is cut off.
    pub(super) fn cuts_off(&self, node: NodeId) -> bool {
        let within = |range: (u32, u32)| (range.0..range.1).contains(&self.ranks[node.index()]);
        within(self.part) && within(self.below) == self.is_below
    }
}

/// A junction on the way from the walk's start to where it is.
struct Step {
    node: NodeId,
    /// Road by which it was entered.
    by: Option<RoadId>,
    next: usize,
}

/// A cut road, its lower end, and the ranks of the walk below it, first and one past the last.
type Lower = (RoadId, NodeId, (u32, u32));

/// What the walk knows of each junction.
struct Walk {
    /// Rank in order of entry.
    rank: Vec<u32>,
    /// Lowest rank that it and what lies below it are joined to by another way.
    low: Vec<u32>,
    /// Residents of it and of what lies below it.
    people: Vec<u64>,
}

/// Every road whose loss cuts somebody off. Which side the walk calls "below" depends on where it
/// starts; what is reported does not, because the lesser side is, and ties go to the side without
/// the smallest key of a junction where people live.
pub(super) fn cut_roads(network: &Network, residents: &[u64]) -> Vec<CutRoad> {
    let count = network.nodes.len();
    let ways = ways(network);
    let mut walk =
        Walk { rank: vec![UNSEEN; count], low: vec![UNSEEN; count], people: residents.to_vec() };
    let mut entered = 0;
    // Cut roads, with the start of the walk and where their part of the network begins and ends.
    let mut found: Vec<(Lower, NodeId, (u32, u32))> = Vec::new();
    for start in (0..count).map(NodeId::from_index) {
        if walk.rank[start.index()] != UNSEEN {
            continue;
        }
        let first = entered;
        let cuts = walk.descend(start, &ways, &mut entered);
        let part = (first, entered);
        found.extend(cuts.into_iter().map(|cut| (cut, start, part)));
    }
    let ranks: Rc<[u32]> = walk.rank.into();
    let mut lived: Vec<usize> = (0..count).filter(|node| residents[*node] > 0).collect();
    lived.sort_by_key(|node| network.nodes[*node].key);
    let mut cuts = Vec::new();
    for ((road, node, below), start, part) in found {
        let (under, all) = (walk.people[node.index()], walk.people[start.index()]);
        let people = under.min(all - under);
        let is_below = if under == all - under {
            let mut lived = lived.iter().map(|node| ranks[*node]);
            let first = lived.find(|rank| (part.0..part.1).contains(rank));
            first.is_some_and(|rank| !(below.0..below.1).contains(&rank))
        } else {
            under < all - under
        };
        if people > 0 {
            let ranks = Rc::clone(&ranks);
            cuts.push(CutRoad { road, people, below, part, is_below, ranks });
        }
    }
    cuts
}

/// By junction: the roads that ordinary vehicles can use there, with their other ends.
fn ways(network: &Network) -> Vec<Vec<(RoadId, NodeId)>> {
    let mut ways = vec![Vec::new(); network.nodes.len()];
    for (road, from, to) in super::drivable(network) {
        ways[from.index()].push((road, to));
        ways[to.index()].push((road, from));
    }
    ways
}

impl Walk {
    /// Walks the part of the network around `start`; gives its cut roads with their lower ends and
    /// the ranks below them.
    fn descend(
        &mut self,
        start: NodeId,
        ways: &[Vec<(RoadId, NodeId)>],
        entered: &mut u32,
    ) -> Vec<Lower> {
        let mut cuts = Vec::new();
        let mut path = vec![self.enter(start, None, entered)];
        while let Some(step) = path.last_mut() {
            let node = step.node;
            if let Some(&(road, other)) = ways[node.index()].get(step.next) {
                step.next += 1;
                if self.rank[other.index()] == UNSEEN {
                    path.push(self.enter(other, Some(road), entered));
                } else if step.by != Some(road) {
                    let rank = self.rank[other.index()];
                    self.low[node.index()] = self.low[node.index()].min(rank);
                }
                continue;
            }
            let by = step.by;
            path.pop();
            let (Some(road), Some(above)) = (by, path.last()) else { continue };
            let above = above.node.index();
            self.people[above] += self.people[node.index()];
            self.low[above] = self.low[above].min(self.low[node.index()]);
            if self.low[node.index()] > self.rank[above] {
                cuts.push((road, node, (self.rank[node.index()], *entered)));
            }
        }
        cuts
    }

    fn enter(&mut self, node: NodeId, by: Option<RoadId>, entered: &mut u32) -> Step {
        self.rank[node.index()] = *entered;
        self.low[node.index()] = *entered;
        *entered += 1;
        Step { node, by, next: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::testing;
    use petgraph::graph::UnGraph;

    /// By taking every road away in turn.
    fn slow(network: &Network, residents: &[u64]) -> Vec<(RoadId, u64)> {
        let roads: Vec<_> = super::super::drivable(network).collect();
        let mut found = Vec::new();
        for (road, from, _) in &roads {
            let left = roads.iter().filter(|(other, _, _)| other != road);
            let edges = left.map(|(_, from, to)| (from.0, to.0));
            let mut graph = UnGraph::<(), ()>::from_edges(edges);
            while graph.node_count() < residents.len() {
                graph.add_node(());
            }
            let reached = |start: NodeId| {
                let mut dfs = petgraph::visit::Dfs::new(&graph, start.0.into());
                let mut seen = std::collections::BTreeSet::new();
                while let Some(node) = dfs.next(&graph) {
                    seen.insert(node.index());
                }
                seen
            };
            let to = network.roads[road.index()].to;
            let (near, far) = (reached(*from), reached(to));
            let people = |side: &std::collections::BTreeSet<usize>| -> u64 {
                side.iter().map(|node| residents[*node]).sum()
            };
            let lesser = people(&near).min(people(&far));
            if !near.contains(&to.index()) && lesser > 0 {
                found.push((*road, lesser));
            }
        }
        found
    }

    #[test]
    fn cut_roads_are_those_whose_removal_parts_people() {
        let mut some = 0;
        for seed in 0..25 {
            let county = testing::county(seed, 5, 5);
            let mut residents = super::super::residents(&county);
            residents.iter_mut().step_by(3).for_each(|people| *people += 11);
            let mut found = Vec::new();
            for cut in cut_roads(&county.network, &residents) {
                let lost = (0..residents.len()).map(NodeId::from_index);
                let lost = lost.filter(|node| cut.cuts_off(*node));
                let people: u64 = lost.map(|node| residents[node.index()]).sum();
                assert_eq!(people, cut.people);
                found.push((cut.road, cut.people));
            }
            found.sort_unstable();
            assert_eq!(found, slow(&county.network, &residents));
            some += found.len();
        }
        assert!(some > 50, "{some}");
    }
}
