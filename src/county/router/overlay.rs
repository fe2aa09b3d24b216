//! What somebody believes of the roads: closed to some profiles, or slowed. Immutable and interned,
//! so that many desks with one belief share it. An overlay never makes anything quicker.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::NEVER;
use crate::base::id::RoadId;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// The slowest that a road can be believed, in per cent of its best time; beyond it is closed.
pub const SLOW_PERCENT_MAX: u16 = 10_000;

/// What is believed of one road, in both of its directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoadBelief {
    /// The road.
    pub road: RoadId,
    /// Profiles that can pass; those that never can stay shut out whatever stands here.
    pub passable: ProfileSet,
    /// Time over it in per cent of the best, 100 to [`SLOW_PERCENT_MAX`].
    pub slow_percent: u16,
}

impl RoadBelief {
    /// A road that only these profiles can pass, at their usual speed.
    pub const fn passable(road: RoadId, passable: ProfileSet) -> Self {
        Self { road, passable, slow_percent: 100 }
    }

    /// Whether it takes `profile` any longer than at best.
    pub(super) const fn raises(self, profile: Profile) -> bool {
        self.slow_percent > 100 || !self.passable.has(profile)
    }

    /// The time of an arc of this road whose best time is `base`, in ms.
    pub(super) fn weight(self, profile: Profile, base: u32) -> u32 {
        if base == NEVER || !self.passable.has(profile) {
            return NEVER;
        }
        let slowed = u64::from(base) * u64::from(self.slow_percent) / 100;
        u32::try_from(slowed).unwrap_or(NEVER - 1).min(NEVER - 1)
    }
}

/// Beliefs about roads, sorted by road; roads that are not in it are at their best.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Overlay {
    beliefs: Vec<RoadBelief>,
    /// One bit for the lowest eight bits of each road's id: most roads are ruled out by it.
    filter: [u64; 4],
}

impl Overlay {
    /// Everything at its best.
    pub const NONE: Self = Self { beliefs: Vec::new(), filter: [0; 4] };

    /// The overlay of these beliefs, in any order. Those that raise nothing for any profile are
    /// dropped, so that equal beliefs are equal overlays.
    ///
    /// # Panics
    /// When a road comes twice, or a belief would make it quicker: the landmarks rest on that.
    pub fn new(mut beliefs: Vec<RoadBelief>) -> Self {
        beliefs.retain(|belief| Profile::ALL.iter().any(|profile| belief.raises(*profile)));
        beliefs.sort_unstable();
        let mut filter = [0u64; 4];
        for belief in &beliefs {
            let sound = (100..=SLOW_PERCENT_MAX).contains(&belief.slow_percent);
            assert!(sound, "an overlay only raises weights, and at most a hundredfold: {belief:?}");
            let bit = belief.road.0 & 255;
            filter[bit as usize / 64] |= 1 << (bit % 64);
        }
        let once = beliefs.windows(2).all(|pair| pair[0].road < pair[1].road);
        assert!(once, "one belief about each road");
        Self { beliefs, filter }
    }

    /// Both at once: what either shuts is shut, what both slow is slowed by one after the other.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut beliefs: BTreeMap<RoadId, RoadBelief> = BTreeMap::new();
        for belief in self.beliefs.iter().chain(&other.beliefs) {
            let both = beliefs.entry(belief.road).or_insert(RoadBelief {
                road: belief.road,
                passable: ProfileSet::ALL,
                slow_percent: 100,
            });
            let slow = u32::from(both.slow_percent) * u32::from(belief.slow_percent) / 100;
            both.slow_percent = slow.min(u32::from(SLOW_PERCENT_MAX)) as u16;
            both.passable = both.passable.and(belief.passable);
        }
        Self::new(beliefs.into_values().collect())
    }

    /// What is believed of `road`, if anything.
    pub fn belief(&self, road: RoadId) -> Option<RoadBelief> {
        let bit = road.0 & 255;
        if self.filter[bit as usize / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        let found = self.beliefs.binary_search_by_key(&road, |belief| belief.road);
        found.ok().map(|index| self.beliefs[index])
    }

    /// Roads of which the two say different things.
    pub(super) fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = RoadId> + 'a {
        let own = self.beliefs.iter().filter(|it| other.belief(it.road) != Some(**it));
        let gone = other.beliefs.iter().filter(|it| self.belief(it.road).is_none());
        own.chain(gone).map(|belief| belief.road)
    }

    /// Every belief, by road.
    pub fn beliefs(&self) -> &[RoadBelief] {
        &self.beliefs
    }

    /// Whether everything is at its best.
    pub fn is_empty(&self) -> bool {
        self.beliefs.is_empty()
    }

    /// Whether `road` takes `profile` longer than at best.
    pub(super) fn raises(&self, road: RoadId, profile: Profile) -> bool {
        self.belief(road).is_some_and(|belief| belief.raises(profile))
    }
}

/// The number of an interned overlay; equal overlays have equal numbers. Dense: for storage only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OverlayId(pub u32);

/// Interned overlays of one run. The first one is [`Overlay::NONE`].
#[derive(Debug, Clone)]
pub struct Overlays {
    overlays: Vec<Arc<Overlay>>,
    by_value: BTreeMap<Arc<Overlay>, OverlayId>,
}

impl Default for Overlays {
    fn default() -> Self {
        let mut overlays = Self { overlays: Vec::new(), by_value: BTreeMap::new() };
        overlays.intern(Overlay::NONE);
        overlays
    }
}

impl Overlays {
    /// The number of [`Overlay::NONE`].
    pub const NONE: OverlayId = OverlayId(0);

    /// The number of `overlay`, new or known.
    pub fn intern(&mut self, overlay: Overlay) -> OverlayId {
        if let Some(id) = self.by_value.get(&overlay) {
            return *id;
        }
        let id = OverlayId(u32::try_from(self.overlays.len()).expect("overlays within u32"));
        let overlay = Arc::new(overlay);
        self.overlays.push(Arc::clone(&overlay));
        self.by_value.insert(overlay, id);
        id
    }

    /// The overlay of that number.
    pub fn get(&self, id: OverlayId) -> &Arc<Overlay> {
        &self.overlays[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(road: u32) -> RoadBelief {
        RoadBelief::passable(RoadId(road), ProfileSet::NONE)
    }

    #[test]
    fn equal_beliefs_are_one_overlay() {
        let mut overlays = Overlays::default();
        assert_eq!(overlays.intern(Overlay::new(Vec::new())), Overlays::NONE);
        let open = RoadBelief::passable(RoadId(9), ProfileSet::ALL);
        let first = overlays.intern(Overlay::new(vec![closed(300), closed(44), open]));
        let second = overlays.intern(Overlay::new(vec![closed(44), closed(300)]));
        assert_eq!(first, second);
        assert_eq!(overlays.get(first).belief(RoadId(300)), Some(closed(300)));
        // 556 shares its lowest bits with 44 and 300.
        assert_eq!(overlays.get(first).belief(RoadId(556)), None);
        assert_eq!(overlays.get(first).belief(RoadId(9)), None);
    }

    #[test]
    fn closures_and_slowness_add_up() {
        let slow = |road, slow_percent| RoadBelief {
            slow_percent,
            ..RoadBelief::passable(RoadId(road), ProfileSet::ALL)
        };
        let first = Overlay::new(vec![slow(1, 150), slow(2, 9_000), closed(3)]);
        let second = Overlay::new(vec![slow(1, 120), slow(2, 200), slow(3, 200), slow(4, 110)]);
        let shut = RoadBelief { slow_percent: 200, ..closed(3) };
        let both = vec![slow(1, 180), slow(2, SLOW_PERCENT_MAX), shut, slow(4, 110)];
        assert_eq!(first.and(&second), Overlay::new(both));
        assert_eq!(second.and(&first), first.and(&second));
        assert_eq!(first.and(&Overlay::NONE), first);
    }

    #[test]
    #[should_panic(expected = "only raises")]
    fn nothing_gets_quicker() {
        let quick = RoadBelief { slow_percent: 99, ..closed(1) };
        Overlay::new(vec![quick]);
    }
}
