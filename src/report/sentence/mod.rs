//! What happened, in sentences that a duty officer would say: each event, order and fact in the
//! language of the names. What is worth saying is decided elsewhere.

mod command;
mod event;
mod fact;
mod order;

use crate::event_log::event::Seq;

use super::clock;
use super::names::Names;

/// One event as it is shown to a reader.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Told {
    /// Number of the event in the log.
    pub seq: u32,
    /// `06:41`.
    pub clock: String,
    /// `T+00:11`.
    pub elapsed: String,
    /// The sentence.
    pub sentence: String,
}

impl std::fmt::Display for Told {
    /// `06:41 T+00:11 #18231 sentence`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seq, clock, elapsed, sentence } = self;
        write!(formatter, "{clock} {elapsed} #{seq} {sentence}")
    }
}

impl Names<'_> {
    /// An event with its times and its sentence.
    pub fn tell(&self, seq: Seq) -> Told {
        let record = self.log.record(seq);
        Told {
            seq: seq.0,
            clock: self.clock(record.at),
            elapsed: clock::elapsed(record.at),
            sentence: self.sentence(seq),
        }
    }

    /// The sentence for an event; English ones begin with a capital.
    pub fn sentence(&self, seq: Seq) -> String {
        capitalise(&self.event(&self.log.record(seq).event))
    }
}

/// The text with its first letter as a capital.
pub fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
