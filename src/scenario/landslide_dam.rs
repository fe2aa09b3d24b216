//! Rivers that slopes block when they come down: the lake behind each dam as the flood model takes
//! it, which work lets it out, how its level rises to the crest and when it is cut through.
//!
//! A slide that comes down across a river is a dam from its moment on: the river below has what
//! drains to it there alone, and a lake rises behind it with what the river brings. When water has
//! run over its crest for long enough it is cut through, all at once and down to the bed: a wave by
//! the relation for built dams (Froehlich 1995, as in `hazard::flood::breach`). A channel cut into
//! the crest before lets out what stands above its bottom, as over a weir; its sides are taken to
//! be firm, so that a dam gives way only where the lake still runs over its crest.
//!
//! The storage of a lake follows from the map where the scenario does not write it: see
//! `riverside::valley`. Not here: what the lake drowns above the dam, water that finds its way
//! through it (piping), and a channel that wears itself deeper. Relations that were fitted to
//! landslide dams alone are not used: none was at hand to be checked.

use super::Drill;
use super::file::LandslideDamFile;
use super::slope;
use super::timeline::{Change, Crossing};
use crate::base::id::{HappeningId, IncidentId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::hazard::flood::{
    Decision, Flood, FloodField, Intervention, Overtopping, Release, ReservoirData,
};
use crate::hazard::reservoir::{LOWEST, Reservoir};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// A slope that blocks a river when it comes down, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct LandslideDamSetting {
    /// Stable key of its happening.
    pub key: Key,
    /// Figures as written.
    pub file: LandslideDamFile,
    /// What comes down.
    pub happening: HappeningId,
    /// The incident at which it is worked on.
    pub incident: IncidentId,
    /// The task that cuts a channel, as its place in the incident's kind.
    pub drained_by: usize,
    /// The settlement below it.
    pub zone: ZoneId,
    /// The reach at whose lower end it lies.
    pub reach: ReachId,
    /// Water that the lake holds at the crest, m3.
    pub storage_m3: f64,
    /// Surface of the lake then, m2.
    pub area_m2: f64,
}

impl LandslideDamSetting {
    /// A fact about it: whether it blocks the river, how high its lake stands, whether it has been
    /// cut through.
    pub const fn fact(&self, kind: FactKind) -> Fact {
        Fact::new(kind, Subject::Zone(self.zone))
    }

    /// The lake behind it: levels count from its crest.
    pub(super) fn lake(&self) -> ReservoirData {
        let file = &self.file;
        let mut reservoir = Reservoir {
            storage_m3: self.storage_m3,
            area_m2: self.area_m2,
            depth_m: file.height_m,
            gate_capacity_m3_s: file.seepage_m3_s,
            crest_length_m: file.crest_length_m,
            ..Reservoir::CREST_ALONE
        };
        let pond_m = reservoir.level_m(file.pond_m3);
        reservoir.initial_level_m = pond_m.max(-LOWEST * file.height_m);
        ReservoirData {
            key: self.key,
            reach: self.reach.0,
            reservoir,
            schedule: vec![Release { at_minutes: i32::MIN, outflow_m3_s: file.seepage_m3_s }],
            gives_way: Some(Overtopping { after_minutes: file.overtopped_minutes }),
            stands: false,
        }
    }

    const fn made(&self, at: Time, decision: Decision) -> Intervention {
        Intervention { at, reservoir: self.key, decision }
    }
}

/// The slides of a member that block a river.
pub(super) fn slides(drill: &Drill, flood: &Flood, member: u32) -> Vec<Intervention> {
    let slide = |dam: &LandslideDamSetting| {
        let happening = &drill.scenario.happenings[dam.happening.index()];
        let (at, _) = slope::failure(drill, Some(flood), member, happening)?;
        Some(dam.made(at, Decision::Blocked))
    };
    drill.scenario.landslide_dams.iter().filter_map(slide).collect()
}

/// What work that is done at an incident does for a landslide dam, if it is one.
pub(super) fn drained(drill: &Drill, incident: IncidentId, at: Time) -> Option<Intervention> {
    let found = drill.scenario.landslide_dams.iter().find(|dam| dam.incident == incident);
    found.map(|dam| {
        let channel = Decision::Channel(-dam.file.channel_depth_m, dam.file.channel_width_m);
        dam.made(at, channel)
    })
}

/// None of them is ever cut through.
pub(super) fn all_hold(drill: &Drill) -> impl Iterator<Item = Intervention> {
    let dams = drill.scenario.landslide_dams.iter();
    dams.map(|dam| dam.made(Time::START, Decision::Strengthened))
}

/// That rivers are blocked by these slides. The slide itself brings the fact about when it comes.
pub(super) fn blocked(drill: &Drill, slides: &[Intervention]) -> Vec<Crossing> {
    let of_dam = |dam: &LandslideDamSetting| {
        let slide = slides.iter().find(|slide| slide.reservoir == dam.key)?;
        let change = Change::Fact(dam.fact(FactKind::RiverBlocked), 1);
        Some(Crossing::new(slide.at, dam.key, change))
    };
    drill.scenario.landslide_dams.iter().filter_map(of_dam).collect()
}

/// What becomes of the lakes in a field that these decisions have made: each level's class, because
/// the river is blocked or, as it falls, because of whoever cut a channel; and each dam that is cut
/// through, because of the level that its lake has reached.
pub(super) fn crossings(
    drill: &Drill,
    (flood, field): (&Flood, &FloodField),
    orders: &[Intervention],
) -> (Vec<Crossing>, Vec<Crossing>) {
    let (mut levels, mut breaches) = (Vec::new(), Vec::new());
    for dam in &drill.scenario.landslide_dams {
        let lakes = &flood.setting().reservoirs;
        let lake = lakes.iter().position(|lake| lake.key == dam.key).expect("it is of the setting");
        let of_dam = || orders.iter().filter(|order| order.reservoir == dam.key);
        let Some(slide) = of_dam().find(|order| order.decision == Decision::Blocked) else {
            continue;
        };
        let cut = of_dam().find(|order| matches!(order.decision, Decision::Channel(..)));
        let (broken, level) = (FactKind::LandslideDamBroken, dam.fact(FactKind::BarrierLakeLevel));
        let breached = field.breached(lake);
        let blocked = Some(dam.fact(FactKind::RiverBlocked));
        for (at, value) in told_levels(field, lake, slide.at) {
            let is_drained = breached.is_none() && cut.is_some_and(|cut| cut.at < at);
            let because = if breached.is_some_and(|breached| breached < at) {
                Some(dam.fact(broken))
            } else {
                blocked.filter(|_| !is_drained)
            };
            let key = Key::born(u32::from(level.kind.code()), &[dam.key], 0);
            levels.push(Crossing { at, key, change: Change::Fact(level, value), because });
        }
        breaches.extend(breached.map(|at| {
            let change = Change::Fact(dam.fact(broken), 1);
            Crossing { at, key: dam.key, change, because: Some(level) }
        }));
    }
    (levels, breaches)
}

/// When a lake's level changes class from the slide on, and what it is then: cm above the crest.
fn told_levels(field: &FloodField, lake: usize, slid: Time) -> Vec<(Time, i64)> {
    let kind = FactKind::BarrierLakeLevel;
    let limits = super::water::thresholds(kind);
    // A step after the slide the lake stands behind it.
    let begins = slid + FloodField::STEP;
    let found = field.level_crossings(lake, &limits);
    let later = found.iter().filter(|crossing| crossing.at > begins);
    let later = later.map(|crossing| (crossing.at, crossing.class));
    let first = found.iter().rfind(|crossing| crossing.at <= begins);
    let first = (begins, first.map_or(0, |crossing| crossing.class));
    let told = |(at, class): (Time, u8)| {
        let level_cm = field.level_cm(lake, at).round() as i64;
        (at, super::water::class_value(kind, class, level_cm))
    };
    std::iter::once(first).chain(later).map(told).collect()
}
