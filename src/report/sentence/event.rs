//! Events in words: what is true, people, casualties, knowledge, tasks and teams. What desks decide
//! is in `command`, orders are in `order`.

use crate::base::id::{ArcId, MessageId};
use crate::event_log::event::{About, Event, Party, PeopleState, WaitReason};

use crate::report::clock;
use crate::report::names::Names;
use crate::report::text::arguments;

use Event as E;

impl Names<'_> {
    /// The sentence for an event, in the case of a sentence's middle.
    #[allow(clippy::too_many_lines, reason = "one exhaustive match over a closed enum")]
    pub(super) fn event(&self, event: &Event) -> String {
        match event {
            E::RunStarted {} => self.texts.say("event-run-started"),
            E::RunEnded {} => self.texts.say("event-run-ended"),
            E::InputTaken { input } => {
                self.texts.fill("event-input-taken", &arguments! { input: *input })
            }
            E::FactChanged { fact, value } => {
                let arguments = arguments! { fact: self.fact(*fact, *value) };
                self.texts.fill("event-fact-changed", &arguments)
            }
            E::IncidentOccurred { .. }
            | E::TaskArose { .. }
            | E::IncidentStabilised { .. }
            | E::CasualtyOccurred { .. }
            | E::CasualtyDeteriorated { .. }
            | E::CasualtyReached { .. }
            | E::CasualtyDied { .. }
            | E::PatientLeft { .. } => self.incident_event(event),
            E::CasualtyTriaged { .. }
            | E::PatientDiverted { .. }
            | E::PatientHandedOver { .. }
            | E::TreatmentStarted { .. }
            | E::TreatmentEnded { .. }
            | E::IntensiveCareNeeded { .. }
            | E::IntensiveCareStarted { .. }
            | E::CasualtySetOut { .. }
            | E::CasualtyPresented { .. }
            | E::CasualtyContaminated { .. }
            | E::CasualtyWashed { .. }
            | E::HospitalContaminated { .. } => self.hospital_event(event),
            E::PeopleInDanger { .. }
            | E::PeopleWarned { .. }
            | E::PeopleDeparted { .. }
            | E::PeopleSheltered { .. }
            | E::PeopleRefused { .. }
            | E::PeopleReturned { .. }
            | E::PeopleRescued { .. }
            | E::PeopleFreed { .. } => self.people_event(event),
            E::FactObserved { .. }
            | E::MessageSent { .. }
            | E::MessageDelivered { .. }
            | E::MessageLost { .. }
            | E::MessageRead { .. }
            | E::MessageSuperseded { .. } => self.knowledge_event(event),
            E::TaskAssigned { .. }
            | E::TaskReleased { .. }
            | E::TeamStateChanged { .. }
            | E::TeamDeparted { .. }
            | E::TeamTurnedBack { .. }
            | E::TeamArrived { .. }
            | E::TeamWaited { .. }
            | E::WorkStarted { .. }
            | E::TaskCompleted { .. }
            | E::TeamLeft { .. } => self.team_event(event),
            E::InfectionCarried { .. } | E::InfectionPassed { .. } | E::PeopleTakenHome { .. } => {
                self.outbreak_event(event)
            }
            E::SafetyChecked { .. } | E::RespondersHurt { .. } => self.safety_event(event),
            E::HappeningCame { .. }
            | E::HappeningAverted { .. }
            | E::InjectDelivered { .. }
            | E::Decided { .. }
            | E::OrderIssued { .. }
            | E::OrderRefused { .. }
            | E::OrderEnded { .. }
            | E::RequestMade { .. }
            | E::RequestAnswered { .. }
            | E::ReportFiled { .. }
            | E::DocumentDrafted { .. }
            | E::DocumentReviewed { .. }
            | E::DocumentSigned { .. }
            | E::LevelDeclared { .. }
            | E::MeetingConvened { .. }
            | E::MeetingEnded { .. }
            | E::CallPlaced { .. }
            | E::CallConfirmed { .. }
            | E::CallActed { .. }
            | E::CallEscalated { .. }
            | E::CommandTaken { .. }
            | E::CommandReleased { .. }
            | E::DeputyStoodIn { .. } => self.command_event(event),
        }
    }

    /// Incidents, their tasks and casualties.
    fn incident_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match event {
            Event::IncidentOccurred { incident, people, .. } => text(
                "event-incident-occurred",
                arguments! { incident: self.incident(*incident), people: *people },
            ),
            Event::TaskArose { task, incident, quantity, work, .. } => text(
                "event-task-arose",
                arguments! {
                    incident: self.incident(*incident), task: self.task_alone(*task),
                    quantity: *quantity, minutes: clock::decimal(work.minutes()),
                },
            ),
            Event::IncidentStabilised { incident } => {
                text("event-incident-stabilised", arguments! { incident: self.incident(*incident) })
            }
            Event::CasualtyOccurred { casualty, cause, score, .. } => text(
                "event-casualty-occurred",
                arguments! {
                    casualty: self.casualty(*casualty), cause: self.get(&cause.text()),
                    score: *score,
                },
            ),
            Event::CasualtyDeteriorated { casualty, score } => text(
                "event-casualty-deteriorated",
                arguments! { casualty: self.casualty(*casualty), score: *score },
            ),
            Event::CasualtyReached { casualty, team } => text(
                "event-casualty-reached",
                arguments! { casualty: self.casualty(*casualty), team: self.team(*team) },
            ),
            Event::CasualtyDied { casualty } => {
                text("event-casualty-died", arguments! { casualty: self.casualty(*casualty) })
            }
            Event::PatientLeft { casualty, team, hospital } => text(
                "event-patient-left",
                arguments! {
                    casualty: self.casualty(*casualty), team: self.team(*team),
                    hospital: self.facility(*hospital),
                },
            ),
            other => unreachable!("{} is no event of an incident", other.variant()),
        }
    }

    /// People of hazard areas.
    fn people_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match event {
            Event::PeopleInDanger { area, state, people } => {
                let key = match state {
                    PeopleState::InWater => "event-people-in-danger-in-water",
                    PeopleState::CutOff => "event-people-in-danger-cut-off",
                    PeopleState::Exposed => "event-people-in-danger-exposed",
                };
                text(key, arguments! { area: self.area(*area), people: *people })
            }
            Event::PeopleWarned { area, people, channel } => text(
                "event-people-warned",
                arguments! {
                    area: self.area(*area), people: *people,
                    channel: self.get(&channel.text()),
                },
            ),
            Event::PeopleDeparted { area, people, shelter } => text(
                "event-people-departed",
                arguments! {
                    area: self.area(*area), people: *people, shelter: self.facility(*shelter),
                },
            ),
            Event::PeopleSheltered { area, people, shelter } => text(
                "event-people-sheltered",
                arguments! {
                    area: self.area(*area), people: *people, shelter: self.facility(*shelter),
                },
            ),
            Event::PeopleRefused { area, people } => {
                text("event-people-refused", arguments! { area: self.area(*area), people: *people })
            }
            Event::PeopleReturned { area, people } => text(
                "event-people-returned",
                arguments! { area: self.area(*area), people: *people },
            ),
            Event::PeopleRescued { area, people, team } => text(
                "event-people-rescued",
                arguments! {
                    area: self.area(*area), people: *people, team: self.team(*team),
                },
            ),
            Event::PeopleFreed { incident, people, .. } => text(
                "event-people-freed",
                arguments! { incident: self.incident(*incident), people: *people },
            ),
            other => unreachable!("{} is no event of people", other.variant()),
        }
    }

    /// Observations and messages.
    fn knowledge_event(&self, event: &Event) -> String {
        match event {
            Event::FactObserved { fact, value, by, .. } => {
                let key = match by {
                    Party::Desk(_) | Party::Team(_) => "event-fact-observed-party",
                    Party::Sensor(place) if self.is_hospital(*place) => {
                        "event-fact-observed-hospital"
                    }
                    Party::Sensor(_) => "event-fact-observed-sensor",
                    Party::People(_) => "event-fact-observed-people",
                    Party::Control => "event-fact-observed-control",
                };
                let fact = self.fact(*fact, *value);
                if *by == Party::Control {
                    return self.texts.fill(key, &arguments! { fact: fact });
                }
                self.texts.fill(key, &arguments! { by: self.party(*by), fact: fact })
            }
            Event::MessageSent { message, .. } => {
                self.message_event("event-message-sent", *message)
            }
            Event::MessageDelivered { message } => {
                self.message_event("event-message-delivered", *message)
            }
            Event::MessageLost { message, .. } => self.lost_event(*message, event),
            Event::MessageRead { message, .. } => {
                self.message_event("event-message-read", *message)
            }
            Event::MessageSuperseded { message, .. } => {
                self.message_event("event-message-superseded", *message)
            }
            other => unreachable!("{} is no event of knowledge", other.variant()),
        }
    }

    /// A message that was sent, delivered, read or superseded.
    fn message_event(&self, key: &str, message: MessageId) -> String {
        self.texts.fill(key, &self.message_arguments(message))
    }

    fn lost_event(&self, message: MessageId, event: &Event) -> String {
        let mut arguments = self.message_arguments(message);
        if let Event::MessageLost { reason, .. } = event {
            arguments.set("reason", self.get(&reason.text()));
        }
        self.texts.fill("event-message-lost", &arguments)
    }

    /// From whom to whom, over which channel, of which kind, with what content.
    fn message_arguments(&self, message: MessageId) -> fluent::FluentArgs<'static> {
        let sent = self.births.seq(message).map(|seq| &self.log.record(seq).event);
        let Some(Event::MessageSent { kind, from, to, channel, .. }) = sent else {
            let unknown = self.texts.say("incident-unknown");
            return arguments! {
                from: unknown.clone(), to: unknown.clone(), channel: unknown.clone(),
                kind: unknown.clone(), content: unknown,
            };
        };
        arguments! {
            from: self.party(*from), to: self.party(*to), channel: self.get(&channel.text()),
            kind: self.get(&kind.text()), content: self.message_content(message),
        }
    }

    /// What a message says: what it is about, and its facts.
    pub fn message_content(&self, message: MessageId) -> String {
        let sent = self.births.seq(message).map(|seq| &self.log.record(seq).event);
        let Some(Event::MessageSent { versions, about, .. }) = sent else {
            return self.texts.say("content-none");
        };
        let about = self.about(about);
        let facts = (!versions.is_empty()).then(|| self.versions(versions));
        match (about, facts) {
            (None, None) => self.texts.say("content-none"),
            (Some(one), None) | (None, Some(one)) => one,
            (Some(about), Some(facts)) => self.texts.list(&[about, facts]),
        }
    }

    /// What a message is about besides facts.
    fn about(&self, about: &About) -> Option<String> {
        let text = |key: &str, arguments| Some(self.texts.fill(key, &arguments));
        match about {
            About::Facts {} => None,
            About::Order { order } => {
                text("about-order", arguments! { order: self.order_of(*order) })
            }
            About::Request { request } => {
                text("about-request", arguments! { request: self.request_of(*request) })
            }
            About::Call { .. } => Some(self.texts.say("about-call")),
            About::Message { message } => {
                text("about-message", arguments! { message: self.message_content(*message) })
            }
            About::Inject { inject } => {
                let name = self.drill.inject(*inject).name.clone();
                text("about-inject", arguments! { inject: name })
            }
            About::Report { report } => {
                text("about-report", arguments! { report: self.get(&report.text()) })
            }
            About::Document { document } => {
                text("about-document", arguments! { document: self.document_of(*document) })
            }
            About::Meeting { .. } => Some(self.texts.say("about-meeting")),
            About::Rumour { incident } => {
                text("about-rumour", arguments! { incident: self.incident(*incident) })
            }
            About::Patient { casualty, .. } => {
                text("about-patient", arguments! { casualty: self.casualty(*casualty) })
            }
        }
    }

    /// Tasks and teams.
    fn team_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match event {
            Event::TaskAssigned { task, team, by, .. } => text(
                "event-task-assigned",
                arguments! {
                    by: self.desk(*by), task: self.task(*task), team: self.team(*team),
                },
            ),
            Event::TaskReleased { task, team } => text(
                "event-task-released",
                arguments! { task: self.task(*task), team: self.team(*team) },
            ),
            Event::TeamStateChanged { team, state } => text(
                "event-team-state-changed",
                arguments! { team: self.team(*team), state: self.get(&state.text()) },
            ),
            Event::TaskCompleted { task } => {
                text("event-task-completed", arguments! { task: self.task(*task) })
            }
            Event::WorkStarted { team, task, .. } => text(
                "event-work-started",
                arguments! { team: self.team(*team), task: self.task(*task) },
            ),
            Event::TeamWaited { team, task, reason, on } => {
                let mut arguments = arguments! {
                    team: self.team(*team), task: self.task(*task),
                    reason: self.get(&reason.text()),
                };
                if *reason == WaitReason::Danger {
                    return text("event-team-withdrawn", arguments);
                }
                let Some(on) = on else { return text("event-team-waited", arguments) };
                arguments.set("on", self.task(*on));
                text("event-team-waited-on", arguments)
            }
            other => self.travel_event(other),
        }
    }

    /// Teams on the road.
    fn travel_event(&self, event: &Event) -> String {
        let text = |key: &str, arguments| self.texts.fill(key, &arguments);
        match event {
            Event::TeamDeparted { team, to, arcs } => text(
                "event-team-departed",
                arguments! {
                    team: self.team(*team), place: self.node(*to),
                    kilometres: clock::decimal(self.kilometres(arcs)),
                },
            ),
            Event::TeamTurnedBack { team, road, at } => text(
                "event-team-turned-back",
                arguments! {
                    team: self.team(*team), road: self.road(*road), place: self.node(*at),
                },
            ),
            Event::TeamArrived { team, node, task } => {
                let mut arguments = arguments! { team: self.team(*team), place: self.node(*node) };
                let Some(task) = task else { return text("event-team-arrived", arguments) };
                arguments.set("task", self.task(*task));
                text("event-team-arrived-task", arguments)
            }
            Event::TeamLeft { team, node } => text(
                "event-team-left",
                arguments! { team: self.team(*team), place: self.node(*node) },
            ),
            other => unreachable!("{} is no event of a journey", other.variant()),
        }
    }

    /// Length of a route in km.
    fn kilometres(&self, arcs: &[ArcId]) -> f64 {
        let network = &self.drill.county.network;
        arcs.iter().map(|arc| f64::from(network.road(*arc).length_mm) / 1e6).sum()
    }
}
