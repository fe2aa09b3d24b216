//! A picture: the latest version of each fact that a desk or a team has read or seen itself.

use std::collections::BTreeMap;

use crate::base::id::{RoadId, VersionId};
use crate::base::time::Time;
use crate::event_log::event::Party;
use crate::knowledge::message::Version;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::profile::ProfileSet;

/// What is held of one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The version.
    pub version: VersionId,
    /// Its value.
    pub value: i64,
    /// When it was observed.
    pub observed: Time,
    /// When it was read, or seen.
    pub known: Time,
    /// Who it came from.
    pub from: Party,
}

/// What a version did to a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Nothing was held of this fact.
    New,
    /// It differs materially from this value: the last one that was new or did.
    Changed(i64),
    /// It does not: however slowly a value creeps, in the end it has changed.
    Repeated,
    /// A newer version is held already.
    Outdated,
}

/// The picture of a desk or a team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    held: BTreeMap<Fact, HeldVersion>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct HeldVersion {
    held: Held,
    version: Version,
    /// The last value that was new or differed materially.
    material: i64,
}

impl Picture {
    /// Takes a version into the picture.
    pub fn take(&mut self, id: VersionId, version: &Version, known: Time, from: Party) -> Taken {
        let held =
            Held { version: id, value: version.value, observed: version.observed, known, from };
        let entry = HeldVersion { held, version: *version, material: version.value };
        match self.held.get_mut(&version.fact) {
            None => {
                self.held.insert(version.fact, entry);
                Taken::New
            }
            Some(old) if !version.is_newer_than(&old.version) => Taken::Outdated,
            Some(old) => {
                let before = old.material;
                *old = entry;
                if version.fact.kind.differs_materially(before, version.value) {
                    Taken::Changed(before)
                } else {
                    old.material = before;
                    Taken::Repeated
                }
            }
        }
    }

    /// What is held of a fact.
    pub fn held(&self, fact: Fact) -> Option<&Held> {
        self.held.get(&fact).map(|entry| &entry.held)
    }

    /// The value that is held of a fact.
    pub fn value(&self, fact: Fact) -> Option<i64> {
        self.held(fact).map(|held| held.value)
    }

    /// Every fact of a kind that is held, by subject.
    pub fn of_kind(&self, kind: FactKind) -> impl Iterator<Item = (Subject, &Held)> {
        let first = Fact::new(kind, Subject::County);
        self.held
            .range(first..)
            .take_while(move |(fact, _)| fact.kind == kind)
            .map(|(fact, entry)| (fact.subject, &entry.held))
    }

    /// Every fact that is held, with its version.
    pub fn held_versions(&self) -> impl Iterator<Item = (Fact, VersionId)> {
        self.held.iter().map(|(fact, entry)| (*fact, entry.held.version))
    }

    /// Roads that are believed closed or restricted, with the profiles believed to pass.
    pub fn roads(&self) -> impl Iterator<Item = (RoadId, ProfileSet)> {
        self.of_kind(FactKind::RoadPassable).filter_map(|(subject, held)| match subject {
            Subject::Road(road) => {
                u8::try_from(held.value).ok().map(|mask| (road, ProfileSet(mask)))
            }
            _ => None,
        })
    }

    /// Number of facts held.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::DeskId;
    use crate::base::key::Key;

    fn version(minute: u64, value: i64, key: u64) -> Version {
        Version {
            fact: Fact::new(FactKind::RainOneHour, Subject::County),
            value,
            observed: Time::from_minutes(minute),
            by: Party::Desk(DeskId(0)),
            key: Key(key),
        }
    }

    #[test]
    fn a_later_observation_replaces_an_earlier_one_whatever_is_read_first() {
        let (first, second) = (version(1, 20, 5), version(9, 60, 4));
        let from = Party::Desk(DeskId(1));
        let mut picture = Picture::default();
        let read = Time::from_minutes(20);
        assert_eq!(picture.take(VersionId(1), &second, read, from), Taken::New);
        assert_eq!(picture.take(VersionId(0), &first, read, from), Taken::Outdated);
        assert_eq!(picture.value(first.fact), Some(60));
        let repeated = version(10, 65, 1);
        assert_eq!(picture.take(VersionId(2), &repeated, read, from), Taken::Repeated);
        let fallen = version(11, 3, 1);
        assert_eq!(picture.take(VersionId(3), &fallen, read, from), Taken::Changed(60));
    }

    #[test]
    fn what_creeps_has_changed_in_the_end() {
        let from = Party::Desk(DeskId(1));
        let mut picture = Picture::default();
        let mut take = |minute, value| {
            let mut version = version(minute, value, minute);
            version.fact.kind = FactKind::AreaMoved;
            picture.take(VersionId(minute as u32), &version, Time::START, from)
        };
        assert_eq!(take(1, 30), Taken::New);
        assert_eq!(take(2, 70), Taken::Repeated);
        assert_eq!(take(3, 110), Taken::Changed(30));
        assert_eq!(take(4, 150), Taken::Repeated);
    }

    #[test]
    fn of_two_versions_of_one_moment_the_greater_key_holds() {
        let from = Party::Desk(DeskId(1));
        for order in [[3, 8], [8, 3]] {
            let mut picture = Picture::default();
            for key in order {
                let id = VersionId::from_index(usize::try_from(key).unwrap());
                picture.take(id, &version(1, key as i64, key), Time::START, from);
            }
            assert_eq!(picture.value(version(1, 0, 0).fact), Some(8));
        }
    }
}
