//! The wind of a drill in each member of the ensemble, and what a weather station measures of it.

use super::Drill;
use super::file::WindFile;
use super::timeline::{Change, Crossing};
use crate::base::chance::{Purpose, Seed};
use crate::base::id::FacilityId;
use crate::base::key::Key;
use crate::base::math;
use crate::base::time::{Duration, Time};
use crate::hazard::release::puffs::WindSpell;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// The wind over the county, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct WindSetting {
    /// Stable key.
    pub key: Key,
    /// Figures as written.
    pub file: WindFile,
    /// Station that measures it.
    pub station: FacilityId,
}

/// Seed of the ensemble: members are the same in every run.
const ENSEMBLE: Seed = Seed(1);
/// Speeds that the models take, m/s.
const SPEED_M_S: (f64, f64) = (0.5, 50.0);

/// The wind of a member. The first spell holds from before play, the others keep their order.
pub(super) fn spells(setting: &WindSetting, member: u32) -> Vec<WindSpell> {
    let (degrees, speed, minutes) = setting.file.spread;
    let mut draws = ENSEMBLE.draws(Purpose::Hazard, Key::born(0, &[setting.key], member));
    let turn = degrees * draws.normal();
    let factor = math::exp(speed * draws.normal());
    let later = minutes * draws.normal();
    let mut spells: Vec<WindSpell> = Vec::with_capacity(setting.file.spells.len());
    for (index, spell) in setting.file.spells.iter().enumerate() {
        let shift = if index == 0 { 0.0 } else { later };
        let before = spells.last().map_or(f64::NEG_INFINITY, |spell| spell.from_seconds);
        spells.push(WindSpell {
            from_seconds: (60.0 * (spell.at_minutes + shift)).max(before),
            speed_m_s: (factor * spell.speed_m_s).clamp(SPEED_M_S.0, SPEED_M_S.1),
            from_degrees: (spell.from_degrees + turn).rem_euclid(360.0),
        });
    }
    spells
}

/// What the station measures.
pub(super) fn crossings(drill: &Drill, member: u32) -> Vec<Crossing> {
    let Some(setting) = &drill.scenario.wind else { return Vec::new() };
    let fact = Fact::new(FactKind::WindDirection, Subject::Facility(setting.station));
    let key = Key::born(u32::from(fact.kind.code()), &[setting.key], 0);
    let change = |spell: &WindSpell| {
        let at = Time::START + Duration::from_seconds_f64(spell.from_seconds.max(0.0));
        Crossing::new(at, key, Change::Fact(fact, spell.from_degrees.round() as i64))
    };
    spells(setting, member).iter().map(change).collect()
}
