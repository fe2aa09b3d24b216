//! An inbox: messages that wait for a reader, the most urgent first, then the one that came first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::base::id::MessageId;
use crate::base::key::Key;
use crate::base::time::Time;
use crate::vocabulary::channel::Priority;

/// Messages in the order in which they are taken up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    waiting: BTreeSet<(Reverse<Priority>, Time, Key, MessageId)>,
}

impl Inbox {
    /// Puts a message in; ties of urgency and time go by the message's key.
    pub fn put(&mut self, message: MessageId, priority: Priority, delivered: Time, key: Key) {
        self.waiting.insert((Reverse(priority), delivered, key, message));
    }

    /// Takes the next message out.
    pub fn take(&mut self) -> Option<MessageId> {
        self.waiting.pop_first().map(|(_, _, _, message)| message)
    }

    /// Takes out every message for which `is_superseded` holds, in the order of reading.
    pub fn remove(&mut self, mut is_superseded: impl FnMut(MessageId) -> bool) -> Vec<MessageId> {
        let gone: Vec<_> =
            self.waiting.iter().filter(|entry| is_superseded(entry.3)).copied().collect();
        for entry in &gone {
            self.waiting.remove(entry);
        }
        gone.into_iter().map(|entry| entry.3).collect()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_counts_before_time() {
        let mut inbox = Inbox::default();
        inbox.put(MessageId(0), Priority::Routine, Time::from_minutes(1), Key(1));
        inbox.put(MessageId(1), Priority::Flash, Time::from_minutes(3), Key(9));
        inbox.put(MessageId(2), Priority::Flash, Time::from_minutes(3), Key(2));
        inbox.put(MessageId(3), Priority::Flash, Time::from_minutes(2), Key(7));
        let order: Vec<_> = std::iter::from_fn(|| inbox.take()).map(|id| id.0).collect();
        assert_eq!(order, [3, 2, 1, 0]);
    }
}
