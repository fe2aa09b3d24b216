//! Finds the junction nearest to a place among those that ordinary vehicles reach.

use crate::base::id::NodeId;
use crate::base::math;
use crate::county::network::{Network, Structure};
use crate::vocabulary::profile::Profile;

/// Edge of a bucket, m.
const BUCKET_M: f64 = 500.0;

/// Junctions in buckets.
pub(super) struct Finder<'a> {
    network: &'a Network,
    columns: usize,
    rows: usize,
    buckets: Vec<Vec<NodeId>>,
}

impl<'a> Finder<'a> {
    /// The junctions of a network that a road vehicle reaches and that are not the end of a bridge.
    pub(super) fn new(network: &'a Network) -> Self {
        let most = |place: fn(&crate::county::network::Node) -> f64| {
            network.nodes.iter().map(place).fold(0.0, f64::max)
        };
        let columns = (most(|node| node.x_m) / BUCKET_M) as usize + 1;
        let rows = (most(|node| node.y_m) / BUCKET_M) as usize + 1;
        let mut reached = vec![false; network.nodes.len()];
        for road in network.roads.iter().filter(|road| road.passable.has(Profile::Road)) {
            reached[road.from.index()] = true;
            reached[road.to.index()] = true;
        }
        for road in network.roads.iter().filter(|road| road.structure != Structure::None) {
            reached[road.from.index()] = false;
            reached[road.to.index()] = false;
        }
        let mut buckets = vec![Vec::new(); columns * rows];
        for (index, node) in network.nodes.iter().enumerate() {
            if reached[index] {
                let (column, row) =
                    ((node.x_m / BUCKET_M) as usize, (node.y_m / BUCKET_M) as usize);
                buckets[row * columns + column].push(NodeId::from_index(index));
            }
        }
        Self { network, columns, rows, buckets }
    }

    /// The nearest junction; ties go to the key.
    ///
    /// # Panics
    /// When the network has no junction for vehicles.
    pub(super) fn nearest(&self, place: (f64, f64)) -> NodeId {
        let column = (place.0 / BUCKET_M).clamp(0.0, self.columns as f64 - 1.0) as usize;
        let row = (place.1 / BUCKET_M).clamp(0.0, self.rows as f64 - 1.0) as usize;
        for reach in 1..self.columns.max(self.rows) + 1 {
            let right = (column + reach + 1).min(self.columns);
            let near = (row.saturating_sub(reach)..(row + reach + 1).min(self.rows))
                .flat_map(|y| (column.saturating_sub(reach)..right).map(move |x| (x, y)))
                .flat_map(|(x, y)| &self.buckets[y * self.columns + x])
                .map(|id| (self.apart(*id, place), self.network.nodes[id.index()].key, *id))
                .min_by(|first, second| first.0.total_cmp(&second.0).then(first.1.cmp(&second.1)));
            if let Some((apart_m, _, id)) = near
                && (apart_m <= reach as f64 * BUCKET_M || reach >= self.columns.max(self.rows))
            {
                return id;
            }
        }
        panic!("a network has junctions that vehicles reach");
    }

    fn apart(&self, node: NodeId, place: (f64, f64)) -> f64 {
        let node = &self.network.nodes[node.index()];
        math::hypot(node.x_m - place.0, node.y_m - place.1)
    }
}
