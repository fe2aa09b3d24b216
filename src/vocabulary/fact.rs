//! Facts: what can be known. A fact is a kind and a subject; its value is one whole number whose
//! meaning, materiality and equality are declared here for each kind.

use serde_json::Value;

use crate::base::id::{AreaId, DeskId, FacilityId, IncidentId, RoadId, TeamId, ZoneId};
use crate::base::key::Key;
use crate::base::packed::{packed_enum, packed_struct};
use crate::base::record::{Field, FieldError, Registry};
use crate::base::text::Text;
use crate::vocabulary::profile::{Profile, ProfileSet};
use crate::vocabulary::scale::{EventKind, Scale};

super::words! {
    /// What kind of thing is known.
    FactKind {
        /// Rain at a gauge over the last hour, mm.
        RainOneHour "1小时雨量" "rain in one hour",
        /// Rain at a gauge over the last three hours, mm.
        RainThreeHours "3小时雨量" "rain in three hours",
        /// River stage at a gauge, cm above its ordinary stage.
        RiverStage "河道水位" "river stage",
        /// Reservoir level, cm above (below: negative) its flood-limit level.
        ReservoirLevel "水库水位" "reservoir level",
        /// Reservoir outflow, m3/s.
        ReservoirOutflow "水库下泄流量" "reservoir outflow",
        /// Which profiles can pass a road, as the mask of a `ProfileSet`.
        RoadPassable "道路通行状况" "road passability",
        /// Warning level in force: 0 none, 1 blue to 4 red.
        WarningLevel "预警级别" "warning level",
        /// Response level in force: 0 none, 1 for IV to 4 for I.
        ResponseLevel "应急响应级别" "response level",
        /// Stage of a hazard area: 0 none, 1 prepare to move, 2 move now.
        AreaStage "危险区转移指标" "hazard-area stage",
        /// People moved out of a hazard area so far.
        AreaMoved "危险区已转移人数" "people moved from hazard area",
        /// People at a hazard area who are on no list: tourists, workers.
        AreaUnlisted "名册外人员" "people on no list",
        /// How badly a zone is hit: 0 not, 1 affected, 2 people in danger.
        ZoneCondition "村镇受灾情况" "condition of a village",
        /// Whether a zone can be reached by road: 1 yes, 0 cut off.
        ZoneReachable "村镇道路通达" "road access of a village",
        /// People dead or hurt in a zone.
        ZoneCasualties "伤亡人数" "casualties",
        /// Whether a mast works: 1 yes, 0 no.
        MastWorking "基站状态" "mast state",
        /// Whether a substation supplies power: 1 yes, 0 no.
        PowerSupplied "供电状态" "power supply",
        /// Whether a shelter is open: 1 yes, 0 no.
        ShelterOpen "安置点启用" "shelter open",
        /// People in a shelter.
        ShelterOccupancy "安置点人数" "people in shelter",
        /// That there is an incident: [`IS_THERE`]. Its card says of what kind.
        Incident "险情" "incident",
        /// People trapped at an incident.
        IncidentTrapped "被困人数" "people trapped",
        /// People hurt at an incident.
        IncidentInjured "受伤人数" "people hurt",
        /// Work state of an incident: 0 open, 1 being worked on, 2 stabilised.
        IncidentState "险情处置状态" "incident state",
        /// State of a team, as the number of its `TeamState`.
        TeamState "队伍状态" "team state",
        /// Free beds of a hospital.
        HospitalBeds "医院空床" "free hospital beds",
        /// Relief kits brought to a shelter, each for a person and a day.
        ShelterSupplies "安置点物资" "supplies of a shelter",
        /// Danger at a hazard area from what is in the air or burns: 0 none, 1 slight, 2 harmful,
        /// 3 deadly.
        AreaDanger "危险区受威胁程度" "danger at a hazard area",
        /// What the people of a hazard area must do for their protection: 0 nothing, 1 go in and
        /// shut doors and windows, 2 leave.
        AreaProtection "防护措施" "protective action",
        /// Where the wind at a weather station comes from, degrees clockwise from north.
        WindDirection "风向" "wind direction",
        /// What substance an incident lets out, as the number of a `Gas` plus one.
        IncidentSubstance "险情涉及物质" "substance at an incident",
        /// Of the people who can hear a rumour about an incident, how many of a hundred believe it.
        RumourBelief "谣言相信比例" "belief in a rumour",
        /// People in the crowd at an incident.
        CrowdSize "聚集人数" "people in a crowd",
        /// How fast cars still go on a road full of them, percent of the free speed; the subject
        /// is the incident that they are.
        TrafficSpeed "车流速度比例" "speed of traffic",
        /// People of a township out in the cold without a heated place to be.
        PeopleUnsheltered "露宿待安置人数" "people out in the cold",
        /// Free intensive-care places of a hospital.
        IntensiveCarePlaces "重症监护空位" "free intensive-care places",
        /// People hurt by the event whom a hospital has taken in, however they came.
        HospitalPatients "医院收治伤员数" "casualties taken in by a hospital",
        /// Whether the emergency department of a hospital takes patients: 1 yes, 0 contaminated.
        HospitalAdmits "急诊收治状态" "admission at a hospital",
        /// Magnitude of the last aftershock that a station measured, times ten.
        Aftershock "余震" "aftershock",
        /// Depth of the water in which a facility stands, cm.
        FacilityDepth "设施受淹水深" "water depth at a facility",
        /// Whether an embankment above a settlement has given way: 1 yes, 0 no.
        EmbankmentBroken "路堤溃决" "embankment broken",
        /// Magnitude of an earthquake under a settlement, times ten.
        Earthquake "地震" "earthquake",
        /// Whether a landslide dam blocks the river above a settlement: 1 yes, 0 no.
        RiverBlocked "滑坡堵江" "river blocked by a landslide",
        /// Level of the lake behind a landslide dam above a settlement, cm above (below: negative)
        /// the dam's crest.
        BarrierLakeLevel "堰塞湖水位" "barrier lake level",
        /// Whether the landslide dam above a settlement has been cut through: 1 yes, 0 no.
        LandslideDamBroken "堰塞坝溃决" "landslide dam broken",
    }
}

/// What is known of a landslide dam above a settlement.
pub const OF_LANDSLIDE_DAMS: [FactKind; 3] =
    [FactKind::RiverBlocked, FactKind::BarrierLakeLevel, FactKind::LandslideDamBroken];

/// The value of the fact that there is an incident.
pub const IS_THERE: i64 = 1;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The county as a whole.
    County,
    /// A village, community or township.
    Zone(ZoneId),
    /// A facility.
    Facility(FacilityId),
    /// A road.
    Road(RoadId),
    /// A hazard area.
    Area(AreaId),
    /// An incident.
    Incident(IncidentId),
    /// A team.
    Team(TeamId),
    /// A desk.
    Desk(DeskId),
    /// A kind of event.
    Event(EventKind),
}

/// A fact: what is known, without its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// Kind.
    pub kind: FactKind,
    /// Subject.
    pub subject: Subject,
}

/// When two versions of a fact differ materially.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Materiality {
    /// Any difference.
    Any,
    /// Another class: the number of these thresholds that the value reaches.
    Classes(&'static [i64]),
    /// A difference of at least this much.
    Step(i64),
    /// A difference in one of these bits.
    Bits(i64),
}

impl FactKind {
    /// When two versions of this kind differ materially.
    pub const fn materiality(self) -> Materiality {
        match self {
            // Rain classes: the preparation and evacuation thresholds of hazard areas lie on them.
            Self::RainOneHour => Materiality::Classes(&[15, 25, 35, 50, 70]),
            Self::RainThreeHours => Materiality::Classes(&[30, 60, 90, 120]),
            // What cars and engines can do decides who is sent where; the rest is for who is there.
            Self::RoadPassable => {
                let of_cars = ProfileSet::NONE.with(Profile::Road).with(Profile::HighClearance);
                Materiality::Bits(of_cars.0 as i64)
            }
            Self::RiverStage => Materiality::Classes(&[100, 200, 300, 400, 500, 600]),
            Self::ReservoirLevel => Materiality::Step(50),
            // How much is left to the crest decides how soon those below must be gone.
            Self::BarrierLakeLevel => Materiality::Classes(&[-500, -300, -200, -100, -50, -20, 0]),
            Self::ReservoirOutflow => Materiality::Classes(&[50, 200, 400, 600, 800]),
            Self::AreaMoved => Materiality::Step(50),
            Self::ShelterOccupancy => Materiality::Step(100),
            // A truck's load more or less is another need.
            Self::PeopleUnsheltered => Materiality::Step(200),
            // The last bed is another class than none.
            Self::HospitalBeds => Materiality::Classes(&[1, 6, 21, 51]),
            Self::RumourBelief => Materiality::Classes(&[1, 5, 10, 20, 40, 60]),
            Self::CrowdSize => Materiality::Classes(&[50, 100, 200, 400, 800, 1_600, 3_200]),
            Self::TrafficSpeed => Materiality::Classes(&[10, 25, 50, 75, 100]),
            // The last place is another class than none.
            Self::IntensiveCarePlaces => Materiality::Classes(&[1, 3, 6]),
            // A wind that turns by less leaves the same places downwind.
            Self::WindDirection => Materiality::Step(30),
            _ => Materiality::Any,
        }
    }

    /// Whether a change from `held` to `value` starts clocks: a gauge that repeats itself does not.
    pub fn differs_materially(self, held: i64, value: i64) -> bool {
        match self.materiality() {
            Materiality::Any => held != value,
            Materiality::Classes(thresholds) => class(thresholds, held) != class(thresholds, value),
            Materiality::Step(step) => held.abs_diff(value) >= step.unsigned_abs(),
            Materiality::Bits(bits) => held & bits != value & bits,
        }
    }

    /// Unit of the value, empty where it is a number of things or a class.
    pub fn unit(self) -> &'static str {
        match self {
            Self::RainOneHour | Self::RainThreeHours => "mm",
            Self::RiverStage
            | Self::ReservoirLevel
            | Self::FacilityDepth
            | Self::BarrierLakeLevel => "cm",
            Self::ReservoirOutflow => "m³/s",
            Self::WindDirection => "°",
            Self::RumourBelief | Self::TrafficSpeed => "%",
            _ => "",
        }
    }
}

/// How many of the rising `thresholds` the value reaches.
pub fn class(thresholds: &[i64], value: i64) -> usize {
    thresholds.iter().filter(|threshold| value >= **threshold).count()
}

impl Subject {
    /// The kind of thing, for keys and JSON, and the stable key of which one.
    pub fn kind_and_key(self, registry: &Registry) -> (&'static str, Key) {
        match self {
            Self::County => ("county", Key(0)),
            Self::Zone(id) => ("zone", registry.key(id)),
            Self::Facility(id) => ("facility", registry.key(id)),
            Self::Road(id) => ("road", registry.key(id)),
            Self::Area(id) => ("area", registry.key(id)),
            Self::Incident(id) => ("incident", registry.key(id)),
            Self::Team(id) => ("team", registry.key(id)),
            Self::Desk(id) => ("desk", registry.key(id)),
            Self::Event(event) => ("event", Key(u64::from(event.code()))),
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::County => 0,
            Self::Zone(_) => 1,
            Self::Facility(_) => 2,
            Self::Road(_) => 3,
            Self::Area(_) => 4,
            Self::Incident(_) => 5,
            Self::Team(_) => 6,
            Self::Desk(_) => 7,
            Self::Event(_) => 8,
        }
    }
}

packed_enum!(Subject {
    0 County {},
    1 Zone { 0 id },
    2 Facility { 0 id },
    3 Road { 0 id },
    4 Area { 0 id },
    5 Incident { 0 id },
    6 Team { 0 id },
    7 Desk { 0 id },
    8 Event { 0 id },
});
packed_struct!(Fact { kind, subject });

impl Field for Subject {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        out.push(self.code());
        out.extend_from_slice(&self.kind_and_key(registry).1.0.to_le_bytes());
    }

    fn to_json(&self, registry: &Registry) -> Value {
        let (kind, name) = match self {
            Self::County => return Value::from("county"),
            Self::Zone(id) => ("zone", registry.name(*id)),
            Self::Facility(id) => ("facility", registry.name(*id)),
            Self::Road(id) => ("road", registry.name(*id)),
            Self::Area(id) => ("area", registry.name(*id)),
            Self::Incident(id) => ("incident", registry.name(*id)),
            Self::Team(id) => ("team", registry.name(*id)),
            Self::Desk(id) => ("desk", registry.name(*id)),
            Self::Event(event) => ("event", event.word()),
        };
        Value::from(format!("{kind}:{name}"))
    }

    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError> {
        let unknown = || FieldError::new(value, "county, or a kind of subject, `:` and a name");
        let text = value.as_str().ok_or_else(unknown)?;
        if text == "county" {
            return Ok(Self::County);
        }
        let (kind, name) = text.split_once(':').ok_or_else(unknown)?;
        let name = Value::from(name);
        Ok(match kind {
            "zone" => Self::Zone(Field::from_json(&name, registry)?),
            "facility" => Self::Facility(Field::from_json(&name, registry)?),
            "road" => Self::Road(Field::from_json(&name, registry)?),
            "area" => Self::Area(Field::from_json(&name, registry)?),
            "incident" => Self::Incident(Field::from_json(&name, registry)?),
            "team" => Self::Team(Field::from_json(&name, registry)?),
            "desk" => Self::Desk(Field::from_json(&name, registry)?),
            "event" => Self::Event(Field::from_json(&name, registry)?),
            _ => return Err(unknown()),
        })
    }
}

impl Field for Fact {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        self.kind.canonical(registry, out);
        self.subject.canonical(registry, out);
    }

    fn to_json(&self, registry: &Registry) -> Value {
        Value::from(vec![self.kind.to_json(registry), self.subject.to_json(registry)])
    }

    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError> {
        match value.as_array().map(Vec::as_slice) {
            Some([kind, subject]) => Ok(Self {
                kind: Field::from_json(kind, registry)?,
                subject: Field::from_json(subject, registry)?,
            }),
            _ => Err(FieldError::new(value, "[kind of fact, subject]")),
        }
    }
}

impl Fact {
    /// The fact that says which level of a scale is in force for a kind of event; none of scales
    /// that are not declared.
    pub const fn of_level(scale: Scale, event: EventKind) -> Option<Self> {
        let kind = match scale {
            Scale::WarningLevel => FactKind::WarningLevel,
            Scale::ResponseLevel => FactKind::ResponseLevel,
            Scale::EventClass | Scale::RiskLevel => return None,
        };
        Some(Self { kind, subject: Subject::Event(event) })
    }

    /// The stable key of the fact.
    pub fn key(self, registry: &Registry) -> Key {
        let (_, subject) = self.subject.kind_and_key(registry);
        let number = u32::from(self.kind.code()) << 8 | u32::from(self.subject.code());
        Key::born(number, &[subject], 0)
    }

    /// A fact of `kind` about `subject`.
    pub const fn new(kind: FactKind, subject: Subject) -> Self {
        Self { kind, subject }
    }
}

super::words! {
    /// What a team is doing, as it and its desk see it.
    TeamState {
        /// At its station or on its way back, ready.
        Available "待命" "available",
        /// Assigned, getting ready to leave.
        TurningOut "出动准备" "turning out",
        /// On its way to a site.
        EnRoute "途中" "en route",
        /// At a site, waiting for somebody or something.
        Waiting "现场等待" "waiting on scene",
        /// At a site, working.
        Working "现场处置" "working",
        /// Carrying patients or evacuees.
        Transporting "转运" "transporting",
        /// Handing over at a hospital or shelter.
        HandingOver "交接" "handing over",
        /// On its way back to its station.
        Returning "返回" "returning",
        /// Off shift or out of service.
        Unavailable "不可用" "unavailable",
    }
}

/// `prepare to move` and `move now`, as they are called.
pub fn area_stage_text(stage: i64) -> Text {
    match stage {
        1 => Text::new("准备转移", "prepare to move"),
        2 => Text::new("立即转移", "move now"),
        _ => Text::new("未达转移指标", "below the thresholds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gauge_that_repeats_itself_starts_no_clock() {
        assert!(!FactKind::RainOneHour.differs_materially(36, 49));
        assert!(FactKind::RainOneHour.differs_materially(49, 50));
        assert!(FactKind::ReservoirLevel.differs_materially(0, -50));
        assert!(!FactKind::ReservoirLevel.differs_materially(0, 49));
        assert!(FactKind::RoadPassable.differs_materially(3, 2));
    }
}
