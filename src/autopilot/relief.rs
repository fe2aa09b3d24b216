//! Supplies for people out in the cold: from the nearest depots that the plan has stocks in, as far
//! as the desk has not given them away already, a vehicle's load at a time.

use super::View;
use crate::base::id::{FacilityId, NodeId, ZoneId};
use crate::plan::file::Relief;
use crate::vocabulary::order::Order;

/// The orders that bring so many people of a township what they need; fewer where the depots have
/// no more.
pub(super) fn release(view: &View<'_>, township: ZoneId, people: i64, of: Relief) -> Vec<Order> {
    let Some(to) = view.county.shelter_of(township) else { return Vec::new() };
    let people = u64::try_from(people).unwrap_or(0);
    let kits = (people * u64::from(of.percent)).div_ceil(100);
    let mut kits = u32::try_from(kits).unwrap_or(u32::MAX);
    let mut orders = Vec::new();
    for (depot, mut stock) in depots(view, to) {
        while kits > 0 && stock > 0 {
            let quantity = kits.min(stock).min(of.load);
            orders.push(Order::ReleaseSupplies { depot, to, quantity });
            (kits, stock) = (kits - quantity, stock - quantity);
        }
    }
    orders
}

/// Depots with what the desk believes to be left in them, the nearest as the crow flies first.
fn depots(view: &View<'_>, to: FacilityId) -> Vec<(FacilityId, u32)> {
    let facilities = &view.county.facilities;
    let at = |node: NodeId| {
        let node = &view.county.network.nodes[node.index()];
        (node.x_m, node.y_m)
    };
    let (x_m, y_m) = at(facilities[to.index()].node);
    let mut depots: Vec<(FacilityId, u32, f64)> = view
        .plan
        .stocks
        .iter()
        .map(|stock| {
            let (east_m, north_m) = at(facilities[stock.at.index()].node);
            let released = view.ledger.released.get(&stock.at).copied().unwrap_or(0);
            let square_m2 = (east_m - x_m) * (east_m - x_m) + (north_m - y_m) * (north_m - y_m);
            (stock.at, stock.kits.saturating_sub(released), square_m2)
        })
        .collect();
    depots.sort_by(|(one, _, near), (other, _, far)| {
        let keys = (facilities[one.index()].key, facilities[other.index()].key);
        near.total_cmp(far).then(keys.0.cmp(&keys.1))
    });
    depots.into_iter().map(|(depot, kits, _)| (depot, kits)).collect()
}
