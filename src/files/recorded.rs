//! What a run folder holds, as what it means: the drill, its settings and its log; made into a
//! folder, and read back from the folder alone. Scores and reports are put beside it by others.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::drill::DrillFiles;
use super::run_folder::{INPUTS, LOG, MAP, RunFolder, SETTINGS, Settings};
use super::{Change, ChangeKind, Error};
use crate::base::id::IdKind;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::county::codec as map_codec;
use crate::event_log::codec::{self, Header, NameEntry};
use crate::event_log::fault::LogError;
use crate::event_log::{EventLog, FORMAT_VERSION};
use crate::scenario::{Drill, Tier};

/// Version of the engine, as a log's header holds it.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// A run that was read back.
#[derive(Debug)]
pub struct Recorded {
    /// The folder as it stands.
    pub folder: RunFolder,
    /// What was chosen for the run.
    pub settings: Settings,
    /// The drill, from the folder's inputs alone.
    pub drill: Arc<Drill>,
    /// Header of the log.
    pub header: Header,
    /// The log.
    pub log: EventLog,
}

/// The tier of that written name: `beginner`.
pub fn tier_of(name: &str) -> Option<Tier> {
    Tier::ALL.iter().copied().find(|tier| tier_name(*tier) == name)
}

/// The written name of a tier: `beginner`.
pub fn tier_name(tier: Tier) -> String {
    tier.text().en
}

/// The folder of a run: inputs, settings and log. `inputs` are files by the name that they have
/// under `inputs/`.
pub fn folder(
    drill: &Drill,
    settings: &Settings,
    inputs: &BTreeMap<String, Vec<u8>>,
    log: &EventLog,
) -> RunFolder {
    let mut folder = RunFolder::default();
    folder.digest = log.digest().to_string();
    for (name, bytes) in inputs {
        folder.put(&format!("{INPUTS}{name}"), bytes.clone());
    }
    let mut bytes = serde_json::to_vec_pretty(settings).expect("settings are plain data");
    bytes.push(b'\n');
    folder.put(SETTINGS, bytes);
    let header = Header {
        format: FORMAT_VERSION,
        engine: ENGINE.to_owned(),
        scenario: settings.scenario.clone(),
        tier: settings.tier.clone(),
        seed: settings.seed,
        inputs: folder.input_hashes(),
        names: name_table(drill),
    };
    folder.put(LOG, codec::encode(&header, log));
    folder
}

/// What desks, teams, places and the rest are called, by kind and written name.
fn name_table(drill: &Drill) -> Vec<NameEntry> {
    let (county, plan, scenario) = (&drill.county, &drill.plan, &drill.scenario);
    let mut table = Vec::new();
    macro_rules! add {
        ($kind:expr, $items:expr, $title:ident) => {
            let mut entries: Vec<NameEntry> = $items
                .iter()
                .map(|item| NameEntry::new($kind.word(), &item.name, item.key, &item.$title))
                .collect();
            entries.sort_by(|one, other| one.name.cmp(&other.name));
            table.extend(entries);
        };
    }
    add!(IdKind::ZoneId, county.zones, title);
    add!(IdKind::FacilityId, county.facilities, title);
    add!(IdKind::AreaId, county.areas, title);
    add!(IdKind::ReachId, county.reaches, title);
    add!(IdKind::OrganisationId, plan.organisations, title);
    add!(IdKind::DeskId, plan.desks, title);
    add!(IdKind::TeamId, plan.teams, title);
    add!(IdKind::ClauseId, plan.clauses, title);
    add!(IdKind::IncidentKindId, drill.catalogue, title);
    add!(IdKind::InjectId, scenario.injects, from);
    add!(IdKind::ObjectiveId, scenario.objectives, title);
    table
}

/// Reads a run back. Nothing outside the folder is looked at.
///
/// # Errors
/// [`Error::Changed`] naming each file, and in the log the line, that is not as it was written;
/// [`Error::Invalid`] where this version of muster does not take the inputs; [`Error::Io`].
pub fn read(target: &Path) -> Result<Recorded, Error> {
    let folder = RunFolder::read(target)?;
    let changed = |changes| Error::Changed { path: target.to_owned(), changes };
    let log_bytes = folder.get(LOG).unwrap_or_default();
    let of_log = |error: LogError| {
        let kind = ChangeKind::Log(error.fault);
        changed(vec![Change { file: LOG.to_owned(), line: Some(error.line), kind }])
    };
    let header = codec::verify(log_bytes).map_err(of_log)?;
    // The manifest can be made anew over edited inputs; what the log was played from cannot.
    let edited = edited_inputs(&header.inputs, &folder.input_hashes());
    if !edited.is_empty() {
        return Err(changed(edited));
    }
    let settings = settings(target, &folder)?;
    let drill = Arc::new(drill(target, &folder, &settings)?);
    let (header, log) = codec::decode(log_bytes, drill.names.clone()).map_err(of_log)?;
    Ok(Recorded { folder, settings, drill, header, log })
}

fn edited_inputs(
    written: &BTreeMap<String, String>,
    found: &BTreeMap<String, String>,
) -> Vec<Change> {
    let names: std::collections::BTreeSet<&String> = written.keys().chain(found.keys()).collect();
    let change = |name: &String| {
        let kind = match (written.get(name), found.get(name)) {
            (Some(before), Some(after)) if before == after => return None,
            (Some(_), Some(_)) => ChangeKind::Edited,
            (Some(_), None) => ChangeKind::Missing,
            (None, _) => ChangeKind::Added,
        };
        Some(Change { file: format!("{INPUTS}{name}"), line: None, kind })
    };
    names.into_iter().filter_map(change).collect()
}

fn settings(target: &Path, folder: &RunFolder) -> Result<Settings, Error> {
    let file = target.join(SETTINGS).display().to_string();
    let bytes = folder.get(SETTINGS).unwrap_or_default();
    serde_json::from_slice(bytes).map_err(|error| {
        let expected = Text::new("运行设置", "settings of a run");
        let place = Place::line(file, error.line() as u32, error.column() as u32);
        Error::Invalid(Problems(vec![Problem::error(place, error.to_string(), expected)]))
    })
}

/// The drill of a run folder's inputs.
fn drill(target: &Path, folder: &RunFolder, settings: &Settings) -> Result<Drill, Error> {
    let inputs: BTreeMap<&str, &[u8]> = folder.under(INPUTS).collect();
    let mut problems = Problems::default();
    let tier = tier_of(&settings.tier);
    if tier.is_none() {
        let names: Vec<String> = Tier::ALL.iter().map(|tier| tier_name(*tier)).collect();
        let place = Place::path(target.join(SETTINGS).display().to_string(), "tier");
        let what = Text::new("难度", "a tier");
        let valid = names.iter().map(String::as_str);
        problems.push(Problem::unknown_name(place, &settings.tier, &what, valid));
    }
    let map = folder.under(MAP).map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
    let files = DrillFiles::from_inputs(target, &inputs).map_err(|found| problems.extend(found));
    let county = map_codec::decode(&map).map_err(|found| {
        problems.extend(super::map::in_folder(&target.join(MAP), found));
    });
    let (Some(tier), Ok(files), Ok((county, _))) = (tier, files, county) else {
        return Err(Error::Invalid(problems));
    };
    let (drill, _) = files.drill(&Arc::new(county), tier).map_err(Error::Invalid)?;
    Ok(drill)
}
