//! A run folder: all that a run was made from and all that came of it, under a manifest that names
//! every later change. What its files mean is known to those who write and read them.
//!
//! ```text
//! manifest.json       hash of every file, digest of the log, a seal over both
//! inputs/             settings, plan, scenario, catalogue, inputs; map/ with the map's files
//! log.jsonl           what happened, see event_log::codec
//! scorecard.json      and tables and report beside it
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::Attempt;
use super::folder::{self, Existing, Files, is_inside};
use super::{Change, ChangeKind, Error, Interrupt};
use crate::event_log::codec;

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// Name of the log.
pub const LOG: &str = "log.jsonl";
/// Name of the scorecard.
pub const SCORECARD: &str = "scorecard.json";
/// Name of the settings: scenario, tier, seed.
pub const SETTINGS: &str = "inputs/settings.json";
/// What the names of all inputs begin with.
pub const INPUTS: &str = "inputs/";
/// What the names of the map's files begin with.
pub const MAP: &str = "inputs/map/";

/// Version of the manifest's form.
const FORMAT_VERSION: u32 = 1;

/// What was chosen for a run, besides its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Written name of the scenario.
    pub scenario: String,
    /// Tier, as it is written.
    pub tier: String,
    /// Seed.
    pub seed: u64,
    /// The plan that took the place of the scenario's, as the user named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The map that took the place of the scenario's, as the user named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<String>,
}

/// A run folder in memory, without its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunFolder {
    /// Digest of the log, as printed.
    pub digest: String,
    files: Files,
}

/// What writing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing stood there before.
    Created,
    /// The same run with the same files stood there.
    Unchanged,
    /// The same run stood there with other reports; they were renewed.
    Renewed,
    /// Another run, or a changed one, stood there and was replaced as asked.
    Replaced,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    digest: String,
    files: BTreeMap<String, FileEntry>,
    seal: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    bytes: u64,
    blake3: String,
}

impl Manifest {
    fn of(run: &RunFolder) -> Self {
        let entry = |bytes: &Vec<u8>| FileEntry { bytes: bytes.len() as u64, blake3: hash(bytes) };
        let files = run.files.iter().map(|(name, bytes)| (name.clone(), entry(bytes))).collect();
        let mut manifest =
            Self { format: FORMAT_VERSION, digest: run.digest.clone(), files, seal: String::new() };
        manifest.seal = manifest.sealed();
        manifest
    }

    /// The hash of all but the seal itself.
    fn sealed(&self) -> String {
        let content = (self.format, &self.digest, &self.files);
        hash(&serde_json::to_vec(&content).expect("JSON into memory"))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("JSON into memory");
        bytes.push(b'\n');
        bytes
    }

    /// The manifest, if these are the bytes of one that nobody touched.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        let is_ours = manifest.format == FORMAT_VERSION
            && manifest.seal == manifest.sealed()
            && manifest.to_bytes() == bytes;
        is_ours.then_some(manifest)
    }
}

/// BLAKE3 in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// BLAKE3 over names and contents together: the content hash of a map, for example.
pub fn content_hash<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hasher = blake3::Hasher::new();
    let sorted: BTreeMap<&str, &[u8]> = files.into_iter().collect();
    for (name, bytes) in sorted {
        for part in [name.as_bytes(), bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().to_hex().to_string()
}

impl RunFolder {
    /// Puts a file into the folder, in place of one of the same name.
    ///
    /// # Panics
    /// When the name leads out of the folder or is the manifest's.
    pub fn put(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        assert!(is_inside(name) && name != MANIFEST, "{name} is no name for a file of a run");
        self.files.insert(name.to_owned(), bytes.into());
    }

    /// The bytes of a file.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// Every file whose name begins with `prefix`, by the rest of its name.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> + 'a {
        let named = move |(name, bytes): (&'a String, &'a Vec<u8>)| {
            Some((name.strip_prefix(prefix)?, bytes.as_slice()))
        };
        self.files.iter().filter_map(named)
    }

    /// The hash of every input by name, the map's files as one: what the log's header holds.
    pub fn input_hashes(&self) -> BTreeMap<String, String> {
        let is_map = |name: &str| name.starts_with("map/");
        let mut hashes: BTreeMap<String, String> = self
            .under(INPUTS)
            .filter(|(name, _)| !is_map(name))
            .map(|(name, bytes)| (name.to_owned(), hash(bytes)))
            .collect();
        if self.under(MAP).next().is_some() {
            hashes.insert("map".to_owned(), content_hash(self.under(MAP)));
        }
        hashes
    }

    /// Writes the folder with its manifest, whole or not at all. The same run that stands there
    /// untouched is success; `force` replaces any other run, and never what is no run folder.
    ///
    /// # Errors
    /// [`Error::Occupied`], [`Error::Foreign`], [`Error::Io`], [`Error::Interrupted`].
    pub fn write(
        &self,
        target: &Path,
        force: bool,
        interrupt: &Interrupt,
    ) -> Result<Outcome, Error> {
        let mut files = self.files.clone();
        files.insert(MANIFEST.to_owned(), Manifest::of(self).to_bytes());
        let (existing, outcome) = match standing(target)? {
            Standing::Nothing => (Existing::Keep, Outcome::Created),
            Standing::Foreign => return Err(Error::Foreign(target.to_owned())),
            Standing::Run(run) if *run == *self => return Ok(Outcome::Unchanged),
            Standing::Run(run) if run.digest == self.digest => {
                (Existing::Replace, Outcome::Renewed)
            }
            Standing::Run(_) | Standing::Changed if force => (Existing::Replace, Outcome::Replaced),
            Standing::Run(_) | Standing::Changed => {
                return Err(Error::Occupied(target.to_owned()));
            }
        };
        folder::write(target, &files, existing, interrupt)?;
        Ok(outcome)
    }

    /// Reads a run folder that is as it was written.
    ///
    /// # Errors
    /// [`Error::Changed`] with every change, the log's by its line; [`Error::Io`].
    pub fn read(target: &Path) -> Result<Self, Error> {
        let (run, changes) = inspect(target)?;
        if changes.is_empty() {
            Ok(run)
        } else {
            Err(Error::Changed { path: target.to_owned(), changes })
        }
    }
}

/// What stands where a run folder is to be written.
enum Standing {
    Nothing,
    Foreign,
    Run(Box<RunFolder>),
    Changed,
}

fn standing(target: &Path) -> Result<Standing, Error> {
    if std::fs::symlink_metadata(target).is_err() {
        return Ok(Standing::Nothing);
    }
    // Only a folder with a manifest is looked into: anything else may be large.
    if !target.join(MANIFEST).is_file() {
        let is_empty = std::fs::read_dir(target).is_ok_and(|mut inside| inside.next().is_none());
        return Ok(if is_empty { Standing::Nothing } else { Standing::Foreign });
    }
    let (run, changes) = inspect(target)?;
    Ok(if changes.is_empty() { Standing::Run(Box::new(run)) } else { Standing::Changed })
}

/// Reads a run folder and finds every change since it was written, in the order of the files'
/// names.
///
/// # Errors
/// [`Error::Io`], also where the folder does not exist.
pub fn inspect(target: &Path) -> Result<(RunFolder, Vec<Change>), Error> {
    let mut files = folder::read(target)?;
    let manifest = files.remove(MANIFEST);
    let changed = |file: &str, kind| Change { file: file.to_owned(), line: None, kind };
    let Some(bytes) = manifest else {
        let run = RunFolder { digest: String::new(), files };
        return Ok((run, vec![changed(MANIFEST, ChangeKind::Missing)]));
    };
    let Some(manifest) = Manifest::from_bytes(&bytes) else {
        // The log's own chain still tells about the log.
        let mut changes: Vec<_> =
            files.get(LOG).and_then(|log| log_change(log)).into_iter().collect();
        changes.push(changed(MANIFEST, ChangeKind::Edited));
        return Ok((RunFolder { digest: String::new(), files }, changes));
    };
    let mut changes = Vec::new();
    for (name, entry) in &manifest.files {
        match files.get(name) {
            None => changes.push(changed(name, ChangeKind::Missing)),
            Some(bytes) if entry.blake3 == hash(bytes) => {}
            Some(bytes) => {
                let of_log = (name == LOG).then(|| log_change(bytes)).flatten();
                changes.push(of_log.unwrap_or_else(|| changed(name, ChangeKind::Edited)));
            }
        }
    }
    let added = files.keys().filter(|name| !manifest.files.contains_key(*name));
    changes.extend(added.map(|name| changed(name, ChangeKind::Added)));
    changes.sort_by(|one, other| one.file.cmp(&other.file));
    Ok((RunFolder { digest: manifest.digest, files }, changes))
}

/// What the log's chain says was changed.
fn log_change(log: &[u8]) -> Option<Change> {
    let error = codec::verify(log).err()?;
    let kind = ChangeKind::Log(error.fault);
    Some(Change { file: LOG.to_owned(), line: Some(error.line), kind })
}

/// The files of a folder of inputs (a map's), by name.
///
/// # Errors
/// [`Error::Io`].
pub fn input_files(path: &Path) -> Result<Files, Error> {
    if path.is_dir() {
        return folder::read(path);
    }
    let bytes = std::fs::read(path).map_err(|cause| Error::io(Attempt::Read, path, cause))?;
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    Ok(Files::from([(name.to_string_lossy().into_owned(), bytes)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::record::{Registry, WrittenNames};
    use crate::base::time::Time;
    use crate::event_log::codec::Header;
    use crate::event_log::event::Event;
    use crate::event_log::fault::LogFault;
    use crate::event_log::{EventLog, FORMAT_VERSION};
    use std::fs;
    use std::sync::Arc;

    fn run(minutes: u64, report: &str) -> RunFolder {
        let mut run = RunFolder::default();
        run.put("inputs/plan.ron", "(plan)");
        run.put("inputs/map/county.ron", "(county)");
        run.put("inputs/map/roads.csv", "1,2");
        run.put("report.html", report);
        let mut log = EventLog::new(Registry::new(Arc::new(WrittenNames::default())));
        log.append(Time::START, None, Event::RunStarted {});
        log.append(Time::from_minutes(minutes), None, Event::RunEnded {});
        let header = Header {
            format: FORMAT_VERSION,
            engine: "0".into(),
            scenario: "flood".into(),
            tier: "beginner".into(),
            seed: 1,
            inputs: run.input_hashes(),
            names: Vec::new(),
        };
        run.digest = log.digest().to_string();
        run.put(LOG, codec::encode(&header, &log));
        run
    }

    fn write(run: &RunFolder, target: &Path, force: bool) -> Result<Outcome, Error> {
        run.write(target, force, &Interrupt::default())
    }

    #[test]
    fn a_run_is_read_back_as_it_was_written() {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("runs/one");
        assert_eq!(write(&run(5, "r"), &target, false).unwrap(), Outcome::Created);
        assert_eq!(RunFolder::read(&target).unwrap(), run(5, "r"));
        let hashes = run(5, "r").input_hashes();
        assert_eq!(hashes.keys().collect::<Vec<_>>(), ["map", "plan.ron"]);
    }

    #[test]
    fn the_same_run_is_success_and_another_needs_force() {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("one");
        write(&run(5, "r"), &target, false).unwrap();
        assert_eq!(write(&run(5, "r"), &target, false).unwrap(), Outcome::Unchanged);
        assert_eq!(write(&run(5, "other"), &target, false).unwrap(), Outcome::Renewed);
        assert_eq!(RunFolder::read(&target).unwrap(), run(5, "other"));
        assert!(matches!(write(&run(6, "r"), &target, false), Err(Error::Occupied(_))));
        assert_eq!(write(&run(6, "r"), &target, true).unwrap(), Outcome::Replaced);
        fs::write(target.join("notes.txt"), "mine").unwrap();
        assert!(matches!(write(&run(6, "r"), &target, false), Err(Error::Occupied(_))));
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_run_folder_is_never_replaced() {
        let around = tempfile::tempdir().unwrap();
        fs::write(around.path().join("thesis.txt"), "mine").unwrap();
        assert!(matches!(write(&run(5, "r"), around.path(), true), Err(Error::Foreign(_))));
        assert_eq!(fs::read(around.path().join("thesis.txt")).unwrap(), b"mine");
        let file = around.path().join("thesis.txt");
        assert!(matches!(write(&run(5, "r"), &file, true), Err(Error::Foreign(_))));
    }

    /// The changes after `touch` was done to the folder of a run.
    fn changes_after(touch: impl Fn(&Path)) -> Vec<Change> {
        let around = tempfile::tempdir().unwrap();
        let target = around.path().join("one");
        write(&run(5, "r"), &target, false).unwrap();
        touch(&target);
        match RunFolder::read(&target) {
            Err(error @ Error::Changed { .. }) => {
                assert_eq!(error.exit_code(), 5);
                let Error::Changed { changes, .. } = error else { unreachable!() };
                changes
            }
            other => panic!("{other:?}"),
        }
    }

    fn change(file: &str, line: Option<u32>, kind: ChangeKind) -> Vec<Change> {
        vec![Change { file: file.to_owned(), line, kind }]
    }

    #[test]
    fn every_change_is_named_by_file_and_the_logs_by_line() {
        let edit = |name: &'static str| {
            move |target: &Path| {
                let path = target.join(name);
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replacen("\":", "\": ", 1) + " ").unwrap();
            }
        };
        for name in ["inputs/plan.ron", "inputs/map/roads.csv", "report.html", MANIFEST] {
            assert_eq!(changes_after(edit(name)), change(name, None, ChangeKind::Edited));
        }
        let log_edit = |target: &Path| {
            let text = fs::read_to_string(target.join(LOG)).unwrap();
            fs::write(target.join(LOG), text.replace("\"at\":300000", "\"at\":240000")).unwrap();
        };
        let edited = ChangeKind::Log(LogFault::Edited);
        assert_eq!(changes_after(log_edit), change(LOG, Some(3), edited));
        let remove = |target: &Path| fs::remove_file(target.join("inputs/plan.ron")).unwrap();
        assert_eq!(changes_after(remove), change("inputs/plan.ron", None, ChangeKind::Missing));
        let add = |target: &Path| fs::write(target.join("inputs/map/x.csv"), "").unwrap();
        assert_eq!(changes_after(add), change("inputs/map/x.csv", None, ChangeKind::Added));
        let unseal = |target: &Path| fs::remove_file(target.join(MANIFEST)).unwrap();
        assert_eq!(changes_after(unseal), change(MANIFEST, None, ChangeKind::Missing));
    }

    #[test]
    fn a_manifest_that_was_fitted_to_an_edit_is_found() {
        let forge = |target: &Path| {
            let plan = target.join("inputs/plan.ron");
            let manifest = fs::read_to_string(target.join(MANIFEST)).unwrap();
            let forged = manifest.replace(&hash(&fs::read(&plan).unwrap()), &hash(b"other"));
            fs::write(&plan, "other").unwrap();
            fs::write(target.join(MANIFEST), forged).unwrap();
        };
        assert_eq!(changes_after(forge), change(MANIFEST, None, ChangeKind::Edited));
    }

    #[test]
    fn content_hashes_tell_names_from_contents() {
        let one: [(&str, &[u8]); 2] = [("a", b"bc"), ("d", b"")];
        let other: [(&str, &[u8]); 2] = [("ab", b"c"), ("d", b"")];
        assert_ne!(content_hash(one), content_hash(other));
        let reversed: [(&str, &[u8]); 2] = [("d", b""), ("a", b"bc")];
        assert_eq!(content_hash(one), content_hash(reversed));
    }
}
