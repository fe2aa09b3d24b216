//! The world at the start of play: entities for all that was written, the first occurrences, and
//! what desks know already.

use std::sync::Arc;

use bevy_ecs::system::RunSystemOnce;
use bevy_ecs::world::World;

use super::agenda::{Agenda, Occurrence};
use super::delivery::{beds_of, places_of};
use super::post::born;
use super::prepared::Prepared;
use super::stage::{Index, Post, Recorder, Shared, Stage, Truth};
use super::state::{AreaPeople, Coming, DeskState, HospitalState, TeamInField};
use crate::autopilot::ledger::Ledger;
use crate::base::chance::{Purpose, Seed};
use crate::base::id::{AreaId, DeskId, HappeningId, InjectId, TeamId};
use crate::base::key::Key;
use crate::base::record::Registry;
use crate::base::time::Time;
use crate::county::place::Zone;
use crate::event_log::EventLog;
use crate::event_log::event::{CasualtyCause, Event, Party, Seq};
use crate::hazard::arrivals::HourlyRates;
use crate::hazard::casualty::SeverityMix;
use crate::knowledge::inbox::Inbox;
use crate::knowledge::line::Lines;
use crate::knowledge::picture::Picture;
use crate::scenario::Background;
use crate::scenario::happening::When;
use crate::scenario::timeline::Danger;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};

/// Makes the world of a run.
pub(super) fn set_up(world: &mut World, prepared: Arc<Prepared>, seed: Seed) {
    let log = EventLog::new(Registry::new(prepared.drill.names.clone()));
    let timeline = prepared.timeline(prepared.member(seed), &[]);
    world.insert_resource(Recorder { log, now: Time::START });
    let stocks = prepared.drill.plan.stocks.iter().map(|stock| (stock.at, stock.kits)).collect();
    let roads = prepared.roads.ordinary().to_vec();
    let travellers = vec![Vec::new(); roads.len()];
    world.insert_resource(Truth { timeline, stocks, roads, travellers, ..Truth::default() });
    world.insert_resource(Post::default());
    world.insert_resource(Agenda::default());
    let mut index = Index::default();
    spawn_desks(world, &prepared, &mut index);
    spawn_teams(world, &prepared, &mut index);
    spawn_places(world, &prepared, &mut index);
    world.insert_resource(index);
    world.insert_resource(Shared { prepared, seed });
}

fn spawn_desks(world: &mut World, prepared: &Prepared, index: &mut Index) {
    for (number, desk) in prepared.drill.plan.desks.iter().enumerate() {
        let entity = world.spawn(DeskState {
            id: DeskId::from_index(number),
            inbox: Inbox::default(),
            free_readers: i8::try_from(desk.staff).unwrap_or(i8::MAX),
            seated: false,
            last_read: None,
            picture: Picture::default(),
            ledger: Ledger::default(),
            lines: Lines::new(desk.lines),
            deadlines: Vec::new(),
        });
        index.desks.push(entity.id());
    }
}

fn spawn_teams(world: &mut World, prepared: &Prepared, index: &mut Index) {
    for (number, team) in prepared.drill.plan.teams.iter().enumerate() {
        let id = TeamId::from_index(number);
        let takes_part = prepared.drill.takes_part(id);
        let entity = world.spawn(TeamInField {
            id,
            activity: if takes_part { TeamState::Available } else { TeamState::Unavailable },
            at: team.station,
            there_from: Time::START,
            journey: None,
            task: None,
            stops: std::collections::VecDeque::new(),
            assigned: None,
            picture: Picture::default(),
            aboard: Vec::new(),
            hospital: None,
            epoch: 0,
            waiting: false,
            withdrawn: false,
            came_by: None,
            in_danger: None,
            spells: 0,
        });
        index.teams.push(entity.id());
    }
}

fn spawn_places(world: &mut World, prepared: &Prepared, index: &mut Index) {
    let county = &prepared.drill.county;
    for (number, area) in county.areas.iter().enumerate() {
        let id = AreaId::from_index(number);
        let entity = world.spawn(AreaPeople {
            id,
            home: area.people,
            visitors: prepared.drill.scenario.visitors[number],
            visitors_warned: 0,
            refused: 0,
            warned: 0,
            spreads: Vec::new(),
            walking: std::collections::BTreeMap::new(),
            sheltered: 0,
            rescued: 0,
            hurt: 0,
            in_water: 0,
            cut_off: 0,
            stage_cm: 0,
            stage_event: None,
            danger: Danger::default(),
            danger_event: None,
            is_watched: false,
            exposed: 0,
            evacuation: None,
            incident: None,
            ordinal: 0,
        });
        index.areas.push(entity.id());
    }
    for id in &prepared.hospitals {
        let facility = &county.facilities[id.index()];
        let assumed = prepared.drill.plan.medical.hospitals.as_ref();
        let beds = assumed.map_or(facility.capacity, |it| it.free_at_start(facility.capacity));
        let care = prepared.drill.plan.intensive_care();
        let places = care.map_or(0, |care| care.free_at_start(care.places(*id, facility.capacity)));
        let entity = world.spawn(HospitalState {
            id: *id,
            beds: i64::from(beds),
            filled: None,
            theatres: facility.theatres,
            queue: std::collections::BTreeSet::new(),
            freed: None,
            places,
            waiting: std::collections::BTreeSet::new(),
            place_freed: None,
            closed_until: Time::START,
            received: 0,
        });
        index.hospitals.insert(*id, entity.id());
    }
}

/// The first events and occurrences.
pub(super) fn begin(world: &mut World) {
    world.run_system_once(|mut stage: Stage| begin_play(&mut stage)).expect("play begins");
}

fn begin_play(stage: &mut Stage<'_, '_>) {
    let prepared = stage.prepared();
    let scenario = &prepared.drill.scenario;
    let seq = stage.record(None, Event::RunStarted {});
    send_away(stage, &prepared, seq);
    stage.set_up_outbreaks();
    for hospital in &prepared.hospitals {
        let beds = stage.hospital(*hospital).beds;
        stage.truth.facts.insert(beds_of(*hospital), (beds, Time::START, seq));
        let places = i64::from(stage.hospital(*hospital).places);
        stage.truth.facts.insert(places_of(*hospital), (places, Time::START, seq));
    }
    let mut known = scenario.known_at_start.clone();
    known.sort_unstable_by_key(|(desk, fact, _)| (stage.key(*desk), *fact));
    for (desk, fact, value) in known {
        stage.truth.facts.insert(fact, (value, Time::START, seq));
        stage.observe(Party::Desk(desk), fact, value, Time::START, seq);
    }
    stage.enter_next_change();
    for (index, happening) in scenario.happenings.iter().enumerate() {
        if let When::At(at) = happening.when {
            let id = HappeningId::from_index(index);
            stage.enter(at, Occurrence::HappeningDue(id), happening.key);
        }
    }
    for (index, inject) in scenario.injects.iter().enumerate() {
        let occurrence = Occurrence::InjectDue(InjectId::from_index(index));
        stage.enter(inject.at, occurrence, inject.key);
    }
    if let Some((_, at)) = scenario.return_early {
        for area in prepared.areas_by_key() {
            stage.enter(at, Occurrence::PeopleReturn(area), stage.key(area));
        }
    }
    for background in &scenario.background {
        expect_calls(stage, &prepared, background);
    }
}

/// Teams that are away for the whole drill: their desks know.
fn send_away(stage: &mut Stage<'_, '_>, prepared: &Prepared, seq: Seq) {
    let plan = &prepared.drill.plan;
    let mut away: Vec<(Key, TeamId)> = (0..plan.teams.len())
        .map(TeamId::from_index)
        .filter(|team| !prepared.drill.takes_part(*team))
        .map(|team| (plan.teams[team.index()].key, team))
        .collect();
    away.sort_unstable();
    for (_, team) in away {
        let state = TeamState::Unavailable;
        let seq = stage.record(seq, Event::TeamStateChanged { team, state });
        let fact = Fact::new(FactKind::TeamState, Subject::Team(team));
        let desk = Party::Desk(plan.teams[team.index()].desk);
        stage.observe(desk, fact, i64::from(state.code()), Time::START, seq);
    }
}

/// Ordinary incidents of one kind, each at a place drawn by where people live.
fn expect_calls(stage: &mut Stage<'_, '_>, prepared: &Prepared, background: &Background) {
    let drill = &prepared.drill;
    let kind = &drill.catalogue[background.kind.index()];
    let rates = background.by_hour.map(|share| share * background.daily);
    let Ok(rates) = HourlyRates::new(rates) else { return };
    let start = drill.scenario.start.minute_of_day(Time::START);
    let mut draws = stage.draws(Purpose::BackgroundCall, kind.key);
    let calls = rates.calls(start, drill.scenario.duration, &mut draws);
    let zones = zones_by_key(&drill.county.zones);
    let residents: u64 = zones.iter().map(|(_, _, zone)| u64::from(zone.residents)).sum();
    for (ordinal, at) in calls.into_iter().enumerate() {
        let number = u32::try_from(ordinal).expect("few calls");
        let key = Key::born(born::INCIDENT, &[kind.key], number);
        let mut place = stage.draws(Purpose::BackgroundCall, key);
        let mut left = (place.uniform() * residents as f64) as u64;
        let chosen = zones.iter().find(|(_, _, zone)| {
            let is_here = left < u64::from(zone.residents);
            left = left.saturating_sub(u64::from(zone.residents));
            is_here
        });
        let Some((_, zone_id, zone)) = chosen else { continue };
        let roads = prepared.roads_of(*zone_id);
        let node = if roads.is_empty() {
            zone.node
        } else {
            let road = roads[place.below(u32::try_from(roads.len()).expect("few")) as usize];
            drill.county.network.roads[road.index()].from
        };
        let needs_hospital = kind.tasks.iter().any(|task| task.transports_casualties);
        let coming = Coming {
            key,
            id: None,
            kind: background.kind,
            node,
            zone: *zone_id,
            area: None,
            people: 1,
            hurt: u32::from(needs_hospital),
            cause: CasualtyCause::Ordinary,
            severity: SeverityMix::ORDINARY,
            roads: Vec::new(),
            calls: Vec::new(),
            errand: None,
            from: None,
        };
        stage.announce(coming, at);
    }
}

fn zones_by_key(zones: &[Zone]) -> Vec<(Key, crate::base::id::ZoneId, &Zone)> {
    let mut sorted: Vec<_> = zones
        .iter()
        .enumerate()
        .map(|(index, zone)| (zone.key, crate::base::id::ZoneId::from_index(index), zone))
        .collect();
    sorted.sort_unstable_by_key(|(key, ..)| *key);
    sorted
}
