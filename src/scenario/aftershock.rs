//! From a drill's aftershocks to what changes in the county: which buildings that the main shock
//! left damaged fall, who of those inside is hurt, which bridges are closed and which streets lie
//! under rubble, in each member of the ensemble.
//!
//! Simplifications, all ours. An aftershock strikes near the main shock's epicentre, at its depth
//! and along its strike. A building that the main shock damaged extensively stands as if it were
//! shaken harder than it is; all others stand. Damage does not add up from one aftershock to the
//! next. Roads and bridges are weakened alike. Who is inside is a share of those who live there.

use super::Drill;
use super::file::{AftershockLaw, AftershocksFile};
use super::shaking::EarthquakeSetting;
use super::shaking::{Shaken, falls, fills};
use super::timeline::{Change, Crossing, Hit, Shock};
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::id::{FacilityId, IncidentKindId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::county::network::{RoadClass, Structure};
use crate::hazard::assumption::Assumption;
use crate::hazard::casualty::SeverityMix;
use crate::hazard::earthquake::aftershocks::{Aftershock, AftershockRate};
use crate::hazard::earthquake::fragility::{DamageState, Severity};
use crate::hazard::earthquake::{Earthquake, EarthquakeData, RESIDUAL, Shaking};
use crate::hazard::range::Refusals;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// Aftershocks of an earthquake, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct AftershockSetting {
    /// Figures as written.
    pub file: AftershocksFile,
    /// Station that measures them.
    pub station: FacilityId,
    /// Kind of incident that buildings are which they bring down.
    pub kind: IncidentKindId,
    /// Those that the story tells: moment and magnitude.
    pub told: Vec<(Time, f64)>,
}

/// Seed of the ensemble: members are the same in every run.
const ENSEMBLE: Seed = Seed(1);
/// Capacity of what the main shock damaged over that of what it did not: a placeholder.
const WEAKENED: f64 = 0.7;
/// Standard deviation of where aftershocks strike around the main shock, km: a placeholder.
const SCATTER_KM: f64 = 3.0;

/// Kinds of draws of a member.
mod about {
    pub(super) const SEQUENCE: u32 = 11;
    pub(super) const SHOCK: u32 = 12;
    pub(super) const ZONE: u32 = 13;
    pub(super) const ROAD: u32 = 14;
}

/// The aftershocks that a law gives between the main shock and the end of play.
///
/// # Errors
/// What the law refuses; the path is the field's.
pub(super) fn drawn(
    law: AftershockLaw,
    (main, least): (f64, f64),
    hours: f64,
    draws: &mut Draws,
) -> Result<Vec<Aftershock>, Refusals> {
    let until = (0.0, (hours / 24.0).max(0.0));
    match law {
        AftershockLaw::Generic => AftershockRate::GENERIC.sequence(main, least, until, draws),
        AftershockLaw::ReasenbergJones { a, b, c_days, p } => {
            AftershockRate::new(a, b, c_days, p)?.sequence(main, least, until, draws)
        }
        AftershockLaw::Etas(data) => data.sequence(main, least, until, draws),
    }
}

/// The aftershocks of a member with their moments: those that the story tells, and those drawn.
fn sequence(
    drill: &Drill,
    setting: &EarthquakeSetting,
    of: &AftershockSetting,
    member: u32,
) -> Vec<(Time, f64)> {
    let mut all = of.told.clone();
    if let Some(law) = of.file.law {
        let key = Key::born(about::SEQUENCE, &[setting.key], member);
        let mut draws = ENSEMBLE.draws(Purpose::Hazard, key);
        let end = Time::START + drill.scenario.duration;
        let hours = end.since(setting.at).minutes() / 60.0;
        let range = (setting.file.magnitude, of.file.least);
        let found = drawn(law, range, hours, &mut draws).expect("it was asked");
        all.extend(found.iter().map(|shock| {
            (setting.at + Duration::from_seconds_f64(86_400.0 * shock.days), shock.magnitude)
        }));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    all.dedup_by_key(|(at, _)| *at);
    all
}

/// The stable key of an aftershock.
fn shock_key(setting: &EarthquakeSetting, at: Time) -> Key {
    Key::born(about::SHOCK, &[setting.key, Key(at.milliseconds())], 0)
}

/// The aftershocks of a member in order of time, each with its moment and the fact that tells of
/// it.
pub(super) fn shocks(
    drill: &Drill,
    member: u32,
    main: &EarthquakeData,
) -> Vec<(Time, Earthquake, Fact)> {
    let Some(setting) = &drill.scenario.earthquake else { return Vec::new() };
    let Some(of) = &setting.aftershocks else { return Vec::new() };
    let fact = Fact::new(FactKind::Aftershock, Subject::Facility(of.station));
    let shock = |(at, magnitude)| {
        let key = Key::born(about::SHOCK, &[shock_key(setting, at)], member);
        let mut draws = ENSEMBLE.draws(Purpose::Hazard, key);
        let data = strikes(main, magnitude, setting.file.spread.1, &mut draws);
        (at, Earthquake::new(data).expect("an aftershock was asked about"), fact)
    };
    sequence(drill, setting, of, member).into_iter().map(shock).collect()
}

/// What a member's aftershocks do after its main shock, and whom they hit.
pub(super) fn crossings(
    drill: &Drill,
    member: u32,
    main: &Shaken,
    (hits, shocks): (&mut Vec<Hit>, &mut Vec<Shock>),
) -> Vec<Crossing> {
    let Some(setting) = &drill.scenario.earthquake else { return Vec::new() };
    let Some(of) = &setting.aftershocks else { return Vec::new() };
    let mut crossings = Vec::new();
    for (at, earthquake, fact) in self::shocks(drill, member, &main.event) {
        let key = shock_key(setting, at);
        let shaken = Shaken::new(drill, &earthquake);
        let mut shock = Shock {
            key,
            fact,
            value: (10.0 * earthquake.data().magnitude).round() as i64,
            zones: Vec::new(),
            roads: roads(drill, &shaken, (key, member)),
            hits: Vec::new(),
        };
        for (index, shaking) in shaken.zones.iter().enumerate() {
            let (Some(shaking), zone) = (shaking, ZoneId::from_index(index)) else { continue };
            shock.zones.push(zone);
            let Some(before) = &main.zones[index] else { continue };
            let both = (before, shaking);
            let hit = hit(drill, (setting, of), (zone, both), (at, key, member));
            if let Some(hit) = hit {
                shock.hits.push(u32::try_from(hits.len()).expect("few settlements"));
                hits.push(hit);
            }
        }
        let number = u32::try_from(shocks.len()).expect("few aftershocks");
        crossings.push(Crossing::new(at, key, Change::Shock(number)));
        shocks.push(shock);
    }
    crossings
}

/// An aftershock near the main shock, stronger or weaker than the relation by a draw of its own.
fn strikes(main: &EarthquakeData, magnitude: f64, sigma: f64, draws: &mut Draws) -> EarthquakeData {
    let mut off = || 1_000.0 * SCATTER_KM * draws.normal();
    let epicentre_m = (main.epicentre_m.0 + off(), main.epicentre_m.1 + off());
    let residual = (sigma * draws.normal()).clamp(RESIDUAL.low, RESIDUAL.high);
    EarthquakeData { epicentre_m, magnitude, residual, ..*main }
}

/// What is weakened stands as if it were shaken so.
fn harder(shaking: &Shaking) -> Shaking {
    Shaking {
        acceleration_g: shaking.acceleration_g / WEAKENED,
        velocity_m_s: shaking.velocity_m_s / WEAKENED,
        ..*shaking
    }
}

/// Bridges that are closed and streets that rubble fills, in order of their keys.
fn roads(drill: &Drill, shaken: &Shaken, (key, member): (Key, u32)) -> Vec<RoadId> {
    let network = &drill.county.network;
    let mut lost: Vec<(Key, RoadId)> = Vec::new();
    for index in 0..network.roads.len() {
        let id = RoadId::from_index(index);
        // A bridge of a divided road falls as one.
        let first = drill.county.lost_together(&id)[0];
        let road = &network.roads[first.index()];
        let zone = drill.county.road_settings[first.index()].zone;
        let Some(shaking) = shaken.zones[zone.index()].as_ref().map(harder) else { continue };
        let key = Key::born(about::ROAD, &[road.key, key], member);
        let mut draws = ENSEMBLE.draws(Purpose::Hazard, key);
        let is_lost = match (road.structure, road.class) {
            (Structure::Bridge, _) => falls(road.length_mm, &shaking, &mut draws),
            (_, RoadClass::Street) => fills(f64::from(road.width_dm) / 10.0, &shaking, &mut draws),
            _ => false,
        };
        if is_lost {
            lost.push((network.roads[index].key, id));
        }
    }
    lost.sort_unstable();
    lost.into_iter().map(|(_, road)| road).collect()
}

/// Who is hurt in a settlement by damaged buildings that fall; none where nobody is.
fn hit(
    drill: &Drill,
    (setting, of): (&EarthquakeSetting, &AftershockSetting),
    (zone_id, (before, shaking)): (ZoneId, (&Shaking, &Shaking)),
    (at, shock, member): (Time, Key, u32),
) -> Option<Hit> {
    let zone = &drill.county.zones[zone_id.index()];
    let inside = f64::from(drill.people_present(zone_id, at)) * of.file.inside_percent / 100.0;
    let key = Key::born(about::ZONE, &[zone.key, shock], member);
    let mut draws = ENSEMBLE.draws(Purpose::Hazard, key);
    let mut counts = [0_u32; 4];
    for buildings in setting.file.buildings.iter().filter(|one| one.zone == zone.kind) {
        let class = buildings.class;
        let (first, again) = (before.acceleration_g.min(10.0), harder(shaking).acceleration_g);
        let extensive = class.fragility().exceedance(DamageState::Extensive, first);
        let fallen = class.collapse_probability(first).unwrap_or(1.0);
        let damaged = (extensive.unwrap_or(1.0) - fallen).max(0.0);
        let people = (inside * damaged * buildings.percent / 100.0).round() as u32;
        let collapse = class.collapse_probability(again.min(10.0)).unwrap_or(1.0);
        let mut left = people;
        for (severity, share) in class.severity_shares().into_iter().enumerate() {
            let hurt = draws.binomial(people, (collapse * share).clamp(0.0, 1.0)).min(left);
            left -= hurt;
            counts[severity] += hurt;
        }
    }
    let count = |severity: Severity| counts[usize::from(severity.code())];
    let [dead, grave, serious] =
        [Severity::Dead, Severity::Critical, Severity::Hospital].map(count);
    let hurt = dead + grave + serious;
    let share = |part: u32| f64::from(part) / f64::from(hurt.max(1));
    (hurt > 0).then(|| Hit {
        key: Key::born(about::ZONE, &[zone.key, shock], 0),
        kind: of.kind,
        zone: zone_id,
        node: zone.node,
        roads: Vec::new(),
        hurt,
        severity: SeverityMix::Shares {
            dead: share(dead),
            grave: share(grave),
            serious: share(serious),
        },
    })
}

/// What this assumes beyond the models.
pub fn assumptions() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    vec![
        line(
            "aftershock.scatter",
            "余震震中围绕主震震中的离散（标准差）",
            "spread of aftershocks around the main shock (standard deviation)",
            SCATTER_KM,
            "km",
        ),
        line(
            "aftershock.weakened",
            "主震严重破坏房屋的剩余抗力比例",
            "capacity left of buildings that the main shock damaged extensively",
            WEAKENED,
            "",
        ),
    ]
}
