//! Files of public data and tables that a user names: read whole, within a limit, and written
//! nowhere.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Error;
use super::error::Attempt;
use super::load;
use super::map::in_folder;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::county::codec::{self, MapBytes};
use crate::county::import::rules::{self, RoadRules};
use crate::county::network::Network;
use crate::county::origin::Origin;

/// Bytes of one file of public data.
pub const SOURCE_BYTES_MAX: u64 = 1 << 30;

/// The bytes of a file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] where it is larger than [`SOURCE_BYTES_MAX`].
pub fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |cause| Error::io(Attempt::Read, path, cause);
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > SOURCE_BYTES_MAX {
        let limit = SOURCE_BYTES_MAX >> 20;
        let expected = Text::new(format!("至多 {limit} MiB"), format!("at most {limit} MiB"));
        let place = Place::path(path.display().to_string(), "");
        let problem = Problem::error(place, format!("{} MiB", size >> 20), expected);
        let problem = problem.hint(Text::new("请先裁剪到一个县的范围", "cut the county out first"));
        return Err(Error::Invalid(Problems(vec![problem])));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(SOURCE_BYTES_MAX).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Files with the names under which problems speak of them.
///
/// # Errors
/// As [`bytes`].
pub fn named_bytes(paths: &[impl AsRef<Path>]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let named = |path: &Path| Ok((path.display().to_string(), bytes(path)?));
    paths.iter().map(|path| named(path.as_ref())).collect()
}

/// The rules of the road of a built-in name, or in a file that ends in `.ron`; none where the name
/// is neither.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] with every problem of the file.
pub fn road_rules(name: &str) -> Result<Option<RoadRules>, Error> {
    let path = Path::new(name);
    if path.extension().is_some_and(|extension| extension == "ron") {
        let source = load::text(path)?;
        return rules::parse(name, &source).map(Some).map_err(Error::Invalid);
    }
    Ok(rules::built_in(name))
}

/// Where the network of the map in `folder` comes from; none where the map does not say.
///
/// # Errors
/// [`Error::Io`]; [`Error::Invalid`] with every problem of its files.
pub fn origin(folder: &Path, network: &Network) -> Result<Option<Origin>, Error> {
    let mut files = MapBytes::new();
    for name in [codec::WAYS, codec::VERTICES] {
        let path = folder.join(name);
        if path.is_file() {
            files.insert(name.to_owned(), bytes(&path)?);
        }
    }
    codec::decode_origin(&files, network)
        .map_err(|problems| Error::Invalid(in_folder(folder, problems)))
}
