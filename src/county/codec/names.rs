//! Written names to places in storage, with the rule of what a name may be. Looked up only: the
//! order of the table inside reaches nothing.

use std::collections::HashMap;

use super::NAME_BYTES_MAX;
use super::findings::Findings;
use crate::base::problem::{Place, Problem, did_you_mean, nearest};
use crate::base::text::Text;

/// More names than this make the search for the nearest one costly.
const CHEAP_NAMES_MAX: usize = 2_000;

/// The names of one table.
pub(super) struct NameIndex {
    what: Text,
    by_name: HashMap<Box<[u8]>, u32>,
    /// Whether the table could be read at all; nothing is said of references into one that could
    /// not.
    pub(super) readable: bool,
}

impl NameIndex {
    /// No names of `what` yet.
    pub(super) fn new(what: Text) -> Self {
        Self { what, by_name: HashMap::new(), readable: true }
    }

    /// A table that could not be read.
    pub(super) fn unreadable(what: Text) -> Self {
        Self { readable: false, ..Self::new(what) }
    }

    /// Enters a name for the thing at `index`; none, and the earlier one stays, if it is taken.
    pub(super) fn enter(&mut self, name: &[u8], index: usize) -> Option<()> {
        if self.by_name.contains_key(name) {
            return None;
        }
        self.by_name.insert(name.into(), u32::try_from(index).ok()?);
        Some(())
    }

    /// What carries the name.
    pub(super) fn get(&self, name: &[u8]) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// What carries the name, or a problem at the place that `place` finds.
    pub(super) fn find(
        &self,
        name: &[u8],
        findings: &mut Findings,
        place: impl FnOnce() -> Place,
    ) -> Option<u32> {
        let found = self.get(name);
        if found.is_none() && self.readable {
            let hinted = self.by_name.len() <= CHEAP_NAMES_MAX || findings.take_costly_hint();
            findings.report(|| self.unknown(name, place(), hinted));
        }
        found
    }

    /// The problem of a name that nothing here carries.
    fn unknown(&self, name: &[u8], place: Place, hinted: bool) -> Problem {
        let found = String::from_utf8_lossy(&name[..name.len().min(80)]);
        // The nearest name is a minimum over all, hence independent of the table's order.
        let names = self.by_name.keys().filter_map(|name| std::str::from_utf8(name).ok());
        let near = if hinted { nearest(&found, names) } else { None };
        let expected =
            Text::new(format!("{}的名称", self.what.zh), format!("the name of {}", self.what.en));
        let problem = Problem::error(place, format!("\"{found}\""), expected);
        match near {
            Some(name) => problem.hint(did_you_mean(name)),
            None => problem,
        }
    }

    /// Checks a new name and enters it, or reports what is wrong with it.
    pub(super) fn admit(
        &mut self,
        name: &[u8],
        index: usize,
        bytes_max: usize,
        findings: &mut Findings,
        place: impl Fn() -> Place,
    ) {
        let shown = || format!("\"{}\"", String::from_utf8_lossy(&name[..name.len().min(80)]));
        if !is_name(name, bytes_max) {
            let expected = Text::new(
                format!("名称:不超过 {bytes_max} 字节,只含文字、数字和 - _ ."),
                format!("a name of at most {bytes_max} bytes: letters, digits and - _ ."),
            );
            findings.report(|| Problem::error(place(), shown(), expected));
        } else if self.enter(name, index).is_none() {
            let expected =
                Text::new("未被使用的名称", "a name that nothing else of its kind carries");
            findings.report(|| Problem::error(place(), shown(), expected));
        }
    }
}

/// Whether these bytes may be a written name.
pub(super) fn is_name(name: &[u8], bytes_max: usize) -> bool {
    debug_assert!(bytes_max <= NAME_BYTES_MAX);
    let valid = |text: &str| {
        text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.'))
    };
    !name.is_empty() && name.len() <= bytes_max && std::str::from_utf8(name).is_ok_and(valid)
}
