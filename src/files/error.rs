//! What can go wrong with files, told in both languages and apart by exit code.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::event_log::fault::LogFault;

/// Why files could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused.
    Io {
        /// What was attempted.
        attempt: Attempt,
        /// On what.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
        /// The nearest name that does exist, where the path does not.
        nearest: Option<String>,
    },
    /// The content is not valid.
    Invalid(Problems),
    /// A run folder of another run stands there, or one that was changed.
    Occupied(PathBuf),
    /// Something stands there that is no run folder, and is not replaced even when asked.
    Foreign(PathBuf),
    /// A run folder is not as it was written.
    Changed {
        /// The folder.
        path: PathBuf,
        /// Every change.
        changes: Vec<Change>,
    },
    /// The user stopped it.
    Interrupted,
}

/// What was attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Taking away.
    Remove,
}

/// One change to a run folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// File, relative to the folder.
    pub file: String,
    /// Line, from 1, where that can be told.
    pub line: Option<u32>,
    /// What happened.
    pub kind: ChangeKind,
}

/// What happened to a file of a run folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is not what was written.
    Edited,
    /// It is gone.
    Missing,
    /// It was put there.
    Added,
    /// The log's chain says what happened.
    Log(LogFault),
}

impl Change {
    /// The change as a sentence.
    pub fn text(&self) -> Text {
        let what = match &self.kind {
            ChangeKind::Edited => Text::new("内容被改动", "was edited"),
            ChangeKind::Missing => Text::new("文件缺失", "is missing"),
            ChangeKind::Added => Text::new("不属于本次运行", "does not belong to the run"),
            ChangeKind::Log(fault) => fault.text(),
        };
        let file = &self.file;
        match self.line {
            Some(line) => Text::new(
                format!("{file} 第 {line} 行：{}", what.zh),
                format!("{file}, line {line}: {}", what.en),
            ),
            None => Text::new(format!("{file}：{}", what.zh), format!("{file}: {}", what.en)),
        }
    }
}

impl Error {
    /// The error of one attempt on `path`.
    pub(crate) fn io(attempt: Attempt, path: &Path, cause: io::Error) -> Self {
        let nearest = match cause.kind() {
            io::ErrorKind::NotFound if attempt == Attempt::Read => nearest_sibling(path),
            _ => None,
        };
        Self::Io { attempt, path: path.to_owned(), cause, nearest }
    }

    /// The exit code of a program that stops at this: 3 invalid content, 4 input or output, 5 a run
    /// folder that was changed, 130 interrupted.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Invalid(_) => 3,
            Self::Io { .. } | Self::Occupied(_) | Self::Foreign(_) => 4,
            Self::Changed { .. } => 5,
            Self::Interrupted => 130,
        }
    }

    /// The error in words; problems and changes one a line.
    pub fn text(&self) -> Text {
        match self {
            Self::Io { attempt, path, cause, nearest } => {
                io_text(*attempt, path, cause, nearest.as_deref())
            }
            Self::Invalid(problems) => {
                use crate::base::text::Language;
                let lines = |language: Language| {
                    let lines = problems.0.iter().map(|problem| problem.sentence(language));
                    lines.collect::<Vec<_>>().join("\n")
                };
                Text::new(lines(Language::Chinese), lines(Language::English))
            }
            Self::Occupied(path) => Text::new(
                format!("{} 已存在且内容不同；确需覆盖请加 --force", path.display()),
                format!("{} exists with other content; --force replaces it", path.display()),
            ),
            Self::Foreign(path) => Text::new(
                format!("{} 已存在且不是运行目录，不予覆盖；请换一个位置", path.display()),
                format!("{} exists and is no run folder: choose another place", path.display()),
            ),
            Self::Changed { path, changes } => {
                let list = |get: fn(Text) -> String| {
                    let lines = changes.iter().map(|change| format!("\n  {}", get(change.text())));
                    lines.collect::<String>()
                };
                Text::new(
                    format!("{} 与写入时不一致：{}", path.display(), list(|text| text.zh)),
                    format!("{} is not as it was written:{}", path.display(), list(|text| text.en)),
                )
            }
            Self::Interrupted => {
                Text::new("已中断，未留下任何文件", "interrupted; nothing was written")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

fn io_text(attempt: Attempt, path: &Path, cause: &io::Error, nearest: Option<&str>) -> Text {
    let attempt = match attempt {
        Attempt::Read => Text::new("无法读取", "cannot read"),
        Attempt::Write => Text::new("无法写入", "cannot write"),
        Attempt::Remove => Text::new("无法删除", "cannot remove"),
    };
    let reason = match cause.kind() {
        io::ErrorKind::NotFound => "文件或文件夹不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘空间不足".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "磁盘为只读".to_owned(),
        io::ErrorKind::NotADirectory => "路径中有一段不是文件夹".to_owned(),
        io::ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        _ => cause.to_string(),
    };
    let hint = nearest.map(crate::base::problem::did_you_mean).unwrap_or_default();
    let path = path.display();
    Text::new(
        format!("{} {path}：{reason} {}", attempt.zh, hint.zh).trim_end().to_owned(),
        format!("{} {path}: {cause} {}", attempt.en, hint.en).trim_end().to_owned(),
    )
}

/// The name beside `path` that was probably meant.
fn nearest_sibling(path: &Path) -> Option<String> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = std::fs::read_dir(parent.unwrap_or(Path::new("."))).ok()?;
    let mut names: Vec<String> =
        folder.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let name = path.file_name()?.to_str()?;
    crate::base::problem::nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}
