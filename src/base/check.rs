//! What checks of written documents share: collecting problems of one file by path, ranges, unique
//! names and looking names up. What is right or wrong about a plan or a scenario is not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::RangeInclusive;

use super::key::Key;
use super::problem::{Place, Problem, Problems};
use super::text::Text;

/// Characters that a written name may have at most.
pub const NAME_CHARACTERS_MAX: usize = 64;

/// Collects the problems of one file.
#[derive(Debug)]
pub struct Checker<'a> {
    file: &'a str,
    problems: Problems,
}

impl<'a> Checker<'a> {
    /// Nothing found yet in `file`.
    pub fn new(file: &'a str) -> Self {
        Self { file, problems: Problems::default() }
    }

    /// What was found.
    pub fn into_problems(self) -> Problems {
        self.problems
    }

    /// Whether any problem so far is an error.
    pub fn has_errors(&self) -> bool {
        self.problems.has_errors()
    }

    /// The place of `path` in the file.
    pub fn place(&self, path: impl Into<String>) -> Place {
        Place::path(self.file, path)
    }

    /// Adds a problem that was made elsewhere.
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// An error at `path`: `found`, where that was expected (in Chinese, in English).
    pub fn error(&mut self, path: &str, found: impl Display, zh: &str, en: &str) {
        let problem = Problem::error(self.place(path), found.to_string(), Text::new(zh, en));
        self.problems.push(problem);
    }

    /// A warning at `path`: `found`, where that was expected (in Chinese, in English).
    pub fn warning(&mut self, path: &str, found: impl Display, zh: &str, en: &str) {
        let problem = Problem::warning(self.place(path), found.to_string(), Text::new(zh, en));
        self.problems.push(problem);
    }

    /// An error unless `value` lies in `range`; `unit` may be empty.
    pub fn within<N>(&mut self, path: &str, value: N, range: RangeInclusive<N>, unit: &str)
    where
        N: PartialOrd + Display,
    {
        if !range.contains(&value) {
            let (low, high) = (range.start(), range.end());
            let space = if unit.is_empty() { "" } else { " " };
            let zh = format!("{low} 至 {high}{space}{unit} 之间的数");
            let en = format!("a number from {low} to {high}{space}{unit}");
            self.error(path, value, &zh, &en);
        }
    }

    /// An error unless both languages say something.
    pub fn text(&mut self, path: &str, text: &Text) {
        for (language, content) in [("zh", &text.zh), ("en", &text.en)] {
            if content.trim().is_empty() {
                self.error(&format!("{path}.{language}"), "\"\"", "文字", "a text");
            }
        }
    }

    /// The items in the order of their names, each with its place in the list; names that do not
    /// hold as names, or that were there already, are errors, and the latter are left out. `list`
    /// is the path of the list, `kind` what keys are made with.
    pub fn by_name<'t, T>(
        &mut self,
        list: &str,
        kind: &str,
        items: &'t [T],
        name: impl Fn(&T) -> &str,
    ) -> Vec<(usize, &'t T)> {
        let mut keys = BTreeSet::new();
        let mut sorted: Vec<(usize, &T)> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = format!("{list}[{index}].name");
            let name = name(item);
            if !is_name(name) {
                self.error(
                    &path,
                    format!("\"{name}\""),
                    "由字母、数字、连字符和点组成的名称",
                    "a name of letters, digits, hyphens and dots",
                );
            }
            if keys.insert(Key::written(kind, name)) {
                sorted.push((index, item));
            } else {
                self.error(&path, format!("\"{name}\""), "未用过的名称", "a name not yet used");
            }
        }
        sorted.sort_by(|left, right| name(left.1).cmp(name(right.1)));
        sorted
    }

    /// The number behind `name`, or an error with the nearest valid name.
    pub fn find(&mut self, lookup: &Lookup, path: &str, name: &str) -> Option<usize> {
        let found = lookup.get(name);
        if found.is_none() {
            let valid = lookup.numbers.keys().map(String::as_str);
            let problem = Problem::unknown_name(self.place(path), name, &lookup.what, valid);
            self.problems.push(problem);
        }
        found
    }
}

/// Whether this can be a written name: letters, digits, hyphens and dots of ASCII, so that it can
/// stand in a log, a path or a command line.
pub fn is_name(name: &str) -> bool {
    (1..=NAME_CHARACTERS_MAX).contains(&name.len())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "-.".contains(character))
}

/// Names of one kind of thing with their numbers.
#[derive(Debug, Clone)]
pub struct Lookup {
    what: Text,
    numbers: BTreeMap<String, usize>,
}

impl Lookup {
    /// The names, numbered as they come. `what` completes "the name of …".
    pub fn new(what: Text, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let numbered = names.into_iter().enumerate();
        Self { what, numbers: numbered.map(|(number, name)| (name.into(), number)).collect() }
    }

    /// The number behind `name`.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;

    #[test]
    fn names_come_sorted_and_twice_is_an_error() {
        let mut check = Checker::new("plan.ron");
        let names = ["water", "fire", "water", "no good"];
        let sorted = check.by_name("desks", "desk", &names, |name| name);
        assert_eq!(sorted, [(1, &"fire"), (3, &"no good"), (0, &"water")]);
        let problems = check.into_problems().0;
        let paths: Vec<&str> = problems.iter().map(|problem| problem.place.path.as_str()).collect();
        assert_eq!(paths, ["desks[2].name", "desks[3].name"]);
    }

    #[test]
    fn an_unknown_name_and_a_bad_number_say_what_would_do() {
        let mut check = Checker::new("plan.ron");
        let desks = Lookup::new(Text::new("岗位", "a desk"), ["fire", "water"]);
        assert_eq!(check.find(&desks, "lead", "water"), Some(1));
        assert_eq!(check.find(&desks, "lead", "watre"), None);
        check.within("limit_minutes", 0, 1..=600, "min");
        let sentences: Vec<String> = check
            .into_problems()
            .0
            .iter()
            .map(|problem| problem.sentence(Language::English))
            .collect();
        assert_eq!(
            sentences,
            [
                "plan.ron lead: found \"watre\", expected the name of a desk; \
                 did you mean \"water\"?",
                "plan.ron limit_minutes: found 0, expected a number from 1 to 600 min",
            ]
        );
    }
}
