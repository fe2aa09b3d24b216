//! Buildings on fire: each grows by itself, is held or put out by the water of those who work
//! there, and lights its neighbours unless that water comes in time.

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use crate::base::id::{HappeningId, IncidentId, TaskId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Event, Seq};
use crate::hazard::structure_fire::{FireCurve, WaterFlow};
use crate::scenario::building_fire::BuildingFire;
use crate::scenario::happening::When;

/// Seconds of a step in which a fire is worked out.
const STEP_SECONDS: f64 = 5.0;

/// A building on fire.
#[derive(Debug, Clone)]
pub struct Burning {
    /// Its place among the scenario's fires.
    number: usize,
    /// Since when.
    since: Time,
    /// The event that it began with.
    cause: Seq,
    /// Water so far.
    flows: Vec<WaterFlow>,
    /// Counts changes of the water: what was expected before them is void.
    epoch: u32,
    /// Whether it is small, and only what feeds it keeps it alight.
    is_held: bool,
    /// Neighbours that it has lit.
    lit: Vec<HappeningId>,
}

impl Stage<'_, '_> {
    /// A happening has come: the building that burns from it on, if one does.
    pub fn catch_fire(&mut self, happening: HappeningId, cause: Seq) {
        let prepared = self.prepared();
        let fires = &prepared.drill.scenario.fires;
        let Some(number) = fires.iter().position(|fire| fire.happening == happening) else {
            return;
        };
        let since = self.now();
        let burning = Burning {
            number,
            since,
            cause,
            flows: Vec::new(),
            epoch: 0,
            is_held: false,
            lit: Vec::new(),
        };
        self.truth.fires.insert(fires[number].incident, burning);
        self.expect_of_fire(fires[number].incident);
    }

    /// The fire of an incident that a task throws water on.
    fn fire_of(&self, task: TaskId) -> Option<&BuildingFire> {
        let task = self.task(task);
        let burning = self.truth.fires.get(&task.incident)?;
        let fire = &self.drill().scenario.fires[burning.number];
        (fire.task == task.number).then_some(fire)
    }

    /// Takes note of the water that a task's teams throw now; whether it is a fire's task, whose
    /// end is that of the fire.
    pub fn water_changes(&mut self, task: TaskId) -> bool {
        let Some(fire) = self.fire_of(task) else { return false };
        let litres_s = fire.litres_s * self.task(task).rate_percent as f64 / 100.0;
        let (incident, now) = (fire.incident, self.now());
        let burning = self.truth.fires.get_mut(&incident).expect("it was found");
        let from_seconds = now.since(burning.since).seconds();
        burning.flows.push(WaterFlow { from_seconds, litres_s });
        burning.epoch += 1;
        self.expect_of_fire(incident);
        true
    }

    fn curve(&self, burning: &Burning) -> FireCurve {
        let drill = self.drill();
        let end = Time::START + drill.scenario.duration;
        let steps = (end.since(burning.since).seconds() / STEP_SECONDS).ceil() as usize;
        let fire = &drill.scenario.fires[burning.number].fire;
        fire.fought(&burning.flows, STEP_SECONDS, steps).expect("flows of a run are in range")
    }

    /// Enters which neighbours a fire is going to light, and when it is going to be out, if nothing
    /// changes.
    fn expect_of_fire(&mut self, incident: IncidentId) {
        let prepared = self.prepared();
        let burning = self.truth.fires[&incident].clone();
        let curve = self.curve(&burning);
        let at = |seconds: f64| burning.since + Duration::from_seconds_f64(seconds);
        let happenings = &prepared.drill.scenario.happenings;
        for (other, distance_m) in self.neighbours(&burning) {
            let Some(seconds) = curve.lights_at_seconds(distance_m) else { continue };
            let key = Key::born(born::STEP, &[happenings[other.index()].key], burning.epoch);
            let at = at(seconds).max(self.now());
            self.enter(at, Occurrence::FireSpreads(other, burning.epoch), key);
        }
        let key = Key::born(born::STEP, &[self.key(incident)], burning.epoch);
        if let Some(seconds) = curve.out_at_seconds().filter(|_| !burning.flows.is_empty()) {
            let at = at(seconds).max(self.now());
            self.enter(at, Occurrence::FireOut(incident, burning.epoch), key);
        }
    }

    /// Happenings that a fire can light and has not, with their distances.
    fn neighbours(&self, burning: &Burning) -> Vec<(HappeningId, f64)> {
        let scenario = &self.drill().scenario;
        let source = scenario.fires[burning.number].happening;
        let all = scenario.happenings.iter().enumerate();
        let lit_by = all.filter_map(|(index, happening)| match happening.when {
            When::LitBy(other, distance_m) if other == source => {
                Some((HappeningId::from_index(index), distance_m))
            }
            _ => None,
        });
        lit_by.filter(|(other, _)| !burning.lit.contains(other)).collect()
    }

    /// A fire lights a neighbour, unless the water on it has changed.
    pub fn fire_spreads(&mut self, other: HappeningId, epoch: u32) {
        let scenario = &self.drill().scenario;
        let When::LitBy(source, _) = scenario.happenings[other.index()].when else { return };
        let fire = scenario.fires.iter().find(|fire| fire.happening == source);
        let Some(incident) = fire.map(|fire| fire.incident) else { return };
        let burning = self.truth.fires.get_mut(&incident).expect("it was lit by it");
        if burning.epoch != epoch || burning.lit.contains(&other) {
            return;
        }
        burning.lit.push(other);
        let cause = burning.cause;
        self.truth.happened_after.insert(other, cause);
        self.happening_due(other);
    }

    /// A fire is out, or held while it is still fed.
    pub fn fire_out(&mut self, incident: IncidentId, epoch: u32) {
        let burning = self.truth.fires.get_mut(&incident).expect("it burned");
        if burning.epoch != epoch {
            return;
        }
        burning.is_held = true;
        let number = burning.number;
        let is_fed = self.drill().scenario.fires[number].fed_until.is_some_and(|task| {
            let task = self.incident(incident).card.tasks[task].task;
            self.task(task).done.is_none()
        });
        if !is_fed {
            self.put_out(incident);
        }
    }

    /// A task is done: a fire that was held and fed by what it cuts off goes out.
    pub fn feed_is_cut(&mut self, incident: IncidentId, number: usize) {
        let Some(burning) = self.truth.fires.get(&incident) else { return };
        let fire = &self.drill().scenario.fires[burning.number];
        if burning.is_held && fire.fed_until == Some(number) {
            self.put_out(incident);
        }
    }

    /// Nothing burns any more: the work is done, and the neighbours are safe from it.
    fn put_out(&mut self, incident: IncidentId) {
        let burning = self.truth.fires[&incident].clone();
        let number = self.drill().scenario.fires[burning.number].task;
        let task = self.incident(incident).card.tasks[number].task;
        if self.task(task).done.is_some() {
            return;
        }
        self.complete(task, Some(burning.cause));
        let done = self.task(task).done;
        for (happening, _) in self.neighbours(&burning) {
            self.record(done, Event::HappeningAverted { happening });
        }
    }
}
