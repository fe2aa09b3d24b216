//! What hospitals had to bear, as rows of a table, and the two counts beside each other.

use serde::Serialize;

use super::front::length;
use crate::base::time::Duration;
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::score::scorecard::Scorecard;

/// A hospital.
#[derive(Debug, Serialize)]
pub(super) struct Hospital {
    pub title: String,
    pub by_crew: u32,
    pub by_themselves: u32,
    pub transferred: u32,
    pub sent_on: u32,
    pub beds: String,
    pub theatres: String,
    pub places: String,
    pub closed: String,
}

/// Hospitals to which anybody came.
pub(super) fn hospitals(names: &Names<'_>, card: &Scorecard) -> Vec<Hospital> {
    let most = |count: u32, wait: Duration| {
        let arguments = arguments! { count: count, wait: length(names, Some(wait)) };
        names.texts.fill("hospital-most", &arguments)
    };
    let closed = |time: Duration| {
        if time == Duration::ZERO { "—".to_owned() } else { length(names, Some(time)) }
    };
    let rows = card.hospitals.each.iter().map(|it| Hospital {
        title: names.get(&it.hospital.title),
        by_crew: it.by_crew,
        by_themselves: it.by_themselves,
        transferred: it.transferred,
        sent_on: it.sent_on,
        beds: it.beds_least.map_or_else(|| "—".to_owned(), |beds| beds.to_string()),
        theatres: most(it.theatres_most, it.theatre_wait),
        places: most(it.places_most, it.place_wait),
        closed: closed(it.closed),
    });
    rows.collect()
}

/// What dispatch counts beside what hospitals count.
pub(super) fn two_counts(names: &Names<'_>, card: &Scorecard) -> String {
    let it = &card.hospitals;
    match it.farthest_apart {
        None => names.texts.fill("hospital-counts-agree", &arguments! { count: it.taken_in }),
        Some((at, apart)) => {
            let arguments = arguments! {
                carried: it.carried, taken: it.taken_in, apart: apart, clock: names.clock(at),
            };
            names.texts.fill("hospital-counts-differ", &arguments)
        }
    }
}
