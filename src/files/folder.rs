//! Folders that exist whole or not at all: written under a temporary name beside their own,
//! flushed to the disk, then renamed. What they hold is not known here.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::error::Attempt;
use super::{Error, Interrupt};
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;

/// Files by name relative to their folder, with `/` between its parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What to do where the folder exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse, unless it is empty.
    Keep,
    /// Put the new folder in its place, all at once.
    Replace,
}

/// Whether `name` stays inside a folder: parts of ordinary names, no `..`, nothing absolute.
pub fn is_inside(name: &str) -> bool {
    let is_ordinary = |part: &str| {
        !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0'])
    };
    name.split('/').all(is_ordinary)
}

/// Writes a folder, whole or not at all. What interrupts it, an error or the user, leaves what was
/// there before and nothing else (a folder around it that had to be made may stay, empty).
///
/// # Errors
/// [`Error::Occupied`] where the folder exists, is not empty and is to be kept; [`Error::Io`];
/// [`Error::Interrupted`].
///
/// # Panics
/// When a name leads out of the folder.
pub fn write(
    target: &Path,
    files: &Files,
    existing: Existing,
    interrupt: &Interrupt,
) -> Result<(), Error> {
    assert!(files.keys().all(|name| is_inside(name)), "names inside the folder");
    // A link keeps pointing where it points: what it points to is replaced.
    let resolved = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let target = resolved.as_path();
    if existing == Existing::Keep && !is_free(target)? {
        return Err(Error::Occupied(target.to_owned()));
    }
    let parent = parent_of(target);
    fs::create_dir_all(parent).map_err(|cause| Error::io(Attempt::Write, parent, cause))?;
    let partial = Partial::beside(target)?;
    let failed = |name: &str, cause| Error::io(Attempt::Write, &target.join(name), cause);
    let mut written = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        interrupt.check()?;
        let path = partial.path.join(name);
        written.push((name, write_file(&path, bytes).map_err(|cause| failed(name, cause))?));
    }
    // All are written before the first is waited for.
    for (name, file) in written {
        file.sync_all().map_err(|cause| failed(name, cause))?;
    }
    flush_folders(&partial.path).map_err(|cause| Error::io(Attempt::Write, target, cause))?;
    interrupt.check()?;
    partial.take_place_of(target)?;
    // The folder stands; that its name also outlasts a power failure is not worth an error.
    flush(parent).unwrap_or(());
    Ok(())
}

/// Writes one file, whole or not at all, in place of one of that name.
///
/// # Errors
/// [`Error::Io`]; [`Error::Interrupted`].
pub fn write_one(target: &Path, bytes: &[u8], interrupt: &Interrupt) -> Result<(), Error> {
    let failed = |cause| Error::io(Attempt::Write, target, cause);
    let parent = parent_of(target);
    fs::create_dir_all(parent).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    // A temporary file is for its owner alone; what is written here is a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(parent).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    interrupt.check()?;
    file.persist(target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The bytes of one file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] where it is larger than `bytes_max`.
pub fn read_one(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Error> {
    let failed = |cause| Error::io(Attempt::Read, path, cause);
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > bytes_max {
        let limit = bytes_max >> 20;
        let expected = Text::new(format!("至多 {limit} MiB"), format!("at most {limit} MiB"));
        let place = Place::line(path.display().to_string(), 0, 0);
        let problem = Problem::error(place, format!("{} MiB", size >> 20), expected);
        return Err(Error::Invalid(Problems(vec![problem])));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(bytes_max).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Whether nothing, or only an empty folder, stands there.
fn is_free(target: &Path) -> Result<bool, Error> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(cause) => Err(Error::io(Attempt::Read, target, cause)),
    }
}

fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<File> {
    fs::create_dir_all(parent_of(path))?;
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Flushes a folder's entries, where the system can.
fn flush(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn flush_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            flush_folders(&entry.path())?;
        }
    }
    flush(folder)
}

/// A folder in the making; it vanishes unless it takes its place.
struct Partial {
    path: PathBuf,
}

impl Partial {
    fn beside(target: &Path) -> Result<Self, Error> {
        let path = free_name(target);
        fs::create_dir(&path).map_err(|cause| Error::io(Attempt::Write, target, cause))?;
        Ok(Self { path })
    }

    /// Renames itself to `target`. What stood there steps aside first and comes back if that fails.
    fn take_place_of(self, target: &Path) -> Result<(), Error> {
        let failed = |cause| Error::io(Attempt::Write, target, cause);
        if is_free(target)? {
            // An empty folder is replaced by renaming.
            return fs::rename(&self.path, target).map_err(failed);
        }
        let aside = free_name(target);
        fs::rename(target, &aside).map_err(failed)?;
        if let Err(cause) = fs::rename(&self.path, target) {
            fs::rename(&aside, target).map_err(failed)?;
            return Err(failed(cause));
        }
        let removed =
            if aside.is_dir() { fs::remove_dir_all(&aside) } else { fs::remove_file(&aside) };
        removed.map_err(|cause| Error::io(Attempt::Remove, &aside, cause))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Nothing is there after success; what cannot be removed cannot be reported from here.
        fs::remove_dir_all(&self.path).unwrap_or(());
    }
}

/// A hidden name beside `target` that nothing has.
fn free_name(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let process = std::process::id();
    let named = |count: u32| parent_of(target).join(format!(".{name}.{process}-{count}.tmp"));
    (0..).map(named).find(|path| fs::symlink_metadata(path).is_err()).expect("a free name")
}

/// Every file of a folder, those of folders inside it included.
///
/// # Errors
/// [`Error::Io`], also for what is neither file nor folder.
pub fn read(folder: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    let mut waiting = vec![String::new()];
    while let Some(inside) = waiting.pop() {
        let path = folder.join(&inside);
        let failed = |cause| Error::io(Attempt::Read, &path, cause);
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let failed = |cause| Error::io(Attempt::Read, &entry.path(), cause);
            let part = entry.file_name().to_string_lossy().into_owned();
            let name = if inside.is_empty() { part } else { format!("{inside}/{part}") };
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                waiting.push(name);
            } else if kind.is_file() {
                files.insert(name, fs::read(entry.path()).map_err(failed)?);
            } else {
                return Err(failed(io::Error::other("neither a file nor a folder")));
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_read_back_as_it_was_written() {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("runs/one");
        let written = files(&[("log.jsonl", "a"), ("inputs/map/道路.csv", "b"), ("empty", "")]);
        write(&target, &written, Existing::Keep, &Interrupt::default()).unwrap();
        assert_eq!(read(&target).unwrap(), written);
        assert_eq!(names(&around.path().join("runs")), ["one"]);
    }

    #[test]
    fn what_exists_is_kept_or_replaced_whole() {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("one");
        let (old, new) = (files(&[("a", "1"), ("b/c", "2")]), files(&[("d", "3")]));
        fs::create_dir(&target).unwrap();
        write(&target, &old, Existing::Keep, &Interrupt::default()).unwrap();
        let refused = write(&target, &new, Existing::Keep, &Interrupt::default()).unwrap_err();
        assert!(matches!(refused, Error::Occupied(_)));
        assert_eq!(read(&target).unwrap(), old);
        write(&target, &new, Existing::Replace, &Interrupt::default()).unwrap();
        assert_eq!(read(&target).unwrap(), new);
        let file = around.path().join("file");
        fs::write(&file, "x").unwrap();
        let refused = write(&file, &new, Existing::Keep, &Interrupt::default()).unwrap_err();
        assert_eq!(refused.exit_code(), 4);
        assert_eq!(names(around.path()), ["file", "one"]);
    }

    #[test]
    fn an_interruption_at_any_moment_leaves_what_was_there() {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("one");
        let (old, new) = (files(&[("a", "1")]), files(&[("a", "2"), ("b", "3"), ("c/d", "4")]));
        for checks in 0..=new.len() as u64 {
            let interrupt = Interrupt::after_checks(checks);
            let stopped = write(&target, &new, Existing::Keep, &interrupt).unwrap_err();
            assert_eq!(stopped.exit_code(), 130);
            assert_eq!(names(around.path()), [""; 0]);
        }
        write(&target, &old, Existing::Keep, &Interrupt::default()).unwrap();
        for checks in 0..=new.len() as u64 {
            let interrupt = Interrupt::after_checks(checks);
            write(&target, &new, Existing::Replace, &interrupt).unwrap_err();
            assert_eq!(names(around.path()), ["one"]);
            assert_eq!(read(&target).unwrap(), old);
        }
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("one");
        let impossible = files(&[("a", "1"), ("a/b", "2")]);
        let failed = write(&target, &impossible, Existing::Keep, &Interrupt::default());
        assert_eq!(failed.unwrap_err().exit_code(), 4);
        assert_eq!(names(around.path()), [""; 0]);
    }

    #[test]
    fn names_that_lead_out_are_told() {
        for name in ["../a", "/a", "a//b", "a/./b", "", "a/..", "c:/a", "a\\b"] {
            assert!(!is_inside(name), "{name}");
        }
        assert!(is_inside("inputs/map/道路.csv"));
    }
}
