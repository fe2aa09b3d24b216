//! What an import did: how much there was before and after cleaning, what was left out or mended,
//! how far facilities lie from their roads, what is estimated.

use serde::Serialize;

use super::note::Note;
use super::segments::NetworkCounts;
use crate::base::text::Text;
use crate::county::estimate::Estimate;
use crate::county::place::FacilityKind;

/// The report of an import.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Where the data come from, and under which licence.
    pub source: Text,
    /// The rules by which ways are driven.
    pub rules: String,
    /// The network as the source has it.
    pub before: NetworkCounts,
    /// The network of the map.
    pub after: NetworkCounts,
    /// What was left out or mended.
    pub notes: Vec<Note>,
    /// What the source shows, and how far each lies from the junction where it is reached.
    pub snapped: Vec<Snapped>,
    /// What is estimated.
    pub estimates: Vec<Estimate>,
}

/// Something that a source shows and where it is reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Snapped {
    /// What it is in the source: `n5`, `w7`, `r9`.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// What kind of facility it is; none for a settlement.
    pub kind: Option<FacilityKind>,
    /// Metres to its junction.
    pub distance_m: f64,
}
