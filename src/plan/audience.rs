//! Whom an audience means: the desks that it names, seen from a subject and from the desk that
//! acts; where a subject lies.

use super::Plan;
use super::file::Audience;
use crate::base::id::{DeskId, IncidentId, ReachId, ZoneId};
use crate::county::drainage::river_of;
use crate::county::place::{AreaWater, County, ZoneKind};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, OF_LANDSLIDE_DAMS, Subject};

impl Plan {
    /// The zone where the subject lies, if it lies in one. `incident` tells where incidents are.
    pub fn zone_of(
        &self,
        county: &County,
        subject: Subject,
        incident: impl FnOnce(IncidentId) -> Option<ZoneId>,
    ) -> Option<ZoneId> {
        match subject {
            Subject::County | Subject::Event(_) => None,
            Subject::Zone(zone) => Some(zone),
            Subject::Facility(id) => Some(county.facilities[id.index()].zone),
            Subject::Road(id) => Some(county.road_settings[id.index()].zone),
            Subject::Area(id) => Some(county.areas[id.index()].zone),
            Subject::Incident(id) => incident(id),
            Subject::Team(id) => Some(self.desks[self.teams[id.index()].desk.index()].zone),
            Subject::Desk(id) => Some(self.desks[id.index()].zone),
        }
    }

    /// The desks that `audience` means, seen from the desk `acting` about a subject that lies in
    /// `zone` and on `reach`; in order of their keys, without the acting desk unless it is meant
    /// itself.
    pub fn audience(
        &self,
        county: &County,
        audience: &Audience<DeskId>,
        acting: Option<DeskId>,
        zone: Option<ZoneId>,
        reach: Option<ReachId>,
    ) -> Vec<DeskId> {
        let of_zone = |zone: ZoneId| self.zone_desk[zone.index()];
        let township = |zone: ZoneId| county.zones[zone.index()].parent;
        let mut desks: Vec<DeskId> = match audience {
            Audience::Desk(desk) => return vec![*desk],
            Audience::Itself => return acting.into_iter().collect(),
            Audience::Superior => {
                acting.and_then(|desk| self.desks[desk.index()].reports_to).into_iter().collect()
            }
            Audience::VillageOfSubject => zone.and_then(of_zone).into_iter().collect(),
            Audience::TownshipOfSubject => {
                zone.and_then(|zone| of_zone(township(zone))).into_iter().collect()
            }
            Audience::Townships | Audience::Villages => {
                let villages = *audience == Audience::Villages;
                county
                    .zones
                    .iter()
                    .zip(&self.zone_desk)
                    .filter(|(zone, _)| (zone.kind == ZoneKind::Village) == villages)
                    .filter_map(|(_, desk)| *desk)
                    .collect()
            }
            Audience::Downstream => reach.map_or_else(Vec::new, |reach| {
                let below = |water: &AreaWater| flows_to(county, reach, water.reach);
                let zones =
                    county.areas.iter().filter(|area| area.water.as_ref().is_some_and(below));
                zones
                    .flat_map(|area| [of_zone(area.zone), of_zone(township(area.zone))])
                    .flatten()
                    .collect()
            }),
        };
        desks.sort_unstable_by_key(|desk| self.desks[desk.index()].key);
        desks.dedup();
        desks.retain(|desk| Some(*desk) != acting);
        desks
    }

    /// Whether `desk` is one of those that `audience` means; the same meaning as
    /// [`Plan::audience`], without making the list.
    pub fn is_in_audience(
        &self,
        county: &County,
        audience: &Audience<DeskId>,
        desk: DeskId,
        zone: Option<ZoneId>,
    ) -> bool {
        let serves = self.desks[desk.index()].serves;
        match audience {
            Audience::Desk(named) => *named == desk,
            Audience::VillageOfSubject => zone.is_some() && serves == zone,
            Audience::TownshipOfSubject => {
                zone.is_some_and(|zone| serves == Some(county.zones[zone.index()].parent))
            }
            Audience::Townships | Audience::Villages => serves.is_some_and(|zone| {
                let village = county.zones[zone.index()].kind == ZoneKind::Village;
                village == (*audience == Audience::Villages)
            }),
            Audience::Itself | Audience::Superior | Audience::Downstream => false,
        }
    }

    /// Whether a desk answers for the people of a zone: as its village's post or its township's.
    pub fn answers_for(&self, county: &County, desk: DeskId, zone: ZoneId) -> bool {
        [Audience::VillageOfSubject, Audience::TownshipOfSubject]
            .iter()
            .any(|audience| self.is_in_audience(county, audience, desk, Some(zone)))
    }

    /// Whether a desk leads one of these capabilities in a zone.
    pub fn leads_any(
        &self,
        county: &County,
        desk: DeskId,
        zone: ZoneId,
        mut capabilities: impl Iterator<Item = Capability>,
    ) -> bool {
        capabilities.any(|capability| {
            self.duty(capability)
                .is_some_and(|duty| self.is_in_audience(county, &duty.lead, desk, Some(zone)))
        })
    }

    /// How an audience is named: the desk's written name, or its word.
    pub fn audience_name(&self, audience: &Audience<DeskId>) -> String {
        match audience {
            Audience::Desk(desk) => self.desks[desk.index()].name.clone(),
            other => other.word().to_owned(),
        }
    }
}

/// Whether water from `from` comes to `to`, itself included.
pub fn flows_to(county: &County, from: ReachId, to: ReachId) -> bool {
    std::iter::successors(Some(from), |reach| county.reaches[reach.index()].downstream)
        .any(|reach| reach == to)
}

/// The reach that a subject stands at: gauges, reservoirs, hazard areas, roads; settlements below a
/// landslide dam, where the fact is about that.
pub fn reach_of(county: &County, fact: Fact) -> Option<ReachId> {
    match fact.subject {
        Subject::Zone(id) if OF_LANDSLIDE_DAMS.contains(&fact.kind) => river_of(county, id),
        Subject::Facility(id) => county.facilities[id.index()].reach,
        Subject::Area(id) => county.areas[id.index()].water.as_ref().map(|water| water.reach),
        Subject::Road(id) => county.road_settings[id.index()].reach,
        _ => None,
    }
}
