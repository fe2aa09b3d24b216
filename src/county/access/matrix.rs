//! Times and lengths between places and places.

use std::sync::Arc;

use super::{Place, Travel, UNREACHABLE, csv};
use crate::base::math;
use crate::base::time::Duration;
use crate::county::router::{Route, Router};
use crate::vocabulary::profile::Profile;

/// Pairs in a matrix, at most.
pub const PAIRS_MAX: usize = 4_000_000;
/// Origins whose trees are kept at a time.
const ORIGINS: usize = 32;

/// A journey of a matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// How long it takes.
    pub time: Duration,
    /// How far it is in metres over the map.
    pub length_m: f64,
}

/// Journeys from places to places.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Origins.
    pub from: Vec<Place>,
    /// Destinations.
    pub to: Vec<Place>,
    /// By origin and then by destination; none where no way leads.
    pub entries: Vec<Option<Entry>>,
}

/// The quickest journeys between all of these places.
///
/// # Panics
/// When there are more than [`PAIRS_MAX`], which callers check.
pub fn matrix(travel: &Travel<'_>, from: Vec<Place>, to: Vec<Place>) -> Matrix {
    assert!(from.len().saturating_mul(to.len()) <= PAIRS_MAX, "callers check the number of pairs");
    let network = &travel.county.network;
    let mut entries = Vec::with_capacity(from.len() * to.len());
    for from in from.chunks(ORIGINS) {
        let anchors: Vec<_> = from.iter().map(|place| place.node).collect();
        let router = Router::new(Arc::clone(network), &anchors);
        for from in from {
            entries.extend(to.iter().map(|to| {
                let route = router.route(travel.profile, from.node, to.node, &travel.overlay)?;
                let length_m = length_m(travel, &route, from, to);
                Some(Entry { time: from.beyond + route.time + to.beyond, length_m })
            }));
        }
    }
    Matrix { from, to, entries }
}

fn length_m(travel: &Travel<'_>, route: &Route, from: &Place, to: &Place) -> f64 {
    let network = &travel.county.network;
    if travel.profile == Profile::Air {
        let [from, to] = [from, to].map(|place| &network.nodes[place.node.index()]);
        return math::hypot(from.x_m - to.x_m, from.y_m - to.y_m).round();
    }
    let length_mm = route.arcs.iter().map(|arc| u64::from(network.road(*arc).length_mm));
    length_mm.sum::<u64>() as f64 / 1_000.0
}

impl Matrix {
    /// `from,to,time_s,length_m`.
    pub fn csv(&self) -> Vec<u8> {
        let pairs = self.from.iter().flat_map(|from| self.to.iter().map(move |to| (from, to)));
        let rows = pairs.zip(&self.entries).map(|((from, to), entry)| {
            let [time_s, length_m] = match entry {
                Some(entry) => [entry.time.seconds().to_string(), entry.length_m.to_string()],
                None => [UNREACHABLE.to_owned(), String::new()],
            };
            vec![from.name.clone(), to.name.clone(), time_s, length_m]
        });
        csv(&["from", "to", "time_s", "length_m"], rows)
    }
}
