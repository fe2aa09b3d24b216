//! Font files in a folder of the user's.

use std::path::{Path, PathBuf};

use super::error::Attempt;
use super::{Error, folder};

/// Bytes in one font file: collections of all Chinese characters have a hundred million.
const FONT_BYTES_MAX: u64 = 256 << 20;
/// How names of font files end.
const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];

/// The font files in `folder`, by name; folders in it are not looked into.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] where a file is larger than a font is.
pub fn fonts(folder: &Path) -> Result<Vec<Vec<u8>>, Error> {
    let failed = |cause| Error::io(Attempt::Read, folder, cause);
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let is_font = |path: &PathBuf| {
        let ending = path.extension().map(|it| it.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| ENDINGS.contains(&&*ending)) && path.is_file()
    };
    let mut paths = paths.map_err(failed)?;
    paths.retain(is_font);
    paths.sort();
    paths.iter().map(|path| folder::read_one(path, FONT_BYTES_MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_read_by_name_and_nothing_else_is() {
        let place = tempfile::tempdir().unwrap();
        let write = |name: &str| std::fs::write(place.path().join(name), name).unwrap();
        for name in ["b.TTF", "a.otf", "notes.txt"] {
            write(name);
        }
        std::fs::create_dir(place.path().join("c.ttf")).unwrap();
        assert_eq!(fonts(place.path()).unwrap(), [b"a.otf", b"b.TTF"]);
        assert!(fonts(&place.path().join("none")).is_err());
    }
}
