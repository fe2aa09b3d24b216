//! Events in words: what desks decide, order, ask for, sign, declare and telephone about.

use crate::base::id::{CallId, DocumentId, RequestId};
use crate::event_log::event::Event;
use crate::vocabulary::order::Answer;
use crate::vocabulary::scale::{EventKind, Level, Scale};

use crate::report::names::Names;
use crate::report::text::arguments;

impl Names<'_> {
    /// Decisions, orders, and what exercise control does.
    pub(super) fn command_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match event {
            Event::HappeningCame { happening } => {
                text("event-happening-came", arguments! { title: self.happening(*happening) })
            }
            Event::HappeningAverted { happening } => {
                text("event-happening-averted", arguments! { title: self.happening(*happening) })
            }
            Event::InjectDelivered { inject, to } => {
                let inject = self.drill.inject(*inject);
                text(
                    "event-inject-delivered",
                    arguments! {
                        inject: inject.name.clone(), to: self.desk(*to),
                        content: self.get(&inject.content),
                    },
                )
            }
            Event::Decided { desk, clause, .. } => {
                let clause = &self.drill.plan.clauses[clause.index()];
                text(
                    "event-decided",
                    arguments! {
                        desk: self.desk(*desk), clause: clause.name.clone(),
                        title: self.get(&clause.title),
                    },
                )
            }
            Event::OrderIssued { by, content, .. } => text(
                "event-order-issued",
                arguments! { by: self.desk(*by), order: self.order(content) },
            ),
            Event::OrderRefused { order, reason } => text(
                "event-order-refused",
                arguments! { order: self.order_of(*order), reason: self.get(&reason.text()) },
            ),
            Event::OrderEnded { order } => {
                text("event-order-ended", arguments! { order: self.order_of(*order) })
            }
            Event::CommandTaken { incident, function, by } => text(
                "event-command-taken",
                arguments! {
                    by: self.desk(*by), incident: self.incident(*incident),
                    function: self.get(&function.text()),
                },
            ),
            Event::CommandReleased { incident, function, by } => text(
                "event-command-released",
                arguments! {
                    by: self.desk(*by), incident: self.incident(*incident),
                    function: self.get(&function.text()),
                },
            ),
            Event::DeputyStoodIn { desk } => {
                text("event-deputy-stood-in", arguments! { desk: self.desk(*desk) })
            }
            other => self.exchange_event(other),
        }
    }

    /// Requests, reports, consultations.
    fn exchange_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match event {
            Event::RequestMade { by, to, task, capability, quantity, due, .. } => text(
                "event-request-made",
                arguments! {
                    by: self.desk(*by), to: self.desk(*to), task: self.task(*task),
                    capability: self.get(&capability.text()), count: *quantity,
                    due: self.clock(*due),
                },
            ),
            Event::RequestAnswered { request, by, answer } => {
                let key = match answer {
                    Answer::Accept => "event-request-accepted",
                    Answer::Deny => "event-request-denied",
                    Answer::Redirect => "event-request-redirected",
                };
                text(
                    key,
                    arguments! {
                        by: self.desk(*by), asker: self.asker(*request),
                        request: self.request_of(*request),
                    },
                )
            }
            Event::ReportFiled { by, to, incident, report, missing } => {
                let incident = incident.map_or_else(String::new, |incident| {
                    text("report-incident", arguments! { incident: self.incident(incident) })
                });
                text(
                    "event-report-filed",
                    arguments! {
                        by: self.desk(*by), to: self.desk(*to), incident: incident,
                        report: self.get(&report.text()), missing: *missing,
                    },
                )
            }
            Event::MeetingConvened { by, desks, .. } => text(
                "event-meeting-convened",
                arguments! { by: self.desk(*by), desks: self.desks(desks) },
            ),
            Event::MeetingEnded { meeting } => {
                let convened = self.births.seq(*meeting).map(|seq| &self.log.record(seq).event);
                let by = match convened {
                    Some(Event::MeetingConvened { by, .. }) => self.desk(*by),
                    _ => self.texts.say("content-none"),
                };
                text("event-meeting-ended", arguments! { by: by })
            }
            other => self.formal_event(other),
        }
    }

    /// Documents, levels, calls.
    fn formal_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        let document = |key: &str, desk, document| {
            let name = self.document_of(document);
            text(key, arguments! { by: self.desk(desk), document: name })
        };
        match event {
            Event::DocumentDrafted { document: id, by, .. } => {
                document("event-document-drafted", *by, *id)
            }
            Event::DocumentReviewed { document: id, by } => {
                document("event-document-reviewed", *by, *id)
            }
            Event::DocumentSigned { document: id, by, .. } => {
                document("event-document-signed", *by, *id)
            }
            Event::LevelDeclared { by, scale, event, level } => {
                self.level_event(&self.desk(*by), *scale, *event, *level)
            }
            Event::CallPlaced { by, to, attempt, .. } => text(
                "event-call-placed",
                arguments! { by: self.desk(*by), to: self.desk(*to), attempt: *attempt },
            ),
            Event::CallConfirmed { call } => {
                let (by, to) = self.call(*call);
                text("event-call-confirmed", arguments! { by: by, to: to })
            }
            Event::CallActed { call } => {
                let (by, to) = self.call(*call);
                text("event-call-acted", arguments! { by: by, to: to })
            }
            Event::CallEscalated { call, to } => {
                let (by, post) = self.call(*call);
                let to = self.desk(*to);
                text("event-call-escalated", arguments! { by: by, post: post, to: to })
            }
            other => unreachable!("{} is no event of command", other.variant()),
        }
    }

    fn level_event(
        &self,
        by: &str,
        scale: Scale,
        event: EventKind,
        level: Option<Level>,
    ) -> String {
        let event = self.get(&event.text());
        let Some(level) = level else {
            let scale = self.get(&scale.text());
            let arguments = arguments! { by: by, event: event, scale: scale };
            return self.texts.fill("event-level-ended", &arguments);
        };
        let key = match scale {
            Scale::WarningLevel => "event-level-declared-warning",
            Scale::ResponseLevel => "event-level-declared-response",
            Scale::EventClass | Scale::RiskLevel => "event-level-declared-other",
        };
        let level = self.level(scale, level);
        self.texts.fill(key, &arguments! { by: by, event: event, level: level })
    }

    /// Who called whom.
    fn call(&self, call: CallId) -> (String, String) {
        match self.births.seq(call).map(|seq| &self.log.record(seq).event) {
            Some(Event::CallPlaced { by, to, .. }) => (self.desk(*by), self.desk(*to)),
            _ => (self.texts.say("content-none"), self.texts.say("content-none")),
        }
    }

    /// Who made a request.
    fn asker(&self, request: RequestId) -> String {
        match self.births.seq(request).map(|seq| &self.log.record(seq).event) {
            Some(Event::RequestMade { by, .. }) => self.desk(*by),
            _ => self.texts.say("content-none"),
        }
    }

    /// What a document is.
    pub(super) fn document_of(&self, document: DocumentId) -> String {
        match self.births.seq(document).map(|seq| &self.log.record(seq).event) {
            Some(Event::DocumentDrafted { kind, .. }) => self.get(&kind.text()),
            _ => self.texts.say("content-none"),
        }
    }
}
