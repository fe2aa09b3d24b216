//! Real places: bytes of public maps in, a county out. Reads no file itself.
//!
//! 1. a reader for each format says what the bytes say, in one form: [`source::Source`];
//! 2. nothing else here knows where a source came from; what was left out or mended is counted in
//!    [`note::Note`]s.

pub mod elevation;
pub mod ground;
pub mod names;
pub mod note;
pub mod rivers;
pub mod source;
#[cfg(test)]
mod testing;
mod voids;
