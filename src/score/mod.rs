//! The score: reads a drill and the log of one run, and says what became of the people, how long
//! each leg of the response took, which interfaces fell short, and what that adds up to. Pure; it
//! does not know what played the run.

pub mod chain;
pub mod detection;
pub mod gap;
mod index;
mod moment;
mod names;
pub mod outcome;
pub mod rating;
mod reach;
pub mod scorecard;
pub mod table;
mod track;

pub use names::Names;
pub use reach::TravelTimes;
