//! The scenario of the story, with one kind of incident.

use super::plan::{TEAMS, desk_id};
use super::{minutes, source, text};
use crate::base::id::DeskId;
use crate::base::key::Key;
use crate::base::time::{Duration, StartClock};
use crate::plan::file::Standing;
use crate::scenario::catalogue::{IncidentKind, TaskTemplate};
use crate::scenario::file::{DayFile, Form, Measure, Notice, Outcome, WorkSpread};
use crate::scenario::objectives::Objective;
use crate::scenario::{Scenario, Tier};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::EventKind;

pub(super) fn catalogue() -> Vec<IncidentKind> {
    let task = |name: &str, capability, quantity, after, deadline| TaskTemplate {
        name: name.into(),
        title: text(name),
        capability,
        quantity,
        work: minutes(40),
        work_spread: WorkSpread::Fixed,
        work_per_person: Duration::ZERO,
        after,
        transports_casualties: false,
        deadline: minutes(deadline),
        danger: vec![],
        equipment: vec![],
    };
    vec![IncidentKind {
        key: Key::written("incident-kind", "landslide"),
        name: "landslide".into(),
        title: text("landslide"),
        call_taker: DeskId(0),
        noticed: minutes(4),
        tasks: vec![
            task("clear", Capability::RoadClearance, 1, vec![], 60),
            task("rescue", Capability::Rescue, 2, vec![0], 90),
        ],
        critical: true,
        source: source(Standing::Placeholder),
    }]
}

/// An objective of a desk: what is measured, its target and weight.
fn objective(
    name: &str,
    owner: DeskId,
    (measure, target, weight): (Measure, f64, f64),
) -> Objective {
    Objective {
        key: Key::written("objective", name),
        name: name.into(),
        title: text(name),
        owner,
        measure,
        target,
        weight,
        seen: text("log"),
    }
}

pub(super) fn scenario(reversed: bool) -> Scenario {
    let owner = desk_id("headquarters", reversed);
    let objective =
        |name: &str, measure, target, weight| objective(name, owner, (measure, target, weight));
    Scenario {
        name: "scenario".into(),
        title: text("scenario"),
        summary: text("summary"),
        lesson: text("lesson"),
        handout: vec![],
        planted: vec![],
        dilemma: None,
        event: EventKind::Flood,
        quarter: 2,
        form: Form::Functional,
        notice: Notice::DoubleBlind,
        tier: Tier::Advanced,
        pressures: vec![],
        start: StartClock("2026-06-25T06:00:00".parse().unwrap()),
        duration: minutes(240),
        day: DayFile { market_day: false, holiday: false, school_term: true },
        flood: None,
        earthquake: None,
        cold: None,
        fires: Vec::new(),
        wind: None,
        release: None,
        wildfire: None,
        happenings: vec![],
        landslide_dams: Vec::new(),
        rumours: Vec::new(),
        crowds: Vec::new(),
        traffic: Vec::new(),
        stir_sources: Vec::new(),
        outbreaks: Vec::new(),
        slope_sources: Vec::new(),
        landslide_dam_sources: Vec::new(),
        visitors: vec![20],
        refuse: 0.0,
        departure_median: minutes(10),
        return_early: None,
        people_source: source(Standing::Placeholder),
        own_way: vec![],
        background: vec![],
        known_at_start: vec![],
        objectives: vec![
            objective("stages", Measure::NotifiedInTimePercent(FactKind::RiverStage), 50.0, 1.0),
            objective("tasks", Measure::TasksInTimePercent, 50.0, 3.0),
            objective("level", Measure::LevelDelayMinutes, 30.0, 0.0),
            objective("roads", Measure::NotifiedInTimePercent(FactKind::RoadPassable), 50.0, 0.0),
        ],
        injects: vec![],
        primary_outcome: Outcome::PersonMinutesInDanger,
        not_tested: vec![],
        members: 1,
        platform_on: true,
        channel_factor: vec![],
        absences: vec![],
        teams_away: vec![false; TEAMS.len()],
        village_speed: 1.0,
        goes_ahead: vec![false; TEAMS.len()],
        radio_apart: vec![false; TEAMS.len()],
        crews_not_told: vec![],
        places: vec![],
    }
}
