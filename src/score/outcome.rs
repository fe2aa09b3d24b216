//! What became of the people: warned, moved, caught, rescued, hurt, in danger, cut off, on no list.
//! One pass over the log; nothing here knows who was late or why.

mod tally;

use serde::{Deserialize, Serialize};

use super::names::Names;
use super::opinion::{self, CrowdOutcome, RumourOutcome};
use super::outbreak::{self, OutbreakOutcome};
use super::scorecard::Named;
use crate::base::time::{Duration, Time};
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, Seq};
use crate::scenario::Drill;
use crate::scenario::file::Outcome;
use tally::Tally;

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
