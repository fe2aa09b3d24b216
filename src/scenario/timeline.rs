//! What nature does over the county in one ensemble member: changes of the truth in time, stored as
//! class crossings. Prepared once for a member and its interventions, and shared by runs.

use crate::base::id::{
    AreaId, FacilityId, HappeningId, IncidentId, IncidentKindId, NodeId, RoadId, ZoneId,
};
use crate::base::key::Key;
use crate::base::packed::{Packed, packed_enum, packed_struct};
use crate::base::time::{Duration, Time};
use crate::hazard::casualty::SeverityMix;
use crate::vocabulary::fact::Fact;
use crate::vocabulary::profile::ProfileSet;
use crate::vocabulary::safety::DangerKind;

/// A change of the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A fact takes a value: rain and stages at gauges, a reservoir's level and outflow, the
    /// water's stage at a hazard area.
    Fact(Fact, i64),
    /// Water leaves a road to these profiles, at no more than this many km/h.
    Road(RoadId, ProfileSet, u8),
    /// A road is blocked by what lies on it, or has lost its bridge.
    Buried(RoadId),
    /// People of a settlement are hit, by their place among the hits.
    Hit(u32),
    /// An exposed area is in another danger.
    Danger(AreaId, Danger),
    /// Fire is at a road, whose smoke nobody passes through; or it has gone on.
    Burning(RoadId, bool),
    /// A mast or a substation is destroyed.
    Destroyed(FacilityId),
    /// So many people of a settlement cannot go back into their houses.
    Out(ZoneId, u32),
    /// An aftershock strikes, by its place among them.
    Shock(u32),
    /// Something of the storyline happens.
    Happens(HappeningId),
}

/// In what danger an exposed area is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Danger {
    /// Class at its worst place: 0 none, 1 slight, 2 harmful, 3 deadly. What a class means is for
    /// the file of the hazard.
    pub class: u8,
    /// Of its people, how many in a thousand are where the class is harmful or deadly.
    pub permille: u16,
}

/// What a decision does to a hazard: from its moment on nature does something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intervention {
    /// A reservoir's gates are set to this many m3/s.
    Outflow(FacilityId, Time, u32),
    /// What an incident lets out or feeds is stopped there.
    Stopped(IncidentId, Time),
}

/// How people are who are in danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Out of doors.
    Outdoors,
    /// In a room, unaware.
    Indoors,
    /// In a room that they have shut, as they were told.
    Sheltering,
}

/// Minutes between two looks at who is hurt.
pub const DOSE_STEP_MINUTES: u64 = 5;

/// What an exposed area's people have taken in, as the shares of them who are hurt by then.
#[derive(Debug, Clone, PartialEq)]
pub struct Dose {
    /// The area.
    pub area: AreaId,
    /// The first step.
    pub begins: Time,
    /// Shares hurt by cover, at `begins` and after each step.
    pub hurt: [Vec<f64>; 3],
    /// Of those hurt at last, the share who die without treatment.
    pub grave: f64,
    /// Of those hurt at last, the share who live and are seriously hurt.
    pub serious: f64,
}

impl Dose {
    /// The probability that somebody under this cover who was not hurt before the step that ends
    /// at `step` is hurt in it.
    pub fn harm(&self, cover: Cover, step: usize) -> f64 {
        let hurt = &self.hurt[cover as usize];
        let at = |step: usize| hurt.get(step).or(hurt.last()).copied().unwrap_or(0.0);
        let (before, now) = (at(step.saturating_sub(1)), at(step));
        if before >= 1.0 { 0.0 } else { ((now - before) / (1.0 - before)).clamp(0.0, 1.0) }
    }

    /// When the step of that number ends.
    pub fn at(&self, step: usize) -> Time {
        self.begins + Duration::from_minutes(DOSE_STEP_MINUTES * step as u64)
    }

    /// Number of the last step.
    pub fn last_step(&self) -> usize {
        self.hurt[0].len().saturating_sub(1)
    }
}

/// When what spreads is a danger to those who work at an incident of the storyline.
#[derive(Debug, Clone, PartialEq)]
pub struct Peril {
    /// What it is.
    pub kind: DangerKind,
    /// The incident.
    pub incident: IncidentId,
    /// The first step.
    pub begins: Time,
    /// Whether it was there in each step of [`DOSE_STEP_MINUTES`].
    pub is_there: Vec<bool>,
}

/// A change with its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// When.
    pub at: Time,
    /// Stable key of what changes: orders changes of one instant.
    pub key: Key,
    /// What changes.
    pub change: Change,
    /// The fact whose last change brings this about, where it is one that the log holds.
    pub because: Option<Fact>,
}

impl Crossing {
    /// A change that follows from nothing that the log holds.
    pub const fn new(at: Time, key: Key, change: Change) -> Self {
        Self { at, key, change, because: None }
    }

    /// What orders changes.
    pub(super) const fn order(&self) -> (Time, Key, Change) {
        (self.at, self.key, self.change)
    }
}

/// People of a settlement who are hurt at one moment: an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Stable key of the incident.
    pub key: Key,
    /// Its kind.
    pub kind: IncidentKindId,
    /// The settlement.
    pub zone: ZoneId,
    /// The junction at which it is.
    pub node: NodeId,
    /// Roads that its clearance opens, blocked already.
    pub roads: Vec<RoadId>,
    /// People hurt.
    pub hurt: u32,
    /// How badly.
    pub severity: SeverityMix,
}

/// An aftershock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shock {
    /// Stable key.
    pub key: Key,
    /// The fact that tells of it.
    pub fact: Fact,
    /// Its value: ten times the magnitude.
    pub value: i64,
    /// Settlements in which it brings down what is damaged.
    pub zones: Vec<ZoneId>,
    /// Roads that it blocks, in order of their keys.
    pub roads: Vec<RoadId>,
    /// Whom it hits, by their places among the hits.
    pub hits: Vec<u32>,
}

/// The changes of one member, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    crossings: Vec<Crossing>,
    hits: Vec<Hit>,
    shocks: Vec<Shock>,
    doses: Vec<Dose>,
    perils: Vec<Peril>,
}

packed_enum!(Change {
    0 Fact { 0 fact, 1 value },
    1 Road { 0 road, 1 passable, 2 cap_km_h },
    2 Buried { 0 road },
    3 Hit { 0 number },
    4 Danger { 0 area, 1 danger },
    5 Burning { 0 road, 1 burning },
    6 Destroyed { 0 facility },
    7 Out { 0 zone, 1 people },
    8 Shock { 0 number },
    9 Happens { 0 happening },
});
packed_struct!(Danger { class, permille });
packed_struct!(Crossing { at, key, change, because });
packed_struct!(Hit { key, kind, zone, node, roads, hurt, severity });
packed_struct!(Dose { area, begins, hurt, grave, serious });
packed_struct!(Peril { kind, incident, begins, is_there });
packed_struct!(Shock { key, fact, value, zones, roads, hits });
packed_struct!(Timeline { crossings, hits, shocks, doses, perils });

/// Members of a drill's ensemble that are kept between runs. Whoever keeps them sees to it that
/// what is found is what this program makes of this very drill.
pub trait Members: std::fmt::Debug + Send + Sync {
    /// A member as it was kept; none where it was not.
    fn find(&self, member: u32) -> Option<Timeline>;
    /// Keeps a member.
    fn keep(&self, member: u32, timeline: &Timeline);
}

impl Timeline {
    /// As bytes that [`Timeline::from_bytes`] takes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.pack(&mut bytes);
        bytes
    }

    /// From all of these bytes; none where they are no timeline.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        Self::unpack(&mut bytes).filter(|_| bytes.is_empty())
    }

    /// Puts changes in order: time, then key.
    pub fn new(
        mut crossings: Vec<Crossing>,
        (hits, shocks): (Vec<Hit>, Vec<Shock>),
        doses: Vec<Dose>,
        perils: Vec<Peril>,
    ) -> Self {
        crossings.sort_unstable_by_key(Crossing::order);
        Self { crossings, hits, shocks, doses, perils }
    }

    /// For each change, in order, its place in `other`; none where it does not happen there.
    pub fn places_in(&self, other: &Self) -> impl Iterator<Item = Option<usize>> {
        let mut place = 0;
        self.crossings.iter().map(move |crossing| {
            let wanted = crossing.order();
            let later = other.crossings[place..].iter().take_while(|it| it.order() < wanted);
            place += later.count();
            other.crossings.get(place).filter(|it| it.order() == wanted).map(|_| place)
        })
    }

    /// A hit by its place.
    pub fn hit(&self, number: u32) -> &Hit {
        &self.hits[number as usize]
    }

    /// An aftershock by its place.
    pub fn shock(&self, number: u32) -> &Shock {
        &self.shocks[number as usize]
    }

    /// What the people of an exposed area have taken in; none where nothing comes there.
    pub fn dose(&self, area: AreaId) -> Option<&Dose> {
        self.doses.iter().find(|dose| dose.area == area)
    }

    /// Whether what spreads is a danger at an incident in the step that ends at a moment.
    pub fn is_perilous(&self, kind: DangerKind, incident: IncidentId, at: Time) -> bool {
        let is_it = |peril: &&Peril| (peril.kind, peril.incident) == (kind, incident);
        let Some(peril) = self.perils.iter().find(is_it).filter(|peril| peril.begins <= at) else {
            return false;
        };
        let step = at.since(peril.begins).milliseconds() / (60_000 * DOSE_STEP_MINUTES);
        usize::try_from(step).is_ok_and(|step| peril.is_there.get(step).copied().unwrap_or(false))
    }

    /// The changes, in order.
    pub fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }

    /// The place of the first change after `time`.
    pub fn first_after(&self, time: Time) -> usize {
        self.crossings.partition_point(|crossing| crossing.at <= time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::fact::{FactKind, Subject};

    #[test]
    fn a_timeline_comes_out_of_its_bytes_as_it_went_in() {
        let changes = [
            Change::Fact(Fact::new(FactKind::RiverStage, Subject::Area(AreaId(3))), -7),
            Change::Road(RoadId(70_000), ProfileSet(0b1010), 12),
            Change::Buried(RoadId(1)),
            Change::Hit(0),
            Change::Danger(AreaId(2), Danger { class: 3, permille: 999 }),
            Change::Burning(RoadId(4), true),
            Change::Destroyed(FacilityId(5)),
            Change::Out(ZoneId(6), 250),
            Change::Shock(0),
            Change::Happens(HappeningId(7)),
        ];
        let crossing = |(index, change): (usize, &Change)| Crossing {
            at: Time::from_minutes(index as u64),
            key: Key(u64::MAX - index as u64),
            change: *change,
            because: (index == 6)
                .then_some(Fact::new(FactKind::RiverStage, Subject::Facility(FacilityId(9)))),
        };
        let hit = Hit {
            key: Key(1),
            kind: IncidentKindId(2),
            zone: ZoneId(3),
            node: NodeId(4),
            roads: vec![RoadId(5), RoadId(6)],
            hurt: 7,
            severity: SeverityMix::Shares { dead: 0.1, grave: 1.0 / 3.0, serious: 1e-300 },
        };
        let dose = Dose {
            area: AreaId(8),
            begins: Time::from_minutes(9),
            hurt: [vec![0.0, 0.1 + 0.2], vec![1.0], Vec::new()],
            grave: 0.3,
            serious: 0.4,
        };
        let crossings = changes.iter().enumerate().map(crossing).collect();
        let peril = Peril {
            kind: DangerKind::MovingWater,
            incident: IncidentId(10),
            begins: Time::from_minutes(11),
            is_there: vec![true, false, true],
        };
        let shock = Shock {
            key: Key(12),
            fact: Fact::new(FactKind::Aftershock, Subject::Facility(FacilityId(13))),
            value: 49,
            zones: vec![ZoneId(14)],
            roads: vec![RoadId(15)],
            hits: vec![0],
        };
        let hits = (vec![hit], vec![shock]);
        let timeline = Timeline::new(crossings, hits, vec![dose], vec![peril]);
        let bytes = timeline.to_bytes();
        assert_eq!(Timeline::from_bytes(&bytes), Some(timeline));
        assert_eq!(Timeline::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Timeline::from_bytes(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn changes_are_found_in_another_timeline_by_all_that_they_are() {
        let of = |changes: &[(u64, u64, u32)]| {
            let crossing = |(minutes, key, road): &(u64, u64, u32)| {
                let at = Time::from_minutes(*minutes);
                Crossing::new(at, Key(*key), Change::Buried(RoadId(*road)))
            };
            let crossings = changes.iter().map(crossing).collect();
            Timeline::new(crossings, (Vec::new(), Vec::new()), Vec::new(), Vec::new())
        };
        let one = of(&[(1, 1, 1), (2, 5, 1), (2, 5, 2), (4, 0, 9), (9, 9, 9)]);
        let other = of(&[(2, 4, 1), (2, 5, 2), (3, 0, 0), (4, 0, 9), (4, 0, 9)]);
        let places: Vec<_> = one.places_in(&other).collect();
        assert_eq!(places, [None, None, Some(1), Some(3), None]);
        assert_eq!(one.places_in(&one).collect::<Vec<_>>(), [0, 1, 2, 3, 4].map(Some));
        assert_eq!(one.places_in(&of(&[])).collect::<Vec<_>>(), [None; 5]);
    }
}
