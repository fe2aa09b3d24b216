//! The only place that reads and writes: what people wrote, run folders, whole or not at all. What
//! the bytes mean is decided elsewhere.

pub mod drill;
pub mod error;
pub mod folder;
#[cfg(feature = "png")]
pub mod fonts;
mod follow_on;
pub mod interrupt;
pub mod lint;
pub mod load;
pub mod map;
pub mod members;
pub mod new;
pub mod recorded;
pub mod run_folder;
pub mod source;

pub use error::{Change, ChangeKind, Error};
pub use interrupt::Interrupt;
