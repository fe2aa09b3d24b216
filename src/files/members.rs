//! Members of ensembles kept between runs in the user's cache folder: without it only the waiting
//! differs. What a member holds is `scenario::timeline`'s.
//!
//! A member's file is named by the hash of all that it depends on: the program's sources, the map,
//! the scenario at its tier, the member. It holds that name and the hash of its content, and
//! counts for nothing where either is another.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::drill::Loaded;
use super::error::Attempt;
use super::folder;
use super::run_folder::content_hash;
use super::{Error, Interrupt};
use crate::base::text::Text;
use crate::scenario::timeline::{Members, Timeline};

/// Variable that names the cache folder, or says that there is none.
pub const CACHE_DIR: &str = "MUSTER_CACHE_DIR";
/// What that variable says where nothing is to be kept.
pub const OFF: &str = "off";
/// Most that the cache holds, bytes; what was written first goes first.
pub const LIMIT_BYTES: u64 = 64 << 20;

/// What a file begins with.
const MAGIC: &[u8; 16] = b"muster member 1\n";
/// Length of a hash.
const HASH_BYTES: usize = blake3::OUT_LEN;
/// How a file's name ends.
const EXTENSION: &str = "member";
/// Program and version of its sources.
const SOURCES: &str = env!("MUSTER_SOURCES");

/// The members of one drill that are kept.
#[derive(Debug)]
pub struct KeptMembers {
    folder: PathBuf,
    limit_bytes: u64,
    drill: blake3::Hash,
    notes: Mutex<Vec<Text>>,
}

/// The user's cache folder for members; none where the user wants none, or has none.
pub fn cache_folder() -> Option<PathBuf> {
    folder_of(|name| std::env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from))
}

/// The same, from what variables say.
fn folder_of(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(folder) = variable(CACHE_DIR) {
        return Some(folder).filter(|folder| folder != Path::new(OFF));
    }
    // A relative path is to be ignored, says the XDG base directory specification.
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    let home = |inside: &str| absolute("HOME").map(|home| home.join(inside));
    let platform = || match std::env::consts::OS {
        "windows" => absolute("LOCALAPPDATA"),
        "macos" => home("Library/Caches"),
        _ => home(".cache"),
    };
    absolute("XDG_CACHE_HOME").or_else(platform).map(|folder| folder.join("muster"))
}

impl KeptMembers {
    /// Those of a drill, in a cache folder; it need not exist.
    pub fn new(folder: PathBuf, loaded: &Loaded) -> Self {
        let map = loaded.inputs.iter().filter(|(name, _)| name.starts_with("map/"));
        let map = content_hash(map.map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        let mut hasher = blake3::Hasher::new();
        // Every field of what nature is computed from, numbers to their last digit.
        let scenario = format!("{:?}", loaded.drill.scenario);
        for part in [SOURCES, &map, &scenario] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let (drill, notes) = (hasher.finalize(), Mutex::default());
        Self { folder, limit_bytes: LIMIT_BYTES, drill, notes }
    }

    /// What was found wrong with the cache so far, and told to nobody yet.
    pub fn take_notes(&self) -> Vec<Text> {
        std::mem::take(&mut *self.notes.lock().expect("nobody panics with it"))
    }

    fn note(&self, text: Text) {
        self.notes.lock().expect("nobody panics with it").push(text);
    }

    /// The hash of all that a member depends on, and the file that is named so.
    fn place(&self, member: u32) -> (blake3::Hash, PathBuf) {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.drill.as_bytes());
        hasher.update(&member.to_le_bytes());
        let key = hasher.finalize();
        (key, self.folder.join(format!("{}.{EXTENSION}", key.to_hex())))
    }

    /// Takes what was written first away until the cache is within its limit. What cannot be taken
    /// away, another process may have taken.
    fn prune(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let Ok(found) = fs::symlink_metadata(&path) else { continue };
            // Of a process that ended in the middle, a temporary file stays.
            let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
            let is_ours =
                path.extension().is_some_and(|it| it == EXTENSION) || name.starts_with(".tmp");
            if found.is_file() && is_ours {
                files.push((found.modified()?, path, found.len()));
            }
        }
        files.sort();
        let mut held: u64 = files.iter().map(|(.., bytes)| bytes).sum();
        for (_, path, bytes) in &files {
            if held <= self.limit_bytes {
                break;
            }
            fs::remove_file(path).unwrap_or(());
            held -= bytes;
        }
        Ok(())
    }
}

impl Members for KeptMembers {
    fn find(&self, member: u32) -> Option<Timeline> {
        let (key, path) = self.place(member);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return None,
            Err(cause) => {
                self.note(Error::io(Attempt::Read, &path, cause).text());
                return None;
            }
        };
        let timeline = content(&bytes, &key).and_then(Timeline::from_bytes);
        if timeline.is_none() {
            let path = path.display();
            self.note(Text::new(
                format!("缓存文件 {path} 已损坏或不是本程序所写,已重新计算并改写,结果不受影响"),
                format!(
                    "the cache file {path} is damaged or not of this program; it was made anew, \
                     and the result is the same"
                ),
            ));
        }
        timeline
    }

    fn keep(&self, member: u32, timeline: &Timeline) {
        let (key, path) = self.place(member);
        let content = timeline.to_bytes();
        let mut bytes = Vec::with_capacity(MAGIC.len() + 2 * HASH_BYTES + content.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(blake3::hash(&content).as_bytes());
        bytes.extend_from_slice(&content);
        let pruned =
            |()| self.prune().map_err(|cause| Error::io(Attempt::Read, &self.folder, cause));
        let written = folder::write_one(&path, &bytes, &Interrupt::default());
        if let Err(error) = written.and_then(pruned) {
            let told = error.text();
            self.note(Text::new(
                format!("缓存未能保存,结果不受影响:{}", told.zh),
                format!("nothing was kept in the cache, and the result is the same: {}", told.en),
            ));
        }
    }
}

/// The content of a file that is named by this hash; none where it is no such file, or damaged.
fn content<'a>(bytes: &'a [u8], key: &blake3::Hash) -> Option<&'a [u8]> {
    let bytes = bytes.strip_prefix(MAGIC)?.strip_prefix(key.as_bytes())?;
    let (hash, content) = bytes.split_first_chunk::<HASH_BYTES>()?;
    (blake3::hash(content) == *hash).then_some(content)
}

#[cfg(test)]
mod tests {
    use super::super::drill::testing::{county, shipped};
    use super::*;
    use crate::base::chance::Seed;
    use crate::scenario::Tier;
    use crate::sim::{self, prepared::Prepared};
    use std::collections::BTreeMap;
    use std::sync::{Arc, OnceLock};

    fn loaded() -> &'static Loaded {
        static LOADED: OnceLock<Loaded> = OnceLock::new();
        LOADED.get_or_init(|| {
            let (drill, warnings) = shipped().drill(&county(), Tier::Advanced).unwrap();
            let inputs = BTreeMap::from([("map/county.ron".to_owned(), b"a map".to_vec())]);
            Loaded { drill, warnings, inputs }
        })
    }

    fn kept(folder: &Path) -> KeptMembers {
        KeptMembers::new(folder.to_owned(), loaded())
    }

    fn made(member: u32) -> Arc<Timeline> {
        Prepared::new(Arc::new(loaded().drill.clone())).timeline(member, &[])
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries.map(|entry| name(entry).into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_folder_is_the_variables_then_the_platforms() {
        let of = |variables: &[(&str, &str)]| {
            let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
            folder_of(|name| variables.get(name).map(PathBuf::from))
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(CACHE_DIR, OFF), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")]), None);
        assert_eq!(of(&[(CACHE_DIR, "mine"), ("HOME", "/h")]), Some("mine".into()));
        let xdg = [("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
        assert_eq!(of(&xdg), Some("/x/muster".into()));
        if cfg!(target_os = "linux") {
            let relative = [("XDG_CACHE_HOME", "x"), ("HOME", "/h")];
            assert_eq!(of(&relative), Some("/h/.cache/muster".into()));
        }
    }

    #[test]
    fn a_run_is_the_same_without_a_cache_with_an_empty_one_and_with_a_full_one() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("a/b");
        let drill = Arc::new(loaded().drill.clone());
        let digest = |kept: Option<Arc<dyn Members>>| {
            let prepared = Arc::new(Prepared::with_members(drill.clone(), kept));
            sim::play(&prepared, Seed(3), &[]).digest()
        };
        let digests = [
            digest(None),
            digest(Some(Arc::new(kept(&cache)))),
            digest(Some(Arc::new(kept(&cache)))),
        ];
        assert_eq!((digests[0], digests[1]), (digests[1], digests[2]));
        assert_eq!(names(&cache).len(), 1, "the member that the seed draws, and no other");
    }

    #[test]
    fn what_is_damaged_or_of_another_is_not_found_and_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, timeline) = (kept(folder.path()), made(2));
        cache.keep(2, &timeline);
        assert_eq!(cache.find(2).as_ref(), Some(&*timeline));
        assert_eq!((cache.find(1), cache.take_notes()), (None, Vec::new()));
        let (_, path) = cache.place(2);
        let whole = fs::read(&path).unwrap();
        for at in [0, 20, 60, 90, whole.len() / 2, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            for bytes in [&bytes[..], &whole[..at], b"", b"another's"] {
                fs::write(&path, bytes).unwrap();
                assert_eq!(cache.find(2), None);
                let notes = cache.take_notes();
                assert!(notes.len() == 1 && notes[0].en.contains("damaged"), "{notes:?}");
            }
        }
        // A member under another's name.
        fs::write(cache.place(1).1, &whole).unwrap();
        assert_eq!(cache.find(1), None);
        cache.keep(2, &timeline);
        assert_eq!(cache.find(2).as_ref(), Some(&*timeline));
    }

    #[test]
    fn another_map_scenario_or_tier_has_members_of_its_own() {
        let base = loaded();
        let place = |loaded: &Loaded| KeptMembers::new("c".into(), loaded).place(0).1;
        let mut map = base.clone();
        map.inputs.insert("map/county.ron".into(), b"another".to_vec());
        let mut rain = base.clone();
        rain.drill.scenario.flood.as_mut().unwrap().file.total_mm += 1e-9;
        let (drill, _) = shipped().drill(&county(), Tier::Beginner).unwrap();
        let tier = Loaded { drill, ..base.clone() };
        let mut plan = base.clone();
        plan.inputs.insert("plan.ron".into(), b"another".to_vec());
        let mut places: Vec<_> = [base, &map, &rain, &tier].into_iter().map(place).collect();
        assert_eq!(place(&plan), places[0], "nature does not know the plan");
        places.sort();
        places.dedup();
        assert_eq!(places.len(), 4);
    }

    #[test]
    fn the_cache_stays_within_its_limit_and_leaves_what_is_not_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = kept(folder.path());
        let timeline = made(0);
        cache.keep(0, &timeline);
        let bytes = fs::metadata(cache.place(0).1).unwrap().len();
        cache.limit_bytes = 3 * bytes;
        fs::write(folder.path().join("notes.txt"), vec![0; 5 * bytes as usize]).unwrap();
        fs::write(folder.path().join(".tmpleft"), vec![0; bytes as usize]).unwrap();
        let written = |member| fs::metadata(cache.place(member).1).unwrap().modified().unwrap();
        for member in 1..6 {
            let before = written(member - 1);
            cache.keep(member, &timeline);
            // Times of files may be as coarse as the system's clock ticks.
            while written(member) <= before {
                cache.keep(member, &timeline);
            }
        }
        assert_eq!(cache.take_notes(), Vec::new());
        let found: Vec<bool> = (0..6).map(|member| cache.find(member).is_some()).collect();
        assert_eq!(found, [false, false, false, true, true, true]);
        assert!(folder.path().join("notes.txt").exists());
        assert!(!folder.path().join(".tmpleft").exists());
    }

    #[test]
    fn those_who_write_and_read_at_once_find_a_whole_member_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let timeline = made(1);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let cache = kept(folder.path());
                    for _ in 0..5 {
                        cache.keep(1, &timeline);
                        assert_eq!(cache.find(1).as_ref(), Some(&*timeline));
                    }
                    assert_eq!(cache.take_notes(), Vec::new());
                });
            }
        });
        assert_eq!(names(folder.path()).len(), 1);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_noted_and_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let cache = kept(&file.join("inside"));
        assert_eq!(cache.find(0), None);
        cache.keep(0, &made(0));
        assert!(cache.take_notes().iter().any(|note| note.en.contains("nothing was kept")));
    }
}
