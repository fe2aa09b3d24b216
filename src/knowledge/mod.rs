//! Who knows what, and how it travels: versions of facts, pictures, messages, inboxes and lines, as
//! pure state and transitions. Nothing here knows the truth, the time of day or the ECS.

pub mod inbox;
pub mod line;
pub mod message;
pub mod picture;
