//! What came of rumours and crowds: how many believed, how soon somebody published, who called, how
//! dense a crowd was, whom it hurt and slowed. One pass over the log.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::names::Names;
use super::scorecard::Named;
use crate::base::id::{IncidentId, RoadId};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{About, CasualtyCause, Event, Seq};
use crate::hazard::crowd::CrowdDensity;
use crate::scenario::Drill;
use crate::scenario::opinion::{CrowdSetting, RumourSetting};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::Order;

/// What came of a rumour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RumourOutcome {
    /// What it is called.
    pub title: Text,
    /// People who could hear it.
    pub people: u32,
    /// Of a hundred of them, the most who believed it at once, as the log has it.
    pub most_percent: u32,
    /// How many people that is.
    pub most_people: u32,
    /// Calls of those who believed it.
    pub calls: u32,
    /// From the incident until somebody first published about it; none where nobody did.
    pub statement_after: Option<Duration>,
    /// The events: most believing, the first statement.
    pub evidence: Vec<Seq>,
}

/// What came of a crowd.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrowdOutcome {
    /// The incident at which it gathered.
    pub incident: Named,
    /// The most people at once, as the log has it.
    pub most_people: u32,
    /// The same in people per m2.
    pub most_per_m2: f64,
    /// How dangerous that was.
    pub density: CrowdDensity,
    /// People crushed in it.
    pub hurt: u32,
    /// Teams that set out over the roads at it while it slowed them.
    pub teams_slowed: u32,
    /// The event with the most people.
    pub evidence: Option<Seq>,
}

/// A rumour while the log is read.
#[derive(Debug, Clone, Default)]
struct RumourTally {
    most: Option<(i64, Seq)>,
    calls: u32,
}

/// A crowd while the log is read.
#[derive(Debug, Clone, Default)]
struct CrowdTally {
    is_dense: bool,
    most: Option<(i64, Seq)>,
    hurt: u32,
    slowed: u32,
}

/// Everything while the log is read.
#[derive(Debug, Default)]
struct Tally {
    occurred: BTreeMap<IncidentId, Time>,
    statements: BTreeMap<IncidentId, (Time, Seq)>,
    rumours: BTreeMap<IncidentId, RumourTally>,
    crowds: BTreeMap<IncidentId, CrowdTally>,
    /// Incidents of people crushed, with the one whose crowd it was.
    crushes: BTreeMap<IncidentId, IncidentId>,
}

/// What came of the rumours that went round and the crowds that gathered.
pub fn opinion(
    drill: &Drill,
    log: &EventLog,
    names: &Names,
) -> (Vec<RumourOutcome>, Vec<CrowdOutcome>) {
    let scenario = &drill.scenario;
    if scenario.rumours.is_empty() && scenario.crowds.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let roads: Vec<BTreeSet<RoadId>> =
        scenario.crowds.iter().map(|crowd| roads_at(drill, crowd)).collect();
    let mut tally = Tally::default();
    for (seq, record) in log.numbered() {
        let cause = record.cause.map(|cause| &log.records()[cause.index()].event);
        tally.count(drill, (record.at, seq), &record.event, cause);
        if let Event::TeamDeparted { arcs, .. } = &record.event {
            for (crowd, roads) in scenario.crowds.iter().zip(&roads) {
                let road_of = &drill.county.network.road_of;
                let passes = arcs.iter().any(|arc| roads.contains(&road_of[arc.index()]));
                if let Some(there) = tally.crowds.get_mut(&crowd.incident) {
                    there.slowed += u32::from(passes && there.is_dense);
                }
            }
        }
    }
    let rumours = scenario.rumours.iter().filter_map(|rumour| tally.rumour(drill, rumour));
    let crowds = scenario.crowds.iter().filter_map(|crowd| tally.crowd(drill, crowd, names));
    (rumours.collect(), crowds.collect())
}

fn roads_at(drill: &Drill, crowd: &CrowdSetting) -> BTreeSet<RoadId> {
    let network = &drill.county.network;
    network.arcs_from(crowd.node).map(|arc| network.road_of[arc.index()]).collect()
}

/// The incident whose crowd a fact is about, if it is about one.
fn crowd_of(fact: Fact) -> Option<IncidentId> {
    match (fact.kind, fact.subject) {
        (FactKind::CrowdSize, Subject::Incident(incident)) => Some(incident),
        _ => None,
    }
}

impl Tally {
    fn count(
        &mut self,
        drill: &Drill,
        (at, seq): (Time, Seq),
        event: &Event,
        cause: Option<&Event>,
    ) {
        match event {
            Event::IncidentOccurred { incident, .. } => {
                self.occurred.insert(*incident, at);
                if let Some(Event::FactChanged { fact, .. }) = cause
                    && let Some(crowd) = crowd_of(*fact)
                {
                    self.crushes.insert(*incident, crowd);
                }
            }
            Event::FactChanged { fact: Fact { kind, subject: Subject::Incident(id) }, value } => {
                self.changed(drill, seq, *kind, *id, *value);
            }
            Event::MessageSent { about: About::Rumour { incident }, .. } => {
                self.rumours.entry(*incident).or_default().calls += 1;
            }
            Event::OrderIssued { content, .. } => {
                let Order::Publish { facts } = content.as_ref() else { return };
                for fact in facts {
                    if let Subject::Incident(incident) = fact.subject {
                        self.statements.entry(incident).or_insert((at, seq));
                    }
                }
            }
            Event::CasualtyOccurred { cause: CasualtyCause::Crush, incident, .. } => {
                if let Some(crowd) = self.crushes.get(incident) {
                    self.crowds.entry(*crowd).or_default().hurt += 1;
                }
            }
            _ => {}
        }
    }

    fn changed(
        &mut self,
        drill: &Drill,
        seq: Seq,
        kind: FactKind,
        incident: IncidentId,
        value: i64,
    ) {
        let raise = |most: &mut Option<(i64, Seq)>| {
            if most.is_none_or(|(before, _)| value > before) {
                *most = Some((value, seq));
            }
        };
        match kind {
            FactKind::RumourBelief => {
                let tally = self.rumours.entry(incident).or_default();
                raise(&mut tally.most);
            }
            FactKind::CrowdSize => {
                let tally = self.crowds.entry(incident).or_default();
                raise(&mut tally.most);
                let crowd = drill.crowd_at(incident);
                let density = crowd.map(|crowd| crowd.density(value as f64));
                tally.is_dense = density.is_some_and(|density| density != CrowdDensity::Free);
            }
            _ => {}
        }
    }

    fn rumour(&self, drill: &Drill, rumour: &RumourSetting) -> Option<RumourOutcome> {
        let tally = self.rumours.get(&rumour.incident)?;
        let occurred = *self.occurred.get(&rumour.incident)?;
        let (most, seq) = tally.most?;
        let people = drill.hearers(rumour, occurred + rumour.after);
        let statement = self.statements.get(&rumour.incident);
        Some(RumourOutcome {
            title: rumour.title.clone(),
            people,
            most_percent: u32::try_from(most).unwrap_or(0),
            most_people: (f64::from(people) * most as f64 / 100.0).round() as u32,
            calls: tally.calls,
            statement_after: statement.map(|(at, _)| at.since(occurred)),
            evidence: std::iter::once(seq).chain(statement.map(|(_, seq)| *seq)).collect(),
        })
    }

    fn crowd(&self, drill: &Drill, crowd: &CrowdSetting, names: &Names) -> Option<CrowdOutcome> {
        let tally = self.crowds.get(&crowd.incident)?;
        let (most, seq) = tally.most?;
        let mut sites = drill.scenario.happenings.iter().filter_map(|it| it.site.as_ref());
        let kind = sites.find(|site| site.incident == crowd.incident)?.kind;
        Some(CrowdOutcome {
            incident: names.incident(crowd.incident, kind, crowd.zone),
            most_people: u32::try_from(most).unwrap_or(0),
            most_per_m2: crowd.per_m2(most as f64),
            density: crowd.density(most as f64),
            hurt: tally.hurt,
            teams_slowed: tally.slowed,
            evidence: Some(seq),
        })
    }
}
