//! Reads plans, scenarios and catalogues from the paths that a user gives. Maps are `map`'s; what
//! the names in them mean is resolved elsewhere.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::Error;
use super::error::Attempt;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written;

/// Name of the scenario inside its folder.
pub const SCENARIO_FILE: &str = "scenario.ron";

/// A file that a person wrote, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Written<T> {
    /// Its path as the user gave it; problems name it so.
    pub file: String,
    /// Its text, to be kept with the run and to find places in.
    pub source: String,
    /// What it says.
    pub value: T,
}

impl<T> Written<T> {
    /// Its name in problems, and its text to find places in.
    pub fn text(&self) -> (&str, &str) {
        (&self.file, &self.source)
    }
}

/// The text of a file of at most [`written::MAX_BYTES`].
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] where it is too large or no UTF-8, with the place.
pub fn text(path: &Path) -> Result<String, Error> {
    let failed = |cause| Error::io(Attempt::Read, path, cause);
    let mut bytes = Vec::new();
    let limit = written::MAX_BYTES as u64 + 1;
    File::open(path).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    let file = path.display().to_string();
    decoded(&file, bytes).map_err(Error::Invalid)
}

/// The text of bytes that were read from `file`.
fn decoded(file: &str, bytes: Vec<u8>) -> Result<String, Problems> {
    if bytes.len() > written::MAX_BYTES {
        return Err(Problems(vec![written::too_large(file)]));
    }
    String::from_utf8(bytes).map_err(|error| Problems(vec![not_utf8(file.to_owned(), &error)]))
}

/// Where a file stops being UTF-8.
fn not_utf8(file: String, error: &std::string::FromUtf8Error) -> Problem {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let before = String::from_utf8_lossy(&bytes[..at]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    let numbered = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let place = Place::line(file, numbered(line), numbered(column));
    let expected = Text::new("UTF-8 编码的文字", "text in UTF-8");
    Problem::error(place, format!("0x{:02X}", bytes[at]), expected).hint(Text::new(
        "若文件由记事本或表格软件另存，请选择 UTF-8 编码（而非 GBK/ANSI）",
        "save the file as UTF-8 (not GBK or ANSI)",
    ))
}

/// Reads a RON file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] with every problem of the file.
pub fn ron<T: DeserializeOwned>(path: &Path) -> Result<Written<T>, Error> {
    match ron_around(path)? {
        (Some(written), problems) if problems.0.is_empty() => Ok(written),
        (_, problems) => Err(Error::Invalid(problems)),
    }
}

/// Reads a RON file, and goes on after its problems, as [`written::parse_around`] does.
///
/// # Errors
/// [`Error::Io`].
pub fn ron_around<T: DeserializeOwned>(
    path: &Path,
) -> Result<(Option<Written<T>>, Problems), Error> {
    let mut problems = Problems::default();
    let Some(source) = gather(text(path), &mut problems)? else { return Ok((None, problems)) };
    let file = path.display().to_string();
    let (value, problems) = written::parse_around(&file, &source);
    Ok((value.map(|value| Written { file, source, value }), problems))
}

/// Reads all RON files of a folder in the order of their names, and goes on after their problems,
/// as [`ron_around`] does. That there is none is a problem.
///
/// # Errors
/// [`Error::Io`].
pub fn ron_folder<T: DeserializeOwned>(
    folder: &Path,
) -> Result<(Vec<Written<T>>, Problems), Error> {
    let failed = |cause| Error::io(Attempt::Read, folder, cause);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "ron") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    let mut problems = Problems::default();
    if paths.is_empty() {
        let place = Place::path(folder.display().to_string(), "");
        let expected = Text::new("至少一个 .ron 文件", "at least one .ron file");
        problems.push(Problem::error(place, "[]", expected));
    }
    let mut all = Vec::new();
    for path in paths {
        let (written, found) = ron_around(&path)?;
        problems.extend(found);
        all.extend(written);
    }
    Ok((all, problems))
}

/// Reads RON from bytes that a run keeps; problems call them `file`.
///
/// # Errors
/// Every problem.
pub fn ron_bytes<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<Written<T>, Problems> {
    let source = decoded(file, bytes.to_vec())?;
    let value = written::parse(file, &source)?;
    Ok(Written { file: file.to_owned(), source, value })
}

/// The scenario's file at `path`: itself, or `scenario.ron` inside it.
pub fn scenario_path(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(SCENARIO_FILE) } else { path.to_owned() }
}

/// The value, or nothing and its problems added to the others.
///
/// # Errors
/// What is no problem of content.
pub fn gather<T>(result: Result<T, Error>, problems: &mut Problems) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(found)) => {
            problems.extend(found);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::file::PlanFile;
    use std::fs;

    #[test]
    fn a_missing_file_names_the_nearest() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("qingshan.ron"), "").unwrap();
        let error = ron::<PlanFile>(&folder.path().join("qinshan.ron")).unwrap_err();
        assert_eq!(error.exit_code(), 4);
        assert!(error.to_string().ends_with("did you mean \"qingshan.ron\"?"), "{error}");
        assert!(error.text().zh.contains("文件或文件夹不存在"));
    }

    #[test]
    fn a_start_that_is_no_time_is_named_in_both_languages() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("start.ron");
        fs::write(&path, "\"2026-13-45\"").unwrap();
        let error = ron::<crate::base::time::StartClock>(&path).unwrap_err();
        assert!(error.to_string().contains("expected a date and time such as"), "{error}");
        assert!(error.text().zh.contains("日期和时刻"));
        fs::write(&path, "\"2026-06-25T22:30:00\"").unwrap();
        let start = ron::<crate::base::time::StartClock>(&path).unwrap().value;
        assert_eq!(start.clock(crate::base::time::Time::START), "22:30");
    }
}
