//! Nature acts on the county: water over roads and houses, debris or fire on roads, masts that fall
//! silent. Who notices, and which sensors say so, is in `notice`.

use super::agenda::Occurrence;
use super::notice::ROAD_NOTICE_MINUTES;
use super::post::born;
use super::roads::RoadTruth;
use super::stage::Stage;
use super::state::Coming;
use crate::base::id::{DeskId, FacilityId, RoadId, TeamId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::event_log::event::{CasualtyCause, Event, Party, Seq};
use crate::scenario::timeline::{Change, Crossing, Hit, Intervention, Shock, Timeline};
use crate::vocabulary::fact::{Fact, FactKind, OF_LANDSLIDE_DAMS, Subject};
use crate::vocabulary::profile::Profile;

/// What comes by road wherever anything does.
const BY_ROAD: Profile = Profile::HighClearance;
/// Minutes between two looks at which places can be reached by road.
const REACHABLE_MINUTES: u64 = 15;

impl Stage<'_, '_> {
    /// Nature changes: all that changes at this instant, one after the other. Nothing else of the
    /// instant comes before it.
    pub fn nature_changes(&mut self, number: u32) {
        let forks = self.truth.forks;
        if forks != number >> 24 {
            return;
        }
        let timeline = self.truth.timeline.clone();
        let now = self.now();
        while self.truth.forks == forks {
            let index = self.truth.next_change;
            let Some(crossing) = timeline.crossings().get(index).filter(|next| next.at <= now)
            else {
                return self.enter_next_change();
            };
            self.truth.next_change = index + 1;
            self.change_nature(&timeline, crossing, self.cause_of(index, crossing));
        }
    }

    /// One change of nature happens.
    fn change_nature(&mut self, timeline: &Timeline, crossing: &Crossing, cause: Option<Seq>) {
        match crossing.change {
            Change::Fact(fact, value) => self.fact_changes(fact, value, cause),
            Change::Road(road, water, cap_km_h) => self.change_road(road, cause, |truth| {
                truth.water = water;
                truth.water_km_h = cap_km_h;
            }),
            Change::Buried(road) => self.bury(road, true, cause),
            Change::Hit(number) => self.people_are_hit(timeline.hit(number), cause),
            Change::Shock(number) => self.aftershock(timeline, timeline.shock(number)),
            Change::Danger(area, danger) => self.danger_at_area(area, danger, cause),
            Change::Burning(road, burning) => {
                self.change_road(road, cause, |truth| truth.burning = burning);
            }
            Change::Destroyed(facility) => self.fail(facility, cause),
            Change::Out(zone, people) => self.people_are_out(zone, people),
            Change::Happens(happening) => {
                self.truth.happened_after.extend(cause.map(|seq| (happening, seq)));
                self.happening_due(happening);
            }
        }
    }

    /// Why nature changes so: another change that this one follows from, or the decision without
    /// which it would not come; none where nature does so by itself.
    fn cause_of(&self, index: usize, crossing: &Crossing) -> Option<Seq> {
        let because = crossing.because.and_then(|fact| self.truth.fact(fact));
        let decision = || self.truth.decided.get(index).copied().flatten();
        because.map(|(.., seq)| seq).or_else(decision)
    }

    /// People of a settlement are hit: an incident arises.
    fn people_are_hit(&mut self, hit: &Hit, cause: Option<Seq>) {
        let coming = Coming {
            key: hit.key,
            id: None,
            kind: hit.kind,
            node: hit.node,
            zone: hit.zone,
            area: None,
            people: hit.hurt,
            hurt: hit.hurt,
            cause: CasualtyCause::Burial,
            severity: hit.severity,
            roads: hit.roads.clone(),
            calls: Vec::new(),
            errand: None,
            from: cause,
        };
        self.announce(coming, self.now());
    }

    /// An aftershock strikes: what is damaged falls, on those who live and those who work there;
    /// the stations measure it and every post in the shaken settlements feels it.
    fn aftershock(&mut self, timeline: &Timeline, shock: &Shock) {
        self.fact_changes(shock.fact, shock.value, None);
        let (.., seq) = self.truth.facts[&shock.fact];
        for road in &shock.roads {
            self.bury(*road, true, Some(seq));
        }
        for hit in &shock.hits {
            self.people_are_hit(timeline.hit(*hit), Some(seq));
        }
        self.shock_comes(&shock.zones, shock.key, seq);
        let now = self.now();
        for zone in &shock.zones {
            self.truth.shaken.insert(*zone, now);
            if let Some(desk) = self.plan().zone_desk[zone.index()] {
                self.plan_notice(Party::Desk(desk), shock.fact, shock.value, None, now, seq);
            }
        }
    }

    /// Enters the change that comes next.
    pub fn enter_next_change(&mut self) {
        let index = self.truth.next_change;
        let Some(crossing) = self.truth.timeline.crossings().get(index).copied() else { return };
        let index = u32::try_from(index).expect("a timeline within u32");
        let number = index & 0x00FF_FFFF | self.truth.forks << 24;
        let key = Key::born(born::STEP, &[crossing.key], number);
        self.enter(crossing.at, Occurrence::NatureChanges(number), key);
    }

    /// A fact becomes true: who is concerned by it at once, and which sensor measures it.
    pub fn fact_changes(&mut self, fact: Fact, value: i64, cause: Option<Seq>) {
        let seq = self.record(cause, Event::FactChanged { fact, value });
        let now = self.now();
        self.truth.facts.insert(fact, (value, now, seq));
        match fact.subject {
            Subject::Area(area) if fact.kind == FactKind::RiverStage => {
                self.water_at_area(area, value, seq);
            }
            Subject::Facility(facility) => self.sensor_measures(facility, fact, value, seq),
            Subject::Incident(_) => self.watchers_notice(fact, value, seq),
            Subject::Zone(zone)
                if fact.kind == FactKind::EmbankmentBroken
                    || OF_LANDSLIDE_DAMS.contains(&fact.kind) =>
            {
                self.notice_zone(zone, fact, value, seq);
            }
            _ => {}
        }
    }

    /// Something comes to lie on a road, or is taken from it.
    pub fn bury(&mut self, road: RoadId, buried: bool, cause: Option<Seq>) {
        self.change_road(road, cause, |truth| truth.buried = buried);
    }

    /// A road is otherwise than it was; what else is wrong with it stays.
    pub fn change_road(
        &mut self,
        road: RoadId,
        cause: Option<Seq>,
        change: impl FnOnce(&mut RoadTruth),
    ) {
        let truth = &mut self.truth.roads[road.index()];
        let before = *truth;
        change(truth);
        let truth = *truth;
        let (was, now_passable) = (before.passable(), truth.passable());
        if was != now_passable {
            let fact = Fact::new(FactKind::RoadPassable, Subject::Road(road));
            let value = i64::from(now_passable.0);
            let seq = self.record(cause, Event::FactChanged { fact, value });
            let since = self.now();
            let changed = &mut self.truth.roads[road.index()];
            (changed.changed, changed.since) = (Some(seq), since);
            let before = i64::from(was.0);
            if truth.is_watched && FactKind::RoadPassable.differs_materially(before, value) {
                self.notice_road(road, fact, value, seq);
            }
            if was.has(BY_ROAD) != now_passable.has(BY_ROAD) {
                self.look_at_access();
            }
        }
        if truth.is_on_way {
            self.road_changed(road, before);
        }
    }

    /// Enters a look at which places can be reached by road, at the next quarter of an hour.
    fn look_at_access(&mut self) {
        if self.truth.access_entered {
            return;
        }
        self.truth.access_entered = true;
        let step = REACHABLE_MINUTES * 60_000;
        let at = Time::from_milliseconds((self.now().milliseconds() / step + 1) * step);
        self.enter(at, Occurrence::AccessChanges, Key(at.milliseconds()));
    }

    /// Which places can be reached by road from where the county is commanded: what cannot is cut
    /// off until a team is there.
    pub fn access_changes(&mut self) {
        self.truth.access_entered = false;
        let prepared = self.prepared();
        let roads = prepared.roads.true_roads(&self.truth.roads);
        let reachable = prepared.roads.reachable(BY_ROAD, prepared.centre, &roads);
        self.truth.reachable = Some(reachable);
        let last = self.recorder.log.last_seq();
        for area in prepared.areas_by_key() {
            let zone = prepared.drill.county.areas[area.index()].zone;
            let node = prepared.drill.county.areas[area.index()].node;
            let open = self.truth.reachable.as_ref().is_some_and(|open| open[node.index()]);
            let fact = Fact::new(FactKind::ZoneReachable, Subject::Zone(zone));
            let known = self.truth.facts.get(&fact).map_or(1, |(value, ..)| *value);
            let value = i64::from(open);
            let mut cause = self.truth.facts.get(&fact).map(|(_, _, seq)| *seq);
            if known != value {
                let seq = self.record(last, Event::FactChanged { fact, value });
                let now = self.now();
                self.truth.facts.insert(fact, (value, now, seq));
                cause = Some(seq);
                if let Some(desk) = self.plan().zone_desk[zone.index()] {
                    let key = Key::born(born::NOTICE, &[self.key(zone), Key(value as u64)], 0);
                    let at = self.now() + self.notice_delay(ROAD_NOTICE_MINUTES, key);
                    self.plan_notice(Party::Desk(desk), fact, value, None, at, seq);
                }
            }
            if let Some(cause) = cause {
                self.look_at_danger(area, cause);
            }
        }
    }

    /// Debris is cleared from a road.
    pub fn dig_out(&mut self, road: RoadId, team: Option<TeamId>, seq: Seq) {
        self.bury(road, false, Some(seq));
        let fact = Fact::new(FactKind::RoadPassable, Subject::Road(road));
        if let (Some(team), Some((value, since, seq))) = (team, self.truth.fact(fact)) {
            let (version, seen) = self.observe(Party::Team(team), fact, value, since, seq);
            self.tell_desk(team, vec![version], seen);
        }
    }

    /// A mast falls silent.
    pub fn mast_fails(&mut self, mast: FacilityId, cause: Option<Seq>) {
        if self.truth.dead_masts.contains_key(&mast) {
            return;
        }
        let fact = Fact::new(FactKind::MastWorking, Subject::Facility(mast));
        // The alarm of the network's own management does not travel over the mast.
        let next = Seq(self.recorder.log.last_seq().map_or(0, |seq| seq.0 + 1));
        self.truth.dead_masts.insert(mast, next);
        self.fact_changes(fact, 0, cause);
    }

    /// Why a mast whose batteries end had to live on them.
    pub fn power_lost(&self, mast: FacilityId) -> Option<Seq> {
        let power = self.drill().county.facilities[mast.index()].power?;
        let fact = Fact::new(FactKind::PowerSupplied, Subject::Facility(power));
        self.truth.facts.get(&fact).map(|(_, _, seq)| *seq)
    }

    /// An incident is going to arise.
    pub fn announce(&mut self, coming: Coming, at: Time) {
        let key = coming.key;
        let number = u32::try_from(self.post.coming.len()).expect("few incidents");
        self.post.coming.push(coming);
        self.enter(at, Occurrence::IncidentArises(number), key);
    }

    /// A reservoir's gates are set: from now on the water does something else.
    pub fn set_outflow(&mut self, desk: DeskId, reservoir: FacilityId, outflow: u32, seq: Seq) {
        let now = self.now();
        self.intervene(Intervention::Outflow(reservoir, now, outflow), seq);
        let fact = Fact::new(FactKind::ReservoirOutflow, Subject::Facility(reservoir));
        self.observe(Party::Desk(desk), fact, i64::from(outflow), now, seq);
    }

    /// The hazard goes on otherwise from now on.
    pub fn intervene(&mut self, intervention: Intervention, seq: Seq) {
        let now = self.now();
        self.truth.interventions.push(intervention);
        let prepared = self.prepared();
        let member = prepared.member(self.shared.seed);
        let timeline = prepared.timeline(member, &self.truth.interventions);
        self.truth.next_change = timeline.first_after(now);
        let before = std::mem::replace(&mut self.truth.timeline, timeline);
        let decided = |place: Option<usize>| match place {
            Some(place) => self.truth.decided.get(place).copied().flatten(),
            None => Some(seq),
        };
        self.truth.decided = self.truth.timeline.places_in(&before).map(decided).collect();
        self.truth.forks += 1;
        self.enter_next_change();
    }
}
