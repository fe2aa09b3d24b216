//! Orders in words, as the part of a sentence after who gives them.

use crate::base::id::{OrderId, RequestId};
use crate::event_log::event::Event;
use crate::vocabulary::order::Order;

use crate::report::names::Names;
use crate::report::text::arguments;

impl Names<'_> {
    /// The order of that id, as the log tells it.
    pub fn order_of(&self, order: OrderId) -> String {
        match self.births.seq(order).map(|seq| &self.log.record(seq).event) {
            Some(Event::OrderIssued { content, .. }) => self.order(content),
            _ => self.texts.say("content-none"),
        }
    }

    /// What a request asks for.
    pub fn request_of(&self, request: RequestId) -> String {
        match self.births.seq(request).map(|seq| &self.log.record(seq).event) {
            Some(Event::RequestMade { task, capability, quantity, .. }) => {
                let capability = self.get(&capability.text());
                let task = self.task(*task);
                let arguments = arguments! { count: *quantity, capability: capability, task: task };
                self.texts.fill("request-content", &arguments)
            }
            _ => self.texts.say("content-none"),
        }
    }

    /// An order.
    pub fn order(&self, order: &Order) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match order {
            Order::Dispatch { team, task } => text(
                "order-dispatch",
                arguments! { team: self.team(*team), task: self.task(*task) },
            ),
            Order::Recall { team } => text("order-recall", arguments! { team: self.team(*team) }),
            Order::Withdraw { team } => {
                text("order-withdraw", arguments! { team: self.team(*team) })
            }
            Order::GoBackIn { team } => {
                text("order-go-back-in", arguments! { team: self.team(*team) })
            }
            Order::Stage { team, at } => {
                text("order-stage", arguments! { team: self.team(*team), at: self.facility(*at) })
            }
            Order::AssignTask { task, to } => {
                text("order-assign-task", arguments! { task: self.task(*task), to: self.desk(*to) })
            }
            Order::ReleaseTask { task } => {
                text("order-release-task", arguments! { task: self.task(*task) })
            }
            Order::Request { to, task, capability, quantity, .. } => text(
                "order-request",
                arguments! {
                    to: self.desk(*to), task: self.task(*task), count: *quantity,
                    capability: self.get(&capability.text()),
                },
            ),
            Order::Reply { answer, .. } => {
                text("order-reply", arguments! { answer: self.get(&answer.text()) })
            }
            Order::Acknowledge { .. } => text("order-acknowledge", arguments! {}),
            Order::Convene { desks } => {
                text("order-convene", arguments! { desks: self.desks(desks) })
            }
            Order::AppointDeputy { deputy } => {
                text("order-appoint-deputy", arguments! { deputy: self.desk(*deputy) })
            }
            Order::Supersede { order } => {
                text("order-supersede", arguments! { order: self.order_of(*order) })
            }
            Order::OfferHandover { task, to } => text(
                "order-offer-handover",
                arguments! { task: self.task(*task), to: self.desk(*to) },
            ),
            Order::AcceptHandover { task } => {
                text("order-accept-handover", arguments! { task: self.task(*task) })
            }
            telling @ (Order::Notify { .. }
            | Order::Report { .. }
            | Order::CallPost { .. }
            | Order::Publish { .. }) => self.telling_order(telling),
            other => self.measure_order(other),
        }
    }

    /// Orders to tell somebody something.
    fn telling_order(&self, order: &Order) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match order {
            Order::Notify { to, channel, facts } => text(
                "order-notify",
                arguments! {
                    to: self.desk(*to), channel: self.get(&channel.text()),
                    facts: self.facts(facts),
                },
            ),
            Order::Report { to, channel, report, facts } => text(
                "order-report",
                arguments! {
                    to: self.desk(*to), channel: self.get(&channel.text()),
                    report: self.get(&report.text()), facts: self.facts(facts),
                },
            ),
            Order::CallPost { post, facts } => text(
                "order-call-post",
                arguments! { post: self.desk(*post), facts: self.facts(facts) },
            ),
            Order::Publish { facts } => {
                text("order-publish", arguments! { facts: self.facts(facts) })
            }
            other => unreachable!("{} is said elsewhere", other.variant()),
        }
    }

    /// Orders that protect people or place.
    fn measure_order(&self, order: &Order) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match order {
            Order::DeclareLevel { scale, event, level } => text(
                "order-declare-level",
                arguments! {
                    event: self.get(&event.text()), level: self.level(*scale, *level),
                },
            ),
            Order::EndLevel { scale, event } => text(
                "order-end-level",
                arguments! { event: self.get(&event.text()), scale: self.get(&scale.text()) },
            ),
            Order::Warn { area, channel } => text(
                "order-warn",
                arguments! { area: self.area(*area), channel: self.get(&channel.text()) },
            ),
            Order::Evacuate { area, shelter } => text(
                "order-evacuate",
                arguments! { area: self.area(*area), shelter: self.facility(*shelter) },
            ),
            Order::AllowReturn { area } => {
                text("order-allow-return", arguments! { area: self.area(*area) })
            }
            Order::OpenShelter { shelter } => {
                text("order-open-shelter", arguments! { shelter: self.facility(*shelter) })
            }
            Order::CloseRoad { road } => {
                text("order-close-road", arguments! { road: self.road(*road) })
            }
            Order::OpenRoad { road } => {
                text("order-open-road", arguments! { road: self.road(*road) })
            }
            Order::SetOutflow { reservoir, outflow_m3_s } => text(
                "order-set-outflow",
                arguments! { reservoir: self.facility(*reservoir), outflow: *outflow_m3_s },
            ),
            Order::ReleaseSupplies { depot, to, quantity } => text(
                "order-release-supplies",
                arguments! {
                    depot: self.facility(*depot), to: self.facility(*to), quantity: *quantity,
                },
            ),
            other => self.site_order(other),
        }
    }

    /// Orders about a site.
    fn site_order(&self, order: &Order) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match order {
            Order::Cordon { incident } => {
                text("order-cordon", arguments! { incident: self.incident(*incident) })
            }
            Order::TakeCommand { incident, function } => text(
                "order-take-command",
                arguments! {
                    incident: self.incident(*incident), function: self.get(&function.text()),
                },
            ),
            Order::HandOverCommand { incident, function, to } => text(
                "order-hand-over-command",
                arguments! {
                    incident: self.incident(*incident), function: self.get(&function.text()),
                    to: self.desk(*to),
                },
            ),
            Order::TransferPatient { casualty, hospital } => text(
                "order-transfer-patient",
                arguments! {
                    casualty: self.casualty(*casualty), hospital: self.facility(*hospital),
                },
            ),
            other => unreachable!("{} is said elsewhere", other.variant()),
        }
    }
}
