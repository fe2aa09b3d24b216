//! What can be wrong with a log as it stands on a disk, and at which line.

use super::FORMAT_VERSION;
use crate::base::record::FieldError;
use crate::base::text::{Language, Text};

/// What is wrong with a log, and at which line (from 1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {}", .fault.text().en)]
pub struct LogError {
    /// The first line that is not as it was written.
    pub line: u32,
    /// What happened to it.
    pub fault: LogFault,
}

/// What happened to a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// The line was changed.
    Edited,
    /// Lines before this one were taken out.
    Removed,
    /// The line was put in.
    Inserted,
    /// The log ends before its end line, or inside a line.
    Truncated,
    /// Something follows the end line.
    Continued,
    /// The log has a format that this version cannot read.
    Format(u32),
    /// The chain holds but the content cannot be read: what was found and expected.
    Unreadable(FieldError),
    /// The chain holds but the events do not have the digest that the end line states.
    Digest,
}

impl LogError {
    pub(super) fn new(index: usize, fault: LogFault) -> Self {
        Self { line: u32::try_from(index + 1).unwrap_or(u32::MAX), fault }
    }

    /// The error as a sentence.
    pub fn sentence(&self, language: Language) -> String {
        let fault = self.fault.text();
        match language {
            Language::Chinese => format!("第 {} 行：{}", self.line, fault.zh),
            Language::English => format!("line {}: {}", self.line, fault.en),
        }
    }
}

impl LogFault {
    /// What happened, in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Edited => Text::new("此行被改动", "this line was edited"),
            Self::Removed => Text::new("此行之前有缺行", "lines before this one were removed"),
            Self::Inserted => Text::new("此行是后加的", "this line was inserted"),
            Self::Truncated => Text::new("日志到此中断", "the log breaks off here"),
            Self::Continued => Text::new("结束行之后还有内容", "something follows the end line"),
            Self::Format(format) => Text::new(
                format!("格式版本为 {format}，本程序只能读取版本 {FORMAT_VERSION}"),
                format!("format version {format}; this program reads version {FORMAT_VERSION}"),
            ),
            Self::Unreadable(error) => Text::new(
                format!("内容无法读取：此处为 {}，应为 {}", error.found, error.expected),
                format!("unreadable: {error}"),
            ),
            Self::Digest => Text::new(
                "事件与结束行所记的摘要不符",
                "the events do not have the digest that the end line states",
            ),
        }
    }
}
