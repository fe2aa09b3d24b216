//! The people of hazard areas: warned, leaving in groups, walking to shelters, caught by the water,
//! cut off, rescued, going back. Nobody is lost: everybody of an area is always somewhere.

use super::agenda::Occurrence;
use super::journey::RETRY_MINUTES;
use super::post::born;
use super::stage::Stage;
use super::state::Coming;
use crate::base::chance::Purpose;
use crate::base::id::{AreaId, FacilityId, TeamId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::time::Duration;
use crate::event_log::event::{CasualtyCause, Event, Party, PeopleState, Seq};
use crate::hazard::casualty::SeverityMix;
use crate::hazard::people_in_water::{self, WaterHazard};
use crate::scenario::exposure::Exposure;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::profile::Profile;

/// Groups in which an area's people leave: quantiles of the time from warning to departure.
pub const GROUPS: u8 = 4;
/// Minutes of walking beyond which people go by vehicle where a road is open: an assumption, shown
/// in the report.
pub const WALK_MINUTES_MAX: u64 = 45;
/// Minutes between two looks at people in the water.
const WATER_STEP_MINUTES: u64 = 10;

impl Stage<'_, '_> {
    /// Village cadres go from door to door: people of the list are warned and leave in groups;
    /// those who refuse stay until the water is at their doors.
    pub fn evacuate(&mut self, area: AreaId, cause: Seq) {
        if self.area(area).evacuation.is_some() {
            return;
        }
        let refuse = self.drill().scenario.refuse;
        let entry = self.area_mut(area);
        entry.evacuation = Some(cause);
        let refused = share(entry.home, refuse);
        entry.refused = refused;
        let home = entry.home;
        let unaware = entry.unaware().min(home);
        let waits = self.warn_at_doors(area, unaware, cause);
        if refused > 0 {
            self.record(cause, Event::PeopleRefused { area, people: refused });
        }
        // Who has been warned already waits for nobody.
        let aware = 1.0 - f64::from(unaware) / f64::from(home.max(1));
        let median = self.drill().scenario.departure_median.seconds();
        let key = self.key(area);
        for group in 0..GROUPS {
            // The Rayleigh form of Tweedie et al. 1986 with this median.
            let rank = (f64::from(group) + 0.5) / f64::from(GROUPS);
            let seconds = median * math::sqrt(-math::ln(1.0 - rank) / std::f64::consts::LN_2);
            let visited = if rank <= aware { 0.0 } else { (rank - aware) / (1.0 - aware) };
            let at = self.now() + waits(visited) + Duration::from_seconds_f64(seconds);
            let key = Key::born(born::STEP, &[key], u32::from(group));
            self.enter(at, Occurrence::PeopleLeave(area, group), key);
        }
    }

    /// A group of an area's people sets out, unless water or closed roads keep it.
    pub fn people_leave(&mut self, area: AreaId, group: u8) {
        let entry = self.area(area);
        let willing = (entry.home - entry.refused.min(entry.home)).saturating_sub(entry.in_water);
        let of_home = willing / u32::from(GROUPS - group);
        let Some(cause) = entry.evacuation else { return };
        let shelter = self.drill().county.areas[area.index()].shelter;
        let Some(time) = self.way_out(area, shelter) else {
            let key = Key::born(born::STEP, &[self.key(area)], u32::from(group));
            let at = self.now() + Duration::from_minutes(RETRY_MINUTES);
            return self.enter(at, Occurrence::PeopleLeave(area, group), key);
        };
        let of_visitors = if group + 1 == GROUPS { self.visitors_leaving(area) } else { 0 };
        let people = of_home + of_visitors;
        if people == 0 {
            return;
        }
        let cause = self.warn_who_leave(area, people, cause);
        let event = Event::PeopleDeparted { area, people, shelter };
        let seq = self.record(cause, event);
        let number = u32::try_from(self.post.departures.len()).expect("few groups");
        self.post.departures.push((people, seq));
        let entry = self.area_mut(area);
        entry.home -= of_home;
        entry.visitors -= of_visitors;
        entry.warned -= people;
        entry.walking.insert(number, people);
        entry.ordinal += 1;
        let key = Key::born(born::STEP, &[self.key(area)], 1_000 + self.area(area).ordinal);
        self.enter(self.now() + time, Occurrence::PeopleArrive(area, number), key);
        self.look_at_danger(area, seq);
    }

    /// Nobody leaves unwarned: who was not is told at the door.
    fn warn_who_leave(&mut self, area: AreaId, people: u32, cause: Seq) -> Seq {
        let unaware = people.saturating_sub(self.area(area).warned);
        if unaware == 0 {
            return cause;
        }
        self.area_mut(area).warned += unaware;
        let channel = Channel::InPerson;
        self.record(cause, Event::PeopleWarned { area, people: unaware, channel })
    }

    /// People on no list who leave: all of them where the village knows of them, else those who
    /// have heard the loudspeaker.
    fn visitors_leaving(&self, area: AreaId) -> u32 {
        let zone = self.drill().county.areas[area.index()].zone;
        let fact = Fact::new(FactKind::AreaUnlisted, Subject::Area(area));
        let known = self.plan().zone_desk[zone.index()]
            .is_some_and(|desk| self.desk(desk).picture.held(fact).is_some());
        let entry = self.area(area);
        if known { entry.visitors } else { entry.visitors_warned.min(entry.visitors) }
    }

    /// How long an area's people take to their shelter: on foot, or by vehicle where that is far;
    /// none where no road is open.
    fn way_out(&self, area: AreaId, shelter: FacilityId) -> Option<Duration> {
        let prepared = self.prepared();
        let county = &prepared.drill.county;
        let from = county.areas[area.index()].node;
        let to = county.facilities[shelter.index()].node;
        let roads = prepared.roads.true_roads(&self.truth.roads);
        let on_foot = prepared.roads.time(Profile::Foot, from, to, &roads)?;
        if on_foot <= Duration::from_minutes(WALK_MINUTES_MAX) {
            return Some(on_foot);
        }
        let by_road = prepared.roads.time(Profile::Road, from, to, &roads);
        Some(by_road.map_or(on_foot, |time| time.min(on_foot)))
    }

    /// A group arrives at its shelter, and the village counts.
    pub fn people_arrive(&mut self, area: AreaId, number: u32) {
        let (people, left) = self.post.departures[number as usize];
        let shelter = self.drill().county.areas[area.index()].shelter;
        let entry = self.area_mut(area);
        entry.walking.remove(&number);
        // All of a group may have been hurt on the way: then nobody arrives.
        if people == 0 {
            return;
        }
        entry.sheltered += people;
        let moved = i64::from(entry.sheltered);
        let event = Event::PeopleSheltered { area, people, shelter };
        let seq = self.record(left, event);
        self.look_at_danger(area, seq);
        let zone = self.drill().county.areas[area.index()].zone;
        if let Some(desk) = self.plan().zone_desk[zone.index()] {
            let fact = Fact::new(FactKind::AreaMoved, Subject::Area(area));
            self.observe(Party::Desk(desk), fact, moved, self.now(), seq);
        }
    }

    /// A share of the sheltered goes back.
    pub fn people_return(&mut self, area: AreaId, fraction: f64, cause: Seq) {
        let entry = self.area_mut(area);
        let people = share(entry.sheltered, fraction);
        if people == 0 {
            return;
        }
        entry.sheltered -= people;
        entry.home += people;
        entry.warned += people;
        entry.evacuation = None;
        let seq = self.record(cause, Event::PeopleReturned { area, people });
        self.look_at_danger(area, seq);
    }

    /// The water at an area has another stage.
    pub fn water_at_area(&mut self, area: AreaId, stage_cm: i64, seq: Seq) {
        let entry = self.area_mut(area);
        entry.stage_cm = stage_cm;
        entry.stage_event = Some(seq);
        self.look_at_danger(area, seq);
    }

    /// Who of an area is in the water now, who is cut off and who is in harm's way of what spreads
    /// there: recorded where it changes; people who are newly in the water are an incident.
    pub fn look_at_danger(&mut self, area: AreaId, cause: Seq) {
        let described = &self.drill().county.areas[area.index()];
        let water = described.water.as_ref();
        let (low, high) = water.map_or((0, 0), |it| (it.height_cm.into(), it.top_cm.into()));
        let is_cut_off = self.is_cut_off(area);
        let entry = self.area_mut(area);
        let wet = if entry.stage_cm <= 0 || entry.stage_cm < low {
            0.0
        } else {
            let quarters = 0.25 + 0.75 * (entry.stage_cm - low) as f64 / (high - low).max(1) as f64;
            quarters.min(1.0)
        };
        let in_water = share(entry.there(), wet);
        let cut_off = if is_cut_off { entry.there() - in_water } else { 0 };
        let (was_in_water, was_cut_off) = (entry.in_water, entry.cut_off);
        entry.in_water = in_water;
        entry.cut_off = cut_off;
        let mut last = cause;
        if in_water != was_in_water {
            let state = PeopleState::InWater;
            last = self.record(cause, Event::PeopleInDanger { area, state, people: in_water });
        }
        if cut_off != was_cut_off {
            let state = PeopleState::CutOff;
            self.record(cause, Event::PeopleInDanger { area, state, people: cut_off });
        }
        let sheltering = self.drill().exposure().is_some_and(Exposure::spares_sheltering);
        let exposed = self.area(area).in_harm(sheltering);
        if exposed != self.area(area).exposed {
            self.area_mut(area).exposed = exposed;
            let state = PeopleState::Exposed;
            self.record(cause, Event::PeopleInDanger { area, state, people: exposed });
        }
        if in_water > 0 && was_in_water == 0 && self.area(area).incident.is_none() {
            self.call_for_rescue(area, in_water, last);
            self.watch_water(area);
        }
    }

    /// Whether no road leads to an area and nobody is there to help.
    fn is_cut_off(&self, area: AreaId) -> bool {
        let node = self.drill().county.areas[area.index()].node;
        let reachable = self.truth.reachable.as_ref();
        let there_is_help = self.area(area).incident.is_some_and(|incident| {
            self.incident(incident)
                .card
                .tasks
                .iter()
                .any(|card| !self.task(card.task).present.is_empty())
        });
        reachable.is_some_and(|reachable| !reachable[node.index()]) && !there_is_help
    }

    /// People in the water: an incident of the catalogue, if it has one of that name.
    fn call_for_rescue(&mut self, area: AreaId, people: u32, cause: Seq) {
        let drill = self.drill();
        let kind = drill.catalogue.iter().position(|kind| kind.name == "people-in-water");
        let Some(kind) = kind else { return };
        let (node, zone) = {
            let described = &drill.county.areas[area.index()];
            (described.node, described.zone)
        };
        let key = self.born_key(born::INCIDENT, &[self.key(area)]);
        self.announce(
            Coming {
                key,
                id: None,
                kind: crate::base::id::IncidentKindId::from_index(kind),
                node,
                zone,
                area: Some(area),
                people,
                hurt: 0,
                cause: CasualtyCause::Water,
                severity: SeverityMix::Any,
                roads: Vec::new(),
                calls: Vec::new(),
                errand: None,
                from: Some(cause),
            },
            self.now(),
        );
    }

    /// Enters the next look at whether people in the water are hurt.
    fn watch_water(&mut self, area: AreaId) {
        let entry = self.area_mut(area);
        entry.ordinal += 1;
        let ordinal = entry.ordinal;
        let key = Key::born(born::STEP, &[self.key(area)], 100_000 + ordinal);
        let at = self.now() + Duration::from_minutes(WATER_STEP_MINUTES);
        self.enter(at, Occurrence::WaterHurts(area, ordinal), key);
    }

    /// People in the water may be hurt: each with the same probability in each step.
    pub fn water_hurts(&mut self, area: AreaId, ordinal: u32) {
        let entry = self.area(area);
        if entry.in_water == 0 {
            return;
        }
        let (in_water, incident) = (entry.in_water, entry.incident);
        let cause = entry.stage_event.expect("there is water");
        let rate = people_in_water::harm_per_minute(self.water_hazard(area));
        let probability = people_in_water::harm_probability(rate, WATER_STEP_MINUTES as f64);
        let key = Key::born(born::CASUALTY, &[self.key(area)], ordinal);
        let mut draws = self.draws(Purpose::People, key);
        let hurt = (0..in_water).filter(|_| draws.happens(probability)).count();
        let hurt = u32::try_from(hurt).expect("no more than are there");
        if let Some(incident) = incident.filter(|_| hurt > 0) {
            self.post.hurt.push((incident, Some(area), hurt, CasualtyCause::Water, cause));
            let number = u32::try_from(self.post.hurt.len() - 1).expect("few steps");
            let key = Key::born(born::CASUALTY, &[key], 1);
            self.enter(self.now(), Occurrence::PeopleHurt(number), key);
        }
        self.watch_water(area);
    }

    /// How dangerous the water is among the wet houses of an area: they stand from its lowest
    /// ground up to the water's edge, in half the greatest depth on average.
    pub fn water_hazard(&self, area: AreaId) -> WaterHazard {
        let described = &self.drill().county.areas[area.index()];
        let lowest_cm = described.water.as_ref().map_or(0, |water| i64::from(water.height_cm));
        let deepest_cm = self.area(area).stage_cm - lowest_cm;
        let depth_m = 0.5 * deepest_cm.max(0) as f64 / 100.0;
        let root = math::cbrt(depth_m);
        let velocity_m_s = self.prepared().ground_conveyance(area) * root * root;
        people_in_water::hazard_class(people_in_water::hazard_rating(depth_m, velocity_m_s))
    }

    /// A team brings the people of an area out of the water.
    pub fn rescue_people(&mut self, area: AreaId, team: TeamId, seq: Seq) {
        let entry = self.area(area);
        let people = entry.in_water.max(entry.cut_off);
        if people == 0 {
            return;
        }
        let seq = self.record(seq, Event::PeopleRescued { area, people, team });
        self.take_out(area, people, seq);
    }
}

/// A share of a number of people, rounded up so that few are not none.
pub fn share(people: u32, fraction: f64) -> u32 {
    let number = (f64::from(people) * fraction).ceil().max(0.0) as u32;
    number.min(people)
}
