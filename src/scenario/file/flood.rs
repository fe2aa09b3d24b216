//! A flood as it is written: rain, a reservoir, embankments that may give way.

use serde::{Deserialize, Serialize};

use crate::plan::file::Source;

/// A flood from rain, with a reservoir.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloodFile {
    /// Rain from `begin_minutes` to `end_minutes` at the storm's centre, mm.
    pub total_mm: f64,
    /// Start of the rain, minutes from the start of play: a multiple of ten, at most zero.
    pub begin_minutes: i32,
    /// End of the rain, minutes from the start of play: a multiple of ten.
    pub end_minutes: i32,
    /// Zone at the storm's centre.
    pub centre: String,
    /// Kilometres at which the rain has fallen to half.
    pub half_width_km: f64,
    /// Bursts upon the steady rain.
    pub bursts: Vec<BurstFile>,
    /// Reservoir, if one is operated.
    pub reservoir: Option<ReservoirFile>,
    /// Spread of the ensemble: standard deviation of the logarithm of the total, and of the
    /// bursts' times in minutes.
    pub spread: (f64, f64),
    /// Curve number of the catchment's soils before the rain, 30 to 100.
    pub curve_number: f64,
    /// Embankments across streams that may give way.
    #[serde(default)]
    pub embankments: Vec<EmbankmentFile>,
}

/// A burst of rain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BurstFile {
    /// Minutes of play at the peak.
    pub peak_minutes: f64,
    /// Rain in the hour around the peak at the storm's centre, mm.
    pub hour_mm: f64,
    /// Standard deviation in time, minutes.
    pub width_minutes: f64,
}

/// A reservoir's operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReservoirFile {
    /// Facility.
    pub facility: String,
    /// Level at the start, cm above (negative: below) its flood-limit level.
    pub level_at_start_cm: i32,
    /// Outflow at the start, m3/s.
    pub outflow_m3_s: f64,
    /// Outflow that the reservoir must release from the moment that it is this many cm above its
    /// flood-limit level, if nobody has ordered more: (cm, m3/s).
    pub forced_release: (i32, f64),
}

/// A road's or village's embankment across a stream, whose culvert is clogged: a pond stands behind
/// it. When water has run over it for long enough, it gives way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbankmentFile {
    /// The happening whose incident is the embankment in danger: seen there, worked on there. It
    /// stands across the nearest stream above that place that drains 60 km2 at most, where that
    /// flows into another (where there is none, across the river there), and cannot give way at a
    /// tier that does not have the happening.
    pub happening: String,
    /// The task of that incident that keeps it standing once it is done.
    pub held_by: String,
    /// Water that the pond holds at the embankment's crest, m3.
    pub storage_m3: f64,
    /// Height of the crest above the stream's bed, m.
    pub height_m: f64,
    /// What the clogged culvert still lets through, m3/s.
    pub culvert_m3_s: f64,
    /// Length over which water runs when the pond is full, m.
    pub crest_length_m: f64,
    /// Minutes of water over the crest until it gives way.
    pub overtopped_minutes: f64,
    /// Where the figures come from.
    pub source: Source,
}
