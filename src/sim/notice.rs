//! What sensors measure and people notice of what changes, when, and whom they tell.

use super::agenda::Occurrence;
use super::post::{Draft, born};
use super::stage::Stage;
use super::state::{Coming, Notice};
use crate::base::chance::Purpose;
use crate::base::id::{DeskId, FacilityId, MessageId, RoadId, VersionId, ZoneId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{About, Party, Seq};
use crate::scenario::DAY_MINUTES;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// Median minutes until people who live by a road notice that it is closed, by day; at night twice
/// as long: an assumption, shown in the report.
pub const ROAD_NOTICE_MINUTES: f64 = 12.0;
/// Median minutes until people in harmful air or before a fire notice it: an assumption.
pub const DANGER_NOTICE_MINUTES: f64 = 4.0;
/// Standard deviation of the logarithm of the time until something is noticed: an assumption.
pub const NOTICE_SIGMA: f64 = 0.5;
/// Minutes after which a caller who got no line tries again: an assumption, shown in the report.
pub const CALLER_RETRY_MINUTES: u64 = 10;

impl Stage<'_, '_> {
    /// A sensor measures at its next round.
    pub fn sensor_measures(&mut self, facility: FacilityId, fact: Fact, value: i64, cause: Seq) {
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
    pub fn watchers_notice(&mut self, fact: Fact, value: i64, cause: Seq) {
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

    /// The village by a road notices that it is closed, or open again.
    pub fn notice_road(&mut self, road: RoadId, fact: Fact, value: i64, seq: Seq) {
        let zone = self.drill().county.road_settings[road.index()].zone;
        let Some(desk) = self.plan().zone_desk[zone.index()] else { return };
        let about = [self.key(road), Key(self.now().milliseconds())];
        let key = Key::born(born::NOTICE, &about, 0);
        let at = self.now() + self.notice_delay(ROAD_NOTICE_MINUTES, key);
        self.plan_notice(Party::Desk(desk), fact, value, None, at, seq);
    }

    /// A settlement notices what has happened to it.
    pub fn notice_zone(&mut self, zone: ZoneId, fact: Fact, value: i64, seq: Seq) {
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
}
