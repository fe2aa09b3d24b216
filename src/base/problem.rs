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

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if self.line > 0 {
            write!(formatter, ":{}:{}", self.line, self.column)?;
        }
        if !self.path.is_empty() {
            write!(formatter, " {}", self.path)?;
        }
        Ok(())
    }
}

/// What stands between two things that are said of one problem.
const fn semicolon(language: Language) -> &'static str {
    match language {
        Language::Chinese => "；",
        Language::English => "; ",
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
    /// Where that stands which this does not agree with, if it is that.
    pub against: Option<Place>,
}

impl Problem {
    /// An error: `found` where `expected` was wanted.
    pub fn error(place: Place, found: impl Into<String>, expected: Text) -> Self {
        Self {
            severity: Severity::Error,
            place,
            found: found.into(),
            expected,
            hint: None,
            against: None,
        }
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

    /// The same problem of a value that does not agree with the one at `place`.
    #[must_use]
    pub fn against(mut self, place: Place) -> Self {
        self.against = Some(place);
        self
    }

    /// How to mend it, and what it does not agree with, if that can be said.
    pub fn help(&self, language: Language) -> Option<String> {
        let see = |place| Text::new(format!("参见 {place}"), format!("see {place}"));
        let see = self.against.as_ref().map(see);
        let said: Vec<&str> = self.hint.iter().chain(&see).map(|text| text.get(language)).collect();
        (!said.is_empty()).then(|| said.join(semicolon(language)))
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
        let mut line = self.place.to_string();
        let expected = self.expected.get(language);
        line += &match language {
            Language::Chinese => format!("：此处为 {}，应为{expected}", self.found),
            Language::English => format!(": found {}, expected {expected}", self.found),
        };
        if let Some(help) = self.help(language) {
            line += semicolon(language);
            line += &help;
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

    /// Every place that one of them names.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.0.iter_mut().flat_map(|it| std::iter::once(&mut it.place).chain(&mut it.against))
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
    fn what_does_not_agree_with_something_says_where_that_is() {
        let expected = Text::new("唯一的任务", "a duty of its own");
        let other = Place { line: 9, column: 3, ..Place::path("general.ron", "duties[0]") };
        let problem = Problem::error(Place::path("gas.ron", "duties[1]"), "rescue", expected);
        let problem = problem.against(other);
        assert_eq!(
            problem.sentence(Language::English),
            "gas.ron duties[1]: found rescue, expected a duty of its own; \
             see general.ron:9:3 duties[0]"
        );
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
