//! Exercise control: injects, and inputs from outside, each of them on record.

use super::post::Draft;
use super::stage::Stage;
use crate::autopilot::{Decision, Decisions};
use crate::base::id::{AreaId, DeskId, InjectId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::scenario::file::InjectTruth;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::Order;
use crate::vocabulary::profile::ProfileSet;

crate::base::record::recorded! {
    /// What comes from outside: a closed set.
    pub enum Action {
        /// A person at a desk's seat gives an order.
        GiveOrder { desk: DeskId, order: Order },
        /// A person takes the seat of a desk: the plan no longer decides there.
        TakeSeat { desk: DeskId },
        /// The person leaves it.
        LeaveSeat { desk: DeskId },
        /// The control leaves an inject out.
        SkipInject { inject: InjectId },
        /// The control gives an inject now.
        GiveInject { inject: InjectId },
    }
}

/// An input: what, when, and which of those at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// When.
    pub at: Time,
    /// Its number among all inputs of the run.
    pub sequence: u32,
    /// What.
    pub action: Action,
}

impl Stage<'_, '_> {
    /// The control makes a fact true, and what says so is the cause of what follows. Whom a road
    /// lets pass who cannot pass it for another reason still cannot.
    fn set_truth(&mut self, fact: Fact, value: i64, cause: Seq) -> Seq {
        if let (FactKind::RoadPassable, Subject::Road(road)) = (fact.kind, fact.subject) {
            let by_control = ProfileSet(u8::try_from(value).unwrap_or(ProfileSet::ALL.0));
            for road in self.prepared().drill.county.lost_together(&road) {
                self.change_road(*road, Some(cause), |truth| truth.by_control = by_control);
            }
            return self.truth.fact(fact).map_or(cause, |(.., seq)| seq);
        }
        let seq = self.record(cause, Event::FactChanged { fact, value });
        let now = self.now();
        self.truth.facts.insert(fact, (value, now, seq));
        seq
    }

    /// An inject is due: a desk is told, unless the control left it out.
    pub fn deliver_inject(&mut self, id: InjectId) {
        if self.post.injects_done.contains(&id) {
            return;
        }
        self.post.injects_done.insert(id);
        let inject = self.drill().inject(id).clone();
        let seq = self.record(None, Event::InjectDelivered { inject: id, to: inject.to });
        let mut versions = Vec::new();
        // Nobody can tell of an incident that has not come about.
        let is_there = |fact: &Fact| match fact.subject {
            Subject::Incident(incident) => self.index.incidents.contains_key(&incident),
            _ => true,
        };
        if let Some((fact, value, truth)) = inject.tells.filter(|(fact, ..)| is_there(fact)) {
            let mut cause = seq;
            if truth == InjectTruth::Set {
                cause = self.set_truth(fact, value, seq);
            }
            let by = match fact.subject {
                Subject::Zone(zone) => Party::People(zone),
                _ => Party::Control,
            };
            versions.push(self.observe(by, fact, value, self.now(), cause).0);
        }
        // What the story has come over a means that the desk lacks, or that is down, is telephoned.
        let (means, desks) = ([inject.channel, Channel::Phone], (inject.to, inject.to));
        let platform_on = self.drill().scenario.platform_on;
        let channel = self.plan().channel_between(&means, desks, 0, platform_on);
        let draft = Draft {
            kind: MessageKind::Report,
            from: Party::Control,
            to: Party::Desk(inject.to),
            channel: channel.unwrap_or(inject.channel),
            priority: inject.priority,
            versions,
            about: (About::Inject { inject: id }, inject.key),
            tried: 0,
        };
        self.send(draft, seq);
    }

    /// An input takes effect.
    pub fn take_input(&mut self, number: u32) {
        let input = self.post.inputs[number as usize].clone();
        let seq = self.record(None, Event::InputTaken { input: number });
        match input.action {
            Action::GiveOrder { desk, order } => {
                let decision = Decision {
                    clause: None,
                    order,
                    inputs: Vec::new(),
                    approval: None,
                    priority: Priority::Flash,
                };
                let decisions = Decisions { orders: vec![decision], ..Decisions::default() };
                self.execute(desk, decisions, seq);
            }
            Action::TakeSeat { desk } => self.desk_mut(desk).seated = true,
            Action::LeaveSeat { desk } => self.desk_mut(desk).seated = false,
            Action::SkipInject { inject } => {
                self.post.injects_done.insert(inject);
            }
            Action::GiveInject { inject } => self.deliver_inject(inject),
        }
    }

    /// Evacuees of an area go back before anybody lets them.
    pub fn return_early(&mut self, area: AreaId) {
        let Some((fraction, _)) = self.drill().scenario.return_early else { return };
        let cause = self.area(area).stage_event.or(self.area(area).evacuation);
        let Some(cause) = cause.or_else(|| self.recorder.log.last_seq()) else { return };
        self.people_return(area, fraction, cause);
    }
}

/// Stable key of an input.
pub fn input_key(number: u32) -> Key {
    Key::born(super::post::born::STEP, &[Key::written("input", "input")], number)
}
