//! What happens in the storyline: incidents and outages, in what order, and what prevents them.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::super::file::{
    GrowthFile, HappeningFile, LawFile, PlaceFile, ScenarioFile, SiteFile, WhenFile,
};
use super::super::happening::{Growth, Happening, Law, Prevention, Site, When};
use super::cut_off::cut_off;
use super::pressure::Forces;
use super::{Step, slope};
use crate::base::check::Lookup;
use crate::base::id::{
    DeskId, FacilityId, HappeningId, IncidentId, IncidentKindId, NodeId, RoadId, ZoneId,
};
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::place::FacilityKind;
use crate::hazard::casualty::SeverityMix;
use crate::hazard::food_poisoning::TaintedMeal;

/// People that one incident can involve.
const PEOPLE_MAX: u32 = 100_000;

/// What each happening is called, by its place in the file, sorted by name; and which of them
/// happen at the tier, with the ids that they and their incidents have there.
struct Roll<'a> {
    all: Vec<(usize, &'a HappeningFile)>,
    names: Lookup,
    ids: BTreeMap<&'a str, HappeningId>,
    incidents: BTreeMap<&'a str, IncidentId>,
}

impl<'a> Roll<'a> {
    fn new(step: &mut Step, file: &'a ScenarioFile, forces: &Forces) -> Self {
        let list = &file.happenings;
        let all = step.check.by_name("happenings", "happening", list, |item| &item.name);
        let names = all.iter().map(|(_, item)| item.name.as_str());
        let names = Lookup::new(Text::new("情节", "a happening"), names);
        let mut in_force: Vec<&HappeningFile> = all.iter().map(|(_, item)| *item).collect();
        in_force.retain(|item| forces.happening(&item.name));
        // What follows from something that does not happen does not happen either.
        loop {
            let names: BTreeSet<&str> = in_force.iter().map(|item| item.name.as_str()).collect();
            let before = in_force.len();
            in_force.retain(|item| match &item.when {
                WhenFile::AtMinutes(_) | WhenFile::SlopeFails { .. } => true,
                WhenFile::After { happening, .. } | WhenFile::LitBy { happening, .. } => {
                    names.contains(happening.as_str())
                }
            });
            if in_force.len() == before {
                break;
            }
        }
        in_force.sort_by_key(|item| key(&item.name));
        let mut ids = BTreeMap::new();
        let mut incidents = BTreeMap::new();
        for item in in_force {
            ids.insert(item.name.as_str(), HappeningId::from_index(ids.len()));
            if item.incident.is_some() {
                incidents.insert(item.name.as_str(), IncidentId::from_index(incidents.len()));
            }
        }
        Self { all, names, ids, incidents }
    }

    /// Minutes of play at which something comes, whatever prevents it; none where what it follows
    /// is not there, or follows from it.
    fn minutes(&self, item: &HappeningFile) -> Option<f64> {
        let (mut item, mut after) = (item, 0.0);
        for _ in 0..=self.all.len() {
            match &item.when {
                WhenFile::AtMinutes(minutes) => return Some(minutes + after),
                WhenFile::After { happening, minutes } => {
                    item = self.all[self.names.get(happening)?].1;
                    after += minutes;
                }
                // It comes when a fire has it come, or a slope gives way.
                WhenFile::LitBy { .. } | WhenFile::SlopeFails { .. } => return None,
            }
        }
        None
    }

    fn incidents(&self) -> Incidents {
        let with = || self.all.iter().filter(|(_, item)| item.incident.is_some());
        let names = with().map(|(_, item)| item.name.as_str());
        let names = Lookup::new(Text::new("情节中的险情", "an incident of the storyline"), names);
        let at_tier = with().map(|(_, item)| self.incidents.get(item.name.as_str()).copied());
        Incidents { names, at_tier: at_tier.collect() }
    }
}

/// Incidents of the storyline by name, with those that there are at the tier.
pub(super) struct Incidents {
    names: Lookup,
    at_tier: Vec<Option<IncidentId>>,
}

impl Incidents {
    pub(super) fn none() -> Self {
        Self { names: Lookup::new(Text::default(), [""; 0]), at_tier: Vec::new() }
    }
}

impl Step<'_> {
    /// An incident of the storyline; none where it has none of this name, which is an
    /// error, or does not have it at this tier, which is not.
    pub(super) fn incident(&mut self, path: &str, name: &str) -> Option<IncidentId> {
        let place = self.check.find(&self.incidents.names, path, name)?;
        self.incidents.at_tier[place]
    }
}

fn key(name: &str) -> Key {
    Key::written("happening", name)
}

/// Happenings of the tier in the order of their keys; those of other tiers are checked all the
/// same.
pub(super) fn happenings(step: &mut Step, file: &ScenarioFile, forces: &Forces) -> Vec<Happening> {
    let roll = Roll::new(step, file, forces);
    circles(step, &roll);
    step.incidents = roll.incidents();
    let mut happenings: Vec<Happening> = Vec::new();
    for (index, written) in &roll.all {
        let path = format!("happenings[{index}]");
        let happening = happening(step, &path, written, (file, &roll), forces);
        happenings.extend(happening.filter(|_| roll.ids.contains_key(written.name.as_str())));
    }
    happenings.sort_by_key(|happening| happening.key);
    happenings
}

fn happening(
    step: &mut Step,
    path: &str,
    written: &HappeningFile,
    (file, roll): (&ScenarioFile, &Roll),
    forces: &Forces,
) -> Option<Happening> {
    step.check.text(&format!("{path}.title"), &written.title);
    if written.incident.is_none() && written.fails.is_empty() {
        let expected = ("incident 或 fails", "an incident, or facilities that fail");
        step.check.error(path, format!("\"{}\"", written.name), expected.0, expected.1);
    }
    let when = when(step, &format!("{path}.when"), written, (file, roll));
    let mut unless = Vec::new();
    for (place, prevention) in written.unless.iter().enumerate() {
        let path = format!("{path}.unless[{place}]");
        let name = prevention.happening.as_str();
        let at = format!("{path}.happening");
        let Some(other) = step.check.find(&roll.names, &at, name) else { continue };
        let Some(site) = &roll.all[other].1.incident else {
            step.check.error(
                &at,
                format!("\"{name}\""),
                "有 incident 的情节",
                "one with an incident",
            );
            continue;
        };
        let kind = step.names.kinds.get(&site.kind).map(IncidentKindId::from_index);
        let task =
            kind.and_then(|kind| task(step, &format!("{path}.task"), kind, &prevention.task));
        // What does not happen at this tier prevents nothing.
        if let (Some(task), Some(incident)) = (task, roll.incidents.get(name)) {
            unless.push(Prevention { incident: *incident, task, by: prevention.by });
        }
    }
    unless.sort_unstable();
    let site = match &written.incident {
        Some(site) => {
            let incident = roll.incidents.get(written.name.as_str()).copied();
            let incident = incident.unwrap_or(IncidentId(0));
            Some(self::site(step, &format!("{path}.incident"), site, incident, forces)?)
        }
        None => None,
    };
    Some(Happening {
        key: key(&written.name),
        name: written.name.clone(),
        title: written.title.clone(),
        when: when?,
        unless,
        site,
        fails: fails(step, path, &written.fails),
    })
}

/// When it happens; none where what it follows does not happen at this tier.
fn when(
    step: &mut Step,
    path: &str,
    written: &HappeningFile,
    (file, roll): (&ScenarioFile, &Roll),
) -> Option<When> {
    match &written.when {
        WhenFile::AtMinutes(minutes) => Some(When::At(step.moment(path, *minutes))),
        WhenFile::After { happening, minutes } => {
            let play = step.play.minutes();
            step.check.within(&format!("{path}.minutes"), *minutes, 0.0..=play, "min");
            let place = step.check.find(&roll.names, &format!("{path}.happening"), happening)?;
            in_time(step, path, *minutes, roll.all[place], roll);
            let other = roll.ids.get(happening.as_str())?;
            Some(When::After(*other, Duration::from_seconds_f64(60.0 * minutes)))
        }
        WhenFile::LitBy { happening, distance_m } => {
            step.check.find(&roll.names, &format!("{path}.happening"), happening)?;
            let other = roll.ids.get(happening.as_str())?;
            Some(When::LitBy(*other, *distance_m))
        }
        WhenFile::SlopeFails { by, source } => {
            step.check.text(&format!("{path}.source.text"), &source.text);
            if written.incident.is_none() {
                let (zh, en) =
                    ("有 incident 的情节（边坡所在）", "an incident, where the slope is");
                step.check.error(path, format!("\"{}\"", written.name), zh, en);
            }
            slope::trigger(step, &format!("{path}.by"), by, file).map(When::SlopeFails)
        }
    }
}

/// An error for what waits after another until play is over; where the other is too late itself, or
/// the wait alone too long, that has been said.
fn in_time(
    step: &mut Step,
    path: &str,
    minutes: f64,
    (index, other): (usize, &HappeningFile),
    roll: &Roll,
) {
    let play = step.play.minutes();
    let Some(before) = roll.minutes(other) else { return };
    if before > play || minutes > play || before + minutes <= play {
        return;
    }
    let most = play - before;
    let expected = Text::new(
        format!("0 至 {most} min 之间的数，使其在推演结束（{play} min）前发生"),
        format!("a number from 0 to {most} min, so that it comes within {play} min of play"),
    );
    let place = step.check.place(format!("{path}.minutes"));
    let other = step.check.place(format!("happenings[{index}].when"));
    step.check.push(Problem::error(place, minutes.to_string(), expected).against(other));
}

/// A task of an incident's kind, as its place there.
pub(super) fn task(step: &mut Step, path: &str, kind: IncidentKindId, name: &str) -> Option<usize> {
    let tasks = step.catalogue[kind.index()].tasks.iter().map(|task| task.name.as_str());
    let tasks = Lookup::new(Text::new("该险情的任务", "a task of that incident"), tasks);
    step.check.find(&tasks, path, name)
}

fn site(
    step: &mut Step,
    path: &str,
    written: &SiteFile,
    incident: IncidentId,
    forces: &Forces,
) -> Option<Site> {
    step.check.within(&format!("{path}.people"), written.people, 0..=PEOPLE_MAX, "");
    step.check.within(&format!("{path}.hurt"), written.hurt, 0..=written.people, "");
    let severity = match written.severity {
        Some((grave, serious)) => {
            step.check.within(&format!("{path}.severity[0]"), grave, 0.0..=100.0, "%");
            step.check.within(&format!("{path}.severity[1]"), serious, 0.0..=100.0 - grave, "%");
            SeverityMix::Shares { dead: 0.0, grave: grave / 100.0, serious: serious / 100.0 }
        }
        None => SeverityMix::Any,
    };
    let kind = step.kind(&format!("{path}.kind"), &written.kind);
    let place = place(step, &format!("{path}.at"), &written.at);
    let mut calls = Vec::new();
    for (index, (number, minutes)) in written.calls.iter().enumerate() {
        let path = format!("{path}.calls[{index}]");
        step.check.within(&format!("{path}[1]"), *minutes, 0.0..=1_440.0, "min");
        calls.extend(call_taker(step, &format!("{path}[0]"), number).map(|desk| {
            let after = Duration::from_seconds_f64(60.0 * minutes);
            (after, step.plan.desks[desk.index()].key, desk)
        }));
    }
    calls.sort_unstable();
    let growth = match (&written.growth, kind) {
        (Some(growth), Some(kind)) => Some(grows(step, path, growth, kind, forces)?),
        _ => None,
    };
    let (node, zone, roads) = place?;
    Some(Site {
        incident,
        kind: kind?,
        node,
        zone,
        roads,
        people: forces.people(written.people),
        hurt: forces.people(written.hurt),
        cause: written.cause,
        severity,
        calls: calls.into_iter().map(|(after, _, desk)| (desk, after)).collect(),
        growth,
    })
}

fn grows(
    step: &mut Step,
    path: &str,
    written: &GrowthFile,
    kind: IncidentKindId,
    forces: &Forces,
) -> Option<Growth> {
    let path = format!("{path}.growth");
    step.check.within(&format!("{path}.at_most"), written.at_most, 1..=PEOPLE_MAX, "");
    let law = match written.law {
        LawFile::PerMinute(rate) => {
            step.check.within(&format!("{path}.law"), rate, 0.001..=60.0, "1/min");
            Law::PerMinute(rate)
        }
        LawFile::Meal { agent, eaters, attacked_percent, minutes_before } => {
            let path = format!("{path}.law");
            step.check.within(&format!("{path}.eaters"), eaters, 1..=PEOPLE_MAX, "");
            let percent = attacked_percent;
            step.check.within(&format!("{path}.attacked_percent"), percent, 0.1..=100.0, "%");
            let minutes = minutes_before;
            step.check.within(&format!("{path}.minutes_before"), minutes, 0.0..=10_080.0, "min");
            let meal = TaintedMeal::new(agent, attacked_percent / 100.0).ok()?;
            let before = Duration::from_seconds_f64(60.0 * minutes_before);
            Law::Meal(meal, forces.people(eaters), before)
        }
    };
    let until = match &written.until {
        Some(stop) => Some((task(step, &format!("{path}.until.task"), kind, &stop.task)?, stop.by)),
        None => None,
    };
    Some(Growth { law, at_most: forces.people(written.at_most), until })
}

pub(super) fn call_taker(step: &mut Step, path: &str, number: &str) -> Option<DeskId> {
    let numbers = step.plan.call_taking.iter().map(|(number, _)| number.as_str());
    let numbers =
        Lookup::new(Text::new("预案中有人接听的号码", "a number that a desk answers"), numbers);
    let place = step.check.find(&numbers, path, number)?;
    Some(step.plan.call_taking[place].1)
}

/// The junction, the zone and the roads that are blocked.
fn place(
    step: &mut Step,
    path: &str,
    written: &PlaceFile,
) -> Option<(NodeId, ZoneId, Vec<RoadId>)> {
    match written {
        PlaceFile::Zone(name) => {
            let zone = step.zone(path, name)?;
            Some((step.county.zones[zone.index()].node, zone, Vec::new()))
        }
        PlaceFile::Facility(name) => {
            let id = step.facility(path, name)?;
            let facility = &step.county.facilities[id.index()];
            Some((facility.node, facility.zone, Vec::new()))
        }
        PlaceFile::Road(name) => {
            let road = step.road(path, name)?;
            let zone = step.county.road_settings[road.index()].zone;
            Some((
                step.county.network.roads[road.index()].from,
                zone,
                step.county.lost_together(&road).to_vec(),
            ))
        }
        PlaceFile::CutsOff(name) => {
            let zone = step.zone(path, name)?;
            let (roads, node) = cut_off(step, path, zone)?;
            Some((node, zone, roads))
        }
    }
}

fn fails(step: &mut Step, path: &str, names: &[String]) -> Vec<FacilityId> {
    let mut facilities = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let path = format!("{path}.fails[{place}]");
        let Some(id) = step.facility(&path, name) else { continue };
        let kind = step.county.facilities[id.index()].kind;
        if !matches!(kind, FacilityKind::Mast | FacilityKind::Substation) {
            let found = format!("\"{name}\" ({})", kind.text().en);
            step.check.error(&path, found, "通信基站或变电站", "a mast or a substation");
        }
        facilities.push(id);
    }
    facilities.sort_by_key(|id| step.county.facilities[id.index()].key);
    facilities.dedup();
    facilities
}

/// An error for happenings that follow each other in a circle: none of them would ever come.
fn circles(step: &mut Step, roll: &Roll) {
    let mut graph = DiGraph::<usize, ()>::new();
    let nodes: Vec<_> = (0..roll.all.len()).map(|place| graph.add_node(place)).collect();
    for (place, (_, item)) in roll.all.iter().enumerate() {
        if let WhenFile::After { happening, .. } | WhenFile::LitBy { happening, .. } = &item.when
            && let Some(other) = roll.names.get(happening)
        {
            graph.add_edge(nodes[place], nodes[other], ());
        }
    }
    for component in tarjan_scc(&graph) {
        let alone = component.len() == 1 && graph.find_edge(component[0], component[0]).is_none();
        if alone {
            continue;
        }
        let first = component.iter().map(|node| graph[*node]).min().expect("not empty");
        let (index, item) = roll.all[first];
        step.check.error(
            &format!("happenings[{index}].when"),
            format!("\"{}\"", item.name),
            "不互为前因的情节",
            "a happening that does not follow from itself",
        );
    }
}
