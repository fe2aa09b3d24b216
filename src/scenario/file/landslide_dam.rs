//! A landslide dam as it is written: a slope that comes down across a river, the lake behind it.

use serde::{Deserialize, Serialize};

use crate::plan::file::Source;

/// A slope that blocks a river when it comes down. The lake behind it rises with what the river
/// brings, runs over, and cuts the dam through, unless a channel has let it out before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandslideDamFile {
    /// The happening whose slope gives way (`slope-fails`), whose incident is the dam: seen there,
    /// worked on there. It lies across the river above that place, where the largest of the reaches
    /// that flow into the reach there ends (where none does, across that reach itself).
    pub happening: String,
    /// The task of that incident that cuts a channel into the crest.
    pub drained_by: String,
    /// Height of the crest at its lowest above the river's bed, m.
    pub height_m: f64,
    /// Length over which water runs when the lake is full, m.
    pub crest_length_m: f64,
    /// Water that the lake holds at the crest, m3; where it is not written, what the map's valley
    /// holds.
    #[serde(default)]
    pub storage_m3: Option<f64>,
    /// Water that stands there before the slide, behind a weir, m3.
    #[serde(default)]
    pub pond_m3: f64,
    /// What seeps through the dam, m3/s.
    #[serde(default)]
    pub seepage_m3_s: f64,
    /// Minutes of water over the crest until it is cut through.
    pub overtopped_minutes: f64,
    /// Depth of the channel's bottom below the crest, m.
    pub channel_depth_m: f64,
    /// Width of the channel's bottom, m.
    pub channel_width_m: f64,
    /// Where the figures come from.
    pub source: Source,
}
