//! What each kind of fact can be about. Which subject a fact has is in [`super::fact`].

use super::fact::{FactKind, OF_LANDSLIDE_DAMS, Subject};

super::words! {
    /// A kind of subject.
    SubjectKind {
        /// The county as a whole.
        County "全县" "the county",
        /// A village, community or township.
        Zone "村镇" "a village or township",
        /// A facility.
        Facility "设施" "a facility",
        /// A road.
        Road "道路" "a road",
        /// A hazard area.
        Area "危险区" "a hazard area",
        /// An incident.
        Incident "险情" "an incident",
        /// A team.
        Team "队伍" "a team",
        /// A desk.
        Desk "岗位" "a desk",
        /// A kind of event.
        Event "事件类型" "a kind of event",
    }
}

impl Subject {
    /// What kind of subject this is.
    pub const fn subject_kind(self) -> SubjectKind {
        match self {
            Self::County => SubjectKind::County,
            Self::Zone(_) => SubjectKind::Zone,
            Self::Facility(_) => SubjectKind::Facility,
            Self::Road(_) => SubjectKind::Road,
            Self::Area(_) => SubjectKind::Area,
            Self::Incident(_) => SubjectKind::Incident,
            Self::Team(_) => SubjectKind::Team,
            Self::Desk(_) => SubjectKind::Desk,
            Self::Event(_) => SubjectKind::Event,
        }
    }
}

impl FactKind {
    /// The kinds of subject that a fact of this kind can be about.
    pub const fn subjects(self) -> &'static [SubjectKind] {
        match self {
            Self::WarningLevel | Self::ResponseLevel => &[SubjectKind::Event],
            Self::RiverStage => &[SubjectKind::Facility, SubjectKind::Area],
            Self::RainOneHour
            | Self::RainThreeHours
            | Self::ReservoirLevel
            | Self::ReservoirOutflow
            | Self::MastWorking
            | Self::PowerSupplied
            | Self::ShelterOpen
            | Self::ShelterOccupancy
            | Self::ShelterSupplies
            | Self::WindDirection
            | Self::FacilityDepth
            | Self::HospitalBeds
            | Self::IntensiveCarePlaces
            | Self::HospitalPatients
            | Self::HospitalAdmits
            | Self::Aftershock => &[SubjectKind::Facility],
            Self::RoadPassable => &[SubjectKind::Road],
            Self::AreaStage | Self::AreaMoved | Self::AreaUnlisted => &[SubjectKind::Area],
            Self::AreaDanger | Self::AreaProtection => &[SubjectKind::Area],
            Self::ZoneCondition
            | Self::ZoneReachable
            | Self::ZoneCasualties
            | Self::PeopleUnsheltered
            | Self::EmbankmentBroken
            | Self::RiverBlocked
            | Self::BarrierLakeLevel
            | Self::LandslideDamBroken
            | Self::Earthquake => &[SubjectKind::Zone],
            Self::Incident
            | Self::IncidentTrapped
            | Self::IncidentInjured
            | Self::IncidentSubstance
            | Self::RumourBelief
            | Self::CrowdSize
            | Self::TrafficSpeed
            | Self::IncidentState => &[SubjectKind::Incident],
            Self::TeamState => &[SubjectKind::Team],
        }
    }

    /// Whether it is a level, which is about a kind of event: a flood's level is not an
    /// earthquake's.
    pub const fn is_level(self) -> bool {
        matches!(self, Self::WarningLevel | Self::ResponseLevel)
    }

    /// Whether it can be about something that lies in a village or township.
    pub fn has_place(self) -> bool {
        !self.is_level()
    }

    /// Whether it can be about something that stands on a river reach.
    pub fn has_reach(self) -> bool {
        let on_reach = [SubjectKind::Facility, SubjectKind::Area, SubjectKind::Road];
        self.subjects().iter().any(|subject| on_reach.contains(subject))
            || OF_LANDSLIDE_DAMS.contains(&self)
    }
}
