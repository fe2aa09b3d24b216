//! Safety of responders: at which tasks, and for how long, what is declared for a danger did not
//! hold for a team, and how many of it were hurt. One pass over the log; who ought to have seen to
//! it is not asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::index::Index;
use super::scorecard::Named;
use super::track::Mark;
use crate::base::id::{TaskId, TeamId};
use crate::base::time::Time;
use crate::event_log::event::{Event, Seq, WaitReason};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::TeamState;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

/// Work in danger, as the declared predicates have it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Safety {
    /// Spells of work of a team in a danger.
    pub spells: u32,
    /// Of them, those in which every predicate held throughout.
    pub all_met: u32,
    /// Times that a team was ordered out of a danger and came out, or did not go in.
    #[serde(default)]
    pub withdrawn: u32,
    /// Those in which one did not hold at some time, or somebody was hurt; in order of time.
    pub cases: Vec<SafetyCase>,
}

/// A spell of a team's work in a danger in which something did not hold, or somebody was hurt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyCase {
    /// From when.
    pub start: Time,
    /// Until when; none: to the end of play.
    pub end: Option<Time>,
    /// The team.
    pub team: Named,
    /// Its task.
    pub task: Option<Named>,
    /// The incident.
    pub incident: Option<Named>,
    /// What the task needs.
    pub capability: Option<Capability>,
    /// Whether the incident's tasks are critical.
    pub critical: bool,
    /// The danger.
    pub danger: DangerKind,
    /// What did not hold at some time, in order of declaration.
    pub unmet: Vec<SafetyCheck>,
    /// How many of the team were hurt.
    pub hurt: u32,
    /// Events that show it, in order of the log.
    pub evidence: Vec<Seq>,
}

/// A spell while the log is read.
struct Spell {
    start: Mark,
    team: TeamId,
    task: TaskId,
    danger: DangerKind,
    end: Option<Time>,
    unmet: Vec<SafetyCheck>,
    hurt: u32,
    evidence: Vec<Seq>,
}

/// What the log says of the safety of responders.
pub(super) fn safety(index: &Index) -> Safety {
    let mut spells: Vec<Spell> = Vec::new();
    let mut open: BTreeMap<(TeamId, DangerKind), usize> = BTreeMap::new();
    let mut withdrawn = 0;
    for (seq, record) in index.log.numbered() {
        let mark = Mark { at: record.at, seq };
        match &record.event {
            Event::SafetyChecked { team, task, danger, unmet } => {
                let place = *open.entry((*team, *danger)).or_insert_with(|| {
                    spells.push(Spell::new(mark, *team, *task, *danger));
                    spells.len() - 1
                });
                spells[place].check(seq, unmet);
            }
            Event::RespondersHurt { team, danger, people, .. } => {
                if let Some(place) = open.get(&(*team, *danger)) {
                    spells[*place].hurt += people;
                    spells[*place].evidence.push(seq);
                }
            }
            Event::TeamWaited { reason: WaitReason::Danger, .. } => withdrawn += 1,
            Event::TeamStateChanged { team, state } if *state != TeamState::Working => {
                open.retain(|(of, _), place| {
                    if of == team {
                        spells[*place].end = Some(record.at);
                    }
                    of != team
                });
            }
            _ => {}
        }
    }
    let told = spells.iter().filter(|spell| spell.hurt > 0 || !spell.unmet.is_empty());
    let all_met = spells.iter().filter(|spell| spell.unmet.is_empty()).count();
    Safety {
        spells: u32::try_from(spells.len()).unwrap_or(u32::MAX),
        all_met: u32::try_from(all_met).unwrap_or(u32::MAX),
        withdrawn,
        cases: told.map(|spell| spell.case(index)).collect(),
    }
}

impl Spell {
    fn new(start: Mark, team: TeamId, task: TaskId, danger: DangerKind) -> Self {
        let (unmet, evidence) = (Vec::new(), Vec::new());
        Self { start, team, task, danger, end: None, unmet, hurt: 0, evidence }
    }

    fn check(&mut self, seq: Seq, unmet: &[SafetyCheck]) {
        let news = unmet.iter().filter(|check| !self.unmet.contains(check)).count();
        if news > 0 {
            self.evidence.push(seq);
            self.unmet.extend(unmet);
            self.unmet.sort_unstable();
            self.unmet.dedup();
        }
    }

    fn case(&self, index: &Index) -> SafetyCase {
        let track = index.task(self.task);
        let incident = track.and_then(|track| index.incident(track.incident));
        SafetyCase {
            start: self.start.at,
            end: self.end,
            team: index.names.team(self.team),
            task: index.task_name(self.task),
            incident: track.and_then(|track| index.incident_name(track.incident)),
            capability: track.map(|track| track.capability),
            critical: incident.is_some_and(|it| index.drill.catalogue[it.kind.index()].critical),
            danger: self.danger,
            unmet: self.unmet.clone(),
            hurt: self.hurt,
            evidence: self.evidence.clone(),
        }
    }
}
