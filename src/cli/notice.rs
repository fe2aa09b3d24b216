//! A problem in one language, as the binary draws it. How it is drawn is not known here.

use crate::base::problem::{Problems, Severity};
use crate::base::text::Language;

/// A problem in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether nothing can be played from this.
    pub is_error: bool,
    /// What was found and what was expected.
    pub message: String,
    /// What the mark at the place says.
    pub label: String,
    /// How to mend it.
    pub hint: Option<String>,
    /// File as the user named it.
    pub file: String,
    /// Line, from 1; 0 where unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 where unknown.
    pub column: u32,
    /// Path inside the document.
    pub path: String,
}

/// Every problem in `language`.
pub(super) fn notices(problems: &Problems, language: Language) -> Vec<Notice> {
    let notice = |problem: &crate::base::problem::Problem| {
        let expected = problem.expected.get(language);
        let (message, label) = match language {
            Language::Chinese => {
                (format!("此处为 {},应为{expected}", problem.found), format!("应为{expected}"))
            }
            Language::English => (
                format!("found {}, expected {expected}", problem.found),
                format!("expected {expected}"),
            ),
        };
        Notice {
            is_error: problem.severity == Severity::Error,
            message,
            label,
            hint: problem.help(language),
            file: problem.place.file.clone(),
            line: problem.place.line,
            column: problem.place.column,
            path: problem.place.path.clone(),
        }
    };
    problems.0.iter().map(notice).collect()
}

/// `2 errors, 1 warning`.
pub(super) fn count(problems: &Problems, language: Language) -> String {
    let errors = problems.0.iter().filter(|it| it.severity == Severity::Error).count();
    let warnings = problems.0.len() - errors;
    match language {
        Language::Chinese => format!("{errors} 个错误,{warnings} 个警告"),
        Language::English => {
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            format!("{errors} error{}, {warnings} warning{}", plural(errors), plural(warnings))
        }
    }
}
