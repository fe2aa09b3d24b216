//! A toxic gas let out into the open: how it spreads, whom it reaches, what it does to them, and
//! how much of it comes in through closed windows. Who stays, leaves or is told is not here.
//!
//! [`stability`] is how much the air mixes, [`dispersion`] the steady plume and the single puff of
//! a passive gas, [`puffs`] a train of puffs in a wind that turns, [`toxic`] what a substance does
//! to people, [`indoors`] the air behind closed windows.
//!
//! **A limit that every report must own up to**: these are passive clouds. Chlorine, and ammonia
//! that boils off cold, are denser than air at first: they slump, spread against the wind and
//! along valleys and stay low, so that a passive cloud is too narrow near the source and misses
//! hollows. The distances for protective action of a guidebook ([`toxic::GuidebookDistances`]) go
//! before computed ones where both exist.

pub mod dispersion;
pub mod indoors;
pub mod puffs;
pub mod stability;
pub mod toxic;

use super::assumption::Assumption;

/// What the models of this family assume.
pub fn assumptions() -> Vec<Assumption> {
    let mut all = dispersion::assumptions();
    all.extend(puffs::assumptions());
    all.extend(toxic::assumptions());
    all.extend(indoors::assumptions());
    all
}
