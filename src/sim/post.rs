//! Messages: sent, carried, delivered, read; versions: born by observation, taken into pictures.

use super::agenda::Occurrence;
use super::stage::Stage;
use crate::base::chance::Purpose;
use crate::base::id::{DeskId, MessageId, NodeId, VersionId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{About, Event, LossReason, Party, Seq};
use crate::knowledge::message::{Message, MessageState, Version};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::Fact;

/// Minutes for which a caller tries to get a line: an assumption, shown in the report.
pub const PATIENCE_MINUTES: u64 = 10;

/// Kinds of born keys, so that keys of different kinds never meet.
pub mod born {
    /// A version.
    pub const VERSION: u32 = 1;
    /// A message.
    pub const MESSAGE: u32 = 2;
    /// An order.
    pub const ORDER: u32 = 3;
    /// A request.
    pub const REQUEST: u32 = 4;
    /// A document.
    pub const DOCUMENT: u32 = 5;
    /// A consultation.
    pub const MEETING: u32 = 6;
    /// A call-and-confirm.
    pub const CALL: u32 = 7;
    /// An incident.
    pub const INCIDENT: u32 = 8;
    /// A task.
    pub const TASK: u32 = 9;
    /// A casualty.
    pub const CASUALTY: u32 = 10;
    /// Something to be noticed.
    pub const NOTICE: u32 = 11;
    /// A turn in a team's plans.
    pub const TEAM_EPOCH: u32 = 12;
    /// A step of a thing that has many.
    pub const STEP: u32 = 13;
    /// A deadline of a desk.
    pub const DEADLINE: u32 = 14;
    /// A turnout.
    pub const TURNOUT: u32 = 15;
    /// A spell of work in danger.
    pub const DANGER: u32 = 16;
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Kind.
    pub kind: MessageKind,
    /// Sender.
    pub from: Party,
    /// Recipient.
    pub to: Party,
    /// Channel.
    pub channel: Channel,
    /// How urgent.
    pub priority: Priority,
    /// Versions.
    pub versions: Vec<VersionId>,
    /// What else it is about, and the key of that.
    pub about: (About, Key),
    /// Channels tried before, as a mask.
    pub tried: u16,
}

impl Stage<'_, '_> {
    /// Brings a version into the world: `by` saw, measured or concluded it.
    pub fn observe(
        &mut self,
        by: Party,
        fact: Fact,
        value: i64,
        since: Time,
        cause: Seq,
    ) -> (VersionId, Seq) {
        let registry = self.recorder.log.registry();
        let about = [fact.key(registry), by.key(registry)];
        let key = self.born_key(born::VERSION, &about);
        let version: VersionId = self.bear(key);
        let observed = self.now();
        self.post.mail.versions.push(Version { fact, value, observed, by, key });
        let event = Event::FactObserved { version, fact, value, by, since };
        let seq = self.record(cause, event);
        match by {
            Party::Desk(desk) => self.learn(desk, &[version], by, seq),
            Party::Team(team) => {
                let version_held = *self.post.mail.version(version);
                self.team_mut(team).picture.take(version, &version_held, observed, by);
            }
            Party::Sensor(_) | Party::People(_) | Party::Control => {}
        }
        (version, seq)
    }

    /// Sends a message. Where the sender has no network it is lost at once.
    pub fn send(&mut self, draft: Draft, cause: Seq) -> MessageId {
        let registry = self.recorder.log.registry();
        let mut about = vec![
            draft.from.key(registry),
            draft.to.key(registry),
            draft.about.1,
            Key(u64::from(draft.kind.code())),
        ];
        about.extend(draft.versions.iter().map(|version| registry.key(*version)));
        let key = self.born_key(born::MESSAGE, &about);
        let message: MessageId = self.bear(key);
        let versions = draft.versions.into_boxed_slice();
        let sent = self.record(
            cause,
            Event::MessageSent {
                message,
                kind: draft.kind,
                from: draft.from,
                to: draft.to,
                channel: draft.channel,
                priority: draft.priority,
                versions: versions.clone(),
                about: draft.about.0.clone(),
            },
        );
        self.post.mail.messages.push(Message {
            key,
            kind: draft.kind,
            from: draft.from,
            to: draft.to,
            channel: draft.channel,
            priority: draft.priority,
            versions,
            about: draft.about.0,
            state: MessageState::Travelling,
            sent,
            last: sent,
            tried: draft.tried | 1 << draft.channel.code(),
        });
        self.carry(message);
        message
    }

    /// Puts a message on its channel: lines, latency, loss.
    fn carry(&mut self, id: MessageId) {
        let message = self.post.mail.message(id);
        let (key, from, to, channel) = (message.key, message.from, message.to, message.channel);
        let prepared = self.prepared();
        let Some(setting) = &prepared.drill.plan.channels[usize::from(channel.code())] else {
            return self.lose(id, LossReason::Channel);
        };
        if setting.needs_mast && !self.has_network(from) {
            return self.lose(id, LossReason::SenderOffNetwork);
        }
        if channel == Channel::Radio && [from, to].into_iter().any(|it| self.is_on_air_apart(it)) {
            return self.lose(id, LossReason::Frequency);
        }
        let factor = prepared.drill.scenario.channel_factor[usize::from(channel.code())];
        let hold = scaled(setting.hold, factor);
        let Some(left) = self.hold_lines(from, to, channel, hold) else {
            return self.lose(id, LossReason::Unanswered);
        };
        let mut draws = self.draws(Purpose::Channel, key);
        if setting.loss > 0.0 && draws.happens(setting.loss) {
            return self.lose(id, LossReason::Channel);
        }
        let latency = if setting.latency_sigma > 0.0 {
            let median = setting.latency.seconds() * factor;
            Duration::from_seconds_f64(draws.lognormal(median, setting.latency_sigma))
        } else {
            scaled(setting.latency, factor)
        };
        self.enter(left + latency, Occurrence::MessageArrives(id), key);
    }

    /// Holds a line of either end where the channel has lines; when the message has left them. None
    /// where no line comes free before the caller gives up.
    fn hold_lines(
        &mut self,
        from: Party,
        to: Party,
        channel: Channel,
        hold: Duration,
    ) -> Option<Time> {
        let mut start = self.now();
        if !matches!(channel, Channel::Phone) {
            return Some(start + hold);
        }
        for party in [from, to] {
            if let Party::Desk(desk) = party {
                start = start.max(self.desk(desk).lines.earliest());
            }
        }
        if start > self.now() + Duration::from_minutes(PATIENCE_MINUTES) {
            return None;
        }
        for party in [from, to] {
            if let Party::Desk(desk) = party {
                self.desk_mut(desk).lines.transmit(start, hold);
            }
        }
        Some(start + hold)
    }

    /// Whether a party can use channels that need a mast.
    pub fn has_network(&self, party: Party) -> bool {
        match party {
            Party::Desk(desk) => {
                let desk = &self.plan().desks[desk.index()];
                desk.landline || self.has_mast(desk.node)
            }
            Party::Team(team) => self.has_mast(self.team(team).at),
            Party::Sensor(facility) => {
                self.has_mast(self.drill().county.facilities[facility.index()].node)
            }
            Party::People(zone) => self.has_mast(self.drill().county.zones[zone.index()].node),
            Party::Control => true,
        }
    }

    /// Whether a party's radio is on another frequency than everybody else's.
    pub fn is_on_air_apart(&self, party: Party) -> bool {
        matches!(party, Party::Team(team) if self.drill().scenario.radio_apart[team.index()])
    }

    /// Whether some mast that covers the place works; places that no mast covers count as served,
    /// since the map then says nothing about them.
    pub fn has_mast(&self, node: NodeId) -> bool {
        let masts = self.shared.prepared.masts_at(node);
        masts.is_empty() || masts.iter().any(|mast| !self.truth.dead_masts.contains_key(mast))
    }

    /// A message did not get through. Channels on which people speak tell the sender at once.
    pub fn lose(&mut self, id: MessageId, reason: LossReason) {
        let message = self.post.mail.message_mut(id);
        message.state = MessageState::Lost;
        let (from, last, channel) = (message.from, message.last, message.channel);
        let about = message.about.clone();
        let seq = self.record(last, Event::MessageLost { message: id, reason });
        self.post.mail.message_mut(id).last = seq;
        let spoken = matches!(
            channel,
            Channel::Phone | Channel::Radio | Channel::Satellite | Channel::Platform
        );
        match from {
            Party::Desk(desk) if spoken => self.not_reached(desk, id, seq),
            Party::People(zone) => self.caller_retries(zone, id, seq),
            Party::Team(_) | Party::Control if spoken => self.say_again(id, seq),
            // What an instrument measures comes again; a patient's need is said once.
            Party::Sensor(_) if matches!(about, About::Patient { .. }) => self.say_again(id, seq),
            _ => {}
        }
    }

    /// A message reaches the recipient.
    pub fn arrive(&mut self, id: MessageId) {
        let message = self.post.mail.message(id);
        let (to, channel, last) = (message.to, message.channel, message.last);
        let needs_mast = self.plan().channels[usize::from(channel.code())]
            .as_ref()
            .is_some_and(|setting| setting.needs_mast);
        if needs_mast && !self.has_network(to) {
            return self.lose(id, LossReason::RecipientOffNetwork);
        }
        let seq = self.record(last, Event::MessageDelivered { message: id });
        let message = self.post.mail.message_mut(id);
        message.state = MessageState::Waiting;
        message.last = seq;
        match to {
            Party::Desk(desk) => self.put_in_inbox(desk, id),
            Party::Team(team) => self.team_reads(team, id),
            Party::Sensor(_) | Party::People(_) | Party::Control => {}
        }
    }

    /// A message joins a desk's inbox; what it makes obsolete leaves it.
    fn put_in_inbox(&mut self, desk: DeskId, id: MessageId) {
        let now = self.now();
        let newer = self.post.mail.message(id).clone();
        let mut inbox = std::mem::take(&mut self.desk_mut(desk).inbox);
        let mail = &self.post.mail;
        let gone = inbox.remove(|old| mail.supersedes(&newer, mail.message(old)));
        inbox.put(id, newer.priority, now, newer.key);
        self.desk_mut(desk).inbox = inbox;
        for old in gone {
            self.post.mail.message_mut(old).state = MessageState::Superseded;
            self.record(newer.last, Event::MessageSuperseded { message: old, by: id });
        }
        self.take_up(desk);
    }

    /// A free reader takes up the next message.
    pub fn take_up(&mut self, desk: DeskId) {
        while self.desk(desk).free_readers > 0 {
            let Some(id) = self.desk_mut(desk).inbox.take() else { return };
            self.desk_mut(desk).free_readers -= 1;
            self.post.mail.message_mut(id).state = MessageState::Reading;
            let message = self.post.mail.message(id);
            let (key, channel) = (message.key, message.channel);
            let time = self.reading_time(desk, key, channel);
            self.enter(self.now() + time, Occurrence::ReadingEnds(desk, id), key);
        }
    }

    fn reading_time(&self, desk: DeskId, message: Key, channel: Channel) -> Duration {
        let prepared = self.prepared();
        let described = &prepared.drill.plan.desks[desk.index()];
        let percent = prepared.drill.plan.channels[usize::from(channel.code())]
            .as_ref()
            .map_or(100, |setting| setting.reading_percent);
        let is_village = described.serves.is_some_and(|zone| {
            let kind = prepared.drill.county.zones[zone.index()].kind;
            kind == crate::county::place::ZoneKind::Village
        });
        let speed = if is_village { prepared.drill.scenario.village_speed } else { 1.0 };
        let median = described.service.seconds() * f64::from(percent) / 100.0 / speed;
        let seconds = if described.service_sigma > 0.0 {
            let key = Key::born(born::STEP, &[message, described.key], 0);
            self.draws(Purpose::Service, key).lognormal(median, described.service_sigma)
        } else {
            median
        };
        Duration::from_seconds_f64(seconds)
    }

    /// A reader has finished a message: it is known now.
    pub fn finish_reading(&mut self, desk: DeskId, id: MessageId) {
        let message = self.post.mail.message(id).clone();
        let waited = self.desk(desk).last_read.filter(|read| *read > message.last);
        let event = Event::MessageRead { message: id, after: waited };
        let seq = self.record(message.last, event);
        let entry = self.post.mail.message_mut(id);
        entry.state = MessageState::Read;
        entry.last = seq;
        let state = self.desk_mut(desk);
        state.free_readers += 1;
        state.last_read = Some(seq);
        self.learn(desk, &message.versions, message.from, seq);
        self.heed(desk, &message, seq);
        self.take_up(desk);
    }
}

/// A length times a factor.
pub fn scaled(length: Duration, factor: f64) -> Duration {
    if factor == 1.0 { length } else { Duration::from_seconds_f64(length.seconds() * factor) }
}
