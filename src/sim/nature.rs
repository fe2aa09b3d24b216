//! Nature acts on the county: water over roads and houses, debris or fire on roads, masts that fall
//! silent; who notices, and which sensors say so.

use super::agenda::Occurrence;
use super::post::{Draft, born};
use super::roads::RoadTruth;
use super::stage::Stage;
use super::state::{Coming, Notice};
use crate::base::chance::Purpose;
use crate::base::id::{DeskId, FacilityId, MessageId, RoadId, TeamId, VersionId, ZoneId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{About, CasualtyCause, Event, Party, Seq};
use crate::scenario::DAY_MINUTES;
use crate::scenario::timeline::{Change, Crossing, Hit, Intervention, Shock, Timeline};
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, OF_LANDSLIDE_DAMS, Subject};
use crate::vocabulary::profile::Profile;

/// Median minutes until people who live by a road notice that it is closed, by day; at night twice
/// as long: an assumption, shown in the report.
pub const ROAD_NOTICE_MINUTES: f64 = 12.0;
/// Median minutes until people in harmful air or before a fire notice it: an assumption.
pub const DANGER_NOTICE_MINUTES: f64 = 4.0;
/// Standard deviation of the logarithm of the time until something is noticed: an assumption.
pub const NOTICE_SIGMA: f64 = 0.5;
/// What comes by road wherever anything does.
const BY_ROAD: Profile = Profile::HighClearance;
/// Minutes between two looks at which places can be reached by road.
const REACHABLE_MINUTES: u64 = 15;
/// Minutes after which a caller who got no line tries again: an assumption, shown in the report.
pub const CALLER_RETRY_MINUTES: u64 = 10;

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

    /// A sensor measures at its next round.
    fn sensor_measures(&mut self, facility: FacilityId, fact: Fact, value: i64, cause: Seq) {
        let every = self
            .plan()
            .monitoring
            .iter()
            .filter(|monitoring| monitoring.fact == fact.kind)
            .map(|monitoring| monitoring.every)
            .min();
        let Some(every) = every else { return };
        let at = self.now().round_up(every);
        self.plan_notice(Party::Sensor(facility), fact, value, None, at, cause);
    }

    /// Where no sensor measures, the desks that the plan names look for themselves at their next
    /// round: at cameras, at what is said in public.
    fn watchers_notice(&mut self, fact: Fact, value: i64, cause: Seq) {
        let prepared = self.prepared();
        let plan = &prepared.drill.plan;
        for monitoring in plan.monitoring.iter().filter(|entry| entry.fact == fact.kind) {
            let at = self.now().round_up(monitoring.every);
            for audience in &monitoring.to {
                for desk in plan.audience(&prepared.drill.county, audience, None, None, None) {
                    self.plan_notice(Party::Desk(desk), fact, value, None, at, cause);
                }
            }
        }
    }

    /// Somebody is going to notice something.
    pub fn plan_notice(
        &mut self,
        by: Party,
        fact: Fact,
        value: i64,
        calls: Option<DeskId>,
        at: Time,
        cause: Seq,
    ) {
        let registry = self.recorder.log.registry();
        let about = [fact.key(registry), by.key(registry)];
        let key = self.born_key(born::NOTICE, &about);
        let since = self.now();
        let number = u32::try_from(self.post.notices.len()).expect("few notices");
        self.post.notices.push(Notice { key, fact, value, since, by, calls, cause });
        self.enter(at, Occurrence::Noticed(number), key);
    }

    /// Somebody notices, if it is still so.
    pub fn noticed(&mut self, number: u32) {
        let Notice { fact, value, since, by, calls, cause, .. } =
            self.post.notices[number as usize];
        let planned = (value, since, cause);
        let (value, since, cause) = self.truth.fact(fact).unwrap_or(planned);
        if fact.kind.differs_materially(planned.0, value) {
            return;
        }
        if let Party::Desk(desk) = by {
            // What the desk holds already is no news.
            if self.desk(desk).picture.value(fact) != Some(value) {
                self.observe_all(by, fact, value, since, cause);
            }
            return;
        }
        let (version, seq) = self.observe_all(by, fact, value, since, cause);
        if let Party::Team(team) = by {
            return self.tell_desk(team, version, seq);
        }
        match calls {
            Some(desk) => {
                let draft = Draft {
                    kind: MessageKind::Report,
                    from: by,
                    to: Party::Desk(desk),
                    channel: Channel::Phone,
                    priority: Priority::Flash,
                    versions: version,
                    about: (About::Facts {}, Key(0)),
                    tried: 0,
                };
                self.send(draft, seq);
            }
            None => self.send_measurement(by, fact, &version, seq),
        }
    }

    /// Observes a fact with what whoever sees it cannot but see as well: at an incident, how many
    /// people are in trouble. Those come first, so that whoever acts on the fact knows them.
    fn observe_all(
        &mut self,
        by: Party,
        fact: Fact,
        value: i64,
        since: Time,
        cause: Seq,
    ) -> (Vec<VersionId>, Seq) {
        let mut versions = Vec::new();
        if let (FactKind::Incident, Subject::Incident(incident)) = (fact.kind, fact.subject) {
            let entry = self.incident(incident);
            let hurt = i64::try_from(self.hurt_at(incident)).expect("few casualties");
            let seen = [
                (FactKind::IncidentTrapped, i64::from(entry.trapped)),
                (FactKind::IncidentInjured, hurt),
            ];
            for (kind, people) in seen.into_iter().filter(|(_, people)| *people > 0) {
                let told = Fact::new(kind, fact.subject);
                versions.push(self.observe(by, told, people, since, cause).0);
            }
        }
        let (version, seq) = self.observe(by, fact, value, since, cause);
        versions.push(version);
        (versions, seq)
    }

    /// A sensor's measurement goes to whom the plan names.
    fn send_measurement(&mut self, by: Party, fact: Fact, versions: &[VersionId], seq: Seq) {
        let prepared = self.prepared();
        let plan = &prepared.drill.plan;
        let county = &prepared.drill.county;
        let zone = plan.zone_of(county, fact.subject, |_| None);
        let reach = crate::plan::audience::reach_of(county, fact);
        for monitoring in plan.monitoring.iter().filter(|entry| entry.fact == fact.kind) {
            for audience in &monitoring.to {
                for desk in plan.audience(county, audience, None, zone, reach) {
                    let on_platform =
                        prepared.drill.scenario.platform_on && plan.desks[desk.index()].platform;
                    let channel = monitoring.channels.iter().copied().find(|channel| {
                        plan.channels[usize::from(channel.code())].is_some()
                            && (*channel != Channel::Platform || on_platform)
                    });
                    let Some(channel) = channel else { continue };
                    let draft = Draft {
                        kind: MessageKind::Status,
                        from: by,
                        to: Party::Desk(desk),
                        channel,
                        priority: Priority::Urgent,
                        versions: versions.to_vec(),
                        about: (About::Facts {}, Key(0)),
                        tried: 0,
                    };
                    self.send(draft, seq);
                }
            }
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

    /// The village by a road notices that it is closed, or open again.
    fn notice_road(&mut self, road: RoadId, fact: Fact, value: i64, seq: Seq) {
        let zone = self.drill().county.road_settings[road.index()].zone;
        let Some(desk) = self.plan().zone_desk[zone.index()] else { return };
        let about = [self.key(road), Key(self.now().milliseconds())];
        let key = Key::born(born::NOTICE, &about, 0);
        let at = self.now() + self.notice_delay(ROAD_NOTICE_MINUTES, key);
        self.plan_notice(Party::Desk(desk), fact, value, None, at, seq);
    }

    /// A settlement notices what has happened to it.
    fn notice_zone(&mut self, zone: ZoneId, fact: Fact, value: i64, seq: Seq) {
        let Some(desk) = self.plan().zone_desk[zone.index()] else { return };
        let about = [self.key(zone), Key(u64::from(fact.kind.code())), Key(value as u64)];
        let key = Key::born(born::NOTICE, &about, 0);
        let at = self.now() + self.notice_delay(ROAD_NOTICE_MINUTES, key);
        self.plan_notice(Party::Desk(desk), fact, value, None, at, seq);
    }

    /// How long it takes until something is noticed: twice as long at night.
    pub fn notice_delay(&self, median_minutes: f64, key: Key) -> Duration {
        let minute = self.drill().scenario.start.minute_of_day(self.now());
        let factor = if DAY_MINUTES.contains(&minute) { 1.0 } else { 2.0 };
        let seconds = 60.0
            * factor
            * self.draws(Purpose::Observation, key).lognormal(median_minutes, NOTICE_SIGMA);
        Duration::from_seconds_f64(seconds)
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

    /// People near an incident notice it and call the number for it; a desk of the village there
    /// sees it too.
    pub fn notice_incident(&mut self, fact: Fact, value: i64, coming: &Coming, seq: Seq) {
        let zone = coming.zone;
        let described = &self.drill().catalogue[coming.kind.index()];
        let (calls, median) = (described.call_taker, described.noticed.minutes());
        let critical = described.critical;
        let Subject::Incident(incident) = fact.subject else { return };
        let key = Key::born(born::NOTICE, &[self.key(incident)], 0);
        let at = self.now() + self.notice_delay(median, key);
        if coming.calls.is_empty() {
            self.plan_notice(Party::People(zone), fact, value, Some(calls), at, seq);
        }
        for (desk, after) in &coming.calls {
            let at = self.now() + *after;
            self.plan_notice(Party::People(zone), fact, value, Some(*desk), at, seq);
        }
        if let Some(desk) = self.plan().zone_desk[zone.index()].filter(|_| critical) {
            self.plan_notice(Party::Desk(desk), fact, value, None, at, seq);
        }
    }

    /// A caller got no line: the next try.
    pub fn caller_retries(&mut self, zone: ZoneId, id: MessageId, seq: Seq) {
        let message = self.post.mail.message(id);
        let Party::Desk(to) = message.to else { return };
        let Some(version) = message.versions.last() else { return };
        let held = *self.post.mail.version(*version);
        let at = self.now() + Duration::from_minutes(CALLER_RETRY_MINUTES);
        self.plan_notice(Party::People(zone), held.fact, held.value, Some(to), at, seq);
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
