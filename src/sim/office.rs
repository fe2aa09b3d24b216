//! What offices do besides deciding: documents through approval, call-and-confirm, consultation.

use std::collections::BTreeMap;

use super::agenda::Occurrence;
use super::post::{Draft, born};
use super::stage::Stage;
use super::state::{Call, Document};
use crate::autopilot::Decision;
use crate::base::id::{CallId, DeskId, DocumentId, MeetingId, MessageId, VersionId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::event_log::event::{About, DocumentKind, Event, Party, Seq};
use crate::knowledge::message::{Message, MessageState};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::Order;
use crate::vocabulary::scale::Scale;

/// Steps of a document.
mod step {
    /// The draft is ready.
    pub(super) const DRAFTED: u8 = 0;
    /// The review is done.
    pub(super) const REVIEWED: u8 = 1;
    /// The signature is due.
    pub(super) const SIGNED: u8 = 2;
}

impl Stage<'_, '_> {
    /// A desk begins to draft a document for its decisions.
    pub fn open_document(
        &mut self,
        by: DeskId,
        approval: usize,
        decisions: Vec<Decision>,
        cause: Seq,
    ) {
        let about = [self.key(by), Key(decisions.len() as u64), Key(approval as u64)];
        let key = self.born_key(born::DOCUMENT, &about);
        let document: DocumentId = self.bear(key);
        let ready = self.now() + self.plan().approvals[approval].draft;
        self.post.documents.push(Document {
            key,
            by,
            approval,
            decisions,
            last: cause,
            ready,
            reviewed: false,
        });
        self.move_at(document, ready, step::DRAFTED);
    }

    fn move_at(&mut self, document: DocumentId, at: Time, step: u8) {
        let key = self.post.documents[document.index()].key;
        let key = Key::born(born::STEP, &[key, Key(at.milliseconds())], u32::from(step));
        self.enter(at, Occurrence::DocumentMoves(document, step), key);
    }

    /// The next step of a document is done.
    pub fn move_document(&mut self, id: DocumentId, step: u8) {
        let document = self.post.documents[id.index()].clone();
        let approval = self.plan().approvals[document.approval].clone();
        match step {
            step::DRAFTED => {
                let kind = document_kind(&document.decisions);
                let event = Event::DocumentDrafted { document: id, by: document.by, kind };
                let seq = self.record(document.last, event);
                self.post.documents[id.index()].last = seq;
                let next = approval.review.map_or(approval.sign.0, |review| review.0);
                self.pass_document(id, document.by, next, seq);
            }
            step::REVIEWED => {
                let by = approval.review.map_or(document.by, |review| review.0);
                let event = Event::DocumentReviewed { document: id, by };
                let seq = self.record(document.last, event);
                let entry = &mut self.post.documents[id.index()];
                entry.last = seq;
                entry.reviewed = true;
                self.pass_document(id, by, approval.sign.0, seq);
            }
            _ => self.sign_document(id),
        }
    }

    /// Hands a document to the desk that has to deal with it next.
    fn pass_document(&mut self, id: DocumentId, from: DeskId, to: DeskId, cause: Seq) {
        if from == to {
            return self.take_document(to, id, cause);
        }
        let key = self.post.documents[id.index()].key;
        let about = (About::Document { document: id }, key);
        self.send_urgent(
            from,
            Party::Desk(to),
            MessageKind::Notification,
            Vec::new(),
            about,
            cause,
        );
    }

    /// A desk has a document before it: the reviewer reviews, the signer signs.
    pub fn take_document(&mut self, desk: DeskId, id: DocumentId, seq: Seq) {
        let document = &mut self.post.documents[id.index()];
        document.last = seq;
        let approval = self.plan().approvals[self.post.documents[id.index()].approval].clone();
        let is_reviewed = self.post.documents[id.index()].reviewed;
        match approval.review {
            Some((reviewer, time)) if reviewer == desk && !is_reviewed => {
                self.move_at(id, self.now() + time, step::REVIEWED);
            }
            _ => {
                let ready = self.now() + approval.sign.1;
                self.post.documents[id.index()].ready = ready;
                self.move_at(id, ready, step::SIGNED);
            }
        }
    }

    /// The signature: by the person, by the deputy once the plan allows it, or later.
    fn sign_document(&mut self, id: DocumentId) {
        let document = self.post.documents[id.index()].clone();
        let prepared = self.prepared();
        let approval = &prepared.drill.plan.approvals[document.approval];
        let (signer, now) = (approval.sign.0, self.now());
        let absence = prepared
            .drill
            .scenario
            .absences
            .iter()
            .find(|(desk, from, to)| *desk == signer && *from <= now && now < *to);
        let mut by = signer;
        let mut cause = document.last;
        if let Some((_, _, back)) = absence {
            let deputy_at =
                approval.deputy_after.map_or(Time::NEVER, |after| document.ready + after);
            let deputy = prepared.drill.plan.desks[signer.index()].deputy;
            match deputy.filter(|_| deputy_at <= now) {
                Some(deputy) => {
                    cause = self.record(cause, Event::DeputyStoodIn { desk: deputy });
                    by = deputy;
                }
                None => {
                    let at = if deputy.is_some() { (*back).min(deputy_at) } else { *back };
                    return self.move_at(id, at.max(now), step::SIGNED);
                }
            }
        }
        let after = (now > document.ready).then_some(document.last);
        let seq = self.record(cause, Event::DocumentSigned { document: id, by, after });
        for decision in document.decisions {
            self.perform(document.by, decision, seq);
        }
    }

    /// A desk telephones a post until it confirms.
    pub fn start_call(&mut self, by: DeskId, to: DeskId, facts: Vec<Fact>, cause: Seq) {
        let registry = self.recorder.log.registry();
        let mut about = vec![registry.key(by), registry.key(to)];
        about.extend(facts.iter().map(|fact| fact.key(registry)));
        let key = self.born_key(born::CALL, &about);
        let call: CallId = self.bear(key);
        let since = self.now();
        self.post.calls.push(Call {
            key,
            by,
            to,
            facts,
            since,
            attempts: 0,
            confirmed: false,
            acted: false,
            escalated: false,
            last: cause,
            message: None,
            looks: 0,
        });
        self.place_call(call);
    }

    /// One attempt, and the time at which the next one is due.
    fn place_call(&mut self, id: CallId) {
        let call = &mut self.post.calls[id.index()];
        call.attempts += 1;
        let (by, to, key, last) = (call.by, call.to, call.key, call.last);
        let (attempt, facts) = (call.attempts, call.facts.clone());
        let seq = self.record(last, Event::CallPlaced { call: id, by, to, attempt });
        self.post.calls[id.index()].last = seq;
        let versions: Vec<VersionId> = {
            let picture = &self.desk(by).picture;
            facts.iter().filter_map(|fact| picture.held(*fact)).map(|held| held.version).collect()
        };
        let platform_on = self.drill().scenario.platform_on;
        let plan = self.plan();
        let channels = &plan.calls.channels[usize::from(attempt) - 1..];
        let channel = plan.channel_between(channels, (by, to), 0, platform_on);
        let draft = Draft {
            kind: MessageKind::Warning,
            from: Party::Desk(by),
            to: Party::Desk(to),
            channel: channel.unwrap_or(Channel::Phone),
            priority: Priority::Flash,
            versions,
            about: (About::Call { call: id }, key),
            tried: 0,
        };
        let message = self.send(draft, seq);
        self.post.calls[id.index()].message = Some(message);
        self.look_at_call_later(id);
    }

    fn look_at_call_later(&mut self, id: CallId) {
        let call = &mut self.post.calls[id.index()];
        call.looks += 1;
        let (key, looks) = (Key::born(born::STEP, &[call.key], call.looks), call.looks);
        let next = self.now() + self.plan().calls.retry;
        self.enter(next, Occurrence::CallContinues(id, looks), key);
    }

    /// Whether the attempt before is still on its way, or waits to be understood.
    fn call_is_pending(&self, id: CallId) -> bool {
        self.post.calls[id.index()].message.is_some_and(|message| {
            let state = self.post.mail.message(message).state;
            matches!(
                state,
                MessageState::Travelling | MessageState::Waiting | MessageState::Reading
            )
        })
    }

    /// A post has not confirmed in time: once more, or up.
    pub fn continue_call(&mut self, id: CallId) {
        let call = self.post.calls[id.index()].clone();
        if call.confirmed {
            return;
        }
        let calls = self.plan().calls.clone();
        if !call.escalated && self.now().since(call.since) >= calls.escalate {
            self.post.calls[id.index()].escalated = true;
            let prepared = self.prepared();
            let zone = prepared.drill.plan.desks[call.to.index()].serves;
            let up = prepared.drill.plan.audience(
                &prepared.drill.county,
                &calls.escalate_to,
                Some(call.to),
                zone,
                None,
            );
            for to in up {
                let seq = self.record(call.last, Event::CallEscalated { call: id, to });
                let about = (About::Facts {}, call.key);
                let held = &self.desk(call.by).picture;
                let versions: Vec<VersionId> = call
                    .facts
                    .iter()
                    .filter_map(|fact| held.held(*fact))
                    .map(|held| held.version)
                    .collect();
                let kind = MessageKind::Warning;
                self.send_urgent(call.by, Party::Desk(to), kind, versions, about, seq);
            }
        }
        if self.call_is_pending(id) {
            self.look_at_call_later(id);
        } else if usize::from(call.attempts) < calls.channels.len() {
            self.place_call(id);
        }
    }

    /// A post has understood what it was telephoned about.
    pub fn confirm_call(&mut self, id: CallId, seq: Seq) {
        if self.post.calls[id.index()].confirmed {
            return;
        }
        let seq = self.record(seq, Event::CallConfirmed { call: id });
        let call = &mut self.post.calls[id.index()];
        call.confirmed = true;
        call.last = seq;
        let (to, facts) = (call.to, call.facts.clone());
        let acted = facts.iter().any(|fact| match fact.subject {
            Subject::Area(area) => {
                let people = self.area(area);
                !people.spreads.is_empty() || people.evacuation.is_some()
            }
            _ => false,
        });
        if acted {
            self.post_acted(to, seq);
        }
    }

    /// A post has done what confirmed calls to it were about.
    pub fn post_acted(&mut self, desk: DeskId, seq: Seq) {
        let open: Vec<usize> = self
            .post
            .calls
            .iter()
            .enumerate()
            .filter(|(_, call)| call.to == desk && call.confirmed && !call.acted)
            .map(|(index, _)| index)
            .collect();
        for index in open {
            self.post.calls[index].acted = true;
            self.record(seq, Event::CallActed { call: CallId::from_index(index) });
        }
    }

    /// Desks meet: each gives up a reader until the end.
    pub fn convene(&mut self, by: DeskId, desks: Vec<DeskId>, cause: Seq) {
        let mut about = vec![self.key(by)];
        about.extend(desks.iter().map(|desk| self.key(*desk)));
        let key = self.born_key(born::MEETING, &about);
        let meeting: MeetingId = self.bear(key);
        let boxed = desks.clone().into_boxed_slice();
        let began = self.record(cause, Event::MeetingConvened { meeting, by, desks: boxed });
        let mut there = desks;
        if !there.contains(&by) {
            there.push(by);
        }
        for desk in &there {
            self.desk_mut(*desk).free_readers -= 1;
        }
        self.post.meetings.push((by, there, began));
        let end = self.now() + self.plan().consultation;
        self.enter(end, Occurrence::MeetingEnds(meeting), key);
    }

    /// The end of a consultation: everybody there knows what any of them knew.
    pub fn end_meeting(&mut self, id: MeetingId) {
        let (by, there, began) = self.post.meetings[id.index()].clone();
        let seq = self.record(began, Event::MeetingEnded { meeting: id });
        let mut shared: BTreeMap<Fact, (VersionId, DeskId)> = BTreeMap::new();
        for desk in &there {
            for (fact, held) in self.desk(*desk).picture.held_versions() {
                let newer = shared.get(&fact).is_none_or(|(other, _)| {
                    let other = self.post.mail.version(*other);
                    self.post.mail.version(held).is_newer_than(other)
                });
                if newer {
                    shared.insert(fact, (held, *desk));
                }
            }
        }
        let key = self.key(id);
        for desk in there {
            self.desk_mut(desk).free_readers += 1;
            // Facts sort by dense ids, which would let the order of a file decide what is heard
            // first: they are told by kind, and within a kind by key.
            let registry = self.recorder.log.registry();
            let mut news: Vec<(FactKind, Key, VersionId)> = shared
                .iter()
                .filter(|(fact, (version, _))| {
                    let held = self.desk(desk).picture.held(**fact).map(|held| held.version);
                    held != Some(*version)
                })
                .map(|(fact, (version, _))| (fact.kind, fact.key(registry), *version))
                .collect();
            news.sort_unstable();
            let news = news.into_iter().map(|(_, _, version)| version).collect();
            self.hear(by, desk, id, key, news, seq);
            self.take_up(desk);
        }
    }

    /// What a desk hears in a consultation, as one message said and heard at once.
    fn hear(
        &mut self,
        by: DeskId,
        desk: DeskId,
        id: MeetingId,
        key: Key,
        news: Vec<VersionId>,
        cause: Seq,
    ) {
        if news.is_empty() {
            return;
        }
        let about = About::Meeting { meeting: id };
        let key = Key::born(born::MESSAGE, &[key, self.key(desk)], 1);
        let message: MessageId = self.bear(key);
        let versions = news.into_boxed_slice();
        let (from, to) = (Party::Desk(by), Party::Desk(desk));
        let sent = self.record(
            cause,
            Event::MessageSent {
                message,
                kind: MessageKind::Notification,
                from,
                to,
                channel: Channel::InPerson,
                priority: Priority::Urgent,
                versions: versions.clone(),
                about: about.clone(),
            },
        );
        let read = self.record(sent, Event::MessageRead { message, after: None });
        self.post.mail.messages.push(Message {
            key,
            kind: MessageKind::Notification,
            from,
            to,
            channel: Channel::InPerson,
            priority: Priority::Urgent,
            versions: versions.clone(),
            about,
            state: MessageState::Read,
            sent,
            last: read,
            tried: 0,
        });
        for version in &versions {
            self.learn(desk, &[*version], from, read);
        }
    }
}

fn document_kind(decisions: &[Decision]) -> DocumentKind {
    let kinds = decisions.iter().map(|decision| match &decision.order {
        Order::DeclareLevel { scale: Scale::WarningLevel, .. } => DocumentKind::Warning,
        Order::DeclareLevel { .. } => DocumentKind::ResponseLevel,
        Order::SetOutflow { .. } => DocumentKind::Release,
        Order::Report { .. } => DocumentKind::Report,
        Order::Publish { .. } => DocumentKind::Statement,
        _ => DocumentKind::Disposition,
    });
    kinds.min().unwrap_or(DocumentKind::Statement)
}
