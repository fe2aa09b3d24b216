//! Real places: bytes of public maps in, a county out. Reads no file itself.
//!
//! 1. a reader for each format ([`osm`], [`robocup`], [`layers`]) says what the bytes say, in one
//!    form: [`source::Source`]; what was left out or mended is counted in [`note::Note`]s;
//! 2. [`rules`] say which ways can be driven; [`segments`] are the network as the source has it,
//!    and [`cleaned`] is the network of the county;
//! 3. tiles of a [`raster`] become the [`ground`] of the map, [`rivers`] run over it, [`cover`]
//!    lies on it, [`areas`] are who lives low above a river, and `waters` are kept to be drawn;
//! 4. [`county`] puts settlements and facilities to it, estimates what is missing, and says all of
//!    it in a [`report`].

pub mod areas;
pub mod cleaned;
mod collect;
pub mod county;
pub mod cover;
pub mod datum;
mod facilities;
mod feature;
pub mod ground;
pub mod layers;
pub mod limits;
pub mod names;
pub mod note;
pub mod osm;
mod people;
pub mod raster;
pub mod report;
mod rings;
pub mod rivers;
pub mod robocup;
pub mod rules;
pub mod segments;
mod snap;
pub mod source;
#[cfg(test)]
mod testing;
mod title;
mod turns;
mod voids;
mod waters;
mod zones;
