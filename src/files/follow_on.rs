//! Which problems only follow from others: what is said of a value that could not be read, and of
//! what a file with errors does not have but may be meant to have. Files are not opened here.

use std::collections::BTreeMap;

use crate::base::problem::{Problem, Problems, Severity};

/// Known problems that are errors, with the texts of the files that have them.
#[derive(Debug)]
pub(super) struct Known<'a> {
    errors: Vec<&'a Problem>,
    faulty: BTreeMap<&'a str, &'a str>,
}

impl<'a> Known<'a> {
    /// The errors among `problems`; `texts` are files by name.
    pub(super) fn new(
        problems: &'a Problems,
        texts: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let is_error = |problem: &&Problem| problem.severity == Severity::Error;
        let errors: Vec<&Problem> = problems.0.iter().filter(is_error).collect();
        let has_one = |file: &str| errors.iter().any(|error| error.place.file == file);
        let faulty = texts.filter(|(file, _)| has_one(file)).collect();
        Self { errors, faulty }
    }

    /// Whether a name, or what many names are made from, could not be read.
    fn lose_names(&self) -> bool {
        self.errors.iter().any(|error| {
            let path = &error.place.path;
            let field = path.rsplit(']').next().unwrap_or_default();
            path.is_empty()
                || path == "name"
                || path.ends_with(".name")
                || field.is_empty() && path.contains("_each[")
        })
    }

    /// Whether a problem is of the same value as an error, of one inside it or around it, or of one
    /// that does not agree with such a value.
    fn touch(&self, problem: &Problem) -> bool {
        let mut places = std::iter::once(&problem.place).chain(&problem.against);
        places.any(|place| {
            self.errors.iter().map(|error| &error.place).any(|wrong| {
                wrong.file == place.file
                    && (is_within(&place.path, &wrong.path) || is_within(&wrong.path, &place.path))
            })
        })
    }

    /// Whether a problem is that something is missing which a file with errors has, or would have
    /// without them.
    pub(super) fn may_hide(&self, problem: &Problem) -> bool {
        let word = problem.found.as_str();
        self.faulty.iter().any(|(file, text)| match *file == problem.place.file {
            true => text.contains(&format!("name: {word}")),
            false => text.contains(word),
        })
    }
}

/// Whether a path is that of a value or of something inside it.
fn is_within(path: &str, value: &str) -> bool {
    let inside = path.strip_prefix(value);
    inside.is_some_and(|rest| value.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The problems of meaning that `check` finds in files with these problems of form, without those
/// that only follow from them; `texts` are the files by name. None are looked for where a name, or
/// what many names are made from, could not be read.
pub(super) fn meaning<'a>(
    form: &'a Problems,
    texts: impl Iterator<Item = (&'a str, &'a str)>,
    check: impl FnOnce() -> Result<Problems, Problems>,
) -> Problems {
    let known = Known::new(form, texts);
    if known.lose_names() {
        return Problems::default();
    }
    let (Ok(mut found) | Err(mut found)) = check();
    found.0.retain(|problem| !known.touch(problem) && !known.may_hide(problem));
    found
}

#[cfg(test)]
mod tests {
    use super::super::drill::DrillFiles;
    use super::super::drill::testing::{county, shipped};
    use super::*;
    use crate::base::problem::Place;
    use crate::base::text::Text;
    use crate::base::written;
    use crate::plan::file::PlanFile;

    #[test]
    fn what_is_said_of_a_value_with_an_error_follows_from_it_and_nothing_else_does() {
        let problem = |path: &str, expected: &str| {
            Problem::error(Place::path("plan.ron", path), "7", Text::new("数", expected))
        };
        let wrong = |path: &str| problem(path, "a number");
        let form = Problems(vec![wrong("duties[1]"), wrong("day"), wrong("teams")]);
        let known = Known::new(&form, std::iter::empty());
        for (path, against, touches) in [
            ("duties[1]", None, true),
            ("duties[1].lead", None, true),
            ("duties", None, true),
            ("duties[10]", None, false),
            ("duties[2].capability", Some("duties[1].capability"), true),
            ("duties[2].capability", Some("duties[0].capability"), false),
            ("teams_each[0]", None, false),
        ] {
            // That a text has the word of a path in it says nothing.
            let found = problem(path, "what happens on the day");
            let other = against.map(|path| Place::path("plan.ron", path));
            let found = Problem { against: other, ..found };
            assert_eq!(known.touch(&found), touches, "{path} {against:?}");
        }
        let elsewhere = Problem { place: Place::path("other.ron", "day"), ..wrong("day") };
        assert!(!known.touch(&elsewhere));
    }

    /// The shipped drill with texts replaced in its plan and its scenario.
    fn edited(plan: &[(&str, &str)], scenario: &[(&str, &str)]) -> (DrillFiles, Problems) {
        let mut files = shipped();
        let mut form = Problems::default();
        let edit = |source: &str, edits: &[(&str, &str)]| {
            edits.iter().fold(source.to_owned(), |source, (from, to)| {
                assert!(source.contains(from), "{from}");
                source.replacen(from, to, 1)
            })
        };
        files.plan.source = edit(&files.plan.source, plan);
        files.scenario.source = edit(&files.scenario.source, scenario);
        let (value, found) = written::parse_around(&files.plan.file, &files.plan.source);
        files.plan.value = value.unwrap();
        form.extend(found);
        let (value, found) = written::parse_around(&files.scenario.file, &files.scenario.source);
        files.scenario.value = value.unwrap();
        form.extend(found);
        (files, form)
    }

    #[test]
    fn problems_of_meaning_have_line_and_column() {
        let (files, form) = edited(&[("desk(\"water\")", "desk(\"watre\")")], &[]);
        assert_eq!(form.0, []);
        let problems = files.lint(&county()).unwrap_err();
        let problem = &problems.0[0];
        assert_eq!(problem.severity, Severity::Error);
        assert!(problem.place.line > 0 && problem.place.column > 0, "{problem:?}");
        assert_eq!(problem.hint.as_ref().unwrap().en, "did you mean \"water\"?");
    }

    #[test]
    fn the_scenario_is_checked_beside_a_plan_with_errors() {
        let wrong_plan = [("desk(\"water\")", "desk(\"watre\")"), ("staff: 2,", "staff: 200,")];
        let wrong_scenario = [("to: \"water\"", "to: \"watr\"")];
        let (files, form) = edited(&wrong_plan, &wrong_scenario);
        assert_eq!(form.0, []);
        let problems = files.lint(&county()).unwrap_err();
        let found: Vec<&str> = problems.0.iter().map(|problem| problem.found.as_str()).collect();
        assert_eq!(found, ["200", "\"watre\"", "\"watr\""], "{problems}");
    }

    #[test]
    fn what_a_lost_item_takes_with_it_is_not_said_twice() {
        let lost = [("desk(\"water\")", "desk(\"watre\")"), ("duties: [", "duties: [7, ")];
        let (files, form) = edited(&lost, &[("to: \"water\"", "to: \"watr\"")]);
        assert_eq!(form.0.len(), 1, "{form}");
        let county = county();
        let problems = meaning(&form, files.texts(), || files.lint(&county));
        let found: Vec<&str> = problems.0.iter().map(|problem| problem.found.as_str()).collect();
        assert_eq!(found, ["\"watre\"", "\"watr\""], "{problems}");
    }

    #[test]
    fn a_plan_without_any_one_of_its_items_is_checked_to_the_end() {
        let (files, county) = (shipped(), county());
        let mut left_out = 0;
        let mut check = |leave_out: &dyn Fn(&mut PlanFile) -> bool| {
            let mut files = files.clone();
            if leave_out(&mut files.plan.value) {
                left_out += 1;
                // Whatever it says, it says it in problems.
                let _ = files.lint(&county);
            }
        };
        fn without<T>(list: &mut Vec<T>, place: usize) -> bool {
            let is_there = place < list.len();
            if is_there {
                list.remove(place);
            }
            is_there
        }
        for place in [0, 3, 9] {
            check(&|plan| without(&mut plan.clauses, place));
            check(&|plan| without(&mut plan.organisations, place));
            check(&|plan| without(&mut plan.desks, place));
            check(&|plan| without(&mut plan.desks_each, place));
            check(&|plan| without(&mut plan.teams_each, place));
            check(&|plan| without(&mut plan.communications, place));
            check(&|plan| without(&mut plan.call_taking, place));
            check(&|plan| without(&mut plan.duties, place));
            check(&|plan| without(&mut plan.approvals, place));
            check(&|plan| without(&mut plan.reporting, place));
        }
        assert!(left_out > 15);
    }
}
