//! Finds and reads the project's files, for tests that judge them. Reads only.

use std::fs;
use std::path::{Path, PathBuf};

/// The project's folder: the one that cargo runs the tests for.
pub(crate) fn root() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

/// Every file under `folders` (or the file itself), sorted, as paths from the root with `/`.
/// A folder that does not exist holds nothing.
pub(crate) fn files(folders: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root(), Path::new(folder), &mut found);
    }
    found.sort();
    found
}

fn collect(root: &Path, path: &Path, found: &mut Vec<String>) {
    let full = root.join(path);
    if full.is_file() {
        found.push(path.to_string_lossy().replace('\\', "/"));
    } else if full.is_dir() {
        for entry in fs::read_dir(&full).expect("a folder of the project can be listed") {
            let name = entry.expect("an entry of the folder can be read").file_name();
            collect(root, &path.join(name), found);
        }
    }
}

/// The text of a file given from the root; none where it is not UTF-8 (a picture, a font).
pub(crate) fn text(path: &str) -> Option<String> {
    String::from_utf8(fs::read(root().join(path)).expect("a listed file can be read")).ok()
}
