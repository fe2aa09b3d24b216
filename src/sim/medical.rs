//! Casualties: they deteriorate until treated, are carried to hospitals, wait there for a place.

use super::agenda::Occurrence;
use super::errand::Errand;
use super::post::born;
use super::stage::Stage;
use super::state::CasualtyPlace;
use crate::base::chance::Purpose;
use crate::base::id::{CasualtyId, FacilityId, IncidentId, TaskId, TeamId};
use crate::base::key::Key;
use crate::base::time::{Duration, Time};
use crate::event_log::event::{Event, Seq};
use crate::hazard::casualty;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::TeamState;

/// Minutes between two looks at a casualty's condition: the step of Sacco's table.
const STEP_MINUTES: u64 = 30;

impl Stage<'_, '_> {
    /// A casualty's condition is looked at again.
    pub fn worsen(&mut self, id: CasualtyId, step: u8) {
        let entry = self.casualty(id);
        if entry.place != CasualtyPlace::Untreated {
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

    /// A medical team reaches the casualties of an incident: they get no worse. The cause is that
    /// it begins, or for those hurt later that they were hurt beside it.
    pub fn treat(&mut self, team: TeamId, incident: IncidentId, begins: Option<Seq>) {
        for id in self.casualties_of(incident) {
            let (place, last) = (self.casualty(id).place, self.casualty(id).last);
            if place == CasualtyPlace::Untreated {
                let event = Event::CasualtyReached { casualty: id, team };
                let seq = self.record(begins.unwrap_or(last), event);
                let entry = self.casualty_mut(id);
                entry.place = CasualtyPlace::Treated;
                entry.last = seq;
            }
        }
    }

    /// Whoever treats at an incident turns to those who have just been hurt there.
    pub fn treat_newcomers(&mut self, incident: IncidentId) {
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

    /// Casualties of an incident, the gravest first, then by key.
    fn casualties_of(&self, incident: IncidentId) -> Vec<CasualtyId> {
        let mut ids = self.incident(incident).casualties.clone();
        ids.sort_unstable_by_key(|id| (self.casualty(*id).score, self.key(*id)));
        ids
    }

    /// The ambulances at a transport task load and leave; whether somebody is left to be fetched,
    /// or still on the way, so that the task goes on.
    pub fn load_patients(&mut self, task: TaskId) -> bool {
        let incident = self.task(task).incident;
        let mut waiting: Vec<CasualtyId> = self.casualties_of(incident);
        waiting.retain(|id| self.can_be_fetched(incident, *id));
        let mut waiting = waiting.into_iter().peekable();
        let teams = self.task(task).present.clone();
        let mut left = Vec::new();
        for team in teams {
            let seats = usize::from(self.plan().teams[team.index()].seats.max(1));
            let aboard: Vec<CasualtyId> = waiting.by_ref().take(seats).collect();
            if aboard.is_empty() {
                break;
            }
            self.carry_off(team, incident, aboard);
            left.push(team);
        }
        let rate: u64 = left
            .iter()
            .map(|team| u64::from(self.plan().teams[team.index()].work_rate_percent))
            .sum();
        let anybody_left = waiting.peek().is_some() || self.still_grows(incident);
        let loading = self.plan().medical.on_scene.milliseconds() * 100;
        let entry = self.task_mut(task);
        entry.work_left = loading;
        entry.present.retain(|team| !left.contains(team));
        entry.rate_percent = entry.rate_percent.saturating_sub(rate);
        anybody_left
    }

    /// A team leaves with patients for the nearest hospital that fits the gravest of them.
    fn carry_off(&mut self, team: TeamId, incident: IncidentId, aboard: Vec<CasualtyId>) {
        let gravest = aboard.iter().map(|id| self.casualty(*id).score).min().unwrap_or(12);
        let chosen = match self.incident(incident).errand {
            Some((Errand::Transfer(_, hospital), _)) => Some(hospital),
            _ => self.choose_hospital(team, gravest),
        };
        let Some(hospital) = chosen else { return };
        aboard.iter().for_each(|id| self.discharge(*id));
        let mut cause = self.team(team).assigned;
        for id in &aboard {
            let event = Event::PatientLeft { casualty: *id, team, hospital };
            let last = self.casualty(*id).last;
            let seq = self.record(last, event);
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

    /// The nearest hospital over the roads that the team believes open; for grave cases one with
    /// theatres. Beyond the map's edge the way on counts too.
    fn choose_hospital(&self, team: TeamId, score: u8) -> Option<FacilityId> {
        let prepared = self.prepared();
        let described = &prepared.drill.plan.teams[team.index()];
        let state = self.team(team);
        let beliefs = prepared.roads.believed(&state.picture);
        let grave = score < prepared.drill.plan.medical.theatre_below_score;
        let facilities = &prepared.drill.county.facilities;
        let mut choice: Option<(Duration, FacilityId)> = None;
        for id in &prepared.hospitals {
            let facility = &facilities[id.index()];
            if grave && facility.theatres == 0 {
                continue;
            }
            let Some(time) =
                prepared.roads.time(described.profile, state.at, facility.node, &beliefs)
            else {
                continue;
            };
            let time = time + Duration::from_minutes(u64::from(facility.access_minutes));
            if choice.is_none_or(|(best, _)| time < best) {
                choice = Some((time, *id));
            }
        }
        choice.map(|(_, id)| id).or_else(|| prepared.hospitals.first().copied())
    }

    /// An ambulance has come to the junction of its hospital.
    pub fn at_hospital(&mut self, team: TeamId) {
        let Some(hospital) = self.team(team).hospital else { return };
        let prepared = self.prepared();
        let facility = &prepared.drill.county.facilities[hospital.index()];
        let beyond = Duration::from_minutes(u64::from(facility.access_minutes));
        let at = self.now() + beyond + prepared.drill.plan.medical.handover;
        let state = self.team_mut(team);
        state.epoch += 1;
        let epoch = state.epoch;
        let cause = state.assigned.expect("a team with patients was assigned");
        self.change_state(team, TeamState::HandingOver, cause);
        let key = Key::born(born::TEAM_EPOCH, &[self.key(team)], epoch);
        self.enter(at, Occurrence::HandoverEnds(team, epoch), key);
    }

    /// The hospital takes over; the team goes back for more, or is free.
    pub fn handover_ends(&mut self, team: TeamId, epoch: u32) {
        if self.team(team).epoch != epoch {
            return;
        }
        let state = self.team_mut(team);
        let aboard = std::mem::take(&mut state.aboard);
        let Some(hospital) = state.hospital.take() else { return };
        let mut last = state.assigned.expect("a team with patients was assigned");
        for id in aboard {
            last = self.admit(id, hospital);
        }
        let task = self.team(team).task;
        match task.filter(|task| self.task(*task).done.is_none()) {
            Some(task) if self.needs_ambulance(task) => {
                let to = self.incident(self.task(task).incident).card.node;
                self.team_mut(team).activity = TeamState::EnRoute;
                self.record(last, Event::TeamStateChanged { team, state: TeamState::EnRoute });
                self.depart(team, to, last);
            }
            unfinished => {
                self.release(team, last);
                if let Some(task) = unfinished.filter(|task| self.is_deserted(*task)) {
                    self.complete(task, Some(last));
                }
            }
        }
    }

    /// Whether a transport task that was begun has no team any more, neither there nor bound for
    /// it.
    fn is_deserted(&self, task: TaskId) -> bool {
        let entry = self.task(task);
        let mut teams = (0..self.plan().teams.len()).map(TeamId::from_index);
        entry.begun.is_some()
            && entry.done.is_none()
            && teams.all(|team| self.team(team).task != Some(task))
    }

    /// Whether somebody at a transport task still waits, or may yet be hurt there.
    fn needs_ambulance(&self, task: TaskId) -> bool {
        let incident = self.task(task).incident;
        let mut casualties = self.incident(incident).casualties.iter();
        self.still_grows(incident) || casualties.any(|id| self.can_be_fetched(incident, *id))
    }

    fn admit(&mut self, id: CasualtyId, hospital: FacilityId) -> Seq {
        let last = self.casualty(id).last;
        let event = Event::PatientHandedOver { casualty: id, hospital, after: None };
        let seq = self.record(last, event);
        let entry = self.casualty_mut(id);
        entry.place = CasualtyPlace::InHospital(hospital);
        entry.last = seq;
        let score = entry.score;
        let beds = &mut self.hospital_mut(hospital).beds;
        *beds = beds.saturating_sub(1);
        if score < self.plan().medical.theatre_below_score {
            let (now, key) = (self.now(), self.key(id));
            self.hospital_mut(hospital).queue.insert((score, now, key, id));
            self.operate(hospital);
        } else {
            self.finish_treatment(id, hospital, seq);
        }
        seq
    }

    /// Free theatres take the gravest of those who wait.
    fn operate(&mut self, hospital: FacilityId) {
        while self.hospital(hospital).theatres > 0 {
            let Some((_, since, key, id)) = self.hospital_mut(hospital).queue.pop_first() else {
                return;
            };
            let waited = since < self.now();
            let after = self.hospital(hospital).freed.filter(|_| waited);
            self.hospital_mut(hospital).theatres -= 1;
            let last = self.casualty(id).last;
            let event = Event::TreatmentStarted { casualty: id, hospital, after };
            let seq = self.record(last, event);
            self.casualty_mut(id).last = seq;
            let mean = self.plan().medical.theatre.seconds();
            let seconds = self.draws(Purpose::Treatment, key).exponential(mean);
            let at = self.now() + Duration::from_seconds_f64(seconds);
            self.enter(at, Occurrence::TheatreFrees(hospital, id), key);
        }
    }

    /// An operation ends and the theatre is free.
    pub fn theatre_frees(&mut self, hospital: FacilityId, id: CasualtyId) {
        let last = self.casualty(id).last;
        let seq = self.finish_treatment(id, hospital, last);
        let state = self.hospital_mut(hospital);
        state.theatres += 1;
        state.freed = Some(seq);
        self.operate(hospital);
    }

    /// Treatment ends: by Sacco's curve the patient lives, or not.
    fn finish_treatment(&mut self, id: CasualtyId, hospital: FacilityId, cause: Seq) -> Seq {
        let (key, score) = (self.key(id), self.casualty(id).score);
        let survives = self.draws(Purpose::Casualty, key).happens(casualty::survival(score));
        let lives = survives || self.casualty(id).is_light;
        let event = if lives {
            Event::TreatmentEnded { casualty: id, hospital }
        } else {
            Event::CasualtyDied { casualty: id }
        };
        let seq = self.record(cause, event);
        let entry = self.casualty_mut(id);
        entry.place = if lives { CasualtyPlace::Recovered } else { CasualtyPlace::Dead };
        entry.last = seq;
        seq
    }
}
