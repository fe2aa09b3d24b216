//! Casualties at the site: they deteriorate until treated, and are loaded to be carried away. Their
//! way to a hospital is `delivery`'s.

use super::agenda::Occurrence;
use super::errand::Errand;
use super::post::born;
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, IncidentId, TaskId, TeamId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Event, Seq};
use crate::hazard::{casualty, triage};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::TeamState;

/// Minutes between two looks at a casualty's condition: the step of Sacco's table.
const STEP_MINUTES: u64 = 30;

impl Stage<'_, '_> {
    /// A casualty's condition is looked at again.
    pub fn worsen(&mut self, id: CasualtyId, step: u8) {
        let entry = self.casualty(id);
        if !matches!(entry.place, CasualtyPlace::Untreated | CasualtyPlace::OnOwnWay(_)) {
            return;
        }
        let (first, score, last) = (entry.first_score, entry.score, entry.last);
        let minutes = f64::from(step) * STEP_MINUTES as f64;
        let now = casualty::score_after(first, minutes);
        if now < score {
            let event = Event::CasualtyDeteriorated { casualty: id, score: now };
            let seq = self.record(last, event);
            let entry = self.casualty_mut(id);
            entry.score = now;
            entry.last = seq;
        }
        if now == 0 {
            self.die(id);
        } else {
            self.look_again(id, self.casualty(id).at, step + 1);
        }
    }

    /// Enters the next look at a casualty that was hurt at `since`.
    pub fn look_again(&mut self, id: CasualtyId, since: Time, step: u8) {
        let key = Key::born(born::STEP, &[self.key(id)], u32::from(step));
        let at = since + Duration::from_minutes(u64::from(step) * STEP_MINUTES);
        self.enter(at, Occurrence::CasualtyWorsens(id, step), key);
    }

    fn die(&mut self, id: CasualtyId) {
        let last = self.casualty(id).last;
        let seq = self.record(last, Event::CasualtyDied { casualty: id });
        let entry = self.casualty_mut(id);
        entry.place = CasualtyPlace::Dead;
        entry.last = seq;
    }

    /// A medical team reaches the casualties of an incident, sorts them, and they get no worse. The
    /// cause is that it begins, or for those hurt later that they were hurt beside it.
    pub fn treat(&mut self, team: TeamId, incident: IncidentId, begins: Option<Seq>) {
        let mut ids = self.incident(incident).casualties.clone();
        ids.sort_unstable_by_key(|id| self.key(*id));
        for id in ids {
            let (place, last) = (self.casualty(id).place, self.casualty(id).last);
            if place == CasualtyPlace::Untreated {
                let event = Event::CasualtyReached { casualty: id, team };
                let seq = self.record(begins.unwrap_or(last), event);
                let entry = self.casualty_mut(id);
                entry.place = CasualtyPlace::Treated;
                entry.last = seq;
                self.sort(id, team);
            }
        }
    }

    /// A crew sorts a casualty whom nobody has sorted, by the signs that it sees.
    fn sort(&mut self, id: CasualtyId, team: TeamId) {
        let entry = self.casualty(id);
        let (score, is_light, last) = (entry.score, entry.is_light, entry.last);
        if entry.category.is_some() {
            return;
        }
        let mut draws = self.draws(Purpose::Triage, self.key(id));
        let signs = triage::signs_of(score, is_light, &mut draws);
        let category = triage::as_sorted(triage::start(signs), &mut draws);
        let event = Event::CasualtyTriaged { casualty: id, team, category };
        let seq = self.record(last, event);
        let entry = self.casualty_mut(id);
        entry.category = Some(category);
        entry.last = seq;
    }

    /// Whoever washes or treats at an incident turns to those who have just been hurt there.
    pub fn treat_newcomers(&mut self, incident: IncidentId) {
        self.wash_those_there(incident);
        let cards = self.incident(incident).card.clone();
        let treating = cards.tasks.iter().find_map(|card| {
            let at_work = |team: &&TeamId| self.team(**team).activity == TeamState::Working;
            let team = self.task(card.task).present.iter().find(at_work).copied();
            team.filter(|_| card.capability == Capability::Medical)
        });
        if let Some(team) = treating {
            self.treat(team, incident, None);
        }
    }

    /// Who can be fetched at an incident, sorted by whoever is there: the most urgent first, then
    /// by key.
    fn in_order_of_loading(&mut self, incident: IncidentId, teams: &[TeamId]) -> Vec<CasualtyId> {
        let mut ids = self.incident(incident).casualties.clone();
        ids.retain(|id| self.can_be_fetched(incident, *id));
        ids.sort_unstable_by_key(|id| self.key(*id));
        if let Some(first) = teams.first() {
            ids.iter().for_each(|id| self.sort(*id, *first));
        }
        ids.sort_by_key(|id| self.casualty(*id).category);
        ids
    }

    /// The ambulances at a transport task load and leave; whether somebody is left to be fetched,
    /// or still on the way, so that the task goes on. Who is to be washed first stays.
    pub fn load_patients(&mut self, task: TaskId) -> bool {
        let incident = self.task(task).incident;
        let mut teams = self.task(task).present.clone();
        teams.retain(|team| self.team(*team).activity == TeamState::Working);
        let mut waiting = self.in_order_of_loading(incident, &teams);
        let mut left = Vec::new();
        for team in teams {
            let seats = usize::from(self.plan().teams[team.index()].seats.max(1));
            let can_go = |id: &&CasualtyId| !self.waits_for_washing(team, incident, **id);
            let aboard: Vec<CasualtyId> =
                waiting.iter().filter(can_go).take(seats).copied().collect();
            if aboard.is_empty() {
                continue;
            }
            waiting.retain(|id| !aboard.contains(id));
            self.carry_off(team, incident, aboard);
            left.push(team);
        }
        let rate: u64 = left.iter().map(|team| self.rate_percent(*team, task)).sum();
        let anybody_left = !waiting.is_empty() || self.still_grows(incident);
        let loading = self.plan().medical.on_scene.milliseconds() * 100;
        let entry = self.task_mut(task);
        entry.work_left = loading;
        entry.present.retain(|team| !left.contains(team));
        entry.rate_percent = entry.rate_percent.saturating_sub(rate);
        anybody_left
    }

    /// A team leaves with patients for the hospital that it chooses for them.
    fn carry_off(&mut self, team: TeamId, incident: IncidentId, aboard: Vec<CasualtyId>) {
        let chosen = match self.incident(incident).errand {
            Some((Errand::Transfer(_, hospital), _)) => Some(hospital),
            _ => self.choose_hospital(team, self.needs_of(&aboard)),
        };
        let Some(hospital) = chosen else { return };
        let mut cause = self.team(team).assigned;
        for id in &aboard {
            let event = Event::PatientLeft { casualty: *id, team, hospital };
            let last = self.casualty(*id).last;
            let seq = self.record(last, event);
            self.discharge(*id, seq);
            let entry = self.casualty_mut(*id);
            entry.place = CasualtyPlace::Aboard(team);
            entry.last = seq;
            cause = Some(seq);
        }
        let state = self.team_mut(team);
        state.aboard = aboard;
        state.hospital = Some(hospital);
        let seq = cause.expect("a team on scene was assigned");
        let node = self.team(team).at;
        let seq = self.record(seq, Event::TeamLeft { team, node });
        self.change_state(team, TeamState::Transporting, seq);
        let to = self.drill().county.facilities[hospital.index()].node;
        self.depart(team, to, seq);
    }
}
