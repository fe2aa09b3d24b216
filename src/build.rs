//! Stamps the program with a hash of its sources: what one version left in the user's cache, another
//! one does not take.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut files = vec![PathBuf::from("Cargo.lock"), PathBuf::from("Cargo.toml")];
    collect(Path::new("src"), &mut files)?;
    files.sort();
    // Its keys are fixed; its algorithm is the toolchain's, which is named in the repository.
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.hash(&mut hasher);
        // A package from a registry may come without its lock file.
        fs::read(file).ok().hash(&mut hasher);
    }
    println!("cargo:rustc-env=MUSTER_SOURCES={:016x}", hasher.finish());
    for path in ["Cargo.lock", "Cargo.toml", "src"] {
        println!("cargo:rerun-if-changed={path}");
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
