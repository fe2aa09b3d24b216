//! Where a command speaks: results, complaints, progress, and whether the user wants to stop.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::Failure;
use super::notice::{self, Notice};
use crate::base::problem::Problems;
use crate::base::text::{Language, Text};
use crate::files::{Error, Interrupt};

/// Stack of the thread that works, bytes: as much as a main thread usually has.
const STACK_BYTES: usize = 8 << 20;

/// Raised when the user wants to stop; every clone is the same.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    interrupt: Interrupt,
    /// Whoever waits for long work, to be told.
    waiting: Arc<Mutex<Option<Sender<()>>>>,
}

impl Stop {
    /// Stops: what is being written ends before its next file, what is being computed is left.
    pub fn raise(&self) {
        self.interrupt.raise();
        let waiting = self.waiting.lock().ok().and_then(|waiting| waiting.clone());
        if let Some(waiting) = waiting {
            // Whoever waited is done already otherwise.
            let _ = waiting.send(());
        }
    }
}

/// Where a command speaks.
#[derive(Debug)]
pub struct Terminal {
    language: Language,
    show: fn(&[Notice]) -> String,
    stop: Stop,
    progress: ProgressBar,
}

impl Terminal {
    pub(super) fn new(language: Language, show: fn(&[Notice]) -> String, stop: Stop) -> Self {
        let progress = if io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{spinner} {msg}").expect("a valid template");
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
        } else {
            ProgressBar::hidden()
        };
        Self { language, show, stop, progress }
    }

    /// Language of all that is said.
    pub(super) const fn language(&self) -> Language {
        self.language
    }

    /// The flag that writing looks at.
    pub(super) const fn interrupt(&self) -> &Interrupt {
        &self.stop.interrupt
    }

    /// A result.
    pub(super) fn result(&self, text: &str) -> Result<(), Failure> {
        self.progress.finish_and_clear();
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(())
    }

    /// The line of a result that says where it is.
    pub(super) fn say(&self, text: &Text) -> Result<(), Failure> {
        self.result(text.get(self.language))
    }

    /// Something beside the result.
    pub(super) fn note(&self, text: &str) {
        self.progress.finish_and_clear();
        // Nowhere is left to complain about a closed standard error.
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
    }

    /// Problems, drawn at their places.
    pub(super) fn draw(&self, problems: &Problems) -> String {
        (self.show)(&notice::notices(problems, self.language))
    }

    /// Warnings beside a result.
    pub(super) fn warn(&self, problems: &Problems) {
        if !problems.0.is_empty() {
            self.note(&self.draw(problems));
        }
    }

    /// Why the command fails.
    pub(super) fn complain(&self, failure: &Failure) {
        match failure {
            Failure::Files(Error::Invalid(problems)) => {
                self.note(&self.draw(problems));
                self.note(&notice::count(problems, self.language));
            }
            Failure::Files(error) => self.note(error.text().get(self.language)),
            Failure::NotMet(texts) => {
                let title = Text::new("未达到标准:", "criteria not met:");
                self.note(title.get(self.language));
                for text in texts {
                    self.note(&format!("  {}", text.get(self.language)));
                }
            }
            Failure::Usage(text) | Failure::Differs(text) => self.note(text.get(self.language)),
            Failure::Invalid => {}
            Failure::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {}
            Failure::Output(cause) => {
                let text = Text::new("无法写到标准输出", "cannot write to the standard output");
                self.note(&format!("{}: {cause}", text.get(self.language)));
            }
        }
    }

    /// Shows what is being done.
    pub(super) fn step(&self) -> Step {
        Step { language: self.language, progress: self.progress.clone() }
    }

    /// Does long work that stops as soon as the user wants it to. The work must leave nothing
    /// behind but its value: it is given up wherever it stands.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub(super) fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (sender, receiver) = mpsc::channel();
        *self.stop.waiting.lock().expect("nobody panics with it") = Some(sender.clone());
        self.stop.interrupt.check()?;
        let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
            // Tells even when the work panics.
            let _done = Done(sender);
            work()
        });
        let worker = worker.map_err(Failure::Output)?;
        let _ = receiver.recv();
        self.stop.interrupt.check()?;
        match worker.join() {
            Ok(value) => Ok(value),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

/// Tells that work has ended when it goes out of scope.
struct Done(Sender<()>);

impl Drop for Done {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

/// Shows what long work is doing.
#[derive(Debug, Clone)]
pub(super) struct Step {
    language: Language,
    progress: ProgressBar,
}

impl Step {
    /// Now this.
    pub(super) fn now(&self, zh: &'static str, en: &'static str) {
        let text = match self.language {
            Language::Chinese => zh,
            Language::English => en,
        };
        self.progress.set_message(text);
        self.progress.tick();
    }
}
