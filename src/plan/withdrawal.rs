//! Teams that come out of a danger upon some news, and go back in after a while without more of it:
//! out of damaged buildings after a shock.

use serde::{Deserialize, Serialize};

use super::file::Source;
use crate::base::id::ClauseId;
use crate::base::time::Duration;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::safety::DangerKind;

/// On what news desks order their teams out of a danger, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalFile {
    /// Clause.
    pub clause: String,
    /// The news.
    pub fact: FactKind,
    /// The danger that they come out of.
    pub danger: DangerKind,
    /// Minutes without further news after which they are ordered back in.
    pub back_after_minutes: u32,
    /// Where the figure comes from.
    pub source: Source,
}

/// On what news desks order their teams out of a danger.
#[derive(Debug, Clone, PartialEq)]
pub struct Withdrawal {
    /// Clause.
    pub clause: ClauseId,
    /// The news.
    pub fact: FactKind,
    /// The danger that they come out of.
    pub danger: DangerKind,
    /// How long without further news until they are ordered back in.
    pub back_after: Duration,
    /// Where the figure comes from.
    pub source: Source,
}
