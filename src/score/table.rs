//! Rows of the CSV tables: flat, one type a file. Chains and gaps are in the scorecard itself.

use serde::{Deserialize, Serialize};

use super::chain::{Chain, percentile};
use super::index::Index;
use super::scorecard::Named;
use super::track::Mark;
use crate::base::id::{DeskId, IncidentId, TeamId};
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Party, Seq};
use crate::vocabulary::fact::TeamState;

/// Tables, one for each CSV file; gaps stand in `Scorecard::gaps`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tables {
    /// Incidents, the earliest first.
    pub incidents: Vec<IncidentRow>,
    /// Response-time chains, one a task, the earliest first.
    pub chains: Vec<Chain>,
    /// Teams that take part, by name.
    pub teams: Vec<TeamRow>,
    /// Messages of each desk that sent or got one, by name.
    pub messages_by_desk: Vec<DeskMessagesRow>,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// The incident.
    pub incident: Named,
    /// Its kind.
    pub kind: Named,
    /// Where.
    pub zone: Named,
    /// Whether its tasks count in the total.
    pub critical: bool,
    /// When it arose.
    pub occurred: Time,
    /// When a desk first knew.
    pub known: Option<Time>,
    /// When all its tasks were done.
    pub stabilised: Option<Time>,
    /// People trapped or hurt at first.
    pub people: u32,
    /// Its tasks.
    pub tasks: u32,
    /// Casualties.
    pub casualties: u32,
    /// Deaths.
    pub deaths: u32,
    /// The event in the log.
    pub evidence: Seq,
}

/// What a team did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// The team.
    pub team: Named,
    /// Its organisation.
    pub organisation: Named,
    /// The desk that sends it.
    pub desk: Named,
    /// Tasks that it was given.
    pub assigned: u32,
    /// Departures.
    pub departures: u32,
    /// Closures that it met unawares.
    pub turned_back: u32,
    /// Arrivals at a task.
    pub arrivals: u32,
    /// Time on its way to a site.
    pub en_route: Duration,
    /// Time at a site without working.
    pub waiting: Duration,
    /// Time at work.
    pub working: Duration,
    /// Time ready.
    pub available: Duration,
    /// Time otherwise engaged: turning out, carrying, handing over, returning.
    pub other: Duration,
}

/// Messages of one desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskMessagesRow {
    /// The desk.
    pub desk: Named,
    /// Sent.
    pub sent: u32,
    /// Sent to it.
    pub addressed: u32,
    /// That reached its inbox.
    pub delivered: u32,
    /// That it read.
    pub read: u32,
    /// That a newer one replaced before it was read.
    pub superseded: u32,
    /// To it, that were lost.
    pub lost: u32,
    /// In the inbox and unread when play ended.
    pub unread: u32,
    /// Median time in the inbox of those read, by the nearest rank.
    pub wait_median: Duration,
    /// Longest time in the inbox of those read.
    pub wait_longest: Duration,
    /// Longest queue of its inbox.
    pub queue_longest: u32,
}

/// All tables.
pub(super) fn tables(index: &Index, chains: Vec<Chain>) -> Tables {
    Tables {
        incidents: incidents(index),
        chains,
        teams: teams(index),
        messages_by_desk: messages(index),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn incidents(index: &Index) -> Vec<IncidentRow> {
    let mut rows: Vec<_> = index
        .incidents
        .iter()
        .enumerate()
        .filter_map(|(number, track)| Some((IncidentId::from_index(number), track.as_ref()?)))
        .map(|(id, track)| {
            let deaths = track.casualties.values().filter(|marks| marks[2].is_some()).count();
            let row = IncidentRow {
                incident: index.names.incident(id, track.kind, track.zone),
                kind: index.names.incident_kind(track.kind),
                zone: index.names.zone(track.zone),
                critical: index.drill.catalogue[track.kind.index()].critical,
                occurred: track.occurred.at,
                known: index.incident_known(id).map(|(_, mark)| mark.at),
                stabilised: track.stabilised.map(|mark| mark.at),
                people: track.people,
                tasks: count(track.tasks.len()),
                casualties: count(track.casualties.len()),
                deaths: count(deaths),
                evidence: track.occurred.seq,
            };
            ((track.occurred.at, index.names.registry().key(id)), row)
        })
        .collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn teams(index: &Index) -> Vec<TeamRow> {
    let mut rows: Vec<TeamRow> = (0..index.teams.len())
        .map(TeamId::from_index)
        .filter(|team| index.drill.takes_part(*team))
        .map(|team| team_row(index, team))
        .collect();
    rows.sort_by(|left, right| left.team.name.cmp(&right.team.name));
    rows
}

fn team_row(index: &Index, id: TeamId) -> TeamRow {
    let (team, track) = (&index.plan().teams[id.index()], &index.teams[id.index()]);
    let mut row = TeamRow {
        team: index.names.team(id),
        organisation: index.names.organisation(team.organisation),
        desk: index.names.desk(team.desk),
        assigned: track.assigned,
        departures: track.departures,
        turned_back: count(track.turned_back.len()),
        arrivals: track.arrivals,
        en_route: Duration::ZERO,
        waiting: Duration::ZERO,
        working: Duration::ZERO,
        available: Duration::ZERO,
        other: Duration::ZERO,
    };
    let ends = track.states.iter().skip(1).map(|(at, _)| *at).chain([index.end]);
    for ((start, state), end) in track.states.iter().zip(ends) {
        let length = end.since(*start);
        match state {
            TeamState::EnRoute => row.en_route += length,
            TeamState::Waiting => row.waiting += length,
            TeamState::Working => row.working += length,
            TeamState::Available => row.available += length,
            TeamState::Unavailable => {}
            _ => row.other += length,
        }
    }
    row
}

/// What is counted of one desk's messages.
#[derive(Debug, Clone, Default)]
struct Inbox {
    sent: u32,
    addressed: u32,
    delivered: u32,
    superseded: u32,
    lost: u32,
    waits: Vec<Duration>,
    /// Deliveries add one to the queue, readings and supersessions take one away.
    queue: Vec<(Mark, bool)>,
}

fn messages(index: &Index) -> Vec<DeskMessagesRow> {
    let mut inboxes = vec![Inbox::default(); index.plan().desks.len()];
    for message in index.messages.iter().flatten() {
        if let Party::Desk(desk) = message.from {
            inboxes[desk.index()].sent += 1;
        }
        let Party::Desk(desk) = message.to else { continue };
        let inbox = &mut inboxes[desk.index()];
        inbox.addressed += 1;
        inbox.delivered += u32::from(message.delivered.is_some());
        inbox.superseded += u32::from(message.superseded.is_some());
        inbox.lost += u32::from(message.lost.is_some());
        let Some(delivered) = message.delivered else { continue };
        inbox.queue.push((delivered, true));
        inbox.queue.extend(message.read.or(message.superseded).map(|mark| (mark, false)));
        inbox.waits.extend(message.read.map(|read| read.at.since(delivered.at)));
    }
    let mut rows: Vec<DeskMessagesRow> = inboxes
        .into_iter()
        .enumerate()
        .filter(|(_, inbox)| inbox.sent + inbox.addressed > 0)
        .map(|(desk, inbox)| inbox.row(index.names.desk(DeskId::from_index(desk))))
        .collect();
    rows.sort_by(|left, right| left.desk.name.cmp(&right.desk.name));
    rows
}

impl Inbox {
    fn row(mut self, desk: Named) -> DeskMessagesRow {
        self.waits.sort_unstable();
        self.queue.sort_unstable();
        let (mut length, mut longest) = (0_u32, 0);
        for (_, joins) in &self.queue {
            length = if *joins { length + 1 } else { length.saturating_sub(1) };
            longest = longest.max(length);
        }
        DeskMessagesRow {
            desk,
            sent: self.sent,
            addressed: self.addressed,
            delivered: self.delivered,
            read: count(self.waits.len()),
            superseded: self.superseded,
            lost: self.lost,
            unread: length,
            wait_median: percentile(&self.waits, 50).unwrap_or_default(),
            wait_longest: self.waits.last().copied().unwrap_or_default(),
            queue_longest: longest,
        }
    }
}
