//! The simulation: the ECS world, the agenda and one handler for each kind of occurrence. The only
//! importer of bevy_ecs.

pub mod agenda;
pub mod state;
