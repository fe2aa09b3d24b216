//! The binary: hands the arguments to `muster::cli`, raises its flag when a signal comes, draws
//! problems with their lines, and exits with its code. What the commands do is the library's.

use std::collections::BTreeMap;
use std::fmt;
use std::process::ExitCode;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity,
    SourceCode,
};
use muster::cli::{Notice, Stop};

/// Columns of what is drawn.
const COLUMNS: usize = 100;
/// Bytes of a file up to which its lines are shown beside a problem.
const SHOWN_BYTES: u64 = 32 << 20;

fn main() -> ExitCode {
    let stop = Stop::default();
    let raised = stop.clone();
    // Without a handler the signal ends the program, which is right as well.
    let _ = ctrlc::set_handler(move || raised.raise());
    muster::cli::main(std::env::args_os(), draw, &stop)
}

/// A notice with the file that it is about.
#[derive(Debug)]
struct Drawn<'a> {
    notice: &'a Notice,
    title: String,
    source: Option<(&'a NamedSource<String>, LabeledSpan)>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.title)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(if self.notice.is_error { Severity::Error } else { Severity::Warning })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let hint = self.notice.hint.as_ref()?;
        Some(Box::new(hint))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|(source, _)| *source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.source.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}

/// Draws problems one below the other, each with its line where it has one.
fn draw(notices: &[Notice]) -> String {
    let mut sources: BTreeMap<&str, Option<NamedSource<String>>> = BTreeMap::new();
    for notice in notices {
        sources.entry(&notice.file).or_insert_with(|| read(&notice.file));
    }
    let theme = match std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty()) {
        false if std::io::IsTerminal::is_terminal(&std::io::stderr()) => GraphicalTheme::unicode(),
        _ => GraphicalTheme::unicode_nocolor(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(COLUMNS).with_links(false);
    let mut text = String::new();
    for notice in notices {
        let source = sources[notice.file.as_str()].as_ref();
        let drawn = drawn(notice, source);
        if handler.render_report(&mut text, &drawn).is_err() {
            text += &drawn.title;
        }
        text.push('\n');
    }
    text
}

/// The file, if it is one whose lines can be shown.
fn read(file: &str) -> Option<NamedSource<String>> {
    let is_small = std::fs::metadata(file).is_ok_and(|it| it.is_file() && it.len() <= SHOWN_BYTES);
    let text = is_small.then(|| std::fs::read_to_string(file).ok()).flatten()?;
    Some(NamedSource::new(file, text))
}

fn drawn<'a>(notice: &'a Notice, source: Option<&'a NamedSource<String>>) -> Drawn<'a> {
    let span = source.and_then(|source| {
        let (start, length) = span(source.inner(), notice.line, notice.column)?;
        Some((source, LabeledSpan::new(Some(notice.label.clone()), start, length)))
    });
    // The place is always said in words as well: an editor opens `file:line:column`.
    let mut place = notice.file.clone();
    if notice.line > 0 {
        place += &format!(":{}:{}", notice.line, notice.column.max(1));
    }
    if !notice.path.is_empty() {
        place += &format!(" {}", notice.path);
    }
    Drawn { notice, title: format!("{place}\n{}", notice.message), source: span }
}

/// Start and length in bytes of the word at a line and column.
fn span(text: &str, line: u32, column: u32) -> Option<(usize, usize)> {
    let index = usize::try_from(line.checked_sub(1)?).ok()?;
    let start: usize = text.split_inclusive('\n').take(index).map(str::len).sum();
    let rest = text.get(start..)?.lines().next()?;
    let skipped = usize::try_from(column.saturating_sub(1)).ok()?;
    let offset: usize = rest.chars().take(skipped).map(char::len_utf8).sum();
    let word = &rest[offset..];
    let end = match word.strip_prefix('"').and_then(|inside| inside.find('"')) {
        Some(close) => close + 2,
        None => word.find([',', ' ', '\t', ')', ']', '}']).unwrap_or(word.len()),
    };
    let first = word.chars().next().map_or(0, char::len_utf8);
    Some((start + offset, end.max(first)))
}
