//! Where the roads of an imported map come from: the ways of the source with their tags, and the
//! vertices that each road runs through, by the numbers of the source. Kept beside the map, so that
//! a question in the source's own numbers, and by other rules of the road, can still be answered;
//! no drill needs it.

use super::import::source::Tags;
use crate::base::id::RoadId;

/// A way of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceWay {
    /// Its number.
    pub id: i64,
    /// What the source says of it.
    pub tags: Tags,
}

/// Where a road comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadOrigin {
    /// Place of its way in [`Origin::ways`].
    pub way: u32,
    /// Whether it runs against the order of its way.
    pub is_reversed: bool,
    /// Numbers of its vertices from its start to its end, each with the millimetres from the start.
    pub vertices: Vec<(i64, u32)>,
}

/// Where the network of a map comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Ways by number.
    pub ways: Vec<SourceWay>,
    /// For each road, by its id, where it comes from.
    pub roads: Vec<RoadOrigin>,
}

impl Origin {
    /// Where a road comes from.
    pub fn of(&self, road: RoadId) -> &RoadOrigin {
        &self.roads[road.index()]
    }

    /// The place of the way of that number.
    pub fn way(&self, id: i64) -> Option<u32> {
        self.ways.binary_search_by_key(&id, |way| way.id).ok().map(|place| place as u32)
    }
}
