//! Places that a scenario or a plan chooses by what they are, instead of by their written names:
//! the county seat, a village below a reservoir, the school nearest to a plant. What each choice
//! comes to on one map is `choose`'s; putting it where the document names the place is `fill`'s.
//!
//! A document lists its places under `places`. Elsewhere in it a name in braces, `{village}`, is
//! the place: its written name where a name is wanted, its title in the language of a text. Behind
//! a dot stands what is derived from it: `{village.township}`, `{village.short}` (without the word
//! for what it is), `{village.kind}`; and where it lies as seen from another place:
//! `{school.direction.plant}`, `{school.distance.plant}`, `{school.turned.plant}` (the direction an
//! eighth against the clock).

mod choose;
mod fill;
mod position;
mod rank;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::network::{RoadClass, Structure};
use super::place::{County, FacilityKind, ZoneKind};
use crate::base::id::{AreaId, FacilityId, ReachId, RoadId, ZoneId};
use crate::base::text::Text;

pub use choose::choose;
pub use fill::{Filled, fill};

/// The local name that every document has without declaring it: the county itself.
pub const COUNTY: &str = "county";

/// A place that a document chooses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceChoice {
    /// Local name: letters, digits and hyphens; what stands in braces elsewhere.
    pub name: String,
    /// Which place it is.
    pub choose: Selector,
    /// Which place `muster new` chooses on another map; the same as here where it is not written.
    #[serde(default)]
    pub elsewhere: Option<Selector>,
    /// Other local names, declared before, whose places this one must not be.
    #[serde(default)]
    pub apart_from: Vec<String>,
    /// Whether `muster new` leaves out what speaks of it where a map has no such place.
    #[serde(default)]
    pub optional: bool,
}

/// How a place is chosen. Texts inside are local names declared before, unless they are written
/// names of the map. Equals are parted by the key of their written names, never by the order of a
/// file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selector {
    /// The zone of this written name.
    Zone(String),
    /// The facility of this written name.
    Facility(String),
    /// The road of this written name.
    Road(String),
    /// The hazard area of this written name.
    Area(String),
    /// The river reach of this written name.
    Reach(String),
    /// The zone where the county is led from: that of its command post, else the subdistrict or
    /// township with most residents, else the zone with most.
    CountySeat,
    /// The zone with most residents.
    Populous {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
    },
    /// The zone that a place lies in or belongs to.
    ZoneOf(String),
    /// The township or subdistrict that a place lies in.
    TownshipOf(String),
    /// The zone nearest to a place, in a straight line, apart from the one that it is or lies in.
    NearestZone {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
        /// The place.
        to: String,
        /// Only on this side of a way.
        #[serde(default)]
        side: Option<Side>,
    },
    /// The zone farthest by road from a place (at free speed); those that no road leads to come
    /// last.
    RemotestZone {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
        /// The place.
        from: String,
    },
    /// The most populous zone among those that the loss of a single road cuts off, without the
    /// county seat: of the road whose loss cuts off most people first.
    IsolatedZone {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
    },
    /// The zone farthest upstream of a place along its river, its centre within two kilometres of
    /// the water.
    ZoneUpstream {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
        /// The place.
        of: String,
    },
    /// The zone lowest above the water downstream of a place, its centre within two kilometres of
    /// it: a village downstream of a reservoir.
    ZoneDownstream {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
        /// The place.
        of: String,
    },
    /// The zone around whose centre most of the ground is forest.
    ForestedZone {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<ZoneKind>,
        /// Within so many kilometres.
        within_km: f64,
    },
    /// The facility nearest to a place, in a straight line.
    NearestFacility {
        /// Of these kinds; of every kind where none is given.
        #[serde(default)]
        kinds: Vec<FacilityKind>,
        /// The place.
        to: String,
        /// Within so many kilometres.
        #[serde(default)]
        within_km: Option<f64>,
    },
    /// The facility of a kind with the largest capacity (a reservoir: storage).
    LargestFacility(FacilityKind),
    /// The facility of a kind nearest upstream of a place along its river: the reservoir above a
    /// village.
    FacilityUpstream {
        /// Kind.
        kind: FacilityKind,
        /// The place.
        of: String,
    },
    /// The hazard area beside a river with most people on its list.
    EndangeredArea {
        /// Downstream of this place only.
        #[serde(default)]
        below: Option<String>,
        /// In this zone, or in the villages of this township, only.
        #[serde(default)]
        of: Option<String>,
    },
    /// The river reach at a place.
    RiverAt(String),
    /// The road whose middle lies nearest to a place, in a straight line.
    NearestRoad {
        /// Of these classes; of every class where none is given.
        #[serde(default)]
        classes: Vec<RoadClass>,
        /// The place.
        to: String,
    },
    /// The road whose loss cuts off most people.
    IsolatingRoad {
        /// Running on one of these; on anything where none is given.
        #[serde(default)]
        structures: Vec<Structure>,
    },
    /// The longest road on the quickest way between two places.
    RoadBetween {
        /// Running on one of these; on anything where none is given.
        #[serde(default)]
        structures: Vec<Structure>,
        /// One place.
        from: String,
        /// The other.
        to: String,
    },
    /// The same as another place, even one that it should be apart from.
    SameAs(String),
    /// The first of these that the map has.
    FirstOf(Vec<Selector>),
}

/// A side of the way from one place towards another: both are local names declared before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Where another place lies.
    With {
        /// That place.
        of: String,
        /// Where the way begins.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// Across from another place.
    Across {
        /// That place.
        of: String,
        /// Where the way begins.
        from: String,
        /// Where it leads.
        to: String,
    },
}

/// A thing of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// The county itself.
    County,
    /// A zone.
    Zone(ZoneId),
    /// A facility.
    Facility(FacilityId),
    /// A road.
    Road(RoadId),
    /// A hazard area.
    Area(AreaId),
    /// A river reach.
    Reach(ReachId),
}

/// A place that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenPlace {
    /// Local name.
    pub name: String,
    /// What it is on the map.
    pub thing: Thing,
    /// Its written name there.
    pub written: String,
    /// What it is called.
    pub title: Text,
    /// By what it was chosen, in words; none where by its written name.
    pub how: Option<Text>,
}

impl ChosenPlace {
    /// What it is and why, on one line.
    pub fn told(&self) -> Text {
        let Text { zh, en } = &self.title;
        let Self { name, written, .. } = self;
        let how = self.how.as_ref();
        let (how_zh, how_en) = how
            .map_or_else(Default::default, |it| (format!("，{}", it.zh), format!(": {}", it.en)));
        Text::new(
            format!("{{{name}}} 为 {zh}（{written}）{how_zh}"),
            format!("{{{name}}} is {en} ({written}){how_en}"),
        )
    }
}

impl Thing {
    /// Where another thing lies as seen from this one, degrees clockwise from north.
    pub fn bearing_degrees(self, county: &County, to: Self) -> f64 {
        let place = |thing| position::position_m(county, thing);
        position::bearing_degrees(place(self), place(to))
    }

    /// Where it is, m east and north of the map's origin.
    pub fn place_m(self, county: &County) -> (f64, f64) {
        position::position_m(county, self)
    }

    /// Its written name.
    pub fn written(self, county: &County) -> String {
        match self {
            Self::County => county.name.clone(),
            Self::Zone(id) => county.zones[id.index()].name.clone(),
            Self::Facility(id) => county.facilities[id.index()].name.clone(),
            Self::Road(id) => county.network.roads[id.index()].name.to_string(),
            Self::Area(id) => county.areas[id.index()].name.clone(),
            Self::Reach(id) => county.reaches[id.index()].name.clone(),
        }
    }

    /// What it is called; a road without a name of its own by the zone nearest to it.
    pub fn title(self, county: &County) -> Text {
        match self {
            Self::County => county.title.clone(),
            Self::Zone(id) => county.zones[id.index()].title.clone(),
            Self::Facility(id) => county.facilities[id.index()].title.clone(),
            Self::Area(id) => county.areas[id.index()].title.clone(),
            Self::Reach(id) => county.reaches[id.index()].title.clone(),
            Self::Road(id) => {
                let named = county.network.road_names.iter().find(|(road, _)| *road == id);
                named.map_or_else(|| unnamed_road(county, id), |(_, title)| title.clone())
            }
        }
    }
}

fn unnamed_road(county: &County, road: RoadId) -> Text {
    let near = &county.zones[county.road_settings[road.index()].zone.index()].title;
    match county.network.roads[road.index()].structure {
        Structure::Bridge => {
            Text::new(format!("{}的桥", near.zh), format!("the bridge at {}", near.en))
        }
        Structure::Tunnel => {
            Text::new(format!("{}的隧道", near.zh), format!("the tunnel at {}", near.en))
        }
        _ => Text::new(format!("{}的道路", near.zh), format!("the road at {}", near.en)),
    }
}
