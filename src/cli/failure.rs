//! Why a command ends with another exit code than 0.

use std::io;

use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::files::Error;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// Files could not be read, written or understood.
    Files(Error),
    /// Criteria that the run does not meet, one text each.
    NotMet(Vec<Text>),
    /// What was typed cannot be done.
    Usage(Text),
    /// A replay is not the run that was recorded.
    Differs(Text),
    /// Problems that were already printed as the result.
    Invalid,
    /// The standard output does not take any more.
    Output(io::Error),
}

impl Failure {
    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Files(error) => error.exit_code(),
            Self::NotMet(_) => 1,
            Self::Usage(_) => 2,
            Self::Invalid => 3,
            // Whoever closed the pipe has read what was wanted.
            Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Output(_) => 4,
            Self::Differs(_) => 5,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Files(error)
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Files(Error::Invalid(problems))
    }
}

impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        Self::Output(cause)
    }
}
