//! Private cars on the only road: vehicles there are slower from look to look, which nobody knows
//! who is not there, until somebody turns the cars back.

use super::agenda::Occurrence;
use super::post::born;
use super::stage::Stage;
use crate::base::id::{IncidentId, RoadId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::county::router::Overlay;
use crate::event_log::event::Seq;
use crate::scenario::traffic::{STEP_MINUTES, TrafficSetting};
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::profile::Profile;

impl Stage<'_, '_> {
    /// An incident has arisen: it may be cars that drive towards a place.
    pub fn let_cars_come(&mut self, incident: IncidentId) {
        let prepared = self.prepared();
        for (index, traffic) in prepared.drill.scenario.traffic.iter().enumerate() {
            if traffic.incident == incident {
                let number = u32::try_from(index).expect("few roads");
                self.enter(self.now(), Occurrence::TrafficBuildsUp(number, 0), traffic.key);
            }
        }
    }

    /// A look at the cars on a road: how fast anybody still goes there.
    pub fn traffic_builds_up(&mut self, number: u32, step: u32) {
        let prepared = self.prepared();
        let traffic = &prepared.drill.scenario.traffic[number as usize];
        let roads = self.roads_of_cars(traffic);
        let (task, by) = traffic.until;
        let county = &prepared.drill.county;
        let mut bridges = roads.iter().flat_map(|road| county.lost_together(road));
        let closed = bridges.find_map(|road| self.truth.closed_by_order.get(road)).copied();
        let turned_back = self.progress(traffic.incident, task, by).or(closed);
        let share = match turned_back {
            Some(_) => 1.0,
            None => traffic.speed_share(f64::from(step * STEP_MINUTES)),
        };
        let cause = turned_back.unwrap_or(self.incident(traffic.incident).occurred);
        self.cars_slow(traffic, &roads, share, cause);
        if turned_back.is_none() {
            let at = self.now() + Duration::from_minutes(u64::from(STEP_MINUTES));
            let key = Key::born(born::STEP, &[traffic.key], step + 1);
            self.enter(at, Occurrence::TrafficBuildsUp(number, step + 1), key);
        }
    }

    /// The roads that the cars drive by: the quickest of ordinary times.
    fn roads_of_cars(&self, traffic: &TrafficSetting) -> Vec<RoadId> {
        let prepared = self.prepared();
        let way = prepared.roads.way(Profile::Road, traffic.from, traffic.to, &Overlay::NONE);
        let road_of = &prepared.drill.county.network.road_of;
        way.unwrap_or_default().into_iter().map(|arc| road_of[arc.index()]).collect()
    }

    /// Everybody on these roads goes at this share of the free speed.
    fn cars_slow(&mut self, traffic: &TrafficSetting, roads: &[RoadId], share: f64, cause: Seq) {
        let prepared = self.prepared();
        let percent = (100.0 * share).round() as i64;
        let fact = Fact::new(FactKind::TrafficSpeed, Subject::Incident(traffic.incident));
        let known = self.truth.facts.get(&fact).map_or(100, |(value, ..)| *value);
        let mut seq = cause;
        if fact.kind.differs_materially(known, percent) {
            self.fact_changes(fact, percent, Some(cause));
            seq = self.truth.facts[&fact].2;
        }
        for id in roads {
            let free_km_h = f64::from(prepared.drill.county.network.roads[id.index()].speed_km_h);
            let slowed = (free_km_h * share).max(1.0) as u8;
            let km_h = if share < 1.0 { slowed } else { u8::MAX };
            self.change_road(*id, Some(seq), |truth| truth.traffic_km_h = km_h);
        }
    }
}
