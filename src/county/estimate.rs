//! What no source told of a county and was estimated: said in the map, and listed in reports.

use serde::{Deserialize, Serialize};

use crate::base::text::Text;

crate::vocabulary::words! {
    /// What is estimated.
    EstimateKind {
        /// How many people live in a zone.
        Residents "居民人数" "residents",
        /// Who is where at which hour, and who is old, young or cannot walk.
        People "人口构成与时段在位" "make-up and whereabouts of people",
        /// Facilities that no source shows.
        Facilities "设施" "facilities",
        /// Figures of facilities: beds, theatres, batteries.
        Capacities "设施指标" "figures of facilities",
        /// Speeds and widths of roads.
        Roads "道路速度与宽度" "speeds and widths of roads",
        /// Rivers that were found by following the ground.
        Rivers "河流" "rivers",
        /// Widths, roughness and catchments of rivers.
        Channels "河道指标" "figures of rivers",
        /// Hazard areas beside rivers.
        Areas "山洪危险区" "hazard areas",
        /// Elevation: filled voids, or none at all.
        Relief "高程" "elevation",
        /// Land cover.
        Cover "土地覆盖" "land cover",
        /// Names in the other language.
        Names "名称译文" "names in the other language",
    }
}

/// Something of a county that was estimated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// What.
    pub kind: EstimateKind,
    /// By what rule, and whose: a sentence.
    pub basis: Text,
    /// Written names of what it was estimated for, in order; none: for all of them.
    #[serde(default)]
    pub of: Vec<String>,
}
