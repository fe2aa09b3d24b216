//! Collects the problems of a map up to a number, and counts the rest. Knows nothing of formats.

use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;

/// Problems found so far.
pub(super) struct Findings {
    problems: Problems,
    kept_max: usize,
    more: usize,
    hints_left: usize,
}

/// Searches for the nearest of very many names that one reading makes: each takes milliseconds.
const COSTLY_HINTS_MAX: usize = 10;

impl Findings {
    /// None so far; at most `kept_max` will be listed.
    pub(super) fn new(kept_max: usize) -> Self {
        Self { problems: Problems::default(), kept_max, more: 0, hints_left: COSTLY_HINTS_MAX }
    }

    /// Adds one, or counts it when enough are listed.
    pub(super) fn push(&mut self, problem: Problem) {
        self.report(|| problem);
    }

    /// Adds the problem that `make` gives, or counts it without making it.
    pub(super) fn report(&mut self, make: impl FnOnce() -> Problem) {
        if self.problems.0.len() < self.kept_max {
            self.problems.push(make());
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing has been found.
    pub(super) fn is_empty(&self) -> bool {
        self.problems.0.is_empty()
    }

    /// Whether another search among very many names may be made; counts it.
    pub(super) fn take_costly_hint(&mut self) -> bool {
        self.hints_left = self.hints_left.saturating_sub(1);
        self.hints_left > 0
    }

    /// All of them, the last saying how many more there are.
    pub(super) fn into_problems(mut self) -> Problems {
        if self.more > 0 {
            let more = self.more;
            let place = Place::line("map", 0, 0);
            let expected = Text::new(
                format!("先改正以上 {} 处问题", self.kept_max),
                format!("the {} problems above mended first", self.kept_max),
            );
            self.problems.push(Problem::error(place, format!("+{more}"), expected));
        }
        self.problems
    }
}
