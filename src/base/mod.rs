//! What everything else stands on: time, ids, keys, keyed chance, portable mathematics, grids,
//! localised text, problems with place and hint. Nothing here knows what a county or a drill is.

pub mod chance;
pub mod check;
pub mod grid;
pub mod id;
pub mod key;
pub mod math;
pub mod name;
pub mod packed;
pub mod problem;
pub mod record;
pub mod text;
pub mod time;
pub mod written;
