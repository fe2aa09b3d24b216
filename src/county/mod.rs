//! The place: road network, facilities, zones with people, rivers, terrain. Built once, checked,
//! and shared by every run; nothing in it changes while a drill is played, and nothing here does
//! input or output: codecs take and give bytes.

mod area;
mod channel;
pub mod access;
pub mod choice;
pub mod codec;
pub mod derive;
pub mod divided;
pub mod drainage;
pub mod estimate;
pub mod frame;
pub mod generate;
pub mod import;
pub mod itinerary;
pub mod network;
pub mod origin;
pub mod place;
pub mod posts;
pub mod router;
pub mod survey;
pub mod traffic;

#[cfg(test)]
mod testing;
