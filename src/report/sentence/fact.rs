//! Facts and levels in words: what a value means for each kind of fact.

use crate::base::id::VersionId;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};
use crate::vocabulary::profile::{Profile, ProfileSet};
use crate::vocabulary::scale::{Level, Scale};

use crate::report::clock;
use crate::report::names::Names;
use crate::report::text::arguments;

/// How many facts of a message are said before `and more`.
const FACTS_SAID: usize = 2;

/// The key of the text for a kind of fact whose sentence needs no choice.
const fn key(kind: FactKind) -> &'static str {
    match kind {
        FactKind::RainOneHour => "fact-rain-one-hour",
        FactKind::RainThreeHours => "fact-rain-three-hours",
        FactKind::RiverStage => "fact-river-stage",
        FactKind::ReservoirLevel => "fact-reservoir-above",
        FactKind::ReservoirOutflow => "fact-reservoir-outflow",
        FactKind::RoadPassable => "fact-road-some",
        FactKind::WarningLevel => "fact-warning-level",
        FactKind::ResponseLevel => "fact-response-level",
        FactKind::AreaStage => "fact-area-stage",
        FactKind::AreaMoved => "fact-area-moved",
        FactKind::AreaUnlisted => "fact-area-unlisted",
        FactKind::ZoneCondition => "fact-zone-condition",
        FactKind::ZoneReachable => "fact-zone-reachable",
        FactKind::ZoneCasualties => "fact-zone-casualties",
        FactKind::MastWorking => "fact-mast-working",
        FactKind::PowerSupplied => "fact-power-supplied",
        FactKind::ShelterOpen => "fact-shelter-open",
        FactKind::ShelterOccupancy => "fact-shelter-occupancy",
        FactKind::ShelterSupplies => "fact-shelter-supplies",
        FactKind::Incident => "fact-incident",
        FactKind::IncidentTrapped => "fact-incident-trapped",
        FactKind::IncidentInjured => "fact-incident-injured",
        FactKind::IncidentState => "fact-incident-state",
        FactKind::TeamState => "fact-team-state",
        FactKind::HospitalBeds => "fact-hospital-beds",
        FactKind::AreaDanger => "fact-area-danger",
        FactKind::AreaProtection => "fact-area-protection",
        FactKind::WindDirection => "fact-wind-direction",
        FactKind::IncidentSubstance => "fact-incident-substance",
        FactKind::RumourBelief => "fact-rumour-belief",
        FactKind::CrowdSize => "fact-crowd-size",
        FactKind::TrafficSpeed => "fact-traffic-speed",
        FactKind::PeopleUnsheltered => "fact-people-unsheltered",
        FactKind::IntensiveCarePlaces => "fact-intensive-care-places",
        FactKind::HospitalPatients => "fact-hospital-patients",
        FactKind::HospitalAdmits => "fact-hospital-admits",
        FactKind::Aftershock => "fact-aftershock",
        FactKind::FacilityDepth => "fact-facility-depth",
        FactKind::EmbankmentBroken => "fact-embankment-broken",
        FactKind::Earthquake => "fact-earthquake",
        FactKind::RiverBlocked => "fact-river-blocked",
        FactKind::BarrierLakeLevel => "fact-barrier-lake-above",
        FactKind::LandslideDamBroken => "fact-landslide-dam-broken",
    }
}

/// The number of a level as facts hold it: 1 for IV or blue, to 4 for I or red.
const fn number(level: Level) -> i64 {
    level as i64 + 1
}

impl Names<'_> {
    /// A fact with its value.
    pub fn fact(&self, fact: Fact, value: i64) -> String {
        let subject = self.subject(fact.subject);
        match fact.kind {
            FactKind::RoadPassable => self.road_fact(fact.subject, value),
            FactKind::ReservoirLevel if value < 0 => {
                let arguments = arguments! { subject: subject, value: -value };
                self.texts.fill("fact-reservoir-below", &arguments)
            }
            FactKind::BarrierLakeLevel if value < 0 => {
                let arguments = arguments! { subject: subject, value: -value };
                self.texts.fill("fact-barrier-lake-below", &arguments)
            }
            FactKind::WarningLevel | FactKind::ResponseLevel => {
                let scale = match fact.kind {
                    FactKind::WarningLevel => Scale::WarningLevel,
                    _ => Scale::ResponseLevel,
                };
                let level = self.level_number(scale, value);
                self.texts.fill(key(fact.kind), &arguments! { subject: subject, level: level })
            }
            FactKind::TeamState => {
                let state = u8::try_from(value).ok().and_then(TeamState::from_code);
                let state = state.map_or_else(|| value.to_string(), |s| self.get(&s.text()));
                self.texts.fill(key(fact.kind), &arguments! { subject: subject, state: state })
            }
            FactKind::Earthquake | FactKind::Aftershock => {
                let magnitude = clock::decimal(value as f64 / 10.0);
                let arguments = arguments! { subject: subject, magnitude: magnitude };
                self.texts.fill(key(fact.kind), &arguments)
            }
            kind => self.texts.fill(key(kind), &arguments! { subject: subject, value: value }),
        }
    }

    /// Who can pass a road, against who can in ordinary times.
    fn road_fact(&self, subject: Subject, value: i64) -> String {
        let name = self.subject(subject);
        let passable = ProfileSet(u8::try_from(value).unwrap_or(0));
        let ordinary = match subject {
            Subject::Road(road) => self.drill.county.network.roads[road.index()].passable,
            _ => ProfileSet::ALL,
        };
        // Aircraft do not use roads, people on foot pass nearly everywhere: neither opens a road.
        let vehicles = |set: ProfileSet| set.without(Profile::Air).without(Profile::Foot);
        if vehicles(passable) == ProfileSet::NONE {
            return self.texts.fill("fact-road-closed", &arguments! { subject: name });
        }
        if vehicles(passable).and(ordinary) == vehicles(ordinary) {
            return self.texts.fill("fact-road-open", &arguments! { subject: name });
        }
        let profiles: Vec<String> = Profile::ALL
            .iter()
            .filter(|profile| vehicles(passable).has(**profile))
            .map(|profile| self.get(&profile.text()))
            .collect();
        let arguments = arguments! { subject: name, profiles: self.texts.list(&profiles) };
        self.texts.fill("fact-road-some", &arguments)
    }

    /// A level of a scale by the number that facts hold.
    pub fn level_number(&self, scale: Scale, number: i64) -> String {
        let key = match scale {
            Scale::WarningLevel => "level-warning",
            Scale::ResponseLevel => "level-response",
            Scale::EventClass => "level-class",
            Scale::RiskLevel => "level-risk",
        };
        self.texts.fill(key, &arguments! { level: number })
    }

    /// A level of a scale.
    pub fn level(&self, scale: Scale, level: Level) -> String {
        self.level_number(scale, number(level))
    }

    /// Several facts without values, as a list.
    pub fn facts(&self, facts: &[Fact]) -> String {
        let mut said: Vec<String> = Vec::new();
        for fact in facts.iter().take(FACTS_SAID) {
            let (subject, kind) = (self.subject(fact.subject), self.get(&fact.kind.text()));
            let arguments = arguments! { place: subject, kind: kind };
            said.push(self.texts.fill("incident-at", &arguments));
        }
        self.and_more(&said, facts.len())
    }

    /// Several versions with their values, as a list.
    pub fn versions(&self, versions: &[VersionId]) -> String {
        let said: Vec<String> = versions
            .iter()
            .filter_map(|version| self.births.version(self.log, *version))
            .take(FACTS_SAID)
            .map(|(fact, value)| self.fact(fact, value))
            .collect();
        self.and_more(&said, versions.len())
    }

    fn and_more(&self, said: &[String], count: usize) -> String {
        let facts = self.texts.list(said);
        if count <= FACTS_SAID {
            return facts;
        }
        self.texts.fill("facts-more", &arguments! { facts: facts, count: count })
    }
}
