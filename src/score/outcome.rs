//! What became of the people: warned, moved, caught, rescued, hurt, in danger, cut off, on no list.
//! One pass over the log; nothing here knows who was late or why.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::names::Names;
use super::opinion::{self, CrowdOutcome, RumourOutcome};
use super::outbreak::{self, OutbreakOutcome};
use super::scorecard::Named;
use crate::base::id::{AreaId, CasualtyId, IncidentId, ZoneId};
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, Party, PeopleState, Seq};
use crate::scenario::Drill;
use crate::scenario::file::Outcome;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// What became of the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcomes {
    /// The scenario's primary outcome, of which more is worse.
    pub primary: Outcome,
    /// Its value, in the unit that its name says.
    pub primary_value: f64,
    /// Hazard areas that the danger reached: water, a cloud or a fire.
    pub areas_reached: u32,
    /// People of those areas when play started, those on no list included.
    pub people_endangered: u32,
    /// Of them, warned before the danger came.
    pub warned_before_impact: u32,
    /// Of them, warned only after it came.
    pub warned_after_impact: u32,
    /// Of them, out of the area before the danger came.
    pub moved_before_impact: u32,
    /// People who were in an area when the danger came.
    pub caught: u32,
    /// People who refused to go at the first warning, in all areas.
    pub refused: u32,
    /// People who went back into a hazard area, in all areas.
    pub returned: u32,
    /// People who reached a shelter, in all areas.
    pub sheltered: u32,
    /// People rescued.
    pub rescued: u32,
    /// People whom neighbours got out before a team was there; those of hazard areas are among the
    /// rescued.
    #[serde(default)]
    pub freed_by_neighbours: u32,
    /// Casualties and deaths by what hurt them.
    pub casualties: Vec<CasualtyOutcome>,
    /// Deaths, of all causes.
    pub deaths: u32,
    /// Of those hurt, responders: at work in danger.
    pub responders_hurt: u32,
    /// Of them, died.
    pub responders_died: u32,
    /// Person-minutes in the water.
    pub person_minutes_in_water: f64,
    /// Person-minutes cut off without help.
    pub person_minutes_cut_off: f64,
    /// Person-minutes in harmful air or before a fire, neither sheltering nor gone.
    pub person_minutes_exposed: f64,
    /// All three together.
    pub person_minutes_in_danger: f64,
    /// Person-minutes from being hurt until somebody who can treat was there, or death; ordinary
    /// emergencies not counted.
    pub person_minutes_untreated: f64,
    /// Hours that villages could not be reached by road, added up over villages.
    pub zone_hours_cut_off: f64,
    /// The same, times their registered residents.
    pub person_hours_cut_off: f64,
    /// People at hazard areas who are on no list.
    pub on_no_list: u32,
    /// Of them, in areas that the water reached.
    pub on_no_list_endangered: u32,
    /// Of those, known to some desk before the danger came.
    pub on_no_list_known_before_impact: u32,
    /// Hazard areas where anything happened, by name.
    pub areas: Vec<AreaOutcome>,
    /// Villages that were cut off, by name.
    pub zones: Vec<ZoneOutcome>,
    /// Rumours that went round.
    #[serde(default)]
    pub rumours: Vec<RumourOutcome>,
    /// Crowds that gathered.
    #[serde(default)]
    pub crowds: Vec<CrowdOutcome>,
    /// Infections that passed from person to person.
    #[serde(default)]
    pub outbreaks: Vec<OutbreakOutcome>,
}

/// Casualties of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasualtyOutcome {
    /// What hurt them.
    pub cause: CasualtyCause,
    /// How many were hurt.
    pub hurt: u32,
    /// How many were reached by a team that can treat.
    pub reached: u32,
    /// How many were handed over to a hospital.
    pub handed_over: u32,
    /// How many came to a hospital without a crew.
    #[serde(default)]
    pub came_alone: u32,
    /// How many died.
    pub died: u32,
}

/// What became of the people of one hazard area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaOutcome {
    /// The area.
    pub area: Named,
    /// Its village.
    pub zone: Named,
    /// People when play started, those on no list included.
    pub people: u32,
    /// Of them, on no list.
    pub on_no_list: u32,
    /// When the water first reached its lowest houses.
    pub impact: Option<Time>,
    /// When its people were first warned.
    pub first_warning: Option<Time>,
    /// Warned before impact, or at all where there was none.
    pub warned_before_impact: u32,
    /// Warned after impact.
    pub warned_after_impact: u32,
    /// Out of it at impact, or at the end where there was none.
    pub moved_before_impact: u32,
    /// In it when the danger came.
    pub caught: u32,
    /// Rescued from it.
    pub rescued: u32,
    /// Went back into it.
    pub returned: u32,
    /// Person-minutes in danger.
    pub person_minutes_in_danger: f64,
    /// The event by which the water reached it.
    pub impact_evidence: Option<Seq>,
    /// The event of the first warning.
    pub warning_evidence: Option<Seq>,
}

/// How long a village was cut off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneOutcome {
    /// The village.
    pub zone: Named,
    /// Registered residents.
    pub residents: u32,
    /// When it was first cut off.
    pub first_cut_off: Time,
    /// How long in all.
    pub cut_off: Duration,
    /// The events that began and ended it.
    pub evidence: Vec<Seq>,
}

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
struct Tally {
    areas: BTreeMap<AreaId, AreaTally>,
    zones: BTreeMap<ZoneId, ZoneTally>,
    casualties: BTreeMap<CasualtyId, CasualtyTally>,
    observed_unlisted: BTreeMap<crate::base::id::VersionId, (AreaId, u32)>,
    unread: BTreeMap<crate::base::id::MessageId, Vec<(AreaId, u32)>>,
    refused: u32,
    sheltered: u32,
    /// Incidents that hurt responders are.
    of_responders: BTreeSet<IncidentId>,
    freed: u32,
}

/// Class of danger from which an exposed area is reached.
const HARMFUL: i64 = 2;

/// What the log says of the people.
///
/// The water reaches an area at the first `RiverStage` of the area above its lowest houses, a cloud
/// or a fire at the first harmful `AreaDanger`. Who is
/// out of the area is who departed less who returned. Somebody is caught who is in the area when
/// the water comes; when it comes again, only those who went back since are caught anew.
pub fn outcomes(drill: &Drill, log: &EventLog, names: &Names) -> Outcomes {
    let mut tally = Tally::default();
    for (seq, record) in log.numbered() {
        tally.people(drill, record.at, seq, &record.event);
        tally.places(drill, record.at, seq, &record.event);
        tally.casualties(record.at, &record.event);
        if let Event::IncidentOccurred { incident, .. } = &record.event
            && let Some(Event::RespondersHurt { .. }) =
                record.cause.map(|cause| &log.record(cause).event)
        {
            tally.of_responders.insert(*incident);
        }
        tally.unlisted(&record.event);
    }
    tally.close(log.end());
    let (rumours, crowds) = opinion::opinion(drill, log, names);
    let outbreaks = outbreak::outbreaks(drill, log);
    Outcomes { rumours, crowds, outbreaks, ..tally.finish(drill, names) }
}

impl Tally {
    fn area(&mut self, area: AreaId) -> &mut AreaTally {
        self.areas.entry(area).or_default()
    }

    fn people(&mut self, drill: &Drill, at: Time, seq: Seq, event: &Event) {
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

    fn places(&mut self, drill: &Drill, at: Time, seq: Seq, event: &Event) {
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

    fn casualties(&mut self, at: Time, event: &Event) {
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
    fn unlisted(&mut self, event: &Event) {
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
    fn close(&mut self, end: Time) {
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

    fn finish(&self, drill: &Drill, names: &Names) -> Outcomes {
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
