//! A flood in time, and what can be asked of it. How it comes about is in `routing`.

use crate::base::time::{Duration, Time};

use super::STEP_MINUTES;
use crate::hazard::crossing::{self, Crossing};
use crate::hazard::rain::series::RainSeries;

/// A flood in time: one member, with the decisions that were made about its reservoirs.
#[derive(Debug, Clone, PartialEq)]
pub struct FloodField {
    pub(super) samples: usize,
    /// Stage above the ordinary stage in cm, sample by sample for each reach.
    pub(super) stage_cm: Vec<f32>,
    /// Flow at the lower end in m3/s, likewise.
    pub(super) flow_m3_s: Vec<f32>,
    /// Highest stage of each reach, cm.
    pub(super) highest_cm: Vec<f32>,
    pub(super) rain: Vec<RainSeries>,
    pub(super) pools: Vec<PoolSeries>,
    /// Water balance of the whole preparation.
    pub balance: WaterBalance,
}
/// A reservoir in time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PoolSeries {
    pub(super) level_m: Vec<f64>,
    pub(super) outflow_m3_s: Vec<f64>,
    pub(super) crest_level_m: f64,
    pub(super) breached: Option<Time>,
}
/// What entered, left and stayed, m3, from the storm's start to the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WaterBalance {
    /// Runoff and ordinary flow that entered the reaches.
    pub entered_m3: f64,
    /// What left over the map's edge.
    pub left_m3: f64,
    /// What reaches and reservoirs gained.
    pub stored_m3: f64,
}
impl FloodField {
    /// Length of a step of the field.
    pub const STEP: Duration = Duration::from_minutes(STEP_MINUTES as u64);

    /// Stage of a reach in cm above its ordinary stage; what it last was beyond the horizon.
    pub fn stage_cm(&self, reach: usize, at: Time) -> f64 {
        interpolated(self.stages_cm(reach), at)
    }

    /// Flow at the lower end of a reach, m3/s.
    pub fn flow_m3_s(&self, reach: usize, at: Time) -> f64 {
        let from = reach * self.samples;
        interpolated(&self.flow_m3_s[from..from + self.samples], at)
    }

    /// Stages of a reach in cm, every five minutes from the start of play.
    pub fn stages_cm(&self, reach: usize) -> &[f32] {
        &self.stage_cm[reach * self.samples..(reach + 1) * self.samples]
    }

    /// Highest stage of a reach during play, cm.
    pub fn highest_cm(&self, reach: usize) -> f64 {
        f64::from(self.highest_cm[reach])
    }

    /// Depth in mm at a place `height_cm` above the ordinary stage of a reach.
    pub fn depth_mm(&self, reach: usize, height_cm: f64, at: Time) -> f64 {
        10.0 * (self.stage_cm(reach, at) - height_cm).max(0.0)
    }

    /// When the depth at a place `height_cm` above the ordinary stage of a reach reaches and leaves
    /// the rising `depths_cm`. Dry places cost one comparison.
    pub fn crossings(&self, reach: usize, height_cm: f64, depths_cm: &[f64]) -> Vec<Crossing> {
        let Some(shallowest) = depths_cm.first() else {
            return Vec::new();
        };
        if self.highest_cm(reach) - height_cm < *shallowest {
            return Vec::new();
        }
        let depths = self.stages_cm(reach).iter().map(|stage| f64::from(*stage) - height_cm);
        crossing::crossings(depths, Self::STEP, depths_cm)
    }

    /// Rain at a gauge.
    pub fn rain(&self, gauge: usize) -> &RainSeries {
        &self.rain[gauge]
    }

    /// Level of a reservoir in cm above its flood-limit level.
    pub fn level_cm(&self, reservoir: usize, at: Time) -> f64 {
        100.0 * interpolated(&self.pools[reservoir].level_m, at)
    }

    /// When a reservoir's level reaches and leaves the rising `levels_cm` above its flood-limit
    /// level.
    pub fn level_crossings(&self, reservoir: usize, levels_cm: &[f64]) -> Vec<Crossing> {
        let levels = self.pools[reservoir].level_m.iter().map(|level| 100.0 * level);
        crossing::crossings(levels, Self::STEP, levels_cm)
    }

    /// What leaves a reservoir, m3/s.
    pub fn outflow_m3_s(&self, reservoir: usize, at: Time) -> f64 {
        interpolated(&self.pools[reservoir].outflow_m3_s, at)
    }

    /// When a reservoir's dam gives way, if it does; the start of play where it has before.
    pub fn breached(&self, reservoir: usize) -> Option<Time> {
        self.pools[reservoir].breached
    }

    /// When a reservoir first spills over its dam's crest, if it does.
    pub fn overtopped(&self, reservoir: usize) -> Option<Time> {
        let crest_cm = 100.0 * self.pools[reservoir].crest_level_m;
        self.level_crossings(reservoir, &[crest_cm]).first().map(|crossing| crossing.at)
    }
}
/// The value at a moment of samples taken every five minutes; the last beyond them.
fn interpolated<T: Copy + Into<f64>>(samples: &[T], at: Time) -> f64 {
    let step = FloodField::STEP.milliseconds();
    let index = usize::try_from(at.milliseconds() / step).unwrap_or(usize::MAX);
    let Some(after) = samples.get(index.saturating_add(1)) else {
        return (*samples.last().expect("a series has samples")).into();
    };
    let before: f64 = samples[index].into();
    before + (at.milliseconds() % step) as f64 / step as f64 * ((*after).into() - before)
}
