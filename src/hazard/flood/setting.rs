//! What a flood is computed from, as plain data, and what of it is refused.

use crate::base::chance::Seed;
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};

use crate::hazard::manning::Channel;
use crate::hazard::rain::Storm;
use crate::hazard::rain::member::Spread;
use crate::hazard::range::{Range, Refusal, Refusals};
use crate::hazard::rating::{self, Strip};
use crate::hazard::reservoir::{DAM_HEIGHT, DAM_VOLUME, Reservoir};
use crate::hazard::runoff::{self, Antecedent};

/// A reach and the ground that drains into it directly.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachData {
    /// Stable key of its written name.
    pub key: Key,
    /// Place in the list of the reach that it flows into; none at the map's edge.
    pub downstream: Option<u32>,
    /// Channel.
    pub channel: Channel,
    /// Ground beside the channel that the river can flood, in any order.
    pub ground: Vec<Strip>,
    /// Place in the list of the reservoir in whose lake it lies: water crosses it at once, and its
    /// stage is the reservoir's level above its flood-limit level.
    pub lake_of: Option<u32>,
    /// Area that drains into it directly, km2; zero where there is none.
    pub catchment_km2: f64,
    /// Slope of the main stream of that area, m/m.
    pub catchment_slope: f64,
    /// SCS curve number of that area under average conditions.
    pub curve_number: f64,
    /// Middle of that area, metres east of the map's origin.
    pub x_m: f64,
    /// Middle of that area, metres north of the map's origin.
    pub y_m: f64,
}

/// A rain gauge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GaugeData {
    /// Stable key of its written name.
    pub key: Key,
    /// Metres east of the map's origin.
    pub x_m: f64,
    /// Metres north of the map's origin.
    pub y_m: f64,
}

/// What the gates of a reservoir are set to from a moment on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Release {
    /// Minutes from the start of play; negative before it.
    pub at_minutes: i32,
    /// Outflow through the gates, m3/s.
    pub outflow_m3_s: f64,
}

/// A reservoir at the lower end of a reach.
#[derive(Debug, Clone, PartialEq)]
pub struct ReservoirData {
    /// Stable key of its written name.
    pub key: Key,
    /// Place in the list of the reach at whose lower end it stands.
    pub reach: u32,
    /// The reservoir.
    pub reservoir: Reservoir,
    /// How it is operated unless somebody decides otherwise; in any order. Before the first of
    /// these it lets the ordinary flow through.
    pub schedule: Vec<Release>,
    /// When its dam gives way; none where it stands whatever comes.
    pub gives_way: Option<Overtopping>,
    /// Whether it stands from the start. Else the river runs by, beside water that stands at the
    /// initial level, until [`Decision::Blocked`].
    pub stands: bool,
}

/// When a dam gives way that water runs over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overtopping {
    /// Minutes for which water runs over its crest without a break, in whole steps of the field.
    pub after_minutes: f64,
}

/// What is decided about a reservoir, by people or by a slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    /// Its gates are set to this outflow, m3/s, capped at what they can pass, until the next such
    /// decision.
    Outflow(f64),
    /// Its dam is strengthened for good: it does not give way any more.
    Strengthened,
    /// What comes down across the river blocks it: the dam stands from then on.
    Blocked,
    /// A channel with firm sides is cut into its crest, down to this level in metres, so wide at
    /// its bottom, m: what stands higher runs out through it as over a weir.
    Channel(f64, f64),
}

/// A decision about a reservoir.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intervention {
    /// When it is made. The gates reach it within one to two steps of five minutes.
    pub at: Time,
    /// Key of the reservoir.
    pub reservoir: Key,
    /// What is decided.
    pub decision: Decision,
}
/// Everything that a flood is computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct FloodSetting {
    /// Seed of the ensemble, which belongs to the scenario and not to a run.
    pub seed: Seed,
    /// The storm as written.
    pub storm: Storm,
    /// How widely members differ from it.
    pub spread: Spread,
    /// How wet the ground is when it begins.
    pub antecedent: Antecedent,
    /// Ordinary flow per area, m3/s per km2.
    pub ordinary_m3_s_km2: f64,
    /// Reaches; their places in this list are what the field is asked by.
    pub reaches: Vec<ReachData>,
    /// Reservoirs.
    pub reservoirs: Vec<ReservoirData>,
    /// Rain gauges.
    pub gauges: Vec<GaugeData>,
    /// Length of play.
    pub horizon: Duration,
}
const CATCHMENT: Range = Range::new(0.0, 20_000.0, "km2", "");
const CATCHMENT_SLOPE: Range = Range::new(1e-4, 1.0, "m/m", "");
const ORDINARY: Range = Range::new(1e-4, 1.0, "m3/s/km2", "");
const RELEASE: Range = Range::new(0.0, 100_000.0, "m3/s", "");
const SIGMA: Range = Range::new(0.0, 1.0, "", "");
const PLACE: Range = Range::new(-1e7, 1e7, "m", "");
const OVERTOPPED: Range = Range::new(0.0, 100_000.0, "min", "");
const HORIZON: Range = Range::new(5.0, 10_080.0, "min", "");

impl FloodSetting {
    /// Everything that is out of range or out of place.
    pub(super) fn check(&self) -> Refusals {
        let mut refusals = self.storm.hyetograph().err().unwrap_or_default();
        let spread = self.spread;
        for (path, range, value) in [
            ("horizon", &HORIZON, self.horizon.minutes()),
            ("ordinary_m3_s_km2", &ORDINARY, self.ordinary_m3_s_km2),
            ("spread.rain_sigma", &SIGMA, spread.rain_sigma),
            ("spread.shift_minutes", &Range::new(0.0, 60.0, "min", ""), spread.shift_minutes),
            ("spread.displacement_m", &Range::new(0.0, 1e5, "m", ""), spread.displacement_m),
            ("spread.local_sigma", &SIGMA, spread.local_sigma),
        ] {
            refusals.hold(range, path, value);
        }
        for (index, reach) in self.reaches.iter().enumerate() {
            let path = format!("reaches[{index}]");
            reach.channel.check(&path, &mut refusals);
            rating::check_strips(&reach.ground, &path, &mut refusals);
            for (field, range, value) in [
                ("catchment_km2", &CATCHMENT, reach.catchment_km2),
                ("catchment_slope", &CATCHMENT_SLOPE, reach.catchment_slope),
                ("curve_number", &runoff::CURVE_NUMBER, reach.curve_number),
                ("x_m", &PLACE, reach.x_m),
                ("y_m", &PLACE, reach.y_m),
            ] {
                refusals.hold(range, format!("{path}.{field}"), value);
            }
        }
        for (index, gauge) in self.gauges.iter().enumerate() {
            refusals.hold(&PLACE, format!("gauges[{index}].x_m"), gauge.x_m);
            refusals.hold(&PLACE, format!("gauges[{index}].y_m"), gauge.y_m);
        }
        self.check_structure(&mut refusals);
        refusals
    }

    /// Places in the list, one reservoir a reach, keys of their own.
    fn check_structure(&self, refusals: &mut Refusals) {
        let count = self.reaches.len();
        let place = || Text::new("河段表中的序号", "the place of a reach in the list");
        for (index, reach) in self.reaches.iter().enumerate() {
            let beyond = reach.downstream.filter(|downstream| *downstream as usize >= count);
            if let Some(downstream) = beyond {
                let path = format!("reaches[{index}].downstream");
                refusals.push(Refusal::new(path, downstream.to_string(), place()));
            }
        }
        for (index, reach) in self.reaches.iter().enumerate() {
            let known = |lake: &u32| (*lake as usize) < self.reservoirs.len();
            if let Some(lake) = reach.lake_of.filter(|lake| !known(lake)) {
                let expected = Text::new("水库表中的序号", "the place of a reservoir in the list");
                let path = format!("reaches[{index}].lake_of");
                refusals.push(Refusal::new(path, lake.to_string(), expected));
            }
        }
        let mut taken = vec![false; count];
        for (index, data) in self.reservoirs.iter().enumerate() {
            let path = format!("reservoirs[{index}]");
            data.reservoir.check(&path, refusals);
            if let Some(gives_way) = data.gives_way {
                let reservoir = &data.reservoir;
                for (field, range, value) in [
                    ("reservoir.storage_m3", &DAM_VOLUME, reservoir.storage_m3),
                    ("reservoir.depth_m", &DAM_HEIGHT, reservoir.depth_m),
                    ("gives_way.after_minutes", &OVERTOPPED, gives_way.after_minutes),
                ] {
                    refusals.hold(range, format!("{path}.{field}"), value);
                }
            }
            for (number, release) in data.schedule.iter().enumerate() {
                let field = format!("{path}.schedule[{number}].outflow_m3_s");
                refusals.hold(&RELEASE, field, release.outflow_m3_s);
            }
            match taken.get_mut(data.reach as usize) {
                None => {
                    let found = data.reach.to_string();
                    refusals.push(Refusal::new(format!("{path}.reach"), found, place()));
                }
                Some(true) => {
                    let expected =
                        Text::new("每个河段至多一座水库", "at most one reservoir to a reach");
                    let found = data.reach.to_string();
                    refusals.push(Refusal::new(format!("{path}.reach"), found, expected));
                }
                Some(free) => *free = true,
            }
        }
    }
}
