//! What is born in a run: incidents with their tasks, and casualties.

use std::sync::Arc;

use super::agenda::Occurrence;
use super::errand::Errand;
use super::post::born;
use super::stage::Stage;
use super::state::{Casualty, CasualtyPlace, Coming, IncidentInField, TaskInField};
use crate::autopilot::ledger::{IncidentCard, TaskCard};
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, IncidentId, TaskId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{CasualtyCause, Event, Party, Seq};
use crate::scenario::catalogue::TaskTemplate;
use crate::scenario::file::WorkSpread;
use crate::vocabulary::fact::{Fact, FactKind, IS_THERE, Subject};
use crate::vocabulary::safety::DangerSet;

/// An incident as it is at first.
fn in_field(
    coming: &Coming,
    card: Arc<IncidentCard>,
    (id, occurred): (IncidentId, Seq),
    at: Time,
) -> IncidentInField {
    IncidentInField {
        id,
        occurred,
        at,
        area: coming.area,
        trapped: coming.trapped(),
        freed: 0,
        severity: coming.severity,
        casualties: match coming.errand {
            Some((Errand::Transfer(patient, _), _)) => vec![patient],
            _ => Vec::new(),
        },
        errand: coming.errand,
        told_hurt: None,
        told_substance: false,
        washing: None,
        roads: coming.roads.clone(),
        open_tasks: u8::try_from(card.tasks.len()).expect("few tasks"),
        card,
    }
}

impl Stage<'_, '_> {
    /// An incident arises with its tasks and its first casualties.
    pub fn incident_arises(&mut self, number: u32) {
        let coming = self.post.coming[number as usize].clone();
        let prepared = self.prepared();
        let kind = &prepared.drill.catalogue[coming.kind.index()];
        let incident: IncidentId = match coming.id {
            Some(id) => id,
            None => self.bear(coming.key),
        };
        let occurred = self.record(
            coming.from,
            Event::IncidentOccurred {
                incident,
                kind: coming.kind,
                node: coming.node,
                zone: coming.zone,
                people: coming.people,
            },
        );
        let ids: Vec<TaskId> = (0..kind.tasks.len())
            .map(|task| {
                let name = Key::written("task", &kind.tasks[task].name);
                let key = Key::born(born::TASK, &[coming.key, name], 0);
                self.bear(key)
            })
            .collect();
        let card = self.card_of(&coming, incident, &ids);
        for number in 0..ids.len() {
            self.task_arises(&coming, &ids, number, incident, occurred);
        }
        let in_field = in_field(&coming, card, (incident, occurred), self.recorder.now);
        let entity = self.commands.spawn(in_field).id();
        self.index.incidents.insert(incident, entity);
        if let Some(area) = coming.area {
            self.area_mut(area).incident = Some(incident);
        }
        if coming.cause == CasualtyCause::Blast && coming.id.is_some() {
            self.explosion_comes(coming.node, coming.key, occurred);
        }
        self.remember_outdoors(&coming, incident);
        self.remember_outbreak(&coming, incident);
        if coming.hurt > 0 {
            self.expect_hurt(incident, coming.hurt, coming.cause, occurred);
        }
        self.stir_opinion(incident, coming.key, occurred);
        self.call_neighbours(incident, coming.key, coming.cause);
        self.let_cars_come(incident);
        let fact = Fact::new(FactKind::Incident, Subject::Incident(incident));
        let value = IS_THERE;
        match coming.errand {
            // Who leads an errand knows of it at once.
            Some((_, desk)) => {
                let now = self.now();
                self.plan_notice(Party::Desk(desk), fact, value, None, now, occurred);
            }
            None => self.notice_incident(fact, value, &coming, occurred),
        }
        self.call_for_own(&coming, incident, occurred);
    }

    /// What is said about an incident when it is reported.
    fn card_of(&self, coming: &Coming, incident: IncidentId, ids: &[TaskId]) -> Arc<IncidentCard> {
        let kind = &self.drill().catalogue[coming.kind.index()];
        let task = |(template, task): (&TaskTemplate, &TaskId)| TaskCard {
            task: *task,
            capability: template.capability,
            quantity: template.quantity,
            due: self.now() + template.deadline,
            dangers: DangerSet::of(template.danger.iter().map(|danger| danger.kind)),
        };
        Arc::new(IncidentCard {
            incident,
            kind: coming.kind,
            is_critical: kind.critical,
            node: coming.node,
            zone: coming.zone,
            tasks: kind.tasks.iter().zip(ids).map(task).collect(),
        })
    }

    fn task_arises(
        &mut self,
        coming: &Coming,
        ids: &[TaskId],
        number: usize,
        incident: IncidentId,
        occurred: Seq,
    ) {
        let prepared = self.prepared();
        let template = &prepared.drill.catalogue[coming.kind.index()].tasks[number];
        let mean = template.work + template.work_per_person * u64::from(coming.people);
        let work = match template.work_spread {
            WorkSpread::Fixed => mean,
            WorkSpread::Exponential => {
                let mut draws = self.draws(Purpose::Work, self.key(ids[number]));
                Duration::from_seconds_f64(draws.exponential(mean.seconds()))
            }
        };
        let waits_for: Vec<TaskId> = template.after.iter().map(|first| ids[*first]).collect();
        self.record(
            occurred,
            Event::TaskArose {
                task: ids[number],
                incident,
                capability: template.capability,
                quantity: template.quantity,
                work,
                after: waits_for.first().copied(),
            },
        );
        let since = self.now();
        let entity = self
            .commands
            .spawn(TaskInField {
                id: ids[number],
                incident,
                number,
                work_left: work.milliseconds() * 100,
                rate_percent: 0,
                since,
                present: Vec::new(),
                waits_for,
                begun: None,
                done: None,
                epoch: 0,
            })
            .id();
        assert_eq!(self.index.tasks.len(), ids[number].index(), "tasks are stored as born");
        self.index.tasks.push(entity);
    }

    /// People of an incident are going to be hurt at once.
    fn expect_hurt(&mut self, incident: IncidentId, people: u32, cause: CasualtyCause, seq: Seq) {
        let number = u32::try_from(self.post.hurt.len()).expect("few steps");
        self.post.hurt.push((incident, None, people, cause, seq));
        let key = Key::born(born::CASUALTY, &[self.key(incident)], 0);
        self.enter(self.now(), Occurrence::PeopleHurt(number), key);
    }

    /// How many were hurt at an incident so far, and which of two rows they are told apart in:
    /// those whom others infected move nobody else's number.
    fn hurt_so_far(&self, incident: IncidentId, cause: CasualtyCause) -> (Key, usize) {
        let casualties = &self.incident(incident).casualties;
        let is_infected = |id: &&CasualtyId| self.casualty(**id).cause == CasualtyCause::Infection;
        let infected = match self.truth.outbreaks.is_empty() {
            true => 0,
            false => casualties.iter().filter(is_infected).count(),
        };
        match cause {
            CasualtyCause::Infection => (Key(2), infected),
            _ => (Key(1), casualties.len() - infected),
        }
    }

    /// People are hurt: casualties with a condition of their own.
    pub fn people_hurt(&mut self, number: u32) {
        let (incident, area, people, cause, seq) = self.post.hurt[number as usize];
        let (lane, first) = self.hurt_so_far(incident, cause);
        for index in 0..people as usize {
            let ordinal = u32::try_from(first + index).expect("few casualties");
            let key = Key::born(born::CASUALTY, &[self.key(incident), lane], ordinal);
            let casualty: CasualtyId = self.bear(key);
            let mut draws = self.draws(Purpose::Casualty, Key(key.0 ^ 1));
            let condition = self.incident(incident).severity.draw(&mut draws);
            let score = condition.score;
            let event = Event::CasualtyOccurred { casualty, incident, cause, score };
            let occurred = self.record(seq, event);
            let at = self.now();
            let contaminated = self.is_contaminated(key, cause);
            let mut last = occurred;
            if contaminated {
                last = self.record(occurred, Event::CasualtyContaminated { casualty });
            }
            let entity = self
                .commands
                .spawn(Casualty {
                    id: casualty,
                    incident,
                    occurred,
                    cause,
                    first_score: score,
                    score,
                    is_light: condition.is_light,
                    left_alone: false,
                    contaminated,
                    counted: false,
                    operated: false,
                    category: None,
                    at,
                    place: CasualtyPlace::Untreated,
                    last,
                })
                .id();
            self.index.casualties.push(entity);
            self.incident_mut(incident).casualties.push(casualty);
            if !condition.is_light {
                self.look_again(casualty, at, 1);
            }
            self.expect_to_leave(casualty, cause, score);
        }
        let all = u32::try_from(self.incident(incident).casualties.len()).expect("few casualties");
        let key = Key::born(born::STEP, &[self.key(incident)], all);
        self.enter(self.now(), Occurrence::NewcomersSeen(incident, all), key);
        if let Some(area) = area {
            self.leave_hurt(area, people, seq);
        }
    }
}
