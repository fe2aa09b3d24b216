//! Reads RON that people write: every problem at once, each with its place, what was found, what
//! was expected and the nearest valid name. Files are not opened here.
//!
//! A document is read into a spanned tree (`reader`), going on after each error of syntax, and the
//! tree is deserialized (`decode`, `access`). Where a value does not fit, the problem is recorded
//! and a made-up value takes its place (`stand_in`), so that what follows is checked as well;
//! nothing made up ever leaves [`parse`], and what leaves [`parse_around`] is only for checking.
//!
//! What is read is RON with these conventions:
//! - structures `(field: value)`, a name in front optional; unknown fields are always an error;
//! - variants in kebab case, bare or raw: `phone`, `swift-water-rescue`, `r#swift-water-rescue`;
//!   a variant that holds one structure may drop its inner parentheses;
//! - an optional value may be written bare, without `Some`;
//! - numbers are finite, and have no type suffix;
//! - line ends inside text count as `\n`, whatever the file has;
//! - comments, raw strings, nested block comments and `#![enable(…)]` lines as in RON.
//!
//! Types with `#[serde(flatten)]`, an inner tag or no tag are read, but serde hides their inside:
//! of what is wrong there only the first problem is found.
//!
//! A path names fields, positions and keys: `incidents[3].tasks[1].capability`, `limits["fire"]`.
//! Variants and single parentheses add nothing to it.

mod access;
mod decode;
mod leave_out;
mod reader;
mod stand_in;
mod tree;
mod wording;

#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde::de::DeserializeOwned;

use super::problem::{Place, Problem, Problems};
use super::text::Text;
use tree::Tree;

pub use leave_out::{Gone, leave_out};

/// Levels of nesting that a document may have.
pub const MAX_DEPTH: u32 = 64;
/// Bytes that a document may have.
pub const MAX_BYTES: usize = 32 << 20;
/// Problems that one reading names; of more, it says how many there are at least.
pub const MAX_PROBLEMS: usize = 100;
/// Problems that one reading keeps count of.
const MAX_RECORDED: usize = 1_000;

/// Divides the languages of a refusal on its way through serde.
const LANGUAGES: char = '\u{1f}';

/// Reads a `T` from `source`; `file` names it in problems.
///
/// # Errors
/// Every problem of the document in the order of its places, at most [`MAX_PROBLEMS`] and one more
/// that counts the rest. Where brackets or quotes do not match, those of syntax alone.
pub fn parse<T: DeserializeOwned>(file: &str, source: &str) -> Result<T, Problems> {
    match parse_around(file, source) {
        (Some(value), problems) if problems.0.is_empty() => Ok(value),
        (_, problems) => Err(problems),
    }
}

/// Reads a `T` as [`parse`] does, and goes on after problems: where there are some, made-up values
/// stand for what could not be used, so that the rest can be checked for what it means. None where
/// too little could be read. What comes with problems is for checking, never for use.
pub fn parse_around<T: DeserializeOwned>(file: &str, source: &str) -> (Option<T>, Problems) {
    if source.len() > MAX_BYTES {
        return (None, Problems(vec![too_large(file)]));
    }
    let read = reader::read(source);
    let mut problems = BTreeSet::new();
    for fault in read.faults {
        let text = &source[fault.start as usize..fault.end as usize];
        let place = read.tree.place(file, fault.start, String::new());
        let mut problem = Problem::error(place, tree::shown(text), fault.expected);
        problem.hint = fault.hint;
        problems.insert(problem);
    }
    if read.shapeless {
        return (None, limited(file, problems));
    }
    let (value, problems) = decode::decode(&read.tree, file, problems);
    (value, limited(file, problems))
}

/// The problem of a document of more than [`MAX_BYTES`].
pub fn too_large(file: &str) -> Problem {
    let found = format!("> {} MiB", MAX_BYTES >> 20);
    Problem::error(Place::path(file, ""), found, wording::size(MAX_BYTES))
}

/// At most [`MAX_PROBLEMS`], and the number of the rest.
fn limited(file: &str, problems: BTreeSet<Problem>) -> Problems {
    let more = problems.len().saturating_sub(MAX_PROBLEMS);
    let mut limited: Vec<_> = problems.into_iter().take(MAX_PROBLEMS).collect();
    if more > 0 {
        let place = Place::path(file, "");
        let found = format!("+{more}");
        limited.push(Problem::error(place, found, wording::at_most(MAX_PROBLEMS)));
    }
    Problems(limited)
}

/// Line and column (both from 1, the column in characters) of the value at `path`; none where the
/// document has no such path or cannot be read.
pub fn locate(source: &str, path: &str) -> Option<(u32, u32)> {
    let tree = readable(source)?;
    let (node, is_there) = tree.find(path);
    is_there.then(|| tree.line_column(tree.node(node).start))
}

/// Gives line and column to every place of a problem that has a path but no line yet. `sources` are
/// the documents by the name of their file; a path that is not there gets the place of the nearest
/// one around it.
pub fn place_all(problems: &mut Problems, sources: &BTreeMap<&str, &str>) {
    let mut trees: BTreeMap<&str, Option<Tree<'_>>> = BTreeMap::new();
    for place in problems.places_mut() {
        let Some((file, source)) = sources.get_key_value(place.file.as_str()) else { continue };
        if place.line > 0 || place.path.is_empty() {
            continue;
        }
        if let Some(tree) = trees.entry(file).or_insert_with(|| readable(source)) {
            let (node, _) = tree.find(&place.path);
            (place.line, place.column) = tree.line_column(tree.node(node).start);
        }
    }
}

/// Where the value at `path` stands in a document, in bytes; none where it has no such path.
pub fn span(source: &str, path: &str) -> Option<std::ops::Range<usize>> {
    let tree = readable(source)?;
    let (node, is_there) = tree.find(path);
    let node = tree.node(node);
    is_there.then_some(node.start as usize..node.end as usize)
}

fn readable(source: &str) -> Option<Tree<'_>> {
    if source.len() > MAX_BYTES {
        return None;
    }
    let read = reader::read(source);
    (!read.shapeless).then_some(read.tree)
}

/// An error for `Deserialize` implementations of our own, that reaches the reader of [`parse`] in
/// both languages: `expected` completes "expected …".
pub fn refuse<E: serde::de::Error>(expected: &Text) -> E {
    E::custom(format_args!("{}{LANGUAGES}{}", expected.zh, expected.en))
}

/// What a message of serde's says was expected.
fn expected_of(message: impl Display) -> Text {
    let message = message.to_string();
    match message.split_once(LANGUAGES) {
        Some((zh, en)) => Text::new(zh, en),
        None => Text::new(
            format!("可用的值（{message}）"),
            format!("a value that can be used here ({message})"),
        ),
    }
}
