//! Versions of facts and the messages that carry them.

use crate::base::id::{MessageId, VersionId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::event_log::event::{About, Party, Seq};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::Fact;

/// A version of a fact: what one observer saw at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The fact.
    pub fact: Fact,
    /// What was seen.
    pub value: i64,
    /// When.
    pub observed: Time,
    /// By whom.
    pub by: Party,
    /// Stable key: fact, observer, and that observer's ordinal for this fact.
    pub key: Key,
}

impl Version {
    /// Whether this version takes the place of `other` in a picture: the later observation does,
    /// and of two at one moment the one with the greater key.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        (self.observed, self.key) > (other.observed, other.key)
    }
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// On its channel.
    Travelling,
    /// In the recipient's inbox.
    Waiting,
    /// Being read.
    Reading,
    /// Read.
    Read,
    /// Lost on its way.
    Lost,
    /// Replaced, before it was read, by a message with newer versions of the same facts.
    Superseded,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Stable key: kind, sender, recipient, what it carries and the attempt.
    pub key: Key,
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
    /// Versions that it carries.
    pub versions: Box<[VersionId]>,
    /// What else it is about.
    pub about: About,
    /// Where it is.
    pub state: MessageState,
    /// The event that it was sent by.
    pub sent: Seq,
    /// The event that brought it to where it is.
    pub last: Seq,
    /// Channels tried before this one, as a mask of channel codes.
    pub tried: u16,
}

/// Every version and every message of a run, by id.
#[derive(Debug, Clone, Default)]
pub struct Correspondence {
    /// Versions.
    pub versions: Vec<Version>,
    /// Messages.
    pub messages: Vec<Message>,
}

impl Correspondence {
    /// The version of that id.
    pub fn version(&self, id: VersionId) -> &Version {
        &self.versions[id.index()]
    }

    /// The message of that id.
    pub fn message(&self, id: MessageId) -> &Message {
        &self.messages[id.index()]
    }

    /// The message of that id, to move it on.
    pub fn message_mut(&mut self, id: MessageId) -> &mut Message {
        &mut self.messages[id.index()]
    }

    /// Whether `newer` says all that `older` says, and later: then the older one need not be read.
    pub fn supersedes(&self, newer: &Message, older: &Message) -> bool {
        let facts_alone = About::Facts {};
        older.about == facts_alone
            && newer.about == facts_alone
            && !older.versions.is_empty()
            && older.versions.iter().all(|old| {
                let old = self.version(*old);
                newer.versions.iter().any(|new| {
                    let new = self.version(*new);
                    new.fact == old.fact && new.is_newer_than(old)
                })
            })
    }
}
