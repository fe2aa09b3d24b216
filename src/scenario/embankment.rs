//! Embankments that give way in a flood: the ponds behind them as the flood model takes them, what
//! strengthens them, when they give way, and what would not have come without that.

use super::Drill;
use super::file::EmbankmentFile;
use super::timeline::{Change, Crossing};
use crate::base::id::{IncidentId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::hazard::assumption::Assumption;
use crate::hazard::flood::{
    Decision, Flood, FloodField, Intervention, Overtopping, Release, ReservoirData,
};
use crate::hazard::reservoir::Reservoir;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// An embankment across a stream, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbankmentSetting {
    /// Stable key of its happening.
    pub key: Key,
    /// Figures as written.
    pub file: EmbankmentFile,
    /// The incident at which it is worked on.
    pub incident: IncidentId,
    /// The task that keeps it standing, as its place in the incident's kind.
    pub held_by: usize,
    /// The settlement below it.
    pub zone: ZoneId,
    /// The stream at whose lower end it stands.
    pub reach: ReachId,
}

/// Exponent of the storage of a pond in a narrow valley, a pyramid that lies on its side: a
/// placeholder.
const VALLEY_EXPONENT: f64 = 3.0;
/// Share of its depth that the pond is below its crest before the rain: a placeholder.
const LOW_SHARE: f64 = 0.9;

/// The pond behind an embankment: levels count from its crest.
pub(super) fn pond(setting: &EmbankmentSetting) -> ReservoirData {
    let EmbankmentSetting { file, .. } = setting;
    ReservoirData {
        key: setting.key,
        reach: setting.reach.0,
        reservoir: Reservoir {
            storage_m3: file.storage_m3,
            area_m2: VALLEY_EXPONENT * file.storage_m3 / file.height_m,
            depth_m: file.height_m,
            initial_level_m: -LOW_SHARE * file.height_m,
            gate_capacity_m3_s: file.culvert_m3_s,
            crest_length_m: file.crest_length_m,
            ..Reservoir::CREST_ALONE
        },
        schedule: vec![Release { at_minutes: i32::MIN, outflow_m3_s: file.culvert_m3_s }],
        gives_way: Some(Overtopping { after_minutes: file.overtopped_minutes }),
        stands: true,
    }
}

fn embankments(drill: &Drill) -> &[EmbankmentSetting] {
    drill.scenario.flood.as_ref().map_or(&[], |flood| &flood.embankments)
}

const fn strengthens(setting: &EmbankmentSetting, at: Time) -> Intervention {
    Intervention { at, reservoir: setting.key, decision: Decision::Strengthened }
}

/// What work that is done at an incident does for an embankment, if it is one.
pub(super) fn strengthened(drill: &Drill, incident: IncidentId, at: Time) -> Option<Intervention> {
    let found = embankments(drill).iter().find(|setting| setting.incident == incident);
    found.map(|setting| strengthens(setting, at))
}

/// Every embankment held from the start.
pub(super) fn all_strengthened(drill: &Drill) -> impl Iterator<Item = Intervention> {
    embankments(drill).iter().map(|setting| strengthens(setting, Time::START))
}

/// The embankments that give way.
pub(super) fn breaches(drill: &Drill, flood: &Flood, field: &FloodField) -> Vec<Crossing> {
    let ponds = flood.setting().reservoirs.iter().enumerate();
    let breach = |(index, pond): (usize, &ReservoirData)| {
        let setting = embankments(drill).iter().find(|setting| setting.key == pond.key)?;
        let fact = Fact::new(FactKind::EmbankmentBroken, Subject::Zone(setting.zone));
        let at = field.breached(index)?;
        Some(Crossing::new(at, setting.key, Change::Fact(fact, 1)))
    };
    ponds.filter_map(breach).collect()
}

/// Names the last of these reasons before it as that of each change that does not come without
/// them, unless a nearer one is named.
pub(super) fn blame(reasons: &[Crossing], without: &[Crossing], found: &mut [Crossing]) {
    let mut held: Vec<_> = without.iter().map(Crossing::order).collect();
    held.sort_unstable();
    for crossing in found.iter_mut().filter(|crossing| crossing.because.is_none()) {
        let before = reasons.iter().filter(|reason| reason.at <= crossing.at);
        let last = before.max_by_key(|reason| reason.order());
        if let (Some(Crossing { change: Change::Fact(fact, _), .. }), Err(_)) =
            (last, held.binary_search(&crossing.order()))
        {
            crossing.because = Some(*fact);
        }
    }
}

/// What this assumes beyond the models.
pub fn assumptions() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    vec![
        line(
            "embankment.pond_below_crest",
            "降雨前路堤塘水位低于堤顶的深度比例",
            "share of its depth that the pond of an embankment is below its crest before the rain",
            LOW_SHARE,
            "",
        ),
        line(
            "embankment.valley_exponent",
            "路堤塘容积随水深变化的指数",
            "exponent of an embankment's pond, storage by depth",
            VALLEY_EXPONENT,
            "",
        ),
    ]
}
