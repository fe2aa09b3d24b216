//! People in air that harms or before a fire: who is exposed, who is hurt by it, who notices.

use super::agenda::Occurrence;
use super::notice::DANGER_NOTICE_MINUTES;
use super::people::share;
use super::post::born;
use super::stage::Stage;
use super::state::{AreaPeople, Coming};
use crate::base::chance::Purpose;
use crate::base::id::AreaId;
use crate::base::key::Key;
use crate::event_log::event::{Party, Seq};
use crate::hazard::casualty::SeverityMix;
use crate::scenario::timeline::{Cover, Danger};
use crate::vocabulary::fact::{Fact, FactKind, Subject};

impl AreaPeople {
    /// People of the area under each cover of [`Cover`]; those who have been warned have shut
    /// themselves in, those on their way are out of doors until they arrive.
    fn under_cover(&self, outdoors: f64) -> [u32; 3] {
        let sheltering = self.warned.min(self.there());
        let unaware = self.there() - sheltering;
        let outside = share(unaware, outdoors);
        let walking: u32 = self.walking.values().sum();
        [outside + walking, unaware - outside, sheltering]
    }

    /// People who are where the danger is harmful; `sheltering` says whether those who have shut
    /// themselves in are safe from it.
    pub fn in_harm(&self, sheltering: bool) -> u32 {
        let safe = if sheltering { self.warned.min(self.there()) } else { 0 };
        let walking: u32 = self.walking.values().sum();
        share(self.there() - safe + walking, f64::from(self.danger.permille) / 1_000.0)
    }
}

impl Stage<'_, '_> {
    /// An exposed area is in another danger.
    pub fn danger_at_area(&mut self, area: AreaId, danger: Danger, cause: Option<Seq>) {
        let before = self.area(area).danger;
        self.area_mut(area).danger = danger;
        let mut seq = self.area(area).danger_event;
        if danger.class != before.class {
            let fact = Fact::new(FactKind::AreaDanger, Subject::Area(area));
            let value = i64::from(danger.class);
            self.fact_changes(fact, value, cause);
            let changed = self.truth.facts[&fact].2;
            self.area_mut(area).danger_event = Some(changed);
            self.notice_danger(area, fact, value, changed);
            seq = Some(changed);
        }
        let Some(seq) = seq else { return };
        self.look_at_danger(area, seq);
        if danger.class > 0 && !self.area(area).is_watched {
            self.area_mut(area).is_watched = true;
            self.watch_exposed(area, 1);
        }
    }

    /// People smell it or see it and call the number for the incident; the village notices too.
    fn notice_danger(&mut self, area: AreaId, fact: Fact, value: i64, seq: Seq) {
        let prepared = self.prepared();
        let zone = prepared.drill.county.areas[area.index()].zone;
        let key = Key::born(born::NOTICE, &[self.key(area), Key(value.unsigned_abs())], 0);
        let at = self.now() + self.notice_delay(DANGER_NOTICE_MINUTES, key);
        if let Some(exposure) = prepared.drill.exposure() {
            let calls = prepared.drill.catalogue[exposure.kind.index()].call_taker;
            self.plan_notice(Party::People(zone), fact, value, Some(calls), at, seq);
        }
        if let Some(desk) = prepared.drill.plan.zone_desk[zone.index()] {
            self.plan_notice(Party::Desk(desk), fact, value, None, at, seq);
        }
    }

    /// Enters the next look at whether people in danger are hurt.
    fn watch_exposed(&mut self, area: AreaId, from: u32) {
        let Some(dose) = self.truth.timeline.dose(area) else { return };
        let now = self.now();
        let steps = from as usize..=dose.last_step();
        let Some(step) = steps.into_iter().find(|step| dose.at(*step) > now) else { return };
        let (at, step) = (dose.at(step), u32::try_from(step).expect("few steps"));
        let key = Key::born(born::STEP, &[self.key(area)], 200_000 + step);
        self.enter(at, Occurrence::ExposureHurts(area, step), key);
    }

    /// People in danger may be hurt: each, in each step, with the probability that the hazard there
    /// and what is around them give.
    pub fn exposure_hurts(&mut self, area: AreaId, step: u32) {
        let timeline = self.truth.timeline.clone();
        // A decision may have stopped it: then nobody else is hurt.
        let (Some(dose), Some(cause)) = (timeline.dose(area), self.area(area).danger_event) else {
            return;
        };
        let prepared = self.prepared();
        let Some(exposure) = prepared.drill.exposure() else { return };
        let key = Key::born(born::CASUALTY, &[self.key(area)], 200_000 + step);
        let mut draws = self.draws(Purpose::People, key);
        let people = self.area(area).under_cover(exposure.outdoors);
        let covers = [Cover::Outdoors, Cover::Indoors, Cover::Sheltering];
        let [outdoors, indoors, sheltering] = [0, 1, 2].map(|cover: usize| {
            let probability = dose.harm(covers[cover], step as usize);
            draws.binomial(people[cover], probability)
        });
        let walking: u32 = self.area(area).walking.values().sum();
        let afoot = share(outdoors, f64::from(walking) / f64::from(people[0].max(1)));
        let afoot = self.hurt_on_the_way(area, afoot.min(walking));
        let at_home = outdoors - afoot.min(outdoors) + indoors + sheltering;
        let at_home = at_home.min(self.area(area).there());
        let severity = SeverityMix::Shares { dead: 0.0, grave: dose.grave, serious: dose.serious };
        if at_home + afoot > 0 {
            self.leave_hurt(area, at_home, cause);
            self.hurt_by_exposure(area, at_home + afoot, severity, cause);
        }
        self.watch_exposed(area, step + 1);
    }

    /// People of the area on their way are hurt: they do not arrive.
    fn hurt_on_the_way(&mut self, area: AreaId, people: u32) -> u32 {
        let mut left = people;
        let groups: Vec<u32> = self.area(area).walking.keys().copied().collect();
        for group in groups {
            let entry = self.area_mut(area);
            let walking = entry.walking.get_mut(&group).expect("it was listed");
            let hurt = left.min(*walking);
            *walking -= hurt;
            entry.hurt += hurt;
            self.post.departures[group as usize].0 -= hurt;
            left -= hurt;
        }
        people - left
    }

    /// They are casualties of the area's incident, which arises with the first of them.
    fn hurt_by_exposure(&mut self, area: AreaId, people: u32, severity: SeverityMix, cause: Seq) {
        let prepared = self.prepared();
        let Some(exposure) = prepared.drill.exposure() else { return };
        let described = &prepared.drill.county.areas[area.index()];
        let Some(incident) = self.area(area).incident else {
            let key = self.born_key(born::INCIDENT, &[self.key(area)]);
            let coming = Coming {
                key,
                id: None,
                kind: exposure.kind,
                node: described.node,
                zone: described.zone,
                area: Some(area),
                people,
                hurt: people,
                cause: exposure.cause,
                severity,
                roads: Vec::new(),
                calls: Vec::new(),
                errand: None,
                from: Some(cause),
            };
            return self.announce(coming, self.now());
        };
        self.post.hurt.push((incident, None, people, exposure.cause, cause));
        let number = u32::try_from(self.post.hurt.len() - 1).expect("few steps");
        let key = self.born_key(born::CASUALTY, &[self.key(area), Key(2)]);
        self.enter(self.now(), Occurrence::PeopleHurt(number), key);
    }

    /// People of an area are carried away hurt: they are no longer in danger there.
    pub fn leave_hurt(&mut self, area: AreaId, people: u32, cause: Seq) {
        let people = people.min(self.area(area).there());
        let entry = self.area_mut(area);
        let of_home = people.min(entry.home);
        entry.home -= of_home;
        entry.visitors -= people - of_home;
        entry.hurt += people;
        entry.refused = entry.refused.min(entry.home);
        entry.warned = entry.warned.min(entry.there());
        self.look_at_danger(area, cause);
    }
}
