//! People, places and casualties while the log is read, and what they come to at its end.

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::{AreaOutcome, CasualtyOutcome, Outcomes, ZoneOutcome};
use crate::base::id::{AreaId, CasualtyId, IncidentId, MessageId, VersionId, ZoneId};
use crate::base::time::{Duration, Time};
use crate::event_log::event::{CasualtyCause, Event, Party, PeopleState, Seq};
use crate::scenario::Drill;
use crate::scenario::file::Outcome;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// One area while the log is read.
#[derive(Debug, Clone, Default)]
struct AreaTally {
    impact: Option<Time>,
    first_warning: Option<Time>,
    warned_before: u32,
    warned_after: u32,
    moved: u32,
    departed: u32,
    returned: u32,
    returned_since_impact: u32,
    is_reached: bool,
    caught: u32,
    rescued: u32,
    unlisted_known: u32,
    in_state: [(u32, Time); PeopleState::ALL.len()],
    person_ms: [u64; PeopleState::ALL.len()],
    impact_evidence: Option<Seq>,
    warning_evidence: Option<Seq>,
}

/// One village while the log is read.
#[derive(Debug, Clone)]
struct ZoneTally {
    first: Time,
    cut_off_since: Option<Time>,
    total: Duration,
    evidence: Vec<Seq>,
}

/// One casualty while the log is read.
#[derive(Debug, Clone, Copy)]
struct CasualtyTally {
    cause: CasualtyCause,
    hurt: Time,
    helped: Option<Time>,
    reached: bool,
    handed_over: bool,
    came_alone: bool,
    died: bool,
    is_responder: bool,
}

/// Everything while the log is read.
#[derive(Debug, Default)]
pub(super) struct Tally {
    areas: BTreeMap<AreaId, AreaTally>,
    zones: BTreeMap<ZoneId, ZoneTally>,
    casualties: BTreeMap<CasualtyId, CasualtyTally>,
    observed_unlisted: BTreeMap<VersionId, (AreaId, u32)>,
    unread: BTreeMap<MessageId, Vec<(AreaId, u32)>>,
    refused: u32,
    sheltered: u32,
    /// Incidents that hurt responders are.
    pub(super) of_responders: BTreeSet<IncidentId>,
    freed: u32,
}

/// Class of danger from which an exposed area is reached.
const HARMFUL: i64 = 2;

impl Tally {
    fn area(&mut self, area: AreaId) -> &mut AreaTally {
        self.areas.entry(area).or_default()
    }

    pub(super) fn people(&mut self, drill: &Drill, at: Time, seq: Seq, event: &Event) {
        match event {
            Event::PeopleInDanger { area, state, people } => {
                let tally = self.area(*area);
                let slot = *state as usize;
                let (before, since) = tally.in_state[slot];
                tally.person_ms[slot] += u64::from(before) * at.since(since).milliseconds();
                tally.in_state[slot] = (*people, at);
            }
            Event::PeopleWarned { area, people, .. } => {
                let all = drill.people_of_area(*area);
                let tally = self.area(*area);
                if tally.first_warning.is_none() {
                    tally.first_warning = Some(at);
                    tally.warning_evidence = Some(seq);
                }
                let left = all - (tally.warned_before + tally.warned_after).min(all);
                match tally.impact {
                    Some(impact) if impact <= at => tally.warned_after += (*people).min(left),
                    _ => tally.warned_before += (*people).min(left),
                }
            }
            Event::PeopleDeparted { area, people, .. } => self.area(*area).departed += people,
            Event::PeopleReturned { area, people } => {
                let tally = self.area(*area);
                tally.returned += people;
                tally.returned_since_impact += people;
            }
            Event::PeopleRescued { area, people, .. } => self.area(*area).rescued += people,
            Event::PeopleFreed { area, people, .. } => {
                self.freed += people;
                if let Some(area) = area {
                    self.area(*area).rescued += people;
                }
            }
            Event::PeopleRefused { people, .. } => self.refused += people,
            Event::PeopleSheltered { people, .. } => self.sheltered += people,
            _ => {}
        }
    }

    pub(super) fn places(&mut self, drill: &Drill, at: Time, seq: Seq, event: &Event) {
        let Event::FactChanged { fact: Fact { kind, subject }, value } = event else { return };
        match (kind, subject) {
            (FactKind::RiverStage, Subject::Area(area)) => {
                let water = drill.county.areas[area.index()].water.as_ref();
                let height = water.map_or(0, |water| i64::from(water.height_cm));
                let people = drill.people_of_area(*area);
                self.area(*area).reached(at, seq, *value > height, people);
            }
            (FactKind::AreaDanger, Subject::Area(area)) => {
                let people = drill.people_of_area(*area);
                self.area(*area).reached(at, seq, *value >= HARMFUL, people);
            }
            (FactKind::ZoneReachable, Subject::Zone(zone)) => self.reach(*zone, at, seq, *value),
            _ => {}
        }
    }

    fn reach(&mut self, zone: ZoneId, at: Time, seq: Seq, value: i64) {
        if value == 0 {
            let tally = self.zones.entry(zone).or_insert(ZoneTally {
                first: at,
                cut_off_since: None,
                total: Duration::ZERO,
                evidence: Vec::new(),
            });
            if tally.cut_off_since.is_none() {
                tally.cut_off_since = Some(at);
                tally.evidence.push(seq);
            }
        } else if let Some(tally) = self.zones.get_mut(&zone)
            && let Some(since) = tally.cut_off_since.take()
        {
            tally.total += at.since(since);
            tally.evidence.push(seq);
        }
    }

    pub(super) fn casualties(&mut self, at: Time, event: &Event) {
        match event {
            Event::CasualtyOccurred { casualty, cause, incident, .. } => {
                let tally = CasualtyTally {
                    cause: *cause,
                    hurt: at,
                    helped: None,
                    reached: false,
                    handed_over: false,
                    came_alone: false,
                    died: false,
                    is_responder: self.of_responders.contains(incident),
                };
                self.casualties.insert(*casualty, tally);
            }
            Event::CasualtyReached { casualty, .. } => {
                self.mark(*casualty, at, |c| c.reached = true);
            }
            Event::PatientLeft { casualty, .. } => self.mark(*casualty, at, |_| {}),
            Event::PatientHandedOver { casualty, .. } => {
                self.mark(*casualty, at, |c| c.handed_over = true);
            }
            Event::CasualtyPresented { casualty, .. } => {
                self.mark(*casualty, at, |c| c.came_alone = true);
            }
            Event::CasualtyDied { casualty } => self.mark(*casualty, at, |c| c.died = true),
            _ => {}
        }
    }

    /// Notes something that ends a casualty's wait for help.
    fn mark(&mut self, casualty: CasualtyId, at: Time, change: impl FnOnce(&mut CasualtyTally)) {
        if let Some(tally) = self.casualties.get_mut(&casualty) {
            tally.helped.get_or_insert(at);
            change(tally);
        }
    }

    /// People on no list become known when a desk learns of them: by its own observation, or by
    /// reading a message that tells of them.
    pub(super) fn unlisted(&mut self, event: &Event) {
        match event {
            Event::FactObserved { version, fact, value, by, .. }
                if fact.kind == FactKind::AreaUnlisted =>
            {
                let Subject::Area(area) = fact.subject else { return };
                let people = u32::try_from(*value).unwrap_or(0);
                self.observed_unlisted.insert(*version, (area, people));
                if matches!(by, Party::Desk(_)) {
                    self.learn_unlisted(area, people);
                }
            }
            Event::MessageSent { message, to: Party::Desk(_), versions, .. } => {
                let told: Vec<(AreaId, u32)> = versions
                    .iter()
                    .filter_map(|version| self.observed_unlisted.get(version).copied())
                    .collect();
                if !told.is_empty() {
                    self.unread.insert(*message, told);
                }
            }
            Event::MessageRead { message, .. } => {
                for (area, people) in self.unread.remove(message).unwrap_or_default() {
                    self.learn_unlisted(area, people);
                }
            }
            _ => {}
        }
    }

    fn learn_unlisted(&mut self, area: AreaId, people: u32) {
        let tally = self.area(area);
        if tally.impact.is_none() {
            tally.unlisted_known = tally.unlisted_known.max(people);
        }
    }

    /// What lasts at the end of play is counted up to it.
    pub(super) fn close(&mut self, end: Time) {
        for tally in self.areas.values_mut() {
            for (slot, (people, since)) in tally.in_state.into_iter().enumerate() {
                tally.person_ms[slot] += u64::from(people) * end.since(since).milliseconds();
            }
        }
        for tally in self.casualties.values_mut() {
            tally.helped.get_or_insert(end);
        }
        for tally in self.zones.values_mut() {
            if let Some(since) = tally.cut_off_since {
                tally.total += end.since(since);
            }
        }
    }

    pub(super) fn finish(&self, drill: &Drill, names: &Names) -> Outcomes {
        let mut areas: Vec<AreaOutcome> =
            self.areas.iter().map(|(area, tally)| tally.outcome(drill, names, *area)).collect();
        areas.sort_by(|left, right| left.area.name.cmp(&right.area.name));
        let mut zones: Vec<ZoneOutcome> =
            self.zones.iter().map(|(zone, tally)| tally.outcome(drill, names, *zone)).collect();
        zones.sort_by(|left, right| left.zone.name.cmp(&right.zone.name));
        let reached = || areas.iter().filter(|area| area.impact.is_some());
        let sum = |of: fn(&AreaOutcome) -> u32| reached().map(of).sum::<u32>();
        let minutes = |slot: usize| {
            let total: u64 = self.areas.values().map(|tally| tally.person_ms[slot]).sum();
            total as f64 / 60_000.0
        };
        let in_water = minutes(PeopleState::InWater as usize);
        let cut_off = minutes(PeopleState::CutOff as usize);
        let exposed = minutes(PeopleState::Exposed as usize);
        let hours = |zone: &ZoneOutcome| zone.cut_off.milliseconds() as f64 / 3_600_000.0;
        let known = self.areas.iter().filter(|(_, tally)| tally.impact.is_some());
        let known = known
            .map(|(area, tally)| tally.unlisted_known.min(drill.scenario.visitors[area.index()]));
        let casualties = self.casualties_by_cause();
        let responders = |of: fn(&CasualtyTally) -> bool| {
            let all = self.casualties.values().filter(|tally| tally.is_responder);
            u32::try_from(all.filter(|tally| of(tally)).count()).unwrap_or(u32::MAX)
        };
        let mut outcomes = Outcomes {
            primary: drill.scenario.primary_outcome,
            primary_value: 0.0,
            areas_reached: u32::try_from(reached().count()).unwrap_or(u32::MAX),
            people_endangered: sum(|area| area.people),
            warned_before_impact: sum(|area| area.warned_before_impact),
            warned_after_impact: sum(|area| area.warned_after_impact),
            moved_before_impact: sum(|area| area.moved_before_impact),
            caught: sum(|area| area.caught),
            refused: self.refused,
            returned: self.areas.values().map(|tally| tally.returned).sum(),
            sheltered: self.sheltered,
            rescued: self.areas.values().map(|tally| tally.rescued).sum(),
            freed_by_neighbours: self.freed,
            deaths: casualties.iter().map(|cause| cause.died).sum(),
            casualties,
            responders_hurt: responders(|_| true),
            responders_died: responders(|tally| tally.died),
            person_minutes_in_water: in_water,
            person_minutes_cut_off: cut_off,
            person_minutes_exposed: exposed,
            person_minutes_in_danger: in_water + cut_off + exposed,
            person_minutes_untreated: self.minutes_untreated(),
            zone_hours_cut_off: zones.iter().map(hours).sum(),
            person_hours_cut_off: zones
                .iter()
                .map(|zone| hours(zone) * f64::from(zone.residents))
                .sum(),
            on_no_list: drill.scenario.visitors.iter().sum(),
            on_no_list_endangered: sum(|area| area.on_no_list),
            on_no_list_known_before_impact: known.sum(),
            areas,
            zones,
            rumours: Vec::new(),
            crowds: Vec::new(),
            outbreaks: Vec::new(),
        };
        outcomes.primary_value = match outcomes.primary {
            Outcome::PersonMinutesInDanger => outcomes.person_minutes_in_danger,
            Outcome::PersonMinutesUntreated => outcomes.person_minutes_untreated,
            Outcome::Deaths => f64::from(outcomes.deaths),
            Outcome::CaughtUnmoved => f64::from(outcomes.caught),
        };
        outcomes
    }

    fn minutes_untreated(&self) -> f64 {
        let of_storyline =
            self.casualties.values().filter(|tally| tally.cause != CasualtyCause::Ordinary);
        let waits = of_storyline.filter_map(|tally| Some(tally.helped?.since(tally.hurt)));
        waits.map(Duration::minutes).sum()
    }

    fn casualties_by_cause(&self) -> Vec<CasualtyOutcome> {
        CasualtyCause::ALL
            .iter()
            .map(|cause| {
                let count = |of: fn(&CasualtyTally) -> bool| {
                    let all = self.casualties.values().filter(|tally| tally.cause == *cause);
                    u32::try_from(all.filter(|tally| of(tally)).count()).unwrap_or(u32::MAX)
                };
                CasualtyOutcome {
                    cause: *cause,
                    hurt: count(|_| true),
                    reached: count(|tally| tally.reached),
                    handed_over: count(|tally| tally.handed_over),
                    came_alone: count(|tally| tally.came_alone),
                    died: count(|tally| tally.died),
                }
            })
            .collect()
    }
}

impl AreaTally {
    /// The water stands in the lowest houses, or the air harms; or no longer.
    fn reached(&mut self, at: Time, seq: Seq, above: bool, people: u32) {
        let rises = above && !self.is_reached;
        self.is_reached = above;
        if !rises {
            return;
        }
        let out = self.departed.saturating_sub(self.returned).min(people);
        if self.impact.is_none() {
            self.impact = Some(at);
            self.impact_evidence = Some(seq);
            self.moved = out;
            self.caught = people - out;
        } else {
            self.caught += self.returned_since_impact.min(people - out);
        }
        self.returned_since_impact = 0;
    }

    fn outcome(&self, drill: &Drill, names: &Names, area: AreaId) -> AreaOutcome {
        let people = drill.people_of_area(area);
        let person_ms: u64 = self.person_ms.iter().sum();
        let out = self.departed.saturating_sub(self.returned).min(people);
        AreaOutcome {
            area: names.area(area),
            zone: names.zone(drill.county.areas[area.index()].zone),
            people,
            on_no_list: drill.scenario.visitors[area.index()],
            impact: self.impact,
            first_warning: self.first_warning,
            warned_before_impact: self.warned_before,
            warned_after_impact: self.warned_after,
            moved_before_impact: if self.impact.is_some() { self.moved } else { out },
            caught: self.caught,
            rescued: self.rescued,
            returned: self.returned,
            person_minutes_in_danger: person_ms as f64 / 60_000.0,
            impact_evidence: self.impact_evidence,
            warning_evidence: self.warning_evidence,
        }
    }
}

impl ZoneTally {
    fn outcome(&self, drill: &Drill, names: &Names, zone: ZoneId) -> ZoneOutcome {
        ZoneOutcome {
            zone: names.zone(zone),
            residents: drill.county.zones[zone.index()].residents,
            first_cut_off: self.first,
            cut_off: self.total,
            evidence: self.evidence.clone(),
        }
    }
}
