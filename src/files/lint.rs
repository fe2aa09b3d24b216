//! Finds out what the files are that a user points at, and looks for every problem in them: maps,
//! scenarios with plan and catalogue, plans alone, catalogues alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::drill::DrillFiles;
use super::error::Attempt;
use super::load::{self, SCENARIO_FILE, Written, gather};
use super::{Error, follow_on, map};
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written;
use crate::county::choice::ChosenPlace;
use crate::county::codec::COUNTY;
use crate::county::place::County;
use crate::plan;
use crate::plan::file::PlanFile;
use crate::plan::special::SpecialPlanFile;
use crate::scenario::file::CatalogueFile;

/// What linting found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linted {
    /// Every problem, those that several documents share named once.
    pub problems: Problems,
    /// What the places of scenarios come to that are not chosen by their written names, with the
    /// folder or file of the scenario.
    pub places: Vec<(PathBuf, ChosenPlace)>,
    /// How many maps, scenarios, plans and catalogues were looked at.
    pub documents: usize,
}

/// What a path is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Document {
    Map(PathBuf),
    Scenario(PathBuf),
    Plan(PathBuf),
    Catalogue(PathBuf),
}

/// Looks at files and folders. `over` is the map for plans and scenarios, in place of what
/// scenarios name; a plan alone without a map is read but not resolved.
///
/// # Errors
/// [`Error::Io`] where a path does not exist or cannot be read.
pub fn lint(paths: &[PathBuf], over: Option<&Path>) -> Result<Linted, Error> {
    let mut documents = BTreeSet::new();
    let mut linted = Linted::default();
    for path in paths {
        let before = documents.len();
        find(path, &mut documents)?;
        if documents.len() == before && !path.is_file() {
            let place = Place::path(path.display().to_string(), "");
            let expected =
                Text::new("预案、情景、目录或地图", "a plan, a scenario, a catalogue or a map");
            linted.problems.push(Problem::warning(place, "-", expected));
        }
    }
    // A plan that a scenario of the same call uses is resolved with that scenario.
    let mut maps = Maps::default();
    let mut used = BTreeSet::new();
    let mut problems = Problems::default();
    for document in &documents {
        if let Document::Scenario(path) = document {
            let (found, places) = scenario(path, over, &mut maps, &mut used)?;
            problems.extend(found);
            linted.places.extend(places.into_iter().map(|place| (path.clone(), place)));
        }
    }
    for document in &documents {
        match document {
            Document::Map(path) => problems.extend(maps.read(path)?.1.clone()),
            Document::Plan(path) if !used.contains(path) => {
                problems.extend(plan_alone(path, over, &mut maps)?);
            }
            Document::Catalogue(path) => {
                gather(load::ron::<CatalogueFile>(path), &mut problems)?;
            }
            Document::Plan(_) | Document::Scenario(_) => {}
        }
    }
    for problem in problems.0 {
        if !linted.problems.0.contains(&problem) {
            linted.problems.push(problem);
        }
    }
    linted.documents = documents.len();
    Ok(linted)
}

/// Maps that were read, with their problems.
#[derive(Default)]
struct Maps {
    read: BTreeMap<PathBuf, (Option<Arc<County>>, Problems)>,
}

impl Maps {
    fn read(&mut self, path: &Path) -> Result<&(Option<Arc<County>>, Problems), Error> {
        if !self.read.contains_key(path) {
            let read = match map::read(path) {
                Ok((county, warnings, _)) => (Some(Arc::new(county)), warnings),
                Err(Error::Invalid(problems)) => (None, problems),
                Err(other) => return Err(other),
            };
            self.read.insert(path.to_owned(), read);
        }
        Ok(&self.read[path])
    }
}

/// What `path` is, or what is in it.
fn find(path: &Path, documents: &mut BTreeSet<Document>) -> Result<(), Error> {
    let failed = |cause| Error::io(Attempt::Read, path, cause);
    if path.is_dir() {
        if path.join(COUNTY).is_file() {
            documents.insert(Document::Map(path.to_owned()));
            return Ok(());
        }
        if path.join(SCENARIO_FILE).is_file() {
            documents.insert(Document::Scenario(path.to_owned()));
            return Ok(());
        }
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let inside = entry.map_err(failed)?.path();
            let is_hidden =
                inside.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let is_ron = inside.extension().is_some_and(|extension| extension == "ron");
            if !is_hidden && (is_ron || inside.is_dir() && !inside.is_symlink()) {
                find(&inside, documents)?;
            }
        }
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    documents.insert(if name == COUNTY {
        Document::Map(path.parent().unwrap_or(Path::new(".")).to_owned())
    } else if name == SCENARIO_FILE {
        Document::Scenario(path.to_owned())
    } else if folder == "catalogue" {
        Document::Catalogue(path.to_owned())
    } else if folder == "plans" {
        Document::Plan(path.to_owned())
    } else {
        by_content(path)?
    });
    Ok(())
}

/// What a file is by the lists that only one kind of document has.
fn by_content(path: &Path) -> Result<Document, Error> {
    let text = match load::text(path) {
        Ok(text) => text,
        Err(Error::Invalid(_)) => String::new(),
        Err(other) => return Err(other),
    };
    let has = |field: &str| text.lines().any(|line| line.trim_start().starts_with(field));
    let path = path.to_owned();
    Ok(if has("injects:") || has("tiers:") {
        Document::Scenario(path)
    } else if has("incidents:") && !has("desks:") {
        Document::Catalogue(path)
    } else {
        Document::Plan(path)
    })
}

/// A scenario with its plan and catalogue over its map, at all tiers, and the places that it and
/// its plans choose; `used` gets the plan.
fn scenario(
    path: &Path,
    over: Option<&Path>,
    maps: &mut Maps,
    used: &mut BTreeSet<PathBuf>,
) -> Result<(Problems, Vec<ChosenPlace>), Error> {
    let (files, mut problems) = DrillFiles::read_around(path, None, over)?;
    let Some(files) = files else { return Ok((problems, Vec::new())) };
    let form = problems.clone();
    used.insert(PathBuf::from(&files.plan.file));
    used.extend(files.special_plans.iter().map(|plan| PathBuf::from(&plan.file)));
    let (county, of_map) = maps.read(&files.map)?;
    problems.extend(of_map.clone());
    if let Some(county) = county {
        problems.extend(follow_on::meaning(&form, files.texts(), || files.lint(county)));
        let mut places = files.places(county);
        places.retain(|place| place.how.is_some());
        return Ok((problems, places));
    }
    Ok((problems, Vec::new()))
}

/// Whether a plan is a special one: it has nothing that a county has once for all its plans.
fn is_special(text: &str) -> bool {
    let once = ["communications:", "calls:", "limits:", "medical:"];
    !text.is_empty()
        && !text.lines().any(|line| once.iter().any(|of| line.trim_start().starts_with(of)))
}

/// A plan, over a map where one is known; of a special plan alone only the form can be checked.
fn plan_alone(path: &Path, over: Option<&Path>, maps: &mut Maps) -> Result<Problems, Error> {
    let mut problems = Problems::default();
    if is_special(&gather(load::text(path), &mut problems)?.unwrap_or_default()) {
        gather(load::ron::<SpecialPlanFile>(path), &mut problems)?;
        return Ok(problems);
    }
    let mut problems = Problems::default();
    let plan: Option<Written<PlanFile>> = gather(load::ron(path), &mut problems)?;
    let (Some(plan), Some(over)) = (plan, over) else { return Ok(problems) };
    let (county, of_map) = maps.read(over)?;
    problems.extend(of_map.clone());
    if let Some(county) = county {
        let (_, mut found) = plan::resolve_around(&plan.value, &plan.file, county);
        written::place_all(&mut found, &BTreeMap::from([plan.text()]));
        problems.extend(found);
    }
    Ok(problems)
}
