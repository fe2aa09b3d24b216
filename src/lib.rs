//! `muster` plays a county's emergency plan against a disaster, minute by minute, and shows who was
//! late, who waited for whom, who did not know, and what each of those cost.

pub mod autopilot;
pub mod base;
pub mod cli;
pub mod county;
pub mod event_log;
pub mod files;
pub mod hazard;
pub mod knowledge;
pub mod plan;
pub mod report;
pub mod scenario;
pub mod score;
pub mod sim;
pub mod vocabulary;
