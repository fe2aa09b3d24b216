//! Facts that are true now: their values, since when they hold and which event said so. What passes
//! a road changes by the ten thousand in a flood and is found by the road's place.

use std::collections::BTreeMap;
use std::ops::Index;

use crate::base::time::Time;
use crate::event_log::event::Seq;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// A value, since when it holds, and the event that said so.
pub type Held = (i64, Time, Seq);

/// Facts that have changed since the start.
#[derive(Debug, Default)]
pub struct Facts {
    roads: Vec<Option<Held>>,
    others: BTreeMap<Fact, Held>,
}

/// The place of the road whose passage a fact is about.
fn place(fact: &Fact) -> Option<usize> {
    match (fact.kind, fact.subject) {
        (FactKind::RoadPassable, Subject::Road(road)) => Some(road.index()),
        _ => None,
    }
}

impl Facts {
    /// Nothing has changed yet; there are this many roads.
    pub fn over(roads: usize) -> Self {
        Self { roads: vec![None; roads], others: BTreeMap::new() }
    }

    /// What a fact is; none where it has not changed.
    pub fn get(&self, fact: &Fact) -> Option<&Held> {
        match place(fact) {
            Some(place) => self.roads[place].as_ref(),
            None => self.others.get(fact),
        }
    }

    /// A fact changes.
    pub fn insert(&mut self, fact: Fact, held: Held) {
        match place(&fact) {
            Some(place) => self.roads[place] = Some(held),
            None => drop(self.others.insert(fact, held)),
        }
    }
}

impl Index<&Fact> for Facts {
    type Output = Held;

    /// # Panics
    /// When the fact has not changed since the start.
    fn index(&self, fact: &Fact) -> &Held {
        self.get(fact).unwrap_or_else(|| panic!("{fact:?} has changed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{FacilityId, RoadId};

    #[test]
    fn each_fact_is_found_as_it_was_put_in_last() {
        let road = |road| Fact::new(FactKind::RoadPassable, Subject::Road(RoadId(road)));
        let jam = Fact::new(FactKind::TrafficSpeed, Subject::Road(RoadId(7)));
        let mast = Fact::new(FactKind::MastWorking, Subject::Facility(FacilityId(7)));
        let mut facts = Facts::over(10);
        for (number, fact) in [road(7), jam, mast, road(2), road(7)].into_iter().enumerate() {
            facts.insert(fact, (number as i64, Time::from_minutes(1), Seq(0)));
        }
        let value = |fact: &Fact| facts.get(fact).map(|(value, ..)| *value);
        let found = [road(7), road(2), jam, mast, road(3), road(9)].map(|fact| value(&fact));
        assert_eq!(found, [Some(4), Some(3), Some(1), Some(2), None, None]);
        assert_eq!(facts[&jam].0, 1);
    }
}
