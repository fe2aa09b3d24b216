//! The simulation: the ECS world, the agenda and one handler for each kind of occurrence. The only
//! importer of bevy_ecs. What happens is recorded; nothing outside looks into the world.
//!
//! [`Simulation`] is driven from outside: [`Simulation::submit`] takes inputs,
//! [`Simulation::advance_to`] plays until a moment, [`Simulation::log`] is what happened.
//! [`play`] is a loop over it.

pub mod agenda;
pub mod assumed;
pub mod birth;
pub mod burning;
pub mod control;
pub mod correspondence;
pub mod delivery;
pub mod desk;
pub mod errand;
pub mod exposure;
pub mod field;
pub mod handlers;
pub mod hospital;
pub mod intensive;
pub mod journey;
pub mod medical;
pub mod nature;
pub mod neighbours;
pub mod notice;
pub mod office;
pub mod opinion;
pub mod orders;
pub mod outbreak;
pub mod outbreak_home;
pub mod outdoors;
pub mod own_way;
pub mod people;
pub mod post;
pub mod prepared;
pub mod roads;
pub mod safety;
mod set_up;
pub mod stage;
pub mod state;
pub mod storyline;
pub mod traffic;
pub mod warning;
pub mod washing;
pub mod work;

use std::sync::Arc;

use bevy_ecs::world::World;

use crate::base::chance::Seed;
use crate::base::time::Time;
use crate::event_log::EventLog;
use crate::event_log::event::Event;
use agenda::{Agenda, Kind, Occurrence};
use control::Input;
use handlers::Handler;
use prepared::Prepared;
use stage::{Post, Recorder};

/// A run of a drill.
pub struct Simulation {
    world: World,
    handlers: Vec<Handler>,
    end: Time,
    is_over: bool,
}

impl std::fmt::Debug for Simulation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Simulation").field("end", &self.end).finish_non_exhaustive()
    }
}

impl Simulation {
    /// A run at its start.
    pub fn new(prepared: Arc<Prepared>, seed: Seed) -> Self {
        let end = Time::START + prepared.drill.scenario.duration;
        let mut world = World::new();
        set_up::set_up(&mut world, prepared, seed);
        let handlers = handlers::register(&mut world);
        let mut simulation = Self { world, handlers, end, is_over: false };
        set_up::begin(&mut simulation.world);
        simulation
    }

    /// Takes an input that comes at its time; one in the past comes now.
    pub fn submit(&mut self, input: Input) {
        let now = self.world.resource::<Recorder>().now;
        let mut post = self.world.resource_mut::<Post>();
        let number = u32::try_from(post.inputs.len()).expect("few inputs");
        let at = input.at.max(now);
        post.inputs.push(input);
        let key = control::input_key(number);
        self.world.resource_mut::<Agenda>().enter(at, Occurrence::InputComes(number), key);
    }

    /// Plays everything up to and including `time`, and not beyond the end of play.
    pub fn advance_to(&mut self, time: Time) {
        let until = time.min(self.end);
        while self.step(until).is_some() {}
        let mut recorder = self.world.resource_mut::<Recorder>();
        recorder.now = until;
        if until == self.end && !self.is_over {
            self.is_over = true;
            recorder.log.append(until, None, Event::RunEnded {});
        }
    }

    /// Plays the one thing that comes next, and says of what kind it was; none where nothing comes
    /// up to and including `until` and within play.
    pub fn step(&mut self, until: Time) -> Option<Kind> {
        let next = self.world.resource::<Agenda>().next_time()?;
        if next > until.min(self.end) {
            return None;
        }
        let taken = self.world.resource_mut::<Agenda>().take();
        let (at, occurrence) = taken.expect("there is a next one");
        self.world.resource_mut::<Recorder>().now = at;
        let handler = self.handlers[occurrence.kind() as usize];
        self.world.run_system_with(handler, occurrence).expect("handlers do not fail");
        Some(occurrence.kind())
    }

    /// What has happened so far.
    pub fn log(&self) -> &EventLog {
        &self.world.resource::<Recorder>().log
    }

    /// What has happened, with the world given up.
    pub fn into_log(mut self) -> EventLog {
        self.world.remove_resource::<Recorder>().expect("a run has a recorder").log
    }
}

/// Plays a drill from start to end.
pub fn play(prepared: &Arc<Prepared>, seed: Seed, inputs: &[Input]) -> EventLog {
    let mut simulation = Simulation::new(prepared.clone(), seed);
    for input in inputs {
        simulation.submit(input.clone());
    }
    simulation.advance_to(Time::NEVER);
    simulation.into_log()
}
