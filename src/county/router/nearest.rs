//! The nearest of several: which of some journeys are the quickest, without a search for each.

use super::{Known, Overlay, Router};
use crate::base::id::NodeId;
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::vocabulary::profile::Profile;

/// One of several journeys of which the quickest are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<R> {
    /// How it travels.
    pub profile: Profile,
    /// From where.
    pub from: NodeId,
    /// Where to.
    pub to: NodeId,
    /// What counts before the time: the least comes first.
    pub rank: R,
    /// What is added to the time.
    pub beyond: Duration,
    /// Decides ties.
    pub key: Key,
}

impl Router {
    /// Places of the `count` candidates of least rank, time and key, in that order, each with its
    /// time and what lies beyond; those to which no way leads are left out.
    ///
    /// Those whose trees have a clean path are known; of the rest only those are searched for that
    /// can still be nearer, and no farther than that.
    pub fn nearest<R: Copy + Ord>(
        &self,
        candidates: &[Candidate<R>],
        overlay: &Overlay,
        count: usize,
    ) -> Vec<(usize, Duration)> {
        let (mut found, mut open) = (Vec::new(), Vec::new());
        for (place, it) in candidates.iter().enumerate() {
            match self.known(it.profile, (it.from, it.to), overlay) {
                Some(Known::Exactly(time)) => {
                    found.push((it.rank, time + it.beyond, it.key, place));
                }
                Some(Known::AtLeast(time)) => open.push((it.rank, time + it.beyond, place)),
                None => {}
            }
        }
        open.sort_unstable();
        found.sort_unstable();
        found.truncate(count);
        for (rank, at_least, place) in open {
            let it = &candidates[place];
            let last = found.last().filter(|_| found.len() == count);
            if count == 0 || last.is_some_and(|last| (rank, at_least) > (last.0, last.1)) {
                break;
            }
            let limit =
                last.filter(|last| last.0 == rank).map(|last| last.1.saturating_sub(it.beyond));
            let ends = (it.from, it.to);
            if let Some(time) = self.search_time(it.profile, ends, overlay, limit) {
                found.push((rank, time + it.beyond, it.key, place));
                found.sort_unstable();
                found.truncate(count);
            }
        }
        found.into_iter().map(|(_, time, _, place)| (place, time)).collect()
    }
}
