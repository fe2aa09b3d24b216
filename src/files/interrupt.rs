//! Whether the user wants to stop: a flag that the binary raises and that long work looks at. No
//! signal is handled here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Error;

/// A flag that all of its clones share.
#[derive(Debug, Clone)]
pub struct Interrupt {
    /// Checks that still pass; `u64::MAX` for all of them.
    checks_left: Arc<AtomicU64>,
}

impl Default for Interrupt {
    fn default() -> Self {
        Self::passing(u64::MAX)
    }
}

impl Interrupt {
    /// A flag that is raised by itself after so many checks.
    fn passing(checks: u64) -> Self {
        Self { checks_left: Arc::new(AtomicU64::new(checks)) }
    }

    /// A flag that stops the work it is given to at its check after these, to try out every place
    /// where that can happen.
    #[cfg(test)]
    pub(crate) fn after_checks(checks: u64) -> Self {
        Self::passing(checks)
    }

    /// Raises the flag.
    pub fn raise(&self) {
        self.checks_left.store(0, Ordering::Relaxed);
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// [`Error::Interrupted`] once the flag is raised.
    pub fn check(&self) -> Result<(), Error> {
        match self.checks_left.load(Ordering::Relaxed) {
            0 => Err(Error::Interrupted),
            u64::MAX => Ok(()),
            left => {
                self.checks_left.store(left - 1, Ordering::Relaxed);
                Ok(())
            }
        }
    }
}
