//! Villagers help each other before anybody comes: they get some of the buried out and fetch some
//! of those whom the water has reached, and leave less to do for the teams.

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use crate::base::chance::Purpose;
use crate::base::id::{AreaId, IncidentId, TaskId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::event_log::event::{CasualtyCause, Event, Seq};
use crate::hazard::neighbours;
use crate::scenario::catalogue::TaskTemplate;
use crate::vocabulary::capability::Capability;

/// Minutes between two looks at whom neighbours have got out.
const STEP_MINUTES: u64 = 10;

impl Stage<'_, '_> {
    /// An incident has arisen at which neighbours can help: people are buried, or in the water.
    pub fn call_neighbours(&mut self, incident: IncidentId, key: Key, cause: CasualtyCause) {
        if matches!(cause, CasualtyCause::Burial | CasualtyCause::Water) {
            self.neighbours_look(incident, key, 1);
        }
    }

    fn neighbours_look(&mut self, incident: IncidentId, key: Key, step: u32) {
        let at = self.now() + Duration::from_minutes(STEP_MINUTES);
        let key = Key::born(born::STEP, &[key], 400_000 + step);
        self.enter(at, Occurrence::NeighboursHelp(incident, step), key);
    }

    /// Some of the trapped have been got out by those who live there, as long as no team works at
    /// it.
    pub fn neighbours_help(&mut self, id: IncidentId, step: u32) {
        let tasks = self.rescue_tasks(id);
        let nobody_works = !tasks.iter().any(|(task, _)| !self.task(*task).present.is_empty());
        let trapped = self.trapped_at(id);
        if tasks.is_empty() || !nobody_works || trapped == 0 {
            return;
        }
        let entry = self.incident(id);
        let (zone, area, occurred) = (entry.card.zone, entry.area, entry.occurred);
        let helped = area.map_or(0, |area| self.area(area).in_water);
        let able = self.drill().able_present(zone, self.now()).saturating_sub(helped);
        let probability = neighbours::freed_probability(able, trapped, STEP_MINUTES as f64);
        let key = self.key(id);
        let of_step = Key::born(born::STEP, &[key], 400_000 + step);
        let people = self.draws(Purpose::People, of_step).binomial(trapped, probability);
        if people > 0 {
            let cause = area.and_then(|area| self.area(area).stage_event).unwrap_or(occurred);
            let seq = self.record(cause, Event::PeopleFreed { incident: id, area, people });
            self.incident_mut(id).freed += people;
            for (task, each) in tasks {
                let task = self.task_mut(task);
                let less = u64::from(people) * each.milliseconds() * 100;
                task.work_left = task.work_left.saturating_sub(less);
            }
            if let Some(area) = area {
                self.take_out(area, people, seq);
            }
        }
        self.neighbours_look(id, key, step + 1);
    }

    /// People trapped at an incident whom nobody has got out.
    fn trapped_at(&self, id: IncidentId) -> u32 {
        let entry = self.incident(id);
        match entry.area {
            Some(area) => self.area(area).in_water,
            None => entry.trapped.saturating_sub(entry.freed),
        }
    }

    /// The tasks of an incident by which the trapped are got out and that are not done, with the
    /// time for each of them.
    fn rescue_tasks(&self, id: IncidentId) -> Vec<(TaskId, Duration)> {
        let card = self.incident(id).card.clone();
        let templates = &self.drill().catalogue[card.kind.index()].tasks;
        let rescues = |template: &TaskTemplate| match template.capability {
            Capability::Rescue | Capability::SwiftWaterRescue => true,
            // What a village's own people do takes longer the more are trapped.
            Capability::Evacuation => template.work_per_person > Duration::ZERO,
            _ => false,
        };
        card.tasks
            .iter()
            .zip(templates)
            .filter(|(task, it)| rescues(it) && self.task(task.task).done.is_none())
            .map(|(task, template)| (task.task, template.work_per_person))
            .collect()
    }

    /// People of an area are brought out of the water by a team or by neighbours.
    pub fn take_out(&mut self, area: AreaId, people: u32, seq: Seq) {
        let entry = self.area_mut(area);
        let people = people.min(entry.there());
        let of_home = people.min(entry.home);
        entry.home -= of_home;
        entry.refused = entry.refused.min(entry.home);
        entry.visitors -= people - of_home;
        entry.warned = entry.warned.min(entry.there());
        entry.rescued += people;
        self.look_at_danger(area, seq);
    }
}
