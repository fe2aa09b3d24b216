//! Writes a drill for a map from a storyline's template: a folder by itself, whole or not at all.

use std::path::Path;
use std::sync::Arc;

use super::drill::DrillFiles;
use super::folder::{self, Existing, Files};
use super::load::{self, SCENARIO_FILE};
use super::{Error, Interrupt, map};
use crate::base::problem::Problems;
use crate::county::codec;
use crate::scenario::template::{Skeleton, Storyline, skeleton};

/// A drill in the making, checked at all tiers.
#[derive(Debug)]
pub struct Made {
    /// What was written of it.
    pub skeleton: Skeleton,
    /// Warnings of the map and of lint.
    pub warnings: Problems,
    files: Files,
}

/// Makes the drill of a storyline over the map in a folder; nothing is written yet. `out` is where
/// it is to lie.
///
/// # Errors
/// [`Error::Invalid`] with all that the map lacks, or what does not fit the storyline on it;
/// [`Error::Io`].
pub fn make(map: &Path, storyline: &Storyline, out: &Path) -> Result<Made, Error> {
    let (county, mut warnings, _) = map::read(map)?;
    let skeleton =
        skeleton(storyline, &county, &map.display().to_string()).map_err(Error::Invalid)?;
    let county = Arc::new(skeleton.county.clone());
    let mut files: Files = codec::encode(&county)
        .into_iter()
        .map(|(name, bytes)| (format!("maps/{}/{name}", county.name), bytes))
        .collect();
    let texts = skeleton.files.iter();
    files.extend(texts.map(|(name, text)| (name.clone(), text.clone().into_bytes())));
    let drill = drill_files(&skeleton, out).map_err(Error::Invalid)?;
    warnings.extend(drill.lint(&county).map_err(Error::Invalid)?);
    Ok(Made { skeleton, warnings, files })
}

impl Made {
    /// Writes the drill into a folder.
    ///
    /// # Errors
    /// [`Error::Occupied`] where another drill stands there that is to be kept; [`Error::Foreign`]
    /// where something else does; [`Error::Io`]; [`Error::Interrupted`].
    pub fn write(
        &self,
        out: &Path,
        existing: Existing,
        interrupt: &Interrupt,
    ) -> Result<(), Error> {
        let stands = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
        if stands && !out.join(SCENARIO_FILE).is_file() {
            return Err(Error::Foreign(out.to_owned()));
        }
        folder::write(out, &self.files, existing, interrupt)
    }
}

/// The texts as they will be read.
fn drill_files(skeleton: &Skeleton, out: &Path) -> Result<DrillFiles, Problems> {
    let named = |name: &str| out.join(name).display().to_string();
    let bytes = |name: &str| skeleton.files[name].as_bytes();
    let scenario = load::ron_bytes(&named(SCENARIO_FILE), bytes(SCENARIO_FILE))?;
    let mut catalogue = Vec::new();
    let mut special_plans = Vec::new();
    let mut plan = None;
    for name in skeleton.files.keys() {
        if name.starts_with("catalogue/") {
            catalogue.push(load::ron_bytes(&named(name), bytes(name))?);
        } else if name == "plans/plan.ron" {
            plan = Some(load::ron_bytes(&named(name), bytes(name))?);
        } else if name.starts_with("plans/") {
            special_plans.push(load::ron_bytes(&named(name), bytes(name))?);
        }
    }
    let plan = plan.expect("every drill has a general plan");
    let map = out.join("maps").join(&skeleton.county.name);
    Ok(DrillFiles { scenario, plan, special_plans, catalogue, map })
}
