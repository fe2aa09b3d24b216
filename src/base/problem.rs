//! What is wrong with something that a user wrote: every problem at once, each with its place,
//! what was found, what was expected, and the nearest valid name.

use std::fmt;

use super::text::{Language, Text};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be played from this.
    Error,
    /// Playable, but a reader should know.
    Warning,
}

/// Where in a file: line and column count from 1; zero means that the place is not known (yet).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1; 0 where unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 where unknown.
    pub column: u32,
    /// Path inside the document, such as `incidents[3].tasks[1].capability`.
    pub path: String,
}

impl Place {
    /// A place known by file and path alone; its line is found when it is shown.
    pub fn path(file: impl Into<String>, path: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: 0, path: path.into() }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: u32, column: u32) -> Self {
        Self { file: file.into(), line, column, path: String::new() }
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What was found, as it stands in the file.
    pub found: String,
    /// What was expected there.
    pub expected: Text,
    /// How to mend it, if that can be said: the nearest valid name, for example.
    pub hint: Option<Text>,
}

impl Problem {
    /// An error: `found` where `expected` was wanted.
    pub fn error(place: Place, found: impl Into<String>, expected: Text) -> Self {
        Self { severity: Severity::Error, place, found: found.into(), expected, hint: None }
    }

    /// A warning: `found` where `expected` was wanted.
    pub fn warning(place: Place, found: impl Into<String>, expected: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, found, expected) }
    }

    /// The same problem with a hint.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }

    /// An unknown name, with the nearest of the valid ones as its hint.
    pub fn unknown_name<'a>(
        place: Place,
        found: &str,
        what: &Text,
        valid: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let expected = Text::new(format!("{}的名称", what.zh), format!("the name of {}", what.en));
        let problem = Self::error(place, format!("\"{found}\""), expected);
        match nearest(found, valid) {
            Some(name) => problem.hint(did_you_mean(name)),
            None => problem,
        }
    }

    /// The problem as one line: place, path, found, expected, hint.
    pub fn sentence(&self, language: Language) -> String {
        let place = &self.place;
        let mut line = place.file.clone();
        if place.line > 0 {
            line += &format!(":{}:{}", place.line, place.column);
        }
        if !place.path.is_empty() {
            line += &format!(" {}", place.path);
        }
        let expected = self.expected.get(language);
        line += &match language {
            Language::Chinese => format!("：此处为 {}，应为{expected}", self.found),
            Language::English => format!(": found {}, expected {expected}", self.found),
        };
        if let Some(hint) = &self.hint {
            line += match language {
                Language::Chinese => "；",
                Language::English => "; ",
            };
            line += hint.get(language);
        }
        line
    }
}

/// `did you mean "name"?`
pub fn did_you_mean(name: &str) -> Text {
    Text::new(format!("是否为 \"{name}\"？"), format!("did you mean \"{name}\"?"))
}

/// The valid name nearest to `found`, if one is near enough to be meant. Ties go to the name that
/// sorts first.
pub fn nearest<'a>(found: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = found.chars().count();
    let limit = (length / 3).max(2).min(length.saturating_sub(1));
    valid
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(found, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Every problem of one or more files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// `Ok(value)` without errors; all the problems with one. Warnings alone do not refuse.
    ///
    /// # Errors
    /// Itself, when it holds an error.
    pub fn refuse_errors<T>(self, value: T) -> Result<(T, Self), Self> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(formatter, "{}", problem.sentence(Language::English))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        let valid = ["water-bureau", "weather-bureau", "county-duty-office"];
        assert_eq!(nearest("water-buraeu", valid), Some("water-bureau"));
        assert_eq!(nearest("hospital", valid), None);
    }

    #[test]
    fn a_sentence_says_place_found_expected_and_hint() {
        let place = Place { file: "plan.ron".into(), line: 12, column: 5, path: "desks[3]".into() };
        let what = Text::new("岗位", "a desk");
        let problem = Problem::unknown_name(place, "watre", &what, ["water"]);
        assert_eq!(
            problem.sentence(Language::English),
            "plan.ron:12:5 desks[3]: found \"watre\", expected the name of a desk; \
             did you mean \"water\"?"
        );
    }
}
