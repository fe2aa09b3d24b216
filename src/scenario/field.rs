//! What a drill's hazards are like at a place and a moment, for whoever draws or tells them: how
//! deep water stands, how much gas is in the air, since when fire has been there, how hard the
//! ground shook. The same models, member and interventions as in the run; what that changes in the
//! county is told by `nature`.

use super::timeline::Intervention;
use super::{Drill, cloud, fire, flood, nature, shaking, wind};
use crate::base::chance::Seed;
use crate::base::grid::Grid;
use crate::base::time::Time;
use crate::county::drainage::{NO_REACH, bank_height_m, drained_km2};
use crate::county::place::{County, Cover, Terrain};
use crate::hazard::earthquake::Earthquake;
use crate::hazard::flood::FloodField;
use crate::hazard::release::puffs::{self, Cloud, WindSpell};
use crate::hazard::release::toxic::{Gas, GuidelineLevel, substance};

/// What is measured at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Depth of water, m.
    WaterDepth,
    /// Concentration of a gas at the ground, mg/m3.
    Concentration(Gas),
    /// Minutes since fire came; below zero: until it comes.
    SinceFire,
    /// Macroseismic intensity, degrees.
    Intensity,
}

impl Quantity {
    /// Lower limits of its classes, rising; below the first there is nothing to show.
    ///
    /// # Panics
    /// Never: an hour is in the range of the guideline levels.
    pub fn limits(self) -> Vec<f64> {
        match self {
            Self::WaterDepth => vec![0.05, 0.5, 1.0, 2.0],
            Self::Concentration(gas) => {
                let gas = substance(gas);
                let levels = [GuidelineLevel::One, GuidelineLevel::Two, GuidelineLevel::Three];
                let ppm = levels.map(|level| {
                    gas.guideline_ppm(level, cloud::EXPOSURE_MINUTES).expect("it is in range")
                });
                ppm.into_iter().map(|ppm| gas.mg_m3(ppm)).collect()
            }
            Self::SinceFire => vec![0.0, fire::FRONT_MINUTES, 120.0, 240.0],
            Self::Intensity => vec![5.0, 6.0, 7.0, 8.0, 9.0],
        }
    }
}

/// The hazards of a run that fill places, in time.
#[derive(Debug)]
pub struct Fields<'a> {
    county: &'a County,
    models: Vec<Model>,
    winds: Vec<WindSpell>,
}

/// What one of them follows from.
#[derive(Debug)]
enum Model {
    /// Stages of the reaches, and for each reach the height of its banks, cm.
    Water(FloodField, Vec<f64>),
    Gas(Cloud, Gas),
    /// When fire comes to each cell, minutes of play.
    Fire(Grid<f64>),
    Shaking(Earthquake, Time),
}

/// One hazard at one moment.
#[derive(Debug)]
pub struct Field<'a> {
    /// What it measures.
    pub quantity: Quantity,
    county: &'a County,
    at: Time,
    state: State<'a>,
}

#[derive(Debug)]
enum State<'a> {
    Water { stages_cm: Vec<f64>, banks_cm: &'a [f64] },
    Gas(puffs::Snapshot),
    Fire(&'a Grid<f64>),
    Shaking(&'a Earthquake),
}

impl<'a> Fields<'a> {
    /// The hazards of a run of this seed, after these interventions.
    ///
    /// # Panics
    /// When a model refuses its setting: no drill is made without the models having been asked.
    pub fn new(drill: &'a Drill, seed: Seed, interventions: &[Intervention]) -> Self {
        let flood = flood::flood(drill);
        let member = nature::member(drill, flood.as_ref(), seed);
        let mut models = Vec::new();
        // A dry river that a slope blocks is told of by its facts: its wave is over in minutes.
        if let Some(flood) = flood.as_ref().filter(|_| drill.scenario.flood.is_some()) {
            let field = flood::flood_field(drill, flood, member, interventions);
            let drained = drained_km2(&drill.county.reaches);
            let banks_cm = drained.iter().map(|km2| 100.0 * bank_height_m(*km2)).collect();
            models.push(Model::Water(field, banks_cm));
        }
        if let Some(setting) = &drill.scenario.release {
            let cloud = cloud::cloud(drill, setting, member, interventions);
            models.push(Model::Gas(cloud.expect("it was asked"), setting.file.gas));
        }
        if let Some(setting) = &drill.scenario.wildfire {
            models.push(Model::Fire(fire::arrivals(drill, setting, member, interventions)));
        }
        if let Some(setting) = &drill.scenario.earthquake {
            models.push(Model::Shaking(shaking::earthquake(drill, setting, member), setting.at));
        }
        let winds = drill.scenario.wind.as_ref().map(|wind| wind::spells(wind, member));
        Self { county: &drill.county, models, winds: winds.unwrap_or_default() }
    }

    /// Each hazard at a moment.
    pub fn at(&self, at: Time) -> Vec<Field<'_>> {
        self.models.iter().filter_map(|model| self.field(model, at)).collect()
    }

    /// One of them at a moment; none before it is there.
    fn field<'b>(&'b self, model: &'b Model, at: Time) -> Option<Field<'b>> {
        let (quantity, state) = match model {
            Model::Water(field, banks_cm) => {
                let reaches = 0..self.county.reaches.len();
                let stages_cm = reaches.map(|reach| field.stage_cm(reach, at)).collect();
                (Quantity::WaterDepth, State::Water { stages_cm, banks_cm })
            }
            Model::Gas(cloud, gas) => {
                (Quantity::Concentration(*gas), State::Gas(cloud.at(60.0 * at.minutes())))
            }
            Model::Fire(arrivals) => (Quantity::SinceFire, State::Fire(arrivals)),
            Model::Shaking(_, when) if at < *when => return None,
            Model::Shaking(quake, _) => (Quantity::Intensity, State::Shaking(quake)),
        };
        Some(Field { quantity, county: self.county, at, state })
    }

    /// The wind at a moment, where the drill has one.
    pub fn wind(&self, at: Time) -> Option<WindSpell> {
        let seconds = 60.0 * at.minutes();
        let begun = self.winds.partition_point(|spell| spell.from_seconds <= seconds);
        self.winds.get(begun.saturating_sub(1)).copied()
    }
}

impl Field<'_> {
    /// The terrain that it is over.
    pub const fn terrain(&self) -> &Terrain {
        &self.county.terrain
    }

    /// Its value at a place, metres east and north of the map's origin: not below zero, but for
    /// fire that is still to come, minus infinity where it never does.
    pub fn value(&self, place_m: (f64, f64)) -> f64 {
        match &self.state {
            State::Water { stages_cm, banks_cm } => {
                self.depth_m(place_m, stages_cm, banks_cm).unwrap_or(0.0)
            }
            // Milligrams of kilograms.
            State::Gas(cloud) => 1e6 * cloud.concentration_kg_m3(place_m.0, place_m.1),
            State::Fire(arrivals) => {
                let arrival = arrivals.sample(place_m.0, place_m.1).unwrap_or(f64::INFINITY);
                self.at.minutes() - arrival
            }
            State::Shaking(quake) => quake.at(place_m).map_or(0.0, |shaking| shaking.intensity),
        }
    }

    /// Depth of water over the ground; over a channel's own cell over its banks, as the flood's
    /// ratings have it. None off the map, where nothing drains to a river, and in lakes.
    fn depth_m(&self, (x_m, y_m): (f64, f64), stages: &[f64], banks: &[f64]) -> Option<f64> {
        let terrain = &self.county.terrain;
        let (column, row) = terrain.reach.cell_of(x_m, y_m)?;
        let reach = terrain.reach.at(column, row);
        if reach == NO_REACH || terrain.cover.at(column, row) == Cover::Water {
            return None;
        }
        let reach = usize::from(reach);
        let above_cm = f64::from(terrain.above_river_cm.at(column, row));
        let ground_cm = if above_cm == 0.0 { banks[reach] } else { above_cm };
        Some((stages[reach] - ground_cm).max(0.0) / 100.0)
    }
}
