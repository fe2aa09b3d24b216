//! Map folders: read into a county, written whole or not at all. What the bytes mean is
//! `county::codec`'s.

use std::io;
use std::path::Path;

use super::error::Attempt;
use super::folder::{self, Existing};
use super::{Error, Interrupt};
use crate::base::problem::Problems;
use crate::county::codec::{self, MapBytes};
use crate::county::place::County;

/// Report of the import of a map, beside it.
pub const IMPORT_REPORT: &str = "import.json";
/// What may stand beside the files of a map and belongs to it: where its network comes from.
const BESIDE: [&str; 3] = [codec::WAYS, codec::VERTICES, IMPORT_REPORT];

/// Bytes in one file of a map.
pub const FILE_BYTES_MAX: u64 = 2 << 30;

/// What writing a map did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was written.
    Written,
    /// The same map stood there already.
    Unchanged,
}

/// The files of the map in `folder`; what is missing is left out, and anything else that stands
/// there.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] where a file is larger than [`FILE_BYTES_MAX`].
pub fn bytes(folder: &Path) -> Result<MapBytes, Error> {
    bytes_of(folder, &codec::FILES)
}

fn bytes_of(folder: &Path, names: &[&str]) -> Result<MapBytes, Error> {
    std::fs::read_dir(folder).map_err(|cause| Error::io(Attempt::Read, folder, cause))?;
    let mut files = MapBytes::new();
    let mut problems = Problems::default();
    for name in names {
        match folder::read_one(&folder.join(name), FILE_BYTES_MAX) {
            Ok(bytes) => drop(files.insert((*name).to_owned(), bytes)),
            Err(Error::Io { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(Error::Invalid(larger)) => problems.extend(larger),
            Err(error) => return Err(error),
        }
    }
    if problems.has_errors() { Err(Error::Invalid(problems)) } else { Ok(files) }
}

/// The county of the map in `folder`, with its warnings and its files as they were read.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] with every problem of every file, named by its path.
pub fn read(folder: &Path) -> Result<(County, Problems, MapBytes), Error> {
    let files = bytes(folder)?;
    match codec::decode(&files) {
        Ok((county, problems)) => Ok((county, in_folder(folder, problems), files)),
        Err(problems) => Err(Error::Invalid(in_folder(folder, problems))),
    }
}

/// The problems with their files named by path.
pub fn in_folder(folder: &Path, mut problems: Problems) -> Problems {
    for problem in &mut problems.0 {
        let file = &mut problem.place.file;
        let is_own = codec::FILES.contains(&file.as_str()) || BESIDE.contains(&file.as_str());
        let path = if is_own { folder.join(&file) } else { folder.to_owned() };
        *file = path.display().to_string();
    }
    problems
}

/// Writes the files of a map, whole or not at all. Files of a map that it replaces are kept where
/// they are not a map's (a page of notes, a licence).
///
/// # Errors
/// [`Error::Occupied`] where another map stands there that is to be kept; [`Error::Foreign`] where
/// something else does; [`Error::Io`]; [`Error::Interrupted`].
pub fn write(
    target: &Path,
    mut files: MapBytes,
    existing: Existing,
    interrupt: &Interrupt,
) -> Result<Outcome, Error> {
    let own = [&codec::FILES[..], &BESIDE].concat();
    match std::fs::read_dir(target).map(|mut entries| entries.next().is_some()) {
        Ok(true) => {
            if !target.join(codec::COUNTY).is_file() {
                return Err(Error::Foreign(target.to_owned()));
            }
            if bytes_of(target, &own)? == files {
                return Ok(Outcome::Unchanged);
            }
            if existing == Existing::Replace {
                let others = folder::read(target)?.into_iter();
                files.extend(others.filter(|(name, _)| !own.contains(&name.as_str())));
            }
        }
        Ok(false) => {}
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::Foreign(target.to_owned()));
        }
        Err(cause) => return Err(Error::io(Attempt::Read, target, cause)),
    }
    folder::write(target, &files, existing, interrupt)?;
    Ok(Outcome::Written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::generate::{Settings, generate};
    use std::fs;

    #[test]
    fn a_map_is_written_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("maps/small");
        let interrupt = Interrupt::default();
        let county = generate(&Settings::small(1));
        let write =
            |county: &County, existing| write(&target, codec::encode(county), existing, &interrupt);
        assert_eq!(write(&county, Existing::Keep).unwrap(), Outcome::Written);
        let (back, problems, files) = read(&target).unwrap();
        assert!(problems.0.is_empty());
        assert!(back == county, "a generated county is what its map says");
        assert_eq!(codec::encode(&back), files);
        assert_eq!(write(&county, Existing::Keep).unwrap(), Outcome::Unchanged);

        let mut other = county.clone();
        other.title.zh.push('新');
        assert!(matches!(write(&other, Existing::Keep), Err(Error::Occupied(_))));
        fs::write(target.join("NOTES.md"), "kept").unwrap();
        assert_eq!(write(&other, Existing::Replace).unwrap(), Outcome::Written);
        assert_eq!(fs::read_to_string(target.join("NOTES.md")).unwrap(), "kept");
        assert!(read(&target).unwrap().0 == other);
    }

    #[test]
    fn what_is_no_map_is_neither_read_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("precious.txt"), "mine").unwrap();
        let county = generate(&Settings::small(1));
        let result =
            write(folder.path(), codec::encode(&county), Existing::Replace, &Interrupt::default());
        assert!(matches!(result, Err(Error::Foreign(_))));
        assert!(folder.path().join("precious.txt").exists());

        let Err(Error::Invalid(problems)) = read(folder.path()) else { panic!("no map is read") };
        assert_eq!(problems.0.len(), codec::FILES.len() - codec::OPTIONAL.len());
        let named = folder.path().join(codec::COUNTY).display().to_string();
        assert!(problems.0.iter().any(|problem| problem.place.file == named));
        let gone = read(&folder.path().join("gone"));
        assert!(matches!(gone, Err(Error::Io { .. })));
    }
}
