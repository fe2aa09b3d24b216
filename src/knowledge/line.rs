//! Lines of a channel: each message holds one for a while, first come, first served.

use crate::base::time::{Duration, Time};

/// The lines of one sender on one channel, by when each is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    free: Vec<Time>,
}

impl Lines {
    /// So many free lines; a channel without lines to run out of has none and never waits.
    pub fn new(count: u8) -> Self {
        Self { free: vec![Time::START; usize::from(count)] }
    }

    /// When a line is free, at the earliest.
    pub fn earliest(&self) -> Time {
        self.free.iter().min().copied().unwrap_or(Time::START)
    }

    /// Takes the line that is free first, from `now` at the earliest, for `hold`; when the message
    /// has left it.
    pub fn transmit(&mut self, now: Time, hold: Duration) -> Time {
        match self.free.iter_mut().min() {
            None => now + hold,
            Some(free) => {
                *free = (*free).max(now) + hold;
                *free
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_message_waits_for_the_only_line() {
        let hold = Duration::from_seconds(60);
        let mut lines = Lines::new(1);
        assert_eq!(lines.transmit(Time::START, hold), Time::from_minutes(1));
        assert_eq!(lines.transmit(Time::START, hold), Time::from_minutes(2));
        assert_eq!(lines.transmit(Time::from_minutes(9), hold), Time::from_minutes(10));
        let mut two = Lines::new(2);
        two.transmit(Time::START, hold);
        assert_eq!(two.transmit(Time::START, hold), Time::from_minutes(1));
    }
}
