//! Reads all that a drill is made from: a scenario, the plan and the map that it names (or others
//! in their place), and the catalogue beside it. The folders:
//!
//! ```text
//! maps/<map>/                      county.ron and its tables
//! scenarios/plans/<plan>.ron       the general plan, and special plans beside it
//! scenarios/catalogue/*.ron        taken together
//! scenarios/<scenario>/scenario.ron
//! ```
//!
//! A folder of a scenario that holds a catalogue of its own holds its plans and maps as well: it is
//! a drill by itself, wherever it lies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Error;
use super::follow_on::{self, Known};
use super::load::{self, Written, gather};
use super::map;
use crate::base::check::Checker;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written;
use crate::county::choice::{ChosenPlace, PlaceChoice, choose};
use crate::county::place::County;
use crate::plan::file::PlanFile;
use crate::plan::special::{self, SpecialPlanFile};
use crate::plan::{self, Plan};
use crate::scenario::file::{CatalogueFile, ScenarioFile};
use crate::scenario::{self, Drill, Tier};

/// Folder of the plans, beside the scenarios.
const PLANS: &str = "plans";
/// Folder of the catalogue, beside the scenarios.
const CATALOGUE: &str = "catalogue";
/// Folder of the maps, beside the folder of the scenarios.
const MAPS: &str = "maps";

/// What people wrote for a drill, read and not yet resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct DrillFiles {
    /// The scenario.
    pub scenario: Written<ScenarioFile>,
    /// The general plan.
    pub plan: Written<PlanFile>,
    /// The special plans, in the order in which the scenario names them.
    pub special_plans: Vec<Written<SpecialPlanFile>>,
    /// The catalogue, in the order of the names of its files.
    pub catalogue: Vec<Written<CatalogueFile>>,
    /// Folder of the map.
    pub map: PathBuf,
}

impl DrillFiles {
    /// Reads scenario, plan and catalogue. `plan` and `map` take the place of what the scenario
    /// names.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the problems of all files, or the first [`Error::Io`].
    pub fn read(scenario: &Path, plan: Option<&Path>, map: Option<&Path>) -> Result<Self, Error> {
        match Self::read_around(scenario, plan, map)? {
            (Some(files), problems) if !problems.has_errors() => Ok(files),
            (_, problems) => Err(Error::Invalid(problems)),
        }
    }

    /// Reads as [`Self::read`] does, and goes on after problems of form, so that what is written
    /// can be checked for what it means; none where a file could not be read at all. What comes
    /// with errors is only for [`follow_on::meaning`].
    ///
    /// # Errors
    /// The first [`Error::Io`].
    pub(super) fn read_around(
        scenario: &Path,
        plan: Option<&Path>,
        map: Option<&Path>,
    ) -> Result<(Option<Self>, Problems), Error> {
        let path = load::scenario_path(scenario);
        let (scenarios, maps) = homes(&path);
        // The scenario first: where it is not there, nothing beside it is either.
        let (scenario, mut problems) = load::ron_around::<ScenarioFile>(&path)?;
        let (catalogue, found) = load::ron_folder(&scenarios.join(CATALOGUE))?;
        problems.extend(found);
        let plan_path = |name: &String| scenarios.join(PLANS).join(format!("{name}.ron"));
        let named = scenario
            .as_ref()
            .map(|scenario| &scenario.value.plan)
            .filter(|name| !name.is_empty())
            .map(plan_path);
        let plan = match plan.map(Path::to_owned).or(named) {
            Some(path) => {
                let (plan, found) = load::ron_around::<PlanFile>(&path)?;
                problems.extend(found);
                plan
            }
            None => None,
        };
        let mut special_plans = Vec::new();
        let of_scenario = scenario.iter().flat_map(|scenario| &scenario.value.special_plans);
        for name in of_scenario.filter(|name| !name.is_empty()) {
            let (special, found) = load::ron_around::<SpecialPlanFile>(&plan_path(name))?;
            problems.extend(found);
            special_plans.extend(special);
        }
        let (Some(scenario), Some(plan)) = (scenario, plan) else { return Ok((None, problems)) };
        let map = map.map_or_else(|| maps.join(&scenario.value.map), Path::to_owned);
        Ok((Some(Self { scenario, plan, special_plans, catalogue, map }), problems))
    }

    /// Reads scenario, plan and catalogue from what the run in `folder` keeps, by the names of
    /// [`inputs`](Self::inputs).
    ///
    /// # Errors
    /// Every problem of all files.
    pub fn from_inputs(folder: &Path, inputs: &BTreeMap<&str, &[u8]>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let path = |name: &str| folder.join("inputs").join(name).display().to_string();
        let scenario =
            kept::<ScenarioFile>(&path("scenario.ron"), inputs.get("scenario.ron"), &mut problems);
        let plan = kept(&path("plan.ron"), inputs.get("plan.ron"), &mut problems);
        let mut catalogue = Vec::new();
        for (name, bytes) in inputs {
            if name.strip_prefix(CATALOGUE).is_some_and(|rest| rest.starts_with('/')) {
                catalogue.extend(kept(&path(name), Some(bytes), &mut problems));
            }
        }
        let mut special_plans = Vec::new();
        for name in scenario.iter().flat_map(|scenario| &scenario.value.special_plans) {
            let name = special_name(name);
            let bytes = inputs.get(name.as_str());
            special_plans.extend(kept(&path(&name), bytes, &mut problems));
        }
        match (scenario, plan) {
            (Some(scenario), Some(plan)) if !problems.has_errors() => {
                let map = folder.join("inputs/map");
                Ok(Self { scenario, plan, special_plans, catalogue, map })
            }
            _ => Err(problems),
        }
    }

    /// Files with their texts, the catalogue first, then plans and the scenario.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let plans = self.special_plans.iter().map(Written::text).chain([self.plan.text()]);
        self.catalogue.iter().map(Written::text).chain(plans).chain([self.scenario.text()])
    }

    /// What a run folder keeps under `inputs/`, by the name that it has there.
    pub fn inputs(&self) -> BTreeMap<String, Vec<u8>> {
        let mut inputs = BTreeMap::from([
            ("scenario.ron".to_owned(), self.scenario.source.clone().into_bytes()),
            ("plan.ron".to_owned(), self.plan.source.clone().into_bytes()),
        ]);
        let names = &self.scenario.value.special_plans;
        for (name, file) in names.iter().zip(&self.special_plans) {
            inputs.insert(special_name(name), file.source.clone().into_bytes());
        }
        for file in &self.catalogue {
            let name = Path::new(&file.file).file_name().unwrap_or_default().to_string_lossy();
            inputs.insert(format!("{CATALOGUE}/{name}"), file.source.clone().into_bytes());
        }
        inputs
    }

    /// Resolves the drill at a tier; problems have line and column, those of the plan first.
    ///
    /// # Errors
    /// Every problem, as soon as one of them is an error.
    pub fn drill(&self, county: &Arc<County>, tier: Tier) -> Result<(Drill, Problems), Problems> {
        let mut resolved = None;
        let problems = self.check(county, |written, plan| {
            match scenario::resolve(written, county.clone(), plan, tier) {
                Ok((drill, warnings)) => {
                    resolved = Some(drill);
                    warnings
                }
                Err(problems) => problems,
            }
        });
        match resolved {
            Some(drill) => problems.refuse_errors(drill),
            None => Err(problems),
        }
    }

    /// The problems of the plan over a county, then those that `check` finds in the scenario and
    /// its catalogue. Where the plan has errors, what `check` finds missing in it is left out.
    fn check(
        &self,
        county: &County,
        check: impl FnOnce(scenario::Written, Arc<Plan>) -> Problems,
    ) -> Problems {
        let specials: Vec<(&str, &SpecialPlanFile)> =
            self.special_plans.iter().map(|file| (file.file.as_str(), &file.value)).collect();
        let joined = special::join((&self.plan.file, &self.plan.value), &specials);
        let (plan, mut problems) = plan::resolve_around(&joined.plan, &self.plan.file, county);
        joined.put_back(&mut problems);
        let mut problems = self.placed(problems);
        if let Some(plan) = plan {
            let catalogue = self.catalogue();
            let mut found = self.placed(check(self.written(&catalogue), Arc::new(plan)));
            let known = Known::new(&problems, self.texts());
            found.0.retain(|problem| !known.may_hide(problem));
            problems.extend(found);
        }
        problems
    }

    /// Every problem of plan, catalogue and scenario at all three tiers.
    ///
    /// # Errors
    /// All of them, as soon as one is an error.
    pub fn lint(&self, county: &Arc<County>) -> Result<Problems, Problems> {
        let problems = self.check(county, |written, plan| {
            let (Ok(found) | Err(found)) = scenario::check_tiers(written, county, &plan);
            found
        });
        problems.refuse_errors(()).map(|((), warnings)| warnings)
    }

    /// What the places come to that plans and scenario choose on this county, the plans'
    /// first and each once; those that cannot be chosen are left out.
    pub fn places(&self, county: &County) -> Vec<ChosenPlace> {
        let specials = self.special_plans.iter().flat_map(|file| &file.value.places);
        let of_plan: Vec<PlaceChoice> =
            self.plan.value.places.iter().chain(specials).cloned().collect();
        let mut places: Vec<ChosenPlace> = Vec::new();
        for choices in [of_plan.as_slice(), &self.scenario.value.places] {
            for place in choose(&mut Checker::new(""), "places", choices, county) {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    fn catalogue(&self) -> Vec<(String, CatalogueFile)> {
        self.catalogue.iter().map(|file| (file.file.clone(), file.value.clone())).collect()
    }

    fn written<'a>(&'a self, catalogue: &'a [(String, CatalogueFile)]) -> scenario::Written<'a> {
        scenario::Written {
            scenario_name: &self.scenario.file,
            scenario: &self.scenario.value,
            catalogue,
        }
    }

    fn placed(&self, mut problems: Problems) -> Problems {
        written::place_all(&mut problems, &self.texts().collect());
        problems
    }
}

/// The folders around a scenario that hold plans and catalogue, and the maps.
fn homes(scenario: &Path) -> (PathBuf, PathBuf) {
    let own = scenario.parent().unwrap_or(Path::new("."));
    if own.join(CATALOGUE).is_dir() {
        return (own.to_owned(), own.join(MAPS));
    }
    let around = own.parent().unwrap_or(Path::new("."));
    (around.to_owned(), around.parent().unwrap_or(Path::new(".")).join(MAPS))
}

/// A drill with its warnings and with what a run folder keeps of it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The drill.
    pub drill: Drill,
    /// Warnings of map, plan, catalogue and scenario.
    pub warnings: Problems,
    /// Files as they were read, by the name that they have under `inputs/`.
    pub inputs: BTreeMap<String, Vec<u8>>,
}

/// Reads and resolves a drill at a tier; `map` and `plan` take the place of what the scenario
/// names.
///
/// # Errors
/// [`Error::Invalid`] with every problem of the files that could be looked at, of form and of
/// meaning, or the first [`Error::Io`].
pub fn load(
    scenario: &Path,
    map: Option<&Path>,
    plan: Option<&Path>,
    tier: Tier,
) -> Result<Loaded, Error> {
    let (files, mut problems) = DrillFiles::read_around(scenario, plan, map)?;
    let form = problems.clone();
    let folder = files.as_ref().map(|files| files.map.as_path()).or(map);
    let county = match folder {
        Some(folder) => gather(map::read(folder), &mut problems)?,
        None => None,
    };
    let (Some(files), Some((county, warnings, bytes))) = (files, county) else {
        return Err(Error::Invalid(problems));
    };
    problems.extend(warnings);
    let county = Arc::new(county);
    if form.has_errors() {
        let check = || files.drill(&county, tier).map(|(_, warnings)| warnings);
        problems.extend(follow_on::meaning(&form, files.texts(), check));
        return Err(Error::Invalid(problems));
    }
    match files.drill(&county, tier) {
        Ok((drill, found)) => {
            problems.extend(found);
            let mut inputs = files.inputs();
            inputs.extend(bytes.into_iter().map(|(name, bytes)| (format!("map/{name}"), bytes)));
            Ok(Loaded { drill, warnings: problems, inputs })
        }
        Err(found) => {
            problems.extend(found);
            Err(Error::Invalid(problems))
        }
    }
}

/// The name that a special plan has among a run's inputs.
fn special_name(name: &str) -> String {
    format!("{PLANS}/{name}.ron")
}

/// What an input says, or nothing and its problems added to the others.
fn kept<T: serde::de::DeserializeOwned>(
    file: &str,
    bytes: Option<&&[u8]>,
    problems: &mut Problems,
) -> Option<Written<T>> {
    let Some(bytes) = bytes else {
        let expected = Text::new("运行目录应有的文件", "a file that a run keeps");
        problems.push(Problem::error(Place::path(file, ""), "-", expected));
        return None;
    };
    match load::ron_bytes(file, bytes) {
        Ok(written) => Some(written),
        Err(found) => {
            problems.extend(found);
            None
        }
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! The shipped drill over a small county, for the tests of this folder.
    use super::*;
    use crate::county::generate::{Settings, generate};
    use std::sync::OnceLock;

    pub(in super::super) fn shipped() -> DrillFiles {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let scenario = root.join("scenarios/2026-q2-flash-flood");
        DrillFiles::read(&scenario, None, None).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(in super::super) fn county() -> Arc<County> {
        static COUNTY: OnceLock<Arc<County>> = OnceLock::new();
        let made = || Arc::new(generate(&Settings { seed: 1, junctions: 3_000 }));
        COUNTY.get_or_init(made).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{county, shipped};
    use super::*;

    #[test]
    fn problems_of_all_files_come_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("scenarios/catalogue")).unwrap();
        std::fs::create_dir_all(path("scenarios/flood")).unwrap();
        std::fs::write(path("scenarios/flood/scenario.ron"), "(name: 5)").unwrap();
        std::fs::write(path("scenarios/catalogue/all.ron"), "(incidents: [])").unwrap();
        std::fs::write(path("plan.ron"), b"(title: (zh: \"\xB7\xC0\xD1\xB4\"))").unwrap();
        let read = DrillFiles::read(&path("scenarios/flood"), Some(&path("plan.ron")), None);
        let error = read.unwrap_err();
        assert_eq!(error.exit_code(), 3);
        let Error::Invalid(problems) = error else { panic!("{error}") };
        let files: Vec<_> = problems.0.iter().map(|problem| &problem.place.file).collect();
        assert!(files[0].ends_with("scenario.ron") && files.last().unwrap().ends_with("plan.ron"));
        let last = &problems.0.last().unwrap();
        assert_eq!((last.place.line, last.place.column), (1, 15));
        assert_eq!(last.found, "0xB7");
    }

    #[test]
    fn the_shipped_drill_has_no_problem_at_any_tier() {
        let files = shipped();
        match files.lint(&county()) {
            Ok(problems) => assert_eq!(problems.0, [], "{problems}"),
            Err(problems) => panic!("{problems}"),
        }
    }

    #[test]
    fn each_tier_presses_harder() {
        let (files, county) = (shipped(), county());
        let drill = |tier| files.drill(&county, tier).unwrap_or_else(|error| panic!("{error}")).0;
        let [beginner, intermediate, advanced] =
            [Tier::Beginner, Tier::Intermediate, Tier::Advanced].map(drill);
        let rain = |drill: &Drill| drill.scenario.flood.as_ref().unwrap().file.total_mm;
        assert!(rain(&beginner) < rain(&intermediate) && rain(&intermediate) < rain(&advanced));
        assert_eq!(advanced.scenario.flood.as_ref().unwrap().file.bursts.len(), 4);
        assert_eq!(beginner.scenario.happenings.len(), 0);
        let slide = intermediate.scenario.happenings.iter().find_map(|one| one.site.as_ref());
        assert_eq!(slide.unwrap().roads.len(), 1);
        assert!(!advanced.scenario.platform_on && beginner.scenario.platform_on);
        assert_eq!(beginner.scenario.return_early, None);
        assert!(advanced.scenario.return_early.is_some());
        assert!((25..=40).contains(&advanced.scenario.injects.len()));
        assert!(beginner.scenario.injects.len() < advanced.scenario.injects.len());
    }

    #[test]
    fn the_order_of_lists_in_the_files_changes_nothing() {
        let (files, county) = (shipped(), county());
        let mut reversed = files.clone();
        let plan = &mut reversed.plan.value;
        plan.clauses.reverse();
        plan.organisations.reverse();
        plan.desks.reverse();
        plan.desks_each.reverse();
        plan.teams.reverse();
        plan.teams_each.reverse();
        plan.communications.reverse();
        plan.call_taking.reverse();
        plan.monitoring.reverse();
        plan.flows.reverse();
        plan.duties.reverse();
        plan.approvals.reverse();
        plan.rules.reverse();
        plan.reporting.reverse();
        plan.standards.reverse();
        let scenario = &mut reversed.scenario.value;
        scenario.happenings.reverse();
        scenario.visitors.reverse();
        scenario.background.reverse();
        scenario.known_at_start.reverse();
        scenario.objectives.reverse();
        scenario.injects.reverse();
        scenario.tiers.advanced.reverse();
        for catalogue in &mut reversed.catalogue {
            catalogue.value.incidents.reverse();
            for kind in &mut catalogue.value.incidents {
                kind.tasks.reverse();
            }
        }
        reversed.catalogue.reverse();
        let resolved = |files: &DrillFiles| {
            let drill =
                files.drill(&county, Tier::Advanced).unwrap_or_else(|error| panic!("{error}")).0;
            (drill.plan, drill.catalogue, drill.scenario)
        };
        assert_eq!(resolved(&files), resolved(&reversed));
    }

    #[test]
    fn a_drill_is_loaded_with_a_map_from_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in crate::county::codec::encode(&county()) {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/2026-q2-flash-flood");
        let loaded = load(&scenario, Some(folder.path()), None, Tier::Beginner);
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(loaded.warnings.0, []);
        let names: Vec<&str> = loaded.inputs.keys().map(String::as_str).collect();
        for name in ["scenario.ron", "plan.ron", "catalogue/flood.ron", "map/county.ron"] {
            assert!(names.contains(&name), "{names:?}");
        }
        let missing = load(&scenario, Some(Path::new("/no/such/map")), None, Tier::Beginner);
        assert_eq!(missing.unwrap_err().exit_code(), 4);
    }
}
