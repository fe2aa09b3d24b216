//! How a disaster went, in three pictures: which moments are shown, what the log and the hazard's
//! model say of them, and the maps that show it. Nothing here reads the world of the simulation.

pub(super) mod caption;
mod key;
pub(super) mod moment;
pub(super) mod picture;
pub(super) mod situation;
