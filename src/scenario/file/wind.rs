//! The wind of a storyline whose hazard goes with it, as it is written.

use serde::{Deserialize, Serialize};

use crate::hazard::release::stability::Sky;
use crate::plan::file::Source;

/// The wind, the same everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindFile {
    /// Spells in order of time; the first also holds before its beginning.
    pub spells: Vec<WindSpellFile>,
    /// Spread of the ensemble: standard deviation of the direction in degrees, of the logarithm of
    /// the speed, and of the minute at which it turns.
    pub spread: (f64, f64, f64),
    /// Sun and clouds, which with the wind make the air stable or not.
    pub sky: Sky,
    /// Weather station that measures it: a rain gauge.
    pub station: String,
    /// Where the figures come from.
    pub source: Source,
}

/// The wind from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindSpellFile {
    /// Minutes of play.
    pub at_minutes: f64,
    /// Speed at 10 m, m/s.
    pub speed_m_s: f64,
    /// Where it comes from, degrees clockwise from north.
    pub from_degrees: f64,
}
