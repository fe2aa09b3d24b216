//! The suite: one binary, a module for each contract that muster keeps.
//!
//! - `house`: the layer table of the architecture document and the rules of the house, read off
//!   the files themselves. It has caught a unit test of `base` that used `vocabulary`, and lines
//!   that the formatter leaves wide inside macros and comments.
//! - `cli`: what a person types, exit codes, what stands on a disk afterwards.
//! - `golden`: what must not change from build to build, profile to profile or machine to machine,
//!   held as (byte size, digest). A golden is renewed by an environment variable only, and the
//!   commit that renews one says why.
//! - `determinism`: what must not matter does not: the order of a file, a team more, a message.
//! - `properties`: what holds of every run, by the rules of `audit`, and that each can be broken.
//! - `storyline`: what a storyline has happen, and what prevents it; `errand`: what is carried.
//! - `nature`: what follows from what in nature, and what a decision has to do with it; `slope`:
//!   slopes that rain or shaking brings down; `river`: one that blocks a river.
//! - `divided`: a bridge of a divided road is one bridge.
//! - `hospital`: which hospital patients are taken to, and what they wait for there.
//! - `pressure`: what makes a tier harder is in its log.
//! - `burning`: buildings on fire, and what water does for their neighbours.
//! - `outbreak`: infections that pass from person to person, and what is decided against them.
//! - `outdoors`: people out in the cold, supplies, stoves, and help from outside.
//! - `report`: what a report says of models and figures; `course`: how a disaster went, in maps.
//! - `picture`: a drawn map in black and white.
//! - `elements`: which storyline exercises which element of a county's system; `release`,
//!   `wildfire`: what goes with the wind.
//! - `safety`: responders in danger, and aftershocks; `withdrawal`: teams that come out of it.
//! - `opinion`: what people tell each other and where they gather; `villagers`: how they are
//!   warned, help each other, and fill a road.
//! - `real_data`: public maps are imported as others counted and timed them.
//! - `real_ground`: elevation, rivers and cover of real places, from public data.
//! - `anywhere`: what `muster new` writes for any county is played there.
//! - `real_place`: a drill in a real place in three commands, and sources that are refused.
//! - `chain`, `queueing`: times worked out by hand, waits and workloads as queueing theory has
//!   them.
//!
//! `fixture` makes drills and `console` orders people about in them; `source` and `tree` read the
//! files that `house` judges. They hold no tests.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anywhere;
mod audit;
mod bad_source;
mod burning;
mod chain;
mod cli;
mod console;
mod control;
mod course;
mod determinism;
mod divided;
mod elements;
mod errand;
mod fixture;
mod golden;
mod hospital;
mod house;
mod opinion;
mod outbreak;
mod outdoors;
mod pbf_file;
mod nature;
#[cfg(feature = "png")]
mod picture;
mod pressure;
mod properties;
mod real_data;
mod real_ground;
mod real_place;
mod release;
mod queueing;
mod report;
mod river;
mod safety;
mod slope;
mod source;
mod storyline;
mod tree;
mod villagers;
mod wildfire;
mod withdrawal;
