//! Casualties who do not wait for a crew, as it is written.

use serde::{Deserialize, Serialize};

use crate::event_log::event::CasualtyCause;
use crate::plan::file::Source;

/// Those hurt by one thing who make for a hospital by themselves or are driven there: the lightly
/// and the seriously hurt whom nobody who can treat has reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWayFile {
    /// What hurt them.
    pub cause: CasualtyCause,
    /// Percent of the lightly and of the seriously hurt who do not mean to wait.
    pub leave_percent: (f64, f64),
    /// Median minutes until those leave.
    pub delay_minutes: f64,
    /// Mean minutes after which others lose patience; where none are given they wait.
    #[serde(default)]
    pub patience_minutes: Option<f64>,
    /// Whether the lightly hurt leave even while they are treated, as children whom their parents
    /// fetch.
    #[serde(default)]
    pub even_if_treated: bool,
    /// Percent of them who go to hospitals that everybody thinks of; the rest to the nearest.
    #[serde(default)]
    pub to: Vec<(String, f64)>,
    /// Where the figures come from.
    pub source: Source,
}
