//! Pure models of what nature and people do, as functions over plain data: no ECS, no IO, no clock,
//! no county. Each file holds one model with its equations, source, units and valid range.
//!
//! Reading order: [`rain`] falls, [`runoff`] reaches the streams, [`manning`] and [`rating`] say
//! how high a flow stands in them and beside them, [`reach`] carries it down ([`muskingum`] with
//! fixed parameters), [`reservoir`] holds it back, and [`flood`] puts them together into a field
//! whose class [`crossing`]s the simulation plays. [`landslide`] follows from rain. An
//! [`earthquake`] shakes buildings, bridges and roads, and by [`quake_landslide`] slopes.
//! [`vehicle`] and [`people_in_water`] say what water does to traffic and people. [`warning`] and
//! [`departure`] say what people do, [`rumour`] what they tell each other, [`crowd`] how they
//! gather. [`neighbours`] get each other out. [`food_poisoning`], [`epidemic`] and
//! [`attack_victims`] make them ill or hurt; [`casualty`] says how they fare, [`burn`] who lives
//! that was burnt, [`triage`] sorts them, [`resuscitation`] is the cardiac arrest's. [`arrivals`]
//! and [`queue`] are calls and lines, [`hypercube`] units that stand in for each other,
//! [`congestion`] closed forms of their journeys.
//! [`release`] is toxic gas: its cloud, its effect, the air behind closed windows.
//! [`wildfire`] is fire in forest and grass and what it means for crews.
//! [`structure_fire`] is a building on fire, [`shelter_air`] a stove in a closed room, [`cold`] a
//! winter night outside.
//! [`responder`] is how safe those are who help.
//! [`assumption`] lists the numbers that a report must own up to, [`range`] refuses what a model
//! does not hold for.

pub mod arrivals;
pub mod assumption;
pub mod attack_victims;
pub mod burn;
pub mod casualty;
pub mod cold;
pub mod congestion;
pub mod crossing;
pub mod crowd;
pub mod departure;
pub mod earthquake;
pub mod epidemic;
pub mod flood;
pub mod food_poisoning;
pub mod hypercube;
pub mod landslide;
pub mod manning;
pub mod muskingum;
pub mod neighbours;
pub mod people_in_water;
pub mod quake_landslide;
pub mod queue;
pub mod rain;
pub mod range;
pub mod rating;
pub mod reach;
pub mod release;
pub mod reservoir;
pub mod responder;
pub mod resuscitation;
pub mod rumour;
pub mod runoff;
pub mod shelter_air;
pub mod structure_fire;
pub mod triage;
pub mod vehicle;
pub mod warning;
pub mod wildfire;
