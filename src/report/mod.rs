//! Documents, tables, charts and sentences about one run, made from the drill, its log and its
//! scorecard: pure bytes, the same for the same input. Files are written elsewhere.

mod births;
pub mod chart;
pub mod clock;
pub mod diff;
#[cfg(test)]
pub(crate) mod example;
pub mod finding;
pub mod names;
pub mod sentence;
pub mod text;
pub mod why;
