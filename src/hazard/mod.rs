//! Pure models of what nature and people do, as functions over plain data: no ECS, no IO, no clock,
//! no county. Each file holds one model with its equations, source, units and valid range.
//!
//! Reading order: [`rain`] falls, [`runoff`] reaches the streams, [`rating`] says how high a flow
//! stands in them and beside them, [`reach`] carries it down,
//! [`reservoir`] holds it back, and [`flood`] puts them together into a field whose class
//! [`crossing`]s the simulation plays. [`landslide`] follows from rain. [`vehicle`] and
//! [`people_in_water`] say what water does to traffic and people. [`warning`], [`departure`] and
//! [`casualty`] say what people do; [`arrivals`] and [`queue`] are calls and lines.
//! [`release`] is toxic gas: its cloud, its effect, the air behind closed windows.
//! [`wildfire`] is fire in forest and grass and what it means for crews.
//! [`structure_fire`] is a building on fire, [`shelter_air`] a stove in a closed room, [`cold`] a
//! winter night outside.
//! [`assumption`] lists the numbers that a report must own up to, [`range`] refuses what a model
//! does not hold for.

pub mod arrivals;
pub mod assumption;
pub mod casualty;
pub mod cold;
pub mod crossing;
pub mod departure;
pub mod flood;
pub mod landslide;
pub mod people_in_water;
pub mod queue;
pub mod rain;
pub mod range;
pub mod rating;
pub mod reach;
pub mod release;
pub mod reservoir;
pub mod runoff;
pub mod shelter_air;
pub mod structure_fire;
pub mod vehicle;
pub mod warning;
pub mod wildfire;
