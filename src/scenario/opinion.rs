//! Rumours that go round and crowds that gather in a drill, resolved; and how many people that can
//! be. What becomes of them in a run is not here.

use super::Drill;
use crate::base::id::{DeskId, IncidentId, IncidentKindId, NodeId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::hazard::crowd::{self, CrowdDensity};
use crate::hazard::rumour::{Hearing, Refutation, Rumour};

/// Minutes between two looks at a rumour or a crowd.
pub const STEP_MINUTES: u32 = 5;
/// The densest that people stand, per m2: beyond it bodies do not fit (Fruin 1993, recalled).
const FULL_PER_M2: f64 = 12.0;

/// A rumour about an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct RumourSetting {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What is said.
    pub claim: Text,
    /// The incident that it is about.
    pub incident: IncidentId,
    /// From that incident until it begins.
    pub after: Duration,
    /// Zones whose people can hear it, in the order of their keys.
    pub zones: Vec<ZoneId>,
    /// People who spread it at first.
    pub first: u32,
    /// How it passes.
    pub model: Rumour,
    /// Rate per hour at which a statement reaches each person who believes it.
    pub refuting_per_hour: f64,
    /// Who is called, and how many calls each person makes who hears it, in the order of keys.
    pub calls: Vec<(DeskId, f64)>,
}

/// A crowd at an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct CrowdSetting {
    /// Stable key.
    pub key: Key,
    /// The incident at which it gathers.
    pub incident: IncidentId,
    /// The junction at which that is.
    pub node: NodeId,
    /// The zone in which that is.
    pub zone: ZoneId,
    /// The task by which order is kept, as its place in the incident's kind.
    pub held_by: usize,
    /// The ground on which it stands, m2.
    pub area_m2: f64,
    /// People at first.
    pub first: u32,
    /// People who come at most, without those whom a rumour draws.
    pub room: u32,
    /// Rate per minute at which it grows while it is small.
    pub per_minute: f64,
    /// The rumour that draws people, by its place in the scenario, and the share of those who
    /// believe it who come.
    pub drawn_by: Option<(usize, f64)>,
    /// Kind of incident that people are who are crushed.
    pub crush: IncidentKindId,
}

impl RumourSetting {
    /// Shares by minute from its beginning until `minutes` later; `refuted` is the minute of the
    /// first statement. Of few people at least one spreads it.
    pub fn course(&self, people: u32, refuted: Option<u32>, minutes: u32) -> Vec<Hearing> {
        let spreading = f64::from(self.first.max(1)) / f64::from(people.max(1));
        let per_hour = self.refuting_per_hour;
        let refutation = refuted.map(|minute| Refutation { minute, per_hour });
        let course = self.model.course(spreading.min(1.0), refutation, minutes);
        course.expect("validation asked the model, and play is short")
    }
}

impl CrowdSetting {
    /// People per m2 when `people` are there; no more than fit.
    pub fn per_m2(&self, people: f64) -> f64 {
        (people / self.area_m2).clamp(0.0, FULL_PER_M2)
    }

    /// How dangerous that is.
    pub fn density(&self, people: f64) -> CrowdDensity {
        crowd::density_class(self.per_m2(people)).expect("no denser than people stand")
    }
}

impl Drill {
    /// People who can hear a rumour that begins at `at`.
    pub fn hearers(&self, rumour: &RumourSetting, at: Time) -> u32 {
        rumour.zones.iter().map(|zone| self.people_present(*zone, at)).sum()
    }

    /// The crowd at an incident, if one gathers there.
    pub fn crowd_at(&self, incident: IncidentId) -> Option<&CrowdSetting> {
        self.scenario.crowds.iter().find(|crowd| crowd.incident == incident)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rumour() -> RumourSetting {
        RumourSetting {
            key: Key(1),
            name: "r".into(),
            title: Text::new("谣言", "rumour"),
            claim: Text::new("说法", "claim"),
            incident: IncidentId(0),
            after: Duration::ZERO,
            zones: Vec::new(),
            first: 0,
            model: Rumour::new(6.0, 3.0).unwrap(),
            refuting_per_hour: 2.0,
            calls: Vec::new(),
        }
    }

    #[test]
    fn an_early_statement_leaves_fewer_to_hear_and_to_believe() {
        let most = |refuted| {
            let course = rumour().course(10_000, refuted, 600);
            let told = 1.0 - course[600].ignorant;
            (told, course.iter().map(|now| now.believing).fold(0.0, f64::max))
        };
        let [early, late, never] = [most(Some(30)), most(Some(130)), most(None)];
        assert!(early.0 < late.0 && late.0 < never.0, "{early:?} {late:?} {never:?}");
        assert!(early.1 < late.1 && late.1 <= never.1, "{early:?} {late:?} {never:?}");
    }

    #[test]
    fn nobody_and_everybody_can_be_asked_for_a_course() {
        assert!(rumour().course(0, None, 10).iter().all(|now| now.believing <= 1.0));
        let all = RumourSetting { first: 50, ..rumour() };
        assert_eq!(all.course(20, None, 0)[0].believing, 1.0);
    }
}
