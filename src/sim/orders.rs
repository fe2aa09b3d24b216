//! Orders of desks: how they take effect on the spot, at a team, or at the desk that carries them
//! out.

use super::post::born;
use super::stage::Stage;
use crate::autopilot::ledger::Owed;
use crate::autopilot::{Decision, Occasion};
use crate::base::id::{AreaId, DeskId, FacilityId, OrderId, TaskId};
use crate::base::key::Key;
use crate::base::record::Field;
use crate::event_log::event::{About, Event, Party, Seq};
use crate::vocabulary::channel::{Channel, MessageKind};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::{Order, Refusal};
use crate::vocabulary::scale::Level;

impl Stage<'_, '_> {
    /// An order takes effect, or sets out to.
    pub fn perform(&mut self, desk: DeskId, decision: Decision, cause: Seq) {
        let Decision { order, clause, priority, .. } = decision;
        match order {
            Order::Notify { to, channel, facts } => {
                self.tell(desk, to, MessageKind::Notification, channel, priority, &facts, cause);
            }
            Order::Report { to, channel, report, facts } => {
                self.file_report(desk, to, channel, report, &facts, clause, cause);
            }
            Order::Request { .. } => self.make_request(desk, &order, cause),
            Order::Reply { request, answer, .. } => self.reply(desk, request, answer, cause),
            Order::CallPost { post, facts } => self.start_call(desk, post, facts, cause),
            Order::Convene { desks } => self.convene(desk, desks, cause),
            // What was on its way to be signed is overtaken by a level as high.
            Order::DeclareLevel { scale, event, level }
                if self.is_in_force(desk, Fact::of_level(scale, event), level) => {}
            Order::DeclareLevel { scale, event, level } => {
                let level = Some(level);
                let seq =
                    self.record(cause, Event::LevelDeclared { by: desk, scale, event, level });
                self.announce_level(desk, Fact::of_level(scale, event), level, seq);
            }
            Order::EndLevel { scale, event } => {
                let seq = self
                    .record(cause, Event::LevelDeclared { by: desk, scale, event, level: None });
                self.announce_level(desk, Fact::of_level(scale, event), None, seq);
            }
            Order::TakeCommand { incident, function } => {
                self.record(cause, Event::CommandTaken { incident, function, by: desk });
            }
            Order::AppointDeputy { deputy } => {
                self.record(cause, Event::DeputyStoodIn { desk: deputy });
            }
            _ => self.issue(desk, order, cause),
        }
    }

    /// An order that is on record as such, and then acts.
    fn issue(&mut self, desk: DeskId, order: Order, cause: Seq) {
        let (id, key) = self.bear_order(desk, &order);
        let content = Box::new(order.clone());
        let seq = self.record(cause, Event::OrderIssued { order: id, by: desk, content });
        match order {
            Order::Dispatch { team, .. }
            | Order::Recall { team }
            | Order::Stage { team, .. }
            | Order::Withdraw { team }
            | Order::GoBackIn { team } => {
                self.order_team(desk, team, id, key, seq);
            }
            Order::Warn { area, channel } => {
                self.post_acted(desk, seq);
                match channel {
                    Channel::Loudspeaker | Channel::InPerson => {
                        self.order_village(desk, area, (id, key), seq);
                    }
                    _ => self.warn_area(area, channel, seq),
                }
            }
            Order::Evacuate { area, .. } => {
                self.post_acted(desk, seq);
                self.order_village(desk, area, (id, key), seq);
            }
            Order::AllowReturn { area } => self.people_return(area, 1.0, seq),
            Order::OpenShelter { shelter } => self.open_shelter(desk, shelter, seq),
            Order::SetOutflow { reservoir, .. } => {
                self.order_reservoir(desk, reservoir, (id, key), seq);
            }
            Order::AssignTask { to, .. } | Order::OfferHandover { to, .. } => {
                self.order_on_the_spot(desk, Some(to), (id, key), seq);
            }
            Order::HandOverCommand { incident, function, to } => {
                let released = Event::CommandReleased { incident, function, by: desk };
                let seq = self.record(seq, released);
                self.order_on_the_spot(desk, Some(to), (id, key), seq);
            }
            Order::AcceptHandover { task } => {
                let giver = self.desk_mut(desk).ledger.offered.remove(&task);
                match giver {
                    Some(giver) => {
                        self.order_on_the_spot(desk, Some(giver), (id, key), seq);
                        self.take_task(desk, task, seq);
                    }
                    None => {
                        let reason = Refusal::NotPossible;
                        self.record(seq, Event::OrderRefused { order: id, reason });
                    }
                }
            }
            Order::Publish { facts } => {
                self.refute(&facts, seq);
                self.warn_of_stoves(&facts);
            }
            Order::CloseRoad { road } => {
                self.truth.closed_by_order.entry(road).or_insert(seq);
            }
            Order::OpenRoad { road } => {
                self.truth.closed_by_order.remove(&road);
            }
            Order::Supersede { order } => self.supersede(desk, order, (id, seq)),
            Order::Acknowledge { message } => self.acknowledge(desk, message, (id, seq)),
            Order::TransferPatient { .. } | Order::ReleaseSupplies { .. } => {
                let lead = self.errand_lead(desk, &order);
                self.order_on_the_spot(desk, lead, (id, key), seq);
            }
            // They stand in the log for whoever reads it; nothing else moves by them. The rest is
            // performed before anything is issued.
            _ => {}
        }
    }

    fn bear_order(&mut self, desk: DeskId, order: &Order) -> (OrderId, Key) {
        let mut bytes = Vec::new();
        order.canonical(self.recorder.log.registry(), &mut bytes);
        let mut about = vec![self.key(desk)];
        about.extend(bytes.chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            Key(u64::from_le_bytes(word))
        }));
        let key = self.born_key(born::ORDER, &about);
        self.post.orders.push((desk, order.clone()));
        (self.bear(key), key)
    }

    /// A desk carries out an order that it or another gave: a reservoir opens its gates, a village
    /// warns its people from house to house or leads them out.
    pub fn follow_order(&mut self, desk: DeskId, order: OrderId, seq: Seq) {
        let (giver, content) = self.post.orders[order.index()].clone();
        match content {
            Order::SetOutflow { reservoir, outflow_m3_s } => {
                self.set_outflow(desk, reservoir, outflow_m3_s, seq);
            }
            Order::Warn { area, channel } => {
                self.warn_area(area, channel, seq);
                self.post_acted(desk, seq);
            }
            Order::Evacuate { area, .. } => {
                self.evacuate(area, seq);
                self.post_acted(desk, seq);
            }
            Order::TransferPatient { .. } | Order::ReleaseSupplies { .. } => {
                self.begin_errand(desk, order, &content, seq);
            }
            Order::AssignTask { task, .. } => self.take_task(desk, task, seq),
            Order::OfferHandover { task, .. } => {
                self.desk_mut(desk).ledger.offered.insert(task, giver);
                // A person at the desk decides whether to accept.
                if !self.desk(desk).seated {
                    self.issue(desk, Order::AcceptHandover { task }, seq);
                }
            }
            Order::AcceptHandover { task } => self.desk_mut(desk).ledger.close(task),
            Order::HandOverCommand { incident, function, .. } => {
                self.record(seq, Event::CommandTaken { incident, function, by: desk });
            }
            _ => {}
        }
    }

    /// A desk takes a task as its own and fills it with teams.
    fn take_task(&mut self, desk: DeskId, task: TaskId, cause: Seq) {
        let incident = self.task(task).incident;
        let card = self.incident(incident).card.clone();
        let Some(of_task) = card.tasks.iter().find(|card| card.task == task) else { return };
        let owed = Owed {
            incident,
            capability: of_task.capability,
            quantity: of_task.quantity,
            due: of_task.due,
            request: None,
            asked: 0,
            awaiting: false,
        };
        let ledger = &mut self.desk_mut(desk).ledger;
        ledger.cards.entry(incident).or_insert(card);
        ledger.owed.insert(task, owed);
        self.decide(desk, &Occasion::Answered { task }, cause);
    }

    /// A desk takes back an order of its own; a team that was sent by it is called back.
    fn supersede(&mut self, desk: DeskId, earlier: OrderId, (order, cause): (OrderId, Seq)) {
        let of_desk = self.post.orders.get(earlier.index()).filter(|(by, _)| *by == desk);
        let Some((_, content)) = of_desk.cloned() else {
            self.record(cause, Event::OrderRefused { order, reason: Refusal::NotPossible });
            return;
        };
        let seq = self.record(cause, Event::OrderEnded { order: earlier });
        if let Order::Dispatch { team, .. } = content {
            let recall = Order::Recall { team };
            self.desk_mut(desk).ledger.note(&recall);
            self.issue(desk, recall, seq);
        }
    }

    /// An order about an area's people goes to its village.
    fn order_village(&mut self, desk: DeskId, area: AreaId, order: (OrderId, Key), seq: Seq) {
        let zone = self.drill().county.areas[area.index()].zone;
        let village = self.plan().zone_desk[zone.index()];
        self.order_on_the_spot(desk, village, order, seq);
    }

    /// An order goes to the desk that carries it out; a desk that sits there acts at once.
    fn order_on_the_spot(
        &mut self,
        desk: DeskId,
        keeper: Option<DeskId>,
        (order, key): (OrderId, Key),
        seq: Seq,
    ) {
        match keeper.filter(|keeper| *keeper != desk) {
            Some(keeper) => {
                let about = (About::Order { order }, key);
                let to = Party::Desk(keeper);
                self.send_urgent(desk, to, MessageKind::Order, Vec::new(), about, seq);
            }
            None => self.follow_order(desk, order, seq),
        }
    }

    /// The order goes to the desk at the reservoir.
    fn order_reservoir(
        &mut self,
        desk: DeskId,
        reservoir: FacilityId,
        order: (OrderId, Key),
        seq: Seq,
    ) {
        let prepared = self.prepared();
        let node = prepared.drill.county.facilities[reservoir.index()].node;
        let keeper = prepared
            .drill
            .plan
            .desks
            .iter()
            .enumerate()
            .filter(|(_, other)| other.node == node && other.serves.is_none())
            .min_by_key(|(_, other)| other.key)
            .map(|(index, _)| DeskId::from_index(index));
        self.order_on_the_spot(desk, keeper, order, seq);
    }

    /// Whether a desk knows a level at least as high to be in force.
    fn is_in_force(&self, desk: DeskId, fact: Option<Fact>, level: Level) -> bool {
        let held = fact.and_then(|fact| self.desk(desk).picture.value(fact));
        held.is_some_and(|held| held > i64::from(level.code()))
    }

    fn announce_level(&mut self, desk: DeskId, fact: Option<Fact>, level: Option<Level>, seq: Seq) {
        let Some(fact) = fact else { return };
        let value = level.map_or(0, |level| i64::from(level.code()) + 1);
        let since = self.now();
        self.truth.facts.insert(fact, (value, since, seq));
        self.observe(Party::Desk(desk), fact, value, since, seq);
    }

    fn open_shelter(&mut self, desk: DeskId, shelter: FacilityId, seq: Seq) {
        let fact = Fact::new(FactKind::ShelterOpen, Subject::Facility(shelter));
        if self.truth.facts.get(&fact).is_some_and(|(value, _, _)| *value == 1) {
            return;
        }
        let since = self.now();
        let seq = self.record(seq, Event::FactChanged { fact, value: 1 });
        self.truth.facts.insert(fact, (1, since, seq));
        self.observe(Party::Desk(desk), fact, 1, since, seq);
    }
}
