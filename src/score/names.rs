//! Names and titles of what a scorecard mentions, from the drill and the log's registry.

use super::scorecard::Named;
use crate::base::id::{
    AreaId, ClauseId, DeskId, FacilityId, IncidentId, IncidentKindId, OrganisationId, RoadId,
    TeamId, ZoneId,
};
use crate::base::record::Registry;
use crate::base::text::Text;
use crate::scenario::Drill;
use crate::vocabulary::fact::Subject;

/// Looks names up.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    drill: &'a Drill,
    registry: &'a Registry,
}

impl<'a> Names<'a> {
    /// Names of this drill and of what was born in this run.
    pub const fn new(drill: &'a Drill, registry: &'a Registry) -> Self {
        Self { drill, registry }
    }

    /// The registry behind it.
    pub const fn registry(&self) -> &'a Registry {
        self.registry
    }

    /// A hazard area.
    pub fn area(&self, id: AreaId) -> Named {
        let area = &self.drill.county.areas[id.index()];
        Named::new(&area.name, &area.title)
    }

    /// A zone.
    pub fn zone(&self, id: ZoneId) -> Named {
        let zone = &self.drill.county.zones[id.index()];
        Named::new(&zone.name, &zone.title)
    }

    /// A facility.
    pub fn facility(&self, id: FacilityId) -> Named {
        let facility = &self.drill.county.facilities[id.index()];
        Named::new(&facility.name, &facility.title)
    }

    /// A road: its title where people gave it one.
    pub fn road(&self, id: RoadId) -> Named {
        let name = self.registry.name(id);
        let titles = &self.drill.county.network.road_names;
        match titles.iter().find(|(road, _)| *road == id) {
            Some((_, title)) => Named::new(name, title),
            None => {
                let class = self.drill.county.network.roads[id.index()].class.text();
                let title =
                    Text::new(format!("{}{name}", class.zh), format!("{} {name}", class.en));
                Named { name, title }
            }
        }
    }

    /// A desk.
    pub fn desk(&self, id: DeskId) -> Named {
        let desk = &self.drill.plan.desks[id.index()];
        Named::new(&desk.name, &desk.title)
    }

    /// A team.
    pub fn team(&self, id: TeamId) -> Named {
        let team = &self.drill.plan.teams[id.index()];
        Named::new(&team.name, &team.title)
    }

    /// An organisation.
    pub fn organisation(&self, id: OrganisationId) -> Named {
        let organisation = &self.drill.plan.organisations[id.index()];
        Named::new(&organisation.name, &organisation.title)
    }

    /// A clause.
    pub fn clause(&self, id: ClauseId) -> Named {
        let clause = &self.drill.plan.clauses[id.index()];
        Named::new(&clause.name, &clause.title)
    }

    /// A kind of incident.
    pub fn incident_kind(&self, id: IncidentKindId) -> Named {
        let kind = &self.drill.catalogue[id.index()];
        Named::new(&kind.name, &kind.title)
    }

    /// An incident: its kind and where it is.
    pub fn incident(&self, id: IncidentId, kind: IncidentKindId, zone: ZoneId) -> Named {
        let kind = &self.drill.catalogue[kind.index()].title;
        let zone = &self.drill.county.zones[zone.index()].title;
        let title =
            Text::new(format!("{}{}", zone.zh, kind.zh), format!("{}, {}", kind.en, zone.en));
        Named { name: self.registry.name(id), title }
    }

    /// A subject of a fact; incidents go by their bare name, as their place is not known here.
    pub fn subject(&self, subject: Subject) -> Named {
        match subject {
            Subject::County => Named::new("county", &self.drill.county.title),
            Subject::Zone(id) => self.zone(id),
            Subject::Facility(id) => self.facility(id),
            Subject::Road(id) => self.road(id),
            Subject::Area(id) => self.area(id),
            Subject::Incident(id) => {
                let name = self.registry.name(id);
                let title = Text::new(format!("险情{name}"), format!("incident {name}"));
                Named { name, title }
            }
            Subject::Team(id) => self.team(id),
            Subject::Desk(id) => self.desk(id),
            Subject::Event(event) => Named::new(event.word(), &event.text()),
        }
    }
}
