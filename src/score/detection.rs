//! What is *not* a coordination gap: what nobody knew (detection) and what nobody could do
//! (capacity). Both are reported apart, so that no interface is blamed for them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::percentile;
use super::index::Index;
use super::moment::Clock;
use super::scorecard::Named;
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Seq;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{FactKind, Subject};

/// How long facts of one kind were true before any desk or team knew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detection {
    /// Kind of fact.
    pub fact: FactKind,
    /// Material versions that some desk or team came to know.
    pub known: u32,
    /// Material versions that somebody saw or a sensor measured and no desk or team ever knew.
    pub never_known: u32,
    /// Median latency of those known, by the nearest rank.
    pub median: Duration,
    /// 90th percentile.
    pub percentile_90: Duration,
    /// Longest.
    pub longest: Duration,
    /// What the longest was about.
    pub longest_about: Option<Named>,
    /// The observation and the first knowing of the longest.
    pub evidence: Vec<Seq>,
}

crate::vocabulary::words! {
    /// What could not be done for want of means.
    CapacityKind {
        /// A request fell due and no capable idle team could have come in time.
        RequestUnmet "请求到期时无可用力量" "request unmet, no team could have come in time",
        /// A task waited and no capable team was idle.
        TaskWithoutTeam "任务等待期间无待命力量" "task waited, no capable team idle",
    }
}

/// A shortfall of capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// What it was.
    pub kind: CapacityKind,
    /// What was short.
    pub capability: Capability,
    /// Teams missing.
    pub missing: u8,
    /// From when.
    pub start: Time,
    /// Until when; none: to the end of play.
    pub end: Option<Time>,
    /// How long, up to the end of play where it stayed open.
    pub length: Duration,
    /// Who needed it.
    pub needer: Option<Named>,
    /// The incident.
    pub incident: Named,
    /// The task.
    pub task: Named,
    /// Events that prove it.
    pub evidence: Vec<Seq>,
}

/// How long the material versions of each kind of fact were true before any desk or team knew:
/// `clocks` are those of each fact with the number of versions that nobody ever knew.
pub(super) fn detection(index: &Index, clocks: &[(Vec<Clock>, u32)]) -> Vec<Detection> {
    type Late<'a> = (Duration, Key, &'a Clock, Subject);
    let mut kinds: BTreeMap<FactKind, (Vec<Late<'_>>, u32)> = BTreeMap::new();
    for (track, (clocks, never)) in index.facts.iter().zip(clocks) {
        let (known, never_known) = kinds.entry(track.fact.kind).or_default();
        *never_known += never;
        let key = track.fact.key(index.names.registry());
        known.extend(
            clocks
                .iter()
                .map(|clock| (clock.start.at.since(clock.since), key, clock, track.fact.subject)),
        );
    }
    kinds
        .into_iter()
        .map(|(fact, (mut known, never_known))| {
            known.sort_by_key(|(latency, key, clock, _)| (*latency, *key, clock.start));
            let latencies: Vec<Duration> = known.iter().map(|(latency, ..)| *latency).collect();
            let longest = known.last();
            let about = longest.map(|(.., subject)| match subject {
                Subject::Incident(id) => index.incident_name(*id),
                _ => Some(index.names.subject(*subject)),
            });
            Detection {
                fact,
                known: u32::try_from(known.len()).unwrap_or(u32::MAX),
                never_known,
                median: percentile(&latencies, 50).unwrap_or_default(),
                percentile_90: percentile(&latencies, 90).unwrap_or_default(),
                longest: latencies.last().copied().unwrap_or_default(),
                longest_about: about.flatten(),
                evidence: longest
                    .map(|(_, _, clock, _)| vec![clock.seen.seq, clock.start.seq])
                    .unwrap_or_default(),
            }
        })
        .collect()
}
